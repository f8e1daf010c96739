"""Names beside the ids of an answer, and lists in its cells on rows of their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from ...graph.edges import position_labels
from ...graph.forms.content import SENTENCES
from ...graph.lists import join
from ...graph.ontology import LIST_SEPARATOR, OPTION_SEPARATOR
from .selection import UnknownNameError
from .wording import Wording, apart

if TYPE_CHECKING:
    from ...graph.store import Store

#: Columns of answers that hold ids, and of what.
IDS = {
    "parties": (
        *(
            "party",
            "succeeds",
            "party_a",
            "party_b",
            "parties",
            "closed_by",
            "pivotal",
            "joining",
            "turning",
            "demands",
        ),
        *("abstains", "mixed", "no_answer", "silent", "possible", "objects", "rejects"),
    ),
    "issues": ("issue", "issues", "a_gives", "b_gives"),
    "regions": ("region", "regions", "part_of", "parts"),
    "positions": ("position", "position_a", "position_b"),
    "options": (
        *("settlement", "settlements", "zone", "accepts", "rules_out"),
        *("accepted_before", "accepted_after", "ruled_out_before", "ruled_out_after"),
    ),
    "items": ("decision", "step", "steps", "together", "not_with", "blocks", "waive"),
}
#: The same where a query has its own meaning of a column.
IDS_OF = {
    ("support", "accepts"): "parties",
    ("pivots", "frees"): "options",
    ("zones", "unknown"): "parties",
    ("sequence", "after"): "items",
    ("obstacles", "frees"): "items",
    **{(query, "settlements"): "packages" for query in ("deals", "frontier", "solutions")},
    ("trades", "exchange"): "packages",
}
#: How the name of a column begins that is about one party.
OF_A_PARTY = ("low_", "high_")
_REGIONS = re.compile("[|,]")


def with_names(frame: pd.DataFrame, query: str, case: Store) -> pd.DataFrame:
    """The rows with a column of names beside each column of ids, called after it, where the names differ.

    >>> import zopa
    >>> from zopa.queries.asking.naming import with_names
    >>> case = zopa.load("river-basin")
    >>> with_names(case.clashes(), "clashes", case)["party_a_name"].iloc[0]
    'Torvia'
    """
    names = Names(case)
    named = pd.DataFrame(frame)
    for column in frame.columns:
        cells = names.of(frame, query, column)
        if cells is not None and not cells.equals(named[column]) and f"{column}_name" not in named:
            named.insert(int(named.columns.get_loc(column)) + 1, f"{column}_name", cells)
    named.attrs = frame.attrs
    return named


def heads(frame: pd.DataFrame, query: str, case: Store) -> dict[str, str]:
    """The words above columns that are about one party: its name in place of its id."""
    parties = Names(case).parties
    words = {}
    for column in map(str, frame.columns):
        for start in OF_A_PARTY:
            if column.startswith(start) and (party := column.removeprefix(start)) in parties:
                words[column] = f"{start.rstrip('_')}, {parties[party]}"
        if query == "clash_matrix" and column in parties:
            words[column] = parties[column]
    return words


def exploded(frame: pd.DataFrame, columns: Iterable[str]) -> pd.DataFrame:
    """The rows with each member of a list on a row of its own; of several columns each member with each.

    Raises
    ------
    UnknownNameError
        When there is no such column, or it holds no lists.
    """
    rows = pd.DataFrame(frame)
    texts = [name for name in map(str, rows.columns) if name not in SENTENCES]
    lists = [name for name in texts if isinstance(rows[name].dtype, (pd.StringDtype, pd.CategoricalDtype))]
    for column in columns:
        if column not in lists:
            near = get_close_matches(column, lists, n=1)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            raise UnknownNameError(
                f"No column '{column}' of this answer holds lists.{hint} Columns that can: {join(lists, 'and')}."
            )
        rows = rows.assign(**{column: rows[column].str.split(LIST_SEPARATOR)}).explode(column, ignore_index=True)
        rows[column] = rows[column].astype("str")
    rows.attrs = frame.attrs
    return rows


class Names:
    """The names of a case, by what a column of ids is about."""

    def __init__(self, case: Store) -> None:
        self.case = case
        self.wording = Wording(case.frame)
        rows = case.frame.tables
        self.parties = apart(rows["parties"]["id"].astype(str).tolist(), self.wording.parties)
        self.issues = apart(rows["issues"]["id"].astype(str).tolist(), self.wording.issues)

    @cached_property
    def whole(self) -> Store:
        """The case with all that has a name in it."""
        (case,) = self.case.parts()
        return case

    @cached_property
    def items(self) -> dict[str, str]:
        """Names of everything by id."""
        return Wording(self.whole).items

    def of(self, frame: pd.DataFrame, query: str, column: Any) -> pd.Series | None:
        """The names that stand for the cells of a column; None where it holds no ids."""
        kind = IDS_OF.get((query, column)) or next((kind for kind, names in IDS.items() if column in names), None)
        if kind is None or not isinstance(frame[column].dtype, (pd.StringDtype, pd.CategoricalDtype)):
            return None
        if kind == "options":
            if "issue" not in frame:
                return None
            pairs = zip(frame["issue"], frame[column], strict=True)
            cells = [_each(cell, lambda word, issue=issue: self._option(issue, word)) for issue, cell in pairs]  # type: ignore[misc]
        elif kind == "packages":
            cells = [self._package(cell) if isinstance(cell, str) else cell for cell in frame[column]]
        else:
            name = self._namer(kind)
            known = {cell: _each(cell, name) for cell in frame[column].dropna().unique()}
            cells = [known.get(cell, cell) for cell in frame[column]]
        return pd.Series(cells, index=frame.index, dtype="str")

    def _namer(self, kind: str) -> Callable[[str], str]:
        if kind == "items":
            return self._item
        if kind == "positions":
            labels = position_labels(self.whole.tables)
            names = dict(zip(self.whole.tables["positions"]["id"].astype(str), labels, strict=True))
        else:
            names = {"parties": self.parties, "issues": self.issues, "regions": self.wording.regions}[kind]
        return lambda word: str(names.get(word, word))

    def _option(self, issue: Any, word: str) -> str:
        return str(self.wording.options.get((str(issue), word), word))

    def _item(self, word: str) -> str:
        """Anything by its id; a step in some regions with their names."""
        item, at, regions = word.partition("@")
        name = self.items.get(item)
        if name is None:
            return word
        return f"{name} in {self._regions(regions)}" if at else name

    def _regions(self, ids: str) -> str:
        return join((self.wording.regions.get(region, region) for region in _REGIONS.split(ids)), "and")

    def _package(self, cell: str) -> str:
        """``issue=option; issue@region=option`` in names."""
        parts = []
        for part in cell.split("; "):
            subject, equals, word = part.partition("=")
            issue, at, regions = subject.partition("@")
            if not equals or issue not in self.issues:
                return cell
            place = f" in {self._regions(regions)}" if at else ""
            parts.append(f"{self.issues[issue]}{place}: {self._option(issue, word)}")
        return "; ".join(parts)


def _each(cell: Any, name: Callable[[str], str]) -> Any:
    """The names of a list, which are as many as its members."""
    if not isinstance(cell, str) or not cell:
        return cell
    return LIST_SEPARATOR.join(
        name(word).replace(LIST_SEPARATOR, OPTION_SEPARATOR) for word in cell.split(LIST_SEPARATOR)
    )

"""Two cases side by side: which party, issue, option and region of one is which of the other, by their normal names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ...graph.names import folded
from ...graph.regions import EVERYWHERE
from ..asking.wording import Wording, cell_list

if TYPE_CHECKING:
    import pandas as pd

    from ...graph.store import Store

_GAP = re.compile(r"[\s_-]+")


def normal(name: str) -> str:
    """The form in which names of two cases are compared: that of one case, dashes and underscores read as blanks.

    >>> from zopa.queries.comparing.matching import normal
    >>> normal("Red_Line") == normal("red-line") == normal("red line")
    True
    """
    return _GAP.sub(" ", folded(name)).strip()


class Matched(NamedTuple):
    """What the things of a second case are called in the first, by kind and id; an option by issue and option."""

    parties: dict[str, str]
    issues: dict[str, str]
    regions: dict[str, str]
    options: dict[tuple[str, str], str]


def matched(first: Store, second: Store) -> Matched:
    """The things of a second case by the ids of the first; what the first does not have keeps its own id."""
    parties, issues, regions = (
        _same(first.tables[name], second.tables[name]) for name in ("parties", "issues", "regions")
    )
    of_first = dict(list(first.tables["options"].groupby("issue", sort=False)))
    options: dict[tuple[str, str], str] = {}
    for issue, rows in second.tables["options"].groupby("issue", sort=False):
        there = of_first.get(issues.get(str(issue), ""))
        same = _same(there, rows, "option") if there is not None else {}
        options |= {(str(issue), option): same.get(option, option) for option in rows["option"]}
    return Matched(parties, issues, regions, options)


def _same(first: pd.DataFrame, second: pd.DataFrame, id: str = "id") -> dict[str, str]:
    by_id = {normal(name): name for name in first[id]}
    by_name: dict[str, set[str]] = {}
    for row in first.to_dict("records"):
        for name in [normal(row[id]), *_names(row)]:
            by_name.setdefault(name, set()).add(row[id])
    same, taken = {}, set[str]()
    for row in second.to_dict("records"):
        there = {by_id[key]} if (key := normal(row[id])) in by_id else set[str]()
        if not there:
            there = {found for name in [key, *_names(row)] for found in by_name.get(name, ())}
        here = next(iter(there)) if len(there) == 1 else row[id]
        # Two things of one case are never one.
        same[row[id]] = row[id] if here in taken else here
        taken.add(same[row[id]])
    return same


def _names(row: dict[str, object]) -> list[str]:
    cells = [row.get("name"), *cell_list(row.get("aliases")), *cell_list(row.get("code"))]
    return [normal(cell) for cell in cells if isinstance(cell, str) and cell]


class Side:
    """One of two sides: a case, the date on which it is asked, and how a sentence calls it.

    Attributes
    ----------
    graph : Store
    as_of : str
    label : str
        ``in 2022``, ``in 'The river Irva'``.
    """

    def __init__(self, graph: Store, as_of: str, label: str, names: Matched | None = None) -> None:
        self.graph, self.as_of, self.label = graph, as_of, label
        self.wording = Wording(graph)
        self._names = names
        self._places: dict[tuple[str, str], list[str]] = {}

    def party(self, id: str) -> str:
        """The id of a party on the first side."""
        return self._names.parties.get(id, id) if self._names else id

    def issue(self, id: str) -> str:
        """The id of an issue on the first side."""
        return self._names.issues.get(id, id) if self._names else id

    def region(self, id: str) -> str:
        """The id of a region on the first side."""
        return self._names.regions.get(id, id) if self._names else id

    def option(self, issue: str, option: str) -> str:
        """The id of an option on the first side, within its issue."""
        return self._names.options.get((issue, option), option) if self._names else option

    def places(self, issue: str, regions: str) -> list[str]:
        """The smallest regions, as the first side calls them, that a cell of regions is about; one that is empty for all."""
        if (issue, regions) not in self._places:
            self._places[issue, regions] = self._smallest(issue, regions)
        return self._places[issue, regions]

    def _smallest(self, issue: str, regions: str) -> list[str]:
        columns = self.graph.columns
        row = columns.issues.tolist().index(issue)
        if not columns.per_region[row]:
            return [""]
        tree = columns.regions
        nodes = [tree.code[name] for name in cell_list(regions)] or [EVERYWHERE]
        leaves = sorted({leaf for node in nodes for leaf in tree.leaves(node)})
        return [self.region(tree.ids[leaf]) if leaf != EVERYWHERE else "" for leaf in leaves]

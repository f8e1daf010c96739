"""A part of a case that is a case itself: some positions, and what belongs to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from .columns import OTHER
from .dates import FOREVER, as_text, last_days
from .edges import listed, row_ids
from .ontology import LIST_SEPARATOR, OPTION_SEPARATOR, Column, Table, ontology

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Kinds that a row names without being about them.
NEVER_ABOUT = ("Party", "Region", "Source", "Evidence")
#: Tables that are cut by rules of their own.
_APART = ("parties", "issues", "options", "positions", "regions", "budgets", "sources", "evidence")


def excerpt(
    tables: Mapping[str, pd.DataFrame], positions: NDArray[np.bool_], issues: Iterable[str], ends: NDArray[np.int32]
) -> dict[str, pd.DataFrame]:
    """The tables of a part of a case.

    Parameters
    ----------
    tables : mapping of DataFrame
    positions : bool, shape (n,)
        Which positions are in it.
    issues : iterable of str
        Ids of the issues that are in it, whether or not a position is left on them.
    ends : int32, shape (n,)
        The last day of each position after ``replaces``, which is written down where what replaces it is left out.

    Returns
    -------
    dict of DataFrame
        The issues with their options; the positions, who holds them, for whom these speak and to which blocs they belong;
        all regions; of every other table the rows that are about something that is left, or about nothing in particular;
        the evidence that is cited, and its sources. A budget of which one share is left out is left out.

    Examples
    --------
    >>> import zopa
    >>> from zopa.graph.subset import excerpt
    >>> case = zopa.load("river-basin")
    >>> first = case.tables["positions"]["issue"] == "filling"
    >>> part = excerpt(case.tables, first.to_numpy(), ["filling"], case.columns.end)
    >>> part["issues"]["id"].tolist()
    ['filling']
    """
    made = dict(tables.items())
    made["positions"] = _positions(tables["positions"], positions, ends)
    made["issues"] = tables["issues"][tables["issues"]["id"].isin(set(issues))]
    made["options"] = tables["options"][tables["options"]["issue"].isin(set(made["issues"]["id"]))]
    shares = tables["shares"]
    torn = set(shares.loc[~shares["issue"].isin(set(made["issues"]["id"])), "budget"])
    made["budgets"] = tables["budgets"][~tables["budgets"]["id"].isin(torn)]
    kept = _kept(made)
    while True:
        for name, table in ontology().tables.items():
            if name not in _APART:
                made[name] = _about_what_is_left(table, tables[name], kept)
        fewer = _kept(made)
        if fewer == kept:
            break
        kept = fewer
    made["positions"] = _trimmed(ontology().tables["positions"], made["positions"], kept)
    made["parties"] = _parties(tables["parties"], made)
    cited = _cited("Evidence", made, [name for name in made if name not in ("evidence", "sources")])
    made["evidence"] = tables["evidence"][tables["evidence"]["id"].isin(cited)]
    made["sources"] = tables["sources"][tables["sources"]["id"].isin(_cited("Source", made, ["evidence"]))]
    return {name: frame.reset_index(drop=True) for name, frame in made.items()}


def _kept(made: Mapping[str, pd.DataFrame]) -> dict[str, set[str]]:
    """What is left, by kind."""
    kept = {table.node: set(row_ids(table, made[name])) for name, table in ontology().tables.items() if table.node}
    kept["Option"] |= {f"{issue}{OPTION_SEPARATOR}{OTHER}" for issue in kept["Issue"]}
    return kept


def _positions(frame: pd.DataFrame, kept: NDArray[np.bool_], ends: NDArray[np.int32]) -> pd.DataFrame:
    """Positions with the day on which they end because another replaces them."""
    replaced = (last_days(frame["end"]) != ends) & (ends != FOREVER)
    frame = frame.copy()
    frame.loc[replaced, "end"] = [as_text(int(day)) or None for day in ends[replaced]]
    return frame[kept]


def _words(column: Column, frame: pd.DataFrame) -> list[list[str]]:
    """What each row refers to in one column; an option with its issue."""
    cells = [listed(cell) for cell in frame[column.name]]
    if column.within is None:
        return cells
    return [
        [f"{issue}{OPTION_SEPARATOR}{word}" for word in words]
        for issue, words in zip(frame[column.within], cells, strict=True)
    ]


def _about_what_is_left(table: Table, frame: pd.DataFrame, kept: dict[str, set[str]]) -> pd.DataFrame:
    """The rows that are about something that is left, or about nothing in particular."""
    stays = np.ones(len(frame), dtype=bool)
    anything, left = np.zeros(len(frame), dtype=bool), np.zeros(len(frame), dtype=bool)
    for column in table.columns.values():
        if not set(column.of) - set(NEVER_ABOUT):
            continue
        for row, words in enumerate(_words(column, frame)):
            there = [word for word in words if _is_left(word, column, kept)]
            if column.required or table.edge is not None:
                stays[row] &= len(there) == len(words)
            anything[row] |= bool(words)
            left[row] |= bool(there)
    return _trimmed(table, frame[stays & (left | ~anything)], kept)


def _is_left(word: str, column: Column, kept: dict[str, set[str]]) -> bool:
    return any(word in kept[kind] for kind in column.of)


def _trimmed(table: Table, frame: pd.DataFrame, kept: dict[str, set[str]]) -> pd.DataFrame:
    """Rows without what they say of things that are left out."""
    frame = frame.copy()
    for column in table.columns.values():
        if column.type == "refs" and column.within is None and set(column.of) - set(NEVER_ABOUT):
            cells = [
                LIST_SEPARATOR.join(word for word in words if _is_left(word, column, kept)) or None
                for words in _words(column, frame)
            ]
            frame[column.name] = pd.Series(cells, index=frame.index, dtype="str")
    return frame


def _parties(frame: pd.DataFrame, made: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Those that rows name, for whom they speak, and the blocs they belong to, followed to the end."""
    named = _cited("Party", made, [name for name in made if name != "parties"])
    while True:
        some = frame[frame["id"].isin(named)]
        more = named | _cited("Party", {"parties": some}, ["parties"])
        if more == named:
            return some
        named = more


def _cited(kind: str, tables: Mapping[str, pd.DataFrame], names: Iterable[str]) -> set[str]:
    """What the rows of some tables refer to, of one kind."""
    return {
        word
        for name in names
        for column in ontology().tables[name].columns.values()
        if kind in column.of
        for words in _words(column, tables[name])
        for word in words
    }

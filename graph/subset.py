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
    part = dict(tables.items())
    part["positions"] = _positions(tables["positions"], positions, ends)
    part["issues"] = tables["issues"][tables["issues"]["id"].isin(set(issues))]
    part["options"] = tables["options"][tables["options"]["issue"].isin(set(part["issues"]["id"]))]
    shares = tables["shares"]
    torn = set(shares.loc[~shares["issue"].isin(set(part["issues"]["id"])), "budget"])
    part["budgets"] = tables["budgets"][~tables["budgets"]["id"].isin(torn)]
    ids_left = _ids_left(part)
    while True:
        for name, table in ontology().tables.items():
            if name not in _APART:
                part[name] = _about_what_is_left(table, tables[name], ids_left)
        fewer = _ids_left(part)
        if fewer == ids_left:
            break
        ids_left = fewer
    part["positions"] = _trimmed(ontology().tables["positions"], part["positions"], ids_left)
    part["parties"] = _parties(tables["parties"], part)
    cited = _cited("Evidence", part, [name for name in part if name not in ("evidence", "sources")])
    part["evidence"] = tables["evidence"][tables["evidence"]["id"].isin(cited)]
    part["sources"] = tables["sources"][tables["sources"]["id"].isin(_cited("Source", part, ["evidence"]))]
    return {name: frame.reset_index(drop=True) for name, frame in part.items()}


def _ids_left(part: Mapping[str, pd.DataFrame]) -> dict[str, set[str]]:
    """The ids that are left, by kind."""
    ids_left = {table.node: set(row_ids(table, part[name])) for name, table in ontology().tables.items() if table.node}
    ids_left["Option"] |= {f"{issue}{OPTION_SEPARATOR}{OTHER}" for issue in ids_left["Issue"]}
    return ids_left


def _positions(frame: pd.DataFrame, is_left: NDArray[np.bool_], ends: NDArray[np.int32]) -> pd.DataFrame:
    """Positions with the day on which they end because another replaces them."""
    replaced = (last_days(frame["end"]) != ends) & (ends != FOREVER)
    frame = frame.copy()
    frame.loc[replaced, "end"] = [as_text(int(day)) or None for day in ends[replaced]]
    return frame[is_left]


def _words(column: Column, frame: pd.DataFrame) -> list[list[str]]:
    """The ids to which each row refers in one column; an option with its issue."""
    cells = [listed(cell) for cell in frame[column.name]]
    if column.within is None:
        return cells
    return [
        [f"{issue}{OPTION_SEPARATOR}{word}" for word in words]
        for issue, words in zip(frame[column.within], cells, strict=True)
    ]


def _about_what_is_left(table: Table, frame: pd.DataFrame, ids_left: dict[str, set[str]]) -> pd.DataFrame:
    """The rows that are about something that is left, or about nothing in particular."""
    stays = np.ones(len(frame), dtype=bool)
    anything, is_about = np.zeros(len(frame), dtype=bool), np.zeros(len(frame), dtype=bool)
    for column in table.columns.values():
        if not set(column.of) - set(NEVER_ABOUT):
            continue
        for row, words in enumerate(_words(column, frame)):
            words_left = [word for word in words if _is_left(word, column, ids_left)]
            if column.required or table.edge is not None:
                stays[row] &= len(words_left) == len(words)
            anything[row] |= bool(words)
            is_about[row] |= bool(words_left)
    return _trimmed(table, frame[stays & (is_about | ~anything)], ids_left)


def _is_left(word: str, column: Column, ids_left: dict[str, set[str]]) -> bool:
    return any(word in ids_left[kind] for kind in column.of)


def _trimmed(table: Table, frame: pd.DataFrame, ids_left: dict[str, set[str]]) -> pd.DataFrame:
    """Rows without what they say of things that are left out."""
    frame = frame.copy()
    for column in table.columns.values():
        if column.type == "refs" and column.within is None and set(column.of) - set(NEVER_ABOUT):
            cells = [
                LIST_SEPARATOR.join(word for word in words if _is_left(word, column, ids_left)) or None
                for words in _words(column, frame)
            ]
            frame[column.name] = pd.Series(cells, index=frame.index, dtype="str")
    return frame


def _parties(frame: pd.DataFrame, part: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Those that rows name, for whom they speak, and the blocs they belong to, followed to the end."""
    named = _cited("Party", part, [name for name in part if name != "parties"])
    while True:
        rows = frame[frame["id"].isin(named)]
        more = named | _cited("Party", {"parties": rows}, ["parties"])
        if more == named:
            return rows
        named = more


def _cited(kind: str, tables: Mapping[str, pd.DataFrame], names: Iterable[str]) -> set[str]:
    """The ids to which the rows of some tables refer, of one kind."""
    return {
        word
        for name in names
        for column in ontology().tables[name].columns.values()
        if kind in column.of
        for words in _words(column, tables[name])
        for word in words
    }

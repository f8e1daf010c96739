"""Rows with ids that say nothing, and every reference to them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from .columns import IN, OTHER, OUT
from .edges import listed, row_ids
from .ontology import LIST_SEPARATOR, OPTION_SEPARATOR, Column, Table, ontology

Frames = dict[str, pd.DataFrame]


def renumbered(tables: Frames, names: Iterable[str]) -> Frames:
    """The tables with new ids in those of them that are named, and with every reference to their rows.

    Parameters
    ----------
    tables : dict of DataFrame
        All tables of a case.
    names : iterable of str
        Names of tables whose ids are replaced.

    Returns
    -------
    dict of DataFrame

    Examples
    --------
    >>> import zopa
    >>> from zopa.graph.renumbering import renumbered
    >>> tables = renumbered(dict(zopa.load("river-basin").tables.items()), ["issues"])
    >>> tables["issues"]["id"].iloc[0], tables["positions"]["issue"].iloc[0]
    ('issue-1', 'issue-1')
    """
    chosen = {*names}
    new = _new_ids(tables, chosen)
    known = {table.node: {*row_ids(table, tables[table.name])} for table in ontology().tables.values() if table.node}
    return {
        name: _with_new_ids(table, tables[name], new, known, name in chosen)
        for name, table in ontology().tables.items()
    }


def _new_ids(tables: Frames, chosen: set[str]) -> dict[str, dict[str, str]]:
    """By kind of node, the new id for each id."""
    new: dict[str, dict[str, str]] = {}
    for table in ontology().tables.values():
        if table.name in chosen and table.node is not None and table.key == ("id",):
            names = row_ids(table, tables[table.name])
            new[table.node] = {name: f"{table.node.lower()}-{index}" for index, name in enumerate(names, 1)}
    if {"issues", "options"} & chosen:
        new["Option"] = _new_options(tables, new.get("Issue", {}), "options" in chosen)
    return new


def _new_options(tables: Frames, issues: dict[str, str], are_chosen: bool) -> dict[str, str]:
    options = tables["options"]
    parts = {*tables["issues"]["id"][tables["issues"]["whole"].notna()]}
    nth = options.groupby("issue").cumcount() + 1
    new = {}
    for issue, option, index in zip(options["issue"], options["option"], nth, strict=True):
        # Two words say whether an option of several is in or out, and nothing else.
        stays = not are_chosen or option == OTHER or (issue in parts and option in (IN, OUT))
        word = option if stays else f"option-{index}"
        new[f"{issue}{OPTION_SEPARATOR}{option}"] = f"{issues.get(issue, issue)}{OPTION_SEPARATOR}{word}"
    return new


def _with_new_ids(
    table: Table, frame: pd.DataFrame, new: dict[str, dict[str, str]], known: dict[str, set[str]], is_chosen: bool
) -> pd.DataFrame:
    renamed = frame.copy(deep=False)
    for column in table.columns.values():
        if column.is_reference:
            whole = frame[column.within] if column.within else [""] * len(frame)
            cells = [
                _cell(cell, column, str(issue), new, known)
                for cell, issue in zip(frame[column.name], whole, strict=True)
            ]
            renamed[column.name] = pd.Series(cells, index=frame.index, dtype="str")
    if not is_chosen:
        return renamed
    if table.node == "Option":
        renamed["option"] = row_ids(table, frame).map(new["Option"]).str.split(OPTION_SEPARATOR).str[-1].astype("str")
    elif table.node is not None:
        renamed["id"] = frame["id"].map(new[table.node]).astype("str")
    else:
        numbers = [f"{table.name}-{n}" for n in range(1, len(frame) + 1)]
        renamed["id"] = pd.Series(numbers, index=frame.index, dtype="str")
    return renamed


def _cell(cell: Any, column: Column, issue: str, new: dict[str, dict[str, str]], known: dict[str, set[str]]) -> Any:
    words = [_word(word, column, issue, new, known) for word in listed(cell)]
    remaining = [word for word in words if word]
    return LIST_SEPARATOR.join(remaining) if remaining else pd.NA


def _word(word: str, column: Column, issue: str, new: dict[str, dict[str, str]], known: dict[str, set[str]]) -> str:
    """The new id of what a word refers to: of several kinds the first one that has it; empty where it is gone."""
    name = f"{issue}{OPTION_SEPARATOR}{word}" if column.within else word
    for kind in column.of:
        if name in known[kind]:
            id = new.get(kind, {}).get(name, name)
            return id.rpartition(OPTION_SEPARATOR)[2] if column.within else id
    return word if column.within and word == OTHER else ""

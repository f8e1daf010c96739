"""Positions that are coded several times: one position, with all the evidence and a count of the rows that say so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ...graph.ontology import LIST_SEPARATOR
from ..findings import WARNING, Findings, Problem, listing
from ..rows import Rows, parts
from ..text import Text

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: What two rows must say alike to be one position.
SAME = (
    "party",
    "issue",
    "stance",
    "option",
    "prefers",
    "low",
    "ideal",
    "high",
    "firmness",
    "regions",
    "start",
    "end",
    "once",
    "satisfaction",
    "rank",
    "replaces",
)
#: Of these the order of the words makes no difference.
_SETS = ("option", "regions", "replaces")
#: The largest number that a group may have.
_MAX_GROUPS = np.iinfo(np.int64).max
#: More pairs of a party and an issue than so many a position are not looked through one by one.
_SPARSE = 8
_OF_EACH_ROW = ("id", "support", "contested")


def unite(tables: dict[str, Rows], findings: Findings) -> None:
    """Make one position of rows that say the same; the first stays, with what the others cite, note and count."""
    positions = tables["positions"]
    if _all_differ(positions):
        return
    group = alike_in(SAME, positions)
    repeats = np.flatnonzero(pd.Series(group).duplicated().to_numpy())
    if not len(repeats):
        return
    by_group: dict[int, list[int]] = {int(group_id): [] for group_id in group[repeats]}
    for index in np.flatnonzero(np.isin(group, group[repeats])).tolist():
        by_group[int(group[index])].append(index)
    for name in positions.columns:
        if name not in SAME and name not in _OF_EACH_ROW:
            _unite_texts(positions, name, by_group)
    counted = positions["support"].copy()
    for alike in by_group.values():
        counted[alike[0]] = np.where(np.isnan(counted[alike]), 1, counted[alike]).sum()
    positions["support"] = counted
    first_of = {
        positions["id"][again]: positions["id"][first] for first, *repeated in by_group.values() for again in repeated
    }
    _report(positions, list(by_group.values()), len(repeats), findings)
    keep = np.ones(len(positions), dtype=bool)
    keep[repeats] = False
    positions.keep(keep)
    for table in tables.values():
        _follow(table, first_of, tables)


def _all_differ(positions: Rows) -> bool:
    """Whether it is seen at once that no party has two positions on an issue, as where each votes once on each motion."""
    (party, parties), (issue, issues) = positions.coded("party"), positions.coded("issue")
    count = len(parties) * len(issues)
    if count > len(positions) * _SPARSE:
        return False
    is_there = np.zeros(count, dtype=bool)
    is_there[issue * len(parties) + party] = True
    return bool(np.count_nonzero(is_there) == len(positions))


def alike_in(columns: Iterable[str], *tables: Rows) -> NDArray[np.int64]:
    """A number for each row of some tables, one behind the other: the same for rows that say the same in these columns."""
    group = np.zeros(sum(map(len, tables)), dtype=np.int64)
    count = 1
    for name in columns:
        if len(tables) == 1:
            codes, words = tables[0].coded(name)
        else:
            codes, words = pd.factorize(np.concatenate([rows[name] for rows in tables]))
        if name in _SETS:
            alike = np.array([LIST_SEPARATOR.join(sorted(parts(word))) for word in words], dtype=object)
            codes = pd.factorize(alike)[0][codes]
        # An empty cell of a number column has the code -1. Numbered anew, groups stay few enough for the next column.
        if len(words) > 1 or (codes < 0).any():
            if count * (len(words) + 1) > _MAX_GROUPS:
                group, different = pd.factorize(group)
                count = len(different)
            group, count = group * (len(words) + 1) + codes + 1, count * (len(words) + 1)
    return pd.factorize(group)[0]


def _unite_texts(positions: Rows, name: str, by_group: dict[int, list[int]]) -> None:
    cells = positions[name].copy()
    is_list = name in positions.table.columns and positions.table.columns[name].is_list
    for rows in by_group.values():
        words = (word for index in rows for word in (parts(cells[index]) if is_list else [cells[index]]) if word)
        cells[rows[0]] = (LIST_SEPARATOR if is_list else " | ").join(dict.fromkeys(words))
    positions[name] = cells


def _report(positions: Rows, groups: list[list[int]], repeats: int, findings: Findings) -> None:
    repeats_by_row = [
        f"{'row' if len(again) == 1 else 'rows'} {listing((str(positions.lines[index]) for index in again), 'and')} "
        f"{'repeats' if len(again) == 1 else 'repeat'} row {positions.lines[first]}"
        for first, *again in groups
    ]
    count = "1 row repeats a position" if repeats == 1 else f"{repeats:,} rows repeat a position"
    problem = Problem(
        f"{count}: each position was read once, with the evidence of all its rows ({listing(repeats_by_row, 'and')}).",
        "each position once",
        level=WARNING,
    )
    findings.add(problem, positions.file)


def _follow(rows: Rows, first_of: dict[str, str], tables: dict[str, Rows]) -> None:
    """Let what names a repeated position name the one that stayed."""
    for column in rows.table.columns.values():
        if "Position" not in column.of or not len(rows):
            continue
        other_ids = {
            str(id)
            for other_table in tables.values()
            if other_table.table.node in column.of and other_table.table.node != "Position"
            for id in other_table.ids()
        }
        codes, words = rows.coded(column.name)
        moved = [
            LIST_SEPARATOR.join(
                dict.fromkeys(part if part in other_ids else first_of.get(part, part) for part in parts(word))
            )
            for word in words
        ]
        if moved != words.tolist():
            rows[column.name] = Text.of_codes(codes, moved)

"""Checking that what a party says can all be: positions that rule out everything, alone or together.

A party contradicts itself where, in one cell at one time, its positions leave no settlement
(:func:`zopa.graph.rule.party_says` at the level of aim). Most parties say little of most issues, so groups of positions
that leave something wherever they hold are put aside first. Any other group is laid out as a grid of regions and runs of
days, and the settlements are crossed out one after another; what is left is named by the fewest positions that explain it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..graph import rule
from ..graph.columns import ACCEPTS, DEMANDS, LEVELS, REJECTS, Columns
from ..graph.dates import ALWAYS, DAY_BITS, as_text
from ..graph.regions import EVERYWHERE
from .findings import WARNING, Findings, Problem, listing, shortened
from .rows import Rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Contradictions told of one party on one issue; the rest shows when these are mended.
MOST_TOLD = 20
AIM = LEVELS.index("aim")


class Conflict(NamedTuple):
    """Positions that cannot all hold, and where and when they meet first."""

    positions: tuple[int, ...]
    region: str
    day: int


def check_consistency(columns: Columns, positions: Rows, findings: Findings) -> None:
    """Report positions that rule out everything, parties that contradict themselves, and voices that disagree.

    Parameters
    ----------
    columns : Columns
        The compiled case.
    positions : Rows
        The same positions, to say where each stands.
    findings : Findings
        Where to report.
    """
    alone = rule.rules_out_everything(columns)
    for index in np.flatnonzero(alone):
        problem = Problem("The position rules out every settlement of its issue.", "a position that leaves something")
        findings.add(problem, positions.file, positions.lines[index], "option", positions["option"][index])
    if alone.any():
        return
    rows = limiting(columns)
    before = findings.errors
    for group in _groups(columns, rows, columns.party):
        _report(columns, group, positions, findings, voices=False)
    if findings.errors == before:
        for group in _groups(columns, rows, columns.principal[columns.party], voices=True):
            _report(columns, group, positions, findings, voices=True)


def _report(columns: Columns, rows: NDArray[np.int64], positions: Rows, findings: Findings, voices: bool) -> None:
    told = 0
    for conflict in conflicts(columns, rows):
        parties = {str(columns.parties[columns.party[one]]) for one in conflict.positions}
        if voices and len(parties) == 1:
            continue
        issue = str(columns.issues[columns.issue[conflict.positions[0]]])
        last = max(conflict.positions, key=lambda one: (columns.start[one], one))
        place = positions.file, positions.lines[last], "issue", str(columns.ids[last])
        where = f" in '{conflict.region}'" if conflict.region else ""
        when = f" on {as_text(conflict.day)}" if conflict.day > ALWAYS else ""
        if told == MOST_TOLD:
            more = Problem(
                f"There is more that cannot hold together on '{issue}': mend these and check again.", "",
                level=WARNING,
            )  # fmt: skip
            findings.add(more, *place)
            return
        told += 1
        named = listing((f"'{shortened(str(columns.ids[one]))}'" for one in conflict.positions), "and")
        if voices:
            problem = Problem(
                f"Voices of one principal disagree: {named} of {listing(sorted(parties), 'and')} cannot all hold on "
                f"'{issue}'{where}{when}.",
                "voices that agree, or 'replaces' or 'end' where one is over", level=WARNING,
            )  # fmt: skip
        else:
            problem = Problem(
                f"'{parties.pop()}' contradicts itself: {named} cannot all hold on '{issue}'{where}{when}. Set 'replaces' "
                "on the later one, or 'end' on the earlier.",
                "'replaces' or 'end'",
            )  # fmt: skip
        findings.add(problem, *place)


# ------------------------------------------------------------------------------------------------ groups


def limiting(columns: Columns) -> NDArray[np.int64]:
    """Places where a position holds for at least a day and does more than accept."""
    limits = (columns.stance != ACCEPTS) & (columns.start <= columns.end)
    return np.flatnonzero(limits[columns.row_position])


def _groups(
    columns: Columns, rows: NDArray[np.int64], holder: NDArray[Any], voices: bool = False
) -> Iterator[NDArray[np.int64]]:
    """Rows of positions of one holder on one issue at one time that may leave nothing, taken all together.

    ``rows`` number the places where positions hold; ``holder`` has one entry a position. With ``voices`` only groups of
    several parties.
    """
    position = columns.row_position[rows]
    key = holder[position].astype(np.int64) * len(columns.issues) + columns.issue[position]
    start, end = columns.start[position], columns.end[position]
    order = np.lexsort([start, key])
    rows, position, key, start = rows[order], position[order], key[order], start[order]
    if not len(rows):
        return
    # What begins when all before it is over has nothing to do with it: a group of its own.
    over = np.maximum.accumulate(key << DAY_BITS | end[order])
    first = np.flatnonzero(np.concatenate([[True], (key << DAY_BITS | start)[1:] > over[:-1]]))
    numeric = columns.is_number[columns.issue[position[first]]]
    left = np.bitwise_and.reduceat(rule.left_open(columns, position), first)
    demands = columns.stance[position] == DEMANDS
    low = np.maximum.reduceat(np.where(demands, columns.low[position], -np.inf), first)
    high = np.minimum.reduceat(np.where(demands, columns.high[position], np.inf), first)
    rejected = np.logical_or.reduceat(columns.stance[position] == REJECTS, first)
    doubtful = np.where(numeric, (low > high) | rejected, left == 0)
    who = columns.party[position] if voices else position
    doubtful &= np.maximum.reduceat(who, first) != np.minimum.reduceat(who, first)
    last = np.append(first[1:], len(rows))
    for number in np.flatnonzero(doubtful):
        yield rows[first[number] : last[number]]


# ------------------------------------------------------------------------------------------------ one group


def conflicts(columns: Columns, rows: NDArray[np.int64]) -> Iterator[Conflict]:
    """The contradictions among positions on one issue: pairs that clash, then larger sets where no pair explains a cell.

    Parameters
    ----------
    columns : Columns
    rows : int array
        Places where the positions hold, from :func:`limiting`.

    Yields
    ------
    Conflict
        Each set of positions once, none with another in it, each with one place and day where all hold.
    """
    grid = _Grid(columns, rows)
    waiting = grid.closed.copy()
    for pair, cells in grid.pairs():
        waiting[cells] = False
        yield grid.conflict(pair, cells)
    while waiting.any():
        segment, run = (int(one) for one in np.unravel_index(np.argmax(waiting), waiting.shape))
        several = grid.shrunk(grid.present(segment, run))
        together = grid.where_all(several)
        waiting &= ~together
        yield grid.conflict(several, together)


class _Grid:
    """Positions on one issue laid out over regions and runs of days."""

    def __init__(self, columns: Columns, rows: NDArray[np.int64]) -> None:
        self.columns = columns
        self.position = columns.row_position[rows]
        issue = int(columns.issue[self.position[0]])
        members = np.unique(self.position)
        self.cell = rule.settlements(columns, issue, members)
        tree = columns.regions
        node = columns.row_region[rows]
        if columns.per_region[issue]:
            first, last = tree.first[node].astype(np.int64), tree.last[node].astype(np.int64) + 1
        else:
            first, last = np.zeros(len(rows), dtype=np.int64), np.ones(len(rows), dtype=np.int64)
        begin, end = columns.start[self.position].astype(np.int64), columns.end[self.position].astype(np.int64) + 1
        self.places, self.days = np.unique(np.concatenate([first, last])), np.unique(np.concatenate([begin, end]))
        self.left, self.right = np.searchsorted(self.places, first), np.searchsorted(self.places, last)
        self.top, self.bottom = np.searchsorted(self.days, begin), np.searchsorted(self.days, end)
        self.per_region, self.is_number = bool(columns.per_region[issue]), bool(columns.is_number[issue])
        self.closed = self._crossed_out()

    def _crossed_out(self) -> NDArray[np.bool_]:
        """Which cells of the grid have no settlement left; a cell without a smallest region is none."""
        shape = len(self.places), len(self.days)
        closed = np.ones(shape, dtype=bool)
        if self.per_region:
            tree = self.columns.regions
            leaves = np.array(sorted(tree.leaves(EVERYWHERE)), dtype=np.int64)
            there = np.isin(np.arange(shape[0]), np.searchsorted(self.places, tree.first[leaves], side="right") - 1)
            closed[~there] = False
        columns, cell = self.columns, self.cell
        masks = [
            rule.ruled_out_by(int(columns.stance[one]), cell.named[one], cell.full) for one in self.position.tolist()
        ]
        for number in range(len(cell.pieces)):
            rules = np.array([mask >> number & 1 for mask in masks], dtype=bool)
            depth = np.zeros(shape, dtype=np.int32)
            for place, day, step in (
                (self.left, self.top, 1), (self.right, self.top, -1), (self.left, self.bottom, -1),
                (self.right, self.bottom, 1),
            ):  # fmt: skip
                np.add.at(depth, (place[rules], day[rules]), step)
            closed &= depth.cumsum(axis=0).cumsum(axis=1) > 0
            if not closed.any():
                break
        return closed

    def pairs(self) -> Iterator[tuple[tuple[int, ...], NDArray[np.bool_]]]:
        """Pairs of positions that leave nothing together, each once with the cells in which both hold."""
        columns = self.columns
        # How many closed cells lie before each corner tells whether a row has any, without looking at its cells.
        sums = np.pad(self.closed.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
        touched = (
            sums[self.right, self.bottom] - sums[self.left, self.bottom] - sums[self.right, self.top]
            + sums[self.left, self.top]
        ) > 0  # fmt: skip
        rows = np.flatnonzero(touched)
        rows = rows[np.argsort(self.position[rows], kind="stable")]
        position, left, right = self.position[rows], self.left[rows], self.right[rows]
        top, bottom = self.top[rows], self.bottom[rows]
        open_to = rule.left_open(columns, position)
        found: set[tuple[int, int]] = set()
        for number in range(len(rows) - 1):
            later = slice(number + 1, None)
            meet = (left[later] < right[number]) & (left[number] < right[later])
            meet &= (top[later] < bottom[number]) & (top[number] < bottom[later])
            others = np.flatnonzero(meet & (position[later] != position[number])) + number + 1
            if self.is_number:
                one = np.full(len(others), position[number])
                clash = rule.ranges_clash(rule.ranges(columns, one), rule.ranges(columns, position[others]))
            else:
                clash = (open_to[others] & open_to[number]) == 0
            for other in others[clash]:
                pair = int(position[number]), int(position[other])
                cells = self.where_all(pair) if pair not in found else None
                if cells is not None and cells.any():
                    found.add(pair)
                    yield pair, cells

    def present(self, segment: int, run: int) -> tuple[int, ...]:
        """The positions that hold in a cell of the grid."""
        there = (self.left <= segment) & (segment < self.right) & (self.top <= run) & (run < self.bottom)
        return tuple(np.unique(self.position[there]).tolist())

    def shrunk(self, present: tuple[int, ...]) -> tuple[int, ...]:
        """As few of these as still leave nothing, later ones kept where there is a choice."""
        kept = list(present)
        for one in present:
            fewer = [other for other in kept if other != one]
            if rule.party_says(self.columns, self.cell, fewer, AIM).ruled_out == self.cell.full:
                kept = fewer
        return tuple(kept)

    def where_all(self, positions: tuple[int, ...]) -> NDArray[np.bool_]:
        """Closed cells of the grid in which all of these hold."""
        together = self.closed.copy()
        for one in positions:
            held = np.zeros(self.closed.shape, dtype=bool)
            for row in np.flatnonzero(self.position == one):
                held[self.left[row] : self.right[row], self.top[row] : self.bottom[row]] = True
            together &= held
        return together

    def conflict(self, positions: tuple[int, ...], cells: NDArray[np.bool_]) -> Conflict:
        """Positions that cannot all hold, with the first of the cells in which they meet."""
        segment, run = (int(one) for one in np.unravel_index(np.argmax(cells), cells.shape))
        return Conflict(positions, self.region(segment), int(self.days[run]))

    def region(self, segment: int) -> str:
        """The smallest region of a cell of the grid; empty where regions separate nothing."""
        if not self.per_region:
            return ""
        tree = self.columns.regions
        inside = (tree.first >= self.places[segment]) & (
            tree.first < (self.places[segment + 1] if segment + 1 < len(self.places) else len(tree.first))
        )
        leaves = tree.leaves(EVERYWHERE)
        return tree.ids[min(int(one) for one in np.flatnonzero(inside) if int(one) in leaves)]

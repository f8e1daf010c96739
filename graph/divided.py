"""Finding where a party is divided: positions of one principal that cannot all hold, alone or together.

A principal is divided where, in one cell at one time, its positions leave no settlement
(:func:`zopa.graph.rule.party_says` at the level of aim), or where it accepts and rejects the same. Most parties say
little of most issues, so groups of positions that leave something wherever they hold are put aside first. Any other
group is laid out as a grid of regions and runs of days, and the settlements are crossed out one after another; what is
left is named by the fewest positions that explain it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from . import rule
from .columns import ACCEPTS, AIM, DEMANDS, RED_LINE, REJECTS, UNKNOWN, Columns
from .dates import DAY_BITS
from .regions import EVERYWHERE

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Keys of which there could be more than so many times as many as there are are not counted one by one.
_SPARSE = 8


class Conflict(NamedTuple):
    """Positions that cannot all hold, and where and when they meet first."""

    positions: tuple[int, ...]
    region: str
    day: int


class Division(NamedTuple):
    """A principal that is divided on an issue: the positions that are contested, and the sets that cannot all hold."""

    contested: NDArray[np.int64]
    conflicts: Iterator[Conflict]


def divisions(columns: Columns, alone: NDArray[np.bool_] | None = None) -> Iterator[Division]:
    """Where principals are divided; a position that rules out everything by itself (``alone``) divides nobody.

    Contested are the two of every pair that clashes; where a cell has no settlement left and no such pair, all positions
    there that rule something out; and an acceptance with a rejection, red line or of unknown firmness, of all that it
    accepts.
    """
    alone = rule.rules_out_everything(columns) if alone is None else alone
    rows = limiting(columns)
    for group in _groups(columns, rows[~alone[columns.row_position[rows]]]):
        grid = _Grid(columns, group)
        yield Division(grid.contested(), _conflicts(grid))
    for pairs in _withdrawals(columns, ~alone & (columns.start <= columns.end)):
        yield Division(np.array([position for pair in pairs for position in pair.positions]), iter(pairs))


def contested(columns: Columns) -> NDArray[np.bool_]:
    """Which positions are contested. Shape ``(n,)``.

    >>> import zopa
    >>> from zopa.graph.divided import contested
    >>> bool(contested(zopa.load("river-basin").columns).any())
    False
    """
    mask = np.zeros(len(columns), dtype=bool)
    for division in divisions(columns):
        mask[division.contested] = True
    return mask


# ------------------------------------------------------------------------------------------------ groups


def limiting(columns: Columns) -> NDArray[np.int64]:
    """Places where a position holds for at least a day and does more than accept."""
    limits = columns.insisting & (columns.start <= columns.end)
    return np.flatnonzero(limits[columns.row_position])


def _groups(columns: Columns, rows: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """Rows of positions of one principal on one issue at one time that may leave nothing, taken all together.

    ``rows`` number the places where positions hold.
    """
    position = columns.row_position[rows]
    key = columns.principal[columns.party[position]].astype(np.int64) * len(columns.issues) + columns.issue[position]
    # Nothing contradicts what its principal alone says of an issue.
    several = _repeated(key, len(columns.parties) * len(columns.issues))
    rows, position, key = rows[several], position[several], key[several]
    start, end = columns.start[position], columns.end[position]
    order = np.lexsort([start, key])
    rows, position, key, start = rows[order], position[order], key[order], start[order]
    if not len(rows):
        return
    # What begins when all before it is over has nothing to do with it: a group of its own.
    over = np.maximum.accumulate(key << DAY_BITS | end[order])
    first = np.flatnonzero(np.concatenate([[True], (key << DAY_BITS | start)[1:] > over[:-1]]))
    numeric = columns.is_number[columns.issue[position[first]]]
    open_options = np.bitwise_and.reduceat(rule.left_open(columns, position), first)
    demands = columns.stance[position] == DEMANDS
    low = np.maximum.reduceat(np.where(demands, columns.low[position], -np.inf), first)
    high = np.minimum.reduceat(np.where(demands, columns.high[position], np.inf), first)
    rejected = np.logical_or.reduceat(columns.stance[position] == REJECTS, first)
    doubtful = np.where(numeric, (low > high) | rejected, open_options == 0)
    doubtful &= np.maximum.reduceat(position, first) != np.minimum.reduceat(position, first)
    last = np.append(first[1:], len(rows))
    for group in np.flatnonzero(doubtful):
        yield rows[first[group] : last[group]]


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
    yield from _conflicts(_Grid(columns, rows))


def _conflicts(grid: _Grid) -> Iterator[Conflict]:
    waiting = grid.closed.copy()
    for pair, cells in grid.pairs():
        waiting[cells] = False
        yield grid.conflict(pair, cells)
    while waiting.any():
        segment, run = (int(index) for index in np.unravel_index(np.argmax(waiting), waiting.shape))
        several = grid.shrunk(grid.present(segment, run))
        together = grid.where_all(several)
        waiting &= ~together
        yield grid.conflict(several, together)


def _repeated(keys: NDArray[np.int64], count: int) -> NDArray[np.bool_]:
    """Which of some keys below a count are there more than once."""
    if count > len(keys) * _SPARSE:
        return pd.Series(keys).duplicated(keep=False).to_numpy()
    repeats: NDArray[np.bool_] = (np.bincount(keys, minlength=count) > 1)[keys]
    return repeats


def _withdrawals(columns: Columns, counted: NDArray[np.bool_]) -> Iterator[list[Conflict]]:
    """Acceptances with a rejection of the same principal, not known to be soft, of all that they accept."""
    if not (columns.stance == ACCEPTS).any():
        return
    position = columns.row_position
    stance, firmness = columns.stance[position], columns.firmness[position]
    accepts = (stance == ACCEPTS) & counted[position]
    if not accepts.any():
        return
    rejects = (stance == REJECTS) & counted[position] & ((firmness == RED_LINE) | (firmness == UNKNOWN))
    key = columns.principal[columns.party[position]].astype(np.int64) * len(columns.issues) + columns.issue[position]
    both = np.intersect1d(key[accepts], key[rejects])
    accepting, rejecting = defaultdict[int, list[int]](list), defaultdict[int, list[int]](list)
    for is_of_stance, rows in ((accepts, accepting), (rejects, rejecting)):
        for row in np.flatnonzero(is_of_stance & np.isin(key, both)).tolist():
            rows[int(key[row])].append(row)
    for group in both.tolist():
        conflicts = _meeting_pairs(columns, accepting[group], np.array(rejecting[group], dtype=np.int64))
        if conflicts:
            yield conflicts


def takes_back(columns: Columns, acceptance: NDArray[Any], rejection: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether a rejection names all that an acceptance on the same issue names."""
    within = (columns.low[rejection] <= columns.low[acceptance]) & (columns.high[acceptance] <= columns.high[rejection])
    named = columns.named[acceptance]
    return np.where(columns.is_number[columns.issue[acceptance]], within, (columns.named[rejection] & named) == named)


def _meeting_pairs(columns: Columns, accepting: list[int], rejecting: NDArray[np.int64]) -> list[Conflict]:
    """Pairs of an acceptance and a rejection that meet, each once."""
    tree, rejections = columns.regions, columns.row_position[rejecting]
    conflicts: dict[tuple[int, int], Conflict] = {}
    for row in accepting:
        acceptance, node = int(columns.row_position[row]), int(columns.row_region[row])
        meet = (columns.start[rejections] <= columns.end[acceptance]) & (
            columns.start[acceptance] <= columns.end[rejections]
        )
        per_region = bool(columns.per_region[columns.issue[acceptance]])
        regions = columns.row_region[rejecting]
        if per_region:
            meet &= (tree.first[regions] <= tree.last[node]) & (tree.first[node] <= tree.last[regions])
        meet &= takes_back(columns, np.full(len(rejections), acceptance), rejections)
        for index in np.flatnonzero(meet).tolist():
            pair = acceptance, int(rejections[index])
            smaller = node if tree.within(node, int(regions[index])) else int(regions[index])
            day = int(max(columns.start[pair[0]], columns.start[pair[1]]))
            conflicts.setdefault(pair, Conflict(pair, tree.ids[smaller] if per_region else "", day))
    return list(conflicts.values())


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
        stated = [self.cell.named[position] for position in self.position.tolist()]
        self.named = stated if not self.is_number else []
        self.named_first = np.array([(mask & -mask).bit_length() - 1 if mask else 0 for mask in stated])
        self.named_last = np.array([mask.bit_length() - 1 for mask in stated])
        self.closed = self._crossed_out()
        self.sums = self._sums(self.closed)

    def _crossed_out(self) -> NDArray[np.bool_]:
        """Which cells of the grid have no settlement left; a cell without a smallest region is none."""
        shape = len(self.places), len(self.days)
        closed = np.ones(shape, dtype=bool)
        if self.per_region:
            tree = self.columns.regions
            leaves = np.array(sorted(tree.leaves(EVERYWHERE)), dtype=np.int64)
            has_leaf = np.isin(np.arange(shape[0]), np.searchsorted(self.places, tree.first[leaves], side="right") - 1)
            closed[~has_leaf] = False
        if self.is_number and (self.columns.stance[self.position] == DEMANDS).all():
            # Ranges leave something together where the highest of their lower ends is not above the lowest upper one.
            return closed & self._apart(shape)
        for piece in range(len(self.cell.pieces)):
            rules = self._rules_out(piece)
            depth = np.zeros(shape, dtype=np.int32)
            for place, day, step in (
                (self.left, self.top, 1),
                (self.right, self.top, -1),
                (self.left, self.bottom, -1),
                (self.right, self.bottom, 1),
            ):
                np.add.at(depth, (place[rules], day[rules]), step)
            closed &= depth.cumsum(axis=0).cumsum(axis=1) > 0
            if not closed.any():
                break
        return closed

    def _apart(self, shape: tuple[int, int]) -> NDArray[np.bool_]:
        low, high = np.full(shape, -np.inf), np.full(shape, np.inf)
        for row, position in enumerate(self.position.tolist()):
            cells = slice(self.left[row], self.right[row]), slice(self.top[row], self.bottom[row])
            low[cells] = np.maximum(low[cells], self.columns.low[position])
            high[cells] = np.minimum(high[cells], self.columns.high[position])
        return low > high

    def _rules_out(self, piece: int) -> NDArray[np.bool_]:
        """Which rows rule out a settlement."""
        named = (self.named_first <= piece) & (piece <= self.named_last)
        if not self.is_number:
            named = np.array([mask >> piece & 1 for mask in self.named], dtype=bool)
        return np.where(self.columns.stance[self.position] == DEMANDS, ~named, named)

    def contested(self) -> NDArray[np.int64]:
        """The positions of pairs that clash, and all of those that hold in closed cells without such a pair."""
        explained = np.zeros(self.closed.shape, dtype=np.int64)
        contested: list[NDArray[Any]] = []
        for row, later_rows in self._clashing():
            left, right = (
                np.maximum(self.left[row], self.left[later_rows]),
                np.minimum(self.right[row], self.right[later_rows]),
            )
            top, bottom = (
                np.maximum(self.top[row], self.top[later_rows]),
                np.minimum(self.bottom[row], self.bottom[later_rows]),
            )
            for place, day, step in ((left, top, 1), (right, top, -1), (left, bottom, -1), (right, bottom, 1)):
                np.add.at(explained, (place, day), step)
            met = self.closed_in(left, right, top, bottom)
            contested += [self.position[later_rows[met]], self.position[[row]] if met.any() else self.position[:0]]
        waiting = self.closed & (explained.cumsum(axis=0).cumsum(axis=1) <= 0)
        sums_of_waiting = self._sums(waiting)
        contested.append(self.position[_inside(sums_of_waiting, self.left, self.right, self.top, self.bottom) > 0])
        return np.unique(np.concatenate(contested))

    @staticmethod
    def _sums(cells: NDArray[np.bool_]) -> NDArray[np.int64]:
        # How many cells lie before each corner tells whether a row has any, without looking at its cells.
        return np.pad(cells.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))

    def closed_in(
        self, left: NDArray[Any], right: NDArray[Any], top: NDArray[Any], bottom: NDArray[Any]
    ) -> NDArray[np.bool_]:
        """Whether each rectangle of the grid has a closed cell."""
        return _inside(self.sums, left, right, top, bottom) > 0

    def _clashing(self) -> Iterator[tuple[int, NDArray[np.int64]]]:
        """Rows, each with the later ones whose positions it clashes with where both hold."""
        columns = self.columns
        rows = np.flatnonzero(self.closed_in(self.left, self.right, self.top, self.bottom))
        rows = rows[np.argsort(self.position[rows], kind="stable")]
        position, left, right = self.position[rows], self.left[rows], self.right[rows]
        top, bottom = self.top[rows], self.bottom[rows]
        open_to = rule.left_open(columns, position)
        for index in range(len(rows) - 1):
            later = slice(index + 1, None)
            meet = (left[later] < right[index]) & (left[index] < right[later])
            meet &= (top[later] < bottom[index]) & (top[index] < bottom[later])
            meeting = np.flatnonzero(meet & (position[later] != position[index])) + index + 1
            if self.is_number:
                same_position = np.full(len(meeting), position[index])
                clash = rule.ranges_clash(rule.ranges(columns, same_position), rule.ranges(columns, position[meeting]))
            else:
                clash = (open_to[meeting] & open_to[index]) == 0
            if clash.any():
                yield int(rows[index]), rows[meeting[clash]]

    def pairs(self) -> Iterator[tuple[tuple[int, ...], NDArray[np.bool_]]]:
        """Pairs of positions that leave nothing together, each once with the cells in which both hold."""
        seen: set[tuple[int, int]] = set()
        for row, later_rows in self._clashing():
            for later_row in later_rows:
                pair = int(self.position[row]), int(self.position[later_row])
                cells = self.where_all(pair) if pair not in seen else None
                if cells is not None and cells.any():
                    seen.add(pair)
                    yield pair, cells

    def present(self, segment: int, run: int) -> tuple[int, ...]:
        """The positions that hold in a cell of the grid."""
        holds = (self.left <= segment) & (segment < self.right) & (self.top <= run) & (run < self.bottom)
        return tuple(np.unique(self.position[holds]).tolist())

    def shrunk(self, present: tuple[int, ...]) -> tuple[int, ...]:
        """As few of these as still leave nothing, later ones kept where there is a choice."""
        needed = list(present)
        for candidate in present:
            fewer = [position for position in needed if position != candidate]
            if rule.party_says(self.columns, self.cell, fewer, AIM).ruled_out == self.cell.full:
                needed = fewer
        return tuple(needed)

    def where_all(self, positions: tuple[int, ...]) -> NDArray[np.bool_]:
        """Closed cells of the grid in which all of these hold."""
        together = self.closed.copy()
        for position in positions:
            covered = np.zeros(self.closed.shape, dtype=bool)
            for row in np.flatnonzero(self.position == position):
                covered[self.left[row] : self.right[row], self.top[row] : self.bottom[row]] = True
            together &= covered
        return together

    def conflict(self, positions: tuple[int, ...], cells: NDArray[np.bool_]) -> Conflict:
        """Positions that cannot all hold, with the first of the cells in which they meet."""
        segment, run = (int(index) for index in np.unravel_index(np.argmax(cells), cells.shape))
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
        return tree.ids[min(int(node) for node in np.flatnonzero(inside) if int(node) in leaves)]


def _inside(
    sums: NDArray[np.int64], left: NDArray[Any], right: NDArray[Any], top: NDArray[Any], bottom: NDArray[Any]
) -> NDArray[np.int64]:
    """How many cells that were counted lie in each rectangle."""
    return sums[right, bottom] - sums[left, bottom] - sums[right, top] + sums[left, top]

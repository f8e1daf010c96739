"""The cells of a case: what is settled separately, while the same positions hold in it.

An issue is cut into groups of smallest regions in which the same positions ever hold, and each group into runs of days
between two changes. Positions of an issue, and smallest regions, are bits of a mask (:class:`Ground`), so that a change
is one operation however many positions hold. What a query finds cell by cell is put together again where nothing
differs (:func:`merged`).
"""

from __future__ import annotations

import gc
import time
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from ...graph import rule
from ...graph.dates import ALWAYS, FOREVER
from ...graph.regions import EVERYWHERE, bits

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...graph.regions import Regions
    from ..asking.selection import Selection


T = TypeVar("T")

#: From this many rows on, walking the cells takes long enough to be told of.
LONG_WORK = 20_000
#: The place of what is not settled region by region; every other place is a mask of smallest regions.
WHOLE_ISSUE = 0


@dataclass(frozen=True)
class Where:
    """Smallest regions and a run of days."""

    leaves: frozenset[int]
    start: int
    end: int


class Ground:
    """Where and when which of some positions on one issue hold together.

    Parameters
    ----------
    selection : Selection
        Runs have their whole length where it holds positions of all dates (``select(.., all_dates=True)``); otherwise
        they can only tell who holds on the days asked for.
    rows : int array
        Rows of the selection, all on one issue.

    Attributes
    ----------
    issue : int
    positions : list of int
        Bit ``i`` of a mask of positions is ``positions[i]``.
    places : dict of int to int
        Positions that ever hold in a place: the place. The positions of two places differ.
    """

    def __init__(self, selection: Selection, rows: NDArray[Any]) -> None:
        columns = selection.columns
        positions = np.unique(selection.position[rows])
        self.selection = selection
        self.positions: list[int] = positions.tolist()
        self.issue = int(columns.issue[positions[0]])
        start, end = columns.start[positions].tolist(), columns.end[positions].tolist()
        first = selection.first
        self._at_first = sum(1 << k for k, (a, b) in enumerate(zip(start, end, strict=True)) if a <= first <= b)
        changes = [(day, 1 << k) for k, day in enumerate(start)]
        changes += [(day + 1, 1 << k) for k, day in enumerate(end) if day < FOREVER]
        changes.sort()
        self._changes = changes
        self._after_first = bisect_right(changes, first, key=lambda change: change[0])
        self.places = self._places(rows) if columns.per_region[self.issue] else {(1 << len(positions)) - 1: WHOLE_ISSUE}

    def _places(self, rows: NDArray[Any]) -> dict[int, int]:
        tree = self.selection.columns.regions
        region = self.selection.region[rows]
        begins, ends = tree.first[region].tolist(), (tree.last[region] + 1).tolist()
        borders: dict[int, int] = defaultdict(int)
        bit = {position: 1 << k for k, position in enumerate(self.positions)}
        for position, begin, end in zip(self.selection.position[rows].tolist(), begins, ends, strict=True):
            borders[begin] ^= bit[position]
            borders[end] ^= bit[position]
        places: dict[int, int] = defaultdict(int)
        mask = rank = 0
        for border, following in pairwise([*sorted(borders), len(tree.ids)]):
            mask ^= borders[border]
            rank = bisect_left(tree.smallest_numbers, border, rank)
            until = bisect_left(tree.smallest_numbers, following, rank)
            if mask and rank < until:
                places[mask] |= (1 << until) - (1 << rank)
        return dict(places)

    def runs(self, ever: int) -> Iterator[tuple[int, int, int]]:
        """Runs of days between two changes among these positions that touch the days asked for: who holds, first, last day.

        A run in which none of them holds is left out.
        """
        changes, last = self._changes, self.selection.last
        begun, end = ALWAYS, FOREVER
        for index in range(self._after_first - 1, -1, -1):
            if changes[index][1] & ever:
                begun = changes[index][0]
                break
        mask = self._at_first & ever
        for index in range(self._after_first, len(changes)):
            day, bit = changes[index]
            if bit & ever:
                if day > last:
                    end = day - 1
                    break
                if day != begun:
                    if mask:
                        yield mask, begun, day - 1
                    begun = day
                mask ^= bit
        if mask:
            yield mask, begun, end

    def together(self) -> set[int]:
        """Every mask of positions that hold together somewhere, on some of the days asked for."""
        return {mask for ever in self.places for mask, _, _ in self.runs(ever)}

    def spans(self) -> dict[tuple[int, int, int], int]:
        """The same for all places: those in which the same positions hold on the same days are one."""
        places_of: dict[tuple[int, int, int], int] = defaultdict(int)
        for ever, place in self.places.items():
            for run in self.runs(ever):
                places_of[run] |= place
        return places_of

    def held(self, masks: list[int]) -> list[list[int]]:
        """The positions of each of these masks, in the order of their table."""
        size = len(self.positions) // 8 + 1
        cells = np.frombuffer(b"".join(mask.to_bytes(size, "little") for mask in masks), dtype=np.uint8)
        cell, bit = np.nonzero(np.unpackbits(cells.reshape(len(masks), size), axis=1, bitorder="little"))
        position = np.array(self.positions)[bit].tolist()
        borders = np.searchsorted(cell, np.arange(len(masks) + 1)).tolist()
        return [position[begin:end] for begin, end in pairwise(borders)]

    def by_holder(self) -> dict[int, int]:
        """Masks of the positions that count as those of each holder, in the order of the parties."""
        mask_of: dict[int, int] = defaultdict(int)
        for k, position in enumerate(self.positions):
            mask_of[int(self.selection.holder[position])] |= 1 << k
        return dict(sorted(mask_of.items()))

    def named(self, mask: int) -> tuple[int, ...]:
        """The positions of one mask."""
        return tuple(self.positions[k] for k in bits(mask))

    def settlements(self) -> rule.Settlements:
        """The settlements of the issue, cut by these positions."""
        return rule.settlements(self.selection.columns, self.issue, self.positions)


def grounds(selection: Selection, keys: NDArray[Any], label: str) -> Iterator[Ground]:
    """A ground for the rows of each key, in the order of the keys; rows of one key are on one issue."""
    order = np.argsort(keys, kind="stable")
    borders = np.flatnonzero(np.diff(keys[order])) + 1
    groups = np.split(order, borders) if len(order) else []
    for rows in with_progress_bar(groups, len(order) > LONG_WORK, label):
        yield Ground(selection, rows)


def leaves_of(tree: Regions, place: int) -> frozenset[int]:
    """The smallest regions of a place; only :data:`zopa.graph.regions.EVERYWHERE` for a whole issue."""
    return tree.inside(place) if place != WHOLE_ISSUE else frozenset([EVERYWHERE])


def with_progress_bar(groups: list[T], long: bool, label: str) -> Iterable[T]:
    """The same groups, with a progress bar on standard error where it takes long to go through them."""
    if not long or _bars:
        return groups
    from rich.console import Console
    from rich.progress import track

    return track(groups, label, console=Console(stderr=True), transient=True)


#: The bar that is shown, if any: work inside of work that is told of is not told of as well.
_bars: list[str] = []
#: Seconds after which it is told how far work has come.
PATIENCE = 1.0


@contextmanager
def progress_steps(total: int, label: str) -> Iterator[Callable[[], None]]:
    """Gives what to call at each step of some work: once it takes long, a progress bar on standard error moves with it."""
    from rich.console import Console
    from rich.progress import Progress, TaskID

    began, done = time.monotonic(), 0
    bar = Progress(console=Console(stderr=True), transient=True)
    task: TaskID | None = None

    def step() -> None:
        nonlocal done, task
        done += 1
        if task is None and not _bars and time.monotonic() - began > PATIENCE:
            bar.start()
            _bars.append(label)
            task = bar.add_task(label, total=total)
        if task is not None:
            bar.update(task, completed=done)

    try:
        yield step
    finally:
        if task is not None:
            _bars.remove(label)
            bar.stop()


@contextmanager
def uncollected() -> Iterator[None]:
    """No search for garbage in loops meanwhile: where very many objects are made that stay, it takes a third of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def merged(stretches: Iterable[tuple[Hashable, Where]], selection: Selection) -> Iterator[tuple[Any, Where]]:
    """Put together what is the same: first runs of days that touch, then regions with the same days. Order is kept.

    Only what touches the dates asked for is given, with its whole run of days.
    """
    by_place: dict[tuple[Hashable, frozenset[int]], list[tuple[int, int]]] = defaultdict(list)
    for key, where in stretches:
        spans = by_place[key, where.leaves]
        if spans and spans[-1][1] + 1 == where.start:
            spans[-1] = (spans[-1][0], where.end)
        else:
            spans.append((where.start, where.end))
    by_time: dict[tuple[Hashable, int, int], set[int]] = defaultdict(set)
    for (key, leaves), spans in by_place.items():
        for start, end in spans:
            by_time[key, start, end] |= leaves
    for (key, start, end), together in by_time.items():
        if start <= selection.last and selection.first <= end:
            yield key, Where(frozenset(together), start, end)


def region_names(tree: Regions, where: Where) -> list[str]:
    """Ids of the largest regions that make up a place; none for everywhere."""
    return [] if EVERYWHERE in where.leaves else tree.named(where.leaves)

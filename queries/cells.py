"""The cells of a case: what is settled separately, while the same positions hold in it.

Walks every issue, every group of smallest regions in which the same positions hold, and every run of days between two
changes. What a query finds cell by cell is put together again where nothing differs (:func:`merged`).
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from ..graph import rule
from ..graph.dates import ALWAYS, FOREVER
from ..graph.regions import EVERYWHERE

if TYPE_CHECKING:
    from ..graph.regions import Regions
    from .selection import Selection


T = TypeVar("T")

#: From this many rows on, walking the cells takes long enough to be told of.
LONG_WORK = 20_000


@dataclass(frozen=True)
class Cell:
    """One issue in some smallest regions over a run of days in which the same positions hold.

    Attributes
    ----------
    issue : int
    leaves : frozenset of int
        The smallest regions; only :data:`zopa.graph.regions.EVERYWHERE` on an issue that is not settled per region.
    start, end : int
        First and last day.
    held : dict of int to tuple of int
        Positions by holder, both in the order of their tables.
    settlements : Settlements
        What the issue can be settled as; the same for all cells of an issue.
    """

    issue: int
    leaves: frozenset[int]
    start: int
    end: int
    held: dict[int, tuple[int, ...]]
    settlements: rule.Settlements

    @property
    def positions(self) -> list[int]:
        """All positions that hold there."""
        return sorted(position for held in self.held.values() for position in held)


@dataclass(frozen=True)
class Where:
    """Smallest regions and a run of days."""

    leaves: frozenset[int]
    start: int
    end: int


def cells(selection: Selection) -> Iterator[Cell]:
    """The cells of the selected positions, issue by issue, over all dates.

    The selection must hold positions of all dates: :func:`zopa.queries.selection.select` with ``all_dates=True``.
    """
    columns = selection.columns
    issue_of_row = columns.issue[selection.position]
    order = np.argsort(issue_of_row, kind="stable")
    borders = np.flatnonzero(np.diff(issue_of_row[order])) + 1
    groups = np.split(order, borders) if len(order) else []
    for rows in told(groups, len(order) > LONG_WORK, "Cells, issue by issue"):
        issue = int(issue_of_row[rows[0]])
        positions = np.unique(selection.position[rows])
        settlements = rule.settlements(columns, issue, positions)
        per_region = bool(columns.per_region[issue])
        for leaves, held in _places(columns.regions, selection.position[rows], selection.region[rows], per_region):
            for start, end, now in _runs(selection, held):
                holders: dict[int, list[int]] = defaultdict(list)
                for position in now:
                    holders[int(selection.holder[position])].append(position)
                by_holder = {holder: tuple(holders[holder]) for holder in sorted(holders)}
                yield Cell(issue, leaves, start, end, by_holder, settlements)


def told(groups: list[T], long: bool, what: str) -> Iterable[T]:
    """The same groups, with a progress bar on standard error where it takes long to go through them."""
    if not long:
        return groups
    from rich.console import Console
    from rich.progress import track

    return track(groups, what, console=Console(stderr=True), transient=True)


#: Seconds after which it is told how far work has come.
PATIENCE = 1.0


@contextmanager
def steps_told(total: int, what: str) -> Iterator[Callable[[], None]]:
    """Gives what to call at each step of some work: once it takes long, a progress bar on standard error moves with it."""
    from rich.console import Console
    from rich.progress import Progress, TaskID

    began, done = time.monotonic(), 0
    bar = Progress(console=Console(stderr=True), transient=True)
    task: TaskID | None = None

    def step() -> None:
        nonlocal done, task
        done += 1
        if task is None and time.monotonic() - began > PATIENCE:
            bar.start()
            task = bar.add_task(what, total=total)
        if task is not None:
            bar.update(task, completed=done)

    try:
        yield step
    finally:
        if task is not None:
            bar.stop()


def _places(tree: Regions, position: Any, region: Any, per_region: bool) -> Iterator[tuple[frozenset[int], list[int]]]:
    """Groups of smallest regions in which the same positions hold."""
    if not per_region:
        yield frozenset([EVERYWHERE]), np.unique(position).tolist()
        return
    leaves = np.array(sorted(tree.leaves(EVERYWHERE), key=lambda leaf: tree.first[leaf]), dtype=np.int64)
    numbers = tree.first[leaves]
    first, last = tree.first[region], tree.last[region]
    borders = np.unique(np.concatenate([first, last + 1]))
    segment = np.searchsorted(borders, numbers, side="right")
    groups: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for one in np.unique(segment):
        inside = leaves[segment == one]
        number = tree.first[inside[0]]
        held = np.unique(position[(first <= number) & (number <= last)])
        if len(held):
            groups[tuple(held.tolist())] += inside.tolist()
    for positions, found in groups.items():
        yield frozenset(found), list(positions)


def _runs(selection: Selection, positions: list[int]) -> Iterator[tuple[int, int, list[int]]]:
    """Runs of days between two changes, with the positions that hold in each; runs in which none holds are left out."""
    start = selection.columns.start[positions]
    end = selection.columns.end[positions].astype(np.int64)
    days = np.unique(np.concatenate([start, end + 1, [ALWAYS]]))
    for number, day in enumerate(days.tolist()):
        until = int(days[number + 1]) - 1 if number + 1 < len(days) else FOREVER
        if day > FOREVER:
            continue
        now = [position for position, a, b in zip(positions, start, end, strict=True) if a <= day <= b]
        if now:
            yield day, until, now


def merged(found: Iterable[tuple[Hashable, Where]], selection: Selection) -> Iterator[tuple[Any, Where]]:
    """Put together what is the same: first runs of days that touch, then regions with the same days. Order is kept.

    Only what touches the dates asked for is given, with its whole run of days.
    """
    by_place: dict[tuple[Hashable, frozenset[int]], list[tuple[int, int]]] = defaultdict(list)
    for key, where in found:
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

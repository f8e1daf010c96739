"""Undominated points, and those of a sum of independent choices, on plain arrays: the frontier without its outcome space."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..asking.deadline import Deadline
from .exact import parts, ranks

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Points that are compared at once with all that are left.
BLOCK = 64
#: Sums that are made at once, and the points of which each is compared with others before they are thinned.
MAX_AT_ONCE = 200_000
#: Points that are kept once the time is over.
LAST_KEPT = 100
#: Points that were thinned are compared with one another at every step only where that takes no more comparisons.
COMPARED = 5e8
#: The finest grid that is tried, and how often it is adjusted to keep as many points as are allowed.
FINEST, ADJUSTED = 0.005, 5


class Frontier(NamedTuple):
    """Undominated sums: the points, which row of each array makes them, how many combinations share each point.

    ``grid`` is the cell size to which points were thinned, 0 where none were; ``complete`` says whether there was time for
    all of them. Where both are so the frontier is exact.
    """

    points: NDArray[Any]
    choices: NDArray[np.int64]
    shared: NDArray[np.float64]
    grid: float
    complete: bool


class _Points(NamedTuple):
    """Points of a sum that is being made: rows of the sum before and of the array that is added, and their counts."""

    points: NDArray[Any]
    before: NDArray[np.int64]
    added: NDArray[np.int64]
    most: NDArray[np.float64]
    shared: NDArray[np.float64]

    def take(self, rows: NDArray[np.int64]) -> _Points:
        columns: list[Any] = [column[rows] for column in self]
        return _Points(*columns)

    def and_also(self, more: _Points) -> _Points:
        columns: list[Any] = [np.concatenate(both) for both in zip(self, more, strict=True)]
        return _Points(*columns)


def pareto_sum(
    arrays: Sequence[NDArray[Any]],
    *,
    counts: Sequence[NDArray[Any]] | None = None,
    most: Sequence[NDArray[Any]] | None = None,
    scale: Sequence[int] | None = None,
    cap: int | None = None,
    grid: float = 0.0,
    deadline: Deadline | None = None,
    step: Callable[[], None] = lambda: None,
) -> Frontier:
    """The undominated points among all sums of one row from each array.

    Arrays are added one by one and what is dominated is dropped each time: whatever is chosen elsewhere, a dominated part
    stays dominated (Minkowski sum pruning). Exact, as long as there is neither a cap nor a grid that bites, nor an end of
    the time: give whole numbers, of numpy or of Python, whose sums are not rounded, so that what ties is a tie.

    Parameters
    ----------
    arrays : sequence of arrays, shape (n_i, parties)
    counts : sequence of arrays, shape (n_i,), optional
        How many combinations each row stands for; by default 1.
    most : sequence of arrays, shape (n_i,), optional
        Of combinations that share a point that with the largest sum of these is told; by default the first.
    scale : sequence of int, optional
        How much makes a satisfaction of 1 for each party, for the cells of a grid; by default 1.
    cap : int, optional
        Keep no more points than this: the grid is coarsened until that is so, and no more than that takes.
    grid : float
        Of the points in one cell of this size only that with the largest sum is kept.
    deadline : Deadline, optional
        Once it is over, a few points are followed.
    step : callable, optional
        Called after each array.

    Returns
    -------
    Frontier
        Points in descending order of the first party, then of the second, and so on.

    Examples
    --------
    >>> import numpy as np
    >>> from zopa.queries.packages.pareto import pareto_sum
    >>> found = pareto_sum([np.array([[3, 0], [0, 1]]), np.array([[1, 0], [0, 2], [0, 1]])])
    >>> found.points.tolist(), found.choices.tolist()
    ([[4, 0], [3, 2], [0, 3]], [[0, 0], [0, 1], [1, 1]])
    """
    deadline = deadline or Deadline()
    parties = np.asarray(arrays[0]).shape[1] if len(arrays) else 0
    kind = np.result_type(*arrays) if len(arrays) else np.int64
    size = [1] * parties if scale is None else list(scale)
    zero = np.zeros(1, dtype=np.int64)
    sums = _Points(np.zeros((1, parties), dtype=kind), zero, zero, np.zeros(1), np.ones(1))
    back: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
    thinned = _Thinning(size, cap, grid)
    for index_of_array, array in enumerate(arrays):
        rows = np.asarray(array)
        index = np.arange(len(rows))
        points = _Points(
            rows,
            index,
            index,
            np.zeros(len(rows)) if most is None else np.asarray(most[index_of_array], dtype=float),
            np.ones(len(rows)) if counts is None else np.asarray(counts[index_of_array], dtype=float),
        )
        if deadline.over():
            points = points.take(_largest(points.points, size, LAST_KEPT))
            sums = sums.take(_largest(sums.points, size, LAST_KEPT))
        added = _front(points, deadline)
        front: _Points | None = None
        for summed in _sums(sums, added):
            both = summed if front is None else front.and_also(summed)
            if not thinned.used:
                both = _front(both, deadline)
            front = thinned(both)
            if thinned.used and len(front.points) ** 2 * parties <= COMPARED:
                front = _front(front, deadline)
            if deadline.over():
                break
        assert front is not None
        back.append((front.before, front.added))
        sums = front._replace(before=np.arange(len(front.points)))
        step()
    if thinned.used and len(sums.points):
        last = _front(sums, deadline)
        sums = sums.take(last.before)._replace(shared=last.shared)
        back[-1] = back[-1][0][last.before], back[-1][1][last.before]
    order = _descending(sums.points)
    choices = np.zeros((len(sums.points), len(arrays)), dtype=np.int64)
    row = order
    for place in range(len(back) - 1, -1, -1):
        choices[:, place] = back[place][1][row]
        row = back[place][0][row]
    return Frontier(sums.points[order], choices, sums.shared[order], thinned.used, not deadline.over())


def _sums(sums: _Points, added: _Points) -> Iterator[_Points]:
    """All sums of a point and a row that is added, so many at once as fit into memory."""
    count = max(1, MAX_AT_ONCE // max(1, len(added.points)))
    for first in range(0, max(1, len(sums.points)), count):
        part = slice(first, first + count)
        size_of_part = len(sums.points[part])
        yield _Points(
            (sums.points[part, None, :] + added.points[None, :, :]).reshape(
                size_of_part * len(added.points), sums.points.shape[1]
            ),
            np.repeat(np.arange(first, first + size_of_part), len(added.points)),
            np.tile(added.added, size_of_part),
            (sums.most[part, None] + added.most[None, :]).ravel(),
            (sums.shared[part, None] * added.shared[None, :]).ravel(),
        )


def _front(rows: _Points, deadline: Deadline) -> _Points:
    front, shared = undominated(rows.points, rows.shared, rows.most, deadline)
    return rows.take(front)._replace(shared=shared)


def _descending(points: NDArray[Any]) -> NDArray[np.int64]:
    """The order from the largest of the first party down, then of the second, and so on."""
    if not points.shape[1]:
        return np.arange(len(points))
    return np.lexsort([-ranks(column) for column in points.T[::-1]])


def _largest(points: NDArray[Any], size: Sequence[int], most: int) -> NDArray[np.int64]:
    """The rows with the largest sums."""
    return np.sort(np.argsort(-parts(points, size).sum(axis=1), kind="stable")[:most])


class _Thinning:
    """Keeps one point of each cell, that with the largest sum, of cells no larger than the cap asks for."""

    def __init__(self, size: Sequence[int], cap: int | None, grid: float) -> None:
        self.size, self.cap, self.used = size, cap, grid

    def __call__(self, rows: _Points) -> _Points:
        """Thinned as much as it took so far, and further where there are still more than the cap allows."""
        chosen = self._cells(rows.points, self.used) if self.used else np.arange(len(rows.points))
        if self.cap is None or len(chosen) <= self.cap:
            return rows.take(chosen) if self.used else rows
        fine, coarse = self.used, self.used or FINEST / 2
        while len(chosen) > self.cap and coarse < 1:
            fine, coarse = coarse, 2 * coarse
            chosen = self._cells(rows.points, coarse)
        for _ in range(ADJUSTED):
            middle = (fine + coarse) / 2
            tried = self._cells(rows.points, middle)
            if len(tried) > self.cap:
                fine = middle
            else:
                coarse, chosen = middle, tried
        self.used = coarse
        # Where even a cell as large as all satisfaction leaves too many, those with the largest sums are kept.
        return rows.take(chosen[_largest(rows.points[chosen], self.size, self.cap)])

    def _cells(self, points: NDArray[Any], grid: float) -> NDArray[np.int64]:
        place = parts(points, self.size)
        order = np.argsort(-place.sum(axis=1), kind="stable")
        # Cells are told apart by one number each, which for two of them is the same once in 2^64 times.
        factors = np.random.default_rng(0).integers(1, 2**62, points.shape[1]) * 2 + 1
        with np.errstate(over="ignore"):
            cells = (np.floor(place[order] / grid).astype(np.int64) * factors).sum(axis=1)
        _, first = np.unique(cells, return_index=True)
        return np.sort(order[first])


def undominated(
    points: NDArray[Any],
    count: NDArray[np.float64] | None = None,
    most: NDArray[np.float64] | None = None,
    deadline: Deadline | None = None,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Rows that no other is at least as good as for everyone and better for someone; equal rows once.

    Once a deadline is over, those that were surely found so far.

    Returns
    -------
    rows : int array
        Of each undominated point the row with the largest ``most``, the first of several.
    count : float array
        The counts of all rows that share the point, added up.
    """
    count = np.ones(len(points)) if count is None else count
    if not len(points) or not points.shape[1]:
        best = np.array([most.argmax()] if most is not None and len(points) else [0])[: len(points)]
        return best, np.array([count.sum()])[: len(points)]
    columns = [ranks(column) for column in points.T]
    total = np.sum([column / max(1.0, float(np.abs(column).max())) for column in columns], axis=0)
    # In this order a point can only be dominated by an earlier one; equal points stand side by side.
    ties = [] if most is None else [-most]
    order = np.lexsort([*ties, *(-column for column in columns), -total])
    if len(columns) == 2:
        order = np.lexsort([*ties, -columns[1], -columns[0]])
    ranked = np.column_stack(columns)[order]
    new = np.concatenate([[True], (ranked[1:] != ranked[:-1]).any(axis=1)])
    shared = np.add.reduceat(count[order], np.flatnonzero(new))
    rows, ranked = order[new], ranked[new]
    if len(columns) == 1:
        return rows[:1], shared[:1]
    if len(columns) == 2:
        best = np.maximum.accumulate(ranked[:, 1])
        stays = np.concatenate([[True], ranked[1:, 1] > best[:-1]])
        return rows[stays], shared[stays]
    remaining = np.arange(len(ranked))
    columns = [_narrow(column) for column in ranked.T]
    fronts: list[NDArray[np.int64]] = []
    while len(remaining) and not (fronts and deadline is not None and deadline.over()):
        block = remaining[:BLOCK]
        inside = _dominated([column[block] for column in columns], [column[block] for column in columns])
        front = block[~inside]
        fronts.append(front)
        remaining = remaining[BLOCK:]
        if len(remaining):
            remaining = remaining[
                ~_dominated([column[remaining] for column in columns], [column[front] for column in columns])
            ]
    chosen = np.concatenate(fronts)
    return rows[chosen], shared[chosen]


def _narrow(column: NDArray[Any]) -> NDArray[Any]:
    """A column as numbers that are compared faster, where they hold its values exactly."""
    if column.dtype != np.int64:
        return np.ascontiguousarray(column)
    largest = int(np.abs(column).max())
    return column.astype(np.int32 if largest < 2**31 else np.float64 if largest < 2**53 else np.int64)


def _dominated(points: list[NDArray[Any]], front: list[NDArray[Any]]) -> NDArray[np.bool_]:
    """Which points are dominated by one of the front; columns of distinct points, one a party."""
    dominated = np.zeros(len(points[0]), dtype=bool)
    same = points[0] is front[0] or len(points[0]) == len(front[0])
    for first in range(0, len(points[0]), 4096):
        part = slice(first, first + 4096)
        covers = front[0][:, None] >= points[0][None, part]
        for mine, theirs in zip(front[1:], points[1:], strict=True):
            covers &= mine[:, None] >= theirs[None, part]
        if same:
            equal = front[0][:, None] == points[0][None, part]
            for mine, theirs in zip(front[1:], points[1:], strict=True):
                equal &= mine[:, None] == theirs[None, part]
            covers &= ~equal
        dominated[part] = covers.any(axis=0)
    return dominated

"""Undominated points, and those of a sum of independent choices, on plain arrays: the frontier without its outcome space."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from .satisfaction import GRAIN

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Points that are compared at once with all that are left.
BLOCK = 64


class Frontier(NamedTuple):
    """Undominated sums: the points, which row of each array makes them, how many combinations share each point.

    ``grid`` is the cell size to which points were thinned, 0 where none were: then the frontier is exact.
    """

    points: NDArray[np.float64]
    choices: NDArray[np.int64]
    shared: NDArray[np.float64]
    grid: float


def pareto_sum(
    arrays: Sequence[NDArray[Any]],
    *,
    counts: Sequence[NDArray[Any]] | None = None,
    cap: int | None = None,
    grid: float = 0.0,
    until: float | None = None,
    step: Callable[[], None] = lambda: None,
) -> Frontier:
    """The undominated points among all sums of one row from each array.

    Arrays are added one by one and what is dominated is dropped each time: whatever is chosen elsewhere, a dominated part
    stays dominated (Minkowski sum pruning). Exact, as long as there is neither a cap nor a grid that bites; values are
    rounded to multiples of 2^-32.

    Parameters
    ----------
    arrays : sequence of float arrays, shape (n_i, parties)
    counts : sequence of arrays, shape (n_i,), optional
        How many combinations each row stands for; 1 where not given.
    cap : int, optional
        Keep no more points than this: the grid is coarsened, from 0.005 in doublings, until that is so.
    grid : float
        Of the points in one cell of this size only that with the largest sum is kept.
    until : float, optional
        Moment (``time.monotonic``) after which at most 1,000 points are kept.
    step : callable, optional
        Called after each array.

    Returns
    -------
    Frontier
        Points in descending order of the first party, then of the second, and so on.

    Examples
    --------
    >>> import numpy as np
    >>> from zopa.queries.pareto import pareto_sum
    >>> found = pareto_sum([np.array([[3.0, 0], [0, 1]]), np.array([[1.0, 0], [0, 2], [0, 1]])])
    >>> found.points.tolist(), found.choices.tolist()
    ([[4.0, 0.0], [3.0, 2.0], [0.0, 3.0]], [[0, 0], [0, 1], [1, 1]])
    """
    parties = np.asarray(arrays[0]).shape[1] if len(arrays) else 0
    points, count = np.zeros((1, parties)), np.ones(1)
    back: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
    used = grid
    for number, array in enumerate(arrays):
        rows = np.rint(np.asarray(array, dtype=float) / GRAIN) * GRAIN
        own = np.ones(len(rows)) if counts is None else np.asarray(counts[number], dtype=float)
        kept, shared = undominated(rows, own)
        sums = (points[:, None, :] + rows[None, kept, :]).reshape(len(points) * len(kept), parties)
        front, count = undominated(sums, (count[:, None] * shared[None, :]).ravel())
        most = cap if until is None or time.monotonic() < until else min(cap or 1000, 1000)
        while used or (most is not None and len(front) > most):
            if most is not None and len(front) > most:
                used = max(0.005, 2 * used) if used else 0.005
            chosen = _thinned(sums[front], used)
            front, count = front[chosen], count[chosen]
            if most is None or len(front) <= most:
                break
        points = sums[front]
        step()
        back.append((front // max(1, len(kept)), kept[front % max(1, len(kept))]))
    order = np.lexsort(-points.T[::-1]) if parties else np.arange(len(points))
    choices = np.zeros((len(points), len(arrays)), dtype=np.int64)
    row = order
    for place in range(len(back) - 1, -1, -1):
        choices[:, place] = back[place][1][row]
        row = back[place][0][row]
    return Frontier(points[order], choices, count[order], used)


def _thinned(points: NDArray[np.float64], grid: float) -> NDArray[np.int64]:
    """One point of each cell: that with the largest sum."""
    cells = np.floor(points / grid).astype(np.int64)
    order = np.argsort(-points.sum(axis=1), kind="stable")
    _, first = np.unique(cells[order], axis=0, return_index=True)
    return np.sort(order[first])


def undominated(
    points: NDArray[np.float64], count: NDArray[np.float64] | None = None
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Rows that no other is at least as good as for everyone and better for someone; equal rows once.

    Returns
    -------
    rows : int array
        The first row of each undominated point.
    count : float array
        The counts of all rows that share the point, added up.
    """
    count = np.ones(len(points)) if count is None else count
    if not len(points) or not points.shape[1]:
        return np.arange(min(1, len(points))), np.array([count.sum()])[: len(points)]
    total = points.sum(axis=1)
    # In this order a point can only be dominated by an earlier one; equal points stand side by side.
    order = np.lexsort([*points.T, -total])
    if points.shape[1] == 2:
        order = np.lexsort([-points[:, 1], -points[:, 0]])
    ranked = points[order]
    new = np.concatenate([[True], (ranked[1:] != ranked[:-1]).any(axis=1)])
    shared = np.add.reduceat(count[order], np.flatnonzero(new))
    rows, ranked = order[new], ranked[new]
    if points.shape[1] == 1:
        return rows[:1], shared[:1]
    if points.shape[1] == 2:
        best = np.maximum.accumulate(ranked[:, 1])
        stays = np.concatenate([[True], ranked[1:, 1] > best[:-1]])
        return rows[stays], shared[stays]
    left = np.arange(len(ranked))
    columns = [np.ascontiguousarray(column) for column in ranked.T]
    kept = []
    while len(left):
        block = left[:BLOCK]
        inside = _dominated([column[block] for column in columns], [column[block] for column in columns])
        front = block[~inside]
        kept.append(front)
        left = left[BLOCK:]
        if len(left):
            left = left[~_dominated([column[left] for column in columns], [column[front] for column in columns])]
    chosen = np.concatenate(kept)
    return rows[chosen], shared[chosen]


def _dominated(points: list[NDArray[np.float64]], front: list[NDArray[np.float64]]) -> NDArray[np.bool_]:
    """Which points are dominated by one of the front; columns of distinct points, one a party."""
    found = np.zeros(len(points[0]), dtype=bool)
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
        found[part] = covers.any(axis=0)
    return found

"""The best packages: in what order they stand, and how those of all questions come from those of each component."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .search import Keep, Packages

if TYPE_CHECKING:
    from numpy.typing import NDArray


def best(most: int) -> Keep:
    """Keep of packages that are alike the few that stand first in the order of :func:`zopa.queries.deals.deals`.

    That is: the highest total of the least satisfaction, then of the most, the fewest positions crossed, the fewest
    unknowns, the order of the tables. What is as good as another for everyone at worst and at best, and better for
    somebody, has a higher total at worst, or the same and a higher one at best: it never stands behind the other.
    """

    def keep(rows: Packages, group: NDArray[np.int64]) -> Packages:
        order = np.lexsort([*rows.picked.T[::-1], *rows.places, group])
        ranked = group[order]
        first = np.flatnonzero(np.concatenate([[True], ranked[1:] != ranked[:-1]])) if len(order) else order
        place = np.arange(len(order)) - np.repeat(first, np.diff(np.append(first, len(order))))
        return rows.take(order[place < most])

    return keep


def best_of_all(components: list[Packages], most: int) -> Packages:
    """The best packages of all questions from the best of each component."""
    whole = components[0]
    for part in components[1:]:
        # The one at place i of one list and j of the other has (i + 1) * (j + 1) - 1 at least as good before it.
        pairs = [(i, j) for i in range(min(len(whole), most)) for j in range(min(len(part), most // (i + 1)))]
        a, b = (np.array([pair[side] for pair in pairs], dtype=np.int64) for side in (0, 1))
        joined = Packages(
            [*whole.questions, *part.questions],
            np.column_stack([whole.picked[a], part.picked[b]]),
            whole.low[a] + part.low[b],
            whole.most[a] + part.most[b],
            whole.crossed[a] + part.crossed[b],
            whole.unknown[a] + part.unknown[b],
            whole.count[a] * part.count[b],
            np.zeros((len(a), 0)),
            whole.scale,
            whole.complete and part.complete,
        )
        whole = best(most)(joined, np.zeros(len(joined), dtype=np.int64))
    return whole

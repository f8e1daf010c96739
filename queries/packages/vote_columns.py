"""The votes on a package as columns and rows of a mixed-integer program: who is against it, and that it can pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .clauses import Clause
    from .lines import Votes

#: The program reaches a walk-away value within this; which packages do is then looked at without rounding.
CLOSE = 1e-7


class VoteColumns:
    """One binary variable for each party that can be against a package, and one for each way in which the decision passes.

    Parameters
    ----------
    votes : Votes
    first : int
        The number of the first variable.
    """

    def __init__(self, votes: Votes, first: int) -> None:
        self.votes = votes
        self.bounded = {votes.lines.place[votes.worth.parties[index]]: index for index in votes.bounded}
        self.doubtful = set(votes.unmeasured) if votes.possible else set()
        opposing = {line.party for line in votes.counted_lines} | set(self.bounded) | self.doubtful
        self.against = {place: first + n for n, place in enumerate(sorted(opposing))}
        self.ways = range(first + len(self.against), first + len(self.against) + len(votes.decision.ways))
        self.size = len(self.against) + len(self.ways)

    def rows(
        self, passing: Callable[[Clause], dict[int, float]], table: NDArray[np.float64]
    ) -> Iterator[tuple[dict[int, float], float]]:
        """Coefficients by variable, and the least that their sum must be.

        Parameters
        ----------
        passing : callable
            Which variables satisfy a clause.
        table : float array, shape (parties, variables)
            What the parties get.
        """
        decision = self.votes.decision
        for line in self.votes.counted_lines:
            yield {**passing(line.clause), self.against[line.party]: 1.0}, 1.0
        for place, index in self.bounded.items():
            least = float(self.votes.walk_away[self.votes.worth.parties[index]])
            terms = {int(column): float(table[index, column]) for column in table[index].nonzero()[0]}
            yield {**terms, self.against[place]: least}, least - CLOSE
        for place, column in self.against.items():
            if place in self.doubtful:
                yield {column: 1.0}, 1.0
            if decision.vetoes >> self.votes.bit[place] & 1:
                yield {column: -1.0}, 0.0
        yield dict.fromkeys(self.ways, 1.0), 1.0
        for way, quotas in zip(self.ways, decision.ways, strict=True):
            for quota in quotas:
                total = sum(quota.weights)
                unit = float(max(1, total))
                lost = {column: -quota.weights[self.votes.bit[place]] / unit for place, column in self.against.items()}
                yield {**lost, way: -quota.needed / unit}, -total / unit

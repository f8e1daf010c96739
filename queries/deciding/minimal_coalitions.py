"""Smallest sets of parties that win a game: no party of them can be missed. The fewest parties first."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

from ...graph.decision import Game, Quota
from ..asking.deadline import Deadline


def minimal_coalitions(game: Game, deadline: Deadline) -> Iterator[int]:
    """The minimal winning sets of a game, as masks, each once, by size.

    Sets of one size are built party by party, the heaviest first; what cannot win any more with the heaviest of those that
    are left is given up, and so is what wins already, as it has a smaller set inside.

    Raises
    ------
    OutOfTimeError
        When the time is over before the last.

    Examples
    --------
    >>> from zopa.graph.decision import decision, read_rule
    >>> from zopa.queries.asking.deadline import Deadline
    >>> from zopa.queries.deciding.minimal_coalitions import minimal_coalitions
    >>> two_of_three = decision(read_rule("majority"), [True] * 3).game()
    >>> [bin(parties) for parties in minimal_coalitions(two_of_three, Deadline())]
    ['0b11', '0b101', '0b110']
    """
    if game.wins(0):
        yield 0
        return
    search = _Search(game, deadline)
    for size in range(1, game.size + 1):
        yield from search.of_size(size)


def after(game: Game, parties: int) -> Game:
    """The game that is left for the others once these parties take part in any case."""
    return Game(game.size, tuple(tuple(_less(quota, parties) for quota in way) for way in game.ways))


def _less(quota: Quota, parties: int) -> Quota:
    weights = tuple(0 if parties >> place & 1 else weight for place, weight in enumerate(quota.weights))
    return quota._replace(weights=weights, needed=max(0, quota.needed - quota.reached(parties)))


class _Search:
    def __init__(self, game: Game, deadline: Deadline) -> None:
        self.game, self.deadline = game, deadline
        self.quotas = list(dict.fromkeys(quota for way in game.ways for quota in way))
        place = {quota: index for index, quota in enumerate(self.quotas)}
        self.ways = [[place[quota] for quota in way] for way in game.ways]
        totals = [max(1, sum(quota.weights)) for quota in self.quotas]

        def importance(party: int) -> float:
            return sum(quota.weights[party] / total for quota, total in zip(self.quotas, totals, strict=True))

        # Who counts nowhere is in no smallest set.
        self.order = [p for p in range(game.size) if any(quota.weights[p] for quota in self.quotas)]
        self.order.sort(key=lambda party: (-importance(party), party))
        self.weights = [[quota.weights[party] for party in self.order] for quota in self.quotas]
        #: Of each quota, from each place on, what the heaviest 0, 1, 2 .. of those that are left come to.
        self.most = [
            [[0, *accumulate(sorted(weights[start:], reverse=True))] for start in range(len(self.order) + 1)]
            for weights in self.weights
        ]

    def of_size(self, size: int) -> Iterator[int]:
        """The minimal winning sets of so many parties."""
        yield from self._grow(0, size, [], [0] * len(self.quotas))

    def _grow(self, start: int, left: int, chosen: list[int], sums: list[int]) -> Iterator[int]:
        self.deadline.check()
        if not left:
            if self._wins(sums) and not any(self._wins(self._without(sums, place)) for place in chosen):
                yield sum(1 << self.order[place] for place in chosen)
            return
        if self._wins(sums):
            return
        for place in range(start, len(self.order) - left + 1):
            if not self._can_win(place, left, sums):
                return
            grown = [reached + weights[place] for reached, weights in zip(sums, self.weights, strict=True)]
            yield from self._grow(place + 1, left - 1, [*chosen, place], grown)

    def _wins(self, sums: list[int]) -> bool:
        return any(all(sums[quota] >= self.quotas[quota].needed for quota in way) for way in self.ways)

    def _without(self, sums: list[int], place: int) -> list[int]:
        return [reached - weights[place] for reached, weights in zip(sums, self.weights, strict=True)]

    def _can_win(self, start: int, left: int, sums: list[int]) -> bool:
        """Whether the heaviest of those from here on could still be enough."""
        return any(
            all(sums[quota] + self.most[quota][start][left] >= self.quotas[quota].needed for quota in way)
            for way in self.ways
        )

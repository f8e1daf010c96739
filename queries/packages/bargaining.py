"""The ideal and the four bargaining points of a matter, each found as an optimum of its own and compared without rounding.

Where all undominated deals are listed and satisfaction changes only from value to value, the best of them is the answer.
Where there are too many to list, or values in between are better, a mixed-integer program
(:mod:`zopa.queries.packages.program`) finds it: the largest least gain, then the largest sum of the two smallest, and
so on (Ogryczak 1997), and the largest product of gains by tangents to its logarithm. What was not proven in the time
says between what bounds it lies.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import exp, inf, isfinite, log, prod
from typing import TYPE_CHECKING, Any, NamedTuple

from ..asking.deadline import Deadline
from .program import Program, Row

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from .satisfaction import Utilities

#: Two values of the program are the same within this.
CLOSE = 1e-7
#: How often tangents are added, and parts of the largest gain at which there are some from the beginning.
ROUNDS, TANGENTS = 40, (1.0, 0.5, 0.25, 0.1, 0.03, 0.01)

#: What a solution maximises: of gains, larger is better.
Objective = Callable[[Sequence[Fraction]], Any]


class Point(NamedTuple):
    """A solution: the choices of a deal, what it maximises, what no deal exceeds, and whether that is proven.

    ``others`` are as good, with different satisfactions; ``shared`` counts the deals that satisfy everybody as this one.
    """

    picked: list[int]
    value: float
    bound: float
    equally_good: list[list[int]]
    proven: bool
    shared: int = 1


class Ideal(NamedTuple):
    """The most that each party can gain over disagreement, and whether that is proven for each."""

    gains: list[Fraction]
    proven: list[bool]


class Bargaining:
    """Finds the points of one matter.

    Parameters
    ----------
    worth : Worth
    listed : list of list of int
        Deals that are known.
    shared : list of float
        How many deals satisfy everybody as each of these does.
    program : Program, optional
        What to search besides; none where the best of those listed are the best of all.
    disagreement : list of Fraction
    deadline : Deadline
    """

    def __init__(
        self,
        worth: Utilities,
        listed: list[list[int]],
        shared: list[float],
        program: Program | None,
        disagreement: list[Fraction],
        deadline: Deadline,
    ) -> None:
        self.worth, self.listed, self.program = worth, listed, program
        self.disagreement, self.deadline = disagreement, deadline
        self._gains: dict[tuple[int, ...], list[Fraction]] = {}
        self._shared = {tuple(picked): int(count) for picked, count in zip(listed, shared, strict=True)}

    def gains(self, picked: list[int]) -> list[Fraction]:
        """The gain of each party over disagreement in a deal, at the least."""
        key = tuple(picked)
        if key not in self._gains:
            scores = [self.worth.exact(question)[index] for question, index in enumerate(picked)]
            self._gains[key] = [
                sum((row[place].low for row in scores), -start) for place, start in enumerate(self.disagreement)
            ]
        return self._gains[key]

    @property
    def rational(self) -> list[list[int]]:
        """Deals known that leave nobody below disagreement."""
        return [picked for picked in self.listed if min(self.gains(picked), default=Fraction(0)) >= 0]

    def take(self, deadline: Deadline, part: float) -> None:
        """Search with no more than this part of the time that is left."""
        seconds = deadline.left()
        self.deadline = deadline if seconds is None else Deadline(seconds * part, inside=deadline)

    # ---------------------------------------------------------------------------------------------- the points

    def utilitarian(self) -> Point | None:
        """The largest total."""
        bound, proven = inf, self.program is None
        if self.program is not None:
            parties = range(len(self.disagreement))
            terms: dict[int, float] = {}
            for party in parties:
                for column, factor in self._terms(party, 1.0).items():
                    terms[column] = terms.get(column, 0.0) + factor
            bound, proven = self._search(terms, [], [])
            bound -= float(sum(self.disagreement))
        point = self._best(sum, self.listed, bound, proven)
        back = float(sum(self.disagreement))
        return None if point is None else point._replace(value=point.value + back, bound=point.bound + back)

    def ideal(self) -> Ideal | None:
        """The most that each can have where nobody is below disagreement; none where there is no such deal."""
        proven = []
        for party in range(len(self.disagreement)):
            is_proven = self.program is None
            if self.program is not None:
                is_proven = self._search(self._terms(party, 1.0), self._floors(), [])[1]
            proven.append(is_proven)
        deals = self.rational
        if not deals:
            return None
        return Ideal([max(self.gains(picked)[party] for picked in deals) for party in range(len(proven))], proven)

    def leximin(self, scale: list[Fraction], ideal: Ideal) -> Point | None:
        """The largest least share of these gains, then the second least, and so on; a scale of 0 counts no gain."""
        reach = [
            (gain / most if most else Fraction(0)) if proven else Fraction(1)
            for gain, most, proven in zip(ideal.gains, scale, ideal.proven, strict=True)
        ]

        def shares(gains: Sequence[Fraction]) -> list[Fraction]:
            return sorted(gain / most if most else Fraction(0) for gain, most in zip(gains, scale, strict=True))

        bound, proven = inf, self.program is None
        if self.program is not None:
            bound, proven = self._stages([party for party, most in enumerate(scale) if most], scale)
            bound = min(bound, *(float(most) for most in reach))
        return self._best(shares, self.rational, bound, proven, shown=lambda gains: shares(gains)[0])

    def nash(self, ideal: Ideal) -> Point | None:
        """The largest product of gains; none where in no deal known all gain something."""
        deals = [picked for picked in self.rational if min(self.gains(picked)) > 0]
        if not deals:
            return None
        bound, proven = inf, self.program is None
        if self.program is not None:
            bound, proven = self._tangents(ideal)
            deals = [picked for picked in self.rational if min(self.gains(picked)) > 0]
            if all(ideal.proven):
                bound = min(bound, prod(map(float, ideal.gains)))
        return self._best(prod, deals, bound, proven)

    def _best(
        self,
        objective: Objective,
        deals: list[list[int]],
        bound: float,
        proven: bool,
        shown: Callable[[Sequence[Fraction]], Any] | None = None,
    ) -> Point | None:
        """The best of some deals and all that are as good; of these the highest total, then the most equal, is told.

        Deals that satisfy everybody the same count as one.
        """
        if not deals or not self.disagreement:
            return None
        ranked = [(objective(self.gains(picked)), picked) for picked in deals]
        best = max(rank for rank, _ in ranked)
        alike: dict[tuple[Fraction, ...], list[int]] = {}
        for rank, picked in ranked:
            if rank == best:
                alike.setdefault(tuple(self.gains(picked)), picked)
        order = sorted(alike, key=lambda gains: (-sum(gains), [-gain for gain in sorted(gains)]))
        chosen, *equally_good = [alike[gains] for gains in order]
        shared = self._shared.get(tuple(chosen), 1)
        chosen = self._short(chosen, objective)
        reached = float((shown or objective)(self.gains(chosen)))
        # The program proves to within its tolerance; what reaches its bound is proven.
        return Point(chosen, reached, reached if proven else max(bound, reached), equally_good, proven, shared)

    def _short(self, picked: list[int], objective: Objective) -> list[int]:
        """The same deal with shorter numbers, where it is no worse for that than the program can tell."""
        better = self.program is not None
        while better:
            assert self.program is not None
            better = False
            for tried in self.program.shorter(picked):
                if tried != picked and self._at_least(tried, picked, objective):
                    picked, better = tried, True
                    break
        return picked

    def _at_least(self, deal: list[int], standard: list[int], objective: Objective) -> bool:
        length = [len(str(self.worth.choices[q][i].value)) for picked in (deal, standard) for q, i in enumerate(picked)]
        half = len(length) // 2
        rank, old = objective(self.gains(deal)), objective(self.gains(standard))
        return bool(rank > old or (_close(rank, old) and sum(length[:half]) < sum(length[half:])))

    # ---------------------------------------------------------------------------------------------- the program

    def _terms(self, party: int, factor: float) -> dict[int, float]:
        """The least satisfaction of a party as coefficients of the program, so many times."""
        assert self.program is not None
        row: NDArray[np.float64] = self.program.low[party]
        return {int(column): factor * float(row[column]) for column in row.nonzero()[0]}

    def _floors(self) -> list[Row]:
        """Nobody is below disagreement."""
        return [
            Row(self._terms(party, 1.0), float(start) - CLOSE, inf)
            for party, start in enumerate(self.disagreement)
            if start > 0
        ]

    def _search(
        self, objective: dict[int, float], rows: list[Row], ends: list[tuple[float, float]]
    ) -> tuple[float, bool]:
        """Look for a deal; it is added to those known. What no deal exceeds, and whether that is proven."""
        assert self.program is not None
        if self.deadline.over():
            return inf, False
        answer = self.program.best(objective, rows, ends, self.deadline)
        if answer.solution is not None:
            picked = self.program.picked(answer.solution)
            if not self.program.can_pass(picked):
                # It stays below a walk-away value by less than the program can tell: a shorter number may reach it.
                shorter = next(iter(self.program.shorter(picked)), None)
                if shorter is None:
                    return answer.bound, False
                picked = shorter
            if picked not in self.listed:
                self.listed.append(picked)
        return answer.bound, answer.proven

    def _stages(self, parties: list[int], scale: list[Fraction]) -> tuple[float, bool]:
        """Largest sums of the one, two, three ... smallest shares, one after the other."""
        assert self.program is not None
        rows, ends = self._floors(), list[tuple[float, float]]()
        first, proven = inf, True
        shares = {
            party: (self._terms(party, 1 / float(scale[party])), float(self.disagreement[party] / scale[party]))
            for party in parties
        }
        for count in range(1, len(parties) + 1):
            least = self.program.size + len(ends)
            ends.append((-1.0, 2.0))
            objective = {least: float(count)}
            for terms, start in shares.values():
                short = {} if count == 1 else {self.program.size + len(ends): 1.0}
                ends += [(0.0, 3.0)] * len(short)
                objective |= dict.fromkeys(short, -1.0)
                rows.append(Row({**terms, least: -1.0, **short}, start, inf))
            bound, proven = self._search(objective, rows, ends)
            if count == 1:
                first = bound
            if not proven or not isfinite(bound):
                break
            rows.append(Row(objective, bound - CLOSE, inf))
        return first, proven

    def _tangents(self, ideal: Ideal) -> tuple[float, bool]:
        """Maximise the sum of logarithms under tangents to them, which are added where they are not close enough."""
        assert self.program is not None
        parties = range(len(self.disagreement))
        size = self.program.size
        rows = self._floors()
        ends = [(-100.0, 1.0)] * len(parties)

        def touch(party: int, at: float) -> None:
            terms = {column: -factor / at for column, factor in self._terms(party, 1.0).items()}
            start = float(self.disagreement[party])
            rows.append(Row({**terms, size + party: 1.0}, -inf, log(at) - 1 - start / at))

        for party in parties:
            for part in TANGENTS:
                touch(party, float(ideal.gains[party]) * part)
        bound, proven = inf, False
        for _ in range(ROUNDS):
            known = len(self.listed)
            bound, proven = self._search(dict.fromkeys(range(size, size + len(parties)), 1.0), rows, ends)
            reached = max(prod(map(float, self.gains(picked))) for picked in self.rational)
            if not proven or (reached > 0 and bound - log(reached) <= CLOSE / 10):
                break
            newest = self.gains(self.listed[-1]) if len(self.listed) > known else []
            if not newest:
                break
            for party, gain in enumerate(newest):
                touch(party, max(float(gain), 1e-9))
        return _exp(bound), proven


def _close(rank: Any, reference: Any) -> bool:
    """Whether two ranks, numbers or rows of them, are the same within what the program can tell."""
    if isinstance(rank, Sequence):
        return all(_close(first, second) for first, second in zip(rank, reference, strict=True))
    return bool(abs(rank - reference) <= CLOSE)


def _exp(exponent: float) -> float:
    return inf if exponent > 1 else exp(exponent)

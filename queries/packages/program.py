"""All packages of a matter as a mixed-integer program, values of number issues included: for optima without a list.

One binary variable says that a question is settled by a choice; on a gap between two values another says how far into the
gap the value lies. Least satisfaction is linear in these once gaps are cut where it bends. An open end of a gap is kept
clear of by a millionth, as where a budget counts the issue (:mod:`zopa.queries.packages.budgets`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import csr_array

from .budgets import bends
from .choices import Choice
from .clauses import Clause
from .milp import INSIDE, Solved, maximised
from .vote_columns import VoteColumns

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..asking.deadline import Deadline
    from .search import PackageSearch

#: Denominators that are tried to make a value that was found a short one.
SHORT = (1, 2, 10, 100, 1_000)
#: A number is made shorter within this.
NEAR = 1e-3


class Way(NamedTuple):
    """A way to settle a question: a choice, and on a gap the end at which it begins and the one at which it ends."""

    question: int
    choice: Choice
    low: float
    high: float

    @property
    def is_gap(self) -> bool:
        return self.low < self.high


class Row(NamedTuple):
    """Coefficients by variable, and what their sum lies between."""

    terms: dict[int, float]
    low: float
    high: float


class Program:
    """The packages that honour every stake, rule and budget.

    Attributes
    ----------
    gaps : bool
        Whether somebody's satisfaction changes within a gap, so that there are packages better than those listed.
    """

    def __init__(self, feasible: PackageSearch) -> None:
        self.feasible, self.worth = feasible, feasible.worth
        self.counted = {question for budget in feasible.agenda.budgets for question in budget.factors}
        self.ways = [way for question in range(len(feasible.agenda.questions)) for way in self._ways(question)]
        self.along = {
            n: len(self.ways) + place for place, n in enumerate(n for n, way in enumerate(self.ways) if way.is_gap)
        }
        self.packages = len(self.ways) + len(self.along)
        self.votes = None if feasible.votes is None else VoteColumns(feasible.votes, self.packages)
        self.size = self.packages + (0 if self.votes is None else self.votes.size)
        self.low = self._table("low")
        measured = [self.low] if feasible.votes is None else [self.low, self._table("high")]
        self.gaps = bool(self.counted or any(table[:, len(self.ways) :].any() for table in measured))
        self.rows = list(self._rows())

    def _ways(self, question: int) -> Iterable[Way]:
        worth, allowed = self.worth, self.feasible.allowed[question]
        open_ = [
            allowed_choice
            for allowed_choice in worth.choices[question][: worth.base[question]]
            if allowed >> allowed_choice.bit & 1
        ]
        gaps: dict[tuple[int, float, float, int, int], Choice] = {}
        for choice in open_:
            if not choice.low < choice.high:
                yield Way(question, choice, choice.value, choice.value)
                continue
            gaps.setdefault((choice.bit, choice.low, choice.high, choice.met, choice.unmet), choice)
        cuts = sorted(bends(worth, question)) if gaps else []
        for choice in gaps.values():
            if np.isinf(choice.low) or np.isinf(choice.high):
                yield from self._endless(question, choice)
                continue
            margin = INSIDE * min(1.0, choice.high - choice.low)
            ends = [choice.low + margin, *(cut for cut in cuts if choice.low < cut < choice.high), choice.high - margin]
            for below, above in pairwise(ends):
                yield Way(question, choice, below, above)

    def _endless(self, question: int, choice: Choice) -> Iterable[Way]:
        """A gap beyond the outermost value: satisfaction does not change in it; a budget may want any value there."""
        if question not in self.counted:
            yield Way(question, choice, choice.value, choice.value)
            return
        far = 1e7 * max(1.0, *(abs(end) for end in (choice.low, choice.high, choice.value) if np.isfinite(end)))
        margin = INSIDE
        low = -far if np.isinf(choice.low) else choice.low + margin
        yield Way(question, choice, low, far if np.isinf(choice.high) else choice.high - margin)

    def _table(self, end: str) -> NDArray[np.float64]:
        """What each party gets at the ``low`` or the ``high`` end as coefficients. Shape ``(parties, size)``."""
        table = np.zeros((len(self.worth.parties), self.size))
        for index, way in enumerate(self.ways):
            at_low, at_high = (self._worth(way, value, end) for value in (way.low, way.high))
            table[:, index] = at_low
            if way.is_gap:
                table[:, self.along[index]] = at_high - at_low
        return table

    def _worth(self, way: Way, value: float, end: str) -> NDArray[np.float64]:
        choice = way.choice if np.isnan(value) else way.choice._replace(value=value)
        scores = [getattr(self.worth.score(way.question, party, choice), end) for party in self.worth.parties]
        shares = self.worth.shares[way.question]
        return np.array([float(score * share) for score, share in zip(scores, shares, strict=True)])

    def _rows(self) -> Iterable[Row]:
        by_question: dict[int, list[int]] = {}
        for index, way in enumerate(self.ways):
            by_question.setdefault(way.question, []).append(index)
        for question in range(len(self.feasible.agenda.questions)):
            yield Row(dict.fromkeys(by_question.get(question, []), 1.0), 1, 1)
        for index, place in self.along.items():
            yield Row({place: 1.0, index: -1.0}, -np.inf, 0)

        def passing(clause: Clause) -> dict[int, float]:
            return {
                index: 1.0
                for question, test in clause.items()
                for index in by_question.get(question, [])
                if test.passes(self.ways[index].choice)
            }

        for clause in self.feasible.clauses:
            yield Row(passing(clause), 1, np.inf)
        if self.votes is not None:
            for coefficients, low in self.votes.rows(
                passing, self._table("low" if self.votes.votes.possible else "high")
            ):
                yield Row(coefficients, low, np.inf)
        for budget in self.feasible.agenda.budgets:
            terms: dict[int, float] = {}
            for question, factor in budget.factors.items():
                for index in by_question.get(question, []):
                    way = self.ways[index]
                    terms[index] = factor * way.low
                    if way.is_gap:
                        terms[self.along[index]] = factor * (way.high - way.low)
            # HiGHS keeps rows to within a millionth, whatever the unit.
            unit = max(1.0, *map(abs, terms.values()))
            yield Row({n: v / unit for n, v in terms.items()}, budget.at_least / unit, budget.at_most / unit)

    # ---------------------------------------------------------------------------------------------- solving

    def best(
        self, objective: dict[int, float], more: Sequence[Row], ends: Sequence[tuple[float, float]], deadline: Deadline
    ) -> Solved:
        """The package with the largest objective, with further variables between these ends, under further rows too."""
        size, rows = self.size + len(ends), [*self.rows, *more]
        where = np.repeat(np.arange(len(rows)), [len(row.terms) for row in rows])
        columns = np.array([column for row in rows for column in row.terms], dtype=np.int64)
        factors = np.array([factor for row in rows for factor in row.terms.values()], dtype=float)
        gains = np.zeros(size)
        gains[list(objective)] = list(objective.values())
        whole = np.zeros(size, dtype=bool)
        whole[: len(self.ways)] = True
        whole[self.packages : self.size] = True
        lowest = np.r_[np.zeros(self.size), [low for low, _ in ends]]
        highest = np.r_[np.ones(self.size), [high for _, high in ends]]
        return maximised(
            gains,
            csr_array((factors, (where, columns)), shape=(len(rows), size)),
            np.array([row.low for row in rows]),
            np.array([row.high for row in rows]),
            whole,
            (lowest, highest),
            deadline,
        )

    def can_pass(self, picked: list[int]) -> bool:
        """Whether votes, which the program counts to within its tolerance, let a package pass."""
        return self.feasible.votes is None or self.feasible.votes.can_pass(picked)

    def picked(self, solution: NDArray[np.float64]) -> list[int]:
        """The choices of the package that was found, made where a value has none yet."""
        choice_of: dict[int, int] = {}
        for index, way in enumerate(self.ways):
            if solution[index] > 0.5:
                value = way.low + (way.high - way.low) * float(solution[self.along[index]]) if way.is_gap else way.low
                choice_of[way.question] = self._index(way, min(max(value, way.low), way.high))
        return [choice_of[question] for question in range(len(self.feasible.agenda.questions))]

    def _index(self, way: Way, value: float) -> int:
        choices = self.worth.choices[way.question]
        if not np.isnan(value):
            value = float(f"{value:.12g}")
            self.worth.add(way.question, value)
        alike = (way.choice.met, way.choice.unmet)
        return next(
            index
            for index, choice in enumerate(choices)
            if choice.bit == way.choice.bit
            and (choice.met, choice.unmet) == alike
            and (np.isnan(value) or choice.value == value)
        )

    def shorter(self, picked: list[int]) -> Iterable[list[int]]:
        """The same package with shorter numbers in its gaps, all at once or one by one, where budgets are kept.

        A budget ties values to one another, so that one alone could not be changed.
        """
        gaps = {question: way for question, index in enumerate(picked) if (way := self._gap(question, index))}
        for rounded in [gaps, *({question: way} for question, way in gaps.items())] if len(gaps) > 1 else [gaps]:
            for most in SHORT if rounded else ():
                tried = list(picked)
                for question, way in rounded.items():
                    choice = self.worth.choices[question][picked[question]]
                    value = float(Fraction(choice.value).limit_denominator(most))
                    index = self._beside(way._replace(choice=choice), value)
                    if index is None or abs(value - choice.value) >= NEAR:
                        break
                    tried[question] = index
                else:
                    if self._keeps_budgets(tried) and self._keeps_rules(tried) and self.can_pass(tried):
                        yield tried

    def _beside(self, gap: Way, value: float) -> int | None:
        """The choice with a value in a gap, or the listed one at the end of it."""
        if gap.low <= value <= gap.high:
            return self._index(gap, value)
        listed = (way for way in self.ways if way.question == gap.question and not way.is_gap and way.low == value)
        return next((self._index(way, value) for way in listed), None)

    def _gap(self, question: int, index: int) -> Way | None:
        """The gap between listed values that a choice lies in."""
        choice = self.worth.choices[question][index]
        return next(
            (
                way
                for way in self.ways
                if way.question == question
                and way.is_gap
                and way.choice.bit == choice.bit
                and way.low <= choice.value <= way.high
            ),
            None,
        )

    def _keeps_rules(self, picked: list[int]) -> bool:
        choices = self.worth.choices
        return all(
            any(test.passes(choices[question][picked[question]]) for question, test in clause.items())
            for clause in self.feasible.clauses
        )

    def _keeps_budgets(self, picked: list[int]) -> bool:
        return all(
            budget.at_least - 1e-9
            <= sum(factor * self.worth.choices[q][picked[q]].value for q, factor in budget.factors.items())
            <= budget.at_most + 1e-9
            for budget in self.feasible.agenda.budgets
        )

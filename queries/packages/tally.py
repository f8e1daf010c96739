"""How many packages there are of each outcome, counted and not listed: who is against, who may be.

Questions are settled one after the other. Half-made packages that have the same future are one row with a count: those by
which the same parties have a line crossed, that satisfy the same open clauses, and in which the parties that have a
walk-away value got the same satisfaction. A satisfaction that surely reaches the value, or cannot reach it any more, makes
no further difference and is not told apart (a dynamic programme over questions, as bucket elimination, Dechter 1999).
Rows that do not fit into memory at once are followed block by block, so that every count is exact whenever the time is
enough; where it is not, the packages that were not reached are told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from math import ceil, prod
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..asking.deadline import Deadline
from .budgets import within
from .clauses import in_few_ties
from .exact import ROOM, ranks
from .lines import Lines
from .satisfaction import Utilities
from .search import PackageSearch

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .agenda import Agenda

#: Half-made packages that are worked on at once.
AT_ONCE = 200_000


class Outcomes(NamedTuple):
    """Of the packages that break no rule, how many have which votes: masks of parties by their place in ``parties``.

    ``votes`` counts by who is surely against and who may be against; ``packages`` are all that can be put together, with
    those that break a rule; ``complete`` says whether all were reached.
    """

    parties: list[int]
    votes: Counter[tuple[int, int]]
    packages: int
    complete: bool


@dataclass
class Rows:
    """Half-made packages: how many each row stands for, whose lines are crossed and may be, what lies open.

    ``satisfied`` has a column a clause of several questions; ``low`` and ``high`` one a party that has a walk-away value;
    ``sums`` one a budget.
    """

    count: NDArray[Any]
    crossed: NDArray[np.bool_]
    perhaps: NDArray[np.bool_]
    satisfied: NDArray[np.bool_]
    low: NDArray[Any]
    high: NDArray[Any]
    sums: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.count)

    def take(self, rows: NDArray[Any]) -> Rows:
        """Some of them."""
        return replace(self, **{column.name: getattr(self, column.name)[rows] for column in fields(self)})


class Tally:
    """The count of the packages of an agenda, whose stakes are all that may count at its level.

    Parameters
    ----------
    agenda : Agenda
        Made with ``possible``, so that lines of unknown firmness are among its stakes.
    worth : Utilities
    walk_away : dict
        The least satisfaction that a party accepts, by its number.
    deadline : Deadline
    """

    def __init__(self, agenda: Agenda, worth: Utilities, walk_away: Mapping[int, Fraction], deadline: Deadline) -> None:
        self.agenda, self.worth, self.deadline = agenda, worth, deadline
        self.by_party = Lines(agenda, worth)
        self.parties, place, self.lines = self.by_party.parties, self.by_party.place, self.by_party.several
        search = PackageSearch(replace(agenda, stakes=[]), worth, deadline)
        self.allowed, self.must = search.allowed, search.clauses
        self.clauses = [*self.must, *(line.clause for line in self.lines)]
        bounded = [index for index, party in enumerate(worth.parties) if party in walk_away]
        self.bounded, self.bounded_place = bounded, [place[worth.parties[index]] for index in bounded]
        self.order = in_few_ties(list(range(len(agenda.questions))), self.clauses, agenda.budgets)
        self.least = np.array(
            [ceil(walk_away[worth.parties[index]] * worth.scale[index]) for index in bounded], dtype=self._kind
        )
        self.unmeasured = self.by_party.unmeasured(worth, walk_away, self.parties)
        self.votes: Counter[tuple[int, int]] = Counter()

    @property
    def _kind(self) -> np.dtype[Any]:
        """The kind of whole number in which satisfaction is added up."""
        return self.worth.scores(0).low.dtype if self.agenda.questions else np.dtype(np.int64)

    def outcomes(self) -> Outcomes:
        """Count them."""
        total = prod(
            len({(choice.bit, choice.value if choice.value == choice.value else None) for choice in choices})
            for choices in self.worth.choices
        )
        complete = True
        if self.agenda.questions:
            complete = self._follow(self._start(total), 0)
        return Outcomes(self.parties, self.votes, total if self.agenda.questions else 0, complete)

    def _start(self, total: int) -> Rows:
        whole = np.array([1], dtype=np.int64 if total < ROOM else object)
        none = np.zeros((1, len(self.parties)), dtype=bool)
        nothing = np.zeros((1, len(self.bounded)), dtype=self._kind)
        satisfied = np.zeros((1, len(self.clauses)), dtype=bool)
        perhaps = none.copy()
        perhaps[:, self.unmeasured] = True
        return Rows(whole, none, perhaps, satisfied, nothing, nothing, np.zeros((1, len(self.agenda.budgets))))

    def _follow(self, rows: Rows, step: int) -> bool:
        """Settle the questions from one step on; whether all was reached in time."""
        if step == len(self.order):
            self._add(rows)
            return True
        size = max(1, AT_ONCE // max(1, len(self.worth.choices[self.order[step]])))
        for first in range(0, len(rows), size):
            if self.deadline.over():
                return False
            grown = self._grown(rows.take(np.arange(first, min(first + size, len(rows)))), step)
            if step + 1 < len(self.order):
                grown = _together(grown)
            if not self._follow(grown, step + 1):
                return False
        return True

    # -------------------------------------------------------------------------------------------- one question

    def _grown(self, rows: Rows, step: int) -> Rows:
        """Every row with every choice of one more question, without those that break a rule."""
        question, known = self.order[step], set(self.order[: step + 1])
        choices = self.worth.choices[question]
        open_ = np.array([i for i, choice in enumerate(choices) if self.allowed[question] >> choice.bit & 1], dtype=int)
        picked = np.tile(open_, len(rows))
        rows = rows.take(np.repeat(np.arange(len(rows)), len(open_)))
        scores = self.worth.scores(question)
        rows.low = rows.low + scores.low[:, self.bounded][picked]
        rows.high = rows.high + scores.high[:, self.bounded][picked]
        crossed, perhaps = self.by_party.crossed(question, choices)
        rows.crossed, rows.perhaps = rows.crossed | crossed[picked], rows.perhaps | perhaps[picked]
        if self.agenda.budgets:
            value = np.nan_to_num(np.array([choice.value for choice in choices]))[picked]
            factors = np.array([budget.factors.get(question, 0.0) for budget in self.agenda.budgets])
            rows.sums = rows.sums + value[:, None] * factors
        for number, clause in enumerate(self.clauses):
            if question in clause:
                passes = np.array([clause[question].passes(choice) for choice in choices], dtype=bool)
                rows.satisfied[:, number] |= passes[picked]
        return self._settled(self._judged(rows, question, known), known)

    def _judged(self, rows: Rows, question: int, known: set[int]) -> Rows:
        """What follows from the clauses and budgets of which everything is known now; they are not told apart further."""
        holds = np.ones(len(rows), dtype=bool)
        for number, clause in enumerate(self.clauses):
            if question not in clause or not known.issuperset(clause):
                continue
            broken = ~rows.satisfied[:, number]
            if number < len(self.must):
                holds &= ~broken
            else:
                line = self.lines[number - len(self.must)]
                rows.perhaps[:, line.party] |= broken
                if line.sure:
                    rows.crossed[:, line.party] |= broken
            rows.satisfied[:, number] = False
        for number, budget in enumerate(self.agenda.budgets):
            if question in budget.factors and known.issuperset(budget.factors):
                holds &= within(budget, rows.sums[:, number], rows.sums[:, number])
                rows.sums[:, number] = 0
        return rows if holds.all() else rows.take(np.flatnonzero(holds))

    def _settled(self, rows: Rows, known: set[int]) -> Rows:
        """Satisfactions that make no difference any more are made alike; who cannot reach its value is against."""
        if not self.bounded:
            return rows
        ahead = [self.worth.scores(question) for question in self.order if question not in known]
        nothing = np.zeros(len(self.bounded), dtype=self._kind)
        low_least, low_most, high_least, high_most = (
            sum((end(getattr(scores, name)[:, self.bounded], axis=0) for scores in ahead), nothing)
            for name in ("low", "high")
            for end in (np.min, np.max)
        )
        rows.low = np.where(rows.low + low_least >= self.least, self.least, rows.low)
        rows.high = np.where(rows.high + high_least >= self.least, self.least, rows.high)
        below, doubtful = rows.high + high_most < self.least, rows.low + low_most < self.least
        rows.crossed[:, self.bounded_place] |= below.astype(bool)
        rows.perhaps[:, self.bounded_place] |= (below | doubtful).astype(bool)
        against, perhaps = rows.crossed[:, self.bounded_place], rows.perhaps[:, self.bounded_place]
        rows.low = np.where(perhaps, 0, rows.low)
        rows.high = np.where(against, 0, rows.high)
        return rows

    def _add(self, rows: Rows) -> None:
        """Put whole packages to the others that have the same votes."""
        rows = _together(rows)
        for count, crossed, perhaps in zip(rows.count.tolist(), rows.crossed, rows.perhaps, strict=True):
            self.votes[mask(np.flatnonzero(crossed).tolist()), mask(np.flatnonzero(perhaps).tolist())] += count


def mask(places: Iterable[int]) -> int:
    """The whole number with these bits."""
    return sum(1 << place for place in places)


def _together(rows: Rows) -> Rows:
    """Rows that are alike as one, their counts added."""
    columns: list[NDArray[Any]] = []
    for flags in (rows.crossed, rows.perhaps, rows.satisfied):
        used = flags[:, flags.any(axis=0)].astype(np.int64)
        columns += [
            used[:, first : first + 60] @ (1 << np.arange(used[:, first : first + 60].shape[1]))
            for first in range(0, used.shape[1], 60)
        ]
    for table in (rows.low, rows.high, rows.sums.round(9)):
        columns += [
            np.unique(column, return_inverse=True)[1] if column.dtype == float else ranks(column) for column in table.T
        ]
    code, size = np.zeros(len(rows), dtype=np.int64), 1
    for column in columns:
        least, most = (int(column.min()), int(column.max())) if len(rows) else (0, 0)
        if size * (most - least + 1) >= ROOM:
            code = np.unique(code, return_inverse=True)[1]
            size = len(rows)
        if size * (most - least + 1) >= ROOM:
            column, least = np.unique(column, return_inverse=True)[1], 0
            most = len(rows)
        code = code * (most - least + 1) + (column - least)
        size *= most - least + 1
    _, first, inverse = np.unique(code, return_index=True, return_inverse=True)
    together = rows.take(first)
    together.count = np.zeros(len(first), dtype=rows.count.dtype)
    np.add.at(together.count, inverse, rows.count)
    return together

"""Whose lines a package crosses: the lines of an agenda party by party, and which half-made packages can still pass.

Where a decision says who must agree, no line is a limit of the search. A half-made package is followed as long as those who
are against it by now are too few to stop it; two of them are alike only where the same parties are against both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from .clauses import Clause, Test, satisfied
from .constraints import merged

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...graph.decision import Decision
    from .agenda import Agenda
    from .choices import Choice
    from .satisfaction import Utilities
    from .search import Packages


class Line(NamedTuple):
    """A clause of a line: the place of the party whose line it is, and whether the line surely counts."""

    clause: Clause
    party: int
    sure: bool


class Lines:
    """The lines of an agenda whose stakes are all that may count at its level.

    Attributes
    ----------
    parties : list of int
        Who is satisfied with something or has a line; a party's place here is its bit in a mask.
    alone, several : list of Line
        The lines on one question, and those that tie several together.
    """

    def __init__(self, agenda: Agenda, worth: Utilities) -> None:
        self.parties = sorted({*worth.parties, *(stake.party for stake in agenda.stakes)})
        self.place = {party: bit for bit, party in enumerate(self.parties)}
        lines = [
            Line(
                {part.question: Test(part.settlements) for part in merged(clause)},
                self.place[stake.party],
                agenda.surely(number),
            )
            for number, stake in enumerate(agenda.stakes)
            for clause in stake.clauses
        ]
        self.alone = [line for line in lines if len(line.clause) == 1]
        self.several = [line for line in lines if len(line.clause) > 1]

    def unmeasured(self, worth: Utilities, walk_away: Mapping[int, Fraction], parties: Iterable[int]) -> list[int]:
        """The places of those of whom no satisfaction is known, as they set conditions and hold no position."""
        return [
            self.place[party]
            for party in parties
            if party in self.place and party not in worth.parties and walk_away.get(party, Fraction(0)) > 0
        ]

    def crossed(self, question: int, choices: list[Choice]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """For each choice of a question the parties of which it surely crosses a line alone, and of which it may."""
        crossed, perhaps = (np.zeros((len(choices), len(self.parties)), dtype=bool) for _ in range(2))
        for line in self.alone:
            if question in line.clause:
                broken = np.array([not line.clause[question].passes(choice) for choice in choices], dtype=bool)
                perhaps[:, line.party] |= broken
                crossed[:, line.party] |= broken & line.sure
        return crossed, perhaps


class Ballot(NamedTuple):
    """Who is surely against a package, and who is or may be, as masks of parties."""

    against: int
    perhaps: int


class Votes:
    """Who is against packages, whole or half-made, and which of them can pass.

    Parameters
    ----------
    agenda : Agenda
        Made with ``possible``, so that lines of unknown firmness are among its stakes.
    worth : Utilities
    walk_away : dict
        The least satisfaction that a party accepts, by its number.
    voters : iterable of int
        Who has a say, by number: nobody else is looked at.
    decision : Decision
        The rule for these voters, who are its bits in their order.
    possible : bool
        Whether who may be against a package counts as against it.
    """

    def __init__(
        self,
        agenda: Agenda,
        worth: Utilities,
        walk_away: Mapping[int, Fraction],
        voters: Sequence[int],
        decision: Decision,
        *,
        possible: bool,
    ) -> None:
        self.worth, self.walk_away, self.decision, self.possible = worth, walk_away, decision, possible
        self.lines = Lines(agenda, worth)
        #: The place of each voter that is satisfied with something or has a line, and its bit in the decision.
        self.bit = {self.lines.place[party]: bit for bit, party in enumerate(voters) if party in self.lines.place}
        self.voters = list(self.bit)
        self.counted_lines = [
            line
            for line in (*self.lines.alone, *self.lines.several)
            if (line.sure or possible) and line.party in self.bit
        ]
        self.open_lines = [line for line in self.counted_lines if len(line.clause) > 1]
        place = {party: index for index, party in enumerate(worth.parties)}
        self.bounded = [place[party] for party in voters if party in place and walk_away.get(party, Fraction(0)) > 0]
        self.unmeasured = self.lines.unmeasured(worth, walk_away, voters)
        self._tables: dict[int, NDArray[np.bool_]] = {}

    @property
    def clauses(self) -> list[Clause]:
        """The clauses that tie questions together by somebody's line."""
        return [line.clause for line in self.open_lines]

    def against(self, rows: Packages, ahead: list[int]) -> NDArray[np.bool_]:
        """Who is against half-made packages whatever comes, the questions ahead being open. Shape ``(rows, parties)``."""
        against = np.zeros((len(rows), len(self.lines.parties)), dtype=bool)
        if self.possible:
            against[:, self.unmeasured] = True
        for column, question in enumerate(rows.questions):
            against |= self._table(question)[rows.picked[:, column]]
        known = set(rows.questions)
        for line in self.open_lines:
            if known.issuperset(line.clause):
                against[:, line.party] |= ~satisfied(rows, line.clause, self.worth.choices)
        if self.bounded:
            against[:, self._bounded_places] |= self._sums(rows) + self._ahead(ahead, np.max) < self._least
        return against

    def passes(self, against: Iterable[int]) -> bool:
        """Whether a package can pass with those at these places against it and all others for it."""
        mask = sum(1 << self.bit[place] for place in against)
        return self.decision.passes(((1 << self.decision.size) - 1) & ~mask, mask)

    def allowed(self, against: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Which packages can still pass with these against them. Shape ``(rows,)``."""
        votes, inverse = np.unique(against[:, self.voters], axis=0, return_inverse=True)
        passing = [self.passes(place for place, vote in zip(self.voters, row, strict=True) if vote) for row in votes]
        return np.array(passing, dtype=bool)[inverse.ravel()]

    def state(self, rows: Packages, ahead: list[int]) -> list[NDArray[Any]]:
        """Columns in which half-made packages must be the same to have the same future."""
        against = self.against(rows, ahead)
        columns: list[NDArray[Any]] = [against[:, place] for place in self.voters]
        known = set(rows.questions)
        columns += [
            satisfied(rows, line.clause, self.worth.choices) | against[:, line.party]
            for line in self.open_lines
            if known.intersection(line.clause) and not known.issuperset(line.clause)
        ]
        if self.bounded:
            sums, least = self._sums(rows), self._least
            settled = against[:, self._bounded_places] | (sums + self._ahead(ahead, np.min) >= least)
            columns += list(np.where(settled, least, sums).T)
        return columns

    def can_pass(self, picked: list[int]) -> bool:
        """Whether a whole package can pass, given by its choices."""
        ballot = self.ballot(picked)
        against = ballot.perhaps if self.possible else ballot.against
        return self.passes(place for place in self.voters if against >> place & 1)

    def ballot(self, picked: list[int]) -> Ballot:
        """The votes on a whole package, given by its choices: satisfactions are compared without rounding."""
        choices = [self.worth.choices[question][index] for question, index in enumerate(picked)]
        against = perhaps = 0
        for question, choice in enumerate(choices):
            crossed, may_be = self.lines.crossed(question, [choice])
            against |= _mask(crossed[0])
            perhaps |= _mask(may_be[0])
        for line in self.lines.several:
            if not any(test.passes(choices[question]) for question, test in line.clause.items()):
                perhaps |= 1 << line.party
                against |= line.sure << line.party
        scores = [self.worth.exact(question)[index] for question, index in enumerate(picked)]
        for index, place in zip(self.bounded, self._bounded_places, strict=True):
            least = self.walk_away[self.worth.parties[index]]
            against |= (sum(row[index].high for row in scores) < least) << place
            perhaps |= (sum(row[index].low for row in scores) < least) << place
        for place in self.unmeasured:
            perhaps |= 1 << place
        return Ballot(against, perhaps | against)

    # ---------------------------------------------------------------------------------------------- satisfaction

    @property
    def _bounded_places(self) -> list[int]:
        return [self.lines.place[self.worth.parties[index]] for index in self.bounded]

    @property
    def _least(self) -> NDArray[Any]:
        """The walk-away values as whole numbers; the scale changes where values are added."""
        values = [ceil(self.walk_away[self.worth.parties[n]] * self.worth.scale[n]) for n in self.bounded]
        return np.array(values, dtype=self.worth.scores(0).low.dtype)

    def _sums(self, rows: Packages) -> NDArray[Any]:
        """What the parties with a walk-away value have got: at the most, or at the least where doubt counts against it."""
        sums = np.zeros((len(rows), len(self.bounded)), dtype=self.worth.scores(0).low.dtype)
        for column, question in enumerate(rows.questions):
            sums = sums + self._scores(question)[rows.picked[:, column]]
        return sums

    def _ahead(self, ahead: list[int], end: Callable[..., Any]) -> NDArray[Any]:
        """The least or the most that they can still get."""
        nothing = np.zeros(len(self.bounded), dtype=self.worth.scores(0).low.dtype)
        return sum((end(self._scores(question), axis=0) for question in ahead), nothing)

    def _scores(self, question: int) -> NDArray[Any]:
        scores = self.worth.scores(question)
        return (scores.low if self.possible else scores.high)[:, self.bounded]

    def _table(self, question: int) -> NDArray[np.bool_]:
        """For each choice of a question who is against it; made again where choices were added."""
        choices = self.worth.choices[question]
        table = self._tables.get(question)
        if table is None or len(table) < len(choices):
            self._tables[question] = table = self.lines.crossed(question, choices)[self.possible]
        return table


def _mask(flags: NDArray[np.bool_]) -> int:
    return sum(1 << place for place in np.flatnonzero(flags).tolist())

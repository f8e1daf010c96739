"""The choices of a question: its settlements, values of a number issue, and which conditions on positions are met with each.

A number question has finitely many settlements to choose from: every value that a position names as an end or an ideal,
the ends of the scale, and one value inside each gap between two of them, its middle (one unit beyond the outermost value
where the scale has no end). Where a budget counts it, other values can be better: :mod:`zopa.queries.packages.budgets`
adds them.

Whether a position with conditions counts depends on how other questions are settled. So that a choice is worth the same
whatever else is chosen, it comes once for each answer to whether these conditions are met; which answer is true of a
package is a clause that the package has to honour.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ...graph import rule
from ...graph.columns import OUT_BIT, REJECTS
from .exact import read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .agenda import Agenda


class Choice(NamedTuple):
    """One way to settle a question: a settlement by its number, and on a number issue the value and the piece it is in.

    ``met`` and ``unmet`` are masks over the requirements of the question; one in neither makes no difference here.
    """

    bit: int
    value: float = np.nan
    low: float = np.nan
    high: float = np.nan
    met: int = 0
    unmet: int = 0


class Bound(NamedTuple):
    """The requirements of a position as masks over those of its question: all of them, and those it holds only with."""

    offers: int
    holds: int


class Conditional:
    """Which positions of a question have conditions, and which choices these make a difference to."""

    def __init__(self, agenda: Agenda, question: int, parties: Iterable[int]) -> None:
        self._settlements = agenda.questions[question].settlements
        self._stance = agenda.graph.columns.stance
        self._is_part = isinstance(agenda.graph.tables["issues"]["whole"].iat[agenda.questions[question].issue], str)
        self.spatial: set[int] = set()
        counted_parties = set(parties)
        self.bound: dict[int, Bound] = {}
        self.never = 0
        for index, requirement in enumerate(agenda.requirements.get(question, ())):
            if int(agenda.selection.holder[requirement.position]) not in counted_parties:
                continue
            offers, holds = self.bound.get(requirement.position, Bound(0, 0))
            bit = 1 << index
            self.bound[requirement.position] = Bound(offers | bit, holds if requirement.holds else holds | bit)
            self.never |= 0 if requirement.places else bit

    def offers(self, position: int, choice: Choice) -> bool:
        """Whether what a position accepts counts with a choice."""
        return position not in self.bound or not self.bound[position].offers & ~choice.met

    def holds(self, position: int, choice: Choice) -> bool:
        """Whether what a position rules out counts with a choice."""
        return position not in self.bound or not self.bound[position].holds & ~choice.met

    def variants(self, choice: Choice) -> Iterator[Choice]:
        """A choice once for each answer to whether the conditions that matter to it are met."""
        agenda = 0
        for position, (offers, holds) in self.bound.items():
            stance, named = int(self._stance[position]), self._settlements.named[position]
            if rule.accepted_by(stance, named) >> choice.bit & 1 or position in self.spatial:
                agenda |= offers
            # A position that takes no side can still say how satisfied its party is with what it names, and who rejects one
            # option of several wants it left out.
            wanted = 1 << OUT_BIT if self._is_part and stance == REJECTS else 0
            if (rule.ruled_out_by(stance, named, self._settlements.full) | named | wanted) >> choice.bit & 1:
                agenda |= holds
        open_ = agenda & ~self.never
        met = open_
        while True:
            yield choice._replace(met=met, unmet=agenda & ~met)
            if not met:
                return
            met = (met - 1) & open_


def base(agenda: Agenda, question: int, ideals: set[float], named: set[float]) -> list[Choice]:
    """The choices of a question, whatever conditions are met; on a number issue each gap is cut at the ideals.

    Of choices that are equally good the first is told: an ideal that somebody names before another value that somebody
    names, then a value in a gap, and last an end of the scale that nobody names.
    """
    settlements = agenda.questions[question].settlements
    if not agenda.graph.columns.is_number[agenda.questions[question].issue]:
        return [Choice(bit) for bit in range(len(settlements.pieces))]
    choices = []
    for bit, piece in enumerate(settlements.pieces):
        assert isinstance(piece, rule.Interval)
        if piece.is_value:
            choices.append(Choice(bit, piece.low, piece.low, piece.low))
            continue
        cuts = [piece.low, *sorted(ideal for ideal in ideals if piece.low < ideal < piece.high), piece.high]
        for below, above in pairwise(cuts):
            choices.append(Choice(bit, _inside(below, above), below, above))
            if above < piece.high:
                choices.append(Choice(bit, above, above, above))

    def preferred(choice: Choice) -> int:
        if choice.value in ideals:
            return 0
        return 1 if choice.value in named else 2 if choice.low < choice.high else 3

    return sorted(choices, key=preferred)


def _inside(low: float, high: float) -> float:
    """A value that stands for an open gap; halfway, as it would be typed."""
    if np.isinf(low) and np.isinf(high):
        return 0.0
    if np.isinf(low):
        return high - 1
    return low + 1 if np.isinf(high) else float((read(low) + read(high)) / 2)

"""How satisfied each party would be with each settlement of each question: what deals are ranked and compared by.

Satisfaction lies between 0 and 1. For one party and one settlement of one question it is, the first that applies:

1. what a position of the party that names the settlement says in its own ``satisfaction`` cell;
2. 0 where the party rules the settlement out and accepts it nowhere, or rules it out by a red line;
3. 0.5 where it accepts the settlement but rules it out by an aim or a bottom line: it could live with it, no more. Where
   the firmness of what rules it out is not known, anything from 0 to 0.5;
4. on a number issue with an ``ideal``: 1 at the ideal, falling linearly to 0.5, the least that is still accepted, at the
   end of the position's range. On a side where the position names no end there is nothing to fall to, and it stays 1;
5. 1 where it is demanded, 0.5 where it is accepted;
6. not known, anything from 0 to 1, where the party says nothing of it. Never a middle value.

A position with conditions counts as :mod:`zopa.graph.rule` says. Where several positions say different things under 1
or 4 it lies between the least and the most of them. So the satisfaction with a whole package is a range, its ends the sums
of the ends, weighted by how much each issue matters to the party (``saliences``) and divided by the sum of the weights.
Smallest regions share the weight of their issue equally. The settlements to choose from are those of
:mod:`zopa.queries.choices`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..graph import rule
from ..graph.columns import DEMANDS, RED_LINE, REJECTS, UNKNOWN
from ..graph.regions import EVERYWHERE
from .cells import Where, region_names
from .choices import Choice, Conditional, base
from .wording import JOIN, join, number

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .matter import Matter

#: Satisfaction with the least that is still accepted.
LEAST_ACCEPTED = 0.5
#: Satisfactions are whole multiples of this, so that their sums are exact and equal sums compare equal.
GRAIN = 2.0**-32


class Score(NamedTuple):
    """Least and most satisfaction, and whether the party says anything of the settlement at all."""

    low: float
    high: float
    known: bool


class Scores(NamedTuple):
    """Of all choices of a question: weighted satisfaction, shape ``(choices, parties)``, and how many parties are silent."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    unknown: NDArray[np.int64]


class Worth:
    """What the settlements of every question are worth to every party.

    Attributes
    ----------
    parties : list of int
    choices : list of list of Choice, one a question
        The first ``base[question]`` are always tried; a budget may add values that exhaust it.
    weights : float, shape (questions, parties)
        They add up to 1 for every party.
    notes : list of str
        What was assumed about weights that are not coded.
    """

    def __init__(self, made: Matter, parties: Iterable[int] | None = None) -> None:
        self.made = made
        self.columns = made.graph.columns
        held = {int(made.selection.holder[p]) for question in made.questions for p in question.positions}
        self.parties = sorted(held) if parties is None else list(dict.fromkeys(parties))
        self.notes: list[str] = []
        self.weights = self._weights()
        self.conditional = [Conditional(made, question, self.parties) for question in range(len(made.questions))]
        self.choices: list[list[Choice]] = [[] for _ in made.questions]
        self._index: dict[tuple[int, float], list[int]] = {}
        for question, one in enumerate(made.questions):
            ideals = {float(self._cells.ideal[p]) for p in one.settlements.named if np.isfinite(self._cells.ideal[p])}
            self._make(question, base(made, question, ideals))
        self.base = [len(own) for own in self.choices]
        self._scores: dict[int, Scores] = {}

    # -------------------------------------------------------------------------------------------- weights

    def _weights(self) -> NDArray[np.float64]:
        questions, columns = self.made.questions, self.columns
        places: dict[int, int] = {}
        for question in questions:
            places[question.issue] = places.get(question.issue, 0) + len(question.leaves)
        share = np.array([len(question.leaves) / places[question.issue] for question in questions])
        weights = np.ones((len(questions), len(self.parties)))
        coded = self._saliences()
        silent, partly = [], []
        for number_of_party, party in enumerate(self.parties):
            own = {issue: coded[party, issue] for issue in range(len(columns.issues)) if (party, issue) in coded}
            asked = [own[issue] for issue in places if issue in own]
            if not asked or not any(asked):
                silent.append(party)
                continue
            usual = float(np.mean(asked))
            if len(asked) < len(places):
                partly.append(party)
            weights[:, number_of_party] = [own.get(question.issue, usual) for question in questions]
        names = [str(columns.parties[party]) for party in silent]
        if names:
            self.notes.append(f"No salience is coded for {join(names, 'and')}: every issue counts the same.")
        names = [str(columns.parties[party]) for party in partly]
        if names:
            self.notes.append(
                f"For {join(names, 'and')} an issue without a salience counts as much as the coded ones on average."
            )
        weights *= share[:, None] if len(share) else 1
        total = weights.sum(axis=0)
        return weights / np.where(total > 0, total, 1)

    def _saliences(self) -> dict[tuple[int, int], float]:
        """Salience by party and issue; a delegate's counts as its principal's where the principal has none itself."""
        columns, rows = self.columns, self.made.graph.tables["saliences"]
        party_code = {str(name): code for code, name in enumerate(columns.parties)}
        issue_code = {str(name): code for code, name in enumerate(columns.issues)}
        own: dict[tuple[int, int], float] = {}
        through: dict[tuple[int, int], list[float]] = {}
        for name, issue, salience in zip(rows["party"], rows["issue"], rows["salience"], strict=True):
            if np.isnan(salience):
                continue
            party, code = party_code[name], issue_code[issue]
            own[party, code] = float(salience)
            if self.rolled_up and (principal := int(columns.principal[party])) != party:
                through.setdefault((principal, code), []).append(float(salience))
        return {key: float(np.mean(told)) for key, told in through.items()} | own

    @cached_property
    def rolled_up(self) -> bool:
        """Whether delegates count as their principals."""
        return bool((self.made.selection.holder == self.columns.principal[self.columns.party]).all())

    # -------------------------------------------------------------------------------------------- choices

    def _make(self, question: int, choices: Iterable[Choice]) -> list[int]:
        """Add choices to a question, each with its variants, and tell their numbers."""
        made = [one for choice in choices for one in self.conditional[question].variants(choice)]
        first = len(self.choices[question])
        self.choices[question] += made
        for index, choice in enumerate(made, start=first):
            self._index.setdefault((question, choice.value), []).append(index)
        return list(range(first, first + len(made)))

    def add(self, question: int, value: float) -> list[int]:
        """The numbers of the choices with this value, made where there are none yet; none where the scale lacks it."""
        if (question, value) not in self._index and (bit := self.piece(question, value)) is not None:
            self._make(question, [Choice(bit, value, value, value)])
        return self._index.get((question, value), [])

    def enlarge(self, question: int, choices: Iterable[Choice]) -> None:
        """Add choices to those that are always tried."""
        self._make(question, (choice for choice in choices if (question, choice.value) not in self._index))
        self.base[question] = len(self.choices[question])

    def piece(self, question: int, value: float) -> int | None:
        """The settlement that a value of a number question is in; none where it is off the scale."""
        for bit, piece in enumerate(self.made.questions[question].settlements.pieces):
            assert isinstance(piece, rule.Piece)
            if piece.low < value < piece.high or piece.low == value == piece.high:
                return bit
        return None

    # -------------------------------------------------------------------------------------------- scores

    def scores(self, question: int) -> Scores:
        """Weighted satisfaction with every choice of a question."""
        kept = self._scores.get(question)
        choices = self.choices[question]
        done = 0 if kept is None else len(kept.unknown)
        if kept is None or done < len(choices):
            told = [[self.score(question, party, choice) for party in self.parties] for choice in choices[done:]]
            shape = (len(told), len(self.parties), 3)
            values = np.array(told, dtype=float).reshape(shape)
            weighted = np.rint(values[:, :, :2] * self.weights[question][None, :, None] / GRAIN) * GRAIN
            made = Scores(weighted[:, :, 0], weighted[:, :, 1], (values[:, :, 2] == 0).sum(axis=1))
            kept = made if kept is None else Scores(*(np.concatenate(both) for both in zip(kept, made, strict=True)))
            self._scores[question] = kept
        return kept

    def score(self, question: int, party: int, choice: Choice) -> Score:
        """Satisfaction of a party with one choice, not weighted; not known where the party is divided about it."""
        named, columns = self.made.questions[question].settlements, self.columns
        contested = [p for p in self.positions(question, party) if columns.contested[p]]
        sure = self._sure_score(question, party, choice)
        bits = [
            rule.ruled_out_by(int(columns.stance[p]), named.named[p], named.full) | named.named[p] for p in contested
        ]  # fmt: skip
        red = sure.known and sure.high == 0
        return Score(0.0, 1.0, False) if not red and any(mask >> choice.bit & 1 for mask in bits) else sure

    def _sure_score(self, question: int, party: int, choice: Choice) -> Score:
        columns, settlements, bit = self.columns, self.made.questions[question].settlements, choice.bit
        conditional, positions = self.conditional[question], self.positions(question, party)
        standing = [p for p in positions if not columns.contested[p] and conditional.holds(p, choice)]
        named = [
            p for p in standing
            if settlements.named[p] >> bit & 1 and (columns.stance[p] == REJECTS or conditional.offers(p, choice))
        ]  # fmt: skip
        coded = [float(self._cells.satisfaction[p]) for p in named if not np.isnan(self._cells.satisfaction[p])]
        if coded:
            return Score(min(coded), max(coded), True)
        out = {
            int(columns.firmness[p]) for p in standing
            if rule.ruled_out_by(int(columns.stance[p]), settlements.named[p], settlements.full) >> bit & 1
        }  # fmt: skip
        accepting = [p for p in named if columns.stance[p] != REJECTS]
        if not accepting:
            return Score(0.0, 0.0, True) if out else Score(0.0, 1.0, False)
        if RED_LINE in out:
            return Score(0.0, 0.0, True)
        if out:
            return Score(0.0 if UNKNOWN in out else LEAST_ACCEPTED, LEAST_ACCEPTED, True)
        graded = [self.graded(p, choice.value) for p in accepting if self.has_ideal(p)]
        if graded:
            return Score(min(graded), max(graded), True)
        full = 1.0 if any(columns.stance[p] == DEMANDS for p in accepting) else LEAST_ACCEPTED
        return Score(full, full, True)

    def positions(self, question: int, party: int) -> list[int]:
        """The positions that a party holds on a question."""
        return self._held[question].get(party, [])

    @cached_property
    def _held(self) -> list[dict[int, list[int]]]:
        found = []
        for question in self.made.questions:
            held: dict[int, list[int]] = {}
            for p in question.positions:
                held.setdefault(int(self.made.selection.holder[p]), []).append(p)
            found.append(held)
        return found

    def has_ideal(self, position: int) -> bool:
        """Whether a position on a number issue names an ideal."""
        return not np.isnan(self._cells.ideal[position])

    def graded(self, position: int, value: float) -> float:
        """1 at the ideal, linearly down to the end that the position names."""
        low, high = float(self.columns.low[position]), float(self.columns.high[position])
        ideal = min(max(float(self._cells.ideal[position]), low), high)
        end, coded = (low, self._cells.low[position]) if value < ideal else (high, self._cells.high[position])
        if value == ideal or np.isnan(coded):
            return 1.0
        return LEAST_ACCEPTED + (1 - LEAST_ACCEPTED) * (value - end) / (ideal - end)

    @cached_property
    def _cells(self) -> _Cells:
        rows = self.made.graph.tables["positions"]
        return _Cells(*(rows[name].to_numpy(dtype=float) for name in _Cells._fields))

    # -------------------------------------------------------------------------------------------- words

    def where(self, question: int) -> list[str]:
        """Ids of the regions of a question; none for everywhere."""
        leaves = self.made.questions[question].leaves
        if EVERYWHERE in leaves:
            return []
        return region_names(self.columns.regions, Where(leaves, self.made.day, self.made.day))

    def words(self, question: int, index: int) -> str:
        """A choice as an id or a value, with the gap that the value stands for."""
        choice, pieces = self.choices[question][index], self.made.questions[question].settlements.pieces
        if np.isnan(choice.value):
            return str(pieces[choice.bit])
        if choice.low == choice.high:
            return number(choice.value)
        gap = rule.Piece(choice.low, choice.high)
        return f"{number(choice.value)} ({rule.range_words(gap, gap)})"

    def readable(self, picked: Iterable[int]) -> str:
        """``control@north=shared; army=60,000``."""
        return "; ".join(self.readable_one(question, index) for question, index in enumerate(picked))

    def readable_one(self, question: int, index: int) -> str:
        """``control@north=shared``."""
        where = self.where(question)
        place = f"@{JOIN.join(where)}" if where else ""
        return f"{self._name(question)}{place}={self.words(question, index)}"

    def package(self, picked: Iterable[int]) -> dict[str, object]:
        """``{'control': {'north': 'shared'}, 'army': 60000.0}``: what :func:`zopa.queries.deals.check_deal` takes."""
        made: dict[str, object] = {}
        for question, index in enumerate(picked):
            choice = self.choices[question][index]
            pieces = self.made.questions[question].settlements.pieces
            one = str(pieces[choice.bit]) if np.isnan(choice.value) else choice.value
            where = self.where(question)
            if where:
                by_region = made.setdefault(self._name(question), {})
                assert isinstance(by_region, dict)
                by_region.update(dict.fromkeys(where, one))
            else:
                made[self._name(question)] = one
        return made

    def _name(self, question: int) -> str:
        return str(self.columns.issues[self.made.questions[question].issue])


class _Cells(NamedTuple):
    """Cells of the positions table as numbers, missing where empty."""

    satisfaction: NDArray[np.float64]
    low: NDArray[np.float64]
    ideal: NDArray[np.float64]
    high: NDArray[np.float64]

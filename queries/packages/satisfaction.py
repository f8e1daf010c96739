"""How satisfied each party would be with each settlement of each question: what deals are ranked and compared by.

Satisfaction lies between 0 and 1. For one party and one settlement of one question it is, the first that applies:

1. what a position of the party that names the settlement says in its own ``satisfaction`` cell, or what follows from its
   ``rank`` (:mod:`zopa.queries.packages.ranked`);
2. 0 where the party rules the settlement out and accepts it nowhere, or rules it out by a red line;
3. 0.5 where it accepts the settlement but rules it out by an aim or a bottom line: it could live with it, no more. Where
   the firmness of what rules it out is not known, anything from 0 to 0.5;
4. on a number issue with an ``ideal``: 1 at the ideal, falling linearly to 0.5, the least that is still accepted, at the
   end of the position's range. On a side where the position names no end there is nothing to fall to, and it stays 1.
   An ideal without limits rules nothing out: where both ends of the scale are known, satisfaction falls linearly from 1
   at the ideal to 0 at the farther end. On an ordered issue the preferred option is the ideal, values are places in the
   order, the position's range goes from the first to the last option that it names, and an ideal is without limits where
   it is all that is accepted;
5. 1 where it is demanded, 0.5 where it is accepted, and 1 where it leaves out an option that the party rejects, on an issue
   of the kind ``several``;
6. not known, anything from 0 to 1, where the party says nothing of it. Never a middle value.

A position with conditions counts as :mod:`zopa.graph.rule` says. Where several positions say different things under 1
or 4 it lies between the least and the most of them. So the satisfaction with a whole package is a range, its ends the sums
of the ends, weighted by how much each issue matters to the party (``saliences``) and divided by the sum of the weights.
Smallest regions share the weight of their issue equally. The settlements to choose from are those of
:mod:`zopa.queries.packages.choices`. Numbers are read as they were typed and added without rounding
(:mod:`zopa.queries.packages.exact`).
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ...graph import rule
from ...graph.columns import ACCEPTS, DEMANDS, OTHER, OUT_BIT, RED_LINE, REJECTS, UNKNOWN
from ...graph.lists import join
from ..asking.deadline import Deadline
from ..asking.wording import JOIN, number
from ..one_issue.cells import Where, region_names
from .choices import Choice, Conditional, base
from .exact import ROOM, as_whole, common, read
from .ranked import satisfactions_by_rank
from .saliences import shares

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .agenda import Agenda

#: Satisfaction with the least that is still accepted.
LEAST_ACCEPTED = Fraction(1, 2)
NOTHING, ALL = Fraction(0), Fraction(1)


class Score(NamedTuple):
    """Least and most satisfaction, and whether the party says anything of the settlement at all.

    ``crossed`` counts the positions of the party that rule the settlement out.
    """

    low: Fraction
    high: Fraction
    known: bool
    crossed: int = 0


class Scores(NamedTuple):
    """Of all choices of a question: weighted satisfaction, shape ``(choices, parties)``, as multiples of ``Worth.scale``.

    ``most`` is the sum of the most over all parties, as a number; ``unknown`` counts the silent parties, ``crossed`` the
    positions crossed.
    """

    low: NDArray[Any]
    high: NDArray[Any]
    most: NDArray[np.float64]
    unknown: NDArray[np.int64]
    crossed: NDArray[np.int64]


class Utilities:
    """The worth of the settlements of every question to every party.

    Attributes
    ----------
    parties : list of int
    choices : list of list of Choice, one a question
        The first ``base[question]`` are always tried; a budget may add values that exhaust it.
    weights : float, shape (questions, parties)
        They add up to 1 for every party; ``shares`` are the same as fractions.
    notes : list of str
        What was assumed about weights that are not coded.

    Raises
    ------
    OutOfTimeError
        When a deadline is given and the time is over before all choices are there.
    """

    def __init__(self, agenda: Agenda, parties: Iterable[int] | None = None, deadline: Deadline | None = None) -> None:
        deadline = deadline or Deadline()
        self.agenda = agenda
        self.columns = agenda.graph.columns
        holders = {int(agenda.selection.holder[p]) for question in agenda.questions for p in question.positions}
        self.parties = sorted(holders) if parties is None else list(dict.fromkeys(parties))
        self.shares, self.notes = shares(agenda, self.parties)
        self.weights = np.array(self.shares, dtype=float).reshape(len(agenda.questions), len(self.parties))
        self.conditional = [
            Conditional(agenda, question, self.parties) for question in deadline.each(range(len(agenda.questions)))
        ]
        for question, item_of in deadline.each(enumerate(agenda.questions)):
            self.conditional[question].spatial |= {p for p in item_of.settlements.named if self._spatial[p]}
        self.unranked = self._unranked()
        self.choices: list[list[Choice]] = [[] for _ in agenda.questions]
        self._index: dict[tuple[int, float], list[int]] = {}
        for question, item_of in deadline.each(enumerate(agenda.questions)):
            cells = self._cells
            ideals = {float(cells.ideal[p]) for p in item_of.settlements.named if np.isfinite(cells.ideal[p])}
            ends = {float(end[p]) for p in item_of.settlements.named for end in (cells.low, cells.high)}
            self._make(question, base(agenda, question, ideals, ends))
        self.base = [len(choices) for choices in self.choices]
        self._exact: list[list[list[Score]]] = [[] for _ in agenda.questions]
        self._scale: list[int] = []
        self._scores: dict[int, Scores] = {}

    # -------------------------------------------------------------------------------------------- choices

    def _make(self, question: int, choices: Iterable[Choice]) -> list[int]:
        """Add choices to a question, each with its variants, and tell their numbers."""
        variants = [variant for choice in choices for variant in self.conditional[question].variants(choice)]
        first = len(self.choices[question])
        self.choices[question] += variants
        for index, choice in enumerate(variants, start=first):
            self._index.setdefault((question, choice.value), []).append(index)
        return list(range(first, first + len(variants)))

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
        for bit, piece in enumerate(self.agenda.questions[question].settlements.pieces):
            assert isinstance(piece, rule.Interval)
            if piece.low < value < piece.high or piece.low == value == piece.high:
                return bit
        return None

    # -------------------------------------------------------------------------------------------- scores

    @property
    def scale(self) -> list[int]:
        """Of how many equal parts the satisfaction of each party is counted: every choice so far is worth a whole number.

        Choices that are added later, which exhaust a budget, are worth the nearest whole number, of parts that are so small
        that this makes no difference to a search; :meth:`count_exactly` counts again.
        """
        if not self._scale:
            self._scale = self._counted_in([range(len(choices)) for choices in self.choices])
            if self.agenda.budgets:
                self._scale = [denominator * max(1, (ROOM - 1) // denominator) for denominator in self._scale]
        return self._scale

    def count_exactly(self, used: list[Iterable[int]]) -> None:
        """Count satisfaction in parts of which these choices, by question, are worth whole numbers."""
        self._scale = self._counted_in(used)
        self._scores.clear()

    def _counted_in(self, used: list[Iterable[int]]) -> list[int]:
        ends: list[set[Fraction]] = [set() for _ in self.parties]
        for question, indices in enumerate(used):
            scores = self.exact(question)
            for index in indices:
                for number_of_party, score in enumerate(scores[index]):
                    ends[number_of_party] |= {score.low, score.high}
        return [common(fractions) for fractions in ends]

    def exact(self, question: int) -> list[list[Score]]:
        """Weighted satisfaction of every party with every choice of a question."""
        exact_scores = self._exact[question]
        for choice in self.choices[question][len(exact_scores) :]:
            scores = []
            for party, weight in zip(self.parties, self.shares[question], strict=True):
                low, high, known, crossed = self.score(question, party, choice)
                scores.append(Score(low * weight, high * weight, known, crossed))
            exact_scores.append(scores)
        return exact_scores

    def scores(self, question: int) -> Scores:
        """Weighted satisfaction with every choice of a question, as whole numbers."""
        known = self._scores.get(question)
        done = 0 if known is None else len(known.unknown)
        if known is None or done < len(self.choices[question]):
            exact_scores = self.exact(question)[done:]
            fresh = Scores(
                as_whole([[score.low for score in row] for row in exact_scores], self.scale),
                as_whole([[score.high for score in row] for row in exact_scores], self.scale),
                np.array([float(sum(score.high for score in row)) for row in exact_scores]),
                np.array([sum(not score.known for score in row) for row in exact_scores], dtype=np.int64),
                np.array([sum(score.crossed for score in row) for row in exact_scores], dtype=np.int64),
            )
            known = (
                fresh if known is None else Scores(*(np.concatenate(both) for both in zip(known, fresh, strict=True)))
            )
            self._scores[question] = known
        return known

    def score(self, question: int, party: int, choice: Choice) -> Score:
        """Satisfaction of a party with one choice, not weighted; not known where the party is divided about it."""
        named, columns = self.agenda.questions[question].settlements, self.columns
        contested = [p for p in self.positions(question, party) if columns.contested[p] and columns.takes_side[p]]
        sure = self._sure_score(question, party, choice)
        bits = [
            rule.ruled_out_by(int(columns.stance[p]), named.named[p], named.full) | named.named[p] for p in contested
        ]
        red = sure.known and sure.high == 0
        return (
            Score(NOTHING, ALL, False, sure.crossed)
            if not red and any(mask >> choice.bit & 1 for mask in bits)
            else sure
        )

    def _sure_score(self, question: int, party: int, choice: Choice) -> Score:
        columns, settlements, bit = self.columns, self.agenda.questions[question].settlements, choice.bit
        conditional, positions = self.conditional[question], self.positions(question, party)
        standing = [p for p in positions if not columns.contested[p] and conditional.holds(p, choice)]
        named = [
            p
            for p in standing
            if settlements.named[p] >> bit & 1 and (not columns.accepting[p] or conditional.offers(p, choice))
        ]
        firmness = [
            int(columns.firmness[p])
            for p in standing
            if rule.ruled_out_by(int(columns.stance[p]), settlements.named[p], settlements.full) >> bit & 1
        ]
        out, crossed = set(firmness), len(firmness)
        coded = [read(self._cells.satisfaction[p]) for p in named if not np.isnan(self._cells.satisfaction[p])]
        if not np.isnan(self._cells.rank[positions]).all():
            by_rank = self._by_rank(question, party)
            coded += [by_rank[p] for p in named if p in by_rank]
        if coded:
            return Score(min(coded), max(coded), True, crossed)
        accepting = [p for p in named if columns.accepting[p]]
        if RED_LINE in out or (out and not accepting):
            return Score(NOTHING, NOTHING, True, crossed)
        if out:
            return Score(NOTHING if UNKNOWN in out else LEAST_ACCEPTED, LEAST_ACCEPTED, True, crossed)
        ideals = [p for p in accepting if self.has_ideal(p) and not self._spatial[p]]
        ideals += [p for p in standing if self._spatial[p] and conditional.offers(p, choice)]
        graded = [
            self.graded(p, choice.value) if self._preferred[p] < 0 else self._graded_in_order(p, bit) for p in ideals
        ]
        if graded:
            return Score(min(graded), max(graded), True)
        if not accepting:
            wanted = self._leaves_out(question, bit) and any(columns.stance[p] == REJECTS for p in standing)
            return Score(ALL, ALL, True) if wanted else Score(NOTHING, ALL, False)
        full = ALL if any(columns.stance[p] == DEMANDS for p in accepting) else LEAST_ACCEPTED
        return Score(full, full, True)

    def _by_rank(self, question: int, party: int) -> dict[int, Fraction]:
        """The satisfaction that follows from the ranks of a party's positions on a question of options."""
        if (question, party) not in self._ranked:
            settlements = self.agenda.questions[question].settlements
            ranks = {
                p: int(self._cells.rank[p])
                for p in self.positions(question, party)
                if not np.isnan(self._cells.rank[p]) and np.isnan(self._cells.satisfaction[p])
            }
            options = sum(1 << bit for bit, piece in enumerate(settlements.pieces) if piece != OTHER)
            self._ranked[question, party] = satisfactions_by_rank(ranks, settlements.named, options)
        return self._ranked[question, party]

    @cached_property
    def _ranked(self) -> dict[tuple[int, int], dict[int, Fraction]]:
        """What was worked out before: every choice of a question asks for it."""
        return {}

    def _leaves_out(self, question: int, bit: int) -> bool:
        """Whether a settlement is that an option of an issue of the kind ``several`` is out."""
        return bool(self._wholes[self.agenda.questions[question].issue]) and bit == OUT_BIT

    @cached_property
    def _wholes(self) -> list[str]:
        """For each issue the one of which it is an option, empty where it stands for itself."""
        wholes: list[str] = self.agenda.graph.tables["issues"]["whole"].fillna("").tolist()
        return wholes

    def positions(self, question: int, party: int) -> list[int]:
        """The positions that a party holds on a question."""
        return self._by_holder[question].get(party, [])

    @cached_property
    def _by_holder(self) -> list[dict[int, list[int]]]:
        by_question = []
        for question in self.agenda.questions:
            by_party: dict[int, list[int]] = {}
            for p in question.positions:
                by_party.setdefault(int(self.agenda.selection.holder[p]), []).append(p)
            by_question.append(by_party)
        return by_question

    def has_ideal(self, position: int) -> bool:
        """Whether a position on a number issue names an ideal, or one on an ordered issue an option that it prefers."""
        return not np.isnan(self._cells.ideal[position]) or bool(self._preferred[position] >= 0)

    def is_spatial(self, position: int) -> bool:
        """Whether satisfaction falls with the distance from an ideal without limits: both ends of the scale are known."""
        return bool(self._spatial[position])

    @cached_property
    def _spatial(self) -> NDArray[np.bool_]:
        """Positions of which satisfaction falls with the distance from an ideal without limits."""
        issue = self.columns.issue
        ends = np.isfinite(self.columns.scale_low[issue]) & np.isfinite(self.columns.scale_high[issue])
        on_scale = self._bare & ends & (self.columns.scale_low[issue] < self.columns.scale_high[issue])
        in_order = np.zeros(len(on_scale), dtype=bool)
        for p in np.flatnonzero((self._preferred >= 0) & (self.columns.stance == ACCEPTS)).tolist():
            bare = int(self.columns.named[p]) == 1 << int(self._preferred[p])
            in_order[p] = bare and len(self.columns.options[issue[p]]) > 1
        return on_scale | in_order

    @cached_property
    def _preferred(self) -> NDArray[np.int64]:
        """The place in the order of the option that each position on an ordered issue prefers; -1 without one."""
        prefers = self.agenda.graph.tables["positions"]["prefers"]
        places = np.full(len(prefers), -1, dtype=np.int64)
        for position in np.flatnonzero(prefers.notna() & self.columns.is_ordered[self.columns.issue]).tolist():
            places[position] = self.columns.options[self.columns.issue[position]].index(prefers.iat[position])
        return places

    def _graded_in_order(self, position: int, place: int) -> Fraction:
        """As :meth:`graded`, for an option of an ordered issue by its place."""
        ideal, named = int(self._preferred[position]), int(self.columns.named[position])
        if place == ideal:
            return ALL
        if self._spatial[position]:
            last = len(self.columns.options[self.columns.issue[position]]) - 1
            return 1 - Fraction(abs(place - ideal), max(ideal, last - ideal))
        end = (named & -named).bit_length() - 1 if place < ideal else named.bit_length() - 1
        return LEAST_ACCEPTED + LEAST_ACCEPTED * Fraction(place - end, ideal - end)

    @cached_property
    def _bare(self) -> NDArray[np.bool_]:
        """Positions on number issues that name an ideal and no limits."""
        cells = self._cells
        bare = ~np.isnan(cells.ideal) & np.isnan(cells.low) & np.isnan(cells.high)
        return bare & self.columns.accepting & self.columns.is_number[self.columns.issue]

    def _unranked(self) -> list[int]:
        """Questions on which somebody names an ideal without limits, on a scale of which an end is not known."""
        lost = self._bare & ~self._spatial
        ranked_by = {}
        for question, agenda_question in enumerate(self.agenda.questions):
            parties = dict.fromkeys(
                int(self.agenda.selection.holder[p])
                for p in agenda_question.positions
                if lost[p] and int(self.agenda.selection.holder[p]) in self.parties
            )
            if parties:
                ranked_by[question] = parties
        for issue in dict.fromkeys(self.agenda.questions[question].issue for question in ranked_by):
            holders = dict.fromkeys(
                party
                for question, unranked_parties in ranked_by.items()
                if self.agenda.questions[question].issue == issue
                for party in unranked_parties
            )
            names = join([str(self.columns.parties[party]) for party in holders], "and")
            self.notes.append(
                f"On {self.columns.issues[issue]} the satisfaction of {names} is known at no value but the ideal, because "
                "an end of the scale is not known: nothing is ranked on it."
            )
        return list(ranked_by)

    def graded(self, position: int, value: float) -> Fraction:
        """1 at the ideal, linearly down to the end that the position names; to the farther end of the scale without one."""
        if np.isnan(value):
            return ALL
        at = read(value)
        if self._spatial[position]:
            issue, ideal = self.columns.issue[position], read(self._cells.ideal[position])
            bottom, top = read(self.columns.scale_low[issue]), read(self.columns.scale_high[issue])
            return max(NOTHING, 1 - abs(at - ideal) / max(ideal - bottom, top - ideal))
        low, high = float(self.columns.low[position]), float(self.columns.high[position])
        nearest = min(max(float(self._cells.ideal[position]), low), high)
        end, coded = (low, self._cells.low[position]) if value < nearest else (high, self._cells.high[position])
        if value == nearest or np.isnan(coded):
            return ALL
        return LEAST_ACCEPTED + LEAST_ACCEPTED * (at - read(end)) / (read(nearest) - read(end))

    @cached_property
    def _cells(self) -> _Cells:
        rows = self.agenda.graph.tables["positions"]
        cells = _Cells(*(rows[name].to_numpy(dtype=float) for name in _Cells._fields))
        return cells._replace(rank=np.where(self.columns.is_number[self.columns.issue], np.nan, cells.rank))

    # -------------------------------------------------------------------------------------------- words

    def where(self, question: int) -> list[str]:
        """Ids of the regions of a question; none for everywhere."""
        return self._places[question]

    @cached_property
    def _places(self) -> list[list[str]]:
        """The regions of each question: thousands of packages name them."""
        regions, day = self.columns.regions, self.agenda.day
        return [region_names(regions, Where(question.leaves, day, day)) for question in self.agenda.questions]

    def words(self, question: int, index: int) -> str:
        """A choice as an id or a value, with the gap that the value stands for."""
        choice, pieces = self.choices[question][index], self.agenda.questions[question].settlements.pieces
        if np.isnan(choice.value):
            return str(pieces[choice.bit])
        if choice.low == choice.high:
            return number(choice.value)
        gap = rule.Interval(choice.low, choice.high)
        return f"{number(choice.value)} ({rule.range_words(gap, gap)})"

    def readable(self, picked: Iterable[int]) -> str:
        """``control@north=shared; army=60,000``."""
        return "; ".join(self.readable_one(question, index) for question, index in enumerate(picked))

    def readable_one(self, question: int, index: int) -> str:
        """``control@north=shared``."""
        if (question, index) not in self._words_of:
            where = self.where(question)
            place = f"@{JOIN.join(where)}" if where else ""
            self._words_of[question, index] = f"{self._name(question)}{place}={self.words(question, index)}"
        return self._words_of[question, index]

    @cached_property
    def _words_of(self) -> dict[tuple[int, int], str]:
        """Each choice as it was told before: thousands of packages have it in common."""
        return {}

    def package(self, picked: Iterable[int]) -> dict[str, object]:
        """``{'control': {'north': 'shared'}, 'army': 60000.0}``: what :func:`zopa.queries.deals.check_deal` takes."""
        package: dict[str, object] = {}
        for question, index in enumerate(picked):
            choice = self.choices[question][index]
            pieces = self.agenda.questions[question].settlements.pieces
            settlement = str(pieces[choice.bit]) if np.isnan(choice.value) else choice.value
            where = self.where(question)
            if where:
                by_region = package.setdefault(self._name(question), {})
                assert isinstance(by_region, dict)
                by_region.update(dict.fromkeys(where, settlement))
            else:
                package[self._name(question)] = settlement
        return package

    def _name(self, question: int) -> str:
        return str(self.columns.issues[self.agenda.questions[question].issue])


class _Cells(NamedTuple):
    """Cells of the positions table as numbers, missing where empty."""

    satisfaction: NDArray[np.float64]
    rank: NDArray[np.float64]
    low: NDArray[np.float64]
    ideal: NDArray[np.float64]
    high: NDArray[np.float64]

"""The rows of a check of one package: parties on questions, conditions, rules and budgets, and what it leaves out."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import takewhile
from typing import Any, NamedTuple

import numpy as np

from ...graph import rule
from ...graph.columns import AIM, BOTTOM_LINE, LEVELS, RED_LINE, UNKNOWN
from ...graph.lists import join
from ...graph.regions import EVERYWHERE
from ..asking.deadline import Deadline
from ..asking.wording import JOIN, Wording, cell_list, number
from ..one_issue.cells import Where, region_names
from .agenda import Agenda
from .constraints import Budget, Literal, Stake, merged
from .satisfaction import Utilities
from .terms import Part, satisfaction_with, totals_with, where_it_says
from .words import condition_words, rule_words


class Row(NamedTuple):
    """One row of a check, its cells in the order of the columns; those that do not apply stay empty."""

    party: str = ""
    issue: str = ""
    regions: str = ""
    settlement: str = ""
    verdict: str = ""
    level: str = ""
    certain: bool = True
    low: float = np.nan
    high: float = np.nan
    rule: str = ""
    crosses: str = ""
    meets: str = ""
    positions: str = ""
    evidence: str = ""
    why: str = ""


class _Verdict(NamedTuple):
    word: str
    level: str
    certain: bool
    crossed: list[int]
    met: list[int]


class Check:
    """The check of a package.

    Raises
    ------
    OutOfTimeError
        When the time is over before anything is known of what the package is worth.
    """

    def __init__(self, agenda: Agenda, parts: list[list[Part]], deadline: Deadline) -> None:
        self.agenda, self.parts, self.deadline = agenda, parts, deadline
        self.worth = Utilities(agenda, agenda.selection.parties, deadline)
        self.wording = Wording(agenda.graph)
        self.columns = agenda.graph.columns

    def rows(self) -> list[Row]:
        """The rows that are found in time."""
        return [row for row in takewhile(lambda _: not self.deadline.over(), self._rows()) if row is not None]

    def satisfaction(self) -> dict[str, tuple[float, float]]:
        """The least and the most satisfaction of each party with the whole, as far as it is known in time."""
        low, high = totals_with(self.worth, self.parts, self.deadline)
        return {
            str(self.columns.parties[party]): (round(float(a), 9), round(float(b), 9))
            for party, a, b in zip(self.worth.parties, low, high, strict=True)
        }

    def _rows(self) -> Iterator[Row | None]:
        for question, parts in enumerate(self.parts):
            for part in parts:
                if part.settled:
                    yield from (self._of_party(question, part, party) for party in self.worth.parties)
        yield from (
            self._of_rule(stake.id, stake.clauses, stake) for stake in self.agenda.stakes if stake.position is None
        )
        yield from (self._of_rule(tying_rule.id, tying_rule.clauses, None) for tying_rule in self.agenda.rules)
        yield from (self._of_budget(budget) for budget in self.agenda.budgets)
        yield from (
            self._unsettled(q, part) for q, parts in enumerate(self.parts) for part in parts if not part.settled
        )

    # ---------------------------------------------------------------------------------------------- parties

    def _of_party(self, question: int, part: Part, party: int) -> Row:
        positions = self.worth.positions(question, party)
        verdict = self._verdict(question, part, positions)
        low, high = satisfaction_with(self.worth, question, part, party)
        issue, places = self.agenda.questions[question].issue, self._places(part.leaves)
        settlement = self._settlement(question, part)
        answers = {
            "meets": "accepts it",
            "unknown": "takes no side there" if positions else "has no position there",
            "open": "has not said whether it accepts it",
        }
        if verdict.word == "open" and verdict.crossed:
            answers["open"] = "rules out a part of what it leaves open"
            if any(self.columns.contested[p] for p in verdict.crossed):
                answers["open"] = "contradicts itself about it"
        if tied := self._tied(question, part, positions):
            answers["open"] += f", as it ties its word to {tied}"
        if verdict.word == "crosses":
            firm = f"its {verdict.level}" if verdict.level else "a position of unknown firmness"
            answers["crosses"] = f"sees {firm} crossed"
        on = self._on(self.wording.subjects[issue], places)
        why = (
            f"{on}the package has {self.wording.settlements(issue, settlement)}: "
            f"{self.wording.parties[party]} {answers[verdict.word]}"
        )
        if spoken := (verdict.crossed or positions):
            why += f" ({self.wording.claims(spoken, self.agenda.selection.holder)})"
        if verdict.word == "crosses" and not verdict.certain and verdict.level:
            why += "; it could be a firmer line, as the firmness of some positions is not known"
        return Row(
            party=str(self.columns.parties[party]),
            issue=str(self.columns.issues[issue]),
            regions=JOIN.join(places),
            settlement=JOIN.join(settlement),
            verdict=verdict.word,
            level=verdict.level,
            certain=verdict.certain,
            low=low,
            high=high,
            crosses=self.wording.ids_of(verdict.crossed),
            meets=self.wording.ids_of(verdict.met),
            positions=self.wording.ids_of(positions),
            evidence=self.wording.evidence_of(positions),
            why=why + ".",
        )

    def _verdict(self, question: int, part: Part, positions: list[int]) -> _Verdict:
        settlements, columns, mask = self.agenda.questions[question].settlements, self.columns, part.mask
        bound = self.worth.conditional[question].bound
        # What holds only if a condition is met rules out nothing where it surely is not, and may where that is open.
        holding = [p for p in positions if p not in bound or not bound[p].holds & part.unmet]
        sure = [p for p in holding if not columns.contested[p] and (p not in bound or not bound[p].holds & ~part.met)]
        out = {p: rule.ruled_out_by(int(columns.stance[p]), settlements.named[p], settlements.full) for p in holding}

        def crossed_at(level: int, unknown: bool, counted: list[int]) -> bool:
            remaining = mask
            for p in counted:
                if columns.firmness[p] >= level or (unknown and columns.firmness[p] == UNKNOWN):
                    remaining &= ~out[p]
            return not remaining

        met = [p for p in sure if out[p] and not out[p] & mask]
        levels = (RED_LINE, BOTTOM_LINE, AIM)
        if crossed_at(AIM, True, sure):
            level = next((level for level in levels if crossed_at(level, False, sure)), UNKNOWN)
            worst = next(level for level in levels if crossed_at(level, True, holding))
            return _Verdict("crosses", LEVELS[level], level == worst, [p for p in holding if out[p] & mask], met)
        if crossed := [p for p in holding if out[p] & mask]:
            return _Verdict("open", "", not any(columns.contested[p] for p in crossed), crossed, met)
        accepted = 0
        for p in positions:
            if not columns.contested[p] and (p not in bound or not bound[p].offers & ~part.met):
                accepted |= rule.accepted_by(int(columns.stance[p]), settlements.named[p])
        if positions and not mask & ~accepted:
            firmest = max((int(columns.firmness[p]) for p in met), default=UNKNOWN)
            return _Verdict("meets", LEVELS[firmest], True, [], met)
        speaks = any(columns.takes_side[p] for p in positions)
        return _Verdict("open" if speaks else "unknown", "", True, [], met)

    def _tied(self, question: int, part: Part, positions: list[int]) -> str:
        """The conditions of positions on what a package has that it does not meet, or leaves open."""
        named = self.agenda.questions[question].settlements.named
        phrases = []
        for place, requirement in enumerate(self.agenda.requirements.get(question, ())):
            if (
                requirement.position in positions
                and named[requirement.position] & part.mask
                and not part.met >> place & 1
            ):
                alternatives = join(
                    (self.wording.item(needed) for needed in cell_list(self._conditions["requires"][requirement.id])),
                    "or",
                )
                lacks = part.unmet >> place & 1
                # What is settled region by region is asked for where the row says.
                leaves = where_it_says(self.parts, requirement, "no" if lacks else "open")
                where = self._places(leaves) if part.leaves == {EVERYWHERE} and leaves else []
                verb = "lacks" if lacks else "leaves open"
                phrases.append(f"{alternatives}, which it {verb}{self.wording.where(where)}")
        return join(phrases, "and")

    def _unsettled(self, question: int, part: Part) -> Row | None:
        agenda_question, counted_parties = self.agenda.questions[question], set(self.worth.parties)
        settlements = agenda_question.settlements
        insisting = [
            p
            for p in agenda_question.positions
            if int(self.agenda.selection.holder[p]) in counted_parties
            and rule.ruled_out_by(int(self.columns.stance[p]), settlements.named[p], settlements.full)
        ]
        if not insisting:
            return None
        places = self._places(part.leaves)
        phrase = self.wording.claims(insisting, self.agenda.selection.holder)
        why = f"{self._on(self.wording.issues[agenda_question.issue], places)}the package says nothing: {phrase}."
        return Row(
            issue=str(self.columns.issues[agenda_question.issue]),
            regions=JOIN.join(places),
            verdict="open",
            positions=self.wording.ids_of(insisting),
            evidence=self.wording.evidence_of(insisting),
            why=why,
        )

    # ---------------------------------------------------------------------------------------------- rules

    def _of_rule(self, name: str, clauses: list[tuple[Literal, ...]], stake: Stake | None) -> Row | None:
        by_question = [dict(merged(clause)) for clause in clauses]
        questions = sorted({question for clause in by_question for question in clause})
        if not any(part.settled for question in questions for part in self.parts[question]):
            return None
        broken: set[int] = set()
        open_ = False
        for clause in by_question:
            for leaves, masks in self._side_by_side(list(clause)):
                remaining = [mask & clause[question] for question, mask in zip(clause, masks, strict=True)]
                if not any(remaining):
                    broken |= leaves
                elif all(mask & ~clause[question] for question, mask in zip(clause, masks, strict=True)):
                    open_ = True
        word = ("crosses" if stake else "breaks") if broken else "open" if open_ else "meets"
        if stake is not None:
            subject, requires = self._conditions["what"][name], self._conditions["requires"][name]
            subject_words = (
                f"{self.wording.parties[stake.party]} ties {condition_words(self.wording, subject, requires)}"
            )
        else:
            subject_words = rule_words(self.agenda, self.wording, name)
        places = self._places(frozenset(broken)) if broken else []
        ending = {"open": "this depends on what is left open", "meets": "this is honoured"}.get(
            word, "this is not honoured"
        )
        issues = dict.fromkeys(str(self.columns.issues[self.agenda.questions[q].issue]) for q in questions)
        firm = stake.firmness if stake else UNKNOWN
        return Row(
            party=str(self.columns.parties[stake.party]) if stake else "",
            issue=JOIN.join(issues),
            regions=JOIN.join(places),
            verdict=word,
            level=LEVELS[firm],
            certain=stake is None or word != "crosses" or firm != UNKNOWN,
            rule=name,
            evidence=JOIN.join(cell_list(self._cited.get(name))),
            why=f"{subject_words}{self.wording.where(places)}: {ending}.",
        )

    def _side_by_side(self, questions: list[int]) -> list[tuple[set[int], list[int]]]:
        """The settlements that a package leaves of several questions, in each group of smallest regions alike in that."""
        leaves = [self.agenda.questions[question].leaves for question in questions]
        regional = max(leaves, key=lambda regions: (regions != frozenset([0]), len(regions)))
        leaves_of: dict[tuple[int, ...], set[int]] = {}
        for leaf in regional:
            masks = tuple(
                next((part.mask for part in self.parts[q] if leaf in part.leaves), self.parts[q][0].mask)
                for q in questions
            )
            leaves_of.setdefault(masks, set()).add(leaf)
        return [(leaves_there, list(masks)) for masks, leaves_there in leaves_of.items()]

    def _of_budget(self, budget: Budget) -> Row | None:
        if not any(part.settled for question in budget.factors for part in self.parts[question]):
            return None
        low = high = 0.0
        for question, factor in budget.factors.items():
            least, most = self._ends(question)
            low += min(factor * least, factor * most) if factor else 0.0
            high += max(factor * least, factor * most) if factor else 0.0
        near = 1e-9 * max(1.0, *(abs(end) for end in (budget.at_least, budget.at_most) if np.isfinite(end)), 1.0)
        if low > budget.at_most + near or high < budget.at_least - near:
            word = "breaks"
        else:
            word = "meets" if low >= budget.at_least - near and high <= budget.at_most + near else "open"
        issues = dict.fromkeys(str(self.columns.issues[self.agenda.questions[q].issue]) for q in budget.factors)
        bounds = [
            f"{words} {number(end)}"
            for words, end in (("at least", budget.at_least), ("at most", budget.at_most))
            if np.isfinite(end)
        ]
        sums = number(low) if low == high else f"{number(low)} to {number(high)}"
        evidence = self.agenda.graph.tables["budgets"].set_index("id")["evidence"].get(budget.id)
        return Row(
            issue=JOIN.join(issues),
            verdict=word,
            rule=budget.id,
            evidence=JOIN.join(cell_list(evidence)),
            why=f"{self.wording.item(budget.id)} must be {' and '.join(bounds)}: the package comes to {sums}.",
        )

    def _ends(self, question: int) -> tuple[float, float]:
        """Lowest and highest value that the package leaves of a number question."""
        issue = self.agenda.questions[question].issue
        bottom, top = float(self.columns.scale_low[issue]), float(self.columns.scale_high[issue])
        ranges = [range_ for part in self.parts[question] for range_ in (part.ranges or [(bottom, top)])]
        return max(bottom, min(low for low, _ in ranges)), min(top, max(high for _, high in ranges))

    # ---------------------------------------------------------------------------------------------- words

    @cached_property
    def _conditions(self) -> dict[str, dict[str, Any]]:
        """The columns of the conditions, each by id."""
        return self.agenda.graph.tables["conditions"].set_index("id")[["what", "requires", "evidence"]].to_dict()

    @cached_property
    def _cited(self) -> dict[str, Any]:
        """The evidence of every condition and constraint."""
        constraints = self.agenda.graph.tables["constraints"].set_index("id")["evidence"]
        return self._conditions["evidence"] | constraints.to_dict()

    def _places(self, leaves: frozenset[int]) -> list[str]:
        return region_names(self.columns.regions, Where(leaves, self.agenda.day, self.agenda.day))

    def _on(self, subject: str, places: list[str]) -> str:
        return f"On {subject}{self.wording.where(places)}, "

    def _settlement(self, question: int, part: Part) -> list[str]:
        if part.ranges:
            unit = self.wording.units[self.agenda.questions[question].issue]
            ends = [(rule.Interval(low, low), rule.Interval(high, high)) for low, high in part.ranges]
            return [rule.range_words(low, high, unit) for low, high in ends]
        return self.agenda.words(question, part.mask)

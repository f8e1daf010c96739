"""Feasible packages of questions that are tied together, the best ones or the undominated ones, without listing all.

Questions are taken one after the other. What lies ahead of a half-made package depends only on which of the open clauses
it already satisfies and on how much of each open budget it uses up; among half-made packages that are alike in this, only
those that can still become an answer are kept: the best few, or those that no other dominates (bucket elimination,
Dechter 1999). Under budgets further values are tried: see :mod:`zopa.queries.packages.budgets`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from ...graph.rule import Interval
from ..asking.deadline import Deadline
from ..one_issue.cells import progress_steps
from .budgets import enlarge, exhausting, free_sets, within
from .choices import Choice
from .clauses import Clause, Test, in_few_ties, satisfied
from .constraints import merged, unmet
from .exact import parts
from .satisfaction import Utilities

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .agenda import Agenda
    from .constraints import Budget
    from .lines import Votes

#: Half-made packages that are worked on at once, and that are kept at most.
MAX_AT_ONCE, MAX_KEPT = 200_000, 300_000
#: How many are kept once the time is over.
LAST_KEPT = 100
#: Totals that differ by less are the same to a search; the few that are told are compared without rounding.
DIGITS = 11


@dataclass
class Packages:
    """Packages of some questions: the choice of each, and their least satisfaction by party as multiples of a scale.

    ``most`` is the sum of the most that satisfaction can be, ``crossed`` counts the positions crossed, ``unknown`` the
    answers that are not known. ``count`` says for how many packages a row stands: those of the same satisfaction, where
    only the undominated are kept. ``sums`` is what budgets come to.
    """

    questions: list[int]
    picked: NDArray[np.int32]
    low: NDArray[Any]
    most: NDArray[np.float64]
    crossed: NDArray[np.int64]
    unknown: NDArray[np.int64]
    count: NDArray[np.float64]
    sums: NDArray[np.float64]
    scale: list[int]
    complete: bool = True

    def __len__(self) -> int:
        return len(self.picked)

    def take(self, rows: NDArray[Any]) -> Packages:
        """Some of them."""
        return replace(self, **{name: getattr(self, name)[rows] for name in ROWS})

    @property
    def total(self) -> NDArray[np.float64]:
        """The sum of the least satisfaction of all parties; never less where a package is better for somebody."""
        return parts(self.low, self.scale).sum(axis=1)

    @property
    def places(self) -> list[NDArray[Any]]:
        """The keys that :func:`zopa.queries.packages.ranking.best` sorts by, smallest first; the last counts most."""
        return [self.unknown, self.crossed, -self.most.round(DIGITS), -self.total.round(DIGITS)]


#: What packages have in every row.
ROWS = ("picked", "low", "most", "crossed", "unknown", "count", "sums")
Keep = Callable[[Packages, "NDArray[np.int64]"], Packages]


class PackageSearch:
    """The search for packages that honour every limit: every stake of the matter, its rules and its budgets.

    With votes no stake is a limit: the packages are those against which too few parties vote to stop them. A vote is one on
    the whole, so all questions are then one component (:meth:`~zopa.queries.packages.agenda.Agenda.put_to_the_vote`).

    ``rules`` are the clauses of stakes and rules that speak of several questions; ``clauses`` hold those as well that say
    which conditions on positions are met.
    """

    def __init__(
        self, agenda: Agenda, worth: Utilities, deadline: Deadline | None = None, votes: Votes | None = None
    ) -> None:
        self.agenda, self.worth, self.deadline = agenda, worth, deadline or Deadline()
        self.votes, self.max_kept = votes, MAX_KEPT
        self.step: Callable[[], None] = lambda: None
        self.allowed = [question.settlements.full for question in agenda.questions]
        self.clauses: list[Clause] = []
        for clauses in (
            *(stake.clauses for stake in agenda.stakes),
            *(tying_rule.clauses for tying_rule in agenda.rules),
        ):
            for clause in clauses:
                literals = merged(clause)
                if len(literals) == 1:
                    self.allowed[literals[0].question] &= literals[0].settlements
                else:
                    self.clauses.append({literal.question: Test(literal.settlements) for literal in literals})
        self.rules = list(self.clauses)
        for question in agenda.requirements:
            self.clauses += self._conditional(question)
        for question in sorted({question for budget in agenda.budgets for question in budget.factors}):
            enlarge(worth, self, question)

    def _conditional(self, question: int) -> Iterator[Clause]:
        """The clauses a package must meet for the conditions on positions to be as a choice of the question says."""
        for index, requirement in enumerate(self.agenda.requirements[question]):
            bit = 1 << index
            if not any((choice.met | choice.unmet) & bit for choice in self.worth.choices[question]):
                continue
            for place in requirement.places:
                yield {question: Test(0, not_met=bit)} | {
                    literal.question: Test(literal.settlements, not_met=bit if literal.question == question else 0)
                    for literal in place
                }
            for otherwise in unmet(self.agenda.questions, [requirement]) if requirement.places else ():
                yield {question: Test(0, not_unmet=bit)} | {
                    literal.question: Test(literal.settlements, not_unmet=bit if literal.question == question else 0)
                    for literal in otherwise
                }

    def same(self, question: int, choice: Choice, standard: Choice) -> bool:
        """Whether the second choice of a question is allowed wherever the first one is."""
        if self.allowed[question] >> choice.bit & 1 > self.allowed[question] >> standard.bit & 1:
            return False
        return all(
            clause[question].passes(choice) <= clause[question].passes(standard)
            for clause in self.clauses
            if question in clause
        )

    def all(self, keep: Keep, label: str) -> list[Packages]:
        """The packages of every component, up to the first that has none; told as work called so where it takes long.

        Once the time is over the rest is made in a hurry: only a few packages are followed.
        """
        components: list[Packages] = []
        budgets = self.agenda.budgets
        steps = sum(
            len(questions_of)
            * sum(1 for _ in free_sets([budget for budget in budgets if set(budget.factors) <= set(questions_of)]))
            for questions_of in self.agenda.packages
        )
        with progress_steps(steps, label) as self.step:
            for questions in self.agenda.packages:
                components.append(self.component(questions, keep))
                if not len(components[-1]):
                    break
        if budgets and components:
            self._count_exactly(components)
            components = [keep(part, np.zeros(len(part), dtype=np.int64)) for part in components]
        return components

    def _count_exactly(self, components: list[Packages]) -> None:
        """Add up once more, without rounding, what the packages are worth that have values which exhaust a budget."""
        used: list[Iterable[int]] = [range(base) for base in self.worth.base]
        for part in components:
            for place, question in enumerate(part.questions):
                used[question] = set(used[question]).union(part.picked[:, place].tolist())
        self.worth.count_exactly(used)
        for part in components:
            part.scale = self.worth.scale
            part.low = np.zeros((len(part), len(self.worth.parties)), dtype=self._kind)
            for place, question in enumerate(part.questions):
                part.low = part.low + self.worth.scores(question).low[part.picked[:, place]]

    @property
    def _kind(self) -> np.dtype[Any]:
        """The kind of whole number in which satisfaction is added up."""
        return self.worth.scores(0).low.dtype if self.agenda.questions else np.dtype(np.int64)

    def component(self, questions: list[int], keep: Keep) -> Packages:
        """The packages of one component that are worth keeping."""
        known = set(questions)
        clauses = [clause for clause in self.clauses if known.issuperset(clause)]
        budgets = [budget for budget in self.agenda.budgets if known.issuperset(budget.factors)]
        lines = self.votes.clauses if self.votes is not None else []
        order = in_few_ties(questions, [*clauses, *lines], budgets)
        ways: list[Packages] = []
        complete = True
        for free in free_sets(budgets):
            if self.deadline.over() and any(len(part) for part in ways):
                complete = False
                break
            ways.append(self._walk(order, clauses, budgets, keep, free))
        joined = _together(questions, ways)
        joined.complete &= complete
        return keep(joined, np.zeros(len(joined), dtype=np.int64))

    def _walk(
        self, order: list[int], clauses: list[Clause], budgets: list[Budget], keep: Keep, free: tuple[int, ...]
    ) -> Packages:
        """Question by question; the free ones last, with the values that exhaust budgets."""
        parties = len(self.worth.parties)
        none = np.zeros(1, dtype=np.int64)
        rows = Packages(
            [],
            np.zeros((1, 0), dtype=np.int32),
            np.zeros((1, parties), dtype=self._kind),
            np.zeros(1),
            none,
            none,
            np.ones(1),
            np.zeros((1, len(budgets))),
            self.worth.scale,
        )
        steps = [(question,) for question in order if question not in free] + ([free] if free else [])
        known: set[int] = set()
        for step in steps:
            known |= set(step)
            self.step()
            size = max(1, MAX_AT_ONCE // max(1, *(len(self.worth.choices[question]) for question in step)))
            grown_parts: list[Packages] = []
            for first in range(0, len(rows), size):
                if grown_parts and self.deadline.over():
                    rows.complete = grown_parts[0].complete = False
                    break
                chunk = rows.take(np.arange(first, min(first + size, len(rows))))
                exhaust = step == free
                grown = self._exhausted(chunk, free, budgets) if exhaust else self._grown(chunk, step[0], budgets)
                grown = self._honouring(grown, set(step), known, clauses, budgets)
                grown_parts.append(keep(grown, self._alike(grown, known, clauses, budgets, bool(free))))
            rows = grown_parts[0] if len(grown_parts) == 1 else _together(grown_parts[0].questions, grown_parts)
            if len(grown_parts) > 1:
                rows = keep(rows, self._alike(rows, known, clauses, budgets, bool(free)))
            most = LAST_KEPT if self.deadline.over() else self.max_kept
            if len(rows) > most:
                rows = replace(rows.take(np.lexsort(rows.places)[:most]), complete=False)
            if not len(rows):
                return replace(rows, questions=order, picked=np.zeros((0, len(order)), dtype=np.int32))
        return rows

    def _grown(self, rows: Packages, question: int, budgets: list[Budget]) -> Packages:
        """Every package with every choice of one more question."""
        choices = self.worth.choices[question][: self.worth.base[question]]
        open_ = np.array(
            [i for i, choice in enumerate(choices) if self.allowed[question] >> choice.bit & 1], dtype=np.int32
        )
        return self._with(
            rows, np.repeat(np.arange(len(rows)), len(open_)), question, np.tile(open_, len(rows)), budgets
        )

    def _exhausted(self, rows: Packages, free: tuple[int, ...], budgets: list[Budget]) -> Packages:
        """Every package with the values of free questions that exhaust as many budgets."""
        origin, picked = exhausting(self.worth, free, rows.sums, budgets)
        for place, question in enumerate(free):
            bits = np.array([choice.bit for choice in self.worth.choices[question]], dtype=np.int64)
            allowed = np.array([self.allowed[question] >> bit & 1 for bit in range(bits.max() + 1)], dtype=bool)
            fits = allowed[bits[picked[:, place]]]
            origin, picked = origin[fits], picked[fits]
        for place, question in enumerate(free):
            rows = self._with(rows, origin, question, picked[:, place], budgets)
            origin = np.arange(len(rows))
        return rows

    def _with(
        self, rows: Packages, origin: NDArray[Any], question: int, index: NDArray[Any], budgets: list[Budget]
    ) -> Packages:
        scores = self.worth.scores(question)
        sums = rows.sums[origin]
        if budgets:
            value = np.nan_to_num(np.array([choice.value for choice in self.worth.choices[question]]))[index]
            sums = sums + value[:, None] * np.array([budget.factors.get(question, 0.0) for budget in budgets])
        return Packages(
            [*rows.questions, question],
            np.column_stack([rows.picked[origin], index]).astype(np.int32),
            rows.low[origin] + scores.low[index],
            rows.most[origin] + scores.most[index],
            rows.crossed[origin] + scores.crossed[index],
            rows.unknown[origin] + scores.unknown[index],
            rows.count[origin],
            sums,
            rows.scale,
            rows.complete,
        )

    def _honouring(
        self, rows: Packages, new: set[int], known: set[int], clauses: list[Clause], budgets: list[Budget]
    ) -> Packages:
        """Those that break no clause and no budget of which everything is known by now."""
        holds = np.ones(len(rows), dtype=bool)
        for clause in clauses:
            if new & clause.keys() and known.issuperset(clause):
                holds &= satisfied(rows, clause, self.worth.choices)
        for index, budget in enumerate(budgets):
            if new & budget.factors.keys():
                holds &= within(budget, *self._ahead(budget, known, rows.sums[:, index]))
        rows = rows.take(np.flatnonzero(holds))
        if self.votes is None:
            return rows
        return rows.take(np.flatnonzero(self.votes.allowed(self.votes.against(rows, self._open(known)))))

    def _open(self, known: set[int]) -> list[int]:
        """The questions that are not settled yet."""
        return [question for question in range(len(self.agenda.questions)) if question not in known]

    def _ahead(
        self, budget: Budget, known: set[int], sums: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The least and the most that a budget can come to, whatever the questions that are still open are settled as."""
        low, high = sums, sums
        for question, factor in budget.factors.items():
            if question not in known and factor:
                pieces = self.agenda.questions[question].settlements.pieces
                ends = [
                    factor * end
                    for bit, piece in enumerate(pieces)
                    if isinstance(piece, Interval) and self.allowed[question] >> bit & 1
                    for end in piece
                ] or [0.0]
                low, high = low + min(ends), high + max(ends)
        return low, high

    def _alike(
        self, rows: Packages, known: set[int], clauses: list[Clause], budgets: list[Budget], exhausted: bool
    ) -> NDArray[np.int64]:
        """Packages with the same number have the same future.

        What a budget comes to makes no difference where it is kept in any case, and is not to be exhausted.
        """
        state: list[NDArray[Any]] = [
            satisfied(rows, clause, self.worth.choices).astype(float)
            for clause in clauses
            if not known.issuperset(clause) and known.intersection(clause)
        ]
        for index, budget in enumerate(budgets):
            if not known.issuperset(budget.factors):
                sums = rows.sums[:, index]
                low, high = self._ahead(budget, known, sums)
                surely_within = (low >= budget.at_least) & (high <= budget.at_most) & (not exhausted)
                state.append(np.where(surely_within, np.inf, np.round(sums, 9)))
        if self.votes is not None:
            state += self.votes.state(rows, self._open(known))
        group = np.zeros(len(rows), dtype=np.int64)
        for codes_of in state:
            _, code = np.unique(codes_of, return_inverse=True)
            _, group = np.unique(group * (int(code.max(initial=0)) + 1) + code, return_inverse=True)
        return group


def in_order(rows: Packages) -> NDArray[np.int32]:
    """The choice of each package, question by question."""
    return rows.picked[:, np.argsort(rows.questions)]


def _together(questions: list[int], ways: list[Packages]) -> Packages:
    """Packages of the same questions found in several ways, each once."""
    picked = np.concatenate([part.picked[:, [part.questions.index(q) for q in questions]] for part in ways])
    _, first = np.unique(picked, axis=0, return_index=True) if picked.size else (None, np.arange(len(picked)))
    columns: dict[str, Any] = {
        name: np.concatenate([getattr(part, name) for part in ways]) for name in ROWS if name != "picked"
    }
    complete = all(part.complete for part in ways)
    rows = replace(ways[0], questions=list(questions), picked=picked, complete=complete, **columns)
    return rows.take(np.sort(first))

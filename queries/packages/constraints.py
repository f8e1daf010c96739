"""The ties between questions: the rules of the matter, and the conditions that parties set.

The rules of the matter are nobody's: constraints between options, conditions without a party, and budgets. A condition on
an option (``x only if y``) says what a settlement must have: with x it must have y as well, in the same place. A condition
on a position says when the position counts in a settlement, as :mod:`zopa.graph.rule` tells; here it becomes a
:class:`Requirement`. In what order things are done is asked elsewhere (:mod:`zopa.queries.standoffs`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ...graph import rule
from ...graph.columns import LEVELS
from ...graph.ontology import OPTION_SEPARATOR
from ...graph.regions import EVERYWHERE
from ..asking.wording import cell_list

if TYPE_CHECKING:
    import pandas as pd

    from ...graph.store import Store


class Question(NamedTuple):
    """One issue in one group of smallest regions; ``positions`` are those that hold there."""

    issue: int
    leaves: frozenset[int]
    settlements: rule.Settlements
    positions: tuple[int, ...]


class Literal(NamedTuple):
    """That a question is settled as one of these settlements (a mask)."""

    question: int
    settlements: int


#: Holds when one of its literals does.
Clause = tuple[Literal, ...]


@dataclass(frozen=True)
class Stake:
    """A stake: a demand on which somebody insists.

    Attributes
    ----------
    id : str
        Position or condition id.
    party : int
        Whose; its principal under roll-up.
    firmness : int
        Code into :data:`zopa.graph.columns.LEVELS`.
    clauses : list of tuple of Literal
        All must hold; a clause holds when one of its literals does.
    position : int or None
        Row of the position; None for a condition.
    sure : bool
        Whether it surely holds: not where it holds only if something is settled that is not asked about.
    """

    id: str
    party: int
    firmness: int
    clauses: list[Clause]
    position: int | None = None
    sure: bool = True


@dataclass(frozen=True)
class Rule:
    """A rule of the matter: its id, and clauses that hold whatever anybody wants."""

    id: str
    clauses: list[Clause]


@dataclass(frozen=True)
class Budget:
    """A linear rule over number questions: ``at_least <= sum of factor * value <= at_most``."""

    id: str
    factors: dict[int, float]
    at_least: float
    at_most: float


class Requirement(NamedTuple):
    """A condition on a position, in one question: met where every place has one of its alternatives.

    ``places`` is empty where what it asks for is not asked about: then it is never known to be met. Without ``holds`` the
    position holds only if it is met; with it the condition binds what the position accepts, and no more.
    """

    id: str
    position: int
    holds: bool
    places: tuple[Clause, ...]


class Places:
    """Finds the questions of an option, and pairs questions of several options that are settled in the same place."""

    def __init__(self, graph: Store, questions: Sequence[Question]) -> None:
        columns = graph.columns
        self.graph, self.questions = graph, questions
        self.code = {str(issue): index for index, issue in enumerate(columns.issues)}
        self.bits = [{name: bit for bit, name in enumerate(options)} for options in columns.options]
        self.by_issue: dict[int, list[int]] = defaultdict(list)
        # The questions of one issue share no smallest region.
        self._by_leaf: dict[tuple[int, int], int] = {}
        for place, question in enumerate(questions):
            self.by_issue[question.issue].append(place)
            self._by_leaf |= dict.fromkeys(((question.issue, leaf) for leaf in question.leaves), place)

    def issue_and_mask(self, word: str) -> tuple[int, int]:
        """The issue of ``issue/option``, and the option as a mask."""
        issue, _, option = word.partition(OPTION_SEPARATOR)
        return self.code[issue], 1 << self.bits[self.code[issue]][option]

    def whole(self, issue: int) -> bool:
        """Whether all of an issue is asked about, in every smallest region where it is settled region by region."""
        covered = {leaf for question in self.by_issue[issue] for leaf in self.questions[question].leaves}
        return bool(covered) and (EVERYWHERE in covered or covered == self.graph.columns.regions.leaves(EVERYWHERE))

    def together(self, words: list[str]) -> Iterator[list[Literal]]:
        """The options of a rule in every place in which all of them are settled; none where one is not asked about."""
        parts = [self.issue_and_mask(word) for word in words]
        if any(not self.by_issue[issue] for issue, _ in parts):
            return
        seen = set()
        for leaves in self._places(parts):
            literals = [self._at(issue, mask, leaves) for issue, mask in parts]
            if all(literals) and tuple(literals) not in seen:
                seen.add(tuple(literals))
                yield [literal for literal in literals if literal]

    def beside(self, question: int, words: list[str]) -> tuple[Clause, ...]:
        """These options as alternatives in each place of a question; nothing where none is asked about in one of them."""
        parts = [self.issue_and_mask(word) for word in words]
        own_leaves = self.questions[question].leaves
        places = []
        for leaves in self._places(parts) if own_leaves == {EVERYWHERE} else [own_leaves]:
            literals = [literal for issue, mask in parts if (literal := self._at(issue, mask, leaves))]
            if not literals:
                return ()
            places.append(merged(literals))
        return tuple(dict.fromkeys(places))

    def _places(self, parts: list[tuple[int, int]]) -> list[frozenset[int]]:
        leaves = {self.questions[question].leaves for issue, _ in parts for question in self.by_issue[issue]}
        everywhere = frozenset([EVERYWHERE])
        return sorted(leaves - {everywhere}, key=min) or [everywhere]

    def _at(self, issue: int, mask: int, place: frozenset[int]) -> Literal | None:
        index = self._by_leaf.get((issue, EVERYWHERE))
        if index is None:
            index = self._by_leaf.get((issue, next(iter(place))))
            if index is None or not place <= self.questions[index].leaves:
                return None
        return Literal(index, mask)


def without(questions: Sequence[Question], literal: Literal) -> Literal:
    """That a question is settled in any other way."""
    return Literal(literal.question, questions[literal.question].settlements.full & ~literal.settlements)


def merged(literals: Sequence[Literal]) -> Clause:
    """Alternatives, those of one question put together."""
    by_question: dict[int, int] = defaultdict(int)
    for literal in literals:
        by_question[literal.question] |= literal.settlements
    return tuple(Literal(*entry) for entry in sorted(by_question.items()))


def constraints(where: Places) -> Iterator[Rule]:
    """The constraints between options that are asked about."""
    for row in where.graph.tables["constraints"].itertuples():
        clauses: list[Clause] = []
        for literals, other_literals in where.together([row.option, row.other]):
            other_literals = without(where.questions, other_literals) if row.relation == "excludes" else other_literals
            clauses.append((without(where.questions, literals), other_literals))
        if clauses:
            yield Rule(str(row.id), clauses)


def conditions(where: Places, roll_up: bool) -> Iterator[Rule | Stake]:
    """Conditions on options: a settlement with the one must have one of the others as well."""
    columns = where.graph.columns
    code = {str(party): index for index, party in enumerate(columns.parties)}
    firmness = {word: index for index, word in enumerate(LEVELS)}
    for row in where.graph.tables["conditions"].itertuples():
        if OPTION_SEPARATOR not in row.what:
            continue
        clauses: list[Clause] = []
        for literals, *alternatives in where.together([row.what, *cell_list(row.requires)]):
            clauses.append((without(where.questions, literals), *alternatives))
        if not clauses:
            continue
        if not isinstance(row.party, str):
            yield Rule(str(row.id), clauses)
            continue
        party = code[row.party]
        holder = int(columns.principal[party]) if roll_up else party
        word = row.firmness if isinstance(row.firmness, str) else ""
        yield Stake(str(row.id), holder, firmness[word], clauses)


def requirements(where: Places) -> dict[int, list[Requirement]]:
    """For each question the conditions on positions that hold there."""
    number_of = {str(name): index for index, name in enumerate(where.graph.columns.ids)}
    needed: dict[int, list[Requirement]] = defaultdict(list)
    for row in where.graph.tables["conditions"].itertuples():
        if OPTION_SEPARATOR in row.what:
            continue
        position = number_of[row.what]
        for question in where.by_issue[int(where.graph.columns.issue[position])]:
            if position in where.questions[question].positions:
                places = where.beside(question, cell_list(row.requires))
                needed[question].append(Requirement(str(row.id), position, row.relation != "only if", places))
    return dict(needed)


def unmet(questions: Sequence[Question], needed: Sequence[Requirement]) -> Iterator[Clause]:
    """Clauses that hold when at least one of these requirements is not met."""
    places = [alternatives for requirement in needed for alternatives in requirement.places]
    for chosen in product(*places):
        yield merged([without(questions, literal) for literal in chosen])


def budgets(where: Places) -> Iterator[Budget]:
    """The budgets of which everything that they add up is asked about."""
    shares: pd.DataFrame = where.graph.tables["shares"]
    for row in where.graph.tables["budgets"].itertuples():
        parts = shares[shares["budget"] == row.id]
        if not all(where.whole(where.code[issue]) for issue in parts["issue"]):
            # A budget says nothing of a part of what it counts.
            continue
        factors: dict[int, float] = defaultdict(float)
        for issue, factor in zip(parts["issue"], parts["factor"], strict=True):
            for question in where.by_issue[where.code[issue]]:
                factors[question] += 1.0 if np.isnan(factor) else float(factor)
        low = -np.inf if np.isnan(row.at_least) else float(row.at_least)
        high = np.inf if np.isnan(row.at_most) else float(row.at_most)
        if factors:
            yield Budget(str(row.id), dict(factors), low, high)

"""The agenda of one day: the issues, region by region, what parties rule out, and the rules of the matter.

Contradictions, openings and deals are all asked of this. A :class:`~zopa.queries.packages.constraints.Question` is one
issue in one group of smallest regions (regions in which the same positions hold are one group), and its settlements are
those of :mod:`zopa.graph.rule`. A :class:`~zopa.queries.packages.constraints.Stake` is what somebody insists on: a
position, or a condition on an option that a party sets. A position with conditions counts as :mod:`zopa.graph.rule`
says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.cluster.hierarchy import DisjointSet

from ...graph import rule
from ...graph.asked import ALL, day_asked
from ...graph.columns import AIM, UNKNOWN
from ...graph.lists import join
from ...graph.ontology import OPTION_SEPARATOR
from ...graph.regions import EVERYWHERE
from ..asking.deadline import Deadline
from ..asking.selection import Names, Selection, find, listed, select
from ..asking.wording import cell_list
from .constraints import (
    Budget,
    Clause,
    Literal,
    Places,
    Question,
    Requirement,
    Rule,
    Stake,
    budgets,
    conditions,
    constraints,
    merged,
    requirements,
    unmet,
)

if TYPE_CHECKING:
    from ...graph.columns import Columns
    from ...graph.store import Store


@dataclass
class Agenda:
    """Everything that has to be settled on one day, and what is insisted on.

    ``level`` is the code of the firmness that is asked about; ``requirements`` are the conditions on positions, by question;
    ``left_out`` counts the positions and conditions of unknown firmness that might be insisted on as firmly as is asked,
    and are not among the stakes; ``voted_on`` says that no stake is a limit, as votes on the whole decide.
    """

    graph: Store
    selection: Selection
    day: int
    questions: list[Question]
    stakes: list[Stake]
    level: int = AIM
    rules: list[Rule] = field(default_factory=list)
    budgets: list[Budget] = field(default_factory=list)
    requirements: dict[int, list[Requirement]] = field(default_factory=dict)
    left_out: int = 0
    divided: set[int] = field(default_factory=set)
    insistent: set[int] = field(default_factory=set)
    voted_on: bool = False

    def put_to_the_vote(self) -> Agenda:
        """The same questions and rules without stakes, as one component: a vote is one on the whole package."""
        return replace(self, stakes=[], voted_on=True)

    @cached_property
    def components(self) -> list[list[int]]:
        """Questions that rules, budgets or stakes tie together, as lists of their numbers."""
        return self._groups(self._ties())

    @cached_property
    def packages(self) -> list[list[int]]:
        """The same, where a question is tied as well to those on which conditions make an answer to it depend."""
        if self.voted_on:
            return [list(range(len(self.questions)))] if self.questions else []
        conditional = [
            [question, *(literal.question for place in requirement.places for literal in place)]
            for question, needed in self.requirements.items()
            for requirement in needed
        ]
        return self._groups(chain(self._ties(), conditional))

    @cached_property
    def ruled(self) -> dict[int, list[tuple[int, int, Clause]]]:
        """Clauses of rules by the question that each names first, with the numbers of the rule and of the clause in it."""
        clauses: dict[int, list[tuple[int, int, Clause]]] = defaultdict(list)
        for number, tying_rule in enumerate(self.rules):
            for place, clause in enumerate(tying_rule.clauses):
                clauses[clause[0].question].append((number, place, clause))
        return clauses

    @cached_property
    def ruled_questions(self) -> set[int]:
        """Questions of which a rule of the matter or a budget speaks."""
        named = {literal.question for clauses in self.ruled.values() for *_, clause in clauses for literal in clause}
        return named.union(*(budget.factors for budget in self.budgets))

    @cached_property
    def conditions(self) -> dict[str, Any]:
        """The rows of the table of conditions, by id."""
        return {str(row.id): row for row in self.graph.tables["conditions"].itertuples()}

    @cached_property
    def constraints(self) -> dict[str, Any]:
        """The rows of the table of constraints, by id."""
        return {str(row.id): row for row in self.graph.tables["constraints"].itertuples()}

    @property
    def unknown_words(self) -> str:
        """The count of what was left out, as its firmness is not known or its party divided; empty where nothing was."""
        sentences = []
        if self.left_out:
            how_many = "1 position or condition" if self.left_out == 1 else f"{self.left_out} positions and conditions"
            sentences.append(f"{how_many} of unknown firmness not counted; possible=True counts them.")
        if self.divided:
            how_many = "1 contested position" if len(self.divided) == 1 else f"{len(self.divided)} contested positions"
            sentences.append(f"{how_many} of divided parties not counted; possible=True counts them.")
        return " ".join(sentences)

    @property
    def left_words(self) -> str:
        """Both of what was left out and of what is not asked about."""
        return " ".join(filter(None, [self.unknown_words, self.unasked_words]))

    @property
    def unasked_words(self) -> str:
        """Which positions have conditions on what is not asked about, in a sentence; empty where none has."""
        ids = {
            str(self.graph.columns.ids[requirement.position]): None
            for needed in self.requirements.values()
            for requirement in needed
            if not requirement.places
        }
        return f"What {join(ids, 'and')} says turns on issues that are not asked about." if ids else ""

    def surely(self, stake: int) -> bool:
        """Whether a stake counts whatever is not known: its firmness, or how what is not asked about is settled."""
        return rule.counts(self.stakes[stake].firmness, self.level) and self.stakes[stake].sure

    def _groups(self, ties: Iterable[list[int]]) -> list[list[int]]:
        tied_together = DisjointSet(range(len(self.questions)))
        for tied in ties:
            first, *tied_to_it = tied
            for neighbour in tied_to_it:
                tied_together.merge(first, neighbour)
        groups: dict[int, list[int]] = defaultdict(list)
        for index in range(len(self.questions)):
            groups[tied_together[index]].append(index)
        return list(groups.values())

    def _ties(self) -> Iterator[list[int]]:
        clauses = [clause for tying_rule in self.rules for clause in tying_rule.clauses]
        clauses += [clause for stake in self.stakes for clause in stake.clauses]
        for clause in clauses:
            if len(clause) > 1:
                yield [literal.question for literal in clause]
        for budget in self.budgets:
            yield list(budget.factors)

    def words(self, question: int, mask: int) -> list[str]:
        """Settlements of a question as ids, or as ranges."""
        settled_question = self.questions[question]
        unit = self._units[settled_question.issue]
        return settled_question.settlements.words(mask, unit if isinstance(unit, str) else "")

    @cached_property
    def _units(self) -> list[Any]:
        return self.graph.tables["issues"]["unit"].tolist()


def agenda(
    graph: Store,
    parties: Names = None,
    issues: Names = None,
    regions: Names = None,
    as_of: str | None = None,
    *,
    roll_up: bool = True,
    level: int = AIM,
    possible: bool = True,
    deadline: Deadline | None = None,
) -> Agenda:
    """The questions to be settled on one day, and the stakes at a level.

    Parameters
    ----------
    graph : PositionGraph
    parties : str or iterable of str, optional
        Whose stakes count. By default everybody's.
    issues, regions : str or iterable of str, optional
        Only these.
    as_of : str, optional
        The date that is asked about, of which the last day is meant, see :func:`zopa.graph.asked.day_asked`.
    roll_up : bool
    level : int
        Stakes of this firmness or firmer count.
    possible : bool
        Whether stakes of unknown firmness count as well.
    deadline : Deadline, optional
        When to give it up. By default it is made however long it takes.

    Raises
    ------
    OutOfTimeError
        When the time is over before it is made.
    """
    deadline = deadline or Deadline()
    day = day_asked(graph, as_of)
    graph = graph.with_conditions_of(day)
    issues, regions = listed(issues), listed(regions)
    selection = select(graph, parties=parties, issues=issues, regions=regions, as_of=ALL, roll_up=roll_up)
    columns = graph.columns
    holds = (columns.start[selection.position] <= day) & (day <= columns.end[selection.position])
    position, region = selection.position[holds], selection.region[holds]
    wanted = set(range(len(columns.issues))) if issues is None else set(find(graph, "issues", issues))
    questions = _questions(graph, position, region, wanted, regions, deadline)
    agenda = Agenda(graph, selection, day, questions, [], level)
    named_parties = None if selection.parties is None else set(selection.parties)
    where = Places(graph, questions)
    deadline.check()
    agenda.requirements = requirements(where)
    counted = [
        p for p in np.unique(position).tolist() if named_parties is None or int(selection.holder[p]) in named_parties
    ]
    rules_and_stakes = [*_stakes(agenda, counted, possible, deadline), *deadline.each(conditions(where, roll_up))]
    agenda.rules += deadline.each(constraints(where))
    agenda.rules += [either for either in rules_and_stakes if isinstance(either, Rule)]
    for stake in rules_and_stakes:
        if isinstance(stake, Rule) or (named_parties is not None and stake.party not in named_parties):
            continue
        agenda.insistent.add(stake.party)
        if rule.counts(stake.firmness, level) or (possible and stake.firmness == UNKNOWN):
            agenda.stakes.append(stake)
        else:
            agenda.left_out += stake.firmness == UNKNOWN
    agenda.budgets += list(budgets(where))
    return agenda


def speaking_parties(agenda: Agenda) -> set[int]:
    """Who takes a side on something, or sets a condition."""
    columns = agenda.graph.columns
    holders = {
        int(agenda.selection.holder[p])
        for question in agenda.questions
        for p in question.positions
        if columns.takes_side[p]
    }
    return holders | agenda.insistent


def _questions(
    graph: Store, position: np.ndarray, region: np.ndarray, wanted: set[int], regions: Names, deadline: Deadline
) -> list[Question]:
    """One question for each issue, or for each issue and group of smallest regions in which the same positions hold.

    An issue that somebody speaks of anywhere, or that a rule names, is settled in all smallest regions asked about, those
    in which nobody speaks of it as well: there nothing is known of anybody, and a rule holds there too. So a package has
    the same places whatever rules there are, and a condition is met only where it is met in all of them.
    """
    columns = graph.columns
    tree = columns.regions
    apart = columns.per_region[columns.issue[position]]
    named_regions = [EVERYWHERE] if regions is None else [row + 1 for row in find(graph, "regions", regions)]
    leaves = sorted({leaf for row in named_regions for leaf in tree.leaves(row)}, key=lambda leaf: tree.first[leaf])
    first, last = tree.first[region], tree.last[region]
    groups: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for leaf in deadline.each(leaves):
        rank = tree.first[leaf]
        groups[tuple(np.unique(position[apart & (first <= rank) & (rank <= last)]).tolist())].append(leaf)
    by_issue: dict[int, list[int]] = defaultdict(list)
    for position_row in np.unique(position).tolist():
        by_issue[int(columns.issue[position_row])].append(position_row)
    spoken = set(graph.tables["conditions"]["what"])
    tied = _tied_issues(graph) | {
        issue for issue, rows in by_issue.items() if any(str(columns.ids[p]) in spoken for p in rows)
    }
    leaves_of = [(_by_issue(columns, positions_there), group) for positions_there, group in groups.items()]
    names = set(graph.tables["shares"]["issue"])
    counted = {issue for issue in tied if str(columns.issues[issue]) in names}
    questions = []
    for issue in deadline.each(sorted((set(by_issue) | tied) & wanted)):
        settlements = rule.settlements(columns, issue, by_issue.get(issue, []))
        if not columns.per_region[issue]:
            questions.append(Question(issue, frozenset([EVERYWHERE]), settlements, tuple(by_issue.get(issue, []))))
            continue
        together: dict[tuple[int, ...], set[int]] = defaultdict(set)
        for positions_there, group in leaves_of:
            own_rows = positions_there.get(issue, ())
            if issue in counted:
                # What a budget adds up can differ even where the same positions hold.
                questions += [Question(issue, frozenset([leaf]), settlements, own_rows) for leaf in group]
            elif issue in tied:
                # Issues that rules tie to others keep the finer groups, so that they are settled in the same places.
                questions.append(Question(issue, frozenset(group), settlements, own_rows))
            else:
                together[own_rows] |= set(group)
        questions += [
            Question(issue, frozenset(leaves), settlements, own_rows) for own_rows, leaves in together.items()
        ]
    return questions


def _by_issue(columns: Columns, positions: tuple[int, ...]) -> dict[int, tuple[int, ...]]:
    """Some positions by the issue that they are on."""
    positions_of: dict[int, list[int]] = defaultdict(list)
    for position, issue in zip(positions, columns.issue[list(positions)].tolist(), strict=True):
        positions_of[issue].append(position)
    return {issue: tuple(positions_there) for issue, positions_there in positions_of.items()}


def _tied_issues(graph: Store) -> set[int]:
    """Issues that a constraint, a condition or a budget speaks of."""
    code = {str(issue): index for index, issue in enumerate(graph.columns.issues)}
    tables = graph.tables
    cells = [*tables["constraints"]["option"], *tables["constraints"]["other"], *tables["conditions"]["requires"]]
    cells += [cell for cell in tables["conditions"]["what"] if isinstance(cell, str) and OPTION_SEPARATOR in cell]
    named = {word.split(OPTION_SEPARATOR)[0] for cell in cells for word in cell_list(cell)}
    return {code[name] for name in (*named, *tables["shares"]["issue"]) if name in code}


def _stakes(agenda: Agenda, positions: Iterable[int], possible: bool, deadline: Deadline) -> Iterator[Stake]:
    """The stakes of these positions; one that holds only if something else is settled so is a clause with that."""
    columns = agenda.graph.columns
    clauses: dict[int, list[Clause]] = defaultdict(list)
    unsure: set[int] = set()
    counted = set(positions)
    for index, question in deadline.each(enumerate(agenda.questions)):
        full = question.settlements.full
        for position in question.positions:
            out = rule.ruled_out_by(int(columns.stance[position]), question.settlements.named[position], full)
            if position not in counted or not out:
                continue
            if columns.contested[position]:
                unsure.add(position)
                if not possible:
                    agenda.divided.add(position)
                    continue
            needed = [
                requirement
                for requirement in agenda.requirements.get(index, ())
                if requirement.position == position and not requirement.holds
            ]
            if not all(requirement.places for requirement in needed):
                # Whether it holds turns on what is not asked about: it may, and surely does not count.
                unsure.add(position)
                if not possible:
                    continue
            honoured = Literal(index, full & ~out)
            for otherwise in unmet(agenda.questions, needed):
                clauses[position].append(merged([*otherwise, honoured]))
    for p in sorted(clauses):
        firmness, holder = int(columns.firmness[p]), int(agenda.selection.holder[p])
        yield Stake(str(columns.ids[p]), holder, firmness, clauses[p], p, p not in unsure)

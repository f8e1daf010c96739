"""What has to be settled on one day: the issues, region by region, what parties rule out, and the rules of the matter.

Contradictions, openings and deals are all asked of this. A :class:`Question` is one issue in one group of smallest regions
(regions in which the same positions hold are one group), and its settlements are those of :mod:`zopa.graph.rule`. A
:class:`Stake` is what somebody insists on: a position, or a condition that a party sets. The rules of the matter are
nobody's: constraints between options, conditions without a party, and budgets. A condition on a position, rather than on an
option, says when it can be acted on: it counts where steps are put in order (:mod:`zopa.queries.deadlocks`), not here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.cluster.hierarchy import DisjointSet

from ..graph import rule
from ..graph.columns import AIM, LEVELS, UNKNOWN
from ..graph.dates import ALWAYS, FOREVER, period
from ..graph.ontology import OPTION_SEPARATOR
from ..graph.regions import EVERYWHERE
from .selection import Names, Selection, find, listed, select
from .wording import cell_list

if TYPE_CHECKING:
    import pandas as pd

    from ..graph.store import Store


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


@dataclass(frozen=True)
class Stake:
    """What somebody insists on.

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
    """

    id: str
    party: int
    firmness: int
    clauses: list[tuple[Literal, ...]]
    position: int | None = None


@dataclass(frozen=True)
class Rule:
    """A rule of the matter: its id, and clauses that hold whatever anybody wants."""

    id: str
    clauses: list[tuple[Literal, ...]]


@dataclass(frozen=True)
class Budget:
    """A linear rule over number questions: ``at_least <= sum of factor * value <= at_most``."""

    id: str
    factors: dict[int, float]
    at_least: float
    at_most: float


@dataclass
class Matter:
    """Everything that has to be settled on one day, and what is insisted on."""

    graph: Store
    selection: Selection
    day: int
    questions: list[Question]
    stakes: list[Stake]
    rules: list[Rule] = field(default_factory=list)
    budgets: list[Budget] = field(default_factory=list)

    @cached_property
    def components(self) -> list[list[int]]:
        """Questions that rules, budgets or conditions tie together, as lists of their numbers."""
        tied_together = DisjointSet(range(len(self.questions)))
        for tied in self._ties():
            first, *rest = tied
            for other in rest:
                tied_together.merge(first, other)
        groups: dict[int, list[int]] = defaultdict(list)
        for number in range(len(self.questions)):
            groups[tied_together[number]].append(number)
        return list(groups.values())

    def _ties(self) -> Iterator[list[int]]:
        clauses = [clause for one in self.rules for clause in one.clauses]
        clauses += [clause for stake in self.stakes for clause in stake.clauses]
        for clause in clauses:
            if len(clause) > 1:
                yield [literal.question for literal in clause]
        for budget in self.budgets:
            yield list(budget.factors)

    def words(self, question: int, mask: int) -> list[str]:
        """Settlements of a question as ids, or as ranges."""
        one = self.questions[question]
        unit = self.graph.tables["issues"]["unit"].iat[one.issue]
        return one.settlements.words(mask, unit if isinstance(unit, str) else "")


def matter(
    graph: Store,
    *,
    parties: Names = None,
    issues: Names = None,
    regions: Names = None,
    as_of: str | None = None,
    roll_up: bool = True,
    level: int = AIM,
    possible: bool = True,
) -> Matter:
    """What has to be settled on one day, and what is insisted on at a level.

    Parameters
    ----------
    graph : PositionGraph
    parties : str or iterable of str, optional
        Whose stakes count; everybody's where not given.
    issues, regions : str or iterable of str, optional
        Only these.
    as_of : str, optional
        A partial ISO date, of which the last day is meant; the ``as_of`` of the case where not given, else the last day
        on which anything begins.
    roll_up : bool
    level : int
        Stakes of this firmness or firmer count.
    possible : bool
        Whether stakes of unknown firmness count as well.
    """
    day = the_day(graph, as_of)
    issues, regions = listed(issues), listed(regions)
    selection = select(graph, parties=parties, issues=issues, regions=regions, roll_up=roll_up, all_dates=True)
    columns = graph.columns
    holds = (columns.start[selection.position] <= day) & (day <= columns.end[selection.position])
    position, region = selection.position[holds], selection.region[holds]
    wanted = set(range(len(columns.issues))) if issues is None else set(find(graph, "issues", issues))
    questions = _questions(graph, position, region, wanted, regions)
    made = Matter(graph, selection, day, questions, [])
    asked = None if selection.parties is None else set(selection.parties)
    counted = [
        p for p in np.unique(position).tolist()
        if _counts(int(columns.firmness[p]), level, possible) and (asked is None or int(selection.holder[p]) in asked)
    ]  # fmt: skip
    made.stakes += _stakes(made, counted)
    where = _Places(made)
    made.rules += list(_constraints(graph, where))
    for stake in _conditions(graph, where, selection, roll_up):
        if isinstance(stake, Rule):
            made.rules.append(stake)
        elif _counts(stake.firmness, level, possible) and (asked is None or stake.party in asked):
            made.stakes.append(stake)
    made.budgets += list(_budgets(graph, where))
    return made


def the_day(graph: Store, as_of: str | None) -> int:
    """The day that is asked about."""
    text = as_of if as_of is not None else graph.as_of
    if text:
        return period(str(text))[1]
    dated = graph.columns.start[(graph.columns.start != ALWAYS) & (graph.columns.start != FOREVER)]
    return int(dated.max()) if len(dated) else ALWAYS


def _counts(firmness: int, level: int, possible: bool) -> bool:
    return rule.counts(firmness, level) or (possible and firmness == UNKNOWN)


def _questions(
    graph: Store, position: np.ndarray, region: np.ndarray, wanted: set[int], regions: Names
) -> list[Question]:
    """One question for each issue, or for each issue and group of smallest regions in which the same positions hold."""
    columns = graph.columns
    tree = columns.regions
    apart = columns.per_region[columns.issue[position]]
    asked = [EVERYWHERE] if regions is None else [row + 1 for row in find(graph, "regions", regions)]
    leaves = sorted({leaf for one in asked for leaf in tree.leaves(one)}, key=lambda leaf: tree.first[leaf])
    first, last = tree.first[region], tree.last[region]
    groups: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for leaf in leaves:
        number = tree.first[leaf]
        groups[tuple(np.unique(position[apart & (first <= number) & (number <= last)]).tolist())].append(leaf)
    by_issue: dict[int, list[int]] = defaultdict(list)
    for one in np.unique(position).tolist():
        by_issue[int(columns.issue[one])].append(one)
    tied = _tied_issues(graph)
    names = set(graph.tables["shares"]["issue"])
    counted = {issue for issue in tied if str(columns.issues[issue]) in names}
    made = []
    for issue in sorted((set(by_issue) | tied) & wanted):
        settlements = rule.settlements(columns, issue, by_issue.get(issue, []))
        if not columns.per_region[issue]:
            made.append(Question(issue, frozenset([EVERYWHERE]), settlements, tuple(by_issue.get(issue, []))))
            continue
        here: dict[tuple[int, ...], set[int]] = defaultdict(set)
        for held, group in groups.items():
            own = tuple(p for p in held if columns.issue[p] == issue)
            if issue in counted:
                # What a budget adds up can differ even where the same positions hold.
                made += [Question(issue, frozenset([leaf]), settlements, own) for leaf in group]
                continue
            # Issues that rules tie to others keep the finer groups, so that they are settled in the same places.
            here[held if issue in tied else own] |= set(group)
        for held, leaves_there in here.items():
            own = tuple(p for p in held if columns.issue[p] == issue)
            if own or issue in tied:
                made.append(Question(issue, frozenset(leaves_there), settlements, own))
    return made


def _tied_issues(graph: Store) -> set[int]:
    """Issues that a constraint, a condition or a budget speaks of."""
    code = {str(issue): number for number, issue in enumerate(graph.columns.issues)}
    tables = graph.tables
    cells = [*tables["constraints"]["option"], *tables["constraints"]["other"], *tables["conditions"]["requires"]]
    cells += [cell for cell in tables["conditions"]["what"] if isinstance(cell, str) and OPTION_SEPARATOR in cell]
    named = {item.split(OPTION_SEPARATOR)[0] for cell in cells for item in cell_list(cell)}
    return {code[name] for name in (*named, *tables["shares"]["issue"]) if name in code}


def _stakes(made: Matter, positions: Iterable[int]) -> list[Stake]:
    columns = made.graph.columns
    clauses: dict[int, list[tuple[Literal, ...]]] = defaultdict(list)
    counted = set(positions)
    for number, question in enumerate(made.questions):
        full = question.settlements.full
        for position in question.positions:
            if position not in counted:
                continue
            out = rule.ruled_out_by(int(columns.stance[position]), question.settlements.named[position], full)
            if out:
                clauses[position].append((Literal(number, full & ~out),))
    return [
        Stake(str(columns.ids[p]), int(made.selection.holder[p]), int(columns.firmness[p]), clauses[p], p)
        for p in sorted(clauses)
    ]


class _Places:
    """Finds the questions of an option, and pairs questions of two options that are settled in the same place."""

    def __init__(self, made: Matter) -> None:
        columns = made.graph.columns
        self.made = made
        self.code = {str(issue): number for number, issue in enumerate(columns.issues)}
        self.bits = [{name: bit for bit, name in enumerate(own)} for own in columns.options]
        self.by_issue: dict[int, list[int]] = defaultdict(list)
        for number, question in enumerate(made.questions):
            self.by_issue[question.issue].append(number)

    def issue_and_mask(self, item: str) -> tuple[int, int]:
        issue, _, option = item.partition(OPTION_SEPARATOR)
        return self.code[issue], 1 << self.bits[self.code[issue]][option]

    def whole(self, issue: int) -> bool:
        """Whether all of an issue is asked about, in every smallest region where it is settled region by region."""
        asked = {leaf for question in self.by_issue[issue] for leaf in self.made.questions[question].leaves}
        return bool(asked) and (EVERYWHERE in asked or asked == self.made.graph.columns.regions.leaves(EVERYWHERE))

    def together(self, items: list[str]) -> Iterator[list[Literal]]:
        """The options of a rule in every place in which all of them are settled; none where one is not asked about."""
        found = [self.issue_and_mask(item) for item in items]
        if any(not self.by_issue[issue] for issue, _ in found):
            return
        leaves = {self.made.questions[q].leaves for issue, _ in found for q in self.by_issue[issue]}
        everywhere = frozenset([EVERYWHERE])
        regional = sorted(leaves - {everywhere}, key=min)
        seen = set()
        for here in regional or [everywhere]:
            literals = [self._at(issue, mask, here) for issue, mask in found]
            if all(literals) and tuple(literals) not in seen:
                seen.add(tuple(literals))
                yield [literal for literal in literals if literal]

    def _at(self, issue: int, mask: int, here: frozenset[int]) -> Literal | None:
        for number in self.by_issue[issue]:
            leaves = self.made.questions[number].leaves
            if leaves == here or leaves == {EVERYWHERE}:
                return Literal(number, mask)
        return None


def _not(made: Matter, literal: Literal) -> Literal:
    return Literal(literal.question, made.questions[literal.question].settlements.full & ~literal.settlements)


def _constraints(graph: Store, where: _Places) -> Iterator[Rule]:
    for row in graph.tables["constraints"].itertuples():
        clauses: list[tuple[Literal, ...]] = []
        for one, other in where.together([row.option, row.other]):
            other = _not(where.made, other) if row.relation == "excludes" else other
            clauses.append((_not(where.made, one), other))
        if clauses:
            yield Rule(str(row.id), clauses)


def _conditions(graph: Store, where: _Places, selection: Selection, roll_up: bool) -> Iterator[Rule | Stake]:
    """Conditions on options: a settlement with the one must have one of the others as well."""
    columns = graph.columns
    code = {str(party): number for number, party in enumerate(columns.parties)}
    firmness = {word: number for number, word in enumerate(LEVELS)}
    for row in graph.tables["conditions"].itertuples():
        if OPTION_SEPARATOR not in row.what:
            continue
        clauses = []
        for one, *others in where.together([row.what, *cell_list(row.requires)]):
            clauses.append((_not(where.made, one), *others))
        if not clauses:
            continue
        if not isinstance(row.party, str):
            yield Rule(str(row.id), clauses)
            continue
        party = code[row.party]
        holder = int(columns.principal[party]) if roll_up else party
        word = row.firmness if isinstance(row.firmness, str) else ""
        yield Stake(str(row.id), holder, firmness[word], clauses)


def _budgets(graph: Store, where: _Places) -> Iterator[Budget]:
    shares: pd.DataFrame = graph.tables["shares"]
    for row in graph.tables["budgets"].itertuples():
        own = shares[shares["budget"] == row.id]
        if not all(where.whole(where.code[issue]) for issue in own["issue"]):
            # A budget says nothing of a part of what it counts.
            continue
        factors: dict[int, float] = defaultdict(float)
        for issue, factor in zip(own["issue"], own["factor"], strict=True):
            for question in where.by_issue[where.code[issue]]:
                factors[question] += 1.0 if np.isnan(factor) else float(factor)
        low = -np.inf if np.isnan(row.at_least) else float(row.at_least)
        high = np.inf if np.isnan(row.at_most) else float(row.at_most)
        if factors:
            yield Budget(str(row.id), dict(factors), low, high)

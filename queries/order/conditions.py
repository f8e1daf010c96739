"""The conditions of a case as steps that wait for one another, and how they read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import networkx as nx
import numpy as np

from ...graph import rule
from ...graph.asked import day_asked
from ...graph.columns import LEVELS, UNKNOWN
from ...graph.lists import join
from ...graph.ontology import OPTION_SEPARATOR
from ..asking.selection import Names, UnknownNameError, level_code
from ..asking.steps import Step, step_of
from ..asking.wording import JOIN, Wording, cell_list
from .places import Places
from .steps import ISSUE, NOBODY, Clause, Steps, Tie

if TYPE_CHECKING:
    from ...graph.store import Store


def steps(
    graph: Store, *, only: list[int] | None, as_of: str | None, roll_up: bool, level: str, possible: bool, done: Names
) -> Steps:
    """The steps of a case on one day, some of them done; with ``only``, conditions of these parties and of nobody.

    Raises
    ------
    UnknownNameError
        When no condition speaks of a step that is done.
    """
    day = day_asked(graph, as_of)
    ties = list(_ties(graph.with_conditions_of(day), only, day, roll_up, level_code(level), possible))
    rules = list(graph.tables["constraints"].itertuples())
    known = {name for tie in ties for name in (*tie.what, *tie.requires)}
    known |= {name for row in rules if row.relation == "implies" for name in (row.option, row.other)}
    taken = [step_of(graph, text, known) for text in ([done] if isinstance(done, str) else done or [])]
    places = Places(graph, (tie.subject for tie in ties), (region for step in taken for region in step.regions))
    spoken = {
        places.step(name, place)
        for tie in ties
        for place in places.of(tie.subject)
        for name in (*tie.what, *tie.requires)
    }
    implied = [
        (row, frozenset(places.step(name, place) for name in (row.option, row.other)))
        for row in rules
        if row.relation == "implies"
        for place in places.of(row.option)
    ]
    while more := {step for _, pair in implied if pair & spoken for step in pair} - spoken:
        spoken |= more
    ties += [
        Tie(str(row.id), NOBODY, row.option, (row.option,), "implies", (row.other,), tuple(cell_list(row.evidence)))
        for row in dict.fromkeys(row for row, pair in implied if pair & spoken)
    ]
    names = list(
        dict.fromkeys(
            step
            for tie in ties
            for place in places.of(tie.subject)
            for name in (*tie.what, *tie.requires)
            if (step := places.step(name, place)) in spoken
        )
    )
    code = {step: index for index, step in enumerate(names)}
    return _clauses(names, ties, places, _apart(graph, code, places), _taken_already(code, taken, places))


def _apart(graph: Store, code: dict[Step, int], places: Places) -> dict[tuple[int, int], str]:
    """Pairs of steps that no package has both of: options of one issue, and what a rule of the matter excludes.

    Options of an issue that is settled region by region can stand side by side in different regions, and where the case
    does not say which regions there are nothing is known against it.
    """
    of_issue: dict[tuple[str, tuple[str, ...]], list[int]] = defaultdict(list)
    for step, index in code.items():
        if OPTION_SEPARATOR in step.name and (places.coded or not places.is_regional(step.name)):
            of_issue[places.issue(step.name), step.regions].append(index)
    apart = {
        (a, b): f"{ISSUE}{issue}"
        for (issue, _), options in of_issue.items()
        for a in options
        for b in options
        if a != b
    }
    for row in graph.tables["constraints"].itertuples():
        if row.relation != "excludes" or row.option == row.other:
            continue
        for place in places.of(row.option):
            first, second = (code.get(places.step(name, place)) for name in (row.option, row.other))
            if first is not None and second is not None:
                apart.setdefault((first, second), str(row.id))
                apart.setdefault((second, first), str(row.id))
    return apart


def _ties(graph: Store, only: list[int] | None, day: int, roll_up: bool, level: int, possible: bool) -> Iterator[Tie]:
    columns = graph.columns
    party = {str(name): index for index, name in enumerate(columns.parties)}
    position = {str(name): index for index, name in enumerate(columns.ids)}
    firm = {word: index for index, word in enumerate(LEVELS)}
    for row in graph.tables["conditions"].itertuples():
        subjects: tuple[str, ...] = (str(row.what),)
        holder = NOBODY
        if OPTION_SEPARATOR not in row.what:
            position_row = position[row.what]
            if not columns.start[position_row] <= day <= columns.end[position_row]:
                continue
            subjects, holder = _stands_for(graph, position_row), int(columns.party[position_row])
        holder = party[row.party] if isinstance(row.party, str) else holder
        if holder != NOBODY:
            holder = int(columns.principal[holder]) if roll_up else holder
            how_firm = firm[row.firmness if isinstance(row.firmness, str) else ""]
            counted = rule.counts(how_firm, level) or (possible and how_firm == UNKNOWN)
            if not counted or (only is not None and holder not in only):
                continue
        evidence = tuple(cell_list(row.evidence))
        requires = tuple(cell_list(row.requires))
        yield Tie(str(row.id), holder, str(row.what), subjects, row.relation, requires, evidence)


def _stands_for(graph: Store, position: int) -> tuple[str, ...]:
    columns, rows = graph.columns, graph.tables["positions"]
    issue = int(columns.issue[position])
    if columns.is_number[issue] or not columns.accepting[position]:
        return (str(columns.ids[position]),)
    return tuple(
        f"{columns.issues[issue]}{OPTION_SEPARATOR}{option}" for option in cell_list(rows["option"].iat[position])
    )


class _Placed(NamedTuple):
    """A tie in one place: by its number, the steps that wait and those that they wait for."""

    tie: int
    subjects: tuple[int, ...]
    requires: tuple[int, ...]


def _placed(ties: list[Tie], code: dict[Step, int], places: Places) -> list[_Placed]:
    """Every tie in every place in which it counts, each once."""
    placed = dict[_Placed, None]()
    for number, tie in enumerate(ties):
        for place in places.of(tie.subject):
            steps = [[code.get(places.step(name, place)) for name in names] for names in (tie.what, tie.requires)]
            subjects, requires = (tuple(step for step in group if step is not None) for group in steps)
            if subjects and requires:
                placed[_Placed(number, subjects, requires)] = None
    return list(placed)


def _clauses(
    names: list[Step], ties: list[Tie], places: Places, apart: dict[tuple[int, int], str], done: frozenset[int]
) -> Steps:
    placed = _placed(ties, {step: index for index, step in enumerate(names)}, places)
    at_once = _AtOnce(ties, placed, len(names), apart)
    clauses: list[Clause] = []
    against: dict[int, dict[str, None]] = defaultdict(dict)
    void: set[int] = set()
    for number, subjects, requires in placed:
        tie = ties[number]
        for step in subjects:
            possible = frozenset(
                step_needed for step_needed in requires if (step, step_needed) not in apart or step_needed in done
            )
            against[number] |= dict.fromkeys(apart[step, needed] for needed in sorted(set(requires) - possible))
            if not possible:
                # What waits for a thing that no package has beside it waits for ever, as what waits for itself does.
                void.add(number)
                clauses.append(Clause(number, step, frozenset([step]), void=True))
                continue
            if tie.relation in ("together with", "implies"):
                beside = possible
            elif tie.relation == "only if":
                beside = at_once.beside(step, possible)
            else:
                beside = frozenset()
            clauses.append(Clause(number, step, possible - beside, beside))
        if tie.relation == "together with" and len(requires) == 1:
            (step_needed,) = requires
            with_it = frozenset(step for step in subjects if step != step_needed and (step, step_needed) not in apart)
            if with_it:
                clauses.append(Clause(number, step_needed, frozenset(), with_it))
    checked_ties = [
        tie._replace(against=tuple(against[number]), void=number in void) for number, tie in enumerate(ties)
    ]
    return Steps(names, checked_ties, list(dict.fromkeys(clauses)), apart, done)


class _AtOnce:
    """Which steps are in place when others are taken at the same time.

    Steps are taken at the same time where conditions tie them *together*, directly or through others, and where a rule
    implies the one from the other, or what is tied together with one cannot be without it.
    """

    def __init__(self, ties: list[Tie], placed: list[_Placed], count: int, apart: dict[tuple[int, int], str]) -> None:
        joined: nx.Graph = nx.Graph()
        self._brings: nx.DiGraph = nx.DiGraph()
        self._brings.add_nodes_from(range(count))
        for number, subjects, requires in placed:
            tie = ties[number]
            if tie.relation not in ("together with", "implies"):
                continue
            pairs = [(a, b) for a in subjects for b in requires if (a, b) not in apart]
            if tie.relation == "together with":
                joined.add_edges_from(pairs)
            if len(requires) == 1:
                self._brings.add_edges_from(pairs)
                if tie.relation == "together with" and len(subjects) == 1:
                    self._brings.add_edges_from((b, a) for a, b in pairs)
        self._group = {step: frozenset(group) for group in nx.connected_components(joined) for step in group}

    def beside(self, step: int, alternatives: frozenset[int]) -> frozenset[int]:
        """Those of the others that are in place for a step when they are taken at the same time."""
        company = self._group.get(step, frozenset())
        return frozenset(
            alternative
            for alternative in alternatives - {step}
            if alternative in company or nx.has_path(self._brings, alternative, step)
        )


def _taken_already(code: dict[Step, int], taken: list[Step], places: Places) -> frozenset[int]:
    """The steps that are done: of one that names regions those in them, of one that names none those everywhere."""
    names = dict.fromkeys(step.name for step in code)
    for done in taken:
        if done.name not in names:
            raise UnknownNameError(
                f"No condition speaks of a step '{done.name}'. They speak of: {', '.join(names) or 'none'}."
            )
    return frozenset(
        index
        for step, index in code.items()
        for done in taken
        if step.name == done.name
        and (not done.regions or not step.regions or places.leaves(step.regions) <= places.leaves(done.regions))
    )


class Words:
    """How steps and ties read."""

    def __init__(self, graph: Store, steps: Steps) -> None:
        self.graph, self.steps, self.wording = graph, steps, Wording(graph)
        self.position = {str(name): index for index, name in enumerate(graph.columns.ids)}
        columns = graph.columns
        self._per_region = {str(columns.issues[issue]) for issue in np.flatnonzero(columns.per_region)}

    def issue(self, step: int) -> str:
        """Id of the issue that a step is about."""
        return self._issue(self.steps.names[step].name)

    def are_of_one(self, step: int, other: int) -> bool:
        """Whether two steps are about one issue, in one place."""
        regions, regions_there = self.steps.names[step].regions, self.steps.names[other].regions
        return self.issue(step) == self.issue(other) and regions == regions_there

    def _issue(self, name: str) -> str:
        if OPTION_SEPARATOR in name:
            return name.split(OPTION_SEPARATOR)[0]
        return str(self.graph.columns.issues[self.graph.columns.issue[self.position[name]]])

    def name(self, step: int) -> str:
        """``'held' (Summit) in the north``, or what a position says."""
        name, regions = self.steps.names[step]
        return self._called(name) + self.wording.where(regions)

    def _called(self, name: str) -> str:
        if OPTION_SEPARATOR in name:
            return self.wording.item(name)
        return f"{self.wording.names(self.position[name])} ({self.wording.item(self._issue(name))})".lstrip()

    def _does(self, step: int) -> str:
        name = self.steps.names[step].name
        verb = "agrees to" if OPTION_SEPARATOR in name else self.wording.stance(self.position[name])
        return f"{verb} {self.name(step)}"

    def tie(self, number: int, step: int, clauses: Iterable[int]) -> str:
        """``A agrees to 'x' (X) only after 'y' (Y)``: a tie of a step, and these clauses of it."""
        tie = self.steps.ties[number]
        if tie.relation == "implies":
            return f"{self.name(step)} brings {self._alternatives(tie.requires, step, clauses)} with it"
        whole = self.steps.names[step].name in tie.what
        other_steps = self._alternatives(tie.requires if whole else tie.what, step, clauses)
        nobody = tie.party == NOBODY
        head = f"{self.name(step)} can be done" if nobody else f"{self.wording.parties[tie.party]} {self._does(step)}"
        sentence = (
            f"{head} {tie.relation} {other_steps}"
            if whole
            else f"{head} together with {other_steps} and not without it"
        )
        if not tie.void:
            return sentence
        if any(reason in self.steps.rules for reason in tie.against):
            return f"{sentence}, which a rule of the matter excludes beside it"
        return f"{sentence}, and {self.apart(tie.against)}"

    def _alternatives(self, required: Iterable[str], step: int, clauses: Iterable[int]) -> str:
        """``'y' (Y) in the north or 'z' (Z)``: the places are named where the step itself is taken once for all places."""
        names, tree = self.steps.names, self.graph.columns.regions
        regions_of = defaultdict[str, list[str]](list)
        if not names[step].regions:
            for alternative in frozenset().union(*(self.steps.clauses[clause].alternatives for clause in clauses)):
                regions_of[names[alternative].name] += names[alternative].regions
        places = {
            name: tree.named(leaf for region in regions for leaf in tree.leaves(tree.code[region]))
            for name, regions in regions_of.items()
        }
        return join((self._called(name) + self.wording.where(places.get(name, [])) for name in required), "or")

    def dropped(self, numbers: Iterable[int]) -> str:
        """``A dropped its condition on 'x' (X) and B dropped its condition on 'y' (Y)``."""
        phrases = []
        for number in numbers:
            tie, subject = self.steps.ties[number], self._subjects[number]
            condition = f"condition on {subject[1]}"
            if self._subjects.count(subject) > 1:
                required = join(map(self._called, tie.requires), "or")
                condition = f"condition that {subject[1]} comes {tie.relation} {required}"
            nobody = tie.party == NOBODY
            phrases.append(
                f"the {condition} were dropped"
                if nobody
                else f"{self.wording.parties[tie.party]} dropped its {condition}"
            )
        return join(dict.fromkeys(phrases), "and")

    @cached_property
    def _subjects(self) -> list[tuple[int, str]]:
        """Whose each tie is, what it is set on, and where, if that is a position that counts in some places only."""
        regions = self.graph.tables["positions"]["regions"]
        subjects = []
        for tie in self.steps.ties:
            on = join(map(self._called, tie.what), "and")
            if tie.subject in self.position and self._issue(tie.subject) in self._per_region:
                on += self.wording.where(cell_list(regions.iat[self.position[tie.subject]]))
            subjects.append((tie.party, on))
        return subjects

    def ties(self, clauses: Iterable[int]) -> list[str]:
        """The ties behind clauses, each read once."""
        clauses_of: dict[tuple[int, int], list[int]] = defaultdict(list)
        for number in clauses:
            clauses_of[self.steps.clauses[number].tie, self.steps.clauses[number].step].append(number)
        return list(dict.fromkeys(self.tie(tie, step, numbers) for (tie, step), numbers in clauses_of.items()))

    def cells(self, clauses: Iterable[int]) -> tuple[str, str, str]:
        """Conditions and rules, parties and evidence behind clauses."""
        return self.of_ties(dict.fromkeys(self.steps.clauses[clause].tie for clause in clauses))

    def of_ties(self, numbers: Iterable[int], rules: Iterable[str] = ()) -> tuple[str, str, str]:
        """Conditions and rules, parties and evidence of ties."""
        ties = [self.steps.ties[tie] for tie in numbers]
        rules = [*(reason for tie in ties for reason in tie.against), *rules]
        ids = [*(tie.id for tie in ties), *(rule for rule in rules if rule in self.steps.rules)]
        who = dict.fromkeys(str(self.graph.columns.parties[tie.party]) for tie in ties if tie.party != NOBODY)
        cited = dict.fromkeys(evidence_id for tie in ties for evidence_id in tie.evidence)
        return JOIN.join(dict.fromkeys(ids)), JOIN.join(who), JOIN.join(cited)

    def apart(self, reasons: Iterable[str]) -> str:
        """``a package has only one option of X, and 'x' (X) excludes 'y' (Y)``."""
        rules = {str(row.id): row for row in self.graph.tables["constraints"].itertuples()}
        phrases = []
        for reason in sorted(reasons):
            if (row := rules.get(reason)) is not None and reason in self.steps.rules:
                phrases.append(f"{self.wording.item(row.option)} excludes {self.wording.item(row.other)}")
            else:
                issue = reason.removeprefix(ISSUE)
                place = " in one place" if issue in self._per_region else ""
                phrases.append(f"a package has only one option of {self.wording.item(issue)}{place}")
        return join(phrases, "and")

    def names(self, chosen: Iterable[int]) -> str:
        """Ids of steps."""
        return JOIN.join(self.steps.names[step].id for step in chosen)

    def tie_near(self, number: int, chosen: Iterable[int]) -> str:
        """As :meth:`tie`, of one of the steps that it ties, if it can be one of those chosen."""
        names, tie = self.steps.names, self.steps.ties[number]
        step = next(step for step in (*chosen, *range(len(names))) if names[step].name in tie.what)
        return self.tie(number, step, [n for n in self.steps.of_step[step] if self.steps.clauses[n].tie == number])

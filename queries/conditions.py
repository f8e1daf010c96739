"""The conditions of a case as steps that wait for one another, and how they read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import networkx as nx

from ..graph.columns import AIM, LEVELS, REJECTS, UNKNOWN
from ..graph.ontology import OPTION_SEPARATOR
from .matter import the_day
from .selection import Names, UnknownNameError, level_code
from .steps import NOBODY, Clause, Steps, Tie
from .wording import JOIN, Wording, cell_list, join

if TYPE_CHECKING:
    from ..graph.store import Store


def steps(
    graph: Store, *, only: list[int] | None, as_of: str | None, roll_up: bool, firmness: str, possible: bool
) -> Steps:
    """The steps of a case on one day; with ``only``, conditions of these parties and of nobody."""
    ties = list(_ties(graph, only, as_of, roll_up, level_code(firmness), possible))
    spoken = {step for tie in ties for step in (*tie.what, *tie.requires)}
    rules = list(graph.tables["constraints"].itertuples())
    while more := {
        step for row in rules for step in (row.option, row.other)
        if row.relation == "implies" and {row.option, row.other} & spoken
    } - spoken:  # fmt: skip
        spoken |= more
    ties += [
        Tie(str(row.id), NOBODY, (row.option,), "implies", (row.other,), tuple(cell_list(row.evidence)))
        for row in rules if row.relation == "implies" and row.option in spoken
    ]  # fmt: skip
    names = list(dict.fromkeys(step for tie in ties for step in (*tie.what, *tie.requires)))
    code = {name: number for number, name in enumerate(names)}
    apart = {
        pair for row in rules if row.relation == "excludes" and row.option in code and row.other in code
        for pair in ((code[row.option], code[row.other]), (code[row.other], code[row.option]))
    }  # fmt: skip
    return _clauses(names, ties, code, apart)


def _ties(
    graph: Store, only: list[int] | None, as_of: str | None, roll_up: bool, level: int, possible: bool
) -> Iterator[Tie]:
    columns, day = graph.columns, the_day(graph, as_of)
    party = {str(name): number for number, name in enumerate(columns.parties)}
    position = {str(name): number for number, name in enumerate(columns.ids)}
    firm = {word: number for number, word in enumerate(LEVELS)}
    for row in graph.tables["conditions"].itertuples():
        what: tuple[str, ...] = (str(row.what),)
        holder = NOBODY
        if OPTION_SEPARATOR not in row.what:
            held = position[row.what]
            if not columns.start[held] <= day <= columns.end[held]:
                continue
            what, holder = _stands_for(graph, held), int(columns.party[held])
        holder = party[row.party] if isinstance(row.party, str) else holder
        if holder != NOBODY:
            holder = int(columns.principal[holder]) if roll_up else holder
            how_firm = firm[row.firmness if isinstance(row.firmness, str) else ""]
            counts = how_firm >= level or level == AIM or (possible and how_firm == UNKNOWN)
            if not counts or (only is not None and holder not in only):
                continue
        evidence = tuple(cell_list(row.evidence))
        yield Tie(str(row.id), holder, what, row.relation, tuple(cell_list(row.requires)), evidence)


def _stands_for(graph: Store, position: int) -> tuple[str, ...]:
    columns, rows = graph.columns, graph.tables["positions"]
    issue = int(columns.issue[position])
    if columns.is_number[issue] or int(columns.stance[position]) == REJECTS:
        return (str(columns.ids[position]),)
    return tuple(
        f"{columns.issues[issue]}{OPTION_SEPARATOR}{option}" for option in cell_list(rows["option"].iat[position])
    )


def _clauses(names: list[str], ties: list[Tie], code: dict[str, int], apart: set[tuple[int, int]]) -> Steps:
    joined: nx.Graph = nx.Graph()
    joined.add_nodes_from(range(len(names)))
    brings: nx.DiGraph = nx.DiGraph()
    brings.add_nodes_from(range(len(names)))
    for tie in ties:
        if tie.relation == "together with" and len(tie.what) == len(tie.requires) == 1:
            joined.add_edge(code[tie.what[0]], code[tie.requires[0]])
        if tie.relation == "implies":
            brings.add_edge(code[tie.what[0]], code[tie.requires[0]])
    company = {step: frozenset(group) for group in nx.connected_components(joined) for step in group}
    made, kept = [], []
    for number, tie in enumerate(ties):
        what = [code[step] for step in tie.what]
        requires = frozenset(code[step] for step in tie.requires)
        void = False
        for step in what:
            others = frozenset(other for other in requires if (step, other) not in apart)
            # What waits for a thing that a rule keeps apart from it waits for ever, as what waits for itself does.
            void |= not others
            if not others:
                made.append(Clause(number, step, frozenset([step])))
                continue
            if tie.relation in ("together with", "implies"):
                beside = others
            elif tie.relation == "only if":
                beside = others & company[step]
            else:
                # What a rule brings with it comes after it as well as at the same time.
                beside = frozenset(other for other in others if other != step and nx.has_path(brings, other, step))
            made.append(Clause(number, step, others - beside, beside))
        if tie.relation == "together with" and len(requires) == 1 and not void:
            made += [Clause(number, other, frozenset(), frozenset(what)) for other in requires - frozenset(what)]
        kept.append(tie._replace(void=void))
    return Steps(names, kept, made, apart)


def taken_already(found: Steps, done: Names) -> frozenset[int]:
    """The steps that the caller says are done.

    Raises
    ------
    UnknownNameError
        When no condition speaks of one.
    """
    code = {name: number for number, name in enumerate(found.names)}
    asked = [done] if isinstance(done, str) else list(done or [])
    for name in asked:
        if name not in code:
            raise UnknownNameError(
                f"No condition speaks of a step '{name}'. They speak of: {', '.join(code) or 'none'}."
            )
    return frozenset(code[name] for name in asked)


class Words:
    """How steps and ties read."""

    def __init__(self, graph: Store, found: Steps) -> None:
        self.graph, self.found, self.wording = graph, found, Wording(graph)
        self.position = {str(name): number for number, name in enumerate(graph.columns.ids)}
        self.code = {name: number for number, name in enumerate(found.names)}

    def issue(self, step: int) -> str:
        """Id of the issue that a step is about."""
        name = self.found.names[step]
        if OPTION_SEPARATOR in name:
            return name.split(OPTION_SEPARATOR)[0]
        return str(self.graph.columns.issues[self.graph.columns.issue[self.position[name]]])

    def name(self, step: int) -> str:
        """``'held' (Summit)``, or what a position says."""
        name = self.found.names[step]
        if OPTION_SEPARATOR in name:
            return self.wording.item(name)
        return f"{self.wording.names(self.position[name])} ({self.wording.item(self.issue(step))})"

    def _does(self, step: int) -> str:
        name = self.found.names[step]
        verb = "agrees to" if OPTION_SEPARATOR in name else self.wording.stance(self.position[name])
        return f"{verb} {self.name(step)}"

    def tie(self, tie: Tie, step: int) -> str:
        """``A agrees to 'x' (X) only after 'y' (Y)``."""
        if tie.relation == "implies":
            return f"{self.name(step)} brings {join((self.name(self.code[one]) for one in tie.requires), 'or')} with it"
        whole = step in (self.code[one] for one in tie.what)
        others = join((self.name(self.code[one]) for one in (tie.requires if whole else tie.what)), "or")
        nobody = tie.party == NOBODY
        head = f"{self.name(step)} can be done" if nobody else f"{self.wording.parties[tie.party]} {self._does(step)}"
        said = f"{head} {tie.relation} {others}" if whole else f"{head} together with {others} and not without it"
        return said + (", which a rule of the matter excludes beside it" if tie.void else "")

    def ties(self, clauses: Iterable[int]) -> list[str]:
        """The ties behind clauses, each read once."""
        found = self.found
        return list(dict.fromkeys(self.tie(found.ties[found.clauses[n].tie], found.clauses[n].step) for n in clauses))

    def cells(self, clauses: Iterable[int]) -> tuple[str, str, str]:
        """Conditions, parties and evidence behind clauses."""
        ties = [self.found.ties[tie] for tie in dict.fromkeys(self.found.clauses[number].tie for number in clauses)]
        who = dict.fromkeys(str(self.graph.columns.parties[tie.party]) for tie in ties if tie.party != NOBODY)
        cited = dict.fromkeys(one for tie in ties for one in tie.evidence)
        return JOIN.join(tie.id for tie in ties), JOIN.join(who), JOIN.join(cited)

    def names(self, chosen: Iterable[int]) -> str:
        """Ids of steps."""
        return JOIN.join(self.found.names[step] for step in chosen)

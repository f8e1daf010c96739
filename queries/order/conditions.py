"""The conditions of a case as steps that wait for one another, and how they read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import networkx as nx

from ...graph import rule
from ...graph.asked import day_asked
from ...graph.columns import LEVELS, UNKNOWN
from ...graph.lists import join
from ...graph.ontology import OPTION_SEPARATOR
from ..asking.selection import Names, UnknownNameError, level_code
from ..asking.wording import JOIN, Wording, cell_list
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
    ties = list(_ties(graph, only, as_of, roll_up, level_code(level), possible))
    spoken = {step for tie in ties for step in (*tie.what, *tie.requires)}
    rules = list(graph.tables["constraints"].itertuples())
    while (
        more := {
            step
            for row in rules
            for step in (row.option, row.other)
            if row.relation == "implies" and {row.option, row.other} & spoken
        }
        - spoken
    ):
        spoken |= more
    ties += [
        Tie(str(row.id), NOBODY, (row.option,), "implies", (row.other,), tuple(cell_list(row.evidence)))
        for row in rules
        if row.relation == "implies" and row.option in spoken
    ]
    names = list(dict.fromkeys(step for tie in ties for step in (*tie.what, *tie.requires)))
    code = {name: number for number, name in enumerate(names)}
    return _clauses(names, ties, code, _apart(graph, code), _taken_already(code, done))


def _apart(graph: Store, code: dict[str, int]) -> dict[tuple[int, int], str]:
    """Pairs of steps that no package has both of: options of one issue, and what a rule of the matter excludes.

    Options of an issue that is settled region by region can stand side by side in different regions.
    """
    per_region = {
        str(issue) for issue, apart in zip(graph.columns.issues, graph.columns.per_region, strict=True) if apart
    }
    of_issue: dict[str, list[int]] = defaultdict(list)
    for name, step in code.items():
        issue = name.split(OPTION_SEPARATOR)[0]
        if OPTION_SEPARATOR in name and issue not in per_region:
            of_issue[issue].append(step)
    apart = {(a, b): f"{ISSUE}{issue}" for issue, own in of_issue.items() for a in own for b in own if a != b}
    for row in graph.tables["constraints"].itertuples():
        if row.relation == "excludes" and row.option in code and row.other in code and row.option != row.other:
            one, other = code[row.option], code[row.other]
            for pair in ((one, other), (other, one)):
                apart.setdefault(pair, str(row.id))
    return apart


def _ties(
    graph: Store, only: list[int] | None, as_of: str | None, roll_up: bool, level: int, possible: bool
) -> Iterator[Tie]:
    columns, day = graph.columns, day_asked(graph, as_of)
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
            counted = rule.counts(how_firm, level) or (possible and how_firm == UNKNOWN)
            if not counted or (only is not None and holder not in only):
                continue
        evidence = tuple(cell_list(row.evidence))
        yield Tie(str(row.id), holder, what, row.relation, tuple(cell_list(row.requires)), evidence)


def _stands_for(graph: Store, position: int) -> tuple[str, ...]:
    columns, rows = graph.columns, graph.tables["positions"]
    issue = int(columns.issue[position])
    if columns.is_number[issue] or not columns.accepting[position]:
        return (str(columns.ids[position]),)
    return tuple(
        f"{columns.issues[issue]}{OPTION_SEPARATOR}{option}" for option in cell_list(rows["option"].iat[position])
    )


def _clauses(
    names: list[str], ties: list[Tie], code: dict[str, int], apart: dict[tuple[int, int], str], done: frozenset[int]
) -> Steps:
    at_once = _AtOnce(ties, code, apart)
    clauses: list[Clause] = []
    kept = []
    for number, tie in enumerate(ties):
        what, requires = [code[step] for step in tie.what], frozenset(code[step] for step in tie.requires)
        against, void = dict[str, None](), False
        for step in what:
            others = frozenset(other for other in requires if (step, other) not in apart or other in done)
            against |= dict.fromkeys(apart[step, other] for other in sorted(requires - others))
            if not others:
                # What waits for a thing that no package has beside it waits for ever, as what waits for itself does.
                void = True
                clauses.append(Clause(number, step, frozenset([step]), void=True))
                continue
            if tie.relation in ("together with", "implies"):
                beside = others
            elif tie.relation == "only if":
                beside = at_once.beside(step, others)
            else:
                beside = frozenset()
            clauses.append(Clause(number, step, others - beside, beside))
        if tie.relation == "together with" and len(requires) == 1:
            (other,) = requires
            with_it = frozenset(step for step in what if step != other and (step, other) not in apart)
            if with_it:
                clauses.append(Clause(number, other, frozenset(), with_it))
        kept.append(tie._replace(against=tuple(against), void=void))
    return Steps(names, kept, clauses, apart, done)


class _AtOnce:
    """Which steps are in place when others are taken at the same time.

    Steps are taken at the same time where conditions tie them *together*, directly or through others, and where a rule
    implies the one from the other, or what is tied together with one cannot be without it.
    """

    def __init__(self, ties: list[Tie], code: dict[str, int], apart: dict[tuple[int, int], str]) -> None:
        joined: nx.Graph = nx.Graph()
        self._brings: nx.DiGraph = nx.DiGraph()
        self._brings.add_nodes_from(code.values())
        for tie in ties:
            if tie.relation not in ("together with", "implies"):
                continue
            pairs = [(code[a], code[b]) for a in tie.what for b in tie.requires if (code[a], code[b]) not in apart]
            if tie.relation == "together with":
                joined.add_edges_from(pairs)
            if len(tie.requires) == 1:
                self._brings.add_edges_from(pairs)
                if tie.relation == "together with" and len(tie.what) == 1:
                    self._brings.add_edges_from((b, a) for a, b in pairs)
        self._group = {step: frozenset(group) for group in nx.connected_components(joined) for step in group}

    def beside(self, step: int, others: frozenset[int]) -> frozenset[int]:
        """Those of the others that are in place for a step when they are taken at the same time."""
        company = self._group.get(step, frozenset())
        return frozenset(
            other for other in others - {step} if other in company or nx.has_path(self._brings, other, step)
        )


def _taken_already(code: dict[str, int], done: Names) -> frozenset[int]:
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
        return f"{self.wording.names(self.position[name])} ({self.wording.item(self.issue(step))})".lstrip()

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
        if not tie.void:
            return said
        if any(reason in self.found.rules for reason in tie.against):
            return f"{said}, which a rule of the matter excludes beside it"
        return f"{said}, and {self.apart(tie.against)}"

    def dropped(self, ties: Iterable[Tie]) -> str:
        """``A dropped its condition on 'x' (X) and B dropped its condition on 'y' (Y)``."""
        said = []
        for tie in ties:
            whose = (
                "the condition" if tie.party == NOBODY else f"{self.wording.parties[tie.party]} dropped its condition"
            )
            what = join((self.name(self.code[one]) for one in tie.what), "and")
            said.append(f"{whose} on {what}{' were dropped' if tie.party == NOBODY else ''}")
        return join(dict.fromkeys(said), "and")

    def ties(self, clauses: Iterable[int]) -> list[str]:
        """The ties behind clauses, each read once."""
        found = self.found
        return list(dict.fromkeys(self.tie(found.ties[found.clauses[n].tie], found.clauses[n].step) for n in clauses))

    def cells(self, clauses: Iterable[int]) -> tuple[str, str, str]:
        """Conditions and rules, parties and evidence behind clauses."""
        return self.of_ties(dict.fromkeys(self.found.clauses[number].tie for number in clauses))

    def of_ties(self, numbers: Iterable[int], rules: Iterable[str] = ()) -> tuple[str, str, str]:
        """Conditions and rules, parties and evidence of ties."""
        ties = [self.found.ties[tie] for tie in numbers]
        rules = [*(reason for tie in ties for reason in tie.against), *rules]
        ids = [*(tie.id for tie in ties), *(rule for rule in rules if rule in self.found.rules)]
        who = dict.fromkeys(str(self.graph.columns.parties[tie.party]) for tie in ties if tie.party != NOBODY)
        cited = dict.fromkeys(one for tie in ties for one in tie.evidence)
        return JOIN.join(dict.fromkeys(ids)), JOIN.join(who), JOIN.join(cited)

    def apart(self, reasons: Iterable[str]) -> str:
        """``a package has only one option of X, and 'x' (X) excludes 'y' (Y)``."""
        rules = {str(row.id): row for row in self.graph.tables["constraints"].itertuples()}
        said = []
        for reason in sorted(reasons):
            if (row := rules.get(reason)) is not None and reason in self.found.rules:
                said.append(f"{self.wording.item(row.option)} excludes {self.wording.item(row.other)}")
            else:
                said.append(f"a package has only one option of {self.wording.item(reason.removeprefix(ISSUE))}")
        return join(said, "and")

    def names(self, chosen: Iterable[int]) -> str:
        """Ids of steps."""
        return JOIN.join(self.found.names[step] for step in chosen)

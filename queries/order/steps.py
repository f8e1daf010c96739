"""The steps that conditions speak of, what each waits for, and which of them can ever be taken.

A step is an option (``issue/option``), in one place where its issue is settled region by region (see
:mod:`zopa.queries.order.places`). A position that a condition is set on stands for the options it names; a position
that rejects, or is about a number, is a step of its own. What ties a step is a :class:`Clause`, and all clauses of a
step must hold: each is met by one of its alternatives. Read as Horn clauses with alternatives, the steps that can be
taken are a least fixpoint (Dowling & Gallier 1984, Linear-time algorithms for testing the satisfiability of
propositional Horn formulae); steps tied to be taken together enter it together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import networkx as nx

from ..asking.deadline import Deadline
from ..asking.steps import Step

NOBODY = -1

#: Before the id of an issue whose options no package has two of.
ISSUE = "issue:"


#: A loop: each step of it, the step that it waits for, and by which clauses.
Loop = list[tuple[int, int, list[int]]]


class Tie(NamedTuple):
    """A condition, or a rule of the matter, as it was coded."""

    id: str
    party: int
    #: The position or the option that it is set on, as coded.
    subject: str
    what: tuple[str, ...]
    relation: str
    requires: tuple[str, ...]
    evidence: tuple[str, ...]
    #: What keeps some of what it requires out of a package with its step, as in :attr:`Steps.apart`.
    against: tuple[str, ...] = ()
    #: Whether nothing is left that a step of it could wait for.
    void: bool = False


class Clause(NamedTuple):
    """That a step waits for one of these: taken before it, taken no later than it, or taken at any time."""

    tie: int
    step: int
    before: frozenset[int]
    beside: frozenset[int] = frozenset()
    ever: frozenset[int] = frozenset()
    #: Whether it waits in vain, for itself, as no package has what it requires beside it.
    void: bool = False

    @property
    def alternatives(self) -> frozenset[int]:
        """All that would meet it."""
        return self.before | self.beside | self.ever

    def met(self, stage: dict[int, int], at: int) -> list[int]:
        """The alternatives that meet it where its step is taken at a stage and others at theirs."""
        met = [alternative for alternative in self.before if stage.get(alternative, at) < at]
        met += [alternative for alternative in self.beside if alternative in stage and stage[alternative] <= at]
        return met + [alternative for alternative in self.ever if alternative in stage]


class Run(NamedTuple):
    """Steps that can be taken, each with the earliest stage at which it can be, and for every other step a clause that it
    fails."""

    stage: dict[int, int]
    fails: dict[int, int]


@dataclass
class Steps:
    """Steps of a case and what ties them."""

    names: list[Step]
    ties: list[Tie]
    clauses: list[Clause] = field(default_factory=list)
    #: Pairs of steps that no package has both of, both ways round, with the id of the rule or ``issue:`` and the issue.
    apart: dict[tuple[int, int], str] = field(default_factory=dict)
    #: Steps that are taken to be done: they wait for nothing, and keep nothing out of a package.
    done: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        self._apart_from: dict[int, set[int]] = defaultdict(set)
        for step, excluded in self.apart:
            self._apart_from[step].add(excluded)
        self.of_step: dict[int, list[int]] = defaultdict(list)
        self.waiting: dict[int, list[int]] = defaultdict(list)
        for index, clause in enumerate(self.clauses):
            self.of_step[clause.step].append(index)
            for needed in clause.before | clause.beside:
                self.waiting[needed].append(index)

    @cached_property
    def rules(self) -> frozenset[str]:
        """The reasons that keep steps apart, where they are rules of the matter."""
        return frozenset(reason for reason in self.apart.values() if not reason.startswith(ISSUE))

    def waivable(self) -> frozenset[int]:
        """Ties that somebody set, and so could waive."""
        return frozenset(index for index, tie in enumerate(self.ties) if tie.party != NOBODY)

    def relaxed(self, group: Iterable[int]) -> Steps:
        """The same, where parties that let the steps of a group wait for one another let them be taken at the same time."""
        together, set_by_somebody = frozenset(group), self.waivable()
        clauses = [
            clause._replace(before=clause.before - together, beside=clause.beside | (clause.before & together))
            if clause.step in together and clause.tie in set_by_somebody and clause.alternatives != {clause.step}
            else clause
            for clause in self.clauses
        ]
        return Steps(self.names, self.ties, clauses, self.apart, self.done)

    def consistent(self, chosen: Collection[int]) -> bool:
        """Whether a package can have all of these steps."""
        undone = set(chosen) - self.done
        return not any(self._apart_from[step] & undone for step in undone)

    def as_package(self) -> Steps:
        """The same, where ``only if`` asks no more than that the other is taken at some time."""

        def relaxed(clause: Clause) -> Clause:
            if clause.void or self.ties[clause.tie].relation != "only if":
                return clause
            return clause._replace(before=frozenset(), beside=frozenset(), ever=clause.before | clause.beside)

        return Steps(self.names, self.ties, list(map(relaxed, self.clauses)), self.apart, self.done)

    # -------------------------------------------------------------------------------------------- what can be taken

    def run(
        self, done: Iterable[int] = (), waived: frozenset[int] = frozenset(), within: frozenset[int] | None = None
    ) -> Run:
        """Take every step that can be taken, as early as it can be; where some are given, none but these.

        That a package cannot have two of them is not looked at here: :mod:`zopa.queries.order.schedules` does.
        """
        done_already = frozenset(done)
        whole = frozenset(range(len(self.names))) if within is None else within
        fails: dict[int, int] = {}
        while True:
            stage = self._stages(done_already, waived, whole)
            reached = frozenset(stage)
            fails |= self._reasons(whole - reached, reached, waived, whole)
            if reached == whole or not any(clause.ever for clause in self.clauses):
                return Run(stage, fails)
            # What is never taken cannot be what another step counts on at some time.
            whole = reached

    def _stages(self, done: frozenset[int], waived: frozenset[int], whole: frozenset[int]) -> dict[int, int]:
        met = [clause.tie in waived or bool(clause.ever & whole) for clause in self.clauses]
        hard: dict[int, int] = defaultdict(int)
        for index, clause in enumerate(self.clauses):
            hard[clause.step] += not met[index] and not clause.beside
        ready = {step for step in whole - done if not hard[step]}
        stage: dict[int, int] = {}
        entering, count = set(done), 0
        while entering or not count:
            for step in entering:
                stage[step] = count
            for index in {index for step in entering for index in self.waiting[step] if not met[index]}:
                met[index] = True
                waits = self.clauses[index]
                hard[waits.step] -= not waits.beside
                if not hard[waits.step] and waits.step in whole and waits.step not in stage:
                    ready.add(waits.step)
            entering = self._at_once(ready, met)
            ready -= entering
            count += 1
        return stage

    def _at_once(self, ready: set[int], met: list[bool]) -> set[int]:
        """The most of the ready steps that can be taken at the same time."""
        remaining = set(ready)
        suspects = list(ready)
        while suspects:
            step = suspects.pop()
            open_ones = [index for index in self.of_step[step] if not met[index]]
            if step in remaining and any(not self.clauses[index].beside & remaining for index in open_ones):
                remaining.discard(step)
                suspects += [self.clauses[index].step for index in self.waiting[step]]
        return remaining

    def _reasons(
        self, never: frozenset[int], reached: frozenset[int], waived: frozenset[int], whole: frozenset[int]
    ) -> dict[int, int]:
        """For every step that cannot be taken a clause that fails, such that the clauses chosen bear one another out.

        Steps that only wait for company fall last: were the steps that fell before them taken, so could they be.
        """
        remaining, reasons = set(never), {}
        suspects = sorted(never)
        while suspects:
            step = suspects.pop()
            if step not in remaining:
                continue
            for index in self.of_step[step]:
                clause = self.clauses[index]
                if clause.tie in waived or clause.ever & whole or (clause.before | clause.beside) & reached:
                    continue
                if not clause.beside & remaining:
                    reasons[step] = index
                    remaining.discard(step)
                    suspects += [self.clauses[waits].step for waits in self.waiting[step]]
                    break
        return reasons

    # -------------------------------------------------------------------------------------------- what cannot

    def waits_for(self, stuck: frozenset[int], run: Run) -> dict[int, dict[int, list[int]]]:
        """Of stuck steps: for which others each waits, and by which clauses."""
        edges: dict[int, dict[int, list[int]]] = {step: {} for step in stuck}
        for step in sorted(stuck):
            for index in self.of_step[step]:
                alternatives = self.clauses[index].alternatives
                if not any(alternative in run.stage for alternative in alternatives):
                    for alternative in sorted(alternatives & stuck):
                        edges[step].setdefault(alternative, []).append(index)
        return edges

    def cores(self, within: frozenset[int] | None = None) -> Iterator[frozenset[int]]:
        """Groups of steps that block one another even where every other step is taken: strongly connected stuck parts."""
        everything = frozenset(range(len(self.names)))
        within = everything if within is None else within
        run = self.run(done=everything - within)
        stuck = within - run.stage.keys()
        edges = self.waits_for(stuck, run)
        web = nx.DiGraph([(step, alternative) for step, alternatives in edges.items() for alternative in alternatives])
        for component in sorted(nx.strongly_connected_components(web), key=min):
            group = frozenset(component)
            if group == within:
                yield group
            elif len(group) > 1 or web.has_edge(*group, *group):
                yield from self.cores(group)

    def within_reach(self, stuck: frozenset[int]) -> frozenset[int]:
        """Those of stuck steps that are stuck whatever a package can have at once: they wait for one another in loops."""
        return stuck - self.run(done=self.done).stage.keys()

    def loops(self, core: frozenset[int], deadline: Deadline) -> list[Loop]:
        """One shortest loop through every edge of a core by which a step waits for an earlier one, each loop once.

        Those that there was time for.
        """
        everything = frozenset(range(len(self.names)))
        edges = self.waits_for(core, self.run(done=everything - core))
        web = nx.DiGraph([(step, alternative) for step, alternatives in edges.items() for alternative in alternatives])
        loop_of: dict[tuple[int, ...], Loop] = {}
        for step in sorted(core):
            for neighbour, clauses in edges[step].items():
                if deadline.over():
                    break
                if not any(neighbour in self.clauses[clause].before for clause in clauses):
                    continue
                if not nx.has_path(web, neighbour, step):
                    continue
                path = nx.shortest_path(web, neighbour, step)
                turn = path.index(min(path))
                key = tuple(path[turn:] + path[:turn])
                if key not in loop_of:
                    loop_of[key] = [
                        (waiting_step, after, edges[waiting_step][after])
                        for waiting_step, after in zip(key, (*key[1:], key[0]), strict=True)
                    ]
        return sorted(loop_of.values(), key=len)

    def conflict(
        self, core: frozenset[int], waived: frozenset[int], done: frozenset[int] = frozenset()
    ) -> frozenset[int] | None:
        """Ties of which one at least must be waived for the core to be taken; none where these are enough."""
        run = self.run(done=done, waived=waived)
        blocked = [step for step in sorted(core) if step not in run.stage]
        if not blocked:
            return None
        seen, waiting = {blocked[0]}, [blocked[0]]
        while waiting:
            for alternative in self.clauses[run.fails[waiting.pop()]].alternatives - seen:
                seen.add(alternative)
                waiting.append(alternative)
        return frozenset(self.clauses[run.fails[step]].tie for step in seen) & self.waivable()

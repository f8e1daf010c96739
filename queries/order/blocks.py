"""Blocks that stop steps: loops in which each waits for the next, and steps that take two things no package has both of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import networkx as nx

from ..asking.deadline import Deadline, OutOfTimeError
from .schedules import Packages, Reason, Schedule, support
from .steps import NOBODY, Loop, Steps


class Block(NamedTuple):
    """Steps that block one another: by loops, or as no package can have all that they wait for, and the reason why."""

    steps: frozenset[int]
    loops: list[Loop]
    reason: Reason | None = None

    @property
    def named(self) -> frozenset[int]:
        """The steps that rows about it name; others of it only wait for these."""
        if self.reason is not None:
            return self.steps
        return frozenset(step for loop in self.loops for step, _, _ in loop)


def failing(steps: Steps, plans: Schedule, step: int) -> list[int]:
    """The clauses of a step of which no alternative can be taken in any package."""
    return [n for n in steps.of_step[step] if not steps.clauses[n].alternatives & plans.stage.keys()]


def blocks_of(
    steps: Steps, plans: Schedule, packages: Packages, stuck: frozenset[int], deadline: Deadline
) -> Iterator[Block]:
    """All that blocks steps, and is not only held up by something else; fewer where the time is over."""
    looped = frozenset(steps.within_reach(stuck))
    named: set[int] = set()
    for core in steps.cores(looped) if looped else ():
        block = Block(core, steps.loops(core, deadline))
        named |= block.named
        yield block
    web: nx.DiGraph = nx.DiGraph()
    web.add_nodes_from(stuck)
    for step in stuck:
        for clause in failing(steps, plans, step):
            web.add_edges_from((step, neighbour) for neighbour in steps.clauses[clause].alternatives & stuck)
    for group in sorted(nx.strongly_connected_components(web), key=min):
        leaves = any(neighbour not in group for step in group for neighbour in web[step])
        if leaves or group & named or not group & plans.blocked.keys():
            continue
        first = min(group & plans.blocked.keys())
        try:
            reason = packages.shrunk(first, plans.blocked[first])
        except OutOfTimeError:
            reason = plans.blocked[first]
        yield Block(frozenset(group), [], reason)


class Kinds:
    """Whose conditions block steps: those of one party alone, those of one with rules of the matter, or those of several."""

    def __init__(self, steps: Steps, packages: Packages) -> None:
        self._steps, self._packages = steps, packages
        self._stuck: dict[frozenset[int], frozenset[int]] = {}
        self._parties = sorted({tie.party for tie in steps.ties} - {NOBODY})
        self._alone = [frozenset([party]) for party in self._parties]
        self._with_rules = [frozenset([NOBODY]), *(frozenset([party, NOBODY]) for party in self._parties)]

    def _waivable_but(self, who: frozenset[int]) -> frozenset[int]:
        return frozenset(index for index, tie in enumerate(self._steps.ties) if tie.party not in who)

    def _block(self, who: frozenset[int], steps: set[int]) -> bool:
        """Whether the conditions of these alone block all of these steps, in loops."""
        if who not in self._stuck:
            run = self._steps.run(done=self._steps.done, waived=self._waivable_but(who))
            self._stuck[who] = frozenset(range(len(self._steps.names))) - run.stage.keys()
        return steps <= self._stuck[who]

    def of_loop(self, loop: Loop) -> str:
        """``standoff``, ``matter`` or ``self-contradiction``."""
        steps = {step for step, _, _ in loop}
        ties = [self._steps.ties[self._steps.clauses[clause].tie] for _, _, clauses in loop for clause in clauses]
        by_rule = any(reason in self._steps.rules for tie in ties for reason in tie.against)
        if not by_rule and any(self._block(who, steps) for who in self._alone):
            return "self-contradiction"
        return "matter" if any(self._block(who, steps) for who in self._with_rules) else "standoff"

    def of_reason(self, step: int, reason: Reason) -> str:
        """The same for a step that can be part of no package."""
        issues = frozenset(
            reason_apart for reason_apart in self._steps.apart.values() if reason_apart not in self._steps.rules
        )
        try:
            if any(self._never(step, who, issues) for who in self._alone):
                return "self-contradiction"
            return "matter" if any(self._never(step, who, None) for who in self._with_rules) else "standoff"
        except OutOfTimeError:
            parties = {self._steps.ties[tie].party for tie in reason.ties}
            return "standoff" if len(parties - {NOBODY}) > 1 else "matter"

    def _never(self, step: int, who: frozenset[int], apart: frozenset[str] | None) -> bool:
        return isinstance(self._packages.plan(step, self._waivable_but(who), apart=apart), Reason)


class Ways:
    """Whether steps that block one another could be taken if they were agreed on in another way."""

    def __init__(self, coded: Steps, steps: Steps, deadline: Deadline) -> None:
        self._package = None if coded is not steps else coded.as_package()
        self._steps, self._deadline = steps, deadline
        self.complete = True

    def in_one_package(self, core: frozenset[int]) -> bool:
        """Whether agreeing on everything as one package would free a core."""
        return self._package is not None and self._takes(self._package, core)

    def together(self, core: frozenset[int], chosen: list[int]) -> bool:
        """Whether doing these steps at the same time would free a core."""
        return len(chosen) > 1 and self._steps.consistent(chosen) and self._takes(self._steps.relaxed(chosen), core)

    def _takes(self, steps: Steps, core: frozenset[int]) -> bool:
        try:
            self._deadline.check()
            run = steps.run(done=steps.done)
            if not core <= run.stage.keys():
                return False
            unsure = [step for step in sorted(core) if support(steps, run, step) is None]
            packages = Packages(steps, self._deadline) if unsure else None
            return all(packages is not None and not isinstance(packages.plan(step), Reason) for step in unsure)
        except OutOfTimeError:
            self.complete = False
            return False

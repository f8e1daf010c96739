"""Which steps fit into one package with all that they wait for, and how early each can be taken.

A package never has two options of one issue, nor two steps that a rule of the matter excludes beside each other. So a step
can be taken where some set of steps around it has no two of these, and can be ordered so that every clause of each is met
(:mod:`zopa.queries.order.steps`). A solver of clauses finds those sets; that a set can be ordered is
checked by taking its steps one after another, and what goes round in a circle is told to the solver as a clause (Lin &
Zhao 2004, ASSAT: computing answer sets of a logic program by SAT solvers, call it a loop formula).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from ..asking.deadline import Deadline, OutOfTimeError
from ..packages.minimal_sets import solved
from .steps import Clause, Run, Steps

#: The stages of some steps that can all be part of one package.
Plan = dict[int, int]


class Reason(NamedTuple):
    """Why a step can be part of no package: ties, and what keeps steps apart (ids of rules, ``issue:`` and an issue)."""

    ties: frozenset[int]
    apart: frozenset[str]


class Packages:
    """Answers which steps can be taken in some package, with some ties waived."""

    def __init__(self, steps: Steps, deadline: Deadline) -> None:
        from pysat.solvers import Solver

        self._steps, self._deadline = steps, deadline
        self._solver = Solver(name="minisat22")
        size = len(steps.names)
        self._tie = {tie: size + 1 + tie for tie in range(len(steps.ties))}
        self._top = size + len(steps.ties)
        self._apart: dict[str, int] = {}
        self._stages = 0
        self._at: dict[tuple[int, int], int] = {}
        for clause in steps.clauses:
            self._add(clause)
        for (first, second), reason in steps.apart.items():
            if first < second and not {first, second} & steps.done:
                self._solver.add_clause([-self._keeps_apart(reason), -(first + 1), -(second + 1)])
        # Small packages first: they are understood, and ordered, sooner.
        self._solver.set_phases([-(step + 1) for step in range(size)])

    def _new(self) -> int:
        self._top += 1
        return self._top

    def _keeps_apart(self, reason: str) -> int:
        if reason not in self._apart:
            self._apart[reason] = self._new()
        return self._apart[reason]

    def _add(self, clause: Clause) -> None:
        if clause.step not in self._steps.done and not clause.alternatives & self._steps.done:
            met_by = [
                alternative + 1
                for alternative in clause.alternatives
                if alternative != clause.step or alternative not in clause.before
            ]
            self._solver.add_clause([-self._tie[clause.tie], -(clause.step + 1), *met_by])

    def plan(
        self,
        step: int,
        waived: frozenset[int] = frozenset(),
        by: int | None = None,
        apart: frozenset[str] | None = None,
    ) -> Plan | Reason:
        """A package with a step, by a stage where one is given; or why there is none.

        With ``apart`` only these rules and issues keep steps apart.
        """
        ties = [selector for tie, selector in self._tie.items() if tie not in waived]
        exclusions = [selector for reason, selector in self._apart.items() if apart is None or reason in apart]
        assumptions = [step + 1 if by is None else self._at[step, by], *ties, *exclusions]
        while solved(self._solver, assumptions, self._deadline):
            chosen = frozenset(
                literal - 1 for literal in self._solver.get_model()[: len(self._steps.names)] if literal > 0
            )
            run = self._steps.run(done=self._steps.done, waived=waived, within=chosen | self._steps.done)
            if step in run.stage and (by is None or run.stage[step] <= by):
                return run.stage
            self._forbid(run, [stuck_step for stuck_step in sorted(chosen) if stuck_step not in run.stage], chosen)
        core = frozenset(self._solver.get_core() or [])
        return Reason(
            frozenset(tie for tie, selector in self._tie.items() if selector in core),
            frozenset(reason for reason, selector in self._apart.items() if selector in core),
        )

    def _forbid(self, run: Run, stuck: list[int], chosen: frozenset[int]) -> None:
        """Tell the solver that steps that only wait for one another need something from outside."""
        remaining = set(stuck)
        while remaining:
            circle, waiting = set[int](), [min(remaining)]
            while waiting:
                if (step := waiting.pop()) not in circle:
                    circle.add(step)
                    waiting += self._steps.clauses[run.fails[step]].alternatives & chosen - run.stage.keys() - circle
            clauses = [self._steps.clauses[run.fails[step]] for step in circle]
            outside = frozenset().union(*(clause.alternatives for clause in clauses)) - circle
            self._solver.add_clause(
                [
                    *{-self._tie[clause.tie] for clause in clauses},
                    *(-(step + 1) for step in circle),
                    *(step + 1 for step in outside),
                ]
            )
            remaining -= circle

    def up_to(self, stages: int) -> None:
        """Make it possible to ask for plans by a stage up to so many."""
        steps = [step for step in range(len(self._steps.names)) if step not in self._steps.done]
        for stage in range(1, stages + 1):
            self._at |= {(step, stage): self._new() for step in steps}
        for step in steps:
            for stage in range(1, stages + 1):
                at = self._at[step, stage]
                self._solver.add_clause([-at, step + 1 if stage == stages else self._at[step, stage + 1]])
                for index in self._steps.of_step[step]:
                    clause = self._steps.clauses[index]
                    if not clause.alternatives & self._steps.done:
                        met_by = [self._at[alternative, stage - 1] for alternative in clause.before if stage > 1]
                        met_by += [self._at[alternative, stage] for alternative in clause.beside]
                        met_by += [alternative + 1 for alternative in clause.ever]
                        self._solver.add_clause([-self._tie[clause.tie], -at, *met_by])

    def shrunk(self, step: int, reason: Reason) -> Reason:
        """A reason of which nothing can be left out."""
        every = frozenset(self._tie)
        for tie in sorted(reason.ties):
            fewer = Reason(reason.ties - {tie}, reason.apart)
            if isinstance(self.plan(step, every - fewer.ties, apart=fewer.apart), Reason):
                reason = fewer
        for exclusion in sorted(reason.apart):
            fewer = Reason(reason.ties, reason.apart - {exclusion})
            if isinstance(self.plan(step, every - fewer.ties, apart=fewer.apart), Reason):
                reason = fewer
        return reason


@dataclass
class Schedule:
    """The earliest stage of each step, and a plan with it; why other steps are in no plan; whether all were looked at."""

    stage: dict[int, int]
    plans: dict[int, Plan]
    blocked: dict[int, Reason] = field(default_factory=dict)
    complete: bool = True


def support(steps: Steps, run: Run, step: int, waived: frozenset[int] = frozenset()) -> Plan | None:
    """A step and what it waits for, of alternatives the earliest; none where a package cannot have all of it."""
    plan: Plan = {}
    waiting = [step]
    while waiting:
        reached = waiting.pop()
        if reached in plan:
            continue
        plan[reached] = run.stage[reached]
        if reached in steps.done:
            continue
        for clause in map(steps.clauses.__getitem__, steps.of_step[reached]):
            if clause.tie not in waived:
                met = clause.met(run.stage, run.stage[reached])
                waiting.append(min(met, key=lambda alternative: (run.stage[alternative], alternative)))
    return plan if steps.consistent(plan) else None


def schedule(steps: Steps, packages: Packages) -> Schedule:
    """When each step can be taken at the earliest, in a package of its own."""
    run = steps.run(done=steps.done)
    plans_of = Schedule(dict(run.stage), {step: {step: stage} for step, stage in run.stage.items()})
    late: dict[int, Plan] = {}
    try:
        for step in sorted(run.stage):
            if plan := support(steps, run, step):
                plans_of.plans[step] = plan
                continue
            answer = packages.plan(step)
            if isinstance(answer, Reason):
                plans_of.blocked[step] = answer
            else:
                late[step] = answer
        for step in plans_of.blocked:
            del plans_of.stage[step], plans_of.plans[step]
        for step, plan in late.items():
            plans_of.stage[step], plans_of.plans[step] = plan[step], plan
        packages.up_to(max((plans_of.stage[step] - 1 for step in late), default=0))
        for step in late:
            for by in range(run.stage[step], plans_of.stage[step]):
                answer = packages.plan(step, by=by)
                if not isinstance(answer, Reason):
                    plans_of.stage[step], plans_of.plans[step] = answer[step], answer
                    break
    except OutOfTimeError:
        plans_of.complete = False
        for step in plans_of.blocked.keys() & plans_of.stage.keys():
            del plans_of.stage[step], plans_of.plans[step]
    return plans_of

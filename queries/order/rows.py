"""The rows that tell of standoffs and of an order of steps, with a sentence in each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ...graph.lists import join
from ..asking.wording import JOIN
from .blocks import Block, Kinds, Ways, failing

if TYPE_CHECKING:
    from .conditions import Words
    from .schedules import Reason, Schedule
    from .steps import Loop, Steps
    from .waivers import Freed

#: How many of the sets to waive a sentence names.
MAX_NAMED = 5

#: What separates sets of ids in one cell.
SETS = ";"


def loop_row(
    words: Words, steps: Steps, core: int, block: Block, loop: Loop, freed: Freed, ways: Ways, kinds: Kinds
) -> tuple[object, ...]:
    """A loop of a core: who waits for whom in it, and what would resolve it."""
    chosen = [step for step, _, _ in loop]
    clauses = [clause for _, _, clauses_of_step in loop for clause in clauses_of_step]
    why = "; ".join(words.ties(clauses))
    why += {1: ": it can never begin.", 2: ": neither can begin."}.get(len(chosen), ": none of them can begin.")
    together = ways.together(block.steps, chosen)
    return _row(
        words, steps, core, block, chosen, freed, ways, kinds.of_loop(loop), words.cells(clauses), why, together
    )


def impossible_row(
    words: Words, steps: Steps, core: int, block: Block, reason: Reason, freed: Freed, ways: Ways, kinds: Kinds
) -> tuple[object, ...]:
    """Steps that would take more than a package has, and what would resolve it."""
    chosen, ties = sorted(block.steps), sorted(reason.ties)
    phrases = dict.fromkeys(words.tie_near(tie, chosen) for tie in ties)
    they = "it" if len(chosen) == 1 else "they"
    why = f"{join((words.name(step) for step in chosen), 'and')} can never be done, as {they} would take more than a "
    why += f"package has: {'; '.join(phrases)}; {words.apart(reason.apart)}."
    kind, cells = kinds.of_reason(chosen[0], reason), words.of_ties(ties, sorted(reason.apart))
    return _row(words, steps, core, block, chosen, freed, ways, kind, cells, why, False)


def _row(
    words: Words,
    steps: Steps,
    core: int,
    block: Block,
    chosen: list[int],
    freed: Freed,
    ways: Ways,
    kind: str,
    cells: tuple[str, str, str],
    why: str,
    together: bool,
) -> tuple[object, ...]:
    conditions, parties, evidence = cells
    waive = [JOIN.join(steps.ties[tie].id for tie in sorted(ties)) for ties in freed.waive]
    ways_out = [words.dropped(sorted(ties)) for ties in freed.waive[:MAX_NAMED]]
    if together:
        ways_out.append(f"{join((words.name(step) for step in chosen), 'and')} were done at the same time")
    loops = len(block.loops)
    subject = "It" if loops < 2 else f"{'Both' if loops == 2 else f'All {loops}'} loops of core {core}"
    if ways_out:
        more = f" (and {len(freed.waive) - MAX_NAMED:,} other ways)" if len(freed.waive) > MAX_NAMED else ""
        why += f" {subject} would be resolved if {join(ways_out, 'or if')}{more}."
    elif freed.complete:
        why += " No condition that a party could drop would resolve it."
    as_one = ways.in_one_package(block.steps)
    if as_one:
        why += " In one package it is resolved: 'only if' then requires only that the other be part of the package."
    issues = dict.fromkeys(words.issue(step) for step in chosen)
    return (
        kind,
        core,
        words.names(chosen),
        conditions,
        parties,
        JOIN.join(issues),
        SETS.join(waive),
        words.names(chosen) if together else "",
        as_one,
        evidence,
        why,
    )


def held_up(words: Words, steps: Steps, plans: Schedule, step: int, stuck: frozenset[int]) -> tuple[object, ...]:
    """A step that waits for steps that cannot begin."""
    clauses = failing(steps, plans, step)
    conditions, parties, evidence = words.cells(clauses)
    blocking = dict.fromkeys(
        neighbour for clause in clauses for neighbour in sorted(steps.clauses[clause].alternatives & stuck)
    )
    issues = dict.fromkeys(words.issue(waiting_step) for waiting_step in (step, *blocking))
    names = join((words.name(neighbour) for neighbour in blocking), "and")
    why = f"{'; '.join(words.ties(clauses))}: held up, as {names} cannot begin."
    return ("downstream", 0, words.names([step]), conditions, parties, JOIN.join(issues), "", "", False, evidence, why)


def step_row(words: Words, steps: Steps, plans: Schedule, step: int, block: Block | None) -> tuple[object, ...]:
    """A step of the sequence: its stage, and what it waits for or cannot go with."""
    clauses, stage = steps.of_step[step], plans.stage.get(step)
    after, together = dict[int, None](), dict[int, None]()
    for clause in clauses if stage != 0 else ():
        if stage is None:
            after |= dict.fromkeys(sorted(steps.clauses[clause].alternatives - plans.stage.keys()))
            continue
        plan = plans.plans[step]
        if met := steps.clauses[clause].met(plan, stage):
            first = min(met, key=lambda alternative: (plan[alternative], alternative))
            if plan[first] < stage:
                after[first] = None
            elif plan[first] == stage and first != step and first in steps.clauses[clause].beside:
                together[first] = None
    apart = [
        other_step
        for other_step in range(len(steps.names))
        if other_step != step
        and other_step not in after
        and other_step not in together
        and ((step, other_step) in steps.apart or words.are_of_one(step, other_step))
    ]
    conditions, parties, evidence = words.cells(clauses)
    why = f"{words.name(step)}: " + ("; ".join(words.ties(clauses)) or "nothing is asked before it")
    if stage is not None:
        why += f". It can be taken at stage {stage}." if stage else ". It is done."
    elif block is None:
        why += ". It cannot be taken: what it waits for forbids it."
    elif block.reason is None:
        why += ". It cannot be taken: a loop of conditions forbids it."
    else:
        why += f". It cannot be taken, as it would take more than a package has: {words.apart(block.reason.apart)}."
    return (
        words.names([step]),
        pd.NA if stage is None else stage,
        words.names(after),
        words.names(together),
        words.names(apart),
        parties,
        conditions,
        evidence,
        why,
    )

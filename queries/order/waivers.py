"""Which conditions would have to be waived so that steps that block one another can be taken."""

from __future__ import annotations

from contextlib import suppress
from typing import NamedTuple

from ..asking.deadline import OutOfTimeError
from ..packages.minimal_sets import Limits, hitting
from .schedules import Packages, Reason, support
from .steps import Steps


class Freed(NamedTuple):
    """The ways to free a core: smallest sets of ties to waive, and whether these are all of that size."""

    waive: list[frozenset[int]]
    complete: bool


def waivers(steps: Steps, packages: Packages, core: frozenset[int], limits: Limits) -> Freed:
    """The smallest sets of ties without which every step of a core can be taken."""
    sets: list[frozenset[int]] = []
    with suppress(OutOfTimeError):
        first = _conflict(steps, packages, core, frozenset(), limits)
        if not first:
            return Freed([], True)
        with hitting([first], limits.deadline) as hitman:
            while (chosen := hitman.get()) is not None:
                if sets and len(chosen) > len(sets[0]):
                    return Freed(sorted(sets, key=sorted), True)
                if limits.reached(len(sets)):
                    return Freed(sets, False)
                tried = frozenset(chosen)
                conflict = _conflict(steps, packages, core, tried, limits)
                if conflict is None:
                    sets.append(tried)
                    hitman.block(sorted(tried))
                # Conflicts that have nothing in common save rounds, so they are looked for at once.
                while conflict is not None:
                    if not conflict:
                        return Freed([], True)
                    hitman.hit(sorted(conflict))
                    tried |= conflict
                    conflict = _conflict(steps, packages, core, tried, limits)
        return Freed(sorted(sets, key=sorted), True)
    return Freed(sets, False)


#: Up to this size a conflict is made minimal, which costs a fixpoint for each of its members.
WORTH_SHRINKING = 40


def _conflict(
    steps: Steps, packages: Packages, core: frozenset[int], waived: frozenset[int], limits: Limits
) -> frozenset[int] | None:
    """Ties of which one at least must be waived for the core to be taken; none where these are enough."""
    limits.deadline.check()
    conflict = steps.conflict(core, waived, steps.done)
    if conflict is None:
        return _apart(steps, packages, core, waived)
    if len(conflict) > WORTH_SHRINKING:
        return conflict
    for tie in sorted(conflict):
        fewer = conflict - {tie}
        if steps.conflict(core, steps.waivable() - fewer, steps.done) is not None:
            conflict = fewer
    return conflict


def _apart(steps: Steps, packages: Packages, core: frozenset[int], waived: frozenset[int]) -> frozenset[int] | None:
    """The same where each step could be taken, were it not for two that no package has both of."""
    run = steps.run(done=steps.done, waived=waived)
    for step in sorted(core):
        if support(steps, run, step, waived) is None:
            answer = packages.plan(step, waived)
            if isinstance(answer, Reason):
                return answer.ties & steps.waivable()
    return None

"""Minimal sets: which smallest sets of stakes cannot all be met, and which smallest sets must give way.

Stakes are numbered; a set of them is *unsatisfiable* when no settlement meets them all. Minimal unsatisfiable sets (MUS)
and minimal correction sets (MCS) are duals: the MCSes are the minimal hitting sets of all MUSes (Reiter 1987; Liffiton &
Sakallah 2008). One question that nothing ties to another is answered in closed form; questions tied together are
enumerated by MARCO (Liffiton, Previti, Malik & Marques-Silva 2016) on an oracle that says whether stakes can be met.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Protocol

import numpy as np

from .deadline import OutOfTimeError

if TYPE_CHECKING:
    from .matter import Matter
    from .rules import Literal

Stakes = frozenset[int]


@dataclass
class Found:
    """Sets found, and whether they are all there are."""

    sets: list[Stakes] = field(default_factory=list)
    complete: bool = True


class Oracle(Protocol):
    """Says whether a set of stakes can be met together with the rules of the matter."""

    def meets(self, stakes: Stakes, also: Literal | None = None) -> bool:
        """Whether they can all be met, with one question settled in a given way if that is asked."""
        ...

    def core(self, stakes: Stakes) -> Stakes:
        """Some of the stakes that cannot be met; asked only when they cannot."""
        ...

    def more(self, stakes: Stakes, among: Stakes) -> Stakes:
        """The stakes, and others among these that the settlement last found meets as well."""
        ...


class Limits:
    """When to stop: a number of sets, or a moment."""

    def __init__(self, most: int, seconds: float | None) -> None:
        self.most = most
        self.until = None if seconds is None else time.monotonic() + seconds

    def reached(self, count: int) -> bool:
        """Whether to stop, with so many sets found."""
        return count >= self.most or self.left == 0

    @property
    def left(self) -> float | None:
        """Seconds that are left; none where there is no end to them."""
        return None if self.until is None else max(0.0, self.until - time.monotonic())


#: After so many conflicts a solver that works against time looks at the clock.
CONFLICTS = 10_000


def covers(ruled_out: dict[int, int], full: int, limits: Limits) -> Found:
    """All minimal sets of stakes that together rule out every settlement of one question.

    Parameters
    ----------
    ruled_out : dict of int to int
        Stake to the mask of settlements that it rules out.
    full : int
        Mask of all settlements.
    limits : Limits
    """
    by_mask: dict[int, list[int]] = defaultdict(list)
    for stake, mask in ruled_out.items():
        if mask:
            by_mask[mask].append(stake)
    found = Found()
    for masks in _mask_covers(list(by_mask), full):
        for chosen in product(*(by_mask[mask] for mask in masks)):
            if limits.reached(len(found.sets)):
                found.complete = False
                return found
            found.sets.append(frozenset(chosen))
    return found


def _mask_covers(masks: list[int], full: int) -> Iterator[tuple[int, ...]]:
    """Minimal sets of distinct masks whose union is everything, each once."""
    union = 0
    for mask in masks:
        union |= mask
    if union != full:
        return
    seen = set()
    stack: list[tuple[tuple[int, ...], int]] = [((), full)]
    while stack:
        chosen, left = stack.pop()
        if not left:
            if (key := frozenset(chosen)) not in seen:
                seen.add(key)
                yield chosen
            continue
        lowest = left & -left
        for mask in masks:
            if mask & lowest and _each_needed((*chosen, mask)):
                stack.append(((*chosen, mask), left & ~mask))


def _each_needed(masks: tuple[int, ...]) -> bool:
    """Whether each mask covers something that no other of them does; a set that fails can never grow into a minimal one."""
    once = twice = 0
    for mask in masks:
        twice |= once & mask
        once |= mask
    return all(mask & ~twice for mask in masks)


def marco(
    stakes: Iterable[int], oracle: Oracle, limits: Limits, tell: Callable[[int], None] = lambda found: None
) -> tuple[Found, Found]:
    """All minimal unsatisfiable sets and all minimal correction sets of stakes that are tied together."""
    from pysat.solvers import Solver

    names = sorted(stakes)
    number = {stake: n for n, stake in enumerate(names, start=1)}
    everything = frozenset(names)
    unsatisfiable, corrections = Found(), Found()
    with Solver(name="minisat22") as unexplored, suppress(OutOfTimeError):
        unsatisfiable.complete = corrections.complete = False
        # Large sets first: what no smaller set has ruled out is tried whole.
        unexplored.set_phases(list(number.values()))
        while unexplored.solve():
            if limits.reached(len(unsatisfiable.sets) + len(corrections.sets)):
                return unsatisfiable, corrections
            model = set(unexplored.get_model() or [])
            seed = frozenset(stake for stake in names if -number[stake] not in model)
            if oracle.meets(seed):
                met = _grown(seed, everything, oracle)
                corrections.sets.append(everything - met)
                unexplored.add_clause([number[stake] for stake in everything - met])
            else:
                core = _shrunk(oracle.core(seed), oracle)
                unsatisfiable.sets.append(core)
                unexplored.add_clause([-number[stake] for stake in core])
            tell(len(unsatisfiable.sets))
        unsatisfiable.complete = corrections.complete = True
    return unsatisfiable, corrections


def _grown(stakes: Stakes, everything: Stakes, oracle: Oracle) -> Stakes:
    """A largest set of stakes around these that can be met."""
    met = oracle.more(stakes, everything)
    for stake in sorted(everything - met):
        if stake not in met and oracle.meets(met | {stake}):
            met = oracle.more(met | {stake}, everything)
    return met


def _shrunk(stakes: Stakes, oracle: Oracle) -> Stakes:
    """A smallest set of stakes among these that cannot be met."""
    needed: set[int] = set()
    left = sorted(stakes)
    while left:
        stake = left.pop()
        rest = frozenset(needed.union(left))
        if oracle.meets(rest):
            needed.add(stake)
        else:
            left = sorted(oracle.core(rest) - needed)
    return frozenset(needed)


class SatOracle:
    """Settlements as propositional variables, one of each question; each stake and each rule behind a selector.

    With limits a question to it raises :class:`~zopa.queries.deadline.OutOfTimeError` once the time is over, in the middle
    of solving if need be.
    """

    def __init__(self, made: Matter, questions: list[int], stakes: Iterable[int], limits: Limits | None = None) -> None:
        from pysat.solvers import Solver

        self._limits = limits or Limits(0, None)
        self._solver = Solver(name="minisat22")
        self._first: dict[int, int] = {}
        self._size: dict[int, int] = {}
        count = 1
        for question in questions:
            size = len(made.questions[question].settlements.pieces)
            self._first[question], self._size[question] = count, size
            self._solver.add_clause(list(range(count, count + size)))
            for a in range(count, count + size):
                for b in range(a + 1, count + size):
                    self._solver.add_clause([-a, -b])
            count += size
        self._clauses = {stake: self._literals(made.stakes[stake].clauses) for stake in sorted(stakes)}
        self._selector: dict[int, int] = {}
        for stake, clauses in self._clauses.items():
            self._selector[stake] = count
            self._add(count, clauses)
            count += 1
        self._stake = {selector: stake for stake, selector in self._selector.items()}
        self._rule: dict[int, int] = {}
        for number, one in enumerate(made.rules):
            if clauses := self._literals(one.clauses):
                self._rule[count] = number
                self._add(count, clauses)
                count += 1

    def _add(self, selector: int, clauses: list[list[int]]) -> None:
        for clause in clauses:
            self._solver.add_clause([-selector, *clause])

    def _literals(self, clauses: Iterable[tuple[Literal, ...]]) -> list[list[int]]:
        """Clauses about the questions at hand, as propositional ones."""
        return [
            [self._first[literal.question] + bit for literal in clause for bit in bits(literal.settlements)]
            for clause in clauses
            if all(literal.question in self._first for literal in clause)
        ]

    def _solve(self, stakes: Stakes, rules: Iterable[int]) -> bool:
        asked = [*(self._selector[stake] for stake in stakes), *rules]
        if self._limits.left is None:
            return bool(self._solver.solve(assumptions=asked))
        while self._limits.left:
            self._solver.conf_budget(CONFLICTS)
            answer = self._solver.solve_limited(assumptions=asked)
            if answer is not None:
                return bool(answer)
        raise OutOfTimeError

    def meets(self, stakes: Stakes, also: Literal | None = None) -> bool:
        """Whether they can all be met, with one question settled in a given way if that is asked."""
        ruled_out = [] if also is None else [-x for x in self._others(also)]
        return self._solve(stakes, [*self._rule, *ruled_out])

    def _others(self, literal: Literal) -> list[int]:
        first, size = self._first[literal.question], self._size[literal.question]
        return [first + bit for bit in range(size) if not literal.settlements >> bit & 1]

    def core(self, stakes: Stakes) -> Stakes:
        """Some of the stakes that cannot be met."""
        self._solve(stakes, self._rule)
        return frozenset(self._stake[one] for one in self._solver.get_core() or [] if one in self._stake)

    def more(self, stakes: Stakes, among: Stakes) -> Stakes:
        """The stakes, and others that the settlement last found meets."""
        model = {x for x in self._solver.get_model() or [] if x > 0}
        return stakes | {
            stake for stake in among - stakes if all(any(x in model for x in clause) for clause in self._clauses[stake])
        }

    def rules_behind(self, stakes: Stakes) -> list[int]:
        """A smallest set of rules without which these stakes could be met, as numbers into ``Matter.rules``."""
        needed = list(self._rule)
        for selector in list(self._rule):
            fewer = [one for one in needed if one != selector]
            if not self._solve(stakes, fewer):
                needed = fewer
        return [self._rule[selector] for selector in needed]

    def settlement(self, stakes: Stakes) -> dict[int, int]:
        """One settlement that meets the stakes: for each question a mask with one bit; empty where there is none."""
        if not self.meets(stakes):
            return {}
        model = {x for x in self._solver.get_model() or [] if x > 0}
        return {
            question: 1 << next(bit for bit in range(self._size[question]) if first + bit in model)
            for question, first in self._first.items()
        }


def bits(mask: int) -> list[int]:
    """The numbers of the settlements in a mask."""
    return [bit for bit in range(mask.bit_length()) if mask >> bit & 1]


def transversals(sets: list[Stakes], weight: dict[int, float], limits: Limits) -> Found:
    """Minimal hitting sets of sets of stakes, the lightest first.

    Parameters
    ----------
    sets : list of frozenset
        None of them empty.
    weight : dict of int to float
        Positive weight of every stake.
    limits : Limits
    """
    from pysat.examples.hitman import Hitman

    found = Found()
    scale = _whole(weight)
    with Hitman(bootstrap_with=[sorted(one) for one in sets], weights=scale, solver="m22", htype="sorted") as hitman:
        while True:
            if limits.reached(len(found.sets)):
                found.complete = hitman.get() is None
                return found
            chosen = hitman.get()
            if chosen is None:
                return found
            found.sets.append(frozenset(chosen))
            hitman.block(chosen)


def _whole(weight: dict[int, float]) -> dict[int, int] | None:
    """Weights as whole numbers, as the solver wants them; none where all are the same."""
    values = np.array(list(weight.values()))
    if not len(values) or np.allclose(values, values[0]):
        return None
    return {stake: max(1, round(1_000_000 * one / values.max())) for stake, one in weight.items()}

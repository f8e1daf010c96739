"""Minimal sets: which smallest sets of stakes cannot all be met, and which smallest sets must give way.

Stakes are numbered; a set of them is *unsatisfiable* when no settlement meets them all. Minimal unsatisfiable sets (MUS)
and minimal correction sets (MCS) are duals: the MCSes are the minimal hitting sets of all MUSes (Reiter 1987; Liffiton &
Sakallah 2008). One question that nothing ties to another is answered in closed form; questions tied together are
enumerated by MARCO (Liffiton, Previti, Malik & Marques-Silva 2016) on an oracle that says whether stakes can be met.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import groupby, product
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from ..asking.deadline import Deadline, OutOfTimeError

if TYPE_CHECKING:
    from .agenda import Agenda
    from .constraints import Literal

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

    def __init__(self, most: int, deadline: Deadline | None = None) -> None:
        self.most = most
        self.deadline = deadline or Deadline()

    def reached(self, count: int) -> bool:
        """Whether to stop, with so many sets found."""
        return count >= self.most or self.deadline.over()


#: After so many conflicts a solver looks at the clock, and Python at whether Ctrl-C was pressed.
CONFLICTS = 2_000


def solved(solver: Any, assumptions: list[int], deadline: Deadline) -> bool:
    """Whether a solver of clauses finds a solution with these literals.

    Raises
    ------
    OutOfTimeError
        When the time is over before it knows.
    """
    while True:
        deadline.check()
        solver.conf_budget(CONFLICTS)
        # A solver that expects interrupts leaves Ctrl-C alone; otherwise it catches it with an error of its own.
        answer = solver.solve_limited(assumptions=assumptions, expect_interrupt=True)
        if answer is not None:
            return bool(answer)


@contextmanager
def hitting(sets: Iterable[Stakes], deadline: Deadline, weights: dict[int, int] | None = None) -> Iterator[Any]:
    """An enumerator of minimal hitting sets of sets, the lightest first, that raises :class:`OutOfTimeError` in time."""
    from pysat.examples.hitman import Hitman

    bootstrap = [sorted(stakes) for stakes in sets]
    with Hitman(bootstrap_with=bootstrap, weights=weights, solver="m22", htype="sorted") as hitman:
        oracle = hitman.oracle
        oracle._call_oracle = lambda assumptions=(), expect_interrupt=False: solved(
            oracle.oracle, list(assumptions), deadline
        )
        yield hitman


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
    minimal = Found()
    for masks in _mask_covers(list(by_mask), full):
        for chosen in product(*(by_mask[mask] for mask in masks)):
            if limits.reached(len(minimal.sets)):
                minimal.complete = False
                return minimal
            minimal.sets.append(frozenset(chosen))
    return minimal


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
        chosen, uncovered = stack.pop()
        if not uncovered:
            if (key := frozenset(chosen)) not in seen:
                seen.add(key)
                yield chosen
            continue
        lowest = uncovered & -uncovered
        for mask in masks:
            if mask & lowest and _each_needed((*chosen, mask)):
                stack.append(((*chosen, mask), uncovered & ~mask))


def _each_needed(masks: tuple[int, ...]) -> bool:
    """Whether each mask covers something that no other of them does; a set that fails can never grow into a minimal one."""
    once = twice = 0
    for mask in masks:
        twice |= once & mask
        once |= mask
    return all(mask & ~twice for mask in masks)


def marco(stakes: Iterable[int], oracle: Oracle, limits: Limits) -> tuple[Found, Found]:
    """All minimal unsatisfiable sets and all minimal correction sets of stakes that are tied together."""
    from pysat.solvers import Solver

    names = sorted(stakes)
    variable = {stake: n for n, stake in enumerate(names, start=1)}
    everything = frozenset(names)
    unsatisfiable, corrections = Found(), Found()
    with Solver(name="minisat22") as unexplored, suppress(OutOfTimeError):
        unsatisfiable.complete = corrections.complete = False
        # Large sets first: what no smaller set has ruled out is tried whole.
        unexplored.set_phases(list(variable.values()))
        while solved(unexplored, [], limits.deadline):
            if limits.reached(len(unsatisfiable.sets) + len(corrections.sets)):
                return unsatisfiable, corrections
            model = set(unexplored.get_model() or [])
            seed = frozenset(stake for stake in names if -variable[stake] not in model)
            if oracle.meets(seed):
                met = _grown(seed, everything, oracle)
                corrections.sets.append(everything - met)
                unexplored.add_clause([variable[stake] for stake in everything - met])
            else:
                core = _shrunk(oracle.core(seed), oracle)
                unsatisfiable.sets.append(core)
                unexplored.add_clause([-variable[stake] for stake in core])
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
    candidates = sorted(stakes)
    while candidates:
        stake = candidates.pop()
        fewer = frozenset(needed.union(candidates))
        if oracle.meets(fewer):
            needed.add(stake)
        else:
            candidates = sorted(oracle.core(fewer) - needed)
    return frozenset(needed)


class SatOracle:
    """Settlements as propositional variables, one of each question; each stake and each rule behind a selector.

    With limits a question to it raises :class:`~zopa.queries.asking.deadline.OutOfTimeError` once the time is over, in
    the middle of solving if need be.
    """

    def __init__(
        self, agenda: Agenda, questions: list[int], stakes: Iterable[int], limits: Limits | None = None
    ) -> None:
        from pysat.solvers import Solver

        self._deadline = limits.deadline if limits else Deadline()
        self._solver = Solver(name="minisat22")
        self._first: dict[int, int] = {}
        self._size: dict[int, int] = {}
        count = 1
        for question in questions:
            size = len(agenda.questions[question].settlements.pieces)
            self._first[question], self._size[question] = count, size
            self._solver.add_clause(list(range(count, count + size)))
            for a in range(count, count + size):
                for b in range(a + 1, count + size):
                    self._solver.add_clause([-a, -b])
            count += size
        self._clauses = {stake: self._literals(agenda.stakes[stake].clauses) for stake in sorted(stakes)}
        self._selector: dict[int, int] = {}
        for stake, clauses in self._clauses.items():
            self._selector[stake] = count
            self._add(count, clauses)
            count += 1
        self._stake = {selector: stake for stake, selector in self._selector.items()}
        self._rule: dict[int, int] = {}
        ruled = sorted(entry for question in questions for entry in agenda.ruled.get(question, ()))
        for index, entries in groupby(ruled, key=itemgetter(0)):
            if clauses := self._literals(clause for *_, clause in entries):
                self._rule[count] = index
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
        return solved(self._solver, [*map(self._selector.__getitem__, stakes), *rules], self._deadline)

    def meets(self, stakes: Stakes, also: Literal | None = None) -> bool:
        """Whether they can all be met, with one question settled in a given way if that is asked."""
        ruled_out = [] if also is None else [-x for x in self._other_settlements(also)]
        return self._solve(stakes, [*self._rule, *ruled_out])

    def _other_settlements(self, literal: Literal) -> list[int]:
        first, size = self._first[literal.question], self._size[literal.question]
        return [first + bit for bit in range(size) if not literal.settlements >> bit & 1]

    def core(self, stakes: Stakes) -> Stakes:
        """Some of the stakes that cannot be met."""
        self._solve(stakes, self._rule)
        return frozenset(self._stake[selector] for selector in self._solver.get_core() or [] if selector in self._stake)

    def more(self, stakes: Stakes, among: Stakes) -> Stakes:
        """The stakes, and others that the settlement last found meets."""
        model = {x for x in self._solver.get_model() or [] if x > 0}
        return stakes | {
            stake for stake in among - stakes if all(any(x in model for x in clause) for clause in self._clauses[stake])
        }

    def rules_behind(self, stakes: Stakes) -> list[int]:
        """A smallest set of rules without which these stakes could be met, as numbers into ``Matter.rules``."""
        needed, to_blame = list(self._rule), set(self._rule)
        for selector in self._rule:
            # What was not to blame for the last failure is not needed, and need not be tried.
            fewer = [other_selector for other_selector in needed if other_selector != selector]
            if selector not in to_blame:
                needed = fewer
            elif not self._solve(stakes, fewer):
                needed, to_blame = fewer, set(self._solver.get_core() or [])
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
    minimal = Found(complete=False)
    with suppress(OutOfTimeError), hitting(sets, limits.deadline, whole_weights(weight)) as hitman:
        while (chosen := hitman.get()) is not None:
            if limits.reached(len(minimal.sets)):
                return minimal
            minimal.sets.append(frozenset(chosen))
            hitman.block(chosen)
        minimal.complete = True
    return minimal


def smallest(sets: Iterable[Stakes], deadline: Deadline) -> Found:
    """The sets that hold no other of them, smallest first; cut where the time is over before all are compared."""
    minimal = Found()
    tree: dict[int, Any] = {}
    for stakes in sorted(sets, key=len):
        if deadline.over():
            minimal.complete = False
            break
        members = sorted(stakes)
        if not _holds_one(tree, members, 0):
            minimal.sets.append(stakes)
            node = tree
            for stake in members:
                node = node.setdefault(stake, {})
            node[END] = {}
    return minimal


#: Marks in a tree of sets where one of them ends.
END = -1


def _holds_one(node: dict[int, Any], members: list[int], first: int) -> bool:
    """Whether a set in a tree of sets consists of some of these members, from the first on."""
    if END in node:
        return True
    for place in range(first, len(members)):
        if (below := node.get(members[place])) is not None and _holds_one(below, members, place + 1):
            return True
    return False


def whole_weights(weight: dict[int, float]) -> dict[int, int] | None:
    """Weights as whole numbers, as the solver wants them; none where all are the same."""
    weights = np.array(list(weight.values()))
    if not len(weights) or np.allclose(weights, weights[0]):
        return None
    return {stake: max(1, round(1_000_000 * weight_of / weights.max())) for stake, weight_of in weight.items()}

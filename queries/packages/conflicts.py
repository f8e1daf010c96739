"""Which smallest sets of stakes cannot all be met: the conflicts of a matter, found component by component."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from ...graph.regions import EVERYWHERE
from ..asking.deadline import Deadline
from ..one_issue.cells import told
from .agenda import Agenda
from .milp import LinearOracle
from .minimal_sets import Found, Limits, SatOracle, Stakes, covers, marco, smallest

#: From this many positions on, finding all contradictions takes long enough to be told of.
LONG_WORK = 2_000


#: What part of the time is for searching; the rest is for writing out what was found, with so many seconds on top. Somebody
#: who pressed Ctrl-C waits a little longer for what was found.
SEARCHING, GRACE, GRACE_AFTER_INTERRUPT = 0.75, 0.4, 3.0


def searching(seconds: float | None, share: float = SEARCHING) -> Deadline:
    """The deadline of a search that leaves time for what is done with what it finds."""
    return Deadline(None if seconds is None else share * seconds)


def writing_up(total: Deadline, search: Deadline) -> Deadline:
    """The deadline of writing out what was found, once the search has ended."""
    if search.interrupted:
        return Deadline(GRACE_AFTER_INTERRUPT)
    left = total.left()
    return Deadline(None if left is None else left + GRACE)


class Cut(NamedTuple):
    """Questions tied together of which not all contradictions were found, and sets to soften that open them all the same.

    ``exact`` where these sets are all that there are.
    """

    questions: frozenset[int]
    corrections: list[Stakes]
    exact: bool


class Conflicts(NamedTuple):
    """Minimal unsatisfiable sets with the questions on which each fails, smallest first, and where not all were found.

    ``compared`` says whether there was time to compare all that were found in different places.
    """

    sets: dict[Stakes, frozenset[int]]
    compared: bool
    cut: list[Cut]

    @property
    def complete(self) -> bool:
        """Whether these are all there are."""
        return self.compared and not self.cut


def conflicts(made: Agenda, limits: Limits) -> Conflicts:
    """Every minimal set of stakes that cannot all be met."""
    sets: dict[Stakes, set[int]] = defaultdict(set)
    cut: list[Cut] = []
    by_question: dict[int, list[int]] = defaultdict(list)
    for number, stake in enumerate(made.stakes):
        for question in {literal.question for clause in stake.clauses for literal in clause}:
            by_question[question].append(number)
    for component in told(made.components, len(made.stakes) > LONG_WORK, "Contradictions"):
        stakes = sorted({stake for question in component for stake in by_question[question]})
        found, corrections = _of_component(made, component, stakes, limits)
        for one in found.sets:
            sets[one] |= set(component)
        if not found.complete:
            cut.append(Cut(frozenset(component), corrections, is_alone(made, component)))
    kept, compared = _smallest(sets, limits)
    return Conflicts(kept, compared, cut)


def oracle_of(
    made: Agenda, questions: list[int], stakes: list[int], limits: Limits | None = None
) -> SatOracle | LinearOracle:
    """What to ask whether stakes can be met: a program where a budget counts these questions, else a solver of clauses."""
    here = set(questions)
    counted = any(here & set(budget.factors) for budget in made.budgets)
    return (LinearOracle if counted else SatOracle)(made, questions, stakes, limits)


def is_ruled(made: Agenda, question: int) -> bool:
    """Whether a rule of the matter or a budget speaks of a question."""
    return any(question in budget.factors for budget in made.budgets) or any(
        literal.question == question for one in made.rules for clause in one.clauses for literal in clause
    )


def is_alone(made: Agenda, component: list[int]) -> bool:
    """Whether it is one question that no rule speaks of, which is answered without a solver."""
    return len(component) == 1 and not is_ruled(made, component[0])


def _of_component(made: Agenda, component: list[int], stakes: list[int], limits: Limits) -> tuple[Found, list[Stakes]]:
    if not is_alone(made, component):
        found, corrections = marco(stakes, oracle_of(made, component, stakes, limits), limits)
        return found, corrections.sets
    ruled_out = ruled_out_of(made, component[0], stakes)
    found = covers(ruled_out, made.questions[component[0]].settlements.full, limits)
    return found, [] if found.complete else corrections_of(made, component[0], ruled_out)


def ruled_out_of(made: Agenda, question: int, stakes: Iterable[int]) -> dict[int, int]:
    """Which settlements of a question that nothing ties to another each of these stakes rules out."""
    full = made.questions[question].settlements.full
    ruled_out = {}
    for number in stakes:
        left = full
        for clause in made.stakes[number].clauses:
            left &= clause[0].settlements if clause[0].question == question else full
        ruled_out[number] = full & ~left
    return ruled_out


def corrections_of(made: Agenda, question: int, ruled_out: dict[int, int]) -> list[Stakes]:
    """The smallest sets to soften so that a question that nothing is tied to can be settled: each frees a settlement."""
    against = (
        frozenset(stake for stake, mask in ruled_out.items() if mask >> bit & 1)
        for bit in range(len(made.questions[question].settlements.pieces))
    )
    return smallest(set(against), Deadline()).sets


def _smallest(sets: dict[Stakes, set[int]], limits: Limits) -> tuple[dict[Stakes, frozenset[int]], bool]:
    """The sets that hold no other, and whether there was time to compare all.

    Those of questions tied together hold no other of the same; one found in one place may hold one found in another.
    """
    where: dict[int, set[frozenset[int]]] = defaultdict(set)
    for one, questions in sets.items():
        for stake in one:
            where[stake].add(frozenset(questions))
    shared = {stake for stake, places in where.items() if len(places) > 1}
    alone = [one for one in sets if one and not one & shared]
    compared = smallest([one for one in sets if not one or one & shared], limits.deadline)
    kept = {*alone, *compared.sets} if frozenset() not in sets else {frozenset[int]()}
    return {one: frozenset(sets[one]) for one in sorted(sets, key=len) if one in kept}, compared.complete


class Places:
    """In which of the places where issues are settled side by side a set fails."""

    def __init__(self, made: Agenda, deadline: Deadline | None = None) -> None:
        self.made, self._limits = made, Limits(0, deadline)
        self._oracles: dict[frozenset[int], SatOracle | LinearOracle] = {}

    def oracle(self, questions: frozenset[int]) -> SatOracle | LinearOracle:
        """What to ask about all stakes in some questions; made once for the same questions."""
        if questions not in self._oracles:
            stakes = list(range(len(self.made.stakes)))
            self._oracles[questions] = oracle_of(self.made, sorted(questions), stakes, self._limits)
        return self._oracles[questions]

    def of(self, stakes: Stakes, questions: frozenset[int]) -> frozenset[int]:
        """The questions of the places in which these stakes cannot be met; all where they fail only over several."""
        if len(questions) == 1:
            return questions
        everywhere = frozenset([EVERYWHERE])
        leaves = {self.made.questions[question].leaves for question in questions} - {everywhere}
        failing: set[int] = set()
        for place in leaves:
            here = frozenset(q for q in questions if self.made.questions[q].leaves in (place, everywhere))
            if not self.oracle(here).meets(stakes):
                failing |= here
        return frozenset(failing) or questions

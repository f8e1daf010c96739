"""Which smallest sets of stakes cannot all be met: the conflicts of a matter, found component by component."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from ...graph.regions import EVERYWHERE
from ..asking.deadline import GRACE, Deadline
from ..one_issue.cells import with_progress_bar
from .agenda import Agenda
from .milp import LinearOracle
from .minimal_sets import Found, Limits, SatOracle, Stakes, covers, marco, smallest

#: From this many positions on, finding all contradictions takes long enough to be told of.
LONG_WORK = 2_000


#: What part of the time is for searching; the rest is for writing out what was found, with so many seconds on top. Somebody
#: who pressed Ctrl-C waits a little longer for what was found.
SEARCHING, GRACE_AFTER_INTERRUPT = 0.75, 3.0


def searching(seconds: float | None, share: float = SEARCHING) -> Deadline:
    """The deadline of a search that leaves time for what is done with what it finds."""
    return Deadline(None if seconds is None else share * seconds)


def writing_up(total: Deadline, search: Deadline) -> Deadline:
    """The deadline of writing out what was found, once the search has ended."""
    if search.interrupted:
        return Deadline(GRACE_AFTER_INTERRUPT)
    seconds = total.left()
    return Deadline(None if seconds is None else seconds + GRACE)


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


def conflicts(agenda: Agenda, limits: Limits) -> Conflicts:
    """Every minimal set of stakes that cannot all be met."""
    sets: dict[Stakes, set[int]] = defaultdict(set)
    cut: list[Cut] = []
    by_question: dict[int, list[int]] = defaultdict(list)
    for index, stake in enumerate(agenda.stakes):
        for question in {literal.question for clause in stake.clauses for literal in clause}:
            by_question[question].append(index)
    for component in with_progress_bar(agenda.components, len(agenda.stakes) > LONG_WORK, "Contradictions"):
        stakes = sorted({stake for question in component for stake in by_question[question]})
        component_sets, corrections = _of_component(agenda, component, stakes, limits)
        for stuck in component_sets.sets:
            sets[stuck] |= set(component)
        if not component_sets.complete:
            cut.append(Cut(frozenset(component), corrections, is_alone(agenda, component)))
    minimal, compared = _smallest(sets, limits)
    return Conflicts(minimal, compared, cut)


def oracle_of(
    agenda: Agenda, questions: list[int], stakes: list[int], limits: Limits | None = None
) -> SatOracle | LinearOracle:
    """An oracle for whether stakes can be met: a program where a budget counts these questions, else a solver of clauses."""
    of_component = set(questions)
    counted = any(of_component & set(budget.factors) for budget in agenda.budgets)
    return (LinearOracle if counted else SatOracle)(agenda, questions, stakes, limits)


def is_alone(agenda: Agenda, component: list[int]) -> bool:
    """Whether it is one question that no rule speaks of, which is answered without a solver."""
    return len(component) == 1 and component[0] not in agenda.ruled_questions


def _of_component(
    agenda: Agenda, component: list[int], stakes: list[int], limits: Limits
) -> tuple[Found, list[Stakes]]:
    if not is_alone(agenda, component):
        minimal, corrections = marco(stakes, oracle_of(agenda, component, stakes, limits), limits)
        return minimal, corrections.sets
    ruled_out = ruled_out_of(agenda, component[0], stakes)
    minimal = covers(ruled_out, agenda.questions[component[0]].settlements.full, limits)
    return minimal, [] if minimal.complete else corrections_of(agenda, component[0], ruled_out)


def ruled_out_of(agenda: Agenda, question: int, stakes: Iterable[int]) -> dict[int, int]:
    """Which settlements of a question that nothing ties to another each of these stakes rules out."""
    full = agenda.questions[question].settlements.full
    ruled_out = {}
    for stake in stakes:
        allowed = full
        for clause in agenda.stakes[stake].clauses:
            allowed &= clause[0].settlements if clause[0].question == question else full
        ruled_out[stake] = full & ~allowed
    return ruled_out


def corrections_of(agenda: Agenda, question: int, ruled_out: dict[int, int]) -> list[Stakes]:
    """The smallest sets to soften so that a question that nothing is tied to can be settled: each frees a settlement."""
    against = (
        frozenset(stake for stake, mask in ruled_out.items() if mask >> bit & 1)
        for bit in range(len(agenda.questions[question].settlements.pieces))
    )
    return smallest(set(against), Deadline()).sets


def _smallest(sets: dict[Stakes, set[int]], limits: Limits) -> tuple[dict[Stakes, frozenset[int]], bool]:
    """The sets that hold no other, and whether there was time to compare all.

    Those of questions tied together hold no other of the same; one found in one place may hold one found in another.
    """
    where: dict[int, set[frozenset[int]]] = defaultdict(set)
    for stuck, questions in sets.items():
        for stake in stuck:
            where[stake].add(frozenset(questions))
    shared = {stake for stake, places in where.items() if len(places) > 1}
    alone = [stuck for stuck in sets if stuck and not stuck & shared]
    compared = smallest([stuck for stuck in sets if not stuck or stuck & shared], limits.deadline)
    minimal = {*alone, *compared.sets} if frozenset() not in sets else {frozenset[int]()}
    return {stuck: frozenset(sets[stuck]) for stuck in sorted(sets, key=len) if stuck in minimal}, compared.complete


class Places:
    """In which of the places where issues are settled side by side a set fails."""

    def __init__(self, agenda: Agenda, deadline: Deadline | None = None) -> None:
        self.agenda, self._limits = agenda, Limits(0, deadline)
        self._oracles: dict[frozenset[int], SatOracle | LinearOracle] = {}

    def oracle(self, questions: frozenset[int]) -> SatOracle | LinearOracle:
        """The oracle of all stakes in some questions; made once for the same questions."""
        if questions not in self._oracles:
            stakes = list(range(len(self.agenda.stakes)))
            self._oracles[questions] = oracle_of(self.agenda, sorted(questions), stakes, self._limits)
        return self._oracles[questions]

    def of(self, stakes: Stakes, questions: frozenset[int]) -> frozenset[int]:
        """The questions of the places in which these stakes cannot be met; all where they fail only over several."""
        if len(questions) == 1:
            return questions
        everywhere = frozenset([EVERYWHERE])
        leaves = {self.agenda.questions[question].leaves for question in questions} - {everywhere}
        failing: set[int] = set()
        for place in leaves:
            there_or_everywhere = frozenset(
                q for q in questions if self.agenda.questions[q].leaves in (place, everywhere)
            )
            if not self.oracle(there_or_everywhere).meets(stakes):
                failing |= there_or_everywhere
        return frozenset(failing) or questions

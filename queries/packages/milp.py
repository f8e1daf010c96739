"""Questions that a budget ties together: a mixed-integer program (HiGHS) finds out whether stakes can be met."""

from __future__ import annotations

import ctypes
import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..asking.deadline import Deadline, OutOfTimeError
from .minimal_sets import Limits, Stakes, bits

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...graph.rule import Interval
    from .agenda import Agenda
    from .constraints import Literal

#: What HiGHS answers where it is sure, and where a limit stopped it.
OPTIMAL, OUT_OF_TIME, INFEASIBLE = 0, 1, 2
#: How far inside an open end of a range a value has to lie, beside the largest number in play.
INSIDE = 1e-6


#: How often it is looked whether somebody presses Ctrl-C while HiGHS is at work, how much longer than its time limit it may
#: take to hand over what it has, and how long a run takes at most, so that one that was left behind comes to an end.
LOOK, GRACE, LONGEST = 0.05, 0.7, 600.0


@contextmanager
def _off_stdout() -> Iterator[None]:
    """Output of the C library goes to standard error: HiGHS writes what nobody asked for to standard output."""
    try:
        saved = os.dup(1)
    except OSError:
        yield
        return
    libc = ctypes.CDLL(None) if os.name == "posix" else None
    try:
        os.dup2(2, 1)
        yield
    finally:
        if libc is not None:
            libc.fflush(None)
        os.dup2(saved, 1)
        os.close(saved)


class Solved(NamedTuple):
    """The answer of HiGHS: the variables, none without a solution; a bound on the objective; whether it is proven."""

    solution: NDArray[np.float64] | None
    bound: float
    proven: bool


def maximised(
    gains: NDArray[np.float64],
    rows: Any,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    whole: NDArray[np.bool_],
    ends: tuple[NDArray[np.float64], NDArray[np.float64]],
    deadline: Deadline,
) -> Solved:
    """Maximise a linear objective under linear rows, some variables being whole numbers, for as long as there is time.

    HiGHS works beside the caller, who can be interrupted; a run that does not end in time is left behind.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    answers: list[Any] = []
    seconds = deadline.left()
    options = {"mip_rel_gap": 0.0, "time_limit": LONGEST if seconds is None else seconds}

    def work() -> None:
        constraints = LinearConstraint(rows, low, high)
        answers.append(
            milp(-gains, integrality=whole.astype(int), bounds=Bounds(*ends), constraints=constraints, options=options)
        )

    worker = threading.Thread(target=work, daemon=True)
    with _off_stdout():
        worker.start()
        while worker.is_alive():
            worker.join(LOOK)
            if deadline.over():
                worker.join(GRACE)
                break
    if not answers:
        return Solved(None, np.inf, False)
    answer = answers[0]
    bound = getattr(answer, "mip_dual_bound", None)
    bound = np.inf if bound is None else -float(bound)
    return Solved(answer.x, bound, answer.status in (OPTIMAL, INFEASIBLE))


class LinearOracle:
    """One binary variable for every settlement of every question, and the value of each question that a budget counts.

    With limits a question to it raises :class:`~zopa.queries.asking.deadline.OutOfTimeError` once the time is over.
    """

    def __init__(
        self, agenda: Agenda, questions: list[int], stakes: Iterable[int], limits: Limits | None = None
    ) -> None:
        self._agenda = agenda
        self._deadline = limits.deadline if limits else Deadline()
        self._first: dict[int, int] = {}
        count = 0
        for question in questions:
            self._first[question] = count
            count += len(agenda.questions[question].settlements.pieces)
        budgets = [budget for budget in agenda.budgets if set(budget.factors) <= set(questions)]
        counted = sorted({question for budget in budgets for question in budget.factors})
        self._column_of = {question: count + index for index, question in enumerate(counted)}
        self._width = count + len(counted)
        self._binary = count
        self._rows: list[tuple[np.ndarray, float, float]] = []
        for question, first in self._first.items():
            row = np.zeros(self._width)
            row[first : first + len(agenda.questions[question].settlements.pieces)] = 1
            self._rows.append((row, 1, 1))
        self._largest = self._reach(budgets)
        for question in counted:
            self._tie_value(question)
        for budget in budgets:
            row = np.zeros(self._width)
            for question, factor in budget.factors.items():
                row[self._column_of[question]] = factor
            self._rows.append((row, budget.at_least, budget.at_most))
        for tying_rule in agenda.rules:
            self._rows += [(row, 1, np.inf) for row in self._clause_rows(tying_rule.clauses)]
        self._stakes = {stake: self._clause_rows(agenda.stakes[stake].clauses) for stake in sorted(stakes)}
        self._solution: np.ndarray | None = None

    def _reach(self, budgets: list) -> float:
        """A number larger than any value that matters."""
        ends = [1.0]
        for question in self._column_of:
            ends += [abs(end) for piece in self._pieces(question) for end in piece if np.isfinite(end)]
        for budget in budgets:
            smallest = min((abs(factor) for factor in budget.factors.values() if factor), default=1.0)
            ends += [abs(end) / smallest for end in (budget.at_least, budget.at_most) if np.isfinite(end)]
        return 2 * sum(ends)

    def _pieces(self, question: int) -> tuple[Interval, ...]:
        return self._agenda.questions[question].settlements.pieces  # type: ignore[return-value]

    def _tie_value(self, question: int) -> None:
        """The value of a question lies in the piece that is chosen."""
        low, high = np.zeros(self._width), np.zeros(self._width)
        for index, piece in enumerate(self._pieces(question)):
            inside = 0.0 if piece.is_value else INSIDE * self._largest
            low[self._first[question] + index] = max(piece.low, -self._largest) + inside
            high[self._first[question] + index] = min(piece.high, self._largest) - inside
        low[self._column_of[question]] = high[self._column_of[question]] = -1
        self._rows += [(low, -np.inf, 0), (high, 0, np.inf)]

    def _clause_rows(self, clauses: Iterable[tuple[Literal, ...]]) -> list[np.ndarray]:
        rows = []
        for clause in clauses:
            if all(literal.question in self._first for literal in clause):
                row = np.zeros(self._width)
                for literal in clause:
                    row[[self._first[literal.question] + bit for bit in bits(literal.settlements)]] = 1
                rows.append(row)
        return rows

    def meets(self, stakes: Stakes, also: Literal | None = None) -> bool:
        """Whether they can all be met, with one question settled in a given way if that is asked."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        also_rows = [] if also is None else self._clause_rows([(also,)])
        demanded = [*also_rows, *(row for stake in stakes for row in self._stakes[stake])]
        rows = [*self._rows, *((row, 1, np.inf) for row in demanded)]
        matrix = np.array([row for row, _, _ in rows])
        ends = np.array([(low, high) for _, low, high in rows], dtype=float)
        kind = np.r_[np.ones(self._binary), np.zeros(self._width - self._binary)]
        lowest = np.r_[np.zeros(self._binary), np.full(self._width - self._binary, -np.inf)]
        highest = np.r_[np.ones(self._binary), np.full(self._width - self._binary, np.inf)]
        self._deadline.check()
        seconds = self._deadline.left()
        answer = milp(
            np.zeros(self._width),
            constraints=LinearConstraint(matrix, ends[:, 0], ends[:, 1]),
            integrality=kind,
            bounds=Bounds(lowest, highest),
            options={} if seconds is None else {"time_limit": seconds},
        )
        if answer.x is None and answer.status == OUT_OF_TIME:
            raise OutOfTimeError
        self._solution = None if answer.x is None else np.round(answer.x[: self._binary])
        return self._solution is not None

    def core(self, stakes: Stakes) -> Stakes:
        """The stakes themselves: the program does not say which of them are to blame."""
        return stakes

    def more(self, stakes: Stakes, among: Stakes) -> Stakes:
        """The stakes, and others that the settlement last found meets."""
        if self._solution is None:
            return stakes
        return stakes | {
            stake
            for stake in among - stakes
            if all(row[: self._binary] @ self._solution >= 1 for row in self._stakes[stake])
        }

    def rules_behind(self, stakes: Stakes) -> list[int]:
        """The rules that speak of these questions, as numbers into ``Matter.rules``."""
        return [
            index
            for index, tying_rule in enumerate(self._agenda.rules)
            if any(literal.question in self._first for clause in tying_rule.clauses for literal in clause)
        ]

    def settlement(self, stakes: Stakes) -> dict[int, int]:
        """One settlement that meets the stakes: for each question a mask with one bit; empty where there is none."""
        if not self.meets(stakes) or self._solution is None:
            return {}
        return {
            question: 1
            << int(np.argmax(self._solution[first : first + len(self._agenda.questions[question].settlements.pieces)]))
            for question, first in self._first.items()
        }

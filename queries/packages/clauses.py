"""Clauses on how questions are settled, as a search for packages looks at them: choice by choice, some still open."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .choices import Choice
    from .constraints import Budget
    from .search import Packages


class Test(NamedTuple):
    """The demand of a clause on one question: one of these settlements, or that a condition is not met, or not unmet."""

    settlements: int
    not_met: int = 0
    not_unmet: int = 0

    def passes(self, choice: Choice) -> bool:
        """Whether a choice satisfies the clause."""
        return bool(
            self.settlements >> choice.bit & 1
            or (self.not_met and not choice.met & self.not_met)
            or (self.not_unmet and not choice.unmet & self.not_unmet)
        )


Clause = dict[int, Test]


def satisfied(rows: Packages, clause: Clause, choices: list[list[Choice]]) -> NDArray[np.bool_]:
    """Which packages satisfy a clause by the questions that they settle already."""
    hit = np.zeros(len(rows), dtype=bool)
    for place, question in enumerate(rows.questions):
        if question in clause:
            table = np.array([clause[question].passes(choice) for choice in choices[question]], dtype=bool)
            hit |= table[rows.picked[:, place]]
    return hit


def in_few_ties(questions: list[int], clauses: list[Clause], budgets: list[Budget]) -> list[int]:
    """Questions so that few clauses and budgets are open at any time."""
    ties = [set(clause) for clause in clauses] + [set(budget.factors) for budget in budgets]
    remaining, order = set(questions), list[int]()
    while remaining:
        known = set(order)

        def opened(question: int, known: set[int] = known) -> tuple[int, int, int]:
            now = known | {question}
            open_after = sum(1 for tie in ties if tie & now and not tie <= now)
            return open_after, -sum(1 for tie in ties if question in tie and tie & known), question

        chosen = min(remaining, key=opened)
        order.append(chosen)
        remaining.remove(chosen)
    return order

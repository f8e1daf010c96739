"""Values of number issues under a budget: which are worth trying beside those of :mod:`zopa.queries.packages.choices`.

Between two neighbouring values of a question the least satisfaction of everyone is linear, once the places are added at
which that of one party bends. The best total under budgets is then reached where every question that they count stands at
one of these values, except for at most as many questions as there are budgets exhausted: their values follow from the
budgets (a vertex of a linear program; Dantzig 1963). So all such packages are tried, and no other is better. Where the best
lies just short of a value that is worse or ruled out, there is no best: a value just inside stands for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product
from typing import TYPE_CHECKING, Protocol

import numpy as np

from ...graph.columns import REJECTS
from .choices import Choice
from .exact import read
from .milp import INSIDE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .constraints import Budget
    from .satisfaction import Utilities

#: Values are the same within this, relative to the larger of them and 1.
CLOSE = 1e-9


class Allows(Protocol):
    """The limits that may rule a choice out."""

    def same(self, question: int, choice: Choice, standard: Choice) -> bool:
        """Whether the second choice is allowed wherever the first one is."""
        ...


def enlarge(worth: Utilities, feasible: Allows, question: int) -> None:
    """Give a question that a budget counts the values at which satisfaction bends, and those just inside of open ends."""
    cuts = bends(worth, question)
    worth.enlarge(question, [Choice(_bit(worth, question, value), value, value, value) for value in sorted(cuts)])
    inside = dict(_just_inside(worth, feasible, question))
    worth.enlarge(question, inside.values())


def _bit(worth: Utilities, question: int, value: float) -> int:
    bit = worth.piece(question, value)
    assert bit is not None
    return bit


def bends(worth: Utilities, question: int) -> set[float]:
    """Values between two neighbouring ones at which two positions of one party satisfy it the same."""
    crossings = set()
    named = worth.agenda.questions[question].settlements.named
    gaps = {(choice.bit, choice.low, choice.high) for choice in worth.choices[question] if choice.low < choice.high}
    for bit, low, high in gaps:
        ends = (low, high) if np.isfinite(low) and np.isfinite(high) else None
        for party in worth.parties if ends else ():
            graded = [
                p
                for p in worth.positions(question, party)
                if worth.columns.stance[p] != REJECTS
                and worth.has_ideal(p)
                and (named[p] >> bit & 1 or worth.is_spatial(p))
            ]
            for graded_party, rival in combinations(graded, 2):
                first, last = (worth.graded(graded_party, end) - worth.graded(rival, end) for end in (low, high))
                if first * last < 0:
                    crossings.add(float(read(low) + (read(high) - read(low)) * first / (first - last)))
    return {value for value in crossings if worth.piece(question, value) is not None}


def _just_inside(worth: Utilities, feasible: Allows, question: int) -> Iterator[tuple[float, Choice]]:
    """Values just inside of gaps whose end, itself a value, is not as good as what lies short of it."""
    choices = list(worth.choices[question])
    at = {
        choice.value: [end_choice for end_choice in choices if end_choice.value == choice.value] for choice in choices
    }
    for gap in choices:
        if gap.low == gap.high:
            continue
        margin = INSIDE * min(1.0, gap.high - gap.low)
        for end, value in ((gap.low, gap.low + margin), (gap.high, gap.high - margin)):
            if np.isfinite(end) and not any(
                _as_good(worth, feasible, question, gap, end_choice) for end_choice in at.get(end, ())
            ):
                yield value, Choice(gap.bit, value, gap.low, gap.high)


def _as_good(worth: Utilities, feasible: Allows, question: int, gap: Choice, end: Choice) -> bool:
    """Whether an end is allowed wherever the gap before it is, and as good for everyone as what comes close to it."""
    if (gap.met, gap.unmet) != (end.met, end.unmet) or not feasible.same(question, gap, end):
        return False
    close = gap._replace(value=end.value)
    for party in worth.parties:
        score_close, score_end = worth.score(question, party, close), worth.score(question, party, end)
        if score_end.low < score_close.low - CLOSE or score_end.known < score_close.known:
            return False
    return True


def free_sets(budgets: list[Budget]) -> Iterator[tuple[int, ...]]:
    """Sets of questions whose values could follow from budgets exhausted, the smallest first; none first of all."""
    counted = sorted({question for budget in budgets for question, factor in budget.factors.items() if factor})
    for size in range(min(len(budgets), len(counted)) + 1):
        yield from combinations(counted, size)


def exhausting(
    worth: Utilities, free: tuple[int, ...], sums: NDArray[np.float64], budgets: list[Budget]
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """The choices of free questions that exhaust as many budgets, for rows that add up to these sums without them.

    Returns
    -------
    row, picked : int arrays, shape (n,) and (n, len(free))
        Each answer once; a row can have several or none. Only values that are not tried anyway.
    """
    rows, picked = [np.zeros(0, dtype=np.int64)], [np.zeros((0, len(free)), dtype=np.int64)]
    factors = np.array([[budget.factors.get(question, 0.0) for question in free] for budget in budgets])
    for chosen in combinations(range(len(budgets)), len(free)):
        matrix = factors[list(chosen)]
        if abs(np.linalg.det(matrix)) <= CLOSE * np.prod(np.abs(matrix).max(axis=1)):
            continue
        ends = [{end for end in (budgets[n].at_least, budgets[n].at_most) if np.isfinite(end)} for n in chosen]
        for bounds in product(*ends):
            values = np.linalg.solve(matrix, (np.array(bounds) - sums[:, list(chosen)]).T)
            tables = [_numbered(worth, question, solved) for question, solved in zip(free, values, strict=True)]
            for slots in product(*(range(table.shape[1]) for table in tables)):
                index = np.stack([table[:, slot] for table, slot in zip(tables, slots, strict=True)], axis=1)
                fits = np.flatnonzero((index >= 0).all(axis=1))
                rows.append(fits)
                picked.append(index[fits])
    pairs = np.unique(np.column_stack([np.concatenate(rows), np.concatenate(picked)]), axis=0)
    return pairs[:, 0], pairs[:, 1:].astype(np.int32)


def _numbered(worth: Utilities, question: int, values: NDArray[np.float64]) -> NDArray[np.int64]:
    """The numbers of the choices with these values, a row each; -1 where a value is tried anyway or off the scale."""
    tried = np.unique([choice.value for choice in worth.choices[question][: worth.base[question]]])
    exact, inverse = np.unique(np.array([float(f"{value:.12g}") for value in values]), return_inverse=True)
    after = np.searchsorted(tried, exact).clip(0, len(tried) - 1)
    before = (after - 1).clip(0)
    near = np.minimum(np.abs(tried[after] - exact), np.abs(tried[before] - exact)) <= CLOSE * np.maximum(1, abs(exact))
    numbers = [[] if known else worth.add(question, value) for value, known in zip(exact.tolist(), near, strict=True)]
    table = np.full((len(exact), max((len(indices) for indices in numbers), default=0)), -1, dtype=np.int64)
    for row, indices in enumerate(numbers):
        table[row, : len(indices)] = indices
    return table[inverse]


def within(budget: Budget, low: NDArray[np.float64], high: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which sums, of which the least and the most is known, can keep a budget."""
    near = CLOSE * max(1.0, *(abs(end) for end in (budget.at_least, budget.at_most) if np.isfinite(end)), 1.0)
    return (high >= budget.at_least - near) & (low <= budget.at_most + near)

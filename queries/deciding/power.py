"""How often each party decides: the power indices of Shapley and Shubik, and of Banzhaf, exactly.

Who has a veto is part of every set that wins. Of the others, a set of so many parties wins just where its weight reaches
what is needed of that many, as every other quota counts heads. So the sets of two halves of the parties are sorted by
weight, and those that win together are counted and not listed (Horowitz & Sahni 1974): for the 27 members of the European
Union, twice 2^14 sets and not 2^27.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import factorial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...graph.decision import Decision
from ...graph.regions import bits
from ..asking.deadline import Deadline

#: With more parties without a veto than this, or larger weights, their sets are not counted.
MAX_PARTIES, MAX_WEIGHT = 36, 1 << 62
NEVER = MAX_WEIGHT


@dataclass(frozen=True)
class Power:
    """The power of one party.

    Attributes
    ----------
    shapley_shubik : Fraction
        In which part of all orders in which parties can join it is the one that makes them win.
    banzhaf : Fraction
        In which part of all sets of the others it is.
    """

    shapley_shubik: Fraction
    banzhaf: Fraction


def power(decision: Decision, deadline: Deadline) -> list[Power] | None:
    """The power of each party, in the order of the decision; None where there are too many parties, or too large weights.

    Raises
    ------
    OutOfTimeError
        When the time is over before all sets are counted.

    Examples
    --------
    >>> from zopa.graph.decision import decision, read_rule
    >>> from zopa.queries.asking.deadline import Deadline
    >>> from zopa.queries.deciding.power import power
    >>> council = decision(read_rule("UN Security Council"), [True] * 15, vetoes=0b11111)
    >>> [round(float(of.shapley_shubik), 4) for of in power(council, Deadline())][::14]
    [0.1963, 0.0019]
    """
    vetoes = bits(decision.vetoes)
    free = [party for party in range(decision.size) if not decision.vetoes >> party & 1]
    if len(free) > MAX_PARTIES or any(sum(quota.weights) >= MAX_WEIGHT for way in decision.ways for quota in way):
        return None
    weights = next((quota.weights for way in decision.ways for quota in way if quota.by_weight), (0,) * decision.size)
    needed = [_needed(decision, vetoes, weights, size) for size in range(len(free) + 1)]
    every, with_party = _counts(np.array([weights[party] for party in free], dtype=np.int64), needed, deadline)
    powers = []
    for party in range(decision.size):
        if decision.vetoes >> party & 1:
            swings = {len(vetoes) - 1 + size: count for size, count in enumerate(every)}
        else:
            with_it = with_party[free.index(party)]
            swings = {
                len(vetoes) + size: with_it[size + 1] - (every[size] - with_it[size]) for size in range(len(free))
            }
        powers.append(_power(swings, decision.size))
    return powers


def _needed(decision: Decision, vetoes: list[int], weights: tuple[int, ...], size: int) -> int:
    """The least weight with which so many parties without a veto win beside those with one; ``NEVER`` where they do not."""
    least = NEVER
    for way in decision.ways:
        most = 0
        for quota in way:
            gap = quota.needed - sum(quota.weights[party] for party in vetoes)
            if quota.by_weight:
                most = max(most, gap)
            elif size < gap:
                most = NEVER
        least = min(least, most)
    return least


def _counts(weights: NDArray[np.int64], needed: list[int], deadline: Deadline) -> tuple[list[int], list[list[int]]]:
    """How many sets of each size win, in all and with each party."""
    count = len(weights)
    low, high = _half(weights[: count // 2]), _half(weights[count // 2 :])
    every, with_party = [0] * (count + 2), [[0] * (count + 2) for _ in range(count)]
    for low_size, (low_sums, low_members) in enumerate(low):
        order = np.argsort(low_sums, kind="stable")
        low_sums = low_sums[order]
        # How many of the sets from each place on have each party.
        after = np.zeros((len(order) + 1, low_members.shape[1]), dtype=np.int64)
        after[:-1] = low_members[order][::-1].cumsum(axis=0)[::-1]
        for high_size, (high_sums, high_members) in enumerate(high):
            deadline.check()
            size = low_size + high_size
            if needed[size] == NEVER:
                continue
            first = np.searchsorted(low_sums, needed[size] - high_sums, side="left")
            winning = len(low_sums) - first
            every[size] += int(winning.sum())
            for party, amount in enumerate([*after[first].sum(axis=0), *winning @ high_members]):
                with_party[party][size] += int(amount)
    return every, with_party


def _half(weights: NDArray[np.int64]) -> list[tuple[NDArray[np.int64], NDArray[Any]]]:
    """All sets of some parties by size: what each weighs, and who is in it."""
    masks = np.arange(1 << len(weights), dtype=np.int64)
    in_set = (masks[:, None] >> np.arange(len(weights)) & 1).astype(np.int64)
    sums, sizes = in_set @ weights, in_set.sum(axis=1)
    return [(sums[sizes == size], in_set[sizes == size]) for size in range(len(weights) + 1)]


def _power(swings: dict[int, int], parties: int) -> Power:
    """The power of a party that makes so many sets of each size win."""
    orders = sum(count * factorial(size) * factorial(parties - size - 1) for size, count in swings.items() if count)
    return Power(Fraction(orders, factorial(parties)), Fraction(sum(swings.values()), 1 << (parties - 1)))

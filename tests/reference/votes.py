"""Answers and decisions once more: party by party, and vote by vote through everything that unknown votes can be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import combinations, product
from typing import Any

from .rule import Reference


def answer(reference: Reference, party: str, issue: str, place: str, day: dt.date, level: str, settlement: Any) -> str:
    """What a party says of one settlement."""
    accepted, ruled_out = reference.says(party, issue, place, day, level, False)
    _, at_worst = reference.says(party, issue, place, day, level, True)
    _, by_aims = reference.says(party, issue, place, day, "aim", True)
    held = reference.held(party, issue, place, day)
    accepting = [p for p in held if reference.accepts(p, settlement)]
    if settlement in ruled_out:
        return "rejects"
    if settlement in accepted and settlement not in at_worst:
        sure = [p for p in accepting if not reference.contested(p)]
        return "demands" if any(reference.stance(p) == "demands" for p in sure) else "accepts"
    if settlement in at_worst or any(reference.contested(p) for p in accepting):
        return "possible"
    if settlement in by_aims:
        return "objects"
    for stance in ("abstains", "mixed", "no answer"):
        for p in held:
            names_nothing = all(reference.positions[p].get(key) is None for key in ("option", "low", "high", "ideal"))
            if reference.stance(p) == stance and (names_nothing or reference.names(p, settlement)):
                return stance
    return "silent"


#: What it takes, by the words of a rule: of the weight in favour, of all weight, of how many are for it and of how many.
RULES = {
    "all": lambda weight, total, count, size: count == size,
    "unanimity": lambda weight, total, count, size: count == size,
    "majority": lambda weight, total, count, size: weight * 2 > total,
    "simple majority": lambda weight, total, count, size: weight * 2 > total,
    "two thirds": lambda weight, total, count, size: weight * 3 >= total * 2,
    "two-thirds majority": lambda weight, total, count, size: weight * 3 >= total * 2,
    "consensus": lambda weight, total, count, size: True,
    "at least 2": lambda weight, total, count, size: weight >= 2,
    "share 0.55": lambda weight, total, count, size: weight * 100 >= total * 55,
    "share 2/7": lambda weight, total, count, size: weight * 7 >= total * 2,
    "UN Security Council": lambda weight, total, count, size: count >= 9,
    "UN Security Council procedural": lambda weight, total, count, size: count >= 9,
    "EU Council qualified majority": lambda weight, total, count, size: (
        (count * 100 >= size * 55 and count >= 15 and weight * 100 >= total * 65) or size - count < 4
    ),
}


def passes(rule: str, weights: Mapping[int, Fraction], vetoes: set[int], votes: Mapping[int, str]) -> bool:
    """Whether it passes where every vote is known; ``weights`` are of those who have a vote."""
    can_stop = {*vetoes, *weights} if rule == "consensus" else vetoes
    if any(votes[party] == "against" for party in can_stop):
        return False
    favour = [party for party in weights if votes[party] == "for"]
    weight = sum((weights[party] for party in favour), Fraction(0))
    return bool(RULES[rule](weight, sum(weights.values()), len(favour), len(weights)))


def verdict(rule: str, weights: Mapping[int, Fraction], vetoes: set[int], votes: Mapping[int, str | None]) -> str:
    """The same where some votes are not known: whatever they are, or not."""
    parties = list(votes)
    ways = product(*([vote] if (vote := votes[p]) else ["for", "against", "abstains"] for p in parties))
    ends = {passes(rule, weights, vetoes, dict(zip(parties, way, strict=True))) for way in ways}
    return "depends" if len(ends) > 1 else "passes" if ends == {True} else "fails"


def winning(
    rule: str, weights: Mapping[int, Fraction], vetoes: set[int], parties: list[int]
) -> Iterator[frozenset[int]]:
    """Every set of parties that wins while all others are against."""
    for size in range(len(parties) + 1):
        for chosen in combinations(parties, size):
            votes = {party: "for" if party in chosen else "against" for party in parties}
            if passes(rule, weights, vetoes, votes):
                yield frozenset(chosen)


def minimal(sets: list[frozenset[int]]) -> set[frozenset[int]]:
    """Those with no other inside."""
    return {one for one in sets if not any(other < one for other in sets)}

"""Counts of packages once more: every package is put together and every party asked about it, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import Any

from .packages import NO_SIDE, Packages
from .votes import verdict

FIRM: dict[str, list[str | None]] = {
    "red line": ["red line"],
    "bottom line": ["red line", "bottom line"],
    "aim": ["red line", "bottom line", "aim", None],
}


class Ballots:
    """The votes on every package of a case."""

    def __init__(self, case: Mapping[str, list[dict[str, Any]]], level: str) -> None:
        self.reference, self.level = Packages(dict(case)), level
        self.case = case
        setting = {row["party"] for row in case["conditions"] if row["party"]}
        self.parties = [row["id"] for row in case["parties"] if row["id"] in {*self.reference.parties, *setting}]
        self.walk_away = {row["id"]: row.get("walk_away") for row in case["parties"]}
        self.packages = self._all()
        self.allowed = [package for package in self.packages if not self._breaks(package)]
        self.votes = [{party: self._vote(party, package) for party in self.parties} for package in self.allowed]

    def _all(self) -> list[dict[str, Any]]:
        issues = self.reference.issues
        ways = product(*(self.reference.choices(row) for row in issues))
        return [dict(zip([row["id"] for row in issues], way, strict=True)) for way in ways]

    def _set_by(self, party: str) -> set[str]:
        return {row["id"] for row in self.case["conditions"] if row["party"] == party}

    def _breaks(self, package: dict[str, Any]) -> bool:
        set_by_somebody = {name for party in self.parties for name in self._set_by(party)}
        return bool(self.reference.broken(package) - set_by_somebody)

    def _lines(self, party: str, package: dict[str, Any]) -> Iterator[bool]:
        """Whether each line of a party that may be crossed surely is one, and surely is crossed."""
        for row in self.case["positions"]:
            crossed = row["party"] == party and self.reference.rules_out(row, package[row["issue"]])
            if not crossed or self.reference.tied(row, package, "only if"):
                continue
            firm = row["firmness"] in FIRM[self.level]
            if firm or row["firmness"] is None:
                yield firm and not row.get("contested")
        if self.reference.broken(package) & self._set_by(party):
            yield True

    def speaks(self, party: str) -> bool:
        """Whether a party takes a side on anything."""
        rows = [row for row in self.case["positions"] if row["party"] == party and row["stance"] not in NO_SIDE]
        return bool(rows or self._set_by(party))

    def _vote(self, party: str, package: dict[str, Any]) -> str:
        """``for``, ``against``, ``open`` where it may be either, ``silent`` where only its vote is not known."""
        lines = list(self._lines(party, package))
        low, high = Fraction(0), Fraction(1)
        if party in self.reference.parties:
            place = self.reference.parties.index(party)
            lows, highs, _ = self.reference.worth(package)
            low, high = lows[place], highs[place]
        least = self.walk_away[party]
        least = Fraction(0) if least is None else Fraction(str(least))
        if any(lines) or high < least:
            return "against"
        if lines or low < least:
            return "open"
        return "for" if self.speaks(party) else "silent"

    def passing(self, spare: int = 0) -> tuple[int, int]:
        """How many packages surely and perhaps have at most so many parties against them."""
        sure = [sum(vote in ("against", "open") for vote in votes.values()) <= spare for votes in self.votes]
        perhaps = [sum(vote == "against" for vote in votes.values()) <= spare for votes in self.votes]
        return sum(sure), sum(perhaps)

    def in_favour(self, party: str) -> tuple[int, int]:
        """How many packages a party is surely and perhaps in favour of."""
        return (
            sum(votes[party] == "for" for votes in self.votes),
            sum(votes[party] != "against" for votes in self.votes),
        )

    def blocks_alone(self, party: str) -> tuple[int, int]:
        """How many packages this party alone is surely and perhaps against."""
        others = [{votes[other] for other in votes if other != party} for votes in self.votes]
        own = [votes[party] for votes in self.votes]
        sure = [vote == "against" and not rest & {"against", "open"} for vote, rest in zip(own, others, strict=True)]
        perhaps = [
            vote in ("against", "open") and "against" not in rest for vote, rest in zip(own, others, strict=True)
        ]
        return sum(sure), sum(perhaps)

    def decided(self, rule: str, voters: list[str], vetoes: list[str]) -> tuple[int, int]:
        """How many packages surely and perhaps pass by a rule of decision."""
        ends = [self._verdict(rule, voters, vetoes, votes) for votes in self.votes]
        return ends.count("passes"), len(ends) - ends.count("fails")

    def stops(self, rule: str, voters: list[str], vetoes: list[str], party: str) -> int:
        """How many packages surely fail by the vote of a party that is against, and surely pass if it is for them."""
        return sum(
            votes[party] == "against"
            and self._verdict(rule, voters, vetoes, votes) == "fails"
            and self._verdict(rule, voters, vetoes, votes | {party: "for"}) == "passes"
            for votes in self.votes
        )

    def _verdict(self, rule: str, voters: list[str], vetoes: list[str], votes: Mapping[str, str]) -> str:
        number = {party: index for index, party in enumerate(voters)}
        known = {number[p]: votes[p] if votes[p] in ("for", "against") else None for p in voters}
        weights = dict.fromkeys(range(len(voters)), Fraction(1))
        return verdict(rule, weights, {number[party] for party in vetoes}, known)

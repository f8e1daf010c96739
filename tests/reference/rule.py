"""The rule once more, settlement by settlement, region by region and day by day, with no thought of speed.

A number issue is read at a handful of values: every end that is named, a value between each two, and one beyond the
outermost. Days are read at every day on which something begins or ends, and at the days beside them.
"""

from __future__ import annotations

import calendar
import datetime as dt
from itertools import combinations, pairwise
from typing import Any

FIRST, LAST = dt.date(2000, 1, 1), dt.date(2040, 1, 1)
NO_SIDE = ("abstains", "mixed", "no answer")
FIRMER = {
    "red line": ["red line"],
    "bottom line": ["red line", "bottom line"],
    "aim": ["red line", "bottom line", "aim"],
}


class Reference:
    """The answers of a dossier of rows, as DESIGN reads."""

    def __init__(self, dossier: dict[str, list[dict[str, Any]]]) -> None:
        self.parties = {row["id"]: row for row in dossier["parties"]}
        self.issues = {row["id"]: row for row in dossier["issues"]}
        self.regions = {row["id"]: row for row in dossier.get("regions", [])}
        self.listed = {name: [o["option"] for o in dossier["options"] if o["issue"] == name] for name in self.issues}
        self.positions = {row["id"]: row for row in dossier["positions"]}
        self.conditions = dossier.get("conditions", [])

    # -- where and when

    def smallest(self) -> list[str]:
        """Smallest regions; one nameless place where the dossier has no regions."""
        larger = {name for row in self.regions.values() for name in (row.get("part_of") or "").split("|")}
        return [name for name in self.regions if name not in larger] or [""]

    def inside(self, region: str, larger: str) -> bool:
        """Whether a region is, or lies in, another."""
        if region == larger:
            return True
        direct = (self.regions[region].get("part_of") or "").split("|") if region else []
        return any(self.inside(parent, larger) for parent in direct if parent)

    def places(self, issue: str) -> list[str]:
        """The cells of an issue."""
        return self.smallest() if self.issues[issue].get("per_region") == "yes" else ["the whole issue"]

    def party_days(self, party: str) -> tuple[dt.date, dt.date]:
        """The days on which a party and all for whom it speaks exist."""
        row = self.parties[party]
        first = first_day(row["start"]) if row.get("start") else FIRST
        last = last_day(row["end"]) if row.get("end") else LAST
        if row.get("speaks_for"):
            begin, end = self.party_days(row["speaks_for"])
            return max(first, begin), min(last, end)
        return first, last

    def start(self, position: str) -> dt.date:
        text = self.positions[position].get("start")
        return max(first_day(text) if text else FIRST, self.party_days(self.positions[position]["party"])[0])

    def own_day(self) -> dt.date | None:
        """The dossier's own date: the last day on which a position that is no act, or a condition, begins, if any does."""
        lasting = [*(row for row in self.positions.values() if row.get("once") != "yes"), *self.conditions]
        return max((first_day(row["start"]) for row in lasting if row.get("start")), default=None)

    def day(self, as_of: str | None) -> dt.date:
        """The one day that a package is asked of."""
        return last_day(as_of) if as_of is not None else self.own_day() or FIRST

    def asked(self, as_of: str | None) -> set[dt.date]:
        """The days that are asked about; those of the dossier's own date where none is given."""
        if as_of is None and (own_day := self.own_day()):
            return {own_day}
        if as_of in (None, "all"):
            return set(self.days())
        return {day for day in self.days() if first_day(as_of) <= day <= last_day(as_of)}

    def end(self, position: str) -> dt.date:
        text = self.positions[position].get("end")
        last = min(last_day(text) if text else LAST, self.party_days(self.positions[position]["party"])[1])
        if self.positions[position].get("once") == "yes":
            last = min(last, last_day(self.positions[position]["start"]))
        for later, row in self.positions.items():
            if position in (row.get("replaces") or "").split("|"):
                last = min(last, self.start(later) - dt.timedelta(days=1))
        return last

    def days(self) -> list[dt.date]:
        """Days on which anything begins or ends, and the days beside them."""
        ends = {self.start(p) for p in self.positions} | {self.end(p) for p in self.positions} | {FIRST, LAST}
        if own_day := self.own_day():
            ends.add(own_day)
        return sorted(
            {day + dt.timedelta(days=shift) for day in ends for shift in (-1, 0, 1)}
            - {FIRST - dt.timedelta(days=1), LAST + dt.timedelta(days=1)}
        )

    def holds(self, position: str, place: str, day: dt.date) -> bool:
        if not self.start(position) <= day <= self.end(position):
            return False
        where = (self.positions[position].get("regions") or "").split("|")
        if where == [""] or self.issues[self.positions[position]["issue"]].get("per_region") != "yes":
            return True
        return any(self.inside(place, larger) for larger in where)

    # -- one position

    def settlements(self, issue: str) -> list[Any]:
        row = self.issues[issue]
        if row["kind"] != "number":
            closed = row.get("closed") or ("yes" if self.listed[issue] else "no")
            return self.listed[issue] + ([] if closed == "yes" or "other" in self.listed[issue] else ["other"])
        bottom, top = row.get("scale_low"), row.get("scale_high")
        named = {
            cut
            for p in self.positions.values()
            if p["issue"] == issue
            for key in ("low", "high", "ideal")
            if (cut := p.get(key)) is not None
        }
        ends = sorted(named | {cut for cut in (bottom, top) if cut is not None}) or [0]
        cuts = [*ends, *((a + b) / 2 for a, b in pairwise(ends)), ends[0] - 1, ends[-1] + 1]
        return [cut for cut in cuts if (bottom is None or cut >= bottom) and (top is None or cut <= top)]

    def names(self, position: str, settlement: Any) -> bool:
        """Whether a position names a settlement."""
        row = self.positions[position]
        if self.issues[row["issue"]]["kind"] != "number":
            return settlement in (row.get("option") or "").split("|")
        low, high, ideal = row.get("low"), row.get("high"), row.get("ideal")
        if low is None and high is None:
            return bool(settlement == ideal)
        return bool((low is None or low <= settlement) and (high is None or settlement <= high))

    def stance(self, position: str) -> str:
        row = self.positions[position]
        bare = self.issues[row["issue"]]["kind"] == "number" and row.get("low") is None and row.get("high") is None
        return "accepts" if bare and row["stance"] not in NO_SIDE else row["stance"]

    def accepts(self, position: str, settlement: Any) -> bool:
        return self.stance(position) in ("demands", "accepts") and self.names(position, settlement)

    def rules_out(self, position: str, settlement: Any) -> bool:
        stance = self.stance(position)
        return (stance == "demands" and not self.names(position, settlement)) or (
            stance == "rejects" and self.names(position, settlement)
        )

    def contested(self, position: str) -> bool:
        """Whether the case says that its principal also holds what cannot hold together with it."""
        return self.positions[position].get("contested") == "yes"

    # -- two positions

    def principal(self, party: str) -> str:
        speaks_for = self.parties[party].get("speaks_for")
        return self.principal(speaks_for) if speaks_for else party

    def in_bloc(self, member: str, bloc: str) -> bool:
        """Whether a principal is a member of a bloc, at any remove, by itself or by those who speak for it."""
        seen: set[str] = set()
        waiting = [member]
        while waiting:
            principal = waiting.pop()
            for name, row in self.parties.items():
                if self.principal(name) == principal:
                    direct = {self.principal(larger) for larger in (row.get("part_of") or "").split("|") if larger}
                    waiting += direct - seen
                    seen |= direct
        return bloc in seen

    def kind(self, a: str, b: str) -> str:
        principal_a, principal_b = (self.principal(self.positions[p]["party"]) for p in (a, b))
        if principal_a == principal_b:
            return "split"
        return (
            "dissent" if self.in_bloc(principal_a, principal_b) or self.in_bloc(principal_b, principal_a) else "between"
        )

    def severity(self, a: str, b: str) -> tuple[str, str]:
        firmness = [None if self.contested(p) else self.positions[p].get("firmness") for p in (a, b)]
        at_least = {2: "deadlock", 1: "hard", 0: "soft"}[firmness.count("red line")]
        return ("unknown" if None in firmness else at_least), at_least

    def holder(self, position: str, roll_up: bool) -> str:
        party = self.positions[position]["party"]
        return self.principal(party) if roll_up else party

    def clash(self, a: str, b: str) -> bool:
        """Together they rule out everything, and neither does so alone."""
        if self.positions[a]["issue"] != self.positions[b]["issue"]:
            return False
        everything = self.settlements(self.positions[a]["issue"])
        alone = [all(self.rules_out(p, s) for s in everything) for p in (a, b)]
        return not any(alone) and all(self.rules_out(a, s) or self.rules_out(b, s) for s in everything)

    def steps(self, a: str, b: str) -> int:
        """How many steps apart two positions on an ordered issue are, by the options that neither rules out itself."""
        everything = self.settlements(self.positions[a]["issue"])
        left = [[place for place, s in enumerate(everything) if not self.rules_out(p, s)] for p in (a, b)]
        return min(abs(place - other_place) for place in left[0] for other_place in left[1])

    def shared(self, a: str, b: str, place: str, day: dt.date, roll_up: bool = True) -> set[Any]:
        """The settlements that two positions accept and no position of their parties rejects, in one place on one day."""
        if self.contested(a) or self.contested(b):
            return set()
        issue = self.positions[a]["issue"]
        against = [
            r
            for party in {self.holder(a, roll_up), self.holder(b, roll_up)}
            for r in self.held(party, issue, place, day, roll_up)
            if self.stance(r) == "rejects"
        ]
        return {
            s
            for s in self.settlements(issue)
            if self.accepts(a, s) and self.accepts(b, s) and not any(self.names(r, s) for r in against)
        }

    def meet(self, a: str, b: str) -> set[tuple[str, dt.date]]:
        """Places and days where two positions of one issue both hold."""
        places = self.places(self.positions[a]["issue"])
        return {
            (place, day)
            for place in places
            for day in self.days()
            if self.holds(a, place, day) and self.holds(b, place, day)
        }

    def pairs(self, test: Any, roll_up: bool = True) -> dict[tuple[str, str], set[tuple[str, dt.date]]]:
        """Pairs of positions of different parties that pass a test, and where and when they meet."""
        met_where = {}
        for a, b in combinations(self.positions, 2):
            if self.holder(a, roll_up) != self.holder(b, roll_up) and test(a, b) and (met := self.meet(a, b)):
                met_where[a, b] = met
        return met_where

    # -- a set of parties

    def held(self, party: str, issue: str, place: str, day: dt.date, roll_up: bool = True) -> list[str]:
        return [
            p
            for p, row in self.positions.items()
            if row["issue"] == issue and self.holder(p, roll_up) == party and self.holds(p, place, day)
        ]

    def holders(self, issue: str, place: str, day: dt.date) -> list[str]:
        return [party for party in self.parties if self.held(party, issue, place, day)]

    def says(
        self, party: str, issue: str, place: str, day: dt.date, level: str, firm: bool
    ) -> tuple[set[Any], set[Any]]:
        """The settlements that a party accepts and rules out; ``firm`` counts contested positions and those of unknown firmness."""
        positions = self.held(party, issue, place, day)
        unknown = [None] if firm or level == "aim" else []
        counted = [
            p
            for p in positions
            if self.positions[p].get("firmness") in FIRMER[level] + unknown and (firm or not self.contested(p))
        ]
        doubtful = [p for p in positions if self.positions[p].get("firmness") in [*FIRMER[level], None]]
        everything = self.settlements(issue)
        ruled_out = {s for s in everything if any(self.rules_out(p, s) for p in counted)}
        refused = {
            s
            for s in everything
            for p in doubtful
            if self.rules_out(p, s) and (self.contested(p) or self.stance(p) == "rejects")
        }
        accepted = {s for s in everything if any(self.accepts(p, s) and not self.contested(p) for p in positions)}
        return accepted - ruled_out - refused, ruled_out

    def followed(self, party: str, issue: str, place: str) -> dict[str, tuple[dt.date, dt.date]]:
        """For each party whose place a party took, the last day on which it held something there before, and the first one after.

        One that held nothing there stands back behind those whose place it took. Who speaks for another takes no place.
        """
        days = [day for day in self.days() if self.held(party, issue, place, day)]
        steps, seen, waiting = {}, {party}, self._succeeds(party) if days else []
        while waiting:
            before = waiting.pop()
            if before in seen:
                continue
            seen.add(before)
            earlier = [day for day in self.days() if day < days[0] and self.held(before, issue, place, day)]
            if earlier:
                steps[before] = earlier[-1], days[0]
            else:
                waiting += self._succeeds(before)
        return steps

    def _succeeds(self, party: str) -> list[str]:
        row = self.parties[party]
        return [] if row.get("speaks_for") else [name for name in (row.get("succeeds") or "").split("|") if name]

    def kind_of_move(self, issue: str, place: str, before: tuple[str, dt.date], after: tuple[str, dt.date]) -> str:
        """Which way it went from what one party says on a day to what one says on another; empty where nothing differs."""
        held = [self.held(party, issue, place, day) for party, day in (before, after)]
        insisting = [p for positions in held for p in positions if self.stance(p) in ("demands", "rejects")]
        unknown = any(self.positions[p].get("firmness") is None for p in insisting)
        levels = ["aim"] if unknown else ["aim", "bottom line", "red line"]
        views = [
            [self.says(party, issue, place, day, level, False) for party, day in (before, after)] for level in levels
        ]
        line = self.says(before[0], issue, place, before[1], "red line", False)[1]
        takes_side = [any(self.stance(p) not in NO_SIDE for p in positions) for positions in held]
        if any(accepted & line for _, (accepted, _) in views):
            return "red line crossed"
        if takes_side[0] != takes_side[1] and any(a != b for a, b in views):
            return "change"
        softer = any(b[1] - a[1] or a[0] - b[0] for b, a in views)
        harder = any(a[1] - b[1] or b[0] - a[0] for b, a in views)
        return "change" if softer and harder else "concession" if softer else "hardening" if harder else ""

    def zone(
        self, parties: list[str], issue: str, place: str, day: dt.date, level: str, firm: bool = False
    ) -> tuple[str, set[Any]]:
        everything = set(self.settlements(issue))
        views = [self.says(party, issue, place, day, level, firm) for party in parties]
        agreed = everything.intersection(*(accepted for accepted, _ in views))
        if agreed:
            return "agreed", agreed
        allowed = everything.difference(*(ruled_out for _, ruled_out in views))
        return ("open", allowed) if allowed else ("closed", set())


def decided(dossier: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """The dossier as it is read: issues of which the positions name different places are settled per region."""
    issues = []
    for issue in dossier["issues"]:
        places = {
            frozenset(p["regions"].split("|"))
            for p in dossier["positions"]
            if p["issue"] == issue["id"] and p.get("regions")
        }
        per_region = issue.get("per_region") or ("yes" if len(places) > 1 else None)
        issues.append({**issue, "per_region": per_region})
    return {**dossier, "issues": issues}


def divided(reference: Reference) -> set[str]:
    """The positions of divided principals, cell by cell and day by day."""
    contested: set[str] = set()
    for issue in reference.issues:
        everything = reference.settlements(issue)
        of_issue = [p for p, row in reference.positions.items() if row["issue"] == issue]
        out = {p: {s for s in everything if reference.rules_out(p, s)} for p in of_issue}
        of_issue = [p for p in of_issue if len(out[p]) < len(everything)]
        named = {p: {s for s in everything if reference.names(p, s)} for p in of_issue}
        soft = {p for p in of_issue if reference.positions[p].get("firmness") in ("aim", "bottom line")}
        takes_back = {
            (a, b)
            for a in of_issue
            for b in of_issue
            if reference.stance(a) == "accepts"
            and reference.stance(b) == "rejects"
            and b not in soft
            and named[a] <= named[b]
        }
        clashing = [(a, b) for a, b in combinations(of_issue, 2) if len(out[a] | out[b]) == len(everything)]
        for principal in {reference.holder(p, True) for p in of_issue}:
            of_principal = [p for p in of_issue if reference.holder(p, True) == principal]
            for place in reference.places(issue):
                for day in reference.days() if len(of_principal) > 1 else []:
                    holding = {p for p in of_principal if reference.holds(p, place, day)}
                    contested |= {p for pair in takes_back if holding.issuperset(pair) for p in pair}
                    pairs = [pair for pair in clashing if holding.issuperset(pair)]
                    contested |= {p for pair in pairs for p in pair}
                    if not pairs and set().union(*(out[p] for p in holding)) == set(everything):
                        contested |= {p for p in holding if reference.stance(p) in ("demands", "rejects")}
    return contested


def first_day(text: str) -> dt.date:
    parts = [int(part) for part in text.split("-")]
    return dt.date(*([*parts, 1, 1])[:3])


def last_day(text: str) -> dt.date:
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 1:
        parts.append(12)
    if len(parts) == 2:
        parts.append(calendar.monthrange(parts[0], parts[1])[1])
    return dt.date(*parts)


def covered(row: Any, reference: Reference, tree: Any) -> tuple[set[str], list[dt.date]]:
    """The places and days of a row of an answer."""
    if reference.issues[row.issue].get("per_region") != "yes":
        places = {"the whole issue"}
    else:
        leaves = [leaf for name in row.regions.split("|") if name for leaf in tree.leaves(tree.code[name])]
        places = {tree.ids[leaf] for leaf in leaves} if row.regions else set(reference.smallest())
    start = FIRST if not isinstance(row.start, str) else dt.date.fromisoformat(row.start)
    end = LAST if not isinstance(row.end, str) else dt.date.fromisoformat(row.end)
    return places, [day for day in reference.days() if start <= day <= end]


def within(value: float, words: str) -> bool:
    """Whether a value lies in a range that is written in words: ``5``, ``5 to 7``, ``more than 5, less than 7``."""
    words = words.removesuffix(" men")
    return words == "any value" or all(_within(value, part) for part in words.split(", "))


def _within(value: float, words: str) -> bool:
    if " to " in words:
        low, high = (float(end) for end in words.split(" to "))
        return low <= value <= high
    if words.startswith("more than "):
        return value > float(words.removeprefix("more than "))
    if words.startswith("less than "):
        return value < float(words.removeprefix("less than "))
    if words.startswith("at least "):
        return value >= float(words.removeprefix("at least "))
    if words.startswith("at most "):
        return value <= float(words.removeprefix("at most "))
    return value == float(words)

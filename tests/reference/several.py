"""Issues of which options can be combined, read option by option as they were coded: in, out, or nothing said."""

from __future__ import annotations

import datetime as dt
from itertools import combinations
from typing import Any

from hypothesis import strategies as st

from .dossiers import Rows, ids, parties, positions, regions
from .rule import FIRMER, Reference, decided

FAVOUR = ("demands", "accepts")


@st.composite
def several_dossiers(draw: Any) -> dict[str, Rows]:
    """A random dossier of one or two such issues, one of them beside a choice issue with the same options."""
    agenda = [{"id": "i0", "kind": "several"}, {"id": "i1", "kind": draw(st.sampled_from(["several", "choice"]))}]
    for row in agenda:
        row |= {
            "per_region": draw(st.sampled_from(["yes", "yes", "no", None])),
            "closed": "no" if row["kind"] == "choice" else draw(st.sampled_from(["yes", "no", None])),
        }
    options = [
        {"issue": row["id"], "option": option, "name": draw(st.sampled_from([None, f"Option {option}"]))}
        for row in agenda
        for option in ids("o", draw(st.integers(1 if row["kind"] == "several" else 2, 4)))
    ]
    where, who = draw(regions()), draw(parties())
    rows = draw(positions(who, agenda, options, where, 9))
    for row in rows:
        row |= {"replaces": None, "contested": None}
    return {"parties": who, "issues": agenda, "options": options, "regions": where, "positions": rows}


class Several:
    """The answers of such a dossier: what each position says of each option."""

    def __init__(self, dossier: dict[str, Rows]) -> None:
        self.read = Reference(decided(dossier))
        self.options = [
            (row["issue"], row["option"])
            for row in dossier["options"]
            if self.read.issues[row["issue"]]["kind"] == "several"
        ]

    def said(self, position: str, option: tuple[str, str]) -> str | None:
        """The stance of a position on an option; none where it says nothing of it."""
        row = self.read.positions[position]
        named = (row.get("option") or "").split("|")
        return row["stance"] if row["issue"] == option[0] and (option[1] in named or named == [""]) else None

    def spoken(self, option: tuple[str, str], place: str, day: dt.date) -> list[str]:
        """The positions that speak of an option in a place on a day."""
        return [p for p in self.read.positions if self.said(p, option) and self.read.holds(p, place, day)]

    def against(self, a: str, b: str, option: tuple[str, str]) -> bool:
        """Whether one demands an option and the other rejects it."""
        return {self.said(a, option), self.said(b, option)} == {"demands", "rejects"}

    def contested(self, position: str, option: tuple[str, str]) -> bool:
        """Whether its principal also says the contrary of this option, somewhere at some time."""

        def divided(other: str) -> bool:
            if self.read.holder(other, True) != self.read.holder(position, True) or not self.read.meet(position, other):
                return False
            words = {self.said(p, option): p for p in (position, other)}
            takes_back = {"accepts", "rejects"} == set(words) and (
                self.read.positions[words["rejects"]].get("firmness") in ("red line", None)
            )
            return takes_back or self.against(position, other, option)

        return any(divided(other) for other in self.read.positions if self.said(other, option))

    def cells(self, day: dt.date) -> list[tuple[tuple[str, str], str]]:
        return [(option, place) for option in self.options for place in self.read.places(option[0])]

    def pairs(self, option: tuple[str, str], place: str, day: dt.date) -> list[tuple[str, str, frozenset[str]]]:
        """Pairs of positions of different principals that speak of an option, and whose they are."""
        return [
            (a, b, frozenset(self.read.holder(p, True) for p in (a, b)))
            for a, b in combinations(self.spoken(option, place, day), 2)
            if self.read.holder(a, True) != self.read.holder(b, True)
        ]

    def clashes(self, day: dt.date) -> set[Any]:
        """Options with the pairs of principals of whom one demands and the other rejects it."""
        return {
            (option, who)
            for option, place in self.cells(day)
            for a, b, who in self.pairs(option, place, day)
            if self.against(a, b, option)
        }

    def overlaps(self, day: dt.date) -> set[Any]:
        """Options with the pairs of principals who both want or accept it, neither of whom rejects it there."""
        return {
            (option, who)
            for option, place in self.cells(day)
            for a, b, who in self.pairs(option, place, day)
            if all(self.said(p, option) in FAVOUR and not self.contested(p, option) for p in (a, b))
            and not any(
                self.said(p, option) == "rejects" and self.read.holder(p, True) in who
                for p in self.spoken(option, place, day)
            )
        }

    def zones(self, day: dt.date, level: str) -> set[Any]:
        """Options with who speaks of them and what they leave there, where two or more do."""
        answers = set()
        for option, place in self.cells(day):
            by_holder: dict[str, list[str]] = {}
            for p in self.spoken(option, place, day):
                by_holder.setdefault(self.read.holder(p, True), []).append(p)
            views = [self.view(theirs, option, level) for theirs in by_holder.values()]
            if len(views) < 2:
                continue
            out = {settled for _, ruled_out in views for settled in ruled_out}
            if all(accepts for accepts, _ in views):
                answer = ("agreed", frozenset(["in"]))
            else:
                left = frozenset({"in", "out"} - out)
                answer = ("open" if left else "closed", left)
            answers.add((option, frozenset(by_holder), *answer))
        return answers

    def view(self, theirs: list[str], option: tuple[str, str], level: str) -> tuple[bool, set[str]]:
        """Whether a principal accepts an option in, and the settlements of it that it rules out, by these positions."""
        firmness = {p: self.read.positions[p].get("firmness") for p in theirs}
        sure = [p for p in theirs if not self.contested(p, option)]
        counted = [p for p in sure if firmness[p] in FIRMER[level] or (level == "aim" and firmness[p] is None)]
        words = {"demands": "out", "rejects": "in"}
        ruled_out = {words[stance] for p in counted if (stance := self.said(p, option)) in words}
        doubtful = any(self.said(p, option) == "rejects" and firmness[p] in [*FIRMER[level], None] for p in theirs)
        favours = any(self.said(p, option) in FAVOUR for p in sure)
        return favours and not doubtful and "in" not in ruled_out, ruled_out

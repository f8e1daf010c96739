"""Positions that cannot hold together, read by trying every settlement of every cell and every set of stakes."""

from __future__ import annotations

import datetime as dt
from itertools import chain, combinations, product
from typing import Any

from hypothesis import strategies as st

from .dossiers import DATES, FIRMNESS, Rows, dossiers
from .rule import FIRMER, Reference, first_day, last_day


def is_set(condition: dict[str, Any], day: dt.date, reference: Reference) -> bool:
    """Whether a condition is set on a day by a party that exists then."""
    start, end = condition.get("start"), condition.get("end")
    if condition.get("party"):
        first, last = reference.party_days(condition["party"])
        if not first <= day <= last:
            return False
    return not (start and first_day(start) > day) and not (end and last_day(end) < day)


class Whole:
    """Every way to settle a case on one day, and which stakes each meets."""

    def __init__(self, dossier: dict[str, Rows], day: dt.date, level: str, possible: bool) -> None:
        self.reference = reference = Reference(dossier)
        conditions = [row for row in dossier.get("conditions", []) if is_set(row, day, reference)]
        self.dossier = dossier = {**dossier, "conditions": conditions}
        counted = FIRMER[level] + ([None] if possible or level == "aim" else [])
        self.cells = [(issue, place) for issue in reference.issues for place in reference.places(issue)]
        self.positions = {
            name: [cell for cell in self.cells if cell[0] == row["issue"] and reference.holds(name, cell[1], day)]
            for name, row in reference.positions.items()
            if row.get("firmness") in counted and (possible or not reference.contested(name))
        }
        self.positions = {
            name: cells
            for name, cells in self.positions.items()
            if cells and any(reference.rules_out(name, s) for s in reference.settlements(cells[0][0]))
        }
        self.conditions = {
            row["id"]: row
            for row in dossier.get("conditions", [])
            if "/" in row["what"] and row.get("party") and row.get("firmness") in counted
        }
        self.stakes = [*self.positions, *self.conditions]
        ways = product(*(reference.settlements(issue) for issue, _ in self.cells))
        self.met = {
            frozenset(self._met(dict(zip(self.cells, way, strict=True))))
            for way in ways
            if self._allowed(dict(zip(self.cells, way, strict=True)))
        }

    def _pairs(self, option: str, alternatives: list[str]) -> Any:
        """The cells of an option and of others, place by place."""
        issues = [name.split("/")[0] for name in (option, *alternatives)]
        regional = any(self.reference.issues[issue].get("per_region") == "yes" for issue in issues)
        for place in self.reference.smallest() if regional else ["the whole issue"]:
            cells = [
                (issue, place if self.reference.issues[issue].get("per_region") == "yes" else "the whole issue")
                for issue in issues
            ]
            yield cells

    def _holds_condition(self, way: dict[Any, Any], row: dict[str, Any]) -> bool:
        alternatives = row["requires"].split("|")
        for first, *alternative_cells in self._pairs(row["what"], alternatives):
            if way[first] == row["what"].split("/")[1] and not any(
                way[cell] == alternative.split("/")[1]
                for cell, alternative in zip(alternative_cells, alternatives, strict=True)
            ):
                return False
        return True

    def _allowed(self, way: dict[Any, Any]) -> bool:
        for row in self.dossier.get("constraints", []):
            for first, second in self._pairs(row["option"], [row["other"]]):
                is_so = way[second] == row["other"].split("/")[1]
                if way[first] == row["option"].split("/")[1] and is_so == (row["relation"] == "excludes"):
                    return False
        for row in self.dossier.get("conditions", []):
            if "/" in row["what"] and not row.get("party") and not self._holds_condition(way, row):
                return False
        for budget in self.dossier.get("budgets", []):
            total = sum(
                way[share["issue"], "the whole issue"] * (share.get("factor") or 1) for share in self.dossier["shares"]
            )
            if not (budget.get("at_least") or float("-inf")) <= total <= budget["at_most"]:
                return False
        return True

    def _lapses(self, way: dict[Any, Any], name: str, place: str) -> bool:
        """Whether a position holds only if something is settled there that is not."""
        for row in self.dossier.get("conditions", []):
            if row["what"] != name or row["relation"] != "only if":
                continue
            alternatives = [alternative.split("/") for alternative in row["requires"].split("|")]
            regional = any(self.reference.issues[issue].get("per_region") == "yes" for issue, _ in alternatives)
            everywhere = place == "the whole issue" and regional
            for region in self.reference.smallest() if everywhere else [place]:
                cells = [
                    (issue, region if self.reference.issues[issue].get("per_region") == "yes" else "the whole issue")
                    for issue, _ in alternatives
                ]
                if not any(way[cell] == option for cell, (_, option) in zip(cells, alternatives, strict=True)):
                    return True
        return False

    def _met(self, way: dict[Any, Any]) -> list[str]:
        met = [
            name
            for name, cells in self.positions.items()
            if not any(
                self.reference.rules_out(name, way[cell]) and not self._lapses(way, name, cell[1]) for cell in cells
            )
        ]
        return met + [name for name, row in self.conditions.items() if self._holds_condition(way, row)]

    def holder(self, stake: str) -> str:
        """Whose stake it is."""
        row = self.conditions.get(stake) or self.reference.positions[stake]
        return self.reference.principal(row["party"])

    def possible(self, stakes: Any) -> bool:
        return any(set(stakes) <= met for met in self.met)

    def contradictions(self) -> set[frozenset[str]]:
        subsets = chain.from_iterable(combinations(self.stakes, size) for size in range(len(self.stakes) + 1))
        minimal: set[frozenset[str]] = set()
        for subset in map(frozenset, subsets):
            if not any(smaller <= subset for smaller in minimal) and not self.possible(subset):
                minimal.add(subset)
        return minimal

    def openings(self) -> set[frozenset[str]]:
        """Minimal sets to soften so that all the rest can be met."""
        subsets = chain.from_iterable(combinations(self.stakes, size) for size in range(len(self.stakes) + 1))
        minimal: set[frozenset[str]] = set()
        for subset in map(frozenset, subsets):
            if not any(smaller <= subset for smaller in minimal) and self.possible(set(self.stakes) - subset):
                minimal.add(subset)
        return minimal


@st.composite
def tied(draw: Any) -> dict[str, Rows]:
    """A random dossier of few cells, with constraints and conditions between its options."""
    dossier = draw(dossiers(most=7))
    where = dossier["regions"][:3]
    region_ids = {row["id"] for row in where}
    for row in where:
        row["part_of"] = None
    for row in dossier["positions"]:
        row["regions"] = "|".join(name for name in (row.get("regions") or "").split("|") if name in region_ids) or None
    dossier["regions"] = where
    options = [f"{row['issue']}/{row['option']}" for row in dossier["options"]]
    apart = [(a, b) for a in options for b in options if a.split("/")[0] != b.split("/")[0]]
    if apart:
        dossier["constraints"] = [
            {"id": f"k{n}", "option": a, "relation": draw(st.sampled_from(["excludes", "implies"])), "other": b}
            for n, (a, b) in enumerate(draw(st.lists(st.sampled_from(apart), max_size=2, unique=True)))
        ]
        dossier["conditions"] = [
            {
                "id": f"c{n}",
                "what": a,
                "relation": "only if",
                "requires": b,
                "party": draw(st.sampled_from([None, "p0", "p1"])),
                "firmness": draw(st.sampled_from(FIRMNESS)),
            }
            for n, (a, b) in enumerate(draw(st.lists(st.sampled_from(apart), max_size=2, unique=True)))
        ]
    if options:
        dossier["conditions"] = dossier.get("conditions", []) + [
            {
                "id": f"e{n}",
                "what": draw(st.sampled_from(dossier["positions"]))["id"],
                "party": None,
                "firmness": None,
                "relation": draw(st.sampled_from(["only if", "only if", "only after", "together with"])),
                "requires": "|".join(draw(st.lists(st.sampled_from(options), min_size=1, max_size=2, unique=True))),
            }
            for n in range(draw(st.sampled_from([0, 1, 1, 2])))
        ]
    for row in dossier.get("conditions", []):
        row["start"], row["end"] = (draw(st.sampled_from([None, None, None, *DATES])) for _ in range(2))
    return dossier

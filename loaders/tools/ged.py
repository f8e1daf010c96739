"""The UCDP Georeferenced Event Dataset (GED): a row is an event in which people were killed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .context import EventRows, bring_events, has_columns, listed, noted
from .incidents import Places, deaths
from .ucdp import Uppsala

if TYPE_CHECKING:
    from pathlib import Path

    from ..brought import Brought
    from ..findings import Findings
    from ..formats.glance import Glance
    from .context import Table

FORM = "Events of the Uppsala Conflict Data Program (GED)"
_KEYS = ("id", "side_a", "side_b", "date_start", "best")
_TYPES = {"1": "state-based conflict", "2": "conflict between groups", "3": "violence against civilians"}
_CIVILIANS = "Civilians"


def recognises(glance: Glance) -> bool:
    """Whether a header has the columns of events of UCDP."""
    return has_columns(glance, _KEYS)


def bring(path: Path, findings: Findings) -> Brought | None:
    """Read each row as an event with a place and figures, its conflict as a phase, and both sides as parties."""
    return bring_events(path, findings, FORM, "Events", _KEYS, Incidents)


class Incidents(EventRows):
    """The rows of the table, and what they make."""

    title = "UCDP Georeferenced Event Dataset"
    nameless = "The row has no number of an event, or names nobody."

    def __init__(self, brought: Brought, table: Table, findings: Findings) -> None:
        super().__init__(brought, table, findings)
        self.uppsala = Uppsala(self.context)
        column = table.column
        self.ids = column("id", "the event")
        self.sides = [
            (column(f"side_{side}", "parties"), column((f"side_{side}_new_id", f"side_{side}_id"), "a note of a party"))
            for side in "ab"
        ]
        self.phases = {
            "conflict": (
                column(("conflict_new_id", "conflict_id"), "a phase: the conflict"),
                column("conflict_name", "its name"),
            ),
            "dyad": (column(("dyad_new_id", "dyad_id"), "a phase: the dyad"), column("dyad_name", "its name")),
        }
        self.kinds = column("type_of_violence", "a note of the event")
        self.starts, self.no_starts = self._days("date_start", "the first day of the event")
        self.ends, self.no_ends = self._days("date_end", "the last day of the event")
        parts = {"adm_1": "a region in the country", "adm_2": "a region in that one"}
        self.places = Places(self.context, table, parts, "where_coordinates")
        self.counts = {which: column(which, "a figure: deaths") for which in ("best", "low", "high")}
        self.headlines = column("source_headline", "evidence, with its words")
        self.articles = column("source_article", "evidence: where it was found")
        self.noted = table.rest()
        # Without either, nothing cites the data set.
        self.source = "ucdp-ged" if any(self.headlines) or any(self.articles) else ""

    def _is_named(self, index: int) -> bool:
        return bool(self.ids[index] and any(names[index] for names, _ in self.sides))

    def _add_event(self, index: int, id: str) -> None:
        people, unmatched = self._actors(index)
        region, unplaced = self.places.region(index)
        who = " and ".join(filter(None, (names[index] for names, _ in self.sides)))
        name = f"{who}, {self.places.name(index)}"
        phase, evidence = self._phase(index, who, people), self._evidence(index, id)
        start, (end, no_end) = self.starts[index], self._end(index)
        estimates = {which: cells[index] for which, cells in self.counts.items()}
        uncounted = deaths(self.context, id, name, start, region, estimates)
        kind = self.kinds[index]
        self.context.row(
            "events",
            id,
            name=name,
            kind="violence",
            start=start,
            end=end,
            part_of=phase,
            parties=listed(people),
            regions=region,
            evidence=evidence,
            note=noted(
                f"Kind: {_TYPES.get(kind, kind)}" if kind else "",
                f"First day as written: {self.no_starts[index]}" if index in self.no_starts else "",
                f"Last day as written: {no_end}" if no_end else "",
                *unmatched,
                unplaced,
                uncounted,
                self.grid.notes(index, self.noted),
            ),
        )

    def _actors(self, index: int) -> tuple[list[str], list[str]]:
        """The parties on both sides, and of each side the numbers that belong to no single one of them."""
        people: list[str] = []
        unmatched: list[str] = []
        for names, numbers in self.sides:
            kind = "people" if names[index] == _CIVILIANS else "armed group"
            parties, others = self.uppsala.actors(names[index], numbers[index], kind)
            people += parties
            unmatched.append(others)
        return people, unmatched

    def _phase(self, index: int, who: str, people: list[str]) -> str:
        """The dyad of a row, which is a part of its conflict, or the one of the two that the row has."""
        phase = ""
        for kind, (numbers, names) in self.phases.items():
            if number := numbers[index]:
                id, note = self.context.slug("events", f"{kind} {number}"), f"UCDP {kind} {number}."
                phase = self.uppsala.phase(id, names[index] or who, self.starts[index], phase, note)
                self.uppsala.spread(phase, "parties", people)
        return phase

    def _evidence(self, index: int, id: str) -> str:
        quote, locator = self.headlines[index], self.articles[index]
        if not quote and not locator:
            return ""
        return self._cite(f"{id}-source", quote=quote, locator=locator or f"event {self.ids[index]}")

    def _end(self, index: int) -> tuple[str, str]:
        """The last day of a row, and what is written there where it is none."""
        end = self.ends[index]
        if end and end < self.starts[index]:
            return "", f"{end}, which is before the first"
        return end, self.no_ends.get(index, "")

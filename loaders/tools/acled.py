"""Events of the Armed Conflict Location & Event Data project (ACLED): a row is what happened on one day in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .context import EventRows, bring_events, has_columns, listed, noted
from .incidents import Places, deaths

if TYPE_CHECKING:
    from pathlib import Path

    from ..brought import Brought
    from ..findings import Findings
    from ..formats.glance import Glance
    from .context import Table

FORM = "Events of the Armed Conflict Location & Event Data project (ACLED)"
_KEYS = ("event_date", "event_type", "actor1", "fatalities")
#: The kind of an event by its type, or first by what the type is divided into.
_KINDS = {
    "agreement": "talks",
    "non-violent transfer of territory": "territorial",
    "government regains territory": "territorial",
    "non-state actor overtakes territory": "territorial",
    "battles": "violence",
    "explosions/remote violence": "violence",
    "violence against civilians": "violence",
    "riots": "violence",
}
#: How the names of actors begin or end that are known for what they are.
_CIVILIANS, _STATE = "civilians", ("military forces of", "police forces of", "government of")


def recognises(glance: Glance) -> bool:
    """Whether a header has the columns of events of ACLED."""
    return has_columns(glance, _KEYS)


def bring(path: Path, findings: Findings) -> Brought | None:
    """Read each row as an event with a place and a figure, and its actors, and who was with them, as parties."""
    return bring_events(path, findings, FORM, "Events", _KEYS, Incidents)


class Incidents(EventRows):
    """The rows of the table, and what they make."""

    source, title = "acled", "Armed Conflict Location & Event Data (ACLED)"
    nameless = "The row has no type of an event, or names nobody."

    def __init__(self, brought: Brought, table: Table, findings: Findings) -> None:
        super().__init__(brought, table, findings)
        column = table.column
        self.ids = column(("event_id_cnty", "event_id_no_cnty", "data_id", "event_id"), "the event")
        self.dates, self.undated = self._days("event_date", "the day of the event")
        self.types = column("event_type", "the kind and the name of the event")
        self.subtypes = column("sub_event_type", "the kind and the name")
        self.actors = [column(name, "parties") for name in ("actor1", "actor2")]
        self.companions = [
            column((f"assoc_actor_{number}", f"ally_actor_{number}", f"ally_{number}"), "parties, cut at ';'")
            for number in (1, 2)
        ]
        parts = {f"admin{level}": "a region in the larger one" for level in (1, 2, 3)}
        self.places = Places(self.context, table, parts, "location")
        self.counts = column("fatalities", "a figure: deaths")
        self.words = column("notes", "evidence, as a paraphrase")
        self.reports = column("source", "evidence: where it was found")
        self.noted = table.rest()

    def _is_named(self, index: int) -> bool:
        return bool(self._type(index) and self._actors(index))

    def _type(self, index: int) -> str:
        return self.subtypes[index] or self.types[index]

    def _actors(self, index: int) -> list[str]:
        return [names[index] for names in self.actors if names[index]]

    def _add_event(self, index: int, id: str) -> None:
        kind, actors, date = self._type(index), self._actors(index), self.dates[index]
        others = [name.strip() for cells in self.companions for name in cells[index].split(";") if name.strip()]
        people = [self.context.party(name, kind=_kind_of(name)) for name in [*actors, *others]]
        region, unplaced = self.places.region(index)
        name = f"{kind}: {' and '.join(actors)}, {self.places.name(index)}"
        uncounted = deaths(self.context, id, name, date, region, {"best": self.counts[index]})
        self.context.row(
            "events",
            id,
            name=name,
            kind=_KINDS.get(kind.casefold(), _KINDS.get(self.types[index].casefold(), "other")),
            start=date,
            end=date,
            parties=listed(people),
            regions=region,
            evidence=self._cite(f"{id}-report", paraphrase=self.words[index], locator=self.reports[index]),
            note=noted(
                f"Type: {self.types[index]}" if self.types[index] != kind else "",
                f"With them: {'; '.join(others)}" if others else "",
                f"Day as written: {self.undated[index]}" if index in self.undated else "",
                unplaced,
                uncounted,
                self.grid.notes(index, self.noted),
            ),
        )


def _kind_of(name: str) -> str:
    words = name.casefold()
    return "people" if words.startswith(_CIVILIANS) else "state" if words.startswith(_STATE) else ""

"""Events of the Integrated Crisis Early Warning System (ICEWS): a row is what one actor did or said to another, by CAMEO."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .context import EventRows, bring_events, day_of, has_columns, listed, noted, tell_columns
from .incidents import Places

if TYPE_CHECKING:
    from pathlib import Path

    from ..brought import Brought
    from ..findings import Findings
    from ..formats.glance import Glance
    from .context import Table

FORM = "Events of the Integrated Crisis Early Warning System (ICEWS)"
_KEYS = ("Event Date", "Source Name", "Event Text", "CAMEO Code", "Target Name")
_SOURCE = "icews"
#: The kind of an event by the first two digits of its code.
_KINDS = {"04": "talks", "07": "aid", "18": "violence", "19": "violence", "20": "violence"}


def recognises(glance: Glance) -> bool:
    """Whether a header has the columns of events of ICEWS."""
    return has_columns(glance, _KEYS)


def bring(path: Path, findings: Findings) -> Brought | None:
    """Read each row as an event with a place, and who did it to whom as its parties; no position is made of one."""
    return bring_events(path, findings, FORM, "Events", _KEYS, Acts)


class Acts(EventRows):
    """The rows of the table, and what they make."""

    nameless = "The row does not say what happened, or names nobody."

    def __init__(self, brought: Brought, table: Table, findings: Findings) -> None:
        super().__init__(brought, table, findings)
        column = table.column
        self.ids = column("Event ID", "the event")
        written = column("Event Date", "the day of the event")
        self.dates, self.undated = day_of(written, self.grid, "Event Date", findings)
        self.texts = column("Event Text", "the name of the event")
        self.codes = column("CAMEO Code", "the kind of the event, and a note")
        self.actors = [column(f"{side} Name", "a party") for side in ("Source", "Target")]
        self.places = Places(
            self.context, table, {"Province": "a region", "District": "a region in the larger one"}, "City"
        )
        self.publishers = column("Publisher", "evidence: where it was found")
        self.stories = [column(name, "evidence: where it was found") for name in ("Story ID", "Sentence Number")]
        self.noted = table.rest()

    def read(self) -> None:
        """Make the rows of the case."""
        title = "Integrated Crisis Early Warning System (ICEWS)"
        self.context.row("sources", _SOURCE, title=title, kind="dataset", note=f"File {self.grid.file}.")
        self._add_events()
        tell_columns(self.brought, self.table, "a note of the event")

    def _name_of(self, index: int) -> str:
        return f"event {self.ids[index] or self.grid.lines[index]}"

    def _is_named(self, index: int) -> bool:
        return bool(self.texts[index] and any(names[index] for names in self.actors))

    def _add_event(self, index: int, id: str) -> None:
        by, to = (names[index] for names in self.actors)
        region, unplaced = self.places.region(index)
        self.context.row(
            "events",
            id,
            name=f"{self.texts[index]}: {' to '.join(filter(None, (by, to)))}",
            kind=_KINDS.get(self.codes[index][:2], "other"),
            start=self.dates[index],
            end=self.dates[index],
            parties=listed(self.context.party(name) for name in (by, to) if name),
            regions=region,
            evidence=self._evidence(index, id),
            note=noted(
                f"CAMEO code: {self.codes[index]}" if self.codes[index] else "",
                f"Day as written: {self.undated[index]}" if index in self.undated else "",
                unplaced,
                self.grid.notes(index, self.noted),
            ),
        )

    def _evidence(self, index: int, id: str) -> str:
        story, sentence = (cells[index] for cells in self.stories)
        where = [self.publishers[index], f"story {story}" if story else "", f"sentence {sentence}" if sentence else ""]
        if not any(where):
            return ""
        evidence = f"{id}-report"
        locator = ", ".join(filter(None, where))
        self.context.row("evidence", evidence, source=_SOURCE, attribution="reported", locator=locator)
        return evidence

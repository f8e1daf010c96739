"""Events of the Integrated Crisis Early Warning System (ICEWS): a row is what one actor did or said to another, by CAMEO."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .context import EventRows, bring_events, has_columns, listed, noted
from .incidents import Places

if TYPE_CHECKING:
    from pathlib import Path

    from ..brought import Brought
    from ..findings import Findings
    from ..formats.glance import Glance
    from .context import Table

FORM = "Events of the Integrated Crisis Early Warning System (ICEWS)"
_KEYS = ("Event Date", "Source Name", "Event Text", "CAMEO Code", "Target Name")
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

    source, title = "icews", "Integrated Crisis Early Warning System (ICEWS)"
    nameless = "The row does not say what happened, or names nobody."

    def __init__(self, brought: Brought, table: Table, findings: Findings) -> None:
        super().__init__(brought, table, findings)
        column = table.column
        self.ids = column("Event ID", "the event")
        self.dates, self.undated = self._days("Event Date", "the day of the event")
        self.texts = column("Event Text", "the name of the event")
        self.codes = column("CAMEO Code", "the kind of the event, and a note")
        self.actors = [column(f"{side} Name", "a party") for side in ("Source", "Target")]
        self.places = Places(
            self.context, table, {"Province": "a region", "District": "a region in the larger one"}, "City"
        )
        self.publishers = column("Publisher", "evidence: where it was found")
        self.stories = [column(name, "evidence: where it was found") for name in ("Story ID", "Sentence Number")]
        self.noted = table.rest()

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
            evidence=self._cite(f"{id}-report", locator=self._found(index)),
            note=noted(
                f"CAMEO code: {self.codes[index]}" if self.codes[index] else "",
                f"Day as written: {self.undated[index]}" if index in self.undated else "",
                unplaced,
                self.grid.notes(index, self.noted),
            ),
        )

    def _found(self, index: int) -> str:
        """Where the event was found: who published it, in which story, in which sentence."""
        story, sentence = (cells[index] for cells in self.stories)
        where = [self.publishers[index], f"story {story}" if story else "", f"sentence {sentence}" if sentence else ""]
        return ", ".join(filter(None, where))

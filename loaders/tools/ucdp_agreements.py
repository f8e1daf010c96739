"""The UCDP Peace Agreement Dataset: a row is an agreement between parties to an armed conflict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..brought import Brought, Understood
from .context import NOTHING, EventRows, Table, bring_events, has_columns, listed, noted
from .signatories import named_in
from .ucdp import INCOMPATIBILITY, Uppsala, cut, parts_of_the_world

if TYPE_CHECKING:
    from pathlib import Path

    from ..findings import Findings
    from ..formats.glance import Glance

FORM = "Peace agreements of the Uppsala Conflict Data Program"
_KEYS = ("paid", "pa_name", "pa_date", "actor_name")
_KINDS = {"1": "a full agreement", "2": "a partial agreement", "3": "an agreement on the process"}
#: Texts of a row: the column, how the evidence of it is called, and whether it is in the words of the agreement.
_TEXTS = (
    ("pa_comment", "summary", False),
    ("pa_sign", "signatories", True),
    ("c_sign", "signing", False),
    ("pa_3rd", "third-parties", False),
    ("c_3rd", "third-parties-comment", False),
    ("c_duration", "duration", False),
)
#: The first and the last of the columns that say what an agreement provides for.
_PROVISIONS = ("cease", "co_impl")


def recognises(glance: Glance) -> bool:
    """Whether a header has the columns of agreements of UCDP."""
    return has_columns(glance, _KEYS)


def bring(path: Path, findings: Findings) -> Brought | None:
    """Read each agreement as an event and a proposal, its conflict as a phase, and who took part as parties."""
    return bring_events(path, findings, FORM, "Peace agreements", _KEYS, Agreements)


class Agreements(EventRows):
    """The rows of the table, and what they make."""

    source, title, noun = "ucdp-agreements", "UCDP Peace Agreement Dataset", "agreement"
    nameless = "The row has no number or no name of an agreement."

    def __init__(self, brought: Brought, table: Table, findings: Findings) -> None:
        super().__init__(brought, table, findings)
        self.uppsala = Uppsala(self.context)
        column = table.column
        self.ids = column("paid", "the agreement, an event and a proposal")
        self.names = column("pa_name", "the name of the agreement")
        self.actors = column("actor_name", "parties: the authors"), column("actor_id", "a note of a party")
        self.conflicts = (
            column("conflict_id", "a phase: the conflict"),
            column("conflict_name", "the name of the conflict"),
        )
        self.about = column("incompatibility", "a note of the conflict")
        self.states = column("gwno", "a note of a region, or of the event where it lists several")
        self.world = column("region", "a note of the event")
        self.ended = column("ended", "a note of the proposal"), column("duration", "a note of the proposal")
        self.kinds = column("pa_type", "a note of the event")
        self.links = column(("linktofulltextagreement", "link"), "a source: the text of the agreement")
        self.versions = column("version", "the description of the case")
        self.texts = {
            name: column(name, "evidence, with its words" if stated else "evidence, as a paraphrase")
            for name, _, stated in _TEXTS
        }
        self.dates, self.undated = self._days("pa_date", "the day of the agreement")
        self.provisions = self._provision_columns()
        for place in self.provisions:
            table.used[place] = "a provision: a note of the proposal where it is 1"
        self.noted = table.rest()

    def _provision_columns(self) -> list[int]:
        first, last = (self.table.place(name) for name in _PROVISIONS)
        if first is None or last is None:
            return []
        columns = self.table.grid.columns
        return [place for place in range(first, last + 1) if set(columns[place]) - NOTHING <= {"0", "1"}]

    def _is_named(self, index: int) -> bool:
        return bool(self.ids[index] and self.names[index])

    def _add_event(self, index: int, id: str) -> None:
        grid, uppsala = self.table.grid, self.uppsala
        # Who signs here is not always a group at war: organisations of states are among the actors.
        actors, unmatched = uppsala.actors(self.actors[0][index], self.actors[1][index], kind="")
        helpers = self._third_parties(self.texts["pa_3rd"][index])
        conflict, regions = self._conflict(index, actors)
        numbers = uppsala.number("regions", regions, self.states[index], "gwno")
        evidence, date, (ended, until) = self._evidence(index, id), self.dates[index], self.ended
        kind = self.kinds[index]
        self.context.row(
            "events",
            id,
            name=self.names[index],
            kind="talks",
            start=date,
            end=date,
            part_of=conflict,
            parties=listed([*actors, *helpers]),
            regions=listed(regions),
            evidence=evidence,
            note=noted(
                f"UCDP agreement {self.ids[index]}",
                f"Date as written: {self.undated[index]}" if index in self.undated else "",
                f"It is {_KINDS.get(kind, f'of the type {kind}')}" if kind else "",
                f"Part of the world: {parts_of_the_world(self.world[index])}" if self.world[index] else "",
                unmatched,
                numbers,
                grid.notes(index, self.noted),
            ),
        )
        self.context.row(
            "proposals",
            id,
            name=self.names[index],
            authors=listed(actors),
            status="agreed",
            date=date,
            evidence=evidence,
            note=noted(
                self._provided(index),
                f"Ended: {ended[index]}" if ended[index] else "",
                f"Until: {until[index]}" if until[index] else "",
            ),
        )

    def _provided(self, index: int) -> str:
        grid = self.table.grid
        cells = [(grid.header[place].strip(), grid.columns[place][index]) for place in self.provisions]
        provided = [name for name, cell in cells if cell == "1"]
        missing = [name for name, cell in cells if cell in NOTHING]
        said = f"It provides for: {', '.join(provided)}" if provided else "No provision is coded 1" if cells else ""
        return noted(said, f"Not coded: {', '.join(missing)}" if missing else "")

    def _third_parties(self, cell: str) -> list[str]:
        """Third parties where the cell lists them; a sentence about them is evidence only."""
        parts = [part for part in cut(cell) for part in part.split(" and ")] if len(cell) < 200 else []
        names = [name for part in parts for name in named_in(part.strip()).names]
        return [self.context.party(name) for name in names] if len(names) == len(parts) else []

    def _conflict(self, index: int, actors: list[str]) -> tuple[str, list[str]]:
        numbers, name = self.conflicts[0][index], self.conflicts[1][index]
        place, colon, _ = name.partition(":")
        many = len(cut(self.states[index]))
        countries = place.split(" - ") if not colon and many == 2 else [place.strip()] if place.strip() else []
        regions = [region for country in countries for region in self.uppsala.countries(country)]
        if not numbers and not name:
            return "", regions
        id = self.context.slug("events", f"conflict {numbers or name}")
        over = " and ".join(INCOMPATIBILITY.get(code, code) for code in cut(self.about[index]))
        number = f"UCDP conflict {numbers}" if numbers else "A conflict without a number"
        self.uppsala.phase(id, name or f"Conflict {numbers}", note=f"{number}, over {over}." if over else f"{number}.")
        self.uppsala.spread(id, "parties", actors)
        self.uppsala.spread(id, "regions", regions)
        return id, regions

    def _evidence(self, index: int, id: str) -> str:
        made = []
        for column, part, stated in _TEXTS:
            cell = self.texts[column][index]
            if cell:
                words = {"quote": cell} if stated else {"paraphrase": cell}
                made.append(self._cite(f"{id}-{part}", locator=f"agreement {self.ids[index]}, {column}", **words))
        link = self.links[index]
        if link:
            source = self.context.row("sources", f"{id}-text", title=self.names[index], kind="document", url=link)["id"]
            paraphrase = "The full text of the agreement."
            self.context.row("evidence", f"{id}-text", source=source, paraphrase=paraphrase, attribution="stated")
            made.append(f"{id}-text")
        return listed(made)

    def _tell(self) -> None:
        told, grid = self.brought.understood, self.table.grid
        names = [grid.header[place].strip() for place in self.provisions]
        super()._tell()
        at = next((index for index, row in enumerate(told) if row.column.strip() == _PROVISIONS[0]), len(told))
        told[:] = [row for row in told if row.column.strip() not in names]
        if names:
            read_as = "what it provides for: a note of the proposal"
            rest = "Codes of 1 are named; the others are 0."
            column = f"{names[0]} … {names[-1]} ({len(names)} columns)"
            told.insert(at, Understood(grid.file, column, read_as, ", ".join(names[:6]), rest))

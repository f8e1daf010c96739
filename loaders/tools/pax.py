"""Agreements of the PA-X Peace Agreements Database (University of Edinburgh), a row an agreement.

Their columns have short names that differ a little from version to version: ``AgtId``, ``Agt``, ``Dat``, ``Con``,
``PPName``, ``Status``, ``Stage``, ``Part``, ``ThrdPart``, ``Loc1ISO``, and behind them
some two hundred provisions coded 0 to 3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...graph.lists import join
from ..brought import Brought, Understood
from ..findings import Findings, Problem
from ..names.places import country_code, short_code
from .context import NOTHING, EventRows, Table, bring_events, has_columns, listed, noted, tell_columns
from .signatories import named_in

if TYPE_CHECKING:
    from pathlib import Path

    from ..formats.glance import Glance

FORM = "Agreements of the PA-X Peace Agreements Database"
#: Columns that every version has.
_KEYS = ("AgtId", "Agt", "Dat", "Con")
_CODES = frozenset("0123")
_STATUS = {
    "multiparty signed/agreed": "agreed",
    "agreement with subsequent status": "agreed",
    "unilateral document": "tabled",
}
_STAGES = {
    "pre": "before negotiations",
    "ceas": "ceasefire",
    "cea": "ceasefire",
    "subpar": "partial framework",
    "frpar": "partial framework",
    "subcomp": "comprehensive framework",
    "frcomp": "comprehensive framework",
    "imp": "implementation",
    "ren": "renewal",
    "oth": "other",
}
_TYPES = {
    "intra": "within a state",
    "inter": "between states",
    "interintra": "between states, about a conflict within one",
    "intralocal": "local",
}
#: What the coded provisions are about, by how their columns begin, the longer beginning first.
_BLOCKS = {
    "gender": ("GeWom", "GeMe", "GeLgbti", "GeFa", "WggR", "W"),
    "groups": ("GCh", "GDis", "GAge", "GMig", "GRa", "GRe", "GInd", "GOth", "GSoc", "G"),
    "justice sector": ("Jus",),
    "state definition": ("St",),
    "power sharing": ("Polps", "Pps", "Terps", "Tps", "Eps", "Mps"),
    "governance": ("Pol", "ConRen", "Cons", "Ele", "Civso", "Tral", "Pubad"),
    "human rights and equality": ("Hr", "EqGen", "Prot", "Cpr", "Ser", "Med", "Cit"),
    "socio-economic matters": ("Dev", "NEC", "NatRes", "IntFu", "Bus", "Tax", "Ban", "CenBan"),
    "land and environment": ("La", "Wat"),
    "security sector": ("Ssr", "Ce", "Ddr", "Cor", "Terr"),
    "transitional justice": ("Tj",),
    "implementation": ("Im",),
}
_BY_LENGTH = sorted(
    ((start, block) for block, starts in _BLOCKS.items() for start in starts), key=lambda pair: -len(pair[0])
)


def recognises(glance: Glance) -> bool:
    """Whether a header has the columns of agreements that every version has, and those of its parties."""
    return has_columns(glance, [*_KEYS, "PPName"]) or has_columns(glance, [*_KEYS, "Part"])


def bring(path: Path, findings: Findings) -> Brought | None:
    """Read each agreement as an event and as a proposal, its process as a phase, and who signed or helped as parties."""
    return bring_events(path, findings, FORM, "PA-X agreements", _KEYS, Agreements)


class Agreements(EventRows):
    """The rows of the table, and what they make."""

    source, title, noun = "pa-x", "PA-X Peace Agreements Database", "agreement"
    nameless = "The row has no number or no name of an agreement."

    def __init__(self, brought: Brought, table: Table, findings: Findings) -> None:
        super().__init__(brought, table, findings)
        column, grid = table.column, table.grid
        self.ids = column("AgtId", "the agreement, an event and a proposal")
        self.names = column("Agt", "the name of the agreement")
        self.countries = column("Con", "regions: the countries or entities, cut at '/'")
        self.statuses = column("Status", "the status of the proposal, and a note")
        self.processes = column(("PPName", "PP name"), "the process, a phase that the agreement is part of")
        self.process_ids = column("PP", "the number of the process")
        self.signed = column(("Part", "Parties"), "evidence, with its words; parties where it lists names")
        self.helped = column(("ThrdPart", "Third parties"), "evidence, with its words; parties where it lists names")
        self.others = column("OthAgr", "evidence, with its words: other agreements that the text names")
        self.stages = column("Stage", "the stage, in a note")
        self.types = column("Agtp", "between whom, in a note")
        places = [("Loc1ISO", "Loc1GWNO"), ("Loc2ISO", "Loc2GWNO")]
        self.places = [
            (column(iso, "the code of a region"), column(number, "a note of the region")) for iso, number in places
        ]
        self.dates, self.undated = self._days("Dat", "the day of the agreement")
        self.provisions = [
            place
            for place in table.rest()
            if set(grid.columns[place]) - NOTHING <= _CODES and self._block(grid.header[place])
        ]
        for place in self.provisions:
            table.used[place] = ""
        self.noted = table.rest()
        self.prose = 0

    @staticmethod
    def _block(name: str) -> str:
        return next((block for start, block in _BY_LENGTH if name.startswith(start)), "")

    def _is_named(self, index: int) -> bool:
        return bool(self.ids[index] and self.names[index])

    def _add_event(self, index: int, id: str) -> None:
        grid, context = self.table.grid, self.context
        signed, helped = self._parties(self.signed[index]), self._parties(self.helped[index])
        evidence = listed(
            self._evidence(id, index, *part)
            for part in (
                ("parties", self.signed[index], "Part"),
                ("third-parties", self.helped[index], "ThrdPart"),
                ("other-agreements", self.others[index], "OthAgr"),
            )
        )
        status = self.statuses[index]
        date = self.dates[index]
        stage, kind = self.stages[index], self.types[index]
        context.row(
            "events",
            id,
            name=self.names[index],
            kind="talks",
            start=date,
            end=date,
            part_of=self._process(index),
            parties=listed([*signed, *helped]),
            regions=listed(self._regions(index)),
            evidence=evidence,
            note=noted(
                f"Date as written: {self.undated[index]}" if index in self.undated else "",
                f"Status: {status}" if status else "",
                f"Stage: {_STAGES.get(stage.casefold(), 'of the code')} ({stage})" if stage else "",
                f"Agreement {_TYPES.get(kind.casefold(), 'of the type')} ({kind})" if kind else "",
                grid.notes(index, self.noted),
            ),
        )
        context.row(
            "proposals",
            id,
            name=self.names[index],
            authors=listed(signed),
            status=_STATUS.get(status.casefold(), ""),
            date=date,
            evidence=evidence,
            note=self._provisions(index),
        )

    def _parties(self, cell: str) -> list[str]:
        named = named_in(cell)
        self.prose += bool(cell and not named.names)
        return [self.context.party(name, kind="state" if _is_state(name) else "") for name in named.names]

    def _evidence(self, id: str, index: int, part: str, cell: str, column: str) -> str:
        if not cell:
            return ""
        return self._cite(f"{id}-{part}", "stated", quote=cell, locator=f"agreement {self.ids[index]}, {column}")

    def _process(self, index: int) -> str:
        name, number = self.processes[index], self.process_ids[index]
        if not name and not number:
            return ""
        id = self.context.slug("events", f"process {number or name}")
        self.context.row("events", id, name=name or f"Process {number}", kind="phase")
        self.context.note("events", id, f"Process {number} of PA-X." if number else "")
        self.context.note("events", id, f"In some rows its name is '{name}'." if name != self._process_name(id) else "")
        return id

    def _process_name(self, process: str) -> str:
        return str(self.context.row("events", process)["name"])

    def _regions(self, index: int) -> list[str]:
        regions = []
        for codes, numbers in self.places:
            code = short_code(codes[index])
            if codes[index]:
                number = f"Gleditsch-Ward number {numbers[index]}." if numbers[index] else ""
                region = self.context.country(codes[index], code)
                self.context.note("regions", region, number)
                regions.append(region)
        for name in self.countries[index].split("/"):
            name = name.strip().removeprefix("(").strip()
            name = name[:-1].strip() if name.endswith(")") and "(" not in name else name
            if name:
                regions.append(self.context.country(name, country_code(name)))
        return regions

    def _provisions(self, index: int) -> str:
        grid = self.table.grid
        cells = [(grid.header[place], grid.columns[place][index]) for place in self.provisions]
        coded = [f"{name} {cell}" for name, cell in cells if cell not in NOTHING and cell != "0"]
        missing = [name for name, cell in cells if cell in NOTHING]
        if not cells:
            return ""
        return noted(
            f"Provisions as coded: {', '.join(coded)}; the others are 0" if coded else "All provisions are coded 0",
            f"Not coded: {', '.join(missing)}" if missing else "",
        )

    def _tell(self) -> None:
        grid = self.table.grid
        blocks: dict[str, list[int]] = {}
        for place in self.provisions:
            blocks.setdefault(self._block(grid.header[place]), []).append(place)
        tell_columns(self.brought, self._without_provisions(), "a note of the event")
        for block, places in blocks.items():
            names = [grid.header[place] for place in places]
            column = names[0] if len(names) == 1 else f"{names[0]} … {names[-1]} ({len(names)} columns)"
            read_as = f"provisions on {block}: a note of the proposal"
            self.brought.understood.append(
                Understood(
                    grid.file, column, read_as, ", ".join(names[:6]), "Codes of 1 to 3 are named; the others are 0."
                )
            )
        if self.prose:
            problem = Problem(
                f"{self.prose:,} cells say in sentences, or in long lists, who signed or helped: they are kept as evidence, "
                f"and no parties were made of them.",
                "names, one in a line",
                level="warning",
            )
            self.findings.add(problem, grid.file, None, join(["Part", "ThrdPart"], "and"))

    def _without_provisions(self) -> Table:
        grid = self.table.grid
        keep = [place for place in range(len(grid.header)) if place not in set(self.provisions)]
        told = type(grid)(
            grid.file, [grid.header[place] for place in keep], [grid.texts[place] for place in keep], grid.lines, {}
        )
        return Table(told, {at: self.table.used[place] for at, place in enumerate(keep) if place in self.table.used})


def _is_state(name: str) -> bool:
    words = name.casefold()
    return bool(country_code(name)) or words.startswith(("government of", "republic of", "kingdom of", "state of"))

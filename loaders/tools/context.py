"""What data sets of agreements and of events share: parties, places and sources that many rows name, each made once."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...graph.names import folded
from ...graph.ontology import LIST_SEPARATOR
from ..brought import Brought
from ..days import days
from ..findings import Findings, Problem, listing, shortened
from ..formats.sheets import alike
from ..names.places import country_code, english_name
from .grids import Grid, grids_of, headers
from .slugs import Slugs

if TYPE_CHECKING:
    from pathlib import Path

    from ..formats.glance import Glance

#: What stands in a cell that was not coded.
NOTHING = frozenset(["", "NA", "N/A", "NULL", "None", "nan", "."])
_ARTICLE = re.compile(r"^the ")


def has_columns(glance: Glance, names: Iterable[str]) -> bool:
    """Whether a row at the beginning of a file names these columns."""
    wanted = {alike(name) for name in names}
    return any(wanted <= {alike(name) for name in header} for header in headers(glance))


@dataclass
class Table:
    """A table whose columns are known by their own names.

    Attributes
    ----------
    grid : Grid
    used : dict of int to str
        Columns that were asked for: as what each was read.
    """

    grid: Grid
    used: dict[int, str] = field(default_factory=dict)
    _places: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for place, name in enumerate(self.grid.header):
            self._places.setdefault(alike(name), place)

    def place(self, *names: str) -> int | None:
        """The column of the first of these names that is there."""
        return next((self._places[alike(name)] for name in names if alike(name) in self._places), None)

    def column(self, names: Sequence[str] | str, read_as: str) -> list[str]:
        """The cells of the first of these columns that is there; empty ones where there is none."""
        place = self.place(*([names] if isinstance(names, str) else names))
        if place is None:
            return [""] * len(self.grid)
        self.used[place] = read_as
        return ["" if cell in NOTHING else cell for cell in self.grid.columns[place]]

    def rest(self) -> list[int]:
        """Columns that were not asked for and have cells."""
        return [place for place, cells in enumerate(self.grid.columns) if place not in self.used and any(cells)]


def table_with(path: Path, names: Sequence[str], brought: Brought, findings: Findings) -> Table | None:
    """The table of a file that has these columns; other sheets of a workbook are set aside.

    A row of HXL tags below the header is no row of data, and is set aside as well.
    """
    grids = grids_of(path, {name: [name] for name in names}, findings)
    tables = [Table(grid) for grid in grids]
    table = next((table for table in tables if all(table.place(name) is not None for name in names)), None)
    if table is None:
        if not findings.errors:
            message = f"No row of the file names the columns {listing(names, 'and')}, which this form has."
            findings.add(Problem(message, listing(names, "and")), path.name)
        return None
    for grid in grids:
        if grid is not table.grid:
            for index in range(len(grid)):
                brought.leave(grid.file, grid.lines[index], grid.row(index), "The sheet has another form.")
    grid = table.grid
    if len(grid) and all(cell.startswith("#") for cell in grid.row(0).values()):
        brought.leave(grid.file, grid.lines[0], grid.row(0), "The row has the tags of HXL, and no data.")
        rest = [text.at(slice(1, None)) for text in grid.texts]
        table = Table(Grid(grid.file, grid.header, rest, list(grid.lines)[1:], grid.roles, grid.above))
    return table


def tell_columns(brought: Brought, table: Table, rest: str) -> None:
    """Say as what each column was read that was asked for; the others are in a note, which ``rest`` names."""
    grid = table.grid
    for place, name in enumerate(grid.header):
        if place in table.used:
            brought.understand(grid.file, name, table.used[place], grid.columns[place])
        elif any(grid.columns[place]):
            brought.understand(grid.file, name or f"column {place + 1}", rest, grid.columns[place])
        elif name:
            brought.understand(grid.file, name, "an empty column")


@dataclass
class Context:
    """Parties, places and sources by their names: the first row that names one makes it, and every later row means it.

    Attributes
    ----------
    brought : Brought
    """

    brought: Brought
    _party_ids: dict[str, str] = field(default_factory=dict)
    _region_ids: dict[tuple[str, str], str] = field(default_factory=dict)
    _rows: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    _slugs: dict[str, Slugs] = field(default_factory=dict)

    def party(self, name: str, key: str = "", **cells: Any) -> str:
        """The id of a party, which ``key`` tells apart from others of its name; later names of one key are its aliases."""
        name = " ".join(name.split())
        known = key or _ARTICLE.sub("", folded(name))
        if known not in self._party_ids:
            self._party_ids[known] = self.slug("parties", f"{name} {key}")
            self._add("parties", self._party_ids[known], name=name, **cells)
        self.alias("parties", self._party_ids[known], name)
        row = self._rows["parties", self._party_ids[known]]
        for column, cell in cells.items():
            if cell and not row.get(column):
                row[column] = cell
        return self._party_ids[known]

    def region(self, name: str, part_of: str = "", code: str = "", **cells: Any) -> str:
        """The id of a place inside of another one; a country has its code."""
        name = " ".join(name.split())
        key = (part_of, folded(name))
        if key not in self._region_ids:
            self._region_ids[key] = self.slug("regions", LIST_SEPARATOR.join(filter(None, (name, part_of))))
            self._add("regions", self._region_ids[key], name=name, part_of=part_of, code=code, **cells)
        return self._region_ids[key]

    def country(self, name: str, code: str = "") -> str:
        """The id of a country by its name or its code of two letters; of one code there is one."""
        code = code or country_code(name)
        if not code:
            return self.region(name)
        key = ("code", code)
        if key not in self._region_ids:
            self._region_ids[key] = self.region(english_name(code) or name, code=code)
        self.alias("regions", self._region_ids[key], name)
        return self._region_ids[key]

    def alias(self, table: str, id: str, name: str) -> None:
        """Another name of a party or place."""
        row = self._rows[table, id]
        aliases = row["aliases"].split(LIST_SEPARATOR) if row.get("aliases") else []
        if name and folded(name) not in {folded(word) for word in (row.get("name", ""), *aliases)}:
            row["aliases"] = LIST_SEPARATOR.join([*aliases, name.replace(LIST_SEPARATOR, "/")])

    def row(self, table: str, id: str, **cells: Any) -> dict[str, Any]:
        """A row of a table, made where it is not there; cells that are empty are filled."""
        if (table, id) not in self._rows:
            self._add(table, id, **cells)
        row = self._rows[table, id]
        for column, cell in cells.items():
            if cell and not row.get(column):
                row[column] = cell
        return row

    def note(self, table: str, id: str, sentence: str) -> None:
        """Add a sentence to the note of a row, where it does not stand there yet."""
        row = self._rows[table, id]
        if sentence and sentence not in row.get("note", ""):
            row["note"] = f"{row['note']} {sentence}" if row.get("note") else sentence

    def has(self, table: str, id: str) -> bool:
        """Whether there is a row of this id."""
        return (table, id) in self._rows

    def slug(self, table: str, name: str) -> str:
        """An id of a table for a name."""
        return self._slugs.setdefault(table, Slugs()).of(name)

    def _add(self, table: str, id: str, **cells: Any) -> None:
        self.brought.add(table, id=id, **cells)
        self._rows[table, id] = self.brought.tables[table][-1]


class EventRows(ABC):
    """The rows of a table, each of which is one event: a row that names none or repeats one is set aside.

    Attributes
    ----------
    brought : Brought
    table : Table
    grid : Grid
        The rows of the table.
    findings : Findings
    context : Context
    """

    #: The data set that the rows are from, as a source: its id and its title. Without an id it is none.
    source, title = "", ""
    #: Why a row is set aside that names no event, and how its event is called.
    nameless: str
    noun = "event"
    #: The numbers of the events, and the versions of the data set, row by row.
    ids: Sequence[str] = ()
    versions: Sequence[str] = ()

    def __init__(self, brought: Brought, table: Table, findings: Findings) -> None:
        self.brought, self.table, self.grid, self.findings = brought, table, table.grid, findings
        self.context = Context(brought)

    def read(self) -> None:
        """Make the rows of the case, and say as what each column was read."""
        if self.source:
            note = f"File {self.grid.file}."
            self.context.row("sources", self.source, title=self.title, kind="dataset", note=note)
        if versions := dict.fromkeys(filter(None, self.versions)):
            self.brought.meta["description"] = " ".join(f"Version {version}." for version in versions)
        for index in range(len(self.grid)):
            id = self.context.slug("events", self._name_of(index))
            if not self._is_named(index):
                self._leave(index, self.nameless)
            elif self.context.has("events", id):
                self._leave(index, f"The {self.noun} stands in a row above.")
            else:
                self._add_event(index, id)
        self._tell()

    def _name_of(self, index: int) -> str:
        """The name of the event of a row among the events of the file."""
        return f"{self.noun} {self.ids[index] or f'of line {self.grid.lines[index]}'}"

    @abstractmethod
    def _is_named(self, index: int) -> bool:
        """Whether a row says which event it is, and of whom."""

    @abstractmethod
    def _add_event(self, index: int, id: str) -> None:
        """Make the rows of the case that one row of the table tells of."""

    def _tell(self) -> None:
        tell_columns(self.brought, self.table, "a note of the event")

    def _days(self, column: str, read_as: str) -> tuple[list[str], dict[int, str]]:
        """The dates of a column, and of each that cannot be read what is written there, by its row."""
        cells, grid = self.table.column(column, read_as), self.grid
        read = {cell: day if "0001" < day[:4] < "2900" else "" for cell, day in days(cells).items()}
        wrong = {index: cell for index, cell in enumerate(cells) if cell and not read.get(cell)}
        for index, cell in wrong.items():
            problem = Problem(
                f"'{shortened(cell)}' is no date that has one reading: it is kept in the note.",
                "2025-08-15",
                level="warning",
            )
            self.findings.add(problem, grid.file, grid.lines[index], column, cell)
        return [read.get(cell, "") for cell in cells], wrong

    def _cite(self, id: str, attribution: str = "reported", **cells: str) -> str:
        """The id of a piece of evidence that the data set has; none where nothing was found."""
        if not any(cells.values()):
            return ""
        self.context.row("evidence", id, source=self.source, attribution=attribution, **cells)
        return id

    def _leave(self, index: int, why: str) -> None:
        self.brought.leave(self.grid.file, self.grid.lines[index], self.grid.row(index), why)


def bring_events(
    path: Path, findings: Findings, form: str, title: str, names: Sequence[str], rows: type[EventRows]
) -> Brought | None:
    """Read the table of a file that has these columns, row by row; None where the file has no such table."""
    brought = Brought(form, meta={"title": f"{title}: {path.stem}"})
    table = table_with(path, names, brought, findings)
    if table is None:
        return None
    rows(brought, table, findings).read()
    return brought


def listed(ids: Iterable[str]) -> str:
    """Ids as a list cell has them, each once."""
    return LIST_SEPARATOR.join(dict.fromkeys(filter(None, ids)))


def noted(*texts: str) -> str:
    """Sentences of a note, the filled ones."""
    return " ".join(text if text.endswith((".", "!", "?")) else f"{text}." for text in texts if text)

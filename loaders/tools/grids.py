"""Tables of other tools: found by the names of their columns, and read as text, from CSV, workbooks or JSON."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ...graph.ontology import Column, Table
from ..days import days
from ..findings import WARNING, Findings, Problem, listing
from ..formats.container import is_workbook
from ..formats.csv_files import SEPARATORS, read_delimited
from ..formats.folder import read_file
from ..formats.json_files import SUFFIXES as JSON
from ..formats.json_files import parsed, read_records
from ..formats.sheets import filled_rows, numbers
from ..formats.workbook import opened, read_sheet
from ..meanings import words_of
from ..sizes import HEADER_ROWS, TABLE_BYTES
from ..text import Text

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from ..formats.glance import Glance
    from ..formats.sheets import Sheet

#: Endings of files of text that hold tables.
DELIMITED = (".csv", ".tsv", ".txt", ".tab")
#: Words by which columns are known, by what they are for.
Words = Mapping[str, Sequence[str]]
#: What a name of a column says of its codes or its unit.
_BRACKETS = re.compile(r"\s*[(\[].*$")


def roles_of(header: Sequence[str], words: Words) -> dict[str, int]:
    """Which column of a header is for what: for each purpose the column of its first word that is there.

    >>> from zopa.loaders.tools.grids import roles_of
    >>> roles_of(["Country", "State name", "Vote"], {"member": ["state name", "country"], "vote": ["vote"]})
    {'member': 1, 'vote': 2}
    """
    places: dict[str, int] = {}
    for place, name in enumerate(header):
        places.setdefault(words_of(_BRACKETS.sub("", name).strip()), place)
    roles: dict[str, int] = {}
    for role, names in words.items():
        free = [places[name] for name in names if name in places and places[name] not in roles.values()]
        if free:
            roles[role] = free[0]
    return roles


def headers(glance: Glance) -> Iterator[list[str]]:
    """Rows at the beginning of a file that can be its header, of text cut at each separator."""
    if glance.text and glance.suffix in DELIMITED:
        lines = glance.text.splitlines()[:HEADER_ROWS]
        for separator in SEPARATORS:
            for row in csv.reader(lines, delimiter=separator):
                if len(row) > 1:
                    yield [cell.strip() for cell in row]
    else:
        yield from glance.sheet_rows


@dataclass
class Grid:
    """A table with columns known by what they are for.

    Attributes
    ----------
    file : str
    header : list of str
    texts : list of Text
        One a name of the header, cells without blanks around them.
    lines : sequence of int
        The number of each row in its file.
    roles : dict of int
        Places of the columns by what they are for.
    above : list of str
        What stands above the header.
    """

    file: str
    header: list[str]
    texts: list[Text]
    lines: Sequence[int]
    roles: dict[str, int]
    above: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.lines)

    @cached_property
    def columns(self) -> list[NDArray[np.object_]]:
        """The cells of each column."""
        return [text.cells for text in self.texts]

    def text(self, role: str) -> Text:
        """The column for something; one of empty cells where there is no such column."""
        return self.texts[self.roles[role]] if role in self.roles else Text.alike("", len(self))

    def column(self, role: str) -> NDArray[np.object_]:
        """The cells of the column for something; empty ones where there is no such column."""
        return self.text(role).cells

    def row(self, index: int) -> dict[str, str]:
        """The filled cells of a row by the names of their columns."""
        return {
            name or f"column {place + 1}": text.cells[index]
            for place, (name, text) in enumerate(zip(self.header, self.texts, strict=True))
            if text.cells[index]
        }

    @property
    def extra(self) -> list[int]:
        """Places of the columns that are for nothing known and have cells."""
        used = set(self.roles.values())
        return [place for place, text in enumerate(self.texts) if place not in used and any(text.known)]

    def notes(self, index: int, places: Iterable[int]) -> str:
        """The filled cells of a row in some columns, each behind the name of its column."""
        cells = ((self.header[place] or f"column {place + 1}", self.texts[place].cells[index]) for place in places)
        return "; ".join(f"{name}: {' '.join(cell.split())}" for name, cell in cells if cell)


def grids_of(path: Path, words: Words, findings: Findings, header: Iterable[str] = ()) -> list[Grid]:
    """The tables of a file: of text one, of a workbook one a sheet; none where it cannot be read, which the findings say.

    ``header`` holds further names by which the row with the names of the columns is known.
    """
    table = _table([*(name for names in words.values() for name in names), *filter(None, header)])
    return [_grid(sheet, words) for sheet in _sheets(path, table, findings) if sheet.header]


def dates_of(grid: Grid, findings: Findings, consequence: str) -> dict[str, str]:
    """Each date of the column of dates as ISO writes it; a warning names those that cannot be read, and what follows."""
    dates = days(grid.text("date").known)
    if unread := [text for text, day in dates.items() if not day]:
        message = f"{listing(map(repr, unread), 'and')} is no date that can be read in one way: {consequence}."
        findings.add(Problem(message, "2024-08-15", level=WARNING), grid.file, None, grid.header[grid.roles["date"]])
    return dates


def _sheets(path: Path, table: Table, findings: Findings) -> list[Sheet]:
    if is_workbook(path):
        book = opened(path, path.name, findings)
        if book is None:
            return []
        try:
            return [read_sheet(book, title, table, f"{path.name}:{title}", findings) for title in book.sheetnames]
        finally:
            book.close()
    content = read_file(path, TABLE_BYTES, findings)
    if content is None:
        return []
    if path.suffix.lower() in JSON:
        records = parsed(content, path.name, findings)
        return [] if records is None else [read_records(records, table, path.name, findings)]
    return [read_delimited(content, table, path.name, findings)]


def _table(names: Iterable[str]) -> Table:
    """A table that has these columns, by which a header is found below a title."""
    columns: dict[str, Any] = {name: Column(name=name, type="text", meaning="", example="") for name in names}
    return Table(name="table", meaning="", columns=columns)


def _grid(sheet: Sheet, words: Words) -> Grid:
    texts = [Text.of(column).mapped(str.strip) for column in sheet.columns]
    filled = filled_rows(texts, len(sheet.lines))
    lines = sheet.lines
    if filled is not None:
        texts, lines = [text.at(filled) for text in texts], numbers(lines)[filled].tolist()
    header = [name.strip() for name in sheet.header]
    return Grid(sheet.file, header, texts, lines, roles_of(header, words), sheet.above)

"""A case in zopa's own form that a spreadsheet program saved as .ods: a sheet a table, as in an .xlsx."""

from __future__ import annotations

import re
import zipfile
from functools import partial
from html import unescape
from pathlib import Path

import numpy as np

from ..graph.ontology import Table
from . import dossier_toml as about
from .dossier_entry import meta_of_rows
from .findings import Findings
from .formats.entries import POSITIONS, STATEMENTS, Entry, table_called
from .formats.sheets import Sheet, alike
from .mapping.containers import grids_of
from .mapping.grids import Grid

#: Sheet of a workbook that is for people.
READ_ME = "read me"
_NAME = re.compile(rb'<table:table\b[^>]*\btable:name="([^"]*)"')
#: Unpacked bytes of the content that are looked through for the names of sheets.
_MOST = 100_000_000


def is_own_ods(path: Path) -> bool:
    """Whether a file is an .ods that has positions, or statements, and another table of zopa's own as sheets."""
    if path.suffix.lower() != ".ods":
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo("content.xml").file_size > _MOST:
                return False
            content = archive.read("content.xml")
    except (OSError, KeyError, ValueError, RuntimeError, NotImplementedError, zipfile.BadZipFile):
        return False
    tables = {table_called(unescape(name.decode("utf-8", "replace"))) for name in _NAME.findall(content)} - {None}
    return len(tables) > 1 and bool(tables & {POSITIONS, STATEMENTS})


def entries_of(path: Path, findings: Findings) -> tuple[list[Entry], dict[str, object]]:
    """The sheets of such a file, and what the case says of itself."""
    entries: list[Entry] = []
    meta: dict[str, object] = {}
    for grid in grids_of(path, findings)[0]:
        title = grid.file.removeprefix(f"{path.name}:")
        if alike(title) == about.ENTRY:
            meta = meta_of_rows(zip(grid.lines, grid.rows, strict=True), grid.file, findings)
        elif alike(title) != alike(READ_ME):
            entries.append(Entry(title, grid.file, partial(_read_grid, grid)))
    return entries, meta


def _read_grid(grid: Grid, table: Table, findings: Findings) -> Sheet:
    if not grid.rows:
        return Sheet(table.name, grid.file, list(table.columns), [np.zeros(0, dtype=object) for _ in table.columns], [])
    columns = [np.array(cells, dtype=object) for cells in zip(*grid.rows[1:], strict=True)]
    columns = columns or [np.zeros(0, dtype=object) for _ in grid.rows[0]]
    return Sheet(table.name, grid.file, grid.rows[0], columns, grid.lines[1:], grid.lines[0], list(grid.comments))

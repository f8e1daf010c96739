"""Files of a case with some of their cells written anew; all that is not written anew stays as it is in the file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from openpyxl.cell import MergedCell
from openpyxl.utils import range_boundaries

from ...graph.characters import ILLEGAL
from ...graph.ontology import Column, Table
from ..findings import Findings
from .csv_files import divided, raw_records
from .encodings import decoded, encoded_alike
from .shown import TEXT_FORMAT, cell_text


class Cell(NamedTuple):
    """A cell that is read as ``was`` and is written anew as ``now``."""

    line: int
    column: str
    was: str
    now: str


def corrected_csv(
    content: bytes, table: Table, header_line: int, names: list[str], cells: Iterable[Cell]
) -> tuple[bytes, list[Cell]]:
    """The bytes of a CSV file with some cells written anew, and which of them were.

    Rows without such a cell stay byte for byte; so do the separator, the ends of lines and the encoding. A file whose
    quotation marks or letters have no certain reading stays as it is.

    Parameters
    ----------
    content : bytes
    table : Table
        The table that the file is.
    header_line : int
        Number of the row that is its header.
    names : list of str
        The column that each name of the header means.
    cells : iterable of Cell
        One that does not stand there as it was is left alone. A cell that was written anew can be written anew again.
    """
    report = Findings()
    text = decoded(content, table.name, report)
    if report.errors:
        return content, []
    lead, above, body, separator = divided(text, table)
    records = list(raw_records(body, separator))
    changed: dict[int, list[str]] = {}
    written: list[Cell] = []
    for cell in cells:
        row = cell.line - header_line
        if not 0 <= row < len(records):
            continue
        record = changed.get(row, records[row][0])
        place = _place(cell, record, names, row == 0)
        if place is None or place >= len(record) or record[place] != cell.was:
            continue
        changed[row] = [*record[:place], cell.now, *record[place + 1 :]]
        written.append(cell)
    rows = [_as_line(changed[row], separator, raw) if row in changed else raw for row, (_, raw) in enumerate(records)]
    encoded = encoded_alike(content, text, "".join([lead, above, *rows])) if written else None
    return (content, []) if encoded is None else (encoded, written)


def _place(cell: Cell, record: list[str], names: list[str], is_header: bool) -> int | None:
    """Where a cell stands in its row: by its own text in a header, else below the name of its column."""
    words = record if is_header else names
    name = cell.was if is_header else cell.column
    return words.index(name) if name in words else None


def _as_line(record: list[str], separator: str, raw: str) -> str:
    """A row as text that ends as the row before it did."""
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\n").writerow(record)
    end = raw[len(raw.rstrip("\r\n")) :]
    return text.getvalue()[:-1] + end


def correct_sheet(
    sheet: Any, columns: Mapping[str, Column], header_line: int, names: list[str], cells: Iterable[Cell]
) -> list[Cell]:
    """Write some cells of a sheet anew, in their formats; which of them were.

    Parameters are those of :func:`corrected_csv`. Cells that are merged, and formulas, stay as they are.
    """
    now: dict[str, str] = {}
    written: list[Cell] = []
    merged = {place for area in sheet.merged_cells.ranges for row in area.rows for place in row}
    header = [_text_of(cell, None) for cell in sheet[header_line]]
    for cell in cells:
        words = header if cell.line == header_line else names
        name = cell.was if cell.line == header_line else cell.column
        if name not in words or ILLEGAL.search(cell.now):
            continue
        place = words.index(name) + 1
        target = sheet.cell(cell.line, place)
        column = None if cell.line == header_line else columns.get(cell.column)
        stands = now.get(target.coordinate, _text_of(target, column))
        if stands != cell.was or (cell.line, place) in merged or isinstance(target, MergedCell):
            continue
        _write(target, cell.now, column)
        if cell.line == header_line:
            _rename_in_tables(sheet, target, cell.now)
        now[target.coordinate] = cell.now
        written.append(cell)
    return written


def _rename_in_tables(sheet: Any, cell: Any, name: str) -> None:
    """What a spreadsheet calls a table has the names of its header a second time, and must have the same."""
    for table in sheet.tables.values():
        left, top, right, _ = range_boundaries(table.ref)
        if cell.row == top and left <= cell.column <= right and table.tableColumns:
            table.tableColumns[cell.column - left].name = name


def _text_of(cell: Any, column: Column | None) -> str:
    """The text of a cell as it is read; of a formula something that no cell is read as."""
    if cell.value is None:
        return ""
    if cell.data_type == "f":
        return "\0"
    if isinstance(cell.value, list):
        # A text of which parts are bold or coloured.
        return str(cell.value)
    return cell_text(cell, column)[0]


def _write(cell: Any, text: str, column: Column | None) -> None:
    """Write a text to a cell, as a number where it is one and the cell does not hold text only."""
    if not text:
        cell.value = None
    elif column is not None and column.type == "number" and cell.number_format != TEXT_FORMAT:
        cell.value = float(text)
    else:
        cell.value = text
        cell.data_type = "s"

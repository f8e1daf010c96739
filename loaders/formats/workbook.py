"""Reading a case from an .xlsx workbook: a sheet a table."""

from __future__ import annotations

import warnings
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import iterparse

import numpy as np
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.cell.text import Text
from openpyxl.packaging.manifest import Manifest
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet._reader import WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from ...graph.ontology import Table
from ..findings import WARNING, Findings, Problem, listing, shortened
from ..sizes import COLUMNS, HEADER_ROWS, PARTS, SHEET_ROWS, TEXTS, too_many_cells
from .container import WORKBOOK, sheets_named, unsafe
from .sheets import Sheet, column_names, header_at, report_above
from .shown import TRUTH, cell_text, plain
from .values import as_text

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

_ROW, _CELL, _MERGED, _COLUMN, _TEXT = (f"{{{SHEET_MAIN_NS}}}{tag}" for tag in ("row", "c", "mergeCell", "col", "si"))
#: Cells of a row by the number of their column, from 1.
Record = dict[int, Any]


class DamagedError(Exception):
    """A workbook that is not what a workbook must be; the message is a sentence."""


class _Sheet(ReadOnlyWorksheet):
    """A sheet that is not read to tell its size: openpyxl would read all of one that does not say it."""

    is_chart = False

    def _get_size(self) -> None:
        pass


class _Reader(ExcelReader):
    """The reader of openpyxl, which reads no more texts than a workbook can have, and no sheet before it is asked for."""

    package: Manifest

    def read_worksheets(self) -> None:
        book: Any = self.wb
        for sheet, part in self.parser.find_sheets():
            if part.target in self.valid_files:
                sheet_of_book = _Sheet(self.wb, sheet.name, part.target, self.shared_strings)
                sheet_of_book.sheet_state = sheet.state or "visible"
                sheet_of_book.is_chart = "chartsheet" in part.Type
                book._sheets.append(sheet_of_book)

    def read_strings(self) -> None:
        part = self.package.find(SHARED_STRINGS)
        if part is None:
            return
        with self.archive.open(part.PartName[1:]) as source:
            events = iterparse(source, events=("start", "end"))
            _, root = next(events)
            texts: list[str] = []
            for event, element in events:
                if event == "end" and element.tag == _TEXT:
                    text: Any = Text.from_tree(element)
                    texts.append((text.content or "").replace("x005F_", ""))
                    root.clear()
                    if len(texts) > TEXTS:
                        raise DamagedError(f"it has more than {TEXTS:,} texts")
        self.shared_strings = texts


def opened(path: Path, file: str, findings: Findings) -> Workbook | None:
    """Open a workbook; None, and a finding, where it cannot be opened."""
    problem = unsafe(path)
    if problem:
        findings.add(problem, file)
        return None
    try:
        with warnings.catch_warnings():
            # openpyxl tells of drawings and lists that it leaves out; none of them is a cell.
            warnings.simplefilter("ignore", UserWarning)
            # As an open file: what a workbook is called does not matter.
            reader = _Reader(path.open("rb"), read_only=True, keep_links=False)
            reader.read()
    except Exception as error:  # What openpyxl raises for a file that is no workbook is of many kinds.
        why = str(error) if isinstance(error, DamagedError) else f"{type(error).__name__}: {error}"
        problem = Problem(f"The file cannot be opened as a workbook ({shortened(why)}). Save it as .xlsx.", WORKBOOK)
        findings.add(problem, file)
        return None
    book = reader.wb
    for title in sheets_named(reader.archive):
        if title not in book.sheetnames:
            problem = Problem(
                f"The workbook is damaged: it names a sheet '{shortened(title)}' and does not hold it.", ""
            )
            findings.add(problem, file)
    return book


def read_sheet(book: Workbook, title: str, table: Table, file: str, findings: Findings) -> Sheet:
    """One table from a sheet of a workbook.

    Parameters
    ----------
    book : Workbook
    title : str
        The sheet.
    table : Table
        The table that it is.
    file : str
        What findings call it.
    findings : Findings
        Where to report: formulas, failed formulas, cells that turned into dates, merged and hidden cells.

    Returns
    -------
    Sheet
    """
    grid = _Grid(book, title, file, findings)
    records = iter(grid)
    first = list(islice(records, HEADER_ROWS))
    heads = [_texts_of(record) for _, record in first]
    at = header_at(heads, table)
    if not first:
        return Sheet(table.name, file, [], [], [])
    header = heads[at]
    line = first[at][0]
    sheet = Sheet(
        table.name, file, header, [], [], line, [text for head in heads[:at] for text in head if text.strip()]
    )
    report_above(sheet, findings)
    names = column_names(header, table)
    rows: list[list[str]] = []
    lines: list[int] = []
    for line, record in chain(first[at + 1 :], records):
        texts = _row(record, line, names, table, file, findings)
        if any(texts):
            lines.append(line)
            rows.append(texts)
            if problem := too_many_cells(len(rows), len(header)):
                findings.add(problem, file)
                break
    sheet.lines = lines
    grid.fill_merged(sheet, rows)
    grid.report_hidden(sheet)
    columns = [np.empty(len(rows), dtype=object) for _ in header]
    for index, column in enumerate(columns):
        column[:] = [texts[index] for texts in rows]
    sheet.columns = columns
    return sheet


def _texts_of(record: Record) -> list[str]:
    """The cells of a row as they stand, as a header is read."""
    texts = [""] * max(record, default=0)
    for place, cell in record.items():
        texts[place - 1] = as_text(plain(cell.value), None, TRUTH)[0]
    while texts and not texts[-1].strip():
        texts.pop()
    return texts


def _row(record: Record, line: int, names: Sequence[str], table: Table, file: str, findings: Findings) -> list[str]:
    texts = [""] * len(names)
    extra = ""
    for place, cell in record.items():
        name = names[place - 1] if place <= len(names) else f"column {place}"
        text, problem = cell_text(cell, table.columns.get(name), name in table.columns)
        if problem:
            findings.add(problem, file, line, name, text)
        if place <= len(names):
            texts[place - 1] = text
        else:
            extra = extra or text
    if extra:
        problem = Problem(
            f"'{shortened(extra)}' stands right of the last column with a name.", "a name above it in the header"
        )
        findings.add(problem, file, line, value=extra)
    return texts


def records_of(book: Workbook, title: str, file: str, findings: Findings) -> Iterator[tuple[int, Record]]:
    """Row numbers and cells of a sheet; a sheet that breaks off is reported."""
    return iter(_Grid(book, title, file, findings))


def read_grid(book: Workbook, title: str, file: str, findings: Findings) -> tuple[list[int], list[list[str]]]:
    """The rows of a sheet as texts, whatever table it is: their numbers and their cells, merged ones filled.

    Parameters
    ----------
    book : Workbook
    title : str
        The sheet.
    file : str
        What findings call it.
    findings : Findings
        Where to report.
    """
    grid = _Grid(book, title, file, findings)
    lines: list[int] = []
    rows: list[list[str]] = []
    for line, record in grid:
        texts = [""] * max(record, default=0)
        for place, cell in record.items():
            text, problem = cell_text(cell, None)
            texts[place - 1] = text.strip()
            if problem:
                findings.add(problem, file, line, get_column_letter(place), text)
        if any(texts):
            lines.append(line)
            rows.append(texts)
            if problem := too_many_cells(len(rows), len(texts)):
                findings.add(problem, file)
                break
    grid.spread_merged(lines, rows)
    grid.report_hidden(Sheet("", file, rows[0] if rows else [], [], lines, lines[0] if lines else 1))
    return lines, rows


class _Grid:
    """The rows of a sheet as they stand in the file, and the cells that are merged or hidden."""

    def __init__(self, book: Workbook, title: str, file: str, findings: Findings) -> None:
        self.sheet: Any = book[title]
        self.file = file
        self.findings = findings
        self.merged: list[str] = []
        self.hidden: list[int] = []
        self.hidden_columns: list[tuple[int, int]] = []

    def __iter__(self) -> Iterator[tuple[int, Record]]:
        if self.sheet.is_chart:
            self.findings.add(Problem("The sheet is a chart, not a table.", "a table"), self.file)
            return
        try:
            with self.sheet._get_source() as source:
                yield from self._rows(source)
        except DamagedError as error:
            self.findings.add(Problem(f"The sheet is damaged: {error}.", WORKBOOK), self.file)
        except Exception as error:  # A damaged sheet shows while it is read, by errors of many kinds.
            why = shortened(f"{type(error).__name__}: {error}")
            problem = Problem(f"The sheet is damaged and was not read to its end ({why}).", WORKBOOK)
            self.findings.add(problem, self.file)

    def _rows(self, source: Any) -> Iterator[tuple[int, Record]]:
        book = self.sheet.parent
        formats = {"date_formats": book._date_formats, "timedelta_formats": book._timedelta_formats}
        parser: Any = WorkSheetParser(source, self.sheet._shared_strings, epoch=book.epoch, **formats)
        last = cells = parts = 0
        for _, element in iterparse(source):
            parts += 1
            if element.tag == _CELL:
                cells += 1
                if cells > COLUMNS:
                    raise DamagedError(f"a row behind row {last} has more than {COLUMNS:,} cells")
            elif element.tag == _ROW:
                # Read straight from the file: openpyxl would give a row for every number that is left out.
                line, cells_of_row = parser.parse_row(element)
                hidden = element.get("hidden") in ("1", "true")
                element.clear()
                parser.row_dimensions.clear()
                _check_place(line, last, cells_of_row)
                last, cells, parts = line, 0, 0
                record = {
                    cell["column"]: ReadOnlyCell(self.sheet, **cell)
                    for cell in cells_of_row
                    if cell["value"] is not None
                }
                if record:
                    if hidden:
                        self.hidden.append(line)
                    yield line, record
            elif element.tag == _MERGED:
                self.merged.append(element.get("ref", ""))
            elif element.tag == _COLUMN and element.get("hidden") in ("1", "true"):
                self.hidden_columns.append((int(element.get("min", 0)), int(element.get("max", 0))))
            if parts > PARTS:
                raise DamagedError(f"it has more than {PARTS:,} parts that are no rows")

    def fill_merged(self, sheet: Sheet, rows: list[list[str]]) -> None:
        """A cell that is merged over several rows of one column stands for each of them; any other merging is refused."""
        for ref in self.merged:
            try:
                left, top, right, bottom = range_boundaries(ref)
            except (ValueError, TypeError):
                left = top = right = bottom = None
            if left is None or top is None or right is None or bottom is None:
                continue
            if bottom < sheet.header_line or left > len(sheet.header):
                continue
            merged_rows = range(bisect_left(sheet.lines, top), bisect_right(sheet.lines, bottom))
            if top > sheet.header_line and not any(rows[row][left - 1] for row in merged_rows):
                continue
            if left != right or top <= sheet.header_line:
                problem = Problem(f"{ref} is merged: unmerge it and fill each cell.", "cells that are not merged")
                self.findings.add(problem, self.file, top)
                continue
            text = rows[merged_rows[0]][left - 1] if sheet.lines[merged_rows[0]] == top else ""
            empty_rows = (
                [row for row in merged_rows if row > merged_rows[0] and not rows[row][left - 1]] if text else []
            )
            for row in empty_rows:
                rows[row][left - 1] = text
            if empty_rows:
                problem = Problem(
                    f"{ref} is merged: '{shortened(text)}' was read in each of its rows.",
                    "cells that are not merged",
                    level=WARNING,
                )
                self.findings.add(problem, self.file, top, sheet.header[left - 1], text)

    def spread_merged(self, lines: list[int], rows: list[list[str]]) -> None:
        """A cell that is merged with those below it stands for each of them, and each such reading is told."""
        for ref in self.merged:
            try:
                left, top, right, bottom = range_boundaries(ref)
            except (ValueError, TypeError):
                continue
            if left is None or top is None or right is None or bottom is None:
                continue
            if left != right or top == bottom or top not in lines:
                continue
            first = rows[lines.index(top)]
            text = first[left - 1] if left <= len(first) else ""
            below = range(bisect_right(lines, top), bisect_right(lines, bottom)) if text else range(0)
            for index in below:
                rows[index] += [""] * (left - len(rows[index]))
                rows[index][left - 1] = rows[index][left - 1] or text
            if below:
                problem = Problem(
                    f"{ref} is merged: '{shortened(text)}' was read in each of its rows.",
                    "cells that are not merged",
                    level=WARNING,
                )
                self.findings.add(problem, self.file, top, value=text)

    def report_hidden(self, sheet: Sheet) -> None:
        """Cells that a reader of the sheet does not see were read all the same."""
        hidden = [str(line) for line in self.hidden if line > sheet.header_line]
        if hidden:
            rows = "row is" if len(hidden) == 1 else "rows are"
            problem = Problem(
                f"{len(hidden):,} {rows} hidden and read all the same: {listing(hidden, 'and')}.", level=WARNING
            )
            self.findings.add(problem, self.file)
        for first, last in self.hidden_columns:
            for place in range(first, min(last, len(sheet.header)) + 1):
                name = sheet.header[place - 1]
                if name:
                    message = (
                        f"Column {get_column_letter(place)} ('{shortened(name)}') is hidden and was read all the same."
                    )
                    self.findings.add(Problem(message, level=WARNING), self.file, None, name)
        if getattr(self.sheet, "sheet_state", "visible") != "visible":
            self.findings.add(Problem("The sheet is hidden and was read all the same.", level=WARNING), self.file)


def _check_place(line: int, last: int, cells: list[dict[str, Any]]) -> None:
    """Refuse a row that does not stand where rows can."""
    if line < 1:
        raise DamagedError(f"a row has the number {line}")
    if line <= last:
        raise DamagedError(f"row {line:,} stands {'twice' if line == last else f'below row {last:,}'}")
    if line > SHEET_ROWS:
        raise DamagedError(f"it has a row {line:,}; the last row that a sheet can have is {SHEET_ROWS:,}")
    before = 0
    for cell in cells:
        column = cell["column"]
        if cell["row"] != line:
            raise DamagedError(f"a cell of row {cell['row']:,} stands in row {line:,}")
        if column <= before:
            name = get_column_letter(column)
            raise DamagedError(
                f"cell {name}{line} stands twice" if column == before else f"the cells of row {line:,} are mixed up"
            )
        if column > COLUMNS:
            raise DamagedError(f"row {line:,} has a cell beyond the {COLUMNS:,} columns that a sheet can have")
        before = column

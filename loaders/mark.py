"""A copy of the reader's own workbook, in which each cell that something is wrong with is coloured and says so."""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from .findings import ERROR, DossierError, Findings, Placed
from .fix import refuse_other_suffix, refuse_to_write_over
from .formats.folder import WORKBOOKS
from .formats.whole_book import lost_parts, open_whole, write_whole
from .load import examine
from .save import unwritable
from .source import place_of

if TYPE_CHECKING:
    import pandas as pd

#: The colours in which spreadsheets show what is bad and what is doubtful.
COLOURS = {True: "FFC7CE", False: "FFEB9C"}
#: Findings that the comment of one cell tells.
MAX_TOLD = 10
_WIDTH, _LINE = 360, 18


@dataclass(frozen=True, eq=False)
class Marked:
    """A marked copy of a workbook.

    Attributes
    ----------
    path : Path
        The copy.
    cells : int
        How many cells are marked.
    not_kept : list of str
        What the copy does not hold of the workbook, such as ``2 shapes``.
    findings : DataFrame
        What is wrong in the workbook, as :func:`zopa.check` tells it.
    errors, warnings : int
        How many of these there are.
    """

    path: Path
    cells: int
    not_kept: list[str]
    findings: pd.DataFrame
    errors: int
    warnings: int


def mark(case: str | os.PathLike[str], path: str | os.PathLike[str], strict: bool = False) -> Marked:
    """Write a copy of a workbook in which each cell with a finding is coloured and has a comment that says it.

    Parameters
    ----------
    case : str or Path
        An ``.xlsx``. It is not touched.
    path : str or Path
        Where the copy goes. Nothing may stand there.
    strict : bool
        As for :func:`check`.

    Returns
    -------
    Marked
        ``path``, ``cells`` (how many are marked) and ``not_kept``: what openpyxl cannot keep of a workbook, such as shapes;
        and ``findings``, ``errors``, ``warnings`` of the workbook. A finding about a whole sheet is told in its first cell.

    Raises
    ------
    DossierError
        When the case is no workbook, or something stands at ``path`` already.

    Examples
    --------
    >>> import tempfile
    >>> from zopa.loaders import mark, new
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     mark(new(folder + "/case.xlsx"), folder + "/marked.xlsx").cells
    0
    """
    source, target = place_of(case, Findings()), Path(path)
    if not source.is_file() or source.suffix.lower() not in WORKBOOKS:
        raise DossierError(f"'{source}' is no workbook: only the cells of an .xlsx are marked.")
    refuse_other_suffix(source, target)
    refuse_to_write_over(target)
    book = open_whole(source)
    findings = Findings(keep=True)
    reading = examine(source, findings, strict)
    told: dict[tuple[str, int, int], list[Placed]] = defaultdict(list)
    for placed in findings.placed or ():
        sheet, head = _sheet_of(book, placed.file, source.name), findings.heads.get(placed.file)
        for line in placed.lines:
            told[(sheet.title, *_place(placed, line, head, sheet))].append(placed)
    for (title, row, column), placed_here in told.items():
        _mark(_anchor(book[title], row, column), placed_here)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(book, target)
    except OSError as error:
        raise unwritable(target, error) from error
    not_kept = lost_parts(source, target)
    return Marked(target, len(told), not_kept, reading.findings, reading.errors, reading.warnings)


def _sheet_of(book: Any, file: str, name: str) -> Any:
    """The sheet that a finding is about; the first one where it is about the workbook."""
    title = file.removeprefix(f"{name}:")
    tables = [sheet for sheet in book.worksheets if sheet.title == title]
    return tables[0] if tables else book.worksheets[0]


def _place(placed: Placed, line: int | None, head: tuple[int, list[str]] | None, sheet: Any) -> tuple[int, int]:
    """Row and column of the cell that a finding is about; the first cell where it is about a row or a sheet."""
    header_line, names = head or (1, [])
    if line == header_line:
        # Names in a header are told as they are written there.
        names = [str(cell.value or "") for cell in sheet[header_line]]
    words = {name: column for column, name in reversed(list(enumerate(names, start=1)))}
    return header_line if line is None else line, words.get(placed.column, words.get(placed.value, 1))


def _anchor(sheet: Any, row: int, column: int) -> Any:
    """The cell, or of merged cells the one that they are shown by."""
    cell = sheet.cell(row, column)
    for area in sheet.merged_cells.ranges:
        if cell.coordinate in area:
            return sheet.cell(area.min_row, area.min_col)
    return cell


def _mark(cell: Any, placed_here: list[Placed]) -> None:
    """Colour a cell, and say behind what its comment says already what was found."""
    is_error = any(placed.problem.level == ERROR for placed in placed_here)
    sentences = list(dict.fromkeys(f"{placed.problem.level}: {placed.problem.sentence()}" for placed in placed_here))
    if len(sentences) > MAX_TOLD:
        sentences[MAX_TOLD:] = [f"and {len(sentences) - MAX_TOLD:,} more: zopa check tells all"]
    text = "\n\n".join(sentences)
    before = cell.comment
    if before is not None:
        text = f"{before.text}\n\n{text}"
    height = max(_LINE * (2 + len(text) // 50 + text.count("\n")), before.height if before else 0)
    cell.comment = Comment(text, before.author if before else "zopa", height=height, width=_WIDTH)
    cell.fill = PatternFill("solid", start_color=COLOURS[is_error], end_color=COLOURS[is_error])

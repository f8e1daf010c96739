"""A table as a workbook: typed cells, a header that stays, a filter, and a sheet that says what the answer is about."""

from __future__ import annotations

import datetime
import io
import math
import re
from typing import TYPE_CHECKING, Any

from ..characters import ILLEGAL, visible
from ..terminal import WIDE
from .content import Content, cells

if TYPE_CHECKING:
    import pandas as pd

#: Most characters of a cell, and most rows of a sheet.
MAX_CHARACTERS, MAX_ROWS = 32_767, 1_048_576
#: Columns that hold dates; of a year or a month alone the cell stays text, as it was coded.
DATES = ("start", "end", "date")
#: A spreadsheet knows no earlier day.
FIRST_YEAR = 1900
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
#: Widths of columns in characters, and the rows that are measured for them.
NARROWEST, WIDEST, MEASURED = 8, 60, 200
ABOUT = "about"


def written(content: Content) -> bytes:
    """The workbook, in which text stays text whatever it looks like.

    Raises
    ------
    ValueError
        When a sheet cannot hold the table.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    frame = content.frame
    if len(frame) >= MAX_ROWS:
        raise ValueError(f"The answer has {len(frame):,} rows, more than a sheet can hold: write it as .csv.")
    book = Workbook()
    sheet: Any = book.active
    sheet.title = content.name if content.name != ABOUT else "answer"
    names = [str(name) for name in frame.columns]
    wrapped, bold = Alignment(wrap_text=True, vertical="top"), Font(bold=True)
    for place, name in enumerate(names, start=1):
        _put(sheet, 1, place, name, name).font = bold
    for line, row in enumerate(cells(frame), start=2):
        for place, (name, value) in enumerate(zip(names, row, strict=True), start=1):
            if value is None:
                continue
            cell = _put(sheet, line, place, name, value)
            if name in WIDE:
                cell.alignment = wrapped
    for place, name in enumerate(names, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = _width(frame.iloc[:MEASURED, place - 1], name)
    sheet.freeze_panes = "A2"
    if names:
        sheet.auto_filter.ref = sheet.dimensions
    _tell(book, content)
    book.properties.title, book.properties.creator = visible(content.title or content.name), "zopa"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _put(sheet: Any, line: int, place: int, name: str, value: Any) -> Any:
    """A cell that has a value of the kind that it is."""
    if not isinstance(value, str):
        if isinstance(value, float) and not math.isfinite(value):
            return sheet.cell(line, place, str(value))
        return sheet.cell(line, place, value)
    if name in DATES and line > 1 and (day := _day(value)):
        cell = sheet.cell(line, place, day)
        cell.number_format = "yyyy-mm-dd"
        return cell
    text = ILLEGAL.sub("\ufffd", visible(value))
    if len(text) > MAX_CHARACTERS:
        where = f"{name}, row {line}; at most {MAX_CHARACTERS:,}"
        raise ValueError(
            f"A cell of a workbook cannot hold {len(text):,} characters ({where}): write the answer as .csv."
        )
    cell = sheet.cell(line, place, "")
    cell.value = text
    # By itself a spreadsheet takes what begins with = for a formula.
    cell.data_type = "s"
    return cell


def _day(text: str) -> datetime.date | None:
    """The day that a text is, where a spreadsheet can know it."""
    if not _DAY.fullmatch(text) or int(text[:4]) < FIRST_YEAR:
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def _width(column: pd.Series, name: str) -> int:
    """The width of a column, by its longest text among the first rows."""
    longest = max(map(len, column.dropna().astype(str)), default=0)
    return min(max(longest, len(name) + 3, NARROWEST) + 1, WIDEST)


def _tell(book: Any, content: Content) -> None:
    """A second sheet: the question, and what is said of the answer."""
    lines = [line for line in (content.title, *content.notes) if line]
    if content.frame.empty:
        lines.append(content.nothing)
    if not lines:
        return
    sheet = book.create_sheet(ABOUT)
    for line, text in enumerate(lines, start=1):
        _put(sheet, line, 1, ABOUT, text[:MAX_CHARACTERS])
    sheet.column_dimensions["A"].width = 2 * WIDEST

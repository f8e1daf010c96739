"""A cell of a workbook as its reader sees it: dates as precise as they are shown, percentages, numbers without zeros."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from ...graph.ontology import Column
from ..findings import WARNING, Problem, shortened
from .values import as_text

TRUTH = ("TRUE", "FALSE")
#: How a workbook says that a cell is text.
TEXT_FORMAT = "@"
#: How a workbook writes a character that XML cannot hold, such as a carriage return.
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
#: What a number format says that is no placeholder: literals, colours, locales, fillers.
_LITERALS = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_CONDITION = re.compile(r"\[[<>=]")
#: Commas behind the last place of a number: each divides what is shown by a thousand.
_THOUSANDS = re.compile(r"[0#?](,+)(?![0#?,])")
_LEADING_ZEROS = re.compile(r"0{2,}")

#: The day that spreadsheets count from, and the numbers that are rather years.
_SERIAL_ZERO = date(1899, 12, 30)
_YEARS = range(1900, 2101)


def cell_text(cell: Any, column: Column | None, known: bool = True) -> tuple[str, Problem | None]:
    """The text of a cell, and what is wrong with it.

    Parameters
    ----------
    cell : openpyxl cell
    column : Column or None
        The column that it stands in, where the ontology knows it.
    known : bool
        Whether the ontology knows the column.

    Returns
    -------
    text : str
        A percentage with its sign: ``25%`` of a cell that holds 0.25 and shows 25%.
    problem : Problem or None
    """
    value, kind = cell.value, cell.data_type
    if kind == "f":
        formula = getattr(value, "text", None) or str(value)
        return formula, Problem(f"The cell is a formula ({shortened(str(formula))}): paste its value.", "a value")
    if kind == "e":
        return str(value), Problem(f"The cell is an error of the spreadsheet ({value}).", "a value")
    if isinstance(value, str):
        return as_text(plain(value), column, TRUTH)
    if isinstance(value, (datetime, date)):
        text = _as_shown(value, str(cell.number_format or ""))
        if column is None or column.type == "date":
            return text, _typed_year(value, text) if column is not None else None
        problem = Problem(
            f"The cell is a date ({text}); if something else was typed, such as 1-2, format the cell as text and type it "
            "again.",
            column.meaning,
        )
        return text, problem._replace(level=WARNING) if column.type == "text" else problem
    if isinstance(value, (time, timedelta)):
        problem = Problem(
            f"The cell is a time of day ({value}); format the cell as text and type it again.",
            column.meaning if column is not None else "a text",
        )
        return str(value), problem if known else None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _number(value, str(cell.number_format or ""), column)
    return as_text(value, column, TRUTH)


def _typed_year(value: datetime | date, text: str) -> Problem | None:
    """A warning of a day that a spreadsheet makes of a year that is typed into a cell for dates: 1905-07-13 of 2021."""
    serial = (date(value.year, value.month, value.day) - _SERIAL_ZERO).days
    if serial not in _YEARS:
        return None
    message = (
        f"The cell is the day {text}, which a spreadsheet makes of the number {serial} in a cell for dates: if the year "
        f"{serial} was meant, format the cell as text and type it again."
    )
    return Problem(message, "2025, 2025-08 or 2025-08-15", str(serial), WARNING)


def plain(value: Any) -> Any:
    """A text with the workbook's own escapes undone."""
    if isinstance(value, str) and "_x" in value:
        return _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), value)
    return value


def _as_shown(day: datetime | date, number_format: str) -> str:
    """An ISO date as precise as the cell shows it: of 2025-08 a spreadsheet keeps the first day and shows the month."""
    if isinstance(day, datetime) and day.time() != time(0):
        return day.isoformat()
    text = day.strftime("%Y-%m-%d").rjust(10, "0")
    shown = _LITERALS.sub("", number_format).casefold()
    if "y" in shown and "d" not in shown and text.endswith("-01"):
        if "m" in shown:
            return text[:7]
        if text.endswith("-01-01"):
            return text[:4]
    return text


def _number(amount: float, number_format: str, column: Column | None) -> tuple[str, Problem | None]:
    text, problem = as_text(amount, column, TRUTH)
    if problem or number_format in ("General", "@", "0", "0.00", ""):
        return text, problem
    shown = _LITERALS.sub("", _section(amount, number_format))
    if "%" in shown:
        # A spreadsheet keeps 15 digits; 0.07 times 100 would otherwise be 7.000000000000001.
        return f"{amount * 100:.15g}%", None
    if thousands := _THOUSANDS.search(shown):
        scale = 1000.0 ** len(thousands.group(1))
        return text, Problem(
            f"The cell shows {amount / scale:.6g} and holds {text}: its number format ({shortened(number_format)}) leaves "
            "zeros out. Format it as a plain number, so that both are the same.",
            "a number that is shown in full",
        )
    if (column is None or column.type != "number") and _LEADING_ZEROS.fullmatch(shown) and text.isdigit():
        return text.zfill(len(shown)), None
    return text, None


def _section(amount: float, number_format: str) -> str:
    """The part of a number format that is for such a number: for positive ones, negative ones and zero."""
    parts = _LITERALS.sub(lambda match: match.group().replace(";", " "), number_format).split(";")
    if _CONDITION.search(number_format) or len(parts) == 1:
        return " ".join(parts[:3])
    return parts[1] if amount < 0 else parts[2] if amount == 0 and len(parts) > 2 else parts[0]

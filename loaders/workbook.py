"""Reading a case from an .xlsx workbook: a sheet a table."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from openpyxl import load_workbook

from ..graph.ontology import Column, Table
from .findings import WARNING, Findings, Problem, shortened
from .sheets import Sheet, column_names
from .values import as_text

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

TRUTH = ("TRUE", "FALSE")
#: How a workbook writes a character that XML cannot hold, such as a carriage return.
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
#: What a number format says that is not about days, months and years: literals, colours, locales.
_LITERALS = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.')


def opened(path: Path, file: str, findings: Findings) -> Workbook | None:
    """Open a workbook; None, and a finding, where it cannot be opened."""
    try:
        with warnings.catch_warnings():
            # openpyxl tells of drawings and lists that it leaves out; none of them is a cell.
            warnings.simplefilter("ignore", UserWarning)
            return load_workbook(path, read_only=True, data_only=False)
    except Exception as error:  # What openpyxl raises for a file that is no workbook is of many kinds.
        why = f"{type(error).__name__}: {error}"
        problem = Problem(
            f"The file cannot be opened as a workbook ({shortened(why)}). Save it as .xlsx, without a password.",
            ".xlsx",
        )
        findings.add(problem, file)
        return None


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
        Where to report: formulas, failed formulas, cells that turned into dates.

    Returns
    -------
    Sheet
    """
    records = records_of(book, title, file, findings)
    header: list[str] = []
    columns: list[Column | None] = []
    lines: list[int] = []
    kept: list[list[str]] = []
    for line, record in records:
        if line == 1:
            header = [as_text(_plain(cell.value), None, TRUTH)[0] for cell in record]
            while header and not header[-1].strip():
                header.pop()
            names = column_names(header, table)
            columns = [table.columns.get(name) for name in names]
            continue
        texts = []
        for number, cell in enumerate(record):
            if cell.value is None:
                texts.append("")
                continue
            column = columns[number] if number < len(columns) else None
            known = number < len(names) and names[number] in table.columns
            text, problem = cell_text(cell, column, known)
            if problem:
                name = names[number] if number < len(names) else f"column {number + 1}"
                findings.add(problem, file, line, name, text)
            texts.append(text)
        extra = [text for text in texts[len(header) :] if text]
        if extra:
            problem = Problem(
                f"'{shortened(extra[0])}' stands right of the last column with a name.", "a name in row 1"
            )
            findings.add(problem, file, line, value=extra[0])
        texts = texts[: len(header)] + [""] * (len(header) - len(texts))
        if any(texts):
            lines.append(line)
            kept.append(texts)
    found = []
    for number in range(len(header)):
        made = np.empty(len(kept), dtype=object)
        made[:] = [texts[number] for texts in kept]
        found.append(made)
    return Sheet(table.name, file, header, found, lines)


def records_of(book: Workbook, title: str, file: str, findings: Findings) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Row numbers and cells of a sheet; a sheet that breaks off is reported."""
    sheet: Any = book[title]
    if not hasattr(sheet, "iter_rows"):
        findings.add(Problem("The sheet is a chart, not a table.", "a table"), file)
        return
    try:
        if hasattr(sheet, "reset_dimensions"):
            # What a workbook says of the size of a sheet is not always true.
            sheet.reset_dimensions()
        yield from enumerate(sheet.iter_rows(), start=1)
    except Exception as error:  # A damaged sheet shows while it is read, by errors of many kinds.
        why = f"{type(error).__name__}: {error}"
        findings.add(Problem(f"The sheet is damaged and was not read to its end ({shortened(why)}).", ".xlsx"), file)


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
    problem : Problem or None
    """
    value, kind = cell.value, cell.data_type
    if kind == "f":
        formula = getattr(value, "text", None) or str(value)
        return formula, Problem(f"The cell is a formula ({shortened(str(formula))}): paste its value.", "a value")
    if kind == "e":
        return str(value), Problem(f"The cell is an error of the spreadsheet ({value}).", "a value")
    if isinstance(value, str):
        return as_text(_plain(value), column, TRUTH)
    if isinstance(value, (datetime, date)):
        text = _as_shown(value, str(cell.number_format or ""))
        if column is None or column.type == "date":
            return text, None
        problem = Problem(
            f"The cell is a date ({text}); if something else was typed, such as 1-2, format the cell as text and type it "
            "again.",
            column.meaning,
        )  # fmt: skip
        return text, problem._replace(level=WARNING) if column.type == "text" else problem
    if isinstance(value, (time, timedelta)):
        problem = Problem(
            f"The cell is a time of day ({value}); format the cell as text and type it again.",
            column.meaning if column is not None else "a text",
        )  # fmt: skip
        return str(value), problem if known else None
    return as_text(value, column, TRUTH)


def _plain(value: Any) -> Any:
    """A text with the workbook's own escapes undone."""
    if isinstance(value, str) and "_x" in value:
        return _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), value)
    return value


def _as_shown(value: datetime | date, number_format: str) -> str:
    """An ISO date as precise as the cell shows it: of 2025-08 a spreadsheet keeps the first day and shows the month."""
    if isinstance(value, datetime) and value.time() != time(0):
        return value.isoformat()
    text = value.strftime("%Y-%m-%d").rjust(10, "0")
    shown = _LITERALS.sub("", number_format).casefold()
    if "y" in shown and "d" not in shown and text.endswith("-01"):
        if "m" in shown:
            return text[:7]
        if text.endswith("-01-01"):
            return text[:4]
    return text

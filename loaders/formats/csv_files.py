"""Reading CSV files: separators, comments above the header, and rows that do not fit it."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from threading import Lock
from typing import Any

import numpy as np
import pandas as pd

from ...graph.ontology import Table
from ..findings import WARNING, Findings, Problem, shortened
from ..sizes import HEADER_ROWS, MIB, too_many_cells
from ..text import Text
from .encodings import decoded
from .repeated import FIRST_ROWS, Cells
from .sheets import Sheet, header_at, known_names, report_above

SEPARATORS = (",", ";", "\t", "|")
_SEPARATOR_LINE = re.compile(r"sep=(.)(?:\r\n|\r|\n|$)", re.IGNORECASE)
#: A first row and what ends it; where a return stands alone, it may be in the middle of a cell.
_FIRST_LINE = re.compile(r"([^\r\n]*)(?:\r?\n|\r?\Z)")
#: What old programs write at the end of a file.
_END_OF_FILE = "\x00\x1a"
_LIMIT = Lock()
#: Of a file that is larger than so many bytes the first rows tell in which columns words repeat.
_LARGE = MIB
#: Up to so many bytes Python has read a file before pandas has begun.
_SHORT = 1 << 16
#: Characters in which the first row is looked for at first.
_HEAD = 1 << 16


def read_delimited(content: bytes, table: Table, file: str, findings: Findings) -> Sheet:
    """Read the bytes of a CSV file; whatever they are, the answer is a sheet, and what is odd is reported.

    Parameters
    ----------
    content : bytes
    table : Table
        The table that the file is, which helps to tell its separator.
    file : str
        What findings call it.
    findings : Findings
        Where to report.

    Returns
    -------
    Sheet
    """
    _, above, text, separator = divided(decoded(content, file, findings).rstrip(_END_OF_FILE), table)
    with unlimited():
        line = 1 + sum(1 for _ in csv.reader(io.StringIO(above, newline=""), delimiter=separator))
    header = _header(text, separator)
    problem = too_many_cells(0, len(header))
    if problem:
        findings.add(problem, file, line)
        return Sheet(table.name, file, [], [], [])
    columns = _fast(text, separator, len(header))
    if columns is not None:
        sheet = Sheet(table.name, file, header, columns, range(line + 1, line + 1 + len(columns[0])), line)
    else:
        sheet = _slow(text, separator, table, file, findings, line)
    sheet.above = [line.strip() for line in above.splitlines() if line.strip(separator + " ")]
    report_above(sheet, findings)
    return sheet


def divided(text: str, table: Table) -> tuple[str, str, str, str]:
    """The line that names the separator, the lines above the header, the rows from the header on, and the separator."""
    separator_line = _SEPARATOR_LINE.match(text)
    lead = separator_line.group() if separator_line else ""
    text = text[len(lead) :]
    named = separator_line is not None and separator_line.group(1) in SEPARATORS
    separators = [separator_line.group(1)] if separator_line and named else _possible(text)
    separator, above = max((_start(text, separator, table) for separator in separators), key=lambda start: start[2:])[
        :2
    ]
    return lead, above, text[len(above) :], separator


def _possible(text: str) -> list[str]:
    """The separators that may be that of a text: those that stand in it and, of those that do not, the first."""
    standing = [separator in text for separator in SEPARATORS]
    first = standing.index(False) if False in standing else None
    return [separator for at, separator in enumerate(SEPARATORS) if standing[at] or at == first]


def raw_records(text: str, separator: str) -> Iterator[tuple[list[str], str]]:
    """The rows of a text, each with the text that it was read from; none where a quotation mark stands in a wrong place."""
    lines: list[str] = []

    def feed() -> Iterator[str]:
        for line in io.StringIO(text, newline=""):
            lines.append(line)
            yield line

    records: list[tuple[list[str], str]] = []
    with unlimited():
        try:
            for record in csv.reader(feed(), delimiter=separator, strict=True):
                records.append((record, "".join(lines)))
                lines.clear()
        except csv.Error:
            records = []
    yield from records


def _start(text: str, separator: str, table: Table) -> tuple[str, str, int, int]:
    """The separator, the lines above the header, how many names of the header are known, and how many it has."""
    lines = list(islice(io.StringIO(text[:_HEAD], newline=""), HEADER_ROWS))
    rows = [_header(line, separator) for line in lines]
    at = header_at(rows, table)
    above = "".join(lines[:at])
    header = _header(text[len(above) :], separator)
    return separator, above, known_names(header, table), len(header)


def _header(text: str, separator: str) -> list[str]:
    """The cells of the first row; none where there is none."""
    line = _FIRST_LINE.match(text)
    if line and '"' not in line[1]:
        return line[1].split(separator) if line[1] else []
    for head in (text[:_HEAD], text):
        with unlimited():
            reader = csv.reader(io.StringIO(head, newline=""), delimiter=separator)
            try:
                header = next(reader, [])
                whole = len(head) == len(text) or next(reader, None) is not None
            except csv.Error:
                return []
        if whole:
            return header
    return []


def _fast(text: str, separator: str, width: int) -> list[Text] | None:
    """The columns of a file in which every row has as many cells as the header; None for any other file."""
    if width < 2:
        return None
    content = text.encode("utf-8", "surrogatepass")
    cells = Cells.found(content, separator, width) if len(content) > _LARGE else None
    if cells is None and not _regular(content, separator, width):
        return None
    if len(content) <= _SHORT:
        return _short(text, separator, width)
    columns = {} if cells is None else {place: cells.repeated(place) for place in range(width)}
    read = {place: column for place, column in columns.items() if column is not None}
    del cells, columns
    others = [place for place in range(width) if place not in read]
    if others:
        frame = _parsed(content, separator, others, len(others) == width)
        if frame is None:
            return None
        read |= {place: Text.of(frame[place]).at(slice(1, None)) for place in others}
    return [read[place] for place in range(width)]


def _short(text: str, separator: str, width: int) -> list[Text]:
    """The columns of a short file, below the first row."""
    with unlimited():
        _, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    cells = np.empty((width, len(rows)), dtype=object)
    if rows:
        cells.T[:] = rows
    return [Text(column) for column in cells]


def _parsed(content: bytes, separator: str, places: list[int], are_all: bool) -> pd.DataFrame | None:
    """Some columns of the first row, and of those below it, as pandas reads them; None where it cannot."""
    options: dict[str, Any] = {
        "sep": separator,
        "usecols": None if are_all else places,
        "header": None,
        "keep_default_na": False,
        "na_filter": False,
        "index_col": False,
        "skip_blank_lines": False,
        "low_memory": False,
        "encoding_errors": "surrogatepass",
    }
    dtypes: dict[int, Any] = dict.fromkeys(places, object)
    try:
        if len(content) > _LARGE:
            first = pd.read_csv(io.BytesIO(content), dtype=dtypes, nrows=FIRST_ROWS, **options)
            # To tell apart words that differ in every row, and to sort them as pandas does, would take long.
            dtypes |= {at: "category" for at in first if first[at].nunique() * 4 < len(first)}
        frame = pd.read_csv(io.BytesIO(content), dtype=dtypes, **options)
    except (pd.errors.ParserError, pd.errors.EmptyDataError):
        return None
    return frame if frame.shape[1] == len(places) else None


def _regular(content: bytes, separator: str, width: int) -> bool:
    """Whether all rows have ``width`` cells, and quotation marks stand only around cells or doubled inside them."""
    codes = np.frombuffer(content, dtype=np.uint8)
    if not len(codes) or 0 in content:
        return False
    quote = codes == ord('"')
    is_separator, is_newline, is_return = codes == ord(separator), codes == ord("\n"), codes == ord("\r")
    if quote.any():
        at = np.flatnonzero(quote)
        if len(at) % 2:
            return False
        bounds = is_separator | is_newline | is_return | quote
        before = np.concatenate([[True], bounds[:-1]])
        after = np.concatenate([bounds[1:], [True]])
        if not (before[at[::2]].all() and after[at[1::2]].all()):
            return False
        inside = np.cumsum(quote, dtype=np.int32) & 1 == 1
        if (is_return & inside).any():
            return False
        is_separator, is_newline = is_separator & ~inside, is_newline & ~inside
    returns = np.flatnonzero(is_return)
    if len(returns) and (returns[-1] + 1 >= len(codes) or not is_newline[returns + 1].all()):
        return False
    ends = np.flatnonzero(is_newline)
    if not len(ends) or ends[-1] != len(codes) - 1:
        ends = np.append(ends, len(codes))
    separators_before = np.searchsorted(np.flatnonzero(is_separator), ends)
    return bool((np.diff(separators_before, prepend=0) == width - 1).all())


def _slow(text: str, separator: str, table: Table, file: str, findings: Findings, first: int = 1) -> Sheet:
    """Row by row, reporting every row that does not fit; the header is the row of the number ``first``."""
    records = _records(text, separator, file, findings, first)
    if not records:
        return Sheet(table.name, file, [], [], [])
    header, *body = records
    lines, rows = [], []
    problem = too_many_cells(len(body), len(header))
    if problem:
        findings.add(problem, file)
        body = []
    for line, record in enumerate(body, start=first + 1):
        if not any(record):
            continue
        if len(record) > len(header):
            extra = [cell for cell in record[len(header) :] if cell]
            if extra:
                problem = Problem(
                    f"The row has {len(record)} cells, the header {len(header)}: '{shortened(extra[0])}' belongs to no "
                    "column. Put a cell that contains the separator in quotation marks.",
                    f"{len(header)} cells",
                )
                findings.add(problem, file, line, value=separator.join(extra))
            record = record[: len(header)]
        elif len(record) < len(header):
            problem = Problem(
                f"The row has {len(record)} cells, the header {len(header)}: the missing ones were read as empty.",
                f"{len(header)} cells",
                level=WARNING,
            )
            findings.add(problem, file, line)
            record = record + [""] * (len(header) - len(record))
        lines.append(line)
        rows.append(record)
    columns = []
    for index in range(len(header)):
        column = np.empty(len(rows), dtype=object)
        column[:] = [record[index] for record in rows]
        columns.append(column)
    return Sheet(table.name, file, header, columns, lines, first)


def _records(text: str, separator: str, file: str, findings: Findings, first: int) -> list[list[str]]:
    """The rows of a file; misplaced quotation marks are reported, and read as well as can be."""
    with unlimited():
        strict = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        seen = 0
        try:
            for _ in strict:
                seen += 1
        except csv.Error:
            problem = Problem(
                "A quotation mark stands in the middle of a cell or is never closed: write it twice inside a cell "
                "that is in quotation marks.",
                '""',
            )
            findings.add(problem, file, first + seen)
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


@contextmanager
def unlimited() -> Iterator[None]:
    """No limit to the length of a cell; Python's is one for the whole process, so it is put back."""
    with _LIMIT:
        # The limit is a C long, which has 32 bits on Windows.
        before = csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
        try:
            yield
        finally:
            csv.field_size_limit(before)

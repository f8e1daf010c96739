"""A table as it was read, before anybody knows what its cells mean: a header and columns of text."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from ...graph.names import folded
from ...graph.ontology import Table, ontology
from ..findings import WARNING, Findings, Problem, listing, nearest, only_readings, shortened
from ..meanings import meant_by
from ..rows import Rows
from ..text import Column, Text

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass
class Sheet:
    """A header and columns of text.

    Attributes
    ----------
    table : str
        Name of the table that it is, as the ontology calls it.
    file : str
        What findings call it.
    header : list of str
        Names of the columns, as written.
    columns : sequence of object arrays, or of Text
        One a name: its cells as text, empty cells as empty text.
    lines : sequence of int
        For every row its number as a spreadsheet shows it, the first row of the file being 1.
    header_line : int
        Number of the row that is the header.
    above : list of str
        What stands above the header: titles and comments.
    """

    table: str
    file: str
    header: list[str]
    columns: Sequence[Column]
    lines: Sequence[int]
    header_line: int = 1
    above: list[str] = field(default_factory=list)


def alike(name: str) -> str:
    """A name without letter case, blanks, ``_``, ``-`` and what nobody sees: names that people take for the same.

    >>> from zopa.loaders.formats.sheets import alike
    >>> alike(" Speaks for ") == alike("speaks_for")
    True
    """
    return "".join(folded(name).split()).replace("_", "").replace("-", "")


def column_names(header: Sequence[str], table: Table) -> list[str]:
    """For each name of a header the column that it means: a known one, or its own name without blanks around it.

    A name that differs from a known one in letter case or blanks means that, unless the known one is there as well.
    """
    names = [name.strip() for name in header]
    used = set(names) & set(table.columns)
    known = _by_letters(tuple(table.columns))
    for index, name in enumerate(names):
        meant = known.get(alike(name))
        if meant is not None and meant not in used:
            names[index] = meant
            used.add(meant)
    return names


@cache
def _by_letters(columns: tuple[str, ...]) -> dict[str, str]:
    """The columns of a table by what is left of their names: a header is looked for in every row at the top of a file."""
    return {alike(name): name for name in columns}


def known_names(header: Sequence[str], table: Table) -> int:
    """How many names of a header are columns of a table."""
    return len(set(column_names(header, table)) & set(table.columns))


def header_at(rows: Sequence[Sequence[str]], table: Table) -> int:
    """Which of the first rows of a file is its header: the first, or one below a title or comments.

    Another row than the first is the header where it names at least two columns of the table and more than any row above it.

    >>> from zopa.graph.ontology import ontology
    >>> from zopa.loaders.formats.sheets import header_at
    >>> header_at([["Round two"], ["party", "issue", "option"], ["A", "seat", "x"]], ontology().tables["positions"])
    1
    """
    best, most = 0, max(known_names(rows[0], table), 1) if rows else 0
    for index, row in enumerate(rows[1:], start=1):
        known_count = known_names(row, table)
        if known_count > most:
            best, most = index, known_count
    return best


def report_above(sheet: Sheet, findings: Findings) -> None:
    """Tell of rows above the header, which are no rows of the table."""
    if sheet.header_line > 1 and sheet.above:
        problem = Problem(
            f"The header is row {sheet.header_line}: what stands above it ({shortened(' '.join(sheet.above))}) was kept as "
            "the description of the case.",
            "the header in row 1",
            level=WARNING,
        )
        findings.add(problem, sheet.file, sheet.header_line)


def weights_named(decisions: Sheet | None) -> tuple[str, ...]:
    """The columns of parties that decisions count, as the sheet of the decisions names them."""
    if decisions is None or "weight" not in (names := column_names(decisions.header, ontology().tables["decisions"])):
        return ()
    _, words = Text.of(decisions.columns[names.index("weight")]).coded()
    return tuple(dict.fromkeys(word.strip() for word in words))


def rows_of(sheet: Sheet, findings: Findings, also_read: Collection[str] = ()) -> Rows:
    """The rows of a sheet under the names of the ontology; what is wrong with the header is reported.

    ``also_read`` are columns beside those of the ontology that something reads.
    Rows without a filled cell are left out, as are columns without a name and without a filled cell.
    """
    table = ontology().tables[sheet.table]
    names = column_names(sheet.header, table)
    findings.heads[sheet.file] = sheet.header_line, names
    columns = [Text.of(column) for column in sheet.columns]
    filled = filled_rows(columns, len(sheet.lines))
    cells: dict[str, Text] = {}
    for place, (name, written, column) in enumerate(zip(names, sheet.header, columns, strict=True), start=1):
        column = column if filled is None else column.at(filled)
        if not name:
            if any(column.known):
                problem = Problem(f"Column {place} has cells but no name.", "a name in the header")
                if _numbers_rows(column):
                    message = f"Column {place} has no name and numbers the rows: it was left out."
                    problem = problem._replace(message=message, level=WARNING)
                findings.add(problem, sheet.file, sheet.header_line)
        elif name in cells:
            problem = Problem(f"Two columns are called '{name}'.", "each column once")
            findings.add(problem, sheet.file, sheet.header_line, name, written)
        else:
            cells[name] = column
            if name not in also_read:
                _report_name(name, written, sheet, table, set(names), findings)
    missing = [name for name, column in table.columns.items() if column.required and name not in cells]
    unknown = {alike(name): name for name in cells if name not in table.columns}
    for name in missing:
        # A missing stance is read as a demand; which default a column has is told where it is filled in.
        if name == "stance":
            continue
        near = nearest([name], unknown.values()).get(name, "")
        meaning = (
            [near] if near else [candidate for candidate in unknown.values() if name in meant_by(candidate, [name])]
        )
        problem = Problem(f"The column '{name}' is missing ({table.columns[name].meaning}).", name)
        if meaning:
            called = listing(f"'{candidate}'" for candidate in meaning)
            problem = problem._replace(message=f"{problem.message[:-1]}, or {called} should be called so.")
        findings.add(problem, sheet.file, sheet.header_line, name)
    lines = numbers(sheet.lines)
    return Rows(table, sheet.file, lines if filled is None else lines[filled], cells, sheet.header_line)


def _numbers_rows(column: Text) -> bool:
    """Whether a column counts the rows from 0 or 1 on, as programs write it."""
    cells = column.cells.tolist()
    return any(cells == [str(number) for number in range(first, first + len(cells))] for first in (0, 1))


def _report_name(name: str, written: str, sheet: Sheet, table: Table, names: set[str], findings: Findings) -> None:
    if name in table.columns:
        if written != name:
            problem = Problem(f"The column '{written}' was read as '{name}'.", name, level=WARNING, fix=name)
            findings.add(problem, sheet.file, sheet.header_line, written, written)
        return
    expected = listing(table.columns, most=len(table.columns))
    meant = [column for column in meant_by(name, table.columns) if column not in names]
    near = meant[0] if len(meant) == 1 else "" if meant else nearest([name], table.columns).get(name, "")
    problem = Problem(
        f"The column '{name}' is not known: it is kept, but nothing reads it.",
        expected,
        near,
        WARNING,
        _only_name(name, meant, names, table),
    )
    findings.add(problem, sheet.file, sheet.header_line, name, written)


def _only_name(name: str, meant: list[str], names: set[str], table: Table) -> str | None:
    """The column that an unknown name can only be: one without which nothing is read and that no other name means, or one
    that is written with a slip of the pen."""
    if meant:
        is_needed = len(meant) == 1 and table.columns[meant[0]].required
        rivals = [other for other in names if is_needed and meant[0] in meant_by(other, table.columns)]
        return meant[0] if len(rivals) == 1 else None
    only = only_readings([name], table.columns).get(name)
    return None if only in names else only


def filled_rows(columns: Sequence[Text], count: int) -> NDArray[np.bool_] | None:
    """Which of so many rows have a filled cell; None where all have."""
    for column in columns:
        if all(column.known):
            return None
    filled = np.zeros(count, dtype=bool)
    for column in columns:
        filled |= column.filled()
    return None if filled.all() else filled


def numbers(lines: Sequence[int]) -> NDArray[np.int64]:
    """The numbers of rows as an array."""
    return np.arange(lines.start, lines.stop) if isinstance(lines, range) else np.array(lines, dtype=np.int64)

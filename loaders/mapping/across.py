"""Tables in which the answers of one row stand in several columns: one a year, or one a coder."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .codes import number
from .grids import Table
from .words import answer, plain, role_of

_YEAR = re.compile(r"(?:1[6-9]|20|21)\d\d(?:-\d\d(?:-\d\d)?)?")
#: What stands before or behind the year in such a header.
_WORD = r"(?:position|stance|vote|answer|score)"
_DRESSED = re.compile(rf"{_WORD}?[\s_\-]*({_YEAR.pattern})[\s_\-]*{_WORD}?", re.IGNORECASE)
#: Names of the columns that are made.
DATE, CODER, ANSWER, END = "date", "coder", "position", "until"


def with_a_row_for_each_column(table: Table) -> tuple[Table, list[str]]:
    """The table with a row for each year, or each coder, that has a column; as it is where it has no such columns.

    Returns
    -------
    Table
    list of str
        The columns that became rows; none where nothing was done.

    Examples
    --------
    >>> table = Table("x.csv", ["Country", "Issue", "2015", "2020"], [2], [["A", "Tax", "no", "yes"]])
    >>> with_a_row_for_each_column(table)[0].rows
    [['A', 'Tax', 'no', '2015', '2019'], ['A', 'Tax', 'yes', '2020', '']]
    """
    roles = [role_of(name) for name in table.header]
    if "issue" not in roles or not {"party", "bloc"} & set(roles):
        return table, []
    years = {name: match[1] for name in table.header if (match := _DRESSED.fullmatch(name.strip()))}
    coders = {name: name for name in table.header if _is_of_coder(name) and _are_answers(table, name)}
    columns = years if len(years) > 1 and "start" not in roles else coders
    told_by = DATE if columns is years else CODER
    if (
        len(columns) < 2
        or not all(_are_answers(table, name) for name in columns)
        or {ANSWER, told_by} & set(table.header)
    ):
        return table, []
    if columns is years and "stance" in roles:
        return table, []
    others = [name for name in table.header if name not in columns]
    ends = _ends(list(years.values())) if columns is years else {}

    def made(row: list[str]) -> Iterator[list[str]]:
        for name, of in columns.items():
            if cell := row[table.place[name]]:
                yield [cell, of, *([ends[of]] if ends else [])]

    header = [*others, ANSWER, told_by, *([END] if ends else [])]
    return table.with_rows_of(columns, header, made), list(columns)


def _ends(years: list[str]) -> dict[str, str]:
    """The year in which an answer of each year ends: before the next one that has a column; none where days are asked."""
    if len(set(years)) < len(years) or not all(map(str.isdecimal, years)):
        return {}
    ordered = sorted(years)
    return {year: str(int(after) - 1) if after else "" for year, after in zip(ordered, [*ordered[1:], ""], strict=True)}


def _is_of_coder(name: str) -> bool:
    """Whether a header is a word for a coder and what tells one from another: Coder A, expert_2."""
    tokens = plain(name).split()
    return len(tokens) == 2 and role_of(tokens[0]) == "coder" and len(tokens[1]) <= 3


def _are_answers(table: Table, name: str) -> bool:
    cells = table.counts(name)
    return bool(cells) and all(number(cell) or answer(cell) for cell in cells)

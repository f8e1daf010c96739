"""Tables in which one row is a position and another how much it matters: the two are put into one row."""

from __future__ import annotations

from dataclasses import replace

from .codes import number
from .grids import Table
from .words import part, plain

POSITION, SALIENCE = "position", "salience"
#: Names of columns of the numbers of both.
_VALUES = ("mean", "average", "estimate", "value", "score", "median")


def with_saliences(table: Table) -> tuple[Table, str]:
    """The table with a row for each position, with its salience in a column of its own; as it is where it has no such rows.

    Returns
    -------
    Table
    str
        The column that says which of the two a row is; empty where there is none.

    Examples
    --------
    >>> from zopa.loaders.mapping.grids import Table
    >>> header = ["Party", "Dimension", "Scale", "Mean"]
    >>> rows = [["A", "Tax", "Position", "12.5"], ["A", "Tax", "Importance", "14"]]
    >>> with_saliences(Table("x.csv", header, [2, 3], rows))[0].rows
    [['A', 'Tax', '12.5', '14']]
    """
    scale_column = next(((name, sorts) for name in table.header if (sorts := _sorts(table, name))), None)
    measure = next((name for known in _VALUES for name in table.header if plain(name) == known), None)
    if scale_column is None or measure is None:
        return table, ""
    scale, sorts = scale_column
    word = {sort: cell for cell, sort in sorts.items()}
    numbers = [name for name in table.header if table.counts(name) and all(map(number, table.counts(name)))]
    measured = [name for name in numbers if name == measure or _differs(table, name)]
    keys = [name for name in table.header if name not in (scale, *measured)]
    of_key: dict[tuple[str, ...], dict[str, int]] = {}
    for at, row in enumerate(table.rows):
        sort = sorts.get(row[table.place[scale]])
        rows_of_key = of_key.setdefault(tuple(row[table.place[name]] for name in keys), {})
        if sort is None or sort in rows_of_key:
            return table, ""
        rows_of_key[sort] = at
    rows, lines = [], []
    for key, at_of in of_key.items():
        cells = [
            table.rows[at_of[sort]][table.place[name]] if sort in at_of else ""
            for sort in (POSITION, SALIENCE)
            for name in measured
        ]
        rows.append([*key, *cells])
        lines.append(table.lines[min(at_of.values())])
    header = [
        *keys,
        *(
            f"{word[sort]} ({name})" if name == measure else f"{name} ({word[sort]})"
            for sort in (POSITION, SALIENCE)
            for name in measured
        ),
    ]
    return replace(table, header=header, rows=rows, lines=lines), scale


def _sorts(table: Table, name: str) -> dict[str, str]:
    """Which of the two each cell of a column says; none where one says neither, or both are not there."""
    words = {POSITION: part(POSITION), SALIENCE: part(SALIENCE)}
    sorts = {cell: sort for cell in table.counts(name) for sort in (POSITION, SALIENCE) if plain(cell) in words[sort]}
    is_whole = len(sorts) == len(table.counts(name)) == 2
    return sorts if is_whole and set(sorts.values()) == {POSITION, SALIENCE} else {}


def _differs(table: Table, name: str) -> bool:
    """Whether a number is one of a measure, and not the number of a party or a year."""
    return not plain(name).endswith(("id", "year", "code"))

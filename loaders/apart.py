"""Rows of a case told apart when it is read: a row becomes one for each part of what it names."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from ..graph.ontology import LIST_SEPARATOR, OPTION_SEPARATOR, Column
from .rows import Rows, parts, unused

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Between an id and what tells its part from the others.
OF = ":"


class Copies:
    """Rows of a table, some of them several times, each for a part of what it names."""

    def __init__(self, rows: Rows, wanted: list[list[str]]) -> None:
        self._of = rows
        self._source = np.repeat(np.arange(len(rows)), [len(parts_of_row) for parts_of_row in wanted])
        self._part = [part for parts_of_row in wanted for part in parts_of_row]
        self._count = [len(parts_of_row) for parts_of_row in wanted]
        self._cells: dict[str, NDArray[Any]] = {name: rows[name][self._source] for name in rows.columns}

    def __iter__(self) -> Iterator[tuple[int, int, str]]:
        """Each copy with the row that it is of and the part that it is for."""
        return zip(range(len(self._part)), self._source.tolist(), self._part, strict=True)

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self._cells[name]

    def write(self, name: str, row: int, cell: str) -> None:
        """Write a cell."""
        self._cells[name][row] = cell

    def id_of(self, row: int, source: int, part: str, used: set[str]) -> str:
        """The id of a copy: that of its row where it is the only one."""
        id = str(self._of["id"][source])
        # Of two kinds of things that a condition can name, an option is told by its separator.
        return id if self._count[source] == 1 else unused(f"{id}{OF}{part.replace(OPTION_SEPARATOR, '-')}", used)

    def rows(self) -> Rows:
        """The copies as a table."""
        of = self._of
        return Rows(of.table, of.file, of.lines[self._source], self._cells, of.header_line)


def names_options(rows: Rows) -> bool:
    """Whether its rows name options of the issue that stands beside them."""
    return any(column.within == "issue" for column in rows.table.columns.values())


def copies_of(rows: Rows, parts_of: Callable[[int], list[str]]) -> Copies:
    return Copies(rows, [parts_of(row) for row in range(len(rows))])


def following(
    rows: Rows, column: Column, meant_by: Callable[[str, Column], list[str]], left_out: Callable[[str], str] = str
) -> Rows:
    """Let what names something that was taken apart name its parts; a row that must name one comes for each.

    ``meant_by`` gives the parts that a word of the column stands for, ``left_out`` what of a part tells the ids of copies.
    """
    codes, words = rows.coded(column.name)
    meant = [[new for part in parts(word) for new in meant_by(part, column)] for word in words]
    if all(LIST_SEPARATOR.join(new) == word for new, word in zip(meant, words, strict=True)):
        return rows
    if column.is_list:
        cells = np.array([LIST_SEPARATOR.join(dict.fromkeys(new)) for new in meant], dtype=object)
        changed = rows.part(np.ones(len(rows), dtype=bool))
        changed[column.name] = cells[codes]
        return changed
    copies, used = copies_of(rows, lambda row: meant[codes[row]] or [""]), set(rows["id"])
    for row, source, new in copies:
        copies.write(column.name, row, new)
        copies.write("id", row, copies.id_of(row, source, left_out(new), used))
    return copies.rows()


def let_follow(
    tables: dict[str, Rows],
    meant_by: Callable[[str, Column], list[str]],
    left_out: Callable[[str], str] = str,
    *,
    done: Collection[str] = ("options",),
) -> None:
    """Let every table name the parts as :func:`following` says, but those of ``done``.

    Where options are named by the issue beside them, the two are told apart together, and before this.
    """
    for name, rows in tables.items():
        is_told_apart = {"issue", "option"} if names_options(rows) else set()
        for column in rows.table.columns.values():
            if column.of and name not in done and column.name not in is_told_apart:
                rows = following(rows, column, meant_by, left_out)
        tables[name] = rows

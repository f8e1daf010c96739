"""A table while it is read and checked: its cells as text, and where each row stands in its file."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..graph.ontology import LIST_SEPARATOR, OPTION_SEPARATOR, Table, ontology

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: The tables whose rows say what a party wants.
CODED = ("positions", "statements")
#: Row number of a row that stands in no file.
MADE = None

#: The type of text cells; by its name pandas looks it up among all types, which takes longer than to fill a short column.
TEXT = pd.StringDtype(na_value=np.nan)


class Rows:
    """The rows of one table.

    Attributes
    ----------
    table : Table
        What the ontology says of it.
    file : str
        What findings call it.
    lines : object array
        For every row its number as a spreadsheet shows it, the header being 1; None for a row that was made.
    columns_given : set of str
        Names of the known columns that were there.
    header_line : int
        Number of the row with the header, below a title or comments another than 1.
    """

    def __init__(
        self, table: Table, file: str, lines: Iterable[int | None], cells: dict[str, NDArray[Any]], header_line: int = 1
    ) -> None:
        self.table = table
        self.file = file
        self.header_line = header_line
        self.lines = np.array(list(lines), dtype=object)
        self.columns_given = set(cells) & set(table.columns)
        self._cells = {name: self._empty(name) for name in table.columns} | cells
        self._coded: dict[str, tuple[NDArray[np.int64], NDArray[np.object_]]] = {}
        self._texts: dict[str, Any] = {}
        self._unread: dict[str, NDArray[np.bool_]] = {}

    def __len__(self) -> int:
        return len(self.lines)

    def _empty(self, name: str) -> NDArray[Any]:
        column = self.table.columns.get(name)
        if column is not None and column.type == "number":
            return np.full(len(self), np.nan)
        return np.full(len(self), "", dtype=object)

    @property
    def columns(self) -> list[str]:
        """All columns, those that the ontology does not know behind the others."""
        return list(self._cells)

    def __getitem__(self, name: str) -> NDArray[Any]:
        """The cells of a column: floats of a number column, else text, empty where there is none."""
        return self._cells[name]

    def __setitem__(self, name: str, cells: NDArray[Any]) -> None:
        self._cells[name] = cells
        self._coded.pop(name, None)
        self._texts.pop(name, None)

    def coded(self, name: str) -> tuple[NDArray[np.int64], NDArray[np.object_]]:
        """A number for the word in each cell, and the words; an empty cell is a word too."""
        if name not in self._coded:
            codes, words = pd.factorize(self._cells[name])
            self._coded[name] = codes, words
        return self._coded[name]

    def unread(self, name: str) -> NDArray[np.bool_]:
        """Which cells of a number column hold something that is no number."""
        return self._unread.get(name, np.zeros(len(self), dtype=bool))

    def mark_unread(self, name: str, cells: NDArray[np.bool_]) -> None:
        """Say which cells of a number column hold something that is no number."""
        self._unread[name] = cells

    def filled(self, name: str) -> NDArray[np.bool_]:
        """Which cells of a column are not empty."""
        if self._cells[name].dtype == float:
            return ~np.isnan(self._cells[name])
        if name in self._coded and len(self):
            codes, words = self._coded[name]
            return (words != "")[codes]
        return np.asarray(self._cells[name] != "", dtype=bool)

    def ids(self) -> NDArray[np.object_]:
        """The id of every row; the parts of a longer key are joined by ``/``."""
        return joined(*(self[part] for part in self.table.key))

    def append(self, rows: list[dict[str, Any]]) -> None:
        """Add rows that were made."""
        for name, cells in list(self._cells.items()):
            missing = np.nan if cells.dtype == float else ""
            new_cells = np.empty(len(rows), dtype=cells.dtype)
            new_cells[:] = [row.get(name, missing) for row in rows]
            self[name] = np.concatenate([cells, new_cells])
        for name, unread in self._unread.items():
            self._unread[name] = np.concatenate([unread, np.zeros(len(rows), dtype=bool)])
        self.lines = np.concatenate([self.lines, np.array([MADE] * len(rows), dtype=object)])

    def part(self, mask: NDArray[np.bool_]) -> Rows:
        """Some of the rows, as a table of its own."""
        cells = {name: cells[mask] for name, cells in self._cells.items()}
        return Rows(self.table, self.file, self.lines[mask], cells, self.header_line)

    def keep(self, mask: NDArray[np.bool_]) -> None:
        """Leave out all rows but these."""
        for name, cells in list(self._cells.items()):
            self[name] = cells[mask]
        for name, unread in self._unread.items():
            self._unread[name] = unread[mask]
        self.lines = self.lines[mask]

    def frame(self) -> pd.DataFrame:
        """The table as a case holds it: text cells strings, number cells floats, empty cells missing."""
        if not len(self) and len(self._cells) == len(self.table.columns):
            return empty_frame(self.table.name).copy(deep=False)
        columns: dict[str, Any] = {}
        for name, cells in self._cells.items():
            if cells.dtype == float:
                columns[name] = cells
                continue
            if name not in self._texts:
                self._texts[name] = self._text(name)
            columns[name] = self._texts[name]
        return pd.DataFrame(columns, index=pd.RangeIndex(len(self)), copy=False)

    def _text(self, name: str) -> Any:
        """A column of text as pandas holds it; where words repeat, each is looked at once."""
        if name in self._coded:
            codes, words = self._coded[name]
            return pd.array(np.where(words == "", np.nan, words), dtype=TEXT).take(codes)
        text = self._cells[name].copy()
        text[~self.filled(name)] = np.nan
        return pd.array(text, dtype=TEXT)


@cache
def empty_frame(name: str) -> pd.DataFrame:
    """A table of the ontology without rows: most cases leave most tables empty, and one is like the next."""
    columns: dict[str, Any] = {
        column.name: np.zeros(0) if column.type == "number" else pd.array([], dtype=TEXT)
        for column in ontology().tables[name].columns.values()
    }
    return pd.DataFrame(columns, index=pd.RangeIndex(0))


def joined(first: NDArray[Any], *more_cells: NDArray[Any]) -> NDArray[np.object_]:
    """Cells joined by ``/``, row by row."""
    cells = first
    for part in more_cells:
        cells = cells + OPTION_SEPARATOR + part
    return cells


def parts(cell: str) -> list[str]:
    """The words of a list cell.

    >>> from zopa.loaders.rows import parts
    >>> parts("north|south"), parts("")
    (['north', 'south'], [])
    """
    return cell.split(LIST_SEPARATOR) if cell else []


def unused(stem: str, used: set[str]) -> str:
    """A name that is not taken yet, and is from now on."""
    name, suffix = stem, 2
    while name in used:
        name, suffix = f"{stem}-{suffix}", suffix + 1
    used.add(name)
    return name

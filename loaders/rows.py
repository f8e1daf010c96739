"""A table while it is read and checked: its cells as text, and where each row stands in its file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..graph.ontology import LIST_SEPARATOR, OPTION_SEPARATOR, Table, ontology
from .text import TEXT, Made, Text

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: The tables whose rows say what a party wants.
CODED = ("positions", "statements")
#: Row number of a row that stands in no file.
MADE = None


class Rows:
    """The rows of one table.

    Attributes
    ----------
    table : Table
        What the ontology says of it.
    file : str
        What findings call it.
    lines : array of int, or of objects where there are none
        For every row its number as a spreadsheet shows it, the header being 1; None for a row that was made.
    columns_given : set of str
        Names of the known columns that were there.
    header_line : int
        Number of the row with the header, below a title or comments another than 1.
    ids_differ : bool
        Whether it is known that no id is there twice, because all were made.
    """

    def __init__(
        self,
        table: Table,
        file: str,
        lines: Iterable[int | None] | NDArray[Any],
        cells: Mapping[str, NDArray[Any] | Text],
        header_line: int = 1,
    ) -> None:
        self.table = table
        self.file = file
        self.header_line = header_line
        self.ids_differ = False
        self.lines = lines if isinstance(lines, np.ndarray) else np.array(list(lines), dtype=object)
        self.columns_given = set(cells) & set(table.columns)
        self._columns: dict[str, NDArray[np.float64] | Text] = {}
        self._coded_numbers: dict[str, tuple[NDArray[np.int64], NDArray[np.float64]]] = {}
        self._unread: dict[str, NDArray[np.bool_]] = {}
        for name in table.columns:
            if name not in cells:
                self._columns[name] = self._empty(name)
            else:
                self[name] = cells[name]
        for name in cells:
            if name not in self._columns:
                self[name] = cells[name]

    def __len__(self) -> int:
        return len(self.lines)

    def _empty(self, name: str) -> NDArray[np.float64] | Text:
        if self.table.columns[name].type == "number":
            return np.full(len(self), np.nan)
        return Text.alike("", len(self))

    @property
    def has_made(self) -> bool:
        """Whether some rows stand in no file."""
        return self.lines.dtype == object and MADE in self.lines.tolist()

    @property
    def columns(self) -> list[str]:
        """All columns, those that the ontology does not know behind the others."""
        return list(self._columns)

    def __getitem__(self, name: str) -> NDArray[Any]:
        """The cells of a column: floats of a number column, else text, empty where there is none."""
        column = self._columns[name]
        return column.cells if isinstance(column, Text) else column

    def __setitem__(self, name: str, cells: NDArray[Any] | Text) -> None:
        is_number = isinstance(cells, np.ndarray) and cells.dtype == float
        self._columns[name] = cells if is_number else Text.of(cells)
        self._coded_numbers.pop(name, None)

    def is_number(self, name: str) -> bool:
        """Whether a column holds numbers."""
        return not isinstance(self._columns[name], Text)

    def text(self, name: str) -> Text:
        """A column of text."""
        column = self._columns[name]
        assert isinstance(column, Text)
        return column

    def coded(self, name: str) -> tuple[NDArray[np.int64], NDArray[Any]]:
        """A number for the word in each cell, and the words; an empty cell is a word too."""
        column = self._columns[name]
        if isinstance(column, Text):
            return column.coded()
        if name not in self._coded_numbers:
            self._coded_numbers[name] = pd.factorize(column)
        return self._coded_numbers[name]

    def where(self, name: str, *words: str) -> NDArray[np.bool_]:
        """Which cells of a column of text are one of these words."""
        return self.text(name).among(words)

    def unread(self, name: str) -> NDArray[np.bool_]:
        """Which cells of a number column hold something that is no number."""
        return self._unread.get(name, np.zeros(len(self), dtype=bool))

    def mark_unread(self, name: str, cells: NDArray[np.bool_]) -> None:
        """Say which cells of a number column hold something that is no number."""
        self._unread[name] = cells

    def filled(self, name: str) -> NDArray[np.bool_]:
        """Which cells of a column are not empty."""
        column = self._columns[name]
        return column.filled() if isinstance(column, Text) else ~np.isnan(column)

    def is_empty(self, name: str) -> bool:
        """Whether a column of text has no cell that is not empty."""
        return not any(self.text(name).known)

    def ids(self) -> NDArray[np.object_]:
        """The id of every row; the parts of a longer key are joined by ``/``."""
        return joined(*(self[part] for part in self.table.key))

    def append(self, rows: list[dict[str, Any]]) -> None:
        """Add rows that were made."""
        cells_of = {}
        for name in self.columns:
            is_number = self.is_number(name)
            missing = np.nan if is_number else ""
            cells_of[name] = np.empty(len(rows), dtype=float if is_number else object)
            cells_of[name][:] = [row.get(name, missing) for row in rows]
        self.append_columns(cells_of)

    def append_columns(self, cells_of: Mapping[str, NDArray[Any]]) -> None:
        """Add rows that were made, by column; a column that is not named is empty in them."""
        count = len(next(iter(cells_of.values())))
        for name in self.columns:
            cells = self[name]
            made = cells_of.get(name)
            if made is None:
                made = np.full(count, np.nan if cells.dtype == float else "", dtype=cells.dtype)
            self[name] = np.concatenate([cells, made])
        for name, unread in self._unread.items():
            self._unread[name] = np.concatenate([unread, np.zeros(count, dtype=bool)])
        self.lines = np.concatenate([self.lines, np.array([MADE] * count, dtype=object)])

    def _at(self, mask: NDArray[np.bool_]) -> dict[str, NDArray[np.float64] | Text]:
        return {
            name: cells.at(mask) if isinstance(cells, Text) else cells[mask] for name, cells in self._columns.items()
        }

    def part(self, mask: NDArray[np.bool_]) -> Rows:
        """Some of the rows, as a table of its own."""
        return Rows(self.table, self.file, self.lines[mask], self._at(mask), self.header_line)

    def keep(self, mask: NDArray[np.bool_]) -> None:
        """Leave out all rows but these."""
        for name, cells in self._at(mask).items():
            self[name] = cells
        for name, unread in self._unread.items():
            self._unread[name] = unread[mask]
        self.lines = self.lines[mask]

    def frame(self) -> pd.DataFrame:
        """The table as a case holds it: text cells strings, number cells floats, empty cells missing."""
        if not len(self) and len(self._columns) == len(self.table.columns):
            return empty_frame(self.table.name).copy(deep=False)
        return self._framed(Text.strings)

    def coded_frame(self) -> pd.DataFrame:
        """The same with columns of text as categories, where their words were told apart: much less work for many rows.

        Ids that were made and that nobody has looked at are left out.
        """
        made = {name for name, cells in self._columns.items() if not isinstance(cells, Made) or cells.is_made}
        return self._framed(lambda cells: cells.categories() if cells.is_coded else cells.strings(), made)

    def _framed(self, cells_of: Callable[[Text], Any], names: Collection[str] | None = None) -> pd.DataFrame:
        index = pd.RangeIndex(len(self))
        # Columns without a cell share their memory until one of them is written to.
        missing: pd.Series | None = None
        columns: dict[str, Any] = {}
        for name, cells in self._columns.items():
            if names is not None and name not in names:
                continue
            if not isinstance(cells, Text):
                columns[name] = cells
            elif not cells.is_missing:
                columns[name] = cells_of(cells)
            else:
                if missing is None:
                    missing = pd.Series(cells_of(cells), index=index, copy=False)
                columns[name] = missing
        return pd.DataFrame(columns, index=index, copy=False)


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

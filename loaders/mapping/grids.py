"""A table of any file as a grid of texts: where its header stands, what lies above and below it, what each column holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from ...graph.names import folded
from ..checks.guesses import probable_number
from ..sizes import HEADER_ROWS
from .tidy import double_header, is_footnote, take_headings, take_marks, take_totals
from .words import part, plain, role_of

#: A line above a header that begins so is a comment.
COMMENTS = ("#", "//", "%", ";;")
#: A header fills so much of the width of its table.
_FILLED = 0.6
#: So many answers in the first row show that it is no header.
_MIN_REPEATED = 4
#: Rows below the first one that it is compared with.
_MAX_COMPARED = 1000
#: Rows at the end in which footnotes are looked for.
_FOOTERS = 12


@dataclass
class Grid:
    """The rows of a file, or of a sheet of it, as texts.

    Attributes
    ----------
    file : str
        What findings call it.
    lines : list of int
        The number of each row, the first of the file being 1.
    rows : list of list of str
    comments : list of str
        Lines above that are no rows.
    """

    file: str
    lines: list[int]
    rows: list[list[str]]
    comments: list[str] = field(default_factory=list)


@dataclass
class Table:
    """A grid whose header is known.

    Attributes
    ----------
    file : str
    header : list of str
        Names of the columns, each once.
    lines : list of int
        The number of each row below the header.
    rows : list of list of str
        As wide as the header.
    above, below : list of str
        Titles and comments; footnotes.
    is_numbered : bool
        The table has no header, and its columns are called by their numbers.
    """

    file: str
    header: list[str]
    lines: list[int]
    rows: list[list[str]]
    above: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)
    is_numbered: bool = False
    _counts: dict[str, Counter[str]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def place(self) -> dict[str, int]:
        return {name: index for index, name in enumerate(self.header)}

    def cells(self, name: str) -> list[str]:
        """The cells of a column."""
        index = self.place[name]
        return [row[index] for row in self.rows]

    def with_rows_of(
        self, columns: Collection[str], header: list[str], made: Callable[[list[str]], Iterable[list[str]]]
    ) -> Table:
        """The table with the rows that are made of each row: the cells of its other columns, then those that are made.

        Parameters
        ----------
        columns : collection of str
            The columns that the rows are made of.
        header : list of str
            The names of all columns of the new rows.
        made : callable
            Takes a row, and gives the cells that each row made of it has behind the others.
        """
        others = [index for name, index in self.place.items() if name not in columns]
        rows, lines = [], []
        for line, row in zip(self.lines, self.rows, strict=True):
            kept = [row[index] for index in others]
            for cells in made(row):
                rows.append([*kept, *cells])
                lines.append(line)
        return replace(self, header=header, rows=rows, lines=lines)

    def counts(self, name: str) -> Counter[str]:
        """The filled cells of a column and how often each stands in it."""
        if name not in self._counts:
            self._counts[name] = Counter(filter(None, self.cells(name)))
        return self._counts[name]

    def named(self, header: str) -> str | None:
        """The column of a name, whatever its letter case and blanks; None where there is none."""
        if header in self.place:
            return header
        forms = {folded(name): name for name in reversed(self.header)}
        return forms.get(folded(header)) or {plain(name): name for name in reversed(self.header)}.get(plain(header))


def table_of(grid: Grid, names: Sequence[str] = ()) -> Table:
    """The table in a grid: its header is the row that is filled and has most words of the field, or the names given.

    >>> from zopa.loaders.mapping.grids import Grid, table_of
    >>> table = table_of(Grid("x.csv", [1, 2, 3], [["Round two", ""], ["Country", "Vote"], ["A", "yes"]]))
    >>> table.header, table.above
    (['Country', 'Vote'], ['Round two'])
    """
    filled = [index for index, row in enumerate(grid.rows) if any(row)]
    if not filled:
        return Table(grid.file, [], [], [], list(grid.comments))
    at = _header_at(grid.rows, filled, names)
    is_named = bool({folded(name) for name in names} & {folded(cell) for cell in grid.rows[at]})
    if not is_named and at == filled[0] and _is_headless(grid.rows, filled):
        return _numbered(grid, filled)
    double = None if is_named else double_header(grid.rows, filled, at)
    top, names_row = at, grid.rows[at]
    if double is not None:
        at, names_row = double
        top = at - 1
    above = [*grid.comments]
    for index in filled:
        if index < top:
            above.append("; ".join(filter(None, grid.rows[index])))
    body = [index for index in filled if index > at]
    width = max((len(row) for row in (names_row, *(grid.rows[index] for index in body))), default=0)
    kept = _named(names_row, [grid.rows[index] for index in body], width)
    header = [name for _, name in kept]
    rows = [[grid.rows[index][place] if place < len(grid.rows[index]) else "" for place, _ in kept] for index in body]
    lines = [grid.lines[index] for index in body]
    below = _take_footers(rows, lines)
    below = [*take_totals(header, rows, lines), *below]
    if heads := take_headings(header, rows, lines):
        below.append(f"Headings between the rows: {', '.join(heads)}")
    if marks := take_marks(rows, lines, below):
        below.append(f"Signs of footnotes: {', '.join(marks)}")
    return Table(grid.file, header, lines, rows, above, below)


def _header_at(rows: list[list[str]], filled: list[int], names: Sequence[str]) -> int:
    """The number of the row that is the header."""
    first = filled[:HEADER_ROWS]
    wanted = {folded(name) for name in names}
    if wanted:
        hits = {index: len(wanted & {folded(cell) for cell in rows[index]}) for index in first}
        best = max(first, key=lambda index: (hits[index], -index))
        if hits[best]:
            return best
    most = max(sum(map(bool, rows[index])) for index in first)
    best, known = first[0], -1
    for index in first:
        cells = [cell for cell in rows[index] if cell]
        if len(cells) < _FILLED * most or (most > 1 and len(cells) < 2):
            continue
        if sum(bool(probable_number(cell)) for cell in cells) * 2 > len(cells) and known >= 0:
            continue
        roles = len({role for cell in cells if (role := role_of(cell))})
        if known < 0 or roles > known + 1:
            best, known = index, roles
    return best


def _is_headless(rows: list[list[str]], filled: list[int]) -> bool:
    """Whether the first row holds answers as those below do: what it repeats is no name of a column."""
    first, below = rows[filled[0]], [rows[index] for index in filled[1 : _MAX_COMPARED + 1]]
    cells = Counter(filter(None, first[1:]))
    if sum(cells.values()) < _MIN_REPEATED or not below or any(role_of(cell) for cell in first[:1]):
        return False
    repeated = sum(count for count in cells.values() if count > 1)
    stands_below = set(cells) <= {cell for row in below for cell in row}
    return stands_below and repeated >= sum(cells.values()) * _FILLED


def _numbered(grid: Grid, filled: list[int]) -> Table:
    """The table of a grid that has no header: its columns are called by their numbers."""
    rows = [grid.rows[index] for index in filled]
    width = max(map(len, rows))
    places = [place for place in range(width) if any(place < len(row) and row[place] for row in rows)]
    kept = [[row[place] if place < len(row) else "" for place in places] for row in rows]
    header = [f"column {place + 1}" for place in places]
    return Table(
        grid.file, header, [grid.lines[index] for index in filled], kept, list(grid.comments), is_numbered=True
    )


def _named(header: list[str], body: list[list[str]], width: int) -> list[tuple[int, str]]:
    """The columns that have a name or a cell, each with a name of its own."""
    named: list[tuple[int, str]] = []
    used: set[str] = set()
    for place in range(width):
        name = " ".join(header[place].split()) if place < len(header) else ""
        if not name:
            if not any(place < len(row) and row[place] for row in body):
                continue
            name = f"column {place + 1}"
        unique, count = name, 2
        while unique in used:
            unique, count = f"{name} ({count})", count + 1
        used.add(unique)
        named.append((place, unique))
    return named


def _take_footers(rows: list[list[str]], lines: list[int]) -> list[str]:
    """Take footnotes off the end: rows of which the first cell alone is filled, and says that it is a note."""
    below: list[str] = []
    for _ in range(_FOOTERS):
        if not rows or len(rows[-1]) < 3 or not rows[-1][0] or any(rows[-1][1:]):
            break
        text = rows[-1][0]
        start = folded(text.split(":")[0].split("=")[0])
        if start not in part("footers") and not text.startswith(("*", "#", "©")) and not is_footnote(text):
            break
        below.insert(0, text)
        rows.pop()
        lines.pop()
    return below

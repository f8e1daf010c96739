"""Tables in which a column is a side, and its cells list what is on it: who supports what, and who opposes what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ...graph.names import folded
from .codes import number
from .grids import Table
from .words import answer, part, plain, role_of

ISSUE, STANCE = "issue", "stance"
_LIST = re.compile(r"\s*[;|\n•；、]\s*")  # noqa: RUF001
_COMMAS = re.compile(r"\s*[,،]\s*")
#: A column without a list may be the notes of a table; so many rows must list something.
_LONGEST = 120


def with_a_row_for_each(table: Table) -> tuple[Table, list[str]]:
    """The table with a row for each thing that a cell lists; as it is where its columns are no sides.

    Returns
    -------
    Table
    list of str
        The columns that were sides; none where nothing was done.

    Examples
    --------
    >>> from zopa.loaders.mapping.grids import Table
    >>> table = Table("x.csv", ["Country", "Supports", "Opposes"], [2, 3], [["A", "Tax, Levy", "Aid"], ["B", "Aid", "Tax"]])
    >>> with_a_row_for_each(table)[0].rows
    [['A', 'Tax, Levy', 'Supports'], ['A', 'Aid', 'Opposes'], ['B', 'Aid', 'Supports'], ['B', 'Tax', 'Opposes']]
    """
    sides = {name: side for name in table.header if (side := _side(name)) and table.counts(name)}
    others = [name for name in table.header if name not in sides]
    is_sided = {"yes", "no"} <= set(sides.values()) and len(set(sides.values())) == len(sides)
    if (
        not is_sided
        or not any(role_of(name) in ("party", "bloc") for name in others)
        or "issue" in map(role_of, others)
    ):
        return table, []
    cells = [cell for name in sides for cell in table.counts(name)]
    if any(number(cell) or answer(cell) or len(cell) > _LONGEST for cell in cells):
        return table, []
    whole = {folded(piece) for cell in cells for piece in _LIST.split(cell)}
    rows, lines = [], []
    for line, row in zip(table.lines, table.rows, strict=True):
        kept = [row[table.place[name]] for name in others]
        for name in sides:
            for piece in _pieces(row[table.place[name]], whole):
                rows.append([*kept, piece, name])
                lines.append(line)
    header = [*others, _free(ISSUE, others), _free(STANCE, others)]
    return replace(table, header=header, rows=rows, lines=lines), list(sides)


def _side(name: str) -> str | None:
    """The side that a header takes: Supports, Against, Issues supported."""
    tokens = plain(name).split()
    if not 1 <= len(tokens) <= 3:
        return None
    sides = {side for token in tokens if (side := answer(token)) in ("yes", "no", "abstains", "mixed")}
    rest = [token for token in tokens if answer(token) is None]
    says_what = all(token in part("listed") or role_of(token) == "issue" for token in rest)
    return sides.pop() if len(sides) == 1 and says_what else None


def _pieces(cell: str, whole: set[str]) -> Sequence[str]:
    """The things that a cell lists; at its commas where one of them stands alone in another cell."""
    pieces = [piece for piece in _LIST.split(cell) if piece]
    listed: list[str] = []
    for piece in pieces:
        parts = [text for text in _COMMAS.split(piece) if text]
        listed += parts if len(parts) > 1 and any(folded(text) in whole for text in parts) else [piece]
    return list(dict.fromkeys(listed))


def _free(name: str, others: list[str]) -> str:
    while name in others:
        name += " "
    return name.replace(" ", "_")

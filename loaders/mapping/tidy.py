"""What people write into a table beside its data: headers of two rows, totals, headings and the signs of footnotes."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from math import fsum, isclose

from ...graph.names import folded
from ..checks.guesses import probable_number
from .words import answer, part

#: The sign of a footnote at the end of a cell; a star or a dagger needs no blank before it.
_MARK = re.compile(r"(?P<text>.*[^\s*†‡§¶])\s*(?P<mark>\*{1,3}|[†‡§¶]|[¹²³⁴⁵⁶⁷⁸⁹]|\[\w{1,2}\])", re.DOTALL)
_SIGNS = frozenset("*†‡§¶¹²³⁴⁵⁶⁷⁸⁹]")
#: How a footnote begins below a table.
_FOOTNOTE = re.compile(r"(\*{1,3}|[†‡§¶¹²³⁴⁵⁶⁷⁸⁹]|\[\w{1,2}\]|n\s*=)\s*\S", re.IGNORECASE)
#: Rows at the end in which a total is looked for.
_LAST = 3


def is_footnote(text: str) -> bool:
    """Whether a line below a table begins as a footnote does."""
    return _FOOTNOTE.match(text) is not None


def double_header(rows: list[list[str]], filled: list[int], at: int) -> tuple[int, list[str]] | None:
    """The last row of a header of two rows and the names that both make together; None where one row is the header.

    The upper row names groups of columns, and the lower one what each column of a group holds.

    >>> rows = [["Actor", "Tax", "", "Aid", ""], ["", "Pos", "Sal", "Pos", "Sal"], ["A", "1", "2", "3", "4"]]
    >>> double_header(rows, [0, 1, 2], 0)
    (1, ['Actor', 'Tax Pos', 'Tax Sal', 'Aid Pos', 'Aid Sal'])
    >>> double_header([["Actor", "Tax", "Trade"], ["A", "1", "2"]], [0, 1], 0) is None
    True
    """
    for upper, lower in pairwise(filled[: filled.index(at) + 2]):
        if at not in (upper, lower) or lower != upper + 1:
            continue
        width = max(len(rows[upper]), len(rows[lower]))
        top, below = ([*rows[index], *[""] * (width - len(rows[index]))] for index in (upper, lower))
        if names := _joined(top, below):
            return lower, names
    return None


def _joined(top: list[str], below: list[str]) -> list[str]:
    """The names of columns of two rows; none where the lower row holds data, or the upper one no groups."""
    named = [cell for place, cell in enumerate(below) if cell and cell != top[place]]
    counts = Counter(map(folded, named))
    groups = [place for place, cell in enumerate(top) if cell and below[place] and cell != below[place]]
    spans = any(below[place] and not top[place] and place > 0 and _left(top, place) for place in range(len(top)))
    if len(groups) < 2 or not spans or not counts or max(counts.values()) < 2:
        return []
    if any(probable_number(cell) or answer(cell) for cell in named):
        return []
    # A column that the lower row does not name has its name in the upper one.
    lone = [place for place, cell in enumerate(below) if not cell or cell == top[place]]
    if not lone or any(not top[place] for place in lone if place < min(groups)):
        return []
    return [
        top[place] if place in lone else " ".join(filter(None, (_left(top, place), below[place])))
        for place in range(len(top))
    ]


def _left(top: list[str], place: int) -> str:
    """The group that a column belongs to: the last one named at it or before it."""
    return next((top[at] for at in range(place, -1, -1) if top[at]), "")


def take_totals(header: list[str], rows: list[list[str]], lines: list[int]) -> list[str]:
    """Take rows of totals or means off the end: they begin with such a word, and their numbers are made of those above.

    Examples
    --------
    >>> rows = [["A", "10"], ["B", "20"], ["Total", "30"]]
    >>> take_totals(["Party", "Seats"], rows, [2, 3, 4]), rows
    (['Party: Total; Seats: 30'], [['A', '10'], ['B', '20']])
    """
    taken: list[str] = []
    for _ in range(_LAST):
        if len(rows) < 3 or folded(next(filter(None, rows[-1]), "")).strip(" :.") not in part("totals"):
            break
        if not any(_is_made_of(rows, place) for place in range(len(header))):
            break
        row = rows.pop()
        lines.pop()
        taken.insert(0, "; ".join(f"{name}: {cell}" for name, cell in zip(header, row, strict=True) if cell))
    return taken


def _is_made_of(rows: list[list[str]], place: int) -> bool:
    """Whether the number at the end of a column sums up those above, or counts what are words there."""
    last = probable_number(rows[-1][place].removesuffix("%").strip())
    above = [row[place] for row in rows[:-1] if row[place]]
    if not last or not above:
        return False
    numbers = [float(text) for cell in above if (text := probable_number(cell.removesuffix("%").strip()))]
    if len(numbers) < len(above):
        return not numbers and float(last) <= len(above)
    total = fsum(numbers)
    return any(isclose(float(last), value, rel_tol=0.02, abs_tol=0.1) for value in (total, total / len(numbers)))


def take_marks(rows: list[list[str]], lines: list[int], below: list[str]) -> list[str]:
    """Take the signs of footnotes off cells: those that a footnote below explains, or that stand behind an answer or a name.

    Returns
    -------
    list of str
        Which cells had one, for the description of the case.

    Examples
    --------
    >>> rows = [["Upland*", "yes [1]"], ["Lowland", "no"]]
    >>> take_marks(rows, [2, 3], ["* provisional", "[1] stated in 2021"]), rows
    (["'Upland*' in row 2", "'yes [1]' in row 2"], [['Upland', 'yes'], ['Lowland', 'no']])
    """
    explained = {match.group(1) for text in below if (match := _FOOTNOTE.match(text))}
    marked = [
        (line, row, place, match)
        for line, row in zip(lines, rows, strict=True)
        for place, cell in enumerate(row)
        if cell and cell[-1] in _SIGNS and (match := _MARK.fullmatch(cell))
    ]
    known = {folded(cell) for row in rows for cell in row} if marked else set()
    taken: list[str] = []
    for line, row, place, match in marked:
        cell, text = row[place], match["text"].rstrip()
        is_same = folded(text) in known or (answer(text) is not None and answer(cell) is None)
        if match["mark"] in explained or is_same:
            row[place] = text
            taken.append(f"'{cell}' in row {line}")
    return taken


def take_headings(header: list[str], rows: list[list[str]], lines: list[int]) -> list[str]:
    """Take rows off that only head those below them: the first cell alone is filled, and other rows are full.

    Examples
    --------
    >>> rows = [["States", "", ""], ["A", "1", "2"], ["B", "3", "4"], ["Bodies", "", ""], ["C", "5", "6"], ["D", "7", "8"]]
    >>> take_headings(["Actor", "Tax", "Trade"], rows, [2, 3, 4, 5, 6, 7]), len(rows)
    (["'States' above row 3", "'Bodies' above row 6"], 4)
    """
    heads = [at for at, row in enumerate(rows) if row and row[0] and not any(row[1:])]
    full = [row for row in rows if sum(map(bool, row)) * 2 > len(header)]
    # A party that says nothing looks alike: headings are several, each above a group of rows.
    groups = [after - at - 1 for at, after in pairwise([*heads, len(rows)])]
    if len(header) < 3 or len(heads) < 2 or heads[0] != 0 or min(groups) < 2 or len(full) + len(heads) < len(rows):
        return []
    told = [f"'{rows[at][0]}' above row {lines[at + 1]}" for at in heads]
    for at in reversed(heads):
        del rows[at], lines[at]
    return told

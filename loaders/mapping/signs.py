"""What stands in headers and cells of a table that is no position: totals, ranks, and crosses in place of answers."""

from __future__ import annotations

from collections.abc import Iterable

from ...graph.names import folded
from .codes import number
from .grids import Table
from .words import answer, part, plain

#: Words beside that for a side in the header of a column that counts votes, and how courts call the sides.
_COUNTS = frozenset({"votes", "vote", "count", "counts", "total", "totals", "sum"})
_OF_COURTS = {"maj": "yes", "majority": "yes", "min": "no", "minority": "no", "dissenting": "no"}
#: First letters of yes and no in several languages, and of the words for neither.
_LETTERS = (
    *(("T", "F", ""), ("J", "N", "E"), ("O", "N", "A"), ("S", "N", "A"), ("E", "H", "Ç"), ("K", "E", "")),
    *(("\u0414", "\u041d", ""), ("\u0422", "\u041d", "")),
)
#: A cross where it stands alone: beside words for sides it is an absence.
_CROSSES = frozenset("xX×✗✘☒")  # noqa: RUF001
#: Share of the filled cells that must be what a role needs.
_MOST = 0.6


def totals(table: Table) -> list[str]:
    """Columns that count how many were for and how many against: they say of nobody how it voted.

    >>> from zopa.loaders.mapping.grids import Table
    >>> totals(Table("x.csv", ["Motion", "Yes", "No"], [2], [["Tax", "120", "80"]]))
    ['Yes', 'No']
    >>> totals(Table("x.csv", ["case", "majVotes", "minVotes"], [2], [["A v. B", "6", "3"]]))
    ['majVotes', 'minVotes']
    """
    sides: dict[str, str] = {}
    for name in table.header:
        tokens = plain(name).split()
        is_count = any(token in _COUNTS for token in tokens)
        side = answer(" ".join(token for token in tokens if token not in _COUNTS))
        if is_count and tokens[0] in _OF_COURTS:
            side = _OF_COURTS[tokens[0]]
        if side in ("yes", "no", "abstains") and mostly(list(table.counts(name)), number):
            sides[name] = side
    counted = {number(cell) for name in sides for cell in table.counts(name)}
    return list(sides) if {"yes", "no"} <= set(sides.values()) and not counted <= {"0", "1", ""} else []


def ranked(table: Table) -> list[str]:
    """Columns of ranks: they say what matters more, and not what anybody wants.

    >>> from zopa.loaders.mapping.grids import Table
    >>> ranked(Table("x.csv", ["Party", "Tax (rank)", "Rank of aid"], [2, 3], [["A", "1", "2"], ["B", "2", "1"]]))
    ['Tax (rank)', 'Rank of aid']
    """
    return [
        name
        for name in table.header
        if set(folded(name).replace("(", " ").replace(")", " ").replace("_", " ").split()) & part("ranks")
        and mostly(list(table.counts(name)), number)
    ]


def marks_in(cells: Iterable[str]) -> dict[str, str]:
    """The sides of crosses, or of the first letters of yes and no, in a table whose cells have nothing else.

    >>> marks_in(["x", "X"]), marks_in(["x", "no"]), marks_in(["J", "N", "J"])
    ({'x': 'yes', 'X': 'yes'}, {}, {'J': 'yes', 'N': 'no'})
    """
    different = frozenset(cells)
    if different and different <= _CROSSES:
        return dict.fromkeys(sorted(different, reverse=True), "yes")
    for yes, no, rest in _LETTERS:
        sides = {yes: "yes", no: "no"} | dict.fromkeys(rest, "abstains")
        for letters in (sides, {letter.lower(): side for letter, side in sides.items()}):
            if {yes.casefold(), no.casefold()} <= {
                cell.casefold() for cell in different
            } and different <= letters.keys():
                return {letter: side for letter, side in letters.items() if letter in different}
    return {}


def mostly(cells: list[str], test: object) -> bool:
    return bool(cells) and sum(bool(test(cell)) for cell in cells) >= len(cells) * _MOST  # type: ignore[operator]

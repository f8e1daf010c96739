"""Matrices of how alike, or how close, actors or concepts are: a name in each row and the same names across."""

from __future__ import annotations

from ...graph.names import folded
from .codes import number
from .grids import Table

#: Fewer names can be a table of two parties and what each thinks of the other.
_FEWEST = 3


def is_square(table: Table) -> bool:
    """Whether the rows of a table are called as its columns are, and all other cells are numbers.

    >>> from zopa.loaders.mapping.grids import Table
    >>> rows = [["A", "0", "1", "2"], ["B", "1", "0", "3"], ["C", "2", "3", "0"]]
    >>> is_square(Table("x.csv", ["column 1", "A", "B", "C"], [2, 3, 4], rows))
    True
    """
    if len(table.rows) < _FEWEST or len(table.header) < _FEWEST + 1:
        return False
    first, *across = table.header
    down = [folded(cell) for cell in table.cells(first)]
    names = {folded(name) for name in across}
    # A matrix may be written as its upper half alone, in which one name has no row or no column.
    missing = len(names ^ set(down))
    if len(set(down)) < len(down) or missing > (2 if len(down) == len(across) else 1):
        return False
    return all(number(cell) for name in across for cell in table.counts(name))


def refusal(table: Table) -> str:
    """What a matrix says, and what to load instead."""
    across = f"'{table.header[1]}' and '{table.header[2]}'"
    return (
        f"The table is a matrix: its rows and columns have the same names (such as {across}), and each number says how "
        "alike two of them are, or how often they go together. It says of nobody what it wants: export the statements "
        "instead (in Discourse Network Analyzer: Export, type of network: Event list), or load the .dna file."
    )

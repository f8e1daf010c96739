"""Whether the numbers of a text have decimal commas or decimal points: where some are 12,5, 1.200 is above a thousand."""

from __future__ import annotations

import re

from ..findings import WARNING, Problem, listing

_EITHER = re.compile(r"[-+]?[1-9]\d{0,2}(?P<sign>[.,])\d{3}")
_COMMA = re.compile(
    r"[-+]?(?:\d+|\d{1,3}(?:\.\d{3})+),(?:\d{1,2}|\d{4,})\s*%?|[-+]?0,\d+\s*%?|[-+]?\d{1,3}(?:\.\d{3}){2,}"
)
_POINT = re.compile(
    r"[-+]?(?:\d+|\d{1,3}(?:,\d{3})+)\.(?:\d{1,2}|\d{4,})\s*%?|[-+]?0\.\d+\s*%?|[-+]?\d{1,3}(?:,\d{3}){2,}"
)
#: Cells that are named.
_SHOWN = 3


def in_one_habit(rows: list[list[str]], separator: str) -> Problem | None:
    """Write numbers that can be two as the other numbers of the text tell; what to ask where none does.

    Only between semicolons and tabs is it not clear what one sign before three digits is: with commas between cells the
    decimal sign is a point.

    Examples
    --------
    >>> rows = [["Upland", "1.200"], ["Lowland", "12,5"]]
    >>> in_one_habit(rows, ";"), rows
    (None, [['Upland', '1200'], ['Lowland', '12,5']])
    >>> in_one_habit([["Upland", "1.200"]], ";").message
    "'1.200' can be 1.2 or 1200, and no other number of the file tells: it was read as 1.2."
    """
    if separator not in (";", "\t"):
        return None
    either = [(row, place, cell) for row in rows for place, cell in enumerate(row) if _EITHER.fullmatch(cell)]
    if not either:
        return None
    cells = {cell for row in rows for cell in row}
    has_comma, has_point = any(map(_COMMA.fullmatch, cells)), any(map(_POINT.fullmatch, cells))
    if has_comma and not has_point:
        for row, place, cell in either:
            row[place] = cell.replace(".", "") if "." in cell else cell.replace(",", ".")
        return None
    if has_point and not has_comma:
        return None
    shown = list(dict.fromkeys(cell for _, _, cell in either))
    first = shown[0]
    small, large = f"{float(first.replace(',', '.')):g}", re.sub(r"[.,]", "", first)
    read_as = large if "," in first else small
    why = "the other numbers of the file are written in both ways" if has_comma else "no other number of the file tells"
    more = f" So can {listing(map(repr, shown[1:]), 'and', most=_SHOWN)}." if len(shown) > 1 else ""
    message = f"'{first}' can be {small} or {large}, and {why}: it was read as {read_as}.{more}"
    return Problem(message, f"{small} or {large}", level=WARNING)

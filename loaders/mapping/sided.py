"""Tables in which a column is a side, and its cells list what is on it: who supports what, and who opposes what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ...graph.names import folded
from .codes import number
from .grids import Table
from .words import answer, part, plain, role_of

PARTY, ISSUE, STANCE = "party", "issue", "stance"
#: Behind a word for a side, that actors are listed, and not what they want.
_BY = ("by", "par", "por", "von", "durch")
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
    [['A', 'Tax', 'yes'], ['A', 'Levy', 'yes'], ['A', 'Aid', 'no'], ['B', 'Aid', 'yes'], ['B', 'Tax', 'no']]
    >>> table = Table("x.csv", ["Article", "Supported by", "Opposed by"], [2], [["One", "US, Japan", "China"]])
    >>> with_a_row_for_each(table)[0].rows
    [['One', 'US', 'yes'], ['One', 'Japan', 'yes'], ['One', 'China', 'no']]
    """
    sides = {name: side for name in table.header if (side := _side(name)) and table.counts(name)}
    others = [name for name in table.header if name not in sides]
    is_sided = {"yes", "no"} <= set(sides.values()) and len(set(sides.values())) == len(sides)
    roles = [role_of(name) for name in others]
    are_actors = "issue" in roles or any(plain(name).split()[-1] in _BY for name in sides)
    is_about_one = not are_actors and ("party" in roles or "bloc" in roles)
    if not is_sided or not (is_about_one or (are_actors and "party" not in roles and others)):
        return table, []
    cells = [cell for name in sides for cell in table.counts(name)]
    if any(number(cell) or answer(cell) or len(cell) > _LONGEST for cell in cells):
        return table, []
    whole = {folded(piece) for cell in cells for piece in _LIST.split(cell)}
    lists_names = {name: are_actors and plain(name).split()[-1] in _BY for name in sides}

    def made(row: list[str]) -> Iterator[list[str]]:
        for name, side in sides.items():
            for piece in _pieces(row[table.place[name]], whole, lists_names[name]):
                yield [piece, side]

    if are_actors and "issue" not in roles:
        # What was proposed stands in the first column, whatever that is called.
        others = [_free(ISSUE, others[1:]), *others[1:]]
    header = [*others, _free(PARTY if are_actors else ISSUE, others), _free(STANCE, others)]
    return table.with_rows_of(sides, header, made), list(sides)


def _side(name: str) -> str | None:
    """The side that a header takes: Supports, Against, Issues supported."""
    if (side := answer(plain(name))) in ("yes", "no", "abstains", "mixed"):
        return side
    tokens = plain(name).split()
    if not 1 <= len(tokens) <= 3:
        return None
    sides = {side for token in tokens if (side := answer(token)) in ("yes", "no", "abstains", "mixed")}
    rest = [token for token in tokens if answer(token) is None]
    says_what = all(token in part("listed") or role_of(token) == "issue" for token in rest)
    return sides.pop() if len(sides) == 1 and says_what else None


def _pieces(cell: str, whole: set[str], are_names: bool) -> Sequence[str]:
    """The things that a cell lists; at its commas where they are names, or one of them stands alone in another cell."""
    pieces = [piece for piece in _LIST.split(cell) if piece]
    listed: list[str] = []
    for piece in pieces:
        parts = [text for text in _COMMAS.split(piece) if text]
        listed += parts if len(parts) > 1 and (are_names or any(folded(text) in whole for text in parts)) else [piece]
    return list(dict.fromkeys(listed))


def _free(name: str, others: list[str]) -> str:
    """A name that no other column has.

    >>> _free("party", ["party", "party_"])
    'party__'
    """
    while name in others:
        name += "_"
    return name

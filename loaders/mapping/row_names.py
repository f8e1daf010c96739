"""What stands down the rows of a table whose header names neither parties nor issues, and what across."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from ...graph.names import folded
from ..checks.guesses import date_readings, probable_date
from .codes import ANSWERS, OPTIONS, kind_of, kinds_of, number
from .grids import Table
from .namesakes import told_apart
from .plan import ISSUES, Plan
from .words import plain, role_of

#: How a column is called that has no name.
_UNNAMED_FIRST = "column 1"
_NUMBERS_OF_ROWS = (["nr"], ["no"], ["id"], ["number"], ["key"], ["index"])
_PERSON = re.compile(r"[^\W\d_a-z]['\w.-]+(?: [^\W\d_]['\w.-]*){0,2} [^\W\d_a-z]['\w.-]+")
#: Share of the filled cells of a column of numbers that are numbers.
_MOST = 0.6


def is_text(table: Table, name: str) -> bool:
    """Whether a column holds names: neither numbers nor answers."""
    cells = list(table.counts(name))
    # Single letters are names as well as answers.
    takes_side = kind_of(cells) == ANSWERS and len(cells) > 1 and any(len(cell) > 1 for cell in cells)
    return bool(cells) and sum(map(bool, map(number, cells))) < len(cells) * _MOST and not takes_side


def names_rows(table: Table, name: str, role: str | None) -> bool:
    """Whether a column tells the rows apart by names; a number does where the column itself has no name."""
    counts = table.counts(name)
    is_each = len(counts) == sum(counts.values()) and len(counts) > 1
    if not is_each or role in ("url", "start", "end", "code", "source") or kind_of(list(counts)) == ANSWERS:
        return False
    if all(date_readings(cell) or probable_date(cell) for cell in counts):
        return False
    if name == _UNNAMED_FIRST:
        return True
    return role != "note" and plain(name).split()[-1:] not in _NUMBERS_OF_ROWS and is_text(table, name)


def agree(table: Table, plan: Plan) -> bool:
    """Whether the columns across hold answers of one kind: any other columns are facts about the rows."""
    across, down = ("issue", "party") if plan.shape == ISSUES else ("party", "issue")
    cells_of = {name: list(table.counts(name)) for name in plan.columns(across) if name != plan.first(down)}
    kinds = set(kinds_of(cells_of, {}, False, set()).values())
    if len(cells_of) < 2 or len(kinds) > 1:
        return False
    if kinds == {OPTIONS}:
        words = Counter(cell for cells in cells_of.values() for cell in cells)
        return sum(count > 1 for count in words.values()) * 2 >= len(words)
    return True


def are_statements(table: Table, plan: Plan) -> bool:
    """Whether most parties that stand in several rows say different things there: such rows are no parties, but statements.

    >>> from zopa.loaders.mapping.grids import Table
    >>> from zopa.loaders.mapping.plan import Plan
    >>> table = Table("x.csv", ["party", "text"], [2, 3], [["A", "We agree."], ["A", "We do not."]])
    >>> are_statements(table, Plan("issues", {"party": "party", "text": "issue"}))
    True
    """
    table, _ = told_apart(table, plan)
    keys = [table.cells(name) for name in plan.columns("party", "start", "end", "coder", "regions")]
    said: dict[tuple[str, ...], list[str]] = {}
    for name in plan.columns("issue"):
        for cell, key in zip(table.cells(name), zip(*keys, strict=True), strict=True):
            if cell and key[0]:
                said.setdefault((name, *key), []).append(cell)
    several = [set(cells) for cells in said.values() if len(cells) > 1]
    return sum(len(cells) > 1 for cells in several) * 2 > len(several)


def persons(cells: list[str]) -> float:
    """The share of cells that look like the name of a person: two to four words, each with a capital, no sentence."""
    filled = [cell for cell in cells if cell]
    fitting = [cell for cell in filled if _PERSON.fullmatch(cell) and not role_of(cell)]
    return len(fitting) / len(filled) if filled else 0.0


@cache
def _territories() -> frozenset[str]:
    """Names and codes of countries, in the languages of the words."""
    from babel import Locale

    names: set[str] = set()
    for language in ("en", "de", "fr", "es", "ru", "uk", "ar", "zh"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2:
                names |= {folded(str(name)), folded(code)}
    return frozenset(names)


def countries(cells: list[str]) -> float:
    """The share of cells that are countries."""
    filled = [cell for cell in cells if cell]
    return sum(folded(cell) in _territories() for cell in filled) / len(filled) if filled else 0.0

"""Parties and issues that a table does not name, but number: questionId, party_no."""

from __future__ import annotations

from .codes import Codebook, is_missing, number
from .grids import Table
from .words import part, plain, role_of

#: Names of columns that number those who answer, where no other column says of what they are the numbers.
_OF_PERSONS = frozenset(
    {
        *("id", "respondent", "respondent id", "respondent number", "resp id", "interview id", "rater id", "coder id"),
        "candidate id",
    }
)
#: So many variables with labels make a survey.
_FEWEST_LABELLED = 3


def depends(table: Table, name: str, party: str) -> bool:
    """Whether each party has one value of a column."""
    seen: dict[str, str] = {}
    return all(
        seen.setdefault(who, cell) == cell
        for who, cell in zip(table.cells(party), table.cells(name), strict=True)
        if who and cell
    )


def respondents(table: Table, codebook: Codebook) -> str | None:
    """The column of the numbers of those who answered a survey whose variables have labels: each row is one of them."""
    if sum(bool(codebook.labels.get(plain(name))) for name in table.header) < _FEWEST_LABELLED:
        return None
    for name in table.header:
        is_called = plain(name) in _OF_PERSONS or plain(codebook.title(name)) in _OF_PERSONS
        if is_called and 1 < len(table.counts(name)) == len(table.rows) and all(table.cells(name)):
            return name
    return None


def numbered_party(table: Table, roles: dict[str, str]) -> str | None:
    """The column of the numbers of parties, in a table that does not name them."""
    fitting = [name for name in table.header if _numbers(name) == "party" and all(table.cells(name))]
    return _only(fitting, roles, "party")


def numbered_issue(table: Table, roles: dict[str, str], party: str) -> str | None:
    """The column of the numbers of issues, in a table that does not name them: each party has several.

    A number of its own in each row is that of the row; one that comes with the party is its own, or its answer sheet's.
    """
    parties, count = len(table.counts(party)), len(table.rows)
    fitting = [
        name
        for name in table.header
        if _numbers(name) in ("issue", "quote", "stance")
        and all(table.cells(name))
        and (len(table.counts(name)) < count or parties == 1)
        and not depends(table, name, party)
    ]
    return _only(fitting, roles, "issue")


def rater(table: Table, roles: dict[str, str], party: str) -> str | None:
    """The column of the numbers of those who place several parties each: a party stands in a row for each of them."""
    if "coder" in roles.values():
        return None
    for name in table.header:
        if plain(name) not in _OF_PERSONS or name == party or not all(table.cells(name)):
            continue
        pairs = set(zip(table.cells(name), table.cells(party), strict=True))
        counts = len(table.counts(name)), len(table.counts(party))
        # Each places a party once, and parties are placed by several.
        if len(pairs) == len(table.rows) > max(counts) and min(counts) > 1:
            return name
    return None


def placed(table: Table, coder: str, party: str, names: list[str]) -> list[str]:
    """Columns of numbers by which several coders place parties; what comes with one of the two is a fact about it."""
    fitting = []
    for name in names:
        numbers = [number(cell) for cell in table.counts(name) if not is_missing(cell, "")]
        if len(numbers) > 1 and all(numbers) and not any(depends(table, name, of) for of in (coder, party)):
            fitting.append(name)
    return fitting


def _only(names: list[str], roles: dict[str, str], role: str) -> str | None:
    if len(names) != 1:
        return None
    roles[names[0]] = role
    return names[0]


def _numbers(name: str) -> str | None:
    """Of what a column has the number or the key, by its header."""
    *before, last = plain(name).split() or [""]
    return role_of(" ".join(before)) if before and last in part("identifiers") else None

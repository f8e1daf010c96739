"""Parties of one name that a table tells apart by another column, such as a number of the party or its country."""

from __future__ import annotations

from dataclasses import replace

from .grids import Table
from .plan import ISSUES, PARTIES, Plan
from .words import part, plain, role_of

_NUMBERS = frozenset(["id", "code", "nr", "number", "key"])
_COUNTRIES = frozenset(["country", "land", "pays", "pais", "país", "state", "страна", "країна", "国家"])


def told_apart(table: Table, plan: Plan) -> tuple[Table, dict[str, str]]:
    """The table with what tells them apart behind the names of parties that are several.

    Parameters
    ----------
    table : Table
    plan : Plan

    Returns
    -------
    Table
    dict of str to str
        The column that tells the parties of a name apart, by that name.

    Examples
    --------
    >>> from zopa.loaders.mapping.grids import Table
    >>> from zopa.loaders.mapping.namesakes import told_apart
    >>> from zopa.loaders.mapping.plan import Plan
    >>> table = Table("x.csv", ["party", "party_id", "tax"], [2, 3], [["EL", "213", "1"], ["EL", "416", "9"]])
    >>> told_apart(table, Plan("issues", {"party": "party", "party_id": "note", "tax": "issue"}))[0].cells("party")
    ['EL (213)', 'EL (416)']
    """
    party = plan.first("party")
    if party is None or plan.shape == PARTIES:
        return table, {}
    keys = [name for name in table.header if name != party and _is_key(name, party, plan)]
    by: dict[str, str] = {}
    for key in keys:
        values: dict[str, set[str]] = {}
        for name, cell in zip(table.cells(party), table.cells(key), strict=True):
            values.setdefault(name, set()).add(cell)
        for name, cells in values.items():
            if name and len(cells - {""}) > 1 and "" not in cells:
                by.setdefault(name, key)
    if not by:
        return table, {}
    place = table.place[party]
    rows = [
        [*row[:place], f"{row[place]} ({row[table.place[by[row[place]]]]})", *row[place + 1 :]]
        if row[place] in by
        else row
        for row in table.rows
    ]
    return replace(table, rows=rows), by


def _is_key(name: str, party: str, plan: Plan) -> bool:
    """Whether a column numbers the parties, or says of which country each is."""
    if plan.roles[name] not in ("note", "code"):
        return False
    tokens = plain(name).split()
    is_number = (
        len(tokens) == 2 and tokens[1] in _NUMBERS and role_of(tokens[0]) == "party" and tokens[0] in plain(party)
    )
    # A party that speaks in several countries is one in a table of statements.
    is_land = bool(tokens) and tokens[0] in _COUNTRIES and set(tokens[1:]) <= part("empty")
    is_country = plan.shape == ISSUES and is_land and plain(party).split()[0] not in _COUNTRIES
    return is_number or is_country

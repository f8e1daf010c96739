"""Columns that name things by codes with labels, as files of statistics programs have them."""

from __future__ import annotations

from dataclasses import replace

from ..brought import Brought
from .codes import ANSWERS, Codebook, kind_of, number
from .grids import Table
from .words import answer, graded, plain, role_of

#: What columns name of which the codes are read as their labels.
_NAMING = frozenset(["party", "bloc", "part_of", "regions", "coder", "source"])
#: Codes of which it is told what they were read as.
_MAX_TOLD = 12


def with_names(table: Table, codebook: Codebook) -> tuple[Table, dict[str, dict[str, str]]]:
    """The table with labels in place of codes where a column names parties, blocs, places, coders or sources.

    Returns
    -------
    Table
    dict of str to dict
        The labels by the columns in which they were read.

    Examples
    --------
    >>> from zopa.loaders.mapping.codes import Codebook
    >>> from zopa.loaders.mapping.grids import Table
    >>> table = Table("x.sav", ["party", "tax"], [2, 3], [["1", "7"], ["2", "3"]])
    >>> with_names(table, Codebook({"party": {"1": "Red", "2": "Blue"}}))[0].cells("party")
    ['Red', 'Blue']
    """
    read = {name: labels for name in table.header if (labels := _names_in(table, name, codebook))}
    if not read:
        return table, {}
    places = {table.place[name]: labels for name, labels in read.items()}
    rows = [
        [places[place].get(cell, cell) if place in places else cell for place, cell in enumerate(row)]
        for row in table.rows
    ]
    return replace(table, rows=rows), read


def names_parties(name: str, codebook: Codebook) -> bool:
    """Whether the label of a variable begins with a word for party, and its codes are names: whose list, or which group.

    >>> from zopa.loaders.mapping.codes import Codebook
    >>> labels = {"a1": {"1": "Red", "2": "Blue"}, "c1": {"1": "agree", "5": "disagree"}}
    >>> book = Codebook(labels, {"a1": "Party on whose list one ran", "c1": "Party unity matters"})
    >>> names_parties("a1", book), names_parties("c1", book)
    (True, False)
    """
    texts = list(codebook.labels.get(plain(name), {}).values())
    first = plain(codebook.title(name)).split()[:1]
    is_called = bool(first) and first[0] in ("party", "partei", "parti", "partido")
    named = [text for text in texts if answer(text) is None]
    return is_called and len(named) > 1 and len(named) * 2 > len(texts) and not graded(named)


def _names_in(table: Table, name: str, codebook: Codebook) -> dict[str, str]:
    """The labels of a column that are names; none where they are not, or two codes have one label."""
    labels = codebook.labels.get(plain(name), {})
    role = role_of(name) or role_of(codebook.title(name))
    if role not in _NAMING and names_parties(name, codebook):
        role = "bloc"
    cells = [cell for cell in table.counts(name) if cell in labels]
    texts = [labels[cell] for cell in cells]
    if role not in _NAMING or not all(map(number, cells)) or len(set(texts)) < len(texts):
        return {}
    return {} if not texts or (kind_of(texts) == ANSWERS and len(texts) > 1) else labels


def tell_names(brought: Brought, read: dict[str, dict[str, str]]) -> None:
    """Say of columns of codes as which names these were read."""
    for place, understood in enumerate(brought.understood):
        if labels := read.get(understood.column):
            shown = " ".join(f"{code} was read as {label}." for code, label in list(labels.items())[:_MAX_TOLD])
            brought.understood[place] = understood._replace(rest=" ".join(filter(None, [understood.rest, shown])))

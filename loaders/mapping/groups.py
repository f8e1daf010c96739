"""Columns of a wide table that belong together: a position with its salience, its notes and the words that say so."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise

from ...graph.names import folded
from .codes import number
from .grids import Table
from .words import BRACKETS, part, plain

_OF = ("of", "on", "for")
#: Letters of a name that tell of which column a salience is.
_MIN_STEM = 4
_TOKENS = re.compile(r"[\s_\-.:]+")


def grouped(table: Table, taken: set[str]) -> dict[str, dict[str, str]]:
    """Columns of one stem: the one of the position, with those that belong to it by their role."""
    stems: dict[str, dict[str, str]] = defaultdict(dict)
    for name in table.header:
        if name not in taken:
            sort, rest = split_name(name)
            stems[rest][name] = sort
    groups: dict[str, dict[str, str]] = {}
    for columns in stems.values():
        main = [name for name, sort in columns.items() if sort in ("", "position")]
        if len(main) == 1:
            groups[main[0]] = {name: sort for name, sort in columns.items() if sort in ("salience", "note", "quote")}
    for rest, columns in stems.items():
        lone = [name for name, sort in columns.items() if sort == "salience"]
        if len(lone) == len(columns) == 1 or (lone and not any(sort in ("", "position") for sort in columns.values())):
            # A salience may be named by the beginning of what it is of: enviro_salience, environment.
            begun = [
                name
                for name in table.header
                if name not in taken and plain(name).startswith(rest) and split_name(name)[0] in ("", "position")
            ]
            if len(begun) == 1 and len(rest) >= _MIN_STEM and all(number(cell) for cell in table.counts(begun[0])):
                groups.setdefault(begun[0], {})[lone[0]] = "salience"
    bare = [name for name in table.header if name not in taken and _is_bare_salience(name)]
    if len(bare) > 1:
        # Each stands behind the column that it weighs: with one alone nobody could tell which that is.
        for before, name in pairwise(table.header):
            if name in bare and before not in taken and before not in bare:
                groups.setdefault(before, {})[name] = "salience"
                groups.pop(name, None)
    return groups


def _is_bare_salience(name: str) -> bool:
    """Whether a header is a word for salience and nothing else, but for a number that tells it from others."""
    tokens = [token for token in plain(BRACKETS.sub(" ", name)).split() if not token.isdigit()]
    return len(tokens) == 1 and tokens[0] in part("salience")


def split_name(name: str) -> tuple[str, str]:
    """The sort of a column (position, salience, note, quote, or none) and what it is of, by the words at its ends."""
    tokens = plain(name).split()
    sorts = ("salience", "position", "note", "quote")
    if len(tokens) > 1:
        for sort in sorts:
            if tokens[-1] in part(sort):
                return sort, " ".join(tokens[:-1])
        # In front such a word may be a part of the name, as in priority sectors, unless it says of what.
        for sort in sorts:
            if tokens[0] in part(sort) and tokens[1] in _OF and len(tokens) > 2:
                return sort, " ".join(tokens[2:])
    return "", " ".join(tokens)


def stem(name: str) -> str:
    """The name of an issue in the header of its column.

    >>> from zopa.loaders.mapping.groups import stem
    >>> stem("Flow Position (0-100)"), stem("type_of_target_class"), stem("Trade")
    ('Flow', 'type_of_target', 'Trade')
    """
    name = " ".join(BRACKETS.sub(" ", name).split()) or name
    sort, rest = split_name(name)
    tokens = _TOKENS.split(name.strip())
    if sort != "position" or len(tokens) < 2 or rest.isdigit():
        return name
    if folded(tokens[-1]) in part("position"):
        return name[: name.rfind(tokens[-1])].strip(" _-.:") or name
    shortened_name = name[name.find(tokens[0]) + len(tokens[0]) :].strip(" _-.:")
    return re.sub(r"^(?:of|on|for)[\s_]+", "", shortened_name) or name

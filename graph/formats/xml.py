"""The graph of a case as XML: texts that XML can hold, the types of attributes, and a file written as it is made.

The writers of networkx hold the whole document in memory and need a copy of the graph that is prepared for them; these write
line by line, from the graph as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ..characters import sound
from ..files import whole_file

if TYPE_CHECKING:
    from pathlib import Path

#: Lines that are put together before they are written.
LINES = 5_000
#: Types of attributes by the Python types of their values.
TYPES = {str: "string", float: "double", int: "long", bool: "boolean"}


def text(value: Any) -> str:
    """A value as the text of an element.

    >>> from zopa.graph.formats.xml import text
    >>> text("a < b"), text(2.0), text(True), text(float("inf"))
    ('a &lt; b', '2.0', 'true', 'Infinity')
    """
    if value.__class__ is not str:
        if value.__class__ is bool:
            return "true" if value else "false"
        word = str(value)
        return {"inf": "Infinity", "-inf": "-Infinity"}.get(word, word)
    value = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return value.replace("\r", "&#13;") if "\r" in value else value


def quoted(value: Any) -> str:
    """A value as an attribute of an element, in double quotes.

    >>> from zopa.graph.formats.xml import quoted
    >>> print(quoted('so "far"'))
    "so &quot;far&quot;"
    """
    word = text(value)
    if '"' in word:
        word = word.replace('"', "&quot;")
    if "\n" in word or "\t" in word:
        word = word.replace("\n", "&#10;").replace("\t", "&#9;")
    return f'"{word}"'


def types(rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The attributes that any of these nodes or edges has, and the type of each.

    >>> from zopa.graph.formats.xml import types
    >>> types([{"low": 2.0, "note": "a"}, {"note": 3}])
    {'low': 'double', 'note': 'string'}
    """
    classes: defaultdict[str, set[type]] = defaultdict(set)
    for cells in rows:
        for name, value in cells.items():
            classes[name].add(value.__class__)
    return {name: type_of(kinds) for name, kinds in classes.items()}


def type_of(classes: Collection[type]) -> str:
    """The type of an attribute whose values are of these Python types; several are written as text.

    >>> from zopa.graph.formats.xml import type_of
    >>> type_of({float}), type_of({float, str})
    ('double', 'string')
    """
    return TYPES.get(next(iter(classes)), "string") if len(classes) == 1 else "string"


def write_lines(path: Path, lines: Iterator[str]) -> None:
    """Write lines to a file, whole or not at all; half of a surrogate pair becomes the sign for an unreadable character."""
    with whole_file(path) as draft, draft.open("ab") as file:
        batch: list[str] = []
        for line in lines:
            batch.append(line)
            if len(batch) == LINES:
                file.write(_encoded(batch))
                batch.clear()
        file.write(_encoded(batch))


def _encoded(lines: list[str]) -> bytes:
    whole = "\n".join(lines) + "\n" if lines else ""
    try:
        return whole.encode("utf-8")
    except UnicodeEncodeError:
        return sound(whole).encode("utf-8")

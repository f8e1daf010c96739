"""Whether a table is written in zopa's own words, or is any table."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ...graph.names import folded, is_slip
from ...graph.ontology import ontology
from ..findings import Findings
from ..formats.container import ZIP as PACKED
from ..formats.container import begins, is_workbook, sheets_named, unsafe
from ..formats.encodings import decoded
from ..formats.entries import STATEMENTS, table_called
from ..formats.folder import DELIMITED, WORKBOOKS
from ..formats.glance import Glance
from ..formats.json_files import SUFFIXES as JSON
from ..formats.sheets import alike
from ..formats.workbook import opened, records_of
from ..sizes import HEADER_ROWS
from .containers import grid_of_text
from .extras import SUFFIXES as EXTRAS
from .words import role_of

#: Objects under names, which are the rows of a table.
_RECORDS_BY_NAME = re.compile(r'\s*\{\s*"[^"]+"\s*:\s*\{\s*"')
#: Other suffixes of text in columns.
TEXTS = (".tab", ".psv", ".txt")
#: A table of positions or statements has the first two, and one of the others. Other tools have statements too.
_SUBJECT, _SAYS = ("party", "issue"), ("option", "low", "ideal", "high")


def has_own_words(header: Sequence[str]) -> bool:
    """Whether a header is one of positions in zopa's words, slips of the pen among them.

    >>> from zopa.loaders.mapping.own import has_own_words
    >>> has_own_words(["Party", "isue", "option"]), has_own_words(["Country", "issue", "vote"])
    (True, False)
    """
    names = {alike(name) for name in header}
    subjects = [any(word == name or is_slip(name, word) for name in names) for word in _SUBJECT]
    return all(subjects) and any(alike(word) in names for word in _SAYS)


def is_any_table(path: Path) -> bool:
    """Whether a file holds a table, or several, that are none of a case."""
    suffix = path.suffix.lower()
    if table_called(path.stem) not in (None, STATEMENTS):
        return False
    if suffix in WORKBOOKS or (
        suffix not in (*DELIMITED, *JSON, "") and begins(path).startswith(PACKED) and is_workbook(path)
    ):
        return _is_any_workbook(path)
    if suffix in EXTRAS:
        return True
    if begins(path).startswith(PACKED):
        return False
    glance = Glance(path)
    if suffix in JSON:
        return _is_any_json(glance.text)
    if suffix not in (*DELIMITED, *TEXTS):
        return False
    # A file of UTF-16 has zeros, and is a text all the same.
    rows = glance.rows or grid_of_text(decoded(glance.head, path.name, Findings()), path.name, Findings()).rows
    return _is_any(rows[:HEADER_ROWS])


def _is_any(rows: Iterable[Sequence[str]]) -> bool:
    """Whether the first rows of a table have words, and no header in zopa's own."""
    filled = [row for row in rows if any(row)]
    return len(filled) > 1 and not any(has_own_words(row) for row in filled)


def _is_any_workbook(path: Path) -> bool:
    if unsafe(path):
        return False
    with zipfile.ZipFile(path) as archive:
        # The names alone tell a large case from any table, before its texts are read.
        if any(
            table_called(title) not in (None, STATEMENTS) or alike(title) == "dossier"
            for title in sheets_named(archive)
        ):
            return False
    book = opened(path, path.name, Findings())
    if book is None:
        return False
    try:
        is_any = False
        for title in book.sheetnames:
            rows = []
            for _, record in records_of(book, title, path.name, Findings()):
                rows.append([str(cell.value) for cell in record.values()])
                if len(rows) >= HEADER_ROWS:
                    break
            if any(has_own_words(row) for row in rows):
                return False
            is_any = is_any or _is_any(rows)
        return is_any
    finally:
        book.close()


def _is_any_json(text: str) -> bool:
    """Whether no object of a JSON file has the words of a case; told by its beginning."""
    keys = _keys(text)
    tables = {alike(name) for name in (*ontology().tables, "dossier")} - {STATEMENTS}
    if tables & keys or has_own_words(list(keys)) or {"issue", "option"} <= keys:
        return False
    return any(role_of(key) for key in keys) or _RECORDS_BY_NAME.match(text) is not None


def _keys(text: str) -> set[str]:
    """The names of objects in a text, told without reading it as JSON: it may be the beginning of a longer one."""
    keys: set[str] = set()
    decoder: Any = json.JSONDecoder()
    at = text.find('"')
    while at >= 0:
        try:
            name, end = decoder.raw_decode(text, at)
        except ValueError:
            break
        if text[end : end + 20].lstrip().startswith(":"):
            keys |= {alike(folded(name)), folded(name)}
        at = text.find('"', end)
    return keys

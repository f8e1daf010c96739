"""Statements that Discourse Network Analyzer, or a hand, wrote into a table: a row a statement, a column a variable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..brought import Brought
from ..findings import Findings, Problem
from .dna_words import ROLES
from .grids import Grid, dates_of, grids_of, headers, roles_of
from .slugs import Slugs
from .statements import Codebook, Statement, is_answer, tell

if TYPE_CHECKING:
    from pathlib import Path

    from ..formats.glance import Glance

FORM = "Table of statements, as Discourse Network Analyzer exports it"
#: The proposition, as no other kind of table calls it.
_PROPOSITIONS = {"concept", "claim", "proposition", "frame"}
_DOCUMENT = ("author", "publisher", "section", "kind")
_MEANING = {
    "key": "the name of the statement",
    "date": "when it was stated: the position holds from the first of its statements",
    "document": "the source",
    "title": "the title of the source",
    "author": "a note of the source",
    "publisher": "who published the source",
    "section": "a note of the source",
    "kind": "a note of the source",
    "start": "where in the source",
    "stop": "where in the source",
    "quote": "the quote of the evidence",
    "coder": "who coded it",
} | {role: meaning for role, (meaning, _) in ROLES.items()}
_WORDS = {
    "key": ("statement id", "id", "statement", "nr", "no"),
    "date": ("date", "time", "day", "datetime"),
    "document": ("document id", "doc id", "article id"),
    "title": ("document title", "title", "document", "article", "article title"),
    "author": ("document author", "author"),
    "publisher": ("document source", "source", "newspaper", "outlet"),
    "section": ("document section", "section"),
    "kind": ("document type",),
    "start": ("start", "start caret", "start position"),
    "stop": ("stop", "end", "stop caret", "end position"),
    "quote": ("text", "quote", "statement text", "quotation", "passage"),
    "coder": ("coder", "coder name", "coder id"),
} | {role: names for role, (_, names) in ROLES.items()}


def recognises(glance: Glance) -> bool:
    """Whether a header names an actor, a proposition and agreement, and the cells below say yes or no."""
    rows = list(headers(glance))
    for at, header in enumerate(rows):
        names = {name.casefold() for name in header}
        roles = roles_of(header, _WORDS)
        if not names & _PROPOSITIONS or "agreement" not in roles or not roles.keys() & {"organisation", "person"}:
            continue
        if "agreement" in names:
            return True
        cells = [row[roles["agreement"]] for row in rows[at + 1 :] if len(row) == len(header)]
        if sum(map(is_answer, cells)) * 2 > len(cells):
            return True
    return False


def bring(path: Path, findings: Findings) -> Brought | None:
    """Read organisations and persons as parties, propositions as issues, and each row as evidence of a position."""
    grid = next((grid for grid in grids_of(path, _WORDS, findings) if "concept" in grid.roles), None)
    if grid is None:
        message = "No row of the file names its columns: an actor, a concept and an agreement are looked for."
        findings.add(Problem(message, "a header such as Organization, Concept, Agreement"), path.name)
        return None
    brought = Brought(FORM, meta={"title": path.stem, "description": " ".join(grid.above)})
    tell(brought, grid.file, _statements(brought, grid, findings), Codebook())
    for place, name in enumerate(grid.header):
        if name or any(grid.columns[place]):
            role = next((role for role, at in grid.roles.items() if at == place), "")
            brought.understand(grid.file, name, _MEANING.get(role, "a note of the evidence"), grid.columns[place])
    return brought


def _statements(brought: Brought, grid: Grid, findings: Findings) -> list[Statement]:
    dates = dates_of(grid, findings, "its statements have none")
    sources: dict[tuple[str, ...], str] = {}
    keys, source_ids = Slugs(), Slugs()
    statements = []
    columns = {role: grid.column(role) for role in _WORDS}
    used = set()
    for index, line in enumerate(grid.lines):
        cells = {role: column[index] for role, column in columns.items()}
        key = keys.of(cells["key"] or f"row {line}")
        if key in used:
            key = keys.of(f"{key} row {line}")
        used.add(key)
        day = dates.get(cells["date"], "")
        document = (cells["document"], cells["title"], cells["publisher"], cells["author"], day)
        if document not in sources:
            sources[document] = _add_source(brought, grid, index, cells, day, source_ids)
        note = grid.notes(index, grid.extra)
        if cells["date"] and not day:
            note = "; ".join(filter(None, (f"Date: {cells['date']}", note)))
        places = " to ".join(filter(None, (cells["start"], cells["stop"])))
        names = {role: cells[role] for role in ("organisation", "person", "concept", "agreement", "quote", "coder")}
        statements.append(
            Statement(
                key,
                line,
                source=sources[document],
                date=day,
                locator="; ".join(filter(None, (places and f"characters {places}", f"row {line} of {grid.file}"))),
                note=note,
                **names,
            )
        )
    return statements


def _add_source(brought: Brought, grid: Grid, index: int, cells: dict[str, str], day: str, source_ids: Slugs) -> str:
    title = cells["title"] or (f"Document {cells['document']}" if cells["document"] else "")
    title = title or " ".join(filter(None, (cells["publisher"], day))) or grid.file
    places = (grid.roles[role] for role in _DOCUMENT if role in grid.roles and role != "publisher")
    source = source_ids.of("|".join(("document", cells["document"], title, cells["publisher"], cells["author"], day)))
    brought.add(
        "sources", id=source, title=title, publisher=cells["publisher"], date=day, note=grid.notes(index, places)
    )
    return source

"""Databases of Discourse Network Analyzer (Leifeld), versions 2 and 3: statements that coders marked in documents.

A statement is a passage of a document with the values of the variables of its type; actors and propositions have
attributes. Dates count milliseconds in version 2 and seconds in version 3, and the ends of passages count characters as
Java does, a character beyond the basic plane as two.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from ..brought import Brought
from ..findings import WARNING, Findings, Problem, listing
from .dna_words import ROLES, role_of
from .sqlite_files import MAGIC, DamagedDatabaseError, Database, database
from .statements import Codebook, Statement, Traits, tell

if TYPE_CHECKING:
    from pathlib import Path

    from ..formats.glance import Glance

FORM = "Statements of Discourse Network Analyzer"
#: Tables without which a file is no database of this tool.
_TABLES = ("DOCUMENTS", "STATEMENTS", "STATEMENTTYPES", "VARIABLES", "DATASHORTTEXT")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DOCUMENT = ("ID", "Title", "Date", "Author", "Source", "Section", "Type", "Notes", "Text")
#: What is in the file and in no table of a case.
_NOT_READ = {
    "DOCUMENTS.Text": "the passages that were coded; the rest of the text stays in the file",
    "DOCUMENTS.Coder": "not read: who brought in the document",
    "REGEXES": "not read: words to be highlighted",
    "SETTINGS": "not read but for the version",
    "CODERRELATIONS": "not read: who may see whose statements",
    "CODERPERMISSIONS": "not read: who may do what",
}


class _Variable(NamedTuple):
    name: str
    kind: str
    role: str


@dataclass
class _Contents:
    """What is in a database, by the numbers that it uses."""

    tables: frozenset[str]
    documents: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    coders: dict[int, str] = field(default_factory=dict)
    types: dict[int, str] = field(default_factory=dict)
    variables: dict[int, _Variable] = field(default_factory=dict)
    cells: dict[int, dict[int, list[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    statements: list[tuple[Any, ...]] = field(default_factory=list)
    codebook: Codebook = field(default_factory=Codebook)

    @property
    def is_version_3(self) -> bool:
        return "ENTITIES" in self.tables


def recognises(glance: Glance) -> bool:
    """Whether it is a file of SQLite that ends in ``.dna``, or names the tables of this tool at its beginning."""
    if not glance.head.startswith(MAGIC):
        return False
    return glance.suffix == ".dna" or all(
        f"TABLE {name}".encode() in glance.head for name in ("STATEMENTS", "DATASHORTTEXT")
    )


def bring(path: Path, findings: Findings) -> Brought | None:
    """Read organisations and persons as parties, propositions as issues, and statements as evidence of positions."""
    with database(path, findings) as tables:
        if tables is None:
            return None
        missing = [name for name in _TABLES if not tables.columns(name)]
        if missing:
            message = f"The database has no table {listing(missing)}, as Discourse Network Analyzer 2 or 3 has them."
            findings.add(Problem(message, "a file of Discourse Network Analyzer 2 or 3"), path.name)
            return None
        try:
            contents = _contents(tables)
            version, links = _version(tables), list(tables.rows("STATEMENTLINKS", ("SourceId", "TargetId")))
        except DamagedDatabaseError as error:
            findings.add(Problem(f"The file is damaged: {error}.", "a file that its program opens"), path.name)
            return None
    brought = Brought(f"{FORM} {version or (3 if contents.is_version_3 else 2)}", meta={"title": path.stem})
    for number, document in contents.documents.items():
        _add_source(brought, path.name, number, document, contents, findings)
    tell(brought, path.name, _statements(brought, path.name, contents, findings), contents.codebook)
    for source, target in links:
        brought.leave(path.name, None, f"Statement {source} is linked to statement {target}", "Links are not read.")
    _say(brought, path.name, contents)
    return brought


# ------------------------------------------------------------------------------------------------ reading


def _contents(tables: Database) -> _Contents:
    contents = _Contents(tables.names)
    for row in tables.rows("DOCUMENTS", _DOCUMENT):
        contents.documents.setdefault(_whole(row[0]), row)
    contents.coders = {_whole(number): _text(name) for number, name in tables.rows("CODERS", ("ID", "Name"))}
    contents.types = {_whole(number): _text(name) for number, name in tables.rows("STATEMENTTYPES", ("ID", "Label"))}
    for number, name, kind in tables.rows("VARIABLES", ("ID", "Variable", "DataType")):
        word = _text(name)
        contents.variables[_whole(number)] = _Variable(word, _text(kind), role_of(word))
    names = _entities(tables, contents) if contents.is_version_3 else _attributes(tables, contents)
    for table in ("DATABOOLEAN", "DATAINTEGER", "DATALONGTEXT"):
        for statement, variable, cell in tables.rows(table, ("StatementId", "VariableId", "Value")):
            text = _text(cell)
            if table == "DATABOOLEAN" and text in ("0", "1"):
                text = "yes" if text == "1" else "no"
            contents.cells[_whole(statement)][_whole(variable)].append(text)
    column = "Entity" if contents.is_version_3 else "Value"
    for statement, variable, cell in tables.rows("DATASHORTTEXT", ("StatementId", "VariableId", column)):
        text = names.get(_whole(cell), "") if contents.is_version_3 else _text(cell)
        contents.cells[_whole(statement)][_whole(variable)].append(text)
    wanted = ("ID", "StatementTypeId", "DocumentId", "Start", "Stop", "Coder")
    contents.statements = list(tables.rows("STATEMENTS", wanted))
    return contents


def _entities(tables: Database, contents: _Contents) -> dict[int, str]:
    """Names of the entities of version 3 by their numbers; what the codebook says of them is kept."""
    entities = [
        (_whole(number), _whole(variable), _text(name), _whole(parent))
        for number, variable, name, parent in tables.rows("ENTITIES", ("ID", "VariableId", "Value", "ChildOf"))
    ]
    names = {entity_id: name for entity_id, _, name, _ in entities}
    attributes = {
        _whole(attribute_id): _text(name)
        for attribute_id, name in tables.rows("ATTRIBUTEVARIABLES", ("ID", "AttributeVariable"))
    }
    traits: dict[int, dict[str, str]] = defaultdict(dict)
    wanted = ("EntityId", "AttributeVariableId", "AttributeValue")
    for entity, attribute, cell in tables.rows("ATTRIBUTEVALUES", wanted):
        traits[_whole(entity)][attributes.get(_whole(attribute), f"Attribute {attribute}")] = _text(cell)
    for number, variable, name, parent in entities:
        _note_traits(contents, variable, name, traits[number], names.get(parent, ""))
    return names


def _attributes(tables: Database, contents: _Contents) -> dict[int, str]:
    """What the codebook of version 2 says of each name."""
    wanted = ("VariableId", "Value", "Type", "Alias", "Notes", "ChildOf")
    for variable, name, kind, alias, notes, parent in tables.rows("ATTRIBUTES", wanted):
        traits = {"Type": _text(kind), "Alias": _text(alias), "Notes": _text(notes)}
        _note_traits(contents, _whole(variable), _text(name), traits, _text(parent))
    return {}


def _note_traits(contents: _Contents, variable: int, name: str, traits: dict[str, str], parent: str) -> None:
    """Keep what is known of an actor or a proposition; other variables have nothing that a case could hold it by."""
    role = contents.variables[variable].role if variable in contents.variables else ""
    if not name or not role:
        return
    aliases = next((cell for word, cell in traits.items() if word.casefold() == "alias"), "")
    notes = (f"{word}: {cell}" for word, cell in traits.items() if cell and word.casefold() != "alias")
    known = contents.codebook.concepts if role == "concept" else contents.codebook.parties
    known.setdefault(name, Traits(aliases, "; ".join(notes), parent))


def _version(tables: Database) -> str:
    settings = {_text(name): _text(cell) for name, cell in tables.rows("SETTINGS", ("Property", "Value"))}
    return settings.get("version", "")


def _whole(cell: Any) -> int:
    """A whole number; -1, which no row has, where there is none."""
    try:
        return int(cell)
    except (TypeError, ValueError, OverflowError):
        return -1


def _text(cell: Any) -> str:
    if isinstance(cell, bytes):
        cell = cell.decode("utf-8", "replace")
    return "" if cell is None else str(cell).replace("\0", "\N{REPLACEMENT CHARACTER}").strip()


# ------------------------------------------------------------------------------------------------ telling


def _add_source(
    brought: Brought, file: str, number: int, document: tuple[Any, ...], contents: _Contents, findings: Findings
) -> None:
    _, title, date, author, publisher, section, kind, notes, _ = document
    moment, (date, time_of_day) = _whole(date), _date(date, contents.is_version_3)
    if moment == 0:
        # The program cannot hold a document without a date.
        date = ""
        message = (
            f"Document {number} has the first moment of 1970 as its date, which stands for none: it was read without."
        )
        findings.add(Problem(message, "a date", level=WARNING), file)
    elif not date:
        message = f"Document {number} has the date '{document[2]}', which is none: its statements have no date."
        findings.add(Problem(message, "a date", level=WARNING), file)
    parts = {"Author": author, "Section": section, "Type": kind, "Notes": notes, "Time": time_of_day}
    brought.add(
        "sources",
        id=f"document-{number}",
        title=_text(title) or f"Document {number}",
        publisher=_text(publisher),
        date=date,
        note="; ".join(f"{word}: {text}" for word, cell in parts.items() if (text := _text(cell))),
    )


def _date(cell: Any, is_version_3: bool) -> tuple[str, str]:
    """The day of a moment in universal time, and its time of day where that is not midnight."""
    try:
        moment = _EPOCH + timedelta(seconds=int(cell) / (1 if is_version_3 else 1000))
    except (TypeError, ValueError, OverflowError):
        return "", ""
    time_of_day = "" if moment.time() == _EPOCH.time() else f"{moment:%H:%M} UTC"
    return moment.date().isoformat(), time_of_day


def _statements(brought: Brought, file: str, contents: _Contents, findings: Findings) -> list[Statement]:
    statements, off_text, orphans = [], [], []
    dates = {row["id"]: row.get("date", "") for row in brought.tables.get("sources", [])}
    for number, kind, document, start, stop, coder in contents.statements:
        source = f"document-{_whole(document)}"
        if source not in dates:
            brought.add("sources", id=source, title=f"Document {document}, which is not in the file")
            dates[source] = ""
            orphans.append(str(number))
        text = contents.documents[_whole(document)][-1] if _whole(document) in contents.documents else ""
        quote, is_inside = passage(text if isinstance(text, str) else "", _whole(start), _whole(stop))
        if not is_inside:
            off_text.append(str(number))
        statement = _statement(contents, _whole(number), _whole(kind))
        statement.source, statement.date, statement.quote = source, dates[source], quote
        statement.locator = f"characters {start} to {stop}"
        statement.coder = contents.coders.get(_whole(coder), "")
        if not statement.concept and not statement.party and not statement.agreement:
            why = f"Statements of the type '{contents.types.get(_whole(kind), kind)}' code no actor who agrees or not."
            brought.leave(file, None, statement.content, why)
        else:
            statements.append(statement)
    known = {_whole(row[0]) for row in contents.statements}
    for number, cells in contents.cells.items():
        if number not in known:
            texts = "; ".join(_cell_notes(contents, cells))
            brought.leave(file, None, f"statement {number}: {texts}", "The file has no such statement.")
    for numbers, what in (
        (off_text, "marks no passage of its document"),
        (orphans, "is in a document that is missing"),
    ):
        if numbers:
            message = f"Statement {listing(numbers, 'and')} {what}: it was read without its text."
            findings.add(Problem(message, "a passage", level=WARNING), file)
    return statements


def _statement(contents: _Contents, number: int, kind: int) -> Statement:
    """A statement with what its variables say; what has no place of its own is a note."""
    statement = Statement(str(number))
    notes: dict[int, list[str]] = {}
    for variable, cells in contents.cells.get(number, {}).items():
        role = contents.variables[variable].role if variable in contents.variables else ""
        cells = [cell for cell in cells if cell]
        if role and cells and not getattr(statement, role):
            setattr(statement, role, cells[0])
            cells = cells[1:]
        if cells:
            notes[variable] = cells
    statement.note = "; ".join(_cell_notes(contents, notes))
    return statement


def _cell_notes(contents: _Contents, cells: dict[int, list[str]]) -> list[str]:
    names = {variable_id: variable.name for variable_id, variable in contents.variables.items()}
    return [
        f"{names.get(variable_id, 'variable')}: {', '.join(texts)}"
        for variable_id, texts in cells.items()
        if any(texts)
    ]


def passage(text: str, start: int, stop: int) -> tuple[str, bool]:
    """The part of a text between two places, counted in units of UTF-16, and whether both lie in it.

    >>> from zopa.loaders.tools.dna import passage
    >>> passage("\N{FIRE} out", 3, 6), passage("out", 1, 9)
    (('out', True), ('ut', False))
    """
    if text and max(text) > "\uffff":
        content = text.encode("utf-16-le", "surrogatepass")
        length = len(content) // 2
        part = content[2 * max(start, 0) : 2 * max(stop, 0)].decode("utf-16-le", "replace")
    else:
        length, part = len(text), text[max(start, 0) : max(stop, 0)]
    return part.strip(), 0 <= start < stop <= length


def _say(brought: Brought, file: str, contents: _Contents) -> None:
    sources = brought.tables.get("sources", [])
    brought.understand(file, "DOCUMENTS", "the sources", (row.get("title", "") for row in sources))
    unit = "seconds" if contents.is_version_3 else "milliseconds"
    dates = (row.get("date", "") for row in sources)
    brought.understand(file, "DOCUMENTS.Date", f"when a source was published, in {unit} since 1970", dates)
    evidence = brought.tables.get("evidence", [])
    rest = "Statements that say the same are one position, with each as evidence and their number as its support."
    brought.understand(
        file, "STATEMENTS", "evidence of positions", (row.get("quote", "")[:40] for row in evidence), rest
    )
    brought.understand(file, "CODERS.Name", "who coded a statement", contents.coders.values())
    for variable_id, variable in contents.variables.items():
        cells = [text for of_statement in contents.cells.values() for text in of_statement.get(variable_id, ()) if text]
        read_as = ROLES[variable.role].meaning if variable.role else "a note of the evidence"
        brought.understand(file, variable.name, read_as if cells else "no statement has it", cells)
    for name, read_as in _NOT_READ.items():
        if name.partition(".")[0] in contents.tables:
            brought.understand(file, name, read_as)

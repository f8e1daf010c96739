"""The tables of a database of Discourse Network Analyzer 3: their columns, and which row of which table each refers to."""

from __future__ import annotations

#: Names and words are shorter than this.
LONGEST = 190
#: Nobody needs to guess it: the program asks for a password whenever it opens a file.
PASSWORD = "zopa"
#: The password as the program keeps it: 16 bytes of salt and SHA-256 of both, 100,000 times over, in base64. The salt is the
#: same in every file, so that the same case gives the same bytes.
KEPT_PASSWORD = "ui1F8QI3bjRS1sWyumwhQZpnxXYOQg9OAAnnaaoZojgEGKTk+Bz9DuyHaedq+tWw"
VERSION = "3.0.7"

_ID, _KEY = "ID INTEGER NOT NULL PRIMARY KEY", "ID INTEGER PRIMARY KEY NOT NULL"
_COLOURS = [
    f"{colour} INTEGER NOT NULL DEFAULT 0 CHECK ({colour} BETWEEN 0 AND 255)" for colour in ("Red", "Green", "Blue")
]
_RIGHTS = [
    f"Permission{right}"
    for right in (
        *(f"{verb}Documents" for verb in ("Add", "Edit", "Delete", "Import")),
        *(f"{verb}Statements" for verb in ("Add", "Edit", "Delete")),
        *(f"Edit{what}" for what in ("Attributes", "Regex", "StatementTypes", "Coders", "CoderRelations")),
        *(f"{verb}Others{what}" for what in ("Documents", "Statements") for verb in ("View", "Edit")),
    )
]


def _text(name: str, default: bool = False) -> str:
    return f"{name} TEXT NOT NULL{' DEFAULT ' + repr('') if default else ''} CHECK (LENGTH({name}) <= {LONGEST})"


def _switch(name: str, default: int = 1) -> str:
    return f"{name} INTEGER NOT NULL DEFAULT {default} CHECK ({name} BETWEEN 0 AND 1)"


def _references(**tables: str) -> list[str]:
    return [f"FOREIGN KEY({name}) REFERENCES {table}(ID) ON DELETE CASCADE" for name, table in tables.items()]


def _data(value: str, **tables: str) -> list[str]:
    """The values of the variables of one type, one for each statement."""
    return [
        _KEY,
        "StatementId INTEGER NOT NULL",
        "VariableId INTEGER NOT NULL",
        value,
        *_references(StatementId="STATEMENTS", VariableId="VARIABLES", **tables),
        "UNIQUE (StatementId, VariableId)",
    ]


TABLES: dict[str, list[str]] = {
    "SETTINGS": ["Property TEXT PRIMARY KEY", "Value TEXT NOT NULL"],
    "CODERS": [
        _ID,
        _text("Name"),
        *_COLOURS,
        "Refresh INTEGER NOT NULL DEFAULT 0 CHECK (Refresh BETWEEN 0 AND 9999)",
        "FontSize INTEGER NOT NULL DEFAULT 14 CHECK (FontSize BETWEEN 1 AND 99)",
        _text("Password"),
        "PopupWidth INTEGER DEFAULT 300 CHECK (PopupWidth BETWEEN 100 AND 9999)",
        *(_switch(name, 0) for name in ("ColorByCoder", "PopupDecoration")),
        *(_switch(name) for name in ("PopupAutoComplete", *_RIGHTS)),
    ],
    "DOCUMENTS": [
        _ID,
        _text("Title"),
        "Text TEXT NOT NULL",
        "Coder INTEGER",
        *(_text(name, default=True) for name in ("Author", "Source", "Section")),
        "Notes TEXT NOT NULL DEFAULT ''",
        _text("Type", default=True),
        "Date INTEGER NOT NULL",
        *_references(Coder="CODERS"),
    ],
    "STATEMENTTYPES": [_ID, _text("Label"), *_COLOURS],
    "VARIABLES": [
        _ID,
        _text("Variable"),
        "DataType TEXT NOT NULL DEFAULT 'short text' "
        "CHECK (DataType IN ('boolean', 'integer', 'long text', 'short text'))",
        "StatementTypeId INTEGER",
        *_references(StatementTypeId="STATEMENTTYPES"),
        "UNIQUE (Variable, StatementTypeId)",
    ],
    "VARIABLELINKS": [
        _ID,
        "SourceVariableId INTEGER",
        "TargetVariableId INTEGER",
        "CHECK (TargetVariableId != SourceVariableId)",
        *_references(SourceVariableId="VARIABLES", TargetVariableId="VARIABLES"),
    ],
    "REGEXES": [f"Label TEXT PRIMARY KEY CHECK (LENGTH(Label) <= {LONGEST})", *_COLOURS],
    "CODERRELATIONS": [
        _ID,
        *(f"{name} INTEGER CHECK ({name} > 0)" for name in ("Coder", "OtherCoder")),
        *(_switch(f"{verb}{what}") for what in ("Statements", "Documents") for verb in ("view", "edit")),
        "CHECK (Coder != OtherCoder)",
        *_references(Coder="CODERS", OtherCoder="CODERS"),
    ],
    "STATEMENTS": [
        _ID,
        "StatementTypeId INTEGER",
        "DocumentId INTEGER",
        *(f"{name} INTEGER NOT NULL CHECK ({name} >= 0)" for name in ("Start", "Stop")),
        "Coder INTEGER",
        "CHECK (Start < Stop)",
        *_references(StatementTypeId="STATEMENTTYPES", Coder="CODERS", DocumentId="DOCUMENTS"),
    ],
    "DATABOOLEAN": _data("Value INTEGER NOT NULL DEFAULT 1"),
    "DATAINTEGER": _data("Value INTEGER NOT NULL DEFAULT 0"),
    "ENTITIES": [
        _KEY,
        "VariableId INTEGER NOT NULL",
        _text("Value", default=True),
        *(colour.replace("NOT NULL DEFAULT 0 ", "") for colour in _COLOURS),
        "ChildOf INTEGER CHECK (ChildOf > 0)",
        "UNIQUE (VariableId, Value)",
        *_references(ChildOf="ENTITIES", VariableId="VARIABLES"),
    ],
    "DATASHORTTEXT": _data("Entity INTEGER NOT NULL", Entity="ENTITIES"),
    "DATALONGTEXT": _data("Value TEXT DEFAULT ''"),
    "ATTRIBUTEVARIABLES": [
        _KEY,
        "VariableId INTEGER NOT NULL",
        _text("AttributeVariable"),
        "UNIQUE (VariableId, AttributeVariable)",
        *_references(VariableId="VARIABLES"),
    ],
    "ATTRIBUTEVALUES": [
        _KEY,
        "EntityId INTEGER NOT NULL",
        "AttributeVariableId INTEGER NOT NULL",
        _text("AttributeValue", default=True),
        "UNIQUE (EntityId, AttributeVariableId)",
        *_references(EntityId="ENTITIES", AttributeVariableId="ATTRIBUTEVARIABLES"),
    ],
}


def schema() -> str:
    """What makes the tables of an empty database.

    >>> from zopa.graph.formats.dna_tables import schema
    >>> schema().splitlines()[0]
    'CREATE TABLE SETTINGS(Property TEXT PRIMARY KEY, Value TEXT NOT NULL);'
    """
    return "\n".join(f"CREATE TABLE {name}({', '.join(parts)});" for name, parts in TABLES.items())

"""A case as a database of Discourse Network Analyzer: its tables, the queries that the program asks, and what is read back."""

from __future__ import annotations

import base64
import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from browser.invented import valley
from effort import examples
from hypothesis import HealthCheck, given, settings
from reference.dossiers import dossiers, graph

import zopa
from zopa.graph.formats.dna_tables import KEPT_PASSWORD, PASSWORD
from zopa.graph.formats.registry import write

#: Tables of a database that the program made (version 3.0.7): columns with a mark for texts (T), and what refers to what.
EXPECTED = {
    "SETTINGS": "Property:T Value:T",
    "DOCUMENTS": "ID Title:T Text:T Coder Author:T Source:T Section:T Notes:T Type:T Date",
    "STATEMENTTYPES": "ID Label:T Red Green Blue",
    "VARIABLES": "ID Variable:T DataType:T StatementTypeId",
    "VARIABLELINKS": "ID SourceVariableId TargetVariableId",
    "REGEXES": "Label:T Red Green Blue",
    "CODERRELATIONS": "ID Coder OtherCoder viewStatements editStatements viewDocuments editDocuments",
    "STATEMENTS": "ID StatementTypeId DocumentId Start Stop Coder",
    "DATABOOLEAN": "ID StatementId VariableId Value",
    "DATAINTEGER": "ID StatementId VariableId Value",
    "ENTITIES": "ID VariableId Value:T Red Green Blue ChildOf",
    "DATASHORTTEXT": "ID StatementId VariableId Entity",
    "DATALONGTEXT": "ID StatementId VariableId Value:T",
    "ATTRIBUTEVARIABLES": "ID VariableId AttributeVariable:T",
    "ATTRIBUTEVALUES": "ID EntityId AttributeVariableId AttributeValue:T",
    "CODERS": "ID Name:T Red Green Blue Refresh FontSize Password:T PopupWidth ColorByCoder PopupDecoration "
    "PopupAutoComplete PermissionAddDocuments PermissionEditDocuments PermissionDeleteDocuments "
    "PermissionImportDocuments PermissionAddStatements PermissionEditStatements PermissionDeleteStatements "
    "PermissionEditAttributes PermissionEditRegex PermissionEditStatementTypes PermissionEditCoders "
    "PermissionEditCoderRelations PermissionViewOthersDocuments PermissionEditOthersDocuments "
    "PermissionViewOthersStatements PermissionEditOthersStatements",
}
REFERENCES = {
    ("ATTRIBUTEVALUES", "AttributeVariableId", "ATTRIBUTEVARIABLES"),
    ("ATTRIBUTEVALUES", "EntityId", "ENTITIES"),
    ("ATTRIBUTEVARIABLES", "VariableId", "VARIABLES"),
    ("CODERRELATIONS", "Coder", "CODERS"),
    ("CODERRELATIONS", "OtherCoder", "CODERS"),
    ("DATASHORTTEXT", "Entity", "ENTITIES"),
    ("DOCUMENTS", "Coder", "CODERS"),
    ("ENTITIES", "ChildOf", "ENTITIES"),
    ("ENTITIES", "VariableId", "VARIABLES"),
    ("STATEMENTS", "Coder", "CODERS"),
    ("STATEMENTS", "DocumentId", "DOCUMENTS"),
    ("STATEMENTS", "StatementTypeId", "STATEMENTTYPES"),
    ("VARIABLELINKS", "SourceVariableId", "VARIABLES"),
    ("VARIABLELINKS", "TargetVariableId", "VARIABLES"),
    ("VARIABLES", "StatementTypeId", "STATEMENTTYPES"),
    *(
        (f"DATA{kind}", column, table)
        for kind in ("BOOLEAN", "INTEGER", "LONGTEXT", "SHORTTEXT")
        for column, table in (("StatementId", "STATEMENTS"), ("VariableId", "VARIABLES"))
    ),
}
#: What the program asks for to list statements: everything is joined, so what lacks a coder or a document is not seen.
LISTED = """
SELECT STATEMENTS.ID AS statement, DOCUMENTS.Date AS date, DOCUMENTS.Title AS title, CODERS.Name AS coder,
SUBSTR(DOCUMENTS.Text, Start + 1, Stop - Start) AS text FROM STATEMENTS
INNER JOIN CODERS ON STATEMENTS.Coder = CODERS.ID INNER JOIN DOCUMENTS ON STATEMENTS.DocumentId = DOCUMENTS.ID
INNER JOIN STATEMENTTYPES ON STATEMENTS.StatementTypeId = STATEMENTTYPES.ID ORDER BY STATEMENTS.ID"""
WORDS = """
SELECT StatementId, Variable, ENTITIES.Value FROM DATASHORTTEXT INNER JOIN ENTITIES ON ENTITIES.ID = DATASHORTTEXT.Entity
INNER JOIN VARIABLES ON VARIABLES.ID = DATASHORTTEXT.VariableId AND VARIABLES.ID = ENTITIES.VariableId"""
AGREEMENT = "SELECT StatementId, Variable, Value FROM DATABOOLEAN INNER JOIN VARIABLES ON VARIABLES.ID = VariableId"


@contextmanager
def opened(case: zopa.PositionGraph, folder: Path) -> Iterator[sqlite3.Connection]:
    write(case, folder / "a.dna")
    connection = sqlite3.connect(folder / "a.dna")
    connection.row_factory = sqlite3.Row
    try:
        yield connection
    finally:
        connection.close()


def statements(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """Each statement with what it says, as the program lists them."""
    rows = {row["statement"]: dict(row) for row in connection.execute(LISTED)}
    for query in (WORDS, AGREEMENT):
        for statement, variable, value in connection.execute(query):
            rows[statement][variable] = value
    return list(rows.values())


def talks() -> zopa.PositionGraph:
    """A union and its speaker on a dam, with quotes of which one has a letter that Java counts as two."""
    return graph(
        parties=[
            {"id": "union", "name": "River Union", "kind": "organisation", "aliases": "RU|The union"},
            {"id": "ann", "name": "Ann Able", "kind": "leader", "speaks_for": "union"},
            {"id": "bo", "name": "Bo", "kind": "leader"},
            {"id": "other", "name": "River Union", "kind": "organisation"},
        ],
        issues=[
            {"id": "dam", "name": "Build the dam", "kind": "choice", "closed": "yes"},
            {"id": "seat", "name": "Seat", "kind": "choice"},
            {"id": "height", "name": "Height", "kind": "number", "unit": "m"},
        ],
        options=[
            {"issue": "dam", "option": "yes", "name": "Yes"},
            {"issue": "dam", "option": "no", "name": "No"},
            {"issue": "seat", "option": "a", "name": "Aville"},
            {"issue": "seat", "option": "b", "name": "Beetown"},
        ],
        regions=[{"id": "north", "name": "North"}],
        sources=[
            {"id": "up", "title": "The Up Times", "publisher": "Up Press", "kind": "article", "date": "2021-01"},
            {"id": "late", "title": "Late News"},
        ],
        evidence=[
            {"id": "e1", "source": "up", "quote": "\N{FIRE} first", "coder": "C. One"},
            {
                "id": "e2",
                "source": "up",
                "quote": "We want\r\nthe dam.",
                "date": "2021-02-03",
                "speaker": "A spokesman",
            },
            {"id": "e3", "source": "late", "paraphrase": "They refuse", "coder": "C. Two"},
            {"id": "e4", "source": "late", "quote": "not reviewed", "status": "draft"},
        ],
        positions=[
            {"id": "1", "party": "union", "issue": "dam", "stance": "demands", "option": "yes", "evidence": "e1|e2"},
            {"id": "2", "party": "ann", "issue": "dam", "stance": "accepts", "option": "no", "evidence": "e1"},
            {"id": "3", "party": "bo", "issue": "dam", "stance": "rejects", "option": "yes", "evidence": "e3|e4"},
            {"id": "4", "party": "bo", "issue": "dam", "stance": "rejects", "option": "no", "start": "2020"},
            {
                "id": "5",
                "party": "other",
                "issue": "seat",
                "stance": "demands",
                "option": "a|b",
                "firmness": "red line",
            },
            {"id": "6", "party": "other", "issue": "seat", "stance": "rejects", "option": "b", "regions": "north"},
            {"id": "7", "party": "union", "issue": "height", "stance": "demands", "high": 30.0},
            {"id": "8", "party": "bo", "issue": "seat", "stance": "abstains"},
        ],
    )


def test_a_database_has_the_tables_of_the_program(tmp_path: Path) -> None:
    with opened(valley(), tmp_path) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        assert sorted(names) == sorted(EXPECTED)
        references = set()
        for name in names:
            columns = [
                row["name"] + {"TEXT": ":T", "INTEGER": ""}[row["type"]]
                for row in connection.execute(f"PRAGMA table_info({name})")
            ]
            assert columns == EXPECTED[name].split()
            references |= {
                (name, row["from"], row["table"]) for row in connection.execute(f"PRAGMA foreign_key_list({name})")
            }
        assert references == REFERENCES
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_the_password_is_kept_as_the_program_keeps_it(tmp_path: Path) -> None:
    kept = base64.b64decode(KEPT_PASSWORD)
    digest = kept[:16] + PASSWORD.encode()
    for _ in range(100_000):
        digest = hashlib.sha256(digest).digest()
    assert digest == kept[16:]
    with opened(talks(), tmp_path) as connection:
        coders = connection.execute("SELECT ID, Name, Password FROM CODERS").fetchall()
        assert [row["Name"] for row in coders] == ["Admin", "C. One", "Not known", "C. Two"]
        assert {row["Password"] for row in coders} == {KEPT_PASSWORD}
        pairs = {tuple(row) for row in connection.execute("SELECT Coder, OtherCoder FROM CODERRELATIONS")}
        assert pairs == {(a, b) for a in range(1, 5) for b in range(1, 5) if a != b}


def test_a_statement_is_who_agrees_with_what_or_not_with_its_words_its_day_and_its_coder(tmp_path: Path) -> None:
    sentences = write(talks(), tmp_path / "b.dna")
    with opened(talks(), tmp_path) as connection:
        rows = statements(connection)
        held = [(row["organization"], row["person"], row["concept"], row["agreement"]) for row in rows]
        assert held == [
            ("River Union", "", "Build the dam", 1),
            ("River Union", "A spokesman", "Build the dam", 1),
            ("River Union", "Ann Able", "Build the dam", 0),
            ("", "Bo", "Build the dam", 0),
            ("", "Bo", "Build the dam: No", 0),
            ("River Union (2)", "", "Seat: Aville", 1),
            ("River Union (2)", "", "Seat: Beetown", 1),
            ("River Union (2)", "", "Seat (North): Beetown", 0),
            ("River Union", "", "Height: at most 30 m", 1),
        ]
        days = [f"{datetime.fromtimestamp(row['date'], UTC):%Y-%m-%d}" for row in rows]
        assert days == ["2021-01-01", "2021-02-03", "2021-01-01", "1970-01-01", "2020-01-01", *["1970-01-01"] * 4]
        assert [row["coder"] for row in rows][:4] == ["C. One", "Not known", "C. One", "C. Two"]
        assert rows[1]["text"] == "We want\nthe dam."
        assert [row["text"] for row in rows][3:5] == ["[They refuse]", "[Bo rejects: No]"]
        assert {row["firmness"] for row in rows} == {"", "red line"}
        places = connection.execute("SELECT Start, Stop FROM STATEMENTS WHERE ID = 1").fetchone()
        assert tuple(places) == (0, len("xx first"))
        attributes = (
            "SELECT Value, AttributeVariable, AttributeValue FROM ATTRIBUTEVALUES JOIN ENTITIES ON ENTITIES.ID "
        )
        attributes += "= EntityId JOIN ATTRIBUTEVARIABLES ON ATTRIBUTEVARIABLES.ID = AttributeVariableId"
        told = {(name, attribute): value for name, attribute, value in connection.execute(attributes) if value}
        assert told["River Union", "Alias"] == "RU; The union"
        assert told["Seat (North): Beetown", "Type"] == "Seat"
    assert sentences[0].endswith("it is 'zopa' for every coder.")
    assert sentences[2:] == [
        "1 position that takes no side is not in the file.",
        "5 passages have no quote in the case. A text in square brackets is no quote.",
        "5 statements have no date, and the program needs one: 1 January 1970 stands there.",
        "3 statements are dated by a month or a year: its first day stands there.",
    ]


def test_statements_are_read_back_with_their_words(tmp_path: Path) -> None:
    write(talks(), tmp_path / "a.dna")
    again: Any = zopa.load(tmp_path / "a.dna", quiet=True)
    positions = again.tables["positions"].astype(object).fillna("")
    assert positions[["party", "issue", "option", "start"]].values.tolist()[:3] == [
        ["river-union", "build-the-dam", "yes", "2021-01-01"],
        ["river-union", "build-the-dam", "no", "2021-01-01"],
        ["bo", "build-the-dam", "no", ""],
    ]
    evidence = again.tables["evidence"].astype(object).fillna("")
    assert evidence["quote"].tolist()[:4] == ["\N{FIRE} first", "We want\nthe dam.", "\N{FIRE} first", "[They refuse]"]
    assert evidence["date"].tolist()[:4] == ["2021-01-01", "2021-02-03", "2021-01-01", ""]
    assert "stands for none" in " ".join(again.findings["message"])
    assert again.tables["parties"].set_index("name").loc["Ann Able", "speaks_for"] == "river-union"
    # What is read back says the same when it is written again.
    write(again, tmp_path / "b.dna")
    third: Any = zopa.load(tmp_path / "b.dna", quiet=True)
    assert third.tables["positions"].drop(columns="id").equals(again.tables["positions"].drop(columns="id"))


def expected(rows: dict[str, Any]) -> list[tuple[str, str, str, int]]:
    """Organisation, person, concept and agreement of every statement, put together by hand; names are ids."""
    speaks_for = {row["id"]: row["speaks_for"] for row in rows["parties"]}
    units = {row["id"]: row.get("unit", "") for row in rows["issues"]}
    held = []
    for row in rows["positions"]:
        if row["stance"] in ("abstains", "mixed", "no answer"):
            continue
        root = row["party"]
        while speaks_for[root]:
            root = speaks_for[root]
        places = f" ({', '.join(row['regions'].split('|'))})" if row.get("regions") else ""
        low, ideal, high = (row.get(name) for name in ("low", "ideal", "high"))
        if row.get("option"):
            words = row["option"].split("|")
        elif low is None and high is None:
            words = [f"ideally {ideal} {units[row['issue']]}"]
        elif high is None or low is None:
            words = [f"at {'least' if high is None else 'most'} {low if high is None else high} {units[row['issue']]}"]
        else:
            words = [f"{low if low == high else f'{low} to {high}'} {units[row['issue']]}"]
        person = "" if root == row["party"] else row["party"]
        pieces = [id for id in (row.get("evidence") or "").split("|") if id] or [""]
        for _ in pieces:
            held += [
                (root, person, f"{row['issue']}{places}: {word}", int(row["stance"] != "rejects")) for word in words
            ]
    return held


@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=dossiers(wide=True))
def test_every_position_on_every_option_is_a_statement(tmp_path: Path, rows: dict[str, Any]) -> None:
    case = graph(**rows)
    with opened(case, tmp_path) as connection:
        held = [
            (row["organization"], row["person"], row["concept"], row["agreement"]) for row in statements(connection)
        ]
    assert held == expected(rows)


def test_long_names_and_letters_that_no_text_can_hold_fit(tmp_path: Path) -> None:
    long = "x" * 300
    case = graph(
        parties=[{"id": id, "name": f"{long} {id}", "aliases": long} for id in ("a", "b")],
        issues=[{"id": "i", "name": long, "kind": "choice"}],
        options=[{"issue": "i", "option": "o", "name": "o"}],
        sources=[{"id": "s", "title": long, "publisher": long}],
        evidence=[{"id": "e", "source": "s", "quote": "a\x00b\ud800c", "coder": long}],
        positions=[
            {"id": id, "party": id, "issue": "i", "stance": "demands", "option": "o", "evidence": "e"} for id in "ab"
        ],
    )
    with opened(case, tmp_path) as connection:
        rows = statements(connection)
    assert len({row["organization"] for row in rows}) == 2
    assert {row["text"] for row in rows} == {"a\N{SYMBOL FOR NULL}b\N{REPLACEMENT CHARACTER}c"}


def test_a_case_without_positions_is_a_database_without_statements(tmp_path: Path) -> None:
    with opened(graph(parties=[{"id": "p"}]), tmp_path) as connection:
        assert statements(connection) == []

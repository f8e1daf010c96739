"""Statements of Discourse Network Analyzer: databases of versions 2 and 3, and exported tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from effort import examples
from hypothesis import example, given, settings
from hypothesis import strategies as st

import zopa
from zopa.loaders import DossierError, read
from zopa.loaders.tools.registry import recognised
from zopa.loaders.tools.sqlite_files import database

TEXT = "\N{FIRE} We want the dam. No, we do not. Others say it floods the valley."
#: The first day of 2021 and ten o'clock on the next, in seconds.
DAY, LATER = 1_609_459_200, 1_609_459_200 + 34 * 3600
VARIABLES = [(1, "person", "short text", 1), (2, "organization", "short text", 1), (3, "concept", "short text", 1)]
VARIABLES += [(4, "agreement", "boolean", 1), (5, "note", "long text", 2), (6, "place", "short text", 1)]
#: Statement, type, document, start, stop (in units of UTF-16, the fire is two), coder.
STATEMENTS = [
    (1, 1, 1, 3, 19, 1),
    (2, 1, 1, 20, 34, 1),
    (3, 1, 2, 3, 19, 2),
    (4, 1, 1, 3, 19, 1),
    (5, 1, 2, 35, 900, 2),
    (6, 2, 2, 0, 2, 2),
]
#: What is coded of each: person, organisation, concept, agreement.
CODED = {
    1: ("Ann Able", "Bank of Up", "Build the dam.", 1),
    2: ("Ann Able", "Bank of Up", "Build the dam.", 0),
    3: ("Bo", "", "Build the dam.", 0),
    4: ("Ann Able", "Bank of Up", "Build the dam.", 1),
    5: ("Cy", "River Union", "", 1),
}
NAMES = sorted({(place, name) for coded in CODED.values() for place, name in enumerate(coded[:3], start=1)})
UNUSED = (2, "Nobody's Bank")


def run(path: Path, tables: dict[str, str], rows: dict[str, Iterable[tuple[Any, ...]]]) -> Path:
    connection = sqlite3.connect(path)
    for name, columns in tables.items():
        connection.execute(f"CREATE TABLE {name} ({columns})")
    for name, cells in rows.items():
        for row in cells:
            connection.execute(f"INSERT INTO {name} VALUES ({','.join('?' * len(row))})", row)
    connection.commit()
    connection.close()
    return path


def common(factor: int) -> tuple[dict[str, str], dict[str, Iterable[tuple[Any, ...]]]]:
    """What both versions have; the factor is that of the dates."""
    tables = {
        "SETTINGS": "Property TEXT PRIMARY KEY, Value TEXT",
        "CODERS": "ID INTEGER PRIMARY KEY, Name TEXT, Password TEXT",
        "DOCUMENTS": "ID INTEGER PRIMARY KEY, Title TEXT, Text TEXT, Coder INTEGER, Author TEXT, Source TEXT, "
        "Section TEXT, Notes TEXT, Type TEXT, Date INTEGER",
        "STATEMENTTYPES": "ID INTEGER PRIMARY KEY, Label TEXT",
        "VARIABLES": "ID INTEGER PRIMARY KEY, Variable TEXT, DataType TEXT, StatementTypeId INTEGER",
        "REGEXES": "Label TEXT PRIMARY KEY",
        "STATEMENTS": "ID INTEGER PRIMARY KEY, StatementTypeId INTEGER, DocumentId INTEGER, Start INTEGER, Stop INTEGER, "
        "Coder INTEGER",
    }
    documents = [
        (1, "On the dam", TEXT, 1, "A. Writer", "The Up Times", "p. 4", "", "Article", DAY * factor),
        (2, "The valley", TEXT, 1, "", "", "", "", "", LATER * factor),
    ]
    rows: dict[str, Iterable[tuple[Any, ...]]] = {
        "SETTINGS": [("version", "9.9")],
        "CODERS": [(1, "Coder 1", "secret-1"), (2, "Coder 2", "secret-2")],
        "DOCUMENTS": documents,
        "STATEMENTTYPES": [(1, "DNA Statement"), (2, "Annotation")],
        "VARIABLES": VARIABLES,
        "REGEXES": [("dam",)],
        "STATEMENTS": STATEMENTS,
    }
    return tables, rows


def version_2(path: Path) -> Path:
    tables, rows = common(1000)
    tables |= {
        name: f"ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER, StatementTypeId INTEGER, Value {kind}"
        for name, kind in (
            ("DATABOOLEAN", "INTEGER"),
            ("DATAINTEGER", "INTEGER"),
            ("DATASHORTTEXT", "TEXT"),
            ("DATALONGTEXT", "TEXT"),
        )
    }
    tables["ATTRIBUTES"] = (
        "ID INTEGER PRIMARY KEY, VariableId INTEGER, Value TEXT, Red INTEGER, Green INTEGER, Blue INTEGER, Type TEXT, "
        "Alias TEXT, Notes TEXT, ChildOf TEXT"
    )
    rows["DATABOOLEAN"] = [(number, number, 4, 1, coded[3]) for number, coded in CODED.items()]
    texts = [(number, place, 1, name) for number, coded in CODED.items() for place, name in enumerate(coded[:3], 1)]
    rows["DATASHORTTEXT"] = [(None, *row) for row in [*texts, (1, 6, 1, "the north")]]
    rows["DATALONGTEXT"] = [(1, 6, 5, 2, "look again")]
    rows["ATTRIBUTES"] = [
        (None, variable, name, 0, 0, 0, *attributes_of(name)[:3], attributes_of(name)[3])
        for variable, name in [*NAMES, UNUSED]
    ]
    return run(path, tables, rows)


def attributes_of(name: str) -> tuple[str, str, str, str]:
    """Type, alias, notes and what it is a child of."""
    return ("Business", "BoU", "", "The Banks") if name == "Bank of Up" else ("", "", "", "")


def version_3(path: Path) -> Path:
    tables, rows = common(1)
    data = "ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER"
    tables |= {
        "DATABOOLEAN": f"{data}, Value INTEGER",
        "DATAINTEGER": f"{data}, Value INTEGER",
        "DATASHORTTEXT": f"{data}, Entity INTEGER",
        "DATALONGTEXT": f"{data}, Value TEXT",
        "ENTITIES": "ID INTEGER PRIMARY KEY, VariableId INTEGER, Value TEXT, Red INTEGER, ChildOf INTEGER",
        "ATTRIBUTEVARIABLES": "ID INTEGER PRIMARY KEY, VariableId INTEGER, AttributeVariable TEXT",
        "ATTRIBUTEVALUES": "ID INTEGER PRIMARY KEY, EntityId INTEGER, AttributeVariableId INTEGER, AttributeValue TEXT",
    }
    entities = {(2, "The Banks"): 1}
    for entity in [*NAMES, UNUSED, (6, "the north")]:
        entities[entity] = len(entities) + 1
    rows["DATABOOLEAN"] = [(number, number, 4, coded[3]) for number, coded in CODED.items()]
    texts = [(n, place, entities[place, name]) for n, coded in CODED.items() for place, name in enumerate(coded[:3], 1)]
    rows["DATASHORTTEXT"] = [(None, *row) for row in [*texts, (1, 6, entities[6, "the north"])]]
    rows["DATALONGTEXT"] = [(1, 6, 5, "look again")]
    rows["ENTITIES"] = [
        (number, variable, name, 0, 1 if name == "Bank of Up" else None)
        for (variable, name), number in entities.items()
    ]
    rows["ATTRIBUTEVARIABLES"] = [(1, 2, "Type"), (2, 2, "Alias"), (3, 2, "Notes")]
    bank = entities[2, "Bank of Up"]
    rows["ATTRIBUTEVALUES"] = [(1, bank, 1, "Business"), (2, bank, 2, "BoU"), (3, bank, 3, "")]
    return run(path, tables, rows)


VERSIONS = {"2": version_2, "3": version_3}


@pytest.mark.parametrize("version", VERSIONS)
def test_statements_are_evidence_of_positions_and_contradictions_stay(tmp_path, version):
    case = zopa.load(VERSIONS[version](tmp_path / "dam.dna"), quiet=True)
    assert case.tables["positions"][
        ["party", "issue", "stance", "option", "start", "evidence", "support"]
    ].values.tolist() == [
        ["bank-of-up", "build-the-dam", "demands", "yes", "2021-01-01", "statement-1|statement-4", 2.0],
        ["bank-of-up", "build-the-dam", "demands", "no", "2021-01-01", "statement-2", 1.0],
        ["bo", "build-the-dam", "demands", "no", "2021-01-02", "statement-3", 1.0],
    ]
    # A divided party is a finding, and its positions may hold or not.
    assert case.tables["positions"]["contested"].fillna("").tolist() == ["yes", "yes", ""]
    assert "contradicts itself" in " ".join(case.findings["message"])
    parties = case.tables["parties"].select_dtypes("str").fillna("").set_index("id")
    assert parties.loc["bank-of-up", ["name", "aliases", "note", "part_of"]].tolist() == [
        "Bank of Up",
        "BoU",
        "Type: Business",
        "the-banks",
    ]
    assert parties["speaks_for"].to_dict() == {"bank-of-up": "", "the-banks": "", "ann-able": "bank-of-up", "bo": ""}


@pytest.mark.parametrize("version", VERSIONS)
def test_passages_are_quoted_from_where_java_counts_and_say_who_spoke_who_coded_and_where(tmp_path, version):
    case = zopa.load(VERSIONS[version](tmp_path / "dam.dna"), quiet=True)
    evidence = case.tables["evidence"].astype(object).fillna("").set_index("id")
    assert evidence["quote"].tolist() == ["We want the dam.", "No, we do not.", "We want the dam.", "We want the dam."]
    assert evidence.loc["statement-1"].to_dict() == {
        "source": "document-1",
        "locator": "characters 3 to 19",
        "quote": "We want the dam.",
        "paraphrase": "",
        "speaker": "Ann Able",
        "date": "2021-01-01",
        "attribution": "",
        "status": "",
        "coder": "Coder 1",
        "weight": "",
        "note": "place: the north",
    }
    sources = case.tables["sources"].fillna("").set_index("id")
    assert sources.loc["document-1", ["title", "publisher", "date", "note"]].tolist() == [
        "On the dam",
        "The Up Times",
        "2021-01-01",
        "Author: A. Writer; Section: p. 4; Type: Article",
    ]
    assert sources.loc["document-2", ["date", "note"]].tolist() == ["2021-01-02", "Time: 10:00 UTC"]


def test_a_document_of_the_first_moment_of_1970_has_no_date_and_propositions_that_begin_alike_stay_apart(tmp_path):
    path = version_3(tmp_path / "dam.dna")
    connection = sqlite3.connect(path)
    connection.execute("UPDATE DOCUMENTS SET Date = 0 WHERE ID = 1")
    connection.executemany(
        "INSERT INTO ENTITIES VALUES (?, 3, ?, 0, NULL)",
        [(90, "The height of the new dam is fine"), (91, "The height of the new dam is known")],
    )
    connection.execute("UPDATE DATASHORTTEXT SET Entity = 90 WHERE StatementId = 1 AND VariableId = 3")
    connection.execute("UPDATE DATASHORTTEXT SET Entity = 91 WHERE StatementId = 4 AND VariableId = 3")
    connection.commit()
    connection.close()
    case = zopa.load(path, quiet=True)
    assert case.tables["positions"]["start"].fillna("").tolist() == ["", "", "2021-01-02", ""]
    assert case.tables["positions"]["id"].is_unique
    assert "Document 1 has the first moment of 1970 as its date" in " ".join(case.findings["message"])


@pytest.mark.parametrize("version", VERSIONS)
def test_statements_without_a_proposition_and_entries_that_nothing_uses_are_set_aside(tmp_path, version):
    case = zopa.load(VERSIONS[version](tmp_path / "dam.dna"), quiet=True)
    aside = dict(case.set_aside[["why", "content"]].values.tolist())
    assert "No statement was coded that the actor agrees with or not." in aside
    assert "look again" in aside["Statements of the type 'Annotation' code no actor who agrees or not."]
    assert "Nobody's Bank" in " ".join(case.set_aside["content"])
    assert "Statement 5 marks no passage of its document" in " ".join(case.findings["message"])
    # Nothing of the coders but their names leaves the file.
    assert "secret" not in case.understood.to_csv() + case.set_aside.to_csv() + str(case.tables)
    columns = set(case.understood["column"])
    assert {"person", "organization", "concept", "agreement", "place", "REGEXES", "DOCUMENTS.Text"} <= columns


def test_a_whole_number_of_agreement_can_be_mixed_or_a_place_on_a_scale(tmp_path):
    path = version_3(tmp_path / "dam.dna")
    connection = sqlite3.connect(path)
    connection.execute("UPDATE VARIABLES SET DataType = 'integer' WHERE ID = 4")
    connection.execute("DELETE FROM DATABOOLEAN")
    connection.executemany("INSERT INTO DATAINTEGER VALUES (?, ?, 4, ?)", [(1, 1, -1), (2, 2, 0), (3, 3, 1)])
    connection.commit()
    reading = read(path)
    stances = reading.tables["positions"][["party", "stance", "option"]].fillna("").values.tolist()
    assert ["bank-of-up", "demands", "no"] in stances
    assert ["bo", "demands", "yes"] in stances
    connection.execute("UPDATE DATAINTEGER SET Value = 4 WHERE ID = 2")
    connection.commit()
    connection.close()
    case = zopa.load(path, quiet=True)
    assert case.tables["issues"]["kind"].tolist() == ["number"]
    assert case.tables["positions"]["ideal"].tolist() == [-1.0, 4.0, 1.0]


# ------------------------------------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("dam.dna", b"<?xml version='1.0'?><discourse/>", "no database of SQLite"),
        ("dam.dna", b"", "no database of SQLite"),
        ("dam.dna", b"SQLite format 3\0" + b"\0" * 200, "damaged"),
    ],
)
def test_what_is_no_database_is_refused(tmp_path, name, content, message):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DossierError, match=message):
        zopa.load(tmp_path / name, form="dna")


def test_a_database_of_something_else_is_refused_by_the_tables_that_it_lacks(tmp_path):
    path = run(tmp_path / "other.dna", {"DOCUMENTS": "ID INTEGER"}, {})
    with pytest.raises(DossierError, match="has no table STATEMENTS, STATEMENTTYPES"):
        zopa.load(path)


def test_nothing_in_a_database_is_run(tmp_path):
    """A view that would go on forever, and a computed column, are not read."""
    path = version_3(tmp_path / "dam.dna")
    connection = sqlite3.connect(path)
    connection.execute("DROP TABLE CODERS")
    connection.execute(
        "CREATE VIEW CODERS AS WITH RECURSIVE n(ID, Name) AS (SELECT 1, 'x' UNION ALL SELECT ID + 1, 'x' FROM n) SELECT * FROM n"
    )
    connection.execute("DROP TABLE DATALONGTEXT")
    connection.execute(
        "CREATE TABLE DATALONGTEXT (StatementId INTEGER, VariableId INTEGER, Value TEXT AS (hex(zeroblob(9))))"
    )
    connection.execute("INSERT INTO DATALONGTEXT VALUES (1, 5)")
    connection.commit()
    connection.close()
    before = path.read_bytes()
    case = zopa.load(path, quiet=True)
    assert case.tables["evidence"]["coder"].isna().all()
    assert "000000" not in case.tables["evidence"].to_csv()
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["dam.dna"]


def test_a_database_reads_only_and_attaches_nothing(tmp_path):
    from zopa.loaders.findings import Findings

    path = version_3(tmp_path / "dam.dna")
    with database(path, Findings()) as tables:
        assert tables is not None
        for query in (
            "DELETE FROM DOCUMENTS",
            f"ATTACH '{tmp_path / 'other.db'}' AS other",
            "SELECT load_extension('x')",
            "PRAGMA writable_schema = ON",
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT * FROM n",
        ):
            with pytest.raises(sqlite3.DatabaseError):
                tables._connection.execute(query)


# ------------------------------------------------------------------------------------------------ tables

TABLE = """\
"statement_id";"time";"document_id";"document_title";"document_source";"person";"organization";"concept";"agreement";"frame"
"1";"14-01-2021";"1";"On the dam";"The Up Times";"Ann Able";"Bank of Up";"Build the dam.";"1";"money"
"2";"14-01-2021";"1";"On the dam";"The Up Times";"Ann Able";"Bank of Up";"Build the dam.";"1";""
"3";"02-03-2021";"2";"The valley";"";"Bo";"";"Build the dam.";"0";""
"4";"02-03-2021";"2";"The valley";"";"";"";"Build the dam.";"0";""
"5";"soon";"2";"The valley";"";"Bo";"";"Flood the valley.";"maybe";""
"""


def test_an_exported_table_is_read_as_the_database_is(tmp_path):
    path = tmp_path / "dam.csv"
    path.write_text(TABLE, encoding="utf-8-sig")
    assert recognised(path) == "dna-table"
    case = zopa.load(path, quiet=True)
    assert case.tables["positions"][["party", "option", "start", "support"]].values.tolist() == [
        ["bank-of-up", "yes", "2021-01-14", 2.0],
        ["bo", "no", "2021-03-02", 1.0],
    ]
    evidence = case.tables["evidence"].astype(object).fillna("")
    assert evidence["note"].tolist() == ["frame: money", "", ""]
    assert evidence["locator"].tolist()[2] == "row 4 of dam.csv"
    assert case.tables["sources"][["title", "date"]].fillna("").values.tolist()[:2] == [
        ["On the dam", "2021-01-14"],
        ["The valley", "2021-03-02"],
    ]
    assert case.set_aside[["row", "why"]].values.tolist() == [
        [5, "No actor was coded."],
        [6, "'maybe' says neither that the actor agrees nor that it does not."],
    ]
    assert "'soon' is no date" in " ".join(case.findings["message"])


def test_statements_of_newspapers_in_a_workbook_are_read_in_their_own_words(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Coded from two newspapers"])
    sheet.append(["Date", "Newspaper", "Actor", "Claim", "Polarity", "Quote"])
    sheet.append([datetime(2024, 3, 4), "The Up Times", "Bank of Up", "Build the dam", "+1", "We want it"])
    sheet.append([datetime(2024, 3, 5), "The Up Times", "River Union", "Build the dam", "-1", "Never"])
    book.save(tmp_path / "coded.xlsx")
    assert recognised(tmp_path / "coded.xlsx") == "dna-table"
    case = zopa.load(tmp_path / "coded.xlsx", quiet=True)
    assert case.tables["positions"][["party", "option", "start"]].values.tolist() == [
        ["bank-of-up", "yes", "2024-03-04"],
        ["river-union", "no", "2024-03-05"],
    ]
    assert case.tables["evidence"]["quote"].tolist() == ["We want it", "Never"]
    assert case.tables["sources"]["publisher"].tolist() == ["The Up Times", "The Up Times"]


def test_a_dossier_with_its_own_words_is_not_taken_for_statements(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("party,issue,stance,option\nA,dam,demands,yes\n", encoding="utf-8")
    assert recognised(path) is None


# ------------------------------------------------------------------------------------------------ fuzzing

CELLS = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.sampled_from(["", "1", "x|y", "a/b", "\N{FIRE}", "NaN", "2021", "\u202e", " "]),
    st.binary(max_size=4),
)
PLACES = st.tuples(
    st.sampled_from(["DOCUMENTS", "VARIABLES", "STATEMENTTYPES", "DATABOOLEAN", "DATASHORTTEXT", "ENTITIES", "CODERS"]),
    st.integers(0, 9),
    st.integers(0, 9),
)


@settings(max_examples=examples(40), deadline=None)
@example(changes=[(("DATABOOLEAN", 5, 2), 2)], version="3")
@given(changes=st.lists(st.tuples(PLACES, CELLS), max_size=6), version=st.sampled_from(sorted(VERSIONS)))
def test_changed_databases_lose_no_statement(tmp_path_factory, changes, version):
    path = VERSIONS[version](tmp_path_factory.mktemp("dna") / "dam.dna")
    connection = sqlite3.connect(path)
    for (table, row, column), cell in changes:
        names = [entry[1] for entry in connection.execute(f"PRAGMA table_info({table})")]
        if names[1:]:
            name = names[1:][column % (len(names) - 1)]
            connection.execute(f"UPDATE {table} SET {name} = ? WHERE ID = ?", (cell, row))
    connection.commit()
    connection.close()
    reading = read(path)
    assert reading.brought is not None
    told = len(reading.brought.tables.get("evidence", [])) + sum(
        aside.content.startswith("statement: ") for aside in reading.brought.set_aside
    )
    assert told == len(STATEMENTS)


@settings(max_examples=examples(40), deadline=None)
@given(at=st.integers(0, 60_000), cell=st.binary(min_size=1, max_size=40))
def test_damaged_databases_are_read_or_refused_by_name(tmp_path_factory, at, cell):
    path = version_2(tmp_path_factory.mktemp("dna") / "dam.dna")
    content = bytearray(path.read_bytes())
    place = at % len(content)
    content[place : place + len(cell)] = cell
    path.write_bytes(content)
    reading = read(path, form="dna")
    assert reading.brought is not None or reading.errors

"""Files that fill a database without zopa end in the same graph as a push."""

from __future__ import annotations

import os

import pandas as pd
import pytest
from effort import first_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import zopa
from zopa.graph.neo4j.connection import Connection
from zopa.graph.neo4j.export import script

from . import server as servers
from .reading import whole
from .test_breaks import full
from .test_push import HOSTILE

#: Cypher reads the number of a character before it looks for the end of a name: this header tries to end it.
ATTACK = "a\\u0060:1}] AS row MATCH (q:Canary) DELETE q WITH 1 AS z UNWIND [{\\u0060id"
#: What people and attackers type into a header.
CHARACTERS = st.sampled_from("\\u0060`$;{}:()[]/*\n\r\t'\" aé中\u202e\U0001f54a") | st.characters(
    exclude_categories=["Cs"], exclude_characters="\x00"
)


def run_script(connection: Connection, graph: zopa.PositionGraph) -> None:
    for statement in script(graph):
        assert statement.endswith(";\n")
        connection.do(statement.rstrip()[:-1])


def with_columns(names: list[str]) -> zopa.PositionGraph:
    rows = pd.DataFrame({"id": ["a", "b"], "party": ["A", "B"], "issue": ["seat", "seat"], "option": ["x", "y"]})
    graph = zopa.load({"positions": rows, "dossier": {"id": "own$rows$case"}}, quiet=True)
    more = {name: pd.array([f"first of {name}", None], dtype="str") for name in names}
    return zopa.PositionGraph(graph.tables | {"positions": graph.tables["positions"].assign(**more)}, graph.meta)


def test_a_header_cannot_end_the_statement_that_it_stands_in(shared, connection):
    graph = with_columns([ATTACK, "a\\u0060b", "\\u000a", "`", "\\\\", "x;\n"])
    connection.do("CREATE (:Canary {a: 1})")
    run_script(connection, graph)
    assert connection.read("MATCH (c:Canary) RETURN count(c)") == [[1]]
    connection.do("MATCH (c:Canary) DELETE c")
    pd.testing.assert_frame_equal(shared.tables["positions"], graph.tables["positions"])
    scripted = whole(connection)
    connection.do("MATCH (n) DETACH DELETE n")
    shared.push(graph)
    assert whole(connection) == scripted


@settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(names=st.lists(st.text(CHARACTERS, min_size=1, max_size=12), min_size=30, max_size=40, unique=True))
def test_a_header_of_any_characters_comes_back_as_it_was(names, connection):
    connection.do("MATCH (n) DETACH DELETE n")
    graph = with_columns([name for name in names if name not in ("id", "case_id")])
    run_script(connection, graph)
    pd.testing.assert_frame_equal(zopa.SharedGraph(connection).tables["positions"], graph.tables["positions"])


def hostile() -> zopa.PositionGraph:
    rows = pd.DataFrame(
        {
            "id": [HOSTILE, "b"],
            "party": ["A;\n", "B"],
            "issue": ["seat", "seat"],
            "stance": ["demands", "rejects"],
            "option": ["Geneva", "Geneva"],
            "note": ['";\n// "', 'a\\b, "c"\td'],
            'own, "\\u0060`; ': ["\\", None],
        }
    )
    return zopa.load({"positions": rows, "dossier": {"id": "h", "title": HOSTILE}}, quiet=True)


@pytest.mark.parametrize("case", first_of(["hostile", "valley"]))
def test_the_script_ends_in_the_same_graph_as_a_push(case, shared, connection):
    graph = hostile() if case == "hostile" else full()
    shared.push(graph)
    pushed = whole(connection)
    connection.do("MATCH (n) DETACH DELETE n")
    for _ in range(2):
        run_script(connection, graph)
    assert whole(connection) == pushed
    assert shared.push(graph).written == 0


@pytest.mark.thorough
def test_the_script_takes_the_place_of_an_older_state_of_the_case(shared, connection):
    valley = full()
    shared.push(valley)
    rows = valley.tables["positions"].copy()
    rows.loc[rows["id"] == "u-control", "option"] = "shared"
    moved = zopa.PositionGraph(valley.tables | {"positions": rows}, valley.meta)
    assert not moved.tables["positions"].equals(valley.tables["positions"])
    run_script(connection, moved)
    scripted = whole(connection)
    connection.do("MATCH (n) DETACH DELETE n")
    shared.push(moved)
    assert whole(connection) == scripted


@pytest.mark.skipif(bool(os.environ.get("NEO4J_URI")), reason="a bulk import needs a server that is not running yet")
@pytest.mark.thorough
@pytest.mark.parametrize("case", ["hostile", "ukraine-2025"])
def test_a_bulk_import_ends_in_the_same_graph_as_a_push(case, shared, connection, own, tmp_path):
    graph = hostile() if case == "hostile" else zopa.load(case)
    shared.push(graph)
    pushed = whole(connection)
    servers.bulk_import(own, zopa.export(graph, tmp_path / "bulk"))
    own.start()
    imported = Connection(own.uri)
    assert whole(imported) == pushed
    theirs = zopa.SharedGraph(imported)
    assert theirs.push(graph).written == 0
    for name, table in graph.tables.items():
        pd.testing.assert_frame_equal(theirs.tables[name], table)
    imported.close()


def test_a_folder_that_holds_something_and_a_column_that_no_header_can_hold_are_refused(tmp_path):
    graph = zopa.load("river-basin")
    (tmp_path / "a.txt").touch()
    with pytest.raises(ValueError, match="is not empty"):
        zopa.export(graph, tmp_path)
    odd = zopa.PositionGraph(
        graph.tables
        | {
            "parties": graph.tables["parties"].assign(
                **{"a:b": pd.array(["x"] * len(graph.tables["parties"]), dtype="str")}
            )
        },
        graph.meta,
    )
    with pytest.raises(ValueError, match="The column 'a:b' cannot be imported"):
        zopa.export(odd, tmp_path / "new")

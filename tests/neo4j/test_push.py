"""A push writes what changed and nothing else; cases live side by side; what is pulled is what was pushed."""

from __future__ import annotations

import pandas as pd
import pytest

import zopa
from zopa.graph.edges import edges, nodes
from zopa.graph.neo4j.schema import statements
from zopa.graph.network import rules_out

from .reading import whole


@pytest.fixture
def river():
    return zopa.load("river-basin")


def changed(graph: zopa.PositionGraph, table: str, row: int, **cells: object) -> zopa.PositionGraph:
    frame = graph.tables[table].copy()
    for column, value in cells.items():
        frame.loc[row, column] = value
    return zopa.PositionGraph(graph.tables | {table: frame}, graph.meta)


def expect_same_case(ours: zopa.PositionGraph, theirs: zopa.PositionGraph) -> None:
    assert theirs.meta == ours.meta
    for name, table in ours.tables.items():
        pd.testing.assert_frame_equal(theirs.tables[name], table)


def test_nodes_and_relationships_are_those_of_the_graph(shared, river, connection):
    shared.push(river)
    found = nodes(river.tables)
    per_kind = dict(connection.read("MATCH (n) WHERE NOT n:Row AND NOT n:Case RETURN labels(n)[0], count(*)"))
    assert per_kind == found["kind"].value_counts().to_dict()
    per_type = dict(connection.read("MATCH ()-[r]->() RETURN type(r), count(*)"))
    expected = edges(river.tables)["kind"].value_counts().to_dict() | {"RULES_OUT": len(rules_out(river.tables))}
    assert per_type == expected


def test_constraints_and_indexes_are_there(shared, river, connection):
    shared.push(river)
    there = {name for (name,) in connection.read("SHOW INDEXES YIELD name RETURN name")}
    assert set(statements()) <= there
    unique = connection.read("SHOW CONSTRAINTS YIELD labelsOrTypes, properties RETURN labelsOrTypes, properties")
    assert [["Position"], ["case_id", "id"]] in unique


def test_a_second_push_changes_nothing(shared, river, connection):
    first = shared.push(river)
    before = whole(connection)
    again = shared.push(zopa.load("river-basin"))
    assert (first.left_alone, again.written, again.removed) == (0, 0, 0)
    assert again.left_alone == first.written
    assert whole(connection) == before


def test_a_row_that_changed_is_written_with_its_relationships_and_nothing_else_is(shared, river, connection):
    shared.push(river)
    row = river.tables["positions"].index[river.tables["positions"]["option"].notna()][0]
    issue, named = river.tables["positions"].loc[row, ["issue", "option"]]
    options = river.tables["options"]
    other = next(one for one in options.loc[options["issue"] == issue, "option"] if one not in named.split("|"))
    moved = changed(river, "positions", row, option=other, note="moved")
    done = shared.push(moved)
    assert done.written == 1
    expect_same_case(moved, shared.pull())
    held = whole(connection)
    connection.do("MATCH (n) DETACH DELETE n")
    shared.push(moved)
    assert whole(connection) == held


def test_what_the_case_has_no_more_stays_unless_the_database_is_to_equal_it(shared, river, connection):
    shared.push(river)
    fewer = zopa.PositionGraph(
        river.tables | {"reactions": river.tables["reactions"].iloc[1:].reset_index(drop=True),
                        "obstacles": river.tables["obstacles"].iloc[:-1].reset_index(drop=True)}, river.meta,
    )  # fmt: skip
    assert shared.push(fewer).removed == 0
    assert len(shared.tables["obstacles"]) == len(river.tables["obstacles"])
    assert shared.push(fewer, replace=True).removed >= 1
    expect_same_case(fewer, shared.pull())
    held = whole(connection)
    connection.do("MATCH (n) DETACH DELETE n")
    shared.push(fewer)
    assert whole(connection) == held


def test_evidence_that_is_withdrawn_leaves_the_graph_and_comes_back_in_the_case(shared, river, connection):
    shared.push(river)
    draft = changed(river, "evidence", 0, status="draft")
    name = river.tables["evidence"]["id"].iat[0]
    shared.push(draft)
    assert connection.read("MATCH (e:Evidence {id: $id}) RETURN count(e)", id=name) == [[0]]
    expect_same_case(draft, shared.pull())
    shared.push(river)
    assert connection.read("MATCH (e:Evidence {id: $id}) RETURN count(e)", id=name) == [[1]]
    expect_same_case(river, shared.pull())


def test_parallel_reactions_are_both_kept(shared, river, connection):
    rows = river.tables["reactions"]
    twice = pd.concat([rows, rows.iloc[[0]].assign(id="again", note="another day")], ignore_index=True)
    shared.push(zopa.PositionGraph(river.tables | {"reactions": twice}, river.meta))
    same = rows.iloc[0]
    found = connection.read(
        "MATCH (:Party {id: $party})-[r:REACTS_TO]->(:Proposal {id: $proposal}) RETURN r.row_id",
        party=same["party"], proposal=same["proposal"],
    )  # fmt: skip
    assert {f"reactions/{same['id']}", "reactions/again"} <= {name for (name,) in found}


def test_cases_live_side_by_side(shared, river):
    other = zopa.load("ukraine-2025")
    shared.push(river)
    shared.push(other)
    assert shared.cases()["id"].tolist() == ["river-basin", "ukraine-2025"]
    assert shared.cases()["complete"].all()
    expect_same_case(river, shared.case("river-basin").pull())
    expect_same_case(other, shared.case("ukraine-2025").pull())
    undecided = zopa.SharedGraph(shared.connection)
    with pytest.raises(zopa.DatabaseError, match="holds river-basin, ukraine-2025: name one"):
        undecided.clashes()
    with pytest.raises(zopa.DatabaseError, match="no case 'rivr'. It has: river-basin, ukraine-2025"):
        shared.case("rivr").clashes()


def test_an_empty_database_says_so(shared):
    with pytest.raises(zopa.DatabaseError, match="empty: push a case first"):
        shared.summary()


def test_clashes_and_overlaps_are_written_on_request_and_go_when_positions_change(shared, river, connection):
    done = shared.push(river, derive=True)
    assert done.derived == len(river.clashes()) + len(river.overlap_pairs())
    rows = connection.read("MATCH (a)-[r:CLASHES_WITH]->(b) RETURN a.id, b.id, r.severity, r.issue, r.why")
    ours = river.clashes()[["position_a", "position_b", "severity", "issue", "why"]].values.tolist()
    assert sorted(rows) == sorted(ours)
    before = whole(connection)
    again = shared.push(river, derive=True)
    assert (again.written, again.derived) == (0, 0)
    assert whole(connection) == before
    row = int(river.tables["positions"].index[river.tables["positions"]["firmness"].isna()][0])
    moved = changed(river, "positions", row, note="checked")
    done = shared.push(moved)
    assert done.outdated == len(ours) + len(river.overlap_pairs())
    assert connection.read("MATCH ()-[r:CLASHES_WITH|OVERLAPS_WITH]->() RETURN count(r)") == [[0]]
    assert "taken away" in str(done)


def test_tables_are_read_when_they_are_named(shared, river):
    shared.push(river)
    pd.testing.assert_frame_equal(shared.tables["obstacles"], river.tables["obstacles"])
    assert list(shared.tables) == list(river.tables)
    with pytest.raises(KeyError):
        shared.tables["obstacle"]


def test_graph_page_and_picture_are_those_of_the_case(shared, river, tmp_path):
    shared.push(river)
    assert set(shared.nx.edges(keys=True)) == set(river.nx.edges(keys=True))
    assert shared.page(tmp_path / "a.html").read_bytes() == river.page(tmp_path / "b.html").read_bytes()
    assert shared._repr_mimebundle_().keys() == river._repr_mimebundle_().keys()


def test_a_question_of_ones_own(shared, river):
    shared.push(river)
    found = shared.run(
        "MATCH (p:Position {case_id: $case, party: $party}) RETURN p.id AS id, p.low AS low", party="torvia"
    )
    assert list(found.columns) == ["id", "low"]
    assert set(found["id"]) == set(river.tables["positions"].query("party == 'torvia'")["id"])
    with pytest.raises(zopa.DatabaseError, match="refused: Invalid input 'MACH'"):
        shared.run("MACH (p) RETURN p")


HOSTILE = "x'}) DETACH DELETE n // \" \\ ` $case \u202e \U0001f54a \u0645"


def test_whatever_stands_in_a_cell_an_id_or_a_column_name_is_data(shared, connection):
    rows = pd.DataFrame({
        "id": [HOSTILE, "b"], "party": [HOSTILE, "B"], "issue": ["seat", "seat"], "stance": ["demands", "rejects"],
        "option": ["Geneva", "Geneva"], "note": [HOSTILE, None], HOSTILE: [HOSTILE, None], "row": ["own", None],
        "case_id": [None, "own"],
    })  # fmt: skip
    graph = zopa.load({"positions": rows, "dossier": {"id": HOSTILE, "title": HOSTILE}}, quiet=True)
    bystander = zopa.load("river-basin")
    shared.push(bystander)
    done = shared.push(graph, derive=True)
    assert done.derived == 1
    theirs = shared.case(HOSTILE).pull()
    expect_same_case(graph, theirs)
    pd.testing.assert_frame_equal(shared.case(HOSTILE).clashes(parties=HOSTILE), graph.clashes(parties=HOSTILE))
    expect_same_case(bystander, shared.case("river-basin").pull())


def test_a_part_of_a_case_is_the_same_from_both(shared):
    for name in zopa.cases()["id"]:
        graph = zopa.load(name, quiet=True)
        shared.push(graph)
        rows = graph.tables
        for asked in (
            {"issues": rows["issues"]["id"].iat[0]},
            {"parties": rows["positions"]["party"].iat[0]},
            {"regions": rows["regions"]["id"].iat[-1]},
            {"as_of": "2024"},
        ):
            expect_same_case(graph.select(**asked), shared.case(name).select(**asked))


def test_a_case_that_was_not_checked_is_refused_by_what_it_lacks(shared, river):
    rows = river.tables["conditions"]
    nameless = rows.assign(id=pd.array([None] * len(rows), dtype="str"))
    without = zopa.PositionGraph(river.tables | {"conditions": nameless}, river.meta)
    with pytest.raises(ValueError, match="A row of the table 'conditions' has no id"):
        shared.push(without)

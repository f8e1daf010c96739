"""A push writes what changed and nothing else; cases live side by side; what is pulled is what was pushed."""

from __future__ import annotations

import pandas as pd
import pytest
from effort import THOROUGH

import zopa
from zopa.graph.edges import edges, nodes
from zopa.graph.neo4j import push as pushing
from zopa.graph.neo4j.connection import Connection
from zopa.graph.neo4j.schema import statements
from zopa.graph.network import rules_out

from .reading import whole


@pytest.fixture(scope="module")
def river():
    return zopa.load("river-basin", quiet=True)


def changed(graph: zopa.PositionGraph, table: str, row: int, **cells: object) -> zopa.PositionGraph:
    frame = graph.tables[table].copy()
    for column, cell in cells.items():
        frame.loc[row, column] = cell
    return zopa.PositionGraph(graph.tables | {table: frame}, graph.meta)


def expect_same_case(ours: zopa.PositionGraph, theirs: zopa.PositionGraph) -> None:
    assert theirs.meta == ours.meta
    for name, table in ours.tables.items():
        pd.testing.assert_frame_equal(theirs.tables[name], table)


def test_nodes_and_relationships_are_those_of_the_graph(shared, river, connection):
    shared.push(river)
    node_rows = nodes(river.tables)
    per_kind = dict(connection.read("MATCH (n) WHERE NOT n:Row AND NOT n:Case RETURN labels(n)[0], count(*)"))
    assert per_kind == node_rows["kind"].value_counts().to_dict()
    per_type = dict(connection.read("MATCH ()-[r]->() RETURN type(r), count(*)"))
    expected = edges(river.tables)["kind"].value_counts().to_dict() | {"RULES_OUT": len(rules_out(river.tables))}
    assert per_type == expected


def test_constraints_and_indexes_are_there(shared, river, connection):
    shared.push(river)
    names = {name for (name,) in connection.read("SHOW INDEXES YIELD name RETURN name")}
    assert set(statements()) <= names
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
    other_option = next(
        option for option in options.loc[options["issue"] == issue, "option"] if option not in named.split("|")
    )
    moved = changed(river, "positions", row, option=other_option, note="moved")
    done = shared.push(moved)
    assert done.written == 1
    expect_same_case(moved, shared.pull())
    before = whole(connection)
    connection.do("MATCH (n) DETACH DELETE n")
    shared.push(moved)
    assert whole(connection) == before


def without_some(river: zopa.PositionGraph) -> zopa.PositionGraph:
    fewer = {name: river.tables[name].iloc[1:].reset_index(drop=True) for name in ("reactions", "saliences")}
    return zopa.PositionGraph(river.tables | fewer, river.meta)


def test_what_the_case_has_no_more_stays_and_is_told_of(shared, river):
    shared.push(river)
    done = shared.push(without_some(river))
    assert (done.removed, done.kept) == (0, 2)
    assert "2 rows that only the database has were kept (replace removes them)" in str(done)
    assert set(shared.tables["saliences"]["id"]) == set(river.tables["saliences"]["id"])
    assert shared.tables["saliences"]["id"].iat[-1] == river.tables["saliences"]["id"].iat[0]


def test_replacing_makes_the_database_equal_to_the_case(shared, river, connection):
    fewer = without_some(river)
    shared.push(river)
    assert shared.push(fewer, replace=True).removed >= 2
    expect_same_case(fewer, shared.pull())
    before = whole(connection)
    connection.do("MATCH (n) DETACH DELETE n")
    shared.push(fewer)
    assert whole(connection) == before


def seats(rows: list[dict[str, object]]) -> zopa.PositionGraph:
    return zopa.load({"positions": pd.DataFrame(rows), "dossier": {"id": "seats"}}, quiet=True)


def test_two_halves_of_a_case_are_asked_as_one(shared):
    demand = {"issue": "seat", "stance": "demands", "firmness": "red line"}
    first = seats(
        [
            {"id": "a", "party": "A", "option": "Geneva", "start": "2020", **demand},
            {"id": "c", "party": "C", "option": "Oslo", "start": "2020", **demand},
        ]
    )
    second = seats(
        [
            {"id": "a", "party": "A", "option": "Geneva", "start": "2020", **demand},
            {"id": "b", "party": "A", "option": "Vienna", "start": "2022", "replaces": "a", **demand},
        ]
    )
    shared.push(first, derive=True)
    done = shared.push(second, derive=True)
    assert done.kept > 0
    both = shared.pull()
    assert set(both.tables["positions"]["id"]) == {"a", "b", "c"}
    clashes = both.clashes(as_of="all")
    pd.testing.assert_frame_equal(shared.clashes(as_of="all"), clashes)
    assert clashes["end"].tolist().count("2021-12-31") == 1
    assert done.derived == len(clashes) + len(both.overlap_pairs(as_of="all"))


def test_two_halves_that_do_not_fit_are_refused_before_anything_is_written(shared, connection):
    shared.push(seats([{"id": "a", "party": "A", "issue": "seat", "stance": "demands", "option": "Geneva"}]))
    before = whole(connection)
    numbers = seats([{"id": "a2", "party": "A", "issue": "seat", "stance": "demands", "low": 3.0}])
    with pytest.raises(zopa.DossierError, match="do not fit together, and nothing was written. .* Push with replace"):
        shared.push(numbers)
    assert whole(connection) == before
    shared.push(numbers, replace=True)
    expect_same_case(numbers, shared.pull())


def test_of_two_pushes_at_the_same_time_the_first_is_told_and_the_second_counts(shared, river, connection, monkeypatch):
    shared.push(river)
    ours, theirs = changed(river, "positions", 0, note="ours"), changed(river, "positions", 0, note="theirs")
    write = pushing.write_edges

    def overtaken(claim, bundle, stored):
        monkeypatch.setattr(pushing, "write_edges", write)
        zopa.SharedGraph(connection).push(theirs)
        write(claim, bundle, stored)

    monkeypatch.setattr(pushing, "write_edges", overtaken)
    with pytest.raises(zopa.DatabaseError, match="Somebody else began to push the case 'river-basin' meanwhile"):
        shared.push(ours)
    expect_same_case(theirs, shared.pull())
    shared.push(ours)
    expect_same_case(ours, shared.pull())


@pytest.mark.parametrize("ask", ["clashes", "pull", "deals"])
def test_a_question_that_is_overtaken_by_a_push_is_told_to_ask_again(ask, shared, river, connection, monkeypatch):
    shared.push(river)
    read = Connection.stream

    def overtaken(self, cypher, **parameters):
        monkeypatch.setattr(Connection, "stream", read)
        zopa.SharedGraph(connection).push(changed(river, "positions", 0, note="theirs"))
        return read(self, cypher, **parameters)

    monkeypatch.setattr(Connection, "stream", overtaken)
    with pytest.raises(zopa.DatabaseError, match="was pushed while it was read: ask again"):
        getattr(shared, ask)()
    getattr(shared, ask)()


def test_a_case_is_removed_and_the_others_stay(shared, river, connection):
    shared.push(zopa.load("ukraine-2025"))
    alone = whole(connection)
    shared.push(river)
    assert shared.case("river-basin").remove() > 0
    assert whole(connection) == alone
    with pytest.raises(zopa.DatabaseError, match="has no case 'river-basin'"):
        shared.case("river-basin").remove()


def test_what_is_no_case_is_refused(shared):
    with pytest.raises(TypeError, match="'river-basin' is no case: push what zopa.load gives"):
        shared.push("river-basin")


def test_evidence_whose_id_begins_like_that_of_a_draft(shared):
    rows = pd.DataFrame(
        {
            "id": ["a", "b"],
            "party": ["A", "B"],
            "issue": "seat",
            "option": ["Geneva", "Oslo"],
            "stance": "demands",
            "evidence": ["evidence/e", "e"],
        }
    )
    evidence = pd.DataFrame(
        {"id": ["evidence/e", "e"], "source": "s", "attribution": ["inferred", "stated"], "quote": "q"}
    )
    case = zopa.load({"positions": rows.drop(columns="evidence"), "dossier": {"id": "seats"}}, quiet=True)
    tables = dict(case.tables.items())
    tables["positions"] = tables["positions"].assign(evidence=rows["evidence"].astype("str"))
    tables["evidence"] = evidence.reindex(columns=tables["evidence"].columns).astype("str")
    tables["sources"] = pd.DataFrame({"id": ["s"]}).reindex(columns=tables["sources"].columns).astype("str")
    graph = zopa.PositionGraph(tables, {"id": "seats"})
    assert "inferred" in graph.clashes()["why"].iat[0]
    shared.push(graph)
    pd.testing.assert_frame_equal(shared.clashes(), graph.clashes())


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
    reactions = connection.read(
        "MATCH (:Party {id: $party})-[r:REACTS_TO]->(:Proposal {id: $proposal}) RETURN r.row_id",
        party=same["party"],
        proposal=same["proposal"],
    )
    assert {f"reactions/{same['id']}", "reactions/again"} <= {name for (name,) in reactions}


def test_cases_live_side_by_side(shared, river):
    second_case = zopa.load("ukraine-2025")
    shared.push(river)
    shared.push(second_case)
    assert shared.cases()["id"].tolist() == ["river-basin", "ukraine-2025"]
    assert shared.cases()["complete"].all()
    expect_same_case(river, shared.case("river-basin").pull())
    expect_same_case(second_case, shared.case("ukraine-2025").pull())
    undecided = zopa.SharedGraph(shared.connection)
    with pytest.raises(zopa.DatabaseError, match="holds river-basin, ukraine-2025: name one"):
        undecided.clashes()
    with pytest.raises(zopa.DatabaseError, match="no case 'rivr'. It has: river-basin, ukraine-2025"):
        shared.case("rivr").clashes()


def test_an_empty_database_says_so(shared):
    with pytest.raises(zopa.DatabaseError, match="empty: push a case first"):
        shared.summary()


def test_a_pair_that_shares_less_from_some_day_on_has_a_relationship_for_each_time(shared, connection):
    rows = {
        "party": ["A", "A", "B"],
        "issue": "seat",
        "stance": ["accepts", "rejects", "accepts"],
        "option": ["x|y", "x", "x|y"],
        "start": ["", "2022", ""],
    }
    case = zopa.load({"positions": pd.DataFrame(rows), "dossier": {"id": "less"}}, quiet=True)
    shared.push(case, derive=True)
    relationships = connection.read(
        "MATCH (:Position {case_id: 'less'})-[r:OVERLAPS_WITH]->() RETURN r.zone, r.start, r.end"
    )
    assert sorted(relationships) == [["x|y", None, "2021-12-31"], ["y", "2022-01-01", None]]
    for as_of in ("2021", "2022", "all"):
        pd.testing.assert_frame_equal(shared.overlap_pairs(as_of=as_of), case.overlap_pairs(as_of=as_of))


def test_clashes_and_overlaps_are_written_on_request_and_go_when_positions_change(shared, river, connection):
    done = shared.push(river, derive=True)
    assert done.derived == len(river.clashes(as_of="all")) + len(river.overlap_pairs(as_of="all"))
    rows = connection.read("MATCH (a)-[r:CLASHES_WITH]->(b) RETURN a.id, b.id, r.severity, r.issue, r.why")
    ours = river.clashes(as_of="all")[["position_a", "position_b", "severity", "issue", "why"]].values.tolist()
    assert sorted(rows) == sorted(ours)
    before = whole(connection)
    again = shared.push(river, derive=True)
    assert (again.written, again.derived) == (0, 0)
    assert whole(connection) == before
    row = int(river.tables["positions"].index[river.tables["positions"]["firmness"].isna()][0])
    moved = changed(river, "positions", row, note="checked")
    done = shared.push(moved)
    assert done.outdated == len(ours) + len(river.overlap_pairs(as_of="all"))
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
    ours, theirs = (graph.page(tmp_path / "a.html", pictures=False).read_bytes() for graph in (river, shared))
    assert theirs == ours
    assert shared._repr_mimebundle_().keys() == river._repr_mimebundle_().keys()


def test_what_a_notebook_shows_of_a_database(shared, river):
    assert "no case yet" in shared._repr_mimebundle_()["text/plain"]
    assert "no case yet" in shared.case("river-basin")._repr_mimebundle_()["text/plain"]
    shared.push(river)
    assert "text/html" in shared._repr_mimebundle_()
    shared.push(zopa.load("ukraine-2025"))
    bundle = zopa.SharedGraph(shared.connection)._repr_mimebundle_()
    assert bundle.keys() == {"text/plain"}
    assert "river-basin (72 positions), ukraine-2025" in bundle["text/plain"]


def test_a_question_of_ones_own(shared, river):
    shared.push(river)
    answer = shared.run(
        "MATCH (p:Position {case_id: $case, party: $party}) RETURN p.id AS id, p.low AS low", party="torvia"
    )
    assert list(answer.columns) == ["id", "low"]
    assert set(answer["id"]) == set(river.tables["positions"].query("party == 'torvia'")["id"])
    with pytest.raises(zopa.DatabaseError, match="refused: Invalid input 'MACH'"):
        shared.run("MACH (p) RETURN p")


HOSTILE = "x'}) DETACH DELETE n // \" \\ ` $case \u202e \U0001f54a \u0645"


def test_whatever_stands_in_a_cell_an_id_or_a_column_name_is_data(shared, connection):
    rows = pd.DataFrame(
        {
            "id": [HOSTILE, "b"],
            "party": [HOSTILE, "B"],
            "issue": ["seat", "seat"],
            "stance": ["demands", "rejects"],
            "option": ["Geneva", "Geneva"],
            "note": [HOSTILE, None],
            HOSTILE: [HOSTILE, None],
            "row": ["own", None],
            "case_id": [None, "own"],
        }
    )
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
    for name in zopa.cases()["id"].tolist()[: None if THOROUGH else 1]:
        graph = zopa.load(name, quiet=True)
        shared.push(graph)
        rows = graph.tables
        for filters in (
            {"issues": rows["issues"]["id"].iat[0]},
            {"parties": rows["positions"]["party"].iat[0]},
            {"regions": rows["regions"]["id"].iat[-1]},
            {"as_of": "2024"},
        ):
            expect_same_case(graph.select(**filters), shared.case(name).select(**filters))


def test_a_case_without_a_name_of_its_own_is_not_mixed_with_another(shared):
    nameless = zopa.load(pd.DataFrame({"party": ["A"], "issue": ["seat"], "option": ["Geneva"]}), quiet=True)
    with pytest.raises(ValueError, match="Give the case an id of its own before you push it"):
        shared.push(nameless)
    nameless.meta["id"] = "seats"
    assert shared.push(nameless).written > 0


@pytest.mark.thorough
def test_clashes_of_which_only_some_were_written_are_written_anew(shared, river, connection, monkeypatch):
    write = Connection.write
    calls = []

    def breaks_off(self, work):
        calls.append(1)
        if sum(calls) == stop:
            raise zopa.DatabaseError("broken off")
        return write(self, work)

    stop = 0
    monkeypatch.setattr(Connection, "write", breaks_off)
    shared.push(river, derive=True)
    expected, steps = whole(connection), len(calls)
    for stop in (steps, steps - 1, steps - 2):
        connection.do("MATCH (n) DETACH DELETE n")
        calls.clear()
        with pytest.raises(zopa.DatabaseError, match="broken off"):
            shared.push(river, derive=True)
        stop = 0
        assert shared.push(river).derived is None
        shared.push(river, derive=True)
        assert whole(connection) == expected


def test_a_case_that_was_not_checked_is_refused_by_what_it_lacks(shared, river):
    rows = river.tables["conditions"]
    nameless = rows.assign(id=pd.array([None] * len(rows), dtype="str"))
    without = zopa.PositionGraph(river.tables | {"conditions": nameless}, river.meta)
    with pytest.raises(ValueError, match="A row of the table 'conditions' has no id"):
        shared.push(without)

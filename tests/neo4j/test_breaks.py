"""After any sequence of breaks, foreign changes and pushes the graph is that of a fresh push."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pandas as pd
import pytest
from browser.invented import valley
from effort import THOROUGH, first_of

import zopa
from zopa.graph.neo4j import checking, writing
from zopa.graph.neo4j.connection import Connection, DatabaseError

from .reading import whole

Graph = tuple[Counter[Any], Counter[Any]]
#: Of the places at which each job can break off, every so many-th.
STEP = 1 if THOROUGH else 40
#: Of the things that others can change, every so many-th.
SOME = 2 if THOROUGH else 10


def full() -> zopa.PositionGraph:
    case = valley()
    return zopa.PositionGraph(case.tables, case.meta | {"id": "valley"})


def smaller(case: zopa.PositionGraph) -> zopa.PositionGraph:
    """A case without some rows, one of which others refer to, and with a changed cell."""
    fewer = {
        name: case.tables[name].iloc[1:].reset_index(drop=True) for name in ("reactions", "saliences", "conditions")
    }
    positions = case.tables["positions"]
    used = {name for cell in positions["replaces"].dropna() for name in cell.split("|")}
    last = positions.index[~positions["id"].isin(used)][-1]
    fewer["positions"] = positions.drop(index=last).reset_index(drop=True).assign(note="changed")
    return zopa.PositionGraph(case.tables | fewer, case.meta)


@contextmanager
def broken_at(monkeypatch: pytest.MonkeyPatch, step: int) -> Iterator[list[int]]:
    """The connection breaks off before the transaction of this number; gives how many were begun."""
    write = Connection.write
    begun: list[int] = []

    def breaks_off(self: Connection, work: Any) -> Any:
        begun.append(1)
        if len(begun) == step:
            raise DatabaseError("broken off")
        return write(self, work)

    with monkeypatch.context() as patched:
        patched.setattr(Connection, "write", breaks_off)
        yield begun


@pytest.fixture(scope="module")
def fresh(connection: Connection) -> dict[str, Graph]:
    """The content of the database after a fresh push of the case, with clashes and overlaps, and of the smaller one."""
    graphs = {}
    for name, case, derive in (("full", full(), False), ("derived", full(), True), ("smaller", smaller(full()), False)):
        connection.do("MATCH (n) DETACH DELETE n")
        zopa.SharedGraph(connection).push(case, derive=derive)
        graphs[name] = whole(connection)
    return graphs


JOBS = {
    "push": lambda shared: shared.push(full()),
    "replace": lambda shared: shared.push(smaller(full()), replace=True),
    "derive": lambda shared: shared.push(full(), derive=True),
    "remove": lambda shared: shared.case("valley").remove(),
}


@pytest.mark.parametrize("job", first_of(JOBS))
def test_whatever_breaks_off_a_second_push_gives_the_whole_graph(job, connection, fresh, monkeypatch):
    monkeypatch.setattr(writing, "BATCH", 40)
    monkeypatch.setattr(writing, "EDGES", 60)
    shared = zopa.SharedGraph(connection)
    case = full()

    def begin() -> None:
        if job in ("push", "derive"):
            connection.do("MATCH (n) DETACH DELETE n")
        if job != "push":
            shared.push(case, replace=True, derive=job == "replace")

    begin()
    with broken_at(monkeypatch, 0) as begun:
        JOBS[job](shared)
    steps = len(begun)
    assert steps > 3
    for step in range(1, steps + 1, STEP):
        begin()
        with broken_at(monkeypatch, step), pytest.raises(DatabaseError, match="broken off"):
            JOBS[job](shared)
        if step % 2:
            connection.do("MATCH (n:Party {case_id: 'valley', id: 'upland'}) DETACH DELETE n")
        if step % 3:
            connection.do("MATCH (n:Position {case_id: 'valley'}) WITH n ORDER BY n.id LIMIT 1 SET n.note = 'foreign'")
        if job == "replace":
            shared.push(smaller(case), replace=True)
            assert whole(connection) == fresh["smaller"], step
        derive = job == "derive"
        shared.push(case, replace=step % 2 == 0, derive=derive)
        assert whole(connection) == fresh["derived" if derive else "full"], step


FOREIGN = {
    "a party": "MATCH (n:Party {id: 'upland'}) DETACH DELETE n",
    "a position": "MATCH (n:Position) WITH n LIMIT 1 DETACH DELETE n",
    "evidence": "MATCH (n:Evidence) DETACH DELETE n",
    "rows": "MATCH (n:Row) DETACH DELETE n",
    "the node of the case": "MATCH (n:Case) DETACH DELETE n",
    "relationships": "MATCH ()-[r:DEMANDS|HOLDS]->() WITH r LIMIT 5 DELETE r",
    "relationships of rows": "MATCH ()-[r:REQUIRES|REACTS_TO]->() DELETE r",
    "a relationship that runs elsewhere": "MATCH (p)-[r:HOLDS]->(q), (o:Party) WHERE o <> p WITH r, o, q LIMIT 1 "
    "DELETE r CREATE (o)-[:HOLDS]->(q)",
    "a relationship too many": "MATCH (o:Party), (q:Position) WHERE NOT (o)-->(q) WITH o, q LIMIT 1 CREATE (o)-[:HOLDS]->(q)",
    "a relationship twice": "MATCH (o)-[:HOLDS]->(q) WITH o, q LIMIT 1 CREATE (o)-[:HOLDS]->(q)",
    "a cell": "MATCH (n:Position) WITH n LIMIT 1 SET n.firmness = null, n.note = 'other'",
    "the place of a row": "MATCH (n:Position) WITH n LIMIT 1 SET n.row = 900",
    "a cell of a relationship": "MATCH ()-[r:REACTS_TO]->() WITH r LIMIT 1 SET r.reaction = 'other', r.more = 1",
    "the title": "MATCH (n:Case) SET n.title = 'other', n.positions = 3",
    "clashes": "MATCH ()-[r:CLASHES_WITH]->() WITH r LIMIT 1 DELETE r",
}


@pytest.mark.parametrize("replace", first_of([True, False]))
def test_what_others_change_is_written_again(replace, connection, fresh):
    shared, case = zopa.SharedGraph(connection), full()
    connection.do("MATCH (n) DETACH DELETE n")
    shared.push(case, derive=True)
    for change, cypher in list(FOREIGN.items())[replace::SOME]:
        connection.do(cypher)
        assert whole(connection) != fresh["derived"], change
        shared.push(case, replace=replace, derive=True)
        assert whole(connection) == fresh["derived"], change
        assert shared.push(case).written == 0
        assert whole(connection) == fresh["derived"], change


def test_what_is_read_back_is_checked(shared, connection):
    case = full()
    shared.push(case)
    connection.do("MATCH (n:Position {id: 'u-control'}) SET n.note = 'other'")
    with pytest.warns(
        UserWarning, match="was changed in the database without zopa: the cells of positions 'u-control'"
    ):
        shared.pull()
    connection.do("MATCH ()-[r:HOLDS]->() WITH r LIMIT 1 DELETE r")
    with pytest.warns(UserWarning, match="relationships of the kind HOLDS are not all there"):
        shared.pull()
    shared.push(case, replace=True)
    assert shared.pull().tables["positions"].equals(case.tables["positions"])
    connection.do("MATCH (n:Position {id: 'u-control'}) SET n.party = 'nobody'")
    with pytest.raises(DatabaseError, match="no sound case any more: positions.party refers to 'nobody'"):
        shared.pull()
    connection.do("MATCH (n:Evidence) WITH n LIMIT 1 DETACH DELETE n")
    for ask in (shared.pull, shared.clashes, shared.deals, lambda: shared.tables["issues"]):
        with pytest.raises(DatabaseError, match="is not whole: .* push it again"):
            ask()


def test_nodes_of_others_stay_as_they_are(shared, connection):
    case = full()
    theirs = [
        "CREATE (:Case {id: 'valley', title: 'Smith v. Jones', court: 'High Court'})",
        "CREATE (:Case {title: 'no id'}), (:Case {id: 'valley', about: 'twice'})",
    ]
    for cypher in theirs:
        connection.do(cypher)
    before = whole(connection)
    assert shared.cases().empty
    for replace in (False, True):
        with pytest.raises(DatabaseError, match="a node Case with the id 'valley' that zopa did not write"):
            shared.push(case, replace=replace)
    with pytest.raises(DatabaseError, match="has no case 'valley'"):
        shared.case("valley").remove()
    assert whole(connection) == before
    connection.do("MATCH (c:Case {id: 'valley'}) SET c.id = 'other'")
    before = whole(connection)
    shared.push(case)
    shared.push(case, replace=True)
    shared.case("valley").remove()
    assert whole(connection) == before


def test_a_node_of_others_where_a_row_belongs_is_refused(shared, connection):
    connection.do(
        "CREATE (:Party {case_id: 'valley', id: 'upland', name: 'mine'}), (:Party {case_id: 'valley', id: 'mine'})"
    )
    before = whole(connection)
    with pytest.raises(
        DatabaseError, match="a node Party with case_id 'valley' and id 'upland' that zopa did not write"
    ):
        shared.push(full(), replace=True)
    assert whole(connection) == before
    connection.do("MATCH (p:Party {id: 'upland'}) DELETE p")
    shared.push(full(), replace=True)
    assert shared.pull().tables["parties"].equals(full().tables["parties"])
    shared.case("valley").remove()
    assert connection.read("MATCH (n) RETURN n.id") == [["mine"]]


def test_links_of_others_do_not_stand_in_the_way(shared, connection):
    case = full()
    shared.push(case)
    connection.do(
        "MATCH (c:Case {id: 'valley'}) MATCH (p:Position {id: 'u-control'}) CREATE (n:Note)-[:ABOUT]->(c), "
        "(n)-[:ABOUT]->(p), (p)-[:CONCERNS]->(n), (n)-[:CITES]->(:Note)"
    )
    shared.push(case)
    moved = case.tables["positions"].assign(note="changed")
    shared.push(zopa.PositionGraph(case.tables | {"positions": moved}, case.meta))
    assert connection.read("MATCH (:Note)--() RETURN count(*)") == [[5]]
    with pytest.warns(UserWarning, match="3 relationships of others to the case went with it"):
        shared.case("valley").remove()
    assert connection.read("MATCH (n) RETURN labels(n), count(*)") == [[["Note"], 2]]
    assert connection.read("MATCH ()-[r]->() RETURN type(r)") == [["CITES"]]


def seats(rows: list[dict[str, object]]) -> zopa.PositionGraph:
    return zopa.load({"positions": pd.DataFrame(rows), "dossier": {"id": "seats"}}, quiet=True)


@pytest.mark.parametrize("job", first_of(["replace", "push", "remove"]))
def test_who_is_overtaken_while_reading_is_told(job, shared, connection, monkeypatch):
    ours = seats([{"id": f"a{n}", "party": "A", "issue": "seat", "option": "x", "start": f"202{n}"} for n in range(3)])
    theirs = seats(
        [
            {"id": f"b{n}", "party": "B", "issue": "seat", "option": "y", "start": f"202{n}", "own": "mine"}
            for n in range(3)
        ]
    )
    if job == "remove":
        shared.push(ours)
    read = checking.stored

    def overtaken(*arguments: Any) -> Any:
        answer = read(*arguments)
        if read is not checking.stored:
            monkeypatch.setattr(checking, "stored", read)
            zopa.SharedGraph(connection).push(theirs, replace=True)
        return answer

    monkeypatch.setattr("zopa.graph.neo4j.push._is_there", lambda *_: True)
    monkeypatch.setattr(checking, "stored", overtaken)
    with pytest.raises(DatabaseError, match="Somebody else began to push the case 'seats' meanwhile"):
        shared.case("seats").remove() if job == "remove" else shared.push(ours, replace=job == "replace")
    assert shared.cases()["positions"].tolist() == [3]
    assert zopa.SharedGraph(connection, "seats").pull().tables["positions"].equals(theirs.tables["positions"])
    shared.push(ours)
    assert zopa.SharedGraph(connection, "seats").pull().tables["positions"]["own"].tolist()[3:] == ["mine"] * 3


def test_rows_that_are_kept_are_counted_once(shared):
    ours = seats([{"id": f"a{n}", "party": "A", "issue": "seat", "option": "x", "start": f"202{n}"} for n in range(3)])
    theirs = seats(
        [{"id": f"b{n}", "party": "B", "issue": "seat", "option": "y", "start": f"202{n}"} for n in range(3)]
    )
    shared.push(ours)
    done = shared.push(theirs)
    assert min(done.written, done.left_alone, done.kept) >= 0
    assert done.kept == 5
    assert done.written + done.left_alone == sum(map(len, theirs.tables.values()))


def test_an_index_of_others_with_the_name_of_a_constraint_is_named(shared, connection):
    connection.do("DROP CONSTRAINT zopa_Party IF EXISTS")
    connection.do("CREATE INDEX zopa_Party FOR (n:Party) ON (n.name)")
    try:
        with pytest.raises(DatabaseError, match="an index of its own that is called zopa_Party"):
            shared.push(full())
    finally:
        connection.do("DROP INDEX zopa_Party")
    shared.push(full())
    unique = connection.read("SHOW CONSTRAINTS YIELD name, properties RETURN name, properties")
    assert ["zopa_Party", ["case_id", "id"]] in unique


@pytest.mark.parametrize("rows", first_of([60, 1]))
def test_a_program_that_is_killed_in_the_middle_of_a_push(rows, shared, uri, connection, tmp_path):
    case = full()
    shared.push(case, derive=True)
    expected = whole(connection)
    connection.do("MATCH (n) DETACH DELETE n")
    pushing = subprocess.Popen(
        [sys.executable, "-m", "zopa", "push", str(zopa.save(case, tmp_path / "valley")), "--derive", "--uri", uri],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while connection.read("MATCH (n) RETURN count(n)")[0][0] < rows and pushing.poll() is None:
        time.sleep(0.02)
    pushing.kill()
    pushing.wait()
    shared.push(case, derive=True)
    assert whole(connection) == expected

"""Every failure is one sentence, and nothing stays half written that a second push does not mend."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import neo4j
import pandas as pd
import pytest
from effort import first_of
from typer.testing import CliRunner

import zopa
from zopa.__main__ import app
from zopa.graph.neo4j import push as pushing
from zopa.graph.neo4j import writing
from zopa.graph.neo4j.connection import Connection, DatabaseError
from zopa.graph.neo4j.waiting import SilentServerError, Waiting

from .conftest import missing
from .proxy import proxy
from .reading import whole

#: Which case is pushed while the server is killed, how often, and rows in a transaction. Each kill costs a start, and a server
#: that has just started plans every statement anew, which takes most of the time for a case of many tables.
KILLED = [("few", 16, 10), ("many", 4, 25)]


def one_sentence(raised: pytest.ExceptionInfo[BaseException]) -> str:
    message = str(raised.value)
    assert "\n" not in message
    assert "Traceback" not in message
    return message


def few() -> zopa.PositionGraph:
    """A case of few tables."""
    rows = [
        {"id": f"{party}{day}", "party": party, "issue": "seat", "option": option, "start": f"2024-01-{day:02}"}
        for party, option in (("A", "Geneva"), ("B", "Vienna|Geneva"), ("C", "Oslo"))
        for day in range(1, 31)
    ]
    return zopa.load({"positions": pd.DataFrame(rows), "dossier": {"id": "seats"}}, quiet=True)


@pytest.mark.thorough
@pytest.mark.parametrize(("tables", "kills", "batch"), KILLED)
def test_a_server_killed_in_the_middle_of_a_push_is_mended_by_a_second_push(tables, kills, batch, own, monkeypatch):
    """Again and again, each time a little later in the push: killed with SIGKILL, started again, pushed again.

    Its files hold a case in the end: a server that may only read them answers, and refuses a push.
    """
    monkeypatch.setattr(writing, "BATCH", batch)
    graph = few() if tables == "few" else zopa.load("river-basin")
    own.start()
    reached = Connection(own.uri)
    writes = 0
    write_one = Connection.write

    def counted(self, work):
        nonlocal writes
        writes += 1
        return write_one(self, work)

    with monkeypatch.context() as patched:
        patched.setattr(Connection, "write", counted)
        zopa.SharedGraph(reached).push(graph, derive=True)
    expected = whole(reached)
    broken = 0
    for kill in range(kills):
        reached.do("MATCH (n) DETACH DELETE n")
        after = max((kill + 1) * writes // (kills + 1), 1)
        done = {"writes": 0}

        def write_until_killed(self, work, done=done, after=after):
            done["writes"] += 1
            if done["writes"] == after:
                # Killed while the transaction is under way: now and then before it, now and then after it.
                threading.Timer(0.002 * (after % 5), own.kill).start()
            return write_one(self, work)

        # The next question opens a connection anew, with less patience: the server is killed and does not come back.
        reached.close()
        with monkeypatch.context() as patched:
            patched.setattr("zopa.graph.neo4j.connection.PATIENCE", 5.0)
            patched.setattr(Connection, "write", write_until_killed)
            try:
                zopa.SharedGraph(reached).push(graph, derive=True)
            except DatabaseError:
                broken += 1
        time.sleep(0.02)
        own.kill()
        reached.close()
        own.start()
        reached = Connection(own.uri)
        zopa.SharedGraph(reached).push(graph, derive=True)
        assert whole(reached) == expected
    assert broken
    reached.close()
    own.stop()
    own.start(read_only=True)
    with zopa.connect(own.uri) as shared:
        assert len(shared.clashes()) > 0
        with pytest.raises(DatabaseError, match="can only be read"):
            shared.push(zopa.load("ukraine-2025"))
        assert shared.cases()["id"].tolist() == [graph.id]


def test_what_is_there_in_part_is_not_taken_for_a_case(shared, connection, monkeypatch):
    graph = zopa.load("river-basin")
    with monkeypatch.context() as patched:
        patched.setattr(pushing, "write_edges", lambda *arguments: (_ for _ in ()).throw(DatabaseError("broken off")))
        with pytest.raises(DatabaseError, match="broken off"):
            shared.push(graph)
    with pytest.raises(DatabaseError, match="there in part only: .* its last push broke off"):
        shared.case("river-basin").clashes()
    assert shared.cases()["complete"].tolist() == [False]
    shared.push(graph)
    assert len(shared.clashes()) == len(graph.clashes())


def test_no_server():
    with pytest.raises(DatabaseError) as raised:
        zopa.connect("bolt://127.0.0.1:1")
    assert one_sentence(raised).startswith("No Neo4j server answers at bolt://127.0.0.1:1: start one")


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost:7474",
        "user:secret@host:7687",
        "//u:secret@h",
        "neo4j://neo4j:secret@localhost",
        "bolt://h:7687?a=secret",
        "bolt://",
        "bolt://h:port",
        "bolt://neo4j:s%65cret@h",
        "bolt://neo4j%3Asecret@h",
        "neo4j:secret@h",
        "bolt://neo4j:12#secret@h",
        "bolt://neo4j:12#secret@h#case",
        "bolt://neo4j:1/secret@h",
        "bolt://neo4j:1?secret@h",
        "BOLT://neo4j:secret@h",
        " bolt://u:secret@h",
        "neo4j+s://neo4j:secret@h:7687",
    ],
)
def test_an_address_that_is_none_is_refused_and_never_repeated(address):
    with pytest.raises(DatabaseError) as raised:
        zopa.connect(address)
    message = one_sentence(raised)
    assert "address" in message
    assert "secret" not in message
    assert "s%65cret" not in message
    assert told_with(raised.value) == [raised.value]


def told_with(error: BaseException | None) -> list[BaseException]:
    """An error and all that a traceback would show with it."""
    if error is None:
        return []
    return [error, *told_with(error.__cause__), *told_with(error.__context__)]


@pytest.mark.parametrize(
    "auth", [["neo4j"], ("neo4j", "secret", "more"), "neo4j:secret", {"neo4j": "secret"}, ("neo4j", None)]
)
def test_what_is_no_pair_of_user_and_password_is_refused_and_never_repeated(auth):
    with pytest.raises(DatabaseError, match=r"auth is a pair of texts: auth=\(user, password\)") as raised:
        zopa.connect("bolt://127.0.0.1:1", auth=auth)
    assert "secret" not in one_sentence(raised)
    assert told_with(raised.value) == [raised.value]


def test_user_and_password_as_a_list_are_taken():
    with pytest.raises(DatabaseError, match="No Neo4j server answers") as raised:
        zopa.connect("bolt://127.0.0.1:1", auth=["neo4j", "a long secret"])
    assert "secret" not in one_sentence(raised)
    assert told_with(raised.value) == [raised.value]


def test_no_such_database(uri):
    with pytest.raises(DatabaseError, match="has no database 'nowhere': set NEO4J_DATABASE, or leave it out"):
        zopa.connect(uri, database="nowhere")


def test_a_question_that_takes_too_long(shared):
    shared.push(zopa.load("river-basin"))
    slow = "CYPHER runtime=slotted UNWIND range(1, 30000) AS a UNWIND range(1, 30000) AS b RETURN count(a + b) AS n"
    with pytest.raises(DatabaseError, match="took too long and gave up"):
        shared.connection.ask(slow, {}, seconds=1)


@contextmanager
def waiting_for(seconds: float, patience: float) -> Iterator[None]:
    """After so many seconds of silence the server is asked what it does; it has the rest of the patience to answer."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("zopa.graph.neo4j.connection.PATIENCE", patience)
        patched.setattr("zopa.graph.neo4j.connection.LOOK", seconds / patience)
        yield


@contextmanager
def somebody_writes(uri: str) -> Iterator[None]:
    """Somebody else's transaction that has changed the node of a case, and goes on."""
    with neo4j.GraphDatabase.driver(uri) as driver, driver.session() as session:
        transaction = session.begin_transaction()
        transaction.run("MATCH (c:Case) SET c.looking = 1").consume()
        yield
        transaction.rollback()


def test_who_waits_for_somebody_else_is_told(shared, uri, connection):
    graph = zopa.load("river-basin")
    shared.push(graph)
    before = whole(connection)
    with somebody_writes(uri):
        for job in (lambda: shared.push(graph), shared.case("river-basin").remove):
            with waiting_for(1, 30), pytest.raises(DatabaseError, match="Somebody else is writing to the case"):
                job()
    assert whole(connection) == before
    assert shared.push(graph).written == 0


def test_what_takes_long_but_waits_for_nobody_is_waited_for(connection):
    slow = "CYPHER runtime=slotted UNWIND range(1, $count) AS a UNWIND range(1, 1000) AS b RETURN count(a + b)"
    # Planned before: while it plans a statement, a server tells of no work.
    assert connection.read(slow, count=1) == [[1_000]]
    with waiting_for(0.4, 120):
        assert connection.read(slow, count=4_000) == [[4_000_000]]


def test_an_answer_that_comes_while_the_server_is_asked_what_it_does_is_taken():
    answered = threading.Event()

    def work(_):
        answered.wait()
        return "rows"

    def is_at_work(_):
        answered.set()
        return False

    assert Waiting(work, 0.05, is_at_work).result() == "rows"
    never = threading.Event()
    with pytest.raises(SilentServerError):
        Waiting(lambda _: never.wait(), 0.05, lambda _: False).result()
    never.set()


@pytest.mark.skipif(os.name == "nt", reason="a program is interrupted in another way there")
def test_the_first_interrupt_ends_what_waits_for_somebody_else(shared, uri, connection):
    shared.push(zopa.load("river-basin"))
    with somebody_writes(uri):
        waiting = subprocess.Popen(
            [sys.executable, "-m", "zopa", "remove", "river-basin", "--uri", uri], stderr=subprocess.PIPE, text=True
        )
        while not connection.read("SHOW TRANSACTIONS YIELD status WHERE status STARTS WITH 'Blocked' RETURN status"):
            assert waiting.poll() is None
            time.sleep(0.1)
        waiting.send_signal(signal.SIGINT)
        output = waiting.communicate(timeout=60)[1]
    assert waiting.returncode == 130
    assert "Traceback" not in output
    assert shared.cases()["complete"].tolist() == [True]


@pytest.mark.parametrize("job", first_of(["push", "pull", "connect"]))
def test_a_server_that_is_silent_is_told_from_one_that_is_not_there(job, shared, uri, connection):
    graph = zopa.load("river-basin")
    shared.push(graph)
    before = whole(connection)
    with proxy(uri) as stopped:
        if job == "connect":
            stopped.most = 100
            with waiting_for(2, 3), pytest.raises(DatabaseError, match="No Neo4j server answers"):
                zopa.connect(stopped.uri)
            return
        with zopa.connect(stopped.uri, case="river-basin") as reached:
            stopped.most = 20_000
            with waiting_for(2, 3), pytest.raises(DatabaseError, match="broke off. Nothing is lost") as raised:
                reached.pull() if job == "pull" else reached.push(graph, replace=True)
            assert "start one" not in one_sentence(raised)
            assert told_with(raised.value) == [raised.value]
            stopped.most = None
            assert reached.push(graph).written == 0
    assert whole(connection) == before


@pytest.mark.thorough
def test_wrong_password_and_passwords_that_stay_hidden(tmp_path, monkeypatch):
    from . import server as servers

    server = servers.own_server(tmp_path / "data", auth=True)
    if server is None:
        missing()
    assert server is not None
    try:
        server.start()
        with (
            neo4j.GraphDatabase.driver(server.uri, auth=("neo4j", "neo4j")) as driver,
            driver.session(database="system") as session,
        ):
            session.run("ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO 'a long secret'").consume()
        monkeypatch.delenv("NEO4J_PASSWORD", raising=False)
        with pytest.raises(
            DatabaseError, match="refuses the user or the password: set NEO4J_USERNAME and NEO4J_PASSWORD"
        ):
            zopa.connect(server.uri)
        monkeypatch.setenv("NEO4J_PASSWORD", "wrong secret")
        with pytest.raises(DatabaseError) as raised:
            zopa.connect(server.uri)
        assert "wrong secret" not in one_sentence(raised)
        assert told_with(raised.value) == [raised.value]
        monkeypatch.setenv("NEO4J_PASSWORD", "a long secret")
        with zopa.connect(server.uri) as shared:
            assert "secret" not in repr(shared)
            assert shared.cases().empty
        monkeypatch.delenv("NEO4J_PASSWORD")
        with zopa.connect(server.uri, auth=("neo4j", "a long secret")) as shared:
            assert shared.cases().empty
    finally:
        server.stop()


def run(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "zopa", *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | settings,
    )


def inside(*words: str, **settings: str) -> Any:
    """The same without starting Python anew."""
    return CliRunner().invoke(app, words, env=settings)


def test_the_commands_share_a_case(shared, uri, tmp_path):
    done = run("push", "river-basin", "--derive", NEO4J_URI=uri)
    assert done.returncode == 0, done.stderr
    assert "neo4j:river-basin" in done.stdout
    for words in (["clashes", "--severity", "deadlock"], ["zones"], ["deals"]):
        name, *more = words
        ours = inside(name, "river-basin", *more, "--format", "csv")
        theirs = inside(name, "neo4j:river-basin", *more, "--format", "csv", NEO4J_URI=uri)
        assert theirs.exit_code == 0, theirs.stderr
        assert theirs.stdout == ours.stdout
        assert theirs.stderr == ours.stderr
    pulled = inside("pull", "neo4j:river-basin", str(tmp_path / "river"), "--uri", uri)
    assert pulled.exit_code == 0, pulled.stderr
    again = run("pull", "river-basin", str(tmp_path / "river"), "--uri", uri)
    assert "is there already: name another place" in again.stderr
    exported = inside("export", "neo4j:river-basin", str(tmp_path / "river.cypher"), NEO4J_URI=uri)
    assert exported.exit_code == 0, exported.stderr
    assert zopa.load(tmp_path / "river").tables["positions"].equals(zopa.load("river-basin").tables["positions"])
    page = inside("page", f"{uri}#river-basin", "--no-pictures", "-o", str(tmp_path / "river.html"))
    assert page.exit_code == 0, page.stderr
    zopa.connect(uri).push(zopa.load("ukraine-2025"))
    assert inside("remove", "ukraine-2025", "--uri", uri).exit_code == 0
    missing = run("clashes", "neo4j:rivr", NEO4J_URI=uri)
    assert (missing.returncode, missing.stderr.count("\n")) == (1, 1)
    assert "It has: river-basin" in missing.stderr


def test_a_command_without_a_server_says_one_sentence():
    done = run("push", "river-basin", "--uri", "bolt://127.0.0.1:1")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("zopa: No Neo4j server answers at bolt://127.0.0.1:1")

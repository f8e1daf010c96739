"""A graph in Neo4j beside bare Cypher on the same rows: pushing, asking, and the memory that asking takes."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import zopa
from tests.neo4j import server as servers
from zopa.graph.neo4j import pull
from zopa.graph.neo4j.connection import Connection, batches, quoted
from zopa.graph.neo4j.records import Records, records
from zopa.graph.neo4j.schema import prepare
from zopa.graph.neo4j.writing import BATCH
from zopa.graph.store import Store

from .generate import case

Say = Callable[..., None]

#: Positions on one issue, the same at every size.
ON_AN_ISSUE = 100
PARTIES = 100

#: The peak is read from the kernel's own note of this program: that of getrusage begins with its parent's.
ASK = """
import re, sys, time, zopa
shared = zopa.connect(sys.argv[1])
before = time.perf_counter()
found = shared.clashes(as_of="all", count_only=True)
peak = re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]
print(found, time.perf_counter() - before, peak)
"""


def run(say: Say) -> None:
    """All three, where a server can be started."""
    with tempfile.TemporaryDirectory() as folder:
        server = servers.own_server(Path(folder) / "data")
        if server is None:
            print(f"\nNeo4j: {servers.HOW}")
            return
        server.start()
        try:
            small = _peak_of(server.uri, _pushing_and_asking(server.uri, say))
        finally:
            server.stop()
        large = servers.own_server(Path(folder) / "large")
        assert large is not None
        _import(large, Path(folder) / "bulk", 1_000_000)
        large.start()
        try:
            _memory(say, small, _peak_of(large.uri, None))
        finally:
            large.stop()


def _pushing_and_asking(uri: str, say: Say) -> int:
    graph = zopa.PositionGraph(case(100_000, PARTIES, 100_000 // ON_AN_ISSUE, skew=0.0), {"id": "invented"})
    connection = Connection(uri)
    shared = zopa.SharedGraph(connection, "invented")
    prepare(connection)
    parts = records(graph)
    print(f"\nNeo4j {connection.version}: 100,000 positions, {sum(len(part.edges) for part in parts):,} relationships")
    # The server compiles what it is asked again and again: both get a warm one.
    shared.push(zopa.load("ukraine-2025"))
    bare, first = [], []
    for _ in range(2):
        _emptied(connection)
        bare.append(_seconds(lambda: _bare_push(connection, parts)))
        _emptied(connection)
        first.append(_seconds(lambda: shared.push(graph)))
    again = min(_seconds(lambda: shared.push(graph)) for _ in range(3))
    say("bare UNWIND of the same rows and relationships", f"{min(bare):,.1f} s")
    say("push", f"{min(first):,.1f} s", f"{min(first) / min(bare):.2f} x   target <= 1.3")
    say("push again", f"{again:,.1f} s", f"{again / min(first):.2f} of the first   target <= 0.5")

    jobs: dict[str, Callable[[], object]] = {
        "bare pull of the same columns, then the query": lambda: _bare_clashes(connection, graph),
        "clashes from Neo4j": lambda: len(shared.clashes(as_of="all", why=False)),
        "clashes in memory": lambda: len(graph.clashes(as_of="all", why=False)),
    }
    seconds_of: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(3):
        for name, job in jobs.items():
            seconds_of[name].append(_seconds(job))
    pulled, answered = (min(seconds_of[name]) for name in list(jobs)[:2])
    for name, seconds in seconds_of.items():
        say(
            name,
            f"{min(seconds):,.1f} s",
            f"{answered / pulled:.2f} x   target <= 1.3" if name == "clashes from Neo4j" else "",
        )
    pairs = graph.clashes(as_of="all", count_only=True)
    cypher = _seconds(lambda: connection.read(CLASH_CYPHER, case="invented"))
    say("a clash Cypher over shared options alone, counted", f"{cypher:,.1f} s", "no regions, dates or numbers")
    say(
        "clashes from Neo4j, counted",
        f"{_seconds(lambda: shared.clashes(as_of='all', count_only=True)):,.1f} s",
        f"{pairs:,} pairs",
    )
    connection.close()
    return pairs


#: Pairs that demand options which the other rules out, whatever the place and the day.
CLASH_CYPHER = """
MATCH (i:Issue {case_id: $case})<-[:ON]-(a:Position)-[:DEMANDS]->(o:Option)<-[:RULES_OUT]-(b:Position)
WHERE a.party <> b.party RETURN count(DISTINCT [a.row, b.row])
"""


def _bare_push(connection: Connection, parts: list[Records]) -> None:
    for part in parts:
        cypher = f"UNWIND $rows AS row MERGE (n:{quoted(part.label)} {{case_id: $case, id: row.id}}) SET n = row"
        for batch in batches(part.cells, BATCH):
            _write(connection, cypher, list(batch))
    for part in parts:
        for (kind, source, target), edges in part.edges.groupby(["kind", "source_kind", "target_kind"], sort=False):
            cypher = (
                f"UNWIND $rows AS row MATCH (a:{quoted(source)} {{case_id: $case, id: row[0]}}) "
                f"MATCH (b:{quoted(target)} {{case_id: $case, id: row[1]}}) MERGE (a)-[:{quoted(kind)}]->(b)"
            )
            for batch in batches(list(zip(edges["source"], edges["target"], strict=True)), BATCH):
                _write(connection, cypher, [list(ends) for ends in batch])


def _write(connection: Connection, cypher: str, rows: list[object]) -> None:
    connection.write(lambda transaction: transaction.run(cypher, rows=rows, case="invented").consume())


def _bare_clashes(connection: Connection, graph: zopa.PositionGraph) -> int:
    """All positions at once, without a thought of memory, and the query on them."""
    issues = graph.tables["issues"]["id"].tolist()
    tables = pull.tables(connection, "invented", ("parties", "issues", "options", "regions"), {})
    rows = pull.held_positions(connection, "invented", issues, "", {})
    empty = {name: pull.empty(name) for name in graph.tables}
    from zopa.queries import clashes

    return len(clashes(Store(empty | tables | {"positions": rows}, graph.meta), as_of="all", why=False))


def _peak_of(uri: str, expected: int | None) -> tuple[int, float, int]:
    done = subprocess.run([sys.executable, "-c", ASK, uri], capture_output=True, text=True, check=True).stdout.split()
    if expected is not None and int(done[0]) != expected:
        raise SystemExit(f"the stores disagree: {done[0]} pairs, {expected} in memory")
    return int(done[0]), float(done[1]), int(done[2])


def _memory(say: Say, small: tuple[int, float, int], large: tuple[int, float, int]) -> None:
    print(f"\nMemory of a client that counts clashes, {ON_AN_ISSUE} positions on an issue")
    for size, (pairs, seconds, peak) in ((100_000, small), (1_000_000, large)):
        say(f"{size:,} positions", f"{peak / 1024:,.0f} MB", f"{pairs:,} pairs in {seconds:,.1f} s")
    say("ratio", f"{large[2] / small[2]:.2f}", "target <= 2")


def _import(server: servers.Server, folder: Path, size: int) -> None:
    """A large case by neo4j-admin's bulk import."""
    graph = zopa.PositionGraph(case(size, PARTIES, size // ON_AN_ISSUE, skew=0.0), {"id": "invented"})
    servers.bulk_import(server, zopa.export(graph, folder))


def _emptied(connection: Connection) -> None:
    for label in (":Position", ""):
        connection.do(f"MATCH (n{label}) CALL (n) {{ DETACH DELETE n }} IN TRANSACTIONS OF 5000 ROWS")


def _seconds(job: Callable[[], object]) -> float:
    begun = time.perf_counter()
    job()
    return time.perf_counter() - begun

"""The server that the tests of the database ask, and what must not be there between two of them."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from effort import THOROUGH

import zopa
from zopa.graph.neo4j.connection import Connection, DatabaseError

from . import server as servers

HERE = Path(__file__).parent


def missing() -> None:
    reason = os.environ.get(servers.REASON) or servers.HOW
    if os.environ.get("ZOPA_REQUIRE_NEO4J") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that empty one database run one after another, however many run side by side.

    They come first, or one worker would be left with them when the others have done.
    """
    items.sort(key=lambda item: item.path.parent != HERE)
    for item in items:
        if item.path.parent == HERE:
            item.add_marker(pytest.mark.xdist_group("neo4j"))


@pytest.fixture(scope="session")
def uri(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running server."""
    if os.environ.get("NEO4J_URI"):
        yield os.environ["NEO4J_URI"]
        return
    own_server = servers.own_server(tmp_path_factory.mktemp("neo4j") / "data")
    if own_server is not None:
        own_server.start()
        yield own_server.uri
        own_server.stop()
    elif servers.docker_runs():
        with servers.in_docker(17699) as address:
            end = time.monotonic() + 120
            while True:
                try:
                    Connection(address).close()
                    break
                except DatabaseError:
                    if time.monotonic() > end:
                        raise
                    time.sleep(1)
            yield address
    else:
        missing()


@pytest.fixture(scope="session")
def connection(uri: str) -> Iterator[Connection]:
    opened = Connection(uri)
    yield opened
    opened.close()


def emptied(connection: Connection) -> None:
    connection.do("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS")


@pytest.fixture
def shared(connection: Connection) -> zopa.SharedGraph:
    """A database without a case in it."""
    emptied(connection)
    return zopa.SharedGraph(connection)


@pytest.fixture
def own(tmp_path) -> Iterator[servers.Server]:
    """A server of the test's own, to be killed, locked or stopped."""
    server = servers.own_server(tmp_path / "data")
    if server is None:
        missing()
    assert server is not None
    yield server
    server.stop()


@pytest.fixture(scope="module")
def pushed(connection: Connection) -> zopa.SharedGraph:
    """A database that holds the built-in cases side by side; the largest of them is asked in a thorough run alone."""
    emptied(connection)
    shared = zopa.SharedGraph(connection)
    for case in zopa.cases()["id"]:
        if THOROUGH or case != "ukraine-plans":
            shared.push(zopa.load(case, quiet=True))
    return shared

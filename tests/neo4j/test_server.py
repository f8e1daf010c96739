"""The server that the tests start for themselves does not outlive them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from . import server as servers
from .conftest import missing

TESTS = Path(__file__).parents[1]
STARTS = """
import sys, time
from pathlib import Path
from tests.neo4j import server
own = server.own_server(Path(sys.argv[1]))
own.start()
print(own.port, flush=True)
time.sleep(300)
"""


def listens(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize("name", ["SIGKILL", pytest.param("SIGTERM", marks=pytest.mark.thorough)])
def test_a_server_ends_when_the_tests_that_started_it_are_killed(name, tmp_path):
    if servers.own_server(tmp_path / "data") is None:
        missing()
    runner = subprocess.Popen(
        [sys.executable, "-c", STARTS, str(tmp_path / "data")], cwd=TESTS.parent, stdout=subprocess.PIPE, text=True
    )
    assert runner.stdout is not None
    with runner, runner.stdout:
        port = int(runner.stdout.readline())
        assert listens(port)
        os.kill(runner.pid, getattr(signal, name))
    end = time.monotonic() + 10
    while listens(port) and time.monotonic() < end:
        time.sleep(0.05)
    assert not listens(port)

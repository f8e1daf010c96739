"""Downloads before the tests start, and a last line that says which of them were not tried."""

from __future__ import annotations

import gc
import os
import re
import signal
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from .effort import THOROUGH
from .neo4j import server as servers

# What the programs that tests start have compiled, the next of them reads: a third of their time.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

DATABASE = Path(__file__).parent / "neo4j"
#: The reason of a skip that an installation would mend.
MENDED = re.compile(r"no (?P<what>.+?)(?: on PATH)?: .*\(Debian: apt-get install (?P<packages>[\w.+ -]+)\)", re.S)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Listen to Ctrl-C; fetch the server of the database before any worker starts: two at once break each other's copy."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # A shell starts a job in the background so, and programs that the tests start would inherit it.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    config = session.config
    if hasattr(config, "workerinput") or config.option.collectonly or os.environ.get("NEO4J_URI"):
        return
    paths = [(config.invocation_params.dir / str(word).partition("::")[0]).resolve() for word in config.args]
    if not any(DATABASE.is_relative_to(path) or path.is_relative_to(DATABASE) for path in paths):
        return
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    try:
        servers.fetch(terminal.write_line if terminal else print)
    except servers.FetchError as error:
        if os.environ.get("ZOPA_REQUIRE_NEO4J") == "1":
            raise pytest.UsageError(str(error)) from None
        # The workers inherit it, and skip for this reason.
        os.environ[servers.REASON] = str(error)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests that start servers of their own again and again are left to a thorough run."""
    if THOROUGH:
        return
    later = [item for item in items if item.get_closest_marker("thorough")]
    config.hook.pytest_deselected(items=later)
    items[:] = [item for item in items if item not in later]


def pytest_collection_finish() -> None:
    """What is imported by now stays: nobody looks through it for what is no longer needed, which took a tenth of the time."""
    gc.collect()
    gc.freeze()


def not_tried(reasons: Iterable[str]) -> str:
    """One line on the tests that were skipped: how many, for want of what, and the command that installs it.

    >>> not_tried(["no X on PATH: install it (Debian: apt-get install x)", "only on Windows", "only on Windows"])
    'Not tried: 1 test (no X), 2 tests (only on Windows). On Debian, this installs what is missing: apt-get install x'
    """
    counts: Counter[str] = Counter()
    packages: dict[str, None] = {}
    for reason in reasons:
        mended = MENDED.match(reason)
        counts[f"no {mended['what']}" if mended else reason.rstrip(".")] += 1
        packages |= dict.fromkeys(mended["packages"].split() if mended else ())
    listing = ", ".join(f"{count} test{'s' * (count > 1)} ({reason})" for reason, count in counts.items())
    command = f" On Debian, this installs what is missing: apt-get install {' '.join(packages)}" if packages else ""
    return f"Not tried: {listing}.{command}" if counts else ""


def pytest_unconfigure(config: pytest.Config) -> None:
    """After all else, or the line would be overlooked."""
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    if terminal is not None and not hasattr(config, "workerinput"):
        skipped = [report.longrepr for report in terminal.stats.get("skipped", [])]
        if line := not_tried(str(longrepr[2]).removeprefix("Skipped: ") for longrepr in skipped):
            terminal.write_line(line, yellow=True)

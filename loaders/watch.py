"""The feeds of a case's sources are read, and items that name its parties and issues become candidates to code."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from filelock import FileLock, Timeout

from ..graph.extras import needed
from ..graph.files import check_place
from ..graph.provenance import day_of_making
from ..graph.store import Store
from . import inbox as candidates
from .findings import DossierError, shortened
from .load import load
from .source import CASES

if TYPE_CHECKING:
    from .watching.mentions import Names

#: Seconds that a server may take for one answer.
TIMEOUT = 20.0
FEED_COLUMNS = ("source", "feed", "status", "items", "new", "listed", "message")
#: The suffix of the file that is held while the inbox is added to.
LOCK = ".lock"
READ, SAME, FAILED = "read", "not changed", "failed"


@dataclass(frozen=True)
class Watched:
    """New candidates to code, and how each feed was read.

    Attributes
    ----------
    inbox : Path
        The table that the candidates were added to.
    candidates : DataFrame
        Those of this time: ``source``, ``published``, ``title``, ``link``, ``parties`` and ``issues`` (ids, separated by
        ``|``), ``excerpt``, ``item`` (its name in the feed).
    feeds : DataFrame
        One row a feed: ``source``, ``feed``, ``status`` (``read``, ``not changed``, ``failed``), ``items`` (in the feed),
        ``new`` (among them), ``listed`` (among those), ``message``.
    """

    inbox: Path
    candidates: pd.DataFrame
    feeds: pd.DataFrame


def watch(
    case: str | os.PathLike[str],
    inbox: str | os.PathLike[str] | None = None,
    *,
    local: bool = False,
    timeout: float = TIMEOUT,
) -> Watched:
    """Read the feeds of a case's sources, and add new items that name its parties or issues to the inbox.

    Parameters
    ----------
    case : str or Path
    inbox : str or Path, optional
        Where candidates are listed; by default ``inbox.csv`` in the folder of the case, or beside its file.
    local : bool
        Feeds in a private network and on this machine are read as well.
    timeout : float
        Seconds that a server may take for one answer.

    Returns
    -------
    Watched

    Raises
    ------
    DossierError
        When the case has errors or no feeds, the inbox is another table, or the libraries are not installed.
    """
    store: Store = load(case, quiet=True)
    place = _inbox_of(store) if inbox is None else Path(inbox)
    check_place(place)
    feeds = _feeds_of(store)
    if not feeds:
        raise DossierError(
            "No source of the case has a feed: write the address of one into the column 'feed' of 'sources'."
        )
    if timeout <= 0:
        raise DossierError(f"A server needs some seconds to answer, and {timeout:g} were given.")
    _expect_libraries()
    with _alone(place):
        return _watched(store, feeds, place, local, timeout)


def _watched(store: Store, feeds: list[tuple[str, str]], place: Path, local: bool, timeout: float) -> Watched:
    fetch: Any = importlib.import_module(".watching.fetch", __package__)
    mentions: Any = importlib.import_module(".watching.mentions", __package__)
    memory, listed = candidates.remembered(place), candidates.keys_in(place)
    rows: list[dict[str, str]] = []
    reports: list[dict[str, Any]] = []
    with fetch.connected(timeout) as client:
        reader = _Reader(client, timeout, local, mentions.Names(store.tables), memory, listed, day_of_making())
        for source, address in _with_progress_bar(feeds):
            new_rows, report = reader.read(source, address)
            rows += new_rows
            reports.append(report)
    # First the candidates, then what was seen: a break between the two lists nothing twice and loses nothing.
    candidates.add(place, rows)
    candidates.remember(place, memory)
    return Watched(
        place,
        pd.DataFrame(rows, columns=pd.Index(candidates.COLUMNS)),
        pd.DataFrame(reports, columns=pd.Index(FEED_COLUMNS)),
    )


@dataclass
class _Reader:
    """Reads one feed after the other, and knows what was read and listed before.

    Attributes
    ----------
    client : httpx.Client
    timeout : float
    local : bool
    names : Names
    memory : dict
        As :func:`zopa.loaders.inbox.remembered` gives it; it is brought up to date.
    listed : set
        Source and key of what is in the inbox.
    day : str
        Today.
    """

    client: Any
    timeout: float
    local: bool
    names: Names
    memory: dict[str, dict[str, Any]]
    listed: set[tuple[str, str]]
    day: str

    def read(self, source: str, address: str) -> tuple[list[dict[str, str]], dict[str, Any]]:
        """The candidates of one feed, and how it was read; one that cannot be read keeps no other from being read."""
        from .watching.feeds import read_feed
        from .watching.fetch import FetchError, fetch

        before = self.memory.get(address, {"etag": "", "modified": "", "seen": []})
        report = {"source": source, "feed": address, "status": FAILED, "items": 0, "new": 0, "listed": 0, "message": ""}
        try:
            fetched = fetch(self.client, address, self.timeout, before["etag"], before["modified"], self.local)
            moved = f"The feed has moved to {shortened(fetched.moved_to)}." if fetched.moved_to else ""
            if fetched.content is None:
                self.memory[address] = before | {"looked": self.day}
                return [], report | {"status": SAME, "message": moved}
            feed = read_feed(fetched)
        except FetchError as error:
            return [], report | {"message": str(error)}
        seen = set(before["seen"])
        new = [item for item in {item.key: item for item in feed.items}.values() if item.key not in seen]
        rows = [row for item in new if (row := self._candidate(source, item)) is not None]
        # Those that name both come first.
        rows.sort(key=lambda row: not (row["parties"] and row["issues"]))
        marks = {"etag": fetched.etag, "modified": fetched.modified}
        self.memory[address] = {**marks, "seen": [*before["seen"], *(item.key for item in new)], "looked": self.day}
        numbers = {"items": len(feed.items), "new": len(new), "listed": len(rows)}
        return rows, report | {"status": READ, **numbers, "message": " ".join(filter(None, (moved, feed.oddity)))}

    def _candidate(self, source: str, item: Any) -> dict[str, str] | None:
        """The row of an item that names a party or an issue, and is not in the inbox."""
        text = f"{item.title} {item.text}"
        parties, issues = self.names.parties(text), self.names.issues(text)
        place = source, candidates.as_cell(item.key)
        if not (parties or issues) or place in self.listed:
            return None
        self.listed.add(place)
        return {
            "source": source,
            "published": item.published,
            "title": item.title,
            "link": item.link,
            "parties": "|".join(parties),
            "issues": "|".join(issues),
            "excerpt": shortened(item.text),
            "item": item.key,
        }


@contextmanager
def _alone(inbox: Path) -> Iterator[None]:
    """Nobody else adds to the inbox meanwhile, or one would write over what the other has added."""
    place = inbox.with_suffix(LOCK)
    lock = FileLock(place, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise DossierError(f"'{inbox}' is being added to by another process: try again when that is done.") from None
    try:
        yield
    finally:
        with suppress(OSError):
            place.unlink()
        lock.release()


def _inbox_of(store: Store) -> Path:
    """In the folder of a case, or beside its file."""
    path = store.origin.path if store.origin is not None else None
    if path is None or path.is_relative_to(CASES):
        raise DossierError(
            f"The case '{store.id}' is in no folder of yours: say where the inbox is to be, with -o on the command line."
        )
    return candidates.inbox_of(path)


def _feeds_of(store: Store) -> list[tuple[str, str]]:
    """Source and address of every feed, each address once."""
    sources = store.tables["sources"]
    feeds = sources[sources["feed"].notna()]
    by_address = {
        str(address): str(source) for source, address in zip(feeds["id"][::-1], feeds["feed"][::-1], strict=True)
    }
    return [(source, address) for address, source in reversed(by_address.items())]


def _expect_libraries() -> None:
    for module in ("httpx", "feedparser"):
        sentence = f"Feeds are read with {module}, which is not installed: pip install 'zopa[watch]'"
        needed(module, sentence, DossierError)


def _with_progress_bar(feeds: list[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    """The same feeds, with a progress bar on standard error."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    # Where nobody looks, as in a log, it would leave an empty line.
    is_seen = console.is_terminal or console.is_jupyter
    return track(feeds, "Feeds", console=console, transient=True, disable=not is_seen)

"""Writing a case to a database: what has not changed is left alone, and a push that broke off can be run again.

Nodes come first, then for each few thousand rows their relationships together with the digest of the row, in one
transaction: a row that has its digest has all that belongs to it. Whatever a broken push left behind has none, and is
written again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .about import ALL, NONE, about_text, mark, said_of
from .connection import Connection, quoted
from .derived import derive, take_away
from .records import ROW, Records, records
from .schema import CASE, labels, prepare
from .writing import BATCH, Some, Stored, bundles, remove, write_edges, write_nodes

if TYPE_CHECKING:
    import pandas as pd

    from ..store import Store

#: What a case is called that has no name of its own.
NAMELESS = "case"


@dataclass(frozen=True)
class Pushed:
    """What a push did.

    Attributes
    ----------
    case : str
    written, left_alone, removed : int
        Rows new or changed, rows that stood there already, and rows that the case does not have any more.
    derived : int or None
        Clashes and overlaps written; None where none were asked for.
    outdated : int
        Clashes and overlaps taken away because the positions behind them changed.
    """

    case: str
    written: int
    left_alone: int
    removed: int
    derived: int | None
    outdated: int

    def __str__(self) -> str:
        said = f"{self.case}: {self.written:,} rows written, {self.left_alone:,} unchanged, {self.removed:,} removed"
        if self.derived is not None:
            said += f"; {self.derived:,} clashes and overlaps written"
        elif self.outdated:
            said += (
                f"; {self.outdated:,} clashes and overlaps taken away, as positions changed (derive writes them anew)"
            )
        return said + "."


def push(
    store: Store,
    connection: Connection,
    *,
    replace: bool = False,
    derived: Callable[[], Iterable[tuple[str, pd.DataFrame]]] | None = None,
    progress: bool = True,
) -> Pushed:
    """Write a case to a database.

    Parameters
    ----------
    store : Store
        A checked case in memory.
    connection : Connection
    replace : bool
        Make the database equal to the case: rows that it has and the case has not are removed. Otherwise they stay.
    derived : callable, optional
        Gives kinds and rows of clashes and overlaps, to be written as relationships. Asked only where something changed.
    progress : bool
        Show a bar on standard error.

    Returns
    -------
    Pushed

    Raises
    ------
    DatabaseError
        When the database breaks off or refuses. Pushing again ends in the same graph.
    """
    if store.id == NAMELESS:
        raise ValueError(
            "Give the case an id of its own before you push it, in dossier.toml or as case.meta['id']: every case without "
            f"one is called '{NAMELESS}', and two of them would be mixed."
        )
    found = records(store)
    prepare(connection)
    before = _standing(connection, store.id)
    # A case is marked before its first row is written.
    stored = _digests(connection, store.id) if before else {label: {} for label in labels()}
    work = _work(found, stored)
    gone = _gone(found, stored, replace)
    about = about_text(store)
    pairs = before.get("derived", NONE)
    outdated = 0
    if work or gone or before.get("about") != about or before.get("complete") is not True:
        mark(connection, store.id, {"about": about, "complete": False, "derived": pairs})
        if (work or gone) and pairs != NONE:
            outdated, pairs = take_away(connection, store.id), NONE
        with _bar(progress, sum(len(rows) for _, rows in work) * 2) as advance:
            remove(connection, store.id, gone)
            for bundle in bundles(work):
                write_nodes(connection, store.id, bundle)
                advance(sum(len(rows) for _, rows in bundle))
            for bundle in bundles(work):
                write_edges(connection, store.id, bundle, stored)
                advance(sum(len(rows) for _, rows in bundle))
        mark(connection, store.id, said_of(store, about, pairs))
    written = None
    if derived is not None:
        written = 0 if pairs == ALL else derive(connection, store.id, derived())
    rows = sum(len(part.ids) for part in found)
    changed = sum(len(rows) for _, rows in work)
    return Pushed(store.id, changed, rows - changed, sum(len(ids) for _, ids in gone), written, outdated)


# ------------------------------------------------------------------------------------------------ what is to be done


def _standing(connection: Connection, case: str) -> dict[str, Any]:
    rows = connection.read(f"MATCH (c:{CASE} {{id: $case}}) RETURN properties(c)", case=case)
    return rows[0][0] if rows else {}


def _digests(connection: Connection, case: str) -> Stored:
    """What the database has of the case: digests by label and id."""
    stored: Stored = {label: {} for label in labels()}
    parts = [
        f"MATCH (n:{quoted(label)}) WHERE n.case_id = $case AND n.id IS NOT NULL "
        f"RETURN '{label}' AS label, n.id AS id, n.digest AS digest"
        for label in labels()
    ]
    for label, id, digest in connection.stream(" UNION ALL ".join(parts), case=case):
        stored[label][id] = digest
    return stored


def _work(found: list[Records], stored: Stored) -> list[Some]:
    """The rows of each part that are not there as they should be."""
    work: list[Some] = []
    for part in found:
        there = stored[part.label]
        rows = [
            row for row, (id, digest) in enumerate(zip(part.ids, part.digests.tolist(), strict=True))
            if there.get(id) != digest
        ]  # fmt: skip
        if rows:
            work.append((part, rows))
    return work


def _gone(found: list[Records], stored: Stored, replace: bool) -> list[tuple[str, list[str]]]:
    """Nodes to remove, by label: what the case does not have, or has under another label now."""
    kept: dict[str, set[str]] = {label: set() for label in stored}
    moved: dict[str, set[str]] = {label: set() for label in stored}
    for part in found:
        kept[part.label] |= set(part.ids)
        if part.table.node and part.label == ROW:
            moved[part.table.node] |= {id.partition("/")[2] for id in part.ids}
        elif part.table.node:
            moved[ROW] |= {f"{part.table.name}/{id}" for id in part.ids}
    return [
        (label, ids)
        for label, there in stored.items()
        if (ids := [id for id in there if id not in kept[label] and (replace or id in moved[label])])
    ]


@contextmanager
def _bar(shown: bool, total: int) -> Iterator[Callable[[int], None]]:
    """A progress bar on standard error; entering it gives the function that moves it on."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True, disable=not shown or total < BATCH) as drawn:
        task = drawn.add_task("Pushing rows", total=total)
        yield lambda count: drawn.advance(task, count)

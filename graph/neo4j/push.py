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

from ..ontology import ontology
from .about import ALL, NONE, SOME, Claim, said_of
from .connection import Connection, DatabaseError, quoted
from .derived import derive, take_away
from .merging import combined
from .records import Records, own_id, records, stamp_of, table_of
from .schema import CASE, labels, prepare
from .writing import BATCH, Some, Stored, bundles, remove, write_edges, write_nodes

if TYPE_CHECKING:
    import pandas as pd

    from ..store import Store

#: Tables that clashes and overlaps, or the sentences about them, are made from.
BEHIND_PAIRS = {"parties", "issues", "options", "positions", "regions", "evidence"}
#: What a case is called that has no name of its own.
NAMELESS = "case"


@dataclass(frozen=True)
class Pushed:
    """What a push did.

    Attributes
    ----------
    case : str
    written, left_alone, kept, removed : int
        Rows new or changed, rows that stood there already, rows that only the database has and that were kept, and rows that
        were removed.
    derived : int or None
        Clashes and overlaps written; None where none were asked for.
    outdated : int
        Clashes and overlaps taken away because the positions behind them changed.
    """

    case: str
    written: int
    left_alone: int
    kept: int
    removed: int
    derived: int | None
    outdated: int

    def __str__(self) -> str:
        said = f"{self.case}: {self.written:,} rows written, {self.left_alone:,} unchanged, {self.removed:,} removed"
        if self.kept:
            said += f"; {self.kept:,} rows that only the database has were kept (replace removes them)"
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
    derived: Callable[[Store], Iterable[tuple[str, pd.DataFrame]]] | None = None,
    check: Callable[[Store], None] | None = None,
    progress: bool = True,
) -> Pushed:
    """Write a case to a database.

    Parameters
    ----------
    store : Store
        A checked case in memory.
    connection : Connection
    replace : bool
        Make the database equal to the case: rows that it has and the case has not are removed. Otherwise they stay, and the
        database holds the two together.
    derived : callable, optional
        Gives kinds and rows of clashes and overlaps of a case, to be written as relationships. Asked only where they are not
        there already.
    check : callable, optional
        Is given the two together before anything is written, and raises where they do not fit.
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
    prepare(connection)
    before = _standing(connection, store.id)
    stored = _digests(connection, store.id)
    found = records(store)
    kept = 0
    if not replace and (extra := _extra(found, stored)):
        kept = sum(map(len, extra.values()))
        store = combined(store, connection, before)
        if check is not None:
            check(store)
        found = records(store)
    work = _work(found, stored)
    gone = _gone(found, stored)
    pairs = before.get("derived", NONE)
    said = said_of(store, stamp_of(found), pairs)
    outdated, written = 0, None
    if work or gone or pairs == SOME or any(before.get(name) != said[name] for name in ("about", "complete")):
        touched = {part.table.name for part, _ in work} | {"positions" for _ in gone}
        if pairs == SOME or (pairs == ALL and touched & BEHIND_PAIRS):
            said["derived"] = NONE
        claim = Claim(connection, store.id, {"complete": False, "derived": SOME if said["derived"] != pairs else pairs})
        if said["derived"] != pairs:
            outdated = take_away(connection, store.id)
        with _bar(progress, sum(len(rows) for _, rows in work) * 2) as advance:
            remove(claim, gone)
            for bundle in bundles(work):
                write_nodes(claim, bundle)
                advance(sum(len(rows) for _, rows in bundle))
            for bundle in bundles(work):
                write_edges(claim, bundle, stored)
                advance(sum(len(rows) for _, rows in bundle))
        claim.give_back(said)
    if derived is not None:
        written = 0
        if said["derived"] != ALL:
            claim = Claim(connection, store.id, {"derived": SOME})
            written = derive(claim, derived(store))
            claim.give_back({"derived": ALL})
    rows = sum(len(part.ids) for part in found)
    changed = sum(len(rows) for _, rows in work)
    return Pushed(store.id, changed, rows - changed - kept, kept, sum(len(ids) for _, ids in gone), written, outdated)


def remove_case(connection: Connection, case: str) -> int:
    """Remove a case from a database; how many rows there were.

    Raises
    ------
    DatabaseError
        When the database has nothing of the case.
    """
    stored = _digests(connection, case)
    rows = sum(map(len, stored.values()))
    if not rows and not _standing(connection, case):
        raise DatabaseError(f"The database has no case '{case}'.")
    claim = Claim(connection, case, {"complete": False})
    remove(claim, [(label, list(ids)) for label, ids in stored.items() if ids])
    claim.write(lambda transaction: transaction.run(f"MATCH (c:{CASE} {{id: $case}}) DELETE c", case=case).consume())
    return rows


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


def _extra(found: list[Records], stored: Stored) -> dict[str, set[str]]:
    """What the database has of the case and the case has not, by table."""
    ours: dict[str, set[str]] = {name: set() for name in ontology().tables}
    for part in found:
        ours[part.table.name] |= {own_id(part.table, part.label, id) for id in part.ids}
    extra: dict[str, set[str]] = {}
    for label, ids in stored.items():
        for id in ids:
            table = table_of(label, id)
            own = own_id(table, label, id)
            if own not in ours[table.name]:
                extra.setdefault(table.name, set()).add(own)
    return extra


def _gone(found: list[Records], stored: Stored) -> list[tuple[str, list[str]]]:
    """Nodes to remove, by label: what the case does not have, or has under another label now."""
    kept: dict[str, set[str]] = {label: set() for label in stored}
    for part in found:
        kept[part.label] |= set(part.ids)
    return [(label, ids) for label, there in stored.items() if (ids := [id for id in there if id not in kept[label]])]


@contextmanager
def _bar(shown: bool, total: int) -> Iterator[Callable[[int], None]]:
    """A progress bar on standard error; entering it gives the function that moves it on."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True, disable=not shown or total < BATCH) as drawn:
        task = drawn.add_task("Pushing rows", total=total)
        yield lambda count: drawn.advance(task, count)

"""Writing a case to a database: what has not changed is left alone, and a push that broke off can be run again.

The right to write is taken first, then what is there is read, down to the cells. Nodes come first, then for each few
thousand rows their relationships together with the digest of the row, in one transaction. Whatever a broken push left behind
has none, and is written again. Before a case is said to be complete its relationships are counted: of a kind that is not
there as it should be, because a node went away or somebody deleted some, all are written anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..ontology import ontology
from ..what_if import WHAT_IF
from . import checking
from .about import ALL, NONE, SOME, WriteLock, about_text, case_properties, untagged
from .connection import Connection, DatabaseError, NotOursError
from .derived import derive, take_away
from .merging import combined
from .records import Records, own_id, records, rows_of, stamp_of, table_of
from .schema import CASE_NODE, prepare
from .state import own_columns
from .writing import BATCH, Some, Stored, bundles, remove, remove_edges, write_edges, write_nodes

if TYPE_CHECKING:
    import pandas as pd
    from neo4j import ManagedTransaction

    from ..store import Store

#: Tables that clashes and overlaps, or the sentences about them, are made from.
BEHIND_PAIRS = {"parties", "issues", "options", "positions", "regions", "evidence"}
#: What a case is called that has no name of its own.
NAMELESS = "case"


@dataclass(frozen=True)
class Pushed:
    """The changes that a push made.

    Attributes
    ----------
    case : str
    written, left_alone, kept, removed : int
        Rows of the case that are new or changed, rows of it that stood there already, rows that only the database has and
        that were kept, and rows that were removed.
    derived : int or None
        Clashes and overlaps written; None where none were asked for.
    outdated : int
        Clashes and overlaps taken away because the positions behind them changed.
    repaired : int
        Rows whose relationships were written anew, because some of them were not there any more.
    unlinked : int
        Relationships of others to rows that were removed, which went with them.
    """

    case: str
    written: int
    left_alone: int
    kept: int
    removed: int
    derived: int | None
    outdated: int
    repaired: int = 0
    unlinked: int = 0

    def __str__(self) -> str:
        text = f"{self.case}: {self.written:,} rows written, {self.left_alone:,} unchanged, {self.removed:,} removed"
        if self.kept:
            text += f"; {self.kept:,} rows that only the database has were kept (replace removes them)"
        if self.repaired:
            text += f"; the relationships of {self.repaired:,} rows were not all there and were written anew"
        if self.unlinked:
            links = "relationship" if self.unlinked == 1 else "relationships"
            text += f"; {self.unlinked:,} {links} of others went with what was removed"
        if self.derived is not None:
            text += f"; {self.derived:,} clashes and overlaps written"
        elif self.outdated:
            text += (
                f"; {self.outdated:,} clashes and overlaps taken away, as positions changed (derive writes them anew)"
            )
        return text + "."


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
    parts = records(store)
    prepare(connection)
    claim = WriteLock(connection, store.id)
    try:
        _refuse_what_if(store, claim.before)
        stored = checking.stored(connection, store.id, parts)
        extra = {} if replace else _extra(parts, stored)
        if extra:
            store = combined(store, connection, claim.before)
            if check is not None:
                check(store)
            parts = records(store)
            stored = checking.stored(connection, store.id, parts)
    except Exception as error:
        if isinstance(error, NotOursError) or not isinstance(error, DatabaseError):
            claim.release()
        raise
    plan = _Plan(claim, store, parts, stored)
    if plan.is_needed():
        plan.carry_out(progress)
    written = None
    properties = plan.properties
    if derived is not None:
        written = 0
        if replace or properties["derived"] != ALL:
            claim.set_properties({"derived": SOME})
            written = derive(claim, derived(store))
            properties = properties | {"derived": ALL, "pairs": checking.sum_of_pairs(connection, store.id)}
    claim.give_back(properties)
    kept_rows = sum(map(len, extra.values()))
    rows = rows_of(parts) - kept_rows
    changed = sum(
        own_id(part.table, part.label, part.ids[row]) not in extra.get(part.table.name, ())
        for part, rows_of_part in plan.work
        for row in rows_of_part
    )
    removed = sum(len(ids) for _, ids in plan.gone)
    return Pushed(
        store.id, changed, rows - changed, kept_rows, removed, written, plan.outdated, plan.repaired, plan.unlinked
    )


class _Plan:
    """The rows to write so that the database has all of a case, and the way they are written."""

    def __init__(self, claim: WriteLock, store: Store, parts: list[Records], stored: Stored) -> None:
        self._claim, self._store, self._parts, self._stored = claim, store, parts, stored
        self.work, self.gone = _work(parts, stored), _gone(parts, stored)
        self.outdated = self.repaired = self.unlinked = 0
        self._expected = checking.expected_sums(parts)
        before = claim.before
        self._pairs = before.get("derived", NONE)
        touched = {part.table.name for part, _ in self.work} | {"positions" for _ in self.gone}
        if self._pairs == ALL and checking.sum_of_pairs(claim.connection, claim.case) != before.get("pairs"):
            self._pairs = SOME
        keeps_pairs = self._pairs == ALL and not touched & BEHIND_PAIRS
        self.properties = case_properties(store, stamp_of(parts), rows_of(parts), ALL if keeps_pairs else NONE)
        self.properties["pairs"] = before.get("pairs") if keeps_pairs else None

    def is_needed(self) -> bool:
        """Whether the database differs from the case."""
        before = self._claim.before
        return bool(
            self.work
            or self.gone
            or self._pairs == SOME
            or any(before.get(name) != wanted for name, wanted in self.properties.items())
            or self._wrong_kinds()
        )

    def carry_out(self, progress: bool) -> None:
        """Write what is missing, and look whether all is there."""
        claim = self._claim
        takes_away = self.properties["derived"] != self._pairs
        # Rows that a push leaves behind when it breaks off may have columns of either state.
        about = about_text(self._store, own_columns(claim.before))
        claim.set_properties({"complete": False, "about": about} | ({"derived": SOME} if takes_away else {}))
        if takes_away:
            self.outdated = take_away(claim)
        with _bar(progress, sum(len(rows) for _, rows in self.work) * 2) as advance:
            self.unlinked = remove(claim, self.gone)
            for bundle in bundles(self.work):
                write_nodes(claim, bundle)
                advance(sum(len(rows) for _, rows in bundle))
            self._write_edges(self.work, advance)
        self._repair()

    def _write_edges(self, work: list[Some], advance: Callable[[int], None]) -> None:
        for bundle in bundles(work):
            write_edges(self._claim, bundle, self._stored)
            advance(sum(len(rows) for _, rows in bundle))

    def _repair(self) -> None:
        """Write anew all relationships of the kinds of which some are not there, or are others."""
        wrong = self._wrong_kinds()
        if not wrong:
            return
        remove_edges(self._claim, wrong)
        damaged = [
            (part, sorted(set(part.edges.loc[part.edges["kind"].isin(wrong), "row"].tolist()))) for part in self._parts
        ]
        self._write_edges([(part, rows) for part, rows in damaged if rows], lambda _: None)
        self.repaired = sum(len(rows) for _, rows in damaged)
        if self._wrong_kinds():
            raise DatabaseError(
                f"Somebody else changes the case '{self._claim.case}' in the database while it is pushed: push it again "
                "when they have finished."
            )

    def _wrong_kinds(self) -> list[str]:
        return checking.wrong_kinds(self._claim.connection, self._claim.case, self._expected)


def remove_case(connection: Connection, case: str) -> tuple[int, int]:
    """Remove a case from a database; how many rows there were, and how many relationships of others went with them.

    Raises
    ------
    DatabaseError
        When the database has nothing of the case.
    """
    if not _is_there(connection, case):
        raise DatabaseError(f"The database has no case '{case}'.")
    claim = WriteLock(connection, case)
    stored = checking.stored(connection, case, [])
    claim.set_properties({"complete": False})
    unlinked = remove(claim, [(label, list(ids)) for label, ids in stored.items() if ids])

    def work(transaction: ManagedTransaction) -> int:
        links = transaction.run(f"MATCH {CASE_NODE}-[r]-() RETURN count(DISTINCT r)", case=case)
        foreign = links.single(strict=True)[0]
        transaction.run(f"MATCH {CASE_NODE} DETACH DELETE c", case=case).consume()
        return int(foreign)

    unlinked += claim.write(work)
    return sum(map(len, stored.values())), unlinked


# ------------------------------------------------------------------------------------------------ what is to be done


def _is_there(connection: Connection, case: str) -> bool:
    """Whether the database has anything of a case."""
    return connection.read(f"MATCH {CASE_NODE} RETURN count(c)", case=case) != [[0]] or any(
        map(len, checking.stored(connection, case, []).values())
    )


def _work(parts: list[Records], stored: Stored) -> list[Some]:
    """The rows of each part that are not there as they should be."""
    work: list[Some] = []
    for part in parts:
        digests = stored[part.label]
        rows = [
            row
            for row, (id, digest) in enumerate(zip(part.ids, part.digests.tolist(), strict=True))
            if digests.get(id) != digest
        ]
        if rows:
            work.append((part, rows))
    return work


def _refuse_what_if(store: Store, before: Mapping[str, Any]) -> None:
    """Refuse a what-if that would be written over the case that was coded."""
    if not store.meta.get(WHAT_IF) or not (about := before.get("about")):
        return
    if not untagged(json.loads(about)["meta"]).get(WHAT_IF):
        raise ValueError(
            f"The database has the case '{store.id}' as it was coded, and this is a what-if of it: nothing was written. "
            "Give the what-if an id of its own: zopa.load({**case.tables, 'dossier': {**case.meta, 'id': 'another'}})."
        )


def _extra(parts: list[Records], stored: Stored) -> dict[str, set[str]]:
    """The rows that the database has of the case and the case has not, by table."""
    ours: dict[str, set[str]] = {name: set() for name in ontology().tables}
    for part in parts:
        ours[part.table.name] |= {own_id(part.table, part.label, id) for id in part.ids}
    extra: dict[str, set[str]] = {}
    for label, ids in stored.items():
        for id in ids:
            table = table_of(label, id)
            row_id = own_id(table, label, id)
            if row_id not in ours[table.name]:
                extra.setdefault(table.name, set()).add(row_id)
    return extra


def _gone(parts: list[Records], stored: Stored) -> list[tuple[str, list[str]]]:
    """Nodes to remove, by label: what the case does not have, or has under another label now."""
    own_ids: dict[str, set[str]] = {label: set() for label in stored}
    for part in parts:
        own_ids[part.label] |= set(part.ids)
    return [
        (label, ids)
        for label, stored_ids in stored.items()
        if (ids := [id for id in stored_ids if id not in own_ids[label]])
    ]


@contextmanager
def _bar(shown: bool, total: int) -> Iterator[Callable[[int], None]]:
    """A progress bar on standard error; entering it gives the function that moves it on."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True, disable=not shown or total < BATCH) as drawn:
        task = drawn.add_task("Pushing rows", total=total)
        yield lambda count: drawn.advance(task, count)

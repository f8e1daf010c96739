"""Writing a case to a database: what has not changed is left alone, and a push that broke off can be run again.

Nodes come first, then for each few thousand rows their relationships together with the digest of the row, in one
transaction: a row that has its digest has all that belongs to it. Whatever a broken push left behind has none, and is
written again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pandas as pd

from ..ontology import Table, ontology
from .connection import Connection, DatabaseError, batches, quoted
from .records import ROW, Records, records
from .schema import CASE, labels, prepare, row_edge_kinds

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

    from ..store import Store

#: Digests by label and id; None for a row whose relationships are not there yet.
Stored: TypeAlias = dict[str, dict[str, int | None]]
#: Some rows of one table.
Some: TypeAlias = tuple[Records, Sequence[int]]

#: Rows written in one transaction.
BATCH = 5_000
#: Edges that follow from the positions of parties, written on request.
DERIVED = ("CLASHES_WITH", "OVERLAPS_WITH")
#: Columns of the queries that stand at the ends of a derived edge.
ENDS = ("position_a", "position_b")


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
    found = records(store)
    prepare(connection)
    before = _standing(connection, store.id)
    # A case is marked before its first row is written.
    stored = _digests(connection, store.id) if before else {label: {} for label in labels()}
    work = _work(found, stored)
    gone = _gone(found, stored, replace)
    about = _about(store)
    unchanged = not work and not gone and before.get("about") == about and before.get("complete") is True
    outdated = 0
    if not unchanged:
        _mark(connection, store.id, {"about": about, "complete": False, "derived": before.get("derived") is True})
        outdated = _take_away(connection, store.id) if (work or gone) and before.get("derived") is True else 0
        with _bar(progress, sum(len(rows) for _, rows in work) * 2) as advance:
            _remove(connection, store.id, gone)
            for bundle in _bundles(work):
                _write_nodes(connection, store.id, bundle)
                advance(sum(len(rows) for _, rows in bundle))
            for bundle in _bundles(work):
                _write_edges(connection, store.id, bundle, stored)
                advance(sum(len(rows) for _, rows in bundle))
        _mark(connection, store.id, _said(store, about, derived=before.get("derived") is True and not (work or gone)))
    written = None
    if derived is not None:
        there = unchanged or not (work or gone)
        written = 0 if there and before.get("derived") is True else _derive(connection, store, derived, about)
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


def _about(store: Store) -> str:
    """What the case says of itself, and which columns of the coder's own its tables have, as text."""
    own = {
        table.name: [
            [str(column), "number" if store.tables[table.name][column].dtype == float else "text"]
            for column in store.tables[table.name].columns if column not in table.columns
        ]
        for table in ontology().tables.values()
    }  # fmt: skip
    return json.dumps(
        {"meta": _tagged(store.meta), "columns": {name: columns for name, columns in own.items() if columns}},
        ensure_ascii=False, sort_keys=False,
    )  # fmt: skip


def _tagged(value: Any) -> Any:
    """A value of ``dossier.toml`` as JSON holds it: dates and times are told apart from texts."""
    if isinstance(value, dict):
        return {"dict": [[key, _tagged(one)] for key, one in value.items()]}
    if isinstance(value, list):
        return [_tagged(one) for one in value]
    if isinstance(value, datetime | date | time):
        return {type(value).__name__: value.isoformat()}
    return value


def untagged(value: Any) -> Any:
    """The value of :func:`_tagged`."""
    if isinstance(value, list):
        return [untagged(one) for one in value]
    if not isinstance(value, dict):
        return value
    ((kind, inner),) = value.items()
    if kind == "dict":
        return {key: untagged(one) for key, one in inner}
    kinds: dict[str, type[datetime] | type[date] | type[time]] = {"datetime": datetime, "date": date, "time": time}
    return kinds[kind].fromisoformat(inner)


def case_node(store: Store) -> dict[str, Any]:
    """What the node says that stands for a case of which everything is there, but no clash or overlap."""
    return {"id": store.id} | _said(store, _about(store), derived=False)


def _said(store: Store, about: str, derived: bool) -> dict[str, Any]:
    return {
        "title": store.title, "as_of": store.as_of, "about": about, "complete": True, "derived": derived,
        "positions": len(store.tables["positions"]),
    }  # fmt: skip


def _mark(connection: Connection, case: str, said: dict[str, Any]) -> None:
    def work(transaction: ManagedTransaction) -> None:
        transaction.run(f"MERGE (c:{CASE} {{id: $case}}) SET c += $said", case=case, said=said).consume()

    connection.write(work)


# ------------------------------------------------------------------------------------------------ writing


def _bundles(work: list[Some]) -> Iterator[list[Some]]:
    """The rows to write, of several parts together, as many as fit one transaction."""
    bundle: list[Some] = []
    room = BATCH
    for part, rows in work:
        left: Sequence[int] = rows
        while left:
            bundle.append((part, left[:room]))
            left, room = left[room:], room - len(left[:room])
            if not room:
                yield bundle
                bundle, room = [], BATCH
    if bundle:
        yield bundle


def _write_nodes(connection: Connection, case: str, bundle: list[Some]) -> None:
    statements = [
        (
            f"UNWIND $rows AS row MERGE (n:{quoted(part.label)} {{case_id: $case, id: row.id}}) SET n = row",
            [part.cells[row] for row in rows],
        )
        for part, rows in bundle
    ]

    def work(transaction: ManagedTransaction) -> None:
        for cypher, rows in statements:
            transaction.run(cypher, rows=rows, case=case).consume()

    connection.write(work)


def _write_edges(connection: Connection, case: str, bundle: list[Some], stored: Stored) -> None:
    """The relationships of rows, with the digests that say that they are there."""
    parts = []
    for part, rows in bundle:
        there = stored[part.label]
        stale = [part.ids[row] for row in rows if part.ids[row] in there]
        marks = [[part.ids[row], int(part.digests[row])] for row in rows]
        parts.append((part, stale, list(_ends(part, rows)), marks))

    def work(transaction: ManagedTransaction) -> None:
        for part, stale, ends, marks in parts:
            for cypher in _forget(part.table, part.label) if stale else ():
                transaction.run(cypher, ids=stale, case=case).consume()
            for kinds, pairs in ends:
                _merge(transaction, case, part, kinds, pairs)
            node = f"(n:{quoted(part.label)} {{case_id: $case, id: row[0]}})"
            cypher = f"UNWIND $rows AS row MATCH {node} SET n.digest = row[1]"
            transaction.run(cypher, rows=marks, case=case).consume()

    connection.write(work)


def _ends(part: Records, rows: Sequence[int]) -> Iterator[tuple[tuple[str, str, str], list[list[Any]]]]:
    """The edges of some rows, by their kind and those of their ends: source, target and row of each."""
    own = part.edges
    if len(rows) < len(part.ids):
        own = own[np.isin(own["row"].to_numpy(dtype=int), rows)]
    for kinds, some in own.groupby(["kind", "source_kind", "target_kind"], sort=False):
        yield kinds, [list(pair) for pair in zip(some["source"], some["target"], some["row"], strict=True)]


def _merge(
    transaction: ManagedTransaction, case: str, part: Records, kinds: tuple[str, str, str], ends: list[list[Any]]
) -> None:
    kind, source, target = (quoted(name) for name in kinds)
    head = (
        f"UNWIND $rows AS row MATCH (a:{source} {{case_id: $case, id: row[0]}}) "
        f"MATCH (b:{target} {{case_id: $case, id: row[1]}}) "
    )
    if part.table.edge is None:
        cypher = head + f"MERGE (a)-[:{kind}]->(b) RETURN count(*)"
        rows = [ends_[:2] for ends_ in ends]
    else:
        # A row of its own is a relationship of its own, however many there are between the same two.
        cypher = (
            head + f"MERGE (a)-[r:{kind} {{case_id: $case, row_id: row[2].id}}]->(b) "
            "SET r = row[2], r.row_id = row[2].id RETURN count(*)"
        )
        rows = [[a, b, part.cells[row] | {"row_id": part.ids[row]}] for a, b, row in ends]
    written = transaction.run(cypher, rows=rows, case=case).single(strict=True)[0]
    if written != len(rows):
        raise DatabaseError(
            f"{len(rows) - written} nodes of the case '{case}' went away while it was pushed: push it again when nobody "
            "else writes to it."
        )


def _forget(table: Table, label: str) -> list[str]:
    """How the relationships go that a changed row spelled out before."""
    if table.edge is not None:
        return [
            f"UNWIND $ids AS id MATCH ()-[r:{quoted(kind)} {{case_id: $case, row_id: id}}]->() DELETE r"
            for kind in row_edge_kinds(table.name)
        ]
    out: list[str] = ["RULES_OUT"] if table.node == "Position" else []
    inward: list[str] = []
    for column in table.columns.values():
        if column.edge is not None:
            words = column.edge.strip("{}")
            kinds = [column.edge] if words == column.edge else [one.upper() for one in table.columns[words].values]
            (inward if column.inward else out).extend(kinds)
    node = f"UNWIND $ids AS id MATCH (n:{quoted(label)} {{case_id: $case, id: id}})"
    return [
        f"{node}{arrow[0]}[r:{'|'.join(map(quoted, dict.fromkeys(kinds)))}]{arrow[1]}() WHERE r.row_id IS NULL DELETE r"
        for kinds, arrow in ((out, ("-", "->")), (inward, ("<-", "-")))
        if kinds
    ]


def _remove(connection: Connection, case: str, gone: list[tuple[str, list[str]]]) -> None:
    for label, ids in gone:
        statements = [f"UNWIND $ids AS id MATCH (n:{quoted(label)} {{case_id: $case, id: id}}) DETACH DELETE n"]
        if label == ROW:
            statements += [
                f"UNWIND $ids AS id MATCH ()-[r:{quoted(kind)} {{case_id: $case, row_id: id}}]->() DELETE r"
                for kind in row_edge_kinds()
            ]
        for some in batches(ids, BATCH):

            def work(transaction: ManagedTransaction, some: Any = some, statements: Any = statements) -> None:
                for cypher in statements:
                    transaction.run(cypher, ids=list(some), case=case).consume()

            connection.write(work)


# ------------------------------------------------------------------------------------------------ what follows


def _take_away(connection: Connection, case: str) -> int:
    """Clashes and overlaps that the positions may not give any more."""
    kinds = "|".join(DERIVED)
    match = f"MATCH (:Position {{case_id: $case}})-[r:{kinds}]->()"
    found = connection.read(f"{match} RETURN count(r)", case=case)[0][0]
    if found:
        connection.do(f"{match} CALL (r) {{ DELETE r }} IN TRANSACTIONS OF 10000 ROWS", case=case)
    return int(found)


def _derive(
    connection: Connection, store: Store, derived: Callable[[], Iterable[tuple[str, pd.DataFrame]]], about: str
) -> int:
    _take_away(connection, store.id)
    count = 0
    for kind, frame in derived():
        cells = frame.drop(columns=list(ENDS)).astype(object).where(frame.notna(), None)
        rows = list(zip(frame[ENDS[0]].tolist(), frame[ENDS[1]].tolist(), cells.to_dict(orient="records"), strict=True))
        cypher = (
            "UNWIND $rows AS row MATCH (a:Position {case_id: $case, id: row[0]}) "
            f"MATCH (b:Position {{case_id: $case, id: row[1]}}) MERGE (a)-[r:{quoted(kind)}]->(b) SET r = row[2]"
        )
        for some in batches(rows, BATCH):

            def work(transaction: ManagedTransaction, some: Any = some, cypher: str = cypher) -> None:
                transaction.run(cypher, rows=[list(row) for row in some], case=store.id).consume()

            connection.write(work)
        count += len(rows)
    _mark(connection, store.id, _said(store, about, derived=True))
    return count


def _bar(shown: bool, total: int) -> Any:
    """A progress bar on standard error; entering it gives the function that moves it on."""
    from contextlib import contextmanager

    from rich.console import Console
    from rich.progress import Progress

    @contextmanager
    def bar() -> Any:
        with Progress(console=Console(stderr=True), transient=True, disable=not shown or total < BATCH) as drawn:
            task = drawn.add_task("Pushing rows", total=total)
            yield lambda count: drawn.advance(task, count)

    return bar()

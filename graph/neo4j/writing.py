"""Nodes and relationships, written a few thousand rows at a time, each time all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from ..ontology import Table, ontology
from .about import WriteLock
from .connection import DatabaseError, batches, quoted
from .records import ROW, Records
from .schema import row_edge_kinds

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

#: Digests by label and id; 0 for a row whose relationships are not there yet, None for one with a cell that is not its own.
Stored: TypeAlias = dict[str, dict[str, int | None]]
#: Some rows of one table.
Some: TypeAlias = tuple[Records, Sequence[int]]

#: Rows written in one transaction, and relationships removed in one.
BATCH, EDGES = 5_000, 10_000


def bundles(work: list[Some]) -> Iterator[list[Some]]:
    """The rows to write, of several parts together, as many as fit one transaction."""
    bundle: list[Some] = []
    room = BATCH
    for part, rows in work:
        remaining: Sequence[int] = rows
        while remaining:
            bundle.append((part, remaining[:room]))
            remaining, room = remaining[room:], room - len(remaining[:room])
            if not room:
                yield bundle
                bundle, room = [], BATCH
    if bundle:
        yield bundle


def write_nodes(claim: WriteLock, bundle: list[Some]) -> None:
    """The nodes of rows, without the digests that say that their relationships are there."""
    statements = [(merge_nodes(part), [part.cells[row] for row in rows]) for part, rows in bundle]

    def work(transaction: ManagedTransaction) -> None:
        for cypher, rows in statements:
            transaction.run(cypher, rows=rows, case=claim.case).consume()

    claim.write(work)


def write_edges(claim: WriteLock, bundle: list[Some], stored: Stored) -> None:
    """The relationships of rows, with the digests that say that they are there.

    Those of rows that were there before are taken away first: they may be others.
    """
    parts = []
    for part, rows in bundle:
        digests = stored[part.label]
        stale = [part.ids[row] for row in rows if part.ids[row] in digests]
        marks = [[part.ids[row], int(part.digests[row])] for row in rows]
        parts.append((part, stale, list(_ends(part, rows)), marks))

    def work(transaction: ManagedTransaction) -> None:
        for part, stale, ends, marks in parts:
            for cypher in _forget(part.table, part.label) if stale else ():
                transaction.run(cypher, ids=stale, case=claim.case).consume()
            for kinds, pairs in ends:
                _merge(transaction, claim.case, part, kinds, pairs)
            transaction.run(mark_done(part), rows=marks, case=claim.case).consume()

    claim.write(work)


def _ends(part: Records, rows: Sequence[int]) -> Iterator[tuple[tuple[str, str, str], list[list[Any]]]]:
    """The edges of some rows, by their kind and those of their ends: source, target and row of each."""
    edges = part.edges
    if len(rows) < len(part.ids):
        edges = edges[np.isin(edges["row"].to_numpy(dtype=int), rows)]
    for kinds, group in edges.groupby(["kind", "source_kind", "target_kind"], sort=False):
        yield kinds, [list(pair) for pair in zip(group["source"], group["target"], group["row"], strict=True)]


def _merge(
    transaction: ManagedTransaction, case: str, part: Records, kinds: tuple[str, str, str], ends: list[list[Any]]
) -> None:
    rows = [[source, target, relationship(part, row)] for source, target, row in ends]
    written = transaction.run(f"{merge_edges(part, kinds)} RETURN count(*)", rows=rows, case=case).single(strict=True)
    expect_all(case, written[0], len(rows))


def expect_all(case: str, written: int, rows: int) -> None:
    """Refuse relationships of which some were not written, because a node at an end of theirs went away."""
    if written != rows:
        raise DatabaseError(
            f"{rows - written} nodes of the case '{case}' went away while it was pushed: push it again when nobody "
            "else writes to it."
        )


def merge_nodes(part: Records) -> str:
    """How the nodes of rows are written: ``$rows`` holds the cells of each."""
    return (
        f"UNWIND $rows AS row MERGE (n:{quoted(part.label)} {{case_id: $case, id: row.id}}) SET n = row, n.digest = 0"
    )


def merge_edges(part: Records, kinds: tuple[str, str, str]) -> str:
    """How relationships are written: ``$rows`` holds source, target and :func:`relationship` of each.

    A row of its own is a relationship of its own, however many there are between the same two.
    """
    kind, source, target = (quoted(name) for name in kinds)
    key = " {case_id: $case, row_id: row[2].row_id}" if part.table.edge is not None else ""
    return (
        f"UNWIND $rows AS row MATCH (a:{source} {{case_id: $case, id: row[0]}}) "
        f"MATCH (b:{target} {{case_id: $case, id: row[1]}}) MERGE (a)-[r:{kind}{key}]->(b) SET r = row[2]"
    )


def mark_done(part: Records) -> str:
    """How rows are said to be there with all that belongs to them: ``$rows`` holds id and digest of each."""
    return f"UNWIND $rows AS row MATCH (n:{quoted(part.label)} {{case_id: $case, id: row[0]}}) SET n.digest = row[1]"


def relationship(part: Records, row: int) -> dict[str, Any]:
    """The properties of a relationship: the cells of its row, where that is a row of its own."""
    return part.cells[row] | {"row_id": part.ids[row]} if part.table.edge is not None else {}


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
            kinds = [column.edge] if words == column.edge else [word.upper() for word in table.columns[words].values]
            (inward if column.inward else out).extend(kinds)
    node = f"UNWIND $ids AS id MATCH (n:{quoted(label)} {{case_id: $case, id: id}})"
    return [
        f"{node}{arrow[0]}[r:{'|'.join(map(quoted, dict.fromkeys(kinds)))}]{arrow[1]}(other {{case_id: $case}}) "
        "WHERE r.row_id IS NULL AND other.digest IS NOT NULL DELETE r"
        for kinds, arrow in ((out, ("-", "->")), (inward, ("<-", "-")))
        if kinds
    ]


def edge_kinds() -> list[str]:
    """The kinds of relationships that rows spell out."""
    return [kind for kind in ontology().edges if kind not in ("CLASHES_WITH", "OVERLAPS_WITH")]


def remove_edges(claim: WriteLock, kinds: list[str]) -> int:
    """Remove all relationships of some kinds between rows of a case; how many there were."""
    cypher = (
        f"MATCH (a {{case_id: $case}})-[r:{'|'.join(map(quoted, kinds))}]->(b {{case_id: $case}}) "
        "WHERE a.digest IS NOT NULL AND b.digest IS NOT NULL WITH r LIMIT $most DELETE r RETURN count(*)"
    )

    def work(transaction: ManagedTransaction) -> int:
        return int(transaction.run(cypher, case=claim.case, most=EDGES).single(strict=True)[0])

    count = removed = claim.write(work)
    while removed == EDGES:
        removed = claim.write(work)
        count += removed
    return count


def remove(claim: WriteLock, gone: list[tuple[str, list[str]]]) -> int:
    """Take nodes away, by label and id, with their relationships and those that they spelled out as rows.

    Returns
    -------
    int
        How many relationships of others went with them: those of kinds that are not zopa's, or to nodes that are not.
    """
    foreign = 0
    # Positions first: what they were tied to has thousands of relationships, too many to go at once.
    for label, ids in sorted(gone, key=lambda label_and_ids: label_and_ids[0] != "Position"):
        node = f"UNWIND $ids AS id MATCH (n:{quoted(label)} {{case_id: $case, id: id}}) WHERE n.digest IS NOT NULL "
        count = (
            f"{node} MATCH (n)-[r]-(other) WHERE NOT type(r) IN $kinds OR other.digest IS NULL OR "
            "coalesce(other.case_id, '') <> $case RETURN count(DISTINCT r)"
        )
        statements = [f"{node} DETACH DELETE n"]
        if label == ROW:
            statements += [
                f"UNWIND $ids AS id MATCH ()-[r:{quoted(kind)} {{case_id: $case, row_id: id}}]->() DELETE r"
                for kind in row_edge_kinds()
            ]
        for batch in batches(ids, BATCH):

            def work(
                transaction: ManagedTransaction, batch: Any = batch, count: str = count, statements: Any = statements
            ) -> int:
                parameters = {"ids": list(batch), "case": claim.case}
                foreign_count = transaction.run(count, parameters, kinds=list(ontology().edges)).single(strict=True)[0]
                for cypher in statements:
                    transaction.run(cypher, parameters).consume()
                return int(foreign_count)

            foreign += claim.write(work)
    return foreign

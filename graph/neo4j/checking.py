"""Whether a database has all of a case: its rows to the last cell, and its relationships, counted and summed.

Somebody may delete a node, a relationship or a cell without zopa, and a removal that breaks off takes away relationships of
rows that stay. A row's digest cannot know of either, so every push looks again before it says that all of a case is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from .connection import Connection, NotOursError, quoted
from .derived import KINDS
from .records import ROW, Records, own_id
from .schema import labels, row_edge_kinds
from .writing import Stored, edge_kinds, relationship

if TYPE_CHECKING:
    from ..store import Store

#: Relationships by their kind: how many, and a sum over which rows they run between.
Sums: TypeAlias = dict[str, tuple[int, int]]
#: What the places of both ends are multiplied with and divided by, so that few ends have one sum.
SOURCE, TARGET, MODULUS = 7_919, 104_729, 1_000_003


def expected_sums(parts: list[Records]) -> Sums:
    """The relationships that the rows of a case spell out."""
    places: dict[str, dict[str, int]] = {label: {} for label in labels()}
    for part in parts:
        places[part.label].update({id: cells["row"] for id, cells in zip(part.ids, part.cells, strict=True)})
    sums: dict[str, list[int]] = {}
    for part in parts:
        if part.edges.empty:
            continue
        source, target = (
            np.array([places[kind][id] for kind, id in zip(part.edges[f"{end}_kind"], part.edges[end], strict=True)])
            for end in ("source", "target")
        )
        sums_of_ends = (source * SOURCE + target * TARGET) % MODULUS
        kinds, codes = np.unique(part.edges["kind"].to_numpy(dtype=object), return_inverse=True)
        for code, kind in enumerate(kinds):
            of_kind = sums_of_ends[codes == code]
            total = sums.setdefault(kind, [0, 0])
            total[0] += len(of_kind)
            total[1] += int(of_kind.sum())
    return {kind: (count, total) for kind, (count, total) in sums.items()}


def sums(connection: Connection, case: str, kinds: list[str]) -> Sums:
    """The relationships of some kinds that the database has between rows of a case."""
    parts = [
        f"MATCH (a:{quoted(label)})-[r:{'|'.join(map(quoted, kinds))}]->(b) WHERE a.case_id = $case AND a.id IS NOT NULL "
        "AND a.digest IS NOT NULL AND b.case_id = $case AND b.digest IS NOT NULL RETURN type(r) AS kind, count(*) AS many, "
        f"sum((coalesce(a.row, 0) * {SOURCE} + coalesce(b.row, 0) * {TARGET}) % {MODULUS}) AS total"
        for label in labels()
        if label != ROW
    ]
    by_kind: dict[str, tuple[int, int]] = {}
    for kind, edge_count, total in connection.stream(" UNION ALL ".join(parts), case=case):
        before = by_kind.get(kind, (0, 0))
        by_kind[kind] = (before[0] + edge_count, before[1] + total)
    return by_kind


def wrong_kinds(connection: Connection, case: str, expected: Sums) -> list[str]:
    """The kinds of relationships that are not there as they are expected."""
    kinds = edge_kinds()
    stored_sums = sums(connection, case, kinds)
    return [kind for kind in kinds if stored_sums.get(kind, (0, 0)) != expected.get(kind, (0, 0))]


def sum_of_pairs(connection: Connection, case: str) -> str:
    """The clashes and overlaps that the database has of a case, as a text that can be compared."""
    stored_sums = sums(connection, case, list(KINDS))
    return " ".join(f"{kind} {edge_count} {total}" for kind, (edge_count, total) in sorted(stored_sums.items()))


def stored(connection: Connection, case: str, parts: list[Records]) -> Stored:
    """The rows of a case that the database has: digests by label and id, None where a cell is not what the row says.

    Parameters
    ----------
    connection : Connection
    case : str
    parts : list of Records
        The rows that cells are compared with.

    Raises
    ------
    NotOursError
        When a node that zopa did not write stands where a row belongs.
    """
    digests: Stored = {label: {} for label in labels()}
    wanted: dict[str, dict[str, tuple[Records, int]]] = {part.label: {} for part in parts}
    edges: dict[str, tuple[Records, int]] = {}
    for part in parts:
        wanted[part.label].update({id: (part, row) for row, id in enumerate(part.ids)})
        if part.table.edge is not None:
            edges |= {id: (part, row) for row, id in enumerate(part.ids)}
    for label, cells in connection.stream(" UNION ALL ".join(map(_nodes, labels())), case=case):
        digest, id = cells.pop("digest", None), cells["id"]
        part_and_row = wanted.get(label, {}).get(id)
        if part_and_row is None:
            if digest is not None:
                digests[label][id] = digest
            continue
        if digest is None:
            raise NotOursError(
                f"The database has a node {label} with case_id '{case}' and id '{id}' that zopa did not write, and which "
                "stays as it is: give it another case_id, or your case another id."
            )
        part, row = part_and_row
        digests[label][id] = digest if cells == part.cells[row] else None
    for id, cells in (
        connection.stream(" UNION ALL ".join(map(_row_edges, row_edge_kinds())), case=case) if edges else ()
    ):
        if id in edges:
            part, row = edges[id]
            if cells != relationship(part, row) and id in digests[part.label]:
                digests[part.label][id] = None
    return digests


def _nodes(label: str) -> str:
    return (
        f"MATCH (n:{quoted(label)}) WHERE n.case_id = $case AND n.id IS NOT NULL "
        f"RETURN '{label}' AS label, properties(n) AS cells"
    )


def _row_edges(kind: str) -> str:
    return (
        f"MATCH ()-[r:{quoted(kind)}]->() WHERE r.case_id = $case AND r.row_id IS NOT NULL "
        "RETURN r.row_id AS id, properties(r) AS cells"
    )


def changed_rows(connection: Connection, store: Store, parts: list[Records]) -> list[str]:
    """The names of rows that were changed in the database without zopa, of a case that was read from it."""
    stored_digests = stored(connection, store.id, parts)
    return [
        f"{part.table.name} '{own_id(part.table, part.label, id)}'"
        for part in parts
        for id, digest in zip(part.ids, part.digests.tolist(), strict=True)
        if stored_digests[part.label].get(id) != digest
    ]

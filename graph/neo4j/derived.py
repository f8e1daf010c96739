"""Clashes and overlaps as relationships, for those who look at the graph in Neo4j itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from .about import WriteLock
from .connection import batches, quoted
from .writing import BATCH, expect_all, remove_edges

if TYPE_CHECKING:
    import pandas as pd
    from neo4j import ManagedTransaction

KINDS = ("CLASHES_WITH", "OVERLAPS_WITH")
#: Columns of the queries that stand at the ends of a relationship.
ENDS = ("position_a", "position_b")


def take_away(claim: WriteLock) -> int:
    """Remove the clashes and overlaps of a case; how many there were."""
    return remove_edges(claim, list(KINDS))


def derive(claim: WriteLock, pairs_by_kind: Iterable[tuple[str, pd.DataFrame]]) -> int:
    """Write clashes and overlaps in place of those that are there; how many.

    Parameters
    ----------
    claim : Claim
    pairs_by_kind : iterable of (str, DataFrame)
        Kinds, and the rows of the queries ``clashes`` and ``overlap_pairs``.
    """
    take_away(claim)
    count = 0
    for kind, frame in pairs_by_kind:
        cells = frame.drop(columns=list(ENDS)).astype(object).where(frame.notna(), None)
        rows = list(zip(frame[ENDS[0]].tolist(), frame[ENDS[1]].tolist(), cells.to_dict(orient="records"), strict=True))
        cypher = (
            "UNWIND $rows AS row MATCH (a:Position {case_id: $case, id: row[0]}) "
            "MATCH (b:Position {case_id: $case, id: row[1]}) "
            # A pair can share one thing in one place or at one time and another elsewhere or later.
            f"MERGE (a)-[r:{quoted(kind)} {{regions: row[2].regions, why: row[2].why}}]->(b) SET r = row[2] "
            "RETURN count(*)"
        )
        for batch in batches(rows, BATCH):

            def work(transaction: ManagedTransaction, batch: Any = batch, cypher: str = cypher) -> None:
                written = transaction.run(cypher, rows=[list(row) for row in batch], case=claim.case).single(
                    strict=True
                )[0]
                expect_all(claim.case, written, len(batch))

            claim.write(work)
        count += len(rows)
    return count

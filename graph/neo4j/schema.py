"""What a database has to keep: one node a row, found at once. All of it is read from the ontology."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..ontology import ontology
from .connection import quoted
from .records import ROW

if TYPE_CHECKING:
    from .connection import Connection

#: The node that says what a case is, and whether all of it is there.
CASE = "Case"


def statements() -> dict[str, str]:
    """The constraints and indexes of a database that holds cases, as Cypher.

    A constraint for every kind of node, without which two that push at the same time could write one row twice; an index
    by which the positions of an issue are found; one by which the relationships are found that a row spells out.

    Returns
    -------
    dict of str
        By name.

    Examples
    --------
    >>> from zopa.graph.neo4j.schema import statements
    >>> statements()["zopa_Party"]
    'CREATE CONSTRAINT `zopa_Party` IF NOT EXISTS FOR (n:`Party`) REQUIRE (n.case_id, n.id) IS UNIQUE'
    """
    made = {
        f"zopa_{label}": f"CREATE CONSTRAINT {quoted(f'zopa_{label}')} IF NOT EXISTS "
        f"FOR (n:{quoted(label)}) REQUIRE (n.case_id, n.id) IS UNIQUE"
        for label in labels()
    }
    made[f"zopa_{CASE}"] = f"CREATE CONSTRAINT `zopa_{CASE}` IF NOT EXISTS FOR (n:{CASE}) REQUIRE n.id IS UNIQUE"
    by_issue = "zopa_Position_issue"
    made[by_issue] = f"CREATE INDEX {by_issue} IF NOT EXISTS FOR (n:Position) ON (n.case_id, n.issue)"
    for kind in row_edge_kinds():
        name = f"zopa_{kind}_row"
        made[name] = f"CREATE INDEX {quoted(name)} IF NOT EXISTS FOR ()-[r:{quoted(kind)}]-() ON (r.case_id, r.row_id)"
    return made


def labels() -> list[str]:
    """The labels of nodes that are rows of a case."""
    return [*ontology().nodes, ROW]


def row_edge_kinds(table: str | None = None) -> list[str]:
    """Kinds of edges that rows of their own spell out; those of one table, or of all."""
    kinds: dict[str, None] = {}
    for one in ontology().tables.values():
        if one.edge is None or table not in (None, one.name):
            continue
        column = one.edge.strip("{}")
        kinds |= dict.fromkeys(
            [one.edge] if not one.edge.startswith("{") else [word.upper() for word in one.columns[column].values]
        )
    return list(kinds)


def prepare(connection: Connection) -> None:
    """Make the constraints and indexes that are not there yet, and wait until they are in use."""
    there = {name for (name,) in connection.read("SHOW INDEXES YIELD name RETURN name")}
    missing = [statement for name, statement in statements().items() if name not in there]
    for statement in missing:
        connection.do(statement)
    if missing:
        connection.do("CALL db.awaitIndexes(60)")

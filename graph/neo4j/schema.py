"""The constraints that a database has to keep: one node a row, found at once. All of it is read from the ontology."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..ontology import ontology
from . import connection as server
from .connection import DatabaseError, SilentError, quoted
from .records import ROW

if TYPE_CHECKING:
    from .connection import Connection

#: The node that says what a case is, and whether all of it is there.
CASE = "Case"
#: That node, as Cypher matches it: others may have nodes of their own with this label and id.
CASE_NODE = f"(c:{CASE} {{zopa: true, id: $case}})"


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
    cypher_of = {
        f"zopa_{label}": f"CREATE CONSTRAINT {quoted(f'zopa_{label}')} IF NOT EXISTS "
        f"FOR (n:{quoted(label)}) REQUIRE (n.case_id, n.id) IS UNIQUE"
        for label in labels()
    }
    cypher_of[f"zopa_{CASE}"] = (
        f"CREATE CONSTRAINT `zopa_{CASE}` IF NOT EXISTS FOR (n:{CASE}) REQUIRE (n.zopa, n.id) IS UNIQUE"
    )
    by_issue = "zopa_Position_issue"
    cypher_of[by_issue] = f"CREATE INDEX {by_issue} IF NOT EXISTS FOR (n:Position) ON (n.case_id, n.issue)"
    for kind in row_edge_kinds():
        name = f"zopa_{kind}_row"
        cypher_of[name] = (
            f"CREATE INDEX {quoted(name)} IF NOT EXISTS FOR ()-[r:{quoted(kind)}]-() ON (r.case_id, r.row_id)"
        )
    return cypher_of


def labels() -> list[str]:
    """The labels of nodes that are rows of a case."""
    return [*ontology().nodes, ROW]


def row_edge_kinds(table: str | None = None) -> list[str]:
    """Kinds of edges that rows of their own spell out; those of one table, or of all."""
    kinds: dict[str, None] = {}
    for candidate in ontology().tables.values():
        if candidate.edge is None or table not in (None, candidate.name):
            continue
        column = candidate.edge.strip("{}")
        kinds |= dict.fromkeys(
            [candidate.edge]
            if not candidate.edge.startswith("{")
            else [word.upper() for word in candidate.columns[column].values]
        )
    return list(kinds)


def prepare(connection: Connection) -> None:
    """Make the constraints and indexes that are not there yet, and wait until they are in use.

    Raises
    ------
    DatabaseError
        When the database has an index of its own that is called as one of these has to be, or somebody's work stands in
        the way.
    """
    existing = _indexes(connection)
    missing = {name: statement for name, statement in statements().items() if existing.get(name) != _about(statement)}
    for name, statement in missing.items():
        if name in existing:
            raise DatabaseError(
                f"The database has an index of its own that is called {name}, as one of zopa's has to be: drop yours with "
                f"DROP INDEX {quoted(name)} or DROP CONSTRAINT {quoted(name)}, make it under another name, and push again."
            )
        try:
            connection.do(statement)
        except SilentError:
            # A server does not say what a constraint waits for; one that answers another question is there.
            connection.read("RETURN 1")
            raise DatabaseError(
                f"The server did not make {name}, which keeps rows apart, within {server.PATIENCE:.0f} seconds: somebody "
                "else is writing to the database. Nothing is lost: push again when they have finished."
            ) from None
    if missing:
        connection.do("CALL db.awaitIndexes(60)")


def _indexes(connection: Connection) -> dict[str, tuple[bool, str, tuple[str, ...]]]:
    """By name whether an index is that of a constraint, what it is on, and which properties."""
    rows = connection.read(
        "SHOW INDEXES YIELD name, owningConstraint, labelsOrTypes, properties "
        "RETURN name, owningConstraint IS NOT NULL, labelsOrTypes, properties"
    )
    return {name: (unique, "|".join(of or ()), tuple(properties or ())) for name, unique, of, properties in rows}


def _about(statement: str) -> tuple[bool, str, tuple[str, ...]]:
    """The entry that :func:`_indexes` has for a statement that was run."""
    kind = re.search(r":`?(\w+)`?", statement)
    assert kind is not None
    return "CONSTRAINT" in statement, kind[1], tuple(re.findall(r"\b[nr]\.(\w+)", statement))

"""The whole content of a database, in a form that can be compared."""

from __future__ import annotations

from collections import Counter
from typing import Any

from zopa.graph.neo4j.connection import Connection


def whole(connection: Connection) -> tuple[Counter[Any], Counter[Any]]:
    """Every node with its labels and properties, every relationship with its ends, how often each is there."""
    nodes = Counter(
        (tuple(labels), cells(properties))
        for labels, properties in connection.stream("MATCH (n) RETURN labels(n), properties(n)")
    )
    edges = Counter(
        (kind, case, tuple(ends), cells(properties))
        for kind, case, *ends, properties in connection.stream(
            "MATCH (a)-[r]->(b) RETURN type(r), a.case_id, labels(a)[0], a.id, labels(b)[0], b.id, properties(r)"
        )
    )
    return nodes, edges


def cells(properties: dict[str, Any]) -> frozenset[tuple[str, str]]:
    return frozenset((name, repr(cell)) for name, cell in properties.items())

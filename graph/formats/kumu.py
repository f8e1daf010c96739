"""The graph of a case as a blueprint of Kumu: elements and connections in JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..ontology import LIST_SEPARATOR
from .drawn import rows_without_edges
from .json_text import own_cells, write_json

if TYPE_CHECKING:
    from pathlib import Path

    from ..store import Store

_TAKEN = ("id", "label", "type", "description", "tags", "direction", "from", "to", "image")
#: The first of these that a row has filled is what Kumu shows of it beside its label.
_DESCRIBING = ("meaning", "question", "summary", "paraphrase", "note")
#: Edges that have no direction.
_MUTUAL = ("CLASHES_WITH", "OVERLAPS_WITH")


def write(case: Store, path: Path) -> list[str]:
    """Write every node as an element whose type is its kind, and every edge as a connection whose type is its kind."""
    elements = [
        {"id": node, "label": cells["label"], "type": cells["kind"], **_described(cells), **_fields(cells, "label")}
        for node, cells in case.nx.nodes(data=True)
    ]
    connections = [
        {
            "id": key,
            "from": source,
            "to": target,
            "type": cells["kind"],
            "direction": "undirected" if cells["kind"] in _MUTUAL else "directed",
            **_fields(cells),
        }
        for source, target, key, cells in case.nx.edges(keys=True, data=True)
    ]
    write_json(path, {"name": case.title, "elements": elements, "connections": connections})
    return rows_without_edges(case)


def _described(cells: dict[str, Any]) -> dict[str, Any]:
    texts = [cells[name] for name in _DESCRIBING if name in cells]
    tags = str(cells["roles"]).split(LIST_SEPARATOR) if "roles" in cells else []
    return ({"description": texts[0]} if texts else {}) | ({"tags": tags} if tags else {})


def _fields(cells: dict[str, Any], *without: str) -> dict[str, Any]:
    own = {name: value for name, value in cells.items() if name not in without}
    fields = own_cells(own, _TAKEN)
    del fields["kind"]
    return fields

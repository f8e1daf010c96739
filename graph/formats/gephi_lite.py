"""The graph of a case as Gephi Lite opens it: the JSON of graphology, with a label and a colour for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .drawn import about, edge_colour, node_colour, rows_without_edges
from .json_text import own_cells, write_json

if TYPE_CHECKING:
    from pathlib import Path

    from ..store import Store

#: Attributes by which Gephi Lite places and draws.
_TAKEN = ("x", "y", "z", "size", "color", "weight", "hidden", "type")


def write(case: Store, path: Path) -> list[str]:
    """Write every node and edge with all its cells; the title and coders of the case stand where Gephi Lite shows them."""
    said = about(case)
    attributes = {"title": case.title, "creator": said.get("coders", ""), "description": said.get("description", "")}
    nodes = [
        {"key": node, "attributes": own_cells(cells, _TAKEN) | {"color": node_colour(cells)}}
        for node, cells in case.nx.nodes(data=True)
    ]
    edges = [
        {
            "key": key,
            "source": source,
            "target": target,
            "attributes": own_cells(cells, _TAKEN) | {"label": cells["kind"], "color": edge_colour(cells)},
        }
        for source, target, key, cells in case.nx.edges(keys=True, data=True)
    ]
    options = {"type": "directed", "multi": True, "allowSelfLoops": True}
    write_json(path, {"attributes": said | attributes, "options": options, "nodes": nodes, "edges": edges})
    return rows_without_edges(case)

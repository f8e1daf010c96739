"""The graph of a case as Cytoscape and Cytoscape.js read it: elements in JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .drawn import about, edge_colour, node_colour, rows_without_edges
from .json_text import own_cells, write_json

if TYPE_CHECKING:
    from pathlib import Path

    from ..store import Store

#: Attributes that Cytoscape gives a meaning of its own.
_TAKEN = ("name", "shared_name", "interaction", "shared_interaction", "SUID", "selected", "parent", "color")


def write(case: Store, path: Path) -> list[str]:
    """Write every node and edge with all its cells: ``name`` is the label, ``interaction`` the kind of an edge."""
    nodes = [
        {"data": own_cells(cells, _TAKEN) | {"id": node, "name": cells["label"], "color": node_colour(cells)}}
        for node, cells in case.nx.nodes(data=True)
    ]
    edges = [
        {
            "data": own_cells(cells, _TAKEN)
            | {"id": key, "source": source, "target": target, "interaction": cells["kind"], "color": edge_colour(cells)}
        }
        for source, target, key, cells in case.nx.edges(keys=True, data=True)
    ]
    whole = {
        "format_version": "1.0",
        "generated_by": "zopa",
        "target_cytoscapejs_version": "~2.1",
        "data": about(case) | {"name": case.title},
        "elements": {"nodes": nodes, "edges": edges},
    }
    write_json(path, whole)
    return rows_without_edges(case)

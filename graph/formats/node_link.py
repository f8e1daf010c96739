"""The graph of a case as nodes and links in JSON, as networkx reads it and scripts for D3 take it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .drawn import about, rows_without_edges
from .json_text import own_cells, write_json

if TYPE_CHECKING:
    from pathlib import Path

    from ..store import Store


def write(case: Store, path: Path) -> list[str]:
    """Write every node and edge with all its cells: ``networkx.node_link_graph(data, edges="links")`` gives them back."""
    nodes = [own_cells(cells) | {"id": node} for node, cells in case.nx.nodes(data=True)]
    links = [
        own_cells(cells) | {"source": source, "target": target, "key": key}
        for source, target, key, cells in case.nx.edges(keys=True, data=True)
    ]
    write_json(path, {"directed": True, "multigraph": True, "graph": about(case), "nodes": nodes, "links": links})
    return rows_without_edges(case)

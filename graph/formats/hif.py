"""The positions of a case as a hypergraph, in the Hypergraph Interchange Format that XGI, HyperNetX and others read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..edges import edges
from .drawn import about
from .json_text import own_cells, write_json

if TYPE_CHECKING:
    from pathlib import Path

    from ..store import Store


def write(case: Store, path: Path) -> list[str]:
    """Write each position as a hyperedge that joins who holds it, its issue, the options it names, and where it holds.

    What else is in a case has two ends at a time, and other formats have it.
    """
    graph = case.nx
    positions = {node: cells for node, cells in graph.nodes(data=True) if cells["kind"] == "Position"}
    spelled = edges(case.tables)
    incidences = [
        {"edge": edge, "node": node, "attrs": {"kind": kind}}
        for kind, source, target in spelled.loc[
            spelled["table"] == "positions", ["kind", "source", "target"]
        ].itertuples(index=False)
        for edge, node in ((source, target), (target, source))
        if edge in positions and graph.nodes[node]["kind"] not in ("Position", "Evidence")
    ]
    joined = dict.fromkeys(incidence["node"] for incidence in incidences)
    whole = {
        "network-type": "undirected",
        "metadata": about(case),
        "incidences": incidences,
        "nodes": [{"node": node, "attrs": own_cells(graph.nodes[node])} for node in joined],
        "edges": [{"edge": edge, "attrs": own_cells(cells)} for edge, cells in positions.items()],
    }
    write_json(path, whole)
    return [
        "The hypergraph holds the positions with the parties, issues, options and regions that they name, and nothing else."
    ]

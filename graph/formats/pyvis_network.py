"""The graph of a case as a plain pyvis network, for those who draw it in a style of their own."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from pyvis.network import Network

from .drawn import edge_colour, node_colour
from .json_text import own_cells

if TYPE_CHECKING:
    from ..store import Store

#: Options of vis-network: a cell of one of these names would change how its node or edge is drawn.
_OPTIONS = """
arrows arrowStrikethrough borderWidth brokenImage chosen color dashes fixed font from group heightConstraint hidden
hoverWidth icon id image labelHighlightBold length level margin mass opacity physics scaling selfReference shadow shape
size smooth title to value width widthConstraint x y
"""
_TAKEN = set(_OPTIONS.split())


def pyvis_network(case: Store) -> Network:
    """A pyvis network with every node and edge of the case, see :meth:`zopa.PositionGraph.pyvis`.

    >>> import zopa
    >>> from zopa.graph.formats.pyvis_network import pyvis_network
    >>> len(pyvis_network(zopa.load("river-basin")).edges) == zopa.load("river-basin").nx.number_of_edges()
    True
    """
    drawing = Network(directed=True, cdn_resources="in_line")
    for node, cells in case.nx.nodes(data=True):
        drawing.add_node(node, **own_cells(cells, _TAKEN) | {"color": node_colour(cells), "title": _tip(cells)})
    # `add_edge` would look through the list of all nodes for each edge.
    for source, target, key, cells in case.nx.edges(keys=True, data=True):
        fixed = {"from": source, "to": target, "id": key, "arrows": "to"}
        drawing.edges.append(own_cells(cells, _TAKEN) | fixed | {"color": edge_colour(cells), "title": _tip(cells)})
    return drawing


def _tip(cells: dict[str, object]) -> str:
    """What is shown beside the pointer: vis-network takes a text as markup."""
    return escape(str(cells.get("why") or f"{cells['kind']}: {cells['label']}" if "label" in cells else cells["kind"]))

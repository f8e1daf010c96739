"""The graph of a case for yEd: GraphML with shapes, colours by kind, and labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .drawn import about, edge_colour, node_colour, rows_without_edges
from .graphml import lines
from .xml import text, write_lines

if TYPE_CHECKING:
    from pathlib import Path

    from ..store import Store

#: Kinds of nodes that are no box.
_SHAPES = {
    "Party": "ellipse",
    "Issue": "hexagon",
    "Option": "roundrectangle",
    "Region": "octagon",
    "Obstacle": "diamond",
}
#: Letters in a line of a label, the width of one and the height of a line, in points.
_LETTERS, _WIDTH, _HEIGHT = 28, 7, 18
#: Edges without an arrow.
_MUTUAL = ("CLASHES_WITH", "OVERLAPS_WITH")


def write(case: Store, path: Path) -> list[str]:
    """Write every node and edge with all its cells and how it is drawn; where it stands is for a layout of yEd to say."""
    write_lines(path, lines(case.nx, about(case), drawn={"node": _node, "edge": _edge}))
    return rows_without_edges(case)


def _node(cells: Mapping[str, Any]) -> str:
    rows = _wrapped(str(cells["label"]))
    dark = cells["kind"] in ("Party", "Region")
    width = max(60, _WIDTH * max(map(len, rows)) + 16)
    return (
        f'<y:ShapeNode><y:Geometry height="{_HEIGHT * len(rows) + 14}" width="{width}"/>'
        f'<y:Fill color="{node_colour(cells)}" transparent="false"/><y:BorderStyle color="#595959" type="line" width="1.0"/>'
        f'<y:NodeLabel fontSize="12" textColor="{"#ffffff" if dark else "#1a1a1a"}">{text(chr(10).join(rows))}</y:NodeLabel>'
        f'<y:Shape type="{_SHAPES.get(cells["kind"], "rectangle")}"/></y:ShapeNode>'
    )


def _edge(cells: Mapping[str, Any]) -> str:
    colour, kind = edge_colour(cells), cells["kind"]
    width = "3.0" if kind in _MUTUAL else "1.0"
    words = str(cells["severity"]) if "severity" in cells else kind.replace("_", " ").lower()
    return (
        f'<y:PolyLineEdge><y:LineStyle color="{colour}" type="line" width="{width}"/>'
        f'<y:Arrows source="none" target="{"none" if kind in _MUTUAL else "standard"}"/>'
        f'<y:EdgeLabel fontSize="9" textColor="#595959">{text(words)}</y:EdgeLabel></y:PolyLineEdge>'
    )


def _wrapped(label: str) -> list[str]:
    from textwrap import wrap

    return wrap(label, _LETTERS) or [label]

"""The graph of a case in GraphML (Brandes and others 2002), which nearly every program for graphs reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .drawn import about, rows_without_edges
from .xml import quoted, text, types, write_lines

if TYPE_CHECKING:
    from pathlib import Path

    import networkx as nx

    from ..store import Store

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"\
{more} xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns {schema}">"""
SCHEMA = "http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd"
#: The namespace of yEd's drawings, and the schema that knows them.
YED = ' xmlns:y="http://www.yworks.com/xml/graphml"'
YED_SCHEMA = "http://www.yworks.com/xml/schema/graphml/1.1/ygraphml.xsd"

Draw = Callable[[Mapping[str, Any]], str]


def write(case: Store, path: Path) -> list[str]:
    """Write every node and edge with all its cells; the key of an edge is its id, so that no two are taken for one."""
    write_lines(path, lines(case.nx, about(case)))
    return rows_without_edges(case)


def lines(
    graph: nx.MultiDiGraph, graph_cells: Mapping[str, str], drawn: Mapping[str, Draw] | None = None
) -> Iterator[str]:
    """The lines of a file.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
    graph_cells : dict of str
        What is said of the whole graph.
    drawn : dict of callable, optional
        How a ``node`` and an ``edge`` are drawn in yEd, by their cells.
    """
    yield HEAD.format(more=YED if drawn else "", schema=YED_SCHEMA if drawn else SCHEMA)
    keys: dict[str, dict[str, str]] = {}
    declared = {
        "graph": types([graph_cells]),
        "node": types(cells for _, cells in graph.nodes(data=True)),
        "edge": types(cells for *_, cells in graph.edges(data=True)),
    }
    for domain, kinds in declared.items():
        keys[domain] = {name: f'<data key="{domain[0]}{n}">' for n, name in enumerate(kinds)}
        for n, (name, kind) in enumerate(kinds.items()):
            yield f'<key id="{domain[0]}{n}" for="{domain}" attr.name={quoted(name)} attr.type="{kind}"/>'
    for domain in drawn or ():
        yield f'<key id="{domain}-graphics" for="{domain}" yfiles.type="{domain}graphics"/>'
    yield '<graph id="G" edgedefault="directed">'
    yield _data(graph_cells, keys["graph"])
    shapes = {name: f'<data key="{name}-graphics">{{}}</data>' for name in drawn or ()}
    for node, cells in graph.nodes(data=True):
        shape = shapes["node"].format(drawn["node"](cells)) if drawn else ""
        yield f"<node id={quoted(node)}>{shape}{_data(cells, keys['node'])}</node>"
    for source, target, key, cells in graph.edges(keys=True, data=True):
        shape = shapes["edge"].format(drawn["edge"](cells)) if drawn else ""
        ends = f"source={quoted(source)} target={quoted(target)}"
        yield f"<edge id={quoted(key)} {ends}>{shape}{_data(cells, keys['edge'])}</edge>"
    yield "</graph>\n</graphml>"


def _data(cells: Mapping[str, Any], keys: Mapping[str, str]) -> str:
    return "".join([f"{keys[name]}{text(value)}</data>" for name, value in cells.items()])

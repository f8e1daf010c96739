"""Graphs in GraphML or GEXF whose nodes have a kind: those that zopa writes, back as the same case, and those of others."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, ParseError

import networkx as nx
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from ...graph.ontology import LIST_SEPARATOR, OPTION_SEPARATOR, Table, ontology
from ..brought import Brought
from ..findings import Findings, Problem, shortened
from ..formats.folder import read_file
from ..sizes import XML_BYTES
from .ties import Things, table_of, tie_of

if TYPE_CHECKING:
    from pathlib import Path

    from ..formats.glance import Glance

FORM = "Graph with typed nodes (GraphML or GEXF)"
_ROOTS = ("<graphml", "<gexf")
#: Names under which others write the type and the name of a node or an edge.
_KINDS, _LABELS = ("kind", "type", "Type", "category", "class", "node_type"), ("label", "name", "Label", "title")


def recognises(glance: Glance) -> bool:
    """Whether the file begins as a graph in one of the two forms."""
    return any(root in glance.text[:4096] for root in _ROOTS)


def bring(path: Path, findings: Findings) -> Brought | None:
    """Read a graph of zopa as the case that it was made from, and any other as parties, places, events and ties."""
    content = read_file(path, XML_BYTES, findings)
    graph = None if content is None else _graph(content, path.name, findings)
    if graph is None:
        return None
    if not len(graph):
        findings.add(Problem("The graph has no nodes.", "nodes with a kind"), path.name)
        return None
    brought = Brought(FORM, meta={"title": path.stem})
    nodes = {
        key: {name: cell for name, cell in cells.items() if cell not in ("", None)}
        for key, cells in graph.nodes(data=True)
    }
    if nodes and all(cells.get("kind") in ontology().nodes and "row_id" in cells for cells in nodes.values()):
        _own(brought, path.name, graph, nodes)
    else:
        _foreign(brought, path.name, graph, nodes)
    return brought


def _graph(content: bytes, file: str, findings: Findings) -> nx.Graph | None:
    try:
        root = fromstring(content, forbid_dtd=True)
        is_gexf = str(root.tag).endswith("gexf")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if is_gexf:
                graph: nx.Graph = nx.read_gexf(io.BytesIO(content))
                _name_ties(graph, root)
            else:
                graph = nx.read_graphml(io.BytesIO(content), force_multigraph=True)
    except DefusedXmlException:
        findings.add(Problem("The graph declares a document type or entities of its own.", "XML without them"), file)
        return None
    except (ParseError, nx.NetworkXError, ValueError, LookupError, TypeError, AttributeError) as error:
        findings.add(
            Problem(f"The file is no graph that can be read ({shortened(str(error))}).", "GraphML or GEXF"), file
        )
        return None
    return graph


def _name_ties(graph: nx.Graph, root: Element) -> None:
    """The kinds of ties, which GEXF has beside their cells, and where some programs write them in place of a direction."""
    kinds = {
        str(element.get("id", "")): str(element.get("kind") or element.get("type", ""))
        for element in root.iter()
        if str(element.tag).endswith("}edge")
    }
    for _, _, cells in graph.edges(data=True):
        kind = kinds.get(str(cells.get("id", "")), "")
        if kind not in ("", "directed", "undirected", "mutual"):
            cells.setdefault("kind", kind)


# ------------------------------------------------------------------------------------------------ a graph of zopa


def _own(brought: Brought, file: str, graph: nx.Graph, nodes: dict[str, dict[str, Any]]) -> None:
    _drop_days(graph, nodes)
    kinds: dict[str, list[str]] = {}
    for cells in nodes.values():
        table = ontology().table_of(cells["kind"])
        row = _row(table, cells["kind"], cells)
        if table.key == ("id",):
            row["id"] = cells["row_id"]
        brought.add(table.name, **row)
        kinds.setdefault(cells["kind"], []).append(str(cells.get("label", "")))
    drawn = {table.name: table for table in ontology().tables.values() if table.edge}
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    derived = 0
    for source, target, cells in graph.edges(data=True):
        kind = str(cells.get("kind", ""))
        drawn_table = next((table for table in drawn.values() if _draws(table, kind, cells)), None)
        if drawn_table is not None:
            _extend(rows, drawn_table, kind, nodes[source], nodes[target], cells)
        elif kind in ontology().edges:
            # What it says stands in a cell of one of its nodes, or follows from the case.
            derived += 1
        else:
            brought.leave(file, None, f"{source} {kind} {target}", "It is no tie of zopa.")
    for (name, _), row in rows.items():
        brought.add(name, **row)
    for kind, labels in kinds.items():
        brought.understand(file, kind, f"the table '{ontology().table_of(kind).name}'", labels)
    if derived:
        rest = f"{derived:,} of them."
        brought.understand(file, "other edges", "not read: they follow from the nodes", rest=rest)


def _drop_days(graph: nx.Graph, nodes: dict[str, dict[str, Any]]) -> None:
    """Keep dates as they were coded where a graph has them beside the days on which a program shows a thing."""
    rows = [*nodes.values(), *(cells for *_, cells in graph.edges(data=True))]
    ends = ("start", "end")
    if any(f"{str(cells.get('kind', '')).lower()}_{end}" in cells for cells in rows for end in ends):
        for cells in rows:
            for end in ends:
                cells.pop(end, None)


def _draws(table: Table, kind: str, cells: dict[str, Any]) -> bool:
    """Whether an edge is a row of a table."""
    if "row_id" not in cells or table.edge is None:
        return False
    if not table.edge.startswith("{"):
        return kind == table.edge
    return kind.casefold() in table.columns[table.edge.strip("{}")].values


def _row(table: Table, kind: str, cells: dict[str, Any]) -> dict[str, Any]:
    """The cells of a row; one that is called as something that every node has bears the kind before its name."""
    row = {}
    for name in table.columns:
        renamed = f"{kind.lower()}_{name}"
        if renamed in cells:
            row[name] = cells[renamed]
        elif name in cells and name not in ("kind", "source", "target", "id", "label"):
            row[name] = cells[name]
    return row


def _extend(
    rows: dict[tuple[str, str], dict[str, Any]],
    table: Table,
    kind: str,
    source: dict[str, Any],
    target: dict[str, Any],
    cells: dict[str, Any],
) -> None:
    """A row that is drawn as an edge, or as several: the ends of all of them are a list."""
    key = table.name, str(cells["row_id"])
    row = rows.setdefault(key, {"id": cells["row_id"], **_row(table, kind, cells)})
    row[str(table.edge_from)] = source["row_id"]
    column, end = str(table.edge_to), str(target["row_id"])
    if table.edge_else and target["kind"] == "Issue":
        column = table.edge_else
    if table.columns[column].within is not None:
        row[str(table.columns[column].within)], _, end = end.partition(OPTION_SEPARATOR)
    ends = row[column].split(LIST_SEPARATOR) if row.get(column) and table.columns[column].is_list else []
    row[column] = LIST_SEPARATOR.join(dict.fromkeys([*ends, end]))


# ------------------------------------------------------------------------------------------------ a graph of others


def _first(cells: dict[str, Any], names: tuple[str, ...]) -> str:
    return next((str(cells[name]) for name in names if name in cells), "")


def _told(cells: dict[str, Any], *used: str) -> str:
    return "; ".join(
        f"{name}: {cell}" for name, cell in cells.items() if name not in used and not isinstance(cell, dict)
    )


def _foreign(brought: Brought, file: str, graph: nx.Graph, nodes: dict[str, dict[str, Any]]) -> None:
    things = Things(brought, file)
    types: dict[str, list[str]] = {}
    for key, cells in nodes.items():
        kind, label = _first(cells, _KINDS), _first(cells, _LABELS)
        types.setdefault(kind, []).append(label or key)
        aliases = [alias for alias in str(cells.get("aliases", "")).split(LIST_SEPARATOR) if alias]
        note = _told(cells, *_KINDS[:3], *_LABELS[:3], "aliases")
        if not things.add(key, kind, label or key, aliases, note):
            brought.leave(file, None, {"node": key, **cells}, "The node is of no kind that a case has.")
    kinds: dict[str, int] = {}
    for source, target, cells in graph.edges(data=True):
        kind = _first(cells, _KINDS) or _first(cells, _LABELS)
        kinds[kind] = kinds.get(kind, 0) + 1
        note = _told(cells, *_KINDS, *_LABELS, "id")
        content = f"{source} -> {target}: {kind}{f'; {note}' if note else ''}"
        things.tie(source, target, tie_of(kind), None, content, f"{kind}: {note}." if note else "")
    read_as = {"parties": "a party", "regions": "a place", "events": "an event", "issues": "an issue"}
    for kind, labels in types.items():
        brought.understand(file, kind or "no kind", read_as.get(table_of(kind)[0], "set aside"), labels)
    for kind, many in kinds.items():
        brought.understand(file, kind or "a tie without a kind", tie_of(kind) or "set aside", rest=f"{many:,} of them.")

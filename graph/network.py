"""The case as a networkx graph: every node and edge of the tables, and those that follow from them."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

from . import edges as spelled
from .characters import ILLEGAL, pictured
from .columns import Columns, compile_columns
from .edges import node_name
from .ontology import OPTION_SEPARATOR, ontology
from .rule import left_open

#: Names of attributes that nodes and edges have of themselves, or that formats of graphs give a meaning of their own; a cell
#: whose column has one of these names is kept as ``party_kind``, ``event_kind`` and so on.
_RESERVED = ("kind", "label", "row_id", "id", "key", "source", "target", "shape", "size", "x", "y")


def network(
    tables: Mapping[str, pd.DataFrame], clashes: pd.DataFrame | None = None, overlaps: pd.DataFrame | None = None
) -> nx.MultiDiGraph:
    """The case as a networkx MultiDiGraph.

    Parameters
    ----------
    tables : dict of DataFrame
        The tables of a checked case.
    clashes, overlaps : DataFrame, optional
        Rows of the queries of that name, which become edges ``CLASHES_WITH`` and ``OVERLAPS_WITH``.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes are named ``kind:id`` and carry ``kind``, ``label``, ``row_id`` (the id in their table) and the cells of
        their row that are not empty; a column that is itself called ``kind`` is kept as ``party_kind``, ``event_kind``
        and so on. Edges carry their ``kind``; those that are a row of their own carry its ``row_id`` and cells too. The
        key of an edge is its kind and a number, ``HOLDS-17``, and no other edge of the graph has the same. No node or
        edge has an attribute ``id``, which GEXF and pyvis would take for its name, or ``shape``, which pyvis would draw.

    Examples
    --------
    >>> import zopa
    >>> from zopa.graph.network import network
    >>> graph = network(zopa.load("ukraine-2025").tables)
    >>> graph.nodes["party:ukraine"]["kind"]
    'Party'
    >>> [key for _, _, key in graph.out_edges("party:ukraine", keys=True) if key.startswith("HOLDS")][:1]
    ['HOLDS-1']
    """
    with _collector_off():
        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        _add_nodes(graph, tables)
        numbers: Counter[str] = Counter()
        _add_spelled_edges(graph, tables, numbers)
        ruled_out = rules_out(tables)
        _add_edges(graph, "RULES_OUT", ruled_out["source"], ruled_out["target"], None, numbers)
        for kind, pairs in (("CLASHES_WITH", clashes), ("OVERLAPS_WITH", overlaps)):
            if pairs is not None:
                sources, targets = (
                    node_name("Position", "") + pairs[end].astype("str") for end in ("position_a", "position_b")
                )
                cells = [name for name in pairs.columns if name not in ("position_a", "position_b")]
                _add_edges(graph, kind, sources, targets, _renamed(pairs[cells], kind.lower()), numbers)
        return _writable(graph) if _has_control_characters(tables) else graph


def rules_out(tables: Mapping[str, pd.DataFrame], columns: Columns | None = None) -> pd.DataFrame:
    """Which listed options does each position on a choice issue rule out?

    Parameters
    ----------
    tables : dict of DataFrame
    columns : Columns, optional
        The compiled positions, where they are at hand.

    Returns
    -------
    DataFrame
        ``source`` (position) and ``target`` (option), both node names, in the order of the positions.

    Examples
    --------
    >>> import zopa
    >>> from zopa.graph.network import rules_out
    >>> list(rules_out(zopa.load("ukraine-2025").tables))
    ['source', 'target']
    """
    columns = compile_columns(dict(tables)) if columns is None else columns
    choice = np.flatnonzero(~columns.is_number[columns.issue])
    out = columns.full[columns.issue[choice]] & ~left_open(columns, choice)
    option_ids = spelled.row_ids(ontology().tables["options"], tables["options"])
    known = set(option_ids)
    positions, targets = [], []
    for bit in range(max((len(options) for options in columns.options), default=0)):
        names = np.array(
            [
                f"{issue}{OPTION_SEPARATOR}{options[bit]}" if bit < len(options) else ""
                for issue, options in zip(columns.issues, columns.options, strict=True)
            ],
            dtype=object,
        )
        listed = np.array([name in known for name in names])
        rows = np.flatnonzero(listed[columns.issue[choice]])
        is_out = rows[(out[rows] & (1 << bit)) != 0]
        positions.append(choice[is_out])
        targets.append(names[columns.issue[choice[is_out]]])
    row = np.concatenate(positions) if positions else np.array([], dtype=int)
    order = np.argsort(row, kind="stable")
    target = (np.concatenate(targets) if targets else np.array([], dtype=object))[order]
    source = pd.Series(columns.ids[row[order]], dtype="str")
    return pd.DataFrame(
        {
            "source": node_name("Position", "") + source,
            "target": node_name("Option", "") + pd.Series(target, dtype="str"),
        }
    )


def _add_nodes(graph: nx.MultiDiGraph, tables: Mapping[str, pd.DataFrame]) -> None:
    nodes = spelled.nodes(tables)
    for name, part in nodes.groupby("table", sort=False):
        table = ontology().tables[str(name)]
        rows = tables[table.name].iloc[part["row"].to_numpy()]
        kind = part["kind"].iat[0]
        cells = filled(_renamed(rows.drop(columns=[name for name in table.key if name == "id"]), kind.lower()))
        graph.add_nodes_from(
            (node, {"kind": kind, "label": label, "row_id": row_id, **more})
            for node, label, row_id, more in zip(part["name"], part["label"], part["id"], cells, strict=True)
        )


def _add_spelled_edges(graph: nx.MultiDiGraph, tables: Mapping[str, pd.DataFrame], numbers: Counter[str]) -> None:
    edges = spelled.edges(tables)
    for (name, kind), part in edges.groupby(["table", "kind"], sort=False):
        table = ontology().tables[name]
        cells = None
        if table.edge is not None:
            rows = tables[name].iloc[part["row"].to_numpy()].drop(columns=[table.edge_from, table.edge_to])
            cells = _renamed(rows.drop(columns="id"), kind.lower()).assign(row_id=rows["id"])
        _add_edges(graph, kind, part["source"], part["target"], cells, numbers)


def _add_edges(
    graph: nx.MultiDiGraph,
    kind: str,
    sources: pd.Series,
    targets: pd.Series,
    cells: pd.DataFrame | None,
    numbers: Counter[str],
) -> None:
    rows = filled(cells) if cells is not None else [{} for _ in range(len(sources))]

    def found() -> Iterator[tuple[str, str, str, dict[str, Any]]]:
        for source, target, more in zip(sources, targets, rows, strict=True):
            numbers[kind] += 1
            yield source, target, f"{kind}-{numbers[kind]}", {"kind": kind, **more}

    graph.add_edges_from(found())  # type: ignore[arg-type]  # a multigraph takes keys too


def _has_control_characters(tables: Mapping[str, pd.DataFrame]) -> bool:
    cells = (tables[name].to_numpy(dtype=object).ravel() for name in ontology().tables)
    return any(ILLEGAL.search("\n".join(map(str, table))) for table in cells)


def _writable(graph: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """The graph with signs in place of control characters, which GraphML and GEXF cannot hold."""
    written = nx.relabel_nodes(graph, pictured)
    for _, cells in written.nodes(data=True):
        cells |= _pictured(cells)
    for *_, cells in written.edges(data=True):
        cells |= _pictured(cells)
    return written


def _pictured(cells: dict[str, Any]) -> dict[str, Any]:
    return {name: pictured(cell) for name, cell in cells.items() if isinstance(cell, str)}


def _renamed(rows: pd.DataFrame, owner: str) -> pd.DataFrame:
    """Cells that would hide what nodes and edges carry of themselves, under another name."""
    return rows.rename(columns={name: f"{owner}_{name}" for name in rows.columns if name in _RESERVED})


def filled(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """The cells of each row that are not empty."""
    is_filled = rows.notna().to_numpy()
    names = [str(name) for name in rows.columns]
    columns = [rows[name].tolist() for name in rows.columns]
    return [
        {name: column[index] for name, column, filled in zip(names, columns, is_filled[index], strict=True) if filled}
        for index in range(len(rows))
    ]


@contextmanager
def _collector_off() -> Iterator[None]:
    """Millions of new small objects make the garbage collector look through all of them again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()

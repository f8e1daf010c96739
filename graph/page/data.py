"""The content of the page, as plain records: nodes, links, meanings of words, and the case in a paragraph. No markup."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from .. import edges as spelled
from ..asked import ALL, LINE, LINES, date_asked, level_asked
from ..columns import parts_of_wholes
from ..dates import as_text, period
from ..edges import listed, node_name
from ..existence import condition_days, party_days
from ..network import rules_out
from ..ontology import Column, Table, ontology
from ..provenance import provenance
from .answers import answers
from .cells import filled_cells, nodes_of, safe_link
from .compiled import compiled
from .layout import SPACING, arrange
from .outlines import outlines

if TYPE_CHECKING:
    from ..store import Store

#: What is drawn when the page opens; the rest is one click away in the legend.
CORE = ("Party", "Issue", "Position")
#: More overlaps than this would hide everything else: then the legend opens with them switched off.
MAX_OVERLAPS = 60

SEVERITY_MEANINGS = {
    "deadlock": "both sides call it a red line",
    "hard": "one side calls it a red line",
    "soft": "neither side calls it a red line",
    "unknown": "a missing firmness, or that a party is divided, decides how severe it is",
}

_LENGTHS = {"HOLDS": 1.0, "ON": 0.9, "CLASHES_WITH": 1.5, "OVERLAPS_WITH": 1.6, "REPLACES": 0.8, "SPEAKS_FOR": 1.1}
_ROOM = {"Party": 0.6, "Issue": 0.6, "Position": 0.32}


@dataclass(frozen=True)
class View:
    """Everything that the page shows.

    Attributes
    ----------
    head : dict
        Title, paragraph, kinds of nodes and links with their meanings, columns and closed vocabularies.
    nodes, edges : list of dict
        One record each; edges name their ends as ``from`` and ``to``.
    """

    head: dict[str, Any]
    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]


def view(
    store: Store,
    clashes: pd.DataFrame,
    overlaps: pd.DataFrame,
    title: str | None = None,
    summary: Sequence[str] = (),
    findings: Mapping[str, pd.DataFrame] | None = None,
    panels: Sequence[Mapping[str, str]] = (),
) -> View:
    """What does the page of a case show?

    Parameters
    ----------
    store : Store
    clashes, overlaps : DataFrame
        Rows of the queries ``clashes`` and ``overlap_pairs``.
    title : str, optional
        Heading; by default the title of the case.
    summary : sequence of str
        The sentences of the paragraph that it opens with.
    findings : dict of DataFrame, optional
        Rows of the queries ``zones``, ``shifts``, ``contradictions`` and ``openings``, by name: any of them.
    panels : sequence of dict
        Pictures of answers: ``name``, ``title``, ``caption`` and ``svg`` of each.

    Returns
    -------
    View

    Examples
    --------
    >>> import zopa
    >>> from zopa.graph.page.data import view
    >>> case = zopa.load("ukraine-2025")
    >>> view(case, case.clashes(as_of="all"), case.overlap_pairs(as_of="all")).nodes[0]["kind"]
    'Party'
    """
    nodes = _nodes(store)
    known = {node["id"] for node in nodes}
    edges = _edges(store, clashes, overlaps, known)
    _place(nodes, edges)
    model = ontology()
    count = pd.Series([node["kind"] for node in nodes], dtype="str").value_counts().to_dict()
    links = pd.Series([edge["kind"] for edge in edges], dtype="str").value_counts().to_dict()
    off = {"RULES_OUT"} | ({"OVERLAPS_WITH"} if links.get("OVERLAPS_WITH", 0) > MAX_OVERLAPS else set())
    own_date, level = date_asked(store, None), level_asked(store, None)
    head = {
        "title": title or store.title,
        "id": store.id,
        "level": level,
        "lines": LINES[level],
        "line": LINE[level],
        "asOf": "" if own_date.text == ALL else own_date.text,
        "summary": list(summary),
        "provenance": provenance(store),
        "kinds": [
            {"name": name, "meaning": kind.meaning, "count": count[name], "on": name in CORE}
            for name, kind in model.nodes.items()
            if name in count
        ],
        "links": [
            {"name": name, "meaning": kind.meaning, "count": links[name], "on": name not in off}
            for name, kind in model.edges.items()
            if name in links
        ],
        "columns": {
            table.node or name: _column_words(table, store.tables[name])
            for name, table in model.tables.items()
            if len(store.tables[name])
        },
        "dates": _date_range(store, nodes),
        "panels": [dict(panel) for panel in panels],
        "outlines": {node_name("Region", region): drawn for region, drawn in outlines(store.tables["regions"]).items()},
        **answers(findings or {}, known),
        "tooMany": clashes.attrs.get("left_out", 0),
        "rule": compiled(store),
        "values": {"severity": SEVERITY_MEANINGS, **_values("positions"), **_values("evidence")},
    }
    return View(head, nodes, edges)


# ------------------------------------------------------------------------------------------------ nodes and links

#: So many characters of the name of an issue have room in a picture.
ROOM = 30


def _nodes(store: Store) -> list[dict[str, Any]]:
    records = []
    for name, part in spelled.nodes(store.tables).groupby("table", sort=False):
        table = ontology().tables[str(name)]
        rows = store.tables[str(name)].iloc[part["row"].to_numpy()]
        cells = _cells(table, rows)
        for node, kind, row_id, label, cells_of_row in zip(
            part["name"], part["kind"], part["id"], part["label"], cells, strict=True
        ):
            record = {"id": node, "kind": kind, "own": row_id, "label": label, "cells": cells_of_row}
            links = {
                column.name: link
                for column in table.columns.values()
                if column.type == "url" and (link := safe_link(str(cells_of_row.get(column.name, ""))))
            }
            records.append(record | ({"links": links} if links else {}))
    _describe_parties(store, [record for record in records if record["kind"] == "Party"])
    _describe_positions(store, [record for record in records if record["kind"] == "Position"])
    parts = parts_of_wholes(store.tables)
    for record in records:
        # Of an issue that is one option of several the option tells most: with what they share it would be cut off.
        if record["kind"] == "Issue" and record["own"] in parts and len(record["label"]) > ROOM:
            record["short"] = parts[record["own"]].option
    return records


def _describe_parties(store: Store, records: list[dict[str, Any]]) -> None:
    """The days on which a party can hold something; left out where there is no bound."""
    days = zip(*(bounds.tolist() for bounds in party_days(store.tables["parties"])), strict=True)
    for record, bounds in zip(records, days, strict=True):
        record |= {name: text for name, day in zip(("from", "until"), bounds, strict=True) if (text := as_text(day))}


def _tell_days(store: Store, conditions: pd.DataFrame, records: list[dict[str, Any]]) -> None:
    """The days on which each condition is set by a party that exists; left out where there is no bound."""
    first, last = condition_days({**store.tables, "conditions": conditions})
    for record, begin, end in zip(records, first.tolist(), last.tolist(), strict=True):
        record |= {name: text for name, day in (("since", begin), ("until", end)) if (text := as_text(day))}


def _describe_positions(store: Store, records: list[dict[str, Any]]) -> None:
    """The facts of a position that filters use: whose it is and counts as, on what, how, and in which regions it matters."""
    positions, columns = store.tables["positions"], store.columns
    short = spelled.position_labels(store.tables, with_party=False)
    principals = columns.parties[columns.principal[columns.party]]
    tree = columns.regions
    per_region = dict(zip(columns.issues, columns.per_region, strict=True))
    matched: dict[str, list[str]] = {}
    attributions = _attributions(store)
    days = zip(columns.start.tolist(), columns.end.tolist(), strict=True)
    for record, row, words, principal, (start, end) in zip(
        records, positions.itertuples(index=False), short, principals, days, strict=True
    ):
        record["short"] = words
        record["said"] = attributions[str(row.id)]
        # The days on which it holds, after `replaces`; left out where there is no bound.
        record |= {name: text for name, day in (("from", start), ("until", end)) if (text := as_text(day))}
        record["party"] = node_name("Party", str(row.party))
        record["principal"] = node_name("Party", str(principal))
        record["issue"] = node_name("Issue", str(row.issue))
        places = listed(row.regions)
        if not places:
            if per_region[row.issue] and len(tree.ids) > 1:
                record["everywhere"] = True
            continue
        key = str(row.regions)
        if key not in matched:
            leaves = frozenset[int]().union(*(tree.leaves(tree.code[place]) for place in places))
            matched[key] = [node_name("Region", name) for name in tree.ids[1:] if tree.leaves(tree.code[name]) & leaves]
        record["where"] = matched[key]


def _attributions(store: Store) -> dict[str, list[str]]:
    """How what each position rests on was come by: the attributions of its evidence, in the order of the ontology."""
    evidence, positions = store.tables["evidence"], store.tables["positions"]
    known = evidence[evidence["status"].fillna("accepted") == "accepted"]
    attribution = dict(zip(known["id"], known["attribution"], strict=True))
    order = list(ontology().tables["evidence"].columns["attribution"].values)
    by_position = {}
    for position, cited in zip(positions["id"], positions["evidence"], strict=True):
        words = {attribution.get(evidence_id) for evidence_id in listed(cited)}
        by_position[str(position)] = [word for word in order if word in words]
    return by_position


def _edges(store: Store, clashes: pd.DataFrame, overlaps: pd.DataFrame, known: set[str]) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = []
    for name, part in spelled.edges(store.tables).groupby("table", sort=False):
        table = ontology().tables[str(name)]
        ends = part[["kind", "source", "target"]].itertuples(index=False, name=None)
        if table.edge is None:
            records += [{"kind": kind, "from": source, "to": target} for kind, source, target in ends]
            continue
        rows = store.tables[str(name)].iloc[part["row"].to_numpy()]
        proofs = [nodes_of("Evidence", words, known) for words in rows["evidence"]]
        for (kind, source, target), cells, proof in zip(ends, _cells(table, rows), proofs, strict=True):
            record = {"kind": kind, "from": source, "to": target, "cells": cells}
            records.append(record | ({"evidence": proof} if proof else {}))
        if name == "conditions":
            _tell_days(store, rows, records[-len(rows) :])
    ruled_out = rules_out(store.tables, store.columns)
    for source, target in ruled_out.itertuples(index=False, name=None):
        records.append({"kind": "RULES_OUT", "from": source, "to": target})
    for kind, pairs in (("CLASHES_WITH", clashes), ("OVERLAPS_WITH", overlaps)):
        shown = pairs.drop(columns=["position_a", "position_b", "evidence_a", "evidence_b"], errors="ignore")
        for position_a, position_b, cells in zip(
            pairs["position_a"], pairs["position_b"], filled_cells(shown), strict=True
        ):
            ends_of = {"from": node_name("Position", str(position_a)), "to": node_name("Position", str(position_b))}
            records.append({"kind": kind, **ends_of, "cells": cells})
    return records


def _place(nodes: list[dict[str, Any]], edges: list[dict[str, Any]]) -> None:
    """Give every node its place and its weight (how many links of the graph as first drawn it has)."""
    index_of = {node["id"]: index for index, node in enumerate(nodes)}
    links = np.array([(index_of[edge["from"]], index_of[edge["to"]]) for edge in edges], dtype=np.int64).reshape(-1, 2)
    core = _leads_to_positions(nodes, links)
    clashing = np.zeros(len(nodes), dtype=bool)
    is_clash = np.array([edge["kind"] == "CLASHES_WITH" for edge in edges], dtype=bool)
    clashing[links[is_clash]] = True
    shapes = np.array([edge["kind"] in _LENGTHS or edge["kind"] == "PART_OF" for edge in edges], dtype=bool)
    degree = np.bincount(links[shapes].ravel(), minlength=len(nodes))
    base = np.array([_LENGTHS.get(edge["kind"], 1.0) for edge in edges])
    # A hub needs a wider ring around it than a node with two links.
    crowd = np.sqrt(np.maximum(degree[links].max(axis=1), 1)) if len(links) else np.array([])
    # Where the clashes are, names need room.
    base = base * np.where(clashing[links].any(axis=1), 1.2, 1.0)
    room = SPACING * np.array([_ROOM.get(node["kind"], 0.26) for node in nodes])
    points = arrange(len(nodes), links, core=core, lengths=base * (0.7 + 0.2 * crowd), room=room)
    for node, (x, y), link_count in zip(nodes, points.tolist(), degree.tolist(), strict=True):
        node["x"], node["y"], node["weight"] = int(x), int(y), int(link_count)


def _leads_to_positions(nodes: list[dict[str, Any]], links: Any) -> Any:
    """The nodes that the graph first shows: parties and issues that positions, or those who speak for others, join."""
    core = np.array([node["kind"] in CORE for node in nodes], dtype=bool)
    inside = links[core[links].all(axis=1)]
    ones = np.ones(len(inside))
    part = connected_components(coo_array((ones, tuple(inside.T)), shape=(len(nodes),) * 2), directed=False)[1]
    has_position = np.isin(part, [part[index] for index, node in enumerate(nodes) if node["kind"] == "Position"])
    return core & has_position


def _date_range(store: Store, nodes: list[dict[str, Any]]) -> list[str]:
    """First and last day that the case speaks of; empty where no position is dated."""
    held = [node for node in nodes if node["kind"] == "Position"]
    positions = [day for node in held for name in ("from", "until") if (day := node.get(name))]
    if not positions:
        return []
    events = [
        as_text(day)
        for node in nodes
        if node["kind"] == "Event"
        for name, end in (("start", 0), ("end", 1))
        if (text := node["cells"].get(name)) and (day := period(str(text))[end])
    ]
    own_date = [as_text(period(store.as_of)[1])] if store.as_of else []
    return [min(positions + events + own_date), max(positions + events + own_date)]


# ------------------------------------------------------------------------------------------------ words


def _cells(table: Table, rows: pd.DataFrame) -> list[dict[str, Any]]:
    """The filled cells of each row that are told in words: references are links, outlines are on the map."""
    drawn = [name for name, column in table.columns.items() if _is_drawn(column)]
    return filled_cells(rows.drop(columns=[*drawn, "id"], errors="ignore"))


def _is_drawn(column: Column) -> bool:
    return column.is_reference or column.type == "shape"


def _column_words(table: Table, rows: pd.DataFrame) -> dict[str, str]:
    """The meanings of the columns that are filled somewhere."""
    return {
        name: column.meaning
        for name, column in table.columns.items()
        if not _is_drawn(column) and rows[name].notna().any()
    }


def _values(table: str) -> dict[str, dict[str, str]]:
    columns = ontology().tables[table].columns
    return {name: column.values for name, column in columns.items() if column.values}

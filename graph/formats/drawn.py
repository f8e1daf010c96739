"""The graph of a case as other programs draw it: its colours, its dates as whole days, and what the case says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..columns import OTHER
from ..dates import as_text, first_days, last_days, period
from ..edges import edges, node_name, row_ids
from ..lists import join
from ..ontology import ontology
from ..palette import SEVERITY_LINE
from ..provenance import coders_of
from ..what_if import told

if TYPE_CHECKING:
    from ..store import Store

#: Colours of kinds of nodes that a reader who does not see some colours can tell apart (Okabe and Ito 2008); as in
#: Neo4j Browser, but for evidence and sources, which are too light there for white paper.
KINDS = {
    "Party": "#0072b2",
    "Issue": "#f0e442",
    "Option": "#fbf6b0",
    "Position": "#56b4e9",
    "Region": "#009e73",
    "Obstacle": "#cc79a7",
    "Proposal": "#e69f00",
    "Evidence": "#f2f2f2",
    "Source": "#bfbfbf",
}
OTHER_KINDS, OTHER_EDGES = "#d9d9d9", "#b3b3b3"
_EDGES = {
    "HOLDS": "#0072b2",
    "ACCEPTS": "#009e73",
    "REJECTS": "#d55e00",
    "RULES_OUT": "#e9a878",
    "OVERLAPS_WITH": "#009e73",
    "DEMANDS": "#1a1a1a",
}
#: What a case says of itself that a file about it says too.
_ABOUT = ("as_of", "licence", "description")


def node_colour(cells: Mapping[str, Any]) -> str:
    """The colour of a node, by its kind.

    >>> from zopa.graph.formats.drawn import node_colour
    >>> node_colour({"kind": "Party"})
    '#0072b2'
    """
    return KINDS.get(cells["kind"], OTHER_KINDS)


def edge_colour(cells: Mapping[str, Any]) -> str:
    """The colour of an edge, by its kind; of a clash, by its severity.

    >>> from zopa.graph.formats.drawn import edge_colour
    >>> edge_colour({"kind": "CLASHES_WITH", "severity": "deadlock"})
    '#cf1f38'
    """
    return SEVERITY_LINE.get(str(cells.get("severity")), _EDGES.get(cells["kind"], OTHER_EDGES))


def about(case: Store) -> dict[str, str]:
    """What a file says of the case that it was made of: title, date, coders, licence, description, whether it is a what-if.

    >>> import zopa
    >>> from zopa.graph.formats.drawn import about
    >>> about(zopa.load("river-basin"))["licence"]
    'CC-BY-4.0'
    """
    texts = {"title": case.title, **{name: " ".join(str(case.meta.get(name) or "").split()) for name in _ABOUT}}
    texts["coders"] = join(coders_of(case.meta), "and")
    texts["what_if"] = told(case.meta)
    return {name: text for name, text in texts.items() if text}


def spells(case: Store) -> dict[str, tuple[str, str]]:
    """First and last day of every node that has one, as ``YYYY-MM-DD``; an open end is empty.

    A position begins and ends as the rule has it: within the days of its party, until another replaces it, an act on its
    day.

    >>> import zopa
    >>> from zopa.graph.formats.drawn import spells
    >>> spells(zopa.load("river-basin"))["position:tor-filling-2022"]
    ('2022-01-15', '2024-03-03')
    """
    days = {
        node_name(str(table.node), id): (first, last)
        for table in ontology().tables.values()
        if table.node not in (None, "Position") and {"start", "end"} <= set(table.columns)
        for id, first, last in zip(
            row_ids(table, case.tables[table.name]),
            first_days(case.tables[table.name]["start"]).tolist(),
            last_days(case.tables[table.name]["end"]).tolist(),
            strict=True,
        )
    }
    columns = case.columns
    for id, first, last in zip(columns.ids.tolist(), columns.start.tolist(), columns.end.tolist(), strict=True):
        days[node_name("Position", id)] = first, last
    return {
        name: (as_text(first), as_text(last)) for name, (first, last) in days.items() if as_text(first) or as_text(last)
    }


def spell(cells: Mapping[str, Any]) -> tuple[str, str]:
    """First and last day of an edge by its own cells; an open end is empty.

    >>> from zopa.graph.formats.drawn import spell
    >>> spell({"kind": "REQUIRES", "start": "2024-02"})
    ('2024-02-01', '')
    """
    start, end = cells.get("start"), cells.get("end")
    return as_text(period(start)[0]) if start else "", as_text(period(end)[1]) if end else ""


def rows_without_edges(case: Store) -> list[str]:
    """Sentences on rows that are edges in the graph and have none, because what they name has no node.

    A condition on ``control/other``, which stands for what nobody listed, is such a row.

    >>> import zopa
    >>> from zopa.graph.formats.drawn import rows_without_edges
    >>> rows_without_edges(zopa.load("river-basin"))
    []
    """
    spelled = edges(case.tables)
    sentences = []
    for table in ontology().tables.values():
        if table.edge is not None:
            drawn = set(spelled.loc[spelled["table"] == table.name, "row"])
            ids = [str(id) for row, id in enumerate(case.tables[table.name]["id"]) if row not in drawn]
            if ids:
                sentences.append(
                    f"{len(ids):,} {'row' if len(ids) == 1 else 'rows'} of the table '{table.name}' "
                    f"{'is' if len(ids) == 1 else 'are'} not in the graph, as what nobody listed ('{OTHER}') has no node: "
                    f"{join(ids, 'and')}."
                )
    return sentences

"""A small graph of the parties: who clashes with whom, or who shares what with whom, and how often."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

import networkx as nx

from .edges import label_by_id
from .ontology import LIST_SEPARATOR
from .rule import SEVERITIES

if TYPE_CHECKING:
    import pandas as pd

#: What pairs of positions can be: the words by which they are counted apart, in the column ``severity``.
COUNTED: dict[str, tuple[str, ...]] = {"clashes": SEVERITIES, "overlaps": ()}


def between_parties(parties: pd.DataFrame, holders: pd.Series, pairs: pd.DataFrame, of: str) -> nx.Graph:
    """The graph of parties of some pairs of positions.

    Parameters
    ----------
    parties : DataFrame
        The table of parties.
    holders : Series of str
        Who holds positions: a party without a pair is a node too, and one that speaks for another is not.
    pairs : DataFrame
        Rows of the query ``clashes`` or ``overlap_pairs``.
    of : str
        ``clashes`` or ``overlaps``.

    Returns
    -------
    networkx.Graph
        Nodes are ids of parties, with ``label`` and, where it is coded, ``kind``. Edges have ``weight`` (how many pairs of
        positions), of clashes a count for each severity, and ``issues``, ids separated by ``|``.

    Examples
    --------
    >>> import zopa
    >>> from zopa.graph.between import between_parties
    >>> case = zopa.load("river-basin")
    >>> graph = between_parties(case.tables["parties"], case.tables["positions"]["party"], case.clashes(), "clashes")
    >>> graph.edges["torvia", "sellow"]["weight"]
    8
    """
    labels = label_by_id(parties)
    principals = set(parties["id"][parties["speaks_for"].isna()]) & set(holders)
    kinds = parties.set_index("id")["kind"].dropna().to_dict()
    counts: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    issues: defaultdict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    severities = pairs["severity"] if COUNTED[of] else pairs["issue"]
    for party_a, party_b, issue, severity in zip(
        pairs["party_a"], pairs["party_b"], pairs["issue"], severities, strict=True
    ):
        ends = min(party_a, party_b), max(party_a, party_b)
        counts[ends][severity] += 1
        issues[ends][issue] = None
    named = principals | {party for ends in counts for party in ends}
    graph: nx.Graph[str] = nx.Graph(of=of, as_of=pairs.attrs.get("as_of", ""))
    for party in parties["id"]:
        if party in named:
            graph.add_node(party, label=labels[party], **({"kind": kinds[party]} if party in kinds else {}))
    for ends, count in counts.items():
        told: dict[str, Any] = {severity: count[severity] for severity in COUNTED[of]}
        graph.add_edge(*ends, weight=count.total(), **told, issues=LIST_SEPARATOR.join(issues[ends]))
    return graph

"""The small graph of parties: the numbers of the queries, pair by pair."""

from __future__ import annotations

from collections import Counter
from typing import Any

import networkx as nx
import pytest
from effort import examples
from hypothesis import given, settings
from reference.dossiers import dossiers, graph

import zopa


def counted(pairs: Any) -> Counter[tuple[str, str]]:
    return Counter(tuple(sorted(ends)) for ends in pairs[["party_a", "party_b"]].itertuples(index=False, name=None))


@settings(max_examples=examples(30), deadline=None)
@given(dossiers(wide=True))
def test_edges_count_the_pairs_of_the_query(rows: dict[str, Any]) -> None:
    case = graph(**rows)
    clashes, overlaps = case.clashes(as_of="all"), case.overlap_pairs(as_of="all")
    for of, pairs in (("clashes", clashes), ("overlaps", overlaps)):
        built = case.network(of, as_of="all")
        weights = {tuple(sorted((a, b))): weight for a, b, weight in built.edges(data="weight")}
        assert weights == dict(counted(pairs))
        for a, b, cells in built.edges(data=True):
            ends = pairs["party_a"].isin([a, b]) & pairs["party_b"].isin([a, b])
            assert set(cells["issues"].split("|")) == set(pairs["issue"][ends])
            if of == "clashes":
                severities = Counter(pairs["severity"][ends])
                assert {word: cells[word] for word in ("deadlock", "hard", "soft", "unknown")} == {
                    word: severities[word] for word in ("deadlock", "hard", "soft", "unknown")
                }


def test_a_party_without_a_clash_is_a_node_and_who_speaks_for_another_is_none() -> None:
    case = graph(
        parties=[{"id": "a", "name": "A", "kind": "state"}, {"id": "b", "speaks_for": "a"}, {"id": "c"}, {"id": "d"}],
        issues=[{"id": "i", "kind": "choice"}],
        options=[{"issue": "i", "option": "x"}, {"issue": "i", "option": "y"}],
        positions=[
            {"id": f"p{n}", "party": party, "issue": "i", "stance": stance, "option": "x"}
            for n, (party, stance) in enumerate([("b", "demands"), ("c", "accepts"), ("a", "accepts")])
        ],
    )
    built = case.network()
    assert dict(built.nodes(data=True)) == {"a": {"label": "A", "kind": "state"}, "c": {"label": "c"}}
    assert list(case.network("overlaps").edges) == [("a", "c")]
    assert type(built) is nx.Graph


def test_a_network_of_something_else_is_refused_with_the_list() -> None:
    with pytest.raises(ValueError, match="There is no network of 'friends': clashes or overlaps"):
        zopa.load("river-basin", quiet=True).network("friends")

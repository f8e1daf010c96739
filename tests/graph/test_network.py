"""The networkx graph: attributes, keys, and the edges that follow from the rule and from the queries."""

from __future__ import annotations

import gc
from collections import Counter
from typing import Any

import networkx as nx
import pytest
from browser.invented import valley
from hypothesis import given, settings
from twin.dossiers import dossiers, graph

from zopa.graph import network as module
from zopa.graph.edges import edges, nodes
from zopa.graph.network import network, rules_out


def test_every_node_and_edge_is_there_once_with_what_its_row_says() -> None:
    case = valley()
    made = network(case.tables)
    assert list(made.nodes) == nodes(case.tables)["name"].tolist()
    spelled = Counter(edges(case.tables)[["source", "target", "kind"]].itertuples(index=False, name=None))
    derived = Counter((a, b, "RULES_OUT") for a, b in rules_out(case.tables).itertuples(index=False))
    assert Counter((a, b, data["kind"]) for a, b, data in made.edges(data=True)) == spelled + derived
    party = made.nodes["party:queen"]
    assert party == {"kind": "Party", "label": "Queen of Upland", "id": "queen", "name": "Queen of Upland", "party_kind": "leader", "speaks_for": "upland"}  # fmt: skip
    troops = made.nodes["position:u-troops"]
    assert troops["low"] == 5000.0
    assert "high" not in troops
    reaction = made.edges["party:lowland", "proposal:plan", "REACTS_TO"]
    assert reaction == {"kind": "REACTS_TO", "id": "r1", "reaction": "rejects", "date": "2024-06"}


def test_rules_out_is_the_rule() -> None:
    found = set(rules_out(valley().tables).itertuples(index=False, name=None))
    of = {source: {target for one, target in found if one == source} for source, _ in found}
    assert of["position:u-control"] == {"option:control/lowland", "option:control/shared"}
    assert of["position:q-control"] == {"option:control/lowland", "option:control/shared"}
    assert of["position:q-talks"] == {"option:talks/none"}
    assert of["position:i-talks"] == {"option:talks/none"}
    assert "position:g-shared" not in of
    assert not any(source == "position:u-troops" for source in of)


@settings(max_examples=30, deadline=None)
@given(dossiers())
def test_rules_out_of_random_cases(rows: dict[str, Any]) -> None:
    tables = graph(**rows).tables
    found = set(rules_out(tables).itertuples(index=False, name=None))
    listed: dict[str, list[str]] = {}
    for row in tables["options"].itertuples():
        listed.setdefault(row.issue, []).append(row.option)
    expected = set()
    for row in tables["positions"].itertuples():
        if not isinstance(row.option, str) or row.stance == "accepts":
            continue
        named = row.option.split("|")
        for option in listed.get(row.issue, []):
            if (option in named) == (row.stance == "rejects"):
                expected.add((f"position:{row.id}", f"option:{row.issue}/{option}"))
    assert found == expected


def test_clashes_and_overlaps_become_edges() -> None:
    case = valley()
    clashes, overlaps = case.clashes(), case.overlap_pairs()
    made = network(case.tables, clashes, overlaps)
    plain = network(case.tables)
    assert made.number_of_edges() == plain.number_of_edges() + len(clashes) + len(overlaps)
    clash = made.edges["position:u-control", "position:l-control", "CLASHES_WITH"]
    assert clash["kind"] == "CLASHES_WITH"
    assert clash["severity"] == "deadlock"
    assert clash["clashes_with_kind"] == "between"
    assert clash["why"] == clashes["why"].iloc[0]
    assert made.edges["position:u-road", "position:i-road", "OVERLAPS_WITH"]["zone"] == "open"
    assert made.number_of_nodes() == plain.number_of_nodes()


def test_two_rows_between_the_same_two_are_two_edges() -> None:
    rows = [
        {"id": f"r{n}", "party": "p", "proposal": "q", "reaction": word}
        for n, word in enumerate(["accepts", "rejects"])
    ]
    made = network(graph(parties=[{"id": "p"}], proposals=[{"id": "q", "name": "Q"}], reactions=rows).tables)
    between = made.get_edge_data("party:p", "proposal:q")
    assert {key: data["reaction"] for key, data in between.items()} == {
        "REACTS_TO": "accepts",
        "REACTS_TO 2": "rejects",
    }


def test_unknown_columns_and_empty_cases() -> None:
    case = graph(parties=[{"id": "p"}])
    parties = case.tables["parties"].assign(label=["mine"], node_for_adding=["odd"])
    made = network(case.tables | {"parties": parties})
    assert made.nodes["party:p"] == {
        "kind": "Party",
        "label": "p",
        "id": "p",
        "party_label": "mine",
        "node_for_adding": "odd",
    }
    assert isinstance(network(graph().tables), nx.MultiDiGraph)
    assert len(network(graph().tables)) == 0


@pytest.mark.parametrize("was_on", [True, False])
def test_the_collector_is_left_as_it_was_found_even_after_an_error(
    monkeypatch: pytest.MonkeyPatch, was_on: bool
) -> None:
    during = []

    def broken(*_: object) -> None:
        during.append(gc.isenabled())
        raise RuntimeError("broken")

    monkeypatch.setattr(module, "_add_nodes", broken)
    before = gc.isenabled()
    try:
        (gc.enable if was_on else gc.disable)()
        with pytest.raises(RuntimeError, match="broken"):
            network(valley().tables)
        assert gc.isenabled() is was_on
    finally:
        (gc.enable if before else gc.disable)()
    assert during == [False]

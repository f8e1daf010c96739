"""The networkx graph: attributes, keys, and the edges that follow from the rule and from the queries."""

from __future__ import annotations

import gc
import json
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pytest
from browser.invented import valley
from effort import examples
from hypothesis import given, settings
from reference.dossiers import dossiers, graph

import zopa
from zopa.graph import network as module
from zopa.graph.edges import edges, nodes
from zopa.graph.network import network, rules_out


def between(built: nx.MultiDiGraph, source: str, target: str, kind: str) -> list[dict[str, Any]]:
    """The edges of one kind between two nodes."""
    return [cells for cells in built.get_edge_data(source, target).values() if cells["kind"] == kind]


def test_every_node_and_edge_is_there_once_with_what_its_row_says() -> None:
    case = valley()
    built = network(case.tables)
    assert list(built.nodes) == nodes(case.tables)["name"].tolist()
    spelled = Counter(edges(case.tables)[["source", "target", "kind"]].itertuples(index=False, name=None))
    derived = Counter((a, b, "RULES_OUT") for a, b in rules_out(case.tables).itertuples(index=False))
    assert Counter((a, b, cells["kind"]) for a, b, cells in built.edges(data=True)) == spelled + derived
    party = built.nodes["party:queen"]
    assert party == {
        "kind": "Party",
        "label": "Queen of Upland",
        "row_id": "queen",
        "name": "Queen of Upland",
        "party_kind": "leader",
        "speaks_for": "upland",
    }
    troops = built.nodes["position:u-troops"]
    assert troops["low"] == 5000.0
    assert "high" not in troops
    reaction = between(built, "party:lowland", "proposal:plan", "REACTS_TO")
    assert reaction == [{"kind": "REACTS_TO", "row_id": "r1", "reaction": "rejects", "date": "2024-06"}]


def test_rules_out_is_the_rule() -> None:
    pairs = set(rules_out(valley().tables).itertuples(index=False, name=None))
    of = {source: {target for position, target in pairs if position == source} for source, _ in pairs}
    assert of["position:u-control"] == {"option:control/lowland", "option:control/shared"}
    assert of["position:q-control"] == {"option:control/lowland", "option:control/shared"}
    assert of["position:q-talks"] == {"option:talks/none"}
    assert of["position:i-talks"] == {"option:talks/none"}
    assert "position:g-shared" not in of
    assert not any(source == "position:u-troops" for source in of)


@settings(max_examples=examples(30), deadline=None)
@given(dossiers(wide=True))
def test_rules_out_of_random_cases(rows: dict[str, Any]) -> None:
    tables = graph(**rows).tables
    pairs = set(rules_out(tables).itertuples(index=False, name=None))
    listed: dict[str, list[str]] = {}
    for row in tables["options"].itertuples():
        listed.setdefault(row.issue, []).append(row.option)
    expected = set()
    for row in tables["positions"].itertuples():
        if not isinstance(row.option, str) or row.stance not in ("demands", "rejects"):
            continue
        named = row.option.split("|")
        for option in listed.get(row.issue, []):
            if (option in named) == (row.stance == "rejects"):
                expected.add((f"position:{row.id}", f"option:{row.issue}/{option}"))
    assert pairs == expected


def test_clashes_and_overlaps_become_edges() -> None:
    case = valley()
    clashes, overlaps = case.clashes(as_of="all"), case.overlap_pairs(as_of="all")
    full = network(case.tables, clashes, overlaps)
    plain = network(case.tables)
    assert full.number_of_edges() == plain.number_of_edges() + len(clashes) + len(overlaps)
    (clash,) = between(full, "position:u-control", "position:l-control", "CLASHES_WITH")
    assert clash["kind"] == "CLASHES_WITH"
    assert clash["severity"] == "deadlock"
    assert clash["clashes_with_kind"] == "between"
    assert clash["why"] == clashes["why"].iloc[0]
    assert between(full, "position:u-road", "position:i-road", "OVERLAPS_WITH")[0]["zone"] == "open"
    assert full.number_of_nodes() == plain.number_of_nodes()


def test_two_rows_between_the_same_two_are_two_edges() -> None:
    rows = [
        {"id": f"r{n}", "party": "p", "proposal": "q", "reaction": word}
        for n, word in enumerate(["accepts", "rejects"])
    ]
    built = network(graph(parties=[{"id": "p"}], proposals=[{"id": "q", "name": "Q"}], reactions=rows).tables)
    reactions = {key: cells["reaction"] for key, cells in built.get_edge_data("party:p", "proposal:q").items()}
    assert reactions == {"REACTS_TO-1": "accepts", "REACTS_TO-2": "rejects"}


#: A party and a region of one id, rows that are edges of one id, and columns that formats of graphs give a meaning.
NORTH: dict[str, Any] = {
    "parties": [{"id": "north"}, {"id": "south"}],
    "regions": [{"id": "north"}, {"id": "south"}],
    "issues": [{"id": "border", "kind": "choice"}],
    "options": [{"issue": "border", "option": "north"}, {"issue": "border", "option": "south"}],
    "proposals": [{"id": "north", "name": "North"}],
    "positions": [
        {"id": name, "party": name, "issue": "border", "stance": "demands", "option": name, "regions": "north"}
        for name in ("north", "south")
    ],
    "reactions": [
        {"id": "north", "party": name, "proposal": "north", "reaction": "accepts"} for name in ("north", "south")
    ],
}


def north() -> nx.MultiDiGraph:
    tables = dict(graph(**NORTH).tables.items())
    tables["reactions"] = tables["reactions"].assign(key="k", source="s", target="t")
    tables["options"] = tables["options"].assign(id="mine")
    return network(tables)


def test_no_two_edges_have_one_key_and_nothing_has_an_id_that_a_format_takes_for_its_name() -> None:
    for built in (north(), valley().nx):
        keys = [key for _, _, key in built.edges(keys=True)]
        assert len(set(keys)) == len(keys)
        assert all(key.rpartition("-")[0] == cells["kind"] for _, _, key, cells in built.edges(keys=True, data=True))
        assert not any("id" in cells for _, cells in built.nodes(data=True))
        assert not any({"id", "key", "source", "target"} & set(cells) for *_, cells in built.edges(data=True))
    reaction = between(north(), "party:south", "proposal:north", "REACTS_TO")[0]
    assert reaction["row_id"] == "north"
    assert (reaction["reacts_to_key"], reaction["reacts_to_source"], reaction["reacts_to_target"]) == ("k", "s", "t")
    assert north().nodes["option:border/north"]["option_id"] == "mine"


def controlled() -> nx.MultiDiGraph:
    """Names and texts with characters that XML cannot hold, such as the line break of a word processor."""
    rows = [
        {"party": "A\x0bB", "issue": "seat", "option": "Geneva\x01", "note": "upper\x0blower \ufffe"},
        {"party": "AB", "issue": "seat", "option": "Geneva", "note": None},
    ]
    return zopa.load({"positions": rows}, quiet=True).nx


def test_a_control_character_is_shown_by_its_sign() -> None:
    built = controlled()
    assert {"party:A␋B", "party:AB", "option:seat/Geneva␁"} <= set(built)
    assert built.nodes["position:A␋B-seat-2"]["note"] == "upper␋lower \ufffd"


@pytest.mark.parametrize("case", ["north", "valley", "controlled"])
def test_what_other_programs_read_is_the_whole_graph(case: str, tmp_path: Path) -> None:
    original = {"north": north, "valley": lambda: valley().nx, "controlled": controlled}[case]()
    nx.write_graphml(original, tmp_path / "a.graphml")
    written = ElementTree.parse(tmp_path / "a.graphml").getroot()
    ids = [edge.get("id") for edge in written.iter("{http://graphml.graphdrawing.org/xmlns}edge")]
    assert len(set(ids)) == len(ids) == original.number_of_edges()
    back = nx.read_graphml(tmp_path / "a.graphml", force_multigraph=True)
    assert dict(back.nodes(data=True)) == dict(original.nodes(data=True))
    assert set(back.edges) == set(original.edges)
    nx.write_gexf(original, tmp_path / "a.gexf")
    back = nx.read_gexf(tmp_path / "a.gexf")
    assert dict(back.nodes(data=True)) == dict(original.nodes(data=True))
    ids = [cells.pop("id") for *_, cells in back.edges(data=True)]
    assert len(set(ids)) == original.number_of_edges()
    edges_of = [
        sorted((a, b, sorted(cells.items())) for a, b, cells in graph.edges(data=True)) for graph in (back, original)
    ]
    assert edges_of[0] == edges_of[1]
    text = json.dumps(nx.node_link_data(original, edges="edges"))
    assert nx.utils.graphs_equal(nx.node_link_graph(json.loads(text), edges="edges"), original)


def test_unknown_columns_and_empty_cases() -> None:
    case = graph(parties=[{"id": "p"}])
    parties = case.tables["parties"].assign(label=["mine"], node_for_adding=["odd"])
    built = network(case.tables | {"parties": parties})
    assert built.nodes["party:p"] == {
        "kind": "Party",
        "label": "p",
        "row_id": "p",
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

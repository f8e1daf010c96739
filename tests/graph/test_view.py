"""The records behind the page: complete, plain, and true to the tables."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
from browser.invented import hostile, hundred, valley
from reference.dossiers import graph

import zopa
from zopa.graph.ontology import ontology
from zopa.graph.page.cells import cell, safe_link
from zopa.graph.page.data import CORE, View, view


def of(case: zopa.PositionGraph) -> View:
    return view(case, case.clashes(as_of="all"), case.overlap_pairs(as_of="all"))


def by_id(shown: View) -> dict[str, dict[str, Any]]:
    return {node["id"]: node for node in shown.nodes}


def test_it_holds_the_whole_graph() -> None:
    case = valley()
    shown = of(case)
    assert [node["id"] for node in shown.nodes] == list(case.nx.nodes)
    assert sorted((edge["kind"], edge["from"], edge["to"]) for edge in shown.edges) == sorted(
        (cells["kind"], a, b) for a, b, cells in case.nx.edges(data=True)
    )
    assert {kind["name"]: kind["count"] for kind in shown.head["kinds"]}["Position"] == 18
    assert [kind["name"] for kind in shown.head["kinds"] if kind["on"]] == ["Party", "Issue", "Position"]
    assert [kind["name"] for kind in shown.head["kinds"]] == list(ontology().nodes)
    assert all(kind["meaning"] == ontology().nodes[kind["name"]].meaning for kind in shown.head["kinds"])
    assert all(link["meaning"] == ontology().edges[link["name"]].meaning for link in shown.head["links"])


@pytest.mark.parametrize(
    "case", [valley(), hostile(), hundred(), graph()], ids=["valley", "hostile", "hundred", "empty"]
)
def test_it_is_plain_json(case: zopa.PositionGraph) -> None:
    shown = of(case)
    text = json.dumps([shown.head, shown.nodes, shown.edges], allow_nan=False)
    assert json.loads(text) == [shown.head, shown.nodes, shown.edges]


def test_what_filters_ask_of_a_position() -> None:
    nodes = by_id(of(valley()))
    queen = nodes["position:q-control"]
    assert (queen["party"], queen["principal"], queen["issue"]) == ("party:queen", "party:upland", "issue:control")
    assert queen["everywhere"] is True
    assert set(nodes["position:l-control"]["where"]) == {"region:valley", "region:north"}
    assert set(nodes["position:u-control"]["where"]) == {"region:valley", "region:north", "region:south"}
    assert "where" not in nodes["position:u-road"]
    assert "everywhere" not in nodes["position:u-road"]
    assert queen["short"] == "rejects: Lowland governs it or Joint administration"


def test_an_option_of_several_is_called_by_its_own_name_where_the_whole_has_no_room() -> None:
    nodes = by_id(of(zopa.load("ukraine-2025", quiet=True)))
    assert nodes["issue:guarantees:third-party"]["short"] == "Binding guarantees by third parties"
    assert "short" not in nodes["issue:mediation:united-states"]
    assert "short" not in nodes["issue:ceasefire"]


def test_cells_are_what_the_tables_say_without_references() -> None:
    shown = of(valley())
    nodes = by_id(shown)
    assert nodes["position:l-troops"]["cells"] == {
        "stance": "demands",
        "ideal": 0,
        "high": 1000,
        "firmness": "bottom line",
        "start": "2023-05",
        "end": "2024",
    }
    assert nodes["party:upland"]["cells"] == {"name": "Upland", "kind": "state", "roles": "disputant"}
    terms = [edge for edge in shown.edges if edge["kind"] == "PROPOSES"]
    assert [edge["cells"] for edge in terms] == [{"step": 1}, {"high": 1500, "step": 2}]
    assert terms[0]["evidence"] == ["evidence:e2"]
    clash = next(edge for edge in shown.edges if edge["kind"] == "CLASHES_WITH")
    assert clash["cells"]["severity"] == "deadlock"
    assert clash["cells"]["why"].endswith("no settlement honours both.")


def test_only_safe_addresses_become_links() -> None:
    nodes = by_id(of(valley()))
    assert nodes["source:gazette"]["links"] == {"url": "https://gazette.example/one?a=1&b=2"}
    assert "links" not in nodes["source:bad"]
    assert nodes["source:bad"]["cells"]["url"] == "javascript:window.hacked=1"


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        " JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//example.org",
        "example.org",
        "",
        "http://[",
        "blob:https://a/b",
        "https://un.org:secret@example.org",
        "https://un.org@example.org/treaty",
        "https://example.org/\u202emoc.live",
    ],
)
def test_unsafe_addresses(address: str) -> None:
    assert safe_link(address) is None


@pytest.mark.parametrize("address", ["https://example.org/?q=1#a", "HTTP://EXAMPLE.ORG", "mailto:a@example.org"])
def test_safe_addresses(address: str) -> None:
    assert safe_link(f" {address} ") == address


def test_places_keep_nodes_apart_and_stay_when_opened_again() -> None:
    case = hundred()
    first, again = of(case), of(case)
    places = np.array([(node["x"], node["y"]) for node in first.nodes if node["kind"] in CORE], dtype=float)
    assert [node["x"] for node in first.nodes] == [node["x"] for node in again.nodes]
    apart = np.hypot(*(places[:, None] - places[None, :]).transpose(2, 0, 1)) + 1e9 * np.eye(len(places))
    assert apart.min() > 35


def test_cells_as_json_takes_them() -> None:
    assert [cell(value) for value in (3.0, 2.5, np.float64(4.0), np.int64(5), True, np.bool_(False), "x", 1e20)] == [
        3,
        2.5,
        4,
        5,
        "yes",
        "no",
        "x",
        1e20,
    ]
    assert type(cell(np.int64(5))) is int
    assert not any(
        isinstance(value, float) and math.isnan(value)
        for node in of(valley()).nodes
        for value in node["cells"].values()
    )


def places(case: zopa.PositionGraph) -> dict[str, np.ndarray]:
    return {node["id"]: np.array([node["x"], node["y"]]) for node in of(case).nodes if node["kind"] in CORE}


def without(case: zopa.PositionGraph, row: int) -> zopa.PositionGraph:
    positions = case.tables["positions"]
    gone = positions["id"].iloc[row]
    remaining = positions[positions["id"] != gone].reset_index(drop=True)
    remaining["replaces"] = remaining["replaces"].mask(
        remaining["replaces"].fillna("").str.split("|").map(lambda ids: gone in ids)
    )
    conditions = case.tables["conditions"]
    return zopa.PositionGraph(
        case.tables
        | {"positions": remaining, "conditions": conditions[conditions["what"] != gone].reset_index(drop=True)},
        case.meta,
    )


def test_the_picture_hardly_changes_when_the_case_grows_by_a_position() -> None:
    case = zopa.load("ukraine-2025", quiet=True)
    after = places(case)
    across = float(np.hypot(*np.ptp(np.array(list(after.values())), axis=0)))
    moved = []
    for row in (3, 12, 21, 30, 39, 48):
        before = places(without(case, row))
        moved.append(float(np.mean([np.hypot(*(after[name] - before[name])) for name in before])) / across)
    # Two pictures that have nothing to do with one another differ by a third of their size or more.
    assert np.mean(moved) < 0.06
    assert max(moved) < 0.12


@pytest.mark.parametrize("name", ["ukraine-2025", "river-basin", "hundred"])
def test_no_two_nodes_of_the_opening_picture_stand_in_one_another(name: str) -> None:
    case = hundred() if name == "hundred" else zopa.load(name, quiet=True)
    positions = [node for node in of(case).nodes if node["kind"] == "Position"]
    drawn = {node[end] for node in positions for end in ("id", "party", "principal", "issue")}
    points = np.array([point for name, point in places(case).items() if name in drawn])
    apart = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    np.fill_diagonal(apart, np.inf)
    # A glyph is at most some 37 pixels across, and most are half of that.
    assert apart.min() > 36

"""Graphs of typed things: parties and the ties between them, and a graph of zopa back as its case."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import networkx as nx
import pandas as pd
import pytest

import zopa
from zopa.loaders.findings import DossierError
from zopa.loaders.tools.registry import recognised

ENTITIES: list[dict[str, Any]] = [
    {
        "id": "p1",
        "schema": "Person",
        "properties": {
            "name": ["Ada Example", "A. Example"],
            "alias": ["Ada"],
            "nationality": ["fr"],
            "birthDate": ["1960"],
        },
    },
    {
        "id": "o1",
        "schema": "PublicBody",
        "properties": {"name": ["Ministry of Water"], "country": ["sd"]},
        "datasets": ["x"],
    },
    {"id": "o2", "schema": "Company", "properties": {"name": ["Dam Ltd"]}},
    {"id": "m1", "schema": "Membership", "properties": {"member": ["p1"], "organization": ["o1"], "role": ["chair"]}},
    {
        "id": "r1",
        "schema": "Representation",
        "properties": {"agent": [{"id": "p1", "schema": "Person"}], "client": ["o2"]},
    },
    {"id": "w1", "schema": "Ownership", "properties": {"owner": ["o1"], "asset": ["o2"], "percentage": ["51"]}},
    {"id": "w2", "schema": "Ownership", "properties": {"owner": ["o2"], "asset": ["o1"]}},
    {"id": "m2", "schema": "Membership", "properties": {"member": ["nobody"], "organization": ["o1"]}},
    {
        "id": "e1",
        "schema": "Event",
        "properties": {"name": ["First round"], "date": ["2024-03-04"], "involved": ["p1"], "location": ["Hill town"]},
    },
    {"id": "v1", "schema": "Vessel", "properties": {"name": ["Ship"]}},
    {"id": "p1", "schema": "Person", "properties": {"name": ["Twice"]}},
]

KUMU = {
    "name": "Talks",
    "elements": [
        {
            "_id": "elem-1",
            "label": "Upland",
            "type": "Country",
            "attributes": {"tags": ["north"], "description": "up the river"},
        },
        {"_id": "elem-2", "label": "Minister", "type": "Person"},
        {"_id": "elem-3", "label": "Basin bloc", "type": "Alliance"},
        {"_id": "elem-4", "label": "First round", "type": "Event"},
        {"_id": "elem-5", "label": "Rain", "type": "Driver"},
    ],
    "connections": [
        {"from": "elem-2", "to": "elem-1", "type": "speaks for", "attributes": {"since": "2020"}},
        {"from": "Upland", "to": "Basin bloc", "type": "member of"},
        {"from": "elem-1", "to": "elem-4", "type": "participates in"},
        {"from": "elem-1", "to": "elem-2", "type": "admires", "label": "much"},
    ],
    "maps": [{"name": "Map 1"}],
}


def written(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def lines(entities: list[dict[str, Any]]) -> str:
    return "\n".join(json.dumps(entity) for entity in entities) + "\nno entity\n"


def parties(case: Any) -> Any:
    return case.tables["parties"].astype(object).fillna("").set_index("name")


def test_entities_are_parties_with_ties_and_the_rest_is_set_aside(tmp_path):
    path = written(tmp_path, "x.ftm.json", lines(ENTITIES))
    assert recognised(path) == "followthemoney"
    case = zopa.load(path, quiet=True)
    held = parties(case)
    ada = held.loc["Ada Example"]
    assert ada["aliases"] == "A. Example|Ada"
    assert (ada["part_of"], ada["speaks_for"], ada["kind"]) == ("ministry-of-water", "dam-ltd", "")
    assert "Countries: FR. birthDate: 1960. Membership m1. role: chair. Representation r1." in ada["note"]
    assert held.at["Ministry of Water", "kind"] == "organisation"
    assert held.at["Dam Ltd", "part_of"] == "ministry-of-water"
    events = case.tables["events"]
    assert events[["name", "start", "parties"]].values.tolist() == [["First round", "2024-03-04", "ada-example"]]
    assert "location: Hill town" in events["note"].iloc[0]
    assert case.set_aside[["row", "why"]].values.tolist() == [
        [12, "The line is no entity."],
        [10, "A case has no Vessel."],
        [11, "The entity stands in a line above."],
        [7, "The tie would go in a circle, or is the second of its kind."],
        [8, "An end of the tie is no party, place or event."],
    ]


def test_a_map_has_elements_by_their_types_and_connections_by_theirs(tmp_path):
    path = written(tmp_path, "map.json", json.dumps(KUMU))
    assert recognised(path) == "kumu"
    case = zopa.load(path, quiet=True)
    held = parties(case)
    assert held["kind"].to_dict() == {"Upland": "state", "Minister": "", "Basin bloc": "alliance"}
    assert held.at["Minister", "speaks_for"] == "upland"
    assert "since: 2020" in held.at["Minister", "note"]
    assert held.at["Upland", "part_of"] == "basin-bloc"
    assert "tags: north" in held.at["Upland", "note"]
    assert case.tables["events"]["parties"].tolist() == ["upland"]
    kept = " ".join(case.set_aside["content"])
    assert all(word in kept for word in ("Rain", "admires", "Map 1"))
    told = case.understood.set_index("column")["read_as"]
    assert (told["Country"], told["Driver"], told["admires"]) == ("a party", "set aside", "set aside")


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_a_graph_of_zopa_is_read_back_as_its_case(tmp_path, form):
    case = zopa.load("river-basin", quiet=True)
    path = tmp_path / f"basin.{form}"
    getattr(nx, f"write_{form}")(case.nx, path)
    again = zopa.load(path, quiet=True)
    for name, table in case.tables.items():
        key = list(again.tables[name].columns[:2])
        pd.testing.assert_frame_equal(
            table.sort_values(key, ignore_index=True),
            again.tables[name].sort_values(key, ignore_index=True),
            check_dtype=False,
        )
    assert len(again.set_aside) == 0


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_a_graph_of_others_has_parties_by_the_kinds_of_its_nodes(tmp_path, form):
    graph = nx.MultiDiGraph()
    graph.add_node("a", label="Upland", type="state", strength=3)
    graph.add_node("b", label="Envoy", type="actor")
    graph.add_node("c", label="Lake", type="place")
    graph.add_node("d", label="Basin", type="region")
    graph.add_node("e", label="Fish", type="animal")
    graph.add_edge("b", "a", type="represents", year="2020")
    graph.add_edge("c", "d", type="located in")
    graph.add_edge("a", "e", type="eats")
    path = tmp_path / f"x.{form}"
    getattr(nx, f"write_{form}")(graph, path)
    assert recognised(path) == "graph"
    case = zopa.load(path, quiet=True)
    held = parties(case)
    assert held.at["Envoy", "speaks_for"] == "upland"
    assert "year: 2020" in held.at["Envoy", "note"]
    assert "strength: 3" in held.at["Upland", "note"]
    assert case.tables["regions"].set_index("name").at["Lake", "part_of"] == "basin"
    assert {"Fish", "eats"} <= {word for word in ("Fish", "eats") if word in " ".join(case.set_aside["content"])}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('<!DOCTYPE g [<!ENTITY a "b">]><graphml><graph>&a;</graph></graphml>', "declares a document type"),
        ("<graphml><graph></graph></graphml>", "has no nodes"),
        ("<gexf><graph>", "is no graph that can be read"),
    ],
)
def test_a_broken_or_dangerous_graph_is_refused(tmp_path, text, message):
    with pytest.raises(DossierError, match=message):
        zopa.load(written(tmp_path, "x.graphml", text), quiet=True)


@pytest.mark.parametrize("seed", range(20))
def test_mutated_entities_and_maps_never_break_the_reading_and_lose_nothing(tmp_path, seed):
    rng = random.Random(seed)
    entities = json.loads(json.dumps(ENTITIES))
    for number, entity in enumerate(entities):
        entity["properties"]["summary"] = [f"mark{number}."]
        change = rng.randrange(7)
        if change == 0:
            entity["properties"]["name"] = rng.choice([[], [None], [""], ["a|b"], [["x"]], "text", [{"id": "p1"}]])
        elif change == 1:
            entity["schema"] = rng.choice(["Person", "Event", "Ownership", "Nothing", ""])
        elif change == 2:
            entity["id"] = rng.choice(["p1", "o1", 7])
        elif change == 3:
            entity["properties"]["date"] = ["9999-99-99"]
            entity["properties"]["involved"] = ["p1", "e1"]
    case = zopa.load(written(tmp_path, "x.json", lines(entities)), quiet=True, form="followthemoney")
    kept = " ".join(
        [
            *(str(cell) for table in case.tables.values() for cell in table.to_numpy().ravel()),
            *case.set_aside["content"],
        ]
    )
    assert [number for number in range(len(entities)) if f"mark{number}." not in kept] == []
    whole = json.loads(json.dumps(KUMU))
    for part in ("elements", "connections"):
        for thing in whole[part]:
            name = rng.choice(list(thing))
            thing[name] = rng.choice([None, [], {}, 5, "x|y", {"a": {"b": 1}}, "Upland"])
    whole[rng.choice(["elements", "connections"])].insert(0, rng.choice([None, 3, [], "text"]))
    zopa.load(written(tmp_path, "map.json", json.dumps(whole)), quiet=True, form="kumu")

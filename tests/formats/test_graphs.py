"""A case in the formats of graphs: every node and edge with all its cells, as the readers of each format have them."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pandas as pd
import pytest
from browser.invented import valley
from effort import THOROUGH, examples
from formats.programs import opened_by_gephi, opened_by_node
from hypothesis import HealthCheck, given, settings
from reference.dossiers import dossiers, graph

import zopa
from zopa.graph.formats.registry import FORMATS, WITHOUT_CASE, format_of, write
from zopa.graph.network import network
from zopa.graph.redaction import redacted

Cells = dict[str, dict[str, Any]]

#: Two rows between the same two, cells with the names that formats keep for themselves, and characters that XML escapes.
ODD: dict[str, Any] = {
    "parties": [{"id": "p", "name": 'A "&" <B>', "note": "one\ntwo\ttabbed\r\nthree", "start": "1990-02"}],
    "proposals": [{"id": "p", "name": "Île 西 🌊"}],
    "regions": [{"id": "p", "shape": "POLYGON ((0 0, 2 0, 2 2, 0 0))"}],
    "reactions": [
        {"id": f"r{n}", "party": "p", "proposal": "p", "reaction": word}
        for n, word in enumerate(("accepts", "rejects"))
    ],
}


def plain(case: zopa.PositionGraph) -> zopa.PositionGraph:
    """The case with a graph that has no edges between positions, which take a query each to find."""
    vars(case)["nx"] = network(case.tables)
    return case


def odd() -> zopa.PositionGraph:
    tables = dict(graph(**ODD).tables.items())
    names = ("color", "type", "parent", "interaction", "SUID", "weight", "tags", "from", "viz", "spells", "description")
    tables["parties"] = tables["parties"].assign(**dict.fromkeys(names, "mine"))
    tables["reactions"] = tables["reactions"].assign(**dict.fromkeys(names, "ours"))
    return plain(zopa.PositionGraph(tables, {"id": "odd", "title": "Odd <case>", "coders": ["A & B"]}))


CASES: dict[str, Callable[[], zopa.PositionGraph]] = {"valley": valley, "odd": odd}
if THOROUGH:
    CASES["river"] = partial(zopa.load, "river-basin", quiet=True)


@pytest.fixture(scope="module", params=CASES)
def case(request: pytest.FixtureRequest) -> zopa.PositionGraph:
    return CASES[request.param]()


def ours(case: zopa.PositionGraph) -> tuple[Cells, Cells]:
    """The nodes by their names and the edges by their keys, with all cells."""
    edges = {key: {"source": a, "target": b, **cells} for a, b, key, cells in case.nx.edges(keys=True, data=True)}
    return {node: dict(cells) for node, cells in case.nx.nodes(data=True)}, edges


def held(rows: Cells, other: Cells, without: tuple[str, ...] = ()) -> None:
    """Every row is there, with every cell under its name or, where the format keeps that for itself, with its kind before."""
    assert set(other) == set(rows)
    for name, cells in rows.items():
        owner = str(cells["kind"]).lower()
        for key, value in cells.items():
            if key not in without:
                renamed = f"{owner}_{key}"
                taken = renamed not in cells and renamed in other[name]
                assert other[name].get(renamed if taken else key) == value, (name, key)


def test_graphml_is_read_by_networkx(case: zopa.PositionGraph, tmp_path: Path) -> None:
    assert write(case, tmp_path / "a.graphml") == []
    back: Any = nx.read_graphml(tmp_path / "a.graphml", force_multigraph=True)
    assert dict(back.nodes(data=True)) == dict(case.nx.nodes(data=True))
    assert {key: cells for *_, key, cells in back.edges(keys=True, data=True)} == {
        key: cells for *_, key, cells in case.nx.edges(keys=True, data=True)
    }
    assert back.graph["title"] == case.title


@pytest.mark.parametrize("form", ["graphml", "yed"])
def test_graphml_is_read_by_igraph(case: zopa.PositionGraph, form: str, tmp_path: Path) -> None:
    # It brings along what draws, for the workers that run this.
    import igraph

    write(case, tmp_path / "a.graphml", form)
    back = igraph.Graph.Read_GraphML(str(tmp_path / "a.graphml"))
    nodes, edges = ours(case)
    names = {vertex.index: vertex["id"] for vertex in back.vs}
    filled = [
        {name: cell for name, cell in vertex.attributes().items() if cell == cell and cell != ""} for vertex in back.vs
    ]
    held(nodes, {cells["id"]: cells for cells in filled})
    # igraph gives edges the ids of nodes; their order is kept.
    assert [(names[edge.source], names[edge.target], edge["kind"]) for edge in back.es] == [
        (cells["source"], cells["target"], cells["kind"]) for cells in edges.values()
    ]


def test_yed_has_a_shape_a_colour_and_a_label_for_every_node_and_a_line_for_every_edge(tmp_path: Path) -> None:
    case = plain(valley())
    write(case, tmp_path / "a.graphml", "yed")
    y = "{http://www.yworks.com/xml/graphml}"
    root = ElementTree.parse(tmp_path / "a.graphml").getroot()
    labels = [" ".join((label.text or "").split()) for label in root.iter(f"{y}NodeLabel")]
    assert labels == [" ".join(str(label).split()) for _, label in case.nx.nodes(data="label")]
    assert len(list(root.iter(f"{y}PolyLineEdge"))) == case.nx.number_of_edges()
    back = nx.read_graphml(tmp_path / "a.graphml", force_multigraph=True)
    assert {cells["shape_type"] for _, cells in back.nodes(data=True) if cells["kind"] == "Party"} == {"ellipse"}
    fills = {shape.find(f"{y}Fill").get("color") for shape in root.iter(f"{y}ShapeNode")}  # type: ignore[union-attr]
    assert {"#0072b2", "#56b4e9"} <= fills


def test_gexf_is_read_by_networkx_with_colours_and_days(case: zopa.PositionGraph, tmp_path: Path) -> None:
    assert write(case, tmp_path / "a.gexf") == []
    back: Any = nx.read_gexf(tmp_path / "a.gexf")
    nodes, edges = ours(case)
    held(nodes, dict(back.nodes(data=True)))
    held(edges, {key: {**cells, "source": a, "target": b} for a, b, key, cells in back.edges(keys=True, data=True)})
    assert back.graph["mode"] == "dynamic"
    assert all(set(cells["viz"]["color"]) == {"r", "g", "b", "a"} for _, cells in back.nodes(data=True))


def test_the_days_of_gexf_are_those_of_the_rule(tmp_path: Path) -> None:
    case = plain(valley())
    write(case, tmp_path / "a.gexf")
    back = nx.read_gexf(tmp_path / "a.gexf")
    columns = case.columns
    for id, first, last in zip(columns.ids, columns.start, columns.end, strict=True):
        cells = back.nodes[f"position:{id}"]
        assert cells.get("start", "") == zopa.graph.dates.as_text(int(first))
        assert cells.get("end", "") == zopa.graph.dates.as_text(int(last))
    write(odd(), tmp_path / "b.gexf")
    party = nx.read_gexf(tmp_path / "b.gexf").nodes["party:p"]
    assert (party["start"], party["party_start"]) == ("1990-02-01", "1990-02")


def test_two_edges_with_the_same_ends_and_kind_are_two_for_gephi(tmp_path: Path) -> None:
    write(odd(), tmp_path / "a.gexf")
    root = ElementTree.parse(tmp_path / "a.gexf").getroot()
    edges = [(e.get("source"), e.get("target"), e.get("kind")) for e in root.iter("{http://www.gexf.net/1.2draft}edge")]
    assert len(set(edges)) == len(edges) == 2


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_a_graph_is_read_back_as_the_same_case(form: str, tmp_path: Path) -> None:
    case = zopa.load("river-basin", quiet=True)
    write(case, tmp_path / f"a.{form}")
    again: Any = zopa.load(tmp_path / f"a.{form}", quiet=True)
    for name, table in case.tables.items():
        key = list(table.columns[:2])
        ordered = [frame.sort_values(key, ignore_index=True) for frame in (table, again.tables[name])]
        pd.testing.assert_frame_equal(*ordered, check_dtype=False)
    assert len(again.set_aside) == 0


def test_node_link_is_read_by_networkx(case: zopa.PositionGraph, tmp_path: Path) -> None:
    write(case, tmp_path / "a.json", "node-link")
    back = nx.node_link_graph(json.loads((tmp_path / "a.json").read_text(encoding="utf-8")), edges="links")
    assert nx.utils.graphs_equal(back, nx.MultiDiGraph(case.nx, **back.graph))
    assert back.graph["title"] == case.title


def test_a_hypergraph_is_read_by_xgi(case: zopa.PositionGraph, tmp_path: Path) -> None:
    import xgi

    (sentence,) = write(case, tmp_path / "a.json", "hif")
    assert "and nothing else" in sentence
    back = xgi.read_hif(tmp_path / "a.json")
    positions = case.tables["positions"]
    assert set(back.edges) == {f"position:{id}" for id in positions["id"]}
    for row in positions.itertuples():
        members = back.edges.members(f"position:{row.id}")
        expected = {f"party:{row.party}", f"issue:{row.issue}"}
        expected |= {f"region:{region}" for region in str(row.regions).split("|") if isinstance(row.regions, str)}
        expected |= {
            f"option:{row.issue}/{o}" for o in str(row.option).split("|") if f"option:{row.issue}/{o}" in case.nx
        }
        assert {name for name in members if not name.startswith("position:")} == expected
        assert back.edges[f"position:{row.id}"]["stance"] == row.stance


def test_kumu_has_an_element_for_every_node_and_a_connection_for_every_edge(
    case: zopa.PositionGraph, tmp_path: Path
) -> None:
    write(case, tmp_path / "a.json", "kumu")
    whole = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    nodes, edges = ours(case)
    elements = {element["id"]: element | {"kind": element["type"]} for element in whole["elements"]}
    connections = {row["id"]: row | {"kind": row["type"]} for row in whole["connections"]}
    held(nodes, elements)
    held(edges, connections, without=("source", "target"))
    assert {key: (row["from"], row["to"]) for key, row in connections.items()} == {
        key: (cells["source"], cells["target"]) for key, cells in edges.items()
    }
    assert set(Counter(row["direction"] for row in connections.values())) <= {"directed", "undirected"}
    assert len({*elements, *connections}) == len(elements) + len(connections)


@pytest.mark.parametrize("form", ["cytoscape", "gephi-lite"])
def test_elements_of_other_programs_have_every_cell(case: zopa.PositionGraph, form: str, tmp_path: Path) -> None:
    write(case, tmp_path / FORMATS[form].suffixes[0], form)
    whole = json.loads((tmp_path / FORMATS[form].suffixes[0]).read_text(encoding="utf-8"))
    nodes, edges = ours(case)
    if form == "cytoscape":
        found = [{row["data"]["id"]: row["data"] for row in whole["elements"][part]} for part in ("nodes", "edges")]
    else:
        found = [{row["key"]: row | row["attributes"] for row in whole[part]} for part in ("nodes", "edges")]
    held(nodes, found[0])
    held(edges, found[1])
    assert all(cells["color"].startswith("#") for part in found for cells in part.values())


@settings(max_examples=examples(24), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=dossiers(wide=True))
def test_random_cases_are_whole_in_every_format(tmp_path: Path, rows: dict[str, Any]) -> None:
    case = plain(graph(**rows))
    nodes, edges = ours(case)
    write(case, tmp_path / "a.graphml")
    back = nx.read_graphml(tmp_path / "a.graphml", force_multigraph=True)
    assert (dict(back.nodes(data=True)), set(back.edges)) == (nodes, set(case.nx.edges))
    write(case, tmp_path / "a.gexf")
    back = nx.read_gexf(tmp_path / "a.gexf")
    held(nodes, dict(back.nodes(data=True)))
    assert {cells["id"] for *_, cells in back.edges(data=True)} == set(edges)


def test_a_row_that_is_no_edge_of_the_graph_is_told(tmp_path: Path) -> None:
    rows: dict[str, Any] = {
        "issues": [{"id": "i", "kind": "choice", "closed": "no"}],
        "options": [{"issue": "i", "option": "a"}],
        "proposals": [{"id": "p", "name": "P"}],
        "terms": [{"id": f"t-{o}", "proposal": "p", "issue": "i", "option": o} for o in ("a", "other")],
    }
    case = plain(graph(**rows))
    expected = "1 row of the table 'terms' is not in the graph, as what nobody listed ('other') has no node: t-other."
    assert write(case, tmp_path / "a.graphml") == [expected]
    with pytest.warns(UserWarning, match="1 row of the table 'terms'"):
        zopa.export(case, tmp_path / "a.gexf")


def test_the_suffix_names_the_format_where_it_is_clear() -> None:
    assert format_of(Path("A.GraphML")) == "graphml"
    assert format_of(Path("a.graphml"), "yed") == "yed"
    assert format_of(Path("a.cyjs")) == "cytoscape"
    assert format_of(Path("folder")) == format_of(Path("folder.2024")) == "bulk"
    assert format_of(Path("a.xml"), "graphml") == "graphml"
    assert format_of(Path("a.ftm.json")) == "followthemoney"
    assert format_of(Path("a.ftm.json"), "kumu") == "kumu"
    assert format_of(Path("a.ttl")) == "turtle"
    for path, wanted, message in (
        ("a.json", None, r"can be gephi-lite \(\.json\), kumu"),
        ("a.pdf", None, r"No format goes with the suffix of 'a\.pdf'\. The formats are: cypher \(\.cypher\), bulk"),
        ("a.gexf", "graphml", "names gexf, but graphml is asked for"),
        ("a.gexf", "gefx", r"There is no format 'gefx': cypher .* Did you mean 'gexf'\?"),
    ):
        with pytest.raises(ValueError, match=message):
            format_of(Path(path), wanted)


#: What the schemata of FollowTheMoney have: properties, and of which schemata what they name may be.
PEOPLE, GROUPS = {"Person", "LegalEntity"}, {"Organization", "PublicBody"}
FOLLOW: dict[str, dict[str, set[str]]] = {
    **{schema: {"name": set(), "alias": set(), "notes": set()} for schema in PEOPLE | GROUPS},
    "Membership": {"member": PEOPLE | GROUPS, "organization": GROUPS},
    "Representation": {"agent": PEOPLE | GROUPS, "client": PEOPLE | GROUPS},
    "Succession": {"predecessor": PEOPLE | GROUPS, "successor": PEOPLE | GROUPS},
    "Event": {
        **{name: set() for name in ("name", "startDate", "endDate", "location", "notes")},
        "involved": PEOPLE | GROUPS,
    },
}


def test_entities_have_the_properties_of_their_schemata_and_are_read_back_as_parties_and_ties(tmp_path: Path) -> None:
    case = valley()
    path = tmp_path / "a.ftm.json"
    (sentence,) = write(case, path)
    assert sentence.startswith("FollowTheMoney has no positions")
    entities = {row["id"]: row for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())}
    for entity in entities.values():
        for name, cells in entity["properties"].items():
            ends = FOLLOW[entity["schema"]][name]
            assert all(isinstance(cell, str) and cell for cell in cells)
            assert not ends or {entities[cell]["schema"] for cell in cells} <= ends
    parties = case.tables["parties"]
    assert sum(entity["schema"] in PEOPLE | GROUPS for entity in entities.values()) == len(parties)
    again = zopa.load(path, quiet=True).tables["parties"].set_index("name")
    names = dict(zip(parties["id"], parties["name"], strict=True))
    back = dict(zip(again["id"], again.index, strict=True))
    for row in parties.itertuples():
        other = again.loc[names[row.id]]
        for column in ("speaks_for", "part_of"):
            held_there = (
                [back[word] for word in str(other[column]).split("|")] if isinstance(other[column], str) else []
            )
            cell = getattr(row, column)
            assert held_there == ([names[word] for word in cell.split("|")] if isinstance(cell, str) else [])


def test_the_docs_name_every_format() -> None:
    page = (Path(zopa.__file__).parent / "docs" / "exports.md").read_text(encoding="utf-8")
    named = [line.split("`")[1] for line in page.splitlines() if line.startswith("| `")]
    assert sorted(named) == sorted(FORMATS)


@pytest.mark.parametrize("form", ["dna", "gmcr", "refi-qda", "refi-codebook"])
def test_the_same_case_gives_the_same_bytes(form: str, tmp_path: Path) -> None:
    contents = set()
    for name in ("a", "b"):
        path = tmp_path / f"{name}{FORMATS[form].suffixes[0]}"
        write(plain(valley()), path)
        contents.add(path.read_bytes())
    assert len(contents) == 1


def test_a_redacted_case_leaves_without_its_names_and_quotes(tmp_path: Path) -> None:
    rows: dict[str, Any] = {
        "parties": [{"id": "upland", "name": "Upland", "note": "Uplanders say so."}],
        "issues": [{"id": "seat", "name": "Seat of Upland", "kind": "choice"}],
        "options": [{"issue": "seat", "option": "oslo", "name": "Oslo"}],
        "positions": [
            {"id": "u", "party": "upland", "issue": "seat", "stance": "demands", "option": "oslo", "evidence": "e"}
        ],
        "sources": [{"id": "gazette", "title": "The Gazette"}],
        "evidence": [{"id": "e", "source": "gazette", "quote": "not one metre"}],
        "questions": [{"id": "q", "question": "What does Upland want?"}],
    }
    shown = plain(zopa.PositionGraph(*redacted(graph(**rows), "names")))
    zopa.export(graph(**rows), tmp_path / "a.graphml", redact="names")
    for form, entry in FORMATS.items():
        if entry.suffixes and form != "graphml" and form not in WITHOUT_CASE:
            write(shown, tmp_path / f"{form}{entry.suffixes[0]}", form)
    assert len(list(tmp_path.iterdir())) == len(FORMATS) - 1 - len(WITHOUT_CASE)
    for path in tmp_path.iterdir():
        content = unpacked(path.read_bytes()).lower()
        assert b"party a" in content
        assert [word for word in (b"upland", b"gazette", b"one metre", b"oslo") if word in content] in ([], [b"oslo"])


def test_what_a_level_leaves_out_is_in_no_file_of_statements_or_codes(tmp_path: Path) -> None:
    rows: dict[str, Any] = {
        "parties": [
            {"id": "upland", "name": "Upland", "aliases": "Uplanders", "kind": "state", "note": "partynote"},
            {"id": "queen", "name": "Queen Una", "kind": "leader", "speaks_for": "upland"},
        ],
        "issues": [
            {"id": "dam", "name": "Dam", "kind": "choice", "question": "Does Upland build it?", "note": "issuenote"}
        ],
        "options": [
            {"issue": "dam", "option": "yes", "name": "Yes", "meaning": "Queen Una wins"},
            {"issue": "dam", "option": "una", "name": "As Una wants", "note": "optionnote"},
        ],
        "regions": [{"id": "glen", "name": "Glen of Upland"}],
        "sources": [{"id": "gazette", "title": "The Gazette", "url": "https://gazette.example", "note": "sourcenote"}],
        "evidence": [
            {
                "id": "e1",
                "source": "gazette",
                "quote": "not one metre",
                "speaker": "Herald",
                "locator": "column nine",
                "coder": "Codie",
                "note": "evidencenote",
            },
            {"id": "e2", "source": "gazette", "paraphrase": "reworded"},
        ],
        "decisions": [{"id": "d", "name": "Una decides", "issues": "dam", "rule": "all", "parties": "queen"}],
        "positions": [
            {
                "id": "una-1",
                "party": "queen",
                "issue": "dam",
                "stance": "demands",
                "option": "yes",
                "evidence": "e1|e2",
            },
            {"id": "p2", "party": "upland", "issue": "dam", "stance": "rejects", "option": "una", "regions": "glen"},
        ],
    }
    quotes = ["not one metre", "reworded", "partynote", "issuenote", "optionnote", "sourcenote", "evidencenote"]
    sources = ["gazette", "herald", "column nine", "codie"]
    names = ["upland", "una", "queen", "glen"]
    withheld: list[str] = []
    for level, words in (("none", []), ("quotes", quotes), ("sources", sources), ("names", names)):
        withheld += words
        shown = zopa.PositionGraph(*redacted(graph(**rows), level))
        for form, least in (("dna", 8), ("gmcr", 2), ("refi-qda", 9), ("refi-codebook", 4)):
            path = tmp_path / f"{level}{FORMATS[form].suffixes[0]}"
            assert write(shown, path)
            content = unpacked(path.read_bytes()).decode("utf-8", "ignore").lower()
            assert [word for word in withheld if word in content] == []
            held = [word for word in [*sources, *names, *quotes[:2]] if word in content]
            assert level != "none" or len(held) >= least


def unpacked(content: bytes) -> bytes:
    """All that a file holds: the parts of an archive, and of a database every cell, which may lie on several pages."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return b"\n".join([part for name in archive.namelist() for part in (name.encode(), archive.read(name))])
    if not content.startswith(b"SQLite format 3"):
        return content
    connection = sqlite3.connect(":memory:")
    connection.deserialize(content)
    dump = "\n".join(connection.iterdump())
    connection.close()
    return content + dump.encode()


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.graphml"
    path.write_text("old", encoding="utf-8")
    case = odd()
    case.nx.nodes["party:p"]["note"] = Unwritable()
    with pytest.raises(RuntimeError):
        write(case, path)
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


class Unwritable:
    def __str__(self) -> str:
        raise RuntimeError


@pytest.mark.thorough
def test_gephi_opens_every_node_and_edge(tmp_path: Path) -> None:
    cases = [make() for make in CASES.values()]
    paths = [tmp_path / f"{case.id}.{form}" for case in cases for form in ("gexf", "graphml")]
    for case in cases:
        for form in ("gexf", "graphml"):
            write(case, tmp_path / f"{case.id}.{form}")
    gexf = [path for path in paths if path.suffix == ".gexf"]
    # As Gephi opens them when nothing is changed in its dialogue; of GraphML it knows no kinds of edges, and makes one of two.
    opened = dict(zip(gexf, opened_by_gephi(gexf), strict=True))
    graphml = [path for path in paths if path.suffix == ".graphml"]
    opened |= dict(zip(graphml, opened_by_gephi(graphml, merged=False), strict=True))
    for case in cases:
        for form in ("gexf", "graphml"):
            seen = opened[tmp_path / f"{case.id}.{form}"]
            nodes, edges = ours(case)
            assert set(seen["edges"]) == set(edges)
            texts = {name: {key: str(cell) for key, cell in cells.items()} for name, cells in nodes.items()}
            numbers = {
                name: {key for key, cell in cells.items() if isinstance(cell, float)} for name, cells in nodes.items()
            }
            for name, cells in seen["nodes"].items():
                assert cells.pop("Label") == nodes[name]["label"]
                cells |= {"label": nodes[name]["label"]}
                cells |= {key: str(float(cells[key])) for key in numbers[name]}
            # Of GraphML, Gephi reads a cell that is called so as the colour itself.
            held(texts, seen["nodes"], without=("color",) if form == "graphml" else ())
        assert opened[tmp_path / f"{case.id}.gexf"]["dynamic"]


@pytest.mark.thorough
def test_graphology_and_cytoscape_open_every_node_and_edge(case: zopa.PositionGraph, tmp_path: Path) -> None:
    write(case, tmp_path / "a.json", "gephi-lite")
    script = """const {MultiDirectedGraph: G} = require("graphology");
    const graph = G.from(JSON.parse(require("fs").readFileSync(process.argv[1], "utf-8")));
    console.log(JSON.stringify([graph.order, graph.size, graph.getAttribute("title")]))"""
    counts = [case.nx.number_of_nodes(), case.nx.number_of_edges()]
    assert opened_by_node(script, tmp_path / "a.json") == [*counts, case.title]
    write(case, tmp_path / "a.cyjs")
    script = """const whole = JSON.parse(require("fs").readFileSync(process.argv[1], "utf-8"));
    const drawn = require("cytoscape")({headless: true, elements: whole.elements});
    console.log(JSON.stringify([drawn.nodes().length, drawn.edges().length, drawn.nodes().orphans().length]))"""
    assert opened_by_node(script, tmp_path / "a.cyjs") == [*counts, counts[0]]

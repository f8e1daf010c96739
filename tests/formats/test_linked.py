"""A case as linked data: read by rdflib, expanded by PyLD, and checked by pySHACL against the shapes of the ontology."""

from __future__ import annotations

import json
import re
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from browser.invented import valley
from effort import examples
from hypothesis import given, settings
from rdflib import RDF, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from reference.dossiers import dossiers, graph

import zopa
from zopa.graph.edges import edges, nodes, row_ids
from zopa.graph.formats.registry import write
from zopa.graph.linked.case import case_graph
from zopa.graph.linked.shapes import shapes
from zopa.graph.linked.terms import VOCABULARY, class_of, term
from zopa.graph.linked.vocabulary import column_term, vocabulary
from zopa.graph.network import network
from zopa.graph.ontology import Column, ontology
from zopa.graph.page.html import page_html

ZOPA, SCHEMA = Namespace(VOCABULARY), Namespace("https://schema.org/")
BASE = "https://example.org/valley/"


def plain(case: zopa.PositionGraph) -> zopa.PositionGraph:
    """The case with a graph that has no edges between positions, which take a query each to find."""
    vars(case)["nx"] = network(case.tables)
    return case


@cache
def all_shapes() -> Graph:
    return shapes()


def conforms(data: Graph) -> tuple[bool, str]:
    import pyshacl

    is_valid, _, report = pyshacl.validate(data, shacl_graph=all_shapes())
    return is_valid, report


def hostile() -> zopa.PositionGraph:
    """Texts that end an element, a string or a line, in a case of one position."""
    words = '</script><!-- "\\ \u2028 \x0b \ud800 {{ 7 * 7 }}'
    return graph(
        parties=[{"id": "a b/c#d", "name": words, "note": words, "kind": "state", "start": "1990"}],
        issues=[{"id": "i", "name": words, "kind": "choice"}],
        options=[{"issue": "i", "option": "é", "name": words}],
        positions=[
            {"id": "x", "party": "a b/c#d", "issue": "i", "stance": "rejects", "option": "é", "satisfaction": 0.5}
        ],
    )


@pytest.fixture(scope="module")
def of_valley() -> Graph:
    return case_graph(valley(), BASE, {"q1": "An answer."} if "q1" in set(valley().tables["questions"]["id"]) else {})


def test_every_row_has_its_type_and_every_cell_is_there(of_valley: Graph) -> None:
    case = valley()
    known = set(nodes(case.tables)["name"])
    for table in ontology().tables.values():
        frame = case.tables[table.name]
        kind = table.node or class_of(table).removeprefix(VOCABULARY)
        for id, row in zip(row_ids(table, frame), frame.to_dict("records"), strict=True):
            if table.node and f"{table.node.lower()}:{id}" not in known:
                continue
            subject = URIRef(f"{BASE}{kind.lower()}/{id}")
            assert (subject, RDF.type, URIRef(class_of(table))) in of_valley
            for column in table.columns.values():
                cell = row[column.name]
                if column.edge is None and column.type != "id" and isinstance(cell, (str, float)) and cell == cell:
                    found = set(of_valley.objects(subject, URIRef(column_term(table, column))))
                    assert found == expected(column, cell, row), (table.name, id, column.name)


def expected(column: Column, cell: Any, row: dict[str, Any]) -> set[Any]:
    """The values of a property, put together here by hand."""
    words = cell.split("|") if column.is_list else [cell]
    if column.is_reference:
        keys = [f"{row[column.within]}/{word}" if column.within else word for word in words]
        kinds = [next(kind for kind in column.of if kind != "Option" or "/" in key) for key in keys]
        return {URIRef(f"{BASE}{kind.lower()}/{key}") for kind, key in zip(kinds, keys, strict=True)}
    if column.type == "yesno":
        return {Literal(cell == "yes")}
    types = {"url": XSD.anyURI, "number": XSD.double}
    if column.type == "date":
        return {Literal(cell, datatype=[XSD.gYear, XSD.gYearMonth, XSD.date][cell.count("-")])}
    return {Literal(word, datatype=types.get(column.type)) for word in words}


def test_every_edge_is_there_and_so_are_those_that_follow(of_valley: Graph) -> None:
    case = valley()
    names = {row.name: URIRef(f"{BASE}{row.kind.lower()}/{row.id}") for row in nodes(case.tables).itertuples()}
    for kind, source, target in edges(case.tables)[["kind", "source", "target"]].itertuples(index=False):
        assert (names[source], URIRef(term(kind)), names[target]) in of_valley
    for source, target, kind in case.nx.edges(data="kind"):
        assert (names[source], URIRef(term(kind)), names[target]) in of_valley
    assert len(list(of_valley.subject_objects(ZOPA.clashesWith))) > 0


def test_a_clash_is_a_thing_with_its_severity_its_two_positions_and_where_and_when(of_valley: Graph) -> None:
    case = valley()
    firmness = dict(zip(case.tables["positions"]["id"], case.tables["positions"]["firmness"].fillna(""), strict=True))
    pairs = case.clashes(as_of="all", kind=None)
    found = {}
    for clash in of_valley.subjects(RDF.type, ZOPA.Clash):
        ends = [str(end).rpartition("/")[2] for end in of_valley.objects(clash, ZOPA.clashingPosition)]
        red_lines = [firmness[end] for end in ends].count("red line")
        mildest = ("soft", "hard", "deadlock")[red_lines]
        severity = "unknown" if "" in [firmness[end] for end in ends] else mildest
        assert str(of_valley.value(clash, ZOPA.severity)) == severity
        assert str(of_valley.value(clash, ZOPA.severityAtLeast)) == mildest
        places = sorted(str(place).rpartition("/")[2] for place in of_valley.objects(clash, ZOPA.clashRegion))
        days = [str(of_valley.value(clash, ZOPA[name]) or "") for name in ("start", "end")]
        found[tuple(sorted(ends))] = places, days
    columns = ["position_a", "position_b", "regions", "start", "end"]
    expected_pairs = {
        tuple(sorted((a, b))): (sorted(filter(None, str(places).split("|"))), [start or "", end or ""])
        for a, b, places, start, end in pairs[columns].fillna("").itertuples(index=False)
    }
    assert found == expected_pairs
    assert {str(value) for value in of_valley.objects(None, ZOPA.severity)} == {"deadlock", "hard", "unknown"}


def test_what_schema_org_has_a_word_for(of_valley: Graph) -> None:
    types = {str(subject): set(of_valley.objects(subject, RDF.type)) for subject in of_valley.subjects()}
    assert SCHEMA.Country in types[f"{BASE}party/upland"]
    assert SCHEMA.Person in types[f"{BASE}party/queen"]
    assert SCHEMA.Organization in types[f"{BASE}party/league"]
    assert all(SCHEMA.Claim not in found for name, found in types.items() if "/position/" in name)
    assert (URIRef(f"{BASE}region/north"), SCHEMA.containedInPlace, URIRef(f"{BASE}region/valley")) in of_valley
    assert (URIRef(BASE), RDF.type, SCHEMA.Dataset) in of_valley


def test_a_date_has_the_precision_that_it_was_coded_with() -> None:
    events = [{"id": f"e{n}", "name": "E", "start": day} for n, day in enumerate(("2024", "2024-03", "2024-03-04"))]
    data = case_graph(plain(graph(events=events)), BASE)
    found = [data.value(URIRef(f"{BASE}event/e{n}"), ZOPA.start) for n in range(3)]
    assert [str(day.datatype).rpartition("#")[2] for day in found] == ["gYear", "gYearMonth", "date"]  # type: ignore[union-attr]
    assert conforms(data)[0]


def test_a_case_with_every_table_conforms_to_the_shapes(of_valley: Graph) -> None:
    is_valid, report = conforms(of_valley)
    assert is_valid, report


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["river-basin", "ukraine-2025"])
def test_the_built_in_cases_conform_to_the_shapes(name: str) -> None:
    is_valid, report = conforms(case_graph(plain(zopa.load(name, quiet=True))))
    assert is_valid, report


@pytest.mark.thorough
@settings(max_examples=examples(20), deadline=None)
@given(dossiers(wide=True))
def test_random_cases_conform_to_the_shapes(rows: dict[str, Any]) -> None:
    is_valid, report = conforms(case_graph(graph(**rows)))
    assert is_valid, report


@pytest.mark.parametrize(
    ("path", "value", "component"),
    [
        ("stance", Literal("demands"), ""),
        ("stance", Literal("wants"), "InConstraintComponent"),
        ("satisfaction", Literal(1.5), "MaxInclusiveConstraintComponent"),
        ("start", Literal("last year"), "OrConstraintComponent"),
        ("holds", None, "MinCountConstraintComponent"),
        ("on", URIRef(f"{BASE}party/p"), "ClassConstraintComponent"),
    ],
)
def test_what_does_not_fit_the_ontology_does_not_conform(path: str, value: Any, component: str) -> None:
    rows: dict[str, Any] = {
        "parties": [{"id": "p"}],
        "issues": [{"id": "i", "kind": "choice"}],
        "options": [{"issue": "i", "option": "a"}],
        "positions": [{"id": "x", "party": "p", "issue": "i", "stance": "demands", "option": "a", "satisfaction": 1.0}],
    }
    data = case_graph(plain(graph(**rows)), BASE)
    position = URIRef(f"{BASE}position/x")
    if value is None:
        data.remove((None, ZOPA[path], position))
    else:
        data.set((position, ZOPA[path], value))
    is_valid, report = conforms(data)
    assert is_valid == (not component)
    assert component in report


def test_a_clash_that_is_none_does_not_conform(of_valley: Graph) -> None:
    clash = URIRef(f"{BASE}clash/u-control/l-control")
    data = Graph()
    for triple in of_valley.triples((clash, None, None)):
        data.add(triple)
    assert len(data) > 5
    wrong = {
        "severity": (Literal("fatal"), "InConstraintComponent"),
        "clashingPosition": (URIRef(f"{BASE}position/u-control"), "MinCountConstraintComponent"),
        "clashRegion": (URIRef(f"{BASE}party/upland"), "ClassConstraintComponent"),
        "start": (Literal("soon"), "OrConstraintComponent"),
    }
    for path, (value, _) in wrong.items():
        data.set((clash, ZOPA[path], value))
    is_valid, report = conforms(data)
    assert not is_valid
    assert [component for _, component in wrong.values() if component not in report] == []


def test_the_ontology_declares_every_term_that_cases_use(of_valley: Graph) -> None:
    declared = vocabulary()
    terms = set(declared.subjects(RDF.type))
    used = {name for triple in of_valley for name in triple[1:] if str(name).startswith(VOCABULARY)}
    assert used - terms == set()
    for kind in ontology().nodes.values():
        assert (
            ZOPA[kind.name],
            URIRef("http://www.w3.org/2000/01/rdf-schema#comment"),
            Literal(kind.meaning, "en"),
        ) in declared
    assert {term(edge) for edge in ontology().edges} <= {str(name) for name in terms}
    close = declared.value(ZOPA.Issue, URIRef("http://www.w3.org/2004/02/skos/core#closeMatch"))
    assert str(close) == "https://vocab.methodandstructure.com/ibis#Issue"


def refused(address: str, _: Any) -> Any:
    raise AssertionError(f"{address} is asked for")


def test_json_ld_says_the_same_as_turtle_to_every_reader(tmp_path: Path) -> None:
    from pyld import jsonld

    case = plain(hostile())
    write(case, tmp_path / "a.ttl", base=BASE)
    write(case, tmp_path / "a.jsonld", base=BASE)
    turtle = Graph().parse(tmp_path / "a.ttl")
    assert isomorphic(turtle, Graph().parse(tmp_path / "a.jsonld"))
    document = json.loads((tmp_path / "a.jsonld").read_text(encoding="utf-8"))
    options = {"documentLoader": refused}
    quads = jsonld.to_rdf(document, options | {"format": "application/n-quads"})
    assert len(jsonld.expand(document, options)) > 0
    # PyLD writes numbers in its own way.
    assert {
        triple[:2] for triple in Graph().parse(data=quads, format="nquads") if not isinstance(triple[0], BNode)
    } == {triple[:2] for triple in turtle if not isinstance(triple[0], BNode)}


def test_only_questions_that_the_case_answers_have_an_answer(tmp_path: Path) -> None:
    questions = [
        {"id": "known", "question": "What does Upland want on the seat?", "about": "seat"},
        {"id": "unknown", "question": "Who guards the bridge?"},
    ]
    case = graph(
        parties=[{"id": "upland", "name": "Upland"}],
        issues=[{"id": "seat", "name": "seat", "kind": "choice"}],
        options=[{"issue": "seat", "option": "oslo", "name": "Oslo"}],
        positions=[{"id": "p", "party": "upland", "issue": "seat", "stance": "demands", "option": "oslo"}],
        questions=questions,
    )
    zopa.export(case, tmp_path / "a.ttl", base=BASE)
    data = Graph().parse(tmp_path / "a.ttl")
    known, unknown = (URIRef(f"{BASE}question/{id}") for id in ("known", "unknown"))
    assert str(data.value(data.value(known, SCHEMA.acceptedAnswer), SCHEMA.text)).startswith(
        "On seat, Upland demands 'Oslo'."
    )
    assert data.value(unknown, SCHEMA.acceptedAnswer) is None
    assert list(data.objects(URIRef(BASE), SCHEMA.mainEntity)) == [known]
    assert str(data.value(unknown, SCHEMA.name)) == "Who guards the bridge?"
    assert (None, RDF.type, SCHEMA.FAQPage) not in case_graph(case, BASE)


def test_names_lead_nowhere_unless_a_base_is_given(tmp_path: Path) -> None:
    case = plain(graph(parties=[{"id": "a b"}]))
    assert (URIRef("urn:zopa:case:test/party/a%20b"), RDF.type, ZOPA.Party) in case_graph(case)
    with pytest.raises(ValueError, match="'example' is no address to begin names with"):
        write(case, tmp_path / "a.ttl", base="example")
    with pytest.raises(ValueError, match="A base names things in turtle and json-ld only, and not in graphml"):
        write(case, tmp_path / "a.graphml", base=BASE)
    with pytest.raises(ValueError, match="turtle is written of a case"):
        zopa.export(None, tmp_path / "a.ttl")
    assert list(tmp_path.iterdir()) == []
    for form, part in (("ontology", vocabulary()), ("shapes", shapes())):
        assert len(Graph().parse(zopa.export(None, tmp_path / f"{form}.ttl", to=form))) == len(part)


def test_without_the_extra_one_sentence_says_what_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rdflib", None)
    with pytest.raises(ValueError, match=re.escape('Linked data needs rdflib: pip install "zopa[linked]".')):
        case_graph(plain(graph()))


def linked_in(page: str) -> list[Any]:
    return [json.loads(text) for text in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)]


def test_a_page_says_what_it_is_unless_it_is_redacted() -> None:
    from pyld import jsonld

    case = hostile()
    case.meta |= {"licence": "CC-BY-4.0", "coders": ["A </script><b>"], "description": "word " * 200}
    pairs = case.clashes(as_of="all"), case.overlap_pairs(as_of="all")
    (block,) = linked_in(page_html(case, *pairs))
    assert block["@type"] == "Dataset"
    assert (block["name"], block["creator"][0]["name"]) == (case.title, "A </script><b>")
    assert block["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert len(block["description"]) <= 404
    assert len(block["about"]) <= 8
    context = {"contextUrl": None, "documentUrl": "", "document": {"@context": {"@vocab": str(SCHEMA)}}}
    (expanded,) = jsonld.expand(block, {"documentLoader": lambda *_: context})
    assert expanded["@type"] == [str(SCHEMA.Dataset)]
    assert linked_in(page_html(case.redacted("quotes"), *pairs)) == []

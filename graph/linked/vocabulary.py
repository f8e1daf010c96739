"""The terms of zopa as an ontology, and the shapes that rows have, both made from ``ontology.toml``."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from ..columns import STANCES
from ..ontology import Column, Table, ontology
from . import clashes
from .terms import CLOSE, SKOS, VOCABULARY, class_of, rdf, term

if TYPE_CHECKING:
    from rdflib import Graph


def vocabulary() -> Graph:
    """The ontology: a class for each kind of row, an object property for each kind of edge, a property for each column.

    Clashes are things too, with properties of their own.

    >>> from zopa.graph.linked.vocabulary import vocabulary
    >>> len(vocabulary()) > 400
    True
    """
    lib = rdf()
    graph = lib.Graph()
    graph.bind("zopa", VOCABULARY)
    RDF, RDFS, OWL = lib.RDF, lib.RDFS, lib.OWL  # noqa: N806
    skos = lib.Namespace(SKOS)
    whole = lib.URIRef(VOCABULARY.rstrip(":"))
    graph.add((whole, RDF.type, OWL.Ontology))
    graph.add((whole, RDFS.label, lib.Literal("Negotiating positions (zopa)", lang="en")))

    def declare(name: str, kind: Any, label: str, meanings: list[str]) -> Any:
        node = lib.URIRef(name)
        graph.add((node, RDF.type, kind))
        graph.add((node, RDFS.label, lib.Literal(label, lang="en")))
        graph.add((node, RDFS.isDefinedBy, whole))
        for meaning in dict.fromkeys(filter(None, meanings)):
            graph.add((node, RDFS.comment, lib.Literal(meaning, lang="en")))
        return node

    model = ontology()
    for table in model.tables.values():
        if is_in_rdf(table):
            meaning = model.nodes[table.node].meaning if table.node else table.meaning
            name = class_of(table)
            node = declare(name, OWL.Class, name.removeprefix(VOCABULARY), [meaning])
            for close in CLOSE.get(table.node or "", ()):
                graph.add((node, skos.closeMatch, lib.URIRef(close)))
    for edge in model.edges.values():
        node = declare(term(edge.name), OWL.ObjectProperty, edge.name.replace("_", " ").lower(), [edge.meaning])
        if edge.symmetric:
            graph.add((node, RDF.type, OWL.SymmetricProperty))
        for end, kinds in ((RDFS.domain, edge.source), (RDFS.range, edge.target)):
            graph.add((node, end, _any_of(graph, kinds)))
    for name, columns in properties().items():
        kind = OWL.ObjectProperty if any(column.is_reference for column in columns) else OWL.DatatypeProperty
        meanings = [column.meaning for column in columns]
        meanings += [clash.meaning for clash in clashes.PROPERTIES if clash.name == name]
        declare(name, kind, columns[0].name.replace("_", " "), meanings)
    declare(clashes.CLASS, OWL.Class, "Clash", [clashes.MEANING])
    for clash in clashes.PROPERTIES:
        if clash.name not in properties():
            kind = OWL.ObjectProperty if clash.of else OWL.DatatypeProperty
            node = declare(clash.name, kind, clash.label, [clash.meaning])
            graph.add((node, RDFS.domain, lib.URIRef(clashes.CLASS)))
            if clash.of:
                graph.add((node, RDFS.range, lib.URIRef(VOCABULARY + clash.of)))
    return graph


def _any_of(graph: Graph, kinds: tuple[str, ...]) -> Any:
    """One class, or the union of several."""
    lib = rdf()
    nodes = [lib.URIRef(VOCABULARY + kind) for kind in kinds]
    if len(nodes) == 1:
        return nodes[0]
    union, members = lib.BNode(), lib.BNode()
    lib.collection.Collection(graph, members, nodes)
    graph.add((union, lib.RDF.type, lib.OWL.Class))
    graph.add((union, lib.OWL.unionOf, members))
    return union


def is_in_rdf(table: Table) -> bool:
    """Whether the rows of a table are things in RDF: all but those that become rows of other tables."""
    return table.node is not None or table.edge is not None


def edge_terms() -> set[str]:
    """The names of the kinds of edges in RDF."""
    return {term(edge.name) for edge in ontology().edges.values()}


def column_term(table: Table, column: Column) -> str:
    """The name of the property that a column is; one that is called as an edge has its row before its name.

    >>> from zopa.graph.linked.vocabulary import column_term
    >>> from zopa.graph.ontology import ontology
    >>> conditions = ontology().tables["conditions"]
    >>> column_term(conditions, conditions.columns["requires"])
    'urn:zopa:ontology:conditionRequires'
    """
    name = term(column.name)
    return term(f"{class_of(table).removeprefix(VOCABULARY)}_{column.name}") if name in edge_terms() else name


@cache
def properties() -> dict[str, list[Column]]:
    """The columns that are properties of their own, by their names in RDF; one that several tables have is one property."""
    by_name: dict[str, list[Column]] = {}
    for table in ontology().tables.values():
        if is_in_rdf(table):
            for column in table.columns.values():
                if column.edge is None and column.type != "id":
                    by_name.setdefault(column_term(table, column), []).append(column)
    return by_name


def path_of(table: Table, column: Column) -> tuple[list[str], bool]:
    """By which properties a row has what stands in a column, and whether they lead to the row and not from it."""
    if column.edge is None:
        return [column_term(table, column)], False
    if column.edge.startswith("{"):
        return [term(stance) for stance in STANCES], False
    return [term(column.edge)], column.inward

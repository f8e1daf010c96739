"""The shapes of rows in SHACL, made from ``ontology.toml``: what must be filled, with which values, and what it may name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..ontology import Column, Table, ontology
from . import clashes
from .terms import VOCABULARY, class_of, rdf
from .vocabulary import is_in_rdf, path_of

if TYPE_CHECKING:
    from rdflib import Graph

#: Types of the values of a column.
DATATYPES = {"number": "double", "yesno": "boolean", "url": "anyURI", "text": "string", "shape": "string"}
#: Dates are written with the precision that they were coded with.
DATES = ("gYear", "gYearMonth", "date")
SHACL = "http://www.w3.org/ns/shacl#"


def shapes() -> Graph:
    """A shape for each kind of row, with a property shape for each column, and one for clashes.

    >>> from zopa.graph.linked.shapes import shapes
    >>> len(shapes()) > 1000
    True
    """
    lib = rdf()
    graph = lib.Graph()
    graph.bind("zopa", VOCABULARY)
    graph.bind("sh", SHACL)
    sh = lib.Namespace(SHACL)
    for table in ontology().tables.values():
        if is_in_rdf(table):
            node = lib.URIRef(f"{class_of(table)}Shape")
            graph.add((node, lib.RDF.type, sh.NodeShape))
            graph.add((node, sh.targetClass, lib.URIRef(class_of(table))))
            for column in table.columns.values():
                if column.type != "id":
                    graph.add((node, sh.property, _property(graph, table, column)))
    node = lib.URIRef(f"{clashes.CLASS}Shape")
    graph.add((node, lib.RDF.type, sh.NodeShape))
    graph.add((node, sh.targetClass, lib.URIRef(clashes.CLASS)))
    for clash in clashes.PROPERTIES:
        graph.add((node, sh.property, _of_clash(graph, clash)))
    return graph


def _of_clash(graph: Graph, clash: clashes.Property) -> Any:
    lib = rdf()
    sh, node = lib.Namespace(SHACL), lib.BNode()
    graph.add((node, sh.path, lib.URIRef(clash.name)))
    graph.add((node, sh.name, lib.Literal(clash.label)))
    for bound, count in ((sh.minCount, clash.least), (sh.maxCount, clash.most)):
        if count:
            graph.add((node, bound, lib.Literal(count)))
    if clash.of:
        graph.add((node, sh.nodeKind, sh.IRI))
        graph.add((node, sh["class"], lib.URIRef(VOCABULARY + clash.of)))
    elif clash.values:
        graph.add((node, sh["in"], _list(graph, [lib.Literal(value) for value in clash.values])))
    elif clash.is_date:
        _one_of(graph, node, sh.datatype, [lib.XSD[name] for name in DATES])
    else:
        graph.add((node, sh.datatype, lib.XSD.string))
    return node


def _property(graph: Graph, table: Table, column: Column) -> Any:
    lib = rdf()
    sh, node = lib.Namespace(SHACL), lib.BNode()
    names, inward = path_of(table, column)
    properties = [lib.URIRef(name) for name in names]
    path: Any = properties[0]
    if len(properties) > 1:
        path = lib.BNode()
        graph.add((path, sh.alternativePath, _list(graph, properties)))
    elif inward:
        path = lib.BNode()
        graph.add((path, sh.inversePath, properties[0]))
    graph.add((node, sh.path, path))
    graph.add((node, sh.name, lib.Literal(column.name)))
    if column.required:
        graph.add((node, sh.minCount, lib.Literal(1)))
    # Several rows of other tables may lead to one row by the same edge, and several columns may be one edge.
    if not column.is_list and column.edge is None:
        graph.add((node, sh.maxCount, lib.Literal(1)))
    _values(graph, node, column)
    return node


def _values(graph: Graph, node: Any, column: Column) -> None:
    """What the values of a property may be."""
    lib = rdf()
    sh = lib.Namespace(SHACL)
    if column.is_reference:
        graph.add((node, sh.nodeKind, sh.IRI))
        _one_of(graph, node, sh["class"], [lib.URIRef(VOCABULARY + kind) for kind in _kinds(column)])
    elif column.type in ("choice", "choices"):
        graph.add((node, sh["in"], _list(graph, [lib.Literal(value) for value in column.values])))
    elif column.type == "date":
        _one_of(graph, node, sh.datatype, [lib.XSD[name] for name in DATES])
    else:
        graph.add((node, sh.datatype, lib.XSD[DATATYPES[column.type]]))
        for bound, name in ((column.least, sh.minInclusive), (column.most, sh.maxInclusive)):
            if bound is not None:
                graph.add((node, name, lib.Literal(float(bound))))


def _kinds(column: Column) -> list[str]:
    """The kinds that what stands at the other end may have: an edge that several columns draw has those of all."""
    if column.edge is None or column.edge.startswith("{"):
        return list(column.of)
    edge = ontology().edges[column.edge]
    return list(edge.source if column.inward else edge.target)


def _one_of(graph: Graph, node: Any, constraint: Any, values: list[Any]) -> None:
    """A constraint with one value, or with any of several."""
    lib = rdf()
    sh = lib.Namespace(SHACL)
    if len(values) == 1:
        graph.add((node, constraint, values[0]))
        return
    alternatives = []
    for value in values:
        alternative = lib.BNode()
        graph.add((alternative, constraint, value))
        alternatives.append(alternative)
    graph.add((node, sh["or"], _list(graph, alternatives)))


def _list(graph: Graph, values: list[Any]) -> Any:
    lib = rdf()
    head = lib.BNode()
    lib.collection.Collection(graph, head, values)
    return head

"""A case in RDF: every row in the terms of zopa, beside it what schema.org has a word for; answers to its questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..characters import pictured, sound
from ..edges import edges, listed, nodes, row_ids
from ..network import rules_out
from ..ontology import OPTION_SEPARATOR, Column, Table, ontology
from ..provenance import coders_of
from ..what_if import told
from . import clashes
from .shapes import DATES
from .terms import SCHEMA, TYPES, VOCABULARY, base_of, class_of, licence_of, rdf, term, thing
from .vocabulary import column_term, is_in_rdf

if TYPE_CHECKING:
    from rdflib import Graph

    from ..store import Store

#: Properties of schema.org that say what a column says, by the kind of the row.
_CELLS = {
    "Party": {"name": "name"},
    "Region": {"name": "name"},
    "Event": {"name": "name", "start": "startDate", "end": "endDate"},
    "Figure": {"name": "name"},
    "Instrument": {"name": "name"},
    "Source": {"title": "name", "date": "datePublished", "url": "url"},
}
#: Those that say what an edge says, by the kinds of its ends.
_EDGES = {
    ("PART_OF", "Region"): "containedInPlace",
    ("PART_OF", "Event"): "superEvent",
    ("CONCERNS", "Event"): "location",
}


def case_graph(case: Store, base: str | None = None, answers: Mapping[str, str] | None = None) -> Graph:
    """A case in RDF.

    Parameters
    ----------
    case : Store
    base : str, optional
        What the names of things begin with; by default a name of the case that leads nowhere (``urn:zopa:case:..``).
    answers : mapping of str to str, optional
        Answers to questions of the case, by the ids of the questions.

    Returns
    -------
    rdflib.Graph

    Raises
    ------
    ValueError
        When the base is no absolute IRI, or rdflib is not installed.

    Examples
    --------
    >>> import zopa
    >>> from zopa.graph.linked.case import case_graph
    >>> from rdflib import URIRef
    >>> graph = case_graph(zopa.load("river-basin"), "https://example.org/river")
    >>> str(graph.value(URIRef("https://example.org/river/party/torvia"), URIRef("https://schema.org/name")))
    'Torvia'
    """
    return _Writer(case, base_of(case.id, base), answers or {}).graph


class _Writer:
    def __init__(self, case: Store, base: str, answers: Mapping[str, str]) -> None:
        self.lib = rdf()
        self.case, self.base = case, base
        self.graph = self.lib.Graph()
        self.graph.bind("zopa", VOCABULARY)
        self.graph.bind("schema", SCHEMA)
        self.graph.bind("case", base)
        self.names = {
            row.name: self.lib.URIRef(thing(base, row.kind, row.id))
            for row in nodes(case.tables).itertuples(index=False)
        }
        self.kinds = {self.names[name]: name.partition(":")[0].capitalize() for name in self.names}
        for table in ontology().tables.values():
            if is_in_rdf(table):
                self._rows(table, case.tables[table.name])
        self._edges()
        self._clashes()
        self._whole()
        self._questions(answers)

    def _add(self, subject: Any, name: str, value: Any) -> None:
        self.graph.add((subject, self.lib.URIRef(name), value))

    def _rows(self, table: Table, frame: pd.DataFrame) -> None:
        """Each row with its type and the cells that are no edges."""
        type_of, kind = self.lib.URIRef(class_of(table)), table.node or class_of(table).removeprefix(VOCABULARY)
        for id, row in zip(row_ids(table, frame), frame.to_dict("records"), strict=True):
            subject = self.lib.URIRef(thing(self.base, kind, id))
            if table.node is not None and subject not in self.kinds:
                continue  # evidence that is a draft, or was rejected
            self.graph.add((subject, self.lib.RDF.type, type_of))
            for column in table.columns.values():
                if column.edge is None and column.type != "id" and not _is_empty(row[column.name]):
                    for value in self._values(column, row):
                        self._add(subject, column_term(table, column), value)
            self._schema(subject, kind, row)

    def _values(self, column: Column, row: Mapping[str, Any]) -> list[Any]:
        cell, literal, xsd = row[column.name], self.lib.Literal, self.lib.XSD
        if column.is_reference:
            words = [
                f"{row[column.within]}{OPTION_SEPARATOR}{word}" if column.within else word for word in listed(cell)
            ]
            return [name for word in words if (name := self._referred(column, word)) is not None]
        if column.type == "choices":
            return [literal(word) for word in listed(cell)]
        if column.type == "number":
            return [literal(float(cell), datatype=xsd.double)]
        if column.type == "yesno":
            return [literal(cell == "yes")]
        if column.type == "url":
            return [literal(cell, datatype=xsd.anyURI)]
        if column.type == "date":
            return [literal(cell, datatype=xsd[DATES[cell.count("-")]])]
        return [literal(_sound(cell))]

    def _referred(self, column: Column, word: str) -> Any:
        """What a word refers to: of several kinds the first one that has it; nothing where nobody listed it."""
        names = (self.names.get(f"{kind.lower()}:{word}") for kind in column.of)
        return next((name for name in names if name is not None), None)

    def _schema(self, subject: Any, kind: str, row: Mapping[str, Any]) -> None:
        """What schema.org has a word for."""
        types = TYPES.get(kind, {})
        cell = row.get("kind")
        if name := types.get("" if "" in types or _is_empty(cell) else str(cell)):
            self.graph.add((subject, self.lib.RDF.type, self.lib.URIRef(SCHEMA + name)))
        literal = self.lib.Literal
        for column, name in _CELLS.get(kind, {}).items():
            if not _is_empty(row[column]):
                self._add(subject, SCHEMA + name, literal(_sound(row[column])))
        if kind == "Region" and not (_is_empty(row["lat"]) or _is_empty(row["lon"])):
            place = self.lib.BNode()
            self._add(subject, f"{SCHEMA}geo", place)
            self.graph.add((place, self.lib.RDF.type, self.lib.URIRef(f"{SCHEMA}GeoCoordinates")))
            self._add(place, f"{SCHEMA}latitude", literal(float(row["lat"])))
            self._add(place, f"{SCHEMA}longitude", literal(float(row["lon"])))
        if kind == "Evidence" and not _is_empty(row["quote"]):
            self.graph.add((subject, self.lib.RDF.type, self.lib.URIRef(f"{SCHEMA}Quotation")))
            self._add(subject, f"{SCHEMA}text", literal(_sound(row["quote"])))

    def _edges(self) -> None:
        """Edges that rows spell out, the options that positions rule out, and the pairs that clash or overlap."""
        spelled = edges(self.case.tables)[["kind", "source", "target"]]
        derived = rules_out(self.case.tables).assign(kind="RULES_OUT")
        pairs = [
            (cells["kind"], source, target)
            for source, target, cells in self.case.nx.edges(data=True)
            if cells["kind"] in ("CLASHES_WITH", "OVERLAPS_WITH")
        ]
        rows = [*spelled.itertuples(index=False, name=None)]
        rows += derived[["kind", "source", "target"]].itertuples(index=False, name=None)
        for kind, source, target in [*rows, *pairs]:
            subject, object = self.names[source], self.names[target]
            self._add(subject, term(kind), object)
            if name := _EDGES.get((kind, self.kinds[subject])):
                self._add(subject, SCHEMA + name, object)
            elif kind == "SUPPORTED_BY" and self.kinds[subject] == "Figure":
                self._add(subject, f"{SCHEMA}appearance", object)
            elif kind == "CITED_IN":
                self._add(subject, f"{SCHEMA}isPartOf", object)

    def _clashes(self) -> None:
        """Each clash as a thing: which two positions, how severe, where and when."""
        numbers: Counter[str] = Counter()
        for source, target, cells in self.case.nx.edges(data=True):
            if cells["kind"] != "CLASHES_WITH":
                continue
            pair = "/".join(end.partition(":")[2] for end in (source, target))
            numbers[pair] += 1
            # Two positions may clash in different places and at different times.
            id = pair if numbers[pair] == 1 else f"{pair}/{numbers[pair]}"
            subject = self.lib.URIRef(thing(self.base, "Clash", id))
            self.graph.add((subject, self.lib.RDF.type, self.lib.URIRef(clashes.CLASS)))
            for clash in clashes.PROPERTIES:
                for value in (
                    self._values_of_clash(clash, cells) if clash.cell else map(self.names.get, (source, target))
                ):
                    self._add(subject, clash.name, value)

    def _values_of_clash(self, clash: clashes.Property, cells: Mapping[str, Any]) -> list[Any]:
        cell = cells.get(clash.cell)
        if _is_empty(cell):
            return []
        if clash.of:
            return [self.names[f"{clash.of.lower()}:{id}"] for id in listed(cell)]
        if clash.is_date:
            return [self.lib.Literal(cell, datatype=self.lib.XSD[DATES[str(cell).count("-")]])]
        return [self.lib.Literal(_sound(cell))]

    def _whole(self) -> None:
        """What the case says of itself."""
        lib, whole = self.lib, self.lib.URIRef(self.base)
        self.graph.add((whole, lib.RDF.type, lib.URIRef(f"{SCHEMA}Dataset")))
        self._add(whole, f"{SCHEMA}name", lib.Literal(_sound(self.case.title)))
        description = " ".join(filter(None, [told(self.case.meta), str(self.case.meta.get("description") or "")]))
        if description:
            self._add(whole, f"{SCHEMA}description", lib.Literal(_sound(" ".join(description.split()))))
        if self.case.as_of:
            self._add(whole, f"{SCHEMA}temporalCoverage", lib.Literal(self.case.as_of))
        if licence := str(self.case.meta.get("licence") or ""):
            address = licence_of(licence)
            self._add(whole, f"{SCHEMA}license", lib.Literal(licence) if address == licence else lib.URIRef(address))
        for coder in coders_of(self.case.meta):
            self._add(whole, f"{SCHEMA}creator", lib.Literal(_sound(coder)))

    def _questions(self, answers: Mapping[str, str]) -> None:
        """The questions of the case with the answers that there are; without one it is no page of questions and answers."""
        questions = self.case.tables["questions"]
        texts = dict(zip(questions["id"], questions["question"], strict=True))
        for id, text in texts.items():
            self._add(self.names[f"question:{id}"], f"{SCHEMA}name", self.lib.Literal(_sound(text)))
        whole = self.lib.URIRef(self.base)
        for id, text in answers.items():
            question, answer = self.names[f"question:{id}"], self.lib.BNode()
            self.graph.add((whole, self.lib.RDF.type, self.lib.URIRef(f"{SCHEMA}FAQPage")))
            self._add(whole, f"{SCHEMA}mainEntity", question)
            self._add(question, f"{SCHEMA}acceptedAnswer", answer)
            self.graph.add((answer, self.lib.RDF.type, self.lib.URIRef(f"{SCHEMA}Answer")))
            self._add(answer, f"{SCHEMA}text", self.lib.Literal(_sound(text)))


def _is_empty(cell: Any) -> bool:
    return cell is None or cell is pd.NA or cell != cell or cell == ""


def _sound(text: Any) -> str:
    return sound(pictured(str(text)))

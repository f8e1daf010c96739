"""The names of things in RDF: of terms of the ontology, and of what is in a case; and which terms of others come close."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from ..extras import needed
from ..ontology import Table

if TYPE_CHECKING:
    from types import ModuleType

#: Where the terms of zopa stand. It names them and leads nowhere: zopa has no domain of its own.
VOCABULARY = "urn:zopa:ontology:"
SCHEMA = "https://schema.org/"
AIF = "http://www.arg.dundee.ac.uk/aif#"
IBIS = "https://vocab.methodandstructure.com/ibis#"
FOAF = "http://xmlns.com/foaf/0.1/"
SKOS = "http://www.w3.org/2004/02/skos/core#"

#: Terms of others that mean nearly the same. A position of IBIS answers an issue, as an option does here; a position here is
#: one that somebody holds.
CLOSE = {
    "Issue": (f"{IBIS}Issue",),
    "Option": (f"{IBIS}Position",),
    "Evidence": (f"{AIF}I-node",),
    "Party": (f"{FOAF}Agent",),
    "Region": (f"{SCHEMA}Place",),
    "Event": (f"{SCHEMA}Event",),
    "Source": (f"{SCHEMA}CreativeWork",),
    "Question": (f"{SCHEMA}Question",),
    "Figure": (f"{SCHEMA}Claim",),
}
#: What a thing is in schema.org, by its kind: nothing where no type of schema.org is true of it for sure. A delegate may be
#: a team, and a position is no claim, but a demand.
TYPES: dict[str, dict[str, str]] = {
    "Party": {
        "state": "Country",
        "leader": "Person",
        "organisation": "Organization",
        "alliance": "Organization",
        "armed group": "Organization",
        "court": "Organization",
    },
    "Region": {"": "Place"},
    "Event": {"": "Event"},
    "Figure": {"": "Claim"},
    "Question": {"": "Question"},
    "Instrument": {"treaty": "Legislation", "constitution": "Legislation", "resolution": "Legislation"},
    "Source": {
        "document": "CreativeWork",
        "statement": "CreativeWork",
        "article": "Article",
        "dataset": "Dataset",
        "report": "Report",
        "interview": "CreativeWork",
    },
}
#: Addresses of licences by the names that cases have for them.
LICENCES = {
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    **{
        f"CC-{terms.upper()}-4.0": f"https://creativecommons.org/licenses/{terms}/4.0/"
        for terms in ("by", "by-sa", "by-nc", "by-nd", "by-nc-sa", "by-nc-nd")
    },
}


def licence_of(name: str) -> str:
    """The address of a licence, or its name where it is none of Creative Commons.

    >>> from zopa.graph.linked.terms import licence_of
    >>> licence_of("CC-BY-4.0"), licence_of("house rules")
    ('https://creativecommons.org/licenses/by/4.0/', 'house rules')
    """
    return LICENCES.get(name.strip().upper(), name)


def term(word: str) -> str:
    """The name of a property, from that of an edge or a column.

    >>> from zopa.graph.linked.terms import term
    >>> term("SPEAKS_FOR"), term("scale_low")
    ('urn:zopa:ontology:speaksFor', 'urn:zopa:ontology:scaleLow')
    """
    first, *rest = re.split(r"[^\w]+|_+", word.lower().strip("_ "))
    return VOCABULARY + quote(first + "".join(part[:1].upper() + part[1:] for part in rest))


def class_of(table: Table) -> str:
    """The name of the class of a table's rows: the kind of the node, or what a row that is an edge is called.

    >>> from zopa.graph.linked.terms import class_of
    >>> from zopa.graph.ontology import ontology
    >>> class_of(ontology().tables["conditions"])
    'urn:zopa:ontology:Condition'
    """
    return VOCABULARY + (table.node or table.name.removesuffix("s").capitalize())


def thing(base: str, kind: str, id: str) -> str:
    """The name of something in a case.

    >>> from zopa.graph.linked.terms import thing
    >>> thing("urn:zopa:case:talks/", "Option", "seat/Genève")
    'urn:zopa:case:talks/option/seat/Gen%C3%A8ve'
    """
    return f"{base}{kind.lower()}/{quote(id, safe='/-._~')}"


def base_of(case_id: str, base: str | None) -> str:
    """What the names of things in a case begin with: an address that is given, or a name of the case that leads nowhere.

    Raises
    ------
    ValueError
        When it is no absolute IRI.

    Examples
    --------
    >>> from zopa.graph.linked.terms import base_of
    >>> base_of("river basin", None), base_of("x", "https://example.org/cases/x")
    ('urn:zopa:case:river%20basin/', 'https://example.org/cases/x/')
    """
    if base is None:
        return f"urn:zopa:case:{quote(case_id, safe='-._~')}/"
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+", base):
        raise ValueError(f"'{base}' is no address to begin names with: write one such as https://example.org/case/.")
    return base if base[-1] in "/#:" else f"{base}/"


def rdf() -> ModuleType:
    """The library rdflib, which is an extra.

    Raises
    ------
    ValueError
        When it is not installed: what installs it.
    """
    library: ModuleType = needed("rdflib", 'Linked data needs rdflib: pip install "zopa[linked]".')
    return library

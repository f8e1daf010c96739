"""The formats in which a case leaves for other programs: their names, their suffixes, and what writes them."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..files import check_place
from ..names import did_you_mean

if TYPE_CHECKING:
    from ..store import Store


class Format(NamedTuple):
    """A format, and what writes it.

    Attributes
    ----------
    writer : str
        A module, and a function of it (``write`` where none is named) that takes a case and a path and returns sentences on
        what the file does not hold.
    suffixes : tuple of str
        How the name of a file in it ends; empty for a folder.
    meaning : str
        What it is, and what opens it.
    """

    writer: str
    suffixes: tuple[str, ...]
    meaning: str


FORMATS = {
    "cypher": Format(".cypher", (".cypher",), "a Cypher script for Neo4j Browser or cypher-shell"),
    "bulk": Format(".bulk", (), "a folder of CSV files for the bulk import of neo4j-admin"),
    "graphml": Format(".graphml", (".graphml",), "the whole graph for Gephi, igraph, networkx and Cytoscape"),
    "gexf": Format(".gexf", (".gexf",), "the whole graph with colours and with dates for the timeline of Gephi"),
    "gephi-lite": Format(".gephi_lite", (".json",), "the whole graph for Gephi Lite (the JSON of graphology)"),
    "yed": Format(".yed", (".graphml",), "the whole graph for yEd, with shapes, colours and labels"),
    "kumu": Format(".kumu", (".json",), "the whole graph as a blueprint of Kumu"),
    "cytoscape": Format(".cytoscape", (".cyjs",), "the whole graph for Cytoscape and Cytoscape.js"),
    "node-link": Format(".node_link", (".json",), "the whole graph as nodes and links for networkx and D3"),
    "hif": Format(".hif", (".json",), "positions as hyperedges for XGI and HyperNetX"),
    "followthemoney": Format(
        ".followthemoney", (".ftm.json", ".ijson"), "parties, their ties and events for Aleph and OpenSanctions' tools"
    ),
    "dna": Format(".dna", (".dna",), "positions as coded statements for Discourse Network Analyzer"),
    "gmcr": Format(".gmcr", (".gmcr",), "decision makers, options and preferences for GMCR-py"),
    "refi-qda": Format(".refi_qda", (".qdpx",), "positions as coded quotes for NVivo, MAXQDA, ATLAS.ti and QualCoder"),
    "refi-codebook": Format(".refi_qda:write_codebook", (".qdc",), "parties, issues and options as codes for the same"),
    "turtle": Format("..linked.files:write_turtle", (".ttl",), "the case as linked data in Turtle"),
    "json-ld": Format("..linked.files:write_json_ld", (".jsonld",), "the case as linked data in JSON-LD"),
    "ontology": Format("..linked.files:write_ontology", (".ttl",), "the terms of zopa as an ontology, without a case"),
    "shapes": Format("..linked.files:write_shapes", (".ttl",), "the shapes of rows in SHACL, without a case"),
}
#: The format that a suffix names where several have it.
FIRST = {".graphml": "graphml", ".ttl": "turtle"}
#: Formats of a case in RDF, and those that need no case.
LINKED, WITHOUT_CASE = ("turtle", "json-ld"), ("ontology", "shapes")


def format_of(path: Path, wanted: str | None = None) -> str:
    """The format of a file: the one asked for, or the one that its suffix names.

    Parameters
    ----------
    path : Path
    wanted : str, optional
        The name of a format; a suffix that is its own or of no other format goes with it.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        When there is no such format, or the suffix names another one, several or none.

    Examples
    --------
    >>> from pathlib import Path
    >>> from zopa.graph.formats.registry import format_of
    >>> format_of(Path("case.gexf")), format_of(Path("case.xml"), "graphml")
    ('gexf', 'graphml')
    """
    if wanted is not None and wanted not in FORMATS:
        raise ValueError(f"There is no format '{wanted}': {_listed(FORMATS)}.{did_you_mean(wanted, FORMATS)}")
    name = path.name.lower()
    lengths = {
        format: max(map(len, matching))
        for format, entry in FORMATS.items()
        if (matching := [suffix for suffix in entry.suffixes if name.endswith(suffix)])
    }
    # Of '.ftm.json' and '.json' the longer one is meant.
    by_suffix = [format for format, length in lengths.items() if length == max(lengths.values())]
    if wanted is not None:
        if lengths and wanted not in lengths:
            raise ValueError(
                f"'{path}' names {' or '.join(by_suffix)}, but {wanted} is asked for: name a file that ends in "
                f"{' or '.join(FORMATS[wanted].suffixes) or 'nothing, as a folder does'}."
            )
        return wanted
    if first := FIRST.get(path.suffix.lower()) or (by_suffix[0] if len(by_suffix) == 1 else None):
        return first
    if by_suffix:
        raise ValueError(f"A file such as '{path}' can be {_listed(by_suffix)}: say which, with 'to' or --to.")
    suffix = path.suffix.lower()
    if suffix and not suffix[1:].isdigit() and not path.is_dir():
        raise ValueError(f"No format goes with the suffix of '{path}'. The formats are: {_listed(FORMATS)}.")
    return "bulk"


def write(
    case: Store | None,
    path: Path,
    wanted: str | None = None,
    *,
    base: str | None = None,
    answers: Callable[[], Mapping[str, str]] = dict,
) -> list[str]:
    """Write a case in a format of another program, whole or not at all.

    Parameters
    ----------
    case : Store or None
        None for a format that needs no case.
    path : Path
        A file, or a folder for ``bulk``.
    wanted : str, optional
        A format; by default the one that the suffix names.
    base : str, optional
        In linked data, what the names of things begin with.
    answers : callable
        Gives the answers to the questions of the case by their ids, which linked data holds.

    Returns
    -------
    list of str
        Sentences on what of the case the file does not hold.

    Raises
    ------
    ValueError
        As :func:`format_of`; when a base is given for another format, or no case for one that needs it.
    OSError
        When the file cannot be written.

    Examples
    --------
    >>> import tempfile, zopa
    >>> from pathlib import Path
    >>> from zopa.graph.formats.registry import write
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(zopa.load("river-basin"), Path(folder) / "river.graphml")
    []
    """
    name = format_of(path, wanted)
    entry = FORMATS[name]
    if base is not None and name not in LINKED:
        raise ValueError(f"A base names things in {' and '.join(LINKED)} only, and not in {name}.")
    if case is None and name not in WITHOUT_CASE:
        raise ValueError(f"{name} is written of a case: name one.")
    if entry.suffixes:
        check_place(path)
    module, _, function = entry.writer.partition(":")
    writer = getattr(importlib.import_module(module, __package__), function or "write")
    return writer(case, path, base, answers()) if name in LINKED else writer(case, path)


def _listed(names: object) -> str:
    texts = [
        f"{name} ({' or '.join(FORMATS[name].suffixes) or 'a folder'})"
        for name in names  # type: ignore[attr-defined]
    ]
    return ", ".join(texts[:-1]) + f" or {texts[-1]}"

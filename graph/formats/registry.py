"""The formats in which a case leaves for other programs: their names, their suffixes, and what writes them."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..files import check_place

if TYPE_CHECKING:
    from ..store import Store


class Format(NamedTuple):
    """A format, and what writes it.

    Attributes
    ----------
    module : str
        A module of :mod:`zopa.graph.formats` with ``write(case, path)``, which returns sentences on what the file does not
        hold.
    suffixes : tuple of str
        How the name of a file in it ends; empty for a folder.
    meaning : str
        What it is, and what opens it.
    """

    module: str
    suffixes: tuple[str, ...]
    meaning: str


FORMATS = {
    "cypher": Format("cypher", (".cypher",), "a Cypher script for Neo4j Browser or cypher-shell"),
    "bulk": Format("bulk", (), "a folder of CSV files for the bulk import of neo4j-admin"),
    "graphml": Format("graphml", (".graphml",), "the whole graph for Gephi, igraph, networkx and Cytoscape"),
    "gexf": Format("gexf", (".gexf",), "the whole graph with colours and with dates for the timeline of Gephi"),
    "gephi-lite": Format("gephi_lite", (".json",), "the whole graph for Gephi Lite (the JSON of graphology)"),
    "yed": Format("yed", (".graphml",), "the whole graph for yEd, with shapes, colours and labels"),
    "kumu": Format("kumu", (".json",), "the whole graph as a blueprint of Kumu"),
    "cytoscape": Format("cytoscape", (".cyjs",), "the whole graph for Cytoscape and Cytoscape.js"),
    "node-link": Format("node_link", (".json",), "the whole graph as nodes and links for networkx and D3"),
    "hif": Format("hif", (".json",), "positions as hyperedges for XGI and HyperNetX"),
}


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
        raise ValueError(f"There is no format '{wanted}': {_listed(FORMATS)}.{_near(wanted)}")
    name = path.name.lower()
    by_suffix = [format for format, entry in FORMATS.items() if name.endswith(entry.suffixes or ("\0",))]
    if wanted is not None:
        if by_suffix and wanted not in by_suffix:
            raise ValueError(
                f"'{path}' names {' or '.join(by_suffix)}, but {wanted} is asked for: name a file that ends in "
                f"{' or '.join(FORMATS[wanted].suffixes) or 'nothing, as a folder does'}."
            )
        return wanted
    if path.suffix.lower()[1:] in by_suffix or len(by_suffix) == 1:
        return path.suffix.lower()[1:] if path.suffix.lower()[1:] in by_suffix else by_suffix[0]
    if by_suffix:
        raise ValueError(f"A file such as '{path}' can be {_listed(by_suffix)}: say which, with 'to' or --to.")
    suffix = path.suffix.lower()
    if suffix and not suffix[1:].isdigit() and not path.is_dir():
        raise ValueError(f"No format goes with the suffix of '{path}'. The formats are: {_listed(FORMATS)}.")
    return "bulk"


def write(case: Store, path: Path, wanted: str | None = None) -> list[str]:
    """Write a case in a format of another program, whole or not at all.

    Parameters
    ----------
    case : Store
    path : Path
        A file, or a folder for ``bulk``.
    wanted : str, optional
        A format; by default the one that the suffix names.

    Returns
    -------
    list of str
        Sentences on what of the case the file does not hold.

    Raises
    ------
    ValueError
        As :func:`format_of`.
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
    entry = FORMATS[format_of(path, wanted)]
    if entry.suffixes:
        check_place(path)
    return importlib.import_module(f".{entry.module}", __package__).write(case, path)


def _listed(names: object) -> str:
    texts = [
        f"{name} ({' or '.join(FORMATS[name].suffixes) or 'a folder'})"
        for name in names  # type: ignore[attr-defined]
    ]
    return ", ".join(texts[:-1]) + f" or {texts[-1]}"


def _near(word: str) -> str:
    from rapidfuzz import process

    near = process.extractOne(word.casefold(), list(FORMATS), score_cutoff=60)
    return f" Did you mean '{near[0]}'?" if near else ""

"""A case as files from which a database is filled without zopa: a Cypher script, or CSV for neo4j-admin's bulk import."""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .about import case_properties
from .connection import batches, quoted
from .records import records, rows_of, stamp_of
from .schema import CASE, CASE_NODE, labels, statements
from .writing import mark_done, merge_edges, merge_nodes, relationship

if TYPE_CHECKING:
    from ..store import Store

#: Rows in one statement of a script.
ROWS = 500
#: How neo4j-admin calls the types of Cypher.
TYPES = {int: "long", float: "double", bool: "boolean", date: "date", str: "string"}


def script(store: Store) -> Iterator[str]:
    """A case as a Cypher script, statement by statement: run it in Neo4j Browser or ``cypher-shell``.

    Parameters
    ----------
    store : Store

    Yields
    ------
    str
        A statement that ends in a semicolon and a line break. What the database has of the case is replaced.

    Examples
    --------
    >>> import zopa
    >>> from zopa.graph.neo4j.export import script
    >>> next(script(zopa.load("river-basin"))).startswith("CREATE CONSTRAINT")
    True
    """
    for statement in statements().values():
        yield f"{statement};\n"
    case = literal(store.id)
    # A script that breaks off leaves a case that is known to be there in part only.
    node = CASE_NODE.replace("$case", case)
    yield f"MERGE {node} SET c.complete = false;\n"
    for label in labels():
        yield f"MATCH (n:{quoted(label)} {{case_id: {case}}}) DETACH DELETE n;\n"
    parts = records(store)
    for part in parts:
        for batch in batches(part.cells, ROWS):
            yield _spelled(merge_nodes(part), case, batch)
    for part in parts:
        for kinds, edges in part.edges.groupby(["kind", "source_kind", "target_kind"], sort=False):
            ends = zip(edges["source"], edges["target"], edges["row"], strict=True)
            rows = [[source, target, relationship(part, row)] for source, target, row in ends]
            for few in batches(rows, ROWS):
                yield _spelled(merge_edges(part, kinds), case, few)
    for part in parts:
        for pairs in batches([list(pair) for pair in zip(part.ids, part.digests.tolist(), strict=True)], ROWS):
            yield _spelled(mark_done(part), case, pairs)
    yield f"MATCH {node} SET c = {literal(case_properties(store, stamp_of(parts), rows_of(parts)))};\n"


def _spelled(cypher: str, case: str, rows: Sequence[Any]) -> str:
    """A statement with its parameters written out, in one pass: a text that is filled in may look like a parameter."""
    parameters = {"$case": case, "$rows": literal(list(rows))}
    return re.sub(r"\$(?:case|rows)\b", lambda match: parameters[match[0]], cypher) + ";\n"


def literal(value: Any) -> str:
    """A value as Cypher writes it.

    >>> from zopa.graph.neo4j.export import literal
    >>> print(literal({"id": "it's", "n": 2.0}))
    {`id`: "it's", `n`: 2.0}
    """
    if isinstance(value, dict):
        return "{" + ", ".join(f"{quoted(name)}: {literal(part)}" for name, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(literal, value)) + "]"
    if isinstance(value, date):
        return f"date('{value.isoformat()}')"
    if isinstance(value, str):
        # JSON's escapes are Cypher's; a semicolon at the end of a line would end the statement for some readers.
        return json.dumps(value).replace(";", "\\u003b")
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    return repr(value)


def write_bulk(store: Store, folder: Path) -> Path:
    """Write the CSV files that ``neo4j-admin database import`` takes, and the command that takes them.

    Parameters
    ----------
    store : Store
    folder : Path
        Made where it does not exist.

    Returns
    -------
    Path
        The folder. ``import.txt`` in it has the command, ``schema.cypher`` what to run once the database is started.

    Raises
    ------
    ValueError
        When the folder holds anything.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise ValueError(f"The folder '{folder}' is not empty: name a new one.")
    arguments = []
    by_label: dict[str, list[dict[str, Any]]] = defaultdict(list)
    by_kind: dict[str, list[dict[str, Any]]] = defaultdict(list)
    parts = records(store)
    for part in parts:
        for cells, digest in zip(part.cells, part.digests, strict=True):
            by_label[part.label].append({":ID": f"{part.label}:{cells['id']}"} | cells | {"digest": int(digest)})
        for kind, source_kind, source, target_kind, target, row in part.edges.itertuples(index=False):
            ends = {":START_ID": f"{source_kind}:{source}", ":END_ID": f"{target_kind}:{target}"}
            by_kind[kind].append(ends | relationship(part, row))
    by_label[CASE] = [{":ID": CASE} | case_properties(store, stamp_of(parts), rows_of(parts))]
    for option, tables in (("nodes", by_label), ("relationships", by_kind)):
        for name, rows in tables.items():
            file = folder / f"{option}-{name}.csv"
            _write(file, rows)
            arguments.append(f"--{option}={name}=./{file.name}")
    (folder / "schema.cypher").write_text(
        "".join(f"{statement};\n" for statement in statements().values()), encoding="utf-8"
    )
    lines = ["neo4j-admin database import full neo4j --multiline-fields=true --overwrite-destination", *arguments]
    (folder / "import.txt").write_text(" \\\n  ".join(lines) + "\n", encoding="utf-8")
    return folder


def _write(file: Path, rows: list[dict[str, Any]]) -> None:
    names = dict.fromkeys(name for row in rows for name, cell in row.items() if cell is not None)
    for name in names:
        if not name.startswith(":") and set(name) & set(":(){}"):
            raise ValueError(
                f"The column '{name}' cannot be imported: a header of neo4j-admin takes none of : ( ) {{ }}. Rename it, or "
                "write a Cypher script instead."
            )
    heads = {name: name if name.startswith(":") else f"{name}:{_type(name, rows)}" for name in names}
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(heads.values())
        writer.writerows(_texts(row, names) for row in rows)


def _type(name: str, rows: Iterable[dict[str, Any]]) -> str:
    return TYPES[type(next(row[name] for row in rows if row.get(name) is not None))]


def _texts(row: dict[str, Any], names: Iterable[str]) -> list[str]:
    cells = [row.get(name) for name in names]
    return ["" if cell is None else str(cell).lower() if isinstance(cell, bool) else str(cell) for cell in cells]

"""Reading JSON: a list of objects is a table; an object of such lists is a case, or rows under the name of their party."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from ...graph.ontology import Table, ontology
from ..findings import Findings, Problem, listing, shortened
from ..sizes import too_many_cells
from .encodings import decoded
from .sheets import Sheet, alike, column_names
from .values import as_text

SUFFIXES = (".json", ".jsonl", ".ndjson")
EXPECTED = 'a list of objects such as [{"party": "A", "issue": "seat", "option": "Geneva"}]'
TRUTH = ("true", "false")
#: Column that is named by the lists of an object, where their rows say no party.
PARTY = "party"


class Object(dict[str, Any]):
    """An object of JSON and the names that stand in it twice."""

    twice: list[str]


def parsed(content: bytes, file: str, findings: Findings) -> Any:
    """The content of a JSON file; of a file with one object a line (JSON Lines), their list. None where it is no JSON."""
    text = decoded(content, file, findings)
    try:
        return json.loads(text, object_pairs_hook=_object)
    except (ValueError, RecursionError) as error:
        first = error
    lines = [line for line in text.splitlines() if line.strip()]
    try:
        if len(lines) > 1:
            return [json.loads(line, object_pairs_hook=_object) for line in lines]
    except (ValueError, RecursionError):
        pass
    where = None
    if isinstance(first, json.JSONDecodeError):
        where, why = first.lineno, f"The file is not JSON ({first.msg})."
    elif isinstance(first, RecursionError):
        why = "The file is nested too deeply to be read."
    else:  # Python refuses to read integers of several thousand digits.
        why = "A number has several thousand digits."
    findings.add(Problem(why, EXPECTED), file, where)
    return None


def _object(pairs: list[tuple[str, Any]]) -> Object:
    content = Object(pairs)
    content.twice = []
    if len(content) < len(pairs):
        content.twice = sorted(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
    return content


def report_twice(content: Any, file: str, findings: Findings) -> None:
    """Report names that stand twice in one object, at any depth: of their values only the last was read."""
    waiting, names = [content], Counter[str]()
    while waiting:
        part = waiting.pop()
        names.update(getattr(part, "twice", ()))
        waiting += part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    for name in names:
        findings.add(Problem(f"'{shortened(name)}' is there twice in one object.", "each name once"), file, None, name)


def tables_in(content: Any) -> Mapping[str, Any] | None:
    """The tables of a whole case by their names; None where the content is one table."""
    known = {alike(name) for name in (*ontology().tables, "dossier")}
    if isinstance(content, dict) and content and all(alike(name) in known for name in content):
        return content
    return None


def read_records(content: Any, table: Table, file: str, findings: Findings) -> Sheet:
    """One table from what a JSON file holds.

    Parameters
    ----------
    content : object
        A list of objects; or an object with one such list, or with several under names of parties. An object inside of
        which another list of objects stands is a row for each of those, with its own cells repeated.
    table : Table
    file : str
        What findings call it.
    findings : Findings
        Where to report.

    Returns
    -------
    Sheet
        Row 1 of which is the header, as in a CSV file of the same rows.
    """
    rows = list(_rows(content, table, file, findings))
    if not rows:
        return Sheet(table.name, file, list(table.columns), [np.zeros(0, dtype=object) for _ in table.columns], [])
    header = list(dict.fromkeys(name for row in rows for name in row))
    problem = too_many_cells(len(rows), len(header))
    if problem:
        findings.add(problem, file)
        return Sheet(table.name, file, [], [], [])
    columns = []
    for name, meant in zip(header, column_names(header, table), strict=True):
        column = np.empty(len(rows), dtype=object)
        for index, row in enumerate(rows):
            column[index], wrong = as_text(row.get(name), table.columns.get(meant), TRUTH)
            if wrong:
                findings.add(wrong, file, index + 2, meant, column[index])
        columns.append(column)
    return Sheet(table.name, file, header, columns, range(2, 2 + len(rows)))


def _rows(content: Any, table: Table, file: str, findings: Findings) -> Iterator[dict[str, Any]]:
    """The rows of a table, lists inside of which rows stand taken apart."""
    if isinstance(content, dict):
        lists = {name: cell for name, cell in content.items() if _is_table(cell)}
        if len(lists) == 1 and len(content) == 1:
            content = next(iter(lists.values()))
        elif lists and len(lists) == len(content):
            inside = {alike(name) for cell in lists.values() for row in cell for name in row}
            if PARTY in inside or "issue" not in inside:
                message = (
                    f"The file has lists under {listing(map(repr, lists), 'and')}, and no column says what these are: give "
                    "each object a party and an issue."
                )
                findings.add(Problem(message, EXPECTED), file)
                return
            content = [{PARTY: name, **row} for name, cell in lists.items() for row in cell]
        else:
            content = [content]
    if not isinstance(content, list):
        findings.add(Problem("The file is JSON, but no list of objects.", EXPECTED), file)
        return
    if len(content) > 1 and all(isinstance(row, list) for row in content):
        message = (
            f"The file is {len(content):,} lists without names: nothing says which party or which issue each of them is. "
            "Give each list a name, or write a table with names in its first row and its first column."
        )
        findings.add(Problem(message, EXPECTED), file)
        return
    for line, row in enumerate(content, start=2):
        if not isinstance(row, dict):
            findings.add(Problem(f"{shortened(repr(row))} is no object.", EXPECTED), file, line)
            continue
        for name in getattr(row, "twice", ()):
            findings.add(
                Problem(f"'{shortened(name)}' is there twice in one object.", "each name once"), file, line, name
            )
        inner = [name for name, cell in row.items() if _is_table(cell)]
        if len(inner) != 1:
            yield row
            continue
        outer = {name: cell for name, cell in row.items() if name != inner[0]}
        for part in row[inner[0]]:
            both = sorted(set(outer) & set(part))
            if both:
                problem = Problem(
                    f"'{shortened(both[0])}' is there twice, outside and inside of '{inner[0]}'.", EXPECTED
                )
                findings.add(problem, file, line, both[0])
            yield outer | part


def _is_table(cell: Any) -> bool:
    return isinstance(cell, list) and bool(cell) and all(isinstance(row, dict) for row in cell)


def paths(entry: Any, above: str = "") -> dict[str, str]:
    """The texts in a nested record by the names that lead to each, with dots between them.

    >>> from zopa.loaders.formats.json_files import paths
    >>> paths({"id": 7, "person": {"name": "Ann"}, "seats": ["north", "south"]})
    {'id': '7', 'person.name': 'Ann', 'seats': 'north|south'}
    """
    found: dict[str, str] = {}
    stack = [(above, entry)]
    while stack:
        name, cell = stack.pop()
        if isinstance(cell, dict):
            stack.extend((f"{name}.{key}" if name else str(key), inner) for key, inner in reversed(cell.items()))
        elif isinstance(cell, list) and any(isinstance(part, (dict, list)) for part in cell):
            stack.extend((f"{name}.{place}", inner) for place, inner in reversed(list(enumerate(cell, start=1))))
        elif isinstance(cell, list):
            found[name] = "|".join(filter(None, map(text_of, cell)))
        else:
            found[name] = text_of(cell)
    return found


def text_of(cell: Any) -> str:
    """A value of JSON, or of a DataFrame, as the text of a cell."""
    return as_text(cell, None, TRUTH)[0].strip()

"""Reading a case back from a database: whole, or the positions that a question has to see, issue by issue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..dates import ALWAYS, FOREVER, last_days, period
from ..edges import listed
from ..ontology import LIST_SEPARATOR, Table, ontology
from .connection import Connection, quoted
from .records import ROW, own_id, property_of
from .state import ours

if TYPE_CHECKING:
    from ..store import Narrowing

#: Columns of positions that every question about one issue reads; dates as they hold after ``replaces``.
HELD_COLUMNS = (
    "id",
    "party",
    "issue",
    "stance",
    "option",
    "prefers",
    "low",
    "ideal",
    "high",
    "firmness",
    "contested",
    "regions",
    "holds_from",
    "holds_until",
    "evidence",
)


def tables(
    connection: Connection, case: str, names: Iterable[str], extra_columns: Mapping[str, Sequence[Sequence[str]]]
) -> dict[str, pd.DataFrame]:
    """Tables of a case, as :attr:`zopa.graph.store.Store.tables` holds them.

    Parameters
    ----------
    connection : Connection
    case : str
    names : iterable of str
        Which tables.
    extra_columns : mapping of sequences of (str, str)
        By table the columns of the coder's own, and whether they are ``number`` or ``text``.
    """
    rows_of: dict[str, list[tuple[int, str, dict[str, Any]]]] = {name: [] for name in names}
    label_of = {str(ontology().tables[name].node): name for name in rows_of if ontology().tables[name].node}
    parts = [
        f"MATCH (n:{quoted(label)}) WHERE {ours('n')} "
        f"RETURN '{name}' AS name, n.row AS row, n.id AS id, properties(n) AS cells"
        for label, name in label_of.items()
    ]
    parts.append(
        f"MATCH (n:{ROW}) WHERE {ours('n')} AND n.table IN $tables "
        "RETURN n.table AS name, n.row AS row, n.id AS id, properties(n) AS cells"
    )
    for name, row, id, cells in connection.stream(" UNION ALL ".join(parts), case=case, tables=list(rows_of)):
        rows_of[name].append((row, id, cells))
    return {name: _table(ontology().tables[name], rows, extra_columns.get(name, ())) for name, rows in rows_of.items()}


def _table(
    shape: Table, rows: list[tuple[int, str, dict[str, Any]]], extra_columns: Sequence[Sequence[str]]
) -> pd.DataFrame:
    if not rows and not extra_columns:
        return empty(shape.name)
    rows.sort(key=lambda row: row[:2])
    columns = [*shape.columns, *(column for column, _ in extra_columns)]
    properties = [property_of(column, shape) for column in columns]
    cells_of_rows = [[cells.get(name) for name in properties] for _, _, cells in rows]
    if "id" in shape.columns:
        place = columns.index("id")
        for cells_of_row, (_, id, cells) in zip(cells_of_rows, rows, strict=True):
            cells_of_row[place] = own_id(shape, ROW if "table" in cells else "", id)
    return _frame(columns, cells_of_rows, _kinds(shape, extra_columns))


def _kinds(shape: Table, extra_columns: Sequence[Sequence[str]]) -> dict[str, str]:
    numbers = {name for name, column in shape.columns.items() if column.type == "number"}
    numbers |= {name for name, kind in extra_columns if kind == "number"}
    return {
        name: "float64" if name in numbers else "str" for name in [*shape.columns, *(name for name, _ in extra_columns)]
    }


def _frame(columns: Sequence[str], rows: list[list[Any]], kinds: dict[str, str]) -> pd.DataFrame:
    cells = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    return pd.DataFrame(
        {
            name: np.array(column, dtype=float) if kinds[name] == "float64" else pd.array(list(column), dtype="str")
            for name, column in zip(columns, cells, strict=True)
        },
        columns=pd.Index(list(columns)),
    )


# ------------------------------------------------------------------------------------------------ what is asked for


def empty(name: str) -> pd.DataFrame:
    """A table of a case that has no rows."""
    return _empty(name).copy()


@cache
def _empty(name: str) -> pd.DataFrame:
    shape = ontology().tables[name]
    return _frame(list(shape.columns), [], _kinds(shape, ()))


def weak_evidence(connection: Connection, case: str) -> pd.DataFrame:
    """The evidence that changes what is said of a position: what is inferred, and what is not in force.

    Returns
    -------
    DataFrame
        ``id``, ``attribution`` and ``status``.
    """
    shape = ontology().tables["evidence"]
    rows = [
        [own_id(shape, label, id), attribution, status]
        for label, where in (("Evidence", "e.attribution = 'inferred'"), (ROW, "e.table = 'evidence'"))
        for id, attribution, status in connection.stream(
            f"MATCH (e:{label}) WHERE {ours('e')} AND {where} RETURN e.id, e.attribution, e.status", case=case
        )
    ]
    return pd.DataFrame(rows, columns=pd.Index(["id", "attribution", "status"]), dtype="str")


def count_by_issue(connection: Connection, case: str, wanted: str, parameters: dict[str, Any]) -> dict[str, int]:
    """How many positions on each issue a question has to see."""
    rows = connection.read(
        f"MATCH (p:Position) WHERE p.case_id = $case AND p.issue IS NOT NULL AND p.digest IS NOT NULL{wanted} "
        "RETURN p.issue, count(*)",
        case=case,
        **parameters,
    )
    return dict(map(tuple, rows))


def last_start(connection: Connection, case: str) -> int:
    """As :attr:`zopa.graph.store.Store.last_start`."""
    is_no_act = "coalesce(p.once, 'no') <> 'yes'"
    rows = connection.read(
        f"MATCH (p:Position) WHERE {ours('p')} AND {is_no_act} RETURN max(p.start) "
        f"UNION ALL MATCH (p:{ROW} {{table: 'conditions'}}) WHERE {ours('p')} RETURN max(p.start)",
        case=case,
    )
    return max((period(latest)[0] for (latest,) in rows if latest is not None), default=ALWAYS)


def lacks_firmness(connection: Connection, case: str) -> bool:
    """As :attr:`zopa.graph.store.Store.lacks_firmness`."""
    ((insisting, firm),) = connection.read(
        f"MATCH (p:Position) WHERE {ours('p')} AND p.stance IN ['demands', 'rejects'] RETURN count(p), count(p.firmness)",
        case=case,
    )
    return bool(insisting and not firm)


def coded_dates(connection: Connection, case: str) -> tuple[list[str], list[str]]:
    """As :func:`zopa.graph.columns.dates_coded`."""
    ((starts, ends),) = connection.read(
        f"MATCH (p) WHERE (p:Position OR p:Party) AND {ours('p')} "
        "RETURN collect(DISTINCT p.start), "
        "collect(DISTINCT p.end) + collect(DISTINCT CASE p.once WHEN 'yes' THEN p.start END)",
        case=case,
    )
    return starts, ends


def held_positions(
    connection: Connection, case: str, issues: Sequence[str], wanted: str, parameters: dict[str, Any]
) -> pd.DataFrame:
    """The positions on some issues, in the order of their table, with the days on which they hold as start and end.

    Columns that no question about single issues reads are not there, so that one that does fails at once.
    """
    cells = ", ".join(f"p.{name}" for name in HELD_COLUMNS)
    stream = connection.stream(
        f"MATCH (p:Position) WHERE p.case_id = $case AND p.issue IN $issues AND p.digest IS NOT NULL{wanted} "
        f"RETURN p.row, {cells}",
        case=case,
        issues=list(issues),
        **parameters,
    )
    rows = sorted(stream, key=lambda row: (row[0], row[1]))
    shape = ontology().tables["positions"]
    columns = list(zip(*rows, strict=True))[1:] if rows else [()] * len(HELD_COLUMNS)
    cell = dict(zip(HELD_COLUMNS, columns, strict=True))
    cells_of: dict[str, Any] = {}
    for name in shape.columns:
        if name in cell:
            is_number = shape.columns[name].type == "number"
            cells_of[name] = np.array(cell[name], dtype=float) if is_number else pd.array(list(cell[name]), dtype="str")
    cells_of["start"] = pd.array(_days(cell["holds_from"]), dtype="str")
    cells_of["end"] = pd.array(_days(cell["holds_until"]), dtype="str")
    # The last day of what was replaced, and of an act, stands in its end.
    cells_of["replaces"] = pd.array([None] * len(rows), dtype="str")
    cells_of["once"] = pd.array([None] * len(rows), dtype="str")
    return pd.DataFrame(cells_of)


def positions(
    connection: Connection, case: str, wanted: str, parameters: dict[str, Any], extra_columns: Sequence[Sequence[str]]
) -> pd.DataFrame:
    """Some positions as they were coded, but for the last day of those that others replace."""
    stream = connection.stream(
        f"MATCH (p:Position) WHERE p.case_id = $case AND p.issue IS NOT NULL AND p.digest IS NOT NULL{wanted} "
        "RETURN p.row, p.id, properties(p)",
        case=case,
        **parameters,
    )
    rows = [(row, id, cells) for row, id, cells in stream]
    frame = _table(ontology().tables["positions"], rows, extra_columns)
    until = pd.Series(_days([cells.get("holds_until") for _, _, cells in rows]), dtype="str")
    known = until.notna() & (last_days(frame["end"]) != last_days(until))
    frame.loc[known, "end"] = until[known]
    return _without_lost(frame)


def _without_lost(frame: pd.DataFrame) -> pd.DataFrame:
    """Positions that replace only what is among them."""
    ids = set(frame["id"])
    replaced = [LIST_SEPARATOR.join(name for name in listed(cell) if name in ids) or None for cell in frame["replaces"]]
    return frame.assign(replaces=pd.array(replaced, dtype="str"))


def _days(cells: Sequence[Any]) -> list[str | None]:
    return [None if cell is None else cell.iso_format() for cell in cells]


def filters(narrowing: Narrowing) -> tuple[str, dict[str, Any]]:
    """The condition in Cypher on a position ``p``, and its parameters."""
    conditions: list[str] = []
    parameters: dict[str, Any] = {}
    if narrowing.issues is not None:
        conditions.append("p.issue IN $asked_issues")
        parameters["asked_issues"] = narrowing.issues
    if narrowing.held_by is not None:
        conditions.append("EXISTS { MATCH (h:Position {case_id: $case, issue: p.issue}) WHERE h.party IN $held_by }")
        parameters["held_by"] = narrowing.held_by
    if narrowing.regions is not None:
        named = f"split(p.regions, '{LIST_SEPARATOR}')"
        conditions.append(f"(p.regions IS NULL OR any(name IN {named} WHERE name IN $asked_regions))")
        parameters["asked_regions"] = narrowing.regions
    first, last = narrowing.days or (ALWAYS, FOREVER)
    if last != FOREVER:
        conditions.append("(p.holds_from IS NULL OR p.holds_from <= $last)")
        parameters["last"] = date.fromordinal(last)
    if first != ALWAYS:
        conditions.append("(p.holds_until IS NULL OR p.holds_until >= $first)")
        parameters["first"] = date.fromordinal(first)
    if not conditions:
        return "", {}
    if narrowing.also:
        return f" AND ({' AND '.join(conditions)} OR p.id IN $also)", parameters | {"also": list(narrowing.also)}
    return f" AND {' AND '.join(conditions)}", parameters


def groups(counts: dict[str, int], order: Sequence[str], most: int) -> Iterator[list[str]]:
    """Issues one after another in the order of their table, together while they hold no more than ``most`` positions."""
    group: list[str] = []
    held_by = 0
    for issue in order:
        count = counts.get(issue, 0)
        if not count:
            continue
        if group and held_by + count > most:
            yield group
            group, held_by = [], 0
        group.append(issue)
        held_by += count
    if group:
        yield group

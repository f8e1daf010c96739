"""Entities of FollowTheMoney (OCCRP, OpenSanctions), a line of JSON each: who is a member, director or agent of whom."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ..brought import Brought
from ..days import days
from ..findings import WARNING, Findings, Problem
from ..formats.encodings import decoded
from ..formats.folder import read_file
from ..sizes import TABLE_BYTES
from .context import noted
from .ties import PART_OF, SPEAKS_FOR, TAKES_PART, Things, countries_told, table_of

if TYPE_CHECKING:
    from pathlib import Path

    from ..formats.glance import Glance

FORM = "Entities of FollowTheMoney"
_NAMES = ("alias", "weakAlias", "previousName", "abbreviation")
_COUNTRIES = ("country", "jurisdiction", "nationality", "mainCountry")
#: Schemata of ties: the property of who is tied, that of to whom, and what the tie says.
_TIES = {
    "Membership": ("member", "organization", PART_OF),
    "Directorship": ("director", "organization", PART_OF),
    "Employment": ("employee", "employer", PART_OF),
    "Ownership": ("asset", "owner", PART_OF),
    "Representation": ("agent", "client", SPEAKS_FOR),
}


def recognises(glance: Glance) -> bool:
    """Whether the first line is an entity with a schema and properties."""
    line = next((line for line in glance.text.splitlines() if line.strip()), "")
    entity = _entity(line)
    return entity is not None


def _entity(line: str) -> dict[str, Any] | None:
    if not line.lstrip().startswith("{") or '"schema"' not in line:
        return None
    try:
        entity = json.loads(line)
    except (ValueError, RecursionError):
        return None
    kinds: dict[str, type | tuple[type, ...]] = {"schema": str, "properties": dict, "id": (str, int)}
    is_one = isinstance(entity, dict) and all(isinstance(entity.get(name), kind) for name, kind in kinds.items())
    return entity if is_one else None


def bring(path: Path, findings: Findings) -> Brought | None:
    """Read persons and organisations as parties, and memberships and the like as ties between them."""
    content = read_file(path, TABLE_BYTES, findings)
    if content is None:
        return None
    brought = Brought(FORM, meta={"title": f"Entities: {path.stem}"})
    things = Things(brought, path.name)
    entities: list[tuple[int, dict[str, Any]]] = []
    broken = 0
    for number, line in enumerate(decoded(content, path.name, findings).splitlines(), start=1):
        entity = _entity(line)
        if entity is not None:
            entities.append((number, entity))
        elif line.strip():
            brought.leave(path.name, number, line, "The line is no entity.")
            broken += 1
    if not entities:
        findings.add(
            Problem("No line of the file is an entity.", '{"id": ..., "schema": ..., "properties": {...}}'), path.name
        )
        return None
    if broken:
        problem = Problem(
            f"{broken:,} lines are no entities and were set aside.", "an entity in each line", level=WARNING
        )
        findings.add(problem, path.name)
    _read(things, entities)
    schemata: dict[str, list[str]] = {}
    for _, entity in entities:
        schemata.setdefault(entity["schema"], []).extend(_cells(entity, "name")[:1])
    for schema, names in schemata.items():
        brought.understand(path.name, schema, _told(schema), names)
    return brought


def _told(schema: str) -> str:
    table, _ = table_of(schema)
    if schema in _TIES:
        return f"a tie: the {_TIES[schema][0]} {_TIES[schema][2]} the {_TIES[schema][1]}"
    return {"parties": "a party", "events": "an event"}.get(table, "set aside")


def _cells(entity: dict[str, Any], *names: str) -> list[str]:
    """The values of properties, which are lists of texts, or references with an entity in them."""
    cells: list[str] = []
    for name in names:
        values = entity["properties"].get(name, [])
        for value in values if isinstance(values, list) else [values]:
            cells.append(str(value.get("id", "")) if isinstance(value, dict) else str(value))
    return [cell for cell in cells if cell]


def _others(entity: dict[str, Any], *used: str) -> str:
    rest = [name for name in entity["properties"] if name not in used]
    words = [f"{name}: {', '.join(cells)}" for name in rest if (cells := _cells(entity, name))]
    words += [
        f"{name}: {', '.join(map(str, cells)) if isinstance(cells, list) else cells}"
        for name, cells in entity.items()
        if name not in ("id", "schema", "properties") and cells
    ]
    return "; ".join(words)


def _read(things: Things, entities: list[tuple[int, dict[str, Any]]]) -> None:
    brought = things.brought
    ties = []
    for line, entity in entities:
        schema, key = entity["schema"], str(entity["id"])
        table, _ = table_of(schema)
        if schema in _TIES:
            ties.append((line, entity))
            continue
        if table == "events":
            added = _event(things, entity)
        elif table == "parties":
            names = _cells(entity, "name", *_NAMES)
            note = noted(
                f"FollowTheMoney {schema} {key}",
                countries_told(_cells(entity, *_COUNTRIES)),
                _others(entity, "name", *_NAMES, *_COUNTRIES),
            )
            added = things.add(key, schema, names[0] if names else key, names[1:], note)
        else:
            brought.leave(things.file, line, json.dumps(entity, ensure_ascii=False), f"A case has no {schema}.")
            continue
        if not added:
            brought.leave(
                things.file, line, json.dumps(entity, ensure_ascii=False), "The entity stands in a line above."
            )
    for line, entity in ties:
        _tie(things, line, entity)
    for line, entity in entities:
        if table_of(entity["schema"])[0] == "events":
            for party in _cells(entity, "involved", "organizer"):
                things.tie(party, str(entity["id"]), TAKES_PART, line, f"{party} takes part in {entity['id']}")


def _tie(things: Things, line: int, entity: dict[str, Any]) -> None:
    source, target, tie = _TIES[entity["schema"]]
    content = json.dumps(entity, ensure_ascii=False)
    pairs = [(one, other) for one in _cells(entity, source) for other in _cells(entity, target)]
    if not pairs:
        things.brought.leave(things.file, line, content, "The tie names nobody at one of its ends.")
    note = noted(f"{entity['schema']} {entity['id']}", _others(entity, source, target))
    for one, other in pairs:
        things.tie(one, other, tie, line, content, note)


def _event(things: Things, entity: dict[str, Any]) -> bool:
    dates = _cells(entity, "date", "startDate"), _cells(entity, "endDate")
    start, end = (days(cells[:1]).get(cells[0], "") if cells else "" for cells in dates)
    end = end if end >= start else ""
    used = ["name", *_COUNTRIES, *(["date", "startDate"] if start else []), *(["endDate"] if end else [])]
    names = _cells(entity, "name")
    note = noted(
        f"FollowTheMoney Event {entity['id']}",
        countries_told(_cells(entity, *_COUNTRIES)),
        _others(entity, *used, "involved"),
    )
    name = names[0] if names else str(entity["id"])
    return things.add(str(entity["id"]), "Event", name, names[1:], note, start=start, end=end or start)

"""Maps of Kumu as JSON: elements and connections, each with a type of its own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ..brought import Brought
from ..findings import Findings, Problem
from ..formats.folder import read_file
from ..formats.json_files import parsed
from ..sizes import TABLE_BYTES
from .ties import Things, table_of, tie_of

if TYPE_CHECKING:
    from pathlib import Path

    from ..formats.glance import Glance

FORM = "Map of Kumu"
_HEAD = ('"elements"', '"connections"')


def recognises(glance: Glance) -> bool:
    """Whether the file is JSON with elements and connections."""
    if glance.suffix != ".json" or not glance.text.lstrip("\ufeff \n\r\t").startswith("{"):
        return False
    if _HEAD[0] not in glance.text:
        return False
    if len(glance.head) < 60_000:
        return all(name in glance.text for name in _HEAD) and '"label"' in glance.text
    return '"label"' in glance.text


def bring(path: Path, findings: Findings) -> Brought | None:
    """Read elements as parties, places, events and issues by their types, and connections as ties."""
    content = read_file(path, TABLE_BYTES, findings)
    if content is None:
        return None
    whole = parsed(content, path.name, findings)
    if whole is None:
        return None
    if not isinstance(whole, dict) or not isinstance(whole.get("elements"), list):
        findings.add(
            Problem("The file has no list of elements.", '{"elements": [...], "connections": [...]}'), path.name
        )
        return None
    brought = Brought(FORM, meta={"title": str(whole.get("name") or path.stem)})
    things = Things(brought, path.name)
    types = _elements(things, whole["elements"])
    connections = whole.get("connections")
    kinds = _connections(things, connections if isinstance(connections, list) else [])
    for name, part in whole.items():
        if name not in ("elements", "connections", "name") and part:
            brought.leave(path.name, None, json.dumps({name: part}, ensure_ascii=False), "It has no place in a case.")
    for type_name, names in types.items():
        read_as = {"parties": "a party", "regions": "a place", "events": "an event", "issues": "an issue"}
        brought.understand(path.name, type_name or "no type", read_as.get(table_of(type_name)[0], "set aside"), names)
    for kind, many in kinds.items():
        rest = f"{many:,} of them."
        brought.understand(path.name, kind or "a connection without a type", tie_of(kind) or "set aside", rest=rest)
    return brought


def flat(cells: dict[str, Any], *used: str) -> dict[str, str]:
    """The filled cells of a thing as text, its attributes among them."""
    inner = cells.get("attributes")
    whole = {**cells, **inner} if isinstance(inner, dict) else cells
    return {
        str(name): ", ".join(map(str, cell)) if isinstance(cell, list) else str(cell)
        for name, cell in whole.items()
        if name not in (*used, "attributes") and cell not in (None, "", [], {})
    }


def _note(cells: dict[str, str]) -> str:
    return "; ".join(f"{name}: {cell}" for name, cell in cells.items())


def _elements(things: Things, elements: list[Any]) -> dict[str, list[str]]:
    types: dict[str, list[str]] = {}
    for number, element in enumerate(elements, start=1):
        content = json.dumps(element, ensure_ascii=False)
        cells = flat(element) if isinstance(element, dict) else {}
        name = cells.get("label", "")
        type_name = cells.get("element type") or cells.get("type") or cells.get("kind") or ""
        key = cells.get("_id") or cells.get("id") or name
        types.setdefault(type_name, []).append(name)
        aliases = [alias.strip() for alias in cells.get("aliases", "").replace("|", ",").split(",") if alias.strip()]
        used = ("label", "type", "element type", "kind", "aliases")
        note = _note({word: cell for word, cell in cells.items() if word not in used})
        if not key or not things.add(key, type_name, name, aliases, note):
            why = "The element is of no type that a case has." if key else "The element has no name."
            things.brought.leave(things.file, number, content, why)
        elif name and name != key:
            things.call(name, key)
    return types


def _connections(things: Things, connections: list[Any]) -> dict[str, int]:
    kinds: dict[str, int] = {}
    for number, connection in enumerate(connections, start=1):
        cells = flat(connection) if isinstance(connection, dict) else {}
        kind = cells.get("connection type") or cells.get("type") or cells.get("label") or ""
        kinds[kind] = kinds.get(kind, 0) + 1
        content = json.dumps(connection, ensure_ascii=False)
        used = ("from", "to", "type", "connection type", "_id", "id")
        note = _note({word: cell for word, cell in cells.items() if word not in used})
        things.tie(
            cells.get("from", ""),
            cells.get("to", ""),
            tie_of(kind),
            number,
            content,
            f"{kind}: {note}." if note else "",
        )
    return kinds

"""JSON files of a graph: whole or not at all, in UTF-8, and without what JSON has no word for."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from math import isfinite
from typing import TYPE_CHECKING, Any

from ..characters import sound
from ..files import write_text

if TYPE_CHECKING:
    from pathlib import Path


def write_json(path: Path, whole: Any) -> None:
    """Write a value as one JSON document."""
    write_text(path, sound(json.dumps(whole, ensure_ascii=False, allow_nan=False, indent=1)) + "\n")


def own_cells(cells: Mapping[str, Any], taken: Collection[str] = ()) -> dict[str, Any]:
    """The cells of a node or an edge for JSON: under another name where the format gives the name a meaning of its own.

    >>> from zopa.graph.formats.json_text import own_cells
    >>> own_cells({"kind": "Party", "color": "red", "power": float("inf")}, taken=("color",))
    {'kind': 'Party', 'party_color': 'red', 'power': 'Infinity'}
    """
    owner = str(cells["kind"]).casefold()
    return {f"{owner}_{name}" if name in taken else name: _plain(value) for name, value in cells.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, float) and not isfinite(value):
        return {"inf": "Infinity", "-inf": "-Infinity"}[str(value)]
    return value

"""Linked data as files: a case in Turtle or JSON-LD, the ontology of zopa, and the shapes of its rows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..files import write_text
from .case import case_graph
from .shapes import shapes
from .terms import SCHEMA, VOCABULARY, base_of
from .vocabulary import vocabulary

if TYPE_CHECKING:
    from pathlib import Path

    from ..store import Store


def write_turtle(case: Store, path: Path, base: str | None, answers: Mapping[str, str]) -> list[str]:
    """Write a case in Turtle."""
    write_text(path, case_graph(case, base, answers).serialize(format="turtle"))
    return []


def write_json_ld(case: Store, path: Path, base: str | None, answers: Mapping[str, str]) -> list[str]:
    """Write a case in JSON-LD, with a context of its own: a reader fetches nothing."""
    context = {
        "zopa": VOCABULARY,
        "schema": SCHEMA,
        "case": {"@id": base_of(case.id, base), "@prefix": True},
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
    text = case_graph(case, base, answers).serialize(format="json-ld", context=context, auto_compact=False)
    write_text(path, json.dumps(json.loads(text), ensure_ascii=False, indent=1) + "\n")
    return []


def write_ontology(_: Store | None, path: Path) -> list[str]:
    """Write the terms of zopa in Turtle."""
    write_text(path, vocabulary().serialize(format="turtle"))
    return []


def write_shapes(_: Store | None, path: Path) -> list[str]:
    """Write the shapes of rows in Turtle."""
    write_text(path, shapes().serialize(format="turtle"))
    return []

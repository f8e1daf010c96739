"""A case as a Cypher script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..files import write_text
from ..neo4j.export import script

if TYPE_CHECKING:
    from pathlib import Path

    from ..store import Store


def write(case: Store, path: Path) -> list[str]:
    """Write a Cypher script, which puts the whole case into a database."""
    write_text(path, "".join(script(case)))
    return []

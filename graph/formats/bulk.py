"""A case as the files from which neo4j-admin fills a new database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..neo4j.export import write_bulk

if TYPE_CHECKING:
    from pathlib import Path

    from ..store import Store


def write(case: Store, path: Path) -> list[str]:
    """Write a folder of CSV files, which hold the whole case."""
    write_bulk(case, path)
    return []

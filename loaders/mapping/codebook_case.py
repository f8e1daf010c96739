"""A table that is a codebook and nothing else: a case of issues and options, to which positions can be coded."""

from __future__ import annotations

from ...graph.columns import OTHER
from .. import dossier_toml as about
from ..brought import Brought
from .codes import Codebook
from .grids import Table
from .ids import Ids


def codebook_alone(book: Codebook, table: Table, title: str) -> Brought:
    """A table that is a codebook: its issues and options, and no positions."""
    brought = Brought("A codebook: issues and their options", meta=about.with_comments({}, {table.file: table.above}))
    brought.meta.setdefault("title", title)
    issues = Ids()
    for name, labels in book.labels.items():
        issue = issues.of(name or title)
        brought.add(
            "issues",
            id=issue,
            name=book.titles.get(name, "") if book.titles.get(name) != issue else "",
            kind="choice",
            closed="yes",
        )
        options = Ids((OTHER,))
        for code, label in labels.items():
            shown = f"{label} ({code})" if list(labels.values()).count(label) > 1 else label
            brought.add("options", issue=issue, option=options.of(code), name=shown)
    for name in table.header:
        brought.understand(table.file, name, "part of a codebook: what codes mean", table.cells(name))
    return brought

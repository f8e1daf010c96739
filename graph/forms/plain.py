"""A table as a terminal shows it, in a file."""

from __future__ import annotations

from io import StringIO

from ..characters import visible
from ..terminal import table
from .content import Content


def written(content: Content) -> bytes:
    """The table as wide as a page of text, the question above it and what is said of it below."""
    rows = content.narrow
    body = table(rows, file=StringIO()) if len(rows) else f"{content.nothing}\n"
    notes = "".join(f"{note}\n" for note in content.notes_on_paper)
    title = f"{content.title}\n\n" if content.title else ""
    return (visible(title) + body + visible(f"\n{notes}" if notes else "")).encode()

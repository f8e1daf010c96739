"""A table in Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..characters import one_line
from .content import Content, cells, listed_out, whole_letters

if TYPE_CHECKING:
    import pandas as pd


def written(content: Content) -> bytes:
    """The question, the table, and below it what is said of it."""
    parts = [f"**{_escaped(content.title)}**\n"] if content.title else []
    # To people a list is words, and not words with signs that Markdown would take for the end of a cell.
    listed = {
        name: content.frame[name].map(lambda cell, name=name: listed_out(name, cell) if isinstance(cell, str) else cell)
        for name in content.frame.columns
    }
    parts.append(markdown(content.frame.assign(**listed)))
    if content.frame.empty:
        parts.append(f"{_escaped(content.nothing)}\n")
    parts += [f"{_escaped(note)}\n" for note in content.notes]
    return "\n".join(parts).encode()


def markdown(frame: pd.DataFrame) -> str:
    """The table alone.

    >>> import pandas as pd
    >>> from zopa.graph.forms.markdown import markdown
    >>> markdown(pd.DataFrame({"a": ["x|y"]}))
    '| a |\\n| --- |\\n| x\\\\|y |\\n'
    """
    rows = [list(frame.columns), ["---"] * len(frame.columns), *cells(whole_letters(frame))]
    return "".join(
        "| " + " | ".join("" if cell is None else _escaped(str(cell)) for cell in row) + " |\n" for row in rows
    )


def _escaped(text: str) -> str:
    """One line in which nothing is read as a mark-up of HTML, and no cell ends before its end."""
    return one_line(text).replace("\\|", "&#92;|").replace("|", "\\|").replace("<", "\\<")

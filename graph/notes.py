"""The sentences that a query says of its whole answer, wherever that is shown or written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .asked import LINES, date_words

if TYPE_CHECKING:
    import pandas as pd

#: Said of an answer that a limit or the time cut short.
MORE = "There are more: this is what was found before the limit."


def notes_of(frame: pd.DataFrame) -> tuple[str, ...]:
    """What is said of an answer: what-if, date, level, what is to be noted, and whether there is more."""
    attrs = frame.attrs
    notes = [attrs.get("what_if"), date_told(frame), level_told(frame), attrs.get("paragraph"), attrs.get("note")]
    return tuple(str(note) for note in (*notes, more_told(frame)) if note)


def date_told(frame: pd.DataFrame) -> str:
    """Of which date a query was asked, in a sentence; empty where its answer does not say it."""
    as_of = frame.attrs.get("as_of")
    return date_words(as_of) if as_of else ""


def level_told(frame: pd.DataFrame) -> str:
    """At which level a query was asked, in a sentence; empty where its answer does not say it.

    >>> import zopa
    >>> from zopa.graph.notes import level_told
    >>> level_told(zopa.load("river-basin").zones())
    'Red lines count.'
    """
    lines = LINES.get(frame.attrs.get("level", ""), "")
    return f"{lines[0].upper()}{lines[1:]} count." if lines else ""


def more_told(frame: pd.DataFrame) -> str:
    """That there is more than an answer has, in a sentence; empty where it is whole."""
    return MORE if not frame.attrs.get("complete", True) or frame.attrs.get("more") else ""

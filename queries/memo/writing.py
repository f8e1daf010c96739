"""Writes a memo, a paper on one issue or a sheet in the form that the suffix of the file names."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...graph.asked import ALL
from ...graph.files import check_place, write_bytes
from ...graph.lists import join
from ...graph.provenance import coders_of, day_of_making, version_of_zopa
from ...graph.redaction import left_out_of, to_pass_on
from ...graph.state import short_state
from ...graph.what_if import told
from ..asking.selection import words_asked
from .briefing import Briefing
from .content import Block, Document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: The module that writes each form.
FORMS = {".docx": "docx_file", ".html": "html_file", ".md": "markdown_file", ".pdf": "pdf_file"}
SHEETS = ("islands", "iceberg", "red lines", "influence")
#: What is said of a document from which something is left out.
LEFT_OUT = {
    "quotes": "Quotes and paraphrases are left out.",
    "sources": "Quotes, sources and notes are left out.",
    "names": "Quotes, sources, notes and the names of the parties are left out.",
}


def write(
    case: Any,
    path: str | Path,
    *,
    issue: str | None = None,
    sheet: str | None = None,
    as_of: str | None = None,
    title: str | None = None,
    redact: str = "none",
    template: str | Path | None = None,
    before: Callable[[Any], None] | None = None,
) -> Path:
    """Write a document about a :class:`zopa.PositionGraph`, see :meth:`zopa.PositionGraph.memo`.

    ``before`` is called with the case that the document will be about, before anything is worked out or written.
    """
    target = Path(path)
    suffix = target.suffix.lower()
    if suffix not in FORMS:
        raise ValueError(f"'{target}' does not name a form of a memo: use {join(FORMS, 'or')}.")
    if template is not None and suffix != ".docx":
        raise ValueError(f"A template is for .docx, and '{target}' is not: leave out the template.")
    if issue is not None and sheet is not None:
        raise ValueError("A paper on one issue and a sheet are two documents: give the issue or the sheet.")
    check_place(target)
    document = document_of(case, issue=issue, sheet=sheet, as_of=as_of, title=title, redact=redact, before=before)
    form: Any = importlib.import_module(f".{FORMS[suffix]}", __package__)
    content: bytes = form.content(document, *(() if template is None else (Path(template),)))
    return write_bytes(target, content)


def document_of(
    case: Any,
    *,
    issue: str | None = None,
    sheet: str | None = None,
    as_of: str | None = None,
    title: str | None = None,
    redact: str = "none",
    before: Callable[[Any], None] | None = None,
) -> Document:
    """What the document says, before it is written in a form.

    >>> import zopa
    >>> from zopa.queries.memo.writing import document_of
    >>> document_of(zopa.load("river-basin"), sheet="islands").title
    'Island of agreements'
    """
    if sheet is not None:
        sheet = sheet.replace("-", " ")
        words_asked(sheet, SHEETS, "sheet")
    shown = to_pass_on(case, redact, "memo", title=title, before=before)
    briefing = Briefing(shown, as_of)
    heading, blocks = shown.title, tuple(_blocks(briefing, issue, sheet))
    wide = False
    if sheet is not None:
        sheets = importlib.import_module(".sheets", __package__)
        heading, wide = sheets.TITLES[sheet], sheets.IS_WIDE[sheet]
    elif issue is not None:
        heading = importlib.import_module(".options_paper", __package__).title_of(briefing, issue)
    notices = filter(None, (told(shown.meta), LEFT_OUT.get(left_out_of(shown.meta), "")))
    return Document(
        title=title or heading,
        subtitle=_subtitle(briefing, heading),
        notices=tuple(notices),
        author=join(coders_of(shown.meta), "and"),
        day=day_of_making(),
        blocks=(*blocks,),
        notes=tuple(briefing.cite.notes.texts),
        wide=wide,
    )


def _blocks(briefing: Briefing, issue: str | None, sheet: str | None) -> Iterator[Block]:
    if sheet is not None:
        return importlib.import_module(".sheets", __package__).blocks(briefing, sheet)
    if issue is not None:
        return importlib.import_module(".options_paper", __package__).blocks(briefing, issue)
    return briefing.blocks()


def _subtitle(briefing: Briefing, heading: str) -> str:
    case = briefing.case
    parts = [] if heading == case.title else [case.title.rstrip(".")]
    parts.append("Positions of all dates" if briefing.as_of == ALL else f"Positions as of {briefing.as_of}")
    if coders := coders_of(case.meta):
        parts.append(f"coded by {join(coders, 'and')}")
    if licence := str(case.meta.get("licence") or ""):
        parts.append(licence)
    parts.append(f"case {case.id}, state {short_state(case)}")
    parts.append(f"written on {day_of_making()} with zopa {version_of_zopa()}")
    return " · ".join(parts)

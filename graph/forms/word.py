"""A table for a word processor."""

from __future__ import annotations

import io
import unicodedata
from typing import Any

from ..extras import needed
from ..terminal import WIDE
from .content import Content, paper_rows, text_of

MISSING = 'A document for a word processor needs python-docx: pip install "zopa[documents]".'
#: From this many columns on the sheet of paper lies on its side.
MANY = 5
#: How much wider than others a column of sentences is.
BROAD = 4


def written(content: Content) -> bytes:
    """The document: the question, the table with a header on each page, and below it what is said of it.

    Raises
    ------
    ValueError
        When python-docx is not installed.
    """
    docx = needed("docx", MISSING)
    millimetres, points = docx.shared.Mm, docx.shared.Pt
    document: Any = docx.Document()
    section = document.sections[0]
    short, long = millimetres(210), millimetres(297)
    frame = content.narrow
    wide = len(frame.columns) >= MANY
    section.page_width, section.page_height = (long, short) if wide else (short, long)
    section.orientation = int(wide)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = millimetres(18)
    document.styles["Normal"].font.size = points(9)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = text_of(content.title or content.name)[:255], "zopa", ""
    if content.title:
        _say(document.add_heading(level=1), text_of(content.title))
    if frame.empty:
        _say(document.add_paragraph(), text_of(content.nothing))
    else:
        _table(document, content, section.page_width - 2 * section.left_margin)
    for note in content.notes_on_paper:
        _say(document.add_paragraph(), text_of(note))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _table(document: Any, content: Content, width: int) -> None:
    """The rows, and above them the names of the columns, which stand again on each page."""
    from docx.oxml import OxmlElement

    frame = content.narrow
    shares = [BROAD if name in WIDE else 1 for name in frame.columns]
    table = document.add_table(rows=0, cols=len(shares))
    table.style = "Table Grid"
    table.autofit = False
    for column, share in zip(table.columns, shares, strict=True):
        column.width = width * share // sum(shares)
    heads = [content.head(name) for name in frame.columns]
    for row in (heads, *paper_rows(frame)):
        added = table.add_row()
        for cell, share, text in zip(added.cells, shares, row, strict=True):
            cell.width = width * share // sum(shares)
            _say(cell.paragraphs[0], text, bold=row is heads)
        properties = added._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if row is heads:
            properties.append(OxmlElement("w:tblHeader"))


def _say(paragraph: Any, text: str, bold: bool = False) -> None:
    """A text in a paragraph, which goes from the right where its first letter does."""
    from docx.oxml import OxmlElement

    run = paragraph.add_run(text)
    if bold:
        run.bold = True
    letter = next((letter for letter in text if unicodedata.bidirectional(letter) in ("L", "R", "AL")), "")
    if letter and unicodedata.bidirectional(letter) != "L":
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
        run._r.get_or_add_rPr().append(OxmlElement("w:rtl"))

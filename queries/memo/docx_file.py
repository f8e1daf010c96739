"""A document as a Word file, in styles that Word knows by name: an office can restyle it or give its own template."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path
from typing import Any

from ...graph.extras import needed
from ...graph.files import zip_of
from .content import LANGUAGE, Bullets, Cell, Cited, Document, Heading, Paragraph, Picture, Table, link_parts, sound

MISSING = 'Word files are written with python-docx, which is not installed: pip install "zopa[documents]"'
#: The kinds of styles in python-docx.
PARAGRAPH, CHARACTER, TABLE = 1, 2, 3
#: The styles that are used, and what kind each is; one that a template lacks is added to the document.
STYLES = {
    "Title": PARAGRAPH,
    "Subtitle": PARAGRAPH,
    "Intense Quote": PARAGRAPH,
    "Heading 1": PARAGRAPH,
    "Heading 2": PARAGRAPH,
    "Body Text": PARAGRAPH,
    "List Bullet": PARAGRAPH,
    "Caption": PARAGRAPH,
    "Table Text": PARAGRAPH,
    "Table Heading": PARAGRAPH,
    "Note Text": PARAGRAPH,
    "Note Number": CHARACTER,
    "Table Grid": TABLE,
}
#: Sizes in points, where no template says otherwise.
SIZES = {
    "Normal": 10,
    "Body Text": 10,
    "List Bullet": 10,
    "Title": 19,
    "Subtitle": 9.5,
    "Intense Quote": 10,
    "Heading 1": 13,
    "Heading 2": 11,
    "Caption": 9,
    "Table Text": 8.5,
    "Table Heading": 8.5,
    "Note Text": 8,
}
INK, FONT = "1F3A4D", "Calibri"
#: Millimetres of an A4 page.
A4, MARGIN = (210, 297), 20
#: Height of a row that is to be filled by hand, in millimetres.
HAND = 14
NOTES_TITLE = "Notes"


def content(document: Document, template: Path | None = None) -> bytes:
    """The document as the bytes of a .docx file.

    Parameters
    ----------
    document : Document
    template : Path, optional
        A .docx whose styles, headers, footers and page are taken; its text is left out.

    Raises
    ------
    ValueError
        When the template is no .docx, or python-docx is not installed.
    """
    return _Writer(document, template).written()


class _Writer:
    """Writes one document with python-docx."""

    def __init__(self, document: Document, template: Path | None) -> None:
        self.docx: Any = needed("docx", MISSING)
        self.document, self.has_template = document, template is not None
        self.file: Any = self._opened(template)
        self._prepare_styles()
        self._prepare_page()
        self._describe()

    def written(self) -> bytes:
        document = self.document
        self._paragraph("Title", (Cited(document.title),))
        self._paragraph("Subtitle", (Cited(document.subtitle),))
        for notice in document.notices:
            self._paragraph("Intense Quote", (Cited(notice),))
        for block in document.blocks:
            self._add(block)
        if document.notes:
            self._paragraph("Heading 1", (Cited(NOTES_TITLE),))
            section = self.file.add_section(self.docx.enum.section.WD_SECTION.CONTINUOUS)
            section._sectPr.append(self._element("w:cols", {"w:num": "2", "w:space": "400"}))
        for number, text in enumerate(document.notes, 1):
            self._note(number, text)
        buffer = io.BytesIO()
        self.file.save(buffer)
        # As saved, the file holds the time of the day; packed anew, the same document has the same bytes.
        return zip_of(buffer.getvalue())

    def _add(self, block: object) -> None:
        if isinstance(block, Heading):
            self._paragraph(f"Heading {block.level}", (Cited(block.text),))
        elif isinstance(block, Paragraph):
            self._paragraph("Body Text", block.sentences)
        elif isinstance(block, Bullets):
            for item in block.items:
                self._paragraph("List Bullet", item)
        elif isinstance(block, Table):
            self._table(block)
        elif isinstance(block, Picture):
            self._picture(block)

    # -------------------------------------------------------------------------------------------- the file

    def _opened(self, template: Path | None) -> Any:
        if template is None:
            return self.docx.Document()
        try:
            file = self.docx.Document(str(template))
        except FileNotFoundError:
            raise ValueError(f"There is no template '{template}'.") from None
        except (self.docx.opc.exceptions.PackageNotFoundError, KeyError, ValueError):
            raise ValueError(f"The template '{template}' is no .docx file: save it in Word as .docx.") from None
        body = file.element.body
        for element in list(body):
            if not element.tag.endswith("}sectPr"):
                body.remove(element)
        return file

    def _prepare_styles(self) -> None:
        styles = self.file.styles
        present = {style.name for style in styles}
        points, colour = self.docx.shared.Pt, self.docx.shared.RGBColor.from_string(INK)
        for name, kind in STYLES.items():
            if name not in present:
                style = styles.add_style(name, kind)
                if kind == PARAGRAPH:
                    style.base_style = styles["Normal"]
                if name in SIZES:
                    style.font.size = points(SIZES[name])
                style.font.bold = True if name == "Table Heading" else None
                style.font.superscript = True if name == "Note Number" else None
        if self.has_template:
            return
        for name, size in SIZES.items():
            styles[name].font.size = points(size)
            form = styles[name].paragraph_format
            form.space_after = points(3 if name.startswith(("Table", "Note", "List")) else 6)
            form.line_spacing = 1.1
            if name in ("Title", "Subtitle", "Heading 1", "Heading 2", "Caption"):
                styles[name].font.color.rgb = colour
        styles["Normal"].font.name = FONT
        styles["Heading 1"].paragraph_format.space_before = points(12)
        styles["Caption"].paragraph_format.keep_with_next = True
        for name in ("Table Text", "Table Heading"):
            styles[name].paragraph_format.space_after = points(1)

    def _prepare_page(self) -> None:
        """The language; and, where no template says so, an A4 page with its number below."""
        qualified = self.docx.oxml.ns.qn
        defaults = self.file.styles.element.find(f".//{qualified('w:rPrDefault')}//{qualified('w:lang')}")
        if defaults is not None:
            defaults.set(qualified("w:val"), "en-GB")
        if self.has_template:
            return
        section, millimetres = self.file.sections[0], self.docx.shared.Mm
        width, height = reversed(A4) if self.document.wide else A4
        if self.document.wide:
            section.orientation = self.docx.enum.section.WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = millimetres(width), millimetres(height)
        for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
            setattr(section, side, millimetres(MARGIN))
        footer = section.footer.paragraphs[0]
        footer.style = self.file.styles["Note Text"]
        footer.add_run(f"{sound(self.document.title)} · page ")
        self._field(footer, "PAGE")

    def _describe(self) -> None:
        about, document = self.file.core_properties, self.document
        about.title, about.subject = sound(document.title)[:255], sound(document.subtitle)[:255]
        about.author, about.last_modified_by = sound(document.author)[:255], ""
        about.language, about.comments, about.keywords = LANGUAGE, "", "negotiation, positions"
        about.created = about.modified = datetime.fromisoformat(document.day)
        about.revision = 1

    # -------------------------------------------------------------------------------------------- text

    def _paragraph(self, style: str, sentences: tuple[Cited, ...]) -> None:
        self._fill(self.file.add_paragraph(style=self.file.styles[style]), sentences)

    def _fill(self, paragraph: Any, sentences: tuple[Cited, ...]) -> None:
        for index, sentence in enumerate(sentences):
            paragraph.add_run(f"{' ' if index else ''}{sound(sentence.text)}")
            for text, note in link_parts(sentence.notes):
                self._number(paragraph, text, note)

    def _number(self, paragraph: Any, text: str, note: int) -> None:
        """A raised number that leads to its note."""
        if not note:
            paragraph.add_run(text, style=self.file.styles["Note Number"])
            return
        link = self._element("w:hyperlink", {"w:anchor": f"note-{note}", "w:history": "1"})
        run = paragraph.add_run(text, style=self.file.styles["Note Number"])
        link.append(run._r)
        paragraph._p.append(link)

    def _note(self, number: int, text: str) -> None:
        paragraph = self.file.add_paragraph(style=self.file.styles["Note Text"])
        mark = {"w:id": str(number), "w:name": f"note-{number}"}
        paragraph._p.append(self._element("w:bookmarkStart", mark))
        paragraph.add_run(f"{number}. ")
        paragraph._p.append(self._element("w:bookmarkEnd", {"w:id": str(number)}))
        paragraph.add_run(sound(text))

    def _element(self, name: str, attributes: dict[str, str]) -> Any:
        element = self.docx.oxml.OxmlElement(name)
        for attribute, value in attributes.items():
            element.set(self.docx.oxml.ns.qn(attribute), value)
        return element

    def _field(self, paragraph: Any, code: str) -> None:
        field = self._element("w:fldSimple", {"w:instr": code})
        field.append(paragraph.add_run("1")._r)
        paragraph._p.append(field)

    # -------------------------------------------------------------------------------------------- tables and the picture

    def _table(self, block: Table) -> None:
        self._paragraph("Caption", (Cited(block.caption),))
        table = self.file.add_table(rows=1, cols=len(block.headers), style=self.file.styles["Table Grid"])
        table.autofit = False
        described = self._element("w:tblCaption", {"w:val": sound(block.caption)})
        table._tbl.tblPr.append(described)
        for cell, header in zip(table.rows[0].cells, block.headers, strict=True):
            self._cell(cell, "Table Heading", (Cited(header),))
        self._mark_row(table.rows[0], "w:tblHeader")
        for row in block.rows:
            written_row = table.add_row()
            self._mark_row(written_row, "w:cantSplit")
            if not any(row):
                # A hand needs room to write.
                written_row.height = self.docx.shared.Mm(HAND)
            for cell, pieces in zip(written_row.cells, row, strict=True):
                self._cell(cell, "Table Text", pieces)
        section = self.file.sections[-1]
        room, total = section.page_width - section.left_margin - section.right_margin, sum(block.widths)
        for column, share in zip(table.columns, block.widths, strict=True):
            column.width = width = int(room * share / total)
            for cell in column.cells:
                cell.width = width
        # Word joins a table to one that follows without a paragraph between the two.
        self.file.add_paragraph(style=self.file.styles["Table Text"])

    def _mark_row(self, row: Any, name: str) -> None:
        row._tr.get_or_add_trPr().append(self._element(name, {"w:val": "true"}))

    def _cell(self, cell: Any, style: str, pieces: Cell) -> None:
        for index, piece in enumerate(pieces or (Cited(""),)):
            paragraph = cell.add_paragraph() if index else cell.paragraphs[0]
            paragraph.style = self.file.styles[style]
            self._fill(paragraph, (piece,))

    def _picture(self, block: Picture) -> None:
        section = self.file.sections[-1]
        room = section.page_width - section.left_margin - section.right_margin
        shape = self.file.add_picture(io.BytesIO(block.png()))
        most = min(room, shape.width), self.docx.shared.Mm(85)
        scale = min(most[0] / shape.width, most[1] / shape.height)
        shape.width, shape.height = int(shape.width * scale), int(shape.height * scale)
        described = shape._inline.docPr
        described.set("descr", sound(block.alt))
        described.set("title", sound(block.caption))
        self.file.paragraphs[-1].paragraph_format.keep_with_next = True
        self._paragraph("Caption", (Cited(block.caption),))

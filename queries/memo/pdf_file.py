"""A document as a PDF, set by Typst: one wheel that shapes and orders the letters of any script, and tags what it writes.

Of what pip installs alone, ReportLab and fpdf2 need a font named for each script; WeasyPrint needs Pango from the system.
The words of the case reach Typst as data, so nothing of them becomes markup.
"""

from __future__ import annotations

import json
import tempfile
import warnings
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from ...graph.extras import needed
from .content import LANGUAGE, Bullets, Cited, Document, Heading, Paragraph, Picture, Table, link_parts, sound, texts_of

LAYOUT = "layout.typ"
MISSING = 'PDF files are written with typst, which is not installed: pip install "zopa[documents]"'
#: The font of running text, which comes with Typst; it has Latin, Greek, Cyrillic and Hebrew letters.
TYPEFACE = "Libertinus Serif"


def content(document: Document) -> bytes:
    """The document as the bytes of a PDF file.

    Raises
    ------
    ValueError
        When typst is not installed.
    """
    typst = needed("typst", MISSING)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        blocks = [_block(block, place, number) for number, block in enumerate(document.blocks)]
        described = {
            "title": sound(document.title),
            "subtitle": sound(document.subtitle),
            "notices": [sound(notice) for notice in document.notices],
            "author": sound(document.author),
            "language": LANGUAGE,
            "blocks": blocks,
            "notes": [sound(note) for note in document.notes],
            "wide": document.wide,
            "fonts": _fonts(document),
        }
        (place / "document.json").write_text(json.dumps(described), encoding="utf-8")
        layout = place / LAYOUT
        layout.write_bytes(files(__package__ or "").joinpath(LAYOUT).read_bytes())
        written: bytes = typst.compile(
            str(layout),
            root=folder,
            font_paths=[str(_font_folder())],
            timestamp=datetime.fromisoformat(document.day).replace(tzinfo=UTC),
        )
    return written


def _font_folder() -> Path:
    """The fonts that come with matplotlib, which are on every machine; the machine's are used for other scripts."""
    import matplotlib

    return Path(matplotlib.get_data_path()) / "fonts" / "ttf"


def _fonts(document: Document) -> list[str]:
    """Fonts that together have all letters of the document, the plainest first; a warning says which letters none has."""
    from ..pictures import fonts

    families, missing = fonts.families_for("".join(map(sound, texts_of(document))))
    if missing:
        warnings.warn(fonts.advice(missing, "PDF", "write .docx or .html"), fonts.MissingLetters, stacklevel=4)
    return [TYPEFACE, *families]


def _block(block: object, place: Path, number: int) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"kind": "heading", "level": block.level, "text": sound(block.text)}
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "sentences": _pieces(block.sentences)}
    if isinstance(block, Bullets):
        return {"kind": "bullets", "items": [_pieces(item) for item in block.items]}
    if isinstance(block, Table):
        return {
            "kind": "table",
            "caption": sound(block.caption),
            "headers": [sound(header) for header in block.headers],
            "rows": [[_pieces(cell) for cell in row] for row in block.rows],
            "widths": list(block.widths),
        }
    assert isinstance(block, Picture)
    name = f"picture-{number}.png"
    (place / name).write_bytes(block.png())
    return {"kind": "picture", "file": name, "caption": sound(block.caption), "alt": sound(block.alt)}


def _pieces(pieces: tuple[Cited, ...]) -> list[dict[str, Any]]:
    return [{"text": sound(piece.text), "notes": link_parts(piece.notes)} for piece in pieces]

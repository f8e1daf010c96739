"""A document in Markdown, with footnotes as GitHub, Pandoc and most others read them."""

from __future__ import annotations

import re

from .content import Bullets, Cell, Cited, Document, Heading, Paragraph, Picture, Table, sound

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$^&])")
#: What would begin a list, a heading or a rule at the head of a line.
_AT_THE_HEAD = re.compile(r"^(\d+)([.)])|^([-+=:])")


def content(document: Document) -> bytes:
    """The document as the bytes of a Markdown file.

    >>> from zopa.queries.memo.content import Cited, Document, Paragraph
    >>> from zopa.queries.memo.markdown_file import content
    >>> blocks = (Paragraph((Cited("A demands *all*.", (1,)),)),)
    >>> print(content(Document("Talks", "2025", (), "", "2025-08-15", blocks, ("A note.",))).decode())
    # Talks
    <BLANKLINE>
    2025
    <BLANKLINE>
    A demands \\*all\\*.[^1]
    <BLANKLINE>
    [^1]: A note.
    <BLANKLINE>
    """
    parts = [f"# {_plain(document.title)}", _plain(document.subtitle)]
    parts += [f"> {_plain(notice)}" for notice in document.notices]
    for block in document.blocks:
        parts += _block(block)
    parts.append("\n".join(f"[^{number}]: {_plain(text)}" for number, text in enumerate(document.notes, 1)))
    return ("\n\n".join(filter(None, parts)) + "\n").encode()


def _block(block: object) -> list[str]:
    if isinstance(block, Heading):
        return [f"{'#' * (block.level + 1)} {_plain(block.text)}"]
    if isinstance(block, Paragraph):
        return [" ".join(map(_cited, block.sentences))]
    if isinstance(block, Bullets):
        return ["\n".join(f"- {' '.join(map(_cited, item))}" for item in block.items)]
    if isinstance(block, Table):
        lines = [_row([_plain(header) for header in block.headers]), _row(["---"] * len(block.headers))]
        lines += [_row([_cell(cell) for cell in row]) for row in block.rows]
        return [f"*{_plain(block.caption)}*", "\n".join(lines)]
    # A text has no picture: what it shows is told.
    return [f"*{_plain(block.caption)}* {_plain(block.alt)}"] if isinstance(block, Picture) else []


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell) -> str:
    return "; ".join(map(_cited, cell))


def _cited(piece: Cited) -> str:
    return _plain(piece.text) + "".join(f"[^{note}]" for note in piece.notes)


def _plain(text: str) -> str:
    """Text of which nothing becomes markup."""
    escaped = _SPECIAL.sub(r"\\\1", " ".join(sound(text).split()))
    return _AT_THE_HEAD.sub(lambda head: f"{head[1]}\\{head[2]}" if head[1] else f"\\{head[3]}", escaped)

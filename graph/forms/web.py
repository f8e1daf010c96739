"""A table as a page of its own, which loads nothing, runs nothing, and is read aloud as a table."""

from __future__ import annotations

from html import escape
from typing import Any

from ..terminal import WIDE
from .content import Content, cells, listed_out, text_of

STYLE = """\
:root{color-scheme:light dark}
body{font:16px/1.45 system-ui,sans-serif;margin:1.5rem;color:CanvasText;background:Canvas}
.rows{overflow-x:auto}
table{border-collapse:collapse}
caption{text-align:start;font-weight:600;font-size:1.15rem;padding-block-end:.6rem}
th,td{border:1px solid GrayText;padding:.3rem .5rem;text-align:start;vertical-align:top;white-space:pre-line}
th{position:sticky;top:0;background:Canvas}
td.n{text-align:end;font-variant-numeric:tabular-nums}
td.w{min-width:22rem}
@media print{th{position:static}.rows{overflow:visible}}"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def written(content: Content) -> bytes:
    """The page: the table with the question as its caption, and below it what is said of it."""
    title = escape(text_of(content.title or content.name))
    rows = _table(content, title)
    if content.frame.empty:
        rows += f"<p>{escape(text_of(content.nothing))}</p>\n"
    notes = "".join(f'<p dir="auto">{escape(text_of(note))}</p>\n' for note in content.notes)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{STYLE}\n</style>\n</head>\n<body>\n<main>\n"
        # Who has no mouse scrolls what can be reached with the keyboard.
        f'<div class="rows" role="region" tabindex="0" aria-label="{title}">\n{rows}</div>\n{notes}</main>\n'
        "</body>\n</html>\n"
    ).encode()


def _table(content: Content, title: str) -> str:
    names = list(content.frame.columns)
    heads = "".join(f'<th scope="col">{escape(content.head(name))}</th>' for name in names)
    body = "".join(
        "<tr>" + "".join(_cell(name, cell) for name, cell in zip(names, row, strict=True)) + "</tr>\n"
        for row in cells(content.frame)
    )
    return (
        f"<table>\n<caption>{title}</caption>\n<thead>\n<tr>{heads}</tr>\n</thead>\n<tbody>\n{body}</tbody>\n</table>\n"
    )


def _cell(name: Any, cell: Any) -> str:
    text = escape(listed_out(name, text_of(cell)))
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return f'<td class="n">{text}</td>'
    return f'<td class="w" dir="auto">{text}</td>' if name in WIDE else f'<td dir="auto">{text}</td>'

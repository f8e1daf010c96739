"""A document as one HTML file that loads nothing and is printed as it is read."""

from __future__ import annotations

from markupsafe import Markup, escape

from .content import LANGUAGE, Bullets, Cell, Cited, Document, Heading, Paragraph, Picture, Table, link_parts, sound

STYLE = Markup("""
:root { color-scheme: light; --ink: #1b1f23; --mark: #1f3a4d; --line: #b8c2c9; }
body { max-width: 52rem; margin: 2rem auto; padding: 0 1rem; color: var(--ink); background: #fff;
  font: 1rem/1.5 system-ui, "Noto Sans", sans-serif; }
body.wide { max-width: 76rem; }
h1, h2, h3 { color: var(--mark); line-height: 1.25; text-wrap: balance; }
h1 { margin-bottom: 0.2rem; }
.subtitle, .notes, caption, figcaption { font-size: 0.85rem; }
.notice { border-inline-start: 0.3rem solid var(--mark); padding: 0.4rem 0.8rem; font-weight: 600; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.85rem; }
caption { text-align: start; margin-bottom: 0.3rem; }
th, td { border: 1px solid var(--line); padding: 0.3rem 0.5rem; text-align: start; vertical-align: top; }
th { background: #eef2f4; }
td p { margin: 0 0 0.25rem; }
figure { margin: 1rem 0; }
figure svg { max-width: 100%; height: auto; }
sup { line-height: 0; }
sup a { text-decoration: none; }
a { color: #0b5394; }
p, li, td { overflow-wrap: anywhere; }
@page { size: A4; margin: 18mm; }
@media print {
  body { margin: 0; max-width: none; font-size: 9.5pt; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
}
""")


def content(document: Document) -> bytes:
    """The document as the bytes of an HTML file.

    >>> from zopa.queries.memo.content import Cited, Document, Paragraph
    >>> from zopa.queries.memo.html_file import content
    >>> document = Document("Talks", "2025", (), "", "2025-08-15", (Paragraph((Cited("<b>A</b> demands all."),)),), ())
    >>> "&lt;b&gt;A&lt;/b&gt; demands" in content(document).decode()
    True
    """
    parts = [
        _line('<h1 dir="auto">{}</h1>', document.title),
        _line('<p class="subtitle">{}</p>', document.subtitle),
        *(_line('<p class="notice">{}</p>', notice) for notice in document.notices),
        *map(_block, document.blocks),
    ]
    if document.notes:
        notes = Markup("").join(
            Markup('<li id="note-{}">{}</li>\n').format(number, sound(text))
            for number, text in enumerate(document.notes, 1)
        )
        parts.append(Markup('<section class="notes"><h2>Notes</h2>\n<ol>\n{}</ol></section>').format(notes))
    head = Markup(
        '<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<title>{}</title>\n<meta name="author" content="{}">\n<meta name="date" content="{}">\n'
    ).format(sound(document.title), sound(document.author), document.day)
    page = Markup(
        '<!DOCTYPE html>\n<html lang="{}">\n<head>\n{}<style>{}</style>\n</head>\n'
        "<body{}>\n<main>\n{}\n</main>\n</body>\n</html>\n"
    ).format(LANGUAGE, head, STYLE, Markup(' class="wide"' if document.wide else ""), Markup("\n").join(parts))
    return str(page).encode()


def _line(pattern: str, text: str) -> Markup:
    return Markup(pattern).format(sound(text))


def _block(block: object) -> Markup:
    if isinstance(block, Heading):
        return Markup("<h{0}>{1}</h{0}>").format(block.level + 1, sound(block.text))
    if isinstance(block, Paragraph):
        return Markup("<p>{}</p>").format(_sentences(block.sentences))
    if isinstance(block, Bullets):
        items = Markup("\n").join(Markup("<li>{}</li>").format(_sentences(item)) for item in block.items)
        return Markup("<ul>\n{}\n</ul>").format(items)
    if isinstance(block, Table):
        return _table(block)
    return _picture(block) if isinstance(block, Picture) else Markup("")


def _table(block: Table) -> Markup:
    columns = Markup("").join(
        Markup('<col style="width:{:.1f}%">').format(100 * share / sum(block.widths)) for share in block.widths
    )
    headers = Markup("").join(Markup('<th scope="col">{}</th>').format(sound(header)) for header in block.headers)
    rows = Markup("\n").join(
        Markup("<tr>{}</tr>").format(Markup("").join(Markup("<td>{}</td>").format(_cell(cell)) for cell in row))
        for row in block.rows
    )
    return Markup(
        '<div class="scroll"><table>\n<caption>{}</caption>\n<colgroup>{}</colgroup>\n<thead><tr>{}</tr></thead>\n'
        "<tbody>\n{}\n</tbody>\n</table></div>"
    ).format(sound(block.caption), columns, headers, rows)


def _cell(cell: Cell) -> Markup:
    return Markup("").join(Markup("<p>{}</p>").format(_sentences((piece,))) for piece in cell)


def _picture(block: Picture) -> Markup:
    # The picture is an SVG that zopa drew: it holds no script and loads nothing.
    text = block.svg()
    drawing = Markup(text[text.index("<svg") :])
    return Markup('<figure role="img" aria-label="{}">\n{}\n<figcaption>{}</figcaption>\n</figure>').format(
        sound(block.alt), drawing, sound(block.caption)
    )


def _sentences(sentences: tuple[Cited, ...]) -> Markup:
    return Markup(" ").join(escape(sound(sentence.text)) + _numbers(sentence.notes) for sentence in sentences)


def _numbers(notes: tuple[int, ...]) -> Markup:
    parts = Markup("").join(
        Markup('<a href="#note-{}">{}</a>').format(note, text) if note else escape(text)
        for text, note in link_parts(notes)
    )
    return Markup("<sup>{}</sup>").format(parts) if notes else Markup("")

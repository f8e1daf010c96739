"""Memos, papers on one issue and sheets: what they say rests on notes, and every form says the same and says it safely."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser

import docx
import pytest
from pypdf import PdfReader

import zopa
from zopa.graph.provenance import made_on
from zopa.loaders.inbox import remember
from zopa.queries.memo import briefing, docx_file, html_file, markdown_file, pdf_file
from zopa.queries.memo.content import Bullets, Document, Heading, Paragraph, Picture, Table, texts_of
from zopa.queries.memo.writing import SHEETS, document_of

BAD = "<script>alert(1)</script> *x* #let $y$ [z](w) \u202egnihton\x0b\ufffe"


def case(**more):
    """Two parties that clash in three scripts, with words that would act where they are not data."""
    return zopa.load(
        {
            "parties": [
                {"id": "a-1", "name": "Україна"},
                {"id": "a-2", "name": "حزب"},
                {"id": "b", "name": "日内瓦党"},
            ],
            "issues": [{"id": "seat-x", "name": "The seat", "kind": "choice", "question": "Where?"}],
            "options": [{"issue": "seat-x", "option": o, "name": n} for o, n in (("g9", "Geneva"), ("o9", "Oslo"))],
            "positions": [
                {
                    "id": "p-1",
                    "party": "a-1",
                    "issue": "seat-x",
                    "stance": "demands",
                    "option": "g9",
                    "firmness": "red line",
                    "evidence": "e-1",
                },
                {
                    "id": "p-2",
                    "party": "a-2",
                    "issue": "seat-x",
                    "stance": "demands",
                    "option": "o9",
                    "firmness": "red line",
                    "evidence": "e-2",
                },
                {"id": "p-3", "party": "b", "issue": "seat-x", "stance": "accepts", "option": "o9", "start": "2020"},
            ],
            "sources": [{"id": "s-1", "title": "Gazette", "kind": "outlet", "feed": "https://example.org/feed"}],
            "evidence": [
                {"id": "e-1", "source": "s-1", "quote": "not one metre", "locator": "p. 2", "attribution": "stated"},
                {"id": "e-2", "source": "s-1", "quote": BAD, "attribution": "inferred"},
            ],
            "dossier": {"id": "talks", "title": "Talks", "as_of": "2024-05", "coders": ["A. Coder"], "licence": "CC0"},
            **more,
        },
        quiet=True,
    )


@pytest.fixture(scope="module")
def small():
    return case()


@pytest.fixture(scope="module")
def memo(small):
    with made_on("2025-08-15"):
        document = document_of(small)
    # Drawn once for all forms.
    blocks = [
        replace(block, png=cache(block.png)) if isinstance(block, Picture) else block for block in document.blocks
    ]
    return replace(document, blocks=tuple(blocks))


@pytest.fixture(autouse=True)
def without_search(monkeypatch, memo):
    """What takes long is looked for in one memo, which is there by now."""
    monkeypatch.setattr(briefing, "MAX_SEARCHED", 0)


@pytest.fixture(scope="module")
def river():
    return zopa.load("river-basin")


def sentences(document: Document):
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield from block.sentences
        elif isinstance(block, Bullets):
            yield from (sentence for item in block.items for sentence in item)


def section(document: Document, heading: str) -> str:
    """The text below a heading."""
    texts, inside = [], False
    for block in document.blocks:
        if isinstance(block, Heading):
            inside = block.text == heading
        elif inside and isinstance(block, Bullets):
            texts += [" ".join(sentence.text for sentence in item) for item in block.items]
        elif inside and isinstance(block, Paragraph):
            texts += [sentence.text for sentence in block.sentences]
    return "\n".join(texts)


def table(document: Document, first_header: str) -> Table:
    return next(block for block in document.blocks if isinstance(block, Table) and block.headers[0] == first_header)


def cells(row) -> list[str]:
    return [" / ".join(piece.text for piece in cell) for cell in row]


# ------------------------------------------------------------------------------------------------ what it says


def test_a_memo_says_who_is_stuck_on_which_words_what_would_open_it_and_who_wants_what(memo):
    stuck = section(memo, "What is stuck, between whom and on which words")
    assert "the red lines of Україна and حزب rule out every settlement" in stuck
    assert "The words coded for Україна are “not one metre”." in stuck
    assert "2 of 3 parties share this. On The seat since 2020, حزب and 日内瓦党 both accept 'Oslo'" in section(
        memo, "What is shared, and by how many"
    )
    assert section(memo, "Two openings").count("softened its demand") == 2
    assert [cells(row) for row in table(memo, "Issue").rows] == [
        ["The seat", "demands 'Geneva' (red line)", "demands 'Oslo' (red line, inferred)", "accepts 'Oslo'"]
    ]
    assert memo.notes[1] == "Source A, p. 2: “not one metre”."
    assert memo.notes[2].endswith("(inferred by the coder).")
    assert re.search(
        r"Positions as of 2024-05 · coded by A. Coder · CC0 · case \w+, state [0-9a-f]{12} · written on 2025-08-15",
        memo.subtitle,
    )


@pytest.mark.parametrize("how", [{}, {"issue": "filling"}, *({"sheet": sheet} for sheet in SHEETS)])
def test_every_sentence_has_notes_and_no_text_holds_an_id(river, how):
    document = document_of(river, **how)
    bare = [sentence.text for sentence in sentences(document) if not sentence.notes]
    assert all(text.startswith("The case also names") for text in bare)
    assert {note for sentence in sentences(document) for note in sentence.notes} <= set(
        range(1, len(document.notes) + 1)
    )
    ids = {row_id for name in ("positions", "evidence", "conditions") for row_id in river.tables[name]["id"].dropna()}
    words = set(re.findall(r"[\w:-]+", " ".join(texts_of(document))))
    assert not ids & words


def test_a_zone_that_depends_on_a_firmness_is_not_said_to_be_closed(monkeypatch):
    monkeypatch.setattr(briefing, "MAX_SEARCHED", 9)
    rows = [
        {"party": party, "issue": "seat", "stance": "demands", "option": option}
        for party, option in (("A", "x"), ("B", "y"))
    ]
    rows[0]["firmness"] = "red line"
    document = document_of(zopa.load({"positions": rows}, quiet=True))
    stuck = section(document, "What is stuck, between whom and on which words")
    assert "It would be closed if" in stuck
    assert "rule out every settlement" not in stuck
    assert "how firm is that?" in section(document, "What is not known and would decide most")


def test_what_cannot_be_said_is_not_said(monkeypatch, small):
    monkeypatch.setattr(briefing, "MAX_SEARCHED", 2)
    one = document_of(zopa.load({"positions": [{"party": "A", "issue": "seat", "option": "x"}]}, quiet=True))
    assert section(one, "What is stuck, between whom and on which words") == "No two positions clash."
    assert section(one, "Openings").startswith("Nothing has to move")
    context = document_of(zopa.load({"positions": [], "parties": [{"id": "a", "name": "A"}]}, quiet=True))
    assert [block.text for block in context.blocks if isinstance(block, Heading)] == ["In short"]
    large = document_of(small)
    assert "The case has 3 positions, so this was not looked for" in section(large, "Openings")
    assert "The case has 3 positions" in section(large, "What is not known and would decide most")


def test_a_what_if_and_what_is_left_out_are_said_first(small):
    changed = small.change("p-1", firmness="aim")
    assert document_of(changed).notices[0].startswith("This is a what-if and not what was coded.")
    assert document_of(changed).title.startswith("What-if: ")
    for level, gone in (
        ("quotes", ["not one metre"]),
        ("sources", ["Gazette", "p. 2", "A. Coder"]),
        ("names", ["Україна", "حزب", "日内瓦党"]),
    ):
        left = document_of(small, redact=level)
        assert left.notices
        assert not [word for word in gone for text in texts_of(left) if word in text]
        assert "rule out every settlement" in section(left, "What is stuck, between whom and on which words")
    with pytest.raises(ValueError, match=r"gives away what is left out of the memo \(names\)"):
        document_of(small, redact="names", title="The talks of Україна")


@pytest.mark.parametrize(("name", "issues"), [("ukraine-2025", ["control"]), ("river-basin", ["commission"])])
def test_who_would_have_to_move_for_an_option_is_who_sees_a_red_line_crossed_by_it(name, issues):
    whole = zopa.load(name)
    names = dict(zip(whole.tables["parties"]["id"], whole.tables["parties"]["name"], strict=True))
    options = whole.tables["options"]
    for issue in set(issues) & set(whole.tables["issues"]["id"]):
        document = document_of(whole, issue=issue)
        for row in options[options["issue"].eq(issue)].itertuples():
            checked = whole.check_deal({issue: row.option})
            crossed = checked[checked["verdict"].eq("crosses") & checked["level"].eq("red line") & checked["certain"]]
            moving = set(re.findall(r"^(.*?) would have to move", section(document, row.name), re.M))
            assert moving == {names[party] for party in crossed["party"]}, (issue, row.option)


def test_a_sheet_leaves_empty_what_nobody_coded(small, river):
    motives = [row[-1] for row in table(document_of(river, sheet="iceberg"), "Party").rows]
    assert motives
    assert not any(motives)
    lines = [cells(row) for row in table(document_of(small, sheet="red lines"), "Issue").rows]
    assert lines[0] == ["The seat", "Україна", "demands 'Geneva'", "", "", ""]
    assert lines[2] == ["", "日内瓦党", "", "", "", "accepts 'Oslo'"]
    ties = [cells(row)[:3] for row in table(document_of(river, sheet="influence"), "Party").rows]
    assert ["Water minister of Torvia", "speaks for", "Torvia"] in ties
    with pytest.raises(zopa.UnknownNameError, match="There is no sheet 'ice': did you mean 'iceberg'"):
        document_of(small, sheet="ice")


def test_sources_say_their_feeds_and_the_last_look_at_them(tmp_path, small):
    folder = zopa.save(small, tmp_path / "talks")
    feed = "https://example.org/feed"
    assert f"{feed} (never looked at)" in cells(table(document_of(zopa.load(folder, quiet=True)), "Letter").rows[0])
    remember(folder / "inbox.csv", {feed: {"etag": "", "modified": "", "seen": [], "looked": "2025-08-01"}})
    again = zopa.load(folder, quiet=True)
    assert f"{feed} (last looked at on 2025-08-01)" in cells(table(document_of(again), "Letter").rows[0])
    assert feed not in " ".join(texts_of(document_of(again, redact="sources")))


# ------------------------------------------------------------------------------------------------ forms


def test_a_word_file_has_real_styles_and_is_read_aloud(memo):
    content = docx_file.content(memo)
    assert content == docx_file.content(memo)
    file = docx.Document(io.BytesIO(content))
    styles = {paragraph.style.name for paragraph in file.paragraphs}
    assert {"Title", "Subtitle", "Heading 1", "Body Text", "List Bullet", "Caption", "Note Text"} <= styles
    about = file.core_properties
    assert (about.title, about.author, about.language, about.created.isoformat()[:10]) == (
        "Talks",
        "A. Coder",
        "en",
        "2025-08-15",
    )
    for written in file.tables:
        assert written.style.name == "Table Grid"
        assert written.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
    pictures = [block for block in memo.blocks if isinstance(block, Picture)]
    assert [shape._inline.docPr.get("descr") for shape in file.inline_shapes] == [block.alt for block in pictures]
    body = file.element.body
    marks = {mark.get(docx.oxml.ns.qn("w:name")) for mark in body.iter(docx.oxml.ns.qn("w:bookmarkStart"))}
    leads = {link.get(docx.oxml.ns.qn("w:anchor")) for link in body.iter(docx.oxml.ns.qn("w:hyperlink"))}
    assert leads
    assert leads <= marks == {f"note-{number}" for number in range(1, len(memo.notes) + 1)}
    assert any("<script>alert(1)</script>" in paragraph.text for paragraph in file.paragraphs)


def test_an_office_gives_its_own_template(tmp_path, small):
    own = docx.Document()
    own.add_paragraph("Text of the template")
    own.sections[0].header.paragraphs[0].text = "Ministry of Water"
    own.styles["Heading 1"].font.name = "Office Sans"
    own.save(tmp_path / "own.docx")
    file = docx.Document(str(small.memo(tmp_path / "memo.docx", sheet="islands", template=tmp_path / "own.docx")))
    assert file.paragraphs[0].text == "Island of agreements"
    assert file.sections[0].header.paragraphs[0].text == "Ministry of Water"
    assert file.styles["Heading 1"].font.name == "Office Sans"
    (tmp_path / "no.docx").write_text("no")
    with pytest.raises(ValueError, match=r"no\.docx' is no \.docx file"):
        small.memo(tmp_path / "b.docx", sheet="islands", template=tmp_path / "no.docx")
    with pytest.raises(ValueError, match=r"A template is for \.docx"):
        small.memo(tmp_path / "b.md", template=tmp_path / "own.docx")


def test_nothing_of_a_case_becomes_markup_in_html(memo):
    class Reader(HTMLParser):
        def __init__(self):
            super().__init__()
            self.tags, self.words = [], []

        def handle_starttag(self, tag, attributes):
            self.tags.append((tag, dict(attributes)))

        def handle_data(self, words):
            self.words.append(words)

    reader = Reader()
    text = html_file.content(memo).decode()
    reader.feed(text)
    assert "script" not in {tag for tag, _ in reader.tags}
    links = {attributes["href"] for tag, attributes in reader.tags if tag == "a"}
    assert links <= {f"#{attributes['id']}" for tag, attributes in reader.tags if attributes.get("id")}
    assert not [attributes for _, attributes in reader.tags if {"src", "onload", "onclick"} & set(attributes)]
    assert "<script>alert(1)</script> *x* #let" in "".join(reader.words)
    assert "\u202e" not in text
    assert dict(reader.tags)["html"] == {"lang": "en"}


def test_nothing_of_a_case_becomes_markup_in_markdown(memo):
    text = markdown_file.content(memo).decode()
    assert r"\<script\>alert(1)\</script\> \*x\* \#let \$y\$ \[z\](w)" in text
    assert "\u202e" not in text
    assert set(re.findall(r"\[\^(\d+)\](?!:)", text)) == {str(number) for number in range(1, len(memo.notes) + 1)}


@pytest.mark.filterwarnings("ignore:No font of this machine")
def test_a_pdf_has_all_words_a_language_and_tags(memo):
    content = pdf_file.content(memo)
    assert content == pdf_file.content(memo)
    reader = PdfReader(io.BytesIO(content))
    assert reader.metadata.title == "Talks"
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    words = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for wanted in ("What is stuck, between whom and on which words", "Україна", "#let $y$ [z](w)", "not one metre"):
        assert wanted in words


@pytest.mark.filterwarnings("ignore:No font of this machine")
def test_the_suffix_names_the_form_and_a_file_is_whole_or_not_there(tmp_path, small):
    for suffix in (".md", ".html", ".pdf", ".docx"):
        assert small.memo(tmp_path / f"m{suffix}", sheet="influence").stat().st_size > 100
    assert zipfile.is_zipfile(tmp_path / "m.docx")
    with pytest.raises(ValueError, match=r"use \.docx, \.html, \.md or \.pdf"):
        small.memo(tmp_path / "m.odt")
    with pytest.raises(ValueError, match="give the issue or the sheet"):
        small.memo(tmp_path / "n.md", sheet="islands", issue="seat-x")
    with pytest.raises(zopa.UnknownNameError):
        small.memo(tmp_path / "n.md", issue="nothing")
    assert not (tmp_path / "n.md").exists()

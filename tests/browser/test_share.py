"""What a reader takes away says what the page says: link, picture, drawing, table, two pages on paper."""

from __future__ import annotations

import base64
import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from browser.invented import HOSTILE, hostile, valley
from browser.opened import Opened
from PIL import Image
from pypdf import PdfReader

import zopa
from zopa.graph.page import frame

Visit = Callable[..., Opened]

VIEWS = ("graph", "matrix", "parties", "regions", "timeline", "table", "pictures")
PAPER = {"light": (0xFF, 0xFF, 0xFF), "dark": (0x14, 0x19, 0x1F)}


def as_link(plain: Any) -> str:
    text = plain if isinstance(plain, str) else json.dumps(plain)
    return "#v1=" + base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def taken(opened: Opened, what: str, folder: Path) -> Path:
    """A file that the page saves when its button is pressed."""
    if not opened.page.locator("#share-menu").is_visible():
        opened.page.locator("#share").click()
    with opened.page.expect_download() as waiting:
        opened.page.locator(f"#share-{what}").click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def words(text: str) -> str:
    return " ".join(text.split())


# ------------------------------------------------------------------ link


def test_a_link_opens_the_page_as_it_was(visit: Visit, valley_page: Path) -> None:
    opened = visit(valley_page)
    page = opened.page
    page.locator('.chip[data-group="party"][data-value="party:upland"]').click()
    page.locator("#filters input[data-name=Option]").check()
    page.locator("#theme").click()
    page.locator("#search").fill("bank é")
    page.locator("#show-table").click()
    page.locator("#search").fill("")
    page.locator("#clashes .clash").first.click()
    page.wait_for_timeout(300)
    state = opened.js("zopa.toPlain()")
    assert page.url == opened.js("zopa.link()")
    again = visit(Path(valley_page), link=page.url.split("#")[1])
    assert again.js("zopa.toPlain()") == state
    assert again.visible == opened.visible
    assert again.page.locator("#table").is_visible()
    assert again.page.locator("#why").inner_text() == page.locator("#why").inner_text()
    assert again.js("document.documentElement.dataset.theme") == "dark"
    again.js("(link) => { location.hash = link; }", as_link({"view": "matrix"}))
    again.page.locator("#matrix").wait_for()
    assert again.js("zopa.toPlain()") == {"view": "matrix"}
    assert (again.requests, again.errors) == ([], [])


BROKEN = [
    "v1=", "v1=!!!!", "v1=%00", "v2=e30", "v1=e30%", as_link("[1, 2")[1:], as_link("null")[1:], as_link("[]")[1:], as_link("7")[1:],
    "v1=" + base64.urlsafe_b64encode(b"\xff\xfe{").decode(), "v1=" + "A" * 70000, as_link({"selected": {"edge": [{}, [], None, "constructor"]}})[1:],
    as_link('{"__proto__": {"view": "table"}, "constructor": {"prototype": 1}}')[1:],
    as_link({"view": ["table"], "pick": [1], "kinds": {"a": 1}, "query": {}, "asOf": "2025-99-99", "focus": "x", "set": {}})[1:],
]  # fmt: skip


@pytest.mark.parametrize("link", BROKEN, ids=[str(number) for number in range(len(BROKEN))])
def test_a_link_that_says_nothing_is_passed_over(visit: Visit, valley_page: Path, link: str) -> None:
    opened = visit(valley_page, link=link)
    assert opened.js("zopa.toPlain()") == {}
    assert opened.js("({}).view") is None
    assert opened.errors == []


def test_hostile_text_in_a_link_stays_text(visit: Visit, hostile_page: Path) -> None:
    payload = {
        "query": HOSTILE,
        "view": HOSTILE,
        "pick": {"party": [HOSTILE]},
        "selected": {"node": HOSTILE},
        "set": HOSTILE,
    }
    opened = visit(hostile_page, link=as_link(payload)[1:])
    assert opened.page.locator("#search").input_value() == HOSTILE.replace("\n", "").replace("\r", "")[:200]
    opened.page.wait_for_timeout(100)
    assert opened.js("window.hacked") is None
    assert opened.js("document.querySelectorAll('img, b, iframe').length") == 0
    assert opened.errors == []


def test_the_link_can_be_copied(visit: Visit, valley_page: Path) -> None:
    opened = visit(valley_page)
    opened.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened.page.locator("#show-matrix").click()
    opened.page.locator("#share").click()
    opened.page.locator("#share-copy").click()
    opened.page.wait_for_function("() => document.getElementById('share-told').textContent")
    assert opened.page.locator("#share-link").input_value() == opened.js("zopa.link()")
    opened.page.keyboard.press("Escape")
    assert not opened.page.locator("#share-menu").is_visible()
    assert opened.js("document.activeElement.id") == "share"


# ------------------------------------------------------------------ pictures and tables


@pytest.mark.parametrize("view", VIEWS)
def test_each_view_as_a_picture_a_drawing_and_a_table(
    visit: Visit, valley_page: Path, valley_case: zopa.PositionGraph, tmp_path: Path, view: str
) -> None:
    opened = visit(valley_page)
    opened.page.locator(f"#show-{view}").click()
    for scheme in ("light", "dark"):
        image = Image.open(taken(opened, "png", tmp_path)).convert("RGB")
        colours = image.getcolors(1 << 24) or []
        assert image.getpixel((1, image.height - 2)) == PAPER[scheme]
        assert len(colours) > 30
        opened.page.locator("#theme").click()
    drawing = ElementTree.parse(taken(opened, "svg", tmp_path)).getroot()
    said = words(" ".join(drawing.itertext()))
    assert "Upland" in said
    assert not [name for element in drawing.iter() for name in element.attrib if name.lower().startswith("on")]
    assert not [element for element in drawing.iter() if element.tag.endswith("script")]
    raw = taken(opened, "csv", tmp_path).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    shown = opened.js("zopa.rows()") if view not in ("graph", "pictures") else None
    if shown is not None:
        assert rows == [[str(cell) for cell in row] for row in [shown["columns"], *shown["rows"]]]
    else:
        assert {row[1] for row in rows[1:]} == {valley_case.nx.nodes[name]["label"] for name in opened.visible}
        assert len(rows) == 1 + len(opened.visible)
    assert opened.errors == []


def test_a_table_holds_only_what_passes_the_filters_and_no_formula(visit: Visit, tmp_path: Path) -> None:
    case = valley()
    formulas = ["=1+1", "+2", "-3", "@SUM(A1)", "\t=4", "\uff1d5", 'plain, "quoted"\nline', "minus - inside"]
    case.tables["parties"]["name"] = formulas
    opened = visit(case.page(tmp_path / "page.html"))
    opened.page.locator("#show-table").click()
    opened.page.locator("#clashes-only").check()
    rows = list(csv.reader(io.StringIO(taken(opened, "csv", tmp_path).read_text(encoding="utf-8-sig"), newline="")))
    assert len(rows) == 1 + len(opened.visible)
    cells = [cell for row in rows for cell in row]
    assert not [cell for cell in cells if cell.lstrip()[:1] in tuple("=+-@\uff1d") and cell]
    assert "'=1+1" in cells
    assert "'+2" in cells


@pytest.mark.parametrize("view", ["graph", "matrix", "timeline"])
def test_a_hostile_drawing_runs_nothing_when_it_is_opened(
    visit: Visit, hostile_page: Path, tmp_path: Path, view: str
) -> None:
    opened = visit(hostile_page)
    opened.page.locator(f"#show-{view}").click()
    path = taken(opened, "svg", tmp_path)
    ElementTree.parse(path)
    drawn = visit(path, ready=False)
    drawn.page.wait_for_timeout(200)
    assert drawn.js("window.hacked") is None
    assert (drawn.requests, drawn.errors) == ([], [])
    assert (opened.requests, opened.errors) == ([], [])


# ------------------------------------------------------------------ paper


@pytest.mark.parametrize(("view", "paper"), [*((view, "A4") for view in VIEWS), ("graph", "Letter")])
def test_two_pages_on_paper(
    visit: Visit, valley_page: Path, valley_case: zopa.PositionGraph, tmp_path: Path, view: str, paper: str
) -> None:
    opened = visit(valley_page, scheme="dark")
    opened.page.locator(f"#show-{view}").click()
    before = opened.js("[zopa.toPlain(), document.documentElement.dataset.theme]")
    size: dict[str, Any] = {"prefer_css_page_size": True} if paper == "A4" else {"format": "Letter"}
    opened.page.pdf(path=tmp_path / "page.pdf", print_background=True, **size)
    first, second = [words(sheet.extract_text()) for sheet in PdfReader(tmp_path / "page.pdf").pages]
    case = valley_case
    for text in ("The valley talks", "14 positions of 5 parties on 4 issues", "red line", "demands"):
        assert text in first
    ends = ["position_a", "position_b"]
    then = set(case.clashes(as_of=case.as_of)[ends].itertuples(index=False, name=None))
    clashes = case.clashes()
    whys = [why for why, *pair in clashes[["why", *ends]].itertuples(index=False) if tuple(pair) in then]
    assert whys
    for why in whys:
        assert words(why) in second
    for text in ("Common ground", "Gazette", "What the coding leaves open", "no verdict"):
        assert text in second
    assert opened.js("[zopa.toPlain(), document.documentElement.dataset.theme]") == before
    assert not opened.page.locator("#paper").is_visible()
    assert opened.page.locator(f"#{view}").is_visible()
    assert (opened.requests, opened.errors) == ([], [])


def test_a_large_case_and_a_hostile_one_fit_on_two_pages_too(
    visit: Visit, hostile_page: Path, ukraine_page: Path, tmp_path: Path
) -> None:
    for path in (hostile_page, ukraine_page):
        opened = visit(path)
        for view in ("graph", "matrix"):
            opened.page.locator(f"#show-{view}").click()
            opened.page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
            assert len(PdfReader(tmp_path / "page.pdf").pages) == 2
        assert opened.js("window.hacked") is None
        assert opened.errors == []


# ------------------------------------------------------------------ inside another page


def test_embedded_in_another_page_it_draws_and_reaches_nothing_around_it(visit: Visit, tmp_path: Path) -> None:
    path = valley().page(tmp_path / "a valley & more.html", embed=True)
    around = tmp_path / "blog.html"
    around.write_text(f"<!DOCTYPE html><title>Blog</title>{frame(path.name, '<b>The</b> valley')}", encoding="utf-8")
    opened = visit(around, ready=False)
    assert opened.page.locator("iframe").get_attribute("title") == "<b>The</b> valley"
    inside = next(one for one in opened.page.frames if one.parent_frame is not None)
    inside.wait_for_function("() => window.zopa && window.zopa.ready")
    assert inside.evaluate("document.querySelector('#graph canvas').width") > 300
    for hidden in ("#story", "#filters", ".search"):
        assert not inside.locator(hidden).is_visible()
    inside.locator("#show-matrix").click()
    inside.locator("#matrix button.cell").first.click()
    assert inside.locator("#detail h2").is_visible()
    inside.locator("#detail .back").click()
    assert not inside.locator("#story").is_visible()
    reached = inside.evaluate(
        "(() => { try { return window.parent.document.title; } catch (error) { return error.name; } })()"
    )
    assert reached == "SecurityError"
    assert (opened.requests, opened.errors) == ([], [])


def test_what_was_left_out_is_said_on_the_page(visit: Visit, tmp_path: Path) -> None:
    opened = visit(hostile().page(tmp_path / "page.html", redact="names"))
    assert "who the parties are" in opened.page.locator("#redacted").inner_text()
    opened.page.locator("#clashes .clash").first.click()
    assert "Party " in opened.page.locator("#why").inner_text()
    assert opened.js("window.hacked") is None
    assert opened.errors == []

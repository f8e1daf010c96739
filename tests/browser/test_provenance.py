"""Where a case comes from stands on the page and goes with what is taken from it; and a page that may not run says its clashes."""

from __future__ import annotations

import csv
import io
import re
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pandas as pd
import pytest
from browser.opened import Opened
from playwright.sync_api import Browser
from pypdf import PdfReader

import zopa
from zopa.graph.state import short_state


def test_the_page_says_where_it_comes_from(ukraine_page: Path, visit: Callable[..., Opened]) -> None:
    page = visit(ukraine_page).page
    line = page.locator("#provenance > summary")
    assert "120 pieces of evidence from one source" in line.inner_text()
    line.click()
    assert "nothing in it was checked against other sources" in page.locator("#provenance").inner_text()


def test_a_picture_says_what_it_is_of(ukraine_page: Path, visit: Callable[..., Opened]) -> None:
    opened = visit(ukraine_page)
    for view in ("graph", "matrix"):
        opened.page.evaluate(f"zopa.apply({{ ...zopa.toPlain(zopa.state()), view: '{view}' }})")
        image = opened.page.evaluate("zopa.svg()")
        assert "120 pieces of evidence from one source" in image
        assert "Ukraine and Russia: positions on a meeting" in image


def test_no_cell_is_a_formula_whatever_the_separator(visit: Callable[..., Opened], tmp_path: Path) -> None:
    names = ["x;=1+1;", "=HYPERLINK(A1)", "open;\t@SUM(1)", "two\n+3", "a; -5", "plain", "x;y", "minus - sign"]
    rows = [{"party": f"P{n}", "issue": name, "stance": "demands", "option": name} for n, name in enumerate(names)]
    case = zopa.load({"positions": pd.DataFrame(rows)}, quiet=True)
    opened = visit(case.page(tmp_path / "page.html", pictures=False))
    opened.page.evaluate("zopa.apply({ ...zopa.toPlain(zopa.state()), view: 'table' })")
    text = opened.page.evaluate("zopa.csv()")
    for separator in ",;\t":
        cells = [
            cell
            for row in csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=separator)
            for cell in row
        ]
        assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@"))], separator
    assert "minus - sign" in text
    assert "x;y" in text


class Strict(SimpleHTTPRequestHandler):
    """A server whose policy lets no script of a page run."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", "script-src 'self'")
        super().end_headers()

    def log_message(self, *words: object) -> None:
        pass


@pytest.fixture
def strict_server(tmp_path: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Strict, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_page_that_may_not_run_shows_its_clashes(
    strict_server: str, valley_case: zopa.PositionGraph, browser: Browser, tmp_path: Path
) -> None:
    from zopa.graph.page.html import page_html

    pairs = valley_case.clashes(as_of="all"), valley_case.overlap_pairs(as_of="all")
    context = browser.new_context()
    pages = {}
    # Both are open before the first is waited for: a page shows its clashes only after some seconds.
    for name, compress in (("compressed", True), ("plain", False)):
        text = page_html(valley_case, *pairs, summary=["A sentence."], compress=compress)
        (tmp_path / f"{name}.html").write_text(text, encoding="utf-8")
        pages[name] = context.new_page()
        pages[name].goto(f"{strict_server}/{name}.html")
    for name, page in pages.items():
        shown = page.locator("#fallback li")
        shown.first.wait_for(state="visible")
        assert shown.count() > 0, name
        assert "A sentence." in page.locator("#summary").inner_text(), name
        assert page.locator("#summary").is_visible(), name
        assert not page.get_by_text("Loading").is_visible(), name
    context.close()


def test_a_view_is_cited_with_the_keyboard_as_it_is_shown(
    visit_both: Callable[..., Opened], valley_page: Path, valley_case: zopa.PositionGraph
) -> None:
    opened = visit_both(valley_page)
    page = opened.page
    page.locator('.chip[data-group="party"][data-value="party:upland"]').click()
    page.locator("#clashes-only").check()
    page.locator("#search").fill("bank")
    page.locator("#share").focus()
    page.keyboard.press("Enter")
    for field in ("share-link", "share-copy", "share-source"):
        page.keyboard.press("Tab")
        assert opened.js("document.activeElement.id") == field
    source = page.locator("#share-source")
    text = source.input_value()
    # The whole text is marked, so that the key that copies takes it.
    assert opened.js(
        "(({ selectionStart, selectionEnd }) => [selectionStart, selectionEnd])(document.activeElement)"
    ) == [0, len(text)]
    assert text.startswith(
        f"The valley talks (case {valley_case.id}, state {short_state(valley_case)}). View: Who wants "
    )
    date = f"Positions as of {valley_case.as_of}"
    assert f'View: Who wants what; {date}; Party: Upland; Clashes only; "bank". The page was made on ' in text
    assert text.endswith(opened.js("zopa.link()"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.getElementById('share-told').textContent")
    assert page.locator("#share-told").inner_text() in ("Copied.", "Copy what is marked with the keyboard.")
    page.keyboard.press("Escape")
    assert opened.js("document.activeElement.id") == "share"
    assert opened.errors == []


def test_the_citation_says_what_is_chosen_and_what_is_assumed_in_every_view(
    visit: Callable[..., Opened], valley_page: Path
) -> None:
    opened = visit(valley_page)
    page = opened.page
    texts = {}
    for view in opened.js("[...document.querySelectorAll('#views button')].map((one) => one.id.slice(5))"):
        opened.js("(view) => zopa.apply({ view, selected: { node: 'party:upland' } })", view)
        page.locator("#share").click()
        texts[view] = page.locator("#share-source").input_value()
        page.keyboard.press("Escape")
    for view, text in texts.items():
        assert not re.search(r"\[object|undefined|NaN|null|; ;|: ;", text), view
        assert "; Upland. The page was made on " in text
    assert "View: Two dates; in 2" in texts["compare"] or "View: Two dates; on 2" in texts["compare"]
    position = opened.js("zopa.visible().find((id) => id.startsWith('position:'))")
    opened.js("(id) => zopa.apply({ whatIf: [[id, 'dropped']] })", position)
    page.locator("#share").click()
    assert "What if: 'Upland demands" in page.locator("#share-source").input_value()
    assert opened.violations("#share-menu") == []


def test_a_citation_stands_at_the_foot_of_what_is_printed(
    visit: Callable[..., Opened], valley_page: Path, valley_case: zopa.PositionGraph, tmp_path: Path
) -> None:
    opened = visit(valley_page)
    for view, shown in (("matrix", "Who wants what"), ("deal", "Deal")):
        opened.page.locator(f"#show-{view}").click()
        opened.page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
        last = " ".join(PdfReader(tmp_path / "page.pdf").pages[-1].extract_text().split())
        assert f"View: {shown}; Positions as of {valley_case.as_of}." in last
        assert "Cite as: The valley talks (case" in last
        assert f"(case {valley_case.id}, state {short_state(valley_case)})." in last


def test_a_redacted_page_is_cited_without_what_it_leaves_out(
    visit: Callable[..., Opened], valley_case: zopa.PositionGraph, tmp_path: Path
) -> None:
    case = valley_case.redacted("names")
    opened = visit(case.page(tmp_path / "page.html", pictures=False))
    assert "who the parties are" in opened.page.locator("#redacted").inner_text()
    opened.page.locator("#clashes .clash").first.click()
    opened.page.locator("#share").click()
    text = opened.page.locator("#share-source").input_value()
    assert text.startswith(f"A case without names (case case, state {short_state(case)}). View: Who wants what; ")
    assert not re.search("valley|upland|lowland", text, re.IGNORECASE)


def test_the_feeds_of_a_case_stand_on_its_page_and_on_paper(
    visit: Callable[..., Opened], valley_case: zopa.PositionGraph, tmp_path: Path
) -> None:
    tables = dict(valley_case.tables)
    feeds = ["https://example.org/feed", "javascript:window.hacked=1"]
    tables["sources"] = tables["sources"].assign(feed=feeds[: len(tables["sources"])])
    case = zopa.PositionGraph(tables, valley_case.meta)
    case.feeds_looked_at = {feeds[0]: "2025-08-01"}
    names = tables["sources"]["title"].tolist()
    opened = visit(case.page(tmp_path / "page.html", pictures=False))
    opened.page.locator("#provenance > summary").click()
    lines = opened.page.locator("#provenance li").all_inner_texts()
    assert lines == [f"{names[0]}: last looked at on 2025-08-01", f"{names[1]}: never looked at"]
    links = opened.page.locator("#provenance li a")
    assert [link.get_attribute("href") for link in links.all()] == feeds[:1]
    assert opened.violations("#provenance") == []
    opened.js("dispatchEvent(new Event('beforeprint'))")
    foot = opened.page.locator("#paper .made").text_content()
    assert f"{names[0]} (last looked at on 2025-08-01) and {names[1]} (never looked at)." in foot

"""Where a case comes from stands on the page and goes with what is taken from it; and a page that may not run says its clashes."""

from __future__ import annotations

import csv
import io
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pandas as pd
import pytest
from browser.opened import Opened
from playwright.sync_api import Browser

import zopa


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

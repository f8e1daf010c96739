"""Text that wants to be code stays text, in every field, and the page's own policy stops what would get in another way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from browser.invented import HOSTILE, hostile, valley
from browser.opened import Opened
from playwright.sync_api import Browser

import zopa
from zopa.graph.page.html import write_page

Visit = Callable[..., Opened]


def shown(text: str) -> str:
    """As a browser gives text back: runs of white space are one space, and the line and paragraph signs are white space."""
    return " ".join(text.split())


def test_nothing_runs_and_everything_is_shown(visit: Visit, hostile_page: Path) -> None:
    opened = visit(hostile_page)
    page = opened.page
    case = hostile()
    assert shown(page.locator("h1").text_content() or "") == shown(f"Hostile {HOSTILE}")
    assert shown(page.title()) == shown(f"Hostile {HOSTILE}")
    panels = opened.js(
        "(ids) => ids.map((id) => { zopa.select(id); return document.getElementById('detail').textContent; })",
        list(case.nx.nodes),
    )
    for index, (panel, label) in enumerate(zip(panels, dict(case.nx.nodes(data="label")).values(), strict=True)):
        assert shown(label) in shown(panel), index
        assert "{{7*7}}" in panel, index
    opened.js("zopa.select(null)")
    assert page.locator("#clashes .why").first.text_content() == case.clashes()["why"].iloc[0]
    page.locator("#clashes .clash").first.click()
    assert page.locator("#why").text_content() == case.clashes()["why"].iloc[0]
    page.locator("#search").fill("onerror")
    assert page.locator(".result").count() > 10
    page.locator("#search").fill("")
    page.locator("#show-table").click()
    page.locator("#show-graph").click()
    for x in range(420, 1100, 60):
        page.mouse.move(x, 400)
    opened.unfold()
    for box in page.locator("#filters input[data-name]").all():
        box.check()
    page.wait_for_timeout(100)
    assert opened.js("window.hacked") is None
    assert opened.js("document.querySelectorAll('img, b, iframe, object, embed').length") == 0
    assert opened.js("document.querySelectorAll('script').length") == 4
    assert (
        opened.js("[...document.querySelectorAll('a')].filter((a) => !/^(https?|mailto):|#story$/.test(a.href)).length")
        == 0
    )
    assert (opened.requests, opened.errors) == ([], [])


def test_the_policy_stops_what_gets_in_another_way(visit: Visit, valley_page: Path) -> None:
    opened = visit(valley_page)
    opened.js("""() => {
      document.body.insertAdjacentHTML("beforeend", '<img src="x" onerror="window.hacked = 1">');
      const script = document.createElement("script");
      script.textContent = "window.hacked = 2";
      document.body.append(script);
      const far = document.createElement("script");
      far.src = "https://example.org/x.js";
      document.body.append(far);
    }""")
    answer = opened.js("fetch('https://example.org/').then(() => 'came through', () => 'stopped')")
    opened.page.wait_for_timeout(200)
    assert answer == "stopped"
    assert opened.js("window.hacked") is None
    assert opened.requests == []


@pytest.mark.parametrize("compress", [True, False])
def test_a_network_that_never_answers_changes_nothing(browser: Browser, tmp_path: Path, compress: bool) -> None:
    case = valley()
    path = write_page(
        case, tmp_path / "page.html", case.clashes(as_of="all"), case.overlap_pairs(as_of="all"), compress=compress
    )
    context = browser.new_context()
    hanging: list[str] = []
    # A request that is neither answered nor refused.
    context.route(lambda url: not url.startswith("file:"), lambda route: hanging.append(route.request.url))
    page = context.new_page()
    page.goto(path.as_uri())
    page.wait_for_function("() => window.zopa && window.zopa.ready")
    page.locator("#show-graph").click()
    assert page.evaluate("document.querySelector('#graph canvas').width") > 300
    assert hanging == []
    context.close()


@pytest.mark.thorough
def test_two_graphs_in_one_notebook_both_draw(visit: Visit, tmp_path: Path) -> None:
    bundles = [
        case._repr_mimebundle_()["text/html"] for case in (valley(), zopa.PositionGraph(hostile().tables, {"id": "b"}))
    ]
    notebook = tmp_path / "notebook.html"
    notebook.write_text("<!DOCTYPE html><meta charset=utf-8>" + "".join(bundles), encoding="utf-8")
    opened = visit(notebook, ready=False)
    frames = [frame for frame in opened.page.frames if frame.parent_frame is not None]
    assert len(frames) == 2
    for frame in frames:
        frame.wait_for_function("() => window.zopa && window.zopa.ready")
        assert frame.locator("#matrix").is_visible()
        frame.locator("#show-graph").click()
        assert frame.evaluate("document.querySelector('#graph canvas').width") > 100
    assert opened.page.locator("details").count() == 2
    assert opened.js("window.hacked") is None
    assert (opened.requests, opened.errors) == ([], [])

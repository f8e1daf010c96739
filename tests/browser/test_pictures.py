"""The answers as pictures on the page: all of them, as they were drawn, and nothing in them that runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from browser.invented import hostile
from browser.opened import Opened
from effort import first_of

import zopa
from zopa.graph.page.html import write_page

Visit = Callable[..., Opened]


@pytest.mark.parametrize("name", first_of(["ukraine-2025", "river-basin"]))
def test_every_panel_of_the_case_is_shown_with_its_words(
    visit: Visit, name: str, ukraine_page: Path, tmp_path: Path
) -> None:
    case = zopa.load(name, quiet=True)
    opened = visit(ukraine_page if name == "ukraine-2025" else case.page(tmp_path / "page.html"))
    opened.page.locator("#show-pictures").click()
    shown = opened.page.locator("#pictures figure")
    panels = case.panels()
    assert shown.count() == len(panels)
    for index, panel in enumerate(panels):
        figure = shown.nth(index)
        assert figure.locator("h2").text_content() == panel["title"]
        assert figure.locator("figcaption").text_content() == panel["caption"]
        assert figure.locator("svg text").count() == panel["svg"].count("<text")
        box = figure.locator("svg").first.bounding_box()
        assert box is not None
        assert box["width"] > 100
        assert box["height"] > 50
    # Letters are as large as they were drawn for a screen, not as the page writes.
    sizes = opened.js(
        "[...document.querySelectorAll('#pictures svg text')].map((one) => one.getAttribute('font-size') === getComputedStyle(one).fontSize)"
    )
    assert all(sizes)
    assert (opened.requests, opened.errors) == ([], [])


def test_a_page_can_do_without_them(visit: Visit, river_page: Path) -> None:
    opened = visit(river_page)
    assert opened.page.locator("#show-pictures").count() == 0


def test_what_could_run_in_a_picture_is_left_out(visit: Visit, tmp_path: Path) -> None:
    bad = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 200 100" '
        'onload="window.hacked = 1"><script>window.hacked = 2</script><foreignObject><p>words</p></foreignObject>'
        '<image href="http://example.org/x.png"/><a xlink:href="javascript:window.hacked=3"><text>in a link</text></a>'
        '<g style="fill: url(http://example.org/y)" onclick="window.hacked = 4"><text y="50">stays</text>'
        '<use xlink:href="http://example.org/z#a"/></g></svg>'
    )
    case = zopa.load("river-basin")
    panel = {"name": "bad", "title": "<b>bold</b>", "caption": "<i>slanted</i>", "svg": bad}
    path = write_page(
        case, tmp_path / "page.html", case.clashes(as_of="all"), case.overlap_pairs(as_of="all"), panels=[panel]
    )
    opened = visit(path)
    opened.page.locator("#show-pictures").click()
    figure = opened.page.locator("#pictures figure")
    assert figure.locator("h2").text_content() == "<b>bold</b>"
    assert figure.locator("svg text").all_text_contents() == ["stays"]
    assert figure.locator("script, foreignObject, image, a").count() == 0
    figure.locator("svg text").click()
    attributes = opened.js(
        "[...document.querySelectorAll('#pictures svg, #pictures svg *')].flatMap((one) => one.getAttributeNames())"
    )
    assert not [name for name in attributes if name.startswith("on")]
    assert opened.js("window.hacked") is None
    assert opened.requests == []
    assert all("Content Security Policy" in error for error in opened.errors)


def test_hostile_names_stay_text_in_pictures(visit: Visit, hostile_page: Path) -> None:
    case = hostile()
    opened = visit(hostile_page)
    opened.page.locator("#show-pictures").click()
    assert opened.page.locator("#pictures figure").count() == len(case.panels()) > 0
    assert opened.js("window.hacked") is None
    assert (opened.requests, opened.errors) == ([], [])

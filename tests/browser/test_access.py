"""The page without a mouse, with a screen reader, on a phone, in other scripts and with long names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from browser.browsers import CHROMIUM_EVERY_DAY
from browser.invented import valley
from browser.opened import COLOURS, PHONE, Opened
from effort import first_of

import zopa

Visit = Callable[..., Opened]

VIEWS = ("matrix", "graph", "parties", "regions", "timeline", "table", "pictures", "deal", "compare")
#: What a keyboard user sees of where the focus is.
FOCUS = """() => {
  const style = getComputedStyle(document.activeElement);
  return style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 2;
}"""


@pytest.mark.parametrize(("scheme", "is_read_whole"), first_of([("light", False), ("light", True), ("dark", False)]))
def test_axe_finds_nothing(visit: Visit, valley_page: Path, scheme: str, is_read_whole: bool) -> None:
    opened = visit(valley_page, scheme=scheme)
    page = opened.page

    def violations(changed: str) -> list[str]:
        """What is wrong where something changed; in the dark the elements are those of the light, and only colours are new."""
        rules = None if scheme == "light" else COLOURS
        return opened.violations("html" if is_read_whole else changed, rules)

    assert opened.js("zopa.state().view") == VIEWS[0]
    assert opened.violations() == []
    for view in VIEWS[1:]:
        page.locator(f"#show-{view}").click()
        assert violations("#stage") == [], view
    for button in page.locator("#lists button").all():
        button.click()
        assert violations("#story") == [], button
    page.locator("#show-graph").click()
    page.locator("#list-clash").click()
    page.locator("#clashes .clash").first.click()
    assert violations("html") == []
    opened.js("zopa.select('position:u-control')")
    page.locator("#share").click()
    assert violations("html") == []
    page.keyboard.press("Escape")
    page.locator("#search").fill("bank")
    assert violations("html") == []


def test_axe_finds_nothing_on_a_phone_nor_in_a_page_that_is_embedded(
    visit: Visit, valley_page: Path, tmp_path: Path
) -> None:
    opened = visit(valley_page, size=PHONE)
    opened.page.locator("#toggle-filters").click()
    assert opened.violations() == []
    embedded = visit(
        valley().page(tmp_path / "page.html", embed=True, redact="quotes"), size={"width": 800, "height": 480}
    )
    assert embedded.violations() == []
    embedded.js("zopa.select('party:upland')")
    assert embedded.violations() == []


def test_from_search_to_a_source_with_the_keyboard_alone(visit: Visit, valley_page: Path) -> None:
    opened = visit(valley_page, view="graph")
    page = opened.page
    page.keyboard.press("/")
    assert opened.js(FOCUS)
    page.keyboard.type("upland governs")
    page.keyboard.press("Enter")
    assert opened.js("zopa.selected()") == "position:u-control"
    for _ in range(60):
        page.keyboard.press("Tab")
        if opened.js("document.activeElement.id") == "graph":
            break
    assert opened.js("document.activeElement.id") == "graph"
    assert opened.js(FOCUS)
    page.keyboard.press("ArrowRight")
    neighbour = opened.js("zopa.selected()")
    assert neighbour not in (None, "position:u-control")
    page.keyboard.press("ArrowLeft")
    opened.js("zopa.select('position:u-control')")
    page.keyboard.press("Enter")
    assert opened.js("document.activeElement.id") == "story"
    for _ in range(40):
        page.keyboard.press("Tab")
        assert opened.js(FOCUS)
        if opened.js("document.activeElement.tagName") == "A":
            break
    assert opened.js("document.activeElement.href") == "https://gazette.example/one?a=1&b=2"
    page.keyboard.press("Escape")
    assert opened.js("zopa.selected()") is None


@pytest.mark.parametrize("view", ["matrix", "parties", "regions", "timeline", "table"])
def test_every_view_is_used_with_the_keyboard(visit: Visit, valley_page: Path, view: str) -> None:
    opened = visit(valley_page)
    page = opened.page
    page.locator(f"#show-{view}").focus()
    page.keyboard.press("Enter")
    for _ in range(40):
        page.keyboard.press("Tab")
        inside = opened.js(
            "(id) => document.getElementById(id).contains(document.activeElement) && !document.activeElement.closest('th, thead, .choice')",
            view,
        )
        if inside:
            break
    assert inside
    plain = page.locator(f"#{view}").screenshot()
    page.keyboard.press("Enter")
    assert opened.js("zopa.selected()") is not None
    assert page.locator("#detail h2").is_visible()
    assert page.locator(f"#{view}").screenshot() != plain


LONG = "Interministerialkommissionsvorsitzendenstellvertreterversammlung " * 3


def long_names() -> zopa.PositionGraph:
    case = valley()
    tables = dict(case.tables)
    for table, column in (
        ("parties", "name"),
        ("issues", "name"),
        ("options", "name"),
        ("regions", "name"),
        ("sources", "title"),
    ):
        tables[table][column] = LONG + tables[table][column].fillna("x").astype("str")
    tables["evidence"]["quote"] = "x" * 400
    return zopa.PositionGraph(tables, case.meta | {"title": LONG + "x" * 120})


@pytest.fixture(scope="session")
def long_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return long_names().page(tmp_path_factory.mktemp("page") / "long.html")


@pytest.mark.parametrize("which", ["valley", "long"])
def test_nothing_scrolls_sideways_on_a_phone(visit: Visit, request: pytest.FixtureRequest, which: str) -> None:
    opened = visit(request.getfixturevalue(f"{which}_page"), size=PHONE)
    page = opened.page
    wide = "document.documentElement.scrollWidth"
    assert opened.js(wide) <= 390
    page.locator("#share").click()
    box = page.locator("#share-menu").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    page.keyboard.press("Escape")
    for view in VIEWS:
        page.locator(f"#show-{view}").click()
        assert opened.js(wide) <= 390, view
        opened.js("zopa.select('position:u-control')")
        assert opened.js(wide) <= 390, view
        opened.js("zopa.select(null)")
    page.locator("#toggle-filters").click()
    assert opened.js(wide) <= 390
    assert opened.errors == []


def test_long_names_stay_inside_their_columns_on_a_desk(visit: Visit, long_page: Path) -> None:
    opened = visit(long_page)
    assert opened.js("document.documentElement.scrollWidth") <= 1440
    for name in ("#story", "#filters"):
        assert opened.js(
            "(one) => { const box = document.querySelector(one); return box.scrollWidth <= box.clientWidth; }", name
        )
    opened.js("zopa.select('position:u-control')")
    assert opened.js(
        "(() => { const box = document.querySelector('#story'); return box.scrollWidth <= box.clientWidth; })()"
    )


def test_text_runs_the_way_that_it_is_read(visit: Visit, valley_page: Path) -> None:
    opened = visit(valley_page)
    page = opened.page
    opened.js("zopa.select('party:gharb')")
    assert page.locator("#detail h2").evaluate("(one) => getComputedStyle(one).direction") == "rtl"
    opened.js("zopa.select('party:upland')")
    assert page.locator("#detail h2").evaluate("(one) => getComputedStyle(one).direction") == "ltr"
    page.locator("#show-matrix").click()
    head = page.locator("#matrix thead th", has_text="مملكة")
    assert head.evaluate("(one) => getComputedStyle(one).direction") == "rtl"
    page.locator("#search").fill("الغرب")
    assert page.locator("#search").evaluate("(one) => getComputedStyle(one).direction") == "rtl"


@CHROMIUM_EVERY_DAY
def test_on_a_phone_the_cell_that_is_pressed_stays_in_sight(visit_both: Visit, ukraine_page: Path) -> None:
    opened = visit_both(ukraine_page, size=PHONE)
    page = opened.page
    for number in (0, 9):
        page.locator("#matrix button.cell").nth(number).click()
        assert page.locator("#detail h2").is_visible()
        seen = opened.js(
            """(number) => {
              const cell = document.querySelectorAll("#matrix button.cell")[number].getBoundingClientRect();
              return [30, 50, 80].some((down) => {
                const there = document.elementFromPoint(cell.left + 20, cell.top + (cell.height * down) / 100);
                return there && there.closest("#matrix button.cell:not(.dimmed)");
              });
            }""",
            number,
        )
        assert seen, number
        page.locator("#detail .back").click()


def test_the_graph_is_one_stop_of_the_keyboard(visit: Visit, valley_page: Path) -> None:
    opened = visit(valley_page, view="graph")
    opened.page.locator("#graph").focus()
    opened.page.keyboard.press("Tab")
    assert not opened.js("document.getElementById('graph').contains(document.activeElement)")


def test_what_is_chosen_in_a_list_is_brought_into_sight(visit: Visit, ukraine_page: Path) -> None:
    opened = visit(ukraine_page, size={"width": 1200, "height": 620})
    unseen = opened.js("""() => zopa.head.sets.filter(({ id }) => {
      zopa.apply({ set: id });
      const cell = document.querySelector("#matrix td .cell:not(.dimmed)").getBoundingClientRect();
      const box = document.getElementById("matrix").getBoundingClientRect();
      return cell.top < box.top || cell.bottom > box.bottom + 1;
    }).map(({ id }) => id)""")
    assert unseen == []


def test_the_verdict_that_is_pressed_is_marked_and_stays_in_sight_on_a_phone(visit: Visit, river_page: Path) -> None:
    opened = visit(river_page, size=PHONE, view="deal")
    page = opened.page
    page.locator("#deal-load").click()
    page.locator("#deal button.verdict").nth(4).click()
    assert page.locator("#detail h2").is_visible()
    marked = page.locator("#deal .verdict.on")
    assert marked.count() == 1
    cell, box = marked.bounding_box(), page.locator("#deal").bounding_box()
    assert cell is not None
    assert box is not None
    assert box["y"] <= cell["y"] + 1
    assert cell["y"] + cell["height"] <= box["y"] + box["height"] + 1

"""The page in a real Chromium: it draws by itself, answers the mouse and the keys, and shows what Python says it should."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from browser.opened import PHONE, Opened
from browser.reading import CORE, OFF_LINKS, OPENING, Reading
from effort import first_of, one_in

import zopa
from zopa.graph.page.html import write_page

Visit = Callable[..., Opened]

COLOURS = """() => {
  const canvas = document.querySelector("#graph canvas");
  const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  const seen = new Set();
  for (let i = 0; i < data.length; i += 4) if (data[i + 3]) seen.add((data[i] << 16) | (data[i + 1] << 8) | data[i + 2]);
  return [...seen];
}"""
LIGHT_CLASH = 0xCF1F38


@pytest.mark.parametrize("compress", [False, True])
def test_it_draws_alone_and_without_complaint(
    visit: Visit, valley_case: zopa.PositionGraph, tmp_path: Path, compress: bool
) -> None:
    path = write_page(
        valley_case,
        tmp_path / "page.html",
        valley_case.clashes(as_of="all"),
        valley_case.overlap_pairs(as_of="all"),
        compress=compress,
        summary=["Two sentences.", "About the valley."],
    )
    opened = visit(path, view="graph")
    page = opened.page
    assert len(opened.js(COLOURS)) > 50
    assert page.title() == "The valley talks"
    assert opened.js("[document.compatMode, document.documentElement.lang]") == ["CSS1Compat", "en"]
    assert page.locator("h1").count() == 1
    assert page.locator("h1").inner_text() == "The valley talks"
    assert "Two sentences. About the valley." in page.locator("#summary").inner_text()
    nodes, links = Reading(valley_case).shown()
    positions = [name for name in nodes if name.startswith("position:")]
    assert page.locator("#status").inner_text() == (
        f"{len(positions)} positions of 6 parties as of 2025-06 ({len(positions) - 2} without a date) \u00b7 4 clashes \u00b7 "
        f"{len(valley_case.overlap_pairs(as_of='2025-06'))} pairs share ground \u00b7 {len(nodes)} nodes, {len(links)} links"
    )
    assert (opened.requests, opened.errors) == ([], [])


def test_the_mouse(visit: Visit, valley_page: Path) -> None:
    opened = visit(valley_page, view="graph")
    page = opened.page
    x, y = opened.at("party:lowland")
    page.mouse.move(x - 80, y - 80)
    page.mouse.move(x, y, steps=4)
    page.wait_for_selector("#tip:not([hidden])")
    assert "Lowland" in page.locator("#tip").inner_text()
    page.mouse.click(x, y)
    assert page.locator("#detail h2").inner_text() == "Lowland"
    for name in ("issue:control", "position:u-control", "party:gharb"):
        page.mouse.click(*opened.at(name))
        assert opened.js("zopa.selected()") == name
    page.wait_for_timeout(350)  # or the press would be half of a double click
    x, y = opened.at("party:ile")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y + 30, steps=5)
    page.mouse.up()
    moved = opened.at("party:ile")
    assert (moved[0] - x, moved[1] - y) == pytest.approx((40, 30), abs=6)
    before = opened.at("party:upland"), opened.at("party:lowland")
    page.mouse.move(700, 450)
    page.mouse.wheel(0, -400)
    page.wait_for_timeout(150)
    after = opened.at("party:upland"), opened.at("party:lowland")
    assert _distance(*after) > 1.05 * _distance(*before)
    assert (opened.requests, opened.errors) == ([], [])


def test_a_clash_link_says_why(visit: Visit, valley_page: Path, valley_case: zopa.PositionGraph) -> None:
    opened = visit(valley_page, view="graph")
    page = opened.page
    for row in valley_case.clashes(as_of=valley_case.as_of).itertuples():
        (ax, ay), (bx, by) = opened.at(f"position:{row.position_a}"), opened.at(f"position:{row.position_b}")
        for part in (0.5, 0.4, 0.6, 0.3, 0.7):
            page.mouse.click(ax + part * (bx - ax), ay + part * (by - ay))
            if page.locator("#why").count() and page.locator("#why").inner_text() == row.why:
                break
        assert page.locator("#detail h2").inner_text() == "Why they clash"
        hover = [ax + part * (bx - ax), ay + part * (by - ay)]
        assert page.locator("#why").inner_text() == row.why
        assert opened.js("zopa.selected()") == "CLASHES_WITH"
        page.keyboard.press("Escape")
        assert opened.js("zopa.selected()") is None
        page.mouse.move(hover[0] - 40, hover[1] - 60)
        page.mouse.move(*hover, steps=6)
        page.wait_for_selector("#tip:not([hidden])")
        assert row.why in page.locator("#tip").inner_text()


def test_a_link_follows_a_node_that_is_moved(visit: Visit, valley_page: Path, valley_case: zopa.PositionGraph) -> None:
    opened = visit(valley_page, view="graph")
    page = opened.page
    row = valley_case.clashes(as_of=valley_case.as_of).iloc[0]
    mine, theirs = f"position:{row['position_a']}", f"position:{row['position_b']}"
    (ax, ay), (bx, by) = opened.at(mine), opened.at(theirs)
    size = page.locator("#graph").bounding_box()
    # Out into a corner, where no other node or link is in the way.
    corner = size["x"] + 30, size["y"] + size["height"] - 30
    page.mouse.move(ax, ay)
    page.mouse.down()
    page.mouse.move(*corner, steps=8)
    for is_held in (True, False):
        if not is_held:
            page.mouse.up()
        ax, ay = opened.at(mine)
        assert (ax, ay) == pytest.approx(corner, abs=8)
        image = page.locator("#graph canvas").evaluate(
            """(canvas, [x, y]) => {
              const box = canvas.getBoundingClientRect(), times = canvas.width / box.width;
              const data = canvas.getContext("2d").getImageData((x - box.left) * times - 9, (y - box.top) * times - 9, 18, 18).data;
              return data.some((value, i) => i % 4 === 0 && value > data[i + 1] + 60);
            }""",
            [ax + 0.15 * (bx - ax), ay + 0.15 * (by - ay)],
        )
        assert image, "there is no red line beside the node"
    page.mouse.click(ax + 0.15 * (bx - ax), ay + 0.15 * (by - ay))
    assert page.locator("#why").inner_text() == row["why"]


@pytest.mark.thorough
def test_the_wheel_stops_where_the_buttons_do(visit: Visit, valley_page: Path) -> None:
    opened = visit(valley_page, view="graph")
    page = opened.page
    page.mouse.move(700, 450)
    apart = []
    # The way from the one end to the other is some sixty turns long.
    for turns, way in ((60, 1), (75, -1), (5, -1)):
        for _ in range(turns):
            page.mouse.wheel(0, 900 * way)
        page.wait_for_timeout(200)
        apart.append(_distance(opened.at("party:upland"), opened.at("party:lowland")))
    out, near, again = apart
    assert near == pytest.approx(again)
    assert near / out == pytest.approx(8 / 0.02, rel=0.01)
    assert opened.errors == []


def test_the_controls_of_the_browser_follow_the_theme(visit: Visit, valley_page: Path) -> None:
    opened = visit(valley_page)
    scheme = "getComputedStyle(document.querySelector('#filters input')).colorScheme"
    assert opened.js(scheme) == "light"
    opened.page.locator("#theme").click()
    assert opened.js(scheme) == "dark"


def test_the_list_of_clashes_comes_first_and_leads_to_the_graph(
    visit: Visit, valley_page: Path, valley_case: zopa.PositionGraph
) -> None:
    page = visit(valley_page).page
    rows = valley_case.clashes(as_of=valley_case.as_of)
    assert page.locator("#clashes .why").all_inner_texts() == rows["why"].tolist()
    assert page.locator("#clashes h3").first.inner_text().startswith("Deadlocks 1")
    page.locator("#clashes .clash").first.click()
    assert page.locator("#why").inner_text() == rows["why"].iloc[0]
    text = page.locator("#detail").inner_text()
    assert "pas un mètre carré" in text
    assert "p. 2" in text
    assert "Lowland claims the north bank" in text
    assert "a draft nobody reviewed" not in text
    page.locator("#detail .side .link").first.click()
    assert page.locator("#detail h2").inner_text() == "Upland demands: Upland governs it"


def test_the_panel_of_a_position(visit: Visit, valley_page: Path) -> None:
    opened = visit(valley_page)
    opened.js("zopa.select('position:u-control')")
    panel = opened.page.locator("#detail")
    text = panel.inner_text()
    for words in ("held by\nUpland", "red line", "The valley", "Joint administration", "pas un mètre carré", "stated"):
        assert words in text
    assert panel.locator("section", has_text="Clashes with").locator(".clash").count() == 1
    link = panel.locator("a[href]").first
    assert link.get_attribute("href") == "https://gazette.example/one?a=1&b=2"
    assert link.get_attribute("rel") == "noopener noreferrer"
    opened.js("zopa.select('source:bad')")
    assert "javascript:window.hacked=1" in panel.inner_text()
    assert panel.locator("a[href]").count() == 0
    opened.js("zopa.select('proposal:plan')")
    assert "reaction: rejects" in panel.inner_text()


def test_what_a_selection_lights(visit: Visit, valley_page: Path, valley_case: zopa.PositionGraph) -> None:
    opened = visit(valley_page)
    rows = valley_case.tables["positions"]
    on = rows[rows["issue"] == "status"]
    opened.js("zopa.select('issue:status')")
    assert set(opened.js("zopa.lit()")) == {"issue:status", *("position:" + on["id"]), *("party:" + on["party"])}
    rows_held = rows[rows["party"] == "queen"]
    opened.js("zopa.select('party:queen')")
    expected = {"party:queen", "party:upland", *("position:" + rows_held["id"]), *("issue:" + rows_held["issue"])}
    assert set(opened.js("zopa.lit()")) == expected
    opened.page.locator("#search").fill("ferry")
    assert opened.js("zopa.selected()") is None
    assert "proposal:plan" in opened.js("zopa.lit()")


PICKS: list[dict[str, Any]] = [
    {"picks": {"party": ["lowland"]}},
    {"picks": {"party": ["upland"]}},
    {"picks": {"party": ["upland", "lowland"]}, "clashes_only": True},
    {"picks": {"party": ["queen"]}, "clashes_only": True},
    {"picks": {"issue": ["control"]}},
    {"picks": {"region": ["south"]}},
    {"picks": {"region": ["north"], "stance": ["demands"]}},
    {"picks": {"firmness": ["red line", "not known"]}},
    {"picks": {"severity": ["hard"]}},
    {"picks": {"severity": ["deadlock", "unknown"], "issue": ["status"]}},
    {"clashes_only": True},
    {"as_of": None},
    {"as_of": None, "clashes_only": True, "picks": {"party": ["lowland"]}},
    {"common_only": True},
    {"common_only": True, "picks": {"party": ["ile"]}},
    {"common_only": True, "clashes_only": True},
    {"as_of": "2023-06-01"},
    {"as_of": "2024-12-31", "clashes_only": True},
    {"as_of": "2025-01-01", "picks": {"issue": ["troops"]}},
    {"as_of": "2023-04-30", "common_only": True, "picks": {"party": ["upland"]}},
    {"picks": {"attribution": ["inferred", "reported"]}},
    {"picks": {"attribution": ["not known"], "stance": ["accepts"]}},
    {"focus": {"party": "queen"}},
    {"focus": {"party": "upland", "issue": "control"}, "kinds": CORE | {"Option"}},
    {"focus": {"region": "south"}, "as_of": "2025-02-02"},
    {"linked_only": False},
    {"kinds": {"Party", "Issue"}},
    {"kinds": CORE | {"Option", "Region", "Evidence", "Source", "Proposal", "Event"}},
    {"kinds": CORE | {"Option", "Proposal"}, "off": {"HOLDS", "RULES_OUT"}, "picks": {"issue": ["control"]}},
]


@pytest.fixture(scope="module")
def filtered(visit_once: Visit, valley_page: Path) -> Opened:
    """One page for all the filters, each of which ends with none."""
    return visit_once(valley_page)


@pytest.fixture(scope="module")
def reading(valley_case: zopa.PositionGraph) -> Reading:
    return Reading(valley_case)


@pytest.mark.parametrize("asked", one_in(3, PICKS), ids=[str(number) for number in range(len(PICKS))])
def test_filters_show_what_python_says(filtered: Opened, reading: Reading, asked: dict[str, Any]) -> None:
    opened = filtered
    opened.js("zopa.apply({ view: 'graph' })")
    _ask(opened, **asked)
    nodes, links = reading.shown(**asked)
    kinds_of_filter = {"picks", "clashes_only", "common_only", "as_of", "focus"}
    _, pairs = reading.asked(**{name: pick for name, pick in asked.items() if name in kinds_of_filter})
    listed, shared = pairs["CLASHES_WITH"], pairs["OVERLAPS_WITH"]
    assert opened.visible == nodes
    assert sorted(opened.links) == sorted(links)
    assert sorted(map(tuple, opened.js("zopa.clashes()"))) == sorted(listed)
    assert sorted(map(tuple, opened.js("zopa.overlaps()"))) == sorted(shared)
    assert opened.page.locator("#clashes .clash").count() == len(listed)
    status = opened.page.locator("#status").inner_text()
    assert re.search(rf"\b{len(nodes)} nodes?, {len(links)} links?\b", status)
    assert re.search(rf"\b{len(listed)} clash(es)? \u00b7 {len(shared)} pairs? shares? ground\b", status)
    opened.page.locator("#show-table").click()
    assert opened.page.locator("#table tbody tr").count() == len(nodes)
    opened.page.locator("#reset").click()
    assert opened.visible == reading.shown()[0]
    assert (opened.requests, opened.errors) == ([], [])


def test_a_filter_changes_the_picture_and_lets_a_hidden_selection_go(visit: Visit, valley_page: Path) -> None:
    opened = visit(valley_page, view="graph")
    before = opened.page.locator("#graph").screenshot()
    opened.js("zopa.select('position:g-talks')")
    opened.page.locator("#clashes-only").check()
    assert opened.js("zopa.selected()") is None
    assert opened.page.locator("#clashes").is_visible()
    assert opened.page.locator("#graph").screenshot() != before


def test_search(visit: Visit, valley_page: Path) -> None:
    opened = visit(valley_page, view="graph")
    page = opened.page
    plain = page.locator("#graph").screenshot()
    page.keyboard.press("/")
    assert opened.js("document.activeElement.id") == "search"
    script = "() => [...document.querySelectorAll('.result')].map((one) => one.dataset.id)"
    for words, expected in [
        ("ile du", []),
        ("ILE-DU", ["party:ile"]),
        ("metre carre", ["position:u-control", "evidence:e1"]),
        ("الغرب", ["party:gharb"]),
        ("ferry plan", ["proposal:plan"]),
        ("valley gazette bank", ["position:l-control", "evidence:e2"]),
    ]:
        page.locator("#search").fill(words)
        assert set(expected) <= set(opened.js(script)), words
    page.locator("#search").fill("metre carre")
    page.wait_for_timeout(100)
    assert page.locator("#graph").screenshot() != plain
    assert "pas un mètre carré" in page.locator("#results").inner_text()
    page.keyboard.press("Enter")
    assert opened.js("zopa.selected()") == "position:u-control"
    page.locator("#search").fill("zebra")
    assert "No match" in page.locator("#results").inner_text()
    page.locator("#search").press("Escape")
    assert page.locator("#clashes").is_visible()
    assert opened.errors == []


def test_the_legend_names_every_kind_that_the_case_has(
    visit: Visit, valley_page: Path, valley_case: zopa.PositionGraph
) -> None:
    opened = visit(valley_page, view="graph")
    opened.unfold()
    page = opened.page
    reading = Reading(valley_case)
    names = page.locator("#filters input[data-name]").evaluate_all("(all) => all.map((one) => one.dataset.name)")
    assert set(names) == set(reading.kind.values()) | {kind for kind, *_ in reading.edges}
    for name in ("Party", "CLASHES_WITH"):
        row = page.locator(f"label:has(input[data-name={name}])")
        assert row.get_attribute("title")
        assert row.locator("canvas").count() == 1
        kinds = [*reading.kind.values(), *(kind for kind, *_ in reading.edges)]
        nodes, links = reading.shown()
        drawn = [*(reading.kind[node] for node in nodes), *(kind for kind, *_ in links)].count(name)
        every = kinds.count(name)
        assert row.locator(".count").inner_text() == (f"{drawn} of {every}" if drawn < every else f"{every}")
    assert page.locator("input[data-name=RULES_OUT]").is_checked() is ("RULES_OUT" not in OFF_LINKS)


def test_the_table_sorts_and_selects(visit: Visit, valley_page: Path) -> None:
    opened = visit(valley_page)
    page = opened.page
    page.locator("#show-table").click()
    assert not page.locator("#graph").is_visible()
    page.locator("th button", has_text="Name").click()
    names = page.locator("#table tbody td:nth-child(2)").all_inner_texts()
    assert names == sorted(names, key=lambda name: opened.js("(n) => n.normalize('NFKD').toLowerCase()", name))
    page.locator("#table .link", has_text="Queen of Upland rejects").click()
    assert opened.js("zopa.selected()") == "position:q-control"
    page.locator("#show-graph").click()
    page.wait_for_timeout(100)
    assert len(opened.js(COLOURS)) > 50


def test_keys(visit: Visit, valley_page: Path) -> None:
    opened = visit(valley_page, view="graph")
    page = opened.page
    page.locator("#graph").focus()
    page.keyboard.press("ArrowRight")
    first = opened.js("zopa.selected()")
    page.keyboard.press("ArrowLeft")
    assert first in opened.visible
    assert opened.js("zopa.selected()") not in (None, first)
    page.keyboard.press("Escape")
    assert opened.js("zopa.selected()") is None
    page.locator("#search").focus()
    style = opened.js("getComputedStyle(document.activeElement).outlineStyle")
    assert style == "solid"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark(visit: Visit, valley_page: Path, scheme: str) -> None:
    opened = visit(valley_page, scheme=scheme, view="graph")
    background = "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)[0]"
    assert (opened.js(background) < 80) is (scheme == "dark")
    assert (LIGHT_CLASH in opened.js(COLOURS)) is (scheme == "light")
    before = opened.page.locator("#stage").screenshot()
    opened.page.locator("#theme").click()
    opened.page.wait_for_timeout(100)
    assert (LIGHT_CLASH in opened.js(COLOURS)) is (scheme == "dark")
    assert (opened.js(background) < 80) is (scheme == "light")
    assert opened.page.locator("#stage").screenshot() != before
    assert len(opened.js(COLOURS)) > 50
    assert opened.errors == []


def test_on_a_phone(visit: Visit, valley_page: Path) -> None:
    opened = visit(valley_page, size=PHONE, view="graph")
    page = opened.page
    assert opened.js("document.documentElement.scrollWidth") <= 390
    assert not page.locator("#filters").is_visible()
    page.locator("#toggle-filters").click()
    assert page.locator("#filters").is_visible()
    assert opened.js("document.documentElement.scrollWidth") <= 390
    page.locator("#toggle-filters").click()
    page.locator("#clashes .clash").first.click()
    page.wait_for_timeout(250)
    assert page.locator("#why").is_visible()
    graph, why = page.locator("#graph").bounding_box(), page.locator("#why").bounding_box()
    assert graph is not None
    assert why is not None
    assert graph["y"] >= -1
    assert why["y"] > graph["y"] + graph["height"]
    assert why["y"] < 844
    assert len(opened.js(COLOURS)) > 50
    assert opened.errors == []


@pytest.mark.parametrize("which", ["hundred_page", "ukraine_page"])
def test_labels_never_overlap_and_every_party_and_issue_has_one(
    visit: Visit, which: str, request: pytest.FixtureRequest
) -> None:
    opened = visit(request.getfixturevalue(which), view="graph")
    opened.page.wait_for_timeout(100)
    labels = opened.js("zopa.labels()")
    for index, later in enumerate(labels):
        for earlier in labels[:index]:
            a, b = later["box"], earlier["box"]
            assert a[0] >= b[2] or b[0] >= a[2] or a[1] >= b[3] or b[1] >= a[3], (later, earlier)
    named = {label["id"] for label in labels}
    assert {name for name in opened.visible if name.startswith(("party:", "issue:"))} <= named


# Every third node is told each day, and all of them in a thorough run.
@pytest.mark.parametrize("step", first_of([3, 1]))
def test_the_built_in_case(visit: Visit, ukraine_page: Path, step: int) -> None:
    opened = visit(ukraine_page)
    page = opened.page
    case = zopa.load("ukraine-2025", quiet=True)
    reading = Reading(case)
    nodes, links = reading.shown()
    assert opened.visible == nodes
    assert sorted(opened.links) == sorted(links)
    assert page.locator("#clashes .why").all_inner_texts() == case.clashes(as_of=case.as_of)["why"].tolist()
    page.locator("#clashes-only").check()
    assert opened.visible == reading.shown(clashes_only=True)[0]
    nodes_told = list(case.nx.nodes(data="label"))[::step]
    headings = opened.js(
        "(ids) => ids.map((id) => { zopa.select(id); return document.querySelector('#detail h2').textContent; })",
        [node for node, _ in nodes_told],
    )
    assert headings == [label for _, label in nodes_told]
    assert (opened.requests, opened.errors) == ([], [])


def _ask(
    opened: Opened,
    picks: dict[str, list[str]] | None = None,
    clashes_only: bool = False,
    kinds: set[str] | None = None,
    off: set[str] | None = None,
    linked_only: bool = True,
    common_only: bool = False,
    as_of: str | None = OPENING,
    focus: dict[str, str] | None = None,
) -> None:
    """Press what a reader would press."""
    page = opened.page
    if focus:
        _surround(opened, focus)
    if as_of is None:
        page.locator("#all-dates").click()
    elif as_of != OPENING:
        page.locator("#as-of").fill(as_of)
    opened.unfold()
    for group, picks_of_group in (picks or {}).items():
        for pick in picks_of_group:
            name = f"{group}:{pick}" if group in ("party", "issue", "region") else pick
            page.locator(f'.chip[data-group="{group}"][data-value="{name}"]').click()
    page.locator("#clashes-only").set_checked(clashes_only)
    page.locator("#linked-only").set_checked(linked_only)
    page.locator("#common-only").set_checked(common_only)
    for box in page.locator("#filters input[data-name]").all():
        name = str(box.get_attribute("data-name"))
        if name == name.upper() and off is not None:
            box.set_checked(name not in off)
        elif name != name.upper() and kinds is not None:
            box.set_checked(name in kinds)


def _surround(opened: Opened, focus: dict[str, str]) -> None:
    """Open the surroundings of a party, an issue or a region, or of a cell of a table, in the graph."""
    names = {kind: f"{kind}:{id_}" for kind, id_ in focus.items()}
    if len(names) == 1:
        opened.js("(id) => zopa.select(id)", next(iter(names.values())))
    else:
        opened.page.locator("#show-matrix").click()
        opened.page.evaluate(
            "(cell) => [...document.querySelectorAll('[data-cell]')].find((one) => one.dataset.cell === cell).click()",
            json.dumps(names, separators=(",", ":")),
        )
    opened.page.locator("#expand").click()
    opened.js("zopa.select(null)")
    assert opened.page.locator("#focus").is_visible()
    assert opened.page.locator("#show-graph").get_attribute("aria-pressed") == "true"


def _distance(a: tuple[float, float], b: tuple[float, float]) -> float:
    return ((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5

"""Every view in a real browser: what it says is what the queries say, and a real mouse finds its way about in it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pandas as pd
import pytest
import shapely
from browser.invented import position
from browser.opened import Opened
from browser.reading import OPENING, Reading, cells
from effort import first_of
from reference.dossiers import graph

import zopa
from zopa.graph.dates import ALWAYS, FOREVER, period

Visit = Callable[..., Opened]
VIEWS = ("matrix", "graph", "parties", "regions", "timeline", "table", "pictures")
SEVERITIES = ["deadlock", "hard", "unknown", "soft"]
DAYS = [OPENING, None, "2022-06-01", "2024-12-31", "2025-01-01"]

CROSSED = """([one, other]) => {
  const [a, b] = [zopa.where(one), zopa.where(other)];
  const canvas = document.querySelector("#graph canvas");
  const ratio = canvas.width / canvas.clientWidth;
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = Math.hypot(dx, dy);
  let lines = 0, inside = false;
  for (let off = -length / 3; off <= length / 3; off += 0.25) {
    const [x, y] = [a.x + 0.5 * dx - (off * dy) / length, a.y + 0.5 * dy + (off * dx) / length];
    const [red, green, blue, alpha] = canvas.getContext("2d").getImageData(Math.round(x * ratio), Math.round(y * ratio), 1, 1).data;
    const dark = alpha > 40 && Math.min(red, green, blue) < 235;
    if (dark && !inside) lines += 1;
    inside = dark;
  }
  return lines;
}"""


@pytest.fixture(scope="session")
def ukraine() -> zopa.PositionGraph:
    return zopa.load("ukraine-2025", quiet=True)


def show(opened: Opened, view: str, as_of: str | None = OPENING) -> None:
    opened.page.locator(f"#show-{view}").click()
    if as_of is None:
        opened.page.locator("#all-dates").click()
    elif as_of != OPENING:
        opened.page.locator("#as-of").fill(as_of)
        opened.page.wait_for_function("(day) => zopa.state().asOf === day", arg=as_of)


def cells_of(opened: Opened, view: str) -> list[dict[str, Any]]:
    listed = opened.js(
        "(view) => [...document.querySelectorAll(`#${view} button.cell`)].map((one) => ({ cell: one.dataset.cell, look: one.className.split(' '), says: one.innerText }))",
        view,
    )
    return [cell | {"cell": json.loads(cell["cell"])} for cell in listed]


def severity_of(look: list[str]) -> str | None:
    return next((severity for severity in SEVERITIES if severity in look), None)


def worst(rows: pd.DataFrame) -> str | None:
    return next((severity for severity in SEVERITIES if severity in set(rows["severity"])), None)


def no(name: str) -> str:
    return name.partition(":")[2]


def test_each_view_draws_and_bears_hovering_clicking_filtering_and_another_theme(
    visit: Visit, ukraine_page: Path
) -> None:
    opened = visit(ukraine_page)
    page = opened.page
    for view in VIEWS:
        show(opened, view)
        assert page.locator(".view:visible").count() == 1
        stage = page.locator(f"#{view}")
        drawn = stage.screenshot()
        box = stage.bounding_box()
        assert box is not None
        assert box["height"] > 500
        for step in range(1, 10):
            page.mouse.move(
                box["x"] + box["width"] * step / 10, box["y"] + box["height"] * (0.2 + 0.06 * step), steps=2
            )
        page.mouse.wheel(0, 300)
        page.mouse.wheel(0, -300)
        for x, y in ((0.3, 0.35), (0.5, 0.5), (0.7, 0.6), (0.42, 0.25), (0.6, 0.8)):
            page.mouse.click(box["x"] + box["width"] * x, box["y"] + box["height"] * y)
        page.keyboard.press("Escape")
        show(opened, view)
        page.locator("#clashes-only").check()
        filtered = stage.screenshot()
        # The answers were drawn when the page was made.
        assert filtered != drawn or view == "pictures"
        page.locator("#theme").click()
        page.wait_for_timeout(60)
        assert stage.screenshot() != filtered
        page.locator("#reset").click()
        text = page.locator("body").inner_text()
        assert not [word for word in ("[object", "undefined", "NaN") if word in text], view
        assert opened.errors == [], view
    assert opened.requests == []


def test_the_table_of_who_wants_what(visit: Visit, ukraine_page: Path, ukraine: zopa.PositionGraph) -> None:
    opened = visit(ukraine_page)
    reading = Reading(ukraine)
    for as_of in DAYS:
        show(opened, "matrix", as_of)
        _compare_matrix(opened, ukraine, reading, ukraine.as_of if as_of == OPENING else as_of)
    assert opened.errors == []


def _compare_matrix(opened: Opened, ukraine: zopa.PositionGraph, reading: Reading, as_of: str | None) -> None:
    names, _ = reading.shown(as_of=as_of)
    expected = Counter(
        (reading.principal(reading.rows[name].party), reading.rows[name].issue)
        for name in names
        if name in reading.rows
    )
    cell_of = {(no(cell["cell"]["party"]), no(cell["cell"]["issue"])): cell for cell in cells_of(opened, "matrix")}
    assert set(cell_of) == set(expected)
    clashes, shared = (query(as_of=as_of or "all") for query in (ukraine.clashes, ukraine.overlap_pairs))
    for (party, issue), cell in cell_of.items():
        mine = clashes[clashes["issue"].eq(issue) & (clashes["party_a"].eq(party) | clashes["party_b"].eq(party))]
        assert severity_of(cell["look"]) == worst(mine), (party, issue)
        assert (f"\u00d7{len(mine)}" in cell["says"]) is bool(len(mine))
        ours = shared[shared["issue"].eq(issue) & (shared["party_a"].eq(party) | shared["party_b"].eq(party))]
        assert ("sharing" in cell["look"]) is bool(len(ours))
    zones = ukraine.zones(as_of=as_of or "all")
    heads = opened.js(
        "[...document.querySelectorAll('#matrix tbody th')].map((one) => [one.querySelector('.head').textContent, [...one.querySelectorAll('.zone')].map((zone) => zone.textContent)])"
    )
    for name, badges in heads:
        issue = ukraine.tables["issues"].set_index("name")["id"][name]
        status = {text.split()[1].rstrip("?") for text in badges}
        assert status == set(zones.loc[zones["issue"] == issue, "status"]), name


def test_a_cell_opens_what_stands_in_it_and_its_surroundings_in_the_graph(
    visit: Visit, ukraine_page: Path, ukraine: zopa.PositionGraph
) -> None:
    opened = visit(ukraine_page)
    page = opened.page
    show(opened, "matrix")
    cell = page.locator("#matrix button.cell.deadlock").first
    ends = json.loads(str(cell.get_attribute("data-cell")))
    cell.hover()
    page.wait_for_selector("#tip:not([hidden])")
    clashes = ukraine.clashes(parties=no(ends["party"]), issues=no(ends["issue"]), as_of=ukraine.as_of)
    assert clashes["why"].iloc[0] in page.locator("#tip").inner_text()
    cell.click()
    panel = page.locator("#detail")
    assert panel.locator(".clash .why").all_inner_texts() == clashes["why"].tolist()
    rows = ukraine.tables["positions"]
    rows_held = rows[rows["issue"].eq(no(ends["issue"])) & rows["party"].isin(["ukraine", "zelenskyy"])]
    assert ends["party"] == "party:ukraine"
    assert panel.locator(".positions li").count() == len(rows_held)
    zone = ukraine.zones(issues=no(ends["issue"]), as_of=ukraine.as_of)["why"].tolist()
    assert all(why in panel.inner_text() for why in zone)
    for button, focus in (("#expand", ends), ("[data-expand=party]", {"party": ends["party"]})):
        panel.locator(button).click()
        assert opened.js("zopa.state().view") == "graph"
        shown, links = Reading(ukraine).shown(focus={kind: no(name) for kind, name in focus.items()})
        assert opened.visible == shown
        assert sorted(opened.links) == sorted(links)
    page.locator("#unfocus").click()
    assert opened.visible == Reading(ukraine).shown()[0]
    assert opened.errors == []


@pytest.mark.parametrize("as_of", first_of([None, "2024-06-30", "2025-06-01"]))
def test_parties_are_joined_by_as_many_clashes_as_the_query_counts(
    visit: Visit, plans_page: Path, as_of: str | None
) -> None:
    case = zopa.load("ukraine-plans", quiet=True)
    opened = visit(plans_page)
    show(opened, "parties", as_of)
    page = opened.page
    counts: dict[frozenset[str], dict[str, int]] = {}
    for tie_drawn in page.locator("#parties .tie[role]").all():
        pair = frozenset(no(name) for name in json.loads(str(tie_drawn.get_attribute("data-cell"))).values())
        kind = "overlap" if "overlap" in str(tie_drawn.get_attribute("class")) else "clash"
        counts.setdefault(pair, {})[kind] = int(
            str(tie_drawn.get_attribute("aria-label")).rsplit(": ", 1)[1].split()[0]
        )
    matrix = case.clash_matrix(as_of=as_of or "all")
    expected: dict[frozenset[str], dict[str, int]] = {}
    for index, a in enumerate(matrix.index):
        for b in matrix.columns[:index]:
            if matrix.loc[a, b]:
                expected.setdefault(frozenset([a, b]), {})["clash"] = int(matrix.loc[a, b])
    for pair, rows in case.overlap_pairs(as_of=as_of or "all").groupby(["party_a", "party_b"]):
        both = expected.setdefault(frozenset(pair), {})
        both["overlap"] = both.get("overlap", 0) + len(rows)
    assert counts == expected
    tie = page.locator("#parties .tie[role]").last
    pair_asked = [no(name) for name in json.loads(str(tie.get_attribute("data-cell"))).values()]
    tie.dispatch_event("click")
    between = case.clashes(parties=pair_asked, as_of=as_of or "all")
    assert page.locator("#detail .clash .why").all_inner_texts() == between["why"].tolist()
    assert opened.errors == []


def test_regions_show_what_holds_in_the_whole_of_each(
    visit: Visit, ukraine_page: Path, ukraine: zopa.PositionGraph
) -> None:
    opened = visit(ukraine_page)
    show(opened, "regions")
    reading = Reading(ukraine)
    expected: Counter[tuple[str, str]] = Counter()
    named: Counter[str] = Counter()
    for name, row in reading.rows.items():
        if not reading.passes(name, {}, ukraine.as_of):
            continue
        regions_there = set().union(*(reading.smallest(region_id) for region_id in cells(row.regions)))
        for region in reading.inside:
            everywhere = not regions_there and row.issue in reading.per_region
            if everywhere or (regions_there and reading.smallest(region) <= regions_there):
                expected[reading.principal(row.party), region] += 1
            named[region] += region in cells(row.regions)
        assert name in opened.visible
    listed = {region for region in reading.inside if named[region] or reading.smallest(region) == {region}}
    expected = Counter({key: count for key, count in expected.items() if key[1] in listed})
    per_region = reading.per_region

    def there_clash(region: str) -> pd.DataFrame:
        rows = ukraine.clashes(regions=region, as_of=ukraine.as_of)
        return rows[rows["issue"].isin(per_region)]

    cell_of = {(no(cell["cell"]["party"]), no(cell["cell"]["region"])): cell for cell in cells_of(opened, "regions")}
    assert set(cell_of) == set(expected)
    for (party, region), cell in cell_of.items():
        mine = there_clash(region)
        mine = mine[mine["party_a"].eq(party) | mine["party_b"].eq(party)]
        holding = opened.js("(cell) => zopa.inCell(cell)", {"party": f"party:{party}", "region": f"region:{region}"})
        assert len(holding) >= expected[party, region]
        # A clash colours the cells of the positions that hold in the whole of the region.
        if reading.smallest(region) == {region}:
            assert severity_of(cell["look"]) == worst(mine), (party, region)
    spots = opened.page.locator("#regions .map .spot").evaluate_all(
        "(all) => all.map((one) => [one.dataset.id, one.querySelector('circle').cx.baseVal.value, one.querySelector('circle').cy.baseVal.value, one.querySelector('.count-text').textContent])"
    )
    table = ukraine.tables["regions"].set_index("id")
    coded = [region_id for region_id in table.index[table["lat"].notna()] if reading.smallest(region_id) == {region_id}]
    assert sorted(no(spot[0]) for spot in spots) == sorted(coded)
    for name, _, _, count in spots:
        assert int(count or 0) == len(there_clash(no(name)))
    # East is right and north is up.
    for axis, column, sign in ((1, "lon", 1), (2, "lat", -1)):
        order = [no(spot[0]) for spot in sorted(spots, key=lambda spot: sign * spot[axis])]
        assert order == table.loc[coded].sort_values(column).index.tolist()
    assert opened.errors == []


def test_a_country_is_recognised_by_its_outline_and_seven_parties_fit_beside_the_lists(
    visit_both: Visit, ukraine_page: Path
) -> None:
    opened = visit_both(ukraine_page)
    page = opened.page
    page.locator("#show-regions").click()
    # Every spot of a region of Ukraine lies on the land that is drawn; the note says how coarse that is.
    outside = page.locator("#regions .map").evaluate(
        """(map) => [...map.querySelectorAll(".spot")].filter((spot) => {
          const { cx, cy } = spot.querySelector("circle"), at = new DOMPoint(cx.baseVal.value, cy.baseVal.value);
          return ![...map.querySelectorAll(".land")].some((land) => land.isPointInFill(at));
        }).map((spot) => spot.dataset.id)"""
    )
    assert outside == []
    assert "outline of a country is coarse" in page.locator("#regions").inner_text()
    page.locator("#show-matrix").click()
    assert page.locator("#matrix thead th").count() == 7
    assert page.locator("#matrix").evaluate("(box) => box.scrollWidth - box.clientWidth") <= 0
    # A long summary is folded, so that a clash is seen at once, and in a small window the head of the page is one row.
    page.set_viewport_size({"width": 1024, "height": 640})
    page.locator("#whole-summary").wait_for()
    assert page.locator("#clashes .clash").first.evaluate("(one) => one.getBoundingClientRect().bottom") < 640
    tops = page.locator(".tools > *").evaluate_all("(all) => all.map((one) => one.getBoundingClientRect().bottom)")
    assert max(tops) - min(tops) < 12
    page.locator("#whole-summary").click()
    assert page.locator("#summary").evaluate("(one) => one.scrollHeight - one.clientHeight") <= 2
    assert opened.errors == []


def test_a_day_before_everything_is_told_as_such(visit: Visit, river_page: Path) -> None:
    opened = visit(river_page)
    opened.js("zopa.apply({ asOf: '1700-01-01' })")
    for view in ("graph", "matrix", "parties"):
        opened.page.locator(f"#show-{view}").click()
        assert "no position of the case holds on 1700-01-01" in opened.page.locator(f"#{view}").inner_text()
    assert "No two positions that clash hold on 1700-01-01." in opened.page.locator("#clashes").inner_text()
    opened.js("zopa.apply({ pick: { severity: ['deadlock'] } })")
    assert "No clash passes these filters." in opened.page.locator("#clashes").inner_text()


def test_regions_with_an_outline_are_drawn_where_they_are(visit: Visit, river_page: Path) -> None:
    case = zopa.load("river-basin", quiet=True)
    opened = visit(river_page)
    page = opened.page
    show(opened, "regions", None)
    reading, regions = Reading(case), case.tables["regions"].set_index("id")
    shapes = {name: shapely.from_wkt(text) for name, text in regions["shape"].dropna().items()}
    smallest = {name for name in shapes if reading.smallest(name) == {name}}
    # Where each spot lies on the map, and whether it lies in the area of its region and of no other.
    spots = page.locator("#regions .map").evaluate(
        """(map) => Object.fromEntries([...map.querySelectorAll(".spot")].map((spot) => {
          const { cx, cy } = spot.querySelector("circle"), at = new DOMPoint(cx.baseVal.value, cy.baseVal.value);
          const inside = [...map.querySelectorAll(".land[data-id]")].filter((land) => land.isPointInFill(at));
          return [spot.dataset.id, { inside: inside.map((land) => [land.dataset.id, land.getAttribute("class")]), look: spot.getAttribute("class") }];
        }))"""
    )
    assert {no(name) for name in spots} == smallest
    per_region = case.clashes(as_of="all")
    per_region = per_region[per_region["issue"].isin(reading.per_region)]
    for name, spot in spots.items():
        mine = case.clashes(regions=no(name), as_of="all")
        severity = worst(mine[mine["issue"].isin(reading.per_region)])
        assert spot["inside"] == [[name, f"land {severity or 'quiet'}"]]
        assert spot["look"] == f"spot {severity or 'quiet'}"
    # As broad and as high as the outlines, one degree being as long to the east as to the north at the equator.
    boxes = {
        name.removeprefix("region:"): box
        for name, box in page.locator("#regions .land[data-id]").evaluate_all(
            "(all) => all.map((one) => { const { x, y, width, height } = one.getBBox(); return [one.dataset.id, [x, y, x + width, y + height]]; })"
        )
    }
    left, low, _, high = shapely.total_bounds(list(shapes.values()))
    whole = [min(box[0] for box in boxes.values()), min(box[1] for box in boxes.values())]
    scale = (max(box[3] for box in boxes.values()) - whole[1]) / (high - low)
    for name, box in boxes.items():
        west, south, east, north = shapes[name].bounds
        expected = [(west - left) * scale, (high - north) * scale, (east - left) * scale, (high - south) * scale]
        assert [box[0] - whole[0], box[1] - whole[1], box[2] - whole[0], box[3] - whole[1]] == pytest.approx(
            expected, abs=1
        )
    assert page.locator("#regions .land.border").count() == len(shapes) - len(smallest)
    page.locator('#regions .land[data-id="region:gorge"]').click(position={"x": 20, "y": 20}, force=True)
    assert opened.js("zopa.selected()") == "region:gorge"
    looks = page.locator("#regions .land[data-id]").evaluate_all(
        "(all) => Object.fromEntries(all.map((one) => [one.dataset.id, [...one.classList]]))"
    )
    assert [name for name, look in looks.items() if "on" in look] == ["region:gorge"]
    mine = case.clashes(regions="gorge", as_of=case.as_of)
    mine = mine[mine["issue"].isin(reading.per_region)]
    opened.js("(id) => zopa.select(id)", f"position:{mine['position_a'].iloc[0]}")
    looks = page.locator("#regions .land[data-id]").evaluate_all(
        "(all) => Object.fromEntries(all.map((one) => [one.dataset.id, [...one.classList]]))"
    )
    assert "dimmed" not in looks["region:gorge"]
    assert "dimmed" in looks["region:delta"]
    assert opened.errors == []


def test_a_region_inside_another_lies_over_it_and_a_city_is_seen(visit: Visit, tmp_path: Path) -> None:
    inner, outer = (
        "POLYGON ((30.01 50.01, 30.02 50.01, 30.02 50.02, 30.01 50.02, 30.01 50.01))",
        "POLYGON ((30 50, 30.05 50, 30.05 50.05, 30 50.05, 30 50))",
    )
    case = graph(
        parties=[{"id": "p", "name": "P"}],
        issues=[{"id": "i", "name": "I", "kind": "choice", "per_region": "yes"}],
        options=[{"issue": "i", "option": "x"}],
        regions=[
            {"id": "yard", "name": "Yard", "part_of": "city", "shape": inner},
            {"id": "city", "name": "City", "shape": outer},
        ],
        positions=[position("a", "p", "i", "demands", "x", regions="yard")],
    )
    opened = visit(case.page(tmp_path / "city.html", pictures=False))
    opened.page.locator("#show-regions").click()
    boxes = opened.page.locator("#regions .land[data-id]").evaluate_all(
        "(all) => all.map((one) => [one.dataset.id, one.getBBox().height])"
    )
    assert [name for name, _ in boxes] == ["region:city", "region:yard"]
    assert boxes[0][1] > 200
    opened.page.locator('#regions .land[data-id="region:yard"]').click(position={"x": 4, "y": 4}, force=True)
    assert opened.js("zopa.selected()") == "region:yard"
    assert opened.errors == []


@pytest.mark.parametrize("grouping", first_of(["issue", "party"]))
def test_a_bar_for_every_position_from_its_first_day_to_its_last(visit: Visit, plans_page: Path, grouping: str) -> None:
    case = zopa.load("ukraine-plans", quiet=True)
    opened = visit(plans_page)
    page = opened.page
    show(opened, "timeline", None)
    page.locator(".choice .chip").nth(["party", "issue"].index(grouping)).click()
    bars = page.locator("#timeline .bar .length").evaluate_all(
        "(all) => all.map((one) => [one.parentNode.dataset.id, one.x.baseVal.value, one.x.baseVal.value + one.width.baseVal.value])"
    )
    columns = case.columns
    start = dict(zip(columns.ids, columns.start.tolist(), strict=True))
    end = dict(zip(columns.ids, columns.end.tolist(), strict=True))
    assert sorted(no(bar[0]) for bar in bars) == sorted(columns.ids)
    left, right = min(bar[1] for bar in bars), max(bar[2] for bar in bars)
    dated = [(start[no(name)], x) for name, x, _ in bars if start[no(name)] != ALWAYS]
    dated += [(end[no(name)] + 1, x) for name, _, x in bars if end[no(name)] != FOREVER]
    (day_a, x_a), (day_b, x_b) = min(dated), max(dated)
    for day, x in dated:
        assert x == pytest.approx(x_a + (day - day_a) * (x_b - x_a) / (day_b - day_a), abs=4.5)
    for name, a, b in bars:
        if start[no(name)] == ALWAYS:
            assert a == pytest.approx(left, abs=0.1)
        if end[no(name)] == FOREVER:
            assert b == pytest.approx(right, abs=0.1)
    shifts = case.shifts()
    tips = page.locator("#timeline .shift").evaluate_all("(all) => all.map((one) => one.dataset.tip)")
    assert sorted(tips) == sorted(shifts["why"])
    day = "2024-06-30"
    page.locator("#as-of").fill(day)
    page.wait_for_function("(day) => zopa.state().asOf === day", arg=day)
    faint = page.locator("#timeline .bar.past").evaluate_all("(all) => all.map((one) => one.dataset.id)")
    first, last = period(day)
    assert sorted(no(name) for name in faint) == sorted(
        position for position in columns.ids if start[position] > last or end[position] < first
    )
    follows = case.tables["positions"]["replaces"].dropna().str.split("|").map(len).sum()
    assert page.locator("#timeline .follows").count() == follows
    events = case.tables["events"]["start"].notna().sum()
    assert page.locator("#timeline .event").count() == events
    page.locator("#timeline .shift").first.hover()
    page.wait_for_selector("#tip:not([hidden])")
    assert page.locator("#tip .told").inner_text() in set(shifts["why"])
    assert opened.errors == []


def test_the_slider_walks_from_change_to_change(visit: Visit, plans_page: Path) -> None:
    case = zopa.load("ukraine-plans", quiet=True)
    opened = visit(plans_page)
    page = opened.page
    assert page.locator("#case-date").get_attribute("aria-pressed") == "true"
    page.locator("#all-dates").click()
    seen = []
    for _ in range(4):
        page.locator("#time .step").last.click()
        day = opened.js("zopa.state().asOf")
        seen.append(day)
        assert day in page.locator("#as-of").input_value()
        assert sorted(map(tuple, opened.js("zopa.clashes()"))) == sorted(
            (f"position:{a}", f"position:{b}")
            for a, b in case.clashes(as_of=day)[["position_a", "position_b"]].itertuples(index=False)
        )
    assert seen == sorted(set(seen))
    page.locator("#as-of-slider").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("(day) => zopa.state().asOf !== day", arg=seen[-1])
    assert opened.js("zopa.state().asOf") < seen[-1]
    page.locator("#all-dates").click()
    assert len(opened.js("zopa.clashes()")) == len(case.clashes(as_of="all"))
    assert opened.errors == []


@pytest.mark.parametrize("kind", ["contradiction", "opening"])
def test_a_set_that_a_query_found_stands_out_with_its_sentence(
    visit: Visit, ukraine_page: Path, ukraine: zopa.PositionGraph, kind: str
) -> None:
    opened = visit(ukraine_page, view="graph")
    page = opened.page
    rows = ukraine.contradictions(possible=True) if kind == "contradiction" else ukraine.openings()
    plain = page.locator("#graph").screenshot()
    page.locator(f"#list-{kind}").click()
    assert page.locator("#clashes .why").all_inner_texts() == rows["why"].tolist()
    table = ukraine.tables["positions"].set_index("id")
    reading = Reading(ukraine)
    names = ukraine.tables["parties"].set_index("id")["name"]
    for card, cited in zip(page.locator("#clashes .clash").all(), rows["positions"], strict=True):
        holders = [
            reading.principal(table.loc[position_id, "party"])
            for position_id in cited.split("|")
            if position_id in table.index
        ]
        expected = [names[holder] for holder in dict.fromkeys(holders)]
        assert card.locator(".who bdi").all_inner_texts() == expected
        assert (
            card.locator(".who").inner_text().removesuffix("not certain").split() == "\n\u00b7\n".join(expected).split()
        )
    for index in (0, len(rows) - 1):
        page.locator("#clashes .clash").nth(index).click()
        assert page.locator("#set-why").inner_text() == rows["why"].iloc[index]
        ids = [position_id for position_id in rows["positions"].iloc[index].split("|") if position_id in table.index]
        lit = {f"position:{position_id}" for position_id in ids}
        lit |= {f"issue:{table.loc[position_id, 'issue']}" for position_id in ids}
        lit |= {
            f"party:{name}"
            for position_id in ids
            for name in (table.loc[position_id, "party"], reading.principal(table.loc[position_id, "party"]))
        }
        assert set(opened.js("zopa.lit()")) == lit
        page.wait_for_timeout(80)
        assert page.locator("#graph").screenshot() != plain
        page.locator("#detail .positions .link").first.click()
        assert page.locator("#detail h2").inner_text().startswith(("Ukraine", "Russia", "Vladimir", "Volodymyr"))
        page.locator("#detail .back").click()
        assert page.locator("#set-why").inner_text() == rows["why"].iloc[index]
        for view in ("matrix", "timeline", "regions"):
            show(opened, view)
            assert page.locator(f"#{view} .dimmed").count() > 0
        show(opened, "graph")
        page.locator("#detail .back").click()
        assert opened.js("zopa.lit()") == []
    assert opened.errors == []


def test_the_selection_is_the_same_in_every_view(visit: Visit, ukraine_page: Path) -> None:
    opened = visit(ukraine_page)
    opened.page.locator("#clashes .clash").first.click()
    why = opened.page.locator("#why").inner_text()
    for view in VIEWS:
        show(opened, view)
        assert opened.page.locator("#why").inner_text() == why
        assert opened.js("zopa.selected()") == "CLASHES_WITH"
    show(opened, "parties")
    opened.page.locator('#parties .disc[data-id="party:russia"]').click()
    for view in VIEWS:
        show(opened, view)
        assert opened.js("zopa.selected()") == "party:russia"
    assert opened.errors == []


@pytest.mark.thorough
def test_every_row_of_the_legend_changes_the_picture_and_the_counts(visit: Visit, valley_page: Path) -> None:
    opened = visit(valley_page, view="graph")
    page = opened.page
    page.locator("#all-dates").click()
    page.locator("#linked-only").uncheck()
    names = opened.js("[...document.querySelectorAll('#filters input[data-name]')].map((one) => one.dataset.name)")
    assert len(names) > 30
    changes = opened.js(
        """async (names) => {
          const drawn = async () => {
            await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))));
            return [document.querySelector("#graph canvas").toDataURL(), document.getElementById("status").textContent];
          };
          const box = (name) => document.querySelector(`#filters input[data-name="${name}"]`);
          for (const name of names) if (!box(name).checked) box(name).click();
          const changed = {};
          for (const name of names) {
            const before = await drawn();
            box(name).click();
            const after = await drawn();
            box(name).click();
            changed[name] = [before[0] !== after[0], before[1] !== after[1], (await drawn())[1] === before[1]];
          }
          return changed;
        }""",
        names,
    )
    assert changes == {name: [True, True, True] for name in names}
    assert opened.errors == []


def test_three_links_between_the_same_two_are_three_lines(visit: Visit, tmp_path: Path) -> None:
    rows = [
        position("a", "p", "i", "demands", "x"),
        position("b", "p", "i", "demands", "y", replaces="a", start="2024"),
    ]
    case = graph(
        parties=[
            {"id": "p", "name": "P", "part_of": "q", "speaks_for": "q"},
            {"id": "q", "name": "Q", "part_of": None},
        ],
        issues=[{"id": "i", "name": "I", "kind": "choice"}],
        options=[{"issue": "i", "option": "x"}, {"issue": "i", "option": "y"}],
        positions=rows,
        proposals=[{"id": "plan", "name": "Plan", "authors": "p"}],
        reactions=[
            {"id": "r1", "party": "p", "proposal": "plan", "reaction": "accepts"},
            {"id": "r2", "party": "p", "proposal": "plan", "reaction": "rejects"},
        ],
    )
    before = case.nx.copy()
    opened = visit(case.page(tmp_path / "parallel.html", pictures=False), view="graph")
    opened.unfold()
    opened.page.locator("#filters input[data-name=Proposal]").check()
    joined = [link for link in opened.links if {link[1], link[2]} == {"party:p", "proposal:plan"}]
    assert len(joined) == 3
    opened.page.locator("#linked-only").uncheck()
    for name in ("Issue", "Position"):
        opened.page.locator(f"#filters input[data-name={name}]").uncheck()
    opened.page.wait_for_timeout(100)
    # Across the way from the one to the other the picture has three lines.
    assert opened.js(CROSSED, ["party:p", "proposal:plan"]) == 3
    assert nx.utils.graphs_equal(case.nx, before)
    assert opened.errors == []


@pytest.mark.thorough
def test_a_large_case_opens_on_who_wants_what(visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    options = [{"issue": f"i{n}", "option": o} for n in range(40) for o in "abc"]
    rows = [
        position(
            f"x{n}",
            f"p{n * n // 7 % 25}",
            f"i{(n * 7 + n // 25) % 40}",
            ["demands", "accepts"][n % 2],
            "abc"[n // 40 % 3],
        )
        for n in range(1450)
    ]
    case = graph(
        parties=[{"id": f"p{n}", "name": f"Party {n}"} for n in range(25)],
        issues=[{"id": f"i{n}", "name": f"Issue {n}", "kind": "choice"} for n in range(40)],
        options=options,
        positions=rows,
    )
    monkeypatch.setattr("zopa.queries.page.MAX_SEARCHED", 1000)
    opened = visit(case.page(tmp_path / "large.html", pictures=False))
    page = opened.page
    assert opened.js("zopa.state().view") == "matrix"
    assert page.locator("#graph").count() == 0
    assert page.locator("#matrix button.cell").count() == len({(row["party"], row["issue"]) for row in rows})
    # Parties so many that only the heaviest ties have a number; what each stands for is said all the same.
    show(opened, "parties")
    pairs = case.clash_matrix()
    assert page.locator("#parties .disc").count() == len({row["party"] for row in rows})
    assert page.locator("#parties .tie[role]").count() >= int((pairs.to_numpy() > 0).sum() // 2)
    assert 0 < page.locator("#parties .tie.number").count() < page.locator("#parties .tie[role]").count()
    show(opened, "matrix")
    page.locator("#matrix thead .head").first.click()
    page.locator("#expand").click()
    party = opened.js("zopa.selected()")
    assert opened.visible == Reading(case).shown(focus={"party": no(party)})[0]
    assert page.locator("#graph").is_visible()
    assert (opened.requests, opened.errors) == ([], [])


def test_it_opens_while_the_network_hangs(browser: Any, ukraine_page: Path) -> None:
    context = browser.new_context()
    urls: list[str] = []
    # Whatever is asked of the network is never answered.
    context.route(
        lambda address: not address.startswith(("file:", "blob:")), lambda route: urls.append(route.request.url)
    )
    page = context.new_page()
    page.goto(ukraine_page.as_uri())
    page.wait_for_function("() => window.zopa && window.zopa.ready")
    assert page.locator("#matrix .cell").count() > 10
    page.locator("#show-graph").click()
    assert page.locator("#graph canvas").count() == 1
    assert urls == []
    context.close()


SMALL_CASES: dict[str, dict[str, list[dict[str, Any]]]] = {
    "nothing at all": {},
    "a party alone": {"parties": [{"id": "p", "name": "P"}]},
    "one position": {
        "parties": [{"id": "p", "name": "P"}],
        "issues": [{"id": "i", "name": "I", "kind": "choice"}],
        "options": [{"issue": "i", "option": "x"}],
        "positions": [position("a", "p", "i", "demands", "x", start="2024-02-29")],
    },
    "one day": {
        "parties": [{"id": "p", "name": "P"}, {"id": "q", "name": "Q"}],
        "issues": [{"id": "i", "name": "I", "kind": "choice", "per_region": "yes"}],
        "options": [{"issue": "i", "option": "x"}, {"issue": "i", "option": "y"}],
        "regions": [
            {"id": "r", "name": "R", "lat": 0.0, "lon": 179.0},
            {"id": "s", "name": "S", "lat": 0.0, "lon": 179.0},
        ],
        "positions": [
            position("a", "p", "i", "demands", "x", start="2024-02-29", end="2024-02-29", regions="r"),
            position("b", "q", "i", "demands", "y", start="2024-02-29", end="2024-02-29"),
        ],
    },
}


@pytest.mark.parametrize("name", SMALL_CASES)
def test_small_cases_draw_in_every_view_that_they_have(visit: Visit, tmp_path: Path, name: str) -> None:
    case = graph(**SMALL_CASES[name])
    opened = visit(case.page(tmp_path / "small.html"))
    page = opened.page
    views = page.locator("#views button").evaluate_all("(all) => all.map((one) => one.id.replace('show-', ''))")
    assert ("regions" in views) is (len(case.tables["regions"]) > 0)
    assert ("timeline" in views) is bool(case.tables["positions"]["start"].notna().any())
    for view in views:
        show(opened, view)
        assert page.locator(f"#{view}").is_visible()
        page.locator("#clashes-only").click()
        page.locator("#clashes-only").click()
        text = page.locator("body").inner_text()
        assert not [word for word in ("[object", "undefined", "NaN") if word in text], view
    for attribute in ("d", "x", "cx", "y", "cy", "width", "points"):
        assert (
            opened.js(
                "(name) => [...document.querySelectorAll(`svg [${name}]`)].filter((one) => /NaN|undefined|Infinity/.test(one.getAttribute(name))).length",
                attribute,
            )
            == 0
        )
    assert (opened.requests, opened.errors) == ([], [])


def test_the_paragraph_gives_the_date_and_what_the_coding_leaves_open(
    visit: Visit, ukraine_page: Path, ukraine: zopa.PositionGraph
) -> None:
    opened = visit(ukraine_page)
    text = opened.page.locator("#summary").inner_text()
    assert "as of 2025." in text
    assert "The firmness of" in text
    assert "is not known." in text
    assert "on inference alone." in text
    assert f"{len(opened.js('zopa.clashes()'))} pairs of positions clash" in text
    assert f"{len([name for name in opened.visible if name.startswith('position:')])} positions of" in text


def test_a_clash_that_is_over_leaves_no_mark(visit: Visit, tmp_path: Path) -> None:
    case = graph(
        parties=[{"id": "p", "name": "P"}, {"id": "q", "name": "Q"}],
        issues=[{"id": "i", "name": "I", "kind": "choice"}],
        options=[{"issue": "i", "option": "x"}, {"issue": "i", "option": "y"}],
        positions=[
            position("a", "p", "i", "demands", "x", firmness="red line"),
            position("b", "q", "i", "demands", "y", firmness="red line", end="2024"),
        ],
    )
    case.meta["as_of"] = "2025-03"
    opened = visit(case.page(tmp_path / "over.html", pictures=False))

    def rim() -> list[int]:
        """The colour just beside the glyph."""
        opened.page.wait_for_timeout(80)
        return opened.js("""() => {
          const { x, y } = zopa.where("position:a");
          const canvas = document.querySelector("#graph canvas");
          const ratio = canvas.width / canvas.clientWidth;
          return [...canvas.getContext("2d").getImageData(Math.round((x + 9) * ratio), Math.round((y + 7) * ratio), 1, 1).data].slice(0, 4);
        }""")

    show(opened, "matrix")
    assert [severity_of(cell["look"]) for cell in cells_of(opened, "matrix")] == [None]
    show(opened, "graph")
    calm = rim()
    opened.page.locator("#all-dates").click()
    assert len(opened.js("zopa.clashes()")) == 1
    assert rim() != calm
    assert opened.errors == []


def test_regions_are_drawn_some_at_first_and_more_when_asked(visit: Visit, tmp_path: Path) -> None:
    rows = pd.DataFrame({"party": "A", "issue": "seat", "option": "x", "regions": [f"r{n}" for n in range(60)]})
    names = pd.DataFrame({"id": rows["regions"]})
    issues = pd.DataFrame({"id": ["seat"], "kind": ["choice"], "per_region": ["yes"]})
    case = zopa.load({"positions": rows, "regions": names, "issues": issues}, quiet=True)
    opened = visit(case.page(tmp_path / "page.html", pictures=False))
    show(opened, "regions")
    counts = []
    drawn = opened.page.locator("#regions tbody tr")
    while True:
        counts.append(drawn.count())
        if not (more := opened.page.locator("#regions [data-more=regions]")).count():
            break
        more.click()
    assert counts == [25, 50, 60]
    assert opened.errors == []

"""The view and the two lines that the page opens with, and the columns beside it, held against the queries."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from browser.browsers import CHROMIUM_EVERY_DAY
from browser.opened import DESKTOP, Opened, as_link
from effort import first_of

import zopa
from zopa.graph.page.html import frame

Visit = Callable[..., Opened]
CASES = {"ukraine_page": "ukraine-2025", "river_page": "river-basin", "plans_page": "ukraine-plans"}


def between(rows: pd.DataFrame, case: zopa.PositionGraph) -> dict[frozenset[str], set[str]]:
    """The names of the issues on which each two parties meet, by the names of the two."""
    named = {name: case.tables[name].set_index("id")["name"].to_dict() for name in ("parties", "issues")}
    pairs: dict[frozenset[str], set[str]] = {}
    for row in rows.itertuples():
        two = frozenset(named["parties"][party] for party in (row.party_a, row.party_b))
        pairs.setdefault(two, set()).add(named["issues"][row.issue])
    return pairs


def words(opened: Opened, line: str) -> tuple[frozenset[str], set[str], str]:
    """The two parties and the issues that a line names, and all of it."""
    links = opened.page.locator(f"#lead .{line} .link:not(.all)").all_inner_texts()
    return frozenset(links[0].split(" and ")), set(links[1:]), opened.page.locator(f"#lead .{line}").inner_text()


@pytest.mark.parametrize("which", first_of(CASES))
def test_it_opens_with_who_wants_what_under_two_lines_that_the_queries_bear_out(
    visit_both: Visit, which: str, request: pytest.FixtureRequest
) -> None:
    case = zopa.load(CASES[which], quiet=True)
    opened = visit_both(request.getfixturevalue(which))
    page = opened.page
    assert page.locator("#matrix").is_visible()
    assert page.locator("#graph").count() == 0
    assert not page.locator("#summary").is_visible()
    clashes, overlaps = case.clashes(), case.overlap_pairs()
    severity = next(word for word in ("deadlock", "hard", "unknown", "soft") if word in set(clashes["severity"]))
    worst = clashes[clashes["severity"] == severity]
    two, issues, text = words(opened, "is-stuck")
    counts = dict.fromkeys(between(worst, case), 0)
    names = case.tables["parties"].set_index("id")["name"]
    for row in worst.itertuples():
        counts[frozenset(names[[row.party_a, row.party_b]])] += 1
    assert counts[two] == max(counts.values())
    assert issues == between(worst, case)[two]
    assert {"deadlock": "are stuck on", "hard": "one side calls it a red line", "unknown": "not known"}[
        severity
    ] in text
    two, issues, text = words(opened, "is-shared")
    assert issues <= between(overlaps, case)[two] - between(clashes, case).get(two, set())
    assert two in between(clashes, case)
    # The counts are those of the status, of the lists and of the queries.
    for list_, rows, noun in (("clash", clashes, "clashes"), ("common", overlaps, "pairs")):
        link = page.locator(f"#lead .all[data-id={list_}]")
        assert link.inner_text().startswith(f"See all {len(rows)} {noun}")
        link.press("Enter")
        assert opened.js("document.activeElement.id") == f"list-{list_}"
        assert page.locator("#clashes h2 .count").inner_text() == str(len(rows))
        assert page.locator(f"#list-{list_} .count").inner_text() == str(len(rows))
    assert f"{len(clashes)} clash" in page.locator("#status").inner_text()
    assert f"{len(overlaps)} pairs share ground" in page.locator("#status").inner_text()
    assert opened.errors == []


@CHROMIUM_EVERY_DAY
def test_what_a_line_names_leads_there_and_escape_leads_back(visit_both: Visit, ukraine_page: Path) -> None:
    opened = visit_both(ukraine_page)
    page = opened.page
    for line in ("is-stuck", "is-shared"):
        for number, link in enumerate(page.locator(f"#lead .{line} .link:not(.all)").all()):
            link.focus()
            page.keyboard.press("Enter")
            assert opened.js("document.activeElement.tagName") == "H2"
            heading = page.locator("#detail h2").inner_text()
            assert all(name in heading for name in link.inner_text().split(" and ")), heading
            sign = ".clash" if line == "is-stuck" else ".common"
            assert page.locator("#detail :is(.clash, .common)").first.evaluate("(one, sign) => one.matches(sign)", sign)
            if number:
                assert link.inner_text() in page.locator(f"#detail {sign}").first.inner_text()
            assert page.locator("#matrix .cell:not(.dimmed)").count() >= 2
            page.keyboard.press("Escape")
            assert link.evaluate("(one) => one === document.activeElement")
    page.locator("#whole-summary").click()
    assert page.locator("#summary").inner_text().startswith("On Control of the territory")
    page.locator("#whole-summary").click()
    assert not page.locator("#summary").is_visible()
    assert opened.errors == []


def test_the_lines_follow_the_day_and_the_filters(visit: Visit, river_page: Path) -> None:
    opened = visit(river_page)
    lead = opened.page.locator("#lead-lines")
    opened.js("zopa.apply({ asOf: '1700-01-01' })")
    assert " ".join(lead.inner_text().split()) == (
        "\u00d7 No two positions that clash hold on 1700-01-01. \u2248 No two positions that share ground hold on 1700-01-01."
    )
    opened.js("zopa.apply({ pick: { party: ['party:medara'] } })")
    assert "Medara" in lead.inner_text()
    assert "Torvia and Sellow" not in lead.inner_text()
    opened.js("zopa.apply({ pick: { severity: ['deadlock'] } })")
    assert "No clash passes these filters." in lead.inner_text()


def row(party: str, option: str, firmness: str | None, stance: str = "demands", issue: str = "seat") -> dict[str, Any]:
    return {"party": party, "issue": issue, "option": option, "firmness": firmness, "stance": stance}


SMALL: dict[str, tuple[list[dict[str, Any]], str]] = {
    "deadlock": (
        [row("A", "x", "red line"), row("B", "y", "red line")],
        "A and B are stuck on seat: red line stands against red line. See the clash",
    ),
    "two pairs": (
        [row("A", "x", "red line"), row("B", "y", "red line"), row("C", "y", "red line")],
        "One more pair of parties is stuck too.",
    ),
    "hard": ([row("A", "x", "red line"), row("B", "y", "aim")], "A and B clash on seat: one side calls it a red line."),
    "soft": ([row("A", "x", "aim"), row("B", "y", "aim")], "A and B clash on seat, without a red line."),
    "unknown": (
        [row("A", "x", "red line"), row("B", "y", None)],
        "A and B clash on seat. A firmness that is not known, or a divided party, decides how severely.",
    ),
    "uncoded": ([row("A", "x", None), row("B", "y", None)], "A and B clash on seat. How firmly was not coded."),
    "names with blanks": (
        [row("Upper Valley", "x y", "red line"), row("Lower Valley", "y z", "red line")],
        "Upper Valley and Lower Valley are stuck on seat",
    ),
    "none": ([row("A", "x", "aim"), row("B", "x", "aim")], "No two positions of this case clash."),
}


@pytest.mark.parametrize("kind", SMALL)
def test_the_first_line_says_no_more_than_is_known(visit: Visit, tmp_path: Path, kind: str) -> None:
    rows, expected = SMALL[kind]
    case = zopa.load({"positions": pd.DataFrame(rows)}, quiet=True)
    opened = visit(case.page(tmp_path / "small.html", pictures=False))
    assert expected in opened.page.locator("#lead .is-stuck").inner_text()
    if case.overlap_pairs().empty:
        assert (
            opened.page.locator("#lead .is-shared").inner_text().endswith("No two parties accept the same settlement.")
        )
    assert opened.errors == []


def test_three_parties_that_close_an_issue_together_are_told_although_no_two_clash(
    visit: Visit, tmp_path: Path
) -> None:
    case = zopa.load(
        {
            "issues": pd.DataFrame([{"id": "seat", "name": "The seat", "kind": "choice"}]),
            "options": pd.DataFrame([{"issue": "seat", "option": option} for option in "xyz"]),
            "positions": pd.DataFrame(
                [row(party, option, "red line", "rejects") for party, option in ("Ax", "By", "Cz")]
            ),
        },
        quiet=True,
    )
    assert case.clashes().empty
    opened = visit(case.page(tmp_path / "three.html", pictures=False))
    told = "On The seat, the red lines of several parties together rule out every settlement."
    assert told in opened.page.locator("#lead .is-stuck").inner_text()


# ------------------------------------------------------------------ the columns beside the view


@CHROMIUM_EVERY_DAY
def test_both_columns_fold_away_and_the_link_keeps_that(visit_both: Visit, ukraine_page: Path) -> None:
    opened = visit_both(ukraine_page)
    page = opened.page

    def width() -> float:
        return page.locator("#stage").evaluate("(one) => one.getBoundingClientRect().width")

    first = width()
    for button, column, wider in (("#toggle-lists", "#story", 300), ("#toggle-filters", "#filters", 560)):
        assert page.locator(button).get_attribute("aria-expanded") == "true"
        page.locator(button).focus()
        page.keyboard.press("Enter")
        assert page.locator(button).get_attribute("aria-expanded") == "false"
        assert not page.locator(column).is_visible()
        assert width() >= first + wider
        assert opened.js("document.activeElement.id") == button[1:]
    assert width() == 1440
    plain = opened.js("zopa.toPlain()")
    assert plain == {"lists": False, "legend": False}
    # Where the legend is folded away the graph has a key of its own.
    page.locator("#show-graph").click()
    assert "clash: deadlock" in page.locator("#graph-key").inner_text()
    page.locator("#show-matrix").click()
    # What is chosen is read all the same, and the column folds again behind it.
    page.locator("#matrix button.cell").first.click()
    assert page.locator("#detail h2").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#story").is_visible()
    page.locator("#lead .all").first.click()
    assert page.locator("#clashes .clash").first.is_visible()
    opened.js("(plain) => zopa.apply(plain)", plain)
    assert not page.locator("#story").is_visible()
    assert opened.errors == []


@pytest.mark.parametrize(("width", "is_open"), [(1440, True), (1200, False), (1024, False)])
def test_the_legend_is_open_where_there_is_room_until_the_reader_decides(
    visit: Visit, ukraine_page: Path, width: int, is_open: bool
) -> None:
    opened = visit(ukraine_page, size={"width": width, "height": 800})
    page = opened.page
    assert page.locator("#filters").is_visible() is is_open
    assert page.locator("#story").is_visible()
    page.locator("#toggle-lists").click()
    if is_open:
        page.locator("#toggle-filters").click()
    # With both of them folded, seven parties fit.
    assert page.locator("#matrix thead th").count() == 7
    assert page.locator("#matrix").evaluate("(box) => box.scrollWidth - box.clientWidth") <= 0
    page.locator("#toggle-filters").click()
    assert page.locator("#filters").is_visible()
    page.set_viewport_size({"width": 1300, "height": 800})
    assert page.locator("#filters").is_visible()
    assert opened.js("zopa.state().legend") is True


def test_the_legend_begins_with_what_one_needs_and_every_sign_of_the_table_has_a_key(
    visit: Visit, ukraine_page: Path
) -> None:
    opened = visit(ukraine_page)
    page = opened.page
    groups = page.locator("#filters summary").all_inner_texts()
    assert groups[:3] == ["Severity of a clash", "What a position says", "Firmness"]
    for name in groups[:3]:
        box = page.locator("#filters details", has_text=name).first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] < 900
    for name in ("Nodes drawn", "Links drawn"):
        assert page.locator("#filters details", has_text=name).get_attribute("open") is None
    key = page.locator("#matrix > .key").inner_text()
    signs = opened.js(
        "[...document.querySelectorAll('#matrix .signs > span, #matrix .zone')].map((one) => one.textContent[0])"
    )
    assert {sign for sign in signs if sign not in key} == set()
    # A cell that has no room for all of its words opens them.
    cut = page.locator("#matrix .cell:has(.signs .count)").first
    cell = cut.get_attribute("data-cell")
    cut.click()
    assert page.locator("#detail .positions li").count() == len(opened.js(f"zopa.inCell({cell})"))


# ------------------------------------------------------------------ a guided minute


STEPS = ["Who.", "What.", "Where it is stuck.", "What is shared.", "What would open it."]


@pytest.fixture
def unguided(browser: Any) -> Any:
    """A browser that has seen no page yet."""
    context = browser.new_context(viewport=DESKTOP, reduced_motion="reduce")
    yield context
    context.close()


def opened_in(context: Any, path: Path, link: str = "") -> Opened:
    page = context.new_page()
    page.goto(path.as_uri() + link)
    page.wait_for_function("() => window.zopa && window.zopa.ready")
    return Opened(page)


def test_a_first_visit_is_guided_with_the_keyboard_alone_and_a_second_one_is_not(
    unguided: Any, ukraine_page: Path
) -> None:
    opened = opened_in(unguided, ukraine_page)
    page = opened.page
    guide = page.locator("#guide")
    assert guide.is_visible()
    assert opened.js("document.activeElement.tagName") == "BODY"
    assert opened.js("zopa.toPlain()") == {}
    page.locator("#guide-next").focus()
    for number, title in enumerate(STEPS):
        text = guide.inner_text()
        assert f"{number + 1} of 5" in text
        assert title in text
        assert page.locator(".guided").is_visible()
        assert opened.violations("#lead") == [], title
        page.keyboard.press("Enter")
    assert not guide.is_visible()
    assert page.locator(".guided").count() == 0
    assert opened.js("document.activeElement.id") == "guide-open"
    assert opened.js("zopa.state().list") == "opening"
    assert not opened_in(unguided, ukraine_page).page.locator("#guide").is_visible()


def test_the_guide_is_there_again_behind_its_button_and_is_skipped(visit_both: Visit, river_page: Path) -> None:
    opened = visit_both(river_page)
    page = opened.page
    guide = page.locator("#guide")
    assert not guide.is_visible()
    page.locator("#guide-open").click()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    assert "2 of 5 What." in guide.inner_text()
    page.locator("#guide-skip").click()
    assert not guide.is_visible()
    page.locator("#guide-open").press("Enter")
    for _ in range(4):
        page.locator("#guide-next").click()
    assert "Nothing has to move: no red lines contradict one another." in guide.inner_text()
    page.keyboard.press("Escape")
    assert not guide.is_visible()
    assert opened.js("document.activeElement.id") == "guide-open"
    assert opened.errors == []


def test_a_link_a_frame_and_paper_are_not_guided(unguided: Any, valley_page: Path, tmp_path: Path) -> None:
    assert not opened_in(unguided, valley_page, as_link({"view": "parties"})).page.locator("#guide").is_visible()
    # In a frame without an origin of its own nothing is kept: the button is all that there is.
    around = tmp_path / "around.html"
    around.write_text(f"<!DOCTYPE html><title>Around</title>{frame(valley_page, 'valley')}", encoding="utf-8")
    page = unguided.new_page()
    page.goto(around.as_uri())
    inside = page.frames[-1]
    inside.wait_for_function("() => window.zopa && window.zopa.ready")
    assert not inside.locator("#guide").is_visible()
    assert inside.locator("#guide-open").is_visible()
    opened = opened_in(unguided, valley_page)
    assert opened.page.locator("#guide").is_visible()
    opened.page.emulate_media(media="print")
    assert not opened.page.locator("#guide").is_visible()

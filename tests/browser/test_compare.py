"""Two dates side by side: the rows and the words of the query ``compare``, with the mouse and with the keyboard alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from browser.browsers import CHROMIUM_EVERY_DAY
from browser.invented import HOSTILE
from browser.opened import COLOURS, PHONE, Opened
from browser.test_states import walk
from effort import examples, first_of
from hypothesis import HealthCheck, Phase, given, settings
from playwright.sync_api import Browser, expect
from reference import agenda, packages
from reference.dossiers import FIRMNESS, graph

import zopa
from zopa.graph.columns import LEVELS
from zopa.graph.dates import period
from zopa.graph.page.compiled import compiled

Visit = Callable[..., Opened]

KINDS = ["position", "clash", "zone"]
DATES = ["2020", "2021-03-15", "2022", "2024-07-01", "all"]
#: Dates before which, and after which, the invented valley and the built-in case changed.
PAIRS = {
    "valley": [("2023-05-01", "2025-06"), ("2024-03", None), ("2019", "2024-06-01"), ("2025-06", "2024")],
    "ukraine-2025": [("2021-12-31", "2025"), ("2014-01-01", "2022-04"), ("2022-03-29", None)],
}


def expected(case: zopa.PositionGraph, since: str, then: str | None) -> tuple[list[list[str]], str]:
    """The rows of the query with names for ids, and its paragraph."""
    answer = case.compare(as_of=since, then=then or "all", what=KINDS)
    names = {
        kind: dict(zip(case.tables[kind]["id"], case.tables[kind]["name"].fillna(case.tables[kind]["id"]), strict=True))
        for kind in ("parties", "issues", "regions")
    }

    def told(kind: str, cell: str) -> str:
        return "; ".join(names[kind][one] for one in cell.split("|") if one)

    rows = [
        [
            row.what,
            row.change,
            row.direction,
            told("issues", row.issue),
            "; ".join(sorted(told("parties", row.parties).split("; "))),
            told("regions", row.regions),
            row.before,
            row.after,
            row.why,
        ]
        for row in answer.itertuples()
    ]
    return sorted(rows), answer.attrs["paragraph"]


def told(opened: Opened, since: str, as_of: str | None, **more: Any) -> tuple[list[list[str]], str]:
    opened.js("(state) => zopa.apply(state)", {"view": "compare", "since": since, "asOf": as_of, **more})
    rows = opened.js("zopa.rows()")["rows"]
    rows = [[*row[:4], "; ".join(sorted(row[4].split("; "))), *row[5:]] for row in rows]
    return sorted(rows), opened.page.locator("#compared").inner_text()


def in_any_order(rows: list[list[str]]) -> list[list[str]]:
    """Of a clash either party can be named first."""
    return sorted([*row[:-1], " ".join(sorted(row[-1].split()))] for row in rows)


@CHROMIUM_EVERY_DAY
@pytest.mark.parametrize("name", first_of(PAIRS))
def test_the_rows_and_the_words_are_those_of_the_query(
    visit_both: Visit, name: str, valley_page: Path, ukraine_page: Path, valley_case: zopa.PositionGraph
) -> None:
    case = valley_case if name == "valley" else zopa.load(name, quiet=True)
    opened = visit_both(valley_page if name == "valley" else ukraine_page)
    for since, as_of in PAIRS[name]:
        rows, paragraph = told(opened, since, as_of)
        python, words = expected(case, since, as_of)
        assert in_any_order(rows) == in_any_order(python), (since, as_of)
        assert sorted(paragraph.split()) == sorted(words.split()), (since, as_of)
    assert opened.errors == []


@CHROMIUM_EVERY_DAY
def test_the_keyboard_alone_moves_the_earlier_date(visit_both: Visit, valley_page: Path) -> None:
    opened = visit_both(valley_page)
    page = opened.page
    page.locator("#show-compare").focus()
    page.keyboard.press("Enter")
    first = page.locator("#since").input_value()
    page.locator("#since-later").focus()
    page.keyboard.press("Enter")
    assert opened.js("document.activeElement.id") == "since-later"
    later = opened.js("zopa.toPlain().since")
    assert later > first
    assert page.locator("#since").input_value() == later
    page.locator("#since-slider").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("(day) => zopa.toPlain().since > day", arg=later)
    assert opened.js("document.activeElement.id") == "since-slider"
    expect(page.locator("#compared")).to_contain_text(f"on {opened.js('zopa.toPlain().since')}")
    assert page.locator("#compared").get_attribute("role") == "status"
    cell = page.locator(".differences button[data-id^='position:']").first
    cell.focus()
    page.keyboard.press("Enter")
    assert opened.js("zopa.selected()") == cell.get_attribute("data-id")
    assert opened.errors == []


def test_a_link_keeps_the_earlier_date_and_believes_nothing(visit: Visit, valley_page: Path) -> None:
    opened = visit(valley_page)
    opened.js("zopa.apply({ view: 'compare', since: '2024' })")
    words = opened.page.locator("#compared").inner_text()
    again = visit(valley_page, link=opened.js("zopa.link()").split("#")[1])
    assert again.js("zopa.toPlain()") == {"view": "compare", "since": "2024"}
    assert again.page.locator("#compared").inner_text() == words
    for strange in (7, "soon", "2024-02-31", ["2024"], {"day": "2024"}):
        again.js("(since) => zopa.apply({ since })", strange)
        assert again.js("zopa.toPlain()") == {}, strange


def test_filters_by_party_and_issue_count_and_others_are_said_not_to(visit: Visit, valley_page: Path) -> None:
    opened = visit(valley_page)
    rows, _ = told(opened, "2019", None)
    some, _ = told(opened, "2019", None, pick={"issue": ["issue:troops"]})
    assert 0 < len(some) < len(rows)
    assert {row[3] for row in some} == {"Troops at the border"}
    note = opened.page.locator("#compare .note")
    assert "Of the filters" not in note.inner_text()
    told(opened, "2019", None, pick={"stance": ["demands"]})
    assert "Of the filters" in note.inner_text()
    assert "zopa compare valley --as-of 2019 --then all" in note.inner_text()


def test_what_is_assumed_is_compared_too(visit: Visit, valley_page: Path) -> None:
    opened = visit(valley_page)
    rows, _ = told(
        opened, "2019", "2025-06", whatIf=[["position:q-control", "dropped"], ["position:l-troops-new", "red line"]]
    )
    assert not any("Queen" in row[7] for row in rows)
    assert "demands at most 2,000 troops (red line, what-if)" in {row[7] for row in rows}
    assert ["clash", "new", "deadlock"] in [[*row[:2], row[7]] for row in rows]


STATES = [
    {"view": "compare", **more}
    for more in (
        {},
        {"since": "2019"},
        {"since": "2025-06", "asOf": "2025-06"},
        {"since": "2024-07", "asOf": "2024-08"},
        {"since": "2019", "asOf": None, "whatIf": [["position:l-control", "aim"]]},
        {"since": "2019", "selected": {"node": "position:q-control"}},
        {"since": "2019", "pick": {"party": ["party:upland"]}},
    )
]


@CHROMIUM_EVERY_DAY
@pytest.mark.parametrize("size", [None, PHONE])
def test_no_state_of_two_dates_is_broken(visit_both: Visit, valley_page: Path, size: dict[str, int] | None) -> None:
    opened = visit_both(valley_page, **({"size": size} if size else {}))
    assert walk(opened, STATES) == []
    opened.js("(state) => zopa.apply(state)", STATES[1])
    assert opened.js(
        "(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)(document.getElementById('compare'))"
    )


@pytest.mark.parametrize("scheme", first_of(["light", "dark"]))
def test_axe_finds_nothing_in_two_dates(visit: Visit, valley_page: Path, scheme: str) -> None:
    opened = visit(valley_page, scheme=scheme)
    for state in (STATES[1], STATES[2], STATES[4]):
        opened.js("(state) => zopa.apply(state)", state)
        assert opened.violations("html", None if scheme == "light" else COLOURS) == []


def test_names_that_want_to_be_code_stay_text(visit: Visit, hostile_page: Path) -> None:
    opened = visit(hostile_page)
    rows, _ = told(opened, "2019", None)
    text = " ".join((opened.page.locator("#compare").text_content() or "").split())
    assert len(rows) > 1
    assert " ".join(HOSTILE.split())[:20] in text
    assert not opened.js("'hacked' in window")
    assert opened.errors == []
    assert opened.requests == []


def test_two_dates_are_printed_with_both_dates(visit: Visit, valley_page: Path) -> None:
    opened = visit(valley_page)
    told(opened, "2019", "2025-06")
    opened.js("dispatchEvent(new Event('beforeprint'))")
    paper = opened.page.locator("#paper").text_content() or ""
    assert "Compare the case" in paper
    assert "in 2019" in paper
    assert "rejects 'Lowland governs it'" in paper


def test_a_case_of_which_nothing_begins_has_no_two_dates(visit: Visit, tmp_path: Path) -> None:
    rows = [{"party": "A", "issue": "seat", "option": "Geneva"}, {"party": "B", "issue": "seat", "option": "Oslo"}]
    opened = visit(zopa.load({"positions": rows}, quiet=True).page(tmp_path / "undated.html", pictures=False))
    assert opened.page.locator("#show-compare").count() == 0


#: The differences between two dates, with numbers for names.
DIFFERENCES = """
window.differences = ({ written, level, sides, regions }) => {
  const columns = rule.columns_of(written), cells = satisfaction.cells_of(written.worth);
  const ends = sides.map(([first, last]) => ({ first: first ?? -Infinity, last: last ?? Infinity }));
  const answers = ends.map((days) => comparing.side_of(columns, cells, days, level, (row) => regions[row]));
  return comparing.differences(columns, ...answers).map((row) => {
    const word = (state) => (state ? state.word : "");
    const ids = row.positions ? row.positions.map((all) => [...all]) : [row.was, row.now].map((one) => (one ? [one.row] : []));
    return [row.what, row.change, row.direction, row.issue, row.parties, row.named ?? row.regions,
      row.what === "position" ? ["", ""] : [word(row.was), word(row.now)], row.what === "zone" ? [] : ids];
  });
};
"""


@pytest.fixture(scope="module")
def differences(browser: Browser) -> Any:
    template = files("zopa.graph.page").joinpath("template")
    names = ("rule", "agenda", "check", "satisfaction", "compare")
    script = "".join(template.joinpath(f"{name}.js").read_text(encoding="utf-8") for name in names)
    page = browser.new_page()
    page.evaluate(f"() => {{ {script} {DIFFERENCES} }}")
    yield lambda cases: page.evaluate("(cases) => cases.map(window.differences)", cases)
    page.close()


@st.composite
def cases(draw: Any) -> tuple[Any, str, str]:
    """A case of which the positions begin and end, and two dates."""
    case = draw(st.one_of(agenda.tied(), packages.cases()))
    days = ["2020", "2021-03-15", "2022-02", "2023"]
    for row in case["positions"]:
        begin, end = sorted(draw(st.lists(st.sampled_from(days), min_size=2, max_size=2)))
        row |= {"start": draw(st.sampled_from([begin, None])), "end": draw(st.sampled_from([end, None]))}
        if row["stance"] in ("demands", "rejects"):
            row["firmness"] = draw(st.sampled_from(FIRMNESS))
    since, then = draw(st.lists(st.sampled_from(DATES), min_size=2, max_size=2, unique=True))
    return case, since, then


def asked_of(case: zopa.PositionGraph, since: str, then: str, level: str) -> Any:
    columns = case.columns
    names: list[list[str]] = [[] for _ in columns.ids]
    for position, region in zip(columns.row_position, columns.row_region, strict=True):
        if region and columns.per_region[columns.issue[position]]:
            names[position].append(columns.regions.ids[region])
    return {
        "written": compiled(case),
        "level": LEVELS.index(level),
        "sides": [[None, None] if date == "all" else list(period(date)) for date in (since, then)],
        "regions": names,
    }


def rows_of(case: zopa.PositionGraph, since: str, then: str, level: str) -> list[Any]:
    columns = case.columns
    number = {
        name: {str(id_): place for place, id_ in enumerate(ids)}
        for name, ids in (("issues", columns.issues), ("parties", columns.parties), ("positions", columns.ids))
    }
    rank = {columns.regions.ids[leaf]: place for place, leaf in enumerate(columns.regions.smallest)}

    def numbers(kind: str, cell: str) -> list[int]:
        return sorted(number[kind][one] for one in cell.split("|") if one)

    rows = []
    for row in case.compare(as_of=since, then=then, what=KINDS, level=level).itertuples():
        regions = [one for one in row.regions.split("|") if one]
        word = [cell.partition(":")[0].partition(",")[0] for cell in (row.before, row.after)]
        ids = [numbers("positions", cell) for cell in (row.positions_before, row.positions_after)]
        rows.append(
            [
                row.what,
                row.change,
                row.direction,
                number["issues"][row.issue],
                numbers("parties", row.parties),
                sorted(regions if row.what == "position" else [rank[region] for region in regions]),
                ["", ""] if row.what == "position" else word,
                [] if row.what == "zone" else ids,
            ]
        )
    return sorted(rows, key=json.dumps)


def test_the_same_differences_in_the_browser_as_in_python(differences: Any) -> None:
    tasks: list[Any] = []
    asked: list[Any] = []
    python: list[Any] = []

    @settings(
        max_examples=examples(240),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(cases(), st.sampled_from(LEVELS[1:]))
    def gather(task: Any, level: str) -> None:
        case, since, then = task
        store = graph(**case)
        tasks.append((task, level))
        asked.append(asked_of(store, since, then, level))
        python.append(rows_of(store, since, then, level))

    gather()
    for task, rows, expected_rows in zip(tasks, differences(asked), python, strict=True):
        found = [[*row[:4], sorted(row[4]), sorted(row[5]), row[6], [sorted(ids) for ids in row[7]]] for row in rows]
        assert sorted(found, key=json.dumps) == expected_rows, task

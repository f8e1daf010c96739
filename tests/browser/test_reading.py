"""The ways in which a reader finds things: by keyboard and by ear, by search, with one party alone, with everything counted and nothing cut in silence."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from browser.browsers import CHROMIUM_EVERY_DAY
from browser.invented import position
from browser.opened import Opened
from browser.reading import Reading
from effort import first_of
from reference.dossiers import graph

import zopa

Visit = Callable[..., Opened]

#: The element that has the focus, by what it stands for.
FOCUS = """(() => { const one = document.activeElement; const mark = ["id", "data-edge", "data-set", "data-cell", "data-id"].find((name) => one.hasAttribute(name));
  return [one.tagName.toLowerCase(), mark ? one.getAttribute(mark) : one.textContent]; })()"""
#: One thing of each kind that can be opened with a key, as [view, selector].
OPENED = [
    ("graph", "#clashes .clash"),
    ("matrix", "#matrix button.cell"),
    ("matrix", "#matrix thead .head"),
    ("matrix", "#matrix tbody .head"),
    ("regions", "#regions button.cell"),
    ("regions", "#regions tbody .head"),
    ("table", "#table .link"),
    ("parties", "#parties .tie[role]"),
    ("parties", "#parties .disc"),
    ("timeline", "#timeline .bar"),
    ("timeline", "#timeline .owner[role]"),
    ("timeline", "#timeline .event"),
]


@CHROMIUM_EVERY_DAY
def test_what_a_key_opens_takes_the_focus_and_escape_gives_it_back(visit_both: Visit, valley_page: Path) -> None:
    opened = visit_both(valley_page)
    page = opened.page
    for view, selector in OPENED:
        for key in ("Enter", " "):
            opened.js("(view) => zopa.apply({ view })", view)
            page.locator(selector).first.focus()
            before = opened.js(FOCUS)
            page.keyboard.press(key)
            heading = page.locator("#detail h2").inner_text()
            assert opened.js("[document.activeElement.tagName, document.activeElement.innerText]") == ["H2", heading], (
                selector
            )
            assert heading.replace("\n", " ") in page.locator("#voice").inner_text().replace("\n", " ")
            page.keyboard.press("Escape")
            assert opened.js(FOCUS) == before, (selector, key)
    assert opened.errors == []


@CHROMIUM_EVERY_DAY
def test_a_tip_goes_with_the_focus(visit_both: Visit, ukraine_page: Path) -> None:
    opened = visit_both(ukraine_page)
    page = opened.page
    page.locator("#matrix button.cell").first.focus()
    assert page.locator("#tip").is_visible()
    page.keyboard.press("Enter")
    assert page.locator("#detail h2").is_visible()
    assert not page.locator("#tip").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("#tip").is_visible()
    page.locator("#share").focus()
    assert not page.locator("#tip").is_visible()


@CHROMIUM_EVERY_DAY
def test_what_is_drawn_anew_keeps_the_focus_and_says_what_changed(visit_both: Visit, ukraine_page: Path) -> None:
    opened = visit_both(ukraine_page)
    page = opened.page
    for selector, view in (
        ("#list-contradiction", "graph"),
        ("#sort-name", "table"),
        ("#matrix button.cell", "matrix"),
    ):
        opened.js("(view) => zopa.apply({ view })", view)
        page.locator(selector).first.focus()
        before = opened.js(FOCUS)
        if view == "matrix":
            opened.js("document.getElementById('clashes-only').click()")
        else:
            page.keyboard.press("Enter")
        assert opened.js(FOCUS) == before
    assert page.locator("#voice").inner_text() == page.locator("#status").inner_text()
    # From a set to one of its positions and back, each time to the heading; then to the card.
    opened.js("zopa.apply({ list: 'contradiction' })")
    page.locator("#clashes .clash").first.focus()
    card = opened.js(FOCUS)
    page.keyboard.press("Enter")
    page.locator("#detail .positions .link").first.focus()
    page.keyboard.press("Enter")
    assert opened.js("document.activeElement.tagName") == "H2"
    page.locator("#back").focus()
    page.keyboard.press("Enter")
    assert opened.js("document.activeElement.innerText") == "This contradiction"
    page.keyboard.press("Escape")
    assert opened.js(FOCUS) == card
    # The arrows walk about in the graph and say where they are.
    page.locator("#show-graph").click()
    page.locator("#graph").focus()
    page.keyboard.press("ArrowRight")
    assert opened.js("document.activeElement.id") == "graph"
    assert page.locator("#voice").inner_text() == page.locator("#detail h2").inner_text()
    page.keyboard.press("Escape")
    # The slider lets go of the one key that leads to the search.
    page.locator("#as-of-slider").focus()
    page.keyboard.press("/")
    assert opened.js("document.activeElement.id") == "search"
    page.keyboard.type("putin")
    assert page.locator("#voice").inner_text() == f"Found: {page.locator('#results .count').first.inner_text()}"
    assert opened.errors == []


@pytest.mark.parametrize("which", ["river_page", "plans_page"])
def test_common_ground_is_counted_however_much_there_is(
    visit: Visit, which: str, request: pytest.FixtureRequest
) -> None:
    """More overlaps than the graph draws at first: the other views have them all the same, and so has the list."""
    case = zopa.load({"river_page": "river-basin", "plans_page": "ukraine-plans"}[which], quiet=True)
    opened = visit(request.getfixturevalue(which))
    page = opened.page
    rows = case.overlap_pairs(as_of=case.as_of)
    assert not page.locator("#filters input[data-name=OVERLAPS_WITH]").is_checked()
    assert not [link for link in opened.links if link[0] == "OVERLAPS_WITH"]
    opened.js("zopa.apply({ view: 'parties' })")
    labels = page.locator("#parties .tie.overlap[role]").evaluate_all(
        "(all) => all.map((one) => one.getAttribute('aria-label'))"
    )
    assert sum(int(label.rsplit(": ", 1)[1].split()[0]) for label in labels) == len(rows)
    opened.js("zopa.apply({ view: 'matrix', list: 'common' })")
    sharing = {(row.party_a, row.issue) for row in rows.itertuples()} | {
        (row.party_b, row.issue) for row in rows.itertuples()
    }
    cells_found = page.locator("#matrix .cell.sharing").evaluate_all(
        "(all) => all.map((one) => JSON.parse(one.dataset.cell))"
    )
    assert {
        (cell["party"].removeprefix("party:"), cell["issue"].removeprefix("issue:")) for cell in cells_found
    } == sharing
    while page.locator("#more").count():
        page.locator("#more").click()
    assert sorted(page.locator("#clashes .common .why").all_inner_texts()) == sorted(rows["why"])
    assert page.locator("#list-common .count").inner_text() == str(len(rows))
    clashing = {frozenset(pair) for pair in case.clashes()[["party_a", "party_b"]].itertuples(index=False)}
    elsewhere = [frozenset(pair) in clashing for pair in rows[["party_a", "party_b"]].itertuples(index=False)]
    assert page.locator("#clashes h3 .count").first.inner_text() == str(sum(elsewhere))
    page.locator("#clashes .common").first.click()
    assert page.locator("#why").inner_text() in set(rows["why"])
    assert page.locator("#back").inner_text() == "\u2190 Common ground"
    assert opened.errors == []


def test_only_common_ground_and_only_clashes_narrow_the_lists_and_the_counts(visit: Visit, ukraine_page: Path) -> None:
    case = zopa.load("ukraine-2025", quiet=True)
    opened = visit(ukraine_page)
    page = opened.page
    reading = Reading(case)
    for filters in ({"common_only": True}, {"clashes_only": True}, {"common_only": True, "clashes_only": True}):
        opened.js("zopa.apply({})")
        for name in filters:
            page.locator(f"#{name.replace('_', '-')}").check()
        core, pairs = reading.asked(**filters)
        clashes, shared = len(pairs["CLASHES_WITH"]), len(pairs["OVERLAPS_WITH"])
        assert page.locator("#list-clash .count").inner_text() == str(clashes)
        assert page.locator("#list-common .count").inner_text() == str(shared)
        assert page.locator("#clashes .clash").count() == clashes
        assert page.locator("#status").inner_text().startswith(f"{len(core)} position")
        assert f"{clashes} clash" in page.locator("#status").inner_text()
    assert core == set()
    for view in ("graph", "matrix", "parties", "regions"):
        opened.js("(view) => zopa.apply({ view, clashesOnly: true, commonOnly: true })", view)
        assert "no position both clashes and shares ground" in page.locator("#stage").inner_text()
    page.locator("#regions .nothing button").click()
    assert opened.visible == reading.shown()[0]
    opened.js("zopa.apply({ view: 'graph' })")
    assert not page.locator("#graph .nothing").count()


def test_one_party_is_shown_with_whoever_it_clashes_or_shares_with(visit: Visit, ukraine_page: Path) -> None:
    case = zopa.load("ukraine-2025", quiet=True)
    opened = visit(ukraine_page)
    page = opened.page
    opened.js("zopa.apply({ pick: { party: ['party:russia'] } })")
    clashes, shared = (query(parties="russia", as_of=case.as_of) for query in (case.clashes, case.overlap_pairs))
    kinds = [link[0] for link in opened.links]
    assert kinds.count("CLASHES_WITH") == len(clashes) > 0
    assert kinds.count("OVERLAPS_WITH") == len(shared) > 0
    page.locator("#clashes .clash").first.click()
    ends = {f"position:{position}" for position in clashes.iloc[0][["position_a", "position_b"]]}
    assert ends <= set(opened.js("zopa.lit()")) & opened.visible
    opened.js("zopa.apply({ view: 'parties', pick: { party: ['party:russia'] } })")
    partners = {*clashes["party_a"], *clashes["party_b"], *shared["party_a"], *shared["party_b"]}
    discs = page.locator("#parties .disc").evaluate_all("(all) => all.map((one) => one.dataset.id)")
    assert set(discs) == {f"party:{party}" for party in partners | {"russia"}}
    assert page.locator("#parties .tie[role]").count() == len(
        {frozenset(pair) for pair in clashes[["party_a", "party_b"]].itertuples(index=False)}
    ) + len({frozenset(pair) for pair in shared[["party_a", "party_b"]].itertuples(index=False)})


def test_a_search_for_a_party_finds_what_is_about_it(visit: Visit, ukraine_page: Path) -> None:
    case = zopa.load("ukraine-2025", quiet=True)
    opened = visit(ukraine_page)
    page = opened.page
    page.locator("#search").fill("putin")
    count = int(page.locator("#results .count").first.inner_text())
    # The one source has the name in its title, and everything cites it.
    assert case.tables["sources"]["title"].str.contains("Putin").any()
    assert count < 60
    ids = page.locator("#results .result").evaluate_all("(all) => all.map((one) => one.dataset.id)")
    assert ids[0] == "party:putin"
    assert len(ids) == min(count, 40)
    positions = case.tables["positions"].query("party == 'putin'")["id"]
    assert {f"position:{position}" for position in positions} <= set(ids)
    for hit in page.locator("#results .result").all():
        marks = hit.locator("mark").all_inner_texts()
        assert marks
        assert all("putin" in mark.lower() for mark in marks)
    page.locator("#results > button").click()
    assert page.locator("#results .result").count() == count
    assert opened.js("document.activeElement.dataset.id") == page.locator("#results .result").nth(40).get_attribute(
        "data-id"
    )


def test_the_counts_of_the_legend_are_of_what_is_shown(visit: Visit, ukraine_page: Path) -> None:
    opened = visit(ukraine_page)
    page = opened.page
    opened.js("document.querySelectorAll('details').forEach((one) => { one.open = true; })")

    def told(group: str) -> dict[str, str]:
        return opened.js(
            "(group) => Object.fromEntries([...document.querySelectorAll(`.chip[data-group=${group}]`)].map((one) => [one.dataset.value, one.querySelector('.count').textContent]))",
            group,
        )

    for as_of in ("opening", None):
        if as_of is None:
            page.locator("#all-dates").click()
        positions = [name for name in opened.visible if name.startswith("position:")]
        assert page.locator("#status").inner_text().startswith(f"{len(positions)} positions of ")
        assert sum(map(int, told("issue").values())) == sum(map(int, told("stance").values())) == len(positions)
        assert (
            sum(map(int, told("severity").values()))
            == len(opened.js("zopa.clashes()"))
            == int(page.locator("#list-clash .count").inner_text())
        )
    rows = zopa.load("ukraine-2025", quiet=True).tables["positions"]
    opened.js("zopa.apply({ asOf: '2014-01-01' })")
    undated = [
        name
        for name in opened.visible
        if name.startswith("position:") and rows.set_index("id").loc[name[9:], ["start", "end"]].isna().all()
    ]
    assert f"({len(undated)} without a date)" in page.locator("#status").inner_text()
    page.locator('.chip[data-group="stance"][data-value="accepts"]').click()
    assert told("stance")["demands"] == ""


def many(count: int) -> zopa.PositionGraph:
    """So many positions of seventy parties on two issues that clash all round."""
    return graph(
        parties=[{"id": f"p{n}", "name": f"Party {n}"} for n in range(70)],
        issues=[{"id": name, "name": f"Issue {name}", "kind": "choice"} for name in "ij"],
        options=[{"issue": issue, "option": option} for issue in "ij" for option in "xy"],
        positions=[
            position(f"x{n}", f"p{n % 70}", "ij"[n % 2], "demands", "xy"[n // 2 % 2], firmness="red line")
            for n in range(count)
        ],
    )


def test_nothing_is_cut_in_silence(visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zopa.queries.page.MAX_SEARCHED", 100)
    case = many(210)
    opened = visit(case.page(tmp_path / "many.html", pictures=False))
    page = opened.page
    missing = page.locator("#missing").inner_text()
    assert all(word in missing for word in ("zones", "shifts", "contradictions", "openings"))
    opened.js("zopa.apply({ view: 'matrix' })")
    notice = page.locator("#matrix > .cut")
    assert "60 of 70 parties" in notice.inner_text()
    assert opened.js("document.getElementById('matrix').firstElementChild.className.includes('cut')")
    notice.locator("button").click()
    assert page.locator("#matrix thead th").count() == 70
    assert page.locator("#matrix > .cut").count() == 0
    opened.js("zopa.select('party:p0')")
    clashes = case.clashes(parties="p0")
    assert len(clashes) > 60
    cards = page.locator("#detail .clash")
    assert cards.count() == 60
    page.get_by_role("button", name=f"Show more ({len(clashes) - 60} left)").click()
    assert cards.count() == min(len(clashes), 120)
    assert f"And {len(case.clashes()) - 60} more clashes." in (tmp_path / "many.html").read_text(encoding="utf-8")
    monkeypatch.setattr("zopa.queries.page.MAX_PAIRS", 100)
    with pytest.warns(UserWarning, match="too many to draw"):
        opened = visit(many(210).page(tmp_path / "more.html", pictures=False))
    text = opened.page.locator("#clashes").inner_text()
    assert "too many to draw" in text
    assert "No two positions" not in text


def test_sets_that_are_not_all_say_so(visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zopa.queries.page.MAX_SETS", 3)
    case = many(24)
    assert not case._findings["contradictions"].attrs["complete"]
    page = visit(case.page(tmp_path / "sets.html", pictures=False)).page
    page.locator("#list-contradiction").click()
    assert "There are more than these" in page.locator("#clashes").inner_text()


def test_a_sign_in_the_tables_has_a_key(visit: Visit, ukraine_page: Path) -> None:
    opened = visit(ukraine_page)
    opened.js("zopa.apply({ view: 'matrix' })")
    key = opened.page.locator("#matrix .key").inner_text()
    signs = opened.page.locator("#matrix .signs span, #matrix tbody .zone").all_inner_texts()
    shapes = {re.sub(r"\d+", "2", sign).split(" ")[0] for sign in signs}
    assert {"\u00d72", "+2", "\u2715", "\u25cb"} <= shapes
    assert [sign for sign in shapes if sign not in key] == []
    assert any(sign.endswith("?") for sign in signs)
    assert "? depends on a firmness that is not known" in re.sub(r"\s+", " ", key)
    for firmness in ("red line", "aim", "firmness not known"):
        assert firmness in key


@pytest.mark.parametrize("view", ["table", "timeline"])
def test_what_is_chosen_stands_out_and_is_in_sight(visit: Visit, ukraine_page: Path, view: str) -> None:
    opened = visit(ukraine_page)
    page = opened.page
    opened.js("(view) => zopa.apply({ view })", view)
    for index in range(2):
        for kind in ("clash", "contradiction"):
            page.locator(f"#list-{kind}").click()
            card = page.locator("#clashes .clash").nth(index)
            card.click()
            lit = [name for name in opened.js("zopa.lit()") if name.startswith("position:")]
            if view == "table":
                rows = page.locator("#table tr.chosen .link").evaluate_all("(all) => all.map((one) => one.dataset.id)")
                assert sorted(rows) == sorted(lit)
                marked = page.locator("#table tr.chosen")
            else:
                marked = page.locator("#timeline .bar:not(.dimmed)")
                assert sorted(marked.evaluate_all("(all) => all.map((one) => one.dataset.id)")) == sorted(lit)
            box, stage = (
                marked.nth(marked.count() - 1 if kind == "clash" else 0).bounding_box(),
                page.locator(f"#{view}").bounding_box(),
            )
            assert box is not None
            assert stage is not None
            assert stage["y"] - 1 <= box["y"] < stage["y"] + stage["height"]
            page.keyboard.press("Escape")


@pytest.mark.parametrize("scheme", first_of(["dark", "light"]))
def test_what_stands_back_can_still_be_read(visit: Visit, ukraine_page: Path, scheme: str) -> None:
    opened = visit(ukraine_page, scheme=scheme)
    page = opened.page
    page.locator("#clashes .clash").first.click()
    for view in ("matrix", "regions"):
        page.locator(f"#show-{view}").click()
        assert view == "regions" or page.locator(f"#{view} .cell.dimmed").count() > 0
        assert opened.violations(f"#{view}", ["color-contrast"]) == []


def test_a_wide_window_shows_whole_words_and_the_two_lines_beside_the_summary(
    visit_both: Visit, river_page: Path
) -> None:
    opened = visit_both(river_page)
    page = opened.page
    page.locator("#whole-summary").click()
    lines, summary = (page.locator(name).bounding_box() for name in ("#lead-lines", "#summary"))
    assert lines is not None
    assert summary is not None
    assert lines["width"] > 900
    assert summary["y"] >= lines["y"] + lines["height"]
    assert opened.js(
        "(() => { const box = document.getElementById('lead'); return box.scrollWidth <= box.clientWidth; })()"
    )
    page.locator("#whole-summary").click()
    page.locator("#show-table").click()
    # A word, or a date, that stands alone in a cell stands on one line.
    broken = opened.js("""() => [...document.querySelectorAll("#table td")].filter((cell) => {
      const range = document.createRange();
      range.selectNodeContents(cell);
      const tops = new Set([...range.getClientRects()].filter(({ width }) => width).map(({ top }) => Math.round(top / 8)));
      return !/\\s/.test(cell.textContent.trim()) && !cell.firstElementChild && tops.size > 1;
    }).map((cell) => cell.textContent)""")
    assert broken == []
    assert opened.js(
        "(() => { const box = document.getElementById('table'); return box.scrollWidth <= box.clientWidth; })()"
    )

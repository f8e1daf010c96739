"""The deal table and what-if: as in Python, with the mouse and with the keyboard alone, and loud about what was not coded."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from browser.browsers import CHROMIUM_EVERY_DAY
from browser.invented import HOSTILE
from browser.opened import COLOURS, PHONE, Opened
from browser.test_states import walk
from effort import first_of
from playwright.sync_api import expect
from reference.dossiers import table

import zopa
from zopa.graph.edges import node_name

Visit = Callable[..., Opened]

#: A verdict of the page as check_deal has it, by its word and its line.
WORDS = {"met": "meets", "crossed": "crosses", "open": "open", "no side taken": "unknown", "": ""}
#: States of the deal table and of what-if in which nothing may be broken.
STEPS = [["position:u-control", "dropped"], ["position:l-control", "aim"], ["position:g-shared", "dropped"]]
DEAL = {"control": {"north": "lowland", "south": "shared"}, "status": "open", "troops": 1500, "talks": "held"}


def verdicts(opened: Opened) -> dict[tuple[str, ...], tuple[str, str]]:
    """What the table says, by issue, place and party."""
    table = opened.js("zopa.rows()")
    found: dict[tuple[str, ...], tuple[str, str]] = {}
    for issue, regions, settlement, *cells in itertools.takewhile(lambda row: row[0] != "Satisfaction", table["rows"]):
        if settlement == "open":
            continue
        for party, cell in zip(table["columns"][3:], cells, strict=True):
            word, _, line = cell.partition(" (")
            level = "" if line in ("", "firmness not known)") else line.rstrip(")")
            found[issue, regions, party] = (WORDS[word] if word in WORDS else WORDS[cell], level)
    return found


def expected(case: zopa.PositionGraph, deal: Any, as_of: str) -> dict[tuple[str, ...], tuple[str, str]]:
    names = {
        kind: dict(zip(case.tables[kind]["id"], case.tables[kind]["name"], strict=True))
        for kind in ("parties", "issues", "regions")
    }
    rows = case.check_deal(deal, as_of=as_of)
    rows = rows[(rows["party"] != "") & (rows["rule"] == "")]
    return {
        (
            names["issues"][row.issue],
            "; ".join(names["regions"][region] for region in row.regions.split("|") if region),
            names["parties"][row.party],
        ): (row.verdict, row.level if row.verdict == "crosses" else "")
        for row in rows.itertuples()
    }


@CHROMIUM_EVERY_DAY
def test_the_table_says_of_each_proposal_what_check_deal_says(
    visit_both: Visit, valley_page: Path, valley_case: zopa.PositionGraph
) -> None:
    opened = visit_both(valley_page)
    opened.page.locator("#show-deal").click()
    opened.page.locator("#deal-load").click()
    opened.page.wait_for_function("() => document.querySelectorAll('#deal button.verdict.crosses').length")
    assert verdicts(opened) == expected(valley_case, "plan", "2025-06")
    opened.js("(deal) => zopa.apply({ view: 'deal', deal })", DEAL)
    assert verdicts(opened) == expected(valley_case, DEAL, "2025-06")
    assert "It crosses a red line of Upland." in opened.page.locator("#verdict").inner_text()
    assert opened.errors == []


@pytest.mark.thorough
def test_every_proposal_of_a_real_case_is_checked_alike(visit: Visit, ukraine_page: Path) -> None:
    case = zopa.load("ukraine-2025", quiet=True)
    opened = visit(ukraine_page)
    opened.page.locator("#show-deal").click()
    for proposal in case.tables["terms"]["proposal"].unique():
        opened.page.locator("#deal-proposal").select_option(proposal)
        opened.page.locator("#deal-load").click()
        assert verdicts(opened) == expected(case, proposal, "2025"), proposal


#: Rules broken and lines crossed by their firmness, of each of these packages, or of what is there.
COSTS = """(deals) => (deals ?? [zopa.toPlain().deal]).map((deal) => {
  zopa.apply({ view: 'deal', deal });
  const words = zopa.rows().rows.flatMap((row) => row.slice(3)), broken = document.getElementById('deal-ties').innerText.split('broken:').length - 1;
  const crossed = (...lines) => words.filter((word) => lines.some((line) => word === `crossed (${line})`)).length;
  return [broken, crossed('red line'), crossed('bottom line'), crossed('aim', 'firmness not known')];
})"""


def test_no_package_crosses_less_than_the_best_from_here(visit: Visit, valley_page: Path) -> None:
    opened = visit(valley_page)
    opened.page.locator("#show-deal").click()
    opened.page.locator("#deal-best").click()
    (best,) = opened.js(COSTS, None)
    places = ("upland", "lowland", "shared")
    deals = [
        {"control": {"north": north, "south": south}, "status": road, "talks": talks, "troops": troops}
        for north, south, road, talks, troops in itertools.product(
            places, places, ("open", "shut"), ("held", "none", "other"), (0, 2000, 3000, 5000, 6000)
        )
    ]
    assert best == min(opened.js(COSTS, deals))


def test_the_keyboard_alone_makes_a_package_and_softens_a_line(visit_both: Visit, valley_page: Path) -> None:
    opened = visit_both(valley_page)
    page = opened.page
    page.locator("#show-deal").focus()
    page.keyboard.press("Enter")
    page.locator("#settle-0-1").focus()
    page.keyboard.press("Space")
    assert page.locator("#settle-0-1").get_attribute("aria-pressed") == "true"
    assert opened.js("document.activeElement.id") == "settle-0-1"
    number = next(row for row in range(9) if page.locator(f"#slide-{row}").count())
    page.locator(f"#slide-{number}").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => 'troops' in zopa.toPlain().deal")
    assert opened.js("document.activeElement.id") == f"slide-{number}"
    before = opened.js("zopa.toPlain().deal.troops")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("(before) => zopa.toPlain().deal.troops > before", arg=before)
    crossed = page.locator("#deal tr", has_text="Control of the valley").first.locator("button.verdict.crosses").first
    crossed.focus()
    assert page.locator("#tip").is_visible()
    assert "red line" in page.locator("#tip").inner_text()
    page.locator("#deal .soften").first.focus()
    page.keyboard.press("Enter")
    assert len(opened.js("zopa.toPlain().whatIf")) == 1
    expect(page.locator("#what-if")).to_contain_text("This is not what was coded.")
    page.locator("#what-if-undo").focus()
    page.keyboard.press("Enter")
    assert "whatIf" not in opened.js("zopa.toPlain()")
    assert page.locator("#what-if").is_hidden()
    page.locator("#settle-0-1").focus()
    page.keyboard.press("Space")
    assert page.locator("#settle-0-1").get_attribute("aria-pressed") == "false"
    assert opened.errors == []


def supposed(case: zopa.PositionGraph, steps: list[list[str]]) -> zopa.PositionGraph:
    """The case as it would be after these steps."""
    tables = {name: table.copy() for name, table in case.tables.items()}
    for node, word in steps:
        rows = tables["positions"]
        row = rows["id"] == node.removeprefix("position:")
        if word == "dropped":
            tables["positions"] = rows[~row].reset_index(drop=True)
        else:
            rows.loc[row, "firmness"] = word
    return zopa.PositionGraph(tables, case.meta)


@CHROMIUM_EVERY_DAY
@pytest.mark.parametrize("count", first_of([3, 2, 1]))
def test_clashes_common_ground_and_zones_follow_what_is_assumed(
    visit_both: Visit, valley_page: Path, valley_case: zopa.PositionGraph, count: int
) -> None:
    steps = STEPS[:count]
    case = supposed(valley_case, steps)
    opened = visit_both(valley_page)
    opened.js("(whatIf) => zopa.apply({ view: 'matrix', whatIf })", steps)
    rows = case.clashes()
    pairs = [[node_name("Position", name) for name in pair] for pair in rows[["position_a", "position_b"]].values]
    assert sorted(map(sorted, opened.js("zopa.clashes()"))) == sorted(map(sorted, pairs))
    told = opened.js("[...document.querySelectorAll('#clashes .clash')].map((one) => one.className.split(' ')[1])")
    assert sorted(told) == sorted(rows["severity"])
    shared = case.overlap_pairs()[["position_a", "position_b"]].values
    assert sorted(map(sorted, opened.js("zopa.overlaps()"))) == sorted(
        sorted(node_name("Position", name) for name in pair) for pair in shared
    )
    zones = case.zones()
    statuses = sorted([node_name("Issue", row.issue), row.status, bool(row.certain)] for row in zones.itertuples())
    found = opened.js(
        """zopa.head.zones.filter((one) => (one.start ?? '0') <= '2025-06-30' && (one.end ?? '9') >= '2025-06-01')
        .map((one) => [one.issue, one.status, one.certain])"""
    )
    assert sorted(found) == statuses
    opened.js("zopa.apply({})")
    assert len(opened.js("zopa.clashes()")) == valley_case.clashes(count_only=True)


def test_contradictions_and_openings_follow_what_is_assumed(visit: Visit, ukraine_page: Path) -> None:
    opened = visit(ukraine_page)
    coded = opened.js("zopa.head.sets")
    contradictions = [one for one in coded if one["kind"] == "contradiction"]
    dropped = contradictions[0]["positions"][0]
    opened.js("(id) => zopa.apply({ whatIf: [[id, 'dropped']] })", dropped)
    left = opened.js("zopa.head.sets")
    assert [one["id"] for one in left if one["kind"] == "contradiction"] == [
        one["id"] for one in contradictions if dropped not in one["positions"]
    ]
    openings = [one for one in coded if one["kind"] == "opening"]
    assert all(dropped not in one["positions"] for one in left)
    opened.js(
        "(ids) => zopa.apply({ whatIf: ids.map((id) => [id, 'dropped']) })",
        [position for one in openings for position in one["positions"]],
    )
    assert [one for one in opened.js("zopa.head.sets") if one["kind"] == "opening"] == []
    opened.js("zopa.apply({})")
    assert opened.js("zopa.head.sets") == coded


def test_a_link_keeps_both_and_believes_nothing(visit: Visit, valley_page: Path) -> None:
    opened = visit(valley_page)
    opened.js("([whatIf, deal]) => zopa.apply({ view: 'deal', whatIf, deal })", [STEPS, DEAL])
    link = opened.js("zopa.link()").split("#")[1]
    again = visit(valley_page, link=link)
    assert again.js("zopa.toPlain()") == opened.js("zopa.toPlain()")
    assert again.page.locator("#what-if").is_visible()
    assert again.page.locator("#verdict").inner_text() == opened.page.locator("#verdict").inner_text()
    for strange in (
        {"whatIf": "all", "deal": [1]},
        {"whatIf": [["position:u-control"], ["party:upland", "aim"], ["position:u-control", "soft"], 7, None]},
        {"whatIf": [["position:g-shared", "red line"]], "deal": {"control": {"nowhere": "shared"}}},
        {"deal": {"control": "no such option", "troops": "many", "talks": {"north": "held"}, "nothing": 3}},
        {"deal": {"troops": [None, None], "status": None, "control": {"north": 7}}},
    ):
        again.js("(plain) => zopa.apply(plain)", strange)
        assert again.js("zopa.toPlain()") == {}, strange
    assert again.errors == []


def test_whatever_leaves_the_page_says_that_it_is_a_what_if(visit: Visit, valley_page: Path) -> None:
    opened = visit(valley_page)
    page = opened.page
    told = "This is not what was coded."
    steps = STEPS[:1]
    for view in ("matrix", "deal", "parties", "timeline", "graph"):
        opened.js("([view, whatIf, deal]) => zopa.apply({ view, whatIf, deal })", [view, steps, DEAL])
        assert told in page.locator("#what-if").inner_text()
        assert told in " ".join(
            opened.js("zopa.svg()").replace("<", " <").split()
        ) or "not what was coded" in opened.js(
            "new DOMParser().parseFromString(zopa.svg(), 'image/svg+xml').documentElement.textContent"
        )
        lines = opened.js("zopa.csv()").strip().splitlines()
        assert lines[0].endswith(",What if")
        assert all("here it is dropped" in line for line in lines[1:])
    opened.js("(whatIf) => zopa.apply({ view: 'deal', whatIf })", steps)
    for view in ("deal", "matrix"):
        opened.js("([view, whatIf, deal]) => zopa.apply({ view, whatIf, deal })", [view, steps, DEAL])
        opened.js("dispatchEvent(new Event('beforeprint'))")
        assert told in page.locator("#paper").text_content()
        assert page.locator("#paper .sheet").count() == (1 if view == "deal" else 2)
        opened.js("dispatchEvent(new Event('afterprint'))")
    with page.expect_download() as download:
        page.locator("#share").click()
        page.locator("#share-csv").click()
    assert download.value.suggested_filename.endswith("-what-if.csv")


def test_the_package_is_saved_as_terms_and_as_a_command(
    visit: Visit, valley_page: Path, valley_case: zopa.PositionGraph
) -> None:
    opened = visit(valley_page)
    page = opened.page
    opened.js("(deal) => zopa.apply({ view: 'deal', deal })", DEAL)
    with page.expect_download() as download:
        page.locator("#deal-save").click()
    rows = Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert rows[0] == "proposal,issue,regions,option,low,high"
    assert sorted(rows[1:]) == [
        "what-if,control,north,lowland,,",
        "what-if,control,south,shared,,",
        "what-if,status,,open,,",
        "what-if,talks,,held,,",
        "what-if,troops,,,1500,1500",
    ]
    command = page.locator("#deal-note").inner_text().partition("zopa check-deal valley ")[2]
    assert json.loads(command.strip("'")) == DEAL
    assert verdicts(opened) == expected(valley_case, command.strip("'"), "2025-06")


@pytest.fixture(scope="module")
def council_case(valley_case: zopa.PositionGraph) -> zopa.PositionGraph:
    """The valley with walk-away values, and with decisions that pass, fail, depend on a vote and fit nobody."""
    tables = {name: table.copy() for name, table in valley_case.tables.items()}
    tables["parties"]["walk_away"] = tables["parties"]["id"].map({"upland": 0.3, "lowland": 0.6, "gharb": 0.9})
    tables["parties"]["power"] = tables["parties"]["id"].map({"upland": 3, "lowland": 2.5, "gharb": 1}).astype(float)
    decisions = [
        {"id": "council", "name": "The council", "rule": "majority", "issues": "control", "vetoes": "upland"},
        {"id": "all", "name": "Everybody", "rule": "all"},
        {"id": "seats", "name": "By seats", "rule": "two thirds", "weight": "power"},
        {"id": "north", "rule": "at least 1", "parties": "ile"},
        {"id": "two", "name": "The two", "rule": "consensus", "parties": "lowland|gharb"},
        {"id": "un", "name": "A council elsewhere", "rule": "UN Security Council", "parties": "upland"},
    ]
    return zopa.PositionGraph(tables | {"decisions": table("decisions", decisions)}, valley_case.meta)


@pytest.fixture(scope="module")
def council_page(council_case: zopa.PositionGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return council_case.page(tmp_path_factory.mktemp("council") / "council.html", pictures=False)


VOTES = {"in favour": "in favour", "against": "against", "not known": "unknown"}


def told_of_totals(opened: Opened, case: zopa.PositionGraph) -> tuple[dict[str, str], dict[str, Any]]:
    """What the page says of the satisfaction of each party, and of each decision: its verdict, and each vote."""
    table, parties = opened.js("zopa.rows()"), case.tables["parties"]
    names = dict(zip(parties["name"], parties["id"], strict=True))
    ids = [names[name] for name in table["columns"][3:]]
    first, *rows = list(itertools.dropwhile(lambda row: row[0] != "Satisfaction", table["rows"]))
    votes = {
        row[0]: (row[2], {id_: VOTES[word] for id_, word in zip(ids, row[3:], strict=True) if word}) for row in rows
    }
    return dict(zip(ids, first[3:], strict=True)), votes


def told_by_check_deal(case: zopa.PositionGraph, deal: Any) -> tuple[dict[str, str], dict[str, Any]]:
    least = case.tables["parties"].set_index("id")["walk_away"].dropna().to_dict()
    satisfied = {}
    for party, (low, high) in case.check_deal(deal).attrs["satisfaction"].items():
        rounded = [Decimal(str(end)).quantize(Decimal("0.01"), ROUND_HALF_UP) for end in (low, high)]
        ends = [f"{end:f}".rstrip("0").rstrip(".") for end in rounded]
        satisfied[party] = ends[0] if low == high else f"{ends[0]} to {ends[1]}"
        if party in least:
            word = "reaches" if low >= least[party] else "stays below" if high < least[party] else "may stay below"
            satisfied[party] += f"; {word} {least[party]:g}"
    votes = {}
    for row in case.tables["decisions"].itertuples():
        if row.id != "un":
            answer = case.check_deal(deal, decision=row.id)
            verdict = answer["verdict"].iat[0]
            name = row.name if isinstance(row.name, str) else row.id
            told = "depends on votes that are not known" if verdict == "depends" else verdict
            votes[name] = told, answer.attrs["votes"]
    return satisfied, votes


@CHROMIUM_EVERY_DAY
def test_satisfactions_and_decisions_are_those_of_check_deal(
    visit_both: Visit, council_page: Path, council_case: zopa.PositionGraph
) -> None:
    opened = visit_both(council_page)
    verdicts_seen = set()
    for deal in (DEAL, DEAL | {"talks": "none"}, {"troops": 1500}, {"status": "open"}, {"status": "open|shut"}):
        opened.js("(deal) => zopa.apply({ view: 'deal', deal })", deal)
        satisfied, votes = told_of_totals(opened, council_case)
        assert (satisfied, votes) == told_by_check_deal(council_case, deal), deal
        verdicts_seen |= {verdict for verdict, _ in votes.values()}
    assert verdicts_seen == {"passes", "fails", "depends on votes that are not known"}
    opened.js("(deal) => zopa.apply({ view: 'deal', deal })", DEAL)
    assert "It fails under The council, Everybody" in opened.page.locator("#verdict").inner_text()
    council = opened.page.locator("#deal-decisions li").first.inner_text()
    assert "Upland has a veto." in council
    assert "It would not fail if Upland were for it." in council
    assert "A council elsewhere: its rule does not fit" in opened.page.locator("#deal-decisions").inner_text()
    assert opened.errors == []


def test_nothing_is_passed_or_failed_where_nothing_is_settled(visit: Visit, council_page: Path) -> None:
    opened = visit(council_page)
    opened.js("zopa.apply({ view: 'deal' })")
    said = opened.page.locator("#deal-decisions").inner_text()
    assert "It takes 4 of 6 parties" in said
    assert opened.page.locator("#deal-decisions .verdict").count() == 0
    cells = opened.page.locator("#deal .satisfactions td.total strong").all_inner_texts()
    assert set(cells) == {"0 to 1"}


@pytest.mark.parametrize("scheme", first_of(["light", "dark"]))
def test_axe_finds_nothing_in_the_deal_table_nor_in_a_what_if(visit: Visit, council_page: Path, scheme: str) -> None:
    opened = visit(council_page, scheme=scheme)
    rules = None if scheme == "light" else COLOURS
    for change in ({}, {"deal": DEAL}, {"deal": DEAL, "whatIf": STEPS, "selected": {"node": "position:u-control"}}):
        opened.js("(change) => zopa.apply({ view: 'deal', ...change })", change)
        assert opened.violations("html", rules) == []


@pytest.mark.parametrize("size", [None, PHONE])
def test_no_state_of_the_deal_table_is_broken(
    visit_both: Visit, council_page: Path, size: dict[str, int] | None
) -> None:
    opened = visit_both(council_page, **({"size": size} if size else {}))
    views = [
        one.removeprefix("show-")
        for one in opened.js("[...document.querySelectorAll('#views button')].map((b) => b.id)")
    ]
    states: list[dict[str, Any]] = [
        {"view": "deal", **more}
        for more in (
            {"deal": DEAL},
            {"deal": {"troops": [0, 3000], "status": "open|shut"}},
            {"asOf": None, "deal": DEAL},
            {"asOf": "2019"},
            {"whatIf": [[f"position:{row}", "dropped"] for row in ("u-control", "l-control", "q-control", "l-shared")]},
            {"deal": DEAL, "whatIf": STEPS, "selected": {"cell": {"party": "party:upland", "issue": "issue:control"}}},
        )
    ]
    states += [{"view": view, "whatIf": STEPS} for view in views]
    states += [{"view": "matrix", "whatIf": STEPS, "list": kind} for kind in ("common", "contradiction", "opening")]
    assert walk(opened, states) == []


def test_names_that_want_to_be_code_stay_text(visit: Visit, hostile_page: Path) -> None:
    opened = visit(hostile_page)
    opened.page.locator("#show-deal").click()
    opened.page.locator("#deal-best").click()
    position = next(one for one in opened.js("zopa.visible()") if one.startswith("position:"))
    opened.js("(id) => zopa.apply({ ...zopa.toPlain(), whatIf: [[id, 'dropped']] })", position)
    text = opened.page.locator("#what-if").text_content() or ""
    assert " ".join(HOSTILE.split())[:20] in " ".join(text.split())
    assert opened.page.locator("#deal").text_content()
    assert not opened.js("'hacked' in window")
    assert opened.errors == []
    assert opened.requests == []


def test_a_redacted_page_has_a_deal_table_without_names(
    visit: Visit, valley_case: zopa.PositionGraph, tmp_path: Path
) -> None:
    opened = visit(valley_case.page(tmp_path / "redacted.html", redact="names", pictures=False))
    opened.js("(deal) => zopa.apply({ view: 'deal', deal })", DEAL)
    if opened.page.locator("#deal-best").count():
        opened.page.locator("#deal-best").click()
    said = json.dumps([opened.js("zopa.rows()"), opened.js("document.body.innerHTML"), opened.js("zopa.csv()")])
    for name in ("Upland", "Lowland", "Mountain League", "pas un", "Gazette"):
        assert name not in said


def test_a_page_inside_another_one_has_the_deal_table(visit: Visit, tmp_path: Path) -> None:
    rows = [
        {"party": "A", "issue": "seat", "stance": "demands", "option": "Geneva", "firmness": "red line"},
        {"party": "B", "issue": "seat", "stance": "demands", "option": "Oslo", "firmness": "aim"},
        {"party": "B", "issue": "seat", "stance": "rejects", "option": "Geneva", "firmness": "red line"},
    ]
    case = zopa.load({"positions": rows}, quiet=True)
    opened = visit(case.page(tmp_path / "embedded.html", embed=True), size={"width": 800, "height": 480})
    page = opened.page
    page.locator("#show-deal").click()
    page.locator("#settle-0-0").click()
    assert page.locator("#verdict").inner_text() == "It crosses a red line of B."
    page.locator("#deal .soften").click()
    assert page.locator("#verdict").inner_text().startswith("It crosses a bottom line of B.")
    assert page.locator("#what-if").is_visible()
    assert opened.js("zopa.svg()").count("not what was coded") == 1
    assert walk(opened, [{"view": "deal", "deal": {"seat": "Geneva"}}, {"view": "deal"}]) == []
    assert opened.violations() == []
    opened.js("dispatchEvent(new Event('beforeprint'))")
    assert "as of" not in (page.locator("#paper .date").text_content() or "")


def test_what_a_party_itself_rejects_is_told_when_that_is_dropped(visit: Visit, tmp_path: Path) -> None:
    rows = [
        {"id": "a", "party": "A", "issue": "seat", "stance": "accepts", "option": "Geneva"},
        {"id": "b", "party": "B", "issue": "seat", "stance": "accepts", "option": "Geneva"},
        {"id": "c", "party": "B", "issue": "seat", "stance": "rejects", "option": "Geneva", "firmness": "aim"},
    ]
    opened = visit(zopa.load({"positions": rows}, quiet=True).page(tmp_path / "cut.html", pictures=False))
    opened.js("zopa.apply({ whatIf: [['position:c', 'dropped']] })")
    opened.js("document.querySelector('#what-if details').open = true")
    assert "A rejection that is dropped can bring common ground back" in opened.page.locator("#what-if").inner_text()
    opened.js("zopa.apply({ whatIf: [['position:b', 'dropped']] })")
    assert "A rejection that is dropped" not in opened.page.locator("#what-if").inner_text()

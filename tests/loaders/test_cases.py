"""The cases that come with zopa are sound, and the invented one has the answers that its CODING.md documents."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from effort import THOROUGH

import zopa
from zopa.graph.columns import compile_columns
from zopa.loaders.source import CASES, built_in
from zopa.queries.contradictions import contradictions
from zopa.queries.deals import check_deal, deals
from zopa.queries.standoffs import standoffs

MAX_QUOTED_WORDS = 8
RIPARIANS = ["torvia", "medara", "sellow"]
DAY = "2024-06-30"
#: Of the numbers along a range, each is tried in a thorough run and every third on other days.
EVERY = 1 if THOROUGH else 3

RED_LINE_ZONES = {
    ("filling", ""): ("agreed", "five-years|seven-years"),
    ("data-sharing", ""): ("agreed", "monthly|daily"),
    ("winter-release", ""): ("agreed", "280 to 360 m3/s"),
    ("summer-release", ""): ("agreed", "340 to 400 m3/s"),
    ("annual-payment", ""): ("agreed", "40 to 60 million crowns"),
    ("compensation-form", ""): ("agreed", "cash"),
    ("commission", ""): ("agreed", "advisory"),
    ("monitoring", "headwaters"): ("open", "own|joint|outside"),
    ("monitoring", "gorge"): ("open", "joint"),
    ("monitoring", "middle"): ("open", "own|joint|outside"),
    ("monitoring", "lower"): ("agreed", "own"),
}


@pytest.fixture(scope="module")
def river() -> Any:
    return zopa.load("river-basin", quiet=True)


@pytest.fixture(scope="module")
def plans() -> Any:
    return zopa.load("ukraine-plans", quiet=True)


@pytest.mark.parametrize("name", built_in())
class TestEveryCase:
    def test_has_no_findings(self, name: str) -> None:
        assert zopa.check(name).empty

    def test_quotes_no_more_than_a_few_words(self, name: str) -> None:
        quotes = zopa.load(name, quiet=True).tables["evidence"]["quote"].dropna()
        assert quotes.str.split().str.len().max() <= MAX_QUOTED_WORDS or quotes.empty

    def test_says_how_it_was_coded(self, name: str) -> None:
        assert (Path(str(CASES)) / name / "CODING.md").stat().st_size > 0


# ------------------------------------------------------------------------------------------------ river-basin


def test_river_basin_says_that_it_is_invented(river: Any) -> None:
    assert "invented" in river.meta["title"]
    assert "Invented" in river.meta["description"]
    assert (river.tables["sources"]["note"] == "Invented.").all()


def test_the_only_deadlock_is_over(river: Any) -> None:
    assert Counter(river.clashes(as_of="all")["severity"]) == {"deadlock": 1, "hard": 4, "soft": 7}
    assert Counter(river.clashes()["severity"]) == {"hard": 3, "soft": 6}
    deadlock = river.clashes(as_of="all", severity="deadlock").iloc[0]
    assert (deadlock["issue"], deadlock["start"], deadlock["end"]) == ("filling", "2022-01-15", "2024-03-03")
    assert {deadlock["party_a"], deadlock["party_b"]} == {"torvia", "sellow"}


def test_what_moved(river: Any) -> None:
    assert river.shifts()[["date", "party", "issue", "kind"]].values.tolist() == [
        ["2023-01-16", "torvia", "data-sharing", "hardening"],
        ["2023-09-04", "medara", "annual-payment", "concession"],
        ["2024-03-04", "torvia", "filling", "red line crossed"],
    ]


def test_who_must_agree(river: Any) -> None:
    assert river.check_deal("single-text", decision="treaty")["verdict"].iat[0] == "passes"
    refused = river.check_deal("kessin-plan", decision="treaty")
    assert refused["verdict"].iat[0] == "fails"
    assert [party for party, vote in refused.attrs["votes"].items() if vote == "against"] == ["medara", "sellow"]
    stops = river.coalitions("treaty", kind="blocking")
    assert stops["parties"].tolist() == ["torvia", "medara", "sellow"]
    verdicts = {
        (row.issue, row.regions, row.settlement): row.verdict for row in river.support(decision="round").itertuples()
    }
    assert verdicts["data-sharing", "", "none"] == verdicts["data-sharing", "", "real-time"] == "passes"
    assert verdicts["monitoring", "gorge", "outside"] == "depends"


def test_zones_that_red_lines_leave(river: Any) -> None:
    zones = river.zones(RIPARIANS, as_of=DAY)
    by_cell = {(row.issue, row.regions): (row.status, row.settlements) for row in zones.itertuples()}
    assert by_cell == RED_LINE_ZONES


def test_each_two_agree_where_three_do_not(river: Any) -> None:
    def shared(*parties: str) -> list[str]:
        zone = river.zones(list(parties), issues="compensation-form", as_of=DAY, level="aim")
        return zone[["status", "settlements"]].iloc[0].tolist()

    assert shared("torvia", "medara") == ["agreed", "energy"]
    assert shared("torvia", "sellow") == ["agreed", "cash"]
    assert shared("medara", "sellow") == ["agreed", "works"]
    assert shared(*RIPARIANS)[0] == "closed"


def test_contradictions(river: Any) -> None:
    assert contradictions(river, level="red line").empty
    assert contradictions(river, level="bottom line").empty
    aims = contradictions(river, level="aim")
    assert Counter(aims["size"]) == {2: 12, 3: 4, 4: 9, 5: 2}
    assert aims["issues"].str.contains("|", regex=False).sum() == 17
    position_sets = {frozenset(cell.split("|")) for cell in aims["positions"]}
    assert {"tor-winter-aim", "sel-summer-aim"} in position_sets
    assert {"tor-data", "sel-commission-aim"} in position_sets
    assert {"tor-commission-aim", "med-monitoring-middle"} in position_sets
    assert {"tor-form-aim", "med-form-aim", "sel-form-aim"} in position_sets


def test_the_loop_goes_away_when_both_are_done_together(river: Any) -> None:
    loops = standoffs(river)
    assert loops["kind"].tolist() == ["standoff"]
    loop = loops.iloc[0]
    assert set(loop["parties"].split("|")) == {"torvia", "sellow"}
    assert set(loop["waive"].split(";")) == {"c-tor-commission-after-cash", "c-sel-cash-after-commission"}
    assert set(loop["together"].split("|")) == {"commission/advisory", "compensation-form/cash"}


@pytest.mark.parametrize("level", ["red line", "bottom line"])
def test_the_best_deal(river: Any, level: str) -> None:
    best = deals(river, level=level, limit=1).iloc[0]
    assert best["settlements"].split("; ") == [
        "filling=five-years",
        "data-sharing=daily",
        "winter-release=300",
        "summer-release=400",
        "annual-payment=50",
        "compensation-form=cash",
        "commission=advisory",
        "monitoring@headwaters=own",
        "monitoring@gorge=joint",
        "monitoring@middle=joint",
        "monitoring@lower=own",
    ]
    assert best["unknowns"] == 3
    assert best["total"] == pytest.approx(2.042, abs=5e-4)


def _crossed(river: Any, proposal: str) -> pd.DataFrame:
    verdicts = check_deal(river, proposal)
    return verdicts[(verdicts["verdict"] == "crosses") & verdicts["level"].isin(["red line", "bottom line"])]


def test_one_proposal_crosses_red_lines_and_the_other_none(river: Any) -> None:
    assert _crossed(river, "single-text").empty
    crossed = _crossed(river, "kessin-plan")
    red = crossed[crossed["level"] == "red line"]
    assert set(zip(red["party"], red["issue"], strict=True)) == {
        ("sellow", "filling"),
        ("sellow", "data-sharing"),
        ("sellow", "winter-release"),
        ("sellow", "summer-release"),
        ("sellow", "annual-payment"),
        ("sellow", "commission"),
        ("medara", "summer-release"),
    }


def _satisfaction(river: Any, **changed: Any) -> dict[str, float]:
    """Least satisfaction of each party with the single text, some issues settled otherwise, weighted by salience."""
    package: dict[str, Any] = {
        "filling": "seven-years",
        "data-sharing": "monthly",
        "winter-release": 300,
        "summer-release": 360,
        "annual-payment": 50,
        "compensation-form": "cash",
        "commission": "advisory",
    } | changed
    verdicts = check_deal(river, package)
    verdicts = verdicts[verdicts["party"].notna() & verdicts["issue"].isin(package)]
    saliences = river.tables["saliences"].set_index(["party", "issue"])["salience"]
    weights = [saliences[party, issue] / 100 for party, issue in zip(verdicts["party"], verdicts["issue"], strict=True)]
    return (verdicts["low"] * weights).groupby(verdicts["party"]).sum().to_dict()


def test_only_a_trade_makes_both_better_off(river: Any) -> None:
    before = _satisfaction(river)
    years, with_daily_data = (
        _satisfaction(river, filling="five-years"),
        _satisfaction(river, **{"data-sharing": "daily"}),
    )
    assert years["torvia"] > before["torvia"]
    assert years["sellow"] < before["sellow"]
    assert with_daily_data["torvia"] < before["torvia"]
    assert with_daily_data["sellow"] > before["sellow"]
    both = _satisfaction(river, filling="five-years", **{"data-sharing": "daily"})
    assert all(both[party] > before[party] for party in RIPARIANS)


def test_an_offer_to_pay_counts_only_with_daily_data(river: Any) -> None:
    whole = check_deal(river, "single-text").attrs["satisfaction"]
    assert [whole[party][0] for party in RIPARIANS] == pytest.approx([0.4892, 0.5375, 0.5113], abs=1e-4)
    assert whole["medara"][1] == pytest.approx(0.804, abs=5e-4)
    payment = {
        (sharing, sum_): check_deal(river, {"data-sharing": sharing, "annual-payment": sum_}).set_index(
            ["party", "issue"]
        )
        for sharing in ("monthly", "daily")
        for sum_ in (50, 70)
    }
    verdict_of = {key: verdicts.loc[("medara", "annual-payment"), "verdict"] for key, verdicts in payment.items()}
    assert verdict_of == {
        ("daily", 50): "meets",
        ("monthly", 50): "open",
        ("daily", 70): "crosses",
        ("monthly", 70): "crosses",
    }
    open_ = check_deal(river, {"annual-payment": 50}).set_index(["party", "issue"]).loc[("medara", "annual-payment")]
    assert (open_["verdict"], open_["low"], open_["high"]) == ("open", 0, 1)
    assert "ties its word to 'Daily' (Sharing of river data), which it leaves open" in open_["why"]


@pytest.mark.parametrize(
    ("issue", "settlements"),
    [
        ("filling", ["three-years", "five-years", "ten-years"]),
        ("data-sharing", ["none", "daily", "real-time"]),
        ("winter-release", range(0, 601, 20 * EVERY)),
        ("summer-release", range(0, 601, 20 * EVERY)),
        ("annual-payment", range(0, 151, 5 * EVERY)),
        ("compensation-form", ["energy", "works"]),
        ("commission", ["none", "binding"]),
    ],
)
def test_no_change_of_one_issue_makes_both_better_off(river: Any, issue: str, settlements: Any) -> None:
    before = _satisfaction(river)
    for settlement in settlements:
        after = _satisfaction(river, **{issue: settlement})
        better = [party for party in ("torvia", "sellow") if after[party] > before[party] + 1e-9]
        assert len(better) < 2, settlement


# ------------------------------------------------------------------------------------------------ ukraine-2025


def test_the_common_ground_that_the_article_speaks_of() -> None:
    ground = zopa.load("ukraine-2025", quiet=True).overlaps().set_index("issue")
    who = ground["parties"].to_dict()
    assert who["prisoner-exchange"] == "ukraine|trump"
    assert who["guarantees:third-party"] == "ukraine|trump|nato"
    assert who["mediation:foreign-governments"] == "ukraine|trump"
    assert who["guarantees:neutrality-assurances"] == "ukraine|russia"
    surface = ground.loc["guarantees:neutrality-assurances"]
    assert surface["clash_elsewhere"] > 0
    assert "clash on other issues" in surface["why"]


# ------------------------------------------------------------------------------------------------ ukraine-plans


def test_every_evidence_of_the_plans_has_an_address(plans: Any) -> None:
    evidence, sources = plans.tables["evidence"], plans.tables["sources"].set_index("id")
    assert evidence["source"].map(sources["url"]).str.startswith("https://").all()


def test_stated_needs_a_second_report_at_another_address(plans: Any) -> None:
    evidence, sources = plans.tables["evidence"], plans.tables["sources"].set_index("id")
    rows = evidence[evidence["id"].str.startswith("e-r")]
    assert Counter(rows["attribution"]) == {"stated": 91, "reported": 19}
    stated = rows[rows["attribution"] == "stated"]
    second = stated["note"].str.extract(r"^Checked against (\S+)\.$")[0].map(sources["url"])
    assert second.notna().all()
    assert (second != stated["source"].map(sources["url"])).all()


def test_every_position_and_proposal_of_the_plans_is_evidenced(plans: Any) -> None:
    for table in ("positions", "proposals", "terms"):
        assert plans.tables[table]["evidence"].notna().all(), table
    assert len(plans.tables["proposals"]) == 11
    assert set(plans.tables["terms"]["proposal"]) == set(plans.tables["proposals"]["id"])


def test_firmness_of_the_plans_has_a_cue(plans: Any) -> None:
    firm = plans.tables["positions"].dropna(subset=["firmness"])
    assert len(firm) == 2
    assert firm["note"].str.startswith("cue:").all()


def test_the_caps_on_the_army_are_200000_apart(plans: Any) -> None:
    assert plans.clashes(issues="army-cap").empty
    caps = plans.clashes(as_of="all", issues="army-cap")
    assert caps["gap"].tolist() == [200_000.0]
    assert caps["end"].tolist() == ["2025-12-23"]


@pytest.mark.parametrize("name", built_in())
def test_what_was_compiled_for_the_checks_is_what_the_tables_say(name):
    case = zopa.load(name, quiet=True)
    assert "columns" in vars(case)
    compiled = compile_columns(case.tables)
    assert case.columns.ids.tolist() == compiled.ids.tolist() == case.tables["positions"]["id"].tolist()
    for field in fields(compiled):
        given, expected = getattr(case.columns, field.name), getattr(compiled, field.name)
        if isinstance(expected, np.ndarray):
            assert given.dtype == expected.dtype, field.name
            np.testing.assert_array_equal(given, expected, field.name)
    for days, words in ((compiled.start, "start"), (compiled.end, "end")):
        ours, expected = (getattr(columns.day_words, words) for columns in (case.columns, compiled))
        assert list(map(ours, days.tolist())) == list(map(expected, days.tolist()))


def test_tables_that_nobody_looked_at_do_not_change_with_what_was_handed_out():
    case = zopa.load({"positions": [{"party": "A", "issue": "seat", "option": "Geneva"}]}, quiet=True)
    positions = case.tables["positions"]
    positions["option"] = "Oslo"
    assert case.tables["positions"]["option"].tolist() == ["Geneva"]
    assert case.tables["positions"]["id"].tolist() == ["A-seat-2"]

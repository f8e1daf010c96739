"""The rule read on small examples, as a stranger would try it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference.dossiers import graph

from zopa.graph import rule
from zopa.graph.columns import DEMANDS, REJECTS


def numbers(*rows: dict, low: float | None = 0.0, high: float | None = 100.0):
    return graph(
        parties=[{"id": "a"}, {"id": "b"}],
        issues=[{"id": "troops", "kind": "number", "unit": "men", "scale_low": low, "scale_high": high}],
        positions=[{"id": f"x{n}", "party": "ab"[n % 2], "issue": "troops", **row} for n, row in enumerate(rows)],
    )


@pytest.mark.parametrize(
    ("first", "second", "gap"),
    [
        ({"stance": "demands", "high": 40}, {"stance": "demands", "low": 60}, 20),
        ({"stance": "demands", "low": 40, "high": 50}, {"stance": "rejects", "low": 30, "high": 55}, 5),
        ({"stance": "rejects", "high": 60}, {"stance": "rejects", "low": 50}, 10),
        ({"stance": "rejects", "high": 60}, {"stance": "demands", "low": 5, "high": 10}, 50),
        ({"stance": "rejects", "low": 40}, {"stance": "demands", "low": 90, "high": 95}, 50),
        ({"stance": "rejects", "low": 0, "high": 60}, {"stance": "demands", "high": 10}, 50),
        ({"stance": "demands", "low": 40, "high": 50}, {"stance": "demands", "low": 50}, None),
        ({"stance": "demands", "low": 40, "high": 50}, {"stance": "rejects", "low": 45}, None),
        ({"stance": "demands", "ideal": 10}, {"stance": "demands", "low": 50}, None),
        ({"stance": "accepts", "high": 10}, {"stance": "demands", "low": 50}, None),
    ],
)
def test_ranges_clash_and_how_far_apart_they_are(first, second, gap):
    rows = numbers(first, second).clashes()
    assert rows["gap"].tolist() == ([] if gap is None else [gap])


def test_ranges_that_touch_overlap_in_one_value():
    rows = numbers({"stance": "demands", "high": 50}, {"stance": "demands", "low": 50}).overlap_pairs()
    assert rows["zone"].tolist() == ["50 men"]


def test_a_gap_between_two_rejections_is_a_settlement():
    case = numbers({"stance": "rejects", "high": 40}, {"stance": "rejects", "low": 60})
    assert case.clashes(count_only=True) == 0
    assert case.zones(level="aim")["settlements"].tolist() == ["more than 40, less than 60 men"]


@pytest.mark.parametrize(("closed", "clashes"), [("yes", 1), ("no", 0), (None, 1)])
def test_two_rejections_clash_only_where_nothing_else_is_left(closed, clashes):
    case = graph(
        parties=[{"id": "a"}, {"id": "b"}],
        issues=[{"id": "seat", "kind": "choice", "closed": closed}],
        options=[{"issue": "seat", "option": "geneva"}, {"issue": "seat", "option": "oslo"}],
        positions=[
            {"id": "1", "party": "a", "issue": "seat", "stance": "rejects", "option": "geneva"},
            {"id": "2", "party": "b", "issue": "seat", "stance": "rejects", "option": "oslo"},
        ],
    )
    assert case.clashes(count_only=True) == clashes
    settlement = {"yes": "", "no": "other", None: ""}[closed]
    assert case.zones(level="aim")["settlements"].tolist() == [settlement]


def test_replaces_ends_the_earlier_position_the_day_before():
    case = graph(
        parties=[{"id": "a"}, {"id": "b"}],
        issues=[{"id": "seat", "kind": "choice"}],
        options=[{"issue": "seat", "option": "geneva"}, {"issue": "seat", "option": "oslo"}],
        positions=[
            {"id": "old", "party": "a", "issue": "seat", "stance": "demands", "option": "geneva"},
            {
                "id": "new",
                "party": "a",
                "issue": "seat",
                "stance": "demands",
                "option": "oslo",
                "start": "2024-03-01",
                "replaces": "old",
            },
            {"id": "b", "party": "b", "issue": "seat", "stance": "demands", "option": "oslo"},
        ],
    )
    assert case.clashes(as_of="all")[["position_a", "end"]].values.tolist() == [["old", "2024-02-29"]]
    assert case.clashes(as_of="2024-03").empty


@given(st.integers(0, 63), st.integers(0, 63))
def test_a_demand_and_the_rejection_of_the_rest_rule_out_the_same(named, full):
    named &= full
    assert rule.ruled_out_by(DEMANDS, named, full) == rule.ruled_out_by(REJECTS, full & ~named, full)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (rule.Interval(5, 5), rule.Interval(5, 5), "5 men"),
        (rule.Interval(5, 5), rule.Interval(60000, 60000), "5 to 60,000 men"),
        (rule.Interval(5, 7), rule.Interval(7, 9), "more than 5, less than 9 men"),
        (rule.Interval(5, 5), rule.Interval(7, 9), "at least 5, less than 9 men"),
        (rule.Interval(-float("inf"), 5), rule.Interval(5, 5), "at most 5 men"),
        (rule.Interval(-float("inf"), float("inf")), rule.Interval(-float("inf"), float("inf")), "any value"),
    ],
)
def test_ranges_in_words(first, last, words):
    assert rule.range_words(first, last, "men") == words

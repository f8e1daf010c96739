"""Trades: exchanges in which both surely gain, held against a literal reading."""

from __future__ import annotations

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.dossiers import graph
from reference.packages import Packages, cases

from zopa.queries.trades import trades


@settings(max_examples=examples(80), deadline=None)
@given(cases())
def test_both_surely_gain_and_each_gives_what_matters_less_to_it(case):
    reference = Packages(case)
    for row in trades(graph(**case)).itertuples():
        assert min(row.gain_a, row.gain_b) > 0
        assert row.gain_a <= row.gain_a_at_most + 1e-9
        weight = {
            (who, issue): float(reference.weight(who, issue))
            for who in (row.party_a, row.party_b)
            for issue in (row.a_gives, row.b_gives)
        }
        ours = weight[row.party_a, row.b_gives] / weight[row.party_a, row.a_gives]
        theirs = weight[row.party_b, row.b_gives] / weight[row.party_b, row.a_gives]
        assert ours > theirs
        assert (row.salience_a, 1 / row.salience_b) == (pytest.approx(ours), pytest.approx(theirs))


def two_issues(**more):
    return {
        "parties": [{"id": "a"}, {"id": "b"}],
        "issues": [{"id": name, "kind": "choice", "closed": "yes"} for name in ("land", "water")],
        "options": [{"issue": name, "option": option} for name in ("land", "water") for option in "xy"],
        "positions": [
            {
                "id": f"{party}-{issue}",
                "party": party,
                "issue": issue,
                "stance": "demands",
                "option": option,
                "firmness": "aim",
            }
            for party, option in (("a", "x"), ("b", "y"))
            for issue in ("land", "water")
        ],
        "saliences": [
            {"id": "1", "party": "a", "issue": "land", "salience": 1},
            {"id": "2", "party": "a", "issue": "water", "salience": 3},
            {"id": "3", "party": "b", "issue": "land", "salience": 4},
            {"id": "4", "party": "b", "issue": "water", "salience": 1},
        ],
        **more,
    }


def test_each_gives_way_where_it_matters_less():
    answer = trades(graph(**two_issues()))
    assert answer[["party_a", "party_b", "a_gives", "b_gives", "exchange"]].values.tolist() == [
        ["a", "b", "land", "water", "land=y; water=x"]
    ]
    assert answer[["gain_a", "gain_b", "total"]].values.tolist() == [[0.5, pytest.approx(0.6), pytest.approx(1.1)]]
    assert answer["positions"][0] == "a-land|a-water|b-land|b-water"


def test_a_rule_or_equal_saliences_leave_nothing_to_trade():
    rule = [{"id": "k", "option": "land/y", "relation": "excludes", "other": "water/x"}]
    assert len(trades(graph(**two_issues(constraints=rule)))) == 0
    answer = trades(graph(**two_issues(saliences=[])))
    assert len(answer) == 0
    assert "No salience is coded for a and b" in answer.attrs["note"]


LEVELS = st.sampled_from(["x", "y", "x|y"])


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(LEVELS, min_size=6, max_size=6), st.lists(st.integers(1, 9), min_size=6, max_size=6))
def test_every_exchange_of_two_issues_is_found(wants, weights):
    cells = [(party, issue) for party in "ab" for issue in ("i", "j", "k")]
    want, weight = dict(zip(cells, wants, strict=True)), dict(zip(cells, weights, strict=True))
    case = graph(
        parties=[{"id": "a"}, {"id": "b"}],
        issues=[{"id": name, "kind": "choice", "closed": "yes"} for name in "ijk"],
        options=[{"issue": name, "option": option} for name in "ijk" for option in "xy"],
        positions=[
            {
                "id": party + issue,
                "party": party,
                "issue": issue,
                "stance": "demands",
                "option": option,
                "firmness": "aim",
            }
            for (party, issue), option in want.items()
        ],
        saliences=[
            {"id": party + issue, "party": party, "issue": issue, "salience": salience}
            for (party, issue), salience in weight.items()
        ],
    )
    apart = [issue for issue in "ijk" if {want["a", issue], want["b", issue]} == {"x", "y"}]
    expected = {
        (gives, gets)
        for gives in apart
        for gets in apart
        if weight["a", gets] > weight["a", gives] and weight["b", gives] > weight["b", gets]
    }
    answer = trades(case)
    assert set(zip(answer["a_gives"], answer["b_gives"], strict=True)) == expected
    for row in answer.itertuples():
        total = sum(weight["a", issue] for issue in "ijk")
        assert row.gain_a == pytest.approx((weight["a", row.b_gives] - weight["a", row.a_gives]) / total)

"""Satisfaction: what a settlement is worth to a party, case by case."""

from __future__ import annotations

import pytest
from reference.dossiers import graph

from zopa.graph.columns import AIM
from zopa.queries.packages.agenda import agenda
from zopa.queries.packages.exact import read
from zopa.queries.packages.satisfaction import Utilities


def score(positions, choice, kind="choice"):
    case = graph(
        parties=[{"id": "a"}],
        issues=[{"id": "i", "kind": kind, "closed": "yes", "scale_low": 0.0, "scale_high": 100.0}],
        options=[] if kind == "number" else [{"issue": "i", "option": option} for option in "xyz"],
        positions=[
            {"id": str(n), "party": "a", "issue": "i", "stance": "demands", **cells}
            for n, cells in enumerate(positions)
        ],
    )
    worth = Utilities(agenda(case, level=AIM))
    if kind == "number":
        reached = worth.score(0, 0, worth.choices[0][worth.add(0, choice)[0]])
    else:
        reached = worth.score(0, 0, worth.choices[0]["xyz".index(choice)])
    return float(reached.low), float(reached.high), reached.known


@pytest.mark.parametrize(
    ("positions", "choice", "expected"),
    [
        ([{"option": "x", "satisfaction": 0.8}], "x", (0.8, 0.8, True)),
        ([{"option": "x", "satisfaction": 0.8}, {"option": "x|y", "satisfaction": 0.6}], "x", (0.6, 0.8, True)),
        ([{"option": "x"}], "x", (1, 1, True)),
        ([{"option": "x"}], "y", (0, 0, True)),
        ([{"option": "x", "stance": "accepts"}], "x", (0.5, 0.5, True)),
        ([{"option": "x", "stance": "accepts"}], "y", (0, 1, False)),
        ([{"option": "x", "stance": "rejects"}], "y", (0, 1, False)),
        ([{"option": "x|y", "firmness": "red line"}, {"option": "x", "firmness": "aim"}], "y", (0.5, 0.5, True)),
        ([{"option": "x|y", "firmness": "red line"}, {"option": "x"}], "y", (0, 0.5, True)),
        ([{"option": "y", "stance": "accepts"}, {"option": "x", "firmness": "red line"}], "y", (0, 0, True)),
    ],
)
def test_options(positions, choice, expected):
    assert score(positions, choice) == expected


@pytest.mark.parametrize(
    ("row", "value", "expected"),
    [
        ({"low": 40, "ideal": 60, "high": 90}, 60, 1),
        ({"low": 40, "ideal": 60, "high": 90}, 40, 0.5),
        ({"low": 40, "ideal": 60, "high": 90}, 50, 0.75),
        ({"low": 40, "ideal": 60, "high": 90}, 75, 0.75),
        ({"low": 40, "ideal": 60, "high": 90}, 39, 0),
        ({"low": 40, "ideal": 60}, 95, 1),
        ({"low": 40}, 41, 1),
        ({"ideal": 60}, 60, 1),
        ({"ideal": 60}, 0, 0),
        ({"ideal": 60}, 30, 0.5),
        ({"ideal": 60}, 90, 0.5),
        ({"ideal": 60, "firmness": "red line"}, 30, 0.5),
        ({"low": 40, "ideal": 60, "satisfaction": 0.3}, 60, 0.3),
    ],
)
def test_numbers(row, value, expected):
    assert score([row], value, "number") == (expected, expected, True)


def test_regions_share_the_weight_of_their_issue():
    case = graph(
        parties=[{"id": "a"}, {"id": "d", "speaks_for": "a"}],
        issues=[
            {"id": "i", "kind": "choice", "per_region": "yes", "closed": "yes"},
            {"id": "j", "kind": "choice", "closed": "yes"},
        ],
        options=[{"issue": issue, "option": option} for issue in "ij" for option in "xy"],
        regions=[{"id": name} for name in ("north", "south", "west")],
        positions=[
            {"id": "1", "party": "a", "issue": "i", "stance": "demands", "option": "x", "regions": "north|south"},
            {"id": "2", "party": "a", "issue": "i", "stance": "demands", "option": "y", "regions": "west"},
            {"id": "3", "party": "a", "issue": "j", "stance": "demands", "option": "y"},
        ],
        saliences=[
            {"id": "1", "party": "d", "issue": "i", "salience": 3},
            {"id": "2", "party": "a", "issue": "j", "salience": 1},
        ],
    )
    worth = Utilities(agenda(case, level=AIM))
    assert {tuple(worth.where(q)): float(worth.weights[q, 0]) for q in range(3)} == {
        ("north", "south"): 0.5,
        ("west",): 0.25,
        (): 0.25,
    }
    assert not worth.notes
    assert worth.readable([0, 1, 1]) == "i@north|south=x; i@west=y; j=y"
    assert worth.package([0, 1, 1]) == {"i": {"north": "x", "south": "x", "west": "y"}, "j": "y"}


def scale(**ends):
    """Three parties with an ideal each, on a scale of which these ends are known."""
    return graph(
        parties=[{"id": name} for name in "abc"],
        issues=[{"id": "rate", "kind": "number", **ends}],
        positions=[
            {"id": name, "party": name, "issue": "rate", "stance": "demands", "ideal": ideal}
            for name, ideal in (("a", 2), ("b", 5), ("c", 9))
        ],
    )


def test_ideals_without_limits_are_not_ranked_where_an_end_of_the_scale_is_not_known():
    worth = Utilities(agenda(scale(scale_low=0.0), level=AIM))
    assert worth.notes[-1] == (
        "On rate the satisfaction of a, b and c is known at no value but the ideal, because an end of the scale is not "
        "known: nothing is ranked on it."
    )
    at_two = worth.choices[0][worth.add(0, 2.0)[0]]
    assert [worth.score(0, party, at_two)[:3] for party in range(3)] == [(1, 1, True), (0, 1, False), (0, 1, False)]
    assert not any(
        "ranked" in note for note in Utilities(agenda(scale(scale_low=0.0, scale_high=10.0), level=AIM)).notes
    )


def test_numbers_are_read_as_they_were_typed():
    assert [str(read(typed)) for typed in (0.1, 0.3, 1 / 3, 0.333333333333, 12.5, 1e-7, 0.123456789, 3.0)] == [
        "1/10",
        "3/10",
        "1/3",
        "1/3",
        "25/2",
        "1/10000000",
        "123456789/1000000000",
        "3",
    ]
    assert read(0.1) + read(0.2) == read(0.3)

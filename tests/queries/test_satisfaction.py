"""Satisfaction: what a settlement is worth to a party, case by case."""

from __future__ import annotations

import pytest
from twin.dossiers import graph

from zopa.graph.columns import AIM
from zopa.queries.matter import matter
from zopa.queries.satisfaction import Worth


def score(positions, choice, kind="choice"):
    case = graph(
        parties=[{"id": "a"}], issues=[{"id": "i", "kind": kind, "closed": "yes", "scale_low": 0.0, "scale_high": 100.0}],
        options=[] if kind == "number" else [{"issue": "i", "option": option} for option in "xyz"],
        positions=[{"id": str(n), "party": "a", "issue": "i", "stance": "demands", **one} for n, one in enumerate(positions)],
    )  # fmt: skip
    worth = Worth(matter(case, level=AIM))
    if kind == "number":
        return worth.score(0, 0, worth.choices[0][worth.add(0, choice)[0]])
    return worth.score(0, 0, worth.choices[0]["xyz".index(choice)])


@pytest.mark.parametrize(("positions", "choice", "expected"), [
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
])  # fmt: skip
def test_options(positions, choice, expected):
    assert score(positions, choice) == expected


@pytest.mark.parametrize(("row", "value", "expected"), [
    ({"low": 40, "ideal": 60, "high": 90}, 60, 1), ({"low": 40, "ideal": 60, "high": 90}, 40, 0.5),
    ({"low": 40, "ideal": 60, "high": 90}, 50, 0.75), ({"low": 40, "ideal": 60, "high": 90}, 75, 0.75),
    ({"low": 40, "ideal": 60, "high": 90}, 39, 0), ({"low": 40, "ideal": 60}, 95, 1), ({"low": 40}, 41, 1),
    ({"ideal": 60}, 60, 1), ({"low": 40, "ideal": 60, "satisfaction": 0.3}, 60, 0.3),
])  # fmt: skip
def test_numbers(row, value, expected):
    assert score([row], value, "number") == (expected, expected, True)


def test_regions_share_the_weight_of_their_issue():
    case = graph(
        parties=[{"id": "a"}, {"id": "d", "speaks_for": "a"}],
        issues=[{"id": "i", "kind": "choice", "per_region": "yes", "closed": "yes"}, {"id": "j", "kind": "choice", "closed": "yes"}],
        options=[{"issue": issue, "option": option} for issue in "ij" for option in "xy"],
        regions=[{"id": name} for name in ("north", "south", "west")],
        positions=[
            {"id": "1", "party": "a", "issue": "i", "stance": "demands", "option": "x", "regions": "north|south"},
            {"id": "2", "party": "a", "issue": "i", "stance": "demands", "option": "y", "regions": "west"},
            {"id": "3", "party": "a", "issue": "j", "stance": "demands", "option": "y"},
        ],
        saliences=[{"id": "1", "party": "d", "issue": "i", "salience": 3}, {"id": "2", "party": "a", "issue": "j", "salience": 1}],
    )  # fmt: skip
    worth = Worth(matter(case, level=AIM))
    assert {tuple(worth.where(q)): float(worth.weights[q, 0]) for q in range(3)} == {
        ("north", "south"): 0.5, ("west",): 0.25, (): 0.25,
    }  # fmt: skip
    assert not worth.notes
    assert worth.readable([0, 1, 1]) == "i@north|south=x; i@west=y; j=y"
    assert worth.package([0, 1, 1]) == {"i": {"north": "x", "south": "x", "west": "y"}, "j": "y"}

"""Deals and frontiers under budgets: no package with whole numbers is better than what is found."""

from __future__ import annotations

import json

import numpy as np
import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.budgets import Budgeted, cases
from reference.dossiers import graph

from zopa.queries.deals import deals
from zopa.queries.frontier import frontier

#: Satisfaction changes at most so much on the way to an end that is left out.
SLOPE = 1e-4
LEVELS = st.sampled_from(["red line", "aim"])


@settings(max_examples=examples(60), deadline=None)
@given(cases(), LEVELS)
def test_no_package_with_whole_numbers_is_better_than_the_best_deal(case, level):
    reference = Budgeted(case)
    grid = reference.on_grid(level)
    answer = deals(graph(**case), level=level, limit=4)
    assert answer.attrs["best"]
    if grid:
        assert -answer["total"][0] <= min(float(reference.rank(package)[0]) for package in grid) + SLOPE
    for row in answer.itertuples():
        package = json.loads(row.package)
        assert reference.honours(package, level)
        low, high, unknown = reference.worth(package)
        assert [[getattr(row, f"{end}_{party}") for party in reference.parties] for end in ("low", "high")] == [
            pytest.approx([*map(float, low)], abs=1e-7),
            pytest.approx([*map(float, high)], abs=1e-7),
        ]
        assert row.unknowns == unknown
    assert answer["total"].is_monotonic_decreasing


@settings(max_examples=examples(40), deadline=None)
@given(cases(), LEVELS, st.integers(0, 10_000))
def test_no_package_with_whole_numbers_lies_beyond_the_frontier(case, level, seed):
    reference = Budgeted(case)
    grid = np.array([reference.worth(package)[0] for package in reference.on_grid(level)], dtype=float)
    edge = frontier(graph(**case), level=level)
    assert edge.table.attrs["complete"]
    for row, point in zip(edge.table.itertuples(), edge.points, strict=True):
        assert [*map(float, reference.worth(json.loads(row.package))[0])] == pytest.approx(point.tolist(), abs=1e-7)
    worths = [tuple(reference.worth(json.loads(package))[0]) for package in edge.table["package"]]
    assert len(set(worths)) == len(worths)
    assert not any(
        first != second and all(a >= b for a, b in zip(first, second, strict=True))
        for first in worths
        for second in worths
    )
    if len(grid):
        weights = np.random.default_rng(seed).random((20, len(reference.parties)))
        assert ((edge.points @ weights.T).max(axis=0) >= (grid @ weights.T).max(axis=0) - SLOPE).all()


def demand(name, party, issue, **ends):
    return {"id": name, "party": party, "issue": issue, "stance": "demands", "firmness": "aim", **ends}


def test_two_budgets_are_exhausted_at_once():
    # A's ideals are out of reach of both budgets; the best lies where x + y = 10 and x + 3y = 16.
    case = graph(
        parties=[{"id": "a"}],
        issues=[{"id": name, "kind": "number", "scale_low": 0.0, "scale_high": 20.0} for name in "xy"],
        positions=[demand("1", "a", "x", low=0, ideal=20), demand("2", "a", "y", low=0, ideal=20)],
        budgets=[{"id": "one", "at_most": 10.0}, {"id": "other", "at_most": 16.0}],
        shares=[
            {"budget": "one", "issue": "x"},
            {"budget": "one", "issue": "y"},
            {"budget": "other", "issue": "x"},
            {"budget": "other", "issue": "y", "factor": 3.0},
        ],
        saliences=[{"party": "a", "issue": "x", "salience": 1.0}, {"party": "a", "issue": "y", "salience": 2.0}],
    )
    assert json.loads(deals(case)["package"][0]) == {"x": 7.0, "y": 3.0}


def test_where_satisfaction_bends_is_tried():
    # The least of two positions of A rises up to 10/3 and falls after it; a budget that counts the issue makes that a value to try.
    case = graph(
        parties=[{"id": "a"}],
        issues=[{"id": name, "kind": "number", "scale_low": 0.0, "scale_high": 10.0} for name in "xy"],
        positions=[
            demand("1", "a", "x", low=0, ideal=10),
            demand("2", "a", "x", ideal=0, high=5),
            demand("3", "a", "y", low=0),
        ],
        budgets=[{"id": "sum", "at_most": 30.0}],
        shares=[{"budget": "sum", "issue": "x"}, {"budget": "sum", "issue": "y"}],
    )
    assert json.loads(deals(case)["package"][0])["x"] == pytest.approx(10 / 3)


def test_what_is_just_short_of_a_line_is_said_with_its_gap():
    case = graph(
        parties=[{"id": "a"}, {"id": "b"}],
        issues=[{"id": name, "kind": "number", "scale_low": 0.0, "scale_high": 20.0} for name in "xy"],
        positions=[
            {
                "id": "no",
                "party": "b",
                "issue": "x",
                "stance": "rejects",
                "low": 10,
                "high": 20,
                "firmness": "red line",
            },
            demand("want", "a", "x", low=0, ideal=20),
            demand("too", "a", "y", low=0),
        ],
        budgets=[{"id": "sum", "at_most": 30.0}],
        shares=[{"budget": "sum", "issue": "x"}, {"budget": "sum", "issue": "y"}],
    )
    best = deals(case)["settlements"][0]
    assert "x=9.999999 (more than 0, less than 10)" in best

"""The frontier and the solutions, held against all packages listed whole."""

from __future__ import annotations

import json
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from twin.dossiers import graph
from twin.packages import Packages, cases, scored

from zopa.queries.frontier import frontier
from zopa.queries.pareto import pareto_sum, undominated
from zopa.queries.solutions import solutions


def front_of(points):
    return {
        one for one in points
        if not any(all(a >= b for a, b in zip(two, one, strict=True)) and two != one for two in points)
    }  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 5), st.integers(1, 4), st.integers(0, 10_000), st.sampled_from(["int64", "float64", "object"]))
def test_a_sum_of_choices_has_the_frontier_of_its_product(parties, arrays, seed, kind):
    draw = np.random.default_rng(seed)
    rows = [draw.integers(0, 4, (draw.integers(1, 5), parties)).astype(kind) for _ in range(arrays)]
    sums = [tuple(np.sum(one, axis=0).tolist()) for one in product(*rows)]
    found = pareto_sum(rows)
    points = [tuple(point) for point in found.points.tolist()]
    assert len(points) == len(set(points))
    assert set(points) == front_of(set(sums))
    assert found.shared.tolist() == [sums.count(point) for point in points]
    for point, choice in zip(points, found.choices, strict=True):
        assert tuple(np.sum([rows[number][row] for number, row in enumerate(choice)], axis=0)) == point


def test_large_fronts_are_compared_block_by_block_and_thinned_on_request():
    draw = np.random.default_rng(3)
    points = draw.random((3000, 3)).round(2)
    rows, count = undominated(points)
    assert {tuple(points[row]) for row in rows} == front_of({tuple(point) for point in points.tolist()})
    assert count.sum() <= len(points)
    thinned = pareto_sum([draw.random((30, 4)) for _ in range(4)], cap=50)
    assert len(thinned.points) <= 50
    assert thinned.grid >= 0.005


@settings(max_examples=100, deadline=None)
@given(st.one_of(cases(), scored()))
def test_the_frontier_of_a_case_is_that_of_all_its_packages_and_no_more(case):
    twin = Packages(case)
    worths = [twin.worth(package) for package in twin.feasible("red line")]
    points = [tuple(low) for low, _, _ in worths]
    found = frontier(graph(**case))
    told = [twin.worth(json.loads(package)) for package in found.table["package"]]
    assert sorted(tuple(low) for low, _, _ in told) == sorted(front_of(set(points)))
    for row, point, (low, high, _) in zip(found.table.itertuples(), found.points, told, strict=True):
        assert twin.honours(json.loads(row.package), "red line")
        assert [*map(float, low)] == point.tolist()
        assert row.shared == points.count(tuple(low))
        assert sum(high) == max(sum(other) for point, other, _ in worths if point == low)


@settings(max_examples=80, deadline=None)
@given(cases(), st.sampled_from([0.0, 0.3]))
def test_the_solutions_are_the_best_of_all_packages(case, floor):
    twin = Packages(case)
    points = np.array([twin.worth(package)[0] for package in twin.feasible("red line")], dtype=float)
    points = points.reshape(-1, len(twin.parties))
    found = solutions(graph(**case), disagreement=dict.fromkeys(twin.parties, floor)).set_index("solution")
    columns = [f"low_{party}" for party in twin.parties]
    if not len(points):
        assert found.index.tolist() == ["disagreement"]
        return
    assert found.loc["utilitarian", "value"] == pytest.approx(points.sum(axis=1).max())
    rational = points[(points >= floor - 1e-9).all(axis=1)]
    if not len(rational):
        assert found.index.tolist() == ["utilitarian", "disagreement"]
        return
    gains = np.maximum(rational - floor, 0)
    ideal = gains.max(axis=0)
    assert found.loc["ideal", columns].tolist() == pytest.approx((ideal + floor).tolist(), abs=1e-8)
    if (best := gains.prod(axis=1).max()) > 0:
        assert found.loc["nash", "value"] == pytest.approx(best, abs=1e-7)
    else:
        assert "nash" not in found.index
        assert (
            "No deal dominates disagreement"
            in solutions(graph(**case), disagreement=dict.fromkeys(twin.parties, floor)).attrs["note"]
        )
    for name, scale in (("egalitarian", np.ones(len(ideal))), ("kalai-smorodinsky", np.where(ideal > 0, ideal, 1))):
        sought = max(tuple(np.sort(row / scale).round(6)) for row in gains)
        point = np.sort(np.maximum(found.loc[name, columns].to_numpy(dtype=float) - floor, 0) / scale)
        assert point.tolist() == pytest.approx(sought, abs=1e-5)


def test_the_picture_shows_the_proposals():
    case = graph(
        parties=[{"id": "a", "name": "Upland"}, {"id": "b", "name": "Lowland"}, {"id": "c", "name": "Delta"}],
        issues=[{"id": "i", "kind": "choice", "closed": "yes"}],
        options=[{"issue": "i", "option": option} for option in "xyz"],
        positions=[
            {"id": party, "party": party, "issue": "i", "stance": "demands", "option": option, "firmness": "aim"}
            for party, option in zip("abc", "xyz", strict=True)
        ],
        proposals=[{"id": "plan", "name": "The plan"}], terms=[{"proposal": "plan", "issue": "i", "option": "x"}],
    )  # fmt: skip
    two = frontier(case, ["a", "b"])
    assert two.proposals.values.tolist() == [["plan", 1.0, 1.0, 0.0, 0.0]]
    assert two.draw().get_xlabel() == "Upland"
    assert two.png().startswith(b"\x89PNG")
    assert "The plan" in two.picture()
    assert "settlements" in two._repr_html_()
    three = frontier(case)
    assert [tick.get_text() for tick in three.draw().get_xticklabels()] == ["Upland", "Lowland", "Delta"]


def test_a_day_on_which_nobody_holds_anything_has_no_frontier():
    case = graph(
        parties=[{"id": "a"}],
        issues=[{"id": "seat", "kind": "choice"}],
        options=[{"issue": "seat", "option": option} for option in ("geneva", "oslo")],
        positions=[{"id": "1", "party": "a", "issue": "seat", "stance": "demands", "option": "geneva", "end": "2020"}],
    )
    assert frontier(case, as_of="2024").table is not None
    assert solutions(case, as_of="2024") is not None

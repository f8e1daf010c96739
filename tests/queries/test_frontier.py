"""The frontier and the solutions, held against all packages listed whole."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import product
from math import prod

import numpy as np
import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.dossiers import graph
from reference.packages import Packages, cases, scored

from zopa.queries.deals import deals
from zopa.queries.frontier import frontier
from zopa.queries.packages.pareto import pareto_sum, undominated
from zopa.queries.solutions import solutions
from zopa.queries.trades import trades


def front_of(points):
    return {
        point
        for point in points
        if not any(all(a >= b for a, b in zip(rival, point, strict=True)) and rival != point for rival in points)
    }


@settings(max_examples=examples(100), deadline=None)
@given(st.integers(1, 5), st.integers(1, 4), st.integers(0, 10_000), st.sampled_from(["int64", "float64", "object"]))
def test_a_sum_of_choices_has_the_frontier_of_its_product(parties, arrays, seed, kind):
    draw = np.random.default_rng(seed)
    rows = [draw.integers(0, 4, (draw.integers(1, 5), parties)).astype(kind) for _ in range(arrays)]
    sums = [tuple(np.sum(choice_rows, axis=0).tolist()) for choice_rows in product(*rows)]
    summed = pareto_sum(rows)
    points = [tuple(point) for point in summed.points.tolist()]
    assert len(points) == len(set(points))
    assert set(points) == front_of(set(sums))
    assert summed.shared.tolist() == [sums.count(point) for point in points]
    for point, choice in zip(points, summed.choices, strict=True):
        assert tuple(np.sum([rows[place][row] for place, row in enumerate(choice)], axis=0)) == point


def test_large_fronts_are_compared_block_by_block_and_thinned_on_request():
    draw = np.random.default_rng(3)
    points = draw.random((3000, 3)).round(2)
    rows, count = undominated(points)
    assert {tuple(points[row]) for row in rows} == front_of({tuple(point) for point in points.tolist()})
    assert count.sum() <= len(points)
    thinned = pareto_sum([draw.random((30, 4)) for _ in range(4)], cap=50)
    assert len(thinned.points) <= 50
    assert thinned.grid >= 0.005


@settings(max_examples=examples(70), deadline=None)
@given(st.one_of(cases(), scored()))
def test_the_frontier_of_a_case_is_that_of_all_its_packages_and_no_more(case):
    reference = Packages(case)
    worths = [reference.worth(package) for package in reference.feasible("red line")]
    points = [tuple(low) for low, _, _ in worths]
    edge = frontier(graph(**case), level="red line")
    worths_told = [reference.worth(json.loads(package)) for package in edge.table["package"]]
    assert sorted(tuple(low) for low, _, _ in worths_told) == sorted(front_of(set(points)))
    for row, point, (low, high, _) in zip(edge.table.itertuples(), edge.points, worths_told, strict=True):
        assert reference.honours(json.loads(row.package), "red line")
        assert [*map(float, low)] == point.tolist()
        assert row.shared == points.count(tuple(low))
        assert sum(high) == max(sum(total) for point, total, _ in worths if point == low)


def leximin(gains, scale):
    return sorted(gain / most if most else Fraction(0) for gain, most in zip(gains, scale, strict=True))


@settings(max_examples=examples(30), deadline=None)
@given(scored(), st.sampled_from([0, 0.3, 0.5]), st.sampled_from([None, 1]))
def test_the_solutions_are_the_best_of_all_packages(case, floor, cap):
    # With a cap of 1 they are searched for by a program, else picked from the undominated deals.
    reference = Packages(case)
    start = Fraction(str(floor))
    points = [tuple(reference.worth(package)[0]) for package in reference.feasible("red line")]
    answer = solutions(graph(**case), disagreement=dict.fromkeys(reference.parties, floor), level="red line", cap=cap)
    by_solution = answer.set_index("solution")
    assert answer.attrs["complete"]
    near = 0 if cap is None else 2e-6
    gains_of = {
        name: [low - start for low in reference.worth(json.loads(package))[0]]
        for name, package in by_solution["package"].items()
        if package
    }
    if not points:
        assert by_solution.index.tolist() == ["disagreement"]
        return
    assert sum(gains_of["utilitarian"]) >= max(map(sum, points)) - len(reference.parties) * start - near
    rational = [[low - start for low in point] for point in points if min(point) >= start]
    if not rational:
        assert by_solution.index.tolist() == ["utilitarian", "disagreement"]
        return
    ideal = [max(gains) for gains in zip(*rational, strict=True)]
    assert by_solution.loc["ideal", [f"low_{party}" for party in reference.parties]].tolist() == pytest.approx(
        [float(gain + start) for gain in ideal], abs=1e-8
    )
    best = max(map(prod, rational))
    if best > 0:
        assert prod(gains_of["nash"]) >= best - near
        assert by_solution.loc["nash", "value"] == pytest.approx(float(best), abs=1e-6)
    else:
        assert "nash" not in by_solution.index
        assert "No deal dominates disagreement" in answer.attrs["note"]
    for name, scale in (("egalitarian", [Fraction(1)] * len(ideal)), ("kalai-smorodinsky", ideal)):
        sought = max(leximin(gains, scale) for gains in rational)
        assert [*map(float, leximin(gains_of[name], scale))] == pytest.approx([*map(float, sought)], abs=1e-5)
        if cap is None:
            assert leximin(gains_of[name], scale) == sought


@settings(max_examples=examples(20), deadline=None)
@given(cases())
def test_no_listed_package_is_better_than_a_solution(case):
    reference = Packages(case)
    packages = reference.feasible("red line")
    points = [reference.worth(package)[0] for package in packages]
    answer = solutions(graph(**case), level="red line")
    assert answer.attrs["complete"]
    worth_of = {
        row.solution: reference.worth(package)[0]
        for row in answer.itertuples()
        if row.package and reference.honours(package := json.loads(row.package), "red line")
    }
    assert len(worth_of) == sum(answer["package"] != "")
    if points:
        near = 2e-6
        assert sum(worth_of["utilitarian"]) >= max(map(sum, points)) - near
        assert min(worth_of["egalitarian"]) >= max(map(min, points)) - near
        assert ("nash" in worth_of) >= any(min(point) > 0 for point in points)
        if "nash" in worth_of:
            assert prod(worth_of["nash"]) >= max(map(prod, points)) - near


def test_numbers_with_many_digits_are_added_exactly_as_well():
    draw = np.random.default_rng(3)
    ids = ["i", "j", "k"]
    case = {
        "parties": [{"id": party} for party in "abc"],
        "issues": [{"id": issue, "kind": "choice", "closed": "yes"} for issue in ids],
        "options": [{"issue": issue, "option": option} for issue in ids for option in "xyz"],
        "positions": [
            {
                "id": f"{party}{issue}{option}",
                "party": party,
                "issue": issue,
                "stance": "accepts",
                "option": option,
                "firmness": None,
                "satisfaction": draw.random(),
            }
            for party in "abc"
            for issue in ids
            for option in "xyz"
        ],
        "saliences": [
            {"id": f"{party}{issue}", "party": party, "issue": issue, "salience": draw.random()}
            for party in "abc"
            for issue in ids
        ],
        "constraints": [{"id": "k", "option": "i/x", "relation": "excludes", "other": "j/x"}],
        "conditions": [],
    }
    reference = Packages(case)
    points = [
        tuple(round(float(low), 8) for low in reference.worth(package)[0]) for package in reference.feasible("red line")
    ]
    points_found = {tuple(point) for point in frontier(graph(**case), level="red line").points.round(8).tolist()}
    assert points_found == front_of(set(points))
    assert deals(graph(**case), level="red line", limit=1)["total"].tolist() == [pytest.approx(max(map(sum, points)))]
    assert solutions(graph(**case), level="red line").set_index("solution").loc[
        "egalitarian", "value"
    ] == pytest.approx(max(map(min, points)))
    for row in trades(graph(**case)).itertuples():
        assert min(row.gain_a, row.gain_b) > 0


@settings(max_examples=examples(20), deadline=None)
@given(scored(), st.data())
def test_without_a_disagreement_the_solutions_start_from_the_walk_away_values(case, data):
    values = data.draw(st.lists(st.sampled_from([None, 0, 0.3, 0.5, 1]), min_size=7, max_size=7))
    for party, value in zip(case["parties"], values, strict=False):
        party["walk_away"] = value
    reference = Packages(case)
    # Who holds no position has no part in the deal.
    coded = {
        party["id"]: party["walk_away"]
        for party in case["parties"]
        if party["walk_away"] is not None and party["id"] in reference.parties
    }
    answer = solutions(graph(**case), level="red line")
    point = answer.set_index("solution").loc["disagreement"]
    assert [point[f"low_{party}"] for party in reference.parties] == [
        coded.get(party, 0) for party in reference.parties
    ]
    assert ("Without a deal each party is taken to have" in answer.attrs["note"]) == bool(coded)
    # No rational point leaves anybody below the value: held against all packages listed whole.
    worths = [reference.worth(package)[0] for package in reference.feasible("red line")]
    floor = [Fraction(str(coded.get(party, 0))) for party in reference.parties]
    rational = [low for low in worths if all(a >= b for a, b in zip(low, floor, strict=True))]
    assert ("egalitarian" in answer["solution"].tolist()) == bool(rational)
    for row in answer[answer["solution"].isin(["nash", "egalitarian", "kalai-smorodinsky"])].itertuples():
        assert reference.worth(json.loads(row.package))[0] in rational


@settings(max_examples=examples(20), deadline=None)
@given(scored(), st.data())
def test_deals_says_how_many_of_those_listed_reach_every_walk_away_value(case, data):
    for party in case["parties"]:
        party["walk_away"] = data.draw(st.sampled_from([0.3, 0.5, 1]))
    reference = Packages(case)
    least = [Fraction(str(party["walk_away"])) for party in case["parties"] if party["id"] in reference.parties]
    answer = deals(graph(**case), limit=50)
    worths = [reference.worth(json.loads(package)) for package in answer["package"]]
    surely = sum(all(a >= b for a, b in zip(low, least, strict=True)) for low, _, _ in worths)
    refused = sum(any(a < b for a, b in zip(high, least, strict=True)) for _, high, _ in worths)
    told = (
        f"everybody who has one coded: {surely:,}; that stay below one: {refused:,}; "
        f"that may do either: {len(worths) - surely - refused:,}."
    )
    assert (told in answer.attrs["note"]) == bool(worths)
    if worths:
        part = deals(graph(**case), issues=case["issues"][0]["id"]).attrs["note"]
        assert "none is looked at where only a part is asked about" in part


def two_with_walk_away(**more):
    return graph(
        parties=[{"id": "a", "name": "Ada", "walk_away": 0.6}, {"id": "b", "name": "Bea"}],
        issues=[{"id": "i", "kind": "choice", "closed": "yes"}, {"id": "j", "kind": "choice", "closed": "yes"}],
        options=[{"issue": issue, "option": option} for issue in "ij" for option in "xy"],
        positions=[
            {"id": f"{party}{issue}", "party": party, "issue": issue, "stance": "demands", "option": option}
            for party, option in (("a", "x"), ("b", "y"))
            for issue in "ij"
        ],
        **more,
    )


def test_which_walk_away_values_were_taken_is_said_and_a_part_has_none():
    def start(**asked):
        answer = solutions(two_with_walk_away(), level="red line", **asked)
        point = answer.set_index("solution").loc["disagreement"]
        return [point["low_a"], point["low_b"]], answer.attrs["note"]

    values, note = start()
    assert values == [0.6, 0]
    assert (
        "each party is taken to have its walk-away value: Ada 0.6. Bea has none coded and is taken to have 0." in note
    )
    values, note = start(disagreement={"a": 0.25})
    assert values == [0.25, 0]
    assert "walk-away" not in note
    values, note = start(issues="i")
    assert values == [0, 0]
    assert "Walk-away values are of the whole" in note


def test_camp_david_is_divided_as_adjusted_winner_divides_it():
    # Points of Israel and of Egypt, of 100 each (Brams & Taylor 1996): 395/6 to both, with Sinai as the issue that is split.
    points = {
        "Sinai": (35, 55),
        "recognition": (10, 5),
        "West Bank and Gaza": (20, 10),
        "linkage": (10, 5),
        "Palestinian rights": (5, 20),
        "Jerusalem": (20, 5),
    }
    both = (("Israel", 1), ("Egypt", 0))
    case = graph(
        parties=[{"id": "Israel"}, {"id": "Egypt"}],
        issues=[{"id": issue, "kind": "number", "scale_low": 0.0, "scale_high": 1.0} for issue in points],
        positions=[
            {"id": f"{party}-{issue}", "party": party, "issue": issue, "stance": "accepts", "ideal": ideal}
            for issue in points
            for party, ideal in both
        ],
        saliences=[
            {"id": f"{party}-{issue}", "party": party, "issue": issue, "salience": points[issue][place]}
            for issue in points
            for place, (party, _) in enumerate(both)
        ],
    )
    answer = solutions(case).set_index("solution")
    for name in ("egalitarian", "kalai-smorodinsky"):
        package = json.loads(answer.loc[name, "package"])
        assert package.pop("Sinai") == pytest.approx(1 / 6)
        assert {issue for issue, share in package.items() if share == 1} == {
            "recognition",
            "West Bank and Gaza",
            "linkage",
            "Jerusalem",
        }
        assert package["Palestinian rights"] == 0
        assert answer.loc[name, ["low_Israel", "low_Egypt"]].tolist() == pytest.approx([395 / 600] * 2, abs=1e-8)


def three_ideals(**more):
    return graph(
        parties=[{"id": name} for name in "abc"],
        issues=[{"id": "rate", "kind": "number", "scale_low": 0.0, **more}],
        positions=[
            {"id": name, "party": name, "issue": "rate", "stance": "demands", "ideal": ideal}
            for name, ideal in (("a", 2), ("b", 5), ("c", 9))
        ],
    )


def test_on_a_number_issue_the_solutions_are_the_best_of_all_values():
    by_solution = solutions(three_ideals(scale_high=10.0)).set_index("solution")
    rates = {name: json.loads(package)["rate"] for name, package in by_solution["package"].items() if package}
    # A falls by an eighth a step, C rises by a ninth: they meet at 90/17.
    assert rates == {
        "nash": 5,
        "utilitarian": 5,
        "egalitarian": pytest.approx(90 / 17),
        "kalai-smorodinsky": pytest.approx(90 / 17),
    }
    assert by_solution.loc["egalitarian", "value"] == pytest.approx(10 / 17)
    # The satisfactions told are those with the value told.
    lows = by_solution.loc["egalitarian", ["low_a", "low_b", "low_c"]].tolist()
    assert lows == pytest.approx([10 / 17, 16 / 17, 10 / 17])


def test_nothing_is_ranked_on_satisfactions_that_are_not_known():
    answer = solutions(three_ideals())
    assert answer["solution"].tolist() == ["disagreement"]
    assert "nothing is ranked on it" in answer.attrs["note"]


def test_equally_good_deals_are_named():
    case = graph(
        parties=[{"id": "a"}, {"id": "b"}],
        issues=[{"id": "i", "kind": "choice", "closed": "yes"}],
        options=[{"issue": "i", "option": option} for option in "wxyz"],
        positions=[
            {
                "id": f"{party}{option}",
                "party": party,
                "issue": "i",
                "stance": "accepts",
                "option": option,
                "satisfaction": satisfaction,
            }
            for option, *satisfactions in (("w", 0.3, 0.6), ("x", 0.6, 0.3), ("y", 0.5, 0.4), ("z", 0.5, 0.4))
            for party, satisfaction in zip("ab", satisfactions, strict=True)
        ],
    )
    answer = solutions(case)
    assert answer.set_index("solution").loc["utilitarian", "settlements"] == "i=y"
    assert "As good as the utilitarian deal are 2 other deals: i=x and i=w." in answer.attrs["note"]
    assert "2 deals satisfy everyone as this one does" in answer.set_index("solution").loc["utilitarian", "why"]


def test_deals_that_share_their_least_alone_are_not_told_as_equal():
    case = graph(
        parties=[{"id": party} for party in "ab"],
        issues=[{"id": "i", "kind": "choice", "closed": "yes"}],
        options=[{"issue": "i", "option": option} for option in "xyz"],
        positions=[
            {"id": "ax", "party": "a", "issue": "i", "stance": "accepts", "option": "x|y"},
            {"id": "bx", "party": "b", "issue": "i", "stance": "rejects", "option": "y", "firmness": "aim"},
        ],
    )
    (row,) = frontier(case).table.to_dict("records")
    assert (row["settlements"], row["shared"]) == ("i=x", 2)
    assert row["why"].endswith(": a 0.5 and b 0 to 1; 2 deals are worth the same at the least.")
    why = solutions(case).set_index("solution").loc["utilitarian", "why"]
    assert why.endswith("2 deals satisfy everyone as this one does, at the least.")


def test_without_time_the_solutions_say_what_is_not_proven():
    draw = np.random.default_rng(5)
    ids = [f"i{n}" for n in range(12)]
    case = graph(
        parties=[{"id": party} for party in "abcdef"],
        issues=[{"id": issue, "kind": "choice", "closed": "yes"} for issue in ids],
        options=[{"issue": issue, "option": option} for issue in ids for option in "wxyz"],
        positions=[
            {
                "id": f"{party}{issue}{option}",
                "party": party,
                "issue": issue,
                "stance": "accepts",
                "option": option,
                "satisfaction": draw.integers(0, 101) / 100,
            }
            for party in "abcdef"
            for issue in ids
            for option in "wxyz"
        ],
    )
    for query in (deals, solutions, trades):
        assert not query(case, seconds=0).attrs["complete"]
    assert not frontier(case, seconds=0).table.attrs["complete"]
    answer = solutions(case, seconds=0)
    assert "was not proven in the time given" in answer["why"][0]
    assert answer.attrs["note"].startswith("Not all of this was proven in the time given")


def test_the_picture_shows_the_proposals():
    case = graph(
        parties=[{"id": "a", "name": "Upland"}, {"id": "b", "name": "Lowland"}, {"id": "c", "name": "Delta"}],
        issues=[{"id": "i", "kind": "choice", "closed": "yes"}],
        options=[{"issue": "i", "option": option} for option in "xyz"],
        positions=[
            {"id": party, "party": party, "issue": "i", "stance": "demands", "option": option, "firmness": "aim"}
            for party, option in zip("abc", "xyz", strict=True)
        ],
        proposals=[{"id": "plan", "name": "The plan"}],
        terms=[{"proposal": "plan", "issue": "i", "option": "x"}],
    )
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

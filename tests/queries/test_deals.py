"""Deals and the check of one, held against all packages listed whole."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import sys
from itertools import count

import pandas as pd
import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.agenda import tied
from reference.dossiers import graph
from reference.packages import NO_SIDE, Packages, cases, scored

import zopa
from zopa.queries import UnknownNameError
from zopa.queries.asking.deadline import Deadline, OutOfTimeError
from zopa.queries.check_deal import taken_whole
from zopa.queries.deals import check_deal, deals
from zopa.queries.frontier import frontier
from zopa.queries.packages.agenda import agenda
from zopa.queries.packages.terms import parts_of
from zopa.queries.solutions import solutions
from zopa.queries.trades import trades


@settings(max_examples=examples(80), deadline=None)
@given(cases(), st.sampled_from(["red line", "aim"]), st.sampled_from([3, 10_000]))
def test_deals_are_the_feasible_packages_best_first(case, level, limit):
    reference = Packages(case)
    expected = {json.dumps(package): reference.worth(package) for package in reference.feasible(level)}
    answer = deals(graph(**case), level=level, limit=limit)
    assert len(answer) == min(limit, len(expected))
    assert answer.attrs["complete"] == (len(expected) <= limit)
    ranks = sorted(map(reference.rank, reference.feasible(level)))
    assert [reference.rank(json.loads(package)) for package in answer["package"]] == ranks[: len(answer)]
    for _, row in answer.iterrows():
        low, high, unknown = expected.pop(json.dumps(json.loads(row["package"])))
        assert row["unknowns"] == unknown
        assert [row[f"low_{party}"] for party in reference.parties] == pytest.approx([*map(float, low)], abs=1e-8)
        assert [row[f"high_{party}"] for party in reference.parties] == pytest.approx([*map(float, high)], abs=1e-8)


@settings(max_examples=examples(40), deadline=None)
@given(st.one_of(cases(), scored()), st.sampled_from([2, 10_000]))
def test_no_deal_stands_before_one_that_is_better_for_somebody_and_worse_for_nobody(case, limit):
    reference = Packages(case)
    listed = deals(graph(**case), level="red line", limit=limit)["package"]
    ends = [ends_of(reference, json.loads(package)) for package in listed]
    every = [ends_of(reference, package) for package in reference.feasible("red line")]
    if ends:
        assert not any(better(ends_of_package, ends[0]) for ends_of_package in every)
    for place, later in enumerate(ends):
        assert not any(better(later, earlier) for earlier in ends[:place])


def ends_of(reference, package):
    low, high, _ = reference.worth(package)
    return [*low, *high]


def better(first, second):
    return first != second and all(a >= b for a, b in zip(first, second, strict=True))


@settings(max_examples=examples(80), deadline=None)
@given(cases(), st.data())
def test_a_checked_package_says_what_each_party_and_rule_says(case, data):
    reference = Packages(case)
    package = {issue["id"]: data.draw(st.sampled_from(reference.choices(issue))) for issue in reference.issues}
    answer = check_deal(graph(**case), package)
    of_rules = answer[answer["rule"] != ""]
    broken = set(of_rules[of_rules["verdict"].isin(["breaks", "crosses"])]["rule"])
    assert broken == reference.broken(package)
    rows = answer[answer["rule"] == ""].set_index(["party", "issue"])
    assert len(rows) == len(reference.parties) * len(package)
    for party in reference.parties:
        for issue, choice in package.items():
            row, own_positions = rows.loc[(party, issue)], reference.on(issue, party)
            out = [
                position
                for position in reference.holding(issue, party, package)
                if reference.rules_out(position, choice)
            ]
            accepted = any(
                reference.names(position, choice) and reference.offered(position, package) and not position["contested"]
                for position in own_positions
            )
            sure = [position for position in out if not position["contested"]]
            spoke = any(position["stance"] not in NO_SIDE for position in own_positions)
            word = "crosses" if sure else "meets" if accepted and not out else "open" if spoke else "unknown"
            assert row["verdict"] == word
            assert set(filter(None, row["crosses"].split("|"))) == {position["id"] for position in out}
            if sure:
                firm = [position["firmness"] for position in sure]
                level = next((word for word in ("red line", "bottom line", "aim") if word in firm), "")
                all_firm = [position["firmness"] or "red line" for position in out]
                worst = next(word for word in ("red line", "bottom line", "aim") if word in all_firm)
                assert (row["level"], row["certain"]) == (level, level == worst)
            assert (row["low"], row["high"]) == pytest.approx(
                tuple(map(float, reference.satisfaction(party, issue, choice, package)[:2]))
            )
    low, high, _ = reference.worth(package)
    satisfaction = answer.attrs["satisfaction"]
    assert [satisfaction[party][0] for party in reference.parties] == pytest.approx([*map(float, low)], abs=1e-8)
    assert [satisfaction[party][1] for party in reference.parties] == pytest.approx([*map(float, high)], abs=1e-8)


@settings(max_examples=examples(40), deadline=None)
@given(tied(), st.sampled_from(["red line", "aim"]), st.sampled_from(["2021-06-30", None]))
def test_a_deal_is_worth_what_its_check_says_region_by_region(dossier, level, day):
    case = graph(**dossier)
    for row in deals(case, as_of=day, level=level, limit=6).to_dict("records"):
        checked = check_deal(case, row["package"], as_of=day)
        for party, (low, high) in checked.attrs["satisfaction"].items():
            assert (row[f"low_{party}"], row[f"high_{party}"]) == (
                pytest.approx(low, abs=1e-6),
                pytest.approx(high, abs=1e-6),
            )
        crossed = {position for cell in checked["crosses"] for position in cell.split("|") if position}
        assert crossed == {position for position in row["crosses"].split("|") if position}
        assert not checked["verdict"].eq("breaks").any()
        lines = ["red line"] if level == "red line" else ["red line", "bottom line", "aim"]
        assert not (checked["verdict"].eq("crosses") & checked["level"].isin(lines)).any()


def monitored(**more):
    """A accepts x in the north only if the north is monitored, and pays only if both halves are."""
    return graph(
        parties=[{"id": "a"}, {"id": "b"}],
        regions=[{"id": "north"}, {"id": "south"}],
        issues=[
            {"id": "control", "kind": "choice", "per_region": "yes", "closed": "yes"},
            {"id": "pay", "kind": "choice", "closed": "yes"},
            {"id": "watch", "kind": "choice", "per_region": "yes", "closed": "yes"},
        ],
        options=[
            {"issue": i, "option": o}
            for i, o in (
                ("control", "x"),
                ("control", "y"),
                ("pay", "all"),
                ("pay", "none"),
                ("watch", "un"),
                ("watch", "osce"),
                ("watch", "no"),
            )
        ],
        positions=[
            {"id": "1", "party": "a", "issue": "control", "stance": "accepts", "option": "x", "regions": "north"},
            {"id": "2", "party": "a", "issue": "pay", "stance": "demands", "option": "all", "firmness": "aim"},
            {"id": "3", "party": "b", "issue": "watch", "stance": "accepts", "option": "un|osce"},
        ],
        conditions=[
            {"id": "c", "what": "1", "relation": "only if", "requires": "watch/un|watch/osce"},
            {"id": "d", "what": "2", "relation": "only after", "requires": "watch/un|watch/osce"},
        ],
        **more,
    )


def test_a_condition_is_met_place_by_place_and_an_offer_for_all_only_where_it_is_met_in_all():
    package = {"control": "x", "pay": "all", "watch": {"north": "osce", "south": "no"}}
    answer = check_deal(monitored(), package).set_index(["party", "issue", "regions"])
    assert answer.loc[("a", "control", "north"), "verdict"] == "meets"
    assert answer.loc[("a", "control", "south"), "verdict"] == "unknown"
    assert answer.loc[("a", "pay", ""), ["verdict", "low", "high"]].tolist() == ["open", 0, 1]
    both = check_deal(monitored(), package | {"watch": ["un", "osce"]}).set_index(["party", "issue", "regions"])
    assert both.loc[("a", "pay", ""), ["verdict", "low"]].tolist() == ["meets", 1]
    left_open = check_deal(monitored(), {"control": "x", "pay": "none"}).set_index(["party", "issue", "regions"])
    assert left_open.loc[("a", "control", "north"), ["verdict", "low", "high"]].tolist() == ["open", 0, 1]
    # What A demands it demands all the same: a condition on an offer loosens no line.
    assert left_open.loc[("a", "pay", ""), ["verdict", "level"]].tolist() == ["crosses", "aim"]
    best = json.loads(deals(monitored())["package"][0])
    assert set(best["watch"].values()) <= {"un", "osce"}


def spoken_of_in_the_north(**more):
    return graph(
        parties=[{"id": "a"}, {"id": "b"}],
        regions=[{"id": "north"}, {"id": "south"}],
        issues=[
            {"id": "watch", "kind": "choice", "per_region": "yes", "closed": "yes"},
            {"id": "pay", "kind": "choice", "closed": "yes"},
        ],
        options=[
            {"issue": i, "option": o} for i, o in (("watch", "un"), ("watch", "no"), ("pay", "all"), ("pay", "none"))
        ],
        positions=[
            {"id": "1", "party": "a", "issue": "pay", "stance": "accepts", "option": "all"},
            {
                "id": "2",
                "party": "b",
                "issue": "watch",
                "stance": "demands",
                "option": "un",
                "regions": "north",
                "firmness": "aim",
            },
        ],
        **more,
    )


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"constraints": [{"id": "k", "option": "watch/no", "relation": "excludes", "other": "pay/none"}]},
        {"conditions": [{"id": "c", "what": "1", "relation": "only after", "requires": "watch/un"}]},
    ],
)
def test_a_package_settles_places_in_which_nobody_speaks_whatever_rules_there_are(more):
    answer = deals(spoken_of_in_the_north(**more), limit=10_000)
    assert all(json.loads(package)["watch"].keys() == {"north", "south"} for package in answer["package"])
    assert (answer["unknowns"] >= 2).all()


def test_a_condition_that_is_met_in_some_regions_only_is_not_met():
    condition = [{"id": "c", "what": "1", "relation": "only after", "requires": "watch/un"}]
    case = spoken_of_in_the_north(conditions=condition)
    rows = deals(case, limit=10_000)
    for package, low in zip(rows["package"], rows["low_a"], strict=True):
        settled = json.loads(package)
        met = settled["pay"] == "all" and set(settled["watch"].values()) == {"un"}
        assert low == (0.25 if met else 0)
    part = check_deal(case, {"pay": "all", "watch": {"north": "un"}}).set_index(["party", "issue"])
    assert part.loc[("a", "pay"), ["verdict", "low", "high"]].tolist() == ["open", 0, 1]
    in_some = check_deal(case, {"pay": "all", "watch": {"north": "un", "south": "no"}}).set_index(
        ["party", "issue", "regions"]
    )
    assert in_some.loc[("a", "pay", ""), ["verdict", "low", "high"]].tolist() == ["open", 0, 1]


def water():
    return graph(
        parties=[{"id": "a", "name": "Upland"}, {"id": "b", "name": "Lowland"}],
        issues=[
            {"id": "summer", "kind": "number", "scale_low": 0.0},
            {"id": "winter", "kind": "number", "scale_low": 0.0},
            {"id": "control", "kind": "choice", "per_region": "yes", "closed": "yes"},
        ],
        options=[{"issue": "control", "option": option} for option in ("a", "b", "joint")],
        regions=[{"id": "north"}, {"id": "south"}],
        positions=[
            {
                "id": "1",
                "party": "a",
                "issue": "summer",
                "stance": "demands",
                "low": 30,
                "ideal": 60,
                "firmness": "red line",
            },
            {"id": "2", "party": "b", "issue": "winter", "stance": "demands", "low": 50, "firmness": "red line"},
            {
                "id": "3",
                "party": "b",
                "issue": "control",
                "stance": "demands",
                "option": "b",
                "regions": "south",
                "firmness": "red line",
            },
            {
                "id": "4",
                "party": "a",
                "issue": "control",
                "stance": "demands",
                "option": "a|joint",
                "regions": "north",
                "firmness": "aim",
            },
        ],
        budgets=[{"id": "river", "at_most": 101}],
        shares=[{"budget": "river", "issue": "summer"}, {"budget": "river", "issue": "winter"}],
        proposals=[{"id": "plan", "name": "The plan"}],
        terms=[
            {"proposal": "plan", "issue": "summer", "low": 55.0, "high": 60.0},
            {"proposal": "plan", "issue": "winter", "low": 50.0, "high": 50.0},
            {"proposal": "plan", "issue": "control", "option": "joint", "regions": "south"},
        ],
    )


def test_a_budget_is_exhausted():
    best = json.loads(deals(water(), issues=["summer", "winter"])["package"][0])
    assert best == {"summer": 51.0, "winter": 50.0}
    assert all(
        sum(json.loads(package).values()) <= 101 for package in deals(water(), issues=["summer", "winter"])["package"]
    )


def test_a_deal_between_open_ends_is_found_where_no_listed_value_fits():
    case = graph(
        parties=[{"id": "a"}],
        issues=[{"id": name, "kind": "number", "scale_low": 0.0, "scale_high": 20.0} for name in "xy"],
        positions=[
            {
                "id": name,
                "party": "a",
                "issue": name,
                "stance": "rejects",
                "low": 10,
                "high": 20,
                "firmness": "red line",
            }
            for name in "xy"
        ],
        budgets=[{"id": "sum", "at_least": 19.5}],
        shares=[{"budget": "sum", "issue": name} for name in "xy"],
    )
    package = json.loads(deals(case)["package"][0])
    assert package["x"] + package["y"] >= 19.5 - 1e-6
    assert max(package.values()) < 10


def test_a_proposal_is_checked_place_by_place():
    answer = check_deal(water(), "the plan").set_index(["party", "issue", "regions", "rule"])
    assert answer.loc[("b", "control", "south", ""), ["verdict", "level"]].tolist() == ["crosses", "red line"]
    assert answer.loc[("", "control", "north", ""), "verdict"] == "open"
    assert answer.loc[("", "summer|winter", "", "river"), "verdict"] == "breaks"
    assert answer.loc[("a", "summer", "", ""), ["verdict", "level", "high"]].tolist() == ["meets", "red line", 1.0]


@pytest.mark.parametrize(
    ("peace", "words"),
    [
        ({"north": "made", "south": "none"}, "which it lacks in the South"),
        ({"north": "made"}, "which it leaves open in the South"),
        ({"north": ["made", "none"], "south": "none"}, "which it lacks in the South"),
        ("none", "which it lacks (A"),
    ],
)
def test_a_check_says_in_which_region_a_package_lacks_what_a_word_is_tied_to(peace, words):
    case = graph(
        parties=[{"id": "a", "name": "A"}],
        regions=[{"id": "north", "name": "the North"}, {"id": "south", "name": "the South"}],
        issues=[
            {"id": issue, "name": issue.title(), "kind": "choice", "per_region": regional}
            for issue, regional in (("summit", "no"), ("peace", "yes"))
        ],
        options=[
            {"issue": "summit", "option": "held"},
            {"issue": "peace", "option": "made"},
            {"issue": "peace", "option": "none"},
        ],
        positions=[{"id": "p", "party": "a", "issue": "summit", "stance": "accepts", "option": "held"}],
        conditions=[{"id": "c", "what": "p", "relation": "only after", "requires": "peace/made"}],
    )
    rows = check_deal(case, {"summit": "held", "peace": peace}).set_index("issue")
    assert rows.loc["summit", "verdict"] == "open"
    assert f"as it ties its word to 'made' (Peace), {words}" in rows.loc["summit", "why"]


def test_every_deal_passes_its_own_check():
    case = water()
    for package in deals(case, limit=5)["package"]:
        checked = check_deal(case, package)
        assert not (
            (checked["verdict"] == "breaks") | (checked["level"].eq("red line") & checked["verdict"].eq("crosses"))
        ).any()


def test_a_check_that_is_cut_short_says_so_and_keeps_what_it_found(monkeypatch):
    case, package = water(), {"summer": 5}
    whole = check_deal(case, package, seconds=60)
    assert whole.attrs["complete"]
    assert "Cut short" not in whole.attrs["note"]
    lengths = []
    for looks_allowed in count():
        # The time is over in the middle, whatever the clock says.
        looks = iter([False] * looks_allowed)
        with monkeypatch.context() as patched:
            patched.setattr(Deadline, "over", lambda deadline, looks=looks: next(looks, True))
            checked = check_deal(case, package)
        if checked.attrs["complete"]:
            break
        lengths.append(len(checked))
        assert checked.attrs["note"].startswith("Cut short: the package was not checked against everything.")
        pd.testing.assert_frame_equal(checked, whole.head(len(checked)))
        for party, (low, high) in checked.attrs["satisfaction"].items():
            assert low <= whole.attrs["satisfaction"][party][0]
            assert whole.attrs["satisfaction"][party][1] <= high
    # It is looked at again and again before there is a row, and then row by row.
    assert lengths.count(0) > 10
    assert set(lengths) == set(range(len(whole) + 1))


def test_what_has_to_be_settled_is_given_up_in_the_middle_when_the_time_is_over(monkeypatch):
    places = 30
    regions = [f"r{n}" for n in range(places)]
    case = graph(
        parties=[{"id": "A"}],
        issues=[{"id": name, "kind": "choice", "per_region": "yes"} for name in ("x", "y")],
        options=[{"issue": name, "option": option} for name in ("x", "y") for option in ("1", "2")],
        regions=[{"id": region} for region in regions],
        positions=[
            {"id": region, "party": "A", "issue": "x", "stance": "demands", "option": "1", "regions": region}
            for region in regions
        ],
        constraints=[{"id": "k", "option": "x/1", "relation": "excludes", "other": "y/1"}],
    )
    looks = count()
    monkeypatch.setattr(Deadline, "over", lambda deadline: next(looks) < 0)
    made = agenda(case, deadline=Deadline(1))
    needed = next(looks)
    assert needed > len(made.questions) == 2 * places
    assert len(made.rules[0].clauses) == places
    for stop in range(0, needed, 7):
        looks = count()
        monkeypatch.setattr(Deadline, "over", lambda deadline, looks=looks, stop=stop: next(looks) >= stop)
        with pytest.raises(OutOfTimeError):
            agenda(case, deadline=Deadline(1))


def test_a_check_ends_at_once_where_there_is_no_time_or_somebody_presses_ctrl_c(monkeypatch):
    nothing = check_deal(water(), "the plan", seconds=0)
    assert nothing.empty
    assert nothing.attrs["satisfaction"] == {}
    assert not nothing.attrs["complete"]
    assert nothing.dtypes.equals(check_deal(water(), "the plan").dtypes)

    def pressed(*arguments):
        os.kill(os.getpid(), signal.SIGINT)
        return parts_of(*arguments)

    monkeypatch.setattr(sys.modules[check_deal.__module__], "parts_of", pressed)
    assert not check_deal(water(), "the plan").attrs["complete"]
    rows = taken_whole(water(), "the plan", seconds=0)
    assert rows["why"].iloc[0] == "As far as it was checked in time, it crosses no red line."
    assert not rows["certain"].any()
    with pytest.raises(ValueError, match="seconds must be a number that is 0 or more, not -1"):
        check_deal(water(), "the plan", seconds=-1)


def test_what_is_not_known_is_refused_by_name():
    for package, message in (
        ({"summr": 1}, "Did you mean 'summer'"),
        ({"control": "jont"}, "Did you mean 'joint'"),
        ({"control": {"nort": "joint"}}, "Did you mean 'north'"),
        ("the pln", "Did you mean 'plan'"),
    ):
        with pytest.raises(UnknownNameError, match=message):
            check_deal(water(), package)
    with pytest.raises(ValueError, match="is a number"):
        check_deal(water(), {"summer": "much"})
    with pytest.raises(ValueError, match="not settled per region"):
        check_deal(water(), {"summer": {"north": 1}})


def test_no_deal_and_no_time_are_said():
    case = graph(
        parties=[{"id": "a"}, {"id": "b"}],
        issues=[{"id": "i", "kind": "choice", "closed": "yes"}],
        options=[{"issue": "i", "option": "x"}, {"issue": "i", "option": "y"}],
        positions=[
            {"id": "1", "party": "a", "issue": "i", "stance": "demands", "option": "x", "firmness": "red line"},
            {"id": "2", "party": "b", "issue": "i", "stance": "rejects", "option": "x"},
        ],
    )
    assert deals(case)[["certain", "crosses"]].values.tolist() == [[False, "2"]]
    answer = deals(case, possible=True)
    assert len(answer) == 0
    assert "there is no deal" in answer.attrs["note"]


@pytest.mark.parametrize("seed", range(12))
def test_a_chain_of_rules_keeps_what_the_rest_still_needs(seed):
    draw = random.Random(seed)
    ids = [f"c{k}" for k in range(5)]
    case = {
        "parties": [{"id": "a"}, {"id": "b"}],
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
            for party in "ab"
            for issue in ids
            for option in "xyz"
        ],
        "constraints": [
            {
                "id": f"k{n}",
                "option": f"{issue}/{draw.choice('xyz')}",
                "relation": draw.choice(["excludes", "implies"]),
                "other": f"{second}/{draw.choice('xyz')}",
            }
            for n, (issue, second) in enumerate(draw.sample([(p, q) for p in ids for q in ids if p != q], 7))
        ],
        "conditions": [],
        "saliences": [],
    }
    reference = Packages(case)
    points = [[*map(float, reference.worth(package)[0])] for package in reference.feasible("red line")]
    answer = deals(graph(**case), level="red line", limit=1)
    assert answer["total"].tolist() == pytest.approx([max(map(sum, points))] if points else [], abs=1e-7)
    front = {
        tuple(round(x, 5) for x in point)
        for point in points
        if not any(p >= point[0] and q >= point[1] and [p, q] != point for p, q in points)
    }
    assert {
        tuple(round(x, 5) for x in point) for point in frontier(graph(**case), level="red line").points.tolist()
    } == front


def test_no_time_leaves_a_result_that_says_so():
    case = zopa.load("river-basin")
    answer = deals(case, seconds=0)
    assert not answer.attrs["complete"]
    assert "better packages may exist" in answer.attrs["note"]
    assert not frontier(case, seconds=0).table.attrs["complete"]
    assert "Cut short" in frontier(case, seconds=0).table.attrs["note"]


@pytest.mark.parametrize(
    ("ask", "word"),
    [
        (lambda case: deals(case, limit=-1), "limit must be a whole number that is 0 or more, not -1."),
        (lambda case: deals(case, seconds=-1), "seconds must be a number that is 0 or more, not -1."),
        (lambda case: frontier(case, cap=0), "cap must be a whole number that is 1 or more, not 0."),
        (lambda case: frontier(case, grid=float("nan")), "grid must be a number that is 0 or more, not nan."),
        (lambda case: frontier(case, grid=-0.1), "grid must be a number that is 0 or more, not -0.1."),
        (lambda case: solutions(case, cap=0), "cap must be a whole number that is 1 or more, not 0."),
        (lambda case: trades(case, limit=-1), "limit must be a whole number that is 0 or more, not -1."),
    ],
)
def test_numbers_that_make_no_sense_are_refused_in_a_sentence(ask, word):
    with pytest.raises(ValueError, match=f"^{re.escape(word)}$"):
        ask(zopa.load("river-basin"))


def test_deals_that_are_worth_the_same_are_counted_in_a_sentence():
    case = graph(
        parties=[{"id": "a"}],
        issues=[{"id": "i", "kind": "choice", "closed": "yes"}],
        options=[{"issue": "i", "option": option} for option in "wxyz"],
        positions=[{"id": "1", "party": "a", "issue": "i", "stance": "demands", "option": "x|y", "firmness": "aim"}],
    )
    assert (
        "These 4 deals have 2 different satisfactions: several are worth the same to everyone."
        in deals(case).attrs["note"]
    )
    assert "These 2 deals have the same satisfactions" in deals(case, limit=2).attrs["note"]
    assert "satisfactions" not in deals(case, limit=1).attrs["note"]


def test_a_stated_ideal_stands_before_equal_values_and_an_end_of_the_scale_last():
    case = graph(
        parties=[{"id": "a"}, {"id": "b"}],
        issues=[{"id": "release", "kind": "number", "scale_low": 0.0, "scale_high": 74.0}],
        positions=[
            {
                "id": "1",
                "party": "a",
                "issue": "release",
                "stance": "demands",
                "low": 37,
                "ideal": 40,
                "firmness": "aim",
            },
            {
                "id": "2",
                "party": "b",
                "issue": "release",
                "stance": "demands",
                "ideal": 31,
                "high": 35,
                "firmness": "aim",
            },
        ],
    )
    assert [json.loads(package)["release"] for package in deals(case, limit=6)["package"]] == [31, 40, 15.5, 57, 0, 74]
    assert [json.loads(package)["release"] for package in frontier(case).table["package"]] == [40, 31]


def test_where_there_is_no_deal_it_is_said_on_what_and_where_to_look():
    case = graph(
        parties=[{"id": "a"}, {"id": "b"}],
        issues=[{"id": name, "name": name.title(), "kind": "choice", "closed": "yes"} for name in ("aid", "seat")],
        options=[{"issue": issue, "option": option} for issue in ("aid", "seat") for option in "xy"],
        positions=[
            {
                "id": f"{party}{issue}",
                "party": party,
                "issue": issue,
                "stance": "demands",
                "option": option,
                "firmness": "red line",
            }
            for party, issue, option in (("a", "aid", "x"), ("a", "seat", "x"), ("b", "seat", "y"))
        ],
    )
    assert (
        deals(case)
        .attrs["note"]
        .startswith(
            "No package honours every red line and rule: there is no deal on Seat. The query openings tells what would have to move."
        )
    )


def test_a_table_for_many_parties_is_made_without_a_warning(recwarn):
    case = graph(
        parties=[{"id": f"p{n}"} for n in range(60)],
        issues=[{"id": "i", "kind": "choice", "closed": "yes"}],
        options=[{"issue": "i", "option": option} for option in "xy"],
        positions=[
            {
                "id": str(n),
                "party": f"p{n}",
                "issue": "i",
                "stance": "demands",
                "option": "xy"[n % 2],
                "firmness": "aim",
            }
            for n in range(60)
        ],
    )
    assert len(deals(case)) == 2
    assert not recwarn.list


@pytest.mark.parametrize("query", [deals, frontier])
def test_ctrl_c_leaves_packages_that_are_marked_as_partial(monkeypatch, query):
    issues = [f"i{n}" for n in range(24)]
    case = graph(
        parties=[{"id": p} for p in "abcdef"],
        issues=[{"id": i, "kind": "choice", "closed": "yes"} for i in issues],
        options=[{"issue": i, "option": f"o{k}"} for i in issues for k in range(6)],
        positions=[
            {
                "id": f"{p}{i}{k}",
                "party": p,
                "issue": i,
                "stance": "accepts",
                "option": f"o{k}",
                "satisfaction": hash((ord(p), n, k)) % 1009 / 1009,
            }
            for p in "abcdef"
            for n, i in enumerate(issues)
            for k in range(6)
        ],
        constraints=[
            {"id": f"k{n}-{m}", "option": f"i{n}/o0", "relation": "excludes", "other": f"i{m}/o1"}
            for n in range(24)
            for m in range(n)
        ],
    )
    calls: list[bool] = []
    over = Deadline.over

    def pressed(deadline):
        # In the middle of the search, which is too large to end.
        calls.append(True)
        if len(calls) == 8:
            signal.raise_signal(signal.SIGINT)
        return over(deadline)

    monkeypatch.setattr(Deadline, "over", pressed)
    answer = query(case)
    rows = getattr(answer, "table", answer)
    assert len(calls) > 8
    assert len(rows)
    assert not rows.attrs["complete"]


@pytest.mark.parametrize(
    "package", [{"i": []}, {"i": ""}, {"i": None}, {"i": 3}, {"n": float("nan")}, {"n": True}, {"n": "few"}]
)
def test_what_settles_nothing_is_refused_in_a_sentence(package):
    case = graph(
        parties=[{"id": "a"}],
        issues=[{"id": "i", "kind": "choice"}, {"id": "n", "kind": "number"}],
        options=[{"issue": "i", "option": "x"}],
        positions=[
            {"id": "1", "party": "a", "issue": "i", "stance": "demands", "option": "x"},
            {"id": "2", "party": "a", "issue": "n", "stance": "demands", "low": 1},
        ],
    )
    with pytest.raises(ValueError, match="The issue '[in]' (has options|is a number)"):
        check_deal(case, package)

"""Queries about packages under a decision: those who must agree are those whom it needs, asked of every package one by one."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import chain, combinations
from math import prod

from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.agenda import Whole, tied
from reference.counts import Ballots
from reference.dossiers import dossiers, graph
from reference.packages import cases, scored
from reference.rule import FIRMER, Reference
from reference.votes import passes

import zopa
from zopa.queries.deals import deals
from zopa.queries.frontier import frontier
from zopa.queries.openings import openings
from zopa.queries.pivots import pivots
from zopa.queries.solutions import solutions

LEVELS = st.sampled_from(["red line", "bottom line", "aim"])
RULES = st.sampled_from(["all", "majority", "two thirds", "at least 2", "consensus"])


@st.composite
def decided(draw):
    """A case with walk-away values, a decision of some of its parties, and the rule that it has."""
    case = draw(st.one_of(cases(), scored()))
    for party in case["parties"]:
        party["walk_away"] = draw(st.sampled_from([None, None, 0, 0.3, 0.5, 1]))
    # The reference knows whole packages: lines on numbers are told apart by the values that it tries.
    who = [party["id"] for party in case["parties"]]
    voters = draw(st.lists(st.sampled_from(who), min_size=1, unique=True))
    vetoes = draw(st.lists(st.sampled_from(voters), max_size=1))
    rule = draw(RULES)
    if rule == "at least 2" and len(voters) < 2:
        rule = "all"
    row = {
        "id": "d",
        "name": "The table",
        "rule": rule,
        "parties": "|".join(voters),
        "vetoes": "|".join(vetoes) or None,
    }
    return case, row, rule, voters, vetoes


class Expected:
    """The packages that pass or may pass, and the votes on them."""

    def __init__(self, case, rule, voters, vetoes, level, possible):
        self.ballots = ballots = Ballots(case, level)
        self.of = {}
        for package, votes in zip(ballots.allowed, ballots.votes, strict=True):
            votes = {party: votes.get(party, "silent") for party in voters}
            counted = {p: "against" if possible and vote == "open" else vote for p, vote in votes.items()}
            if ballots._verdict(rule, voters, vetoes, counted) != "fails":
                self.of[json.dumps(package)] = (ballots._verdict(rule, voters, vetoes, votes), votes)


def cell(votes, *wanted):
    return sorted(party for party, vote in votes.items() if vote in wanted)


def listed(cell_text):
    return sorted(filter(None, cell_text.split("|")))


@settings(max_examples=examples(60), deadline=None)
@given(decided(), LEVELS, st.booleans())
def test_deals_under_a_decision_are_the_packages_that_it_does_not_stop(drawn, level, possible):
    case, row, *rule = drawn
    expected = Expected(case, *rule, level, possible)
    answer = deals(graph(**case, decisions=[row]), decision="d", level=level, possible=possible, limit=10_000)
    packages = [json.loads(package) for package in answer["package"]]
    assert sorted(map(json.dumps, packages)) == sorted(expected.of)
    rank = expected.ballots.reference.rank
    assert [rank(package) for package in packages] == sorted(map(rank, packages))
    for package, told in zip(packages, answer.to_dict("records"), strict=True):
        verdict, votes = expected.of[json.dumps(package)]
        assert told["verdict"] == verdict
        assert listed(told["in_favour"]) == cell(votes, "for")
        assert listed(told["against"]) == cell(votes, "against")
        assert listed(told["vote_unknown"]) == cell(votes, "open", "silent")


@settings(max_examples=examples(60), deadline=None)
@given(decided(), LEVELS, st.booleans())
def test_the_frontier_under_a_decision_has_every_undominated_package_that_it_does_not_stop(drawn, level, possible):
    case, row, *rule = drawn
    expected = Expected(case, *rule, level, possible)
    parties = expected.ballots.reference.parties
    points = [tuple(expected.ballots.reference.worth(json.loads(package))[0]) for package in expected.of]
    best = {
        point
        for point in points
        if not any(other != point and all(a >= b for a, b in zip(other, point, strict=True)) for other in points)
    }
    table = frontier(graph(**case, decisions=[row]), decision="d", level=level, possible=possible, cap=10_000).table
    worth = [expected.ballots.reference.worth(json.loads(package))[0] for package in table["package"]]
    assert len(table) == len(best)
    assert set(map(tuple, worth)) == best
    assert table["shared"].tolist() == [points.count(tuple(point)) for point in worth]
    for told in table.to_dict("records"):
        verdict, votes = expected.of[json.dumps(json.loads(told["package"]))]
        assert (told["verdict"], listed(told["against"])) == (verdict, cell(votes, "against"))
    assert [name for name in table if name.startswith("low_")] == [f"low_{party}" for party in parties]
    if table.attrs["complete"] and best and "walk_away" in table:
        least = {p["id"]: p["walk_away"] for p in case["parties"] if p["walk_away"] is not None}
        for told in table.to_dict("records"):
            low, high, _ = expected.ballots.reference.worth(json.loads(told["package"]))
            ends = [(low[n], high[n], Fraction(str(least[p]))) for n, p in enumerate(parties) if p in least]
            below, sure = any(b < c for _, b, c in ends), all(a >= c for a, _, c in ends)
            assert told["walk_away"] == ("below" if below else "reached" if sure else "not known")


@settings(max_examples=examples(60), deadline=None)
@given(dossiers(most=9), LEVELS, RULES, st.data())
def test_a_pivot_under_a_decision_frees_what_can_pass_without_it_and_could_not_with_it(dossier, level, rule, data):
    reference = Reference(dossier)
    principals = [name for name in reference.parties if reference.principal(name) == name]
    if len(principals) < 2:
        return
    voters = data.draw(st.lists(st.sampled_from(principals), min_size=2, unique=True))
    vetoes = data.draw(st.lists(st.sampled_from(voters), max_size=1))
    row = {"id": "d", "rule": rule, "parties": "|".join(voters), "vetoes": "|".join(vetoes) or None}
    answer = pivots(graph(**dossier, decisions=[row]), decision="d", level=level)
    day, weights = reference.day(None), dict.fromkeys(range(len(voters)), Fraction(1))

    def can_pass(positions, settlement):
        against = {
            reference.principal(reference.positions[p]["party"])
            for p in positions
            if reference.rules_out(p, settlement)
        }
        votes = {n: "against" if party in against else "for" for n, party in enumerate(voters)}
        return passes(rule, weights, {voters.index(party) for party in vetoes}, votes)

    expected = set()
    for issue in (name for name, row in reference.issues.items() if row["kind"] != "number"):
        for place in reference.places(issue):
            held = [p for party in voters for p in reference.held(party, issue, place, day)]
            lines = [
                p
                for p in held
                if reference.positions[p]["firmness"] in (*FIRMER[level], *([None] if level == "aim" else []))
                and not reference.contested(p)
            ]
            possible = [p for p in held if reference.positions[p]["firmness"] in (*FIRMER[level], None)]
            settlements = reference.settlements(issue)
            before = [s for s in settlements if can_pass(lines, s)]
            for p in lines:
                without = [other for other in lines if other != p]
                freed = [s for s in settlements if s not in before and can_pass(without, s)]
                certain = all(can_pass([other for other in possible if other != p], s) for s in freed)
                if freed:
                    expected.add((p, not before, frozenset(freed), certain))
    of_choices = answer[[reference.issues[issue]["kind"] != "number" for issue in answer["issue"]]]
    told = {(r.position, r.opens, frozenset(r.frees.split("|")), r.certain) for r in of_choices.itertuples()}
    assert told == expected


def talks(rule="two thirds", parties="A|B|C", **decision):
    """Ada wants Geneva, Cyd and Dan want Oslo, Bea can have either; Bea would walk away from half."""
    names = (("A", "Ada"), ("B", "Bea"), ("C", "Cyd"), ("D", "Dan"))
    wants = (("A", "Geneva"), ("B", "Geneva|Oslo"), ("C", "Oslo"), ("D", "Oslo"))
    return zopa.load(
        {
            "parties": [{"id": id_, "name": name, "walk_away": 0.5 if id_ == "B" else None} for id_, name in names],
            "positions": [
                {"party": party, "issue": "seat", "stance": "demands", "option": option, "firmness": "red line"}
                for party, option in wants
            ],
            "decisions": [{"id": "d", "name": "The table", "rule": rule, "parties": parties, **decision}],
        },
        quiet=True,
    )


def test_a_deal_says_who_is_for_it_and_who_is_passed_over():
    assert talks().deals().empty
    answer = talks().deals(decision="the table")
    assert answer[["settlements", "verdict", "in_favour", "against", "walk_away"]].values.tolist() == [
        ["seat=Oslo", "passes", "B|C", "A", "reached"],
        ["seat=Geneva", "passes", "A|B", "C", "reached"],
    ]
    assert answer["why"][1] == (
        "It breaks no rule; satisfaction: Ada 1, Bea 1, Cyd 0 and Dan 0. It crosses a red line of Cyd and Dan. "
        "Under The table it passes: Ada and Bea are for it; Cyd is against it."
    )
    assert "Dan has no say in it, so its lines are not looked at." in answer.attrs["note"]
    assert talks(vetoes="A").deals(decision="d")["settlements"].tolist() == ["seat=Geneva"]
    nobody = talks("all").deals(decision="d")
    assert nobody.empty
    assert "No package breaks no rule and can pass by The table: there is no deal on seat." in nobody.attrs["note"]


def test_on_a_number_issue_no_deadlock_is_told_that_a_value_in_between_may_open():
    case = zopa.load(
        {
            "parties": [{"id": "A", "walk_away": 0.3}, {"id": "B", "walk_away": 0.68}],
            "issues": [{"id": "n", "kind": "number", "scale_low": 0, "scale_high": 10}],
            "positions": [
                {"party": party, "issue": "n", "stance": "accepts", "ideal": ideal}
                for party, ideal in (("A", 0), ("B", 10))
            ],
            "decisions": [{"id": "d", "rule": "all", "parties": "A|B"}],
        },
        quiet=True,
    )
    for answer in (case.deals(decision="d"), case.frontier(decision="d").table):
        assert answer.empty
        assert "but one with other values may." in answer.attrs["note"]
    assert not case.deals(decision="d").attrs["best"]
    fair = case.solutions(decision="d", disagreement={"A": 0, "B": 0}).set_index("solution").loc["egalitarian"]
    assert (fair["verdict"], fair["walk_away"]) == ("passes", "reached")
    assert 6.8 <= json.loads(fair["package"])["n"] <= 7


@settings(max_examples=examples(40), deadline=None)
@given(decided(), LEVELS, st.booleans(), st.sampled_from([None, 1]))
def test_solutions_under_a_decision_are_the_best_of_the_packages_that_it_does_not_stop(drawn, level, possible, cap):
    # With a cap of 1 they are searched for by a program, else picked from the undominated deals.
    case, row, *rule = drawn
    if any(issue["kind"] == "number" for issue in case["issues"]):
        return
    expected = Expected(case, *rule, level, possible)
    reference = expected.ballots.reference
    asked = {"level": level, "possible": possible, "cap": cap, "disagreement": dict.fromkeys(reference.parties, 0)}
    answer = solutions(graph(**case, decisions=[row]), decision="d", **asked)
    points = [reference.worth(json.loads(package))[0] for package in expected.of]
    told = answer[answer["package"] != ""].set_index("solution")
    if not reference.parties or not points:
        assert told.empty
        return
    near = 0 if cap is None else 2e-6
    assert answer.attrs["complete"]
    for name, objective in (("utilitarian", sum), ("egalitarian", min), ("nash", prod)):
        best = max(map(objective, points))
        if name == "nash" and not best:
            assert name not in told.index
            continue
        package = json.dumps(json.loads(told.loc[name, "package"]))
        verdict, votes = expected.of[package]
        assert objective(reference.worth(json.loads(package))[0]) >= best - near
        assert (told.loc[name, "verdict"], listed(told.loc[name, "against"])) == (verdict, cell(votes, "against"))


def smallest_ways(whole, rule, voters, vetoes):
    """Every smallest set of lines to soften so that some package has a winning coalition that is not against it."""
    holder = {name: whole.holder(name) for name in whole.stakes}
    stakes = [name for name in whole.stakes if holder[name] in voters]
    number = {party: index for index, party in enumerate(voters)}
    weights = {number[party]: Fraction(1) for party in voters}

    def opens(softened):
        for met in whole.met:
            against = {holder[name] for name in stakes if name not in met and name not in softened}
            votes = {number[party]: "against" if party in against else "for" for party in voters}
            if passes(rule, weights, {number[party] for party in vetoes}, votes):
                return True
        return False

    smallest = []
    for chosen in chain.from_iterable(combinations(stakes, size) for size in range(len(stakes) + 1)):
        if not any(smaller <= set(chosen) for smaller in smallest) and opens(set(chosen)):
            smallest.append(set(chosen))
    return {frozenset(chosen) for chosen in smallest}


@settings(max_examples=examples(60), deadline=None)
@given(tied(), LEVELS, st.booleans(), RULES, st.sampled_from([1, 10_000]), st.data())
def test_openings_under_a_decision_are_the_smallest_sets_that_let_a_package_pass(
    dossier, level, possible, rule, limit, data
):
    whole = Whole(dossier, Reference(dossier).day(None), level, possible)
    principals = [name for name in whole.reference.parties if whole.reference.principal(name) == name]
    voters = data.draw(st.lists(st.sampled_from(principals), min_size=2 if len(principals) > 1 else 1, unique=True))
    if len(voters) < 2:
        return
    vetoes = data.draw(st.lists(st.sampled_from(voters), max_size=1))
    row = {"id": "d", "rule": rule, "parties": "|".join(voters), "vetoes": "|".join(vetoes) or None}
    answer = openings(graph(**dossier, decisions=[row]), decision="d", level=level, possible=possible, limit=limit)
    expected = smallest_ways(whole, rule, voters, vetoes)
    assert answer.attrs["complete"]
    if not expected:
        assert answer["cost"].isna().all()
        assert len(answer) == 1
    elif expected == {frozenset()}:
        assert answer.empty
        assert "nothing has to move" in answer.attrs["note"]
    else:
        told = [frozenset(cell.split("|")) for cell in answer["positions"]]
        assert set(told) <= expected
        assert len(told) == min(limit, len(expected))
        assert answer["cost"].tolist() == sorted(map(len, expected))[: len(told)]
        for softened, passed_over in zip(told, answer["passed_over"], strict=True):
            # Without their votes it passes; no line of anybody else is left that is crossed.
            without = listed(passed_over)
            remaining = [
                name
                for name in whole.stakes
                if name not in softened and whole.holder(name) in voters and whole.holder(name) not in without
            ]
            assert whole.possible(remaining)
            votes = {n: "against" if party in without else "for" for n, party in enumerate(voters)}
            assert passes(rule, dict.fromkeys(votes, Fraction(1)), {voters.index(party) for party in vetoes}, votes)


def test_an_opening_says_whose_votes_are_not_needed():
    case = talks("two thirds", parties="A|C|D", vetoes="A")
    answer = case.openings(decision="d")
    assert answer[["positions", "leaves", "passed_over"]].values.tolist() == [
        ["A-seat-2", "seat: Oslo", ""],
        ["C-seat-4", "seat: Geneva", "D"],
        ["D-seat-5", "seat: Geneva", "C"],
    ]
    assert answer["why"][1] == (
        "If Cyd softened its demand of 'Oslo' (red line) on seat, those whose votes are needed would leave 'Geneva' on "
        "seat. The decision does not need Dan for that."
    )
    assert case.openings()["positions"].tolist() == ["A-seat-2", "C-seat-4|D-seat-5"]
    stuck = case.openings(decision="d", keep=["A", "C", "D"])
    assert stuck["cost"].isna().all()
    assert "what Ada, Cyd and Dan insist on cannot all be had" in stuck["why"][0]
    free = talks().openings(decision="d")
    assert free.empty
    assert free.attrs["note"] == (
        "The table: it takes 2 parties of 3 in favour. A package can pass without Cyd, so nothing has to move."
    )
    assert case.pivots()["position"].tolist() == ["A-seat-2"]
    assert case.pivots(decision="d")["frees"].tolist() == ["Oslo", "Geneva", "Geneva"]

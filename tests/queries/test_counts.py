"""Packages that are counted without listing, held against every package put together and every party asked."""

from __future__ import annotations

import json

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.counts import Ballots
from reference.dossiers import graph
from reference.packages import cases, scored
from typer.testing import CliRunner

import zopa
from zopa.__main__ import app
from zopa.queries.asking.selection import UnknownNameError
from zopa.queries.deals import deals

NUMBERS = ["packages", "at_most"]
BLOCKS = ["blocks_alone", "blocks_alone_at_most"]


def numbers(answer, counted, party=""):
    (row,) = answer[(answer["counted"] == counted) & (answer["party"] == party)].to_dict("records")
    return tuple(row[name] for name in NUMBERS), tuple(row[name] for name in BLOCKS)


def with_walk_away(case, data):
    for party in case["parties"]:
        party["walk_away"] = data.draw(st.sampled_from([None, 0, 0.3, 0.5, 0.75, 1]))
    return case


LEVELS = st.sampled_from(["red line", "bottom line", "aim"])


@settings(max_examples=examples(60), deadline=None)
@given(st.one_of(cases(), scored()), LEVELS, st.data())
def test_counts_are_those_of_all_packages_put_together_one_by_one(case, level, data):
    ballots = Ballots(with_walk_away(case, data), level)
    answer = deals(graph(**case), count_only=True, level=level)
    assert answer.attrs["complete"]
    assert numbers(answer, "all") == ((len(ballots.packages),) * 2, (0, 0))
    assert numbers(answer, "break no rule") == ((len(ballots.allowed),) * 2, (0, 0))
    assert numbers(answer, "pass")[0] == ballots.passing()
    assert numbers(answer, "pass with all but one")[0] == ballots.passing(spare=1)
    assert answer["party"].tolist()[4:] == ballots.parties
    for party in ballots.parties:
        assert numbers(answer, "in favour", party) == (ballots.in_favour(party), ballots.blocks_alone(party)), party
    assert answer["certain"].tolist() == [
        row.packages == row.at_most and row.blocks_alone == row.blocks_alone_at_most for row in answer.itertuples()
    ]


@settings(max_examples=examples(60), deadline=None)
@given(st.one_of(cases(), scored()), st.sampled_from(["all", "majority", "two thirds", "at least 2"]), st.data())
def test_counts_by_a_decision_are_those_of_its_rule_asked_of_every_package(case, rule, data):
    ballots = Ballots(with_walk_away(case, data), "red line")
    voters = (
        data.draw(st.lists(st.sampled_from(ballots.parties), min_size=2, unique=True)) if ballots.parties[1:] else []
    )
    if not voters:
        return
    vetoes = data.draw(st.lists(st.sampled_from(voters), max_size=1))
    decision = {"id": "d", "rule": rule, "parties": "|".join(voters), "vetoes": "|".join(vetoes) or None}
    answer = deals(graph(**case, decisions=[decision]), count_only=True, level="red line", decision="d")
    assert numbers(answer, "pass")[0] == ballots.decided(rule, voters, vetoes)
    for party in ballots.parties:
        expected = ballots.stops(rule, voters, vetoes, party) if party in voters else 0
        assert numbers(answer, "in favour", party)[1][0] == expected
        assert numbers(answer, "in favour", party)[1][1] >= expected


@settings(max_examples=examples(30), deadline=None)
@given(cases(), LEVELS)
def test_as_many_pass_as_deals_lists_with_and_without_what_is_not_known(case, level):
    counted = numbers(deals(graph(**case), count_only=True, level=level), "pass")[0]
    listed = [len(deals(graph(**case), level=level, limit=3_000, possible=possible)) for possible in (True, False)]
    assert counted == tuple(listed)


#: Score sheets of a published game, party by party: points for each option of five issues, and the minimum. Figures from the
#: repository S-Abdelnabi/LLM-Deliberation (MIT licence), games_descriptions/base and, for seven parties, base_7players.
SHEETS = {
    "mayor": ([[14, 8, 0], [12, 8, 0], [24, 18, 12, 0], [40, 30, 23, 0], [0, 2, 4, 7, 10]], 30),
    "cities": ([[0, 4, 10], [0, 0, 0], [12, 8, 6, 0], [0, 8, 13, 18], [60, 45, 30, 15, 0]], 31),
    "union": ([[15, 20, 0], [0, 0, 0], [42, 35, 25, 0], [30, 20, 10, 0], [2, 4, 6, 8, 0]], 50),
    "SportCo": ([[14, 8, 0], [11, 7, 0], [0, 5, 10, 17], [35, 29, 20, 0], [0, 5, 10, 15, 23]], 55),
    "department": ([[0, 11, 5], [0, 20, 25], [0, 2, 4, 9], [10, 26, 40, 0], [4, 8, 15, 12, 0]], 65),
    "league": ([[0, 22, 45], [0, 25, 55], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0, 0]], 55),
}
#: Its version with a seventh party and a sixth issue.
SEVEN = {
    "mayor": ([[12, 7, 0], [10, 6, 0], [19, 14, 7, 0], [36, 23, 15, 0], [0, 2, 4, 5, 8], [7, 10, 15, 0]], 41),
    "cities": ([[0, 4, 10], [0, 0, 0], [12, 8, 6, 0], [0, 8, 13, 18], [50, 40, 30, 15, 0], [5, 10, 8, 0]], 34),
    "union": ([[12, 18, 0], [0, 0, 0], [40, 35, 25, 0], [28, 17, 8, 0], [2, 4, 6, 8, 0], [2, 3, 6, 0]], 48),
    "SportCo": ([[11, 7, 0], [9, 5, 0], [0, 5, 8, 14], [30, 22, 18, 0], [0, 5, 10, 15, 20], [0, 2, 8, 16]], 54),
    "department": ([[0, 9, 5], [0, 10, 18], [0, 2, 4, 7], [10, 17, 28, 0], [4, 8, 12, 10, 0], [26, 15, 8, 0]], 56),
    "league": ([[0, 17, 30], [0, 20, 45], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0, 0], [25, 14, 8, 0]], 55),
    "heritage": ([[0, 15, 25], [0, 12, 18], [0, 0, 0, 0], [17, 12, 8, 0], [0, 0, 0, 0, 0], [40, 30, 15, 0]], 50),
}


def game(sheets, copies=1):
    """A scoreable game; several copies side by side have issues of their own and the same parties."""
    issues = [f"{copy}-{index}" for copy in range(copies) for index in range(len(sheets["mayor"][0]))]
    rows = {"parties": [], "issues": [], "options": [], "positions": [], "saliences": []}
    rows["issues"] = [{"id": issue, "kind": "choice", "closed": "yes"} for issue in issues]
    for party, (scores, minimum) in sheets.items():
        most = sum(map(max, scores))
        rows["parties"].append({"id": party, "walk_away": minimum / most})
        for issue, of_issue in zip(issues, scores * copies, strict=True):
            rows["saliences"].append(
                {"id": f"{party}{issue}", "party": party, "issue": issue, "salience": max(of_issue)}
            )
            rows["positions"] += [
                {
                    "id": f"{party}{issue}{option}",
                    "party": party,
                    "issue": issue,
                    "option": f"o{option}",
                    "stance": "accepts",
                    "satisfaction": score / max(of_issue) if max(of_issue) else 0,
                }
                for option, score in enumerate(of_issue)
            ]
    for issue, of_issue in zip(issues, sheets["mayor"][0] * copies, strict=True):
        rows["options"] += [{"issue": issue, "option": f"o{option}"} for option in range(len(of_issue))]
    most_votes = len(sheets) - 1
    decision = {"id": "d", "rule": f"at least {most_votes}", "parties": "|".join(sheets)}
    return graph(**rows, decisions=[decision | {"vetoes": "SportCo|department"}])


@pytest.mark.parametrize(
    ("sheets", "packages", "by_all", "by_all_but_one"), [(SHEETS, 720, 12, 55), (SEVEN, 2880, 52, 204)]
)
def test_the_numbers_of_a_published_game_come_out(sheets, packages, by_all, by_all_but_one):
    case = game(sheets)
    answer = deals(case, count_only=True)
    assert numbers(answer, "all")[0] == (packages, packages)
    assert numbers(answer, "pass")[0] == (by_all, by_all)
    decided = deals(case, count_only=True, decision="d")
    assert numbers(decided, "pass")[0] == (by_all_but_one, by_all_but_one)


def test_where_no_walk_away_value_is_coded_any_number_of_packages_is_counted_exactly():
    issues = [f"i{index}" for index in range(80)]
    case = graph(
        parties=[{"id": "a"}, {"id": "b"}],
        issues=[{"id": issue, "kind": "choice", "closed": "yes"} for issue in issues],
        options=[{"issue": issue, "option": option} for issue in issues for option in "xyz"],
        positions=[
            {"id": f"{party}{i}", "party": party, "issue": i, "stance": "rejects", "option": o, "firmness": "red line"}
            for party, o in (("a", "x"), ("b", "y"))
            for i in issues
        ],
    )
    answer = deals(case, count_only=True)
    assert numbers(answer, "all")[0] == (3**80, 3**80)
    assert numbers(answer, "pass")[0] == (1, 1)
    for party in "ab":
        assert numbers(answer, "in favour", party) == ((2**80, 2**80), (2**80 - 1, 2**80 - 1))
    assert f"{2**80:,}" in answer["why"].iloc[-1]


def test_a_count_that_is_cut_short_tells_bounds(monkeypatch):
    monkeypatch.setattr("zopa.queries.packages.tally.AT_ONCE", 5)
    assert numbers(deals(game(SHEETS), count_only=True), "pass")[0] == (12, 12)
    cut = deals(game(SHEETS, copies=3), count_only=True, seconds=0.3)
    assert not cut.attrs["complete"]
    assert "bounds" in cut.attrs["note"]
    least, most = numbers(cut, "pass")[0]
    assert 0 <= least < most <= 720**3


@pytest.mark.parametrize("count_only", [True, False])
def test_a_decision_that_is_not_there_is_refused(count_only):
    with pytest.raises(UnknownNameError, match="no decision 'e'"):
        deals(game(SHEETS), count_only=count_only, decision="e")


def test_of_a_part_no_walk_away_value_is_looked_at_and_a_silent_party_has_no_vote():
    part = deals(game(SHEETS), count_only=True, issues="0-1")
    assert numbers(part, "pass")[0] == (3, 3)
    assert "none is looked at where only a part is asked about" in part.attrs["note"]
    case = graph(
        parties=[{"id": "a", "name": "Ada"}, {"id": "b", "name": "Bea"}],
        issues=[{"id": "i", "kind": "choice", "closed": "yes"}],
        options=[{"issue": "i", "option": option} for option in "xy"],
        positions=[
            {"id": "p", "party": "a", "issue": "i", "stance": "demands", "option": "x", "firmness": "red line"},
            {"id": "q", "party": "b", "issue": "i", "stance": "abstains"},
        ],
    )
    answer = deals(case, count_only=True)
    assert numbers(answer, "pass")[0] == (1, 1)
    assert numbers(answer, "in favour", "b")[0] == (0, 2)
    assert answer["why"].iloc[-1] == "Bea has taken no side on any of these questions, so its vote is not known."


@pytest.mark.parametrize("level", ["red line", "bottom line", "aim"])
def test_who_sets_a_condition_has_spoken_however_firm_it_is(level):
    case = zopa.load(
        {
            "positions": [
                {"party": "A", "issue": "seat", "stance": "demands", "option": "Geneva|Oslo", "firmness": "red line"},
                {"party": "A", "issue": "pay", "stance": "accepts", "option": "half", "firmness": "red line"},
                {"party": "B", "issue": "pay", "stance": "abstains", "option": "half"},
            ],
            "conditions": [
                {
                    "id": "c",
                    "party": "B",
                    "what": "seat/Oslo",
                    "relation": "only if",
                    "requires": "pay/half",
                    "firmness": "aim",
                }
            ],
            "decisions": [{"id": "both", "rule": "all", "parties": "A|B"}],
        },
        quiet=True,
    )
    package = {"seat": "Geneva", "pay": "half"}
    assert case.check_deal(package, decision="both", level=level).attrs["votes"] == {"A": "in favour", "B": "in favour"}
    counted = case.deals(count_only=True, level=level)
    assert numbers(counted, "in favour", "B")[0] == ((5, 5) if level == "aim" else (6, 6))
    assert case.deals(decision="both", level=level)["verdict"].iat[0] == "passes"


def test_the_command_line_counts(tmp_path):
    folder = zopa.save(game(SHEETS), tmp_path / "game")
    shown = CliRunner().invoke(app, ["deals", str(folder), "--count-only", "--decision", "d", "--format", "json"])
    assert shown.exit_code == 0, shown.output
    rows = {(row["counted"], row["party"]): row["packages"] for row in json.loads(shown.stdout)}
    assert (rows["all", ""], rows["pass", ""]) == (720, 55)

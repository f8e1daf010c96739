"""Coalitions and voting power: all and only the minimal sets, by brute force, and the numbers that are published."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations
from math import comb

import pandas as pd
import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.votes import minimal, passes, winning

import zopa
from zopa.graph.decision import RuleError, decision, read_rule
from zopa.queries.asking.deadline import Deadline
from zopa.queries.asking.selection import UnknownNameError
from zopa.queries.deciding.power import power

RULES = ["all", "majority", "two thirds", "consensus", "at least 2", "share 0.55", "unanimity"]
WEIGHTS = ["0", "1", "1", "2", "2", "0.5", "33.3"]


def assembly(rule, weights=None, vetoes="", size=0, **more):
    """A case of parties that have a say, one position and one decision."""
    ids = [f"p{n}" for n in range(len(weights) if weights else size)]
    return zopa.load(
        {
            "parties": [{"id": id_, "votes": weights[n] if weights else None} for n, id_ in enumerate(ids)],
            "positions": [{"party": ids[0], "issue": "tax", "stance": "demands", "option": "cut"}],
            "decisions": [
                {"id": "d", "rule": rule, "parties": "|".join(ids), "vetoes": vetoes, **more}
                | ({"weight": "votes"} if weights else {})
            ],
        },
        quiet=True,
    )


@settings(max_examples=examples(150), deadline=None)
@given(st.sampled_from(RULES), st.lists(st.sampled_from(WEIGHTS), min_size=1, max_size=6), st.data())
def test_coalitions_and_power_are_those_of_going_through_every_set(rule, weights, data):
    parties = list(range(len(weights)))
    vetoes = set(data.draw(st.lists(st.sampled_from(parties), unique=True, max_size=2)))
    numbers = {party: Fraction(weight) for party, weight in enumerate(weights)}
    try:
        case = assembly(rule, weights, "|".join(f"p{party}" for party in sorted(vetoes)))
    except zopa.DossierError:
        everyone = dict.fromkeys(parties, "for")
        assert not sum(numbers.values()) or not passes(rule, numbers, vetoes, everyone)
        return
    wins = set(winning(rule, numbers, vetoes, parties))
    everyone = frozenset(parties)
    blocks = [frozenset(chosen) for chosen in map(frozenset, subsets(parties)) if everyone - chosen not in wins]
    rows = case.coalitions(limit=1000)
    for kind, sets in (("winning", minimal(list(wins))), ("blocking", minimal(blocks))):
        listed = [frozenset(int(id_[1:]) for id_ in cell.split("|")) for cell in rows[rows["kind"] == kind]["parties"]]
        assert len(listed) == len(set(listed))
        assert set(listed) == sets
        assert [len(parties) for parties in listed] == sorted(map(len, sets))
    assert rows.attrs["complete"]
    shown = case.voting_power().set_index("party")
    swings = {p: sum(p in chosen and chosen - {p} not in wins for chosen in wins) for p in parties}
    pivots = dict.fromkeys(parties, 0)
    orders = list(permutations(parties))
    for order in orders:
        pivots[next(p for n, p in enumerate(order) if frozenset(order[: n + 1]) in wins)] += 1
    for party in parties:
        row = shown.loc[f"p{party}"]
        assert row["shapley_shubik"] == pytest.approx(pivots[party] / len(orders), abs=1e-12)
        assert row["banzhaf"] == swings[party] / 2 ** (len(parties) - 1)
        assert row["banzhaf_share"] == pytest.approx(swings[party] / sum(swings.values()), abs=1e-12)
        assert row["veto"] == (party in vetoes or rule == "consensus")


def subsets(parties):
    return [[p for p in parties if mask >> p & 1] for mask in range(1 << len(parties))]


def test_the_security_council_is_as_published():
    """Shapley & Shubik 1954 for the rule, as it is since 1965: 0.1963 for a permanent member, 0.00186 for another."""
    case = assembly("UN Security Council", size=15, vetoes="p0|p1|p2|p3|p4")
    rows = case.coalitions(limit=1000)
    counts = rows.groupby("kind", sort=False)["size"].value_counts().to_dict()
    assert counts == {("winning", 9): comb(10, 4), ("blocking", 1): 5, ("blocking", 7): comb(10, 7)}
    shown = case.voting_power()
    assert shown["shapley_shubik"].round(4).tolist() == [0.1963] * 5 + [0.0019] * 10
    assert shown["banzhaf_share"].round(4).tolist() == [0.1669] * 5 + [0.0165] * 10
    first = case.coalitions(limit=3)
    assert len(first) == 6
    assert not first.attrs["complete"]
    assert first.attrs["note"].startswith("The first 3 of each kind; there are more.")


def test_the_council_of_1958_is_as_published():
    """Germany, France, Italy 4 votes each, Belgium and the Netherlands 2, Luxembourg 1, and 12 of 17 needed."""
    case = assembly("at least 12", ["4", "4", "4", "2", "2", "1"])
    shown = case.voting_power()
    assert shown["shapley_shubik"].tolist() == pytest.approx([7 / 30] * 3 + [3 / 20] * 2 + [0])
    assert shown["banzhaf_share"].tolist() == pytest.approx([5 / 21] * 3 + [3 / 21] * 2 + [0])
    assert shown["why"].iat[5] == "In d, p5 has 1 votes: it decides in 0.0% of all sets of the others."
    winning = case.coalitions(kind="winning")["parties"].tolist()
    assert winning == ["p0|p1|p2", "p0|p1|p3|p4", "p0|p2|p3|p4", "p1|p2|p3|p4"]


def test_twenty_seven_members_are_answered_whole_or_in_part():
    """Powers sum to one and follow the population; the smallest blocking minorities have four members."""
    people = [83, 68, 59, 48, 37, 19, 17, 11, 11, 10, 10, 10, 9, 9, 6, 6, 5, 5, 5, 4, 3, 2, 2, 1, 1, 1, 1]
    case = assembly("EU Council qualified majority", [str(number) for number in people])
    shown = case.voting_power()
    assert shown["shapley_shubik"].sum() == pytest.approx(1)
    assert shown["party"].tolist()[:4] == ["p0", "p1", "p2", "p3"]
    assert shown.attrs["complete"]
    rows = case.coalitions(limit=5)
    assert rows.groupby("kind")["size"].unique().map(list).to_dict() == {"winning": [15], "blocking": [4]}
    for row in rows.itertuples():
        chosen = [people[int(id_[1:])] for id_ in row.parties.split("|")]
        share = sum(chosen) / sum(people)
        assert share >= 0.65 if row.kind == "winning" else share > 0.35
    assert not case.coalitions(seconds=0).attrs["complete"]


def test_a_majority_of_many_equal_parties_gives_each_the_same():
    taken = decision(read_rule("majority"), [True] * 30)
    assert {of.shapley_shubik for of in power(taken, Deadline())} == {Fraction(1, 30)}
    assert power(decision(read_rule("majority"), [True] * 60), Deadline()) is None


@pytest.fixture
def house():
    stances = {"A": "demands", "B": "accepts", "C": "rejects", "D": "abstains"}
    return zopa.load(
        {
            "parties": [
                {"id": p, "name": f"{p}-land", "seats": s} for p, s in zip("ABCD", (30, 15, 35, 20), strict=True)
            ],
            "positions": [
                {"party": party, "issue": "tax", "stance": stance, "option": "cut"} for party, stance in stances.items()
            ],
            "decisions": [
                {"id": "house", "name": "The house", "rule": "majority", "weight": "seats"},
                {"id": "talks", "rule": "all"},
            ],
        },
        quiet=True,
    )


def test_who_would_have_to_join_those_who_are_for_an_option(house):
    rows = house.coalitions("house", option="tax/cut")
    assert rows[["kind", "parties", "joining", "turning"]].values.tolist() == [
        ["winning", "A|B|C", "C", "C"],
        ["winning", "A|B|D", "D", ""],
        ["blocking", "A|C", "A", "A"],
        ["blocking", "C|D", "D", ""],
        ["blocking", "B|C", "B", "B"],
    ]
    assert rows["why"].tolist()[:2] == [
        "On tax, 'cut' passes under The house if C-land is for it with A-land and B-land; C-land now says the opposite.",
        "On tax, 'cut' passes under The house if D-land is for it with A-land and B-land.",
    ]
    assert house.coalitions("house", option="cut").equals(rows)
    enough = house.coalitions("talks", kind="blocking", option="cut")
    assert enough["why"].tolist() == ["On tax, C-land is enough to stop 'cut' under talks already."]


def test_without_a_name_every_decision_of_the_case_is_asked_about(house):
    assert house.coalitions()["decision"].unique().tolist() == ["house", "talks"]
    assert house.voting_power()["decision"].tolist() == ["house"] * 4 + ["talks"] * 4
    assert house.coalitions("talks", kind="winning")["why"].tolist() == [
        "A-land, B-land, C-land and D-land together are enough to pass talks."
    ]
    none = zopa.load({"positions": pd.DataFrame({"party": ["A"], "issue": "tax", "option": "cut"})}, quiet=True)
    assert none.coalitions().empty
    assert none.voting_power().empty
    assert none.coalitions().attrs["complete"]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"decision": "senate"}, "The case has no decision 'senate'. It has: house, talks."),
        ({"kind": "losing"}, "There is no kind of coalition 'losing': use winning, blocking."),
        ({"decision": "house", "option": "tax/rise"}, "speaks of an option 'tax/rise'. They do of: tax/cut."),
    ],
)
def test_what_is_not_there_is_refused_by_name(house, asked, says):
    with pytest.raises(UnknownNameError, match=says):
        house.coalitions(**asked)


def test_who_is_asked_must_fit_the_rule(house):
    with pytest.raises(RuleError, match="Nobody has a say"):
        house.coalitions("talks", parties=[])


@pytest.mark.parametrize("option", ["daily", "Daily", "DAILY", "data-sharing/daily", "Sharing of river data/Daily"])
def test_an_option_is_known_by_its_name(option):
    case = zopa.load("river-basin", quiet=True)
    expected = case.coalitions("treaty", option="data-sharing/daily")
    assert len(expected)
    assert case.coalitions("treaty", option=option).equals(expected)

"""Support: every party stands in one column of every option, by what it says there, and the verdict follows from that."""

from __future__ import annotations

import pandas as pd
import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.dossiers import dossiers, graph
from reference.rule import Reference, covered, within
from reference.votes import answer

import zopa
from zopa.graph.answers import ANSWERS
from zopa.graph.decision import RuleError
from zopa.queries.asking.selection import UnknownNameError
from zopa.queries.support import support


@settings(max_examples=examples(150), deadline=None)
@given(
    dossiers(most=8),
    st.sampled_from(["red line", "bottom line", "aim"]),
    st.sampled_from([{"as_of": "all"}, {}, {"as_of": "2022"}]),
)
def test_every_party_stands_where_what_it_says_puts_it(dossier, level, when):
    case, reference = graph(**dossier), Reference(dossier)
    days, tree = reference.asked(when.get("as_of")), case.columns.regions
    asked = {
        party
        for party in reference.parties
        for issue in reference.issues
        for place in reference.places(issue)
        for day in days
        if reference.held(party, issue, place, day)
    }
    told = {}
    if not days:
        return  # nothing begins or ends in that year, and the reference knows no day of it
    for row in support(case, level=level, **when).itertuples():
        number = reference.issues[row.issue]["kind"] == "number"
        every = reference.settlements(row.issue)
        inside = [s for s in every if within(s, row.settlement)] if number else [row.settlement]
        answers = {
            party: name for name in ANSWERS for party in getattr(row, name.replace(" ", "_")).split("|") if party
        }
        assert set(answers) == asked
        places, days_covered = covered(row, reference, tree)
        for place in places:
            for day in days_covered:
                for settlement in inside:
                    assert (row.issue, place, day, settlement) not in told
                    told[row.issue, place, day, settlement] = answers
    for (issue, place, day, settlement), answers in told.items():
        if day in days:
            for party, said in answers.items():
                assert said == answer(reference, party, issue, place, day, level, settlement)
    for issue in reference.issues:
        for place in reference.places(issue):
            for day in days:
                if any(reference.held(party, issue, place, day) for party in asked):
                    listed = {s for i, p, d, s in told if (i, p, d) == (issue, place, day)}
                    assert set(reference.settlements(issue)) - listed <= {"other"}


SEATS = {"A": 40, "B": 15, "C": 25, "D": 20}


def house(**decision: str) -> zopa.PositionGraph:
    stances = {"A": "demands", "B": "accepts", "C": "rejects", "D": "abstains"}
    return zopa.load(
        {
            "parties": [
                {"id": party, "seats": seats, "part_of": "left" if party < "C" else None}
                for party, seats in SEATS.items()
            ]
            + [{"id": "left", "seats": None, "part_of": None}],
            "positions": [
                {"party": party, "issue": "tax", "stance": stance, "option": "cut"} for party, stance in stances.items()
            ],
            "decisions": [{"id": "house", "name": "The house", "rule": "majority", **decision}],
        },
        quiet=True,
    )


def test_an_abstention_is_no_vote_in_favour_and_the_note_says_so():
    rows = house().support(decision="house")
    assert rows[["in_favour", "against", "abstaining", "unknown", "verdict", "missing"]].values.tolist() == [
        [2, 1, 1, 0, "fails", "1 party"]
    ]
    assert rows["why"].iat[0] == (
        "On tax, 2 of 4 parties are for 'cut': A demands it; B accepts it; C rejects it; D abstains. Under The house it "
        "fails: it lacks 1 party."
    )
    assert "it takes 3 parties of 4 in favour" in rows.attrs["note"]
    assert "an abstention is no vote in favour" in rows.attrs["note"]


def test_weights_are_counted_where_the_decision_counts_them():
    rows = house(weight="seats").support(decision="The House")
    assert rows[["in_favour", "weight_in_favour", "weight_against", "verdict", "missing"]].values.tolist() == [
        [2, 55.0, 25.0, "passes", ""]
    ]
    assert "2 of 4 parties, with 55 of 100 seats, are for 'cut'" in rows["why"].iat[0]
    more = house(weight="seats", rule="two thirds").support(decision="house")
    assert more[["verdict", "missing"]].values.tolist() == [["fails", "12 seats"]]


def test_a_veto_stops_what_has_enough_votes():
    rows = house(weight="seats", vetoes="C|D").support(decision="house")
    assert rows[["verdict", "missing", "vetoed_by"]].values.tolist() == [["fails", "", "C"]]
    assert rows["why"].iat[0].endswith("Under The house it fails: C can stop it alone.")


def test_who_is_silent_has_a_say_and_can_decide():
    rows = house(parties="A|B|left").support(decision="house", level="aim")
    assert rows[["in_favour", "silent", "verdict", "missing"]].values.tolist() == [[2, "left", "passes", ""]]
    rows = house(rule="all", parties="A|B|left").support(decision="house")
    assert rows[["verdict", "missing"]].values.tolist() == [["depends", "1 party"]]
    assert rows["why"].iat[0].endswith("Under The house it depends on left: 1 party more would be enough.")


def test_blocs_are_counted_one_by_one_and_who_is_in_none():
    rows = house().support(by="bloc", weight="seats")
    assert rows[["bloc", "in_favour", "against", "weight_in_favour"]].values.tolist() == [
        ["left", 2, 0, 55.0],
        ["", 0, 1, 0.0],
    ]
    assert "2 of 2 parties in left, with 55 of 55 seats, are for 'cut'" in rows["why"].iat[0]


def test_joint_refusals_are_told_also_of_what_nobody_wants():
    case = zopa.load(
        {
            "positions": [
                {"party": "A", "issue": "seat", "stance": "rejects", "option": "Oslo", "firmness": "red line"},
                {"party": "B", "issue": "seat", "stance": "demands", "option": "Bern", "firmness": "red line"},
                {"party": "C", "issue": "seat", "stance": "rejects", "option": "Oslo", "firmness": "aim"},
            ]
        },
        quiet=True,
    )
    rows = case.support()
    assert rows[["settlement", "demands", "rejects", "objects", "silent"]].values.tolist() == [
        ["Bern", "B", "", "", "A|C"],
        ["Oslo", "", "A|B", "C", ""],
    ]
    assert case.support(level="aim")["rejects"].tolist() == ["", "A|B|C"]
    assert (
        rows["why"]
        .iat[1]
        .startswith("On seat, none of 3 parties is for 'Oslo': A and B reject it; C is against it less")
    )


def test_a_divided_party_is_possible():
    rows = [("A", "demands", "x"), ("A", "rejects", "x"), ("B", "accepts", "x")]
    frame = pd.DataFrame(rows, columns=["party", "stance", "option"]).assign(issue="seat", firmness="red line")
    told = zopa.load({"positions": frame}, quiet=True).support()
    assert told[["accepts", "possible", "rejects"]].values.tolist() == [["B", "A", ""]]
    assert told["why"].iat[0].endswith("B accepts it; it is not known whether A would reject it.")


def test_options_that_can_be_combined_stand_once_each_as_in():
    case = zopa.load(
        {
            "issues": [{"id": "guards", "kind": "several"}],
            "options": [{"issue": "guards", "option": option} for option in ("un", "eu")],
            "positions": [
                {"party": "A", "issue": "guards", "stance": "demands", "option": "un"},
                {"party": "B", "issue": "guards", "stance": "rejects", "option": "un|eu"},
            ],
            "decisions": [{"id": "d", "rule": "all", "issues": "guards"}],
        },
        quiet=True,
    )
    rows = case.support(decision="d")
    assert rows[["issue", "settlement", "demands", "rejects", "verdict"]].values.tolist() == [
        ["guards:un", "in", "A", "B", "fails"],
        ["guards:eu", "in", "", "B", "fails"],
    ]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"decision": "senate"}, "The case has no decision 'senate'. It has: house."),
        ({"decision": "house", "issues": "tax", "weight": "name"}, "The parties have no column of numbers 'name'"),
        ({"weight": "votes"}, "use power, walk_away, seats"),
        ({"by": "region"}, "There is no way to count 'region'"),
        ({"level": "line"}, "There is no level 'line'"),
    ],
)
def test_what_the_case_does_not_have_is_refused_by_name(asked, says):
    with pytest.raises(UnknownNameError, match=says):
        house().support(**asked)


def test_a_decision_is_not_asked_about_other_issues_nor_by_too_few():
    case = house(rule="at least 4", issues="tax")
    with pytest.raises(RuleError, match="cannot be asked about: 'at least 4' can never be reached"):
        case.support(decision="house", parties=["A", "B"])
    two = zopa.load(
        {
            "positions": [{"party": "A", "issue": issue, "option": "x"} for issue in ("tax", "war")],
            "decisions": [{"id": "d", "rule": "all", "issues": "tax"}],
        },
        quiet=True,
    )
    assert two.support(decision="d")["issue"].tolist() == ["tax"]
    with pytest.raises(UnknownNameError, match="The decision 'd' is not about 'war'. It is about: tax"):
        two.support(decision="d", issues="war")


def test_a_weight_that_is_no_number_or_lacks_is_told():
    assert "no number" not in house().support(weight="seats").attrs["note"]
    with_left = house().support(weight="seats", parties=["A", "left"])
    assert "left has no number in 'seats', and no weight here." in with_left.attrs["note"]

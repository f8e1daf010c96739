"""A package under a decision: a party is for it when it crosses none of its lines and reaches its walk-away value."""

from __future__ import annotations

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.dossiers import dossiers, graph
from reference.rule import NO_SIDE, Reference

import zopa
from zopa.queries.asking.selection import UnknownNameError


@settings(max_examples=examples(120), deadline=None)
@given(dossiers(most=8), st.sampled_from(["red line", "bottom line", "aim"]), st.data())
def test_votes_are_those_of_going_through_every_line_in_every_place(dossier, level, data):
    reference = Reference(dossier)
    choices = {name: reference.listed[name] for name, row in reference.issues.items() if row["kind"] != "number"}
    if not choices:
        return
    package = {issue: data.draw(st.sampled_from(options)) for issue, options in choices.items()}
    everyone = [party for party in reference.parties if reference.principal(party) == party]
    case = graph(**dossier, decisions=[{"id": "d", "rule": "all", "parties": "|".join(everyone)}])
    votes = case.check_deal(package, decision="d", level=level).attrs["votes"]
    day = reference.day(None)
    cells = [(issue, place) for issue in package for place in reference.places(issue)]
    for party in everyone:
        surely, perhaps = (
            any(package[issue] in reference.says(party, issue, place, day, level, firm)[1] for issue, place in cells)
            for firm in (False, True)
        )
        speaks = any(
            reference.stance(p) not in NO_SIDE
            for issue, place in cells
            for p in reference.held(party, issue, place, day)
        )
        expected = "against" if surely else "in favour" if speaks and not perhaps else "unknown"
        assert votes[party] == expected, party


def talks(rule="all", walk_away=None, **decision):
    def demand(party, option, firmness, issue="seat", stance="demands"):
        return {"party": party, "issue": issue, "stance": stance, "option": option, "firmness": firmness}

    return zopa.load(
        {
            "parties": [{"id": party, "walk_away": walk_away if party == "C" else None} for party in "ABCDE"],
            "positions": [
                demand("A", "Geneva", "red line"),
                demand("B", "Oslo", "aim"),
                demand("C", "Geneva|Bern", "bottom line"),
                demand("C", "half", None, issue="pay", stance="accepts") | {"firmness": None},
                demand("D", "Oslo|Bern", None),
                demand("A", "all|half", "red line", issue="pay"),
            ],
            "decisions": [{"id": "all", "name": "The table", "rule": rule, **decision}],
        },
        quiet=True,
    )


GENEVA = {"seat": "Geneva", "pay": "half"}


def test_each_vote_follows_from_the_lines_that_are_crossed_and_from_what_is_not_known():
    rows = talks(parties="A|B|C|D|E").check_deal(GENEVA, decision="all")
    # D's firmness is not known, and E says nothing: neither is in favour.
    assert rows.attrs["votes"] == {"A": "in favour", "B": "in favour", "C": "in favour", "D": "unknown", "E": "unknown"}
    first = rows.iloc[0]
    assert (first["rule"], first["verdict"], first["certain"], first["level"]) == ("all", "depends", False, "red line")
    assert first["why"] == (
        "Under The table it depends on votes that are not known: A, B and C are for it; the vote of D and E is not known."
    )
    assert rows.iloc[1:].reset_index(drop=True).equals(talks().check_deal(GENEVA))


def test_the_level_decides_what_is_a_line():
    case = talks("majority", parties="A|B|C|D")
    at = {
        level: case.check_deal({"seat": "Oslo"}, decision="all", level=level) for level in ("red line", "bottom line")
    }
    assert [rows["verdict"].iat[0] for rows in at.values()] == ["passes", "fails"]
    assert at["bottom line"].attrs["votes"] == {"A": "against", "B": "in favour", "C": "against", "D": "in favour"}
    aims = case.check_deal({"seat": "Geneva"}, decision="all", level="aim")
    assert aims.attrs["votes"] == {"A": "in favour", "B": "against", "C": "in favour", "D": "against"}
    assert aims["why"].iat[0].endswith("It would not fail if B or D were for it. It lacks 1 party.")


def test_a_party_that_gets_less_than_its_walk_away_value_is_against():
    poor = talks(walk_away=0.9, parties="A|C").check_deal(GENEVA, decision="all")
    low, high = poor.attrs["satisfaction"]["C"]
    assert (low, high) == (0.75, 0.75)
    assert poor["verdict"].iat[0] == "fails"
    assert "C prefers no agreement to it. It would not fail if C were for it." in poor["why"].iat[0]
    enough = talks(walk_away=0.75, parties="A|C").check_deal(GENEVA, decision="all")
    assert enough["verdict"].iat[0] == "passes"
    open_still = talks(walk_away=0.6, parties="A|C").check_deal({"seat": "Geneva"}, decision="all")
    assert open_still.attrs["votes"]["C"] == "unknown"


def test_a_decision_about_one_issue_looks_at_the_lines_on_it_alone():
    rows = talks("all", walk_away=0.9, parties="A|C", issues="seat").check_deal(GENEVA, decision="all")
    assert rows[["issue", "verdict"]].values.tolist()[0] == ["seat", "passes"]
    crossed = talks("all", parties="A|C", issues="seat").check_deal({"seat": "Oslo", "pay": "half"}, decision="all")
    assert (crossed["verdict"].iat[0], crossed["crosses"].iat[0].count("|")) == ("fails", 0)


def test_a_veto_blocks_and_is_named():
    rows = talks("at least 1", parties="A|B|C", vetoes="A").check_deal({"seat": "Oslo"}, decision="The table")
    assert rows["verdict"].iat[0] == "fails"
    assert rows["why"].iat[0] == (
        "Under The table it fails: B and C are for it; A is against it. It would not fail if A were for it."
    )


def test_a_condition_that_is_not_honoured_is_a_line_that_is_crossed():
    case = zopa.load(
        {
            "issues": [{"id": issue, "kind": "choice"} for issue in ("seat", "pay")],
            "options": [{"issue": issue, "option": option} for issue in ("seat", "pay") for option in "xy"],
            "positions": [{"party": party, "issue": "seat", "stance": "accepts", "option": "x|y"} for party in "AB"],
            "conditions": [
                {
                    "id": "c",
                    "party": "A",
                    "what": "seat/x",
                    "relation": "only if",
                    "requires": "pay/x",
                    "firmness": "red line",
                }
            ],
            "decisions": [{"id": "d", "rule": "all"}],
        },
        quiet=True,
    )
    votes = [
        case.check_deal(package, decision="d").attrs["votes"]["A"]
        for package in ({"seat": "x", "pay": "y"}, {"seat": "x", "pay": "x"}, {"seat": "x"})
    ]
    assert votes == ["against", "in favour", "unknown"]


def test_an_unknown_decision_or_level_is_refused():
    with pytest.raises(UnknownNameError, match="The case has no decision 'council'. It has: all."):
        talks().check_deal(GENEVA, decision="council")
    with pytest.raises(UnknownNameError, match="There is no level 'line'"):
        talks().check_deal(GENEVA, decision="all", level="line")

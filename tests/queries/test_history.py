"""Histories and shifts: what a party held on each day, and which way it moved."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pandas as pd
import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.dossiers import dossiers, graph
from reference.rule import FIRST, LAST, Reference, within

from zopa.queries import history, overlaps, shifts, zones

RED = {"stance": "demands", "firmness": "red line"}


@settings(max_examples=examples(100), deadline=None)
@given(dossiers(most=8, wide=True))
def test_every_day_of_every_party_is_in_its_history_once(dossier):
    case, reference = graph(**dossier), Reference(dossier)
    tree = case.columns.regions
    row_of = {}
    for row in history(case).itertuples():
        if reference.issues[row.issue].get("per_region") != "yes":
            places = {"the whole issue"}
        elif row.regions:
            places = {tree.ids[leaf] for name in row.regions.split("|") for leaf in tree.leaves(tree.code[name])}
        else:
            places = set(reference.smallest())
        start = FIRST if pd.isna(row.start) else dt.date.fromisoformat(row.start)
        end = LAST if pd.isna(row.end) else dt.date.fromisoformat(row.end)
        for place in places:
            for day in reference.days():
                if start <= day <= end:
                    assert (row.party, row.issue, place, day) not in row_of
                    row_of[row.party, row.issue, place, day] = row
    for party in reference.parties:
        for issue in reference.issues:
            for place in reference.places(issue):
                for day in reference.days():
                    positions = reference.held(party, issue, place, day)
                    row = row_of.pop((party, issue, place, day), None)
                    assert (row is None) == (not positions)
                    if row is None:
                        continue
                    assert set(row.positions.split("|")) == set(positions)
                    accepted, ruled_out = reference.says(party, issue, place, day, "aim", False)
                    for words, expected in ((row.accepts, accepted), (row.rules_out, ruled_out)):
                        listed = words.split("|") if words else []
                        choice = reference.issues[issue]["kind"] != "number"
                        inside = (
                            listed
                            if choice
                            else [s for s in reference.settlements(issue) if any(within(s, w) for w in listed)]
                        )
                        assert set(inside) == expected
    assert not row_of


def case_of(*positions: dict) -> object:
    return graph(
        parties=[{"id": "a", "name": "Upland"}],
        issues=[
            {"id": "seat", "name": "the seat", "kind": "choice"},
            {"id": "flow", "name": "the flow", "kind": "number"},
        ],
        options=[
            {"issue": "seat", "option": option, "name": option.title()} for option in ("geneva", "vienna", "oslo")
        ],
        positions=[{"id": f"x{n}", "party": "a", "issue": "seat", **row} for n, row in enumerate(positions)],
    )


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ({"option": "geneva", **RED}, {"option": "geneva|oslo", **RED}, "red line crossed"),
        ({"option": "geneva", "stance": "demands", "firmness": "aim"}, {"option": "geneva|oslo", **RED}, "change"),
        ({"option": "geneva", "stance": "demands"}, {"option": "geneva|oslo", "stance": "demands"}, "concession"),
        ({"option": "geneva|oslo", **RED}, {"option": "geneva", **RED}, "hardening"),
        ({"option": "geneva", **RED}, {"option": "geneva", "stance": "demands", "firmness": "aim"}, "concession"),
        ({"option": "geneva", "stance": "demands"}, {"option": "oslo", "stance": "demands"}, "change"),
        ({"option": "geneva", "stance": "rejects"}, {"option": "geneva", "stance": "accepts"}, "concession"),
        ({"issue": "flow", "high": 40, **RED}, {"issue": "flow", "high": 30, **RED}, "hardening"),
    ],
)
def test_a_shift_says_which_way(before, after, kind):
    case = case_of({**before, "end": "2020"}, {**after, "start": "2021"})
    rows = shifts(case)
    assert rows[["date", "kind", "positions_before", "positions_after"]].values.tolist() == [
        ["2021-01-01", kind, "x0", "x1"]
    ]
    assert shifts(case, kind=kind).equals(rows)


def test_the_same_position_coded_twice_is_no_shift():
    case = case_of({"option": "geneva", **RED, "end": "2020"}, {"option": "geneva", **RED, "start": "2021"})
    assert shifts(case).empty


def test_an_unknown_firmness_is_not_compared_with_a_known_one():
    case = case_of(
        {"option": "geneva", "stance": "demands", "end": "2020"}, {"option": "geneva", **RED, "start": "2021"}
    )
    assert shifts(case).empty


def test_a_position_that_ends_without_another_is_no_shift():
    case = case_of({"option": "geneva", "stance": "rejects", "end": "2020"}, {"option": "geneva", "stance": "rejects"})
    assert shifts(case).empty
    case = case_of({"option": "geneva", **RED, "end": "2020"}, {"option": "oslo", "stance": "accepts"})
    assert shifts(case).empty


def test_an_acceptance_beside_it_does_not_hide_a_hardening():
    offer = {"option": "geneva", "stance": "accepts"}
    aim = {"option": "geneva", "stance": "demands", "firmness": "aim", "end": "2020"}
    assert shifts(case_of(offer, aim, {"option": "geneva", **RED, "start": "2021"}))["kind"].tolist() == ["hardening"]


def test_a_pause_before_a_shift_is_not_told_as_held():
    case = case_of({"option": "geneva", **RED, "end": "2018"}, {"option": "oslo", **RED, "start": "2021"})
    assert shifts(case)["why"][0].startswith("On the seat until 2018, Upland demands 'Geneva'")


@settings(max_examples=examples(60), deadline=None)
@given(dossiers(most=7), st.sampled_from([None, "2021-03"]))
def test_what_holds_then_keeps_its_own_dates(dossier, as_of):
    case = graph(**dossier)
    for query in (history, zones, overlaps):
        everything, then = set(query(case, as_of="all")["why"]), set(query(case, as_of=as_of)["why"])
        assert then <= everything


def test_a_shift_reads_as_a_sentence():
    case = case_of({"option": "geneva", **RED, "end": "2020"}, {"option": "geneva|oslo", **RED, "start": "2021"})
    assert shifts(case)["why"][0] == (
        "On the seat until 2020, Upland demands 'Geneva' (red line); since 2021, "
        "Upland demands 'Geneva' or 'Oslo' (red line): a red line crossed."
    )
    assert shifts(case, as_of="2021")["kind"].tolist() == ["red line crossed"]
    assert shifts(case, as_of="2022").empty


def test_what_moved_only_where_less_counts_is_told_at_that_level():
    line = {"stance": "demands", "option": "geneva", "firmness": "bottom line"}
    offer = {"stance": "demands", "option": "geneva|oslo", "firmness": "aim", "start": "2022"}
    (row,) = shifts(case_of(line, offer)).to_dict("records")
    assert (row["kind"], row["level"]) == ("concession", "red line")
    assert (row["accepted_before"], row["accepted_after"]) == ("geneva", "geneva|oslo")
    assert row["why"].endswith(
        "Where only red lines count, it accepts 'Geneva' or 'Oslo', where before it was 'Geneva'."
    )
    softer = case_of({"option": "geneva", **RED, "end": "2020"}, {**line, "firmness": "aim", "start": "2021"})
    (row,) = shifts(softer).to_dict("records")
    assert (row["kind"], row["level"], row["ruled_out_before"], row["ruled_out_after"]) == (
        "concession",
        "bottom line",
        "vienna|oslo",
        "",
    )
    (row,) = shifts(case_of({**line, "end": "2020"}, {**line, "option": "oslo"})).to_dict("records")
    assert (row["level"], row["why"][-9:]) == ("aim", "a change.")


@settings(max_examples=examples(60), deadline=None)
@given(dossiers(most=8))
def test_every_shift_shows_something_that_changed(dossier):
    for row in shifts(graph(**dossier)).itertuples():
        before = row.accepted_before, row.ruled_out_before
        assert before != (row.accepted_after, row.ruled_out_after)


def test_a_demand_that_ends_while_a_rejection_stays_is_a_shift():
    demand = {"option": "geneva", **RED, "end": "2020"}
    refusal = {"option": "oslo", "stance": "rejects", "firmness": "red line"}
    (row,) = shifts(case_of(demand, refusal)).to_dict("records")
    assert (row["date"], row["kind"]) == ("2021-01-01", "change")
    assert (row["ruled_out_before"], row["ruled_out_after"]) == ("vienna|oslo", "oslo")


def test_a_party_that_already_accepted_nothing_for_certain_does_not_shift_when_it_takes_no_side():
    divided = {"option": "geneva", "stance": "accepts", "contested": "yes", "end": "2020"}
    assert shifts(case_of(divided, {"option": "geneva", "stance": "abstains", "start": "2021"})).empty


def test_who_takes_the_place_of_a_party_moves_from_what_that_one_held_last():
    case = graph(
        parties=[
            {"id": "union", "name": "The Union", "end": "1991"},
            {"id": "republic", "name": "The Republic", "start": "1992", "succeeds": "union"},
            {"id": "north", "name": "North", "start": "1992", "succeeds": "union"},
        ],
        issues=[{"id": "fleet", "kind": "choice"}, {"id": "harbour", "kind": "choice"}],
        options=[
            {"issue": issue, "option": option} for issue in ("fleet", "harbour") for option in ("stays", "leaves")
        ],
        positions=[
            {"id": "first", "party": "union", "issue": "fleet", "option": "leaves", "end": "1979", **RED},
            {"id": "last", "party": "union", "issue": "fleet", "option": "stays", "start": "1980", **RED},
            {"id": "new", "party": "republic", "issue": "fleet", "option": "stays|leaves", "stance": "demands"},
            {"id": "alike", "party": "north", "issue": "fleet", "option": "stays", **RED},
            {"id": "alone", "party": "republic", "issue": "harbour", "option": "stays", **RED},
        ],
    )
    rows = shifts(case)
    assert rows[["party", "succeeds", "date", "kind", "positions_before", "positions_after"]].values.tolist() == [
        ["union", "", "1980-01-01", "red line crossed", "first", "last"],
        ["republic", "union", "1992-01-01", "red line crossed", "last", "new"],
    ]
    assert rows["why"][1] == (
        "On fleet until 1991, The Union demands 'stays' (red line); since 1992, The Republic demands 'stays' or 'leaves': "
        "a red line crossed of The Republic, which succeeds The Union."
    )
    assert shifts(case, parties="republic")["succeeds"].tolist() == ["union"], "who is asked for is who moved"
    assert shifts(case, parties="union")["succeeds"].tolist() == [""]


@settings(max_examples=examples(100), deadline=None)
@given(dossiers(most=8), st.data())
def test_shifts_from_a_predecessor_are_those_of_the_two_days(dossier, data):
    names = [row["id"] for row in dossier["parties"]]
    for place, row in enumerate(dossier["parties"]):
        before = data.draw(st.lists(st.sampled_from(names[:place]), max_size=2, unique=True)) if place else []
        row["succeeds"] = "|".join(before) or None
    reference, case = Reference(dossier), graph(**dossier)
    told = {}
    for row in shifts(case).itertuples():
        named = [case.columns.regions.code[name] for name in row.regions.split("|") if name]
        leaves = {case.columns.regions.ids[leaf] for node in named for leaf in case.columns.regions.leaves(node)}
        per_region = reference.issues[row.issue].get("per_region") == "yes"
        for place in (leaves or reference.smallest()) if per_region else ["the whole issue"]:
            if row.succeeds:
                assert (row.party, row.succeeds, row.issue, place) not in told
                told[row.party, row.succeeds, row.issue, place] = row.date, row.kind
    expected = {}
    for party, issue in product(reference.parties, reference.issues):
        for place in reference.places(issue):
            for before, (last, first) in reference.followed(party, issue, place).items():
                if kind := reference.kind_of_move(issue, place, (before, last), (party, first)):
                    expected[party, before, issue, place] = first.isoformat(), kind
    assert told == expected

"""Zones: the status, the settlements and the culprits of every cell, held against a literal reading."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.dossiers import dossiers, graph, regions
from reference.rule import FIRST, LAST, NO_SIDE, Reference, within

import zopa
from zopa.graph import rule
from zopa.queries import UnknownNameError, overlaps, zones
from zopa.queries.clashes import tally
from zopa.queries.one_issue.sharing import Elsewhere
from zopa.queries.summary import outlook


def covers(case, reference: Reference, row) -> set:
    """Places and days of a row."""
    tree = case.columns.regions
    if reference.issues[row.issue].get("per_region") != "yes":
        places = {"the whole issue"}
    elif row.regions:
        places = {tree.ids[leaf] for name in row.regions.split("|") for leaf in tree.leaves(tree.code[name])}
    else:
        places = set(reference.smallest())
    start = FIRST if pd.isna(row.start) else dt.date.fromisoformat(row.start)
    end = LAST if pd.isna(row.end) else dt.date.fromisoformat(row.end)
    return {(place, day) for place in places for day in reference.days() if start <= day <= end}


def same_settlements(reference: Reference, issue: str, words: str, expected: set) -> bool:
    listed = words.split("|") if words else []
    if reference.issues[issue]["kind"] != "number":
        return set(listed) == expected
    return {
        settlement for settlement in reference.settlements(issue) if any(within(settlement, word) for word in listed)
    } == expected


@settings(max_examples=examples(150), deadline=None)
@given(
    dossiers(most=8, wide=True),
    st.sampled_from(["red line", "bottom line", "aim"]),
    st.booleans(),
    st.sampled_from([{"as_of": "all"}, {}]),
    st.data(),
)
def test_every_cell_has_the_zone_of_a_literal_reading(dossier, level, named, when, data):
    case, reference = graph(**dossier), Reference(dossier)
    days = reference.asked(when.get("as_of"))
    coalition = None
    if named:
        principals = sorted({reference.principal(party) for party in reference.parties})
        coalition = data.draw(st.lists(st.sampled_from(principals), min_size=1, unique=True))
    answers = {}
    for row in zones(case, coalition, level=level, **when).itertuples():
        covered = covers(case, reference, row)
        assert any(day in days for _, day in covered), "a row holds on a day asked for"
        for cell in covered:
            assert (row.issue, *cell) not in answers, "a cell is answered once"
            answers[(row.issue, *cell)] = row
    for issue in reference.issues:
        for place in reference.places(issue):
            for day in reference.days():
                holders = reference.holders(issue, place, day)
                counted = coalition or holders
                row = answers.pop((issue, place, day), None)
                if len(holders) < 2 if coalition is None else not set(counted) & set(holders):
                    assert row is None
                    continue
                if row is None and day not in days:
                    continue
                status, inside = reference.zone(counted, issue, place, day, level)
                assert row is not None
                assert row.status == status
                assert same_settlements(reference, issue, row.settlements, inside)
                assert row.at_worst == reference.zone(counted, issue, place, day, level, firm=True)[0]
                assert row.certain == (row.at_worst == status)
                assert set(row.parties.split("|")) == set(counted)
                on_a_side = {
                    party
                    for party in holders
                    if any(reference.stance(p) not in NO_SIDE for p in reference.held(party, issue, place, day))
                }
                assert set(filter(None, row.unknown.split("|"))) == set(counted) - on_a_side
                if status == "closed":
                    ruled_out_of = {
                        party: reference.says(party, issue, place, day, level, False)[1] for party in counted
                    }
                    assert set(row.closed_by.split("|")) == {
                        party for party, ruled_out in ruled_out_of.items() if ruled_out
                    }
                    without = {
                        party
                        for party in counted
                        if reference.zone(
                            [colleague for colleague in counted if colleague != party], issue, place, day, level
                        )[0]
                        != "closed"
                    }
                    assert set(filter(None, row.pivotal.split("|"))) == without
    assert not answers


def three_seats():
    return graph(
        parties=[{"id": "a", "name": "Upland"}, {"id": "b", "name": "Lowland"}, {"id": "c", "name": "Delta"}],
        issues=[{"id": "seat", "name": "the seat of the talks", "kind": "choice"}],
        options=[{"issue": "seat", "option": o, "name": o.title()} for o in ("geneva", "vienna", "oslo")],
        positions=[
            {
                "id": "1",
                "party": "a",
                "issue": "seat",
                "stance": "demands",
                "option": "geneva|vienna",
                "firmness": "red line",
            },
            {
                "id": "2",
                "party": "b",
                "issue": "seat",
                "stance": "demands",
                "option": "vienna|oslo",
                "firmness": "red line",
            },
            {"id": "3", "party": "c", "issue": "seat", "stance": "demands", "option": "oslo|geneva"},
        ],
    )


def test_pairwise_overlap_does_not_make_a_common_zone():
    case = three_seats()
    assert case.clashes(count_only=True) == 0
    assert zones(case, level="aim")["status"].tolist() == ["closed"]
    for pair, seat in ((["a", "b"], "vienna"), (["b", "c"], "oslo"), (["a", "c"], "geneva")):
        assert zones(case, pair, level="aim")[["status", "settlements"]].values.tolist() == [["agreed", seat]]


def test_a_missing_firmness_leaves_the_answer_uncertain():
    row = zones(three_seats()).iloc[0]
    assert (row["status"], row["settlements"], row["certain"], row["at_worst"]) == ("open", "vienna", False, "closed")
    assert row["why"] == (
        "On the seat of the talks, the red lines of Upland and Lowland leave only 'Vienna'. Delta rules it out, and how firmly is not coded. "
        "It would be closed if the positions of unknown firmness were red lines."
    )


def test_who_stands_between_an_open_zone_and_an_agreed_one_is_named_with_its_firmness():
    rows = [
        ("A", "demands", "Geneva", "red line"),
        ("B", "rejects", "Geneva", "bottom line"),
        ("C", "demands", "Oslo", "aim"),
        ("D", "rejects", "Geneva", None),
        ("E", "accepts", "Oslo", None),
        ("F", "accepts", "Geneva|Oslo", None),
    ]
    table = pd.DataFrame(rows, columns=["party", "stance", "option", "firmness"]).assign(issue="seat")
    row = zopa.load({"positions": table}, quiet=True).zones().iloc[0]
    assert row["why"].startswith(
        "On seat, the red lines of A leave only 'Geneva'. B rules it out by a bottom line. C rules it out by an aim. "
        "D rules it out, and how firmly is not coded. E has not accepted it."
    )


def test_a_zone_of_which_each_accepts_another_part_says_so():
    rows = [("A", "rejects", "Oslo", "red line"), ("A", "accepts", "Geneva", None), ("B", "accepts", "Vienna", None)]
    table = pd.DataFrame(rows, columns=["party", "stance", "option", "firmness"]).assign(issue="seat")
    options = pd.DataFrame({"issue": "seat", "option": ["Geneva", "Vienna", "Oslo"]})
    row = zopa.load({"positions": table, "options": options}, quiet=True).zones().iloc[0]
    assert row["status"] == "open"
    assert "No part of it is accepted by all." in row["why"]


def test_a_closed_zone_names_who_closes_it():
    row = zones(three_seats(), level="aim").iloc[0]
    assert row["closed_by"] == "a|b|c"
    assert row["pivotal"] == "a|b|c"
    assert row["closing_positions"] == "1|2|3"
    assert row["why"] == (
        "On the seat of the talks, the demands and rejections of Upland, Lowland and Delta rule out every settlement: "
        "Upland demands 'Geneva' or 'Vienna' (red line); Lowland demands 'Vienna' or 'Oslo' (red line); "
        "Delta demands 'Oslo' or 'Geneva'."
    )


def test_a_party_without_a_position_never_agrees():
    case = graph(
        parties=[{"id": "a"}, {"id": "b"}],
        issues=[{"id": "seat", "kind": "choice"}],
        options=[{"issue": "seat", "option": "geneva"}, {"issue": "seat", "option": "oslo"}],
        positions=[
            {"id": "1", "party": "a", "issue": "seat", "stance": "demands", "option": "oslo", "firmness": "red line"}
        ],
    )
    row = zones(case, ["a", "b"]).iloc[0]
    assert (row["status"], row["unknown"], row["settlements"]) == ("open", "b", "oslo")
    assert len(zones(case)) == 0
    with pytest.raises(UnknownNameError, match="no level 'hard': use red line, bottom line, aim"):
        zones(case, level="hard")


@given(st.dictionaries(st.integers(0, 4), st.integers(0, 15), min_size=1))
def test_a_pivot_is_a_party_without_which_a_closed_zone_is_not_closed(ruled_out):
    says = {party: rule.PartyView(15 & ~mask, mask, 15 & ~mask, mask) for party, mask in ruled_out.items()}
    if rule.zone(15, says.values()).status != "closed":
        return
    without = {party: [view for holder, view in says.items() if holder != party] for party in says}
    expected = [party for party, views in without.items() if rule.zone(15, views).status != "closed"]
    assert rule.pivots(says) == expected


@settings(max_examples=examples(60), deadline=None)
@given(dossiers(most=8), st.sampled_from([None, "all", "2021-03", "2023"]))
def test_the_summary_counts_the_zones_and_the_common_ground_that_are_listed(dossier, as_of):
    case = graph(**dossier)
    rows = zones(case, as_of=as_of)
    summary_counts = outlook(case, Elsewhere(case, tally(case, as_of=as_of).pairs), as_of=as_of)
    counted = {
        (str(case.columns.issues[issue]), zone.status, zone.at_worst)
        for issue, every in summary_counts.zones.items()
        for zone in every
    }
    assert counted == set(rows[["issue", "status", "at_worst"]].itertuples(index=False, name=None))
    shared = overlaps(case, as_of=as_of).drop_duplicates("issue")
    assert summary_counts.shared == list(shared[["issue", "clash_elsewhere"]].itertuples(index=False, name=None))


@settings(max_examples=examples(100), deadline=None)
@given(regions(), st.data())
def test_a_place_is_named_by_the_largest_regions_that_are_left(rows, data):
    tree = graph(regions=rows).columns.regions
    regions_left = set(data.draw(st.lists(st.sampled_from(tree.smallest), unique=True)))
    place = frozenset(regions_left)
    expected = []
    if regions_left != tree.leaves(0):
        for node in sorted(range(1, len(tree.ids)), key=lambda node: (-len(tree.leaves(node)), node)):
            if regions_left and tree.leaves(node) <= regions_left:
                expected.append(tree.ids[node])
                regions_left -= tree.leaves(node)
    assert tree.named(place) == expected
    assert tree.inside(tree.mask(place)) == place


def test_a_sentence_names_eight_parties_and_counts_the_others():
    table = pd.DataFrame({"party": [f"P{n}" for n in range(30)], "issue": "seat", "option": "x", "stance": "accepts"})
    case = zopa.load({"positions": table}, quiet=True)
    assert case.zones()["why"].iloc[0] == "On seat, P0, P1, P2, P3, P4, P5, P6, P7 and 22 more all accept 'x'."
    opposed = table.assign(stance="demands", option=[f"o{n}" for n in range(30)], firmness="red line")
    why = zopa.load({"positions": opposed}, quiet=True).zones()["why"].iloc[0]
    assert why.endswith("P7 demands 'o7' (red line); and 22 more speak of it.")

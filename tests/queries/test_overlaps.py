"""Common ground: every settlement that two or more parties accept, adversaries first."""

from __future__ import annotations

from itertools import combinations

from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.dossiers import dossiers, graph
from reference.rule import Reference, covered, within

import zopa
from zopa.queries import overlap_pairs, overlaps


@settings(max_examples=examples(150), deadline=None)
@given(
    dossiers(most=8, wide=True),
    st.sampled_from(["red line", "bottom line", "aim"]),
    st.sampled_from([{"as_of": "all"}, {}]),
)
def test_every_settlement_lists_exactly_the_parties_that_accept_it(dossier, level, when):
    case, reference = graph(**dossier), Reference(dossier)
    days = reference.asked(when.get("as_of"))
    tree = case.columns.regions
    parties_of = {}
    for row in overlaps(case, level=level, **when).itertuples():
        choice = reference.issues[row.issue]["kind"] != "number"
        inside = (
            [row.settlement] if choice else [s for s in reference.settlements(row.issue) if within(s, row.settlement)]
        )
        places, days_covered = covered(row, reference, tree)
        assert days & set(days_covered), "a row holds on a day asked for"
        for place in places:
            for day in days_covered:
                for settlement in inside:
                    assert (row.issue, place, day, settlement) not in parties_of
                    parties_of[row.issue, place, day, settlement] = set(row.parties.split("|"))
    for issue in reference.issues:
        for place in reference.places(issue):
            for day in reference.days():
                accepted = {
                    party: reference.says(party, issue, place, day, level, False)[0] for party in reference.parties
                }
                for settlement in reference.settlements(issue):
                    together = {party for party, settlements in accepted.items() if settlement in settlements}
                    listed = parties_of.pop((issue, place, day, settlement), set())
                    if listed or day in days:
                        assert listed == (together if len(together) > 1 else set())
    assert not parties_of


@settings(max_examples=examples(80), deadline=None)
@given(dossiers(wide=True), st.sampled_from([{"as_of": "all"}, {}, {"as_of": "2022"}]), st.booleans())
def test_pairs_share_exactly_what_both_accept_and_neither_party_rejects_there_and_then(dossier, when, roll_up):
    case, reference = graph(**dossier), Reference(dossier)
    days, tree = reference.asked(when.get("as_of")), case.columns.regions
    rows = overlap_pairs(case, roll_up=roll_up, **when)
    assert overlap_pairs(case, roll_up=roll_up, count_only=True, **when) == len(rows)
    shared_in = {}
    for row in rows.itertuples():
        choice = reference.issues[row.issue]["kind"] != "number"
        every = reference.settlements(row.issue)
        shared = {s for s in every if (s in row.zone.split("|") if choice else within_some(s, row.zone))}
        places, days_covered = covered(row, reference, tree)
        assert not days or days & set(days_covered), "a row holds on a day asked for"
        for place in places:
            for day in days_covered:
                assert (row.position_a, row.position_b, place, day) not in shared_in
                shared_in[row.position_a, row.position_b, place, day] = shared
    for a, b in combinations(reference.positions, 2):
        first, second = reference.holder(a, roll_up), reference.holder(b, roll_up)
        if reference.positions[a]["issue"] != reference.positions[b]["issue"] or first == second:
            continue
        for place, day in reference.meet(a, b):
            listed = shared_in.pop((a, b, place, day), set()) | shared_in.pop((b, a, place, day), set())
            if listed or day in days:
                assert listed == reference.shared(a, b, place, day, roll_up)
    assert not shared_in


def within_some(settlement, zone):
    return any(within(settlement, part) for part in zone.split("|"))


def test_a_rejection_takes_away_the_days_and_the_places_of_its_own():
    """From 2022 A no longer accepts x, and in the north it never accepted y."""
    case = graph(
        parties=[{"id": "A"}, {"id": "B"}],
        issues=[{"id": "seat", "kind": "choice", "per_region": "yes"}],
        options=[{"issue": "seat", "option": option} for option in "xyz"],
        regions=[{"id": "north"}, {"id": "south"}],
        positions=[
            {"id": "1", "party": "A", "issue": "seat", "stance": "accepts", "option": "x|y"},
            {"id": "2", "party": "A", "issue": "seat", "stance": "rejects", "option": "x", "start": "2022"},
            {"id": "3", "party": "A", "issue": "seat", "stance": "rejects", "option": "y", "regions": "north"},
            {"id": "4", "party": "B", "issue": "seat", "stance": "accepts", "option": "x|y", "end": "2024"},
        ],
    )
    rows = case.overlap_pairs(as_of="all")
    assert rows[["regions", "zone", "start", "end"]].fillna("").values.tolist() == [
        ["north", "x", "", "2021-12-31"],
        ["south", "x|y", "", "2021-12-31"],
        ["south", "y", "2022-01-01", "2024-12-31"],
    ]
    assert rows["why"][2].startswith("On seat in south from 2022 to 2024, ")
    assert rows["why"][2].endswith(": both accept 'y'.")
    assert case.overlap_pairs(as_of="all", count_only=True) == 3
    assert case.overlap_pairs(as_of="2021").equals(rows[:2])
    links = [edge for *_, edge in case.nx.edges(data=True) if edge["kind"] == "OVERLAPS_WITH"]
    assert [link["zone"] for link in links] == rows["zone"].tolist()


def test_adversaries_come_first_and_the_sentence_says_so():
    demand = {"stance": "demands", "firmness": "red line"}
    case = graph(
        parties=[{"id": "a", "name": "Upland"}, {"id": "b", "name": "Lowland"}, {"id": "c", "name": "Delta"}],
        issues=[
            {"id": "seat", "name": "the seat", "kind": "choice"},
            {"id": "flow", "name": "the flow", "kind": "number", "unit": "m3/s"},
        ],
        options=[{"issue": "seat", "option": o, "name": o.title()} for o in ("geneva", "oslo")],
        positions=[
            {"id": "1", "party": "a", "issue": "seat", "option": "geneva", **demand},
            {"id": "2", "party": "b", "issue": "seat", "option": "oslo", **demand},
            {"id": "3", "party": "c", "issue": "seat", "option": "oslo", **demand},
            {"id": "4", "party": "a", "issue": "flow", "low": 10, "high": 30, **demand},
            {"id": "5", "party": "b", "issue": "flow", "low": 20, "high": 40, **demand},
        ],
    )
    rows = overlaps(case)
    assert rows[["issue", "settlement", "parties", "clash_elsewhere"]].values.tolist() == [
        ["flow", "20 to 30 m3/s", "a|b", 1],
        ["seat", "oslo", "b|c", 0],
    ]
    assert rows["why"][0] == (
        "On the flow, Upland and Lowland both accept 20 to 30 m3/s, though 1 pair of their positions clashes on other issues."
    )
    assert rows["positions"].tolist() == ["4|5", "2|3"]
    assert overlaps(case, parties="c")["parties"].tolist() == ["b|c"]
    assert overlaps(case, parties=["a", "c"]).empty


def test_nobody_asked_about_shares_nothing():
    assert len(zopa.load("river-basin").overlaps(parties=[])) == 0

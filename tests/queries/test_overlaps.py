"""Common ground: every settlement that two or more parties accept, adversaries first."""

from __future__ import annotations

import datetime as dt

import pandas as pd
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.dossiers import dossiers, graph
from reference.rule import FIRST, LAST, Reference, within

import zopa
from zopa.queries import overlaps


@settings(max_examples=examples(150), deadline=None)
@given(dossiers(most=8), st.sampled_from(["red line", "bottom line", "aim"]), st.sampled_from([{"as_of": "all"}, {}]))
def test_every_settlement_lists_exactly_the_parties_that_accept_it(dossier, level, when):
    case, reference = graph(**dossier), Reference(dossier)
    days = reference.asked(when.get("as_of"))
    tree = case.columns.regions
    parties_of = {}
    for row in overlaps(case, level=level, **when).itertuples():
        choice = reference.issues[row.issue]["kind"] == "choice"
        inside = (
            [row.settlement] if choice else [s for s in reference.settlements(row.issue) if within(s, row.settlement)]
        )
        if reference.issues[row.issue].get("per_region") != "yes":
            places = {"the whole issue"}
        else:
            leaves = [leaf for name in row.regions.split("|") if name for leaf in tree.leaves(tree.code[name])]
            places = {tree.ids[leaf] for leaf in leaves} if row.regions else set(reference.smallest())
        start = FIRST if pd.isna(row.start) else dt.date.fromisoformat(row.start)
        end = LAST if pd.isna(row.end) else dt.date.fromisoformat(row.end)
        assert any(start <= day <= end for day in days), "a row holds on a day asked for"
        for place in places:
            for day in reference.days():
                if start <= day <= end:
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

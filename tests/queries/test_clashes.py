"""Clashes: every pair that cannot both be honoured, and no other."""

from __future__ import annotations

import datetime as dt
import sys

import numpy as np
import pandas as pd
import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.dossiers import dossiers, graph
from reference.rule import FIRST, LAST, Reference, first_day

import zopa
from zopa.graph.dates import period
from zopa.queries import UnknownNameError, clash_matrix, clashes
from zopa.queries.asking.scope import one_after_another
from zopa.queries.clashes import counts_by_issue, listed_pairs, tally
from zopa.queries.one_issue import pairs as joining

#: All dates, and the dossier's own date, which is meant where none is given.
WHEN = st.sampled_from([{"as_of": "all"}, {}])


def then(reference: Reference, arguments: dict, pairs: dict) -> dict:
    """The pairs that meet on a day asked for."""
    days = reference.asked(arguments.get("as_of"))
    return {pair: met for pair, met in pairs.items() if any(day in days for _, day in met)}


def spread(case, frame: pd.DataFrame, reference: Reference) -> dict:
    """For each listed pair the places and days that its row covers."""
    tree = case.columns.regions
    cells = {}
    for row in frame.itertuples():
        if reference.issues[row.issue].get("per_region") != "yes":
            places = {"the whole issue"}
        elif row.regions:
            places = {tree.ids[leaf] for name in row.regions.split("|") for leaf in tree.leaves(tree.code[name])}
        else:
            places = set(reference.smallest())
        start = FIRST if pd.isna(row.start) else dt.date.fromisoformat(row.start)
        end = LAST if pd.isna(row.end) else dt.date.fromisoformat(row.end)
        days = {day for day in reference.days() if start <= day <= end}
        a, b = sorted([row.position_a, row.position_b])
        assert (a, b) not in cells, "a pair is listed once"
        cells[a, b] = {(place, day) for place in places for day in days}
    return cells


@settings(max_examples=examples(200), deadline=None)
@given(dossiers(wide=True), WHEN)
def test_lists_exactly_the_clashes_of_a_literal_reading(dossier, asked):
    case, reference = graph(**dossier), Reference(dossier)
    listed = clashes(case, **asked)
    expected = then(reference, asked, reference.pairs(reference.clash))
    assert spread(case, listed, reference) == expected
    for row in listed.itertuples():
        assert row.kind == reference.kind(row.position_a, row.position_b)
        assert (row.severity, row.at_least) == reference.severity(row.position_a, row.position_b)
        assert {row.party_a, row.party_b} == {reference.holder(p, True) for p in (row.position_a, row.position_b)}
        if reference.issues[row.issue]["kind"] == "ordered":
            assert row.gap == reference.steps(row.position_a, row.position_b)
    assert clashes(case, count_only=True, **asked) == len(expected)
    assert clash_matrix(case, **asked).to_numpy().sum() == 2 * len(expected)


@settings(max_examples=examples(80), deadline=None)
@given(dossiers(), WHEN)
def test_without_roll_up_every_voice_is_a_party_of_its_own(dossier, asked):
    case, reference = graph(**dossier), Reference(dossier)
    pairs = then(reference, asked, reference.pairs(reference.clash, roll_up=False))
    expected = {pair: met for pair, met in pairs.items() if reference.kind(*pair) != "split"}
    assert spread(case, clashes(case, roll_up=False, **asked), reference) == expected


@settings(max_examples=examples(80), deadline=None)
@given(dossiers(), WHEN)
def test_a_split_is_a_clash_of_two_voices_of_one_principal(dossier, asked):
    case, reference = graph(**dossier), Reference(dossier)
    pairs = then(reference, asked, reference.pairs(reference.clash, roll_up=False))
    expected = {pair: met for pair, met in pairs.items() if reference.kind(*pair) == "split"}
    assert spread(case, clashes(case, kind="split", **asked), reference) == expected


@settings(max_examples=examples(80), deadline=None)
@given(dossiers(), WHEN, st.data())
def test_filters_keep_the_rows_that_they_name(dossier, when, data):
    case, reference = graph(**dossier), Reference(dossier)
    everything = clashes(case, **when)
    party, other_party = data.draw(st.lists(st.sampled_from(list(reference.parties)), min_size=2, max_size=2))
    issue = data.draw(st.sampled_from(list(reference.issues)))
    principal, both = reference.principal(party), {reference.principal(party), reference.principal(other_party)}
    sides = [{row.party_a, row.party_b} for row in everything.itertuples()]
    assert len(clashes(case, parties=party, **when)) == sum(principal in pair for pair in sides)
    expected = sum(principal in pair for pair in sides) if len(both) == 1 else sum(pair <= both for pair in sides)
    assert len(clashes(case, parties=[party, other_party], **when)) == expected
    listed = clashes(case, issues=issue, **when)
    assert listed["why"].tolist() == everything[everything["issue"] == issue]["why"].tolist()
    for severity in ("deadlock", "hard", "soft", "unknown"):
        assert len(clashes(case, severity=severity, **when)) == (everything["severity"] == severity).sum()


@settings(max_examples=examples(80), deadline=None)
@given(dossiers(), st.data())
def test_as_of_keeps_what_holds_on_some_day_of_it(dossier, data):
    case = graph(**dossier)
    date = data.draw(st.sampled_from(["2020", "2021-03", "2021-03-15", "2022", "2024-06-30"]))
    listed = clashes(case, as_of=date)
    everything = clashes(case, as_of="all")
    first, last = (dt.date.fromordinal(day) for day in period(date))
    expected = [
        row.why
        for row in everything.itertuples()
        if (pd.isna(row.start) or first_day(row.start) <= last) and (pd.isna(row.end) or first_day(row.end) >= first)
    ]
    assert set(expected) == set(listed["why"])
    assert len(expected) == len(listed)


@settings(max_examples=examples(80), deadline=None)
@given(dossiers(), WHEN, st.data())
def test_regions_cut_the_rows_to_the_regions_asked_for(dossier, when, data):
    case, reference = graph(**dossier), Reference(dossier)
    if not reference.regions:
        return
    named_regions = data.draw(st.lists(st.sampled_from(list(reference.regions)), min_size=1, max_size=2, unique=True))
    inside = {
        place for place in reference.smallest() if any(reference.inside(place, larger) for larger in named_regions)
    }
    expected = {}
    for (a, b), met in reference.pairs(reference.clash).items():
        if reference.issues[reference.positions[a]["issue"]].get("per_region") == "yes":
            met = {(place, day) for place, day in met if place in inside}
        else:
            biting = [
                any(
                    place in inside and (not where or reference.inside(place, where))
                    for where in (reference.positions[p].get("regions") or "").split("|")
                    for place in reference.smallest()
                )
                for p in (a, b)
            ]
            met = met if all(biting) else set()
        if met:
            expected[a, b] = met
    expected = then(reference, when, expected)
    assert spread(case, clashes(case, regions=named_regions, **when), reference) == expected
    assert clashes(case, regions=named_regions, count_only=True, **when) == len(expected)
    assert clash_matrix(case, regions=named_regions, **when).to_numpy().sum() == 2 * len(expected)


def test_every_row_says_why_and_cites_its_evidence():
    case = graph(
        parties=[{"id": "up", "name": "Upland"}, {"id": "low", "name": "Lowland"}],
        issues=[{"id": "flow", "name": "Winter flow", "kind": "number", "unit": "m3/s"}],
        positions=[
            {
                "id": "a",
                "party": "up",
                "issue": "flow",
                "stance": "demands",
                "high": 40,
                "firmness": "red line",
                "evidence": "e1|e2",
            },
            {
                "id": "b",
                "party": "low",
                "issue": "flow",
                "stance": "demands",
                "low": 65,
                "ideal": 80,
                "firmness": "aim",
                "start": "2021",
            },
        ],
    )
    row = clashes(case).iloc[0]
    assert row["why"] == (
        "On Winter flow since 2021, Upland demands at most 40 m3/s (red line) and Lowland demands at least 65 m3/s, "
        "ideally 80 (aim): no settlement honours both; the least that one must move is 25 m3/s."
    )
    assert row["gap"] == 25
    assert (row["evidence_a"], row["evidence_b"]) == ("e1|e2", "")
    assert row["severity"] == "hard"


def test_a_name_that_is_not_in_the_case_is_refused_with_the_nearest():
    case = graph(
        parties=[{"id": "upland"}, {"id": "lowland"}],
        issues=[{"id": "flow", "kind": "number"}],
        positions=[{"id": "a", "party": "upland", "issue": "flow", "stance": "demands", "low": 1}],
    )
    with pytest.raises(UnknownNameError, match="no party 'uplnd'. Did you mean 'upland'"):
        clashes(case, parties="uplnd")
    with pytest.raises(UnknownNameError, match="no severity 'grave': use deadlock, hard, soft, unknown"):
        clashes(case, severity="grave")
    with pytest.raises(ValueError, match="write 2025, 2025-08 or 2025-08-15, or 'all' for all dates"):
        clashes(case, as_of="August")


def test_ids_that_differ_in_case_alone_are_told_apart():
    demand = {"issue": "seat", "stance": "demands"}
    case = graph(
        parties=[{"id": "A"}, {"id": "a"}, {"id": "B"}],
        issues=[{"id": "seat", "kind": "choice"}],
        options=[{"issue": "seat", "option": option} for option in ("geneva", "oslo")],
        positions=[
            {"id": "1", "party": "A", "option": "geneva", **demand},
            {"id": "2", "party": "a", "option": "geneva", **demand},
            {"id": "3", "party": "B", "option": "oslo", **demand},
        ],
    )
    assert clashes(case, parties="A")["position_a"].tolist() == ["1"]
    assert clashes(case, parties="a")["position_a"].tolist() == ["2"]
    assert clashes(case, parties=pd.Series(["A", "B"]))["position_a"].tolist() == ["1"]
    with pytest.raises(UnknownNameError, match="'b' could be|no party|Did you mean"):
        clashes(case, parties="C")


def test_a_draft_is_never_cited():
    demand = {"issue": "seat", "stance": "demands"}
    case = graph(
        parties=[{"id": "a"}, {"id": "b"}],
        issues=[{"id": "seat", "kind": "choice"}],
        options=[{"issue": "seat", "option": option} for option in ("geneva", "oslo")],
        positions=[
            {"id": "1", "party": "a", "option": "geneva", "evidence": "e1|e2", **demand},
            {"id": "2", "party": "b", "option": "oslo", **demand},
        ],
        evidence=[{"id": "e1", "source": "s", "status": "draft"}, {"id": "e2", "source": "s"}],
    )
    assert clashes(case)["evidence_a"].tolist() == ["e2"]


@settings(max_examples=examples(30), deadline=None)
@given(dossiers())
def test_many_rows_without_sentences_hold_the_same_texts_in_categoricals(dossier):
    case = graph(**dossier)
    plain = clashes(case, as_of="all", why=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys.modules["zopa.queries.clashes"], "MANY_ROWS", 1)
        short, full = clashes(case, as_of="all", why=False), clashes(case, as_of="all")
    assert all(kind == "str" for name, kind in full.dtypes.items() if name != "gap")
    if plain.empty:
        return
    assert [name for name, kind in short.dtypes.items() if kind == "category"] == [n for n in plain if n != "gap"]
    assert pd.DataFrame(short).astype(plain.dtypes.to_dict()).equals(pd.DataFrame(plain))
    assert short.to_csv() == plain.to_csv()
    assert short.to_json(orient="records") == plain.to_json(orient="records")
    joined = one_after_another(case, [short, plain])
    assert joined.dtypes.equals(plain.dtypes)
    assert len(joined) == 2 * len(plain)


@settings(max_examples=15, deadline=None)
@given(dossiers(wide=True), st.sampled_from([1, 2, 7]))
def test_pairs_are_the_same_however_small_the_pieces_are(dossier, chunk):
    case = graph(**dossier)
    whole = listed_pairs(case)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(joining, "CHUNK", chunk)
        for side, again in zip(whole, listed_pairs(case), strict=True):
            np.testing.assert_array_equal(side, again)


def test_categoricals_draw_the_same_picture(monkeypatch):
    case = zopa.load("river-basin")
    plain = clashes(case, why=False).picture()
    monkeypatch.setattr(sys.modules["zopa.queries.clashes"], "MANY_ROWS", 1)
    assert clashes(case, why=False).picture() == plain


@settings(max_examples=examples(40), deadline=None)
@given(dossiers(), st.sampled_from([None, "all", "2021-03"]))
def test_counts_by_issue_are_those_of_the_list(dossier, as_of):
    case = graph(**dossier)
    listed = clashes(case, as_of=as_of)
    expected = {
        (issue, frozenset(pair)): len(rows)
        for (issue, *pair), rows in listed.assign(
            one=listed[["party_a", "party_b"]].min(axis=1), other=listed[["party_a", "party_b"]].max(axis=1)
        ).groupby(["issue", "one", "other"])
    }
    rows = counts_by_issue(case, as_of=as_of, roll_up=True)
    assert {(row.issue, frozenset((row.party_a, row.party_b))): row.pairs for row in rows.itertuples()} == expected
    severities = tally(case, as_of=as_of).by_severity
    assert {word: count for word, count in severities.items() if count} == listed["severity"].value_counts().to_dict()

"""Options that can be combined become issues of their own when a case is read, and what names them follows."""

from __future__ import annotations

import pandas as pd
import pytest

import zopa
from zopa.graph.redaction import redacted
from zopa.loaders import check

DOSSIER: dict[str, list[dict[str, object]]] = {
    "parties": [{"id": "a"}, {"id": "b"}],
    "issues": [
        {"id": "aid", "name": "Sanctions", "question": "Which sanctions?", "kind": "several", "note": "As listed."},
        {"id": "truce", "kind": "choice"},
    ],
    "options": [
        {"issue": "aid", "option": "oil", "name": "Oil embargo", "meaning": "No oil is bought", "note": "From 2024."},
        {"issue": "truce", "option": "yes"},
        {"issue": "aid", "option": "a/b"},
        {"issue": "truce", "option": "no"},
    ],
    "positions": [
        {"id": "both", "party": "a", "issue": "aid", "stance": "demands", "option": "oil|a/b", "start": "2024"},
        {"id": "one", "party": "b", "issue": "aid", "stance": "rejects", "option": "oil", "evidence": "e1"},
        {
            "id": "later",
            "party": "a",
            "issue": "aid",
            "stance": "accepts",
            "option": "oil",
            "start": "2025",
            "replaces": "both",
        },
        {"id": "silent", "party": "b", "issue": "aid", "stance": "no answer"},
        {"id": "stop", "party": "a", "issue": "truce", "stance": "demands", "option": "yes"},
    ],
    "conditions": [
        {"id": "c1", "what": "both", "relation": "only if", "requires": "truce/yes"},
        {"id": "c2", "what": "aid/oil", "relation": "only after", "requires": "truce/yes|aid/a/b"},
    ],
    "constraints": [{"id": "k", "option": "aid/oil", "relation": "implies", "other": "aid/a/b"}],
    "saliences": [{"id": "w", "party": "a", "issue": "aid", "salience": 3}],
    "obstacles": [{"id": "o", "name": "Distrust", "blocks": "aid|truce/yes"}],
    "proposals": [{"id": "plan", "name": "Plan"}],
    "terms": [
        {"id": "t1", "proposal": "plan", "issue": "aid", "option": "oil|a/b"},
        {"id": "t2", "proposal": "plan", "issue": "aid"},
        {"id": "t3", "proposal": "plan", "issue": "truce", "option": "yes"},
    ],
    "sources": [{"id": "s"}],
    "evidence": [{"id": "e1", "source": "s", "status": "accepted"}],
}


def dossier(**changed: list[dict[str, object]]) -> dict[str, pd.DataFrame]:
    return {name: pd.DataFrame(rows) for name, rows in {**DOSSIER, **changed}.items()}


def cells(case: zopa.PositionGraph, table: str, *columns: str) -> list[list[object]]:
    return case.tables[table][list(columns)].fillna("").to_numpy().tolist()


@pytest.fixture(scope="module")
def case() -> zopa.PositionGraph:
    return zopa.load(dossier(), quiet=True)


def test_each_option_is_an_issue(case):
    assert cells(case, "issues", "id", "name", "kind", "closed", "whole", "note") == [
        ["aid:oil", "Sanctions: Oil embargo", "choice", "yes", "aid", "As listed."],
        ["aid:a-b", "Sanctions: a/b", "choice", "yes", "aid", "As listed."],
        ["truce", "", "choice", "", "", ""],
    ]
    assert case.tables["issues"]["question"].iloc[0] == "Which sanctions? Is 'Oil embargo' part of it?"
    assert cells(case, "options", "issue", "option", "name", "meaning", "note")[:3] == [
        ["aid:oil", "in", "Oil embargo", "No oil is bought", "From 2024."],
        ["aid:oil", "out", "Oil embargo: left out", "", ""],
        ["truce", "yes", "", "", ""],
    ]


def test_a_position_on_several_options_is_one_on_each(case):
    assert cells(case, "positions", "id", "issue", "stance", "option", "replaces", "evidence") == [
        ["both:oil", "aid:oil", "demands", "in", "", ""],
        ["both:a-b", "aid:a-b", "demands", "in", "", ""],
        ["one", "aid:oil", "rejects", "in", "", "e1"],
        ["later", "aid:oil", "accepts", "in", "both:oil|both:a-b", ""],
        ["silent:oil", "aid:oil", "no answer", "", "", ""],
        ["silent:a-b", "aid:a-b", "no answer", "", "", ""],
        ["stop", "truce", "demands", "yes", "", ""],
    ]


def test_what_names_them_elsewhere_names_the_parts(case):
    assert cells(case, "conditions", "what", "requires") == [
        ["both:oil", "truce/yes"],
        ["both:a-b", "truce/yes"],
        ["aid:oil/in", "truce/yes|aid:a-b/in"],
    ]
    assert case.tables["conditions"]["id"].is_unique
    assert cells(case, "constraints", "option", "other") == [["aid:oil/in", "aid:a-b/in"]]
    assert cells(case, "saliences", "issue", "salience") == [["aid:oil", 3.0], ["aid:a-b", 3.0]]
    assert cells(case, "obstacles", "blocks") == [["aid:oil|aid:a-b|truce/yes"]]
    assert cells(case, "terms", "issue", "option") == [
        ["aid:oil", "in"],
        ["aid:a-b", "in"],
        ["aid:oil", ""],
        ["aid:a-b", ""],
        ["truce", "yes"],
    ]
    assert case.tables["terms"]["id"].is_unique
    assert len(case.nx) > 0


def test_replacing_such_a_position_ends_all_of_it(case):
    ends = dict(zip(case.columns.ids, case.columns.end, strict=True))
    assert ends["both:oil"] == ends["both:a-b"] < ends["later"]
    findings = check(dossier())
    assert not findings["message"].str.contains("another issue").any()


@pytest.mark.parametrize("place", ["saved", "saved.xlsx"])
def test_a_case_is_written_as_it_was_coded(case, tmp_path, place):
    again = zopa.load(zopa.save(case, tmp_path / place), quiet=True)
    for name in case.tables:
        pd.testing.assert_frame_equal(again.tables[name], case.tables[name])
    if place == "saved":
        lines = (tmp_path / place / "positions.csv").read_text(encoding="utf-8").splitlines()
        assert lines[1].startswith("both,a,aid,demands,oil|a/b,")


def test_positions_on_draft_evidence_are_kept_where_they_stood(tmp_path):
    draft = dossier(evidence=[{"id": "e1", "source": "s", "status": "draft"}])
    case = zopa.load(draft, quiet=True)
    assert "one" not in case.tables["positions"]["id"].tolist()
    zopa.save(case, tmp_path / "saved")
    assert "one,b,aid,rejects,oil," in (tmp_path / "saved" / "positions.csv").read_text(encoding="utf-8")


def test_the_tables_of_a_case_make_the_same_case(case):
    again = zopa.load({**case.tables}, quiet=True)
    for name in case.tables:
        pd.testing.assert_frame_equal(again.tables[name], case.tables[name])


def test_options_are_made_from_the_positions_where_none_are_listed():
    case = zopa.load(
        {
            "issues": pd.DataFrame([{"id": "aid", "kind": "several"}]),
            "positions": pd.DataFrame([{"party": "A", "issue": "aid", "stance": "demands", "option": "oil|arms"}]),
        },
        quiet=True,
    )
    assert case.tables["issues"]["id"].tolist() == ["aid:oil", "aid:arms"]


def test_more_than_63_options_can_be_combined():
    names = [f"o{number}" for number in range(70)]
    case = zopa.load(
        {
            "issues": pd.DataFrame([{"id": "aid", "kind": "several"}]),
            "positions": pd.DataFrame({"party": "A", "issue": "aid", "stance": "demands", "option": names}),
        },
        quiet=True,
    )
    assert len(case.tables["issues"]) == 70


@pytest.mark.parametrize(
    ("changed", "column", "message"),
    [
        (
            {"positions": [{"party": "a", "issue": "aid", "stance": "demands", "low": 3}]},
            "low",
            "numbers have no place",
        ),
        (
            {"positions": [{"party": "a", "issue": "aid", "stance": "demands", "option": ""}]},
            "option",
            "names no option",
        ),
        (
            {"positions": [{"party": "a", "issue": "aid", "stance": "demands", "option": "gas"}]},
            "option",
            "'gas' is no option",
        ),
        (
            {"positions": [{"party": "a", "issue": "aid", "stance": "demands", "option": "other"}]},
            "option",
            "no option of 'aid'",
        ),
        (
            {"issues": [*DOSSIER["issues"], {"id": "bare", "kind": "several"}]},
            "kind",
            "'bare' is of the kind 'several' but has no options",
        ),
    ],
)
def test_what_such_an_issue_cannot_be_is_refused(changed, column, message):
    findings = check(dossier(**changed))
    errors = findings[(findings["level"] == "error") & (findings["column"] == column)]
    assert errors["message"].str.contains(message).any()


def test_a_divided_party_is_told_option_by_option():
    rows = [
        {"id": "p", "party": "a", "issue": "aid", "stance": "demands", "option": "oil|a/b", "firmness": "red line"},
        {"id": "q", "party": "a", "issue": "aid", "stance": "rejects", "option": "oil", "firmness": "red line"},
    ]
    case = zopa.load(dossier(positions=rows, conditions=[]), quiet=True)
    assert cells(case, "positions", "id", "contested") == [["p:oil", "yes"], ["p:a-b", ""], ["q", "yes"]]
    with pytest.raises(ValueError, match="several"):
        _ = zopa.PositionGraph({**case.tables, "issues": case.tables["issues"].assign(kind="several")}, {}).columns


def test_without_names_the_options_of_one_issue_still_belong_together(case):
    tables, meta = redacted(case, "names")
    assert tables["issues"]["whole"].fillna("").tolist() == ["Whole 1", "Whole 1", ""]
    assert zopa.PositionGraph(tables, meta).deals()["total"].tolist() == case.deals()["total"].tolist()

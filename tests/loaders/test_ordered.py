"""Options in an order: ranges and ideals name options, and are read as the options that they stand for."""

from __future__ import annotations

import pandas as pd
import pytest

import zopa
from zopa.loaders import check

OPTIONS = [
    {"issue": "mission", "option": "none", "name": "No mission"},
    {"issue": "mission", "option": "observers", "name": "Observers"},
    {"issue": "mission", "option": "monitors", "name": "Monitors"},
    {"issue": "mission", "option": "peacekeepers", "name": "Peacekeepers"},
]


def dossier(*positions: dict[str, object], **changed: list[dict[str, object]]) -> dict[str, pd.DataFrame]:
    """Positions of A, B .. on a mission, in the order in which they come."""
    rows = [
        {"party": "AB"[index % 2], "issue": "mission", "stance": "demands", **row}
        for index, row in enumerate(positions)
    ]
    tables = {
        "issues": [{"id": "mission", "name": "Mission", "kind": "ordered"}],
        "options": OPTIONS,
        "positions": rows,
    }
    return {name: pd.DataFrame(table_rows) for name, table_rows in {**tables, **changed}.items()}


@pytest.mark.parametrize(
    ("cells", "stance", "option", "prefers"),
    [
        ({"low": "monitors"}, "demands", "monitors|peacekeepers", None),
        ({"high": "Observers"}, "demands", "none|observers", None),
        ({"low": "OBSERVERS", "high": "monitors"}, "demands", "observers|monitors", None),
        ({"low": "monitors", "ideal": "peacekeepers"}, "demands", "monitors|peacekeepers", "peacekeepers"),
        ({"option": "none|monitors", "ideal": "Monitors"}, "demands", "none|monitors", "monitors"),
        ({"ideal": "observers"}, "accepts", "observers", "observers"),
        ({"high": "observers", "stance": "rejects"}, "rejects", "none|observers", None),
        ({"option": "none"}, "demands", "none", None),
    ],
)
def test_a_range_stands_for_its_options(cells, stance, option, prefers, tmp_path):
    case = zopa.load(dossier(cells), quiet=True)
    again = zopa.load(zopa.save(case, tmp_path / "saved"), quiet=True)
    for rows in (case.tables["positions"], again.tables["positions"]):
        (row,) = rows.to_dict("records")
        assert (row["stance"], row["option"]) == (stance, option)
        assert row["prefers"] == prefers if prefers else pd.isna(row["prefers"])
        assert pd.isna([row["low"], row["ideal"], row["high"]]).all()


def test_codes_of_a_codebook_are_options():
    options = [{"issue": "mission", "option": str(code)} for code in range(7)]
    rows = pd.DataFrame({"party": ["A", "B"], "issue": "mission", "low": [2, None], "high": [None, 0]})
    case = zopa.load({**dossier(options=options), "positions": rows}, quiet=True)
    assert case.tables["positions"]["option"].tolist() == ["2|3|4|5|6", "0"]
    assert case.clashes()["gap"].tolist() == [2]


@pytest.mark.parametrize(
    ("cells", "column", "message", "nearest"),
    [
        ({"low": "moniters"}, "low", "'moniters' is no option of the issue", "monitors"),
        ({"low": 2}, "low", "'2' is no option of the issue", ""),
        ({"low": "monitors", "high": "none"}, "low", "'low' ('monitors') comes after 'high' ('none')", ""),
        ({"low": "monitors", "ideal": "none"}, "ideal", "lies outside 'monitors' to 'peacekeepers'", ""),
        ({"low": "monitors", "option": "none"}, "option", "The row names options and a range", ""),
        ({"ideal": "none", "stance": "rejects"}, "ideal", "who rejects, or takes no side, has none", ""),
        ({"option": "none", "ideal": "monitors"}, "prefers", "not among the options that the position accepts", ""),
        ({}, "option", "names no option", ""),
    ],
)
def test_what_names_no_options_is_refused_once(cells, column, message, nearest):
    findings = check(dossier({"option": None, "low": None, "high": None, "ideal": None, **cells}))
    (error,) = findings[findings["level"] == "error"].to_dict("records")
    assert (error["column"], error["row"]) == (column, 2)
    assert message in error["message"]
    assert (error["nearest"] if isinstance(error["nearest"], str) else "") == nearest


def test_a_code_is_one_however_it_is_written():
    options = [{"issue": "mission", "option": str(code), "name": f"Step {code}"} for code in range(3)]
    case = zopa.load(dossier({"low": "1.0"}, {"high": "step 0"}, options=options), quiet=True)
    assert case.tables["positions"]["option"].tolist() == ["1|2", "0"]


def test_terms_name_ranges_too():
    terms = [{"proposal": "plan", "issue": "mission", "high": "observers"}]
    case = zopa.load(
        dossier({"option": "none"}, {"low": "monitors"}, terms=terms, proposals=[{"id": "plan", "name": "Plan"}]),
        quiet=True,
    )
    assert case.tables["terms"]["option"].tolist() == ["none|observers"]
    verdicts = case.check_deal("plan").set_index("party")["verdict"].to_dict()
    assert verdicts == {"A": "open", "B": "crosses"}


def test_an_order_has_to_be_listed_and_is_all_there_is():
    findings = check(dossier({"option": "none"}, options=[{"issue": "other issue", "option": "x"}]))
    assert findings["message"].str.contains("of the kind 'ordered' but has no options").any()
    findings = check(dossier({"option": "none"}, issues=[{"id": "mission", "kind": "ordered", "closed": "no"}]))
    assert findings["message"].str.contains("are all there is").any()


def test_only_options_in_an_order_are_preferred():
    findings = check(
        dossier({"option": "none", "prefers": "none"}, issues=[{"id": "mission", "kind": "choice", "closed": "yes"}])
    )
    assert findings["message"].str.contains("Only options that stand in an order").any()


def test_the_firmness_of_a_bare_ideal_is_not_read_in_silence():
    findings = check(dossier({"ideal": "none", "firmness": "aim"}))
    assert findings["message"].str.contains("has no firmness: it was read without one").any()

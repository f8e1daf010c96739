"""Decisions are read and checked: rules that can be read, weights that are numbers, parties whom the rule fits."""

from __future__ import annotations

import pandas as pd
import pytest

import zopa
from zopa.loaders.fix import fix


def case(**decision: str) -> dict[str, object]:
    stances = zip("ABC", ["demands", "accepts", "rejects"], strict=True)
    return {
        "parties": [
            {"id": "A", "seats": "12", "land": "wide"},
            {"id": "B", "seats": "3.5", "land": "7"},
            {"id": "C", "speaks_for": "B"},
        ],
        "issues": [{"id": "seat", "kind": "choice"}],
        "options": [{"issue": "seat", "option": option} for option in ("Geneva", "Oslo")],
        "positions": [
            {"party": party, "issue": "seat", "stance": stance, "option": "Geneva"} for party, stance in stances
        ],
        "decisions": [{"id": "d", **decision}],
    }


def about_decisions(findings: pd.DataFrame) -> list[list[object]]:
    told = findings[(findings["file"] == "decisions") | (findings["column"].isin(["seats", "land"]))]
    return told[["level", "column", "value", "nearest", "message"]].fillna("").values.tolist()


def test_a_column_that_is_counted_is_read_as_numbers_and_is_known():
    tables = case(rule="majority", weight="seats")
    told = about_decisions(zopa.check(tables))
    assert [message for *_, message in told] == ["The column 'land' is not known: it is kept, but nothing reads it."]
    read = zopa.load(tables, quiet=True).tables["parties"]
    assert read["seats"].dtype == float
    assert read["land"].tolist()[:2] == ["wide", "7"]


WRONG = [
    ({"rule": "share 55 %"}, "rule", "share 55 %", "share 0.55", "A share is written as a part of 1"),
    ({"rule": "two third"}, "rule", "two third", "two thirds", "no rule of decision that is known"),
    ({"rule": ""}, "rule", "", "", "'rule' is empty"),
    ({"rule": "all", "parties": "A|X"}, "parties", "A|X", "", "'X' is no party."),
    ({"rule": "all", "vetoes": "X"}, "vetoes", "X", "", "'X' is no party."),
    ({"rule": "all", "issues": "seats"}, "issues", "seats", "seat", "'seats' is no issue."),
    ({"rule": "majority", "weight": "seat"}, "weight", "seat", "seats", "has no column 'seat' that could be counted"),
    ({"rule": "majority", "weight": "land"}, "land", "wide", "", "'wide' is not a number."),
    ({"rule": "majority", "weight": "note"}, "weight", "note", "", "holds no numbers, so it cannot be counted"),
    ({"rule": "majority", "weight": "seats", "parties": "A|C"}, "parties", "A|C", "", "'C' has a say, but no number"),
    ({"rule": "at least 9", "parties": "A|B"}, "rule", "at least 9", "", "can never be reached"),
    ({"rule": "UN Security Council", "parties": "A|B"}, "rule", "UN Security Council", "", "and here 2 do"),
    ({"rule": "EU Council qualified majority"}, "weight", "", "", "counts the population of each party"),
]


@pytest.mark.parametrize(("cells", "column", "value", "nearest", "says"), WRONG)
def test_what_is_wrong_with_a_decision_is_told_by_its_cell(cells, column, value, nearest, says):
    errors = [row for row in about_decisions(zopa.check(case(**cells))) if row[0] == "error"]
    assert [row[1:4] for row in errors] == [[column, value, nearest]]
    assert says in errors[0][4]


def test_two_voices_of_one_party_have_one_say():
    told = about_decisions(zopa.check(case(rule="all", parties="A|B|C")))
    assert ["warning", "parties", "A|B|C", "", "'B' and 'C' speak for one party: together they have one say."] in told


def test_a_share_that_is_written_in_percent_has_one_reading(tmp_path, written):
    folder = written(tmp_path / "case", {name: pd.DataFrame(rows) for name, rows in case(rule="share 55 %").items()})
    fixed = fix(folder, tmp_path / "copy")
    assert ["decisions.csv", 2, "rule", "share 55 %", "share 0.55"] in fixed.changes.values.tolist()


def test_decisions_survive_being_written(tmp_path):
    made = zopa.load(case(rule="majority", weight="seats", parties="A|B", vetoes="B", issues="seat"), quiet=True)
    for place in (tmp_path / "folder", tmp_path / "book.xlsx"):
        zopa.save(made, place)
        again = zopa.load(place, quiet=True)
        pd.testing.assert_frame_equal(again.tables["decisions"], made.tables["decisions"])
        assert again.tables["parties"]["seats"].tolist()[:2] == [12.0, 3.5]
    edges = [(a, data["kind"], b) for a, b, data in made.nx.edges(data=True) if "decision:d" in (a, b)]
    assert sorted(edges) == [
        ("decision:d", "DECIDES", "issue:seat"),
        ("party:A", "HAS_A_SAY_IN", "decision:d"),
        ("party:B", "HAS_A_SAY_IN", "decision:d"),
        ("party:B", "HAS_A_VETO_IN", "decision:d"),
    ]

"""Statements read as positions, held against a literal reading; nothing that was said is lost."""

from __future__ import annotations

from itertools import count

import pandas as pd
import pytest
from effort import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reference.dossiers import DATES, dossiers
from reference.statements import CONTENT, content, day, derived

from zopa.graph.redaction import redacted
from zopa.loaders import check, load, read, save

SAID = {"party": "A", "issue": "seat", "stance": "demands"}


def case(*statements, **tables):
    return {"statements": pd.DataFrame([SAID | row for row in statements]), **tables}


def positions(case):
    frame = load(case, quiet=True).tables["positions"]
    return frame[["option", "start", "end", "support"]].fillna("").values.tolist()


# ------------------------------------------------------------------------------------------------ one by one


def test_statements_that_say_the_same_are_one_position_with_each_as_evidence():
    loaded = load(
        case(
            {"option": "x|y", "date": "2024-03", "speaker": "The minister", "quote": "here or there", "coder": "C"},
            {"option": "y|x", "date": "2023", "source": "Gazette", "locator": "p. 2", "weight": 2, "mood": "calm"},
        ),
        quiet=True,
    )
    position = loaded.tables["positions"].iloc[0]
    assert (position["start"], position["support"]) == ("2023", 2)
    evidence = loaded.tables["evidence"].set_index("id").loc[position["evidence"].split("|")].astype(object).fillna("")
    assert evidence["speaker"].tolist() == ["The minister", ""]
    assert evidence["date"].tolist() == ["2024-03", "2023"]
    assert evidence["quote"].tolist() == ["here or there", ""]
    assert evidence["source"].tolist() == ["statements", "Gazette"]
    assert evidence["locator"].tolist() == ["", "p. 2"]
    assert evidence["coder"].tolist() == ["C", ""]
    assert evidence["weight"].tolist() == ["", 2]
    assert evidence["mood"].tolist() == ["", "calm"]
    assert loaded.tables["statements"].empty
    assert "1 of 2 statements name no source" in " ".join(loaded.findings["message"])


def test_a_later_statement_replaces_an_earlier_one_that_cannot_hold_with_it():
    said = [
        {"option": "x", "date": "2020"},
        {"option": "x", "date": "2021-05"},
        {"option": "y", "date": "2022-02-10"},
        {"option": "x", "date": "2023"},
    ]
    assert positions(case(*said)) == [
        ["x", "2020", "2022-02-09", 2],
        ["y", "2022-02-10", "2022-12-31", 1],
        ["x", "2023", "", 1],
    ]
    findings = check(case(*said))
    assert "3 statements are replaced" in " ".join(findings["message"])
    assert "(rows 2, 3 and 4)" in " ".join(findings["message"])
    assert positions(case(*said, dossier={"statements": "all"})) == [["x", "2020", "", 3], ["y", "2022-02-10", "", 1]]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"date": "2020"}, {"date": "2020-05"}),  # nobody knows which came later
        ({"date": "2020"}, {}),
        ({}, {}),
    ],
)
def test_what_is_not_known_to_be_later_replaces_nothing_and_the_party_is_divided(first, second):
    loaded = load(case({"option": "x"} | first, {"option": "y"} | second), quiet=True)
    assert loaded.tables["positions"]["end"].isna().all()
    assert loaded.tables["positions"]["contested"].tolist() == ["yes", "yes"]


def test_what_can_hold_together_is_not_replaced():
    said = [{"option": "x|y", "date": "2020"}, {"option": "y", "date": "2021"}]
    assert positions(case(*said)) == [["x|y", "2020", "", 1], ["y", "2021", "", 1]]
    other_party = [{"option": "x", "date": "2020"}, {"option": "y", "date": "2021", "party": "B"}]
    assert positions(case(*other_party)) == [["x", "2020", "", 1], ["y", "2021", "", 1]]
    one_of_two_places = [
        {"option": "x", "date": "2020", "regions": "n|s"},
        {"option": "y", "date": "2021", "regions": "n"},
    ]
    assert positions(case(*one_of_two_places)) == [["x", "2020", "", 1], ["y", "2021", "", 1]]
    assert positions(case(*one_of_two_places[::-1]))[0] == ["y", "2021", "", 1]


def test_an_act_counts_on_its_day_and_replaces_nothing():
    said = [{"option": "x", "date": "2020"}, {"option": "y", "date": "2021", "once": "yes"}]
    assert positions(case(*said, said[1])) == [["x", "2020", "", 1], ["y", "2021", "", 2]]


def test_statements_are_evidence_of_a_position_that_was_coded_beside():
    coded = pd.DataFrame([SAID | {"id": "p", "option": "x", "start": "2020", "end": "2021", "source": "Book"}])
    said = [
        {"id": "s", "option": "x", "date": "2020-05"},
        {"id": "t", "option": "x"},
        {"id": "u", "option": "x", "date": "2023"},
    ]
    frame = load(case(*said, positions=coded), quiet=True).tables["positions"].astype(object).fillna("")
    assert frame[["id", "start", "end", "evidence", "support"]].values.tolist() == [
        ["p", "2020", "2021", "p-evidence|s|t", 3],
        ["A-seat-demands", "2023", "", "u", 1],
    ]


def test_a_wrong_cell_is_told_where_it_stands():
    findings = check(case({"option": "x", "date": "2023/5"}, {"option": "", "date": "2023"}))
    errors = findings[findings["level"] == "error"]
    assert errors[["file", "row", "column"]].values.tolist() == [["statements", 2, "date"], ["statements", 3, "option"]]
    findings = check(case({"option": "x"}, dossier={"statements": "lates"}))
    assert findings[findings["level"] == "error"]["nearest"].tolist() == ["latest"]
    assert (
        check({"statements": pd.DataFrame(columns=pd.Index(["party", "issue", "option"]))})["level"].tolist()[0]
        == "error"
    )


def test_a_file_of_statements_is_a_case_and_one_of_another_tool_is_read_as_before(tmp_path):
    own, foreign = tmp_path / "own", tmp_path / "foreign"
    for folder in (own, foreign):
        folder.mkdir()
    (own / "statements.csv").write_text("party,issue,option,date\nA,seat,x,2020\nB,seat,y,2021\n")
    (foreign / "statements.csv").write_text(
        "Actor,Concept,Answer\nA,Tax the rich,yes\nB,Tax the rich,no\nC,Tax the rich,no\n"
    )
    for path in (own, own / "statements.csv"):
        assert load(path, quiet=True).tables["positions"]["start"].tolist() == ["2020", "2021"]
    for path in (foreign, foreign / "statements.csv"):
        assert load(path, quiet=True).tables["positions"]["party"].tolist() == ["A", "B", "C"]


def test_speaker_and_coder_go_with_the_sources():
    loaded = load(case({"option": "x", "speaker": "Jane Doe", "coder": "C", "note": "Jane Doe was angry"}), quiet=True)
    evidence = redacted(loaded, "sources")[0]["evidence"]
    assert evidence[["speaker", "coder", "note"]].isna().all(axis=None)


# ------------------------------------------------------------------------------------------------ drawn at random


@st.composite
def contents(draw, dossier):
    """What somebody may say: of few things, so that much is said twice and much contradicts."""
    row = {"party": draw(st.sampled_from(["p0", "p0", "p1"])), **dict.fromkeys(CONTENT[1:])}
    issue = draw(st.sampled_from([dossier["issues"][0], *dossier["issues"]]))
    row |= {
        "issue": issue["id"],
        "stance": draw(st.sampled_from(["demands", "demands", "accepts", "rejects", "mixed"])),
    }
    if row["stance"] in ("demands", "rejects"):
        row["firmness"] = draw(st.sampled_from([None, None, "aim", "red line"]))
    if issue["kind"] != "number":
        row["option"] = "|".join(
            draw(
                st.lists(
                    st.sampled_from(["o0", "o1"]), min_size=1, max_size=draw(st.sampled_from([1, 1, 2])), unique=True
                )
            )
        )
        row["option"] = row["option"].split("|")[0] if row["stance"] == "rejects" else row["option"]
    else:
        row |= draw(st.sampled_from([{"low": 1, "high": 3}, {"low": 4, "high": 6}, {"low": 5, "high": 9}]))
    if dossier["regions"]:
        row["regions"] = draw(st.sampled_from([None, "r0", "r1", "r1|r2", "r2|r1"]))
    return row


@st.composite
def said(draw):
    """A dossier, positions coded in it, and statements that say a few things several times."""
    dossier = draw(dossiers(most=5))
    one = st.sampled_from(draw(st.lists(contents(dossier), min_size=2, max_size=5)))
    names = count()
    coded, statements = [], []
    for row in draw(st.lists(one, max_size=2)):
        start, end = sorted(draw(st.tuples(st.sampled_from(DATES), st.sampled_from(DATES))), key=lambda text: text[:4])
        start = draw(st.sampled_from([None, start]))
        same = {content(other) for other in coded}
        if content(row) not in same:
            coded.append(row | {"id": f"c{next(names)}", "start": start, "end": draw(st.sampled_from([None, end]))})
    for row in draw(st.lists(one, min_size=1, max_size=9)):
        date = draw(st.sampled_from([None, *DATES]))
        start = draw(st.sampled_from([*[None] * 6, *DATES]))
        once = "yes" if (start or date) and draw(st.integers(0, 7)) == 0 else None
        end = None if once else draw(st.sampled_from([*[None] * 9, "2024-06-30", "2025"]))
        statements.append(row | {"id": f"s{next(names):02}", "date": date, "start": start, "end": end, "once": once})
    for statement in statements:
        if (statement["once"] or statement["end"]) and not statement["start"]:
            statement["start"] = statement["date"]
    return {**dossier, "positions": coded}, statements


def read_back(case):
    """The positions of a case, as the reference tells them."""
    found = set()
    for row in case.tables["positions"].astype(object).where(case.tables["positions"].notna(), None).to_dict("records"):
        cited = frozenset(name for name in (row["evidence"] or "").split("|") if name.startswith("s"))
        end = row["start"] if row["once"] else row["end"]
        found.add((content(row), day(row["start"], 0), day(end, 1), row["support"] or 1, cited))
    return found


@settings(max_examples=examples(240), deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(said(), st.booleans())
def test_positions_their_support_and_their_dates_are_those_of_a_literal_reading(drawn, latest):
    dossier, statements = drawn
    tables = {name: pd.DataFrame(rows) for name, rows in dossier.items() if rows}
    tables["statements"] = pd.DataFrame(statements)
    tables["dossier"] = {"statements": "latest" if latest else "all"}
    reading = read(tables)
    assert not reading.errors, reading.findings["message"].tolist()
    loaded = load(tables, quiet=True)
    dossier["issues"] = (
        loaded.tables["issues"].astype(object).where(loaded.tables["issues"].notna(), None).to_dict("records")
    )
    assert read_back(loaded) == derived(dossier, statements, latest)


@settings(max_examples=examples(40), deadline=None)
@given(said())
def test_no_statement_is_lost_and_a_saved_case_is_the_same(tmp_path_factory, drawn):
    dossier, statements = drawn
    tables = {name: pd.DataFrame(rows) for name, rows in dossier.items() if rows} | {
        "statements": pd.DataFrame(statements)
    }
    loaded = load(tables, quiet=True)
    cited = [name for cell in loaded.tables["positions"]["evidence"].dropna() for name in cell.split("|")]
    assert sorted(cited) == sorted(statement["id"] for statement in statements)
    again = load(save(loaded, tmp_path_factory.mktemp("saved") / "case"), quiet=True)
    for name, frame in loaded.tables.items():
        assert again.tables[name].equals(frame), name


def test_statements_on_options_that_can_be_combined_come_back_as_they_were_saved(tmp_path):
    tables = {
        "issues": pd.DataFrame({"id": ["guarantees"], "kind": ["several"]}),
        "options": pd.DataFrame({"issue": ["guarantees"] * 2, "option": ["troops", "money"]}),
        "statements": pd.DataFrame(
            {
                "party": ["A", "A", "B", "B"],
                "issue": "guarantees",
                "stance": ["demands", "demands", "rejects", "demands"],
                "option": ["troops|money", "troops", "troops", "troops"],
                "date": ["2020-01-01", "2021-01-01", "2020-02-01", "2022-01-01"],
                "quote": ["one", "two", "three", "four"],
            }
        ),
    }
    first = load(tables, quiet=True)
    assert first.tables["positions"].set_index("id")["support"].to_dict() == {
        "A-guarantees:troops-demands": 2.0,
        "A-guarantees:money-demands": 1.0,
        "B-guarantees:troops-rejects": 1.0,
        "B-guarantees:troops-demands": 1.0,
    }
    again = load(save(first, tmp_path / "case"), quiet=True)
    for name, table in first.tables.items():
        pd.testing.assert_frame_equal(again.tables[name], table)


def test_pairs_are_compared_a_few_at_a_time_and_none_is_left_out(monkeypatch):
    said = [{"option": f"o{number}", "date": f"{2000 + number}"} for number in range(20)]
    whole = positions(case(*said))
    assert [end for _, _, end, _ in whole] == [*(f"{2000 + number}-12-31" for number in range(19)), ""]
    monkeypatch.setattr("zopa.loaders.deriving.MAX_PAIRS", 7)
    assert positions(case(*said)) == whole


def test_a_statement_on_an_ordered_issue_names_options_by_its_ends():
    tables = {
        "issues": pd.DataFrame({"id": ["presence"], "kind": ["ordered"]}),
        "options": pd.DataFrame({"issue": "presence", "option": ["none", "observers", "monitors", "troops"]}),
        "statements": pd.DataFrame(
            [
                {"party": "A", "low": "observers", "high": "monitors", "ideal": "monitors", "date": "2020"},
                {"party": "A", "low": "observers", "high": "monitors", "ideal": "monitors", "date": "2021"},
                {"party": "B", "ideal": "none", "date": "2021"},
            ]
        ).assign(issue="presence"),
    }
    rows = load(tables, quiet=True).tables["positions"]
    assert rows[["party", "stance", "option", "prefers", "support"]].to_numpy().tolist() == [
        ["A", "demands", "observers|monitors", "monitors", 2.0],
        ["B", "accepts", "none", "none", 1.0],
    ]

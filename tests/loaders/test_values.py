"""Numbers and dates as people and spreadsheets write them: what is read, and what is refused with which advice."""

from __future__ import annotations

import pandas as pd
import pytest

from zopa import check, load


def numbers(low: object, high: object = "", **issue: str) -> dict[str, pd.DataFrame]:
    """One party asks for at least the first number, and another for at most the second."""
    rows = [
        {"party": "A", "issue": "aid", "stance": "demands", "low": low, "firmness": "red line"},
        {"party": "B", "issue": "aid", "stance": "demands", "high": high or 9, "firmness": "red line"},
    ]
    return {"positions": pd.DataFrame(rows), "issues": pd.DataFrame([{"id": "aid", "kind": "number"} | issue])}


def days(**cells: str) -> dict[str, pd.DataFrame]:
    row = {"party": "A", "issue": "seat", "stance": "demands", "option": "x", "start": "2020"}
    return {"positions": pd.DataFrame([row | cells])}


def told(case: dict[str, pd.DataFrame], column: str) -> tuple[str, str, str]:
    """Level, message and nearest value of the one finding on a column."""
    findings = check(case)
    (row,) = findings[findings["column"] == column].itertuples()
    return row.level, row.message, row.nearest if isinstance(row.nearest, str) else ""


# ------------------------------------------------------------------------------------------------ numbers


@pytest.mark.parametrize(
    ("low", "high"), [("0.30000000000000004", "0.3"), (0.1 + 0.2, 0.3), ("1.1", repr(1.1 + 2.2 - 2.2)), (3 * 1.1, 3.3)]
)
def test_noise_behind_the_fifteenth_digit_is_no_clash(low, high):
    assert len(load(numbers(low, high), quiet=True).clashes()) == 0
    assert not (check(numbers(low, high))["level"] == "error").any()


def test_a_difference_within_fifteen_digits_is_a_clash():
    assert load(numbers("0.300000000000001", "0.3"), quiet=True).clashes()["severity"].tolist() == ["deadlock"]


@pytest.mark.parametrize(
    ("text", "why", "near"),
    [
        ("2.4 million", "is not a number", "2400000"),
        ("1,5 \u043c\u043b\u043d", "is not a number", "1500000"),
        ("3 \u043c\u0456\u043b\u044c\u044f\u0440\u0434\u0438", "is not a number", "3000000000"),
        ("\u0663\u066b\u0665 \u0645\u0644\u064a\u0648\u0646", "is not a number", "3500000"),
        ("5 Mrd. \u20ac", "is not a number", "5000000000"),
        ("5 milliards d'euros", "is not a number", "5000000000"),
        ("3\u4e07", "is not a number", "30000"),
        ("2 lakh", "is not a number", "200000"),
        ("5 mil millones", "is not a number", ""),
        ("5 or more", "is not a number", ""),
        ("5 \u20ac", "is not a number", "5"),
        ("n/a", "leave the cell empty where there is no number", ""),
        ("$3.5 billion", "is not a number", "3500000000"),
        ("\u2212 3", "is not a number", ""),
        ("\u22123", "is not a number", "-3"),
        ("<5", "is not a number", ""),
        ("about 40", "is not a number", ""),
        ("2.4m", "is not a number", ""),
        ("1e999999", "cannot be kept", ""),
        ("1e-99999999999999999999", "cannot be kept", ""),
        ("\uff11\uff12", "is not a number", "12"),
        ("\u0661\u0662\u066b\u0665", "is not a number", "12.5"),
        ("4-7", "write 4 in 'low' and 7 in 'high'", ""),
        ("15\u201320", "write 15 in 'low' and 20 in 'high'", ""),
        ("25%", "it has no unit: write 25 and the unit %, or 0.25", ""),
    ],
)
def test_a_number_that_is_none_is_refused_with_its_one_reading(text, why, near):
    level, message, nearest = told(numbers(text), "low")
    assert (level, nearest) == ("error", near)
    assert message.startswith(f"'{text}'")
    assert why in message


@pytest.mark.parametrize("unit", ["%", "percent", "per cent"])
def test_a_percentage_is_read_where_the_unit_is_one(unit):
    graph = load(numbers("25%", "20 %", unit=unit), quiet=True)
    again = load(numbers("%25", "\u0662\u0660\u066a", unit=unit), quiet=True)
    assert again.tables["positions"][["low", "high"]].equals(graph.tables["positions"][["low", "high"]])
    assert load(numbers("12,5 percent", unit=unit), quiet=True).tables["positions"]["low"].tolist()[0] == 12.5
    assert graph.tables["positions"]["low"].iloc[0] == 25
    assert graph.clashes()["gap"].tolist() == [5]


def test_a_percentage_of_something_else_is_refused():
    level, message, _ = told(numbers("25%", unit="euro"), "low")
    assert (level, message) == (
        "error",
        "'25%' is a percentage, but its unit is 'euro': write 25 and the unit %, or 0.25.",
    )


@pytest.mark.parametrize(
    ("column", "word", "why", "near"),
    [
        ("stance", "opposes", "is none of", "rejects"),
        ("stance", "\u043f\u0440\u043e\u0442\u0438", "is none of", "rejects"),
        ("stance", "supports", "It can mean 'demands' or 'accepts'.", ""),
        ("stance", "n/a", "is none of", "no answer"),
        ("firmness", "unknown", "Leave the cell empty where it is not known.", ""),
        ("regions", "nationwide", "Leave the cell empty for everywhere.", ""),
    ],
)
def test_a_word_for_one_of_a_closed_list_is_told_by_its_meaning(column, word, why, near):
    case = {**days(**{column: word}), "regions": pd.DataFrame({"id": ["north"]})}
    level, message, nearest = told(case, column)
    assert (level, nearest) == ("error", near)
    assert why in message


# ------------------------------------------------------------------------------------------------ dates


@pytest.mark.parametrize(
    ("text", "why", "near"),
    [
        ("Mar-24", "dates are written", "2024-03"),
        ("24-Mar", "dates are written", ""),
        ("12/03/2021", "it can be 2021-03-12 or 2021-12-03", ""),
        ("25/03/2021", "dates are written", "2021-03-25"),
        ("4-5 April 2021", "it looks like several days", ""),
        ("2024-03 to 2024-05", "it looks like several days", ""),
        ("2020-2021", "it looks like several days", ""),
        ("3/2021", "dates are written", "2021-03"),
        ("20210312", "dates are written", "2021-03-12"),
        ("20112012", "dates are written", "2012-11-20"),
        ("20111112", "dates are written", "2011-11-12"),
        ("2021\u5e743\u670812\u65e5", "dates are written", "2021-03-12"),
        ("ongoing", "leave the cell empty where there is no date", ""),
        ("\u2013", "leave the cell empty where there is no date", ""),
        ("2021-02-30", "no such day exists", ""),
        ("2021\u201303\u201312", "dates are written", "2021-03-12"),
        ("2021. 3. 12.", "dates are written", "2021-03-12"),
        ("[2021]", "dates are written", "2021"),
        ("(2021)", "dates are written", "2021"),
        ("2021.0", "dates are written", "2021"),
        ("202005", "dates are written", "2020-05"),
        ("200512", "it can be 2005-12, 2012-05-20 or 2020-05-12", ""),
        ("25/12/20", "it can be 2020-12-25 or 2025-12-20", ""),
        ("2021-31-12", "no such day exists", "2021-12-31"),
        ("2021-045", "dates are written", "2021-02-14"),
        ("Tuesday, 9 March 2021", "dates are written", "2021-03-09"),
        ("12.III.2021", "dates are written", "2021-03-12"),
        ("\u4ee4\u548c2\u5e745\u670812\u65e5", "dates are written", "2020-05-12"),
        ("\u4e8c\u3007\u4e8c\u3007\u5e74\u5341\u4e8c\u6708", "dates are written", "2020-12"),
        ("12 \u0e21\u0e35.\u0e04. 2564", "dates are written", "2021-03-12"),
        ("2021-03-12 (Fri)", "dates are written", "2021-03-12"),
        ("\u06f1\u06f3\u06f9\u06f9/\u06f0\u06f2/\u06f2\u06f3", "which can be 1399-02-23, 2020 or 2021", ""),
        ("1 Muharram 1443 AH", "it is a date of the Islamic calendar", "2021-08"),
        ("Ramadan 1442", "which can be 2021-04 or 2021-05", ""),
        ("2021-W05", "it is a week, from 2021-02-01 to 2021-02-07", "2021-02-01"),
        ("1990s", "it is a decade, from 1990 to 1999", "1990"),
        ("spring 2021", "it is a season", ""),
        ("since 2020", "write the day alone, in 'start'", "2020"),
        ("until 2020", "write the day alone, in 'end'", ""),
        ("May-June 2021", "it looks like several days", ""),
        ("n.d.", "leave the cell empty where there is no date", ""),
        ("44 BC", "years before the year 1 cannot be kept", ""),
    ],
)
def test_a_date_that_is_none_is_refused_with_its_readings(text, why, near):
    level, message, nearest = told(days(start=text), "start")
    assert (level, nearest) == ("error", near)
    assert message.startswith(f"'{text}' is not a date")
    assert why in message


@pytest.mark.parametrize(("column", "text"), [("end", "9999-12-31"), ("end", "9999"), ("start", "0001-01-01")])
def test_a_year_that_stands_for_no_bound_is_none(column, text):
    case = days(**{column: text})
    level, message, _ = told(case, column)
    assert (level, message) == ("warning", f"'{text}' was read as no {column}.")
    graph = load(case, quiet=True)
    assert graph.tables["positions"][column].isna().all()
    assert text[:4] not in graph.history()["why"].iloc[0]
    assert graph.history().png()


def test_a_year_of_the_buddhist_calendar_is_none_of_a_case():
    level, message, near = told(days(start="2564-03-12"), "start")
    assert (level, near) == ("error", "2021-03-12")
    assert "In the Buddhist calendar it is one." in message


@pytest.mark.parametrize(("column", "text"), [("start", "9999-12-31"), ("start", "2900"), ("end", "0001-01-01")])
def test_a_position_that_never_begins_or_ended_always_is_refused(column, text):
    """No picture has such a day."""
    level, message, _ = told(days(**{column: text}), column)
    assert (level, message) == ("error", f"'{text}' as the '{column}' says no day that a case can be about.")


# ------------------------------------------------------------------------------------------------ other cells


def test_rows_left_of_the_template_are_named():
    level, message, _ = told(days(party="upland") | {"parties": pd.DataFrame({"id": ["A"]})}, "party")
    assert level == "error"
    assert "invented row" in message


def test_an_option_left_of_the_template_is_named_with_its_issue():
    condition = {"party": "A", "what": "seat/x", "relation": "only if", "requires": "monitoring/joint"}
    findings = check(days(party="A") | {"conditions": pd.DataFrame([condition])})
    message = findings.loc[findings["column"] == "requires", "message"].item()
    assert message.startswith("'monitoring/joint' is no issue/option. The template uses that name")


@pytest.mark.parametrize(("column", "text"), [("party", "A|B"), ("issue", "seat|aid")])
def test_where_one_is_expected_no_nearest_value_loses_the_others(column, text):
    """``Did you mean 'A'?`` would lose B for who obeys; one cause is one error."""
    level, message, nearest = told(days(**{column: text}), column)
    assert (level, nearest) == ("error", "")
    assert "names several things" in message


@pytest.mark.parametrize("above", ["", "Second round\n", "# one\n# two\n"])
def test_a_missing_column_is_told_of_in_the_row_of_the_header(tmp_path, above):
    file = tmp_path / "case.csv"
    file.write_text(f"{above}party,issue,option\nA,seat,x\n")
    findings = check(file)
    assert findings.loc[findings["column"] == "stance", "row"].tolist() == [above.count("\n") + 1]

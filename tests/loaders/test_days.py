"""Dates in other people's tables: one rule for any table and for the forms of other tools."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

import zopa
from zopa.loaders.checks.date_forms import named_span
from zopa.loaders.days import Days, days, why_unread


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        # One that can be read in one order only tells of itself, and of the others.
        (["13/04/2024"], ["2024-04-13"]),
        (["04/13/2024"], ["2024-04-13"]),
        (["13/04/2024", "03/04/2024"], ["2024-04-13", "2024-04-03"]),
        (["04.13.2024", "03-04-2024"], ["2024-04-13", "2024-03-04"]),
        (["13 04 2024", "03 04 2024"], ["2024-04-13", "2024-04-03"]),
        (["13/04/2024 09:30", "03/04/2024 10:00"], ["2024-04-13", "2024-04-03"]),
        (["04/04/2024"], ["2024-04-04"]),
        # Nothing tells, or two contradict each other, or what would tell is no day.
        (["03/04/2024"], [""]),
        (["13/04/2024", "04/13/2024", "03/04/2024"], ["2024-04-13", "2024-04-13", ""]),
        (["31/02/2024", "45/03/2024", "03/04/2024"], ["", "", ""]),
        (["2024-04-13", "03/04/2024"], ["2024-04-13", ""]),
        # Eight digits are a year, a month and a day.
        (["20240403", "20241304", "13042024", "20240230"], ["2024-04-03", "", "", ""]),
        # A time of day goes with a date; other words behind it are no part of it.
        (["2024-04-03T10:00", "2024-04-03 10:00:00.5 +02:00", "2024-04-03 9:15 pm"], ["2024-04-03"] * 3),
        (["2024-04-03 to 2024-04-09", "13/04/2024 and 15/04/2024", "2024-04-03 (draft)"], ["", "", ""]),
        (["2024", "2024-04", "04/2024", "3 April 2024"], ["2024", "2024-04", "2024-04", "2024-04-03"]),
    ],
)
def test_a_date_is_read_where_it_has_one_reading(cells, read):
    assert list(days(cells).values()) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("12-Mar-21", "2021-03-12"),
        ("12 Mar 85", "1985-03-12"),
        ("12.мар.21", "2021-03-12"),
        ("12 марта 2021 года", "2021-03-12"),
        ("21 липня 2014 року", "2014-07-21"),
        ("березень 2021", "2021-03"),
        ("5. März 2021", "2021-03-05"),
        ("1er janvier 2020", "2020-01-01"),
        ("12 de marzo de 2021", "2021-03-12"),
        ("15 كانون الثاني 2021", "2021-01-15"),
        ("31-Feb-21", ""),
        ("5 листопада 2020", "2020-11-05"),
        # November in Polish and October in Croatian.
        ("5 listopada 2020", ""),
        # What is meant is no day, month or year.
        ("Q1 2021", ""),
        ("c. 2021", ""),
        ("1442 AH", ""),
    ],
)
def test_months_in_other_languages_and_days_with_short_years(text, read):
    assert days([text]) == {text: read}


def found(name, text):
    rows = [{"party": "A", "issue": "seat", "option": "Geneva", name: text}]
    findings = zopa.check({"positions": rows})
    return findings[findings["column"] == name].iloc[0]


@pytest.mark.parametrize(
    ("name", "text", "nearest", "message"),
    [
        ("start", "Q1 2021", "2021-01", "it is a quarter of a year, from 2021-01 to 2021-03"),
        ("end", "Q1 2021", "2021-03", "it is a quarter of a year, from 2021-01 to 2021-03"),
        ("end", "2021-Q4", "2021-12", "from 2021-10 to 2021-12"),
        ("start", "I кв. 2021", "2021-01", "it is a quarter of a year"),
        ("start", "3. Quartal 2020", "2020-07", "it is a quarter of a year"),
        ("end", "H2 2020", "2020-12", "it is a half of a year"),
        ("start", "c. 2021", "2021", "it says about when, which a note can say"),
        ("start", "ca. 2021", "2021", "it says about when"),
        ("start", "~2021-03", "2021-03", "it says about when"),
        ("start", "около 2014", "2014", "it says about when"),
        ("start", "2021 (?)", "2021", "it says about when"),
        ("start", "mid-2021", "2021", "it says about when"),
        ("start", "1442 AH", "", "it is a year of the Islamic calendar, which can be 2020 or 2021"),
        ("start", "١٤٤٢ هـ", "", "it is a year of the Islamic calendar, which can be 2020 or 2021"),
        ("start", "1429 AH", "2008", "it is a year of the Islamic calendar"),
        ("start", "1399 ش", "", "it is a year of the Persian calendar, which can be 2020 or 2021"),
        ("start", "พ.ศ. 2564", "2021", "it is a year of the Buddhist calendar"),
        ("start", "12-Mar-21", "2021-03-12", "dates are written 2025"),
        ("start", "12 марта 2021", "2021-03-12", "dates are written 2025"),
        (
            "start",
            "5 listopada 2020",
            "",
            "its month is another one in another language, which can be 2020-10-05 or 2020-11-05",
        ),
        ("start", "about time", "", "dates are written 2025"),
        ("start", "9999 AH", "", "dates are written 2025"),
        ("start", "Q5 2021", "", "dates are written 2025"),
        ("start", "spring 2021", "", "it is a season"),
    ],
)
def test_the_check_proposes_a_legal_date_where_there_is_one_reading(name, text, nearest, message):
    finding = found(name, text)
    assert ("" if pd.isna(finding["nearest"]) else finding["nearest"]) == nearest
    assert message in finding["message"]


def test_only_what_is_meant_exactly_is_written_into_a_copy(tmp_path):
    rows = pd.DataFrame(
        {
            "party": ["A", "B", "C", "D"],
            "issue": "seat",
            "stance": "demands",
            "option": "Geneva",
            "start": ["Q1 2021", "c. 2021", "12-Mar-21", "2021-03-12 00:00"],
        }
    )
    (tmp_path / "case").mkdir()
    rows.to_csv(tmp_path / "case" / "positions.csv", index=False)
    fixed = zopa.fix(tmp_path / "case", tmp_path / "fixed")
    assert pd.read_csv(fixed.path / "positions.csv", dtype=str)["start"].tolist() == [
        "2021-01",
        "c. 2021",
        "12-Mar-21",
        "2021-03-12",
    ]
    assert zopa.check({"positions": rows.assign(start="12 марта 2021")})["nearest"].tolist()[0] == "2021-03-12"


def test_about_when_is_kept_as_a_note_of_any_table(tmp_path):
    votes = pd.DataFrame(
        {"Country": ["A", "B"], "Motion": "Tax", "Vote": ["yes", "no"], "Date": ["c. 2021", "Q2 2021"]}
    )
    case = zopa.load(
        votes, columns={"Country": "party", "Motion": "issue", "Vote": "stance", "Date": "start"}, quiet=True
    )
    positions = case.tables["positions"]
    assert positions["start"].isna().all()
    assert "c. 2021" in positions["note"].iat[0]
    told = case.findings["message"].str.cat(sep=" ")
    assert "it says about when, which a note can say (2021)" in told
    assert "it is a quarter of a year (from 2021-04 to 2021-06)" in told


@settings(max_examples=examples(100), deadline=None)
@given(st.lists(st.dates(date(1400, 1, 1), date(2200, 1, 1)), min_size=1, max_size=6), st.sampled_from(["dm", "md"]))
def test_no_date_is_read_as_another_one(drawn, order):
    """What was meant is known here: it is read, or nothing is."""
    form = "{0.day}/{0.month}/{0.year}" if order == "dm" else "{0.month}/{0.day}/{0.year}"
    texts = {form.format(day): day.isoformat() for day in drawn}
    column = Days(texts)
    told = any(day.day > 12 for day in drawn)
    for text, meant in texts.items():
        assert column.read(text) in ({meant} if told else {meant, ""})


def test_a_date_with_two_readings_is_told_with_both():
    assert why_unread("03/04/2024") == "'03/04/2024' can be 2024-03-04 or 2024-04-03"
    assert why_unread("soon") == "'soon' is no date such as 2025-08-15"


@pytest.mark.parametrize(
    ("text", "start"), [("20240403", "2024-04-03"), ("13/04/2024", "2024-04-13"), ("03/04/2024", None)]
)
def test_any_table_and_a_roll_call_read_the_same_date(tmp_path, text, start):
    votes = pd.DataFrame({"Country": ["A", "B"], "Motion": "Tax", "Vote": ["yes", "no"], "Date": text})
    votes.to_csv(tmp_path / "votes.csv", index=False)
    for form in ("table", "votes"):
        case = zopa.load(tmp_path / "votes.csv", form=form, quiet=True)
        assert case.tables["positions"]["start"].dropna().unique().tolist() == ([start] if start else []), form
        assert start or text in case.findings["message"].str.cat()


def test_a_raised_number_is_no_number_of_a_date():
    for text in ("²", "12 Mar ²"):
        assert named_span(text) is None

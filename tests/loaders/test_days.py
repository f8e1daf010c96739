"""Dates in other people's tables: one rule for any table and for the forms of other tools."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

import zopa
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

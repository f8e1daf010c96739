"""Dates in the cells of a table: of 03/04/2024 the other cells of the column tell which is the day, or nothing does."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ...graph.dates import period
from ..checks.guesses import date_readings, probable_date
from ..findings import listing

_WITH_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ].*")
_DAY_AND_MONTH = re.compile(r"\s*(\d{1,2})[./-](\d{1,2})[./-](\d{4})\s*$")


class Days:
    """Reads the dates of one column, or of several that are written alike.

    >>> days = Days(["13.02.2024", "01.02.2024"])
    >>> days.read("01.02.2024"), days.read("2024-02-01T10:00"), Days(["01.02.2024"]).read("01.02.2024")
    ('2024-02-01', '2024-02-01', '')
    """

    def __init__(self, cells: Iterable[str]) -> None:
        firsts = seconds = False
        for match in filter(None, map(_DAY_AND_MONTH.match, cells)):
            firsts |= int(match[1]) > 12
            seconds |= int(match[2]) > 12
        self._day_first = None if firsts == seconds else firsts

    def read(self, text: str) -> str:
        """The ISO date of a cell; empty where it holds none or can be read in two ways."""
        match = _WITH_TIME.fullmatch(text)
        day = match[1] if match else text
        try:
            period(day)
            return day
        except ValueError:
            return self._in_order(text) if date_readings(text) else probable_date(text)

    def _in_order(self, text: str) -> str:
        match = _DAY_AND_MONTH.match(text)
        if match is None or self._day_first is None:
            return ""
        day, month = (match[1], match[2]) if self._day_first else (match[2], match[1])
        return f"{match[3]}-{int(month):02}-{int(day):02}"


def why_unread(text: str) -> str:
    """Why a cell is no date, in a sentence."""
    readings = date_readings(text)
    return f"'{text}' can be {listing(readings)}" if readings else f"'{text}' is no date such as 2025-08-15"

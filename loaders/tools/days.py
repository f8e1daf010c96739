"""Dates as other tools write them, column by column: one that can be read in one way only tells how all are written."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ...graph.dates import period
from ..checks.guesses import probable_date

_YEAR_FIRST = re.compile(r"(\d{4}(?:-\d{2}(?:-\d{2})?)?)(?:[T ]\d{1,2}:\d{2}.*)?")
_EIGHT_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:[T ]\d{1,2}:\d{2}.*)?")


def days(cells: Iterable[str]) -> dict[str, str]:
    """What each date of a column is as ISO writes it; empty where it is none, or can be two.

    >>> from zopa.loaders.tools.days import days
    >>> days(["03/04/2024", "13/04/2024"])
    {'03/04/2024': '2024-04-03', '13/04/2024': '2024-04-13'}
    >>> days(["03/04/2024", "2024-04-03 10:00", "20240403"])
    {'03/04/2024': '', '2024-04-03 10:00': '2024-04-03', '20240403': '2024-04-03'}
    """
    texts = list(dict.fromkeys(cell for cell in cells if cell))
    ends = [match for text in texts if (match := _YEAR_LAST.fullmatch(text))]
    day_first = any(int(match[1]) > 12 for match in ends)
    month_first = any(int(match[3]) > 12 for match in ends)
    return {text: _day(text, day_first, month_first) for text in texts}


def _day(text: str, day_first: bool, month_first: bool) -> str:
    if match := _YEAR_FIRST.fullmatch(text):
        day = match[1]
    elif match := _EIGHT_DIGITS.fullmatch(text):
        day = "-".join(match.groups())
    elif match := _YEAR_LAST.fullmatch(text):
        first, second, year = int(match[1]), int(match[3]), match[4]
        if day_first != month_first:
            month, number = (second, first) if day_first else (first, second)
        elif first > 12 or second > 12 or first == second:
            month, number = (second, first) if first > 12 else (first, second)
        else:
            return ""
        day = f"{year}-{month:02}-{number:02}"
    else:
        day = probable_date(text)
    try:
        period(day)
    except ValueError:
        return ""
    return day

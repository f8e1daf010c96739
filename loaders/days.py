"""Dates as other people's tables write them: of 03/04/2024 the other cells of the column tell which is the day."""

from __future__ import annotations

from collections.abc import Iterable

from ..graph.characters import in_own_digits
from ..graph.dates import period
from .checks.date_words import habit
from .checks.guesses import date_readings, in_both_orders, probable_date
from .findings import listing


class Days:
    """Reads the dates of one column, or of several that are written alike.

    A date that can be read in one order only tells in which all are written. Where none does, or two contradict each
    other, a date that can be two is not read.

    >>> from zopa.loaders.days import Days
    >>> days = Days(["13.02.2024", "01.02.2024"])
    >>> days.read("01.02.2024"), days.read("2024-02-01T10:00"), Days(["01.02.2024"]).read("01.02.2024")
    ('2024-02-01', '2024-02-01', '')
    """

    def __init__(self, cells: Iterable[str]) -> None:
        is_day_first = is_month_first = False
        for day_first, month_first in map(in_both_orders, cells):
            is_day_first |= not month_first and day_first != ""
            is_month_first |= not day_first and month_first != ""
        self._order = None if is_day_first == is_month_first else (0 if is_day_first else 1)

    def read(self, text: str) -> str:
        """The ISO date of a cell; empty where it holds none or can be read in two ways."""
        text = in_own_digits(text)
        try:
            period(text)
            return text
        except ValueError:
            if not date_readings(text):
                return probable_date(text)
            return "" if self._order is None else in_both_orders(text)[self._order]


def days(cells: Iterable[str]) -> dict[str, str]:
    """What each date of a column is as ISO writes it; empty where it is none, or can be two.

    >>> from zopa.loaders.days import days
    >>> days(["03/04/2024", "13/04/2024"])
    {'03/04/2024': '2024-04-03', '13/04/2024': '2024-04-13'}
    >>> days(["03/04/2024", "2024-04-03 10:00", "20240403"])
    {'03/04/2024': '', '2024-04-03 10:00': '2024-04-03', '20240403': '2024-04-03'}
    """
    texts = list(dict.fromkeys(cell for cell in cells if cell))
    column = Days(texts)
    return {text: column.read(text) for text in texts}


def why_unread(text: str) -> str:
    """Why a cell is no date, in a sentence."""
    if readings := date_readings(text):
        return f"'{text}' can be {listing(readings)}"
    if meant := habit(text):
        dates = f"from {meant.readings[0]} to {meant.readings[-1]}" if meant.is_span else listing(meant.readings)
        return f"'{text}' is no date such as 2025-08-15: {meant.why} ({dates})"
    return f"'{text}' is no date such as 2025-08-15"

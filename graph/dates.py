"""Partial ISO dates as days: ``2025``, ``2025-08`` and ``2025-08-15`` name a year, a month and a day.

Days are counted as :meth:`datetime.date.toordinal` does. A missing start is :data:`ALWAYS`, a missing end is
:data:`FOREVER`; both lie outside every real date and fit in 22 bits, so that a day can share an integer with other
keys.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Collection, Sequence
from datetime import date
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

ALWAYS = 0
FOREVER = (1 << 22) - 1
DAY_BITS = 22

#: Dates that are kept once they were read: a table of a million rows has some thousands, and each is asked for many times.
_KEPT = 1 << 14
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@lru_cache(_KEPT)
def period(text: str) -> tuple[int, int]:
    """First and last day of a partial ISO date, both included.

    Raises
    ------
    ValueError
        When the text is not ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``, or no such day exists.

    Examples
    --------
    >>> from zopa.graph.dates import as_text, period
    >>> first, last = period("2024-02")
    >>> as_text(first), as_text(last)
    ('2024-02-01', '2024-02-29')
    """
    match = _PARTIAL.fullmatch(text)
    if match is None:
        raise ValueError(f"'{text}' is not a date: write 2025, 2025-08 or 2025-08-15")
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    try:
        if month is None:
            return date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
        if day is None:
            return date(year, month, 1).toordinal(), date(year, month, monthrange(year, month)[1]).toordinal()
        return (ordinal := date(year, month, day).toordinal()), ordinal
    except ValueError:
        raise ValueError(f"'{text}' is not a date: no such day exists") from None


def as_text(day: int) -> str:
    """The day as ``YYYY-MM-DD``; an empty string for :data:`ALWAYS` and :data:`FOREVER`."""
    return "" if day in (ALWAYS, FOREVER) else date.fromordinal(day).isoformat()


class DayWords:
    """Days told with the precision that they were coded with: what began in ``2020`` did not begin on ``2020-01-01``.

    Where the same day was coded in several ways the least precise is told.

    Parameters
    ----------
    starts, ends : collection of str
        Partial dates that first and last days come from.

    Examples
    --------
    >>> from zopa.graph.dates import DayWords, period
    >>> words = DayWords(["2020", "2021-03-15"], ["2024-06"])
    >>> words.start(period("2020")[0]), words.start(period("2021-03-15")[0]), words.end(period("2024-06")[1])
    ('2020', '2021-03-15', '2024-06')
    >>> words.end(period("2019")[1]), words.start(period("2024-07")[0])
    ('2019', '2024-07')
    """

    def __init__(self, starts: Collection[str], ends: Collection[str]) -> None:
        self._coded = (starts, ends)

    @cached_property
    def _words(self) -> tuple[dict[int, str], dict[int, str]]:
        """First and last days in words: made once somebody is told of one, as a case can have many thousands."""
        starts: dict[int, str] = {}
        ends: dict[int, str] = {}
        before: dict[int, str] = {}
        after: dict[int, str] = {}
        for text in self._coded[0]:
            first = period(text)[0]
            _tell(starts, first, text)
            # What is over when something begins was over the year, month or day before.
            _tell(before, first - 1, as_text(first - 1)[: len(text)])
        for text in self._coded[1]:
            last = period(text)[1]
            _tell(ends, last, text)
            if last < date.max.toordinal():
                _tell(after, last + 1, as_text(last + 1)[: len(text)])
        return after | starts, before | ends

    def start(self, day: int) -> str:
        """A first day in words; empty for :data:`ALWAYS`."""
        return self._words[0].get(day) or as_text(day)

    def end(self, day: int) -> str:
        """A last day in words; empty for :data:`FOREVER`."""
        return self._words[1].get(day) or as_text(day)


def _tell(words: dict[int, str], day: int, text: str) -> None:
    if text and len(text) < len(words.get(day, text + "-")):
        words[day] = text


def first_days(texts: pd.Series) -> NDArray[np.int32]:
    """First day of every partial date; :data:`ALWAYS` where there is none. Shape ``(n,)``."""
    return _days(texts, 0, ALWAYS)


def last_days(texts: pd.Series) -> NDArray[np.int32]:
    """Last day of every partial date; :data:`FOREVER` where there is none. Shape ``(n,)``."""
    return _days(texts, 1, FOREVER)


def texts(days: NDArray[Any] | Sequence[int]) -> pd.Series:
    """Days as ISO dates, missing where there is no bound."""
    codes, unique = pd.factorize(np.asarray(days))
    words = np.array([as_text(int(day)) or None for day in unique] or [None], dtype=object)
    return pd.Series(words[codes] if len(codes) else [], dtype="str")


def _days(column: pd.Series, end: int, missing: int) -> NDArray[np.int32]:
    codes, unique = pd.factorize(column)
    days = np.array([period(text)[end] for text in unique] + [missing], dtype=np.int32)
    return days[codes]

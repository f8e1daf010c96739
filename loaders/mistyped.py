"""What a mistyped number or date probably means: offered as the nearest legal value, never taken without asking."""

from __future__ import annotations

import re
from datetime import date, timedelta

_GROUPED = re.compile(r"([+-]?)(\d{1,3}(?:([,. '\u2019\u00a0\u202f])\d{3})(?:\3\d{3})*)(?:[.,](\d+))?")
_DECIMAL_COMMA = re.compile(r"([+-]?\d*),(\d+)")
_ANY_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")

#: The days that Excel counts as 20,000 to 80,000 (1954 to 2119); smaller numbers are rather years.
_SERIALS = range(20_000, 80_000)
_SERIAL_ZERO = date(1899, 12, 30)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_YEAR_FIRST = re.compile(r"(\d{4})[-/. ](\d{1,2})(?:[-/. ](\d{1,2}))?(?:[T ].*)?")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4})(?:[T ].*)?")
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/.](\d{4})")
_WORDS = re.compile(r"[a-z]+|\d+")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip


def probable_number(text: str) -> str:
    """The number that a text probably means; empty where there is more than one reading.

    >>> from zopa.loaders.mistyped import probable_number
    >>> probable_number("12,5"), probable_number("1 200 000"), probable_number("about 40 %"), probable_number("1,200")
    ('12.5', '1200000', '40', '1200')
    """
    text = text.strip()
    grouped = _GROUPED.fullmatch(text)
    if grouped:
        sign, whole, _, fraction = grouped.groups()
        return sign.replace("+", "") + re.sub(r"\D", "", whole) + (f".{fraction}" if fraction else "")
    comma = _DECIMAL_COMMA.fullmatch(text)
    if comma:
        return f"{comma.group(1) or '0'}.{comma.group(2)}"
    found = _ANY_NUMBER.findall(text)
    return found[0] if len(found) == 1 and text.isascii() else ""


def probable_date(text: str) -> str:
    """The ISO date that a text probably means; empty where there is none or more than one reading.

    >>> from zopa.loaders.mistyped import probable_date
    >>> probable_date("15.08.2025"), probable_date("8/15/2025"), probable_date("45519"), probable_date("3 May 2025")
    ('2025-08-15', '2025-08-15', '2024-08-15', '2025-05-03')
    >>> probable_date("03.04.2025")
    ''
    """
    text = text.strip()
    if is_day_number(text):
        return (_SERIAL_ZERO + timedelta(days=int(text[:5]))).isoformat()
    if match := _YEAR_FIRST.fullmatch(text):
        return _iso(match.group(1), match.group(2), match.group(3))
    if match := _YEAR_LAST.fullmatch(text):
        first, _, second, year = match.groups()
        readings = {_iso(year, second, first), _iso(year, first, second)} - {""}
        return readings.pop() if len(readings) == 1 else ""
    if match := _MONTH_YEAR.fullmatch(text):
        return _iso(match.group(2), match.group(1), None)
    return _in_words(text)


def is_day_number(text: str) -> bool:
    """Whether a text looks like the number by which a spreadsheet counts days.

    >>> from zopa.loaders.mistyped import is_day_number
    >>> is_day_number("45519"), is_day_number("2025")
    (True, False)
    """
    match = _SERIAL.fullmatch(text)
    return match is not None and int(match.group(1)) in _SERIALS


def _in_words(text: str) -> str:
    if len(text) > 40:
        return ""
    words = [word for word in _WORDS.findall(text.casefold()) if word not in ("of", "th", "st", "nd", "rd", "the")]
    months = [word for word in words if word in _MONTH_NAMES or word in (*_MONTHS, "sept")]
    years = [word for word in words if word.isascii() and word.isdigit() and len(word) == 4]
    days = [word for word in words if word.isascii() and word.isdigit() and len(word) <= 2]
    if len(months) != 1 or len(years) != 1 or len(days) > 1 or len(words) != len(months) + len(years) + len(days):
        return ""
    return _iso(years[0], str(_MONTHS.index(months[0][:3]) + 1), days[0] if days else None)


def _iso(year: str, month: str, day: str | None) -> str:
    """The date, or empty text where there is no such day."""
    try:
        found = date(int(year), int(month), int(day or 1))
    except ValueError:
        return ""
    return found.isoformat() if day else found.isoformat()[:7]

"""Probable meanings of mistyped numbers and dates: offered as the nearest legal value, never taken without asking."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal

_GROUPED = re.compile(r"([+-]?)(\d{1,3}(?:([,. '\u2019\u00a0\u202f])\d{3})(?:\3\d{3})*)(?:[.,](\d+))?")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"([+-]?\d*),(\d+)")
#: A number, perhaps with a currency before it and a size or a unit behind it; signs such as < or ~ and words before it say
#: something else than the number.
_DRESSED = re.compile(
    r"(?:[$\u20ac\u00a3\u00a5]|us\$|usd|eur|gbp)?\s*([+-]?\d[\d,.' \u00a0\u202f]*?)\s*"
    r"([^\W\d_]+(?: [^\W\d_]+)*)?",
    re.IGNORECASE,
)
_SIZES = {
    "thousand": 3,
    "k": 3,
    "million": 6,
    "millions": 6,
    "mn": 6,
    "mio": 6,
    "billion": 9,
    "billions": 9,
    "bn": 9,
    "trillion": 12,
    "trillions": 12,
}
_COMPASS = re.compile(r"(\d+(?:\.\d+)?)\s*\u00b0?\s*([NSEW])", re.IGNORECASE)
#: A number that a point can divide into thousands or into decimals.
THOUSAND = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}")
_COMMAS = re.compile(r"[+-]?(?:\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}|\d+,(?:\d{1,2}|\d{4,}))")
#: Two numbers with a dash between them.
SPAN = re.compile(r"(\d+(?:\.\d+)?)\s*(?:-|\u2013|\u2014|to)\s*(\d+(?:\.\d+)?)")

#: The days that Excel counts as 20,000 to 80,000 (1954 to 2119); smaller numbers are rather years.
_SERIALS = range(20_000, 80_000)
_SERIAL_ZERO = date(1899, 12, 30)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_YEAR_FIRST = re.compile(r"(\d{4})[-/. ](\d{1,2})(?:[-/. ](\d{1,2}))?(?:[T ].*)?")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4})(?:[T ].*)?")
_SHORT_MONTH = re.compile(r"([A-Za-z]{3,4})[-' ]+(\d{2})")
_SPAN_OF_DAYS = re.compile(
    r"(?:\d{1,2}(?:st|nd|rd|th)?(?: [a-z]+\.?)?|\d{4}(?:-\d{2}){0,2}|[a-z]+ \d{1,2}|\S+ [a-z]+ \d{4})"
    r"\s*(?:-|\u2013|\u2014|to|until|/)\s*(?:\d{1,2}(?:st|nd|rd|th)? [a-z]+,? \d{4}|\d{4}(?:-\d{2}){0,2}|\d{1,2},? \d{4})",
    re.IGNORECASE,
)
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/.](\d{4})")
_EIGHT_DIGITS = re.compile(r"((?:1[5-9]|20|21)\d\d)(\d\d)(\d\d)")
_YEAR_MONTH_DAY = re.compile(r"(\d{4})\s*[\u5e74\ub144]\s*(\d{1,2})\s*[\u6708\uc6d4](?:\s*(\d{1,2})\s*[\u65e5\uc77c])?")
_WORDS = re.compile(r"[a-z]+|\d+")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAMES = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)


def _in_own_digits(text: str) -> str:
    """A text with the digits of other scripts as 0 to 9; the Arabic signs for decimals and thousands as point and blank."""
    if text.isascii():
        return text
    text = text.replace("\u066b", ".").replace("\u066c", " ")
    return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text)


def probable_number(text: str, compass: bool = False) -> str:
    """The number that a text probably means; empty where there is more than one reading.

    Parameters
    ----------
    text : str
    compass : bool
        A letter behind it can say on which side of the equator or of Greenwich it lies.

    Examples
    --------
    >>> from zopa.loaders.checks.guesses import probable_number
    >>> probable_number("12,5"), probable_number("1 200 000"), probable_number("2.4 million"), probable_number("1,200")
    ('12.5', '1200000', '2400000', '1200')
    >>> probable_number("<5"), probable_number("about 40"), probable_number("33.9 S", compass=True)
    ('', '', '-33.9')
    """
    text = _in_own_digits(text.strip().replace("\u2212", "-"))
    if compass and (side := _COMPASS.fullmatch(text)):
        return ("-" if side.group(2).upper() in "SW" else "") + side.group(1)
    if plain := _plain(text):
        return plain
    dressed = _DRESSED.fullmatch(text)
    if dressed is None:
        return ""
    number, word = _plain(dressed.group(1).strip()), (dressed.group(2) or "").casefold()
    size = word.partition(" ")[0]
    if not number:
        return ""
    if size not in _SIZES:
        # A single letter can be a size as well as a unit: 5 m is five metres or five million.
        return number if len(size) != 1 else ""
    return f"{Decimal(number).scaleb(_SIZES[size]).normalize():f}"


def _plain(text: str) -> str:
    """A number with signs between its thousands, or with a decimal comma; empty where it is none."""
    if _PLAIN_NUMBER.fullmatch(text):
        return text.removeprefix("+")
    grouped = _GROUPED.fullmatch(text)
    if grouped:
        sign, whole, _, fraction = grouped.groups()
        return sign.replace("+", "") + re.sub(r"\D", "", whole) + (f".{fraction}" if fraction else "")
    comma = _DECIMAL_COMMA.fullmatch(text)
    return f"{comma.group(1) or '0'}.{comma.group(2)}" if comma else ""


def writes_decimal_comma(text: str) -> bool:
    """Whether a number has a comma before its decimals, or points between its thousands.

    >>> from zopa.loaders.checks.guesses import writes_decimal_comma
    >>> writes_decimal_comma("1.743,5"), writes_decimal_comma("1,743.5"), writes_decimal_comma("1.743")
    (True, False, False)
    """
    return _COMMAS.fullmatch(text.strip()) is not None


def probable_date(text: str) -> str:
    """The ISO date that a text probably means; empty where there is none or more than one reading.

    >>> from zopa.loaders.checks.guesses import probable_date
    >>> probable_date("15.08.2025"), probable_date("8/15/2025"), probable_date("45519"), probable_date("3 May 2025")
    ('2025-08-15', '2025-08-15', '2024-08-15', '2025-05-03')
    >>> probable_date("03.04.2025"), probable_date("Mar-24")
    ('', '2024-03')
    """
    text = text.strip()
    if is_day_number(text):
        return (_SERIAL_ZERO + timedelta(days=int(text[:5]))).isoformat()
    if match := _YEAR_FIRST.fullmatch(text) or _YEAR_MONTH_DAY.fullmatch(text):
        return _iso(match.group(1), match.group(2), match.group(3))
    if match := _YEAR_LAST.fullmatch(text):
        readings = _readings(match)
        return readings[0] if len(readings) == 1 else ""
    if match := _EIGHT_DIGITS.fullmatch(text):
        # The day may stand first as well: 20112012.
        last = _iso(text[4:], text[2:4], text[:2]) if 1500 <= int(text[4:]) < 2200 else ""
        readings = sorted({_iso(*match.groups()), last} - {""})
        return readings[0] if len(readings) == 1 else ""
    if match := _SHORT_MONTH.fullmatch(text):
        # A spreadsheet shows 2024-03 so, and reads years of two digits as 1930 to 2029.
        year = int(match.group(2)) + (2000 if int(match.group(2)) < 30 else 1900)
        return _in_words(f"{match.group(1)} {year}")
    if match := _MONTH_YEAR.fullmatch(text):
        return _iso(match.group(2), match.group(1), None)
    return _in_words(text)


def _readings(match: re.Match[str]) -> list[str]:
    first, _, second, year = match.groups()
    return sorted({_iso(year, second, first), _iso(year, first, second)} - {""})


def date_readings(text: str) -> list[str]:
    """The two dates that a text can mean, day or month first; none where it can mean one or none.

    >>> from zopa.loaders.checks.guesses import date_readings
    >>> date_readings("12/03/2021"), date_readings("15.08.2025")
    (['2021-03-12', '2021-12-03'], [])
    """
    match = _YEAR_LAST.fullmatch(text.strip())
    readings = _readings(match) if match else []
    return readings if len(readings) > 1 else []


def is_span_of_days(text: str) -> bool:
    """Whether a text names a first and a last day.

    >>> from zopa.loaders.checks.guesses import is_span_of_days
    >>> is_span_of_days("4-5 April 2021"), is_span_of_days("2020-2021"), is_span_of_days("4 April 2021")
    (True, True, False)
    """
    text = text.strip()
    return len(text) <= 60 and _SPAN_OF_DAYS.fullmatch(text) is not None and not _MONTH_YEAR.fullmatch(text)


def is_day_number(text: str) -> bool:
    """Whether a text looks like the number by which a spreadsheet counts days.

    >>> from zopa.loaders.checks.guesses import is_day_number
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
        day_read = date(int(year), int(month), int(day or 1))
    except ValueError:
        return ""
    return day_read.isoformat() if day else day_read.isoformat()[:7]

"""Probable meanings of mistyped numbers and dates: offered as the nearest legal value, never taken without asking."""

from __future__ import annotations

import re
import tomllib
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

from ...graph.characters import in_own_digits
from .date_forms import OTHER_CALENDARS, is_span_in_words, numeric_readings, undressed
from .date_words import full_year, in_words, iso

#: The words beside numbers.
WORDS = Path(__file__).with_name("number_words.toml")
_GROUPED = re.compile(r"([+-]?)(\d{1,3}(?:([,. '\u2019\u00a0\u202f])\d{3})(?:\3\d{3})*)(?:[.,](\d+))?")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)
#: Statistics programs write no nought before the point.
_BARE_FRACTION = re.compile(r"([+-]?)(\.\d+)", re.ASCII)
_DECIMAL_COMMA = re.compile(r"([+-]?\d*),(\d+)")
#: A number, perhaps with a currency before it and a size or a unit behind it; signs such as < or ~ and words before it say
#: something else than the number.
_DRESSED = re.compile(
    r"(?:[$\u20ac\u00a3\u00a5\u20bd\u20b4\u20ba\u20b9]|us\$|usd|eur|gbp)?\s*([+-]?\d[\d,.' \u00a0\u202f]*?)\s*"
    r"((?:[^\W\d_]+\.?)(?:[ '\u2019][^\W\d_]+\.?)*)?\s*[$\u20ac\u00a3\u00a5\u20bd\u20b4\u20ba\u20b9]?",
    re.IGNORECASE,
)
_COMPASS = re.compile(r"(\d+(?:\.\d+)?)\s*\u00b0?\s*([NSEW])", re.IGNORECASE)
#: A number that a point can divide into thousands or into decimals.
THOUSAND = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}")
_COMMAS = re.compile(r"[+-]?(?:\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}|\d+,(?:\d{1,2}|\d{4,}))")
#: A number whose comma can divide it into thousands or into decimals.
_GROUP_OR_DECIMALS = re.compile(r"[+-]?\d{1,3},\d{3}")
_MIDNIGHT = re.compile(r"[T ]00:00(?::00(?:[.,]0+)?)?$", re.IGNORECASE)
#: A year and the next one, or a year and a month.
_SEASON = re.compile(r"(\d{4})[-/. ](\d{2})")
#: Two numbers with a dash between them.
SPAN = re.compile(r"(\d+(?:\.\d+)?)\s*(?:-|\u2013|\u2014|to)\s*(\d+(?:\.\d+)?)")

#: The days that Excel counts as 20,000 to 80,000 (1954 to 2119); smaller numbers are rather years.
_SERIALS = range(20_000, 80_000)
_SERIAL_ZERO = date(1899, 12, 30)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
#: A time of day behind a date; other words there say something else than the date, such as a last day.
_TIME = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[ap]\.?m\.?)?(?: ?(?:z|utc|gmt|[+-]\d{2}(?::?\d{2})?))?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})[-/. ](\d{{1,2}})(?:[-/. ](\d{{1,2}}))?{_TIME}", re.IGNORECASE)
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([-/. ])(\d{{1,2}})\2(\d{{4}}){_TIME}", re.IGNORECASE)
_SHORT_MONTH = re.compile(r"([A-Za-z]{3,4})[-' ]+(\d{2})")
#: A year, as it is written.
_YEAR = re.compile(r"[12]\d{3}", re.ASCII)
#: A day with a year of two digits.
_SHORT_YEAR = re.compile(r"\d{1,2}[-/. ]+[^\W\d_]+\.?[-/., ']+\d{2}")
_SPAN_OF_DAYS = re.compile(
    r"(?:\d{1,2}(?:st|nd|rd|th)?(?: [a-z]+\.?)?|\d{4}(?:-\d{2}){0,2}|[a-z]+ \d{1,2}|\S+ [a-z]+ \d{4})"
    r"\s*(?:-|\u2013|\u2014|to|until|/)\s*(?:\d{1,2}(?:st|nd|rd|th)? [a-z]+,? \d{4}|\d{4}(?:-\d{2}){0,2}|\d{1,2},? \d{4})",
    re.IGNORECASE,
)
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/.](\d{4})")
_DAY_OF_YEAR = re.compile(r"([12]\d{3})-(\d{3})")
_EIGHT_DIGITS = re.compile(r"((?:1[5-9]|20|21)\d\d)(\d\d)(\d\d)")
_YEAR_MONTH_DAY = re.compile(r"(\d{4})\s*[\u5e74\ub144]\s*(\d{1,2})\s*[\u6708\uc6d4](?:\s*(\d{1,2})\s*[\u65e5\uc77c])?")


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
    # The Arabic signs for decimals and thousands are a point and a blank.
    text = in_own_digits(text.strip().replace("\u2212", "-").replace("\u066b", ".").replace("\u066c", " "))
    if compass and (side := _COMPASS.fullmatch(text)):
        return ("-" if side.group(2).upper() in "SW" else "") + side.group(1)
    if plain := _plain(text):
        return plain
    dressed = _DRESSED.fullmatch(text)
    if dressed is None:
        return ""
    number, words = _plain(dressed.group(1).strip()), re.findall(r"[^\W\d_]+", (dressed.group(2) or "").casefold())
    if not number or not words:
        return number
    sizes, unclear = _number_words()
    known = [sizes[word] for word in words if word in sizes]
    if len(known) > 1 or unclear.intersection(words):
        return ""
    if words[0] in sizes:
        return f"{Decimal(number).scaleb(sizes[words[0]]).normalize():f}"
    # A single letter can be a size as well as a unit: 5 m is five metres or five million.
    return number if not known and len(words[0]) > 1 else ""


@cache
def _number_words() -> tuple[dict[str, int], frozenset[str]]:
    """How many zeros a word beside a number stands for, and the words that say something else than the number."""
    words = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    sizes = {word.casefold(): int(zeros) for zeros, names in words["sizes"].items() for word in names.split()}
    return sizes, frozenset(words["others"]["unclear"].split())


def _plain(text: str) -> str:
    """A number with signs between its thousands, or with a decimal comma; empty where it is none."""
    if _PLAIN_NUMBER.fullmatch(text):
        return text.removeprefix("+")
    if bare := _BARE_FRACTION.fullmatch(text):
        return f"{bare.group(1).removeprefix('+')}0{bare.group(2)}"
    grouped = _GROUPED.fullmatch(text)
    if grouped:
        sign, whole, _, fraction = grouped.groups()
        return sign.replace("+", "") + re.sub(r"\D", "", whole) + (f".{fraction}" if fraction else "")
    comma = _DECIMAL_COMMA.fullmatch(text)
    return f"{comma.group(1) or '0'}.{comma.group(2)}" if comma else ""


def only_number(text: str, compass: bool = False) -> str:
    """The number that a text means in every country and whatever its unit is; empty where it can mean another one.

    ``1,200`` can be read with a decimal comma, and of ``2.4 million`` a column in millions says 2.4.

    >>> from zopa.loaders.checks.guesses import only_number
    >>> only_number("12,5"), only_number("1 200 000"), only_number("1.743,5"), only_number("33.9 S", compass=True)
    ('12.5', '1200000', '1743.5', '-33.9')
    >>> only_number("1,200"), only_number("2.4 million"), only_number("12 weeks")
    ('', '', '')
    """
    text = text.strip().replace("\u2212", "-")
    if compass and _COMPASS.fullmatch(text):
        return probable_number(text, compass)
    return "" if _GROUP_OR_DECIMALS.fullmatch(text) else _plain(text)


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
    >>> probable_date("03.04.2025"), probable_date("Mar-24"), probable_date("20250403"), probable_date("2025-04-03 10:00")
    ('', '2024-03', '2025-04-03', '2025-04-03')
    """
    text = undressed(text)
    if _YEAR.fullmatch(text):
        return text
    if is_day_number(text):
        return (_SERIAL_ZERO + timedelta(days=int(text[:5]))).isoformat()
    if match := _YEAR_FIRST.fullmatch(text) or _YEAR_MONTH_DAY.fullmatch(text):
        year, month, day = match.groups()
        if int(year) in OTHER_CALENDARS:
            return ""
        return iso(year, month, day) or (iso(year, day, month) if day else "")
    if match := _DAY_OF_YEAR.fullmatch(text):
        return _day_of_year(int(match.group(1)), int(match.group(2)))
    if readings := _readings(text):
        return readings[0] if len(readings) == 1 else ""
    if match := _EIGHT_DIGITS.fullmatch(text):
        # The day may stand first as well: 20112012.
        last = iso(text[4:], text[2:4], text[:2]) if 1500 <= int(text[4:]) < 2200 else ""
        readings = sorted({iso(*match.groups()), last} - {""})
        return readings[0] if len(readings) == 1 else ""
    if match := _SHORT_MONTH.fullmatch(text):
        # A spreadsheet shows 2024-03 so.
        return in_words(f"{match.group(1)} {full_year(match.group(2))}")
    if match := _MONTH_YEAR.fullmatch(text):
        return iso(match.group(2), match.group(1), None)
    return in_words(text)


def only_date(text: str) -> str:
    """The ISO date that a text means wherever it was written; empty where it can mean another one.

    ``Mar-24`` can be a day without a year, ``12-Mar-21`` one of another century, ``2009/10`` two years, and spreadsheets
    count the days of ``45519`` from two first days.

    >>> from zopa.loaders.checks.guesses import only_date
    >>> only_date("15.08.2025"), only_date("2025-8-5"), only_date("3 May 2025")
    ('2025-08-15', '2025-08-05', '2025-05-03')
    >>> only_date("2025-08-15 00:00:00"), only_date("2025-08-15 23:30")
    ('2025-08-15', '')
    >>> only_date("45519"), only_date("Mar-24"), only_date("2009/10"), only_date("03.04.2025")
    ('', '', '', '')
    """
    text = undressed(text)
    season = _SEASON.fullmatch(text)
    if season and (int(season.group(1)) + 1) % 100 == int(season.group(2)):
        return ""
    # Midnight is what programs write behind a day. Another time can be that of another day elsewhere.
    text = _MIDNIGHT.sub("", text)
    is_short = _SHORT_MONTH.fullmatch(text) or _SHORT_YEAR.fullmatch(text) or numeric_readings(text)
    is_swapped = (match := _YEAR_FIRST.fullmatch(text)) and not iso(match.group(1), match.group(2), match.group(3))
    return "" if ":" in text or is_day_number(text) or is_short or is_swapped else probable_date(text)


def _day_of_year(year: int, number: int) -> str:
    last = (date(year, 12, 31) - date(year, 1, 1)).days + 1
    return (date(year, 1, 1) + timedelta(days=number - 1)).isoformat() if 1 <= number <= last else ""


def in_both_orders(text: str) -> tuple[str, str]:
    """A date with its year last, read as day and month and as month and day; empty text where there is no such day.

    >>> from zopa.loaders.checks.guesses import in_both_orders
    >>> in_both_orders("12/03/2021"), in_both_orders("15.08.2025")
    (('2021-03-12', '2021-12-03'), ('2025-08-15', ''))
    """
    match = _YEAR_LAST.fullmatch(text.strip())
    if match is None:
        return "", ""
    first, _, second, year = match.groups()
    return iso(year, second, first), iso(year, first, second)


def _readings(text: str) -> list[str]:
    text = undressed(text)
    return sorted(set(in_both_orders(text)) - {""}) or numeric_readings(text)


def date_readings(text: str) -> list[str]:
    """The two dates that a text can mean, day or month first; none where it can mean one or none.

    >>> from zopa.loaders.checks.guesses import date_readings
    >>> date_readings("12/03/2021"), date_readings("15.08.2025")
    (['2021-03-12', '2021-12-03'], [])
    """
    readings = _readings(text)
    return readings if len(readings) > 1 else []


def is_span_of_days(text: str) -> bool:
    """Whether a text names a first and a last day.

    >>> from zopa.loaders.checks.guesses import is_span_of_days
    >>> [is_span_of_days(text) for text in ("4-5 April 2021", "2020-2021", "4 April 2021", "04/2021")]
    [True, True, False, False]
    """
    text = text.strip()
    if len(text) > 60 or _MONTH_YEAR.fullmatch(text):
        return False
    return _SPAN_OF_DAYS.fullmatch(text) is not None or is_span_in_words(text)


def is_day_number(text: str) -> bool:
    """Whether a text looks like the number by which a spreadsheet counts days.

    >>> from zopa.loaders.checks.guesses import is_day_number
    >>> is_day_number("45519"), is_day_number("2025")
    (True, False)
    """
    match = _SERIAL.fullmatch(text)
    return match is not None and int(match.group(1)) in _SERIALS

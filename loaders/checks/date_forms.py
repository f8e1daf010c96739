"""Dates as writers and programs dress them up: other dashes, weekdays, brackets, numerals, eras; and spans with a name."""

from __future__ import annotations

import re
from datetime import date, timedelta

from ...graph.characters import in_own_digits
from .date_words import Habit, date_words, full_year, in_words, islamic_new_year, iso

_DASHES = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d", "-") | {"\u00a0": " ", "\u202f": " "}
)
#: What stands around a date or behind it and says nothing of it: a stop, brackets, the mark of a footnote, a weekday.
_BEHIND = re.compile(r"\s*(?:[.,;*\u2020]|\[\w{1,3}\])$")
_WEEKDAY = re.compile(r"\s*\(([^\W\d]{2,12})\.?\)$")
_AROUND = re.compile(r"^\[(.+)\]$|^\((.+)\)$")
_POINT_NOUGHT = re.compile(r"([12]\d{3})\.0+")
_COMPACT = re.compile(r"(\d{8})T\d{2}(?:\d{2}){0,2}(?:Z|[+-]\d{2}:?(?:\d{2})?)?")
_SPACED = re.compile(r"(\d{1,4})([./-]) (\d{1,2})\2 (\d{1,4})")
_ROMAN = re.compile(r"(?:(\d{1,2})[-/. ]+)?([ivx]{1,4})[-/. ]+([12]\d{3})", re.IGNORECASE)
_MONTHS = {
    numeral: n
    for n, numeral in enumerate(["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"], 1)
}
#: Years of East Asian eras: the era, its year or the first one, perhaps the month and the day.
_ERA = re.compile(
    r"(\u4ee4\u548c|\u5e73\u6210|\u662d\u548c|\u6c11\u570b|\u6c11\u56fd|\u4e2d\u83ef\u6c11\u570b)\s*(\d{1,3}|\u5143)\s*\u5e74"
    r"(?:\s*(\d{1,2})\s*\u6708(?:\s*(\d{1,2})\s*\u65e5)?)?"
)
_BEFORE_ERA = {"\u4ee4\u548c": 2018, "\u5e73\u6210": 1988, "\u662d\u548c": 1925}
_OF_THE_REPUBLIC = 1911
_NUMERALS = {numeral: n for n, numeral in enumerate("\u3007\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d")} | {
    "\u96f6": 0
}
_TEN = "\u5341"
_IN_NUMERALS = re.compile(f"[{''.join(_NUMERALS)}{_TEN}]+")
_WEEK = re.compile(r"(\d{4})[-/ ]*W(\d{1,2})|W(?:eek|K)?[ -]?(\d{1,2})[,/ -]+(\d{4})", re.IGNORECASE)
_DECADE = re.compile(r"([12]\d{2}0)(?:s|er(?:jahre)?|-?[\u0435\u0445\u0456]+)")
_CENTURY = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|\.|-?[\u0435\u0439]+)?\s*(?:century|jahrhundert|\u0432\u0435\u043a|\u0441\u0442\u043e\u043b\u0456\u0442\u0442\u044f)",
    re.IGNORECASE,
)
_JOINED = re.compile(r"\s*(?:[-\u2013\u2014/&]|\band\b|\bto\b)\s*")
_YEAR_FIRST = re.compile(r"(\d{3,4})[-/.](\d{1,2})[-/.](\d{1,2})")
#: Years that the Persian and the Islamic calendar have today, and in which few cases are set.
OTHER_CALENDARS = range(1300, 1500)
#: Days by which the arithmetic form of the Islamic calendar can differ from the observed one.
_OBSERVED = 2


def undressed(text: str) -> str:
    """A date without what is only around it, in the signs in which dates are usually written.

    >>> from zopa.loaders.checks.date_forms import undressed
    >>> undressed("2021\\u201303\\u201312."), undressed("2020. 5. 12."), undressed("[2021]"), undressed("2021.0")
    ('2021-03-12', '2020.5.12', '2021', '2021')
    >>> undressed("12.III.2021"), undressed("\\u4ee4\\u548c2\\u5e745\\u670812\\u65e5"), undressed("20200512T1010Z")
    ('2021-03-12', '2020-05-12', '20200512')
    """
    text = in_own_digits(text.strip()).translate(_DASHES)
    if (match := _WEEKDAY.search(text)) and match[1].casefold() in date_words().weekdays:
        text = text[: match.start()]
    while (shorter := _BEHIND.sub("", _AROUND.sub(r"\1\2", text)).strip()) != text:
        text = shorter
    if match := _POINT_NOUGHT.fullmatch(text) or _COMPACT.fullmatch(text):
        return match[1]
    text = _SPACED.sub(r"\1\2\3\2\4", text)
    text = _IN_NUMERALS.sub(lambda match: _read(match[0]), text) if "\u5e74" in text else text
    if match := _ROMAN.fullmatch(text):
        return iso(match[3], _MONTHS.get(match[2].lower(), 0), match[1]) or text
    if match := _ERA.fullmatch(text):
        year = (1 if match[2] == "\u5143" else int(match[2])) + _BEFORE_ERA.get(match[1], _OF_THE_REPUBLIC)
        return (iso(year, match[3], match[4]) if match[3] else str(year)) or text
    return text


def _read(numerals: str) -> str:
    """A Chinese numeral: digit by digit, or with tens up to 99."""
    if _TEN not in numerals:
        return "".join(str(_NUMERALS[numeral]) for numeral in numerals)
    tens, _, ones = numerals.partition(_TEN)
    return str(10 * _NUMERALS.get(tens, 1) + _NUMERALS.get(ones, 0))


def named_span(text: str) -> Habit | None:
    """A week, a decade, a century or a date of another calendar; None for any other text.

    >>> from zopa.loaders.checks.date_forms import named_span
    >>> named_span("2021-W05").readings, named_span("1990s").readings, named_span("19th century").readings
    (('2021-02-01', '2021-02-07'), ('1990', '1999'), ('1801', '1900'))
    >>> named_span("Ramadan 1442").readings, named_span("1399/02/23").readings, named_span("2021")
    (('2021-04', '2021-05'), ('1399-02-23', '2020', '2021'), None)
    """
    text = undressed(text)
    if match := _WEEK.fullmatch(text):
        return _week(int(match[1] or match[4]), int(match[2] or match[3]))
    if match := _DECADE.fullmatch(text):
        return Habit((match[1], f"{int(match[1]) + 9}"), "it is a decade", is_span=True)
    if (match := _CENTURY.fullmatch(text)) and 1 < int(match[1]) <= 21:
        return Habit((f"{int(match[1]) * 100 - 99:04}", f"{int(match[1]) * 100:04}"), "it is a century", is_span=True)
    if (match := _YEAR_FIRST.fullmatch(text)) and int(match[1]) in OTHER_CALENDARS:
        years = (f"{int(match[1]) + more}" for more in (621, 622))
        readings = (iso(match[1], match[2], match[3]), *years)
        return Habit(tuple(filter(None, readings)), "its year is one that the Persian calendar has today")
    return _islamic(text)


def _week(year: int, week: int) -> Habit | None:
    try:
        monday = date.fromisocalendar(year, week, 1)
    except ValueError:
        return None
    return Habit((monday.isoformat(), (monday + timedelta(days=6)).isoformat()), "it is a week", is_span=True)


def _islamic(text: str) -> Habit | None:
    """A month of the Islamic calendar, perhaps with its day: the months of the common one that it can lie in."""
    words = re.findall(r"[^\W\d_]+|\d+", text.casefold())
    names = [month for word in words if (month := date_words().islamic_months.get(word))]
    numbers = [int(word) for word in words if word.isdecimal()]
    if len(names) != 1 or not numbers or not 1000 < numbers[-1] < 1600 or len(numbers) > 2:
        return None
    first = islamic_new_year(numbers[-1]) + timedelta(days=round(29.5 * (names[0] - 1)))
    last = first + timedelta(days=29)
    if len(numbers) == 2:
        first = last = first + timedelta(days=numbers[0] - 1)
    around = (
        (first - timedelta(days=_OBSERVED), last + timedelta(days=_OBSERVED)) if len(numbers) == 2 else (first, last)
    )
    return Habit(tuple(dict.fromkeys(day.isoformat()[:7] for day in around)), "it is a date of the Islamic calendar")


def numeric_readings(text: str) -> list[str]:
    """The dates that numbers with a year of two digits, or six digits, can mean.

    >>> from zopa.loaders.checks.date_forms import numeric_readings
    >>> numeric_readings("25/12/20"), numeric_readings("31.5.98"), numeric_readings("202005")
    (['2020-12-25', '2025-12-20'], ['1998-05-31'], ['2020-05'])
    """
    if match := re.fullmatch(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{2})", text):
        first, second, third = match[1], match[3], match[4]
        dates = {iso(full_year(third), second, first), iso(full_year(third), first, second)}
        dates |= {iso(full_year(first), second, third)} if len(first) == 2 else set()
    elif match := re.fullmatch(r"(\d{2})(\d{2})(\d{2})", text):
        first, second, third = match.groups()
        dates = {iso(full_year(first), second, third), iso(full_year(third), second, first)}
        dates |= {iso(first + second, third)} if 1500 <= int(first + second) < 2200 else set()
    else:
        return []
    return sorted(dates - {""})


def is_span_in_words(text: str) -> bool:
    """Whether a text names a first and a last month or day: May-June 2021, 12 & 13 May 2021.

    >>> from zopa.loaders.checks.date_forms import is_span_in_words
    >>> [is_span_in_words(text) for text in ("May-June 2021", "12 & 13 May 2021", "12-May-2021", "May 2021")]
    [True, True, False, False]
    """
    first, *rest = _JOINED.split(text.strip(), maxsplit=1)
    if not first or not rest or not in_words(rest[0]):
        return False
    is_day = re.fullmatch(r"\d{1,2}", first) and re.match(r"\d{1,2}\D", rest[0])
    return bool(in_words(first) or in_words(f"{first} 2000") or is_day)

"""Dates in words: months in several languages and scripts, quarters, about when, and years of other calendars."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ...graph.characters import in_own_digits

WORDS = Path(__file__).with_suffix(".toml")
_WORD = re.compile(r"[^\W\d_]+|\d+")
_DAY_MONTH_SHORT_YEAR = re.compile(r"(\d{1,2})[-/. ]+([^\W\d_]{3,12})\.?[-/., ']+(\d{2})")
_HALF = re.compile(r"h(?P<a>[12])[-/ ]*(?P<ay>\d{4})|(?P<by>\d{4})[-/ ]*h(?P<b>[12])", re.IGNORECASE)
#: A time of day in the middle of a date, as in the heads of letters.
_TIME = re.compile(r"\s\d{1,2}:\d{2}(?::\d{2})?(?=\s|$)")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
#: From the year of the Buddhist calendar to that of the common one.
_BUDDHIST_ERA = 543
#: From the year of the Persian calendar, which begins in March, to that of the common one.
_SOLAR_ERA = 621
#: Years of the Islamic and the Persian calendar that a text can mean.
_YEARS = range(1, 1600)
#: Characters of a text that can be a date.
_MOST = 40


class Habit(NamedTuple):
    """What a date that zopa does not write so can mean.

    Attributes
    ----------
    readings : tuple of str
        The legal dates: one, or the first and the last of what is meant.
    why : str
        What it is, to be put behind the text in a sentence.
    is_span : bool
        Whether it is the time from the first to the last of the readings, so that a first day and a last day have one each.
    """

    readings: tuple[str, ...]
    why: str
    is_span: bool = False


class _Words:
    """The words of dates, and the patterns made of them."""

    def __init__(self) -> None:
        words = tomllib.loads(WORDS.read_text(encoding="utf-8"))
        self.months: dict[str, set[int]] = {}
        for number, names in enumerate(words["months"], start=1):
            for name in names.split():
                self.months.setdefault(_bare(name), set()).add(number)
        self.weekdays = frozenset(words["weekdays"].split())
        self.ordinary = self.weekdays.union(words["ordinary"].split())
        self.thai = {name: n for n, names in enumerate(words["thai_months"], 1) for name in names.split()}
        self.islamic_months = {name: n for n, names in enumerate(words["islamic_months"], 1) for name in names.split()}
        self.none = frozenset(word.replace("_", " ") for word in words["none"].split())
        self.season = _pattern(rf"(?:{_any_of(words['seasons'])})\s.*\d{{4}}.*")
        self.first, self.last = (_pattern(rf"(?:{_any_of(words[name])})\s+(.+)") for name in ("since", "until"))
        self.before_christ = _pattern(rf"\d+\s*(?:{_any_of(words['before_christ'])})")
        quarters, about = _any_of(words["quarters"]), _any_of(words["about"])
        self.quarter = _pattern(
            r"q(?P<a>[1-4])[-/ ]*'?(?P<ay>\d{4}|\d{2})|(?P<by>\d{4})[-/ ]*q(?P<b>[1-4])|(?P<c>[1-4])q[-/ ]*(?P<cy>\d{4})|"
            rf"(?P<d>[1-4]|i{{1,3}}|iv)(?:\.|-?[^\W\d]{{1,2}})?\s*(?:{quarters})\.?\s*(?:of|de|du)?\s*(?P<dy>\d{{4}})"
            r"(?:\s*[^\W\d]{1,4}\.?)?"
        )
        self.about = _pattern(
            rf"(?:(?:{about})(?:\.\s*|\s+|-)|[~\u2248\u00b1]\s*)(?P<date>.+)|"
            r"(?P<before>.+?)\s*(?:\(\?\)|\?|\((?:ca|circa|approx)\.?\))"
        )
        self.islamic, self.persian, self.buddhist = (
            _pattern(rf"(?P<a>\d{{3,4}})\s*(?:{era})|(?:{era})\s*(?P<b>\d{{3,4}})")
            for era in (_any_of(words[name]) for name in ("islamic", "persian", "buddhist"))
        )


@cache
def date_words() -> _Words:
    return _Words()


def _any_of(words: str) -> str:
    return "|".join(sorted((re.escape(word.replace("_", " ")) for word in words.split()), key=len, reverse=True))


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


def _bare(word: str) -> str:
    return unicodedata.normalize("NFC", word.replace("_", " ").casefold())


def in_words(text: str) -> str:
    """The ISO date that a text with the name of a month means; empty where there is none or more than one reading.

    >>> from zopa.loaders.checks.date_words import in_words
    >>> in_words("3 May 2025"), in_words("15. März 2021"), in_words("12 de marzo de 2021"), in_words("marzec 2021")
    ('2025-05-03', '2021-03-15', '2021-03-12', '2021-03')
    >>> in_words("12-Mar-21"), in_words("31-Feb-21"), in_words("12 of 2021")
    ('2021-03-12', '', '')
    """
    dates = _months_read(text)
    return dates[0] if len(dates) == 1 else ""


def _months_read(text: str) -> list[str]:
    """The dates that a text with the name of a month can mean; a name can be that of two months, in two languages."""
    if len(text) > _MOST:
        return []
    text = _TIME.sub("", unicodedata.normalize("NFC", text.strip()))
    months = date_words().months
    if thai_date := _thai(text):
        return [thai_date]
    if match := _DAY_MONTH_SHORT_YEAR.fullmatch(text):
        # A spreadsheet writes a day so.
        return _dates(full_year(match.group(3)), months.get(_bare(match.group(2)), set()), match.group(1))
    words = [word for word in _WORD.findall(text.casefold()) if word not in date_words().ordinary]
    numbers = [word for word in words if word.isdecimal()]
    years = [word for word in numbers if len(word) == 4]
    days = [word for word in numbers if len(word) <= 2]
    if len(years) != 1 or len(days) > 1 or len(numbers) != len(years) + len(days):
        return []
    name = " ".join(word for word in words if not word.isdecimal())
    return _dates(int(years[0]), months.get(_bare(name), set()), days[0] if days else "")


def _thai(text: str) -> str:
    """A Thai date, of which the year is that of the Buddhist calendar; empty for any other text."""
    match = re.fullmatch(r"(?:(\d{1,2})\s*)?(\D+?)\s*(?:\u0e1e\.\u0e28\.\s*)?(2[45]\d{2})", text)
    month = date_words().thai.get(match[2].strip()) if match else None
    return iso(int(match[3]) - _BUDDHIST_ERA, month, match[1]) if match and month else ""


def _dates(year: int, months: set[int], day: str) -> list[str]:
    return [text for month in sorted(months) if (text := iso(year, month, day))]


def habit(text: str) -> Habit | None:
    """What a quarter, about when, a year of another calendar, or a month of two languages can mean; None else.

    >>> from zopa.loaders.checks.date_words import habit
    >>> habit("Q1 2021").readings, habit("c. 2021").readings, habit("1442 AH").readings, habit("1429 AH").readings
    (('2021-01', '2021-03'), ('2021',), ('2020', '2021'), ('2008',))
    >>> habit("2021"), habit("soon")
    (None, None)
    """
    if len(text) > _MOST:
        return None
    text = in_own_digits(text.strip())
    if len(dates := _months_read(text)) > 1:
        return Habit(tuple(dates), "its month is another one in another language")
    from .date_forms import named_span

    return _part_of_a_year(text) or _other_calendar(text) or named_span(text) or _about(text)


def said_in_words(text: str) -> str:
    """Why a text that says something of a date is none, where words say it; empty where they do not.

    >>> from zopa.loaders.checks.date_words import said_in_words
    >>> said_in_words("n.d.")
    'leave the cell empty where there is no date, and dates are written 2025, 2025-08 or 2025-08-15'
    >>> said_in_words("spring 2021"), said_in_words("soon")
    ('it is a season, which has other months in other countries: write the months', '')
    """
    words = date_words()
    if is_none(text):
        return "leave the cell empty where there is no date, and dates are written 2025, 2025-08 or 2025-08-15"
    if words.season.fullmatch(text.strip()):
        return "it is a season, which has other months in other countries: write the months"
    if words.before_christ.fullmatch(text.strip()):
        return "years before the year 1 cannot be kept: a note can say it"
    return ""


def is_none(text: str) -> bool:
    """Whether a word or sign stands for something that is not known, or has not come.

    >>> from zopa.loaders.checks.date_words import is_none
    >>> is_none("N/A"), is_none("2020")
    (True, False)
    """
    return _bare(text.strip()) in date_words().none


def bound(text: str) -> tuple[str, str]:
    """Of ``since 2020`` or ``until May 2021`` the column that it belongs in, and the date; empty texts for another one.

    >>> from zopa.loaders.checks.date_words import bound
    >>> bound("since 2020"), bound("until May 2021"), bound("2020")
    (('start', '2020'), ('end', '2021-05'), ('', ''))
    """
    from .guesses import probable_date

    for column, pattern in (("start", date_words().first), ("end", date_words().last)):
        if (match := pattern.fullmatch(text.strip())) and (day := probable_date(match[1])):
            return column, day
    return "", ""


def _part_of_a_year(text: str) -> Habit | None:
    for pattern, months, word in ((date_words().quarter, 3, "quarter"), (_HALF, 6, "half")):
        if match := pattern.fullmatch(text):
            parts = {name: found for name, found in match.groupdict().items() if found}
            year = next(found for name, found in parts.items() if name.endswith("y"))
            which = next(found for name, found in parts.items() if not name.endswith("y")).casefold()
            number = _ROMAN.get(which) or int(which)
            ends = (iso(full_year(year), (number - 1) * months + 1), iso(full_year(year), number * months))
            return Habit(ends, f"it is a {word} of a year", is_span=True) if all(ends) else None
    return None


def _other_calendar(text: str) -> Habit | None:
    if match := date_words().buddhist.fullmatch(text):
        year = int(match["a"] or match["b"]) - _BUDDHIST_ERA
        return Habit((f"{year:04}",), "it is a year of the Buddhist calendar") if year > _YEARS[-1] else None
    if match := date_words().persian.fullmatch(text):
        year = int(match["a"] or match["b"]) + _SOLAR_ERA
        if year - _SOLAR_ERA not in _YEARS:
            return None
        return Habit((f"{year:04}", f"{year + 1:04}"), "it is a year of the Persian calendar")
    if match := date_words().islamic.fullmatch(text):
        year = int(match["a"] or match["b"])
        if year not in _YEARS:
            return None
        years = (islamic_new_year(year).year, date.fromordinal(islamic_new_year(year + 1).toordinal() - 1).year)
        readings = tuple(f"{of_it:04}" for of_it in dict.fromkeys(years))
        return Habit(readings, "it is a year of the Islamic calendar")
    return None


def islamic_new_year(year: int) -> date:
    """The first day of a year of the Islamic calendar, by its arithmetic form: at most two days from the observed one."""
    return date.fromordinal((11 * year + 3) // 30 + 354 * year + 31 + 1_948_440 - 385 - 1_721_425)


def _about(text: str) -> Habit | None:
    from .guesses import probable_date

    match = date_words().about.fullmatch(text)
    if match is None:
        return None
    rest = (match["date"] or match["before"]).strip()
    is_plain = re.fullmatch(r"[12]\d{3}(?:-(?:0[1-9]|1[0-2]))?", rest)
    day = rest if is_plain else probable_date(rest)
    return Habit((day,), "it says about when, which a note can say") if day else None


def full_year(digits: str) -> int:
    """A year of four digits, or of two, which spreadsheets read as 1930 to 2029."""
    return int(digits) + (0 if len(digits) == 4 else 2000 if int(digits) < 30 else 1900)


def iso(year: str | int, month: str | int, day: str | None = None) -> str:
    """The date, or empty text where there is no such day."""
    try:
        day_read = date(int(year), int(month), int(day or 1))
    except ValueError:
        return ""
    return day_read.isoformat() if day else day_read.isoformat()[:7]

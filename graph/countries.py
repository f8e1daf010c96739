"""By which names a country is known: in many languages, with its capital, its people, and how it is spoken of."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from .spellings import has_case, joined, plain, words_of

if TYPE_CHECKING:
    from babel import Locale

_CODES = "ar de en es fa fr he hi it ja ko pl pt ru sw tr uk ur zh zh_Hant"
#: Languages in which a country's name is a trace of it: those of the UN, and some in which many negotiate.
LANGUAGES = tuple(_CODES.split())
#: Codes and words of fewer letters than this are looked for as a whole name only.
SHORTEST = 4
#: So many words has the longest name of a country.
MOST_WORDS = 11

#: How else countries are called, and how others are that sit beside them at a table.
ELSE_CALLED = Path(__file__).with_name("country_names.toml")
#: Languages that are called after more than one country, or after none.
_OF_MANY = frozenset({"ar", "en", "pt"})
_CYRILLIC = re.compile("[\u0430-\u044f\u0451\u0454\u0456\u0457\u0491]+")
#: So many of the first letters an adjective of a Slavic language has in common with the name of its country.
_ROOT = 4
_ADJECTIVE = re.compile(
    "[\u0430-\u044f\u0451\u0454\u0456\u0457\u0491]{2,}[\u0441\u0437\u0446]\u044c?\u043a[\u0430-\u044f\u0451\u0454\u0456\u0457]{1,3}"
)
#: Capitals that lists of time zones know by an older name.
_ZONE_OF = {"Kyiv": "Kiev"}
#: Words in the name of a capital that say nothing.
_GENERIC_CAPITAL = frozenset({"city", "port", "saint", "town", "ciudad", "san", "santo", "federal"})


def names_of_countries(names: Iterable[str]) -> set[str]:
    """Of each country that a name has in it, or that it is the code of, all names that are known of it.

    >>> from zopa.graph.countries import names_of_countries
    >>> sorted({"Polish", "Warsaw", "Polska", "Berlin"} & names_of_countries(["the Polish side"]))
    ['Polish', 'Polska', 'Warsaw']
    >>> "American" in names_of_countries(["USA"])
    True
    """
    known = _countries()
    found = {
        country
        for name in names
        for key in (name.strip(), *_runs(words_of(plain(name))), *known.inside(name))
        for country in known.by_name.get(key, ())
    }
    return {name for country in found for name in known.countries[country]}


def _runs(words: list[str]) -> set[str]:
    """Words that stand beside each other, as many as the name of a country has."""
    size = len(words)
    return {
        " ".join(words[start:end])
        for start in range(size)
        for end in range(start + 1, min(size, start + MOST_WORDS) + 1)
    }


class _Known(NamedTuple):
    """The numbers of countries and organisations by a name as it is found in a longer one, or a code; all names of each."""

    by_name: dict[str, list[int]]
    countries: list[set[str]]
    uncased: list[str]
    roots: dict[str, list[str]]

    def inside(self, name: str) -> set[str]:
        """The names that scripts without blanks have inside of a longer one, and those that an adjective is made of."""
        text = plain(name)
        names = set() if has_case(text) else {key for key in self.uncased if key in joined(text)}
        adjectives = filter(_ADJECTIVE.fullmatch, words_of(text))
        return names.union(*(self.roots.get(word[:_ROOT], ()) for word in adjectives))


@cache
def _countries() -> _Known:
    from babel import Locale
    from countryinfo import CountryInfo

    languages = [Locale.parse(language) for language in LANGUAGES]
    cities = _cities(languages)
    else_called = tomllib.loads(ELSE_CALLED.read_text(encoding="utf-8"))
    countries: list[set[str]] = [set(names.split("|")) for names in else_called["others"].values()]
    for about in CountryInfo.all().values():
        iso = about.get("ISO") or {}
        code, capital = str(iso.get("alpha2")), str(about.get("capital") or "")
        names = [about.get(field) for field in ("name", "demonym", "nativeName")]
        names += [
            word for word in words_of(capital) if len(word) >= SHORTEST and word.casefold() not in _GENERIC_CAPITAL
        ]
        names += cities.get(_ZONE_OF.get(capital, capital), [])
        names += about.get("altSpellings", [])
        names += [language.territories.get(code) for language in languages]
        names += _languages_of(code, about.get("languages") or [], languages)
        names += else_called["countries"].get(code, "").split("|")
        countries.append({str(name) for name in names if name})
    by_name: dict[str, list[int]] = {}
    for number, written in enumerate(countries):
        keys = {" ".join(words_of(plain(name))) for name in written if len(name) >= SHORTEST or _is_uncased(name)}
        keys |= {name for name in written if 1 < len(name) < SHORTEST and name.isupper()}
        for key in keys:
            by_name.setdefault(key, []).append(number)
    for word, numbers in _words_of_one(countries).items():
        by_name.setdefault(word, numbers)
    roots: dict[str, list[str]] = {}
    for key in by_name:
        if len(key) >= _ROOT and " " not in key and _CYRILLIC.fullmatch(key):
            roots.setdefault(key[:_ROOT], []).append(key)
    return _Known(by_name, countries, [key for key in by_name if _is_uncased(key)], roots)


def _is_uncased(name: str) -> bool:
    return len(name) > 1 and not has_case(name)


def _words_of_one(countries: list[set[str]]) -> dict[str, list[int]]:
    """Words that stand in the names of one country only: people call it by them."""
    found: dict[str, set[int]] = {}
    for number, names in enumerate(countries):
        for word in {word for name in names for word in words_of(plain(name)) if len(word) > SHORTEST}:
            found.setdefault(word, set()).add(number)
    return {word: sorted(numbers) for word, numbers in found.items() if len(numbers) == 1}


def _languages_of(country: str, spoken: list[str], languages: list[Locale]) -> list[str]:
    """The languages of a country that are called after it, in many languages."""
    from babel.core import get_global

    likely = get_global("likely_subtags")
    own = [code for code in spoken if code not in _OF_MANY and likely.get(code, "").endswith(f"_{country}")]
    return [language.languages[code] for code in own for language in languages if code in language.languages]


def _cities(languages: list[Locale]) -> dict[str, list[str]]:
    """Cities with a time zone of their own, most capitals among them, in many languages."""
    cities: dict[str, list[str]] = {}
    for language in languages:
        for zone, about in language.time_zones.items():
            if city := about.get("city"):
                cities.setdefault(zone.rpartition("/")[2].replace("_", " "), []).append(city)
    return cities

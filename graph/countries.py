"""By which names a country is known: in many languages, with its capital, its people, and how it is spoken of."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from .spellings import plain, words_of

if TYPE_CHECKING:
    from babel import Locale

_CODES = "ar de en es fa fr he hi it ja ko pl pt ru sw tr uk ur zh zh_Hant"
#: Languages in which a country's name is a trace of it: those of the UN, and some in which many negotiate.
LANGUAGES = tuple(_CODES.split())
#: Codes and words of fewer letters than this are looked for as a whole name only.
SHORTEST = 4
#: So many words has the longest name of a country.
MOST_WORDS = 11

#: How else a country, its people or its government are called, where that does not begin like its name.
_ELSE_CALLED = {
    "AR": "Argentine",
    "AE": "\u041e\u0410\u042d|BAE",
    "AT": "Austro",
    "CD": "DRC",
    "CH": "Swiss|Helvetic",
    "CN": "Sino|Zhongnanhai|PRC|\u041a\u041d\u0420",
    "DE": "German|Teuton|BRD|RFA|\u0424\u0420\u0413",
    "DK": "Dane|Danes",
    "ES": "Spaniard|Hispano",
    "FR": "French|Frenchmen|Quai d'Orsay|Elysee",
    "GB": "Briton|Brits|English|England|Scottish|Scotland|Welsh|Wales|Anglo|Whitehall|Downing Street",
    "GR": "Hellenic|Greco|Graeco",
    "IE": "Irish|Eire",
    "IN": "Indo|Bharat",
    "IR": "Persian|Persia",
    "JP": "Nippo|Nippon",
    "KP": "DPRK|\u041a\u041d\u0414\u0420",
    "KR": "ROK",
    "MM": "Burma|Burmese",
    "NL": "Dutch|Hollander|Nederlander",
    "PH": "Filipino|Filipina",
    "PL": "Pole|Poles",
    "PT": "Luso|Lusitanian",
    "RU": "Kremlin|Soviet|Russo|RF|\u041a\u0440\u0435\u043c\u043b\u044c",
    "SE": "Swede|Swedes|Swedish",
    "TH": "Siam|Siamese",
    "TR": "Turk|Turks|Turco|Ottoman",
    "TW": "Formosa",
    "US": "American|Yankee|White House|Pentagon|State Department|\u0421\u0428\u0410|EUA|EEUU|ABD",
    "VN": "Viet",
}
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
    by_name, countries = _countries()
    found = {
        country
        for name in names
        for key in (name.strip(), *_runs(words_of(plain(name))))
        for country in by_name.get(key, ())
    }
    return {name for country in found for name in countries[country]}


def _runs(words: list[str]) -> set[str]:
    """Words that stand beside each other, as many as the name of a country has."""
    size = len(words)
    return {
        " ".join(words[start:end])
        for start in range(size)
        for end in range(start + 1, min(size, start + MOST_WORDS) + 1)
    }


@cache
def _countries() -> tuple[dict[str, list[int]], list[set[str]]]:
    """By a name as it is found in a longer one, or a code, the countries that it may be; and of each all its names."""
    from babel import Locale
    from countryinfo import CountryInfo

    languages = [Locale.parse(language) for language in LANGUAGES]
    cities = _cities(languages)
    by_name: dict[str, list[int]] = {}
    countries: list[set[str]] = []
    for about in CountryInfo.all().values():
        iso = about.get("ISO") or {}
        capital = str(about.get("capital") or "")
        names = [about.get(field) for field in ("name", "demonym", "nativeName")]
        names += [
            word for word in words_of(capital) if len(word) >= SHORTEST and word.casefold() not in _GENERIC_CAPITAL
        ]
        names += cities.get(_ZONE_OF.get(capital, capital), [])
        names += about.get("altSpellings", [])
        names += [language.territories.get(iso.get("alpha2")) for language in languages]
        names += _ELSE_CALLED.get(str(iso.get("alpha2")), "").split("|")
        written = {str(name) for name in names if name}
        keys = {" ".join(words_of(plain(name))) for name in written if len(name) >= SHORTEST}
        keys |= {name for name in written if 1 < len(name) < SHORTEST and name.isupper()}
        for key in keys:
            by_name.setdefault(key, []).append(len(countries))
        countries.append(written)
    return by_name, countries


def _cities(languages: list[Locale]) -> dict[str, list[str]]:
    """Cities with a time zone of their own, most capitals among them, in many languages."""
    cities: dict[str, list[str]] = {}
    for language in languages:
        for zone, about in language.time_zones.items():
            if city := about.get("city"):
                cities.setdefault(zone.rpartition("/")[2].replace("_", " "), []).append(city)
    return cities

"""The codes of places: names in any spelling or script, and their readings in ISO 3166."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from ...graph.names import folded

#: Languages whose names of countries are known.
_LANGUAGES = (
    *("en", "am", "ar", "bg", "bn", "bs", "cs", "da", "de", "el", "es", "et", "fa", "fi", "fr", "ha", "he", "hi", "hr"),
    *("hu", "hy", "id", "it", "ja", "ka", "kk", "ko", "lt", "lv", "mk", "ms", "my", "nb", "ne", "nl", "pl", "ps", "pt"),
    *("ro", "ru", "sk", "sl", "so", "sq", "sr", "sr_Latn", "sv", "sw", "ta", "th", "ti", "tr", "uk", "ur", "uz", "vi"),
    "zh",
)
_FORMAL = re.compile(r"^(?:the )?(?:republic of (?!(?:the )?congo|korea|ireland|macedonia))?|[.']")


def country_code(name: str) -> str:
    """The code of two letters of a country; empty where a name means none, or several.

    >>> from zopa.loaders.names.places import country_code
    >>> country_code("DR Congo (Zaire)"), country_code("République centrafricaine"), country_code("Georgia")
    ('CD', 'CF', 'GE')
    >>> country_code("Congo"), country_code("Narnia")
    ('', '')
    """
    codes = [code for code in _ambiguous().get(_form(name), ()) if len(code) == 2] or list(
        _countries().get(_form(name), ())
    )
    return next(iter(codes)) if len(codes) == 1 else ""


def readings(name: str) -> list[str]:
    """The codes that the name of a country, or of a part of one, can mean.

    A name in plain letters is looked for in English and in the list of zopa, any other in many languages.

    >>> from zopa.loaders.names.places import readings
    >>> readings("Донецька область"), readings("Donets'k"), readings("Georgia"), readings("The hills")
    (['UA-14'], ['UA-14'], ['GE', 'US-GA'], [])
    """
    form = _form(name)
    if form in _ambiguous():
        return _ambiguous()[form]
    # Names in all languages take a second to read: few regions need them.
    countries = _few_countries() if form.isascii() else _countries()
    return sorted({*countries.get(form, ()), *_parts().get(form, ())})


def english_name(code: str) -> str:
    """The English name of a country by its code of two or three letters; empty where there is no such country.

    >>> from zopa.loaders.names.places import english_name
    >>> english_name("AFG"), english_name("SS"), english_name("XYZ")
    ('Afghanistan', 'South Sudan', '')
    """
    return _english().get(short_code(code), "")


def short_code(code: str) -> str:
    """The code of two letters for one of three letters or digits; empty where it means no country, or several.

    >>> from zopa.loaders.names.places import short_code
    >>> short_code("AFG"), short_code("004"), short_code("af"), short_code("YUG")
    ('AF', 'AF', 'AF', '')
    """
    code = code.strip().upper()
    if len(code) == 2:
        return code if code in _english() else ""
    known = _aliases().get(code, [])
    return known[0] if len(known) == 1 and known[0] in _english() else ""


@cache
def _aliases() -> dict[str, list[str]]:
    from babel.core import get_global

    return dict(get_global("territory_aliases"))


@cache
def _english() -> dict[str, str]:
    return _countries_of("en")


def territories(language: str) -> dict[str, str]:
    """The names of countries, and of bodies such as the European Union, by their codes of two letters.

    >>> from zopa.loaders.names.places import territories
    >>> territories("en")["SK"], territories("en")["EU"]
    ('Slovakia', 'European Union')
    """
    from babel import Locale

    names = Locale.parse(language).territories
    return {code: name for code, name in names.items() if len(code) == 2 and code.isalpha()}


def _countries_of(language: str) -> dict[str, str]:
    return {code: name for code, name in territories(language).items() if code not in _NO_COUNTRY}


#: Codes of the locale data that are no country of ISO 3166.
_NO_COUNTRY = frozenset(["EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"])


def _form(name: str) -> str:
    """A name without letter case, accents, and words of courtesy."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFD", folded(name)) if not "\u0300" <= letter <= "\u036f"
    )
    return " ".join(_FORMAL.sub("", plain.replace("&", " and ").replace("-", " ")).split())


@cache
def _data() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files(__package__).joinpath("places.toml").read_text(encoding="utf-8"))


@cache
def _ambiguous() -> dict[str, list[str]]:
    return {_form(name): codes for name, codes in _data()["ambiguous"].items()}


@cache
def _countries() -> dict[str, dict[str, None]]:
    named = [(code, name) for language in _LANGUAGES for code, name in _countries_of(language).items()]
    # A name in English, or of the own list, has one reading, whatever it means in another language.
    return _by_form(named) | _few_countries()


@cache
def _few_countries() -> dict[str, dict[str, None]]:
    own = [(code, name) for code, names in _data()["countries"].items() for name in names]
    return _by_form(own) | _by_form((code, name) for code, name in _english().items())


@cache
def _parts() -> dict[str, dict[str, None]]:
    return _by_form((code, name) for code, names in _data()["parts"].items() for name in names)


def _by_form(named: Iterable[tuple[str, str]]) -> dict[str, dict[str, None]]:
    forms: dict[str, dict[str, None]] = {}
    for code, name in named:
        forms.setdefault(_form(name), {})[code] = None
    return forms

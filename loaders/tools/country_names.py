"""Names of countries for their codes of two letters, as ISO 3166 and the European Union write them."""

from __future__ import annotations

from functools import cache

from ..names.places import territories

#: Codes that the European Union and the United Kingdom use beside those of ISO.
_OTHER_CODES = {"EL": "GR", "UK": "GB"}


@cache
def _names() -> dict[str, str]:
    return territories("en")


def country_name(code: str) -> str:
    """The English name of a country; the word itself where it is no code.

    >>> from zopa.loaders.tools.country_names import country_name
    >>> country_name("SK"), country_name("EL"), country_name("Slovakia")
    ('Slovakia', 'Greece', 'Slovakia')
    """
    return _names().get(_OTHER_CODES.get(code, code), code)


def is_country(word: str) -> bool:
    """Whether a word is the name or the code of a country.

    >>> from zopa.loaders.tools.country_names import is_country
    >>> is_country("SK"), is_country("Slovakia"), is_country("Motion 12")
    (True, True, False)
    """
    return word in _names() or word in _OTHER_CODES or word.casefold() in _folded()


@cache
def _folded() -> frozenset[str]:
    return frozenset(name.casefold() for name in _names().values())

"""Who is named in a cell that lists those who signed, witnessed or took part: names, one after another, or sentences."""

from __future__ import annotations

import re
from typing import NamedTuple

from ..names.places import country_code

#: A name of somebody is not longer than this, in letters and in words; longer lists than this are lists of members.
LONGEST, MOST_WORDS, MOST_NAMES = 80, 10, 40

_ENTRIES = re.compile(r"[\n\r\t;•●▪]+")
_BULLET = re.compile(r"^(?:[-\u2010\u2013\u2014*·]\s*|\(?\d{1,3}[.)]\s*|\(?[a-z][.)]\s+)+")
_SIGNED = re.compile(r"^[\[(]?(?:signed|sgd|sd)[\])]?[:.]?(?:\s+by)?\s+", re.IGNORECASE)
#: How an entry says for whom somebody signed, the surest first.
_PRINCIPALS = (
    re.compile(r"^(?:for|por|pour)(?:\s+and\s+on\s+behalf\s+of)?\s*:?\s+(?P<of>.+)$", re.IGNORECASE),
    re.compile(
        r"\b(?:in the name of|on behalf of|(?:as )?representatives? of|representing)\s+(?P<of>.+)$", re.IGNORECASE
    ),
    re.compile(r"^(?P<of>[^:;]+?),?\s+(?:represented|signed for) by\b", re.IGNORECASE),
    re.compile(r"^(?P<who>[^:]{0,80}?)\bfor:?\s+(?P<of>(?:the\s+)?[A-Z].+)$"),
)
_ENDS_NAME = re.compile(r"[:,(\[]|\s[-\u2013\u2014]\s|\.\s")
_ARTICLE = re.compile(r"^(?:the|el|la|le|los|las|les)\s+|^l['\u2019]", re.IGNORECASE)
_HEADING = re.compile(
    r"^(?:not signed|unsigned|signed|agreement|signator|signature|witness|in the presence|the foregoing|stated to be|"
    r"page \d|document|parties|participants?|no signator|no signatures?|mentioned|and\b|by\b|others?\b|date\b|notes?\b|"
    r"present|illegible|facilitators?:?$|t[ée]moins?$|third party)",
    re.IGNORECASE,
)
#: Words of a line that was broken off, which name nobody by themselves.
_NOBODY = frozenset(
    ["peace", "democracy", "authority", "refugees", "government)", "foreign affairs", "member", "chairman", "leader"]
)
_SENTENCE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|signed|mentions?|mentioned|states?(?! of)|stated|suggests?|agreed|took|"
    r"during|which|who|whom|that|believes?|believed|held|following|annexed|including|attended|included?)\b",
    re.IGNORECASE,
)
_ENDS = re.compile(r"^[\s,.:;()\[\]\"“”_…]+|[\s,.:;(\[\"“”_…]+$")


class Named(NamedTuple):
    """The names in a cell, and whether it holds words that were read as no name."""

    names: list[str]
    has_more: bool


def named_in(cell: str) -> Named:
    """The parties that a cell names: those somebody signed for, or where nobody did the entries that are as short as a name.

    >>> from zopa.loaders.tools.signatories import named_in
    >>> named_in("For the Government of Upland: A. Example, Minister; B. Sample for the River Front")
    Named(names=['Government of Upland', 'River Front'], has_more=True)
    >>> named_in("France, Chad").names, named_in("Not signed, but the text says who was there.").names
    (['France', 'Chad'], [])
    """
    entries = [_SIGNED.sub("", _BULLET.sub("", entry.strip())) for entry in _ENTRIES.split(cell)]
    entries = [entry for entry in entries if _ENDS.sub("", entry)]
    principals = list(dict.fromkeys(principal for entry in entries if (principal := _principal(entry))))
    if principals:
        return Named(principals, True)
    names = [name for entry in entries for name in _names(entry)]
    if len(names) > MOST_NAMES:
        return Named([], True)
    return Named(list(dict.fromkeys(names)), len(names) < len(entries))


def _principal(entry: str) -> str:
    """For whom somebody signed; empty where an entry does not say."""
    for pattern in _PRINCIPALS:
        match = pattern.search(entry)
        if match and not _SENTENCE.search(match.groupdict().get("who") or ""):
            return _name(_ENDS_NAME.split(match["of"].strip(), maxsplit=1)[0])
    return ""


def _names(entry: str) -> list[str]:
    """The name in an entry, or the countries that it lists."""
    parts = [_ENDS.sub("", part) for part in entry.split(",")]
    if len(parts) > 1 and all(map(country_code, parts)):
        return parts
    name = _name(entry)
    return [name] if name else []


def _name(entry: str) -> str:
    text = _ARTICLE.sub("", _ENDS.sub("", " ".join(entry.split())))
    if len(text) < 2 or len(text) > LONGEST or len(text.split()) > MOST_WORDS or text.casefold() in _NOBODY:
        return ""
    if _HEADING.match(text) or _SENTENCE.search(text) or not text[0].isupper():
        return ""
    return text

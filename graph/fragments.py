"""The words of a text in every way in which somebody may write or cut them."""

from __future__ import annotations

import re
from itertools import pairwise, takewhile

from .spellings import has_case, joined, words_of

IDEOGRAPHS = "\u3400-\u9fff\uf900-\ufaff"
HANGUL = "\uac00-\ud7a3"
_HYPHENS = "-\u2010-\u2015"
#: Letters with the number that belongs to them.
_NUMBERED = re.compile(r"\b([^\W\d_]{1,4})[\s.-]+(\d{1,4})\b")


def words_to_ask(text: str) -> set[str]:
    """The words of a text, also without hyphens and breaks in them, as parts of one word, and letter by letter.

    >>> from zopa.graph.fragments import words_to_ask
    >>> sorted(words_to_ask("pro-UN M 23"))
    ['23', 'M', 'M23', 'PRO', 'UN', 'pro', 'proUN']
    """
    words = {part for word in words_of(text) for part in (word, *parts_of(word))}
    words |= {part for word in words for part in re.findall(r"[^\W\d_]+", split_at_capitals(word))}
    words |= {joined(whole) for whole in re.findall(rf"[^\W_]+(?:[{_HYPHENS}]\s*[^\W_]+)+", text)}
    words |= {letters + digits for letters, digits in _NUMBERED.findall(text)}
    words |= {first + second for first, second in pairwise(words_of(text)) if not has_case(first + second)}
    return words | _letter_by_letter(text) | _with_hyphen(text) | _leading_capitals(text)


def parts_of(run: str) -> list[str]:
    """A run of letters, taken apart where a script with capitals meets one without."""
    return [part for part in re.split(f"([{IDEOGRAPHS}]+|[{HANGUL}]+|[\u3040-\u30ff]+|[\u0600-\u06ff]+)", run) if part]


def split_at_capitals(word: str) -> str:
    """``antiNATO``: ``anti NATO``; ``UnitedStates``: ``United States``."""
    return "".join(
        f" {letter}" if letter.isupper() and word[place - 1 : place].islower() else letter
        for place, letter in enumerate(word)
    )


def _leading_capitals(text: str) -> set[str]:
    """Capitals with an ending in small letters: ``AKPli``, ``SPLMs``."""
    starts = (re.match(r"[^\W\d_]+", word) for word in words_of(text))
    runs = {"".join(takewhile(str.isupper, start[0])) for start in starts if start}
    return {run for run in runs if len(run) > 1}


def _letter_by_letter(text: str) -> set[str]:
    """Letters written one by one, put together, from each of them on: U.S., U S, I r a n."""
    runs: list[str] = [""]
    for part in re.split(r"[\W_]+", text):
        if len(part) == 1:
            runs[-1] += part
        elif part:
            runs.append("")
    # One small letter between others is an everyday word; several in a row are not.
    return {run[start:] for run in runs if len(run) > 1 for start in range(len(run) - 1)}


def _with_hyphen(text: str) -> set[str]:
    """Words beside a hyphen in capitals: ``us-led`` is no everyday word."""
    return {word.upper() for run in re.findall(rf"[^\W_]+(?:[{_HYPHENS}][^\W_]+)+", text) for word in words_of(run)}

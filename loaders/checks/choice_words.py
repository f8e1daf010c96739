"""What people write in place of the words of a closed list: offered where there is one meaning, told where there are two."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from ...graph.names import folded

WORDS = Path(__file__).with_suffix(".toml")


@cache
def _meanings() -> dict[tuple[str, str], tuple[str, ...]]:
    tables = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    return {
        (column, folded(word.replace("_", " "))): tuple(meant.split("|"))
        for column, meanings in tables.items()
        for meant, words in meanings.items()
        for word in words.split()
    }


def choices_meant(column: str, word: str) -> tuple[str, ...]:
    """The words of the closed list of a column that a word can mean; none for a word that is not known.

    >>> from zopa.loaders.checks.choice_words import choices_meant
    >>> choices_meant("stance", "Opposes"), choices_meant("stance", "supports"), choices_meant("firmness", "firm")
    (('rejects',), ('demands', 'accepts'), ())
    """
    return _meanings().get((column, folded(word)), ())


@cache
def _everywhere() -> frozenset[str]:
    words = tomllib.loads(WORDS.read_text(encoding="utf-8"))["regions"]["everywhere"]
    return frozenset(folded(word.replace("_", " ")) for word in words.split())


def is_everywhere(word: str) -> bool:
    """Whether a word stands for all places.

    >>> from zopa.loaders.checks.choice_words import is_everywhere
    >>> is_everywhere("Whole country"), is_everywhere("north")
    (True, False)
    """
    return folded(word) in _everywhere()

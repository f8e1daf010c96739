"""Which parties and issues of a case a text names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import pandas as pd

from ...graph.names import folded
from ..rows import parts

#: Small words, which say nothing of what an issue is about.
_SMALL = frozenset(
    [
        "a",
        "an",
        "and",
        "at",
        "by",
        "for",
        "from",
        "in",
        "into",
        "is",
        "its",
        "of",
        "on",
        "or",
        "over",
        "the",
        "to",
        "with",
    ]
)
#: A short name in capitals, such as US, is one only in capitals.
_MAX_CAPITALS = 4
#: Scripts that put no blanks between words.
_WITHOUT_BLANKS = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
_WORD = re.compile(r"\w+")


class Names:
    """The names of the parties and issues of a case.

    A party is named by its name or one of its aliases. An issue is named by all words of its name, in whatever order, other
    than small ones. Where something has no name, its id stands for it.

    Parameters
    ----------
    tables : dict of DataFrame

    Examples
    --------
    >>> import pandas as pd
    >>> from zopa.loaders.watching.mentions import Names
    >>> names = Names({
    ...     "parties": pd.DataFrame({"id": ["us"], "name": ["United States"], "aliases": ["US|Washington"]}),
    ...     "issues": pd.DataFrame({"id": ["flow"], "name": ["Flow of the river"]})})
    >>> names.parties("Washington tells us nothing"), names.parties("It is for us to say"), names.parties("The US say no")
    (['us'], [], ['us'])
    >>> names.issues("The river has little flow"), names.issues("The river")
    (['flow'], [])
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        self._parties = {
            id: [_pattern(term) for term in terms] for id, terms in _terms(tables["parties"], ("name", "aliases"))
        }
        self._issues = {
            id: [[_pattern(word) for word in _words_of(term)] for term in terms]
            for id, terms in _terms(tables["issues"], ("name",))
        }

    def parties(self, text: str) -> list[str]:
        """The ids of the parties that a text names."""
        form = folded(text)
        return [id for id, terms in self._parties.items() if any(_names(term, text, form) for term in terms)]

    def issues(self, text: str) -> list[str]:
        """The ids of the issues that a text names."""
        form = folded(text)
        return [
            id
            for id, terms in self._issues.items()
            if any(words and all(_names(word, text, form) for word in words) for words in terms)
        ]


#: A pattern, and whether it looks at the text as it is written, as against its form for comparing.
Pattern = tuple[re.Pattern[str], bool]


def _terms(table: pd.DataFrame, columns: Iterable[str]) -> Iterable[tuple[str, list[str]]]:
    for row in table.to_dict("records"):
        cells = [cell for column in columns if isinstance(cell := row.get(column), str)]
        # A single letter of ours is a word of its own in any text.
        terms = [term for cell in cells for part in parts(cell) if len(term := part.strip()) > 1 or not term.isascii()]
        id = str(row["id"])
        yield id, terms or ([id.replace("-", " ").replace("_", " ")] if len(id) > 1 else [])


def _words_of(term: str) -> list[str]:
    words = _WORD.findall(term)
    return [word for word in words if word.casefold() not in _SMALL] or words


def _pattern(term: str) -> Pattern:
    as_written = term.isupper() and term.isascii() and len(term) <= _MAX_CAPITALS
    form = re.escape(term if as_written else folded(term))
    if _WITHOUT_BLANKS.search(term):
        return re.compile(form), as_written
    return re.compile(rf"(?<!\w){form}(?!\w)"), as_written


def _names(pattern: Pattern, text: str, form: str) -> bool:
    expression, as_written = pattern
    return expression.search(text if as_written else form) is not None

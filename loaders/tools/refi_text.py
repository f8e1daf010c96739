"""How the positions of a program count the characters of a text, told by the words that it says are selected.

Of the programs that write REFI-QDA some count characters, some UTF-16 units or bytes; a line can end in one or in two of
them; and the mark at the beginning of a file is counted or not.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

CHARACTERS, UNITS, BYTES = "characters", "UTF-16 units", "bytes"
_ENCODINGS = {CHARACTERS: "utf-32-le", UNITS: "utf-16-le", BYTES: "utf-8"}
_WIDTHS = {CHARACTERS: 4, UNITS: 2, BYTES: 1}
#: So much of a selection is compared with its name.
_LONGEST = 200


class Span(NamedTuple):
    """A selection: where it begins and ends, and how the program names it, which often are its first words."""

    start: int
    end: int
    name: str


class Dialect(NamedTuple):
    """How positions are counted: in which units, with which line ends, and whether the mark at the beginning counts."""

    unit: str = CHARACTERS
    line_end: str = ""
    has_mark: bool = False

    def __str__(self) -> str:
        ends = {"": "", "\n": ", a line end as one", "\r\n": ", a line end as two"}
        return f"{self.unit}{ends[self.line_end]}{', with the mark at the beginning' if self.has_mark else ''}"


class Text:
    """A text whose positions are counted in a dialect that has to be told."""

    def __init__(self, content: bytes) -> None:
        self.has_mark = content.startswith(codecs.BOM_UTF8)
        encoding = "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
        self.plain = content.decode(encoding, "replace")
        self._units: dict[Dialect, bytes] = {}

    @cached_property
    def dialects(self) -> list[Dialect]:
        """All that make a difference for this text, the one of the standard first."""
        units = [CHARACTERS]
        if not self.plain.isascii():
            units += [UNITS, BYTES] if any(letter > "\uffff" for letter in self.plain) else [BYTES]
        ends = [""]
        if "\r\n" in self.plain:
            ends.append("\n")
        elif "\n" in self.plain:
            ends.append("\r\n")
        marks = [False, True] if self.has_mark else [False]
        return [Dialect(unit, end, mark) for mark in marks for end in ends for unit in units]

    def cut(self, span: Span, dialect: Dialect) -> str | None:
        """The words between two positions; None where the text has no such positions."""
        units, width = self._encoded(dialect), _WIDTHS[dialect.unit]
        if not 0 <= span.start <= span.end <= len(units) // width:
            return None
        try:
            return units[span.start * width : span.end * width].decode(_ENCODINGS[dialect.unit])
        except UnicodeDecodeError:
            # The position stands inside of a letter.
            return None

    def _encoded(self, dialect: Dialect) -> bytes:
        if dialect not in self._units:
            text = self.plain
            if dialect.line_end:
                text = text.replace("\r\n", "\n").replace("\n", dialect.line_end)
            self._units[dialect] = (("\ufeff" if dialect.has_mark else "") + text).encode(
                _ENCODINGS[dialect.unit], "replace"
            )
        return self._units[dialect]


class Told(NamedTuple):
    """The dialect of a program, and whether it is sure: no other one gives other words that fit as well."""

    dialect: Dialect
    is_sure: bool


def dialect_of(texts: Iterable[tuple[Text, list[Span]]]) -> Told:
    """The dialect in which the most selections are what their names say, and otherwise begin and end with a word.

    >>> from zopa.loaders.tools.refi_text import Span, Text, dialect_of
    >>> text = Text("Ärger \U0001f600 im Tal, sagt sie.".encode())
    >>> dialect_of([(text, [Span(9, 15, "im Tal")])]).dialect.unit
    'UTF-16 units'
    """
    pairs = [(text, spans) for text, spans in texts if spans]
    candidates = list(dict.fromkeys(dialect for text, _ in pairs for dialect in text.dialects)) or [Dialect()]
    scores: list[tuple[int, int, int]] = []
    for dialect in candidates:
        cuts = [(span, text.cut(span, _of(dialect, text)), text) for text, spans in pairs for span in spans]
        named = sum(_fits(span.name, words) for span, words, _ in cuts)
        inside = sum(words is not None for _, words, _ in cuts)
        whole = sum(_is_whole(words) for _, words, _ in cuts)
        scores.append((named, inside, whole))
    best = max(scores)
    equal = [dialect for dialect, score in zip(candidates, scores, strict=True) if score == best]
    readings = {
        tuple(text.cut(span, _of(dialect, text)) for text, spans in pairs for span in spans) for dialect in equal
    }
    return Told(equal[0], len(readings) == 1)


def _of(dialect: Dialect, text: Text) -> Dialect:
    """A dialect as far as it makes a difference for a text."""
    return dialect._replace(has_mark=dialect.has_mark and text.has_mark)


def words_of(text: Text, span: Span, dialect: Dialect) -> str | None:
    """The words of a selection in a dialect."""
    return text.cut(span, _of(dialect, text))


def _squeezed(words: str) -> str:
    return " ".join(words.replace("\ufeff", "").split())


def _fits(name: str, words: str | None) -> bool:
    """Whether the name of a selection is its words, or the first of them."""
    start = _squeezed(name.strip().removesuffix("…").rstrip(". "))[:_LONGEST]
    return bool(start and words and _squeezed(words[: 2 * _LONGEST + len(name)]).startswith(start))


def _is_whole(words: str | None) -> bool:
    return words is not None and words != "" and words == words.strip()

"""Lists that are written with other signs than ``|``: what tells them from one thing whose name has such a sign."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Callable, Iterable

from ...graph.names import folded
from ...graph.ontology import LIST_SEPARATOR
from ..findings import WARNING, Problem, shortened

#: Signs that divide lists and little else: semicolons, ends of lines, bullets, other strokes that stand up; a dot in blanks.
_SIGNS = ";\n\r\uff1b\u061b\u2022\u2023\u25aa\u25cf\u25e6\u27a2\uff5c\u00a6\u01c0\u2223\u2502\u2551\u2758"
_STRONG = re.compile(rf"(?:(?:;#(?:\d+;#)?|[{_SIGNS}]|<br ?/?>|\\n)\s*)+|\s+\u00b7\s+", re.IGNORECASE)
#: What stands around a list where a program writes it, and before one that has numbers between its words.
_BRACKETS = re.compile(r"\[(.*)\]|\{(.*)\}|\((.*)\)", re.DOTALL)
_QUOTED = re.compile(r"(['\"])(.+)\1", re.DOTALL)
_FIRST_NUMBER = re.compile(r"\d+(?=;#)")
#: What stands before each line of a list.
_NUMBERED = re.compile(r"(?:[-*\u2013]|\(?\d{1,2}[.)]|\(?[a-z]\))\s+")
_WEAK = re.compile("[,\uff0c\u060c\u3001]+")
#: A stroke between letters, and the word that says that one of several will do.
_OR = "or ou oder или либо або чи أو veya ya_da lub albo eller 또는 혹은"  # noqa: RUF001
_EITHER = re.compile(
    rf"(?<=[^\W\d_])\s*/\s*(?=[^\W\d_])|\s+(?:{_OR.replace(' ', '|').replace('_', ' ')})\s+|\u6216", re.IGNORECASE
)
#: Words that join: they do not say whether all are meant together, or each of them.
_AND = "and et und y e и і та ve og och oraz 和 与 與 及 및 と"  # noqa: RUF001
_BOTH = re.compile(rf"\s+(?:{_AND.replace(' ', '|')})\s+|\s*[&+]\s*|\s+\u0648\s*", re.IGNORECASE)
#: Signs that set two things apart, or tie the parts of one together.
_APART = re.compile(r"\s+(?:-{1,2}|[\u2013\u2014>~]|vs\.?|versus)\s+")
#: A comma between longer phrases is punctuation rather than the sign of a list.
_MAX_WORDS = 3


def divided(text: str) -> list[str]:
    """The parts of a text that could be a list; the text alone where nothing divides it.

    >>> from zopa.loaders.names.lists import divided
    >>> divided("Geneva; Vienna"), divided("Geneva")
    (['Geneva', 'Vienna'], ['Geneva'])
    >>> divided("1. Geneva\\n2. Vienna")
    ['Geneva', 'Vienna']
    >>> divided("['Geneva', 'Vienna']"), divided("law &amp; order")
    (['Geneva', 'Vienna'], ['law &amp; order'])
    """
    plain = _FIRST_NUMBER.sub("", html.unescape(text), count=1) if ";" in text else text
    if match := _BRACKETS.fullmatch(plain.strip()):
        plain = next(inside for inside in match.groups() if inside is not None)
    for signs in (_STRONG, _WEAK, _EITHER):
        pieces = [_QUOTED.sub(r"\2", part.strip()) for part in signs.split(plain)]
        if len(pieces) > 1:
            filled = [part for part in pieces if part] or [text]
            if len(filled) == 1:
                return [text]
            if all(_NUMBERED.match(part) for part in filled):
                return [part[match.end() :] for part in filled if (match := _NUMBERED.match(part))]
            return filled
    return [text]


def joined(text: str) -> list[str]:
    """The parts that an *and* joins; the text alone where there is none.

    >>> from zopa.loaders.names.lists import joined
    >>> joined("Donetsk and Luhansk"), joined("Sandy")
    (['Donetsk', 'Luhansk'], ['Sandy'])
    """
    pieces = [part.strip() for part in _BOTH.split(html.unescape(text))]
    return pieces if len(pieces) > 1 and all(pieces) else [text]


def set_apart(text: str) -> list[str]:
    """The parts between which a dash or such a sign stands; the text alone where there is none.

    >>> from zopa.loaders.names.lists import set_apart
    >>> set_apart("Geneva - Vienna"), set_apart("cease-fire")
    (['Geneva', 'Vienna'], ['cease-fire'])
    """
    return _APART.split(text)


class Slots:
    """Where the parts of divided cells stand, to tell lists from names that end in a comma and a country."""

    def __init__(self, words: Iterable[str]) -> None:
        self._first: dict[str, set[str]] = defaultdict(set)
        self._later: dict[str, set[str]] = defaultdict(set)
        self._joined: dict[str, set[str]] = defaultdict(set)
        for word in words:
            for part in joined(word):
                self._joined[folded(part)].add(word)
            pieces = divided(word)
            self._first[folded(pieces[0])].add(word)
            for part in pieces[1:]:
                self._later[folded(part)].add(word)

    def shares(self, part: str, slot: int, word: str) -> bool:
        """Whether part ``slot`` of a cell stands in another cell in another slot, or anywhere where a ``;`` divides."""
        form = folded(part)
        elsewhere = self._first[form] | self._later[form] if _STRONG.search(word) else set()
        elsewhere |= self._later[form] if slot == 0 else self._first[form]
        return bool(elsewhere - {word})

    def joins(self, part: str, word: str) -> bool:
        """Whether an *and* joins the part to something in another cell as well, or it stands there alone."""
        return bool(self._joined[folded(part)] - {word})


def read_list(
    word: str, column: str, is_list: bool, known: Callable[[str], bool], slots: Slots
) -> tuple[list[str], Problem | None]:
    """Words of a cell that is no known thing, where the things are made of what the cells say.

    Parameters
    ----------
    word : str
        A part of a cell between ``|``.
    column : str
        What a thing of the column is called: ``option``, ``region``.
    is_list : bool
        Whether a cell of the column may name several.
    known : callable
        Whether a word is a thing that stands elsewhere by itself.
    slots : Slots
        The other cells of the column.

    Returns
    -------
    words : list of str
    problem : Problem or None
        A warning where it looks like a list; an error where nobody can tell.
    """
    pieces = divided(word)
    if len(pieces) < 2:
        return _read_joined(word, column, is_list, known, slots)
    strong = _STRONG.search(word) is not None
    sure = [known(part) for part in pieces]
    likely = any(sure) or any(slots.shares(part, slot, word) for slot, part in enumerate(pieces))
    near = LIST_SEPARATOR.join(pieces)
    if not is_list:
        if not (strong or likely):
            return [word], None
        message = f"'{shortened(word)}' looks like several {column} names and was read as one: write one row for each."
        return [word], Problem(message, f"one {column} in a row", level=WARNING)
    if all(sure) or (strong and likely):
        return pieces, as_list(word, near)
    if likely:
        message = (
            f"'{shortened(word)}' can be one {column} or a list: write the list with '{LIST_SEPARATOR}', or list it"
        )
        return [word], Problem(f"{message} as one {column} in its table.", f"words separated by {LIST_SEPARATOR}", near)
    if strong or all(len(part.split()) <= _MAX_WORDS for part in pieces):
        message = f"'{shortened(word)}' was read as one {column}: '{LIST_SEPARATOR}' separates the words of a list."
        return [word], Problem(message, f"words separated by {LIST_SEPARATOR}", near, WARNING)
    return [word], None


def _read_joined(
    word: str, column: str, is_list: bool, known: Callable[[str], bool], slots: Slots
) -> tuple[list[str], Problem | None]:
    """Words of a cell that an *and* may join: places are a list, while two options together can be a third one."""
    pieces = joined(word)
    if len(pieces) < 2 and not all(map(known, pieces := set_apart(word))):
        return [word], None
    if len(pieces) < 2 or not is_list or not any(known(part) or slots.joins(part, word) for part in pieces):
        return [word], None
    near = LIST_SEPARATOR.join(pieces)
    if column == "region" and all(known(part) for part in pieces):
        return pieces, as_list(word, near)
    message = (
        f"'{shortened(word)}' was read as one {column}, other than those that it names: '{LIST_SEPARATOR}' separates "
        "the words of a list of which any will do."
    )
    return [word], Problem(message, f"words separated by {LIST_SEPARATOR}", near, WARNING)


def as_list(word: str, near: str) -> Problem:
    """The warning where a list was read."""
    message = f"'{shortened(word)}' was read as a list, as its parts are known: '{LIST_SEPARATOR}' separates them."
    return Problem(message, f"words separated by {LIST_SEPARATOR}", near, WARNING)

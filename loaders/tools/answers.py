"""Answers to statements as stances: whole agreement demands the yes, whole disagreement the no; the middle takes no side.

Who rather agrees than not accepts the yes, with the satisfaction that the answer has on its scale, and rules nothing out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ..findings import listing
from .answer_words import MIXED, NEUTRAL, NO, RATHER, RATHER_NOT, SILENT, STRONGLY, STRONGLY_NOT, YES, level_of

YES_OPTION, NO_OPTION = "yes", "no"
#: The shares of agreement of words that lie between yes and no.
_SHARES = {STRONGLY: 1.0, YES: 1.0, RATHER: 0.75, NEUTRAL: 0.5, RATHER_NOT: 0.25, NO: 0.0, STRONGLY_NOT: 0.0}
#: The same of a plain yes and no where a file has stronger ones.
_BESIDE_STRONG = _SHARES | {YES: 0.75, NO: 0.25}
#: Answers of scales on which 100 is yes and 0 is no, and what stands there for none.
_HUNDREDS, _NONE_OF_HUNDREDS = frozenset({0.0, 25.0, 50.0, 75.0, 100.0}), frozenset({-9.0, -99.0, -999.0})
#: Steps on either side of nought, on scales that run from disagreement below it to agreement above.
_MOST_STEPS = 5
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)
_PAIR = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*(?:=|:|\u2013|\u2014)\s*([^,;|=]+)", re.ASCII)


class Answer(NamedTuple):
    """An answer as the stance, option and satisfaction of a position."""

    stance: str
    option: str = ""
    satisfaction: str = ""


_WITHOUT_SIDE = {MIXED: Answer("mixed"), SILENT: Answer("no answer")}


def stated(text: str) -> dict[str, str]:
    """The scale that a text states.

    >>> from zopa.loaders.tools.answers import stated
    >>> stated("Scale: 1 = strongly disagree, 5 = strongly agree")
    {'1': 'strongly disagree', '5': 'strongly agree'}
    """
    return {number: words.strip() for number, words in _PAIR.findall(text)}


class Scale:
    """How the answers of one file are read.

    Parameters
    ----------
    cells : iterable
        All answers of the file.
    labels : mapping of str to str
        What the file says that its answers mean, by the answer.

    Attributes
    ----------
    words : str
        How the scale was read, in a sentence.
    trouble : str
        Why its numbers cannot be read; empty where they can.
    """

    def __init__(self, cells: Iterable[Any], labels: Mapping[str, str] | None = None) -> None:
        self._labels = {str(answer): label for answer, label in (labels or {}).items()}
        texts = {_text(cell) for cell in cells if not isinstance(cell, bool)} - {""}
        self._levels = {text: level_of(self._labels.get(text, text)) for text in texts | set(self._labels)}
        is_strong = not {STRONGLY, STRONGLY_NOT}.isdisjoint(filter(None, self._levels.values()))
        self._shares = _BESIDE_STRONG if is_strong else _SHARES
        bare = {text: float(text) for text in texts if self._levels[text] is None and _NUMBER.fullmatch(text)}
        self._numbers: dict[str, Answer] = {}
        self.words, self.trouble = "", ""
        if bare:
            self._read_numbers(bare)
        elif is_strong:
            self.words = "A plain yes or no lies between the strong answers and the middle."

    def of(self, cell: Any) -> Answer | None:
        """What an answer says; None where that is not known."""
        if isinstance(cell, bool):
            return _side(1.0 if cell else 0.0)
        text = _text(cell)
        if not text:
            return _WITHOUT_SIDE[SILENT]
        level = self._levels.get(text)
        if level in _WITHOUT_SIDE:
            return _WITHOUT_SIDE[level]
        return _side(self._shares[level]) if level is not None else self._numbers.get(text)

    def _read_numbers(self, bare: dict[str, float]) -> None:
        """Numbers whose meaning the file does not say one by one."""
        anchors = {
            float(text): self._shares[level]
            for text, level in self._levels.items()
            if level in self._shares and _NUMBER.fullmatch(text)
        }
        values = set(bare.values())
        if len(set(anchors.values())) > 1:
            low, high = min(anchors, key=anchors.__getitem__), max(anchors, key=anchors.__getitem__)
            zero = low - anchors[low] * (high - low) / (anchors[high] - anchors[low])
            one = zero + (high - low) / (anchors[high] - anchors[low])
            self._place(bare, zero, one)
            self.words = f"{_plain(zero)} is no and {_plain(one)} is yes, as the file states."
        elif values - _NONE_OF_HUNDREDS <= _HUNDREDS and max(values) >= 25:
            silent = {text for text, value in bare.items() if value in _NONE_OF_HUNDREDS}
            self._place({text: value for text, value in bare.items() if text not in silent}, 0.0, 100.0)
            self._numbers |= dict.fromkeys(silent, _WITHOUT_SIDE[SILENT])
            self.words = "0 is no and 100 is yes; a number below 0 is no answer."
        elif min(values) < 0 and (most := max(map(abs, values))) <= _MOST_STEPS:
            self._place(bare, -most, most)
            self.words = f"{_plain(-most)} is no and {_plain(most)} is yes."
        else:
            numbers = listing((_plain(value) for value in sorted(values)), "and")
            self.trouble = f"The answers are numbers ({numbers}), and the file does not say which of them is yes"

    def _place(self, bare: dict[str, float], zero: float, one: float) -> None:
        for text, value in bare.items():
            share = (value - zero) / (one - zero)
            if -1e-9 <= share <= 1 + 1e-9:
                self._numbers[text] = _side(share)


def _text(cell: Any) -> str:
    """An answer as text: numbers without a decimal point where they are whole."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return _plain(cell)
    return " ".join(str(cell).split())


def _plain(number: float) -> str:
    return f"{number:.10g}"


def _side(share: float) -> Answer:
    if abs(share - 0.5) < 1e-9:
        return Answer("abstains")
    option, satisfaction = (YES_OPTION, share) if share > 0.5 else (NO_OPTION, 1 - share)
    if satisfaction > 1 - 1e-9:
        return Answer("demands", option)
    return Answer("accepts", option, f"{satisfaction:.4g}")

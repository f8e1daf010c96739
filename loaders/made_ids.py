"""Ids for rows that have none: of the words of two columns and the number of the row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .text import Text, joined

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: From so many rows on, ids are put together as one text, of which the numbers have at most eight digits.
_MANY, _MOST = 1_000, 10**8
#: Longer words would make the text much longer than what is kept of it.
_MAX_BYTES = 64
#: Stands in the text where nothing does, and between two ids.
_NOTHING, _BETWEEN = b"\0", "\n"
_DIGITS = 10_000
#: Rows that are put together at a time.
_PART = 20_000


def ids_made(otherwise: str, first: Text, second: Text, lines: NDArray[Any]) -> NDArray[np.object_]:
    """Ids of rows, each of its words and its number; ``otherwise`` stands where it has no words.

    >>> from zopa.loaders.made_ids import ids_made
    >>> who, what = (Text(np.array(words, dtype=object)) for words in (["A-", "B-", ""], ["tax-", "", ""]))
    >>> ids_made("row-", who, what, np.array([2, 3, 4])).tolist()
    ['A-tax-2', 'B-3', 'row-4']
    """
    if not (first.filled() | second.filled()).all():
        first = joined(first, second, lambda word, other: word if word or other else otherwise)
    ids = np.empty(len(lines), dtype=object)
    ids[:] = _at_once(first, second, lines) or [
        f"{word}{other}{line}"
        for word, other, line in zip(first.cells.tolist(), second.cells.tolist(), lines.tolist(), strict=True)
    ]
    return ids


def _at_once(first: Text, second: Text, lines: NDArray[Any]) -> list[str] | None:
    """The same of many rows, put together as one text; None where a word or a number does not allow it."""
    if len(lines) < _MANY or lines.dtype == object or lines.min() < 0 or lines.max() >= _MOST:
        return None
    tables = []
    for column in (first, second):
        words = [word.encode("utf-8", "surrogatepass") for word in column.coded()[1].tolist()]
        if any(len(word) > _MAX_BYTES or _NOTHING in word or _BETWEEN.encode() in word for word in words):
            return None
        tables.append((np.array(words, dtype=f"S{max(map(len, words)) or 1}"), column.coded()[0]))
    # Behind no higher digits a number begins without noughts.
    high = np.array([b"", *(b"%d" % number for number in range(1, _DIGITS))])
    low = np.array([b"%d" % number for number in range(_DIGITS)] + [b"%04d" % number for number in range(_DIGITS)])
    parts = [
        table.view(np.uint8).reshape(len(table), table.itemsize)
        for table in (*(table for table, _ in tables), high, low)
    ]
    ids: list[str] = []
    # A part of the text at a time stays in the caches of the processor.
    for begin in range(0, len(lines), _PART):
        rows = slice(begin, begin + _PART)
        thousands, ones = np.divmod(lines[rows], _DIGITS)
        numbers = [*(codes[rows] for _, codes in tables), thousands, ones + _DIGITS * (thousands > 0)]
        columns = [part.take(codes, axis=0) for part, codes in zip(parts, numbers, strict=True)]
        between = np.full((len(thousands), 1), ord(_BETWEEN), dtype=np.uint8)
        text = np.concatenate([*columns, between], axis=1).tobytes().translate(None, _NOTHING)
        ids += text.decode("utf-8", "surrogatepass").split(_BETWEEN)[:-1]
    return ids

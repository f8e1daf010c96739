"""Columns of a large file of text in which few words repeat: each word is told apart by its bytes, and decoded once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..text import Text

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Bytes that are compared at a time, and those of the longest word that is looked for.
_AT_ONCE, MAX_BYTES = 8, 64
#: Of so many first rows a column repeats its words where not more than a quarter of them differ.
FIRST_ROWS = 1_000
#: Rows that begin with another word than the row above are few where there are so many times as many rows.
_FEW = 8
#: What is left of a number of so many first bytes.
_MASKS = np.array([(1 << 8 * size) - 1 for size in range(_AT_ONCE + 1)], dtype="<u8")


class Cells:
    """Where each cell of a text stands that has no quotation marks and as many cells in every row.

    Examples
    --------
    >>> from zopa.loaders.formats.repeated import Cells
    >>> cells = Cells.found(b"who,vote\\n" + b"A,yes\\nB,no\\nC,yes\\n" * 3, ",", 2)
    >>> codes, words = cells.repeated(1).coded()
    >>> codes.tolist(), words.tolist()
    ([0, 1, 0, 0, 1, 0, 0, 1, 0], ['yes', 'no'])
    """

    def __init__(self, content: bytes, bounds: NDArray[np.intp], newline: int) -> None:
        # Words at the end are compared by as many bytes as those before them.
        padded = content + bytes(MAX_BYTES + _AT_ONCE)
        # The bytes from each place on as a number, least first.
        self._from = np.ndarray((len(content) + MAX_BYTES + 1,), dtype="<u8", buffer=padded, strides=(1,))
        self._content, self._bounds, self._newline = content, bounds, newline

    @classmethod
    def found(cls, content: bytes, separator: str, width: int) -> Cells | None:
        """The cells; None where rows differ in their number, or a quotation mark or a bare carriage return stands there."""
        if not content or b'"' in content or b"\0" in content:
            return None
        has_returns = b"\r" in content
        newline = b"\r\n" if has_returns else b"\n"
        if not content.endswith(b"\n"):
            content += newline
        codes = np.frombuffer(content, dtype=np.uint8)
        is_newline = codes == ord("\n")
        lines = int(np.count_nonzero(is_newline))
        if has_returns and not content.count(b"\r") == content.count(newline) == lines:
            return None
        ends = np.flatnonzero(is_newline | (codes == ord(separator)))
        if len(ends) != lines * width:
            return None
        bounds = ends.reshape(-1, width)
        # So no line ends anywhere else.
        if not is_newline[bounds[:, -1]].all():
            return None
        return cls(content, bounds, len(newline))

    def repeated(self, place: int) -> Text | None:
        """The column of a place without its header; None where its words hardly repeat, or one is long."""
        first, last = self._bounds[:-1, -1] if place == 0 else self._bounds[1:, place - 1], self._bounds[1:, place]
        first = first + 1
        if place == self._bounds.shape[1] - 1:
            last = last - (self._newline - 1)
        sizes = last - first
        longest = int(sizes.max(initial=0))
        if longest > MAX_BYTES or self._hardly_repeats(first[:FIRST_ROWS], last[:FIRST_ROWS]):
            return None
        parts = [self._numbers(first, sizes, offset) for offset in range(0, longest, _AT_ONCE)]
        runs = _runs(parts, len(sizes))
        if runs is None:
            codes = _codes(parts, len(sizes))
            return Text.numbered(codes, self._words(codes, first, last))
        # Where rows stand one below another that have the same word, the first of them is looked at.
        codes = _codes([part[runs] for part in parts], len(runs))
        words = self._words(codes, first[runs], last[runs])
        return Text.numbered(np.repeat(codes, np.diff(np.append(runs, len(sizes)))), words)

    def _hardly_repeats(self, first: NDArray[np.int64], last: NDArray[np.int64]) -> bool:
        words = {self._content[begin:end] for begin, end in zip(first.tolist(), last.tolist(), strict=True)}
        return len(words) * 4 >= max(len(first), 1)

    def _numbers(self, first: NDArray[np.int64], sizes: NDArray[np.int64], offset: int) -> NDArray[np.uint64]:
        """Some bytes of each cell as a number: nought stands behind its end, and no byte of the text is nought."""
        numbers = self._from[first + offset]
        least, most = np.clip([sizes.min(), sizes.max()], offset, offset + _AT_ONCE) - offset
        if least == most == _AT_ONCE:
            return numbers
        if least == most:
            return numbers & _MASKS[most]
        return numbers & _MASKS[np.clip(sizes - offset, 0, _AT_ONCE)]

    def _words(
        self, codes: NDArray[np.int64], first: NDArray[np.int64], last: NDArray[np.int64]
    ) -> NDArray[np.object_]:
        rows = np.zeros(int(codes.max(initial=-1)) + 1, dtype=np.int64)
        rows[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
        words = np.empty(len(rows), dtype=object)
        words[:] = [
            self._content[begin:end].decode("utf-8", "surrogatepass")
            for begin, end in zip(first[rows].tolist(), last[rows].tolist(), strict=True)
        ]
        return words


def _runs(parts: list[NDArray[np.uint64]], count: int) -> NDArray[np.intp] | None:
    """The rows with another word than the row above, by the numbers that each word is; None where they are not few."""
    is_other = np.zeros(count, dtype=bool)
    is_other[:1] = True
    for part in parts:
        is_other[1:] |= part[1:] != part[:-1]
        if np.count_nonzero(is_other) * _FEW > count:
            return None
    return np.flatnonzero(is_other)


def _codes(parts: list[NDArray[np.uint64]], count: int) -> NDArray[np.int64]:
    """The number of the word of each row, in the order in which they come, by the numbers that each word is."""
    codes = np.zeros(count, dtype=np.int64)
    for part in parts:
        further, different = pd.factorize(part)
        # The first bytes number the words as they come; each further few can only part what was one.
        codes = further if part is parts[0] else pd.factorize(codes * len(different) + further)[0]
    return codes

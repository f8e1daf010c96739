"""A column of text: few different words stand in most, so each word is looked at once, however many rows there are."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from numpy.typing import NDArray

#: The type of text cells; by its name pandas looks it up among all types, which takes longer than to fill a short column.
TEXT = pd.StringDtype(na_value=np.nan)


class Text:
    """A column of text, as its cells or as its different words and the number of the word in each row.

    Each of the two forms is made from the other when it is first asked for. A column is never changed: another takes its
    place.

    Examples
    --------
    >>> import numpy as np
    >>> from zopa.loaders.text import Text
    >>> votes = Text(np.array(["yes", "no", "yes"], dtype=object))
    >>> codes, words = votes.coded()
    >>> codes.tolist(), words.tolist()
    ([0, 1, 0], ['yes', 'no'])
    >>> votes.mapped(str.upper).cells.tolist()
    ['YES', 'NO', 'YES']
    """

    __slots__ = ("_cells", "_codes", "_strings", "_words")

    def __init__(self, cells: NDArray[np.object_]) -> None:
        self._cells: NDArray[np.object_] | None = cells
        self._codes: NDArray[np.int64] | None = None
        self._words: NDArray[np.object_] | None = None
        self._strings: Any = None

    @classmethod
    def of_codes(cls, codes: NDArray[Any], words: Iterable[str]) -> Text:
        """The column in which each row has the word of its number; some words may be alike, or stand in no row."""
        # Words are numbered in the order in which rows name them first: so findings are told in the order of the rows.
        words = words if isinstance(words, np.ndarray) else np.array(list(words), dtype=object)
        if count := _in_order(codes):
            return cls.numbered(codes.astype(np.int64, copy=False), words[:count].tolist())
        used_codes, used = pd.factorize(codes)
        return cls.numbered(used_codes, words[used.astype(np.intp)].tolist())

    @classmethod
    def numbered(cls, codes: NDArray[np.int64], words: Iterable[str]) -> Text:
        """The same where the numbers are known to be in the order in which rows name them first, each in some row."""
        column = cls.__new__(cls)
        column._cells, column._strings = None, None
        numbers: dict[str, int] = {}
        number_of = [numbers.setdefault(word, len(numbers)) for word in words]
        column._words = np.array(list(numbers), dtype=object)
        is_numbered_so = len(numbers) == len(number_of)
        column._codes = codes if is_numbered_so else np.array(number_of, dtype=np.int64)[codes]
        return column

    @classmethod
    def alike(cls, word: str, count: int) -> Text:
        """The column that has the same word in every row."""
        column = cls.__new__(cls)
        column._cells, column._strings = None, None
        column._codes = _noughts(count)
        column._words = np.array([word] if count else [], dtype=object)
        return column

    @classmethod
    def of(cls, column: Column) -> Text:
        """A column of cells as one of text; one of text, and one that pandas has in categories, keeps its words."""
        if isinstance(column, Text):
            return column
        if isinstance(column, pd.Series):
            column = column.array if isinstance(column.dtype, pd.CategoricalDtype) else column.to_numpy(dtype=object)
        if isinstance(column, pd.Categorical):
            return cls.of_codes(column.codes, [*column.categories, ""])
        return cls(column)

    def __len__(self) -> int:
        return len(self._codes if self._cells is None else self._cells)  # type: ignore[arg-type]

    @property
    def cells(self) -> NDArray[np.object_]:
        """The text in each row."""
        if self._cells is None:
            codes, words = self.coded()
            self._cells = words[codes]
        return self._cells

    def word(self, row: int) -> str:
        """The text in one row."""
        text: str = self.cells[row] if self._codes is None or self._words is None else self._words[self._codes[row]]
        return text

    def coded(self) -> tuple[NDArray[np.int64], NDArray[np.object_]]:
        """The number of the word in each row, and the words, in the order in which they come; an empty cell is one."""
        if self._codes is None or self._words is None:
            self._codes, self._words = pd.factorize(self._cells)
        return self._codes, self._words

    @property
    def known(self) -> NDArray[np.object_]:
        """All words: each once, or where they were not told apart yet as often as they come."""
        return self.cells if self._words is None else self._words

    @property
    def is_coded(self) -> bool:
        """Whether its words were told apart."""
        return self._words is not None

    @property
    def is_missing(self) -> bool:
        """Whether it is known that all cells are empty."""
        return self._words is not None and self._words.tolist() == [""]

    def filled(self) -> NDArray[np.bool_]:
        """Which cells are not empty."""
        return ~self.among(("",))

    def among(self, words: Collection[str]) -> NDArray[np.bool_]:
        """Which cells are one of these words."""
        if self._codes is None or self._words is None:
            first, *others = (np.asarray(self.cells == word, dtype=bool) for word in words)
            return np.logical_or.reduce([first, *others])
        holds = np.array([word in words for word in self._words.tolist()], dtype=bool)
        if len(holds) == 1:
            return np.full(len(self), holds[0])
        return holds[self._codes]

    def at(self, rows: NDArray[Any] | slice) -> Text:
        """The cells of some rows, by their numbers or a mask."""
        if self._words is None:
            return Text(self.cells[rows])
        codes, words = self.coded()
        return Text.of_codes(codes[rows], words)

    def mapped(self, meaning: Callable[[str], str]) -> Text:
        """The column in which each word is what it means; each is asked for once."""
        codes, words = self.coded()
        return Text.numbered(codes, [meaning(word) for word in words.tolist()])

    def strings(self) -> Any:
        """The column as pandas has text, empty cells missing."""
        if self._strings is None:
            if self._codes is None or self._words is None:
                cells = self.cells.copy()
                cells[~self.filled()] = np.nan
                self._strings = pd.array(cells, dtype=TEXT)
            else:
                words = pd.array(np.where(self._words == "", np.nan, self._words), dtype=TEXT)
                self._strings = words.take(self._codes)
        return self._strings

    def categories(self, missing: str | None = "") -> Any:
        """The column as categories of pandas; the cells with one word, by default the empty ones, are missing."""
        codes, words = self.coded()
        kept = np.array([word != missing for word in words.tolist()], dtype=bool)
        if len(words) == 1:
            codes = np.full(len(codes), -1 if not kept[0] else 0, dtype=np.int8)
        elif not kept.all():
            codes = np.where(kept, np.cumsum(kept) - 1, -1)[codes]
        return pd.Categorical.from_codes(codes, pd.Index(words[kept], dtype=TEXT), validate=False)

    def first_rows(self) -> NDArray[np.int64]:
        """For each word the first row that has it."""
        codes, words = self.coded()
        rows = np.zeros(len(words), dtype=np.int64)
        rows[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
        return rows


@lru_cache(maxsize=4)
def _noughts(count: int) -> NDArray[np.int64]:
    """So many noughts, which nobody changes: most columns of a table have no other number in any row."""
    noughts = np.zeros(count, dtype=np.int64)
    noughts.flags.writeable = False
    return noughts


def _in_order(codes: NDArray[Any]) -> int:
    """How many numbers stand in the order in which they first come, from nought and without a gap; 0 where they do not."""
    codes = codes.view(np.int8) if codes.dtype == bool else codes
    if not len(codes) or codes[0] != 0 or codes.min() < 0:
        return 0
    highest = np.maximum.accumulate(codes)
    return int(highest[-1]) + 1 if (highest[1:] - highest[:-1] <= 1).all() else 0


class Made(Text):
    """A column of words that are made when somebody looks at a cell; none of them is empty.

    >>> import numpy as np
    >>> from zopa.loaders.text import Made
    >>> column = Made(2, lambda: np.array(["a-1", "a-2"], dtype=object))
    >>> len(column), column.filled().tolist(), column.cells.tolist()
    (2, [True, True], ['a-1', 'a-2'])
    """

    __slots__ = ("_count", "_make")

    def __init__(self, count: int, make: Callable[[], NDArray[np.object_]]) -> None:
        self._cells = self._codes = self._words = self._strings = None
        self._count, self._make = count, make

    def __len__(self) -> int:
        return self._count

    @property
    def cells(self) -> NDArray[np.object_]:
        """The text in each row."""
        if self._cells is None:
            self._cells = self._make()
        return self._cells

    @property
    def is_made(self) -> bool:
        """Whether somebody has looked at a cell."""
        return self._cells is not None

    def coded(self) -> tuple[NDArray[np.int64], NDArray[np.object_]]:
        """The number of the word in each row, and the words, in the order in which they come."""
        self._cells = self.cells
        return super().coded()

    def filled(self) -> NDArray[np.bool_]:
        """Which cells are not empty: all."""
        return np.ones(len(self), dtype=bool)

    def strings(self) -> Any:
        """The column as pandas has text; no cell is missing."""
        if self._strings is None:
            self._strings = pd.array(self.cells, dtype=TEXT)
        return self._strings


Column: TypeAlias = "Text | NDArray[np.object_] | pd.Categorical | pd.Series[str]"


def pairs(first: Text, second: Text) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """For each row of two columns the number of its pair of words, and for each pair the numbers of its two words.

    >>> import numpy as np
    >>> from zopa.loaders.text import Text, pairs
    >>> of, who = (Text(np.array(list(words), dtype=object)) for words in ("aba", "xxx"))
    >>> [numbers.tolist() for numbers in pairs(of, who)]
    [[0, 1, 0], [0, 1], [0, 0]]
    """
    (codes, words), (other_codes, others) = first.coded(), second.coded()
    if len(others) == 1:
        return codes, np.arange(len(words)), np.zeros(len(words), dtype=np.int64)
    if len(words) == 1:
        return other_codes, np.zeros(len(others), dtype=np.int64), np.arange(len(others))
    numbers, used = pd.factorize(codes * max(len(others), 1) + other_codes)
    return numbers, *np.divmod(used, max(len(others), 1))


def joined(first: Text, second: Text, join: Callable[[str, str], str]) -> Text:
    """The column in which each row has what becomes of its words in two columns; each pair of words is joined once."""
    numbers, at, at_other = pairs(first, second)
    words, others = first.coded()[1][at].tolist(), second.coded()[1][at_other].tolist()
    return Text.numbered(numbers, [join(word, other) for word, other in zip(words, others, strict=True)])


def settles(first: Text, second: Text) -> bool:
    """Whether rows that have the same word in the first column have the same in the second."""
    return len(pairs(first, second)[1]) == len(first.coded()[1])

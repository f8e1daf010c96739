"""What reading a case finds wrong: findings, collected in one pass and given back as one table."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from ..graph.names import folded, is_slip

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .rows import Rows

ERROR, WARNING = "error", "warning"
FINDING_COLUMNS = ("level", "file", "row", "column", "value", "expected", "nearest", "message")

#: A value or a list of names in a finding is shortened to about this many characters.
MOST_CHARACTERS = 200
#: Comparisons that one search for nearest values may cost; values beyond it are reported without a nearest one.
MOST_COMPARISONS = 3_000_000
#: How like a word of a closed list must be (0 to 100) to be offered in place of another word.
LIKENESS = 70


class DossierError(ValueError):
    """A case that cannot be loaded, saved or found; the message is one sentence and a hint.

    Attributes
    ----------
    findings : DataFrame
        What :func:`zopa.check` says of the case; empty where the case was not found at all.
    """

    def __init__(self, message: str, findings: pd.DataFrame | None = None) -> None:
        super().__init__(message)
        self.findings = Findings().table() if findings is None else findings


class DossierWarning(UserWarning):
    """A case was loaded although something in it looks wrong; ``zopa check`` tells it in full."""


class Problem(NamedTuple):
    """What is wrong with a value, wherever it stands."""

    message: str
    expected: str = ""
    nearest: str = ""
    level: str = ERROR


class Findings:
    """Findings as they come in."""

    def __init__(self) -> None:
        self._found: list[tuple[Any, ...]] = []
        self._wrong: dict[str, set[tuple[int | None, str]]] = {}

    @property
    def errors(self) -> int:
        """How many errors there are so far."""
        return sum(one[0] == ERROR for one in self._found)

    def wrong_rows(self, file: str, columns: Collection[str]) -> set[int | None]:
        """Rows of a file that have an error in one of these columns or in none; None stands for the file as a whole."""
        return {row for row, column in self._wrong.get(file, ()) if not column or column in columns}

    def add(self, problem: Problem, file: str, row: int | None = None, column: str = "", value: str = "") -> None:
        """Report a problem at one place: a whole file, or a row of it, or a cell of that."""
        if problem.level == ERROR:
            self._wrong.setdefault(file, set()).add((row, column))
        message = problem.message
        if problem.nearest:
            message += f" Did you mean '{shortened(problem.nearest)}'?"
        self._found.append(
            (problem.level, file, row, column, shortened(value), problem.expected, problem.nearest, message)
        )

    def add_cells(self, rows: Rows, column: str, at: Iterable[Any], value: str, problem: Problem) -> None:
        """Report the same problem for the same value in several rows of a table."""
        for index in at:
            self.add(problem, rows.file, rows.lines[index], column, value)

    def add_values(
        self,
        rows: Rows,
        column: str,
        codes: NDArray[Any],
        words: Sequence[str] | NDArray[Any],
        problems: dict[int, Problem],
    ) -> None:
        """Report problems of distinct values, in every row that holds them.

        Parameters
        ----------
        rows : Rows
        column : str
        codes : int array, one a row
            Number of the row's value.
        words : sequence of str
            The values.
        problems : dict of int to Problem
            What is wrong, by the number of the value.
        """
        if not problems:
            return
        for index in np.flatnonzero(np.isin(codes, list(problems))):
            code = int(codes[index])
            self.add(problems[code], rows.file, rows.lines[index], column, words[code])

    def table(self) -> pd.DataFrame:
        """All findings, errors first, then in the order of files and rows."""
        order = sorted(
            range(len(self._found)),
            key=lambda n: (self._found[n][0] != ERROR, self._found[n][1], self._found[n][2] or 0),
        )
        columns: dict[str, Any] = {}
        for number, name in enumerate(FINDING_COLUMNS):
            cells = [self._found[n][number] for n in order]
            if name == "row":
                # As objects: a column of integers with gaps would be shown as 12.0 or <NA>.
                columns[name] = pd.Series(cells, dtype=object)
            else:
                columns[name] = pd.Series([_printable(cell) if cell else np.nan for cell in cells], dtype="str")
        return pd.DataFrame(columns, columns=pd.Index(FINDING_COLUMNS))


def shortened(text: str) -> str:
    """A text cut to what fits in a message.

    >>> from zopa.loaders.findings import shortened
    >>> len(shortened("x" * 100_000))
    201
    """
    return text if len(text) <= MOST_CHARACTERS else text[:MOST_CHARACTERS] + "…"


def listing(words: Iterable[str], last: str = "or", most: int = 12) -> str:
    """Words in a row, cut short where there are many.

    >>> from zopa.loaders.findings import listing
    >>> listing(["yes", "no"])
    'yes or no'
    """
    shown = [shortened(word) for word in words]
    if len(shown) > most:
        return f"{', '.join(shown[:most])} and {len(shown) - most:,} more"
    return f" {last} ".join(filter(None, (", ".join(shown[:-1]), shown[-1]))) if shown else ""


def nearest(words: Iterable[str], choices: Collection[str], things: bool = False) -> dict[str, str]:
    """For each word the choice that it was probably meant to be; words that are like none are left out.

    Parameters
    ----------
    words, choices : collections of str
    things : bool
        The choices are names of things: only a slip of the pen is taken for one, as another thing may well be called
        nearly the same.

    Returns
    -------
    dict of str to str

    Examples
    --------
    >>> from zopa.loaders.findings import nearest
    >>> nearest(["Uplnd", "???"], ["upland", "lowland"])
    {'Uplnd': 'upland'}
    >>> nearest(["Oberland", "Uplnad"], ["upland", "lowland"], things=True)
    {'Uplnad': 'upland'}
    """
    near: dict[str, str] = {}
    # Sets come in an order that differs from run to run; the answer must not.
    candidates = sorted(choices)
    forms = [folded(choice[:MOST_CHARACTERS]) for choice in candidates]
    allowance = MOST_COMPARISONS // max(len(candidates), 1)
    for word in list(words)[:allowance]:
        if len(word) > MOST_CHARACTERS:
            continue
        form = folded(word)
        best = process.extractOne(form, forms, scorer=fuzz.ratio, score_cutoff=LIKENESS)
        if best and (not things or is_slip(form, best[0])):
            near[word] = candidates[best[2]]
    return near


def _printable(text: str) -> str:
    """A text that can be written as UTF-8 whatever was read."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")

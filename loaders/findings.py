"""The mistakes found while a case is read: findings, collected in one pass and given back as one table."""

from __future__ import annotations

import re
from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Indel

from ..graph.errors import ZopaError
from ..graph.names import folded, is_slip
from .text import TEXT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .rows import Rows

ERROR, WARNING = "error", "warning"
FINDING_COLUMNS = ("level", "file", "row", "column", "value", "expected", "nearest", "message")

#: A value or a list of names in a finding is shortened to about this many characters.
MAX_CHARACTERS = 200
#: Comparisons that one search for nearest values may cost; values beyond it are reported without a nearest one.
MAX_COMPARISONS = 3_000_000
#: Findings that say the same of one column are listed for so many rows, and findings of one kind so many times; the others
#: are counted. A file of a million rows can have two million findings.
MAX_SAME, MAX_OF_A_KIND = 20, 1_000
#: What differs between two findings of one kind: the value in question, and numbers.
_PARTICULAR = re.compile(r"'[^']*'|\d+")
#: Stands for a finding about a file as a whole where rows are numbered.
_WHOLE_FILE = -1
#: What ends a line, in a terminal or in a program that reads line by line.
_LINE_ENDS = re.compile("[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_NO_DIGIT = re.compile(r"\D")
#: How like a word of a closed list must be (0 to 100) to be offered in place of another word.
LIKENESS = 70


class DossierError(ZopaError, ValueError):
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
    """The mistake in a value, wherever it stands."""

    message: str
    expected: str = ""
    nearest: str = ""
    level: str = ERROR
    #: The cell as it is meant, where that has exactly one reading; an empty text is a cell without anything in it.
    fix: str | None = None

    def sentence(self) -> str:
        """The message in one line, with the nearest legal value where there is one."""
        hint = f" Did you mean '{shortened(self.nearest)}'?" if self.nearest else ""
        return _LINE_ENDS.sub(" ", self.message + hint)


class Placed(NamedTuple):
    """A finding as it came in, with every row that it is about; None stands for the file as a whole."""

    problem: Problem
    file: str
    lines: list[int | None]
    column: str
    value: str


@dataclass
class _Count:
    """Findings that are alike: how many are listed, how many are only counted, and between which rows those stand."""

    kind: _Count | None = None
    listed: int = 0
    more: int = 0
    first: int | None = None
    last: int | None = None

    def count(self, lines: Sequence[int | None]) -> None:
        """Count findings that are not listed."""
        if not self.more:
            self.first = lines[0]
        self.more += len(lines)
        self.last = lines[-1]


class Findings:
    """Findings as they come in.

    Of findings that are alike, the first are kept and the others are counted, so that the memory they take does not grow
    with a file.

    Attributes
    ----------
    errors, warnings : int
        How many there are so far, those that were only counted among them.
    placed : list of Placed, or None
        All of them, where they are kept one by one: for those who correct or mark the cells.
    heads : dict
        By file the row of its header and the columns that the names in it mean.
    """

    def __init__(self, keep: bool = False) -> None:
        self.placed: list[Placed] | None = [] if keep else None
        self.heads: dict[str, tuple[int, list[str]]] = {}
        self._listed: list[tuple[Any, ...]] = []
        self._same: dict[tuple[str, str, str, str], _Count] = {}
        self._kinds: dict[tuple[str, str, str, str], _Count] = {}
        self._wrong: dict[tuple[str, str], array[int]] = {}
        self.errors = self.warnings = 0

    def wrong_rows(self, file: str, columns: Collection[str]) -> set[int | None]:
        """Rows of a file that have an error in one of these columns or in none; None stands for the file as a whole."""
        rows = {row for name in ("", *columns) for row in self._wrong.get((file, name), ())}
        return {None if row == _WHOLE_FILE else row for row in rows}

    def add(self, problem: Problem, file: str, row: int | None = None, column: str = "", value: str = "") -> None:
        """Report a problem at one place: a whole file, or a row of it, or a cell of that."""
        self._add(problem, file, [None if row is None else int(row)], column, value)

    def add_cells(self, rows: Rows, column: str, at: Iterable[Any], value: str, problem: Problem) -> None:
        """Report the same problem for the same value in several rows of a table."""
        lines = rows.lines[np.fromiter(at, dtype=np.int64)].tolist()
        if lines:
            self._add(problem, rows.file, lines, column, value)

    def anew(self) -> Findings:
        """Findings of which nothing is found yet, kept as these are."""
        return Findings(self.placed is not None)

    def _add(self, problem: Problem, file: str, lines: list[int | None], column: str, value: str) -> None:
        if self.placed is not None:
            self.placed.append(Placed(problem, file, lines, column, value))
        if problem.level == ERROR:
            self.errors += len(lines)
            rows = self._wrong.setdefault((file, column), array("q"))
            rows.extend(_WHOLE_FILE if line is None else line for line in lines)
        else:
            self.warnings += len(lines)
        message, file = problem.sentence(), _LINE_ENDS.sub(" ", file)
        place = problem.level, file, column
        same = self._same.get((*place, message))
        if same is None:
            kind = self._kinds.setdefault((*place, _PARTICULAR.sub("", message)), _Count())
            if kind.listed >= MAX_OF_A_KIND:
                kind.count(lines)
                return
            same = self._same[(*place, message)] = _Count(kind)
        assert same.kind is not None
        room = max(min(MAX_SAME - same.listed, MAX_OF_A_KIND - same.kind.listed), 0)
        listed, unlisted = lines[:room], lines[room:]
        same.listed += len(listed)
        same.kind.listed += len(listed)
        cells = column, shortened(value), problem.expected, problem.nearest, message
        self._listed.extend((problem.level, file, line, *cells) for line in listed)
        if unlisted:
            same.count(unlisted)

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
        at = np.flatnonzero(np.isin(codes, list(problems)))
        # Value by value, in the order in which the values come, and the rows of each in their order.
        at = at[np.argsort(codes[at], kind="stable")]
        for rows_of_value in np.split(at, np.flatnonzero(np.diff(codes[at])) + 1):
            if len(rows_of_value):
                code = int(codes[rows_of_value[0]])
                self.add_cells(rows, column, rows_of_value, words[code], problems[code])

    def in_words(self, words: Mapping[str, str]) -> None:
        """Say all that was found in other words: each text that is a key, in a sentence or as the file, by its value."""
        for of, put in words.items():
            self._listed = [
                (level, put if file == of else file, *cells, message.replace(of, put))
                for level, file, *cells, message in self._listed
            ]

    def take(self, report: Findings) -> None:
        """Report what another report has as well."""
        # They are of another file: nothing is counted in both.
        self._same |= report._same
        self._kinds |= report._kinds
        self._wrong |= report._wrong
        self._listed += report._listed
        if self.placed is not None:
            self.placed += report.placed or []
        self.errors += report.errors
        self.warnings += report.warnings

    def _summaries(self) -> list[tuple[Any, ...]]:
        """One more finding for those of each kind that were only counted."""
        summaries = []
        for alike in (self._same, self._kinds):
            for (level, file, column, message), count in alike.items():
                if not count.more:
                    continue
                of_what = f" say the same: {message}" if alike is self._same else " are of this kind."
                until = f", down to row {count.last:,}," if count.last is not None else ""
                summaries.append((level, file, count.first, column, "", "", "", f"{count.more:,} more{until}{of_what}"))
        return summaries

    def table(self) -> pd.DataFrame:
        """All findings, errors first, then in the order of files and rows."""
        rows = sorted(
            [*self._listed, *self._summaries()], key=lambda finding: (finding[0] != ERROR, finding[1], finding[2] or 0)
        )
        columns: dict[str, Any] = {}
        for field, name in enumerate(FINDING_COLUMNS):
            cells = [finding[field] for finding in rows]
            if name == "row":
                # As objects: a column of integers with gaps would be shown as 12.0 or <NA>.
                columns[name] = pd.Series(cells, dtype=object)
            else:
                columns[name] = pd.array([_printable(cell) if cell else np.nan for cell in cells], dtype=TEXT)
        return pd.DataFrame(columns, index=pd.RangeIndex(len(rows)), copy=False)


def shortened(text: str) -> str:
    """A text cut to what fits in a message.

    >>> from zopa.loaders.findings import shortened
    >>> len(shortened("x" * 100_000))
    201
    """
    return text if len(text) <= MAX_CHARACTERS else text[:MAX_CHARACTERS] + "…"


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
    forms = [folded(choice[:MAX_CHARACTERS]) for choice in candidates]
    allowance = MAX_COMPARISONS // max(len(candidates), 1)
    for word in list(words)[:allowance]:
        if len(word) > MAX_CHARACTERS:
            continue
        form = folded(word)
        best = process.extractOne(form, forms, scorer=fuzz.ratio, score_cutoff=LIKENESS)
        if best and (not things or is_slip(form, best[0])):
            near[word] = candidates[best[2]]
    return near


def only_readings(words: Iterable[str], choices: Collection[str], things: bool = False) -> dict[str, str]:
    """For each word the choice that it is with one slip of the pen in it; words with none or several readings are left out.

    Words that differ in a digit or in the first letter are different ones, however alike they look.

    Parameters
    ----------
    words, choices : collections of str
    things : bool
        The choices are names of things: one with another letter at its end can be another form of a name, or another name.

    Returns
    -------
    dict of str to str

    Examples
    --------
    >>> from zopa.loaders.findings import only_readings
    >>> only_readings(["uplnd", "team-2", "austrlia"], ["upland", "team-1", "austria", "australia"])
    {'uplnd': 'upland'}
    >>> only_readings(["Red-Line", "demnds"], ["red line", "demands"])
    {'Red-Line': 'red line', 'demnds': 'demands'}
    >>> only_readings(["oman", "americas", "controll"], ["roman", "america", "control"], things=True)
    {'controll': 'control'}
    """
    words = list(words)
    # Most columns hold nothing wrong, and there can be a hundred thousand choices.
    candidates = [choice for choice in choices if len(choice) <= MAX_CHARACTERS] if words else []
    forms = [_plain_form(choice) for choice in candidates]
    only: dict[str, str] = {}
    for word in words[: MAX_COMPARISONS // max(len(forms), 1)]:
        if len(word) > MAX_CHARACTERS:
            continue
        form = _plain_form(word)
        # A letter too much is a distance of one, two letters at each other's place are one of two.
        alike = process.extract(form, forms, scorer=Indel.distance, score_cutoff=2, limit=None)
        likely = [(candidates[place], meant) for meant, _, place in alike if meant == form or is_slip(form, meant)]
        if len(likely) == 1 and _is_one_slip(form, likely[0][1], things):
            only[word] = likely[0][0]
    return only


def _is_one_slip(form: str, meant: str, things: bool) -> bool:
    """Whether one letter is missing, too much or at another place, and nothing says that another word was meant."""
    if form == meant:
        return True
    shorter, longer = sorted((form, meant), key=len)
    if form[0] != meant[0] or _NO_DIGIT.sub("", form) != _NO_DIGIT.sub("", meant):
        return False
    # A letter that is written twice is a slip in any place.
    if things and longer[:-1] == shorter and longer[-1] != shorter[-1]:
        return False
    return len(longer) - len(shorter) == 1 or sorted(form) == sorted(meant)


def _plain_form(word: str) -> str:
    return " ".join(folded(word).replace("-", " ").replace("_", " ").split())


def _printable(text: str) -> str:
    """A text that can be written as UTF-8 whatever was read."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")

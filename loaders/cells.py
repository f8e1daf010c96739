"""Checking and tidying cells by the type of their column: words of a closed list, numbers, dates, ids, references.

Every distinct value of a column is looked at once. What can be read safely in spite of letter case or blanks around it is
read, with a warning; everything else that is not legal is an error with the nearest legal value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from ..graph.dates import period
from ..graph.ontology import LIST_SEPARATOR, Column
from .findings import WARNING, Findings, Problem, listing, nearest, shortened
from .mistyped import is_day_number, probable_date, probable_number
from .rows import Rows
from .shapes import outline

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: What spreadsheets leave in a cell whose formula failed.
SPREADSHEET_ERRORS = frozenset(
    ["#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA"]
)

YES, NO = "yes", "no"
_YES_LIKE = frozenset(["y", "true", "1", "t", "x", "ja", "oui", "si", "sí", "да", "так"])
_NO_LIKE = frozenset(["n", "false", "0", "f", "-", "nein", "non", "нет", "ні"])
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_PLAIN = frozenset("0123456789.-")

#: What a clean value is, and what is wrong with the written one.
Checked = tuple[str, Problem | None]


def check_cells(rows: Rows, findings: Findings) -> None:
    """Check every cell of a table against the type of its column, and put the tidied cells in place."""
    for name in rows.columns:
        column = rows.table.columns.get(name)
        if column is not None and name not in rows.given:
            continue
        if column is None or column.type == "text":
            _report_spreadsheet_errors(rows, name, findings)
        elif column.type == "number":
            _check_numbers(rows, name, findings)
        else:
            _check_words(rows, name, _CHECKS[column.type](column), findings)
        if column is not None and column.required:
            _report_empty(rows, column, findings)


def _report_empty(rows: Rows, column: Column, findings: Findings) -> None:
    # A number cell that holds no number was reported as such already and is not empty.
    empty = np.flatnonzero(~rows.filled(column.name) & ~rows.unread(column.name))
    expected = listing(column.values) if column.values else column.meaning
    findings.add_cells(rows, column.name, empty, "", Problem(f"'{column.name}' is empty: {column.meaning}.", expected))


def _report_spreadsheet_errors(rows: Rows, name: str, findings: Findings) -> None:
    cells = rows[name]
    for word in sorted(SPREADSHEET_ERRORS.intersection(cells)):
        problem = Problem(
            f"'{word}' looks like what a spreadsheet leaves when a formula fails.", "a text", level=WARNING
        )
        findings.add_cells(rows, name, np.flatnonzero(cells == word), word, problem)


# ------------------------------------------------------------------------------------------------ numbers


def _check_numbers(rows: Rows, name: str, findings: Findings) -> None:
    codes, words = rows.coded(name)
    values = np.full(len(words), np.nan)
    problems: dict[int, Problem] = {}
    plain = _all_plain(words)
    if plain is not None:
        values = plain
    else:
        for number, word in enumerate(words):
            if word:
                values[number], problem = _number(word)
                if problem:
                    problems[number] = problem
    findings.add_values(rows, name, codes, words, problems)
    unread = np.isin(codes, [number for number in problems if np.isnan(values[number])])
    rows[name] = values[codes] if len(codes) else np.zeros(0)
    rows.mark_unread(name, unread | rows.unread(name))


def _all_plain(words: NDArray[np.object_]) -> NDArray[np.float64] | None:
    """The numbers, where nothing but short ordinary numbers is there."""
    filled = words != ""
    given = words[filled]
    if not _PLAIN.issuperset("".join(given)) or any(len(word) > 15 for word in given):
        return None
    values = np.full(len(words), np.nan)
    try:
        values[filled] = given.astype(float)
    except ValueError:
        return None
    return values


def _number(word: str) -> tuple[float, Problem | None]:
    text = word.strip()
    if not text:
        return np.nan, _blanks(word, text)
    match = _NUMBER.fullmatch(text)
    value = float(text) if match and len(text) <= 400 else np.nan
    if not np.isfinite(value):
        near = probable_number(text) if len(text) <= 60 else ""
        return np.nan, Problem(f"'{shortened(word)}' is not a number.", "a number such as 12.5", near)
    if len(text) > 15 and Decimal(text) != Decimal(repr(value)):
        return value, Problem(
            f"'{shortened(word)}' has more digits than a number can keep: it was read as {value!r}.",
            "at most 15 digits", level=WARNING,
        )  # fmt: skip
    return value, _blanks(word, text)


# ------------------------------------------------------------------------------------------------ words


def _check_words(rows: Rows, name: str, check: Callable[[str], Checked], findings: Findings) -> None:
    codes, words = rows.coded(name)
    problems: dict[int, Problem] = {}
    clean: dict[int, str] = {}
    suspects: Iterable[int] = range(len(words))
    if rows.table.columns[name].type == "id":
        # Ids differ in every row: most are seen to be sound without a call for each.
        suspects = [n for n, word in enumerate(words) if word != word.strip() or LIST_SEPARATOR in word]
    for number in suspects:
        word = words[number]
        if word:
            tidied, problem = check(word)
            if problem:
                problems[number] = problem
            if tidied != word:
                clean[number] = tidied
    findings.add_values(rows, name, codes, words, problems)
    if clean:
        words = words.copy()
        words[list(clean)] = list(clean.values())
        rows[name] = words[codes]


def _blanks(word: str, tidied: str) -> Problem | None:
    """A warning where blanks were taken off."""
    if word == tidied:
        return None
    return Problem(f"Blanks around '{shortened(tidied)}' were taken off.", tidied, level=WARNING)


def _one_word(column: Column) -> Callable[[str], Checked]:
    """Ids, single references and addresses: one word without blanks around it."""

    def check(word: str) -> Checked:
        text = word.strip()
        if LIST_SEPARATOR in text and column.type != "url":
            near = text.split(LIST_SEPARATOR)[0].strip()
            return text, Problem(
                f"'{shortened(word)}' names several things where one is expected ('{LIST_SEPARATOR}' separates the words "
                "of a list).",
                column.meaning, near,
            )  # fmt: skip
        return text, _blanks(word, text)

    return check


def _several_words(column: Column) -> Callable[[str], Checked]:
    """References separated by ``|``."""

    def check(word: str) -> Checked:
        text = LIST_SEPARATOR.join(filter(None, (part.strip() for part in word.split(LIST_SEPARATOR))))
        if text == word:
            return text, None
        problem = Problem(f"'{shortened(word)}' was read as '{shortened(text)}'.", text, level=WARNING)
        return text, problem

    return check


def _choice(column: Column) -> Callable[[str], Checked]:
    """One word of a closed list, or several separated by ``|``."""
    known = {_folded(value): value for value in column.values}
    expected = listing(column.values, most=len(column.values))

    def check(word: str) -> Checked:
        written = word.split(LIST_SEPARATOR) if column.is_list else [word]
        read, wrong = [], []
        for part in written:
            value = known.get(_folded(part))
            if value:
                read.append(value)
            elif part.strip():
                wrong.append(part.strip())
        if wrong:
            near = nearest(wrong, column.values)
            message = f"{listing(map(repr, wrong), 'and')} is none of: {expected}."
            return word, Problem(
                message, expected, LIST_SEPARATOR.join(near.get(part, "") for part in wrong).strip("|")
            )
        text = LIST_SEPARATOR.join(read)
        if text == word:
            return text, None
        return text, Problem(f"'{shortened(word)}' was read as '{text}'.", expected, level=WARNING)

    return check


def _folded(word: str) -> str:
    return " ".join(word.split()).casefold()


def _yes_or_no(column: Column) -> Callable[[str], Checked]:
    def check(word: str) -> Checked:
        folded = _folded(word)
        if folded in (YES, NO, ""):
            problem = Problem(f"'{word}' was read as '{folded}'.", "yes or no", level=WARNING)
            return folded, problem if word != folded else None
        near = YES if folded in _YES_LIKE else NO if folded in _NO_LIKE else ""
        return word, Problem(f"'{shortened(word)}' is neither yes nor no.", "yes or no", near)

    return check


def _date(column: Column) -> Callable[[str], Checked]:
    def check(word: str) -> Checked:
        text = word.strip()
        if not text:
            return text, _blanks(word, text)
        try:
            period(text if text.isascii() else "")
        except ValueError as error:
            near = probable_date(text)
            why = "dates are written 2025, 2025-08 or 2025-08-15"
            if "no such day" in str(error):
                why = "no such day exists"
            elif is_day_number(text):
                why = "it looks like the number by which a spreadsheet counts days"
            return word, Problem(f"'{shortened(word)}' is not a date: {why}.", "2025, 2025-08 or 2025-08-15", near)
        return text, _blanks(word, text)

    return check


_CHECKS: dict[str, Callable[[Column], Callable[[str], Any]]] = {
    "id": _one_word, "ref": _one_word, "url": _one_word, "refs": _several_words, "choice": _choice, "choices": _choice,
    "yesno": _yes_or_no, "date": _date, "shape": lambda column: outline,
}  # fmt: skip

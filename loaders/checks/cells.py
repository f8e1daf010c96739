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

from ...graph.dates import period
from ...graph.ontology import LIST_SEPARATOR, Column, Redaction
from ..findings import WARNING, Findings, Problem, listing, nearest, only_readings, shortened
from ..rows import Rows
from ..text import Text
from .choice_words import choices_meant
from .date_words import Habit, bound, habit, is_none, said_in_words
from .guesses import (
    SPAN,
    THOUSAND,
    date_readings,
    is_day_number,
    is_span_of_days,
    only_date,
    only_number,
    probable_date,
    probable_number,
    writes_decimal_comma,
)
from .misread import report_misread
from .outlines import outline

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: What spreadsheets leave in a cell whose formula failed.
SPREADSHEET_ERRORS = frozenset(
    ["#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA"]
)

YES, NO = "yes", "no"
_YES_LIKE = frozenset(["y", "true", "1", "t", "x", "ja", "oui", "si", "sí", "да", "так"])
#: A dash can stand for a cell without anything in it, and a cross for either.
_DOUBTFUL = ("-", "x")
_NO_LIKE = frozenset(["n", "false", "0", "f", "-", "nein", "non", "нет", "ні"])
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_PLAIN = frozenset("0123456789.-")
_MAX_DIGITS = 400
#: Columns for the two ends of a range.
ENDS = ("low", "high")
#: Years that stand for no bound at all: databases write 9999-12-31 for "still in force" and 0001-01-01 for "always".
_NO_START, _NO_END = 1, 2900
#: From this year on a date is one of the Buddhist calendar, which is so many years ahead.
_TOO_LATE, _BUDDHIST_ERA = 2400, 543

#: What a clean value is, and what is wrong with the written one.
Checked = tuple[str, Problem | None]


def check_cells(rows: Rows, findings: Findings, left_out: Redaction = "none") -> None:
    """Check every cell of a table against the type of its column, and put the tidied cells in place.

    ``left_out`` says how much was left out of the case: a cell that had to go may be empty.
    """
    commas = _decimal_commas(rows)
    report_misread(rows, findings)
    for name in rows.columns:
        column = rows.table.columns.get(name)
        is_read = column is None and rows.is_number(name)  # a column that a decision counts
        if is_read or (column is not None and name not in rows.columns_given):
            continue
        if column is None or column.type == "text":
            _report_spreadsheet_errors(rows, name, findings)
        elif column.type == "number":
            _read_numbers(rows, name, commas, findings)
        else:
            _check_words(rows, name, _CHECKS[column.type](column), findings)
        # Of the columns that stay, a text goes where it gives something away.
        may_be_gone = (
            left_out != "none" and column is not None and (column.type == "text" or not column.stays_at(left_out))
        )
        if column is not None and column.required and not may_be_gone:
            _report_empty(rows, column, findings)


def _report_empty(rows: Rows, column: Column, findings: Findings) -> None:
    # A number cell that holds no number was reported as such already and is not empty.
    empty = np.flatnonzero(~rows.filled(column.name) & ~rows.unread(column.name))
    expected = listing(column.values) if column.values else column.meaning
    findings.add_cells(rows, column.name, empty, "", Problem(f"'{column.name}' is empty: {column.meaning}.", expected))


def _report_spreadsheet_errors(rows: Rows, name: str, findings: Findings) -> None:
    cells = rows.text(name)
    for word in sorted(SPREADSHEET_ERRORS.intersection(cells.known)):
        problem = Problem(
            f"'{word}' looks like what a spreadsheet leaves when a formula fails.", "a text", level=WARNING
        )
        findings.add_cells(rows, name, np.flatnonzero(cells.among((word,))), word, problem)


# ------------------------------------------------------------------------------------------------ numbers


def _decimal_commas(rows: Rows) -> bool:
    """Whether number cells of a table use a comma for the decimals, or points for the thousands."""
    numeric = (
        name for name, column in rows.table.columns.items() if column.type == "number" and name in rows.columns_given
    )
    return any(writes_decimal_comma(word) for name in numeric for word in rows.coded(name)[1])


def check_numbers(rows: Rows, name: str, findings: Findings) -> None:
    """Check one more column of a table as numbers, and put them in place."""
    commas = _decimal_commas(rows) or any(writes_decimal_comma(word) for word in rows.coded(name)[1])
    _read_numbers(rows, name, commas, findings)


def _read_numbers(rows: Rows, name: str, commas: bool, findings: Findings) -> None:
    codes, words = rows.coded(name)
    numbers = np.full(len(words), np.nan)
    problems: dict[int, Problem] = {}
    plain = None if commas else _all_plain(words)
    if plain is not None:
        numbers = plain
    else:
        for code, word in enumerate(words):
            if word:
                numbers[code], problem = _number(word, rows, name, commas)
                if problem:
                    problems[code] = problem
    findings.add_values(rows, name, codes, words, problems)
    unread = np.isin(codes, [code for code in problems if np.isnan(numbers[code])])
    rows[name] = numbers[codes] if len(codes) else np.zeros(0)
    rows.mark_unread(name, unread | rows.unread(name))


def _all_plain(words: NDArray[np.object_]) -> NDArray[np.float64] | None:
    """The numbers, where nothing but short ordinary numbers is there."""
    filled = words != ""
    filled_words = words[filled]
    if not _PLAIN.issuperset("".join(filled_words)) or any(len(word) > 15 for word in filled_words):
        return None
    numbers = np.full(len(words), np.nan)
    try:
        numbers[filled] = filled_words.astype(float)
    except ValueError:
        return None
    return numbers


def _number(word: str, rows: Rows, name: str, commas: bool) -> tuple[float, Problem | None]:
    text = word.strip()
    if not text:
        return np.nan, _blanks(word, text)
    match = _NUMBER.fullmatch(text)
    number = _rounded(text) if match else np.nan
    if not np.isfinite(number):
        return np.nan, _no_number(word, text, rows, name) if not match else Problem(
            f"'{shortened(word)}' is a number that cannot be kept: it is too large, too small or too long.",
            "a number such as 12.5",
        )
    if commas and THOUSAND.fullmatch(text):
        readings = f"{text.replace('.', '')} or {text}"
        message = f"'{shortened(word)}' can be {readings}: other cells of the table write numbers with a decimal comma."
        return np.nan, Problem(message, f"{text.replace('.', '')}, or {text}0 with a digit more")
    if len(text) > 15 and Decimal(text) != Decimal(repr(float(text))):
        return number, Problem(
            f"'{shortened(word)}' has more digits than a number can keep: it was read as {number!r}.",
            "at most 15 digits",
            level=WARNING,
        )
    return number, _blanks(word, text)


def _rounded(text: str) -> float:
    """A number to 15 digits, which is what a spreadsheet keeps: 0.1 + 0.2 is 0.3; not a number where that is not one."""
    if len(text) > _MAX_DIGITS:
        return np.nan
    number = float(f"{float(text):.15g}")
    is_nought = not text.lower().partition("e")[0].strip("+-0.")
    return np.nan if not np.isfinite(number) or (number == 0 and not is_nought) else number


def _no_number(word: str, text: str, rows: Rows, name: str) -> Problem:
    if name in ENDS and SPAN.fullmatch(text) and set(ENDS) <= set(rows.table.columns):
        low, high = SPAN.fullmatch(text).groups()  # type: ignore[union-attr]
        message = (
            f"'{shortened(word)}' is not a number but looks like a range: write {low} in 'low' and {high} in 'high'."
        )
        return Problem(message, "one number in a cell")
    compass, is_short = name in ("lat", "lon"), len(text) <= 60
    near = probable_number(text, compass) if is_short else ""
    fix = only_number(text, compass) if is_short else ""
    why = ": leave the cell empty where there is no number" if is_none(text) else ""
    return Problem(f"'{shortened(word)}' is not a number{why}.", "a number such as 12.5", near, fix=fix or None)


# ------------------------------------------------------------------------------------------------ words


def _check_words(rows: Rows, name: str, check: Callable[[str], Checked], findings: Findings) -> None:
    codes, words = rows.coded(name)
    problems: dict[int, Problem] = {}
    clean: dict[int, str] = {}
    suspects: Iterable[int] = range(len(words))
    if rows.table.columns[name].type == "id":
        # Ids differ in every row: most are seen to be sound without a call for each.
        suspects = [n for n, word in enumerate(words) if word != word.strip() or LIST_SEPARATOR in word]
    for code in suspects:
        word = words[code]
        if word:
            tidied, problem = check(word)
            if problem:
                problems[code] = problem
            if tidied != word:
                clean[code] = tidied
    findings.add_values(rows, name, codes, words, problems)
    if clean:
        words = words.copy()
        words[list(clean)] = list(clean.values())
        rows[name] = Text.of_codes(codes, words)


def _blanks(word: str, tidied: str) -> Problem | None:
    """A warning where blanks were taken off."""
    if word == tidied:
        return None
    return Problem(f"Blanks around '{shortened(tidied)}' were taken off.", tidied, level=WARNING, fix=tidied)


def _one_word(column: Column) -> Callable[[str], Checked]:
    """Ids, single references and addresses: one word without blanks around it."""

    def check(word: str) -> Checked:
        text = word.strip()
        if LIST_SEPARATOR in text and column.type != "url":
            return text, Problem(
                f"'{shortened(word)}' names several things where one is expected ('{LIST_SEPARATOR}' separates the words "
                "of a list).",
                column.meaning,
            )
        return text, _blanks(word, text)

    return check


def _several_words(column: Column) -> Callable[[str], Checked]:
    """References separated by ``|``."""

    def check(word: str) -> Checked:
        text = LIST_SEPARATOR.join(filter(None, (part.strip() for part in word.split(LIST_SEPARATOR))))
        if text == word:
            return text, None
        problem = Problem(f"'{shortened(word)}' was read as '{shortened(text)}'.", text, level=WARNING, fix=text)
        return text, problem

    return check


def _choice(column: Column) -> Callable[[str], Checked]:
    """One word of a closed list, or several separated by ``|``."""
    known = {_folded(choice): choice for choice in column.values}
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
            like = nearest(wrong, column.values)
            near = dict(like)
            message = f"{listing(map(repr, wrong), 'and')} is none of: {expected}."
            meant = [choices_meant(column.name, part) for part in wrong]
            near |= {part: choices[0] for part, choices in zip(wrong, meant, strict=True) if len(choices) == 1}
            if two := next((choices for choices in meant if len(choices) > 1), ()):
                message += f" It can mean {listing(map(repr, two), 'or')}."
            elif not near and not column.required and all(map(is_none, wrong)):
                message += " Leave the cell empty where it is not known."
            # Without a word that is like it there is none that it can only be.
            only = only_readings(like, column.values) if like else {}
            words = [known.get(_folded(part)) or only.get(part.strip()) for part in written if part.strip()]
            fix = LIST_SEPARATOR.join(filter(None, words)) if all(words) else None
            offered = LIST_SEPARATOR.join(near.values()) if len(near) == len(set(wrong)) else ""
            return word, Problem(message, expected, offered, fix=fix)
        text = LIST_SEPARATOR.join(read)
        if text == word:
            return text, None
        return text, Problem(f"'{shortened(word)}' was read as '{text}'.", expected, level=WARNING, fix=text)

    return check


def _folded(word: str) -> str:
    return " ".join(word.split()).casefold()


def _yes_or_no(column: Column) -> Callable[[str], Checked]:
    def check(word: str) -> Checked:
        folded = _folded(word)
        if folded in (YES, NO, ""):
            problem = Problem(f"'{word}' was read as '{folded}'.", "yes or no", level=WARNING, fix=folded)
            return folded, problem if word != folded else None
        near = YES if folded in _YES_LIKE else NO if folded in _NO_LIKE else ""
        fix = near if near and folded not in _DOUBTFUL else None
        return word, Problem(f"'{shortened(word)}' is neither yes nor no.", "yes or no", near, fix=fix)

    return check


def _date(column: Column) -> Callable[[str], Checked]:
    def check(word: str) -> Checked:
        text = word.strip()
        if not text:
            return text, _blanks(word, text)
        try:
            period(text if text.isascii() else "")
        except ValueError as error:
            return word, _no_date(word, text, "no such day" in str(error), column.name)
        year = int(text[:4])
        if (column.name == "end" and year >= _NO_END) or (column.name == "start" and year <= _NO_START):
            message = f"'{shortened(word)}' was read as no {column.name}."
            return "", Problem(message, f"an empty cell where there is no {column.name}", level=WARNING, fix="")
        if not _NO_START < year < _TOO_LATE:
            message = f"'{shortened(word)}' as the '{column.name}' says no day that a case can be about."
            near = f"{year - _BUDDHIST_ERA}{text[4:]}" if _TOO_LATE <= year < _NO_END else ""
            message += " In the Buddhist calendar it is one." if near else ""
            return text, Problem(message, "2025, 2025-08 or 2025-08-15", near)
        return text, _blanks(word, text)

    return check


def _no_date(word: str, text: str, no_such_day: bool, name: str) -> Problem:
    near = probable_date(text)
    if not near and (meant := habit(text)):
        return _not_written_so(word, meant, name)
    why = said_in_words(text) or "dates are written 2025, 2025-08 or 2025-08-15"
    column, day = bound(text)
    if column:
        why, near = f"write the day alone, in '{column}'", day if column == name else ""
    elif readings := date_readings(text):
        why = f"it can be {listing(readings)}"
    elif is_span_of_days(text):
        # One of the days as the nearest value would lose the other.
        why, near = "it looks like several days: write the first in 'start' and the last in 'end'", ""
    elif no_such_day:
        why = "no such day exists"
    elif is_day_number(text):
        why = "it looks like the number by which a spreadsheet counts days"
    fix = only_date(text) if near else ""
    return Problem(f"'{shortened(word)}' is not a date: {why}.", "2025, 2025-08 or 2025-08-15", near, fix=fix or None)


def _not_written_so(word: str, meant: Habit, name: str) -> Problem:
    """A quarter, about when, or a year of another calendar; a first day and a last day have one reading of a quarter."""
    first, last = meant.readings[0], meant.readings[-1]
    exact = {"start": first, "end": last}.get(name, "") if meant.is_span else ""
    near = exact or (first if first == last else "")
    if meant.is_span:
        why = f"{meant.why}, from {first} to {last}"
    else:
        why = meant.why if near else f"{meant.why}, which can be {listing(meant.readings)}"
    return Problem(f"'{shortened(word)}' is not a date: {why}.", "2025, 2025-08 or 2025-08-15", near, fix=exact or None)


_CHECKS: dict[str, Callable[[Column], Callable[[str], Any]]] = {
    "id": _one_word,
    "ref": _one_word,
    "url": _one_word,
    "refs": _several_words,
    "choice": _choice,
    "choices": _choice,
    "yesno": _yes_or_no,
    "date": _date,
    "shape": lambda column: outline,
}

"""Checking the cells of a row against one another: ends of ranges and periods, scales, what a stance needs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from ...graph.columns import ACCEPTS, LEVELS, NO_SIDE, ORDERED, REJECTS, SEVERAL, STANCES, principals
from ...graph.dates import ALWAYS, FOREVER, as_text, period
from ...graph.ontology import OPTION_SEPARATOR
from ..complete import NUMBERS, one_of
from ..findings import WARNING, Findings, Problem, listing, shortened
from ..meanings import meant_by
from ..rows import CODED, Rows, parts
from ..text import Text
from .cells import YES
from .ranks import check_ranks
from .references import rows_with

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Columns of which the first must not be above the second, wherever a table has both.
NUMBER_ENDS = (("low", "high"), ("scale_low", "scale_high"), ("at_least", "at_most"))
DATE_ENDS = (("start", "end"),)
#: Kinds of issue that are settled by options.
WITH_OPTIONS = ("choice", SEVERAL, ORDERED)
_REJECTS = STANCES[REJECTS]
_NO_FIRMNESS = (STANCES[ACCEPTS], *NO_SIDE)


def check_limits(tables: dict[str, Rows], findings: Findings) -> None:
    """Check what the cells of each row say together."""
    for rows in tables.values():
        _check_bounds(rows, findings)
        for ends in NUMBER_ENDS:
            _check_numbers(rows, *ends, findings)
        for ends in DATE_ENDS:
            _check_dates(rows, *ends, findings)
        columns = rows.table.columns
        if {"issue", "option", "low", "high"} <= set(columns) and len(rows):
            _check_kinds(rows, tables["issues"], findings)
    _check_issue_ids(tables["issues"], findings)
    _check_shares(tables["shares"], tables["issues"], findings)
    for name in CODED:
        _check_ideals(tables[name], findings)
        _check_stances(tables[name], findings)
        _check_acts(tables[name], findings)
        check_ranks(tables[name], tables["issues"], findings)


def _check_bounds(rows: Rows, findings: Findings) -> None:
    """Numbers of a column that has a least or a most."""
    for name, column in rows.table.columns.items():
        least = -np.inf if column.least is None else column.least
        most = np.inf if column.most is None else column.most
        if column.type != "number" or (np.isinf(least) and np.isinf(most)):
            continue
        numbers = np.asarray(rows[name], dtype=float)
        for index in np.flatnonzero((numbers < least) | (numbers > most)):
            expected = f"{_number(least)} to {_number(most)}" if np.isfinite(most) else f"{_number(least)} or more"
            nearest = _number(min(max(numbers[index], least), most))
            problem = Problem(f"'{name}' ({_number(numbers[index])}) is not {expected}.", expected, nearest)
            findings.add(problem, rows.file, rows.lines[index], name, _number(numbers[index]))


def _check_issue_ids(issues: Rows, findings: Findings) -> None:
    """An issue's id stands before the separator of issue/option."""
    for index, issue in enumerate(issues["id"] if len(issues) else []):
        if OPTION_SEPARATOR in issue:
            without = issue.replace(OPTION_SEPARATOR, "-")
            problem = Problem(
                f"'{issue}' holds a '/', which tells an issue from its option.", "an id without '/'", without
            )
            findings.add(problem, issues.file, issues.lines[index], "id", issue)


def _check_shares(shares: Rows, issues: Rows, findings: Findings) -> None:
    """A budget adds up number issues and nothing else."""
    kinds = dict(zip(issues["id"], issues["kind"], strict=True)) if len(issues) else {}
    for index, issue in enumerate(shares["issue"] if len(shares) else []):
        if kinds.get(issue) in WITH_OPTIONS:
            problem = Problem(f"'{issue}' is not a number issue, so no budget can count it.", "a number issue")
            findings.add(problem, shares.file, shares.lines[index], "issue", issue)


def _number(number: float) -> str:
    return f"{number:.15g}"


# ------------------------------------------------------------------------------------------------ ends


def _check_numbers(rows: Rows, low: str, high: str, findings: Findings) -> None:
    if not {low, high} <= set(rows.table.columns):
        return
    for index in np.flatnonzero(rows[low] > rows[high]):
        least, most = _number(rows[low][index]), _number(rows[high][index])
        problem = Problem(f"'{low}' ({least}) is above '{high}' ({most}).", f"at most {most}")
        findings.add(problem, rows.file, rows.lines[index], low, least)


def _check_dates(rows: Rows, start: str, end: str, findings: Findings) -> None:
    if not {start, end} <= set(rows.table.columns) or rows.is_empty(start) or rows.is_empty(end):
        return
    first, last = days(rows, start, 0, ALWAYS), days(rows, end, 1, FOREVER)
    for index in np.flatnonzero(first > last):
        problem = Problem(
            f"'{start}' ({rows[start][index]}) comes after '{end}' ({rows[end][index]}).", "a date not after the end"
        )
        findings.add(problem, rows.file, rows.lines[index], start, rows[start][index])


def days(rows: Rows, name: str, end: int, missing: int) -> NDArray[np.int64]:
    """First (``end`` 0) or last (1) day of each date of a column; ``missing`` where there is none that can be read."""
    codes, words = rows.coded(name)
    days_of_words = np.full(len(words), missing, dtype=np.int64)
    for code, word in enumerate(words):
        try:
            days_of_words[code] = period(word)[end] if word and word.isascii() else missing
        except ValueError:
            continue  # reported where the cell was checked
    return days_of_words[codes]


def _check_ideals(positions: Rows, findings: Findings) -> None:
    low, ideal, high = (positions[name] for name in NUMBERS)
    for index in np.flatnonzero((ideal < low) | (ideal > high)):
        nearest = low[index] if ideal[index] < low[index] else high[index]
        ends = f"{_number(low[index])} to {_number(high[index])}".replace("nan", "any")
        problem = Problem(f"'ideal' ({_number(ideal[index])}) lies outside {ends}.", ends, _number(nearest))
        findings.add(problem, positions.file, positions.lines[index], "ideal", _number(ideal[index]))


# ------------------------------------------------------------------------------------------------ kinds of issue


def _check_kinds(rows: Rows, issues: Rows, findings: Findings) -> None:
    """Options on choice issues, numbers within the scale on number issues."""
    codes, words = rows.coded("issue")
    at = rows_with(issues["id"], words)
    if not len(issues):
        return
    kind = Text.of_codes(codes, np.where(at >= 0, issues["kind"][at], ""))
    low, high = (np.where(at >= 0, issues[name][at], np.nan)[codes] for name in ("scale_low", "scale_high"))
    of_options, is_number, is_ordered = kind.among(WITH_OPTIONS), kind.among(("number",)), kind.among((ORDERED,))
    numbers = [name for name in NUMBERS if name in rows.table.columns]
    has_number = np.zeros(len(rows), dtype=bool)
    for name in numbers:
        filled = rows.filled(name)
        has_number |= filled | rows.unread(name)
        _report(
            rows,
            name,
            np.flatnonzero(filled & of_options),
            findings,
            Problem("The issue is a choice between options: numbers have no place there.", "an option"),
        )
        cells = rows[name]
        for index in np.flatnonzero(is_number & ((cells < low) | (cells > high))):
            end = low[index] if cells[index] < low[index] else high[index]
            scale = f"{_number(low[index])} to {_number(high[index])}".replace("nan", "any")
            problem = Problem(
                f"{_number(cells[index])} lies outside the scale of the issue ({scale}).", scale, _number(end)
            )
            findings.add(problem, rows.file, rows.lines[index], name, _number(cells[index]))
    has_option = rows.filled("option")
    _report(
        rows,
        "option",
        np.flatnonzero(has_option & is_number),
        findings,
        Problem("The issue is a number: options have no place there.", "low, ideal or high"),
    )
    if rows.table.name not in CODED:
        return
    _check_preferred(rows, is_ordered, findings)
    range_unread = has_number & is_ordered  # reported where it was read
    takes_side = ~rows.where("stance", *NO_SIDE)
    says_nothing = {"option", *numbers}.isdisjoint(rows.columns_given)
    if says_nothing and takes_side.any():
        _report_nothing_said(rows, findings)
    _report(
        rows,
        "option",
        np.flatnonzero(~has_option & of_options & ~range_unread & takes_side & (not says_nothing)),
        findings,
        Problem(f"The {one_of(rows)} names no option.", "one or more options of the issue"),
    )
    _report(
        rows,
        "low",
        np.flatnonzero(~has_number & is_number & takes_side & (not says_nothing)),
        findings,
        Problem(f"The {one_of(rows)} names no number.", "low, ideal or high"),
    )


def _check_preferred(rows: Rows, is_ordered: NDArray[np.bool_], findings: Findings) -> None:
    """What is preferred is one of the options that a position on an ordered issue accepts."""
    if "prefers" not in rows.table.columns or rows.is_empty("prefers"):
        return
    preferring = rows.filled("prefers")
    _report(
        rows,
        "prefers",
        np.flatnonzero(preferring & ~is_ordered),
        findings,
        Problem("Only options that stand in an order (an issue of the kind 'ordered') are preferred.", "an empty cell"),
    )
    accepting = ~rows.where("stance", _REJECTS, *NO_SIDE)
    among = np.array(
        [prefers in parts(cell) for prefers, cell in zip(rows["prefers"], rows["option"], strict=True)], dtype=bool
    )
    _report(
        rows,
        "prefers",
        np.flatnonzero(preferring & is_ordered & ~(among & accepting)),
        findings,
        Problem("What is preferred is not among the options that the position accepts.", "one of its options"),
    )


def _report_nothing_said(rows: Rows, findings: Findings) -> None:
    """One finding where the columns that say what a position names are missing altogether."""
    unknown = [name for name in rows.columns if name not in rows.table.columns]
    meant = [name for name in unknown if meant_by(name, ["option", *NUMBERS])]
    problem = Problem(
        f"There is no column 'option', nor 'low', 'ideal' or 'high': no {one_of(rows)} says what it wants.",
        "a column 'option'",
    )
    if meant:
        called = listing(f"'{name}'" for name in meant)
        problem = problem._replace(message=f"{problem.message[:-1]}. Should {called} be called so?")
    findings.add(problem, rows.file, rows.header_line, "option")


def _report(rows: Rows, name: str, at: Iterable[Any], findings: Findings, problem: Problem) -> None:
    for index in at:
        cell = rows[name][index]
        text = cell if isinstance(cell, str) else _number(cell) if cell == cell else ""
        findings.add(problem, rows.file, rows.lines[index], name, text)


# ------------------------------------------------------------------------------------------------ stances


def _check_stances(positions: Rows, findings: Findings) -> None:
    rejects = positions.where("stance", _REJECTS)
    ideal = positions.filled("ideal")
    bare = ideal & ~positions.filled("low") & ~positions.filled("high")
    bare &= ~positions.unread("low") & ~positions.unread("high")
    _report(
        positions,
        "ideal",
        np.flatnonzero(bare & rejects),
        findings,
        Problem("An ideal is a preference and cannot be rejected.", "low or high"),
    )
    _report(
        positions,
        "ideal",
        np.flatnonzero(ideal & ~bare & rejects),
        findings,
        Problem("The ideal of a rejection means nothing.", "no ideal", level=WARNING),
    )
    no_side = positions.where("stance", *NO_SIDE)
    _report(
        positions,
        "ideal",
        np.flatnonzero(ideal & no_side),
        findings,
        Problem("An ideal is a preference, and what takes no side has none.", "low or high"),
    )
    names = ("option", *NUMBERS)
    named = np.logical_or.reduce([positions.filled(name) | positions.unread(name) for name in names])
    _report(
        positions,
        "satisfaction",
        np.flatnonzero(positions.filled("satisfaction") & no_side & ~named),
        findings,
        Problem("The position names nothing that its party could be satisfied with.", "an empty cell", level=WARNING),
    )
    firm = positions.where("stance", *_NO_FIRMNESS) & positions.filled("firmness")
    _report(
        positions,
        "firmness",
        np.flatnonzero(firm),
        findings,
        Problem(
            f"Only demands and rejections have a firmness ({', '.join(LEVELS[1:])}).", "an empty cell", level=WARNING
        ),
    )


def _check_acts(positions: Rows, findings: Findings) -> None:
    """An act counts on its day only, so it needs one, and no other end."""
    acts = positions.where("once", YES)
    _report(
        positions,
        "start",
        np.flatnonzero(acts & ~positions.filled("start")),
        findings,
        Problem("The position counts once, on its day only, but has no start: it is not known when.", "a start"),
    )
    if positions.is_empty("end"):
        return
    first, last = days(positions, "start", 1, ALWAYS), days(positions, "end", 1, FOREVER)
    for index in np.flatnonzero(acts & (first != ALWAYS) & (last != FOREVER) & (last > first)):
        problem = Problem(
            f"The position counts once: it ends with its start ({positions['start'][index]}), and this end is not read.",
            "an empty cell, or an empty 'once'",
            level=WARNING,
        )
        findings.add(problem, positions.file, positions.lines[index], "end", positions["end"][index])


# ------------------------------------------------------------------------------------------------ replaces


def check_replaced(tables: dict[str, Rows], findings: Findings) -> None:
    """Check what positions replace: an earlier one of the same principal. References must be sound already."""
    positions, parties = tables["positions"], tables["parties"]
    if positions.is_empty("replaces"):
        return
    replacing = np.flatnonzero(positions.filled("replaces"))
    codes, words = positions.coded("party")
    principal = principals(parties.frame())[rows_with(parties["id"], words)][codes]
    first, last = days(positions, "start", 0, ALWAYS), days(positions, "end", 0, FOREVER)
    cells = positions["replaces"]
    replaced = [parts(cells[index]) for index in replacing]
    index_of = dict(zip(positions["id"], range(len(positions)), strict=True))
    # What replaces a position on several options replaces all of it, on whichever of them it is itself.
    wholes = {id: whole or id for id, whole in zip(tables["issues"]["id"], tables["issues"]["whole"], strict=True)}
    for index, names in zip(replacing, replaced, strict=True):
        place = positions.file, positions.lines[index], "replaces"
        begin = as_text(int(first[index]))
        if first[index] == ALWAYS:
            problem = Problem("The position replaces another but has no start: it is not known when.", "a start")
            findings.add(problem, *place, cells[index])
            continue
        for name in names:
            earlier = index_of[name]
            quoted = f"'{shortened(name)}'"
            if principal[earlier] != principal[index]:
                whose = positions["party"][earlier]
                problem = Problem(
                    f"{quoted} is a position of '{whose}': only a position of the same principal can be replaced.",
                    f"a position of '{positions['party'][index]}'",
                )
            elif first[earlier] >= first[index]:
                problem = Problem(
                    f"{quoted} begins on {as_text(int(first[earlier]))}, not before what replaces it ({begin}).",
                    f"a position that begins before {begin}",
                )
            elif wholes[positions["issue"][earlier]] != wholes[positions["issue"][index]]:
                problem = Problem(
                    f"{quoted} is about '{positions['issue'][earlier]}', another issue: it was ended all the same.",
                    f"a position about '{positions['issue'][index]}'",
                    level=WARNING,
                )
            elif last[earlier] != FOREVER and last[earlier] >= first[index]:
                problem = Problem(
                    f"{quoted} says that it holds until {positions['end'][earlier]}: as it is replaced, it ends on the day "
                    f"before {begin}.",
                    f"an end before {begin}",
                    level=WARNING,
                )
            else:
                continue
            findings.add(problem, *place, name)

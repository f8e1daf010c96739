"""Checking what is said of options that are on the table on some days only (:mod:`zopa.loaders.stretches`)."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from ...graph.dates import ALWAYS, FOREVER, DayWords
from ...graph.ontology import OPTION_SEPARATOR
from ..findings import WARNING, Findings, Problem, listing
from ..rows import CODED, Rows, parts
from ..stretches import days_held, on_the_table

#: By issue and option the first and the last day on which the option is on the table.
DaysOf: TypeAlias = dict[str, dict[str, tuple[int, int]]]


def check_days(tables: dict[str, Rows], findings: Findings) -> None:
    """Refuse positions that hold on no day, and warn of days on which a rule between options does not count.

    References must be sound already.
    """
    days_of = on_the_table(tables["options"])
    _check_held(tables, days_of, findings)
    _check_implied(tables, days_of, findings)


def _check_held(tables: dict[str, Rows], days_of: DaysOf, findings: Findings) -> None:
    """Refuse positions and statements of which no option is on the table while they hold."""
    options = tables["options"]
    for name in CODED:
        rows = tables[name]
        first, last = days_held(rows)
        for row in np.flatnonzero(np.isin(rows["issue"], list(days_of))).tolist():
            issue, named = rows["issue"][row], parts(rows["option"][row])
            spans = [days_of[issue].get(option, (ALWAYS, FOREVER)) for option in named]
            if not spans or any(start <= last[row] and end >= first[row] for start, end in spans):
                continue
            named_days = (
                f"'{option}' is on the table {_span_words(options, index)} only"
                for index, option in enumerate(options["option"])
                if options["issue"][index] == issue and option in named
            )
            problem = Problem(
                f"{listing(named_days, 'and')}: this holds on none of these days.",
                "days on which the option is on the table",
            )
            findings.add(problem, rows.file, rows.lines[row], "option", rows["option"][row])


def _check_implied(tables: dict[str, Rows], days_of: DaysOf, findings: Findings) -> None:
    """Warn of the days on which an option is on the table and what it implies is not: the rule does not count then."""
    rules, options = tables["constraints"], tables["options"]
    words = DayWords(*(set(filter(None, options[end])) for end in ("start", "end")))
    for row in np.flatnonzero(rules.where("relation", "implies")).tolist():
        option, other = rules["option"][row], rules["other"][row]
        first, last = _days(option, days_of)
        begins, ends = _days(other, days_of)
        gaps = [(first, min(last, begins - 1)), (max(first, ends + 1), last)]
        spans = [_in_words(words.start(start), words.end(end)) for start, end in gaps if start <= end]
        if spans:
            problem = Problem(
                f"'{option}' implies '{other}', which is not on the table {listing(spans, 'and')}: the rule does not count "
                "on these days, and it is not known whether the first can be had without the second then.",
                "two options that are on the table on the same days",
                level=WARNING,
            )
            findings.add(problem, rules.file, rules.lines[row], "other", other)


def _days(step: str, days_of: DaysOf) -> tuple[int, int]:
    """First and last day on which an option is on the table."""
    issue, _, option = step.partition(OPTION_SEPARATOR)
    return days_of.get(issue, {}).get(option, (ALWAYS, FOREVER))


def _span_words(rows: Rows, row: int) -> str:
    """The days of an option in words, as they are coded."""
    return _in_words(rows["start"][row], rows["end"][row])


def _in_words(start: str, end: str) -> str:
    if start == end:
        return f"on {start}" if len(start) == len("2022-05-10") else f"in {start}"
    return f"from {start} to {end}" if start and end else f"from {start}" if start else f"until {end}"

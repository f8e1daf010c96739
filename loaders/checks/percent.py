"""Percentages in columns of numbers: 25% is 25 where the unit is a percentage; elsewhere nobody can tell 25 from 0.25."""

from __future__ import annotations

import re

import numpy as np

from ...graph.characters import in_own_digits
from ..findings import Findings, Problem, shortened
from ..rows import Rows
from .guesses import only_number

#: A number with the sign behind it or before it, or with the word.
_SIGN = "[%\uff05\u066a\ufe6a]"
_WORD = r"per ?cent|pct|p\.c\.|prozent|pour ?cent|por ?ciento|por ?cento|процент\w*|відсот\w*"
_PERCENTAGE = re.compile(rf"([+-]?[\d.,\u066b]+)\s?(?:{_SIGN}|{_WORD})|{_SIGN}\s?([+-]?[\d.,\u066b]+)", re.IGNORECASE)
#: How units of a percentage begin, in small letters and without blanks.
_UNITS = (
    "%",
    "\uff05",
    "\u066a",
    "percent",
    "percentage",
    "pct",
    "p.c.",
    "prozent",
    "pourcent",
    "porciento",
    "porcento",
    "процент",
    "відсот",
    "yüzde",
    "百分",
    "퍼센트",
    "بالمئة",
    "بالمائة",
)


def read_percentages(tables: dict[str, Rows], findings: Findings) -> None:
    """Take the sign off percentages whose unit says that they are some; report the others.

    Parameters
    ----------
    tables : dict of Rows
        With the cells as they were read. The unit of a number is that of its row, or of the issue that the row is about.
    findings : Findings
        Where to report.
    """
    issues = tables["issues"]
    units = {str(name): str(unit) for name, unit in zip(issues["id"], issues["unit"], strict=True)}
    for rows in tables.values():
        for column in rows.table.columns.values():
            if column.type == "number" and column.name in rows.columns_given:
                _read_column(rows, column.name, units, findings)


def _read_column(rows: Rows, name: str, units: dict[str, str], findings: Findings) -> None:
    codes, words = rows.coded(name)
    known = {code: text for code, word in enumerate(words) if (text := _percentage(word))}
    if not known:
        return
    cells = rows[name].copy()
    unread = np.zeros(len(rows), dtype=bool)
    for index in np.flatnonzero(np.isin(codes, list(known))):
        unit = _unit(rows, int(index), units)
        percentage = known[int(codes[index])]
        if unit is not None and "".join(unit.split()).casefold().startswith(_UNITS):
            cells[index] = percentage
            continue
        says = f"its unit is '{shortened(unit)}'" if unit else "it has no unit"
        share = f"{float(percentage) / 100:.15g}"
        problem = Problem(
            f"'{words[codes[index]]}' is a percentage, but {says}: write {percentage} and the unit %, or {share}.",
            "a number without a sign, or the unit %",
        )
        findings.add(problem, rows.file, rows.lines[index], name, words[codes[index]])
        cells[index] = ""
        unread[index] = True
    rows[name] = cells
    if unread.any():
        rows.mark_unread(name, unread)


def _percentage(word: str) -> str:
    """The number of a percentage; empty where the word is none, or its number can be read in two ways.

    >>> from zopa.loaders.checks.percent import _percentage
    >>> _percentage("12,5 %"), _percentage("%25"), _percentage("25 per cent"), _percentage("1,200%"), _percentage("25")
    ('12.5', '25', '25', '', '')
    """
    match = _PERCENTAGE.fullmatch(word.strip())
    return only_number(in_own_digits((match[1] or match[2]).replace("\u066b", "."))) if match else ""


def _unit(rows: Rows, index: int, units: dict[str, str]) -> str | None:
    """The unit of the numbers of a row, as far as the tables say it."""
    if "unit" in rows.table.columns:
        return str(rows["unit"][index])
    if "issue" in rows.table.columns:
        return units.get(str(rows["issue"][index]))
    return None

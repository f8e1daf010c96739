"""What lies in a case under a name (files of a folder, sheets of a workbook, DataFrames), and which table each is."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ...graph.ontology import Table, ontology
from ..findings import WARNING, Findings, Problem, listing, nearest, shortened
from .sheets import Sheet, alike, column_names

POSITIONS = "positions"
#: What file managers and browsers put behind the name of a copy.
_COPY = re.compile(r"\s*(\(\d+\)|-\s*copy( \(\d+\))?|copy( \d+)?|\d+)\s*$", re.IGNORECASE)
#: Columns by which positions are known, whatever they are called.
_OWN = {"party", "issue"}


@dataclass
class Entry:
    """Something that may be a table.

    Attributes
    ----------
    name : str
        What it is called, without a suffix.
    file : str
        What findings call it.
    read : callable
        Reads it as a table.
    suffix : str
        Of the file that it is; empty for sheets and DataFrames.
    """

    name: str
    file: str
    read: Callable[[Table, Findings], Sheet]
    suffix: str = ""


def table_called(name: str) -> str | None:
    """The table of this name, whatever its letter case; None where there is none."""
    return {alike(table): table for table in ontology().tables}.get(alike(name))


def looks_like_a_table(name: str) -> bool:
    """Whether a name is that of a table or of a copy of one."""
    return table_called(name) is not None or table_called(_COPY.sub("", name)) is not None


def sheets_of(entries: Sequence[Entry], findings: Findings) -> list[Sheet]:
    """The tables among the entries, read; what is no table is reported.

    Where nothing is called ``positions``, the positions are the only entry, or the only one with parties and issues.
    """
    sheets: list[Sheet] = []
    taken: dict[str, str] = {}
    others: list[Entry] = []
    for entry in entries:
        table = table_called(entry.name)
        if table is None:
            others.append(entry)
        elif table in taken:
            message = f"The table '{table}' is there twice: in {taken[table]} and in {entry.file}."
            findings.add(Problem(message, "each table once"), entry.file)
        else:
            taken[table] = entry.file
            sheets.append(entry.read(ontology().tables[table], findings))
    if POSITIONS not in taken and others:
        others = _take_positions(others, len(entries) == len(others), sheets, findings)
    for entry in others:
        _report_unread(entry, taken, findings)
    return sheets


def _take_positions(others: list[Entry], alone: bool, sheets: list[Sheet], findings: Findings) -> list[Entry]:
    """Read as positions what can only be them; the entries that are still no table."""
    table = ontology().tables[POSITIONS]
    reports = [Findings() for _ in others]
    read = [entry.read(table, report) for entry, report in zip(others, reports, strict=True)]
    filled = [number for number, sheet in enumerate(read) if len(sheet.lines)]
    fit = [number for number in filled if set(column_names(read[number].header, table)) >= _OWN]
    if not fit and alone and len(filled) == 1 and not others[filled[0]].suffix:
        fit = filled
    # An empty sheet, as a new workbook has two of, is nothing to tell of.
    left = [number for number in range(len(others)) if number in filled or others[number].suffix]
    if len(fit) == 1:
        left.remove(fit[0])
        sheets.append(read[fit[0]])
        name = others[fit[0]].name
        problem = Problem(f"'{shortened(name)}' was read as the positions.", f"the name '{POSITIONS}'", level=WARNING)
        findings.add(problem, others[fit[0]].file)
        findings.take(reports[fit[0]])
    elif fit:
        names = listing((f"'{shortened(others[number].name)}'" for number in fit), "and")
        problem = Problem(f"{names} have parties and issues: which are the positions?", f"one called '{POSITIONS}'")
        findings.add(problem, others[fit[0]].file)
    return [others[number] for number in left]


def _report_unread(entry: Entry, taken: dict[str, str], findings: Findings) -> None:
    known = list(ontology().tables)
    copied = table_called(_COPY.sub("", entry.name))
    near = "" if copied in taken else copied or nearest([entry.name], known).get(entry.name, "")
    problem = Problem(
        f"'{shortened(entry.name)}' is no table of a case and was not read.",
        listing(known, most=len(known)),
        near + entry.suffix if near else "",
        WARNING,
    )
    findings.add(problem, entry.file)

"""The entries of a case that have a name (files of a folder, sheets of a workbook, DataFrames), and which table each is."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ...graph.ontology import Table, ontology
from ..findings import WARNING, Findings, Problem, listing, nearest, shortened
from .sheets import Sheet, alike, column_names

POSITIONS, STATEMENTS = "positions", "statements"
#: What file managers and browsers put behind the name of a copy.
_COPY = re.compile(r"\s*(\(\d+\)|-\s*copy( \(\d+\))?|copy( \d+)?|\d+)\s*$", re.IGNORECASE)
#: Columns by which positions are known, whatever they are called.
_OF_POSITIONS = {"party", "issue"}


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

    Where nothing is called ``positions`` or ``statements``, the positions are the only entry, or the only one with parties
    and issues.
    """
    sheets: list[Sheet] = []
    file_of: dict[str, str] = {}
    unknown: list[Entry] = []
    for entry in entries:
        table = table_called(entry.name)
        if table is None:
            unknown.append(entry)
        elif table in file_of:
            message = f"The table '{table}' is there twice: in {file_of[table]} and in {entry.file}."
            findings.add(Problem(message, "each table once"), entry.file)
        else:
            file_of[table] = entry.file
            sheets.append(entry.read(ontology().tables[table], findings))
    if not {POSITIONS, STATEMENTS} & set(file_of) and unknown:
        unknown = _take_positions(unknown, len(entries) == len(unknown), sheets, findings)
    for entry in unknown:
        _report_unread(entry, file_of, findings)
    return sheets


def _take_positions(candidates: list[Entry], alone: bool, sheets: list[Sheet], findings: Findings) -> list[Entry]:
    """Read as positions what can only be them; the entries that are still no table."""
    table = ontology().tables[POSITIONS]
    reports = [findings.anew() for _ in candidates]
    read = [entry.read(table, report) for entry, report in zip(candidates, reports, strict=True)]
    filled = [index for index, sheet in enumerate(read) if len(sheet.lines)]
    fit = [index for index in filled if set(column_names(read[index].header, table)) >= _OF_POSITIONS]
    if not fit and alone and len(filled) == 1 and not candidates[filled[0]].suffix:
        fit = filled
    # An empty sheet, as a new workbook has two of, is nothing to tell of.
    unread = [index for index in range(len(candidates)) if index in filled or candidates[index].suffix]
    if len(fit) == 1:
        unread.remove(fit[0])
        sheets.append(read[fit[0]])
        name = candidates[fit[0]].name
        problem = Problem(f"'{shortened(name)}' was read as the positions.", f"the name '{POSITIONS}'", level=WARNING)
        findings.add(problem, candidates[fit[0]].file)
        findings.take(reports[fit[0]])
    elif fit:
        names = listing((f"'{shortened(candidates[index].name)}'" for index in fit), "and")
        problem = Problem(f"{names} have parties and issues: which are the positions?", f"one called '{POSITIONS}'")
        findings.add(problem, candidates[fit[0]].file)
    return [candidates[index] for index in unread]


def _report_unread(entry: Entry, file_of: dict[str, str], findings: Findings) -> None:
    known = list(ontology().tables)
    copied = table_called(_COPY.sub("", entry.name))
    near = "" if copied in file_of else copied or nearest([entry.name], known).get(entry.name, "")
    problem = Problem(
        f"'{shortened(entry.name)}' is no table of a case and was not read.",
        listing(known, most=len(known)),
        near + entry.suffix if near else "",
        WARNING,
    )
    findings.add(problem, entry.file)

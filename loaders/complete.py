"""Filling in what a short dossier leaves out: ids, and the tables that its positions and statements imply."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

import numpy as np

from ..graph.columns import OTHER, SEVERAL, STANCES
from ..graph.names import reduced
from .checks.cells import NO, YES
from .citing import make_evidence
from .findings import WARNING, Findings, Problem, listing, shortened
from .made_ids import ids_made
from .names.naming import check_names, read_names
from .rows import CODED, Rows, parts, unused
from .text import Made, Text, pairs

#: Columns of the positions that say a number rather than an option.
NUMBERS = ("low", "ideal", "high")
DEMANDS = STANCES[0]


def complete(tables: dict[str, Rows], findings: Findings) -> None:
    """Fill in what is missing and can be told from the rest; what was made is reported once a table."""
    coded = [tables[name] for name in CODED]
    for rows in coded:
        _read_as_demands(rows, findings)
    read_names(tables, findings)
    for rows in tables.values():
        _make_ids(rows)
    _make_rows(tables["parties"], _words("party", *coded), findings)
    _make_issues(tables, findings)
    _make_options(tables, findings)
    _make_rows(tables["regions"], _words("regions", *coded), findings)
    check_names(tables, findings)
    _settle_regions(tables["issues"], coded, findings)
    make_evidence(tables, findings)


def _read_as_demands(rows: Rows, findings: Findings) -> None:
    if "stance" in rows.columns_given or not len(rows):
        return
    rows["stance"] = Text.alike(DEMANDS, len(rows))
    problem = Problem(
        f"There is no column 'stance': every {one_of(rows)} was read as '{DEMANDS}'.", listing(STANCES), level=WARNING
    )
    findings.add(problem, rows.file, rows.header_line, "stance")


def one_of(rows: Rows) -> str:
    """What a row of positions or of statements is called."""
    return rows.table.name.removesuffix("s")


def _words(name: str, *tables: Rows) -> list[str]:
    """The distinct words of a column of some tables, in the order in which they come."""
    return list(dict.fromkeys(word for rows in tables for cell in rows.coded(name)[1] for word in parts(cell)))


def _make_ids(rows: Rows) -> None:
    """Ids for rows that need none: of a position from its party, issue and row, of others from table and row."""
    column = rows.table.columns.get("id")
    if column is None or column.required:
        return
    missing = np.flatnonzero(~rows.filled("id"))
    if not len(missing):
        return
    make = partial(ids_made, f"{rows.table.name}-", *_named_in_ids(rows), rows.lines)
    # Rows that stand in a file have a number each, so ids that are all made differ.
    rows.ids_differ = len(missing) == len(rows) and not rows.has_made
    if rows.ids_differ:
        rows["id"] = Made(len(rows), make)
        return
    names = make()[missing].tolist()
    ids = rows["id"].copy()
    used_ids = set(ids)
    # Hardly ever is one of them taken.
    is_free = len(used_ids.union(names)) == len(used_ids) + len(names)
    ids[missing] = names if is_free else [unused(name, used_ids) for name in names]
    rows["id"] = ids


def _named_in_ids(rows: Rows) -> tuple[Text, Text]:
    """What the ids of rows that are nodes begin with: their party and issue."""
    if not rows.table.node:
        return Text.alike("", len(rows)), Text.alike("", len(rows))
    party, issue = (rows.text(name).mapped(lambda word: word and f"{word}-") for name in ("party", "issue"))
    return party, issue


def _make_rows(rows: Rows, words: list[str], findings: Findings) -> None:
    """Rows for the ids that positions name, where the table is empty."""
    if len(rows) or not words:
        return
    rows.append([{"id": word} for word in words])
    _report_made(rows, words, findings)


def _report_made(rows: Rows, words: list[str], findings: Findings) -> None:
    problem = Problem(
        f"The table '{rows.table.name}' has no rows for {listing(words, 'and')}: made from the positions.",
        f"a table '{rows.table.name}'",
        level=WARNING,
    )
    findings.add(problem, rows.file)
    _report_alike(rows, {word: reduced(word) for word in words}, findings)


def _report_alike(rows: Rows, words: Mapping[str, str], findings: Findings) -> None:
    """Words that differ in blanks, accents, marks or brackets only are probably one thing written in two ways.

    ``words`` says of each what is left without them.
    """
    seen: dict[str, str] = {}
    for word, form in words.items():
        first = seen.setdefault(form, word)
        if first != word:
            problem = Problem(
                f"'{shortened(first)}' and '{shortened(word)}' were read as two different {rows.table.name}.",
                "one way of writing",
                first,
                WARNING,
            )
            findings.add(problem, rows.file, value=word)


def _make_issues(tables: dict[str, Rows], findings: Findings) -> None:
    issues, coded, options = tables["issues"], [tables[name] for name in CODED], tables["options"]
    words = _words("issue", *coded, options)
    if len(issues) or not words:
        return
    with_number, with_option = set[str](), set(options["issue"])
    for rows in coded:
        numeric = np.zeros(len(rows), dtype=bool)
        for name in NUMBERS:
            numeric |= rows.filled(name) | rows.unread(name)
        codes, named = rows.coded("issue")
        with_number |= set(named[codes[numeric]])
        with_option |= set(named[codes[rows.filled("option")]])
    issues.append([{"id": word, "kind": "number" if word in with_number - with_option else "choice"} for word in words])
    _report_made(issues, words, findings)


def _make_options(tables: dict[str, Rows], findings: Findings) -> None:
    """Options for choice issues that list none; others may exist, so the issue is not closed."""
    issues, options = tables["issues"], tables["options"]
    listed = set(options["issue"])
    bare = {
        str(issue): index
        for index, (issue, kind) in enumerate(zip(issues["id"], issues["kind"], strict=True))
        if issue not in listed and kind in ("choice", SEVERAL)
    }
    if not bare:
        return
    new_options: dict[tuple[str, str], None] = {}
    for issue, cell in _pairs("option", [tables[name] for name in CODED]):
        if issue in bare:
            new_options |= {(issue, option): None for option in parts(cell) if option != OTHER}
    if not new_options:
        return
    options.append([{"issue": issue, "option": option} for issue, option in new_options])
    closed = issues["closed"].copy()
    for issue in {issue for issue, _ in new_options}:
        closed[bare[issue]] = closed[bare[issue]] or NO
    issues["closed"] = closed
    problem = Problem(
        f"The options of {listing(sorted({issue for issue, _ in new_options}), 'and')} were made from the positions; there "
        "may be others.",
        "a table 'options'",
        level=WARNING,
    )
    findings.add(problem, options.file)
    forms = {f"{issue}/{option}": f"{issue}/{reduced(option)}" for issue, option in new_options}
    _report_alike(options, forms, findings)


def _pairs(name: str, tables: Iterable[Rows]) -> Iterator[tuple[str, str]]:
    """The distinct pairs of an issue and a cell of another column in the rows of some tables."""
    for rows in tables:
        (_, issues), (_, cells) = rows.coded("issue"), rows.coded(name)
        _, at_issue, at = pairs(rows.text("issue"), rows.text(name))
        for pair in np.sort(at_issue * max(len(cells), 1) + at).tolist():
            yield issues[pair // len(cells)], cells[pair % len(cells)]


def _settle_regions(issues: Rows, coded: Iterable[Rows], findings: Findings) -> None:
    """Issues whose positions name different places are settled per region, unless they say that they are not."""
    places: dict[str, dict[frozenset[str], None]] = {}
    for issue_named, cell in _pairs("regions", coded):
        if cell:
            places.setdefault(issue_named, {})[frozenset(parts(cell))] = None
    per_region = issues["per_region"].copy()
    decided: list[str] = []
    whole: list[str] = []
    for index, issue in enumerate(issues["id"]):
        if len(places.get(issue, ())) < 2:
            if issue in places and not per_region[index]:
                whole.append(issue)
            continue
        if not per_region[index]:
            per_region[index] = YES
            decided.append(issue)
        elif per_region[index] == NO:
            problem = Problem(
                f"Positions on '{shortened(issue)}' name different places, but 'per_region' is no: their regions are not "
                "read.",
                "yes, or positions without regions",
                level=WARNING,
            )
            findings.add(problem, issues.file, issues.lines[index], "per_region", NO)
    if whole:
        problem = Problem(
            f"Positions on {listing(whole, 'and')} name no two different places, and 'per_region' is empty: their regions "
            "are not read.",
            "yes where it is settled separately for each region",
            level=WARNING,
        )
        findings.add(problem, issues.file, None, "per_region")
    if decided:
        issues["per_region"] = per_region
        problem = Problem(
            f"Positions on {listing(decided, 'and')} name different places: settled separately for each region, as "
            "'per_region' is empty.",
            "yes or no in 'per_region'",
            level=WARNING,
        )
        findings.add(problem, issues.file, None, "per_region")

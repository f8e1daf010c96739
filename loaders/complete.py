"""Filling in what a short dossier leaves out: ids, the tables that its positions imply, evidence given in line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from ..graph.columns import OTHER, SEVERAL, STANCES
from .checks.cells import NO, YES
from .findings import ERROR, WARNING, Findings, Problem, listing, nearest, shortened
from .formats.sheets import alike
from .names.naming import check_names, read_names
from .rows import Rows, parts

#: Columns of the positions that say a number rather than an option.
NUMBERS = ("low", "ideal", "high")
DEMANDS = STANCES[0]


def complete(tables: dict[str, Rows], findings: Findings) -> None:
    """Fill in what is missing and can be told from the rest; what was made is reported once a table."""
    positions = tables["positions"]
    if "stance" not in positions.columns_given and len(positions):
        positions["stance"] = np.array([DEMANDS] * len(positions), dtype=object)
        problem = Problem(
            f"There is no column 'stance': every position was read as '{DEMANDS}'.", listing(STANCES), level=WARNING
        )
        findings.add(problem, positions.file, positions.header_line, "stance")
    read_names(tables, findings)
    for rows in tables.values():
        _make_ids(rows)
    _make_rows(tables["parties"], _words(positions, "party"), findings)
    _make_issues(tables, findings)
    _make_options(tables, findings)
    _make_rows(tables["regions"], _words(positions, "regions"), findings)
    check_names(tables, findings)
    _settle_regions(tables["issues"], positions, findings)
    _make_evidence(tables, findings)


def _words(rows: Rows, name: str) -> list[str]:
    """The distinct words of a column, in the order in which they come."""
    return list(dict.fromkeys(word for cell in rows.coded(name)[1] for word in parts(cell)))


def _make_ids(rows: Rows) -> None:
    """Ids for rows that need none: of a position from its party, issue and row, of others from table and row."""
    column = rows.table.columns.get("id")
    if column is None or column.required:
        return
    missing = np.flatnonzero(~rows.filled("id"))
    if not len(missing):
        return
    ids = rows["id"].copy()
    used_ids = set(ids)
    named = [rows[part][missing].tolist() for part in ("party", "issue")] if rows.table.node else []
    stems = ["-".join(filter(None, cells)) or rows.table.name for cells in zip(*named, strict=True)] or (
        [rows.table.name] * len(missing)
    )
    names = [f"{stem}-{rows.lines[index]}" for stem, index in zip(stems, missing.tolist(), strict=True)]
    # Hardly ever is one of them taken.
    free = len(used_ids.union(names)) == len(used_ids) + len(names)
    ids[missing] = names if free else [unused(name, used_ids) for name in names]
    rows["id"] = ids


def unused(stem: str, used: set[str]) -> str:
    """A name that is not taken yet, and is from now on."""
    name, suffix = stem, 2
    while name in used:
        name, suffix = f"{stem}-{suffix}", suffix + 1
    used.add(name)
    return name


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
    _report_alike(rows, words, findings)


def _report_alike(rows: Rows, words: Iterable[str], findings: Findings) -> None:
    """Words that differ in letter case or blanks only are probably one thing written in two ways."""
    seen: dict[str, str] = {}
    for word in words:
        first = seen.setdefault(alike(word), word)
        if first != word:
            problem = Problem(
                f"'{shortened(first)}' and '{shortened(word)}' were read as two different {rows.table.name}.",
                "one way of writing",
                first,
                WARNING,
            )
            findings.add(problem, rows.file, value=word)


def _make_issues(tables: dict[str, Rows], findings: Findings) -> None:
    issues, positions, options = tables["issues"], tables["positions"], tables["options"]
    words = list(dict.fromkeys([*_words(positions, "issue"), *_words(options, "issue")]))
    if len(issues) or not words:
        return
    numeric = np.zeros(len(positions), dtype=bool)
    for name in NUMBERS:
        numeric |= positions.filled(name) | positions.unread(name)
    codes, named = positions.coded("issue")
    with_number = set(named[codes[numeric]])
    with_option = set(named[codes[positions.filled("option")]]) | set(options["issue"])
    issues.append([{"id": word, "kind": "number" if word in with_number - with_option else "choice"} for word in words])
    _report_made(issues, words, findings)


def _make_options(tables: dict[str, Rows], findings: Findings) -> None:
    """Options for choice issues that list none; others may exist, so the issue is not closed."""
    issues, positions, options = tables["issues"], tables["positions"], tables["options"]
    listed = set(options["issue"])
    bare = {
        str(issue): index
        for index, (issue, kind) in enumerate(zip(issues["id"], issues["kind"], strict=True))
        if issue not in listed and kind in ("choice", SEVERAL)
    }
    if not bare:
        return
    new_options: dict[tuple[str, str], None] = {}
    (issue_codes, issue_words), (codes, words) = positions.coded("issue"), positions.coded("option")
    cells = [parts(word) for word in words]
    for pair in np.unique(issue_codes * max(len(words), 1) + codes):
        issue, cell = issue_words[pair // len(words)], cells[pair % len(words)]
        if issue in bare:
            new_options |= {(issue, option): None for option in cell if option != OTHER}
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
    _report_alike(options, [f"{issue}/{option}" for issue, option in new_options], findings)


def _settle_regions(issues: Rows, positions: Rows, findings: Findings) -> None:
    """Issues whose positions name different places are settled per region, unless they say that they are not."""
    (issue_codes, names), (codes, cells) = positions.coded("issue"), positions.coded("regions")
    places: dict[str, dict[frozenset[str], None]] = {}
    for pair in np.unique(issue_codes * max(len(cells), 1) + codes):
        if cell := cells[pair % len(cells)]:
            places.setdefault(names[pair // len(cells)], {})[frozenset(parts(cell))] = None
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


# ------------------------------------------------------------------------------------------------ evidence in line


def _make_evidence(tables: dict[str, Rows], findings: Findings) -> None:
    """The ``source`` and ``quote`` of positions become rows of evidence, and unlisted sources rows of sources."""
    positions, sources, evidence = tables["positions"], tables["sources"], tables["evidence"]
    had_sources = len(sources) > 0
    ids = {str(word): str(word) for word in sources["id"]}
    titles = {str(title): str(word) for title, word in zip(sources["title"], sources["id"], strict=True) if title}
    known = titles | ids
    used_ids = set(ids)
    new_sources: list[dict[str, Any]] = []

    def source_id(title: str) -> str:
        if title not in known:
            known[title] = unused(title.replace("|", "/"), used_ids)
            new_sources.append({"id": known[title], "title": title})
        return known[title]

    if not had_sources:
        for word in _words(evidence, "source"):
            source_id(word)
    citing = np.flatnonzero(positions.filled("source") | positions.filled("quote"))
    if len(citing):
        _cite(positions, evidence, citing, source_id, findings)
    sources.append(new_sources)
    if had_sources and new_sources:
        near = nearest(
            [row["title"] for row in new_sources], known.keys() - {row["title"] for row in new_sources}, things=True
        )
        for row in new_sources:
            at = np.flatnonzero(positions["source"] == row["title"])
            problem = Problem(
                f"'{shortened(row['title'])}' is neither id nor title of a source: a source was made of it.",
                "the id or title of a source",
                near.get(row["title"], ""),
                WARNING,
            )
            findings.add_cells(positions, "source", at, row["title"], problem)
    if len(citing):
        # What stood in line stands in the evidence now, and must not be read a second time from a saved case.
        for name in ("source", "quote"):
            positions[name] = np.full(len(positions), "", dtype=object)


def _cite(positions: Rows, evidence: Rows, citing: Any, source_id: Any, findings: Findings) -> None:
    used_ids = set(evidence["id"])
    cited = positions["evidence"].copy()
    sources, quotes, ids = positions["source"], positions["quote"], positions["id"]
    new_evidence = []
    for index in citing:
        title = sources[index].strip()
        if not title:
            problem = Problem("The quote has no source.", "the id or title of a source", level=ERROR)
            findings.add(problem, positions.file, positions.lines[index], "source", quotes[index])
            continue
        evidence_id = unused(f"{ids[index]}-evidence", used_ids)
        new_evidence.append({"id": evidence_id, "source": source_id(title), "quote": quotes[index]})
        cited[index] = "|".join(filter(None, (cited[index], evidence_id)))
    evidence.append(new_evidence)
    positions["evidence"] = cited

"""Evidence that was not accepted, and positions that rest on nothing else: they never enter the graph."""

from __future__ import annotations

import numpy as np

from ..graph.ontology import LIST_SEPARATOR
from .findings import WARNING, Findings, Problem, listing
from .rows import Rows, parts

ACCEPTED = "accepted"


def withhold(tables: dict[str, Rows], findings: Findings) -> None:
    """Leave out positions whose cited evidence is all draft or rejected, with what refers to them.

    The evidence itself stays in its table, where a coder finds it again; the graph passes over it.
    """
    evidence, positions = tables["evidence"], tables["positions"]
    status = evidence["status"]
    unused = (status != "") & (status != ACCEPTED)
    if not unused.any():
        return
    words = [f"{np.count_nonzero(status == word)} {word}" for word in sorted(set(status[unused]))]
    problem = Problem(
        f"{listing(words, 'and')} of {len(evidence)} rows of evidence: they do not enter the graph.",
        ACCEPTED,
        "",
        WARNING,
    )
    findings.add(problem, evidence.file, None, "status")
    drafts = set(evidence["id"][unused])
    codes, cells = positions.coded("evidence")
    bare = np.array([bool(cell) and drafts.issuperset(parts(cell)) for cell in cells], dtype=bool)
    withheld = bare[codes] if len(codes) else np.zeros(0, dtype=bool)
    if not withheld.any():
        return
    for index in np.flatnonzero(withheld):
        problem = Problem(
            f"The position '{positions['id'][index]}' rests on evidence that was not accepted: it does not enter the graph.",
            f"evidence that is {ACCEPTED}", "", WARNING,
        )  # fmt: skip
        findings.add(problem, positions.file, positions.lines[index], "evidence", positions["evidence"][index])
    gone = set(positions["id"][withheld])
    positions.keep(~withheld)
    for rows in tables.values():
        _forget(rows, gone, tables, findings)


def _forget(rows: Rows, gone: set[str], tables: dict[str, Rows], findings: Findings) -> None:
    """Take positions that do not enter out of the references to them; rows that must name one go with it."""
    for column in rows.table.columns.values():
        if "Position" not in column.of or not len(rows):
            continue
        others = {name for kind in column.of if kind != "Position" for name in _ids(kind, tables)}
        lost = gone - others
        cells = rows[column.name]
        hit = np.array([not lost.isdisjoint(parts(cell)) for cell in cells], dtype=bool)
        if not hit.any():
            continue
        left = cells.copy()
        for index in np.flatnonzero(hit):
            left[index] = LIST_SEPARATOR.join(name for name in parts(cells[index]) if name not in lost)
            problem = Problem(
                "The cell names a position that does not enter the graph: "
                + ("the row does not either." if column.required and not left[index] else "it was read without it."),
                "a position with accepted evidence", "", WARNING,
            )  # fmt: skip
            findings.add(problem, rows.file, rows.lines[index], column.name, cells[index])
        rows[column.name] = left
        if column.required:
            rows.keep(left != "")


def _ids(kind: str, tables: dict[str, Rows]) -> list[str]:
    return next(list(rows.ids()) for rows in tables.values() if rows.table.node == kind)

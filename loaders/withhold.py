"""Evidence that was not accepted, and positions that rest on nothing else: they never enter the graph."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..graph.edges import row_ids
from ..graph.ontology import LIST_SEPARATOR, ontology
from ..graph.store import Withheld
from .findings import WARNING, Findings, Problem, listing
from .rows import Rows, parts

if TYPE_CHECKING:
    from numpy.typing import NDArray

ACCEPTED = "accepted"


def withhold(tables: dict[str, Rows], findings: Findings) -> Withheld | None:
    """Leave out positions whose cited evidence is all draft or rejected, with what refers to them.

    The evidence itself stays in its table, where a coder finds it again; the graph passes over it.

    Returns
    -------
    Withheld or None
        What was left out, for the case to be written as it was read.
    """
    evidence, positions = tables["evidence"], tables["positions"]
    status = evidence["status"]
    unused = (status != "") & (status != ACCEPTED)
    if not unused.any():
        return None
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
        return None
    for index in np.flatnonzero(withheld):
        problem = Problem(
            f"The position '{positions['id'][index]}' rests on evidence that was not accepted: it does not enter the graph.",
            f"evidence that is {ACCEPTED}",
            "",
            WARNING,
        )
        findings.add(problem, positions.file, positions.lines[index], "evidence", positions["evidence"][index])
    gone = set(positions["id"][withheld])
    left_out = Withheld({"positions": _withheld_rows(positions, withheld)}, [])
    for rows in tables.values():
        _forget(rows, gone, tables, left_out, findings)
    return left_out


def _withheld_rows(rows: Rows, out: NDArray[np.bool_]) -> pd.DataFrame:
    """Take rows out of a table; they keep the numbers that they had among all its rows."""
    frame = rows.frame()[out]
    rows.keep(~out)
    return frame


def restored(tables: Mapping[str, pd.DataFrame], withheld: Withheld | None) -> dict[str, pd.DataFrame]:
    """The tables with the rows and references that were left out, each where it stood.

    Parameters
    ----------
    tables : dict of DataFrame
    withheld : Withheld or None

    Returns
    -------
    dict of DataFrame
    """
    whole = dict(tables)
    if withheld is None:
        return whole
    for name, rows in withheld.rows.items():
        frame = whole[name]
        known = set(row_ids(ontology().tables[name], frame))
        missing = rows[~row_ids(ontology().tables[name], rows).isin(known)]
        numbers = [index for index in range(len(frame) + len(missing)) if index not in set(missing.index)]
        both = pd.concat([frame.set_axis(numbers[: len(frame)], axis=0), missing])
        whole[name] = both.sort_index(kind="stable").reset_index(drop=True)
    for name, column, row_id, read, written in withheld.cells:
        frame = whole[name]
        hit = (row_ids(ontology().tables[name], frame) == row_id) & (frame[column].fillna("") == read)
        whole[name] = frame.assign(**{column: frame[column].mask(hit, written)})
    return whole


def _forget(rows: Rows, gone: set[str], tables: dict[str, Rows], left_out: Withheld, findings: Findings) -> None:
    """Take positions that do not enter out of the references to them; rows that must name one go with it."""
    for column in rows.table.columns.values():
        if "Position" not in column.of or not len(rows):
            continue
        other_ids = {name for kind in column.of if kind != "Position" for name in _ids(kind, tables)}
        lost = gone - other_ids
        cells = rows[column.name]
        hit = np.array([not lost.isdisjoint(parts(cell)) for cell in cells], dtype=bool)
        if not hit.any():
            continue
        remaining = cells.copy()
        for index in np.flatnonzero(hit):
            remaining[index] = LIST_SEPARATOR.join(name for name in parts(cells[index]) if name not in lost)
            problem = Problem(
                "The cell names a position that does not enter the graph: "
                + (
                    "the row does not either."
                    if column.required and not remaining[index]
                    else "it was read without it."
                ),
                "a position with accepted evidence",
                "",
                WARNING,
            )
            findings.add(problem, rows.file, rows.lines[index], column.name, cells[index])
        out = (remaining == "") & hit if column.required else np.zeros(len(rows), dtype=bool)
        changed = list(zip(rows.ids()[hit], cells[hit], remaining[hit], strict=True))
        if out.any():
            withheld_rows = [left_out.rows[rows.table.name]] if rows.table.name in left_out.rows else []
            left_out.rows[rows.table.name] = pd.concat([*withheld_rows, _withheld_rows(rows, out)])
        rows[column.name] = remaining[~out]
        left_out.cells.extend(
            (rows.table.name, column.name, str(row_id), read, written)
            for row_id, written, read in changed
            if read or not column.required
        )


def _ids(kind: str, tables: dict[str, Rows]) -> list[str]:
    return next(list(rows.ids()) for rows in tables.values() if rows.table.node == kind)

"""The part of a case with errors that can be read, so that one check tells of contradictions too."""

from __future__ import annotations

import numpy as np

from ...graph.ontology import LIST_SEPARATOR
from ..findings import WARNING, Findings, Problem, listing
from ..names.uniting import SAME
from ..rows import Rows, parts

#: What positions are read with: an error in one of these columns can change what any position means.
NEEDED = {
    "parties": ("id", "speaks_for", "start", "end"),
    "issues": ("id", "kind", "per_region", "closed", "scale_low", "scale_high"),
    "options": ("issue", "option", "start", "end"),
    "regions": ("id", "part_of"),
}


def sound(tables: dict[str, Rows], findings: Findings) -> dict[str, Rows]:
    """The case with the positions and statements that have no error; where that is not enough, with none.

    A position goes with those that it replaces: without it they would hold on.
    """
    positions, statements = tables["positions"], tables["statements"]
    if not len(positions) and not len(statements):
        return tables
    files = {tables[name].file for name, columns in NEEDED.items() if findings.wrong_rows(tables[name].file, columns)}
    bad = {}
    for rows in (positions, statements):
        wrong = findings.wrong_rows(rows.file, ("id", "date", *SAME)) if len(rows) else set()
        if {None, rows.header_line} & wrong:
            files.add(rows.file)
        bad[rows.table.name] = np.array([line in wrong for line in rows.lines], dtype=bool)
    if files:
        problem = Problem(
            f"Contradictions were not looked for yet: mend the errors of {listing(sorted(files), 'and')} and check again.",
            level=WARNING,
        )
        findings.add(problem, positions.file if len(positions) else statements.file)
        none = {rows.table.name: rows.part(np.zeros(len(rows), dtype=bool)) for rows in (positions, statements)}
        return {**tables, **none}
    wrong_positions, count = bad["positions"], -1
    while count != np.count_nonzero(wrong_positions):
        count = int(np.count_nonzero(wrong_positions))
        replaced = {name for cell in positions["replaces"][wrong_positions] for name in parts(cell)}
        wrong_positions |= np.array([id in replaced for id in positions["id"]], dtype=bool)
    sound_positions = positions.part(~wrong_positions)
    known = set(sound_positions["id"])
    sound_positions["replaces"] = np.array(
        [LIST_SEPARATOR.join(name for name in parts(cell) if name in known) for cell in sound_positions["replaces"]],
        dtype=object,
    )
    # A bloc does not bind its members, so who belongs to what, which may be wrong too, contradicts nobody.
    parties = tables["parties"].part(np.ones(len(tables["parties"]), dtype=bool))
    parties["part_of"] = np.full(len(parties), "", dtype=object)
    sound_statements = statements.part(~bad["statements"])
    return {**tables, "parties": parties, "positions": sound_positions, "statements": sound_statements}

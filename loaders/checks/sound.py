"""The part of a case with errors that can be read, so that one check tells of contradictions too."""

from __future__ import annotations

import numpy as np

from ...graph.ontology import LIST_SEPARATOR
from ..findings import WARNING, Findings, Problem, listing
from ..names.uniting import SAME
from ..rows import Rows, parts

#: What positions are read with: an error in one of these columns can change what any position means.
NEEDED = {
    "parties": ("id", "speaks_for"),
    "issues": ("id", "kind", "per_region", "closed", "scale_low", "scale_high"),
    "options": ("issue", "option"),
    "regions": ("id", "part_of"),
}


def sound(tables: dict[str, Rows], findings: Findings) -> dict[str, Rows]:
    """The case with the positions that have no error; with none, and a word about it, where that is not enough.

    A position goes with those that it replaces: without it they would hold on.
    """
    positions = tables["positions"]
    if not len(positions):
        return tables
    wrong = findings.wrong_rows(positions.file, ("id", *SAME))
    files = {tables[name].file for name, columns in NEEDED.items() if findings.wrong_rows(tables[name].file, columns)}
    if {None, positions.header_line} & wrong:
        files.add(positions.file)
    if files:
        problem = Problem(
            f"Contradictions were not looked for yet: mend the errors of {listing(sorted(files), 'and')} and check again.",
            level=WARNING,
        )
        findings.add(problem, positions.file)
        return {**tables, "positions": positions.part(np.zeros(len(positions), dtype=bool))}
    bad = np.array([line in wrong for line in positions.lines], dtype=bool)
    count = -1
    while count != np.count_nonzero(bad):
        count = int(np.count_nonzero(bad))
        replaced = {name for cell in positions["replaces"][bad] for name in parts(cell)}
        bad |= np.array([id in replaced for id in positions["id"]], dtype=bool)
    sound_positions = positions.part(~bad)
    known = set(sound_positions["id"])
    sound_positions["replaces"] = np.array(
        [LIST_SEPARATOR.join(name for name in parts(cell) if name in known) for cell in sound_positions["replaces"]],
        dtype=object,
    )
    # A bloc does not bind its members, so who belongs to what, which may be wrong too, contradicts nobody.
    parties = tables["parties"].part(np.ones(len(tables["parties"]), dtype=bool))
    parties["part_of"] = np.full(len(parties), "", dtype=object)
    return {**tables, "parties": parties, "positions": sound_positions}

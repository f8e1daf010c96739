"""Reporting where a party is divided: positions of one principal that cannot all hold, alone or together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from ...graph import rule
from ...graph.columns import Columns
from ...graph.dates import ALWAYS, as_text
from ...graph.divided import Conflict, divisions
from ..findings import ERROR, WARNING, Findings, Problem, listing, shortened
from ..rows import Rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Contradictions told of one principal on one issue; the rest shows when these are mended.
MAX_REPORTED = 20


def check_consistency(columns: Columns, positions: Rows, findings: Findings, strict: bool = False) -> NDArray[np.bool_]:
    """Report positions that rule out everything and principals that are divided; give the positions that are contested.

    Parameters
    ----------
    columns : Columns
        The compiled case.
    positions : Rows
        The same positions, to say where each stands.
    findings : Findings
        Where to report.
    strict : bool
        A divided principal is an error.

    Returns
    -------
    bool array, one a position
        Contested are the two of every pair that clashes; where a cell has no settlement left and no such pair, all
        positions there that rule something out; and an acceptance with a rejection, red line or of unknown firmness, of
        all that it accepts.
    """
    alone = rule.rules_out_everything(columns)
    for index in np.flatnonzero(alone):
        problem = Problem("The position rules out every settlement of its issue.", "a position that leaves something")
        findings.add(problem, positions.file, positions.lines[index], "option", positions["option"][index])
    contested = np.zeros(len(columns), dtype=bool)
    level = ERROR if strict else WARNING
    for division in divisions(columns, alone):
        contested[division.contested] = True
        _report(columns, division.conflicts, positions, findings, level)
    return contested


def _report(columns: Columns, conflicts: Iterable[Conflict], positions: Rows, findings: Findings, level: str) -> None:
    for count, conflict in enumerate(conflicts):
        parties = sorted({str(columns.parties[columns.party[position]]) for position in conflict.positions})
        issue = str(columns.issues[columns.issue[conflict.positions[0]]])
        last = max(conflict.positions, key=lambda position: (columns.start[position], position))
        place = positions.file, positions.lines[last], "issue", str(columns.ids[last])
        where = f" in '{conflict.region}'" if conflict.region else ""
        when = f" on {as_text(conflict.day)}" if conflict.day > ALWAYS else ""
        if count == MAX_REPORTED:
            more = Problem(
                f"There is more that cannot hold together on '{issue}': mend these and check again.", "", level=WARNING
            )
            findings.add(more, *place)
            return
        named = listing((f"'{shortened(str(columns.ids[position]))}'" for position in conflict.positions), "and")
        if len(parties) > 1:
            message = (
                f"Voices of one principal disagree: {named} of {listing(parties, 'and')} cannot all hold on "
                f"'{issue}'{where}{when}."
            )
        else:
            message = f"'{parties[0]}' contradicts itself: {named} cannot all hold on '{issue}'{where}{when}."
        if level == WARNING:
            message += " They were read as contested: each may hold or not."
        message += " If one is over, set 'replaces' on the later one or 'end' on the earlier."
        findings.add(Problem(message, "'replaces' or 'end'", level=level), *place)

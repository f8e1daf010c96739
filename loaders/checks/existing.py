"""Checking the days of positions and conditions against those of the parties that hold and set them."""

from __future__ import annotations

import numpy as np

from ...graph.dates import ALWAYS, FOREVER, as_text
from ...graph.existence import party_days
from ..findings import WARNING, Findings, Problem, shortened
from ..rows import Rows
from .cells import YES
from .ranges import days
from .references import rows_with


def check_existing(tables: dict[str, Rows], findings: Findings) -> None:
    """Point out positions and conditions that never count, as their party exists on none of their days.

    References must be sound already.
    """
    parties = tables["parties"]
    if not (parties.filled("start").any() or parties.filled("end").any()):
        return
    exists_from, exists_until = party_days(parties.frame())
    never_exists = exists_from > exists_until
    for index in np.flatnonzero(never_exists):
        message = f"{_quoted(parties, int(index))} exists on no day on which the party that it speaks for exists."
        problem = Problem(f"{message} What it says never counts.", "days that both have", level=WARNING)
        findings.add(problem, parties.file, parties.lines[index], "speaks_for", parties["speaks_for"][index])
    for name in ("positions", "conditions"):
        rows = tables[name]
        codes, words = rows.coded("party")
        party = rows_with(parties["id"], words)[codes] if len(rows) else np.zeros(0, dtype=np.int64)
        first, last = days(rows, "start", 0, ALWAYS), days(rows, "end", 1, FOREVER)
        if name == "positions":
            acts = rows["once"] == YES
            last = np.where(acts, np.minimum(last, days(rows, "start", 1, FOREVER)), last)
        apart = (first > exists_until[party]) | (last < exists_from[party])
        seen = set()
        for index in np.flatnonzero((party >= 0) & ~never_exists[party] & apart):
            # A position on several options is one row of the table.
            if rows.lines[index] in seen:
                continue
            seen.add(rows.lines[index])
            column = "end" if last[index] < exists_from[party[index]] and rows["end"][index] else "start"
            begin, end = (as_text(int(bound[party[index]])) for bound in (exists_from, exists_until))
            existing = " ".join(f"{word} {day}" for word, day in (("from", begin), ("until", end)) if day)
            whose = _quoted(parties, int(party[index]))
            problem = Problem(
                f"The {name.removesuffix('s')} never counts: {whose} exists on none of its days.",
                f"a day on which the party exists ({existing})",
                level=WARNING,
            )
            findings.add(problem, rows.file, rows.lines[index], column, rows[column][index])


def _quoted(parties: Rows, index: int) -> str:
    return f"'{shortened(parties['name'][index] or parties['id'][index])}'"

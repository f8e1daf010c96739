"""How much issues matter to parties, as the rows of a table say; of several coders their mean counts."""

from __future__ import annotations

from statistics import fmean

from ..brought import Brought
from .codes import number
from .facts import Report
from .statements import Statement


class Weights:
    """Collects saliences, each of a party and an issue.

    Parameters
    ----------
    report : Report
        Where to tell of cells that are no salience.
    """

    def __init__(self, report: Report) -> None:
        self._report = report
        self._by_coder: dict[tuple[str, str], dict[str, str]] = {}

    def take(self, party: str, issue: str, statement: Statement) -> list[str]:
        """Keep how much the issue matters to the party; what is not the salience of the case, or a part of it, is a note."""
        cell = statement.cells.get("salience", "")
        if not cell:
            return []
        weight, coder = number(cell), statement.cells.get("coder", "")
        if not weight or float(weight) < 0:
            self._report.unread(statement.line, "salience", cell, "a number that is not below 0")
            return [f"salience: {cell}"]
        known = self._by_coder.setdefault((party, issue), {})
        if known.setdefault(coder, weight) == weight and not coder:
            return []
        return [f"salience: {cell}"]

    def list_saliences(self, brought: Brought) -> None:
        """Add them to a case."""
        for (party, issue), by_coder in self._by_coder.items():
            weights = [float(weight) for weight in by_coder.values()]
            salience = next(iter(by_coder.values())) if len(set(weights)) == 1 else f"{fmean(weights):.15g}"
            note = f"mean of {len(weights)} coders" if len(weights) > 1 else ""
            brought.add("saliences", party=party, issue=issue, salience=salience, note=note)

"""What the rows of a table say of a party as such: its power, its bloc, its code; what is left is a note of the party."""

from __future__ import annotations

from collections import defaultdict

from ...graph.names import folded
from ...graph.ontology import LIST_SEPARATOR
from ..brought import Brought
from ..findings import WARNING, Findings, Problem, shortened
from .codes import number
from .ids import Ids
from .plan import Plan
from .statements import listed
from .words import part


class Report:
    """Tells of cells of a table that were not read.

    Parameters
    ----------
    findings : Findings
    file : str
    plan : Plan
    """

    def __init__(self, findings: Findings, file: str, plan: Plan) -> None:
        self._findings, self._file, self._plan = findings, file, plan

    def unread(self, line: int, role: str, cell: str, expected: str) -> None:
        """A cell that is kept as a note."""
        message = f"'{shortened(cell)}' was not read as '{role}' and is kept as a note."
        self.warn(line, role, cell, message, expected)

    def warn(self, line: int, role: str, cell: str, message: str, expected: str = "") -> None:
        """Anything else that is odd about a cell."""
        problem = Problem(message, expected, level=WARNING)
        self._findings.add(problem, self._file, line, self._plan.first(role) or role, cell)


class Facts:
    """Facts and notes by the party, or in a table with a column a party by the issue, that a row is about."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._facts: dict[str, dict[str, str]] = defaultdict(dict)
        self._notes: dict[str, list[str]] = defaultdict(list)

    def take(self, name: str, line: int, facts: dict[str, str], notes: list[str]) -> None:
        """Take what a row says."""
        self._notes[name] += [note for note in notes if note not in self._notes[name]]
        for role, cell in facts.items():
            self._take(name, role, cell, line)

    def _take(self, party: str, role: str, cell: str, line: int) -> None:
        known, text = self._facts[party], f"{role}: {cell}"
        if role == "power" and not (number(cell) and float(number(cell)) >= 0):
            self._report.unread(line, role, cell, "a number that is not below 0")
        elif known.setdefault(role, cell) == cell:
            return
        elif role == "power" and text not in self._notes[party]:
            message = f"'{shortened(party)}' has another power above: '{known[role]}' was read."
            self._report.warn(line, role, cell, message)
        if text not in self._notes[party]:
            self._notes[party].append(text)

    def note(self, name: str) -> str:
        """The notes of a party, or of an issue."""
        return "; ".join(self._notes.get(name, []))

    def list_parties(self, brought: Brought, parties: Ids, with_notes: bool) -> None:
        """Add all parties to a case, and the blocs that they are members of."""
        blocs: dict[str, list[str]] = {}
        for party in list(parties.names):
            members_of = listed(self._facts.get(party, {}).get("part_of", ""))
            none = part("no_bloc")
            blocs[party] = [
                parties.of(bloc) for bloc in members_of if folded(bloc) != folded(party) and folded(bloc) not in none
            ]
            if apart := [bloc for bloc in members_of if folded(bloc) in none]:
                self._notes[party].append(f"part_of: {', '.join(apart)}")
        codes = [folded(facts["code"]) for facts in self._facts.values() if "code" in facts]
        taken = {folded(text) for pair in parties.names.items() for text in pair}
        for party, name in parties.names.items():
            facts = self._facts.get(party, {})
            code = facts.get("code", "")
            is_new = folded(code) not in taken and LIST_SEPARATOR not in code
            is_alias = bool(code) and is_new and codes.count(folded(code)) == 1
            notes = [self.note(party)] if with_notes and self.note(party) else []
            if code and not is_alias and folded(code) != folded(party):
                notes.append(f"code: {code}")
            brought.add(
                "parties",
                id=party,
                name=name if name != party else "",
                aliases=code if is_alias else "",
                power=number(facts.get("power", "")),
                part_of=LIST_SEPARATOR.join(dict.fromkeys(blocs.get(party, []))),
                note="; ".join(notes),
            )

"""How stakes, conditions and rules of a matter read in a sentence."""

from __future__ import annotations

from ...graph.lists import join
from ...graph.regions import EVERYWHERE
from ..asking.wording import JOIN, Wording, cell_list
from ..one_issue.cells import Where, region_names
from .agenda import Agenda
from .minimal_sets import Stakes

#: What it means that a package has nothing in it.
NOTHING_TO_SETTLE = "Nothing has to be settled: no position holds on that day."


def places_of(agenda: Agenda, questions: list[int]) -> list[str]:
    """Ids of the largest regions that make up where questions are settled; none for everywhere."""
    leaves = frozenset().union(*(agenda.questions[question].leaves for question in questions))
    if leaves != {EVERYWHERE}:
        leaves -= {EVERYWHERE}
    return region_names(agenda.graph.columns.regions, Where(leaves, agenda.day, agenda.day))


def evidence_of(agenda: Agenda, wording: Wording, stakes: Stakes) -> str:
    """Evidence ids of positions and conditions, each once."""
    cited: list[str] = []
    for index in sorted(stakes):
        stake = agenda.stakes[index]
        cited += cell_list(
            wording.evidence.iat[stake.position] if stake.position is not None else agenda.conditions[stake.id].evidence
        )
    return JOIN.join(dict.fromkeys(cited))


def claims_of(agenda: Agenda, wording: Wording, stakes: Stakes) -> str:
    """The stakes in words, party by party."""
    positions = [agenda.stakes[stake].position for stake in sorted(stakes) if agenda.stakes[stake].position is not None]
    phrases = [wording.claims([p for p in positions if p is not None], agenda.selection.holder)] if positions else []
    for index in sorted(stakes):
        if (stake := agenda.stakes[index]).position is None:
            row = agenda.conditions[stake.id]
            phrases.append(f"{wording.parties[stake.party]} ties {condition_words(wording, row.what, row.requires)}")
    return "; ".join(phrases)


def condition_words(wording: Wording, subject: str, requires: str) -> str:
    """``'x' (issue) to 'y' (issue)``."""
    return f"{wording.item(subject)} to {join((wording.item(needed) for needed in cell_list(requires)), 'or')}"


def rule_words(agenda: Agenda, wording: Wording, rule: str) -> str:
    """A rule of the matter in words."""
    if row := agenda.constraints.get(rule):
        return f"{wording.item(row.option)} {row.relation} {wording.item(row.other)}"
    if row := agenda.conditions.get(rule):
        needs = join((wording.item(needed) for needed in cell_list(row.requires)), "or")
        return f"{wording.item(row.what)} needs {needs}"
    return f"{wording.item(rule)} bounds what they add up to"

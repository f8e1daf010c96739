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


def places_of(made: Agenda, questions: list[int]) -> list[str]:
    """Ids of the largest regions that make up where questions are settled; none for everywhere."""
    leaves = frozenset().union(*(made.questions[question].leaves for question in questions))
    if leaves != {EVERYWHERE}:
        leaves -= {EVERYWHERE}
    return region_names(made.graph.columns.regions, Where(leaves, made.day, made.day))


def evidence_of(made: Agenda, wording: Wording, stakes: Stakes) -> str:
    """Evidence ids of positions and conditions, each once."""
    cited: list[str] = []
    for number in sorted(stakes):
        stake = made.stakes[number]
        cited += cell_list(
            wording.evidence.iat[stake.position] if stake.position is not None else made.conditions[stake.id].evidence
        )
    return JOIN.join(dict.fromkeys(cited))


def said(made: Agenda, wording: Wording, stakes: Stakes) -> str:
    """What is insisted on, party by party."""
    positions = [made.stakes[stake].position for stake in sorted(stakes) if made.stakes[stake].position is not None]
    phrases = [wording.said([p for p in positions if p is not None], made.selection.holder)] if positions else []
    for number in sorted(stakes):
        if (stake := made.stakes[number]).position is None:
            row = made.conditions[stake.id]
            phrases.append(f"{wording.parties[stake.party]} ties {condition_words(wording, row.what, row.requires)}")
    return "; ".join(phrases)


def condition_words(wording: Wording, what: str, requires: str) -> str:
    """``'x' (issue) to 'y' (issue)``."""
    return f"{wording.item(what)} to {join((wording.item(one) for one in cell_list(requires)), 'or')}"


def rule_words(made: Agenda, wording: Wording, rule: str) -> str:
    """A rule of the matter in words."""
    if row := made.constraints.get(rule):
        return f"{wording.item(row.option)} {row.relation} {wording.item(row.other)}"
    if row := made.conditions.get(rule):
        needs = join((wording.item(one) for one in cell_list(row.requires)), "or")
        return f"{wording.item(row.what)} needs {needs}"
    return f"{wording.item(rule)} bounds what they add up to"

"""The rows of openings: who softens what, and what the others then leave, in cells and in a sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ...graph.lists import join
from ..asking.wording import JOIN, Wording
from .conflicts import Places, is_alone
from .constraints import Literal
from .corrections import of_questions
from .minimal_sets import Stakes, bits
from .words import evidence_of, places_of

if TYPE_CHECKING:
    from .agenda import Agenda


def opening_row(
    agenda: Agenda,
    wording: Wording,
    place: tuple[int, int, float],
    chosen: Stakes,
    questions: frozenset[int],
    beside: dict[int, Stakes],
    where: Places,
    passed_over: Stakes = frozenset(),
) -> tuple[object, ...]:
    """The cells of an opening: its place, who softens what on which issues, and what the others then leave.

    ``beside`` are openings of other components on the same questions; ``passed_over`` are stakes that need not be met, as a
    decision does not need those who hold them.
    """
    columns = agenda.graph.columns
    members = sorted(chosen, key=lambda stake: (agenda.stakes[stake].party, stake))
    touched = sorted(
        {literal.question for stake in members for clause in agenda.stakes[stake].clauses for literal in clause}
        & questions
    )
    settlements_left = _settlements_left(agenda, wording, chosen.union(passed_over, *beside.values()), touched, where)
    parties = dict.fromkeys(agenda.stakes[stake].party for stake in members)
    return (
        *place,
        JOIN.join(str(columns.parties[party]) for party in parties),
        JOIN.join(agenda.stakes[stake].id for stake in members),
        JOIN.join(dict.fromkeys(str(columns.issues[agenda.questions[question].issue]) for question in touched)),
        JOIN.join(places_of(agenda, touched)),
        "; ".join(f"{name}: {join(words, 'or')}" for name, words, _ in settlements_left),
        evidence_of(agenda, wording, chosen),
        _opening_sentence(agenda, wording, members, settlements_left, beside, needed_alone=bool(passed_over)),
    )


class _SettlementsLeft(NamedTuple):
    """Where, what is left there as ids, and how that reads."""

    where: str
    words: list[str]
    phrase: str


def _settlements_left(
    agenda: Agenda, wording: Wording, chosen: Stakes, questions: list[int], places: Places
) -> list[_SettlementsLeft]:
    """The settlements of each question that the remaining stakes and the rules leave."""
    questions_of: dict[tuple[int, tuple[str, ...]], list[int]] = defaultdict(list)
    for component in agenda.components:
        for question in sorted(set(questions).intersection(component)):
            words = tuple(agenda.words(question, _possible(agenda, component, question, chosen, places)))
            questions_of[agenda.questions[question].issue, words].append(question)
    settlements_left = []
    for (issue, words), where in questions_of.items():
        regions = places_of(agenda, where)
        name = f"{agenda.graph.columns.issues[issue]}{'@' + ','.join(regions) if regions else ''}"
        inside = wording.settlements(issue, words) if words else "no settlement"
        settlements_left.append(
            _SettlementsLeft(name, list(words), f"{inside} on {wording.issues[issue]}{wording.where(regions)}")
        )
    return settlements_left


def _possible(agenda: Agenda, component: list[int], question: int, softened: Stakes, places: Places) -> int:
    """The settlements of a question that can be had with all stakes but those softened, the rules observed."""
    stakes = [stake for stake in of_questions(agenda, component) if stake not in softened]
    allowed = agenda.questions[question].settlements.full
    for stake in stakes:
        for clause in agenda.stakes[stake].clauses:
            if len(clause) == 1 and clause[0].question == question:
                allowed &= clause[0].settlements
    if is_alone(agenda, component):
        return allowed
    oracle = places.oracle(frozenset(component))
    return sum(1 << bit for bit in bits(allowed) if oracle.meets(frozenset(stakes), Literal(question, 1 << bit)))


def _opening_sentence(
    agenda: Agenda,
    wording: Wording,
    members: list[int],
    settlements_left: list[_SettlementsLeft],
    beside: dict[int, Stakes],
    *,
    needed_alone: bool,
) -> str:
    softening = _softening(agenda, wording, members)
    if beside:
        example = "; ".join(
            _softening(agenda, wording, sorted(chosen, key=lambda stake: (agenda.stakes[stake].party, stake)))
            for chosen in beside.values()
        )
        opened = "an opening of component" if len(beside) == 1 else "openings of components"
        softening += (
            f", and what else stands in the way gave way too ({opened} {join(map(str, beside), 'and')}, "
            f"for example: {example})"
        )
    moving = {agenda.stakes[stake].party for stake in (*members, *frozenset().union(*beside.values()))}
    who_stays = "the others" if len({stake.party for stake in agenda.stakes} - moving) else "what stays"
    who_stays = "those whose votes are needed" if needed_alone else who_stays
    return f"If {softening}, {who_stays} would leave {join((possible.phrase for possible in settlements_left), 'and')}."


def _softening(agenda: Agenda, wording: Wording, members: list[int]) -> str:
    """``A softened its demand of 'x' (red line) on the seat and B softened ...``."""
    by_party: dict[int, list[int]] = defaultdict(list)
    for stake in members:
        by_party[agenda.stakes[stake].party].append(stake)
    softened = []
    for party, stakes in by_party.items():
        phrases = []
        for stake in stakes:
            position = agenda.stakes[stake].position
            if position is None:
                phrases.append(f"its condition {agenda.stakes[stake].id}")
            else:
                verb = {"demands": "demand", "rejects": "rejection"}[wording.stance(position)]
                phrases.append(
                    f"its {verb} of {wording.firmly(position)} on {wording.issues[agenda.graph.columns.issue[position]]}"
                )
        softened.append(f"{wording.parties[party]} softened {join(dict.fromkeys(phrases), 'and')}")
    return join(softened, "and")


def no_opening_row(agenda: Agenda, wording: Wording, index: int, stuck: Sequence[Stakes]) -> tuple[object, ...]:
    """The cells of a row that says that those who would move cannot open it."""
    stakes = frozenset().union(*stuck)
    members = sorted(stakes, key=lambda stake: (agenda.stakes[stake].party, stake))
    parties = list(dict.fromkeys(agenda.stakes[stake].party for stake in members))
    columns = agenda.graph.columns
    who = wording.who(parties) if parties else "the rules of the matter"
    why = f"Nothing that the others do opens this: what {who} insist{'s' if len(parties) == 1 else ''} on cannot all be had."
    return (
        index,
        1,
        np.nan,
        JOIN.join(str(columns.parties[party]) for party in parties),
        JOIN.join(agenda.stakes[stake].id for stake in members),
        "",
        "",
        "",
        evidence_of(agenda, wording, stakes),
        why,
    )

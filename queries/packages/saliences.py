"""How much each question weighs for each party: its saliences, read as they were typed, as shares that add up to 1."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from ...graph.lists import join
from ..asking.wording import Wording
from .exact import read

if TYPE_CHECKING:
    from .agenda import Agenda

NONE = Fraction(0)
#: What every issue counts where nothing is coded.
ALIKE = Fraction(1)


def shares(agenda: Agenda, parties: list[int]) -> tuple[list[list[Fraction]], list[str]]:
    """The share of each question for each party, and in sentences what was assumed where saliences are not coded.

    Smallest regions share the weight of their issue equally, and so do the options of an issue of the kind ``several``.
    """
    questions = agenda.questions
    places: dict[int, int] = {}
    for question in questions:
        places[question.issue] = places.get(question.issue, 0) + len(question.leaves)
    wholes = agenda.graph.tables["issues"]["whole"].fillna("").tolist()
    options_of = Counter(wholes[issue] for issue in places if wholes[issue])
    portion = {issue: Fraction(1, options_of.get(wholes[issue], 1)) for issue in places}
    parts = [Fraction(len(question.leaves), places[question.issue]) for question in questions]
    coded = _saliences(agenda)
    names = Wording(agenda.graph).parties

    def weighed(coded_saliences: dict[int, Fraction]) -> list[Fraction]:
        counted = sum((portion[issue] for issue in coded_saliences), NONE)
        total = sum((salience * portion[issue] for issue, salience in coded_saliences.items()), NONE)
        usual = total / counted if counted else ALIKE
        weights = {issue: coded_saliences.get(issue, usual) * portion[issue] for issue in places}
        total = sum(weights.values(), NONE)
        # The places of an issue add up to one, so that the total is that of the issues.
        weights = {issue: weight / total for issue, weight in weights.items()}
        return [weights[question.issue] * part for question, part in zip(questions, parts, strict=True)]

    alike = weighed({})
    by_party: list[list[Fraction]] = []
    silent, partly, notes = [], [], []
    for party in parties:
        own_saliences = {issue: coded[party, issue] for issue in places if (party, issue) in coded}
        if not any(own_saliences.values()):
            silent.append(names[party])
            by_party.append(alike)
            continue
        if len(own_saliences) < len(places):
            partly.append(names[party])
        by_party.append(weighed(own_saliences))
    if silent:
        notes.append(f"No salience is coded for {join(silent, 'and')}: every issue counts the same.")
    if partly:
        notes.append(
            f"For {join(partly, 'and')} an issue without a salience counts as much as the coded ones on average."
        )
    return [[party_weights[index] for party_weights in by_party] for index in range(len(questions))], notes


def _saliences(agenda: Agenda) -> dict[tuple[int, int], Fraction]:
    """Salience by party and issue; a delegate's counts as its principal's where the principal has none itself."""
    columns, rows = agenda.graph.columns, agenda.graph.tables["saliences"]
    rolled_up = bool((agenda.selection.holder == columns.principal[columns.party]).all())
    party_code = {str(name): code for code, name in enumerate(columns.parties)}
    issue_code = {str(name): code for code, name in enumerate(columns.issues)}
    own_saliences: dict[tuple[int, int], Fraction] = {}
    through: dict[tuple[int, int], list[Fraction]] = {}
    for name, issue, salience in zip(rows["party"], rows["issue"], rows["salience"], strict=True):
        if np.isnan(salience):
            continue
        party, code = party_code[name], issue_code[issue]
        own_saliences[party, code] = read(salience)
        if rolled_up and (principal := int(columns.principal[party])) != party:
            through.setdefault((principal, code), []).append(read(salience))
    return {key: sum(saliences, NONE) / len(saliences) for key, saliences in through.items()} | own_saliences

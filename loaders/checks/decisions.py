"""Checking decisions: rules that can be read, weights that are numbers, and parties whom the rule fits."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import numpy as np

from ...graph.columns import principals
from ...graph.decision import Rule, RuleError, decision, read_rule
from ..findings import WARNING, Findings, Problem, listing, nearest
from ..rows import Rows, parts
from .cells import check_numbers


def read_weights(tables: dict[str, Rows], findings: Findings) -> None:
    """Read the columns of parties that decisions count as numbers, as those of the ontology are read."""
    parties = tables["parties"]
    for name in dict.fromkeys(tables["decisions"]["weight"]):
        if name in parties.columns and name not in parties.table.columns:
            check_numbers(parties, name, findings)


def check_decisions(tables: dict[str, Rows], findings: Findings) -> None:
    """Check the rules of decisions, and that they fit who has a say. References are checked elsewhere."""
    decisions = tables["decisions"]
    for index in range(len(decisions)):
        if problem := _weight_problem(decisions, index, tables["parties"]):
            findings.add(problem, decisions.file, decisions.lines[index], "weight", decisions["weight"][index])
        elif decisions["rule"][index]:
            _check_rule(decisions, index, tables["parties"], findings)


def _weight_problem(decisions: Rows, index: int, parties: Rows) -> Problem | None:
    weight = decisions["weight"][index]
    numeric = [name for name in parties.columns if parties[name].dtype == float]
    if not weight or weight in numeric:
        return None
    own = [name for name in parties.columns if name not in parties.table.columns]
    near = nearest([weight], [*numeric, *own]).get(weight, "")
    if weight in parties.table.columns:
        message = f"'{weight}' is a column of 'parties' that holds no numbers, so it cannot be counted."
    else:
        message = f"The table 'parties' has no column '{weight}' that could be counted."
    return Problem(message, "a number column of 'parties'", near)


def _check_rule(decisions: Rows, index: int, parties: Rows, findings: Findings) -> None:
    line, written = decisions.lines[index], decisions["rule"][index]
    try:
        rule = read_rule(written)
    except RuleError as error:
        fix = error.nearest if error.only_reading else None
        problem = Problem(str(error), error.expected, error.nearest, fix=fix)
        findings.add(problem, decisions.file, line, "rule", written)
        return
    code_of = {id: code for code, id in enumerate(parties["id"])}
    if not {*parts(decisions["parties"][index]), *parts(decisions["vetoes"][index])} <= code_of.keys():
        return  # reported where references are checked
    for name in ("parties", "vetoes"):
        _check_voices(decisions, index, name, parties, code_of, findings)
    weight = decisions["weight"][index]
    if weight and parties.unread(weight).any():
        return  # reported where it was read
    counted = {id: float(cell) for id, cell in zip(parties["id"], parties[weight], strict=True)} if weight else None
    if rule.needs_weight and counted is None:
        problem = Problem(f"'{rule.name}' counts the population of each party.", "a number column of 'parties'")
        findings.add(problem, decisions.file, line, "weight", "")
    else:
        _check_fits(rule, decisions, index, counted, findings)


def _check_voices(
    decisions: Rows, index: int, name: str, parties: Rows, code_of: Mapping[str, int], findings: Findings
) -> None:
    """Parties that speak for one principal have one say."""
    principal = principals(parties.frame())
    voices: dict[int, list[str]] = {}
    for id in parts(decisions[name][index]):
        voices.setdefault(int(principal[code_of[id]]), []).append(id)
    for several in voices.values():
        if len(several) > 1:
            message = f"{listing(map(repr, several), 'and')} speak for one party: together they have one say."
            problem = Problem(message, "each party once", level=WARNING)
            findings.add(problem, decisions.file, decisions.lines[index], name, decisions[name][index])


def _check_fits(
    rule: Rule, decisions: Rows, index: int, counted: Mapping[str, float] | None, findings: Findings
) -> None:
    """Whether the rule fits those who have a say, where that is known before anybody asks."""
    line, named = decisions.lines[index], parts(decisions["parties"][index])
    voters = named or [id for id, number in (counted or {}).items() if not np.isnan(number)]
    numbers = {id: (counted or {}).get(id, 1.0) for id in voters}
    if missing := [id for id, number in numbers.items() if np.isnan(number)]:
        verb = "has" if len(missing) == 1 else "have"
        message = f"{listing(map(repr, missing), 'and')} {verb} a say, but no number in '{decisions['weight'][index]}'."
        problem = Problem(message, "a number for each party")
        findings.add(problem, decisions.file, line, "parties", decisions["parties"][index])
        return
    if below := [id for id, number in numbers.items() if number < 0]:
        message = f"{listing(map(repr, below), 'and')} would count for less than nothing."
        problem = Problem(message, "numbers of 0 or more")
        findings.add(problem, decisions.file, line, "weight", decisions["weight"][index])
        return
    if not voters:
        return  # who is asked is known only once somebody asks
    vetoes = parts(decisions["vetoes"][index])
    everyone = list(dict.fromkeys([*voters, *vetoes]))
    weights = [Fraction(repr(numbers.get(id, 0.0))) for id in everyone] if counted is not None else None
    veto_mask = sum(1 << bit for bit, id in enumerate(everyone) if id in vetoes)
    try:
        decision(rule, [id in voters for id in everyone], weights, veto_mask)
    except RuleError as error:
        name = "vetoes" if "veto" in str(error) else "rule"
        findings.add(Problem(str(error), error.expected), decisions.file, line, name, decisions[name][index])

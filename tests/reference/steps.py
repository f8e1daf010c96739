"""Conditions read literally: every way to give each step a day, or never, is tried.

A step is an option of an issue. A way to give days is honoured when

- no two steps are taken of which a package has only one: options of one issue, unless it is settled region by region, and
  what a rule excludes beside each other. Steps that are done already keep nothing out;
- what is tied by *only after* comes strictly after one of the steps that it is tied to;
- what is tied by *together with* comes no sooner than one of them; where there is only one, that comes no sooner either;
- what is tied by *only if* comes after one of them, or on the same day as one that is in place then, as a condition ties
  the two together (directly or through others), or a rule brings the one with the other; as one package it is enough that
  one of them is taken on some day;
- what a rule implies comes no later.
"""

from __future__ import annotations

from itertools import combinations, product
from typing import Any, NamedTuple

from hypothesis import strategies as st

from .dossiers import Rows, ids

NEVER = 99


class Row(NamedTuple):
    """A condition on one step, or a rule: how it is tied, to what, and which of those may come on the same day."""

    what: str
    relation: str
    others: list[str]
    same: set[str]


class Steps:
    """A case with conditions, some of them waived."""

    def __init__(self, case: dict[str, Rows], waived: set[str] | None = None, done: set[str] | None = None) -> None:
        self.case, self.done = case, done or set()
        self.conditions = [row for row in case["conditions"] if row["id"] not in (waived or set())]
        self.names = self._names()
        self.rows = [*self._rules(), *self._conditions()]

    def what(self, row: dict[str, Any]) -> list[str]:
        for position in self.case.get("positions", []):
            if position["id"] == row["what"]:
                return [f"{position['issue']}/{option}" for option in position["option"].split("|")]
        return [row["what"]]

    def _names(self) -> list[str]:
        spoken = [step for row in self.case["conditions"] for step in (*self.what(row), *row["requires"].split("|"))]
        for _ in self.case["constraints"]:
            for row in self.case["constraints"]:
                if row["relation"] == "implies" and {row["option"], row["other"]} & set(spoken):
                    spoken += [row["option"], row["other"]]
        return list(dict.fromkeys(spoken))

    def apart(self, step_a: str, step_b: str) -> bool:
        """Whether no package has both."""
        if step_a == step_b:
            return False
        issue = step_a.split("/")[0]
        regional = any(row["id"] == issue and row.get("per_region") == "yes" for row in self.case["issues"])
        return (issue == step_b.split("/")[0] and not regional) or any(
            row["relation"] == "excludes" and {step_a, step_b} == {row["option"], row["other"]}
            for row in self.case["constraints"]
        )

    def _company(self, step: str) -> set[str]:
        """Steps that 'together with' ties to this one, directly or through others."""
        group = {step}
        for _ in self.names:
            for row in self.conditions_of_all("together with"):
                for step_a, step_b in product(self.what(row), row["requires"].split("|")):
                    if not self.apart(step_a, step_b) and {step_a, step_b} & group:
                        group |= {step_a, step_b}
        return group

    def conditions_of_all(self, relation: str) -> list[dict[str, Any]]:
        return [row for row in self.case["conditions"] if row["relation"] == relation]

    def _brings(self, first: str, step: str) -> bool:
        """Whether the one cannot be taken without the step, by rules and by what is tied together with no other way."""
        reached = {first}
        for _ in self.names:
            for rule in self.case["constraints"]:
                implies = rule["relation"] == "implies" and not self.apart(rule["option"], rule["other"])
                reached |= {rule["other"]} if implies and rule["option"] in reached else set()
            for row in self.conditions_of_all("together with"):
                tied_steps, required = self.what(row), row["requires"].split("|")
                for a, b in product(tied_steps, required):
                    if len(required) == 1 and not self.apart(a, b):
                        reached |= {b} if a in reached else set()
                        reached |= {a} if b in reached and len(tied_steps) == 1 else set()
        return step in reached and first != step

    def _rules(self) -> list[Row]:
        return [
            Row(row["option"], "implies", [row["other"]] if self.can_meet(row["option"], row["other"]) else [], set())
            for row in self.case["constraints"]
            if row["relation"] == "implies"
        ]

    def can_meet(self, step: str, required: str) -> bool:
        return not self.apart(step, required) or required in self.done

    def _conditions(self) -> list[Row]:
        rows = []
        for row in self.conditions:
            relation, named = row["relation"], row["requires"].split("|")
            for step in self.what(row):
                possible = [required for required in named if self.can_meet(step, required)]
                same = {o for o in possible if o != step and (o in self._company(step) or self._brings(o, step))}
                # What no package has beside it is waited for in vain, whatever the relation.
                rows.append(Row(step, relation if possible else "only after", possible, same))
            with_it = [step for step in self.what(row) if step != named[0] and not self.apart(step, named[0])]
            if relation == "together with" and len(named) == 1 and with_it:
                rows.append(Row(named[0], relation, with_it, set()))
        return rows

    def _honoured(self, when: dict[str, int], package: bool) -> bool:
        done_steps = [step for step in self.names if when[step] != NEVER and step not in self.done]
        if any(self.apart(*pair) for pair in combinations(done_steps, 2)):
            return False
        for step, relation, alternatives, same in self.rows:
            day = when[step]
            if step in self.done or day == NEVER:
                continue
            if relation in ("together with", "implies"):
                met = any(when[required] <= day for required in alternatives)
            elif relation == "only if" and package:
                met = any(when[required] != NEVER for required in alternatives)
            else:
                strict = set() if relation == "only after" else same
                met = any(
                    when[required] < day or (required in strict and when[required] == day) for required in alternatives
                )
            if not met:
                return False
        return True

    def earliest(self, package: bool = False) -> dict[str, int]:
        """The earliest day of every step over all ways to give days that are honoured; done steps need nothing."""
        free = [name for name in self.names if name not in self.done]
        best = dict.fromkeys(self.names, NEVER) | dict.fromkeys(self.done, 0)
        for chosen in product([*range(1, len(free) + 1), NEVER], repeat=len(free)):
            when = dict(zip(free, chosen, strict=True)) | dict.fromkeys(self.done, 0)
            if any(when[name] < best[name] for name in free) and self._honoured(when, package):
                best = {name: min(best[name], when[name]) for name in self.names}
        return best

    def stuck(self, package: bool = False) -> set[str]:
        return {step for step, day in self.earliest(package).items() if day == NEVER}


def smallest_waivers(case: dict[str, Rows], core: set[str]) -> set[frozenset[str]]:
    """All sets of the smallest size without which every step of the core can be done."""
    owned = [row["id"] for row in case["conditions"] if row["party"] or row["what"].startswith("p")]
    for size in range(len(owned) + 1):
        waivers = {
            frozenset(chosen) for chosen in combinations(owned, size) if not Steps(case, set(chosen)).stuck() & core
        }
        if waivers:
            return waivers
    return set()


@st.composite
def tied(draw: Any) -> dict[str, Rows]:
    """A few steps, some of one issue, with conditions on them, some on positions, and rules between them."""
    issues = ids("i", draw(st.integers(2, 4)))
    every = [f"{issue}/{option}" for issue in issues for option in ("yes", "no")]
    names = [f"{issues[0]}/yes", f"{issues[1]}/yes", *draw(st.lists(st.sampled_from(every), max_size=2))]
    names = list(dict.fromkeys(names))
    relations = st.sampled_from(["only after", "only after", "only if", "only if", "together with", "together with"])
    positions: Rows = []
    conditions: Rows = []
    for name in ids("c", draw(st.integers(2, 5))):
        name_of_step, party = draw(st.sampled_from(names)), draw(st.sampled_from(["a", "a", "b", "b", "c", None]))
        requires = draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
        if [name_of_step] == requires and draw(st.booleans()):
            continue
        both = [step for step in names if step.split("/")[0] == name_of_step.split("/")[0]]
        if party and len(both) == 2 and draw(st.booleans()):
            issue = name_of_step.split("/")[0]
            position = {
                "party": party,
                "issue": issue,
                "stance": "accepts",
                "option": "|".join(o.split("/")[1] for o in both),
            }
            positions.append({"id": f"p{len(positions)}", **position})
            name_of_step, party = positions[-1]["id"], None
        conditions.append(
            {
                "id": name,
                "party": party,
                "what": name_of_step,
                "relation": draw(relations),
                "requires": "|".join(requires),
            }
        )
    constraints = []
    for name in ids("k", draw(st.sampled_from([0, 0, 0, 1, 2]))):
        step, required = draw(st.permutations(names))[:2]
        relation = draw(st.sampled_from(["implies", "implies", "excludes"]))
        if not (relation == "implies" and step.split("/")[0] == required.split("/")[0]):
            constraints.append({"id": name, "option": step, "relation": relation, "other": required})
    return {
        "parties": [{"id": name} for name in ("a", "b", "c")],
        "issues": [
            {"id": issue, "kind": "choice", "per_region": draw(st.sampled_from(["no", "no", "yes"]))}
            for issue in issues
        ],
        "options": [{"issue": issue, "option": option} for issue in issues for option in ("yes", "no")],
        "positions": positions,
        "conditions": conditions,
        "constraints": constraints,
    }

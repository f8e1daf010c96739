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
        spoken = [one for row in self.case["conditions"] for one in (*self.what(row), *row["requires"].split("|"))]
        for _ in self.case["constraints"]:
            for row in self.case["constraints"]:
                if row["relation"] == "implies" and {row["option"], row["other"]} & set(spoken):
                    spoken += [row["option"], row["other"]]
        return list(dict.fromkeys(spoken))

    def apart(self, one: str, other: str) -> bool:
        """Whether no package has both."""
        if one == other:
            return False
        issue = one.split("/")[0]
        regional = any(row["id"] == issue and row.get("per_region") == "yes" for row in self.case["issues"])
        return (issue == other.split("/")[0] and not regional) or any(
            row["relation"] == "excludes" and {one, other} == {row["option"], row["other"]}
            for row in self.case["constraints"]
        )

    def _company(self, step: str) -> set[str]:
        """Steps that 'together with' ties to this one, directly or through others."""
        group = {step}
        for _ in self.names:
            for row in self.conditions_of_all("together with"):
                for one, other in product(self.what(row), row["requires"].split("|")):
                    if not self.apart(one, other) and {one, other} & group:
                        group |= {one, other}
        return group

    def conditions_of_all(self, relation: str) -> list[dict[str, Any]]:
        return [row for row in self.case["conditions"] if row["relation"] == relation]

    def _brings(self, one: str, step: str) -> bool:
        """Whether the one cannot be taken without the step, by rules and by what is tied together with no other way."""
        reached = {one}
        for _ in self.names:
            for rule in self.case["constraints"]:
                implies = rule["relation"] == "implies" and not self.apart(rule["option"], rule["other"])
                reached |= {rule["other"]} if implies and rule["option"] in reached else set()
            for row in self.conditions_of_all("together with"):
                what, others = self.what(row), row["requires"].split("|")
                for a, b in product(what, others):
                    if len(others) == 1 and not self.apart(a, b):
                        reached |= {b} if a in reached else set()
                        reached |= {a} if b in reached and len(what) == 1 else set()
        return step in reached and one != step

    def _rules(self) -> list[Row]:
        return [
            Row(row["option"], "implies", [row["other"]] if self.can_meet(row["option"], row["other"]) else [], set())
            for row in self.case["constraints"]
            if row["relation"] == "implies"
        ]

    def can_meet(self, step: str, other: str) -> bool:
        return not self.apart(step, other) or other in self.done

    def _conditions(self) -> list[Row]:
        rows = []
        for row in self.conditions:
            relation, named = row["relation"], row["requires"].split("|")
            for step in self.what(row):
                others = [other for other in named if self.can_meet(step, other)]
                same = {o for o in others if o != step and (o in self._company(step) or self._brings(o, step))}
                # What no package has beside it is waited for in vain, whatever the relation.
                rows.append(Row(step, relation if others else "only after", others, same))
            with_it = [step for step in self.what(row) if step != named[0] and not self.apart(step, named[0])]
            if relation == "together with" and len(named) == 1 and with_it:
                rows.append(Row(named[0], relation, with_it, set()))
        return rows

    def _honoured(self, when: dict[str, int], package: bool) -> bool:
        taken = [step for step in self.names if when[step] != NEVER and step not in self.done]
        if any(self.apart(one, other) for one, other in combinations(taken, 2)):
            return False
        for step, relation, others, same in self.rows:
            day = when[step]
            if step in self.done or day == NEVER:
                continue
            if relation in ("together with", "implies"):
                met = any(when[other] <= day for other in others)
            elif relation == "only if" and package:
                met = any(when[other] != NEVER for other in others)
            else:
                strict = set() if relation == "only after" else same
                met = any(when[other] < day or (other in strict and when[other] == day) for other in others)
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
        found = {
            frozenset(chosen) for chosen in combinations(owned, size) if not Steps(case, set(chosen)).stuck() & core
        }
        if found:
            return found
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
        what, party = draw(st.sampled_from(names)), draw(st.sampled_from(["a", "a", "b", "b", "c", None]))
        others = draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
        if [what] == others and draw(st.booleans()):
            continue
        both = [one for one in names if one.split("/")[0] == what.split("/")[0]]
        if party and len(both) == 2 and draw(st.booleans()):
            issue = what.split("/")[0]
            held = {
                "party": party,
                "issue": issue,
                "stance": "accepts",
                "option": "|".join(o.split("/")[1] for o in both),
            }
            positions.append({"id": f"p{len(positions)}", **held})
            what, party = positions[-1]["id"], None
        conditions.append(
            {"id": name, "party": party, "what": what, "relation": draw(relations), "requires": "|".join(others)}
        )
    constraints = []
    for name in ids("k", draw(st.sampled_from([0, 0, 0, 1, 2]))):
        one, other = draw(st.permutations(names))[:2]
        relation = draw(st.sampled_from(["implies", "implies", "excludes"]))
        if not (relation == "implies" and one.split("/")[0] == other.split("/")[0]):
            constraints.append({"id": name, "option": one, "relation": relation, "other": other})
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

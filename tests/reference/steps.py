"""Conditions read literally: every way to give each step a day, or never, is tried.

A step is an option of an issue, in one smallest region (``i0/yes@north``) where the issue is settled region by region and
the case says which regions there are. A condition on a position counts in the regions of the position, any other and every
rule in all; it asks for what it requires in the same region, and where the step itself is of no region in every one. A way
to give days is honoured when

- no two steps are taken of which a package has only one: options of one issue in one region (where no regions are coded,
  options of an issue that is settled region by region are no such), and what a rule excludes beside each other there. Steps
  that are done already keep nothing out;
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


class Placed(NamedTuple):
    """A condition or a rule in one smallest region."""

    id: str
    what: list[str]
    relation: str
    requires: list[str]


class Steps:
    """A case with conditions, some of them waived."""

    def __init__(self, case: dict[str, Rows], waived: set[str] | None = None, done: set[str] | None = None) -> None:
        self.case, self.done = case, done or set()
        self.regions = [row["id"] for row in case.get("regions", [])]
        self.regional = {row["id"] for row in case["issues"] if row.get("per_region") == "yes"}
        self.all_conditions = [placed for row in case["conditions"] for placed in self._placed(row)]
        self.conditions = [placed for placed in self.all_conditions if placed.id not in (waived or set())]
        self.rules = [placed for row in case["constraints"] for placed in self._placed_rule(row)]
        self.names = self._names()
        self.rows = [*self._rules(), *self._conditions()]

    def at(self, name: str, region: str) -> str:
        """An option as a step in a smallest region."""
        return f"{name}@{region}" if region and name.split("/")[0] in self.regional else name

    def what(self, row: dict[str, Any]) -> list[str]:
        for position in self.case.get("positions", []):
            if position["id"] == row["what"]:
                return [f"{position['issue']}/{option}" for option in position["option"].split("|")]
        return [row["what"]]

    def _where(self, row: dict[str, Any]) -> list[str]:
        for position in self.case.get("positions", []):
            if position["id"] == row["what"] and position["issue"] in self.regional and position.get("regions"):
                return list(position["regions"].split("|"))
        return self.regions or [""]

    def _placed(self, row: dict[str, Any]) -> list[Placed]:
        return [
            Placed(
                row["id"],
                [self.at(name, region) for name in self.what(row)],
                row["relation"],
                [self.at(name, region) for name in row["requires"].split("|")],
            )
            for region in self._where(row)
        ]

    def _placed_rule(self, row: dict[str, Any]) -> list[Placed]:
        return [
            Placed(row["id"], [self.at(row["option"], region)], row["relation"], [self.at(row["other"], region)])
            for region in self.regions or [""]
        ]

    def _names(self) -> list[str]:
        spoken = [step for placed in self.all_conditions for step in (*placed.what, *placed.requires)]
        for _ in self.rules:
            for placed in self.rules:
                if placed.relation == "implies" and {*placed.what, *placed.requires} & set(spoken):
                    spoken += [*placed.what, *placed.requires]
        return list(dict.fromkeys(spoken))

    def apart(self, step_a: str, step_b: str) -> bool:
        """Whether no package has both."""
        if step_a == step_b:
            return False
        issue, _, region = step_a.partition("/")[0], *step_a.partition("@")[1:]
        alike = (issue, region) == (step_b.partition("/")[0], step_b.partition("@")[2])
        return (alike and not (issue in self.regional and not self.regions)) or any(
            placed.relation == "excludes" and {step_a, step_b} == {*placed.what, *placed.requires}
            for placed in self.rules
        )

    def _company(self, step: str) -> set[str]:
        """Steps that 'together with' ties to this one, directly or through others."""
        group = {step}
        for _ in self.names:
            for placed in self.all_conditions:
                for step_a, step_b in product(placed.what, placed.requires):
                    together = placed.relation == "together with" and not self.apart(step_a, step_b)
                    if together and {step_a, step_b} & group:
                        group |= {step_a, step_b}
        return group

    def _brings(self, first: str, step: str) -> bool:
        """Whether the one cannot be taken without the step, by rules and by what is tied together with no other way."""
        reached = {first}
        for _ in self.names:
            for placed in (*self.rules, *self.all_conditions):
                if placed.relation not in ("implies", "together with") or len(placed.requires) > 1:
                    continue
                for a, b in product(placed.what, placed.requires):
                    if not self.apart(a, b):
                        reached |= {b} if a in reached else set()
                        back = placed.relation == "together with" and len(placed.what) == 1
                        reached |= {a} if b in reached and back else set()
        return step in reached and first != step

    def _rules(self) -> list[Row]:
        return [
            Row(step, "implies", [other] if self.can_meet(step, other) else [], set())
            for (_, (step,), relation, (other,)) in self.rules
            if relation == "implies" and step in self.names
        ]

    def can_meet(self, step: str, required: str) -> bool:
        return not self.apart(step, required) or required in self.done

    def _conditions(self) -> list[Row]:
        rows = []
        for _, what, relation, named in self.conditions:
            for step in what:
                possible = [required for required in named if self.can_meet(step, required)]
                same = {o for o in possible if o != step and (o in self._company(step) or self._brings(o, step))}
                # What no package has beside it is waited for in vain, whatever the relation.
                rows.append(Row(step, relation if possible else "only after", possible, same))
            with_it = [step for step in what if step != named[0] and not self.apart(step, named[0])]
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


@st.composite
def tied_in_places(draw: Any) -> dict[str, Rows]:
    """A few conditions on positions in the north, the south or everywhere, on issues of which most are settled there."""
    positions: Rows = []
    conditions: Rows = []
    steps = draw(st.sampled_from([["i0/yes", "i1/yes"], ["i0/yes", "i0/no"], ["i0/yes", "i2/yes", "i2/no"]]))
    relations = st.sampled_from(["only after", "only after", "only if", "together with"])
    for number in range(draw(st.integers(2, 4))):
        step, requires = draw(st.sampled_from(steps)), draw(st.sampled_from(steps))
        issue, option = step.split("/")
        row = {"id": f"c{number}", "relation": draw(relations), "requires": requires}
        if draw(st.sampled_from([True, True, False])):
            regions = draw(st.sampled_from(["north", "south", None, "north|south"]))
            position = {"id": f"p{number}", "party": draw(st.sampled_from("ab")), "issue": issue, "option": option}
            positions.append(position | {"stance": "accepts", "regions": regions})
            conditions.append(row | {"party": None, "what": f"p{number}"})
        else:
            conditions.append(row | {"party": draw(st.sampled_from(["a", "b", None])), "what": step})
    rule = {
        "id": "k",
        "option": steps[0],
        "relation": draw(st.sampled_from(["implies", "excludes"])),
        "other": steps[1],
    }
    return {
        "parties": [{"id": name} for name in ("a", "b")],
        "regions": [{"id": "north"}, {"id": "south"}],
        "issues": [{"id": f"i{n}", "kind": "choice", "per_region": per} for n, per in enumerate(["yes", "yes", "no"])],
        "options": [{"issue": f"i{n}", "option": option} for n in range(3) for option in ("yes", "no")],
        "positions": positions,
        "conditions": conditions,
        "constraints": [rule] if steps[1] != "i0/no" and draw(st.booleans()) else [],
    }

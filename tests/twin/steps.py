"""Conditions read literally: every way to give each step a day, or never, is tried."""

from __future__ import annotations

from itertools import combinations, product
from typing import Any

from hypothesis import strategies as st

from .dossiers import Rows, ids

NEVER = 99


def steps_of(conditions: Rows, constraints: Rows) -> list[str]:
    spoken = [one for row in conditions for one in (row["what"], *row["requires"].split("|"))]
    for _ in constraints:
        for row in constraints:
            if row["relation"] == "implies" and {row["option"], row["other"]} & set(spoken):
                spoken += [row["option"], row["other"]]
    return list(dict.fromkeys(spoken))


def brings(constraints: Rows, one: str, other: str) -> bool:
    """Whether a chain of implications leads from one to the other."""
    reached = {one}
    for _ in constraints:
        reached |= {row["other"] for row in constraints if row["relation"] == "implies" and row["option"] in reached}
    return other in reached and one != other


def company(conditions: Rows, step: str) -> set[str]:
    """Steps that single 'together with' conditions tie to this one, directly or through others."""
    group = {step}
    for _ in conditions:
        for row in conditions:
            pair = {row["what"], row["requires"]}
            if row["relation"] == "together with" and "|" not in row["requires"] and pair & group:
                group |= pair
    return group


def honoured(when: dict[str, int], rows: list[tuple[str, str, list[str], set[str]]], package: bool) -> bool:
    """Whether these days honour every row: a step, how it is tied, to what, and which of those may come at the same time."""
    for what, relation, others, same in rows:
        day = when[what]
        if day in (0, NEVER):
            continue
        if relation in ("together with", "implies"):
            met = any(when[other] <= day for other in others)
        elif relation == "only if" and package:
            met = any(when[other] != NEVER for other in others)
        else:
            met = any(when[other] < day or (other in same and when[other] == day) for other in others)
        if not met:
            return False
    return True


def literal(conditions: Rows, constraints: Rows, waived: set[str]) -> list[tuple[str, str, list[str], set[str]]]:
    """Every condition that is not waived and every rule, as :func:`honoured` takes them."""
    apart = {frozenset((row["option"], row["other"])) for row in constraints if row["relation"] == "excludes"}
    rows: list[tuple[str, str, list[str], set[str]]] = []
    for row in constraints:
        if row["relation"] == "implies":
            both_ways = frozenset((row["option"], row["other"])) not in apart
            rows.append((row["option"], "implies", [row["other"]] if both_ways else [], set()))
    for row in conditions:
        if row["id"] in waived:
            continue
        what, relation, named = row["what"], row["relation"], row["requires"].split("|")
        others = [other for other in named if frozenset((what, other)) not in apart]
        same = (
            company(conditions, what) if relation == "only if" else {o for o in named if brings(constraints, o, what)}
        )
        # What a rule forbids beside it is waited for in vain, whatever the relation.
        rows.append((what, relation if others else "only after", others, same))
        if relation == "together with" and len(named) == 1 and others:
            rows.append((others[0], relation, [what], set()))
    return rows


def earliest(
    conditions: Rows,
    constraints: Rows,
    waived: set[str] | None = None,
    package: bool = False,
    done: set[str] | None = None,
) -> dict[str, int]:
    """The earliest day of every step over all ways to give days that honour everything; done steps need nothing."""
    names, done = steps_of(conditions, constraints), done or set()
    rows = literal(conditions, constraints, waived or set())
    free = [name for name in names if name not in done]
    days = [*range(1, len(free) + 1), NEVER]
    best = dict.fromkeys(names, NEVER) | dict.fromkeys(done, 0)
    for chosen in product(days, repeat=len(free)):
        when = dict(zip(free, chosen, strict=True)) | dict.fromkeys(done, 0)
        if any(when[name] < best[name] for name in free) and honoured(when, rows, package):
            best = {name: min(best[name], when[name]) for name in names}
    return best


def smallest_waivers(conditions: Rows, constraints: Rows, core: set[str]) -> set[frozenset[str]]:
    """All sets of the smallest size without which every step of the core can be done."""
    owned = [row["id"] for row in conditions if row["party"]]
    for size in range(len(owned) + 1):
        found = {
            frozenset(chosen) for chosen in combinations(owned, size)
            if all(earliest(conditions, constraints, set(chosen))[step] != NEVER for step in core)
        }  # fmt: skip
        if found:
            return found
    return set()


@st.composite
def tied(draw: Any) -> dict[str, Rows]:
    """A few steps of as many issues, with conditions on them and rules between them."""
    issues = ids("i", draw(st.integers(2, 4)))
    names = [f"{issue}/yes" for issue in issues]
    relations = st.sampled_from(["only after", "only after", "only if", "together with"])
    conditions = []
    for name in ids("c", draw(st.integers(2, 6))):
        what = draw(st.sampled_from(names))
        others = draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
        if [what] == others and draw(st.booleans()):
            continue
        conditions.append({
            "id": name, "party": draw(st.sampled_from(["a", "a", "b", "b", "c", None])), "what": what,
            "relation": draw(relations), "requires": "|".join(others),
        })  # fmt: skip
    constraints = []
    for name in ids("k", draw(st.sampled_from([0, 0, 0, 1, 2]))):
        one, other = draw(st.permutations(names))[:2]
        relation = draw(st.sampled_from(["implies", "excludes"]))
        constraints.append({"id": name, "option": one, "relation": relation, "other": other})
    return {
        "parties": [{"id": name} for name in ("a", "b", "c")],
        "issues": [{"id": issue, "kind": "choice"} for issue in issues],
        "options": [{"issue": issue, "option": option} for issue in issues for option in ("yes", "no")],
        "conditions": conditions, "constraints": constraints,
    }  # fmt: skip

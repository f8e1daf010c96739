"""Small cases with budgets, and every package of them with whole numbers, read literally."""

from __future__ import annotations

from itertools import product
from typing import Any

from hypothesis import strategies as st

from .packages import Packages, Rows

GRID = [float(value) for value in range(11)]


@st.composite
def cases(draw: Any) -> dict[str, Rows]:
    """Two or three number issues, all in one budget and some in another, sometimes with a choice issue that a position is tied to."""
    issues: Rows = [
        {"id": f"n{n}", "kind": "number", "scale_low": 0.0, "scale_high": 10.0} for n in range(draw(st.integers(2, 3)))
    ]
    positions: Rows = []
    for index in range(draw(st.integers(2, 7))):
        low, ideal, high = sorted(draw(st.lists(st.integers(0, 10), min_size=3, max_size=3)))
        stance = draw(st.sampled_from(["demands", "demands", "demands", "accepts", "rejects"]))
        positions.append(
            {
                "id": f"p{index}",
                "party": draw(st.sampled_from("ab")),
                "issue": draw(st.sampled_from(issues))["id"],
                "stance": stance,
                "firmness": None if stance == "accepts" else draw(st.sampled_from(["red line", "aim", "aim", None])),
                "satisfaction": draw(st.sampled_from([None, None, None, 0.25])),
                **draw(
                    st.sampled_from(
                        [
                            {"low": low, "high": high},
                            {"low": low, "ideal": ideal, "high": high},
                            {"low": low, "ideal": high},
                        ]
                    )
                ),
            }
        )
    budgets: Rows = []
    shares: Rows = []
    for index in range(draw(st.integers(1, 2))):
        low, high = sorted((draw(st.integers(-5, 25)), draw(st.integers(-5, 25))))
        ends = [{"at_most": float(high)}, {"at_least": float(low)}, {"at_least": float(low), "at_most": float(high)}]
        budgets.append({"id": f"b{index}", **draw(st.sampled_from(ends))})
        chosen_issues = st.lists(st.sampled_from(issues), min_size=2, max_size=3, unique_by=lambda row: row["id"])
        for issue in draw(chosen_issues) if index else issues:
            shares.append(
                {
                    "id": f"s{index}{issue['id']}",
                    "budget": f"b{index}",
                    "issue": issue["id"],
                    "factor": draw(st.sampled_from([None, 1.0, 2.0, -1.0, 0.5, 3.0])),
                }
            )
    options: Rows = []
    conditions: Rows = []
    if draw(st.booleans()):
        issues.append({"id": "c", "kind": "choice", "closed": "yes"})
        options = [{"issue": "c", "option": option} for option in "xy"]
        positions.append(
            {
                "id": "px",
                "party": "a",
                "issue": "c",
                "stance": "accepts",
                "option": "x",
                "firmness": None,
                "satisfaction": None,
            }
        )
        conditions.append(
            {
                "id": "e",
                "party": None,
                "what": draw(st.sampled_from(positions[:-1]))["id"],
                "requires": "c/y",
                "firmness": None,
                "relation": draw(st.sampled_from(["only if", "together with"])),
            }
        )
    return {
        "parties": [{"id": name} for name in "ab"],
        "issues": issues,
        "options": options,
        "positions": positions,
        "constraints": [],
        "conditions": conditions,
        "saliences": [],
        "budgets": budgets,
        "shares": shares,
    }


class Budgeted(Packages):
    """The literal reading of a case with budgets; issues that only a budget speaks of have to be settled as well."""

    def __init__(self, case: dict[str, Rows]) -> None:
        super().__init__(case)
        spoken = {row["id"] for row in self.issues} | {row["issue"] for row in case["shares"]}
        self.issues = [row for row in case["issues"] if row["id"] in spoken]

    def broken(self, package: dict[str, Any]) -> set[str]:
        broken_rules = super().broken(package)
        for budget in self.case["budgets"]:
            shares = [row for row in self.case["shares"] if row["budget"] == budget["id"]]
            total = sum(package[row["issue"]] * (1.0 if row["factor"] is None else row["factor"]) for row in shares)
            low, high = budget.get("at_least", float("-inf")), budget.get("at_most", float("inf"))
            if not low - 1e-6 <= total <= high + 1e-6:
                broken_rules.add(budget["id"])
        return broken_rules

    def on_grid(self, level: str) -> list[dict[str, Any]]:
        """Every feasible package with whole numbers."""
        ids = [row["id"] for row in self.issues]
        ways = [GRID if row["kind"] == "number" else ["x", "y"] for row in self.issues]
        packages = (dict(zip(ids, picked, strict=True)) for picked in product(*ways))
        return [package for package in packages if self.honours(package, level)]

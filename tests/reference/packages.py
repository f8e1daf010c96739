"""Every package of a small case, listed whole and read literally: what deals, frontiers and solutions are held against."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise, product
from typing import Any

from hypothesis import strategies as st

Rows = list[dict[str, Any]]
FAVOUR = ("demands", "accepts")
NO_SIDE = ("abstains", "mixed", "no answer")


@st.composite
def cases(draw: Any) -> dict[str, Rows]:
    """Two or three parties, up to three issues of both kinds, with rules, budgets, conditions, saliences."""
    parties = [{"id": name} for name in "abc"[: draw(st.integers(2, 3))]]
    issues: Rows = []
    options: Rows = []
    for index in range(draw(st.integers(1, 3))):
        if draw(st.integers(0, 2)) == 0:
            issues.append({"id": f"n{index}", "kind": "number", "scale_low": 0.0, "scale_high": 10.0})
        else:
            whole = draw(st.sampled_from([None, None, "w"]))
            kind = draw(st.sampled_from(["choice", "ordered"])) if whole is None else "choice"
            issues.append({"id": f"c{index}", "kind": kind, "closed": "yes", "whole": whole})
            names = ["in", "out"] if whole else list("xyz"[: draw(st.integers(2, 3))])
            options += [{"issue": f"c{index}", "option": name} for name in names]
    positions: Rows = []
    for index in range(draw(st.integers(2, 7))):
        issue = draw(st.sampled_from(issues))
        stance = draw(st.sampled_from([*FAVOUR, "demands", "demands", "rejects", "rejects", *NO_SIDE]))
        row: dict[str, Any] = {
            "id": f"p{index}",
            "party": draw(st.sampled_from(parties))["id"],
            "issue": issue["id"],
            "stance": stance,
            "firmness": None
            if stance in ("accepts", *NO_SIDE)
            else draw(st.sampled_from(["red line", "bottom line", "aim", None])),
            "satisfaction": draw(st.sampled_from([None, None, None, 0.25, 0.75])),
            "contested": draw(st.sampled_from([None, None, None, None, None, None, "yes"])),
        }
        if issue["kind"] != "number":
            options_of_issue = [option["option"] for option in options if option["issue"] == issue["id"]]
            if issue["whole"]:
                options_of_issue = ["in"]
            row["option"] = "|".join(
                draw(
                    st.lists(st.sampled_from(options_of_issue), min_size=1, max_size=len(options_of_issue), unique=True)
                )
            )
            if issue["kind"] == "ordered" and stance in FAVOUR:
                row["prefers"] = draw(st.sampled_from([None, *row["option"].split("|")]))
        else:
            low, ideal, high = sorted(draw(st.lists(st.integers(0, 10), min_size=3, max_size=3)))
            row |= draw(
                st.sampled_from(
                    [
                        {"low": low, "high": high},
                        {"low": low, "ideal": ideal},
                        {"high": high},
                        {"low": low, "ideal": ideal, "high": high},
                        {"ideal": ideal, "stance": "accepts", "firmness": None},
                    ]
                )
            )
        if issue["kind"] != "number" and row["satisfaction"] is None:
            row["rank"] = draw(st.sampled_from([None, None, 1, 2, 3]))
        if stance in NO_SIDE:
            row |= {"stance": stance, "ideal": None}
            if draw(st.booleans()):
                row |= {"option": None, "low": None, "high": None}
        positions.append(row)
    written = [f"{option['issue']}/{option['option']}" for option in options]
    constraints: Rows = []
    conditions: Rows = []
    if len({option["issue"] for option in options}) > 1:
        for index in range(draw(st.integers(0, 2))):
            option_a, option_b = draw(st.sampled_from(written)), draw(st.sampled_from(written))
            if option_a.split("/")[0] != option_b.split("/")[0]:
                relation = draw(st.sampled_from(["excludes", "implies"]))
                constraints.append({"id": f"k{index}", "option": option_a, "relation": relation, "other": option_b})
        if draw(st.booleans()):
            option_a, option_b = draw(st.sampled_from(written)), draw(st.sampled_from(written))
            if option_a.split("/")[0] != option_b.split("/")[0]:
                conditions.append(
                    {
                        "id": "d",
                        "party": draw(st.sampled_from(["a", None])),
                        "what": option_a,
                        "relation": "only if",
                        "requires": option_b,
                        "firmness": "red line",
                    }
                )
                conditions[0]["firmness"] = "red line" if conditions[0]["party"] else None
    if written:
        for index in range(draw(st.sampled_from([0, 0, 1, 1, 2]))):
            requires = draw(st.lists(st.sampled_from(written), min_size=1, max_size=2, unique=True))
            conditions.append(
                {
                    "id": f"e{index}",
                    "party": None,
                    "what": draw(st.sampled_from(positions))["id"],
                    "firmness": None,
                    "relation": draw(st.sampled_from(["only if", "only after", "together with"])),
                    "requires": "|".join(requires),
                }
            )
    saliences = [
        {
            "id": f"w{party['id']}{issue['id']}",
            "party": party["id"],
            "issue": issue["id"],
            "salience": draw(st.sampled_from([1.0, 2.0, 5.0])),
        }
        for party in parties
        for issue in issues
        if draw(st.booleans())
    ]
    return {
        "parties": parties,
        "issues": issues,
        "options": options,
        "positions": positions,
        "constraints": constraints,
        "conditions": conditions,
        "saliences": saliences,
    }


@st.composite
def scored(draw: Any) -> dict[str, Rows]:
    """One to seven parties that score every option with whole numbers, so that much ties; with rules and whole saliences."""
    parties = [{"id": name} for name in "abcdefg"[: draw(st.integers(1, 7))]]
    issues = [{"id": f"c{index}", "kind": "choice", "closed": "yes"} for index in range(draw(st.integers(1, 3)))]
    options = [{"issue": issue["id"], "option": name} for issue in issues for name in "xyz"[: draw(st.integers(2, 3))]]
    most = draw(st.sampled_from([2, 3, 10]))
    positions = [
        {
            "id": f"{party['id']}{row['issue']}{row['option']}",
            "party": party["id"],
            "stance": "accepts",
            "firmness": None,
            "satisfaction": draw(st.integers(0, most)) / most,
            "contested": draw(st.sampled_from([None] * 9 + ["yes"])),
            **row,
        }
        for party in parties
        for row in options
        if draw(st.integers(0, 5)) or (party, row) == (parties[0], options[0])
    ]
    written = [f"{option['issue']}/{option['option']}" for option in options]
    constraints = []
    for index in range(draw(st.integers(0, 2)) if len(issues) > 1 else 0):
        option_a, option_b = draw(st.sampled_from(written)), draw(st.sampled_from(written))
        if option_a.split("/")[0] != option_b.split("/")[0]:
            relation = draw(st.sampled_from(["excludes", "implies"]))
            constraints.append({"id": f"k{index}", "option": option_a, "relation": relation, "other": option_b})
    saliences = [
        {
            "id": f"w{party['id']}{issue['id']}",
            "party": party["id"],
            "issue": issue["id"],
            "salience": draw(st.sampled_from([1, 2, 3, 0.1, 0.7])),
        }
        for party in parties
        for issue in issues
        if draw(st.booleans())
    ]
    return {
        "parties": parties,
        "issues": issues,
        "options": options,
        "positions": positions,
        "constraints": constraints,
        "conditions": [],
        "saliences": saliences,
    }


def typed(decimal: float) -> Fraction:
    """A decimal as it was typed; thirds that were computed are thirds."""
    written = Fraction(str(decimal))
    simple = written.limit_denominator(1000)
    return simple if abs(simple - written) < 1e-11 else written


def total(summands: Iterable[Fraction]) -> Fraction:
    return sum(summands, Fraction(0))


class Packages:
    """The literal reading of a case without regions and dates, in fractions."""

    def __init__(self, case: dict[str, Rows]) -> None:
        self.case = case
        tied = {cell.split("/")[0] for row in case["constraints"] for cell in (row["option"], row["other"])}
        tied |= {cell.split("/")[0] for row in case["conditions"] for cell in row["requires"].split("|")}
        tied |= {row["what"].split("/")[0] for row in case["conditions"] if "/" in row["what"]}
        with_positions = {row["issue"] for row in case["positions"]}
        self.issues = [row for row in case["issues"] if row["id"] in with_positions | tied]
        self.parties = [
            row["id"]
            for row in case["parties"]
            if any(position["party"] == row["id"] for position in case["positions"])
        ]

    def choices(self, issue: dict[str, Any]) -> list[Any]:
        if issue["kind"] != "number":
            return [row["option"] for row in self.case["options"] if row["issue"] == issue["id"]]
        named = {0.0, 10.0}
        for row in self.on(issue["id"]):
            named |= {float(row[end]) for end in ("low", "ideal", "high") if row.get(end) is not None}
        cuts = sorted(named)
        return sorted([*cuts, *((a + b) / 2 for a, b in pairwise(cuts))])

    def on(self, issue: str, party: str | None = None) -> Rows:
        return [row for row in self.case["positions"] if row["issue"] == issue and party in (None, row["party"])]

    def names(self, row: dict[str, Any], choice: Any) -> bool:
        if isinstance(choice, str):
            return choice in (row.get("option") or "").split("|")
        if row.get("low") is None and row.get("high") is None:
            return bool(choice == row.get("ideal"))
        low = 0 if row.get("low") is None else row["low"]
        high = 10 if row.get("high") is None else row["high"]
        return bool(low <= choice <= high)

    def rules_out(self, row: dict[str, Any], choice: Any) -> bool:
        if row["stance"] == "demands":
            return not self.names(row, choice)
        return row["stance"] == "rejects" and self.names(row, choice)

    def tied(self, row: dict[str, Any], package: dict[str, Any], *relations: str) -> bool:
        """Whether a package lacks something that a position is tied to by one of these relations."""
        return any(
            condition["what"] == row["id"]
            and condition["relation"] in relations
            and not any(self.has(package, option) for option in condition["requires"].split("|"))
            for condition in self.case["conditions"]
        )

    def holding(self, issue: str, party: str | None, package: dict[str, Any]) -> Rows:
        """Positions but for those that hold only if something is part of the package that is not."""
        return [row for row in self.on(issue, party) if not self.tied(row, package, "only if")]

    def offered(self, row: dict[str, Any], package: dict[str, Any]) -> bool:
        """Whether a position that accepts something does so in a package."""
        return row["stance"] in FAVOUR and not self.tied(row, package, "only if", "only after", "together with")

    def satisfaction(
        self, party: str, issue: str, choice: Any, package: dict[str, Any]
    ) -> tuple[Fraction, Fraction, bool]:
        """Least and most satisfaction, and whether it is known: it is not where a contested position speaks of the choice."""
        low, high, known = self._surely(party, issue, choice, package)
        doubtful = any(
            row.get("contested")
            and row["stance"] not in NO_SIDE
            and (self.names(row, choice) or self.rules_out(row, choice))
            for row in self.on(issue, party)
        )
        return (Fraction(0), Fraction(1), False) if doubtful and not (known and high == 0) else (low, high, known)

    def _surely(self, party: str, issue: str, choice: Any, package: dict[str, Any]) -> tuple[Fraction, Fraction, bool]:
        rows = [row for row in self.holding(issue, party, package) if not row.get("contested")]
        named = [
            row
            for row in rows
            if self.names(row, choice) and (row["stance"] not in FAVOUR or self.offered(row, package))
        ]
        coded = [typed(row["satisfaction"]) for row in named if row["satisfaction"] is not None]
        coded += [self._by_rank(party, issue, row) for row in named if row.get("rank") and row["satisfaction"] is None]
        if coded:
            return min(coded), max(coded), True
        against = [row["firmness"] for row in rows if self.rules_out(row, choice)]
        favour = [row for row in named if row["stance"] in FAVOUR]
        none, half, full = Fraction(0), Fraction(1, 2), Fraction(1)
        if not favour and against:
            return none, none, True
        if "red line" in against:
            return none, none, True
        if against:
            return (none if None in against else half), half, True
        graded = [self._in_order(row, issue, choice) for row in rows if self._prefers(row, choice, package)]
        for row in rows:
            if row.get("ideal") is None or not self.offered(row, package):
                continue
            ideal = typed(row["ideal"])
            if row.get("low") is None and row.get("high") is None:
                graded.append(1 - abs(typed(choice) - ideal) / max(ideal, 10 - ideal))
            elif self.names(row, choice):
                end = row.get("low") if choice < ideal else row.get("high")
                far = none if choice == ideal or end is None else (typed(choice) - ideal) / (end - ideal)
                graded.append(1 - far / 2)
        if graded:
            return min(graded), max(graded), True
        wholes = {row["id"]: row.get("whole") for row in self.issues}
        if not favour and wholes[issue] and choice == "out" and any(row["stance"] == "rejects" for row in rows):
            return full, full, True
        if not favour:
            return none, full, False
        best = full if any(row["stance"] == "demands" for row in favour) else half
        return best, best, True

    def _by_rank(self, party: str, issue: str, ranked: dict[str, Any]) -> Fraction:
        """The share of the other options that are not ranked better; unranked ones fill the gaps that a rank leaves."""
        options = [option["option"] for option in self.case["options"] if option["issue"] == issue]
        rows = [row for row in self.on(issue, party) if row.get("rank") and row["satisfaction"] is None]
        places = {option: [row["rank"] for row in rows if self.names(row, option)] for option in options}
        better = sum(
            not self.names(ranked, option) and any(rank < ranked["rank"] for rank in ranks)
            for option, ranks in places.items()
        )
        unranked = sum(not ranks for ranks in places.values())
        while unranked and better < ranked["rank"] - 1:
            better, unranked = better + 1, unranked - 1
        return 1 - Fraction(better, len(options) - 1) if len(options) > 1 else Fraction(1)

    def _prefers(self, row: dict[str, Any], choice: Any, package: dict[str, Any]) -> bool:
        """Whether a position on an ordered issue prefers one option, and so says something of this one."""
        bare = row["stance"] == "accepts" and row.get("prefers") == row.get("option")
        return bool(row.get("prefers")) and self.offered(row, package) and (bare or self.names(row, choice))

    def _in_order(self, row: dict[str, Any], issue: str, choice: Any) -> Fraction:
        """1 at the preferred option; to 0 at the farther end of the order, or to a half at the last option named."""
        order = [option["option"] for option in self.case["options"] if option["issue"] == issue]
        place, ideal = order.index(choice), order.index(row["prefers"])
        if row["stance"] == "accepts" and row["prefers"] == row["option"]:
            return 1 - Fraction(abs(place - ideal), max(ideal, len(order) - 1 - ideal))
        named = [order.index(option) for option in row["option"].split("|")]
        end = min(named) if place < ideal else max(named)
        return Fraction(1) if place == ideal else 1 - Fraction(place - ideal, 2 * (end - ideal))

    def weight(self, party: str, issue: str) -> Fraction:
        issues = [row["id"] for row in self.issues]
        wholes = [row.get("whole") for row in self.issues]
        share = {row["id"]: Fraction(1, wholes.count(row["whole"]) if row.get("whole") else 1) for row in self.issues}
        coded = {
            row["issue"]: typed(row["salience"])
            for row in self.case["saliences"]
            if row["party"] == party and row["issue"] in issues
        }
        counted = total(share[other_issue] for other_issue in coded)
        usual = total(coded[other] * share[other] for other in coded) / counted if coded else Fraction(1)
        weight = {other_issue: coded.get(other_issue, usual) * share[other_issue] for other_issue in issues}
        return weight[issue] / total(weight.values())

    def worth(self, package: dict[str, Any]) -> tuple[list[Fraction], list[Fraction], int]:
        low, high, unknown = [], [], 0
        for party in self.parties:
            terms = [
                (self.weight(party, issue), *self.satisfaction(party, issue, choice, package))
                for issue, choice in package.items()
            ]
            low.append(total(weight * least for weight, least, _, _ in terms))
            high.append(total(weight * most for weight, _, most, _ in terms))
            unknown += sum(not known for *_, known in terms)
        return low, high, unknown

    def crossed(self, package: dict[str, Any]) -> int:
        """How many positions a package crosses."""
        return sum(
            self.rules_out(row, package[row["issue"]])
            and not row.get("contested")
            and not self.tied(row, package, "only if")
            for row in self.case["positions"]
        )

    def rank(self, package: dict[str, Any]) -> tuple[Fraction, Fraction, int, int]:
        """The key by which deals are sorted, before the order of the tables."""
        low, high, unknown = self.worth(package)
        return -total(low), -total(high), self.crossed(package), unknown

    def feasible(self, level: str) -> list[dict[str, Any]]:
        ids = [row["id"] for row in self.issues]
        return [
            package
            for picked in product(*(self.choices(row) for row in self.issues))
            if self.honours(package := dict(zip(ids, picked, strict=True)), level)
        ]

    def honours(self, package: dict[str, Any], level: str) -> bool:
        firm = ["red line"] if level == "red line" else ["red line", "bottom line", "aim", None]
        lines = not any(
            self.rules_out(row, package[row["issue"]])
            and not row.get("contested")
            and not self.tied(row, package, "only if")
            for row in self.case["positions"]
            if row["firmness"] in firm and not row.get("contested")
        )
        return lines and not self.broken(package)

    def has(self, package: dict[str, Any], name: str) -> bool:
        issue, option = name.split("/")
        return bool(package[issue] == option)

    def broken(self, package: dict[str, Any]) -> set[str]:
        broken_constraints = {
            row["id"]
            for row in self.case["constraints"]
            if self.has(package, row["option"]) and self.has(package, row["other"]) == (row["relation"] == "excludes")
        }
        return broken_constraints | {
            row["id"]
            for row in self.case["conditions"]
            if "/" in row["what"] and self.has(package, row["what"]) and not self.has(package, row["requires"])
        }

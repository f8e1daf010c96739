"""The rule in the browser gives the same clashes, zones, verdicts, satisfactions and votes as the rule in Python."""

from __future__ import annotations

import json
from importlib.resources import files
from itertools import combinations_with_replacement, product
from typing import Any

import hypothesis.strategies as st
import pytest
from effort import THOROUGH
from hypothesis import HealthCheck, Phase, given, settings
from playwright.sync_api import Browser
from reference import agenda, budgets, packages
from reference.dossiers import FIRMNESS, graph

import zopa
from zopa.graph.columns import LEVELS
from zopa.graph.dates import as_text, period
from zopa.graph.decision import RuleError, outcome
from zopa.graph.page.compiled import compiled
from zopa.graph.regions import bits
from zopa.queries.deciding.electorate import electorate, who_is_asked
from zopa.queries.deciding.package_votes import package_votes

Rows = list[dict[str, Any]]
Case = dict[str, Rows]

CASES = 2_000
FEWER = 30
DATES = ["2020", "2021-03", "2021-03-15", "2022", "2024-07-01"]
#: What is tried in the browser: everything about one case, with numbers for names.
TRIED = """
window.tried = ({ written, names, changes, first, last, deal, level }) => {
  const cells = satisfaction.cells_of(written.worth);
  const columns = rule.softened(rule.columns_of(written), new Map(changes));
  const zones = columns.issues.flatMap((_, issue) => rule.zones(columns, issue, level, first ?? -Infinity, last ?? Infinity));
  const agenda = packages.agenda(columns, written, last);
  const found = packages.check(agenda, packages.terms_from(columns, names, deal));
  const totals = satisfaction.totals(agenda, found, cells);
  const asked = decisions.who_is_asked(columns, first ?? -Infinity, last ?? Infinity);
  return {
    totals: [...totals],
    decisions: written.decisions.map((one) => {
      const decision = decisions.electorate(columns, one, asked);
      if (!decision) return null;
      const votes = decisions.votes_of(decision, columns, found, totals, cells.walk_away, level);
      const parties = (places) => [...places].map((at) => decision.parties[at]);
      const verdict = decisions.outcome(decision, votes.in_favour, votes.against);
      return [verdict, parties(votes.in_favour), parties(votes.against), parties(votes.below),
        verdict === "fails" ? parties(decisions.blockers(decision, votes)) : [],
        verdict === "fails" ? decisions.missing(decision, votes.in_favour).map(({ quota, gap }) => Number(gap) / Number(quota.unit)) : []];
    }),
    clashes: rule.clashes(columns, first ?? -Infinity, last ?? Infinity),
    zones: zones.map((one) => [one.issue, rule.bits(one.place), one.start, one.end, one.status, one.at_worst,
      rule.words_of(one.cell, one.settlements, names.units[one.issue])]),
    rows: found.rows.map((row) => {
      const { part } = row;
      const question = part && found.questions[row.question];
      return [row.party ?? -1, question ? question.issue : -1, part ? rule.bits(part.place) : [], row.rule?.id ?? row.budget ?? "",
        row.verdict, row.level ?? 0, row.certain ?? true, row.crossed || [], row.met || [], row.positions || []];
    }),
  };
};
"""


@pytest.fixture(scope="module")
def tried(browser: Browser) -> Any:
    template = files("zopa.graph.page").joinpath("template")
    script = "".join(
        template.joinpath(f"{name}.js").read_text(encoding="utf-8")
        for name in ("rule", "agenda", "check", "satisfaction", "decisions")
    )
    page = browser.new_page()
    page.evaluate(f"() => {{ {script} {TRIED} }}")
    yield lambda cases: page.evaluate("(cases) => cases.map(window.tried)", cases)
    page.close()


@st.composite
def tasks(draw: Any) -> tuple[Case, dict[str, str | None], dict[str, Any], str, str]:
    """A case, what is softened in it, a package, a day, and a level."""
    case = draw(st.one_of(agenda.tied(), packages.cases(), budgets.cases()))
    draw(_who_must_agree(case))
    changed = draw(st.lists(st.sampled_from([row["id"] for row in case["positions"]]), max_size=3, unique=True))
    changes = {name: draw(st.sampled_from([*LEVELS, None])) for name in changed}
    regions = [row["id"] for row in case.get("regions", [])]
    deal: dict[str, Any] = {}
    for issue in case["issues"]:
        by_region = issue.get("per_region") == "yes" and regions and draw(st.booleans())
        places = draw(st.lists(st.sampled_from(regions), max_size=3, unique=True)) if by_region else [""]
        settled = {place: draw(_settlement(case, issue)) for place in places}
        if draw(st.integers(0, 4)):
            deal[issue["id"]] = settled if by_region else settled[""]
    return case, changes, deal, draw(st.sampled_from(DATES)), draw(st.sampled_from(LEVELS[1:]))


#: Rules of decision that fit some parties, and one that fits none that are drawn here.
RULES = ["all", "majority", "two thirds", "at least 2", "share 0.55", "consensus", "EU Council qualified majority"]


@st.composite
def _who_must_agree(draw: Any, case: Case) -> None:
    """Walk-away values and numbers of parties, and decisions by rules of every kind."""
    ids = [row["id"] for row in case["parties"]]
    some = st.lists(st.sampled_from(ids), max_size=3, unique=True).map("|".join)
    for row in case["parties"]:
        row["walk_away"] = draw(st.sampled_from([None, None, 0.25, 0.5, 0.6]))
        row["power"] = draw(st.sampled_from([1.0, 2.0, 2.5, 7.0, None]))
    issues = st.sampled_from([None, None, case["issues"][0]["id"]])
    case["decisions"] = [
        {
            "id": f"d{number}",
            "rule": rule,
            "parties": draw(some) or None,
            "vetoes": draw(some) or None,
            "weight": draw(st.sampled_from([None, "power"])),
            "issues": draw(issues),
        }
        for number, rule in enumerate(draw(st.lists(st.sampled_from(RULES), min_size=1, max_size=2)))
    ]


def _settlement(case: Case, issue: dict[str, Any]) -> Any:
    if issue["kind"] == "number":
        value = st.one_of(st.integers(0, 10), st.sampled_from([0.5, 2.5]))
        return st.one_of(value, st.lists(value, min_size=2, max_size=2).map(sorted))
    options = [row["option"] for row in case["options"] if row["issue"] == issue["id"]]
    return st.lists(st.sampled_from(options), min_size=1, max_size=2, unique=True).map("|".join)


def softened(case: Case, changes: dict[str, str | None]) -> zopa.PositionGraph:
    """The case as it would be: what is dropped leaves what it had replaced replaced."""
    columns = graph(**case).columns
    rows = [
        row
        | {"end": as_text(int(last)) or None, "replaces": None, "once": None}
        | ({"firmness": changes[row["id"]] or None} if row["id"] in changes else {})
        for row, first, last in zip(case["positions"], columns.start, columns.end, strict=True)
        if first <= last and not (row["id"] in changes and changes[row["id"]] is None)
    ]
    kept = {row["id"] for row in rows}
    conditions = [row for row in case.get("conditions", []) if "/" in row["what"] or row["what"] in kept]
    return graph(**{**case, "positions": rows, "conditions": conditions})


class Expected:
    """The same answers from Python, written as the browser writes them."""

    def __init__(self, case: Case, changes: dict[str, str | None]) -> None:
        self.case = softened(case, changes)
        self.whole = graph(**case)
        columns = self.whole.columns
        self.positions = {name: number for number, name in enumerate(columns.ids)}
        self.parties = {name: number for number, name in enumerate(columns.parties)}
        self.issues = {name: number for number, name in enumerate(columns.issues)}
        self._checked: Any = None
        self.rank = {leaf: number for number, leaf in enumerate(columns.regions.smallest)}

    def ids(self, cell: str) -> list[int]:
        return sorted(self.positions[name] for name in cell.split("|") if name)

    def place(self, issue: int, cell: str) -> list[int]:
        columns = self.whole.columns
        if not columns.per_region[issue] or len(columns.regions.ids) == 1:
            return []
        tree = columns.regions
        names = cell.split("|") if cell else [""]
        return sorted({self.rank[leaf] for name in names for leaf in tree.leaves(tree.code[name])})

    def clashes(self, as_of: str) -> list[Any]:
        rows = self.case.clashes(as_of=as_of)[["position_a", "position_b", "severity", "at_least"]]
        return [[*sorted([self.positions[a], self.positions[b]]), *words] for a, b, *words in rows.values.tolist()]

    def zones(self, as_of: str, level: str) -> dict[Any, list[Any]]:
        rows = self.case.zones(as_of=as_of, level=level)
        first, last = (None, None) if as_of == "all" else period(as_of)
        runs = []
        for row in rows.itertuples():
            begins = period(row.start)[0] if isinstance(row.start, str) else None
            ends = period(row.end)[1] if isinstance(row.end, str) else None
            begins = max(begins or 0, first or 0) or None
            ends = min(ends or 1 << 30, last or 1 << 30)
            issue = self.issues[row.issue]
            words = row.settlements.split("|") if row.settlements else []
            runs.append(
                (
                    issue,
                    self.place(issue, row.regions),
                    begins,
                    None if ends == 1 << 30 else ends,
                    row.status,
                    row.at_worst,
                    words,
                )
            )
        return by_leaf(runs)

    def checked(self, deal: dict[str, Any], as_of: str) -> Any:
        """The check of a package, asked for once."""
        if self._checked is None:
            self._checked = self.case.check_deal(deal, as_of=as_of)
        return self._checked

    def decided(self, deal: dict[str, Any], as_of: str, level: str) -> tuple[dict[int, Any], list[Any]]:
        """The satisfaction of each party, and the verdict, votes and blockers of each decision; None of one that fits nobody."""
        checked = self.checked(deal, as_of)
        satisfied = checked.attrs["satisfaction"]
        found: list[Any] = []
        for name in self.case.tables["decisions"]["id"]:
            try:
                voters = electorate(self.case, name, who_is_asked(self.case, None, as_of, True), True)
            except RuleError:
                found.append(None)
                continue
            votes = package_votes(self.case, checked, satisfied, voters, level)
            verdict = outcome(voters.decision, votes.in_favour, 0, votes.against)
            fails = verdict == "fails"
            alone = [
                1 << bit
                for bit in bits(votes.against)
                if outcome(voters.decision, votes.in_favour | 1 << bit, 0, votes.against & ~(1 << bit)) != "fails"
            ]
            gaps = voters.decision.missing(votes.in_favour) if fails else ()
            masks = (votes.in_favour, votes.against, votes.below, sum(alone) if fails else 0)
            parties = [[int(party) for party in voters.among(mask)] for mask in masks]
            found.append([verdict, *parties, [gap / quota.unit for quota, gap in gaps]])
        return {self.parties[name]: list(ends) for name, ends in satisfied.items()}, found

    def rows(self, deal: dict[str, Any], as_of: str) -> list[Any]:
        rows = []
        for row in self.checked(deal, as_of).itertuples():
            issue = self.issues[row.issue] if not row.rule else -1
            rows.append(
                [
                    self.parties[row.party] if row.party else -1,
                    issue,
                    self.place(issue, row.regions) if not row.rule else [],
                    row.rule,
                    row.verdict,
                    LEVELS.index(row.level),
                    bool(row.certain),
                    self.ids(row.crosses),
                    self.ids(row.meets),
                    self.ids(row.positions),
                ]
            )
        return in_each_region(rows)


def in_each_region(rows: list[Any]) -> list[Any]:
    """Rows apart for the smallest regions: what is settled alike in several places may stand in one row or in several."""
    apart = [[*row[:2], leaf, *row[3:]] for row in rows for leaf in row[2] or [-1]]
    return sorted(apart, key=json.dumps)


def by_leaf(runs: list[Any]) -> dict[Any, list[Any]]:
    """Zones by issue and smallest region, runs of days on which the answer is the same put together."""
    answers: dict[Any, list[Any]] = {}
    for issue, place, start, end, *answer in sorted(runs, key=lambda run: (run[0], run[2] or 0)):
        for leaf in place or [-1]:
            told = answers.setdefault((issue, leaf), [])
            if told and told[-1][2:] == answer and told[-1][1] is not None and told[-1][1] + 1 == start:
                told[-1][1] = end
            else:
                told.append([start, end, *answer])
    return answers


def ranges_that_meet() -> Case:
    """Demands and rejections of every range of a short scale, with open ends, each of a party of its own."""
    ends = [None, 0.0, 1.0, 2.0, 3.0]
    ranges = [(low, high) for low, high in product(ends, ends) if low is None or high is None or low <= high]
    held = [(stance, *range_) for stance in ("demands", "rejects") for range_ in ranges if range_ != (None, None)]
    scale = {"kind": "number", "scale_low": 0.0, "scale_high": 3.0}
    return {
        "parties": [{"id": f"p{number}"} for number in range(len(held))],
        "issues": [{"id": "scale", **scale}, {"id": "open", "kind": "number"}],
        "positions": [
            {
                "id": f"{issue}{number}",
                "party": f"p{number}",
                "issue": issue,
                "stance": stance,
                "low": low,
                "high": high,
            }
            for issue in ("scale", "open")
            for number, (stance, low, high) in enumerate(held)
        ],
    }


def pairs_of_one_party() -> Case:
    """Every two positions that one party can hold on an option, each two on an issue of their own, beside one who accepts."""
    insisting = [(stance, firmness) for stance in ("demands", "rejects") for firmness in FIRMNESS]
    held = [
        {"stance": stance, "firmness": firmness, "contested": contested, "option": "x"}
        for stance, firmness in [*insisting, ("accepts", None), ("abstains", None)]
        for contested in (None, "yes")
    ]
    pairs = list(combinations_with_replacement(held, 2))
    accepts = {"party": "b", "stance": "accepts", "option": "x|y"}
    return {
        "parties": [{"id": "a"}, {"id": "b"}],
        "issues": [{"id": f"i{number}", "kind": "choice", "closed": "yes"} for number in range(len(pairs))],
        "options": [{"issue": f"i{number}", "option": option} for number in range(len(pairs)) for option in "xy"],
        "positions": [
            {"id": f"{number}{name}", "issue": f"i{number}", "party": "a", **position}
            for number, pair in enumerate(pairs)
            for name, position in [*zip("cd", pair, strict=True), ("e", accepts)]
        ],
    }


@pytest.mark.parametrize("case", [ranges_that_meet(), pairs_of_one_party()], ids=["ranges", "pairs"])
def test_every_pair_of_positions_is_read_alike(tried: Any, case: Case) -> None:
    settled = {issue["id"]: 1 if issue["kind"] == "number" else "x" for issue in case["issues"]}
    tasks: list[tuple[Any, ...]] = [(case, {}, settled, "2021", level) for level in LEVELS[1:]]
    python = Expected(case, {})
    clashes, rows = sorted(python.clashes("2021")), python.rows(settled, "2021")
    for level, answer in zip(LEVELS[1:], tried([asked_of(python, *task) for task in tasks]), strict=True):
        assert sorted([*sorted(pair[:2]), *pair[2:]] for pair in answer["clashes"]) == clashes
        assert by_leaf(answer["zones"]) == python.zones("2021", level)
        found = [[*row[:7], *map(sorted, row[7:])] for row in answer["rows"]]
        assert in_each_region(found) == rows


def asked_of(python: Expected, case: Case, changes: dict[str, str | None], deal: Any, as_of: str, level: str) -> Any:
    """A case as the browser is asked about it."""
    columns = python.whole.columns
    first, last = period(as_of)
    return {
        "written": compiled(python.whole),
        "names": {
            "issues": columns.issues.tolist(),
            "regions": columns.regions.ids[1:],
            "units": [row.get("unit") or "" for row in case["issues"]],
        },
        "changes": [
            [python.positions[name], None if firmness is None else LEVELS.index(firmness)]
            for name, firmness in changes.items()
        ],
        "first": first,
        "last": last,
        "deal": deal,
        "level": LEVELS.index(level),
    }


def test_the_same_verdicts_in_the_browser_as_in_python(tried: Any) -> None:
    asked: list[dict[str, Any]] = []
    expected: list[tuple[Any, ...]] = []

    @settings(
        max_examples=CASES if THOROUGH else FEWER,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(tasks())
    def gather(task: Any) -> None:
        case, changes, deal, as_of, level = task
        python = Expected(case, changes)
        asked.append(asked_of(python, case, changes, deal, as_of, level))
        decided = python.decided(deal, as_of, level)
        expected.append((python.clashes(as_of), python.zones(as_of, level), python.rows(deal, as_of), decided))

    gather()
    for task, answer, (clashes, zones, rows, decided) in zip(asked, tried(asked), expected, strict=True):
        assert sorted([*sorted(pair[:2]), *pair[2:]] for pair in answer["clashes"]) == sorted(clashes), task
        assert by_leaf(answer["zones"]) == zones, task
        found = [[*row[:7], *map(sorted, row[7:])] for row in answer["rows"]]
        assert in_each_region(found) == rows, task
        assert dict(answer["totals"]) == {party: pytest.approx(ends, abs=2e-9) for party, ends in decided[0].items()}, (
            task
        )
        assert answer["decisions"] == decided[1], task

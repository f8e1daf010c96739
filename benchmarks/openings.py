"""Contradictions and openings of a large case, beside the same loop on z3 and the smallest opening by scipy's milp."""

from __future__ import annotations

import time
from collections.abc import Iterable

import numpy as np
import pandas as pd

import zopa
from zopa.graph.columns import RED_LINE
from zopa.queries.asking.deadline import Deadline
from zopa.queries.openings import openings
from zopa.queries.packages.agenda import Agenda, agenda
from zopa.queries.packages.conflicts import conflicts
from zopa.queries.packages.constraints import Literal
from zopa.queries.packages.minimal_sets import Limits, Stakes, bits, marco

from .generate import full

#: Parties, issues, options: as many red lines as make over a thousand at the largest.
SIZES = {"20 x 100 x 5": (20, 100, 5), "50 x 200 x 6": (50, 200, 6)}
CLUSTER = 10


def case(parties: int, issues: int, options: int, seed: int = 7) -> zopa.PositionGraph:
    """An invented case: three camps, red lines with a few options each, facts that tie issues in clusters."""
    rng = np.random.default_rng(seed)
    camp = rng.integers(0, 3, parties)
    liked = rng.integers(0, options, (3, issues))
    rows = []
    for party in range(parties):
        for issue in rng.choice(issues, rng.integers(issues // 10, issues // 6), replace=False):
            wanted = {
                int(liked[camp[party], issue]),
                *rng.choice(options, rng.integers(1, options - 2), replace=False).tolist(),
            }
            rows.append(
                {
                    "id": f"x{len(rows)}",
                    "party": f"p{party}",
                    "issue": f"i{issue}",
                    "stance": "demands",
                    "firmness": "red line",
                    "option": "|".join(f"o{o}" for o in sorted(wanted)),
                }
            )
    facts = []
    for cluster in range(issues // CLUSTER):
        for _ in range(3):
            a, b = rng.choice(CLUSTER, 2, replace=False) + cluster * CLUSTER
            relation = ["excludes", "implies"][int(rng.integers(2))]
            facts.append(
                {
                    "id": f"k{len(facts)}",
                    "option": f"i{a}/o{rng.integers(options)}",
                    "relation": relation,
                    "other": f"i{b}/o{rng.integers(options)}",
                }
            )
    tables = {
        "parties": pd.DataFrame({"id": [f"p{n}" for n in range(parties)]}),
        "issues": pd.DataFrame({"id": [f"i{n}" for n in range(issues)], "kind": "choice"}),
        "options": pd.DataFrame([{"issue": f"i{n}", "option": f"o{k}"} for n in range(issues) for k in range(options)]),
        "positions": pd.DataFrame(rows),
        "constraints": pd.DataFrame(facts),
    }
    names = zopa.load({"positions": pd.DataFrame({"party": ["a"], "issue": ["b"], "option": ["c"]})}, quiet=True).tables
    return zopa.PositionGraph({name: full(name, tables.get(name)) for name in names}, {"id": "invented"})


class Z3Oracle:
    """The same questions asked of z3."""

    def __init__(self, agenda: Agenda, questions: list[int], stakes: Iterable[int]) -> None:
        import z3

        self.z3, self.solver, cells = z3, z3.Solver(), set(questions)
        self.piece = {
            q: [z3.Bool(f"q{q}_{n}") for n in range(len(agenda.questions[q].settlements.pieces))] for q in questions
        }
        for pieces in self.piece.values():
            self.solver.add(z3.PbEq([(piece, 1) for piece in pieces], 1))
        self.selector = {stake: z3.Bool(f"s{stake}") for stake in stakes}
        self.number = {str(name): stake for stake, name in self.selector.items()}
        self.clauses = {stake: self._of(agenda.stakes[stake].clauses, cells) for stake in self.selector}
        for stake, clauses in self.clauses.items():
            for clause in clauses:
                self.solver.add(z3.Implies(self.selector[stake], clause))
        for rule in agenda.rules:
            self.solver.add(*self._of(rule.clauses, cells))

    def _of(self, clauses: list[tuple[Literal, ...]], cells: set[int]) -> list:
        return [
            self.z3.Or([self.piece[literal.question][bit] for literal in clause for bit in bits(literal.settlements)])
            for clause in clauses
            if all(literal.question in cells for literal in clause)
        ]

    def meets(self, stakes: Stakes) -> bool:
        return self.solver.check([self.selector[stake] for stake in stakes]) == self.z3.sat

    def core(self, stakes: Stakes) -> Stakes:
        self.solver.check([self.selector[stake] for stake in stakes])
        return frozenset(self.number[str(name)] for name in self.solver.unsat_core())

    def more(self, stakes: Stakes, among: Stakes) -> Stakes:
        model = self.solver.model()
        return stakes | {
            stake
            for stake in among - stakes
            if all(self.z3.is_true(model.eval(clause, model_completion=True)) for clause in self.clauses[stake])
        }


def with_z3(agenda: Agenda, limits: Limits) -> tuple[int, bool]:
    """Contradictions enumerated on z3, component by component; whether all were found in time."""
    contradictions, complete = set(), True
    for component in agenda.components:
        cells = set(component)
        stakes = [
            n
            for n, stake in enumerate(agenda.stakes)
            if any(literal.question in cells for clause in stake.clauses for literal in clause)
        ]
        sets, _ = marco(stakes, Z3Oracle(agenda, component, stakes), limits)
        contradictions |= set(sets.sets)
        complete &= sets.complete
    return len(contradictions), complete


def smallest_with_milp(agenda: Agenda) -> float:
    """Size of the smallest opening of the whole case, by one mixed-integer program."""
    from scipy.optimize import LinearConstraint, milp
    from scipy.sparse import csr_array

    first, count = {}, 0
    for question, cell in enumerate(agenda.questions):
        first[question] = count
        count += len(cell.settlements.pieces)
    width = count + len(agenda.stakes)
    rows, low, high = [], [], []
    for question, cell in enumerate(agenda.questions):
        rows.append({first[question] + n: 1.0 for n in range(len(cell.settlements.pieces))})
        low.append(1.0)
        high.append(1.0)
    clauses = [(None, clause) for rule in agenda.rules for clause in rule.clauses]
    clauses += [(n, clause) for n, stake in enumerate(agenda.stakes) for clause in stake.clauses]
    for stake, clause in clauses:
        row = {first[literal.question] + bit: 1.0 for literal in clause for bit in bits(literal.settlements)}
        rows.append(row | ({count + stake: 1.0} if stake is not None else {}))
        low.append(1.0)
        high.append(np.inf)
    at = [(n, column, coefficient) for n, row in enumerate(rows) for column, coefficient in row.items()]
    matrix = csr_array(
        ([v for _, _, v in at], ([n for n, _, _ in at], [c for _, c, _ in at])), shape=(len(rows), width)
    )
    answer = milp(
        np.r_[np.zeros(count), np.ones(width - count)],
        constraints=LinearConstraint(matrix, low, high),
        integrality=np.ones(width),
    )
    return float(round(answer.fun))


def run(say) -> None:
    """Print the measurements."""
    for name, size in SIZES.items():
        graph = case(*size)
        whole = agenda(graph, level=RED_LINE)
        begun = time.perf_counter()
        contradictions = conflicts(whole, Limits(1_000_000))
        contradicting = time.perf_counter() - begun
        begun = time.perf_counter()
        listed = openings(graph, limit=100_000)
        opening = time.perf_counter() - begun
        print(f"\nContradictions and openings of {name} (parties, issues, options): {len(whole.stakes):,} red lines")
        say(
            f"all {len(contradictions.sets):,} contradictions",
            f"{contradicting:,.2f} s",
            f"complete: {contradictions.complete}",
        )
        say(
            f"all {len(listed):,} openings, with sentences",
            f"{opening:,.2f} s",
            f"complete: {listed.attrs['complete']}",
        )
        begun = time.perf_counter()
        count_z3, complete = with_z3(whole, Limits(1_000_000, Deadline(60 * contradicting + 60)))
        seconds = time.perf_counter() - begun
        say(
            "the same loop on z3 / zopa, contradictions",
            f"{seconds / contradicting:,.0f}",
            f"target >= 10; found {count_z3:,}, complete: {complete}",
        )
        begun = time.perf_counter()
        least = openings(graph, limit=1)
        smallest = time.perf_counter() - begun
        begun = time.perf_counter()
        program = smallest_with_milp(whole)
        seconds = time.perf_counter() - begun
        say(
            f"scipy milp / zopa, smallest opening ({least['cost'].sum():.0f}; milp {program:.0f})",
            f"{seconds / smallest:,.2f}",
            "",
        )

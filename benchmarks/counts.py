"""Counts of packages without listing: twelve parties with walk-away values over a million packages, and beside NegMAS."""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

import zopa

from .frontier import NEGMAS

PARTIES, ISSUES, OPTIONS = 12, 6, 10
#: NegMAS goes through every package, so it is given a tenth of them: one issue less.
FEWER_ISSUES = 5
WALK_AWAY = 0.4

#: Run by NegMAS's own interpreter: makes the same utility functions, goes through every outcome once, and prints the seconds
#: of the processor, how many outcomes there are and how many reach the reserved value of everybody.
SCRIPT = """
import json, sys, time
from negmas.outcomes import make_issue, make_os
from negmas.preferences import LinearAdditiveUtilityFunction
case = json.load(open(sys.argv[1]))
space = make_os([make_issue(list(options), issue) for issue, options in case["sheets"][0].items()])
weights = dict.fromkeys(case["sheets"][0], 1 / len(case["sheets"][0]))
functions = [
    LinearAdditiveUtilityFunction(values=sheet, weights=weights, outcome_space=space, reserved_value=case["least"])
    for sheet in case["sheets"]
]
begun = time.process_time()
outcomes = passing = 0
for outcome in space.enumerate():
    outcomes += 1
    # What is added up in another order may differ in the last digit.
    passing += all([function(outcome) >= function.reserved_value - 1e-9 for function in functions])
print(time.process_time() - begun, outcomes, passing)
"""


def sheets(issues: int, seed: int = 7) -> list[dict[str, dict[str, float]]]:
    """Score sheets in whole points out of ten: for each party what it gets from each option of each issue."""
    draw = np.random.default_rng(seed)
    return [
        {
            f"i{issue}": {f"o{option}": int(draw.integers(0, 11)) / 10 for option in range(OPTIONS)}
            for issue in range(issues)
        }
        for _ in range(PARTIES)
    ]


def scored(case: list[dict[str, dict[str, float]]]) -> zopa.PositionGraph:
    """The same as a case, every party with a walk-away value."""
    rows = [
        (f"p{party}", issue, option, score)
        for party, sheet in enumerate(case)
        for issue, options in sheet.items()
        for option, score in options.items()
    ]
    positions = pd.DataFrame(rows, columns=["party", "issue", "option", "satisfaction"]).assign(stance="accepts")
    parties = pd.DataFrame({"id": [f"p{party}" for party in range(len(case))], "walk_away": WALK_AWAY})
    issues = pd.DataFrame({"id": list(case[0]), "kind": "choice", "closed": "yes"})
    return zopa.load({"positions": positions, "parties": parties, "issues": issues}, quiet=True)


def counted(graph: zopa.PositionGraph) -> tuple[int, int, float, float]:
    """All packages and those that pass, and the seconds on the clock and of the processor that counting them took."""
    begun, processor = time.perf_counter(), time.process_time()
    rows = graph.deals(count_only=True).set_index("counted")["packages"]
    return int(rows["all"]), int(rows["pass"]), time.perf_counter() - begun, time.process_time() - processor


def run(say: Callable[[str, str, str], None]) -> None:
    """Print the measurements."""
    print("\nCounts of packages without listing")
    packages, passing, wall, processor = counted(scored(sheets(ISSUES)))
    label = f"{PARTIES} parties, {packages:,} packages: {passing:,} pass"
    say(label, f"{wall:,.1f} s", f"processor {processor:,.1f} s   target: seconds")
    case = sheets(FEWER_ISSUES)
    packages, passing, wall, processor = counted(scored(case))
    label = f"{PARTIES} parties, {packages:,} packages: {passing:,} pass"
    say(label, f"{wall:,.2f} s", f"processor {processor:,.2f} s")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "sheets.json"
        file.write_text(json.dumps({"sheets": case, "least": WALK_AWAY}))
        done = subprocess.run([NEGMAS, "-c", SCRIPT, file], capture_output=True, text=True, check=True)
    seconds, outcomes, rational = done.stdout.split()[-3:]
    if (int(outcomes), int(rational)) != (packages, passing):
        raise SystemExit(f"the tools disagree: {rational} of {outcomes} in NegMAS, {passing} of {packages} here")
    say(
        "NegMAS: every outcome, every utility function", f"{float(seconds):,.1f} s", "processor; the same number passes"
    )
    say("NegMAS / zopa, processor", f"{float(seconds) / processor:,.0f}", "target >= 50")

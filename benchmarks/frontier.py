"""The Pareto frontier of large spaces of deals, beside NegMAS on the same deals in an environment of its own."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Callable
from itertools import product
from pathlib import Path

import numpy as np

from zopa.queries.packages.pareto import pareto_sum

NEGMAS = Path(".venv/negmas/bin/python")

#: Run by NegMAS's own interpreter: reads the satisfaction of every deal, prints the seconds and the size of the frontier.
SCRIPT = """
import sys, time
import numpy as np
from negmas.preferences.ops import pareto_frontier_numpy
points = np.load(sys.argv[1])
begun = time.perf_counter()
found = pareto_frontier_numpy(points)
print(time.perf_counter() - begun, len(found))
"""


def satisfaction(issues: int, options: int, parties: int, seed: int = 7) -> list[np.ndarray]:
    """For each issue what each party gets from each option, in millionths: weighted, partly opposed."""
    rng = np.random.default_rng(seed)
    weight = rng.dirichlet(np.ones(issues), parties)
    by_issue = []
    for issue in range(issues):
        common = rng.random(options)
        individual = rng.random((options, parties))
        opposed = np.where(np.arange(parties) % 2, common[:, None], 1 - common[:, None])
        by_issue.append(np.rint((0.5 * individual + 0.5 * opposed) * weight[:, issue] * 1_000_000).astype(np.int64))
    return by_issue


def run(say: Callable[[str, str, str], None]) -> None:
    """Print the measurements."""
    print("\nPareto frontier of additive satisfaction")
    arrays = satisfaction(6, 10, 4)
    points = pareto_sum(arrays).points
    begun = time.perf_counter()
    points = pareto_sum(arrays).points
    seconds_zopa = time.perf_counter() - begun
    say(f"10^6 deals, 4 parties: {len(points):,} on the frontier", f"{seconds_zopa * 1000:,.0f} ms", "never enumerated")
    with tempfile.TemporaryDirectory() as folder:
        deals = np.array([np.sum(satisfactions, axis=0) for satisfactions in product(*arrays)])
        file = Path(folder) / "deals.npy"
        np.save(file, deals)
        done = subprocess.run([NEGMAS, "-c", SCRIPT, file], capture_output=True, text=True, check=True)
    seconds, size = done.stdout.split()[-2:]
    say(
        f"NegMAS, pareto_frontier_numpy: {int(size):,} on it",
        f"{float(seconds):,.1f} s",
        "the deals given to it made beforehand",
    )
    say("NegMAS / zopa", f"{float(seconds) / seconds_zopa:,.0f}", "target >= 50")
    arrays = satisfaction(12, 10, 3)
    begun = time.perf_counter()
    points = pareto_sum(arrays).points
    seconds_large = time.perf_counter() - begun
    say(f"10^12 deals, 3 parties: {len(points):,} on the frontier", f"{seconds_large:,.2f} s", "target < 1 s")

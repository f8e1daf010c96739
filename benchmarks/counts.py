"""Counts of packages without listing: twelve parties with walk-away values over a million packages."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pandas as pd

import zopa

PARTIES, ISSUES, OPTIONS = 12, 6, 10


def scored(seed: int = 7) -> zopa.PositionGraph:
    """Score sheets in whole points, every party with a walk-away value."""
    draw = np.random.default_rng(seed)
    rows = [
        (f"p{party}", f"i{issue}", f"o{option}", int(draw.integers(0, 11)) / 10)
        for party in range(PARTIES)
        for issue in range(ISSUES)
        for option in range(OPTIONS)
    ]
    positions = pd.DataFrame(rows, columns=["party", "issue", "option", "satisfaction"]).assign(stance="accepts")
    parties = pd.DataFrame({"id": [f"p{party}" for party in range(PARTIES)], "walk_away": 0.4})
    return zopa.load({"positions": positions, "parties": parties}, quiet=True)


def run(say: Callable[[str, str, str], None]) -> None:
    """Print the measurements."""
    print("\nCounts of packages without listing")
    graph = scored()
    begun, processor = time.perf_counter(), time.process_time()
    counted = graph.deals(count_only=True).set_index("counted")["packages"]
    wall, processor = time.perf_counter() - begun, time.process_time() - processor
    label = f"{PARTIES} parties, {counted['all']:,} packages: {counted['pass']:,} pass"
    say(label, f"{wall:,.1f} s", f"processor {processor:,.1f} s   target: seconds")

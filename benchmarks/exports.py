"""Graphs for other programs: 100,000 positions to GraphML and GEXF beside the writers of networkx on the same graph."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import networkx as nx

import zopa
from zopa.graph.formats.registry import write
from zopa.graph.network import network

from .generate import case

Say = Callable[..., None]

POSITIONS, PARTIES, ISSUES = 100_000, 100, 1_000


def run(say: Say) -> None:
    """Print both, in seconds of the processor."""
    graph = zopa.PositionGraph(case(POSITIONS, PARTIES, ISSUES), {"id": "invented"})
    whole = network(graph.tables)
    # Without pairs of positions, which are queries of their own.
    vars(graph)["nx"] = whole
    print(f"\nA graph of {len(whole):,} nodes and {whole.number_of_edges():,} edges")
    with tempfile.TemporaryDirectory() as folder:
        for form, bare in (("graphml", nx.write_graphml), ("gexf", nx.write_gexf)):
            path = Path(folder) / f"a.{form}"
            theirs = _seconds(lambda bare=bare, path=path: bare(whole, path))
            ours = _seconds(lambda path=path: write(graph, path))
            say(f"networkx to {form}", f"{theirs:,.1f} s")
            say(f"zopa to {form}", f"{ours:,.1f} s", f"{ours / theirs:.2f} x networkx   target <= 1.5")


def _seconds(job: Callable[[], object]) -> float:
    begun = time.process_time()
    job()
    return time.process_time() - begun

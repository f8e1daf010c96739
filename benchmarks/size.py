"""Growth with the size of a case: zones, histories, the summary, the page, the memory of its layout, the view of regions."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import zopa
from zopa.graph.page.html import write_page

from .generate import case
from .page import chromium

Say = Callable[..., None]
T = TypeVar("T")

#: Parties and issues of a case of so many positions.
SHAPES = {2_000: (25, 80), 10_000: (50, 200), 50_000: (80, 600), 100_000: (100, 1_000)}
DAY = "2019-06-01"

#: Peak memory of a picture in which all nodes but two are linked with one; read from the kernel's own note.
STAR = """
import re, sys
import numpy as np
from zopa.graph.page.layout import arrange
count = int(sys.argv[1])
peak = lambda: int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
links, before = np.array([[0, leaf] for leaf in range(1, count)]), peak()
arrange(count, links)
print(peak() - before)
"""
#: One redraw of the view of regions, after a filter was changed, with its layout.
REDRAW = """() => {
  const box = document.querySelector("#filters input[data-name]"), taken = [];
  for (let k = 0; k < 7; k++) {
    const begun = performance.now();
    box.click();
    document.body.getBoundingClientRect();
    taken.push(performance.now() - begun);
  }
  return taken.sort((a, b) => a - b)[3];
}"""


def run(say: Say) -> None:
    """Print the measurements."""
    _queries(say)
    _layout(say)
    _pages(say)
    _regions(say)


def invented(size: int) -> zopa.PositionGraph:
    """A case of so many positions, its columns made."""
    graph = zopa.PositionGraph(case(size, *SHAPES[size]), {"id": "invented", "title": "Invented"})
    assert len(graph.columns) == size
    return graph


def _queries(say: Say) -> None:
    print("\nZones, histories and the summary")
    targets = {(10_000, DAY): "1 s", (10_000, "all"): "10 s", (100_000, DAY): "15 s"}
    for size in (10_000, 100_000):
        graph = invented(size)
        for as_of in (DAY, "all") if size == 10_000 else (DAY,):
            when = "a day" if as_of == DAY else "all dates"
            seconds, rows = _timed(lambda graph=graph, as_of=as_of: len(graph.zones(as_of=as_of)))
            target = targets[size, as_of]
            say(f"zones of {size:,} positions, {when}", f"{seconds:,.2f} s", f"target <= {target}   {rows:,} rows")
            for name in ("summary", "history"):
                query_seconds, _ = _timed(
                    lambda graph=graph, as_of=as_of, name=name: len(getattr(graph, name)(as_of=as_of))
                )
                least = "1 x zones" if name == "summary" else target
                say(
                    f"{name}, {when}",
                    f"{query_seconds:,.2f} s",
                    f"{query_seconds / seconds:.2f} x zones   target <= {least}",
                )


def _layout(say: Say) -> None:
    print("\nMemory of the layout of a star")
    used = {}
    for count in (5_000, 20_000):
        done = subprocess.run([sys.executable, "-c", STAR, str(count)], capture_output=True, text=True, check=True)
        used[count] = int(done.stdout)
        say(f"{count:,} nodes", f"{used[count] / 1024:,.0f} MB", f"{used[count] / count:,.1f} KB a node")
    say("four times the nodes", f"{used[20_000] / max(used[5_000], 1):.1f} x", "target <= 5")


def _pages(say: Say) -> None:
    print("\nMaking the page")
    with tempfile.TemporaryDirectory() as folder:
        graph = invented(10_000)
        seconds, path = _timed(lambda: graph.page(Path(folder) / "page.html"))
        say("10,000 positions", f"{seconds:,.1f} s", f"target <= 30 s   {path.stat().st_size / 1e6:.1f} MB")
        large = invented(50_000)
        begun = time.perf_counter()
        try:
            large.page(Path(folder) / "large.html")
        except ValueError as error:
            print(f"  {error}")
        say("50,000 positions", f"{time.perf_counter() - begun:,.1f} s", "target: refused <= 5 s, or made <= 90 s")


def _regions(say: Say) -> None:
    print("\nThe view of regions, 2,000 positions in 781 regions")
    graph = invented(2_000)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        path = write_page(
            graph, Path(folder) / "page.html", graph.clashes(as_of="all"), graph.overlap_pairs(as_of="all")
        )
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.set_default_timeout(180_000)
        page.goto(path.as_uri())
        page.wait_for_function("() => Boolean(window.zopa?.ready)")
        page.evaluate("() => zopa.apply({ view: 'regions' })")
        page.wait_for_selector("#regions table tbody tr")
        say("one redraw after a filter", f"{page.evaluate(REDRAW):,.0f} ms", "target <= 300 ms")


def _timed(job: Callable[[], T]) -> tuple[float, T]:
    begun = time.perf_counter()
    answer = job()
    return time.perf_counter() - begun, answer

"""The exported page beside plain pyvis: same nodes, links, words and places, physics off, in one run of one Chromium."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any
from unittest import mock

import numpy as np
import pandas as pd
from pyvis.network import Network

import zopa
from zopa.graph.page import data as views
from zopa.graph.page.data import View, view
from zopa.graph.page.html import PositionsNetwork

from .generate import full

#: How many nodes.
SIZES = (500, 2_000, 10_000)
#: What the invented case is written with.
WORDS = "the mandate of delegation line border water winter council police return school road"
#: Budgets: how much of plain pyvis's figure the page may take.
BUDGETS = {
    "file, uncompressed": {500: 0.75, 2_000: 0.70, 10_000: 0.65},
    "file, compressed": {500: 0.25, 2_000: 0.18, 10_000: 0.13},
    "first draw": {500: 1.0, 2_000: 0.65, 10_000: 0.50},
    "one redraw": {2_000: 0.40, 10_000: 0.50},
    "adds and render, compressed": {500: 0.7, 2_000: 0.8, 10_000: 0.25},
}
#: Everything that the legend can switch on is drawn here, as pyvis draws everything.
ALL = """() => {
  for (const box of document.querySelectorAll("#filters input[data-name]")) if (!box.checked) box.click();
}"""
#: The first time that ink reaches the canvas of the graph, and when that frame was over.
WATCH = """() => {
  const fill = CanvasRenderingContext2D.prototype.fill;
  CanvasRenderingContext2D.prototype.fill = function (...all) {
    if (window.drawn === undefined && this.canvas.closest("#graph, #mynetwork")) {
      window.drawn = null;
      requestAnimationFrame(() => setTimeout(() => { window.drawn = performance.now(); }));
    }
    return fill.apply(this, all);
  };
}"""
DRAWN = "() => typeof window.drawn === 'number' || (window.drawn === undefined && Boolean(window.zopa?.ready))"
#: One redraw; a pixel is read back, so that nothing of it is put off.
REDRAW = """() => {
  const canvas = document.querySelector("#graph canvas, #mynetwork canvas");
  const redraw = window.zopa ? window.zopa.redraw : () => network.redraw();
  const once = () => { redraw(); canvas.getContext("2d").getImageData(0, 0, 1, 1); };
  once();
  const begun = performance.now();
  for (let i = 0; i < 5; i++) once();
  return (performance.now() - begun) / 5;
}"""


def case(nodes: int, seed: int = 7) -> zopa.PositionGraph:
    """An invented case of about so many nodes: two in five are positions, two in five the evidence behind them."""
    rng = np.random.default_rng(seed)
    positions = int(nodes * 0.4)
    parties, issues, places = 12 + nodes // 100, 8 + nodes // 50, 5 + nodes // 60
    options = 4
    issue = rng.integers(0, issues, positions)

    def invented(count: int) -> str:
        return " ".join(rng.choice(WORDS.split(), count))

    tables = {
        "parties": pd.DataFrame(
            {"id": [f"p{n}" for n in range(parties)], "name": [f"Party {n}" for n in range(parties)]}
        ),
        "issues": pd.DataFrame(
            {
                "id": [f"i{n}" for n in range(issues)],
                "name": [f"Issue {n}: {invented(3)}" for n in range(issues)],
                "kind": "choice",
                "per_region": "yes",
            }
        ),
        "options": pd.DataFrame(
            [
                {"issue": f"i{n}", "option": f"o{k}", "name": f"{invented(3)} {k}"}
                for n in range(issues)
                for k in range(options)
            ]
        ),
        "regions": pd.DataFrame(
            {
                "id": [f"r{n}" for n in range(places)],
                "name": [f"Region {n}" for n in range(places)],
                "part_of": [None, *(f"r{(n - 1) // 4}" for n in range(1, places))],
            }
        ),
        "positions": pd.DataFrame(
            {
                "id": [f"x{n}" for n in range(positions)],
                "party": [f"p{n}" for n in rng.integers(0, parties, positions)],
                "issue": [f"i{n}" for n in issue],
                "stance": rng.choice(["demands", "accepts"], positions, p=[0.5, 0.5]),
                "option": [f"o{n}" for n in rng.integers(0, options, positions)],
                "firmness": rng.choice(["red line", "bottom line", "aim", None], positions),
                "regions": [f"r{n}" for n in rng.integers(1, places, positions)],
                "start": [f"20{10 + n:02}-03" for n in rng.integers(0, 8, positions)],
                "evidence": [f"e{n}" for n in range(positions)],
            }
        ),
        "evidence": pd.DataFrame(
            {
                "id": [f"e{n}" for n in range(positions)],
                "quote": [invented(22) for _ in range(positions)],
                "source": [f"s{n}" for n in rng.integers(0, max(nodes // 25, 4), positions)],
                "locator": [f"p. {n}" for n in rng.integers(1, 90, positions)],
                "attribution": "stated",
            }
        ),
        "sources": pd.DataFrame(
            [
                {"id": f"s{n}", "title": f"Record {n} of the {invented(3)}", "url": f"https://example.org/records/{n}"}
                for n in range(max(nodes // 25, 4))
            ]
        ),
    }
    names = zopa.load({"positions": pd.DataFrame({"party": ["a"], "issue": ["b"], "option": ["c"]})}, quiet=True).tables
    return zopa.PositionGraph({name: full(name, tables.get(name)) for name in names}, {"id": "invented"})


def plain_pyvis(shown: View) -> str:
    """The same nodes, links, words and places through pyvis alone."""
    drawing = Network(directed=True, cdn_resources="in_line", height="900px", width="100%")
    drawing.toggle_physics(False)
    for node in shown.nodes:
        drawing.add_node(
            node["id"],
            label=node["label"],
            title=tooltip(node["cells"]),
            group=node["kind"],
            x=node["x"],
            y=node["y"],
            size=8,
        )
    for edge in shown.edges:
        drawing.add_edge(edge["from"], edge["to"], title=tooltip(edge.get("cells") or {}) or edge["kind"])
    return drawing.generate_html()


def tooltip(cells: dict[str, Any]) -> str:
    """All that is known of a node or link, as pyvis would show it on hovering."""
    return "\n".join(f"{name}: {cell}" for name, cell in cells.items())


@contextmanager
def chromium() -> Iterator[Any]:
    """A Chromium without a network."""
    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        raise SystemExit("no Chromium on PATH: install it to measure the page")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


def visit(browser: Any, path: Path) -> tuple[float, float]:
    """Milliseconds until the page is first drawn, and for one redraw of everything that it can show."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(180_000)
    context.route("**/*", lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort())
    page.add_init_script(f"({WATCH})()")
    page.goto(path.as_uri(), wait_until="commit")
    page.wait_for_function(DRAWN)
    first = page.evaluate("window.drawn ?? performance.now()")
    if page.evaluate("Boolean(window.zopa)"):
        if page.locator("#show-graph").count():
            page.locator("#show-graph").click()
        page.evaluate(ALL)
    redraw = page.evaluate(REDRAW)
    context.close()
    return first, redraw


def run(say: Callable[[str, str, str], None]) -> None:
    """Print the measurements."""
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        for size in SIZES:
            rounds = 3 if size == 10_000 else 5
            graph = case(size)
            clashes, overlaps = graph.clashes(as_of="all"), graph.overlap_pairs(as_of="all")
            shown = view(graph, clashes, overlaps)
            print(
                f"\nThe page of {len(shown.nodes):,} nodes and {len(shown.edges):,} links, beside pyvis (median of {rounds})"
            )
            jobs: dict[str, Callable[[], str]] = {
                "pyvis": lambda shown=shown: plain_pyvis(shown),
                "plain": lambda shown=shown: PositionsNetwork.from_view(shown).generate_html(compress=False),
                "compressed": lambda shown=shown: PositionsNetwork.from_view(shown).generate_html(compress=True),
            }
            seconds: dict[str, list[float]] = {name: [] for name in jobs}
            drawn: dict[str, list[float]] = {name: [] for name in jobs}
            redrawn: dict[str, list[float]] = {name: [] for name in jobs}
            bytes_: dict[str, int] = {}
            for _ in range(rounds):
                for name, job in jobs.items():
                    begun = time.perf_counter()
                    text = job()
                    seconds[name].append(time.perf_counter() - begun)
                    bytes_[name] = len(text.encode("utf-8"))
                    path = Path(folder) / f"{name}.html"
                    path.write_text(text, encoding="utf-8")
                    first, again = visit(browser, path)
                    drawn[name].append(first)
                    redrawn[name].append(again)
            figures = {
                "file, uncompressed": ("MB", bytes_["plain"] / 1e6, bytes_["pyvis"] / 1e6),
                "file, compressed": ("MB", bytes_["compressed"] / 1e6, bytes_["pyvis"] / 1e6),
                "first draw": ("ms", median(drawn["plain"]), median(drawn["pyvis"])),
                "first draw, compressed": ("ms", median(drawn["compressed"]), median(drawn["pyvis"])),
                "one redraw": ("ms", median(redrawn["plain"]), median(redrawn["pyvis"])),
                "adds and render": ("s", median(seconds["plain"]), median(seconds["pyvis"])),
                "adds and render, compressed": ("s", median(seconds["compressed"]), median(seconds["pyvis"])),
            }
            for label, (unit, ours, theirs) in figures.items():
                budget = BUDGETS.get(
                    label.removesuffix(", compressed") if label.startswith("first") else label, {}
                ).get(size)
                say(
                    label,
                    f"{ours / theirs:.2f}",
                    f"{f'budget <= {budget}' if budget else '':<16} {ours:,.3g} {unit} beside {theirs:,.3g} {unit}",
                )
            written = len(graph.page(Path(folder) / "whole.html").read_bytes())
            say(
                "file as case.page writes it, with pictures and findings",
                f"{written / bytes_['pyvis']:.2f}",
                f"{written / 1e6:,.3g} MB beside {bytes_['pyvis'] / 1e6:,.3g} MB",
            )
            say("everything before the render, without the layout", f"{records(graph, clashes, overlaps):,.2f} s", "")


def records(graph: zopa.PositionGraph, clashes: pd.DataFrame, overlaps: pd.DataFrame) -> float:
    """Seconds to turn tables into records, the layout left out."""
    seconds = []
    for _ in range(3):
        with mock.patch.object(views, "_place"):
            begun = time.perf_counter()
            view(graph, clashes, overlaps)
            seconds.append(time.perf_counter() - begun)
    return median(seconds)

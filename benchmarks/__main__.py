"""``make bench``: prints each measurement beside its peer and its target."""

from __future__ import annotations

import gc
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pandas as pd

import zopa
from zopa.graph import rule
from zopa.graph.columns import compile_columns
from zopa.queries.clashes import listed_pairs

from . import counts, deal, exports, frontier, openings, page, peers, shared, size, tables
from .generate import case

SIZES = {1_000: (20, 50), 100_000: (100, 1_000), 1_000_000: (300, 5_000)}


def timed(jobs: dict[str, Callable[[], object]], rounds: int) -> dict[str, tuple[float, float, object]]:
    """Median wall and processor seconds of jobs that take turns, and what each last gave."""
    seconds_of: dict[str, list[tuple[float, float]]] = {name: [] for name in jobs}
    answers: dict[str, object] = {}
    for _ in range(rounds):
        for name, job in jobs.items():
            gc.collect()
            wall, cpu = time.perf_counter(), time.process_time()
            answers[name] = job()
            seconds_of[name].append((time.perf_counter() - wall, time.process_time() - cpu))
    return {
        name: (median(wall for wall, _ in seconds), median(cpu for _, cpu in seconds), answers[name])
        for name, seconds in seconds_of.items()
    }


def say(label: str, amount: str, target: str = "") -> None:
    print(f"  {label:<58} {amount:>14}   {target}", flush=True)


def clash_listing() -> None:
    """Clashes at three sizes beside joins and a loop on the same rows."""
    for count, (parties, issues) in SIZES.items():
        graph = zopa.PositionGraph(
            case(count, parties, issues, skew=0.0 if count == 1_000_000 else 0.7), {"id": "invented"}
        )
        columns = graph.columns
        table, above = peers.rows(columns), peers.ancestors(columns)
        jobs: dict[str, Callable[[], object]] = {
            "zopa": lambda graph=graph: len(listed_pairs(graph).a),
            "zopa, counted": lambda graph=graph: graph.clashes(as_of="all", count_only=True),
            "zopa, as a table": lambda graph=graph: len(graph.clashes(as_of="all", why=False)),
            "polars, as a table": lambda table=table, above=above, columns=columns: peers.table_with_polars(
                table, above, columns
            ),
            "polars": lambda table=table, above=above: peers.with_polars(table, above),
            "duckdb": lambda table=table, above=above: peers.with_duckdb(table, above),
        }
        if count == 1_000:
            jobs["zopa, as a table with sentences"] = lambda graph=graph: len(graph.clashes(as_of="all"))
            loop = peers.position_graph(table)
            jobs["networkx loop"] = lambda loop=loop, above=above: peers.with_networkx(loop, above)
        timings = timed(jobs, 11 if count == 1_000 else 5 if count == 100_000 else 3)
        counts = {name: answer for name, (_, _, answer) in timings.items()}
        if len(set(counts.values())) != 1:
            raise SystemExit(f"the tools disagree: {counts}")
        print(f"\nClashes of {count:,} positions: {counts['zopa']:,} pairs, the same from every tool")
        for name, (wall, cpu, _) in timings.items():
            against = f"{wall / timings['zopa'][0]:.1f} x zopa" if name != "zopa" else ""
            say(name, f"{wall * 1000:,.1f} ms", f"processor {cpu * 1000:,.1f} ms   {against}")
        if count == 1_000_000:
            bare, table_seconds = timings["zopa"][0], timings["zopa, as a table"][0]
            say("the table / the bare listing", f"{table_seconds / bare:.1f}", "target <= 2.5")
            say(
                "the table / polars making it",
                f"{table_seconds / timings['polars, as a table'][0]:.2f}",
                "target <= 1.2",
            )
            for peer in ("polars", "duckdb"):
                say(
                    f"{peer} / zopa, wall; processor",
                    f"{timings[peer][0] / timings['zopa'][0]:.1f}; {timings[peer][1] / timings['zopa'][1]:.1f}",
                    "target >= 4",
                )
        if count == 1_000:
            say("networkx loop / zopa", f"{timings['networkx loop'][0] / timings['zopa'][0]:.0f}", "target >= 200")


def memory() -> None:
    """Bytes a position in columns beside a networkx graph of the same positions."""
    graph = zopa.PositionGraph(case(100_000, 100, 1_000), {"id": "invented"})
    columns, table = graph.columns, peers.rows(graph.columns)
    gc.collect()
    before = resident()
    loop = peers.position_graph(table)
    per_position = (resident() - before) / len(table)
    print(f"\nMemory of 100,000 positions ({loop.number_of_nodes():,} nodes in networkx)")
    say("columns", f"{columns.bytes_per_position:.0f} B each")
    say("networkx MultiDiGraph", f"{per_position:,.0f} B each")
    say("MultiDiGraph / columns", f"{per_position / columns.bytes_per_position:.0f}", "target >= 50")


def resident() -> int:
    """Resident memory of this process in bytes."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text().split()[1]) * resource.getpagesize()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def imports() -> None:
    """Importing zopa beside importing pandas and networkx; the help of the command beside both."""
    commands = {
        "import pandas, networkx": [sys.executable, "-c", "import pandas, networkx"],
        "import zopa, then load": [sys.executable, "-c", "import zopa, zopa.queries, zopa.loaders, pandas, networkx"],
        "import zopa": [sys.executable, "-c", "import zopa"],
        "zopa --help": [sys.executable, "-m", "zopa", "--help"],
    }
    timings = timed(
        {
            name: lambda c=command: subprocess.run(c, check=True, capture_output=True)
            for name, command in commands.items()
        },
        7,
    )
    print("\nImports")
    for name, (wall, _, _) in timings.items():
        say(
            name,
            f"{wall * 1000:,.0f} ms",
            f"{wall / timings['import pandas, networkx'][0]:.2f} x   {'target <= 1.2' if name == 'import zopa' else ''}",
        )


def loading() -> None:
    """Loading and checking a dossier beside reading the same files."""
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        graph = zopa.PositionGraph(consistent(case(100_000, 200, 500)), {"id": "invented", "title": "Invented"})
        path = zopa.save(graph, Path(folder) / "case")
        files = sorted(path.glob("*.csv"))
        timings = timed(
            {
                "pandas.read_csv": lambda: [pd.read_csv(file) for file in files],
                "zopa.load (reads and checks)": lambda: zopa.load(path, quiet=True),
            },
            5,
        )
    print("\nA dossier of 100,000 positions")
    for name, (wall, _, _) in timings.items():
        say(
            name,
            f"{wall * 1000:,.0f} ms",
            f"{wall / timings['pandas.read_csv'][0]:.1f} x   {'target <= 8' if name.startswith('zopa') else ''}",
        )


def consistent(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The same case made fit to load: a day for each position of a party, so that none contradicts itself or everything."""
    positions = tables["positions"].copy()
    nth = positions.groupby(["party", "issue"]).cumcount()
    days = pd.Timestamp("1900-01-01") + pd.to_timedelta(nth, unit="D")
    positions["start"] = positions["end"] = days.dt.strftime("%Y-%m-%d").astype("str")
    everything = rule.rules_out_everything(compile_columns(tables))
    positions.loc[everything, "stance"] = "accepts"
    positions.loc[everything, "firmness"] = None
    return tables | {"positions": positions}


if __name__ == "__main__":
    parts = {
        "clashes": clash_listing,
        "memory": memory,
        "imports": imports,
        "loading": loading,
        "openings": lambda: openings.run(say),
        "frontier": lambda: frontier.run(say),
        "counts": lambda: counts.run(say),
        "page": lambda: page.run(say),
        "deal": lambda: deal.run(say),
        "size": lambda: size.run(say),
        "tables": lambda: tables.run(say),
        "shared": lambda: shared.run(say),
        "exports": lambda: exports.run(say),
    }
    for name in sys.argv[1:] or parts:
        parts[name]()

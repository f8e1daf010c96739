"""Tables of other people: 870,200 votes read beside ``pandas.read_csv``, 100,000 statements beside a groupby of pandas."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
import pandas as pd

import zopa

Say = Callable[..., None]

STATES, RESOLUTIONS = 190, 4_580
STATEMENTS, ROUNDS = 100_000, 5
#: Read by a program of its own, whose peak is its own: that of getrusage begins with its parent's.
#: Seconds are those of the processor, of rounds in which the three take turns; the least of each is what it takes.
READ = """
import gc, re, sys, time, warnings
warnings.simplefilter("ignore")
import pandas as pd, zopa
def timed(job):
    gc.collect()
    begun = time.process_time()
    answer = job()
    return answer, time.process_time() - begun
peak = lambda: int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
zopa.load("river-basin", quiet=True)
rounds = []
for _ in range(int(sys.argv[2])):
    table, bare = timed(lambda: pd.read_csv(sys.argv[1]))
    case, read = timed(lambda: zopa.load(sys.argv[1], quiet=True))
    counts, counted = timed(lambda: case.tables["positions"].groupby(["issue", "stance"]).size())
    assert counts.sum() == len(table) == len(case.tables["positions"])
    rounds.append((bare, read, counted))
    at_most = peak()
    del table, counts
    if len(rounds) < int(sys.argv[2]):
        del case
told, asked = timed(lambda: case.support(as_of="all"))
assert (told["in_favour"] + told["against"] + told["abstaining"] + told["unknown"]).eq(case.tables["parties"].shape[0]).all()
print(*map(min, zip(*rounds)), at_most, asked)
"""


def run(say: Say) -> None:
    """Print both."""
    with tempfile.TemporaryDirectory() as folder:
        path = votes(Path(folder) / "votes.csv")
        command = [sys.executable, "-c", READ, path, str(ROUNDS)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        bare, read, counted, peak, asked = map(float, done.stdout.split())
        print(f"\n{STATES * RESOLUTIONS:,} votes in one file of {path.stat().st_size / 1e6:.0f} MB")
        say("pandas.read_csv, processor", f"{bare:,.2f} s")
        say("zopa.load (reads, checks, makes a case)", f"{read:,.2f} s", f"{read / bare:.1f} x")
        say("its table of positions, counted by resolution and stance", f"{counted:,.2f} s", f"{counted / bare:.1f} x")
        say("both", f"{read + counted:,.2f} s", f"{(read + counted) / bare:.1f} x   target <= 6")
        say("peak memory", f"{peak / 1e6:,.2f} GB")
        say("support of every resolution, with names, evidence and sentences", f"{asked:,.1f} s")
    table = statements()
    grouped = median(_seconds(lambda: table.groupby(CONTENT, dropna=False)["quote"].agg(list)) for _ in range(3))
    derived = median(_seconds(lambda: zopa.load({"statements": table}, quiet=True)) for _ in range(3))
    print(f"\n{STATEMENTS:,} statements")
    say("groupby of pandas on what they say", f"{grouped:,.2f} s")
    say("zopa.load to positions with evidence", f"{derived:,.1f} s", f"{derived / grouped:.1f} x   target <= 3")


CONTENT = ["party", "issue", "stance", "option", "firmness", "regions"]


def votes(path: Path) -> Path:
    """A file of votes in the shape of a roll call of the United Nations: one row a state and resolution."""
    rng = np.random.default_rng(11)
    state, resolution = np.tile(np.arange(STATES), RESOLUTIONS), np.repeat(np.arange(RESOLUTIONS), STATES)
    words = np.array(["yes", "no", "abstain", "absent"])[rng.choice(4, len(state), p=[0.7, 0.08, 0.12, 0.1])]
    days = pd.date_range("1946-01-01", periods=RESOLUTIONS, freq="6D").strftime("%Y-%m-%d").to_numpy()
    names = np.array([f"State {number:03}" for number in range(STATES)])
    table = {"rcid": resolution + 1, "country": names[state], "vote": words, "date": days[resolution]}
    pd.DataFrame(table).to_csv(path, index=False)
    return path


def statements() -> pd.DataFrame:
    """Statements of 200 actors on 300 concepts, as newspapers are coded, each with its day and quote."""
    rng = np.random.default_rng(12)
    actor, concept = rng.integers(0, 200, STATEMENTS), rng.integers(0, 300, STATEMENTS)
    days = pd.Timestamp("2010-01-01") + pd.to_timedelta(rng.integers(0, 4_000, STATEMENTS), unit="D")
    number = np.arange(STATEMENTS).astype(str)
    return pd.DataFrame(
        {
            "party": [f"Actor {index}" for index in actor],
            "issue": [f"Concept {index}" for index in concept],
            "stance": np.where(rng.random(STATEMENTS) < 0.6, "demands", "rejects"),
            "option": "yes",
            "firmness": "",
            "regions": "",
            "date": days.strftime("%Y-%m-%d"),
            "source": [f"Paper {index}" for index in rng.integers(0, 40, STATEMENTS)],
            "quote": np.char.add("What was said, number ", number),
        }
    )


def _seconds(job: Callable[[], object]) -> float:
    begun = perf_counter()
    job()
    return perf_counter() - begun

"""A new query is its module and one entry: what follows from that is seen by adding one to a copy of the package."""

from __future__ import annotations

import inspect
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import zopa
from zopa import queries
from zopa.queries.asking.registry import DRAWINGS, QUERIES

ROOT = Path(zopa.__file__).parent

MODULE = '''
from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from .asking.answer import draws_itself
from .asking.scope import whole

if TYPE_CHECKING:
    from ..graph.store import Store


@draws_itself
@whole
def voices(graph: Store, *, least: int = 1) -> pd.DataFrame:
    """Which party has how many positions?

    Parameters
    ----------
    graph : PositionGraph
    least : int
        Only parties with so many positions.

    Returns
    -------
    DataFrame
        ``party``, ``positions``, ``why``.
    """
    counts = graph.tables["positions"]["party"].value_counts()
    counts = counts[counts >= least]
    why = [f"{party} has {count} positions." for party, count in counts.items()]
    return pd.DataFrame({"party": counts.index, "positions": counts.to_numpy(), "why": why})
'''

PICTURE = """
def draw_voices(answer, graph, ax=None):
    import matplotlib.pyplot as plt

    ax = ax or plt.figure().add_subplot()
    ax.barh(answer["party"], answer["positions"])
    ax.set_title("Positions of each party.", loc="left")
    return ax
"""

ENTRY = """QUERIES = {
    "voices": Query(
        module="voices",
        question="Which party has how many positions?",
        empty="No position is coded.",
        shown=("party", "positions"),
        drawing=Drawing(module="voices", caption="How many positions each party has.", needs=("party", "positions")),
    ),
"""

SEEN = """
import zopa
from docs.__main__ import reference
from docs.stub import stub
from zopa import queries

case = zopa.load("river-basin", quiet=True)
rows = case.voices(least=3)
assert rows.equals(queries.voices(case, least=3)) and len(rows), rows
assert "voices" in queries.__all__ and "voices" in dir(case)
assert case.picture("voices", least=3).startswith("<svg")
assert "### voices" in reference() and "from .voices import voices as voices" in stub()
print(len(rows))
"""


@pytest.fixture(scope="module")
def with_one_more(tmp_path_factory) -> Path:
    """A copy of the package with a query more."""
    folder = tmp_path_factory.mktemp("copy")
    leave = shutil.ignore_patterns("__pycache__", ".*")
    for name in ("graph", "loaders", "queries"):
        shutil.copytree(ROOT / name, folder / "zopa" / name, ignore=leave)
    shutil.copytree(ROOT / "docs", folder / "docs", ignore=leave)
    for name in ("__init__.py", "__main__.py"):
        shutil.copy(ROOT / name, folder / "zopa" / name)
    place = folder / "zopa" / "queries"
    registry = place / "asking" / "registry.py"
    (place / "voices.py").write_text(MODULE, encoding="utf-8")
    (place / "pictures" / "voices.py").write_text(PICTURE)
    registry.write_text(registry.read_text(encoding="utf-8").replace("QUERIES = {\n", ENTRY, 1), encoding="utf-8")
    return folder


def python(*words: str, cwd: Path) -> str:
    done = subprocess.run([sys.executable, *words], cwd=cwd, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.thorough
def test_a_module_and_an_entry_make_a_method_a_command_a_picture_and_a_line_of_the_reference(with_one_more):
    count = int(python("-c", SEEN, cwd=with_one_more))
    assert "Which party has how many positions?" in python("-m", "zopa", "--help", cwd=with_one_more)
    assert "--least" in python("-m", "zopa", "voices", "--help", cwd=with_one_more)
    rows = python("-m", "zopa", "voices", "river-basin", "--least", "3", "--format", "csv", cwd=with_one_more)
    assert rows.count("\n") == count + 1
    python("-m", "zopa", "voices", "river-basin", "-o", "voices.svg", cwd=with_one_more)
    assert "Positions of each party." in (with_one_more / "voices.svg").read_text(encoding="utf-8")
    nothing = python("-m", "zopa", "voices", "river-basin", "--least", "1000", cwd=with_one_more)
    assert nothing.strip() == "No position is coded."


def test_an_entry_says_what_the_query_says_of_itself():
    for name, query in QUERIES.items():
        function = getattr(queries, name)
        assert function.__module__ == f"zopa.queries.{query.module}"
        assert (inspect.getdoc(function) or "").partition("\n")[0] == query.question
        assert query.question.endswith("?")
        assert not query.table or QUERIES[query.table]


def test_a_query_draws_itself_where_its_entry_names_a_picture():
    case = zopa.load("river-basin", quiet=True)
    names = {name for name, query in QUERIES.items() if query.is_command and name != "check_deal"} | {"clash_matrix"}
    draws = {name for name in names if hasattr(getattr(case, name)(), "draw")}
    # Its rows are those of another query, and draw themselves as that query's do.
    assert draws - {"robustness"} == set(DRAWINGS)


def test_importing_a_module_of_a_query_leaves_the_query_its_name():
    code = "import zopa.queries.zones; from zopa import queries; print(callable(queries.zones), queries.zones.__name__)"
    assert python("-c", code, cwd=ROOT).split() == ["True", "zones"]

"""Python, the command line and the docs name the same things the same way; the package is what the folders say."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import typer

import zopa
from docs.__main__ import reference
from docs.stub import stub
from zopa import queries
from zopa.__main__ import app, opened
from zopa.queries.asking.command import query_command
from zopa.queries.asking.registry import QUERIES as REGISTRY

ROOT = Path(zopa.__file__).parent
QUERIES = [name for name in queries.__all__ if inspect.isfunction(getattr(queries, name))]
#: Parameters that cannot be said in a word on a command line.
NOT_A_WORD = ("graph", "count_only", "why", "disagreement", "asked")
#: Queries that another command shows.
IN_ANOTHER_COMMAND = {"clash_matrix", "overlap_pairs", "panels", "picture", "summary", "territory_matrix"}
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]
ASKED = {name.replace("-", "_"): command for name, command in COMMANDS.items() if not command.hidden}


@pytest.mark.parametrize("name", QUERIES)
def test_every_query_is_a_method_of_the_same_name(name):
    assert getattr(zopa.PositionGraph, name) is getattr(queries, name)


@pytest.mark.parametrize("name", sorted(set(ASKED) & set(QUERIES)))
def test_every_family_is_a_command_with_the_same_parameters(name):
    singular = {"parties": "party", "issues": "issue", "regions": "region", "coders": "coder", "sources": "source"}
    counts_as_rows = name in REGISTRY and bool(REGISTRY[name].counted)
    parameters = [
        p
        for p in inspect.signature(getattr(queries, name)).parameters
        if p not in NOT_A_WORD or (p == "count_only" and counts_as_rows)
    ]
    expected = {singular.get(p, p) for p in parameters} | {"case", "output", "file", "names", "explode", "cite"}
    command = query_command(name, opened) if REGISTRY[name].is_command else ASKED[name]
    assert {parameter.name for parameter in command.params} - {"help"} == expected


def test_the_commands_are_those_that_the_readme_and_the_reference_name():
    own_commands = {
        "demo",
        "cases",
        "check",
        "load",
        "import",
        "show",
        "page",
        "memo",
        "archive",
        "cite",
        "new",
        "watch",
        "push",
        "pull",
        "remove",
        "export",
    }
    expected = own_commands | {name.replace("_", "-") for name in set(QUERIES) - IN_ANOTHER_COMMAND}
    assert {name for name, command in COMMANDS.items() if not command.hidden} == expected
    hidden = {"check_deal", "voting_power", "what_next"}
    assert {name for name, command in COMMANDS.items() if command.hidden} == hidden
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in sorted(expected) if f"zopa {name}" not in readme] == []
    page = reference()
    assert [name for name in QUERIES if f"### {name}\n" not in page] == []


def test_the_reference_is_what_ontology_and_queries_say():
    written = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    assert written == reference(), "run python -m docs"
    assert (ROOT / "queries" / "__init__.pyi").read_text(encoding="utf-8") == stub(), "run python -m docs"


def test_the_packages_of_the_wheel_are_the_folders():
    setup = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    folders = {path.parent for folder in ("graph", "loaders", "queries") for path in (ROOT / folder).rglob("*.py")}
    assert set(setup["packages"]) == {"zopa"} | {".".join(("zopa", *path.relative_to(ROOT).parts)) for path in folders}
    assert {path.name for path in ROOT.glob("*.py")} == {"__init__.py", "__main__.py"}


def imports(path: Path) -> set[str]:
    """Folders of the package that a module imports from, other than its own."""
    rooms = path.relative_to(ROOT).parts[:-1]
    imported = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            where = (*rooms[: len(rooms) - node.level + 1], *(node.module or "").split("."))
            imported |= {where[0]} - {rooms[0]}
        elif isinstance(node, ast.ImportFrom | ast.Import):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
            imported |= {name.split(".")[1] for name in names if name.startswith("zopa.")}
    return imported


@pytest.mark.parametrize(("folder", "sees"), [("graph", set()), ("loaders", {"graph"}), ("queries", {"graph"})])
def test_arrows_run_from_loaders_and_queries_to_the_graph_only(folder, sees):
    for path in (ROOT / folder).rglob("*.py"):
        assert imports(path) <= sees, path.name


def test_pictures_are_imported_when_something_is_drawn_and_by_nothing_else():
    code = "import sys, zopa; c = zopa.load('river-basin'); c.clashes(); c.zones(); c.frontier(); print('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
    for path in (ROOT / "queries").glob("*.py"):
        assert not re.search(
            r"^\s*(from \.pictures|import matplotlib|from matplotlib)", path.read_text(encoding="utf-8"), re.M
        )


def test_help_needs_neither_pandas_nor_networkx():
    code = "import sys, zopa.__main__ as m; sys.argv = ['zopa', '--help']\ntry: m.main()\nexcept SystemExit: pass\nprint(sorted({'pandas', 'networkx', 'numpy', 'neo4j'} & set(sys.modules)))"
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert output.rstrip().endswith("[]")
    assert "clashes" in output


def test_the_project_names_no_machine_and_no_registry():
    ours = [
        path
        for folder in ("graph", "loaders", "queries", "docs", "benchmarks", "tests", "notebooks")
        for path in (ROOT / folder).rglob("*")
    ]
    ours += [path for path in ROOT.iterdir() if path.is_file()]
    host = re.compile(r"pypi\.org|pythonhosted|npmjs|maven\.org|/home/|/root/|/work/")
    for path in ours:
        if path.suffix in {
            ".py",
            ".toml",
            ".md",
            ".txt",
            ".csv",
            ".ipynb",
            ".cff",
            ".js",
            ".css",
            ".j2",
        } and path != Path(__file__):
            assert not host.search(path.read_text(encoding="utf-8")), path

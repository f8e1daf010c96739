"""The rooms inside the three folders: which may import from which, and that no import goes round in a circle."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import networkx as nx
import pytest

import zopa

ROOT = Path(zopa.__file__).parent
#: All sources are read once, by one worker.
pytestmark = pytest.mark.xdist_group("rooms")
#: The modules of a folder that lie in none of its rooms: the questions, the graph, the steps of loading.
HALL = ""
#: What each room may import from in its own folder.
SEES = {
    "queries": {
        HALL: {"asking", "comparing", "deciding", "exploring", "one_issue", "packages", "order"},
        "archive": {HALL, "asking", "memo"},
        "asking": set(),
        "deciding": {"asking"},
        "exploring": {"asking"},
        "one_issue": {"asking"},
        "packages": {"asking", "deciding", "one_issue"},
        "order": {"asking", "packages"},
        "comparing": {"asking"},
        "memo": {HALL, "asking"},
        "pictures": {HALL, "asking"},
    },
    "graph": {
        HALL: set(),
        "formats": {HALL, "neo4j"},
        "forms": {HALL},
        "linked": {HALL},
        "neo4j": {HALL},
        "page": {HALL, "linked"},
    },
    "loaders": {
        HALL: {"checks", "formats", "mapping", "names", "tools", "watching"},
        "mapping": {HALL, "checks", "formats"},
        "names": {HALL},
        "checks": {HALL, "names"},
        "formats": {HALL, "checks"},
        "tools": {HALL, "checks", "formats", "names"},
        "watching": {HALL, "formats"},
    },
}


@cache
def imported(path: Path) -> tuple[str, ...]:
    """Modules of the package that a module imports when it is imported itself."""
    return tuple(_imported(path))


def _imported(path: Path) -> Iterator[str]:
    rooms = ["zopa", *path.relative_to(ROOT).with_suffix("").parts[:-1]]
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.level:
            where = ".".join([*rooms[: len(rooms) - node.level + 1], *filter(None, [node.module])])
            yield from (f"{where}.{alias.name}" for alias in node.names)


def modules() -> dict[str, Path]:
    return {
        ".".join(["zopa", *path.relative_to(ROOT).with_suffix("").parts]): path
        for folder in SEES
        for path in sorted((ROOT / folder).rglob("*.py"))
    }


def of_module(name: str, known: dict[str, Path]) -> str | None:
    """The module that a dotted name lies in."""
    for dotted in (name, name.rpartition(".")[0]):
        for module in (dotted, f"{dotted}.__init__"):
            if module in known:
                return module
    return None


def room(module: str) -> str:
    parts = module.removesuffix(".__init__").split(".")
    return parts[2] if (ROOT / parts[1] / "".join(parts[2:3])).is_dir() and len(parts) > 2 else HALL


@pytest.mark.parametrize("folder", SEES)
def test_a_room_sees_only_those_that_it_may(folder: str) -> None:
    known = modules()
    rooms = {path.name for path in (ROOT / folder).iterdir() if (path / "__init__.py").is_file()}
    assert rooms | {HALL} == set(SEES[folder])
    for module, path in known.items():
        if module.split(".")[1] == folder:
            targets = [target for name in imported(path) if (target := of_module(name, known))]
            seen = {room(target) for target in targets if target.split(".")[1] == folder} - {room(module)}
            assert seen <= SEES[folder][room(module)], module


def test_no_import_goes_round_in_a_circle() -> None:
    known = modules()
    arrows = [
        (module, target)
        for module, path in known.items()
        for name in imported(path)
        if (target := of_module(name, known)) and target != module and not target.endswith(".__init__")
    ]
    assert list(nx.simple_cycles(nx.DiGraph(arrows))) == []


def test_the_questions_can_be_read_off_the_folder() -> None:
    questions = {
        module.split(".")[2] for module in modules() if module.split(".")[1] == "queries" and room(module) == HALL
    }
    named = {getattr(zopa.queries, name).__module__.split(".")[-1] for name in zopa.queries.__all__}
    assert questions - named == {"__init__", "counts", "explore", "facts", "page", "select"}

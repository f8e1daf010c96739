"""Variables say what they hold: the share of names that say next to nothing stays small.

Counted is every place at which a name is bound, once each: assignments of every kind (plain, annotated, augmented, ``:=``),
fields of classes, targets of ``for``, of comprehensions and of ``with``, and arguments of functions and lambdas. Not
counted are ``self``, ``cls`` and names of underscores alone, nor attributes, functions, classes and imports. A word counts
where it is the whole name: ``found_rows`` says what it holds.

``python tests/test_names.py`` prints the shares.
"""

from __future__ import annotations

import ast
import subprocess
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
#: All sources are read once, by one worker.
pytestmark = pytest.mark.xdist_group("names")

#: Names that could hold anything.
WORDS = (
    "one own found made said asked told number thing things item items data value values result results other others given"
    " held taken kept left here there what which some many each rest info obj tmp stuff got"
)
NEAR_EMPTY = frozenset(WORDS.split())

#: The largest share of near-empty names.
MAX_SHARE = 0.03
#: The folders at the top; ``.`` holds the modules at the top itself.
FOLDERS = (".", "benchmarks", "docs", "graph", "loaders", "notebooks", "queries", "tests")


def bound_names(source: str) -> Iterator[str]:
    """Every name that a module binds, once a binding."""
    for node in ast.walk(ast.parse(source)):
        name = ""
        if isinstance(node, ast.arg):
            name = node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            name = node.id
        if name.strip("_") and name not in ("self", "cls"):
            yield name


@cache
def shares() -> dict[str, tuple[int, int]]:
    """For each folder at the top, and for ``whole``: how many names are near empty, and how many there are."""
    listing = subprocess.run(["git", "ls-files", "*.py"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    names: Counter[str] = Counter()
    near_empty: Counter[str] = Counter()
    for path in map(Path, listing.splitlines()):
        if not (ROOT / path).exists():
            continue
        folder = path.parts[0] if len(path.parts) > 1 else "."
        for name in bound_names((ROOT / path).read_text(encoding="utf-8")):
            for key in (folder, "whole"):
                names[key] += 1
                near_empty[key] += name in NEAR_EMPTY
    return {folder: (near_empty[folder], names[folder]) for folder in sorted(names)}


def test_each_binding_is_counted_once() -> None:
    source = """
class Case:
    field: int = 0
def ask(self, one, *, two=lambda three: 0):
    _ = four = [five for five in one if (six := five)]
    with open(one) as seven:
        for eight, (nine, *ten) in seven:
            four += eight
    self.attribute = 0
"""
    names = "field one two three four four five six seven eight nine ten"
    assert Counter(bound_names(source)) == Counter(names.split())


def test_every_folder_is_counted() -> None:
    assert {*FOLDERS, "whole"} == set(shares())


@pytest.mark.parametrize("folder", [*FOLDERS, "whole"])
def test_names_say_what_they_hold(folder: str) -> None:
    near_empty, names = shares()[folder]
    assert near_empty / names < MAX_SHARE, f"{folder}: {near_empty} of {names} names say next to nothing"


if __name__ == "__main__":
    for key, (near_empty, names) in shares().items():
        print(f"{key:12} {near_empty:5} of {names:6}  {near_empty / names:6.1%}")

"""The difficulties of another system than this one: Windows and its limits, code pages, file names that differ only in case."""

from __future__ import annotations

import ast
import csv
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

import zopa

ROOT = Path(zopa.__file__).parent
SOURCES = [ROOT / name for name in ("__init__.py", "__main__.py")] + [
    path for part in ("graph", "loaders", "queries") for path in (ROOT / part).rglob("*.py")
]
#: Modules and names that only some systems have.
ELSEWHERE_MISSING = {"fcntl", "grp", "pwd", "pty", "resource", "termios"}
NOT_EVERYWHERE = {"fork", "getuid", "geteuid", "setsid", "killpg", "SIGALRM", "SIGKILL", "SIGHUP", "get_terminal_size"}


def test_a_csv_is_read_where_a_long_has_32_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    real = csv.field_size_limit

    def short(*new: int) -> int:
        if new and new[0] > 2**31 - 1:
            raise OverflowError("Python int too large to convert to C long")
        return real(*new)

    monkeypatch.setattr(csv, "field_size_limit", short)
    before = real()
    assert len(zopa.load("river-basin").clashes())
    assert real() == before


WRITTEN = """
import sys, warnings
warnings.filterwarnings("error", category=EncodingWarning, module=r"zopa(\\.|$)")
import zopa
folder = sys.argv[1]
case = zopa.load("river-basin")
assert zopa.load(zopa.save(case, folder + "/copy")).id == zopa.load(zopa.save(case, folder + "/copy.xlsx")).id
assert len(zopa.check(zopa.new(folder + "/new"))) == 0
case.page(folder + "/page.html", pictures=False)
zopa.export(case, folder + "/case.cypher")
zopa.export(case, folder + "/bulk")
"""


def test_no_file_is_read_or_written_in_the_encoding_of_the_machine(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "warn_default_encoding", "-c", WRITTEN, tmp_path], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_nothing_is_imported_or_called_that_only_some_systems_have() -> None:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names: set[str] = set()
            if isinstance(node, ast.Import):
                names = {alias.name.partition(".")[0] for alias in node.names} & ELSEWHERE_MISSING
            elif isinstance(node, ast.ImportFrom):
                names = {node.module or ""} & ELSEWHERE_MISSING
            elif (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id in ("os", "signal")
            ):
                names = {node.attr} & NOT_EVERYWHERE
            assert not names, f"{path.name}: {names}"


def test_no_two_files_have_one_name_on_a_disk_without_cases() -> None:
    files = [
        path
        for part in ("graph", "loaders", "queries", "tests", "docs", "notebooks")
        for path in (ROOT / part).rglob("*")
    ]
    names = Counter(str(path.relative_to(ROOT)).casefold() for path in files if "__pycache__" not in path.parts)
    assert [name for name, count in names.items() if count > 1] == []
    assert [name for name in names if set(name) & set('<>:"|?*\\') or name.endswith((".", " "))] == []

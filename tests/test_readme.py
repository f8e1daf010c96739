"""The README says what happens: its example runs and prints what it shows, its table lists every table."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import zopa
from zopa.graph.ontology import ontology

README = (Path(zopa.__file__).parent / "README.md").read_text(encoding="utf-8")


def test_the_example_prints_what_it_shows(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, shown = (re.search(rf"```{kind}\n(.*?)```", README, re.DOTALL)[1] for kind in ("python", "text"))
    assert len(code.strip().splitlines()) <= 10 + 1
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(code, {})
    assert said.getvalue() == shown
    assert (tmp_path / "ukraine.html").exists()


def test_every_table_is_listed():
    for table in ontology().tables.values():
        assert f"| `{table.name}` | {table.meaning} |" in README


def test_what_it_links_to_is_there():
    root = Path(zopa.__file__).parent
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (root / target).exists(), target

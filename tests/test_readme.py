"""The README says what happens: its example runs and prints what it shows, its table lists every table."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

import zopa
from docs.site import pages
from zopa.graph.ontology import ontology

README = (Path(zopa.__file__).parent / "README.md").read_text(encoding="utf-8")


def test_the_example_prints_what_it_shows(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, shown = (re.search(rf"```{kind}\n(.*?)```", README, re.DOTALL)[1] for kind in ("python", "text"))
    assert len(code.strip().splitlines()) <= 10 + 1
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(code, {})
    assert printed.getvalue() == shown
    assert (tmp_path / "ukraine.html").exists()


def test_every_table_is_listed():
    for table in ontology().tables.values():
        assert f"| `{table.name}` | {table.meaning} |" in README


@pytest.mark.parametrize("page", ["README.md", *pages()])
def test_what_a_page_links_to_is_there(page):
    path = Path(zopa.__file__).parent / page
    for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target

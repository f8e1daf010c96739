"""The answer of every query on the built-in cases is stored in ``tests/gallery/``: a change of wording is a change of these files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from effort import first_of

from docs.gallery import CASES, GALLERY, findings, pages


def stored(case: str) -> dict[str, str]:
    paths = [GALLERY / f"{case}.md", *sorted((GALLERY / case).glob("*"))]
    return {path.relative_to(GALLERY).as_posix(): path.read_text(encoding="utf-8") for path in paths}


@pytest.mark.parametrize("case", first_of(CASES))
def test_the_stored_answers_are_what_the_queries_say(case):
    expected, stored_pages = pages(case), stored(case)
    assert set(stored_pages) == set(expected), "run python -m docs"
    for name, text in expected.items():
        assert stored_pages[name] == text, f"{name}: run python -m docs, and read what changed"


def test_the_stored_findings_are_what_the_check_says():
    assert (GALLERY / "findings.md").read_text(encoding="utf-8") == findings(), "run python -m docs"


def test_nothing_else_is_stored():
    known = {"findings.md", *(f"{case}.md" for case in CASES)}
    assert {path.name for path in GALLERY.glob("*.md")} == known
    assert {Path(path).name for path in GALLERY.iterdir() if path.is_dir()} == {
        c for c, drawn in CASES.items() if drawn
    }


def test_no_text_of_the_gallery_says_that_something_was_not_computed():
    for path in GALLERY.rglob("*.md"):
        text = path.read_text(encoding="utf-8")
        # 'None' in quotes is an option of a case.
        assert not re.search(r"\bnan\b|(?<!')\bNone\b|\[object|undefined", text), path

"""What takes no side, and what counts once, on the page: told in words and marks, filtered, and in the legend."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from browser.browsers import CHROMIUM_EVERY_DAY
from browser.opened import Opened

import zopa

Visit = Callable[..., Opened]


@pytest.fixture(scope="module")
def votes_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A and E are for Oslo, B, C and D take no side; a firmness that means nothing there is not shown."""
    rows = [
        {"id": "a", "party": "A", "stance": "demands", "option": "Oslo", "firmness": "red line"},
        {"id": "b", "party": "B", "stance": "abstains", "option": "Oslo", "firmness": "red line"},
        {"id": "c", "party": "C", "stance": "mixed"},
        {"id": "d", "party": "D", "stance": "no answer"},
        {"id": "e", "party": "E", "stance": "accepts", "option": "Oslo", "start": "2024-05-01", "once": "yes"},
    ]
    parties = pd.DataFrame({"id": list("ABCDE"), "walk_away": [0.4, None, None, None, None]})
    case = zopa.load({"positions": pd.DataFrame(rows).assign(issue="seat"), "parties": parties}, quiet=True)
    return case.page(tmp_path_factory.mktemp("page") / "votes.html", pictures=False)


@CHROMIUM_EVERY_DAY
def test_cells_say_who_took_no_side(visit_both: Visit, votes_page: Path) -> None:
    opened = visit_both(votes_page)
    page = opened.page
    page.locator("#show-matrix").click()
    said = {
        button.get_attribute("aria-label"): button.inner_text() for button in page.locator("#matrix button.cell").all()
    }
    assert {label: words.splitlines()[0] for label, words in said.items() if label[0] in "BCD"} == {
        "B, seat; abstains: Oslo": "abstains: Oslo",
        "C, seat; mixed": "mixed",
        "D, seat; no answer": "no answer",
    }
    assert any(label.startswith("A, seat; demands Oslo") for label in said)
    shapes = {
        label[0]: page.locator(f'#matrix button.cell[aria-label="{label}"] polygon').first.get_attribute("points")
        for label in said
    }
    assert len(set(shapes.values())) == 5
    # No side has no firmness: its mark has no border.
    assert page.locator('#matrix button.cell[aria-label^="B, seat"] polygon[data-stroke]').count() == 0
    key = page.locator("#matrix .key").inner_text()
    assert all(word in key for word in ("demands", "accepts", "rejects", "abstains", "mixed", "no answer"))
    assert page.locator("#matrix button.cell.sharing").count() == 2
    assert opened.errors == []


@CHROMIUM_EVERY_DAY
def test_a_filter_asks_for_them_and_the_panel_tells_them(visit_both: Visit, votes_page: Path) -> None:
    opened = visit_both(votes_page)
    page = opened.page
    page.locator("#show-matrix").click()
    page.locator('button.chip[data-group="stance"][data-value="no answer"]').click()
    assert page.locator("#matrix button.cell").all_inner_texts() == ["no answer"]
    page.locator("#reset").click()
    opened.js("zopa.select('position:b')")
    panel = page.locator("#detail").inner_text()
    assert "says\nabstains" in panel
    assert page.locator("#detail [title^='was asked and took neither side']").count() == 1
    assert "red line" not in panel
    assert "firmness" not in panel
    opened.js("zopa.select('position:e')")
    assert "once: 2024-05-01" in page.locator("#detail").inner_text()
    opened.js("zopa.select('party:A')")
    assert "walk away" in page.locator("#detail").inner_text()
    assert "0.4" in page.locator("#detail").inner_text()
    assert opened.errors == []


def test_a_case_without_them_has_them_in_no_legend(visit: Visit, river_page: Path) -> None:
    page = visit(river_page).page
    page.locator("#show-matrix").click()
    assert "abstains" not in page.locator("#matrix .key").inner_text()

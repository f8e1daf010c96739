"""Everything that a reader can ask for is one plain object, and the page follows from it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from browser.browsers import CHROMIUM_EVERY_DAY
from browser.opened import Opened

Visit = Callable[..., Opened]

STRANGE: list[Any] = [
    None,
    7,
    [],
    {"view": "nowhere"},
    {"kinds": "all", "links": ["HOLDS", "NO_SUCH"]},
    {"selected": {"node": "party:nobody"}},
    {"selected": {"edge": ["CLASHES_WITH", 1]}},
    {"pick": {"party": ["party:nobody", "party:ile"], "weather": ["rain"]}, "linkedOnly": "yes", "theme": "pink"},
]


def test_the_state_can_be_written_down_and_read_back(visit: Visit, valley_page: Path) -> None:
    opened = visit(valley_page)
    page = opened.page
    assert opened.js("zopa.toPlain()") == {}
    opened.js("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.locator('.chip[data-group="party"][data-value="party:upland"]').click()
    page.locator("#filters input[data-name=Option]").check()
    page.locator("#clashes-only").check()
    page.locator("#theme").click()
    page.locator("#show-table").click()
    page.locator("#clashes .clash").first.click()
    plain = opened.js("zopa.toPlain()")
    assert set(plain) == {"kinds", "pick", "clashesOnly", "theme", "view", "selected"}
    assert plain["selected"] == {"edge": ["CLASHES_WITH", "position:u-control", "position:l-control", 0]}
    again = visit(valley_page)
    again.js("(plain) => zopa.apply(plain)", plain)
    assert again.js("zopa.toPlain()") == plain
    assert (again.visible, again.links) == (opened.visible, opened.links)
    assert again.page.locator("#why").inner_text() == page.locator("#why").inner_text()
    assert again.page.locator("#clashes-only").is_checked()
    assert again.page.locator("#show-table").get_attribute("aria-pressed") == "true"
    again.js("zopa.apply({})")
    assert again.js("zopa.toPlain()") == {}


def test_what_a_state_does_not_know_is_left_out(visit: Visit, valley_page: Path) -> None:
    opened = visit(valley_page)
    for strange in STRANGE:
        opened.js("(plain) => zopa.apply(plain)", strange)
    assert opened.js("zopa.toPlain()") == {"pick": {"party": ["party:ile"]}}
    assert opened.errors == []


@CHROMIUM_EVERY_DAY
def test_the_way_back_of_the_browser_undoes_what_was_chosen(visit_both: Visit, valley_page: Path) -> None:
    opened = visit_both(valley_page)
    page = opened.page
    length = opened.js("history.length")
    states = [opened.js("zopa.toPlain()")]
    for press in ("#clashes .clash", "#show-parties", "#parties .disc"):
        page.locator(press).first.click()
        states.append(opened.js("zopa.toPlain()"))
        page.wait_for_function("(length) => history.length === length", arg=length + len(states) - 1)
    for plain in reversed(states[:-1]):
        opened.js("history.back()")
        page.wait_for_function(
            "(plain) => JSON.stringify(zopa.toPlain()) === plain", arg=json.dumps(plain, separators=(",", ":"))
        )
    opened.js("history.forward()")
    page.wait_for_function("zopa.selected() === 'CLASHES_WITH'")
    # A filter is no step.
    page.locator("#clashes-only").check()
    page.wait_for_timeout(400)
    assert opened.js("history.length") == length + 3
    assert opened.errors == []

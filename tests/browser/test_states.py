"""Every state of the page, in Chromium and in Firefox: no text is broken, cut or written over another, and nothing complains."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from browser.opened import DESKTOP, PHONE, Opened
from effort import first_of

import zopa

Visit = Callable[..., Opened]

#: What the page must never say, in its text and in what is said on hovering or by a screen reader.
BROKEN = r"\[object|\bundefined\b|\bNaN\b|\bnull\b|Infinity"
#: What is wrong with what can be seen now: broken words, text that leaves its cell, and names written over one another.
FAULTS = """(broken) => {
  const faults = [], words = new RegExp(broken), seen = (one) => one.getClientRects().length && getComputedStyle(one).visibility !== "hidden";
  const said = [document.body.innerText, ...[...document.querySelectorAll("svg text")].map((one) => one.textContent)];
  for (const name of ["aria-label", "title", "data-tip", "data-kind", "placeholder"]) for (const one of document.querySelectorAll(`[${name}]`)) said.push(one.getAttribute(name));
  for (const text of said) { const at = text.search(words); if (at >= 0) faults.push(`says ${text.slice(Math.max(at - 40, 0), at + 40)}`); }
  // What is folded is read with the button behind it.
  const isFolded = (one) => one.classList.contains("folded") && one.nextElementSibling && seen(one.nextElementSibling) && one.nextElementSibling.tagName === "BUTTON";
  const rectsOf = (one) => { const range = document.createRange(); range.selectNodeContents(one); return [...range.getClientRects()]; };
  for (const cell of document.querySelectorAll(".matrix td, .matrix th")) {
    const box = cell.getBoundingClientRect(), texts = [...cell.querySelectorAll(".head, .signs, .zone, .cell .line")].filter(seen);
    for (const text of texts) for (const rect of [text.getBoundingClientRect(), ...rectsOf(text)]) {
      const clamped = text.querySelector(":scope > span")?.getBoundingClientRect();
      const low = clamped ? Math.min(rect.bottom, clamped.bottom) : rect.bottom;
      if (low > box.bottom + 1 || rect.top < box.top - 1 || rect.right > box.right + 4 || rect.left < box.left - 4) { faults.push(`leaves its cell: ${text.textContent.slice(0, 60)}`); break; }
    }
  }
  for (const one of document.querySelectorAll("button, h1, h2, h3, p, label, .chip, .badge, #status")) {
    if (!seen(one) || one.closest(".matrix")) continue;
    const style = getComputedStyle(one);
    if (style.overflowX !== "visible" && one.scrollWidth > one.clientWidth + 1 || style.overflowY !== "visible" && one.scrollHeight > one.clientHeight + 1 && !isFolded(one)) faults.push(`is cut: ${one.textContent.slice(0, 60)}`);
  }
  for (const picture of document.querySelectorAll(".view:not([hidden]) > svg")) {
    const texts = [...picture.querySelectorAll("text")].filter((one) => seen(one) && !one.closest(".net, .shift") && one.textContent && !one.getAttribute("transform"));
    const boxes = texts.map((one) => one.getBoundingClientRect());
    texts.forEach((one, a) => texts.slice(0, a).forEach((other, b) => {
      const [p, q] = [boxes[a], boxes[b]];
      if (one.parentNode !== other.parentNode && Math.min(p.right, q.right) - Math.max(p.left, q.left) > 3 && Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) > 3) faults.push(`over one another: ${one.textContent} / ${other.textContent}`);
    }));
  }
  if (document.documentElement.scrollWidth > innerWidth) faults.push(`the page is ${document.documentElement.scrollWidth} wide`);
  return faults;
}"""
#: Every view with every list, and with one of each kind of thing chosen: a state is what a link would hold.
STATES = """() => {
  const views = [...document.querySelectorAll("#views button")].map((one) => one.id.replace("show-", ""));
  zopa.apply({ kinds: zopa.head.kinds.map((one) => one.name), links: zopa.head.links.map((one) => one.name), linkedOnly: false, asOf: null });
  const first = (rows, kind) => [...new Map(rows.map((row) => [kind(row), row]).reverse()).values()];
  const chosen = first(zopa.visible(), (id) => id.split(":")[0]).map((node) => ({ selected: { node } }));
  chosen.push(...first(zopa.visibleEdges(), (edge) => edge[0]).map((edge) => ({ selected: { edge: [...edge, 0] } })));
  for (const view of ["matrix", "regions"]) {
    zopa.apply({ view });
    const cell = document.querySelector(`#${view} button.cell.deadlock, #${view} button.cell`);
    if (cell) chosen.push({ selected: { cell: JSON.parse(cell.dataset.cell) } });
  }
  zopa.apply({ view: "parties" });
  const tie = document.querySelector("#parties .tie[role]");
  if (tie) chosen.push({ selected: { cell: JSON.parse(tie.dataset.cell) } });
  zopa.apply({});
  const lists = [...document.querySelectorAll("#lists button")].map((one) => ({ list: one.id.replace("list-", "") }));
  const sets = ["contradiction", "opening"].map((kind) => zopa.head.sets.find((one) => one.kind === kind)).filter(Boolean).map((one) => ({ set: one.id }));
  const filters = [{ asOf: null }, { clashesOnly: true }, { commonOnly: true }, { clashesOnly: true, commonOnly: true }, { query: "peace" }, { query: "zzz" }, { grouping: "issue" }];
  const some = chosen.filter(({ selected: { node, edge, cell } }) => cell || /^party:/.test(node) || ["CLASHES_WITH", "OVERLAPS_WITH"].includes(edge?.[0]));
  // What is told of a chosen thing is the same beside every view.
  return [...chosen.map((one) => ({ view: "matrix", ...one })), ...views.flatMap((view) => [{}, ...lists, ...some, ...sets, ...filters].map((one) => ({ view, ...one })))];
}"""
#: The faults of each state, one after the other; a graph draws itself in the next frame.
WALK = """async ([states, broken]) => {
  const check = FAULTS, found = [];
  for (const state of states) {
    zopa.apply(state);
    if (state.view === "graph") await new Promise((done) => requestAnimationFrame(done));
    for (const fault of new Set(check(broken))) found.push(`${JSON.stringify(state)}: ${fault}`);
  }
  return found;
}"""


#: Every second state in Chromium and the others in Firefox, so that each is seen every day; in a thorough run all in both.
EACH_IN_ONE_BROWSER = pytest.mark.parametrize("step", first_of([2, 1]), ids=["in one browser", "in both"])


def share(opened: Opened, states: list[dict[str, Any]], step: int) -> list[dict[str, Any]]:
    """Every so many-th state, in Firefox others than in Chromium."""
    browser = opened.page.context.browser
    assert browser is not None
    return states[(browser.browser_type.name == "firefox") % step :: step]


def walk(opened: Opened, states: list[dict[str, Any]]) -> list[str]:
    assert states
    faults = opened.js(WALK.replace("FAULTS", FAULTS), [states, BROKEN])
    return [*faults, *opened.errors]


@EACH_IN_ONE_BROWSER
def test_no_state_is_broken(visit_both: Visit, ukraine_page: Path, step: int) -> None:
    opened = visit_both(ukraine_page)
    assert walk(opened, share(opened, opened.js(STATES), step)) == []


@EACH_IN_ONE_BROWSER
def test_no_view_is_broken_whatever_tables_a_case_has(visit_both: Visit, valley_page: Path, step: int) -> None:
    opened = visit_both(valley_page)
    states = opened.js(STATES)
    assert len({json.dumps(state.get("selected")) for state in states}) > 40
    seen = [state for state in states if state["view"] == "matrix" or not state.get("selected")]
    assert walk(opened, share(opened, seen, step)) == []


def test_no_view_is_broken_where_no_position_is_coded_and_each_says_so(visit_both: Visit, tmp_path: Path) -> None:
    case = zopa.load(
        {
            "positions": [],
            "parties": [{"id": "up", "name": "Upland"}, {"id": "low", "name": "Lowland"}],
            "regions": [{"id": "lake", "name": "Lake"}],
            "events": [{"id": "e1", "name": "First round", "start": "2024", "parties": "up|low", "regions": "lake"}],
        },
        quiet=True,
    )
    opened = visit_both(case.page(tmp_path / "context.html", pictures=False))
    text = opened.js("document.body.innerText")
    assert "No position is coded, so nothing is known of clashes." in text
    assert "No position is coded, so this view has nothing to show." in text
    assert walk(opened, opened.js(STATES)) == []


@pytest.mark.parametrize("look", ["dark", "phone"])
def test_no_view_is_broken_in_the_dark_nor_on_a_phone(visit_both: Visit, ukraine_page: Path, look: str) -> None:
    opened = visit_both(ukraine_page, size=PHONE if look == "phone" else DESKTOP)
    views = [
        button.removeprefix("show-")
        for button in opened.js("[...document.querySelectorAll('#views button')].map((one) => one.id)")
    ]
    chosen: list[dict[str, Any]] = [{}, {"selected": {"node": "party:russia"}}]
    assert (
        walk(
            opened,
            [
                {"view": view, "theme": "dark" if look == "dark" else None, **choice}
                for view in views
                for choice in chosen
            ],
        )
        == []
    )
    if look == "phone":
        opened.page.locator("#toggle-filters").click()
        assert opened.js(FAULTS, BROKEN) == []
    opened.page.locator("#share").click()
    assert opened.js(FAULTS, BROKEN) == []

"""The axis of the timeline, from days to millennia, and events that do not fit."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from browser.opened import Opened
from effort import first_of

import zopa


def dated(tmp_path: Path, dates: list[tuple[str, str]], events: int = 0) -> Path:
    """A page of positions that begin and end on some dates, and of so many events of the first year."""
    rows = [
        {"party": party, "issue": "seat", "stance": "demands", "option": option, "start": start, "end": end}
        for start, end in dates
        for party, option in (("A", "x"), ("B", "y"))
    ]
    tables = {"positions": pd.DataFrame(rows)}
    if events:
        names = [f"Round number {n} of the talks in the capital" for n in range(events)]
        tables["events"] = pd.DataFrame(
            {"id": range(events), "name": names, "kind": "talks", "start": dates[0][0]}
        ).astype(str)
    return zopa.load(tables, quiet=True).page(tmp_path / "page.html", pictures=False)


def open_timeline(visit: Callable[..., Opened], path: Path, **how: object) -> Opened:
    opened = visit(path, **how)
    opened.page.evaluate("zopa.apply({ ...zopa.toPlain(zopa.state()), view: 'timeline', asOf: null })")
    return opened


@pytest.mark.parametrize(
    "dates",
    [
        [("1846-05-13", "1848-02-02"), ("2023-01-01", "2024-01-01")],
        [("0044-03-15", "0120-01-01"), ("2020", "2024")],
        [("2024-03-01", "2024-03-20")],
        [("2020", "2024")],
    ],
)
@pytest.mark.parametrize("width", first_of([390, 1440]))
def test_labels_of_the_axis_have_room_and_reach_over_it(
    dates: list[tuple[str, str]], width: int, visit: Callable[..., Opened], tmp_path: Path
) -> None:
    opened = open_timeline(visit, dated(tmp_path, dates), size={"width": width, "height": 800})
    boxes = opened.page.locator("#timeline .axis .net text").evaluate_all(
        "(all) => all.map((one) => { const { left, right } = one.getBoundingClientRect(); return [left, right]; })"
    )
    assert boxes
    for (_, right), (left_edge, _) in pairwise(boxes):
        assert right < left_edge
    gaps = [later[0] - earlier[0] for earlier, later in pairwise(boxes)]
    assert not gaps or max(gaps) < 3 * min(gaps), "the labels stand at even distances"


def test_every_event_can_be_seen(visit: Callable[..., Opened], tmp_path: Path) -> None:
    opened = open_timeline(visit, dated(tmp_path, [("2020-01-01", "2024-12-31")], events=20))
    page = opened.page
    drawn = page.locator("#timeline .event").count()
    assert drawn < 20
    assert page.locator("#all-events").inner_text() == f"{20 - drawn} more events"
    page.locator("#all-events").click()
    assert page.locator("#timeline .event").count() == 20
    assert page.evaluate("document.activeElement.id") == "all-events"
    assert opened.errors == []


def test_a_condition_is_drawn_on_the_days_on_which_it_is_set(visit, tmp_path):
    rows = [
        {"party": party, "issue": issue, "option": "yes", "start": "2020"} for party, issue in (("A", "x"), ("B", "y"))
    ]
    condition = {"what": "x/yes", "relation": "only if", "requires": "y/yes", "start": "2021", "end": "2022"}
    case = zopa.load({"positions": rows, "conditions": [condition]}, quiet=True)
    opened = visit(case.page(tmp_path / "page.html", pictures=False))
    everything = ", ".join(f"{name}: zopa.head.{name}.map((one) => one.name)" for name in ("kinds", "links"))
    drawn = {}
    for day in ("2020-06", "2021", "2022-12-31", "2023"):
        opened.js(f"(asOf) => zopa.apply({{ asOf, {everything} }})", day)
        drawn[day] = any(kind == "REQUIRES" for kind, _, _ in opened.links)
    assert drawn == {"2020-06": False, "2021": True, "2022-12-31": True, "2023": False}


def test_a_party_that_does_not_exist_says_so_and_sets_no_condition(visit, tmp_path):
    parties = [{"id": "A", "end": "2021"}, {"id": "B"}]
    rows = [{"party": party, "issue": issue, "option": "yes"} for party, issue in (("A", "x"), ("B", "y"), ("B", "x"))]
    condition = {"party": "A", "what": "x/yes", "relation": "only if", "requires": "y/yes", "end": "2030"}
    case = zopa.load({"parties": parties, "positions": rows, "conditions": [condition]}, quiet=True)
    opened = visit(case.page(tmp_path / "page.html", pictures=False))
    everything = ", ".join(f"{name}: zopa.head.{name}.map((one) => one.name)" for name in ("kinds", "links"))
    seen = {}
    for day in ("2021", "2022"):
        opened.js(f"(asOf) => zopa.apply({{ asOf, selected: {{ node: 'party:A' }}, {everything} }})", day)
        absent = opened.page.locator("#detail .absent").all_inner_texts()
        seen[day] = absent, any(kind == "REQUIRES" for kind, _, _ in opened.links)
    assert seen == {
        "2021": ([], True),
        "2022": (["This party does not exist on 2022: it holds no position then."], False),
    }
    assert opened.errors == []

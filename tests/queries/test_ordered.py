"""Options in an order clash as those of any choice; how far apart they are, and which way a party moved, is told in steps."""

from __future__ import annotations

import pandas as pd
import pytest

import zopa


def case_of(*positions: dict[str, object]) -> zopa.PositionGraph:
    options = ["none", "observers", "monitors", "peacekeepers"]
    rows = [{"issue": "mission", "stance": "demands", **row} for row in positions]
    return zopa.load(
        {
            "issues": pd.DataFrame([{"id": "mission", "name": "Mission", "kind": "ordered"}]),
            "options": pd.DataFrame(
                {"issue": "mission", "option": options, "name": [name.title() for name in options]}
            ),
            "positions": pd.DataFrame(rows),
        },
        quiet=True,
    )


@pytest.mark.parametrize(("high", "gap", "words"), [("none", 2, "2 steps"), ("observers", 1, "1 step")])
def test_a_clash_says_how_many_steps_apart_the_two_are(high, gap, words):
    (clash,) = case_of({"party": "A", "low": "monitors"}, {"party": "B", "high": high}).clashes().itertuples()
    assert clash.gap == gap
    assert clash.why.endswith(f"no settlement honours both; the least that one must move is {words}.")


@pytest.mark.parametrize(
    ("before", "after", "kind", "direction"),
    [
        ({"option": "none"}, {"option": "monitors"}, "change", "up"),
        ({"low": "monitors"}, {"low": "observers"}, "concession", "down"),
        ({"low": "observers"}, {"low": "monitors"}, "hardening", "up"),
        ({"option": "none"}, {"high": "observers"}, "concession", "up"),
        ({"low": "observers", "high": "monitors"}, {"low": "none", "high": "peacekeepers"}, "concession", ""),
        ({"option": "none", "stance": "rejects"}, {"high": "observers", "stance": "rejects"}, "hardening", "up"),
    ],
)
def test_a_shift_has_a_direction(before, after, kind, direction):
    soft = {"party": "A", "firmness": "aim"}
    (shift,) = case_of({**soft, "end": "2020", **before}, {**soft, "start": "2021", **after}).shifts().itertuples()
    assert (shift.kind, shift.direction) == (kind, direction)
    end = {"up": ", towards 'Peacekeepers'.", "down": ", towards 'None'.", "": f"a {kind}."}[direction]
    assert shift.why.endswith(end)


def test_a_shift_on_a_number_issue_has_a_direction():
    rows = pd.DataFrame({"party": "A", "issue": "men", "low": [10, 5], "start": ["2020", "2021"], "end": ["2020", ""]})
    assert zopa.load({"positions": rows}, quiet=True).shifts()["direction"].tolist() == ["down"]


def test_a_shift_between_options_without_an_order_has_no_direction():
    rows = pd.DataFrame(
        {"party": "A", "issue": "seat", "option": ["x", "y"], "start": ["2020", "2021"], "end": ["2020", ""]}
    )
    assert zopa.load({"positions": rows}, quiet=True).shifts()["direction"].tolist() == [""]


@pytest.mark.parametrize(
    ("cells", "satisfied"),
    [
        ({"ideal": "observers"}, [0.5, 1, 0.5, 0]),
        ({"ideal": "none"}, [1, 2 / 3, 1 / 3, 0]),
        ({"low": "observers", "ideal": "observers"}, [0, 1, 0.75, 0.5]),
        ({"low": "observers", "ideal": "peacekeepers"}, [0, 0.5, 0.75, 1]),
    ],
)
def test_satisfaction_falls_with_the_steps_from_the_ideal(cells, satisfied):
    case = case_of({"party": "A", **cells}, {"party": "B", "option": "none|observers|monitors|peacekeepers"})
    deals = case.deals(level="red line").set_index("settlements")["low_A"]
    order = ["none", "observers", "monitors", "peacekeepers"]
    assert [deals[f"mission={option}"] for option in order] == pytest.approx(satisfied)


def test_an_ideal_is_told():
    case = case_of({"party": "A", "low": "monitors", "ideal": "peacekeepers"}, {"party": "B", "ideal": "none"})
    held = case.history()["why"].tolist()
    assert any("A demands 'Monitors' or 'Peacekeepers', ideally 'Peacekeepers'" in why for why in held)
    assert any("B accepts ideally 'None'" in why for why in held)
    assert case.clashes().empty
    labels = {node["label"] for _, node in case.nx.nodes(data=True) if node["kind"] == "Position"}
    assert labels == {"A demands: Monitors or Peacekeepers, ideally Peacekeepers", "B accepts ideally: None"}

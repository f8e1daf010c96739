"""A case on a page that talks to Python: what the page says is checked, taken or refused, and answered."""

from __future__ import annotations

import json
import sys
from functools import cache
from typing import Any

import pandas as pd
import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

import zopa
from zopa.queries.exploring import messages
from zopa.queries.exploring.answers import answer
from zopa.queries.packages.terms import terms_from, terms_of
from zopa.queries.packages.written import package_from


@cache
def talks() -> zopa.PositionGraph:
    """Options, a number, a region, three scripts, ids that differ by a dash, a silence and an empty firmness."""
    return zopa.load(
        {
            "dossier": {"id": "talks"},
            "regions": pd.DataFrame({"id": ["all", "north", "south"], "part_of": [None, "all", "all"]}),
            "issues": pd.DataFrame(
                {"id": ["seat", "pay", "land"], "kind": ["choice", "number", "choice"], "per_region": ["", "", "yes"]}
            ),
            "positions": pd.DataFrame(
                {
                    "id": ["p-1", "p1", "p2", "p3", "q", "r"],
                    "party": ["A", "Б", "A", "Б", "A", "丙"],
                    "issue": ["seat", "seat", "pay", "pay", "land", "land"],
                    "stance": ["demands", "demands", "demands", "rejects", "accepts", "demands"],
                    "option": ["Geneva|Женева", "日内瓦", None, None, "ours", "theirs"],
                    "low": [None, None, 10, 30, None, None],
                    "high": [None, None, 20, None, None, None],
                    "firmness": ["red line", None, "red line", "aim", None, "bottom line"],
                    "regions": [None, None, None, None, "north", "north|south"],
                }
            ),
        },
        quiet=True,
    )


class Page:
    """Stands where the page stands: it says something, and hears what Python says."""

    def __init__(self, case: zopa.PositionGraph, seconds: float = 30) -> None:
        self.view = case.explore(seconds=seconds)
        self.heard: list[dict[str, Any]] = []
        self.view.send = lambda content: self.heard.append(json.loads(json.dumps(content, allow_nan=False)))

    def say(self, content: object) -> list[dict[str, Any]]:
        """What Python says to it; through the front door, by which a frontend comes in."""
        self.heard.clear()
        self.view._handle_custom_msg(content, [])
        return list(self.heard)

    def state(self, **parts: object) -> list[dict[str, Any]]:
        return self.say({"say": "state", "n": "x.1", **parts})


@pytest.fixture(scope="module")
def case() -> zopa.PositionGraph:
    return talks()


@pytest.fixture(scope="module")
def opened(case: zopa.PositionGraph) -> Page:
    return Page(case)


@pytest.fixture
def page(opened: Page, case: zopa.PositionGraph) -> Page:
    """A page on which nothing is done yet."""
    opened.view.deal, opened.view.case, opened.view.selection = {}, case, {}
    opened.heard.clear()
    return opened


def test_what_is_done_on_the_page_is_an_object_that_can_be_observed(page: Page, case: zopa.PositionGraph) -> None:
    seen: list[str] = []

    def note(change: Any) -> None:
        seen.append(change["name"])

    page.view.observe(note)
    heard = page.state(
        deal={"seat": "Geneva", "pay": [None, 15], "land": {"north": "ours"}},
        what_if=[["p-1", "dropped"], ["p1", "aim"], ["p-1", "aim"]],
        selection=["position:p1", "position:p-1", "party:A"],
    )
    assert seen == ["deal", "case", "selection"]
    assert page.view.deal == {"seat": "Geneva", "pay": [None, 15.0], "land": {"north": "ours"}}
    assert page.view.selection == {"positions": ("p1", "p-1"), "parties": ("A",)}
    expected = case.change(["p1", "p-1"], firmness="aim")
    pd.testing.assert_frame_equal(page.view.case.changes, expected.changes)
    pd.testing.assert_frame_equal(page.view.case.tables["positions"], expected.tables["positions"])
    assert len(page.view.case.check_deal(page.view.deal)) > 3
    # Other views of the same page are told, and the page that said it knows its own number.
    assert [(message["say"], message.get("by")) for message in heard[:-1]] == [("state", "x.1")] * 3
    assert heard[-1] == {"say": "taken", "n": "x.1"}
    page.view.unobserve(note)
    # Back to what was coded.
    page.state(what_if=[])
    assert page.view.case is case


def test_what_python_sets_is_shown_on_the_page(page: Page, case: zopa.PositionGraph) -> None:
    assert page.say({"say": "opened"}) == [{"say": "state", "by": "", "deal": {}, "what_if": [], "selection": []}]
    page.heard.clear()
    page.view.deal = json.dumps({"SEAT": "женева", "pay": [10, 12.5]})
    page.view.case = case.change("p2", firmness="aim").drop("q")
    page.view.selection = {"positions": ["p1", "p-1"]}
    assert page.heard == [
        {"say": "state", "by": "", "deal": {"seat": "Женева", "pay": [10.0, 12.5]}},
        {"say": "state", "by": "", "what_if": [["p2", "aim"], ["q", "dropped"]]},
        {"say": "state", "by": "", "selection": ["position:p1", "position:p-1"]},
    ]
    # A page that is loaded anew, as a cell is moved, is told all of it.
    (told,) = page.say({"say": "opened"})
    assert told["what_if"] == [["p2", "aim"], ["q", "dropped"]]
    assert told["deal"] == page.view.deal


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (None, "no message that is known: None"),
        ("__import__('os')", "no message that is known"),
        ({"say": "run", "n": "1"}, "no message that is known"),
        ({"say": ["state"], "n": "1"}, "no message that is known"),
        ({"say": "opened", "page": "x"}, "a part that is not known: 'page'"),
        ({"say": "state", "n": "1", "case": "other"}, "a part that is not known: 'case'"),
        ({"say": "state", "n": 7, "deal": {}}, "without a number to answer it by"),
        ({"say": "ask", "n": "1", "question": "save", "as_of": None}, "what it cannot ask: 'save'"),
        ({"say": "ask", "n": "1", "question": ["deals"], "as_of": None}, "what it cannot ask: ['deals']"),
        ({"say": "ask", "n": "1", "question": "deals", "as_of": 2024}, "a date that is none: 2024"),
        ({"say": "ask", "n": "1", "question": "deals", "as_of": "soon"}, "'soon' is not a date"),
        ({"say": "state", "n": "1", "deal": ["seat"]}, "A deal is a dict"),
        ({"say": "state", "n": "1", "deal": {"seat": None}}, "On 'seat' the deal has no settlement"),
        ({"say": "state", "n": "1", "deal": {"pay": [[[1]]]}}, "On 'pay' the deal has no settlement"),
        ({"say": "state", "n": "1", "deal": {"pay": "many"}}, "'pay' is a number"),
        ({"say": "state", "n": "1", "deal": {"sea": "Geneva"}}, "no issue 'sea'"),
        ({"say": "state", "n": "1", "deal": {"seat": "Genev"}}, "Did you mean 'Geneva'?"),
        ({"say": "state", "n": "1", "deal": {"land": {"west": "ours"}}}, "west"),
        ({"say": "state", "n": "1", "what_if": {"p1": "aim"}}, "no list as 'what_if'"),
        ({"say": "state", "n": "1", "what_if": [["p1"]]}, "no pair of a position and a word: ['p1']"),
        ({"say": "state", "n": "1", "what_if": [["p_1", "aim"]]}, "the case does not have: 'p_1'"),
        ({"say": "state", "n": "1", "what_if": [["p1", "gone"]]}, "'p1' that it is 'gone'"),
        ({"say": "state", "n": "1", "what_if": [["q", "red line"]]}, "'q' that it is 'red line'"),
        ({"say": "state", "n": "1", "selection": ["p1"]}, "nothing called 'p1'"),
        ({"say": "state", "n": "1", "selection": [["position:p1"]]}, "nothing called ['position:p1']"),
        ({"say": "state", "n": "1", "selection": "position:p1"}, "no list as 'selection'"),
        ({"say": "state", "n": "1", "selection": ["x"] * 30_001}, "30,001 things as 'selection'"),
    ],
)
def test_what_the_page_cannot_say_is_refused_by_name_and_changes_nothing(
    page: Page, case: zopa.PositionGraph, content: Any, named: str
) -> None:
    if isinstance(content, dict) and content["say"] == "state" and "selection" not in content:
        # All of a message is taken or none of it.
        content = {**content, "selection": ["party:A"]}
    (heard,) = page.say(content)
    assert heard["say"] == "refused"
    assert named in heard["why"]
    assert len(heard["why"]) < 400
    assert (page.view.deal, page.view.case, page.view.selection) == ({}, case, {})


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("deal", None, "A deal is a dict"),
        ("deal", "{", "no JSON text of a package"),
        ("case", None, "change or drop made of 'talks'"),
        ("case", lambda case: case.select(issues="seat").change("p1", option="Geneva"), "differ in more than that"),
        ("case", lambda case: case.change("p1", option="Geneva"), "its positions differ in more than that"),
        (
            "case",
            lambda case: case.change("p2", firmness=None),
            "cannot assume of the position 'p2' that it is of unknown firmness",
        ),
        ("selection", ["p1"], "A selection is a dict of ids by table"),
        ("selection", {"position": "p1"}, "not of 'position'"),
        ("selection", {"positions": ["p1", "p2"]}, "two positions that clash or overlap"),
    ],
)
def test_what_a_page_cannot_show_is_refused_in_python(page: Page, name: str, value: Any, told: str) -> None:
    value = value(talks()) if callable(value) else value
    with pytest.raises(ValueError, match="^[A-Z]") as refused:
        setattr(page.view, name, value)
    assert told in str(refused.value)
    assert page.heard == []


def test_python_answers_what_the_page_cannot_search(page: Page) -> None:
    def ask(question: str, as_of: str | None = None) -> dict[str, Any]:
        (said,) = page.say({"say": "ask", "n": "x.2", "question": question, "as_of": as_of})
        assert (said["say"], said["n"]) == ("answer", "x.2")
        return said

    view = page.view
    assert [row["why"] for row in ask("count")["rows"]] == view.case.deals(count_only=True)["why"].tolist()
    for row in (deals := ask("deals"))["rows"]:
        assert "crosses" not in view.case.check_deal(row["deal"]).query("level == 'red line'")["verdict"].tolist()
    assert deals["rows"]
    # With what is assumed on the page: two red lines on one issue leave nothing, until one is soft.
    assert ask("contradictions")["rows"] == []
    assert "no positions contradict" in ask("openings")["note"]
    page.state(what_if=[["p1", "red line"]])
    assert len(ask("contradictions")["rows"]) == 1
    assert len(ask("openings")["rows"]) == 2
    assert "no deal" in ask("deals")["note"]


def test_a_search_that_takes_too_long_is_cut_and_says_so() -> None:
    case = zopa.load("river-basin", quiet=True)
    assert "Cut short" in answer(case, "deals", "all", 0)["note"]
    assert "Stopped early" in answer(case, "openings", None, 0)["note"]


def test_an_error_is_told_to_the_page_in_a_sentence(page: Page) -> None:
    def fail(change: Any) -> None:
        raise KeyError("mine")

    page.view.observe(fail, "deal")
    heard = page.state(deal={"seat": "Geneva"})
    assert heard[-1]["say"] == "refused"
    assert "KeyError: 'mine'" in heard[-1]["why"]
    page.view.unobserve(fail, "deal")


def test_without_the_library_the_extra_is_named(case: zopa.PositionGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "anywidget", None)
    with pytest.raises(zopa.ZopaError, match=r"pip install 'zopa\[notebook\]'$"):
        case.explore()
    monkeypatch.undo()
    with pytest.raises(ValueError, match="seconds"):
        case.explore(seconds=-1)


def test_where_no_widget_can_be_shown_there_is_the_page_that_talks_to_nobody(
    page: Page, case: zopa.PositionGraph
) -> None:
    data, _ = page.view._repr_mimebundle_()
    assert data["text/html"] == case._repr_mimebundle_()["text/html"]
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == page.view.model_id
    assert (
        data["text/plain"] == "<View of <PositionGraph talks: 3 parties, 3 issues, 6 positions>: 0 settled, 0 selected>"
    )


#: What people type for a thing that is settled.
SETTLEMENTS = {
    "seat": st.sampled_from(["Geneva", "geneva", "Женева", "日内瓦", "Geneva|日内瓦", ["Женева", "Geneva"], "other"]),
    "pay": st.one_of(
        st.integers(0, 40),
        st.tuples(st.integers(0, 20), st.one_of(st.none(), st.integers(20, 40))),
        st.lists(st.tuples(st.one_of(st.none(), st.integers(0, 9)), st.integers(10, 19)), min_size=2, max_size=3),
    ),
    "land": st.one_of(
        st.sampled_from(["ours", "theirs"]),
        st.dictionaries(st.sampled_from(["north", "south"]), st.sampled_from(["ours", "ours|theirs"]), min_size=1),
    ),
}


@given(st.fixed_dictionaries({}, optional=SETTLEMENTS))
@settings(max_examples=examples(200), deadline=None)
def test_a_package_in_ids_says_what_was_typed(typed: dict[str, Any]) -> None:
    case = talks()
    terms = terms_from(case, messages.package(typed))
    package = json.loads(json.dumps(package_from(case, terms), allow_nan=False))
    assert sorted(terms_from(case, package)) == sorted(terms)
    assert package_from(case, terms_from(case, package)) == package


@pytest.mark.parametrize("name", ["ukraine-plans", "river-basin"])
def test_a_proposal_as_a_package_fares_as_the_proposal_does(name: str) -> None:
    case = zopa.load(name, quiet=True)
    for proposal in case.tables["proposals"]["id"].head(4):
        package = package_from(case, terms_of(case, proposal))
        named, written = (
            case.check_deal(deal, as_of="all" if case.as_of is None else case.as_of) for deal in (proposal, package)
        )
        columns = ["party", "issue", "verdict", "level"]
        assert set(map(tuple, named[columns].values.tolist())) == set(map(tuple, written[columns].values.tolist()))

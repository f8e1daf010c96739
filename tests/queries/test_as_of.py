"""One meaning of ``as_of``: every query answers for the case's own date by default, and its answer says so."""

from __future__ import annotations

import inspect
from typing import Any

import pandas as pd
import pytest
from reference.dossiers import graph

import zopa
from zopa import queries
from zopa.graph.asked import AskedDateError, date_asked

#: Queries that take a date, those of them that are about time, and those that are about what is agreed on one day.
DATED = [
    name
    for name in queries.__all__
    # Two sides are compared, each of its own date.
    if name != "compare" and "as_of" in getattr(inspect.unwrap(getattr(queries, name)), "__annotations__", {})
]
OVER_TIME = {"history", "shifts"}
OF_A_DAY = {
    "check_deal",
    "contradictions",
    "deals",
    "frontier",
    "islands",
    "openings",
    "pivots",
    "sequence",
    "solutions",
    "standoffs",
    "trades",
}


def moved(**meta: str) -> zopa.PositionGraph:
    """Until 2020 they clash on the seat; since 2022 on the pay, and one of them says something else in 2024."""
    line = {"stance": "demands", "firmness": "red line"}
    case = graph(
        parties=[{"id": "a", "name": "Upland"}, {"id": "b", "name": "Lowland"}],
        issues=[{"id": "seat", "kind": "choice"}, {"id": "pay", "kind": "choice", "per_region": "yes"}],
        options=[{"issue": issue, "option": option} for issue in ("seat", "pay") for option in ("x", "y")],
        regions=[{"id": "north"}, {"id": "south"}],
        positions=[
            {"id": "1", "party": "a", "issue": "seat", "option": "x", "end": "2020", **line},
            {"id": "2", "party": "b", "issue": "seat", "option": "y", "end": "2020", **line},
            {"id": "3", "party": "a", "issue": "pay", "option": "x", "regions": "north", "start": "2022-03", **line},
            {"id": "4", "party": "b", "issue": "pay", "option": "y", "start": "2022-03", "end": "2023", **line},
            {"id": "5", "party": "b", "issue": "pay", "option": "x", "start": "2024-06", **line},
        ],
        conditions=[{"id": "c", "party": "a", "what": "pay/x", "relation": "only after", "requires": "seat/y"}],
        obstacles=[{"id": "law", "name": "The law", "blocks": "seat|pay"}],
    )
    return zopa.PositionGraph(case.tables, {"id": "moved", **meta})


def asked(case: zopa.PositionGraph, name: str, **words: Any) -> Any:
    if name == "check_deal":
        words["deal"] = {"pay": "x"}
    return getattr(queries, name)(case, **words)


def tables(answer: Any) -> list[pd.DataFrame]:
    """The tables of an answer."""
    return [answer] if isinstance(answer, pd.DataFrame) else [answer.table, answer.proposals]


def expect_equal(first: Any, second: Any) -> None:
    if isinstance(first, str):
        assert first == second
        return
    for a, b in zip(tables(first), tables(second), strict=True):
        pd.testing.assert_frame_equal(pd.DataFrame(a), pd.DataFrame(b))


def test_these_are_all_queries_that_take_a_date():
    assert set(DATED) == OVER_TIME | OF_A_DAY | {
        "clash_matrix",
        "clashes",
        "coalitions",
        "obstacles",
        "overlap_pairs",
        "overlaps",
        "summary",
        "support",
        "territory",
        "territory_matrix",
        "voting_power",
        "what_next",
        "zones",
    }


@pytest.mark.parametrize(
    ("meta", "own"), [({"as_of": "2023-05"}, "2023-05"), ({"as_of": "2019"}, "2019"), ({}, "2024-06-01")]
)
@pytest.mark.parametrize("name", DATED)
def test_every_query_answers_for_the_date_of_the_case_and_says_so(name, meta, own):
    case = moved(**meta)
    usual = asked(case, name)
    meant = "all" if name in OVER_TIME else own
    expect_equal(usual, asked(case, name, as_of=meant))
    if name == "summary":
        assert f"as of {own}." in usual
        assert "as of" not in asked(case, name, as_of="all")
        return
    for as_of, answer in ((meant, usual), ("2021", asked(case, name, as_of="2021"))):
        assert [table.attrs["as_of"] for table in tables(answer)] == [as_of] * len(tables(answer))
    if name in OF_A_DAY:
        with pytest.raises(
            AskedDateError, match=rf"agreed on one day.* such as '{own}', or none, which means the case's"
        ):
            asked(case, name, as_of="all")
    else:
        assert all(table.attrs["as_of"] == "all" for table in tables(asked(case, name, as_of="all")))


@pytest.mark.parametrize("name", DATED)
def test_where_nothing_begins_on_a_date_all_dates_are_meant(name):
    rows = {table: frame.to_dict("records") for table, frame in moved().tables.items() if len(frame)}
    for row in rows["positions"]:
        row |= {"start": None, "end": None}
    case = graph(**rows)
    usual = asked(case, name)
    expect_equal(usual, asked(case, name, as_of="all"))
    if name != "summary":
        assert all(table.attrs["as_of"] == "all" for table in tables(usual))


@pytest.mark.parametrize("name", DATED)
def test_what_is_no_date_is_refused_with_what_to_write(name):
    for wrong in ("August", "", "ALL", "2023-13"):
        with pytest.raises(AskedDateError, match=rf"'{wrong}' is not a date.* or 'all' for all dates"):
            asked(moved(), name, as_of=wrong)


def test_the_two_families_agree_on_the_day_of_a_case():
    for meta in ({"as_of": "2023-05"}, {"as_of": "2019"}, {}):
        case = moved(**meta)
        clashing = {frozenset(pair) for pair in case.clashes()[["position_a", "position_b"]].itertuples(index=False)}
        sets = {frozenset(cell.split("|")) for cell in case.contradictions()["positions"]}
        assert clashing == sets
        assert len(clashing) == {"2023-05": 1, "2019": 1, None: 0}[meta.get("as_of")]


def test_a_proposal_is_checked_as_of_its_own_date():
    case = moved(as_of="2023-05")
    plan = {
        "proposals": pd.DataFrame(
            {"id": ["plan", "draft"], "name": ["The plan", "The draft"], "date": ["2019-02", None]}
        ),
        "terms": pd.DataFrame({"proposal": ["plan", "draft"], "issue": "seat", "option": "x"}),
    }
    case = zopa.load({**case.tables, **plan}, quiet=True)
    assert case.check_deal("plan").attrs["as_of"] == "2019-02"
    assert case.check_deal("draft").attrs["as_of"] == "2023-05"
    assert case.check_deal("plan", as_of="2021").attrs["as_of"] == "2021"


def test_what_passes_a_question_on_keeps_the_date():
    case = moved(as_of="2023-05")
    assert case.robustness("clashes").attrs["as_of"] == "2023-05"
    assert case.robustness("clashes", as_of="all").attrs["as_of"] == "all"
    assert len(case.robustness("clashes", as_of="all")) == 2
    assert "As of 2023-05." in case.clashes().picture()
    assert "Over all dates of the case." in case.history().picture()
    for panel in case.panels():
        over = panel["name"] in OVER_TIME
        assert panel["caption"].endswith("Over all dates of the case." if over else "As of 2023-05.")
        assert "As of" not in panel["svg"]
    plain = case.picture("zones", as_of="2019")
    assert "As of 2019." in plain


def test_what_is_drawn_and_what_is_made_holds_all_dates():
    case = moved(as_of="2023-05")
    kinds = [kind for *_, kind in case.nx.edges(data="kind")]
    assert kinds.count("CLASHES_WITH") == 2
    assert len(case.select().tables["positions"]) == 5
    assert len(case.select(as_of="2023-05").tables["positions"]) == 2
    assert date_asked(case.select(as_of="2019"), None).text == "2023-05"


def test_a_case_of_acts_is_asked_over_all_its_dates():
    """An act counts on its day only: of the last vote alone nothing would be known of the others."""
    votes = [
        {"party": party, "issue": issue, "stance": stance, "option": "yes", "start": day, "once": "yes"}
        for party, issue, stance, day in (
            ("A", "seat", "demands", "2020-03-01"),
            ("B", "seat", "rejects", "2020-03-01"),
            ("A", "pay", "rejects", "2022-03-01"),
            ("B", "pay", "demands", "2022-03-01"),
        )
    ]
    case = zopa.load({"positions": votes}, quiet=True)
    assert date_asked(case, None).text == "all"
    assert sorted(case.clashes()["issue"]) == ["pay", "seat"]
    lasting = {"party": "A", "issue": "place", "stance": "demands", "option": "yes", "start": "2021", "once": ""}
    assert date_asked(zopa.load({"positions": [*votes, lasting]}, quiet=True), None).text == "2021-01-01"

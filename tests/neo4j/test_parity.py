"""Every query gives the same rows, whichever of the two stores it is asked of."""

from __future__ import annotations

import inspect
from functools import cache
from typing import Any

import pandas as pd
import pytest
from effort import THOROUGH
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reference.shared import shared_dossiers

import zopa
from zopa import queries

QUERIES = [name for name in queries.__all__ if inspect.isfunction(getattr(queries, name))]
CASES = ["river-basin", "ukraine-2025", "ukraine-plans"]
DRAWN_FOR = [name for name in QUERIES if name not in ("ask", "check_deal", "panels", "picture")]
#: Dossiers are drawn for each of four shares of the queries: most of the time goes into reading a case again for each query.
SHARES = 4
DRAWN = 60 if THOROUGH else 1


def answer(graph: Any, name: str, **arguments: Any) -> Any:
    """The answer of a query, or its refusal."""
    try:
        reply = getattr(queries, name)(graph, **arguments)
    except ValueError as error:
        return f"{type(error).__name__}: {error}"
    return getattr(reply, "table", reply)


def expect_equal(ours: Any, theirs: Any) -> None:
    if isinstance(ours, pd.DataFrame):
        pd.testing.assert_frame_equal(theirs, ours)
        assert theirs.attrs == ours.attrs
    else:
        assert theirs == ours


def asked_of(name: str, wanted: dict[str, Any]) -> dict[str, Any]:
    """The words that this query takes."""
    return {
        word: argument
        for word, argument in wanted.items()
        if word in inspect.signature(getattr(queries, name)).parameters
    }


@cache
def loaded(case: str) -> zopa.PositionGraph:
    return zopa.load(case, quiet=True)


ASKED = [(case, name) for case in CASES for name in QUERIES]


@pytest.mark.thorough
@pytest.mark.parametrize(("case", "name"), ASKED)
def test_built_in_cases(case, name, pushed):
    graph = loaded(case)
    more: dict[str, Any] = {}
    if name == "ask":
        more["question"] = "Who demands what?"
    if name == "picture":
        more["query"] = "zones"
    if name == "check_deal":
        if graph.tables["proposals"].empty:
            return
        more["deal"] = graph.tables["proposals"]["id"].iat[0]
    expect_equal(answer(graph, name, **more), answer(pushed.case(case), name, **more))


@pytest.mark.parametrize("share", range(SHARES))
@settings(max_examples=DRAWN, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(drawn=shared_dossiers(), data=st.data())
def test_random_dossiers(share, drawn, data, connection):
    tables, meta = drawn
    graph = zopa.PositionGraph(tables, meta)
    shared = zopa.SharedGraph(connection)
    connection.do("MATCH (n) DETACH DELETE n")
    shared.push(graph)
    expect_same_tables(graph, shared.pull())
    ids = {name: tables[name]["id"].tolist() for name in ("parties", "issues", "regions")}
    wanted = {
        "parties": data.draw(st.sampled_from([None, ids["parties"][:1], ids["parties"][1:3], ["nobody"]])),
        "issues": data.draw(st.sampled_from([None, ids["issues"][:1]])),
        "regions": data.draw(st.sampled_from([None, ids["regions"][1:2] or None])),
        "as_of": data.draw(st.sampled_from([None, "all", "2021", "2023-01-05"])),
        "roll_up": data.draw(st.booleans()),
    }
    for name in DRAWN_FOR[share::SHARES]:
        for decided in ({}, {"decision": "d1"}):
            arguments = asked_of(name, wanted | decided)
            if decided.keys() <= arguments.keys():
                expect_equal(answer(graph, name, **arguments), answer(shared, name, **arguments))


def test_the_day_that_is_meant_hangs_on_all_positions(connection):
    """A case without a date of its own is asked of the last day on which anything begins, on whatever issue."""
    red = {"stance": "demands", "firmness": "red line"}
    tables = {
        "positions": pd.DataFrame(
            [
                {"party": "A", "issue": "seat", "option": "Geneva", "start": "2020", "end": "2021", **red},
                {"party": "B", "issue": "seat", "option": "Vienna", "start": "2020", "end": "2021", **red},
                {"party": "B", "issue": "army", "option": "none", "start": "2023-05", **red},
            ]
        )
    }
    graph = zopa.load(tables | {"dossier": {"id": "undated"}}, quiet=True)
    assert graph.contradictions(issues="seat").empty
    assert len(graph.contradictions(issues="seat", as_of="2021")) == 1
    connection.do("MATCH (n) DETACH DELETE n")
    shared = zopa.SharedGraph(connection)
    shared.push(graph)
    assert graph.clashes(issues="seat").empty
    assert len(graph.clashes(issues="seat", as_of="all")) == 1
    for name in ("contradictions", "clashes", "zones", "history"):
        theirs = getattr(shared, name)(issues="seat")
        assert theirs.attrs["as_of"] == ("all" if name == "history" else "2023-05-01")
        expect_equal(getattr(graph, name)(issues="seat"), theirs)


def test_the_level_that_is_meant_depends_on_all_positions(connection):
    """One firmness, on whatever issue, is enough for a case to be asked for its red lines."""
    for firmness, level in ((None, "aim"), ("bottom line", "red line")):
        rows = [{"party": party, "issue": "seat", "stance": "demands", "option": party} for party in ("A", "B")]
        rows.append({"party": "A", "issue": "army", "stance": "demands", "option": "none", "firmness": firmness})
        graph = zopa.load({"positions": pd.DataFrame(rows), "dossier": {"id": "levels"}}, quiet=True)
        connection.do("MATCH (n) DETACH DELETE n")
        shared = zopa.SharedGraph(connection)
        shared.push(graph)
        theirs = shared.zones(issues="seat")
        assert theirs["level"].tolist() == [level]
        expect_equal(graph.zones(issues="seat"), theirs)
        for name in ("contradictions", "overlaps", "deals", "pivots"):
            theirs = getattr(shared, name)(issues="seat")
            assert theirs.attrs["level"] == level
            expect_equal(getattr(graph, name)(issues="seat"), theirs)


def test_what_statements_come_to_is_the_same_in_both_stores(connection):
    said = {"party": "A", "issue": "seat", "stance": "demands", "speaker": "The minister", "coder": "C", "weight": 2}
    rows = [said | {"option": option, "date": date} for option, date in (("x", "2020"), ("x", "2021"), ("y", "2022"))]
    graph = zopa.load({"statements": pd.DataFrame(rows), "dossier": {"id": "said"}}, quiet=True)
    connection.do("MATCH (n) DETACH DELETE n")
    shared = zopa.SharedGraph(connection)
    shared.push(graph)
    expect_same_tables(graph, shared.pull())
    expect_equal(graph.history(), shared.history())


def test_a_decision_is_the_same_in_both_stores(connection):
    """Who has a say may hold no position at all, and the column that is counted is one of the case's own."""
    tables = {
        "parties": [{"id": party, "seats": seats} for party, seats in zip("ABC", ("40.5", "35", "24.5"), strict=True)],
        "positions": [
            {"party": party, "issue": issue, "stance": "demands", "option": option}
            for party, issue, option in (("A", "seat", "x"), ("B", "seat", "y"), ("C", "army", "z"))
        ],
        "decisions": [
            {"id": "house", "rule": "majority", "weight": "seats", "vetoes": "B", "issues": "seat"},
            {"id": "table", "rule": "at least 1"},
        ],
        "dossier": {"id": "house"},
    }
    graph = zopa.load(tables, quiet=True)
    connection.do("MATCH (n) DETACH DELETE n")
    shared = zopa.SharedGraph(connection)
    shared.push(graph)
    expect_same_tables(graph, shared.pull())
    questions: dict[str, dict[str, Any]] = {
        "support": {"decision": "house"},
        "coalitions": {"option": "seat/x"},
        "voting_power": {"decision": "house"},
        "check_deal": {"deal": {"seat": "x"}, "decision": "house"},
        "deals": {"decision": "house"},
        "frontier": {"decision": "house"},
        "solutions": {"decision": "house"},
    }
    for name, arguments in questions.items():
        ours = answer(graph, name, **arguments)
        assert len(ours), name
        expect_equal(ours, answer(shared, name, **arguments))
    for name in ("openings", "pivots"):
        expect_equal(answer(graph, name, decision="house"), answer(shared, name, decision="house"))
    # Who has a say where a decision names nobody may have spoken of another issue alone.
    expect_equal(graph.deals(decision="table", issues="seat"), shared.deals(decision="table", issues="seat"))
    assert shared.deals(decision="table", issues="seat")["vote_unknown"].tolist() == ["C"] * 3
    assert graph.voting_power("house")["party"].tolist() == ["B", "A", "C"]


def expect_same_tables(ours: zopa.PositionGraph, theirs: zopa.PositionGraph) -> None:
    assert theirs.meta == ours.meta
    for name, table in ours.tables.items():
        pd.testing.assert_frame_equal(theirs.tables[name], table)


def test_the_days_of_a_party_cut_what_it_says_in_both_stores(connection):
    parties = [{"id": "union", "end": "1991"}, {"id": "envoy", "speaks_for": "union", "start": "1985"}, {"id": "north"}]
    rows = [
        {
            "party": party,
            "issue": "fleet",
            "stance": "demands",
            "option": option,
            "start": start,
            "firmness": "red line",
        }
        for party, option, start in (("union", "stays", "1980"), ("envoy", "stays", None), ("north", "leaves", None))
    ]
    tables = {"parties": pd.DataFrame(parties), "positions": pd.DataFrame(rows), "dossier": {"id": "days"}}
    graph = zopa.load(tables, quiet=True)
    connection.do("MATCH (n) DETACH DELETE n")
    shared = zopa.SharedGraph(connection)
    shared.push(graph)
    for as_of in (None, "1985", "1992", "all"):
        ours = graph.clashes(as_of=as_of)
        assert len(ours) == {None: 1, "1985": 2, "1992": 0, "all": 2}[as_of]
        expect_equal(ours, shared.clashes(as_of=as_of))
        expect_equal(graph.zones(as_of=as_of), shared.zones(as_of=as_of))
    assert graph.clashes(as_of="all")["end"].tolist() == ["1991-12-31"] * 2
    expect_equal(graph.history(), shared.history())
    assert shared.pull().tables["positions"].equals(graph.tables["positions"])
    expect_equal(graph.deals(as_of="1992"), shared.deals(as_of="1992"))

"""Robustness: what each row rests on, with every reduced case made by hand as well."""

from __future__ import annotations

import pandas as pd
import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.dossiers import dossiers, graph, ids
from reference.rule import Reference

import zopa
from zopa.graph.regions import EVERYWHERE
from zopa.queries.asking.selection import UnknownNameError
from zopa.queries.check_deal import check_deal
from zopa.queries.clashes import clashes
from zopa.queries.contradictions import contradictions
from zopa.queries.overlaps import overlaps
from zopa.queries.robustness import robustness


def case():
    line = {"issue": "seat", "stance": "demands", "firmness": "red line"}
    return graph(
        parties=[{"id": name, "name": name.upper()} for name in "abc"],
        issues=[{"id": "seat", "name": "the seat", "kind": "choice"}],
        options=[{"issue": "seat", "option": option} for option in ("geneva", "oslo", "vienna")],
        positions=[
            {"id": "1", "party": "a", "option": "geneva", "evidence": "e1|e2", **line},
            {"id": "2", "party": "b", "option": "oslo", "evidence": "e3", **line},
            {"id": "3", "party": "c", "option": "vienna", **line | {"firmness": None}},
        ],
        sources=[{"id": "s1", "title": "Gazette"}, {"id": "s2", "title": "Herald"}],
        evidence=[
            {"id": "e1", "source": "s1", "attribution": "stated", "coder": "ann"},
            {"id": "e2", "source": "s2", "attribution": "inferred", "coder": "ben"},
            {"id": "e3", "source": "s2", "attribution": "reported", "coder": "ben"},
        ],
    )


def test_what_a_clash_rests_on():
    answer = robustness(case())
    by = {(row.position_a, row.position_b): row for row in answer.itertuples()}
    first = by["1", "2"]
    assert (first.survives, first.share, first.rests_on) == ("inferred", 0.2, "source:s2|coder:ben")
    assert (first.single_source, first.inferred, first.no_evidence, first.certain) == (True, False, False, True)
    assert first.support == (
        "It stands without what the coder inferred. It disappears without what others report or without positions that rest on one "
        "source. It disappears without the source Herald. It disappears without the coding of ben."
    )
    second = by["1", "3"]
    assert (second.survives, second.rests_on, second.no_evidence) == (
        "inferred|reported|single-source|source|coder",
        "",
        True,
    )
    # The severity of a clash with an unknown firmness turns on that firmness.
    assert not second.certain
    assert second.share == 1.0


def test_which_tests_are_made():
    answer = robustness(case(), drop="reported")
    assert sorted(answer["survives"]) == ["", "", "reported"]
    with pytest.raises(UnknownNameError, match="There is no drop"):
        robustness(case(), drop="rumours")
    with pytest.raises(UnknownNameError, match="There is no query"):
        robustness(case(), "rumours")
    with pytest.raises(ValueError, match="name no positions"):
        robustness(case(), lambda graph: clashes(graph)[["issue"]])


def test_any_query_that_names_positions():
    answer = robustness(case(), contradictions, level="red line")
    assert answer[["positions", "rests_on"]].values.tolist() == [["1|2", "source:s2|coder:ben"]]
    assert answer["certain"].tolist() == [True]
    zone = robustness(case(), "zones")
    # Without the second source nothing of B is left, and A alone with C closes nothing for certain.
    assert zone["rests_on"].tolist() == ["source:s2|coder:ben"]


def test_what_a_party_accepts_and_rejects_is_no_common_ground():
    acceptance = {"party": "a", "issue": "seat", "stance": "accepts", "option": "oslo"}
    shared = graph(
        parties=[{"id": "a"}, {"id": "b"}],
        issues=[{"id": "seat", "kind": "choice"}],
        options=[{"issue": "seat", "option": "oslo"}, {"issue": "seat", "option": "bern"}],
        positions=[
            {"id": "1", **acceptance},
            {"id": "2", **acceptance | {"party": "b"}},
            {"id": "3", **acceptance | {"stance": "rejects"}},
        ],
    )
    assert overlaps(shared).empty
    assert robustness(shared, "overlaps").empty


def test_what_was_replaced_stays_replaced():
    line = {"party": "a", "issue": "seat", "stance": "demands"}
    answer = robustness(
        graph(
            parties=[{"id": "a"}, {"id": "b"}],
            issues=[{"id": "seat", "kind": "choice"}],
            options=[{"issue": "seat", "option": o} for o in ("geneva", "oslo")],
            positions=[
                {"id": "old", "option": "geneva", "evidence": "e1", **line},
                {"id": "new", "option": "oslo", "start": "2024", "replaces": "old", "evidence": "e2", **line},
                {"id": "b", **line | {"party": "b"}, "option": "oslo", "evidence": "e1"},
            ],
            sources=[{"id": "s1"}, {"id": "s2"}],
            evidence=[{"id": "e1", "source": "s1"}, {"id": "e2", "source": "s2"}],
        ),
        drop="source",
        as_of="all",
    )
    assert answer[["position_a", "end", "rests_on"]].values.tolist() == [["old", "2023-12-31", "source:s1"]]


@settings(max_examples=examples(25), deadline=None)
@given(dossiers(most=7), st.data())
def test_leaving_out_a_source_is_leaving_out_what_it_alone_bears(rows, data):
    sources = ids("s", 3)
    evidence = [
        {"id": f"e{n}", "source": data.draw(st.sampled_from(sources)), "attribution": "stated"} for n in range(5)
    ]
    for row in rows["positions"]:
        row["replaces"] = None
        row["evidence"] = (
            "|".join(
                data.draw(st.lists(st.sampled_from([record["id"] for record in evidence]), max_size=2, unique=True))
            )
            or None
        )
    whole = graph(**rows, evidence=evidence, sources=[{"id": name} for name in sources])
    as_of = data.draw(st.sampled_from([None, "all"]))
    # The date that is meant is that of the whole case, whatever is left out.
    then = as_of or str(Reference(rows).own_day() or "all")
    answer = robustness(whole, drop="source", as_of=as_of)
    source = {record["id"]: record["source"] for record in evidence}
    for gone in sources:
        positions = [
            row
            for row in rows["positions"]
            if not row["evidence"] or {source[evidence_id] for evidence_id in row["evidence"].split("|")} != {gone}
        ]
        without_it = clashes(graph(**rows | {"positions": positions}), as_of=then)
        pairs = {(row.position_a, row.position_b) for row in without_it.itertuples()}
        for row in answer.itertuples():
            assert ((row.position_a, row.position_b) in pairs) == (f"source:{gone}" not in row.rests_on.split("|"))


def deal_case(**more):
    return graph(
        parties=[{"id": name, "name": name.upper()} for name in "abc"],
        issues=[{"id": "seat", "kind": "choice"}, {"id": "pay", "kind": "choice"}],
        options=[{"issue": "seat", "option": option} for option in ("geneva", "oslo")]
        + [{"issue": "pay", "option": option} for option in ("half", "all")],
        positions=[
            {
                "id": "1",
                "party": "a",
                "issue": "seat",
                "stance": "demands",
                "option": "geneva",
                "firmness": "red line",
                "evidence": "e1",
            },
            {"id": "2", "party": "b", "issue": "seat", "stance": "rejects", "option": "oslo", "evidence": "e2"},
            {
                "id": "3",
                "party": "b",
                "issue": "pay",
                "stance": "demands",
                "option": "all",
                "firmness": "aim",
                "evidence": "e2|e3",
            },
            {"id": "4", "party": "c", "issue": "seat", "stance": "accepts", "option": "geneva", "evidence": "e1"},
        ],
        conditions=[
            {
                "id": "k",
                "party": "c",
                "what": "seat/oslo",
                "relation": "only if",
                "requires": "pay/all",
                "firmness": "bottom line",
                "evidence": "e3",
            }
        ],
        proposals=[{"id": "plan", "name": "The plan"}],
        terms=[
            {"id": "t1", "proposal": "plan", "issue": "seat", "option": "oslo"},
            {"id": "t2", "proposal": "plan", "issue": "pay", "option": "half"},
        ],
        sources=[{"id": "s1"}, {"id": "s2"}],
        evidence=[
            {"id": "e1", "source": "s1", "attribution": "stated", "coder": "ann"},
            {"id": "e2", "source": "s2", "attribution": "inferred", "coder": "ben"},
            {"id": "e3", "source": "s2", "attribution": "reported", "coder": "ben"},
        ],
        **more,
    )


def test_what_a_deal_rests_on():
    answer = robustness(deal_case(), deal="the plan")
    whole = answer.head(3)[["level", "verdict", "rests_on", "certain"]].values.tolist()
    assert whole == [
        ["red line", "crosses", "source:s1|coder:ann", True],
        # Without A's red line the condition of C is still not honoured, and without that A's red line still stands.
        ["bottom line", "crosses", "", True],
        ["aim", "crosses", "", True],
    ]
    assert answer["why"][0] == "Taken whole, it crosses a red line of A."
    by = answer.set_index(["party", "issue", "rule"])
    assert by.loc[("b", "pay", ""), "rests_on"] == "source:s2|coder:ben"
    # The firmness of B's rejection is not known, and C has not said whether it accepts Oslo.
    assert not by.loc[("b", "seat", ""), "certain"]
    assert by.loc[("c", "seat", ""), ["verdict", "certain"]].tolist() == ["open", False]
    assert by.loc[("c", "seat|pay", "k"), ["verdict", "level", "rests_on"]].tolist() == [
        "crosses",
        "bottom line",
        "source:s2|coder:ben",
    ]
    assert by.loc[("a", "pay", ""), ["verdict", "certain"]].tolist() == ["unknown", False]


def test_a_deal_that_crosses_nothing_is_certain_only_where_all_have_spoken():
    package = {"seat": "geneva"}
    answer = robustness(deal_case(), deal=package).set_index("level")
    assert answer.loc["red line", "verdict"].iloc[0] == "meets"
    assert not answer.loc["red line", "certain"].iloc[0]  # B rejects Oslo, and has not accepted Geneva.
    of_two = robustness(deal_case(), deal=package, parties=["a", "c"])
    assert of_two.head(3)[["verdict", "share", "certain"]].values.tolist() == [["meets", 1.0, True]] * 3
    assert of_two[of_two["party"].eq("c") & of_two["rule"].eq("")]["rests_on"].tolist() == ["source:s1|coder:ann"]
    with pytest.raises(ValueError, match="give one of the two"):
        robustness(deal_case(), "zones", deal="plan")
    with pytest.raises(UnknownNameError, match="no proposal 'pln'"):
        robustness(deal_case(), deal="pln")


def test_the_day_asked_about_does_not_move_with_what_is_left_out():
    line = {"issue": "seat", "stance": "demands", "firmness": "red line"}
    dated = graph(
        parties=[{"id": name} for name in "abc"],
        issues=[{"id": "seat", "kind": "choice"}],
        options=[{"issue": "seat", "option": option} for option in ("geneva", "oslo")],
        positions=[
            {"id": "1", "party": "a", "option": "geneva", "end": "2023", **line},
            {"id": "2", "party": "b", "option": "oslo", **line},
            {"id": "3", "party": "c", "option": "oslo", "start": "2024", "evidence": "e", **line},
        ],
        sources=[{"id": "s"}],
        evidence=[{"id": "e", "source": "s"}],
    )
    answer = robustness(dated, deal={"seat": "oslo"}, drop="source")
    assert answer.head(3)[["verdict", "rests_on"]].values.tolist() == [["meets", ""]] * 3


def test_places_are_compared_by_the_regions_inside_them():
    line = {"issue": "control", "stance": "demands", "firmness": "red line"}
    where = graph(
        parties=[{"id": name} for name in "abc"],
        issues=[{"id": "control", "kind": "choice", "per_region": "yes"}],
        options=[{"issue": "control", "option": option} for option in "xy"],
        regions=[{"id": "land"}, {"id": "north", "part_of": "land"}, {"id": "south", "part_of": "land"}],
        positions=[
            {"id": "1", "party": "a", "option": "x", "regions": "land", **line},
            {"id": "2", "party": "b", "option": "y", "regions": "land", **line},
            {"id": "3", "party": "c", "option": "y", "regions": "north", "evidence": "e", **line},
        ],
        sources=[{"id": "s"}],
        evidence=[{"id": "e", "source": "s"}],
    )
    answer = robustness(where, deal={"control": "x"}, drop="source")
    # B's verdict is told for the north and the south apart only as long as C has a position in the north.
    assert set(answer[answer["party"] == "b"]["rests_on"]) == {""}
    assert answer[answer["party"].eq("c") & answer["regions"].eq("north")]["rests_on"].tolist() == ["source:s"]


@settings(max_examples=examples(15), deadline=None)
@given(dossiers(most=7), st.data())
def test_a_verdict_on_a_deal_survives_where_it_is_the_same_without_what_a_source_alone_bears(rows, data):
    sources = ids("s", 2)
    evidence = [
        {"id": f"e{n}", "source": data.draw(st.sampled_from(sources)), "attribution": "stated"} for n in range(4)
    ]
    for row in rows["positions"]:
        row["replaces"] = None
        evidence_ids = st.lists(st.sampled_from([record["id"] for record in evidence]), max_size=2, unique=True)
        row["evidence"] = "|".join(data.draw(evidence_ids)) or None
    package: dict[str, object] = {
        issue["id"]: data.draw(st.sampled_from([o["option"] for o in rows["options"] if o["issue"] == issue["id"]]))
        if issue["kind"] != "number"
        else float(data.draw(st.integers(0, 10)))
        for issue in rows["issues"]
    }
    whole = graph(**rows, evidence=evidence, sources=[{"id": name} for name in sources])
    when = {"as_of": "2021-06-30"}
    answer = robustness(whole, deal=package, drop="source", **when)
    source = {record["id"]: record["source"] for record in evidence}
    tree = whole.columns.regions

    def told(checked):
        """The verdict of each party on each issue in each smallest region."""
        return {
            (row.party, row.issue, leaf): (row.verdict, row.level)
            for row in checked.itertuples()
            if row.settlement
            for leaf in frozenset[int]().union(
                *(tree.leaves(tree.code.get(name, EVERYWHERE)) for name in row.regions.split("|"))
            )
        }

    for gone in sources:
        positions = [
            row
            for row in rows["positions"]
            if not row["evidence"] or {source[evidence_id] for evidence_id in row["evidence"].split("|")} != {gone}
        ]
        checked = check_deal(graph(**rows | {"positions": positions}), package, **when)
        verdicts_without = told(checked)
        for row in answer[answer["settlement"] != ""].itertuples():
            own_verdicts = told(pd.DataFrame([row]))
            stands = all(verdicts_without.get(place) == verdict for place, verdict in own_verdicts.items())
            assert stands == (f"source:{gone}" not in row.rests_on.split("|"))
        lines = {"red line": ["red line"], "bottom line": ["red line", "bottom line"]}
        for row in answer.head(2).itertuples():
            crossed = (checked["verdict"].eq("crosses") & checked["level"].isin(lines[row.level])).any()
            assert (row.verdict == ("crosses" if crossed else "meets")) == (
                f"source:{gone}" not in row.rests_on.split("|")
            )


def uncoded(*evidence):
    """A and B clash, each with one piece of evidence."""
    line = {"issue": "seat", "stance": "demands", "firmness": "aim"}
    return graph(
        parties=[{"id": "a"}, {"id": "b"}],
        issues=[{"id": "seat", "kind": "choice"}],
        options=[{"issue": "seat", "option": option} for option in "xy"],
        positions=[
            {"id": "1", "party": "a", "option": "x", "evidence": "e0", **line},
            {"id": "2", "party": "b", "option": "y", "evidence": "e1", **line},
            {"id": "3", "party": "b", "option": "y", "evidence": "e2", "end": "2001", **line},
        ],
        sources=[{"id": "s"}, {"id": "s2"}],
        evidence=[{"id": f"e{n}", "source": "s", **row} for n, row in enumerate(evidence)],
    )


def test_a_test_that_was_not_made_is_not_passed():
    nobody = {"attribution": "stated"}
    answer = robustness(uncoded(nobody, nobody, nobody)).iloc[0]
    assert (answer["survives"], answer["share"]) == ("inferred|reported", 0.5)
    assert answer["support"].endswith("It was not tried without any one coder, as its evidence names no coder.")
    # That somebody coded other evidence says nothing of this.
    answer = robustness(uncoded(nobody, nobody, {**nobody, "coder": "ann"}), as_of="2021").iloc[0]
    assert (answer["survives"], answer["share"]) == ("inferred|reported", 0.5)
    coded = robustness(uncoded({**nobody, "coder": "ann"}, {**nobody, "coder": "ben"}, nobody), drop="coder").iloc[0]
    assert (coded["survives"], coded["share"], coded["rests_on"]) == ("", 0.0, "coder:ann|coder:ben")


def test_the_share_of_no_test_is_not_known():
    answer = robustness(uncoded({}, {}, {}), drop=["inferred", "coder"]).iloc[0]
    assert answer["survives"] == ""
    assert pd.isna(answer["share"])
    assert "It stands" not in answer["support"]
    assert (
        "It was not tried without what the coder inferred, as its evidence names no attribution." in answer["support"]
    )


@pytest.mark.parametrize("asked", [{}, {"query": "zones"}, {"query": "overlaps"}, {"deal": "single-text"}])
def test_a_notebook_shows_the_rows_without_the_picture_of_the_query_that_they_were_made_of(asked):
    rows = zopa.load("river-basin", quiet=True).robustness(**asked)
    assert "rests_on" in rows._repr_html_()
    assert not hasattr(rows, "draw")

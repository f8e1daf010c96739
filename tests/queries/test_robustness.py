"""Robustness: what each row rests on, with every reduced case made by hand as well."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from twin.dossiers import dossiers, graph, ids

from zopa.queries.clashes import clashes
from zopa.queries.contradictions import contradictions
from zopa.queries.overlaps import overlaps
from zopa.queries.robustness import robustness
from zopa.queries.selection import UnknownNameError


def case():
    line = {"issue": "seat", "stance": "demands", "firmness": "red line"}
    return graph(
        parties=[{"id": one, "name": one.upper()} for one in "abc"],
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
    )  # fmt: skip


def test_what_a_clash_rests_on():
    found = robustness(case())
    by = {(row.position_a, row.position_b): row for row in found.itertuples()}
    first = by["1", "2"]
    assert (first.survives, first.share, first.rests_on) == ("inferred", 0.2, "source:s2|coder:ben")
    assert (first.single_source, first.inferred, first.no_evidence, first.certain) == (True, False, False, True)
    assert first.support == (
        "It stands without what the coder inferred. It is gone without what others report or without positions that rest on one "
        "source. It rests on s2: without it it is gone. It rests on the coding of ben."
    )  # fmt: skip
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
    found = robustness(case(), drop="reported")
    assert sorted(found["survives"]) == ["", "", "reported"]
    with pytest.raises(UnknownNameError, match="There is no drop"):
        robustness(case(), drop="rumours")
    with pytest.raises(UnknownNameError, match="There is no query"):
        robustness(case(), "rumours")
    with pytest.raises(ValueError, match="name no positions"):
        robustness(case(), lambda graph: clashes(graph)[["issue"]])


def test_any_query_that_names_positions():
    found = robustness(case(), contradictions, firmness="red line")
    assert found[["positions", "rests_on"]].values.tolist() == [["1|2", "source:s2|coder:ben"]]
    assert found["certain"].tolist() == [True]
    zone = robustness(case(), "zones")
    # Without the second source nothing of B is left, and A alone with C closes nothing for certain.
    assert zone["rests_on"].tolist() == ["source:s2|coder:ben"]


def test_common_ground_that_an_unknown_firmness_could_end():
    held = {"party": "a", "issue": "seat", "stance": "accepts", "option": "oslo"}
    shared = graph(
        parties=[{"id": "a"}, {"id": "b"}], issues=[{"id": "seat", "kind": "choice"}],
        options=[{"issue": "seat", "option": "oslo"}, {"issue": "seat", "option": "bern"}],
        positions=[{"id": "1", **held}, {"id": "2", **held | {"party": "b"}}, {"id": "3", **held | {"stance": "rejects"}}],
    )  # fmt: skip
    assert len(overlaps(shared)) == 1
    assert robustness(shared, "overlaps")["certain"].tolist() == [False]


def test_what_was_replaced_stays_replaced():
    line = {"party": "a", "issue": "seat", "stance": "demands"}
    found = robustness(
        graph(
            parties=[{"id": "a"}, {"id": "b"}], issues=[{"id": "seat", "kind": "choice"}],
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
    )  # fmt: skip
    assert found[["position_a", "end", "rests_on"]].values.tolist() == [["old", "2023-12-31", "source:s1"]]


@settings(max_examples=25, deadline=None)
@given(dossiers(most=7), st.data())
def test_leaving_out_a_source_is_leaving_out_what_it_alone_bears(rows, data):
    sources = ids("s", 3)
    evidence = [
        {"id": f"e{n}", "source": data.draw(st.sampled_from(sources)), "attribution": "stated"} for n in range(5)
    ]
    for row in rows["positions"]:
        row["replaces"] = None
        row["evidence"] = (
            "|".join(data.draw(st.lists(st.sampled_from([one["id"] for one in evidence]), max_size=2, unique=True)))
            or None
        )
    whole = graph(**rows, evidence=evidence, sources=[{"id": one} for one in sources])
    found = robustness(whole, drop="source")
    source = {one["id"]: one["source"] for one in evidence}
    for left in sources:
        kept = [
            row for row in rows["positions"]
            if not row["evidence"] or {source[one] for one in row["evidence"].split("|")} != {left}
        ]  # fmt: skip
        there = clashes(graph(**rows | {"positions": kept}))
        pairs = {(row.position_a, row.position_b) for row in there.itertuples()}
        for row in found.itertuples():
            assert ((row.position_a, row.position_b) in pairs) == (f"source:{left}" not in row.rests_on.split("|"))

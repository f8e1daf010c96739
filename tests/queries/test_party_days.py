"""Parties that begin and end: outside its days a party holds nothing and sets no condition."""

from __future__ import annotations

import pytest

import zopa
from zopa.graph.dates import as_text
from zopa.graph.page.compiled import compiled

PARTIES = [
    {"id": "union", "name": "The Union", "end": "1991"},
    {"id": "republic", "name": "The Republic", "start": "1992"},
    {"id": "envoy", "name": "The Envoy", "speaks_for": "union", "start": "1985"},
    {"id": "north", "name": "North"},
]
OPTIONS = [{"issue": issue, "option": option} for issue in ("fleet", "harbour") for option in ("stays", "leaves")]
POSITIONS = [
    {"id": "u", "party": "union", "issue": "fleet", "option": "stays", "firmness": "red line", "start": "1980"},
    {"id": "e", "party": "envoy", "issue": "harbour", "option": "stays", "firmness": "red line"},
    {"id": "r", "party": "republic", "issue": "fleet", "option": "stays", "firmness": "red line"},
    {"id": "n", "party": "north", "issue": "fleet", "option": "leaves", "firmness": "red line"},
    {"id": "m", "party": "north", "issue": "harbour", "option": "leaves", "firmness": "red line"},
]


def case(**more):
    positions = [{"stance": "demands", **row} for row in more.pop("positions", POSITIONS)]
    issues = [{"id": issue, "kind": "choice"} for issue in ("fleet", "harbour")]
    tables = {"parties": PARTIES, "issues": issues, "options": OPTIONS, "positions": positions, **more}
    return zopa.load(tables, quiet=True)


@pytest.mark.parametrize(
    ("as_of", "pairs"),
    [
        ("1979", set()),
        ("1984", {("u", "n")}),
        ("1985", {("u", "n"), ("e", "m")}),
        ("1991-12-31", {("u", "n"), ("e", "m")}),
        ("1992", {("r", "n")}),
        ("all", {("u", "n"), ("r", "n"), ("e", "m")}),
    ],
)
def test_a_position_clashes_while_its_party_exists(as_of, pairs):
    clashes = case().clashes(as_of=as_of)
    assert {tuple(pair) for pair in clashes[["position_a", "position_b"]].to_numpy()} == pairs


def test_the_days_of_a_clash_are_told_as_those_of_the_party_were_coded():
    clashes = case().clashes(as_of="all").set_index("position_a")
    assert clashes.loc["u", "end"] == "1991-12-31"
    assert clashes.loc["u", "why"].startswith("On fleet from 1980 to 1991, ")
    assert clashes.loc["r", "why"].startswith("On fleet since 1992, ")


def test_a_party_that_does_not_exist_is_unknown():
    zone = {
        day: case().zones(parties=["union", "north"], issues="fleet", as_of=day).status.tolist()
        for day in ("1991", "1992")
    }
    assert zone == {"1991": ["closed"], "1992": ["open"]}
    # Where the Union held its red line no deal is left; without it there is that of North.
    deals = {day: len(case().deals(parties=["union", "north"], issues="fleet", as_of=day)) for day in ("1991", "1992")}
    assert deals == {"1991": 0, "1992": 1}


def test_a_condition_is_set_while_its_party_exists():
    line = {"party": "north", "firmness": "red line"}
    positions = [
        {**line, "id": "f", "issue": "fleet", "option": "leaves"},
        {**line, "id": "h", "issue": "harbour", "option": "stays"},
    ]
    condition = {"party": "envoy", "what": "fleet/leaves", "relation": "only if", "requires": "harbour/leaves"}
    coded = case(positions=positions, conditions=[{**condition, "firmness": "red line"}])
    assert {day: len(coded.contradictions(as_of=day)) for day in ("1984", "1985", "1991", "1992")} == {
        "1984": 0,
        "1985": 1,
        "1991": 1,
        "1992": 0,
    }
    # The rule on the page counts the same.
    (written,) = compiled(coded)["conditions"]
    assert [as_text(written[end]) for end in ("start", "end")] == ["1985-01-01", "1991-12-31"]


def test_the_own_date_of_a_case_is_not_the_birth_of_a_party():
    assert case().clashes().attrs["as_of"] == "1980-01-01"


def test_what_never_counts_is_pointed_out():
    parties = [*PARTIES, {"id": "late", "name": "The Late Envoy", "speaks_for": "union", "start": "1995"}]
    positions = [
        {"id": "after", "party": "union", "issue": "fleet", "option": "stays", "start": "1993"},
        {"id": "before", "party": "republic", "issue": "fleet", "option": "stays", "start": "1980", "end": "1990"},
        {"id": "vote", "party": "republic", "issue": "harbour", "option": "stays", "start": "1980", "once": "yes"},
        {"id": "across", "party": "union", "issue": "harbour", "option": "stays", "start": "1991", "end": "1999"},
    ]
    condition = {"party": "union", "what": "fleet/leaves", "relation": "only if", "requires": "harbour/leaves"}
    findings = case(parties=parties, positions=positions, conditions=[{**condition, "start": "2000"}]).findings
    told = findings[findings["message"].str.contains("never counts")]
    assert sorted(told[["level", "column", "value", "message"]].to_numpy().tolist()) == sorted(
        [
            [
                "warning",
                "speaks_for",
                "union",
                "'The Late Envoy' exists on no day on which the party that it speaks for exists. What it says never counts.",
            ],
            *(
                ["warning", column, value, f"The {what} never counts: '{party}' exists on none of its days."]
                for column, value, what, party in (
                    ("start", "1993", "position", "The Union"),
                    ("end", "1990", "position", "The Republic"),
                    ("start", "1980", "position", "The Republic"),
                    ("start", "2000", "condition", "The Union"),
                )
            ),
        ]
    )

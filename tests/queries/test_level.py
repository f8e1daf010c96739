"""The level that a case is asked at where none is named: red lines, or all positions where no firmness is coded."""

from __future__ import annotations

import inspect
from itertools import product
from typing import Any

import pytest

import zopa
from zopa import queries
from zopa.graph.asked import NO_FIRMNESS, level_asked
from zopa.graph.page.data import view
from zopa.queries.robustness import robustness

#: Queries that are asked at a level only where another case, an option, or a decision is named.
OF_MORE = {"compare", "coalitions", "check_deal"}
#: Queries that are asked at a level, and those of conditions, in which every condition counts by default.
LEVELLED = [
    name
    for name in queries.__all__
    if name not in OF_MORE and "level" in getattr(inspect.unwrap(getattr(queries, name)), "__annotations__", {})
]
OF_CONDITIONS = {"standoffs", "sequence"}

ROWS = [
    {"party": "A", "issue": "seat", "option": "Geneva", "source": "Gazette"},
    {"party": "B", "issue": "seat", "option": "Oslo", "source": "Gazette"},
    {"party": "C", "issue": "seat", "option": "Oslo", "source": "Herald"},
]


def case(**changed):
    return zopa.load({"positions": [row | changed.get(row["party"], {}) for row in ROWS]}, quiet=True)


def asked(graph: zopa.PositionGraph, name: str, **words: Any) -> Any:
    answer = getattr(graph, name)(**words)
    return getattr(answer, "table", answer)


def test_the_queries_with_a_level():
    by_package = "contradictions deals frontier openings pivots sequence solutions standoffs trades"
    assert sorted(LEVELLED) == sorted([*by_package.split(), "overlaps", "support", "what_next", "zones"])


@pytest.mark.parametrize("name", LEVELLED)
def test_every_query_is_asked_at_the_level_of_the_case_and_says_so(name):
    bare, firm = case(), case(A={"firmness": "red line"})
    for graph, level in ((bare, "aim"), (firm, "aim" if name in OF_CONDITIONS else "red line")):
        answer, named = asked(graph, name), asked(graph, name, level=level)
        assert answer.attrs["level"] == named.attrs["level"] == level
        assert answer.equals(named)
        assert answer.equals(asked(graph, name, level=None))
        others = {"red line", "bottom line", "aim"} - {level}
        assert {asked(graph, name, level=other).attrs["level"] for other in others} == others
        said = str(answer.attrs.get("note", "")).count(NO_FIRMNESS)
        assert said == (graph is bare and name not in OF_CONDITIONS)
        assert NO_FIRMNESS not in str(named.attrs.get("note", ""))


def test_the_note_stands_before_what_else_is_said_and_once():
    note = case().deals().attrs["note"]
    assert note.startswith(
        f"{NO_FIRMNESS} No package honours every demand, rejection and rule: there is no deal on seat. "
        "The query openings tells what would have to move. At the level of red lines, packages that cross demands are listed "
        "as well."
    )
    assert note.count("irmness") == 1
    assert case().frontier().table.attrs["note"].startswith(f"{NO_FIRMNESS} No package honours every demand, rejection")
    assert NO_FIRMNESS in robustness(case(), "contradictions").attrs["note"]
    assert case().contradictions()["certain"].tolist() == [True, True]
    assert case().openings()["cost"].tolist() == [1.0, 2.0]
    assert case().deals(level="red line")["why"].iat[0].startswith("It crosses no red line and no rule")
    assert (
        case(B={"option": "Geneva|Oslo"}, C={"option": "Geneva"})
        .deals()["why"]
        .iat[0]
        .startswith("It crosses no demand or rejection and no rule")
    )


def test_the_level_is_that_of_aims_only_where_every_demand_and_rejection_lacks_a_firmness():
    of_each = [*product(["demands", "rejects", "accepts"], [None, "aim"]), ("rejects", "red line"), ("abstains", None)]
    for stances in product(of_each, of_each):
        rows = [
            row | {"stance": stance, "firmness": firmness}
            for row, (stance, firmness) in zip(ROWS, stances, strict=False)
        ]
        insisted = [row["firmness"] for row in rows if row["stance"] in ("demands", "rejects")]
        level = "aim" if insisted and insisted == [None] * len(insisted) else "red line"
        assert level_asked(zopa.load({"positions": rows}, quiet=True), None) == level


def test_zones_without_any_firmness_are_those_of_all_positions_and_say_so_once():
    zones = case().zones()
    assert zones[["level", "status", "certain"]].values.tolist() == [["aim", "closed", True]]
    assert zones.attrs["note"] == NO_FIRMNESS
    assert "firmness" not in zones["why"].iat[0]
    asked = case().zones(level="red line")
    assert asked[["level", "status", "certain"]].values.tolist() == [["red line", "open", False]]
    assert "note" not in asked.attrs


@pytest.mark.parametrize("firmness", ["red line", "aim"])
def test_one_firmness_is_enough_to_ask_for_red_lines(firmness):
    zones = case(A={"firmness": firmness}).zones()
    assert zones["level"].tolist() == ["red line"]
    assert "note" not in zones.attrs


def test_acceptances_have_no_firmness_that_could_be_missing():
    stances = {party: {"stance": "accepts"} for party in "ABC"}
    assert case(**stances).zones()["level"].tolist() == ["red line"]


def test_the_summary_says_it_once_and_speaks_of_demands():
    summary = case().summary()
    assert summary.count("irmness") == 1
    assert "On seat, the demands and rejections rule out every settlement. 2 pairs of positions clash. " in summary
    assert NO_FIRMNESS in summary
    assert "depends on a firmness" in case(A={"firmness": "red line"}).summary()


def test_a_case_without_its_only_firm_position_is_asked_at_the_same_level():
    firm = case(C={"firmness": "red line"})
    rows = robustness(firm, "zones")
    assert rows["level"].tolist() == ["red line"]
    assert "source" not in rows["survives"].iat[0]
    assert "source:Gazette" in rows["rests_on"].iat[0]
    every = robustness(case(), "zones")
    assert every["level"].tolist() == ["aim"]


def test_the_page_and_its_pictures_are_of_that_level(tmp_path):
    bare = case()
    findings = bare._findings
    assert findings["zones"]["level"].tolist() == ["aim"]
    assert findings["contradictions"]["certain"].all()
    head = view(bare, *bare._pairs, summary=bare._sentences, findings=findings).head
    assert (head["level"], head["lines"]) == ("aim", "demands and rejections")
    captions = {panel["name"]: panel["caption"] for panel in bare.panels()}
    assert "whether demands and rejections allow" in captions["zones"]
    assert "Known demands and rejections" in captions["contradictions"]
    firm = case(A={"firmness": "red line"}, B={"firmness": "red line"})
    assert "Known red lines" in {panel["name"]: panel["caption"] for panel in firm.panels()}["contradictions"]

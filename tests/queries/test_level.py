"""The level that a case is asked at where none is named: red lines, or all positions where no firmness is coded."""

from __future__ import annotations

import pytest

import zopa
from zopa.graph.asked import NO_FIRMNESS
from zopa.graph.page.data import view
from zopa.queries.robustness import robustness

ROWS = [
    {"party": "A", "issue": "seat", "option": "Geneva", "source": "Gazette"},
    {"party": "B", "issue": "seat", "option": "Oslo", "source": "Gazette"},
    {"party": "C", "issue": "seat", "option": "Oslo", "source": "Herald"},
]


def case(**changed):
    return zopa.load({"positions": [row | changed.get(row["party"], {}) for row in ROWS]}, quiet=True)


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

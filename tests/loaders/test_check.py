"""Every kind of finding: where it is, what was expected, and the nearest legal value."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest

from zopa.loaders import DossierError, check, load


def test_a_sound_dossier_has_no_findings(folder):
    findings = check(folder)
    assert findings.empty
    assert list(findings.columns) == ["level", "file", "row", "column", "value", "expected", "nearest", "message"]


CELLS = [
    # table, row, cells, level, column of the finding, value, nearest
    ("positions", 0, {"stance": "demand"}, "error", "stance", "demand", "demands"),
    ("positions", 0, {"stance": " Demands"}, "warning", "stance", " Demands", None),
    ("positions", 0, {"stance": ""}, "error", "stance", None, None),
    ("positions", 0, {"firmness": "redline"}, "error", "firmness", "redline", "red line"),
    ("positions", 0, {"firmness": "Red  Line"}, "warning", "firmness", "Red  Line", None),
    ("positions", 0, {"party": "uplnd"}, "error", "party", "uplnd", "upland"),
    ("positions", 0, {"party": "upland "}, "warning", "party", "upland ", None),
    ("positions", 0, {"party": "upland|lowland"}, "error", "party", "upland|lowland", None),
    ("positions", 0, {"issue": "controll"}, "error", "issue", "controll", "control"),
    ("positions", 0, {"option": "uplnd"}, "error", "option", "uplnd", "upland"),
    ("positions", 0, {"option": "other"}, "error", "option", "other", None),
    ("positions", 0, {"option": ""}, "error", "option", None, None),
    ("positions", 0, {"low": "5"}, "error", "low", "5", None),
    ("positions", 0, {"regions": "nrth|south"}, "error", "regions", "nrth|south", "north"),
    ("positions", 0, {"regions": "north | south"}, "warning", "regions", "north | south", None),
    ("positions", 0, {"start": "15.08.2025"}, "error", "start", "15.08.2025", "2025-08-15"),
    ("positions", 0, {"start": "8/15/2025"}, "error", "start", "8/15/2025", "2025-08-15"),
    ("positions", 0, {"start": "03.04.2025"}, "error", "start", "03.04.2025", None),
    ("positions", 0, {"start": "45519"}, "error", "start", "45519", "2024-08-15"),
    ("positions", 0, {"start": "August 2025"}, "error", "start", "August 2025", "2025-08"),
    ("positions", 0, {"start": "2025-02-30"}, "error", "start", "2025-02-30", None),
    ("positions", 0, {"start": "2025-8-5"}, "error", "start", "2025-8-5", "2025-08-05"),
    ("positions", 0, {"start": "٢٠٢٥"}, "error", "start", "٢٠٢٥", "2025"),
    ("positions", 0, {"start": "2026", "end": "2025-12"}, "error", "start", "2026", None),
    ("positions", 0, {"evidence": "e2"}, "error", "evidence", "e2", None),
    ("positions", 0, {"stance": "accepts"}, "warning", "firmness", "red line", None),
    ("positions", 0, {"stance": "abstains"}, "warning", "firmness", "red line", None),
    ("positions", 0, {"stance": "abstain"}, "error", "stance", "abstain", "abstains"),
    ("positions", 0, {"stance": "Abstained"}, "error", "stance", "Abstained", "abstains"),
    ("positions", 0, {"stance": "no-answer"}, "error", "stance", "no-answer", "no answer"),
    ("positions", 0, {"stance": "No  Answer"}, "warning", "stance", "No  Answer", None),
    ("positions", 0, {"stance": "MIXED", "firmness": ""}, "warning", "stance", "MIXED", None),
    ("positions", 2, {"stance": "mixed", "low": "", "high": ""}, "error", "ideal", "800", None),
    ("positions", 0, {"stance": "mixed", "option": "", "satisfaction": "0.5"}, "warning", "satisfaction", "0.5", None),
    ("positions", 0, {"rank": "1.5"}, "error", "rank", "1.5", None),
    ("positions", 0, {"rank": "0"}, "error", "rank", "0", "1"),
    ("positions", 0, {"rank": "best"}, "error", "rank", "best", None),
    ("positions", 0, {"rank": "1", "satisfaction": "1"}, "error", "rank", "1", None),
    ("positions", 0, {"rank": "2"}, "warning", "rank", "2", None),
    ("positions", 2, {"rank": "1"}, "error", "rank", "1", None),
    ("positions", 0, {"stance": "mixed", "option": "", "rank": "1"}, "warning", "rank", "1", None),
    ("positions", 0, {"once": "yes", "start": ""}, "error", "start", None, None),
    ("positions", 0, {"once": "yes", "start": "2024", "end": "2025"}, "warning", "end", "2025", None),
    ("positions", 0, {"once": "maybe"}, "error", "once", "maybe", None),
    ("parties", 0, {"walk_away": "1.5"}, "error", "walk_away", "1.5", "1"),
    ("parties", 0, {"walk_away": "-0.1"}, "error", "walk_away", "-0.1", "0"),
    ("positions", 2, {"low": "12,5"}, "error", "low", "12,5", "12.5"),
    ("positions", 2, {"low": "1 000"}, "error", "low", "1 000", "1000"),
    ("positions", 2, {"low": "many"}, "error", "low", "many", None),
    ("positions", 2, {"low": "1e999"}, "error", "low", "1e999", None),
    ("positions", 2, {"low": "nan"}, "error", "low", "nan", None),
    ("positions", 2, {"low": "900"}, "error", "ideal", "800", "900"),
    ("positions", 2, {"low": "1200", "ideal": ""}, "error", "low", "1200", None),
    ("positions", 2, {"high": "100001"}, "error", "high", "100001", "100000"),
    ("positions", 2, {"low": "-1"}, "error", "low", "-1", "0"),
    ("positions", 2, {"low": "500.00000000000000001"}, "warning", "low", "500.00000000000000001", None),
    ("positions", 2, {"option": "upland"}, "error", "option", "upland", None),
    ("positions", 2, {"low": "", "ideal": "", "high": ""}, "error", "low", None, None),
    ("positions", 2, {"stance": "rejects", "low": "", "high": ""}, "error", "ideal", "800", None),
    ("positions", 2, {"stance": "rejects"}, "warning", "ideal", "800", None),
    ("positions", 2, {"stance": "rejects", "low": "", "ideal": "", "high": "100000"}, "error", "option", None, None),
    ("positions", 1, {"id": "u-control"}, "error", "id", "u-control", None),
    ("positions", 1, {"replaces": "u-control"}, "error", "replaces", "u-control", None),
    ("positions", 2, {"replaces": "u-control"}, "warning", "replaces", "u-control", None),
    ("positions", 2, {"replaces": "u-troops"}, "error", "replaces", "u-troops", None),
    ("positions", 2, {"replaces": "u-control", "start": ""}, "error", "replaces", "u-control", None),
    ("parties", 0, {"id": ""}, "error", "id", None, None),
    ("parties", 1, {"speaks_for": "envoy"}, "error", "speaks_for", "envoy", None),
    ("parties", 1, {"part_of": "lowland"}, "error", "part_of", "lowland", None),
    ("parties", 0, {"kind": "#REF!"}, "error", "kind", "#REF!", None),
    ("parties", 0, {"note": "#REF!"}, "warning", "note", "#REF!", None),
    ("regions", 0, {"part_of": "north"}, "error", "part_of", "north", None),
    ("regions", 0, {"lat": "48°"}, "error", "lat", "48°", None),
    ("issues", 0, {"per_region": "true"}, "error", "per_region", "true", "yes"),
    ("issues", 0, {"per_region": "YES"}, "warning", "per_region", "YES", None),
    ("issues", 1, {"scale_low": "200000"}, "error", "scale_low", "200000", None),
    ("options", 0, {"issue": "troops"}, "error", "issue", "troops", None),
    ("options", 2, {"option": "lowland"}, "error", "option", "lowland", None),
    ("conditions", 0, {"what": "shared"}, "error", "what", "shared", "control/shared"),
    ("conditions", 0, {"requires": ""}, "error", "requires", None, None),
    ("evidence", 0, {"source": "gazete"}, "error", "source", "gazete", "gazette"),
    ("sources", 0, {"date": "4 March 2024"}, "error", "date", "4 March 2024", "2024-03-04"),
]


@pytest.mark.parametrize(("table", "row", "cells", "level", "column", "value", "nearest"), CELLS)
def test_each_finding_names_place_value_and_nearest(checked, table, row, cells, level, column, value, nearest):
    findings = checked(table, row, **cells)
    at_place = findings[(findings["file"] == table) & (findings["column"] == column) & (findings["row"] == row + 2)]
    assert len(at_place) >= 1, findings.to_string()
    finding = at_place.iloc[0]
    assert finding["level"] == level
    assert (None if pd.isna(finding["value"]) else finding["value"]) == (value or None) or column == "option"
    assert (None if pd.isna(finding["nearest"]) else finding["nearest"]) == nearest
    assert finding["message"].endswith((".", "?"))
    if nearest:
        assert nearest in finding["message"]


def test_an_option_of_another_issue_is_told_as_such(checked, dossier):
    dossier["issues"].append({"id": "sea", "kind": "choice"})
    dossier["options"].append({"issue": "sea", "option": "free"})
    findings = checked("positions", 0, option="free")
    assert "but of sea" in findings["message"].iloc[0]


def test_other_stands_for_what_nobody_listed_only_where_the_issue_is_open(checked, dossier):
    dossier["issues"][0]["closed"] = "no"
    assert checked("positions", 0, option="other").empty


def test_a_circle_is_named_whole(checked, dossier):
    dossier["regions"][0]["part_of"] = "south"
    findings = checked("regions", 1, part_of="north")
    assert sorted(findings["message"]) == [
        "'part_of' goes round in a circle: country > south > country.",
        "'part_of' goes round in a circle: north > north.",
        "Contradictions were not looked for yet: mend the errors of regions and check again.",
    ]


def test_circles_of_events_are_found(checked):
    findings = checked("events", 0, id="talks", name="Talks", part_of="talks")
    assert findings["message"].tolist() == ["'part_of' goes round in a circle: talks > talks."]


def test_a_hierarchy_without_an_end_in_sight_is_refused(checked, dossier):
    names = [f"r{index}" for index in range(3000)]
    dossier["regions"] += [{"id": larger, "part_of": smaller} for larger, smaller in pairwise(names)]
    findings = checked("regions", len(dossier["regions"]), id=names[-1], part_of="")
    assert findings["message"].tolist()[0] == "'part_of' goes through 3000 levels, one above the other."


@pytest.mark.parametrize("more", [60, 61, 62, 400])
def test_an_issue_can_have_any_number_of_options(checked, dossier, more):
    dossier["options"] += [{"issue": "control", "option": f"o{index}"} for index in range(more)]
    assert checked("issues", 0, closed="no").empty


def test_all_findings_come_in_one_pass_errors_first(checked, dossier):
    dossier["parties"][0]["kind"] = "State"
    dossier["issues"][0]["per_region"] = "maybe"
    dossier["options"][0]["issue"] = "contrl"
    findings = checked("positions", 1, stance="wants", start="soon", regions="nowhere")
    assert findings["level"].tolist() == sorted(findings["level"])
    assert set(zip(findings["file"], findings["column"], strict=True)) >= {
        ("parties", "kind"),
        ("issues", "per_region"),
        ("options", "issue"),
        ("positions", "stance"),
        ("positions", "start"),
        ("positions", "regions"),
    }
    errors = findings[findings["level"] == "error"]
    places = [(file, row) for file, row in zip(errors["file"], errors["row"], strict=True)]
    assert places == sorted(places)


def test_an_error_stops_the_load_and_carries_all_findings(dossier):
    dossier["positions"][0] |= {"party": "uplnd", "stance": "demand"}
    with pytest.raises(DossierError, match=r"2 errors and was not loaded: .*'demand' is none of.*zopa check") as caught:
        load({name: pd.DataFrame(rows) for name, rows in dossier.items()})
    assert len(caught.value.findings) == 2
    assert isinstance(caught.value, ValueError)


def test_a_long_cell_is_read_and_its_finding_is_short(checked):
    assert checked("positions", 0, note="x" * 100_000).empty
    findings = checked("positions", 0, party="x" * 100_000)
    assert len(findings) == 1
    assert len(findings["message"].iloc[0]) < 400


def test_unknown_columns_are_kept_with_the_nearest_known_name(checked, dossier):
    findings = checked("positions", 0, frmness="red line", Note="hello")
    assert findings["level"].tolist() == ["warning", "warning"]
    assert findings.set_index("column")["nearest"].to_dict()["frmness"] == "firmness"
    graph = load({name: pd.DataFrame(rows) for name, rows in dossier.items()}, quiet=True)
    assert graph.tables["positions"]["frmness"].iloc[0] == "red line"
    assert graph.tables["positions"]["note"].iloc[0] == "hello"
    assert list(graph.tables["positions"].columns)[-1] == "frmness"


def test_a_required_column_that_is_missing_is_named_with_what_may_be_meant(dossier):
    tables = {name: pd.DataFrame(rows) for name, rows in dossier.items()}
    tables["positions"] = tables["positions"].rename(columns={"issue": "isue"})
    findings = check(tables)
    missing = findings[(findings["column"] == "issue") & (findings["level"] == "error")]
    assert "'isue' should be called so" in missing["message"].iloc[0]


def test_two_columns_of_one_name_are_refused(dossier):
    tables = {name: pd.DataFrame(rows) for name, rows in dossier.items()}
    tables["parties"].columns = ["id", "name", "name", "speaks_for"]
    findings = check(tables)
    assert findings["message"].tolist() == ["Two columns are called 'name'."]


def test_unknown_tables_are_not_read_and_said_so(dossier):
    tables = {name: pd.DataFrame(rows) for name, rows in dossier.items()}
    tables["regios"] = pd.DataFrame({"id": ["west"]})
    findings = check(tables)
    assert findings[["level", "file", "nearest"]].values.tolist() == [["warning", "regios", "regions"]]


@pytest.mark.parametrize("rows", [[], None])
def test_empty_tables_are_fine_but_empty_positions_are_said(dossier, rows):
    tables = {name: pd.DataFrame(cells) for name, cells in dossier.items()} | {
        "figures": rows,
        "events": pd.DataFrame(),
    }
    assert check(tables).empty
    findings = check(tables | {"positions": rows})
    assert findings["message"].tolist() == ["The table 'positions' has no rows."]
    assert findings["level"].tolist() == ["warning"]


def test_positions_must_be_there(dossier):
    del dossier["positions"]
    findings = check({name: pd.DataFrame(rows) for name, rows in dossier.items()})
    assert findings["level"].tolist() == ["error"]
    assert findings["file"].tolist() == ["positions"]


def test_an_id_of_two_kinds_is_ambiguous_where_both_may_be_meant(checked, dossier):
    dossier["obstacles"] = [{"id": "control", "name": "Control"}]
    findings = checked("scenarios", 0, id="future", name="Future", depends_on="control")
    assert findings["message"].tolist() == ["'control' is the id of an issue and an obstacle: an issue was read."]

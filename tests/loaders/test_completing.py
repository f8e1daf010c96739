"""Parts that a short dossier leaves out, and evidence that was not accepted."""

from __future__ import annotations

import pandas as pd
import pytest

from zopa.graph.ontology import ontology
from zopa.loaders import check, load, read, save


def rows(*lines: tuple, columns: str) -> pd.DataFrame:
    return pd.DataFrame(list(lines), columns=pd.Index(columns.split()))


def test_three_columns_make_a_case():
    case = {"positions": rows(("A", "seat", "Geneva"), ("B", "seat", "Vienna|other"), columns="party issue option")}
    graph = load(case, quiet=True)
    assert graph.tables["parties"]["id"].tolist() == ["A", "B"]
    assert graph.tables["parties"]["name"].isna().all()
    assert graph.tables["issues"][["id", "kind", "closed"]].values.tolist() == [["seat", "choice", "no"]]
    assert graph.tables["options"][["issue", "option"]].values.tolist() == [["seat", "Geneva"], ["seat", "Vienna"]]
    assert graph.tables["positions"]["id"].tolist() == ["A-seat-2", "B-seat-3"]
    assert graph.tables["positions"]["stance"].tolist() == ["demands", "demands"]
    assert graph.findings["level"].tolist() == ["warning"] * 4
    assert graph.columns.options == [["Geneva", "Vienna", "other"]]


def test_an_empty_table_is_like_one_with_rows_and_belongs_to_its_case():
    case = {"positions": rows(("A", "seat", "Geneva"), columns="party issue option")}
    filled = read("river-basin").tables
    mine = read(case).tables["sources"]
    mine["mine"] = pd.Series(dtype="str")
    mine.loc[0, "title"] = "Mine"
    mine.index.name = mine.columns.name = "mine"
    again = read(case).tables
    assert {name for name, frame in again.items() if len(frame)} == {"parties", "issues", "options", "positions"}
    for name, frame in again.items():
        assert frame.dtypes.to_dict() == filled[name].dtypes[list(ontology().tables[name].columns)].to_dict()
        assert (frame.index.name, frame.columns.name) == (None, None)


def test_a_number_makes_a_number_issue_and_regions_are_made():
    graph = load(
        {
            "positions": rows(
                ("A", "men", 5, "north|south"), ("B", "men", None, "south"), columns="party issue low regions"
            ).assign(high=[None, 3])
        },
        quiet=True,
    )
    assert graph.tables["issues"]["kind"].tolist() == ["number"]
    assert graph.tables["regions"]["id"].tolist() == ["north", "south"]
    assert graph.tables["options"].empty


def test_an_option_that_an_issue_does_not_list_is_refused_only_where_it_lists_some(checked, dossier):
    dossier["issues"].append({"id": "seat", "kind": "choice"})
    findings = checked("positions", 3, party="upland", issue="seat", stance="demands", option="Geneva")
    assert findings["message"].tolist() == ["The options of seat were made from the positions; there may be others."]
    findings = checked("positions", 3, issue="control", option="Geneva")
    assert findings["level"].tolist() == ["error"]


def test_listed_options_of_made_issues_are_all_there_is():
    graph = load(
        {
            "positions": rows(("A", "seat", "Geneva"), columns="party issue option"),
            "options": rows(("seat", "Geneva"), ("seat", "Vienna"), ("flag", "red"), columns="issue option"),
        },
        quiet=True,
    )
    assert graph.tables["issues"]["id"].tolist() == ["seat", "flag"]
    assert graph.columns.options[0] == ["Geneva", "Vienna"]


def test_two_spellings_of_one_name_are_told():
    findings = check(
        {"positions": rows(("A", "seat", "Geneva"), ("a", "seat", "geneva"), columns="party issue option")}
    )
    readings = findings["message"][findings["message"].str.contains("they differ")].tolist()
    assert readings == [
        "'a' was read as 'A': they differ in letter case.",
        "'geneva' was read as 'Geneva': they differ in letter case.",
    ]


def test_ids_are_made_from_the_row_and_never_twice(checked, dossier):
    del dossier["positions"][0]["id"]
    dossier["positions"][1]["id"] = "upland-control-2"
    assert checked("positions", 0, note="").empty
    graph = load({name: pd.DataFrame(rows) for name, rows in dossier.items()})
    assert graph.tables["positions"]["id"].tolist() == ["upland-control-2-2", "upland-control-2", "u-troops"]
    assert graph.tables["conditions"]["id"].tolist() == ["conditions-2"]


def test_evidence_in_line_becomes_rows_of_evidence(tmp_path):
    positions = rows(
        ("A", "seat", "Geneva", "Gazette|1", "not one metre"),
        ("B", "seat", "Vienna", "Gazette|1", None),
        columns="party issue option source quote",
    )
    graph = load({"positions": positions}, quiet=True)
    evidence = graph.tables["evidence"]
    assert evidence["id"].tolist() == ["A-seat-2-evidence", "B-seat-3-evidence"]
    assert graph.tables["positions"]["evidence"].tolist() == evidence["id"].tolist()
    assert graph.tables["sources"][["id", "title"]].values.tolist() == [["Gazette/1", "Gazette|1"]]
    assert evidence["source"].tolist() == ["Gazette/1", "Gazette/1"]
    assert evidence["quote"].iloc[0] == "not one metre"
    assert not graph.findings["message"].str.contains("source").any()
    again = load(save(graph, tmp_path / "saved"))
    assert again.tables["evidence"].equals(evidence)


def test_sources_are_found_by_id_or_title_and_others_told(checked, dossier):
    for index, source in enumerate(["gazette", "Upland Gazette", "Uplnd Gazette"]):
        dossier["positions"][index]["source"] = source
    findings = checked("positions", 0, quote="q")
    assert findings[["level", "row", "column", "nearest"]].values.tolist() == [
        ["warning", 4, "source", "Upland Gazette"]
    ]
    tables = read({name: pd.DataFrame(rows) for name, rows in dossier.items()}).tables
    assert tables["evidence"]["source"].tolist() == ["gazette", "gazette", "gazette", "Uplnd Gazette"]
    assert tables["positions"]["evidence"].tolist()[0] == "e1|u-control-evidence"
    assert tables["positions"]["source"].isna().all()


def test_a_quote_needs_a_source(checked):
    findings = checked("positions", 1, quote="never")
    assert findings[["level", "row", "column"]].values.tolist() == [["error", 3, "source"]]


def test_sources_of_evidence_are_made_where_there_is_no_table(dossier):
    del dossier["sources"]
    graph = load({name: pd.DataFrame(rows) for name, rows in dossier.items()})
    assert graph.tables["sources"]["id"].tolist() == ["gazette"]


@pytest.mark.parametrize("status", ["draft", "rejected"])
def test_positions_on_evidence_that_was_not_accepted_do_not_enter(checked, dossier, status, tmp_path):
    dossier["positions"][2] |= {"replaces": "u-control", "evidence": ""}
    dossier["positions"][1] |= {"evidence": "e1|e2"}
    dossier["evidence"].append({"id": "e2", "source": "gazette"})
    dossier["conditions"][0]["id"] = "c"
    dossier["conditions"].append({"id": "d", "what": "u-control", "relation": "only if", "requires": "control/shared"})
    findings = checked("evidence", 0, status=status)
    assert set(findings["level"]) == {"warning"}
    assert findings["message"].str.contains(f"1 {status} of 2 rows of evidence").any()
    graph = load({name: pd.DataFrame(rows) for name, rows in dossier.items()}, quiet=True)
    assert graph.tables["positions"]["id"].tolist() == ["l-control", "u-troops"]
    assert graph.tables["positions"]["replaces"].isna().all()
    assert graph.tables["conditions"]["id"].tolist() == ["c"]
    assert "evidence:e1" not in graph.nx
    again = load(save(graph, tmp_path / "x"), quiet=True)
    assert again.tables["evidence"].equals(graph.tables["evidence"])

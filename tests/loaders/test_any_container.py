"""The same table in every container that zopa reads, and a library that is missing is named with its command."""

from __future__ import annotations

import json
import sqlite3
import sys
from pathlib import Path

import pandas as pd
import pytest

import zopa
from zopa.loaders.findings import DossierError
from zopa.loaders.mapping.extras import NEEDS

FRAME = pd.DataFrame({"Country": ["A", "B", "C"], "Tax": ["yes", "no", "yes"], "Coal": ["no", None, "no"]})
EXPECTED = [["A", "Tax", "yes"], ["B", "Tax", "no"], ["C", "Tax", "yes"], ["A", "Coal", "no"], ["C", "Coal", "no"]]


def held(case: zopa.PositionGraph) -> list[list[object]]:
    return case.tables["positions"][["party", "issue", "option"]].values.tolist()


@pytest.mark.parametrize(
    ("name", "separator", "encoding"),
    [
        ("t.csv", ",", "utf-8"),
        ("t.csv", ";", "utf-8-sig"),
        ("t.csv", "|", "utf-16"),
        ("t.tsv", "\t", "utf-8"),
        ("t.tab", "\t", "utf-8"),
        ("t.txt", ";", "utf-8"),
    ],
)
def test_text_at_any_separator(tmp_path, name, separator, encoding):
    path = tmp_path / name
    FRAME.to_csv(path, sep=separator, encoding=encoding, index=False)
    assert held(zopa.load(path, form="table", quiet=True)) == EXPECTED


@pytest.mark.parametrize("lines", [False, True])
def test_json(tmp_path, lines):
    path = tmp_path / ("t.jsonl" if lines else "t.json")
    FRAME.to_json(path, orient="records", lines=lines)
    assert held(zopa.load(path, form="table", quiet=True)) == EXPECTED


def test_a_workbook_and_a_sheet_of_opendocument(tmp_path):
    FRAME.to_excel(tmp_path / "t.xlsx", index=False)
    assert held(zopa.load(tmp_path / "t.xlsx", form="table", quiet=True)) == EXPECTED
    pytest.importorskip("odf")
    FRAME.to_excel(tmp_path / "t.ods", engine="odf", index=False)
    assert held(zopa.load(tmp_path / "t.ods", form="table", quiet=True)) == EXPECTED


def test_a_database_of_which_another_table_is_set_aside(tmp_path):
    path = tmp_path / "t.sqlite"
    with sqlite3.connect(path) as database:
        FRAME.to_sql("votes", database, index=False)
        database.execute("CREATE TABLE log (event TEXT)")
        database.execute("INSERT INTO log VALUES ('opened')")
    database.close()
    case = zopa.load(path, form="table", quiet=True)
    assert held(case) == EXPECTED
    assert case.set_aside[["file", "content"]].values.tolist() == [["t.sqlite:log", "event: opened"]]


def test_parquet_and_a_database_of_duckdb(tmp_path):
    duckdb = pytest.importorskip("duckdb")
    FRAME.to_csv(tmp_path / "source", index=False)
    with duckdb.connect(str(tmp_path / "t.duckdb")) as database:
        database.execute(
            "CREATE TABLE votes AS SELECT * FROM read_csv(?, all_varchar = true)", [str(tmp_path / "source")]
        )
        database.execute(f"COPY votes TO '{tmp_path / 't.parquet'}' (FORMAT parquet)")
    for name in ("t.duckdb", "t.parquet"):
        assert held(zopa.load(tmp_path / name, form="table", quiet=True)) == EXPECTED


def test_a_table_of_polars():
    polars = pytest.importorskip("polars")
    assert (
        held(zopa.load(polars.DataFrame(FRAME.replace({float("nan"): None}).to_dict("list")), quiet=True)) == EXPECTED
    )


@pytest.mark.parametrize("suffix", [".dta", ".sav"])
def test_data_sets_of_statistics_have_their_codebook_inside(tmp_path, suffix):
    pyreadstat = pytest.importorskip("pyreadstat")
    frame = pd.DataFrame({"country": ["A", "B", "C"], "v12": [1.0, 2.0, 9.0], "v13": [2.0, 3.0, 1.0]})
    labels = {"v12": {1: "agree", 2: "disagree", 9: "no answer"}, "v13": {1: "low", 2: "middle", 3: "high"}}
    write = pyreadstat.write_dta if suffix == ".dta" else pyreadstat.write_sav
    titles = ["Country", "Raise the tax?", "Level of the dam"]
    write(frame, tmp_path / f"t{suffix}", column_labels=titles, variable_value_labels=labels)
    case = zopa.load(tmp_path / f"t{suffix}", form="table", quiet=True)
    positions = case.tables["positions"]
    positions = positions[positions["stance"] == "demands"]
    assert positions[["party", "issue", "option"]].values.tolist() == [
        ["A", "Raise the tax?", "yes"],
        ["B", "Raise the tax?", "no"],
        ["A", "Level of the dam", "2"],
        ["B", "Level of the dam", "3"],
        ["C", "Level of the dam", "1"],
    ]
    options = case.tables["options"]
    assert options.loc[options["issue"] == "Level of the dam", "name"].tolist() == ["low", "middle", "high"]


@pytest.mark.parametrize("suffix", NEEDS)
def test_a_library_that_is_missing_is_named_with_the_command_that_installs_it(tmp_path, monkeypatch, suffix):
    module, extra = NEEDS[suffix]
    # Python's own sign for a module that cannot be imported.
    monkeypatch.setitem(sys.modules, module, None)
    path = tmp_path / f"t{suffix}"
    path.write_bytes(b"x")
    with pytest.raises(DossierError, match=rf"{module}, which is not installed: pip install 'zopa\[{extra}\]'"):
        zopa.load(path)


@pytest.mark.parametrize("name", ["t.parquet", "t.duckdb", "t.ods", "t.dta", "t.sav", "t.sqlite", "t.db"])
def test_a_damaged_file_is_refused_by_name(tmp_path: Path, name: str) -> None:
    if Path(name).suffix in NEEDS:
        pytest.importorskip(NEEDS[Path(name).suffix][0])
    path = tmp_path / name
    path.write_bytes(b"SQLite format 3\0 and no more" if name == "t.sqlite" else b"damaged")
    with pytest.raises(DossierError, match=name):
        zopa.load(path)


def test_fields_of_records_in_records_are_read_by_their_own_names(tmp_path):
    said = [("Upland", "The dam", "support"), ("Lowland", "The dam", "oppose"), ("Lowland", "The road", "neutral")]
    lines = [
        json.dumps(
            {"speaker": {"name": who, "type": "state"}, "claim": {"topic": topic, "position": side, "quote": "So."}}
        )
        for who, topic, side in said
    ]
    path = tmp_path / "claims.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    case = zopa.load(path, quiet=True)
    positions = case.tables["positions"]
    assert positions["party"].tolist() == ["Upland", "Lowland", "Lowland"]
    assert positions["issue"].str.casefold().tolist() == ["the dam", "the dam", "the road"]
    assert positions["stance"].tolist() == ["demands", "demands", "abstains"]
    assert positions["option"].tolist()[:2] == ["yes", "no"]
    assert case.tables["evidence"]["quote"].tolist() == ["So."] * 3
    assert case.understood.set_index("column")["read_as"]["speaker.type"].startswith("note")


def test_experts_of_a_data_set_are_its_coders_and_countries_its_parties(tmp_path):
    pyreadstat = pytest.importorskip("pyreadstat")
    frame = pd.DataFrame({"expert": [1, 2, 3], "country": ["Upland", "Lowland", "Midland"], "q1": [1.0, 5.0, 4.0]})
    grades = ["strongly oppose", "oppose", "neutral", "support", "strongly support"]
    pyreadstat.write_sav(
        frame,
        tmp_path / "experts.sav",
        column_labels=["Expert", "Country", "The dam"],
        variable_value_labels={"q1": dict(enumerate(grades, start=1))},
    )
    case = zopa.load(tmp_path / "experts.sav", quiet=True)
    assert case.tables["parties"]["id"].tolist() == ["Upland", "Lowland", "Midland"]
    assert case.set_aside.empty
    assert case.understood.set_index("column")["read_as"]["expert"].startswith("coder")
    assert case.tables["options"]["name"].tolist() == grades


@pytest.mark.parametrize("suffix", [".sav", ".dta"])
def test_experts_place_parties_on_scales_of_which_the_ends_are_labelled(tmp_path, suffix):
    pyreadstat = pytest.importorskip("pyreadstat")
    frame = pd.DataFrame(
        {
            "id": [11, 11, 12, 12],
            "dob": [1970, 1970, 1980, 1980],
            "party": [1, 2, 1, 2],
            "lrgen": [9, 2, 10, 99],
            "eu_position": [2, 7, 3, 6],
            "eu_salience": [6.0, 4.0, 7.0, None],
            "voteshare": [12.5, 9.5, 12.5, 9.5],
        }
    )
    labels = {
        "party": {1: "Red", 2: "Blue"},
        "lrgen": {0: "Extreme left", 5: "Centre", 10: "Extreme right", 99: "Don't know"},
        "eu_position": {1: "Strongly opposed", 7: "Strongly in favour"},
    }
    titles = ["Expert ID", "", "Party", "Left and right", "European integration", "Salience", ""]
    write = pyreadstat.write_dta if suffix == ".dta" else pyreadstat.write_sav
    write(frame, str(tmp_path / f"experts{suffix}"), column_labels=titles, variable_value_labels=labels)
    case = zopa.load(tmp_path / f"experts{suffix}", quiet=True)
    issues = case.tables["issues"].set_index("id")
    assert issues[["kind", "scale_low", "scale_high"]].values.tolist() == [["number", 0, 10], ["number", 1, 7]]
    assert issues.loc["European integration", "note"] == "1 = Strongly opposed; 7 = Strongly in favour"
    positions = case.tables["positions"].merge(case.tables["evidence"], left_on="evidence", right_on="id")
    assert positions[["coder", "party", "issue", "ideal"]].fillna(-1).values.tolist() == [
        ["11", "Red", "Left and right", 9],
        ["11", "Blue", "Left and right", 2],
        ["12", "Red", "Left and right", 10],
        ["12", "Blue", "Left and right", -1],
        ["11", "Red", "European integration", 2],
        ["11", "Blue", "European integration", 7],
        ["12", "Red", "European integration", 3],
        ["12", "Blue", "European integration", 6],
    ]
    assert positions["stance"].tolist()[3] == "no answer", "a code for a missing answer is no place on the scale"
    assert case.tables["saliences"][["party", "salience", "note"]].fillna("").values.tolist() == [
        ["Red", 6.5, "mean of 2 coders"],
        ["Blue", 4, ""],
    ]
    assert positions["note_x"].fillna("").tolist()[4:] == ["salience: 6", "salience: 4", "salience: 7", ""]
    assert case.tables["parties"].set_index("id")["power"].to_dict() == {"Red": 12.5, "Blue": 9.5}
    rest = case.understood.set_index("column")["rest"]
    assert rest["party"] == "1 was read as Red. 2 was read as Blue."
    assert "0 = Extreme left; 5 = Centre; 10 = Extreme right; 99 = Don't know." in rest["lrgen"]
    assert case.set_aside.empty


def test_codes_of_which_a_label_is_missing_are_no_scale(tmp_path):
    pyreadstat = pytest.importorskip("pyreadstat")
    frame = pd.DataFrame({"country": ["A", "B", "C", "D"], "q": [1.0, 2.0, 3.0, 4.0]})
    labels = {"q": {1: "tax", 2: "trade", 4: "other"}}
    pyreadstat.write_sav(frame, tmp_path / "q.sav", variable_value_labels=labels)
    case = zopa.load(tmp_path / "q.sav", quiet=True)
    assert case.tables["options"]["name"].tolist() == ["tax", "trade", "other"]
    assert case.set_aside["why"].tolist() == ["The codebook has no code '3'."]


def test_lists_under_the_names_of_votes_are_who_voted_so(tmp_path):
    def voter(number, name, party):
        return {"MemberId": number, "Name": name, "Party": party, "MemberFrom": "North"}

    division = {
        "DivisionId": 1700,
        "Date": "2023-11-22T18:59:00",
        "Title": "Dam Bill",
        "AyeCount": 2,
        "NoCount": 1,
        "AyeTellers": [voter(9, "Ann Able", "Red")],
        "NoTellers": [],
        "Ayes": [voter(4, "Bo Bold", "Red")],
        "Noes": [voter(5, "Cy Calm", "Blue")],
        "NoVoteRecorded": [voter(6, "Di Dunn", "Blue")],
    }
    (tmp_path / "division.json").write_text(json.dumps(division), encoding="utf-8")
    case = zopa.load(tmp_path / "division.json", quiet=True)
    positions = case.tables["positions"].astype(object).fillna("")
    assert positions[["party", "issue", "stance", "option", "start"]].values.tolist() == [
        ["Ann Able", "Dam Bill", "demands", "yes", "2023-11-22"],
        ["Bo Bold", "Dam Bill", "demands", "yes", "2023-11-22"],
        ["Cy Calm", "Dam Bill", "demands", "no", "2023-11-22"],
        ["Di Dunn", "Dam Bill", "no answer", "", "2023-11-22"],
    ]
    assert case.tables["parties"].set_index("id").loc["Cy Calm", "part_of"] == "Blue"
    assert "AyeCount: 2" in case.set_aside["content"][0], "what is about the whole division is kept"


def test_mandates_and_polls_of_votes_in_records_are_parties_and_issues(tmp_path):
    rows = [
        {
            "id": number,
            "entity_type": "vote",
            "mandate": {"id": number + 10, "label": name},
            "fraction": {"id": 3, "label": bloc},
            "poll": {"id": 7, "label": "The dam"},
            "vote": vote,
            "reason_no_show": None,
        }
        for number, name, bloc, vote in [(1, "Ann Able", "Red", "yes"), (2, "Bo Bold", "Blue", "no_show")]
    ]
    (tmp_path / "votes.json").write_text(json.dumps({"meta": {"status": "ok"}, "data": rows}), encoding="utf-8")
    case = zopa.load(tmp_path / "votes.json", quiet=True)
    assert case.tables["positions"][["party", "issue", "stance"]].values.tolist() == [
        ["Ann Able", "The dam", "demands"],
        ["Bo Bold", "The dam", "no answer"],
    ]
    assert case.tables["parties"]["part_of"].dropna().tolist() == ["Red", "Blue"]


def test_candidates_of_a_survey_are_its_respondents_and_their_lists_what_they_are_part_of(tmp_path):
    """As the Comparative Candidates Survey is laid out: codes, with what they mean in the labels of variables and values."""
    pyreadstat = pytest.importorskip("pyreadstat")
    agree = {1: "strongly agree", 2: "agree", 3: "neither", 4: "disagree", 5: "strongly disagree", 98: "don't know"}
    frame = pd.DataFrame(
        {
            "ID": [11.0, 12.0, 13.0],
            "T1": [276.0] * 3,
            "T3": [2013.0] * 3,
            "A1": [1.0, 2.0, 2.0],
            "C2a": [1.0, 5.0, 98.0],
            "C2b": [2.0, 4.0, 1.0],
            "C3": [2.0, 8.0, 98.0],
            "E1": [1.0, 2.0, 1.0],
        }
    )
    pyreadstat.write_sav(
        frame,
        tmp_path / "ccs.sav",
        column_labels={
            "ID": "Respondent ID",
            "T1": "Country",
            "T3": "Year of election",
            "A1": "Party on whose list the candidate ran",
            "C2a": "Immigrants should adjust",
            "C2b": "Stronger measures for the environment",
            "C3": "Left-right self placement",
            "E1": "Gender",
        },
        variable_value_labels={
            "T1": {276: "Germany"},
            "A1": {1: "Red", 2: "Blue"},
            "C2a": agree,
            "C2b": agree,
            "C3": {0: "left", 10: "right", 98: "don't know"},
            "E1": {1: "male", 2: "female"},
        },
    )
    case = zopa.load(tmp_path / "ccs.sav", quiet=True)
    assert case.tables["issues"]["id"].tolist() == [
        "Immigrants should adjust",
        "Stronger measures for the environment",
        "Left-right self placement",
    ], "country, year and gender are facts about who answers"
    parties = case.tables["parties"].set_index("id")
    assert parties["part_of"].dropna().to_dict() == {"11": "Red", "12": "Blue", "13": "Blue"}
    assert parties.loc["11", "note"] == "T1: Germany; T3: 2013; E1: 1"
    positions = case.tables["positions"].astype(object).fillna("").set_index(["party", "issue"])
    assert positions.loc[("11", "Immigrants should adjust"), "option"] == "1"
    assert positions.loc[("13", "Immigrants should adjust"), "stance"] == "no answer"
    assert positions.loc[("12", "Left-right self placement"), "ideal"] == 8
    labels = case.tables["options"].set_index(["issue", "option"])["name"]
    assert labels["Immigrants should adjust", "5"] == "strongly disagree"


@pytest.mark.parametrize("suffix", [".dta", ".sav"])
def test_data_sets_that_are_known_by_their_columns_are_known_in_files_of_statistics_programs(tmp_path, suffix):
    pyreadstat = pytest.importorskip("pyreadstat")
    write = pyreadstat.write_dta if suffix == ".dta" else pyreadstat.write_sav
    path = tmp_path / f"set{suffix}"
    write(
        pd.DataFrame(
            {
                "issue": ["Scope", "Fees"],
                "pos_DE": [0.0, 40],
                "sal_DE": [90.0, 50],
                "pos_FR": [70, None],
                "sal_FR": [60.0, 70],
            }
        ),
        path,
    )
    case = zopa.load(path, quiet=True)
    assert case.tables["positions"][["party", "issue", "ideal"]].values.tolist() == [
        ["de", "scope", 0],
        ["fr", "scope", 70],
        ["de", "fees", 40],
    ]
    assert set(case.understood["file"]) == {f"set{suffix}"}
    write(
        pd.DataFrame(
            {
                "countryname": ["Sweden"] * 2,
                "party": [11620.0, 11110],
                "partyname": ["Moderates", "Greens"],
                "date": [201809.0] * 2,
                "per104": [3.0, 0],
                "per105": [1.0, 2],
                "rile": [18.9, -17.5],
            }
        ),
        path,
    )
    programmes = zopa.load(path, quiet=True).tables["positions"]
    assert programmes[["party", "issue", "ideal", "start"]].values.tolist() == [
        ["11620", "rile", 18.9, "2018-09"],
        ["11620", "military", 0.5, "2018-09"],
        ["11110", "rile", -17.5, "2018-09"],
        ["11110", "military", -1.0, "2018-09"],
    ]
    write(pd.DataFrame({"rcid": [3.0] * 3, "Country": ["Upland", "Lowland", "Midland"], "vote": [1.0, 3, 8]}), path)
    case = zopa.load(path, quiet=True)
    assert case.tables["positions"]["stance"].tolist() == ["demands", "rejects", "no answer"]
    assert f"set{suffix}" in str(zopa.check(path)["file"].tolist()), "what is asked is said of the file that one has"

"""What people write into tables beside their data: two header rows, totals, headings, footnotes, lists, ranges, crosses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import zopa
from zopa.loaders import read


def written(tmp_path: Path, text: str, name: str = "table.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def workbook(tmp_path: Path, rows: list[list[Any]], merged: tuple[str, ...] = ()) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for cells in merged:
        sheet.merge_cells(cells)
    book.save(tmp_path / "table.xlsx")
    return tmp_path / "table.xlsx"


def held(path: Path) -> dict[tuple[str, str], Any]:
    """What each party says on each issue: an option, an ideal, the ends of a range, or a stance that takes no side."""
    rows = zopa.load(path, quiet=True).tables["positions"].astype(object)
    rows = rows.where(rows.notna(), None)
    return {
        (row.party, row.issue): row.option
        or (row.ideal if row.ideal is not None else (row.low, row.high) if row.low or row.high else row.stance)
        for row in rows.itertuples()
    }


def description(path: Path) -> str:
    return zopa.load(path, quiet=True).meta["description"]


@pytest.mark.parametrize("merged", [(), ("A1:A2", "B1:C1", "D1:E1")])
def test_a_header_of_two_rows_names_the_issue_and_what_of_it_stands_below(tmp_path, merged):
    rows = [
        ["Stakeholder", "Carbon tax", None, "Border levy", None],
        [None, "Position", "Salience", "Position", "Salience"],
    ]
    rows += [["Ministry", 20, 80, 50, 60], ["Industry", 90, 95, 10, 70], ["Union", 0, 60, 100, 90]]
    path = workbook(tmp_path, rows, merged)
    assert held(path) == {
        ("Ministry", "Carbon tax"): 20,
        ("Industry", "Carbon tax"): 90,
        ("Union", "Carbon tax"): 0,
        ("Ministry", "Border levy"): 50,
        ("Industry", "Border levy"): 10,
        ("Union", "Border levy"): 100,
    }
    saliences = zopa.load(path, quiet=True).tables["saliences"]
    assert saliences[["party", "issue", "salience"]].values.tolist()[0] == ["Ministry", "Carbon tax", 80]
    assert len(saliences) == 6


def test_a_table_with_one_header_row_keeps_its_first_row(tmp_path):
    path = written(tmp_path, "Party,Venue,Host\nA,Geneva,Geneva\nB,Oslo,Geneva\nC,Oslo,Oslo\n")
    assert held(path)["A", "Venue"] == "Geneva"
    assert len(held(path)) == 6


@pytest.mark.parametrize("word", ["Total", "Summe", "Итого", "Average"])
def test_a_row_that_sums_up_is_no_party(tmp_path, word):
    text = f"Party,Seats,Coal exit,Tax (0-100)\nGreen,120,yes,10\nRed,80,no,20\nBlue,40,yes,30\n{word},240,3,20\n"
    path = written(tmp_path, text)
    case = zopa.load(path, quiet=True)
    assert case.tables["parties"]["id"].tolist() == ["Green", "Red", "Blue"]
    assert held(path)["Blue", "Coal exit"] == "yes"
    assert f"Party: {word}; Seats: 240; Coal exit: 3" in description(path)


def test_a_party_that_is_called_total_is_a_party_all_the_same(tmp_path):
    path = written(tmp_path, "Company,Tax (0-100)\nShell,10\nEni,20\nTotal,95\n")
    case = zopa.load(path, columns={"Company": "party", "Tax (0-100)": "issue"}, quiet=True)
    assert case.tables["positions"][["party", "ideal"]].values.tolist() == [["Shell", 10], ["Eni", 20], ["Total", 95]]


def test_signs_of_footnotes_belong_neither_to_names_nor_to_answers(tmp_path):
    text = "Stakeholder,Fund,Exit,Cap\nUpland,yes*,no,30\nLowland,no,yes [1],40\nMidland*,yes†,yes,50\n"
    path = written(tmp_path, text + "* conditional on finance,,,\n[1] stated in 2021,,,\n")
    assert held(path) == {
        ("Upland", "Fund"): "yes",
        ("Lowland", "Fund"): "no",
        ("Midland", "Fund"): "yes",
        ("Upland", "Exit"): "no",
        ("Lowland", "Exit"): "yes",
        ("Midland", "Exit"): "yes",
    }
    assert "* conditional on finance" in description(path)
    assert "'Midland*' in row 4" in description(path)


def test_a_star_that_is_a_part_of_a_name_stays(tmp_path):
    path = written(tmp_path, "party,issue,position\nMovement 5*,Tax,for\nBlue,Tax,against\n")
    assert ("Movement 5*", "Tax") in held(path)


def test_headings_between_rows_are_no_parties(tmp_path):
    rows = [["Actor", "Fees", "Cap"], ["States", None, None], ["Upland", 10, 20], ["Lowland", 30, 40]]
    path = workbook(tmp_path, [*rows, ["Associations", None, None], ["Farmers", 50, 60], ["Anglers", 70, 80]])
    assert {party for party, _ in held(path)} == {"Upland", "Lowland", "Farmers", "Anglers"}
    assert zopa.load(path, quiet=True).tables["parties"]["id"].tolist() == ["Upland", "Lowland", "Farmers", "Anglers"]
    assert "'Associations' above row 6" in description(path)


def test_headings_and_footnotes_among_votes_are_set_aside(tmp_path):
    rows = [
        ["Member", "Motion 1", "Motion 2"],
        ["Blue group", None, None],
        ["Ann Able", "yes", "no"],
        ["Bo Bold", "no", "yes"],
    ]
    reading = read(workbook(tmp_path, [*rows, ["Cy Calm", None, "yes"], ["n = 3", None, None]]))
    assert reading.tables["parties"]["name"].tolist() == ["Ann Able", "Bo Bold", "Cy Calm"]
    assert reading.brought is not None
    assert [aside.row for aside in reading.brought.set_aside] == [2, 6]


def test_columns_of_what_is_supported_and_opposed_list_issues(tmp_path):
    text = "Country;Supports;Opposes;Population\nUpland;Carbon tax, Border levy;Subsidies;9\n"
    text += "Lowland;Subsidies;Carbon tax, Border levy;4\nMidland;Carbon tax;;2\nFarland;Rules, plain and clear;;1\n"
    path = written(tmp_path, text)
    assert held(path) == {
        ("Upland", "Carbon tax"): "yes",
        ("Lowland", "Carbon tax"): "no",
        ("Midland", "Carbon tax"): "yes",
        ("Upland", "Border levy"): "yes",
        ("Lowland", "Border levy"): "no",
        ("Upland", "Subsidies"): "no",
        ("Lowland", "Subsidies"): "yes",
        ("Farland", "Rules, plain and clear"): "yes",
    }, "a comma separates only where what it separates stands alone elsewhere"
    case = zopa.load(path, quiet=True)
    assert "what it lists has a row each" in " ".join(case.understood["read_as"])


def test_the_mapping_of_such_a_table_reads_the_next_one(tmp_path):
    path = written(tmp_path, "Country;For;Against\nUpland;Tax;Aid\nLowland;Aid;Tax\n")
    before = held(path)
    reading = read(path)
    assert reading.brought is not None
    (tmp_path / "table.mapping.toml").write_text(reading.brought.mapping, encoding="utf-8")
    assert (
        held(path)
        == before
        == {("Upland", "Tax"): "yes", ("Lowland", "Tax"): "no", ("Upland", "Aid"): "no", ("Lowland", "Aid"): "yes"}
    )


def test_ranges_in_cells_are_the_ends_of_what_a_party_accepts(tmp_path):
    text = "Actor;Ceasefire days\nGovernment;30-60\nRebels;90\u2013120\nMediator;60\nDonor;at least 45\nEnvoy;<= 100\n"
    path = written(tmp_path, text)
    assert held(path) == {
        ("Government", "Ceasefire days"): (30, 60),
        ("Rebels", "Ceasefire days"): (90, 120),
        ("Mediator", "Ceasefire days"): 60,
        ("Donor", "Ceasefire days"): (45, None),
        ("Envoy", "Ceasefire days"): (None, 100),
    }
    clashes = zopa.load(path, quiet=True).clashes()
    assert {frozenset((row.party_a, row.party_b)) for row in clashes.itertuples()} == {
        frozenset(("Government", "Rebels"))
    }


def test_a_cross_in_a_table_of_crosses_says_yes(tmp_path):
    path = written(tmp_path, "Organisation,Tax,Quota\nA,x,\nB,,X\nC,x,x\n")
    assert held(path) == {("A", "Tax"): "yes", ("C", "Tax"): "yes", ("B", "Quota"): "yes", ("C", "Quota"): "yes"}
    beside = written(tmp_path, "Organisation,Tax,Quota\nA,yes,no\nB,x,yes\nC,no,x\nD,yes,yes\n", "absent.csv")
    assert "no answer" in zopa.load(beside, quiet=True).tables["positions"]["stance"].tolist()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Actor;Fund;Share\nA;1.200;12,5\nB;800;7,25\n", 1200),
        ("Actor;Fund;Share\nA;1,200;12,5\nB;800;7,25\n", 1.2),
        ("Actor;Fund;Share\nA;1.200;12.5\nB;800;7.25\n", 1.2),
        ("Actor;Fund;Share\nA;1,200;12.5\nB;800;7.25\n", 1200),
        ("Actor,Fund,Share\nA,1.200,12\nB,8.345,7\n", 1.2),
        ('Actor,Fund,Share\nA,"1,200",12\nB,"8,345",7\n', 1200),
        ("Actor;Fund;Share\nA;1.200;1.200.000\nB;800;2.500.000\n", 1200),
    ],
)
def test_the_other_numbers_of_a_file_tell_what_a_point_and_a_comma_are(tmp_path, text, wanted):
    path = written(tmp_path, text)
    assert held(path)["A", "Fund"] == wanted
    assert "can be" not in " ".join(read(path).findings["message"])


def test_a_number_that_can_be_two_is_asked_about(tmp_path):
    findings = read(written(tmp_path, "Actor;Fund\nA;1.200\nB;12.500\nC;800\n")).findings
    assert (
        "'1.200' can be 1.2 or 1200, and no other number of the file tells: it was read as 1.2. So can '12.500'."
        in " ".join(findings["message"])
    )


def test_the_day_beside_a_list_in_json_is_that_of_all_in_it(tmp_path):
    content = {
        "meeting": "Third round",
        "date": "2025-11-12",
        "interventions": [
            {"party": {"name": "Upland"}, "statements": [{"topic": "Tax", "position": "supports"}]},
            {"party": {"name": "Lowland"}, "statements": [{"topic": "Tax", "position": "opposes"}]},
        ],
    }
    case = zopa.load(written(tmp_path, json.dumps(content), "round.json"), quiet=True)
    assert case.tables["positions"][["party", "issue", "option", "start"]].values.tolist() == [
        ["Upland", "Tax", "yes", "2025-11-12"],
        ["Lowland", "Tax", "no", "2025-11-12"],
    ]
    kept = (
        " ".join([*case.set_aside["content"], *case.tables["positions"].get("note", [])]) if len(case.set_aside) else ""
    )
    assert "Third round" in kept or "Third round" in " ".join(case.tables["positions"]["note"])


@pytest.mark.parametrize(
    "text",
    [
        "Ülke;Vergi;Ticaret\nAda;Evet;Hay\u0131r\nOva;Hay\u0131r;Evet\nDağ;Çekimser;Evet\n",
        "Puolue;Vero;Kauppa\nAda;Kyllä;Ei\nOva;Ei;Kyllä\nDağ;En osaa sanoa;Kyllä\n",
        "国;税;貿易\nAda;賛成;反対\nOva;反対;賛成\nDağ;棄権;賛成\n",
        "정당;세금;무역\nAda;찬성;반대\nOva;반대;찬성\nDağ;기권;찬성\n",
    ],
    ids=["Turkish", "Finnish", "Japanese", "Korean"],
)
def test_sides_in_further_languages(tmp_path, text):
    sides = list(held(written(tmp_path, text)).values())
    assert sides[:2] == ["yes", "no"]
    assert sides[2] in ("abstains", "no answer")
    assert sides[3:] == ["no", "yes", "yes"]


def test_saliences_are_known_by_their_words_in_german(tmp_path):
    path = written(
        tmp_path, "Akteur;Steuer;Steuer Salienz;Handel;Handel Salienz\nBund;25,5;0,8;10;0,3\nLand;40;0,5;70,5;0,9\n"
    )
    saliences = zopa.load(path, quiet=True).tables["saliences"]
    assert saliences[["party", "issue", "salience"]].values.tolist() == [
        ["Bund", "Steuer", 0.8],
        ["Land", "Steuer", 0.5],
        ["Bund", "Handel", 0.3],
        ["Land", "Handel", 0.9],
    ]


def test_plus_and_minus_in_twos_take_sides(tmp_path):
    path = written(tmp_path, "Stakeholder;Ban;Tax\nA;++;-\nB;-;+/-\nC;0;--\nD;++;+\n")
    assert held(path) == {
        ("A", "Ban"): "yes",
        ("B", "Ban"): "no",
        ("C", "Ban"): "abstains",
        ("D", "Ban"): "yes",
        ("A", "Tax"): "no",
        ("B", "Tax"): "mixed",
        ("C", "Tax"): "no",
        ("D", "Tax"): "yes",
    }


@pytest.mark.parametrize("column", ["Themenfeld", "Steckenpferd"])
def test_a_column_that_tells_the_rows_of_a_party_apart_is_the_issue(tmp_path, column):
    text = f"Akteur;{column};Haltung (1=dafür, 0=dagegen);Wichtigkeit\n"
    text += "BDI;CO2-Preis;1;3\nBUND;CO2-Preis;1;5\nBDI;Tempolimit;0;2\nBUND;Tempolimit;1;4\n"
    path = written(tmp_path, text)
    assert held(path) == {
        ("BDI", "CO2-Preis"): "yes",
        ("BUND", "CO2-Preis"): "yes",
        ("BDI", "Tempolimit"): "no",
        ("BUND", "Tempolimit"): "yes",
    }
    assert zopa.load(path, quiet=True).tables["saliences"]["salience"].tolist() == [3, 5, 2, 4]


def test_words_that_tell_nothing_are_no_options(tmp_path):
    path = written(
        tmp_path, "party,issue,position\nA,Tax,n.d.\nB,Tax,for\nC,Tax,k.A.\nD,Tax,against\nE,Tax,unclear\nF,Tax,tbd\n"
    )
    silent = {(party, "Tax"): "no answer" for party in "ACEF"}
    assert held(path) == {**silent, ("B", "Tax"): "yes", ("D", "Tax"): "no"}


def test_ranks_are_no_positions(tmp_path):
    path = written(tmp_path, "Delegation,Finance (rank),Forests (rank)\nA,1,2\nB,2,1\nC,1,2\n")
    with pytest.raises(zopa.DossierError) as error:
        zopa.load(path, quiet=True)
    assert "are ranks: they say what matters more to whom, and not what anybody wants" in str(error.value)


def test_numbers_in_columns_q1_and_on_are_asked_about_where_nobody_is_a_respondent_by_name(tmp_path):
    path = written(tmp_path, "Country,Q1,Q2,Q3,Total\nA,1,0,1,2\nB,0,0,1,1\nC,1,1,1,3\n")
    reading = read(path)
    assert "Nothing says what the codes 0 and 1 mean" in " ".join(reading.findings["message"])
    assert reading.tables["issues"]["id"].tolist() == ["Q1", "Q2", "Q3"], "a total is no question"
    case = zopa.load(path, codes={"*": {1: "yes", 0: "no"}}, quiet=True)
    assert case.tables["positions"]["option"].tolist() == ["yes", "no", "yes", "no", "no", "yes", "yes", "yes", "yes"]


def test_a_second_sheet_with_the_same_columns_is_not_passed_over_in_silence(tmp_path):
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, answer in (("Round 1", "Geneva"), ("Round 2", "Oslo")):
        sheet = book.create_sheet(title)
        for row in (["Party", "Venue"], ["A", answer], ["B", "Oslo"], ["C", "Geneva"]):
            sheet.append(row)
    book.save(tmp_path / "rounds.xlsx")
    findings = read(tmp_path / "rounds.xlsx").findings
    assert (
        "The table has the same columns as rounds.xlsx:Round 1, and was not read: its 3 rows are set aside."
        in " ".join(findings["message"])
    )


def test_a_column_a_year_holds_what_was_said_then(tmp_path):
    path = written(tmp_path, "Country,Issue,2015,2020\nA,Tax,no,yes\nB,Tax,yes,yes\nA,Coal,no,\n")
    positions = zopa.load(path, quiet=True).tables["positions"].astype(object).fillna("")
    assert positions[["party", "issue", "option", "start", "end"]].values.tolist() == [
        ["A", "Tax", "no", "2015", "2019"],
        ["A", "Tax", "yes", "2020", ""],
        ["B", "Tax", "yes", "2015", "2019"],
        ["B", "Tax", "yes", "2020", ""],
        ["A", "Coal", "no", "2015", "2019"],
    ]
    assert len(zopa.load(path, quiet=True).clashes(as_of="2016")) == 1
    assert len(zopa.load(path, quiet=True).clashes(as_of="2021")) == 0


def test_a_column_a_coder_is_evidence_of_that_coder(tmp_path):
    text = "Party,Issue,Coder A,Coder B\nA,Tax,support,support\nB,Tax,oppose,support\n"
    tables = zopa.load(written(tmp_path, text), quiet=True).tables
    assert tables["positions"][["party", "option"]].values.tolist() == [["A", "yes"], ["B", "no"], ["B", "yes"]]
    assert tables["positions"]["contested"].tolist()[1:] == ["yes", "yes"]
    assert sorted(tables["evidence"]["coder"]) == ["Coder A", "Coder A", "Coder B", "Coder B"]


@pytest.mark.parametrize(
    "header",
    ["Article,Supported by,Opposed by,Proposed by", "Issue,In favour,Against,Proposed by"],
    ids=["by", "issue"],
)
def test_actors_listed_by_side_are_parties_and_rows_are_issues(tmp_path, header):
    path = written(tmp_path, f'{header}\nArt 1,"Upland; Lowland",Farland,Midland\nArt 2,Farland,Upland,Farland\n')
    assert held(path) == {
        ("Upland", "Art 1"): "yes",
        ("Lowland", "Art 1"): "yes",
        ("Farland", "Art 1"): "no",
        ("Farland", "Art 2"): "yes",
        ("Upland", "Art 2"): "no",
    }


@pytest.mark.parametrize(
    ("yes", "no"), [("T", "F"), ("J", "N"), ("O", "N"), ("S", "N"), ("j", "n"), ("\u0414", "\u041d"), ("Y", "N")]
)
def test_first_letters_of_yes_and_no_take_sides(tmp_path, yes, no):
    path = written(tmp_path, f"Stakeholder,Ban,Cap\nA,{yes},{no}\nB,{no},{yes}\nC,{yes},{yes}\n")
    assert list(held(path).values()) == ["yes", "no", "yes", "no", "yes", "yes"]
    long = written(tmp_path, f"Stakeholder,Issue,Stance\nA,Ban,{yes}\nB,Ban,{no}\n", "long.csv")
    assert list(held(long).values()) == ["yes", "no"]


def test_letters_that_are_codes_of_something_else_are_no_sides(tmp_path):
    path = written(tmp_path, "Stakeholder,Venue,Model\nA,G,O\nB,O,N\nC,G,P\nD,O,N\n")
    assert held(path)["A", "Venue"] == "G"
    assert held(path)["A", "Model"] == "O"


def test_codes_in_a_header_are_read_whatever_stands_between_them(tmp_path):
    path = written(tmp_path, "Party,Tax [1=yes 2=no 3=abstain],Aid (1 = for / 2 = against)\nA,1,2\nB,2,1\nC,3,1\n")
    assert list(held(path).values()) == ["yes", "no", "abstains", "no", "yes", "yes"]


def test_a_scale_of_which_the_header_names_the_ends_is_a_number(tmp_path):
    path = written(tmp_path, "Akteur;Klima (1 = dafür bis 5 = dagegen)\nA;1\nB;5\nC;3\n")
    assert held(path) == {("A", "Klima"): 1, ("B", "Klima"): 5, ("C", "Klima"): 3}
    issue = zopa.load(path, quiet=True).tables["issues"].astype(object).fillna("").iloc[0]
    assert issue[["scale_low", "scale_high", "unit"]].tolist() == [1, 5, ""]
    assert issue["note"] == "1 = dafür; 5 = dagegen"


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_party_that_says_nothing_is_no_heading(tmp_path, at):
    rows = [["Upland", 10, 20], ["Lowland", 30, 40]]
    rows.insert(at, ["Silentland", None, None])
    path = workbook(tmp_path, [["Actor", "Fees", "Cap"], *rows])
    assert "Silentland" in zopa.load(path, quiet=True).tables["parties"]["id"].tolist()

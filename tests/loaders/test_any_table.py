"""Any table: as what its columns and cells are read, what is kept of the rest, and what is said of a proposal."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

import zopa
from zopa.__main__ import app
from zopa.graph.names import folded
from zopa.graph.ontology import ontology
from zopa.loaders.findings import DossierError, DossierWarning
from zopa.loaders.mapping.words import answer
from zopa.loaders.mapping.words import words as words_of_answers
from zopa.loaders.tools.answer_words import LEVELS
from zopa.loaders.tools.vote_words import VOTES as WORDS_OF_VOTES
from zopa.loaders.tools.vote_words import votes_of

STANCES = ontology().tables["positions"].columns["stance"].values
#: The side that a word takes, by what each list of words calls it.
ANY_TABLE = {
    "yes": "+",
    "accepts": "+",
    "no": "-",
    "abstains": "0",
    "mixed": "mixed",
    "no answer": "",
    "conditional": "if",
}
SURVEYS = {"strongly": "+", "yes": "+", "rather": "+", "neutral": "0", "mixed": "mixed", "silent": ""}
SURVEYS |= {"rather not": "-", "no": "-", "not": "-"}
BALLOTS = {"for": "+", "against": "-", "abstained": "0", "absent": "", "not a member": "", "none": ""}


def written(tmp_path: Path, text: str, name: str = "table.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def loaded(path: Path) -> zopa.PositionGraph:
    """The case that zopa proposes of a table, whatever tool it looks like a file of."""
    return zopa.load(path, form="table", quiet=True)


def held(case: zopa.PositionGraph, *columns: str) -> list[list[object]]:
    """Positions that settle something."""
    positions = case.tables["positions"]
    positions = positions[positions["stance"].isin(["demands", "accepts", "rejects"])]
    return positions[["party", "issue", *columns]].values.tolist()


def beside(case: zopa.PositionGraph, side: str) -> list[tuple[str, str]]:
    """Who takes neither yes nor no on what: in the positions where a stance says so, or else set aside."""
    positions = case.tables["positions"]
    if side in STANCES:
        return positions.loc[positions["stance"] == side, ["party", "issue"]].itertuples(index=False, name=None)
    assert case.set_aside is not None
    word = {"abstains": "abstained", "no answer": "gave no answer", "mixed": "mixed"}[side]
    texts = case.set_aside.loc[case.set_aside["why"].str.contains(word), "content"]
    return [tuple(part.partition(": ")[2] for part in text.split("; ")[:2]) for text in texts]


# ------------------------------------------------------------------------------------------------ words of answers


@pytest.mark.parametrize(
    ("cells", "stances"),
    [
        (["yes", "no", "-", "\u2013"], ["demands yes", "demands no", "no answer", "no answer"]),
        (["+", "-", "\u2212", "\u2013"], ["demands yes", "demands no", "demands no", "demands no"]),
        (["yes", "\u2014", "no", "?"], ["demands yes", "no answer", "demands no", "no answer"]),
    ],
)
def test_a_dash_is_no_beside_a_plus_and_an_empty_cell_elsewhere(tmp_path, cells, stances):
    """Whoever left a cell empty demands nothing."""
    rows = "".join(f"{party},{cell}\n" for party, cell in zip("ABCD", cells, strict=True))
    path = written(tmp_path, f"Country,Tax\n{rows}")
    case = zopa.load(path, columns={"Country": "party", "Tax": "issue"}, quiet=True)
    positions = case.tables["positions"][["stance", "option"]].astype(object).fillna("")
    assert (positions["stance"] + " " + positions["option"]).str.strip().tolist() == stances
    votes = votes_of(cells, {})
    assert [votes[cell] for cell in cells] == [
        {"demands yes": "for", "demands no": "against", "no answer": "none"}[stance] for stance in stances
    ]


def test_the_lists_of_words_take_the_same_side():
    """Any table, surveys and votes each have words of their own; those that several have mean the same in all."""
    sides: dict[str, set[str]] = {}
    lists = (
        ({word: answer(word) for words in words_of_answers()["answers"].values() for word in words}, ANY_TABLE),
        (LEVELS, SURVEYS),
        (WORDS_OF_VOTES, BALLOTS),
    )
    for words, meaning in lists:
        for word, side in words.items():
            sides.setdefault(folded(word), set()).add(meaning[side])
    # In a parliament, to vote present is to abstain; in another table it says only that somebody was there.
    assert {word for word, meant in sides.items() if len(meant) > 1} == {"present"}


# ------------------------------------------------------------------------------------------------ long

ROLL_CALL = """Roll-call votes of the chamber
# licence: CC0
Date,Member,Group,Motion,Vote
2024-03-04,Ann Bee,Greens,Carbon tax,For
2024-03-04,Cy Dee,Blues,Carbon tax,Against
2024-03-04,Eve Eff,Blues,Carbon tax,Abstain
2024-03-05,Ann Bee,Greens,Budget,Did not vote
2024-03-05,Cy Dee,Blues,Budget,For
Source: own count
"""


def test_votes_a_row_each_are_positions_and_who_took_no_side_is_not_lost(tmp_path):
    case = loaded(written(tmp_path, ROLL_CALL))
    assert held(case, "stance", "option", "start") == [
        ["Ann Bee", "Carbon tax", "demands", "yes", "2024-03-04"],
        ["Cy Dee", "Carbon tax", "demands", "no", "2024-03-04"],
        ["Cy Dee", "Budget", "demands", "yes", "2024-03-05"],
    ]
    assert list(beside(case, "abstains")) == [("Eve Eff", "Carbon tax")]
    assert list(beside(case, "no answer")) == [("Ann Bee", "Budget")]
    parties = case.tables["parties"].set_index("id")["part_of"]
    assert parties[["Ann Bee", "Cy Dee", "Eve Eff"]].tolist() == ["Greens", "Blues", "Blues"]
    # Nothing is invented.
    assert case.tables["positions"]["firmness"].isna().all()
    assert not len(case.tables["evidence"])
    assert case.title == "Roll-call votes of the chamber"
    assert case.meta["licence"] == "CC0"
    assert "Source: own count" in case.meta["description"]


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        ("Akteur;Thema;Haltung", "A;Maut;dafür|B;Maut;dagegen|C;Maut;Enthaltung"),
        ("Pays;Résolution;Vote", "A;Maut;Pour oui|B;Maut;contre|C;Maut;s'abstient".replace("Pour oui", "oui")),
        ("País;Tema;Postura", "A;Maut;a favor|B;Maut;en contra|C;Maut;abstención"),
        ("Страна;Вопрос;Позиция", "A;Maut;за|B;Maut;против|C;Maut;воздержался"),
        ("КРАЇНА;Питання;Позиція", "A;Maut;підтримує|B;Maut;проти|C;Maut;утримався"),
        ("الدولة;القضية;الموقف", "A;Maut;مؤيد|B;Maut;معارض|C;Maut;امتناع"),
        ("国家;议题;立场", "A;Maut;赞成|B;Maut;反对|C;Maut;弃权"),
        ("ACTOR_NAME;Policy issue;Position (coded)", "A;Maut;+1|B;Maut;-1|C;Maut;0"),
        ("Organisation\tConcept\tAgreement", "A\tMaut\t1|B\tMaut\t-1|C\tMaut\t0"),
        ("stakeholder|topic|answer", None),
    ],
)
def test_the_words_of_the_field_are_known_in_its_languages(tmp_path, header, rows):
    if rows is None:
        text = f"{header}\nA|Maut|YES\nB|Maut|no.\nC|Maut|abstained\n"
    else:
        text = "\n".join([header, *rows.split("|")]) + "\n"
    case = loaded(written(tmp_path, text))
    assert held(case, "stance", "option") == [["A", "Maut", "demands", "yes"], ["B", "Maut", "demands", "no"]]
    assert list(beside(case, "abstains")) == [("C", "Maut")]


def test_several_parties_and_places_in_a_cell_and_what_no_column_holds_is_a_note(tmp_path):
    text = (
        "row_id,party,document,date,issue,stance,value,unit,regions,statement,source_url\n"
        "R1,Ukraine|Russia,Draft,2022-03-29,membership,reject,,,,It joins no alliance,https://example.org/a\n"
        "R2,Ukraine,Draft,2022-03-29,guarantees,require,3,days,UA-43;UA-40,They consult,https://example.org/b\n"
        "R3,Russia,Draft,2022-03-29,guarantees,accept,,,UA-14,Fine,https://example.org/b\n"
        "R4,Russia,Draft,2022-03-29,guarantees,condition,,,UA-14,Only if,https://example.org/b\n"
    )
    case = loaded(written(tmp_path, text))
    assert held(case, "stance", "option", "regions") == [
        ["Ukraine", "membership", "demands", "no", pytest.approx(float("nan"), nan_ok=True)],
        ["Russia", "membership", "demands", "no", pytest.approx(float("nan"), nan_ok=True)],
        ["Ukraine", "guarantees", "demands", "yes", "UA-43|UA-40"],
        ["Russia", "guarantees", "accepts", "yes", "UA-14"],
    ]
    assert case.tables["positions"]["note"].tolist()[2] == "row_id: R2; value: 3; unit: days"
    assert case.tables["evidence"]["quote"].tolist()[0] == "It joins no alliance"
    assert case.tables["sources"]["url"].tolist() == ["https://example.org/a", "https://example.org/b"]
    assert case.set_aside["why"].tolist() == ["The party agrees on a condition, and the table does not say on which."]


def test_vetoes_say_against_what_they_are_where_no_column_does(tmp_path):
    text = "\ufeffdate_veto;ms_veto;issue;issue_country;source;\n2024-12-16;SK;sanctions;GE;https://example.org;\n2025-01-01;HU;aid;UA;;\n"
    case = loaded(written(tmp_path, text))
    assert held(case, "option", "regions", "start") == [
        ["SK", "sanctions", "no", "GE", "2024-12-16"],
        ["HU", "aid", "no", "UA", "2025-01-01"],
    ]


def test_the_order_of_day_and_month_is_that_of_the_column_or_it_is_asked(tmp_path):
    text = "Country,Issue,Vote,Date\nA,x,yes,01.02.2024\nB,x,no,13.02.2024\n"
    case = loaded(written(tmp_path, text))
    assert case.tables["positions"]["start"].tolist() == ["2024-02-01", "2024-02-13"]
    case = loaded(written(tmp_path, text.replace("13.02", "03.02")))
    assert case.tables["positions"]["start"].isna().all()
    assert case.tables["positions"]["note"].tolist() == ["start: 01.02.2024", "start: 03.02.2024"]
    assert "'01.02.2024' can be 2024-01-02 or 2024-02-01" in " ".join(case.findings["message"])


# ------------------------------------------------------------------------------------------------ wide


def test_a_column_an_issue_with_its_salience_is_an_ideal_on_the_scale_of_the_header(tmp_path):
    text = (
        "Actor;Capability;Tax rate position (0-100);Tax rate salience;Trade position (0-100);Trade salience\n"
        "Alpha;100;0;80;55,5;20\nBeta;40;100;60;;30\n"
    )
    case = loaded(written(tmp_path, text))
    assert held(case, "ideal") == [["Alpha", "Tax rate", 0], ["Beta", "Tax rate", 100], ["Alpha", "Trade", 55.5]]
    assert case.tables["issues"][["scale_low", "scale_high"]].values.tolist() == [[0, 100], [0, 100]]
    assert case.tables["parties"]["power"].tolist() == [100, 40]
    # An empty cell is no position; that the issue matters all the same is kept.
    assert case.tables["saliences"]["salience"].tolist() == [80, 60, 20, 30]
    assert not len(case.set_aside)


def test_columns_that_say_salience_and_nothing_else_weigh_the_one_before(tmp_path):
    text = "Actor;Dam (0-100);Salience;Data (0-100);Salience\nUp;20;90;40;30\nLow;85;95;90;80\nBank;50;;60;40\n"
    case = loaded(written(tmp_path, text))
    weights = case.tables["saliences"][["party", "issue", "salience"]].values.tolist()
    assert weights == [
        ["Up", "Dam", 90],
        ["Low", "Dam", 95],
        ["Up", "Data", 30],
        ["Low", "Data", 80],
        ["Bank", "Data", 40],
    ]


def test_no_end_of_a_scale_is_invented_and_a_mapping_can_say_it(tmp_path):
    text = "stakeholder,Dam height (m),Water price\nFarmers,80,20\nCity,30,70\nGreens,5,3\n"
    case = loaded(written(tmp_path, text))
    assert held(case, "ideal")[-1] == ["Greens", "Water price", 3]
    assert case.tables["issues"]["scale_low"].isna().all()
    assert case.tables["issues"][["id", "unit"]].fillna("").values.tolist() == [
        ["Dam height", "m"],
        ["Water price", ""],
    ]
    mapping = '[columns]\nstakeholder = "party"\n"*" = "issue"\n[scales]\n"Water price" = "0 to 200"\n'
    written(tmp_path, mapping, "table.mapping.toml")
    case = zopa.load(tmp_path / "table.csv", quiet=True)
    assert case.tables["issues"]["scale_high"].fillna(-1).tolist() == [-1, 200]
    written(tmp_path, mapping.replace("0 to 200", "high"), "table.mapping.toml")
    with pytest.raises(DossierError, match=r"table.mapping.toml cannot read 'Water price' in \[scales\]"):
        zopa.load(tmp_path / "table.csv")


def test_a_column_a_party_and_statements_down_the_rows(tmp_path):
    text = "\tGermany\tFrance\tPoland\nNuclear power is green\tno\tyes\tyes\nNo coal by 2030\tyes\t?\tno\n"
    case = loaded(written(tmp_path, text, "matrix.tsv"))
    assert held(case, "option") == [
        ["Germany", "Nuclear power is green", "no"],
        ["France", "Nuclear power is green", "yes"],
        ["Poland", "Nuclear power is green", "yes"],
        ["Germany", "No coal by 2030", "yes"],
        ["Poland", "No coal by 2030", "no"],
    ]
    assert list(beside(case, "no answer")) == [("France", "No coal by 2030")]


def test_nought_is_an_abstention_where_the_table_says_minus_one(tmp_path):
    text = "mep_name,country,v1,v2,v3\nX,DE,1,-1,0\nY,FR,-1,1,1\nZ,FR,-1,-1,1\n"
    case = loaded(written(tmp_path, text))
    assert [row[2] for row in held(case, "option") if row[1] == "v3"] == ["yes", "yes"]
    assert list(beside(case, "abstains")) == [("X", "v3")]
    assert case.tables["parties"]["note"].tolist() == ["country: DE", "country: FR", "country: FR"]


def test_grades_of_agreement_are_options_in_their_order(tmp_path):
    text = "Organization,Treaty,Tax\nA,Strongly agree,Disagree\nB,Disagree,Strongly disagree\nC,Agree,\n"
    case = loaded(written(tmp_path, text))
    options = case.tables["options"]
    assert options.loc[options["issue"] == "Treaty", "option"].tolist() == ["Disagree", "Agree", "Strongly agree"]


def test_issues_with_one_title_stay_two(tmp_path):
    book = "key,title,c-0,c-1\nq1,Finance,none at all,some money\nq2,Finance,no data,some money\n"
    (tmp_path / "codebook.csv").write_text(book, encoding="utf-8")
    case = loaded(written(tmp_path, "Country,q1,q2\nA,0,1\nB,1,0\n"))
    assert sorted(case.tables["issues"]["id"]) == ["Finance (q1)", "Finance (q2)"]
    assert case.tables["options"]["name"].tolist() == ["none at all", "some money", "some money"]
    assert list(beside(case, "no answer")) == [("B", "Finance (q2)")]


# ------------------------------------------------------------------------------------------------ codebooks


@pytest.mark.parametrize(
    "lines", [["# 1 = agree", "# 2 = disagree", "# 9 = no answer"], ["# Codes: 1 = agree; 2 = disagree; 9 = no answer"]]
)
def test_codes_are_read_as_the_comments_above_say(tmp_path, lines):
    text = "\n".join([*lines, "party name,q1,q2", "Reds,1,2", "Blues,2,9"]) + "\n"
    if "Codes" in lines[0]:
        text = text.replace("Codes: ", "")
    case = loaded(written(tmp_path, text))
    assert held(case, "option") == [["Reds", "q1", "yes"], ["Blues", "q1", "no"], ["Reds", "q2", "no"]]
    assert list(beside(case, "no answer")) == [("Blues", "q2")]


def test_a_codebook_in_another_sheet_and_a_title_that_is_merged(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Data"
    sheet.append(["Survey of experts", None, None])
    sheet.merge_cells("A1:C1")
    sheet.append([])
    sheet.append(["Country", "Border", "Trade"])
    for row in (["A", 1, 3], ["B", 2, 2], ["C", 3, 4]):
        sheet.append(row)
    codes = book.create_sheet("Codebook")
    codes.append(["variable", "value", "label"])
    for row in (
        ["Border", 1, "Open"],
        ["Border", 2, "Closed"],
        ["Border", 3, "Not known: no data"],
        ["Trade", 2, "None"],
    ):
        codes.append(row)
    codes.append(["Trade", 3, "Some"])
    path = tmp_path / "survey.xlsx"
    book.save(path)
    case = loaded(path)
    options = case.tables["options"]
    assert options.loc[options["issue"] == "Border", ["option", "name"]].values.tolist() == [
        ["1", "Open"],
        ["2", "Closed"],
    ]
    assert held(case, "option")[:2] == [["A", "Border", "1"], ["B", "Border", "2"]]
    assert list(beside(case, "no answer")) == [("C", "Border"), ("B", "Trade")]
    assert "The codebook has no code '4'." in case.set_aside["why"].tolist()
    assert "Survey of experts" in case.meta["description"]


def test_codes_without_a_codebook_are_options_in_their_order(tmp_path):
    case = loaded(written(tmp_path, "Country,Ambition\nA,3\nB,10\nC,2\n"))
    assert case.tables["options"]["option"].tolist() == ["2", "3", "10"]


def test_a_codebook_alone_is_a_case_of_issues_and_options(tmp_path):
    book = "key,title,class-0,class-1\nq1,Finance,none at all,some money\nq2,Trade,closed,open\n"
    case = loaded(written(tmp_path, book, "categories.csv"))
    assert case.tables["issues"]["name"].tolist() == ["Finance", "Trade"]
    assert len(case.tables["options"]) == 4
    assert not len(case.tables["positions"])


# ------------------------------------------------------------------------------------------------ containers


def test_nested_answers_in_json_and_json_lines(tmp_path):
    answers = [
        {"name": "A", "party": "X", "answers": [{"question": "Tax?", "answer": {"value": "Yes"}, "comment": "soon"}]},
        {"name": "B", "party": "X", "answers": [{"question": "Tax?", "answer": {"value": None}}]},
        {"name": "C", "party": "Y", "answers": [{"question": "Tax?", "answer": {"value": "No"}}]},
    ]
    for text, name in ((json.dumps(answers), "a.json"), ("\n".join(map(json.dumps, answers)), "a.jsonl")):
        case = loaded(written(tmp_path, text, name))
        assert held(case, "option", "note") == [
            ["A", "Tax?", "yes", "comment: soon"],
            ["C", "Tax?", "no", pytest.approx(float("nan"), nan_ok=True)],
        ]
        assert case.tables["parties"].set_index("id")["part_of"][["A", "B", "C"]].tolist() == ["X", "X", "Y"]
        assert case.set_aside["why"].tolist() == ["The row says nothing on the issue."]


def test_objects_under_the_names_of_parties(tmp_path):
    answers = {"Germany": {"tax": "yes", "trade": "no"}, "France": {"tax": "no", "trade": None}}
    case = zopa.load(written(tmp_path, json.dumps(answers), "answers.json"), quiet=True)
    assert held(case, "option") == [["Germany", "tax", "yes"], ["France", "tax", "no"], ["Germany", "trade", "no"]]


def test_questions_that_have_a_number_and_no_name_are_issues_each(tmp_path):
    answers = {
        "one": [{"questionId": "q1", "answer": True}, {"questionId": "q2", "answer": None}],
        "two": [{"questionId": "q1", "answer": False}, {"questionId": "q2", "answer": True}],
    }
    case = zopa.load(written(tmp_path, json.dumps(answers), "answers.json"), quiet=True)
    assert held(case, "option") == [["one", "q1", "yes"], ["two", "q1", "no"], ["two", "q2", "yes"]]
    assert case.set_aside["why"].tolist() == ["The row says nothing on the issue."]


@pytest.mark.parametrize(
    "header",
    [
        "row id,party,question id,answer",
        "answer_id,partyId,statementNo,answer",
        "no,country_code,item number,vote",
        "Nr,Partei,Frage-Nr,Antwort",
        "id,партия,номер,вопрос номер,ответ",
    ],
)
def test_what_is_numbered_is_told_from_the_number_of_the_row_and_of_the_answer_sheet(header, tmp_path):
    """A number that each row has for itself says nothing, nor one that comes with the party."""
    sheet = len(header.split(",")) == 5
    rows = [(1, "A", 7, "yes"), (2, "A", 8, "no"), (3, "B", 7, "no"), (4, "B", 8, "yes")]
    lines = [f"{n},{who}{f',{ord(who)}' if sheet else ''},{what},{says}" for n, who, what, says in rows]
    case = loaded(written(tmp_path, "\n".join([header, *lines]) + "\n"))
    assert sorted(held(case, "option")) == [["A", "7", "yes"], ["A", "8", "no"], ["B", "7", "no"], ["B", "8", "yes"]]


def test_statements_in_a_workbook_with_one_sheet(tmp_path):
    book = openpyxl.Workbook()
    rows = [
        ["Coded newspaper statements"],
        ["Newspaper", "Date", "Speaker", "Organization", "Concept", "Agreement", "Text", "Coder"],
        ["Daily", "2024-05-01", "M. Ray", "Union", "Minimum wage", "yes", "We need it.", "KL"],
        ["Daily", "2024-05-02", "T. Fox", "Chamber", "Minimum wage", "no", "It costs jobs.", "KL"],
    ]
    for row in rows:
        book.active.append(row)
    path = tmp_path / "coded.xlsx"
    book.save(path)
    case = loaded(path)
    assert [row[1:] for row in held(case, "option")] == [["Minimum wage", "yes"], ["Minimum wage", "no"]]
    assert case.tables["evidence"]["coder"].tolist() == ["KL", "KL"]
    assert case.tables["evidence"]["quote"].tolist() == ["We need it.", "It costs jobs."]
    assert case.tables["sources"]["title"].tolist() == ["Daily"]


# ------------------------------------------------------------------------------------------------ what the user says

VOTES = "Land;Steuer;Handel;Wetter\nA;Yes;No;rain\nB;No;Abstain;sun\n"


def test_a_user_says_what_the_columns_are_and_nothing_is_a_proposal(tmp_path):
    path = written(tmp_path, VOTES)
    case = zopa.load(path, columns={"Land": "party", ("Steuer", "handel"): "issue"}, quiet=True)
    assert held(case, "option") == [["A", "Steuer", "yes"], ["B", "Steuer", "no"], ["A", "Handel", "no"]]
    assert case.tables["parties"]["note"].tolist() == ["Wetter: rain", "Wetter: sun"]
    assert not case.understood.attrs["is_proposal"]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        zopa.load(path, columns={"Land": "party", ("Steuer", "Handel"): "issue"})
    frame = pd.read_csv(path, sep=";")
    assert held(
        zopa.load(frame, columns={"Land": "party", "*": "issue", "Wetter": "note"}, quiet=True), "option"
    ) == held(case, "option")


def test_every_column_of_positions_can_be_said(tmp_path):
    text = (
        "who,what,how,which,lo,best,hi,firm,where,from,till,happy,src,said,by,weighs\n"
        "A,seat,accepts,Geneva|Vienna,,,,aim,north,2024,2025,0.4,Gazette,we can,KL,3\n"
        "B,flow,,,10,15,20,red line,,2024-02,,,,,,\n"
        "C,seat,rejects,Geneva,,,,firmly,,x,,2,,,,much\n"
    )
    columns = {
        "who": "party",
        "what": "issue",
        "how": "stance",
        "which": "option",
        "lo": "low",
        "best": "ideal",
        "hi": "high",
        "firm": "firmness",
        "where": "regions",
        "from": "start",
        "till": "end",
        "happy": "satisfaction",
        "src": "source",
        "said": "quote",
        "by": "coder",
        "weighs": "salience",
    }
    case = zopa.load(written(tmp_path, text), columns=columns, quiet=True)
    positions = case.tables["positions"].set_index("party")
    assert positions.loc["A", ["stance", "option", "firmness", "regions", "start", "end", "satisfaction"]].tolist() == [
        "accepts",
        "Geneva|Vienna",
        "aim",
        "north",
        "2024",
        "2025",
        0.4,
    ]
    assert positions.loc["B", ["low", "ideal", "high", "firmness"]].tolist() == [10, 15, 20, "red line"]
    assert positions.loc["C", ["stance", "option"]].tolist() == ["rejects", "Geneva"]
    # What cannot be read is named and kept.
    assert positions.loc["C", "note"] == "start: x; firmness: firmly; satisfaction: 2; salience: much"
    assert set(case.findings.loc[case.findings["row"] == 4, "column"]) == {"from", "firm", "happy", "weighs"}


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"Lnd": "party"}, "no column 'Lnd': it has 'Land', 'Steuer', 'Handel' and 'Wetter'"),
        ({"Land": "partie"}, "'Land' cannot be read as 'partie'; did you mean 'party'"),
        ({"Steuer": "issue", "Handel": "issue"}, "No column is read as 'party'"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(tmp_path, columns, words):
    with pytest.raises(DossierError, match=words):
        zopa.load(written(tmp_path, VOTES), columns=columns)


def test_columns_are_of_one_table(tmp_path):
    with pytest.raises(DossierError, match="is no file"):
        zopa.load("river-basin", columns={"a": "party"})
    with pytest.raises(DossierError, match="one of the two"):
        zopa.load(written(tmp_path, VOTES), columns={"Land": "party"}, form="ktab")


# ------------------------------------------------------------------------------------------------ proposals and mappings


def test_a_proposal_is_said_to_be_one_on_each_load_until_it_is_confirmed(tmp_path):
    path = written(tmp_path, VOTES, "votes.csv")
    with pytest.warns(
        DossierWarning, match=r"a proposal that nobody has confirmed.*zopa load votes.csv --save-mapping"
    ):
        proposed = zopa.load(path)
    run = CliRunner()
    shown = run.invoke(app, ["clashes", str(path)])
    assert "is a proposal" in shown.output
    done = run.invoke(app, ["load", str(path), "--save-mapping"])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "votes.mapping.toml").is_file()
    confirmed = zopa.load(path)
    assert not confirmed.understood.attrs["is_proposal"]
    assert held(confirmed, "option") == held(proposed, "option")
    assert "proposal" not in run.invoke(app, ["clashes", str(path)]).output


def test_a_mapping_reads_the_next_file_of_its_kind_and_refuses_one_that_does_not_fit(tmp_path):
    path = written(tmp_path, VOTES, "votes.csv")
    CliRunner().invoke(
        app,
        ["load", str(path), "--column", "Land=party", "--column", "*=issue", "--column", "Wetter=note", "--confirm"],
    )
    kept = tmp_path / "votes.mapping.toml"
    following = written(tmp_path, "Wetter;Land;Zoll\nrain;A;Yes\n", "next.csv")
    case = zopa.load(following, columns=kept, quiet=True)
    assert held(case, "option") == [["A", "Zoll", "yes"]]
    other = written(tmp_path, "Name;Zoll\nA;Yes\n", "other.csv")
    with pytest.raises(
        DossierError, match=r"votes.mapping.toml does not fit other.csv: .*'Land' as 'party'.*'Name' and 'Zoll'"
    ):
        zopa.load(other, columns=kept)
    # One for all tables of a folder.
    kept.rename(tmp_path / "mapping.toml")
    assert held(zopa.load(following), "option") == [["A", "Zoll", "yes"]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[columns", "is no mapping"),
        ("confirmed = true", r"has no \[columns\]"),
        ('[columns]\nLand = "party"\n[extra]', "has a key 'extra'"),
        ('shape = "tall"\n[columns]\nLand = "party"', "shape = 'tall': it can be long, issues or parties"),
        ('[columns]\nLand = "party"\n"*" = "issue"\n[answers]\nYes = "maybe"', r"'Yes' in \[answers\]"),
    ],
)
def test_a_mapping_that_says_something_else_is_refused_by_name(tmp_path, text, words):
    written(tmp_path, text, "votes.mapping.toml")
    with pytest.raises(DossierError, match=f"votes.mapping.toml.*{words}"):
        zopa.load(written(tmp_path, VOTES, "votes.csv"))


def test_a_mapping_says_which_side_a_word_takes(tmp_path):
    path = written(tmp_path, "Land;Steuer\nA;jein\nB;hurra\nC;Yes\n", "votes.csv")
    written(
        tmp_path,
        '[columns]\nLand = "party"\n"*" = "issue"\n[answers]\nhurra = "yes"\njein = "mixed"\n',
        "votes.mapping.toml",
    )
    case = zopa.load(path, quiet=True)
    assert held(case, "option") == [["B", "Steuer", "yes"], ["C", "Steuer", "yes"]]
    assert list(beside(case, "mixed")) == [("A", "Steuer")]


def test_the_case_is_written_with_its_mapping_and_what_was_set_aside(tmp_path):
    path = written(tmp_path, VOTES + "C;perhaps;No;\n", "votes.csv")
    done = CliRunner().invoke(app, ["load", str(path), "-o", str(tmp_path / "case")])
    assert done.exit_code == 0, done.output
    assert "This reading is a proposal" in done.output
    assert (tmp_path / "case" / "mapping.toml").is_file()
    assert "perhaps" in (tmp_path / "case.set-aside.csv").read_text(encoding="utf-8")
    again = zopa.load(tmp_path / "case", quiet=True)
    assert held(again, "option") == held(zopa.load(path, quiet=True), "option")


def test_a_table_that_says_nothing_is_refused_with_its_columns_and_what_to_say(tmp_path):
    with pytest.raises(DossierError, match="'a' and 'b'.*--column NAME=party"):
        zopa.load(written(tmp_path, "a,b\n1.5,2.5\n2,3\n"))


@pytest.mark.parametrize("header", ["Country,Topic,Comment", "Country,Topic,Statement"])
def test_who_said_something_on_what_is_no_position_where_no_column_says_which(tmp_path, header):
    with pytest.raises(DossierError, match="--column NAME=stance"):
        zopa.load(written(tmp_path, f"{header}\nA,tax,we spoke of it\nB,tax,we did so too\nA,trade,and again\n"))


def test_the_only_column_that_can_be_the_answer_is_proposed(tmp_path):
    case = loaded(written(tmp_path, "Country,Topic,Type\nA,tax,support\nB,tax,oppose\nA,trade,support\n"))
    assert held(case, "option") == [["A", "tax", "yes"], ["B", "tax", "no"], ["A", "trade", "yes"]]
    case = loaded(written(tmp_path, "Country,Topic,Wish\nA,seat,Geneva\nB,seat,Vienna\nC,seat,Geneva\n"))
    assert held(case, "option") == [["A", "seat", "Geneva"], ["B", "seat", "Vienna"], ["C", "seat", "Geneva"]]


@pytest.mark.parametrize(
    "text",
    [
        '"","Army","Rebels","Envoys"\n"Army",0,1,2\n"Rebels",1,0,3\n"Envoys",2,3,0\n',
        ";Army;Rebels;Envoys\nArmy;0;-1,5;2\nRebels;-1,5;0;\nEnvoys;2;;0\n",
        "Actor,Rebels,Envoys,Army\nArmy,0.2,0.1,1\nRebels,1,0.25,0.2\nEnvoys,0.25,1,0.1\n",
        ",Rebels,Envoys,Militia\nArmy,1,2,3\nRebels,,3,1\nEnvoys,,,5\n",
    ],
    ids=["counts", "differences", "in another order", "upper half"],
)
def test_a_matrix_of_who_agrees_with_whom_is_no_table_of_positions(tmp_path, text):
    with pytest.raises(DossierError) as error:
        zopa.load(written(tmp_path, text, "congruence.csv"), quiet=True)
    assert "says of nobody what it wants: export the statements instead" in str(error.value)


def test_a_table_of_who_answers_what_is_no_matrix(tmp_path):
    text = "Actor,Army,Rebels,Envoys\nTax,10,20,30\nTrade,40,50,60\nBorders,70,80,90\n"
    case = zopa.load(written(tmp_path, text, "table.csv"), columns={"Actor": "issue", "*": "party"}, quiet=True)
    assert len(case.tables["positions"]) == 9

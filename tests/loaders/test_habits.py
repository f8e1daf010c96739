"""Habits of tables that other people made: the headers and quirks of votes, surveys, answers and projects' data folders."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import openpyxl
import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import zopa
from zopa.__main__ import app
from zopa.loaders import read
from zopa.loaders.findings import DossierError


def written(tmp_path: Path, text: str, name: str = "table.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def loaded(path: Path) -> zopa.PositionGraph:
    """The case that is loaded with no other words."""
    return zopa.load(path, quiet=True)


def sides(case: zopa.PositionGraph) -> dict[tuple[str, str], str]:
    """Which side each party takes on each issue, by their names: the option that it demands, or its stance."""
    names = {
        table: {row.id: (row.name if isinstance(row.name, str) and row.name else row.id) for row in rows.itertuples()}
        for table in ("parties", "issues")
        for rows in [case.tables[table][["id", "name"]].rename_axis("place")]
    }
    said = {}
    for row in case.tables["positions"].itertuples():
        said[names["parties"][row.party], names["issues"][row.issue]] = (
            row.option if row.stance == "demands" else f"not {row.option}" if row.stance == "rejects" else row.stance
        )
    return said


def read_as(case: zopa.PositionGraph) -> dict[str, str]:
    assert case.understood is not None
    return dict(case.understood[["column", "read_as"]].values.tolist())


def messages(path: Path) -> str:
    return " ".join(read(path).findings["message"])


# ------------------------------------------------------------------------------------------------ votes


def test_politicians_vote_and_their_fractions_are_blocs(tmp_path):
    text = "poll_id,mandate_id,politician,fraction,vote\n"
    text += (
        "11,7,Ada Brandt,Blue,yes\n11,8,Bo Cordes,Red,no_show\n12,7,Ada Brandt,Blue,no\n12,8,Bo Cordes,none,abstain\n"
    )
    case = loaded(written(tmp_path, text, "votes_2030.csv"))
    assert set(sides(case).values()) == {"yes", "no answer", "not yes", "abstains"}
    assert dict(case.tables["parties"][["name", "part_of"]].dropna().values.tolist()) == {
        "Ada Brandt": "blue",
        "Bo Cordes": "red",
    }
    assert case.set_aside is None or not len(case.set_aside)


def test_a_motion_with_a_number_is_called_by_the_column_that_names_it(tmp_path):
    text = "vote_date,milestone,source,vote_id,politician,party,vote\n"
    text += "2006-06-29,Equal Treatment Act,archive,1601,Ada Brandt,Blue,yes\n"
    text += "2006-06-29,Equal Treatment Act,archive,1601,Bo Cordes,Blue,no\n"
    text += "1969-05-09,Old reform,archive,501,Ada Brandt,,not in parliament\n"
    case = loaded(written(tmp_path, text))
    assert {issue for _, issue in sides(case)} == {"Equal Treatment Act (1601)"}
    assert sorted(sides(case).values()) == ["not yes", "yes"], "two members of one party are two voters"
    assert case.set_aside is not None
    assert case.set_aside["why"].tolist() == ["It was not a member then."]


def test_each_motion_of_a_long_table_is_an_issue_of_its_own(tmp_path):
    text = (
        "person,motionId,vote\nAda Brandt,1,FOR\nAda Brandt,2,DID_NOT_VOTE\nAda Brandt,3,AGAINST\nBo Cordes,1,AGAINST\n"
    )
    case = loaded(written(tmp_path, text, "votes.csv"))
    assert len(case.tables["issues"]) == 3
    assert sides(case)["Ada Brandt", "motionId 3"] == "not yes"
    assert "contradicts" not in messages(tmp_path / "votes.csv")


@pytest.mark.parametrize(
    ("yes", "no", "abstained", "absent"),
    [
        ("Za", "Przeciw", "Wstrzymał się", "Nieobecny"),
        ("já", "nei", "greiðir ekki atkvæði", "boðaði fjarvist"),
        ("Ano", "Ne", "Zdržel se", "Nepřihlášen"),
        ("Voor", "Tegen", "Onthouding", "Afwezig"),
        ("Igen", "Nem", "Tartózkodott", "Távol"),
        ("Ja", "Nej", "Avstår", "Frånvarande"),
        ("Jaa", "Ei", "Tyhjä", "Poissa"),
        ("Pentru", "Împotrivă", "Abținere", "Absent"),
        ("Favorevole", "Contrario", "Astenuto", "Assente"),
    ],
)
@pytest.mark.parametrize("form", [None, "table"])
def test_votes_in_other_languages(tmp_path, yes, no, abstained, absent, form):
    rows = "".join(f"{who},Tax,{said}\n" for who, said in zip("ABCD", (yes, no, abstained, absent), strict=True))
    path = written(tmp_path, f"Member,Motion,Vote\n{rows}")
    case = zopa.load(path, form=form, quiet=True)
    assert case.tables["positions"]["stance"].tolist()[-2:] == ["abstains", "no answer"]
    assert len(case.tables["positions"]) == 4


def test_members_across_and_numbers_of_votes_in_a_column_without_a_name(tmp_path):
    text = ",Brandt Ada,Cordes-Dahl Bo,Eke Cem,Falk Di,Gur Eva\n501,Za,Nieobecny,Przeciw,Wstrzymał się,\n500,Za,Za,Za,Przeciw,\n"
    case = loaded(written(tmp_path, text, "votes.csv"))
    assert read_as(case)["column 1"].startswith("issue")
    assert sides(case) == {
        ("Brandt Ada", "501"): "yes",
        ("Cordes-Dahl Bo", "501"): "no answer",
        ("Eke Cem", "501"): "no",
        ("Falk Di", "501"): "abstains",
        ("Brandt Ada", "500"): "yes",
        ("Cordes-Dahl Bo", "500"): "yes",
        ("Eke Cem", "500"): "yes",
        ("Falk Di", "500"): "no",
    }
    assert "proposal" in messages(tmp_path / "votes.csv")


COUNCIL = """Vote,Description,Category,Date,Outcome,Outcome Details,Weight,Ada Brandt,Bo Cordes,Cem Eke,News Link
2030 budget,"Sets tax, policing and service.",Money,2030-02-28,Pass,It passed.,2,Supported,Proposed,Opposed,https://example.org/a
Parks,Moves the parks.,Rule,2030-03-01,Fail,,1,Proposed,Supported,Absent,https://example.org/b
Trams,Buys trams.,Rule,2030-03-02,Pass,,1,Supported,Opposed,Abstained,https://example.org/c
"""


def test_motions_stand_below_vote_and_councillors_across(tmp_path):
    case = loaded(written(tmp_path, COUNCIL))
    said = sides(case)
    assert {party for party, _ in said} == {"Ada Brandt", "Bo Cordes", "Cem Eke"}
    assert {issue for _, issue in said} == {"2030 budget", "Parks", "Trams"}
    assert said["Cem Eke", "Trams"] == "abstains"
    assert case.set_aside is not None
    assert case.set_aside["why"].tolist() == ["'Proposed' is no answer that zopa knows: say which side it takes."] * 2


def test_the_title_above_one_division_is_the_issue(tmp_path):
    text = "Division Number: 386\nDivision Date: 27/03/2030\n\nMotion B (No deal)\n\nAye Count: 1\nNoes Count: 1\n\n"
    text += (
        'Members recorded\nMember,Party,Constituency,Vote,Proxy Member\n"Ada Brandt","Blue","North","No - Teller",""\n'
    )
    text += '"Bo Cordes","Red","South","Aye",""\n"Cem Eke","Independent","East, West","No Vote Recorded",""\n'
    case = loaded(written(tmp_path, text, "Division655.csv"))
    assert sides(case) == {
        ("Ada Brandt", "Motion B (No deal)"): "no",
        ("Bo Cordes", "Motion B (No deal)"): "yes",
        ("Cem Eke", "Motion B (No deal)"): "no answer",
    }
    assert set(case.tables["parties"]["id"]) == {"Ada Brandt", "Bo Cordes", "Cem Eke", "Blue", "Red"}
    assert "part_of: Independent" in case.tables["parties"].set_index("id")["note"]["Cem Eke"]


def test_members_whom_a_table_does_not_name_are_one_a_row(tmp_path):
    text = "party,infants,water,budget\nred,n,y,n\nred,y,y,?\nblue,?,n,y\n"
    path = written(tmp_path, text)
    case = loaded(path)
    assert len(case.tables["positions"]) == 9
    assert dict(case.tables["parties"][["name", "part_of"]].dropna().values.tolist()) == {
        "red, row 2": "red",
        "red, row 3": "red",
        "blue, row 4": "blue",
    }
    assert "contradicts" not in messages(path)


def test_first_names_and_surnames_in_the_middle_of_facts_are_one_voter_each(tmp_path):
    text = "circo,dept,identifiant,name,surname,NbVote,NbYes,vote1,vote30,vote31,group1,group2\n"
    text += "2,88,PA1,Ada,Brandt,207,68,Against,For,NA,LR,NA\n3,72,PA2,Bo,Cordes,188,145,For,For,NA,SER,NA\n"
    text += "1,75,PA3,Ada,Eke,14,2,Abstain,Against,For,LR,NA\n4,1,PA4,Di,Falk,14,2,NA,For,For,LR,NA\n"
    text += "1,2,PA5,Cem,Gur,9,9,For,For,Against,SER,NA\n"
    case = loaded(written(tmp_path, text))
    said = sides(case)
    assert {party for party, _ in said} == {"Ada Brandt", "Bo Cordes", "Ada Eke", "Di Falk", "Cem Gur"}
    assert {issue for _, issue in said} == {"vote1", "vote30", "vote31"}
    assert said["Ada Eke", "vote1"] == "abstains"
    assert case.set_aside is None or not len(case.set_aside)
    assert "group1: LR" in " ".join(case.tables["parties"]["note"].dropna())


@pytest.mark.parametrize(
    "text",
    [
        "scrutin_id,institution,date_scrutin,objet,pour,contre,abstention\nS-1,Senate,2030-06-29,Article 2,183.0,129.0,19.0\n"
        "S-2,Senate,2030-06-30,Article 3,100,90,\n",
        "party,Yes,No\nBlue,120,3\nRed,4,99\n",
    ],
)
def test_numbers_of_votes_are_no_positions(tmp_path, text):
    with pytest.raises(DossierError, match="count votes, and say of nobody how it voted"):
        loaded(written(tmp_path, text))


def test_a_list_of_motions_is_no_table_of_parties(tmp_path):
    text = "KRNr,VorlageNr,Titel,Geschaeftsart,AblaufschrittTyp,Version,Sitzungsdatum\n"
    text += "240/2012,,Rekurse,Motion,Zustimmung,1,2012-03-02T00:00:00.000\n"
    text += "30/2013,,Prämien,Motion,Ablehnung,1,2013-04-22T00:00:00.000\n56/2010,,Meldung,Postulat,Ablehnung,1,2013-05-13\n"
    with pytest.raises(DossierError, match="Nothing tells"):
        loaded(written(tmp_path, text))


def test_numbers_from_minus_one_to_one_are_said_to_be_sides(tmp_path):
    text = "title,vote,AT,BE,DE,HR\nOn lists,Voted in favour,1,0,-1,\nOn tea,Abstained,1,1,1,1\n"
    case = loaded(written(tmp_path, text))
    assert sides(case)["DE", "On lists"] == "no"
    assert ("HR", "On lists") not in sides(case), "an empty cell is no position"
    assert case.understood is not None
    rest = dict(case.understood[["column", "rest"]].values.tolist())
    assert "-1 was read as no. 1 was read as yes." in rest["DE"]
    assert "0 was read as abstains." in rest["BE"]


# ------------------------------------------------------------------------------------------------ expert surveys

SURVEY = """country,eastwest,party,party_id,eu_position,eu_position_sd,eu_salience,eu_blur,lrgen,immigrate_policy,immigrate_salience,environment,enviro_salience
1,1,PS,102,6.08,.28867513,4.27,2.75,2.08,3.41,4.25,4.5,4.36
2,1,EL,213,2.42,.51355261,5.76,4,1,2.42,6.28,3,8.28
4,1,EL,416,2.12,1.3562027,4.37,1.4,9,9.5,9.25,7.16,.85714287
4,1,KKE,404,1.11,.33333334,6.22,.16666667,.22222222,2.66,4.5,5.66,2
"""


def test_parties_of_one_name_are_told_apart_and_that_is_said(tmp_path):
    path = written(tmp_path, SURVEY)
    case = loaded(path)
    assert set(case.tables["parties"]["id"]) == {"PS", "EL (2)", "EL (4)", "KKE"}
    assert "Several parties are called 'EL': they were told apart by 'country'" in messages(path)


def test_the_measures_of_an_expert_survey_are_issues_with_their_saliences(tmp_path):
    case = loaded(written(tmp_path, SURVEY))
    roles = read_as(case)
    assert [name for name, role in roles.items() if role.startswith("an issue")] == [
        "eu_position",
        "lrgen",
        "immigrate_policy",
        "environment",
    ]
    assert roles["immigrate_salience"] == "salience of 'immigrate_policy'"
    assert roles["enviro_salience"] == "salience of 'environment'"
    assert roles["eu_position_sd"].startswith("note")
    ideals = case.tables["positions"].set_index(["party", "issue"])["ideal"]
    assert float(ideals["KKE", "lrgen"]) == pytest.approx(0.22222222), "no nought stands before the point"
    assert len(case.tables["positions"]) == 16


def test_a_party_with_one_number_in_several_rows_stays_one(tmp_path):
    text = "party,party_id,year,tax,trade\nA,1,2019,2.5,7.5\nA,1,2023,3.5,8.5\nB,2,2019,4.5,1.5\n"
    case = loaded(written(tmp_path, text))
    assert set(case.tables["parties"]["id"]) == {"A", "B"}


GLOBAL = """v2paenname,v2pashname,v2paid,country_name,year,v2palgbt,v2palgbt_codelow,v2palgbt_osp,v2paimmig,v2pavote,pf_party_id
Social Party,SPA,383,Germany,2017,1.953,1.402,3.5,0.861,20.5,383
Union,UNI,1375,Germany,2017,0.053,-0.402,2.1,-0.261,26.8,1375
Social Party,SPB,1,Portugal,2019,0.653,0.102,2.6,0.261,27.8,1
"""


def test_a_survey_of_the_world_s_parties_keeps_numbers_of_parties_out_of_the_issues(tmp_path):
    case = loaded(written(tmp_path, GLOBAL))
    assert set(case.tables["issues"]["id"]) == {"v2palgbt", "v2paimmig"}
    assert set(case.tables["parties"]["id"]) == {"Social Party (Germany)", "Union", "Social Party (Portugal)"}
    assert case.tables["parties"].set_index("id")["power"]["Union"] == pytest.approx(26.8)


def test_how_many_experts_answered_is_no_issue(tmp_path):
    text = "country_short,party_id,party_name_short,n_experts,lroverall,immigration\nAUT,101,AA,12,6.83,8.08\n"
    text += "AUT,102,BB,12,3.67,4.58\nDEU,201,CC,15,9.27,9.73\n"
    assert set(loaded(written(tmp_path, text)).tables["issues"]["id"]) == {"lroverall", "immigration"}


def test_numbers_of_parties_in_other_data_sets_and_names_of_families_are_no_issues(tmp_path):
    text = "country_name,party_name_short,party_name,family_name,left_right,eu_anti_pro,cmp,castles_mair,country_id,party_id,family_id\n"
    text += "Austria,SPO,Social,Social democracy,3.7,7.9,42320,11,59,973,11\n"
    text += "Austria,FPO,Freedom,Right-wing,8.8,2.1,42420,13,59,50,40\n"
    case = loaded(written(tmp_path, text))
    assert set(case.tables["issues"]["id"]) == {"left_right", "eu_anti_pro"}
    note = case.tables["parties"].set_index("id")["note"]["SPO"]
    assert "family_name: Social democracy" in note
    assert "cmp: 42320" in note


def test_whole_numbers_of_several_experts_are_placements_and_no_contradictions(tmp_path):
    text = (
        "id,gender,party_id,party,lrgen,lrecon\n11,1,112,VB,10,6\n11,1,102,PS,2,2\n12,2,112,VB,9,.a\n12,2,102,PS,2,1\n"
    )
    path = written(tmp_path, text)
    case = loaded(path)
    assert read_as(case)["id"].startswith("coder")
    assert set(case.tables["issues"]["kind"]) == {"number"}
    assert set(case.tables["issues"]["id"]) == {"lrgen", "lrecon"}, "who an expert is is no issue"
    positions = case.tables["positions"]
    on = positions[positions["issue"] == "lrgen"]
    assert on[["party", "ideal"]].values.tolist() == [["VB", 10], ["PS", 2], ["VB", 9]]
    assert on["support"].fillna(1).tolist() == [1, 2, 1], "two experts place PS alike"
    assert positions["contested"].isna().all()
    assert positions.loc[positions["stance"] == "no answer", ["party", "issue"]].values.tolist() == [["VB", "lrecon"]]


def test_the_direction_of_a_coded_sentence_is_its_stance_and_not_the_office_of_who_speaks(tmp_path):
    text = "year,date,newspaper,actor,party,actor_position,issue,direction,coder\n"
    text += (
        "2017,2017-10-01,Paper,Able,Red,chairman,Pensions,1,5\n2017,2017-10-02,Paper,Bold,Blue,minister,Pensions,-1,5\n"
    )
    text += "2017,2017-10-03,Paper,Bold,Blue,minister,Borders,0.5,6\n"
    case = loaded(written(tmp_path, text))
    roles = read_as(case)
    assert roles["direction"].startswith("stance")
    assert roles["actor_position"].startswith("note")
    assert roles["date"].startswith("start"), "a day says more than its year"
    assert roles["year"].startswith("note")
    positions = case.tables["positions"]
    assert positions[["party", "issue", "ideal", "start"]].values.tolist() == [
        ["Able", "Pensions", 1, "2017-10-01"],
        ["Bold", "Pensions", -1, "2017-10-02"],
        ["Bold", "Borders", 0.5, "2017-10-03"],
    ]


# ------------------------------------------------------------------------------------------------ answers


def test_headers_that_say_of_what_they_are_and_what_of_it(tmp_path):
    path = tmp_path / "Datensatz 2025_v1.01.xlsx"
    sheet = (workbook := openpyxl.Workbook()).active
    fields = {"Partei": "Nr. Kurzbezeichnung Name", "These": "Nr. Titel These", "Position": "Position Begründung"}
    sheet.append([f"{of_what}: {field}" for of_what, names in fields.items() for field in names.split()])
    sheet.append([1, "BP", "Blaue Partei", 1, "Tempolimit", "Es soll ein Limit geben.", "stimme zu", "Es hilft."])
    sheet.append([1, "BP", "Blaue Partei", 2, "Steuern", "Sie sollen steigen.", "neutral", "Mal so."])
    sheet.append([2, "RP", "Rote Partei", 1, "Tempolimit", "Es soll ein Limit geben.", "stimme nicht zu", "Es stört."])
    workbook.save(path)
    case = loaded(path)
    assert sides(case) == {("BP", "Tempolimit"): "yes", ("BP", "Steuern"): "abstains", ("RP", "Tempolimit"): "no"}
    assert set(case.tables["evidence"]["quote"]) == {"Es hilft.", "Mal so.", "Es stört."}
    assert "zopa load 'Datensatz 2025_v1.01.xlsx' --save-mapping" in messages(path), "a name with blanks can be copied"


def test_a_table_without_a_header_loses_no_row(tmp_path):
    text = "Blue,       2,0,1,0,2\nRed,        1,1,1,1,2\nGreen Leaf, 1,1,2,1,0\n"
    path = written(tmp_path, text, "replies.txt")
    case = loaded(path)
    assert set(case.tables["parties"]["id"]) == {"Blue", "Red", "Green Leaf"}
    assert len(case.tables["positions"]) == 15
    assert "without a header" in read_as(case)[""]
    assert "Nothing says what the codes 0, 1 and 2 mean in 'column 2'" in messages(path)
    answered = CliRunner().invoke(app, ["load", str(path), "--save-mapping"])
    assert answered.exit_code == 0, answered.output
    mapping = tmp_path / "replies.mapping.toml"
    codes = '[answers]\n"0" = "abstains"\n"1" = "yes"\n"2" = "no"\n'
    mapping.write_text(mapping.read_text(encoding="utf-8").replace("[answers]\n", codes), encoding="utf-8")
    said = sides(loaded(path))
    assert (said["Blue", "column 2"], said["Blue", "column 3"], said["Red", "column 2"]) == ("no", "abstains", "yes")
    assert "codes" not in messages(path)


@settings(max_examples=examples(25), deadline=None)
@given(
    rows=st.lists(
        st.lists(st.sampled_from(["yes", "no", "abstain", ""]), min_size=5, max_size=5), min_size=2, max_size=6
    ),
    names=st.sampled_from([["A", "B-1", "B-2", "Г", "国", "Z"], ["Ü", "ü-", "1a", "x", "y", "z"]]),
)
def test_no_cell_of_a_table_without_a_header_is_lost(tmp_path_factory, rows, names):
    """Every filled cell is a position, those of the first row as well; or the table is refused and says how to read it."""
    first = ["yes", "no", "yes", "no", "abstain"]
    every = [*([first, first]), *rows][: len(names)]
    text = "".join(f"{','.join([who, *cells])}\n" for who, cells in zip(names, every, strict=False))
    path = written(tmp_path_factory.mktemp("headless"), text)
    refusal = " ".join(zopa.check(path)["message"])
    if "Nothing tells which columns are the party" in refusal:
        # Hardly two answers differ.
        case = zopa.load(path, columns={"column 1": "party", "*": "issue"}, quiet=True)
    else:
        case = zopa.load(path, form="table", quiet=True)
    assert len(case.tables["positions"]) == sum(bool(cell) for cells in every for cell in cells)


def test_years_in_a_header_stay_a_header(tmp_path):
    case = loaded(written(tmp_path, "party,2019,2020,2021\nA,1,2,1\nB,2,2,1\n"))
    assert {issue for _, issue in sides(case)} == {"2019", "2020", "2021"}


def test_numbers_that_differ_from_issue_to_issue_are_answers_and_no_seats(tmp_path):
    text = "parteien,votes,shorttitle,longtitle\n"
    said = [("A", "Hund", 4), ("B", "Hund", 1), ("A", "Zone", 5), ("B", "Zone", 2)]
    text += "".join(f"{who},{code},{what},{what} soll sein.\n" for who, what, code in said)
    path = written(tmp_path, text)
    case = loaded(path)
    assert sides(case) == {("A", "Hund"): "4", ("B", "Hund"): "1", ("A", "Zone"): "5", ("B", "Zone"): "2"}
    assert "codes 1, 2, 4 and 5" in messages(path)


def test_seats_stay_seats_beside_answers(tmp_path):
    case = loaded(written(tmp_path, "party,issue,seats,vote\nA,Tax,12,yes\nA,Trade,12,no\nB,Tax,30,no\n"))
    assert sides(case) == {("A", "Tax"): "yes", ("A", "Trade"): "no", ("B", "Tax"): "no"}
    assert "power" in read_as(case)["seats"]


def test_no_stand_is_no_answer(tmp_path):
    text = "Candidate,Divorce,Charter change\nADA BRANDT,for,noStand\nBO CORDES,against,NA\nCEM EKE,noStand,for\n"
    case = loaded(written(tmp_path, text))
    assert sides(case)["ADA BRANDT", "Charter change"] == "no answer"
    assert len(case.tables["positions"]) == 6


def test_a_table_of_unnamed_numbers_is_refused_with_what_to_say_of_a_wide_one(tmp_path):
    text = "# Source: example.org\nPos\tCDA\tSPE\tAFE\tFDE\n1\t0.0\t1.0\t0.0\t0.5\n2\t1.0\t1.0\t1.0\t1.0\n"
    path = written(tmp_path, text)
    with pytest.raises(DossierError, match="--column 'Pos=issue' --column '\\*=party'"):
        loaded(path)
    answered = CliRunner().invoke(app, ["load", str(path), "--column", "Pos=issue", "--column", "*=party"])
    assert answered.exit_code == 0, answered.output
    assert "4 parties on 2 issues" in " ".join(answered.output.split())
    columns = {"Pos": "issue", "*": "party"}
    assert "codes 0.0, 0.5 and 1.0" in " ".join(read(path, columns=columns).findings["message"])


NESTED = [
    {
        "title": "Fireworks",
        "statement": "Fireworks must be banned.",
        "parties": [
            {"name": "Blue", "position": "pro", "opinion": "They are loud."},
            {"name": "Red", "position": "contra", "opinion": "They are fun."},
        ],
    },
    {
        "title": "Referendum",
        "statement": "There must be a referendum.",
        "parties": [
            {"name": "Blue", "position": "pro", "opinion": "Yes."},
            {"name": "Red", "position": "none", "opinion": "Perhaps."},
        ],
    },
]


def test_statements_that_hold_the_answers_of_parties(tmp_path):
    case = loaded(written(tmp_path, json.dumps(NESTED), "data.json"))
    assert sides(case) == {
        ("Blue", "Fireworks"): "yes",
        ("Red", "Fireworks"): "no",
        ("Blue", "Referendum"): "yes",
        ("Red", "Referendum"): "no answer",
    }
    assert "They are loud." in set(case.tables["evidence"]["quote"])


def test_parties_that_hold_their_answers_to_statements(tmp_path):
    rows = [
        {"name": "Blue", "website": None, "statements": [{"id": 1, "position": "disagree", "explanation": "No."}]},
        {"name": "Red", "website": None, "statements": [{"id": 1, "position": "agree", "explanation": "Well."}]},
    ]
    case = loaded(written(tmp_path, json.dumps(rows), "data.json"))
    assert sorted(sides(case).values()) == ["no", "yes"]
    assert {party for party, _ in sides(case)} == {"Blue", "Red"}


def test_numbers_of_votes_in_json_are_no_answers(tmp_path):
    results = {"for": 12, "against": 12, "abstained": 2, "absent": 1}
    answer = {"name": "blue", "voting": {"result": None, "results": results}}
    content = {"questions": [{"id": 1, "title": "Tracking", "answers": [answer]}]}
    with pytest.raises(DossierError, match="count votes"):
        loaded(written(tmp_path, json.dumps(content), "data.json"))


def test_lists_without_names_are_refused_once(tmp_path):
    path = written(tmp_path, json.dumps([[-1, 1, 0], [1, 1, -1], [0, 0, 1]]), "answers_of.json")
    assert messages(path).startswith("The file is 3 lists without names")
    assert read(path).errors == 1


# ------------------------------------------------------------------------------------------------ data folders


def test_flags_without_a_meaning_are_asked_about(tmp_path):
    text = "year,mediation ID,third-party,good offices,mediation,hosting talks\n1988,1,Ethiopia,0,1,1\n1990,4,Kenya,1,0,0\n"
    assert "Nothing says what the codes 0 and 1 mean in 'good offices', 'mediation' and 'hosting talks'" in messages(
        written(tmp_path, text)
    )


def test_pledges_are_options_and_days_and_addresses_are_no_answers(tmp_path):
    text = "state_iso;state_name;status_coal;status_cars;signed;page_of\n"
    text += "AF;Afghanistan;NotPledged;NotPledged;2021-11-01;https://example.org/1\n"
    text += "AT;Austria;Pledged;Pledged2040;2021-11-02;https://example.org/2\n"
    case = loaded(written(tmp_path, text))
    assert {issue for _, issue in sides(case)} == {"status_coal", "status_cars"}
    notes = " ".join(case.tables["parties"]["note"])
    assert "signed: 2021-11-01" in notes
    assert "page_of: https://example.org/1" in notes


def test_rows_of_coded_sentences_are_no_table_of_parties(tmp_path):
    text = "jobset,sent_id,variable,label_issue,sent_text,before,party\n"
    text += "All,00-1,issue position,Nee,One sentence .,Before it .,Blue\nAll,00-1,conflict,Ja,One sentence .,Before it .,Blue\n"
    text += (
        "All,01-2,conflict,Nee,Another one .,Before that .,Blue\nAll,01-3,issue position,Ja,A third .,Before it .,Red\n"
    )
    path = written(tmp_path, text)
    with pytest.raises(DossierError, match="If each row is an answer"):
        loaded(path)
    columns = {"party": "party", "variable": "issue", "label_issue": "stance", "sent_text": "quote"}
    case = zopa.load(path, columns=columns, quiet=True)
    assert {issue for _, issue in sides(case)} == {"issue position", "conflict"}


EVENTS = """incident,actor,year,ceasefire,talks,place
1,Rebels,2019,0,1,North
2,Government,2019-03,1,1,
2b,Rebels; Army,Q1 2020,0,0,South
"""


def test_flags_of_events_are_context_and_no_positions(tmp_path):
    path = written(tmp_path, EVENTS)
    case = loaded(path)
    assert case.tables["positions"].empty
    events = case.tables["events"].fillna("")
    assert events[["start", "parties"]].values.tolist() == [
        ["2019", "Rebels"],
        ["2019-03", "Government"],
        ["", "Rebels|Army"],
    ]
    notes = events["note"].tolist()
    assert notes[0] == "incident: 1; ceasefire: 0; talks: 1; place: North"
    assert notes[2] == "incident: 2b; year: Q1 2020; ceasefire: 0; talks: 0; place: South"
    assert events["name"].tolist() == ["talks (1)", "ceasefire, talks (2)", "Event (2b)"]
    assert "no position, as it says what happened" in read_as(case)["ceasefire"]
    assert "'ceasefire' and 'talks' as what happened in it: no position is made of them" in messages(path)


@pytest.mark.parametrize(
    "text",
    [
        # Nobody's events: there is no day, or an answer, or nothing that is called an event.
        EVENTS.replace("year", "code"),
        EVENTS.replace("place", "vote").replace("North", "yes").replace("South", "no"),
        EVENTS.replace("incident", "number"),
    ],
)
def test_other_tables_with_noughts_and_ones_are_read_as_before(tmp_path, text):
    assert (
        "events" not in loaded(written(tmp_path, text)).tables or loaded(written(tmp_path, text)).tables["events"].empty
    )


def test_flags_can_be_said_to_be_answers(tmp_path):
    columns = {"actor": "party", "ceasefire": "issue", "talks": "issue"}
    case = zopa.load(written(tmp_path, EVENTS), columns=columns, quiet=True)
    assert set(case.tables["positions"]["issue"]) == {"ceasefire", "talks"}


def test_codes_of_countries_are_no_sides(tmp_path):
    text = "party,partner,host\nAda,ZA,NE\nBo,NO,KE\nCem,KE,ZA\nDi,KE,NE\n"
    said = sides(loaded(written(tmp_path, text)))
    assert (said["Ada", "partner"], said["Bo", "partner"], said["Ada", "host"]) == ("ZA", "NO", "NE")


def test_each_load_of_a_proposal_says_so(tmp_path):
    path = written(tmp_path, COUNCIL)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        zopa.load(path)
    assert any("proposal" in str(warning.message) for warning in told)
    output = " ".join(CliRunner().invoke(app, ["load", str(path)]).output.split())
    assert "--save-mapping" in output
    assert "--column" in output


def test_codes_that_a_header_explains_in_brackets_are_read_so(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["Coded statements of two papers"],
        ["As of 12.03.2023"],
        [],
        ["No.", "Datum", "Akteur", "Thema", "Position (1 = dafür, 2 = dagegen, 3 = neutral)", "Zitat"],
        [1, "03.01.2023", "Union", "Pensions", 2, "Not so"],
        [2, "14.01.2023", "Employers", "Pensions", 1, "It must be"],
        [3, "20.01.2023", "Church", "Pensions", 3, "On the one hand"],
    ):
        sheet.append(row)
    book.save(tmp_path / "coded.xlsx")
    assert sides(loaded(tmp_path / "coded.xlsx")) == {
        ("Union", "Pensions"): "no",
        ("Employers", "Pensions"): "yes",
        ("Church", "Pensions"): "abstains",
    }
    assert "Nothing says what the codes" not in messages(tmp_path / "coded.xlsx")


def test_years_in_the_digits_of_another_script(tmp_path):
    day = "\u0662\u0660\u0662\u0663"
    text = f"Country,Motion,Vote,Date\nMisr,Truce,yes,{day}\nSudan,Truce,no,{day}-\u0660\u0664\n"
    case = loaded(written(tmp_path, text))
    assert case.tables["positions"]["start"].tolist() == ["2023", "2023-04"]


def test_a_short_word_for_an_abstention(tmp_path):
    text = "Fraktion;Sitze;Antrag A;Antrag B\nRot;206;Ja;Enth.\nGrau;197;Nein;Ja\nGelb;92;Nein;Nein\n"
    case = loaded(written(tmp_path, text))
    assert case.set_aside is not None
    assert case.set_aside.empty
    assert case.tables["positions"]["stance"].tolist().count("abstains") == 1


# ------------------------------------------------------------------------------------------------ a position, and a salience


def test_rows_of_positions_and_rows_of_importance_are_put_together(tmp_path):
    text = "Country,Party,Dimension,Scale,Mean,N,SE\n"
    text += "AT,Red,Taxes,Position,12.5,15,1.05\nAT,Red,Taxes,Importance,13.1,14,.9\n"
    text += "AT,Blue,Taxes,Importance,14.2,15,.6\nAT,Blue,Taxes,Position,6.5,15,.5\nAT,Blue,Trade,Position,3,15,.5\n"
    path = written(tmp_path, text, "policy.csv")
    case = loaded(path)
    positions = case.tables["positions"].set_index(["party", "issue"])
    assert positions["ideal"].to_dict() == {("Red", "Taxes"): 12.5, ("Blue", "Taxes"): 6.5, ("Blue", "Trade"): 3}
    assert case.tables["saliences"][["party", "issue", "salience"]].values.tolist() == [
        ["Red", "Taxes", 13.1],
        ["Blue", "Taxes", 14.2],
    ]
    note = positions["note"]["Red", "Taxes"]
    assert "SE (Position): 1.05" in note
    assert "SE (Importance): .9" in note
    assert read_as(case)["Scale"] == "whether a row says what a party wants, or how much it matters to it"
    assert case.set_aside.empty
    mapping = tmp_path / "policy.mapping.toml"
    mapping.write_text(case.understood.attrs["mapping"], encoding="utf-8")
    assert zopa.load(path, quiet=True).tables["positions"].equals(case.tables["positions"]), "a mapping reads the same"

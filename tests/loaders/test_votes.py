"""Vetoes and roll calls: acts by name, in the shapes in which parliaments and data sets write them down."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

import zopa
from zopa.loaders import DossierError, read
from zopa.loaders.load import Reading
from zopa.loaders.tools.registry import recognised


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_text(text, encoding=encoding)
    return path


def votes_of(reading: Reading) -> dict[tuple[str, str], str]:
    """The stance of each party on each issue, by their names."""
    names = {
        table: dict(reading.tables[table][["id", "name"]].fillna("").values.tolist()) for table in ("parties", "issues")
    }
    positions = reading.tables["positions"]
    pairs = zip(positions["party"].map(names["parties"]), positions["issue"].map(names["issues"]), strict=True)
    return dict(zip(pairs, positions["stance"], strict=True))


# ------------------------------------------------------------------------------------------------ vetoes

VETOES = """\
date_veto;ms_veto;issue;issue_country;source;
2024-06-26;SK;sanctions;RU;https://example.org/a;
2024-06-26;HU;sanctions;RU;https://example.org/a;
2023-12-15;HU;aid;UA;https://example.org/b https://example.org/c;
2022-12-08;AT;schengen;"BG
RO";https://example.org/d;
2020-11-16;;budget;;https://example.org/e;
2011-12-09;GB;tax;;;
"""


def test_a_veto_is_an_act_that_rejects_a_decision_on_its_day(tmp_path):
    path = write(tmp_path / "vetoes.csv", VETOES, "utf-8-sig")
    assert recognised(path) == "vetoes"
    case = zopa.load(path, quiet=True)
    positions = case.tables["positions"]
    assert positions[["party", "issue", "stance", "option", "start", "once"]].fillna("").values.tolist() == [
        ["sk", "sanctions-ru", "rejects", "yes", "2024-06-26", "yes"],
        ["hu", "sanctions-ru", "rejects", "yes", "2024-06-26", "yes"],
        ["hu", "aid-ua", "rejects", "yes", "2023-12-15", "yes"],
        ["at", "schengen-bg-ro", "rejects", "yes", "2022-12-08", "yes"],
        ["gb", "tax", "rejects", "yes", "2011-12-09", "yes"],
    ]
    names = dict(case.tables["issues"][["id", "name"]].values.tolist())
    assert names["sanctions-ru"] == "Sanctions: Russia"
    assert names["schengen-bg-ro"] == "Schengen: Bulgaria, Romania"
    parties = case.tables["parties"].set_index("id")
    assert parties.loc["sk", ["name", "part_of", "aliases"]].tolist() == ["Slovakia", "european-union", "SK"]
    assert parties.loc["european-union", "kind"] == "alliance"
    assert case.set_aside[["row", "why"]].values.tolist() == [[6, "The row does not say who vetoed."]]
    assert case.tables["sources"]["title"].str.startswith("https://example.org/").all()


def test_vetoes_in_the_security_council_are_of_drafts_and_of_several_members(tmp_path):
    text = (
        "Date,Draft,Written record,Agenda item,Permanent member casting negative vote\n"
        '25/10/2023,S/2023/773,S/PV.9453,The Middle East,"Russian Federation, China"\n'
        "18/04/2024,S/2024/312,S/PV.9609,Admission,United States\n"
    )
    reading = read(write(tmp_path / "sc.csv", text))
    assert votes_of(reading) == {
        ("Russian Federation", "S/2023/773: The Middle East"): "rejects",
        ("China", "S/2023/773: The Middle East"): "rejects",
        ("United States", "S/2024/312: Admission"): "rejects",
    }
    assert reading.tables["positions"]["start"].tolist() == ["2023-10-25", "2023-10-25", "2024-04-18"]
    assert "United Nations Security Council" in reading.tables["parties"]["name"].tolist()


def test_a_column_that_says_whether_there_was_a_veto_is_heeded(tmp_path):
    text = "date,country,issue,veto\n2024-01-05,Hungary,aid,yes\n2024-01-05,Austria,aid,no\n"
    reading = read(write(tmp_path / "vetoes.csv", text))
    assert votes_of(reading) == {("Hungary", "Aid"): "rejects"}
    assert reading.brought is not None
    assert [aside.why for aside in reading.brought.set_aside] == ["The row says that there was no veto."]
    named = read(write(tmp_path / "named.csv", "date,draft,veto\n2024-01-05,S/1,China\n"))
    assert votes_of(named) == {("China", "S/1"): "rejects"}


# ------------------------------------------------------------------------------------------------ a row a vote

LONG = """\
Country;Group;Resolution;Vote;Date;Majority
Upland;East;R1;Y;01.02.2024;two thirds
Lowland;West;R1;N;01.02.2024;two thirds
Midland;West;R1;A;01.02.2024;two thirds
Farland;;R1;X;01.02.2024;two thirds
Nearland;;R1;;01.02.2024;two thirds
Upland;East;R2;yes;14.02.2024;simple
Lowland;West;R2;maybe;14.02.2024;simple
"""


def test_for_against_abstained_absent_and_nothing_are_each_kept(tmp_path):
    reading = read(write(tmp_path / "votes.csv", LONG))
    assert votes_of(reading) == {
        ("Upland", "R1"): "demands",
        ("Lowland", "R1"): "rejects",
        ("Midland", "R1"): "abstains",
        ("Farland", "R1"): "no answer",
        ("Nearland", "R1"): "no answer",
        ("Upland", "R2"): "demands",
    }
    positions = reading.tables["positions"]
    assert positions["note"].fillna("").tolist() == ["", "", "", "Absent", "No vote is recorded", ""]
    assert set(positions["option"]) == {"yes"}
    assert positions["start"].unique().tolist() == ["2024-02-01", "2024-02-14"]
    assert set(positions["once"]) == {"yes"}
    assert reading.tables["issues"]["note"].tolist() == ["Majority: two thirds", "Majority: simple"]
    parties = reading.tables["parties"].drop(columns=["power", "walk_away"]).fillna("").set_index("name")
    assert parties["part_of"].to_dict() == {
        "Upland": "east",
        "Lowland": "west",
        "Midland": "west",
        "Farland": "",
        "Nearland": "",
        "East": "",
        "West": "",
    }
    assert reading.brought is not None
    assert [(aside.row, aside.why) for aside in reading.brought.set_aside] == [
        (8, "It is not known what this vote means.")
    ]


GENERAL_ASSEMBLY = """\
rcid,ccode,country,vote,date,resolution,short
9147,2,Upland,3,2021-12-09,A/RES/76/1,The dam
9147,200,Lowland,2,2021-12-09,A/RES/76/1,The dam
9147,365,Midland,1,2021-12-09,A/RES/76/1,The dam
9147,366,Farland,8,2021-12-09,A/RES/76/1,The dam
9148,999,Newland,9,2021-12-10,A/RES/76/2,The valley
9148,2,Upland,1,2021-12-10,A/RES/76/2,The valley
"""


def test_codes_of_the_general_assembly_are_read_as_its_data_set_states_them_and_that_is_told(tmp_path):
    reading = read(write(tmp_path / "un.csv", GENERAL_ASSEMBLY))
    assert votes_of(reading) == {
        ("Upland", "The dam (A/RES/76/1)"): "rejects",
        ("Lowland", "The dam (A/RES/76/1)"): "abstains",
        ("Midland", "The dam (A/RES/76/1)"): "demands",
        ("Farland", "The dam (A/RES/76/1)"): "no answer",
        ("Upland", "The valley (A/RES/76/2)"): "demands",
    }
    assert reading.brought is not None
    assert [(aside.row, aside.why) for aside in reading.brought.set_aside] == [(6, "It was not a member then.")]
    assert "The codes were read as those of the UN General Assembly" in " ".join(reading.findings["message"])


def test_the_names_of_columns_that_data_sets_of_the_united_nations_use(tmp_path):
    """A column ``member`` is a flag in one; yes and no are sums in it. In the other a vote is a letter."""
    first = read(
        write(
            tmp_path / "UNVotes.csv",
            "rcid,ccode,member,vote,Country,Countryname,year,session,abstain,yes,no,date,unres,short\n"
            "9147,2,1,3,USA,United States,2021,76,1,150,2,12/09/2021,R/76/1,The dam\n"
            "9147,20,1,1,CAN,Canada,2021,76,1,150,2,12/13/2021,R/76/1,The dam\n",
        )
    )
    assert votes_of(first) == {
        ("United States", "The dam (R/76/1)"): "rejects",
        ("Canada", "The dam (R/76/1)"): "demands",
    }
    assert first.tables["positions"]["start"].tolist() == ["2021-12-09", "2021-12-13"]
    second = read(
        write(
            tmp_path / "ga.csv",
            "undl_id,ms_code,ms_name,ms_vote,date,session,resolution,title,total_yes,undl_link\n"
            "40,AFG,AFGHANISTAN,Y,2021-12-09,76,A/RES/76/1,The dam,1,https://example.org/40\n"
            "40,ALB,ALBANIA,X,2021-12-09,76,A/RES/76/1,The dam,1,https://example.org/40\n",
        )
    )
    assert votes_of(second) == {
        ("AFGHANISTAN", "The dam (A/RES/76/1)"): "demands",
        ("ALBANIA", "The dam (A/RES/76/1)"): "no answer",
    }
    assert second.tables["issues"]["note"].tolist() == ["total_yes: 1; undl_link: https://example.org/40"]


def test_persons_vote_and_states_are_where_they_are_from(tmp_path):
    text = "MepId,Fname,Lname,Country,EPG,1,2\n7,Ann,Able,France,EPP,yes,no\n8,Bo,Bold,Spain,SD,no,abstain\n"
    reading = read(write(tmp_path / "rcv.csv", text))
    assert votes_of(reading) == {
        ("Ann Able", "1"): "demands",
        ("Ann Able", "2"): "rejects",
        ("Bo Bold", "1"): "rejects",
        ("Bo Bold", "2"): "abstains",
    }
    assert reading.tables["parties"]["note"].dropna().tolist() == [
        "MepId: 7; Country: France",
        "MepId: 8; Country: Spain",
    ]


CODED = "member,motion,vote\nA,M1,1\nB,M1,2\nC,M1,9\n"
MEANT = {("A", "M1"): "demands", ("B", "M1"): "rejects", ("C", "M1"): "no answer"}


def test_codes_that_nothing_states_are_refused_and_a_codebook_lets_them_in(tmp_path):
    path = write(tmp_path / "votes.csv", CODED)
    with pytest.raises(DossierError, match=r"codes \(1, 2 and 9\), and nothing says what they mean"):
        zopa.load(path)
    write(tmp_path / "votes_codebook.csv", "code,meaning\n1,Yes\n2,No\n9,Absent\n")
    assert votes_of(read(path)) == MEANT


def test_a_codebook_above_the_header_or_in_it_is_read(tmp_path):
    above = write(tmp_path / "above.csv", f"# 1 = yes; 2 = no; 9 = absent\n{CODED}")
    assert votes_of(read(above)) == MEANT
    inside = write(tmp_path / "inside.csv", CODED.replace("vote", '"vote (1 = yes, 2 = no, 9 = absent)"', 1))
    assert votes_of(read(inside)) == MEANT


def test_a_workbook_can_hold_its_codebook_in_a_sheet(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Roll calls"
    for row in [["member", "motion", "vote"], ["A", "M1", 1], ["B", "M1", 2], ["C", "M1", 9]]:
        sheet.append(row)
    codebook = book.create_sheet("Codebook")
    for row in [["code", "meaning"], [1, "Yes"], [2, "No"], [9, "Absent"]]:
        codebook.append(row)
    book.save(tmp_path / "votes.xlsx")
    assert votes_of(read(tmp_path / "votes.xlsx")) == MEANT


# ------------------------------------------------------------------------------------------------ parliaments

VOTEVIEW = {
    "S119_votes.csv": "congress,chamber,rollnumber,icpsr,cast_code,prob\n"
    "119,Senate,1,39310,1,99.1\n119,Senate,1,39311,6,98.1\n119,Senate,2,39310,9,50\n119,Senate,2,39311,7,0.3\n"
    "119,Senate,2,39312,0,0.3\n",
    "S119_members.csv": "congress,chamber,icpsr,state_abbrev,party_code,bioname,nominate_dim1\n"
    '119,Senate,39310,AL,200,"ABLE, Ann",0.4\n119,Senate,39311,AK,100,"BOLD, Bo",-0.4\n119,Senate,39399,AK,100,"CALM, Cy",0\n',
    "S119_rollcalls.csv": "congress,chamber,rollnumber,date,bill_number,vote_result,vote_desc\n"
    "119,Senate,1,2026-01-10,S5,Passed,A bill to build the dam\n119,Senate,2,2026-01-11,PN1,Confirmed,A nominee\n",
}


@pytest.mark.parametrize("name", ["", "S119_votes.csv"])
def test_votes_of_the_congress_are_read_with_the_files_beside_them(tmp_path, name):
    for file, text in VOTEVIEW.items():
        write(tmp_path / file, text)
    reading = read(tmp_path / name if name else tmp_path)
    assert votes_of(reading) == {
        ("ABLE, Ann", "A bill to build the dam (S5)"): "demands",
        ("BOLD, Bo", "A bill to build the dam (S5)"): "rejects",
        ("ABLE, Ann", "A nominee (PN1)"): "no answer",
        ("BOLD, Bo", "A nominee (PN1)"): "abstains",
    }
    parties = reading.tables["parties"].drop(columns=["power", "walk_away"]).fillna("").set_index("name")
    assert parties.loc["ABLE, Ann", "part_of"] == "republican-party"
    assert reading.tables["positions"]["start"].unique().tolist() == ["2026-01-10", "2026-01-11"]
    assert "vote_result: Passed" in reading.tables["issues"]["note"][0]
    assert reading.brought is not None
    asides = {(aside.file, aside.row): aside.why for aside in reading.brought.set_aside}
    assert asides == {
        ("S119_votes.csv", 6): "It was not a member then.",
        ("S119_members.csv", 4): "No vote of the file is about it.",
    }


def test_a_column_a_choice_as_the_bundestag_has_it(tmp_path):
    text = (
        "Wahlperiode;Sitzungnr;Abstimmnr;Fraktion/Gruppe;Name;Vorname;Titel;ja;nein;Enthaltung;ungültig;nichtabgegeben;"
        "Bezeichnung;Bemerkung\n"
        "20;99;1;Rot;Able;Ann;Dr.;1;0;0;0;0;Dr. Ann Able;\n20;99;1;Blau;Bold;Bo;;0;1;0;0;0;Bo Bold;\n"
        "20;99;1;fraktionslos;Calm;Cy;;0;0;0;0;1;Cy Calm;krank\n20;99;1;Rot;Dull;Di;;0;0;1;0;0;Di Dull;\n"
        "20;99;1;Rot;Even;Ed;;1;1;0;0;0;Ed Even;\n"
    )
    reading = read(write(tmp_path / "20240101_1.csv", text))
    motion = "Wahlperiode 20, Sitzungnr 99, Abstimmnr 1"
    assert votes_of(reading) == {
        ("Dr. Ann Able", motion): "demands",
        ("Bo Bold", motion): "rejects",
        ("Cy Calm", motion): "no answer",
        ("Di Dull", motion): "abstains",
    }
    assert sorted(reading.tables["parties"]["part_of"].dropna()) == ["blau", "rot", "rot"]
    assert reading.brought is not None
    assert [aside.row for aside in reading.brought.set_aside] == [6]


def test_one_vote_of_the_european_parliament_a_file(tmp_path):
    text = (
        "position,member.id,member.first_name,member.last_name,member.group.code,member.group.label\n"
        "FOR,1,Ann,Able,EPP,People's Party\nAGAINST,2,Bo,Bold,SD,Socialists\nDID_NOT_VOTE,3,Bo,Bold,SD,Socialists\n"
        "ABSTENTION,4,Cy,Calm,SD,Socialists\n"
    )
    reading = read(write(tmp_path / "Dam directive.csv", text))
    assert votes_of(reading) == {
        ("Ann Able", "Dam directive"): "demands",
        ("Bo Bold (2)", "Dam directive"): "rejects",
        ("Bo Bold (3)", "Dam directive"): "no answer",
        ("Cy Calm", "Dam directive"): "abstains",
    }
    assert reading.tables["parties"].set_index("name").loc["Socialists", "aliases"] == "SD"


def test_an_export_with_members_and_votes_in_files_of_their_own(tmp_path):
    files = {
        "member_votes.csv": "vote_id,member_id,position,country_code,group_code\n100,1,FOR,FRA,EPP\n100,2,AGAINST,DEU,SD\n",
        "members.csv": "id,first_name,last_name,country_code\n1,Ann,Able,FRA\n2,Bo,Bold,DEU\n3,Cy,Calm,ITA\n",
        "votes.csv": "id,timestamp,display_title,result\n100,2024-02-01 12:00:00,The dam,ADOPTED\n",
    }
    for name, text in files.items():
        write(tmp_path / name, text)
    reading = read(tmp_path)
    assert votes_of(reading) == {("Ann Able", "The dam (100)"): "demands", ("Bo Bold", "The dam (100)"): "rejects"}
    assert reading.tables["parties"]["note"].dropna().tolist() == [
        "member_id: 1; country_code: FRA",
        "member_id: 2; country_code: DEU",
    ]
    assert reading.tables["issues"]["note"].tolist() == ["timestamp: 2024-02-01 12:00:00; result: ADOPTED"]
    assert set(reading.tables["positions"]["start"]) == {"2024-02-01"}
    assert reading.brought is not None
    assert [(aside.file, aside.row) for aside in reading.brought.set_aside] == [("members.csv", 4)]


# ------------------------------------------------------------------------------------------------ a column a motion or a member


def test_a_column_a_motion(tmp_path):
    text = "Country,Bloc,Motion 1,Motion 2\nUpland,East,Yes,No\nLowland,West,No,Abstain\nMidland,West,Yes,\n"
    reading = read(write(tmp_path / "wide.csv", text))
    assert votes_of(reading) == {
        ("Upland", "Motion 1"): "demands",
        ("Upland", "Motion 2"): "rejects",
        ("Lowland", "Motion 1"): "rejects",
        ("Lowland", "Motion 2"): "abstains",
        ("Midland", "Motion 1"): "demands",
        ("Midland", "Motion 2"): "no answer",
    }
    assert reading.tables["parties"]["part_of"].dropna().tolist() == ["east", "west", "west"]


@pytest.mark.parametrize("first", ["Resolution", "Nr", ""])
def test_a_column_a_member(tmp_path, first):
    text = f"{first},Date,France,Germany\nR1,2024-02-14,Yes,No\nR2,2024-02-15,absent,Yes\n"
    reading = read(write(tmp_path / "wide.csv", text))
    assert votes_of(reading) == {
        ("France", "R1"): "demands",
        ("Germany", "R1"): "rejects",
        ("France", "R2"): "no answer",
        ("Germany", "R2"): "demands",
    }
    assert sorted(reading.tables["positions"]["start"].unique()) == ["2024-02-14", "2024-02-15"]


@pytest.mark.parametrize(
    "text",
    ["Party,Q1,Q2\nReds,yes,no\nBlues,no,\n", "Party;Bill;Vote\nReds;Q1;yes\nReds;Q2;no\nBlues;Q1;no\nBlues;Q2;\n"],
)
def test_parties_vote_where_nobody_else_does(tmp_path, text):
    reading = read(write(tmp_path / "votes.csv", text), form="votes")
    assert votes_of(reading) == {
        ("Reds", "Q1"): "demands",
        ("Reds", "Q2"): "rejects",
        ("Blues", "Q1"): "rejects",
        ("Blues", "Q2"): "no answer",
    }


def test_who_votes_is_not_guessed(tmp_path):
    """Neither the first column nor the header says who votes."""
    assert recognised(write(tmp_path / "wide.csv", "x,One,Two\na,yes,no\nb,no,yes\n")) is None


# ------------------------------------------------------------------------------------------------ fuzzing

WORDS = st.sampled_from(
    ["Y", "N", "A", "X", "", "yes", "maybe", "1", "9", "=1", "\u202e", "x" * 300, "Ja", "nein", "|", "a/b"]
)
FILES = {"long.csv": LONG, "un.csv": GENERAL_ASSEMBLY, "vetoes.csv": VETOES}


@settings(max_examples=examples(60), deadline=None)
@given(
    name=st.sampled_from(sorted(FILES)),
    changes=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), WORDS), max_size=5),
)
def test_changed_tables_lose_no_row(tmp_path_factory, name, changes):
    separator = "," if name == "un.csv" else ";"
    rows = [line.split(separator) for line in FILES[name].replace('"BG\nRO"', "BG").splitlines()]
    for row, column, word in changes:
        cells = rows[1 + row % (len(rows) - 1)]
        cells[column % len(cells)] = word
    path = write(tmp_path_factory.mktemp("votes") / name, "\n".join(separator.join(row) for row in rows))
    reading = read(path)
    if reading.brought is None:
        assert reading.errors
        return
    assert reading.brought.positions is not None
    asides = [aside for aside in reading.brought.set_aside if aside.row is not None]
    assert len(reading.brought.positions) + len(asides) >= len(rows) - 1


def test_the_general_assembly_with_a_column_a_state_is_read_by_the_codes_of_its_data_set(tmp_path):
    text = "rcid,date,unres,USA,FRA,CHN\n1,2001-01-01,R/1,3,1,8\n2,2001-02-01,R/2,1,2,3\n"
    reading = read(write(tmp_path / "wide.csv", text))
    assert reading.tables["parties"]["name"].tolist() == ["USA", "FRA", "CHN"]
    assert reading.tables["positions"]["stance"].value_counts().to_dict() == {
        "demands": 2,
        "rejects": 2,
        "abstains": 1,
        "no answer": 1,
    }
    assert "The codes were read as those of the UN General Assembly's voting data" in " ".join(
        reading.findings["message"]
    )


@pytest.mark.parametrize(
    ("text", "motion"),
    [
        (
            "Parliament,Session,VoteDateTime,DecisionDivisionNumber,VoteValueName,PersonOfficialFirstName,"
            "PersonOfficialLastName,CaucusShortName,IsVoteYea\n"
            "44,1,2023-05-03 15:25:00,311,Yea,Ann,Able,Red,True\n44,1,2023-05-03 15:25:00,311,Nay,Bo,Bold,Blue,False\n"
            "44,1,2023-05-03 15:25:00,311,Paired,Cy,Calm,Blue,False\n",
            "Parliament 44, Session 1, DecisionDivisionNumber 311",
        ),
        (
            "idVotacao;dataHoraVoto;voto;deputado_id;deputado_nome;deputado_siglaPartido\n"
            "227-73;2023-05-03T01:42:05;Sim;7;Ann Able;Red\n227-73;2023-05-03T01:42:05;Não;8;Bo Bold;Blue\n"
            "227-73;2023-05-03T01:42:05;x;9;Cy Calm;Blue\n",
            "227-73",
        ),
        (
            "rm,votering_id,intressent_id,namn,fornamn,efternamn,parti,rost,datum\n"
            "2022/23,7B0E,7,Ann Able,Ann,Able,Red,Ja,2023-05-03\n2022/23,7B0E,8,Bo Bold,Bo,Bold,Blue,Nej,2023-05-03\n"
            "2022/23,7B0E,9,Cy Calm,Cy,Calm,Blue,Frånvarande,2023-05-03\n",
            "7B0E",
        ),
        (
            "ПІБ депутата;Фракція;Законопроєкт;Дата;Голос\n"
            "Ann Able;Red;8271;2023-05-03;За\nBo Bold;Blue;8271;2023-05-03;Проти\n"  # noqa: RUF001
            "Cy Calm;Blue;8271;2023-05-03;Не голосувала\n",  # noqa: RUF001
            "Законопроєкт 8271",
        ),
    ],
)
def test_roll_calls_of_parliaments_in_their_own_words(tmp_path, text, motion):
    reading = read(write(tmp_path / "roll call.csv", text))
    assert votes_of(reading) == {
        ("Ann Able", motion): "demands",
        ("Bo Bold", motion): "rejects",
        ("Cy Calm", motion): "no answer",
    }
    assert set(reading.tables["positions"]["start"]) == {"2023-05-03"}
    parties = reading.tables["parties"].set_index("name")["part_of"]
    assert parties[["Ann Able", "Bo Bold", "Cy Calm"]].tolist() == ["red", "blue", "blue"]


def test_parties_that_vote_for_or_against_decisions(tmp_path):
    text = (
        "Besluit_Id;Datum;Onderwerp;ActorNaam;ActorFractie;FractieGrootte;Soort\n"
        "b1;2023-05-16;The dam;Red;Red;34;Voor\nb1;2023-05-16;The dam;Blue;Blue;17;Tegen\n"
        "b1;2023-05-16;The dam;Grey;Grey;1;Niet deelgenomen\n"
    )
    reading = read(write(tmp_path / "besluiten.csv", text))
    assert votes_of(reading) == {("Red", "b1"): "demands", ("Blue", "b1"): "rejects", ("Grey", "b1"): "no answer"}
    assert reading.tables["issues"]["note"].tolist() == ["Onderwerp: The dam"]


def test_one_roll_call_a_file_is_called_by_the_line_above_it(tmp_path):
    text = (
        "House Vote #12 2023-01-12 - The Dam Act\nperson,state,district,vote,name,party\n"
        "7,AL,4,Yea,Ann Able,Red\n8,CA,7,Nay,Bo Bold,Blue\n9,CA,8,Not Voting,Cy Calm,Blue\n"
    )
    reading = read(write(tmp_path / "h12.csv", text))
    motion = "House Vote #12 2023-01-12 - The Dam Act"
    assert votes_of(reading) == {
        ("Ann Able", motion): "demands",
        ("Bo Bold", motion): "rejects",
        ("Cy Calm", motion): "no answer",
    }
    notes = reading.tables["parties"].set_index("name")["note"]
    assert notes["Ann Able"] == "person: 7; state: AL; district: 4", "where a person is from is no party that votes"
    assert "its votes have no day" not in " ".join(reading.findings["message"])


def test_a_matrix_of_divisions_and_members_is_read_by_the_codes_of_its_data_set(tmp_path):
    text = (
        "rowid\tdate\tvoteno\tBill\tmpid42000\tmpid42001\tmpid42002\n"
        "1\t2023-11-22\t2\tDam Bill\t2\t4\t-9\n2\t2023-11-23\t3\tDam Bill\t1\t5\t3\n"
    )
    reading = read(write(tmp_path / "votematrix-2019.txt", text))
    assert votes_of(reading) == {
        ("mpid42000", "Dam Bill (2 / 1)"): "demands",
        ("mpid42001", "Dam Bill (2 / 1)"): "rejects",
        ("mpid42002", "Dam Bill (2 / 1)"): "no answer",
        ("mpid42000", "Dam Bill (3 / 2)"): "demands",
        ("mpid42001", "Dam Bill (3 / 2)"): "rejects",
        ("mpid42002", "Dam Bill (3 / 2)"): "abstains",
    }
    assert "The codes were read as those of Public Whip" in " ".join(reading.findings["message"])


# ------------------------------------------------------------------------------------------------ codes of known data sets


@pytest.mark.parametrize(
    "header",
    ["session,resid,year,Country,Countryname,vote", "unres,session,date,ccode,Countryname,vote"],
    ids=["resid", "unres"],
)
def test_votes_of_the_general_assembly_are_known_without_rcid(tmp_path, header):
    own = {"resid": "75001", "unres": "R/75/1", "session": "75", "year": "2020", "date": "2020-12-07"}
    rows = [
        ("2", "Upland", "1"),
        ("20", "Lowland", "3"),
        ("31", "Midland", "2"),
        ("40", "Farland", "8"),
        ("51", "Noland", "9"),
    ]
    lines = [header]
    for code, name, vote in rows:
        cells = own | {"Country": code, "ccode": code, "Countryname": name, "vote": vote}
        lines.append(",".join(cells[column] for column in header.split(",")))
    reading = read(write(tmp_path / "un.csv", "\n".join(lines)))
    assert [(member, stance) for (member, _), stance in votes_of(reading).items()] == [
        ("Upland", "demands"),
        ("Lowland", "rejects"),
        ("Midland", "abstains"),
        ("Farland", "no answer"),
    ]
    assert "codes were read as those of the UN General Assembly" in " ".join(reading.findings["message"])
    assert reading.brought is not None
    assert [aside.why for aside in reading.brought.set_aside] == ["It was not a member then."]


def test_a_flag_of_membership_is_nobodys_name(tmp_path):
    text = "rcid,ccode,member,vote\n3,2,1,1\n3,20,1,3\n4,2,1,2\n4,20,0,9\n"
    reading = read(write(tmp_path / "un.csv", text))
    assert votes_of(reading) == {("2", "rcid 3"): "demands", ("20", "rcid 3"): "rejects", ("2", "rcid 4"): "abstains"}


def test_judges_are_with_the_judgment_or_in_dissent(tmp_path):
    text = "caseId,dateDecision,term,caseName,justice,justiceName,vote,direction,majority\n"
    for number, vote in enumerate(["1", "3", "4", "2", "7", "", "8"]):
        text += f"2030-001,6/24/2030,2029,DAM v. CITY,{number},Judge{number},{vote},1,2\n"
    reading = read(write(tmp_path / "court.csv", text))
    assert list(votes_of(reading).values()) == [*["demands"] * 3, *["rejects"] * 2, "no answer"]
    assert {issue for _, issue in votes_of(reading)} == {"DAM v. CITY (2029 / 2030-001)"}
    assert reading.tables["options"]["name"].tolist() == ["As the court decided", "Otherwise"]
    assert reading.tables["positions"]["start"].unique().tolist() == ["2030-06-24"]
    assert reading.brought is not None
    assert [(aside.row, aside.why) for aside in reading.brought.set_aside] == [
        (8, "It is not known what this vote means.")
    ]
    assert "Supreme Court Database" in " ".join(reading.findings["message"])


@pytest.mark.parametrize(
    "text",
    [
        "case,Able,Bold,Calm\nDam v. City,majority,concurrence,dissent\nLake v. State,dissenting,recused,majority\n",
        "case,judge,vote\nDam v. City,Able,majority\nDam v. City,Bold,concurring in judgment\nDam v. City,Calm,dissent\n"
        "Lake v. State,Able,dissenting\nLake v. State,Bold,recused\nLake v. State,Calm,majority\n",
    ],
    ids=["wide", "long"],
)
def test_the_words_of_courts_are_votes_for_and_against_a_judgment(tmp_path, text):
    reading = read(write(tmp_path / "court.csv", text))
    assert votes_of(reading) == {
        ("Able", "Dam v. City"): "demands",
        ("Bold", "Dam v. City"): "demands",
        ("Calm", "Dam v. City"): "rejects",
        ("Able", "Lake v. State"): "rejects",
        ("Bold", "Lake v. State"): "no answer",
        ("Calm", "Lake v. State"): "demands",
    }
    assert set(reading.tables["options"]["name"]) == {"As the court decided", "Otherwise"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "cases.csv",
            "caseId,dateDecision,caseName,term,majVotes,minVotes\n1,6/24/2030,DAM v. CITY,2029,6,3\n2,6/27/2030,A v. B,2029,5,4\n",
        ),
        (
            "votes.json",
            '{"objects": [{"number": 450, "date": "2030-11-01", "result": "Passed", "yea_total": 170, "nay_total": 120}, '
            '{"number": 449, "date": "2030-10-31", "result": "Failed", "yea_total": 110, "nay_total": 190}]}',
        ),
        ("totals.csv", "Motion,Votes for,Votes against\nDam,120,80\nLake,90,110\n"),
    ],
)
def test_totals_under_any_name_say_of_nobody_how_it_voted(tmp_path, name, text):
    with pytest.raises(DossierError) as error:
        zopa.load(write(tmp_path / name, text), quiet=True)
    assert "count votes, and say of nobody how it voted" in str(error.value)


def test_days_are_nobodys_name(tmp_path):
    path = write(tmp_path / "days.csv", "when,Dam,Lake\n6/24/2030,yes,no\n6/27/2030,no,yes\n")
    with pytest.raises(DossierError):
        zopa.load(path, quiet=True)

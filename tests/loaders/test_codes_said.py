"""What codes mean, said on the command line, in Python, or in a mapping."""

from __future__ import annotations

import pandas as pd
import pytest
from typer.testing import CliRunner

import zopa
from zopa.__main__ import app
from zopa.loaders.findings import DossierError

VOTES = "Deputy,Bill,Vote\nAnna,Tax,1\nBen,Tax,0\nCem,Tax,9\nAnna,Road,0\nBen,Road,1\nCem,Road,1\n"
SAID = "Vote=1=demands, 0=rejects, 9=no answer"


@pytest.fixture
def votes(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "votes.csv"
    path.write_text(VOTES)
    return path


def held(case):
    return case.tables["positions"][["party", "issue", "stance", "option"]].fillna("").values.tolist()


def asked(*words):
    result = CliRunner().invoke(app, list(words))
    return result.exit_code, " ".join(f"{result.stdout} {result.stderr} {result.exception or ''}".split())


EXPECTED = [
    ["Anna", "Tax", "demands", "yes"],
    ["Ben", "Tax", "demands", "no"],
    ["Cem", "Tax", "no answer", ""],
    ["Anna", "Road", "demands", "no"],
    ["Ben", "Road", "demands", "yes"],
    ["Cem", "Road", "demands", "yes"],
]


def test_the_command_line_says_what_codes_mean_and_a_mapping_keeps_it(votes):
    code, _ = asked("load", "votes.csv", "--codes", SAID, "--save-mapping", "-o", "case")
    assert code == 0
    assert held(zopa.load("case", quiet=True)) == EXPECTED
    assert '"9" = "no answer"' in (votes.parent / "votes.mapping.toml").read_text()
    again = zopa.load(votes, quiet=True)
    assert held(again) == EXPECTED
    votes.write_text(VOTES.replace("Cem,Tax,9\n", ""))
    assert held(zopa.load(votes, quiet=True)) == [row for row in EXPECTED if row[2] == "demands"]
    assert held(zopa.load(votes, quiet=True, codes={"Vote": {1: "no", 0: "yes"}}))[0] == [
        "Anna",
        "Tax",
        "demands",
        "no",
    ]


@pytest.mark.parametrize(
    "codes",
    [
        {"Vote": {1: "demands", 0: "rejects", 9: "no answer"}},
        {"vote": {"1": "agree", "0": "против", "9": "keine Angabe"}},
        {"*": {1.0: "yes", "0.0": "no", "9": "no answer"}},
    ],
)
def test_python_says_it_of_a_file_and_of_a_dataframe(votes, codes):
    assert held(zopa.load(votes, codes=codes, quiet=True)) == EXPECTED
    frame = pd.read_csv(votes)
    roles = {"Deputy": "party", "Bill": "issue", "Vote": "stance"}
    assert held(zopa.load(frame, columns=roles, codes=codes, quiet=True)) == EXPECTED


def test_what_was_understood_tells_the_side_that_was_said_and_not_the_usual_one(votes):
    case = zopa.load(votes, codes={"Vote": {1: "no", 0: "yes", 9: "abstains"}}, quiet=True)
    rest = case.understood.set_index("column")["rest"]["Vote"]
    assert "0 was read as yes. 1 was read as no. 9 was read as abstains." in rest
    assert "Nothing says what the codes" not in " ".join(case.findings["message"])


def test_codes_can_be_names_of_options(votes):
    case = zopa.load(votes, codes={"Vote": {1: "Geneva", 0: "Oslo", 9: "no answer"}}, quiet=True)
    options = case.tables["options"].fillna("")
    called = {(row.issue, row.option): row.name or row.option for row in options.itertuples(index=False)}
    named = [[party, issue, stance, called.get((issue, option), "")] for party, issue, stance, option in held(case)]
    assert named[:3] == [
        ["Anna", "Tax", "demands", "Geneva"],
        ["Ben", "Tax", "demands", "Oslo"],
        ["Cem", "Tax", "no answer", ""],
    ]
    rest = case.understood.set_index("column")["rest"]["Vote"]
    assert "0 was read as Oslo. 1 was read as Geneva." in rest


def test_codes_of_a_stance_beside_an_option(tmp_path):
    rows = pd.DataFrame({"Who": ["A", "B", "C"], "Topic": "seat", "Place": [1, 2, 1], "Says": [1, 1, 2]})
    roles = {"Who": "party", "Topic": "issue", "Place": "option", "Says": "stance"}
    codes = {"Says": {1: "demands", 2: "rejects"}, "Place": {1: "Geneva", 2: "Oslo"}}
    assert held(zopa.load(rows, columns=roles, codes=codes, quiet=True)) == [
        ["A", "seat", "demands", "Geneva"],
        ["B", "seat", "demands", "Oslo"],
        ["C", "seat", "rejects", "Geneva"],
    ]


def test_codes_of_wide_tables():
    frame = pd.DataFrame({"Country": ["A", "B"], "Tax": ["Y", "N"], "Trade": ["N", "X"]})
    codes = {"*": {"Y": "yes", "N": "no", "X": "abstains"}}
    case = zopa.load(frame, columns={"Country": "party", "*": "issue"}, codes=codes, quiet=True)
    assert sorted(held(case)) == [
        ["A", "Tax", "demands", "yes"],
        ["A", "Trade", "demands", "no"],
        ["B", "Tax", "demands", "no"],
        ["B", "Trade", "abstains", ""],
    ]
    one = zopa.load(frame, columns={"Country": "party", "*": "issue"}, codes={"Tax": codes["*"]}, quiet=True)
    assert ["B", "Tax", "demands", "no"] in held(one)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (
            "Vote=1=demandz,0=rejects,9=no answer",
            "The code 1 of 'Vote' cannot mean 'demandz' beside sides; did you mean 'demands'?",
        ),
        ("Vot=1=yes,0=no", "votes.csv has no column 'Vot' that codes could stand in; did you mean 'Vote'?"),
        (
            "Deputy=1=yes,0=no",
            "The column 'Deputy' is read as 'party', and codes are said of columns of answers: 'Vote'.",
        ),
        (
            "Vote=5=yes,6=no",
            "No cell of 'Vote' is 5 or 6, of which it is said what it means: the cells are '1', '0' and '9'.",
        ),
        ("Vote=1=yes,1=no", "'Vote=1=yes,1=no' says twice what 1 means."),
        ("Vote", "'Vote' does not say what codes mean: write --codes 'Vote=1=yes,0=no'."),
        ("Vote=1=yes,0=", "'Vote=1=yes,0=' does not say what codes mean"),
        ("", "does not say what codes mean"),
    ],
)
def test_what_cannot_be_understood_is_refused_by_name(votes, said, message):
    code, told = asked("load", "votes.csv", "--codes", said)
    assert code != 0
    assert message in told


def test_a_code_in_no_cell_is_pointed_out(votes):
    case = zopa.load(votes, codes={"Vote": {1: "yes", 0: "no", 9: "no answer", 8: "abstains"}}, quiet=True)
    assert "The code 8 is in no cell of 'Vote'." in case.findings["message"].tolist()
    assert held(case) == EXPECTED


def test_codes_are_said_of_one_table(votes):
    with pytest.raises(DossierError, match="one of the two"):
        zopa.load(votes, form="ktab", codes={"Vote": {1: "yes"}})
    with pytest.raises(DossierError, match="one table"):
        zopa.load("river-basin", codes={"Vote": {1: "yes"}})
    with pytest.raises(DossierError, match="Codes are said by column"):
        zopa.load(votes, codes={1: "yes"})


def test_a_mapping_with_codes_that_are_no_table_is_refused(votes):
    asked("load", "votes.csv", "--codes", SAID, "--save-mapping")
    mapping = votes.parent / "votes.mapping.toml"
    text = mapping.read_text()
    mapping.write_text(text[: text.index("[codes")].replace("confirmed = true", 'confirmed = true\ncodes = "x"'))
    with pytest.raises(DossierError, match=r"cannot read \[codes\] so"):
        zopa.load(votes)

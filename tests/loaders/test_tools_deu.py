"""Issues in rows with a position and a salience of each actor in columns, as the DEU data sets are laid out."""

from __future__ import annotations

from pathlib import Path

import pytest

import zopa
from zopa.loaders import read
from zopa.loaders.tools.registry import recognised

PREFIXED = """\
ProposalID,IssueID,issue_label,rp,outcome,pos_COM,sal_COM,pos_AT,sal_AT,pos_DE,sal_DE
COM2012-010,1,Scope,0,60,100,80,50,40,0,90
COM2012-010,2,Erasure,,40,100,60,,20,40,
"""
CLOSE = """\
Proposal;Issue;Referencepoint;Outcome;posCOM;posAT;posDE;salCOM;salAT;salDE
COM2012-010;Scope;0;60;100;50;0;80;40;90
COM2012-010;Erasure;.;40;100;.;40;60;20;.
"""
BEHIND = """\
isnr,isname,rp,out,COM_pos,COM_sal,AT_pos,AT_sal,DE_pos,DE_sal
1,Scope,0,60,100,80,50,40,0,90
2,Erasure,-99,40,100,60,-99,20,40,-99
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "deu.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("text", [PREFIXED, CLOSE, BEHIND], ids=["prefixed", "close", "behind"])
def test_actors_are_the_parties_and_rows_the_issues(tmp_path, text):
    path = write(tmp_path, text)
    assert recognised(path) == "deu"
    case = zopa.load(path, quiet=True)
    assert case.tables["parties"]["name"].tolist() == ["European Commission", "Austria", "Germany"]
    assert case.tables["issues"][["name", "kind", "scale_low", "scale_high"]].values.tolist() == [
        ["Scope", "number", 0.0, 100.0],
        ["Erasure", "number", 0.0, 100.0],
    ]
    assert case.tables["positions"][["party", "issue", "stance", "ideal"]].values.tolist() == [
        ["com", "scope", "demands", 100.0],
        ["at", "scope", "demands", 50.0],
        ["de", "scope", "demands", 0.0],
        ["com", "erasure", "demands", 100.0],
        ["de", "erasure", "demands", 40.0],
    ]
    assert case.tables["saliences"][["party", "issue", "salience"]].values.tolist() == [
        ["com", "scope", 80.0],
        ["at", "scope", 40.0],
        ["de", "scope", 90.0],
        ["com", "erasure", 60.0],
        ["at", "erasure", 20.0],
    ]
    notes = case.tables["issues"]["note"].tolist()
    assert notes[0].endswith(": 60"), "the outcome is kept, and is nobody's position"
    assert ": 0; " in notes[0], "so is the reference point"


def test_issues_of_one_name_are_told_apart_by_their_numbers(tmp_path):
    text = "isnr,isname,pos_DE,sal_DE,pos_FR,sal_FR\n1,Quota,0,50,100,60\n2,Quota,20,50,80,60\n"
    case = zopa.load(write(tmp_path, text), quiet=True)
    assert case.tables["issues"]["name"].tolist() == ["Quota (isnr 1)", "Quota (isnr 2)"]
    assert len(case.tables["positions"]) == 4


def test_a_value_that_is_on_no_scale_to_100_is_told(tmp_path):
    text = "issue,pos_DE,sal_DE,pos_FR,sal_FR\nQuota,0,50,250,60\nFees,abc,50,80,60\nNone,,,,\n"
    reading = read(write(tmp_path, text))
    assert "250 is not on a scale from 0 to 100" in " ".join(reading.findings["message"])
    assert reading.tables["issues"]["scale_high"].isna().tolist() == [True, False]
    assert reading.brought is not None
    assert [(aside.row, aside.content) for aside in reading.brought.set_aside] == [
        (3, "pos_DE: abc"),
        (4, "issue: None"),
    ]


@pytest.mark.parametrize(
    "header",
    [
        "Country,Tax position,Tax salience,Trade position,Trade salience",
        "issue,position,salience,posture,salt",
        "issue,pos_DE,sal_FR,pos_IT,sal_ES",
    ],
)
def test_other_tables_with_positions_and_saliences_are_not_of_this_form(tmp_path, header):
    assert recognised(write(tmp_path, f"{header}\nA,1,2,3,4\nB,5,6,7,8\n")) != "deu"

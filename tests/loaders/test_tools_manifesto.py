"""The main data set of the Manifesto Project: emphasis is salience, and only scales are positions."""

from __future__ import annotations

import pytest

import zopa
from zopa.loaders import read
from zopa.loaders.tools.registry import recognised

HEADER = "country,countryname,edate,date,party,partyname,partyabbrev,parfam,pervote,absseat,totseats,per104,per105,per501,rile"
ROWS = [
    "11,Sweden,14/09/2014,201409,11620,Moderates,M,60,23.3,84,349,2.8,0.2,1.0,NA",
    "11,Sweden,09/09/2018,201809,11620,Moderates,M,60,19.8,70,349,3,1,2.5,18.9",
    "11,Sweden,09/09/2018,201809,11110,Greens,MP,10,4.4,16,349,0,0,20.0,-17.5",
    "12,Norway,13/09/2021,202109,12110,Greens,MDG,10,3.9,3,169,0.0,2.0,NA,-20",
]


def write(tmp_path):
    path = tmp_path / "MPDataset.csv"
    path.write_text("\n".join([HEADER, *ROWS]), encoding="utf-8")
    return path


def test_a_share_is_a_salience_and_a_pair_of_shares_is_a_position(tmp_path):
    path = write(tmp_path)
    assert recognised(path) == "manifesto"
    case = zopa.load(path, quiet=True)
    names = dict(case.tables["parties"][["id", "name"]].values.tolist())
    assert names == {"11620": "Moderates (Sweden)", "11110": "Greens (Sweden)", "12110": "Greens (Norway)"}
    assert case.tables["parties"]["power"].tolist() == [70, 16, 3]
    positions = case.tables["positions"].astype(object).fillna("")
    assert positions[["party", "issue", "ideal", "start", "end"]].values.tolist() == [
        ["11620", "military", pytest.approx((2.8 - 0.2) / 3.0, abs=1e-6), "2014-09-14", "2018-09-08"],
        ["11620", "rile", 18.9, "2018-09-09", ""],
        ["11620", "military", 0.5, "2018-09-09", ""],
        ["11110", "rile", -17.5, "2018-09-09", ""],
        ["12110", "rile", -20.0, "2021-09-13", ""],
        ["12110", "military", -1.0, "2021-09-13", ""],
    ]
    assert case.tables["saliences"][["party", "issue", "salience"]].values.tolist() == [
        ["11620", "military", 4.0],
        ["11620", "per501", 2.5],
        ["11110", "per501", 20.0],
        ["12110", "military", 2.0],
    ]
    issues = case.tables["issues"].set_index("id")
    assert issues.loc["per501", "name"] == "Environmental protection"
    assert issues.loc["rile", ["scale_low", "scale_high"]].tolist() == [-100, 100]
    assert issues.loc["military", ["scale_low", "scale_high"]].tolist() == [-1, 1]


def test_the_load_says_what_emphasis_was_read_as(tmp_path):
    reading = read(write(tmp_path))
    assert "Shares of a programme are emphasis, and were read as saliences" in " ".join(reading.findings["message"])
    assert reading.brought is not None
    read_as = {row.column: row.read_as for row in reading.brought.understood}
    assert read_as["per501"] == "a share of the programme: a salience, and no position"
    assert read_as["per104"].startswith("a share of the programme that is for 'Military strength'")
    assert reading.brought.set_aside[0].content == "totseats: 349"

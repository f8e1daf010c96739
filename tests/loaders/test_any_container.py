"""The same table in every container that zopa reads, and a library that is missing is named with its command."""

from __future__ import annotations

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
    assert held(zopa.load(path, quiet=True)) == EXPECTED


@pytest.mark.parametrize("lines", [False, True])
def test_json(tmp_path, lines):
    path = tmp_path / ("t.jsonl" if lines else "t.json")
    FRAME.to_json(path, orient="records", lines=lines)
    assert held(zopa.load(path, quiet=True)) == EXPECTED


def test_a_workbook_and_a_sheet_of_opendocument(tmp_path):
    FRAME.to_excel(tmp_path / "t.xlsx", index=False)
    assert held(zopa.load(tmp_path / "t.xlsx", quiet=True)) == EXPECTED
    pytest.importorskip("odf")
    FRAME.to_excel(tmp_path / "t.ods", engine="odf", index=False)
    assert held(zopa.load(tmp_path / "t.ods", quiet=True)) == EXPECTED


def test_a_database_of_which_another_table_is_set_aside(tmp_path):
    path = tmp_path / "t.sqlite"
    with sqlite3.connect(path) as database:
        FRAME.to_sql("votes", database, index=False)
        database.execute("CREATE TABLE log (event TEXT)")
        database.execute("INSERT INTO log VALUES ('opened')")
    database.close()
    case = zopa.load(path, quiet=True)
    assert held(case) == EXPECTED
    assert case.set_aside[["file", "content"]].values.tolist() == [["t.sqlite:log", "event: opened"]]


def test_parquet_and_tables_of_other_libraries(tmp_path):
    pyarrow = pytest.importorskip("pyarrow")
    FRAME.to_parquet(tmp_path / "t.parquet")
    assert held(zopa.load(tmp_path / "t.parquet", quiet=True)) == EXPECTED
    assert held(zopa.load(pyarrow.Table.from_pandas(FRAME), quiet=True)) == EXPECTED


@pytest.mark.parametrize("suffix", [".dta", ".sav"])
def test_data_sets_of_statistics_have_their_codebook_inside(tmp_path, suffix):
    pyreadstat = pytest.importorskip("pyreadstat")
    frame = pd.DataFrame({"country": ["A", "B", "C"], "v12": [1.0, 2.0, 9.0], "v13": [2.0, 3.0, 1.0]})
    labels = {"v12": {1: "agree", 2: "disagree", 9: "no answer"}, "v13": {1: "low", 2: "middle", 3: "high"}}
    write = pyreadstat.write_dta if suffix == ".dta" else pyreadstat.write_sav
    titles = ["Country", "Raise the tax?", "Level of the dam"]
    write(frame, tmp_path / f"t{suffix}", column_labels=titles, variable_value_labels=labels)
    case = zopa.load(tmp_path / f"t{suffix}", quiet=True)
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


@pytest.mark.parametrize("name", ["t.parquet", "t.ods", "t.dta", "t.sav", "t.sqlite", "t.db"])
def test_a_damaged_file_is_refused_by_name(tmp_path: Path, name: str) -> None:
    if Path(name).suffix in NEEDS:
        pytest.importorskip(NEEDS[Path(name).suffix][0])
    path = tmp_path / name
    path.write_bytes(b"SQLite format 3\0 and no more" if name == "t.sqlite" else b"damaged")
    with pytest.raises(DossierError, match=name):
        zopa.load(path)

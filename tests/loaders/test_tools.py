"""Files of other tools: recognised by what is in them, read without loss, and told part by part."""

from __future__ import annotations

from pathlib import Path

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import zopa
from zopa.__main__ import app
from zopa.loaders import read
from zopa.loaders.findings import DossierError
from zopa.loaders.source import CASES
from zopa.loaders.tools.registry import TOOLS, reader, recognised

#: A file of KTAB: a first row that counts, a header with two dimensions, an empty position and one that is nothing.
KTAB = """Dam talks,scenario 1;Share of the water, 4, 2,
Actor,Description,Influence,Flow Position,Flow Salience,Payment Position,Payment Salience,
Up,Republic of Upland,100,20.5,60,0,40,
Low,Republic of Lowland,  55,65,45,,30,
Bank,Lender,20,40,10,50,90,
,,5,1,1,1,1,
"""


def ktab(tmp_path: Path) -> Path:
    path = tmp_path / "dam.csv"
    path.write_text(KTAB, encoding="utf-8")
    return path


def test_actors_of_a_spatial_model_are_parties_with_power_ideals_and_saliences(tmp_path):
    case = zopa.load(ktab(tmp_path), quiet=True)
    assert case.tables["parties"][["id", "name", "power"]].values.tolist() == [
        ["Up", "Republic of Upland", 100.0],
        ["Low", "Republic of Lowland", 55.0],
        ["Bank", "Lender", 20.0],
    ]
    issues = case.tables["issues"]
    assert issues[["id", "kind", "scale_low", "scale_high"]].values.tolist() == [
        ["Flow", "number", 0.0, 100.0],
        ["Payment", "number", 0.0, 100.0],
    ]
    # An empty cell is no position, and 0 is one.
    ideals = case.tables["positions"][["party", "issue", "ideal"]].values.tolist()
    assert ideals == [
        ["Up", "Flow", 20.5],
        ["Up", "Payment", 0.0],
        ["Low", "Flow", 65.0],
        ["Bank", "Flow", 40.0],
        ["Bank", "Payment", 50.0],
    ]
    assert len(case.tables["saliences"]) == 6
    # An ideal rules nothing out.
    assert case.clashes(count_only=True) == 0
    assert case.title == "Dam talks scenario 1;Share of the water"


def test_what_is_in_no_table_is_set_aside_and_what_does_not_add_up_is_told(tmp_path):
    case = zopa.load(ktab(tmp_path), quiet=True)
    assert case.set_aside[["row", "content"]].values.tolist() == [[6, "5; 1; 1; 1; 1"]]
    assert "announces 4 actors, and 3 follow" in " ".join(case.findings["message"])
    understood = case.understood.set_index("column")["read_as"]
    assert understood["Payment Position"] == "what it would like best on 'Payment', from 0 to 100"
    assert set(understood.index) == set(filter(None, (cell.strip() for cell in KTAB.splitlines()[1].split(","))))


def test_the_command_says_what_was_understood_and_writes_the_case(tmp_path):
    done = CliRunner().invoke(app, ["load", str(ktab(tmp_path)), "-o", str(tmp_path / "case")])
    assert done.exit_code == 0, done.output
    assert "Actors of a spatial model" in done.output
    assert "1 row set aside" in done.output
    again = zopa.load(tmp_path / "case", quiet=True)
    assert again.tables["positions"]["ideal"].tolist() == [20.5, 0.0, 65.0, 40.0, 50.0]
    assert (tmp_path / "case.set-aside.csv").read_text(encoding="utf-8").splitlines()[1].startswith("dam.csv,6,")
    assert again.findings is None or not (again.findings["level"] == "error").any()


def test_a_form_can_be_named_and_an_unknown_one_is_refused_with_the_list(tmp_path):
    done = CliRunner().invoke(app, ["import", "ktab", str(ktab(tmp_path)), "-o", str(tmp_path / "case")])
    assert done.exit_code == 0, done.output
    with pytest.raises(DossierError, match="'ktba' is no form that zopa reads: .*ktab"):
        zopa.load(ktab(tmp_path), form="ktba")


def test_a_folder_with_one_file_is_that_case_and_one_with_several_names_them(tmp_path):
    folder = tmp_path / "talks"
    folder.mkdir()
    (folder / "LICENCE.txt").write_text("Actor, Influence and Position are columns.\nUse freely, and cite.\n")
    ktab(folder)
    assert len(zopa.load(folder, quiet=True).tables["positions"]) == 5
    (folder / "second.csv").write_text(KTAB, encoding="utf-8")
    with pytest.raises(DossierError, match=r"holds 2 cases of other tools: 'talks/dam.csv' and 'talks/second.csv'"):
        zopa.load(folder)


def test_the_docs_tell_of_every_form():
    told = (Path(zopa.__file__).parent / "docs" / "formats.md").read_text(encoding="utf-8")
    assert [name for name in TOOLS if f"`{name}`" not in told] == []


@pytest.mark.parametrize("name", TOOLS)
def test_every_form_says_what_it_is(name):
    assert reader(name).FORM


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir()))
def test_no_form_takes_a_dossier_for_its_own(case):
    assert recognised(CASES / case) is None
    assert [recognised(path) for path in (CASES / case).iterdir() if recognised(path)] == []


PIECES = st.sampled_from(
    [
        *(b"Actor,Influence,A Position,3,4\n", b"concept,agreement,person\n", b"date_veto;ms_veto;issue\n"),
        *(b"member,motion,vote\n", b"entity_a,entity_b,type\n", b"commission,parliament,council\n", b"yes,no,1\n"),
        *(b"2024-01-01;HU;tax\n", b'"', b"\n", b"SQLite format 3\0", b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbf"),
        *(b",,,,,,\n", b"# 1 = yes\n", "\u00b2,".encode()),
    ]
)
CONTENTS = st.lists(st.one_of(PIECES, st.binary(max_size=12)), max_size=8).map(b"".join)


@pytest.mark.parametrize("name", TOOLS)
@settings(max_examples=examples(25), deadline=None)
@given(content=CONTENTS, suffix=st.sampled_from([".csv", ".xlsx", ".dna", ".json", ""]))
def test_any_bytes_are_read_or_refused_by_name(tmp_path_factory, name, content, suffix):
    path = tmp_path_factory.mktemp("any") / f"file{suffix}"
    path.write_bytes(content)
    recognised(path)
    reading = read(path, form=name)
    assert reading.brought is not None or reading.errors


@pytest.mark.parametrize("name", TOOLS)
def test_a_folder_that_is_of_another_form_is_refused_by_name(tmp_path, name):
    (tmp_path / "notes.txt").write_text("nothing", encoding="utf-8")
    assert read(tmp_path, form=name).errors

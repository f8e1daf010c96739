"""The forms in which files come: code pages, titles above a header, JSON, look-alikes, sizes, and very many findings."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

import zopa
from zopa.graph.page.outlines import CROSSINGS
from zopa.loaders import DossierError, check, load, read, save
from zopa.loaders import sizes as bounds
from zopa.loaders.findings import MAX_SAME, Findings, Problem
from zopa.loaders.formats.encodings import decoded

ROWS = "party,issue,stance,option\nA,seat,demands,Geneva\nB,seat,demands,Vienna\n"


def one(tmp_path: Path, content: bytes | str, name: str = "mine.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def messages(findings: pd.DataFrame, level: str) -> list[str]:
    return findings[findings["level"] == level]["message"].tolist()


@pytest.mark.parametrize(
    "content",
    [
        ROWS.replace(",", "|"),
        "SEP=;\r\n" + ROWS.replace(",", ";"),
        "\ufeff\ufeff" + ROWS,
        ROWS + "\x1a",
        ROWS + "\x00\x00",
        ROWS.replace("party", "party\u200b"),
        ",party,issue,stance,option\n0,A,seat,demands,Geneva\n1,B,seat,demands,Vienna\n",
    ],
)
def test_what_programs_put_around_rows_is_no_row(tmp_path, content):
    reading = read(one(tmp_path, content))
    rows = reading.tables["positions"][["party", "issue", "option"]]
    assert rows.values.tolist() == [["A", "seat", "Geneva"], ["B", "seat", "Vienna"]]
    assert not messages(reading.findings, "error")


def test_a_column_without_a_name_that_numbers_no_rows_is_an_error(tmp_path):
    findings = check(one(tmp_path, ",party,issue,stance,option\n3,A,seat,demands,Geneva\n1,B,seat,demands,Vienna\n"))
    assert messages(findings, "error") == ["Column 1 has cells but no name."]


def test_text_that_was_read_in_another_code_page_is_pointed_out(tmp_path):
    findings = check(one(tmp_path, ROWS.replace("Geneva", "Gen\u00c3\u00a8ve")))
    told = findings[findings["message"].str.contains("another code page")]
    assert told[["row", "column", "nearest"]].values.tolist() == [[2, "option", "Gen\u00e8ve"]]


# ------------------------------------------------------------------------------------------------ code pages


@pytest.mark.parametrize(
    "form", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
)
@pytest.mark.parametrize("word", ["Київ", "Genève", "中国", "Ελλάδα", "السودان"])
def test_every_form_of_unicode_is_read(tmp_path, form, word):
    reading = read(one(tmp_path, ROWS.replace("Geneva", word).encode(form)))
    assert reading.tables["positions"]["option"].tolist() == [word, "Vienna"]
    assert not reading.findings["message"].str.contains("UTF").any()


@pytest.mark.parametrize(
    ("page", "word"),
    [
        ("cp1251", "Київ"),
        ("cp1251", "Россия"),
        ("koi8-r", "Россия"),
        ("cp866", "Россия"),
        ("cp1253", "Ελλάδα"),
        ("cp1255", "ישראל"),
        ("cp1256", "السودان"),
        ("mac_roman", "Genève"),
        ("cp850", "Genève"),
        ("shift_jis", "日本"),
        ("gb18030", "缅甸"),
        ("cp1250", "Łódź"),
    ],
)
def test_a_code_page_that_cannot_be_told_is_refused_with_readings(tmp_path, page, word):
    findings = check(one(tmp_path, ROWS.replace("Geneva", word).encode(page)))
    not_utf8 = [message for message in messages(findings, "error") if "not UTF-8" in message]
    assert len(not_utf8) == 1
    assert "save it as utf-8" in not_utf8[0].lower()
    assert "pandas.read_csv(..., encoding='" in not_utf8[0]
    if page not in ("cp1255", "cp1250"):
        assert f"'{word}' as {page}" in not_utf8[0]


@pytest.mark.parametrize("word", ["Åland", "Genève", "España", "été", "“Où” \u2013 ça", "São Tomé", "Île"])
def test_western_files_are_read_with_a_warning_that_shows_a_word(tmp_path, word):
    reading = read(one(tmp_path, ROWS.replace("Geneva", word).encode("cp1252")))
    assert not reading.errors
    assert word in reading.tables["positions"]["option"].tolist()
    western = [message for message in messages(reading.findings, "warning") if "Windows-1252" in message]
    assert len(western) == 1
    assert f"it says '{word.split()[0]}'" in western[0]


def test_a_warning_says_how_else_a_word_could_be_read(tmp_path):
    findings = check(one(tmp_path, ROWS.replace("Geneva", "Čeština").encode("cp1250")))
    assert any("'Čeština' as cp1250" in message for message in messages(findings, "warning"))


def test_one_line_of_another_code_page_is_named(tmp_path):
    content = ROWS.replace("Geneva", "Київ").encode() + "C,seat,demands,Genève\n".encode("cp1252")
    assert "The file is UTF-8, but not in line 4 (byte 0xE8): save it as UTF-8." in messages(
        check(one(tmp_path, content)), "error"
    )


@settings(max_examples=examples(150), deadline=None)
@given(
    st.text(st.characters(min_codepoint=1, exclude_categories=["Cs"]), max_size=30),
    st.sampled_from(["utf-8", "utf-16", "utf-32"]),
)
def test_unicode_with_its_mark_is_never_guessed(text, form):
    findings = Findings()
    written = text if form == "utf-8" else "\ufeff" + text
    content = written.encode("utf-8" if form == "utf-8" else f"{form}-le")
    assert decoded(content, "x", findings).lstrip("\ufeff") == text.lstrip("\ufeff") or "\0" in text
    assert not findings.errors


# ------------------------------------------------------------------------------------------------ above the header


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize(
    "above",
    [
        "# Source: invented\n# Licence: CC0, 2025\n",
        "Positions, second round\n\n",
        '"A title, quoted"\n,,,\n',
        "a;b,c\n# x\n# y\n",
    ],
)
def test_lines_above_the_header_are_kept_as_what_the_case_says_of_itself(tmp_path, separator, above):
    text = above + ROWS.replace(",", separator) + separator.join(["C", "seat", "wants", "x"]) + "\n"
    reading = read(one(tmp_path, text))
    assert reading.tables["positions"]["party"].tolist() == ["A", "B", "C"]
    wrong = reading.findings[reading.findings["level"] == "error"]
    lines = above.count("\n")
    assert wrong[["row", "value"]].values.tolist() == [[lines + 4, "wants"]]
    about_header = reading.findings[reading.findings["message"].str.startswith("The header is row")]
    assert about_header["row"].tolist() == [lines + 1]
    first = above.split("\n")[0].strip('#" ')
    assert first in reading.meta["description"]
    assert reading.meta.get("licence") == ("CC0, 2025" if "Licence" in above else None)


def test_comments_are_saved_with_the_case(tmp_path):
    case = load(one(tmp_path, "# Licence: CC0\n# by hand\n" + ROWS), quiet=True)
    again = load(save(case, tmp_path / "saved"), quiet=True)
    assert again.meta == {"id": "mine", "licence": "CC0", "description": "by hand"}


def test_a_header_in_the_first_row_stays_it(tmp_path):
    text = ROWS + "party,issue,stance,option\nC,seat,demands,x\n"
    assert "party" in read(one(tmp_path, text)).tables["positions"]["party"].tolist()
    assert read(one(tmp_path, "actor,topic\n" + ROWS[26:])).findings["message"].str.contains("header is row").sum() == 0


# ------------------------------------------------------------------------------------------------ JSON

RECORDS: list[dict[str, Any]] = [
    {"party": "A", "issue": "seat", "stance": "demands", "option": "Geneva", "note": None},
    {"party": "B", "issue": "seat", "stance": "demands", "option": ["Vienna", "Oslo"], "firmness": "aim"},
]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", json.dumps(RECORDS)),
        ("a.jsonl", "\n".join(map(json.dumps, RECORDS))),
        ("a.ndjson", "\n\n".join(map(json.dumps, RECORDS)) + "\n"),
        ("a.json", json.dumps({"data": RECORDS})),
        ("a.json", json.dumps({"positions": RECORDS})),
        (
            "a.json",
            json.dumps(
                [{"party": row["party"], "said": [{k: v for k, v in row.items() if k != "party"}]} for row in RECORDS]
            ),
        ),
        ("a.json", json.dumps({row["party"]: [{k: v for k, v in row.items() if k != "party"}] for row in RECORDS})),
    ],
)
def test_json_is_read_as_a_table(tmp_path, name, text):
    reading = read(one(tmp_path, text, name))
    assert not reading.errors, messages(reading.findings, "error")
    positions = reading.tables["positions"]
    assert positions["party"].tolist() == ["A", "B"]
    assert positions["option"].tolist() == ["Geneva", "Vienna|Oslo"]
    assert positions["firmness"].fillna("").tolist() == ["", "aim"]


def test_json_of_a_whole_case(tmp_path):
    text = json.dumps(
        {
            "dossier": {"id": "x", "as_of": "2025"},
            "positions": RECORDS,
            "parties": [{"id": "A"}, {"id": "B", "name": "Bee"}],
        }
    )
    case = load(one(tmp_path, text, "a.json"), quiet=True)
    assert (case.id, case.as_of, case.tables["parties"]["name"].iloc[1]) == ("x", "2025", "Bee")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            '{"a": [{"q": 1}], "b": [{"q": 2}]}',
            "The file has lists under 'a' and 'b', and no column says what these are",
        ),
        ("[1, 2]", "1 is no object."),
        ("7", "The file is JSON, but no list of objects."),
        ('[{"party": "A", "party": "B"}]', "'party' is there twice in one object."),
        ('[{"party": {"id": "A"}, "issue": "x", "option": "y"}]', "The cell holds a value of type Object"),
        ("{", "The file is not JSON (Expecting property name enclosed in double quotes)."),
        ("[" * 100_000, "The file is nested too deeply to be read."),
        ("[" + "9" * 5000 + "]", "A number has several thousand digits."),
    ],
)
def test_json_that_is_no_table_is_refused_by_name(tmp_path, text, told):
    findings = check(one(tmp_path, text, "a.json"))
    assert any(message.startswith(told) for message in messages(findings, "error"))
    assert set(findings["file"]) <= {"a.json", "positions", "parties", "issues", "options"}


# ------------------------------------------------------------------------------------------------ folders


@pytest.fixture
def case(tmp_path: Path) -> Path:
    folder = tmp_path / "case"
    folder.mkdir()
    one(folder, ROWS, "positions.csv")
    return folder


@pytest.mark.parametrize(
    "name",
    [
        "regions.ods",
        "anything.ods",
        "positions.txt",
        "issues.numbers",
        "positions (1).csv",
        "positions - Copy.csv",
        "parties.csv.bak",
        "~$parties.xlsx",
        ".~lock.positions.csv#",
        "._positions.csv",
        "figures.xls",
        "old.xlsx",
        "data.csv",
        "sources.dta",
        "issues2.csv",
    ],
)
def test_files_that_look_like_tables_are_named(case, name):
    one(case, "id\nx\n", name)
    findings = check(case)
    assert findings[findings["file"] == name]["level"].tolist() == ["warning"]


@pytest.mark.parametrize(
    "name", ["notes.txt", "README.md", ".DS_Store", "positions.md", "map.png", ".gitignore", "letter.docx"]
)
def test_files_that_are_no_tables_are_left_alone(case, name):
    before = len(check(case))
    one(case, "x", name)
    assert len(check(case)) == before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes among files here")
def test_what_is_no_file_is_told_and_never_waited_for(case, tmp_path):
    (case / "issues.csv").symlink_to(tmp_path / "nowhere.csv")
    os.mkfifo(case / "parties.csv")
    (case / "regions.csv").mkdir()
    (case / "dossier.toml").symlink_to("dossier.toml")
    os.mkfifo(case / "map.geojson")
    with socket.socket(socket.AF_UNIX) as listening:
        working_folder = os.getcwd()
        os.chdir(case)
        listening.bind("sources.csv")
        os.chdir(working_folder)
        findings = check(case).set_index("file")
    kinds = {
        "issues.csv": "a link to nothing",
        "parties.csv": "a pipe",
        "regions.csv": "a folder",
        "sources.csv": "a socket",
    }
    for name, kind in kinds.items():
        assert findings.loc[name, "message"] == f"'{name}' is {kind} and was not read."
        assert findings.loc[name, "level"] == "error"
    assert findings.loc["dossier.toml", "level"] == "error"
    assert findings.loc["map.geojson", "level"] == "warning"
    assert messages(check(case / "parties.csv"), "error") == ["'parties.csv' is a pipe, not a file."]


def test_a_second_dossier_is_refused(case):
    one(case, 'id = "a"\n', "dossier.toml")
    one(case, 'id = "b"\n', "Dossier.toml")
    if len(list(case.glob("*.toml"))) == 2:
        assert "What the case says of itself is there twice: in Dossier.toml and in dossier.toml." in messages(
            check(case), "error"
        )


def test_the_only_table_of_a_folder_is_the_positions_whatever_it_is_called(case):
    (case / "positions.csv").rename(case / "Coding 2025.csv")
    assert len(load(case, quiet=True).tables["positions"]) == 2
    assert "'Coding 2025' was read as the positions." in messages(check(case), "warning")


# ------------------------------------------------------------------------------------------------ sizes


def test_what_is_too_large_is_refused_at_once_by_name(case, tmp_path, monkeypatch):
    for name, most in (
        ("positions.csv", "TABLE_BYTES"),
        ("dossier.toml", "DOSSIER_BYTES"),
        ("a.geojson", "OUTLINE_BYTES"),
    ):
        with (case / name).open("ab") as file:
            file.truncate(getattr(bounds, most) + 1)
        message = check(case).set_index("file").loc[name, "message"]
        assert message.endswith(f"MiB, more than the {getattr(bounds, most) // bounds.MIB:,} MiB that are read.")
    path = one(tmp_path, "party,issue," + "," * bounds.COLUMNS + "\nA,x\n")
    assert (
        messages(check(path), "error")[0] == "The header has 16,387 cells, more than the 16,384 columns that are read."
    )
    monkeypatch.setattr(bounds, "CELLS", 5_000)
    path = one(tmp_path, ROWS.replace("\n", "," * 997 + "x\n", 1) + "C\n" * 20)
    assert messages(check(path), "error")[0].startswith("The table has 22 rows of 1,001 cells, more than the 5,000")
    path = one(tmp_path, json.dumps([{"party": "A", f"c{index}": 1} for index in range(100)]), "wide.json")
    assert messages(check(path), "error")[0].startswith("The table has 100 rows of 101 cells")


def test_findings_without_number_are_counted(tmp_path):
    rows = "".join(f"P{index},seat,demnds,x,bad{index}\n" for index in range(3_000))
    path = one(tmp_path, "party,issue,stance,option,firmness\n" + rows)
    reading = read(path)
    assert reading.errors == 6_000
    assert len(reading.findings) < 1_100
    same = reading.findings[reading.findings["column"] == "stance"]
    assert len(same) == MAX_SAME + 1
    assert same["message"].iloc[-1].startswith("2,980 more, down to row 3,001, say the same: 'demnds' is none of")
    assert same["row"].tolist() == [*range(2, 2 + MAX_SAME), 2 + MAX_SAME]
    of_firmness = reading.findings[reading.findings["column"] == "firmness"]
    assert of_firmness["message"].iloc[-1] == "2,000 more, down to row 3,001, are of this kind."
    with pytest.raises(DossierError, match="has 6,000 errors"):
        load(path)


def test_a_message_is_one_line():
    findings = Findings()
    findings.add(Problem("'a\r\nb\u2028c' is\nwrong."), "a\nb.csv")
    assert findings.table()[["file", "message"]].values.tolist() == [["a b.csv", "'a b c' is wrong."]]


def test_a_number_of_toml_without_end_is_a_finding_beside_the_others(case):
    one(case, f'title = "x"\nnumber = {"9" * 6_000}\n', "dossier.toml")
    one(case, ROWS.replace("demands,Vienna", "wants,Vienna"), "positions.csv")
    findings = check(case)
    assert findings[findings["level"] == "error"][["file", "row"]].values.tolist() == [
        ["dossier.toml", 2],
        ["positions.csv", 3],
    ]


# ------------------------------------------------------------------------------------------------ outlines


def test_an_outline_that_crosses_itself_everywhere_is_refused(case):
    ring = [(index * 7919 % 3001 / 100, index * 104729 % 3001 / 100) for index in range(3_000)]
    text = ", ".join(f"{x} {y}" for x, y in [*ring, ring[0]])
    one(case, f'id,shape\nnorth,"POLYGON (({text}))"\n', "regions.csv")
    refusals = [message for message in messages(check(case), "error") if "is no outline" in message]
    assert f"(it crosses itself in more than {CROSSINGS:,} places)" in refusals[0]


def test_points_with_a_height_and_more_are_read_and_a_saved_case_stays_beside_its_outlines(case):
    one(case, "id\nnorth\n", "regions.csv")
    ring = [[0, 0, 5, 1], [2, 0, 5, 1], [2, 2, 5, 1], [0, 0, 5, 1]]
    feature = {"type": "Feature", "properties": {"id": "north"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    one(case, json.dumps(feature), "map.geojson")
    first = load(case, quiet=True)
    assert first.tables["regions"]["shape"].tolist() == ["POLYGON ((0 0, 2 0, 2 2, 0 0))"]
    save(first, case)
    assert load(case, quiet=True).tables["regions"].equals(first.tables["regions"])
    feature["geometry"]["coordinates"] = [ring[:3]]
    one(case, json.dumps(feature), "map.geojson")
    assert any("does not end where it begins" in message for message in messages(check(case), "error"))


# ------------------------------------------------------------------------------------------------ tables in memory


def test_editing_a_table_changes_no_answer_before_a_question_or_after():
    first, second = zopa.load("river-basin"), zopa.load("river-basin")
    second.clashes()
    for case in (first, second):
        positions = case.tables["positions"]
        positions["firmness"] = "aim"
        with pytest.raises(TypeError, match="any other change makes one of the changed tables"):
            case.tables["positions"] = positions
        with pytest.raises(TypeError, match="do not change"):
            del case.tables["positions"]
    assert first.clashes().equals(second.clashes())
    assert first.clashes()["severity"].ne("soft").any()


def test_a_case_made_of_the_tables_of_another_keeps_its_id_and_date():
    case = zopa.load("ukraine-2025")
    for tables in (dict(case.tables), {**case.tables}, case.tables, case.tables | {}):
        again = zopa.load(tables, quiet=True)
        assert (again.meta, again.as_of) == (case.meta, case.as_of)
        assert list(again.tables) == list(case.tables)
    softer = case.tables["positions"].assign(firmness="aim")
    assert set(zopa.load(case.tables | {"positions": softer}, quiet=True).clashes()["severity"]) == {"soft"}

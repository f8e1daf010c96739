"""The forms that a case comes in: files of every encoding and separator, workbooks, DataFrames."""

from __future__ import annotations

import datetime as dt
import warnings
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from zopa.graph.ontology import ontology
from zopa.loaders import DossierError, DossierWarning, check, load, new, read, save
from zopa.loaders.findings import Findings
from zopa.loaders.formats import csv_files
from zopa.loaders.formats.csv_files import _fast, _slow, read_delimited

POSITIONS = ontology().tables["positions"]
ROWS = "party,issue,stance,option\nÅland,seat,demands,Genève\nNA,seat,rejects,Wien\n"


def one_table(tmp_path: Path, content: bytes | str, name: str = "mine.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def levels(findings: pd.DataFrame) -> set[str]:
    return set(findings["level"])


# ------------------------------------------------------------------------------------------------ CSV


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_encoding_separator_and_line_end_gives_the_same_rows(tmp_path, encoding, separator, newline):
    text = ROWS.replace(",", separator).replace("\n", newline)
    reading = read(one_table(tmp_path, text.encode(encoding)))
    assert reading.tables["positions"]["party"].tolist() == ["Åland", "NA"]
    assert reading.tables["positions"]["option"].tolist() == ["Genève", "Wien"]
    named = reading.findings["message"].str.contains("Windows-1252").sum()
    assert named == (1 if encoding == "cp1252" else 0)
    assert levels(reading.findings) == {"warning"}


def test_a_line_that_names_the_separator_is_obeyed(tmp_path):
    reading = read(one_table(tmp_path, "sep=;\n" + ROWS.replace(",", ";")))
    assert len(reading.tables["positions"]) == 2


def test_rows_that_are_too_long_or_too_short_are_told(tmp_path):
    text = "party,issue,stance,option\nA,seat,demands,Geneva,extra\nB,seat,demands\n\nC,seat,demands,Vienna,,\n"
    findings = check(one_table(tmp_path, text))
    findings = findings[findings["row"].notna()]
    assert findings[["level", "row"]].values.tolist() == [["error", 2], ["error", 3], ["warning", 3]]
    assert findings["value"].iloc[0] == "extra"
    assert findings["message"].iloc[1] == "The position names no option."


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path):
    text = 'party,issue,stance,option,note\nA,seat,demands,Geneva,"two\nlines"\n\n,,,,\nB,seat,wants,Vienna,\n'
    findings = check(one_table(tmp_path, text))
    assert findings[findings["level"] == "error"]["row"].tolist() == [5]


@pytest.mark.parametrize("cell", ['"Geneva', '"Gen"eva', 'Gen"eva"x"'])
def test_misplaced_quotation_marks_lose_nothing_in_silence(tmp_path, cell):
    text = f"party,issue,stance,option\nA,seat,demands,{cell}\nB,seat,demands,Vienna\n"
    reading = read(one_table(tmp_path, text))
    options = "".join(reading.tables["positions"]["option"].dropna())
    is_reported = reading.findings["message"].str.contains("quotation mark").any()
    assert is_reported or '"' in options


def test_long_cells_and_nul_characters_are_read(tmp_path):
    long = "x" * 200_000
    reading = read(
        one_table(tmp_path, f"party,issue,stance,option,note\nA,seat,demands,Geneva,{long}\nB,seat,demands,a\x00b,\n")
    )
    assert reading.tables["positions"]["note"].iloc[0] == long
    assert reading.tables["positions"]["option"].iloc[1] == "a\x00b"


def test_words_that_look_like_something_else_are_text(tmp_path):
    cells = ["NA", "007", "1e5", "TRUE", "null", "None", "nan", "=1+1", "+1", "-1", "@x", "2025-08"]
    rows = "".join(f"p{index},seat,demands,{cell},{cell}\n" for index, cell in enumerate(cells))
    reading = read(one_table(tmp_path, "party,issue,stance,option,code\n" + rows))
    assert reading.tables["positions"]["option"].tolist() == cells
    assert reading.tables["positions"]["code"].tolist() == cells


@settings(max_examples=examples(80), deadline=None)
@given(
    rows=st.lists(
        st.lists(st.text(st.sampled_from('ab ,;"\n\r\t\x00é\u2028=#'), max_size=4), min_size=2, max_size=3),
        min_size=1,
        max_size=5,
    ),
    separator=st.sampled_from([",", ";", "\t"]),
    times=st.sampled_from([1, 6]),
)
def test_the_fast_way_reads_what_the_careful_way_reads(rows, separator, times):
    # A file is read in one way where it is short, in another where it is not, and in a third where it is large.
    # Below six times the same rows words repeat in every column, which is looked for in large files.
    header, *body = (separator.join(row) + "\n" for row in rows)
    text = header + "".join(body) * times
    findings = Findings()
    careful = _slow(text, separator, POSITIONS, "x", findings)
    for large, short in ((csv_files._LARGE, csv_files._SHORT), (csv_files._LARGE, 0), (0, 0)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(csv_files, "_LARGE", large)
            patch.setattr(csv_files, "_SHORT", short)
            fast = _fast(text, separator, len(careful.header))
        if fast is None:
            continue
        assert not findings.errors
        fast_rows = [row for row in zip(*(column.cells.tolist() for column in fast), strict=True) if any(row)]
        assert fast_rows == list(zip(*(column.tolist() for column in careful.columns), strict=True))


def test_most_files_are_read_the_fast_way():
    quoted = 'id,"na, me"\n1,"say ""x"""\n2,\n'
    assert [column.cells.tolist() for column in _fast(quoted, ",", 2)] == [["1", "2"], ['say "x"', ""]]
    assert _fast(quoted.replace("\n", "\r\n"), ",", 2) is not None
    assert _fast(quoted + "3\n", ",", 2) is None


def test_the_separator_is_the_one_under_which_the_header_is_known():
    sheet = read_delimited(b"party;issue;option,a,b,c,d,e\nx;y;z\n", POSITIONS, "x", Findings())
    assert sheet.header == ["party", "issue", "option,a,b,c,d,e"]


# ------------------------------------------------------------------------------------------------ folders


def test_files_that_are_no_tables_are_told_and_tables_twice_refused(folder):
    (folder / "regoins.csv").write_text("id\nx\n")
    (folder / "notes.txt").write_text("mine")
    (folder / "old.xlsx").write_bytes(b"")
    (folder / "parties.tsv").write_text("id\nx\n")
    findings = check(folder)
    assert set(findings["file"]) == {"regoins.csv", "old.xlsx", "parties.tsv"}
    assert findings.set_index("file").loc["regoins.csv", "nearest"] == "regions.csv"
    assert findings.set_index("file").loc["parties.tsv", "level"] == "error"


def test_the_meta_of_a_folder(folder):
    (folder / "dossier.toml").write_text('id = "mine"\nas_of = 2025-08-15\ncoders = "A"\nteam = ["x", 1]\n')
    reading = read(folder)
    assert reading.meta == {"id": "mine", "as_of": "2025-08-15", "coders": ["A"], "team": ["x", 1]}
    assert reading.findings[["level", "column"]].values.tolist() == [["warning", "team"]]
    (folder / "dossier.toml").write_text('as_of = "15.8.2025"\ntitle = ["x"]\ncoders = [1]\n')
    findings = check(folder)
    assert set(zip(findings["level"], findings["column"], strict=True)) == {
        ("error", "as_of"),
        ("error", "title"),
        ("error", "coders"),
    }
    assert findings.set_index("column").loc["as_of", "nearest"] == "2025-08-15"
    (folder / "dossier.toml").write_text("title = my case\n")
    assert check(folder)["file"].tolist() == ["dossier.toml"]


def test_a_case_that_is_not_there(tmp_path, folder, monkeypatch):
    with pytest.raises(DossierError, match=r"There is no case 'ukrain-2025'.*did you mean 'ukraine-2025'\?"):
        load("ukrain-2025")
    with pytest.raises(DossierError, match="the built-in cases are: .*ukraine-2025"):
        check("???")
    with pytest.raises(DossierError, match="did you mean '.*sound'"):
        check(folder.with_name("sund"))
    for odd in ("", "x" * 5000, "a\x00b"):
        with pytest.raises(DossierError, match="There is no case"):
            check(odd)
    with pytest.raises(DossierError, match="of type int is no case"):
        check(5)
    (tmp_path / "ukraine-2025").mkdir()
    monkeypatch.chdir(tmp_path)
    assert check("ukraine-2025")["message"].tolist()[0].startswith("A built-in case and a folder here")


def test_one_warning_sums_up_the_warnings(tmp_path):
    path = one_table(tmp_path, ROWS)
    with pytest.warns(DossierWarning, match="3 warnings") as caught:
        graph = load(path)
    assert len(caught) == 1
    assert len(graph.findings) == 3
    assert graph.id == "mine"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        load(path, quiet=True)


# ------------------------------------------------------------------------------------------------ workbooks


def book(tmp_path: Path, **sheets: list[list]) -> Path:
    workbook = Workbook()
    del workbook[workbook.sheetnames[0]]
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name.replace("_", " "))
        for row in rows:
            sheet.append(row)
    workbook.save(tmp_path / "case.xlsx")
    return tmp_path / "case.xlsx"


HEADER = ["party", "issue", "stance", "option", "start", "low", "note", "mine"]


def test_cells_of_a_workbook(tmp_path):
    path = book(
        tmp_path,
        read_me=[["anything"], [1, 2, 3]],
        positions=[
            HEADER,
            ["A", "seat", "demands", "Geneva", dt.datetime(2025, 8, 15), None, "text", dt.date(2024, 1, 2)],
            ["B", "seat", "demands", "Vienna", 2025, None, 7, True],
            ["B", "men", "demands", None, None, 12.5, None, 0.1],
        ],
        dossier=[["key", "value"], ["id", "mine"], ["as_of", 2025], ["coders", "A. Coder | B. Coder"], ["year", 7]],
    )
    reading = read(path)
    positions = reading.tables["positions"]
    assert positions["start"].tolist()[:2] == ["2025-08-15", "2025"]
    assert positions["low"].tolist()[2] == 12.5
    assert positions["note"].tolist()[:2] == ["text", "7"]
    assert positions["mine"].tolist() == ["2024-01-02", "TRUE", "0.1"]
    assert reading.meta == {"id": "mine", "as_of": "2025", "coders": ["A. Coder", "B. Coder"], "year": "7"}
    assert levels(reading.findings) == {"warning"}


def test_cells_that_a_spreadsheet_made_something_else_of(tmp_path):
    path = book(
        tmp_path,
        positions=[
            [*HEADER, "evidence"],
            ["=A1", "seat", "demands", dt.datetime(2025, 2, 1), 45519, None, dt.datetime(2025, 4, 3), "#REF!"],
            ["A", "seat", "demands", "x", dt.datetime(2025, 2, 1, 13, 30), "12,5", dt.time(3), None, None, "far"],
        ],
    )
    findings = check(path)
    finding_of = {(row.level, row.row, row.column): row for row in findings.itertuples() if not pd.isna(row.row)}
    assert "is a formula (=A1): paste its value" in finding_of["error", 2, "party"].message
    assert "is a date (2025-02-01)" in finding_of["error", 2, "option"].message
    assert finding_of["error", 2, "start"].nearest == "2024-08-15"
    assert "is a date (2025-04-03)" in finding_of["warning", 2, "note"].message
    assert "is an error of the spreadsheet (#REF!)" in finding_of["error", 2, "mine"].message
    assert finding_of["error", 3, "start"].nearest == "2025-02-01"
    assert finding_of["error", 3, "low"].nearest == "12.5"
    assert "time of day" in finding_of["error", 3, "note"].message
    assert "right of the last column" in findings[findings["value"] == "far"]["message"].iloc[0]
    assert set(findings["file"].dropna()) >= {"case.xlsx:positions"}


def test_a_date_is_as_precise_as_the_workbook_shows_it(tmp_path):
    path = book(
        tmp_path, positions=[HEADER, *([f"p{n}", "seat", "demands", "x", dt.datetime(2025, 1, 1)] for n in range(4))]
    )
    from openpyxl import load_workbook

    workbook = load_workbook(path)
    for line, shown in enumerate(["mmm-yy", "yyyy", "[$-409]d-mmm-yyyy", 'yyyy"-"mm'], start=2):
        workbook["positions"].cell(line, 5).number_format = shown
    workbook.save(path)
    assert read(path).tables["positions"]["start"].tolist() == ["2025-01", "2025", "2025-01-01", "2025-01"]


def test_sheets_that_are_no_tables_are_told(tmp_path):
    findings = check(book(tmp_path, positions=[HEADER, ["A", "seat", "demands", "x"]], Sheet1=[["a"]]))
    assert "case.xlsx:Sheet1" in set(findings["file"])


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 old", b"party,issue\n"])
def test_a_workbook_that_is_none_is_told(tmp_path, content):
    findings = check(one_table(tmp_path, content, "case.xlsx"))
    assert "cannot be opened as a workbook" in findings["message"].iloc[0]


# ------------------------------------------------------------------------------------------------ DataFrames


def test_cells_of_a_dataframe():
    rows = {
        "party": pd.Categorical(["A", "B", "C"]),
        "issue": np.array(["seat"] * 3),
        "stance": ["demands"] * 3,
        "option": [["Geneva", "Vienna"], {"Vienna", "Bonn"}, ("Bonn",)],
        "start": [pd.Timestamp("2025-08-15"), 2024.0, None],
        "end": pd.period_range("2026-01", periods=3, freq="M"),
        "note": [np.float32(0.1), Decimal("1.50"), pd.NA],
    }
    reading = read({"positions": pd.DataFrame(rows).set_index("party"), "dossier": {"id": "x", "coders": ["me"]}})
    positions = reading.tables["positions"]
    assert positions["option"].tolist() == ["Geneva|Vienna", "Bonn|Vienna", "Bonn"]
    assert positions["party"].tolist() == ["A", "B", "C"]
    assert positions["start"].tolist()[:2] == ["2025-08-15", "2024"]
    assert positions["end"].tolist() == ["2026-01", "2026-02", "2026-03"]
    assert positions["note"].tolist()[:2] == ["0.1", "1.50"]
    assert positions["note"].isna().tolist() == [False, False, True]
    assert reading.meta == {"id": "x", "coders": ["me"]}
    assert levels(reading.findings) == {"warning"}


def test_typed_columns_of_a_dataframe():
    issues = pd.DataFrame(
        {"id": ["seat", "men"], "kind": ["choice", "number"], "per_region": [True, False], "scale_low": [np.nan, 0]}
    )
    positions = pd.DataFrame(
        {
            "party": pd.array(["A", "B"], dtype="string"),
            "issue": ["seat", "men"],
            "stance": "demands",
            "option": ["x", None],
            "low": pd.array([None, 3], dtype="Int64"),
            "start": pd.to_datetime(["2025-01-01", None]),
            "seen": [1.0, np.nan],
        }
    )
    reading = read({"issues": issues, "positions": positions})
    assert reading.tables["issues"]["per_region"].tolist() == ["yes", "no"]
    assert reading.tables["positions"]["low"].tolist()[1] == 3.0
    assert reading.tables["positions"]["start"].iloc[0] == "2025-01-01"
    assert reading.tables["positions"]["seen"].iloc[0] == "1"
    assert levels(reading.findings) == {"warning"}


class Odd:
    def __repr__(self):
        raise RuntimeError("no")


NO_CELLS = (
    [["a"]],
    {"a": 1},
    np.array([["a"]]),
    b"bytes",
    1j,
    object(),
    Odd(),
    dt.timedelta(1),
    "\ud800",
    ["a|b"],
    10**5000,
    pd.DataFrame({"a": [1]}),
    np.timedelta64(1, "D"),
    ["\ud800"],
)


@pytest.mark.parametrize("number", range(len(NO_CELLS)))
def test_values_that_are_no_cells_are_refused_by_name(number):
    cells = np.empty(1, dtype=object)
    cells[0] = NO_CELLS[number]
    frame = pd.DataFrame({"party": ["A"], "issue": ["seat"], "stance": ["demands"], "option": pd.Series(cells)})
    findings = check({"positions": frame})
    assert ((findings["level"] == "error") & (findings["column"] == "option") & (findings["row"] == 2)).any()


def test_what_is_no_table_is_refused_by_name():
    findings = check({"positions": 5, "parties": "text", 7: [], "dossier": 3})
    assert findings["file"].tolist()[:3] == ["dossier", "parties", "positions"]
    assert levels(findings.head(3)) == {"error"}


def test_a_frame_alone_is_the_table_of_positions(tmp_path):
    frame = pd.DataFrame({"party": ["A"], "issue": ["seat"], "option": ["Geneva"]})
    graph = load(frame, quiet=True)
    assert save(graph, tmp_path / "x").name == "x"
    assert graph.id == "case"


def test_meta_from_pandas():
    frame = pd.DataFrame({"party": ["A"], "issue": ["seat"], "stance": ["demands"], "option": ["x"]})
    dossier = pd.DataFrame({"key": ["id", "as_of", "coders", "title"], "value": ["x", 2025.0, "A|B", np.nan]})
    assert read({"positions": frame, "dossier": dossier}).meta == {"id": "x", "as_of": "2025", "coders": ["A", "B"]}
    dossier = {
        "id": np.int64(7),
        "title": pd.NaT,
        "as_of": pd.Timestamp("2025-01-02"),
        "n": np.float64(0.5),
        "bad": [object()],
    }
    reading = read({"positions": frame, "dossier": dossier})
    assert reading.meta == {"id": "7", "as_of": "2025-01-02", "n": 0.5}
    errors = reading.findings[reading.findings["level"] == "error"]
    assert errors["message"].tolist() == ["'bad' holds a value of type object, which cannot be kept."]
    odd = pd.DataFrame({"key": [["a"], "a"], "value": [1, 2], "third": [0, 0]})
    assert (check({"positions": frame, "dossier": odd})["level"] == "error").any()


# ------------------------------------------------------------------------------------------------ a case saved as .ods


def as_ods(book: Path, path: Path) -> Path:
    """The same sheets, as a spreadsheet program writes them into an .ods."""
    pytest.importorskip("odf")
    with pd.ExcelWriter(path, engine="odf") as writer:
        for title, frame in pd.read_excel(book, sheet_name=None, header=None, dtype=str).items():
            frame.to_excel(writer, sheet_name=title, header=False, index=False)
    return path


@pytest.mark.parametrize("form", ["small", "full"])
def test_a_form_that_is_saved_as_ods_is_the_same_case(tmp_path, form):
    book = new(tmp_path / "case.xlsx", form=form)
    ods = as_ods(book, tmp_path / "case.ods")
    assert check(ods).empty
    meant, case = load(book), load(ods)
    assert case.id == meant.id
    assert case.title == meant.title
    for name, table in meant.tables.items():
        pd.testing.assert_frame_equal(case.tables[name], table)


def test_what_is_wrong_in_an_ods_is_told_with_its_sheet_and_row(tmp_path):
    book = tmp_path / "case.xlsx"
    with pd.ExcelWriter(book) as writer:
        rows = {"party": ["a", "b"], "issue": "seat", "stance": ["demands", "demnds"], "option": "x"}
        pd.DataFrame(rows).to_excel(writer, sheet_name="Positions", index=False)
        pd.DataFrame({"id": ["a", "b"], "name": ["A", "B"]}).to_excel(writer, sheet_name="parties", index=False)
        pd.DataFrame({"x": ["1"]}).to_excel(writer, sheet_name="my sums", index=False)
    findings = check(as_ods(book, tmp_path / "case.ods"))
    (row,) = findings[findings["level"] == "error"].to_dict("records")
    assert (row["file"], row["row"], row["column"], row["nearest"]) == ("case.ods:Positions", 3, "stance", "demands")
    assert "my sums" in findings["message"].str.cat() + findings["file"].str.cat()


def test_an_ods_that_is_no_case_of_zopa_is_any_table(tmp_path):
    book = tmp_path / "votes.xlsx"
    pd.DataFrame({"Country": ["A", "B"], "Tax": ["yes", "no"]}).to_excel(book, sheet_name="positions", index=False)
    assert load(as_ods(book, tmp_path / "votes.ods"), quiet=True).tables["positions"]["issue"].tolist() == [
        "Tax",
        "Tax",
    ]
    (tmp_path / "broken.ods").write_bytes(b"PK and nothing more")
    assert "error" in levels(check(tmp_path / "broken.ods"))

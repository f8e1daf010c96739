"""Workbooks as programs and people make them: merged, hidden and scaled cells, damage, and parts that grow when unpacked."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook

from zopa.loaders import check, load, read, save
from zopa.loaders.sizes import MIB

HEADER = ["party", "issue", "stance", "option", "firmness"]
ROWS = [["A", "seat", "demands", "Geneva", "red line"], ["B", "seat", "demands", "Vienna", "aim"]]


def book(path: Path, positions: list[list[Any]], title: str = "positions", **other_sheets: list[list[Any]]) -> Path:
    workbook = Workbook()
    del workbook[workbook.sheetnames[0]]
    for name, rows in {title: positions, **other_sheets}.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    workbook.save(path)
    return path


def altered(path: Path, change: Any) -> Path:
    """The workbook with something done to its sheet of positions."""
    workbook = load_workbook(path)
    change(workbook["positions"])
    workbook.save(path)
    return path


def rewritten(path: Path, part: str, change: Any) -> Path:
    """The workbook with the XML of a part changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return book(tmp_path / "case.xlsx", [HEADER, *ROWS])


def messages(findings: pd.DataFrame, level: str) -> str:
    return "\n".join(findings[findings["level"] == level]["message"])


# ------------------------------------------------------------------------------------------------ merged and hidden


def test_a_cell_merged_over_rows_stands_for_each_of_them(path):
    rows = [HEADER, *ROWS, ["C", "seat", "demands", "Oslo", "aim"]]
    altered(book(path, rows), lambda sheet: [sheet.merge_cells(ref) for ref in ("E2:E3", "B2:B4", "G2:G3", "A7:A9")])
    reading = read(path)
    assert not reading.errors
    assert reading.tables["positions"]["firmness"].tolist() == ["red line", "red line", "aim"]
    assert reading.tables["positions"]["issue"].tolist() == ["seat"] * 3
    about_merging = reading.findings[reading.findings["message"].str.contains("merged")]
    assert sorted(about_merging["message"]) == [
        "B2:B4 is merged: 'seat' was read in each of its rows.",
        "E2:E3 is merged: 'red line' was read in each of its rows.",
    ]
    assert about_merging["row"].tolist() == [2, 2]


@pytest.mark.parametrize("ref", ["D2:E2", "A2:B3", "A1:B1", "D1:D2"])
def test_any_other_merging_is_refused_by_name(path, ref):
    findings = check(altered(path, lambda sheet: sheet.merge_cells(ref)))
    assert f"{ref} is merged: unmerge it and fill each cell." in messages(findings, "error")


def test_hidden_rows_columns_and_sheets_are_read_and_told(path):
    def hide(sheet):
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["E"].hidden = True
        sheet.sheet_state = "hidden"
        sheet.parent.create_sheet("read me")

    reading = read(altered(path, hide))
    assert reading.tables["positions"]["party"].tolist() == ["A", "B"]
    warnings = messages(reading.findings, "warning")
    assert "1 row is hidden and read all the same: 3." in warnings
    assert "Column E ('firmness') is hidden and was read all the same." in warnings
    assert "The sheet is hidden and was read all the same." in warnings


# ------------------------------------------------------------------------------------------------ what a cell shows


def numbers(path: Path, unit: str, *cells: tuple[float, str]) -> Path:
    rows = [[party, "tax", "demands", number] for party, (number, _) in zip("ABCDEF", cells, strict=False)]
    book(path, [["party", "issue", "stance", "low"], *rows], issues=[["id", "kind", "unit"], ["tax", "number", unit]])

    def form(sheet):
        for line, (_, number_format) in enumerate(cells, start=2):
            sheet.cell(line, 4).number_format = number_format

    return altered(path, form)


@pytest.mark.parametrize("unit", ["%", "percent", "Percentage points", "% of GDP"])
def test_a_percentage_is_read_as_it_is_shown_where_the_unit_is_one(path, unit):
    cells = [(0.25, "0%"), (0.07, "0.0%;[Red]-0.0%"), (-0.5, "0%;-0%"), (20, "General"), (20, '0"%"'), (1 / 3, "0%")]
    reading = read(numbers(path, unit, *cells))
    assert not reading.errors
    assert reading.tables["positions"]["low"].tolist() == [25, 7, -50, 20, 20, 33.3333333333333]


def test_a_percentage_of_another_unit_is_refused_by_name(path):
    findings = check(numbers(path, "share", (0.25, "0%")))
    assert findings[["level", "file", "row", "column", "value"]].values.tolist()[0] == [
        "error",
        "case.xlsx:positions",
        2,
        "low",
        "25%",
    ]
    expected = "'25%' is a percentage, but its unit is 'share': write 25 and the unit %, or 0.25."
    assert messages(findings, "error") == expected


def test_a_year_that_became_a_day_of_1905_is_pointed_out(path):
    book(
        path, [["party", "issue", "option", "start"], ["A", "seat", "x", 2021], ["B", "seat", "y", dt.date(2021, 1, 1)]]
    )
    altered(path, lambda sheet: setattr(sheet["D2"], "number_format", "yyyy"))
    findings = check(path)
    told = findings[findings["column"] == "start"]
    assert told[["level", "row", "nearest"]].values.tolist() == [["warning", 2, "2021"]]
    assert "if the year 2021 was meant" in told["message"].iloc[0]


@pytest.mark.parametrize("number_format", ["0.0,,", "#,##0.0,,", '0.0,,"M"', "[$-409]0.0,,;-0.0,,", "#,##0,,;[Red]0,,"])
def test_a_number_shown_without_its_zeros_is_refused_by_name(path, number_format):
    findings = check(numbers(path, "people", (2_400_000, number_format)))
    errors = messages(findings, "error")
    assert errors.startswith("The cell shows 2.4 and holds 2400000: its number format")
    assert findings["row"].iloc[0] == 2


@pytest.mark.parametrize("number_format", ["#,##0", "#,##0.00", "0.00E+00", "$#,##0", '#,##0" m,"', "# ?/?", "0;(0)"])
def test_other_formats_change_nothing(path, number_format):
    assert read(numbers(path, "people", (2_400_000, number_format))).tables["positions"]["low"].tolist() == [2_400_000]


def test_codes_keep_the_zeros_that_are_shown(path):
    book(path, [[*HEADER, "code"], [*ROWS[0], 7], [*ROWS[1], 12]])
    altered(path, lambda sheet: [setattr(sheet.cell(line, 6), "number_format", "000") for line in (2, 3)])
    assert read(path).tables["positions"]["code"].tolist() == ["007", "012"]


def test_floats_survive_a_workbook(tmp_path, path):
    floats = [0.3, 0.333333333333333, 5e-324, 1.7e308, 123456789012345.0, 2.5, 1e22]
    names = ["A", "B", *(f"P{index}" for index in range(len(floats) - 2))]
    parties = pd.DataFrame({"id": names, "power": floats})
    positions = pd.DataFrame([dict(zip(HEADER, row, strict=True)) for row in ROWS])
    case = load({"positions": positions, "parties": parties}, quiet=True)
    again = load(save(case, tmp_path / "saved.xlsx"), quiet=True)
    assert again.tables["parties"]["power"].tolist() == floats


# ------------------------------------------------------------------------------------------------ which sheet, which row


@pytest.mark.parametrize("title", ["Sheet1", "Tabelle1", "Feuil1", "Round 2 (final)", "events2", "README"])
def test_the_only_sheet_is_the_positions(tmp_path, title):
    path = book(tmp_path / "case.xlsx", [HEADER, *ROWS], title, Sheet2=[], Sheet3=[])
    reading = read(path)
    assert not reading.errors
    assert f"'{title}' was read as the positions." in messages(reading.findings, "warning")
    assert "Did you mean" not in messages(reading.findings, "warning")
    assert len(reading.tables["positions"]) == 2
    frames = pd.read_excel(path, sheet_name=None)
    assert load(frames, quiet=True).tables["positions"].equals(reading.tables["positions"])


def test_the_sheet_with_parties_and_issues_is_the_positions_beside_other_tables(tmp_path):
    parties = [["id", "name"], ["A", "Upland"], ["B", "Lowland"]]
    path = book(tmp_path / "case.xlsx", [HEADER, *ROWS], "Coding", parties=parties, Notes=[["what"], ["x"]])
    reading = read(path)
    assert not reading.errors
    assert reading.tables["parties"]["name"].tolist() == ["Upland", "Lowland"]
    assert "'Notes' is no table of a case" in messages(reading.findings, "warning")
    book(path, [HEADER, *ROWS], "Round 1", **{"Round 2": [HEADER, *ROWS]})
    errors = messages(check(path), "error")
    assert "'Round 1' and 'Round 2' have parties and issues: which are the positions?" in errors


@pytest.mark.parametrize("above", [[["Positions, second round"], []], [["Licence: CC BY 4.0", "2025"]], [[], []]])
def test_a_title_above_the_header_is_no_row(path, above):
    reading = read(book(path, [*above, HEADER, *ROWS, ["C", "seat", "wants", "x"]]))
    assert reading.tables["positions"]["party"].tolist() == ["A", "B", "C"]
    wrong = reading.findings[reading.findings["level"] == "error"]
    assert wrong[["row", "value"]].values.tolist() == [[len(above) + 4, "wants"]]
    is_reported = f"The header is row {len(above) + 1}" in messages(reading.findings, "warning")
    assert is_reported == any(above)
    expected = {
        "Positions, second round": ("description", "Positions, second round"),
        "Licence: CC BY 4.0": ("licence", "CC BY 4.0"),
    }
    if above[0]:
        key, text = expected[above[0][0]]
        assert text in reading.meta[key]


# ------------------------------------------------------------------------------------------------ damage

SHEET = "xl/worksheets/sheet1.xml"


def rows_changed(path: Path, change: Any) -> Path:
    def apply(content: bytes) -> bytes:
        rows = re.findall(rb"<row .*?</row>", content)
        return content.replace(b"".join(rows), b"".join(change(rows)))

    return rewritten(path, SHEET, apply)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda rows: [rows[0], rows[2], rows[1]], "row 2 stands below row 3"),
        (lambda rows: [*rows, rows[2]], "row 3 stands twice"),
        (
            lambda rows: [*rows[:2], rows[2].replace(b'"3"', b'"1000000000"')],
            "a row 1,000,000,000; the last row that a sheet",
        ),
        (lambda rows: [rows[0], rows[1].replace(b'r="D2"', b'r="C2"'), rows[2]], "cell C2 stands twice"),
        (lambda rows: [rows[0], rows[1].replace(b'r="A2"', b'r="A7"'), rows[2]], "a cell of row 7 stands in row 2"),
        (lambda rows: [rows[0].replace(b'r="1"', b'r="0"'), *rows[1:]], "a row has the number 0"),
        (
            lambda rows: [rows[0], b"<row>" + b"<c/>" * 17_000 + b"</row>"],
            "a row behind row 1 has more than 16,384 cells",
        ),
        pytest.param(
            lambda rows: [*rows, b"<x/>" * 2_100_000],
            "it has more than 2,000,000 parts that are no rows",
            marks=pytest.mark.thorough,
        ),
        (lambda rows: [rows[0], rows[1].replace(b'r="E2"', b'r="XFE2"'), rows[2]], "a cell beyond the 16,384 columns"),
    ],
)
def test_a_damaged_sheet_is_refused_by_name(path, change, told):
    assert "The sheet is damaged: " in messages(check(rows_changed(path, change)), "error")
    assert told in messages(check(path), "error")


def test_a_sheet_that_is_not_there_and_a_strict_workbook_are_told(path):
    rewritten(path, "xl/_rels/workbook.xml.rels", lambda content: content.replace(b"sheet1.xml", b"sheet9.xml"))
    errors = messages(check(path), "error")
    assert "it names a sheet 'positions' and does not hold it" in errors
    book(path, [HEADER, *ROWS])
    rewritten(
        path, "xl/workbook.xml", lambda content: content.replace(b"schemas.openxmlformats.org", b"purl.oclc.org/ooxml")
    )
    assert "'Strict Open XML Spreadsheet'" in messages(check(path), "error")


def test_what_is_no_workbook_is_not_read_as_one(tmp_path, path):
    for name in ("project.qdpx", "case.xlsx", "case.ods"):
        packed = tmp_path / name
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("project.qde", "<Project/>")
        findings = check(packed)
        assert len(findings) == 1
        expected = {
            "project.qdpx": "has neither codes nor sources",
            "case.xlsx": "holds no sheets",
            "case.ods": "The file cannot be read",
        }
        assert expected[name] in findings["message"].iloc[0]
    renamed = book(tmp_path / "made.xlsx", [HEADER, *ROWS]).rename(tmp_path / "case.csv")
    assert len(load(renamed, quiet=True).tables["positions"]) == 2


# ------------------------------------------------------------------------------------------------ parts that grow


@pytest.mark.parametrize(
    "part", [SHEET, "xl/styles.xml", "xl/workbook.xml", "docProps/core.xml", "xl/media/picture.png"]
)
def test_a_part_that_grows_a_hundred_times_is_not_unpacked(path, part):
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in ({part: b""} | parts).items():
            archive.writestr(name, content + b" " * (20 * MIB) if name == part else content)
    findings = check(path)
    assert len(findings) == 1
    assert re.search(
        f"The workbook was not unpacked: the part '{part}' would grow from [0-9]+ KiB to 20 MiB", findings["message"][0]
    )


def test_what_a_workbook_says_of_its_size_is_enough_to_refuse_it(path):
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/media/film.mp4", b"x")
    content = bytearray(path.read_bytes())
    at = content.rindex(b"PK\x01\x02")
    content[at + 20 : at + 28] = (50 * MIB).to_bytes(4, "little") + (1500 * MIB).to_bytes(4, "little")
    path.write_bytes(content)
    assert "the workbook would take 1500 MiB" in messages(check(path), "error").replace(",", "")


def test_dates_and_truth_in_a_workbook(path):
    rows = [[*HEADER, "start", "mine"], [*ROWS[0], dt.date(2025, 3, 1), True], [*ROWS[1], "2025-03", False]]
    positions = read(book(path, rows)).tables["positions"]
    assert positions["start"].tolist() == ["2025-03-01", "2025-03"]
    assert positions["mine"].tolist() == ["TRUE", "FALSE"]

"""A corrected copy: all cells with exactly one reading, nothing else, and a list of what was changed."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from effort import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.table import Table

from zopa.loaders import DossierError, fix, mark, read

HEADER = "party,issue,stance,option,firmness,start\n"


def change(dossier: dict[str, Any], table: str, row: int, cells: dict[str, Any]) -> dict[str, Any]:
    dossier[table][row] |= cells
    return dossier


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


ONE_READING = [
    # table, row, the cell as it is written, the cell as it can only be meant
    ("positions", 0, "stance", "demand", "demands"),
    ("positions", 0, "stance", " Demands", "demands"),
    ("positions", 1, "stance", "NO-ANSWER", "no answer"),
    ("positions", 0, "firmness", "redline", "red line"),
    ("positions", 0, "party", "uplnd", "upland"),
    ("positions", 0, "party", "upland ", "upland"),
    ("positions", 0, "party", "UPLAND", "upland"),
    ("positions", 0, "issue", "controll", "control"),
    ("positions", 0, "option", "uplnad", "upland"),
    ("positions", 1, "option", "lowlnd|shared", "lowland|shared"),
    ("positions", 1, "regions", "nrth|south", "north|south"),
    ("positions", 1, "regions", "north | south", "north|south"),
    ("positions", 1, "regions", "north; south", "north|south"),
    ("positions", 0, "start", "15.08.2025", "2025-08-15"),
    ("positions", 0, "start", "August 2025", "2025-08"),
    ("positions", 2, "end", "9999-12-31", ""),
    ("positions", 2, "low", "12,5", "12.5"),
    ("positions", 2, "high", "1 000", "1000"),
    ("issues", 0, "per_region", "TRUE", "yes"),
    ("parties", 0, "kind", "State", "state"),
]


@pytest.mark.parametrize(("table", "row", "column", "was", "meant"), ONE_READING)
def test_a_cell_with_one_reading_is_corrected(tmp_path, dossier, table, row, column, was, meant, written):
    folder = written(tmp_path / "case", change(dossier, table, row, {column: was}))
    fixed = fix(folder, tmp_path / "copy")
    assert fixed.changes.values.tolist() == [[f"{table}.csv", row + 2, column, was, meant]] or (
        meant == "" and fixed.changes[["was", "is"]].values.tolist() == [[was, ""]]
    )
    place = fixed.findings.query("level == 'error' and column == @column")
    assert place.empty, place["message"].tolist()


SEVERAL_READINGS = [
    ("positions", 0, {"start": "03.04.2025"}),
    ("positions", 0, {"start": "45519"}),
    ("positions", 0, {"start": "Mar-24"}),
    ("positions", 0, {"start": "2009/10"}),
    ("positions", 2, {"high": "1,200"}),
    ("positions", 2, {"high": "2.4 million"}),
    ("positions", 2, {"low": "10-20"}),
    ("positions", 0, {"stance": "yes"}),
    ("positions", 0, {"stance": ""}),
    ("positions", 0, {"party": "Oberland"}),
    ("positions", 2, {"low": "-1"}),
    ("positions", 0, {"start": "2025-08-15 23:30"}),
    ("issues", 0, {"per_region": "-"}),
    ("issues", 0, {"per_region": "x"}),
    ("parties", 0, {"walk_away": "1.5"}),
]


@pytest.mark.parametrize(("table", "row", "cells"), SEVERAL_READINGS)
def test_a_cell_with_several_readings_or_none_stays_and_is_still_told(tmp_path, dossier, table, row, cells, written):
    folder = written(tmp_path / "case", change(dossier, table, row, cells))
    fixed = fix(folder, tmp_path / "copy")
    assert fixed.changes.empty
    assert fixed.errors == read(folder).errors > 0
    assert bytes_of(tmp_path / "copy") == bytes_of(folder)


@pytest.mark.parametrize(
    ("names", "word"),
    [
        (["austria", "australia"], "austrlia"),
        (["team-1"], "team-2"),
        (["iraq"], "iran"),
        (["roman"], "oman"),
        (["america"], "americas"),
        (["russia"], "russian"),
    ],
)
def test_names_that_are_nearly_the_same_are_not_taken_for_one_another(tmp_path, names, word, written):
    tables = {
        "parties": [{"id": name} for name in names],
        "positions": [{"party": word, "issue": "seat", "stance": "demands", "option": "Geneva"}],
    }
    assert fix(written(tmp_path / "case", tables), tmp_path / "copy").changes.empty


def test_a_correction_can_show_that_another_cell_is_wrong_and_how_it_is_meant(tmp_path, dossier, written):
    cells = {"issue": "contrl", "option": "uplnd", "Stance ": "Demnds"}
    del dossier["positions"][0]["stance"]
    folder = written(tmp_path / "case", change(dossier, "positions", 0, cells))
    changes = fix(folder, tmp_path / "copy").changes
    # The stances of the other rows stand in a second column, so that the name of this one has no single reading.
    assert set(changes["is"]) == {"control", "upland"}


def test_names_of_columns_are_corrected_where_they_have_one_reading(tmp_path):
    place = tmp_path / "case.csv"
    place.write_text("Party,issue,stnace,option,Note to self\nA,seat,Demands,Geneva,x\n")
    fixed = fix(place, tmp_path / "copy.csv")
    assert fixed.path.read_text() == "party,issue,stance,option,Note to self\nA,seat,demands,Geneva,x\n"
    assert fixed.changes["row"].tolist() == [1, 1, 2]
    assert fixed.changes_path.read_text().splitlines()[0] == "file,row,column,was,is"
    assert "Note to self" in fixed.findings["message"].str.cat()


def test_a_needed_column_is_named_by_its_meaning_where_only_one_can_be_it(tmp_path, dossier, written):
    dossier["positions"] = [
        {("Actor" if name == "party" else name): cell for name, cell in row.items()} for row in dossier["positions"]
    ]
    fixed = fix(written(tmp_path / "one", dossier), tmp_path / "one-copy")
    assert fixed.changes[["was", "is"]].values.tolist() == [["Actor", "party"]]
    assert fixed.findings.empty
    for row in dossier["positions"]:
        row["Country"] = row["Actor"]
    assert fix(written(tmp_path / "two", dossier), tmp_path / "two-copy").changes.empty


@pytest.mark.parametrize(
    "form",
    [b"%s", b"\xef\xbb\xbf%s", b"sep=,\n%s", b"# Round two\n# of the talks\n%s"],
    ids=["plain", "mark", "sep", "above"],
)
def test_all_but_the_corrected_rows_stays_byte_for_byte(tmp_path, form):
    rows = b'A,seat,demands,"Geneva, by the lake",red line,2024\r\n"B",seat,Demands,Vienna,aim,2024\nC,seat,accepts,Geneva,,2024'
    place = tmp_path / "case.csv"
    place.write_bytes(form % (HEADER.encode() + rows))
    fixed = fix(place, tmp_path / "copy.csv")
    assert fixed.path.read_bytes() == place.read_bytes().replace(b'"B",seat,Demands', b"B,seat,demands")
    assert len(fixed.changes) == 1


def test_the_encoding_and_the_separator_stay(tmp_path):
    place = tmp_path / "case.csv"
    place.write_bytes("party;issue;stance;option\nKöln;seat;Demands;Genève\n".encode("cp1252"))
    assert fix(place, tmp_path / "copy.csv").path.read_bytes() == place.read_bytes().replace(b"Demands", b"demands")


def test_a_file_with_a_misplaced_quotation_mark_is_left_as_it_is(tmp_path):
    place = tmp_path / "case.csv"
    place.write_text('party,issue,stance,option\nA,seat,Demands,"Gen"eva\n')
    fixed = fix(place, tmp_path / "copy.csv")
    assert fixed.changes.empty
    assert fixed.errors
    assert fixed.path.read_bytes() == place.read_bytes()


def test_many_rows_with_the_same_mistake_are_all_corrected(tmp_path):
    place = tmp_path / "case.csv"
    place.write_text(HEADER + "".join(f"A{row},seat,Demands,Geneva,,2024\n" for row in range(100)))
    assert len(fix(place, tmp_path / "copy.csv").changes) == 100


def test_nothing_is_written_over_and_the_case_is_not_touched(tmp_path, folder):
    before = bytes_of(folder)
    (tmp_path / "there").mkdir()
    (tmp_path / "listed.changes.csv").write_text("mine")
    for name, why in [
        ("there", "is there already"),
        ("listed", "is there already"),
        ("sound", "is there already"),
        ("sound/copy", "lies in the case itself"),
        ("copy.xlsx", "name a folder"),
    ]:
        with pytest.raises(DossierError, match=why):
            fix(folder, tmp_path / name)
    assert bytes_of(folder) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["listed.changes.csv", "sound", "there"]


def test_other_forms_are_refused_by_name(tmp_path):
    (tmp_path / "case.json").write_text('[{"party": "A", "issue": "seat", "stance": "Demands", "option": "x"}]')
    with pytest.raises(DossierError, match="'case.json' was not corrected"):
        fix(tmp_path / "case.json", tmp_path / "copy.json")
    (tmp_path / "votes.csv").write_text("Country,Motion,Vote\nA,Tax,yes\nB,Tax,no\n")
    with pytest.raises(DossierError, match="save it as a case with zopa load"):
        fix(tmp_path / "votes.csv", tmp_path / "copy.csv")
    with pytest.raises(DossierError, match="let its name end in .csv"):
        fix(tmp_path / "votes.csv", tmp_path / "copy.xlsx")


WRITTEN = {
    "party": ["upland", "Upland", " upland", "lowland", "Republic of Lowland", "uplnd", "uplands-2"],
    "issue": ["control", "Control", "contrl"],
    "stance": ["demands", "Demands", "accepts ", "rejets", "mixed", "yes", ""],
    "option": ["upland", "lowland|shared", "lowland; shared", "shared |upland", "shred", "other", ""],
    "firmness": ["red line", "Red  Line", "aim", "", "firm"],
    "regions": ["north", "north|south", "north and south", "nrth", ""],
    "start": ["2024", "2024-03", "15.08.2025", "03.04.2025", "", " 2024"],
}


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.fixed_dictionaries({name: st.sampled_from(words) for name, words in WRITTEN.items()}), min_size=1, max_size=4
    )
)
def test_the_copy_says_the_same_and_differs_in_the_listed_cells_alone(tmp_path_factory, dossier, written, rows):
    place = tmp_path_factory.mktemp("drawn")
    tables = dossier | {"positions": rows}
    del tables["conditions"]
    folder = written(place / "case", tables)
    before = read(folder)
    fixed = fix(folder, place / "copy")
    after = read(place / "copy")
    # Every cell that differs is listed, and no other.
    different = []
    for name, content in bytes_of(folder).items():
        pairs = zip(
            *(list(csv.reader(io.StringIO(text.decode()))) for text in (content, (place / "copy" / name).read_bytes())),
            strict=True,
        )
        for line, (was, now) in enumerate(pairs, start=1):
            different += [(name, line, a, b) for a, b in zip(was, now, strict=True) if a != b]
    listed = fixed.changes.astype(object).where(fixed.changes.notna(), "")
    assert sorted(different) == sorted(listed[["file", "row", "was", "is"]].itertuples(index=False, name=None))
    # Nothing new is wrong, what was read is read the same, and there is nothing more to correct.
    assert after.errors <= before.errors
    if not before.errors:
        assert all(after.tables[name].equals(table) for name, table in before.tables.items())
    assert fix(place / "copy", place / "again").changes.empty


# ------------------------------------------------------------------------------------------------ workbooks


@pytest.fixture
def book(tmp_path: Path) -> Path:
    workbook = Workbook()
    sheet: Any = workbook.active
    sheet.title = "positions"
    sheet.append(["party", "issue", "Stance", "option", "low", "start"])
    sheet.append(["A", "seat", "Demands", "Geneva", None, "15.08.2025"])
    sheet.append(["B", "seat", "demnds", "Vienna", None, "03.04.2025"])
    sheet.append(["B", "troops", "demands", None, "12,5", "2024"])
    sheet["C2"].font = Font(bold=True)
    sheet["C3"].comment = Comment("ask Mira", "me")
    sheet.column_dimensions["D"].width = 31
    sheet.add_table(Table(displayName="Coded", ref="A1:F4"))
    notes = workbook.create_sheet("read me")
    notes.append(["=1+1", 7])
    workbook.save(tmp_path / "case.xlsx")
    return tmp_path / "case.xlsx"


def test_a_workbook_keeps_all_that_is_not_corrected(tmp_path, book):
    before = book.read_bytes()
    fixed = fix(book, tmp_path / "copy.xlsx")
    assert fixed.changes[["row", "column", "is"]].values.tolist() == [
        [1, "Stance", "stance"],
        [2, "stance", "demands"],
        [2, "start", "2025-08-15"],
        [3, "stance", "demands"],
        [4, "low", "12.5"],
    ]
    assert fixed.errors == 1
    assert "2025-03-04 or 2025-04-03" in fixed.findings["message"].iat[0]
    copy = load_workbook(fixed.path)
    sheet = copy["positions"]
    assert sheet["C2"].font.bold
    assert sheet["C3"].comment.text == "ask Mira"
    assert sheet["E4"].value == 12.5
    assert sheet.column_dimensions["D"].width == 31
    # A table of a spreadsheet has the names of its header a second time.
    assert sheet.tables["Coded"].tableColumns[2].name == "stance"
    assert copy["read me"]["A1"].value == "=1+1"
    assert book.read_bytes() == before


def test_merged_cells_and_formulas_stay(tmp_path):
    workbook = Workbook()
    sheet: Any = workbook.active
    sheet.title = "positions"
    for row in [
        ["party", "issue", "stance", "option"],
        ["A", "seat", "Demands", "x"],
        ["B", "seat", None, "y"],
        ["C", "seat", '="demands"', "x"],
    ]:
        sheet.append(row)
    sheet.merge_cells("C2:C3")
    workbook.save(tmp_path / "case.xlsx")
    assert fix(tmp_path / "case.xlsx", tmp_path / "copy.xlsx").changes.empty


def marked_cells(path: Path, title: str = "positions") -> dict[str, tuple[str, str]]:
    """By place the colour and the comment of every cell that is coloured."""
    return {
        cell.coordinate: (cell.fill.fgColor.rgb[2:], cell.comment.text if cell.comment else "")
        for row in load_workbook(path)[title].iter_rows()
        for cell in row
        if cell.fill.fill_type == "solid"
    }


def test_findings_are_shown_where_they_are_in_the_readers_own_workbook(tmp_path, book):
    done = mark(book, tmp_path / "marked.xlsx")
    cells = marked_cells(done.path)
    assert {place: colour for place, (colour, _) in cells.items()} == {
        "A1": "FFEB9C",
        "C1": "FFEB9C",
        "C2": "FFEB9C",
        "C3": "FFC7CE",
        "E4": "FFC7CE",
        "F2": "FFC7CE",
        "F3": "FFC7CE",
    }
    assert done.cells == len(cells)
    # What the reader wrote there comes first.
    assert cells["C3"][1].startswith("ask Mira\n\nerror: 'demnds' is none of")
    assert "it can be 2025-03-04 or 2025-04-03" in cells["F3"][1]
    before, after = load_workbook(book), load_workbook(done.path)
    for sheet in before:
        assert [[cell.value for cell in row] for row in sheet] == [
            [cell.value for cell in row] for row in after[sheet.title]
        ]
    assert after["positions"]["C2"].font.bold


def test_every_row_is_marked_however_many_say_the_same(tmp_path):
    workbook = Workbook()
    sheet: Any = workbook.active
    sheet.title = "positions"
    sheet.append(["party", "issue", "stance", "option"])
    for row in range(50):
        sheet.append([f"P{row}", "seat", "agrees", "x"])
    workbook.save(tmp_path / "case.xlsx")
    cells = marked_cells(mark(tmp_path / "case.xlsx", tmp_path / "marked.xlsx").path)
    assert len([place for place in cells if place.startswith("C")]) == 50


def test_only_a_workbook_is_marked_and_nothing_is_written_over(tmp_path, book, folder):
    with pytest.raises(DossierError, match="is no workbook"):
        mark(folder, tmp_path / "marked.xlsx")
    with pytest.raises(DossierError, match="is there already"):
        mark(book, book)
    assert not (tmp_path / "marked.xlsx").exists()


@pytest.mark.parametrize("write_copy", [fix, mark])
def test_a_workbook_that_cannot_be_written_again_is_refused(tmp_path, book, write_copy, monkeypatch):
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 and nothing more")
    with pytest.raises(DossierError, match="cannot be opened as a workbook"):
        write_copy(tmp_path / "broken.xlsx", tmp_path / "copy.xlsx")
    # Its cells can be read, and its comments cannot.
    with zipfile.ZipFile(book) as archive, zipfile.ZipFile(tmp_path / "damaged.xlsx", "w") as damaged:
        for name in archive.namelist():
            damaged.writestr(name, b"<comments" if "comment" in name else archive.read(name))
    with pytest.raises(DossierError, match="is damaged, so that it cannot be written again"):
        write_copy(tmp_path / "damaged.xlsx", tmp_path / "copy.xlsx")
    monkeypatch.setattr("zopa.loaders.formats.whole_book.WHOLE_BOOK_BYTES", 1_000)
    with pytest.raises(DossierError, match="is too large to be written again"):
        write_copy(book, tmp_path / "copy.xlsx")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["broken.xlsx", "case.xlsx", "damaged.xlsx"]


def test_what_a_copy_cannot_hold_is_named(tmp_path, book):
    later = b"<extLst><ext uri='{CCE6A557-97BC-4B89-ADB6-D9C93CAAB3DF}'><x14:dataValidations xmlns:x14='x'><x14:dataValidation /><x14:dataValidation /></x14:dataValidations></ext></extLst>"
    with zipfile.ZipFile(book) as archive, zipfile.ZipFile(tmp_path / "rich.xlsx", "w") as rich:
        for name in archive.namelist():
            content = archive.read(name)
            rich.writestr(
                name, content.replace(b"</worksheet>", later + b"</worksheet>") if "sheet2" in name else content
            )
        rich.writestr("xl/slicers/slicer1.xml", "<slicers/>")
    assert mark(tmp_path / "rich.xlsx", tmp_path / "marked.xlsx").not_kept == ["1 slicer", "2 drop-down lists"]
    assert fix(tmp_path / "rich.xlsx", tmp_path / "copy.xlsx").not_kept == ["1 slicer", "2 drop-down lists"]
    assert mark(book, tmp_path / "plain.xlsx").not_kept == []

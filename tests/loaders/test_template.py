"""The template of a new case, and the built-in cases."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook

import zopa
from zopa.graph.ontology import ontology
from zopa.loaders import DossierError, cases, check, load, new, read
from zopa.loaders.source import CASES, built_in


@pytest.mark.parametrize("name", ["my-case", "my-case.xlsx"])
def test_the_template_is_a_sound_case_with_a_clash(tmp_path, name):
    path = new(tmp_path / "deep" / name)
    assert check(path).empty
    graph = load(path)
    assert [table for table in ontology().tables if not len(graph.tables[table])] == ["statements"]
    assert graph.tables["positions"].set_index("id").at["upland-monitoring-demands", "support"] == 2
    assert graph.id == "my-case"
    demanded = graph.tables["positions"].groupby("issue")["option"].unique().iloc[0]
    assert len(demanded) == 2


def test_both_forms_say_the_same(tmp_path):
    folder, book = load(new(tmp_path / "x")), load(new(tmp_path / "x", xlsx=True))
    assert (tmp_path / "x.xlsx").is_file()
    for name, frame in folder.tables.items():
        assert book.tables[name].equals(frame)
    assert book.meta == folder.meta


def test_every_table_column_and_word_is_explained(tmp_path):
    text = (new(tmp_path / "x") / "README.md").read_text(encoding="utf-8")
    sheet = load_workbook(new(tmp_path / "x.xlsx"))["read me"]
    cells = {cell.value for row in sheet.iter_rows() for cell in row}
    for table in ontology().tables.values():
        assert f"## {table.name}\n" in text
        assert {table.name, table.meaning} <= cells
        for column in table.columns.values():
            assert f"| `{column.name}` |" in text
            assert {column.name, column.meaning} <= cells
            assert all(f"- `{word}`: {meaning}" in text for word, meaning in column.values.items())
            assert set(column.values) | set(column.values.values()) <= cells


def test_the_workbook_helps_to_fill_it_in(tmp_path):
    book = load_workbook(new(tmp_path / "x.xlsx"))
    for table in ontology().tables.values():
        sheet = book[table.name]
        lists = {
            str(validation.sqref).split("2:")[0]: validation.formula1
            for validation in sheet.data_validations.dataValidation
        }
        for header, column in zip(sheet[1], table.columns.values(), strict=True):
            assert column.meaning in header.comment.text
            if column.type == "choice":
                assert lists[header.column_letter].strip('"').split(",") == list(column.values)
                assert len(lists[header.column_letter]) <= 255  # more than that a spreadsheet refuses to open
            elif column.type == "yesno":
                assert lists[header.column_letter] == '"yes,no"'
            else:
                assert header.column_letter not in lists
            if column.type == "date":
                assert sheet.column_dimensions[header.column_letter].number_format == "@"


def test_nothing_is_written_over(tmp_path):
    (tmp_path / "empty").mkdir()
    new(tmp_path / "empty")
    for name in ("empty", "file", "x.xlsx"):
        if name == "file":
            (tmp_path / name).write_text("mine")
        if name == "x.xlsx":
            new(tmp_path / name)
        with pytest.raises(DossierError, match="is there already and was left alone"):
            new(tmp_path / name)
    assert (tmp_path / "file").read_text() == "mine"
    with pytest.raises(DossierError, match="cannot be written"):
        new(tmp_path / "file" / "below")
    assert not list(tmp_path.glob(".*"))


def test_the_built_in_cases_are_sound_and_listed():
    listed = cases()
    assert list(listed.columns) == ["id", "title", "as_of", "positions", "parties", "issues"]
    assert listed["id"].tolist() == built_in() == sorted(path.name for path in CASES.iterdir() if path.is_dir())
    for row in listed.itertuples():
        reading = read(row.id)
        assert reading.findings.empty
        assert reading.meta["title"] == row.title
        assert reading.meta["as_of"] == row.as_of
        # The same numbers as in the summary.
        summary = load(row.id, zopa.PositionGraph).summary()
        assert f"The case holds {row.positions} positions of {row.parties} parties on {row.issues} issues, " in summary

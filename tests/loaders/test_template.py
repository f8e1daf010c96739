"""The template of a new case, and the built-in cases."""

from __future__ import annotations

import re

import pytest
from openpyxl import load_workbook
from openpyxl.formula import Tokenizer

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


# ------------------------------------------------------------------------------------------------ the form for beginners


def test_the_form_for_beginners_is_a_sound_case_of_five_sheets(tmp_path):
    path = new(tmp_path / "first", form="small")
    assert path == tmp_path / "first.xlsx"
    book = load_workbook(path)
    assert book.sheetnames == ["positions", "parties", "issues", "options", "sources"]
    assert check(path).empty
    graph = load(path, zopa.PositionGraph)
    assert len(graph.clashes()) == 1
    assert graph.tables["evidence"]["quote"].tolist() == ["not one metre"]
    for sheet in book:
        columns = ontology().tables[sheet.title].columns
        assert all(columns[header.value].meaning in header.comment.text for header in sheet[1])
        # What a case cannot be without has a column.
        assert {name for name, column in columns.items() if column.required} <= {header.value for header in sheet[1]}


def test_the_lists_offer_the_ids_of_the_other_sheets(tmp_path):
    book = load_workbook(new(tmp_path / "first.xlsx", form="small"))
    offered = {
        (sheet.title, sheet[str(validation.sqref).split(":")[0][:-1] + "1"].value): validation
        for sheet in book
        for validation in sheet.data_validations.dataValidation
    }
    lists = {place: shown for place, shown in offered.items() if not shown.formula1.startswith('"')}
    # The first and the last cell of every range that is looked at: sheet, name in the header, row.
    looked_at = {}
    for (title, column), validation in lists.items():
        formula = validation.formula1
        formula = book.defined_names[formula].attr_text if formula in book.defined_names else formula
        assert Tokenizer(f"={formula}").items
        assert len(formula) < 255  # a spreadsheet refuses to open with longer ones
        cells = re.findall(r"(\w+!)?\$([A-Z]+)\$?(\d+)(?::\$[A-Z]+\$(\d+))?", formula)
        looked_at[title, column] = {
            (sheet[:-1] or title, book[sheet[:-1] or title][f"{letter}1"].value, int(first), int(last or 0))
            for sheet, letter, first, last in cells
        }
    ids = {(2, 0), (2, 10_001)}
    assert looked_at == {
        ("positions", "party"): {("parties", "id", *rows) for rows in ids},
        ("positions", "issue"): {("issues", "id", *rows) for rows in ids},
        ("positions", "source"): {("sources", "id", *rows) for rows in ids},
        ("options", "issue"): {("issues", "id", *rows) for rows in ids},
        # The issue beside it, all issues of the options, and the head of the options, from which rows are counted.
        ("positions", "option"): {
            ("positions", "issue", 2, 0),
            ("options", "issue", 2, 10_001),
            ("options", "option", 1, 0),
        },
    }
    # A cell can hold several ids, or one that is listed later: lists of ids refuse nothing, closed vocabularies do.
    assert not any(validation.showErrorMessage for validation in lists.values())
    assert all(validation.showErrorMessage for place, validation in offered.items() if place not in lists)


def test_the_form_is_filled_in_and_loaded(tmp_path):
    path = new(tmp_path / "first.xlsx", form="small")
    book = load_workbook(path)
    rows = {
        "parties": [["harbour", "City of Harbour", "state"], ["inland", "Inland Union", "alliance"]],
        "issues": [
            ["toll", "Toll of the canal", "How high is the toll?", "number", "EUR"],
            ["seat", "", "Where?", "choice"],
        ],
        "options": [["seat", "old-town"], ["seat", "lake"]],
        "sources": [["paper", "The Daily", "2025-02-01"]],
        "positions": [
            ["harbour", "toll", "demands", None, 10, None, "red line", "2025-01", "paper", "ten at least"],
            ["inland", "toll", "demands", None, None, 4, "red line", "2025-01"],
            ["inland", "seat", "accepts", "old-town|lake", None, None, None, "2025-02"],
        ],
    }
    for title, typed in rows.items():
        sheet = book[title]
        sheet.delete_rows(2, sheet.max_row)
        for line, row in enumerate(typed, start=2):
            for place, cell in enumerate(row, start=1):
                sheet.cell(line, place, cell)
    book.save(path)
    findings = check(path)
    assert findings.empty, findings["message"].tolist()
    graph = load(path, zopa.PositionGraph)
    assert graph.clashes(severity="deadlock")[["party_a", "party_b", "issue"]].values.tolist() == [
        ["harbour", "inland", "toll"]
    ]
    assert graph.tables["evidence"]["source"].tolist() == ["paper"]


def test_a_form_that_is_not_there_is_refused_by_name(tmp_path):
    with pytest.raises(DossierError, match="There is no form 'tiny' of a new case: choose full or small"):
        new(tmp_path / "first", form="tiny")
    assert not list(tmp_path.iterdir())

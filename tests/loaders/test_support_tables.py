"""Tables of support and opposition, and the texts of the institutions clause by clause."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

import zopa
from zopa.loaders import read
from zopa.loaders.tools.registry import recognised

TABLE = """\
entity_a,entity_b,type,date,note
Upland,Carbon tax of 50,support,2024-01-02,aloud
Lowland,Carbon tax of 50,oppose,2024-01-03,
Midland,Upland,supports,2024-01-03,
Upland,G5,on behalf of,2024-01-03,
Carbon tax of 50,Climate policy,about,,
Ghost,Climate policy,about,,
Upland,Carbon tax of 50,support,2024-02-02,
Farland,Carbon tax of 50,shrugs,2024-02-02,
,Carbon tax of 50,oppose,2024-02-02,
"""


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_who_supports_or_opposes_whom_and_what(tmp_path):
    path = write(tmp_path / "table.csv", TABLE)
    assert recognised(path) == "support"
    case = zopa.load(path, quiet=True)
    assert case.tables["positions"][["party", "issue", "option", "start", "support"]].values.tolist() == [
        ["upland", "carbon-tax-of-50", "yes", "2024-01-02", 2.0],
        ["lowland", "carbon-tax-of-50", "no", "2024-01-03", 1.0],
        ["midland", "position-of-upland", "yes", "2024-01-03", 1.0],
    ]
    assert case.tables["issues"][["name", "note"]].fillna("").values.tolist() == [
        ["Carbon tax of 50", "About: Climate policy"],
        ["Position of Upland", ""],
    ]
    assert case.tables["parties"].set_index("id").loc["upland", "note"] == "Spoke on behalf of: G5"
    assert case.tables["evidence"]["note"].fillna("").tolist() == ["note: aloud", "", "", ""]
    assert sorted(case.set_aside[["row", "why"]].values.tolist()) == [
        [7, "Nobody in the table supports or opposes it."],
        [9, "It is not known what this relation means."],
        [10, "No actor was coded."],
    ]
    assert case.clashes(count_only=True) == 1


def test_edges_of_another_kind_are_not_taken_for_support(tmp_path):
    assert recognised(write(tmp_path / "edges.csv", "Source,Target,Type\na,b,Directed\nb,c,Undirected\n")) is None


HEADER: list[object] = [
    "Row",
    "Provision",
    "Commission proposal",
    "EP mandate",
    "Council general approach",
    "Draft agreement",
]
CLAUSES: list[list[object]] = [
    [
        1,
        "Article 1",
        "Member States shall act.",
        "Member States shall act at once.",
        "Member States may act.",
        "Member States shall act.",
    ],
    [2, "Article 2", "Report every year.", "unchanged", "Report every three years.", ""],
    [3, "Article 3", "A fund is set up.", "deleted", "", "There is a loan."],
    [4, "", "", "", "", ""],
]


def as_csv(path: Path) -> Path:
    rows = [HEADER, *CLAUSES]
    return write(path, "\n".join(";".join(str(cell) for cell in row) for row in rows))


def as_workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Four columns"
    sheet.append(["State of play: 4 March 2024"])
    for row in [HEADER, *CLAUSES]:
        sheet.append(row)
    path = path.with_suffix(".xlsx")
    book.save(path)
    return path


@pytest.mark.parametrize("made", [as_csv, as_workbook])
def test_each_text_of_a_clause_is_an_option_that_its_institutions_demand(tmp_path, made):
    path = made(tmp_path / "dam act.csv")
    assert recognised(path) == "clauses"
    case = zopa.load(path, quiet=True)
    assert case.tables["issues"]["name"].tolist() == ["Article 1 (Row 1)", "Article 2 (Row 2)", "Article 3 (Row 3)"]
    options = case.tables["options"][["issue", "option", "name", "meaning"]].values.tolist()
    assert options == [
        ["article-1-row-1", "commission", "Text of the Commission", "Member States shall act."],
        ["article-1-row-1", "parliament", "Text of the Parliament", "Member States shall act at once."],
        ["article-1-row-1", "council", "Text of the Council", "Member States may act."],
        ["article-2-row-2", "commission", "Text of the Commission and the Parliament", "Report every year."],
        ["article-2-row-2", "council", "Text of the Council", "Report every three years."],
        ["article-3-row-3", "commission", "Text of the Commission", "A fund is set up."],
        ["article-3-row-3", "parliament", "Deleted", "deleted"],
        ["article-3-row-3", "agreement", "Agreed text", "There is a loan."],
    ]
    positions = case.tables["positions"][["party", "issue", "option"]].values.tolist()
    assert positions == [
        ["commission", "article-1-row-1", "commission"],
        ["parliament", "article-1-row-1", "parliament"],
        ["council", "article-1-row-1", "council"],
        ["commission", "article-2-row-2", "commission"],
        ["parliament", "article-2-row-2", "commission"],
        ["council", "article-2-row-2", "council"],
        ["commission", "article-3-row-3", "commission"],
        ["parliament", "article-3-row-3", "parliament"],
    ]
    terms = case.tables["terms"][["proposal", "issue", "option"]].values.tolist()
    assert terms == [["agreement", "article-1-row-1", "commission"], ["agreement", "article-3-row-3", "agreement"]]
    assert case.tables["evidence"]["note"].dropna().tolist() == ["Written: unchanged"]
    assert len(case.set_aside) == 1


def test_numbers_under_the_institutions_are_no_texts(tmp_path):
    text = "issue,commission,parliament,council\ntax,10,20,30\nquota,5,5,9\n"
    assert recognised(write(tmp_path / "ideals.csv", text)) is None


CELLS = st.sampled_from(
    [
        "",
        "support",
        "oppose",
        "about",
        "on behalf of",
        "Upland",
        "|",
        "a/b",
        "\u202e",
        "x" * 400,
        "unchanged",
        "deleted",
        "-",
        "=",
    ]
)


@settings(max_examples=examples(40), deadline=None)
@given(
    form=st.sampled_from(["support", "clauses"]),
    changes=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), CELLS), max_size=6),
)
def test_changed_tables_lose_no_row(tmp_path_factory, form, changes):
    source = (
        TABLE.replace(",", ";").splitlines()
        if form == "support"
        else as_csv(tmp_path_factory.mktemp("x") / "a.csv").read_text().splitlines()
    )
    rows = [line.split(";") for line in source]
    for row, column, word in changes:
        cells = rows[1 + row % (len(rows) - 1)]
        cells[column % len(cells)] = word
    path = write(tmp_path_factory.mktemp("tables") / "table.csv", "\n".join(";".join(row) for row in rows))
    reading = read(path, form=form)
    assert reading.brought is not None
    tables, filled = reading.brought.tables, sum(any(row) for row in rows[1:])
    asides = len({aside.row for aside in reading.brought.set_aside if aside.row is not None})
    if form == "clauses":
        assert len(tables.get("issues", [])) + asides == filled
        return
    noted = sum(row[2] in ("about", "on behalf of") for row in rows[1:])
    assert len(tables.get("evidence", [])) + asides + noted >= filled

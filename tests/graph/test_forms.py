"""Every form of a table is read back by its own reader, with texts that were written to break it."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from zopa.graph.characters import visible
from zopa.graph.forms import as_bytes
from zopa.graph.forms.comma_separated import bare
from zopa.graph.forms.content import Content
from zopa.graph.notes import notes_of
from zopa.graph.suffixes import FORMS, TABLES

ESCAPES = "\x1b]0;owned\x07\x1b[2J\x9b31m\x00"
HOSTILE = {
    "formula": '=HYPERLINK("http://x","y")',
    "command": "@SUM(1+1)*cmd|' /C calc'!A0",
    "second cell": "x;=1+1;-2+3|cmd",
    "second line": "x\n=1+1",
    "mark-up": "<script>alert(1)</script> & <b>",
    "latex": r"\input{/etc/passwd} 50 % of $a_b^c$ #1 & {x} ~ -- ---",
    "brackets": "[draft] *note*",
    "pipe": r"a|b\|c",
    "escapes": ESCAPES,
    "direction": "\u202egnp.exe\u2066",
    "half": "x\ud800y",
    "none": "\ufffe\uffff",
    "script": "Вена 和平 سلام ሰላም",
    "lines": "a\r\nb\n\nc\u2028d",
    "quotes": "'a' \"b\" `c` “d”",
    "amount": "-5",
    "long": "ab " * 13_000 + "end",
    "number": "1e5",
    "empty": "",
}


def hostile(**columns: object) -> pd.DataFrame:
    texts = list(HOSTILE.values())
    count = len(texts)
    return pd.DataFrame(
        {
            "id": [str(place) for place in range(count)],
            "text": texts,
            "whole": range(count),
            "part": [0.5, None, float("inf")] + [1234.25] * (count - 3),
            "is_so": [place % 2 == 0 for place in range(count)],
            "start": ["2024-06-30", "2020", "2020-01", "1850-01-01", "2024-02-31"] + ["2001-02-03"] * (count - 5),
            **columns,
        }
    )


def content(form: str, **more: object) -> Content:
    """The hostile table; a workbook holds no cell as long as the longest."""
    frame = hostile()
    if form == "xlsx":
        frame["text"] = frame["text"].str.slice(0, 30_000)
    frame.attrs = {"as_of": "2024-06-30", "level": "aim", "more": [1], "what_if": "This is a what-if & no <fact>."}
    return Content(frame, name="table", title="What <b> & why?", notes=notes_of(frame), nothing="No row.", **more)  # type: ignore[arg-type]


def whole(text: str) -> str:
    """A text as a file can hold it."""
    return re.sub("[\ufffe\uffff]", "\ufffd", visible(text))


def on_paper(text: str) -> str:
    """The same as people read it: a break is a break, and a list is words."""
    return whole(re.sub("\r\n|\u2028", "\n", text)).replace("|", "; ")


NOTES = [
    "This is a what-if & no <fact>.",
    "As of 2024-06-30.",
    "Demands and rejections count.",
    "There are more: this is what was found before the limit.",
]


def test_every_form_is_written_of_rows_and_of_none():
    for form in TABLES:
        assert as_bytes(content(form), form)
        empty = as_bytes(Content(hostile().iloc[:0], nothing="No row."), form)
        assert b"No row." in empty or form in ("csv", "json", "parquet", "xlsx", "docx"), form
        assert as_bytes(Content(pd.DataFrame({"a": []})), form)


def test_a_file_of_csv_holds_no_formula_wherever_a_spreadsheet_takes_a_cell_to_begin():
    text = as_bytes(content("csv"), "csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == len(HOSTILE)
    assert {row["what_if"] for row in rows} == {NOTES[0]}
    for row, told in zip(rows, HOSTILE.values(), strict=True):
        unguarded = re.sub(r"(^|[;\r\n])'", r"\1", row["text"])
        assert unguarded.lstrip("'") == told.replace("\ud800", "\ufffd").lstrip("'")
        if not re.fullmatch(r"-?\d+", row["text"]):
            assert not re.search(r"(^|[;\t\r\n])\s*([=+@]|-\S)", row["text"]), row["text"]
    assert rows[list(HOSTILE).index("amount")]["text"] == "-5"
    assert rows[0]["text"].startswith("'=")


def test_a_pipe_gets_the_bare_rows():
    text = bare(content("csv"))
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["text"] for row in rows] == [text.replace("\ud800", "\ufffd") for text in HOSTILE.values()]
    assert not text.startswith("\ufeff")


def test_json_is_a_list_of_records():
    rows = json.loads(as_bytes(content("json"), "json"))
    assert [row["text"] for row in rows] == [text.replace("\ud800", "\ufffd") for text in HOSTILE.values()]
    assert [row["part"] for row in rows[:4]] == [0.5, None, None, 1234.25]
    assert rows[0]["what_if"] == NOTES[0]


def test_a_workbook_has_typed_cells_a_header_that_stays_and_a_filter():
    book = openpyxl.load_workbook(io.BytesIO(as_bytes(content("xlsx"), "xlsx")))
    sheet = book["table"]
    head, *rows = [list(row) for row in sheet.iter_rows()]
    names = [cell.value for cell in head]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", f"A1:F{len(HOSTILE) + 1}")
    texts = [row[names.index("text")] for row in rows]
    assert [cell.value or "" for cell in texts] == [whole(text)[:30_000] for text in HOSTILE.values()]
    assert {cell.data_type for cell in texts if cell.value} == {"s"}
    starts = [row[names.index("start")].value for row in rows[:6]]
    assert starts == [
        datetime.datetime(2024, 6, 30),
        "2020",
        "2020-01",
        "1850-01-01",
        "2024-02-31",
        datetime.datetime(2001, 2, 3),
    ]
    assert rows[0][names.index("start")].number_format == "yyyy-mm-dd"
    assert [row[names.index("part")].value for row in rows[:4]] == [0.5, None, "inf", 1234.25]
    assert [row[names.index("is_so")].value for row in rows[:2]] == [True, False]
    assert [row[names.index("whole")].value for row in rows] == list(range(len(HOSTILE)))
    assert max(dimension.width for dimension in sheet.column_dimensions.values()) <= 60
    assert [row[0] for row in book["about"].values] == ["What <b> & why?", *NOTES]
    with pytest.raises(
        ValueError, match=r"cannot hold 39,003 characters \(text, row 18; at most 32,767\): write .* as .csv"
    ):
        as_bytes(content("csv"), "xlsx")


def test_a_document_for_a_word_processor_is_read_back():
    docx = pytest.importorskip("docx")
    document = docx.Document(io.BytesIO(as_bytes(content("docx"), "docx")))
    (table,) = document.tables
    cells = [cell.text for cell in table._cells]
    width = len(table.columns)
    assert cells[:width] == ["id", "text", "whole", "part", "is so", "start"]
    texts = cells[width + 1 :: width]
    expected = [on_paper(text) for text in HOSTILE.values()]
    assert texts == expected
    assert cells[width * 4 + 3] == "1,234.25"
    paragraphs = [paragraph.text for paragraph in document.paragraphs]
    assert paragraphs == ["What <b> & why?", *NOTES]
    assert "tblHeader" in table.rows[0]._tr.xml
    assert "tblHeader" not in table.rows[1]._tr.xml
    arabic = docx.Document(io.BytesIO(as_bytes(Content(pd.DataFrame({"a": ["سلام", "peace"]})), "docx"))).tables[0]
    assert ["w:bidi" in row.cells[0]._tc.xml for row in arabic.rows] == [False, True, False]


def test_a_missing_package_is_one_sentence(monkeypatch):
    for form, package, extra in (("docx", "docx", "documents"), ("parquet", "duckdb", "tables")):
        monkeypatch.setitem(__import__("sys").modules, package, None)
        with pytest.raises(ValueError, match=rf'pip install "zopa\[{extra}\]"\.$'):
            as_bytes(content(form), form)


class Read(HTMLParser):
    """The cells of a page, its elements, and what is in none of the cells."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.cells: dict[str, list[str]] = {"th": [], "td": [], "caption": [], "p": []}
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in self.cells:
            self.inside = tag
            self.cells[tag].append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside = "" if tag == self.inside else self.inside

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.cells[self.inside][-1] += data


def test_a_page_holds_the_table_its_caption_and_nothing_that_runs_or_loads():
    page = as_bytes(content("html"), "html").decode()
    read = Read(page)
    assert read.cells["caption"] == ["What <b> & why?"]
    assert read.cells["p"] == NOTES
    expected = [on_paper(text) for text in HOSTILE.values()]
    assert read.cells["td"][1::6] == expected
    assert len(read.cells["th"]) == 6
    heads = [attributes for tag, attributes in read.tags if tag == "th"]
    assert all(attributes["scope"] == "col" for attributes in heads)
    assert {tag for tag, _ in read.tags} == {
        *("html", "head", "meta", "title", "style", "body", "main", "div", "table", "caption", "thead", "tbody"),
        *("tr", "th", "td", "p"),
    }
    assert not any(
        name in ("src", "href", "style") or name.startswith("on") for _, names in read.tags for name in names
    )
    assert read.tags[0][1]["lang"] == "en"


def test_markdown_keeps_every_row_on_a_line_of_its_own():
    text = as_bytes(content("md"), "md").decode()
    lines = text.splitlines()
    table = [line for line in lines if line.startswith("| ")]
    assert len(table) == len(HOSTILE) + 2
    assert all(len(re.findall(r"(?<!\\)\|", line)) == 7 for line in table)
    assert "<script" not in re.sub(r"\\<", "", text)
    assert lines[0] == "**What \\<b> & why?**"
    assert [line for line in lines if line and not line.startswith("|")][1:] == [
        note.replace("<", "\\<") for note in NOTES
    ]


def test_parquet_has_types_and_the_attributes_of_the_answer(tmp_path):
    duckdb, polars = pytest.importorskip("duckdb"), pytest.importorskip("polars")
    frame = hostile(many=pd.array([1, None] + [2] * (len(HOSTILE) - 2), dtype="Int64"), bare=pd.NA)
    frame["kind"] = frame["id"].astype("category")
    frame.attrs = {"as_of": "2024", "satisfaction": {"a": (0.5, 1.0)}, "note": "It's 'so'."}
    path = tmp_path / "x.parquet"
    path.write_bytes(as_bytes(Content(frame, name="deals", title="Which?", notes=("It's 'so'.",)), "parquet"))
    read = polars.read_parquet(path)
    assert read["text"].to_list() == [text.replace("\ud800", "\ufffd") for text in HOSTILE.values()]
    assert [str(kind) for kind in read.dtypes] == [
        "String",
        "String",
        "Int64",
        "Float64",
        "Boolean",
        "String",
        "Int64",
        "String",
        "String",
    ]
    assert read["many"].to_list()[:3] == [1, None, 2]
    assert read["bare"].null_count() == len(HOSTILE)
    stored = duckdb.execute("SELECT key, value FROM parquet_kv_metadata(?)", [str(path)]).fetchall()
    metadata = {key.decode(): json.loads(text) for key, text in stored}
    assert metadata["PANDAS_ATTRS"] == {"as_of": "2024", "satisfaction": {"a": [0.5, 1.0]}, "note": "It's 'so'."}
    assert metadata["zopa"] == {"query": "deals", "question": "Which?", "notes": ["It's 'so'."]}


def test_latex_obeys_nothing_in_a_cell():
    text = as_bytes(content("tex"), "tex").decode()
    body = text[text.index(r"\endfoot") : text.index(r"\end{longtable}")]
    assert r"\input" not in body
    assert (
        r"\textbackslash{}input\{/etc/passwd\} 50 \% of \$a\_b\textasciicircum{}c\$ \#1 \& \{x\} \textasciitilde{}"
        in body
    )
    assert len(re.findall(r"(?<!\\)&", body)) == 5 * len(HOSTILE)
    assert all(note.partition(" &")[0] in text for note in NOTES)
    assert "--" not in body


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="there is no LaTeX on this machine")
def test_latex_compiles_what_was_written_to_break_it(tmp_path):
    latin = hostile()[[name not in ("script", "long", "none", "half") for name in HOSTILE]]
    table = as_bytes(Content(latin, title="Why & [how]?", notes=("100 %.",)), "tex").decode()
    (tmp_path / "rows.tex").write_text(table, encoding="utf-8")
    preamble = "\n".join(line[2:] for line in table.splitlines() if line.startswith(r"% \use"))
    (tmp_path / "page.tex").write_text(
        f"\\documentclass{{article}}\n{preamble}\n\\usepackage{{lmodern}}\n\\begin{{document}}\n\\input{{rows}}\n\\end{{document}}\n"
    )
    done = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "page"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout
    pypdf = pytest.importorskip("pypdf")
    shown = "".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "page.pdf").pages)
    squeezed = re.sub(r"\s", "", shown)
    assert "50%of$a_b" in squeezed
    assert "[draft]*note*" in squeezed
    assert "Why&[how]?" in squeezed


def test_columns_that_do_not_fit_on_paper_are_told():
    frame = hostile()
    for form in ("table", "docx", "tex"):
        assert FORMS[form].on_paper
    shown = Content(frame, shown=("id", "st*"))
    assert list(shown.narrow.columns) == ["id", "start"]
    assert shown.notes_on_paper == ("This answer has 4 more columns in other forms, such as .xlsx.",)
    assert Content(frame).notes_on_paper == ()
    text = as_bytes(shown, "table").decode()
    assert "whole" not in text
    assert text.endswith("This answer has 4 more columns in other forms, such as .xlsx.\n")


def test_each_form_has_its_module_and_each_module_its_form():
    folder = Path(__file__).parents[2] / "graph" / "forms"
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__", "content"}
    assert modules == {form.module for form in FORMS.values() if form.module}

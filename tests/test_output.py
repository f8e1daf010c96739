"""The output of the command line, and its places: forms by suffix, UTF-8 whatever the code page, nothing that a terminal would obey."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

import zopa
from zopa.__main__ import app
from zopa.graph.characters import one_line, visible
from zopa.graph.files import tame_name
from zopa.graph.suffixes import FORMS, SUFFIXES
from zopa.graph.terminal import table

ESCAPES = "\x1b]0;owned\x07\x1b[2J\x9b31m"
HOSTILE = f'party,issue,option,stance\nA{ESCAPES},seat,Geneva,demands\nB,seat,Вена,demands\nC,seat,"a\nb",demand\n'


def run(*words: str, cwd: Path, **how: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "zopa", *words], capture_output=True, cwd=cwd, **how)  # type: ignore[call-overload]


def inside(*words: str, status: int = 0) -> str:
    done = CliRunner().invoke(app, words)
    assert done.exit_code == status, done.output
    return str(done.exception) if status else done.stdout


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_suffix_of_a_file_names_the_form(folder):
    rows = zopa.load("river-basin", quiet=True).clashes()
    for suffix in SUFFIXES:
        assert inside("clashes", "river-basin", "-o", f"x{suffix}") == ""
    texts = Path("x.csv").read_text("utf-8-sig")
    assert [row["why"] for row in csv.DictReader(io.StringIO(texts))] == rows["why"].tolist()
    assert [row["why"] for row in json.loads(Path("x.json").read_text("utf-8"))] == rows["why"].tolist()
    sheet = list(openpyxl.load_workbook("x.xlsx")["clashes"].values)
    assert [row[sheet[0].index("why")] for row in sheet[1:]] == rows["why"].tolist()
    assert "\n| issue | issue_name |" in Path("x.md").read_text("utf-8")
    assert "┃" in Path("x.txt").read_text("utf-8")
    assert Path("x.svg").read_text("utf-8").startswith("<svg")
    begins = {
        "png": b"\x89PNG",
        "pdf": b"%PDF",
        "parquet": b"PAR1",
        "docx": b"PK",
        "html": b"<!doctype",
        "tex": b"% A table",
    }
    assert {form: Path(f"x.{form}").read_bytes()[: len(start)] for form, start in begins.items()} == begins
    inside("clashes", "river-basin", "--format", "csv", "-o", "plain")
    assert Path("plain").read_bytes() == Path("x.csv").read_bytes()
    inside("clashes", "river-basin", "-o", "X.CSV")
    assert Path("X.CSV").read_bytes() == Path("x.csv").read_bytes()


def test_the_readme_and_the_reference_name_every_form():
    root = Path(zopa.__file__).parent
    for page in ("README.md", "docs/reference.md"):
        text = (root / page).read_text("utf-8")
        assert [form.suffix for form in FORMS.values() if f"`{form.suffix}`" not in text] == [], page


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("clashes", "river-basin", "-o", "x.doc"),
            "No form goes with the suffix of 'x.doc': use .txt, .csv, .json, .parquet, .xlsx, .docx, .md, .tex, .html, .svg, "
            ".png or .pdf.",
        ),
        (
            ("obstacles", "river-basin", "-o", "x.png"),
            "There is no picture of obstacles: use .txt, .csv, .json, .parquet, .xlsx, .docx, .md, .tex or .html.",
        ),
        (("clashes", "river-basin", "-o", "x.csv", "--format", "json"), "'x.csv' names csv, but --format says json"),
        (("clashes", "river-basin", "-o", "x.svg", "--names"), "Names beside ids are for tables, and svg is a picture"),
        (
            ("clashes", "river-basin", "-o", "x.csv", "--explode", "region"),
            "No column 'region' of this answer holds lists. Did you mean 'regions'?",
        ),
        (("ask", "river-basin", "filling", "-o", "x.png"), "There is no picture of ask"),
        (
            ("export", "river-basin", "x.pdf"),
            "No format goes with the suffix of 'x.pdf'. The formats are: cypher (.cypher), bulk (a folder), graphml (.graphml)",
        ),
        (("page", "river-basin", "-o", "x.pdf"), "cannot be written as .pdf: use .html or .htm"),
        (("new", "x.csv"), "cannot be written as .csv: use a folder or .xlsx"),
    ],
)
def test_a_suffix_of_another_form_is_refused_and_nothing_is_written(words, said, folder):
    assert said in inside(*words, status=1)
    assert list(folder.iterdir()) == []


def test_a_template_that_is_called_a_workbook_is_one(folder):
    inside("new", "mine.xlsx")
    assert len(zopa.check("mine.xlsx")) == 0


def test_files_and_pipes_are_utf_8_on_every_code_page(folder):
    Path("case.csv").write_text(HOSTILE.replace("demand\n", "demands\n"), encoding="utf-8")
    environment = os.environ | {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
    for words in (("clashes", "case.csv", "--format", "csv"), ("check", "case.csv"), ("show", "case.csv")):
        done = run(*words, cwd=folder, env=environment)
        assert done.returncode == 0, done.stderr
        assert b"\r" not in done.stdout
        done.stdout.decode("utf-8")
    assert "Вена" in run("clashes", "case.csv", cwd=folder, env=environment).stdout.decode("utf-8")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such home")
def test_a_home_that_cannot_be_written_to_makes_no_noise(folder):
    homeless = {name: setting for name, setting in os.environ.items() if not name.startswith(("XDG_", "MPL"))} | {
        "HOME": os.devnull
    }
    done = run("clashes", "river-basin", "-o", "x.svg", cwd=folder, env=homeless)
    assert (done.returncode, done.stderr) == (0, b"Wrote x.svg.\n")


def shell(line: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "-c", line.replace("zopa", f"'{sys.executable}' -m zopa")],
        capture_output=True,
        text=True,
        cwd=cwd,
        encoding="utf-8",
    )


@pytest.mark.skipif(os.name == "nt", reason="a shell of Windows closes no stream")
def test_a_closed_or_full_stream_is_one_sentence(folder):
    closed = shell("zopa cases >&-", folder)
    assert (closed.returncode, closed.stderr.count("\n")) == (1, 1)
    assert "Standard output is closed" in closed.stderr
    to_file = shell("zopa clashes river-basin -o x.csv >&-", folder)
    assert (to_file.returncode, to_file.stderr) == (0, "As of 2024-06-30.\n")
    assert Path("x.csv").stat().st_size > 1000
    silent = shell("zopa clashes river-basin --format csv 2>&-", folder)
    assert silent.stdout == Path("x.csv").read_text("utf-8-sig")
    if Path("/dev/full").exists():
        full = shell("zopa cases >/dev/full", folder)
        assert (full.returncode, full.stderr) == (1, "zopa: No space left on device.\n")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pseudoterminal of this kind")
def test_nothing_in_a_dossier_is_obeyed_by_a_terminal(folder):
    Path("case.csv").write_text(HOSTILE, encoding="utf-8")
    Path("good.csv").write_text(HOSTILE.replace("demand\n", "demands\n"), encoding="utf-8")
    pty = pytest.importorskip("pty")
    ours = re.compile(rb"\x1b\[[0-9;]*m")
    for words in (
        ("check", "case.csv"),
        ("clashes", "case.csv"),
        ("clashes", "good.csv"),
        ("clashes", "good.csv", "--format", "csv"),
    ):
        parent, child = pty.openpty()
        with subprocess.Popen(
            [sys.executable, "-m", "zopa", *words], stdout=child, stderr=child, cwd=folder
        ) as process:
            os.close(child)
            shown = b""
            while True:
                try:
                    part = os.read(parent, 65536)
                except OSError:
                    break
                if not part:
                    break
                shown += part
            process.wait(60)
        os.close(parent)
        assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", ours.sub(b"", shown)), words
        assert "\x9b" not in shown.decode("utf-8")
        assert rb"\x1b]0;" in shown or words == ("clashes", "case.csv")


def test_a_message_is_one_line(folder):
    Path("case.csv").write_text(HOSTILE, encoding="utf-8")
    lines = inside("check", "case.csv", status=1)
    output_lines = CliRunner().invoke(app, ["check", "case.csv"]).stdout.splitlines()
    assert all(re.match(r"(error|warning): |\d+ errors?, ", line) for line in output_lines), lines
    (folder / "a\nb.xlsx").write_bytes(b"PK\x03\x04broken")
    done = run("clashes", "a\nb.xlsx", cwd=folder)
    assert (done.returncode, done.stderr.count(b"\n")) == (1, 1)


def test_what_has_one_reading_is_told_by_the_check_alone(folder):
    Path("case.csv").write_text(
        "party,issue,option,stance\nA,seat,Geneva,Demands\nB,seat,Oslo,demands\n", encoding="utf-8"
    )
    output = inside("check", "case.csv")
    assert "'Demands' was read as 'demands'." in output
    assert "0 errors, 4 warnings." in output
    beside = CliRunner().invoke(app, ["clashes", "case.csv"]).stderr
    assert beside == "3 warnings: see zopa check case.csv\nOver all dates of the case.\n"


@pytest.mark.parametrize(
    "name",
    ["../../PWNED_BY_ID", "/var/tmp/elsewhere", "..\\..\\up", "CON", "nul.txt", "a:b", "...", "", "x" * 400, "ж" * 200],
)
def test_a_page_is_named_after_a_case_and_stays_where_it_is(name, folder):
    (folder / "in").mkdir()
    (folder / "case").mkdir()
    Path("case/positions.csv").write_text("party,issue,option\nA,seat,Geneva\nB,seat,Oslo\n", encoding="utf-8")
    Path("case/dossier.toml").write_text(f"id = {json.dumps(name)}\n", encoding="utf-8")
    os.chdir(folder / "in")
    output = inside("page", str(folder / "case"), "--no-pictures")
    (page,) = (folder / "in").iterdir()
    assert page.name in output
    assert page.suffix == ".html"
    assert not set(page.name) & set('<>:"/\\|?*')
    assert page.name.partition(".")[0].upper() not in ("CON", "NUL")
    assert sorted(path.name for path in folder.iterdir()) == ["case", "in"]
    findings = zopa.check(folder / "case")
    if name:
        assert findings.loc[findings["column"] == "id", "level"].tolist() == ["warning"]


def test_names_that_are_tame_stay():
    for name in ("ukraine-2025", "río", "案件 3", "v1.2"):
        assert tame_name(name, ".html") == f"{name}.html"


def test_characters_that_a_terminal_would_obey_are_shown():
    assert visible("a\tb\nc") == "a\tb\nc"
    assert visible("\x1b\x07\x9b\u202e\ud800") == r"\x1b\x07\x9b\u202e\ud800"
    assert one_line(" a\r\n  b\u2028c ") == "a b c"
    assert "\x1b" not in table(pd.DataFrame({f"h{ESCAPES}": [ESCAPES]}), file=io.StringIO())

"""The command line: every command on the built-in case, every format, and errors in one sentence."""

from __future__ import annotations

import contextlib
import csv
import importlib
import io
import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from effort import one_in
from typer.testing import CliRunner

import zopa
from zopa.__main__ import app, main
from zopa.queries.asking.command import described, query_called, query_command
from zopa.queries.asking.registry import DRAWINGS, QUERIES

COMMANDS = {name: query for name, query in QUERIES.items() if query.is_command}


def started(*words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """A command as a user starts it."""
    return subprocess.run(
        [sys.executable, "-m", "zopa", *words], capture_output=True, text=True, cwd=cwd, encoding="utf-8"
    )


def run(*words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The same without starting Python anew."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="ascii") for _ in range(2))
    with (
        pytest.MonkeyPatch.context() as patched,
        contextlib.chdir(cwd or os.curdir),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        patched.setattr(sys, "argv", ["zopa", *words])
        with pytest.raises(SystemExit) as ended:
            main()
    for stream in (out, err):
        stream.seek(0)
    return subprocess.CompletedProcess(words, int(ended.value.code or 0), out.read(), err.read())


def inside(*words: str) -> Any:
    """A command without what stands around all of them."""
    return CliRunner().invoke(app, words)


def test_demo_prints_the_summary_the_deadlocks_the_common_ground_and_writes_the_page(tmp_path):
    done = started("demo", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (
        zopa.load("ukraine-2025").summary() in done.stdout.replace("\n", " ").replace("  ", " ")
        or "Deadlocks" in done.stdout
    )
    assert "Common ground" in done.stdout
    assert "ukraine-2025.html" in done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["ukraine-2025.html"]


@cache
def ukraine():
    return zopa.load("ukraine-2025")


#: A query that tries every unknown in turn, asked of one issue.
NARROWED = {"what_next": {"issues": "ceasefire"}}


ASKED = sorted(set(COMMANDS) - {"check_deal"})
FORMATS = ("csv", "json", "md")


def narrowed(name: str) -> list[str]:
    return [word for key, value in NARROWED.get(name, {}).items() for word in (f"--{key.removesuffix('s')}", value)]


@pytest.mark.parametrize("name", ASKED)
def test_every_query_in_a_terminal(name):
    done = inside(name, "ukraine-2025", *narrowed(name))
    assert done.exit_code == 0, done.stderr
    assert done.stdout


# Every day each query in one format and each format for a third of the queries, as all queries are written by the same lines.
@pytest.mark.parametrize(
    ("name", "form"),
    one_in(3, [(name, FORMATS[(index + turn) % 3]) for index, name in enumerate(ASKED) for turn in range(3)]),
)
def test_every_query_in_every_format(name, form):
    answer = getattr(ukraine(), name)(**NARROWED.get(name, {}))
    expected = getattr(answer, "table", answer)["why"].tolist()
    done = inside(name, "ukraine-2025", *narrowed(name), "--format", form)
    assert done.exit_code == 0, done.stderr
    if form == "csv":
        assert [row["why"] for row in csv.DictReader(io.StringIO(done.stdout))] == expected
    elif form == "json":
        assert [row["why"] for row in json.loads(done.stdout)] == expected
    else:
        assert sum(line.startswith("|") for line in done.stdout.splitlines()) == len(expected) + 2


# Every third picture each day: all are written by the same lines, and tests/queries/test_pictures.py draws every one.
@pytest.mark.parametrize("name", one_in(3, sorted(set(DRAWINGS) & set(COMMANDS))))
def test_every_picture_is_written_to_a_pipe(name):
    done = inside(name, "river-basin", "--format", "svg")
    assert done.stdout == getattr(zopa.load("river-basin"), name)().picture()


def test_a_picture_is_written_to_a_file(tmp_path):
    assert run("zones", "river-basin", "--format", "png", "-o", "zones.png", cwd=tmp_path).returncode == 0
    assert (tmp_path / "zones.png").read_bytes().startswith(b"\x89PNG")


def test_a_table_is_written_to_a_file(tmp_path):
    done = run("clashes", "river-basin", "--format", "csv", "-o", "clashes.csv", cwd=tmp_path)
    assert done.stdout == ""
    in_a_pipe = run("clashes", "river-basin", "--format", "csv").stdout
    assert (tmp_path / "clashes.csv").read_bytes() == b"\xef\xbb\xbf" + in_a_pipe.encode()


def test_a_proposal_is_held_against_everybody():
    case = zopa.load("river-basin")
    proposal = case.tables["proposals"]["id"][0]
    done = run("check-deal", "river-basin", proposal, "--format", "json")
    assert [row["why"] for row in json.loads(done.stdout)] == case.check_deal(proposal)["why"].tolist()
    done = inside("check-deal", "river-basin", proposal, "--seconds", "0")
    assert "Nothing was found before the search ended." in done.stdout


def test_how_firm_a_deal_is():
    done = run("robustness", "river-basin", "--deal", "single-text", "--drop", "source", "--format", "json")
    expected = zopa.load("river-basin").robustness(deal="single-text", drop="source")
    assert [row["support"] for row in json.loads(done.stdout)] == expected["support"].tolist()
    both = run("robustness", "river-basin", "--deal", "single-text", "--query", "zones")
    assert (both.returncode, "give one of the two" in both.stderr) == (1, True)


def test_a_note_is_told_beside_the_table():
    done = run("contradictions", "ukraine-2025")
    assert zopa.load("ukraine-2025").contradictions().attrs["note"] in done.stderr
    assert "possible=True counts them" in done.stderr


def test_filters_reach_the_query():
    case = zopa.load("ukraine-2025")
    done = run(
        "clashes",
        "ukraine-2025",
        "--party",
        "ukraine",
        "--party",
        "russia",
        "--issue",
        "control",
        "--region",
        "donbas",
        "--severity",
        "deadlock",
        "--format",
        "json",
    )
    expected = case.clashes(parties=["ukraine", "russia"], issues="control", regions="donbas", severity="deadlock")
    assert [row["why"] for row in json.loads(done.stdout)] == expected["why"].tolist()
    assert len(expected)


def test_brief_answers_with_citations():
    question = zopa.load("ukraine-2025").tables["questions"]["question"][0]
    done = run("ask", "ukraine-2025", question)
    assert done.stdout.strip() == str(zopa.load("ukraine-2025").ask(question))


def test_show_cases_page_and_new(tmp_path):
    assert "ukraine-2025" in run("cases").stdout
    assert zopa.load("ukraine-2025").title in run("show", "ukraine-2025").stdout.replace("\n", " ")
    assert run("page", "ukraine-2025", "--no-pictures", "-o", "mine.html", cwd=tmp_path).returncode == 0
    assert (tmp_path / "mine.html").read_text(encoding="utf-8").casefold().startswith("<!doctype html>")
    assert run("new", "my-case", cwd=tmp_path).returncode == 0
    assert run("check", "my-case", cwd=tmp_path).stdout == "No findings.\n"
    assert run("new", "my-case.xlsx", "--xlsx", cwd=tmp_path).returncode == 0
    assert run("clashes", "my-case.xlsx", cwd=tmp_path).returncode == 0
    assert "Wrote first.xlsx" in run("new", "first", "--form", "small", cwd=tmp_path).stdout
    assert run("check", "first.xlsx", cwd=tmp_path).stdout == "No findings.\n"


def test_a_page_to_share_says_how_it_is_embedded_and_nothing_of_who(tmp_path):
    done = run("page", "ukraine-2025", "--redact", "names", "--embed", "--yes", cwd=tmp_path)
    assert "Wrote case.html." in done.stdout
    assert '<iframe src="case.html"' in done.stdout
    assert "krain" not in done.stdout
    assert os.listdir(tmp_path) == ["case.html"]
    assert "Zelenskyy" not in (tmp_path / "case.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "name"),
    [(["page", "--no-pictures"], "case.html"), (["memo"], "case.md"), (["export"], "case.gexf")],
    ids=["page", "memo", "export"],
)
def test_the_texts_that_stay_are_those_of_the_file_and_the_case_is_redacted_once(tmp_path, monkeypatch, words, name):
    """Redacting a large case takes long, and two redactions could differ."""
    from zopa.graph import redaction

    levels = []

    def counted(case: Any, level: str) -> Any:
        levels.append(level)
        return redacted(case, level)

    redacted = redaction.redacted
    monkeypatch.setattr(redaction, "redacted", counted)
    path = tmp_path / name
    command, *more = words
    done = inside(command, "river-basin", "--redact", "sources", *more, "--yes", "-o", str(path))
    assert levels == ["sources"]
    told = [line.strip() for line in done.output.splitlines() if line.startswith("  ")]
    left = redacted(zopa.load("river-basin"), "sources")
    assert told == [" ".join(text.split()) for text in redaction.texts_that_stay(*left)]
    assert ", ".join(redaction.ids_that_stay(*left)) in done.output
    assert done.output.splitlines()[-2:] == [f"The file is called {name}.", f"Wrote {path}."]


@pytest.mark.parametrize(
    "words", [("memo", "river-basin", "-o"), ("export", "river-basin", "-o")], ids=["memo", "export"]
)
def test_what_else_leaves_without_names_is_read_by_somebody_first(tmp_path, words):
    path = tmp_path / ("paper.md" if words[0] == "memo" else "paper.gexf")
    done = inside(*words, str(path), "--redact", "names")
    assert done.exit_code == 1
    assert "Texts that stay in the file" in done.stdout
    assert "Nothing was written" in done.stderr
    assert not path.exists()
    assert inside(*words, str(path), "--redact", "names", "--yes").exit_code == 0
    assert "Torvia" not in path.read_text(encoding="utf-8")
    assert "party-1" in path.read_text(encoding="utf-8") or "Party A" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("level", ["quotes", "sources", "names"])
def test_a_redacted_page_is_written_only_once_somebody_has_read_what_stays(tmp_path, monkeypatch, level):
    path = tmp_path / "case.html"
    words = ("page", "river-basin", "--redact", level, "--no-pictures", "--title", "Before the round", "-o", str(path))
    refused = inside(*words)
    assert refused.exit_code == 1
    assert "  Before the round\n" in refused.output
    assert "  Filling of the dam\n" in refused.output
    assert refused.output.endswith(
        "Nothing was written: nobody can be asked here. Read the list, then run the command with --yes.\n"
    )
    assert not path.exists()

    monkeypatch.setattr("zopa.__main__.is_asked", lambda: True)
    assert CliRunner().invoke(app, words, input="n\n").output.endswith("Nothing was written.\n")
    assert not path.exists()
    assert f"Wrote {path}." in CliRunner().invoke(app, words, input="y\n").output
    assert path.exists()


def test_a_page_that_leaves_nothing_out_asks_nothing(tmp_path):
    done = inside("page", "river-basin", "--no-pictures", "-o", str(tmp_path / "case.html"))
    assert done.stdout == f"Wrote {tmp_path / 'case.html'}.\n"


def test_a_title_that_gives_a_party_away_is_refused(tmp_path):
    words = ("--title", "Torvia's dam", "--no-pictures", "--yes", "-o", "case.html")
    done = run("page", "river-basin", "--redact", "names", *words, cwd=tmp_path)
    assert done.returncode == 1
    assert "The title 'Torvia's dam' gives away what is left out of the page (names)" in done.stderr
    assert os.listdir(tmp_path) == []


def test_check_reports_everything_and_fails_on_errors(tmp_path):
    (tmp_path / "case.csv").write_text(
        "party,issue,option,stance\nA,seat,Geneva,demands\nB,seat,Oslo,demand\nC,seat,,accepts\n"
    )
    done = run("check", "case.csv", cwd=tmp_path)
    assert done.returncode == 1
    assert "case.csv:3:stance" in done.stdout
    assert "2 errors" in done.stdout
    findings = json.loads(run("check", "case.csv", "--format", "json", cwd=tmp_path).stdout)
    assert {(row["level"], row["row"], row["column"]) for row in findings} >= {
        ("error", 3, "stance"),
        ("error", 4, "option"),
    }


def test_a_workbook_that_is_marked_is_read_once(tmp_path, monkeypatch):
    book = tmp_path / "case.xlsx"
    rows = {"party": ["A", "B"], "issue": ["seat", "seat"], "option": ["x", "y"], "stance": ["demnds", "perhaps"]}
    pd.DataFrame(rows).to_excel(book, sheet_name="positions", index=False)
    modules = [importlib.import_module(f"zopa.loaders.{name}") for name in ("load", "mark")]
    reads, examine = [], modules[0].examine

    def counted(*arguments, **more):
        reads.append(arguments[0])
        return examine(*arguments, **more)

    for module in modules:
        monkeypatch.setattr(module, "examine", counted)
    bare = inside("check", str(book))
    assert len(reads) == 1
    marked = inside("check", str(book), "--xlsx", str(tmp_path / "marked.xlsx"))
    assert len(reads) == 2
    assert marked.stdout == bare.stdout
    assert marked.exit_code == bare.exit_code == 1


def test_check_writes_a_corrected_copy_and_a_marked_workbook(tmp_path):
    book = tmp_path / "case.xlsx"
    rows = {"party": ["A", "B"], "issue": ["seat", "seat"], "option": ["x", "y"], "stance": ["demnds", "perhaps"]}
    pd.DataFrame(rows).to_excel(book, sheet_name="positions", index=False)
    done = inside(
        "check", str(book), "--fix", "-o", str(tmp_path / "copy.xlsx"), "--xlsx", str(tmp_path / "marked.xlsx")
    )
    assert done.exit_code == 1
    told, _, rest = done.stdout.replace("\n", " ").partition("(1 cell corrected)")
    assert "demnds" in told
    assert "positions:3:stance" in rest
    assert "positions:2" not in rest
    assert sorted(os.listdir(tmp_path)) == ["case.xlsx", "copy.changes.csv", "copy.xlsx", "marked.xlsx"]
    again = run("check", "case.xlsx", "--fix", cwd=tmp_path)
    assert again.stderr == (
        "zopa: A corrected copy is asked for with --fix, and -o says where it goes: give both or neither.\n"
    )
    assert run("check", "case.xlsx", "--xlsx", "case.xlsx", cwd=tmp_path).returncode == 1


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["clashes", "ukrain-2025"], 1, "ukraine-2025"),
        (["clashes", "ukraine-2025", "--party", "ukrane"], 1, "Did you mean 'ukraine'"),
        (["zones", "ukraine-2025", "--level", "hard"], 1, "use red line, bottom line, aim"),
        (["clashes", "ukraine-2025", "--as-of", "August"], 1, "write 2025, 2025-08 or 2025-08-15"),
        (["clashes"], 2, "CASE"),
        (["clashes", "ukraine-2025", "--format", "xml"], 2, "xml"),
        (["robustness", "ukraine-2025", "--format", "svg"], 2, "svg"),
        (["clashes", "ukraine-2025", "-o", "no/such/folder/x.csv"], 1, "no/such/folder"),
        (["nonsense"], 2, "nonsense"),
        (["page", "ukraine-2025", "-o", "no/such/folder/x.html"], 1, "no/such/folder"),
        (["page", "ukraine-2025", "--redact", "name"], 1, "Did you mean 'names'"),
    ],
)
def test_an_error_is_a_sentence_and_a_status(words, status, said, tmp_path):
    done = run(*words, cwd=tmp_path)
    assert done.returncode == status
    assert said.casefold() in done.stderr.casefold()
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_warning_is_a_sentence_without_the_line_of_code_that_gives_it(tmp_path):
    """No font has a letter that is in no script yet; which one the machine lacks is found out."""
    (tmp_path / "case.csv").write_text(
        "party,issue,option\nA,seat,\ua840\ua841 \U0001e900\nB,seat,x\n", encoding="utf-8"
    )
    done = run("clashes", "case.csv", "-o", "x.png", cwd=tmp_path)
    assert done.returncode == 0
    assert ".py" not in done.stderr
    assert all(line.endswith((".", "zopa check case.csv")) for line in done.stderr.splitlines())


def test_every_query_says_what_its_emptiness_means(tmp_path):
    assert [name for name, query in QUERIES.items() if query.is_command != bool(query.empty)] == []
    rows = [{"party": "A", "issue": "seat", "option": "Geneva"}, {"party": "B", "issue": "seat", "option": "Geneva"}]
    zopa.save(zopa.load({"positions": pd.DataFrame(rows)}, quiet=True), tmp_path / "case")
    sentence_of = {
        name: run(name, str(tmp_path / "case")).stdout.strip()
        for name in ("clashes", "openings", "standoffs", "shifts")
    }
    assert sentence_of == {name: QUERIES[name].empty for name in sentence_of}
    narrowed = run("clashes", "ukraine-2025", "--issue", "talks", "--severity", "deadlock").stdout.strip()
    assert narrowed == "In the part that was asked about: no two positions clash."


@pytest.mark.parametrize("name", [name for name, query in QUERIES.items() if query.is_command])
def test_every_option_of_a_query_is_explained_in_words_of_the_command_line(name):
    command = query_command(name, zopa.load)
    for parameter in command.params:
        if parameter.name not in ("help", "case"):
            text = getattr(parameter, "help", "")
            assert text, f"{name}: {parameter.name}"
            assert not re.search(r"attrs|`|:func:|: *$|^By default|^They ", text), f"{name}: {parameter.name}: {text}"


def test_the_help_says_what_stands_below_a_blank_line_and_what_another_query_says():
    helps = {name: described(query_called(name)) for name in ("what_next", "frontier", "coalitions", "pivots")}
    assert "single source: a position of which all evidence is from one source." in helps["what_next"]["kind"]
    assert helps["what_next"]["parties"] == "Only unknowns of these parties, on these issues."
    assert helps["frontier"]["issues"] == "Only these."
    assert helps["frontier"]["regions"] == "Only these; a region stands for all regions inside it."
    assert helps["coalitions"]["option"].startswith(
        "An option, or the range of a number issue as zopa support writes it"
    )
    assert helps["pivots"]["level"].endswith("By default red line; in a case that codes no firmness aim.")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("zones", "--level", "redline"), "There is no level 'redline': did you mean 'red line'? Use red line,"),
        (("what-next", "--kind", "firm"), "There is no kind 'firm': did you mean 'firmness'? Use firmness,"),
        (("zones", "--status", "shut"), "There is no status 'shut': use agreed, open, closed."),
        (
            ("check-deal", '{"seat"'),
            "The package cannot be read as JSON (Expecting ':' delimiter, at character 8): write",
        ),
        (("check-deal", "[1]"), "The case has no proposal '[1]'."),
    ],
)
def test_a_wrong_word_is_refused_with_the_nearest_one(words, message):
    command, *more = words
    done = CliRunner().invoke(app, [command, "river-basin", *more])
    assert isinstance(done.exception, (ValueError, SystemExit))
    assert message in f"{done.output}{done.exception}"

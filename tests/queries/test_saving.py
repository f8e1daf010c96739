"""Every answer writes itself to a file: names beside ids, lists on rows of their own, and what is said of it."""

from __future__ import annotations

import csv
import io
import json
import pickle
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import zopa
from zopa.graph.suffixes import TABLES
from zopa.queries import Answer, Rows
from zopa.queries.asking.naming import IDS, with_names
from zopa.queries.asking.registry import QUERIES
from zopa.queries.asking.saving import content_of
from zopa.queries.asking.selection import UnknownNameError

PARTIES = [
    {"id": "up", "name": "Upland"},
    {"id": "low", "name": "Lowland | the old one"},
    {"id": "coast", "name": "Upland"},
]
ISSUES = [
    {"id": "seat", "name": "Seat of the talks", "kind": "choice"},
    {"id": "army", "name": "Size of the army", "kind": "number"},
]
OPTIONS = [{"issue": "seat", "option": "geneva", "name": "Geneva"}, {"issue": "seat", "option": "oslo", "name": "Oslo"}]
POSITIONS = [
    {"id": "p1", "party": "up", "issue": "seat", "stance": "demands", "option": "geneva", "firmness": "red line"},
    {"id": "p2", "party": "low", "issue": "seat", "stance": "demands", "option": "oslo", "firmness": "red line"},
    {"id": "p3", "party": "coast", "issue": "seat", "stance": "accepts", "option": "geneva|oslo"},
    {"id": "p4", "party": "up", "issue": "army", "stance": "demands", "low": 10, "high": 40, "firmness": "aim"},
    {"id": "p5", "party": "low", "issue": "army", "stance": "demands", "low": 30, "high": 90, "firmness": "aim"},
]


@cache
def case() -> Any:
    tables = {"parties": PARTIES, "issues": ISSUES, "options": OPTIONS, "positions": POSITIONS}
    return zopa.load({name: pd.DataFrame(rows) for name, rows in tables.items()}, quiet=True)


@cache
def answers() -> dict[str, Any]:
    """The answer of every query that has rows."""
    more: dict[str, dict[str, Any]] = {
        "check_deal": {"deal": {"seat": "geneva"}},
        "ask": {"question": "Who wants which seat of the talks?"},
    }
    names = [name for name, query in QUERIES.items() if query.is_command or name.endswith(("_matrix", "_pairs", "ask"))]
    return {name: getattr(case(), name)(**more.get(name, {})) for name in names}


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))


@pytest.mark.parametrize("name", sorted(name for name, query in QUERIES.items() if query.is_command or name == "ask"))
def test_every_answer_writes_itself_and_knows_what_it_answers(name, tmp_path):
    answer = answers()[name]
    table = getattr(answer, "table", answer)
    assert answer.save(tmp_path / "x.json") == tmp_path / "x.json"
    assert [list(row) for row in json.loads((tmp_path / "x.json").read_text("utf-8"))] == [list(table.columns)] * len(
        table
    )
    answer.save(tmp_path / "x.md")
    text = (tmp_path / "x.md").read_text("utf-8")
    assert text.startswith(f"**{QUERIES[name].question}**\n")
    assert len(table) or QUERIES[name].empty in text
    assert sum(line.startswith("|") for line in text.splitlines()) == len(table) + 2


def test_the_command_and_the_answer_write_the_same_file(tmp_path):
    from typer.testing import CliRunner

    from zopa.__main__ import app

    rows = zopa.load("river-basin", quiet=True).overlaps(parties=["torvia", "sellow"])
    for form in ("csv", "md", "tex", "html"):
        ours, theirs = tmp_path / f"a.{form}", tmp_path / f"b.{form}"
        rows.save(ours, explode="parties")
        words = ["--party", "torvia", "--party", "sellow", "--explode", "parties", "-o", str(theirs)]
        assert CliRunner().invoke(app, ["overlaps", "river-basin", *words]).exit_code == 0
        assert ours.read_bytes() == theirs.read_bytes()
    assert {row["parties"] for row in rows_of(tmp_path / "a.csv")} == {"torvia", "sellow"}


def test_names_stand_beside_ids():
    named = with_names(answers()["clashes"], "clashes", case())
    first = named.iloc[0]
    assert [first[f"{column}_name"] for column in ("issue", "party_a", "party_b", "position_a")] == [
        *("Seat of the talks", "Upland [up]", "Lowland / the old one", "Upland demands: Geneva")
    ]
    assert list(named.columns)[:2] == ["issue", "issue_name"]
    support = with_names(answers()["support"], "support", case())
    assert support["accepts_name"].tolist()[:2] == ["Upland [coast]"] * 2
    assert support["settlement_name"].tolist()[:2] == ["Geneva", "Oslo"]
    shared = with_names(answers()["history"], "history", case())
    assert "Geneva|Oslo" in shared["accepts_name"].tolist()
    deals = with_names(case().deals(level="aim", issues="army"), "deals", case())
    assert deals["settlements_name"].iloc[0].startswith("Size of the army: ")


def test_every_name_stands_for_an_id_and_a_list_of_names_is_as_long():
    for query, answer in answers().items():
        table = getattr(answer, "table", answer)
        named = with_names(table, query, case())
        for column in set(named.columns) - set(table.columns):
            ids, names = named[column.removesuffix("_name")], named[column]
            if column != "settlements_name" or query == "zones":
                assert ids.fillna("").str.count(r"\|").equals(names.fillna("").str.count(r"\|")), (query, column)
    assert len({column for columns in IDS.values() for column in columns}) == sum(map(len, IDS.values()))


def test_names_are_there_by_default_where_people_read(tmp_path):
    answer = answers()["clashes"]
    by_default = {form: "party_a_name" in content_of(answer, form).frame for form in TABLES}
    assert {form for form, has in by_default.items() if has} == {"xlsx", "docx", "md", "tex", "html"}
    assert "party_a_name" in content_of(answer, "csv", names=True).frame
    assert "party_a_name" not in content_of(answer, "html", names=False).frame
    assert content_of(answer, "docx").shown == (
        *("severity", "party_a", "party_a_name", "party_b", "party_b_name", "why"),
    )
    edge = zopa.load("river-basin").frontier(["torvia", "sellow"])
    assert content_of(edge, "html").head("low_torvia") == "low, Torvia"


def test_each_member_of_a_list_comes_on_a_row_of_its_own(tmp_path):
    zones = answers()["zones"]
    zones.save(tmp_path / "x.csv", explode=["parties", "positions"], names=True)
    rows = rows_of(tmp_path / "x.csv")
    expected = sum(len(row.parties.split("|")) * len(row.positions.split("|")) for row in zones.itertuples())
    assert len(rows) == expected
    assert {(row["parties"], row["parties_name"]) for row in rows} == {
        *(("up", "Upland [up]"), ("low", "Lowland / the old one"), ("coast", "Upland [coast]"))
    }
    with pytest.raises(UnknownNameError, match=r"No column 'partys' .* Did you mean 'parties'\?"):
        zones.save(tmp_path / "y.csv", explode="partys")
    with pytest.raises(UnknownNameError, match="No column 'why' of this answer holds lists"):
        zones.save(tmp_path / "y.csv", explode="why")
    assert not (tmp_path / "y.csv").exists()


def test_a_file_says_its_date_its_level_that_it_is_a_what_if_and_that_there_is_more(tmp_path):
    changed = case().drop("p3")
    for answer in (changed.zones(), changed.deals(issues="army", level="aim", limit=1)):
        said = content_of(answer, "html").notes
        assert said[0].startswith("This is a what-if and not what was coded.")
        assert said[1] == "Over all dates of the case."
        assert said[2] == (
            "Red lines count." if answer.attrs["level"] == "red line" else "Demands and rejections count."
        )
        answer.save(tmp_path / "x.html")
        text = (tmp_path / "x.html").read_text("utf-8")
        assert all(f'<p dir="auto">{part}' in text for part in ("This is a what-if", "Over all dates"))
    assert answer.attrs["complete"] is False
    assert "There are more: this is what was found before the limit." in said
    assert "This is a what-if and not what was coded." in " ".join(changed.clashes().picture().split())
    changed.clashes().save(tmp_path / "x.csv")
    assert rows_of(tmp_path / "x.csv")[0]["what_if"].startswith("This is a what-if")


def test_rows_and_columns_taken_from_an_answer_are_written_as_they_were_taken(tmp_path):
    answer = answers()["clashes"]
    chosen = answer[["severity", "evidence_a"]]
    assert (type(answer), type(chosen)) == (Answer, Rows)
    assert content_of(chosen, "docx").shown == ()
    assert content_of(answer.head(1), "docx").shown[0] == "severity"
    counts = answer.groupby("severity", as_index=False).max()
    assert content_of(counts, "md").title == ""
    assert content_of(counts, "md").notes == ("Over all dates of the case.",)
    matrix = content_of(answers()["clash_matrix"], "html")
    assert list(matrix.frame.columns) == ["party", "party_name", "up", "low", "coast"][: len(matrix.frame.columns)]


def test_an_answer_without_its_case_has_no_names(tmp_path):
    for name in ("trades", "clashes", "ask"):
        again = pickle.loads(pickle.dumps(answers()[name]))
        again.save(tmp_path / "x.html")
        with pytest.raises(ValueError, match=r"save\(path, graph=case\)"):
            again.save(tmp_path / "y.html", names=True)
        again.save(tmp_path / "y.html", names=True, graph=case())
        assert QUERIES[name].question in (tmp_path / "y.html").read_text("utf-8")


def test_a_picture_is_a_file_of_its_own_kind(tmp_path):
    pypdf = pytest.importorskip("pypdf")
    answer = zopa.load("river-basin", quiet=True).clash_matrix()
    answer.save(tmp_path / "x.pdf")
    (page,) = pypdf.PdfReader(tmp_path / "x.pdf").pages
    text = " ".join(page.extract_text().split())
    assert "Torvia" in text
    assert "As of 2024-06-30." in text
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    inside = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object() for font in fonts]
    assert fonts
    assert all("/FontFile2" in descriptor for descriptor in inside)
    assert answer.pdf() == (tmp_path / "x.pdf").read_bytes()
    for words, said in (
        ({"names": True}, "Names beside ids are for tables"),
        ({"explode": "party"}, "Lists on rows of their own are for tables"),
    ):
        with pytest.raises(ValueError, match=said):
            answer.save(tmp_path / "y.svg", **words)
    with pytest.raises(ValueError, match=r"There is no picture of trades: use \.txt, .* or \.html\."):
        answers()["trades"].save(tmp_path / "y.svg")
    with pytest.raises(ValueError, match=r"'.*y' has no suffix that names a form: use \.txt"):
        answers()["trades"].save(tmp_path / "y")
    with pytest.raises(OSError, match="There is no folder"):
        answers()["trades"].save(tmp_path / "no" / "y.csv")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.pdf"]

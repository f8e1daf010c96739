"""Load, save, load: the identity, in both forms."""

from __future__ import annotations

import datetime as dt
import os
import re
import string
import tempfile
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from reference.dossiers import dossiers, graph

from zopa.graph.ontology import ontology
from zopa.graph.store import Store
from zopa.loaders import DossierError, load, save
from zopa.loaders.dossier_toml import as_toml
from zopa.loaders.formats.sheets import alike
from zopa.loaders.template import example

LOOKALIKES = [
    "NA",
    "007",
    "1e5",
    "TRUE",
    "null",
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "#REF!",
    "2025-08-15",
    "1,5",
    '"',
    '""',
    "a,b",
    "a;b",
    "a\tb",
    " a ",
    " ",
    "a\nb",
    "\n",
    "'a",
    "Ωμέγα",
    "Київ",
    "😀",
    "a\u2028b",
    "\ufeffa",
    "sep=;",
    "#",
    "\\n",
    "0.1",
    "&amp;<b>",
]
ILLEGAL = "\x00\x01\x0b\x1f\ufffe"
odd = st.one_of(
    st.sampled_from(LOOKALIKES),
    st.text(
        st.one_of(
            st.sampled_from(string.printable.replace("\x0b", "").replace("\x0c", "")),
            st.characters(exclude_categories=["Cs", "Cc", "Cn"]),
        ),
        max_size=8,
    ),
)
odd = odd.filter(lambda text: not re.search("_x[0-9A-Fa-f]{4}_|x005F_", text))
oddest = st.one_of(odd, st.text(st.sampled_from(ILLEGAL + "ab"), max_size=4))
KNOWN = {alike(name) for table in ontology().tables.values() for name in table.columns}
own_columns = odd.map(str.strip).filter(lambda name: name and alike(name) not in KNOWN)
#: A number at the very end of what a float holds has no neighbour of 15 digits, and is refused.
numbers = st.floats(-1e308, 1e308)
toml_values = st.recursive(
    st.one_of(
        odd.filter(bool),
        st.integers(-(2**63), 2**63 - 1),
        numbers,
        st.booleans(),
        st.dates(),
        st.times(),
        st.datetimes(),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(odd, inner, max_size=3)),
    max_leaves=5,
)
metas = st.fixed_dictionaries(
    {"id": odd.filter(bool)},
    optional={
        "title": odd.filter(bool),
        "as_of": st.just("2025-08"),
        "coders": st.lists(odd, max_size=3),
        "mine": toml_values,
        "Ключ .": toml_values,
    },
)


@st.composite
def cases(draw: st.DrawFn, text: st.SearchStrategy[str]) -> Store:
    """The invented dossier with odd texts, odd numbers, more rows and columns of the coder's own."""
    tables = {name: pd.DataFrame(rows) for name, rows in example().items()}
    for name in draw(st.lists(st.sampled_from(sorted(tables)), max_size=4, unique=True)):
        frame = tables[name]
        for column in ontology().tables[name].columns.values():
            if column.type == "text" and not column.required and column.name not in ("source", "quote", "weight"):
                frame[column.name] = draw(st.lists(text, min_size=len(frame), max_size=len(frame)))
            elif column.name in ("lat", "lon", "value"):
                within = numbers if column.most is None else st.floats(column.least, column.most)
                frame[column.name] = draw(st.lists(within, min_size=len(frame), max_size=len(frame)))
        for column_name in draw(st.lists(own_columns, max_size=2, unique_by=alike)):
            frame[column_name] = draw(st.lists(text, min_size=len(frame), max_size=len(frame)))
    for name in draw(st.lists(st.sampled_from(["figures", "questions", "instruments"]), max_size=2, unique=True)):
        tables[name] = tables[name].iloc[:0].assign(**{"own column": pd.Series(dtype="str")})
    return load(tables | {"dossier": draw(metas)}, quiet=True)


def same(case: Store, again: Store) -> None:
    assert list(case.tables) == list(again.tables)
    for name, frame in case.tables.items():
        pd.testing.assert_frame_equal(again.tables[name], frame)
    assert again.meta == case.meta
    assert {key: type(entry) for key, entry in again.meta.items()} == {
        key: type(entry) for key, entry in case.meta.items()
    }


@settings(max_examples=examples(40), deadline=None)
@given(cases(oddest))
def test_a_folder_keeps_everything(case):
    with tempfile.TemporaryDirectory() as folder:
        same(case, load(save(case, Path(folder, "case")), quiet=True))


@settings(max_examples=examples(25), deadline=None)
@given(cases(odd))
def test_a_workbook_keeps_everything(case):
    with tempfile.TemporaryDirectory() as folder:
        same(case, load(save(case, Path(folder, "case.xlsx")), quiet=True))


@settings(max_examples=examples(20), deadline=None)
@given(dossiers(), st.sampled_from(["case", "case.xlsx"]))
def test_random_dossiers_come_back(dossier, name):
    try:
        case = load(graph(**dossier).tables, quiet=True)
    except DossierError:
        return
    with tempfile.TemporaryDirectory() as folder:
        same(case, load(save(case, Path(folder, name)), quiet=True))


@settings(max_examples=examples(200), deadline=None)
@given(st.dictionaries(oddest, toml_values, max_size=4))
def test_toml_says_what_it_was_told(meta):
    assert tomllib.loads(as_toml(meta)) == meta


@pytest.mark.parametrize("text", [*(f"a{one}b" for one in ILLEGAL), "x" * 32_768, "_x0041_", "x005F_", "\ud800"])
def test_what_a_workbook_cannot_hold_is_refused_by_name_and_leaves_nothing(tmp_path, text):
    case = Store({"positions": pd.DataFrame({"note": ["", text]})}, {"id": "x"})
    with pytest.raises(DossierError, match=r"\(positions, row 3, 'note'"):
        save(case, tmp_path / "case.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_half_a_character_is_refused_in_a_folder_too(tmp_path):
    case = Store({"positions": pd.DataFrame({"note": ["a\ud800"]})}, {"id": "x"})
    with pytest.raises(DossierError, match=r"positions\.csv cannot be written"):
        save(case, tmp_path / "case")
    assert list(tmp_path.iterdir()) == []


def test_text_stays_text_in_a_workbook(tmp_path):
    notes = ["=1+1", "007", "2025-08-15", "#REF!", "TRUE"]
    rows = pd.DataFrame({"party": list("ABCDE"), "issue": "seat", "stance": "demands", "option": "x", "note": notes})
    path = save(load({"positions": rows}, quiet=True), tmp_path / "case.xlsx")
    sheet = load_workbook(path)["positions"]
    cells = [row[-1] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == notes
    assert {cell.data_type for cell in cells} == {"s"}


def without(case: Store, table: str) -> Store:
    reduced = Store({name: frame for name, frame in case.tables.items() if name != table}, case.meta)
    reduced.origin = case.origin
    return reduced


def test_saving_again_replaces_what_was_there(tmp_path, folder):
    (folder / "CODING.md").write_text("how")
    (folder / "Events.tsv").write_text("id\tname\n")
    (folder / "positions.csv").rename(folder / "POSITIONS.csv")
    case = without(load(folder, quiet=True), "conditions")
    save(case, folder)
    assert sorted(path.name for path in folder.iterdir()) == [
        "CODING.md",
        "dossier.toml",
        "evidence.csv",
        "issues.csv",
        "options.csv",
        "parties.csv",
        "positions.csv",
        "regions.csv",
        "sources.csv",
    ]
    assert load(folder).tables["conditions"].empty
    book = save(case, tmp_path / "case.xlsx")
    first = load(book)
    same(first, load(save(first, book)))
    assert save(case, folder) == folder


@pytest.mark.parametrize("name", ["events.csv", "questions.tsv", "issues.csv", "Sources.json", "dossier.toml"])
def test_what_was_not_read_from_there_is_not_touched(tmp_path, folder, name):
    case = load(folder)
    target = tmp_path / "thesis"
    target.mkdir()
    (target / name).write_text("my own data")
    (target / "data.csv").write_text("my own data")
    with pytest.raises(DossierError, match=f"'{name}' is there already"):
        save(case, target)
    assert {path.name: path.read_text() for path in target.iterdir()} == dict.fromkeys(
        [name, "data.csv"], "my own data"
    )
    save(case, target, replace=True)
    assert (target / "data.csv").read_text() == "my own data"
    (target / "data.csv").unlink()
    same(case, load(target))


def test_what_was_changed_since_is_not_written_over(tmp_path, folder):
    case, second_copy = load(folder), load(folder)
    (folder / "positions.csv").write_text((folder / "positions.csv").read_text().replace("bottom line", "aim") + "\n")
    with pytest.raises(DossierError, match=r"'positions.csv' was changed since the case was read"):
        save(without(case, "conditions"), folder)
    save(second_copy, folder, replace=True)
    book = save(case, tmp_path / "case.xlsx")
    with pytest.raises(DossierError, match="it is there already and the case was not read from it"):
        save(second_copy, book)
    read = load(book)
    save(without(load(book), "conditions"), book)
    with pytest.raises(DossierError, match="it was changed since the case was read"):
        save(read, book)
    workbook = load_workbook(book)
    workbook.create_sheet("my notes")
    workbook.save(book)
    with pytest.raises(DossierError, match=r"it has sheets that are no tables of the case \('my notes'\)"):
        save(load(book, quiet=True), book)
    save(case, book, replace=True)
    same(case, load(book))


def test_saving_keeps_rights_and_links_and_comments(tmp_path, folder):
    (folder / "dossier.toml").write_text('# mine\ntitle = "A case"\n')
    (tmp_path / "shared.csv").write_bytes((folder / "positions.csv").read_bytes())
    (folder / "positions.csv").unlink()
    (folder / "positions.csv").symlink_to(tmp_path / "shared.csv")
    (folder / "parties.csv").chmod(0o600)
    (folder / "sources.csv").chmod(0o640)
    case = load(folder)
    save(case, folder)
    assert (folder / "positions.csv").is_symlink()
    assert (tmp_path / "shared.csv").read_text().startswith("id,party,issue")
    assert (folder / "parties.csv").stat().st_mode & 0o777 == 0o600
    assert (folder / "sources.csv").stat().st_mode & 0o777 == 0o640
    assert (folder / "dossier.toml").read_text() == '# mine\ntitle = "A case"\n'
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    save(case, folder)
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before
    book = save(case, tmp_path / "case.xlsx")
    book.chmod(0o600)
    save(case, book)
    assert book.stat().st_mode & 0o777 == 0o600
    (folder / "parties.csv").chmod(0o400)
    case.meta["title"] = "Another"
    with pytest.raises(DossierError, match=r"parties.csv is read-only"):
        save(
            Store({**case.tables, "parties": case.tables["parties"].assign(note="x")}, case.meta), folder, replace=True
        )
    same(case, load(folder)) if False else None


DRAFTS = {
    "positions": [
        {"id": "p1", "party": "A", "issue": "seat", "stance": "demands", "option": "Geneva", "evidence": "e1"},
        {
            "id": "p2",
            "party": "B",
            "issue": "seat",
            "stance": "demands",
            "option": "Vienna",
            "evidence": "e2",
            "start": "2024",
        },
        {
            "id": "p3",
            "party": "B",
            "issue": "seat",
            "stance": "demands",
            "option": "Oslo",
            "evidence": "e1",
            "start": "2025",
            "replaces": "p2",
        },
        {"id": "p4", "party": "C", "issue": "seat", "stance": "demands", "option": "Oslo", "evidence": "e3"},
    ],
    "evidence": [
        {"id": "e1", "source": "s", "quote": "q", "status": "accepted"},
        {"id": "e2", "source": "s", "quote": "q", "status": "draft"},
        {"id": "e3", "source": "s", "quote": "q", "status": "rejected"},
    ],
}


@pytest.mark.parametrize("target", ["case", "case.xlsx"])
def test_positions_on_drafts_are_written_where_they_stood(tmp_path, target):
    drafts = {name: pd.DataFrame(rows) for name, rows in DRAFTS.items()}
    case = load(drafts, quiet=True)
    assert case.tables["positions"]["id"].tolist() == ["p1", "p3"]
    path = save(case, tmp_path / target)
    for _ in range(2):
        case = load(path, quiet=True)
        assert case.tables["positions"]["id"].tolist() == ["p1", "p3"]
        save(case, path)
    evidence = case.tables["evidence"].assign(status="accepted")
    changed = Store({**case.tables, "evidence": evidence}, case.meta)
    changed.origin, changed.withheld = case.origin, case.withheld
    positions = load(save(changed, path), quiet=True).tables["positions"]
    assert positions["id"].tolist() == ["p1", "p2", "p3", "p4"]
    assert positions["replaces"].fillna("").tolist() == ["", "", "p2", ""]


def test_a_save_that_fails_leaves_what_was_there(tmp_path, folder, monkeypatch):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    case = load(folder)
    halves = case.tables["sources"].assign(title="\ud800")
    with pytest.raises(DossierError, match="half of a character"):
        save(Store(case.tables | {"sources": halves}, case.meta), folder, replace=True)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    case = load(folder)
    for name in ("new", "new.xlsx"):
        with pytest.raises(DossierError, match="cannot be written: No space left on device"):
            save(case, tmp_path / name)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sound"]


def test_places_that_cannot_be_written_to(tmp_path, folder):
    case = load(folder)
    (tmp_path / "file").write_text("")
    with pytest.raises(DossierError, match="is a file"):
        save(case, tmp_path / "file")
    (tmp_path / "folder.xlsx").mkdir()
    with pytest.raises(DossierError, match="is a folder"):
        save(case, tmp_path / "folder.xlsx")
    with pytest.raises(DossierError, match="cannot be written"):
        save(case, tmp_path / "file" / "below")


def test_numbers_are_written_short(tmp_path, folder):
    case = load(folder)
    case = Store(case.tables | {"issues": case.tables["issues"].assign(scale_high=[np.nan, 1e22])}, case.meta)
    text = (save(case, tmp_path / "case") / "issues.csv").read_text()
    assert "men,0,1e+22," in text
    assert ".0" not in (tmp_path / "case" / "positions.csv").read_text()


def test_dates_of_toml_are_kept(folder):
    (folder / "dossier.toml").write_text('id = "x"\nmade = 2025-08-15\nat = 10:30:00\n')
    assert load(folder, quiet=True).meta == {"id": "x", "made": dt.date(2025, 8, 15), "at": dt.time(10, 30)}

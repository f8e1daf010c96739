"""Archives and citations: a case with all that was made of it, described so that others can check and cite it."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from datetime import date

import pytest
import yaml
from rocrate.rocrate import ROCrate
from typer.testing import CliRunner

import zopa
from zopa.__main__ import app
from zopa.graph.provenance import made_on
from zopa.graph.state import state_of
from zopa.queries.archive import answers
from zopa.queries.archive.citing import LICENCES, citation, coders

DAY = "2025-08-15"


def case(**dossier):
    rows = [
        {
            "id": "p1",
            "party": "Україна",
            "issue": "seat",
            "stance": "demands",
            "option": "x",
            "firmness": "red line",
            "evidence": "e1",
        },
        {"id": "p2", "party": "حزب & co_{}", "issue": "seat", "stance": "demands", "option": "y", "evidence": "e1"},
    ]
    return zopa.load(
        {
            "positions": rows,
            "sources": [
                {
                    "id": "talks",
                    "title": 'A "quoted": \\title\\ & {more} #1 \u202e',
                    "kind": "article",
                    "publisher": "P",
                    "date": "2024-03",
                },
                {"id": "第一", "kind": "report", "url": "https://example.org/a_b"},
            ],
            "evidence": [{"id": "e1", "source": "talks", "quote": "no"}],
            "dossier": {
                "id": "talks",
                "title": "Talks: on {seats}",
                "coders": ["J. Carberry (0000-0002-1825-0097)", "B. Coder"],
                **dossier,
            },
        },
        quiet=True,
    )


@pytest.fixture(scope="module")
def packed(tmp_path_factory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("archive")
    loaded = zopa.load(zopa.save(case(licence="CC BY 4.0"), folder / "talks"), quiet=True)
    one, other = (loaded.archive(folder / f"{name}.zip", date=DAY, pictures=False) for name in "ab")
    assert one.read_bytes() == other.read_bytes()
    assert loaded.origin is not None
    assert loaded.origin.path == folder / "talks"
    with zipfile.ZipFile(one) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def graph_of(packed: dict[str, bytes]) -> dict[str, dict]:
    return {entity["@id"]: entity for entity in json.loads(packed["ro-crate-metadata.json"])["@graph"]}


def test_an_archive_keeps_the_rules_of_ro_crate(packed):
    entities = graph_of(packed)
    descriptor, root = entities["ro-crate-metadata.json"], entities["./"]
    assert descriptor["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.1"}
    assert descriptor["about"] == {"@id": "./"}
    assert {"name", "description", "datePublished", "license"} <= set(root)
    date.fromisoformat(root["datePublished"])
    parts = {part["@id"] for part in root["hasPart"]}
    assert parts == set(packed) - {"ro-crate-metadata.json"}
    for path in parts:
        assert entities[path]["@type"] == "File"
        assert entities[path]["sha256"] == hashlib.sha256(packed[path]).hexdigest()
    # Whatever is referred to is described.
    named = set(re.findall(r'\{"@id": "([^"]+)"\}', json.dumps(list(entities.values()))))
    assert named - {"https://w3id.org/ro/crate/1.1"} <= set(entities)


def test_an_archive_is_read_by_the_reader_of_its_own_kind_and_its_case_by_zopa(packed, tmp_path):
    zipfile.ZipFile(io.BytesIO(_zipped(packed))).extractall(tmp_path)
    crate = ROCrate(tmp_path)
    assert {person["name"] for person in crate.get_by_type("Person")} == {"J. Carberry", "B. Coder"}
    assert crate.get("https://orcid.org/0000-0002-1825-0097")
    assert crate.get("https://spdx.org/licenses/CC-BY-4.0")["name"] == "CC-BY-4.0"
    assert crate.get("#zopa")["version"]
    assert {source["name"] for source in crate.root_dataset["citation"]} >= {"第一"}
    read = {entity["name"]: entity["identifier"] for entity in crate.root_dataset["isBasedOn"]}
    assert read["positions.csv"] == f"sha256:{hashlib.sha256(packed['case/positions.csv']).hexdigest()}"
    again = zopa.load(tmp_path / "case", quiet=True)
    assert state_of(again) == crate.root_dataset["version"]


def _zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_an_archive_holds_answers_gaps_page_and_memo(packed, monkeypatch):
    assert packed["answers/clashes.csv"].decode().startswith("issue,regions,party_a")
    assert b"how firm is that?" in packed["gaps/what_next.csv"]
    assert "clashes: J. Carberry" in packed["answers/citations.txt"].decode()
    assert DAY in packed["memo.html"].decode()
    assert packed["page.html"].startswith(b"<!")
    monkeypatch.setattr(answers, "MAX_SEARCHED", 1)
    assert "deals" not in {given.name for given in answers.answers(case())}
    assert "were not asked of all of them" in answers.left_out(case())


def test_an_archive_takes_no_place_of_another_and_no_date_that_is_none(tmp_path):
    (tmp_path / "there").mkdir()
    with pytest.raises(ValueError, match="there already"):
        case().archive(tmp_path / "there")
    with pytest.raises(ValueError, match="no day"):
        case().archive(tmp_path / "a.zip", date="2025-08")
    with pytest.raises(ValueError, match=r"cannot be written as \.tar"):
        case().archive(tmp_path / "a.tar")
    assert [path.name for path in tmp_path.iterdir()] == ["there"]


def test_a_citation_file_is_yaml_of_which_nothing_is_obeyed():
    with made_on(DAY):
        cited = yaml.safe_load(citation(case(licence="ODbL-1.0"), "cff"))
    assert {"cff-version", "message", "title", "authors"} <= set(cited)
    assert cited["title"] == "Talks: on {seats}"
    assert cited["authors"] == [
        {"name": "J. Carberry", "orcid": "https://orcid.org/0000-0002-1825-0097"},
        {"name": "B. Coder"},
    ]
    assert cited["license"] in LICENCES
    assert str(cited["date-released"]) == DAY
    first, second = cited["references"]
    assert first["title"].startswith('A "quoted": \\title\\ & {more} #1')
    assert (first["type"], first["year"], first["month"]) == ("article", 2024, 3)
    assert second == {
        "type": "report",
        "title": "第一",
        "authors": [{"name": "anonymous"}],
        "url": "https://example.org/a_b",
    }
    assert "license" not in yaml.safe_load(citation(case(licence="ask us"), "cff"))


def test_bibtex_and_csl_name_the_case_and_each_source_once():
    text = case().cite()
    keys = re.findall(r"^@\w+\{([\w-]+),$", text, re.M)
    assert keys[:2] == ["talks", "talks-source"]
    assert len(set(keys)) == 3
    assert r"title = {{A \"quoted\"" not in text
    assert r"\textbackslash{}title\textbackslash{} \& \{more\} \#1" in text
    for entry in text.split("\n\n"):
        bare = re.sub(r"\\[{}]", "", entry)
        assert bare.count("{") == bare.count("}")
    entries = json.loads(case().cite("csl"))
    assert [entry["id"] for entry in entries] == keys
    assert entries[1]["issued"] == {"date-parts": [[2024, 3]]}
    with pytest.raises(ValueError, match="use cff, bibtex or csl"):
        case().cite("ris")


@pytest.mark.parametrize(
    ("text", "orcid"),
    [
        ("A. Coder https://orcid.org/0000-0002-1694-233X", "0000-0002-1694-233X"),
        ("A. Coder, ORCID: 0000-0002-1825-0097", "0000-0002-1825-0097"),
        ("A. Coder (0000-0002-1825-0098)", ""),
        ("A. Coder", ""),
    ],
)
def test_an_orcid_is_taken_only_where_its_last_digit_checks(text, orcid):
    (coder,) = coders(case(coders=[text]))
    assert coder.orcid == (f"https://orcid.org/{orcid}" if orcid else "")
    assert coder.name.startswith("A. Coder")
    assert bool(orcid) != any(letter.isdigit() for letter in coder.name) or not orcid


def test_an_answer_is_cited_with_its_case_its_words_and_its_date():
    whole = case(as_of="2024-05")
    text = whole.clashes(severity="unknown", parties=iter(["Україна"]), as_of="2023").citation()
    state = state_of(whole)[:12]
    assert f"Talks: on {{seats}} (case talks, state {state})." in text
    assert "Answer of clashes(" in text
    assert "severity='unknown'" in text
    assert "parties=['Україна']" in text
    assert "As of 2023." in text
    assert text == whole.clashes(severity="unknown", parties=["Україна"], as_of="2023").citation()
    changed = whole.change("p1", firmness="aim")
    assert "This is a what-if and not what was coded." in changed.zones().citation()
    assert state not in changed.zones().citation()
    rows = whole.clashes()
    rows._graph = None
    with pytest.raises(ValueError, match="does not know which case"):
        rows.citation()


def test_the_commands_write_a_sheet_and_a_citation(tmp_path):
    run = CliRunner().invoke
    written = run(app, ["memo", "river-basin", "-o", str(tmp_path / "sheet.md"), "--sheet", "red-lines"])
    assert written.exit_code == 0, written.output
    assert (tmp_path / "sheet.md").read_text(encoding="utf-8").startswith("# Red lines and bottom lines")
    assert run(app, ["cite", "river-basin", "--form", "cff"]).output.startswith("cff-version: 1.2.0")

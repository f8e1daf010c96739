"""A case in a ZIP archive: read where it is one, and refused by name before anything is unpacked where it is not safe."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path

import pytest

import zopa
from zopa.loaders import DossierError, read, save
from zopa.loaders.formats import packed
from zopa.loaders.load import load

TABLE = "Stakeholder;Venue;Budget\nUpland;Geneva;30\nLowland;Oslo;40\nMidland;Geneva;30\n"


def archive(tmp_path: Path, files: dict[str, str | bytes], name: str = "case.zip") -> Path:
    path = tmp_path / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        for inside, content in files.items():
            zipped.writestr(inside, content)
    return path


def refused(path: Path) -> str:
    with pytest.raises(DossierError) as error:
        zopa.load(path, quiet=True)
    return str(error.value)


@pytest.mark.parametrize("inside", ["votes.csv", "answers 2030/votes.csv", "__MACOSX/._x"])
def test_one_table_in_an_archive_is_read_as_it_is(tmp_path, inside):
    files = {"data/votes.csv": TABLE, "data/.DS_Store": b"\0", "__MACOSX/data/._votes.csv": b"\0"}
    path = archive(tmp_path, files if inside.startswith("__") else {inside: TABLE})
    case = zopa.load(path, quiet=True)
    assert case.id == "case"
    positions = case.tables["positions"].astype(object).fillna("")
    assert positions[["party", "issue", "option", "ideal"]].values.tolist() == [
        *[["Upland", "Venue", "Geneva", ""], ["Lowland", "Venue", "Oslo", ""], ["Midland", "Venue", "Geneva", ""]],
        *[["Upland", "Budget", "", 30], ["Lowland", "Budget", "", 40], ["Midland", "Budget", "", 30]],
    ]


def test_what_is_to_be_done_is_said_of_the_archive_and_its_mapping_is_read(tmp_path):
    path = archive(tmp_path, {"votes.csv": TABLE})
    message = " ".join(read(path).findings["message"])
    assert "zopa load case.zip --save-mapping, which writes case.mapping.toml" in message
    reading = read(path)
    assert reading.brought is not None
    (tmp_path / "case.mapping.toml").write_text(reading.brought.mapping, encoding="utf-8")
    assert "nobody has confirmed" not in " ".join(read(path).findings["message"])


def test_a_dossier_in_an_archive_is_the_same_case(tmp_path):
    case = load("river-basin", quiet=True)
    save(case, tmp_path / "river-basin")
    files = {f"river-basin/{file.name}": file.read_bytes() for file in (tmp_path / "river-basin").iterdir()}
    packed_case = load(archive(tmp_path, files), quiet=True)
    assert packed_case.tables["positions"].equals(case.tables["positions"])
    assert packed_case.title == case.title


@pytest.mark.parametrize(
    "name", ["../votes.csv", "/etc/votes.csv", "a/../../votes.csv", "..\\votes.csv", "C:/votes.csv"]
)
def test_a_name_that_leads_outside_is_refused(tmp_path, name):
    path = archive(tmp_path, {name: TABLE})
    assert "would be written outside" in refused(path)
    assert not (tmp_path.parent / "votes.csv").exists()


def test_links_archives_in_archives_and_bombs_are_refused(tmp_path):
    assert "is an archive itself" in refused(archive(tmp_path, {"inner.zip": b"PK"}, "nested.zip"))
    assert "unpacks to 20 MiB, more than 100 times its size" in refused(
        archive(tmp_path, {"big.csv": b"0" * (20 << 20)}, "bomb.zip")
    )
    link = zipfile.ZipInfo("positions.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "link.zip", "w") as zipped:
        zipped.writestr(link, "/etc/passwd")
    assert "is a link, which is not followed" in refused(tmp_path / "link.zip")
    archive_path = archive(tmp_path, {f"{number}.csv": "a" for number in range(packed.MOST_FILES + 1)}, "many.zip")
    assert "1,001 files, more than the 1,000" in refused(archive_path)
    assert "The archive is empty" in refused(archive(tmp_path, {"__MACOSX/x": b"", "folder/": b""}, "empty.zip"))


def test_a_size_that_the_archive_hides_is_found_out_while_it_unpacks(tmp_path, monkeypatch):
    monkeypatch.setattr(packed, "UNPACKED_BYTES", 10)
    assert "unpacks to more than" in refused(archive(tmp_path, {"votes.csv": TABLE}))
    path = archive(tmp_path, {"votes.csv": TABLE}, "lies.zip")
    content = bytearray(path.read_bytes())
    at = content.rindex(b"PK\x01\x02")
    content[at + 24 : at + 28] = (5).to_bytes(4, "little")
    path.write_bytes(content)
    assert "lies.zip" in refused(path)


def test_a_damaged_archive_and_an_encrypted_one_are_refused(tmp_path):
    path = archive(tmp_path, {"votes.csv": TABLE})
    content = bytearray(path.read_bytes())
    (tmp_path / "cut.zip").write_bytes(content[:60])
    assert "cannot be unpacked" in refused(tmp_path / "cut.zip")
    at = content.rindex(b"PK\x01\x02")
    content[at + 8] |= 1
    (tmp_path / "secret.zip").write_bytes(content)
    assert "is encrypted" in refused(tmp_path / "secret.zip")


def test_several_tables_in_an_archive_are_named(tmp_path):
    message = refused(archive(tmp_path, {"a.csv": TABLE, "b.csv": TABLE}))
    assert "2 cases of other tools" in message
    assert "'case/a.csv'" in message

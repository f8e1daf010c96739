"""A folder that is saved over is the old case or the new one at any moment, and after any break."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pandas as pd
import pytest

from zopa.graph.files import DRAFT
from zopa.graph.store import Store
from zopa.loaders import DossierError, check, load, read, save
from zopa.loaders.exchange import LIST, STAGE, exchange
from zopa.loaders.findings import Findings
from zopa.loaders.formats.folder import read_folder

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are killed by forking")

STEPS = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod"}


def case(word: str, *, with_regions: bool) -> Store:
    rows = [
        {"id": f"p-{party}", "party": party, "issue": "seat", "stance": "demands", "option": word} for party in "AB"
    ]
    tables = {"positions": pd.DataFrame(rows), "issues": pd.DataFrame([{"id": "seat", "kind": "choice", "name": word}])}
    if with_regions:
        tables["regions"] = pd.DataFrame([{"id": "north"}])
    else:
        tables["sources"] = pd.DataFrame([{"id": "gazette"}])
    return load({**tables, "dossier": {"id": "case", "title": word}}, quiet=True)


OLD, NEW = case("Geneva", with_regions=True), case("Vienna", with_regions=False)


def holds(folder: Path, expected: Store) -> bool:
    reading = read(folder)
    return reading.meta == expected.meta and all(
        reading.tables[name].equals(expected.tables[name]) for name in reading.tables
    )


def in_a_process(job, at: int = 0) -> bool:
    """Whether a process ends its job that is killed before its step of this number on files."""
    child = os.fork()
    if child == 0:
        done = 0

        def kill(event: str, arguments: tuple) -> None:
            nonlocal done
            writes = event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR)
            if event in STEPS or writes:
                done += 1
                if done == at:
                    os._exit(9)

        sys.addaudithook(kill)
        try:
            job()
        except BaseException:
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) in (0, 9)
    return os.waitstatus_to_exitcode(status) == 0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    case_folder = save(OLD, tmp_path / "case")
    (case_folder / "notes.txt").write_text("mine")
    return case_folder


def exchanged(folder: Path) -> None:
    """The new case is written over the old one, which was read there."""
    NEW.origin = load(folder, quiet=True).origin
    save(NEW, folder)


BEFORE = {"positions.csv": b"old", "issues.csv": b"old", "regions.csv": b"old", "dossier.toml": b"same"}
AFTER = {"positions.csv": b"new", "issues.csv": b"new", "sources.csv": b"new", "dossier.toml": b"same"}


def put(folder: Path, files: dict[str, bytes]) -> None:
    exchange(folder, lambda: (files, ["regions.csv"]))


@pytest.mark.parametrize("before", [BEFORE, {}])
def test_whoever_is_killed_leaves_the_old_files_or_the_new(tmp_path, before):
    folder, decided = tmp_path / "case", 0
    for step in range(1, 200):
        if before:
            folder.mkdir()
        for name, content in before.items():
            (folder / name).write_bytes(content)
        ended = in_a_process(lambda: put(folder, AFTER), step)
        decided += (folder / STAGE / LIST).exists()
        files = read_folder(folder, Findings()).files if folder.is_dir() else {}
        assert files in (before, AFTER), step
        assert not (folder / STAGE / LIST).exists()
        put(folder, AFTER)
        assert read_folder(folder, Findings()).files == AFTER
        names = {path.name for path in folder.iterdir() if not path.name.endswith(DRAFT)}
        assert names == set(AFTER)
        shutil.rmtree(folder)
        if ended:
            break
    assert ended
    assert step > 15
    assert decided > 3


@pytest.mark.parametrize("step", [4, 12, 20, 24])
def test_whoever_is_killed_while_saving_leaves_one_whole_case(folder, step):
    assert not in_a_process(lambda: exchanged(folder), step)
    assert holds(folder, NEW) or holds(folder, OLD)
    assert (folder / "notes.txt").read_text() == "mine"


def test_two_writers_and_a_reader_never_mix_two_cases(folder):
    writers = []
    for written in (OLD, NEW):
        child = os.fork()
        if child == 0:
            try:
                for _ in range(4):
                    save(written, folder, replace=True)
            except BaseException:
                os._exit(1)
            os._exit(0)
        writers.append(child)
    while writers:
        reading = read(folder)
        assert (
            reading.tables["positions"]["option"].iloc[0]
            == reading.meta["title"]
            == reading.tables["issues"]["name"].iloc[0]
        )
        assert len(reading.tables["regions"]) == (reading.meta["title"] == "Geneva")
        ended, status = os.waitpid(writers[0], os.WNOHANG)
        if ended:
            assert status == 0
            writers.pop(0)
    assert holds(folder, OLD) != holds(folder, NEW)


def test_a_broken_saving_is_not_finished_over_what_was_changed_since(folder):
    step = 10
    while not (folder / STAGE / LIST).exists():
        in_a_process(lambda: exchanged(folder), step)
        step += 1
    (folder / "issues.csv").write_text("id,kind,name\nseat,choice,Mine\n")
    findings = check(folder)
    assert findings["level"].tolist()[0] == "error"
    assert "was broken off, and 'issues.csv' was changed since" in findings["message"].iloc[0]
    with pytest.raises(DossierError, match="was changed since"):
        save(NEW, folder, replace=True)
    shutil.rmtree(folder / STAGE)
    assert load(folder, quiet=True).tables["issues"]["name"].tolist() == ["Mine"]

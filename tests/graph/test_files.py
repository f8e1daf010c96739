"""Files are written whole or not at all, and only where a regular file stands is it replaced."""

from __future__ import annotations

import os
import stat
import threading
import time
from pathlib import Path

import pytest

from zopa.graph import files
from zopa.graph.files import whole_file, write_bytes, write_text

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")


def test_what_breaks_off_leaves_the_file_of_before_and_no_draft(tmp_path: Path) -> None:
    path = write_text(tmp_path / "a.txt", "before")

    def half() -> None:
        with whole_file(path) as draft:
            draft.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        half()
    assert path.read_text() == "before"
    assert os.listdir(tmp_path) == ["a.txt"]


@posix
def test_a_full_disk_is_one_sentence_and_leaves_the_file_of_before(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    path = write_text(tmp_path / "a.txt", "before")
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, old[1]))
    try:
        with pytest.raises(OSError, match="'.*a.txt' cannot be written: File too large") as raised:
            write_bytes(path, b"x" * 1000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
    assert "zopa-part" not in str(raised.value)
    assert path.read_text() == "before"
    assert os.listdir(tmp_path) == ["a.txt"]


@posix
def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    real = write_text(tmp_path / "there" / "real.txt", "old")
    for index, link in enumerate((tmp_path / "one", tmp_path / "two")):
        link.symlink_to(real if index == 0 else tmp_path / "one")
        assert write_text(link, f"new {index}") == link
        assert link.is_symlink()
        assert real.read_text() == f"new {index}"
    (tmp_path / "dangling").symlink_to(tmp_path / "there" / "new.txt")
    write_text(tmp_path / "dangling", "made")
    assert (tmp_path / "there" / "new.txt").read_text() == "made"
    assert sorted(os.listdir(tmp_path / "there")) == ["new.txt", "real.txt"]


@posix
def test_a_pipe_and_a_device_are_written_into(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write_text(pipe, "through the pipe")
    reader.join(30)
    assert read == [b"through the pipe"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    link = tmp_path / "null"
    link.symlink_to(os.devnull)
    write_text(link, "gone")
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)
    assert sorted(os.listdir(tmp_path)) == ["null", "pipe"]


@posix
def test_an_open_stream_of_the_process_is_written_into(tmp_path: Path) -> None:
    with (tmp_path / "log.txt").open("wb") as log:
        log.write(b"first ")
        log.flush()
        if not Path(f"/dev/fd/{log.fileno()}").exists():
            pytest.skip("this system has no /dev/fd")
        write_text(f"/dev/fd/{log.fileno()}", "second")
    assert (tmp_path / "log.txt").read_text() == "first second"


def test_rights_of_a_new_file_of_an_old_one_and_of_a_read_only_one(tmp_path: Path) -> None:
    (tmp_path / "any").touch()
    path = write_text(tmp_path / "a.txt", "1")
    assert path.stat().st_mode == (tmp_path / "any").stat().st_mode
    path.chmod(0o600)
    assert write_text(path, "2").stat().st_mode & 0o777 == 0o600 or os.name == "nt"
    path.chmod(0o444)
    with pytest.raises(PermissionError, match="is read-only: name another file"):
        write_text(path, "3")
    assert path.read_text() == "2"
    path.chmod(0o600)


def test_a_folder_in_the_place_of_a_file_and_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError, match="is a folder: name a file"):
        write_text(tmp_path, "x")
    with pytest.raises(FileNotFoundError, match="There is no folder '.*nowhere'"):
        write_text(tmp_path / "nowhere" / "a.txt", "x")
    with pytest.raises(FileNotFoundError, match="There is no folder"):
        write_text(write_text(tmp_path / "file", "x") / "a.txt", "x")


def test_a_long_name_in_any_script_can_be_written(tmp_path: Path) -> None:
    assert write_text(tmp_path / ("ж" * 120 + ".txt"), "x").read_text() == "x"


def test_a_draft_of_a_process_that_was_killed_goes_with_the_next_writing(tmp_path: Path) -> None:
    old, young, of_other_file = (
        tmp_path / name for name in (".a.txt.1.zopa-part", ".a.txt.2.zopa-part", ".b.txt.1.zopa-part")
    )
    for draft in (old, young, of_other_file):
        draft.touch()
    for draft in (old, of_other_file):
        os.utime(draft, (time.time() - 2 * files.FORGOTTEN,) * 2)
    write_text(tmp_path / "a.txt", "x")
    assert sorted(os.listdir(tmp_path)) == [young.name, of_other_file.name, "a.txt"]

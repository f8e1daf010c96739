"""Files of a folder that are exchanged all together: at any moment, and after any break, it is the old folder or the new.

The new files are written to a folder of their own inside the folder. When all are there, a list of them is put beside them:
with it the exchange is decided. Then each file takes its place. Whoever opens a folder with such a list finishes that first.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from ..graph.files import umask, write_bytes
from .findings import DossierError
from .formats.container import digest, digest_of

#: The folder with the new files, and the list in it that decides; the file that a writer holds.
STAGE, LIST, LOCK = ".zopa-saving", "decided.json", ".zopa-saving.lock"
#: Seconds that a writer waits for another one.
WAIT = 15.0


def is_undecided(folder: Path) -> bool:
    """Whether an exchange was decided and is not finished."""
    return (folder / STAGE / LIST).exists()


def finish(folder: Path) -> None:
    """Finish an exchange that was decided; nothing where there is none.

    Raises
    ------
    DossierError
        When another process writes there for long, when the folder cannot be written to, or when a file was changed since.
    """
    if not is_undecided(folder):
        return
    try:
        with _alone(folder):
            _finish(folder)
    except OSError as error:
        raise DossierError(
            f"A saving of '{folder}' was broken off and cannot be finished ({error.strerror or error}): the folder must be "
            "writable for that."
        ) from error


def exchange(folder: Path, plan: Callable[[], tuple[dict[str, bytes], list[str]]]) -> None:
    """Put files into a folder, and take others away, all together or not at all.

    Parameters
    ----------
    folder : Path
        It is made where it does not exist.
    plan : callable
        Gives the new files by their names, and the names of those to take away. It looks at the folder while nobody else
        writes there, and raises where something must not be touched.

    Raises
    ------
    DossierError
        When another process writes there for long, or a break of before cannot be mended.
    OSError
        When the folder cannot be written to.
    """
    is_new = not folder.is_dir()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with _alone(folder):
            _finish(folder)
            _stage(folder, *plan())
            _finish(folder)
    except BaseException:
        if is_new:
            with suppress(OSError):
                folder.rmdir()
        raise


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Nobody else writes to the folder meanwhile. Who is killed lets go as well."""
    lock = FileLock(folder / LOCK, timeout=WAIT)
    try:
        lock.acquire()
    except Timeout:
        raise DossierError(f"'{folder}' is being written to by another process: try again when that is done.") from None
    try:
        yield
    finally:
        # Taken away while it is held: whoever waits for it sees that, and begins anew with one that is there.
        with suppress(OSError):
            (folder / LOCK).unlink()
        lock.release()
        if os.name == "nt":
            with suppress(OSError):
                (folder / LOCK).unlink()


def _stage(folder: Path, new: Mapping[str, bytes], old: list[str]) -> None:
    """Write the new files to their own folder, and the list that decides."""
    stage = folder / STAGE
    if stage.is_dir():
        # It was left by somebody who was killed before it was decided.
        shutil.rmtree(stage)
    if not new and not old:
        return
    for name in (*new, *old):
        _expect_writable(folder / name)
    stage.mkdir()
    try:
        for name, content in new.items():
            _write(stage / name, content, folder / name)
        decision = {
            "files": {name: [digest_of(folder / name), digest(content)] for name, content in new.items()},
            "gone": {name: digest_of(folder / name) for name in old},
        }
        write_bytes(stage / LIST, json.dumps(decision).encode())
    except BaseException:
        if not is_undecided(folder):
            shutil.rmtree(stage, ignore_errors=True)
        raise


def _expect_writable(path: Path) -> None:
    if path.exists() and not (path.stat().st_mode & 0o222 and os.access(path, os.W_OK)):
        raise PermissionError(f"'{path.parent}' cannot be written: {path.name} is read-only.")


def _write(path: Path, content: bytes, target: Path) -> None:
    """Write a new file with the rights of the one that it will replace."""
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if not target.exists():
        path.chmod(0o666 & ~umask())
        return
    before = target.stat()
    if hasattr(os, "chown"):
        with suppress(OSError):
            os.chown(path, before.st_uid, before.st_gid)
    path.chmod(before.st_mode & 0o777)


def _finish(folder: Path) -> None:
    """Put every file of the list in its place; what is done already is left alone."""
    stage = folder / STAGE
    try:
        decision = json.loads((stage / LIST).read_bytes())
    except FileNotFoundError:
        return
    for name, (old, new) in decision["files"].items():
        if digest_of(folder / name) not in (old, new):
            raise DossierError(
                f"A saving of '{folder}' was broken off, and '{name}' was changed since. The new files lie in '{stage}': "
                "move them where you want them, or delete that folder to keep what is there now."
            )
    for name in decision["files"]:
        if (stage / name).exists():
            if (folder / name).is_symlink():
                # A link stays one: the file that it leads to is written.
                write_bytes(folder / name, (stage / name).read_bytes())
            else:
                os.replace(stage / name, folder / name)
    for name, old in decision["gone"].items():
        if digest_of(folder / name) == old and not _is_one_of(folder, name, decision["files"]):
            (folder / name).unlink(missing_ok=True)
    (stage / LIST).unlink()
    shutil.rmtree(stage, ignore_errors=True)


def _is_one_of(folder: Path, name: str, files: Mapping[str, object]) -> bool:
    """Whether a name means one of the new files, as ``Positions.csv`` does where letter case does not count."""
    path = folder / name
    same = [folder / file for file in files if file.casefold() == name.casefold()]
    return path.exists() and any(file.exists() and path.samefile(file) for file in same)

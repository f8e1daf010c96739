"""A ZIP archive with one case in it: what it would unpack is looked at before any of it is."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path, PurePosixPath

from ..findings import Findings, Problem, shortened
from ..sizes import MIB, RATE, RATE_BYTES, UNPACKED_BYTES
from .container import ZIP, begins, is_workbook

SUFFIX = ".zip"
#: Files of an archive that are looked at.
MOST_FILES = 1_000
#: What archives of some systems have beside the files of their user.
_BESIDE = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")
_ENCRYPTED = 0x1


def is_archive(path: Path) -> bool:
    """Whether a file is a ZIP archive by its name and its first bytes, and no workbook."""
    return path.suffix.lower() == SUFFIX and path.is_file() and begins(path).startswith(ZIP) and not is_workbook(path)


def unpack(path: Path, folder: Path, findings: Findings) -> Path | None:
    """Unpack an archive into a folder of ours; the one file or folder in it, or None where it is refused.

    Parameters
    ----------
    path : Path
    folder : Path
        An empty folder.
    findings : Findings
        Where to report why it is refused.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not _is_beside(member)]
            if problem := _unsafe(members):
                findings.add(problem, path.name)
                return None
            left = UNPACKED_BYTES
            for member in members:
                left = _write(archive, member, folder / path.stem, left)
                if left < 0:
                    findings.add(_too_much(), path.name)
                    return None
    except (zipfile.BadZipFile, OSError, NotImplementedError, EOFError, RuntimeError, ValueError) as error:
        message = f"The archive cannot be unpacked: {shortened(str(error)) or type(error).__name__}."
        findings.add(Problem(message, "a whole ZIP archive"), path.name)
        return None
    return _only(folder / path.stem)


def _is_beside(member: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(member.filename).parts
    return member.is_dir() or any(part in _BESIDE or part.startswith("._") for part in parts)


def _unsafe(members: list[zipfile.ZipInfo]) -> Problem | None:
    if not members:
        return Problem("The archive is empty.", "an archive with one case")
    if len(members) > MOST_FILES:
        message = f"The archive has {len(members):,} files, more than the {MOST_FILES:,} that are looked at."
        return Problem(message, "an archive with one case")
    for member in members:
        name = member.filename
        parts = PurePosixPath(name.replace("\\", "/")).parts
        if not parts or parts[0] == "/" or ".." in parts or ":" in parts[0] or "\0" in name:
            message = f"'{shortened(name)}' would be written outside of the folder of the archive."
            return Problem(message, "names inside of the archive")
        if stat.S_ISLNK(member.external_attr >> 16):
            return Problem(f"'{shortened(name)}' is a link, which is not followed.", "files")
        if member.flag_bits & _ENCRYPTED:
            message = f"'{shortened(name)}' is encrypted: unpack it and load what is in it."
            return Problem(message, "files without a password")
        if parts[-1].lower().endswith(SUFFIX):
            return Problem(f"'{shortened(name)}' is an archive itself: unpack it and load what is in it.", "files")
        if member.file_size > RATE_BYTES and member.file_size > RATE * max(member.compress_size, 1):
            message = (
                f"'{shortened(name)}' unpacks to {member.file_size // MIB:,} MiB, more than {RATE} times its size."
            )
            return Problem(message, "files that shrink as tables do")
    return _too_much() if sum(member.file_size for member in members) > UNPACKED_BYTES else None


def _too_much() -> Problem:
    most = UNPACKED_BYTES // MIB
    return Problem(f"The archive unpacks to more than {most:,} MiB.", f"at most {most:,} MiB")


def _write(archive: zipfile.ZipFile, member: zipfile.ZipInfo, folder: Path, left: int) -> int:
    """Write one file, and never more than what is left; what is left then, below 0 where that was too little."""
    target = folder.joinpath(*PurePosixPath(member.filename.replace("\\", "/")).parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(member) as packed, target.open("wb") as file:
        while block := packed.read(MIB):
            left -= len(block)
            if left < 0:
                return left
            file.write(block)
    return left


def _only(folder: Path) -> Path:
    """The one file in a folder; the folder itself, or the one inside it, where there are several."""
    while True:
        inside = list(folder.iterdir())
        if len(inside) != 1:
            return folder
        if inside[0].is_file():
            return inside[0]
        folder = inside[0]

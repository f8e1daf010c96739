"""The files in the folder of a case: which of them are read, which are named because somebody may think they are."""

from __future__ import annotations

import os
import stat
import time
from dataclasses import dataclass, field
from pathlib import Path

from ...graph.files import DRAFT
from .. import dossier_toml as about
from ..exchange import STAGE, finish, is_undecided
from ..findings import WARNING, DossierError, Findings, Problem, listing
from ..inbox import FILE as INBOX
from ..inbox import is_inbox
from ..sizes import DOSSIER_BYTES, OUTLINE_BYTES, TABLE_BYTES, too_large
from .container import ZIP as PACKED
from .container import begins, digest, foreign, is_workbook
from .entries import looks_like_a_table, table_called
from .geojson import SUFFIX as GEOJSON
from .json_files import SUFFIXES as JSON

DELIMITED = (".csv", ".tsv")
WORKBOOKS = (".xlsx", ".xlsm")
TABLES = (*DELIMITED, *JSON)
#: Times that a folder is read anew because it was written to meanwhile, and the seconds between two of them.
TRIES, PAUSE = 8, 0.05
_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


@dataclass
class Contents:
    """The files of a folder that are read, with what they held at one moment.

    Attributes
    ----------
    files : dict of str to bytes
        By their names, in the order of names.
    digests : dict of str to str
        What :func:`digest` says of each.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)


def read_folder(folder: Path, findings: Findings) -> Contents:
    """Read the files of a folder, all as they were at one moment.

    Parameters
    ----------
    folder : Path
    findings : Findings
        Where to report files that are not read although somebody may think so, and a folder that is written to all the time.

    Returns
    -------
    Contents
    """
    for attempt in range(TRIES):
        report, contents = findings.anew(), Contents()
        try:
            finish(folder)
        except DossierError as error:
            findings.add(Problem(str(error), "a folder that was written to its end"), folder.name)
            break
        before = _state(folder)
        for path in sorted(folder.iterdir()):
            content = _read(path, report)
            if content is not None:
                contents.files[path.name] = content
        if _state(folder) == before and not is_undecided(folder):
            findings.take(report)
            contents.digests = {name: digest(content) for name, content in contents.files.items()}
            return contents
        time.sleep(PAUSE * attempt)
    findings.add(
        Problem("The folder is being written to: try again when that is done.", "a folder at rest"), folder.name
    )
    return Contents()


def _state(folder: Path) -> list[tuple[str, int, int, int]]:
    """A value that changes when a file of the folder does; files that are being prepared do not count."""
    state = []
    for entry in os.scandir(folder):
        if entry.name.startswith(STAGE) or entry.name.endswith(DRAFT):
            continue
        try:
            of = entry.stat()
        except OSError:
            continue
        state.append((entry.name, of.st_ino, of.st_size, of.st_mtime_ns))
    return sorted(state)


def is_dossier(name: str) -> bool:
    """Whether a file of this name says what the case says of itself."""
    return name.casefold() == about.FILE


def is_table(path: Path) -> bool:
    """Whether a file of a folder is a table or a dossier by its name."""
    suffix = path.suffix.lower()
    return is_dossier(path.name) or (suffix in TABLES and table_called(path.stem) is not None)


def _read(path: Path, findings: Findings) -> bytes | None:
    """The content of a file that is read; None for others, and a finding where somebody may think that they are."""
    suffix = path.suffix.lower()
    if path.name.startswith((".", "~$")):
        _report_hidden(path, findings)
        return None
    dossier = is_dossier(path.name)
    if not dossier and suffix not in (*TABLES, GEOJSON):
        _report_other(path, findings)
        return None
    kind = not_a_file(path)
    if kind:
        # Nothing beside a case keeps it from loading, but its tables and what it says of itself do.
        belongs_to_case = dossier or looks_like_a_table(path.stem)
        problem = Problem(
            f"'{path.name}' is {kind} and was not read.", "a file", level="error" if belongs_to_case else WARNING
        )
        findings.add(problem, path.name)
        return None
    most = DOSSIER_BYTES if dossier else OUTLINE_BYTES if suffix == GEOJSON else TABLE_BYTES
    content = read_file(path, most, findings)
    if content is not None and content.startswith(PACKED) and is_workbook(path):
        message = "The file is a workbook, whatever it is called, and was not read: a folder holds CSV files."
        findings.add(Problem(message, "a CSV file"), path.name)
        return None
    if path.name == INBOX and content is not None and is_inbox(content):
        # What may be worth coding is no part of the case yet.
        return None
    return content


def not_a_file(path: Path) -> str:
    """The kind of a path that is no file, in words; empty where it is a file."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return "a link to nothing" if path.is_symlink() else "not there"
    except OSError as error:
        return f"not readable ({error.strerror})"
    return next((words for test, words in _KINDS if test(mode)), "")


def read_file(path: Path, most: int, findings: Findings) -> bytes | None:
    """The content of a file of at most so many bytes; None, and a finding, for a larger one or one that cannot be read."""
    try:
        with path.open("rb") as file:
            problem = too_large(os.fstat(file.fileno()).st_size, most)
            content = b"" if problem else file.read(most + 1)
    except OSError as error:
        problem = Problem(f"The file cannot be read: {error.strerror}.", "a readable file")
    else:
        problem = problem or too_large(len(content), most)
    if problem:
        findings.add(problem, path.name)
        return None
    return content


def _report_hidden(path: Path, findings: Findings) -> None:
    """Hidden files are for programs; those that look like a table are named."""
    name = path.name.removeprefix("~$").lstrip("._")
    if path.name.startswith((".~lock.", "~$")) and Path(name.rstrip("#")).suffix.lower() in (*DELIMITED, *WORKBOOKS):
        message = "The file says that its table is open in another program: what is not saved there was not read."
    elif Path(name).suffix.lower() in (*TABLES, *WORKBOOKS) and looks_like_a_table(Path(name).stem):
        message = "The file is hidden and was not read."
    else:
        return
    findings.add(Problem(message, level=WARNING), path.name)


def _report_other(path: Path, findings: Findings) -> None:
    """Files of another form: those that hold tables, or are called as one, are named."""
    suffix = path.suffix.lower()
    expected = f"a file that ends in {listing(DELIMITED)}"
    if suffix in WORKBOOKS:
        message = "The workbook was not read: a folder holds CSV files; to read the workbook, name it."
    elif problem := foreign(path):
        message = problem.message
    elif looks_like_a_table(path.name.partition(".")[0]) and suffix not in ("", ".md") and not path.is_dir():
        message = f"The file was not read: a folder holds files that end in {listing(DELIMITED)}."
    elif looks_like_a_table(path.name) and begins(path):
        message = f"The file was not read: its name does not end in {listing(DELIMITED)}."
    else:
        return
    findings.add(Problem(message, expected, level=WARNING), path.name)

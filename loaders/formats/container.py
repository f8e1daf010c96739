"""Kinds of files by their content: the same as another, a workbook or something else, and whether it is safe to unpack."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from hashlib import blake2b, file_digest
from pathlib import Path
from xml.etree import ElementTree

from ..findings import Problem, shortened
from ..sizes import MIB, PART_BYTES, RATE, RATE_BYTES, TEXTS_BYTES, UNPACKED_BYTES

WORKBOOK = ".xlsx"
#: How files begin: those packed as zip, among them workbooks; those of older office programs, and of encrypted workbooks.
ZIP, OLDER = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TYPES = "[content_types].xml"
#: Some programs number the part that names the sheets.
_BOOK = re.compile(r"xl/workbook\d*\.xml", re.IGNORECASE)
#: Parts of a workbook that are read whole: all that openpyxl makes trees of.
_WHOLE = re.compile(r"\[Content_Types\]\.xml|_rels/.*|docProps/.*|xl/[^/]*\.xml|xl/_rels/.*|xl/(theme|chartsheets)/.*")
_TEXTS = re.compile(r"xl/sharedStrings\.xml", re.IGNORECASE)
_SHEETS = re.compile(r"xl/worksheets/[^/]*\.xml", re.IGNORECASE)
_STRICT = "purl.oclc.org/ooxml"


def is_workbook(path: Path) -> bool:
    """Whether a file is a workbook by what it holds, whatever it is called."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _book(archive) is not None
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError):
        return False


def _book(archive: zipfile.ZipFile) -> str | None:
    return next((name for name in archive.namelist() if _BOOK.fullmatch(name)), None)


def digest(content: bytes) -> str:
    """A short text that is another one for every content."""
    return blake2b(content, digest_size=20).hexdigest()


def digest_of(path: Path) -> str:
    """The digest of a file, however large it is; empty where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file_digest(file, lambda: blake2b(digest_size=20)).hexdigest()
    except OSError:
        return ""


def begins(path: Path) -> bytes:
    """The first bytes of a file; none where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(len(OLDER))
    except OSError:
        return b""


def unsafe(path: Path) -> Problem | None:
    """Why a workbook is not unpacked: it is none, it is damaged, or it would fill the memory. Nothing is unpacked to tell.

    Parameters
    ----------
    path : Path
        Where the workbook lies.

    Returns
    -------
    Problem or None
    """
    start = begins(path)
    if start.startswith(OLDER):
        return Problem(
            "The file is a workbook of an older form or with a password, which is not read: save it as .xlsx without a "
            "password.",
            WORKBOOK,
        )
    try:
        with zipfile.ZipFile(path) as archive:
            return _unsafe_parts(archive.infolist(), _book(archive)) or _unread_form(archive)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError) as error:
        empty = not start
        why = "it is empty" if empty else "it is damaged or of another kind"
        details = "" if empty or not str(error) else f" ({shortened(str(error))})"
        return Problem(f"The file cannot be opened as a workbook: {why}{details}. Save it as .xlsx.", WORKBOOK)
    except OSError as error:
        return Problem(f"The file cannot be read: {error.strerror or error}.", "a readable file")


def _unsafe_parts(parts: list[zipfile.ZipInfo], book: str | None) -> Problem | None:
    names = Counter(part.filename.lower() for part in parts)
    if book is None or _TYPES not in names:
        return Problem(
            "The file cannot be opened as a workbook: it is packed like one, but holds no sheets. Save it as .xlsx.",
            WORKBOOK,
        )
    if len(names) < len(parts):
        twice = names.most_common(1)[0][0]
        return Problem(f"The workbook is damaged: its part '{shortened(twice)}' is there twice.", WORKBOOK)
    if any(part.flag_bits & 1 for part in parts):
        return Problem("The workbook has a password: save it without one.", WORKBOOK)
    size = sum(part.file_size for part in parts)
    if size > UNPACKED_BYTES:
        return _too_large("the workbook", size, UNPACKED_BYTES)
    for part in parts:
        name = f"the part '{shortened(part.filename)}'"
        if part.file_size > RATE_BYTES and part.file_size > RATE * part.compress_size:
            return Problem(
                f"The workbook was not unpacked: {name} would grow from {max(part.compress_size // 1024, 1):,} KiB to "
                f"{part.file_size // MIB:,} MiB, as no table does.",
                f"at most {RATE} times the size",
            )
        most = TEXTS_BYTES if _TEXTS.fullmatch(part.filename) else PART_BYTES
        if part.file_size > most and not _SHEETS.fullmatch(part.filename) and _WHOLE.fullmatch(part.filename):
            return _too_large(name, part.file_size, most)
    return None


def _too_large(part: str, size: int, most: int) -> Problem:
    return Problem(
        f"The workbook was not unpacked: {part} would take {size // MIB:,} MiB of memory or more. Save its sheets as CSV "
        "files in a folder.",
        f"at most {most // MIB:,} MiB",
    )


def _unread_form(archive: zipfile.ZipFile) -> Problem | None:
    if _STRICT in archive.read(str(_book(archive))).decode("utf-8", "replace"):
        return Problem(
            "The workbook is a 'Strict Open XML Spreadsheet', which is not read: save it as 'Excel Workbook (.xlsx)'.",
            WORKBOOK,
        )
    return None


def sheets_named(archive: zipfile.ZipFile) -> list[str]:
    """The sheets that a workbook says it has, whether their parts are there or not."""
    root = ElementTree.fromstring(archive.read(str(_book(archive))))
    return [sheet.get("name", "") for sheet in root.iter() if sheet.tag.rpartition("}")[2] == "sheet"]


def foreign(path: Path) -> Problem | None:
    """The kind of a file of tables that zopa does not read, and the form to save it in; None for any other file."""
    suffix = path.suffix.lower()
    if suffix in _FOREIGN:
        return Problem(f"The file is {_FOREIGN[suffix]}, which is not read: save it as .xlsx or CSV.", ".xlsx or .csv")
    return None


_FOREIGN = {
    ".ods": "a sheet of OpenDocument",
    ".fods": "a sheet of OpenDocument",
    ".numbers": "a sheet of Apple Numbers",
    ".xls": "a workbook of an older form",
    ".xlsb": "a binary workbook",
    ".xltx": "a template of workbooks",
    ".gsheet": "a link to a sheet on the web",
    ".parquet": "a Parquet file",
    ".feather": "a Feather file",
    ".dta": "a data set of Stata",
    ".sav": "a data set of SPSS",
    ".rds": "a data set of R",
    ".rdata": "a data set of R",
    ".sas7bdat": "a data set of SAS",
    ".accdb": "a database of Access",
    ".sqlite": "a database of SQLite",
}

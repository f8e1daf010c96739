"""Tables in files that take a library of their own (OpenDocument, Parquet, DuckDB, Stata, SPSS), and in SQLite."""

from __future__ import annotations

import importlib
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd

from ...graph.extras import needed
from ..findings import DossierError, Findings, Problem, shortened
from ..formats.values import as_text
from ..sizes import CELLS, MIB, TABLE_BYTES, UNPACKED_BYTES, too_large
from .codes import Codebook
from .words import plain

#: By suffix the module that reads it, and the extra of zopa that brings the module.
NEEDS = {
    ".ods": ("odf", "tables"),
    ".parquet": ("duckdb", "tables"),
    ".duckdb": ("duckdb", "tables"),
    ".dta": ("pyreadstat", "stats"),
    ".sav": ("pyreadstat", "stats"),
    ".zsav": ("pyreadstat", "stats"),
    ".por": ("pyreadstat", "stats"),
}
DATABASES = (".sqlite", ".sqlite3", ".db")
SUFFIXES = (*NEEDS, *DATABASES)
_READ_STAT = {".dta": "read_dta", ".sav": "read_sav", ".zsav": "read_sav", ".por": "read_por"}
_SQLITE = b"SQLite format 3\0"
#: Labels of values that do not fit in memory beside the table are none.
_MAX_LABELS = 10_000


def frames_of(path: Path, findings: Findings) -> tuple[dict[str, pd.DataFrame], Codebook]:
    """The tables in such a file by their names, and the labels that it has for codes.

    Raises
    ------
    DossierError
        When the library that reads the file is not there; the message has the command that installs it.
    """
    suffix = path.suffix.lower()
    _expect_library(suffix)
    problem = _refused(path, suffix)
    if problem is None:
        try:
            if suffix == ".ods":
                return _of_ods(path), Codebook()
            if suffix in (".parquet", ".duckdb"):
                return _of_duckdb(path, suffix), Codebook()
            if suffix in _READ_STAT:
                return _of_statistics(path, suffix)
            return _of_database(path), Codebook()
        except Exception as error:  # What these libraries raise for a damaged file is of many kinds.
            why = shortened(f"{type(error).__name__}: {error}")
            problem = Problem(f"The file cannot be read ({why}).", "a file that is whole")
    findings.add(problem, path.name)
    return {}, Codebook()


def header_of(path: Path) -> list[str]:
    """The names of the columns of a file of one table, told without its rows; none where that cannot be."""
    suffix = path.suffix.lower()
    try:
        if suffix in _READ_STAT:
            library: Any = importlib.import_module("pyreadstat")
            _, about = getattr(library, _READ_STAT[suffix])(path, metadataonly=True)
            return list(about.column_names)
        if suffix == ".parquet":
            database: Any = importlib.import_module("duckdb")
            with database.connect() as connected:
                rows = connected.execute("SELECT * FROM read_parquet(?) LIMIT 0", [str(path)])
                return [column[0] for column in rows.description]
    except Exception:  # What is wrong with the file, or missing, is said where it is read.
        return []
    return []


def _expect_library(suffix: str) -> None:
    if suffix not in NEEDS:
        return
    module, extra = NEEDS[suffix]
    sentence = f"A file that ends in {suffix} is read by {module}, which is not installed: pip install 'zopa[{extra}]'"
    needed(module, sentence, DossierError)


def _refused(path: Path, suffix: str) -> Problem | None:
    """Why a file is not opened: it is too large, or would be when it is unpacked."""
    try:
        if problem := too_large(path.stat().st_size, TABLE_BYTES):
            return problem
        if suffix == ".ods":
            with zipfile.ZipFile(path) as archive:
                size = sum(part.file_size for part in archive.infolist())
                return too_large(size, min(UNPACKED_BYTES, max(200 * path.stat().st_size, 64 * MIB)))
        if suffix in DATABASES:
            with path.open("rb") as file:
                if file.read(len(_SQLITE)) != _SQLITE:
                    return Problem("The file is no database of SQLite.", "a database of SQLite")
    except zipfile.BadZipFile:
        return Problem(
            "The file is not a sheet of OpenDocument: it is damaged or of another kind.", "a file that is whole"
        )
    except Exception as error:  # As above: a damaged file shows by errors of many kinds.
        return Problem(f"The file cannot be read ({shortened(f'{type(error).__name__}: {error}')}).", "a readable file")
    return None


def _of_ods(path: Path) -> dict[str, pd.DataFrame]:
    sheets = pd.read_excel(path, engine="odf", sheet_name=None, header=None, dtype=object)
    return {str(name): frame for name, frame in sheets.items() if len(frame)}


def _of_statistics(path: Path, suffix: str) -> tuple[dict[str, pd.DataFrame], Codebook]:
    """The values as they are coded, with the labels of variables as titles and the labels of values as codebook."""
    library: Any = importlib.import_module("pyreadstat")
    frame, about = getattr(library, _READ_STAT[suffix])(path)
    codebook = Codebook()
    for name, labels in about.variable_value_labels.items():
        if len(labels) <= _MAX_LABELS:
            codebook.labels[plain(name)] = {as_text(code, None)[0]: str(label) for code, label in labels.items()}
    for name, title in about.column_names_to_labels.items():
        if title:
            codebook.titles[plain(name)] = title
    return {"": frame}, codebook


def _of_duckdb(path: Path, suffix: str) -> dict[str, pd.DataFrame]:
    """The table of a Parquet file, or the tables of a database, which is opened to be read only and reads no other file."""
    library: Any = importlib.import_module("duckdb")
    if suffix == ".parquet":
        with library.connect() as database:
            return {"": _fetched(database.execute("SELECT * FROM read_parquet(?)", [str(path)]))}
    with library.connect(str(path), read_only=True, config={"enable_external_access": "false"}) as database:
        names = [name for (name,) in database.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()]
        return {name: _fetched(database.execute(f"SELECT * FROM {_quoted(name)}")) for name in names}


def _of_database(path: Path) -> dict[str, pd.DataFrame]:
    """The tables of a database, which is opened to be read only."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
        names = [
            name
            for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
            if not name.startswith("sqlite_")
        ]
        return {name: _fetched(database.execute(f"SELECT * FROM {_quoted(name)}")) for name in names}


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _fetched(rows: Any) -> pd.DataFrame:
    """The rows of a query, and one more than are read where there are too many."""
    header = [column[0] for column in rows.description]
    return pd.DataFrame(rows.fetchmany(CELLS // max(len(header), 1) + 1), columns=pd.Index(header), dtype=object)

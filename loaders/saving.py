"""Writing a case back to a folder of CSV files or to a workbook, without loss."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from ..graph.ontology import ontology
from ..graph.store import Store
from . import meta as about
from .findings import DossierError, shortened
from .opening import table_of

_QUOTED = re.compile(r'[",;\t\r\n]|^\s|\s$|^$')
#: Characters that XML, of which a workbook is made, cannot hold.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
#: What a workbook, or the library that reads it, takes for an escaped character.
_LOOKS_ESCAPED = re.compile(r"_x[0-9A-Fa-f]{4}_|x005F_")
_HALVES = re.compile("[\ud800-\udfff]")
_RETURN, _ESCAPED_RETURN = "\r", "_x000D_"
#: Most characters of a cell, and most rows of a sheet.
MOST_CHARACTERS, MOST_ROWS = 32_767, 1_048_576
TEXT_FORMAT = "@"


def save(store: Store, path: str | os.PathLike[str]) -> Path:
    """Write a case to a folder of CSV files or, where the path ends in ``.xlsx``, to one workbook.

    What stands there already is replaced only when everything is written; tables that the case does not have are taken
    away from a folder, other files in it are left alone.

    Parameters
    ----------
    store : Store
    path : str or Path

    Returns
    -------
    Path
        What was written. Loading it gives the same tables and meta.

    Raises
    ------
    DossierError
        When a text cannot be kept in the form asked for, or the place cannot be written to.

    Examples
    --------
    >>> import tempfile
    >>> from zopa.loaders import load, save
    >>> case = load("ukraine-2025")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     again = load(save(case, folder + "/copy.xlsx"))
    >>> again.tables["evidence"].equals(case.tables["evidence"])
    True
    """
    target = Path(path)
    tables = _kept(store)
    try:
        if target.suffix.lower() == ".xlsx":
            sheets = _sheets(tables, store.meta)
            return write_book(target, lambda: _book(sheets))
        return _write_folder(target, tables, store.meta)
    except OSError as error:
        raise DossierError(f"'{target}' cannot be written: {error.strerror or error}.") from error


def _kept(store: Store) -> dict[str, pd.DataFrame]:
    """The tables that are written: those with rows, with columns of the coder's own, and those that every case has."""
    kept = {}
    for name, table in ontology().tables.items():
        frame = store.tables.get(name, pd.DataFrame(columns=pd.Index(list(table.columns))))
        if table.required or len(frame) or set(frame.columns) - set(table.columns):
            kept[name] = frame
    return kept


def _texts(cells: pd.Series) -> list[str]:
    """The cells of a column as text; numbers as short as they can be written without loss."""
    values = cells.to_numpy(dtype=object)
    missing = cells.isna().to_numpy(dtype=bool)
    return [
        "" if empty else value if isinstance(value, str) else number_text(value)
        for value, empty in zip(values, missing, strict=True)
    ]


def number_text(value: float) -> str:
    """A number as text, whole numbers without a point.

    >>> from zopa.loaders.saving import number_text
    >>> number_text(12000.0), number_text(0.1)
    ('12000', '0.1')
    """
    number = float(value)
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


# ------------------------------------------------------------------------------------------------ folder


def _write_folder(folder: Path, tables: dict[str, pd.DataFrame], meta: dict[str, Any]) -> Path:
    if folder.exists() and not folder.is_dir():
        raise DossierError(f"'{folder}' is a file: name a folder, or a file that ends in .xlsx.")
    files = {f"{name}.csv": _encoded("".join(csv_lines(frame)), f"{name}.csv") for name, frame in tables.items()}
    files[about.FILE] = _encoded(about.as_toml(meta), about.FILE)
    there = folder.is_dir()
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=folder if there else folder.parent, prefix=".saving-"))
    try:
        for name, content in files.items():
            (made / name).write_bytes(content)
        if there:
            for name in files:
                os.replace(made / name, folder / name)
            for other in folder.iterdir():
                # Left beside the new files, an old one would be read as well.
                if other.name not in files and table_of(other) and other.is_file():
                    other.unlink()
        else:
            made.chmod(0o777 & ~_umask())
            os.replace(made, folder)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return folder


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def csv_lines(frame: pd.DataFrame) -> Iterator[str]:
    """A table as the lines of a CSV file."""
    yield csv_line(str(name) for name in frame.columns)
    columns = [_texts(frame[name]) for name in frame.columns]
    for row in zip(*columns, strict=True):
        yield csv_line(row)


def csv_line(cells: Iterable[str]) -> str:
    """One row; quotation marks where a reader could take a character for something else.

    >>> from zopa.loaders.saving import csv_line
    >>> csv_line(["a", "b,c", 'say "d" now', ""]).strip()
    'a,"b,c","say ""d"" now",'
    """
    written = ['"' + cell.replace('"', '""') + '"' if cell and _QUOTED.search(cell) else cell for cell in cells]
    return ",".join(written) + "\n"


def _encoded(text: str, file: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        near = text[max(error.start - 20, 0) : error.start].encode("utf-8", "replace").decode("utf-8")
        raise DossierError(
            f"{file} cannot be written: half of a character (a lone surrogate) follows '{near}'."
        ) from None


# ------------------------------------------------------------------------------------------------ workbook


def _sheets(tables: dict[str, pd.DataFrame], meta: dict[str, Any]) -> dict[str, list[list[Any]]]:
    """The columns of each sheet, the header above them; what a workbook cannot hold is refused before any is written."""
    sheets: dict[str, list[list[Any]]] = {}
    for name, frame in tables.items():
        if len(frame) >= MOST_ROWS:
            raise DossierError(
                f"The table '{name}' has {len(frame):,} rows, more than a sheet can hold: save to a folder."
            )
        sheets[name] = []
        for column in frame.columns:
            cells = frame[column]
            values = cells.tolist() if cells.dtype == float else _texts(cells)
            sheets[name].append([str(column), *values])
    said = [("key", "value", "form"), *((key, *about.as_cell(key, value)) for key, value in meta.items())]
    sheets[about.ENTRY] = [list(column) for column in zip(*said, strict=True)]
    for name, columns in sheets.items():
        for column in columns:
            for line, value in enumerate(column, start=1):
                if isinstance(value, str):
                    _refuse(value, f"{name}, row {line}, '{shortened(column[0])}'")
    return sheets


def _refuse(text: str, place: str) -> None:
    """Refuse what would not come back from a workbook as it went in."""
    illegal = _ILLEGAL.search(text)
    if illegal:
        code = f"U+{ord(illegal.group()):04X}"
        raise DossierError(f"A workbook cannot hold the control character {code} ({place}): save to a folder instead.")
    if _LOOKS_ESCAPED.search(text):
        raise DossierError(f"A workbook would change the text '{shortened(text)}' ({place}): save to a folder instead.")
    if _HALVES.search(text):
        raise DossierError(f"Half of a character (a lone surrogate) cannot be written ({place}).")
    if len(text.replace(_RETURN, _ESCAPED_RETURN)) > MOST_CHARACTERS:
        raise DossierError(
            f"A cell of a workbook cannot hold {len(text):,} characters ({place}; at most {MOST_CHARACTERS:,}): "
            "save to a folder instead."
        )


def _book(sheets: dict[str, list[list[Any]]]) -> Workbook:
    book = Workbook(write_only=True)
    for name, columns in sheets.items():
        sheet = book.create_sheet(name)
        for row in zip(*columns, strict=True):
            sheet.append([_cell(sheet, value) for value in row])
    return book


def _cell(sheet: Any, value: Any) -> Any:
    """A number, or a cell that stays text whatever it looks like: a formula, a number, a date, an error."""
    if isinstance(value, str):
        if not value:
            return None
        cell = WriteOnlyCell(sheet, value=value.replace(_RETURN, _ESCAPED_RETURN))
        cell.data_type = "s"
        cell.number_format = TEXT_FORMAT
        return cell
    if np.isnan(value):
        return None
    return int(value) if float(value).is_integer() and abs(value) < 1e15 else float(value)


def write_book(target: Path, make: Callable[[], Workbook]) -> Path:
    """Make a workbook and write it beside its place, then put it there."""
    if target.is_dir():
        raise DossierError(f"'{target}' is a folder: name a file that ends in .xlsx.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with beside(target) as made:
        make().save(made)
        os.replace(made, target)
    return target


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """A new file beside another, gone at the end unless it was put in its place."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".saving-", suffix=target.suffix)
    os.close(handle)
    made = Path(name)
    made.chmod(0o666 & ~_umask())
    try:
        yield made
    finally:
        made.unlink(missing_ok=True)

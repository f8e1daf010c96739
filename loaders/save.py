"""Writing a case back to a folder of CSV files or to a workbook, without loss."""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from ..graph.characters import ILLEGAL
from ..graph.files import whole_file
from ..graph.ontology import ontology
from ..graph.store import Origin, Store, Withheld
from . import dossier_toml as about
from .exchange import exchange
from .findings import DossierError, Findings, listing, shortened
from .formats.container import digest, digest_of, sheets_named, unsafe
from .formats.folder import is_table, not_a_file
from .formats.shown import TEXT_FORMAT
from .load import read
from .sizes import SHEET_ROWS as MAX_ROWS
from .source import is_own_sheet
from .withhold import restored

_QUOTED = re.compile(r'[",;\t\r\n]|^\s|\s$|^$')
#: What a workbook, or the library that reads it, takes for an escaped character.
_LOOKS_ESCAPED = re.compile(r"_x[0-9A-Fa-f]{4}_|x005F_")
_HALVES = re.compile("[\ud800-\udfff]")
_RETURN, _ESCAPED_RETURN = "\r", "_x000D_"
#: Most characters of a cell.
MAX_CHARACTERS = 32_767


def save(store: Store, path: str | os.PathLike[str], *, replace: bool = False) -> Path:
    """Write a case to a folder of CSV files or, where the path ends in ``.xlsx``, to one workbook.

    What the case was read from, or was written to before, is brought up to date: tables that the case has no longer are
    taken away, rights and links of files stay, and a ``dossier.toml`` that says the same is left as it is. What was not
    read from there is not touched; where it would be in the way, nothing is written. Positions on draft evidence, which do
    not enter the graph, are written where they stood. Options that can be combined are written as they were coded, and one
    by one where the case is a part of another or comes from a database. At any moment, and after any break, the place
    holds the old case or the new one.

    Parameters
    ----------
    store : Store
    path : str or Path
    replace : bool
        Write over tables that were not read from there, or were changed since, and take those away that the case does not
        have. Files that are no tables stay in any case; other sheets, formats and comments of a workbook do not.

    Returns
    -------
    Path
        What was written. Loading it gives the same tables and meta.

    Raises
    ------
    DossierError
        When a text cannot be kept in the form asked for, the place cannot be written to, or something else stands there.

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
    withheld = store.withheld
    if withheld is None and replace and store.origin is None:
        withheld = _withheld_there(target, store.id)
    whole = restored(store.tables, withheld) if store.coded is None else store.coded
    tables = _tables_to_write(whole)
    try:
        if target.suffix.lower() == ".xlsx":
            known = _write_workbook(target, tables, store, replace)
        else:
            known = _write_folder(target, tables, store, replace)
    except OSError as error:
        raise unwritable(target, error) from error
    store.origin, store.withheld = Origin(target.resolve(), known), withheld
    return target


def unwritable(target: Path, error: OSError) -> DossierError:
    """That a place cannot be written to, and why; an error that the system did not make is a sentence itself."""
    return DossierError(f"'{target}' cannot be written: {error.strerror}." if error.strerror else str(error))


def _tables_to_write(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The tables that are written: those with rows, with columns of the coder's own, and those that every case has."""
    written = {}
    for name, table in ontology().tables.items():
        frame = tables.get(name, pd.DataFrame(columns=pd.Index(list(table.columns))))
        if table.required or len(frame) or set(frame.columns) - set(table.columns):
            written[name] = frame
    return written


def _known(store: Store, target: Path) -> dict[str, str]:
    """The files there that the case was read from or written to, with their digests."""
    origin = store.origin
    if origin is None or not origin.path.exists() or not target.exists() or not origin.path.samefile(target):
        return {}
    return origin.files


def _withheld_there(target: Path, id: str) -> Withheld | None:
    """The parts of the same case there that do not enter the graph, and that a case from a database does not have."""
    if not target.exists():
        return None
    saved = read(target)
    return saved.withheld if saved.meta.get("id") == id and not saved.errors else None


def _texts(cells: pd.Series) -> list[str]:
    """The cells of a column as text; numbers as short as they can be written without loss."""
    objects = cells.to_numpy(dtype=object)
    missing = cells.isna().to_numpy(dtype=bool)
    return [
        "" if empty else cell if isinstance(cell, str) else number_text(cell)
        for cell, empty in zip(objects, missing, strict=True)
    ]


def number_text(cell: float) -> str:
    """A number as text, whole numbers without a point.

    >>> from zopa.loaders.save import number_text
    >>> number_text(12000.0), number_text(0.1)
    ('12000', '0.1')
    """
    number = float(cell)
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


# ------------------------------------------------------------------------------------------------ folder


def _write_folder(folder: Path, tables: dict[str, pd.DataFrame], store: Store, replace: bool) -> dict[str, str]:
    """Write the files of a folder; what each of them holds then."""
    if folder.exists() and not folder.is_dir():
        raise DossierError(f"'{folder}' is a file: name a folder, or a file that ends in .xlsx.")
    tidy = {f"{name}.csv": _encoded("".join(csv_lines(frame)), f"{name}.csv") for name, frame in tables.items()}
    tidy[about.FILE] = _encoded(about.as_toml(store.meta), about.FILE)
    known = _known(store, folder)
    new_files = set(tidy)

    def plan() -> tuple[dict[str, bytes], list[str]]:
        new = {name: content for name, content in tidy.items() if digest_of(folder / name) != digest(content)}
        if _says_the_same(folder, store.meta):
            new.pop(about.FILE, None)
        old_files = {path.name: path for path in folder.iterdir() if is_table(path)}
        for path in old_files.values():
            if kind := not_a_file(path):
                raise DossierError(f"'{path}' is {kind}: nothing was written.")
        if not replace:
            _refuse_strange(folder, [name for name in old_files if name in new or name not in new_files], known)
        return new, [name for name in old_files if name not in new_files]

    exchange(folder, plan)
    names = {*new_files, *known}
    return {name: digest_of(folder / name) for name in names if (folder / name).is_file()}


def _refuse_strange(folder: Path, in_the_way: list[str], known: Mapping[str, str]) -> None:
    """Refuse to write over files that the case was not read from, or that were changed since."""
    strange = [name for name in in_the_way if known.get(name) != digest_of(folder / name)]
    if not strange:
        return
    changed = [name for name in strange if name in known]
    files = changed or sorted(strange)
    was, verb = ("was", "is") if len(files) == 1 else ("were", "are")
    reason = (
        f"{was} changed since the case was read"
        if changed
        else f"{verb} there already and {was} not read with this case"
    )
    raise DossierError(
        f"Nothing was written to '{folder}': {listing(map(repr, files), 'and')} {reason}. Choose another place, or write "
        f"over {'it' if len(files) == 1 else 'them'} with replace."
    )


def _says_the_same(folder: Path, meta: Mapping[str, Any]) -> bool:
    """Whether the ``dossier.toml`` there says what the case says of itself, so that its comments can stay."""
    try:
        text = (folder / about.FILE).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    report = Findings()
    written = about.parse(text, about.FILE, report)
    return not report.errors and {"id": folder.resolve().name} | written == dict(meta)


def csv_lines(frame: pd.DataFrame) -> Iterator[str]:
    """A table as the lines of a CSV file."""
    yield csv_line(str(name) for name in frame.columns)
    columns = [_texts(frame[name]) for name in frame.columns]
    for row in zip(*columns, strict=True):
        yield csv_line(row)


def csv_line(cells: Iterable[str]) -> str:
    """One row; quotation marks where a reader could take a character for something else.

    >>> from zopa.loaders.save import csv_line
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


def _write_workbook(target: Path, tables: dict[str, pd.DataFrame], store: Store, replace: bool) -> dict[str, str]:
    """Write a workbook; what it holds then."""
    sheets = _sheets(tables, store.meta)
    if target.exists() and not replace:
        _refuse_strangers(target, _known(store, target).get(target.name))
    write_book(target, lambda: _book(sheets))
    return {target.name: digest_of(target)}


def _refuse_strangers(target: Path, known: str | None) -> None:
    """Refuse to write over a workbook that is another, was changed, or has sheets that would be lost."""
    why = ""
    if target.is_dir():
        raise DossierError(f"'{target}' is a folder: name a file that ends in .xlsx.")
    if known is None:
        why = "it is there already and the case was not read from it"
    elif known != digest_of(target):
        why = "it was changed since the case was read"
    elif other_sheets := [title for title in _titles(target) if not is_own_sheet(title)]:
        why = f"it has sheets that are no tables of the case ({listing(map(repr, other_sheets), 'and')})"
    if why:
        raise DossierError(f"'{target}' was not written: {why}. Choose another place, or write over it with replace.")


def _titles(target: Path) -> list[str]:
    with zipfile.ZipFile(target) as archive:
        return sheets_named(archive)


def _sheets(tables: dict[str, pd.DataFrame], meta: dict[str, Any]) -> dict[str, list[list[Any]]]:
    """The columns of each sheet, the header above them; what a workbook cannot hold is refused before any is written."""
    sheets: dict[str, list[list[Any]]] = {}
    for name, frame in tables.items():
        if len(frame) >= MAX_ROWS:
            raise DossierError(
                f"The table '{name}' has {len(frame):,} rows, more than a sheet can hold: save to a folder."
            )
        sheets[name] = []
        for column in frame.columns:
            cells = frame[column]
            values = cells.tolist() if cells.dtype == float else _texts(cells)
            sheets[name].append([str(column), *values])
    dossier_rows = [("key", "value", "form"), *((key, *about.as_cell(key, cell)) for key, cell in meta.items())]
    sheets[about.ENTRY] = [list(column) for column in zip(*dossier_rows, strict=True)]
    for name, columns in sheets.items():
        for column in columns:
            for line, cell in enumerate(column, start=1):
                if isinstance(cell, str):
                    _refuse(cell, f"{name}, row {line}, '{shortened(column[0])}'")
    return sheets


def _refuse(text: str, place: str) -> None:
    """Refuse what would not come back from a workbook as it went in."""
    illegal = ILLEGAL.search(text)
    if illegal:
        code = f"U+{ord(illegal.group()):04X}"
        raise DossierError(f"A workbook cannot hold the control character {code} ({place}): save to a folder instead.")
    if _LOOKS_ESCAPED.search(text):
        raise DossierError(f"A workbook would change the text '{shortened(text)}' ({place}): save to a folder instead.")
    if _HALVES.search(text):
        raise DossierError(f"Half of a character (a lone surrogate) cannot be written ({place}).")
    if len(text.replace(_RETURN, _ESCAPED_RETURN)) > MAX_CHARACTERS:
        raise DossierError(
            f"A cell of a workbook cannot hold {len(text):,} characters ({place}; at most {MAX_CHARACTERS:,}): "
            "save to a folder instead."
        )


def _book(sheets: dict[str, list[list[Any]]]) -> Workbook:
    book = Workbook(write_only=True)
    for name, columns in sheets.items():
        sheet = book.create_sheet(name)
        for row in zip(*columns, strict=True):
            sheet.append([_cell(sheet, cell) for cell in row])
    return book


def _cell(sheet: Any, value: Any) -> Any:
    """A number to its last digit, or a cell that stays text even if it looks like a formula, a number, a date, an error."""
    if isinstance(value, str):
        if not value:
            return None
        cell = WriteOnlyCell(sheet, value=value.replace(_RETURN, _ESCAPED_RETURN))
        cell.data_type = "s"
        cell.number_format = TEXT_FORMAT
        return cell
    if np.isnan(value):
        return None
    # As text that is marked as a number: openpyxl would cut a number after 16 digits.
    cell = WriteOnlyCell(sheet, value=number_text(value))
    cell.data_type = "n"
    return cell


def write_book(target: Path, make: Callable[[], Workbook]) -> Path:
    """Make a workbook and write it, whole or not at all."""
    if target.is_dir():
        raise DossierError(f"'{target}' is a folder: name a file that ends in .xlsx.")
    target.parent.mkdir(parents=True, exist_ok=True)
    # Made in memory: a disk that is full is told of by the one who writes, not by what openpyxl leaves behind.
    content = BytesIO()
    make().save(content)
    with whole_file(target) as draft:
        draft.write_bytes(content.getbuffer())
        problem = unsafe(draft)
        if problem:
            raise DossierError(f"The case is too large for a workbook: save it to a folder. {problem.message}")
    return target

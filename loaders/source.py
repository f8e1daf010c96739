"""The source of a case: a built-in name, a folder of CSV files and outlines, a workbook, one file, or DataFrames."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from shlex import quote
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from ..graph.ontology import Table, ontology
from ..graph.store import Origin
from . import dossier_toml as about
from .brought import Brought
from .data_sets import bring_data_set
from .dossier_entry import meta_of_entry, meta_of_sheet
from .findings import WARNING, DossierError, Findings, Problem, listing, nearest, shortened
from .formats.container import ZIP as PACKED
from .formats.container import begins, digest, digest_of, foreign, is_workbook
from .formats.csv_files import read_delimited
from .formats.dataframes import read_frame
from .formats.encodings import decoded
from .formats.entries import POSITIONS, STATEMENTS, Entry, sheets_of, table_called
from .formats.folder import DELIMITED, TABLES, WORKBOOKS, is_dossier, not_a_file, read_file, read_folder
from .formats.geojson import SUFFIX as GEOJSON
from .formats.geojson import Outlines, read_outlines
from .formats.json_files import SUFFIXES as JSON
from .formats.json_files import parsed, read_records, tables_in
from .formats.packed import is_archive, unpack
from .formats.sheets import Sheet, alike
from .formats.shown import TRUTH
from .formats.values import as_text
from .formats.workbook import opened, read_sheet
from .mapping.extras import header_of
from .mapping.mapping_toml import mapping_beside
from .mapping.mapping_toml import path_beside as path_of_mapping
from .mapping.own import has_own_words, is_any_table
from .mapping.reading import bring_file, bring_frame
from .mapping.said import Columns, Said
from .ods_case import READ_ME, entries_of, is_own_ods
from .sizes import TABLE_BYTES
from .tools.registry import bring, has_own_mapping, recognised, recognised_by_header

#: The form of any table, whatever tool it looks like a file of.
ANY = "table"
CASES = Path(__file__).parent / "cases"


@dataclass
class Opened:
    """The sheets of a case, outlines that lie beside them, what it says of itself, and where it was read.

    Where it is not readable, that was reported: nothing of it is missing besides.
    """

    sheets: list[Sheet] = field(default_factory=list)
    outlines: list[Outlines] = field(default_factory=list)
    meta: dict[str, Any] = field(default_factory=dict)
    origin: Origin | None = None
    readable: bool = True
    brought: Brought | None = None


def built_in() -> list[str]:
    """Names of the built-in cases."""
    return sorted(path.name for path in CASES.iterdir() if (path / f"{POSITIONS}.csv").is_file())


def open_case(
    case: str | os.PathLike[str] | Mapping[Any, Any] | pd.DataFrame,
    findings: Findings,
    form: str | None = None,
    columns: Columns | Said | None = None,
) -> Opened:
    """Read the tables of a case as text.

    Parameters
    ----------
    case : str, Path, or dict of DataFrame
    findings : Findings
        Where to report.
    form : str, optional
        The form of another tool that the file is read as; by default the one that it is recognised as.
    columns : dict of str to str, path of a ``mapping.toml``, or Said, optional
        As what each column of a table is read, and what codes mean.

    Returns
    -------
    Opened

    Raises
    ------
    DossierError
        When there is no such case.
    """
    if form is not None and columns is not None:
        raise DossierError("A file has a form of another tool, or columns that are named: say one of the two.")
    case = _as_pandas(case)
    if isinstance(case, pd.DataFrame):
        if columns is not None or not has_own_words(list(map(str, case.columns))):
            return _of_brought(bring_frame(case, "table", findings, columns), findings, {"id": "case"})
        case = {POSITIONS: case}
    if isinstance(case, Mapping):
        if columns is not None:
            raise DossierError("Columns are named of one table: give a file or a DataFrame.")
        return _from_mapping(case, findings)
    if not isinstance(case, (str, os.PathLike)):
        raise DossierError(
            f"A value of type {type(case).__name__} is no case: give the name of a built-in case, a folder, a file, or "
            "DataFrames by name."
        )
    path = place_of(case, findings)
    if columns is not None and not path.is_file():
        raise DossierError(f"Columns are named of one table, and '{shortened(str(path))}' is no file.")
    opened_case = _from_path(path, findings, form, columns)
    opened_case.meta = {"id": path.stem if path.is_file() else path.resolve().name or "case"} | opened_case.meta
    return opened_case


def _as_pandas(case: Any) -> Any:
    """A table of polars or Arrow as a DataFrame of pandas; anything else as it is."""
    library = type(case).__module__.partition(".")[0]
    if library == "polars" and hasattr(case, "collect"):
        case = case.collect()
    if library == "polars" and hasattr(case, "to_dict"):
        return pd.DataFrame(case.to_dict(as_series=False), dtype=object)
    if library == "pyarrow" and hasattr(case, "to_pydict"):
        return pd.DataFrame(case.to_pydict(), dtype=object)
    return case


def place_of(case: str | os.PathLike[str], findings: Findings) -> Path:
    """The folder or file that a case is: a built-in one by its name, any other by its path."""
    name = os.fsdecode(os.fspath(case))
    names = built_in()
    path = Path(name)
    try:
        is_path = bool(name) and path.exists()
    except OSError:
        is_path = False
    if isinstance(case, str) and name in names:
        if is_path:
            problem = Problem(
                f"A built-in case and a folder here are both called '{name}': the built-in case was read. "
                f"Write '{os.curdir}{os.sep}{name}' for the folder.",
                level=WARNING,
            )
            findings.add(problem, name)
        return CASES / name
    if is_path:
        return path
    near = nearest([name], names).get(name) or _near_path(path)
    hint = f"did you mean '{near}'?" if near else f"the built-in cases are: {listing(names, 'and')}."
    raise DossierError(f"There is no case '{shortened(name)}', neither built in nor as a folder or file; {hint}")


def _near_path(path: Path) -> str:
    """A case beside a path that does not exist, whose name is like it."""
    try:
        beside = [
            file.name for file in path.parent.iterdir() if file.is_dir() or file.suffix.lower() in (*TABLES, *WORKBOOKS)
        ]
    except (OSError, ValueError):
        return ""
    near = nearest([path.name], beside).get(path.name, "")
    return str(path.with_name(near)) if near else ""


def _from_archive(path: Path, findings: Findings, form: str | None, columns: Columns | Said | None) -> Opened:
    """A case that lies in a ZIP archive; its mapping is the one beside the archive."""
    with TemporaryDirectory(prefix="zopa-", ignore_cleanup_errors=True) as folder:
        inner = unpack(path, Path(folder), findings)
        if inner is None:
            return Opened(readable=False)
        if columns is None and inner.is_file() and (beside := mapping_beside(path)):
            columns = beside
        report = findings.anew()
        opened_case = _from_path(inner, report, form, columns)
        # What is to be done is done with the archive, in which nobody sees the file as it was unpacked.
        commands = {f"zopa load {quote(inner.name)}": f"zopa load {quote(path.name)}", str(inner): str(path)}
        report.in_words(commands | {path_of_mapping(inner).name: path_of_mapping(path).name})
        findings.take(report)
    opened_case.origin = opened_case.origin and Origin(path.resolve(), {path.name: digest_of(path)})
    return opened_case


def _from_path(path: Path, findings: Findings, form: str | None, columns: Columns | Said | None) -> Opened:
    if is_archive(path) and recognised(path) is None:
        return _from_archive(path, findings, form, columns)
    if form is None and path.parent != CASES:
        form = None if _is_own_folder(path) else recognised(path)
        if has_own_mapping(form) and isinstance(columns, Said):
            raise DossierError(f"Codes are said of a table, and {shortened(path.name)} is read as the form '{form}'.")
        if not has_own_mapping(form) and (columns is not None or (path.is_file() and mapping_beside(path))):
            return _of_brought(bring_file(path, findings, columns), findings)
        if columns is None and is_own_ods(path):
            return _from_ods(path, findings)
    if form is None and columns is None and (known := recognised_by_header(header_of(path) if path.is_file() else [])):
        return _of_brought(bring_data_set(path, known, findings), findings)
    if form == ANY:
        return _of_brought(bring_file(path, findings), findings)
    if form is not None:
        return _of_brought(bring(path, form, findings, columns), findings)
    if path.is_file() and is_any_table(path):
        return _of_brought(bring_file(path, findings), findings)
    if path.is_dir():
        cases = [] if path.parent == CASES else _cases_in(path)
        if len(cases) == 1:
            return _from_path(cases[0], findings, form, columns)
        if cases:
            _report_several(path, cases, findings)
            return Opened(readable=False)
        return _from_folder(path, findings)
    kind = not_a_file(path)
    if kind:
        findings.add(Problem(f"'{path.name}' is {kind}, not a file.", "a folder or a file"), path.name)
        return Opened(readable=False)
    suffix = path.suffix.lower()
    if suffix in WORKBOOKS or (suffix != "" and begins(path).startswith(PACKED) and is_workbook(path)):
        return _from_workbook(path, findings)
    if suffix not in (*TABLES, ""):
        expected = f"a file that ends in {listing([*DELIMITED, *WORKBOOKS, *JSON])}"
        problem = foreign(path) or Problem(f"'{path.suffix}' is no table that zopa reads.", expected)
        findings.add(problem._replace(expected=expected), path.name)
        return Opened(readable=False)
    content = read_file(path, TABLE_BYTES, findings)
    if content is None:
        return Opened(readable=False)
    return _from_content(content, path, findings)


def _is_own_folder(path: Path) -> bool:
    """Whether a folder has positions or a dossier in zopa's own form, so that no other tool need be thought of."""
    try:
        inside = list(path.iterdir()) if path.is_dir() else []
    except OSError:
        return False
    return any(table_called(file.stem) == POSITIONS or is_dossier(file.name) for file in inside)


def _is_own_table(path: Path) -> bool:
    """Whether a file is called like a table of a case; other tools call their tables ``statements`` too."""
    called = table_called(path.stem)
    return called is not None and (called != STATEMENTS or not (recognised(path) or is_any_table(path)))


def _cases_in(folder: Path) -> list[Path]:
    """Files and folders that are a case each, in a folder that is no dossier itself."""
    try:
        inside = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError:
        return []
    if any(_is_own_table(path) or is_dossier(path.name) for path in inside):
        return []
    # A text beside them says something about the files, as a licence does.
    tables = [path for path in inside if path.is_file() and path.suffix.lower() not in (".txt", ".md", "")]
    return [path for path in inside if recognised(path) or (path in tables and is_any_table(path))]


def _report_several(folder: Path, cases: list[Path], findings: Findings) -> None:
    """Refuse a folder of files that are a case each, and name them."""
    names = listing((f"'{folder.name}/{path.name}'" for path in cases), "and")
    message = (
        f"The folder holds {len(cases)} cases of other tools: {names}. Load one of them, as in zopa load {cases[0]}."
    )
    findings.add(Problem(message, "a folder that is one case"), folder.name)


def _of_brought(brought: Brought | None, findings: Findings, meta: dict[str, Any] | None = None) -> Opened:
    """A case from a file of another tool, or from any table."""
    if brought is None:
        return Opened(readable=False, meta=meta or {})
    opened_case = _from_mapping({**brought.frames(), about.ENTRY: brought.meta}, findings)
    opened_case.meta.pop("id", None)
    opened_case.meta |= meta or {}
    opened_case.brought = brought
    return opened_case


def _from_content(content: bytes, path: Path, findings: Findings) -> Opened:
    """A case from one file of text."""
    origin = Origin(path.resolve(), {path.name: digest(content)})
    table = ontology().tables[STATEMENTS if table_called(path.stem) == STATEMENTS else POSITIONS]
    if path.suffix.lower() not in JSON:
        return _whole([read_delimited(content, table, path.name, findings)], origin=origin)
    records = parsed(content, path.name, findings)
    if records is None:
        return Opened(origin=origin, readable=False)
    tables = tables_in(records)
    if tables is None:
        return _whole([read_records(records, table, path.name, findings)], origin=origin)
    entries = []
    meta: dict[str, Any] = {}
    for name, records_of_table in tables.items():
        if alike(name) == about.ENTRY:
            meta = meta_of_entry(records_of_table, f"{path.name}:{name}", findings)
        else:
            file = f"{path.name}:{name}"
            entries.append(Entry(name, file, partial(_read_records, records_of_table, file)))
    return _whole(sheets_of(entries, findings), meta=meta, origin=origin)


def _read_records(content: Any, file: str, table: Table, findings: Findings) -> Sheet:
    return read_records(content, table, file, findings)


def _whole(
    sheets: list[Sheet],
    outlines: list[Outlines] | None = None,
    meta: dict[str, Any] | None = None,
    origin: Origin | None = None,
) -> Opened:
    """A case of these sheets; what stands above their headers is part of what it says of itself."""
    above = {sheet.file: sheet.above for sheet in sheets if sheet.above}
    return Opened(sheets, outlines or [], about.with_comments(meta or {}, above), origin)


# ------------------------------------------------------------------------------------------------ folder


def _from_folder(folder: Path, findings: Findings) -> Opened:
    try:
        contents = read_folder(folder, findings)
    except OSError as error:
        findings.add(Problem(f"The folder cannot be read: {error.strerror}.", "a readable folder"), str(folder.name))
        return Opened(readable=False)
    entries: list[Entry] = []
    outlines: list[Outlines] = []
    meta: dict[str, Any] = {}
    dossier = ""
    for name, content in contents.files.items():
        path = Path(name)
        suffix = path.suffix.lower()
        if is_dossier(name) and dossier:
            problem = Problem(f"What the case says of itself is there twice: in {dossier} and in {name}.", about.FILE)
            findings.add(problem, name)
        elif is_dossier(name):
            dossier = name
            meta = about.parse(decoded(content, name, findings), name, findings)
        elif suffix == GEOJSON:
            outlines.append(read_outlines(decoded(content, name, findings), name, findings))
        else:
            entries.append(Entry(path.stem, name, partial(_read_table, content, name), path.suffix))
    return _whole(sheets_of(entries, findings), outlines, meta, Origin(folder.resolve(), contents.digests))


def _read_table(content: bytes, name: str, table: Table, findings: Findings) -> Sheet:
    if Path(name).suffix.lower() not in JSON:
        return read_delimited(content, table, name, findings)
    records = parsed(content, name, findings)
    return read_records([] if records is None else records, table, name, findings)


# ------------------------------------------------------------------------------------------------ workbook


def _from_workbook(path: Path, findings: Findings) -> Opened:
    origin = Origin(path.resolve(), {path.name: digest_of(path)})
    book = opened(path, path.name, findings)
    if book is None:
        return Opened(origin=origin, readable=False)
    entries: list[Entry] = []
    meta: dict[str, Any] = {}
    try:
        # A sheet for people stands beside tables; where none is called so, the table can have any name.
        is_own = any(table_called(title) for title in book.sheetnames)
        for title in book.sheetnames:
            file = f"{path.name}:{title}"
            if alike(title) == about.ENTRY:
                meta = meta_of_sheet(book, title, file, findings)
            elif not is_own or alike(title) != alike(READ_ME):
                entries.append(Entry(title, file, partial(_read_sheet, book, title, file)))
        sheets = sheets_of(entries, findings)
    finally:
        book.close()
    return _whole(sheets, meta=meta, origin=origin)


def _from_ods(path: Path, findings: Findings) -> Opened:
    entries, meta = entries_of(path, findings)
    return _whole(sheets_of(entries, findings), meta=meta)


def is_own_sheet(title: str) -> bool:
    """Whether a sheet is one that zopa writes: a table, the dossier, or the sheet for people."""
    return table_called(title) is not None or alike(title) in (about.ENTRY, alike(READ_ME))


def _read_sheet(book: Any, title: str, file: str, table: Table, findings: Findings) -> Sheet:
    return read_sheet(book, title, table, file, findings)


# ------------------------------------------------------------------------------------------------ DataFrames


def _from_mapping(case: Mapping[Any, Any], findings: Findings) -> Opened:
    meta: dict[str, Any] = {"id": "case"}
    entries: list[Entry] = []
    # The tables of a case have a key more than they are iterated over: what the case says of itself.
    for key in case.keys():  # noqa: SIM118
        entry = case[key]
        name = key if isinstance(key, str) else as_text(key, None, TRUTH)[0]
        if alike(name) == about.ENTRY:
            meta |= meta_of_entry(entry, name, findings)
        else:
            entries.append(Entry(name, name, partial(_read_frame, entry)))
    return _whole(sheets_of(entries, findings), meta=meta)


def _read_frame(content: Any, table: Table, findings: Findings) -> Sheet:
    return read_frame(content, table, findings)

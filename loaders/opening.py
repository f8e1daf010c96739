"""What a case is given as: a built-in name, a folder of CSV files and outlines, a workbook, one file, or DataFrames."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from ..graph.ontology import ontology
from . import meta as about
from .delimited import decoded, read_delimited
from .findings import WARNING, DossierError, Findings, Problem, listing, nearest, shortened
from .frames import read_frame
from .geojson import SUFFIX as GEOJSON
from .geojson import Outlines, read_outlines
from .sheets import Sheet, alike
from .values import as_text
from .workbook import TRUTH, cell_text, opened, read_sheet, records_of

CASES = Path(__file__).parent / "cases"
POSITIONS = "positions"
#: Sheet of a workbook that is for people.
READ_ME = "read me"
_DELIMITED = (".csv", ".tsv")
_WORKBOOKS = (".xlsx", ".xlsm")


@dataclass
class Opened:
    """The sheets of a case, outlines that lie beside them, and what it says of itself."""

    sheets: list[Sheet] = field(default_factory=list)
    outlines: list[Outlines] = field(default_factory=list)
    meta: dict[str, Any] = field(default_factory=dict)


def built_in() -> list[str]:
    """Names of the built-in cases."""
    return sorted(path.name for path in CASES.iterdir() if (path / f"{POSITIONS}.csv").is_file())


def open_case(case: str | os.PathLike[str] | Mapping[Any, Any] | pd.DataFrame, findings: Findings) -> Opened:
    """Read the tables of a case as text.

    Parameters
    ----------
    case : str, Path, or dict of DataFrame
    findings : Findings
        Where to report.

    Returns
    -------
    Opened

    Raises
    ------
    DossierError
        When there is no such case.
    """
    if isinstance(case, pd.DataFrame):
        case = {POSITIONS: case}
    if isinstance(case, Mapping):
        return _from_mapping(case, findings)
    if not isinstance(case, (str, os.PathLike)):
        raise DossierError(
            f"A value of type {type(case).__name__} is no case: give the name of a built-in case, a folder, a file, or "
            "DataFrames by name."
        )
    path = _path(case, findings)
    opened_case = _from_path(path, findings)
    opened_case.meta = {"id": path.stem if path.is_file() else path.resolve().name or "case"} | opened_case.meta
    return opened_case


def _path(case: str | os.PathLike[str], findings: Findings) -> Path:
    name = os.fsdecode(os.fspath(case))
    names = built_in()
    path = Path(name)
    try:
        there = bool(name) and path.exists()
    except OSError:
        there = False
    if isinstance(case, str) and name in names:
        if there:
            problem = Problem(
                f"A built-in case and a folder here are both called '{name}': the built-in case was read. "
                f"Write '{os.curdir}{os.sep}{name}' for the folder.",
                level=WARNING,
            )  # fmt: skip
            findings.add(problem, name)
        return CASES / name
    if there:
        return path
    near = nearest([name], names).get(name) or _near_path(path)
    hint = f"did you mean '{near}'?" if near else f"the built-in cases are: {listing(names, 'and')}."
    raise DossierError(f"There is no case '{shortened(name)}', neither built in nor as a folder or file; {hint}")


def _near_path(path: Path) -> str:
    """A case beside a path that does not exist, whose name is like it."""
    try:
        beside = [
            one.name
            for one in path.parent.iterdir()
            if one.is_dir() or one.suffix.lower() in (*_DELIMITED, *_WORKBOOKS)
        ]
    except (OSError, ValueError):
        return ""
    near = nearest([path.name], beside).get(path.name, "")
    return str(path.with_name(near)) if near else ""


def _from_path(path: Path, findings: Findings) -> Opened:
    if path.is_dir():
        return _from_folder(path, findings)
    if path.suffix.lower() in _WORKBOOKS:
        return _from_workbook(path, findings)
    content = _content(path, path.name, findings)
    if content is None:
        return Opened()
    if content.startswith(b"PK\x03\x04"):
        return _from_workbook(path, findings)
    if path.suffix.lower() not in (*_DELIMITED, ""):
        expected = f"a file that ends in {listing([*_DELIMITED, *_WORKBOOKS])}"
        findings.add(Problem(f"'{path.suffix}' is no table that zopa reads.", expected), path.name)
        return Opened()
    return Opened([read_delimited(content, ontology().tables[POSITIONS], path.name, findings)])


def _content(path: Path, file: str, findings: Findings) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError as error:
        findings.add(Problem(f"The file cannot be read: {error.strerror}.", "a readable file"), file)
        return None


# ------------------------------------------------------------------------------------------------ folder


def _from_folder(folder: Path, findings: Findings) -> Opened:
    found = Opened()
    taken: dict[str, str] = {}
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        findings.add(Problem(f"The folder cannot be read: {error.strerror}.", "a readable folder"), str(folder.name))
        return found
    for path in entries:
        suffix = path.suffix.lower()
        if path.name.startswith((".", "~$")) or not path.is_file():
            continue
        if path.name.casefold() == about.FILE:
            content = _content(path, path.name, findings)
            if content is not None:
                found.meta = about.parse(decoded(content, path.name, findings), path.name, findings)
        elif suffix in _DELIMITED:
            table = _table_called(path.stem, path.name, suffix, taken, findings)
            content = _content(path, path.name, findings) if table else None
            if table and content is not None:
                found.sheets.append(read_delimited(content, ontology().tables[table], path.name, findings))
        elif suffix == GEOJSON:
            content = _content(path, path.name, findings)
            if content is not None:
                found.outlines.append(read_outlines(decoded(content, path.name, findings), path.name, findings))
        elif suffix in _WORKBOOKS:
            problem = Problem(
                "The workbook was not read: a folder holds CSV files; to read the workbook, name it.", level=WARNING
            )
            findings.add(problem, path.name)
    return found


def table_of(path: Path) -> str | None:
    """The table that a CSV file in a folder is, by its name; None where it is none."""
    known = {alike(name): name for name in ontology().tables}
    return known.get(alike(path.stem)) if path.suffix.lower() in _DELIMITED else None


def _table_called(stem: str, file: str, suffix: str, taken: dict[str, str], findings: Findings) -> str | None:
    """The table that a file or sheet of this name is; None, and a finding, where there is none."""
    known = {alike(name): name for name in ontology().tables}
    table = known.get(alike(stem))
    if table is None:
        near = nearest([stem], known.values()).get(stem, "")
        problem = Problem(
            f"'{shortened(stem)}' is no table of a case and was not read.", listing(known.values(), most=len(known)),
            near + suffix if near else "", WARNING,
        )  # fmt: skip
        findings.add(problem, file)
        return None
    if table in taken:
        problem = Problem(f"The table '{table}' is there twice: in {taken[table]} and in {file}.", "each table once")
        findings.add(problem, file)
        return None
    taken[table] = file
    return table


# ------------------------------------------------------------------------------------------------ workbook


def _from_workbook(path: Path, findings: Findings) -> Opened:
    found = Opened()
    book = opened(path, path.name, findings)
    if book is None:
        return found
    taken: dict[str, str] = {}
    try:
        for title in book.sheetnames:
            file = f"{path.name}:{title}"
            if alike(title) == about.ENTRY:
                found.meta = _meta_of_sheet(book, title, file, findings)
            elif alike(title) != alike(READ_ME):
                table = _table_called(title, file, "", taken, findings)
                if table:
                    found.sheets.append(read_sheet(book, title, ontology().tables[table], file, findings))
    finally:
        book.close()
    return found


def _meta_of_sheet(book: Any, title: str, file: str, findings: Findings) -> dict[str, Any]:
    """Key and value in two columns; a third says ``toml`` where the value is more than a text."""
    raw: dict[str, Any] = {}
    for line, record in records_of(book, title, file, findings):
        texts = []
        for cell in record:
            text, problem = cell_text(cell, None) if cell.value is not None else ("", None)
            if problem:
                findings.add(problem, file, line, value=text)
            texts.append(text)
        key, value, form = [*texts, "", "", ""][:3]
        if any(texts[3:]):
            problem = Problem("Cells right of key, value and form were not read.", level=WARNING)
            findings.add(problem, file, line, value=next(filter(None, texts[3:])))
        if line == 1 and (alike(key), alike(value)) == ("key", "value"):
            continue
        if not key:
            if value:
                findings.add(Problem("The value has no key.", listing(about.KEYS)), file, line, value=value)
        elif key in raw:
            findings.add(Problem(f"'{key}' is there twice.", "each key once"), file, line, value=value)
        else:
            raw[key] = _meta_value(key, value, form, file, line, findings)
    return about.tidied(raw, file, findings)


def _meta_value(key: str, value: str, form: str, file: str, line: int, findings: Findings) -> Any:
    if form == about.TOML:
        parsed = about.parse_value(value)
        if parsed is not None:
            return parsed
        findings.add(Problem(f"'{shortened(value)}' is not TOML.", '["A. Coder"]'), file, line, key, value)
        return None
    return about.split_list(value) if key == about.LIST_KEY else value


# ------------------------------------------------------------------------------------------------ DataFrames


def _from_mapping(case: Mapping[Any, Any], findings: Findings) -> Opened:
    found = Opened(meta={"id": "case"})
    taken: dict[str, str] = {}
    for key, value in case.items():
        name = key if isinstance(key, str) else as_text(key, None, TRUTH)[0]
        if alike(name) == about.ENTRY:
            found.meta |= _meta_of_entry(value, name, findings)
            continue
        table = _table_called(name, name, "", taken, findings)
        if table:
            found.sheets.append(read_frame(value, ontology().tables[table], findings))
    return found


def _meta_of_entry(value: Any, name: str, findings: Findings) -> dict[str, Any]:
    if isinstance(value, pd.DataFrame):
        columns = [[as_text(one, None)[0] for one in value.iloc[:, number]] for number in range(value.shape[1])]
        pairs = dict(zip(*columns, strict=True)) if len(columns) == 2 else None
        if pairs and about.LIST_KEY in pairs:
            value = pairs | {about.LIST_KEY: about.split_list(pairs[about.LIST_KEY])}
        else:
            value = pairs
    if not isinstance(value, Mapping):
        findings.add(Problem("The entry is neither a dict nor two columns, key and value.", "a dict"), name)
        return {}
    return about.tidied(value, name, findings)

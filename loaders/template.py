"""The template of a new case: a small invented dossier, and an explanation of every table, column and word.

All of it is made from the ontology: its examples are the rows, its meanings the explanations.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from ..graph.ontology import OPTION_SEPARATOR, Column, Table, ontology
from . import dossier_toml as about
from .checks.cells import NO, YES
from .findings import DossierError, listing, shortened
from .formats.shown import TEXT_FORMAT
from .ods_case import READ_ME
from .rows import parts
from .save import MAX_ROWS, csv_line, unwritable, write_book
from .small_form import forms, list_formulas

README = "README.md"
BEGIN = (
    "This is a case of zopa: who wants what, about which place, how firmly, and on what evidence.",
    "The rows are invented, so that you see how they are meant: write your own over them. Only the table 'positions', "
    "or 'statements', is needed; take away what you do not use.",
    "Ids are short names of your choice. Several words in one cell are separated by |. Dates are written 2025, 2025-08 or "
    "2025-08-15. An option is written issue/option, except beside the column that names its issue.",
)

#: Every table with every column; or a workbook of five sheets with few columns.
FULL, SMALL = FORMS = ("full", "small")

Row = dict[str, str]


def new(path: str | os.PathLike[str], xlsx: bool = False, form: str = FULL) -> Path:
    """Write a template for a case of one's own: a small invented dossier to write over.

    Parameters
    ----------
    path : str or Path
        A folder, or a file that ends in ``.xlsx``.
    xlsx : bool
        One workbook, a sheet a table, with drop-down lists for the closed vocabularies; so is a path that ends in
        ``.xlsx``.
    form : str
        ``full``: every table with every column. ``small``: a workbook for beginners, whose five sheets (positions, parties,
        issues, options, sources) have few columns, and drop-down lists of the ids that were typed so far.

    Returns
    -------
    Path
        What was written.

    Raises
    ------
    DossierError
        When something stands there already, the place cannot be written to, or there is no such form.

    Examples
    --------
    >>> import tempfile
    >>> from zopa.loaders import check, new
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     len(check(new(folder + "/my-case")))
    0
    """
    if form not in FORMS:
        raise DossierError(f"There is no form '{shortened(form)}' of a new case: choose {listing(FORMS)}.")
    target = Path(path)
    xlsx = xlsx or form == SMALL
    if xlsx and target.suffix.lower() != ".xlsx":
        target = target.with_name(target.name + ".xlsx")
    as_book = target.suffix.lower() == ".xlsx"
    try:
        if target.is_file() or (target.is_dir() and (as_book or any(target.iterdir()))):
            raise DossierError(f"'{target}' is there already and was left alone: choose another name.")
        return write_book(target, lambda: _BOOKS[form](target.stem)) if as_book else _write_folder(target)
    except OSError as error:
        raise unwritable(target, error) from error


# ------------------------------------------------------------------------------------------------ the invented dossier


def example() -> dict[str, list[Row]]:
    """The rows of the invented dossier: the examples of the ontology, and whatever they refer to."""
    rows = {
        table.name: [
            {name: column.example for name, column in table.columns.items()},
            *({**dict.fromkeys(table.columns, ""), **row} for row in table.also),
        ]
        for table in ontology().tables.values()
    }
    for table in list(ontology().tables.values()):
        for column in table.columns.values():
            for word in parts(rows[table.name][0][column.name]) if column.is_reference else []:
                within = rows[table.name][0][column.within] + OPTION_SEPARATOR if column.within else ""
                _add_missing(rows, column, within + word)
    _add_answer(rows)
    return rows


def _add_missing(rows: dict[str, list[Row]], column: Column, word: str) -> None:
    """A row for something that an example refers to and that no row has."""
    for kind in column.of:
        table = ontology().table_of(kind)
        if any(OPTION_SEPARATOR.join(row[part] for part in table.key) == word for row in rows[table.name]):
            return
    kind = next(kind for kind in column.of if len(ontology().table_of(kind).key) == word.count(OPTION_SEPARATOR) + 1)
    table = ontology().table_of(kind)
    row_made = dict.fromkeys(table.columns, "")
    row_made |= {name: known.example for name, known in table.columns.items() if known.type in ("choice", "choices")}
    row_made |= dict(zip(table.key, word.split(OPTION_SEPARATOR), strict=True))
    if "name" in table.columns:
        row_made["name"] = row_made[table.key[-1]].replace("-", " ").capitalize()
    rows[table.name].append(row_made)


def _add_answer(rows: dict[str, list[Row]]) -> None:
    """A position of the second party that demands the last option, so that there is a clash to look at."""
    first = rows["positions"][0]
    party = rows["parties"][1]["id"]
    option = [row["option"] for row in rows["options"] if row["issue"] == first["issue"]][-1]
    firmness = list(ontology().tables["positions"].columns["firmness"].values)[1]
    rows["positions"].append(
        {
            **first,
            "id": f"{party}-{first['issue']}",
            "party": party,
            "option": option,
            "firmness": firmness,
            "evidence": "",
        }
    )


def _meta_of_new(name: str) -> dict[str, Any]:
    """The facts that the invented case gives about itself."""
    evidence = ontology().tables["evidence"].columns
    coder, date = evidence["coder"].example, ontology().tables["sources"].columns["date"].example
    return {"id": name, "title": "An invented case", "as_of": date, about.LIST_KEY: [coder]}


# ------------------------------------------------------------------------------------------------ explanations


def _needs(table: Table, column: Column) -> str:
    """The content of a cell of a column, in a few words."""
    if column.values:
        return "one of the words below" if column.type == "choice" else "words below, separated by |"
    if column.is_reference:
        kinds = " or ".join(
            "issue/option" if kind == "Option" and not column.within else kind.lower() for kind in column.of
        )
        return f"{kinds}{' ids, separated by |' if column.is_list else ' id'}"
    return {"id": "short name", "yesno": f"{YES} or {NO}", "url": "web address", "shape": "outline"}.get(
        column.type, column.type
    )


def _must(column: Column) -> str:
    return YES if column.required else ""


def readme(name: str) -> str:
    """The explanation of every table, column and word, in Markdown."""
    lines = [f"# {name}", "", *(line for text in BEGIN for line in (text, ""))]
    lines += ["When you have written something:", "", f"    zopa check {name}", f"    zopa show {name}", ""]
    lines += [f"`{about.FILE}` says what the case is:", ""]
    lines += [f"- `{key}`: {meaning}" for key, meaning in about.KEYS.items()]
    for table in ontology().tables.values():
        lines += ["", f"## {table.name}", "", f"{table.meaning[0].upper()}{table.meaning[1:]}.", ""]
        lines += ["| column | must be filled | holds | meaning |", "|---|---|---|---|"]
        for column in table.columns.values():
            cells = (f"`{column.name}`", _must(column), _needs(table, column), column.meaning)
            lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
        for column in table.columns.values():
            if column.values:
                lines += ["", f"Words of `{column.name}`:", ""]
                lines += [f"- `{word}`: {meaning}" for word, meaning in column.values.items()]
    return "\n".join(lines) + "\n"


# ------------------------------------------------------------------------------------------------ folder


def _write_folder(folder: Path) -> Path:
    folder.parent.mkdir(parents=True, exist_ok=True)
    name = folder.resolve().name
    draft = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".new-"))
    try:
        for table, rows in example().items():
            lines = [csv_line(ontology().tables[table].columns), *(csv_line(row.values()) for row in rows)]
            (draft / f"{table}.csv").write_text("".join(lines), encoding="utf-8")
        meta = _meta_of_new(name)
        comments = [f"# {meaning}\n{about.as_toml({key: meta.get(key, '')})}" for key, meaning in about.KEYS.items()]
        (draft / about.FILE).write_text("\n".join(comments), encoding="utf-8")
        (draft / README).write_text(readme(name), encoding="utf-8")
        folder.mkdir(exist_ok=True)
        for file in sorted(draft.iterdir()):
            os.replace(file, folder / file.name)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return folder


# ------------------------------------------------------------------------------------------------ workbook


def _book(name: str) -> Workbook:
    book = Workbook()
    sheet: Any = book.active
    sheet.title = READ_ME
    for row in _explained(name):
        sheet.append(row)
    for letter, width in zip("ABCDE", (14, 16, 16, 34, 90), strict=True):
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(vertical="top", wrap_text=cell.column_letter == "E")
            cell.font = Font(bold=cell.column_letter in "AB" and bool(row[0].value))
    rows = example()
    for table in ontology().tables.values():
        _fill(book.create_sheet(table.name), list(table.columns.values()), rows[table.name])
    sheet = book.create_sheet(about.ENTRY)
    sheet.append(["key", "value", "form"])
    for key, value in _meta_of_new(name).items():
        sheet.append([key, *about.as_cell(key, value)])
    _as_text(sheet, 3)
    return book


def _small_book(name: str) -> Workbook:
    """The five sheets for beginners; the case is called as the file is."""
    book = Workbook()
    del book[book.sheetnames[0]]
    for sheet, form in forms(example()).items():
        _fill(book.create_sheet(sheet), form.columns, form.rows, form.lists)
    for name_of_list, formula in list_formulas().items():
        book.defined_names[name_of_list] = DefinedName(name_of_list, attr_text=formula)
    return book


_BOOKS = {FULL: _book, SMALL: _small_book}


def _explained(name: str) -> Iterator[list[str]]:
    """The rows of the sheet for people."""
    yield [name]
    for text in BEGIN:
        yield ["", "", "", "", text]
    yield ["table", "column", "must be filled", "holds", "meaning"]
    for table in ontology().tables.values():
        yield [table.name, "", "", "", table.meaning]
        for column in table.columns.values():
            yield ["", column.name, _must(column), _needs(table, column), column.meaning]
            for word, meaning in column.values.items():
                yield ["", "", "", word, meaning]


def _fill(sheet: Any, columns: list[Column], rows: list[Row], lists: Mapping[str, str] | None = None) -> None:
    """The rows of a table, with the meaning of each column as a comment and drop-down lists for closed vocabularies.

    ``lists`` are names of lists of ids, by column. They offer and never refuse: a cell can hold several, or a new one.
    """
    for place, column in enumerate(columns, start=1):
        letter = get_column_letter(place)
        header = sheet.cell(1, place, column.name)
        header.font = Font(bold=column.required)
        words = "".join(f"\n{word}: {meaning}" for word, meaning in column.values.items())
        must = " (must be filled)" if column.required else ""
        header.comment = Comment(
            f"{column.meaning}{must}{words}", "zopa", height=60 + 18 * len(column.values), width=320
        )
        sheet.column_dimensions[letter].width = max(len(column.name), *(len(row[column.name]) for row in rows)) + 4
        for line, row in enumerate(rows, start=2):
            if row[column.name]:
                text = row[column.name]
                sheet.cell(line, place, float(text) if column.type == "number" else text)
        choices = list(column.values) if column.type == "choice" else [YES, NO] if column.type == "yesno" else []
        ids = (lists or {}).get(column.name)
        if choices or ids:
            formula = ids or f'"{",".join(choices)}"'
            listed = DataValidation(type="list", formula1=formula, allow_blank=True, showErrorMessage=ids is None)
            if ids is None:
                listed.error, listed.errorTitle = f"One of: {', '.join(choices)}", column.name
            listed.add(f"{letter}2:{letter}{MAX_ROWS}")
            sheet.add_data_validation(listed)
        if column.type != "number":
            sheet.column_dimensions[letter].number_format = TEXT_FORMAT
            for line in range(2, len(rows) + 2):
                sheet.cell(line, place).number_format = TEXT_FORMAT
    sheet.freeze_panes = "A2"


def _as_text(sheet: Any, columns: int) -> None:
    """Text typed in these columns stays as it was typed."""
    for place in range(1, columns + 1):
        sheet.column_dimensions[get_column_letter(place)].number_format = TEXT_FORMAT
    for row in sheet.iter_rows():
        for cell in row:
            cell.number_format = TEXT_FORMAT

"""The forms in which an answer is written, and the suffixes of files that name them: the one list of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path


class Form(NamedTuple):
    """A form of an answer.

    Attributes
    ----------
    suffix : str
        Of the files that have it.
    meaning : str
        What such a file is, and what it can be told apart by.
    module : str
        Module of :mod:`zopa.graph.forms` that writes it; empty for a picture.
    for_people : bool
        Whether names stand beside ids without being asked for.
    on_paper : bool
        Whether it has the columns that a terminal shows, as a sheet of paper is no wider.
    text : bool
        Whether a terminal can show it.
    """

    suffix: str
    meaning: str
    module: str = ""
    for_people: bool = False
    on_paper: bool = False
    text: bool = True


#: Every form by the word that ``--format`` has for it.
FORMS = {
    "table": Form(".txt", "the table that a terminal shows", "plain", on_paper=True),
    "csv": Form(".csv", "rows for a spreadsheet or a program", "comma_separated"),
    "json": Form(".json", "rows as a list of records", "records"),
    "parquet": Form(".parquet", "typed rows for pandas, polars, R or DuckDB", "columnar", text=False),
    "xlsx": Form(".xlsx", "a workbook with typed cells and a filter", "workbook", for_people=True, text=False),
    "docx": Form(".docx", "a table for a word processor", "word", for_people=True, on_paper=True, text=False),
    "md": Form(".md", "a table in Markdown", "markdown", for_people=True),
    "tex": Form(".tex", "a table to be read into a LaTeX document", "latex", for_people=True, on_paper=True),
    "html": Form(".html", "a table that a browser shows", "web", for_people=True),
    "svg": Form(".svg", "the picture, in which text stays text"),
    "png": Form(".png", "the picture in dots", text=False),
    "pdf": Form(".pdf", "the picture with its fonts", text=False),
}
#: Those that are pictures, which not every query has, and those that are tables.
PICTURES = tuple(word for word, form in FORMS.items() if not form.module)
TABLES = tuple(word for word in FORMS if word not in PICTURES)
#: The form that the suffix of a file names.
SUFFIXES = {form.suffix: word for word, form in FORMS.items()}


def form_of(file: Path | None, wanted: str | None, pictured: bool, name: str) -> str:
    """The form in which an answer is written: the one asked for, or the one that the suffix of the file names."""
    if file is None or not file.suffix or (not file.is_file() and file.exists()):
        return wanted or "table"
    named = SUFFIXES.get(file.suffix.lower())
    if named in PICTURES and not pictured:
        raise ValueError(f"There is no picture of {name}: {suffixes(pictured)}.")
    if named is None:
        raise ValueError(f"No form goes with the suffix of '{file}': {suffixes(pictured)}.")
    if wanted not in (None, named):
        raise ValueError(
            f"'{file}' names {named}, but --format says {wanted}: leave out --format, or name another file."
        )
    return named


def forms_of(pictured: bool) -> list[str]:
    """The words of the forms that an answer has, those of its picture last."""
    return [*TABLES, *(PICTURES if pictured else ())]


def suffixes(pictured: bool) -> str:
    """The suffixes that a file can have, in words."""
    fit = [FORMS[word].suffix for word in forms_of(pictured)]
    return f"use {', '.join(fit[:-1])} or {fit[-1]}"


def refuse_suffix(path: Path, *fit: str) -> None:
    """Refuse a path whose suffix names another form than those that can be written."""
    suffix = path.suffix.lower()
    if suffix and suffix not in fit and not suffix[1:].isdigit() and not path.exists():
        raise ValueError(f"'{path}' cannot be written as {suffix}: use {' or '.join(fit)}.")

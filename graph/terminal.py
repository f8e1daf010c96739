"""Text for a terminal, and tables as text, Markdown, CSV, JSON or a workbook."""

from __future__ import annotations

import io
import os
import sys
from fnmatch import fnmatch
from typing import TYPE_CHECKING, Any, TextIO

from .asked import date_words
from .characters import one_line, visible

if TYPE_CHECKING:
    import pandas as pd

#: Columns that hold sentences, and take what room there is.
WIDE = ("why", "settlements")
#: Most characters of a cell of a workbook, and most rows of a sheet.
MAX_CHARACTERS, MAX_ROWS = 32_767, 1_048_576


class ClosedOutput(io.TextIOBase):
    """Standard output where the shell closed it: what is written to it cannot be had."""

    @property
    def buffer(self) -> ClosedOutput:
        return self

    def write(self, text: str | bytes) -> int:
        raise OSError("Standard output is closed, so the answer cannot be written: open it, or name a file with -o.")


def prepare_streams() -> None:
    """Have standard output and error take any text: UTF-8 in files and pipes, and what the terminal can show on one."""
    if sys.stdout is None:
        # The number of the closed stream would be given to the next file that is opened.
        os.open(os.devnull, os.O_WRONLY)
        sys.stdout = ClosedOutput()
    if sys.stderr is None:
        sys.stderr = io.TextIOWrapper(io.FileIO(os.devnull, "w"), encoding="utf-8")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")


def tell_warning(message: Warning | str, *_: object, **__: object) -> None:
    """Tell of a warning in its own sentence, without the line of code that it comes from."""
    echo(one_line(str(message)), err=True)


def echo(text: str = "", err: bool = False) -> None:
    """Write lines of text; nothing in them is obeyed by a terminal."""
    print(visible(text), file=sys.stderr if err else sys.stdout)


def write(frame: pd.DataFrame, output: str, columns: tuple[str, ...] = (), nothing: str = "Nothing found.") -> None:
    """Write a table to standard output in the form asked for, and beside it what the query says of it."""
    if output == "xlsx":
        write_raw(workbook(frame, "answer"))
    else:
        text = as_text(frame, output, columns, nothing)
        sys.stdout.write(visible(text) if sys.stdout.isatty() and output != "table" else text)
    tell_notes(frame)


def write_raw(content: bytes) -> None:
    """Write a picture or a workbook to a pipe."""
    if sys.stdout.isatty():
        raise ValueError("A picture or a workbook goes to a file or a pipe: say which file with -o.")
    sys.stdout.flush()
    sys.stdout.buffer.write(content)


def tell_notes(frame: pd.DataFrame) -> None:
    """Tell on standard error what a query says of its answer: its date, what is to be noted, and whether there is more."""
    if what_if := frame.attrs.get("what_if"):
        echo(what_if, err=True)
    if date_words := date_told(frame):
        echo(date_words, err=True)
    if paragraph := frame.attrs.get("paragraph"):
        echo(paragraph, err=True)
    if note := frame.attrs.get("note"):
        echo(note, err=True)
    if not frame.attrs.get("complete", True) or frame.attrs.get("more"):
        echo("There are more: this is what was found before the limit.", err=True)


def date_told(frame: pd.DataFrame) -> str:
    """Of which date a query was asked, in a sentence; empty where its answer does not say it."""
    as_of = frame.attrs.get("as_of")
    return date_words(as_of) if as_of else ""


def as_text(
    frame: pd.DataFrame,
    output: str,
    columns: tuple[str, ...] = (),
    nothing: str = "Nothing found.",
    file: TextIO | None = None,
) -> str:
    """A table as text.

    Parameters
    ----------
    frame : DataFrame
    output : str
        ``"csv"``, ``"json"``, ``"md"`` or ``"table"``.
    columns : tuple of str
        Columns of a ``"table"``, with ``*`` for any characters; by default all of them.
    nothing : str
        What stands for a ``"table"`` without a row.
    file : file, optional
        Where a ``"table"`` is to be shown, for its width and colours; by default standard output.

    Returns
    -------
    str

    Examples
    --------
    >>> import pandas as pd
    >>> from zopa.graph.terminal import as_text
    >>> as_text(pd.DataFrame({"a": [1]}), "csv")
    'a\\n1\\n'
    """
    if output == "csv":
        return str(frame.to_csv(index=False, lineterminator="\n"))
    if output == "json":
        return str(frame.to_json(orient="records", force_ascii=False, indent=2)) + "\n"
    if output == "md":
        return markdown(frame)
    if frame.empty:
        return nothing + "\n"
    wanted = [name for pattern in columns or ("*",) for name in frame.columns if fnmatch(name, pattern)]
    return table(frame[wanted], file=file)


def show(frame: pd.DataFrame, title: str = "") -> None:
    """Write a table for people to standard output."""
    sys.stdout.write(table(frame, title))


def table(frame: pd.DataFrame, title: str = "", file: TextIO | None = None) -> str:
    """A table for people, as wide as the terminal.

    Parameters
    ----------
    frame : DataFrame
    title : str
        What stands above it.
    file : file, optional
        Where it is to be shown, for its width and colours; by default standard output.

    Returns
    -------
    str

    Examples
    --------
    >>> import io
    >>> import pandas as pd
    >>> from zopa.graph.terminal import table
    >>> "Kyiv" in table(pd.DataFrame({"place": ["Kyiv"]}), file=io.StringIO())
    True
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    rows = Table(title=title or None, title_justify="left", show_lines=len(frame) < 60, highlight=False)
    for name in frame.columns:
        rows.add_column(Text(visible(str(name).replace("_", " "))), overflow="fold", ratio=4 if name in WIDE else 1)
    for row in frame.astype(object).where(frame.notna(), "").itertuples(index=False):
        cells = (f"{cell:.4g}" if isinstance(cell, float) else str(cell).replace("|", ", ") for cell in row)
        rows.add_row(*(Text(visible(cell)) for cell in cells))
    console = Console(file=file or sys.stdout, width=None if (file or sys.stdout).isatty() else 120)
    with console.capture() as capture:
        console.print(rows)
    return capture.get()


def markdown(frame: pd.DataFrame) -> str:
    """A table in Markdown."""
    rows = [list(frame.columns), ["---"] * len(frame.columns)]
    rows += frame.astype(object).where(frame.notna(), "").values.tolist()
    return "".join("| " + " | ".join(one_line(str(cell)).replace("|", "\\|") for cell in row) + " |\n" for row in rows)


def workbook(frame: pd.DataFrame, name: str) -> bytes:
    """A table as a workbook of one sheet, in which text stays text whatever it looks like.

    Parameters
    ----------
    frame : DataFrame
    name : str
        Of the sheet.

    Returns
    -------
    bytes

    Raises
    ------
    ValueError
        When a sheet cannot hold the table.

    Examples
    --------
    >>> import pandas as pd
    >>> from zopa.graph.terminal import workbook
    >>> workbook(pd.DataFrame({"a": [1]}), "answer")[:2]
    b'PK'
    """
    from openpyxl import Workbook

    if len(frame) >= MAX_ROWS:
        raise ValueError(f"The answer has {len(frame):,} rows, more than a sheet can hold: write it as .csv.")
    book = Workbook()
    sheet: Any = book.active
    sheet.title = name
    rows = frame.astype(object).where(frame.notna(), None).values.tolist()
    for line, row in enumerate([list(map(str, frame.columns)), *rows], start=1):
        for place, value in enumerate(row, start=1):
            if isinstance(value, str):
                value = visible(value)
                if len(value) > MAX_CHARACTERS:
                    where = f"{frame.columns[place - 1]}, row {line}; at most {MAX_CHARACTERS:,}"
                    raise ValueError(
                        f"A cell of a workbook cannot hold {len(value):,} characters ({where}): write the answer as .csv."
                    )
                cell = sheet.cell(line, place, "")
                cell.value = value
                cell.data_type = "s"
            elif value is not None:
                sheet.cell(line, place, value)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()

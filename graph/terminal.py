"""Text for a terminal, and the tables that it shows."""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING, TextIO

from .characters import one_line, visible
from .notes import notes_of

if TYPE_CHECKING:
    import pandas as pd


#: Columns that take what room there is.
WIDE = ("why", "sentence", "question", "support", "decides", "settlements", "settlements_name")


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


def write_raw(content: bytes) -> None:
    """Write what no terminal can show to a pipe."""
    if sys.stdout.isatty():
        raise ValueError("What is not text goes to a file or a pipe: say which file with -o.")
    sys.stdout.flush()
    sys.stdout.buffer.write(content)


def tell_notes(frame: pd.DataFrame) -> None:
    """Tell on standard error what a query says of its answer: its date, what is to be noted, and whether there is more."""
    for note in notes_of(frame):
        echo(note, err=True)


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

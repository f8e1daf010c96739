"""Tables for a terminal and for Markdown."""

from __future__ import annotations

import sys
from fnmatch import fnmatch
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

#: Columns that hold sentences, and take what room there is.
WIDE = ("why", "settlements")


def write(frame: pd.DataFrame, output: str, columns: tuple[str, ...] = (), nothing: str = "Nothing found.") -> None:
    """Write a table to standard output in the form asked for."""
    if output == "csv":
        sys.stdout.write(frame.to_csv(index=False, lineterminator="\n"))
    elif output == "json":
        sys.stdout.write(frame.to_json(orient="records", force_ascii=False, indent=2) + "\n")
    elif output == "md":
        sys.stdout.write(markdown(frame))
    elif frame.empty:
        print(nothing)
    else:
        wanted = [name for pattern in columns or ("*",) for name in frame.columns if fnmatch(name, pattern)]
        show(frame[wanted])
    if note := frame.attrs.get("note"):
        print(note, file=sys.stderr)
    if not frame.attrs.get("complete", True):
        print("There are more: this is what was found before the limit.", file=sys.stderr)


def show(frame: pd.DataFrame, title: str = "") -> None:
    """A table for people, as wide as the terminal."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title or None, title_justify="left", show_lines=len(frame) < 60, highlight=False)
    for name in frame.columns:
        table.add_column(str(name).replace("_", " "), overflow="fold", ratio=4 if name in WIDE else 1)
    for row in frame.astype(object).where(frame.notna(), "").itertuples(index=False):
        cells = (f"{cell:.4g}" if isinstance(cell, float) else str(cell).replace("|", ", ") for cell in row)
        table.add_row(*(Text(cell) for cell in cells))
    Console(width=None if sys.stdout.isatty() else 120).print(table)


def markdown(frame: pd.DataFrame) -> str:
    """A table in Markdown."""
    rows = [list(frame.columns), ["---"] * len(frame.columns)]
    rows += frame.astype(object).where(frame.notna(), "").values.tolist()
    return "".join(
        "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in row) + " |\n" for row in rows
    )

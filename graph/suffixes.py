"""The form in which something is written, by the suffix of the file that it is written to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

#: The form that the suffix of a file names.
SUFFIXES = {".txt": "table", ".csv": "csv", ".json": "json", ".md": "md", ".xlsx": "xlsx", ".svg": "svg", ".png": "png"}


def form_of(file: Path | None, wanted: str | None, pictured: bool, name: str) -> str:
    """The form in which an answer is written: the one asked for, or the one that the suffix of the file names."""
    if file is None or not file.suffix or (not file.is_file() and file.exists()):
        return wanted or "table"
    named = SUFFIXES.get(file.suffix.lower())
    if named in ("svg", "png") and not pictured:
        raise ValueError(f"There is no picture of {name}: {suffixes(pictured)}.")
    if named is None:
        raise ValueError(f"No form goes with the suffix of '{file}': {suffixes(pictured)}.")
    if wanted not in (None, named):
        raise ValueError(
            f"'{file}' names {named}, but --format says {wanted}: leave out --format, or name another file."
        )
    return named


def suffixes(pictured: bool) -> str:
    """The suffixes that a file can have, in words."""
    fit = [suffix for suffix, form in SUFFIXES.items() if pictured or form not in ("svg", "png")]
    return f"use {', '.join(fit[:-1])} or {fit[-1]}"


def refuse_suffix(path: Path, *fit: str) -> None:
    """Refuse a path whose suffix names another form than those that can be written."""
    suffix = path.suffix.lower()
    if suffix and suffix not in fit and not suffix[1:].isdigit() and not path.exists():
        raise ValueError(f"'{path}' cannot be written as {suffix}: use {' or '.join(fit)}.")

"""Tables in files of every kind: text with separators, workbooks, JSON; each table as a grid of texts."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd

from ..findings import Findings, Problem, shortened
from ..formats.container import ZIP as PACKED
from ..formats.container import begins, is_workbook
from ..formats.csv_files import unlimited
from ..formats.encodings import decoded
from ..formats.folder import WORKBOOKS, read_file
from ..formats.json_files import SUFFIXES as JSON
from ..formats.json_files import parsed, paths, text_of
from ..formats.workbook import opened, read_grid
from ..meanings import words_of
from ..sizes import TABLE_BYTES, too_many_cells
from .codes import Codebook
from .extras import SUFFIXES as EXTRAS
from .extras import frames_of
from .grids import COMMENTS, Grid
from .habits import in_one_habit
from .words import answer, plain, role_of

SEPARATORS = (";", ",", "\t", "|")
#: What a motion is called by in an object of its own.
_TITLES = ("title", "subject", "topic")
#: Rows by which the separator is told.
_SAMPLE = 60


def grids_of(path: Path, findings: Findings) -> tuple[list[Grid], Codebook]:
    """The tables in a file, and the labels of codes that some forms of files have.

    Parameters
    ----------
    path : Path
    findings : Findings
        Where to report what cannot be read.

    Returns
    -------
    list of Grid, Codebook
    """
    suffix = path.suffix.lower()
    if suffix in WORKBOOKS or (suffix != "" and begins(path).startswith(PACKED) and is_workbook(path)):
        return _of_workbook(path, findings), Codebook()
    if suffix in EXTRAS:
        frames, codebook = frames_of(path, findings)
        has_header = suffix != ".ods"
        grids = [
            grid_of_frame(frame, f"{path.name}:{name}" if name else path.name, has_header)
            for name, frame in frames.items()
        ]
        whole = []
        for grid in grids:
            if problem := _too_wide(grid):
                findings.add(problem, grid.file)
            else:
                whole.append(grid)
        return whole, codebook
    content = read_file(path, TABLE_BYTES, findings)
    if content is None:
        return [], Codebook()
    if suffix in JSON:
        return _of_json(parsed(content, path.name, findings), path.name, findings), Codebook()
    return [grid_of_text(decoded(content, path.name, findings), path.name, findings)], Codebook()


def _too_wide(grid: Grid) -> Problem | None:
    return too_many_cells(len(grid.rows), max(map(len, grid.rows), default=0))


def grid_of_text(text: str, file: str, findings: Findings) -> Grid:
    """The rows of a text, at the separator at which most of them are equally wide; comments above are taken off.

    >>> from zopa.loaders.findings import Findings
    >>> grid_of_text("# Round two\\nCountry;Vote\\nA;yes\\n", "x.csv", Findings()).rows
    [['Country', 'Vote'], ['A', 'yes']]
    """
    comments: list[str] = []
    line = 1
    while text:
        first, newline, rest = text.partition("\n")
        stripped = first.strip()
        if stripped and not stripped.strip('"').startswith(COMMENTS) and not stripped.startswith("sep="):
            break
        if stripped and not stripped.startswith("sep="):
            comments.append(stripped.strip('"'))
        text, line = rest if newline else "", line + 1
    separator = _separator(text)
    rows: list[list[str]] = []
    lines: list[int] = []
    with unlimited():
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        before = 0
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):
                rows.append(cells)
                lines.append(line + before)
            before = reader.line_num
    grid = Grid(file, lines, rows, comments)
    if problem := _too_wide(grid):
        findings.add(problem, file)
        return Grid(file, [], [], comments)
    if problem := in_one_habit(rows, separator):
        findings.add(problem, file)
    return grid


def _separator(text: str) -> str:
    sample = "\n".join(text[: 1 << 18].split("\n")[: _SAMPLE * 4])
    best, most = ",", (0.0, 0)
    with unlimited():
        for separator in SEPARATORS:
            rows = [row for row in csv.reader(io.StringIO(sample, newline=""), delimiter=separator) if any(row)][
                :_SAMPLE
            ]
            # Titles above a table are one cell wide with any separator.
            widths = Counter(len(row) for row in rows if len(row) > 1)
            width, count = widths.most_common(1)[0] if widths else (0, 0)
            score = (count / len(rows) if rows else 0.0, width)
            if score > most:
                best, most = separator, score
    return best


def _of_workbook(path: Path, findings: Findings) -> list[Grid]:
    book = opened(path, path.name, findings)
    if book is None:
        return []
    try:
        grids = []
        for title in book.sheetnames:
            file = f"{path.name}:{title}"
            lines, rows = read_grid(book, title, file, findings)
            if rows:
                grids.append(Grid(file, lines, rows))
        return grids
    finally:
        book.close()


# ------------------------------------------------------------------------------------------------ JSON


def _of_json(content: Any, file: str, findings: Findings) -> list[Grid]:
    """Each list of objects is a table; objects by name are rows, with the name in a column of its own."""
    if content is None:
        return []
    tables = _tables(content)
    grids = [
        _of_records(records, f"{file}:{name}" if name and len(tables) > 1 else file, findings)
        for name, records in tables.items()
    ]
    if not any(grid.rows for grid in grids):
        findings.add(Problem("The file is JSON, but no list of objects.", "a list of objects"), file)
        return []
    return grids


def _tables(content: Any) -> dict[str, list[Any]]:
    if isinstance(content, list):
        return {"": content}
    if not isinstance(content, dict):
        return {}
    lists = {
        str(name): cell
        for name, cell in content.items()
        if isinstance(cell, list) and any(isinstance(row, dict) for row in cell)
    }
    alone = {name: cell for name, cell in content.items() if name not in lists}
    if lists:
        keys = [frozenset(key for row in rows if isinstance(row, dict) for key in row) for rows in lists.values()]
        inside = {role_of(key) for key in keys[0]}
        sides = {name: answer(words_of(name)) for name in lists}
        if len(lists) > 1 and len(set(keys)) == 1 and {"yes", "no"} <= set(sides.values()) and "stance" not in inside:
            # Alike lists under the names of votes: who stands in one voted so; what stands beside them is what was voted on.
            about = {"motion" if plain(name) in _TITLES else name: cell for name, cell in alone.items()}
            about_all = {name: cell for name, cell in about.items() if role_of(name) in ("issue", "start")}
            lists = {
                "": [
                    {"vote": words_of(name), **about_all, **row}
                    for name, rows in lists.items()
                    for row in rows
                    if isinstance(row, dict)
                ]
            }
        elif len(lists) > 1 and len(set(keys)) == 1 and "party" not in inside and inside & {"issue", "stance"}:
            # Alike lists under names: the names are parties.
            lists = {
                "": [{"party": name, **row} for name, rows in lists.items() for row in rows if isinstance(row, dict)]
            }
        elif len(lists) == 1:
            # The day on which, or the document in which, all of it was said stands beside the list.
            ((name, rows),) = lists.items()
            known = {role_of(key) for key in keys[0]}
            about_all = {
                key: cell
                for key, cell in alone.items()
                if role_of(key) in ("start", "source", "url")
                and role_of(key) not in known
                and not isinstance(cell, (dict, list))
            }
            if about_all and all(isinstance(row, dict) for row in rows):
                lists = {name: [{**about_all, **row} for row in rows]}
                alone = {key: cell for key, cell in alone.items() if key not in about_all}
        if alone:
            lists["about"] = [alone]
        return lists
    if content and all(isinstance(cell, dict) for cell in content.values()):
        return {"": [{"party": name, **row} for name, row in content.items()]}
    return {"": [content]}


def _of_records(records: list[Any], file: str, findings: Findings) -> Grid:
    for line, entry in enumerate(records, start=2):
        for name in getattr(entry, "twice", ()):
            findings.add(
                Problem(f"'{shortened(name)}' is there twice in one object.", "each name once"), file, line, name
            )
    flat = [record for entry in records for record in _flat(entry)]
    header = list(dict.fromkeys(name for record in flat for name in record))
    if problem := too_many_cells(len(flat), len(header)):
        findings.add(problem, file)
        return Grid(file, [], [])
    rows = [[record.get(name, "") for name in header] for record in flat]
    return Grid(file, list(range(1, len(rows) + 2)), [header, *rows] if header else [])


def _flat(entry: Any) -> list[dict[str, str]]:
    """A nested record by paths; a single list of objects inside of it makes a row for each of them."""
    if not isinstance(entry, dict):
        return [{"value": text_of(entry)}] if entry is not None else []
    inner = [
        name
        for name, cell in entry.items()
        if isinstance(cell, list) and cell and all(isinstance(row, dict) for row in cell)
    ]
    if len(inner) == 1:
        outer = paths({name: cell for name, cell in entry.items() if name != inner[0]})
        records = []
        for row in entry[inner[0]]:
            own = paths(row)
            records.append(
                outer | {(f"{inner[0]}.{name}" if name in outer else name): cell for name, cell in own.items()}
            )
        return records
    return [paths(entry)]


def grid_of_frame(frame: pd.DataFrame, file: str, has_header: bool = True) -> Grid:
    """The rows of a DataFrame as texts, the names of its columns first; without those where they are only counted."""
    if not isinstance(frame.index, pd.RangeIndex):
        frame = frame.reset_index()
    header = [text_of(name) for name in frame.columns]
    columns = [[text_of(cell) for cell in frame.iloc[:, place]] for place in range(frame.shape[1])]
    rows = [list(cells) for cells in zip(*columns, strict=True)] if columns else []
    above = [header] if has_header else []
    return Grid(file, list(range(1, len(rows) + len(above) + 1)), [*above, *rows])

"""A copy of a case in which every cell that has exactly one other reading is written so, and a list of what was changed."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ..graph.ontology import Table, ontology
from .findings import DossierError, Findings, listing
from .formats.container import digest_of
from .formats.corrected import Cell, correct_sheet, corrected_csv
from .formats.entries import POSITIONS, table_called
from .formats.folder import DELIMITED, WORKBOOKS
from .formats.whole_book import expect_whole, lost_parts, open_whole, write_whole
from .load import Reading, examine
from .save import csv_lines, unwritable
from .source import place_of

CHANGE_COLUMNS = ("file", "row", "column", "was", "is")
#: Times that a copy is read again: a cell that was corrected can show that another one is wrong.
PASSES = 8


@dataclass(frozen=True)
class Fixed:
    """A copy of a case with corrected cells.

    Attributes
    ----------
    path : Path
        The copy.
    changes : DataFrame
        One row a cell: ``file``, ``row`` (as a spreadsheet numbers it), ``column``, ``was``, ``is``.
    changes_path : Path
        The same as a CSV file, beside the copy.
    findings : DataFrame
        What is still wrong in the copy, as :func:`zopa.check` tells it.
    errors, warnings : int
        How many of these there are.
    not_kept : list of str
        What the copy of a workbook does not hold, such as ``2 shapes``.
    """

    path: Path
    changes: pd.DataFrame
    changes_path: Path
    findings: pd.DataFrame
    errors: int
    warnings: int
    not_kept: list[str]


def fix(case: str | os.PathLike[str], path: str | os.PathLike[str], strict: bool = False) -> Fixed:
    """Write a copy of a case in which all is corrected that has exactly one reading, and a list of what was changed.

    Parameters
    ----------
    case : str or Path
        A folder of CSV files, a workbook or one CSV file. It is not touched.
    path : str or Path
        Where the copy goes: a folder for a folder, a file with the same suffix for a file. Nothing may stand there.
    strict : bool
        As for :func:`check`.

    Returns
    -------
    Fixed

    Raises
    ------
    DossierError
        When there is no such case, it has no cells of its own to correct, or something stands at ``path`` already.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from zopa.loaders import fix
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     place = Path(folder) / "case.csv"
    ...     size = place.write_text("party,issue,stance,option,start\\nA,seat,Demands,Geneva,15.08.2025\\n")
    ...     fix(place, Path(folder) / "copy.csv").changes[["column", "was", "is"]].values.tolist()
    [['stance', 'Demands', 'demands'], ['start', '15.08.2025', '2025-08-15']]
    """
    source, target = place_of(case, Findings()), Path(path)
    changes_path = target.with_name(f"{target.stem if source.is_file() else target.name}.changes.csv")
    _refuse_places(source, target, changes_path)
    findings = Findings(keep=True)
    files = _files_of(source, examine(source, findings, strict))
    try:
        with _draft_of(source, target, files) as draft:
            changes, reading = _corrected(draft, strict, findings)
            not_kept = lost_parts(source, draft) if source.suffix.lower() in WORKBOOKS else []
            beside = draft.with_name(changes_path.name)
            beside.write_text("".join(csv_lines(changes)), encoding="utf-8")
            for place in (target, changes_path):
                refuse_to_write_over(place)
            os.rename(draft, target)
            os.rename(beside, changes_path)
    except OSError as error:
        raise unwritable(target, error) from error
    return Fixed(target, changes, changes_path, reading.findings, reading.errors, reading.warnings, not_kept)


def refuse_to_write_over(place: Path) -> None:
    """Refuse a place where something stands."""
    if place.exists() or place.is_symlink():
        raise DossierError(f"'{place}' is there already and was left alone: choose another name.")


def refuse_other_suffix(source: Path, target: Path) -> None:
    """Refuse a copy that would not be the same kind of file."""
    if source.suffix.lower() != target.suffix.lower():
        raise DossierError(f"'{target}' is to be a copy of '{source.name}': let its name end in {source.suffix}.")


def _refuse_places(source: Path, target: Path, changes_path: Path) -> None:
    suffix = source.suffix.lower()
    if source.is_file() and suffix not in (*DELIMITED, *WORKBOOKS):
        expected = listing([*DELIMITED, *WORKBOOKS])
        raise DossierError(
            f"'{source.name}' was not corrected: that is done in a folder, or a file that ends in {expected}."
        )
    if source.is_file():
        refuse_other_suffix(source, target)
    elif target.suffix.lower() in (*DELIMITED, *WORKBOOKS):
        raise DossierError(f"'{target}' is to be a copy of the folder '{source}': name a folder.")
    for place in (target, changes_path):
        refuse_to_write_over(place)
    if source.is_file() and suffix in WORKBOOKS:
        expect_whole(source)
    if source.is_dir() and target.resolve().is_relative_to(source.resolve()):
        raise DossierError(f"'{target}' lies in the case itself: choose a place outside of '{source}'.")


def _files_of(source: Path, reading: Reading) -> dict[str, str]:
    """The files that a case is made of, with their digests, where its cells are its own."""
    if reading.brought is not None:
        raise DossierError(
            f"'{source.name}' is read as: {reading.brought.form}. Only cells of zopa's own tables are corrected: save it as "
            "a case with zopa load, and correct that."
        )
    if reading.origin is None:
        raise DossierError(f"'{source}' cannot be read: zopa check says why.")
    return reading.origin.files


@contextmanager
def _draft_of(source: Path, target: Path, files: Mapping[str, str]) -> Iterator[Path]:
    """A copy of the files that a case is made of, under their own names, beside the place where the copy is to be."""
    target.parent.mkdir(parents=True, exist_ok=True)
    room = Path(tempfile.mkdtemp(dir=target.parent, prefix=".fix-"))
    try:
        draft = room / source.resolve().name
        if source.is_dir():
            draft.mkdir()
        for name, digest in files.items():
            file = draft / name if source.is_dir() else draft
            shutil.copyfile(source / name if source.is_dir() else source, file)
            if digest_of(file) != digest:
                raise DossierError(f"'{name}' was changed while it was copied: try again when that is done.")
        yield draft
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _corrected(draft: Path, strict: bool, findings: Findings) -> tuple[pd.DataFrame, Reading]:
    """Correct the cells of a copy until nothing with one reading is left; what was changed, and what is still wrong.

    ``findings`` are those of the case itself.
    """
    written: dict[tuple[str, int, str], list[str]] = {}
    for turn in range(PASSES):
        corrections = _correct(draft, findings)
        if turn and not corrections:
            break
        for file, cell in corrections:
            words = written.setdefault((file, cell.line, cell.column), [cell.was])
            if words[-1] == cell.was:
                words.append(cell.now)
            else:
                written[file, cell.line, cell.was] = [cell.was, cell.now]
        findings = Findings(keep=True)
        reading = examine(draft, findings, strict)
    rows = [(file, row, column, words[0], words[-1]) for (file, row, column), words in sorted(written.items())]
    texts = pd.DataFrame(rows, columns=pd.Index(CHANGE_COLUMNS)).astype(
        dict.fromkeys(("file", "column", "was", "is"), "str")
    )
    return texts, reading


def _correct(draft: Path, findings: Findings) -> list[tuple[str, Cell]]:
    """Write the cells anew that have exactly one reading; which of them were, by file."""
    by_file: dict[str, list[Cell]] = defaultdict(list)
    for placed in findings.placed or ():
        meant = placed.problem.fix
        if meant is not None and meant != placed.value:
            lines = [line for line in placed.lines if line is not None]
            by_file[placed.file] += [Cell(line, placed.column, placed.value, meant) for line in lines]
    by_file = defaultdict(list, {file: cells for file, cells in by_file.items() if file in findings.heads})
    if draft.suffix.lower() in WORKBOOKS and draft.is_file():
        return _correct_book(draft, by_file, findings)
    written: list[tuple[str, Cell]] = []
    for file, cells in by_file.items():
        place = draft / file if draft.is_dir() else draft
        if place.suffix.lower() not in DELIMITED:
            continue
        content, corrected = corrected_csv(place.read_bytes(), _table(place.stem), *findings.heads[file], cells)
        if corrected:
            place.write_bytes(content)
            written += [(file, cell) for cell in corrected]
    return written


def _correct_book(draft: Path, by_file: dict[str, list[Cell]], findings: Findings) -> list[tuple[str, Cell]]:
    if not by_file:
        return []
    book = open_whole(draft)
    written: list[tuple[str, Cell]] = []
    for file, cells in by_file.items():
        title = file.removeprefix(f"{draft.name}:")
        corrected = correct_sheet(book[title], _table(title).columns, *findings.heads[file], cells)
        written += [(file, cell) for cell in corrected]
    if written:
        write_whole(book, draft)
    return written


def _table(name: str) -> Table:
    """The table that a file or a sheet of this name is; the positions can be called anything."""
    return ontology().tables[table_called(name) or POSITIONS]

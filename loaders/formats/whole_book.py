"""A workbook opened with all that it holds, to be written again with some cells changed, and what is lost by that."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl

from ...graph.files import write_bytes
from ..findings import DossierError, shortened
from ..sizes import WHOLE_BOOK_BYTES, too_large
from .container import unsafe

#: Kinds of parts by the beginning of their names.
_KINDS = {
    "xl/charts/chart": "chart",
    "xl/media/": "picture",
    "xl/threadedComments/": "thread of comments",
    "xl/slicers/": "slicer",
    "xl/pivotTables/": "pivot table",
    "xl/ctrlProps/": "form control",
    "xl/embeddings/": "embedded file",
}
#: What later programs write into a sheet beside what workbooks had at first.
_LATER = {
    b"conditionalFormatting": "rule of colours",
    b"dataValidation": "drop-down list",
    b"sparkline": "small chart in a cell",
}
_LATER_PART = re.compile(rb"<x14:(" + b"|".join(_LATER) + rb")[ />]")
_PLURALS = {
    "rule of colours": "rules of colours",
    "small chart in a cell": "small charts in cells",
    "thread of comments": "threads of comments",
}
_SHAPE = re.compile(rb"<(?:\w+:)?(?:sp|cxnSp|grpSp)[ >]")


def expect_whole(path: Path) -> None:
    """Refuse a workbook that cannot be opened, or is so large that it would fill the memory.

    Raises
    ------
    DossierError
    """
    if problem := unsafe(path):
        raise DossierError(f"'{path}' cannot be opened as a workbook. {problem.message}")
    with zipfile.ZipFile(path) as archive:
        problem = too_large(sum(part.file_size for part in archive.infolist()), WHOLE_BOOK_BYTES)
    if problem:
        raise DossierError(f"'{path}' is too large to be written again. {problem.message}")


def open_whole(path: Path) -> Any:
    """A workbook with all that openpyxl keeps of one.

    Raises
    ------
    DossierError
        When it cannot be opened, or has no cells.
    """
    expect_whole(path)
    try:
        with warnings.catch_warnings():
            # What openpyxl leaves out is counted when the copy is written.
            warnings.simplefilter("ignore", UserWarning)
            book = openpyxl.load_workbook(path, rich_text=True, keep_vba=path.suffix.lower() == ".xlsm")
    except Exception as error:  # What openpyxl raises for a damaged workbook is of many kinds.
        why = shortened(f"{type(error).__name__}: {error}")
        raise DossierError(f"'{path}' is damaged, so that it cannot be written again ({why}).") from None
    if not book.worksheets:
        raise DossierError(f"'{path}' has no sheet with cells.")
    return book


def write_whole(book: Any, target: Path) -> None:
    """Write a workbook, whole or not at all."""
    content = BytesIO()
    book.save(content)
    write_bytes(target, content.getvalue())


def lost_parts(before: Path, after: Path) -> list[str]:
    """What a workbook holds and its copy does not: ``2 shapes``."""
    kept = _parts(after)
    return [
        f"{count - kept[kind]} {kind if count - kept[kind] == 1 else _PLURALS.get(kind, f'{kind}s')}"
        for kind, count in _parts(before).items()
        if count > kept[kind]
    ]


def _parts(path: Path) -> Counter[str]:
    counts: Counter[str] = Counter()
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            for beginning, kind in _KINDS.items():
                counts[kind] += name.startswith(beginning) and not name.endswith(".rels")
            if name.startswith("xl/drawings/") and name.endswith(".xml"):
                counts["shape"] += len(_SHAPE.findall(archive.read(name)))
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                counts.update(_LATER[word] for word in _LATER_PART.findall(archive.read(name)))
    return counts

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
_SHAPE = re.compile(rb"<(?:\w+:)?(?:sp|cxnSp|grpSp)[ >]")


def open_whole(path: Path) -> Any:
    """A workbook with all that openpyxl keeps of one."""
    with warnings.catch_warnings():
        # What openpyxl leaves out is counted when the copy is written.
        warnings.simplefilter("ignore", UserWarning)
        return openpyxl.load_workbook(path, rich_text=True, keep_vba=path.suffix.lower() == ".xlsm")


def write_whole(book: Any, target: Path) -> None:
    """Write a workbook, whole or not at all."""
    content = BytesIO()
    book.save(content)
    write_bytes(target, content.getvalue())


def lost_parts(before: Path, after: Path) -> list[str]:
    """What a workbook holds and its copy does not: ``2 shapes``."""
    kept = _parts(after)
    return [
        f"{count - kept[kind]} {kind}{'s' if count - kept[kind] > 1 else ''}"
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
    return counts

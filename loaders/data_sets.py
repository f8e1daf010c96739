"""Data sets that are known by their columns, in files of statistics programs and the like."""

from __future__ import annotations

import csv
from pathlib import Path
from tempfile import TemporaryDirectory

from .brought import Brought
from .findings import Findings
from .mapping.containers import grid_of_frame
from .mapping.extras import frames_of
from .tools.registry import bring


def bring_data_set(path: Path, form: str, findings: Findings) -> Brought | None:
    """A case from a data set that a statistics program saved: it is read as the CSV that it is as well."""
    frames, _ = frames_of(path, findings)
    if len(frames) != 1:
        return None
    (frame,) = frames.values()
    grid = grid_of_frame(frame, path.name)
    with TemporaryDirectory(prefix="zopa-", ignore_cleanup_errors=True) as folder:
        table = Path(folder) / f"{path.stem}.csv"
        with table.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(grid.rows)
        report = findings.anew()
        brought = bring(table, form, report)
    report.in_words({table.name: path.name})
    findings.take(report)
    if brought is not None:
        brought.called(table.name, path.name)
    return brought

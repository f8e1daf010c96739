"""A first look at a file or folder, by which the form of another tool is recognised."""

from __future__ import annotations

import csv
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path

from ..findings import Findings
from ..sizes import HEADER_ROWS
from .container import ZIP, is_workbook
from .encodings import decoded
from .entries import POSITIONS, table_called
from .values import as_text
from .workbook import opened, records_of

#: So much is read of a file to recognise it.
HEAD_BYTES = 65_536
#: Rows of its beginning.
HEAD_ROWS = 40


@dataclass(frozen=True)
class Glance:
    """The beginning of a file, or the names in a folder.

    Attributes
    ----------
    path : Path
    """

    path: Path

    @property
    def suffix(self) -> str:
        return self.path.suffix.lower()

    @cached_property
    def names(self) -> frozenset[str]:
        """Files in a folder and in its folders, no deeper, with ``/`` between their parts; none for a file."""
        if not self.path.is_dir():
            return frozenset()
        return frozenset(
            path.relative_to(self.path).as_posix()
            for pattern in ("*", "*/*")
            for path in self.path.glob(pattern)
            if path.is_file()
        )

    @cached_property
    def head(self) -> bytes:
        """The first bytes of a file."""
        if not self.path.is_file():
            return b""
        with self.path.open("rb") as file:
            return file.read(HEAD_BYTES)

    @cached_property
    def text(self) -> str:
        """The first bytes as text; empty where they are none."""
        is_binary = b"\0" in self.head and not self.head.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
        return "" if is_binary else decoded(self.head, self.path.name, Findings())

    @cached_property
    def rows(self) -> list[list[str]]:
        """The first rows, at the separator that most of them have; of a file of text."""
        lines = self.text.splitlines()[:HEAD_ROWS]
        separator = max(",;\t|", key=lambda sign: sum(sign in line for line in lines), default=",")
        return [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=separator)]

    @cached_property
    def sheet_rows(self) -> list[list[str]]:
        """The first rows of each sheet of a workbook; none of one that has a sheet of positions, as zopa's own have."""
        if not self.head.startswith(ZIP) or not is_workbook(self.path):
            return []
        book = opened(self.path, self.path.name, Findings())
        if book is None:
            return []
        rows: list[list[str]] = []
        try:
            for title in book.sheetnames if POSITIONS not in map(table_called, book.sheetnames) else ():
                for _, record in islice(records_of(book, title, self.path.name, Findings()), HEADER_ROWS):
                    texts = [
                        as_text(record[place].value, None)[0] if place in record else ""
                        for place in range(1, max(record) + 1)
                    ]
                    rows.append([text.strip() for text in texts])
        finally:
            book.close()
        return rows

"""How large may be what is read? Beyond these sizes a file is refused by name, before it fills the memory.

All of them are far above what a case needs: a million positions are a file of some 200 MB. They stand here only, but for
those of a single outline (:mod:`zopa.graph.page.outlines`).
"""

from __future__ import annotations

from .findings import Problem

MIB = 1 << 20
#: Bytes of a file that holds a table, of one with outlines, and of a ``dossier.toml``.
TABLE_BYTES, OUTLINE_BYTES, DOSSIER_BYTES = 1024 * MIB, 256 * MIB, MIB
#: Rows and columns that a sheet of a workbook can have; a table of another form has no more columns either.
SHEET_ROWS, COLUMNS = 1_048_576, 16_384
#: Cells of a table, those among them that are empty.
CELLS = 100_000_000
#: Bytes of a workbook, unpacked: of all its parts, of its list of texts, and of a part that holds neither texts nor cells.
UNPACKED_BYTES, TEXTS_BYTES, PART_BYTES = 1024 * MIB, 256 * MIB, 16 * MIB
#: Bytes of a workbook, unpacked, that is opened with all its formats to be written again.
WHOLE_BOOK_BYTES = 128 * MIB
#: Texts in the list of texts of a workbook, and parts of a sheet that belong to no row.
TEXTS, PARTS = 10_000_000, 2_000_000
#: Bytes of a part in XML that a tree is made of, which takes some ten times as much.
XML_BYTES = 64 * MIB
#: So much a part of a workbook may shrink when it is packed, if it is of some size: ordinary ones shrink to a tenth.
RATE, RATE_BYTES = 100, 10 * MIB
#: Bytes of a feed.
FEED_BYTES = 8 * MIB
#: Rows of a file in which its header is looked for.
HEADER_ROWS = 30


def too_large(size: int, most: int) -> Problem | None:
    """The mistake of a file that has so many bytes.

    >>> from zopa.loaders.sizes import MIB, too_large
    >>> too_large(3 * MIB, MIB).message
    'The file has 3 MiB, more than the 1 MiB that are read.'
    """
    if size <= most:
        return None
    return Problem(
        f"The file has {-(-size // MIB):,} MiB, more than the {most // MIB:,} MiB that are read.",
        f"at most {most // MIB:,} MiB",
    )


def too_many_cells(rows: int, columns: int) -> Problem | None:
    """The mistake of a table that has so many rows and columns."""
    if columns > COLUMNS:
        return Problem(
            f"The header has {columns:,} cells, more than the {COLUMNS:,} columns that are read.",
            f"at most {COLUMNS:,} columns",
        )
    if rows * columns > CELLS:
        return Problem(
            f"The table has {rows:,} rows of {columns:,} cells, more than the {CELLS:,} cells that are read.",
            f"at most {CELLS:,} cells",
        )
    return None

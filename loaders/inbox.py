"""The inbox of a case: items of feeds that may be worth coding, in a table of the reader's own, and what was read before."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

from ..graph.files import write_bytes, write_text
from .findings import DossierError, Findings
from .formats.encodings import decoded, encoded_alike

FILE, STATE = "inbox.csv", ".state"
COLUMNS = ("source", "published", "title", "link", "parties", "issues", "excerpt", "item")
_SEPARATORS = re.compile("[,;\t]")
#: A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: Items of one feed that are remembered.
MAX_REMEMBERED = 5_000

Row = dict[str, str]


def is_inbox(content: bytes) -> bool:
    """Whether a file is an inbox by its header, whatever columns were added to it.

    >>> from zopa.loaders.inbox import COLUMNS, is_inbox
    >>> is_inbox((",".join(COLUMNS) + ",done\\n").encode()), is_inbox(b"party,issue,option\\n")
    (True, False)
    """
    header = content.partition(b"\n")[0].decode("utf-8", "replace")
    return set(COLUMNS) <= {name.strip('" \r\ufeff') for name in _SEPARATORS.split(header)}


def keys_in(inbox: Path) -> set[tuple[str, str]]:
    """Source and key of the items that an inbox lists, as its cells have them; none where there is none.

    Raises
    ------
    DossierError
        When the file is no inbox.
    """
    if not inbox.exists():
        return set()
    text = _text(inbox)[1]
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=_separator(text))
    return {(row["source"] or "", row["item"] or "") for row in rows}


def add(inbox: Path, rows: list[Row]) -> None:
    """Write rows below those that are there, which stay as they are, whatever a reader made of them.

    Parameters
    ----------
    inbox : Path
    rows : list of dict

    Raises
    ------
    DossierError
        When the file is no inbox, or cannot hold the letters of a row.
    OSError
        When it cannot be written to.
    """
    if not rows:
        return
    if not inbox.exists():
        write_text(inbox, _lines(rows, list(COLUMNS), ",", with_header=True))
        return
    content, text = _text(inbox)
    separator = _separator(text)
    header = next(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    start = text if text.endswith("\n") else text + "\n"
    encoded = encoded_alike(content, text, start + _lines(rows, header, separator))
    if encoded is None:
        raise DossierError(f"'{inbox}' cannot hold the letters of a new item: save it as UTF-8.")
    write_bytes(inbox, encoded)


def _text(inbox: Path) -> tuple[bytes, str]:
    content = inbox.read_bytes()
    report = Findings()
    text = decoded(content, inbox.name, report)
    if report.errors or not is_inbox(text.encode("utf-8", "replace")):
        raise DossierError(f"'{inbox}' is no inbox and was left alone: its columns are {', '.join(COLUMNS)}.")
    return content, text


def _separator(text: str) -> str:
    header = text.partition("\n")[0]
    return max(",;\t", key=header.count)


def _lines(rows: list[Row], header: list[str], separator: str, with_header: bool = False) -> str:
    written = io.StringIO()
    writer = csv.writer(written, delimiter=separator, lineterminator="\n")
    if with_header:
        writer.writerow(header)
    for row in rows:
        writer.writerow([as_cell(row.get(name.strip(), "")) for name in header])
    return written.getvalue()


def as_cell(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: others wrote it."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


# ------------------------------------------------------------------------------------------------ what was read before


def remembered(inbox: Path) -> dict[str, dict[str, Any]]:
    """For each feed the marks of the version that was read last, the keys of the items seen, and the day of the last look.

    There is nothing at first, and no day where the last look was before days were written.

    Raises
    ------
    DossierError
        When the file beside the inbox was changed to something else.
    """
    place = inbox.with_suffix(STATE)
    if not place.exists():
        return {}
    try:
        feeds = json.loads(place.read_text(encoding="utf-8"))["feeds"]
        return {
            str(address): {
                "etag": str(feed["etag"]),
                "modified": str(feed["modified"]),
                "seen": list(map(str, feed["seen"])),
                "looked": str(feed.get("looked", "")),
            }
            for address, feed in feeds.items()
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        raise DossierError(
            f"'{place}' does not say what was read before: take it away to look at all items again."
        ) from None


def inbox_of(path: Path) -> Path:
    """The inbox of a case by default: in its folder, or beside its file.

    >>> from pathlib import Path
    >>> from zopa.loaders.inbox import inbox_of
    >>> inbox_of(Path("talks.xlsx")).name
    'talks.inbox.csv'
    """
    return path / FILE if path.is_dir() else path.with_name(f"{path.stem}.{FILE}")


def looked_at(path: Path) -> dict[str, str]:
    """For each feed, by its address, of the case at a place the day on which it was last looked at, where that is known."""
    try:
        feeds = remembered(inbox_of(path))
    except (DossierError, OSError):
        # Who watches the case is told; who reads it needs no feed.
        return {}
    return {address: feed["looked"] for address, feed in feeds.items() if feed["looked"]}


def remember(inbox: Path, feeds: dict[str, dict[str, Any]]) -> None:
    """Write what was read beside the inbox."""
    kept = {address: feed | {"seen": feed["seen"][-MAX_REMEMBERED:]} for address, feed in feeds.items()}
    write_text(inbox.with_suffix(STATE), json.dumps({"feeds": kept}, ensure_ascii=False, indent=1) + "\n")

"""The records in the file of a page, read as its script reads them."""

from __future__ import annotations

import base64
import gzip
import json
import re
from typing import Any


def unpacked(text: str, id: str) -> Any:
    """The JSON in one of the page's script elements, compressed or not."""
    kind, inside = re.findall(rf'<script type="([^"]+)" id="{id}">(.*?)</script>', text, re.S)[0]
    return json.loads(
        inside
        if kind == "application/json"
        else gzip.decompress(base64.b85decode(inside.translate(str.maketrans(",.:", "<>&"))))
    )


def unfolded(folded: dict[str, Any]) -> list[dict[str, Any]]:
    """The records that were written column by column."""
    records = []
    for rows_of_set in folded["sets"]:
        full: list[list[Any]] = []
        for column in rows_of_set["columns"]:
            full.append(_opened(column, rows_of_set["count"], full))
        rows = []
        for row in range(rows_of_set["count"]):
            cells, keys = full[: len(rows_of_set["cells"])], full[len(rows_of_set["cells"]) :]
            record = {n: c[row] for n, c in zip(rows_of_set["keys"], keys, strict=True) if c[row] is not None}
            record["cells"] = {
                n: c[row] for n, c in zip(rows_of_set["cells"], cells, strict=True) if c[row] is not None
            }
            rows.append(record)
        records.append(iter(rows))
    return [next(records[index]) for index in folded["order"]]


def _opened(column: Any, count: int, earlier: list[list[Any]]) -> list[Any]:
    if isinstance(column, list):
        return column
    if "one" in column:
        return [column["one"]] * count
    if "first" in column:
        return list(range(column["first"], column["first"] + count))
    if "at" in column:
        return [column["words"][index] for index in column["at"]]
    before = _opened(column["before"], count, earlier)
    return [start + end for start, end in zip(before, earlier[column["of"]], strict=True)]


def data(text: str) -> dict[str, Any]:
    """The case in a page: its head, nodes and edges."""
    written = unpacked(text, "data")
    return written | {name: unfolded(written[name]) for name in ("nodes", "edges")}

"""Records written small: a column at a time, and what repeats only once. The page unfolds them again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any


def fold(records: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Records as columns, one set of columns for each ``kind``.

    Parameters
    ----------
    records : sequence of dict
        JSON-clean values, none of them None; ``kind`` is there in each, ``cells`` may hold a record of its own.

    Returns
    -------
    dict
        ``order``: the set of each record; ``sets``: for each kind its ``count``, the names of its ``cells`` and ``keys``,
        and a column for each name: a list; ``{"one": value}``; ``{"first": number}`` where each value is one more than the
        one before; ``{"words": [...], "at": [...]}`` where values repeat; or ``{"before": column, "of": number}`` where
        each value is a text of its own column put before that of an earlier one. A value that a record does not have is
        null.

    Examples
    --------
    >>> from zopa.graph.page.packing import fold
    >>> fold([{"kind": "A", "own": "b"}, {"kind": "A", "own": "c"}])["sets"]
    [{'count': 2, 'cells': [], 'keys': ['kind', 'own'], 'columns': [{'one': 'A'}, ['b', 'c']]}]
    """
    kinds: dict[str, int] = {}
    order = [kinds.setdefault(record["kind"], len(kinds)) for record in records]
    groups: list[list[dict[str, Any]]] = [[] for _ in kinds]
    for kind, record in zip(order, records, strict=True):
        groups[kind].append(record)
    return {"order": order, "sets": [_set(group) for group in groups]}


def _set(group: list[dict[str, Any]]) -> dict[str, Any]:
    cells = list(dict.fromkeys(name for record in group for name in record.get("cells", ())))
    keys = sorted(dict.fromkeys(name for record in group for name in record if name != "cells"), key=_last)
    columns = [[record.get("cells", {}).get(name) for record in group] for name in cells]
    columns += [[record.get(name) for record in group] for name in keys]
    return {
        "count": len(group),
        "cells": cells,
        "keys": keys,
        "columns": [_column(column, columns[:index]) for index, column in enumerate(columns)],
    }


def _last(name: str) -> int:
    """A label is made of shorter texts, an id of the kind and the row's own id: they are written after these."""
    return ("label", "id").index(name) + 1 if name in ("label", "id") else 0


def _column(column: list[Any], earlier: list[list[Any]]) -> Any:
    kinds = set(map(type, column))
    if kinds == {int} and len(set(column)) > 1:
        return {"first": column[0]} if column == list(range(column[0], column[0] + len(column))) else column
    words: dict[Any, int] = {}
    at = [words.setdefault(_key(cell), len(words)) for cell in column]
    first = dict(zip(reversed(at), reversed(column), strict=True))
    if len(words) == 1:
        return {"one": column[0]}
    if len(words) * 2 <= len(column):
        return {"words": [first[index] for index in range(len(words))], "at": at}
    if kinds == {str}:
        for index, earlier_column in enumerate(earlier):
            if all(
                isinstance(end, str) and cell.endswith(end) for cell, end in zip(column, earlier_column, strict=True)
            ):
                before = _column(
                    [cell[: len(cell) - len(end)] for cell, end in zip(column, earlier_column, strict=True)], []
                )
                if isinstance(before, dict):
                    return {"before": before, "of": index}
    return column


def _key(cell: Any) -> Any:
    """A key that tells a value from every other one, also from those that Python takes to be equal."""
    if isinstance(cell, str):
        return cell
    return (type(cell), json.dumps(cell) if isinstance(cell, (list, dict)) else cell)

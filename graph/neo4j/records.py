"""The form of a case in a database: every row a node, every reference a relationship, and a digest that tells them apart.

Rows of the tables that are nodes carry the label of their kind. Rows that are edges themselves (``conditions``, ``terms``)
and evidence that is not in force, which is no node of the graph, are kept under the label ``Row``, so that nothing of a
case is lost; the edges that they spell out are relationships that carry their cells.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from .. import edges as spelled
from ..dates import ALWAYS, FOREVER
from ..network import filled, rules_out
from ..ontology import OPTION_SEPARATOR, Table, ontology

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..store import Store

#: The label of a row that is no node of the graph.
ROW = "Row"
#: What nodes carry beside the cells of their row. No column of the ontology is called so.
RESERVED = ("case_id", "id", "row", "label", "table", "digest", "holds_from", "holds_until")
#: A cell of a coder's own column that is called like one of these is kept under another name.
APART = "cell "
#: Raised when rows come to be stored in another way, so that a second push writes them all anew.
FORM = 1

#: A position that is replaced before it begins holds on no day at all.
NEVER = (date(1, 1, 2), date(1, 1, 1))

EDGE = ("kind", "source_kind", "source", "target_kind", "target", "row")


@dataclass(frozen=True)
class Records:
    """One table of a case under one label.

    Attributes
    ----------
    table : Table
    label : str
        Kind of the node, or ``Row``.
    ids : list of str
        What each node is called among those of its label: the row's id, for ``Row`` with the table before it.
    cells : list of dict
        Everything that each node carries, but for the digest.
    digests : int64, shape (n,)
        Equal where cells and edges are.
    edges : DataFrame
        ``kind``, ``source_kind``, ``source``, ``target_kind``, ``target`` and ``row``, which counts within this table and
        label.
    """

    table: Table
    label: str
    ids: list[str]
    cells: list[dict[str, Any]]
    digests: NDArray[np.int64]
    edges: pd.DataFrame


def records(store: Store) -> list[Records]:
    """What does a case come to in a database?

    Parameters
    ----------
    store : Store
        A checked case in memory.

    Returns
    -------
    list of Records
        Every table that has rows, under each label that its rows have.

    Raises
    ------
    ValueError
        When a row has no id, or two have the same, which a checked case does not have.

    Examples
    --------
    >>> import zopa
    >>> from zopa.graph.neo4j.records import records
    >>> [found.label for found in records(zopa.load("river-basin"))][:3]
    ['Party', 'Issue', 'Option']
    """
    labels = _labels(store)
    edges = _edges(store)
    parts = []
    for table in ontology().tables.values():
        frame = store.tables[table.name]
        if frame.empty:
            continue
        ids = _ids(table, frame)
        known = labels.get(table.name, {})
        is_node = np.array([row in known for row in range(len(frame))])
        cells = _cells(store, table, frame, ids, known)
        spelled_out = edges.get(table.name, pd.DataFrame(columns=pd.Index(EDGE)))
        digests = _digests(cells, spelled_out)
        for label, rows in ((str(table.node), np.flatnonzero(is_node)), (ROW, np.flatnonzero(~is_node))):
            if len(rows):
                index_of = np.full(len(frame), -1)
                index_of[rows] = np.arange(len(rows))
                index = (
                    index_of[spelled_out["row"].to_numpy(dtype=int)] if len(spelled_out) else np.array([], dtype=int)
                )
                own_edges = spelled_out[index >= 0].assign(row=index[index >= 0])
                names = [ids[row] if label != ROW else row_name(table.name, ids[row]) for row in rows]
                part = cells.iloc[rows].assign(id=names, **({"table": table.name} if label == ROW else {}))
                parts.append(Records(table, label, names, filled(part), digests[rows], own_edges))
    return parts


def row_name(table: str, id: str) -> str:
    """The name of a row that is no node of the graph.

    >>> from zopa.graph.neo4j.records import row_name
    >>> row_name("terms", "t1")
    'terms/t1'
    """
    return f"{table}{OPTION_SEPARATOR}{id}"


def property_of(column: str, table: Table) -> str:
    """The property that holds the cells of a column.

    >>> from zopa.graph.neo4j.records import property_of
    >>> from zopa.graph.ontology import ontology
    >>> property_of("note", ontology().tables["parties"]), property_of("row", ontology().tables["parties"])
    ('note', 'cell row')
    """
    return column if column in table.columns or column not in RESERVED else APART + column


def _ids(table: Table, frame: pd.DataFrame) -> list[str]:
    if frame[list(table.key)].isna().to_numpy().any():
        raise ValueError(
            f"A row of the table '{table.name}' has no id: load the case with zopa.load, which gives it one."
        )
    ids = spelled.row_ids(table, frame)
    if ids.duplicated().any():
        raise ValueError(f"The id '{ids[ids.duplicated()].iat[0]}' is in the table '{table.name}' twice.")
    return [str(row_id) for row_id in ids]


def _labels(store: Store) -> dict[str, dict[int, str]]:
    """By table and row, how each node of the graph is shown."""
    nodes = spelled.nodes(store.tables)
    return {
        str(name): dict(zip(part["row"].tolist(), part["label"].tolist(), strict=True))
        for name, part in nodes.groupby("table", sort=False)
    }


def _cells(store: Store, table: Table, frame: pd.DataFrame, ids: list[str], labels: dict[int, str]) -> pd.DataFrame:
    renamed = frame.rename(columns={name: property_of(str(name), table) for name in frame.columns})
    more: dict[str, Any] = {
        "case_id": store.id,
        "id": ids,
        "row": np.arange(len(frame)),
        "label": pd.Series([labels.get(row) for row in range(len(frame))], dtype="str", index=frame.index),
    }
    if table.node == "Position":
        more["holds_from"], more["holds_until"] = _holding(store, frame.index)
    return renamed.assign(**more)


def _holding(store: Store, index: pd.Index) -> tuple[pd.Series, pd.Series]:
    """First and last day on which each position holds, after ``replaces``; missing where there is no bound."""
    start, end = store.columns.start.tolist(), store.columns.end.tolist()
    days = [
        NEVER
        if a > b
        else (None if a == ALWAYS else date.fromordinal(a), None if b == FOREVER else date.fromordinal(b))
        for a, b in zip(start, end, strict=True)
    ]
    return tuple(pd.Series([day[n] for day in days], dtype=object, index=index) for n in (0, 1))


def _edges(store: Store) -> dict[str, pd.DataFrame]:
    """The edges that each table spells out, and those that follow from positions, with the row they belong to."""
    spelled_edges = spelled.edges(store.tables)[["kind", "source", "target", "table", "row"]]
    derived = rules_out(store.tables, store.columns)
    row = {f"position:{name}": index for index, name in enumerate(store.columns.ids)}
    derived = derived.assign(kind="RULES_OUT", table="positions", row=[row[name] for name in derived["source"]])
    both = pd.concat([spelled_edges, derived[list(spelled_edges.columns)]], ignore_index=True)
    kinds = {name.lower(): name for name in ontology().nodes}
    for end in ("source", "target"):
        parts = [name.partition(":") for name in both[end].tolist()]
        both[f"{end}_kind"] = [kinds[kind] for kind, _, _ in parts]
        both[end] = [id for _, _, id in parts]
    return {str(name): part[list(EDGE)].reset_index(drop=True) for name, part in both.groupby("table", sort=False)}


def _digests(cells: pd.DataFrame, edges: pd.DataFrame) -> NDArray[np.int64]:
    days = {name: "str" for name in cells if cells[name].dtype == object}
    total = pd.util.hash_pandas_object(cells.astype(days), index=False).to_numpy(dtype=np.uint64).copy()
    heads = "|".join([str(FORM), *map(str, cells.columns)])
    total += pd.util.hash_array(np.array([heads], dtype=object))
    if len(edges):
        text = edges[["kind", "source_kind", "source", "target_kind", "target"]]
        np.add.at(total, edges["row"].to_numpy(dtype=int), pd.util.hash_pandas_object(text, index=False).to_numpy())
    return total.view(np.int64)


def stamp_of(parts: list[Records]) -> int:
    """A number that tells one state of a case from another."""
    total = sum(int(part.digests.view(np.uint64).sum(dtype=np.uint64)) for part in parts)
    return total % (1 << 63)


def rows_of(parts: list[Records]) -> int:
    """How many rows a case has."""
    return sum(len(part.ids) for part in parts)


def table_of(label: str, id: str) -> Table:
    """The table that a node is a row of, by its label and what it is called."""
    return ontology().tables[id.partition(OPTION_SEPARATOR)[0]] if label == ROW else ontology().table_of(label)


def own_id(table: Table, label: str, id: str) -> str:
    """The row's own id, from its label and what its node is called."""
    return id.removeprefix(table.name + OPTION_SEPARATOR) if label == ROW else id

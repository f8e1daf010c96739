"""The nodes and edges that the tables of a case spell out, read from the ontology column by column.

A row of a table is a node (``nodes``), a reference in it is an edge (``edges``); rows of tables such as ``conditions``
are edges themselves. Nothing here knows any table by name but the positions, whose label is put together from its cells.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from .columns import NO_SIDE, OTHER, VERBS
from .ontology import LIST_SEPARATOR, OPTION_SEPARATOR, Column, Table, ontology

if TYPE_CHECKING:
    from numpy.typing import NDArray

NODE_COLUMNS = ("name", "kind", "id", "label", "table", "row")
EDGE_COLUMNS = ("kind", "source", "target", "table", "row", "column")

#: The first of these that a row has filled is its label.
_LABELS = ("name", "title", "question", "quote", "paraphrase")


def node_name(kind: str, id: str) -> str:
    """The name of a node in the whole graph.

    Parameters
    ----------
    kind : str
        A node kind of the ontology.
    id : str
        The row's id; an option is ``issue/option``.

    Returns
    -------
    str

    Examples
    --------
    >>> from zopa.graph.edges import node_name
    >>> node_name("Option", "control/shared")
    'option:control/shared'
    """
    return f"{kind.lower()}:{id}"


def nodes(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Which nodes do the tables spell out?

    Parameters
    ----------
    tables : dict of DataFrame
        The tables of a checked case (:attr:`zopa.graph.store.Store.tables`).

    Returns
    -------
    DataFrame
        One row a node: ``name`` (``party:ukraine``), ``kind``, ``id``, ``label``, and the ``table`` and ``row`` (from 0)
        that it stands in. Evidence that is a draft or was rejected is no node.

    Examples
    --------
    >>> import zopa
    >>> from zopa.graph.edges import nodes
    >>> nodes(zopa.load("ukraine-2025").tables)["kind"].iloc[0]
    'Party'
    """
    parts = []
    for table in ontology().tables.values():
        if table.node is None:
            continue
        frame = tables[table.name]
        ids = row_ids(table, frame)
        part = pd.DataFrame(
            {
                "name": node_name(table.node, "") + ids,
                "kind": table.node,
                "id": ids,
                "label": position_labels(tables) if table.node == "Position" else _labels(frame, ids),
                "table": table.name,
                "row": np.arange(len(frame)),
            }
        )
        if table.node == "Evidence":
            part = part[in_force(frame)]
        parts.append(part)
    return pd.concat(parts, ignore_index=True)[list(NODE_COLUMNS)]


def edges(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Which edges do the tables spell out?

    Parameters
    ----------
    tables : dict of DataFrame
        The tables of a checked case.

    Returns
    -------
    DataFrame
        One row an edge: ``kind``, the node names ``source`` and ``target``, and the ``table``, ``row`` (from 0) and
        ``column`` that it was read from. Evidence that is a draft or was rejected has none.

    Raises
    ------
    ValueError
        When a reference points at nothing, which a checked case does not have.

    Examples
    --------
    >>> import zopa
    >>> from zopa.graph.edges import edges
    >>> sorted(set(edges(zopa.load("ukraine-2025").tables)["kind"]))[:2]
    ['ACCEPTS', 'ASKS_ABOUT']
    """
    known = _Known(tables)
    parts = []
    for table in ontology().tables.values():
        frame = tables[table.name]
        if frame.empty:
            continue
        if table.edge is not None:
            parts.append(_row_edges(table, frame, known))
            continue
        names = node_name(str(table.node), "") + row_ids(table, frame)
        for column in table.columns.values():
            if column.edge is None:
                continue
            rows, targets = known.references(table, column, frame)
            if table.node == "Evidence":
                used = in_force(frame).to_numpy()[rows]
                rows, targets = rows[used], targets[used]
            sources = names.to_numpy(dtype=object)[rows]
            part = _frame(_kinds(column.edge, frame, rows), sources, targets, table.name, rows, column.name)
            if column.inward:
                part[["source", "target"]] = part[["target", "source"]].to_numpy()
            parts.append(part)
    spelled = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=pd.Index(EDGE_COLUMNS))
    # A list that names the same thing twice is one edge; rows that are edges themselves are all kept.
    return spelled.drop_duplicates(ignore_index=True)


def row_ids(table: Table, frame: pd.DataFrame) -> pd.Series:
    """The id of every row of a table; the parts of a longer key are joined by ``/``."""
    first, *more_keys = table.key
    ids = frame[first].astype("str")
    for part in more_keys:
        ids = ids + OPTION_SEPARATOR + frame[part].astype("str")
    return ids


def position_labels(tables: Mapping[str, pd.DataFrame], with_party: bool = True) -> pd.Series:
    """The content of each position in a few words: ``Russia rejects: NATO membership``.

    Parameters
    ----------
    tables : dict of DataFrame
    with_party : bool
        Begin with who says it.

    Returns
    -------
    Series of str
    """
    parties = label_by_id(tables["parties"])
    options = tables["options"]
    named = dict(zip(row_ids(ontology().tables["options"], options), _labels(options, options["option"]), strict=True))
    units = dict(zip(tables["issues"]["id"], tables["issues"]["unit"].fillna(""), strict=True))
    positions = tables["positions"]
    labels = []
    for row in positions[["party", "issue", "stance", "option", "prefers", "low", "ideal", "high"]].itertuples(
        index=False
    ):
        if isinstance(row.option, str):
            keys = [(option, f"{row.issue}{OPTION_SEPARATOR}{option}") for option in row.option.split(LIST_SEPARATOR)]
            says = ": " + " or ".join(named.get(key, option) for option, key in keys)
            if isinstance(row.prefers, str):
                ideal = named.get(f"{row.issue}{OPTION_SEPARATOR}{row.prefers}", row.prefers)
                says = f" ideally{says}" if row.option == row.prefers else f"{says}, ideally {ideal}"
        elif row.stance in NO_SIDE and np.isnan([row.low, row.ideal, row.high]).all():
            says = ""
        else:
            colon = ":" if row.stance in NO_SIDE else ""
            says = f"{colon} {range_label(row.low, row.ideal, row.high, units.get(row.issue, ''))}"
        who = f"{parties.get(row.party, row.party)} " if with_party else ""
        labels.append(f"{who}{VERBS.get(row.stance, row.stance) if with_party else row.stance}{says}")
    return pd.Series(labels, index=positions.index, dtype="str")


def range_label(low: float, ideal: float, high: float, unit: str = "") -> str:
    """A number range in a few words.

    >>> from zopa.graph.edges import range_label
    >>> range_label(60000, float("nan"), float("nan"), "troops")
    'at least 60,000 troops'
    """
    tail = f" {unit}" if unit else ""
    if np.isnan(low) and np.isnan(high):
        return f"ideally {ideal:,.15g}{tail}"
    if np.isnan(high):
        return f"at least {low:,.15g}{tail}"
    if np.isnan(low):
        return f"at most {high:,.15g}{tail}"
    return f"{low:,.15g}{tail}" if low == high else f"{low:,.15g} to {high:,.15g}{tail}"


class _Known:
    """Which node names there are, and what a reference points at."""

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        model = ontology()
        self.ids = {
            table.node: pd.Index(row_ids(table, tables[table.name])) for table in model.tables.values() if table.node
        }
        evidence = tables["evidence"]
        self.unused = set(evidence["id"][~in_force(evidence)])

    def references(
        self, table: Table, column: Column, frame: pd.DataFrame
    ) -> tuple[NDArray[np.int64], NDArray[np.object_]]:
        """Row number and node name of everything that a column refers to, empty cells skipped."""
        rows, words = _split(frame[column.name])
        if column.within is not None:
            words = frame[column.within].to_numpy(dtype=object)[rows] + OPTION_SEPARATOR + words
        codes, unique = pd.factorize(words)
        names = np.array([self._name(str(word), table, column) for word in unique], dtype=object)
        targets = names[codes]
        is_known = targets != ""
        return rows[is_known], targets[is_known]

    def _name(self, word: str, table: Table, column: Column) -> str:
        """The node that a word refers to: of several kinds the first one that has it; empty for what never enters."""
        for kind in column.of:
            if kind == "Evidence" and word in self.unused:
                return ""
            if word in self.ids[kind]:
                return node_name(kind, word)
        if column.within is not None and word.endswith(OPTION_SEPARATOR + OTHER):
            return ""  # what nobody listed has no node
        raise ValueError(f"{table.name}.{column.name} refers to '{word}', which is no {' or '.join(column.of)}")


def _row_edges(table: Table, frame: pd.DataFrame, known: _Known) -> pd.DataFrame:
    """Rows that are edges: from one column to another, or where that is empty to ``edge_else``."""
    assert table.edge is not None
    assert table.edge_from is not None
    assert table.edge_to is not None
    from_rows, sources = known.references(table, table.columns[table.edge_from], frame)
    source_of = pd.Series(sources, index=from_rows, dtype=object)
    ends = [(table.edge_to, frame)]
    if table.edge_else is not None:
        ends.append((table.edge_else, frame.where(frame[table.edge_to].isna())))
    parts = []
    for name, rows_with_end in ends:
        rows, targets = known.references(table, table.columns[name], rows_with_end)
        has_source = np.isin(rows, from_rows)
        rows, targets = rows[has_source], targets[has_source]
        starts = source_of.loc[rows].to_numpy(dtype=object)
        parts.append(_frame(_kinds(table.edge, frame, rows), starts, targets, table.name, rows, name))
    return pd.concat(parts, ignore_index=True).sort_values("row", kind="stable", ignore_index=True)


def _frame(kinds: Any, sources: Any, targets: Any, table: str, rows: Any, column: str) -> pd.DataFrame:
    cells = {"kind": kinds, "source": sources, "target": targets, "table": table, "row": rows, "column": column}
    return pd.DataFrame(cells, columns=pd.Index(EDGE_COLUMNS))


def _kinds(template: str, frame: pd.DataFrame, rows: NDArray[np.int64]) -> NDArray[np.object_]:
    """Edge kind of each row: the template itself, or the word in the column that it names in braces."""
    if not template.startswith("{"):
        return np.full(len(rows), template, dtype=object)
    return frame[template.strip("{}")].str.upper().str.replace(" ", "_").to_numpy(dtype=object)[rows]


def _split(cells: pd.Series) -> tuple[NDArray[np.int64], NDArray[np.object_]]:
    """Row number and word of every word in a column of lists."""
    codes, unique = pd.factorize(cells)
    lists = [[word for word in str(cell).split(LIST_SEPARATOR) if word] for cell in unique] + [[]]
    sizes = np.array([len(words) for words in lists])
    flat = np.array([word for words in lists for word in words], dtype=object)
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    codes = np.where(codes < 0, len(unique), codes)
    counts = sizes[codes]
    rows = np.repeat(np.arange(len(codes)), counts)
    nth = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    return rows, flat[offsets[codes[rows]] + nth]


def _labels(frame: pd.DataFrame, ids: pd.Series) -> pd.Series:
    label = pd.Series(pd.NA, index=frame.index, dtype="str")
    for column in _LABELS:
        if column in frame:
            label = label.fillna(frame[column].astype("str"))
    return label.fillna(ids)


def label_by_id(frame: pd.DataFrame) -> dict[str, str]:
    """Label of each row of a table that has an ``id`` column."""
    return dict(zip(frame["id"], _labels(frame, frame["id"]), strict=True))


def in_force(evidence: pd.DataFrame) -> pd.Series:
    """Evidence that may enter the graph: accepted, or without a status."""
    return evidence["status"].isna() | (evidence["status"] == "accepted")


def listed(words: Any) -> list[str]:
    """The words of a list cell; an empty cell has none.

    >>> from zopa.graph.edges import listed
    >>> listed("north|south"), listed(float("nan"))
    (['north', 'south'], [])
    """
    return [word for word in words.split(LIST_SEPARATOR) if word] if isinstance(words, str) else []

"""How pairs of positions become rows: their order, and the columns that every list of pairs has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..graph.dates import texts
from .pairs import Meetings, Places
from .selection import Selection, words
from .wording import Wording, region_ids

if TYPE_CHECKING:
    from numpy.typing import NDArray


def ordered(
    selection: Selection, found: Meetings, rank: NDArray[Any]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Pairs by rank, then in the order of the issues, parties and positions tables; within a pair the first one first."""
    columns = selection.columns
    place_in_order = np.empty(len(columns), dtype=np.int64)
    place_in_order[np.lexsort([selection.holder, columns.issue])] = np.arange(len(columns))
    one, other = place_in_order[found.a], place_in_order[found.b]
    swap = one > other
    a, b = np.where(swap, found.b, found.a), np.where(swap, found.a, found.b)
    # One integer a pair sorts five times faster than six keys.
    key = (rank.astype(np.int64) * len(columns) + np.minimum(one, other)) * len(columns) + np.maximum(one, other)
    order = np.argsort(key)
    return a[order], b[order], found.region[order]


def pair_columns(
    selection: Selection, a: NDArray[Any], b: NDArray[Any], place: NDArray[Any], places: Places
) -> pd.DataFrame:
    """The columns that every list of pairs has: issue, regions, both parties and positions, first and last day."""
    columns = selection.columns
    tree = columns.regions
    codes, unique = pd.factorize(place)
    names = pd.Series(["|".join(region_ids(tree, places.nodes(int(one)))) for one in unique], dtype="str")
    return pd.DataFrame(
        {
            "issue": words(columns.issues, columns.issue[a]),
            "regions": words(names, codes),
            "party_a": words(columns.parties, selection.holder[a]),
            "position_a": words(columns.ids, a),
            "party_b": words(columns.parties, selection.holder[b]),
            "position_b": words(columns.ids, b),
            "start": texts(np.maximum(columns.start[a], columns.start[b])),
            "end": texts(np.minimum(columns.end[a], columns.end[b])),
        }
    )


def add_evidence(frame: pd.DataFrame, wording: Wording, a: NDArray[Any], b: NDArray[Any]) -> pd.DataFrame:
    """The same frame with the evidence ids of both positions."""
    frame["evidence_a"] = words(wording.evidence, a)
    frame["evidence_b"] = words(wording.evidence, b)
    return frame

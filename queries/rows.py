"""How pairs of positions become rows: their order, and the columns that every list of pairs has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..graph.dates import DAY_BITS, FOREVER, texts
from .pairs import Meetings, Places
from .selection import Selection, words
from .wording import Wording, region_ids, when

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


def sentences(
    wording: Wording,
    selection: Selection,
    a: NDArray[Any],
    b: NDArray[Any],
    place: NDArray[Any],
    places: Places,
    tails: NDArray[np.object_],
) -> pd.Series:
    """``On NATO in Donetsk since 2022-01-01, A demands .. and B rejects ..`` with the tail of each pair.

    Phrases are made once for each position, place and period, so that a million rows cost a million joins and no more.
    """
    columns = selection.columns
    if not len(a):
        return pd.Series([], dtype="str")
    used = np.unique(np.concatenate([a, b]))
    phrases = np.empty(len(columns), dtype=object)
    phrases[used] = [wording.position(int(p), int(selection.holder[p])) for p in used]
    where, unique = pd.factorize(place)
    regions = np.array(
        [wording.where(region_ids(columns.regions, places.nodes(int(one)))) for one in unique], dtype=object
    )
    start, end = np.maximum(columns.start[a], columns.start[b]), np.minimum(columns.end[a], columns.end[b])
    dates, spans = pd.factorize(start.astype(np.int64) << DAY_BITS | end)
    periods = np.array(
        [when(int(span) >> DAY_BITS, int(span) & FOREVER, columns.day_words) for span in spans], dtype=object
    )
    heads = np.array([f"On {name}" for name in wording.issues], dtype=object)
    told = heads[columns.issue[a]] + regions[where] + periods[dates] + ", " + phrases[a] + " and " + phrases[b] + tails
    return pd.Series(told, dtype="str")

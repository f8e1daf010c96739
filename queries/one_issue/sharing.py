"""Which parties accept the same settlements, and how often those clash on other issues."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.sparse import coo_array

from ...graph.regions import bits

if TYPE_CHECKING:
    from ...graph.store import Store


class Elsewhere:
    """How many pairs of positions of some parties clash on other issues.

    Parameters
    ----------
    graph : Store
    rows : DataFrame
        Those of :func:`zopa.queries.clashes.counts_by_issue`.
    """

    def __init__(self, graph: Store, rows: pd.DataFrame) -> None:
        self._index = pd.Index(graph.frame.columns.parties)
        a, b = self._index.get_indexer(rows["party_a"]), self._index.get_indexer(rows["party_b"])
        self._pairs = coo_array((rows["pairs"], (a, b)), shape=(len(self._index),) * 2).toarray()
        self._own = {
            str(issue): (a[rows_of_issue], b[rows_of_issue], rows["pairs"].to_numpy()[rows_of_issue])
            for issue, rows_of_issue in rows.groupby("issue", sort=False).indices.items()
        }

    def counts(self, graph: Store, issue: int, sets: list[int]) -> list[int]:
        """For each set of parties, a mask: the clashing pairs among them on any issue but this one."""
        other_pairs = self._pairs.copy()
        name = str(graph.columns.issues[issue])
        if name in self._own:
            a, b, pairs = self._own[name]
            other_pairs[a, b] -= pairs
        parties = graph.columns.parties
        size = len(parties) // 8 + 1
        cells = np.frombuffer(b"".join(mask.to_bytes(size, "little") for mask in sets), dtype=np.uint8)
        is_member = np.unpackbits(cells.reshape(len(sets), size), axis=1, bitorder="little", count=len(parties))
        among = np.zeros((len(sets), len(self._index)))
        among[:, self._index.get_indexer(parties)] = is_member
        return ((among @ other_pairs) * among).sum(axis=1).astype(np.int64).tolist()


def sharing(accepted: Iterable[tuple[int, int]]) -> dict[int, int]:
    """The settlements by the set of parties that accept them, where there are several; the first settlement first.

    Parameters
    ----------
    accepted : iterable of (int, int)
        Parties, and masks of the settlements that they accept.

    Returns
    -------
    dict of int to int
        Masks of parties: masks of settlements.
    """
    changes: dict[int, int] = defaultdict(int)
    for party, mask in accepted:
        for place in _borders(mask):
            changes[place] ^= 1 << party
    mask_of: dict[int, int] = defaultdict(int)
    together = 0
    for begin, end in pairwise(sorted(changes)):
        together ^= changes[begin]
        if together & (together - 1):
            mask_of[together] |= (1 << end) - (1 << begin)
    return mask_of


@lru_cache(1 << 14)
def _borders(mask: int) -> tuple[int, ...]:
    """Where the runs of settlements in a mask begin, and behind which they end; parties say the same on many days."""
    return tuple(bits(mask ^ mask << 1))

"""What is no common ground although two positions accept it: a rejection by one of their parties, there and then."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from ...graph import rule
from ...graph.columns import REJECTS
from .pairs import Meetings, Test, meetings_by_kind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..asking.selection import Selection

#: Rejecting positions by the pair of accepting ones whose common ground they cut.
Refusals = dict[tuple[int, int], tuple[int, ...]]


def refusals(selection: Selection, found: Meetings) -> tuple[NDArray[np.bool_], Refusals]:
    """Which overlapping pairs still share something, and the rejections that cut what they share.

    Parameters
    ----------
    selection : Selection
    found : Meetings
        Pairs of positions that both accept something.

    Returns
    -------
    kept : bool array, one a pair
    refusals : dict
    """
    rejected = _rejected(selection)
    kept = np.ones(len(found.a), dtype=bool)
    cut: Refusals = {}
    if not rejected:
        return kept, cut
    columns = selection.columns
    concerned = np.isin(found.a, list(rejected)) | np.isin(found.b, list(rejected))
    leaves: dict[int, frozenset[int]] = {}

    def where(position: int) -> frozenset[int]:
        if position not in leaves:
            nodes = columns.row_region[columns.row_position == position]
            leaves[position] = frozenset().union(*(columns.regions.leaves(int(node)) for node in nodes))
        return leaves[position]

    for number in np.flatnonzero(concerned).tolist():
        a, b = int(found.a[number]), int(found.b[number])
        three = [
            r
            for r in sorted({*rejected.get(a, ()), *rejected.get(b, ())})
            if max(columns.start[[a, b, r]]) <= min(columns.end[[a, b, r]])
            and (not columns.per_region[columns.issue[a]] or where(a) & where(b) & where(r))
        ]
        if not three:
            continue
        cell = rule.settlements(columns, int(columns.issue[a]), [a, b, *three])
        both = cell.named[a] & cell.named[b]
        hit = tuple(r for r in three if cell.named[r] & both)
        if hit:
            cut[a, b] = hit
            for r in hit:
                both &= ~cell.named[r]
            kept[number] = bool(both)
    return kept, cut


def _rejected(selection: Selection) -> dict[int, list[int]]:
    """By accepting position the rejections of the same party that it meets and that name something of what it accepts."""
    columns = selection.columns
    if not (columns.stance == REJECTS).any():
        return {}
    rejects = columns.stance == REJECTS
    choice = Test(
        (selection.holder, rejects, columns.named), lambda a, b: (a[0] == b[0]) & (a[1] != b[1]) & ((a[2] & b[2]) != 0)
    )
    numeric = Test(
        (selection.holder, rejects, columns.low, columns.high),
        lambda a, b: (a[0] == b[0]) & (a[1] != b[1]) & (a[2] <= b[3]) & (b[2] <= a[3]),
    )
    found: dict[int, list[int]] = defaultdict(list)
    for met in meetings_by_kind(columns, selection.position, selection.region, columns.takes_side, choice, numeric):
        for one, other in zip(met.a.tolist(), met.b.tolist(), strict=True):
            accepting, rejecting = (other, one) if rejects[one] else (one, other)
            found[accepting].append(rejecting)
    return found

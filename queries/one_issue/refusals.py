"""Settlements that two positions accept and one of their parties rejects there and then: these are no common ground."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from ...graph import rule
from ...graph.columns import REJECTS, Columns
from ...graph.regions import EVERYWHERE
from .cells import Where, merged
from .pairs import Meetings, Places, Test, meetings_by_kind

if TYPE_CHECKING:
    from ..asking.selection import Selection

#: Rejecting positions by the place, with its days, of a pair whose common ground they cut.
Refusals = dict[int, tuple[int, ...]]


def without_refused(
    selection: Selection, pairs: Meetings, places: Places, ever: Selection
) -> tuple[Meetings, Refusals]:
    """Overlapping pairs where and while they still share something, and the rejections that cut what they share.

    A rejection takes away what it names where and while it holds, and nothing else: a pair that is cut comes once for
    each place and run of days in which it shares the same.

    Parameters
    ----------
    selection : Selection
    found : Meetings
        Pairs of positions that both accept something.
    places : Places
        Where they meet; places with days of their own are added.
    ever : Selection
        The same selection with the positions of all dates: a rejection also ends, or begins, what is shared.

    Returns
    -------
    found : Meetings
    refusals : dict
    """
    columns = selection.columns
    rejected = _rejected(ever, pairs)
    if not rejected:
        return pairs, {}
    where = _Leaves(ever)
    cut: Refusals = {}
    pieces: list[tuple[int, int, int]] = []
    whole = np.ones(len(pairs.a), dtype=bool)
    for index in np.flatnonzero(np.isin(pairs.a, list(rejected)) | np.isin(pairs.b, list(rejected))).tolist():
        a, b, place = int(pairs.a[index]), int(pairs.b[index]), int(pairs.region[index])
        met = Where(
            where.of_nodes(places.nodes(place), int(columns.issue[a])),
            max(int(columns.start[a]), int(columns.start[b])),
            min(int(columns.end[a]), int(columns.end[b])),
        )
        against = [
            r
            for r in sorted({*rejected.get(a, ()), *rejected.get(b, ())})
            if columns.start[r] <= met.end and met.start <= columns.end[r] and met.leaves & where.of(r)
        ]
        cell = rule.settlements(columns, int(columns.issue[a]), [a, b, *against])
        both = cell.named[a] & cell.named[b]
        if not (against := [r for r in against if cell.named[r] & both]):
            continue
        whole[index] = False
        refusing: dict[int, tuple[int, ...]] = {}
        parts = []
        for part, holding in _parts(columns, met, against, where):
            shared = both
            for r in holding:
                shared &= ~cell.named[r]
            if shared:
                refusing[shared] = holding
                parts.append((shared, part))
        for shared, part in sorted(merged(parts, selection), key=lambda entry: (entry[1].start, min(entry[1].leaves))):
            piece = places.add(tuple(sorted(part.leaves)), (part.start, part.end))
            cut[piece] = refusing[shared]
            pieces.append((a, b, piece))
    more = np.array(pieces, dtype=np.int32).reshape(-1, 3).T
    return Meetings(
        *(np.concatenate([columns_before[whole], new]) for columns_before, new in zip(pairs, more, strict=True))
    ), cut


class _Leaves:
    """The smallest regions of positions and region nodes."""

    def __init__(self, selection: Selection) -> None:
        self._columns = selection.columns
        self._of: dict[int, frozenset[int]] = {}

    def of(self, position: int) -> frozenset[int]:
        """Where a position holds."""
        if position not in self._of:
            columns = self._columns
            begin, end = np.searchsorted(columns.row_position, [position, position + 1])
            nodes = tuple(columns.row_region[begin:end].tolist())
            self._of[position] = self.of_nodes(nodes, int(columns.issue[position]))
        return self._of[position]

    def of_nodes(self, nodes: tuple[int, ...], issue: int) -> frozenset[int]:
        """The smallest regions of some nodes, of all where there is none; one for an issue that is settled as a whole."""
        if not self._columns.per_region[issue]:
            return frozenset([EVERYWHERE])
        tree = self._columns.regions
        return frozenset[int]().union(*(tree.leaves(node) for node in nodes or (EVERYWHERE,)))


def _parts(columns: Columns, met: Where, against: list[int], where: _Leaves) -> Iterator[tuple[Where, tuple[int, ...]]]:
    """Where and when two positions meet, cut so that the same rejections hold all over each part, by day."""
    areas: dict[tuple[int, ...], frozenset[int]] = {(): met.leaves}
    for r in against:
        split: dict[tuple[int, ...], frozenset[int]] = {}
        for rejections, leaves in areas.items():
            split |= {(*rejections, r): leaves & where.of(r), rejections: leaves - where.of(r)}
        areas = {rejections: leaves for rejections, leaves in split.items() if leaves}
    days = {int(columns.start[r]) for r in against} | {int(columns.end[r]) + 1 for r in against}
    borders = [met.start, *sorted(day for day in days if met.start < day <= met.end), met.end + 1]
    for start, following in pairwise(borders):
        for ever, leaves in areas.items():
            holding = tuple(r for r in ever if columns.start[r] <= start <= columns.end[r])
            yield Where(leaves, start, following - 1), holding


def _rejected(selection: Selection, pairs: Meetings) -> dict[int, list[int]]:
    """By position of a pair the rejections of the same party that it meets and that name something of what it accepts."""
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
    rejecting_of: dict[int, list[int]] = defaultdict(list)
    is_asked = rejects.copy()
    is_asked[pairs.a] = is_asked[pairs.b] = True
    for met in meetings_by_kind(columns, selection.position, selection.region, is_asked, choice, numeric):
        for first, second in zip(met.a.tolist(), met.b.tolist(), strict=True):
            accepting, rejecting = (second, first) if rejects[first] else (first, second)
            rejecting_of[accepting].append(rejecting)
    return rejecting_of

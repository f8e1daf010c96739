"""Which positions meet: the same issue, a smallest region in common, a day in common.

Output-sensitive: rows are sorted once by (issue, region node, first day). Two region nodes share a smallest region when
one is the other or lies in it, so every row is also looked up under the nodes above its own. Two positions have a day in
common when one begins while the other holds, so all that meet a row in one bucket are a run found by binary search.
Nothing but the final test is left to do for a candidate, in pieces that fit the cache.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ...graph.columns import Columns
from ...graph.dates import ALWAYS, DAY_BITS, FOREVER

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...graph.regions import Regions

#: Candidates tested at a time: what fits the second-level cache.
CHUNK = 1 << 17


class Test(NamedTuple):
    """The final test of a candidate pair: arrays with one value a position, and what must hold of their values.

    ``holds(values_a, values_b)`` gets, for each array of ``of``, the values of both sides, shape ``(n,)``.
    """

    of: tuple[NDArray[Any], ...]
    holds: Callable[[list[NDArray[Any]], list[NDArray[Any]]], NDArray[np.bool_]]


class Meetings(NamedTuple):
    """Pairs of positions that meet and pass the test, and the region node where each pair meets. Shape ``(n,)`` each."""

    a: NDArray[np.int32]
    b: NDArray[np.int32]
    region: NDArray[np.int32]


def meetings(columns: Columns, position: NDArray[Any], region: NDArray[Any], test: Test) -> Iterator[Meetings]:
    """Pairs of rows that meet and pass the test, in chunks; a position with several rows can meet another several times.

    Parameters
    ----------
    columns : Columns
    position, region : int32, shape (rows,)
        Where the positions hold: one row a position and region node. A position's nodes do not contain one another.
    test : Test
    """
    tree = columns.regions
    issue = columns.issue[position].astype(np.int64)
    bucket = issue * len(tree.ids) + tree.first[region]
    start, end = columns.start[position].astype(np.int64), columns.end[position].astype(np.int64)
    key = bucket << DAY_BITS | start
    order = np.argsort(key, kind="stable")
    key, bucket, start, end = key[order], bucket[order], start[order], end[order]
    position, region = position[order], region[order]
    arrays = [array[position] for array in test.of]
    ends = np.searchsorted(key, bucket << DAY_BITS | end, side="right")
    after = np.arange(1, len(key) + 1)
    for left, right in _candidates(after, ends, arrays, arrays, test):
        yield Meetings(position[left], position[right], region[left])

    inner, above = _above(tree, issue[order], region, bucket)
    if not len(inner):
        return
    inner_key = above << DAY_BITS | start[inner]
    by_key = np.argsort(inner_key, kind="stable")
    inner, above, inner_key = inner[by_key], above[by_key], inner_key[by_key]
    inner_values = [array[inner] for array in arrays]
    first = np.searchsorted(key, inner_key, side="left")
    last = np.searchsorted(key, above << DAY_BITS | end[inner], side="right")
    for left, right in _candidates(first, last, inner_values, arrays, test):
        yield Meetings(position[inner[left]], position[right], region[inner[left]])
    first = np.searchsorted(inner_key, key, side="right")
    last = np.searchsorted(inner_key, bucket << DAY_BITS | end, side="right")
    for left, right in _candidates(first, last, arrays, inner_values, test):
        yield Meetings(position[left], position[inner[right]], region[inner[right]])


def meetings_by_kind(
    columns: Columns, position: NDArray[Any], region: NDArray[Any], keep: NDArray[np.bool_], choice: Test, numeric: Test
) -> Iterator[Meetings]:
    """:func:`meetings` of the positions to keep: choice issues with one test, number issues with the other."""
    for is_number, test in ((False, choice), (True, numeric)):
        rows = keep[position] & (columns.is_number[columns.issue[position]] == is_number)
        yield from meetings(columns, position[rows], region[rows], test)


def _above(
    tree: Regions, issue: NDArray[Any], region: NDArray[Any], bucket: NDArray[Any]
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Each row under the buckets of the tree nodes above its own, where such a bucket has rows."""
    used = np.zeros(int(bucket.max(initial=0)) + 1, dtype=bool)
    used[bucket] = True
    rows, buckets = [], []
    row = np.flatnonzero(tree.depth[region] > 0)
    node = region[row]
    while len(row):
        node = tree.parent[node]
        above = issue[row] * len(tree.ids) + tree.first[node]
        bucket_index = used[above]
        rows.append(row[bucket_index])
        buckets.append(above[bucket_index])
        further = tree.depth[node] > 0
        row, node = row[further], node[further]
    if not rows:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    return np.concatenate(rows), np.concatenate(buckets)


def _candidates(
    first: NDArray[Any],
    last: NDArray[Any],
    values_left: list[NDArray[Any]],
    values_right: list[NDArray[Any]],
    test: Test,
) -> Iterator[tuple[NDArray[Any], NDArray[Any]]]:
    """Left row ``i`` meets right rows ``first[i] .. last[i] - 1``; those that pass the test, a chunk at a time."""
    counts = np.maximum(last - first, 0)
    lefts = np.flatnonzero(counts)
    if not len(lefts):
        return
    counts, first = counts[lefts], first[lefts]
    total = np.cumsum(counts)
    borders = np.unique(np.searchsorted(total, np.arange(CHUNK, total[-1] + CHUNK, CHUNK), side="left") + 1)
    begin = 0
    for stop in np.minimum(borders, len(lefts)):
        if stop == begin:
            continue
        chunk = slice(begin, stop)
        how_many = counts[chunk]
        base = total[begin] - counts[begin]
        shift = first[chunk] - (total[chunk] - how_many - base)
        right = np.arange(how_many.sum()) + np.repeat(shift, how_many)
        left_values = [np.repeat(array[lefts[chunk]], how_many) for array in values_left]
        right_values = [array[right] for array in values_right]
        passed = np.flatnonzero(test.holds(left_values, right_values))
        if len(passed):
            yield np.repeat(lefts[chunk], how_many)[passed], right[passed]
        begin = stop


class Places:
    """Names for where pairs meet: a region node each, or several where a pair meets more than once.

    A place can have days of its own, where what is told of a pair holds for a part of the days on which both hold.
    """

    def __init__(self, tree: Regions) -> None:
        self.tree = tree
        self.several: list[tuple[int, ...]] = []
        self._days: dict[int, tuple[int, int]] = {}

    def nodes(self, place: int) -> tuple[int, ...]:
        """The region nodes of a place; none for everywhere."""
        if place >= len(self.tree.ids):
            return self.several[place - len(self.tree.ids)]
        return (place,) if place else ()

    def add(self, nodes: tuple[int, ...], days: tuple[int, int] | None = None) -> int:
        """The number of a place made of several region nodes, for all days or only for a first to a last one."""
        self.several.append(nodes)
        place = len(self.tree.ids) + len(self.several) - 1
        if days is not None:
            self._days[place] = days
        return place

    def within(self, place: NDArray[Any], start: NDArray[Any], end: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
        """These first and last days, kept within the days of each place."""
        if not self._days:
            return start, end
        first = np.full(len(self.tree.ids) + len(self.several), ALWAYS, dtype=start.dtype)
        last = np.full(len(first), FOREVER, dtype=end.dtype)
        for index, (begins, ends) in self._days.items():
            first[index], last[index] = begins, ends
        return np.maximum(start, first[place]), np.minimum(end, last[place])


def once(columns: Columns, rows: NDArray[Any], met_pairs: Iterator[Meetings]) -> tuple[Meetings, Places]:
    """Every pair once, ordered within itself by position; ``region`` numbers a place of the second value.

    ``rows`` holds the position of every row that was joined: one with several rows can meet another several times.
    """
    places = Places(columns.regions)
    parts = list(met_pairs)
    if not parts:
        nothing = np.zeros(0, dtype=np.int32)
        return Meetings(nothing, nothing, nothing), places
    left, right, region = (np.concatenate(part) for part in zip(*parts, strict=True))
    del parts
    a, b = np.minimum(left, right), np.maximum(left, right)
    in_several = np.bincount(rows, minlength=len(columns)) > 1
    again = in_several[a] | in_several[b] if in_several.any() else np.zeros(len(a), dtype=bool)
    if not again.any():
        return Meetings(a, b, region), places
    pair = a[again].astype(np.int64) * len(columns) + b[again]
    order = np.lexsort([columns.regions.first[region[again]], pair])
    pair, nodes = pair[order], region[again][order]
    starts = np.flatnonzero(np.concatenate([[True], pair[1:] != pair[:-1]]))
    codes: dict[tuple[int, ...], int] = {}
    place = np.empty(len(starts), dtype=np.int32)
    for index, group in enumerate(np.split(nodes, starts[1:])):
        met = columns.regions.fewest(group.tolist())
        if met not in codes:
            codes[met] = met[0] if len(met) == 1 else places.add(met)
        place[index] = codes[met]
    one_a, one_b = np.divmod(pair[starts], len(columns))
    return (
        Meetings(
            np.concatenate([a[~again], one_a.astype(np.int32)]),
            np.concatenate([b[~again], one_b.astype(np.int32)]),
            np.concatenate([region[~again], place]),
        ),
        places,
    )

"""Regions: which lie in which, and which two have a smallest region in common.

A region may lie in several larger ones (Donetsk in Donbas and among the claimed regions). The first ``part_of`` makes a
tree, numbered so that a subtree is one run of numbers; every region is then written as a few tree nodes, its *cover*,
whose smallest regions are exactly its own. Two covers share a smallest region where a node of one is, or lies in, a node
of the other, and that is all the clash join has to ask.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

EVERYWHERE = 0
#: So many bits of a mask are found faster one by one than all at once.
FEW_BITS = 24


class Regions:
    """The regions of a case, region 0 being everywhere.

    Parameters
    ----------
    ids : sequence of str
        Region ids.
    part_of : sequence of sequences of str
        For each region the larger regions it lies in; no loops.
    """

    def __init__(self, ids: Iterable[str], part_of: Iterable[Iterable[str]]) -> None:
        self.ids = ["", *ids]
        self.code = {name: code for code, name in enumerate(self.ids)}
        self._children: list[list[int]] = [[] for _ in self.ids]
        self._second: list[list[int]] = [[] for _ in self.ids]
        self.parent = np.zeros(len(self.ids), dtype=np.int32)
        for code, larger in enumerate(part_of, start=1):
            codes = [self.code[name] for name in larger]
            self.parent[code] = codes[0] if codes else EVERYWHERE
            self._children[self.parent[code]].append(code)
            for second_parent in codes[1:]:
                self._second[second_parent].append(code)
        self.parent[EVERYWHERE] = -1
        self.first = np.zeros(len(self.ids), dtype=np.int32)
        self.last = np.zeros(len(self.ids), dtype=np.int32)
        self._number_the_tree()
        self._covers: dict[int, tuple[int, ...]] = {}
        self._leaves: dict[int, frozenset[int]] = {}
        self._masks: dict[int, int] = {}
        self._lowest: dict[int, int] = {}
        self._names: dict[int, list[str]] = {}
        self._inside: dict[int, frozenset[int]] = {}

    @classmethod
    def from_table(cls, table: pd.DataFrame) -> Regions:
        """The regions of a ``regions`` table."""
        larger = [cell.split("|") if isinstance(cell, str) else [] for cell in table["part_of"]]
        return cls(table["id"].tolist(), larger)

    def _number_the_tree(self) -> None:
        """Number the nodes in pre-order: the subtree of a node is ``first[node] .. last[node]``."""
        counter = 0
        stack = [(EVERYWHERE, False)]
        while stack:
            node, done = stack.pop()
            if done:
                self.last[node] = counter - 1
                continue
            self.first[node] = counter
            counter += 1
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(self._children[node]))

    @cached_property
    def at(self) -> NDArray[np.int32]:
        """The region that has each pre-order number."""
        return np.argsort(self.first, kind="stable").astype(np.int32)

    @cached_property
    def depth(self) -> NDArray[np.int32]:
        """How many tree nodes lie above each region."""
        depth = np.zeros(len(self.ids), dtype=np.int32)
        for node in self.at[1:]:
            depth[node] = depth[self.parent[node]] + 1
        return depth

    def within(self, inner: int, outer: int) -> bool:
        """Whether one tree node is, or lies in, another."""
        return bool(self.first[outer] <= self.first[inner] <= self.last[outer])

    def cover(self, region: int) -> tuple[int, ...]:
        """The tree nodes whose smallest regions are exactly those of this region."""
        if region not in self._covers:
            below = self.at[self.first[region] : self.last[region] + 1]
            second = [child for node in below for child in self._second[node]]
            itself = [region] if self._children[region] or not second else []
            self._covers[region] = self.fewest([*itself, *(node for child in second for node in self.cover(child))])
        return self._covers[region]

    def fewest(self, nodes: Iterable[int]) -> tuple[int, ...]:
        """The nodes without those that lie in another of them, in pre-order."""
        outermost: list[int] = []
        for node in sorted(set(nodes), key=lambda node: self.first[node]):
            if not (outermost and self.within(node, outermost[-1])):
                outermost.append(node)
        return tuple(outermost)

    def leaves(self, region: int) -> frozenset[int]:
        """The smallest regions inside a region (itself where nothing is smaller)."""
        if region not in self._leaves:
            below = [*self._children[region], *self._second[region]]
            self._leaves[region] = (
                frozenset().union(*(self.leaves(child) for child in below)) if below else frozenset([region])
            )
        return self._leaves[region]

    # A set of smallest regions as a bit mask: bit ``i`` is ``smallest[i]``. A region of the tree is a run of bits.

    @cached_property
    def smallest(self) -> list[int]:
        """The smallest regions, in pre-order."""
        return sorted(self.leaves(EVERYWHERE), key=lambda leaf: self.first[leaf])

    @cached_property
    def smallest_numbers(self) -> list[int]:
        """The pre-order number of each of the smallest regions."""
        return self.first[self.smallest].tolist()

    @cached_property
    def _rank(self) -> dict[int, int]:
        return {leaf: rank for rank, leaf in enumerate(self.smallest)}

    def mask(self, leaves: Iterable[int]) -> int:
        """Smallest regions as a mask."""
        cells = bytearray(len(self.smallest) // 8 + 1)
        for leaf in leaves:
            rank = self._rank[leaf]
            cells[rank >> 3] |= 1 << (rank & 7)
        return int.from_bytes(cells, "little")

    def inside(self, mask: int) -> frozenset[int]:
        """The smallest regions in a mask."""
        if mask not in self._inside:
            self._inside[mask] = frozenset(self.smallest[rank] for rank in bits(mask))
        return self._inside[mask]

    def lowest(self, mask: int) -> int:
        """Of the smallest regions in a mask, the first in the table."""
        if mask not in self._lowest:
            self._lowest[mask] = min(self.smallest[rank] for rank in bits(mask))
        return self._lowest[mask]

    def named(self, leaves: Iterable[int]) -> list[str]:
        """A short way to name a set of smallest regions: the largest regions that make it up, largest first.

        Everything there is has no name (an empty list).
        """
        return self.names_of(self.mask(leaves))

    def names_of(self, mask: int) -> list[str]:
        """As :meth:`named`, of a mask."""
        if mask not in self._names:
            self._names[mask] = [] if mask == self._mask_of(EVERYWHERE) else self._largest(mask)
        return list(self._names[mask])

    def _largest(self, remaining: int) -> list[str]:
        """The largest region that is left, again and again; found from above, so that few are looked at."""
        names: list[str] = []
        waiting = [self._by_size(node) for node in self._children[EVERYWHERE]]
        heapify(waiting)
        seen: set[int] = set()
        while remaining and waiting:
            _, first_alike, node = heappop(waiting)
            mask = self._mask_of(node)
            if node in seen or not mask & remaining:
                continue
            seen.add(node)
            if not mask & ~remaining:
                names.append(self.ids[first_alike])
                remaining &= ~mask
                continue
            for child in (*self._children[node], *self._second[node]):
                heappush(waiting, self._by_size(child))
        return names

    def _by_size(self, node: int) -> tuple[int, int, int]:
        inside = self.leaves(node)
        return -len(inside), self._first_alike[inside], node

    @cached_property
    def _first_alike(self) -> dict[frozenset[int], int]:
        """Of regions with the same smallest regions, the first in the table."""
        alike: dict[frozenset[int], int] = {}
        for node in range(EVERYWHERE + 1, len(self.ids)):
            alike.setdefault(self.leaves(node), node)
        return alike

    def _mask_of(self, region: int) -> int:
        if region in self._rank:
            return 1 << self._rank[region]
        if region not in self._masks:
            self._masks[region] = self.mask(self.leaves(region))
        return self._masks[region]


def bits(mask: int) -> list[int]:
    """The numbers of the bits that are set, ascending."""
    if mask.bit_count() > FEW_BITS:
        cells = np.frombuffer(mask.to_bytes(mask.bit_length() // 8 + 1, "little"), dtype=np.uint8)
        return np.flatnonzero(np.unpackbits(cells, bitorder="little")).tolist()
    set_bits = []
    while mask:
        lowest = mask & -mask
        set_bits.append(lowest.bit_length() - 1)
        mask ^= lowest
    return set_bits

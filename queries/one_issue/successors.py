"""Parties that took the place of others: what each of the two held where the one followed upon the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from ..asking.wording import cell_list
from .cells import WHOLE_ISSUE, Ground, leaves_of
from .stands import by_party

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...graph.store import Store
    from ..asking.selection import Selection

#: The one place of an issue that is not settled region by region, as a mask.
_EVERYWHERE = 1


class Followed(NamedTuple):
    """The first positions of a party in some places, and the last ones of a party whose place it took.

    Attributes
    ----------
    issue, party, predecessor : int
    leaves : frozenset of int
        The smallest regions.
    day : int
        The first day on which the party holds something there.
    until : int
        The last day before on which the predecessor held what it held last.
    before, after : tuple of int
        Positions of the predecessor, and of the party.
    """

    issue: int
    party: int
    predecessor: int
    leaves: frozenset[int]
    day: int
    until: int
    before: tuple[int, ...]
    after: tuple[int, ...]


def followed(graph: Store, selection: Selection, roll_up: bool) -> Iterator[Followed]:
    """Where parties asked for first hold something, with what the parties whose place they took held last before.

    A predecessor that held nothing there stands back behind those whose place it took itself. The selection must hold
    positions of all dates.
    """
    earlier = predecessors(graph.tables["parties"], selection.columns.principal if roll_up else None)
    asked = set(earlier) if selection.parties is None else earlier.keys() & set(selection.parties)
    if not asked:
        return
    involved = _with_all_before(asked, earlier)
    for issue, on_issue in groupby(by_party(replace(selection, parties=sorted(involved))), lambda pair: pair[1].issue):
        ground_of = dict(on_issue)
        for party in sorted(asked & ground_of.keys()):
            ground = ground_of[party]
            for ever, place in ground.places.items():
                held, day, _ = next(ground.runs(ever))
                for predecessor, mask, until, common in _last_held(
                    earlier, ground_of, party, place or _EVERYWHERE, day
                ):
                    shared = common if selection.columns.per_region[issue] else WHOLE_ISSUE
                    leaves = leaves_of(selection.columns.regions, shared)
                    before, after = ground_of[predecessor].named(mask), ground.named(held)
                    yield Followed(issue, party, predecessor, leaves, day, until, before, after)


def predecessors(parties: pd.DataFrame, speaks_for: NDArray[Any] | None) -> dict[int, list[int]]:
    """For each party that took the place of others these; without who speaks for another where ``speaks_for`` is given."""
    rows = pd.Index(parties["id"])
    earlier: dict[int, list[int]] = {}
    for row in np.flatnonzero(parties["succeeds"].notna()).tolist():
        if speaks_for is None or speaks_for[row] == row:
            earlier[row] = rows.get_indexer(cell_list(parties["succeeds"].iat[row])).tolist()
    return earlier


def _with_all_before(parties: set[int], earlier: dict[int, list[int]]) -> set[int]:
    """Parties with all whose place they took, and those before these."""
    together, waiting = set(parties), list(parties)
    while waiting:
        fresh = set(earlier.get(waiting.pop(), ())) - together
        together |= fresh
        waiting += fresh
    return together


def _last_held(
    earlier: dict[int, list[int]], ground_of: dict[int, Ground], party: int, place: int, day: int
) -> Iterator[tuple[int, int, int, int]]:
    """Who held what last before a day in a place, of those whose place a party took: party, positions, last day, where."""
    waiting, reached = [(before, place) for before in earlier.get(party, ())], {party: place}
    while waiting:
        before, wanted = waiting.pop(0)
        left = wanted & ~reached.get(before, 0)
        reached[before] = reached.get(before, 0) | left
        ground = ground_of.get(before)
        for ever, own_place in ground.places.items() if ground and left else ():
            common = left & (own_place or _EVERYWHERE)
            runs = [run for run in ground.runs(ever) if run[1] < day] if ground and common else []
            if runs:
                mask, _, end = runs[-1]
                yield before, mask, min(end, day - 1), common
                left &= ~common
        if left:
            waiting += [(further, left) for further in earlier.get(before, ())]

"""The positions of one party in one cell at one time: the unit that histories, shifts and territories are made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ...graph import rule
from ...graph.columns import AIM, LEVELS, UNKNOWN
from .cells import Ground, Where, grounds, leaves_of

if TYPE_CHECKING:
    from ...graph.store import Store
    from ..asking.selection import Selection
    from ..asking.wording import Wording


class Stand(NamedTuple):
    """The settlements that a party accepts and rules out by its positions.

    Attributes
    ----------
    issue, party : int
    accepts, rules_out : tuple of str
        Settlements, those ruled out at the level of aims (that is, by any of its positions).
    firmness : str
        The firmest of its demands and rejections; empty where none is known.
    positions : tuple of int
    """

    issue: int
    party: int
    accepts: tuple[str, ...]
    rules_out: tuple[str, ...]
    firmness: str
    positions: tuple[int, ...]


def stands(graph: Store, selection: Selection, wording: Wording) -> Iterator[tuple[Stand, Where]]:
    """The stands of the parties asked for, with the places and days in which nothing about them changes.

    The selection must hold positions of all dates. They come issue by issue, and party by party within an issue.
    """
    tree = graph.columns.regions
    for party, ground in by_party(selection):
        settlements = ground.settlements()
        stand_of: dict[int, Stand] = {}
        for (mask, start, end), place in ground.spans().items():
            if mask not in stand_of:
                stand_of[mask] = _stand(graph, ground, settlements, party, mask, wording)
            yield stand_of[mask], Where(leaves_of(tree, place), start, end)


def by_party(selection: Selection) -> Iterator[tuple[int, Ground]]:
    """Where and when the positions of each party asked for hold: issue by issue, and party by party within an issue."""
    columns, holder = selection.columns, selection.holder
    rows = selection.position
    if selection.parties is not None:
        theirs = np.isin(holder[rows], selection.parties)
        selection = replace(selection, position=rows[theirs], region=selection.region[theirs])
        rows = selection.position
    keys = columns.issue[rows].astype(np.int64) * len(columns.parties) + holder[rows]
    for ground in grounds(selection, keys, "Parties, issue by issue"):
        yield int(holder[ground.positions[0]]), ground


def _stand(
    graph: Store, ground: Ground, settlements: rule.Settlements, party: int, held_mask: int, wording: Wording
) -> Stand:
    positions, issue = ground.named(held_mask), ground.issue
    says = rule.party_says(graph.columns, settlements, positions, AIM)
    firmest = max((int(graph.columns.firmness[position]) for position in positions), default=UNKNOWN)
    accepts, rules_out = (
        tuple(settlements.words(mask, wording.units[issue])) for mask in (says.accepted, says.ruled_out)
    )
    return Stand(issue, party, accepts, rules_out, LEVELS[firmest], positions)

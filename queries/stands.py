"""What one party holds in one cell at one time: the unit that histories, shifts and territories are made of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ..graph import rule
from ..graph.columns import AIM, LEVELS, UNKNOWN
from .cells import Cell, Where, cells, merged

if TYPE_CHECKING:
    from ..graph.store import Store
    from .selection import Selection
    from .wording import Wording


class Stand(NamedTuple):
    """What a party accepts and rules out through its positions.

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

    The selection must hold positions of all dates, as :func:`zopa.queries.cells.cells` asks.
    """
    asked = None if selection.parties is None else set(selection.parties)
    made: dict[tuple[int, ...], Stand] = {}
    found = []
    for cell in cells(selection):
        for party, positions in cell.held.items():
            if asked is None or party in asked:
                if positions not in made:
                    made[positions] = _stand(graph, cell, party, wording)
                found.append((made[positions], Where(cell.leaves, cell.start, cell.end)))
    yield from merged(found, selection)


def _stand(graph: Store, cell: Cell, party: int, wording: Wording) -> Stand:
    positions = cell.held[party]
    says = rule.party_says(graph.columns, cell.settlements, positions, AIM)
    unit = wording.units[cell.issue]
    firmest = max((int(graph.columns.firmness[position]) for position in positions), default=UNKNOWN)
    return Stand(
        cell.issue, party, tuple(cell.settlements.words(says.accepted, unit)),
        tuple(cell.settlements.words(says.ruled_out, unit)), LEVELS[firmest], positions,
    )  # fmt: skip

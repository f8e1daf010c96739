"""The moves of parties: from what one held to what it held next, and from what a party whose place it took held last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ...graph import rule
from ...graph.columns import AIM, BOTTOM_LINE, RED_LINE, UNKNOWN, Columns
from .cells import leaves_of
from .stands import by_party
from .successors import followed

if TYPE_CHECKING:
    from ...graph.store import Store
    from ..asking.selection import Selection
    from ..asking.wording import Wording

CROSSED, CONCESSION, HARDENING, CHANGE = "red line crossed", "concession", "hardening", "change"
UP, DOWN = "up", "down"
#: Stands for the party that another succeeds, where a party moved from what it held itself.
ITSELF = -1
#: Settlements before and after a shift.
_Words = tuple[tuple[str, ...], tuple[str, ...]]


class Shift(NamedTuple):
    """A move of a party on an issue.

    Attributes
    ----------
    issue, party : int
    succeeds : int
        The party that held the positions before, where its place was taken; else :data:`ITSELF`.
    day, until : int
        The first day of what is held since, and the last of what was held before.
    kind, direction : str
    certain : bool
    level : int
    accepted, ruled_out : tuple of tuple of str
        Settlements before and after, in words, at the level.
    before, after : tuple of int
        Positions.
    """

    issue: int
    party: int
    succeeds: int
    day: int
    until: int
    kind: str
    direction: str
    certain: bool
    level: int
    accepted: _Words
    ruled_out: _Words
    before: tuple[int, ...]
    after: tuple[int, ...]


def shifts_of(
    graph: Store, selection: Selection, wording: Wording, roll_up: bool
) -> Iterator[tuple[Shift, frozenset[int]]]:
    """The moves of the parties asked for, each with its smallest regions. The selection must hold positions of all dates.

    First those from what a party held itself, then those from what a party whose place it took held.
    """
    columns = graph.columns
    mover = _Mover(columns, wording)
    for party, ground in by_party(selection):
        settlements = ground.settlements()
        for ever, place in ground.places.items():
            before, until = 0, 0
            for held_now, start, end in ground.runs(ever):
                insists = any(columns.insisting[p] for p in ground.named(held_now))
                if before and (held_now & ~before or insists):
                    positions = ground.named(before), ground.named(held_now)
                    shift = mover.shift(ground.issue, party, ITSELF, (until, start), settlements, positions)
                    if shift:
                        yield shift, leaves_of(columns.regions, place)
                before, until = held_now, end
    for step in followed(graph, selection, roll_up):
        positions = step.before, step.after
        settlements = rule.settlements(columns, step.issue, [*step.before, *step.after])
        days = step.until, step.day
        if shift := mover.shift(step.issue, step.party, step.predecessor, days, settlements, positions):
            yield shift, step.leaves


class _Mover:
    """Tells which way a party moved."""

    def __init__(self, columns: Columns, wording: Wording) -> None:
        self._columns, self._units = columns, wording.units
        self._undivided = replace(columns, contested=np.zeros(len(columns), dtype=bool))

    def shift(
        self,
        issue: int,
        party: int,
        succeeds: int,
        days: tuple[int, int],
        settlements: rule.Settlements,
        positions: tuple[tuple[int, ...], tuple[int, ...]],
    ) -> Shift | None:
        """The move from the first of these positions to the second; None where it is none."""
        columns = self._columns
        kind, says = _move(columns, settlements, positions)
        if not kind:
            return None
        certain = (
            not any(columns.contested[p] for p in (*positions[0], *positions[1]))
            or _move(self._undivided, settlements, positions)[0] == kind
        )
        level = next(level for level, both in says.items() if _moved(*both))
        lines_told = _lines_in_words(settlements, says[level], self._units[issue])
        in_order = columns.is_number[issue] or columns.is_ordered[issue]
        way = _direction(settlements.full, says[level]) if in_order else ""
        until, day = days
        return Shift(issue, party, succeeds, day, until, kind, way, certain, level, *lines_told, *positions)


#: What a party said before and after.
_Both = tuple[rule.PartyView, rule.PartyView]


def _move(
    columns: Columns, settlements: rule.Settlements, before_and_after: tuple[tuple[int, ...], tuple[int, ...]]
) -> tuple[str, dict[int, _Both]]:
    """Which way a party moved from the first of these positions to the second, and what it said at each level looked at.

    The levels go from aims to red lines. The way is empty where it did not move.
    """
    before, after = before_and_after
    insisting = [p for p in (*before, *after) if columns.insisting[p]]
    unknown = any(columns.firmness[p] == UNKNOWN for p in insisting)
    says = {
        level: (
            rule.party_says(columns, settlements, before, level),
            rule.party_says(columns, settlements, after, level),
        )
        for level in ((AIM, RED_LINE) if unknown else (AIM, BOTTOM_LINE, RED_LINE))
    }
    return _kind([says[AIM]] if unknown else list(says.values()), says[RED_LINE][0].ruled_out), says


def _lines_in_words(settlements: rule.Settlements, says: _Both, unit: str) -> tuple[_Words, _Words]:
    """The settlements that a party accepted, and those it ruled out, before and after, in words."""
    first, second = says
    return (
        (tuple(settlements.words(first.accepted, unit)), tuple(settlements.words(second.accepted, unit))),
        (tuple(settlements.words(first.ruled_out, unit)), tuple(settlements.words(second.ruled_out, unit))),
    )


def _direction(full: int, says: _Both) -> str:
    """Towards which end of the settlements, which stand in an order, a party moved; empty where it did not, or to both."""
    ends = []
    for view in says:
        wanted = view.accepted or full & ~view.ruled_out
        if not wanted or wanted == full:
            return ""
        ends.append(((wanted & -wanted).bit_length(), wanted.bit_length()))
    (low, high), (new_low, new_high) = ends
    if (low, high) == (new_low, new_high):
        return ""
    return UP if new_low >= low and new_high >= high else DOWN if new_low <= low and new_high <= high else ""


def _moved(before: rule.PartyView, after: rule.PartyView) -> bool:
    """Whether a party accepts or rules out something else than before."""
    return (before.accepted, before.ruled_out) != (after.accepted, after.ruled_out)


def _kind(says: list[tuple[rule.PartyView, rule.PartyView]], red_line_before: int) -> str:
    """Which way a party moved, from what it said before and after at each level; empty where it did not."""
    if any(after.accepted & red_line_before for _, after in says):
        return CROSSED
    if any((before is rule.NOTHING) != (after is rule.NOTHING) and _moved(before, after) for before, after in says):
        return CHANGE
    softer = any(b.ruled_out & ~a.ruled_out or a.accepted & ~b.accepted for b, a in says)
    harder = any(a.ruled_out & ~b.ruled_out or b.accepted & ~a.accepted for b, a in says)
    return CHANGE if softer and harder else CONCESSION if softer else HARDENING if harder else ""

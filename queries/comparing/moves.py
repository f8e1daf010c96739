"""Positions of two sides, matched by who holds them on what and where: which are new, gone, or moved, and which way."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ...graph import rule
from ...graph.columns import ABSTAINS, ACCEPTS, AIM, DEMANDS, RED_LINE, UNKNOWN
from ..asking.selection import select

if TYPE_CHECKING:
    from ..asking.selection import Names
    from .matching import Side


class Held(NamedTuple):
    """A position of one side, in the words of the first.

    ``settlements`` are options, or the ends of a range.
    """

    row: int
    party: str
    issue: str
    settlements: frozenset[Any]
    regions: frozenset[str]
    stance: int
    firmness: int
    ideal: Any
    voice: str
    is_number: bool


class Move(NamedTuple):
    """A position that is there on one side only, or is otherwise on the second."""

    before: Held | None
    after: Held | None
    direction: str

    @property
    def change(self) -> str:
        """Whether it is ``new``, ``gone`` or ``moved``."""
        return "new" if self.before is None else "gone" if self.after is None else "moved"

    @property
    def held(self) -> Held:
        """It, as it is on the second side, or else on the first."""
        held = self.after or self.before
        assert held is not None
        return held


def held_on(
    side: Side, parties: Names = None, issues: Names = None, regions: Names = None, roll_up: bool = True
) -> list[Held]:
    """The positions that hold on one side."""
    selection = select(side.graph, parties=parties, issues=issues, regions=regions, as_of=side.as_of, roll_up=roll_up)
    columns, frame = side.graph.columns, side.graph.tables["positions"]
    asked = None if selection.parties is None else set(selection.parties)
    held = []
    places: dict[int, list[int]] = defaultdict(list)
    for position, region in zip(selection.position.tolist(), selection.region.tolist(), strict=True):
        places[position].append(region)
    prefers, ideals = frame["prefers"].to_numpy(dtype=object), frame["ideal"].to_numpy(dtype=float)
    for row in dict.fromkeys(selection.position.tolist()):
        if asked is not None and int(selection.holder[row]) not in asked:
            continue
        number = int(columns.issue[row])
        issue, is_number = str(columns.issues[number]), bool(columns.is_number[number])
        ideal: Any = None
        if is_number:
            settlements: list[Any] = [("low", float(columns.low[row])), ("high", float(columns.high[row]))]
            ideal = None if np.isnan(ideals[row]) else float(ideals[row])
        else:
            options = columns.options[number]
            settlements = [side.option(issue, options[bit]) for bit in rule.bits(int(columns.named[row]))]
            ideal = side.option(issue, prefers[row]) if isinstance(prefers[row], str) else None
        held.append(
            Held(
                row=row,
                party=side.party(str(columns.parties[selection.holder[row]])),
                issue=side.issue(issue),
                settlements=frozenset(settlements),
                regions=frozenset(side.region(columns.regions.ids[region]) for region in places[row]),
                stance=int(columns.stance[row]),
                firmness=int(columns.firmness[row]),
                ideal=ideal,
                voice=side.party(str(columns.parties[columns.party[row]])),
                is_number=is_number,
            )
        )
    return held


#: What two positions must have alike to be one, the most first. The last holds only where one is left on each side.
ALIKE: tuple[Callable[[Held], Hashable], ...] = (
    lambda held: held[1:],
    lambda held: (held.party, held.issue, held.settlements, held.regions, held.stance, held.voice),
    lambda held: (held.party, held.issue, held.settlements, held.regions, held.stance),
    lambda held: (held.party, held.issue, held.settlements, held.regions),
    lambda held: (held.party, held.issue, held.regions),
)


def told_once(held: list[Held]) -> list[Held]:
    """The positions of one side, of those that say the same the one that says how firmly: the firmest.

    One of which the firmness is not known may be that, unless another is a red line.
    """
    firmest: dict[Hashable, Held] = {}
    for position in held:
        key = position._replace(row=0, firmness=UNKNOWN)
        firmest[key] = max(firmest.get(key, position), position, key=_may_be_as_firm)
    kept = {position.row for position in firmest.values()}
    return [position for position in held if position.row in kept]


def _may_be_as_firm(held: Held) -> float:
    return held.firmness if held.firmness != UNKNOWN else RED_LINE - 0.5


def moves(before: list[Held], after: list[Held]) -> Iterator[Move]:
    """The positions that are not the same on both sides; those of the first side first."""
    before, after = told_once(before), told_once(after)
    pairs: dict[int, Held] = {}
    waiting, coming = dict(enumerate(before)), dict(enumerate(after))
    for alike in ALIKE:
        rows, others = defaultdict[Hashable, list[int]](list), defaultdict[Hashable, list[int]](list)
        for place, held in waiting.items():
            rows[alike(held)].append(place)
        for place, held in coming.items():
            others[alike(held)].append(place)
        for key, places in rows.items():
            if alike is ALIKE[-1] and (len(places), len(others.get(key, ()))) != (1, 1):
                continue
            for place, other in zip(places, others.get(key, ()), strict=False):
                pairs[place] = coming.pop(other)
                del waiting[place]
    for place, held in enumerate(before):
        if place in waiting:
            yield Move(held, None, "")
        elif direction := towards(held, pairs[place]):
            yield Move(held, pairs[place], direction)
    for held in coming.values():
        yield Move(None, held, "")


def towards(before: Held, after: Held) -> str:
    """Which way a position moved: ``firmer``, ``softer``, or another word; empty where it says the same.

    Firmer is what rules out more, or the same more firmly, and nothing less; and what rules out the same and accepts less.
    """
    kept, now = _says(before, after), _says(after, before)
    if before.firmness != after.firmness and UNKNOWN in (before.firmness, after.firmness) and kept == now:
        return "firmness known" if before.firmness == UNKNOWN else "firmness not known"
    levels = range(AIM, RED_LINE + 1)
    was, is_now = (
        [says[1] if rule.counts(held.firmness, level) else frozenset() for level in levels]
        for says, held in ((kept, before), (now, after))
    )
    if was != is_now:
        if all(now_out >= out for out, now_out in zip(was, is_now, strict=True)):
            return "firmer"
        return "softer" if all(now_out <= out for out, now_out in zip(was, is_now, strict=True)) else "elsewhere"
    if kept[0] != now[0]:
        return "softer" if now[0] > kept[0] else "firmer" if now[0] < kept[0] else "elsewhere"
    if before.stance != after.stance:
        return "elsewhere"
    return "prefers otherwise" if before.ideal != after.ideal else ""


def _says(held: Held, other: Held) -> tuple[frozenset[Any], frozenset[Any]]:
    """What a position accepts and what it rules out, of the settlements that tell it from another."""
    if held.stance >= ABSTAINS:
        return frozenset(), frozenset()
    if held.is_number:
        ends = {value for position in (held, other) for _, value in position.settlements}
        cuts = sorted(value for value in ends if np.isfinite(value))
        edges = [cuts[0] - 1, *cuts, cuts[-1] + 1] if cuts else [0.0]
        full = frozenset(cuts) | {(low + high) / 2 for low, high in itertools.pairwise(edges)}
        low, high = dict(held.settlements)["low"], dict(held.settlements)["high"]
        named = frozenset(value for value in full if low <= value <= high)
    else:
        # One more settlement, that neither names.
        full, named = held.settlements | other.settlements | {None}, held.settlements
    if held.stance == DEMANDS:
        return named, full - named
    return (named, frozenset()) if held.stance == ACCEPTS else (frozenset(), named)

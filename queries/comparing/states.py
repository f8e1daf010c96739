"""The clashes and zones of one side as states of places, so that two sides can be held against one another."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from ..asking.wording import cell_list

if TYPE_CHECKING:
    import pandas as pd

    from ..asking.deadline import Deadline
    from .matching import Side

#: A severity that is not known lies between those that it can be.
RANK = {"soft": 0, "unknown": 1, "hard": 2, "deadlock": 3}
SEVERITY_WORDS = {
    "soft": "without a red line",
    "unknown": "of a severity that is not known",
    "hard": "with one red line",
    "deadlock": "red line against red line",
}


class State(NamedTuple):
    """What one side has somewhere: a word that is compared, the same in a phrase, and on what it rests."""

    word: str
    phrase: str
    inside: frozenset[str] = frozenset()
    certain: bool = True
    positions: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


class Place(NamedTuple):
    """Where a state is: an issue, the parties (none for all) and a smallest region, by the ids of the first side."""

    issue: str
    parties: tuple[str, ...]
    region: str


def clash_states(side: Side, rows: pd.DataFrame | None, deadline: Deadline) -> dict[Place, State]:
    """The worst clash of each two parties in each place.

    Raises
    ------
    OutOfTimeError
        When the time is over before all are there.
    """
    clashes = [] if rows is None else list(rows.itertuples(index=False))
    of_place: dict[Place, list[int]] = defaultdict(list)
    for number, row in deadline.each(enumerate(clashes)):
        pair = tuple(sorted((side.party(str(row.party_a)), side.party(str(row.party_b)))))
        issue = side.issue(str(row.issue))
        for region in side.places(str(row.issue), str(row.regions)):
            of_place[Place(issue, pair, region)].append(number)
    # The places where the same clashes are have one state.
    states: dict[tuple[int, ...], State] = {}
    for numbers in deadline.each(dict.fromkeys(map(tuple, of_place.values()))):
        there = [clashes[number] for number in numbers]
        worst = max((str(row.severity) for row in there), key=RANK.__getitem__)
        ids = [str(id) for row in there for id in (row.position_a, row.position_b)]
        cited = [id for row in there for cell in (row.evidence_a, row.evidence_b) for id in cell_list(cell)]
        states[numbers] = State(worst, worst, positions=tuple(dict.fromkeys(ids)), evidence=tuple(dict.fromkeys(cited)))
    return {place: states[tuple(numbers)] for place, numbers in of_place.items()}


def zone_states(side: Side, rows: pd.DataFrame | None, deadline: Deadline) -> dict[Place, State]:
    """The zone of each place, on the last of the days asked for.

    Raises
    ------
    OutOfTimeError
        When the time is over before all are there.
    """
    found: dict[Place, State] = {}
    if rows is None:
        return found
    numbers = {str(issue): row for row, issue in enumerate(side.graph.columns.issues)}
    by_start = rows.sort_values("start", kind="stable", na_position="first")
    for row in deadline.each(by_start.itertuples(index=False)):
        words = cell_list(row.settlements)
        phrase = side.wording.settlements(numbers[row.issue], words) if words else ""
        inside = frozenset(side.option(row.issue, word) for word in words)
        state = State(
            row.status,
            f"{row.status}{f': {phrase}' if phrase else ''}{'' if row.certain else f', perhaps {row.at_worst}'}",
            inside,
            bool(row.certain),
            tuple(cell_list(row.closing_positions)) or tuple(cell_list(row.positions)),
            tuple(cell_list(row.evidence)),
        )
        for region in side.places(row.issue, row.regions):
            found[Place(side.issue(row.issue), (), region)] = state
    return found

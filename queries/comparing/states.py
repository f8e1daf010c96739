"""The clashes and zones of one side as states of places, so that two sides can be held against one another."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..asking.wording import cell_list

if TYPE_CHECKING:
    import pandas as pd

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


def clash_states(side: Side, rows: pd.DataFrame | None) -> dict[Place, State]:
    """The worst clash of each two parties in each place."""
    worst: dict[Place, State] = {}
    for row in () if rows is None else rows.itertuples(index=False):
        pair = tuple(sorted((side.party(str(row.party_a)), side.party(str(row.party_b)))))
        ids = str(row.position_a), str(row.position_b)
        evidence = (*cell_list(row.evidence_a), *cell_list(row.evidence_b))
        for region in side.places(str(row.issue), str(row.regions)):
            place = Place(side.issue(str(row.issue)), pair, region)
            known = worst.get(place)
            severity = str(row.severity)
            if known is not None and RANK[known.word] >= RANK[severity]:
                severity = known.word
            both = (known.positions, known.evidence) if known else ((), ())
            worst[place] = State(
                severity,
                severity,
                positions=tuple(dict.fromkeys((*both[0], *ids))),
                evidence=tuple(dict.fromkeys((*both[1], *evidence))),
            )
    return worst


def zone_states(side: Side, rows: pd.DataFrame | None) -> dict[Place, State]:
    """The zone of each place, on the last of the days asked for."""
    found: dict[Place, State] = {}
    if rows is None:
        return found
    numbers = {str(issue): row for row, issue in enumerate(side.graph.columns.issues)}
    for row in rows.sort_values("start", kind="stable", na_position="first").itertuples(index=False):
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

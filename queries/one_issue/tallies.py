"""Tallies: each settlement of a cell with the parties by their answer to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ...graph import rule
from ...graph.answers import AGAINST, ANSWERS, IN_FAVOUR, party_answers
from ...graph.columns import IN, OTHER
from ...graph.regions import bits
from ..asking.selection import level_code
from ..asking.wording import Wording

if TYPE_CHECKING:
    from ...graph.store import Store
    from .cells import Ground


class OptionTally(NamedTuple):
    """A settlement of a cell, and the parties by their answer to it."""

    issue: int
    words: tuple[str, ...]
    answers: Mapping[str, tuple[int, ...]]
    positions: tuple[int, ...]

    def of(self, kinds: tuple[str, ...]) -> list[int]:
        """The parties that give one of these answers."""
        return [party for kind in kinds for party in self.answers[kind]]


def option_tallies(
    graph: Store, parties: Iterable[int], ground: Ground, held: int, level: str, wording: Wording
) -> list[OptionTally]:
    """The settlements of a cell in which these positions hold, each with the answers of these parties."""
    columns, cell = ground.selection.columns, ground.settlements()
    held_by = ground.by_holder()
    answers = {
        party: party_answers(columns, cell, ground.named(held & held_by.get(party, 0)), level_code(level))
        for party in parties
    }
    positions = ground.named(held)
    options = []
    for mask in _told(graph, ground, cell.pieces, [view.masks for view in answers.values()]):
        bit = bits(mask)[0]
        by_answer: dict[str, list[int]] = {answer: [] for answer in ANSWERS}
        for party, view in answers.items():
            by_answer[view.on(bit)].append(party)
        about = tuple(
            p
            for p in positions
            if (cell.named[p] | rule.ruled_out_by(int(columns.stance[p]), cell.named[p], cell.full)) & mask
            or not cell.named[p]
        )
        words = tuple(cell.words(mask, wording.units[ground.issue]))
        answered = {answer: tuple(those) for answer, those in by_answer.items()}
        options.append(OptionTally(ground.issue, words, answered, about))
    if columns.is_number[ground.issue] or columns.is_ordered[ground.issue]:
        return options
    return sorted(options, key=lambda option: (-len(option.of(IN_FAVOUR)), len(option.of(AGAINST))))


def _told(graph: Store, ground: Ground, pieces: Any, answers: list[dict[str, int]]) -> Iterator[int]:
    """Masks of the settlements that have a row each: options, and runs of values to which everybody answers the same."""
    columns = ground.selection.columns
    if columns.is_number[ground.issue]:
        start = 0
        for place in range(1, len(pieces) + 1):
            if place == len(pieces) or any(
                (mask >> place ^ mask >> place - 1) & 1 for masks in answers for mask in masks.values()
            ):
                yield (1 << place) - (1 << start)
                start = place
        return
    named = 0
    for position in ground.positions:
        named |= int(columns.named[position])
    is_part = isinstance(graph.tables["issues"]["whole"].iat[ground.issue], str)
    for place, option in enumerate(pieces):
        # Nobody speaks of what nobody listed, and what is left out is not brought forward.
        if (option != OTHER or named >> place & 1) and not (is_part and option != IN):
            yield 1 << place

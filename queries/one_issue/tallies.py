"""Tallies: each settlement of a cell with the parties by their answer to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ...graph import rule
from ...graph.answers import AGAINST, ANSWERS, IN_FAVOUR, PartyAnswers, party_answers
from ...graph.columns import IN, OTHER, Columns
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
    positions = ground.named(held)
    views = _views(ground, cell, positions, parties, level_code(level))
    spoken_of = {p: _spoken_of(columns, cell, p) for p in positions}
    options = []
    for mask in _told(graph, ground, cell.pieces, [view.masks for view, _ in views]):
        bit = bits(mask)[0]
        by_answer: dict[str, list[tuple[int, int]]] = {answer: [] for answer in ANSWERS}
        for view, alike in views:
            by_answer[view.on(bit)] += alike
        about = tuple(p for p in positions if spoken_of[p] & mask)
        words = tuple(cell.words(mask, wording.units[ground.issue]))
        answered = {answer: tuple(party for _, party in sorted(those)) for answer, those in by_answer.items()}
        options.append(OptionTally(ground.issue, words, answered, about))
    if columns.is_number[ground.issue] or columns.is_ordered[ground.issue]:
        return options
    return sorted(options, key=lambda option: (-len(option.of(IN_FAVOUR)), len(option.of(AGAINST))))


def _views(
    ground: Ground, cell: rule.Settlements, positions: Iterable[int], parties: Iterable[int], level: int
) -> list[tuple[PartyAnswers, list[tuple[int, int]]]]:
    """What parties say of a cell, each with those that say it, and their places among all that are asked.

    Of thousands that vote on one motion most say the same of it.
    """
    columns = ground.selection.columns
    theirs: dict[int, list[int]] = defaultdict(list)
    for position in positions:
        theirs[int(ground.selection.holder[position])].append(position)
    alike: dict[tuple[tuple[int, ...], ...], list[tuple[int, int]]] = defaultdict(list)
    for place, party in enumerate(parties):
        said = tuple(
            (int(columns.stance[p]), cell.named[p], int(columns.firmness[p]), int(columns.contested[p]))
            for p in theirs.get(party, ())
        )
        alike[said].append((place, party))
    return [(party_answers(columns, cell, theirs.get(those[0][1], ()), level), those) for those in alike.values()]


def _spoken_of(columns: Columns, cell: rule.Settlements, position: int) -> int:
    """The settlements that a position is about: those that it names or rules out, all where it names none."""
    named = cell.named[position]
    return named | rule.ruled_out_by(int(columns.stance[position]), named, cell.full) if named else cell.full


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

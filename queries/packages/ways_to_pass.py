"""Which smallest sets of stakes have to give way so that a package can pass a decision, the cheapest first.

A package passes where a winning coalition is not against it, so the stakes of everybody outside that coalition need not be
met. Of each minimal winning coalition the contradictions are those that lie wholly within its stakes, and a set opens the
way to pass where it hits all the contradictions of one coalition. A coalition whose contradictions include all those of
another one adds nothing.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from ..asking.deadline import Deadline, OutOfTimeError
from ..deciding.minimal_coalitions import after, minimal_coalitions
from .conflicts import Places
from .corrections import cost_of, of_questions
from .minimal_sets import Limits, Stakes, hitting, whole_weights

if TYPE_CHECKING:
    from ..deciding.electorate import Electorate
    from .agenda import Agenda
    from .conflicts import Conflicts

#: Of so many minimal winning coalitions at most the contradictions are compared.
MAX_COALITIONS = 5_000


class Way(NamedTuple):
    """A set of stakes to soften, and the parties that the decision then does not need."""

    stakes: Stakes
    passed_over: tuple[int, ...]


class WaysToPass(NamedTuple):
    """The ways that were found, the cheapest first.

    ``more`` says whether there are more than were asked for; ``stuck`` are contradictions in which nobody would move, where
    there is no way for that; ``complete`` says whether everything was looked at.
    """

    ways: list[Way]
    more: bool
    stuck: tuple[Stakes, ...]
    complete: bool


def ways_to_pass(
    agenda: Agenda,
    conflicts: Conflicts,
    voters: Electorate,
    standing: set[int],
    weight: dict[int, float],
    limits: Limits,
) -> WaysToPass:
    """The sets of stakes that have to give way; one that is empty where nothing has to move.

    Parameters
    ----------
    agenda : Agenda
        Its stakes are those of parties that have a say.
    conflicts : Conflicts
        The contradictions of these stakes.
    voters : Electorate
    standing : set of int
        Parties that do not move.
    weight : dict of int to float
        Cost of softening each stake.
    limits : Limits
    """
    search = _Search(agenda, conflicts, voters, limits.deadline)
    try:
        families, complete = search.families()
    except OutOfTimeError:
        return WaysToPass([], False, (), complete=False)

    def moves(stake: int) -> bool:
        return agenda.stakes[stake].party not in standing

    open_to = [
        (coalition, [frozenset(filter(moves, search.sets[index])) for index in sorted(family)])
        for family, coalition in families.items()
    ]
    open_to = [(coalition, sets) for coalition, sets in open_to if all(sets)]
    if not open_to:
        stuck = {index for family in families for index in family if not any(map(moves, search.sets[index]))}
        return WaysToPass([], False, tuple(search.sets[index] for index in sorted(stuck)), complete)
    ways: list[Way] = []
    more = complete_listing = False
    with ExitStack() as stack, suppress(OutOfTimeError):
        streams = [stack.enter_context(_cheapest_first(sets, weight, limits.deadline)) for _, sets in open_to]
        priced = [_priced(stream, weight, number) for number, stream in enumerate(streams)]
        for _, members, number in heapq.merge(*priced):
            chosen = frozenset(members)
            if any(way.stakes <= chosen for way in ways) or not search.opens(chosen, open_to[number][0]):
                continue
            if len(ways) == limits.most:
                more = True
                break
            ways.append(Way(chosen, search.passed_over(chosen, open_to[number][0])))
        complete_listing = True
    ways.sort(key=lambda way: (cost_of(way.stakes, weight), sorted(way.stakes)))
    return WaysToPass(ways, more, (), complete and complete_listing)


def _priced(sets: Iterator[Stakes], weight: dict[int, float], number: int) -> Iterator[tuple[float, list[int], int]]:
    for stakes in sets:
        yield cost_of(stakes, weight), sorted(stakes), number


class _Search:
    """The contradictions of coalitions, as sets of their numbers."""

    def __init__(self, agenda: Agenda, conflicts: Conflicts, voters: Electorate, deadline: Deadline) -> None:
        self.agenda, self.conflicts, self.voters, self.deadline = agenda, conflicts, voters, deadline
        self.sets = list(conflicts.sets)
        self.holders = [voters.mask(agenda.stakes[stake].party for stake in stuck) for stuck in self.sets]
        self.involved = 0
        for holders in self.holders:
            self.involved |= holders
        for cut in conflicts.cut:
            self.involved |= voters.mask(agenda.stakes[stake].party for stake in of_questions(agenda, cut.questions))
        self.places = Places(agenda, deadline)

    def families(self) -> tuple[dict[frozenset[int], int], bool]:
        """The contradictions of each minimal winning coalition, none of which includes another, each with its coalition."""
        in_any_case = ((1 << len(self.voters.parties)) - 1) & ~self.involved
        game = after(self.voters.decision.game(), in_any_case)
        families: dict[frozenset[int], int] = {}
        for number, joining in enumerate(minimal_coalitions(game, self.deadline)):
            if number == MAX_COALITIONS:
                return _without_larger(families), False
            coalition = joining | in_any_case
            inside = frozenset(n for n, holders in enumerate(self.holders) if not holders & ~coalition)
            families.setdefault(inside, coalition)
        return _without_larger(families), True

    def opens(self, chosen: Stakes, coalition: int) -> bool:
        """Whether the rest of the stakes of a coalition can surely be met, also where not all contradictions were found."""
        members = set(self.voters.among(coalition))
        for cut in self.conflicts.cut:
            stakes = of_questions(self.agenda, cut.questions)
            remaining = frozenset(s for s in stakes if s not in chosen and self.agenda.stakes[s].party in members)
            if not self.places.oracle(cut.questions).meets(remaining):
                return False
        return True

    def passed_over(self, chosen: Stakes, coalition: int) -> tuple[int, ...]:
        """The parties whose lines cannot be met as well: the others join the coalition, one after the other."""
        for place in range(len(self.voters.parties)):
            larger = coalition | 1 << place
            unopened = (not holders & ~larger and not self.sets[n] & chosen for n, holders in enumerate(self.holders))
            if not any(unopened) and self.opens(chosen, larger):
                coalition = larger
        return tuple(self.voters.among(((1 << len(self.voters.parties)) - 1) & ~coalition))


def _without_larger(families: dict[frozenset[int], int]) -> dict[frozenset[int], int]:
    """Those that hold no other of them."""
    smallest: dict[frozenset[int], int] = {}
    for family in sorted(families, key=len):
        if not any(smaller <= family for smaller in smallest):
            smallest[family] = families[family]
    return smallest


@contextmanager
def _cheapest_first(sets: list[Stakes], weight: dict[int, float], deadline: Deadline) -> Iterator[Iterator[Stakes]]:
    """The minimal hitting sets of some sets, the lightest first."""
    with hitting(sets, deadline, whole_weights(weight)) as hitman:
        yield _hitting_sets(hitman)


def _hitting_sets(hitman: Any) -> Iterator[Stakes]:
    while (chosen := hitman.get()) is not None:
        yield frozenset(chosen)
        hitman.block(chosen)

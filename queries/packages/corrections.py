"""Which smallest sets of stakes open each group of contradictions that share some, the cheapest first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import chain, islice, product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from ..asking.deadline import Deadline
from .conflicts import Conflicts, corrections_of, is_alone, ruled_out_of
from .minimal_sets import Limits, Stakes, smallest, transversals

if TYPE_CHECKING:
    from .agenda import Agenda

#: Where not all contradictions were found, so many openings of each part are put together with those of the others.
MAX_JOINED = 10_000


class Opening(NamedTuple):
    """A group of contradictions and the sets that open it, the cheapest first.

    ``stuck`` are the contradictions in which nobody would move; ``more`` says whether there are more sets than these;
    ``tied`` are the numbers of the components of the matter on whose questions they are.
    """

    group: list[Stakes]
    tied: frozenset[int]
    sets: list[Stakes]
    more: bool = False
    stuck: tuple[Stakes, ...] = ()


def corrections(
    agenda: Agenda, conflicts: Conflicts, standing: set[int], weight: dict[int, float], limits: Limits
) -> list[Opening]:
    """The sets that open each group of contradictions, where the parties in ``kept`` do not move."""
    component = {question: index for index, tied in enumerate(agenda.components) for question in tied}
    groups = [
        (group, frozenset().union(*(conflicts.sets[contradiction] for contradiction in group)))
        for group in _groups(conflicts)
    ]
    on_question = Counter(question for _, questions in groups for question in questions)

    def moves(stake: int) -> bool:
        return agenda.stakes[stake].party not in standing

    openings = []
    for group, questions in groups:
        tied = frozenset(component[question] for question in questions)
        if stuck := tuple(contradiction for contradiction in group if not any(map(moves, contradiction))):
            openings.append(Opening(group, tied, [], stuck=stuck))
            continue
        alone = all(on_question[question] == 1 for question in questions) and is_alone(agenda, sorted(questions))
        direct = _direct(agenda, conflicts, group, questions, alone, limits.most)
        if direct is None:
            listed = transversals([frozenset(filter(moves, contradiction)) for contradiction in group], weight, limits)
            openings.append(Opening(group, tied, _cheapest(listed.sets, weight), not listed.complete))
        else:
            sets = _cheapest((opening for opening in direct if all(map(moves, opening))), weight)
            openings.append(Opening(group, tied, sets[: limits.most], len(sets) > limits.most))
    return openings


def cost_of(stakes: Stakes, weight: dict[int, float]) -> float:
    """The cost of softening these stakes."""
    return float(sum(weight[stake] for stake in stakes))


def _cheapest(sets: Iterable[Stakes], weight: dict[int, float]) -> list[Stakes]:
    return sorted(sets, key=lambda stakes: (cost_of(stakes, weight), sorted(stakes)))


def _groups(conflicts: Conflicts) -> list[list[Stakes]]:
    """Contradictions that share stakes, and those of questions of which not all were found, as one group each."""
    groups = sharing(list(conflicts.sets))
    for cut in conflicts.cut:
        tied = [
            index for index, group in enumerate(groups) if any(conflicts.sets[stuck] & cut.questions for stuck in group)
        ]
        for index in reversed(tied[1:]):
            groups[tied[0]] += groups.pop(index)
    return groups


def _direct(
    agenda: Agenda, conflicts: Conflicts, group: list[Stakes], questions: frozenset[int], alone: bool, most: int
) -> list[Stakes] | None:
    """The sets that open a group where they are known without its contradictions, or where not all of these were found."""
    if cuts := [cut for cut in conflicts.cut if cut.questions & questions]:
        pools = [sorted(cut.corrections, key=len)[: max(most, 100)] for cut in cuts]
        joined = (frozenset().union(*chosen) for chosen in islice(product(*pools), MAX_JOINED))
        return smallest({stuck for stuck in joined if all(stuck & rival for rival in group)}, Deadline()).sets
    if alone:
        (only,) = questions
        return corrections_of(agenda, only, ruled_out_of(agenda, only, of_questions(agenda, [only])))
    return None


def of_questions(agenda: Agenda, questions: Iterable[int]) -> list[int]:
    """The stakes that speak of some of these questions."""
    wanted = set(questions)
    return [
        index
        for index, stake in enumerate(agenda.stakes)
        if any(literal.question in wanted for clause in stake.clauses for literal in clause)
    ]


def sharing(sets: list[Stakes]) -> list[list[Stakes]]:
    """Sets in groups that share no stake with one another."""
    sizes = [len(stuck) for stuck in sets]
    members = np.fromiter(chain.from_iterable(sets), dtype=np.int64, count=sum(sizes))
    first = int(members.max(initial=-1)) + 1
    # Each set is tied to its stakes, so that sets that share one are in one part of the web.
    owners = first + np.repeat(np.arange(len(sets)), np.array(sizes, dtype=np.int64))
    web = coo_array((np.ones(len(members)), (owners, members)), shape=(first + len(sets), first + len(sets)))
    groups: dict[int, list[Stakes]] = defaultdict(list)
    if sets:
        _, part = connected_components(web, directed=False)
        for stuck, label in zip(sets, part[first:].tolist(), strict=True):
            groups[label].append(stuck)
    return list(groups.values())

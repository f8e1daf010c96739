"""What a case comes to issue by issue: which zones there are and what is shared, found in one walk over its cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..graph import rule
from .asking.selection import select
from .one_issue.cells import grounds
from .overlaps import Elsewhere, sharing
from .zones import Asked

if TYPE_CHECKING:
    from ..graph.store import Store


class Outlook(NamedTuple):
    """What red lines leave, whatever the place and the days.

    Attributes
    ----------
    zones : dict of int to set of Zone
        By issue on which parties hold positions together.
    shared : list of (str, int)
        Issues on which parties share a settlement, in the order in which :func:`zopa.queries.overlaps` first tells of
        them. Each with the most clashing pairs that parties which share one have elsewhere.
    """

    zones: dict[int, set[rule.Zone]]
    shared: list[tuple[str, int]]


def outlook(graph: Store, elsewhere: Elsewhere, *, as_of: str | None = None) -> Outlook:
    """The zones and the common ground of a whole case that is in memory."""
    selection = select(graph, as_of=as_of)
    zones: dict[int, set[rule.Zone]] = {}
    shared: list[tuple[int, int, int]] = []
    for ground in grounds(selection, selection.columns.issue[selection.position], "Summary, issue by issue"):
        asked = Asked(selection, ground, "red line")
        sets: set[int] = set()
        for held in ground.together():
            says = asked.says(held)
            if asked.has_zone(says):
                zones.setdefault(ground.issue, set()).add(asked.zone(says))
                sets |= sharing((party, told.accepted) for party, told in says.items()).keys()
        if sets:
            each = list(sets)
            counts = elsewhere.counts(graph, ground.issue, each)
            most = min((-many, -mask.bit_count()) for many, mask in zip(counts, each, strict=True))
            shared.append((*most, ground.issue))
    return Outlook(zones, [(str(selection.columns.issues[issue]), -most) for most, _, issue in sorted(shared)])

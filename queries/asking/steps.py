"""The id of a step: an option or a position, and where it is taken."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

from .selection import find

if TYPE_CHECKING:
    from ...graph.store import Store

#: Stands between a step and where it is taken.
AT = "@"
#: Stands between the regions of a place.
AND = ","


class Step(NamedTuple):
    """An option (``issue/option``) or a position, and the largest regions that make up where it is taken: none where that
    is everywhere, or not told apart."""

    name: str
    regions: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """``control/shared@north,south``."""
        return f"{self.name}{AT}{AND.join(self.regions)}" if self.regions else self.name


def step_of(graph: Store, text: str, known: Collection[str]) -> Step:
    """The step that is meant by its id: what stands behind the last ``@`` of a known step names regions.

    Raises
    ------
    UnknownNameError
        When a region is not known.
    """
    name, at, regions = text.rpartition(AT)
    if not at or text in known or name not in known:
        return Step(text)
    rows = find(graph, "regions", regions.split(AND))
    return Step(name, tuple(str(graph.columns.regions.ids[row + 1]) for row in rows))

"""Where steps are taken: on an issue that is settled region by region, each place has steps of its own.

A condition on a position counts in the regions of the position, and asks there for what it requires in the same place. One
on an option counts wherever that is settled. What is settled once for all regions asks in every place for what is settled
region by region, as a package does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ...graph.ontology import OPTION_SEPARATOR
from ...graph.regions import EVERYWHERE
from ..asking.steps import Step
from ..asking.wording import cell_list

if TYPE_CHECKING:
    from ...graph.store import Store


class Places:
    """Groups of smallest regions in which the same conditions hold.

    Parameters
    ----------
    graph : Store
    subjects : iterable of str
        Positions and options that conditions are set on.
    named : iterable of str
        Regions that have to be told apart besides.
    """

    def __init__(self, graph: Store, subjects: Iterable[str], named: Iterable[str] = ()) -> None:
        columns = graph.columns
        self._tree = columns.regions
        self._per_region = {
            str(issue): bool(apart) for issue, apart in zip(columns.issues, columns.per_region, strict=True)
        }
        self._issue_of = {
            str(position): str(columns.issues[issue])
            for position, issue in zip(columns.ids, columns.issue, strict=True)
        }
        regions = dict(zip(map(str, columns.ids), graph.tables["positions"]["regions"], strict=True))
        self._covers = {
            subject: self.leaves(cell_list(regions[subject]))
            for subject in subjects
            if subject in regions and self.is_regional(subject) and cell_list(regions[subject])
        }
        apart = [*self._covers.values(), *(self.leaves([name]) for name in named)]
        groups: dict[tuple[bool, ...], list[int]] = defaultdict(list)
        for leaf in self._tree.smallest:
            groups[tuple(leaf in leaves for leaves in apart)].append(leaf)
        self._groups = [frozenset(group) for group in groups.values()]
        self._regions = [tuple(self._tree.named(group)) for group in self._groups]
        #: Whether the case says which regions there are.
        self.coded = len(self._tree.ids) > EVERYWHERE + 1

    def leaves(self, regions: Iterable[str]) -> frozenset[int]:
        """The smallest regions inside some regions."""
        return frozenset().union(*(self._tree.leaves(self._tree.code[name]) for name in regions))

    def issue(self, name: str) -> str:
        """Id of the issue that an option or a position is about."""
        return name.split(OPTION_SEPARATOR)[0] if OPTION_SEPARATOR in name else self._issue_of[name]

    def is_regional(self, name: str) -> bool:
        """Whether the issue of an option or a position is settled region by region."""
        return self._per_region[self.issue(name)]

    def of(self, subject: str) -> list[int]:
        """The places in which a condition on a position or an option counts."""
        cover = self._covers.get(subject)
        return [place for place, group in enumerate(self._groups) if cover is None or group <= cover]

    def step(self, name: str, place: int) -> Step:
        """An option or a position in a place."""
        return Step(name, self._regions[place] if self.is_regional(name) else ())

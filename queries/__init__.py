"""What can be asked of a case: one module a family of questions, free functions over a graph."""

from .brief import Brief, brief
from .clashes import clash_matrix, clashes
from .contradictions import contradictions
from .history import history, shifts
from .obstacles import obstacles
from .openings import openings, pivots
from .overlaps import overlap_pairs, overlaps
from .selection import UnknownNameError
from .summary import summary
from .territory import territory, territory_matrix
from .zones import zones

__all__ = [
    "Brief",
    "UnknownNameError",
    "brief",
    "clash_matrix",
    "clashes",
    "contradictions",
    "history",
    "obstacles",
    "openings",
    "overlap_pairs",
    "overlaps",
    "pivots",
    "shifts",
    "summary",
    "territory",
    "territory_matrix",
    "zones",
]

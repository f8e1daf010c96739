"""What can be asked of a case: one module a family of questions, free functions over a graph."""

from .brief import Brief, brief
from .checking import check_deal
from .clashes import clash_matrix, clashes
from .contradictions import contradictions
from .deadlocks import deadlocks, sequence
from .deals import deals
from .frontier import Frontier, frontier, solutions
from .history import history, shifts
from .islands import islands
from .obstacles import obstacles
from .openings import openings, pivots
from .overlaps import overlap_pairs, overlaps
from .robustness import robustness
from .selection import UnknownNameError
from .summary import summary
from .territory import territory, territory_matrix
from .trades import trades
from .zones import zones

__all__ = [
    "Brief",
    "Frontier",
    "UnknownNameError",
    "brief",
    "check_deal",
    "clash_matrix",
    "clashes",
    "contradictions",
    "deadlocks",
    "deals",
    "frontier",
    "history",
    "islands",
    "obstacles",
    "openings",
    "overlap_pairs",
    "overlaps",
    "pivots",
    "robustness",
    "sequence",
    "shifts",
    "solutions",
    "summary",
    "territory",
    "territory_matrix",
    "trades",
    "zones",
]

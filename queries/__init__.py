"""What can be asked of a case: one module a family of questions, free functions over a graph."""

from .ask import Reply, ask
from .asking.answer import Answer
from .asking.selection import UnknownNameError
from .check_deal import check_deal
from .clashes import clash_matrix, clashes
from .contradictions import contradictions
from .deals import deals
from .frontier import Frontier, frontier
from .history import history, shifts
from .islands import islands
from .obstacles import obstacles
from .openings import openings
from .overlaps import overlap_pairs, overlaps
from .panels import panels, picture
from .pivots import pivots
from .robustness import robustness
from .solutions import solutions
from .standoffs import sequence, standoffs
from .summary import summary
from .territory import territory, territory_matrix
from .trades import trades
from .zones import zones

__all__ = [
    "Answer",
    "Frontier",
    "Reply",
    "UnknownNameError",
    "ask",
    "check_deal",
    "clash_matrix",
    "clashes",
    "contradictions",
    "deals",
    "frontier",
    "history",
    "islands",
    "obstacles",
    "openings",
    "overlap_pairs",
    "overlaps",
    "panels",
    "picture",
    "pivots",
    "robustness",
    "sequence",
    "shifts",
    "solutions",
    "standoffs",
    "summary",
    "territory",
    "territory_matrix",
    "trades",
    "zones",
]

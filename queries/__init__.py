"""What can be asked of a case: one module a family of questions, free functions over a graph."""

from .clashes import clash_matrix, clashes
from .overlaps import overlap_pairs, overlaps
from .selection import UnknownNameError
from .zones import zones

__all__ = ["UnknownNameError", "clash_matrix", "clashes", "overlap_pairs", "overlaps", "zones"]

# Made from queries/asking/registry.py by python -m docs.

from .ask import Reply as Reply
from .ask import ask as _ask
from .ask import ask as ask
from .asking.answer import Answer as Answer
from .asking.answer import Rows as Rows
from .asking.selection import UnknownNameError as UnknownNameError
from .check_deal import check_deal as _check_deal
from .check_deal import check_deal as check_deal
from .clashes import clash_matrix as _clash_matrix
from .clashes import clash_matrix as clash_matrix
from .clashes import clashes as _clashes
from .clashes import clashes as clashes
from .coalitions import coalitions as _coalitions
from .coalitions import coalitions as coalitions
from .compare import compare as _compare
from .compare import compare as compare
from .contradictions import contradictions as _contradictions
from .contradictions import contradictions as contradictions
from .deals import deals as _deals
from .deals import deals as deals
from .frontier import Frontier as Frontier
from .frontier import frontier as _frontier
from .frontier import frontier as frontier
from .history import history as _history
from .history import history as history
from .history import shifts as _shifts
from .history import shifts as shifts
from .islands import islands as _islands
from .islands import islands as islands
from .obstacles import obstacles as _obstacles
from .obstacles import obstacles as obstacles
from .openings import openings as _openings
from .openings import openings as openings
from .overlaps import overlap_pairs as _overlap_pairs
from .overlaps import overlap_pairs as overlap_pairs
from .overlaps import overlaps as _overlaps
from .overlaps import overlaps as overlaps
from .panels import panels as _panels
from .panels import panels as panels
from .panels import picture as _picture
from .panels import picture as picture
from .pivots import pivots as _pivots
from .pivots import pivots as pivots
from .robustness import robustness as _robustness
from .robustness import robustness as robustness
from .solutions import solutions as _solutions
from .solutions import solutions as solutions
from .standoffs import sequence as _sequence
from .standoffs import sequence as sequence
from .standoffs import standoffs as _standoffs
from .standoffs import standoffs as standoffs
from .summary import summary as _summary
from .summary import summary as summary
from .support import support as _support
from .support import support as support
from .territory import territory as _territory
from .territory import territory as territory
from .territory import territory_matrix as _territory_matrix
from .territory import territory_matrix as territory_matrix
from .trades import trades as _trades
from .trades import trades as trades
from .voting_power import voting_power as _voting_power
from .voting_power import voting_power as voting_power
from .what_next import what_next as _what_next
from .what_next import what_next as what_next
from .zones import zones as _zones
from .zones import zones as zones

__all__: list[str]
TYPES: dict[str, str]

class Questions:
    ask = _ask
    check_deal = _check_deal
    clash_matrix = _clash_matrix
    clashes = _clashes
    coalitions = _coalitions
    compare = _compare
    contradictions = _contradictions
    deals = _deals
    frontier = _frontier
    history = _history
    islands = _islands
    obstacles = _obstacles
    openings = _openings
    overlap_pairs = _overlap_pairs
    overlaps = _overlaps
    panels = _panels
    picture = _picture
    pivots = _pivots
    robustness = _robustness
    sequence = _sequence
    shifts = _shifts
    solutions = _solutions
    standoffs = _standoffs
    summary = _summary
    support = _support
    territory = _territory
    territory_matrix = _territory_matrix
    trades = _trades
    voting_power = _voting_power
    what_next = _what_next
    zones = _zones

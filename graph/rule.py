"""The rule: what positions rule out, accept and leave open, when two clash, and what zone a set of parties has.

Read it from top to bottom; every query, the check and the page rest on this module alone.

Settlements
    What an issue can be settled as. On a choice issue: its options, and ``other`` where they are not all there is. An
    ordered issue is a choice issue, always closed, of which the options stand in an order: two positions that clash are some
    steps apart, and what one prefers of its options is an ideal. On a number issue: the scale, cut at every value that a
    position names, so that each value named and each gap between two is one settlement (:class:`Settlements`). From there
    on all kinds are sets of settlements, written as bit masks.

    The options of an issue of the kind ``several`` can be combined, so each is settled by itself: when a case is read, it
    becomes a choice issue of two settlements, in and out (``zopa.loaders.several``). ``demands X|Y`` wants both in,
    ``rejects X`` wants X out, ``accepts X`` can live with it in; a position that names several options becomes one on
    each. So a demand and a rejection of one option clash, two that want or accept it overlap, and an option of which a
    position says nothing is open. That two parties reject an option is no overlap, as with every rejection: its zone says
    that out is all that they leave.

    An option can be on the table on some days only: a draft is tabled and withdrawn. When a case is read, such an issue
    becomes one issue for each stretch of days with the same options on the table, and a position holds in the stretches in
    which an option that it names is on the table (``zopa.loaders.stretches``). So a demand for what is not on the table
    rules out nothing on that day.

A position (:func:`accepted_by`, :func:`ruled_out_by`)
    - ``demands X|Y`` accepts X and Y and rules out every other settlement.
    - ``rejects Z`` rules out Z.  It accepts nothing.
    - ``accepts X`` accepts X and rules out nothing.
    - ``abstains``, ``mixed`` and ``no answer`` take no side: they accept nothing and rule out nothing, whatever they name.
    - The ends of a range belong to it. A bare ideal accepts that value and rules nothing out.

A condition on a position
    A position can be tied to options of other issues (``conditions``: what it ``requires``; options in one row are
    alternatives, several rows must all be met). In a package a condition is met when, in the same place, one of its
    alternatives is part of the package. In which order things are done is no matter of a package: *only after* and
    *together with* ask no more of one than *only if* does. Their order knows places alike: what is settled region by region
    is a step of its own in each (:mod:`zopa.queries.order.places`).
    - Where a condition is not met, or not known to be (the other issue is left open, or is not asked about), the position
      accepts nothing: the party is silent there, which is neither agreement nor refusal. That is so at every level, however
      firm the condition is.
    - What the position rules out it rules out all the same where it is tied by *only after* or *together with*: these say
      when a thing can be done, and a condition on an offer loosens no line. What holds *only if* rules nothing out either
      where its condition is not met, and where that is not known it may or may not.
    - It counts from its ``start`` to its ``end``, both included; on other days it is as if it were not there.
    Zones, pivots, clashes and overlaps look at one issue at a time, and so read every position as it stands when its
    conditions are met; contradictions, openings, deals and all queries about packages read them.

Two positions
    - They *clash* when together they rule out everything, and neither does so alone: a contradiction of two.
      A position that rules out everything by itself is reported by ``check``; it is a contradiction of one.
    - They *overlap* when there is a settlement that both accept.
    - A clash is a ``deadlock`` between two red lines, ``hard`` with one, ``soft`` with none. Where a firmness is not known
      the severity is ``unknown`` and ``at_least`` says the mildest that it can be.

Days
    A position holds from its ``start`` to its ``end``, both included, until another replaces it, and an act on its day only.
    A party that has a ``start`` or an ``end`` holds nothing on other days: its positions, and those of who speaks for it,
    are cut to the days on which both exist, and so are the conditions that they set. Before and after, the party is unknown,
    as is every party without a position: it rules out nothing and accepts nothing. A member of a bloc exists without it,
    and a bloc without its members. Who takes the place of a party (``succeeds``) inherits none of its positions; but where
    it first holds something, its step from what that party held there last is told as a shift, as its own steps are
    (:mod:`zopa.queries.one_issue.successors`).

A party (:func:`party_says`)
    Levels nest: red line, then bottom line (with the red lines), then aim (with all). At a level a party rules out what
    its positions of that level or firmer rule out. What any of its positions accepts it accepts at every level, less
    what it rules out at that level. A position of unknown firmness counts at ``aim``; at a firmer level it may or may not.

    Shared ground is not what one of the two also rejects: what a rejection of unknown firmness names is not accepted.

A divided party
    Positions of one principal that cannot all hold at one time in one cell are *contested*, and so are an acceptance and a
    rejection, red line or of unknown firmness, of the same settlements. Each may hold or not: it rules out nothing for
    sure, what it accepts is no common ground, and what it rules out is none either. A clash with one has the severity
    ``unknown``. Which positions are contested is found when a case is read and stands in its table of positions.

A set of parties (:func:`zone`)
    - ``agreed``: the settlements that every one of them accepts, if there are any;
    - else ``open``: the settlements that nobody rules out, if there are any;
    - else ``closed``.
    A party without a position there is unknown: it rules nothing out and accepts nothing, so with it a zone is never agreed.
    So is a party that takes no side there; it is asked all the same, and what it said is told.
    Counting a position that is contested or of unknown firmness can only rule out more; so the status is certain when
    counting none of them and counting all of them give the same one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .columns import ABSTAINS, ACCEPTS, DEMANDS, LEVELS, MIXED, NO_ANSWER, RED_LINE, REJECTS, UNKNOWN, Columns
from .regions import bits

Array = NDArray[Any]

SEVERITIES = ("deadlock", "hard", "soft", "unknown")
STATUSES = ("agreed", "open", "closed")


# ------------------------------------------------------------------------------------------------ one position


def accepted_by(stance: int, named: int) -> int:
    """The settlements that a position accepts, ``named`` being those that it names."""
    return named if stance in (DEMANDS, ACCEPTS) else 0


def ruled_out_by(stance: int, named: int, full: int) -> int:
    """The settlements that a position rules out; ``full`` holds all settlements of the issue."""
    if stance == DEMANDS:
        return full & ~named
    return named if stance == REJECTS else 0


# ------------------------------------------------------------------------------------------------ two positions


def left_open(columns: Columns, positions: Array | slice) -> Array:
    """Mask of the options that each of these choice positions leaves: all but what it rules out. Shape ``(n,)``."""
    named = columns.named[positions]
    stance = columns.stance[positions]
    full = columns.full[columns.issue[positions]]
    return np.where(stance == DEMANDS, named, np.where(stance == REJECTS, full & ~named, full))


def rules_out_everything(columns: Columns) -> NDArray[np.bool_]:
    """Which positions leave no settlement at all. Shape ``(n,)``."""
    nothing_open = left_open(columns, slice(None)) == 0
    if not columns.is_number.any():
        return nothing_open
    low, high = columns.scale_low[columns.issue], columns.scale_high[columns.issue]
    whole_scale = (columns.stance == REJECTS) & (columns.low <= low) & (columns.high >= high)
    return np.where(columns.is_number[columns.issue], whole_scale, nothing_open)


class Ranges(NamedTuple):
    """Ranges of number positions, one value a position: stance, range, and whether it reaches the ends of the scale."""

    stance: Array
    low: Array
    high: Array
    at_bottom: Array
    at_top: Array


def ranges(columns: Columns, positions: Array | slice = slice(None)) -> Ranges:
    """The ranges of these positions, of all where none are given."""
    issue, low, high = columns.issue[positions], columns.low[positions], columns.high[positions]
    return Ranges(
        columns.stance[positions], low, high, low <= columns.scale_low[issue], high >= columns.scale_high[issue]
    )


def ranges_clash(a: Ranges, b: Ranges) -> NDArray[np.bool_]:
    """Which pairs of number positions, of one issue each, rule out the whole scale together. Shape ``(n,)``.

    Two demands: their ranges are disjoint. A demand and a rejection: the demand lies inside what is rejected. Two
    rejections: between them they reject the whole scale.
    """
    disjoint = (a.low > b.high) | (b.low > a.high)
    demand_a, demand_b = a.stance == DEMANDS, b.stance == DEMANDS
    demands = demand_a & demand_b
    if demands.all():
        return disjoint
    reject_a, reject_b = a.stance == REJECTS, b.stance == REJECTS
    a_in_b, b_in_a = (b.low <= a.low) & (a.high <= b.high), (a.low <= b.low) & (b.high <= a.high)
    whole_scale = (a.at_bottom | b.at_bottom) & (a.at_top | b.at_top) & ~disjoint
    return (
        (demands & disjoint)
        | (demand_a & reject_b & a_in_b)
        | (reject_a & demand_b & b_in_a)
        | (reject_a & reject_b & whole_scale)
    )


def gaps(a: Ranges, b: Ranges) -> NDArray[np.float64]:
    """How far apart two clashing number positions are: the least by which one end must move for them to meet.

    Two demands: the distance between their ranges. A demand inside a rejection: its distance from the nearer end of
    what is rejected, unless that is an end of the scale. Two rejections: how far they overlap. In the unit of the
    issue, shape ``(n,)``.
    """
    reject_a, reject_b = a.stance == REJECTS, b.stance == REJECTS
    with np.errstate(invalid="ignore"):
        apart = np.maximum(a.low, b.low) - np.minimum(a.high, b.high)
        inside_b = np.fmin(np.where(b.at_bottom, np.inf, a.low - b.low), np.where(b.at_top, np.inf, b.high - a.high))
        inside_a = np.fmin(np.where(a.at_bottom, np.inf, b.low - a.low), np.where(a.at_top, np.inf, a.high - b.high))
    return np.where(reject_a & reject_b, -apart, np.where(reject_b, inside_b, np.where(reject_a, inside_a, apart)))


def steps(open_a: int, open_b: int) -> int:
    """How many steps apart are two positions on an ordered issue that clash, by the options that each leaves?

    The least by which one must move, option by option, to reach one that the other leaves.

    >>> from zopa.graph.rule import steps
    >>> steps(0b0011, 0b1000)
    2
    """
    return min(abs(a - b) for a in bits(open_a) for b in bits(open_b))


def ranges_overlap(a: Ranges, b: Ranges) -> NDArray[np.bool_]:
    """Which pairs of number positions, of one issue each, accept a value in common. Shape ``(n,)``."""
    accepting_a, accepting_b = ((side.stance == DEMANDS) | (side.stance == ACCEPTS) for side in (a, b))
    return accepting_a & accepting_b & (a.low <= b.high) & (b.low <= a.high)


def severities(firmness_a: Array, firmness_b: Array) -> tuple[Array, Array]:
    """Codes of the severity and of the mildest severity it can be, into :data:`SEVERITIES`. Shape ``(n,)`` each."""
    red_lines = (firmness_a == RED_LINE).astype(np.int8) + (firmness_b == RED_LINE)
    at_least = (2 - red_lines).astype(np.int8)
    unknown = (firmness_a == UNKNOWN) | (firmness_b == UNKNOWN)
    return np.where(unknown, np.int8(3), at_least), at_least


# ------------------------------------------------------------------------------------------------ settlements of an issue


class Interval(NamedTuple):
    """One settlement of a number issue: a single value, or the open gap between two values."""

    low: float
    high: float

    @property
    def is_value(self) -> bool:
        """Whether it is a single value."""
        return self.low == self.high


@dataclass(frozen=True)
class Settlements:
    """The settlements of one issue, and which of them each of its positions names.

    Attributes
    ----------
    pieces : tuple
        Option names on a choice issue, :class:`Interval` on a number issue; bit ``i`` of a mask is ``pieces[i]``.
    named : dict of int to int
        Position to mask.
    """

    pieces: tuple[str, ...] | tuple[Interval, ...]
    named: dict[int, int]

    @property
    def full(self) -> int:
        """Mask of all settlements."""
        return (1 << len(self.pieces)) - 1

    def words(self, mask: int, unit: str = "") -> list[str]:
        """The settlements in a mask, readable: option names, or ranges such as ``10 to 20`` joined from their pieces.

        An end that does not belong to a range is said: ``more than 10, less than 20``.
        """
        return [text for text, _ in self.parts(mask, unit)]

    def parts(self, mask: int, unit: str = "") -> list[tuple[str, int]]:
        """As :meth:`words`, each with the mask of its own settlements."""
        words_and_masks = []
        for begin, end in runs(mask):
            first, last = self.pieces[begin], self.pieces[end]
            if isinstance(first, Interval) and isinstance(last, Interval):
                words_and_masks.append((range_words(first, last, unit), (2 << end) - (1 << begin)))
            else:
                words_and_masks += [(str(self.pieces[bit]), 1 << bit) for bit in range(begin, end + 1)]
        return words_and_masks


def settlements(columns: Columns, issue: int, positions: Iterable[int]) -> Settlements:
    """The settlements of an issue as these positions cut it, and which of them each position names."""
    positions = [int(position) for position in positions]
    if not columns.is_number[issue]:
        return Settlements(tuple(columns.options[issue]), {p: int(columns.named[p]) for p in positions})
    bottom, top = float(columns.scale_low[issue]), float(columns.scale_high[issue])
    ends = {float(end) for p in positions for end in (columns.low[p], columns.high[p])} | {bottom, top}
    cuts = sorted(end for end in ends if np.isfinite(end))
    pieces: list[Interval] = []
    for below, cut in zip([bottom, *cuts], cuts, strict=False):
        if below < cut:
            pieces.append(Interval(below, cut))
        pieces.append(Interval(cut, cut))
    highest = cuts[-1] if cuts else bottom
    if highest < top:
        pieces.append(Interval(highest, top))
    piece_of = {piece.low: bit for bit, piece in enumerate(pieces) if piece.is_value}
    named = {}
    for p in positions:
        first = piece_of.get(float(columns.low[p]), 0)
        last = piece_of.get(float(columns.high[p]), len(pieces) - 1)
        named[p] = ((1 << (last + 1)) - 1) & ~((1 << first) - 1) if columns.low[p] <= columns.high[p] else 0
    return Settlements(tuple(pieces), named)


def runs(mask: int) -> list[tuple[int, int]]:
    """First and last bit of each run of bits that are set, ascending."""
    return list(zip(bits(mask & ~(mask << 1)), bits(mask & ~(mask >> 1)), strict=True))


def range_words(first: Interval, last: Interval, unit: str = "") -> str:
    """A run of pieces in words, ends that belong to it told apart from ends that do not."""
    low, high = first.low, last.high
    tail = f" {unit}" if unit else ""
    if low == high:
        return f"{low:,.15g}{tail}"
    if np.isinf(low) and np.isinf(high):
        return "any value"
    if first.is_value and last.is_value:
        return f"{low:,.15g} to {high:,.15g}{tail}"
    parts = []
    if not np.isinf(low):
        parts.append(f"at least {low:,.15g}" if first.is_value else f"more than {low:,.15g}")
    if not np.isinf(high):
        parts.append(f"at most {high:,.15g}" if last.is_value else f"less than {high:,.15g}")
    return ", ".join(parts) + tail


# ------------------------------------------------------------------------------------------------ one party


class PartyView(NamedTuple):
    """The view that one party has of the settlements of a cell at one level, as masks.

    ``ruled_out`` counts no position that is contested, nor one of unknown firmness at a level firmer than aim;
    ``perhaps_ruled_out`` and ``surely_accepted`` count them all. ``accepted`` leaves out what any of them rejects.
    """

    accepted: int
    ruled_out: int
    surely_accepted: int
    perhaps_ruled_out: int


def counts(firmness: int, level: int) -> bool:
    """Whether a position of this firmness counts at a level: it is as firm, or the level is that of all positions."""
    return bool(firmness >= level or LEVELS[level] == "aim")


def party_says(columns: Columns, cell: Settlements, positions: Iterable[int], level: int) -> PartyView:
    """The view of a party, by these positions of its own in one cell at one time, at a level (1 aim .. 3 red line).

    It is :data:`NOTHING` where none of them takes a side.
    """
    accepts = ruled_out = perhaps = refused = 0
    takes_side = False
    for position in positions:
        stance, named, firmness = int(columns.stance[position]), cell.named[position], columns.firmness[position]
        if stance in (ABSTAINS, MIXED, NO_ANSWER):
            continue
        takes_side = True
        rules_out = ruled_out_by(stance, named, cell.full)
        if columns.contested[position]:
            if counts(firmness, level) or firmness == UNKNOWN:
                perhaps |= rules_out
                refused |= rules_out
            continue
        accepts |= accepted_by(stance, named)
        if counts(firmness, level):
            ruled_out |= rules_out
        elif firmness == UNKNOWN:
            perhaps |= rules_out
            refused |= named if stance == REJECTS else 0
    if not takes_side:
        return NOTHING
    perhaps |= ruled_out
    return PartyView(accepts & ~ruled_out & ~refused, ruled_out, accepts & ~perhaps, perhaps)


# ------------------------------------------------------------------------------------------------ a set of parties


class Zone(NamedTuple):
    """The zone of a set of parties in one cell at one time and level.

    ``settlements`` are those that all accept where it is ``agreed``, those that nobody rules out where it is ``open``.
    ``at_worst`` is the status when every position of unknown firmness counts at this level; the answer is certain when
    the two are the same.
    """

    status: str
    settlements: int
    at_worst: str

    @property
    def certain(self) -> bool:
        """Whether missing firmnesses and contested positions make no difference to the status."""
        return self.status == self.at_worst


def zone(full: int, says: Iterable[PartyView]) -> Zone:
    """The zone of parties of which each says this; a party without a position says :data:`NOTHING`."""
    agreed = agreed_at_worst = full
    allowed = allowed_at_worst = full
    for view in says:
        agreed &= view.accepted
        allowed &= ~view.ruled_out
        agreed_at_worst &= view.surely_accepted
        allowed_at_worst &= ~view.perhaps_ruled_out
    status, mask = _status(agreed, allowed)
    return Zone(status, mask, _status(agreed_at_worst, allowed_at_worst)[0])


NOTHING = PartyView(0, 0, 0, 0)


def pivots(says: Mapping[int, PartyView]) -> list[int]:
    """Of the parties of a closed zone, those without any one of whom it would not be closed.

    Everything is ruled out, so without a party there is something left just where it alone rules something out.
    """
    once = twice = 0
    for view in says.values():
        twice |= once & view.ruled_out
        once |= view.ruled_out
    alone = once & ~twice
    return [party for party, view in says.items() if view.ruled_out & alone]


def _status(agreed: int, allowed: int) -> tuple[str, int]:
    if agreed:
        return "agreed", agreed
    return ("open", allowed) if allowed else ("closed", 0)

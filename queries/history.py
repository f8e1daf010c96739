"""The positions of parties over time (history), and the moves between them (shifts)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from ..graph import rule
from ..graph.asked import ALL, LINES, date_asked
from ..graph.columns import AIM, BOTTOM_LINE, LEVELS, RED_LINE, UNKNOWN, Columns
from ..graph.dates import ALWAYS, as_text
from ..graph.lists import join
from .asking.answer import draws_itself
from .asking.scope import by_issue, one_after_another, sorted_by
from .asking.selection import Names, Selection, select, words_asked
from .asking.wording import JOIN, Wording
from .one_issue.cells import Where, leaves_of, merged, region_names
from .one_issue.stands import by_party, stands

if TYPE_CHECKING:
    from ..graph.store import Store

HISTORY_COLUMNS = (
    "party",
    "issue",
    "regions",
    "start",
    "end",
    "accepts",
    "rules_out",
    "firmness",
    "no_side",
    "positions",
    "evidence",
    "why",
)
SHIFT_COLUMNS = (
    "party",
    "issue",
    "regions",
    "date",
    "kind",
    "direction",
    "certain",
    "level",
    "accepted_before",
    "accepted_after",
    "ruled_out_before",
    "ruled_out_after",
    "positions_before",
    "positions_after",
    "evidence",
    "why",
)

CROSSED, CONCESSION, HARDENING, CHANGE = "red line crossed", "concession", "hardening", "change"
UP, DOWN = "up", "down"


@draws_itself
@by_issue(one_after_another)
def history(
    graph: Store,
    *,
    parties: Names = None,
    issues: Names = None,
    regions: Names = None,
    as_of: str = ALL,
    roll_up: bool = True,
) -> pd.DataFrame:
    """What did each party hold, on which issue, where and when?

    Parameters
    ----------
    graph : PositionGraph
    parties, issues, regions : str or iterable of str, optional
        Only these; a region stands for all regions inside it.
    as_of : str
        The date that is asked about: ``2025``, ``2025-08`` or ``2025-08-15`` (what was held on some day of it), or
        ``"all"`` for all dates, the default. ``attrs["as_of"]`` of the answer says which date was meant.
    roll_up : bool
        Count a leader's or delegate's position as its principal's.

    Returns
    -------
    DataFrame
        One row a party, issue, place and run of days in which nothing changed, by issue, party and date, with the columns
        ``party``, ``issue``, ``regions`` (ids separated by ``|``, empty for everywhere), ``start``, ``end``, ``accepts``
        and ``rules_out`` (settlements separated by ``|``), ``firmness`` (the firmest of its demands and rejections, empty
        where none is known), ``no_side`` (``abstains``, ``mixed`` or ``no answer`` where it took no side),
        ``positions``, ``evidence`` and ``why`` in a sentence.

    Raises
    ------
    UnknownNameError
        When a party, issue or region is not known.

    See Also
    --------
    shifts : Only what changed, and in which direction.

    Examples
    --------
    >>> import pandas as pd, zopa
    >>> case = zopa.load({"positions": pd.DataFrame({
    ...     "party": ["A", "A"], "issue": "seat", "option": ["Geneva", "Geneva|Oslo"],
    ...     "start": ["2020", "2022"], "end": ["2021", ""]})}, quiet=True)
    >>> case.history()[["start", "accepts"]].values.tolist()
    [['2020-01-01', 'Geneva'], ['2022-01-01', 'Geneva|Oslo']]
    """
    selection = select(
        graph, parties=parties, issues=issues, regions=regions, as_of=as_of, roll_up=roll_up, all_dates=True
    )
    wording, columns = Wording(graph), graph.columns
    rows = sorted(
        stands(graph, selection, wording),
        key=lambda row: (row[0].issue, row[0].party, row[1].start, sorted(row[1].leaves)),
    )
    history_rows = []
    for stand, where in rows:
        places = region_names(columns.regions, where)
        history_rows.append(
            (
                str(columns.parties[stand.party]),
                str(columns.issues[stand.issue]),
                JOIN.join(places),
                as_text(where.start) or None,
                as_text(where.end) or None,
                JOIN.join(stand.accepts),
                JOIN.join(stand.rules_out),
                stand.firmness,
                JOIN.join(stand.no_side),
                wording.ids_of(stand.positions),
                wording.evidence_of(stand.positions),
                wording.on(stand.issue, places, where.start, where.end)
                + wording.claims(stand.positions, selection.holder)
                + ".",
            )
        )
    return pd.DataFrame(history_rows, columns=pd.Index(HISTORY_COLUMNS), dtype="str")


#: Settlements before and after a shift.
_Words = tuple[tuple[str, ...], tuple[str, ...]]


class _Shift(NamedTuple):
    issue: int
    party: int
    day: int
    until: int
    kind: str
    direction: str
    certain: bool
    level: int
    accepted: _Words
    ruled_out: _Words
    before: tuple[int, ...]
    after: tuple[int, ...]


@draws_itself
@by_issue(sorted_by("date"))
def shifts(
    graph: Store,
    *,
    parties: Names = None,
    issues: Names = None,
    regions: Names = None,
    as_of: str = ALL,
    roll_up: bool = True,
    kind: Names = None,
) -> pd.DataFrame:
    """Who moved, when, and which way?

    Parameters
    ----------
    graph : PositionGraph
    parties, issues, regions : str or iterable of str, optional
        Only these; a region stands for all regions inside it.
    as_of : str
        The date that is asked about: ``2025``, ``2025-08`` or ``2025-08-15`` (shifts that took place on some day of it), or
        ``"all"`` for all dates, the default. ``attrs["as_of"]`` of the answer says which date was meant.
    roll_up : bool
        Count a leader's or delegate's position as its principal's.
    kind : str or iterable of str, optional
        Only shifts of these kinds.

    Returns
    -------
    DataFrame
        One row a shift, by date, with the columns ``party``, ``issue``, ``regions``, ``date`` (the first day of what it
        holds since), ``kind``, ``direction``, ``certain``, ``level``, ``accepted_before``, ``accepted_after``,
        ``ruled_out_before``, ``ruled_out_after``, ``positions_before``, ``positions_after``, ``evidence`` and ``why`` in a
        sentence. ``level`` is ``aim`` where it moved when all that it says counts, else the next firmer level at which it
        moved; what it accepted and ruled out is told at that level. ``certain`` is false where the party is divided before
        or after, and its
        contested positions make a difference to the kind; the kind is that without them. ``direction`` is ``up`` or ``down``
        where what it accepts, or without that what it leaves, moved towards one end of a number scale or of an ordered
        issue; else it is empty. ``kind`` is

        - ``red line crossed``: it accepts what its own earlier red line ruled out;
        - ``concession``: it accepts more, rules out less or is less firm, and nothing the other way;
        - ``hardening``: the opposite;
        - ``change``: both ways at once, or to or from no side at all (it abstains, is mixed or gives no answer).

        A position that ends without another following is a shift only where another demand or rejection of the party stays;
        a first position is none. Firmness is compared only where it is known before and after.

    Raises
    ------
    UnknownNameError
        When a party, issue, region or kind is not known.

    See Also
    --------
    history : Everything that each party held, with its dates.

    Examples
    --------
    >>> import pandas as pd, zopa
    >>> case = zopa.load({"positions": pd.DataFrame({
    ...     "party": ["A", "A"], "issue": "seat", "option": ["Geneva", "Geneva|Oslo"],
    ...     "firmness": "red line", "start": ["2020", "2022"], "end": ["2021", ""]})}, quiet=True)
    >>> case.shifts()[["date", "kind"]].values.tolist()
    [['2022-01-01', 'red line crossed']]
    """
    wanted = words_asked(kind, (CROSSED, CONCESSION, HARDENING, CHANGE), "kind of shift")
    selection = select(graph, parties=parties, issues=issues, regions=regions, as_of=ALL, roll_up=roll_up)
    _, first, last = date_asked(graph, as_of)
    wording, columns = Wording(graph), graph.columns
    shifts_found = [
        (shift, Where(leaves, shift.day, shift.day))
        for shift, leaves in _shifts(graph, selection, wording)
        if shift.kind in wanted and first <= shift.day <= last
    ]
    rows = sorted(
        merged(shifts_found, selection), key=lambda row: (row[0].day, row[0].issue, row[0].party, sorted(row[1].leaves))
    )
    shift_rows = []
    for shift, where in rows:
        places = region_names(columns.regions, where)
        shift_rows.append(
            (
                str(columns.parties[shift.party]),
                str(columns.issues[shift.issue]),
                JOIN.join(places),
                as_text(shift.day),
                shift.kind,
                shift.direction,
                shift.certain,
                LEVELS[shift.level],
                *(JOIN.join(words) for words in (*shift.accepted, *shift.ruled_out)),
                wording.ids_of(shift.before),
                wording.ids_of(shift.after),
                wording.evidence_of((*shift.before, *shift.after)),
                _sentence(wording, selection, shift, places),
            )
        )
    frame = pd.DataFrame(shift_rows, columns=pd.Index(SHIFT_COLUMNS))
    return frame.astype({name: "bool" if name == "certain" else "str" for name in SHIFT_COLUMNS})


def _shifts(graph: Store, selection: Selection, wording: Wording) -> Iterator[tuple[_Shift, frozenset[int]]]:
    columns = graph.columns
    undivided = replace(columns, contested=np.zeros(len(columns), dtype=bool))
    for party, ground in by_party(selection):
        settlements = ground.settlements()
        for ever, place in ground.places.items():
            before, until = 0, 0
            for held_now, start, end in ground.runs(ever):
                insists = any(columns.insisting[p] for p in ground.named(held_now))
                if before and (held_now & ~before or insists):
                    positions = ground.named(before), ground.named(held_now)
                    kind, says = _move(columns, settlements, positions)
                    if kind:
                        certain = (
                            not any(columns.contested[p] for p in (*positions[0], *positions[1]))
                            or _move(undivided, settlements, positions)[0] == kind
                        )
                        level = next(level for level, both in says.items() if _moved(*both))
                        lines_told = _lines_in_words(settlements, says[level], wording.units[ground.issue])
                        in_order = columns.is_number[ground.issue] or columns.is_ordered[ground.issue]
                        way = _direction(settlements.full, says[level]) if in_order else ""
                        yield (
                            _Shift(
                                ground.issue, party, start, until, kind, way, certain, level, *lines_told, *positions
                            ),
                            leaves_of(columns.regions, place),
                        )
                before, until = held_now, end


#: What a party said before and after.
_Both = tuple[rule.PartyView, rule.PartyView]


def _move(
    columns: Columns, settlements: rule.Settlements, before_and_after: tuple[tuple[int, ...], tuple[int, ...]]
) -> tuple[str, dict[int, _Both]]:
    """Which way a party moved from the first of these positions to the second, and what it said at each level looked at.

    The levels go from aims to red lines. The way is empty where it did not move.
    """
    before, after = before_and_after
    insisting = [p for p in (*before, *after) if columns.insisting[p]]
    unknown = any(columns.firmness[p] == UNKNOWN for p in insisting)
    says = {
        level: (
            rule.party_says(columns, settlements, before, level),
            rule.party_says(columns, settlements, after, level),
        )
        for level in ((AIM, RED_LINE) if unknown else (AIM, BOTTOM_LINE, RED_LINE))
    }
    return _kind([says[AIM]] if unknown else list(says.values()), says[RED_LINE][0].ruled_out), says


def _lines_in_words(settlements: rule.Settlements, says: _Both, unit: str) -> tuple[_Words, _Words]:
    """The settlements that a party accepted, and those it ruled out, before and after, in words."""
    first, second = says
    return (
        (tuple(settlements.words(first.accepted, unit)), tuple(settlements.words(second.accepted, unit))),
        (tuple(settlements.words(first.ruled_out, unit)), tuple(settlements.words(second.ruled_out, unit))),
    )


def _direction(full: int, says: _Both) -> str:
    """Towards which end of the settlements, which stand in an order, a party moved; empty where it did not, or to both."""
    ends = []
    for view in says:
        wanted = view.accepted or full & ~view.ruled_out
        if not wanted or wanted == full:
            return ""
        ends.append(((wanted & -wanted).bit_length(), wanted.bit_length()))
    (low, high), (new_low, new_high) = ends
    if (low, high) == (new_low, new_high):
        return ""
    return UP if new_low >= low and new_high >= high else DOWN if new_low <= low and new_high <= high else ""


def _moved(before: rule.PartyView, after: rule.PartyView) -> bool:
    """Whether a party accepts or rules out something else than before."""
    return (before.accepted, before.ruled_out) != (after.accepted, after.ruled_out)


def _kind(says: list[tuple[rule.PartyView, rule.PartyView]], red_line_before: int) -> str:
    """Which way a party moved, from what it said before and after at each level; empty where it did not."""
    if any(after.accepted & red_line_before for _, after in says):
        return CROSSED
    if any((before is rule.NOTHING) != (after is rule.NOTHING) and _moved(before, after) for before, after in says):
        return CHANGE
    softer = any(b.ruled_out & ~a.ruled_out or a.accepted & ~b.accepted for b, a in says)
    harder = any(a.ruled_out & ~b.ruled_out or b.accepted & ~a.accepted for b, a in says)
    return CHANGE if softer and harder else CONCESSION if softer else HARDENING if harder else ""


def _sentence(wording: Wording, selection: Selection, shift: _Shift, places: list[str]) -> str:
    before, after = (wording.claims(positions, selection.holder) for positions in (shift.before, shift.after))
    article = {CROSSED: "a red line crossed", HARDENING: "a hardening"}.get(shift.kind, f"a {shift.kind}")
    until = wording.on(shift.issue, places, ALWAYS, shift.until)
    if not shift.certain:
        article += f", unless contested positions of {wording.who([shift.party])} hold"
    if shift.direction and wording.columns.is_ordered[shift.issue]:
        options = wording.columns.options[shift.issue]
        article += f", towards {wording.option(shift.issue, options[-1 if shift.direction == UP else 0])}"
    why = f"{until}{before}; since {wording.columns.day_words.start(shift.day)}, {after}: {article}."
    return why if shift.level == AIM else f"{why} {_at_level(wording, shift)}"


def _at_level(wording: Wording, shift: _Shift) -> str:
    """How a shift that shows only where less counts reads: what its firmer lines alone accept and rule out."""
    phrases = []
    for verb, (before, after) in (("accepts", shift.accepted), ("rules out", shift.ruled_out)):
        if before != after:
            now, then = (wording.settlements(shift.issue, words) if words else "nothing" for words in (after, before))
            phrases.append(f"{verb} {now}, where before it was {then}")
    return f"Where only {LINES[LEVELS[shift.level]]} count, it {join(phrases, 'and')}."

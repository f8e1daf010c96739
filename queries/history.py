"""The positions of parties over time (history), and the moves between them (shifts)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ..graph.asked import ALL, LINES, date_asked
from ..graph.columns import AIM, LEVELS
from ..graph.dates import ALWAYS, as_text
from ..graph.lists import join
from .asking.answer import draws_itself
from .asking.scope import by_issue, one_after_another, sorted_by
from .asking.selection import Names, Selection, select, words_asked
from .asking.wording import JOIN, Wording
from .one_issue.cells import Where, merged, region_names
from .one_issue.shifting import CHANGE, CONCESSION, CROSSED, HARDENING, ITSELF, UP, Shift, shifts_of
from .one_issue.stands import stands

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
    "succeeds",
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
        ``red line crossed``, ``concession``, ``hardening`` or ``change``; by default all.

    Returns
    -------
    DataFrame
        One row a shift, by date, with the columns ``party``, ``succeeds``, ``issue``, ``regions``, ``date`` (the first day
        of what it holds since), ``kind``, ``direction``, ``certain``, ``level``, ``accepted_before``, ``accepted_after``,
        ``ruled_out_before``, ``ruled_out_after``, ``positions_before``, ``positions_after``, ``evidence`` and ``why`` in a
        sentence. ``succeeds`` is the party whose place it took, where that one's last positions stand before the shift;
        else it is empty, and what stands before is what the party held itself. ``level`` is ``aim`` where it moved when all
        that it says counts, else the next firmer level at which it moved; what it accepted and ruled out is told at that
        level. ``certain`` is false where the party is divided before or after, and its contested positions make a
        difference to the kind; the kind is that without them. ``direction`` is ``up`` or ``down`` where what it accepts, or
        without that what it leaves, moved towards one end of a number scale or of an ordered issue; else it is empty.
        ``kind`` is

        - ``red line crossed``: it accepts what its own earlier red line ruled out, or that of the party whose place it took;
        - ``concession``: it accepts more, rules out less or is less firm, and nothing the other way;
        - ``hardening``: the opposite;
        - ``change``: both ways at once, or to or from no side at all (it abstains, is mixed or gives no answer).

        A position that ends without another following is a shift only where another demand or rejection of the party stays;
        a first position is none, unless a party whose place it took held another there before: of these each that held
        something is told, and where one held nothing, those before it. Firmness is compared only where it is known before
        and after.

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
        for shift, leaves in shifts_of(graph, selection, wording, roll_up)
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
                "" if shift.succeeds == ITSELF else str(columns.parties[shift.succeeds]),
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


def _sentence(wording: Wording, selection: Selection, shift: Shift, places: list[str]) -> str:
    before, after = (wording.claims(positions, selection.holder) for positions in (shift.before, shift.after))
    article = {CROSSED: "a red line crossed", HARDENING: "a hardening"}.get(shift.kind, f"a {shift.kind}")
    until = wording.on(shift.issue, places, ALWAYS, shift.until)
    sides = [side for side in (shift.party, shift.succeeds) if side != ITSELF]
    if shift.succeeds != ITSELF:
        article += f" of {wording.who([shift.party])}, which succeeds {wording.who([shift.succeeds])}"
    if not shift.certain:
        article += f", unless contested positions of {wording.who(sides, 'or')} hold"
    if shift.direction and wording.columns.is_ordered[shift.issue]:
        options = wording.columns.options[shift.issue]
        article += f", towards {wording.option(shift.issue, options[-1 if shift.direction == UP else 0])}"
    why = f"{until}{before}; since {wording.columns.day_words.start(shift.day)}, {after}: {article}."
    return why if shift.level == AIM else f"{why} {_at_level(wording, shift)}"


def _at_level(wording: Wording, shift: Shift) -> str:
    """How a shift that shows only where less counts reads: what its firmer lines alone accept and rule out."""
    phrases = []
    for verb, (before, after) in (("accepts", shift.accepted), ("rules out", shift.ruled_out)):
        if before != after:
            now, then = (wording.settlements(shift.issue, words) if words else "nothing" for words in (after, before))
            phrases.append(f"{verb} {now}, where before it was {then}")
    return f"Where only {LINES[LEVELS[shift.level]]} count, it {join(phrases, 'and')}."

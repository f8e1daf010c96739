"""Which single positions would open or enlarge a zone, and how far each would have to be softened."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pandas as pd

from ..graph import rule
from ..graph.columns import LEVELS, UNKNOWN
from .asking.scope import on_issues
from .asking.selection import Names, level_code
from .asking.wording import JOIN, Wording
from .packages.agenda import agenda
from .packages.minimal_sets import bits
from .packages.words import places_of

if TYPE_CHECKING:
    from ..graph.store import Store

PIVOT_COLUMNS = (
    "party",
    "position",
    "issue",
    "regions",
    "opens",
    "frees",
    "certain",
    "level",
    "steps",
    "evidence",
    "why",
)


@on_issues
def pivots(
    graph: Store,
    *,
    parties: Names = None,
    issues: Names = None,
    regions: Names = None,
    as_of: str | None = None,
    roll_up: bool = True,
    level: str = "red line",
) -> pd.DataFrame:
    """Which single position would, once softened, open or enlarge a zone most, and how far would it have to go?

    A step goes from a red line to a bottom line, from that to an aim, and from an aim to nothing that it insists on.

    Parameters
    ----------
    graph : PositionGraph
    parties, issues, regions, as_of, roll_up
        As for :func:`zopa.queries.contradictions`.
    level : str
        ``red line``, ``bottom line`` or ``aim``: the zone at this level, where a position softened below it no longer
        counts.

    Returns
    -------
    DataFrame
        One row a position and issue, those first that open a closed zone, then those that have the fewest steps to go, then
        those that free the largest part, with the columns ``party``, ``position``, ``issue``, ``regions``; ``opens``:
        whether a closed zone would be open; ``frees``: the settlements that nobody would rule out any more, separated by
        ``|``; ``certain``: whether that is so whichever contested positions of a divided party hold, and however firm the
        positions of unknown firmness are; ``level``: what it would have to be softened to; ``steps``: how many steps that
        is, missing where its firmness is not known; ``evidence``; ``why`` in a sentence. Positions of which nothing would
        be freed are not listed. As in zones, a position is read as it stands where its conditions are met.

    Raises
    ------
    UnknownNameError
        When a party, issue, region or level is not known.

    See Also
    --------
    openings : Sets of positions that allow a deal together.
    zones : The zones that are opened or enlarged.

    Examples
    --------
    >>> import pandas as pd, zopa
    >>> case = zopa.load({"positions": pd.DataFrame({
    ...     "id": ["a", "b"], "party": ["A", "B"], "issue": "seat", "firmness": "red line",
    ...     "option": ["Geneva|Oslo", "Vienna"]})}, quiet=True)
    >>> case.pivots()[["position", "opens", "frees"]].values.tolist()
    [['b', True, 'Geneva|Oslo'], ['a', True, 'Vienna']]
    """
    code = level_code(level)
    made = agenda(
        graph, parties=parties, issues=issues, regions=regions, as_of=as_of, roll_up=roll_up, level=code, possible=False
    )
    columns, holder, asked = graph.columns, made.selection.holder, made.selection.parties
    wording, softer = Wording(graph), _called(code - 1)
    by_answer: dict[tuple[int, int, bool, tuple[str, ...], tuple[int, ...], float], list[int]] = defaultdict(list)
    for question, one in enumerate(made.questions):
        full = one.settlements.full
        out: dict[int, int] = {}
        perhaps: dict[int, int] = {}
        for p in one.positions:
            if asked is not None and int(holder[p]) not in asked:
                continue
            mask = rule.ruled_out_by(int(columns.stance[p]), one.settlements.named[p], full)
            counts = rule.counts(int(columns.firmness[p]), code)
            if counts and not columns.contested[p]:
                out[p] = mask
            elif counts or columns.firmness[p] == UNKNOWN:
                perhaps[p] = mask
        for position in out:
            others = 0
            for other, mask in out.items():
                others |= mask if other != position else 0
            freed = out[position] & ~others
            if freed:
                closed = (others | out[position]) == full
                share = len(bits(freed)) / len(one.settlements.pieces)
                words = tuple(made.words(question, freed))
                against = tuple(p for p, mask in perhaps.items() if mask & freed)
                by_answer[position, one.issue, closed, words, against, share].append(question)
    rows = []
    steps = {position: _steps_down(int(columns.firmness[position]), code) for position, *_ in by_answer}
    ordered = sorted(
        by_answer.items(),
        key=lambda item: (not item[0][2], steps[item[0][0]] or len(LEVELS), -item[0][5], item[0][1], item[0][0]),
    )
    for (position, issue, opens, freed_words, against, _), questions in ordered:
        party, places = int(holder[position]), places_of(made, questions)
        effect = "would open the zone, leaving" if opens else "would add to the zone"
        why = f"On {wording.issues[issue]}{wording.where(places)}, {wording.position(position, party)}: "
        why += f"softened {_way_down(int(columns.firmness[position]), code)}, it {effect} "
        why += f"{wording.settlements(issue, freed_words)}."
        if against:
            why += f" That is not certain, as this may count too: {wording.said(against, holder)}."
        rows.append(
            (
                str(columns.parties[party]),
                str(columns.ids[position]),
                str(columns.issues[issue]),
                JOIN.join(places),
                opens,
                JOIN.join(freed_words),
                not against,
                softer,
                steps[position],
                wording.evidence_of([position]),
                why,
            )
        )
    frame = pd.DataFrame(rows, columns=pd.Index(PIVOT_COLUMNS))
    return frame.astype(
        {name: {"opens": "bool", "certain": "bool", "steps": "Int64"}.get(name, "str") for name in PIVOT_COLUMNS}
    )


def _called(firmness: int) -> str:
    return LEVELS[firmness] or "nothing that it insists on"


def _steps_down(firmness: int, level: int) -> int | None:
    """How many steps a position has to be softened so that it no longer counts at a level; none where that is not known."""
    return None if firmness == UNKNOWN else firmness - level + 1


def _way_down(firmness: int, level: int) -> str:
    """``to a bottom line``, or ``in 2 steps, to a bottom line and then to an aim``."""
    articles = {"bottom line": "a bottom line", "aim": "an aim"}
    steps = _steps_down(firmness, level)
    lowest = level if steps is None else firmness
    way = [f"to {articles.get(LEVELS[one], _called(one))}" for one in range(lowest - 1, level - 2, -1)]
    if steps is None:
        return f"{way[0]}, which takes one to three steps, as its firmness is not known"
    return way[0] if steps == 1 else f"in {steps} steps, {', '.join(way[:-1])} and then {way[-1]}"

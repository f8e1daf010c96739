"""Which single positions would open or enlarge a zone, and how far each would have to be softened."""

from __future__ import annotations

from collections import defaultdict
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from ..graph import rule
from ..graph.asked import level_asked
from ..graph.columns import LEVELS, UNKNOWN
from .asking.scope import on_issues
from .asking.selection import Names, level_code
from .asking.wording import JOIN, Wording
from .deciding.electorate import Electorate, electorate, who_is_asked
from .packages.agenda import agenda
from .packages.minimal_sets import bits
from .packages.words import places_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..graph.store import Store
    from .packages.agenda import Agenda

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
    level: str | None = None,
    decision: str | None = None,
) -> pd.DataFrame:
    """Which single position would, once softened, open or enlarge a zone most, and how far would it have to go?

    A step goes from a red line to a bottom line, from that to an aim, and from an aim to nothing that it insists on.

    Parameters
    ----------
    graph : PositionGraph
    parties, issues, regions, as_of, roll_up
        As for :func:`zopa.queries.contradictions`.
    level : str, optional
        ``red line``, ``bottom line`` or ``aim``: the zone at this level, where a position softened below it no longer
        counts. By default ``red line``; in a case that codes no firmness ``aim``, which ``attrs["note"]`` says.
        ``attrs["level"]`` of the answer says which level was meant.
    decision : str, optional
        Id or name of a decision of the case: a settlement is ruled out where those who rule it out can stop it. By default
        one who is asked is enough.

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
        When a party, issue, region, level or decision is not known.
    RuleError
        When the decision does not fit those who have a say.

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
    code = level_code(level_asked(graph, level))
    voters = None
    if decision is not None:
        voters = electorate(graph, decision, who_is_asked(graph, parties, as_of, roll_up), roll_up)
        issues = voters.decided(graph, issues)
    case_agenda = agenda(graph, parties, issues, regions, as_of, roll_up=roll_up, level=code, possible=False)
    questions: dict[_Effect, list[int]] = defaultdict(list)
    for question in range(len(case_agenda.questions)):
        for effect in _effects(case_agenda, question, code, voters):
            questions[effect].append(question)
    firmness = graph.columns.firmness
    steps = {effect.position: _steps_down(int(firmness[effect.position]), code) for effect in questions}

    def order(effect: _Effect) -> tuple[object, ...]:
        fewest = steps[effect.position] or len(LEVELS)
        return not effect.opens, fewest, -effect.share, effect.issue, effect.position

    wording = Wording(graph)
    rows = [_row(case_agenda, wording, effect, questions[effect], code) for effect in sorted(questions, key=order)]
    frame = pd.DataFrame(rows, columns=pd.Index(PIVOT_COLUMNS))
    frame = frame.astype(
        {name: {"opens": "bool", "certain": "bool", "steps": "Int64"}.get(name, "str") for name in PIVOT_COLUMNS}
    )
    if voters is not None:
        frame.attrs["note"] = f"{voters.name}: {voters.takes()}."
    return frame


class _Effect(NamedTuple):
    """Softening a position: on which issue, whether it opens a closed zone, what it frees, and what may rule that out."""

    position: int
    issue: int
    opens: bool
    freed: tuple[str, ...]
    against: tuple[int, ...]
    #: The part of all settlements that is freed.
    share: float


def _effects(agenda: Agenda, question: int, level: int, voters: Electorate | None) -> Iterator[_Effect]:
    """The settlements that each position would free in one cell if it no longer counted at a level."""
    columns, cell = agenda.graph.columns, agenda.questions[question]
    holder, named_parties = agenda.selection.holder, agenda.selection.parties
    counted = named_parties if voters is None else voters.parties
    full = cell.settlements.full
    ruled_out: dict[int, int] = {}
    perhaps: dict[int, int] = {}
    for position in cell.positions:
        if counted is not None and int(holder[position]) not in counted:
            continue
        mask = rule.ruled_out_by(int(columns.stance[position]), cell.settlements.named[position], full)
        counts = rule.counts(int(columns.firmness[position]), level)
        if counts and not columns.contested[position]:
            ruled_out[position] = mask
        elif counts or columns.firmness[position] == UNKNOWN:
            perhaps[position] = mask

    def stopped(masks: dict[int, int]) -> int:
        """The settlements that are ruled out by as many as it takes."""
        if voters is None:
            return reduce(or_, masks.values(), 0)
        everyone = (1 << len(voters.parties)) - 1
        against = [voters.mask(int(holder[p]) for p, mask in masks.items() if mask >> bit & 1) for bit in bits(full)]
        return sum(1 << bit for bit, mask in enumerate(against) if not voters.decision.passes(everyone & ~mask, mask))

    before = stopped(ruled_out)
    for position in ruled_out:
        others = {p: mask for p, mask in ruled_out.items() if p != position}
        freed = before & ~stopped(others)
        if freed:
            doubtful = freed & stopped(others | perhaps)
            yield _Effect(
                position,
                cell.issue,
                before == full,
                tuple(agenda.words(question, freed)),
                tuple(position_there for position_there, possible in perhaps.items() if possible & doubtful),
                len(bits(freed)) / len(cell.settlements.pieces),
            )


def _row(agenda: Agenda, wording: Wording, effect: _Effect, questions: list[int], level: int) -> tuple[object, ...]:
    columns, holder, position = agenda.graph.columns, agenda.selection.holder, effect.position
    party, places, firmness = int(holder[position]), places_of(agenda, questions), int(columns.firmness[position])
    zone = "would open the zone, leaving" if effect.opens else "would add to the zone"
    why = (
        f"On {wording.issues[effect.issue]}{wording.where(places)}, {wording.position(position, party)}: "
        f"softened {_way_down(firmness, level)}, it {zone} {wording.settlements(effect.issue, effect.freed)}."
    )
    if effect.against:
        why += f" That is not certain, as this may count too: {wording.claims(effect.against, holder)}."
    return (
        str(columns.parties[party]),
        str(columns.ids[position]),
        str(columns.issues[effect.issue]),
        JOIN.join(places),
        effect.opens,
        JOIN.join(effect.freed),
        not effect.against,
        _called(level - 1),
        _steps_down(firmness, level),
        wording.evidence_of([position]),
        why,
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
    way = [f"to {articles.get(LEVELS[step], _called(step))}" for step in range(lowest - 1, level - 2, -1)]
    if steps is None:
        return f"{way[0]}, which takes one to three steps, as its firmness is not known"
    return way[0] if steps == 1 else f"in {steps} steps, {', '.join(way[:-1])} and then {way[-1]}"

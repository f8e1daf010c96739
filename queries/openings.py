"""Positions that would have to move: the smallest sets of positions to soften so that a deal exists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from ..graph.asked import level_asked
from ..graph.lists import join
from .asking.answer import draws_itself
from .asking.deadline import GRACE, Deadline, OutOfTimeError, gives_up
from .asking.scope import on_issues
from .asking.selection import Names, find, level_code, words_asked
from .asking.wording import JOIN, Wording
from .packages.agenda import Agenda, agenda
from .packages.conflicts import Places, conflicts, is_alone, searching, writing_up
from .packages.constraints import Literal
from .packages.corrections import corrections, cost_of, of_questions
from .packages.minimal_sets import Limits, Stakes, bits
from .packages.words import evidence_of, places_of

if TYPE_CHECKING:
    from ..graph.store import Store
    from .packages.conflicts import Conflicts
    from .packages.corrections import Opening

OPENING_COLUMNS = (
    "component",
    "rank",
    "cost",
    "parties",
    "positions",
    "issues",
    "regions",
    "leaves",
    "evidence",
    "why",
)


@draws_itself
@on_issues
@gives_up
def openings(
    graph: Store,
    *,
    parties: Names = None,
    issues: Names = None,
    regions: Names = None,
    as_of: str | None = None,
    roll_up: bool = True,
    level: str | None = None,
    possible: bool = False,
    keep: Names = None,
    by: str = "count",
    limit: int = 5,
    seconds: float | None = None,
) -> pd.DataFrame:
    """What would have to move: which smallest sets of positions allow a deal once they are softened, and whose?

    Sets of different components are independent: one of each opens the whole, so they are never multiplied out.

    Parameters
    ----------
    graph : PositionGraph
    parties, issues, regions, as_of, roll_up, level, possible, seconds
        As for :func:`zopa.queries.contradictions`.
    keep : str or iterable of str, optional
        Parties that do not move: what would the others have to do?
    by : str
        ``count``: the fewest positions; ``weight``: the least of salience times power (both 1 where not coded), a position
        at the salience of its own issue, a condition at the highest of the issues that it ties together.
    limit : int
        At most so many sets of each component.

    Returns
    -------
    DataFrame
        One row a minimal set, by component, cheapest first, with the columns ``component``: contradictions that share
        positions have one number; ``rank``: 1 for the cheapest; ``cost``, missing where nothing opens it without those
        who do not move; ``parties``; ``positions`` to soften; ``issues``; ``regions``; ``leaves``: what the others then
        leave on each issue, once components on the same questions are opened as well, each at its cheapest; ``evidence``;
        ``why`` in a sentence. ``attrs["complete"]`` says whether the time was enough to look at everything,
        ``attrs["more"]`` which components have more sets than listed, ``attrs["left_out"]`` how many positions and
        conditions of unknown firmness were not counted, ``attrs["note"]`` all of this in sentences.

    Raises
    ------
    UnknownNameError
        When a party, issue, region, firmness or way of counting is not known.

    See Also
    --------
    contradictions : The sets of which each opening softens at least one position.
    pivots : Single positions that would open or enlarge a zone.
    deals : The packages that are possible already.

    Notes
    -----
    An opening is a minimal correction set: a minimal hitting set of the contradictions (Reiter 1987; Liffiton & Sakallah
    2008).

    References
    ----------
    .. [1] Reiter, R. (1987). A theory of diagnosis from first principles. *Artificial Intelligence*, 32(1), 57-95.
       DOI 10.1016/0004-3702(87)90062-2.
    .. [2] Liffiton, M. H., & Sakallah, K. A. (2008). Algorithms for computing minimal unsatisfiable subsets of constraints.
       *Journal of Automated Reasoning*, 40(1), 1-33. DOI 10.1007/s10817-007-9084-z.

    Examples
    --------
    >>> import pandas as pd, zopa
    >>> case = zopa.load({"positions": pd.DataFrame({
    ...     "id": ["a", "b", "c"], "party": ["A", "B", "C"], "issue": "seat", "firmness": "red line",
    ...     "option": ["Geneva", "Oslo", "Oslo"]})}, quiet=True)
    >>> case.openings()[["cost", "positions", "leaves"]].values.tolist()
    [[1.0, 'a', 'seat: Oslo'], [2.0, 'b|c', 'seat: Geneva']]
    """
    words_asked(by, ("count", "weight"), "way of counting")
    total = Deadline(seconds)
    preparing, code = total.prepared(), level_code(level_asked(graph, level))
    case_agenda = agenda(
        graph, parties, issues, regions, as_of, roll_up=roll_up, level=code, possible=possible, deadline=preparing
    )
    standing, weight = _standing(graph, keep, roll_up), _weights(case_agenda, by)
    with searching(seconds, 0.5) as first:
        minimal = conflicts(case_agenda, Limits(100_000, first))
    with _after(total, first) as second:
        opened = corrections(case_agenda, minimal, standing, weight, Limits(limit, second))
    with writing_up(total, second if second.interrupted else first) as writing:
        rows = _rows(case_agenda, minimal, opened, weight, writing)
    unwritten = sum(len(opened_group.sets) + bool(opened_group.stuck) for opened_group in opened) - len(rows)
    frame = pd.DataFrame(rows, columns=pd.Index(OPENING_COLUMNS))
    whole, costs = dict.fromkeys(("component", "rank"), "int64"), {"cost": "float64"}
    frame = frame.astype(dict.fromkeys(OPENING_COLUMNS, "str") | whole | costs)
    complete = minimal.compared and all(cut_one.exact for cut_one in minimal.cut) and not unwritten
    complete &= not any(opened_group.more and len(opened_group.sets) < limit for opened_group in opened)
    more = [index for index, opened_group in enumerate(opened, start=1) if opened_group.more]
    note = [
        "" if complete else "Stopped early: there may be more, or cheaper, openings than these.",
        f"{unwritten:,} more were found, and there was no time to write them out." if unwritten else "",
        f"More openings than are listed: component {join(map(str, more), 'and')}." if more else "",
    ]
    frame.attrs |= {
        "complete": complete,
        "more": more,
        "left_out": case_agenda.left_out,
        "note": " ".join(filter(None, [*note, case_agenda.left_words])),
    }
    return frame


def _rows(
    agenda: Agenda, minimal: Conflicts, opened: list[Opening], weight: dict[int, float], writing: Deadline
) -> list[tuple[object, ...]]:
    """The openings of each component, as many as there is time to write out."""
    wording, rows = Wording(agenda.graph), list[tuple[object, ...]]()
    with suppress(OutOfTimeError):
        places = Places(agenda, writing)
        for index, component in enumerate(opened, start=1):
            if component.stuck:
                rows.append(_no_opening(agenda, wording, index, component.stuck))
                continue
            questions = frozenset().union(
                *(places.of(contradiction, minimal.sets[contradiction]) for contradiction in component.group)
            )
            beside = {
                other_index: other.sets[0]
                for other_index, other in enumerate(opened, start=1)
                if other is not component and other.sets and other.tied & component.tied
            }
            for place, chosen in enumerate(component.sets, start=1):
                writing.check()
                rank = index, place, cost_of(chosen, weight)
                rows.append(_opening(agenda, wording, rank, chosen, questions, beside, places))
    return rows


def _after(total: Deadline, search: Deadline) -> Deadline:
    """The deadline of looking for openings of what a search found, which leaves time for writing them out."""
    if search.interrupted:
        return Deadline(GRACE)
    seconds = total.left()
    return Deadline(None if seconds is None else seconds / 2)


def _standing(graph: Store, keep: Names, roll_up: bool) -> set[int]:
    rows = find(graph, "parties", keep) if keep is not None else []
    return {int(graph.columns.principal[row]) if roll_up else row for row in rows}


def _weights(agenda: Agenda, by: str) -> dict[int, float]:
    """Cost of softening each stake."""
    if by == "count":
        return dict.fromkeys(range(len(agenda.stakes)), 1.0)
    columns, tables = agenda.graph.columns, agenda.graph.tables
    power = tables["parties"]["power"].fillna(1.0).tolist()
    code = {str(party): index for index, party in enumerate(columns.parties)}
    issue_code = {str(issue): index for index, issue in enumerate(columns.issues)}
    coded = tables["saliences"]
    salience: dict[tuple[int, int], float] = {}
    rows = zip(coded["party"], coded["issue"], coded["salience"], strict=True)
    for party, issue, salience_value in sorted(
        rows, key=lambda row: int(columns.principal[code[row[0]]]) != code[row[0]]
    ):
        speaker, holder = code[party], int(columns.principal[code[party]])
        salience[speaker, issue_code[issue]] = float(salience_value)
        if holder != speaker:
            # A delegate's word counts for its principal only where the principal has none of its own.
            salience.setdefault((holder, issue_code[issue]), float(salience_value))
    weight = {}
    for index, stake in enumerate(agenda.stakes):
        # A position is softened on its own issue, whatever it is tied to; a condition on all that it ties together.
        issues = (
            {int(columns.issue[stake.position])}
            if stake.position is not None
            else {agenda.questions[literal.question].issue for clause in stake.clauses for literal in clause}
        )
        matters = max(salience.get((stake.party, issue), 1.0) for issue in issues)
        weight[index] = max(power[stake.party] * matters, 1e-9)
    return weight


# ------------------------------------------------------------------------------------------------ writing the openings


def _opening(
    agenda: Agenda,
    wording: Wording,
    place: tuple[int, int, float],
    chosen: Stakes,
    questions: frozenset[int],
    beside: dict[int, Stakes],
    where: Places,
) -> tuple[object, ...]:
    columns = agenda.graph.columns
    members = sorted(chosen, key=lambda stake: (agenda.stakes[stake].party, stake))
    touched = sorted(
        {literal.question for stake in members for clause in agenda.stakes[stake].clauses for literal in clause}
        & questions
    )
    settlements_left = _settlements_left(agenda, wording, chosen.union(*beside.values()), touched, where)
    parties = dict.fromkeys(agenda.stakes[stake].party for stake in members)
    return (
        *place,
        JOIN.join(str(columns.parties[party]) for party in parties),
        JOIN.join(agenda.stakes[stake].id for stake in members),
        JOIN.join(dict.fromkeys(str(columns.issues[agenda.questions[question].issue]) for question in touched)),
        JOIN.join(places_of(agenda, touched)),
        "; ".join(f"{name}: {join(words, 'or')}" for name, words, _ in settlements_left),
        evidence_of(agenda, wording, chosen),
        _opening_sentence(agenda, wording, members, settlements_left, beside),
    )


class _SettlementsLeft(NamedTuple):
    """Where, what is left there as ids, and how that reads."""

    where: str
    words: list[str]
    phrase: str


def _settlements_left(
    agenda: Agenda, wording: Wording, chosen: Stakes, questions: list[int], places: Places
) -> list[_SettlementsLeft]:
    """The settlements of each question that the remaining stakes and the rules leave."""
    questions_of: dict[tuple[int, tuple[str, ...]], list[int]] = defaultdict(list)
    for component in agenda.components:
        for question in sorted(set(questions).intersection(component)):
            words = tuple(agenda.words(question, _possible(agenda, component, question, chosen, places)))
            questions_of[agenda.questions[question].issue, words].append(question)
    settlements_left = []
    for (issue, words), where in questions_of.items():
        regions = places_of(agenda, where)
        name = f"{agenda.graph.columns.issues[issue]}{'@' + ','.join(regions) if regions else ''}"
        inside = wording.settlements(issue, words) if words else "no settlement"
        settlements_left.append(
            _SettlementsLeft(name, list(words), f"{inside} on {wording.issues[issue]}{wording.where(regions)}")
        )
    return settlements_left


def _possible(agenda: Agenda, component: list[int], question: int, softened: Stakes, places: Places) -> int:
    """The settlements of a question that can be had with all stakes but those softened, the rules observed."""
    stakes = [stake for stake in of_questions(agenda, component) if stake not in softened]
    allowed = agenda.questions[question].settlements.full
    for stake in stakes:
        for clause in agenda.stakes[stake].clauses:
            if len(clause) == 1 and clause[0].question == question:
                allowed &= clause[0].settlements
    if is_alone(agenda, component):
        return allowed
    oracle = places.oracle(frozenset(component))
    return sum(1 << bit for bit in bits(allowed) if oracle.meets(frozenset(stakes), Literal(question, 1 << bit)))


def _opening_sentence(
    agenda: Agenda,
    wording: Wording,
    members: list[int],
    settlements_left: list[_SettlementsLeft],
    beside: dict[int, Stakes],
) -> str:
    softening = _softening(agenda, wording, members)
    if beside:
        example = "; ".join(
            _softening(agenda, wording, sorted(chosen, key=lambda stake: (agenda.stakes[stake].party, stake)))
            for chosen in beside.values()
        )
        opened = "an opening of component" if len(beside) == 1 else "openings of components"
        softening += (
            f", and what else stands in the way gave way too ({opened} {join(map(str, beside), 'and')}, "
            f"for example: {example})"
        )
    moving = {agenda.stakes[stake].party for stake in (*members, *frozenset().union(*beside.values()))}
    who_stays = "the others" if len({stake.party for stake in agenda.stakes} - moving) else "what stays"
    return f"If {softening}, {who_stays} would leave {join((possible.phrase for possible in settlements_left), 'and')}."


def _softening(agenda: Agenda, wording: Wording, members: list[int]) -> str:
    """``A softened its demand of 'x' (red line) on the seat and B softened ...``."""
    by_party: dict[int, list[int]] = defaultdict(list)
    for stake in members:
        by_party[agenda.stakes[stake].party].append(stake)
    softened = []
    for party, stakes in by_party.items():
        phrases = []
        for stake in stakes:
            position = agenda.stakes[stake].position
            if position is None:
                phrases.append(f"its condition {agenda.stakes[stake].id}")
            else:
                verb = {"demands": "demand", "rejects": "rejection"}[wording.stance(position)]
                phrases.append(
                    f"its {verb} of {wording.firmly(position)} on {wording.issues[agenda.graph.columns.issue[position]]}"
                )
        softened.append(f"{wording.parties[party]} softened {join(dict.fromkeys(phrases), 'and')}")
    return join(softened, "and")


def _no_opening(agenda: Agenda, wording: Wording, index: int, stuck: Sequence[Stakes]) -> tuple[object, ...]:
    stakes = frozenset().union(*stuck)
    members = sorted(stakes, key=lambda stake: (agenda.stakes[stake].party, stake))
    parties = list(dict.fromkeys(agenda.stakes[stake].party for stake in members))
    columns = agenda.graph.columns
    who = wording.who(parties) if parties else "the rules of the matter"
    why = f"Nothing that the others do opens this: what {who} insist{'s' if len(parties) == 1 else ''} on cannot all be had."
    return (
        index,
        1,
        np.nan,
        JOIN.join(str(columns.parties[party]) for party in parties),
        JOIN.join(agenda.stakes[stake].id for stake in members),
        "",
        "",
        "",
        evidence_of(agenda, wording, stakes),
        why,
    )

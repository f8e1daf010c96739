"""Positions that would have to move: the smallest sets of positions to soften so that a deal exists."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from ..graph.asked import level_asked
from ..graph.lists import join
from .asking.answer import draws_itself
from .asking.deadline import GRACE, Deadline, OutOfTimeError, gives_up
from .asking.scope import on_issues
from .asking.selection import Names, find, level_code, words_asked
from .asking.wording import JOIN, Wording
from .deciding.electorate import Electorate, electorate, who_is_asked
from .packages.agenda import Agenda, agenda
from .packages.conflicts import Places, conflicts, searching, writing_up
from .packages.corrections import Opening, corrections, cost_of
from .packages.minimal_sets import Limits
from .packages.opening_rows import no_opening_row, opening_row
from .packages.ways_to_pass import WaysToPass, ways_to_pass

if TYPE_CHECKING:
    from ..graph.store import Store
    from .packages.conflicts import Conflicts

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
    decision: str | None = None,
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
    decision : str, optional
        Id or name of a decision of the case: what would have to move so that a package can pass under it. Only the lines of
        those who have a say count, and only as many of them have to agree as it needs. By default all who are asked.

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

        With a decision there is one component, as a vote is one on the whole, and a column ``passed_over`` more: the
        parties whose lines need not be met then. Where a package can pass as it is, there is no row.

    Raises
    ------
    UnknownNameError
        When a party, issue, region, firmness, decision or way of counting is not known.
    RuleError
        When the decision does not fit those who have a say.

    See Also
    --------
    contradictions : The sets of which each opening softens at least one position.
    pivots : Single positions that would open or enlarge a zone.
    deals : The packages that are possible already.

    Notes
    -----
    An opening is a minimal correction set: a minimal hitting set of the contradictions (Reiter 1987; Liffiton & Sakallah
    2008). With a decision it is a minimal hitting set of the contradictions within a minimal winning coalition. Walk-away
    values are not looked at.

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
    code = level_code(level_asked(graph, level))
    voters = None
    if decision is not None:
        voters = electorate(graph, decision, who_is_asked(graph, parties, as_of, roll_up), roll_up)
        issues = voters.decided(graph, issues)
    with total.prepared() as preparing:
        case_agenda = agenda(
            graph, parties, issues, regions, as_of, roll_up=roll_up, level=code, possible=possible, deadline=preparing
        )
        preparing.check()
    if voters is not None:
        having_a_say = set(voters.parties)
        stakes = [stake for stake in case_agenda.stakes if stake.party in having_a_say]
        case_agenda = replace(case_agenda, stakes=stakes)
    standing, weight = _standing(graph, keep, roll_up), _weights(case_agenda, by)
    with searching(seconds, 0.5) as first:
        minimal = conflicts(case_agenda, Limits(100_000, first))
    with _after(total, first) as second:
        limits, found = Limits(limit, second), None
        if voters is None:
            opened = corrections(case_agenda, minimal, standing, weight, limits)
        else:
            found = ways_to_pass(case_agenda, minimal, voters, standing, weight, limits)
            opened = _as_openings(minimal, found)
    with writing_up(total, second if second.interrupted else first) as writing:
        rows = _rows(case_agenda, minimal, opened, weight, writing, found)
    unwritten = sum(len(opened_group.sets) + bool(opened_group.stuck) for opened_group in opened) - len(rows)
    complete = minimal.compared and not unwritten
    complete &= all(cut_one.exact for cut_one in minimal.cut) if found is None else found.complete and not minimal.cut
    complete &= not any(opened_group.more and len(opened_group.sets) < limit for opened_group in opened)
    more = [index for index, opened_group in enumerate(opened, start=1) if opened_group.more]
    note = [
        "" if complete else "Stopped early: there may be more, or cheaper, openings than these.",
        f"{unwritten:,} more were found, and there was no time to write them out." if unwritten else "",
        f"More openings than are listed: component {join(map(str, more), 'and')}." if more else "",
        "" if voters is None or found is None else _decision_words(Wording(graph), voters, found),
    ]
    frame = _frame(rows, decided=voters is not None)
    frame.attrs |= {
        "complete": complete,
        "more": more,
        "left_out": case_agenda.left_out,
        "note": " ".join(filter(None, [*note, case_agenda.left_words])),
    }
    return frame


def _frame(rows: list[tuple[object, ...]], decided: bool) -> pd.DataFrame:
    columns = list(OPENING_COLUMNS)
    if decided:
        columns.insert(columns.index("why"), "passed_over")
    frame = pd.DataFrame(rows, columns=pd.Index(columns))
    whole, costs = dict.fromkeys(("component", "rank"), "int64"), {"cost": "float64"}
    return frame.astype(dict.fromkeys(columns, "str") | whole | costs)


def _as_openings(minimal: Conflicts, found: WaysToPass) -> list[Opening]:
    """The ways to pass as one component: a vote is one on the whole."""
    sets = [way.stakes for way in found.ways if way.stakes]
    if not sets and not found.stuck:
        return []
    return [Opening(list(minimal.sets), frozenset(), sets, found.more, found.stuck)]


def _decision_words(wording: Wording, voters: Electorate, found: WaysToPass) -> str:
    """What the decision takes, and that nothing has to move where a package can pass as it is."""
    sentence = f"{voters.name}: {voters.takes()}."
    if found.ways and not found.ways[0].stakes:
        passed_over = found.ways[0].passed_over
        without = f" without {wording.who(passed_over)}" if passed_over else ""
        sentence += f" A package can pass{without}, so nothing has to move."
    return sentence


def _rows(
    agenda: Agenda,
    minimal: Conflicts,
    opened: list[Opening],
    weight: dict[int, float],
    writing: Deadline,
    found: WaysToPass | None,
) -> list[tuple[object, ...]]:
    """The openings of each component, as many as there is time to write out."""
    wording, rows = Wording(agenda.graph), list[tuple[object, ...]]()
    with suppress(OutOfTimeError):
        places = Places(agenda, writing)
        for index, component in enumerate(opened, start=1):
            if component.stuck:
                row = no_opening_row(agenda, wording, index, component.stuck)
                rows.append(row if found is None else (*row[:-1], "", row[-1]))
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
                passed_over = {} if found is None else {way.stakes: way.passed_over for way in found.ways}
                without = set(passed_over.get(chosen, ()))
                unmet = frozenset(n for n, stake in enumerate(agenda.stakes) if stake.party in without)
                row = opening_row(agenda, wording, rank, chosen, questions, beside, places, unmet)
                rows.append(row if found is None else _told_without(agenda, wording, row, passed_over[chosen]))
    return rows


def _told_without(
    agenda: Agenda, wording: Wording, row: tuple[object, ...], passed_over: tuple[int, ...]
) -> tuple[object, ...]:
    """A row that says as well whose lines need not be met."""
    ids = JOIN.join(str(agenda.graph.columns.parties[party]) for party in passed_over)
    sentence = f" The decision does not need {wording.who(passed_over, 'or')} for that." if passed_over else ""
    return (*row[:-1], ids, f"{row[-1]}{sentence}")


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

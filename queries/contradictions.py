"""Positions that cannot hold together: every smallest set of positions that no settlement honours."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pandas as pd

from ..graph.asked import level_asked
from ..graph.lists import join
from .asking.answer import draws_itself
from .asking.deadline import Deadline, OutOfTimeError, gives_up
from .asking.scope import on_issues
from .asking.selection import Names, level_code
from .asking.wording import JOIN, Wording
from .packages.agenda import Agenda, agenda
from .packages.conflicts import Places, conflicts, is_alone, searching, writing_up
from .packages.milp import LinearOracle
from .packages.minimal_sets import Limits, Stakes
from .packages.words import claims_of, evidence_of, places_of, rule_words

if TYPE_CHECKING:
    from ..graph.store import Store

COLUMNS = ("size", "parties", "positions", "issues", "regions", "certain", "rules", "evidence", "why")


@draws_itself
@on_issues
@gives_up
def contradictions(
    graph: Store,
    *,
    parties: Names = None,
    issues: Names = None,
    regions: Names = None,
    as_of: str | None = None,
    roll_up: bool = True,
    level: str | None = None,
    possible: bool = False,
    limit: int = 10_000,
    seconds: float | None = None,
) -> pd.DataFrame:
    """Which positions cannot all hold, over one issue or several tied by rules: every smallest set?

    Parameters
    ----------
    graph : PositionGraph
    parties : str or iterable of str, optional
        Only their positions and conditions. By default everybody's.
    issues, regions : str or iterable of str, optional
        Only these; a region stands for all regions inside it.
    as_of : str, optional
        The date that is asked about: ``2025``, ``2025-08`` or ``2025-08-15``, of which the last day is meant, as a package
        is agreed on one day. By default the case's own date. ``attrs["as_of"]`` of the answer says which date was meant.
    roll_up : bool
        Count a leader's or delegate's position as its principal's.
    level : str, optional
        How firm a position must be to count: ``red line``, ``bottom line`` (with the red lines) or ``aim`` (with all). By
        default ``red line``; in a case that codes no firmness ``aim``, which ``attrs["note"]`` says. ``attrs["level"]`` of
        the answer says which level was meant.
    possible : bool
        Count positions of unknown firmness as well; ``certain`` then says which sets stand without them.
    limit : int
        Stop after so many sets in each group of issues that are tied together.
    seconds : float, optional
        Stop after so long, in the middle of a long step if need be. The first Ctrl-C stops too; both give what was found.

    Returns
    -------
    DataFrame
        One row a minimal set, smallest first, with the columns ``size``; ``parties``; ``positions``: ids of positions and of
        conditions that a party sets, separated by ``|``; ``issues``; ``regions``: where, empty for everywhere; ``certain``:
        whether each counts at this level whatever its firmness is where that is not known (at ``aim`` all do), and none
        holds only if something is settled that is not asked about;
        ``rules``: constraints and conditions of the matter without which the set could hold; ``evidence``; ``why`` in a
        sentence. ``attrs["complete"]`` says whether these are all there are; ``attrs["left_out"]`` how many positions and
        conditions of unknown firmness were not counted, and ``attrs["note"]`` both in a sentence.

    Raises
    ------
    UnknownNameError
        When a party, issue, region or firmness is not known.

    See Also
    --------
    clashes : Contradictions of two single positions, on one issue.
    openings : What would have to move to resolve them.
    standoffs : Conditions that wait for one another in a loop.

    Notes
    -----
    A contradiction is a minimal unsatisfiable set (Liffiton & Sakallah 2008), which is a minimal conflict set (Reiter 1987).
    Sets over several issues are listed as MARCO lists them (Liffiton et al. 2016). Two single positions of different parties
    that make one are a clash.

    References
    ----------
    .. [1] Liffiton, M. H., & Sakallah, K. A. (2008). Algorithms for computing minimal unsatisfiable subsets of constraints.
       *Journal of Automated Reasoning*, 40(1), 1-33. DOI 10.1007/s10817-007-9084-z.
    .. [2] Liffiton, M. H., Previti, A., Malik, A., & Marques-Silva, J. (2016). Fast, flexible MUS enumeration.
       *Constraints*, 21(2), 223-250. DOI 10.1007/s10601-015-9183-0.
    .. [3] Reiter, R. (1987). A theory of diagnosis from first principles. *Artificial Intelligence*, 32(1), 57-95.
       DOI 10.1016/0004-3702(87)90062-2.

    Examples
    --------
    >>> import pandas as pd, zopa
    >>> case = zopa.load({"positions": pd.DataFrame({
    ...     "id": ["a", "b", "c"], "party": ["A", "B", "C"], "issue": "seat", "firmness": "red line",
    ...     "option": ["Geneva|Vienna", "Vienna|Oslo", "Oslo|Geneva"]})}, quiet=True)
    >>> case.clashes(count_only=True), case.contradictions()["positions"].tolist()
    (0, ['a|b|c'])
    """
    total = Deadline(seconds)
    code = level_code(level_asked(graph, level))
    with total.prepared() as preparing:
        case_agenda = agenda(
            graph, parties, issues, regions, as_of, roll_up=roll_up, level=code, possible=possible, deadline=preparing
        )
        preparing.check()
    with searching(seconds) as deadline:
        minimal = conflicts(case_agenda, Limits(limit, deadline))
    wording, rows = Wording(graph), list[tuple[object, ...]]()
    with writing_up(total, deadline) as writing, suppress(OutOfTimeError):
        places = Places(case_agenda, writing)
        for stakes, questions in minimal.sets.items():
            writing.check()
            rows.append(_row(case_agenda, wording, stakes, places.of(stakes, questions), places))
    unwritten = len(minimal.sets) - len(rows)
    rows.sort(key=lambda row: (row[0], row[3], row[2]))
    frame = pd.DataFrame(rows, columns=pd.Index(COLUMNS))
    frame = frame.astype({name: {"size": "int64", "certain": "bool"}.get(name, "str") for name in COLUMNS})
    complete = minimal.complete and not unwritten
    note = "" if complete else "Stopped early: there may be more contradictions than these."
    note += f" {unwritten:,} more were found, and there was no time to write them out." if unwritten else ""
    note = " ".join(filter(None, [note, case_agenda.left_words]))
    frame.attrs |= {"complete": complete, "left_out": case_agenda.left_out, "note": note}
    return frame


# ------------------------------------------------------------------------------------------------ writing the rows


def _row(
    agenda: Agenda, wording: Wording, stakes: Stakes, questions: frozenset[int], where: Places
) -> tuple[object, ...]:
    columns = agenda.graph.columns
    members = [
        agenda.stakes[stake] for stake in sorted(stakes, key=lambda member: (agenda.stakes[member].party, member))
    ]
    touched = sorted(
        {literal.question for stake in members for clause in stake.clauses for literal in clause} & questions
    )
    rules = _rules_behind(agenda, stakes, questions, where)
    issues = dict.fromkeys(agenda.questions[question].issue for question in touched)
    places = places_of(agenda, touched)
    return (
        len(members),
        JOIN.join(dict.fromkeys(str(columns.parties[stake.party]) for stake in members)),
        JOIN.join(stake.id for stake in members),
        JOIN.join(str(columns.issues[issue]) for issue in issues),
        JOIN.join(places),
        all(map(agenda.surely, stakes)),
        JOIN.join(rules),
        evidence_of(agenda, wording, stakes),
        _sentence(agenda, wording, stakes, list(issues), places, rules),
    )


def _rules_behind(agenda: Agenda, stakes: Stakes, questions: frozenset[int], where: Places) -> list[str]:
    """Ids of the rules and budgets without which the stakes could be met."""
    component = sorted(questions)
    if is_alone(agenda, component):
        return []
    oracle = where.oracle(questions)
    named = [agenda.rules[index].id for index in oracle.rules_behind(stakes)]
    if isinstance(oracle, LinearOracle):
        named += [budget.id for budget in agenda.budgets if set(budget.factors) <= questions]
    return named


def _sentence(
    agenda: Agenda, wording: Wording, stakes: Stakes, issues: list[int], places: list[str], rules: list[str]
) -> str:
    on = f"On {join((wording.issues[issue] for issue in issues), 'and')}" if issues else "On the matter itself"
    tail = f": no settlement honours {({1: 'it', 2: 'both'}).get(len(stakes), 'all of them')}."
    why = f"{on}{wording.where(places)}, {claims_of(agenda, wording, stakes) or 'the rules contradict one another'}"
    return (
        why
        + (f", as {join((rule_words(agenda, wording, rule_id) for rule_id in rules), 'and')}" if rules else "")
        + tail
    )

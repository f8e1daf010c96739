"""Deals: packages that settle everything and cross no line, the best first; and how one package fares with everybody."""

from __future__ import annotations

import json
from math import lcm
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..graph.asked import level_asked
from ..graph.columns import LEVELS, UNKNOWN
from ..graph.lists import join
from .asking.amounts import whole_asked
from .asking.deadline import Deadline, gives_up
from .asking.scope import on_issues
from .asking.selection import Names
from .asking.wording import Wording
from .check_deal import check_deal
from .counts import package_counts
from .packages.decided import OTHER_VALUES, VOTE_COLUMNS, Matter, matter
from .packages.listing import positions_on, range_text, sums_of, totals
from .packages.ranking import best, best_of_all
from .packages.satisfaction import Utilities
from .packages.search import Packages, PackageSearch, in_order
from .packages.walk_away import WalkAway
from .packages.words import NOTHING_TO_SETTLE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..graph.store import Store

__all__ = ["check_deal", "deals"]

#: How many issues are named where there is no deal.
MAX_NAMED = 5


@on_issues
@gives_up
def deals(
    graph: Store,
    *,
    parties: Names = None,
    issues: Names = None,
    regions: Names = None,
    as_of: str | None = None,
    roll_up: bool = True,
    level: str | None = None,
    possible: bool = False,
    limit: int = 20,
    seconds: float | None = None,
    count_only: bool = False,
    decision: str | None = None,
) -> pd.DataFrame:
    """Which packages cross no red line and break no rule, the best first?

    A package settles every question: every issue, or every issue in every group of smallest regions in which the same
    positions hold. The best has the highest total satisfaction, of which the least that it can be is counted, so that what
    is not known counts for nothing; among these, the highest total of the most that it can be; then the fewest positions
    crossed; then the fewest unknowns (answers of a party of which nothing is known). Packages that are equal in all stand
    in the order of the tables, with ideals that somebody states before other values, and ends of a scale last. So no package
    stands before one that is as good for everybody, at worst and at best, and better for somebody: fewest unknowns or fewest
    crossings first would not keep that, as a refusal that is known would go before a silence.

    Parameters
    ----------
    graph : PositionGraph
    parties : str or iterable of str, optional
        Whose lines count and whose satisfaction. By default the satisfaction of everybody who holds a position that day, and
        the lines of these and of everybody who sets a condition.
    issues, regions : str or iterable of str, optional
        Only these; a region stands for all regions inside it.
    as_of : str, optional
        The date that is asked about: ``2025``, ``2025-08`` or ``2025-08-15``, of which the last day is meant, as a package
        is agreed on one day. By default the case's own date. ``attrs["as_of"]`` of the answer says which date was meant.
    roll_up : bool
        Count a leader's or delegate's position as its principal's.
    level : str, optional
        What is not crossed: ``red line``, ``bottom line`` (with the red lines) or ``aim`` (every demand and rejection). By
        default red lines; in a case that codes no firmness ``aim``, which ``attrs["note"]`` says. ``attrs["level"]`` of the
        answer says which level was meant.
    possible : bool
        Honour positions of unknown firmness as well, as they may be as firm as the level. With a decision, who may be
        against a package counts as against it.
    limit : int
        How many to list, 0 or more.
    seconds : float, optional
        After so long, or when somebody presses Ctrl-C, only the most promising packages are followed.
        ``attrs["complete"]`` is False where any were dropped for it.
    count_only : bool
        Count the packages without listing any: how many there are, how many pass, and who is in favour of how many.
    decision : str, optional
        Id or name of a decision of the case: only those must agree whom it needs. By default nobody who is asked may be
        against a package. A party is for a package that crosses none of its lines at the level and reaches its walk-away
        value, as in :func:`check_deal`.

    Returns
    -------
    DataFrame
        One row a package, with the columns

        - ``rank``: 1 for the best;
        - ``settlements``: ``issue@regions=option; ...``, a number with the gap that it stands for; ``package``: the same as
          JSON, as :func:`check_deal` takes it;
        - ``unknowns``: answers (one a party and question) of which nothing is known; ``low_...``, ``high_...``: the least
          and the most satisfaction of each party, 0 to 1; ``total``: sum of the least;
        - ``certain``: whether no position of unknown firmness is crossed; ``crosses``: ids of the positions crossed, all of
          them less firm than the level or of unknown firmness;
        - ``positions``: ids of the positions that accept something in it; ``evidence``; ``why``.

        ``attrs["complete"]``: whether these are all the packages that there are with the values tried; ``attrs["best"]``:
        whether they are surely the best; ``attrs["note"]`` says what was assumed and what was cut, and,
        where walk-away values are coded, how many of the deals listed reach them all.

        With a decision, the packages are those that break no rule and do not surely fail under it, whatever lines they
        cross of parties whose votes are not needed. There are four more columns: ``verdict`` is ``passes`` or ``depends``
        (on votes that are not known); ``in_favour``, ``against`` and ``vote_unknown`` name the parties that have a say,
        separated by ``|``. Where walk-away values are coded and the whole is asked about, ``walk_away`` says whether they
        are all ``reached``, or one stays ``below``, or ``not known``.

        With ``count_only``, a row each for ``all`` packages, those that ``break no rule``, those that ``pass`` (nobody is
        against them: they cross no line at the level and reach every walk-away value coded), and, without a decision, those
        that ``pass with all but one`` (one party at most is against them); then one a party, ``in favour``:

        - ``counted``: which packages, one of these words; ``party``: id, empty for the whole;
        - ``packages``: how many surely, ``at_most``: how many if everything that is not known turned out in favour, such as
          a firmness, a satisfaction or the vote of a party that takes no side;
        - ``blocks_alone``, ``blocks_alone_at_most``: how many packages would pass if only this party changed its vote;
        - ``certain``: whether both counts are exact; ``why``.

        Counts are exact, however many packages there are. Where ``attrs["complete"]`` is False they are bounds.

    Raises
    ------
    UnknownNameError
        When a party, issue, region, level or decision is not known.
    ValueError
        When the limit or the seconds are negative or no number.
    RuleError
        When the decision does not fit those who have a say.

    See Also
    --------
    check_deal : What one package meets and crosses.
    frontier : Only the Pareto-optimal deals.
    solutions : The deals that rules of fairness pick.
    openings : What would have to move where there is no deal.

    Notes
    -----
    A number question is settled at a value that somebody names, or at one value inside each gap: see
    :mod:`zopa.queries.packages.choices`. Where a budget counts it, also at the values that exhaust the budget, as many
    questions at once as budgets are exhausted: then no package with any other values is better than the first one, but
    for what lies within a millionth of a value that is ruled out or worse (see :mod:`zopa.queries.packages.budgets`). A
    position with conditions counts as :mod:`zopa.graph.rule` says; :mod:`zopa.queries.packages.satisfaction` defines
    satisfaction. Packages are found component by component (bucket elimination, Dechter 1999), never by listing
    them all.

    References
    ----------
    .. [1] Raiffa, H. (1982). *The Art and Science of Negotiation*. Harvard University Press.
    .. [2] Dechter, R. (1999). Bucket elimination: a unifying framework for reasoning. *Artificial Intelligence*, 113(1-2),
       41-85. DOI 10.1016/S0004-3702(99)00059-4.

    Examples
    --------
    >>> import pandas as pd, zopa
    >>> from zopa.queries.deals import deals
    >>> case = zopa.load({"positions": pd.DataFrame({
    ...     "party": ["A", "B", "A", "B"], "issue": ["seat", "seat", "pay", "pay"], "firmness": "red line",
    ...     "option": ["Geneva|Vienna", "Vienna|Oslo", "half", "half|all"]})}, quiet=True)
    >>> deals(case)["settlements"].tolist()
    ['seat=Vienna; pay=half']
    >>> deals(case, count_only=True)[["counted", "party", "packages", "blocks_alone"]].values.tolist()[2:]
    [['pass', '', 1, 0], ['pass with all but one', '', 5, 0], ['in favour', 'A', 2, 3], ['in favour', 'B', 4, 1]]
    """
    limit, level = whole_asked("limit", limit, 0) or 0, level_asked(graph, level)
    asked: dict[str, Any] = {
        "parties": parties,
        "issues": issues,
        "regions": regions,
        "as_of": as_of,
        "roll_up": roll_up,
        "level": level,
    }
    with Deadline(seconds) as deadline:
        if count_only:
            return package_counts(graph, decision, **asked, deadline=deadline)
        of = matter(graph, decision, **asked, possible=possible, deadline=deadline.prepared())
        search = PackageSearch(of.agenda, of.worth, deadline, of.votes)
        components = search.all(best(limit + 1), "Deals")
        whole = best_of_all(components, limit + 1) if components else None
        exact = all(part.complete for part in components) and not deadline.interrupted
        return _frame(of, whole, level, limit, components, exact and of.tries_all)


def _frame(
    of: Matter, whole: Packages | None, level: str, limit: int, components: list[Packages], exact: bool
) -> pd.DataFrame:
    agenda, worth = of.agenda, of.worth
    names = [str(agenda.graph.columns.parties[party]) for party in worth.parties]
    notes = of.notes
    feasible = whole is not None and len(components) == len(agenda.packages)
    picked = in_order(whole) if whole is not None and feasible else np.zeros((0, len(agenda.questions)), dtype=np.int32)
    picked = picked[_ranked(worth, picked)]
    complete = len(picked) <= limit and exact
    if not agenda.questions:
        notes.insert(0, NOTHING_TO_SETTLE)
    elif not len(picked) and not exact and of.tries_all:
        notes.insert(0, "No package was found in the time given; there may be one.")
    elif not len(picked):
        notes.insert(0, _no_deal(of, components, level))
    elif not exact and not of.tries_all:
        notes.insert(0, OTHER_VALUES)
    elif not exact:
        notes.insert(0, "Cut short: better packages may exist.")
    elif len(picked) > limit:
        notes.insert(0, f"The best {limit}; there are more." if limit else "There are deals; none was asked for.")
    if agenda.budgets and len(picked) and exact:
        notes.append(
            "Where a budget counts an issue, other values are possible as well; none makes a better deal than the first."
        )
    wording = Wording(agenda.graph)
    picked = picked[:limit]
    low, high = totals(worth, picked)
    different = len(np.unique(np.column_stack([low, high]), axis=0)) if len(picked) else 0
    if different < len(picked) and worth.parties:
        how_many = "the same satisfactions" if different == 1 else f"{different} different satisfactions"
        notes.append(f"These {len(picked):,} deals have {how_many}: several are worth the same to everyone.")
    rows = [_row(of, wording, *row, level) for row in zip(picked.tolist(), low, high, strict=True)]
    walk_away = WalkAway(worth, of.whole)
    if len(picked):
        notes += walk_away.notes(str(row["walk_away"]) for row in rows)
    more = [*(VOTE_COLUMNS if of.decided else ()), *(["walk_away"] if walk_away.counts else [])]
    ends = [f"{end}_{name}" for name in names for end in ("low", "high")]
    columns = ["rank", "settlements", "package", "unknowns", *ends, "total", *more, "certain"]
    columns += ["crosses", "positions", "evidence", "why"]
    frame = pd.DataFrame([{"rank": place, **row} for place, row in enumerate(rows, start=1)], columns=pd.Index(columns))
    kinds = {"rank": "int64", "unknowns": "int64", "certain": "bool"} | dict.fromkeys([*ends, "total"], "float64")
    frame = frame.astype({name: kinds.get(name, "str") for name in columns})
    frame.attrs |= {"complete": complete, "best": exact, "note": " ".join(notes)}
    return frame


def _ranked(worth: Utilities, picked: NDArray[np.int32]) -> list[int]:
    """The order of some packages, by totals without rounding."""
    whole = lcm(*worth.scale)
    parts_of_all = np.array([whole // denominator for denominator in worth.scale], dtype=object)
    low, high = (sums.astype(object) @ parts_of_all for sums in sums_of(worth, picked))
    columns = [worth.scores(question) for question in range(picked.shape[1])]
    crossed, unknown = (
        sum((getattr(scores, name)[picked[:, q]] for q, scores in enumerate(columns)), np.zeros(len(picked), dtype=int))
        for name in ("crossed", "unknown")
    )
    rows = picked.tolist()
    return sorted(range(len(rows)), key=lambda n: (-low[n], -high[n], crossed[n], unknown[n], rows[n]))


def _no_deal(of: Matter, components: list[Packages], level: str) -> str:
    """That there is no deal, and on what: the questions of the component that has no package."""
    no_package, agenda = of.no_deal(level), of.agenda
    if not components or not of.tries_all:
        return f"{no_package}."
    names = Wording(agenda.graph).issues
    issues = list(
        dict.fromkeys(names[agenda.questions[question].issue] for question in sorted(components[-1].questions))
    )
    first_issues = (
        f"{', '.join(issues[:MAX_NAMED])} and {len(issues) - MAX_NAMED} more" if len(issues) > MAX_NAMED else ""
    )
    told = f"{no_package} on {first_issues or join(issues, 'and')}. The query openings tells what would have to move."
    listed = " At the level of red lines, packages that cross demands are listed as well."
    return told + listed if level == "aim" and of.decided is None else told


def _row(
    of: Matter, wording: Wording, picked: list[int], low: NDArray[Any], high: NDArray[Any], level: str
) -> dict[str, object]:
    worth, names = of.worth, [str(of.worth.columns.parties[party]) for party in of.worth.parties]
    crossed, accepting = positions_on(worth, picked)
    votes, verdict = of.decided.cells(picked) if of.decided else ({}, "")
    reached, below = WalkAway(worth, of.whole).of(picked)
    ends = np.column_stack([low, high]).ravel().round(9).tolist()
    return {
        "settlements": worth.readable(picked),
        "package": json.dumps(worth.package(picked), ensure_ascii=False),
        "unknowns": sum(int(worth.scores(question).unknown[index]) for question, index in enumerate(picked)),
        **dict(zip((f"{end}_{name}" for name in names for end in ("low", "high")), ends, strict=True)),
        "total": round(float(low.sum()), 9),
        **votes,
        "walk_away": reached,
        "certain": not any(worth.columns.sure_firmness[p] == UNKNOWN for p in crossed),
        "crosses": wording.ids_of(crossed),
        "positions": wording.ids_of(accepting),
        "evidence": wording.evidence_of([*accepting, *crossed]),
        "why": _why(worth, wording, picked, low, high, crossed, of.begins(level)) + verdict + below,
    }


def _why(
    worth: Utilities,
    wording: Wording,
    picked: list[int],
    low: NDArray[Any],
    high: NDArray[Any],
    crossed: list[int],
    begins: str,
) -> str:
    phrases = [
        f"{wording.parties[party]} {range_text(a, b)}" for party, a, b in zip(worth.parties, low, high, strict=True)
    ]
    why = f"{begins}; satisfaction: {join(phrases, 'and') or 'nobody is asked'}."
    silent = [
        wording.parties[party]
        for index, party in enumerate(worth.parties)
        if any(not worth.score(q, party, worth.choices[q][i]).known for q, i in enumerate(picked))
    ]
    if silent:
        why += (
            f" On some points of it, {join(silent, 'and')} {'has' if len(silent) == 1 else 'have'} taken no position."
        )
    lines: dict[str, list[int]] = {}
    for p in crossed:
        contested = bool(worth.columns.contested[p])
        lines.setdefault("contested" if contested else LEVELS[int(worth.columns.firmness[p])], []).append(p)
    for word, positions in lines.items():
        firm = f"an {word}" if word == "aim" else f"a {word}" if word else "a position of unknown firmness"
        firm = "a contested position" if word == "contested" else firm
        holders = list(dict.fromkeys(int(worth.agenda.selection.holder[p]) for p in positions))
        why += f" It crosses {firm} of {wording.who(holders)}."
    return why

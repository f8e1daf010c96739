"""The frontier: deals that cannot be bettered for one party without being worse for another."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from ..graph.asked import level_asked
from ..graph.lists import join
from .asking.amounts import amount_asked, whole_asked
from .asking.answer import Drawn, draws_itself
from .asking.deadline import Deadline, gives_up
from .asking.scope import on_issues
from .asking.selection import Names
from .asking.wording import Wording
from .one_issue.cells import progress_steps
from .packages.decided import OTHER_VALUES, VOTE_COLUMNS, Matter, matter
from .packages.exact import parts
from .packages.listing import range_text, totals
from .packages.pareto import pareto_sum, undominated
from .packages.satisfaction import Utilities
from .packages.search import Keep, Packages, PackageSearch
from .packages.terms import parts_of, terms_of, totals_with
from .packages.walk_away import WalkAway
from .packages.words import NOTHING_TO_SETTLE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..graph.store import Store

#: How many points are kept for four parties and more, where not said otherwise.
CAP = 5_000
#: How many half-made packages are followed where votes on the whole tie all questions together.
MAX_VOTED_ON = 20_000


@dataclass
class Frontier(Drawn):
    """The frontier of a case; draws itself in a notebook.

    Attributes
    ----------
    table : DataFrame
        One row a point: ``rank``; ``settlements`` and ``package`` (JSON) of one deal there; ``shared``: how many deals have
        the same least satisfaction for everyone; ``low_...``, ``high_...`` of each party; ``total`` of the least; ``why``.
        With a decision ``verdict``, ``in_favour``, ``against`` and ``vote_unknown``, and where walk-away values are coded
        ``walk_away`` (``reached``, ``below`` or ``not known``), as :func:`zopa.queries.deals.deals` has them.
        ``attrs``: ``complete``, ``grid`` (0 where exact), ``corners`` (whether, under a budget, there are points between
        these), ``note``.
    proposals : DataFrame
        Where the proposals of the case lie: ``proposal``, ``low_...``, ``high_...`` of each party, by the positions of the
        same day; what a proposal does not settle is not known.
    parties : list of str
        Names of the parties, in the order of the columns.
    points : float array, shape (rows, parties)
        Least satisfaction.
    """

    table: pd.DataFrame
    proposals: pd.DataFrame
    parties: list[str]
    points: NDArray[np.float64] = field(repr=False)

    def _repr_html_(self) -> str:
        table = str(self.table.to_html(max_rows=20, notebook=True))
        return table if self._graph is None else self.picture()._repr_html_() + table


@draws_itself
@on_issues
@gives_up
def frontier(
    graph: Store,
    parties: Names = None,
    *,
    issues: Names = None,
    regions: Names = None,
    as_of: str | None = None,
    roll_up: bool = True,
    level: str | None = None,
    possible: bool = False,
    cap: int | None = None,
    grid: float = 0.0,
    seconds: float | None = None,
    decision: str | None = None,
) -> Frontier:
    """Which deals cannot be bettered for one party without being worse for another?

    Deals are compared by the least satisfaction of each party, weighted by salience: what is not known counts as the worst
    that it can be, and ``high_...`` says the best. The outcome space is never listed: what is dominated is dropped question
    by question, each group of questions that rules tie together counting as one.

    Parameters
    ----------
    graph : PositionGraph
    parties : str or iterable of str, optional
        Whose satisfaction and whose lines count. By default the satisfaction of everybody who holds a position that day, and
        the lines of these and of everybody who sets a condition.
    issues, regions, as_of, roll_up, level, possible
        As for :func:`zopa.queries.deals.deals`.
    cap : int, optional
        Keep at most so many points, 1 or more, by a grid as coarse as that takes; no limit for up to three parties, 5,000
        for more.
    grid : float
        Keep one point in each cell of this size; 0 for all.
    seconds : float, optional
        After so long, or when somebody presses Ctrl-C, only a few points are followed. ``attrs["complete"]`` is then
        False.
    decision : str, optional
        Id or name of a decision of the case: the deals are then the packages that it does not surely stop, as in
        :func:`zopa.queries.deals.deals`. They are compared by the satisfaction of everybody who is asked, those whose votes
        are not needed as well. By default nobody who is asked may be against a deal.

    Returns
    -------
    Frontier
        With ``table``, ``proposals``, ``parties``, ``points`` and ``draw()``. Points stand from the best for the first party
        to the worst.

    Raises
    ------
    UnknownNameError
        When a party, issue, region or level is not known.
    ValueError
        When a cap is less than 1, or a grid or seconds are negative or no number.

    See Also
    --------
    solutions : The deals that rules of fairness pick.
    deals : All packages that cross no line, the best first.
    trades : Two issues on which both of two parties gain by an exchange.

    Notes
    -----
    What is exact: with ``attrs["grid"]`` 0 and ``attrs["complete"]``, every undominated point over the settlements that
    :mod:`zopa.queries.packages.choices` lists is there, once, and no other: satisfactions are added without rounding
    (:mod:`zopa.queries.packages.exact`). Of deals that are worth the same at their least, that with the highest total
    at best is told, and of these one with values that somebody states as an ideal. On number issues the settlements are
    the values that somebody names, the ideals and one value in each gap, and where a budget counts the issue those that
    exhaust it as well. The frontier of a number issue is a continuum: points between two of those listed, mixes of the
    two, are not listed. Under a budget no package with any values has a higher total, however the parties are weighed,
    than one that is listed (but for a millionth, see :mod:`zopa.queries.packages.budgets`): the corners of the
    continuum are all there, and ``attrs["corners"]`` says that there is more between them. Pareto-optimality: Pareto
    1906; the zone of possible agreement has it as its north-east edge (Raiffa 1982).

    References
    ----------
    .. [1] Raiffa, H. (1982). *The Art and Science of Negotiation*. Harvard University Press.

    Examples
    --------
    >>> import pandas as pd, zopa
    >>> from zopa.queries.frontier import frontier
    >>> case = zopa.load({"positions": pd.DataFrame({
    ...     "party": ["A", "B", "A", "B"], "issue": ["seat", "seat", "pay", "pay"], "firmness": "aim",
    ...     "option": ["Geneva", "Oslo", "half", "all"]})}, quiet=True)
    >>> frontier(case).table[["low_A", "low_B"]].values.tolist()
    [[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]]
    """
    cap, grid, level = whole_asked("cap", cap, 1), amount_asked("grid", grid), level_asked(graph, level)
    with Deadline(seconds) as deadline:
        of = matter(
            graph,
            decision,
            parties=parties,
            issues=issues,
            regions=regions,
            as_of=as_of,
            roll_up=roll_up,
            level=level,
            possible=possible,
            deadline=deadline.prepared(),
        )
        worth = of.worth
        cap = CAP if cap is None and len(worth.parties) > 3 else cap
        edge = edge_of(of, deadline, cap, grid)
        notes = of.notes
        if not len(edge.points):
            cut = f"{of.no_deal(level)}." if of.agenda.questions else NOTHING_TO_SETTLE
            notes.insert(0, cut if edge.complete else "Cut short before a deal was found.")
        elif not edge.complete and not edge.grid:
            notes.insert(0, "Cut short: there may be more points, and better ones.")
        if edge.grid:
            notes.insert(
                0, f"Thinned: of the points in one cell of {edge.grid:g} only that with the highest total is kept."
            )
        if len(edge.points) and not of.tries_all:
            notes.append(OTHER_VALUES)
        table = _table(of, edge, notes)
        if of.agenda.budgets and len(edge.points):
            notes.append("Where a budget counts an issue, mixes of neighbouring points are possible as well.")
        table.attrs |= {
            "complete": edge.complete and not edge.grid,
            "grid": edge.grid,
            "corners": bool(of.agenda.budgets),
            "note": " ".join(notes),
        }
        names = [Wording(graph).parties[party] for party in worth.parties]
        return Frontier(table, _proposals(graph, worth), names, edge.points)


class Edge(NamedTuple):
    """Undominated deals: their least satisfaction, the choices of each, how many deals share it, the grid, all or not."""

    points: NDArray[np.float64]
    picked: NDArray[np.int64]
    shared: NDArray[np.float64]
    grid: float
    complete: bool


def edge_of(of: Matter, deadline: Deadline, cap: int | None, grid: float = 0.0) -> Edge:
    """The undominated deals of a matter."""
    agenda, worth = of.agenda, of.worth
    search = PackageSearch(agenda, worth, deadline, of.votes)
    if of.votes is not None:
        # All questions are one component, so half-made packages are thinned where the sum of components would be.
        search.max_kept = min(search.max_kept, MAX_VOTED_ON)
    components = search.all(_undominated(deadline), "Frontier")
    none = np.zeros((0, len(worth.parties)), dtype=np.int64)
    every = components if len(components) == len(agenda.packages) else []
    with progress_steps(len(every), "Frontier, putting issues together") as step:
        sums = pareto_sum(
            [part.low for part in every] or [none],
            counts=[part.count for part in every] or [np.zeros(0)],
            most=[part.most for part in every] or [np.zeros(0)],
            scale=worth.scale,
            cap=cap,
            grid=grid,
            deadline=deadline,
            step=step,
        )
    picked = np.zeros((len(sums.points), len(agenda.questions)), dtype=np.int64)
    for place, part in enumerate(every):
        picked[:, part.questions] = part.picked[sums.choices[:, place]]
    complete = all(part.complete for part in components) and sums.complete
    return Edge(parts(sums.points, worth.scale), picked, sums.shared, sums.grid, complete)


def _undominated(deadline: Deadline) -> Keep:
    """Keep of packages that are alike the undominated ones; of those worth the same the one with the highest best total."""

    def keep(rows: Packages, group: NDArray[np.int64]) -> Packages:
        order = np.argsort(group, kind="stable")
        borders = np.flatnonzero(np.diff(group[order])) + 1
        fronts: list[NDArray[np.int64]] = []
        count: list[NDArray[np.float64]] = []
        for rows_of_group in np.split(order, borders) if len(order) else []:
            if fronts and deadline.over():
                rows.complete = False
                break
            front, shared = undominated(
                rows.low[rows_of_group], rows.count[rows_of_group], rows.most[rows_of_group], deadline
            )
            fronts.append(rows_of_group[front])
            count.append(shared)
        if not fronts:
            return rows
        chosen = rows.take(np.concatenate(fronts))
        chosen.count = np.concatenate(count)
        chosen.complete &= not deadline.over()
        return chosen

    return keep


def _ends(worth: Utilities) -> list[str]:
    names = [str(worth.columns.parties[party]) for party in worth.parties]
    return [f"{end}_{name}" for name in names for end in ("low", "high")]


def _table(of: Matter, edge: Edge, notes: list[str]) -> pd.DataFrame:
    """The points as rows; what is to be said of their walk-away values is added to the notes."""
    worth, wording, walk_away = of.worth, Wording(of.agenda.graph), WalkAway(of.worth, of.whole)
    rows: list[dict[str, object]] = []
    low, high = totals(worth, edge.picked)
    no_deal = "No deal" if edge.complete and not edge.grid else "No deal of those listed"
    for index, row in enumerate(edge.picked.tolist()):
        phrases = [
            f"{wording.parties[party]} {range_text(a, b)}"
            for party, a, b in zip(worth.parties, low[index], high[index], strict=True)
        ]
        # They share the least satisfaction; what is not known of them can differ.
        least = " at the least" if (low[index] < high[index]).any() else ""
        more = f"; {int(edge.shared[index]):,} deals are worth the same{least}" if edge.shared[index] > 1 else ""
        why = f"{no_deal} is better for one and worse for none than this: {join(phrases, 'and')}{more}."
        votes, verdict = of.decided.cells(row) if of.decided else ({}, "")
        reached, below = walk_away.of(row)
        ends = np.column_stack([low[index], high[index]]).ravel().round(9).tolist()
        rows.append(
            {
                "rank": index + 1,
                "settlements": worth.readable(row),
                "package": json.dumps(worth.package(row), ensure_ascii=False),
                "shared": int(edge.shared[index]),
                **dict(zip(_ends(worth), ends, strict=True)),
                "total": round(float(low[index].sum()), 9),
                **votes,
                "walk_away": reached,
                "why": why + verdict + below,
            }
        )
    if rows:
        notes += walk_away.notes(str(row["walk_away"]) for row in rows)
    more_columns = [*(VOTE_COLUMNS if of.decided else ()), *(["walk_away"] if walk_away.counts else [])]
    names = ["rank", "settlements", "package", "shared", *_ends(worth), "total", *more_columns, "why"]
    kinds = {"rank": "int64"} | dict.fromkeys(["shared", "total", *_ends(worth)], "float64")
    return pd.DataFrame(rows, columns=pd.Index(names)).astype({name: kinds.get(name, "str") for name in names})


def _proposals(graph: Store, worth: Utilities) -> pd.DataFrame:
    issues = {question.issue for question in worth.agenda.questions}
    rows: list[tuple[object, ...]] = []
    for name in graph.tables["proposals"]["id"]:
        terms = [term for term in terms_of(graph, str(name)) if term.issue in issues]
        if terms:
            low, high = totals_with(worth, parts_of(worth.agenda, terms))
            rows.append((str(name), *np.column_stack([low, high]).ravel().round(9).tolist()))
    frame = pd.DataFrame(rows, columns=pd.Index(["proposal", *_ends(worth)]))
    return frame.astype({name: "str" if name == "proposal" else "float64" for name in frame.columns})

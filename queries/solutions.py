"""The four bargaining solutions: deals that a rule of fairness picks, each the best of all deals by that rule."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..graph.asked import level_asked
from ..graph.lists import join
from .asking.amounts import whole_asked
from .asking.deadline import Deadline, gives_up
from .asking.scope import on_issues
from .asking.selection import Names, UnknownNameError, find
from .asking.wording import Wording
from .frontier import CAP, edge_of
from .packages.bargaining import Bargaining, Ideal, Point
from .packages.decided import VOTE_COLUMNS, Matter, matter
from .packages.exact import read
from .packages.listing import range_text
from .packages.program import Program
from .packages.satisfaction import Utilities
from .packages.search import PackageSearch
from .packages.walk_away import WalkAway, walk_away_values
from .packages.words import NOTHING_TO_SETTLE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..graph.store import Store

#: Seconds that the solutions may take where nothing is said, and the part of them in which all deals are listed if possible.
USUAL, LISTING = 60.0, 0.2
#: How many of equally good deals are named.
MAX_NAMED = 3

MEANING = {
    "nash": "has the largest product of the gains of all parties over disagreement",
    "kalai-smorodinsky": "maximises the smallest share of its possible gain that any party receives",
    "egalitarian": "maximises the smallest gain of any party",
    "utilitarian": "has the largest total satisfaction",
}


@on_issues
@gives_up
def solutions(
    graph: Store,
    parties: Names = None,
    *,
    disagreement: Mapping[str, float] | None = None,
    issues: Names = None,
    regions: Names = None,
    as_of: str | None = None,
    roll_up: bool = True,
    level: str | None = None,
    possible: bool = False,
    cap: int | None = None,
    seconds: float | None = None,
    decision: str | None = None,
) -> pd.DataFrame:
    """Which deals do the four bargaining solutions pick, and what are the ideal and the disagreement point?

    Each is the best of all deals by its own rule, with every value of a number issue: none is read off a list that was
    thinned. Deals are compared by the least satisfaction of each party.

    Parameters
    ----------
    graph : PositionGraph
    parties, issues, regions, as_of, roll_up, level, possible
        As for :func:`frontier`.
    cap : int, optional
        Of so many undominated deals, 1 or more, the solutions are picked directly; with more they are searched for one by
        one. By default 5,000.
    seconds : float, optional
        How long to take, by default 60 seconds. What is not proven by then, or when somebody presses Ctrl-C, says so, with
        the best that was found and what no deal exceeds.
    decision : str, optional
        Id or name of a decision of the case: the deals are then the packages that it does not surely stop, as in
        :func:`zopa.queries.deals.deals`. Each rule of fairness still looks at everybody who is asked.
    disagreement : dict of str to float, optional
        Satisfaction of each party when there is no deal. By default the walk-away value of a party (``parties.walk_away``),
        and 0 where it has none; also where only some issues or regions are asked about, as a walk-away value is one of
        the whole. ``attrs["note"]`` says which values were taken.

    Returns
    -------
    DataFrame
        One row each, with the columns ``solution``, ``settlements``, ``package``, ``low_...`` and ``high_...`` of each
        party, ``value`` (what the solution maximises) and ``why``:

        - ``nash``: the largest product of gains over disagreement (Nash 1950), where all gain something;
        - ``kalai-smorodinsky``: the largest least share of what each could gain at most, then the second least and so on
          (Kalai & Smorodinsky 1975; leximin in a finite set);
        - ``egalitarian``: the largest least gain, then the second least and so on (Kalai 1977);
        - ``utilitarian``: the largest total;
        - ``ideal``: the most that each can have in a deal that leaves nobody below disagreement; ``disagreement``.

        With a decision there are four columns more: ``verdict``, ``in_favour``, ``against`` and ``vote_unknown``, and where
        walk-away values are coded ``walk_away`` (``reached``, ``below`` or ``not known``), as in
        :func:`zopa.queries.deals.deals`.

        A solution that does not exist has no row, and ``attrs["note"]`` says why; it names deals that are as good as one
        told. ``attrs["complete"]``: whether everything told is proven.

    Raises
    ------
    UnknownNameError
        When a name is not known, or a party has a disagreement that is not asked for.
    RuleError
        When the decision does not fit those who have a say.
    ValueError
        When a cap is less than 1, or the seconds are negative or no number.

    See Also
    --------
    frontier : All Pareto-optimal deals.
    check_deal : What one of these deals meets and crosses.

    Notes
    -----
    What is found by a mixed-integer program is proven to about a millionth. Where one of the values that a solution can
    have on a number issue is just short of a line, it is told a millionth short of it.

    The disagreement point says how each party fares without a deal, which is its best alternative to a negotiated agreement
    (BATNA, Fisher & Ury 1981).

    References
    ----------
    .. [1] Nash, J. F. (1950). The bargaining problem. *Econometrica*, 18(2), 155-162. DOI 10.2307/1907266.
    .. [2] Kalai, E., & Smorodinsky, M. (1975). Other solutions to Nash's bargaining problem. *Econometrica*, 43(3), 513-518.
       DOI 10.2307/1914280.
    .. [3] Kalai, E. (1977). Proportional solutions to bargaining situations: interpersonal utility comparisons.
       *Econometrica*, 45(7), 1623-1630. DOI 10.2307/1913954.
    .. [4] Fisher, R., & Ury, W. (1981). *Getting to Yes*. Houghton Mifflin.

    Examples
    --------
    >>> import pandas as pd, zopa
    >>> from zopa.queries.solutions import solutions
    >>> case = zopa.load({"positions": pd.DataFrame({
    ...     "party": ["A", "B", "A", "B"], "issue": ["seat", "seat", "pay", "pay"], "firmness": "aim",
    ...     "option": ["Geneva", "Oslo", "half", "all"]})}, quiet=True)
    >>> solutions(case)[["solution", "low_A", "low_B"]].head(2).values.tolist()
    [['nash', 0.5, 0.5], ['kalai-smorodinsky', 0.5, 0.5]]
    """
    cap, level = whole_asked("cap", cap, 1) or CAP, level_asked(graph, level)
    with Deadline(USUAL if seconds is None else seconds) as deadline:
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
        point, taken = _disagreement(graph, worth, disagreement or {}, of.whole)
        answer = _Answer(of, point)
        if worth.parties and of.agenda.questions:
            listing = Deadline(LISTING * (deadline.left() or 0.0), inside=deadline)
            edge = edge_of(of, listing, cap)
            whole = edge.complete and not edge.grid
            program = (
                Program(PackageSearch(of.agenda, worth, deadline, of.votes))
                if len(edge.points) or not (whole and of.tries_all)
                else None
            )
            if program is not None and whole and not program.gaps:
                program = None
            answer.solve(
                Bargaining(worth, edge.picked.tolist(), edge.shared.tolist(), program, point, deadline), deadline
            )
            if not answer.points and not answer.notes:
                answer.notes.append(
                    f"{of.no_deal(level)}." if whole else "No package was found in the time given; there may be one."
                )
                answer.complete = whole and of.tries_all
        notes = [*answer.notes, *taken, *of.notes]
        if answer.points and not answer.complete:
            notes.insert(0, "Not all of this was proven in the time given: each row says what was not.")
        frame = answer.frame()
        if not (worth.parties and of.agenda.questions):
            notes, frame = [NOTHING_TO_SETTLE, *notes], frame.iloc[:0]
    frame.attrs |= {"complete": answer.complete, "note": " ".join(notes)}
    return frame


def _disagreement(
    graph: Store, worth: Utilities, amounts: Mapping[str, float], whole: bool
) -> tuple[list[Fraction], list[str]]:
    """How each party fares without a deal, and what to say of the walk-away values: a part of the matter has none."""
    ids = [str(worth.columns.parties[party]) for party in worth.parties]
    given: dict[str, Fraction] = {}
    for name, amount in amounts.items():
        party = str(graph.columns.parties[find(graph, "parties", name)[0]])
        if party not in ids:
            raise UnknownNameError(f"'{name}' is not one of the parties asked: {', '.join(ids)}.")
        given[party] = read(amount)
    known = walk_away_values(graph)
    coded = {
        id_: known[party]
        for party, id_ in sorted(zip(worth.parties, ids, strict=True))
        if party in known and id_ not in given
    }
    if not coded:
        taken: list[str] = []
    elif whole:
        taken = [_walk_away_words(graph, worth, coded, given)]
    else:
        taken, coded = ["Walk-away values are of the whole, so none counts where only a part is asked about."], {}
    return [given.get(id_, coded.get(id_, Fraction(0))) for id_ in ids], taken


def _walk_away_words(
    graph: Store, worth: Utilities, coded: Mapping[str, Fraction], given: Mapping[str, Fraction]
) -> str:
    """Whose walk-away values were taken, in a sentence."""
    names = Wording(graph).parties
    by_id = {str(worth.columns.parties[party]): names[party] for party in worth.parties}
    phrases = [f"{by_id[id_]} {float(amount):.4g}" for id_, amount in coded.items()]
    words = f"Without a deal each party is taken to have its walk-away value: {join(phrases, 'and')}"
    without = [name for id_, name in by_id.items() if id_ not in coded and id_ not in given]
    if not without:
        return f"{words}."
    verbs = ("has", "is") if len(without) == 1 else ("have", "are")
    return f"{words}. {join(without, 'and')} {verbs[0]} none coded and {verbs[1]} taken to have 0."


class _Answer:
    """The rows and the notes of an answer."""

    def __init__(self, of: Matter, disagreement: list[Fraction]) -> None:
        self.of, self.worth, self.disagreement = of, of.worth, disagreement
        self.points: dict[str, Point] = {}
        self.ideal: Ideal | None = None
        self.notes: list[str] = []
        self.complete = True

    def solve(self, bargaining: Bargaining, deadline: Deadline) -> None:
        """Find the points, and say of each that there is none why."""
        if self.worth.unranked:
            self.notes.append("No solution is named.")
            return
        bargaining.take(deadline, 1 / 4)
        self._keep("utilitarian", bargaining.utilitarian())
        self.ideal = bargaining.ideal()
        if self.ideal is None:
            if "utilitarian" in self.points:
                self.notes.append("No deal leaves everyone at disagreement or better.")
            return
        self.complete &= all(self.ideal.proven)
        bargaining.take(deadline, 1 / 3)
        egalitarian = bargaining.leximin([Fraction(1)] * len(self.disagreement), self.ideal)
        self._keep("egalitarian", egalitarian)
        bargaining.take(deadline, 1 / 2)
        self._keep("kalai-smorodinsky", bargaining.leximin(self.ideal.gains, self.ideal))
        bargaining.take(deadline, 1)
        nash = bargaining.nash(self.ideal)
        self._keep("nash", nash)
        if nash is None and egalitarian is not None and egalitarian.bound > 1e-9:
            self.notes.append("No deal in which all gain was found in the time given: there may be a Nash point.")
        elif nash is None:
            self.notes.append("No deal dominates disagreement: in none do all gain, so there is no Nash point.")

    def _keep(self, name: str, point: Point | None) -> None:
        if point is None:
            return
        self.points[name] = point
        self.complete &= point.proven
        if point.equally_good:
            count = len(point.equally_good)
            named = join([self.worth.readable(picked) for picked in point.equally_good[:MAX_NAMED]], "and")
            few = f", of which {MAX_NAMED} are" if count > MAX_NAMED else ":"
            self.notes.append(f"As good as the {name} deal {_are(count)}{few} {named}.")

    def frame(self) -> pd.DataFrame:
        """The answer as a table."""
        ids = [str(self.worth.columns.parties[party]) for party in self.worth.parties]
        rows: list[dict[str, object]] = []
        walk_away = WalkAway(self.worth, self.of.whole)
        for name in (name for name in MEANING if name in self.points):
            point = self.points[name]
            low, high = self._ends(point.picked)
            ends = {
                f"{end}_{party}": round(float(total), 9)
                for end, totals in (("low", low), ("high", high))
                for party, total in zip(ids, totals, strict=True)
            }
            votes, verdict = self.of.decided.cells(point.picked) if self.of.decided else ({}, "")
            reached, below = walk_away.of(point.picked)
            rows.append(
                {
                    "solution": name,
                    "settlements": self.worth.readable(point.picked),
                    "package": json.dumps(self.worth.package(point.picked), ensure_ascii=False),
                    **ends,
                    "value": round(point.value, 12),
                    **votes,
                    "walk_away": reached,
                    "why": self._why(name, point, low, high) + verdict + below,
                }
            )
        if self.ideal is not None:
            most = [float(gain + start) for gain, start in zip(self.ideal.gains, self.disagreement, strict=True)]
            unsure = [unsure_party for unsure_party, proven in zip(ids, self.ideal.proven, strict=True) if not proven]
            why = "The most that each can have in a deal that leaves nobody below disagreement"
            why += f"; for {join(unsure, 'and')} the most that was found in the time given." if unsure else "."
            rows.append(self._bare("ideal", most, why))
        without = list(map(float, self.disagreement))
        rows.append(self._bare("disagreement", without, "What each has without a deal, as it is taken here."))
        names = ["solution", "settlements", "package", *(f"{end}_{party}" for party in ids for end in ("low", "high"))]
        marks = [*(VOTE_COLUMNS if self.of.decided else ()), *(["walk_away"] if walk_away.counts else [])]
        frame = pd.DataFrame(rows, columns=pd.Index([*names, "value", *marks, "why"]))
        text = ("solution", "settlements", "package", "why", *marks)
        frame = frame.astype({name: "str" if name in text else "float64" for name in frame.columns})
        return frame.fillna(dict.fromkeys(marks, ""))

    def _ends(self, picked: list[int]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Least and most satisfaction of every party with a deal: exact also at values that the search added."""
        scores = [self.worth.exact(question)[index] for question, index in enumerate(picked)]
        low = [float(sum(of_party.low for of_party in column)) for column in zip(*scores, strict=True)]
        high = [float(sum(of_party.high for of_party in column)) for column in zip(*scores, strict=True)]
        return np.array(low), np.array(high)

    def _bare(self, name: str, point: list[float], why: str) -> dict[str, object]:
        ids = [str(self.worth.columns.parties[party]) for party in self.worth.parties]
        ends = {f"{end}_{party}": round(v, 9) for party, v in zip(ids, point, strict=True) for end in ("low", "high")}
        return {"solution": name, "settlements": "", "package": "", **ends, "value": np.nan, "why": why}

    def _why(self, name: str, point: Point, low: NDArray[np.float64], high: NDArray[np.float64]) -> str:
        names = Wording(self.worth.agenda.graph).parties
        phrases = [
            f"{names[party]} {range_text(a, b)}" for party, a, b in zip(self.worth.parties, low, high, strict=True)
        ]
        deals = "all deals" if point.proven else "the deals found"
        why = f"Of {deals} this {MEANING[name]}: {join(phrases, 'and')}."
        if point.shared > 1:
            # They share the least satisfaction; what is not known of them can differ.
            least = ", at the least" if (low < high).any() else ""
            why += f" {point.shared:,} deals satisfy everyone as this one does{least}."
        if not point.proven:
            limit = (
                f"it is {point.value:.4g} here and at most {point.bound:.4g} in any deal"
                if np.isfinite(point.bound)
                else (f"it is {point.value:.4g} here, and how much more there can be is not known")
            )
            why += f" That it is the largest was not proven in the time given: {limit}."
        return why


def _are(count: int) -> str:
    return "is 1 other deal" if count == 1 else f"are {count:,} other deals"


def solution_points(
    points: NDArray[np.float64], disagreement: NDArray[np.float64]
) -> tuple[dict[str, tuple[int, float]], NDArray[np.float64] | None]:
    """Rows of the four solutions with what each maximises, and the ideal point, if any.

    The utilitarian solution does not ask for gains over disagreement; the others only look at points that leave nobody
    below it.
    """
    if not len(points) or not points.shape[1]:
        return {}, None
    totals = points.sum(axis=1)
    everyone = {"utilitarian": (int(np.argmax(totals)), float(totals.max()))}
    rational = np.flatnonzero((points >= disagreement - 1e-9).all(axis=1))
    if not len(rational):
        return everyone, None
    gains = np.maximum(points[rational] - disagreement, 0.0)
    most = gains.max(axis=0)
    solution_of: dict[str, tuple[int, float]] = {}
    product = gains.prod(axis=1)
    if product.max() > 0:
        solution_of["nash"] = (int(rational[np.argmax(product)]), float(product.max()))
    # A party that can gain nothing gains nothing anywhere, and leaves the choice to the others.
    shares = gains / np.where(most > 0, most, 1)
    for name, gained in (("kalai-smorodinsky", shares), ("egalitarian", gains)):
        best = _leximin(gained)
        solution_of[name] = (int(rational[best]), float(gained[best].min()))
    return solution_of | everyone, most + disagreement


def _leximin(gained: NDArray[np.float64]) -> int:
    """The row with the largest least value, then the largest second least and so on."""
    rising = np.sort(gained, axis=1).round(9)
    return int(np.lexsort(-rising.T[::-1])[0])

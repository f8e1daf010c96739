"""Trades: issues that matter differently to two parties, and what each could give the other so that both gain."""

from __future__ import annotations

from itertools import combinations, permutations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from ..graph.asked import level_asked
from .asking.amounts import whole_asked
from .asking.deadline import Deadline, gives_up
from .asking.scope import on_issues
from .asking.selection import Names, level_code
from .asking.wording import Wording
from .one_issue.cells import progress_steps
from .packages.agenda import agenda
from .packages.satisfaction import Utilities
from .packages.search import DIGITS, PackageSearch

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..graph.store import Store

COLUMNS = (
    "party_a",
    "party_b",
    "a_gives",
    "b_gives",
    "exchange",
    "gain_a",
    "gain_b",
    "gain_a_at_most",
    "gain_b_at_most",
    "total",
    "salience_a",
    "salience_b",
    "positions",
    "evidence",
    "why",
)


#: Two parties care about two issues in the same proportion where the proportions differ by less.
SAME = 1e-12


class _Exchange(NamedTuple):
    """Two parties, the issues (by place) on which the first and the second give way, and what each gains, least and most.

    Exchanges sort from the best: by the largest sure total, then by the largest possible one, then by their place.
    """

    rank: tuple[float, float, int, int, int, int]
    gain_a: tuple[float, float]
    gain_b: tuple[float, float]

    @property
    def pair(self) -> tuple[int, int]:
        return self.rank[2], self.rank[3]

    @property
    def issues(self) -> tuple[int, int]:
        return self.rank[4], self.rank[5]


@on_issues
@gives_up
def trades(
    graph: Store,
    parties: Names = None,
    *,
    issues: Names = None,
    regions: Names = None,
    as_of: str | None = None,
    roll_up: bool = True,
    level: str | None = None,
    possible: bool = False,
    limit: int = 20,
    seconds: float | None = None,
) -> pd.DataFrame:
    """Which two issues could two parties exchange so that both gain, as each values the other one more?

    A party's way on an issue is, of what crosses no line and no rule of that issue alone, what satisfies it surely the most
    (the least that it can be; then what satisfies the other most). The exchange is compared with both having their way on
    the issue that they would give: A gives way on one issue, B on the other.

    Parameters
    ----------
    graph : PositionGraph
    parties : str or iterable of str, optional
        Only pairs of these; their lines count. By default everybody who holds a position that day, and the lines of
        everybody who sets a condition as well.
    issues, regions, as_of, roll_up, level, possible
        As for :func:`zopa.queries.deals.deals`.
    limit : int
        How many to list, 0 or more.
    seconds : float, optional
        After so long, or when somebody presses Ctrl-C, no more pairs of parties are looked at.
        ``attrs["complete"]`` is then False.

    Returns
    -------
    DataFrame
        One row an exchange in which both surely gain, the largest sure total first, of equal ones the largest possible
        total: ``party_a``, ``party_b``; ``a_gives``,
        ``b_gives``: issues; ``exchange``: what these would be settled as; ``gain_a``, ``gain_b``: the least gain in weighted
        satisfaction, with ``..._at_most``; ``total`` of the least; ``salience_a``, ``salience_b``: how many times as much
        what it gets matters to it as what it gives; ``positions``; ``evidence``; ``why``.
        ``attrs["count"]``: how many exchanges there are, of those looked at; ``attrs["complete"]``: whether all of them
        were found and listed; ``attrs["note"]`` says so too, and where saliences are not coded: where none are, there is
        nothing to trade on.

    Raises
    ------
    UnknownNameError
        When a party, issue, region or level is not known.
    ValueError
        When the limit or the seconds are negative or no number.

    See Also
    --------
    frontier : The deals that cannot be improved for one party without a loss for another.
    deals : Packages over all issues.

    Notes
    -----
    Trading on differences in valuation: Raiffa 1982; logrolling in Froman & Cohen 1970. Only exchanges that break no rule
    between the two issues are listed; rules with further issues, and budgets, are not looked at: ask
    :func:`check_deal`. What a position accepts only on a condition counts as not known.

    References
    ----------
    .. [1] Raiffa, H. (1982). *The Art and Science of Negotiation*. Harvard University Press.
    .. [2] Froman, L. A., & Cohen, M. D. (1970). Compromise and logroll: comparing the efficiency of two bargaining
       processes. *Behavioral Science*, 15(2), 180-183.

    Examples
    --------
    >>> import pandas as pd, zopa
    >>> from zopa.queries.trades import trades
    >>> case = zopa.load({
    ...     "positions": pd.DataFrame({"party": ["A", "B", "A", "B"], "issue": ["seat", "seat", "pay", "pay"],
    ...                                "firmness": "aim", "option": ["Geneva", "Oslo", "half", "all"]}),
    ...     "saliences": pd.DataFrame({"party": ["A", "B"], "issue": ["pay", "seat"], "salience": [3, 3]}).merge(
    ...         pd.DataFrame({"party": ["A", "B"], "issue": ["seat", "pay"], "salience": [1, 1]}), how="outer")}, quiet=True)
    >>> trades(case)[["a_gives", "b_gives", "exchange", "gain_a", "gain_b"]].values.tolist()
    [['seat', 'pay', 'seat=Oslo; pay=half', 0.5, 0.5]]
    """
    limit, level = whole_asked("limit", limit, 0) or 0, level_asked(graph, level)
    with Deadline(seconds) as deadline:
        preparing, code = deadline.prepared(), level_code(level)
        case_agenda = agenda(
            graph, parties, issues, regions, as_of, roll_up=roll_up, level=code, possible=possible, deadline=preparing
        )
        worth = Utilities(case_agenda, case_agenda.selection.parties, preparing)
        ways = _Ways(PackageSearch(case_agenda, worth, deadline), deadline)
        best: list[_Exchange] = []
        count = 0
        pairs = list(combinations(range(len(worth.parties)), 2))
        with progress_steps(len(pairs), "Trades, pair by pair") as step:
            for pair in pairs:
                if deadline.over():
                    break
                count_here, exchanges = ways.exchanges(
                    pair, limit, best[-1].rank[0] if len(best) >= limit > 0 else np.inf
                )
                count += count_here
                best = sorted([*best, *exchanges])[:limit]
                step()
        complete = not deadline.over()
        notes = list(worth.notes)
        if not complete:
            notes.insert(0, f"Cut short: there are at least {count:,} exchanges, and there may be better ones.")
        elif count > limit:
            notes.insert(0, f"The best {limit:,} of {count:,} exchanges.")
        wording = Wording(graph)
        frame = pd.DataFrame([_row(worth, wording, ways, exchange) for exchange in best], columns=pd.Index(COLUMNS))
    text = {"party_a", "party_b", "a_gives", "b_gives", "exchange", "positions", "evidence", "why"}
    frame = frame.astype({name: "str" if name in text else "float64" for name in COLUMNS})
    frame.attrs |= {"count": count, "complete": complete and count <= limit, "note": " ".join(notes)}
    return frame


class _Ways:
    """The settlement that each party prefers on each issue, and the cost and the gain of going the other's way.

    Arrays by issue, giver and taker. Losses and gains are whole multiples of the scale of the party that has them.
    """

    def __init__(self, feasible: PackageSearch, deadline: Deadline) -> None:
        self.feasible, self.worth = feasible, feasible.worth
        questions, parties = feasible.agenda.questions, len(self.worth.parties)
        self.issues = list(dict.fromkeys(question.issue for question in questions))
        place = {issue: index for index, issue in enumerate(self.issues)}
        self.questions: list[list[int]] = [[] for _ in self.issues]
        shape = (len(self.issues), parties, parties)
        self.way: list[NDArray[np.int32]] = []
        self.weights = np.zeros((len(self.issues), parties))
        self.differ = np.zeros(shape, dtype=bool)
        settled = np.ones(len(self.issues), dtype=bool)
        kind = self.worth.scores(0).low.dtype if questions else np.dtype(np.int64)
        self.loss, self.gain = (tuple(np.zeros(shape, dtype=kind) for _ in range(2)) for _ in range(2))
        for index, question in enumerate(questions):
            issue = place[question.issue]
            self.questions[issue].append(index)
            self.weights[issue] += self.worth.weights[index]
            if deadline.over():
                settled[issue] = False
                continue
            self.way.append(self._way(index))
            if (self.way[-1] < 0).any():
                settled[issue] = False
            else:
                self._exchanged(issue, index)
        self.differ &= settled[:, None, None]
        self.tied = {frozenset(place[questions[question].issue] for question in clause) for clause in feasible.rules}

    def _way(self, question: int) -> NDArray[np.int32]:
        """By party and other party the choice that surely satisfies the one most, of several the other most; -1 for none."""
        feasible, worth, parties = self.feasible, self.worth, len(self.worth.parties)
        # What is accepted only on a condition is not known.
        allowed = np.array(
            [
                index
                for index, choice in enumerate(worth.choices[question])
                if feasible.allowed[question] >> choice.bit & 1 and not choice.met
            ],
            dtype=np.int32,
        )
        way = np.full((parties, parties), -1, dtype=np.int32)
        if len(allowed):
            low = worth.scores(question).low[allowed]
            for party in range(parties):
                mine = np.flatnonzero(low[:, party] == low[:, party].max())
                way[party] = allowed[mine[low[mine].argmax(axis=0)]]
        return way

    def _exchanged(self, issue: int, question: int) -> None:
        """Add what it means for a question to go the taker's way instead of the giver's."""
        ours, theirs, scores = self.way[-1], self.way[-1].T, self.worth.scores(question)
        differ = ours != theirs
        giver, taker = np.indices(ours.shape)
        for ends, party, better, worse in ((self.loss, giver, ours, theirs), (self.gain, taker, theirs, ours)):
            ends[0][issue] += (scores.low[better, party] - scores.high[worse, party]) * differ
            ends[1][issue] += (scores.high[better, party] - scores.low[worse, party]) * differ
        self.differ[issue] |= differ

    def exchanges(self, pair: tuple[int, int], most: int, at_most: float) -> tuple[int, list[_Exchange]]:
        """How many exchanges two parties could make, and the best, but for those that rank behind a limit."""
        a, b = pair
        scale_a, scale_b = self.worth.scale[a], self.worth.scale[b]
        gain_a = [self.gain[end][None, :, b, a] - self.loss[1 - end][:, None, a, b] for end in (0, 1)]
        gain_b = [self.gain[end][:, None, a, b] - self.loss[1 - end][None, :, b, a] for end in (0, 1)]
        # Each must care relatively more about what it gets.
        for_a = self.weights[None, :, a] * self.weights[:, None, b]
        for_b = self.weights[:, None, a] * self.weights[None, :, b]
        is_exchange = (gain_a[0] > 0) & (gain_b[0] > 0) & (for_a > for_b * (1 + SAME))
        is_exchange &= self.differ[:, None, a, b] & self.differ[None, :, b, a]
        np.fill_diagonal(is_exchange, False)
        for tied in self.tied:
            if len(tied) == 1:
                (issue,) = tied
                is_exchange[issue] &= self._honours(self._theirs(issue, b, a))
                is_exchange[:, issue] &= self._honours(self._theirs(issue, a, b))
            elif len(tied) == 2:
                for given_issue, got_issue in permutations(tied):
                    is_exchange[given_issue, got_issue] &= self._honours(self.picked(pair, given_issue, got_issue))
        given_issues, got_issues = np.nonzero(is_exchange)
        ends = [
            tuple((end[given_issues, got_issues] / scale).astype(float) for end in gain)
            for gain, scale in ((gain_a, scale_a), (gain_b, scale_b))
        ]
        least, greatest = (-(ends[0][end] + ends[1][end]).round(DIGITS) for end in (0, 1))
        near = np.flatnonzero(least <= at_most)
        near = near[np.lexsort([greatest[near], least[near]])][:most]
        return len(given_issues), [
            _Exchange(
                (float(least[n]), float(greatest[n]), a, b, int(given_issues[n]), int(got_issues[n])),
                (float(ends[0][0][n]), float(ends[0][1][n])),
                (float(ends[1][0][n]), float(ends[1][1][n])),
            )
            for n in near.tolist()
        ]

    def picked(self, pair: tuple[int, int], given_issue: int, got_issue: int) -> dict[int, int]:
        """The choices of an exchange: on what the first gives the way of the second, and the other way round."""
        a, b = pair
        return self._theirs(given_issue, b, a) | self._theirs(got_issue, a, b)

    def _theirs(self, issue: int, party: int, partner: int) -> dict[int, int]:
        return {question: int(self.way[question][party, partner]) for question in self.questions[issue]}

    def _honours(self, picked: dict[int, int]) -> bool:
        """Whether choices break no clause that speaks of these questions alone."""
        choices = {question: self.worth.choices[question][index] for question, index in picked.items()}
        return all(
            any(test.passes(choices[question]) for question, test in clause.items())
            for clause in self.feasible.rules
            if choices.keys() >= clause.keys()
        )


def _valued(party: str, times: float) -> str:
    """``A values what it gets 3 times as highly as what it gives``."""
    if np.isinf(times):
        return f"what {party} gives has no weight for it"
    as_highly = "as highly" if f"{times:.3g}" == "1" else f"{times:.3g} times as highly"
    return f"{party} values what it gets {as_highly} as what it gives"


def _row(worth: Utilities, wording: Wording, ways: _Ways, trade: _Exchange) -> tuple[object, ...]:
    columns, (given_issue, got_issue), (gain_a, gain_b) = worth.columns, trade.issues, (trade.gain_a, trade.gain_b)
    first, second = (worth.parties[place] for place in trade.pair)
    issue_a, issue_b = ways.issues[given_issue], ways.issues[got_issue]
    picked = ways.picked(trade.pair, given_issue, got_issue)
    exchange = "; ".join(worth.readable_one(question, index) for question, index in picked.items())
    positions = sorted({p for q in picked for party in (first, second) for p in worth.positions(q, party)})
    with np.errstate(divide="ignore"):
        times_a = float(np.divide(ways.weights[got_issue, trade.pair[0]], ways.weights[given_issue, trade.pair[0]]))
        times_b = float(np.divide(ways.weights[given_issue, trade.pair[1]], ways.weights[got_issue, trade.pair[1]]))
    total = gain_a[0] + gain_b[0]
    why = (
        f"{wording.parties[first]} gives way on {wording.issues[issue_a]} and {wording.parties[second]} on "
        f"{wording.issues[issue_b]}: {wording.parties[first]} gains at least {gain_a[0]:.3g} and "
        f"{wording.parties[second]} at least {gain_b[0]:.3g}; {_valued(wording.parties[first], times_a)}, and "
        f"{_valued(wording.parties[second], times_b)}."
    )
    return (
        str(columns.parties[first]),
        str(columns.parties[second]),
        str(columns.issues[issue_a]),
        str(columns.issues[issue_b]),
        exchange,
        round(gain_a[0], 9),
        round(gain_b[0], 9),
        round(gain_a[1], 9),
        round(gain_b[1], 9),
        round(total, 9),
        times_a,
        times_b,
        wording.ids_of(positions),
        wording.evidence_of(positions),
        why,
    )

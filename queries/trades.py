"""Trades: issues that matter differently to two parties, and what each could give the other so that both gain."""

from __future__ import annotations

from itertools import combinations, permutations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from .matter import matter
from .packages import Feasible
from .reads import whole
from .satisfaction import Worth
from .selection import Names, level_code
from .wording import Wording

if TYPE_CHECKING:
    from ..graph.store import Store

COLUMNS = (
    "party_a", "party_b", "a_gives", "b_gives", "exchange", "gain_a", "gain_b", "gain_a_at_most", "gain_b_at_most", "total",
    "salience_a", "salience_b", "positions", "evidence", "why",
)  # fmt: skip


class _Concession(NamedTuple):
    """What it means for an issue to go from one party's way to the other's: losses and gains, least and most, by party."""

    issue: int
    ours: dict[int, int]
    theirs: dict[int, int]
    loss: tuple[float, float]
    gain: tuple[float, float]


@whole
def trades(
    graph: Store,
    parties: Names = None,
    *,
    issues: Names = None,
    regions: Names = None,
    as_of: str | None = None,
    roll_up: bool = True,
    level: str = "red line",
    possible: bool = False,
) -> pd.DataFrame:
    """Which pairs of issues two parties could exchange, as each cares more about the other one, so that both gain.

    A party's way on an issue is, of what crosses no line and no rule of that issue alone, what satisfies it surely the most
    (the least that it can be; then what satisfies the other most). The exchange is compared with both having their way on
    the issue that they would give: A gives way on one issue, B on the other.

    Parameters
    ----------
    graph : PositionGraph
    parties : str or iterable of str, optional
        Only pairs of these; their lines count. Everybody's that hold a position that day where not given.
    issues, regions, as_of, roll_up, level, possible
        As for :func:`zopa.queries.deals.deals`.

    Returns
    -------
    DataFrame
        One row an exchange in which both surely gain, the largest sure total first: ``party_a``, ``party_b``; ``a_gives``,
        ``b_gives``: issues; ``exchange``: what these would be settled as; ``gain_a``, ``gain_b``: the least gain in weighted
        satisfaction, with ``..._at_most``; ``total`` of the least; ``salience_a``, ``salience_b``: how many times as much
        what it gets matters to it as what it gives; ``positions``; ``evidence``; ``why``.
        ``attrs["note"]`` says where saliences are not coded: where none are, there is nothing to trade on.

    Raises
    ------
    UnknownNameError
        When a party, issue, region or level is not known.

    Notes
    -----
    Trading on differences in valuation: Raiffa 1982; logrolling in Froman & Cohen 1970. Only exchanges that break no rule
    between the two issues are listed; rules with further issues, and budgets, are not looked at: ask :func:`check_deal`.

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
    made = matter(
        graph, parties=parties, issues=issues, regions=regions, as_of=as_of, roll_up=roll_up, level=level_code(level),
        possible=possible,
    )  # fmt: skip
    worth = Worth(made, made.selection.parties)
    feasible = Feasible(made, worth)
    weights = _issue_weights(worth)
    rows = []
    for one, other in combinations(range(len(worth.parties)), 2):
        for_a = {c.issue: c for c in _concessions(feasible, one, other)}
        for_b = {c.issue: c for c in _concessions(feasible, other, one)}
        for given, got in permutations(sorted(for_a.keys() & for_b.keys()), 2):
            # Each must care relatively more about what it gets.
            if weights[got][one] * weights[given][other] <= weights[given][one] * weights[got][other]:
                continue
            a, b = for_a[given], for_b[got]
            gain_a = (b.gain[0] - a.loss[1], b.gain[1] - a.loss[0])
            gain_b = (a.gain[0] - b.loss[1], a.gain[1] - b.loss[0])
            if min(gain_a[0], gain_b[0]) > 1e-9 and _together(feasible, {**a.theirs, **b.theirs}):
                rows.append(_row(worth, weights, (one, other), a, b, gain_a, gain_b))
    rows.sort(key=lambda row: -row[COLUMNS.index("total")])  # type: ignore[operator]
    text = {"party_a", "party_b", "a_gives", "b_gives", "exchange", "positions", "evidence", "why"}
    frame = pd.DataFrame(rows, columns=pd.Index(COLUMNS))
    frame = frame.astype({name: "str" if name in text else "float64" for name in COLUMNS})
    frame.attrs |= {"complete": True, "note": " ".join(worth.notes)}
    return frame


def _issue_weights(worth: Worth) -> dict[int, np.ndarray]:
    weights: dict[int, np.ndarray] = {}
    for number, question in enumerate(worth.made.questions):
        weights[question.issue] = weights.get(question.issue, 0) + worth.weights[number]
    return weights


def _concessions(feasible: Feasible, giver: int, taker: int) -> list[_Concession]:
    """On each issue what it costs one party, and brings the other, to go the other's way instead of its own."""
    made, worth = feasible.made, feasible.worth
    found = []
    for issue in dict.fromkeys(question.issue for question in made.questions):
        questions = [number for number, question in enumerate(made.questions) if question.issue == issue]
        ours = {question: _way(feasible, question, giver, taker) for question in questions}
        theirs = {question: _way(feasible, question, taker, giver) for question in questions}
        if None in ours.values() or ours == theirs:
            continue
        loss, gain = [0.0, 0.0], [0.0, 0.0]
        for question in questions:
            mine, yours, scores = ours[question], theirs[question], worth.scores(question)
            if mine == yours:
                continue
            for party, ends, better, worse in ((giver, loss, mine, yours), (taker, gain, yours, mine)):
                ends[0] += float(scores.low[better, party] - scores.high[worse, party])
                ends[1] += float(scores.high[better, party] - scores.low[worse, party])
        found.append(_Concession(issue, ours, theirs, (loss[0], loss[1]), (gain[0], gain[1])))  # type: ignore[arg-type]
    return found


def _way(feasible: Feasible, question: int, party: int, other: int) -> int | None:
    """The choice that surely satisfies a party most; of several that which surely satisfies the other most."""
    choices, scores = feasible.worth.choices[question], feasible.worth.scores(question)
    allowed = [index for index, choice in enumerate(choices) if feasible.allowed[question] >> choice.bit & 1]
    key = lambda index: (scores.low[index, party], scores.low[index, other], -index)  # noqa: E731
    return max(allowed, key=key) if allowed else None


def _together(feasible: Feasible, picked: dict[int, int]) -> bool:
    """Whether the choices break no clause that speaks of these questions alone."""
    bits = {question: feasible.worth.choices[question][index].bit for question, index in picked.items()}
    return all(
        any(mask >> bits[question] & 1 for question, mask in clause.items())
        for clause in feasible.clauses if bits.keys() >= clause.keys()
    )  # fmt: skip


def _row(
    worth: Worth, weights: dict[int, np.ndarray], pair: tuple[int, int], a: _Concession, b: _Concession,
    gain_a: tuple[float, float], gain_b: tuple[float, float],
) -> tuple[object, ...]:  # fmt: skip
    columns, wording = worth.columns, Wording(worth.made.graph)
    first, second = worth.parties[pair[0]], worth.parties[pair[1]]
    picked = {**a.theirs, **b.theirs}
    exchange = "; ".join(worth.readable_one(question, index) for question, index in picked.items())
    positions = sorted({p for q in picked for party in (first, second) for p in worth.positions(q, party)})
    with np.errstate(divide="ignore"):
        times_a = float(np.divide(weights[b.issue][pair[0]], weights[a.issue][pair[0]]))
        times_b = float(np.divide(weights[a.issue][pair[1]], weights[b.issue][pair[1]]))
    total = gain_a[0] + gain_b[0]
    why = (
        f"{wording.parties[first]} gives way on {wording.issues[a.issue]} and {wording.parties[second]} on "
        f"{wording.issues[b.issue]}: {wording.parties[first]} gains at least {gain_a[0]:.3g} and "
        f"{wording.parties[second]} at least {gain_b[0]:.3g}; what they get matters to them {times_a:.3g} and "
        f"{times_b:.3g} times as much as what they give."
    )
    return (
        str(columns.parties[first]), str(columns.parties[second]), str(columns.issues[a.issue]),
        str(columns.issues[b.issue]), exchange, round(gain_a[0], 9), round(gain_b[0], 9), round(gain_a[1], 9),
        round(gain_b[1], 9), round(total, 9), times_a, times_b, wording.ids_of(positions),
        wording.evidence_of(positions), why,
    )  # fmt: skip

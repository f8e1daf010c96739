"""Voting power: how often each party is the one that makes the others win."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from .asking.deadline import Deadline, OutOfTimeError
from .asking.scope import whole
from .asking.selection import Names
from .asking.wording import Wording, number
from .deciding.electorate import Electorate, electorates, weights, who_is_asked
from .deciding.power import MAX_PARTIES, Power, power

if TYPE_CHECKING:
    from ..graph.store import Store

COLUMNS = {
    "decision": "str",
    "party": "str",
    "weight": "float64",
    "veto": "bool",
    "shapley_shubik": "float64",
    "banzhaf": "float64",
    "banzhaf_share": "float64",
    "why": "str",
}


@whole
def voting_power(
    graph: Store,
    decision: str | None = None,
    *,
    parties: Names = None,
    as_of: str | None = None,
    roll_up: bool = True,
    seconds: float | None = None,
) -> pd.DataFrame:
    """How often does each party decide: what is its power under the rule of a decision, whatever it wants?

    Parameters
    ----------
    graph : PositionGraph
    decision, parties, as_of, roll_up : optional
        As for :func:`coalitions`.
    seconds : float, optional
        From then on, or from when somebody presses Ctrl-C, the power of no more parties is computed.
        Then ``attrs["complete"]`` is False.

    Returns
    -------
    DataFrame
        One row a decision and party that has a say in it, the most powerful first, with the columns

        - ``decision``, ``party``; ``weight``: what it counts; ``veto``: whether it can stop it alone by being against it;
        - ``shapley_shubik``: in which part of all orders in which the parties can join it is the one that makes them win;
          over all parties this sums to 1;
        - ``banzhaf``: in which part of all sets of the others it is the one that makes them win, so the chance that it
          decides when all others toss a coin; ``banzhaf_share``: its part of the sum over all parties;
        - ``why`` in a sentence.

        Both are exact, but for the last digit of a decimal number. They are missing where there are too many parties, or
        too large weights, which ``attrs["note"]`` says.

    Raises
    ------
    UnknownNameError
        When a decision or party is not known.
    RuleError
        When a decision does not fit those who have a say.
    ValueError
        When the seconds are negative or no number.

    See Also
    --------
    coalitions : Which parties together are enough.
    support : Who is for each option, and whether it passes.

    References
    ----------
    .. [1] Shapley, L. S., & Shubik, M. (1954). A method for evaluating the distribution of power in a committee system.
       *American Political Science Review*, 48(3). DOI 10.2307/1951053.
    .. [2] Banzhaf, J. F. (1965). Weighted voting doesn't work: a mathematical analysis. *Rutgers Law Review*, 19.
    .. [3] Horowitz, E., & Sahni, S. (1974). Computing partitions with applications to the knapsack problem. *Journal of the
       ACM*, 21(2). DOI 10.1145/321812.321823.

    Examples
    --------
    >>> import zopa
    >>> case = zopa.load({
    ...     "parties": [{"id": party, "seats": seats} for party, seats in zip("ABC", (49, 49, 2))],
    ...     "positions": [{"party": party, "issue": "tax", "stance": "demands", "option": "cut"} for party in "ABC"],
    ...     "decisions": [{"id": "house", "rule": "majority", "weight": "seats"}]}, quiet=True)
    >>> case.voting_power()[["party", "weight", "banzhaf"]].values.tolist()
    [['A', 49.0, 0.5], ['B', 49.0, 0.5], ['C', 2.0, 0.5]]
    """
    asked = who_is_asked(graph, parties, as_of, roll_up)
    wording, rows, notes, complete = Wording(graph), list[dict[str, Any]](), list[str](), True
    with Deadline(seconds) as deadline:
        for voters in electorates(graph, decision, asked, roll_up):
            notes.append(f"{voters.name}: {voters.takes()}.")
            try:
                powers = power(voters.decision, deadline)
            except OutOfTimeError:
                powers, complete = None, False
            if powers is None and complete:
                notes.append(
                    f"The power in {voters.name} is not computed: more than {MAX_PARTIES} parties without a veto, or "
                    "weights too large."
                )
            rows += _rows(graph, wording, voters, powers)
    if not complete:
        notes.insert(0, "Cut short: not all was computed in time.")
    frame = pd.DataFrame(rows, columns=pd.Index(list(COLUMNS))).astype(COLUMNS)
    frame.attrs |= {"complete": complete, "note": " ".join(notes)}
    return frame


def _rows(graph: Store, wording: Wording, voters: Electorate, powers: list[Power] | None) -> list[dict[str, Any]]:
    weight_of = weights(graph, voters.weight) if voters.weight else {}
    powers_or_none: list[Power | None] = [*powers] if powers else [None] * len(voters.parties)
    everything = sum((of.banzhaf for of in powers), Fraction(0)) if powers else Fraction(0)
    rows: list[dict[str, Any]] = []
    for bit, (party, of) in enumerate(zip(voters.parties, powers_or_none, strict=True)):
        id_, veto = str(graph.columns.parties[party]), bool(voters.decision.vetoes >> bit & 1)
        has_vote = any(quota.weights[bit] for way in voters.decision.ways for quota in way) or not veto
        weight = weight_of.get(id_, Fraction(0)) if voters.weight else Fraction(int(has_vote))
        share = float(of.banzhaf / everything) if of and everything else np.nan
        counts = f"{number(float(weight))} {voters.weight}" if voters.weight else "a vote" if has_vote else "no vote"
        why = f"In {voters.name}, {wording.parties[party]} has {counts}{' and a veto' if veto else ''}"
        if of is not None:
            why += f": it decides in {float(of.banzhaf):.1%} of all sets of the others"
        rows.append(
            {
                "decision": voters.id,
                "party": id_,
                "weight": float(weight),
                "veto": veto,
                "shapley_shubik": float(of.shapley_shubik) if of else np.nan,
                "banzhaf": float(of.banzhaf) if of else np.nan,
                "banzhaf_share": share,
                "why": f"{why}.",
            }
        )
    if powers:
        rows.sort(key=lambda row: (-row["shapley_shubik"], -row["banzhaf"]))
    return rows

"""The four bargaining solutions: points on the frontier that a rule of fairness picks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from .frontier import frontier
from .reads import on_issues
from .selection import Names, UnknownNameError, find
from .wording import join

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..graph.store import Store


@on_issues
def solutions(
    graph: Store,
    parties: Names = None,
    *,
    disagreement: Mapping[str, float] | None = None,
    issues: Names = None,
    regions: Names = None,
    as_of: str | None = None,
    roll_up: bool = True,
    level: str = "red line",
    possible: bool = False,
    cap: int | None = None,
    seconds: float | None = None,
) -> pd.DataFrame:
    """The four bargaining solutions on the frontier, with the ideal and the disagreement point.

    Parameters
    ----------
    graph : PositionGraph
    parties, issues, regions, as_of, roll_up, level, possible, cap, seconds
        As for :func:`frontier`.
    disagreement : dict of str to float, optional
        Satisfaction of each party when there is no deal; 0 where not given.

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

        A solution that does not exist has no row, and ``attrs["note"]`` says why. ``attrs["complete"]`` is that of the
        frontier.

    Raises
    ------
    UnknownNameError
        When a name is not known, or a party has a disagreement that is not asked for.

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
    edge = frontier(
        graph, parties, issues=issues, regions=regions, as_of=as_of, roll_up=roll_up, level=level, possible=possible,
        cap=cap, seconds=seconds,
    )  # fmt: skip
    ids = [name.removeprefix("low_") for name in edge.table.columns if name.startswith("low_")]
    point = np.zeros(len(ids))
    for name, value in (disagreement or {}).items():
        party = str(graph.columns.parties[find(graph, "parties", name)[0]])
        if party not in ids:
            raise UnknownNameError(f"'{name}' is not one of the parties asked: {', '.join(ids)}.")
        point[ids.index(party)] = value
    found, ideal = solution_points(edge.points, point)
    meaning = {
        "nash": "has the largest product of gains over disagreement",
        "kalai-smorodinsky": "gives everyone the largest least share of the most that each could gain",
        "egalitarian": "has the largest least gain", "utilitarian": "has the largest total satisfaction",
    }  # fmt: skip
    deals = "all deals" if edge.table.attrs["complete"] else "the deals found"
    rows: list[dict[str, object]] = []
    for name, (row, value) in found.items():
        own = edge.table.iloc[row]
        ends = {column: own[column] for column in edge.table.columns if column.startswith(("low_", "high_"))}
        told = [f"{who} {own[f'low_{one}']:.3g}" for who, one in zip(edge.parties, ids, strict=True)]
        rows.append({
            "solution": name, "settlements": own["settlements"], "package": own["package"], **ends, "value": value,
            "why": f"Of {deals} this {meaning[name]}: {join(told, 'and')}.",
        })  # fmt: skip
    for name, one, why in (
        ("ideal", ideal, "The most that each can have in a deal that leaves nobody below disagreement."),
        ("disagreement", point, "What each has without a deal, as it is taken here."),
    ):
        if one is not None:
            ends = {f"{end}_{party}": v for party, v in zip(ids, one.tolist(), strict=True) for end in ("low", "high")}
            rows.append({"solution": name, "settlements": "", "package": "", **ends, "value": np.nan, "why": why})
    frame = pd.DataFrame(rows, columns=pd.Index([
        "solution", "settlements", "package",
        *(f"{end}_{party}" for party in ids for end in ("low", "high")), "value", "why",
    ]))  # fmt: skip
    text = ("solution", "settlements", "package", "why")
    frame = frame.astype({name: "str" if name in text else "float64" for name in frame.columns})
    note = [str(edge.table.attrs["note"])]
    if len(edge.points) and ideal is None:
        note.insert(0, "No deal leaves everyone at disagreement or better.")
    elif len(edge.points) and "nash" not in found:
        note.insert(0, "No deal dominates disagreement: in none do all gain, so there is no Nash point.")
    frame.attrs |= {"complete": edge.table.attrs["complete"], "note": " ".join(filter(None, note))}
    return frame


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
    found: dict[str, tuple[int, float]] = {}
    product = gains.prod(axis=1)
    if product.max() > 0:
        found["nash"] = (int(rational[np.argmax(product)]), float(product.max()))
    # A party that can gain nothing gains nothing anywhere, and leaves the choice to the others.
    shares = gains / np.where(most > 0, most, 1)
    for name, one in (("kalai-smorodinsky", shares), ("egalitarian", gains)):
        best = _leximin(one)
        found[name] = (int(rational[best]), float(one[best].min()))
    return found | everyone, most + disagreement


def _leximin(values: NDArray[np.float64]) -> int:
    """The row with the largest least value, then the largest second least and so on."""
    rising = np.sort(values, axis=1).round(9)
    return int(np.lexsort(-rising.T[::-1])[0])

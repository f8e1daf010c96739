"""A case in one paragraph, made from its data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..graph.asked import ALL, AskedDate, date_asked, size_on
from ..graph.columns import NO_SIDE, STANCES, UNKNOWN
from ..graph.lists import join
from .asking.scope import whole
from .asking.selection import select
from .asking.wording import Wording
from .clashes import clash_matrix, clashes
from .one_issue.cells import uncollected
from .overlaps import shared_issues
from .zones import zone_statuses

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..graph.store import Store


#: Issues that a sentence names before it counts the rest.
MAX_NAMED = 8


@whole
def summary(graph: Store, *, as_of: str | None = None) -> str:
    """What is stuck and between whom, what is shared, what is unknown, and how large is the case?

    Parameters
    ----------
    graph : PositionGraph
    as_of : str, optional
        The date that is asked about: ``2025``, ``2025-08`` or ``2025-08-15`` (what holds on some day of it), or ``"all"``
        for all dates. By default the case's own date. The last sentence says which date was meant.

    Returns
    -------
    str

    Raises
    ------
    AskedDateError
        When ``as_of`` is not a date.

    Examples
    --------
    >>> import pandas as pd, zopa
    >>> case = zopa.load({"positions": pd.DataFrame({
    ...     "party": ["A", "B"], "issue": "seat", "option": ["Geneva", "Oslo"], "firmness": "red line"})}, quiet=True)
    >>> print(case.summary())
    case. On seat, the red lines rule out every settlement. 1 pair of positions clashes, with a red line on both sides. No
    two parties accept the same settlement. The case holds 2 positions of 2 parties on 1 issue.
    """
    return f"{graph.title}. {' '.join(sentences(graph, as_of=as_of))}"


@whole
def sentences(graph: Store, *, as_of: str | None = None) -> list[str]:
    """The sentences of :func:`summary`, its size last."""
    asked = date_asked(graph, as_of)
    as_of = asked.text
    with uncollected():
        told = [_zones(graph, as_of), *_clashes(graph, as_of), _common_ground(graph, as_of), *_limits(graph, as_of)]
        return [sentence for sentence in [*told, _size(graph, asked)] if sentence]


def _many(count: int, word: str, plural: str = "") -> str:
    return f"{count:,} {word if count == 1 else plural or word + 's'}"


def _size(graph: Store, asked: AskedDate) -> str:
    size = size_on(graph, asked)
    said = f"The case holds {_many(size.positions, 'position')} of {_many(size.parties, 'party', 'parties')}"
    said += f" on {_many(size.issues, 'issue')}"
    evidence = graph.tables["evidence"]
    accepted = evidence[evidence["status"].fillna("accepted").eq("accepted")]
    if len(accepted):
        said += f", coded from {_many(len(accepted), 'piece')} of evidence"
        if len(accepted) > 1 and accepted["source"].notna().all() and accepted["source"].nunique() == 1:
            said += ", all from one source"
    return said + ("." if asked.text == ALL else f", as of {asked.text}.")


SEVERITY = {
    "deadlock": "with a red line on both sides",
    "hard": "with a red line on one side",
    "soft": "without a red line",
    "unknown": "whose severity depends on a firmness that is not known, or on a party that is divided",
}


def _clashes(graph: Store, as_of: str) -> list[str]:
    by_severity = {word: clashes(graph, as_of=as_of, severity=word, count_only=True) for word in SEVERITY}
    count = sum(by_severity.values())
    if not count:
        return ["No two positions clash."]
    if count == 1:
        only = next(word for word, many in by_severity.items() if many)
        return [f"1 pair of positions clashes, {SEVERITY[only]}."]
    parts = join((f"{many:,} {SEVERITY[word]}" for word, many in by_severity.items() if many), "and")
    said = f"{count:,} pairs of positions clash: {parts}."
    matrix = clash_matrix(graph, as_of=as_of)
    if len(matrix) < 3:
        return [said]
    counts = np.triu(matrix.to_numpy())
    a, b = np.unravel_index(counts.argmax(), counts.shape)
    names = dict(zip(graph.tables["parties"]["id"], Wording(graph).parties, strict=True))
    pair = f"{names[matrix.index[a]]} and {names[matrix.index[b]]}"
    return [said, f"Most of them ({counts.max():,}) stand between {pair}." if 2 * counts.max() > count else ""]


def _zones(graph: Store, as_of: str) -> str:
    found = zone_statuses(graph, as_of=as_of)
    wording = Wording(graph)

    def named(issues: list[int]) -> str:
        more = [f"{len(issues) - MAX_NAMED} more"] if len(issues) > MAX_NAMED else []
        ids = [str(graph.columns.issues[issue]) for issue in issues[:MAX_NAMED]]
        return join([*(wording.item(issue) for issue in ids), *more], "and")

    closed = [issue for issue, zones in found.items() if any(zone.status == "closed" for zone in zones)]
    unsure = [
        issue
        for issue, zones in found.items()
        if issue not in set(closed) and any(zone.at_worst == "closed" for zone in zones)
    ]
    said = [f"On {named(closed)}, the red lines rule out every settlement."] if closed else []
    if unsure:
        doubt = "a firmness is not known, or a party is divided"
        said.append(f"On {named(unsure)}, the red lines may rule out every settlement: {doubt}.")
    elif found and not closed:
        said.append(
            "On every issue on which two or more parties hold a position, the red lines leave some settlement open."
        )
    return " ".join(said)


def _common_ground(graph: Store, as_of: str) -> str:
    shared = shared_issues(graph, as_of=as_of)
    if not shared:
        return "No two parties accept the same settlement."
    wording = Wording(graph)
    adversaries = [issue for issue, clashing in shared if clashing]
    issues = adversaries or [issue for issue, _ in shared]
    who = "Parties that clash elsewhere" if adversaries else "Two or more parties"
    named = join(
        [wording.item(issue) for issue in issues[:4]] + ([f"{len(issues) - 4} more"] if len(issues) > 4 else []), "and"
    )
    return f"{who} share common ground on: {named}."


def _limits(graph: Store, as_of: str) -> list[str]:
    """What the coding leaves open, so that nobody reads more into it."""
    columns, evidence = graph.columns, graph.tables["evidence"]
    held = np.unique(select(graph, as_of=as_of).position)
    firm = columns.firmness[held][columns.insisting[held]]
    said = []
    if unknown := int((firm == UNKNOWN).sum()):
        of = f"{unknown} of {_many(len(firm), 'demand or rejection', 'demands and rejections')}"
        said.append(f"The firmness of {of} is not known.")
    if no_side := _no_side(columns.stance[held]):
        said.append(no_side)
    inferred = set(evidence.loc[evidence["attribution"] == "inferred", "id"])
    cited = graph.tables["positions"]["evidence"].iloc[held].dropna().str.split("|")
    resting = int(cited.map(lambda ids: set(ids) <= inferred).sum()) if len(cited) else 0
    if resting:
        said.append(f"{_many(resting, 'position')} {'rests' if resting == 1 else 'rest'} on inference alone.")
    return said


def _no_side(stances: NDArray[np.int8]) -> str:
    """``3 positions take no side: 2 abstain and 1 gave no answer.``"""
    counts = {stance: int((stances == STANCES.index(stance)).sum()) for stance in NO_SIDE}
    if not (total := sum(counts.values())):
        return ""
    verbs = {
        "abstains": ("abstains", "abstain"),
        "mixed": ("is mixed", "are mixed"),
        "no answer": ("gave no answer",) * 2,
    }
    told = join((f"{many:,} {verbs[stance][many > 1]}" for stance, many in counts.items() if many), "and")
    return f"{_many(total, 'position takes', 'positions take')} no side: {told}."

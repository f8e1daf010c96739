"""What parties share: settlements that two or more accept (the common ground), and the pairs of positions behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..graph import rule
from ..graph.columns import REJECTS
from .pairs import Test, meetings_by_kind, once
from .rows import add_evidence, ordered, pair_columns
from .selection import Names, select
from .wording import Wording, region_ids, when

if TYPE_CHECKING:
    from ..graph.store import Store

OVERLAP_PAIR_COLUMNS = (
    "issue", "regions", "party_a", "position_a", "party_b", "position_b", "zone", "start", "end", "why",
    "evidence_a", "evidence_b",
)  # fmt: skip


def overlap_pairs(
    graph: Store,
    *,
    parties: Names = None,
    issues: Names = None,
    regions: Names = None,
    as_of: str | None = None,
    roll_up: bool = True,
) -> pd.DataFrame:
    """Which two positions of different parties both accept the same settlement?

    Parameters are those of :func:`clashes`. What a set of parties shares is asked with :func:`zopa.queries.overlaps`;
    this one lists the pairs behind the ``OVERLAPS_WITH`` edges.

    Returns
    -------
    DataFrame
        One row a pair, in the order of the issues, with the columns ``issue``, ``regions``, ``party_a``, ``position_a``,
        ``party_b``, ``position_b``, ``zone`` (the settlements that both accept, separated by ``|``), ``start``, ``end``,
        ``why``, ``evidence_a``, ``evidence_b``.

    Examples
    --------
    >>> import zopa
    >>> zopa.load("ukraine-2025").overlap_pairs().columns[6]
    'zone'
    """
    selection = select(graph, parties=parties, issues=issues, regions=regions, as_of=as_of, roll_up=roll_up)
    columns = selection.columns
    accepts = columns.stance != REJECTS
    choice = Test(
        (selection.holder, columns.named),
        lambda a, b: (a[0] != b[0]) & ((a[1] & b[1]) != 0) & selection.among(a[0], b[0]),
    )
    everyone = np.arange(len(columns))
    numeric = Test(
        (selection.holder, everyone),
        lambda a, b: (a[0] != b[0]) & rule.ranges_overlap(columns, a[1], b[1]) & selection.among(a[0], b[0]),
    )
    found, places = once(
        columns, meetings_by_kind(columns, selection.position, selection.region, accepts, choice, numeric)
    )
    a, b, place = ordered(selection, found, np.zeros(len(found.a), dtype=np.int8))
    wording = Wording(graph)
    zones, sentences = [], []
    phrases = wording.position_phrases(np.concatenate([a, b]), selection.holder)
    for one, other, where in zip(a, b, place, strict=True):
        issue = int(columns.issue[one])
        cell = rule.settlements(columns, issue, [one, other])
        both = cell.words(cell.named[int(one)] & cell.named[int(other)], wording.units[issue])
        zones.append("|".join(both))
        region = wording.where(region_ids(columns.regions, places.nodes(int(where))))
        dates = when(max(columns.start[one], columns.start[other]), min(columns.end[one], columns.end[other]))
        sentences.append(
            f"On {wording.issues[issue]}{region}{dates}, {phrases[int(one)]} and {phrases[int(other)]}: "
            f"both accept {wording.settlements(issue, both)}."
        )
    frame = pair_columns(selection, a, b, place, places)
    frame["zone"] = pd.Series(zones, dtype="str")
    frame["why"] = pd.Series(sentences, dtype="str")
    return add_evidence(frame, wording, a, b)[list(OVERLAP_PAIR_COLUMNS)]

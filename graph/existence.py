"""The days on which parties exist, and with them what they hold and set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from .dates import ALWAYS, FOREVER, first_days, last_days

if TYPE_CHECKING:
    from numpy.typing import NDArray


def party_days(parties: pd.DataFrame) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """First and last day on which each party can hold something: its own, within those of all for whom it speaks.

    >>> import pandas as pd
    >>> from zopa.graph.existence import party_days
    >>> from zopa.graph.dates import as_text
    >>> parties = {"id": ["union", "envoy"], "speaks_for": ["", "union"], "start": ["", "1985"], "end": ["1991", ""]}
    >>> [[as_text(day) for day in days.tolist()] for days in party_days(pd.DataFrame(parties).replace("", None))]
    [['', '1985-01-01'], ['1991-12-31', '1991-12-31']]
    """
    first, last = first_days(parties["start"]), last_days(parties["end"])
    spoken_for = pd.Index(parties["id"]).get_indexer(parties["speaks_for"])
    principal = np.where(spoken_for < 0, np.arange(len(parties)), spoken_for)
    while True:
        narrower = np.maximum(first, first[principal]), np.minimum(last, last[principal])
        if np.array_equal(narrower[0], first) and np.array_equal(narrower[1], last):
            return first, last
        first, last = narrower


def condition_days(tables: Mapping[str, pd.DataFrame]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """First and last day on which each condition is set: its own, within those of the party that sets it.

    >>> import zopa
    >>> from zopa.graph.dates import as_text
    >>> from zopa.graph.existence import condition_days
    >>> case = zopa.load({
    ...     "parties": [{"id": "A", "end": "1991"}],
    ...     "positions": [{"id": "p", "party": "A", "issue": "seat", "option": "Geneva"}],
    ...     "conditions": [{"party": "A", "what": "p", "relation": "only if", "requires": "seat/Geneva"}]}, quiet=True)
    >>> [as_text(day) for days in condition_days(case.tables) for day in days.tolist()]
    ['', '1991-12-31']
    """
    conditions, parties = tables["conditions"], tables["parties"]
    setter = pd.Index(parties["id"]).get_indexer(conditions["party"])
    exists = zip(party_days(parties), (ALWAYS, FOREVER), strict=True)
    # Behind all parties stands nobody, who has no bounds.
    exists_from, exists_until = (np.append(bounds, unbounded) for bounds, unbounded in exists)
    return (
        np.maximum(first_days(conditions["start"]), exists_from[setter]),
        np.minimum(last_days(conditions["end"]), exists_until[setter]),
    )

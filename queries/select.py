"""A part of a case, by parties, issues, regions or dates, that can be asked, drawn and written like a case of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..graph.asked import ALL
from ..graph.subset import excerpt
from .asking.scope import narrowing
from .asking.selection import Names, find, select

if TYPE_CHECKING:
    import pandas as pd

    from ..graph.store import Store


def part(
    graph: Store, *, parties: Names = None, issues: Names = None, regions: Names = None, as_of: str = ALL
) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """What of a case belongs to some parties, issues, regions or days?

    Parameters
    ----------
    graph : Store
    parties : str or iterable of str, optional
        Only positions of these; those who speak for them are among them.
    issues, regions : str or iterable of str, optional
        Only positions on these issues, or that hold somewhere in these regions.
    as_of : str
        ``2025``, ``2025-08`` or ``2025-08-15``: positions that hold on some day of it; ``"all"``: of all dates.

    Returns
    -------
    (dict of DataFrame, dict)
        Tables, as :func:`zopa.graph.subset.excerpt` cuts them, and what the case says of itself.

    Raises
    ------
    UnknownNameError
        When a name is not in the case.
    """
    words = {"parties": parties, "issues": issues, "regions": regions, "as_of": as_of, "roll_up": True}
    seen = graph.part(lambda frame: narrowing(frame, words, on_days=True))
    selection = select(seen, parties=parties, issues=issues, regions=regions, as_of=as_of)
    columns = seen.columns
    is_kept = np.zeros(len(columns), dtype=bool)
    is_kept[selection.position] = True
    if selection.parties is not None:
        is_kept &= np.isin(selection.holder, selection.parties)
    ids = seen.tables["issues"]["id"]
    named = (
        set(ids.iloc[find(seen, "issues", issues)])
        if issues is not None
        else set(columns.issues[columns.issue[is_kept]])
    )
    return excerpt(seen.tables, is_kept, named, columns.end), seen.meta

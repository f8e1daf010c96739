"""What Python answers a page that asks for a search which is too large for a page."""

from __future__ import annotations

import json
from typing import Any

from ...graph.asked import ALL
from ..asking.registry import QUERIES

#: Rows of an answer that a page is sent.
MAX_ROWS = 40
#: How many are looked for: deals, openings of each part of the case that is stuck, contradictions.
LIMIT = {"deals": 5, "openings": 5, "contradictions": MAX_ROWS}


def answer(case: Any, question: str, as_of: str | None, seconds: float) -> dict[str, Any]:
    """The answer to a question of :data:`~zopa.queries.exploring.messages.QUESTIONS`, in sentences.

    Parameters
    ----------
    case : PositionGraph
        With what is assumed on the page.
    question : str
    as_of : str or None
        A date, or None for the case's own.
    seconds : float
        How long the search may take; what was found until then is answered, and that it is not all.

    Returns
    -------
    dict
        ``rows``, each with ``why`` and, for a deal, with the ``deal``; ``note``: what else there is to say.

    Examples
    --------
    >>> import zopa
    >>> from zopa.queries.exploring.answers import answer
    >>> case = zopa.load("river-basin", quiet=True)
    >>> len(answer(case, "deals", None, 30)["rows"])
    5
    """
    day: dict[str, Any] = {} if as_of in (None, ALL) else {"as_of": as_of}
    if question == "count":
        rows = case.deals(count_only=True, seconds=seconds, **day)
    else:
        rows = getattr(case, question)(limit=LIMIT[question], seconds=seconds, **day)
    told: list[dict[str, Any]] = [{"why": why} for why in rows["why"].head(MAX_ROWS)]
    if question == "deals":
        for row, package in zip(told, rows["package"], strict=False):
            row["deal"] = json.loads(package)
    more = f"{len(rows) - MAX_ROWS:,} more are not shown here." if len(rows) > MAX_ROWS else ""
    empty = QUERIES["deals" if question == "count" else question].empty if rows.empty and rows.attrs["complete"] else ""
    return {"rows": told, "note": " ".join(filter(None, (empty, more, rows.attrs["note"])))}

"""The cases that come with zopa."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ..graph.asked import Size, date_asked, size_on
from ..graph.store import Store
from .load import load
from .source import built_in


def cases() -> pd.DataFrame:
    """Which cases come with zopa?

    Returns
    -------
    DataFrame
        ``id``, ``title``, ``as_of`` (the case's own date), and how many ``positions`` hold on that date, of how many
        ``parties`` and on how many ``issues``.

    Examples
    --------
    >>> from zopa.loaders import cases
    >>> "ukraine-2025" in cases()["id"].tolist()
    True
    """
    rows: list[dict[str, Any]] = []
    for name in built_in():
        case = load(name, Store, quiet=True)
        own_date = date_asked(case, None)
        rows.append({"id": name, "title": case.title, "as_of": own_date.text, **size_on(case, own_date)._asdict()})
    return pd.DataFrame(rows, columns=pd.Index(["id", "title", "as_of", *Size._fields]))

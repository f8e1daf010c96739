"""The cases that come with zopa."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ..graph.ontology import ontology
from . import meta as about
from .delimited import read_delimited
from .findings import Findings
from .opening import CASES, built_in

#: Tables whose rows are counted.
COUNTED = ("positions", "parties", "issues")


def cases() -> pd.DataFrame:
    """Which cases come with zopa?

    Returns
    -------
    DataFrame
        ``id``, ``title``, ``as_of``, and how many ``positions``, ``parties`` and ``issues``.

    Examples
    --------
    >>> from zopa.loaders import cases
    >>> "ukraine-2025" in cases()["id"].tolist()
    True
    """
    found: list[dict[str, Any]] = []
    for name in built_in():
        findings = Findings()
        folder = CASES / name
        said = about.parse((folder / about.FILE).read_text(encoding="utf-8"), about.FILE, findings)
        row: dict[str, Any] = {"id": name, "title": said.get("title"), "as_of": said.get("as_of")}
        for table in COUNTED:
            path = folder / f"{table}.csv"
            content = path.read_bytes() if path.is_file() else b""
            row[table] = len(read_delimited(content, ontology().tables[table], path.name, findings).lines)
        found.append(row)
    return pd.DataFrame(found, columns=pd.Index(["id", "title", "as_of", *COUNTED]))

"""The case without some of its evidence: what falls away with it, and what is left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from ...graph.asked import ALL, date_asked
from ...graph.dates import as_text
from ...graph.ontology import OPTION_SEPARATOR
from .wording import cell_list

if TYPE_CHECKING:
    from ...graph.store import Store

#: Weak evidence that can be dropped, and how a sentence calls the case without it.
DROPS = {
    "inferred": "without what the coder inferred",
    "reported": "without what others report",
    "single-source": "without positions that rest on one source",
    "source": "without any one source",
    "coder": "without any one coder",
}


class Left(NamedTuple):
    """A reduced case: which drop, of which source or coder, and without which positions and conditions."""

    drop: str
    name: str
    gone: frozenset[str]


def cited(graph: Store) -> dict[str, pd.DataFrame]:
    """The evidence of each position, and of each condition on an option that a party sets: source, attribution, coder.

    A condition on a position is not among them: without it the position would say more than its holder said.
    """
    evidence = graph.tables["evidence"].set_index("id")[["source", "attribution", "coder"]]
    conditions = graph.tables["conditions"]
    lines = conditions[conditions["party"].notna() & conditions["what"].str.contains(OPTION_SEPARATOR, regex=False)]
    return {
        str(coded_id): evidence.loc[[evidence_id for evidence_id in cell_list(cell) if evidence_id in evidence.index]]
        for rows in (lines, graph.tables["positions"])
        for coded_id, cell in zip(rows["id"], rows["evidence"], strict=True)
    }


def lefts(evidence: dict[str, pd.DataFrame], tests: list[str]) -> Iterator[Left]:
    """Every reduced case to look at: one for each kind of weak evidence, each source and each coder."""
    backed = {coded_id: rows for coded_id, rows in evidence.items() if len(rows)}
    for test in tests:
        if test in ("inferred", "reported"):
            yield Left(
                test,
                "",
                frozenset(coded_id for coded_id, rows in backed.items() if (rows["attribution"] == test).all()),
            )
        elif test == "single-source":
            yield Left(
                test, "", frozenset(coded_id for coded_id, rows in backed.items() if rows["source"].nunique() == 1)
            )
        else:
            names = dict.fromkeys(name for rows in backed.values() for name in rows[test].dropna())
            for name in names:
                gone = frozenset(coded_id for coded_id, rows in backed.items() if (rows[test] == name).all())
                yield Left(test, str(name), gone)


#: What has to be coded for a test to be made.
CODED = {
    "inferred": "attribution",
    "reported": "attribution",
    "single-source": "source",
    "source": "source",
    "coder": "coder",
}


def can_be_made(evidence: dict[str, pd.DataFrame], tests: list[str], positions: list[str]) -> list[str]:
    """The tests that say something of an answer with these positions: what they leave out is coded of some evidence.

    It has to be coded of the evidence of these positions; of any in the case where they cite none.
    """
    evidence_rows = [evidence[position] for position in positions if len(evidence[position])] or list(evidence.values())
    return [test for test in tests if any(rows[CODED[test]].notna().any() for rows in evidence_rows)]


def without(graph: Store, gone: frozenset[str]) -> Store:
    """The case without these positions and conditions, and without the conditions set on them; all else ends when it did."""
    tables = dict(graph.tables)
    positions = tables["positions"].copy()
    # A position that never held, as what replaces it has no first day, ends before every date.
    days = [max(int(day), 1) for day in graph.columns.end]
    ends = pd.Series([as_text(day) or None for day in days], index=positions.index, dtype="str")
    # What replaced a position may fall away, and still it has been replaced.
    positions["end"] = ends
    positions["replaces"] = pd.Series([None] * len(positions), index=positions.index, dtype="str")
    tables["positions"] = positions[~positions["id"].isin(list(gone))].reset_index(drop=True)
    conditions = tables["conditions"]
    falls = conditions["what"].isin(list(gone)) | conditions["id"].isin(list(gone))
    tables["conditions"] = conditions[~falls].reset_index(drop=True)
    # The date that is asked about where none is named does not change with what is left out.
    date = date_asked(graph, None).text
    return _asked_alike(graph, type(graph)(tables, {**graph.meta, "as_of": "" if date == ALL else date}))


def _asked_alike(graph: Store, changed: Store) -> Store:
    """A changed case, in which the level that is meant where none is named is that of the case itself."""
    changed.lacks_firmness = graph.lacks_firmness
    return changed


def with_unknown(graph: Store, firmness: str) -> Store | None:
    """The case with this firmness wherever that of a demand or rejection is not known; none where all are known.

    Contested positions hold where the firmness is that of a red line, and do not where it is another.
    """
    positions = graph.tables["positions"].copy()
    unknown = positions["firmness"].isna() & positions["stance"].isin(["demands", "rejects"])
    contested = positions["contested"] == "yes"
    if not unknown.any() and not contested.any():
        return None
    positions["firmness"] = positions["firmness"].mask(unknown, firmness)
    if contested.any() and firmness != "red line":
        same = _asked_alike(graph, type(graph)({**graph.tables, "positions": positions}, {**graph.meta}))
        return without(same, frozenset(positions["id"][contested]))
    positions["contested"] = positions["contested"].mask(contested, None)
    return _asked_alike(graph, type(graph)({**graph.tables, "positions": positions}, {**graph.meta}))

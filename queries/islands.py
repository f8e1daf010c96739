"""Islands of agreement: on which facts and norms the parties agree, and on which they do not."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..graph.asked import ALL, day_asked
from ..graph.dates import ALWAYS, FOREVER, as_text, period
from ..graph.lists import join
from ..graph.ontology import OPTION_SEPARATOR
from .asking.scope import whole
from .asking.selection import Names, find
from .asking.wording import JOIN, Wording, cell_list, number
from .zones import zones

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..graph.store import Store

CELLS = ("contested facts", "agreed facts", "convergent norms", "divergent norms")

COLUMNS = ("cell", "item", "regions", "parties", "positions", "evidence", "why")

NOTE = (
    "Not listed: issues on which fewer than two of the parties hold a position, or whose zone is open; figures that fewer "
    "than two of the parties report; events, as a case does not code who disputes them."
)


@whole
def islands(
    graph: Store,
    *,
    parties: Names = None,
    issues: Names = None,
    regions: Names = None,
    as_of: str | None = None,
    roll_up: bool = True,
) -> pd.DataFrame:
    """Where can common ground start: which facts are agreed or contested, which norms converge or diverge?

    Parameters
    ----------
    graph : PositionGraph
    parties : str or iterable of str, optional
        Between whom. By default all who speak to the item.
    issues, regions : str or iterable of str, optional
        Only what is about these; a region stands for all regions inside it.
    as_of : str, optional
        The date that is asked about: ``2025``, ``2025-08`` or ``2025-08-15``, of which the last day is meant, as a package
        is agreed on one day. By default the case's own date. ``attrs["as_of"]`` of the answer says which date was meant.
    roll_up : bool
        Count what a leader or delegate says as its principal's.

    Returns
    -------
    DataFrame
        One row an item, cell by cell, with the columns

        - ``cell``: ``contested facts``, ``agreed facts``, ``convergent norms`` or ``divergent norms``;
        - ``item``: ``issue:id``, ``instrument:id``, or ``figure:id`` (figures of one quantity separated by ``|``);
        - ``regions``: where, ids separated by ``|``, empty for everywhere; ``parties`` that agree or differ;
        - ``positions``, ``evidence``: ids separated by ``|``; ``why`` in a sentence.

        ``attrs["note"]`` says what is not listed because nothing coded decides it.

    Raises
    ------
    UnknownNameError
        When a party, issue or region is not known.

    See Also
    --------
    overlaps : Settlements that two or more parties accept.
    zones : Whether something can be agreed on an issue.

    Notes
    -----
    Islands of agreement are what parties in conflict share all the same (Blum 2007). The table is that of the CCHN Field
    Manual on Frontline Humanitarian Negotiation (2018), which sorts what parties say into facts and norms, agreed and not.
    Here each cell is derived from what a case codes, and from nothing else:

    - *facts* are figures. Two figures measure the same where unit, period, what they are about and where are the same and
      their dates overlap. They are a fact that two parties speak to only where each is reported by (``parties``) another of
      them: agreed where some value meets the precision of both (``at least 100`` and ``120`` agree, and a rounded figure
      stands for what is within 5 % of it), else contested. One figure that names two or more of the parties does not say
      that they agree, so it is not listed.
    - *norms* are issues, what ought to be: convergent where all who hold a position accept some settlement in common (the
      zone at the level of aims is agreed), divergent where what they demand and reject leaves nothing (it is closed). In
      between, where nothing is ruled out but not all have accepted, it is neither, and not listed.
    - an *instrument* that bears on such an issue or an option of it, and concerns two or more of its parties, stands in
      the cell of that issue: a norm that the parties share in name, and on whose matter they converge or diverge. Where
      the issues that it bears on differ, it stands in both.

    A party that says nothing counts neither way. Whether events took place as coded is not something that cases code
    party by party.

    References
    ----------
    .. [1] Blum, G. (2007). *Islands of Agreement: Managing Enduring Armed Rivalries*. Harvard University Press.

    Examples
    --------
    >>> import pandas as pd, zopa
    >>> from zopa.queries.islands import islands
    >>> case = zopa.load({"positions": pd.DataFrame({
    ...     "party": ["A", "B", "A", "B"], "issue": ["aid", "aid", "seat", "seat"], "stance": "demands",
    ...     "option": ["free passage", "free passage", "Geneva", "Oslo"]})}, quiet=True)
    >>> islands(case)[["cell", "item"]].values.tolist()
    [['convergent norms', 'issue:aid'], ['divergent norms', 'issue:seat']]
    """
    wording, day = Wording(graph), day_asked(graph, as_of)
    on = as_text(day) or ALL
    named_parties = _asked(graph, parties, roll_up)
    among = None if named_parties is None or len(named_parties) == 1 else parties
    norms = zones(graph, among, issues=issues, regions=regions, as_of=on, level="aim", roll_up=roll_up)
    rows = [*_facts(graph, wording, named_parties, issues, regions, day, roll_up)]
    for row in norms.itertuples():
        known_parties = [party for party in cell_list(row.parties) if party not in cell_list(row.unknown)]
        if len(known_parties) < 2 or (among is None and named_parties and not named_parties & set(known_parties)):
            continue
        if row.unknown:
            # A party that says nothing keeps a zone from being agreed: ask again without it.
            regions_there = cell_list(row.regions) or regions
            again = zones(
                graph, known_parties, issues=row.issue, regions=regions_there, as_of=on, level="aim", roll_up=roll_up
            )
            row = next(again.itertuples())
        rows += _norm(graph, wording, row, known_parties)
    frame = pd.DataFrame(rows, columns=pd.Index(COLUMNS), dtype="str")
    frame = frame.drop_duplicates(["cell", "item", "regions"])
    frame = frame.sort_values("cell", key=lambda cells: cells.map(CELLS.index), kind="stable").reset_index(drop=True)
    frame.attrs["note"] = NOTE
    return frame


def _asked(graph: Store, parties: Names, roll_up: bool) -> set[str] | None:
    if parties is None:
        return None
    columns = graph.columns
    rows = find(graph, "parties", parties)
    return {str(columns.parties[columns.principal[row] if roll_up else row]) for row in rows}


# ------------------------------------------------------------------------------------------------ norms


def _norm(graph: Store, wording: Wording, row: Any, parties: list[str]) -> Iterator[tuple[str, ...]]:
    cell = {"agreed": "convergent norms", "closed": "divergent norms"}.get(row.status)
    if cell is None:
        return
    yield (cell, f"issue:{row.issue}", row.regions, JOIN.join(parties), row.positions, row.evidence, row.why)
    verb = "converge" if row.status == "agreed" else "diverge"
    principal = _principals(graph)
    for norm in graph.tables["instruments"].itertuples():
        concerned = {
            concerned_party for party in cell_list(norm.parties) for concerned_party in (party, principal[party])
        } & set(parties)
        if row.issue in {about.split(OPTION_SEPARATOR)[0] for about in cell_list(norm.about)} and len(concerned) > 1:
            evidence = dict.fromkeys([*cell_list(norm.evidence), *cell_list(row.evidence)])
            who = join((wording.item(party) for party in parties if party in concerned), "and")
            why = (
                f"{norm.name} bears on {wording.item(row.issue)} and concerns {who}, whose positions {verb}. {row.why}"
            )
            chosen = JOIN.join(party for party in parties if party in concerned)
            yield (cell, f"instrument:{norm.id}", row.regions, chosen, row.positions, JOIN.join(evidence), why)


def _principals(graph: Store) -> dict[str, str]:
    columns = graph.columns
    return {str(party): str(columns.parties[columns.principal[row]]) for row, party in enumerate(columns.parties)}


# ------------------------------------------------------------------------------------------------ facts


def _facts(
    graph: Store,
    wording: Wording,
    named_parties: set[str] | None,
    issues: Names,
    regions: Names,
    day: int,
    roll_up: bool,
) -> Iterator[tuple[str, ...]]:
    """Figures of one quantity that different parties report, pair by pair put together."""
    principal = _principals(graph)
    wanted = None if issues is None else {str(graph.columns.issues[row]) for row in find(graph, "issues", issues)}
    places = None if regions is None else _places(graph, regions)
    groups: dict[tuple[Any, ...], list[Any]] = {}
    for row in graph.tables["figures"].itertuples():
        about = cell_list(row.about)
        if wanted is not None and not wanted & {about_id.split(OPTION_SEPARATOR)[0] for about_id in about}:
            continue
        if places is not None and cell_list(row.regions) and not places & _places(graph, cell_list(row.regions)):
            continue
        if about and _days(row.date)[0] <= day:
            per = row.per if isinstance(row.per, str) else ""
            key = (row.unit, per, frozenset(about), frozenset(cell_list(row.regions)))
            groups.setdefault(key, []).append(row)
    for rows in groups.values():
        by = {
            row.id: {principal[party] if roll_up else party for party in cell_list(row.parties)}
            & (named_parties or _everyone(graph))
            for row in rows
        }
        pairs = [
            (a, b)
            for a, b in combinations(rows, 2)
            if by[a.id] and by[b.id] and not by[a.id] & by[b.id] and _same_time(a, b)
        ]
        for cell, chosen in (
            ("contested facts", [pair for pair in pairs if not _meet(*pair)]),
            ("agreed facts", [pair for pair in pairs if _meet(*pair)]),
        ):
            for a, b in chosen:
                yield _fact(wording, cell, a, b, by)


def _everyone(graph: Store) -> set[str]:
    return {str(party) for party in graph.columns.parties}


def _places(graph: Store, regions: Names) -> set[int]:
    tree = graph.columns.regions
    covers = [node for row in find(graph, "regions", regions) for node in tree.cover(row + 1)]
    return {int(leaf) for node in covers for leaf in tree.leaves(node)}


def _fact(wording: Wording, cell: str, a: Any, b: Any, by: dict[str, set[str]]) -> tuple[str, ...]:
    amounts = [
        f"{join(sorted(wording.item(party) for party in by[row.id]), 'and')}: {_amount(row)} ({row.name})"
        for row in (a, b)
    ]
    verdict = "both can be so" if cell == "agreed facts" else "both cannot be so"
    evidence = dict.fromkeys([*cell_list(a.evidence), *cell_list(b.evidence)])
    parties = JOIN.join(party for row in (a, b) for party in sorted(by[row.id]))
    figures = f"figure:{a.id}{JOIN}figure:{b.id}"
    return (
        cell,
        figures,
        JOIN.join(cell_list(a.regions)),
        parties,
        "",
        JOIN.join(evidence),
        f"{'; '.join(amounts)}: {verdict}.",
    )


def _amount(row: Any) -> str:
    precision = "" if row.precision == "exact" else f"{row.precision} "
    return f"{precision}{number(row.value)} {row.unit}" + (f" per {row.per}" if isinstance(row.per, str) else "")


#: How far a rounded figure may be from what it rounds, as a share of it: half of the second digit, at most.
ROUNDED = 0.05


def _meet(a: Any, b: Any) -> bool:
    """Whether some value is what both figures say."""
    (low_a, high_a), (low_b, high_b) = _range(a), _range(b)
    return bool(max(low_a, low_b) <= min(high_a, high_b))


def _range(row: Any) -> tuple[float, float]:
    amount = float(row.value)
    slack = ROUNDED * abs(amount) if row.precision == "about" else 0.0
    if row.precision == "more than":
        return float(np.nextafter(amount, np.inf)), np.inf
    low = -np.inf if row.precision == "at most" else amount - slack
    return low, np.inf if row.precision == "at least" else amount + slack


def _same_time(a: Any, b: Any) -> bool:
    first, second = _days(a.date), _days(b.date)
    return first[0] <= second[1] and second[0] <= first[1]


def _days(cell: Any) -> tuple[int, int]:
    return period(cell) if isinstance(cell, str) else (ALWAYS, FOREVER)

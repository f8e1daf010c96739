"""Who wants which place: positions on issues that are settled region by region, with containment."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..graph.dates import ALWAYS, FOREVER, as_text, period
from ..graph.lists import join
from ..graph.regions import EVERYWHERE
from .asking.answer import draws_itself, knows_its_case
from .asking.scope import by_issue, sorted_by
from .asking.selection import Names, find, listed, select
from .asking.wording import JOIN, Wording, apart
from .clashes import clashes
from .one_issue.cells import Where, region_names
from .one_issue.stands import Stand, stands

if TYPE_CHECKING:
    from ..graph.store import Store

COLUMNS = (
    "region",
    "part_of",
    "depth",
    "issue",
    "party",
    "accepts",
    "rules_out",
    "firmness",
    "no_side",
    "extent",
    "parts",
    "contested",
    "start",
    "end",
    "positions",
    "evidence",
    "why",
)


def _larger_first(graph: Store, answers: list[pd.DataFrame]) -> pd.DataFrame:
    """Each larger region followed by those inside it."""
    tree = graph.frame.columns.regions
    return sorted_by("region", key=lambda names: names.map(lambda name: tree.first[tree.code[name]]))(graph, answers)


@draws_itself
@by_issue(_larger_first)
def territory(
    graph: Store,
    *,
    parties: Names = None,
    issues: Names = None,
    regions: Names = None,
    as_of: str | None = None,
    roll_up: bool = True,
) -> pd.DataFrame:
    """What does each party want in each region?

    A position on a region holds for all regions inside it; of a larger region a party may want a part only.

    Parameters
    ----------
    graph : PositionGraph
    parties, issues, regions : str or iterable of str, optional
        Only these; a region stands for all regions inside it. Only issues that are settled per region are looked at.
    as_of : str, optional
        The date that is asked about: ``2025``, ``2025-08`` or ``2025-08-15`` (what holds on some day of it), or ``"all"``
        for all dates. By default the case's own date. ``attrs["as_of"]`` of the answer says which date was meant.
    roll_up : bool
        Count a leader's or delegate's position as its principal's.

    Returns
    -------
    DataFrame
        One row a region, issue, party and run of days, each larger region followed by those inside it, with the columns

        - ``region`` (empty for everywhere, in a case without regions); ``part_of``: the larger regions it lies in;
          ``depth``: how many larger regions lie above it;
        - ``issue``, ``party``; ``accepts``, ``rules_out``: settlements separated by ``|``; ``firmness``: the firmest;
          ``no_side``: ``abstains``, ``mixed`` or ``no answer`` where it took no side;
        - ``extent``: ``whole`` or ``part`` of the region; ``parts``: which part;
        - ``contested``: whether another party's position clashes there;
        - ``start``, ``end``, ``positions``, ``evidence``, and ``why`` in a sentence.

    Raises
    ------
    UnknownNameError
        When a party, issue or region is not known.

    See Also
    --------
    territory_matrix : The same as a table of regions by parties.
    zones : Whether something can be agreed in each region.

    Examples
    --------
    >>> import zopa
    >>> rows = zopa.load("ukraine-2025").territory(regions="donbas")
    >>> {"ukraine", "russia"} <= set(rows["party"])
    True
    """
    selection = select(
        graph, parties=parties, issues=issues, regions=regions, as_of=as_of, roll_up=roll_up, all_dates=True
    )
    columns, wording = graph.columns, Wording(graph)
    tree = columns.regions
    shown = _shown(graph, regions)
    contested = _Contested(graph, issues, as_of, roll_up)
    stands_held = sorted(
        (row for row in stands(graph, selection, wording) if columns.per_region[row[0].issue]),
        key=lambda row: (row[0].issue, row[0].party, row[1].start),
    )
    rows = []
    for region in shown:
        inside = tree.leaves(region)
        for stand, where in stands_held:
            leaves = inside & where.leaves if where.leaves != {EVERYWHERE} else inside
            if not leaves:
                continue
            parts = [] if leaves == inside else region_names(tree, Where(leaves, where.start, where.end))
            position_ids = [str(columns.ids[position]) for position in stand.positions]
            disputed = contested.among(position_ids, Where(leaves, where.start, where.end))
            rows.append(
                (
                    tree.ids[region],
                    _part_of(graph, region),
                    int(max(tree.depth[region] - 1, 0)),
                    str(columns.issues[stand.issue]),
                    str(columns.parties[stand.party]),
                    JOIN.join(stand.accepts),
                    JOIN.join(stand.rules_out),
                    stand.firmness,
                    JOIN.join(stand.no_side),
                    "part" if parts else "whole",
                    JOIN.join(parts),
                    disputed,
                    as_text(where.start) or None,
                    as_text(where.end) or None,
                    wording.ids_of(stand.positions),
                    wording.evidence_of(stand.positions),
                    _sentence(wording, stand, where, parts or [tree.ids[region]], disputed, selection.holder),
                )
            )
    frame = pd.DataFrame(rows, columns=pd.Index(COLUMNS))
    frame = frame.astype({name: {"depth": "int64", "contested": "bool"}.get(name, "str") for name in COLUMNS})
    return frame


@knows_its_case
def territory_matrix(
    graph: Store,
    *,
    parties: Names = None,
    issues: Names = None,
    regions: Names = None,
    as_of: str | None = None,
    roll_up: bool = True,
) -> pd.DataFrame:
    """What does each party want in each region, as the table that people draw by hand?

    Parameters are those of :func:`territory`.

    Returns
    -------
    DataFrame
        Index: names of regions, those inside another set in; columns: names of parties. A cell holds the settlements that
        the party accepts, or else ``not`` and those that it rules out, or else the stance with which it takes no side; the
        part where it is a part, the issue where there are several, and the firmness in brackets; empty where nothing is
        known.

    See Also
    --------
    territory : The same, one row for each claim, with its evidence.

    Examples
    --------
    >>> import zopa
    >>> "Russia" in zopa.load("ukraine-2025").territory_matrix().columns
    True
    """
    parties, issues, regions = listed(parties), listed(issues), listed(regions)
    rows = territory(graph, parties=parties, issues=issues, regions=regions, as_of=as_of, roll_up=roll_up)
    graph = graph.frame
    wording = Wording(graph)
    names = apart(graph.tables["parties"]["id"].tolist(), wording.parties)
    region_names = apart(list(wording.regions), list(wording.regions.values()))
    code = {str(issue): index for index, issue in enumerate(graph.columns.issues)}
    several = rows["issue"].nunique() > 1
    cells: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows.itertuples():
        issue = code[str(row.issue)]
        wants = wording.settlements(issue, str(row.accepts).split(JOIN)) if row.accepts else ""
        rules_out = "not " + wording.settlements(issue, str(row.rules_out).split(JOIN)) if row.rules_out else ""
        text = wants or rules_out or join(str(row.no_side).split(JOIN), "and")
        text = f"{wording.issues[issue]}: {text}" if several else text
        text += (
            f" in {join((wording.regions[part] for part in str(row.parts).split(JOIN)), 'and')}" if row.parts else ""
        )
        text += f" ({row.firmness})" if row.firmness else ""
        label = "\u2003" * int(row.depth) + region_names.get(str(row.region), "everywhere")
        if text not in (cell := cells[label, names[str(row.party)]]):
            cell.append(text)
    frame = pd.DataFrame(
        "", index=list(dict.fromkeys(k[0] for k in cells)), columns=list(dict.fromkeys(k[1] for k in cells))
    )
    for (region, party), texts in cells.items():
        frame.loc[region, party] = "; ".join(texts)
    frame = frame.rename_axis("region")
    frame.attrs = dict(rows.attrs)
    return frame


def _shown(graph: Store, regions: Names) -> list[int]:
    """Regions to show, each larger one followed by those inside it."""
    tree = graph.columns.regions
    if len(tree.ids) == 1:
        return [EVERYWHERE]
    ordered = [int(node) for node in tree.at if node != EVERYWHERE]
    if regions is None:
        return ordered
    named_leaves = [tree.leaves(row + 1) for row in find(graph, "regions", regions)]
    return [node for node in ordered if any(tree.leaves(node) <= leaves for leaves in named_leaves)]


class _Contested:
    """Where and when each position clashes with another party's."""

    def __init__(self, graph: Store, issues: Names, as_of: str | None, roll_up: bool) -> None:
        tree = graph.columns.regions
        self._disputes: dict[str, list[Where]] = defaultdict(list)
        for row in clashes(graph, issues=issues, as_of=as_of, roll_up=roll_up, why=False).itertuples():
            nodes = [tree.code[name] for name in row.regions.split(JOIN)] if row.regions else [EVERYWHERE]
            leaves = frozenset().union(*(tree.leaves(node) for node in nodes))
            start = period(row.start)[0] if isinstance(row.start, str) else ALWAYS
            end = period(row.end)[1] if isinstance(row.end, str) else FOREVER
            for position in (row.position_a, row.position_b):
                self._disputes[position].append(Where(leaves, start, end))

    def among(self, positions: list[str], where: Where) -> bool:
        """Whether one of the positions clashes somewhere there on some of these days."""
        return any(
            dispute.leaves & where.leaves and dispute.start <= where.end and where.start <= dispute.end
            for position in positions
            for dispute in self._disputes.get(position, ())
        )


def _part_of(graph: Store, region: int) -> str:
    cell = graph.tables["regions"]["part_of"].iat[region - 1] if region != EVERYWHERE else None
    return cell if isinstance(cell, str) else ""


def _sentence(
    wording: Wording, stand: Stand, where: Where, places: list[str], disputed: bool, holder: np.ndarray
) -> str:
    places = [place for place in places if place]
    tail = "; another party's position clashes with it there." if disputed else "."
    return wording.on(stand.issue, places, where.start, where.end) + wording.claims(stand.positions, holder) + tail

"""What parties share: settlements that two or more accept (the common ground), and the pairs of positions behind them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from ..graph import rule
from ..graph.columns import REJECTS
from ..graph.dates import as_text
from .cells import Cell, Where, cells, merged, region_names
from .clashes import clashes
from .pairs import Meetings, Test, meetings_by_kind, once
from .reads import by_issue, one_after_another, sorted_by
from .refusals import Refusals, refusals
from .rows import add_evidence, ordered, pair_columns, sentences
from .selection import Names, Selection, level_code, select, words
from .wording import JOIN, Wording

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..graph.store import Store

OVERLAP_COLUMNS = (
    "issue", "regions", "settlement", "parties", "clash_elsewhere", "start", "end", "level", "positions", "evidence",
    "why",
)  # fmt: skip
OVERLAP_PAIR_COLUMNS = (
    "issue", "regions", "party_a", "position_a", "party_b", "position_b", "zone", "start", "end", "why",
    "evidence_a", "evidence_b",
)  # fmt: skip


class _Shared(NamedTuple):
    """A settlement, the parties that accept it, and the positions by which they do."""

    issue: int
    settlement: str
    parties: tuple[int, ...]
    positions: tuple[int, ...]


def overlaps(
    graph: Store,
    *,
    parties: Names = None,
    issues: Names = None,
    regions: Names = None,
    as_of: str | None = None,
    level: str = "red line",
    roll_up: bool = True,
) -> pd.DataFrame:
    """What common ground is there: which settlements do two or more parties accept, adversaries first?

    Parameters
    ----------
    graph : PositionGraph
    parties : str or iterable of str, optional
        One party: the common ground that it is part of. Several: the common ground among them.
    issues, regions : str or iterable of str, optional
        Only these; a region stands for all regions inside it.
    as_of : str, optional
        A partial ISO date: common ground on some day of it. All dates where not given.
    level : str
        A party accepts what its positions accept, less what it rules out at this level: ``red line``, ``bottom line``
        or ``aim``.
    roll_up : bool
        Count a leader's or delegate's position as its principal's.

    Returns
    -------
    DataFrame
        One row a settlement, place and run of days: parties that clash elsewhere first, the most clashes first, then the
        most parties, with the columns

        - ``issue``; ``regions``: ids separated by ``|``, empty for everywhere;
        - ``settlement``: an option, or a range on a number issue;
        - ``parties`` that accept it, separated by ``|``; ``clash_elsewhere``: how many pairs of their positions clash on
          other issues;
        - ``start``, ``end``: first and last day; ``level``;
        - ``positions`` that accept it, their ``evidence``, and ``why`` in a sentence.

    Raises
    ------
    UnknownNameError
        When a party, issue, region or level is not known.

    Examples
    --------
    >>> import pandas as pd, zopa
    >>> case = zopa.load({"positions": pd.DataFrame({
    ...     "party": ["A", "B", "C"], "issue": "seat", "option": ["Geneva|Vienna", "Vienna|Oslo", "Oslo"]})}, quiet=True)
    >>> case.overlaps()[["settlement", "parties"]].values.tolist()
    [['Vienna', 'A|B'], ['Oslo', 'B|C']]
    """
    return _common_ground(
        graph, parties=parties, issues=issues, regions=regions, as_of=as_of, level=level, roll_up=roll_up,
        elsewhere=_Elsewhere(graph, as_of, roll_up),
    )  # fmt: skip


def _adversaries_first(cells: pd.Series) -> pd.Series:
    return -cells if cells.name == "clash_elsewhere" else -cells.str.count(r"\|")


@by_issue(sorted_by("clash_elsewhere", "parties", key=_adversaries_first))
def _common_ground(
    graph: Store,
    *,
    parties: Names,
    issues: Names,
    regions: Names,
    as_of: str | None,
    level: str,
    roll_up: bool,
    elsewhere: _Elsewhere,
) -> pd.DataFrame:
    selection = select(
        graph, parties=parties, issues=issues, regions=regions, as_of=as_of, roll_up=roll_up, all_dates=True
    )
    firm = level_code(level)
    asked = set(selection.parties) if selection.parties is not None else None
    among = asked if asked is not None and len(asked) > 1 else None
    wording = Wording(graph)
    found = []
    said: dict[tuple[int, ...], int] = {}
    for cell in cells(selection):
        for positions in cell.held.values():
            if positions not in said:
                said[positions] = rule.party_says(graph.columns, cell.settlements, positions, firm).accepted
        for shared in _shared(graph, cell, said, among, wording):
            if asked is None or len(asked) > 1 or asked & set(shared.parties):
                found.append((shared, Where(cell.leaves, cell.start, cell.end)))
    return _overlap_frame(graph, list(merged(found, selection)), level, elsewhere, wording)


class _Elsewhere:
    """How many pairs of positions of some parties clash on other issues."""

    def __init__(self, graph: Store, as_of: str | None, roll_up: bool) -> None:
        self.of_pair: dict[frozenset[str], dict[str, int]] = defaultdict(dict)
        for row in _clashes_by_issue(graph, as_of=as_of, roll_up=roll_up).itertuples():
            self.of_pair[frozenset((row.party_a, row.party_b))][row.issue] = int(row.pairs)
        self._known: dict[tuple[frozenset[str], str], int] = {}

    def count(self, parties: frozenset[str], issue: str) -> int:
        """Clashing pairs among the parties on any issue but this one."""
        if (parties, issue) not in self._known:
            among = (counts for pair, counts in self.of_pair.items() if pair <= parties)
            self._known[parties, issue] = sum(n for counts in among for other, n in counts.items() if other != issue)
        return self._known[parties, issue]


@by_issue(one_after_another, on_days=True)
def _clashes_by_issue(graph: Store, *, as_of: str | None, roll_up: bool) -> pd.DataFrame:
    """How many pairs of positions of each two parties clash on each issue."""
    found = clashes(graph, as_of=as_of, roll_up=roll_up, why=False)[["party_a", "party_b", "issue"]]
    return found.value_counts().rename("pairs").reset_index()


def _shared(
    graph: Store, cell: Cell, said: dict[tuple[int, ...], int], among: set[int] | None, wording: Wording
) -> Iterator[_Shared]:
    """Settlements of a cell by the set of parties that accept them, where there are two or more."""
    accepted = {
        party: said[positions]
        for party, positions in cell.held.items()
        if said[positions] and (among is None or party in among)
    }
    by_parties: dict[tuple[int, ...], int] = defaultdict(int)
    if len(accepted) < 2:
        return
    for number in range(len(cell.settlements.pieces)):
        together = tuple(party for party, mask in accepted.items() if mask >> number & 1)
        if len(together) > 1:
            by_parties[together] |= 1 << number
    for together, mask in by_parties.items():
        for settlement, part in cell.settlements.parts(mask, wording.units[cell.issue]):
            positions = tuple(
                position for party in together for position in cell.held[party]
                if rule.accepted_by(int(graph.columns.stance[position]), cell.settlements.named[position]) & part
            )  # fmt: skip
            yield _Shared(cell.issue, settlement, together, positions)


def _overlap_frame(
    graph: Store, rows: list[tuple[_Shared, Where]], level: str, elsewhere: _Elsewhere, wording: Wording
) -> pd.DataFrame:
    columns = graph.columns
    names = [str(party) for party in columns.parties]
    counted = [
        (elsewhere.count(frozenset(names[p] for p in shared.parties), str(columns.issues[shared.issue])), shared, where)
        for shared, where in rows
    ]
    counted.sort(key=lambda row: (-row[0], -len(row[1].parties), row[1].issue, row[2].start, sorted(row[2].leaves)))
    made = []
    for clashing, shared, where in counted:
        regions = region_names(columns.regions, where)
        verb = "both accept" if len(shared.parties) == 2 else "all accept"
        settlement = wording.settlements(shared.issue, [shared.settlement])
        why = wording.on(shared.issue, regions, where.start, where.end)
        why += f"{wording.who(shared.parties)} {verb} {settlement}"
        pairs = "1 pair of their positions clashes" if clashing == 1 else f"{clashing} pairs of their positions clash"
        why += f", though {pairs} on other issues." if clashing else "."
        made.append(
            (str(columns.issues[shared.issue]), JOIN.join(regions), shared.settlement,
             JOIN.join(str(columns.parties[party]) for party in shared.parties), clashing,
             as_text(where.start) or None, as_text(where.end) or None, level, wording.ids_of(shared.positions),
             wording.evidence_of(shared.positions), why)
        )  # fmt: skip
    frame = pd.DataFrame(made, columns=pd.Index(OVERLAP_COLUMNS))
    return frame.astype({name: "int64" if name == "clash_elsewhere" else "str" for name in OVERLAP_COLUMNS})


@by_issue(one_after_another, on_days=True)
def overlap_pairs(
    graph: Store,
    *,
    parties: Names = None,
    issues: Names = None,
    regions: Names = None,
    as_of: str | None = None,
    roll_up: bool = True,
    count_only: bool = False,
) -> Any:
    """Which two positions of different parties both accept the same settlement?

    Contested positions are none of them, and what one of the two parties also rejects there and then is not shared.

    Parameters are those of :func:`clashes`; with ``count_only`` their number is given instead. What a set of parties
    shares is asked with :func:`zopa.queries.overlaps`; this one lists the pairs behind the ``OVERLAPS_WITH`` edges.

    Returns
    -------
    DataFrame or int
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
    accepts = (columns.stance != REJECTS) & ~columns.contested
    choice = Test(
        (selection.holder, columns.named),
        lambda a, b: (a[0] != b[0]) & ((a[1] & b[1]) != 0) & selection.among(a[0], b[0]),
    )
    numeric = Test(
        (selection.holder, *rule.ranges(columns)),
        lambda a, b: (
            (a[0] != b[0]) & rule.ranges_overlap(rule.Ranges(*a[1:]), rule.Ranges(*b[1:])) & selection.among(a[0], b[0])
        ),
    )
    met = meetings_by_kind(columns, selection.position, selection.region, accepts, choice, numeric)
    found, places = once(columns, selection.position, met)
    kept, cut = refusals(selection, found)
    found = Meetings(found.a[kept], found.b[kept], found.region[kept])
    if count_only:
        return len(found.a)
    a, b, place = ordered(selection, found, np.zeros(len(found.a), dtype=np.int8))
    wording = Wording(graph)
    shared, zones, phrases = _shared_by_pairs(wording, selection, a, b, cut)
    frame = pair_columns(selection, a, b, place, places)
    frame["zone"] = words(zones, shared)
    frame["why"] = sentences(wording, selection, a, b, place, places, phrases[shared])
    return add_evidence(frame, wording, a, b)[list(OVERLAP_PAIR_COLUMNS)]


def _shared_by_pairs(
    wording: Wording, selection: Selection, a: NDArray[Any], b: NDArray[Any], cut: Refusals
) -> tuple[NDArray[Any], NDArray[np.object_], NDArray[np.object_]]:
    """What each pair shares: a code for each pair, and for each code the settlements and how the sentence ends."""
    columns = selection.columns
    shared = pd.DataFrame(
        {
            "issue": columns.issue[a],
            "options": columns.named[a] & columns.named[b],
            "low": np.maximum(columns.low[a], columns.low[b]),
            "high": np.minimum(columns.high[a], columns.high[b]),
        }
    )
    # What a rejection of one of the two cuts off tells pairs apart as well.
    kinds: dict[tuple[int, ...], int] = {(): 0}
    shared["cut"] = 0
    if cut:
        pairs = zip(np.minimum(a, b).tolist(), np.maximum(a, b).tolist(), strict=True)
        shared["cut"] = [kinds.setdefault(cut.get(pair, ()), len(kinds)) for pair in pairs]
    of_kind = list(kinds)
    codes = shared.groupby(list(shared.columns), sort=False, dropna=False).ngroup().to_numpy()
    zones, phrases = [], []
    for row in np.unique(codes, return_index=True)[1]:
        issue, one, other = int(columns.issue[a[row]]), int(a[row]), int(b[row])
        refused = of_kind[int(shared["cut"].iat[row])]
        cell = rule.settlements(columns, issue, [one, other, *refused])
        mask = cell.named[one] & cell.named[other]
        for position in refused:
            mask &= ~cell.named[position]
        both = cell.words(mask, wording.units[issue])
        zones.append(JOIN.join(both))
        phrases.append(f": both accept {wording.settlements(issue, both)}.")
    return codes, np.array(zones, dtype=object), np.array(phrases, dtype=object)

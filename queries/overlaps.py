"""Shared settlements: those that two or more accept (the common ground), and the pairs of positions behind them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from ..graph import rule
from ..graph.asked import level_asked
from ..graph.dates import ALWAYS, FOREVER, as_text
from ..graph.regions import bits
from .asking.answer import knows_its_case
from .asking.scope import by_issue, one_after_another, sorted_by
from .asking.selection import Names, Selection, level_code, select, words
from .asking.wording import JOIN, Wording
from .clashes import counts_by_issue
from .one_issue.cells import Ground, Where, grounds, leaves_of, merged, region_names
from .one_issue.pairs import Test, meetings_by_kind, once
from .one_issue.refusals import Refusals, without_refused
from .one_issue.rows import Ordered, evidence, frame_of, ordered, pair_columns, sentences
from .one_issue.sharing import Elsewhere, sharing

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..graph.store import Store

OVERLAP_COLUMNS = (
    "issue",
    "regions",
    "settlement",
    "parties",
    "clash_elsewhere",
    "start",
    "end",
    "level",
    "positions",
    "evidence",
    "why",
)
OVERLAP_PAIR_COLUMNS = (
    "issue",
    "regions",
    "party_a",
    "position_a",
    "party_b",
    "position_b",
    "zone",
    "start",
    "end",
    "why",
    "evidence_a",
    "evidence_b",
)


class _Shared(NamedTuple):
    """A settlement, the parties that accept it, and the positions by which they do."""

    issue: int
    settlement: str
    parties: tuple[int, ...]
    positions: tuple[int, ...]


@knows_its_case
def overlaps(
    graph: Store,
    *,
    parties: Names = None,
    issues: Names = None,
    regions: Names = None,
    as_of: str | None = None,
    level: str | None = None,
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
        The date that is asked about: ``2025``, ``2025-08`` or ``2025-08-15`` (what holds on some day of it), or ``"all"``
        for all dates. By default the case's own date. ``attrs["as_of"]`` of the answer says which date was meant.
    level : str, optional
        A party accepts what its positions accept, less what it rules out at this level: ``red line``, ``bottom line``
        or ``aim``. By default ``red line``; in a case that codes no firmness ``aim``, which ``attrs["note"]`` says.
        ``attrs["level"]`` of the answer says which level was meant.
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

    See Also
    --------
    zones : Whether everybody can agree, and who closes the zone.
    overlap_pairs : The same pair of positions by pair of positions.
    islands : Common ground in facts and norms.

    Examples
    --------
    >>> import pandas as pd, zopa
    >>> case = zopa.load({"positions": pd.DataFrame({
    ...     "party": ["A", "B", "C"], "issue": "seat", "option": ["Geneva|Vienna", "Vienna|Oslo", "Oslo"]})}, quiet=True)
    >>> case.overlaps()[["settlement", "parties"]].values.tolist()
    [['Vienna', 'A|B'], ['Oslo', 'B|C']]
    """
    return _common_ground(
        graph,
        parties=parties,
        issues=issues,
        regions=regions,
        as_of=as_of,
        level=level,
        roll_up=roll_up,
        elsewhere=Elsewhere(graph, counts_by_issue(graph, as_of=as_of, roll_up=roll_up)),
    )


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
    level: str | None,
    roll_up: bool,
    elsewhere: Elsewhere,
) -> pd.DataFrame:
    selection = select(
        graph, parties=parties, issues=issues, regions=regions, as_of=as_of, roll_up=roll_up, all_dates=True
    )
    level = level_asked(graph, level)
    firm = level_code(level)
    named_parties = set(selection.parties) if selection.parties is not None else None
    among = named_parties if named_parties is not None and len(named_parties) > 1 else None
    wording = Wording(graph)
    shared_places = []
    # The same parties can share the same before and after the days asked for.
    always = replace(selection, first=ALWAYS, last=FOREVER)
    for ground in grounds(always, selection.columns.issue[selection.position], "Common ground, issue by issue"):
        sharing = _Sharing(graph, ground, firm, among)
        shared: dict[int, list[_Shared]] = {}
        for ever, place in ground.places.items():
            leaves = leaves_of(graph.columns.regions, place)
            for mask, start, end in ground.runs(ever):
                if mask not in shared:
                    every = sharing.common(mask, wording.units[ground.issue])
                    shared[mask] = [
                        common
                        for common in every
                        if named_parties is None or len(named_parties) > 1 or named_parties & set(common.parties)
                    ]
                shared_places += [(common, Where(leaves, start, end)) for common in shared[mask]]
    return _overlap_frame(graph, list(merged(shared_places, selection)), level, elsewhere, wording)


class _Sharing:
    """The settlements that parties on one issue accept together, at one level; of some parties alone, if given."""

    def __init__(self, graph: Store, ground: Ground, level: int, among: set[int] | None) -> None:
        self.columns, self.ground, self.level = graph.columns, ground, level
        self.settlements = ground.settlements()
        self._held_by = [(party, ever) for party, ever in ground.by_holder().items() if among is None or party in among]
        self._accepted: dict[int, int] = {}

    def by_parties(self, held_mask: int) -> dict[int, int]:
        """Where these positions hold: the settlements by the set of parties that accept them, where there are several."""
        return sharing((party, self._accepts(held_mask & ever)) for party, ever in self._held_by)

    def common(self, held_mask: int, unit: str) -> list[_Shared]:
        """The same, a settlement at a time, with the positions that accept it."""
        shared = []
        for parties, mask in self.by_parties(held_mask).items():
            together = tuple(bits(parties))
            for settlement, part in self.settlements.parts(mask, unit):
                positions = tuple(
                    position
                    for party, ever in self._held_by
                    if party in together
                    for position in self.ground.named(held_mask & ever)
                    if self._accepted_by(position) & part
                )
                shared.append(_Shared(self.ground.issue, settlement, together, positions))
        return shared

    def _accepts(self, mask: int) -> int:
        if mask not in self._accepted:
            says = rule.party_says(self.columns, self.settlements, self.ground.named(mask), self.level)
            self._accepted[mask] = says.accepted
        return self._accepted[mask]

    def _accepted_by(self, position: int) -> int:
        return rule.accepted_by(int(self.columns.stance[position]), self.settlements.named[position])


def _overlap_frame(
    graph: Store, rows: list[tuple[_Shared, Where]], level: str, elsewhere: Elsewhere, wording: Wording
) -> pd.DataFrame:
    columns = graph.columns
    sets: dict[int, dict[tuple[int, ...], int]] = defaultdict(dict)
    for shared, _ in rows:
        sets[shared.issue][shared.parties] = 0
    for issue, sets_of_issue in sets.items():
        sets_of_issue |= zip(
            sets_of_issue,
            elsewhere.counts(graph, issue, [sum(1 << party for party in parties) for parties in sets_of_issue]),
            strict=True,
        )
    counted = [(sets[shared.issue][shared.parties], shared, where) for shared, where in rows]
    counted.sort(key=lambda row: (-row[0], -len(row[1].parties), row[1].issue, row[2].start, sorted(row[2].leaves)))
    overlap_rows = []
    for clashing, shared, where in counted:
        regions = region_names(columns.regions, where)
        verb = "both accept" if len(shared.parties) == 2 else "all accept"
        settlement = wording.settlements(shared.issue, [shared.settlement])
        why = wording.on(shared.issue, regions, where.start, where.end, settled=True)
        why += f"{wording.who(shared.parties)} {verb} {settlement}"
        pairs = "1 pair of their positions clashes" if clashing == 1 else f"{clashing} pairs of their positions clash"
        why += f", though {pairs} on other issues." if clashing else "."
        overlap_rows.append(
            (
                str(columns.issues[shared.issue]),
                JOIN.join(regions),
                shared.settlement,
                JOIN.join(str(columns.parties[party]) for party in shared.parties),
                clashing,
                as_text(where.start) or None,
                as_text(where.end) or None,
                level,
                wording.ids_of(shared.positions),
                wording.evidence_of(shared.positions),
                why,
            )
        )
    frame = pd.DataFrame(overlap_rows, columns=pd.Index(OVERLAP_COLUMNS))
    return frame.astype({name: "int64" if name == "clash_elsewhere" else "str" for name in OVERLAP_COLUMNS})


@by_issue(one_after_another)
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

    Parameters are those of :func:`clashes`; with ``count_only`` the number of rows is given instead. What a set of parties
    shares is asked with :func:`zopa.queries.overlaps`; this one lists the pairs behind the ``OVERLAPS_WITH`` edges.

    Returns
    -------
    DataFrame or int
        One row a pair, in the order of the issues; a pair of which a party also rejects some of what it accepts has a row
        for each place and run of days in which the two share the same. The columns are ``issue``, ``regions``,
        ``party_a``, ``position_a``, ``party_b``, ``position_b``, ``zone`` (the settlements that both accept, separated by
        ``|``), ``start``, ``end``, ``why``, ``evidence_a``, ``evidence_b``.

    See Also
    --------
    overlaps : Common ground of all parties together.
    clashes : Pairs of positions that exclude each other.

    Examples
    --------
    >>> import zopa
    >>> zopa.load("ukraine-2025").overlap_pairs().columns[6]
    'zone'
    """
    selection = select(graph, parties=parties, issues=issues, regions=regions, as_of=as_of, roll_up=roll_up)
    columns = selection.columns
    accepts = columns.accepting & ~columns.contested
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
    pairs_found, places = once(columns, selection.position, met)
    ever = select(graph, issues=issues, regions=regions, as_of=as_of, roll_up=roll_up, all_dates=True)
    pairs_found, cut = without_refused(selection, pairs_found, places, ever)
    if count_only:
        return len(pairs_found.a)
    pairs = ordered(selection, pairs_found)
    wording = Wording(graph)
    shared, zones, phrases = _shared_by_pairs(wording, selection, pairs, cut)
    frame = pair_columns(selection, pairs, places)
    frame["zone"] = words(zones, shared)
    frame["why"] = sentences(wording, selection, pairs, places, phrases[shared])
    return frame_of(frame | evidence(wording, pairs), OVERLAP_PAIR_COLUMNS)


def _shared_by_pairs(
    wording: Wording, selection: Selection, pairs: Ordered, cut: Refusals
) -> tuple[NDArray[Any], NDArray[np.object_], NDArray[np.object_]]:
    """The settlements shared by each pair: a code a pair, and for each code the settlements and the end of a sentence."""
    columns = selection.columns
    a, b = pairs.positions[pairs.a], pairs.positions[pairs.b]
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
        shared["cut"] = [kinds.setdefault(cut.get(place, ()), len(kinds)) for place in pairs.place.tolist()]
    of_kind = list(kinds)
    codes = shared.groupby(list(shared.columns), sort=False, dropna=False).ngroup().to_numpy()
    zones, phrases = [], []
    for row in np.unique(codes, return_index=True)[1]:
        issue, first, second = int(columns.issue[a[row]]), int(a[row]), int(b[row])
        refused = of_kind[int(shared["cut"].iat[row])]
        cell = rule.settlements(columns, issue, [first, second, *refused])
        mask = cell.named[first] & cell.named[second]
        for position in refused:
            mask &= ~cell.named[position]
        both = cell.words(mask, wording.units[issue])
        zones.append(JOIN.join(both))
        phrases.append(f": both accept {wording.settlements(issue, both)}.")
    return codes, np.array(zones, dtype=object), np.array(phrases, dtype=object)

"""Where two positions cannot both be honoured, and how often."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from ..graph import rule
from ..graph.asked import ALL
from .asking.answer import draws_itself
from .asking.scope import by_issue, one_after_another, sorted_by
from .asking.selection import Names, Selection, select, words, words_asked
from .asking.wording import Wording, number
from .one_issue.pairs import Meetings, Places, Test, meetings_by_kind, once
from .one_issue.rows import MANY_ROWS, Texts, evidence, frame_of, ordered, pair_columns, sentences

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..graph.columns import Columns
    from ..graph.store import Store

KINDS = ("between", "dissent", "split")
#: Place of each severity in a list of clashes; one that is not known stands before the mildest.
WORST_FIRST = (0, 1, 3, 2)

CLASH_COLUMNS = (
    "issue",
    "regions",
    "party_a",
    "position_a",
    "party_b",
    "position_b",
    "kind",
    "severity",
    "at_least",
    "start",
    "end",
    "gap",
    "why",
    "evidence_a",
    "evidence_b",
)


def _worst_first(severities: pd.Series) -> pd.Series:
    return severities.map({name: rank for rank, name in zip(WORST_FIRST, rule.SEVERITIES, strict=True)}).astype("int64")


def _added_up(graph: Store, answers: list[pd.DataFrame]) -> pd.DataFrame:
    """One matrix from those of several issues, its parties in the order of their table."""
    named_parties = set().union(*(answer.index for answer in answers))
    order = pd.Index(
        [party for party in graph.frame.columns.parties if party in named_parties], name="party", dtype="str"
    )
    total = sum(answer.reindex(index=order, columns=order, fill_value=0).to_numpy(dtype=np.int64) for answer in answers)
    return pd.DataFrame(total, index=order, columns=order.rename(None))


@draws_itself
@by_issue(sorted_by("severity", key=_worst_first), on_days=True)
def clashes(
    graph: Store,
    *,
    parties: Names = None,
    issues: Names = None,
    regions: Names = None,
    as_of: str | None = None,
    roll_up: bool = True,
    severity: Names = None,
    kind: Names = ("between", "dissent"),
    count_only: bool = False,
    why: bool = True,
) -> Any:
    """Which positions of different parties can no settlement honour together?

    Parameters
    ----------
    graph : PositionGraph
    parties : str or iterable of str, optional
        One party: the clashes that it is a side of. Several: the clashes among them.
    issues, regions : str or iterable of str, optional
        Only these; a region stands for all regions inside it.
    as_of : str, optional
        The date that is asked about: ``2025``, ``2025-08`` or ``2025-08-15`` (what holds on some day of it), or ``"all"``
        for all dates. By default the case's own date. ``attrs["as_of"]`` of the answer says which date was meant.
    roll_up : bool
        Count a leader's or delegate's position as its principal's.
    severity : str or iterable of str, optional
        ``deadlock`` (both red lines), ``hard`` (one), ``soft`` (none), ``unknown`` (a firmness is missing, or a
        position is contested). By default all.
    kind : str or iterable of str
        ``between`` two parties, ``dissent`` of a member from its bloc, ``split`` between two voices of one principal.
    count_only : bool
        Give their number instead, without listing them.
    why : bool
        Write the sentences; without them (and the evidence) millions of rows list faster. Then, from 100,000 rows on, the
        columns of text are pandas categoricals, which hold each text once; with sentences they are always plain.

    Returns
    -------
    DataFrame or int
        One row a pair of positions, worst first, with the columns

        - ``issue``; ``regions`` where they clash, ids separated by ``|``, empty for everywhere;
        - ``party_a``, ``position_a``, ``party_b``, ``position_b``: whose, and which;
        - ``kind``; ``severity``; ``at_least``: the mildest that an unknown severity can be;
        - ``start``, ``end``: first and last day of the clash, missing where it has no bound;
        - ``gap``: on a number issue, the least by which one end must move, in the unit of the issue; on an ordered issue,
          the least number of steps from option to option by which one must move;
        - ``why``: the clash in a sentence; ``evidence_a``, ``evidence_b``: evidence ids separated by ``|``.

    Raises
    ------
    UnknownNameError
        When a party, issue, region, severity or kind is not known.

    See Also
    --------
    zones : What is left when the lines of several parties are counted together.
    contradictions : Sets of more than two positions, over several issues.
    overlaps : What parties share.
    clash_matrix : How many clashes there are between each two parties.

    Notes
    -----
    Two positions clash when together they rule out every settlement and neither does so alone: a contradiction of two.
    See :mod:`zopa.graph.rule`.

    Examples
    --------
    >>> import pandas as pd, zopa
    >>> case = zopa.load({"positions": pd.DataFrame({
    ...     "party": ["Upland", "Lowland"], "issue": ["control", "control"], "stance": ["demands", "demands"],
    ...     "option": ["Upland governs", "Lowland governs"], "firmness": ["red line", "red line"]})}, quiet=True)
    >>> case.clashes()[["party_a", "party_b", "severity"]].values.tolist()
    [['Upland', 'Lowland', 'deadlock']]
    >>> case.clashes(count_only=True)
    1
    """
    selection = select(graph, parties=parties, issues=issues, regions=regions, as_of=as_of, roll_up=roll_up)
    wanted = _codes(severity, rule.SEVERITIES, "severity")
    kinds = _codes(kind, KINDS, "kind")
    if count_only:
        return int(_count(selection, wanted, kinds).sum())
    pairs, places = once(selection.columns, selection.position, _clashing(selection, wanted, kinds))
    return _clash_frame(graph, selection, pairs, places, why)


def listed_pairs(graph: Store) -> Meetings:
    """The bare pairs of positions behind :func:`clashes` over all dates, as arrays of row numbers: what there is to time."""
    selection = select(graph, as_of=ALL)
    everything = np.ones(len(rule.SEVERITIES), dtype=bool)
    pairs, _ = once(
        selection.columns, selection.position, _clashing(selection, everything, np.array([True, True, False]))
    )
    return pairs


@draws_itself
@by_issue(_added_up, on_days=True)
def clash_matrix(
    graph: Store,
    *,
    parties: Names = None,
    issues: Names = None,
    regions: Names = None,
    as_of: str | None = None,
    roll_up: bool = True,
    severity: Names = None,
    kind: Names = ("between", "dissent"),
) -> pd.DataFrame:
    """How many clashes are there between each two parties?

    Parameters are those of :func:`clashes`.

    Returns
    -------
    DataFrame
        Parties by parties (those that have a clash), symmetric, the number of clashing pairs of positions.

    See Also
    --------
    clashes : The pairs that are counted here.

    Examples
    --------
    >>> import zopa
    >>> matrix = zopa.load("ukraine-2025").clash_matrix()
    >>> bool((matrix == matrix.T).all(axis=None))
    True
    """
    selection = select(graph, parties=parties, issues=issues, regions=regions, as_of=as_of, roll_up=roll_up)
    counts = _count(selection, _codes(severity, rule.SEVERITIES, "severity"), _codes(kind, KINDS, "kind"))
    counts = counts + counts.T - np.diag(np.diag(counts))
    with_clashes = np.flatnonzero(counts.any(axis=0))
    names = pd.Index(selection.columns.parties[with_clashes], name="party", dtype="str")
    return pd.DataFrame(counts[np.ix_(with_clashes, with_clashes)], index=names, columns=names.rename(None))


# ------------------------------------------------------------------------------------------------ finding the pairs


def _codes(names: Names, known: tuple[str, ...], word: str) -> NDArray[np.bool_]:
    """Which of the known words are asked for; all where none is named."""
    wanted = words_asked(names, known, word)
    return np.array([name in wanted for name in known])


def _clashing(selection: Selection, severity: NDArray[np.bool_], kinds: NDArray[np.bool_]) -> Iterator[Meetings]:
    """Pairs that clash, of the severities and kinds asked for."""
    columns = selection.columns
    everyone = np.arange(len(columns), dtype=np.int32)
    rules_out = columns.insisting & ~rule.rules_out_everything(columns)
    # With splits, two voices of one principal are two parties; otherwise the holder tells parties apart.
    apart = columns.party if kinds[KINDS.index("split")] else selection.holder
    remaining = rule.left_open(columns, everyone)
    choice = Test((apart, remaining), lambda a, b: ((a[1] & b[1]) == 0) & (a[0] != b[0]))
    numeric = Test(
        (apart, *rule.ranges(columns)),
        lambda a, b: (a[0] != b[0]) & rule.ranges_clash(rule.Ranges(*a[1:]), rule.Ranges(*b[1:])),
    )
    simple = severity.all() and selection.parties is None and _kinds_are_plain(selection, kinds)
    for met in meetings_by_kind(selection.columns, selection.position, selection.region, rules_out, choice, numeric):
        if simple:
            yield met
            continue
        a, b, region = met
        wanted = kinds[_kind_of(columns, columns.party[a], columns.party[b])]
        wanted &= selection.among(selection.holder[a], selection.holder[b])
        if not severity.all():
            wanted &= severity[rule.severities(columns.sure_firmness[a], columns.sure_firmness[b])[0]]
        yield Meetings(a[wanted], b[wanted], region[wanted])


def _kinds_are_plain(selection: Selection, kinds: NDArray[np.bool_]) -> bool:
    """Whether no pair can be of a kind that was not asked for."""
    return bool(
        kinds[:2].all()
        and (kinds[2] or np.array_equal(selection.holder, selection.columns.principal[selection.columns.party]))
    )


def _kind_of(columns: Columns, party_a: NDArray[Any], party_b: NDArray[Any]) -> NDArray[np.int8]:
    """Code into :data:`KINDS` of pairs of positions of these parties."""
    first, second = columns.principal[party_a], columns.principal[party_b]
    kind = np.zeros(len(first), dtype=np.int8)
    if len(columns.member_of):
        count = len(columns.parties)
        first, second = first.astype(np.int64), second.astype(np.int64)
        members = np.isin(first * count + second, columns.member_of) | np.isin(
            second * count + first, columns.member_of
        )
        kind[members] = KINDS.index("dissent")
    kind[first == second] = KINDS.index("split")
    return kind


def _count(selection: Selection, severity: NDArray[np.bool_], kinds: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Clashes counted by the holders of their two positions, shape ``(parties, parties)``, each pair once."""
    size = len(selection.columns.parties)
    counts = np.zeros(size * size, dtype=np.int64)
    pending: list[NDArray[np.int64]] = []
    waiting = 0
    for a, b in _pairs_once(selection, severity, kinds):
        pending.append(_cell(selection, a, b))
        waiting += len(a)
        if waiting > max(len(counts), 1 << 20):
            counts += np.bincount(np.concatenate(pending), minlength=len(counts))
            pending, waiting = [], 0
    counts += np.bincount(np.concatenate([np.zeros(0, dtype=np.int64), *pending]), minlength=len(counts))
    return counts.reshape(size, size)


def _pairs_once(
    selection: Selection, severity: NDArray[np.bool_], kinds: NDArray[np.bool_]
) -> Iterator[tuple[NDArray[Any], NDArray[Any]]]:
    """Every clashing pair once, in pieces, the order of its two left open."""
    columns = selection.columns
    in_several = np.bincount(selection.position, minlength=len(columns)) > 1
    again: list[Meetings] = []
    for met in _clashing(selection, severity, kinds):
        repeated = in_several[met.a] | in_several[met.b]
        if repeated.any():
            again.append(Meetings(met.a[repeated], met.b[repeated], met.region[repeated]))
            met = Meetings(met.a[~repeated], met.b[~repeated], met.region[~repeated])
        yield met.a, met.b
    pairs, _ = once(columns, selection.position, iter(again))
    yield pairs.a, pairs.b


class Tally(NamedTuple):
    """Clashes counted: by severity, and of each two parties on each issue (columns as of ``counts_by_issue``)."""

    by_severity: dict[str, int]
    pairs: pd.DataFrame


@by_issue(one_after_another, on_days=True)
def counts_by_issue(graph: Store, *, as_of: str | None, roll_up: bool) -> pd.DataFrame:
    """How many pairs of positions of each two parties clash on each issue."""
    return tally(graph, as_of=as_of, roll_up=roll_up).pairs


def tally(graph: Store, *, as_of: str | None, roll_up: bool = True) -> Tally:
    """How many pairs of positions clash, counted in one walk."""
    selection = select(graph, as_of=as_of, roll_up=roll_up)
    columns = selection.columns
    every = np.ones(len(rule.SEVERITIES), dtype=bool)
    cells = len(columns.parties) ** 2
    severities = np.zeros(len(rule.SEVERITIES), dtype=np.int64)
    counted = [(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))]
    for a, b in _pairs_once(selection, every, np.array([True, True, False])):
        keys = columns.issue[a].astype(np.int64) * cells + _cell(selection, a, b)
        counted.append(np.unique(keys, return_counts=True))
        severity, _ = rule.severities(columns.sure_firmness[a], columns.sure_firmness[b])
        severities += np.bincount(severity, minlength=len(severities))
    keys, inverse = np.unique(np.concatenate([keys for keys, _ in counted]), return_inverse=True)
    pairs = np.bincount(inverse, weights=np.concatenate([counts for _, counts in counted]), minlength=len(keys))
    issue, cell = np.divmod(keys, max(cells, 1))
    first, second = np.divmod(cell, max(len(columns.parties), 1))
    return Tally(
        dict(zip(rule.SEVERITIES, severities.tolist(), strict=True)),
        pd.DataFrame(
            {
                "issue": words(columns.issues, issue),
                "party_a": words(columns.parties, first),
                "party_b": words(columns.parties, second),
                "pairs": pairs.astype(np.int64),
            }
        ),
    )


def _cell(selection: Selection, a: NDArray[Any], b: NDArray[Any]) -> NDArray[np.int64]:
    first, second = selection.holder[a].astype(np.int64), selection.holder[b].astype(np.int64)
    return np.minimum(first, second) * len(selection.columns.parties) + np.maximum(first, second)


# ------------------------------------------------------------------------------------------------ writing the rows


def _clash_frame(graph: Store, selection: Selection, met: Meetings, places: Places, why: bool) -> pd.DataFrame:
    columns = selection.columns
    worst_first = np.array(WORST_FIRST, dtype=np.int8)

    def rank(a: NDArray[Any], b: NDArray[Any]) -> NDArray[np.int8]:
        return worst_first[rule.severities(columns.sure_firmness[a], columns.sure_firmness[b])[0]]

    pairs = ordered(selection, met, rank)
    short = not why and len(met.a) >= MANY_ROWS
    frame = pair_columns(selection, pairs, places, short)
    at = pairs.positions
    issue, party, firmness = columns.issue[at], columns.party[at], columns.sure_firmness[at]
    ranges, numeric = rule.ranges(columns, at), columns.is_number[issue]
    left_open, in_order = rule.left_open(columns, at), columns.is_ordered[issue]

    def gaps(a: NDArray[Any], b: NDArray[Any]) -> NDArray[np.float64]:
        gaps_found = np.full(len(a), np.nan)
        numeric_rows = np.flatnonzero(numeric[a])
        first, second = (rule.Ranges(*(bounds[side[numeric_rows]] for bounds in ranges)) for side in (a, b))
        gaps_found[numeric_rows] = rule.gaps(first, second)
        for row in np.flatnonzero(in_order[a]).tolist():
            gaps_found[row] = rule.steps(int(left_open[a[row]]), int(left_open[b[row]]))
        return gaps_found

    def values_of(a: NDArray[Any], b: NDArray[Any]) -> tuple[NDArray[Any], ...]:
        return _kind_of(columns, party[a], party[b]), *rule.severities(firmness[a], firmness[b]), gaps(a, b)

    kind, severity, at_least, gap = pairs.each(np.int8, np.int8, np.int8, np.float64, values_of=values_of)
    frame["kind"] = Texts(list(KINDS), short).column(kind)
    severities = Texts(list(rule.SEVERITIES), short)
    frame["severity"], frame["at_least"] = severities.column(severity), severities.column(at_least)
    frame["gap"] = gap
    if not why:
        return frame_of(frame, CLASH_COLUMNS)
    wording = Wording(graph)
    frame["why"] = sentences(wording, selection, pairs, places, _tails(wording, issue[pairs.a], gap))
    return frame_of(frame | evidence(wording, pairs), CLASH_COLUMNS)


def _tails(wording: Wording, issue: NDArray[Any], gap: NDArray[np.float64]) -> NDArray[np.object_]:
    """How the sentence of each clash ends."""
    tails = np.full(len(gap), ": no settlement honours both.", dtype=object)
    for row in np.flatnonzero(np.isfinite(gap) & (gap > 0)):
        unit = wording.units[issue[row]]
        if wording.columns.is_ordered[issue[row]]:
            unit = "step" if gap[row] == 1 else "steps"
        least = f"{number(gap[row])} {unit}" if unit else number(gap[row])
        tails[row] = f": no settlement honours both; the least that one must move is {least}."
    return tails

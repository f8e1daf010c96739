"""How pairs of positions become rows: their order, and the columns that every list of pairs has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from ...graph.dates import ALWAYS, DAY_BITS, FOREVER, as_text, texts
from ..asking.selection import Selection, words
from ..asking.wording import Wording, region_ids, when
from .pairs import Meetings, Places

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...graph.columns import Columns


#: From so many rows on, a list of pairs without sentences has its texts as pandas categoricals.
MANY_ROWS = 100_000
#: What a rank of a pair takes.
RANK_BITS = 3


#: Pairs that are worked on at a time: what one asks of them fits the second-level cache.
BLOCK = 1 << 16


class Ordered(NamedTuple):
    """Pairs in the order in which they are listed.

    ``a`` and ``b`` count along ``positions``, which has all positions by issue and party, so that what one asks of the two
    sides of the pairs lies close together in memory, however many there are.

    Attributes
    ----------
    positions : int array, shape (positions,)
    a, b, place : int32 array, shape (n,)
    """

    positions: NDArray[Any]
    a: NDArray[np.int32]
    b: NDArray[np.int32]
    place: NDArray[np.int32]

    def each(self, *kinds: Any, values_of: Callable[[NDArray[Any], NDArray[Any]], Any]) -> list[NDArray[Any]]:
        """Columns of these kinds, by a function that gives the values of all of them for many pairs.

        It gets both sides of the pairs, as numbers into ``positions``.
        """
        return filled(
            len(self.a), *kinds, values_of=lambda piece: values_of(*(side[piece].astype(np.intp) for side in self[1:3]))
        )


def filled(count: int, *kinds: Any, values_of: Callable[[slice], Any]) -> list[NDArray[Any]]:
    """Arrays of so many values of these kinds, by a function that gives a part of each."""
    columns = [np.empty(count, dtype=kind) for kind in kinds]
    for begin in range(0, count, BLOCK):
        piece = slice(begin, begin + BLOCK)
        for column, values in zip(columns, values_of(piece), strict=True):
            column[piece] = values
    return columns


def ordered(
    selection: Selection, pairs: Meetings, rank: Callable[[NDArray[Any], NDArray[Any]], Any] | None = None
) -> Ordered:
    """Pairs in the order of the issues, parties and positions tables, those of lower rank first; within a pair the first one
    first. ``rank`` is a function of both positions of many pairs.
    """
    columns = selection.columns
    positions = np.lexsort([selection.holder, columns.issue])
    along = np.empty(len(columns), dtype=np.int64)
    along[positions] = np.arange(len(columns))
    # One integer a pair, with all there is to know of it, sorts ten times faster than keys that are sorted by.
    bits, place_bits = (max(int(size), 1).bit_length() for size in (len(columns), pairs.region.max(initial=0)))
    fits = 2 * bits + place_bits + RANK_BITS < 64
    shift = place_bits if fits else 0

    def key_of(piece: slice) -> tuple[NDArray[np.int64]]:
        a, b = pairs.a[piece].astype(np.intp), pairs.b[piece].astype(np.intp)
        first, second = along[a], along[b]
        part = np.minimum(first, second) << bits | np.maximum(first, second)
        if rank is not None:
            part |= rank(a, b).astype(np.int64) << (2 * bits)
        return (part << shift | pairs.region[piece] if fits else part,)

    (key,) = filled(len(pairs.a), np.int64, values_of=key_of)
    order = None if fits else np.argsort(key)
    if order is None:
        key.sort()
    else:
        key = key[order]

    def sides_of(piece: slice) -> tuple[NDArray[Any], ...]:
        part, last = key[piece], (1 << bits) - 1
        place = part & ((1 << shift) - 1) if order is None else pairs.region[order[piece]]
        return part >> (shift + bits) & last, part >> shift & last, place

    sides = filled(len(key), np.int32, np.int32, np.int32, values_of=sides_of)
    return Ordered(positions, *sides)


class Texts:
    """Columns of texts by code: plain, or pandas categoricals where they are ``short``, which hold each text once."""

    def __init__(self, names: NDArray[Any] | list[str] | pd.CategoricalDtype, short: bool) -> None:
        if isinstance(names, pd.CategoricalDtype):
            self._type, self._names = names, names.categories.array
        else:
            self._names = pd.array(pd.Series(names, dtype="str"), dtype="str")
            self._type = pd.CategoricalDtype(self._names) if short else None
        #: What numbers of names take least memory in.
        self.code = np.min_scalar_type(-len(self) - 1)

    def __len__(self) -> int:
        return len(self._names)

    def column(self, codes: NDArray[Any]) -> Any:
        """The texts of these codes."""
        if self._type is None:
            return self._names.take(codes)
        return pd.Categorical.from_codes(codes, dtype=self._type, validate=False)


def pair_columns(selection: Selection, pairs: Ordered, places: Places, short: bool = False) -> dict[str, Any]:
    """The columns that every list of pairs has: issue, regions, both parties and positions, first and last day."""
    columns = selection.columns
    tree = columns.regions
    used = np.flatnonzero(np.bincount(pairs.place, minlength=1))
    names = np.array(["|".join(region_ids(tree, places.nodes(int(place)))) for place in used], dtype=object)
    codes, unique = pd.factorize(names)
    issues, parties, ids, regions = (
        Texts(names, short)
        for names in (columns.issues, columns.parties, columns.id_type if short else columns.ids, unique)
    )
    of_place = np.zeros(int(used.max(initial=0)) + 1, dtype=regions.code)
    of_place[used] = codes
    at = pairs.positions
    issue, party, id_ = columns.issue[at], selection.holder[at], at.astype(ids.code)
    issue_code, party_a, position_a, party_b, position_b = pairs.each(
        *(issues.code, parties.code, ids.code, parties.code, ids.code),
        values_of=lambda a, b: (issue[a], party[a], id_[a], party[b], id_[b]),
    )
    (region,) = filled(len(pairs.place), regions.code, values_of=lambda piece: (of_place[pairs.place[piece]],))
    start, end = _short_days(columns, pairs) if short else map(texts, _spans(columns, pairs, places))
    return {
        "issue": issues.column(issue_code),
        "regions": regions.column(region),
        "party_a": parties.column(party_a),
        "position_a": ids.column(position_a),
        "party_b": parties.column(party_b),
        "position_b": ids.column(position_b),
        "start": start,
        "end": end,
    }


def _spans(columns: Columns, pairs: Ordered, places: Places) -> tuple[NDArray[Any], NDArray[Any]]:
    """The days on which both positions of each pair hold, and what is told of them where it is."""
    a, b = pairs.positions[pairs.a], pairs.positions[pairs.b]
    start, end = np.maximum(columns.start[a], columns.start[b]), np.minimum(columns.end[a], columns.end[b])
    return places.within(pairs.place, start, end)


def _short_days(columns: Columns, pairs: Ordered) -> tuple[Any, Any]:
    """The later first day and the earlier last day of each pair, each text held once."""
    (first, start), (last, end) = (_ranked(days[pairs.positions]) for days in (columns.start, columns.end))
    starts, ends = pairs.each(
        first.code, last.code, values_of=lambda a, b: (np.maximum(start[a], start[b]), np.minimum(end[a], end[b]))
    )
    # What has no bound after stands behind all days; -1 is the code of what has no bound.
    starts[starts == len(first)] = -1
    ends[ends == len(last)] = -1
    return first.column(starts), last.column(ends)


def _ranked(days: NDArray[Any]) -> tuple[Texts, NDArray[Any]]:
    """The texts of days, and codes of them in the order of the days, what has no bound beyond either end."""
    codes, unique = pd.factorize(days)
    unique = unique.astype(np.int64)
    dated = np.sort(unique[(unique != ALWAYS) & (unique != FOREVER)])
    names = Texts([as_text(int(day)) for day in dated], True)
    code_of = (np.searchsorted(dated, unique) - (unique == ALWAYS)).astype(names.code)
    return names, code_of[codes]


def evidence(wording: Wording, pairs: Ordered) -> dict[str, Any]:
    """The columns with the evidence ids of both positions."""
    return {
        "evidence_a": words(wording.evidence, pairs.positions[pairs.a]),
        "evidence_b": words(wording.evidence, pairs.positions[pairs.b]),
    }


def frame_of(columns: dict[str, Any], order: Sequence[str]) -> pd.DataFrame:
    """A frame of those of the columns that there are, in this order; nothing is copied."""
    return pd.DataFrame({name: columns[name] for name in order if name in columns}, copy=False)


def sentences(
    wording: Wording, selection: Selection, pairs: Ordered, places: Places, tails: NDArray[np.object_]
) -> pd.Series:
    """``On NATO in Donetsk since 2022-01-01, A demands .. and B rejects ..`` with the tail of each pair.

    Phrases are made once for each position, place and period, so that a million rows cost a million joins and no more.
    """
    columns = selection.columns
    a, b = pairs.positions[pairs.a], pairs.positions[pairs.b]
    if not len(a):
        return pd.Series([], dtype="str")
    used = np.unique(np.concatenate([a, b]))
    phrases = np.empty(len(columns), dtype=object)
    phrases[used] = [wording.position(int(p), int(selection.holder[p])) for p in used]
    where, unique = pd.factorize(pairs.place)
    regions = np.array(
        [wording.where(region_ids(columns.regions, places.nodes(int(place)))) for place in unique], dtype=object
    )
    start, end = _spans(columns, pairs, places)
    dates, spans = pd.factorize(start.astype(np.int64) << DAY_BITS | end)
    periods = np.array(
        [when(int(span) >> DAY_BITS, int(span) & FOREVER, columns.day_words) for span in spans], dtype=object
    )
    heads = np.array([f"On {name}" for name in wording.subjects], dtype=object)
    texts = heads[columns.issue[a]] + regions[where] + periods[dates] + ", " + phrases[a] + " and " + phrases[b] + tails
    return pd.Series(texts, dtype="str")

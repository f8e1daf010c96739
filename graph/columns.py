"""The positions of a case as numpy columns: what the rule, and every query on top of it, computes with.

A position is a few numbers: who, which issue, which stance, how firm, a bit mask over the options of a choice issue or a
range on a number issue, first and last day. Where it holds is kept apart, one row for each region node, because a
position may hold in several. About 43 bytes a position, where a networkx node with its three edges takes over 2,000.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property, partial
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .dates import DayWords, first_days, last_days
from .existence import party_days
from .ontology import LIST_SEPARATOR
from .regions import EVERYWHERE, Regions

DEMANDS, ACCEPTS, REJECTS, ABSTAINS, MIXED, NO_ANSWER = range(6)
STANCES = ("demands", "accepts", "rejects", "abstains", "mixed", "no answer")
#: The stances that take no side: they accept nothing and rule out nothing.
NO_SIDE = STANCES[ABSTAINS:]
#: Stances of which the word alone is no verb.
VERBS = {"mixed": "takes a mixed stance", "no answer": "gave no answer"}

#: Firmness and level in one scale: a higher number is firmer; 0 is "not known".
LEVELS = ("", "aim", "bottom line", "red line")
UNKNOWN, AIM, BOTTOM_LINE, RED_LINE = range(4)

#: The settlement that stands for what nobody listed, on an issue that is not closed.
OTHER = "other"

#: The kind of issue of which the options can be combined. When a case is read each of them becomes a choice issue, settled
#: as in or out.
SEVERAL = "several"
#: The kind of issue of which the options stand in an order, from the first listed to the last.
ORDERED = "ordered"
IN, OUT = "in", "out"
OUT_BIT = 1

#: The tables that positions are compiled from.
COMPILED = ("parties", "issues", "options", "regions", "positions")


@dataclass(frozen=True)
class Columns:
    """Compiled positions. Arrays of a position have shape ``(n,)``; codes index the names of the same word.

    Attributes
    ----------
    ids_of : callable
        Gives the ids of the positions: to make them for a million rows takes long, and few questions need them.
    parties, issues : object arrays
        Names of parties and issues.
    principal : int32, one a party
        The party that it speaks for, followed to the end (itself where it speaks for nobody).
    member_of : int64, sorted
        ``member * len(parties) + bloc`` for every principal and every bloc it is a member of, followed to the end.
    options : list of list of str, one an issue
        Its settlements; the last is ``other`` where the issue is not closed. Empty for a number issue.
    is_number, is_ordered, per_region : bool, one an issue
    full : unsigned integer, one an issue
        Mask of all its settlements; Python's own integers where an issue has more options than a machine word has bits.
    scale_low, scale_high : float64, one an issue
        Ends of the scale (infinite where it has none).
    party, issue : int32
    stance, firmness : int8
    contested : bool
        Whether the principal also holds what cannot hold together with it: it may hold or not.
    named : unsigned integer
        The options that the position names, as in ``full``.
    low, high : float64
        The range that it names, cut to the scale; infinite where an end is open.
    start, end : int32
        First and last day on which it holds, after ``replaces`` and within the days of its party.
    day_words : DayWords
        First and last days as they were coded.
    row_position, row_region : int32
        Where it holds: one row a position and region node.
    """

    ids_of: Callable[[], NDArray[np.object_]]
    parties: NDArray[np.object_]
    issues: NDArray[np.object_]
    principal: NDArray[np.int32]
    member_of: NDArray[np.int64]
    options: list[list[str]]
    is_number: NDArray[np.bool_]
    is_ordered: NDArray[np.bool_]
    per_region: NDArray[np.bool_]
    full: NDArray[Any]
    scale_low: NDArray[np.float64]
    scale_high: NDArray[np.float64]
    regions: Regions
    party: NDArray[np.int32]
    issue: NDArray[np.int32]
    stance: NDArray[np.int8]
    firmness: NDArray[np.int8]
    contested: NDArray[np.bool_]
    named: NDArray[Any]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    day_words: DayWords
    row_position: NDArray[np.int32]
    row_region: NDArray[np.int32]

    #: The columns that hold positions, as against names and issues.
    PER_POSITION = (
        "party",
        "issue",
        "stance",
        "firmness",
        "contested",
        "named",
        "low",
        "high",
        "start",
        "end",
        "row_position",
        "row_region",
    )

    def __len__(self) -> int:
        return len(self.party)

    @cached_property
    def ids(self) -> NDArray[np.object_]:
        """The ids of the positions. Shape ``(n,)``."""
        return self.ids_of()

    @cached_property
    def sure_firmness(self) -> NDArray[np.int8]:
        """The firmness of every position, not known of one that is contested. Shape ``(n,)``."""
        return np.where(self.contested, np.int8(UNKNOWN), self.firmness)

    @cached_property
    def accepting(self) -> NDArray[np.bool_]:
        """Which positions accept what they name: demands and acceptances. Shape ``(n,)``."""
        return (self.stance == DEMANDS) | (self.stance == ACCEPTS)

    @cached_property
    def insisting(self) -> NDArray[np.bool_]:
        """Which positions can rule something out: demands and rejections. Shape ``(n,)``."""
        return (self.stance == DEMANDS) | (self.stance == REJECTS)

    @cached_property
    def takes_side(self) -> NDArray[np.bool_]:
        """Which positions are anything but abstentions, mixed stances and missing answers. Shape ``(n,)``."""
        return self.accepting | self.insisting

    @cached_property
    def id_type(self) -> pd.CategoricalDtype:
        """The ids of the positions as the type of columns that hold each of them once: it takes long for a million."""
        return pd.CategoricalDtype(pd.array(pd.Series(self.ids, dtype="str"), dtype="str"))

    @property
    def bytes_per_position(self) -> float:
        """Memory of the position columns, in bytes a position."""
        used = sum(getattr(self, field.name).nbytes for field in fields(self) if field.name in self.PER_POSITION)
        return used / max(len(self), 1)


def compile_columns(
    tables: Mapping[str, pd.DataFrame],
    coded_dates: tuple[Sequence[str], Sequence[str]] | None = None,
    ids_of: Callable[[], NDArray[np.object_]] | None = None,
) -> Columns:
    """Compile the tables of a case. They must have passed :func:`zopa.check`.

    ``coded_dates`` are the dates on which positions begin and end, as they were coded, where these tables are a part of a
    case: dates are told in the same words as in the whole. ``ids_of`` gives the ids of the positions where their table has
    no column of ids.

    Examples
    --------
    >>> import zopa
    >>> case = zopa.load("ukraine-2025")
    >>> len(case.columns) == len(case.tables["positions"])
    True
    """
    positions, parties, issues = tables["positions"], tables["parties"], tables["issues"]
    party_ids, issue_ids = pd.Index(parties["id"]), pd.Index(issues["id"])
    party = party_ids.get_indexer(positions["party"]).astype(np.int32)
    issue = issue_ids.get_indexer(positions["issue"]).astype(np.int32)

    if (issues["kind"] == SEVERAL).any():
        raise ValueError(
            f"Issues of the kind '{SEVERAL}' are taken apart when a case is read: make the case with zopa.load."
        )
    is_number = (issues["kind"] == "number").to_numpy(dtype=bool)
    scale_low = issues["scale_low"].fillna(-np.inf).to_numpy(dtype=float)
    scale_high = issues["scale_high"].fillna(np.inf).to_numpy(dtype=float)
    options, full = _settlements(issues, tables["options"], is_number)
    stance = _codes(positions["stance"], STANCES)
    low, high, stance = _ranges(positions, stance, is_number[issue], scale_low[issue], scale_high[issue])
    exists_from, exists_until = party_days(parties)
    start = np.maximum(first_days(positions["start"]), exists_from[party])
    end = np.minimum(last_days(positions["end"]), exists_until[party])
    regions = Regions.from_table(tables["regions"])
    row_position, row_region = _places(positions["regions"], regions)
    principal = principals(parties)
    return Columns(
        ids_of=ids_of or partial(_objects, positions["id"]),
        parties=_objects(parties["id"]),
        issues=_objects(issues["id"]),
        principal=principal,
        member_of=_memberships(parties, principal),
        options=options,
        is_number=is_number,
        is_ordered=(issues["kind"] == ORDERED).to_numpy(dtype=bool),
        per_region=(issues["per_region"] == "yes").to_numpy(dtype=bool),
        full=full,
        scale_low=scale_low,
        scale_high=scale_high,
        regions=regions,
        party=party,
        issue=issue,
        stance=stance,
        # An empty cell is none of the words: it is not known how firm the position is.
        firmness=np.maximum(_codes(positions["firmness"], LEVELS), np.int8(UNKNOWN)),
        contested=(positions["contested"] == "yes").to_numpy(dtype=bool),
        named=_named(positions["option"], issue, options),
        low=low,
        high=high,
        start=start,
        day_words=DayWords(*(coded_dates or dates_coded(positions, parties))),
        end=last_days_held(positions, start, end),
        row_position=row_position,
        row_region=row_region,
    )


def dates_coded(positions: pd.DataFrame, parties: pd.DataFrame) -> tuple[Sequence[str], Sequence[str]]:
    """The dates on which positions and parties begin and end, as they were coded; an act ends with what its start names."""
    acts = positions["start"][positions["once"] == "yes"]
    starts, ends = (positions["start"], parties["start"]), (positions["end"], parties["end"], acts)
    return _distinct(*starts), _distinct(*ends)


def _distinct(*columns: pd.Series) -> list[str]:
    """The different dates of several columns, each looked through by itself, as they are of different kinds."""
    return list(dict.fromkeys(date for column in columns for date in pd.factorize(column)[1]))


def principals(parties: pd.DataFrame) -> NDArray[np.int32]:
    """For each party the number of the party it speaks for, followed to the end. No loops."""
    speaks_for = pd.Index(parties["id"]).get_indexer(parties["speaks_for"])
    principal = np.where(speaks_for < 0, np.arange(len(parties)), speaks_for).astype(np.int32)
    while not np.array_equal(principal, principal[principal]):
        principal = principal[principal]
    return principal


class Part(NamedTuple):
    """An issue that is one option of several: what the whole is called, and what the option is."""

    whole: str
    option: str


def parts_of_wholes(tables: Mapping[str, pd.DataFrame]) -> dict[str, Part]:
    """Each issue that is one option of an issue of the kind ``several``, by its id.

    >>> import zopa
    >>> from zopa.graph.columns import parts_of_wholes
    >>> parts_of_wholes(zopa.load("ukraine-2025").tables)["guarantees:nato"]
    Part(whole='Security guarantees', option='Guarantees by NATO')
    """
    issues, options = tables["issues"], tables["options"]
    is_part = issues["whole"].notna()
    if not is_part.any():
        return {}
    issues = issues[is_part]
    taken_in = options[options["option"] == IN].set_index("issue")["name"].dropna().to_dict()
    return {
        id: Part(name.removesuffix(f": {taken_in.get(id)}"), taken_in.get(id, id))
        for id, name in zip(issues["id"], issues["name"].fillna(issues["id"]), strict=True)
    }


def _memberships(parties: pd.DataFrame, principal: NDArray[np.int32]) -> NDArray[np.int64]:
    code = {name: index for index, name in enumerate(parties["id"])}
    direct: dict[int, set[int]] = {}
    for member, cell in zip(principal, parties["part_of"], strict=True):
        if isinstance(cell, str):
            direct.setdefault(int(member), set()).update(
                int(principal[code[bloc]]) for bloc in cell.split(LIST_SEPARATOR)
            )
    pairs = []
    for member in direct:
        seen: set[int] = set()
        waiting = [member]
        while waiting:
            for bloc in direct.get(waiting.pop(), set()) - seen:
                seen.add(bloc)
                waiting.append(bloc)
        pairs += [member * len(parties) + bloc for bloc in seen - {member}]
    return np.array(sorted(pairs), dtype=np.int64)


def _settlements(
    issues: pd.DataFrame, options: pd.DataFrame, is_number: NDArray[np.bool_]
) -> tuple[list[list[str]], NDArray[Any]]:
    listed: dict[str, list[str]] = {}
    for name, option in zip(options["issue"].tolist(), options["option"].tolist(), strict=True):
        listed.setdefault(name, []).append(option)
    settlements: list[list[str]] = []
    for name, numeric, closed in zip(issues["id"], is_number, issues["closed"], strict=True):
        own_options = [] if numeric else list(listed.get(name, []))
        is_closed = closed == "yes" if isinstance(closed, str) else bool(own_options)
        settlements.append(own_options if numeric or is_closed or OTHER in own_options else [*own_options, OTHER])
    full = np.array([(1 << len(own_options)) - 1 for own_options in settlements], dtype=_mask_type(settlements))
    return settlements, full


def _mask_type(options: list[list[str]]) -> np.dtype[Any]:
    """The smallest type that holds a mask of the options of any issue: of objects where no machine word does."""
    return np.min_scalar_type((1 << max(map(len, options), default=0)) - 1)


def _named(cells: pd.Series, issue: NDArray[np.int32], options: list[list[str]]) -> NDArray[Any]:
    codes, unique = pd.factorize(cells)
    combined = issue.astype(np.int64) * (len(unique) + 1) + codes + 1
    inverse, pairs = _numbered(combined, len(options) * (len(unique) + 1))
    masks = np.zeros(len(pairs), dtype=_mask_type(options))
    bits = [{name: index for index, name in enumerate(own_options)} for own_options in options]
    for index, key in enumerate(pairs):
        issue_index, cell = divmod(int(key), len(unique) + 1)
        if cell:
            masks[index] = sum({1 << bits[issue_index][name] for name in unique[cell - 1].split(LIST_SEPARATOR)})
    return masks[inverse]


def _numbered(numbers: NDArray[np.int64], count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The different numbers below a count, and the place among them of each; the same as pandas has, in any order."""
    if count > len(numbers):
        return pd.factorize(numbers)
    is_there = np.zeros(count, dtype=bool)
    is_there[numbers] = True
    return (np.cumsum(is_there) - 1)[numbers], np.flatnonzero(is_there)


def _ranges(
    positions: pd.DataFrame,
    stance: NDArray[np.int8],
    numeric: NDArray[np.bool_],
    scale_low: NDArray[np.float64],
    scale_high: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int8]]:
    """Ranges cut to the scale. A bare ideal accepts that one value and rules nothing out.

    What takes no side and names no number names nothing: its range is empty.
    """
    low, high = positions["low"].to_numpy(dtype=float), positions["high"].to_numpy(dtype=float)
    if not numeric.any() and np.isnan(low).all() and np.isnan(high).all():
        return scale_low, scale_high, stance
    ideal = positions["ideal"].to_numpy(dtype=float)
    bare = numeric & np.isnan(low) & np.isnan(high)
    stance = np.where(bare & (stance < ABSTAINS), ACCEPTS, stance).astype(np.int8)
    nothing = bare & (stance >= ABSTAINS)
    low = np.where(nothing, np.inf, np.where(bare, ideal, np.where(np.isnan(low), -np.inf, low)))
    high = np.where(nothing, -np.inf, np.where(bare, ideal, np.where(np.isnan(high), np.inf, high)))
    return np.maximum(low, scale_low), np.minimum(high, scale_high), stance


def _places(cells: pd.Series, regions: Regions) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    codes, unique = pd.factorize(cells)
    covers = [
        regions.fewest(node for name in cell.split(LIST_SEPARATOR) for node in regions.cover(regions.code[name]))
        for cell in unique
    ]
    covers.append((EVERYWHERE,))
    sizes = np.array([len(cover) for cover in covers])
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    nodes = np.array([node for cover in covers for node in cover], dtype=np.int32)
    codes = np.where(codes < 0, len(covers) - 1, codes)
    if (sizes == 1).all():
        return np.arange(len(codes), dtype=np.int32), nodes[codes]
    counts = sizes[codes]
    row_position = np.repeat(np.arange(len(codes), dtype=np.int32), counts)
    nth = np.arange(len(row_position)) - np.repeat(np.cumsum(counts) - counts, counts)
    return row_position, nodes[offsets[codes[row_position]] + nth]


def last_days_held(positions: pd.DataFrame, start: NDArray[Any], end: NDArray[Any]) -> NDArray[Any]:
    """Last days: of an act, that of what stands in its start; of what is replaced, the day before. Shape ``(n,)``."""
    acts = np.flatnonzero(positions["once"] == "yes")
    if len(acts):
        end = end.copy()
        starts = positions["start"] if len(acts) == len(positions) else positions["start"].iloc[acts]
        end[acts] = np.minimum(end[acts], last_days(starts))
    replacing = np.flatnonzero(positions["replaces"].notna())
    if len(replacing):
        end = end.copy()
        code = pd.Index(positions["id"])
        for later in replacing:
            earlier = code.get_indexer(positions["replaces"].iat[later].split(LIST_SEPARATOR))
            end[earlier] = np.minimum(end[earlier], start[later] - 1)
    return end


def _codes(words: pd.Series, known: tuple[str, ...]) -> NDArray[np.int8]:
    return pd.Index(known).get_indexer(words).astype(np.int8)


def _objects(words: pd.Series) -> NDArray[np.object_]:
    return words.to_numpy(dtype=object)

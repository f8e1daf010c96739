"""Statements as positions: what a party said, read as what it holds, with every statement as a piece of evidence.

- Statements of one party that say the same are one position: it begins with the earliest of them, and their number is its
  support. A statement without a date says nothing of when: it is evidence of the earliest position that says the same.
- A statement that says the same as a position that was coded beside, at a time when that holds, is evidence of it.
- By default a later statement replaces an earlier one of the same party that cannot hold together with it: the earlier
  holds until the day before. Said again later, it is a new position. A date that is a year or a month comes later only
  where all of it does. On an issue that is settled per region the later must be about every place that the earlier is about.
- Acts (``once``) hold on their day only: they replace nothing and are not replaced. Nor is a position that was coded.
- Whatever else cannot hold together stands, and the party is divided.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..graph import rule
from ..graph.columns import ACCEPTS, COMPILED, RED_LINE, REJECTS, UNKNOWN, Columns, compile_columns, last_days_held
from ..graph.dates import ALWAYS, FOREVER, as_text, first_days, last_days
from ..graph.divided import takes_back
from ..graph.ontology import LIST_SEPARATOR
from .checks.cells import YES
from .checks.ranges import days
from .findings import WARNING, Findings, Problem, listing
from .names.uniting import SAME, alike_in
from .rows import Rows, parts, unused

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: What two statements must say alike to be one position: all that two positions must, but for when.
CONTENT = tuple(name for name in SAME if name not in ("start", "end", "replaces"))

#: Pairs of statements that are compared at a time, so that the memory they take is bounded.
MAX_PAIRS = 1_000_000


def derive(tables: dict[str, Rows], latest: bool, findings: Findings) -> None:
    """Make positions of all statements; their table is empty then.

    Parameters
    ----------
    tables : dict of Rows
        Of a case without errors.
    latest : bool
        Later statements replace earlier ones that cannot hold together with them; else all of them stand.
    findings : Findings
        Where to report.
    """
    statements, positions = tables["statements"], tables["positions"]
    if not len(statements):
        return
    content = alike_in(CONTENT, positions, statements)
    coded, said = content[: len(positions)], content[len(positions) :]
    begins = np.where(statements.filled("start"), statements["start"], statements["date"]).astype(object)
    dated = pd.Series(begins).where(begins != "")
    first, last = first_days(dated), last_days(dated)
    joins = _joined(tables, coded, said, first, last)
    until = _replaced(tables, said, first, last) if latest else np.full(len(statements), FOREVER)
    replaced = (joins < 0) & (until < days(statements, "end", 1, FOREVER))
    _report(statements, replaced, findings)
    ends = np.where(replaced, [as_text(int(day)) for day in until], statements["end"]).astype(object)
    _append(positions, statements, _grouped(statements, joins, said, first, begins, ends), begins, ends)
    _add_evidence(positions, statements, joins)
    tables["statements"] = Rows(statements.table, statements.file, [], {})


def _joined(
    tables: dict[str, Rows],
    coded: NDArray[np.int64],
    said: NDArray[np.int64],
    first: NDArray[np.int32],
    last: NDArray[np.int32],
) -> NDArray[np.int64]:
    """The coded position that each statement is evidence of, -1 where there is none."""
    statements, positions = tables["statements"], tables["positions"]
    joins = np.full(len(statements), -1, dtype=np.int64)
    both = np.isin(said, coded)
    if not both.any():
        return joins
    # As they are coded: on which days their party exists is no matter of what is said.
    frame = positions.frame()
    starts = first_days(frame["start"])
    ends = last_days_held(frame, starts, last_days(frame["end"]))
    positions_of = defaultdict[int, list[int]](list)
    for position, group in enumerate(coded.tolist()):
        positions_of[group].append(position)
    for index in np.flatnonzero(both).tolist():
        is_dated = first[index] != ALWAYS
        for position in positions_of[int(said[index])]:
            begins, over = starts[position], ends[position]
            # What a statement says of its own start and end is lost nowhere: it joins only what says the same.
            agrees = all(statements[end][index] in ("", positions[end][position]) for end in ("start", "end"))
            if agrees and begins <= over and (not is_dated or (begins <= first[index] and last[index] <= over)):
                joins[index] = position
                break
    return joins


# ------------------------------------------------------------------------------------------------ what is replaced


def _replaced(
    tables: dict[str, Rows], said: NDArray[np.int64], first: NDArray[np.int32], last: NDArray[np.int32]
) -> NDArray[np.int64]:
    """The last day of each statement before a later one replaces it, FOREVER where none does."""
    statements = tables["statements"]
    until = np.full(len(statements), FOREVER, dtype=np.int64)
    replaces = (first != ALWAYS) & (statements["once"] != YES)  # an act does not
    begins_of = defaultdict[int, set[int]](set)
    for group, day in zip(said[replaces].tolist(), first[replaces].tolist(), strict=True):
        begins_of[group].add(day)
    replaced_by = _replacing(tables, said)
    later_of = {
        group: sorted(day for other in others for day in begins_of[other]) for group, others in replaced_by.items()
    }
    for index in np.flatnonzero(replaces & np.isin(said, list(later_of))).tolist():
        later = later_of[int(said[index])]
        at = bisect_right(later, int(last[index]))
        if at < len(later):
            until[index] = later[at] - 1
    return until


def _replacing(tables: dict[str, Rows], said: NDArray[np.int64]) -> dict[int, list[int]]:
    """By what is said whatever else its party says that cannot hold together with it and is about all its places."""
    statements, positions = tables["statements"], tables["positions"]
    _, first_rows = np.unique(said, return_index=True)
    several = alike_in(("party", "issue"), statements)[first_rows]
    counts = np.bincount(several)
    rows = first_rows[counts[several] > 1]
    if not len(rows):
        return {}
    timeless = Rows(positions.table, positions.file, [], {})
    content = {name: statements[name][rows] for name in CONTENT if name != "once"}
    timeless.append_columns({"id": rows.astype(str).astype(object)} | content)
    columns = compile_columns({name: tables[name].frame() for name in COMPILED} | {"positions": timeless.frame()})
    places = _places(columns)
    replaced_by = defaultdict[int, list[int]](list)
    for a, b in _pairs(several[counts[several] > 1]):
        cannot = _contradict(columns, a, b)
        for pair in zip(a[cannot].tolist(), b[cannot].tolist(), strict=True):
            for earlier, later in (pair, pair[::-1]):
                if places[earlier] <= places[later]:
                    replaced_by[int(said[rows[earlier]])].append(int(said[rows[later]]))
    return replaced_by


def _contradict(columns: Columns, a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which pairs of positions of one party on one issue each cannot both hold where and when they meet. Shape ``(n,)``."""
    numeric = columns.is_number[columns.issue[a]]
    range_a, range_b = rule.ranges(columns, a), rule.ranges(columns, b)
    nothing_open = (rule.left_open(columns, a) & rule.left_open(columns, b)) == 0
    both_limit = columns.insisting[a] & columns.insisting[b]
    found = both_limit & np.where(numeric, rule.ranges_clash(range_a, range_b), nothing_open)
    for acceptance, rejection in ((a, b), (b, a)):
        firmness = columns.firmness[rejection]
        found |= (
            (columns.stance[acceptance] == ACCEPTS)
            & (columns.stance[rejection] == REJECTS)
            & ((firmness == RED_LINE) | (firmness == UNKNOWN))
            & takes_back(columns, acceptance, rejection)
        )
    alone = rule.rules_out_everything(columns)
    return found & ~alone[a] & ~alone[b]


def _pairs(group: NDArray[np.int64]) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Every two rows of the same group, each pair once, not too many at a time."""
    order = np.argsort(group, kind="stable")
    _, sizes = np.unique(group, return_counts=True)
    # Of each row how many of its group come behind it.
    behind = np.concatenate([np.arange(size)[::-1] for size in sizes])
    blocks = np.flatnonzero(np.diff(np.cumsum(behind) // MAX_PAIRS)) + 1
    for part in np.split(np.arange(len(order)), blocks):
        first = np.repeat(part, behind[part])
        nth = np.arange(len(first)) - np.repeat(np.cumsum(behind[part]) - behind[part], behind[part])
        yield order[first], order[first + 1 + nth]


def _places(columns: Columns) -> list[frozenset[int]]:
    """The smallest regions in which each position holds; on an issue that is not settled per region they say nothing."""
    places: list[frozenset[int]] = [frozenset()] * len(columns)
    for position, region in zip(columns.row_position.tolist(), columns.row_region.tolist(), strict=True):
        if columns.per_region[columns.issue[position]]:
            places[position] |= columns.regions.leaves(region)
    return places


def _report(statements: Rows, replaced: NDArray[np.bool_], findings: Findings) -> None:
    count = np.count_nonzero(replaced)
    if not count:
        return
    lines = listing((str(line) for line in statements.lines[replaced]), "and")
    one, rows = ("1 statement is", "row") if count == 1 else (f"{count:,} statements are", "rows")
    problem = Problem(
        f"{one} replaced by a later one of the same party that cannot hold together with it ({rows} {lines}): what was said "
        "earlier holds until the day before.",
        'statements = "all" in dossier.toml where both stand',
        level=WARNING,
    )
    findings.add(problem, statements.file)


# ------------------------------------------------------------------------------------------------ positions made


def _grouped(
    statements: Rows,
    joins: NDArray[np.int64],
    said: NDArray[np.int64],
    first: NDArray[np.int32],
    begins: NDArray[np.object_],
    ends: NDArray[np.object_],
) -> list[list[int]]:
    """The statements of each position that is made, in the order of their rows, the first of each the one it begins with."""
    groups = defaultdict[tuple[Any, ...], list[int]](list)
    undated = []
    coded_starts, coded_ends = statements["start"], statements["end"]
    # The earliest comes first: a position begins with it.
    for index in sorted(np.flatnonzero(joins < 0).tolist(), key=lambda index: (first[index], index)):
        if first[index] == ALWAYS and not ends[index]:
            undated.append(index)
        else:
            groups[said[index], coded_starts[index], ends[index]].append(index)
    same = dict[tuple[Any, ...], list[int]]()
    without_end = dict[int, list[int]]()
    for (content, _, end), group in sorted(groups.items(), key=lambda item: (first[item[1][0]], item[1])):
        united = same.setdefault((content, begins[group[0]], end), [])
        united += group
        if not coded_ends[group[0]]:
            without_end.setdefault(content, united)
    for index in undated:
        if said[index] not in without_end:
            without_end[said[index]] = same[said[index], "", ""] = []
        without_end[said[index]].append(index)
    return sorted(same.values(), key=min)


def _append(
    positions: Rows, statements: Rows, groups: list[list[int]], begins: NDArray[np.object_], ends: NDArray[np.object_]
) -> None:
    used_ids = set(positions["id"])
    is_alone = not len(positions)
    said = [statements[name] for name in CONTENT]
    cited = statements["evidence"]
    made = []
    for group in groups:
        first = min(group)
        row = {name: cells[first] for name, cells in zip(CONTENT, said, strict=True)}
        stem = "-".join([row["party"], row["issue"], row["stance"].replace(" ", "-")])
        row |= {"id": unused(stem, used_ids), "start": begins[group[0]], "end": ends[group[0]]}
        made.append(row | {"evidence": _cited(cited, sorted(group)), "support": len(group)})
    positions.append(made)
    if is_alone:
        # What is said of a position is said of the row that it was made of.
        positions.file, positions.header_line = statements.file, statements.header_line
        positions.lines = statements.lines[[min(group) for group in groups]]


def _add_evidence(positions: Rows, statements: Rows, joins: NDArray[np.int64]) -> None:
    """Statements of positions that were coded are evidence of these."""
    joined = defaultdict[int, list[int]](list)
    for index in np.flatnonzero(joins >= 0).tolist():
        joined[int(joins[index])].append(index)
    evidence, support = positions["evidence"].copy(), positions["support"].copy()
    for position, group in joined.items():
        evidence[position] = LIST_SEPARATOR.join(
            filter(None, (evidence[position], _cited(statements["evidence"], group)))
        )
        support[position] = (1 if np.isnan(support[position]) else support[position]) + len(group)
    positions["evidence"], positions["support"] = evidence, support


def _cited(cells: NDArray[np.object_], group: list[int]) -> str:
    if len(group) == 1:
        return str(cells[group[0]])
    return LIST_SEPARATOR.join(dict.fromkeys(evidence_id for index in group for evidence_id in parts(cells[index])))

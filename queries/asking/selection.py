"""The scope of a query: the parties, issues, regions and dates that the caller names, found in the case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ...graph.asked import date_asked
from ...graph.columns import LEVELS, Columns, parts_of_wholes
from ...graph.errors import ZopaError
from ...graph.names import folded, is_slip
from ...graph.ontology import LIST_SEPARATOR
from ...graph.regions import EVERYWHERE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...graph.store import Store

Names = str | Iterable[str] | None


class UnknownNameError(ZopaError, ValueError):
    """A party, issue, region or word was named that the case does not have; the message says which ones it has."""


@dataclass(frozen=True)
class Selection:
    """The positions a query looks at.

    Attributes
    ----------
    columns : Columns
    holder : int32, one a position
        Whose position it counts as: its principal's, or its own party's without roll-up.
    position, region : int32, one a row
        Where the selected positions hold, cut to the regions asked for. On an issue that is not settled per region every
        position holds everywhere.
    parties : list of int or None
        The parties asked for (principals under roll-up), in the order given.
    first, last : int
        The days asked for.
    """

    columns: Columns
    holder: NDArray[np.int32]
    position: NDArray[np.int32]
    region: NDArray[np.int32]
    parties: list[int] | None
    first: int
    last: int

    def among(self, a: NDArray[Any], b: NDArray[Any]) -> NDArray[np.bool_]:
        """Which pairs of holders are asked for: one party named is a side of the pair, several are both sides."""
        if self.parties is None:
            return np.ones(len(a), dtype=bool)
        is_named = np.isin(np.arange(len(self.columns.parties)), self.parties)
        return is_named[a] | is_named[b] if len(self.parties) == 1 else is_named[a] & is_named[b]


def select(
    graph: Store,
    *,
    parties: Names = None,
    issues: Names = None,
    regions: Names = None,
    as_of: str | None = None,
    roll_up: bool = True,
    all_dates: bool = False,
) -> Selection:
    """Find what is named and select the positions that are about it.

    Parameters
    ----------
    graph : Store
    parties, issues, regions : str or iterable of str, optional
        Ids, names or aliases, in any case of letters; a region stands for all regions inside it. By default all.
        Parties do not narrow the positions here, as what that means depends on the query.
    as_of : str, optional
        The date that is asked about, see :func:`zopa.graph.asked.date_asked`: positions that hold on some day of it.
    roll_up : bool
        Count a leader's or delegate's position as its principal's; naming both is then naming one party.
    all_dates : bool
        Keep positions of all dates; ``as_of`` then only says which days are asked for.

    Raises
    ------
    UnknownNameError
        When a name is not in the case.
    AskedDateError
        When ``as_of`` is not a date.
    """
    columns = graph.columns
    holder = columns.principal[columns.party] if roll_up else columns.party
    _, first, last = date_asked(graph, as_of)
    keep = columns.start <= columns.end
    if not all_dates:
        keep &= (columns.start <= last) & (columns.end >= first)
    if issues is not None:
        keep &= np.isin(columns.issue, find(graph, "issues", issues))
    position, region = _places(columns, keep)
    if regions is not None:
        position, region = _cut(columns, position, region, find(graph, "regions", regions))
    named_parties = None
    if parties is not None:
        codes = find(graph, "parties", parties)
        named_parties = list(dict.fromkeys(int(columns.principal[code]) if roll_up else code for code in codes))
    return Selection(columns, holder, position, region, named_parties, first, last)


def level_code(level: str) -> int:
    """The code of a level, as :data:`zopa.graph.columns.LEVELS` has it.

    Raises
    ------
    UnknownNameError
        When it is not ``red line``, ``bottom line`` or ``aim``.
    """
    if level not in LEVELS[1:]:
        raise _no_such("level", level, LEVELS[:0:-1])
    return LEVELS.index(level)


def words_asked(names: Names, known: Sequence[str], word: str) -> set[str]:
    """Which words of a closed list are asked for; all where none is named.

    Raises
    ------
    UnknownNameError
        When one is not in the list.
    """
    wanted = set(known) if names is None else set(listed(names) or [])
    if unknown := sorted(wanted - set(known)):
        raise _no_such(word, unknown[0], known)
    return wanted


def _no_such(word: str, given: str, known: Sequence[str]) -> UnknownNameError:
    """What is said of a word that is not in a closed list, with the one that it is a slip or the beginning of."""
    bare = folded(given).replace(" ", "").replace("-", "").replace("_", "")
    letters = {name: name.replace(" ", "").replace("-", "") for name in known}
    near = [
        name for name, plain in letters.items() if len(bare) > 2 and (plain.startswith(bare) or bare.startswith(plain))
    ]
    near = near or [name for name, plain in letters.items() if is_slip(bare, plain)]
    hint = f" did you mean '{near[0]}'? Use" if len(near) == 1 else " use"
    return UnknownNameError(f"There is no {word} '{given}':{hint} {', '.join(known)}.")


def listed(names: Names) -> list[str] | None:
    """The names asked for, in a list; None where all are meant."""
    if names is None:
        return None
    return [names] if isinstance(names, str) else [str(name) for name in names]


def find(graph: Store, table: str, names: Names) -> list[int]:
    """Row numbers of what is named by id, name or alias in the parties, issues or regions table.

    An issue of the kind ``several`` stands for all of its options, and one whose options come and go for all its stretches
    of days; each of these is an issue of the case.

    Raises
    ------
    UnknownNameError
        When nothing, or more than one row, has that name.
    """
    exact = {str(name): {row} for row, name in enumerate(graph.tables[table]["id"])}
    known = _known(graph, table)
    whole_issues = wholes(graph) if table == "issues" else {}
    rows: list[int] = []
    for name in listed(names) or []:
        matches = exact.get(name) or known.get(folded(name), set())
        if not matches and (options := whole_issues.get(folded(name))):
            rows += options
            continue
        if len(matches) != 1:
            _refuse(graph, table, str(name), matches, known, whole_issues)
        rows += matches
    return rows


def wholes(graph: Store) -> dict[str, list[int]]:
    """The rows of the issues that were made of one issue when the case was read, by its id and by its name."""
    issues, parts = graph.tables["issues"], parts_of_wholes(graph.tables)
    rows_of: dict[str, list[int]] = {}
    for row in np.flatnonzero(issues["stretch_of"].notna()).tolist():
        rows_of.setdefault(folded(str(issues["stretch_of"].iat[row])), []).append(row)
    for row in np.flatnonzero(issues["whole"].notna()).tolist():
        for name in {folded(str(issues["whole"].iat[row])), folded(parts[issues["id"].iat[row]].whole)}:
            rows_of.setdefault(name, []).append(row)
    return rows_of


def _made_of(graph: Store, row: int) -> str:
    """The id of the issue that this one was made of."""
    issues = graph.tables["issues"]
    return str(issues["whole"].fillna(issues["stretch_of"]).iat[row])


def _known(graph: Store, table: str) -> dict[str, set[int]]:
    """Rows by every name they go by; an id means its own row alone, even where it is another row's alias."""
    rows = graph.tables[table]
    ids: dict[str, set[int]] = {}
    for row, name in enumerate(rows["id"]):
        ids.setdefault(folded(str(name)), set()).add(row)
    known: dict[str, set[int]] = {}
    for column in ("name", "aliases", "code"):
        for row, cell in enumerate(rows.get(column, ())):
            for name in cell.split(LIST_SEPARATOR) if isinstance(cell, str) else ():
                known.setdefault(folded(name), set()).add(row)
    return known | ids


def _refuse(
    graph: Store,
    table: str,
    name: str,
    matches: set[int],
    known: dict[str, set[int]],
    whole_issues: dict[str, list[int]],
) -> None:
    from rapidfuzz import process

    word = {"parties": "party", "issues": "issue", "regions": "region"}[table]
    ids = graph.tables[table]["id"]
    if matches:
        several = " and ".join(f"'{ids.iat[row]}'" for row in sorted(matches))
        raise UnknownNameError(f"'{name}' could be {several}: name the {word} by its id.")
    nearest = process.extractOne(folded(name), [*whole_issues, *known], score_cutoff=60)
    hint = ""
    if nearest and is_slip(folded(name), nearest[0]):
        meant = nearest[0]
        of_whole = whole_issues.get(meant)
        id = ids.iat[min(known[meant])] if of_whole is None else _made_of(graph, of_whole[0])
        hint = f" Did you mean '{id}'?"
    listed = ", ".join(ids.head(8)) + (", ..." if len(ids) > 8 else "")
    raise UnknownNameError(f"The case has no {word} '{name}'.{hint} It has: {listed or 'none'}.")


def _places(columns: Columns, keep: NDArray[np.bool_]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Where the kept positions hold; an issue that is not settled per region knows one place only."""
    is_kept = keep[columns.row_position]
    position, region = columns.row_position[is_kept], columns.row_region[is_kept]
    apart = columns.per_region[columns.issue[position]]
    if apart.all():
        return position, region
    region = np.where(apart, region, np.int32(EVERYWHERE))
    first = np.concatenate([[True], position[1:] != position[:-1]]) if len(position) else np.zeros(0, dtype=bool)
    once = apart | first
    return position[once], region[once]


def _cut(
    columns: Columns, position: NDArray[Any], region: NDArray[Any], rows: list[int]
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Cut the places of positions to the regions asked for; elsewhere-bound positions fall away."""
    tree = columns.regions
    wanted = tree.fewest(node for row in rows for node in tree.cover(row + 1))
    rank = tree.first[region]
    kept_position, kept_region = [], []
    apart = columns.per_region[columns.issue[position]]
    bites = np.zeros(len(columns), dtype=bool)
    for node in wanted:
        inside = (tree.first[node] <= rank) & (rank <= tree.last[node])
        around = (rank < tree.first[node]) & (tree.first[node] <= tree.last[region])
        kept_position += [position[apart & inside], position[apart & around]]
        kept_region += [region[apart & inside], np.full((apart & around).sum(), node, dtype=np.int32)]
        row_number = tree.first[columns.row_region]
        touches = (row_number <= tree.last[node]) & (tree.first[node] <= tree.last[columns.row_region])
        bites[columns.row_position[touches]] = True
    kept_position.append(position[~apart & bites[position]])
    kept_region.append(region[~apart & bites[position]])
    positions, places = np.concatenate(kept_position), np.concatenate(kept_region)
    order = np.lexsort([places, positions])
    return positions[order], places[order]


def words(names: NDArray[Any] | pd.Series, codes: NDArray[Any]) -> Any:
    """A text column that takes a name by each code; building it is a gather, whatever its length."""
    return pd.array(pd.Series(names, dtype="str"), dtype="str").take(codes)

"""Clashes as matrices: issues by parties, and parties by parties, each cell with its number and its worst severity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ...graph.rule import SEVERITIES
from ..asking.selection import words_asked
from ..clashes import clash_matrix
from . import sheet

if TYPE_CHECKING:
    from ...graph.store import Store
    from ..asking.answer import Answer

#: More rows and columns than this are put together as "others".
MAX_ROWS, MAX_COLUMNS = 30, 16
#: From the worst; what is not known stands before soft, as it can be worse.
WORST_FIRST = ("deadlock", "hard", "unknown", "soft")
MARK = {"deadlock": "■", "hard": "◆", "soft": "●", "unknown": "?"}
MEANS = {
    "deadlock": "deadlock: two red lines",
    "hard": "hard: one red line",
    "soft": "soft: no red line",
    "unknown": "unknown: a firmness is missing",
}


def draw_clashes(answer: Answer, graph: Store, ax: Any = None, *, by: str = "issue") -> Any:
    """Clashes listed, counted ``by="issue"`` (issues by parties) or ``by="party"`` (parties by parties)."""
    if by not in ("issue", "party"):
        raise ValueError(f"Clashes are drawn by 'issue' or by 'party', not by '{by}'.")
    if not len(answer):
        return sheet.nothing(ax, "No positions clash.")
    counted = _counted(answer, ["issue", "party_a", "party_b", "severity"])
    if by == "party":
        below = counted.rename(columns={"party_a": "down", "party_b": "across"})
        across = counted[counted["party_a"] != counted["party_b"]].rename(
            columns={"party_b": "down", "party_a": "across"}
        )
    else:
        below = counted.rename(columns={"issue": "down", "party_a": "across"})
        across = counted[counted["party_a"] != counted["party_b"]].rename(
            columns={"issue": "down", "party_b": "across"}
        )
    cells = pd.concat([below, across])[["down", "across", "severity", "many"]]
    among = len(set(counted["party_a"]) | set(counted["party_b"]))
    issues = counted["issue"].nunique()
    title = (
        f"{sheet.count(len(answer), 'pair')} of positions {'clashes' if len(answer) == 1 else 'clash'} on "
        f"{sheet.count(issues, 'issue')}, between {sheet.count(among, 'party', 'parties')}: {_severities(counted)}."
    )
    note = "" if answer.attrs.get("complete", True) else "These are not all: the list was cut short."
    return _grid(cells, graph, ax, title, down="issues" if by == "issue" else "parties", note=note)


def draw_clash_matrix(answer: Answer, graph: Store, ax: Any = None) -> Any:
    """Clashes counted between each two parties, of the severities that were asked for."""
    wanted = words_asked(answer._asked.get("severity"), SEVERITIES, "severity")
    parts = []
    for severity in (severity_name for severity_name in SEVERITIES if severity_name in wanted):
        matrix = clash_matrix(graph, **{**answer._asked, "severity": severity})
        table = (
            pd.DataFrame(matrix)
            .rename_axis(index="down", columns="across")
            .stack()
            .astype("int64")
            .reset_index(name="many")
        )
        parts.append(table[table["many"] > 0].assign(severity=severity))
    cells = pd.concat(parts)
    if not len(cells):
        return sheet.nothing(ax, "No positions clash.")
    once = cells[cells["down"] <= cells["across"]]
    pair_count = int(once["many"].sum())
    title = (
        f"{sheet.count(pair_count, 'pair')} of positions {'clashes' if pair_count == 1 else 'clash'} between "
        f"{sheet.count(len(answer), 'party', 'parties')}: {_severities(once)}."
    )
    return _grid(cells, graph, ax, title, down="parties")


def _counted(rows: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """How many rows have the same cells in some columns, in the order in which they first appear.

    Names become numbers first, which with a million rows is much faster than grouping by the names.
    """
    codes, names = zip(*(pd.factorize(rows[column]) for column in columns), strict=True)
    shape = tuple(len(labels) for labels in names)
    cells, first, counts = np.unique(np.ravel_multi_index(codes, shape), return_index=True, return_counts=True)
    order = np.argsort(first)
    places = np.unravel_index(cells[order], shape)
    columns_of = {
        column: pd.Index(labels).astype("str")[place]
        for column, labels, place in zip(columns, names, places, strict=True)
    }
    return pd.DataFrame({**columns_of, "many": counts[order]})


def _severities(counted: pd.DataFrame) -> str:
    """``3 deadlocks, 2 hard, 1 of unknown severity``."""
    counts = counted.groupby("severity")["many"].sum()
    if len(counts) == 1 and counts.iloc[0] > 1:
        return {"deadlock": "all deadlocks", "unknown": "all of unknown severity"}.get(
            counts.index[0], f"all {counts.index[0]}"
        )
    words = {"hard": "{} hard", "soft": "{} soft", "unknown": "{} of unknown severity"}
    phrases = [
        sheet.count(int(counts[severity]), "deadlock")
        if severity == "deadlock"
        else words[severity].format(f"{int(counts[severity]):,}")
        for severity in WORST_FIRST
        if severity in counts
    ]
    return ", ".join(phrases)


def _grid(cells: pd.DataFrame, graph: Store, ax: Any, title: str, *, down: str, note: str = "") -> Any:
    """Counts with their worst severity, those with most clashes first; what is too many is put together."""
    cells, rest_down = _bounded(cells, "down", MAX_ROWS)
    cells, rest_across = _bounded(cells, "across", MAX_COLUMNS)
    order = {side: _order(cells, side) for side in ("down", "across")}
    if down == "parties":
        place_down = {name: place for place, name in enumerate(order["down"]) if name}
        order["across"].sort(key=lambda name: (name == "", place_down.get(name, len(place_down))))
    named = {"down": sheet.names(graph, down), "across": sheet.names(graph, "parties")}
    rest_count = {"down": rest_down, "across": rest_across}

    def labels(side: str) -> list[str]:
        return [
            named[side].get(label_name, label_name) if label_name else f"{rest_count[side]} others"
            for label_name in order[side]
        ]

    columns, rows = len(order["across"]), len(order["down"])
    broad = columns <= 8
    size = 0.85 if broad else 0.55
    ax = sheet.paper(ax, size * columns, 0.44 * rows)
    sheet.bare(ax)
    cells = cells.assign(rank=cells["severity"].map(WORST_FIRST.index)).sort_values("rank", kind="stable")
    by_severity = cells.groupby(["down", "across", "rank", "severity"], as_index=False)["many"].sum()
    grid = by_severity.groupby(["down", "across"]).agg(
        many=("many", "sum"), severity=("severity", "first"), worst=("many", "first")
    )
    place = {side: {label_name: place for place, label_name in enumerate(order[side])} for side in order}
    corners: dict[str, list[tuple[float, float]]] = {}
    for y, row in enumerate(order["down"]):
        for x, column in enumerate(order["across"]):
            is_filled = (row, column) in grid.index
            severity = grid.loc[(row, column), "severity"] if is_filled else ""
            corners.setdefault(severity, []).append((x - 0.47, y - 0.46))
            if down == "parties" and row == column and row and not is_filled:
                ax.plot([x - 0.47, x + 0.47], [y + 0.46, y - 0.46], color=sheet.GREY, linewidth=0.5)
    for severity, places in corners.items():
        look = (
            {"facecolor": sheet.SEVERITY[severity], "linewidth": 0}
            if severity
            else {"fill": False, "edgecolor": sheet.GREY, "linewidth": 0.5}
        )
        sheet.boxes(ax, places, (0.94, 0.92), **look)
    for (row, column), cell in grid.iterrows():
        _count(ax, place["across"][column], place["down"][row], cell, broad)
    sheet.ticks(ax, labels("across"), [sheet.label(name, 30, 2) for name in labels("down")], inches=size)
    words = {severity: MEANS[severity] if broad else f"{MARK[severity]} {MEANS[severity]}" for severity in WORST_FIRST}
    keys = [
        sheet.key(words[severity_name], sheet.SEVERITY[severity_name])
        for severity_name in WORST_FIRST
        if severity_name in corners
    ]
    notes = ["In each cell: how many pairs clash, and how many of them have the worst severity among them.", note]
    if down == "issues":
        notes.insert(1, "A clash counts in the column of each of its two parties.")
    return sheet.finish(ax, title, keys, notes)


def _count(ax: Any, x: int, y: int, cell: Any, broad: bool) -> None:
    """Write into a cell how many pairs clash; where it is broad, with the worst severity in words below."""
    mixed = cell.worst < cell.many
    worst = f"{MARK[cell.severity]} {cell.worst:,}/" if mixed else f"{MARK[cell.severity]} "
    ax.text(
        x,
        y - (0.14 if broad else 0),
        f"{cell.many:,}" if broad else f"{worst}{cell.many:,}",
        ha="center",
        va="center",
        color=sheet.ON_FILL,
        gid="clash",
        fontweight="bold",
        fontsize=10 if broad else 7.5,
    )
    if broad:
        plural = "s" if mixed and cell.severity == "deadlock" and cell.worst > 1 else ""
        word = f"{cell.worst:,} {cell.severity}{plural}" if mixed else cell.severity
        ax.text(x, y + 0.22, word, ha="center", va="center", color=sheet.ON_FILL, fontsize=6.5)


def _order(cells: pd.DataFrame, side: str) -> list[str]:
    """Those with most clashes first, what was put together last."""
    counts = cells.groupby(side, sort=False)["many"].sum().sort_values(ascending=False, kind="stable")
    return sorted(counts.index, key=lambda name: name == "")


def _bounded(cells: pd.DataFrame, side: str, most: int) -> tuple[pd.DataFrame, int]:
    """The same cells with all but the first put together under an empty name, and how many those are."""
    order = _order(cells, side)
    if len(order) <= most:
        return cells, 0
    shown = set(order[: most - 1])
    cells = cells.assign(**{side: np.where(cells[side].isin(shown), cells[side], "")})
    return cells, len(order) - len(shown)

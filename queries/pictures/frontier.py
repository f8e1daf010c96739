"""The frontier: two parties on two axes, more on one upright axis each with a line for every deal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D

from ..solutions import solution_points
from . import sheet

if TYPE_CHECKING:
    from ...graph.store import Store
    from ..frontier import Frontier

MARKS = {
    "nash": ("*", sheet.RED),
    "kalai-smorodinsky": ("D", sheet.PURPLE),
    "egalitarian": ("s", sheet.ORANGE),
    "utilitarian": ("^", sheet.GREEN),
}
#: More lines than this only blacken the picture, and make it heavy.
MAX_LINES = 150


def draw_frontier(edge: Frontier, graph: Store, ax: Any = None) -> Any:
    """The frontier, the four solutions on it, and where the proposals of the case lie."""
    note = str(edge.table.attrs.get("note", ""))
    if not len(edge.points) and not len(edge.proposals):
        return sheet.nothing(ax, note or "There is no deal.")
    if not edge.parties:
        return sheet.nothing(ax, "Nobody is asked.")
    ax = sheet.paper(ax, 4.6 if len(edge.parties) == 2 else min(1.5 * len(edge.parties), 6.2), 3.6)
    # The best of points that were thinned, or cut short, need not be the best of all.
    whole = bool(edge.table.attrs.get("complete"))
    solution_of = solution_points(edge.points, np.zeros(len(edge.parties)))[0] if whole else {}
    notes = (_two if len(edge.parties) == 2 else _many)(edge, graph, solution_of, ax)
    keys: list[Any] = [Line2D([], [], color=sheet.BLUE, marker="o", markersize=4, label="a deal on the frontier")]
    keys = keys if len(edge.points) else []
    keys += [
        Line2D([], [], linestyle="", marker=MARKS[name][0], color=MARKS[name][1], markersize=7, label=name)
        for name in solution_of
    ]
    if len(edge.proposals):
        keys.append(Line2D([], [], linestyle=":", marker="x", color=sheet.INK, label="a proposal"))
        notes.append("A thin line at a proposal: what is not known of it.")
    deal_count = sheet.count(len(edge.points), "deal")
    title = (
        f"{deal_count} that cannot be bettered for one of {sheet.count(len(edge.parties), 'party', 'parties')} "
        "without being worse for another."
        if len(edge.points)
        else "There is no deal."
    )
    return sheet.finish(ax, title, keys, [*notes, note])


def _bounds(edge: Frontier) -> tuple[np.ndarray, np.ndarray]:
    names = [name.removeprefix("low_") for name in edge.proposals.columns if name.startswith("low_")]
    return tuple(edge.proposals[[f"{end}_{name}" for name in names]].to_numpy(dtype=float) for end in ("low", "high"))


def _plain(ax: Any) -> None:
    ax.spines[["top", "right"]].set_visible(False)
    ax.tick_params(labelsize=sheet.SMALL)


def _two(edge: Frontier, graph: Store, solution_of: dict[str, tuple[int, float]], ax: Any) -> list[str]:
    order = np.argsort(edge.points[:, 0], kind="stable")
    ax.plot(*edge.points[order].T, "-", color=sheet.BLUE, linewidth=1, gid="frontier")
    if len(edge.points) <= MAX_LINES:
        ax.plot(*edge.points[order].T, "o", color=sheet.BLUE, markersize=4)
    for name, (row, _) in solution_of.items():
        ax.plot(
            *edge.points[row],
            MARKS[name][0],
            color=MARKS[name][1],
            markersize=10,
            fillstyle="none",
            markeredgewidth=1.6,
        )
    low, high = _bounds(edge)
    names = sheet.names(graph, "proposals")
    for index, proposal in enumerate(edge.proposals["proposal"]):
        # A bar to the right and one upwards: what is not known of the proposal.
        ax.errorbar(
            *low[index],
            xerr=[[0], [high[index, 0] - low[index, 0]]],
            yerr=[[0], [high[index, 1] - low[index, 1]]],
            fmt="x",
            color=sheet.INK,
            elinewidth=0.7,
        )
        ax.annotate(
            sheet.label(names.get(proposal, proposal), 26, 2),
            low[index],
            fontsize=6.5,
            xytext=(4, 4),
            textcoords="offset points",
            parse_math=False,
        )
    first, second = (sheet.label(name, 40, 2) for name in edge.parties)
    ax.set_xlabel(first, parse_math=False)
    ax.set_ylabel(second, parse_math=False)
    ax.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.02))
    _plain(ax)
    return ["Satisfaction from 0 (nothing) to 1 (all that the party wants), the least that it can be."]


def _many(edge: Frontier, graph: Store, solution_of: dict[str, tuple[int, float]], ax: Any) -> list[str]:
    across = np.arange(len(edge.parties))
    shown = np.unique(np.linspace(0, max(0, len(edge.points) - 1), min(MAX_LINES, len(edge.points))).astype(int))
    lines = [np.column_stack([across, edge.points[row].round(3)]) for row in shown]
    ax.add_collection(LineCollection(lines, colors=sheet.BLUE, alpha=0.18, linewidths=0.8, gid="frontier"))
    for place, (name, (row, _)) in enumerate(solution_of.items()):
        # Solutions often agree: side by side their marks all show.
        beside = (place - (len(solution_of) - 1) / 2) * 0.045
        ax.plot(across, edge.points[row], color=MARKS[name][1], linewidth=1.2, alpha=0.8)
        ax.plot(
            across + beside, edge.points[row], MARKS[name][0], color=MARKS[name][1], markersize=7, markeredgewidth=0
        )
    low, high = _bounds(edge)
    names = sheet.names(graph, "proposals")
    ends: list[tuple[float, str]] = []
    for index, proposal in enumerate(edge.proposals["proposal"]):
        ax.plot(across, low[index], "x:", color=sheet.INK, linewidth=0.8, markersize=5)
        beside = (index - (len(low) - 1) / 2) * 0.03
        ax.vlines(across + beside, low[index], high[index], color=sheet.FAINT, linewidth=1)
        ends.append((float(low[index, -1]), names.get(proposal, proposal)))
    up, room = -1.0, 0.05 * len(across) + 0.1
    for height, name in sorted(ends):
        # Names that would cover one another are moved up.
        up = max(height, up + 0.042)
        ax.annotate(
            sheet.label(name, 34, 1),
            (across[-1], height),
            xytext=(across[-1] + room, up),
            fontsize=6.5,
            va="center",
            annotation_clip=False,
            parse_math=False,
            arrowprops={"arrowstyle": "-", "color": sheet.FAINT, "linewidth": 0.5, "shrinkA": 0, "shrinkB": 4},
        )
    steep = max(len(word) for name in edge.parties for word in name.split()) > 14 or len(edge.parties) > 6
    ax.set_xticks(across, [sheet.label(name, 14 if not steep else 22, 3) for name in edge.parties], parse_math=False)
    if steep:
        for tick in ax.get_xticklabels():
            tick.set(rotation=35, rotation_mode="anchor", ha="right")
    ax.set_ylabel("satisfaction, the least that it can be")
    ax.set(ylim=(-0.02, 1.02), xlim=(-0.1, across[-1] + 0.1))
    _plain(ax)
    cut = f"{len(shown)} of {len(edge.points):,} lines are drawn." if len(shown) < len(edge.points) else ""
    return ["Each line is a deal: on each upright, how satisfied that party is, from 0 to 1.", cut]

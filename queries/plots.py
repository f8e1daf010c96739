"""Pictures of query results.

All are drawn with matplotlib: it is in every researcher's environment, its licence is permissive, and it makes PNG and SVG
without a network. It is imported only when something is drawn.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from .frontier import Frontier

MARKS = {"nash": "*", "kalai-smorodinsky": "D", "egalitarian": "s", "utilitarian": "^"}


def draw_frontier(edge: Frontier, solutions: dict[str, tuple[int, float]], ax: Any = None) -> Any:
    """Draw a frontier, its solutions and the proposals; see :meth:`zopa.queries.frontier.Frontier.plot`."""
    if ax is None:
        from matplotlib.figure import Figure

        ax = Figure(figsize=(6.4, 4.8), layout="constrained").subplots()
    (_two if len(edge.parties) == 2 else _many)(edge, solutions, ax)
    if not len(edge.points):
        ax.text(0.5, 0.5, "There is no deal", transform=ax.transAxes, ha="center")
    if ax.get_legend_handles_labels()[1]:
        ax.legend(fontsize="small", loc="lower left", frameon=False)
    ax.set_title("Pareto frontier: each line is a deal" if len(edge.parties) != 2 else "Pareto frontier")
    return ax


def as_png(edge: Frontier) -> bytes:
    """The picture as the bytes of a PNG file."""
    made = io.BytesIO()
    edge.plot().figure.savefig(made, format="png", dpi=100)
    return made.getvalue()


def _bounds(edge: Frontier) -> tuple[np.ndarray, np.ndarray]:
    names = [name.removeprefix("low_") for name in edge.proposals.columns if name.startswith("low_")]
    return tuple(edge.proposals[[f"{end}_{name}" for name in names]].to_numpy(dtype=float) for end in ("low", "high"))


def _two(edge: Frontier, solutions: dict[str, tuple[int, float]], ax: Any) -> None:
    ax.plot(edge.points[:, 0], edge.points[:, 1], "o-", color="#1f5fa8", markersize=4, label="frontier")
    for name, (row, _) in solutions.items():
        ax.plot(*edge.points[row], MARKS[name], color="#b3431e", markersize=9, fillstyle="none", label=name)
    low, high = _bounds(edge)
    for number, name in enumerate(edge.proposals["proposal"]):
        # A bar to the right and one upwards: what is not known of the proposal.
        ax.errorbar(
            *low[number], xerr=[[0], [high[number, 0] - low[number, 0]]], yerr=[[0], [high[number, 1] - low[number, 1]]],
            fmt="x", color="#555555", elinewidth=0.7,
        )  # fmt: skip
        ax.annotate(name, low[number], fontsize="x-small", xytext=(4, 4), textcoords="offset points")
    ax.set(xlabel=edge.parties[0], ylabel=edge.parties[1], xlim=(-0.02, 1.02), ylim=(-0.02, 1.02))


def _many(edge: Frontier, solutions: dict[str, tuple[int, float]], ax: Any) -> None:
    across = np.arange(len(edge.parties))
    # More lines than this only blacken the picture.
    shown = np.unique(np.linspace(0, max(0, len(edge.points) - 1), min(300, len(edge.points))).astype(int))
    for row in shown:
        ax.plot(across, edge.points[row], color="#8aa6c4", alpha=0.3, linewidth=0.8)
    for name, (row, _) in solutions.items():
        ax.plot(across, edge.points[row], marker=MARKS[name], linewidth=1.5, label=name)
    low, _ = _bounds(edge)
    for number, name in enumerate(edge.proposals["proposal"]):
        ax.plot(across, low[number], "x--", color="#555555", linewidth=0.8)
        ax.annotate(
            name, (across[-1], low[number, -1]), fontsize="small", xytext=(8, -3), textcoords="offset points",
            annotation_clip=False,
        )  # fmt: skip
    ax.set_xticks(across, edge.parties)
    ax.set(ylabel="satisfaction (the least that it can be)", ylim=(-0.02, 1.02), xlim=(-0.1, across[-1] + 0.35))
    ax.spines[["top", "right"]].set_visible(False)

"""Loops of conditions, each a ring of steps with arrows that say what waits for what, and for whom."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from ...graph.ontology import OPTION_SEPARATOR
from ..asking.steps import step_of
from ..asking.wording import Wording, cell_list
from . import sheet

if TYPE_CHECKING:
    from ...graph.store import Store
    from ..asking.answer import Answer

#: More loops, and more steps that wait behind one, are left out.
MAX_LOOPS, MAX_HELD_UP = 8, 10
#: Size of the box of a step, in inches.
BROAD, TALL = 1.5, 0.52
COLOUR = {"standoff": sheet.RED, "matter": sheet.ORANGE, "self-contradiction": sheet.PURPLE}
ALONE = "waiving this alone frees its core"
MEANS = {
    "standoff": "standoff: conditions of two parties or more",
    "matter": "matter: one party and rules of the matter",
    "self-contradiction": "self-contradiction: one party alone",
}


def draw_standoffs(answer: Answer, graph: Store, ax: Any = None) -> Any:
    """A ring for every loop: each step waits for the one that its arrow points to."""
    loops = [row for row in answer.itertuples() if row.kind != "downstream"]
    behind = [row for row in answer.itertuples() if row.kind == "downstream"]
    if not loops:
        return sheet.nothing(ax, "No conditions wait for one another in a loop.")
    words, shown = _Words(graph), loops[:MAX_LOOPS]
    sizes = [_size(len(cell_list(row.steps))) for row in shown]
    places, wide, high = _flow(sizes)
    ax = sheet.paper(ax, wide, high)
    sheet.bare(ax)
    ax.set(xlim=(0, wide), ylim=(high, 0), xticks=[], yticks=[])
    cut = False
    for row, (left, top), size in zip(shown, places, sizes, strict=True):
        cut |= _loop(ax, words, row, left, top, size)
    kinds = [kind for kind in COLOUR if any(row.kind == kind for row in shown)]
    keys = [Line2D([], [], color=COLOUR[kind], linewidth=2, label=MEANS[kind]) for kind in kinds]
    if cut:
        keys.append(Line2D([], [], color=sheet.GREEN, linewidth=2, linestyle="--", label=ALONE))
    held_up = [sheet.clean(words.step(step)) for row in behind for step in cell_list(row.steps)]
    notes = ["Each step waits for the one that its arrow points to, by the condition of the party named."]
    if held_up:
        held_up_text = "; ".join(held_up[:MAX_HELD_UP]) + ("; ..." if len(held_up) > MAX_HELD_UP else "")
        notes.append(f"Held up behind {'it' if len(loops) == 1 else 'them'}: {held_up_text}.")
    if len(loops) > len(shown):
        notes.append(f"The first {len(shown)} of {len(loops)} loops are drawn.")
    waits = "a loop in which nobody can begin" if len(loops) == 1 else f"{len(loops)} loops in which nobody can begin"
    more = f", and hold up {sheet.count(len(held_up), 'more step')}" if held_up else ""
    title = f"Conditions wait for one another in {waits}{more}."
    return sheet.finish(ax, title, keys, notes)


def _size(steps: int) -> tuple[float, float]:
    """Room that a ring of so many steps takes, in inches."""
    if steps <= 2:
        return (BROAD + 0.9, 1.5) if steps == 1 else (2 * BROAD + 1.4, 1.75)
    radius = _radius(steps)
    return 2 * radius * 1.35 + BROAD + 0.6, 2 * radius + TALL + 0.85


def _radius(steps: int) -> float:
    return max(0.85, steps * 0.3)


def _flow(sizes: list[tuple[float, float]]) -> tuple[list[tuple[float, float]], float, float]:
    """Rings side by side while they fit, then below: their places, and the room that all take."""
    places, x, y, row, wide = [], 0.0, 0.0, 0.0, 0.0
    for broad, tall in sizes:
        if x and x + broad > sheet.WIDEST:
            x, y, row = 0.0, y + row, 0.0
        places.append((x, y))
        x, row = x + broad, max(row, tall)
        wide = max(wide, x)
    return places, wide, y + row


def _loop(ax: Any, words: _Words, row: Any, left: float, top: float, size: tuple[float, float]) -> bool:
    """Draw one ring; whether a single condition of it frees it."""
    loop_steps = cell_list(row.steps)
    broad, tall = size
    middle, centre = left + broad / 2, top + 0.3 + (tall - 0.3) / 2
    colour, head = COLOUR[row.kind], f"{row.kind}, core {row.core}"
    ax.text(middle, top + 0.14, head, fontsize=sheet.SMALL, fontweight="bold", ha="center", va="center")
    spots = _spots(len(loop_steps), middle, centre)
    boxes = []
    for step, (x, y) in zip(loop_steps, spots, strict=True):
        box = FancyBboxPatch(
            (x - BROAD / 2, y - TALL / 2),
            BROAD,
            TALL,
            boxstyle="round,pad=0,rounding_size=0.08",
            facecolor="none",
            edgecolor=sheet.INK,
            linewidth=0.9,
            gid="step",
        )
        ax.add_patch(box)
        boxes.append(box)
        ax.text(x, y, sheet.label(words.step(step), 26, 3), ha="center", va="center", fontsize=6.5)
    alone = {waiver for waiver in str(row.waive).split(";") if waiver and len(cell_list(waiver)) == 1}
    cut = False
    for place, step in enumerate(loop_steps):
        after = (place + 1) % len(loop_steps)
        names, ties = words.between(step, loop_steps[after], row)
        free = bool(alone & set(ties))
        cut |= free
        start, end = spots[place], spots[after]
        if len(loop_steps) == 1:
            start, end = (start[0] + BROAD / 4, start[1] - TALL / 2), (end[0] - BROAD / 4, end[1] - TALL / 2)
        ax.add_patch(
            FancyArrowPatch(
                start,
                end,
                patchA=boxes[place] if len(loop_steps) > 1 else None,
                patchB=boxes[after] if len(loop_steps) > 1 else None,
                shrinkA=2,
                shrinkB=2,
                arrowstyle="-|>",
                mutation_scale=10,
                linewidth=1.6,
                connectionstyle=f"arc3,rad={0.9 if len(loop_steps) == 1 else -0.3 if len(loop_steps) == 2 else 0}",
                gid="waits",
                color=sheet.GREEN if free else colour,
                linestyle="--" if free else "-",
            )
        )
        x, y, side = _beside(start, end, (middle, centre), place, len(loop_steps))
        ax.text(x, y, sheet.label(names, 26, 3), ha=side, va="center", fontsize=6, linespacing=0.95)
    return cut


def _spots(steps: int, middle: float, centre: float) -> list[tuple[float, float]]:
    """Where the steps of a ring stand: one in the middle, two side by side, more around it from the top."""
    if steps == 1:
        return [(middle, centre)]
    if steps == 2:
        return [(middle - (BROAD + 0.7) / 2, centre), (middle + (BROAD + 0.7) / 2, centre)]
    radius = _radius(steps)
    turn = [2 * math.pi * place / steps - math.pi / 2 for place in range(steps)]
    return [(middle + radius * 1.35 * math.cos(angle), centre + radius * math.sin(angle)) for angle in turn]


def _beside(
    start: tuple[float, float], end: tuple[float, float], middle: tuple[float, float], place: int, steps: int
) -> tuple[float, float, str]:
    """Where the words of an arrow stand, outside of the ring, and on which side they begin."""
    if steps == 1:
        return middle[0], middle[1] + TALL / 2 + 0.16, "center"
    if steps == 2:
        return middle[0], middle[1] + (0.52 if place else -0.52), "center"
    x, y = (start[0] + end[0]) / 2 - middle[0], (start[1] + end[1]) / 2 - middle[1]
    away = math.hypot(x, y)
    if abs(y) > 2 * abs(x):
        return middle[0] + x, middle[1] + y + math.copysign(TALL / 2 + 0.14, y), "center"
    side = "left" if x > 0 else "right"
    return middle[0] + x * (1 + 0.12 / away), middle[1] + y * (1 + 0.12 / away), side


class _Words:
    """How steps and what ties them read."""

    def __init__(self, graph: Store) -> None:
        self.graph, self.wording, self.parties = graph, Wording(graph), sheet.names(graph, "parties")
        self.code = {str(position_id): place for place, position_id in enumerate(graph.columns.ids)}
        self.conditions = {str(row.id): row for row in graph.tables["conditions"].itertuples()}
        self.known = {
            *self.code,
            *(
                name
                for row in self.conditions.values()
                for name in (*self._stands_for(row.what), *cell_list(row.requires))
            ),
            *(row.what for row in self.conditions.values()),
            *graph.tables["constraints"]["option"],
            *graph.tables["constraints"]["other"],
        }

    def step(self, text: str) -> str:
        """An option with its issue, or what a position says, and where."""
        name, regions = step_of(self.graph, text, self.known)
        if OPTION_SEPARATOR in name or name not in self.code:
            return self.wording.item(name) + self.wording.where(regions)
        position = self.code[name]
        issue = self.wording.issues[self.graph.columns.issue[position]]
        return f"{self.wording.position(position)} ({issue}){self.wording.where(regions)}"

    def between(self, step: str, after: str, loop: Any) -> tuple[str, list[str]]:
        """Who ties a step of a loop to the next, and how; and the ids of those conditions."""
        phrases, ties = [], []
        step, after = (step_of(self.graph, text, self.known).name for text in (step, after))
        for condition in cell_list(loop.conditions):
            row = self.conditions.get(condition)
            if row is None:
                continue
            sooner, later = {str(row.what), *self._stands_for(str(row.what))}, set(cell_list(row.requires))
            if (step in sooner and after in later) or (
                row.relation == "together with" and step in later and after in sooner
            ):
                phrases.append(f"{self._who(row, cell_list(loop.parties))}: {row.relation}")
                ties.append(condition)
        return " / ".join(dict.fromkeys(phrases)) or "a rule of the matter", ties

    def _stands_for(self, subject: str) -> list[str]:
        """The options that a position stands for."""
        if subject not in self.code:
            return []
        position = self.code[subject]
        issue = self.graph.columns.issues[self.graph.columns.issue[position]]
        return [
            f"{issue}{OPTION_SEPARATOR}{option}"
            for option in cell_list(self.graph.tables["positions"]["option"].iat[position])
        ]

    def _who(self, row: Any, parties: list[str]) -> str:
        """Whose condition it is: that one of the parties for whom its holder speaks."""
        columns = self.graph.columns
        if isinstance(row.party, str):
            party = next(place for place, speaker in enumerate(columns.parties) if str(speaker) == row.party)
        elif str(row.what) in self.code:
            party = int(columns.party[self.code[str(row.what)]])
        else:
            return "a fact of the matter"
        speaker, principal = str(columns.parties[party]), str(columns.parties[columns.principal[party]])
        return self.parties[speaker if speaker in parties else principal]

"""Support: one bar an option, who is against it to the left and who is for it to the right; who is neither stands apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.patches import Rectangle

from ..asking.wording import Wording, cell_list
from . import sheet
from .settlements import where_of

if TYPE_CHECKING:
    from ...graph.store import Store
    from ..asking.answer import Answer

#: More options than this are cut off, and that is said.
MAX_BARS = 40
#: From the middle outwards: the column, its colour and hatch, and its words.
LEFT = (("objects", sheet.ORANGE, "///", "against it, less firmly"), ("rejects", sheet.RED, "xxx", "rejects it"))
RIGHT = (("accepts", "#8fd3bf", "", "accepts it"), ("demands", sheet.GREEN, "---", "demands it"))
APART = (
    ("abstains", sheet.GREY, "", "abstains"),
    ("mixed", sheet.YELLOW, "\\\\\\", "of two minds"),
    ("no_answer", "#f4f5f6", "...", "gave no answer"),
    ("possible", sheet.PURPLE, "///", "may reject it: divided, or of unknown firmness"),
    ("silent", "#f4f5f6", "", "nothing is known"),
)
VERDICTS = {"passes": "✓", "fails": "✗", "depends": "?"}
TOLD = {"passes": "would pass", "depends": "depend on votes that are not known", "fails": "would fail"}
#: Inches of a bar, and of all bars from side to side.
HEIGHT, WIDTH = 0.3, 5.0


def draw_support(answer: Answer, graph: Store, ax: Any = None) -> Any:
    """A bar an option, with the number of parties in each part; of an answer by bloc, a bar an option and bloc."""
    if not len(answer):
        return sheet.nothing(ax, "On no issue does one of those asked hold a position.")
    rows, wording = list(answer.head(MAX_BARS).itertuples()), Wording(graph)
    ax = sheet.paper(ax, WIDTH, HEIGHT * len(rows))
    left, right, apart = (max(_sum(row, parts) for row in rows) for parts in (LEFT, RIGHT, APART))
    gap = 0.06 * max(1, left + right + apart)
    for y, row in enumerate(rows):
        _stack(ax, y, row, LEFT, 0, -1)
        _stack(ax, y, row, RIGHT, 0, 1)
        _stack(ax, y, row, APART, right + gap, 1)
    ax.axvline(0, color=sheet.INK, linewidth=0.8)
    ax.set_yticks(range(len(rows)), [_label(wording, row) for row in rows], fontsize=sheet.SMALL, parse_math=False)
    ax.set(xticks=[], xlim=(-left - gap / 2, right + gap + max(apart, gap)), ylim=(len(rows) - 0.5, -0.5))
    sheet.bare(ax)
    used = [
        sheet.key(words, colour, hatch)
        for name, colour, hatch, words in (*reversed(LEFT), *RIGHT, *APART)
        if any(cell_list(getattr(row, name, "")) for row in rows)
    ]
    notes = [
        "Left of the line: against. Right of it: for. Apart on the right: neither, or not known. Parties are counted."
    ]
    if hasattr(rows[0], "verdict"):
        notes.append("✓ passes, ✗ fails, ? depends on those of whom nothing is known.")
    if len(answer) > MAX_BARS:
        notes.append(f"{len(answer) - MAX_BARS:,} more rows are left out.")
    return sheet.finish(ax, _title(answer), used, notes)


def _sum(row: Any, parts: tuple[tuple[str, ...], ...]) -> int:
    return sum(len(cell_list(getattr(row, part[0], ""))) for part in parts)


def _stack(ax: Any, y: float, row: Any, parts: tuple[tuple[str, ...], ...], start: float, side: int) -> None:
    """The parts of a bar one behind the other, each with its number."""
    for name, colour, hatch, _ in parts:
        if amount := len(cell_list(getattr(row, name, ""))):
            low = start if side > 0 else start - amount
            ax.add_patch(
                Rectangle((low, y - 0.38), amount, 0.76, facecolor=colour, hatch=hatch, edgecolor=sheet.FAINT, gid=name)
            )
            ax.text(
                low + amount / 2,
                y,
                str(amount),
                ha="center",
                va="center",
                fontsize=sheet.SMALL,
                color=sheet.ON_FILL,
                bbox={"facecolor": colour, "edgecolor": "none", "pad": 0.6},
            )
            start += side * amount


def _label(wording: Wording, row: Any) -> str:
    """The option, and what it is an option of."""
    graph = wording.graph
    code = graph.columns.issues.tolist().index(row.issue)
    settled = [
        wording.options.get((row.issue, word), word) if not graph.columns.is_number[code] else word
        for word in cell_list(row.settlement)
    ]
    place = where_of(graph, row)
    bloc = getattr(row, "bloc", None)
    lines = [
        sheet.label(" / ".join(settled), 40, 1),
        sheet.label(f"{wording.subjects[code]}{f', {place}' if place else ''}", 48, 1),
    ]
    if bloc is not None:
        lines[0] += f" ({sheet.label(sheet.names(graph, 'parties').get(bloc, 'in no bloc'), 24, 1)})"
    verdict = VERDICTS.get(getattr(row, "verdict", ""), "")
    return f"{verdict} {lines[0]}\n{lines[1]}".lstrip()


def _title(answer: Answer) -> str:
    issues = sheet.count(answer["issue"].nunique(), "issue")
    options = len(answer[["issue", "settlement"]].drop_duplicates())
    backed = int((answer["in_favour"] > answer["against"]).sum())
    rows = sheet.count(len(answer), "row")
    title = (
        f"{sheet.count(options, 'option')} on {issues}; {backed:,} of {rows} with more parties for it than against it"
    )
    if "verdict" in answer:
        counts = answer["verdict"].value_counts()
        told = [f"{counts[word]} {words}" for word, words in TOLD.items() if word in counts]
        title += f"; {', '.join(told)}"
    return f"{title}."

"""Unknowns as bars: how many zones and how many clashes each decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import sheet

if TYPE_CHECKING:
    from ...graph.store import Store
    from ..asking.answer import Answer

ZONES, CLASHES = "zones", "clashes"
LOOKS = {ZONES: (sheet.BLUE, ""), CLASHES: (sheet.PURPLE, "////")}
WIDE = 4.2
#: More rows than this are too many for one picture.
MAX_ROWS = 30


def draw_what_next(answer: Answer, graph: Store, ax: Any = None) -> Any:
    """A bar for every question, as long as the number of answers that it decides."""
    if not len(answer):
        return sheet.nothing(ax, "No answer would change, whatever is not known turned out to be.")
    rows = answer.head(MAX_ROWS)
    ax = sheet.paper(ax, WIDE, 0.42 * len(rows) + 0.2)
    longest = int((rows["zones"] + rows["clashes"]).max())
    for y, row in enumerate(rows.itertuples(index=False)):
        left = 0
        for name, (colour, hatch) in LOOKS.items():
            count = int(getattr(row, name))
            if count:
                ax.barh(
                    y, count, left=left, height=0.62, color=colour, hatch=hatch, edgecolor=sheet.PAPER, gid="decided"
                )
                ax.text(
                    left + count / 2, y, f"{count:,}", ha="center", va="center", color=sheet.PAPER, fontsize=sheet.SMALL
                )
            left += count
        text = sheet.label(row.question, 58, 2)
        ax.text(-0.012, y, text, transform=ax.get_yaxis_transform(), ha="right", va="center", fontsize=sheet.SMALL)
    ax.set_xlim(0, longest * 1.02)
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.set_yticks([])
    ax.set_xticks([])
    for side in ax.spines.values():
        side.set_visible(False)
    keys = [sheet.key(name, colour, hatch) for name, (colour, hatch) in LOOKS.items() if rows[name].any()]
    left_out = f"{len(answer) - len(rows):,} more questions are not drawn." if len(answer) > len(rows) else ""
    title = f"{sheet.count(len(answer), 'question')} to ask next: how many answers each decides."
    return sheet.finish(ax, title, keys, [left_out])

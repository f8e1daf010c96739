"""Two sides as a table of marks: for each issue what is new, gone or moved, and whether that leads nearer or farther."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from matplotlib.lines import Line2D

from ..asking.wording import cell_list
from . import sheet

if TYPE_CHECKING:
    from ...graph.store import Store
    from ..asking.answer import Answer

KINDS = {"position": "positions", "clash": "clashes", "zone": "zones", "opening": "openings"}
#: What the marks mean, and how they look: what leads farther from an agreement, nearer to it, or neither.
FARTHER, NEARER, NEITHER = "farther from agreement", "nearer to agreement", "neither"
LOOKS = {FARTHER: ("^", sheet.RED), NEARER: ("v", sheet.GREEN), NEITHER: ("D", sheet.BLUE)}
LEADS = {
    **dict.fromkeys(("firmer", "closed", "not agreed"), FARTHER),
    **dict.fromkeys(("softer", "opened", "agreed"), NEARER),
}
#: More issues than this are too many for one picture.
MAX_ISSUES = 40
ACROSS, WIDE = 1.35, 6.2


def leads(what: str, change: str, direction: str) -> str:
    """Whether a difference leads nearer to an agreement; a position that is new or gone may lead either way."""
    if what == "clash" and change != "moved":
        return FARTHER if change == "new" else NEARER
    return LEADS.get(direction, NEITHER)


def draw_compare(answer: Answer, graph: Store, ax: Any = None) -> Any:
    """A row for every issue, and in it a mark with a number for each sort of difference."""
    if not len(answer):
        return sheet.nothing(ax, "Nothing that was compared differs.")
    names = sheet.names(graph, "issues")
    counts: dict[str, Counter[tuple[str, str]]] = {}
    for row in answer.itertuples(index=False):
        for issue in cell_list(row.issue):
            cell = row.what, leads(row.what, row.change, row.direction)
            counts.setdefault(issue, Counter())[cell] += 1
    most = sorted(counts, key=lambda issue: -counts[issue].total())[:MAX_ISSUES]
    issues = [issue for issue in counts if issue in set(most)]
    ax = sheet.paper(ax, WIDE, 0.34 * len(issues) + 0.2)
    kinds = [kind for kind in KINDS if (answer["what"] == kind).any()]
    seen = set()
    for y, issue in enumerate(issues):
        ax.axhline(y, color=sheet.GREY, linewidth=0.6, zorder=0)
        text = sheet.label(names.get(issue, issue), 32, 2)
        ax.text(-0.012, y, text, transform=ax.get_yaxis_transform(), ha="right", va="center", fontsize=sheet.SMALL)
        for x, kind in enumerate(kinds):
            marks = [(lead, counts[issue][kind, lead]) for lead in LOOKS if counts[issue][kind, lead]]
            for beside, (lead, count) in enumerate(marks):
                mark, colour = LOOKS[lead]
                seen.add(lead)
                at = x * ACROSS + beside * 0.4
                ax.plot([at], [y], mark, color=colour, markersize=8, markeredgecolor=sheet.PAPER, gid="difference")
                ax.text(at + 0.1, y, f"{count:,}", fontsize=sheet.SMALL, va="center")
    ax.set_xlim(-0.3, len(kinds) * ACROSS)
    ax.set_ylim(len(issues) - 0.4, -0.6)
    ax.set_xticks([x * ACROSS + 0.3 for x in range(len(kinds))], [KINDS[kind] for kind in kinds])
    ax.tick_params(length=0)
    ax.set_yticks([])
    for side in ax.spines.values():
        side.set_visible(False)
    keys = [
        Line2D([], [], linestyle="", marker=LOOKS[lead][0], color=LOOKS[lead][1], label=lead)
        for lead in LOOKS
        if lead in seen
    ]
    changes = answer["change"].value_counts()
    told = ", ".join(f"{int(changes[change]):,} {change}" for change in ("new", "gone", "moved") if change in changes)
    title = f"{sheet.count(len(answer), 'difference')} on {sheet.count(len(counts), 'issue')}: {told}."
    left_out = f"{len(counts) - len(issues):,} more issues are not drawn." if len(counts) > len(issues) else ""
    return sheet.finish(ax, title, keys, [left_out])

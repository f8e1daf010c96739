"""Zones of possible agreement: who closes which, a zone a row; those of one issue alone are drawn in full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from ..asking.selection import find
from ..asking.wording import Wording, cell_list
from . import sheet
from .settlements import LINES, STATUS, draw_one, where_of

if TYPE_CHECKING:
    from ...graph.store import Store
    from ..asking.answer import Answer

#: One issue is drawn in full up to so many zones of it; more rows than this are put together, an issue a row.
MAX_IN_FULL, MAX_ROWS, MAX_COLUMNS = 8, 30, 14
#: With more parties than this there is no room for what lies in a zone.
MAX_WITH_WORDS = 6


def draw_zones(answer: Answer, graph: Store, ax: Any = None) -> Any:
    """Zones of one issue in full: intervals on its scale, or its options by parties. Zones of several: one a row."""
    if not len(answer):
        return sheet.nothing(
            ax, "There is no place and time in which two or more of the parties asked hold a position."
        )
    if answer["issue"].nunique() == 1 and len(answer) <= MAX_IN_FULL and "positions" in answer:
        issue = find(graph, "issues", answer["issue"].iat[0])[0]
        return draw_one(answer, graph, issue, ax)
    return _overview(answer, graph, ax)


def _overview(answer: Answer, graph: Store, ax: Any) -> Any:
    issues, parties = sheet.names(graph, "issues"), sheet.names(graph, "parties")
    together = len(answer) > MAX_ROWS
    groups: dict[Any, list[Any]] = {}
    for place, row in enumerate(answer.itertuples()):
        groups.setdefault(row.issue if together else place, []).append(row)
    zone_count: dict[str, int] = {}
    for row in answer.itertuples():
        for party in cell_list(row.parties):
            zone_count[party] = zone_count.get(party, 0) + 1
    shown = sorted(zone_count, key=lambda party: -zone_count[party])[:MAX_COLUMNS]
    rows = list(groups.values())
    left_out = max(0, len(rows) - MAX_ROWS)
    if left_out:
        rows = sorted(rows, key=lambda zone_rows: -sum(row.status == "closed" for row in zone_rows))[:MAX_ROWS]
    ax = sheet.paper(ax, 0.62 * (len(shown) + 1), 0.34 * len(rows))
    labels = []
    for y, row_zones in enumerate(rows):
        name = sheet.label(issues.get(row_zones[0].issue, row_zones[0].issue), 34, 1)
        where = "" if together else where_of(graph, row_zones[0])
        labels.append(name + (f"\n{sheet.label(where, 40, 1)}" if where else ""))
        _status(ax, y, row_zones)
        for x, party in enumerate(shown, start=1):
            _party(ax, x, y, party, row_zones)
        if not together and len(shown) <= MAX_WITH_WORDS:
            ax.text(
                len(shown) + 0.6,
                y,
                sheet.label(_inside(graph, row_zones[0]), 34, 2),
                fontsize=6.5,
                va="center",
                linespacing=1.1,
            )
    sheet.ticks(ax, ["zone", *(parties.get(party, party) for party in shown)], labels, inches=0.62)
    sheet.bare(ax)
    statuses = set(answer["status"])
    keys = [
        Line2D([], [], linestyle="", marker=mark, color=colour, markeredgecolor=sheet.FAINT, label=MEANS[status])
        for status, (colour, mark) in STATUS.items()
        if status in statuses
    ]
    marks = {
        "closes": "✕ closes it, in a frame: without it, it would not be closed",
        "holds": "● holds a position",
        "unknown": "? asked, and nothing known of it",
    }
    drawn = {artist.get_gid() for artist in ax.get_children()}
    notes = ["; ".join(words for mark, words in marks.items() if mark in drawn) + "."]
    if not answer["certain"].all():
        notes.append("A hollow mark: a position of unknown firmness could make it worse.")
    if together:
        notes.append(
            f"{len(answer):,} zones are too many to draw one by one: in each row all of one issue, with their number."
        )
    if left_out:
        notes.append(f"{sheet.count(left_out, 'issue')} with the fewest closed zones left out.")
    if len(zone_count) > len(shown):
        notes.append(f"{sheet.count(len(zone_count) - len(shown), 'party', 'parties')} with the fewest zones left out.")
    return sheet.finish(ax, _title(answer), keys, notes)


def _title(answer: Answer) -> str:
    """How many zones there are, by which lines, and how many of each status."""
    counts = answer["status"].value_counts()
    counts_text = ", ".join(f"{counts[status]} {status}" for status in ("agreed", "open", "closed") if status in counts)
    level = LINES.get(str(answer["level"].iat[0]), "")
    zones, on = sheet.count(len(answer), "zone"), sheet.count(answer["issue"].nunique(), "issue")
    return f"{zones} of possible agreement on {on}, by {level}: {counts_text}."


def _inside(graph: Store, row: Any) -> str:
    """The settlements in a zone."""
    inside = cell_list(row.settlements) if "settlements" in row._fields else []
    options = Wording(graph).options
    return " / ".join(options.get((row.issue, option), option) for option in inside)


MEANS = {
    "agreed": "agreed: something that all accept",
    "open": "open: something that nobody rules out",
    "closed": "closed: nothing is left",
}


def _status(ax: Any, y: float, zone_rows: list[Any]) -> None:
    """The statuses of the zones of one row, side by side where there are several."""
    kinds = [status for status in STATUS if any(row.status == status for row in zone_rows)]
    for place, status in enumerate(kinds):
        rows = [row for row in zone_rows if row.status == status]
        colour, mark = STATUS[status]
        x = (place - (len(kinds) - 1) / 2) * 0.38
        sure = all(row.certain for row in rows)
        ax.plot(
            [x],
            [y],
            mark,
            markersize=7,
            color=colour,
            markeredgecolor=sheet.FAINT if sure else colour,
            markerfacecolor=colour if sure else "none",
            markeredgewidth=0.6 if sure else 1.6,
            gid="status",
        )
        if len(zone_rows) > 1:
            ax.text(x, y + 0.42, f"{len(rows)}", fontsize=5.5, ha="center", va="center")


def _party(ax: Any, x: float, y: float, party: str, zone_rows: list[Any]) -> None:
    """The part that a party has in the zones of one row: it closes them, holds a position, is unknown, or is not asked."""
    party_rows = [row for row in zone_rows if party in cell_list(row.parties)]
    closes = [row for row in party_rows if party in cell_list(row.closed_by)]
    if not party_rows:
        return
    if closes:
        pivotal = any(party in cell_list(row.pivotal) for row in closes)
        ax.add_patch(
            Rectangle(
                (x - 0.4, y - 0.4),
                0.8,
                0.8,
                facecolor=sheet.RED,
                linewidth=1.6 if pivotal else 0,
                gid="closes",
                edgecolor=sheet.INK,
            )
        )
        mark = "✕" if len(zone_rows) == 1 else f"✕ {len(closes)}"
        ax.text(x, y, mark, ha="center", va="center", color=sheet.ON_FILL, fontsize=sheet.SMALL)
        return
    unknown = all(party in cell_list(row.unknown) for row in party_rows)
    ax.text(
        x,
        y,
        "?" if unknown else "●",
        ha="center",
        va="center",
        fontsize=sheet.NORMAL if unknown else 5,
        color=sheet.INK if unknown else sheet.FAINT,
        gid="unknown" if unknown else "holds",
    )

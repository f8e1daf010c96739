"""The zones of one issue in full: what each party accepts and rules out of every settlement, and what lies in the zone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from ...graph import rule
from ...graph.columns import AIM, BOTTOM_LINE, LEVELS, OTHER, RED_LINE, UNKNOWN
from ..asking.selection import level_code
from ..asking.wording import Wording, cell_list, number
from . import sheet

if TYPE_CHECKING:
    from ...graph.store import Store
    from ..asking.answer import Answer

STATUS = {"agreed": (sheet.GREEN, "o"), "open": (sheet.BLUE, "D"), "closed": (sheet.RED, "X")}
LINES = {"red line": "red lines", "bottom line": "red and bottom lines", "aim": "all demands and rejections"}


def draw_one(answer: Answer, graph: Store, issue: int, ax: Any) -> Any:
    """Intervals on the scale of a number issue; on a choice issue its options by parties."""
    blocks = [_block(graph, row, issue) for row in answer.itertuples()]
    return (_intervals if graph.columns.is_number[issue] else _options)(blocks, answer, graph, issue, ax)


class _Block(NamedTuple):
    """One zone: what each party says of each settlement, and what lies in it."""

    row: Any
    parties: list[str]
    says: list[list[str]]
    zone: rule.Zone
    settlements: rule.Settlements
    ideals: list[list[float]]


def _block(graph: Store, row: Any, issue: int) -> _Block:
    """The views of the parties of a row, as the rule reads their positions.

    Of each settlement: ``accepts``; the level at which the party rules it out; ``?`` where a position of unknown firmness
    rules it out; ``open`` where the party says nothing of it; ``nothing known`` where it holds no position there.
    """
    columns = graph.columns
    code = {str(position_id): place for place, position_id in enumerate(columns.ids)}
    positions_of: dict[str, list[int]] = {party: [] for party in cell_list(row.parties)}
    for position_id in cell_list(row.positions):
        position = code[position_id]
        party = int(columns.party[position])
        voice, principal = str(columns.parties[party]), str(columns.parties[columns.principal[party]])
        positions_of[voice if voice in positions_of else principal].append(position)
    everyone = [position for positions in positions_of.values() for position in positions]
    settlements = rule.settlements(columns, issue, everyone)
    level = level_code(row.level)
    says = {party: rule.party_says(columns, settlements, positions, level) for party, positions in positions_of.items()}
    table = graph.tables["positions"]["ideal"]
    return _Block(
        row,
        list(positions_of),
        [_of_each(graph, settlements, positions, says[party]) for party, positions in positions_of.items()],
        rule.zone(
            settlements.full, [says[party] if positions else rule.NOTHING for party, positions in positions_of.items()]
        ),
        settlements,
        [[float(table.iat[p]) for p in positions if not np.isnan(table.iat[p])] for positions in positions_of.values()],
    )


def _of_each(graph: Store, settlements: rule.Settlements, positions: list[int], says: rule.PartyView) -> list[str]:
    if not positions:
        return ["nothing known"] * len(settlements.pieces)
    columns = graph.columns
    at = {level: rule.party_says(columns, settlements, positions, level).ruled_out for level in (RED_LINE, BOTTOM_LINE)}
    unsure = [position for position in positions if columns.firmness[position] == UNKNOWN]
    aims = [position for position in positions if columns.firmness[position] != UNKNOWN]
    at[AIM] = rule.party_says(columns, settlements, aims, AIM).ruled_out
    perhaps = rule.party_says(columns, settlements, unsure, AIM).ruled_out
    cells = []
    for bit in (1 << place for place in range(len(settlements.pieces))):
        firmest = next((level for level in (RED_LINE, BOTTOM_LINE, AIM) if at[level] & bit), None)
        counted = says.ruled_out & bit
        if says.accepted & bit and not counted:
            cells.append("accepts")
        elif firmest is not None:
            cells.append(LEVELS[firmest])
        else:
            cells.append("?" if perhaps & bit else "open")
    return cells


#: Colour, hatch and mark of what a party says of a settlement.
SAYS = {
    "accepts": (sheet.GREEN, "", "✓"),
    "red line": (*sheet.FIRMNESS["red line"], "✕"),
    "bottom line": (*sheet.FIRMNESS["bottom line"], "✕"),
    "aim": (*sheet.FIRMNESS["aim"], "✕"),
    "?": (*sheet.FIRMNESS[""], "✕?"),
    "open": ("none", "", "·"),
    "nothing known": ("none", "", "?"),
}
MEANING = {
    "accepts": "✓ accepts",
    "red line": "✕ ruled out: red line",
    "bottom line": "✕ ruled out: bottom line",
    "aim": "✕ ruled out: aim",
    "?": "✕? ruled out, firmness not known",
    "open": "· says nothing of it",
    "nothing known": "? nothing known of the party there",
}


def _keys(blocks: list[_Block], shade: str) -> list[Any]:
    shown = {view for block in blocks for views in block.says for view in views}
    patches = [each_view for each_view in SAYS if each_view in shown and (each_view != "open" or shade == "framed")]
    keys: list[Any] = [sheet.key(MEANING[each_view], SAYS[each_view][0]) for each_view in patches]
    if "open" in shown - set(patches):
        keys.append(Line2D([], [], color=sheet.FAINT, linestyle=":", label="says nothing of it"))
    statuses = {block.zone.status for block in blocks}
    means = {"agreed": f"{shade}: all accept", "open": f"{shade}: nobody rules out"}
    return keys + [
        sheet.key(means[status], TINT[status], edge=INSIDE) for status in ("agreed", "open") if status in statuses
    ]


TINT = {"agreed": "#bfe6d9", "open": "#cbe2f1"}
INSIDE = sheet.BLUE


def where_of(graph: Store, row: Any) -> str:
    """Place and time of a zone, empty for everywhere and always."""
    regions = sheet.names(graph, "regions")
    parts = [", ".join(sheet.clean(regions[region]) for region in cell_list(row.regions))]
    start, end = (day if isinstance(day, str) else "" for day in (row.start, row.end))
    parts.append(f"{start} to {end}" if start and end else f"since {start}" if start else f"until {end}" if end else "")
    return "; ".join(filter(None, parts))


def _answered(graph: Store, block: _Block) -> str:
    """The status of a zone in a few words."""
    names, zone = sheet.names(graph, "parties"), block.zone
    by = ", ".join(sheet.clean(names[evidence_id]) for evidence_id in cell_list(block.row.closed_by))
    sure = "" if zone.certain else f" ({zone.at_worst} if unknown firmness is firm)"
    return (f"closed by {by}" if zone.status == "closed" else zone.status) + sure


def _title(answer: Answer, blocks: list[_Block], name: str) -> str:
    level = LINES[str(answer["level"].iat[0])]
    statuses = [block.zone.status for block in blocks]
    if len(set(statuses)) == 1:
        counts_text = {
            "agreed": "there is a settlement that all accept",
            "closed": "nothing is left",
            "open": "something is left that nobody rules out, but not all accept it",
        }[statuses[0]]
    else:
        counts_text = ", ".join(
            f"{statuses.count(status)} {status}" for status in ("agreed", "open", "closed") if status in statuses
        )
    return f"{sheet.clean(name)}: {counts_text}, by {level}."


def _head(ax: Any, graph: Store, block: _Block, y: float) -> None:
    """The line above a zone: where and when, and its status."""
    text = " · ".join(filter(None, [where_of(graph, block.row), _answered(graph, block)]))
    colour, marker = STATUS[block.zone.status]
    mixed = ax.get_yaxis_transform()
    ax.plot(
        [0.004],
        [y],
        marker,
        color=colour,
        markersize=6,
        markeredgecolor=sheet.FAINT,
        markeredgewidth=0.5,
        transform=mixed,
        clip_on=False,
    )
    ax.annotate(
        sheet.sentence(text, 90, 1),
        (0.004, y),
        xycoords=mixed,
        xytext=(9, 0),
        textcoords="offset points",
        fontsize=sheet.SMALL,
        fontweight="bold",
        va="center",
        annotation_clip=False,
        parse_math=False,
    )


def _intervals(blocks: list[_Block], answer: Answer, graph: Store, issue: int, ax: Any) -> Any:
    names, wording = sheet.names(graph, "parties"), Wording(graph)
    heights = [len(block.parties) + 1 for block in blocks]
    ax = sheet.paper(ax, 5.4, 0.3 * sum(heights) + 0.15 * (len(blocks) - 1))
    low, high = _span(blocks)
    y, places, labels = 0.0, [], []
    for block in blocks:
        _head(ax, graph, block, y)
        inside = [block.zone.settlements >> place & 1 for place in range(len(block.settlements.pieces))]
        for first, last in _ranges(block.settlements, inside, low, high):
            ax.add_patch(
                Rectangle(
                    (first, y + 0.5),
                    last - first,
                    len(block.parties),
                    facecolor=TINT[block.zone.status],
                    edgecolor=INSIDE,
                    linewidth=1,
                    gid="zone",
                    zorder=0,
                )
            )
        for party, says, ideals in zip(block.parties, block.says, block.ideals, strict=True):
            y += 1
            places.append(y)
            labels.append(sheet.label(names[party], 26, 2))
            ax.plot([low, high], [y, y], color=sheet.GREY, linewidth=0.6, zorder=0.5)
            for view in dict.fromkeys(says):
                _interval(ax, block.settlements, view, [shown_view == view for shown_view in says], y, (low, high))
            for ideal in ideals:
                ax.plot([ideal], [y], "D", color=sheet.PAPER, markeredgecolor=sheet.ON_FILL, markersize=4.5, zorder=4)
        y += 1.5
    sheet.bare(ax)
    ax.set(xlim=(low, high), ylim=(y - 0.8, -0.5))
    ax.set_yticks(places, labels, fontsize=sheet.SMALL, parse_math=False)
    ax.tick_params(axis="x", length=3, labelsize=sheet.SMALL)
    ax.xaxis.set_major_formatter(lambda tick, _: number(round(float(tick), 9)))
    ax.set_xlabel(sheet.clean(wording.units[issue]), fontsize=sheet.SMALL, parse_math=False)
    keys = _keys(blocks, "shaded")
    if any(ideals for block in blocks for ideals in block.ideals):
        keys.append(
            Line2D([], [], linestyle="", marker="D", color=sheet.PAPER, markeredgecolor=sheet.INK, label="ideal")
        )
    return sheet.finish(
        ax, _title(answer, blocks, sheet.names(graph, "issues")[str(graph.columns.issues[issue])]), keys
    )


def _interval(
    ax: Any, settlements: rule.Settlements, view: str, where: list[bool], y: float, span: tuple[float, float]
) -> None:
    colour, hatch, mark = SAYS[view]
    for first, last in _ranges(settlements, where, *span):
        middle = (first + last) / 2
        if view in ("open", "nothing known"):
            ax.plot([first, last], [y, y], color=sheet.FAINT, linewidth=1.2, linestyle=":", zorder=1, gid=view)
            if view == "nothing known":
                ax.text(middle, y, "?", ha="center", va="center", fontsize=sheet.NORMAL, fontweight="bold")
            continue
        if first == last:
            ax.plot([first], [y], "|", color=colour, markersize=11, markeredgewidth=2.5, zorder=3, gid=view)
            continue
        tall = 0.62 if view == "accepts" else 0.3
        ax.add_patch(
            Rectangle(
                (first, y - tall / 2),
                last - first,
                tall,
                facecolor=colour,
                hatch=hatch,
                edgecolor=sheet.ON_FILL,
                linewidth=0 if not hatch else 0.3,
                zorder=2,
                gid=view,
            )
        )
        if view == "accepts" and last - first > (span[1] - span[0]) * 0.04:
            ax.text(middle, y, mark, ha="center", va="center", fontsize=sheet.SMALL, color=sheet.ON_FILL, zorder=3)


def _span(blocks: list[_Block]) -> tuple[float, float]:
    """The stretch of the scale that is drawn: from the least to the greatest value that it has or that somebody names."""
    ends = [end for block in blocks for piece in block.settlements.pieces for end in (piece.low, piece.high)]  # type: ignore[union-attr]
    ends += [ideal for block in blocks for ideals in block.ideals for ideal in ideals]
    bounds = [end for end in ends if np.isfinite(end)]
    low, high = (min(bounds), max(bounds)) if bounds else (0.0, 1.0)
    room = (high - low) * 0.08 or max(abs(low) * 0.1, 1.0)
    return (low - room if -np.inf in ends or low == high else low), (
        high + room if np.inf in ends or low == high else high
    )


def _ranges(settlements: rule.Settlements, where: Any, low: float, high: float) -> list[tuple[float, float]]:
    """The stretches of the scale that settlements make up, cut to what is drawn."""
    pieces = settlements.pieces
    return [
        (max(pieces[begin].low, low), min(pieces[end].high, high))  # type: ignore[union-attr]
        for begin, end in rule.runs(sum(1 << place for place, is_within in enumerate(where) if is_within))
    ]


def _options(blocks: list[_Block], answer: Answer, graph: Store, issue: int, ax: Any) -> Any:
    names, wording = sheet.names(graph, "parties"), Wording(graph)
    options = [str(piece) for piece in blocks[0].settlements.pieces]
    across = [
        wording.option(issue, option)[1:-1] if option != OTHER else "something that nobody listed" for option in options
    ]
    wide = max(0.85, 2.6 / len(options))
    ax = sheet.paper(ax, wide * len(options), 0.3 * sum(len(block.parties) + 1.3 for block in blocks))
    y, places, labels = 0.0, [], []
    for block in blocks:
        _head(ax, graph, block, y)
        for party, says in zip(block.parties, block.says, strict=True):
            y += 1
            places.append(y)
            labels.append(sheet.label(names[party], 26, 2))
            for x, view in enumerate(says):
                colour, _, mark = SAYS[view]
                ax.add_patch(
                    Rectangle(
                        (x - 0.46, y - 0.42),
                        0.92,
                        0.84,
                        facecolor=colour,
                        edgecolor=sheet.GREY,
                        linewidth=0.5,
                        gid=view,
                    )
                )
                ink = sheet.INK if colour == "none" else sheet.ON_FILL
                text = f"{mark} {view}" if view in LEVELS[1:] else mark
                ax.text(
                    x, y, text, ha="center", va="center", fontsize=6.5 if view in LEVELS else sheet.NORMAL, color=ink
                )
        for x in range(len(options)):
            if block.zone.settlements >> x & 1:
                ax.add_patch(
                    Rectangle(
                        (x - 0.5, y - len(block.parties) + 0.52),
                        1,
                        len(block.parties) - 0.04,
                        facecolor=TINT[block.zone.status],
                        edgecolor=INSIDE,
                        linewidth=1.8,
                        zorder=0.5,
                        gid="zone",
                    )
                )
        y += 1.3
    sheet.ticks(ax, across, [], inches=wide)
    sheet.bare(ax)
    ax.set(ylim=(y - 0.75, -0.6))
    ax.set_yticks(places, labels, fontsize=sheet.SMALL, parse_math=False)
    title = _title(answer, blocks, sheet.names(graph, "issues")[str(graph.columns.issues[issue])])
    return sheet.finish(ax, title, _keys(blocks, "framed"))

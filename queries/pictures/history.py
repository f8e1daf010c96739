"""What parties held when, as bars over time, and what moved, as marks on the day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from ..asking.wording import Wording, cell_list
from . import sheet

if TYPE_CHECKING:
    from ...graph.store import Store
    from ..asking.answer import Answer

#: With more rows than this a party has one band for everything it held, bar under bar.
MAX_LANES = 48
#: More bars or marks than this only blacken the picture.
MAX_BARS = 240
WIDE = 5.6
KINDS = {
    "concession": ("v", sheet.GREEN),
    "hardening": ("^", sheet.RED),
    "red line crossed": ("X", sheet.PURPLE),
    "change": ("D", sheet.BLUE),
}


def draw_history(answer: Answer, graph: Store, ax: Any = None) -> Any:
    """A bar for every row: its colour and hatch say how firm, its words what was accepted."""
    if not len(answer):
        return sheet.nothing(ax, "Nobody held a position.")
    parties, issues = sheet.names(graph, "parties"), sheet.names(graph, "issues")
    rows, left_out = _most(answer.sort_values(["party", "issue"], kind="stable", key=lambda own: _order(graph, own)))
    first, last, edge, until = _span(rows)
    apart = len(rows) <= MAX_LANES
    lanes: dict[tuple[str, ...], list[int]] = {}
    for place, row in enumerate(rows.itertuples()):
        lanes.setdefault((row.party, row.issue, row.regions) if apart else (row.party,), []).append(place)
    starts, ends = [first if pd.isna(day) else day for day in edge], [last if pd.isna(day) else day for day in until]
    tall, thin = (0.8, 1.0) if apart else (0.42, 0.42)
    y, labels, places, height, party = 0.0, [], [], 0.27 if apart else 0.16, ""
    bars = []
    for lane, own in lanes.items():
        if lane[0] != party:
            if party and apart:
                y += 0.35
            party = lane[0]
            if apart:
                labels.append((y, parties.get(party, party), True))
                y += 1
        layers = _packed(own, starts, ends)
        depth = max(layers) + 1
        name = [issues.get(lane[1], lane[1]), _regions(graph, lane[2])] if apart else [parties.get(party, party)]
        labels.append((y + (depth - 1) * thin / 2, " · ".join(filter(None, name)), False))
        bars += [(place, y + layer * thin) for place, layer in zip(own, layers, strict=True)]
        y += depth * thin + (0 if apart else 0.5)
    ax = sheet.paper(ax, WIDE, max(height * y, 0.4))
    wording = Wording(graph)
    for place, up in bars:
        row = rows.iloc[place]
        colour, hatch = sheet.FIRMNESS[sheet.firm(row)]
        ax.add_patch(
            Rectangle(
                (starts[place], up - tall / 2),
                ends[place] - starts[place],
                tall,
                facecolor=colour,
                linewidth=0.5,
                edgecolor=sheet.FAINT,
                gid="bar",
            )
        )
        if apart and hatch:
            _edge(ax, starts[place], up, tall, (last - first), colour, hatch)
        for open_end, x, mark in ((pd.isna(edge[place]), first, "◂"), (pd.isna(until[place]), last, "▸")):
            if open_end and apart:
                ax.text(x, up, mark, fontsize=6, ha="right" if mark == "◂" else "left", va="center", color=sheet.FAINT)
        if apart:
            room = int(((ends[place] - starts[place]) / (last - first) - 0.03) * WIDE * 72 / (6 * sheet.LETTER))
            if room > 4:
                x = starts[place] + (last - first) * 0.025
                told = sheet.label(_held(wording, row), room, 2)
                ax.text(x, up, told, fontsize=6, va="center", color=sheet.ON_FILL, linespacing=0.95, clip_on=True)
    for up, text, head in labels:
        placed = sheet.label(text, 36, 2 if apart else 3)
        ax.text(
            -0.012,
            up,
            placed,
            transform=ax.get_yaxis_transform(),
            ha="right",
            va="center",
            fontsize=sheet.SMALL,
            fontweight="bold" if head else "normal",
            linespacing=1.0,
        )
        places.append(up)
    _time(ax, rows, first, last, y)
    ax.set_yticks([])
    dated = rows["start"].notna() | rows["end"].notna()
    title = (
        f"What {sheet.count(rows['party'].nunique(), 'party', 'parties')} held on "
        f"{sheet.count(rows['issue'].nunique(), 'issue')}: {sheet.count(len(rows), 'run')} of days in which nothing changed."
    )
    notes = [
        "◂ ▸ no first or last day is known." if apart and (rows["start"].isna() | rows["end"].isna()).any() else "",
        "" if dated.any() else "No row has a date.",
        "" if apart else f"{len(rows):,} rows are too many for words: each thin bar is one of them.",
        left_out,
    ]
    return sheet.finish(ax, title, sheet.firmness_keys(rows), notes)


def draw_shifts(answer: Answer, graph: Store, ax: Any = None) -> Any:
    """A mark for every shift on the day of it: its shape and colour say which way the party went."""
    if not len(answer):
        return sheet.nothing(ax, "Nobody moved.")
    parties, issues = sheet.names(graph, "parties"), sheet.names(graph, "issues")
    rows, left_out = _most(answer.sort_values("party", kind="stable", key=lambda own: _order(graph, own)))
    by_issue = len(set(zip(rows["party"], rows["issue"], strict=True))) <= MAX_LANES
    lanes: dict[tuple[str, ...], int] = {}
    seen: dict[tuple[object, ...], int] = {}
    day = [_number(one, False) for one in rows["date"]]
    first, last = min(day), max(day)
    room = (last - first) * 0.06 or 180.0
    marks = []
    for row, x in zip(rows.itertuples(), day, strict=True):
        lane: tuple[str, ...] = (row.party, row.issue) if by_issue else (row.party,)
        y = lanes.setdefault(lane, len(lanes))
        # Shifts of one day, as in several regions, stand beside one another.
        beside = seen[lane, x] = seen.get((lane, x), -1) + 1
        marks.append((x, y, beside, row.kind))
    ax = sheet.paper(ax, WIDE, 0.3 * len(lanes))
    for y in range(len(lanes)):
        ax.axhline(y, color=sheet.GREY, linewidth=0.6, zorder=0)
    for x, y, beside, kind in marks:
        mark, colour = KINDS[kind]
        ax.plot(
            [x + beside * (last - first + 2 * room) * 0.018],
            [y],
            mark,
            color=colour,
            markersize=8,
            markeredgecolor=sheet.PAPER,
            markeredgewidth=0.6,
            gid="shift",
        )
    for line, y in lanes.items():
        parts = [parties.get(line[0], line[0]), *(issues.get(own, own) for own in line[1:])]
        text = " · ".join(sheet.label(own, 26, 1) for own in parts)
        ax.text(-0.012, y, text, transform=ax.get_yaxis_transform(), ha="right", va="center", fontsize=sheet.SMALL)
    _time(ax, rows.rename(columns={"date": "start"}), first - room, last + room, len(lanes), top=-0.6)
    ax.set_yticks([])
    kinds = rows["kind"].value_counts()
    words = {"red line crossed": ("red line crossed", "red lines crossed")}
    told = ", ".join(sheet.count(int(kinds[own]), *words.get(own, (own, ""))) for own in KINDS if own in kinds)
    title = f"{sheet.count(rows['party'].nunique(), 'party', 'parties')} moved: {told}."
    keys = [
        Line2D([], [], linestyle="", marker=KINDS[own][0], color=KINDS[own][1], label=own)
        for own in KINDS
        if own in kinds
    ]
    return sheet.finish(ax, title, keys, [left_out])


def _most(rows: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """The rows of the parties with most of them, as many as can be drawn, and what was left out."""
    if len(rows) <= MAX_BARS:
        return pd.DataFrame(rows), ""
    many = rows["party"].value_counts()
    kept = many.index[many.cumsum() <= MAX_BARS]
    chosen = rows[rows["party"].isin(kept if len(kept) else many.index[:1])].head(MAX_BARS)
    return pd.DataFrame(
        chosen
    ), f"{len(rows) - len(chosen):,} of {len(rows):,} rows are left out, those of the other parties."


def _order(graph: Store, column: pd.Series) -> pd.Series:
    """The order of a column of parties or issues as their table has it."""
    table = "parties" if column.name == "party" else "issues"
    place = {own: number for number, own in enumerate(graph.tables[table]["id"])}
    return column.map(lambda own: place.get(own, len(place)))


def _number(day: Any, end: bool) -> float:
    """A date as matplotlib counts it, the end of the last day where it is an end; missing stays missing."""
    if not isinstance(day, str):
        return float("nan")
    return float(date2num(pd.Timestamp(day).to_pydatetime())) + (1 if end else 0)


def _span(rows: pd.DataFrame) -> tuple[float, float, list[float], list[float]]:
    """First and last day to draw, with room for what has no bound; first and last day of each row."""
    starts, ends = [_number(day, False) for day in rows["start"]], [_number(day, True) for day in rows["end"]]
    known = [day for day in (*starts, *ends) if not pd.isna(day)]
    first, last = (min(known), max(known)) if known else (0.0, 1.0)
    room = (last - first) * 0.35 or 365.0
    return (
        first - (room if any(map(pd.isna, starts)) else 0),
        last + (room if any(map(pd.isna, ends)) else 0),
        starts,
        ends,
    )


def _packed(own: list[int], starts: list[float], ends: list[float]) -> list[int]:
    """Layers in which the bars of one lane stand so that none covers another."""
    free: list[float] = []
    layers = {}
    for place in sorted(own, key=lambda one: (starts[one], ends[one])):
        layer = next((number for number, day in enumerate(free) if day <= starts[place]), len(free))
        free[layer : layer + 1] = [ends[place]]
        layers[place] = layer
    return [layers[place] for place in own]


def _edge(ax: Any, x: float, y: float, tall: float, span: float, colour: str, hatch: str) -> None:
    """The hatch of a bar, at its beginning alone, so that the words stay readable."""
    ax.add_patch(
        Rectangle(
            (x, y - tall / 2), span * 0.018, tall, facecolor=colour, hatch=hatch, edgecolor=sheet.ON_FILL, linewidth=0
        )
    )


def _regions(graph: Store, cell: str) -> str:
    regions = sheet.names(graph, "regions")
    return ", ".join(regions.get(own, own) for own in cell_list(cell))


def _held(wording: Wording, row: Any) -> str:
    """What was accepted, or else what was ruled out."""
    wants = [wording.options.get((row["issue"], own), own) for own in cell_list(row["accepts"])]
    out = [wording.options.get((row["issue"], own), own) for own in cell_list(row["rules_out"])]
    return " / ".join(wants) if wants else f"not {' / '.join(out)}" if out else ""


def _time(ax: Any, rows: pd.DataFrame, first: float, last: float, height: float, top: float = -0.7) -> None:
    """The axis of time, without dates where none is known."""
    sheet.bare(ax)
    ax.set(xlim=(first, last), ylim=(height - 0.4, top))
    dates = rows["start"].notna() | (rows["end"].notna() if "end" in rows else False)
    if dates.any():
        locator = AutoDateLocator(minticks=3, maxticks=8)
        ax.xaxis.set_major_locator(locator)
        ax.xaxis.set_major_formatter(ConciseDateFormatter(locator, show_offset=False))
        ax.tick_params(axis="x", length=3, labelsize=sheet.SMALL)
        ax.grid(axis="x", color=sheet.GREY, linewidth=0.4, zorder=0)
        ax.set_axisbelow(True)
    else:
        ax.set_xticks([])

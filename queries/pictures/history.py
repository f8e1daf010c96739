"""Positions of parties as bars over time, and their moves as marks on the day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

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


class _Bar(NamedTuple):
    """A run of days of a row: where it begins and ends on paper, and whether the row says no day there."""

    row: int
    start: float
    end: float
    is_open: tuple[bool, bool]


class _Lanes(NamedTuple):
    """Where everything stands from the top: bars by the middle of each, labels with whether they head a party."""

    bars: list[tuple[_Bar, float]]
    labels: list[tuple[float, str, bool]]
    height: float


def draw_history(answer: Answer, graph: Store, ax: Any = None) -> Any:
    """A bar for every row: its colour and hatch say how firm, its words what was accepted."""
    if not len(answer):
        return sheet.nothing(ax, "Nobody held a position.")
    rows, left_out = _most(
        answer.sort_values(["party", "issue"], kind="stable", key=lambda column: _order(graph, column))
    )
    first, last, edge, until = _span(rows)
    bars = [
        _Bar(place, first if pd.isna(start) else start, last if pd.isna(end) else end, (pd.isna(start), pd.isna(end)))
        for place, (start, end) in enumerate(zip(edge, until, strict=True))
    ]
    apart = len(rows) <= MAX_LANES
    lanes = _apart(graph, rows, bars) if apart else _together(graph, rows, bars)
    ax = sheet.paper(ax, WIDE, max((0.27 if apart else 0.16) * lanes.height, 0.4))
    wording = Wording(graph)
    for bar, y in lanes.bars:
        row = rows.iloc[bar.row]
        _draw_bar(ax, bar, y, 0.8 if apart else 0.42, *sheet.FIRMNESS[sheet.firm(row)], first, last, words=apart)
        room = int(((bar.end - bar.start) / (last - first) - 0.03) * WIDE * 72 / (6 * sheet.LETTER))
        if apart and room > 4:
            x = bar.start + (last - first) * 0.025
            bar_text = sheet.label(_held_words(wording, row), room, 2)
            ax.text(x, y, bar_text, fontsize=6, va="center", color=sheet.ON_FILL, linespacing=0.95, clip_on=True)
    for y, text, heads in lanes.labels:
        _label(ax, y, sheet.label(text, 36, 2 if apart else 3), heads)
    _time(ax, rows, first, last, lanes.height)
    ax.set_yticks([])
    title = (
        f"What {sheet.count(rows['party'].nunique(), 'party', 'parties')} held on "
        f"{sheet.count(rows['issue'].nunique(), 'issue')}: {sheet.count(len(rows), 'run')} of days in which nothing changed."
    )
    dated = rows["start"].notna() | rows["end"].notna()
    open_ended = rows["start"].isna() | rows["end"].isna()
    notes = [
        "◂ ▸ no first or last day is known." if apart and open_ended.any() else "",
        "" if dated.any() else "No row has a date.",
        "" if apart else f"{len(rows):,} rows are too many for words: each thin bar is one of them.",
        left_out,
    ]
    return sheet.finish(ax, title, sheet.firmness_keys(rows), notes)


def _apart(graph: Store, rows: pd.DataFrame, bars: list[_Bar]) -> _Lanes:
    """A lane for each party, issue and place, below the name of the party."""
    parties, issues = sheet.names(graph, "parties"), sheet.names(graph, "issues")
    of_lane: dict[tuple[str, str, str], list[_Bar]] = {}
    for row, bar in zip(rows.itertuples(), bars, strict=True):
        of_lane.setdefault((row.party, row.issue, row.regions), []).append(bar)
    lanes, y, before = _Lanes([], [], 0.0), 0.0, ""
    for (party, issue, regions), bars_of_lane in of_lane.items():
        if party != before:
            y += 0.35 if before else 0.0
            lanes.labels.append((y, parties.get(party, party), True))
            y, before = y + 1, party
        name = " · ".join(filter(None, (issues.get(issue, issue), _regions(graph, regions))))
        y += _stack(lanes, bars_of_lane, y, 1.0, name)
    return lanes._replace(height=y)


def _together(graph: Store, rows: pd.DataFrame, bars: list[_Bar]) -> _Lanes:
    """A band of thin bars for each party."""
    parties = sheet.names(graph, "parties")
    of_party: dict[str, list[_Bar]] = {}
    for row, bar in zip(rows.itertuples(), bars, strict=True):
        of_party.setdefault(row.party, []).append(bar)
    lanes, y = _Lanes([], [], 0.0), 0.0
    for party, bars_of_party in of_party.items():
        y += _stack(lanes, bars_of_party, y, 0.42, parties.get(party, party)) + 0.5
    return lanes._replace(height=y)


def _stack(lanes: _Lanes, bars: list[_Bar], top: float, thick: float, name: str) -> float:
    """Put the bars of a lane under one another where they meet; how tall that makes it."""
    layers = _packed(list(range(len(bars))), [bar.start for bar in bars], [bar.end for bar in bars])
    depth = max(layers) + 1
    lanes.labels.append((top + (depth - 1) * thick / 2, name, False))
    lanes.bars.extend((bar, top + layer * thick) for bar, layer in zip(bars, layers, strict=True))
    return depth * thick


def _draw_bar(
    ax: Any, bar: _Bar, y: float, tall: float, colour: str, hatch: str, first: float, last: float, words: bool
) -> None:
    corner, wide = (bar.start, y - tall / 2), bar.end - bar.start
    ax.add_patch(Rectangle(corner, wide, tall, facecolor=colour, linewidth=0.5, edgecolor=sheet.FAINT, gid="bar"))
    if not words:
        return
    if hatch:
        _edge(ax, bar.start, y, tall, (last - first), colour, hatch)
    for is_open, x, mark in zip(bar.is_open, (first, last), "◂▸", strict=True):
        if is_open:
            ax.text(x, y, mark, fontsize=6, ha="right" if mark == "◂" else "left", va="center", color=sheet.FAINT)


def _label(ax: Any, y: float, text: str, heads: bool) -> None:
    ax.text(
        -0.012,
        y,
        text,
        transform=ax.get_yaxis_transform(),
        ha="right",
        va="center",
        fontsize=sheet.SMALL,
        fontweight="bold" if heads else "normal",
        linespacing=1.0,
    )


def draw_shifts(answer: Answer, graph: Store, ax: Any = None) -> Any:
    """A mark for every shift on the day of it: its shape and colour say which way the party went."""
    if not len(answer):
        return sheet.nothing(ax, "Nobody moved.")
    parties, issues = sheet.names(graph, "parties"), sheet.names(graph, "issues")
    rows, left_out = _most(answer.sort_values("party", kind="stable", key=lambda column: _order(graph, column)))
    by_issue = len(set(zip(rows["party"], rows["issue"], strict=True))) <= MAX_LANES
    lanes: dict[tuple[str, ...], int] = {}
    seen: dict[tuple[object, ...], int] = {}
    day = [_number(date, False) for date in rows["date"]]
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
        parts = [parties.get(line[0], line[0]), *(issues.get(issue, issue) for issue in line[1:])]
        text = " · ".join(sheet.label(part, 26, 1) for part in parts)
        ax.text(-0.012, y, text, transform=ax.get_yaxis_transform(), ha="right", va="center", fontsize=sheet.SMALL)
    _time(ax, rows.rename(columns={"date": "start"}), first - room, last + room, len(lanes), top=-0.6)
    ax.set_yticks([])
    kinds = rows["kind"].value_counts()
    words = {"red line crossed": ("red line crossed", "red lines crossed")}
    counts_text = ", ".join(
        sheet.count(int(kinds[kind_name]), *words.get(kind_name, (kind_name, "")))
        for kind_name in KINDS
        if kind_name in kinds
    )
    title = f"{sheet.count(rows['party'].nunique(), 'party', 'parties')} moved: {counts_text}."
    keys = [
        Line2D([], [], linestyle="", marker=KINDS[kind_name][0], color=KINDS[kind_name][1], label=kind_name)
        for kind_name in KINDS
        if kind_name in kinds
    ]
    return sheet.finish(ax, title, keys, [left_out])


def _most(rows: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """The rows of the parties with most of them, as many as can be drawn, and what was left out."""
    if len(rows) <= MAX_BARS:
        return pd.DataFrame(rows), ""
    counts = rows["party"].value_counts()
    shown = counts.index[counts.cumsum() <= MAX_BARS]
    chosen = rows[rows["party"].isin(shown if len(shown) else counts.index[:1])].head(MAX_BARS)
    return pd.DataFrame(
        chosen
    ), f"{len(rows) - len(chosen):,} of {len(rows):,} rows are left out, those of the other parties."


def _order(graph: Store, column: pd.Series) -> pd.Series:
    """The order of a column of parties or issues as their table has it."""
    table = "parties" if column.name == "party" else "issues"
    place = {name: rank for rank, name in enumerate(graph.tables[table]["id"])}
    return column.map(lambda name: place.get(name, len(place)))


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


def _packed(bars_of_lane: list[int], starts: list[float], ends: list[float]) -> list[int]:
    """Layers in which the bars of one lane stand so that none covers another."""
    free: list[float] = []
    layers = {}
    for place in sorted(bars_of_lane, key=lambda bar: (starts[bar], ends[bar])):
        layer = next((index for index, day in enumerate(free) if day <= starts[place]), len(free))
        free[layer : layer + 1] = [ends[place]]
        layers[place] = layer
    return [layers[place] for place in bars_of_lane]


def _edge(ax: Any, x: float, y: float, tall: float, span: float, colour: str, hatch: str) -> None:
    """The hatch of a bar, at its beginning alone, so that the words stay readable."""
    ax.add_patch(
        Rectangle(
            (x, y - tall / 2), span * 0.018, tall, facecolor=colour, hatch=hatch, edgecolor=sheet.ON_FILL, linewidth=0
        )
    )


def _regions(graph: Store, cell: str) -> str:
    regions = sheet.names(graph, "regions")
    return ", ".join(regions.get(region, region) for region in cell_list(cell))


def _held_words(wording: Wording, row: Any) -> str:
    """The settlements that were accepted, or else those that were ruled out."""
    wants = [wording.options.get((row["issue"], option), option) for option in cell_list(row["accepts"])]
    out = [wording.options.get((row["issue"], option), option) for option in cell_list(row["rules_out"])]
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

"""Who wants which place: regions down, parties across, in each cell what the party wants there and how firmly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.patches import Rectangle

from ...graph.columns import LEVELS
from ..asking.wording import Wording, cell_list
from . import sheet

if TYPE_CHECKING:
    import pandas as pd

    from ...graph.store import Store
    from ..asking.answer import Answer

#: More regions are cut to the larger ones, more columns to the parties with most rows.
MAX_REGIONS, MAX_COLUMNS = 32, 12
#: More strips in a cell than this have no room for words.
MAX_STRIPS_WITH_WORDS = 2
#: More strips than this become one, with their number; the second where there are many cells.
MAX_STRIPS, MANY_CELLS, MAX_STRIPS_OF_MANY = 8, 120, 2


def draw_territory(answer: Answer, graph: Store, ax: Any = None) -> Any:
    """A strip for every row: one in a cell where a party wants one thing in all of a region at all times."""
    if not len(answer):
        return sheet.nothing(ax, "No position is about a place.")
    parties, issues = sheet.names(graph, "parties"), sheet.names(graph, "issues")
    rows, notes = _bounded(answer)
    regions = list(dict.fromkeys(rows["region"]))
    several = rows["issue"].nunique() > 1
    columns = list(dict.fromkeys(zip(rows["issue"], rows["party"], strict=True)))
    wide = max(0.62, min(1.25, 5.6 / len(columns)))
    tall = 0.36
    ax = sheet.paper(ax, wide * len(columns), tall * len(regions))
    wording = Wording(graph)
    cells: dict[tuple[int, int], list[Any]] = {}
    for row in rows.itertuples():
        cells.setdefault((columns.index((row.issue, row.party)), regions.index(row.region)), []).append(row)
    for x in range(len(columns)):
        for y in range(len(regions)):
            if (x, y) not in cells:
                ax.text(x, y, "?", ha="center", va="center", fontsize=sheet.NORMAL, color=sheet.FAINT, gid="unknown")
    most = MAX_STRIPS if len(cells) <= MANY_CELLS else MAX_STRIPS_OF_MANY
    for (x, y), cell_rows in cells.items():
        _cell(ax, wording, (x, y), cell_rows, wide, most)
    names = sheet.names(graph, "regions")
    depth = {row.region: int(row.depth) if "depth" in rows else 0 for row in rows.itertuples()}
    down = [sheet.label(names.get(region, region) if region else "everywhere", 36, 2) for region in regions]
    down = [
        "\n".join("\u2003" * depth[region] + line for line in text.split("\n"))
        for region, text in zip(regions, down, strict=True)
    ]
    across = [parties.get(party, party) for _, party in columns]
    sheet.ticks(ax, across, down, inches=wide)
    sheet.bare(ax)
    sheet.from_the_left(ax)
    if several:
        _heads(ax, [issues.get(issue, issue) for issue, _ in columns], wide)
    contested = int(rows["contested"].sum())
    wants = sheet.count(rows["party"].nunique(), "party wants", "parties want")
    on = (
        f", on {rows['issue'].nunique()} issues"
        if several
        else f": {sheet.clean(issues.get(columns[0][0], columns[0][0]))}"
    )
    disputed = f"; {contested:,} of {len(rows):,} answers are contested" if contested else ""
    title = f"What {wants} in {sheet.count(len(regions), 'region')}{on}{disputed}."
    keys = sheet.firmness_keys(rows)
    if contested:
        keys.append(sheet.key("dark line: another party's position clashes there", sheet.ON_FILL))
    if len(cells) < len(columns) * len(regions):
        notes.append("? nothing is known of what the party wants there.")
    if any(len(cell_rows) > 1 for cell_rows in cells.values()):
        notes.append("Strips of one cell: parts of the region, or one time after another.")
    if any(len(cell_rows) > most for cell_rows in cells.values()):
        notes.append(f"With more than {most} strips a cell is one, as firm as the firmest.")
    marks = [f"{MARK[level].strip()} {level}" for level in MARK if level in set(rows["firmness"])]
    notes.append("; ".join(marks) + "." if marks else "")
    return sheet.finish(ax, title, keys, notes)


def _cell(ax: Any, wording: Wording, at: tuple[int, int], cell_rows: list[Any], wide: float, most: int) -> None:
    """The strips of one cell, side by side; so many that none could be told apart are one."""
    x, y = at
    strips = cell_rows if len(cell_rows) <= most else [max(cell_rows, key=lambda row: LEVELS.index(row.firmness or ""))]
    broad = 0.94 / len(strips)
    letters = int(wide * broad * 72 / (6 * sheet.LETTER))
    for place, row in enumerate(strips):
        colour, _ = sheet.FIRMNESS[sheet.firm(row)]
        left = x - 0.47 + place * broad
        contested = (
            any(row_there.contested for row_there in cell_rows) if len(strips) < len(cell_rows) else row.contested
        )
        ax.add_patch(
            Rectangle(
                (left, y - 0.44), broad, 0.88, facecolor=colour, edgecolor=sheet.PAPER, linewidth=0.8, gid="strip"
            )
        )
        if contested:
            ax.add_patch(Rectangle((left, y + 0.26), broad, 0.1, facecolor=sheet.ON_FILL, linewidth=0, gid="contested"))
        words = len(strips) <= MAX_STRIPS_WITH_WORDS and letters >= 6
        text = sheet.label(_wanted(wording, row), letters, 2) if words else MARK.get(row.firmness, "").strip()
        if len(strips) < len(cell_rows):
            text = f"{MARK.get(row.firmness, '')}{len(cell_rows):,} rows"
        ax.text(
            left + broad / 2,
            y - (0.1 if contested else 0),
            text,
            ha="center",
            va="center",
            fontsize=5.8,
            color=sheet.ON_FILL,
            linespacing=0.95,
        )


MARK = {"red line": "■ ", "bottom line": "◆ ", "aim": "● "}


def _wanted(wording: Wording, row: Any) -> str:
    """The settlements that a party accepts, or else those that it rules out."""
    options = wording.options
    wants = [options.get((row.issue, option), option) for option in cell_list(row.accepts)]
    out = [options.get((row.issue, option), option) for option in cell_list(row.rules_out)]
    text = " / ".join(wants) if wants else f"not {' / '.join(out)}"
    return MARK.get(row.firmness, "") + text


def _heads(ax: Any, issues: list[str], wide: float) -> None:
    """The issue above the columns that are about it."""
    first = 0
    for place in range(1, len(issues) + 1):
        if place < len(issues) and issues[place] == issues[first]:
            continue
        letters = int((place - first) * wide * 72 / (sheet.SMALL * sheet.LETTER))
        ax.plot([first - 0.45, place - 0.55], [-0.5, -0.5], color=sheet.INK, linewidth=1, clip_on=False)
        ax.annotate(
            sheet.label(issues[first], max(letters, 8), 2),
            ((first + place - 1) / 2, ax.get_ylim()[0]),
            xytext=(0, -4),
            textcoords="offset points",
            ha="center",
            va="top",
            fontsize=sheet.SMALL,
            fontweight="bold",
            annotation_clip=False,
        )
        first = place


def _bounded(answer: Answer) -> tuple[pd.DataFrame, list[str]]:
    """The rows that there is room for, and what was left out."""
    rows, notes = answer, []
    if rows["region"].nunique() > MAX_REGIONS:
        before = rows["region"].nunique()
        seen = [rows.loc[rows["depth"] <= depth, "region"].nunique() for depth in range(int(rows["depth"].max()) + 1)]
        deepest = max((depth for depth, regions_seen in enumerate(seen) if regions_seen <= MAX_REGIONS), default=None)
        shown = rows["region"].drop_duplicates().head(MAX_REGIONS)
        rows = rows[rows["depth"] <= deepest] if deepest is not None else rows[rows["region"].isin(shown)]
        notes.append(
            f"{before - rows['region'].nunique():,} of {before:,} regions are left out, those that lie inside others first."
        )
    pairs = rows.groupby(["issue", "party"], sort=False).size()
    if len(pairs) > MAX_COLUMNS:
        shown = set(pairs.sort_values(ascending=False, kind="stable").index[:MAX_COLUMNS])
        is_shown = [pair in shown for pair in zip(rows["issue"], rows["party"], strict=True)]
        rows = rows[is_shown]
        notes.append(f"{len(pairs) - MAX_COLUMNS} of {len(pairs)} columns, an issue and a party each, are left out.")
    return rows.sort_values(
        "issue", kind="stable", key=lambda column: column.map({i: n for n, i in enumerate(dict.fromkeys(column))})
    ), notes

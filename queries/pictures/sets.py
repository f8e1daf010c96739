"""Small sets of positions: contradictions and openings, a row each, with a dot on every position or party in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from matplotlib.lines import Line2D

from ...graph.columns import LEVELS
from ...graph.ontology import OPTION_SEPARATOR
from ..asking.wording import Wording, cell_list, number
from . import sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...graph.store import Store
    from ..asking.answer import Answer

#: More sets are cut; with more positions a row is a party's positions on one issue, and then all of a party's, and the
#: number in a mark says how many of them.
MAX_SETS, MAX_ROWS = 24, 26
WIDE, TALL = 0.27, 0.3
MARK = {"red line": "s", "bottom line": "D", "aim": "o", "": "v"}


def draw_contradictions(answer: Answer, graph: Store, ax: Any = None) -> Any:
    """Each row a smallest set of positions that cannot all hold."""
    if not len(answer):
        sure = answer.attrs.get("complete", True)
        return sheet.nothing(
            ax, "There is no contradiction." if sure else "No contradiction was found before the limit."
        )
    rows = list(answer.itertuples())
    parties = {own for row in rows for own in cell_list(row.parties)}
    sizes = sorted({len(cell_list(row.positions)) for row in rows})
    of = f"{sizes[0]}" if len(sizes) == 1 else f"{sizes[0]} to {sizes[-1]}"
    them = "It holds" if len(rows) == 1 else "Each holds"
    title = (
        f"{sheet.count(len(rows), 'smallest set')} of positions that cannot all hold. {them} {of} positions, "
        f"of {sheet.count(len(parties), 'party', 'parties')} in all."
    )
    notes = [] if answer.attrs.get("complete", True) else ["These are not all: the search was cut short."]
    if not all(row.certain for row in rows):
        notes.append("Hollow dots: the firmness of one of them is not known.")
    return _dots(
        rows,
        [f"{place}" for place in range(1, len(rows) + 1)],
        [bool(row.certain) for row in rows],
        graph,
        ax,
        title,
        notes,
    )


def draw_openings(answer: Answer, graph: Store, ax: Any = None) -> Any:
    """Each row a smallest set of positions to soften so that a deal exists."""
    if not len(answer):
        return sheet.nothing(ax, "Nothing has to move: no contradiction was found.")
    rows = list(answer.itertuples())
    heads = [f"{row.component}.{row.rank}" for row in rows]
    components = int(answer["component"].nunique())
    title = (
        f"What would have to move: {sheet.count(len(rows), 'smallest set')} of positions to soften, a column each; "
        + (
            "any one of them opens a deal."
            if components == 1
            else f"one of each of the {components} groups opens the whole."
        )
    )
    notes = ["Below each: what it costs."]
    if answer.attrs.get("more"):
        notes.append("There are more sets than are listed.")
    if answer["cost"].isna().any():
        notes.append("Hollow dots: held by those who do not move, so nothing opens it.")
    cost = ["none" if row.cost != row.cost else number(round(float(row.cost), 3)) for row in rows]
    return _dots(rows, heads, [row.cost == row.cost for row in rows], graph, ax, title, notes, below=cost)


class _Member(NamedTuple):
    """A position, or a condition that a party sets: whose it is, through whom, what it says, on what, and how firm."""

    holder: str
    voice: str
    issue: str
    said: str
    firmness: str


def _dots(
    rows: Sequence[Any],
    heads: list[str],
    filled: list[bool],
    graph: Store,
    ax: Any,
    title: str,
    notes: list[str],
    below: Sequence[str] = (),
) -> Any:
    """Columns of marks joined by a line, the rows in the order of the parties and issues."""
    shown = rows[:MAX_SETS]
    coded = _Coded(graph)
    sets = [[(own, coded.member(own, cell_list(row.parties))) for own in cell_list(row.positions)] for row in shown]
    everyone = {own: member for one in sets for own, member in one}
    names, issues = sheet.names(graph, "parties"), sheet.names(graph, "issues")
    ranks = [{own: place for place, own in enumerate(known)} for known in (names, issues)]

    def rank(own: str) -> tuple[int, int]:
        return ranks[0].get(everyone[own].holder, 0), ranks[1].get(everyone[own].issue, 0)

    def of_party(member: _Member) -> str:
        through = f", through {names.get(member.voice, member.voice)}," if member.voice != member.holder else ""
        return names.get(member.holder, member.holder) + through

    tell = [
        lambda own, m: (own, f"{of_party(m)} {m.said} · {issues.get(m.issue, m.issue)}"),
        lambda own, m: (f"{m.holder} {m.issue}", f"{names.get(m.holder, m.holder)} · {issues.get(m.issue, m.issue)}"),
        lambda own, m: (m.holder, names.get(m.holder, m.holder)),
    ]
    order = sorted(everyone, key=rank)
    finest = [{own: told(own, everyone[own]) for own in order} for told in tell]
    depth = next((place for place, rows_of in enumerate(finest) if len(set(rows_of.values())) <= MAX_ROWS), 2)
    row_of = finest[depth]
    down = dict(row_of.values())
    cut = max(0, len(down) - MAX_ROWS)
    at = {own: place for place, own in enumerate(list(down)[:MAX_ROWS])}
    ax = sheet.paper(ax, max(WIDE * len(shown), 0.8), TALL * len(at))
    _bands(ax, [everyone[own].holder for own in order], [row_of[own][0] for own in order], at)
    for x, (one, solid) in enumerate(zip(sets, filled, strict=False)):
        here: dict[int, list[str]] = {}
        for own, member in one:
            if row_of[own][0] in at:
                here.setdefault(at[row_of[own][0]], []).append(member.firmness)
        ax.plot(
            [x, x], [min(here, default=0), max(here, default=0)], color=sheet.FAINT, linewidth=1.5, zorder=1, gid="set"
        )
        for y, levels in here.items():
            firmest = max(levels, key=LEVELS.index)
            colour = sheet.FIRMNESS[firmest][0]
            edge = colour if firmest else sheet.FAINT
            ax.plot(
                [x],
                [y],
                MARK[firmest],
                markersize=9,
                color=colour if solid else sheet.PAPER,
                zorder=2,
                gid="member",
                markeredgecolor=sheet.ON_FILL if solid else edge,
                markeredgewidth=0.5 if solid else 2,
            )
            if depth:
                ink = sheet.ON_FILL
                ax.text(
                    x, y, f"{len(levels)}" if len(levels) > 1 else "", ha="center", va="center", fontsize=6, color=ink
                )
    sheet.ticks(
        ax,
        heads[: len(shown)],
        [sheet.label(text, 54, 2) for text in list(down.values())[:MAX_ROWS]],
        inches=WIDE + 0.1,
    )
    sheet.bare(ax)
    for x, text in enumerate(below[: len(shown)]):
        ax.text(x, len(at) - 0.4, text, ha="center", va="top", fontsize=6.5)
    used = {member.firmness for member in everyone.values()}
    keys = [
        Line2D(
            [],
            [],
            linestyle="",
            marker=MARK[own],
            color=sheet.FIRMNESS[own][0],
            markersize=8,
            markeredgecolor=sheet.ON_FILL,
            markeredgewidth=0.5,
            label=sheet.FIRMNESS_WORDS.get(own, own),
        )
        for own in MARK
        if own in used
    ]
    if len(rows) > len(shown):
        notes.append(f"The first {len(shown)} of {len(rows):,} sets are drawn.")
    if depth:
        what = ("party and issue", "party")[depth - 1]
        notes.append(
            f"The positions are too many for a row each: a row is a {what}, and a number says how many of them."
        )
    if cut:
        notes.append(f"{sheet.count(cut, 'party', 'parties')} for whom there is no room left out.")
    return sheet.finish(ax, title, keys, notes)


def _bands(ax: Any, holders: list[str], rows: list[str], at: dict[str, int]) -> None:
    """A shade behind the rows of every second party."""
    order = {holder: place for place, holder in enumerate(dict.fromkeys(holders))}
    shaded = {at[row] for holder, row in zip(holders, rows, strict=True) if row in at and order[holder] % 2 == 0}
    for y in sorted(shaded):
        ax.axhspan(y - 0.5, y + 0.5, color=sheet.GREY, alpha=0.28, linewidth=0, zorder=0)


class _Coded:
    """What stands behind the ids in a set."""

    def __init__(self, graph: Store) -> None:
        self.columns, self.wording = graph.columns, Wording(graph)
        self.code = {str(own): place for place, own in enumerate(graph.columns.ids)}
        self.conditions = graph.tables["conditions"].set_index("id")

    def member(self, own: str, parties: list[str]) -> _Member:
        """What is coded of one id; it counts as that one of the parties for whom it speaks."""
        columns = self.columns
        if own in self.code:
            position = self.code[own]
            party, issue = int(columns.party[position]), str(columns.issues[columns.issue[position]])
            said = f"{self.wording.stance(position)} {self.wording.names(position)}"
            firmness = LEVELS[columns.firmness[position]]
        else:
            row = self.conditions.loc[own]
            party = next(place for place, one in enumerate(columns.parties) if str(one) == row["party"])
            issue = str(row["what"]).partition(OPTION_SEPARATOR)[0]
            said = f"ties {self.wording.item(str(row['what']))}"
            firmness = row["firmness"] if isinstance(row["firmness"], str) else ""
        voice, principal = str(columns.parties[party]), str(columns.parties[columns.principal[party]])
        return _Member(voice if voice in parties else principal, voice, issue, said, firmness)

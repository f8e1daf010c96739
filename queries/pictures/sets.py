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
    parties = {party for row in rows for party in cell_list(row.parties)}
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
    phrase: str
    firmness: str


class _Rows(NamedTuple):
    """The rows of a picture: the row of each position, their labels from the top, and how coarse they had to be made."""

    of: dict[str, str]
    labels: dict[str, str]
    #: 0 where a row is a position, 1 a party on one issue, 2 a party.
    coarseness: int

    @property
    def left_out(self) -> int:
        return max(0, len(self.labels) - MAX_ROWS)


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
    sets = [
        {member_id: coded.member(member_id, cell_list(row.parties)) for member_id in cell_list(row.positions)}
        for row in shown
    ]
    members = {member_id: member for members in sets for member_id, member in members.items()}
    lines = _rows(graph, members)
    at = {row: place for place, row in enumerate(list(lines.labels)[:MAX_ROWS])}
    ax = sheet.paper(ax, max(WIDE * len(shown), 0.8), TALL * len(at))
    _bands(ax, [members[member_id].holder for member_id in lines.of], list(lines.of.values()), at)
    for x, (of_set, solid) in enumerate(zip(sets, filled, strict=False)):
        firmness: dict[int, list[str]] = {}
        for member_id, member in of_set.items():
            if lines.of[member_id] in at:
                firmness.setdefault(at[lines.of[member_id]], []).append(member.firmness)
        _column(ax, x, firmness, solid, counted=bool(lines.coarseness))
    labels = [sheet.label(text, 54, 2) for text in list(lines.labels.values())[:MAX_ROWS]]
    sheet.ticks(ax, heads[: len(shown)], labels, inches=WIDE + 0.1)
    sheet.bare(ax)
    for x, text in enumerate(below[: len(shown)]):
        ax.text(x, len(at) - 0.4, text, ha="center", va="top", fontsize=6.5)
    if len(rows) > len(shown):
        notes.append(f"The first {len(shown)} of {len(rows):,} sets are drawn.")
    if lines.coarseness:
        row_name = ("party and issue", "party")[lines.coarseness - 1]
        notes.append(
            f"The positions are too many for a row each: a row is a {row_name}, and a number says how many of them."
        )
    if lines.left_out:
        notes.append(f"{sheet.count(lines.left_out, 'party', 'parties')} for whom there is no room left out.")
    return sheet.finish(ax, title, _keys({member.firmness for member in members.values()}), notes)


def _rows(graph: Store, members: dict[str, _Member]) -> _Rows:
    """A row for each position or, where they are too many, for what a party holds on one issue or in all."""
    names, issues = sheet.names(graph, "parties"), sheet.names(graph, "issues")
    ranks = [{name: rank for rank, name in enumerate(known)} for known in (names, issues)]
    place = {member_id: (ranks[0].get(m.holder, 0), ranks[1].get(m.issue, 0)) for member_id, m in members.items()}

    def holder(member: _Member) -> str:
        return names.get(member.holder, member.holder)

    def position(member_id: str, member: _Member) -> tuple[str, str]:
        through = f", through {names.get(member.voice, member.voice)}," if member.voice != member.holder else ""
        return member_id, f"{holder(member)}{through} {member.phrase} · {issues.get(member.issue, member.issue)}"

    def on_issue(member_id: str, member: _Member) -> tuple[str, str]:
        return f"{member.holder} {member.issue}", f"{holder(member)} · {issues.get(member.issue, member.issue)}"

    def party(member_id: str, member: _Member) -> tuple[str, str]:
        return member.holder, holder(member)

    order = sorted(members, key=lambda member_id: place[member_id])
    for coarseness, row in enumerate((position, on_issue, party)):
        row_of = {member_id: row(member_id, members[member_id]) for member_id in order}
        rows = _Rows({member_id: key for member_id, (key, _) in row_of.items()}, dict(row_of.values()), coarseness)
        if not rows.left_out:
            break
    return rows


def _column(ax: Any, x: int, firmness: dict[int, list[str]], solid: bool, counted: bool) -> None:
    """One set: a line, and a mark in each row that it touches, as firm as the firmest position there."""
    ends = [min(firmness, default=0), max(firmness, default=0)]
    ax.plot([x, x], ends, color=sheet.FAINT, linewidth=1.5, zorder=1, gid="set")
    for y, levels in firmness.items():
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
        if counted:
            label = f"{len(levels)}" if len(levels) > 1 else ""
            ax.text(x, y, label, ha="center", va="center", fontsize=6, color=sheet.ON_FILL)


def _keys(used: set[str]) -> list[Line2D]:
    return [
        Line2D(
            [],
            [],
            linestyle="",
            marker=mark,
            color=sheet.FIRMNESS[firmness][0],
            markersize=8,
            markeredgecolor=sheet.ON_FILL,
            markeredgewidth=0.5,
            label=sheet.FIRMNESS_WORDS.get(firmness, firmness),
        )
        for firmness, mark in MARK.items()
        if firmness in used
    ]


def _bands(ax: Any, holders: list[str], rows: list[str], at: dict[str, int]) -> None:
    """A shade behind the rows of every second party."""
    order = {holder: place for place, holder in enumerate(dict.fromkeys(holders))}
    shaded = {at[row] for holder, row in zip(holders, rows, strict=True) if row in at and order[holder] % 2 == 0}
    for y in sorted(shaded):
        ax.axhspan(y - 0.5, y + 0.5, color=sheet.GREY, alpha=0.28, linewidth=0, zorder=0)


class _Coded:
    """The facts behind the ids in a set."""

    def __init__(self, graph: Store) -> None:
        self.columns, self.wording = graph.columns, Wording(graph)
        self.code = {str(position_id): place for place, position_id in enumerate(graph.columns.ids)}
        self.conditions = graph.tables["conditions"].set_index("id")

    def member(self, member_id: str, parties: list[str]) -> _Member:
        """The facts coded of one id; it counts as that one of the parties for whom it speaks."""
        columns = self.columns
        if member_id in self.code:
            position = self.code[member_id]
            party, issue = int(columns.party[position]), str(columns.issues[columns.issue[position]])
            phrase = f"{self.wording.stance(position)} {self.wording.names(position)}"
            firmness = LEVELS[columns.firmness[position]]
        else:
            row = self.conditions.loc[member_id]
            party = next(place for place, party_id in enumerate(columns.parties) if str(party_id) == row["party"])
            issue = str(row["what"]).partition(OPTION_SEPARATOR)[0]
            phrase = f"ties {self.wording.item(str(row['what']))}"
            firmness = row["firmness"] if isinstance(row["firmness"], str) else ""
        voice, principal = str(columns.parties[party]), str(columns.parties[columns.principal[party]])
        return _Member(voice if voice in parties else principal, voice, issue, phrase, firmness)

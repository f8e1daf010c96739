"""Sheets that negotiators fill in the field, filled with what a case codes; what it does not code is left to be written in.

The island of agreements, the iceberg and the network of influence are tools of the CCHN Field Manual on Frontline
Humanitarian Negotiation (2018); red lines and bottom lines are told apart as there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from ...graph.columns import LEVELS
from ...graph.lists import join
from ..asking.selection import select
from ..asking.wording import cell_list
from .briefing import Briefing, many
from .content import Block, Bullets, Cell, Cited, Heading, Paragraph, Table
from .sources_told import text_or

if TYPE_CHECKING:
    import pandas as pd

TITLES = {
    "islands": "Island of agreements",
    "iceberg": "Iceberg: position, reasoning, motive",
    "red lines": "Red lines and bottom lines",
    "influence": "Network of influence",
}
#: Whether the tables of a sheet ask for a page that is wider than high.
IS_WIDE = {"islands": True, "iceberg": True, "red lines": True, "influence": False}
#: Rows of one table: a sheet is filled by hand, and nobody fills more.
MAX_ROWS = 60
#: The four cells of the island of agreements, in pairs, as the query names them.
CELLS = ("contested facts", "agreed facts", "divergent norms", "convergent norms")
BY_HAND = "Nothing codes an empty cell: it is there to be filled by hand."
#: What a role does to others, in the words of the sheet.
INFLUENCE_ROLES = ("mediator", "guarantor", "envoy", "monitor", "donor", "humanitarian", "prosecutor")

Row = tuple[Cell, ...]
#: A row is filled, and its notes are numbered, only where it is shown.
Filling = Callable[[], Row]


def blocks(briefing: Briefing, sheet: str) -> Iterator[Block]:
    """What stands on a sheet: ``islands``, ``iceberg``, ``red lines`` or ``influence``."""
    fill: dict[str, Callable[[Briefing], Iterator[Block]]] = {
        "islands": _islands,
        "iceberg": _iceberg,
        "red lines": _red_lines,
        "influence": _influence,
    }
    yield from fill[sheet](briefing)
    yield from briefing.sources()


def _listed(
    briefing: Briefing, caption: str, headers: tuple[str, ...], rows: list[Filling], widths: tuple[int, ...]
) -> Iterator[Block]:
    """A table of as many rows as can be filled, and how many more there are; without a row it is left to be filled."""
    filled = tuple(fill() for fill in rows[:MAX_ROWS])
    yield Table(caption, headers, filled or (((),) * len(headers),), widths)
    if len(rows) > MAX_ROWS:
        more = many(len(rows) - MAX_ROWS, "more row is", "more rows are")
        yield Paragraph((briefing.cite(f"{more} not on this sheet.", by_query=briefing.counted),))


# ------------------------------------------------------------------------------------------------ island of agreements


def _islands(briefing: Briefing) -> Iterator[Block]:
    rows = briefing.queries.islands(briefing.case, as_of=briefing.as_of)
    by_cell: dict[str, list[Cited]] = {}
    for name in CELLS:
        of_cell = rows[rows["cell"].eq(name)]
        by_cell[name] = [briefing.cite(row.why, row.evidence) for row in of_cell.head(MAX_ROWS).itertuples()]
        if len(of_cell) > MAX_ROWS:
            more = many(len(of_cell) - MAX_ROWS, "more is", "more are")
            by_cell[name].append(briefing.cite(f"{more} not on this sheet.", by_query=briefing.counted))
    for pair, about in ((CELLS[:2], "Facts"), (CELLS[2:], "Norms")):
        headers = tuple(name[0].upper() + name[1:] for name in pair)
        cells = tuple(tuple(by_cell[name]) for name in pair)
        yield Heading(about)
        yield Table(f"{about} on which parties differ, and on which they agree. {BY_HAND}", headers, (cells,), (1, 1))
    if note := str(rows.attrs.get("note", "")):
        yield Paragraph((briefing.cite(note, by_query=briefing.counted),))


# ------------------------------------------------------------------------------------------------ iceberg


def _iceberg(briefing: Briefing) -> Iterator[Block]:
    held, conditions = _held(briefing), _conditions_by_party(briefing)
    rows: list[Filling] = []
    # Who sets a condition and holds no position has reasons as well.
    for party in dict.fromkeys([*held, *conditions]):
        of_party: list[Callable[[Cell], Row]] = [
            partial(_position_row, briefing, party, issue, positions)
            for issue, positions in held.get(party, {}).items()
        ]
        of_party += [partial(_condition_row, briefing, condition) for condition in conditions.get(party, [])]
        names: list[Cell] = [(Cited(briefing.wording.parties[party]),), *[()] * len(of_party)]
        rows += [partial(fill, name) for fill, name in zip(of_party, names, strict=False)]
    if not rows:
        yield Paragraph((briefing.cite("No position and no condition is coded.", by_query=briefing.counted),))
        return
    caption = (
        "Position: what each party says it wants. Reasoning: how the evidence puts it, and the conditions that the party "
        f"sets. Motive: why it wants it, which cases do not code. {BY_HAND}"
    )
    headers = ("Party", "Issue", "Position", "Reasoning", "Motive and values")
    yield from _listed(briefing, caption, headers, rows, (3, 4, 6, 7, 4))


def _position_row(briefing: Briefing, party: int, issue: int, positions: list[int], name: Cell) -> Row:
    wanted = [briefing.cite.of_positions(briefing.phrase(position, party), [position]) for position in positions]
    reasons = tuple(_reasoning(briefing, positions))
    return name, (Cited(briefing.wording.issues[issue]),), tuple(wanted), reasons, ()


def _condition_row(briefing: Briefing, condition: Any, name: Cell) -> Row:
    return name, (), (), (briefing.cite(condition_told(briefing, condition), condition.evidence),), ()


def _held(briefing: Briefing) -> dict[int, dict[int, list[int]]]:
    """Positions by the party whose they are, and by issue."""
    selection = select(briefing.case, as_of=briefing.as_of)
    held: dict[int, dict[int, list[int]]] = {}
    for position in np.unique(selection.position).tolist():
        issue = int(selection.columns.issue[position])
        held.setdefault(int(selection.holder[position]), {}).setdefault(issue, []).append(position)
    return {party: held[party] for party in sorted(held)}


def _reasoning(briefing: Briefing, positions: list[int]) -> Iterator[Cited]:
    """How the evidence of positions puts it: in the coder's words, or in those of the source."""
    evidence = briefing.case.tables["evidence"].set_index("id")
    for name in dict.fromkeys(cell_list(briefing.wording.evidence_of(positions))):
        words = text_or(evidence.at[name, "paraphrase"]) or text_or(evidence.at[name, "quote"])
        if words:
            yield briefing.cite(f"{words.rstrip('.')}.", name)


def _conditions_by_party(briefing: Briefing) -> dict[int, list[Any]]:
    index = {str(name): number for number, name in enumerate(briefing.wording.columns.parties)}
    by_party: dict[int, list[Any]] = {}
    for row in conditions_set(briefing).itertuples():
        if isinstance(row.party, str):
            principal = int(briefing.wording.columns.principal[index[row.party]])
            by_party.setdefault(principal, []).append(row)
    return by_party


def conditions_set(briefing: Briefing) -> pd.DataFrame:
    """The conditions that are set on some day asked for."""
    from ...graph.existence import condition_days

    first, last = condition_days(briefing.case.tables)
    asked = briefing.asked_date
    return briefing.case.tables["conditions"][(first <= asked.last) & (last >= asked.first)]


def condition_told(briefing: Briefing, row: Any) -> str:
    """``Russia says: 'Talks are held' (Peace talks) only after 'Russia controls it' (Control).``"""
    wording = briefing.wording
    index = {str(name): number for number, name in enumerate(wording.columns.ids)}
    if row.what in index:
        position = index[row.what]
        issue = wording.issues[wording.columns.issue[position]]
        what = f"that it {wording.stance(position)} {wording.names(position)} ({issue})"
    else:
        what = wording.item(row.what)
    required = join((wording.item(name) for name in cell_list(row.requires)), "or")
    firmness = f" ({row.firmness})" if isinstance(row.firmness, str) else ""
    holds = {
        "only if": "holds only if the settlement has",
        "only after": "comes only after",
        "together with": "comes together with",
    }
    who = wording.item(row.party) if isinstance(row.party, str) else "The matter itself"
    return f"{who} sets the condition: {what} {holds[row.relation]} {required}{firmness}."


# ------------------------------------------------------------------------------------------------ red lines


def _red_lines(briefing: Briefing) -> Iterator[Block]:
    by_issue: dict[int, dict[int, list[int]]] = {}
    for party, issues in _held(briefing).items():
        for issue, positions in issues.items():
            by_issue.setdefault(issue, {})[party] = positions
    rows: list[Filling] = [
        partial(_lines_row, briefing, issue, party, number == 0)
        for issue in sorted(by_issue)
        for number, party in enumerate(by_issue[issue].items())
    ]
    if not rows:
        yield Paragraph((briefing.cite("No position is coded.", by_query=briefing.counted),))
        return
    caption = (
        "Red line: beyond it the party does not sign. Bottom line: the limit of the team at the table. Aim: what the party "
        "hopes for. The last column holds what it accepts, and demands and rejections whose firmness is not coded. "
        f"{BY_HAND}"
    )
    headers = ("Issue", "Party", "Red line", "Bottom line", "Aim", "Accepts, or firmness not coded")
    yield from _listed(briefing, caption, headers, rows, (4, 3, 5, 5, 5, 5))


def _lines_row(briefing: Briefing, issue: int, held: tuple[int, list[int]], is_first: bool) -> Row:
    """What one party holds on one issue, by firmness."""
    columns, (party, positions) = briefing.wording.columns, held
    cells: list[Cell] = []
    for level in ("red line", "bottom line", "aim", ""):
        of_level = [
            position
            for position in positions
            if (LEVELS[columns.firmness[position]] if columns.insisting[position] else "") == level
        ]
        cells.append(
            tuple(
                briefing.cite.of_positions(_without_firmness(briefing, position, party, level), [position])
                for position in of_level
            )
        )
    named: Cell = (Cited(briefing.wording.issues[issue]),) if is_first else ()
    return named, (Cited(briefing.wording.parties[party]),), *cells


def _without_firmness(briefing: Briefing, position: int, party: int, level: str) -> str:
    text = briefing.phrase(position, party)
    return text.replace(f" ({level})", "", 1).replace(f"({level}, ", "(", 1) if level else text


# ------------------------------------------------------------------------------------------------ network of influence


def _influence(briefing: Briefing) -> Iterator[Block]:
    parties = briefing.case.tables["parties"]
    ties: list[Filling] = []
    for row in parties.itertuples():
        if isinstance(row.speaks_for, str):
            ties.append(partial(_tie, briefing, row, "speaks for", row.speaks_for))
        ties += [partial(_tie, briefing, row, "is a member of", bloc) for bloc in cell_list(row.part_of)]
    yield Heading("Who speaks for whom, and who belongs where")
    caption = f"Ties between parties, as coded. {BY_HAND}"
    headers = ("Party", "Tie", "To whom", "Influence, and through whom (by hand)")
    yield from _listed(briefing, caption, headers, ties, (4, 3, 4, 5))
    roles: list[Filling] = [
        partial(_role, briefing, row, role)
        for role in INFLUENCE_ROLES
        for row in parties.itertuples()
        if role in cell_list(row.roles)
    ]
    yield Heading("Who mediates, guarantees, carries messages or helps")
    headers = ("Party", "Role", "Whom it can reach (by hand)", "What would move it (by hand)")
    yield from _listed(briefing, f"Roles of parties, as coded. {BY_HAND}", headers, roles, (4, 3, 4, 5))
    if reactions := list(_reactions(briefing)):
        yield Heading("Who put what forward, and how it was received")
        yield Bullets(tuple(reactions))


def _tie(briefing: Briefing, party: Any, tie: str, other: str) -> Row:
    item = briefing.wording.item
    return (Cited(item(party.id)),), (briefing.cite(tie, party.evidence),), (Cited(item(other)),), ()


def _role(briefing: Briefing, party: Any, role: str) -> Row:
    return (briefing.cite(briefing.wording.item(party.id), party.evidence),), (Cited(role),), (), ()


def _reactions(briefing: Briefing) -> Iterator[tuple[Cited, ...]]:
    item, tables = briefing.wording.item, briefing.case.tables
    words = {"accepts": "accepts it", "rejects": "rejects it", "accepts in part": "accepts a part of it"}
    for row in tables["proposals"].itertuples():
        authors = [item(name) for name in cell_list(row.authors)]
        day = f" ({row.date})" if isinstance(row.date, str) else ""
        by = f"{join(authors, 'and')} put forward" if authors else "Somebody whom the case does not name put forward"
        first = briefing.cite(f"{by} “{item(row.id)}”{day}.", row.evidence)
        reactions = tables["reactions"][tables["reactions"]["proposal"].eq(row.id)]
        yield (
            first,
            *(
                briefing.cite(
                    f"{item(reaction.party)} {words.get(reaction.reaction, reaction.reaction)}.", reaction.evidence
                )
                for reaction in reactions.itertuples()
            ),
        )

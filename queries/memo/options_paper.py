"""The paper on one issue: who wants each option, who rules it out, on what it depends, and what would have to move."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ...graph import rule
from ...graph.columns import IN, OUT
from ...graph.lists import join
from ...graph.ontology import OPTION_SEPARATOR
from ..asking.selection import find
from ..asking.wording import cell_list
from .briefing import MAX_UNKNOWN, Briefing, many, widths_of
from .content import Block, Bullets, Cell, Cited, Heading, Paragraph, Table
from .sheets import condition_told, conditions_set
from .sources_told import text_or

if TYPE_CHECKING:
    import pandas as pd

#: Options that have a section of their own, and places or times that have a table.
MAX_OPTIONS, MAX_TABLES = 12, 6
DEFINED = "The case defines the option so."


def title_of(briefing: Briefing, issue: str) -> str:
    """The name of the issue; of one whose options can be combined, that of the whole."""
    rows = find(briefing.case, "issues", issue)
    return join(dict.fromkeys(briefing.wording.subjects[row] for row in rows), "and")


def blocks(briefing: Briefing, issue: str) -> Iterator[Block]:
    """The paper from its question to its sources."""
    cite = briefing.cite
    issues = briefing.case.tables["issues"]
    rows = find(briefing.case, "issues", issue)
    ids = [str(name) for name in issues["id"].iloc[rows]]
    yield Heading("The question")
    questions = dict.fromkeys(_question(briefing, row) for row in rows)
    evidence = "|".join(text for text in issues["evidence"].iloc[rows].dropna())
    yield Paragraph(tuple(cite(text, evidence) for text in questions))
    zones = briefing.queries.zones(briefing.case, issues=ids, as_of=briefing.as_of)
    if len(zones):
        yield Bullets(tuple((cite(row.why, row.evidence),) for row in zones.head(MAX_OPTIONS).itertuples()))
    else:
        text = "No two parties hold a position on it at the same time and place."
        yield Paragraph((cite(text, by_query=briefing.counted),))
    support = briefing.queries.support(briefing.case, issues=ids, as_of=briefing.as_of)
    yield from _tables(briefing, support)
    yield from _sections(briefing, ids, support)
    yield from _in_the_way(briefing, ids)
    yield from _unknown(briefing, ids)
    yield from briefing.sources()


def _unknown(briefing: Briefing, ids: list[str]) -> Iterator[Block]:
    """The unknowns of the issue that decide most, where it is not too large to try them."""
    if briefing.is_large(int(briefing.case.tables["positions"]["issue"].isin(ids).sum())):
        return
    unknown = briefing.queries.what_next(briefing.case, issues=ids, as_of=briefing.as_of, limit=MAX_UNKNOWN)
    if len(unknown):
        yield Heading("What is not known and would decide most")
        yield briefing.unknown_told(unknown)


def _question(briefing: Briefing, row: int) -> str:
    """What the issue asks; of an option that can be combined with others, what the whole issue asks."""
    issue = briefing.case.tables["issues"].iloc[row]
    question = text_or(issue["question"], f"The issue is {briefing.wording.subjects[row]}.")
    return question.rpartition(" Is '")[0] or question if isinstance(issue["whole"], str) else question


# ------------------------------------------------------------------------------------------------ who is where


def _tables(briefing: Briefing, support: pd.DataFrame) -> Iterator[Block]:
    yield Heading("Who stands where")
    if not len(support):
        yield Paragraph((briefing.cite("Nobody holds a position on it.", by_query=briefing.counted),))
        return
    # Options that can be combined stand in one table, as each is a question of its own in the same place.
    place = support["regions"] + " " + support["start"].fillna("") + " " + support["end"].fillna("")
    places = list(dict.fromkeys(place))
    for key in places[:MAX_TABLES]:
        of_place = support[place.eq(key)]
        first = next(of_place.itertuples())
        caption = f"The options{briefing.wording.where(cell_list(first.regions))}{_days(first)}, by {briefing.lines}."
        headers: tuple[str, ...] = (
            "Option",
            "Who demands it",
            "Who accepts it",
            "Who rules it out",
            "Not known",
            "Takes no side",
        )
        rows = [_row(briefing, row) for row in of_place.itertuples()]
        if not any(row[-1] for row in rows):
            # That somebody takes no side is said where somebody does.
            headers, rows = headers[:-1], [row[:-1] for row in rows]
        yield Table(caption, headers, tuple(rows), tuple(widths_of(headers, rows)))
    if len(places) > MAX_TABLES:
        more = many(len(places) - MAX_TABLES, "more place or time has", "more places or times have")
        yield Paragraph((briefing.cite(f"{more} other answers.", by_query=briefing.counted),))


def _days(row: Any) -> str:
    start = f" since {row.start}" if isinstance(row.start, str) else ""
    return start + (f" until {row.end}" if isinstance(row.end, str) else "")


def _row(briefing: Briefing, row: Any) -> tuple[Cell, ...]:
    named = (briefing.cite(_option_name(briefing, row.issue, row.settlement), row.evidence),)
    unsure = [
        ("may rule it out", row.possible),
        ("is against it less firmly", row.objects),
        ("says nothing of it", row.silent),
    ]
    plural = {"says nothing of it": "say nothing of it", "is against it less firmly": "are against it less firmly"}
    words = []
    for text, parties in unsure:
        if parties:
            count = len(cell_list(parties))
            words.append(f"{_who(briefing, parties)} {plural.get(text, text) if count > 1 else text}.")
    no_side = "|".join(filter(None, (row.abstains, row.mixed, row.no_answer)))
    cells = [_who(briefing, parties) for parties in (row.demands, row.accepts, row.rejects)]
    return (
        named,
        *((Cited(text),) if text else () for text in cells),
        tuple(map(Cited, words)),
        (Cited(_who(briefing, no_side)),) if no_side else (),
    )


def _who(briefing: Briefing, parties: str) -> str:
    return join((briefing.wording.item(party) for party in cell_list(parties)), "and") if parties else ""


def _option_name(briefing: Briefing, issue: str, settlement: str) -> str:
    """The name of a settlement as a row of support has it; an option of several by its own name."""
    wording = briefing.wording
    whole = isinstance(briefing.case.tables["issues"].set_index("id").at[issue, "whole"], str)
    index = list(map(str, wording.columns.issues)).index(issue)
    if wording.columns.is_number[index]:
        return join(cell_list(settlement), "or")
    names = [wording.options.get((issue, word), "Something that nobody listed") for word in cell_list(settlement)]
    return join(names, "or") + (" is left out" if whole and settlement == OUT else "")


# ------------------------------------------------------------------------------------------------ option by option


def _sections(briefing: Briefing, ids: list[str], support: pd.DataFrame) -> Iterator[Block]:
    options = briefing.case.tables["options"].set_index(["issue", "option"])
    yield Heading("Option by option")
    described = [(issue, settlement) for issue in ids for settlement in _settlements(briefing, issue, support)]
    for issue, settlement in described[:MAX_OPTIONS]:
        yield Heading(_option_name(briefing, issue, settlement), 2)
        meaning = text_or(options["meaning"].get((issue, settlement)))
        rows = support[support["issue"].eq(issue) & support["settlement"].eq(settlement)]
        items = []
        if meaning:
            items.append((briefing.cite(f"{meaning[0].upper()}{meaning[1:].rstrip('.')}.", by_query=DEFINED),))
        items += [(sentence,) for sentence in _moves(briefing, rows)]
        items += [(sentence,) for sentence in _ties(briefing, f"{issue}{OPTION_SEPARATOR}{settlement}")]
        yield Bullets(tuple(items or [(briefing.cite("Nothing more is coded of it.", by_query=briefing.counted),)]))
    if len(described) > MAX_OPTIONS:
        more = many(len(described) - MAX_OPTIONS, "more option is", "more options are")
        yield Paragraph((briefing.cite(f"{more} in the case.", by_query=briefing.counted),))


def _settlements(briefing: Briefing, issue: str, support: pd.DataFrame) -> list[str]:
    """The options of an issue as listed, then what positions say besides; of an option of several, that it is in."""
    options = briefing.case.tables["options"]
    listed = options["option"][options["issue"].eq(issue)].tolist()
    answered = support["settlement"][support["issue"].eq(issue)].tolist()
    if isinstance(briefing.case.tables["issues"].set_index("id").at[issue, "whole"], str):
        return [IN]
    return list(dict.fromkeys([*listed, *answered]))


def _moves(briefing: Briefing, rows: pd.DataFrame) -> Iterator[Cited]:
    """What would have to move, of whom, so that the option is ruled out no longer."""
    wording, columns = briefing.wording, briefing.wording.columns
    index = {str(name): number for number, name in enumerate(columns.ids)}
    surely: dict[int, list[int]] = {}
    for row in rows.itertuples():
        positions = [index[name] for name in cell_list(row.positions)]
        for position in _against(briefing, row, positions):
            holder = int(columns.principal[columns.party[position]])
            surely.setdefault(holder, []).append(position)
    for holder, positions in surely.items():
        phrases = dict.fromkeys(briefing.phrase(position, holder, named=True) for position in positions)
        text = f"{wording.parties[holder]} would have to move: {'; '.join(phrases)}."
        yield briefing.cite.of_positions(text, dict.fromkeys(positions))
    if len(rows) and not surely:
        if rows["possible"].ne("").any():
            text = "Nobody surely rules it out; who may is named above."
        elif rows["rejects"].eq("").all():
            text = "Nobody rules it out."
        else:
            return
        yield briefing.cite(text, by_query=briefing.counted)


def _against(briefing: Briefing, row: Any, positions: list[int]) -> Iterator[int]:
    """Of these positions those that rule the settlement of a row out at the level, of parties that reject it."""
    columns = briefing.wording.columns
    issue = list(map(str, columns.issues)).index(row.issue)
    cell = rule.settlements(columns, issue, positions)
    unit = briefing.wording.units[issue]
    words = cell_list(row.settlement)
    wanted = 0
    for first in range(len(cell.pieces)):
        for last in range(first, len(cell.pieces) if columns.is_number[issue] else first + 1):
            mask = (2 << last) - (1 << first)
            if cell.words(mask, unit)[0] in words:
                wanted |= mask
    rejecting = set(cell_list(row.rejects))
    level = rule.LEVELS.index(row.level)
    for position in positions:
        holder = str(columns.parties[columns.principal[columns.party[position]]])
        counts = rule.counts(int(columns.firmness[position]), level)
        ruled_out = rule.ruled_out_by(int(columns.stance[position]), cell.named[position], cell.full)
        if holder in rejecting and counts and wanted and wanted & ruled_out:
            yield position


def _ties(briefing: Briefing, option: str) -> Iterator[Cited]:
    """Conditions, facts of the matter, obstacles and proposals that name an option."""
    cite, item, tables = briefing.cite, briefing.wording.item, briefing.case.tables
    for row in conditions_set(briefing).itertuples():
        if option == row.what or option in cell_list(row.requires):
            yield cite(condition_told(briefing, row), row.evidence)
    for row in tables["constraints"].itertuples():
        if option in (row.option, row.other):
            verb = {"excludes": "cannot go together with", "implies": "brings with it"}[row.relation]
            yield cite(f"As a fact of the matter, {item(row.option)} {verb} {item(row.other)}.", row.evidence)
    for row in tables["obstacles"].itertuples():
        if option in cell_list(row.blocks):
            yield cite(_obstacle(briefing, row), row.evidence)
    issue, _, name = option.partition(OPTION_SEPARATOR)
    for row in tables["terms"].itertuples():
        if row.issue == issue and name in cell_list(row.option):
            yield cite(f"The proposal “{item(row.proposal)}” has it.", row.evidence)


def _obstacle(briefing: Briefing, row: Any) -> str:
    remedy = f" What would ease it: {text_or(row.remedy).rstrip('.')}." if text_or(row.remedy) else ""
    return f"An obstacle stands in its way: {briefing.wording.item(row.id)}.{remedy}"


def _in_the_way(briefing: Briefing, ids: list[str]) -> Iterator[Block]:
    """Obstacles to the whole issue."""
    wanted = {*ids, *briefing.case.tables["issues"].set_index("id").loc[ids, "whole"].dropna()}
    rows = [row for row in briefing.case.tables["obstacles"].itertuples() if wanted & set(cell_list(row.blocks))]
    if rows:
        yield Heading("What stands in the way of the whole issue")
        yield Bullets(tuple((briefing.cite(_obstacle(briefing, row), row.evidence),) for row in rows))

"""What a table says, statement by statement, whatever its shape: who answers what on which issue, and what goes with it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from ...graph.names import folded
from .codes import Codebook
from .grids import Table
from .groups import stem
from .plan import ISSUES, LONG, PARTIES, Plan
from .words import plain, role_of

#: What separates several parties, issues or places in a cell.
_LIST = re.compile(r"\s*[|;；]\s*")  # noqa: RUF001
#: Roles that go with each statement of a row.
_WITH = (
    "option",
    "ideal",
    "low",
    "high",
    "firmness",
    "regions",
    "start",
    "end",
    "satisfaction",
    "salience",
    "source",
    "url",
    "locator",
    "quote",
    "coder",
)
#: In a wide table a row is about one party, or one issue, as a whole.
_WITH_ROW = ("regions", "start", "end", "source", "url", "locator", "coder")


@dataclass(slots=True)
class Statement:
    """One answer of one party on one issue.

    Attributes
    ----------
    line : int
    column : str
        Where the answer stands.
    party, issue : str
        As written.
    answer : str
        The cell; empty where the row has none, or the answer is in other columns.
    cells : dict of str to str
        What goes with it, by role.
    notes : list of str
        Cells that no role reads, each with the name of its column.
    """

    line: int
    column: str
    party: str
    issue: str
    answer: str
    cells: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def listed(cell: str) -> list[str]:
    """The parts of a cell that holds a list.

    >>> from zopa.loaders.mapping.statements import listed
    >>> listed("Ukraine|Russia"), listed("UA-43; UA-40"), listed("")
    (['Ukraine', 'Russia'], ['UA-43', 'UA-40'], [])
    """
    return [piece for piece in dict.fromkeys(_LIST.split(cell.strip())) if piece]


def statements(table: Table, plan: Plan, codebook: Codebook, title: str) -> Iterator[Statement]:
    """The statements of a table, row by row; a party or an issue may be empty.

    Parameters
    ----------
    table : Table
    plan : Plan
    codebook : Codebook
    title : str
        Names the issue where no column does.
    """
    if plan.shape == LONG:
        yield from _long(table, plan, title)
    else:
        yield from _wide(table, plan, codebook)


def facts_of_rows(table: Table, plan: Plan) -> Iterator[tuple[int, str, dict[str, str], list[str]]]:
    """What each row says of its party (of its issue in a table with a column a party): the row, its name, facts, notes."""
    subject = plan.first("party") if plan.shape != PARTIES else plan.first("issue")
    if subject is None:
        return
    wide = plan.shape != LONG
    roles = [(table.place[name], name, plan.roles[name]) for name in table.header]
    of_party = () if plan.shape == PARTIES else ("power", "part_of", "code")
    facts_read = [(place, role) for place, _, role in roles if role in of_party]
    passed = {"party", "issue", *of_party, *_WITH_ROW}
    noted = [(place, name) for place, name, role in roles if role not in passed and " of " not in role] if wide else []
    for line, row in zip(table.lines, table.rows, strict=True):
        facts = {role: row[place] for place, role in facts_read if row[place]}
        notes = [f"{name}: {row[place]}" for place, name in noted if row[place]]
        yield line, row[table.place[subject]], facts, notes


def _long(table: Table, plan: Plan, title: str) -> Iterator[Statement]:
    party, issue, stance = plan.first("party"), plan.first("issue"), plan.first("stance")
    parts = [(role, table.place[name]) for role in _WITH for name in plan.columns(role)]
    noted = [(name, table.place[name]) for name in plan.columns("note")]
    noted += [(name, table.place[name]) for name, role in plan.roles.items() if " of " in role]
    says = stance or next(iter(plan.columns("option", "ideal", "low", "high")), issue or "")
    for line, row in zip(table.lines, table.rows, strict=True):
        cells: dict[str, str] = {}
        for role, place in parts:
            if row[place]:
                cells[role] = f"{cells[role]}|{row[place]}" if role in cells else row[place]
        yield Statement(
            line,
            says,
            row[table.place[party]] if party else "",
            row[table.place[issue]] if issue else title,
            row[table.place[stance]] if stance else "",
            cells,
            [f"{name}: {row[place]}" for name, place in noted if row[place]],
        )


def _wide(table: Table, plan: Plan, codebook: Codebook) -> Iterator[Statement]:
    across, down = ("issue", "party") if plan.shape == ISSUES else ("party", "issue")
    subject = plan.first(down)
    columns = [name for name in plan.columns(across) if name != subject]
    belonging = {name: plan.belonging(name) for name in columns}
    called = {name: name for name in columns} if across == "party" else called_issues(columns, codebook)
    with_row = [(role, table.place[name]) for role in _WITH_ROW for name in plan.columns(role)]
    for line, row in zip(table.lines, table.rows, strict=True):
        of_row = {role: row[place] for role, place in with_row if row[place]}
        for name in columns:
            cell = row[table.place[name]]
            cells, notes = dict(of_row), []
            for column, role in belonging[name].items():
                text = row[table.place[column]]
                if text and role == "note":
                    notes.append(f"{column}: {text}")
                elif text:
                    cells[role] = text
            if not cell and not notes and len(cells) == len(of_row):
                continue
            row_name = row[table.place[subject]] if subject else ""
            names = (row_name, called[name]) if across == "issue" else (called[name], row_name)
            yield Statement(line, name, *names, cell, cells, notes)


def called_issues(columns: list[str], codebook: Codebook) -> dict[str, str]:
    """What each issue is called in a table with a column an issue; no two alike."""
    called = {name: issue_called(name, codebook, len(columns) == 1) for name in columns}
    counts = Counter(folded(text) for text in called.values())
    return {name: text if counts[folded(text)] == 1 else f"{text} ({name})" for name, text in called.items()}


def issue_called(name: str, codebook: Codebook, is_alone: bool = False) -> str:
    """What an issue is called that is a column."""
    bare = stem(name)
    return codebook.title(name, bare) or ("" if is_alone and role_of(bare) == "stance" and plain(bare) else bare)

"""The form for beginners: five sheets with few columns, and drop-down lists of the ids that the other sheets have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ..graph.ontology import Column, ontology
from .rows import parts

#: The sheets, in the order in which they are filled in, and their columns.
SHEETS = {
    "positions": ("party", "issue", "stance", "option", "low", "high", "firmness", "start", "source", "quote", "note"),
    "parties": ("id", "name", "kind", "note"),
    "issues": ("id", "name", "question", "kind", "unit", "note"),
    "options": ("issue", "option", "name", "note"),
    "sources": ("id", "title", "date", "url", "note"),
}
#: Rows of a sheet that a list offers.
MAX_LISTED = 10_000
#: The lists of ids, each with the sheet that they stand in.
LISTS = {"party_ids": "parties", "issue_ids": "issues", "source_ids": "sources"}
#: Which of them a column offers, by sheet and column.
_OFFERED = {
    ("positions", "party"): "party_ids",
    ("positions", "issue"): "issue_ids",
    ("positions", "source"): "source_ids",
    ("options", "issue"): "issue_ids",
}


class Form(NamedTuple):
    """A sheet to fill in: its columns, the invented rows, and by column what it offers, as a name or a formula."""

    columns: list[Column]
    rows: list[dict[str, str]]
    lists: dict[str, str]


def forms(invented: Mapping[str, list[dict[str, str]]]) -> dict[str, Form]:
    """The five sheets with those of the invented rows that they can hold.

    Parameters
    ----------
    invented : dict of list of dict
        Rows by table. A position cites its source and quote itself, as there is no sheet of evidence.

    Returns
    -------
    dict of Form
    """
    cited = {row["id"]: row for row in invented["evidence"]}
    made: dict[str, Form] = {}
    for sheet, names in SHEETS.items():
        columns = ontology().tables[sheet].columns
        rows = [{name: row[name] for name in names} for row in invented[sheet]]
        if sheet == "positions":
            for form_row, row in zip(rows, invented[sheet], strict=True):
                for evidence in parts(row["evidence"])[:1]:
                    form_row |= {name: cited[evidence][name] for name in ("source", "quote")}
        lists = {column: name for (of_sheet, column), name in _OFFERED.items() if of_sheet == sheet}
        if sheet == "positions":
            lists["option"] = _options_of_issue()
        made[sheet] = Form([columns[name] for name in names], rows, lists)
    return made


def list_formulas() -> dict[str, str]:
    """The cells that each list offers, as a formula: from the first row down to the last one that is filled.

    An id that is typed later is offered from then on.
    """
    return {name: _filled_cells(sheet, _letter(sheet, "id")) for name, sheet in LISTS.items()}


def _options_of_issue() -> str:
    """The options of the issue in the same row, which stand together in their sheet.

    It is no named list: a name counts the rows of what it refers to from the first row of a sheet.
    """
    issue, option = _letter("options", "issue"), _letter("options", "option")
    beside, issues = f"${_letter('positions', 'issue')}2", f"options!${issue}$2:${issue}${MAX_LISTED + 1}"
    return f"OFFSET(options!${option}$1,MATCH({beside},{issues},0),0,MAX(1,COUNTIF({issues},{beside})),1)"


def _filled_cells(sheet: str, letter: str) -> str:
    cells = f"{sheet}!${letter}$2:${letter}${MAX_LISTED + 1}"
    # The number of the last filled cell, also where there are empty ones before it.
    last = f'SUMPRODUCT(MAX(({cells}<>"")*(ROW({cells})-1)))'
    return f"{sheet}!${letter}$2:INDEX({cells},MAX(1,{last}))"


def _letter(sheet: str, column: str) -> str:
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[SHEETS[sheet].index(column)]

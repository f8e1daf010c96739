"""What was understood of a table, column by column, for people."""

from __future__ import annotations

from ..brought import Brought
from .codes import ANSWERS, NUMBERS, OPTIONS
from .grids import Table
from .plan import LONG, ROLES, SHAPES, Plan

#: Characters of a cell that is shown as an example.
_MAX_EXAMPLE = 40
_KINDS = {
    ANSWERS: "yes and no are the two options of an issue",
    NUMBERS: "a number is what the party would like best",
    OPTIONS: "each different cell is an option",
}
_REST = "An empty cell is no position; what is no answer is set aside."


def tell(brought: Brought, table: Table, plan: Plan, kinds: dict[str, str]) -> None:
    """Say of each column as what it is read.

    Parameters
    ----------
    brought : Brought
    table : Table
    plan : Plan
    kinds : dict of str to str
        Of which kind the answers are, by the column that they stand in.
    """
    brought.form = f"A table with {SHAPES[plan.shape]}"
    for name in table.header:
        role = plan.roles[name]
        base, _, owner = role.partition(" of ")
        meaning = f"{role.removesuffix(owner)}'{owner}'" if owner else f"{role}: {ROLES[base].partition(';')[0]}"
        if name in kinds and plan.shape != LONG:
            meaning = f"{'an issue' if base == 'issue' else 'a party'}: each cell is an answer"
        rest = f"{_KINDS[kinds[name]].capitalize()}. {_REST}" if name in kinds else ""
        brought.understand(table.file, name, meaning, map(_example, table.counts(name)), rest)


def _example(cell: str) -> str:
    return cell if len(cell) <= _MAX_EXAMPLE else f"{cell[:_MAX_EXAMPLE]}…"

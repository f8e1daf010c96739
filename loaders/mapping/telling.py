"""What was understood of a table, column by column, for people."""

from __future__ import annotations

from ..brought import Brought
from ..findings import WARNING, Problem, listing
from .codes import ANSWERS, NUMBERS, OPTIONS, number, side_of, stance_beside
from .grids import Table
from .plan import LONG, ROLES, SHAPES, Plan
from .words import answer

#: Columns that a question about codes names.
_MAX_NAMED = 4
#: Codes of a column of which it is told what they were read as.
_MAX_CODES = 12
#: Characters of a cell that is shown as an example.
_MAX_EXAMPLE = 40
_KINDS = {
    ANSWERS: "yes and no are the two options of an issue",
    NUMBERS: "a number is what the party would like best",
    OPTIONS: "each different cell is an option",
}


def tell(
    brought: Brought,
    table: Table,
    plan: Plan,
    kinds: dict[str, str],
    numbers: set[str],
    labels: dict[str, dict[str, str]],
) -> None:
    """Say of each column as what it is read.

    Parameters
    ----------
    brought : Brought
    table : Table
    plan : Plan
    kinds : dict of str to str
        Of which kind the answers are, by the column that they stand in.
    numbers : set of str
        The numbers among the answers.
    labels : dict of str to dict
        What a codebook says of the codes, by the column that they stand in.
    """
    brought.form = f"A table with {SHAPES[plan.shape]}"
    for name in table.header:
        role = plan.roles[name]
        base, _, owner = role.partition(" of ")
        meaning = f"{role.removesuffix(owner)}'{owner}'" if owner else f"{role}: {ROLES[base].partition(';')[0]}"
        if name in kinds and plan.shape != LONG:
            meaning = f"{'an issue' if base == 'issue' else 'a party'}: each cell is an answer"
        rest = f"{_KINDS[kinds[name]].capitalize()}. An empty cell is no position. {_beside()}" if name in kinds else ""
        if kinds.get(name) == NUMBERS and labels.get(name):
            rest += (
                f" Its scale is that of its labels: {'; '.join(f'{code} = {of}' for code, of in labels[name].items())}."
            )
        if kinds.get(name) in (ANSWERS, OPTIONS):
            rest += _coded(table, name, plan, numbers if kinds[name] == ANSWERS else None, labels.get(name, {}))
        brought.understand(table.file, name, meaning, map(_example, table.counts(name)), rest)


def _coded(table: Table, name: str, plan: Plan, numbers: set[str] | None, labels: dict[str, str]) -> str:
    """What each code among the cells was read as: a side where there are numbers among the answers, else its label."""
    said = plan.answers if numbers is not None else {}
    codes = [
        cell
        for cell in sorted(table.counts(name))
        if cell in labels or cell in said or (numbers is not None and number(cell))
    ]
    read_as = {cell: labels.get(cell, cell) for cell in codes}
    if numbers is not None:
        read_as = {cell: side_of(text, numbers, plan.answers) or "" for cell, text in read_as.items()}
    shown = [(cell, text) for cell, text in read_as.items() if text][:_MAX_CODES]
    return "".join(f" {cell} was read as {_example(text)}." for cell, text in shown)


def unknown_codes(columns: dict[str, list[str]], kinds: dict[str, str]) -> Problem | None:
    """What to ask of codes of which nothing says what they mean; None where there are none.

    Parameters
    ----------
    columns : dict of str to list of str
        The different answers of each issue, but for those that a codebook explains.
    kinds : dict of str to str
        As what they are read.

    Examples
    --------
    >>> from zopa.loaders.mapping.telling import unknown_codes
    >>> unknown_codes({"Tax": ["1", "2"], "Trade": ["yes"]}, {"Tax": "options", "Trade": "answers"}).message[:53]
    "Nothing says what the codes 1 and 2 mean in 'Tax': ea"
    """
    coded = {name: cells for name, cells in columns.items() if cells and _are_codes(cells, kinds.get(name, ""))}
    if not coded:
        return None
    codes = sorted({number(cell) for cells in coded.values() for cell in cells if number(cell)}, key=float)
    where = listing((repr(name) for name in coded), "and", most=_MAX_NAMED)
    return Problem(
        f"Nothing says what the codes {listing(codes, 'and')} mean in {where}: each was read as an option, or as a number, "
        "and none as yes or no: parties with different codes are held to want different things. Say what they mean with "
        f"--codes '{next(iter(coded))}={codes[0]}=yes,{codes[-1]}=no' (in Python with codes=), or above the header, as in "
        "1 = yes.",
        "a codebook, or answers in the mapping",
        level=WARNING,
    )


def _are_codes(cells: list[str], kind: str) -> bool:
    numbers = [number(cell) for cell in cells if answer(cell) != "no answer" or number(cell)]
    if not numbers or not all(numbers):
        return False
    # A few steps from nought to one are as likely sides as they are shares.
    return kind == OPTIONS or (kind == NUMBERS and {float(text) for text in numbers} <= {0, 0.5, 1})


def _beside() -> str:
    """What becomes of those who take no side."""
    stance, _ = stance_beside("abstains")
    return "Who takes no side has a stance of its own." if stance else "Who takes no side is set aside."


def _example(cell: str) -> str:
    return cell if len(cell) <= _MAX_EXAMPLE else f"{cell[:_MAX_EXAMPLE]}…"

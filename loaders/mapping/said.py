"""What a user says of a table beside its columns: what the codes in its cells mean."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..findings import WARNING, DossierError, Problem, listing, nearest, shortened
from .codes import ANSWERS, SIDES, Codebook, kind_of, number, same
from .plan import ISSUES, LONG, PARTIES, REST
from .words import answer, plain

if TYPE_CHECKING:
    from .grids import Table
    from .plan import Plan

#: What a user can say of columns: a role each, or the file that says so.
Columns = Mapping[Any, Any] | str | os.PathLike[str]
#: What each code means, by the column (or issue) that it stands in; ``*`` for all of them.
Codes = Mapping[Any, Mapping[Any, Any]]
#: Roles of columns whose cells can be codes, by the shape of the table.
_CODED = {ISSUES: ("issue",), PARTIES: ("party",), LONG: ("stance", "option")}


@dataclass(frozen=True)
class Said:
    """What is said of the columns of a table, and of the codes in it."""

    columns: Columns | None
    codes: dict[str, dict[str, str]]


def said_of(columns: Columns | None, codes: Codes | None) -> Any:
    """What is said of a table, as one thing; only the columns where nothing is said of codes.

    Raises
    ------
    DossierError
        When something said of codes cannot be understood; the message names it.
    """
    if codes is None:
        return columns
    if not isinstance(codes, Mapping) or not all(isinstance(labels, Mapping) and labels for labels in codes.values()):
        raise DossierError('Codes are said by column: {"Vote": {1: "yes", 0: "no"}}.')
    return Said(columns, {str(name): labels_of(str(name), labels) for name, labels in codes.items()})


def labels_of(name: str, labels: Mapping[Any, Any]) -> dict[str, str]:
    """The labels of the codes of a column as text; they are sides, all of them, or names of options.

    >>> from zopa.loaders.mapping.said import labels_of
    >>> labels_of("Vote", {1: "demands", 0: "rejects", 9: "no answer"})
    {'1': 'demands', '0': 'rejects', '9': 'no answer'}
    """
    texts = {str(code).strip(): str(label).strip() for code, label in labels.items()}
    if "" in texts or "" in texts.values():
        raise DossierError(f"A code of '{shortened(name)}', or what it means, is empty: write 1=yes,0=no.")
    sides = {label: answer(label) for label in texts.values()}
    if any(side in SIDES for side in sides.values()) and kind_of(list(sides)) == ANSWERS:
        for code, label in texts.items():
            if sides[label] is None:
                words = [*SIDES, "demands", "rejects", "abstains", "mixed", "no answer"]
                near = nearest([label], words).get(label, "")
                hint = (
                    f"did you mean '{near}'?" if near else f"a code can mean {listing(words, 'or', most=len(words))}."
                )
                what = (
                    f"The code {shortened(code)} of '{shortened(name)}' cannot mean '{shortened(label)}' beside sides"
                )
                raise DossierError(f"{what}; {hint}")
    return texts


def codes_in(text: str) -> tuple[str, dict[str, str]]:
    """The column and the labels that ``Vote=1=yes,0=no`` names; ``*`` where it names no column.

    Raises
    ------
    DossierError
        When it says no code, or one twice.

    Examples
    --------
    >>> from zopa.loaders.mapping.said import codes_in
    >>> codes_in("Vote=1=demands, 0=rejects, 9=no answer")
    ('Vote', {'1': 'demands', '0': 'rejects', '9': 'no answer'})
    >>> codes_in("1=Geneva, the old town; 2=Oslo")
    ('*', {'1': 'Geneva, the old town', '2': 'Oslo'})
    """
    pieces = [piece.strip() for piece in re.split(";" if ";" in text else ",", text) if piece.strip()]
    name = REST
    if pieces and pieces[0].count("=") > 1:
        name, _, first = pieces[0].partition("=")
        pieces = [first, *pieces[1:]]
    labels: dict[str, str] = {}
    for piece in pieces or [""]:
        code, _, label = (part.strip() for part in piece.partition("="))
        if not code or not label:
            raise DossierError(f"'{shortened(text)}' does not say what codes mean: write --codes 'Vote=1=yes,0=no'.")
        if code in labels:
            raise DossierError(f"'{shortened(text)}' says twice what {shortened(code)} means.")
        labels[code] = label
    return name.strip() or REST, labels


def put_in(codebook: Codebook, codes: Mapping[str, Mapping[str, str]]) -> None:
    """Add what is said of codes to a codebook; it stands before what is written beside the table."""
    for name, labels in codes.items():
        key = "" if name == REST else plain(name)
        codebook.labels[key] = {**codebook.labels.get(key, {}), **labels}


def fitted(
    codes: Mapping[str, Mapping[str, str]], now: Collection[str], table: Table, plan: Plan
) -> tuple[dict[str, dict[str, str]], list[Problem]]:
    """What is said of codes in the words of a table, and what is said of none of its cells.

    Parameters
    ----------
    codes : dict of str to dict
    now : collection of str
        Of which columns it is said now, and not by a mapping of other files of the kind.
    table : Table
    plan : Plan

    Raises
    ------
    DossierError
        When a column is not in the table, or holds neither answers nor options.
    """
    issues = [cell for column in plan.columns("issue") for cell in table.counts(column)]
    fitting: dict[str, dict[str, str]] = {}
    problems = []
    for name, labels in codes.items():
        column = table.named(name)
        if column is None and name != REST and name not in issues:
            near = nearest([name], [*table.header, *issues]).get(name, "")
            hint = f"did you mean '{near}'?" if near else f"it has {listing(map(repr, table.header), 'and')}."
            raise DossierError(f"{table.file} has no column '{shortened(name)}' that codes could stand in; {hint}")
        if column is not None and plan.roles[column] not in _CODED[plan.shape]:
            raise DossierError(
                f"The column '{shortened(column)}' is read as '{plan.roles[column]}', and codes are said of columns of "
                f"answers: {listing((repr(answers) for answers in plan.columns(*_CODED[plan.shape])), 'and')}."
            )
        cells = list(table.counts(column)) if column is not None else _answers(table, plan)
        fitting[column or name] = {_as_written(code, cells): label for code, label in labels.items()}
        if name in now and (unused := [code for code in fitting[column or name] if code not in cells]):
            where = f"'{shortened(column)}'" if column is not None else "the answers"
            if len(unused) == len(labels):
                raise DossierError(
                    f"No cell of {where} is {listing(unused, 'or')}, of which it is said what it means: the cells are "
                    f"{listing(map(repr, cells), 'and')}."
                )
            one = len(unused) == 1
            message = (
                f"The code{'' if one else 's'} {listing(unused, 'and')} {'is' if one else 'are'} in no cell of {where}."
            )
            problems.append(Problem(message, level=WARNING))
    return fitting, problems


def _answers(table: Table, plan: Plan) -> list[str]:
    return [cell for column in plan.columns(*_CODED[plan.shape]) for cell in table.counts(column)]


def _as_written(code: str, cells: list[str]) -> str:
    """A code as the cells have it: ``1`` can be written 1.0, and ``Y`` y."""
    if code in cells:
        return code
    value = number(code)
    alike = [
        cell
        for cell in cells
        if same(cell) == same(code) or (value and number(cell) and float(number(cell)) == float(value))
    ]
    return alike[0] if alike else code

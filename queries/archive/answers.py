"""The answers of a case to every question that can be asked without more words, as tables for an archive."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from inspect import Parameter, signature
from typing import TYPE_CHECKING, Any, NamedTuple

from ...graph.state import state_of
from ..asking.citation import citation_of
from ..asking.registry import QUERIES
from ..page import MAX_SEARCHED

if TYPE_CHECKING:
    import pandas as pd

    from ...graph.store import Store

#: Questions that search: of a large case they are left out, as they would take minutes, and end where time ends.
SEARCHING = (
    "compare",
    "what_next",
    "contradictions",
    "openings",
    "pivots",
    "deals",
    "frontier",
    "solutions",
    "trades",
    "standoffs",
    "sequence",
)


class Given(NamedTuple):
    """The answer to one query: its rows, how it is cited, and what has to be said of it."""

    name: str
    question: str
    table: pd.DataFrame
    citation: str
    note: str


def answers(case: Store) -> Iterator[Given]:
    """The answers to the queries of the registry that ask for nothing but a case, in its order.

    >>> import zopa
    >>> from zopa.queries.archive.answers import answers
    >>> next(answers(zopa.load("river-basin"))).name
    'clashes'
    """
    queries = importlib.import_module("...", __name__)
    state = state_of(case)
    is_small = len(case.tables["positions"]) <= MAX_SEARCHED
    for name, query in QUERIES.items():
        ask = getattr(queries, name)
        needed = [parameter for parameter in signature(ask).parameters.values() if parameter.default is Parameter.empty]
        if query.is_command and len(needed) == 1 and (is_small or name not in SEARCHING):
            given: Any = ask(case)
            table = given if hasattr(given, "to_csv") else given.table
            as_of = str(table.attrs.get("as_of", ""))
            note = str(table.attrs.get("note", "")) or ("" if len(table) else query.empty)
            yield Given(name, query.question, table, citation_of(case, name, {}, as_of, state), note)


def left_out(case: Store) -> str:
    """A sentence on the questions that were not asked; empty where all were."""
    if len(case.tables["positions"]) <= MAX_SEARCHED:
        return ""
    return (
        f"The case has more than {MAX_SEARCHED:,} positions. These questions were not asked of all of them: "
        f"{', '.join(SEARCHING)}."
    )

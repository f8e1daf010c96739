"""The part of a case that a query has to see, so that a case too large for memory can be asked part by part.

A query is written for one graph in memory. ``by_issue``, ``on_issues`` and ``whole`` hand it one: the case itself where it
is in memory, or, where it is in a database, the part that the question is about. Answers of several parts are put together.
The date and the level that are meant are settled here as well, and every answer says both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import is_dataclass
from functools import wraps
from inspect import BoundArguments, signature
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import numpy as np
import pandas as pd

from ...graph.asked import ALL, NO_FIRMNESS, date_asked, level_asked
from ...graph.ontology import OPTION_SEPARATOR
from ...graph.regions import EVERYWHERE, Regions
from ...graph.store import Narrowing
from ...graph.what_if import told
from .amounts import amounts_asked
from .answer import bound_to, known
from .selection import Names, find

if TYPE_CHECKING:
    from ...graph.store import Store

P = ParamSpec("P")
R = TypeVar("R")

#: Puts the answers of parts together, in the order of the issues.
Join = Callable[["Store", list[Any]], Any]


def whole(query: Callable[P, R]) -> Callable[P, R]:
    """A query that has to see all of a case."""

    def see_all(bound: BoundArguments) -> None:
        (bound.arguments["graph"],) = bound.arguments["graph"].parts()

    return _answered(query, see_all, lambda bound: query(*bound.args, **bound.kwargs))


def on_issues(query: Callable[P, R]) -> Callable[P, R]:
    """A query over several issues at once, which has to see the issues that it is about: all of them where none is named.

    Who has a say in a decision may have spoken of any issue, so with one it sees them all.
    """

    def see_issues(bound: BoundArguments) -> None:
        issues = None if bound.arguments.get("decision") is not None else bound.arguments.get("issues")
        bound.arguments["graph"] = bound.arguments["graph"].part(lambda frame: _on_issues(frame, issues))

    return _answered(query, see_issues, lambda bound: query(*bound.args, **bound.kwargs))


def by_issue(join: Join, *, on_days: bool = False) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A query whose answer for several issues is the answers for each, put together.

    Parameters
    ----------
    join : callable
        Takes the graph and the answers of its parts.
    on_days : bool
        Whether positions that do not hold on any day asked for can be left out. Not where the days of an answer depend
        on what was held before and after.
    """

    def made(query: Callable[P, R]) -> Callable[P, R]:
        def answer(bound: BoundArguments) -> R:
            graph, words = bound.arguments["graph"], dict(bound.arguments)
            answers = []
            for part in graph.parts(lambda frame: narrowing(frame, words, on_days)):
                bound.arguments["graph"] = part
                answers.append(query(*bound.args, **bound.kwargs))
            return answers[0] if len(answers) == 1 else join(graph, answers)

        return _answered(query, lambda bound: None, answer)

    return made


def _answered(
    query: Callable[P, R], narrow: Callable[[BoundArguments], None], answer: Callable[[BoundArguments], R]
) -> Callable[P, R]:
    """A query that checks the words in which it is asked, settles what is meant by them, and says so of its answer."""
    shape = signature(query)

    @wraps(query)
    def ask(*args: P.args, **kwargs: P.kwargs) -> R:
        bound, words = bound_to(shape, *args, **kwargs)
        amounts_asked(bound.arguments)
        narrow(bound)
        note = settle(bound)
        told_answer = says_what_was_asked(bound, answer(bound), note)
        return known(told_answer, query.__name__, words, bound.arguments.get("as_of", ""))

    return ask


def settle(bound: BoundArguments) -> str:
    """Put the date and the level that are meant where a query takes one, so that all of its parts mean the same.

    Returns
    -------
    str
        What has to be said of it once.
    """
    parameters, graph, note = bound.signature.parameters, bound.arguments["graph"], ""
    if "as_of" in parameters:
        as_of = bound.arguments.get("as_of", parameters["as_of"].default)
        bound.arguments["as_of"] = date_asked(graph, as_of).text
    if "level" in parameters:
        level, usual = bound.arguments.get("level"), parameters["level"].default
        level = usual if level is None and isinstance(usual, str) else level
        bound.arguments["level"] = level_asked(graph, level)
        note = NO_FIRMNESS if level is None and bound.arguments["level"] == "aim" else ""
    return note


def says_what_was_asked(bound: BoundArguments, answer: R, note: str) -> R:
    """The answer, whose tables say of which date and at which level it was asked, and what else has to be said of that."""
    settled: dict[str, Any] = {word: bound.arguments[word] for word in ("as_of", "level") if word in bound.arguments}
    if settled:
        if what_if := told(bound.arguments["graph"].meta):
            settled["what_if"] = what_if
        tables = [answer] if isinstance(answer, pd.DataFrame) else vars(answer).values() if is_dataclass(answer) else ()
        for table in tables:
            if isinstance(table, pd.DataFrame):
                table.attrs |= settled
                if note:
                    table.attrs["note"] = " ".join(filter(None, [note, table.attrs.get("note")]))
    return answer


def narrowing(frame: Store, arguments: dict[str, Any], on_days: bool) -> Narrowing:
    """The part of a case that a question has to see, by the words in which it was asked."""
    issues, parties, regions = (arguments.get(name) for name in ("issues", "parties", "regions"))
    days = date_asked(frame, arguments["as_of"]) if on_days else None
    return Narrowing(
        issues=None if issues is None else [str(frame.columns.issues[row]) for row in find(frame, "issues", issues)],
        held_by=None
        if parties is None
        else _voices(frame, find(frame, "parties", parties), arguments.get("roll_up", True)),
        regions=None if regions is None else _touched(frame.columns.regions, find(frame, "regions", regions)),
        days=None if days is None or days.text == ALL else (days.first, days.last),
    )


def _on_issues(frame: Store, issues: Names) -> Narrowing:
    """The issues asked for, and the positions on which conditions are set wherever they are."""
    if issues is None:
        return Narrowing()
    ids = frame.tables["issues"]["id"]
    named = {subject for subject in frame.tables["conditions"]["what"] if OPTION_SEPARATOR not in subject}
    return Narrowing(issues=ids.iloc[find(frame, "issues", issues)].tolist(), also=tuple(sorted(named)))


def _voices(frame: Store, rows: list[int], roll_up: bool) -> list[str]:
    """The parties whose positions count as those of the parties asked for."""
    columns = frame.columns
    if roll_up:
        rows = np.flatnonzero(np.isin(columns.principal, columns.principal[rows])).tolist()
    return [str(columns.parties[row]) for row in rows]


def _touched(tree: Regions, rows: list[int]) -> list[str]:
    """The regions that have a smallest region in common with those asked for."""
    wanted = frozenset[int]().union(*(tree.leaves(row + 1) for row in rows))
    return [tree.ids[node] for node in range(EVERYWHERE + 1, len(tree.ids)) if tree.leaves(node) & wanted]


# ------------------------------------------------------------------------------------------------ putting together


def one_after_another(graph: Store, answers: list[Any]) -> Any:
    """Rows in the order of the issues; numbers added up."""
    if isinstance(answers[0], int):
        return sum(answers)
    return pd.concat([_plain(answer) for answer in answers], ignore_index=True)


def _plain(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows whose texts can be put under others: categoricals of two parts hold different texts."""
    return rows.astype({name: "str" for name, kind in rows.dtypes.items() if isinstance(kind, pd.CategoricalDtype)})


def sorted_by(*columns: str, key: Callable[[pd.Series], Any] | None = None) -> Join:
    """Rows sorted by some columns, those that are equal in the order of the issues."""

    def join(graph: Store, answers: list[Any]) -> Any:
        rows = one_after_another(graph, answers)
        if isinstance(rows, int):
            return rows
        return rows.sort_values(list(columns), key=key, kind="stable", ignore_index=True)

    return join

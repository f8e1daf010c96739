"""Everything that is public, in the order of the reference: how each is written, and the docstring that tells of it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import zopa
from zopa import queries
from zopa.graph.neo4j.push import Pushed
from zopa.graph.store import Store
from zopa.graph.suffixes import FORMS, Form
from zopa.loaders import Fixed, Watched
from zopa.queries.asking.answer import Citable, Drawn, Saved
from zopa.queries.asking.registry import QUERIES

#: What the ``attrs`` of an answer say, and of which queries.
ATTRS = {
    "as_of": "the date that was meant: `2025`, `2025-08`, `2025-08-15` or `all`; of every query",
    "level": "the level that was meant: `red line`, `bottom line` or `aim`; of every query that takes one",
    "note": "what was assumed, what was left out and why, in sentences; empty where there is nothing to say",
    "paragraph": "the whole answer in a few sentences (`compare`)",
    "what_if": "that the case is a what-if, and what was changed in it; only of a what-if",
    "complete": "whether the answer is whole: false where a limit, the time or Ctrl-C cut it short",
    "left_out": "how many positions and conditions of unknown firmness were not counted (`contradictions`, `openings`)",
    "more": "numbers of the components that have more sets than are listed (`openings`)",
    "best": "whether the packages are surely the best that there are (`deals`)",
    "satisfaction": "the least and the most satisfaction of each party with the whole package (`check_deal`)",
    "grid": "the size of the cells of which one point each is kept, 0 where all are (`frontier`)",
    "corners": "whether, under a budget, there are points between those listed (`frontier`)",
    "count": "how many exchanges there are in all (`trades`)",
    "blocked": "whether some step can never be taken (`sequence`)",
}


@dataclass(frozen=True)
class Entry:
    """One public thing.

    Attributes
    ----------
    name : str
        As its heading has it: ``load``, ``PositionGraph.page``.
    call : str
        How it is written in Python.
    doc : str
    """

    name: str
    call: str
    doc: str


@dataclass(frozen=True)
class Group:
    """Public things that belong together, under a heading of their own."""

    title: str
    meaning: str
    entries: list[Entry] = field(default_factory=list)


def groups() -> list[Group]:
    """Everything that is public, group by group."""
    return [
        Group(
            "Reading and writing",
            "Functions of `zopa`.",
            [*(_function(name) for name in _functions()), _class(Fixed), _class(Watched)],
        ),
        Group(
            "A case",
            "`zopa.load` gives a `PositionGraph`. Every query is a method of it, too.",
            [_class(zopa.PositionGraph), *_members(zopa.PositionGraph, "case", _asked_by_all())],
        ),
        Group(
            "A case in a database",
            "`zopa.connect` gives a `SharedGraph`. It has the queries and all that a case in memory has, and these:",
            [_class(zopa.SharedGraph), *_members(zopa.SharedGraph, "shared", _own_of_a_database()), _class(Pushed)],
        ),
        Group(
            "The queries",
            "Methods of a case. In `zopa.queries` they are free functions as well, which take the case first, as `graph`; "
            "on the command line `zopa NAME CASE` asks the same.\n\n"
            "Every query answers for the case's own date, which is the `as_of` of its `dossier.toml`, or else the last day "
            "on which a position begins that is no act; for all dates where no position has such a day. `as_of` names "
            'another date, and `attrs["as_of"]` of the answer says which was meant. `history` and `shifts`, which are '
            "about time, answer for all dates.",
            [_query(name) for name in QUERIES],
        ),
        Group(
            "Answers",
            "A query answers with a DataFrame or with one of the classes below. Its `attrs` tell what is true of the whole "
            "answer:\n\n| `attrs` | says |\n|---|---|\n"
            + "\n".join(f"| `{name}` | {meaning} |" for name, meaning in ATTRS.items())
            + "\n\nEvery answer, a count and a summary too, has `citation`, and every command `--cite`.\n\n"
            + "Every table has `save`, and every command `-o`: the suffix of the file names its form.\n\n"
            + "| suffix | `--format` | is | names beside ids | columns |\n|---|---|---|---|---|\n"
            + "\n".join(_form(word, form) for word, form in FORMS.items()),
            [
                _class(queries.Rows),
                *_members(Saved, "answer", ["save"], "Rows"),
                *_members(Citable, "answer", ["citation"], "Rows"),
                _class(queries.Answer),
                *_members(Drawn, "answer", [name for name in vars(Drawn) if not name.startswith("_")], "Answer"),
                _class(queries.Frontier),
                _class(queries.Reply),
            ],
        ),
        Group(
            "Errors",
            "Every error that zopa has a name for is a `ZopaError`. A `DossierWarning` stops nothing: the case loads.",
            [_class(getattr(zopa, name)) for name in _errors()],
        ),
        Group(
            "For a query of your own",
            "A query reads these of a case. [CONTRIBUTING](../CONTRIBUTING.md) says how to add a query.",
            [_class(Store), *_members(Store, "case", _read_by_queries(), "Store")],
        ),
    ]


def _functions() -> list[str]:
    """The functions of the package, in the order in which one needs them."""
    order = ["load", "check", "fix", "mark", "save", "new", "watch", "cases", "connect", "export"]
    functions = [name for name in zopa.__all__ if inspect.isfunction(getattr(zopa, name))]
    return sorted(functions, key=lambda name: order.index(name) if name in order else len(order))


def _errors() -> list[str]:
    classes = [name for name in zopa.__all__ if inspect.isclass(getattr(zopa, name))]
    return sorted(
        (name for name in classes if issubclass(getattr(zopa, name), Exception)), key=lambda name: name != "ZopaError"
    )


def _asked_by_all() -> list[str]:
    """The members that somebody who asks a case uses, other than the queries."""
    return [name for name in members(zopa.PositionGraph) if name not in _read_by_queries()]


def _read_by_queries() -> list[str]:
    """The members that only queries use: those of the store, except the names of the case."""
    return [
        name
        for name in vars(Store)
        if not name.startswith("_") and name not in ("id", "title", "as_of", "changes", "nx")
    ]


def _own_of_a_database() -> list[str]:
    """The members that a case in a database has and one in memory has not, or has in another way."""
    return [
        name
        for name in members(zopa.SharedGraph)
        if name not in _read_by_queries() and _member(zopa.SharedGraph, name) is not _member(zopa.PositionGraph, name)
    ]


def members(owner: type) -> list[str]:
    """Public names of a class other than its queries: its own first."""
    names = [name for base in owner.__mro__[:-1] for name in vars(base)]
    return list(dict.fromkeys(name for name in names if not name.startswith("_") and name not in QUERIES))


def _member(owner: type, name: str) -> Any:
    """The member itself, unbound."""
    return inspect.getattr_static(owner, name, None)


def _function(name: str) -> Entry:
    function = getattr(zopa, name)
    return Entry(name, f"zopa.{name}{_parameters(function, 0)}", _doc(function))


def _query(name: str) -> Entry:
    query = getattr(queries, name)
    return Entry(name, f"case.{name}{_parameters(query, 1)}", _doc(query))


def _form(word: str, form: Form) -> str:
    """A form of an answer as a row of the table that tells them."""
    if not form.module:
        return f"| `{form.suffix}` | `{word}` | {form.meaning} | | |"
    names, columns = "yes" if form.for_people else "on request", "those of a terminal" if form.on_paper else "all"
    return f"| `{form.suffix}` | `{word}` | {form.meaning} | {names} | {columns} |"


def _class(owner: type) -> Entry:
    name = owner.__name__
    home = "zopa" if name in zopa.__all__ else "zopa.queries" if name in queries.__all__ else owner.__module__
    bases = [base.__name__ for base in owner.__bases__] if issubclass(owner, Exception) else []
    return Entry(name, f"class {home}.{name}" + (f"({', '.join(bases)})" if bases else ""), _doc(owner))


def _members(owner: type, called: str, names: list[str], shown: str | None = None) -> Iterator[Entry]:
    """The methods and properties of a class; a plain attribute is told of by the class itself."""
    for name in names:
        member = _member(owner, name)
        if inspect.isfunction(member):
            call = f"{called}.{name}{_parameters(member, 1)}"
        elif isinstance(member, property) or hasattr(member, "func"):
            call = f"{called}.{name}"
        else:
            continue
        yield Entry(f"{shown or owner.__name__}.{name}", call, _doc(member))


def _parameters(function: Callable[..., Any], skipped: int) -> str:
    """The parameters of a function as they are written, without types and without the case itself."""
    signature = inspect.signature(function)
    parameters = list(signature.parameters.values())[skipped:]
    untyped = [parameter.replace(annotation=inspect.Parameter.empty) for parameter in parameters]
    return str(signature.replace(parameters=untyped, return_annotation=inspect.Signature.empty))


def _doc(member: Any) -> str:
    return inspect.getdoc(member) or ""

"""What a database says of a case as a whole: the node that stands for it."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from ..ontology import ontology
from .schema import CASE

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

    from ..store import Store
    from .connection import Connection

#: Whether the clashes and overlaps of a case are there: all, none, or some, where writing them broke off.
ALL, NONE, SOME = "all", "none", "some"


def about_text(store: Store) -> str:
    """What the case says of itself, and which columns of the coder's own its tables have, as text."""
    own = {
        table.name: [
            [str(column), "number" if store.tables[table.name][column].dtype == float else "text"]
            for column in store.tables[table.name].columns if column not in table.columns
        ]
        for table in ontology().tables.values()
    }  # fmt: skip
    return json.dumps(
        {"meta": _tagged(store.meta), "columns": {name: columns for name, columns in own.items() if columns}},
        ensure_ascii=False, sort_keys=False,
    )  # fmt: skip


def _tagged(value: Any) -> Any:
    """A value of ``dossier.toml`` as JSON holds it: dates and times are told apart from texts."""
    if isinstance(value, dict):
        return {"dict": [[key, _tagged(one)] for key, one in value.items()]}
    if isinstance(value, list):
        return [_tagged(one) for one in value]
    if isinstance(value, datetime | date | time):
        return {type(value).__name__: value.isoformat()}
    return value


def untagged(value: Any) -> Any:
    """The value of :func:`_tagged`."""
    if isinstance(value, list):
        return [untagged(one) for one in value]
    if not isinstance(value, dict):
        return value
    ((kind, inner),) = value.items()
    if kind == "dict":
        return {key: untagged(one) for key, one in inner}
    kinds: dict[str, type[datetime] | type[date] | type[time]] = {"datetime": datetime, "date": date, "time": time}
    return kinds[kind].fromisoformat(inner)


def case_node(store: Store) -> dict[str, Any]:
    """What the node says that stands for a case of which everything is there, but no clash or overlap."""
    return {"id": store.id} | said_of(store, about_text(store), NONE)


def said_of(store: Store, about: str, derived: str) -> dict[str, Any]:
    """The properties of the node of a case of which everything is there."""
    return {
        "title": store.title, "as_of": store.as_of, "about": about, "complete": True, "derived": derived,
        "positions": len(store.tables["positions"]),
    }  # fmt: skip


def mark(connection: Connection, case: str, said: dict[str, Any]) -> None:
    """Write something on the node of a case, which is made where it is not there yet."""

    def work(transaction: ManagedTransaction) -> None:
        transaction.run(f"MERGE (c:{CASE} {{id: $case}}) SET c += $said", case=case, said=said).consume()

    connection.write(work)

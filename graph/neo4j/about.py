"""What a database says of a case as a whole: the node that stands for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from ..ontology import ontology
from .connection import Connection, DatabaseError
from .schema import CASE

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

    from ..store import Store

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


def said_of(store: Store, stamp: int, derived: str = NONE) -> dict[str, Any]:
    """The properties of the node of a case of which everything is there.

    Parameters
    ----------
    store : Store
    stamp : int
        Tells one state of the case from another.
    derived : str
        How many of its clashes and overlaps are there: :data:`ALL`, :data:`NONE` or :data:`SOME`.
    """
    return {
        "id": store.id, "title": store.title, "as_of": store.as_of, "about": about_text(store), "complete": True,
        "derived": derived, "positions": len(store.tables["positions"]), "stamp": stamp,
    }  # fmt: skip


class Claim:
    """The right to write to a case, which lasts until somebody else begins to push it or it is given back.

    Parameters
    ----------
    connection : Connection
    case : str
    said : dict
        What the node of the case says meanwhile.
    """

    def __init__(self, connection: Connection, case: str, said: dict[str, Any]) -> None:
        self.connection, self.case = connection, case
        self._token = uuid4().hex
        cypher = f"MERGE (c:{CASE} {{id: $case}}) SET c += $said, c.push = $token"
        connection.write(lambda transaction: transaction.run(cypher, case=case, said=said, token=self._token).consume())

    def write(self, work: Callable[[ManagedTransaction], Any]) -> None:
        """Do some work in one transaction, for which everybody else who writes to the case waits.

        Raises
        ------
        DatabaseError
            When somebody else has begun to push the case.
        """

        def held(transaction: ManagedTransaction) -> None:
            cypher = f"MATCH (c:{CASE} {{id: $case, push: $token}}) SET c.push = $token RETURN count(c)"
            if not transaction.run(cypher, case=self.case, token=self._token).single(strict=True)[0]:
                raise DatabaseError(
                    f"Somebody else began to push the case '{self.case}' meanwhile: push it again when theirs is done."
                )
            work(transaction)

        self.connection.write(held)

    def give_back(self, said: dict[str, Any]) -> None:
        """Write what the node of the case says from now on, and let others write."""
        cypher = f"MATCH (c:{CASE} {{id: $case}}) SET c += $said REMOVE c.push"
        self.write(lambda transaction: transaction.run(cypher, case=self.case, said=said).consume())

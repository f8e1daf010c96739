"""The description of a case as a whole in a database: the node that stands for it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from ..ontology import ontology
from .connection import Connection, DatabaseError, NotOursError
from .schema import CASE, CASE_NODE

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

    from ..store import Store

T = TypeVar("T")

#: Whether the clashes and overlaps of a case are there: all, none, or some, where writing them broke off.
ALL, NONE, SOME = "all", "none", "some"


def about_text(store: Store, also: Mapping[str, Sequence[Sequence[str]]] | None = None) -> str:
    """The facts that the case gives about itself, and the columns of the coder's own that its tables have, as text.

    Parameters
    ----------
    store : Store
    also : mapping of sequences of (str, str), optional
        Columns of rows that are there besides, by table.
    """
    own_columns = {
        table.name: [
            [str(column), "number" if store.tables[table.name][column].dtype == float else "text"]
            for column in store.tables[table.name].columns
            if column not in table.columns
        ]
        for table in ontology().tables.values()
    }
    for name, columns in (also or {}).items():
        known = {column for column, _ in own_columns[name]}
        own_columns[name] += [list(column) for column in columns if column[0] not in known]
    return json.dumps(
        {"meta": _tagged(store.meta), "columns": {name: columns for name, columns in own_columns.items() if columns}},
        ensure_ascii=False,
        sort_keys=False,
    )


def _tagged(value: Any) -> Any:
    """A value of ``dossier.toml`` as JSON holds it: dates and times are told apart from texts."""
    if isinstance(value, dict):
        return {"dict": [[key, _tagged(part)] for key, part in value.items()]}
    if isinstance(value, list):
        return [_tagged(part) for part in value]
    if isinstance(value, datetime | date | time):
        return {type(value).__name__: value.isoformat()}
    return value


def untagged(value: Any) -> Any:
    """The value of :func:`_tagged`."""
    if isinstance(value, list):
        return [untagged(part) for part in value]
    if not isinstance(value, dict):
        return value
    ((kind, inner),) = value.items()
    if kind == "dict":
        return {key: untagged(part) for key, part in inner}
    kinds: dict[str, type[datetime] | type[date] | type[time]] = {"datetime": datetime, "date": date, "time": time}
    return kinds[kind].fromisoformat(inner)


def case_properties(store: Store, stamp: int, rows: int, derived: str = NONE) -> dict[str, Any]:
    """The properties of the node of a case of which everything is there.

    Parameters
    ----------
    store : Store
    stamp : int
        Tells one state of the case from another.
    rows : int
        How many nodes are rows of the case.
    derived : str
        How many of its clashes and overlaps are there: :data:`ALL`, :data:`NONE` or :data:`SOME`.
    """
    return {
        "zopa": True,
        "id": store.id,
        "title": store.title,
        "as_of": store.as_of,
        "about": about_text(store),
        "complete": True,
        "derived": derived,
        "positions": len(store.tables["positions"]),
        "stamp": stamp,
        "rows": rows,
    }


class WriteLock:
    """The right to write to a case, which lasts until somebody else begins to push it or it is given back.

    It is taken before anything of the case is read: what is read after that is not changed by anybody who has no right to.

    Parameters
    ----------
    connection : Connection
    case : str

    Attributes
    ----------
    before : dict
        What the node of the case said; empty where there was none.

    Raises
    ------
    NotOursError
        When a node that zopa did not write is called as the case is, which the database does not have yet.
    """

    def __init__(self, connection: Connection, case: str) -> None:
        self.connection, self.case = connection, case
        self._token = uuid4().hex

        def take(transaction: ManagedTransaction) -> tuple[dict[str, Any], bool]:
            # Written first and read then: what is read before is locked may be another's by then.
            cypher = (
                f"MERGE {CASE_NODE} ON CREATE SET c.complete = false, c.made = true SET c.push = $token "
                "WITH c, c.made IS NOT NULL AS made REMOVE c.made RETURN properties(c), made"
            )
            properties, is_new = transaction.run(cypher, case=case, token=self._token).single(strict=True)
            count_foreign = f"MATCH (c:{CASE} {{id: $case}}) WHERE c.zopa IS NULL RETURN count(c)"
            if is_new and transaction.run(count_foreign, case=case).single(strict=True)[0]:
                raise NotOursError(
                    f"The database has a node {CASE} with the id '{case}' that zopa did not write, and which stays as it "
                    "is: give your case another id."
                )
            return ({} if is_new else {name: value for name, value in properties.items() if name != "push"}), is_new

        self.before, self._is_new = connection.write(take)

    def write(self, work: Callable[[ManagedTransaction], T]) -> T:
        """Do some work in one transaction, for which everybody else who writes to the case waits.

        Raises
        ------
        DatabaseError
            When somebody else has begun to push the case.
        """

        def guarded(transaction: ManagedTransaction) -> T:
            cypher = (
                f"MATCH {CASE_NODE} SET c.held = true WITH c, c.push = $token AS ours REMOVE c.held "
                "RETURN count(CASE WHEN ours THEN 1 END)"
            )
            if not transaction.run(cypher, case=self.case, token=self._token).single(strict=True)[0]:
                raise DatabaseError(
                    f"Somebody else began to push the case '{self.case}' meanwhile: push it again when theirs is done."
                )
            return work(transaction)

        return self.connection.write(guarded)

    def set_properties(self, properties: dict[str, Any]) -> None:
        """Write what the node of the case says while it is written to."""
        cypher = f"MATCH {CASE_NODE} SET c += $properties"
        self.write(lambda transaction: transaction.run(cypher, case=self.case, properties=properties).consume())

    def give_back(self, properties: dict[str, Any]) -> None:
        """Write what the node of the case says from now on, and let others write."""
        cypher = f"MATCH {CASE_NODE} SET c += $properties REMOVE c.push"
        self.write(lambda transaction: transaction.run(cypher, case=self.case, properties=properties).consume())

    def release(self) -> None:
        """Let others write where nothing was written."""
        cypher = f"MATCH {CASE_NODE} " + ("DELETE c" if self._is_new else "REMOVE c.push")
        self.write(lambda transaction: transaction.run(cypher, case=self.case).consume())

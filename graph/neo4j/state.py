"""The state of a case in a database: what it says of itself, and whether it is still what was pushed."""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from .about import untagged
from .connection import Connection, DatabaseError, quoted
from .records import records, stamp_of
from .schema import CASE, CASE_NODE, labels

if TYPE_CHECKING:
    from ..store import Store


def cases(connection: Connection) -> pd.DataFrame:
    """Which cases does the database hold?

    Returns
    -------
    DataFrame
        ``id``, ``title``, ``as_of``, how many ``positions``, and whether all of it is there (``complete``).
    """
    rows = connection.read(
        f"MATCH (c:{CASE} {{zopa: true}}) "
        "RETURN c.id, c.title, c.as_of, c.positions, coalesce(c.complete, false) ORDER BY c.id"
    )
    return pd.DataFrame(rows, columns=pd.Index(["id", "title", "as_of", "positions", "complete"]))


class Standing(NamedTuple):
    """The facts that a case in a database gives about itself, and the state that it is in."""

    meta: dict[str, Any]
    extra_columns: dict[str, list[list[str]]]
    stamp: int
    rows: int


def standing(connection: Connection, case: str) -> Standing:
    """The facts that a case gives about itself, the columns of the coder's own that its tables have, and its state.

    Raises
    ------
    DatabaseError
        When the database has no such case, or only a part of it.
    """
    rows = connection.read(f"MATCH {CASE_NODE} RETURN properties(c)", case=case)
    if not rows:
        known_cases = cases(connection)["id"].tolist()
        has = f"It has: {', '.join(map(str, known_cases))}." if known_cases else "It is empty: push a case first."
        raise DatabaseError(f"The database has no case '{case}'. {has}")
    properties = rows[0][0]
    if properties.get("complete") is not True:
        raise DatabaseError(
            f"The case '{case}' is there in part only: it is being pushed at this moment, or its last push broke off; "
            "then push it again."
        )
    return Standing(
        untagged(json.loads(properties["about"])["meta"]),
        own_columns(properties),
        properties["stamp"],
        properties["rows"],
    )


def expect_all_rows(connection: Connection, case: str, before: Standing) -> None:
    """Refuse a case of which rows were deleted, or others put among them, without zopa.

    Raises
    ------
    DatabaseError
    """
    parts = [f"MATCH (n:{quoted(label)}) WHERE {ours('n')} RETURN count(n) AS many" for label in labels()]
    stored_rows = sum(count for (count,) in connection.read(" UNION ALL ".join(parts), case=case))
    if stored_rows != before.rows:
        expect_unchanged(connection, case, before)
        raise DatabaseError(
            f"The case '{case}' is not whole: {before.rows:,} rows of it were pushed, and the database has {stored_rows:,}. "
            "Somebody changed it without zopa: push it again."
        )


def expect_as_pushed(connection: Connection, store: Store, before: Standing) -> None:
    """Say what was changed in a case that was read whole since it was pushed.

    Raises
    ------
    DatabaseError
        When it cannot be a case any more.
    """
    from . import checking

    try:
        parts = records(store)
        expected = checking.expected_sums(parts)
    except (ValueError, KeyError) as error:
        expect_unchanged(connection, store.id, before)
        raise DatabaseError(
            f"The case '{store.id}' was changed in the database without zopa, and is no sound case any more: {error} Push "
            "it again with replace."
        ) from None
    changes = []
    if stamp_of(parts) != before.stamp:
        changed = checking.changed_rows(connection, store, parts)
        if changed:
            more = f" and {len(changed) - 3:,} more" if len(changed) > 3 else ""
            changes.append(f"the cells of {', '.join(changed[:3])}{more} are not those that were pushed")
    wrong = checking.wrong_kinds(connection, store.id, expected)
    if wrong:
        changes.append(f"relationships of the kind {', '.join(wrong)} are not all there")
    if changes:
        expect_unchanged(connection, store.id, before)
        warnings.warn(
            f"The case '{store.id}' was changed in the database without zopa: {'; '.join(changes)}. A push with replace "
            "writes again what you have.",
            stacklevel=4,
        )


def ours(node: str) -> str:
    """The condition in Cypher on a node that is a row of the case, and that zopa wrote."""
    return f"{node}.case_id = $case AND {node}.id IS NOT NULL AND {node}.digest IS NOT NULL"


def own_columns(properties: Mapping[str, Any]) -> dict[str, list[list[str]]]:
    """By table the columns of the coder's own, and whether they are ``number`` or ``text``."""
    return json.loads(properties["about"])["columns"] if "about" in properties else {}


def expect_unchanged(connection: Connection, case: str, before: Standing) -> None:
    """Refuse what was read of a case if it was pushed meanwhile: half of it may be old and half new.

    Raises
    ------
    DatabaseError
    """
    rows = connection.read(f"MATCH {CASE_NODE} RETURN c.complete, c.stamp", case=case)
    if rows != [[True, before.stamp]]:
        raise DatabaseError(f"The case '{case}' was pushed while it was read: ask again.")

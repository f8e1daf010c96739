"""A case together with what a database has of it: the rows of both, those of the case where both have one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ..edges import row_ids
from ..ontology import ontology
from ..store import Store
from . import pull, state

if TYPE_CHECKING:
    from .connection import Connection


def combined(store: Store, connection: Connection, standing: dict[str, Any]) -> Store:
    """The case with the rows that only the database has behind its own.

    Parameters
    ----------
    store : Store
    connection : Connection
    standing : dict
        What the node of the case in the database says.

    Returns
    -------
    Store
    """
    extra_columns = state.own_columns(standing)
    stored = pull.tables(connection, store.id, ontology().tables, extra_columns)
    united = {}
    for name, table in ontology().tables.items():
        ours, theirs = store.tables[name], stored[name]
        more = theirs[~row_ids(table, theirs).isin(set(row_ids(table, ours)))]
        united[name] = pd.concat([ours, more], ignore_index=True) if len(more) else ours
        columns = [*ours.columns, *(column for column in more.columns if column not in ours.columns)]
        kinds = {column: (ours if column in ours.columns else more)[column].dtype for column in columns}
        united[name] = united[name].reindex(columns=columns).astype(kinds)
    return Store(united, store.meta)

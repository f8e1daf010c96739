"""The state of a case as a short word: it changes when anything that was coded changes, and only then."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from .ontology import ontology

if TYPE_CHECKING:
    from .store import Store

#: So many digits of a state tell all states of a case apart.
DIGITS = 12


def state_of(store: Store) -> str:
    """The SHA-256 of the tables of a case and of what it says of itself, as 64 hexadecimal digits.

    Parameters
    ----------
    store : Store

    Returns
    -------
    str
        The same wherever the case is and however it was read.

    Examples
    --------
    >>> import zopa
    >>> from zopa.graph.state import state_of
    >>> case = zopa.load("river-basin")
    >>> state_of(case) == state_of(zopa.load("river-basin")) != state_of(case.drop("sel-filling"))
    True
    """
    state = hashlib.sha256()
    for name in ontology().tables:
        rows = store.tables[name]
        if len(rows):
            # The names of the columns separate what would otherwise run into one another.
            state.update(_bytes(f"{name}\n{rows.to_csv(index=False, lineterminator=chr(10))}"))
    state.update(_bytes(json.dumps(store.meta, sort_keys=True, ensure_ascii=False, default=str)))
    return state.hexdigest()


def _bytes(text: str) -> bytes:
    # Half of a character, which other programs leave in a cell, tells states apart as well.
    return text.encode(errors="surrogatepass")


def short_state(store: Store) -> str:
    """The first digits of the state of a case, which are enough to tell all its states apart.

    >>> import zopa
    >>> from zopa.graph.state import short_state
    >>> len(short_state(zopa.load("river-basin")))
    12
    """
    return state_of(store)[:DIGITS]

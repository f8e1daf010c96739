"""Cells of tables as the page takes them: plain values, links that are safe to follow, and names of nodes."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pandas as pd

from ..edges import listed, node_name
from ..network import filled

#: Signs that turn the direction of writing, so that an address reads as another one.
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def safe_link(address: str) -> str | None:
    """The address, where following it is harmless: http, https and mailto only, and what is seen of it is where it leads.

    One that holds a name and a password, or signs that turn the direction of writing, is no link.

    Parameters
    ----------
    address : str

    Returns
    -------
    str or None

    Examples
    --------
    >>> from zopa.graph.page.cells import safe_link
    >>> safe_link("https://example.org/a"), safe_link("javascript:alert(1)")
    ('https://example.org/a', None)
    >>> safe_link("https://un.org:secret@example.org")
    """
    address = address.strip()
    if any(character <= " " or character == "\x7f" or character in _TURNING for character in address):
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme in ("http", "https") and "@" in parts.netloc:
        return None
    return address if parts.scheme in ("http", "https", "mailto") else None


def cell(value: Any) -> Any:
    """A table cell as JSON takes it: whole numbers without a point.

    >>> from zopa.graph.page.cells import cell
    >>> cell(3.0), cell("north")
    (3, 'north')
    """
    if isinstance(value, (float, np.floating)):
        as_float = float(value)
        return int(as_float) if as_float.is_integer() and abs(as_float) < 1e15 else as_float
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    return int(value) if isinstance(value, (int, np.integer)) else str(value)


def filled_cells(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """The filled cells of each row."""
    return [{name: cell(value) for name, value in row.items()} for row in filled(rows)]


def nodes_of(kind: str, words: Any, known: set[str]) -> list[str]:
    """The names of the nodes that a list cell names, those that are on the page."""
    return [name for name in (node_name(kind, word) for word in listed(words)) if name in known]

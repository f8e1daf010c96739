"""Words one after another, as a sentence has them."""

from __future__ import annotations

from collections.abc import Iterable

#: Names in a sentence; a reader loses count of more.
MAX_NAMES = 8


def join(words: Iterable[str], last: str) -> str:
    """``a``, ``a and b``, ``a, b and c``; of a long list the first eight names, and how many more there are.

    >>> from zopa.graph.lists import join
    >>> join(["a", "b", "c"], "and")
    'a, b and c'
    >>> join("abcdefghijk", "or")
    'a, b, c, d, e, f, g, h or 3 more'
    """
    named = list(words) or [""]
    if len(named) > MAX_NAMES:
        named[MAX_NAMES:] = [f"{len(named) - MAX_NAMES:,} more"]
    *head, tail = named
    return f"{', '.join(head)} {last} {tail}" if head else tail

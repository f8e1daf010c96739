"""Words one after another, as a sentence has them."""

from __future__ import annotations

from collections.abc import Iterable


def join(words: Iterable[str], last: str) -> str:
    """``a``, ``a and b``, ``a, b and c``.

    >>> from zopa.graph.lists import join
    >>> join(["a", "b", "c"], "and")
    'a, b and c'
    """
    *head, tail = list(words) or [""]
    return f"{', '.join(head)} {last} {tail}" if head else tail

"""How much the tests try: enough for every day, and more where ``ZOPA_THOROUGH=1`` asks for it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

import pytest

#: Whether tests that draw their cases draw as many as are worth waiting for.
THOROUGH = os.environ.get("ZOPA_THOROUGH") == "1"
#: Fewer cases than this hardly meet.
FEWEST = 6


def examples(thorough: int) -> int:
    """How many cases a property is tried on: this many in a thorough run, a twelfth of them else.

    >>> examples(30) in (6, 30)
    True
    """
    return thorough if THOROUGH else min(thorough, max(FEWEST, thorough // 12))


def one_in(count: int, values: Iterable[Any]) -> list[Any]:
    """Of so many values the first every day, and the others where a thorough run asks for them.

    A tuple has a value for each of several parameters.

    >>> [(value.values, bool(value.marks)) for value in one_in(2, ["light", "dark", "print"])]
    [(('light',), False), (('dark',), True), (('print',), False)]
    """
    each = (value if isinstance(value, tuple) else (value,) for value in values)
    return [
        pytest.param(*of_one, marks=[pytest.mark.thorough] if index % count else [])
        for index, of_one in enumerate(each)
    ]


def first_of(values: Iterable[Any]) -> list[Any]:
    """The first of these every day, and the others where a thorough run asks for them."""
    every_value = list(values)
    return one_in(len(every_value), every_value)

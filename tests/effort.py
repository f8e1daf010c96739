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


def first_of(values: Iterable[Any]) -> list[Any]:
    """The first of these every day, and the others where a thorough run asks for them; a tuple is one value a parameter.

    >>> [getattr(value, "values", value) for value in first_of(["light", "dark"])]
    ['light', ('dark',)]
    """
    first, *others = values
    each = (value if isinstance(value, tuple) else (value,) for value in others)
    return [first, *(pytest.param(*values, marks=pytest.mark.thorough) for values in each)]

"""Numbers that a query is asked with: each is checked once, here, and refused in one sentence where it makes no sense."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any


def amounts_asked(arguments: Mapping[str, Any]) -> None:
    """Refuse a limit that makes no sense before anything is worked out.

    Parameters
    ----------
    asked : mapping of str to object
        What a query is asked with, by parameter.

    Raises
    ------
    ValueError
        When ``limit``, ``cap``, ``grid`` or ``seconds`` is less than it can be, or no number.

    Examples
    --------
    >>> from zopa.queries.asking.amounts import amounts_asked
    >>> amounts_asked({"limit": -1})
    Traceback (most recent call last):
    ...
    ValueError: limit must be a whole number that is 0 or more, not -1.
    """
    whole_asked("limit", arguments.get("limit"), 0)
    whole_asked("cap", arguments.get("cap"), 1)
    amount_asked("grid", arguments.get("grid", 0.0))
    seconds_asked(arguments.get("seconds"))


def whole_asked(name: str, value: int | None, least: int) -> int | None:
    """A whole number of which there is a least one, such as a limit; by default none.

    Raises
    ------
    ValueError
        When it is less, or no whole number.
    """
    if value is None:
        return None
    if isinstance(value, bool) or not _is_number(value) or value != int(value) or value < least:
        raise ValueError(f"{name} must be a whole number that is {least} or more, not {value!r}.")
    return int(value)


def amount_asked(name: str, value: float) -> float:
    """A number that is 0 or more and not endless.

    Raises
    ------
    ValueError
        When it is negative, endless or no number.
    """
    if isinstance(value, bool) or not _is_number(value) or value < 0:
        raise ValueError(f"{name} must be a number that is 0 or more, not {value!r}.")
    return float(value)


def seconds_asked(value: float | None) -> float | None:
    """Seconds that a query may take, 0 or more; none where there is no end to them.

    Raises
    ------
    ValueError
        When they are negative or no number.
    """
    return None if value is None or value == math.inf else amount_asked("seconds", value)


def _is_number(value: object) -> bool:
    try:
        return math.isfinite(value)  # type: ignore[arg-type]
    except TypeError:
        return False

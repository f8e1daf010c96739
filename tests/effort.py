"""How much the tests try: enough for every day, and more where ``ZOPA_THOROUGH=1`` asks for it."""

from __future__ import annotations

import os

#: Whether tests that draw their cases draw as many as are worth waiting for.
THOROUGH = os.environ.get("ZOPA_THOROUGH") == "1"
#: Fewer cases than this hardly meet.
FEWEST = 8


def examples(thorough: int) -> int:
    """How many cases a property is tried on: this many in a thorough run, an eighth of them else.

    >>> examples(30) in (8, 30)
    True
    """
    return thorough if THOROUGH else min(thorough, max(FEWEST, thorough // 8))

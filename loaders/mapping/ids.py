"""Short names for the texts of a table, which become the ids of a case."""

from __future__ import annotations

import re

from ...graph.names import folded

#: Longer names get a short id beside the name.
_MAX_ID = 48
_NOT_IN_IDS = re.compile(r"[/|]+")


class Ids:
    """Short names for texts: the same for texts that are one in normal form, and different for all others."""

    def __init__(self, reserved: tuple[str, ...] = ()) -> None:
        self.names: dict[str, str] = {}
        self._of: dict[str, str] = {}
        self._used = {folded(word) for word in reserved}

    def of(self, text: str) -> str:
        """The id of a text.

        >>> ids = Ids()
        >>> ids.of("Tax/trade"), ids.of("TAX/TRADE"), ids.names
        ('Tax-trade', 'Tax-trade', {'Tax-trade': 'Tax/trade'})
        """
        form = folded(text)
        if form not in self._of:
            stem = " ".join(_NOT_IN_IDS.sub("-", text).split())
            if len(stem) > _MAX_ID:
                stem = stem[:_MAX_ID].rpartition(" ")[0] or stem[:_MAX_ID]
            name, count = stem, 2
            while folded(name) in self._used:
                name, count = f"{stem} {count}", count + 1
            self._used.add(folded(name))
            self._of[form] = name
            self.names[name] = text
        return self._of[form]

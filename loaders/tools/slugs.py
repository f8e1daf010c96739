"""Short names for things that another tool knows only by their long ones."""

from __future__ import annotations

import re

from anyascii import anyascii

#: Letters of the longest short name, the number that tells two of them apart not counted.
LONGEST = 48
_BETWEEN_WORDS = re.compile(r"[^a-z0-9]+")


class Slugs:
    """Ids made from names: the same for the same name, another one for every other name."""

    def __init__(self) -> None:
        self._of: dict[str, str] = {}
        self._used: set[str] = set()

    def __contains__(self, name: str) -> bool:
        return name in self._of

    def of(self, name: str) -> str:
        """The id of a name.

        >>> from zopa.loaders.tools.slugs import Slugs
        >>> slugs = Slugs()
        >>> slugs.of("Sierra Club"), slugs.of("sierra club"), slugs.of("Sierra Club"), slugs.of("…")
        ('sierra-club', 'sierra-club-2', 'sierra-club', 'unnamed')
        """
        if name not in self._of:
            stem = _BETWEEN_WORDS.sub("-", anyascii(name[: 4 * LONGEST]).lower()).strip("-")
            if len(stem) > LONGEST:
                stem = stem[: LONGEST + 1].rpartition("-")[0] or stem[:LONGEST]
            stem = stem or "unnamed"
            slug, count = stem, 1
            while slug in self._used:
                count += 1
                slug = f"{stem}-{count}"
            self._used.add(slug)
            self._of[name] = slug
        return self._of[name]

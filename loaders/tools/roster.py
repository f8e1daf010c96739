"""Things that another tool knows by keys of its own: each gets an id, and a name that no other of them has."""

from __future__ import annotations

from ...graph.columns import OTHER
from ...graph.names import look
from .slugs import Slugs


class Roster:
    """Parties, issues, or options of one issue, by the keys that a file has for them.

    >>> from zopa.loaders.tools.roster import Roster
    >>> roster = Roster()
    >>> roster.add("17", "Green List"), roster.add("18", "Green list")
    (('green-list', 'Green List'), ('green-list-18', 'Green list (18)'))
    >>> roster["18"]
    'green-list-18'
    """

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._looks: set[str] = set()
        self._texts: set[str] = set()
        self._slugs = Slugs()
        # The word for all that is not listed is nobody's id.
        self._slugs.of(f"\0{OTHER}")

    def add(self, key: str, name: str = "", short: str = "") -> tuple[str, str]:
        """The id, made from its short name where it has one, and the name of one more thing; a key stays what it is."""
        if key not in self._ids:
            name = " ".join(name.split()) or key or "Unnamed"
            unique, count = name, 1
            while look(unique) in self._looks:
                unique = f"{name} ({key})" if count == 1 and key != name else f"{name} ({count + 1})"
                count += 1
            self._looks.add(look(unique))
            self._ids[key], self._names[key] = self._id(key, short or unique, unique), unique
        return self._ids[key], self._names[key]

    def _id(self, key: str, *texts: str) -> str:
        """An id made from the first of these texts that no other thing has for its own."""
        text = next((text for text in texts if text not in self._texts), f"{texts[-1]} {key}")
        self._texts.add(text)
        return self._slugs.of(text)

    def __contains__(self, key: str) -> bool:
        return key in self._ids

    def __getitem__(self, key: str) -> str:
        return self._ids[key]

    def __len__(self) -> int:
        return len(self._ids)

    def name(self, key: str) -> str:
        """The name of a thing."""
        return self._names[key]

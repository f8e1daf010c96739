"""What the data sets of the Uppsala Conflict Data Program (UCDP) share: actors, conflicts, dyads and countries by number."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .context import Context

GOVERNMENT = "Government of "
REGIONS = {"1": "Europe", "2": "Middle East", "3": "Asia", "4": "Africa", "5": "Americas"}
INCOMPATIBILITY = {"1": "territory", "2": "government", "3": "government and territory"}
_OTHER_NAME = re.compile(r"^(.*?) \(([^()]+)\)\s*$")


def cut(cell: str, many: int | None = None) -> list[str]:
    """The names or numbers of a list; so many where there is a list of numbers beside it.

    Names can have commas in them. What stands in brackets is not cut, and where there are too many parts, one that has an
    ``and`` in it goes on the name before it.

    >>> from zopa.loaders.tools.ucdp import cut
    >>> cut("Government of Niger, Junta for Democracy, Peace and Justice, OAU", 3)
    ['Government of Niger', 'Junta for Democracy, Peace and Justice', 'OAU']
    """
    parts: list[str] = []
    for part in cell.split(","):
        if parts and parts[-1].count("(") > parts[-1].count(")"):
            parts[-1] += f", {part.strip()}"
        else:
            parts.append(part.strip())
    ends = [place for place, part in enumerate(parts) if place and " and " in part and not part.startswith(GOVERNMENT)]
    if many and len(parts) - len(ends) == many:
        for place in reversed(ends):
            parts[place - 1 : place + 1] = [f"{parts[place - 1]}, {parts[place]}"]
    return [part for part in parts if part]


class Uppsala:
    """Actors, conflicts and places of UCDP in a case."""

    def __init__(self, context: Context) -> None:
        self.context = context

    def actors(self, names: str, numbers: str, kind: str = "armed group") -> tuple[list[str], str]:
        """Parties by a list of names and one of UCDP's numbers of actors, and the numbers that belong to no single name.

        A government is a state.
        """
        codes = cut(numbers)
        actors = cut(names, len(codes) or None)
        if len(codes) == len(actors):
            return [self._actor(name, code, kind) for name, code in zip(actors, codes, strict=True)], ""
        return [self._actor(name, "", kind) for name in actors], f"Numbers of actors: {numbers}" if numbers else ""

    def states(self, names: str, numbers: str) -> list[str]:
        """Governments by a list of names that is as long as one of numbers."""
        return [self._actor(name, "", "") for name in cut(names, len(cut(numbers)) or None)]

    def number(self, table: str, ids: list[str], numbers: str, column: str) -> str:
        """Note the number of a state (Gleditsch and Ward), and give back what belongs to no single one.

        Of several states the numbers stand in another order than the names do.
        """
        if len(ids) == 1 and len(cut(numbers)) == 1:
            self.context.note(table, ids[0], f"Gleditsch-Ward number {numbers.strip()}.")
            return ""
        return f"{column}: {numbers}" if numbers else ""

    def _actor(self, name: str, code: str, kind: str) -> str:
        is_state = name.startswith(GOVERNMENT)
        # A government is one whether its number is given or not.
        party = self.context.party(name, "" if is_state else code, kind="state" if is_state else kind)
        if code:
            self.context.note("parties", party, f"UCDP actor {code}.")
        match = _OTHER_NAME.match(name.removeprefix(GOVERNMENT))
        if is_state and match:
            for other in match.groups():
                self.context.alias("parties", party, GOVERNMENT + other)
        return party

    def countries(self, cell: str, numbers: str = "") -> list[str]:
        """Regions by a list of countries and one of numbers of states."""
        regions = []
        for name in cut(cell, len(cut(numbers)) or None):
            region = self.context.country(name)
            match = _OTHER_NAME.match(name)
            for other in match.groups() if match else ():
                self.context.alias("regions", region, other)
            regions.append(region)
        return regions

    def phase(self, id: str, name: str, start: str = "", part_of: str = "", note: str = "") -> str:
        """A conflict or a dyad, which begins with the first of its days; what differs between its rows is in its note."""
        row = self.context.row("events", id, name=name, kind="phase", start=start, part_of=part_of)
        if start and start < row["start"]:
            row["start"] = start
        self.context.note("events", id, note)
        return id

    def spread(self, id: str, column: str, ids: Iterable[str]) -> None:
        """Parties or regions of a phase, those of all its rows."""
        row = self.context.row("events", id)
        row[column] = "|".join(dict.fromkeys([*filter(None, row.get(column, "").split("|")), *ids]))


def parts_of_the_world(cell: str) -> str:
    """Regions of the world by UCDP's codes.

    >>> from zopa.loaders.tools.ucdp import parts_of_the_world
    >>> parts_of_the_world("1, 3"), parts_of_the_world("9")
    ('Europe, Asia', '9')
    """
    return ", ".join(REGIONS.get(code, code) for code in cut(cell))

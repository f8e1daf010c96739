"""The UCDP Dyadic Dataset: a row is a year in which two sides fought each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .context import EventRows, bring_events, has_columns, listed, noted
from .ucdp import INCOMPATIBILITY, Uppsala, parts_of_the_world

if TYPE_CHECKING:
    from pathlib import Path

    from ..brought import Brought
    from ..findings import Findings
    from ..formats.glance import Glance
    from .context import Table

FORM = "Conflict dyads of the Uppsala Conflict Data Program"
_KEYS = ("dyad_id", "side_a", "side_b", "year", "intensity_level")
_INTENSITY = {"1": "minor conflict, 25 to 999 deaths", "2": "war, 1,000 deaths or more"}
_TYPES = {
    "1": "a colonial power against a group outside of it",
    "2": "between states",
    "3": "within a state",
    "4": "within a state, with troops of other states",
}


#: As what a column of numbers of states is read.
_NUMBER = "a note of a {}, or of the event where it lists several"


class Side(NamedTuple):
    """The columns of one side: who fights, and which states have troops on it, with their numbers."""

    names: list[str]
    numbers: list[str]
    state_numbers: list[str]
    helpers: list[str]
    helper_numbers: list[str]


def recognises(glance: Glance) -> bool:
    """Whether a header has the columns of years of dyads."""
    return has_columns(glance, _KEYS)


def bring(path: Path, findings: Findings) -> Brought | None:
    """Read conflicts and dyads as phases, each year of fighting as an event, and all who fought as parties."""
    return bring_events(path, findings, FORM, "Conflict dyads", _KEYS, Years)


class Years(EventRows):
    """The rows of the table, and what they make."""

    nameless = "The row has no dyad, no side or no year."
    noun = "year of the dyad"

    def __init__(self, brought: Brought, table: Table, findings: Findings) -> None:
        super().__init__(brought, table, findings)
        self.uppsala = Uppsala(self.context)
        column = table.column
        self.sides = [
            Side(
                column(f"side_{side}", f"parties: the {nth} side"),
                column((f"side_{side}_id", f"side_{side}_new_id"), "the number of a party"),
                column(f"gwno_{side}", _NUMBER.format("party")),
                column(f"side_{side}_2nd", "parties: states with troops on this side"),
                column(f"gwno_{side}_2nd", _NUMBER.format("party")),
            )
            for side, nth in (("a", "first"), ("b", "other"))
        ]
        self.locations = column("location", "regions: the countries whose government is fought over")
        self.location_numbers = column("gwno_loc", _NUMBER.format("region"))
        self.dyads = column("dyad_id", "a phase: the dyad")
        self.conflicts = column("conflict_id", "a phase: the conflict")
        self.years = column("year", "the event: a year of fighting")
        self.intensity = column("intensity_level", "a note of the event")
        self.incompatibilities = column("incompatibility", "the name and a note of the conflict")
        self.territories = column("territory_name", "the name and a region of the conflict")
        self.kinds = column("type_of_conflict", "a note of the event")
        self.world = column("region", "a note of the conflict")
        self.versions = column("version", "the description of the case")
        self.first_days, self.undated = self._days("start_date", "the first day of the conflict and of the dyad")
        self.precisions = column("start_prec", "a note of the dyad")
        self.noted = table.rest()

    def _name_of(self, index: int) -> str:
        return f"dyad {self.dyads[index]} {self.years[index]}"

    def _is_named(self, index: int) -> bool:
        year = self.years[index]
        is_year = year.isascii() and year.isdigit() and len(year) == 4
        return bool(self.dyads[index] and all(side.names[index] for side in self.sides) and is_year)

    def _add_event(self, index: int, id: str) -> None:
        year, intensity, kind = self.years[index], self.intensity[index], self.kinds[index]
        over, territory = self._over(index), self.territories[index]
        fighting, unmatched = self._fighting(index)
        with_troops = [self.uppsala.states(side.helpers[index], side.helper_numbers[index]) for side in self.sides]
        countries = self.uppsala.countries(self.locations[index], self.location_numbers[index])
        numbers = self._numbers(index, fighting, with_troops, countries)
        people = [party for parties in fighting for party in parties]
        dyad = self._dyad(index, self._conflict(index, people, countries), people)
        self.context.row(
            "events",
            id,
            name=f"{self._pair(index)}, {year}",
            kind="violence",
            start=year,
            end=year,
            part_of=dyad,
            parties=listed([*people, *with_troops[0], *with_troops[1]]),
            regions=listed(countries),
            note=noted(
                f"Intensity: {_INTENSITY.get(intensity, intensity)}" if intensity else "",
                f"Conflict {_TYPES.get(kind, kind)}" if kind else "",
                f"Over {over}{f': {territory}' if territory else ''}" if over else "",
                *(_troops(side.names[index], side.helpers[index]) for side in self.sides),
                *unmatched,
                *numbers,
                f"First day as written: {self.undated[index]}" if index in self.undated else "",
                self.grid.notes(index, self.noted),
            ),
        )

    def _pair(self, index: int) -> str:
        return " and ".join(side.names[index] for side in self.sides)

    def _over(self, index: int) -> str:
        code = self.incompatibilities[index]
        return INCOMPATIBILITY.get(code, code)

    def _fighting(self, index: int) -> tuple[list[list[str]], list[str]]:
        """The parties of each side, and of each the numbers that belong to no single one of them."""
        actors = [self.uppsala.actors(side.names[index], side.numbers[index]) for side in self.sides]
        return [parties for parties, _ in actors], [unmatched for _, unmatched in actors]

    def _numbers(
        self, index: int, fighting: list[list[str]], with_troops: list[list[str]], countries: list[str]
    ) -> list[str]:
        """Note the numbers of the states, and give back those that belong to no single one."""
        number = self.uppsala.number
        return [
            *(
                number("parties", parties, side.state_numbers[index], f"gwno_{letter}")
                for letter, side, parties in zip("ab", self.sides, fighting, strict=True)
            ),
            *(
                number("parties", parties, side.helper_numbers[index], f"gwno_{letter}_2nd")
                for letter, side, parties in zip("ab", self.sides, with_troops, strict=True)
            ),
            number("regions", countries, self.location_numbers[index], "gwno_loc"),
        ]

    def _conflict(self, index: int, people: list[str], countries: list[str]) -> str:
        """The conflict of a row, as a phase; empty where the row has none."""
        number, territory, over = self.conflicts[index], self.territories[index], self._over(index)
        if not number:
            return ""
        conflict = self.uppsala.phase(
            self.context.slug("events", f"conflict {number}"),
            f"{self.locations[index] or 'Conflict'}: {territory or 'government'}",
            self.first_days[index],
            note=f"UCDP conflict {number}, over {over}." if over else f"UCDP conflict {number}.",
        )
        if self.world[index]:
            self.context.note("events", conflict, f"Part of the world: {parts_of_the_world(self.world[index])}.")
        regions = countries
        if territory:
            regions = [self.context.region(territory, countries[0] if len(countries) == 1 else "")]
        self.uppsala.spread(conflict, "regions", regions)
        self.uppsala.spread(conflict, "parties", people)
        return conflict

    def _dyad(self, index: int, conflict: str, people: list[str]) -> str:
        """The dyad of a row, as a phase of its conflict."""
        number, precision = self.dyads[index], self.precisions[index]
        known = f" The first day is known with precision {precision}." if precision else ""
        dyad = self.uppsala.phase(
            self.context.slug("events", f"dyad {number}"),
            self._pair(index),
            self.first_days[index],
            conflict,
            note=f"UCDP dyad {number}.{known}",
        )
        self.uppsala.spread(dyad, "parties", people)
        return dyad


def _troops(side: str, helpers: str) -> str:
    return f"With troops on the side of {side}: {helpers}" if helpers else ""

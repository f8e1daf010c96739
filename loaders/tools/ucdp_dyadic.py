"""The UCDP Dyadic Dataset: a row is a year in which two sides fought each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..brought import Brought
from .context import Table, day_of, has_columns, listed, noted, table_with, tell_columns
from .ucdp import INCOMPATIBILITY, Uppsala, parts_of_the_world

if TYPE_CHECKING:
    from pathlib import Path

    from ..findings import Findings
    from ..formats.glance import Glance

FORM = "Conflict dyads of the Uppsala Conflict Data Program"
_KEYS = ("dyad_id", "side_a", "side_b", "year", "intensity_level")
_INTENSITY = {"1": "minor conflict, 25 to 999 deaths", "2": "war, 1,000 deaths or more"}
_TYPES = {
    "1": "a colonial power against a group outside of it",
    "2": "between states",
    "3": "within a state",
    "4": "within a state, with troops of other states",
}


def recognises(glance: Glance) -> bool:
    """Whether a header has the columns of years of dyads."""
    return has_columns(glance, _KEYS)


def bring(path: Path, findings: Findings) -> Brought | None:
    """Read conflicts and dyads as phases, each year of fighting as an event, and all who fought as parties."""
    brought = Brought(FORM, meta={"title": f"Conflict dyads: {path.stem}"})
    table = table_with(path, _KEYS, brought, findings)
    if table is None:
        return None
    _years(brought, table, findings)
    tell_columns(brought, table, "a note of the event")
    return brought


def _years(brought: Brought, table: Table, findings: Findings) -> None:
    uppsala, column, grid = Uppsala(brought), table.column, table.grid
    side_a = (
        column("side_a", "parties: the first side"),
        column(("side_a_id", "side_a_new_id"), "the number of a party"),
    )
    side_b = (
        column("side_b", "parties: the other side"),
        column(("side_b_id", "side_b_new_id"), "the number of a party"),
    )
    helpers = [
        (
            column(f"side_{side}_2nd", "parties: states with troops on this side"),
            column(f"gwno_{side}_2nd", "a note of a party, or of the event where it lists several"),
        )
        for side in "ab"
    ]
    states = (
        column("gwno_a", "a note of a party, or of the event where it lists several"),
        column("gwno_b", "a note of a party, or of the event where it lists several"),
    )
    place = (
        column("location", "regions: the countries whose government is fought over"),
        column("gwno_loc", "a note of a region, or of the event where it lists several"),
    )
    dyads, conflicts = column("dyad_id", "a phase: the dyad"), column("conflict_id", "a phase: the conflict")
    years = column("year", "the event: a year of fighting")
    intensity = column("intensity_level", "a note of the event")
    about = (
        column("incompatibility", "the name and a note of the conflict"),
        column("territory_name", "the name and a region of the conflict"),
    )
    kinds = column("type_of_conflict", "a note of the event")
    world = column("region", "a note of the conflict")
    versions = column("version", "the description of the case")
    starts = column("start_date", "the first day of the conflict and of the dyad")
    first_days, wrong = day_of(starts, grid, "start_date", findings)
    precisions = column("start_prec", "a note of the dyad")
    noted_places = table.rest()
    brought.meta["description"] = " ".join(f"Version {version}." for version in dict.fromkeys(filter(None, versions)))
    for index in range(len(grid)):
        year, dyad = years[index], dyads[index]
        id = uppsala.context.slug("events", f"dyad {dyad} {year}")
        if not (
            dyad and side_a[0][index] and side_b[0][index] and year.isascii() and year.isdigit() and len(year) == 4
        ):
            brought.leave(grid.file, grid.lines[index], grid.row(index), "The row has no dyad, no side or no year.")
            continue
        if uppsala.context.has("events", id):
            brought.leave(grid.file, grid.lines[index], grid.row(index), "The year of the dyad stands in a row above.")
            continue
        (first, first_numbers), (other, other_numbers) = (
            uppsala.actors(side[0][index], side[1][index]) for side in (side_a, side_b)
        )
        with_troops = [uppsala.states(names[index], numbers[index]) for names, numbers in helpers]
        countries = uppsala.countries(place[0][index], place[1][index])
        numbers = [
            first_numbers,
            other_numbers,
            uppsala.number("parties", first, states[0][index], "gwno_a"),
            uppsala.number("parties", other, states[1][index], "gwno_b"),
            uppsala.number("parties", with_troops[0], helpers[0][1][index], "gwno_a_2nd"),
            uppsala.number("parties", with_troops[1], helpers[1][1][index], "gwno_b_2nd"),
            uppsala.number("regions", countries, place[1][index], "gwno_loc"),
        ]
        territory = about[1][index]
        over = INCOMPATIBILITY.get(about[0][index], about[0][index])
        conflict = ""
        if conflicts[index]:
            conflict = uppsala.phase(
                uppsala.context.slug("events", f"conflict {conflicts[index]}"),
                f"{place[0][index] or 'Conflict'}: {territory or 'government'}",
                first_days[index],
                note=f"UCDP conflict {conflicts[index]}, over {over}."
                if over
                else f"UCDP conflict {conflicts[index]}.",
            )
            if world[index]:
                uppsala.context.note("events", conflict, f"Part of the world: {parts_of_the_world(world[index])}.")
            claimed = (
                [uppsala.context.region(territory, countries[0] if len(countries) == 1 else "")] if territory else []
            )
            uppsala.spread(conflict, "regions", claimed or countries)
            uppsala.spread(conflict, "parties", [*first, *other])
        names = f"{side_a[0][index]} and {side_b[0][index]}"
        pair = uppsala.phase(
            uppsala.context.slug("events", f"dyad {dyad}"),
            names,
            first_days[index],
            conflict,
            note=f"UCDP dyad {dyad}."
            + (f" The first day is known with precision {precisions[index]}." if precisions[index] else ""),
        )
        uppsala.spread(pair, "parties", [*first, *other])
        uppsala.context.row(
            "events",
            id,
            name=f"{names}, {year}",
            kind="violence",
            start=year,
            end=year,
            part_of=pair,
            parties=listed([*first, *other, *with_troops[0], *with_troops[1]]),
            regions=listed(countries),
            note=noted(
                f"Intensity: {_INTENSITY.get(intensity[index], intensity[index])}" if intensity[index] else "",
                f"Conflict {_TYPES.get(kinds[index], kinds[index])}" if kinds[index] else "",
                f"Over {over}{f': {territory}' if territory else ''}" if over else "",
                _troops(side_a[0][index], helpers[0][0][index]),
                _troops(side_b[0][index], helpers[1][0][index]),
                *numbers,
                f"First day as written: {wrong[index]}" if index in wrong else "",
                grid.notes(index, noted_places),
            ),
        )


def _troops(side: str, helpers: str) -> str:
    return f"With troops on the side of {side}: {helpers}" if helpers else ""

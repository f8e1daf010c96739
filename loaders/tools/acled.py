"""Events of the Armed Conflict Location & Event Data project (ACLED): a row is what happened on one day in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..brought import Brought
from .context import Context, day_of, has_columns, listed, noted, table_with, tell_columns
from .incidents import Places, deaths, leave_row

if TYPE_CHECKING:
    from pathlib import Path

    from ..findings import Findings
    from ..formats.glance import Glance
    from .context import Table

FORM = "Events of the Armed Conflict Location & Event Data project (ACLED)"
_KEYS = ("event_date", "event_type", "actor1", "fatalities")
_SOURCE = "acled"
#: The kind of an event by its type, or first by what the type is divided into.
_KINDS = {
    "agreement": "talks",
    "non-violent transfer of territory": "territorial",
    "government regains territory": "territorial",
    "non-state actor overtakes territory": "territorial",
    "battles": "violence",
    "explosions/remote violence": "violence",
    "violence against civilians": "violence",
    "riots": "violence",
}
#: How the names of actors begin or end that are known for what they are.
_CIVILIANS, _STATE = "civilians", ("military forces of", "police forces of", "government of")


def recognises(glance: Glance) -> bool:
    """Whether a header has the columns of events of ACLED."""
    return has_columns(glance, _KEYS)


def bring(path: Path, findings: Findings) -> Brought | None:
    """Read each row as an event with a place and a figure, and its actors, and who was with them, as parties."""
    brought = Brought(FORM, meta={"title": f"Events: {path.stem}"})
    table = table_with(path, _KEYS, brought, findings)
    if table is None:
        return None
    _events(Context(brought), table, findings)
    tell_columns(brought, table, "a note of the event")
    return brought


def _events(context: Context, table: Table, findings: Findings) -> None:
    column, grid, places = table.column, table.grid, Places(context)
    ids = column(("event_id_cnty", "event_id_no_cnty", "data_id", "event_id"), "the event")
    dates, wrong = day_of(column("event_date", "the day of the event"), grid, "event_date", findings)
    types = (
        column("event_type", "the kind and the name of the event"),
        column("sub_event_type", "the kind and the name"),
    )
    actors = [column(name, "parties") for name in ("actor1", "actor2")]
    companions = [
        column((f"assoc_actor_{number}", f"ally_actor_{number}", f"ally_{number}"), "parties, cut at ';'")
        for number in (1, 2)
    ]
    countries = column("country", "a region")
    parts = [column(f"admin{level}", "a region in the larger one") for level in (1, 2, 3)]
    spots = column("location", "a region in those")
    points = column("latitude", "where a region is"), column("longitude", "where a region is")
    counts = column("fatalities", "a figure: deaths")
    notes = column("notes", "evidence, as a paraphrase")
    reports = column("source", "evidence: where it was found")
    noted_places = table.rest()
    context.row(
        "sources",
        _SOURCE,
        title="Armed Conflict Location & Event Data (ACLED)",
        kind="dataset",
        note=f"File {grid.file}.",
    )
    for index in range(len(grid)):
        id = context.slug("events", f"event {ids[index] or grid.lines[index]}")
        what = types[1][index] or types[0][index]
        named = [names[index] for names in actors if names[index]]
        if not what or not named:
            leave_row(context, grid, index, "The row has no type of an event, or names nobody.")
            continue
        if context.has("events", id):
            leave_row(context, grid, index, "The event stands in a row above.")
            continue
        others = [name.strip() for cells in companions for name in cells[index].split(";") if name.strip()]
        people = [context.party(name, kind=_kind_of(name)) for name in [*named, *others]]
        region, unplaced = places.spot(
            countries[index], [part[index] for part in parts], spots[index], points[0][index], points[1][index]
        )
        name = f"{what}: {' and '.join(named)}, {spots[index] or countries[index] or 'no place'}"
        evidence = ""
        if notes[index] or reports[index]:
            evidence = f"{id}-report"
            words = {"paraphrase": notes[index], "locator": reports[index]}
            context.row("evidence", evidence, source=_SOURCE, attribution="reported", **words)
        uncounted = deaths(context, id, name, dates[index], region, {"best": counts[index]})
        context.row(
            "events",
            id,
            name=name,
            kind=_KINDS.get(what.casefold(), _KINDS.get(types[0][index].casefold(), "other")),
            start=dates[index],
            end=dates[index],
            parties=listed(people),
            regions=region,
            evidence=evidence,
            note=noted(
                f"Type: {types[0][index]}" if types[0][index] != what else "",
                f"With them: {'; '.join(others)}" if others else "",
                f"Day as written: {wrong[index]}" if index in wrong else "",
                unplaced,
                uncounted,
                grid.notes(index, noted_places),
            ),
        )


def _kind_of(name: str) -> str:
    words = name.casefold()
    return "people" if words.startswith(_CIVILIANS) else "state" if words.startswith(_STATE) else ""

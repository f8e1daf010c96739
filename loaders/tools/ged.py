"""The UCDP Georeferenced Event Dataset (GED): a row is an event in which people were killed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..brought import Brought
from .context import day_of, has_columns, listed, noted, table_with, tell_columns
from .incidents import Places, deaths, leave_row
from .ucdp import Uppsala

if TYPE_CHECKING:
    from pathlib import Path

    from ..findings import Findings
    from ..formats.glance import Glance
    from .context import Table

FORM = "Events of the Uppsala Conflict Data Program (GED)"
_KEYS = ("id", "side_a", "side_b", "date_start", "best")
_SOURCE = "ucdp-ged"
_TYPES = {"1": "state-based conflict", "2": "conflict between groups", "3": "violence against civilians"}
_CIVILIANS = "Civilians"


def recognises(glance: Glance) -> bool:
    """Whether a header has the columns of events of UCDP."""
    return has_columns(glance, _KEYS)


def bring(path: Path, findings: Findings) -> Brought | None:
    """Read each row as an event with a place and figures, its conflict as a phase, and both sides as parties."""
    brought = Brought(FORM, meta={"title": f"Events: {path.stem}"})
    table = table_with(path, _KEYS, brought, findings)
    if table is None:
        return None
    _events(Uppsala(brought), table, findings)
    tell_columns(brought, table, "a note of the event")
    return brought


def _events(uppsala: Uppsala, table: Table, findings: Findings) -> None:
    context, column, grid, places = uppsala.context, table.column, table.grid, Places(uppsala.context)
    ids = column("id", "the event")
    sides = [
        (column(f"side_{side}", "parties"), column((f"side_{side}_new_id", f"side_{side}_id"), "a note of a party"))
        for side in "ab"
    ]
    conflicts = column(("conflict_new_id", "conflict_id"), "a phase: the conflict"), column("conflict_name", "its name")
    dyads = column(("dyad_new_id", "dyad_id"), "a phase: the dyad"), column("dyad_name", "its name")
    kinds = column("type_of_violence", "a note of the event")
    starts, wrong_starts = day_of(column("date_start", "the first day of the event"), grid, "date_start", findings)
    ends, wrong_ends = day_of(column("date_end", "the last day of the event"), grid, "date_end", findings)
    countries = column("country", "a region")
    parts = column("adm_1", "a region in the country"), column("adm_2", "a region in that one")
    spots = column("where_coordinates", "a region in those")
    points = column("latitude", "where a region is"), column("longitude", "where a region is")
    counts = {which: column(which, "a figure: deaths") for which in ("best", "low", "high")}
    headlines = column("source_headline", "evidence, with its words")
    articles = column("source_article", "evidence: where it was found")
    noted_places = table.rest()
    has_sources = any(headlines) or any(articles)
    if has_sources:
        context.row(
            "sources", _SOURCE, title="UCDP Georeferenced Event Dataset", kind="dataset", note=f"File {grid.file}."
        )
    for index in range(len(grid)):
        id = context.slug("events", f"event {ids[index]}")
        if not ids[index] or not (sides[0][0][index] or sides[1][0][index]):
            leave_row(context, grid, index, "The row has no number of an event, or names nobody.")
            continue
        if context.has("events", id):
            leave_row(context, grid, index, "The event stands in a row above.")
            continue
        people: list[str] = []
        unmatched: list[str] = []
        for names, numbers in sides:
            kind = "people" if names[index] == _CIVILIANS else "armed group"
            actors, others = uppsala.actors(names[index], numbers[index], kind)
            people += actors
            unmatched.append(others)
        region, unplaced = places.spot(
            countries[index], [part[index] for part in parts], spots[index], points[0][index], points[1][index]
        )
        who = " and ".join(filter(None, (names[index] for names, _ in sides)))
        name = f"{who}, {spots[index] or countries[index] or 'no place'}"
        phase = ""
        for prefix, (numbers, names) in (("conflict", conflicts), ("dyad", dyads)):
            if numbers[index]:
                note = f"UCDP {prefix} {numbers[index]}."
                phase = uppsala.phase(
                    context.slug("events", f"{prefix} {numbers[index]}"),
                    names[index] or who,
                    starts[index],
                    phase,
                    note,
                )
                uppsala.spread(phase, "parties", people)
        evidence = ""
        if headlines[index] or articles[index]:
            evidence = f"{id}-source"
            words = {"quote": headlines[index], "locator": articles[index] or f"event {ids[index]}"}
            context.row("evidence", evidence, source=_SOURCE, attribution="reported", **words)
        estimates = {which: cells[index] for which, cells in counts.items()}
        uncounted = deaths(context, id, name, starts[index], region, estimates)
        kind = kinds[index]
        last = ends[index]
        if last and last < starts[index]:
            wrong_ends[index], last = f"{last}, which is before the first", ""
        context.row(
            "events",
            id,
            name=name,
            kind="violence",
            start=starts[index],
            end=last,
            part_of=phase,
            parties=listed(people),
            regions=region,
            evidence=evidence,
            note=noted(
                f"Kind: {_TYPES.get(kind, kind)}" if kind else "",
                f"First day as written: {wrong_starts[index]}" if index in wrong_starts else "",
                f"Last day as written: {wrong_ends[index]}" if index in wrong_ends else "",
                *unmatched,
                unplaced,
                uncounted,
                grid.notes(index, noted_places),
            ),
        )

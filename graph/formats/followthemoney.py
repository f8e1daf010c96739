"""The parties and events of a case as entities of FollowTheMoney (Aleph, OpenSanctions), a line of JSON each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ..edges import label_by_id, listed
from .xml import write_lines

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from ..store import Store

#: The schema of a party by its kind; of one whose kind says neither person nor organisation it is the one of both.
_SCHEMATA = {
    "state": "PublicBody",
    "leader": "Person",
    "organisation": "Organization",
    "alliance": "Organization",
    "armed group": "Organization",
    "court": "PublicBody",
}
_ORGANISATIONS = ("Organization", "PublicBody")


def write(case: Store, path: Path) -> list[str]:
    """Write parties, who is a member of, speaks for and succeeds whom, and events with their parties, dates and places."""
    tables = case.tables
    parties, events = tables["parties"], tables["events"]
    blocs = {bloc for cell in parties["part_of"] for bloc in listed(cell)}
    schemata = {row.id: _schema(row, blocs) for row in parties.itertuples()}
    entities = [*_parties(parties, schemata), *_ties(parties, schemata), *_events(events, tables["regions"])]
    write_lines(path, (json.dumps(entity, ensure_ascii=False) for entity in entities))
    lost = [
        f"{label_by_id(parties)[member]} in {label_by_id(parties)[bloc]}"
        for member, bloc in _pairs(parties, "part_of")
        if schemata[bloc] not in _ORGANISATIONS
    ]
    told = ["FollowTheMoney has no positions: the file holds parties, the ties between them, and events."]
    if lost:
        told.append(
            f"A member is always one of an organisation: these memberships are not in the file: {'; '.join(lost)}."
        )
    return told


def _schema(row: Any, blocs: set[str]) -> str:
    schema = _SCHEMATA.get(row.kind, "LegalEntity")
    return "Organization" if schema == "LegalEntity" and row.id in blocs else schema


def _entity(id: str, schema: str, properties: Mapping[str, list[Any]]) -> dict[str, Any]:
    filled = {name: [cell for cell in cells if isinstance(cell, str) and cell] for name, cells in properties.items()}
    return {"id": id, "schema": schema, "properties": {name: cells for name, cells in filled.items() if cells}}


def _parties(parties: pd.DataFrame, schemata: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    labels = label_by_id(parties)
    for row in parties.itertuples():
        properties = {"name": [labels[row.id]], "alias": listed(row.aliases), "notes": [row.note]}
        yield _entity(f"party-{row.id}", schemata[row.id], properties)


def _ties(parties: pd.DataFrame, schemata: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for schema, column, source, target in (
        ("Membership", "part_of", "member", "organization"),
        ("Representation", "speaks_for", "agent", "client"),
        ("Succession", "succeeds", "successor", "predecessor"),
    ):
        for party, other in _pairs(parties, column):
            if schema != "Membership" or schemata[other] in _ORGANISATIONS:
                ends = {source: [f"party-{party}"], target: [f"party-{other}"]}
                yield _entity(f"{schema.lower()}-{party}-{other}", schema, ends)


def _pairs(parties: pd.DataFrame, column: str) -> list[tuple[str, str]]:
    return [
        (party, other) for party, cell in zip(parties["id"], parties[column], strict=True) for other in listed(cell)
    ]


def _events(events: pd.DataFrame, regions: pd.DataFrame) -> Iterator[dict[str, Any]]:
    places = label_by_id(regions)
    for row in events.itertuples():
        properties = {
            "name": [row.name],
            "startDate": [row.start],
            "endDate": [row.end],
            "involved": [f"party-{party}" for party in listed(row.parties)],
            "location": [places[region] for region in listed(row.regions)],
            "notes": [row.note],
        }
        yield _entity(f"event-{row.id}", "Event", properties)

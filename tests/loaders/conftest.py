"""A small sound dossier to break in one place at a time."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from zopa.loaders import check

Dossier = dict[str, list[dict[str, Any]]]

SOUND: Dossier = {
    "parties": [
        {"id": "upland", "name": "Upland", "kind": "state"},
        {"id": "lowland", "name": "Lowland", "kind": "state"},
        {"id": "envoy", "name": "Envoy of Lowland", "kind": "delegate", "speaks_for": "lowland"},
    ],
    "issues": [
        {"id": "control", "kind": "choice", "per_region": "yes", "closed": "yes"},
        {"id": "troops", "kind": "number", "unit": "men", "scale_low": "0", "scale_high": "100000"},
    ],
    "options": [
        {"issue": "control", "option": "upland"},
        {"issue": "control", "option": "lowland"},
        {"issue": "control", "option": "shared"},
    ],
    "regions": [
        {"id": "country", "part_of": ""},
        {"id": "north", "part_of": "country"},
        {"id": "south", "part_of": "country"},
    ],
    "positions": [
        {
            "id": "u-control",
            "party": "upland",
            "issue": "control",
            "stance": "demands",
            "option": "upland",
            "firmness": "red line",
            "regions": "north",
            "start": "2024-03",
            "evidence": "e1",
        },
        {
            "id": "l-control",
            "party": "lowland",
            "issue": "control",
            "stance": "demands",
            "option": "lowland|shared",
            "firmness": "aim",
            "regions": "north|south",
            "start": "2024",
        },
        {
            "id": "u-troops",
            "party": "upland",
            "issue": "troops",
            "stance": "demands",
            "low": "500",
            "ideal": "800",
            "high": "1000",
            "start": "2024-05-01",
            "end": "2025",
        },
    ],
    "conditions": [{"what": "control/shared", "relation": "only after", "requires": "control/upland"}],
    "sources": [{"id": "gazette", "title": "Upland Gazette"}],
    "evidence": [{"id": "e1", "source": "gazette", "quote": "not one metre", "status": "accepted"}],
}


def frames(dossier: Dossier) -> dict[str, pd.DataFrame]:
    """The dossier as DataFrames."""
    return {name: pd.DataFrame(rows) for name, rows in dossier.items()}


def write(folder: Path, dossier: Dossier) -> Path:
    """The dossier as a folder of CSV files."""
    folder.mkdir(exist_ok=True)
    for name, frame in frames(dossier).items():
        frame.to_csv(folder / f"{name}.csv", index=False)
    return folder


@pytest.fixture
def dossier() -> Dossier:
    return copy.deepcopy(SOUND)


@pytest.fixture
def written() -> Callable[[Path, Dossier], Path]:
    """Writes a dossier as a folder of CSV files."""
    return write


@pytest.fixture
def folder(tmp_path: Path, dossier: Dossier) -> Path:
    return write(tmp_path / "sound", dossier)


@pytest.fixture
def checked(dossier: Dossier) -> Callable[..., pd.DataFrame]:
    """Check the sound dossier with some cells of one row changed; ``row`` counts from 0, a row behind the last is new."""

    def checked(table: str, row: int, **cells: Any) -> pd.DataFrame:
        rows = dossier.setdefault(table, [])
        if row == len(rows):
            rows.append({})
        rows[row] |= cells
        return check(frames(dossier))

    return checked

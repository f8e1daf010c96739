"""The answers of queries on the page: zones, shifts, contradictions and openings, as plain records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ..edges import listed, node_name
from .cells import filled_cells, nodes_of

#: What a set of positions is, by the query that finds it.
SETS = {"contradictions": "contradiction", "openings": "opening"}


def answers(findings: Mapping[str, pd.DataFrame], known: set[str]) -> dict[str, Any]:
    """The answers that are there, which were not asked for, and which broke off before all were found.

    Parameters
    ----------
    findings : dict of DataFrame
        Rows of the queries ``zones``, ``shifts``, ``contradictions`` and ``openings``, by name: any of them.
    known : set of str
        The names of the nodes on the page.
    """
    return {
        "zones": _zones(findings.get("zones")),
        "shifts": _shifts(findings.get("shifts")),
        "sets": [row for name, kind in SETS.items() for row in _sets(kind, findings.get(name), known)],
        "missing": [name for name in ("zones", "shifts", *SETS) if name not in findings],
        "unfinished": [kind for name, kind in SETS.items() if name in findings and not _is_complete(findings[name])],
    }


def _zones(rows: pd.DataFrame | None) -> list[dict[str, Any]]:
    if rows is None:
        return []
    cells = rows[["issue", "regions", "start", "end", "status", "certain", "settlements", "closed_by", "why"]]
    return [
        record | {"issue": node_name("Issue", record["issue"]), "certain": record["certain"] == "yes"}
        for record in filled_cells(cells)
    ]


def _shifts(rows: pd.DataFrame | None) -> list[dict[str, Any]]:
    if rows is None:
        return []
    records = filled_cells(rows[["party", "issue", "date", "kind", "positions_before", "positions_after", "why"]])
    for record in records:
        record["party"], record["issue"] = node_name("Party", record["party"]), node_name("Issue", record["issue"])
        for side in ("positions_before", "positions_after"):
            record[side] = [node_name("Position", position) for position in listed(record.get(side))]
    return records


def _is_complete(rows: pd.DataFrame) -> bool:
    return rows.attrs.get("complete", True) and not rows.attrs.get("more")


def _sets(kind: str, rows: pd.DataFrame | None, known: set[str]) -> list[dict[str, Any]]:
    """Sets of positions that a query found, each with its sentence; conditions in them are told by the sentence alone."""
    if rows is None:
        return []
    return [
        {
            "id": f"{kind}:{record['positions']}",
            "kind": kind,
            "positions": nodes_of("Position", record["positions"], known),
            "certain": record.get("certain", "yes") == "yes",
            "why": record["why"],
        }
        for record in filled_cells(rows)
        if record.get("positions")
    ]

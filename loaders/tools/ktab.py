"""Actors of the KTAB toolkit (KAPSARC): who has how much influence, what each wants on a scale from 0 to 100, and how much
it matters to each.

The first row has the name of the scenario, a description, how many actors and how many dimensions; then comes the header:
actor, description, influence, and position and salience of each dimension.
"""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

from ..brought import Brought
from ..findings import Findings, Problem
from ..formats.encodings import decoded
from ..formats.folder import read_file
from ..sizes import TABLE_BYTES

if TYPE_CHECKING:
    from pathlib import Path

    from ..formats.glance import Glance

FORM = "Actors of a spatial model, as KTAB has them"
#: Ends of the scale of every dimension.
SCALE = ("0", "100")
#: What stands behind the name of a dimension in the two columns of it.
_POSITION = re.compile(r"^(.*?)\s*(?:position|pstn|pos)\s*(\d*)$", re.IGNORECASE)
_SALIENCE = re.compile(r"^(.*?)\s*(?:salience|sal)\s*(\d*)$", re.IGNORECASE)
_POWER = re.compile(r"^(influence|power|capability|capabilities)$", re.IGNORECASE)


def recognises(glance: Glance) -> bool:
    """Whether the second row is a header of actors and the first one counts them."""
    if glance.suffix != ".csv" or len(glance.rows) < 3:
        return False
    first, header = glance.rows[0], glance.rows[1]
    counts = [cell for cell in first if cell.isdecimal()]
    return (
        "".join(header[:1]).casefold() == "actor"
        and any(_POWER.match(name) for name in header)
        and any(_POSITION.match(name) for name in header)
        and len(counts) >= 2
    )


def bring(path: Path, findings: Findings) -> Brought | None:
    """Read the actors as parties, the dimensions as issues, and each position as an ideal."""
    content = read_file(path, TABLE_BYTES, findings)
    if content is None:
        return None
    lines = decoded(content, path.name, findings).splitlines()
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(lines)]
    except csv.Error as error:
        findings.add(Problem(f"The file cannot be read as CSV: {error}.", "cells of ordinary length"), path.name)
        return None
    if len(rows) < 2 or not any(map(_POSITION.match, rows[1])):
        message = "The second row of the file names no actors with their positions."
        findings.add(Problem(message, "a header such as Actor, Description, Influence, Flow Position"), path.name)
        return None
    title, header = rows[0], rows[1]
    brought = Brought(
        FORM, meta={"title": " ".join(filter(None, (cell for cell in title[:3] if not cell.isdecimal())))}
    )
    dimensions = _dimensions(header)
    power = next((place for place, name in enumerate(header) if _POWER.match(name)), None)
    named = header.index("Description") if "Description" in header else None
    bodies = [(line, row) for line, row in enumerate(rows[2:], start=3) if any(row)]
    names = [row[named] if named is not None and named < len(row) else "" for _, row in bodies]
    for dimension, _, _ in dimensions:
        brought.add(
            "issues",
            id=dimension,
            name=dimension,
            kind="number",
            scale_low=SCALE[0],
            scale_high=SCALE[1],
            unit="of 100",
        )
    for (line, row), name in zip(bodies, names, strict=True):
        actor = row[0]
        if not actor:
            brought.leave(path.name, line, "; ".join(filter(None, row)), "The row names no actor.")
            continue
        # Actors that share one description would be one name.
        note = name if names.count(name) > 1 else ""
        brought.add("parties", id=actor, name="" if note else name, note=note, power=_cell(row, power))
        for dimension, position, salience in dimensions:
            ideal = _cell(row, position)
            if ideal:
                brought.add("positions", party=actor, issue=dimension, stance="demands", ideal=ideal)
            if salience is not None and (weight := _cell(row, salience)):
                brought.add("saliences", party=actor, issue=dimension, salience=weight)
    _say(brought, path.name, header, bodies, dimensions, power, named)
    announced = next((cell for cell in title if cell.isdecimal() and len(cell) < 10), "")
    if announced and int(announced) != len(brought.tables.get("parties", [])):
        problem = Problem(
            f"The first row announces {announced} actors, and {len(brought.tables.get('parties', []))} follow.",
            f"{announced} rows",
            level="warning",
        )
        findings.add(problem, path.name, 1)
    return brought


def _dimensions(header: list[str]) -> list[tuple[str, int, int | None]]:
    """Each dimension by its name, with the places of its position and of its salience."""
    dimensions = []
    for place, name in enumerate(header):
        if match := _POSITION.match(name):
            key = (match[1].casefold(), match[2])
            salience = next(
                (
                    column
                    for column, text in enumerate(header)
                    if (of := _SALIENCE.match(text)) and (of[1].casefold(), of[2]) == key
                ),
                None,
            )
            dimensions.append((match[1] or f"Dimension {match[2]}".strip(), place, salience))
    return dimensions


def _cell(row: list[str], place: int | None) -> str:
    return row[place] if place is not None and place < len(row) else ""


def _say(
    brought: Brought,
    file: str,
    header: list[str],
    bodies: list[tuple[int, list[str]]],
    dimensions: list[tuple[str, int, int | None]],
    power: int | None,
    named: int | None,
) -> None:
    meaning = {0: "the party", power: "its power", named: "the name of the party"}
    for dimension, position, salience in dimensions:
        meaning |= {position: f"what it would like best on '{dimension}', from 0 to 100"}
        meaning |= {salience: f"how much '{dimension}' matters to it"}
    for place, name in enumerate(header):
        if name:
            cells = [_cell(row, place) for _, row in bodies]
            remark = "An empty cell is no position; 0 is one." if place in {at for _, at, _ in dimensions} else ""
            brought.understand(file, name, meaning.get(place, "not read"), cells, remark)

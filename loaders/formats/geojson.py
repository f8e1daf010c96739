"""Outlines from a GeoJSON file (RFC 7946) that lies in the folder of a case."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from ..checks.outlines import EXPECTED as SHAPE
from ..checks.outlines import outline
from ..findings import WARNING, Findings, Problem, listing, nearest
from ..rows import Rows

SUFFIX = ".geojson"
EXPECTED = "a FeatureCollection of Polygons or MultiPolygons, in degrees (WGS 84)"
#: A property of this name is meant for zopa; that any other was read is told.
REGION_KEYS = ("id", "region", "code")
_POLYGONS = ("Polygon", "MultiPolygon")
#: How the coordinate system is called that older files name.
_DEGREES = ("CRS84", ":4326")


@dataclass(frozen=True)
class Outlines:
    """The polygons of a file: of each what its properties say, the id of the feature among them, and the geometry."""

    file: str
    features: list[tuple[dict[str, str], dict[str, Any]]]


def read_outlines(text: str, file: str, findings: Findings) -> Outlines:
    """The outlines of a GeoJSON file. What else a file may hold is left out and reported."""
    try:
        content = json.loads(text)
        features = content["features"] if content["type"] == "FeatureCollection" else [content]
        geometries = [feature["geometry"] for feature in features]
        kinds = Counter(feature["type"] if feature else "none" for feature in geometries)
        outlines = [
            (_words(feature), feature["geometry"])
            for feature in features
            if (feature["geometry"] or {}).get("type") in _POLYGONS
        ]
        system = str(content.get("crs", {}).get("properties", {}).get("name", _DEGREES[0]))
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError) as error:
        details = f" ({error})" if isinstance(error, json.JSONDecodeError) else ""
        problem = Problem(f"The file is no GeoJSON with outlines{details} and was not read.", EXPECTED, level=WARNING)
        findings.add(problem, file)
        return Outlines(file, [])
    if not system.endswith(_DEGREES):
        message = f"The outlines are in {system} and were not read: turn them into degrees (WGS 84, EPSG:4326)."
        findings.add(Problem(message, EXPECTED, level=WARNING), file)
        return Outlines(file, [])
    if left_out := sum(kinds.values()) - len(outlines):
        named = listing((kind for kind in kinds if kind not in _POLYGONS), "and")
        message = f"{left_out} of {len(features)} features are no polygons ({named}) and were left out."
        findings.add(Problem(message, EXPECTED, level=WARNING), file)
    return Outlines(file, outlines)


def _words(feature: dict[str, Any]) -> dict[str, str]:
    words = dict(feature.get("properties") or {}) | ({"id": feature["id"]} if "id" in feature else {})
    return {name: str(word) for name, word in words.items() if isinstance(word, (str, int)) and str(word)}


def take_outlines(files: list[Outlines], regions: Rows, findings: Findings) -> None:
    """Give every region the outline that bears its id or code.

    One property is read for a whole file: the one that tells the outlines apart and names the most regions. Which it was is
    told, unless it is called ``id``, ``region`` or ``code``.

    Parameters
    ----------
    files : list of Outlines
    regions : Rows
        Their column ``shape`` is filled.
    findings : Findings
        Where to report outlines that are none, that fit several regions, or none.
    """
    called: dict[str, int] = {}
    for column in ("code", "id"):
        called |= {word: index for index, word in enumerate(regions[column]) if word}
    shapes = regions["shape"].copy()
    for file in files:
        if file.features:
            _take(file, called, regions, shapes, findings)
    regions["shape"] = shapes


def _take(file: Outlines, called: dict[str, int], regions: Rows, shapes: Any, findings: Findings) -> None:
    name, meant = _property(file, called)
    unmatched = [index for index in range(len(file.features)) if index not in meant]
    for index, region in meant.items():
        text, problem = _outline(file.features[index][1])
        if problem is None and regions["shape"][region] == text:
            # A case that was saved beside the file it was read with has the outline in its table as well.
            continue
        if problem is None and shapes[region]:
            problem = Problem(f"Region '{regions['id'][region]}' has two outlines.", "one outline a region")
        if problem:
            findings.add(problem, file.file, None, "shape", file.features[index][0][name])
        else:
            shapes[region] = text
    if meant and name not in REGION_KEYS:
        message = f"The property '{name}' was read as the region of an outline: it names {len(meant)} of them."
        findings.add(Problem(message, f"a property {listing(REGION_KEYS)}", level=WARNING), file.file)
    if unmatched:
        words = [file.features[index][0].get(name) or f"number {index + 1}" for index in unmatched]
        near = next(iter(nearest(words, called, things=True).values()), "")
        count = f"{len(unmatched)} of {len(file.features)} outlines"
        message = f"{count} bear no region's id or code and were left out: {listing(words, 'and')}."
        findings.add(
            Problem(message, f"the id or code of a region in a property {listing(REGION_KEYS)}", near, WARNING),
            file.file,
        )


def _property(file: Outlines, called: dict[str, int]) -> tuple[str, dict[int, int]]:
    """The property that names the regions, and the region of each outline, both by number."""
    best: tuple[str, dict[int, int]] = (REGION_KEYS[0], {})
    names = dict.fromkeys(name for words, _ in file.features for name in words)
    for name in sorted(names, key=lambda candidate: candidate not in REGION_KEYS):
        words = [properties.get(name, "") for properties, _ in file.features]
        meant = {index: called[word] for index, word in enumerate(words) if word in called}
        if (name in REGION_KEYS or len(set(meant.values())) == len(meant)) and len(meant) > len(best[1]):
            best = name, meant
    return best


def _outline(geometry: dict[str, Any]) -> tuple[str, Problem | None]:
    from shapely import from_geojson, to_wkt

    try:
        flat = geometry | {"coordinates": _flat(geometry.get("coordinates"))}
    except (TypeError, ValueError, RecursionError):
        return "", Problem("The coordinates of the outline are no lists of points.", SHAPE)
    shape = from_geojson(json.dumps(flat), on_invalid="ignore")
    if shape is None:
        return "", Problem("A ring of the outline does not end where it begins, or has fewer than four points.", SHAPE)
    return outline(to_wkt(shape, rounding_precision=-1))


def _flat(coordinates: Any) -> Any:
    """Coordinates with longitude and latitude only: a point may have a height behind them, and more (RFC 7946, 3.1.1)."""
    if isinstance(coordinates[0], list):
        return [_flat(part) for part in coordinates]
    return [float(coordinate) for coordinate in coordinates[:2]]

"""Outlines from a GeoJSON file (RFC 7946) that lies in the folder of a case."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from .findings import WARNING, Findings, Problem, listing
from .rows import Rows
from .shapes import outline

SUFFIX = ".geojson"
EXPECTED = "a FeatureCollection of Polygons or MultiPolygons"
#: What the coordinate system may be called where an older file names it.
_DEGREES = ("CRS84", "4326")


@dataclass(frozen=True)
class Feature:
    """One outline of a file: what it is called in its properties, and its geometry."""

    file: str
    names: tuple[str, ...]
    geometry: dict[str, Any]


def read_features(text: str, file: str, findings: Findings) -> list[Feature]:
    """The outlines of a GeoJSON file."""
    try:
        content = json.loads(text)
        features = content["features"] if content["type"] == "FeatureCollection" else [content]
        system = content.get("crs")
        found = [Feature(file, _names(one), one["geometry"] or {}) for one in features]
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError) as error:
        told = f" ({error})" if isinstance(error, json.JSONDecodeError) else ""
        findings.add(Problem(f"The file is no GeoJSON with outlines{told}.", EXPECTED), file)
        return []
    if system and not any(name in json.dumps(system) for name in _DEGREES):
        findings.add(Problem("The outlines are not in degrees: turn them into WGS 84 (EPSG:4326).", EXPECTED), file)
        return []
    return found


def _names(feature: dict[str, Any]) -> tuple[str, ...]:
    """What an outline may be called: numbers among the properties are more often counts than names."""
    own = [] if feature.get("id") is None else [str(feature["id"])]
    return *own, *(word for word in (feature.get("properties") or {}).values() if isinstance(word, str) and word)


def take_features(features: list[Feature], regions: Rows, findings: Findings) -> None:
    """Give every region the outline that has the region's id or code among its properties.

    Parameters
    ----------
    features : list of Feature
    regions : Rows
        Their column ``shape`` is filled.
    findings : Findings
        Where to report outlines that are none, that fit several regions, or none.
    """
    if not features:
        return
    called: dict[str, set[int]] = {}
    for column in ("id", "code"):
        for index, word in enumerate(regions[column]):
            called.setdefault(word, set()).add(index)
    called.pop("", None)
    shapes, left = regions["shape"].copy(), []
    for number, feature in enumerate(features, 1):
        name = feature.names[0] if feature.names else f"number {number}"
        meant = set[int]().union(*(called.get(word, ()) for word in feature.names))
        if not meant:
            left.append(name)
            continue
        text, problem = _outline(feature)
        index = min(meant)
        if len(meant) > 1:
            words = listing((regions["id"][one] for one in sorted(meant)), "and")
            problem = Problem(f"Outline {number} fits several regions: {words}.", "the id or code of one region")
        elif shapes[index]:
            problem = Problem(f"Region '{regions['id'][index]}' has two outlines.", "one outline a region")
        if problem:
            findings.add(problem, feature.file, None, "shape", name)
        else:
            shapes[index] = text
    regions["shape"] = shapes
    if left:
        message = f"{len(left)} of {len(features)} outlines fit no region and were left out: {listing(left, 'and')}."
        findings.add(
            Problem(message, "a region's id or code among the properties of its outline", level=WARNING),
            features[0].file,
        )


def _outline(feature: Feature) -> tuple[str, Problem | None]:
    from shapely import from_geojson, to_wkt

    kind = feature.geometry.get("type")
    shape = None
    if kind in ("Polygon", "MultiPolygon"):
        shape = from_geojson(json.dumps(feature.geometry), on_invalid="ignore")
    if shape is None:
        return "", Problem(f"A geometry of type {kind!r} is no outline.", EXPECTED)
    return outline(to_wkt(shape, rounding_precision=-1))

"""Outlines of regions: polygons in well-known text (OGC 06-103r4), as QGIS, PostGIS, R and GeoPandas write them."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from .findings import WARNING, Findings, Problem, shortened

if TYPE_CHECKING:
    from .rows import Rows

EXPECTED = "POLYGON ((30 10, 40 40, 20 40, 30 10)), longitude before latitude"
_OUTLINE = re.compile(r"(MULTI)?POLYGON\b", re.IGNORECASE)
_SYSTEM = re.compile(r"SRID\s*=\s*\d+\s*;\s*", re.IGNORECASE)


def outline(word: str) -> tuple[str, Problem | None]:
    """An outline without blanks around it, and what is wrong with it.

    Parameters
    ----------
    word : str
        A polygon or several, as well-known text in degrees.

    Returns
    -------
    text : str
    problem : Problem or None

    Examples
    --------
    >>> from zopa.loaders.shapes import outline
    >>> outline("POLYGON ((30 10, 40 40, 20 40, 30 10))")
    ('POLYGON ((30 10, 40 40, 20 40, 30 10))', None)
    >>> outline("POLYGON ((30 10, 40 40, 20 40))")[1].message
    "'POLYGON ((30 10, 40 40, 20 40))' is no outline."
    """
    text = word.strip()
    if not text:
        return text, None
    if system := _SYSTEM.match(text):
        message = f"'{shortened(word)}' names a coordinate system: outlines are in degrees (WGS 84) and name none."
        return word, Problem(message, EXPECTED, text[system.end() :])
    shape = _read(text)
    if shape is None or not shape.area:
        return word, Problem(f"'{shortened(word)}' is no outline.", EXPECTED)
    left, low, right, high = shape.bounds
    if left < -180 or right > 180 or low < -90 or high > 90:
        message = (
            f"The outline reaches from {left:g} to {right:g} in longitude and from {low:g} to {high:g} in latitude: "
            "longitudes lie between -180 and 180 degrees, latitudes between -90 and 90."
        )
        return word, Problem(message, EXPECTED)
    return text, None


def check_shapes(regions: Rows, findings: Findings) -> None:
    """Whether the point of each region lies about where its outline is: latitude and longitude are easily swapped."""
    for index in np.flatnonzero(regions.filled("shape") & regions.filled("lat") & regions.filled("lon")):
        shape = _read(regions["shape"][index])
        if shape is None:
            continue
        lat, lon = regions["lat"][index], regions["lon"][index]
        if _near(shape.bounds, lon, lat):
            continue
        swapped = _near(shape.bounds, lat, lon)
        hint = "with latitude and longitude swapped it would lie inside" if swapped else "one of the two is elsewhere"
        problem = Problem(f"The point {lat:g}, {lon:g} lies outside of the outline: {hint}.", EXPECTED, level=WARNING)
        findings.add(problem, regions.file, regions.lines[index], "shape", regions["shape"][index])


def _near(bounds: tuple[float, float, float, float], x: float, y: float) -> bool:
    """Whether a point lies in the box around an outline, or by it: points are often given roughly."""
    left, low, right, high = bounds
    room = 0.1 * max(right - left, high - low)
    return left - room <= x <= right + room and low - room <= y <= high + room


def _read(text: str) -> Any:
    """The shape, or None where there is none. Only texts that begin as an outline does are read at all."""
    if not _OUTLINE.match(text):
        return None
    from shapely import from_wkt

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        shape = from_wkt(text.replace("\0", ""), on_invalid="ignore")
    return shape

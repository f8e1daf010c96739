"""Outlines of regions: polygons in well-known text (OGC 06-103r4), as QGIS, PostGIS, R and GeoPandas write them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from ...graph.page.outlines import bounds, polygons
from ..findings import WARNING, Findings, Problem, shortened

if TYPE_CHECKING:
    from ..rows import Rows

EXPECTED = "POLYGON ((30 10, 40 40, 20 40, 30 10)), longitude before latitude"
_SYSTEM = re.compile(r"SRID\s*=\s*\d+\s*;\s*", re.IGNORECASE)
_OTHER = re.compile(r"(MULTI)?(POINT|LINESTRING)|GEOMETRYCOLLECTION", re.IGNORECASE)


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
    >>> from zopa.loaders.checks.outlines import outline
    >>> outline("POLYGON ((30 10, 40 40, 20 40, 30 10))")
    ('POLYGON ((30 10, 40 40, 20 40, 30 10))', None)
    >>> outline("POINT (30 10)")[1].message
    "'POINT (30 10)' is no outline but a POINT: expected POLYGON ((30 10, 40 40, 20 40, 30 10)), longitude before latitude."
    """
    text = word.strip()
    if not text:
        return text, None
    if system := _SYSTEM.match(text):
        message = f"'{shortened(word)}' names a coordinate system: outlines are in degrees (WGS 84) and name none."
        return word, Problem(message, EXPECTED, text[system.end() :])
    try:
        parts = polygons(text)
    except ValueError as error:
        why = str(error)
        if text.startswith("{"):
            why = " but GeoJSON, which is read from a file that ends in .geojson"
        elif other_form := _OTHER.match(text):
            why = f" but a {other_form.group().upper()}"
        return word, Problem(f"'{shortened(word)}' is no outline{why}: expected {EXPECTED}.", EXPECTED)
    left, low, right, high = bounds(parts)
    if left < -180 or right > 180 or low < -90 or high > 90:
        swapped = low >= -180 and high <= 180 and left >= -90 and right <= 90
        hint = "are the two swapped?" if swapped else "an outline across the date line is cut there in two."
        message = (
            f"The outline reaches from {left:.10g} to {right:.10g} in longitude and from {low:.10g} to {high:.10g} in "
            f"latitude, which are degrees from -180 to 180 and from -90 to 90; {hint}"
        )
        return word, Problem(message, EXPECTED)
    return text, None


def check_shapes(regions: Rows, findings: Findings) -> None:
    """Whether the point of each region lies about where its outline is: latitude and longitude are easily swapped."""
    for index in np.flatnonzero(regions.filled("shape") & regions.filled("lat") & regions.filled("lon")):
        try:
            box = bounds(polygons(regions["shape"][index]))
        except ValueError:
            continue
        lat, lon = regions["lat"][index], regions["lon"][index]
        if _near(box, lon, lat):
            continue
        swapped = _near(box, lat, lon)
        hint = "with latitude and longitude swapped it would lie inside" if swapped else "one of the two is elsewhere"
        problem = Problem(f"The point {lat:g}, {lon:g} lies outside of the outline: {hint}.", EXPECTED, level=WARNING)
        findings.add(problem, regions.file, regions.lines[index], "shape", regions["shape"][index])


def _near(box: tuple[float, float, float, float], x: float, y: float) -> bool:
    """Whether a point lies in the box around an outline, or by it: points are often given roughly."""
    left, low, right, high = box
    room = 0.1 * max(right - left, high - low)
    return left - room <= x <= right + room and low - room <= y <= high + room

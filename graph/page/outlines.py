"""The outlines of regions as a map of some hundred dots takes them: few points, and a spot inside for the name."""

from __future__ import annotations

import json
import re
import warnings
from functools import cache
from math import ceil, cos, log10, radians
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

#: So many steps across the whole map are told apart: as many as a large screen has dots.
STEPS = 1500
#: Points of an outline, and places where it may cross itself: untangling it takes time and memory for every two crossings.
POINTS, CROSSINGS = 1_000_000, 1_000
#: Lines of an outline that are held against all others at one time.
_AT_ONCE = 50
_COUNTRY = re.compile("[A-Z]{2}")
_OUTLINE = re.compile(r"\s*(MULTI)?POLYGON\b", re.IGNORECASE)


def outlines(regions: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """How are the regions of a case drawn on a map?

    Where a region is a country by its code (two letters of ISO 3166) and other regions of the case lie in it, its coarse
    outline comes with the package countryinfo, unless the case has one of its own: without it the map is hard to recognise.

    Points that a map of this size does not tell apart are left out (Douglas and Peucker 1973), as are islands and holes
    smaller than its dots; the largest part of a region always stays.

    Parameters
    ----------
    regions : DataFrame
        Rows of the table ``regions``.

    Returns
    -------
    dict
        For the id of each region that has a shape, the largest first: ``outline``, its rings, each a list of longitude,
        latitude, longitude, latitude and so on, in degrees; ``spot``, latitude and longitude of the middle of the
        largest circle that fits into it; and ``coarse``, where the outline is not the case's own.

    Examples
    --------
    >>> import pandas as pd
    >>> from zopa.graph.page.outlines import outlines
    >>> outlines(pd.DataFrame({"id": ["isle"], "shape": ["POLYGON ((2 1, 4 1, 4 3, 2 3, 2 1))"]}))
    {'isle': {'outline': [[2.0, 1.0, 4.0, 1.0, 4.0, 3.0, 2.0, 3.0]], 'spot': [2.0, 3.0]}}
    """
    known = regions.dropna(subset="shape")
    countries = _countries(regions)
    shapes = sorted(
        [*zip(known["id"], map(polygons, known["shape"]), strict=True), *countries.items()],
        key=lambda shape: -sum(part.area for part in shape[1]),
    )
    if not shapes:
        return {}
    left, low, right, high = bounds([shape for _, parts in shapes for shape in parts])
    step = max((right - left) * cos(radians((low + high) / 2)), high - low, 1e-6) / STEPS
    digits = max(ceil(-log10(step)) + 1, 0)
    return {
        str(region): {"outline": _rings(parts, step, digits), "spot": _middle(parts[0], digits)}
        | ({"coarse": True} if region in countries else {})
        for region, parts in shapes
    }


def _countries(regions: pd.DataFrame) -> dict[str, list[Any]]:
    """The polygons of the countries that other regions of the case lie in, and that have no outline of their own."""
    if "code" not in regions or "part_of" not in regions:
        return {}
    larger = {name for names in regions["part_of"].dropna() for name in str(names).split("|")}
    codes = {
        str(row.id): row.code
        for row in regions[regions["shape"].isna()].itertuples()
        if row.id in larger and isinstance(row.code, str) and _COUNTRY.fullmatch(row.code)
    }
    countries = {region: _country(code) for region, code in codes.items()}
    return {region: parts for region, parts in countries.items() if parts}


@cache
def _country(code: str) -> list[Any]:
    """The polygons of a country, the largest first: none where they are not known, or lie on both sides of the date line."""
    import shapely
    from countryinfo import CountryInfo

    try:
        features = CountryInfo(code).geo_json()["features"]
    except LookupError:
        return []
    whole = shapely.unary_union([shapely.from_geojson(json.dumps(feature["geometry"])) for feature in features])
    left, _, right, _ = whole.bounds
    return sorted(shapely.get_parts(whole), key=lambda polygon: -polygon.area) if right - left < 180 else []


def polygons(text: str) -> list[Any]:
    """The polygons that an outline is made of, the largest first; a line that crosses itself is untangled.

    Parameters
    ----------
    text : str
        Well-known text.

    Returns
    -------
    list of shapely.Polygon
        At least one.

    Raises
    ------
    ValueError
        Where the text is no outline; the message goes on after "is no outline".

    Examples
    --------
    >>> from zopa.graph.page.outlines import polygons
    >>> [one.area for one in polygons("POLYGON ((0 0, 2 2, 2 0, 0 2, 0 0))")]
    [1.0, 1.0]
    """
    # Nothing else is read at all: collections can lie in one another deeper than there is memory for.
    if not _OUTLINE.match(text):
        raise ValueError("")
    import shapely

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        try:
            whole = shapely.force_2d(shapely.from_wkt(text.replace("\0", "")))
        except shapely.errors.GEOSException as error:
            closed = "closed linestring" in str(error)
            raise ValueError(
                " (a ring does not end where it begins)" if closed else " (it breaks off or is misspelt)"
            ) from None
    if whole.is_empty:
        raise ValueError(" (it is empty)")
    if shapely.get_num_coordinates(whole) > POINTS:
        raise ValueError(f" (it has more than {POINTS:,} points)")
    if not whole.is_valid and _tangled(whole):
        raise ValueError(f" (it crosses itself in more than {CROSSINGS:,} places)")
    sound = whole if whole.is_valid else shapely.make_valid(whole, method="structure", keep_collapsed=False)
    if sound.area:
        return sorted(shapely.get_parts(sound), key=lambda polygon: -polygon.area)
    raise ValueError(" (it encloses nothing)")


def _tangled(whole: Any) -> bool:
    """Whether an outline crosses itself in more places than can be untangled."""
    import numpy as np
    import shapely

    points, ring = shapely.get_coordinates(shapely.get_rings(whole), return_index=True)
    joined = ring[1:] == ring[:-1]
    lines = shapely.linestrings(np.stack([points[:-1][joined], points[1:][joined]], axis=1))
    tree = shapely.STRtree(lines)
    met = 0
    for first in range(0, len(lines), _AT_ONCE):
        batch = lines[first : first + _AT_ONCE]
        # A line meets itself and its two neighbours; two that cross are met twice.
        met += tree.query(batch, predicate="intersects").shape[1] - 3 * len(batch)
        if met > 2 * CROSSINGS:
            return True
    return False


def bounds(parts: list[Any]) -> tuple[float, float, float, float]:
    """The box around polygons: least longitude, least latitude, greatest longitude, greatest latitude."""
    import shapely

    left, low, right, high = shapely.total_bounds(parts).tolist()
    return left, low, right, high


def _rings(parts: list[Any], step: float, digits: int) -> list[list[float]]:
    from shapely import Polygon

    rings = []
    for polygon in [parts[0], *(part for part in parts[1:] if part.area >= step**2)]:
        drawn = polygon.simplify(step)
        holes = [ring for ring in drawn.interiors if Polygon(ring).area >= step**2]
        for ring in (drawn.exterior, *holes):
            # A ring ends where it begins: said once.
            rings.append([round(coordinate, digits) for point in ring.coords[:-1] for coordinate in point])
    return rings


def _middle(polygon: Any, digits: int) -> list[float]:
    import shapely

    lon, lat = shapely.maximum_inscribed_circle(polygon).coords[0]
    return [round(lat, digits), round(lon, digits)]

"""The drawing of an outline on the page looks like the outline."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, Polygon

import zopa
from zopa.graph.page.data import view
from zopa.graph.page.outlines import STEPS, outlines


def drawn(rings: list[list[float]]) -> shapely.Geometry:
    """The area that rings cover, a point inside of two being outside, as a browser fills it."""
    area = Polygon()
    for ring in rings:
        area = area.symmetric_difference(Polygon(np.array(ring).reshape(-1, 2)).buffer(0))
    return area


def coast(seed: int, points: int = 4_000) -> Polygon:
    """A coast with more bays than a map can show."""
    random = np.random.default_rng(seed)
    turn = np.linspace(0, 2 * np.pi, points, endpoint=False)
    away = 2 + sum(random.normal(0, 0.5 / n) * np.cos(n * turn + random.uniform(0, 6)) for n in range(2, 200, 7))
    away = np.maximum(away, 0.3)
    return Polygon(np.column_stack([30 + away * np.cos(turn), 48 + away * np.sin(turn)]))


@settings(max_examples=examples(20), deadline=None)
@given(st.integers(0, 10_000))
def test_what_is_drawn_differs_by_less_than_a_dot_or_two(seed):
    land = coast(seed)
    region = outlines(pd.DataFrame({"id": ["land"], "shape": [land.wkt]}))["land"]
    whole = shapely.make_valid(land)
    left, low, right, high = whole.bounds
    dot = max(right - left, high - low) / STEPS
    assert whole.buffer(0).hausdorff_distance(drawn(region["outline"])) < 4 * dot
    assert len(region["outline"][0]) / 2 < len(land.exterior.coords) / 2
    lat, lon = region["spot"]
    assert whole.buffer(2 * dot).contains(Point(lon, lat))


def test_holes_stay_open_and_specks_are_left_out():
    shape = "POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0), (4 4, 6 4, 6 6, 4 6, 4 4), (1 1, 1.001 1, 1.001 1.001, 1 1))"
    speck = "MULTIPOLYGON (((0 0, 3 0, 3 3, 0 0)), ((5 5, 5.0001 5, 5.0001 5.0001, 5 5)))"
    regions = outlines(pd.DataFrame({"id": ["ring", "isles"], "shape": [shape, speck]}))
    assert drawn(regions["ring"]["outline"]).area == 96
    assert len(regions["isles"]["outline"]) == 1
    lat, lon = regions["ring"]["spot"]
    assert not 4 < lat < 6 or not 4 < lon < 6


def test_a_speck_that_is_a_whole_region_stays():
    small, large = "POLYGON ((5 5, 5.0001 5, 5.0001 5.0001, 5 5))", "POLYGON ((0 0, 90 0, 90 60, 0 0))"
    regions = outlines(pd.DataFrame({"id": ["city", "land", "nowhere"], "shape": [small, large, None]}))
    assert list(regions) == ["land", "city"]
    assert regions["city"]["outline"]


def test_the_words_of_a_region_do_not_hold_its_outline():
    case = zopa.load("river-basin", quiet=True)
    shown = view(case, case.clashes(as_of="all"), case.overlap_pairs(as_of="all"))
    regions = case.tables["regions"].set_index("id")
    assert set(shown.head["outlines"]) == {f"region:{name}" for name in regions.index[regions["shape"].notna()]}
    assert all("shape" not in node["cells"] for node in shown.nodes)
    assert "shape" not in shown.head["columns"]["Region"]


def test_a_country_that_regions_of_a_case_lie_in_has_its_coarse_outline():
    regions = pd.DataFrame(
        {
            "id": ["whole", "part", "alone", "own", "inside", "unknown", "within"],
            "code": ["UA", "UA-43", "FR", "PL", "PL-14", "XX", "XX-1"],
            "part_of": [None, "whole", None, None, "own", None, "unknown"],
            "shape": [None, None, None, "POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0))", None, None, None],
        }
    )
    found = outlines(regions)
    assert set(found) == {"whole", "own"}
    assert [found["whole"].get("coarse"), found["own"].get("coarse")] == [True, None]
    land = drawn(found["whole"]["outline"])
    for lat, lon in ((50.4, 30.5), (45.1, 34.1), (48.6, 39.2)):
        assert land.contains(Point(lon, lat))
    assert not land.contains(Point(37.6, 55.8))
    # Of a country on both sides of the date line a flat map would be a strip around the world.
    assert outlines(regions.assign(code=regions["code"].replace("UA", "RU"))).keys() == {"own"}

"""Outlines of regions: in a cell, in a GeoJSON file beside the tables, and as geometries in a DataFrame."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
import shapely

from zopa.loaders import check, read, save
from zopa.loaders.load import load

from .conftest import Dossier, frames, write

SQUARE = "POLYGON ((30 45, 34 45, 34 49, 30 49, 30 45))"
TWO = "MULTIPOLYGON (((30 45, 34 45, 34 49, 30 45)), ((35 45, 36 45, 36 46, 35 45)))"


@pytest.mark.parametrize(
    "shape",
    [
        SQUARE,
        TWO,
        SQUARE.lower(),
        "POLYGON ((30 50, 31 51, 31 50, 30 51, 30 50))",
        "POLYGON Z ((30 45 1, 34 45 1, 34 49 1, 30 45 1))",
    ],
)
def test_an_outline_is_kept_as_it_is_written(dossier: Dossier, shape: str, tmp_path: Path) -> None:
    dossier["regions"][1]["shape"] = shape
    assert check(frames(dossier)).empty
    assert read(frames(dossier)).tables["regions"]["shape"][1] == shape
    for target in ("saved", "saved.xlsx"):
        save(load(frames(dossier), quiet=True), tmp_path / target)
        assert read(tmp_path / target).tables["regions"]["shape"][1] == shape


@pytest.mark.parametrize(
    ("shape", "told"),
    [
        ("north", "'north' is no outline: expected POLYGON"),
        ("POINT (30 45)", "is no outline but a POINT: expected POLYGON"),
        ("LineString (30 45, 34 45)", "but a LINESTRING"),
        ('{"type": "Polygon", "coordinates": []}', "but GeoJSON, which is read from a file that ends in .geojson"),
        ("POLYGON ((30 45, 34 45, 34 49))", "a ring does not end where it begins"),
        ("POLYGON ((30 45, 34 45, 30 45))", "is no outline"),
        ("POLYGON ((30 45, 34 45, 34 49, 30 45", "it breaks off or is misspelt"),
        ("POLYGON ((30,0 45,0, 34,0 45,0, 34,0 49,0, 30,0 45,0))", "is no outline"),
        ("POLYGON EMPTY", "it is empty"),
        ("POLYGON ((30 45, 34 45, 32 45, 30 45))", "it encloses nothing"),
        ("POLYGON ((30 50,31 50,31 51,30 51,30 50),(29 49,33 49,33 53,29 53,29 49))", "it encloses nothing"),
        ("POLYGON ((nan nan, 34 45, 34 49, nan nan))", "is no outline"),
        ("GEOMETRYCOLLECTION (" * 100_000, "but a GEOMETRYCOLLECTION"),
        ("POLYGON ((300000 4500000, 340000 4500000, 340000 4900000, 300000 4500000))", "from 300000 to 340000"),
        (
            "POLYGON ((45 130, 45 134, 49 134, 45 130))",
            "from 130 to 134 in latitude, which are degrees from -180 to 180 and from -90 to 90; are the two swapped?",
        ),
        ("POLYGON ((179 -16, 181 -16, 181 -18, 179 -16))", "an outline across the date line is cut there in two"),
    ],
)
def test_what_is_no_outline_is_refused(checked, shape: str, told: str) -> None:
    findings = checked("regions", 1, shape=shape)
    assert findings[["level", "file", "row", "column"]].to_numpy().tolist() == [["error", "regions", 3, "shape"]]
    assert told in findings["message"].iloc[0]
    assert "longitude before latitude" in findings["expected"].iloc[0]


def test_a_coordinate_system_is_refused_and_the_rest_offered(checked) -> None:
    assert checked("regions", 1, shape=f"SRID=4326;{SQUARE}")["nearest"].tolist() == [SQUARE]


@pytest.mark.parametrize(
    ("lat", "lon", "told"), [(47, 32, None), (32, 47, "swapped"), (10, 100, "elsewhere"), (44.8, 32, None)]
)
def test_a_point_that_lies_outside_of_its_outline_is_told(checked, lat: float, lon: float, told: str | None) -> None:
    findings = checked("regions", 1, shape=SQUARE, lat=lat, lon=lon)
    assert len(findings) == bool(told)
    if told:
        assert findings["level"].tolist() == ["warning"]
        assert told in findings["message"].iloc[0]


# ------------------------------------------------------------------------------------------------ a file beside the tables


def feature(properties: dict, shape: str = SQUARE, **more) -> dict:
    geometry = json.loads(shapely.to_geojson(shapely.from_wkt(shape)))
    return {"type": "Feature", "properties": properties, "geometry": geometry, **more}


def beside(folder: Path, *features: dict, **more) -> Path:
    (folder / "borders.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features, **more}))
    return folder


def test_outlines_of_a_file_go_to_the_regions_whose_id_or_code_they_bear(dossier: Dossier, tmp_path: Path) -> None:
    dossier["regions"][0]["code"] = "804"
    folder = write(tmp_path / "case", dossier)
    features = [
        feature({"region": "north", "of": "south"}),
        feature({"region": 804, "of": "south"}, TWO),
        feature({"region": "south"}),
    ]
    reading = read(beside(folder, *features))
    assert reading.findings.empty
    shapes = [shapely.from_wkt(text) for text in reading.tables["regions"]["shape"]]
    for shape, text in zip(shapes, (TWO, SQUARE, SQUARE), strict=True):
        assert shape.equals(shapely.from_wkt(text))


def test_a_property_that_tells_the_outlines_apart_is_found_and_told(dossier: Dossier, tmp_path: Path) -> None:
    """Files of provinces bear the code of the country in every one of them."""
    for row, code in zip(dossier["regions"], ("UA", "UA-65", "UA-14"), strict=True):
        row["code"] = code
    features = [feature({"iso_a2": "UA", "iso_3166_2": f"UA-{region}"}, TWO) for region in (65, 14, 71)]
    reading = read(beside(write(tmp_path / "case", dossier), *features))
    assert reading.tables["regions"]["shape"].notna().tolist() == [False, True, True]
    messages = reading.findings["message"].tolist()
    assert reading.findings["level"].eq("warning").all()
    assert messages[0] == "The property 'iso_3166_2' was read as the region of an outline: it names 2 of them."
    assert "1 of 3 outlines bear no region's id or code and were left out: UA-71." in messages[1]


def test_the_id_of_a_feature_is_one_of_its_names(folder: Path) -> None:
    reading = read(beside(folder, feature({}, id="south")))
    assert reading.findings.empty
    assert reading.tables["regions"]["shape"].notna().tolist() == [False, False, True]


def test_numbers_are_kept_to_the_last_digit(folder: Path) -> None:
    exact = "POLYGON ((30.123456789012 45.1, 34 45, 34 49, 30.123456789012 45.1))"
    outline = read(beside(folder, feature({"id": "north"}, exact))).tables["regions"]["shape"][1]
    assert shapely.get_coordinates(shapely.from_wkt(outline))[0].tolist() == [30.123456789012, 45.1]


def test_what_fits_no_region_or_is_no_outline_is_counted_and_named(folder: Path) -> None:
    features = [feature({"id": "nroth"}), feature({"id": "south"}), feature({"size": 3})]
    for geometry in (None, {"type": "Point", "coordinates": [30, 45]}):
        features.append({"type": "Feature", "id": "north", "geometry": geometry})
    findings = check(beside(folder, *features))
    assert findings[["level", "file"]].to_numpy().tolist() == [["warning", "borders.geojson"]] * 2
    assert "2 of 5 features are no polygons (none and Point) and were left out." in findings["message"][0]
    assert (
        "2 of 3 outlines bear no region's id or code and were left out: nroth and number 3. Did you mean 'north'?"
        in findings["message"][1]
    )


def test_each_file_answers_for_its_own(folder: Path) -> None:
    beside(folder, feature({"id": "north"}))
    (folder / "more.geojson").write_text(json.dumps(feature({"id": "zz"})))
    findings = check(folder)
    assert findings["file"].tolist() == ["more.geojson"]
    assert "1 of 1 outlines bear no region" in findings["message"][0]


@pytest.mark.parametrize(
    ("features", "told"),
    [
        ([feature({"id": "north"}), feature({"id": "north"})], "'north' has two outlines"),
        (
            [{"type": "Feature", "id": "north", "geometry": {"type": "Polygon", "coordinates": [["x"]]}}],
            "coordinates of the outline are no lists of points",
        ),
        ([feature({"id": "north"}, "POLYGON ((300 45, 340 45, 340 49, 300 45))")], "from 300 to 340"),
    ],
)
def test_outlines_that_cannot_be_meant_are_refused(folder: Path, features: list[dict], told: str) -> None:
    findings = check(beside(folder, *features))
    assert findings[["level", "file"]].to_numpy().tolist() == [["error", "borders.geojson"]]
    assert told in findings["message"].iloc[0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "null",
        '{"type": "Feature"}',
        '{"type": "FeatureCollection", "features": [1]}',
        "[" * 100_000,
        '{"type": "Topology", "objects": {}}',
        '{"type": "Feature", "id": "north", "geometry": "Polygon"}',
    ],
)
def test_a_file_that_is_no_geojson_is_told_and_left(folder: Path, text: str) -> None:
    (folder / "borders.geojson").write_text(text)
    findings = check(folder)
    assert findings[["level", "file"]].to_numpy().tolist() == [["warning", "borders.geojson"]]
    assert "no GeoJSON with outlines" in findings["message"].iloc[0]


@pytest.mark.parametrize(
    ("system", "sound"),
    [("urn:ogc:def:crs:OGC:1.3:CRS84", True), ("urn:ogc:def:crs:EPSG::3857", False), ("EPSG:14326", False)],
)
def test_outlines_in_metres_are_refused(folder: Path, system: str, sound: bool) -> None:
    crs = {"type": "name", "properties": {"name": system}}
    findings = check(beside(folder, feature({"id": "north"}), crs=crs))
    assert findings.empty == sound
    if not sound:
        assert "EPSG:4326" in findings["message"].iloc[0]


def test_geometries_in_a_dataframe(dossier: Dossier) -> None:
    tables = frames(dossier)
    tables["regions"]["shape"] = [shapely.from_wkt(TWO), None, shapely.from_wkt(SQUARE)]
    assert check(tables).empty
    shapes = read(tables).tables["regions"]["shape"]
    assert (shapes[0], shapes[2]) == (TWO, SQUARE)
    assert pd.isna(shapes[1])

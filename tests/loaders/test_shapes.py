"""Outlines of regions: in a cell, in a GeoJSON file beside the tables, and as geometries in a DataFrame."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
import shapely

from zopa.loaders import check, read, save
from zopa.loaders.reading import load

from .conftest import Dossier, frames, write

SQUARE = "POLYGON ((30 45, 34 45, 34 49, 30 49, 30 45))"
TWO = "MULTIPOLYGON (((30 45, 34 45, 34 49, 30 45)), ((35 45, 36 45, 36 46, 35 45)))"


@pytest.mark.parametrize("shape", [SQUARE, TWO, SQUARE.lower(), "POLYGON Z ((30 45 1, 34 45 1, 34 49 1, 30 45 1))"])
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
        ("north", "no outline"),
        ("POINT (30 45)", "no outline"),
        ("POLYGON ((30 45, 34 45, 34 49))", "no outline"),
        ("POLYGON ((30 45, 34 45, 30 45))", "no outline"),
        ("POLYGON ((30 45, 34 45, 34 49, 30 45", "no outline"),
        ("POLYGON ((30,0 45,0, 34,0 45,0, 34,0 49,0, 30,0 45,0))", "no outline"),
        ("POLYGON EMPTY", "no outline"),
        ("POLYGON ((nan nan, 34 45, 34 49, nan nan))", "no outline"),
        ("GEOMETRYCOLLECTION (" * 100_000, "no outline"),
        ("POLYGON ((300000 4500000, 340000 4500000, 340000 4900000, 300000 4500000))", "from 300000 to 340000"),
        ("POLYGON ((45 130, 45 134, 49 134, 45 130))", "from 130 to 134 in latitude"),
    ],
)
def test_what_is_no_outline_is_refused(checked, shape: str, told: str) -> None:
    found = checked("regions", 1, shape=shape)
    assert found[["level", "file", "row", "column"]].to_numpy().tolist() == [["error", "regions", 3, "shape"]]
    assert told in found["message"].iloc[0]
    assert "longitude before latitude" in found["expected"].iloc[0]


def test_a_coordinate_system_is_refused_and_the_rest_offered(checked) -> None:
    assert checked("regions", 1, shape=f"SRID=4326;{SQUARE}")["nearest"].tolist() == [SQUARE]


@pytest.mark.parametrize(
    ("lat", "lon", "told"), [(47, 32, None), (32, 47, "swapped"), (10, 100, "elsewhere"), (44.8, 32, None)]
)
def test_a_point_that_lies_outside_of_its_outline_is_told(checked, lat: float, lon: float, told: str | None) -> None:
    found = checked("regions", 1, shape=SQUARE, lat=lat, lon=lon)
    assert len(found) == bool(told)
    if told:
        assert found["level"].tolist() == ["warning"]
        assert told in found["message"].iloc[0]


# ------------------------------------------------------------------------------------------------ a file beside the tables


def feature(properties: dict, shape: str = SQUARE, **more) -> dict:
    geometry = json.loads(shapely.to_geojson(shapely.from_wkt(shape)))
    return {"type": "Feature", "properties": properties, "geometry": geometry, **more}


def beside(folder: Path, *features: dict, **more) -> Path:
    (folder / "borders.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features, **more}))
    return folder


def test_outlines_of_a_file_go_to_the_regions_whose_id_or_code_they_bear(dossier: Dossier, tmp_path: Path) -> None:
    dossier["regions"][0]["code"] = "XX"
    folder = write(tmp_path / "case", dossier)
    reading = read(beside(
        folder, feature({"shapeName": "The North", "key": "north"}), feature({"iso": "XX", "level": 0}, TWO),
        feature({}, SQUARE, id="south"),
    ))  # fmt: skip
    assert reading.findings.empty
    shapes = [shapely.from_wkt(text) for text in reading.tables["regions"]["shape"]]
    assert [
        shape.equals(shapely.from_wkt(text)) for shape, text in zip(shapes, (TWO, SQUARE, SQUARE), strict=True)
    ] == [True] * 3


def test_numbers_are_kept_to_the_last_digit(folder: Path) -> None:
    exact = "POLYGON ((30.123456789012 45.1, 34 45, 34 49, 30.123456789012 45.1))"
    kept = read(beside(folder, feature({"id": "north"}, exact))).tables["regions"]["shape"][1]
    assert shapely.get_coordinates(shapely.from_wkt(kept))[0].tolist() == [30.123456789012, 45.1]


def test_outlines_that_fit_no_region_are_counted_and_named(folder: Path) -> None:
    found = check(beside(folder, feature({"name": "west"}), feature({"name": "north"}), feature({"size": 3})))
    assert found[["level", "file"]].to_numpy().tolist() == [["warning", "borders.geojson"]]
    assert "2 of 3 outlines fit no region and were left out: west and number 3." in found["message"].iloc[0]


@pytest.mark.parametrize(
    ("features", "told"),
    [
        ([feature({"a": "north", "b": "south"})], "fits several regions: north and south"),
        ([feature({"a": "north"}), feature({"a": "north"})], "'north' has two outlines"),
        ([{"type": "Feature", "id": "north", "geometry": {"type": "Point", "coordinates": [30, 45]}}], "'Point'"),
        ([{"type": "Feature", "id": "north", "geometry": None}], "no outline"),
        ([{"type": "Feature", "id": "north", "geometry": {"type": "Polygon", "coordinates": [["x"]]}}], "no outline"),
        ([feature({"a": "north"}, "POLYGON ((300 45, 340 45, 340 49, 300 45))")], "from 300 to 340"),
    ],
)
def test_outlines_that_cannot_be_meant_are_refused(folder: Path, features: list[dict], told: str) -> None:
    found = check(beside(folder, *features))
    assert found[["level", "file"]].to_numpy().tolist() == [["error", "borders.geojson"]]
    assert told in found["message"].iloc[0]


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "null", '{"type": "Feature"}', '{"type": "FeatureCollection", "features": [1]}', "[" * 100_000],
)
def test_a_file_that_is_no_geojson_is_refused(folder: Path, text: str) -> None:
    (folder / "borders.geojson").write_text(text)
    found = check(folder)
    assert found[["level", "file"]].to_numpy().tolist() == [["error", "borders.geojson"]]
    assert "no GeoJSON" in found["message"].iloc[0]


@pytest.mark.parametrize(
    ("system", "sound"), [("urn:ogc:def:crs:OGC:1.3:CRS84", True), ("urn:ogc:def:crs:EPSG::3857", False)]
)
def test_outlines_in_metres_are_refused(folder: Path, system: str, sound: bool) -> None:
    crs = {"type": "name", "properties": {"name": system}}
    found = check(beside(folder, feature({"id": "north"}), crs=crs))
    assert found.empty == sound
    if not sound:
        assert "EPSG:4326" in found["message"].iloc[0]


def test_geometries_in_a_dataframe(dossier: Dossier) -> None:
    tables = frames(dossier)
    tables["regions"]["shape"] = [shapely.from_wkt(TWO), None, shapely.from_wkt(SQUARE)]
    assert check(tables).empty
    shapes = read(tables).tables["regions"]["shape"]
    assert (shapes[0], shapes[2]) == (TWO, SQUARE)
    assert pd.isna(shapes[1])

"""Codes of regions: told from names in any script that mean one place, and asked for where they mean several."""

from __future__ import annotations

import pytest

import zopa
from zopa.loaders.names.places import country_code, readings, short_code


def regions(*names: str, **cells: list[str]) -> dict[str, list[dict[str, str]]]:
    rows = [{"id": f"r{index}", "name": name} for index, name in enumerate(names)]
    for column, values in cells.items():
        for row, value in zip(rows, values, strict=True):
            row[column] = value
    return {"positions": [{"party": "A", "issue": "x", "option": "y", "stance": "demands"}], "regions": rows}


def codes(case: zopa.PositionGraph) -> list[str]:
    return case.tables["regions"]["code"].fillna("").tolist()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Donets'k", "UA-14"),
        ("Donets\u2019k", "UA-14"),
        ("DONETSK OBLAST", "UA-14"),
        ("Донецька область", "UA-14"),
        ("Украина", "UA"),
        ("烏克蘭", ""),
        ("乌克兰", "UA"),
        ("السودان", "SD"),
        ("Cote d\u2019Ivoire", "CI"),
        ("the Republic of Chad", "TD"),
        ("DR Congo (Zaire)", "CD"),
        ("The hills", ""),
    ],
)
def test_a_name_with_one_reading_gives_the_code(name, code):
    case = zopa.load(regions(name), quiet=True)
    assert codes(case) == [code]
    told = " ".join(case.findings["message"])
    assert (f"({code})" in told) if code else "codes of regions" not in told.casefold()


@pytest.mark.parametrize("name", ["Georgia", "Congo", "Korea", "Niger", "Punjab"])
def test_a_name_with_several_readings_is_asked_about_and_never_guessed(name):
    case = zopa.load(regions(name), quiet=True)
    assert codes(case) == [""]
    asked = case.findings[case.findings["column"] == "code"]
    assert len(asked) == 1
    assert all(code in asked["message"].iloc[0] for code in readings(name))
    assert len(readings(name)) > 1


def test_a_code_that_is_there_stays_and_two_regions_never_share_a_code_that_was_told():
    case = zopa.load(
        regions("Georgia", "Chad", "Tchad, south", "Russia", "Russian Federation", code=["US-GA", "", "", "", ""]),
        quiet=True,
    )
    assert codes(case) == ["US-GA", "TD", "", "", ""]


def test_in_a_list_of_countries_georgia_is_one_and_congo_still_two():
    assert (country_code("Georgia"), country_code("Niger"), country_code("Congo"), country_code("Korea")) == (
        "GE",
        "NE",
        "",
        "",
    )
    assert (short_code("COD"), short_code("YUG"), short_code("")) == ("CD", "", "")


def test_every_name_of_the_own_list_has_one_reading():
    from zopa.loaders.names import places

    for table in ("countries", "parts"):
        for code, names in places._data()[table].items():
            for name in names:
                assert readings(name) == [code], name

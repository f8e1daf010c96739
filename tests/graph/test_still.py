"""The still picture: everything of the graph that matters, nothing that runs."""

from __future__ import annotations

import re
from collections import Counter
from xml.etree import ElementTree

from browser.invented import HOSTILE, hostile, valley

import zopa
from zopa.graph.page.data import view
from zopa.graph.page.snapshot import HEIGHT, WIDTH, data_uri, still
from zopa.graph.palette import SEVERITY_LINE

SVG = "{http://www.w3.org/2000/svg}"


def drawn(case: zopa.PositionGraph) -> ElementTree.Element:
    return ElementTree.fromstring(still(view(case, case.clashes(as_of="all"), case.overlap_pairs(as_of="all"))))


def test_it_draws_each_clash_and_each_name_inside_the_picture() -> None:
    case = valley()
    image = drawn(case)
    paths = image.findall(f"{SVG}path")
    drawn_clashes = {
        severity: sum(str(path.get("d")).count("M") for path in paths if path.get("stroke") == colour)
        for severity, colour in SEVERITY_LINE.items()
    }
    assert {severity: count for severity, count in drawn_clashes.items() if count} == Counter(
        case.clashes(as_of="all")["severity"]
    )
    holders = case.tables["parties"].set_index("id")["name"][case.tables["positions"]["party"].unique()]
    names = [text.text for text in image.findall(f"{SVG}text")]
    assert set(holders) <= set(names)
    for text in image.findall(f"{SVG}text"):
        assert 0 < float(str(text.get("x"))) < WIDTH
        assert 0 < float(str(text.get("y"))) < HEIGHT


def test_hostile_text_stays_text_and_what_xml_cannot_hold_is_replaced() -> None:
    case = hostile()
    parties = case.tables["parties"].assign(name="a\x00\x1bb " + HOSTILE)
    case = zopa.PositionGraph(case.tables | {"parties": parties}, case.meta)
    image = drawn(case)
    assert {element.tag.removeprefix(SVG) for element in image.iter()} == {"svg", "title", "rect", "path", "text"}
    assert not [name for element in image.iter() for name in element.attrib if name.startswith("on") or "href" in name]
    assert any("a\ufffd\ufffdb" in str(text.text) for text in image.findall(f"{SVG}text"))


def test_an_empty_case_and_the_same_bytes_twice() -> None:
    empty = zopa.PositionGraph({name: table.iloc[:0] for name, table in valley().tables.items()}, {"id": "empty"})
    assert drawn(empty).find(f"{SVG}text") is None
    case = valley()
    shown = view(case, case.clashes(as_of="all"), case.overlap_pairs(as_of="all"))
    assert still(shown) == still(shown)
    assert re.fullmatch(r"data:image/svg\+xml;base64,[A-Za-z0-9+/=]+", data_uri(still(shown)))

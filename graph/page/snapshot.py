"""A still picture of a case as SVG: what is left of the page where nothing may run."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from typing import Any
from xml.etree import ElementTree

from ..columns import NO_SIDE
from ..palette import SEVERITY_LINE
from .data import CORE, View

WIDTH, HEIGHT, RIM = 960, 560, 70
#: With more links than this only the clashes are drawn.
MAX_LINKS = 3_000
#: At most so many names.
MAX_NAMES = 60

_COLOURS = {
    "Party": "#2b5f8f",
    "Issue": "#c07d1a",
    "demands": "#56677a",
    "accepts": "#2b9172",
    "rejects": "#91529b",
    **dict.fromkeys(NO_SIDE, "#6b7785"),
}
_LINK, _INK, _PAPER = "#c9d2da", "#1b2430", "#ffffff"
#: Width and dashes of a clash; a deadlock is drawn through, as on the page.
_CLASH = {"deadlock": ("2.6", "none"), "hard": ("2", "none"), "unknown": ("1.8", "2 4"), "soft": ("1.2", "none")}
#: What XML cannot hold.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def still(shown: View) -> str:
    """The graph of a view as an SVG image: parties, issues, positions, and dashed where they clash.

    Parameters
    ----------
    shown : View

    Returns
    -------
    str
        SVG that fetches nothing and runs nothing.

    Examples
    --------
    >>> import zopa
    >>> from zopa.graph.page.snapshot import still
    >>> from zopa.graph.page.data import view
    >>> case = zopa.load("ukraine-2025")
    >>> still(view(case, case.clashes(), case.overlap_pairs()))[:4]
    '<svg'
    """
    joined = {end for edge in shown.edges if edge["kind"] in ("HOLDS", "ON") for end in (edge["from"], edge["to"])}
    nodes = {node["id"]: node for node in shown.nodes if node["kind"] in CORE and node["id"] in joined}
    place = _fitted(nodes.values())
    lines: dict[str, list[str]] = {"link": []}
    for edge in shown.edges:
        if (
            edge["from"] in place
            and edge["to"] in place
            and edge["kind"] in ("HOLDS", "ON", "CLASHES_WITH", "SPEAKS_FOR")
        ):
            (ax, ay), (bx, by) = place[edge["from"]], place[edge["to"]]
            look = edge["cells"]["severity"] if edge["kind"] == "CLASHES_WITH" else "link"
            lines.setdefault(look, []).append(f"M{ax} {ay}L{bx} {by}")
    image = ElementTree.Element(
        "svg", xmlns="http://www.w3.org/2000/svg", width=str(WIDTH), height=str(HEIGHT), viewBox=f"0 0 {WIDTH} {HEIGHT}"
    )
    _add(image, "title", _sound(shown.head["title"]))
    _add(image, "rect", width="100%", height="100%", fill=_PAPER)
    if len(lines["link"]) <= MAX_LINKS:
        _add(image, "path", d="".join(lines["link"]), stroke=_LINK, fill="none")
    for severity in ("soft", "unknown", "hard", "deadlock"):
        width, dashes = _CLASH[severity]
        look = {"stroke": SEVERITY_LINE[severity], "stroke-width": width, "stroke-dasharray": dashes, "fill": "none"}
        if severity in lines:
            _add(image, "path", d="".join(lines[severity]), **look)
    for colour, shapes in _shapes(nodes, place).items():
        _add(image, "path", d="".join(shapes), fill=colour, stroke=_PAPER)
    _names(image, nodes, place)
    return ElementTree.tostring(image, encoding="unicode")


def data_uri(svg: str) -> str:
    """An address that is the image itself."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode("utf-8")).decode("ascii")


def _fitted(nodes: Iterable[dict[str, Any]]) -> dict[str, tuple[float, float]]:
    """Places inside the picture, the shape of the drawing kept."""
    nodes = list(nodes)
    if not nodes:
        return {}
    xs, ys = [node["x"] for node in nodes], [node["y"] for node in nodes]
    wide, high = max(max(xs) - min(xs), 1), max(max(ys) - min(ys), 1)
    scale = min((WIDTH - 2 * RIM) / wide, (HEIGHT - 2 * RIM) / high)
    left, top = (WIDTH - wide * scale) / 2 - min(xs) * scale, (HEIGHT - high * scale) / 2 - min(ys) * scale
    return {node["id"]: (round(node["x"] * scale + left, 1), round(node["y"] * scale + top, 1)) for node in nodes}


def _shapes(nodes: dict[str, dict[str, Any]], place: dict[str, tuple[float, float]]) -> dict[str, list[str]]:
    """Outlines by colour: a circle for a party, a square for an issue, other marks for a position."""
    outlines: dict[str, list[str]] = {}
    for name, node in nodes.items():
        x, y = place[name]
        word = node["cells"].get("stance", "demands") if node["kind"] == "Position" else node["kind"]
        outline = {
            "Party": f"M{x - 8} {y}a8 8 0 1 0 16 0a8 8 0 1 0-16 0z",
            "Issue": f"M{x - 7} {y - 7}h14v14h-14z",
            "accepts": f"M{x} {y - 6}l5 9h-10z",
            "rejects": f"M{x} {y + 6}l5-9h-10z",
            "abstains": f"M{x - 6} {y - 2}h12v4h-12z",
            "mixed": f"M{x - 5} {y - 5}h10l-10 10h10z",
            "no answer": f"M{x - 5} {y - 5}h3v7h4v-7h3v10h-10z",
        }.get(word, f"M{x} {y - 6}l6 6l-6 6l-6-6z")
        outlines.setdefault(_COLOURS.get(word, _INK), []).append(outline)
    return outlines


def _names(image: ElementTree.Element, nodes: dict[str, dict[str, Any]], place: dict[str, tuple[float, float]]) -> None:
    """Names of parties and issues, those with most links first, wherever none covers another."""
    named = [node for node in nodes.values() if node["kind"] != "Position"]
    boxes = [(x - 8, y - 8, x + 8, y + 8) for x, y in (place[node["id"]] for node in named)]
    for node in sorted(named, key=lambda node: -node["weight"])[:MAX_NAMES]:
        text = _sound(" ".join(str(node["label"]).split()))
        text = text if len(text) <= 34 else text[:33].rstrip() + "\u2026"
        x, y = place[node["id"]]
        wide = 7.2 * len(text)
        for dx, dy in ((0, 21), (0, -13), (wide / 2 + 12, 4), (-wide / 2 - 12, 4)):
            box = (x + dx - wide / 2, y + dy - 11, x + dx + wide / 2, y + dy + 4)
            if box[0] < 2 or box[2] > WIDTH - 2 or any(_meet(box, drawn_box) for drawn_box in boxes):
                continue
            boxes.append(box)
            style = {"text-anchor": "middle", "paint-order": "stroke", "stroke": _PAPER, "stroke-width": "3"}
            font = {"font-family": "system-ui, sans-serif", "font-size": "12", "font-weight": "600"}
            _add(image, "text", text, x=f"{x + dx:.1f}", y=f"{y + dy:.1f}", fill=_INK, **style, **font)
            break


def _meet(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _add(parent: ElementTree.Element, tag: str, text: str | None = None, /, **attributes: str) -> None:
    ElementTree.SubElement(parent, tag, attributes).text = text


def _sound(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", str(text))

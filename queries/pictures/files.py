"""The files made from pictures: PNG in the fonts of this machine, and SVG that is the same every time and loads nothing."""

from __future__ import annotations

import io
import re
import warnings
from typing import Any
from xml.etree import ElementTree

from matplotlib import rc_context
from matplotlib.text import Text

from . import fonts, sheet

SVG = "http://www.w3.org/2000/svg"
LINK = "{http://www.w3.org/1999/xlink}href"
#: A hundredth of a point is finer than any screen.
LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}")
REFERENCE = re.compile(r"(?:^|url\()#(\w+)")


def png(ax: Any, dpi: int = 144) -> bytes:
    """The picture as the bytes of a PNG file, in fonts of this machine that have its letters.

    Warns of letters that no font of the machine has: they are empty boxes in the file.
    """
    return _in_fonts(ax, format="png", dpi=dpi, metadata={"Software": None})


def pdf(ax: Any) -> bytes:
    """The picture as the bytes of a PDF file that holds the letters it shows, from fonts of this machine.

    Its text can be searched and copied. One picture gives the same bytes every time. Warns as :func:`png` does.
    """
    about = {"Title": sheet.title_of(ax), "CreationDate": None, "Creator": "zopa", "Producer": None}
    return _in_fonts(ax, format="pdf", metadata=about)


def _in_fonts(ax: Any, **how: Any) -> bytes:
    """The picture in fonts of this machine that have its letters."""
    buffer = io.BytesIO()
    texts = [text for text in ax.figure.findobj(Text) if text.get_text().strip()]
    families, missing = fonts.families_for("".join(text.get_text() for text in texts))
    if missing:
        warnings.warn(fonts.advice(missing), fonts.MissingLetters, stacklevel=3)
    for text in texts:
        text.set_fontfamily([*families, "sans-serif"])
    # Publishers ask for TrueType; of other outlines matplotlib embeds the shapes.
    kind = 42 if fonts.are_true_type(families) and not missing else 3
    with sheet.style(), rc_context({"pdf.fonttype": kind}):
        ax.figure.savefig(buffer, bbox_inches="tight", pad_inches=0.12, **how)
    return buffer.getvalue()


def svg(ax: Any, *, inside: str = "") -> str:
    """The picture as SVG: text stays text, nothing is loaded, and one picture gives the same bytes every time.

    Parameters
    ----------
    ax : Axes
    inside : str
        Name of the picture inside a page: its ids begin with it, paper, title and date are left out, as the page writes
        them beside it, and the ink is the page's. By default a file of its own.
    """
    buffer, title = io.StringIO(), sheet.title_of(ax)
    if inside:
        ax.set_title("", loc="left")
        for note in [text for text in ax.texts if text.get_gid() == sheet.NOTE]:
            note.remove()
    bare_of = dict.fromkeys(("Date", "Creator", "Type", "Format"))
    with sheet.style():
        ax.figure.savefig(buffer, format="svg", bbox_inches="tight", pad_inches=0.12, metadata=bare_of)
    root = ElementTree.fromstring(buffer.getvalue())
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag == f"{{{SVG}}}style" or child.tag.endswith("metadata"):
                parent.remove(child)
    wanted = {
        reference
        for node in root.iter()
        for attribute in node.attrib.values()
        for reference in REFERENCE.findall(attribute)
    }
    for element in root.iter():
        _plain(element, wanted, inside)
    _flat(root)
    if inside:
        first = next(node for node in root.iter(f"{{{SVG}}}path"))
        first.set("fill", "none")
    root.set("stroke-linejoin", "round")
    root.set("font-family", "sans-serif")
    root.set("role", "img")
    title_node = ElementTree.Element(f"{{{SVG}}}title")
    title_node.text = title
    root.insert(0, title_node)
    ElementTree.register_namespace("", SVG)
    ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    return ElementTree.tostring(root, encoding="unicode") + "\n"


def _flat(element: ElementTree.Element) -> None:
    """Take out groups that say nothing, so that what is in them stands where they stood."""
    children: list[ElementTree.Element] = []
    for child in element:
        _flat(child)
        children += list(child) if child.tag == f"{{{SVG}}}g" and not child.attrib else [child]
    element[:] = children


def _plain(element: ElementTree.Element, wanted: set[str], inside: str) -> None:
    """Turn a style into plain attributes, which no page's rules on styles forbid, and drop what nobody refers to."""
    style = element.attrib.pop("style", "")
    for part in filter(None, style.split(";")):
        name, _, setting = (piece.strip() for piece in part.partition(":"))
        if name != "font-family":
            element.set(name, setting)
    if inside:
        for name in ("fill", "stroke"):
            if element.get(name) == sheet.INK:
                element.set(name, "currentColor")
    prefix = f"{inside}-" if inside else ""
    element_id = element.get("id")
    if element_id is not None:
        if element_id in wanted:
            element.set("id", prefix + element_id)
        else:
            del element.attrib["id"]
    if element.get(LINK):
        element.set(LINK, f"#{prefix}{element.get(LINK, '')[1:]}")
    for name in ("clip-path", "fill"):
        if element.get(name, "").startswith("url(#"):
            element.set(name, f"url(#{prefix}{element.get(name, '')[5:-1]})")
    if element.get("transform", "").startswith("rotate(-0 "):
        del element.attrib["transform"]
    for name in ("d", "x", "y", "transform"):
        if name in element.attrib:
            short = LONG_NUMBER.sub(
                lambda digits: f"{float(digits[0]):.2f}".rstrip("0").rstrip("."), element.attrib[name]
            )
            element.set(name, " ".join(short.split()))
    if element.text is not None and not element.text.strip():
        element.text = None
    if element.tail is not None and not element.tail.strip():
        element.tail = None

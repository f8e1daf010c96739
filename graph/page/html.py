"""The case as one self-contained interactive HTML file: nothing is fetched, nothing from the case becomes markup."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote

from deflate import gzip_compress
from jinja2 import Environment, Template
from markupsafe import Markup, escape
from pyvis.network import Network

from ..characters import sound as _sound
from ..dates import as_text, period
from ..files import write_text
from ..redaction import left_out_of
from .cells import safe_link
from .data import View, view
from .described import described
from .packing import fold

if TYPE_CHECKING:
    import pandas as pd

    from ..store import Store

Compress = Literal["auto"] | bool

#: How hard packing tries: a sixth smaller than gzip's usual level, three times as long.
LEVEL = 10

#: The page's own script, in this order.
SCRIPTS = (
    "unfold.js",
    "core.js",
    "rule.js",
    "agenda.js",
    "check.js",
    "satisfaction.js",
    "decisions.js",
    "compare.js",
    "views.js",
    "state.js",
    "filter.js",
    "search.js",
    "focus.js",
    "glyphs.js",
    "cells.js",
    "links.js",
    "matrix.js",
    "graph.js",
    "labels.js",
    "parties.js",
    "regions.js",
    "ticks.js",
    "timeline.js",
    "table.js",
    "pictures.js",
    "lists.js",
    "evidence.js",
    "panel.js",
    "soften.js",
    "best.js",
    "dealcells.js",
    "dealtools.js",
    "dealtotals.js",
    "deal.js",
    "compared.js",
    "days.js",
    "lead.js",
    "controls.js",
    "sides.js",
    "time.js",
    "permalink.js",
    "pen.js",
    "trace.js",
    "share.js",
    "print.js",
    "keys.js",
    "guide.js",
    "kernel.js",
    "start.js",
)
#: Of a compressed page, what runs and how it looks before the rest is unpacked.
UNPACK = ("unpack.js", "unpack.css")
#: How it looks, in this order.
STYLES = (
    "colours.css",
    "app.css",
    "lead.css",
    "sides.css",
    "guide.css",
    "panel.css",
    "controls.css",
    "tables.css",
    "drawings.css",
    "deal.css",
    "kernel.css",
    "days.css",
    "screens.css",
    "share.css",
)
#: What a widget in a notebook runs around the page.
WIDGET = "widget.js"
#: Every string of the interface, by key: what is translated for a page in another language.
TEXTS = "text.json"
#: The page's own script in one piece, shortened (``docs/shipped.py``), and where the strings of the interface go in it.
SHIPPED, STRINGS = "page.min.js", "__STRINGS__"
#: A page of more bytes than this is compressed unless told otherwise.
COMPRESS_FROM = 1_000_000
#: Clashes that a reader without JavaScript is told.
MAX_WITHOUT_SCRIPT = 60

_COMMENT = re.compile(r"/\*.*\*/")
_PLAIN = bytes.maketrans(b"<>&", b",.:")
#: Characters that could end a script element or a line of JavaScript, written so that JSON still reads them.
_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


class PositionsNetwork(Network):
    """A case as a pyvis network: directed, parallel links kept, drawn on zopa's own page.

    pyvis supplies the data model and the copy of vis-network; adding a node or a link costs the same however many there
    are. ``head`` is what :class:`zopa.graph.page.data.View` says of the whole, ``linked`` the same as linked data.

    Examples
    --------
    >>> from zopa.graph.page.html import PositionsNetwork
    >>> drawing = PositionsNetwork()
    >>> drawing.add_node("party:a", label="A", kind="Party")
    >>> len(drawing.nodes)
    1
    """

    def __init__(self, head: dict[str, Any] | None = None) -> None:
        super().__init__(directed=True, cdn_resources="in_line")
        self.head = head or {}
        self.linked: dict[str, Any] = {}

    @classmethod
    def from_view(cls, shown: View) -> PositionsNetwork:
        """A network with everything that a view shows."""
        network = cls(shown.head)
        for node in shown.nodes:
            network.add_node(node["id"], **{name: value for name, value in node.items() if name != "id"})
        for edge in shown.edges:
            network.add_edge(edge["from"], edge["to"], **{n: v for n, v in edge.items() if n not in ("from", "to")})
        return network

    def add_node(self, n_id: str, label: str | None = None, **options: Any) -> None:
        """Add a node, once."""
        if n_id not in self.node_map:
            node = {"id": n_id, "label": str(n_id) if label is None else label, **options}
            self.node_map[n_id] = node
            self.node_ids.append(n_id)
            self.nodes.append(node)

    def add_edge(self, source: str, to: str, **options: Any) -> None:
        """Add a link between two nodes that are there; a second one between the same two is kept too."""
        if source not in self.node_map or to not in self.node_map:
            raise ValueError(f"No such node: '{to if source in self.node_map else source}'")
        self.edges.append({"from": source, "to": to, **options})

    def generate_html(
        self, name: str = "index.html", local: bool = True, notebook: bool = False, compress: Compress = "auto"
    ) -> str:
        """The page as text. The first three parameters are pyvis's own and change nothing."""
        payload = _json(self._payload())
        if compress == "auto":
            plain = _render(self.head, self.edges, payload, self.linked, packed=False)
            if len(plain.encode("utf-8")) <= COMPRESS_FROM:
                return plain
        return _render(self.head, self.edges, payload, self.linked, packed=compress is not False)

    def write_html(
        self, name: str | Path, local: bool = True, notebook: bool = False, open_browser: bool = False
    ) -> None:
        """Write the page to a file, whole or not at all."""
        write_text(Path(name), self.generate_html())

    def save_graph(self, name: str | Path) -> None:
        """The same as :meth:`write_html`."""
        self.write_html(name)

    def _payload(self) -> dict[str, Any]:
        index_of = {name: index for index, name in enumerate(self.node_ids)}
        links = [
            edge
            | {"from": index_of[edge["from"]], "to": index_of[edge["to"]]}
            | ({"evidence": [index_of[name] for name in edge["evidence"]]} if "evidence" in edge else {})
            for edge in self.edges
        ]
        return {"head": self.head, "nodes": fold(self.nodes), "edges": fold(links)}


def page_html(
    store: Store,
    clashes: pd.DataFrame,
    overlaps: pd.DataFrame,
    *,
    title: str | None = None,
    summary: Sequence[str] = (),
    findings: Mapping[str, pd.DataFrame] | None = None,
    panels: Sequence[Mapping[str, str]] = (),
    compress: Compress = "auto",
    embed: bool = False,
) -> str:
    """The page of a case as text.

    Parameters
    ----------
    store : Store
    clashes, overlaps : DataFrame
        Rows of the queries ``clashes`` and ``overlap_pairs``.
    title : str, optional
        Heading; by default the title of the case.
    summary : sequence of str
        The sentences of the paragraph that it opens with.
    findings : dict of DataFrame, optional
        Rows of the queries ``zones``, ``shifts``, ``contradictions`` and ``openings``, by name: any of them.
    panels : sequence of dict
        Pictures of answers, as ``zopa.queries.panels`` gives them.
    compress : bool or ``"auto"``
        Pack the data and the drawing library (a quarter of the size; needs a browser from 2023 or later). ``"auto"``:
        when the page would be larger than a megabyte.
    embed : bool
        Without the columns beside the picture, for a slide or a blog.

    Returns
    -------
    str
        Of a case from which something was left out (:func:`zopa.graph.redaction.redacted`) the page says so.

    Examples
    --------
    >>> import zopa
    >>> from zopa.graph.page.html import page_html
    >>> case = zopa.load("ukraine-2025")
    >>> page_html(case, case.clashes(), case.overlap_pairs())[:15]
    '<!DOCTYPE html>'
    """
    shown = view(store, clashes, overlaps, title, summary, findings, panels)
    redact = left_out_of(store.meta)
    shown.head.update({"redact": redact} if redact != "none" else {}, **({"embed": True} if embed else {}))
    drawing = PositionsNetwork.from_view(shown)
    # What was left out of a case may be what tells whose it is.
    drawing.linked = described(store, title) if redact == "none" else {}
    return drawing.generate_html(compress=compress)


def write_page(
    store: Store,
    path: str | Path,
    clashes: pd.DataFrame,
    overlaps: pd.DataFrame,
    *,
    title: str | None = None,
    summary: Sequence[str] = (),
    findings: Mapping[str, pd.DataFrame] | None = None,
    panels: Sequence[Mapping[str, str]] = (),
    compress: Compress = "auto",
    embed: bool = False,
) -> Path:
    """Write the page of a case to a file: UTF-8 whatever the locale, whole or not at all.

    Parameters are those of :func:`page_html`, and ``path``.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    OSError
        When the file cannot be written; one that stood there before is left as it was.
    """
    about: dict[str, Any] = {"title": title, "summary": summary, "findings": findings, "panels": panels}
    html = page_html(store, clashes, overlaps, **about, compress=compress, embed=embed)
    return write_text(Path(path), html)


def frame(path: str | Path, title: str) -> str:
    """The element that shows a page inside another page: it may run and save files there, and reach nothing around it.

    Parameters
    ----------
    path : str or Path
        Where the page will be, seen from the page that shows it.
    title : str
        What a screen reader says of it.

    Returns
    -------
    str

    Examples
    --------
    >>> from zopa.graph.page.html import frame
    >>> frame("case.html", "The valley")[:50]
    '<iframe src="case.html" title="The valley" width="'
    """
    address = quote(Path(path).as_posix(), safe="/~.-_")
    return (
        f'<iframe src="{address}" title="{escape(_sound(title))}" width="100%" height="560" loading="lazy" '
        'sandbox="allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox" style="border:0"></iframe>'
    )


@cache
def vis_network() -> str:
    """The drawing library, from pyvis's own copy."""
    library = files("pyvis").joinpath("templates", "lib")
    newest = max(
        (folder for folder in library.iterdir() if folder.name.startswith("vis-")),
        key=lambda folder: [int(part) for part in folder.name.removeprefix("vis-").split(".")],
    )
    return newest.joinpath("vis-network.min.js").read_text(encoding="utf-8").replace("\r\n", "\n").replace("\r", "\n")


@cache
def _template_text(name: str) -> str:
    return files(__package__).joinpath("template", name).read_text(encoding="utf-8").replace("\r\n", "\n")


@cache
def _lean(*names: str) -> str:
    """Scripts or styles one after the other, without their comments and indents."""
    lines = (line.strip() for name in names for line in _template_text(name).split("\n"))
    return (
        "\n".join(line for line in lines if line and not line.startswith("//") and not _COMMENT.fullmatch(line)) + "\n"
    )


@cache
def _styles(*names: str) -> str:
    """Styles as short as they can be written: without the blanks around braces and after colons."""
    return re.sub(r"(?<=[\w-]): ", ":", re.sub(r"\s*([{};])\s*", r"\1", _lean(*names)))


@cache
def _source() -> str:
    """The page's own script, the strings of the interface left open."""
    return f'(() => {{\n"use strict";\nconst TEXT = {STRINGS};\n{_lean(*SCRIPTS)}}})();\n'


def _digest(source: str) -> str:
    return hashlib.sha256(source.encode("utf-8")).hexdigest()


@cache
def _app() -> str:
    """The page's own script: as it was shortened when the package was made, or as it stands if it was changed since."""
    first, _, shortened = files(__package__).joinpath(SHIPPED).read_text(encoding="utf-8").partition("\n")
    source = _source()
    return (shortened if first == f"// {_digest(source)}" else source).replace(STRINGS, _json(_text()))


@cache
def _packed_code() -> str:
    code = {"vis": vis_network(), "app": _app(), "css": _styles(*STYLES)}
    return _pack(json.dumps(code, ensure_ascii=False))


@cache
def _text() -> dict[str, str]:
    return json.loads(_template_text(TEXTS))


@cache
def _template() -> Template:
    return Environment(autoescape=True, keep_trailing_newline=True).from_string(_template_text("page.html.j2"))


def _render(
    head: dict[str, Any], edges: list[dict[str, Any]], payload: str, linked: dict[str, Any], packed: bool
) -> str:
    css, app, vis = _styles(*STYLES), _app(), vis_network()
    unpack, plain_css = _lean(UNPACK[0]), _styles(UNPACK[1])
    scripts, styles = ((vis, app, unpack), (css, plain_css)) if packed else ((vis, app), (css,))
    policy = (
        f"default-src 'none'; script-src {' '.join(map(_hash, scripts))}; style-src {' '.join(map(_hash, styles))}; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )
    body = (
        {"code": _packed_code(), "data": _pack(payload), "unpack": unpack}
        if packed
        else {"vis": vis, "app": app, "data": payload}
    )
    clashing = opening_clashes(head, edges)
    return _template().render(
        text=_text(),
        title=_sound(head["title"]),
        summary=[_sound(sentence) for sentence in head["summary"]],
        provenance={
            "short": _sound(head["provenance"]["short"]),
            "long": [_sound(sentence) for sentence in head["provenance"]["long"]],
            "feeds": [
                {name: _sound(text) for name, text in feed.items()} | {"link": safe_link(feed["feed"])}
                for feed in head["provenance"].get("feeds", ())
            ],
        },
        clashes=[
            {name: _sound(str(cells.get(name, ""))) for name in ("severity", "why")}
            for cells in clashing[:MAX_WITHOUT_SCRIPT]
        ],
        more=max(len(clashing) - MAX_WITHOUT_SCRIPT, 0),
        policy=Markup(policy),
        css=Markup(plain_css if packed else css),
        packed=packed,
        linked=Markup(_json(linked)) if linked else "",
        redact=head.get("redact", "none"),
        embed=head.get("embed", False),
        **{name: Markup(text) for name, text in body.items()},
    )


def widget_script() -> str:
    """The script of a widget that shows a page in its frame, and passes on what the page and Python say to one another."""
    return _lean(WIDGET)


def opening_clashes(head: dict[str, Any], edges: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The cells of the clashes that hold on the date that the page opens with, worst first."""
    return [edge["cells"] for edge in edges if edge["kind"] == "CLASHES_WITH" and _holds(edge["cells"], head["asOf"])]


def _holds(cells: dict[str, Any], as_of: str) -> bool:
    """Whether a clash holds on some day of a partial date; on any where none is given."""
    if not as_of:
        return True
    first, last = (as_text(day) for day in period(as_of))
    return str(cells.get("start", first)) <= last and first <= str(cells.get("end", last))


def _json(payload: Any) -> str:
    """JSON that can stand inside a script element."""
    text = json.dumps(payload, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return _sound(text).translate(_ESCAPES)


def _pack(text: str) -> str:
    """Compressed, in the characters of base 85 that mean nothing to HTML."""
    return base64.b85encode(gzip_compress(text.encode("utf-8"), LEVEL)).translate(_PLAIN).decode("ascii")


@cache
def _hash(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii") + "'"

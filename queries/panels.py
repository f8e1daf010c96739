"""Pictures by the name of their query, and those that stand beside a case on a page."""

from __future__ import annotations

import importlib
import inspect
from typing import TYPE_CHECKING, Any

from ..graph.asked import date_words
from .asking.answer import Picture, caption_of, date_of
from .asking.registry import DRAWINGS
from .asking.scope import whole
from .asking.selection import words_asked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..graph.store import Store

#: A panel that would be larger than this is left out; all are drawn to stay far below it.
MAX_BYTES = 100_000
#: With more positions than the first, zones and histories take too long for a page; with more than the second, so do
#: places, what cannot hold together, and which deal is best.
MAX_POSITIONS, MAX_POSITIONS_TOGETHER = 2_000, 400


def picture(graph: Store, query: str, **asked: Any) -> Picture:
    """What does the answer to a query look like?

    Parameters
    ----------
    graph : PositionGraph
    query : str
        ``clashes``, ``clash_matrix``, ``zones``, ``history``, ``shifts``, ``contradictions``, ``openings``, ``territory``,
        ``standoffs``, ``support``, ``compare``, ``what_next`` or ``frontier``.
    **asked
        What the query takes, and what its picture can be told besides: ``by="party"`` for ``clashes``.

    Returns
    -------
    str
        The text of an SVG file, which a notebook shows: text stays text, and the same picture has the same bytes every time.
        The answer to the query draws itself too: ``answer.draw(ax)`` on axes of matplotlib, ``answer.picture()`` and
        ``answer.png()``.

    Raises
    ------
    UnknownNameError
        When there is no picture of the query, or a name that it is asked for is not known.

    See Also
    --------
    panels : The pictures of a whole case.

    Notes
    -----
    Colours are those of Okabe & Ito (2008, Color universal design); a word, a mark or a hatch says the same beside each.

    Examples
    --------
    >>> import zopa
    >>> zopa.load("river-basin").picture("zones", issues="winter-release").startswith("<svg")
    True
    """
    words_asked(query, tuple(DRAWINGS), "picture of")
    ask = getattr(importlib.import_module(__package__ or ""), query)
    takes = inspect.signature(ask).parameters
    answer = ask(graph, **{name: argument for name, argument in asked.items() if name in takes})
    drawn: Picture = answer.picture(**{name: argument for name, argument in asked.items() if name not in takes})
    return drawn


@whole
def panels(graph: Store, *, answers: Mapping[str, Any] | None = None) -> list[dict[str, str]]:
    """Which pictures of a case go into a page?

    Parameters
    ----------
    graph : PositionGraph
    answers : dict, optional
        Answers of ``zones`` and ``shifts`` that are at hand, by name: they are not asked for again.

    Returns
    -------
    list of dict
        In the order in which they are read: ``name`` of the query, ``title`` (what one sees, in a sentence), ``caption``
        (what was asked) and ``svg``, an element to be written into the page as it is. It loads nothing and holds no script,
        no style and no event; its ids begin with ``panel-`` and the name; its ink is the ``currentColor`` of the page and
        it has no background. None is larger than 100 KB. Of a case with more than 400 positions territory,
        contradictions, openings and the frontier are not looked for, with more than 2,000 only clashes and deadlocks are.

    See Also
    --------
    picture : The picture of one answer.

    Examples
    --------
    >>> import zopa
    >>> [panel["name"] for panel in zopa.load("river-basin").panels()]
    ['clashes', 'clash_matrix', 'zones', 'history', 'shifts', 'territory', 'standoffs', 'frontier']
    """
    sheet = importlib.import_module(".pictures.sheet", __package__)
    files = importlib.import_module(".pictures.files", __package__)
    panels_made = []
    for name, answer in _answers(graph, answers or {}):
        ax = answer.draw()
        panel = {
            "name": name,
            "title": sheet.title_of(ax),
            "caption": f"{caption_of(name, answer)} {date_words(date_of(answer))}",
        }
        panel["svg"] = files.svg(ax, inside=f"panel-{name.replace('_', '-')}")
        if len(panel["svg"].encode()) <= MAX_BYTES:
            panels_made.append(panel)
    return panels_made


def _answers(graph: Store, known: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The queries that have something to show."""
    queries = importlib.import_module(__package__ or "")
    clashes = queries.clashes(graph, why=False)
    if len(clashes):
        yield "clashes", clashes
        yield "clash_matrix", queries.clash_matrix(graph)
    position_count = len(graph.columns)
    small = position_count <= MAX_POSITIONS_TOGETHER
    for name in ("zones", "history", "shifts", "territory"):
        within = small if name == "territory" else position_count <= MAX_POSITIONS
        if within:
            answer = known[name] if name in known else getattr(queries, name)(graph)
            if len(answer):
                yield name, answer
    if small and len(nonempty := queries.contradictions(graph)):
        yield "contradictions", nonempty
        yield "openings", queries.openings(graph)
    if len(nonempty := queries.standoffs(graph)):
        yield "standoffs", nonempty
    if small and len((edge := queries.frontier(graph)).points):
        yield "frontier", edge

"""The graph of a case in GEXF, the format of Gephi: with colours, and with the days on which each thing is there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .drawn import about, edge_colour, node_colour, rows_without_edges, spell, spells
from .xml import quoted, text, type_of, write_lines

if TYPE_CHECKING:
    from pathlib import Path

    from ..store import Store

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://www.gexf.net/1.2draft" xmlns:viz="http://www.gexf.net/1.2draft/viz" version="1.2">"""
#: Names of cells that GEXF gives a meaning of its own; the kind of the thing is put before them.
_TAKEN = {"start", "end", "startopen", "endopen", "pid", "parents", "viz", "spells", "timeset", "interval"}


def write(case: Store, path: Path) -> list[str]:
    """Write every node and edge with all its cells, its colour and, where it is dated, its first and last day.

    Dates are written twice: as whole days, by which the timeline of Gephi shows and hides, and as they were coded, in the
    attributes ``position_start``, ``event_end`` and so on.
    """
    write_lines(path, _lines(case))
    return rows_without_edges(case)


def _lines(case: Store) -> Iterator[str]:
    graph, days = case.nx, spells(case)
    of_nodes = _Attributes((cells for _, cells in graph.nodes(data=True)), ("label",))
    of_edges = _Attributes((cells for *_, cells in graph.edges(data=True)), ())
    yield HEAD
    yield from _meta(about(case))
    yield '<graph defaultedgetype="directed" mode="dynamic" timeformat="date">'
    for domain, attributes in (("node", of_nodes), ("edge", of_edges)):
        yield f'<attributes class="{domain}" mode="static">{attributes.declared}</attributes>'
    yield "<nodes>"
    for node, cells in graph.nodes(data=True):
        dates = _dates(*days[node]) if node in days else ""
        head = f"<node id={quoted(node)} label={quoted(cells['label'])}{dates}>"
        yield f"{head}{of_nodes.of(cells)}{_colour(node_colour(cells))}</node>"
    yield "</nodes>\n<edges>"
    there: set[tuple[str, str, str]] = set()
    for source, target, key, cells in graph.edges(keys=True, data=True):
        dates = _dates(*spell(cells)) if "start" in cells or "end" in cells else ""
        label = kind = cells["kind"]
        # Gephi makes one edge of two with the same ends and the same kind.
        if (source, target, kind) in there:
            kind = key
        there.add((source, target, kind))
        ends = f"source={quoted(source)} target={quoted(target)} label={quoted(label)} kind={quoted(kind)}"
        yield f"<edge id={quoted(key)} {ends}{dates}>{of_edges.of(cells)}{_colour(edge_colour(cells))}</edge>"
    yield "</edges>\n</graph>\n</gexf>"


class _Attributes:
    """The attributes of all nodes or of all edges."""

    def __init__(self, rows: Iterable[Mapping[str, Any]], without: tuple[str, ...]) -> None:
        classes: defaultdict[tuple[str, str], set[type]] = defaultdict(set)
        for cells in rows:
            kind = cells["kind"]
            for name, value in cells.items():
                classes[kind, name].add(value.__class__)
        by_title: defaultdict[str, set[type]] = defaultdict(set)
        titles = {}
        for (kind, name), found in classes.items():
            if name not in without:
                titles[kind, name] = title = f"{kind.casefold()}_{name}" if name in _TAKEN else name
                by_title[title] |= found
        number = {title: n for n, title in enumerate(by_title)}
        self._begin = {key: f'<attvalue for="{number[title]}" value=' for key, title in titles.items()}
        self.declared = "".join(
            f'<attribute id="{number[title]}" title={quoted(title)} type="{type_of(found)}"/>'
            for title, found in by_title.items()
        )

    def of(self, cells: Mapping[str, Any]) -> str:
        """The values of one node or edge."""
        kind, begin = cells["kind"], self._begin
        values = [f"{begin[kind, name]}{quoted(value)}/>" for name, value in cells.items() if (kind, name) in begin]
        return f"<attvalues>{''.join(values)}</attvalues>"


def _meta(said: Mapping[str, str]) -> Iterator[str]:
    words = "; ".join(f"{name.replace('_', ' ')}: {word}" for name, word in said.items() if name != "coders")
    yield f"<meta><creator>{text(said.get('coders', ''))}</creator><description>{text(words)}</description></meta>"


def _dates(first: str, last: str) -> str:
    return (f' start="{first}"' if first else "") + (f' end="{last}"' if last else "")


def _colour(colour: str) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f'<viz:color r="{red}" g="{green}" b="{blue}"/>'

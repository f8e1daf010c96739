"""The networkx graph of a case, drawn by pyvis: every node and edge of it is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
from browser.invented import valley
from browser.opened import Opened
from pyvis.network import Network

import zopa


def north() -> zopa.PositionGraph:
    """A party and a region of one id."""
    rows = {"party": ["north", "south"], "issue": "border", "option": ["river", "hills"], "regions": "north"}
    tables = {"positions": pd.DataFrame(rows), "regions": pd.DataFrame({"id": ["north", "south"]})}
    return zopa.load(tables, quiet=True)


def test_pyvis_draws_the_whole_graph(tmp_path: Path, visit: Callable[..., Opened]) -> None:
    for case in (north(), valley()):
        drawn = Network(directed=True, cdn_resources="in_line")
        drawn.from_nx(case.nx)
        path = tmp_path / f"{case.id}.html"
        drawn.write_html(str(path), open_browser=False, notebook=False)
        opened = visit(path, ready=False)
        counts = [case.nx.number_of_nodes(), case.nx.number_of_edges()]
        assert opened.page.evaluate("[nodes.length, edges.length]") == counts
        # The page that pyvis writes asks for style sheets on the network, which is cut off here.
        assert [error for error in opened.errors if "ERR_FAILED" not in error] == []

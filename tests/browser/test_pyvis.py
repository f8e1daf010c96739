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
    """A party and a region of one id; regions with cells that are called as options of the drawing library."""
    rows = {"party": ["north", "south"], "issue": "border", "option": ["river", "hills"], "regions": "north"}
    regions = pd.DataFrame({"id": ["north", "south"], "shape": "POLYGON ((0 0, 2 0, 2 2, 0 0))", "size": "large"})
    tables = {"positions": pd.DataFrame(rows), "regions": regions}
    return zopa.load(tables, quiet=True)


def test_pyvis_draws_the_whole_graph(tmp_path: Path, visit: Callable[..., Opened]) -> None:
    from_nx = Network(directed=True, cdn_resources="in_line")
    from_nx.from_nx(north().nx)
    for name, case, drawn in (("nx", north(), from_nx), ("own", valley(), valley().pyvis())):
        path = tmp_path / f"{name}.html"
        drawn.write_html(str(path), open_browser=False, notebook=False)
        opened = visit(path, ready=False)
        counts = [case.nx.number_of_nodes(), case.nx.number_of_edges()]
        assert opened.page.evaluate("[nodes.length, edges.length]") == counts
        # The page that pyvis writes asks for style sheets on the network, which is cut off here.
        assert [error for error in opened.errors if "ERR_FAILED" not in error] == []

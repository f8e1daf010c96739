"""Places: the same every time, apart from one another, and true to the graph."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from scipy.spatial import cKDTree
from scipy.spatial.distance import pdist, squareform

from zopa.graph.page import layout
from zopa.graph.page.layout import SPACING, arrange, separate


def links(graph: nx.Graph) -> np.ndarray:
    return np.array(sorted(tuple(sorted(edge)) for edge in graph.edges), dtype=np.int64).reshape(-1, 2)


def stress(points: np.ndarray, graph: nx.Graph) -> float:
    """How far the distances on the page are from those in the graph, the best scale taken; 0 is perfect."""
    wanted = np.array(
        [[length[b] for b in sorted(graph)] for length in dict(nx.all_pairs_shortest_path_length(graph)).values()],
        dtype=float,
    )
    drawn = squareform(pdist(points))
    over = wanted > 0
    ratio = drawn[over] / wanted[over]
    return float(np.mean((ratio * ratio.sum() / (ratio**2).sum() - 1) ** 2))


def engines(monkeypatch: pytest.MonkeyPatch, engine: str) -> None:
    monkeypatch.setattr(layout, "SMALL", 600 if engine == "stress" else 1)
    if engine != "sfdp":
        monkeypatch.setattr(layout, "_sfdp", lambda *_: None)


@pytest.mark.parametrize("engine", ["stress", "sfdp", "pivots"])
def test_the_same_graph_gets_the_same_places(monkeypatch: pytest.MonkeyPatch, engine: str) -> None:
    engines(monkeypatch, engine)
    graph = nx.connected_watts_strogatz_graph(60, 4, 0.2, seed=1)
    first, again = arrange(60, links(graph)), arrange(60, links(graph))
    assert np.array_equal(first, again)
    assert np.isfinite(first).all()
    assert np.array_equal(first, np.round(first))
    assert len(np.unique(first, axis=0)) == 60


@pytest.mark.parametrize(("engine", "most"), [("stress", 0.05), ("pivots", 0.12)])
def test_near_in_the_graph_is_near_on_the_page(monkeypatch: pytest.MonkeyPatch, engine: str, most: float) -> None:
    engines(monkeypatch, engine)
    monkeypatch.setattr(layout, "MAX_STRETCH", 1.0)
    graph = nx.grid_2d_graph(6, 7)
    graph = nx.convert_node_labels_to_integers(graph)
    assert stress(arrange(42, links(graph)), graph) < most


def test_no_two_nodes_are_closer_than_they_need() -> None:
    graph = nx.star_graph(40)
    room = np.full(41, SPACING / 3)
    points = arrange(41, links(graph), room=room)
    assert pdist(points).min() > 2 * SPACING / 3 - 2


def test_longer_links_are_drawn_longer() -> None:
    points = arrange(3, np.array([[0, 1], [1, 2]]), lengths=np.array([1.0, 3.0]))
    near, far = np.hypot(*(points[0] - points[1])), np.hypot(*(points[1] - points[2]))
    assert far > 2 * near


def test_the_core_does_not_move_when_more_is_placed_around_it() -> None:
    inner = nx.cycle_graph(8)
    alone = arrange(8, links(inner))
    more = np.vstack([links(inner), [[0, 8], [1, 8], [2, 9], [9, 10], [11, 12]]])
    core = np.arange(14) < 8
    points = arrange(14, more, core=core, room=np.full(14, SPACING / 4))
    assert np.array_equal(points[:8], alone)
    assert np.isfinite(points).all()
    assert np.hypot(*(points[9] - points[2])) < np.hypot(*(points[9] - points[6]))
    assert points[11:, 1].min() > alone[:, 1].max()
    assert pdist(points).min() > SPACING / 4


def test_parts_do_not_lie_on_one_another() -> None:
    graph = nx.disjoint_union_all([nx.complete_graph(6), nx.path_graph(4), nx.cycle_graph(5)])
    points = arrange(15, links(graph))
    parts = [points[:6], points[6:10], points[10:]]
    for index, part in enumerate(parts):
        for earlier in parts[:index]:
            apart = (part.min(0) > earlier.max(0)) | (earlier.min(0) > part.max(0))
            assert apart.any()


def test_odd_graphs() -> None:
    none = np.zeros((0, 2), dtype=np.int64)
    assert arrange(0, none).shape == (0, 2)
    assert np.isfinite(arrange(1, none)).all()
    assert len(np.unique(arrange(5, none), axis=0)) == 5
    doubled = arrange(2, np.array([[0, 1], [1, 0], [0, 0]]))
    assert np.hypot(*(doubled[0] - doubled[1])) > SPACING / 2
    assert np.isfinite(arrange(700, np.array([[n, n + 1] for n in range(699)]))).all()


def test_separate_moves_only_what_may_move() -> None:
    points = np.array([[0.0, 0.0], [0.0, 0.0], [1.0, 0.0]])
    moved = separate(points, np.full(3, 10.0), movable=np.array([False, True, True]))
    assert np.array_equal(moved[0], [0, 0])
    assert pdist(moved).min() > 19
    assert np.array_equal(points[1], [0, 0])


def test_many_nodes_beside_one_stand_apart_in_memory_that_grows_with_them(monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = []
    close = layout._close

    def noted(points: np.ndarray, widest: float) -> tuple[np.ndarray, np.ndarray]:
        pairs.append(close(points, widest))
        return pairs[-1]

    monkeypatch.setattr(layout, "_close", noted)
    count = 1_500
    star = np.array([[0, leaf] for leaf in range(1, count)])
    for core in (None, np.arange(count) < 2):
        points = arrange(count, star, core=core, room=np.full(count, SPACING / 4))
        assert np.percentile(cKDTree(points).query(points, k=2)[0][:, 1], 5) > SPACING / 4
    assert max(len(a) for a, _ in pairs) <= layout.HEAP * count


def test_a_heap_is_drawn_out_and_points_with_room_stay() -> None:
    heap = np.random.default_rng(1).random((400, 2)) * 10
    points = separate(heap, np.full(400, 10.0))
    assert np.percentile(cKDTree(points).query(points, k=2)[0][:, 1], 10) > 10
    grid = np.array([[x, y] for x in range(20) for y in range(20)]) * 21.0
    assert np.array_equal(separate(grid, np.full(400, 10.0)), grid)

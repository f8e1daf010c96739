"""Where the nodes of a picture stand: computed once, with one seed, so that the same case always looks the same.

Up to :data:`SMALL` nodes the distances on the page are fitted to the distances in the graph (stress majorisation: the
most faithful picture there is, too slow beyond). Larger graphs go to Graphviz's ``sfdp`` where it is installed, and
otherwise to pivot MDS with local forces. Then nodes that lie too close are pushed apart.
"""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Points = NDArray[np.float64]
    Links = NDArray[np.int64]

SMALL = 600
#: Pixels between neighbours at the zoom at which the page opens.
SPACING = 64.0
#: A flat picture is drawn out in height by no more than this, because the space for it on a page is about square.
MAX_STRETCH = 1.4
#: Points with more others than this too close to each, on average, are a heap; in one, so many are looked at from each.
HEAP, HEAP_LOOK = 60, 12
#: Up to so many nodes beside one place stand around it in one ring.
ONE_RING = 24
#: Each next point of a spiral is turned by this, so that points never line up.
GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))


def arrange(
    count: int,
    links: Links,
    *,
    core: NDArray[np.bool_] | None = None,
    lengths: Points | None = None,
    room: Points | None = None,
) -> Points:
    """Where do the nodes stand?

    Parameters
    ----------
    count : int
        Number of nodes.
    links : int array, shape ``(m, 2)``
        Which nodes are linked; the order of the two makes no difference.
    core : bool array, shape ``(count,)``, optional
        The nodes that the picture is made for, by default all. The others find a place around them without moving
        them, so that showing more never changes what was there; what is not linked to them at all comes beneath.
    lengths : float array, shape ``(m,)``, optional
        How long each link should be; by default 1.
    room : float array, shape ``(count,)``, optional
        Radius that each node needs for itself, in pixels.

    Returns
    -------
    float array, shape ``(count, 2)``
        Pixels around ``(0, 0)``; the same for the same input, always.

    Examples
    --------
    >>> import numpy as np
    >>> from zopa.graph.page.layout import arrange
    >>> points = arrange(3, np.array([[0, 1], [1, 2]]))
    >>> bool(np.hypot(*(points[0] - points[2])) > np.hypot(*(points[0] - points[1])))
    True
    """
    links = np.asarray(links, dtype=np.int64).reshape(-1, 2)
    lengths = np.ones(len(links)) if lengths is None else np.asarray(lengths, dtype=float)
    core = np.ones(count, dtype=bool) if core is None else core
    room = np.full(count, SPACING / 4) if room is None else room
    points = np.full((count, 2), np.nan)
    inside = core[links].all(axis=1) & (links[:, 0] != links[:, 1])
    linked = np.zeros(count, dtype=bool)
    linked[links[inside]] = True
    chosen = np.flatnonzero(linked)
    if len(chosen):
        index_of = np.zeros(count, dtype=np.int64)
        index_of[chosen] = np.arange(len(chosen))
        points[chosen] = _components(len(chosen), index_of[links[inside]], lengths[inside], room[chosen])
    _place_around(points, links, room)
    _place_beneath(points, links, lengths, room)
    # Whole pixels: half the digits in the file, and the last bits of another machine's arithmetic do not show.
    return np.round(points)


def separate(points: Points, room: Points, *, movable: NDArray[np.bool_] | None = None, rounds: int = 120) -> Points:
    """The same points, pushed apart until no two are closer than the radii that they need.

    Parameters
    ----------
    points : float array, shape ``(n, 2)``
    room : float array, shape ``(n,)``
        Radius of each.
    movable : bool array, shape ``(n,)``, optional
        Which may move; by default all.
    rounds : int
        At most so many sweeps.

    Returns
    -------
    float array, shape ``(n, 2)``
    """
    points = points.copy()
    if len(points) < 2:
        return points
    widest = 2 * float(room.max())
    if movable is None:
        points = _spread(points, room, widest)
    movable = np.ones(len(points), dtype=bool) if movable is None else movable
    for _ in range(rounds):
        a, b = _close(points, widest)
        apart = points[b] - points[a]
        distance = np.hypot(apart[:, 0], apart[:, 1])
        lacking = room[a] + room[b] - distance
        close = (lacking > 1e-3) & (movable[a] | movable[b])
        if not close.any():
            break
        a, b, apart, distance, lacking = a[close], b[close], apart[close], distance[close], lacking[close]
        angle = (a * 31 + b * 17) * GOLDEN_ANGLE
        same = distance < 1e-6
        apart[same] = np.column_stack([np.cos(angle), np.sin(angle)])[same]
        distance[same] = 1.0
        share = np.where(movable[a] & movable[b], 0.5, 1.0) * lacking / distance
        push = apart * share[:, None]
        move = np.zeros_like(points)
        np.add.at(move, a[movable[a]], -push[movable[a]])
        np.add.at(move, b[movable[b]], push[movable[b]])
        points += move * 0.8
    return points


def _close(points: Points, widest: float) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Pairs of points that are closer than this; in a heap only those of each point with its nearest.

    All pairs of a heap are as many as its points squared.
    """
    tree = cKDTree(points)
    if _is_heap(tree, widest):
        nearest = min(HEAP_LOOK, len(points) - 1)
        neighbour = tree.query(points, k=nearest + 1, distance_upper_bound=widest)[1].ravel()
        point = np.repeat(np.arange(len(points)), nearest + 1)
        met = (neighbour < len(points)) & (neighbour != point)
        pairs = np.unique(np.sort(np.column_stack([point[met], neighbour[met]]), axis=1), axis=0)
    else:
        pairs = tree.query_pairs(widest, output_type="ndarray")
    return pairs[:, 0], pairs[:, 1]


def _is_heap(tree: cKDTree, widest: float) -> bool:
    return tree.count_neighbors(tree, widest) > HEAP * tree.n


def _spread(points: Points, room: Points, widest: float) -> Points:
    """A heap of points drawn out about its middle until there is room for all of them; other points as they are."""
    if not _is_heap(cKDTree(points), widest):
        return points
    needed, available = float(((2 * room) ** 2).sum()), float(np.maximum(np.ptp(points, axis=0), widest).prod())
    middle = points.mean(axis=0)
    return middle + (points - middle) * max(np.sqrt(needed / available), 1.0)


# ------------------------------------------------------------------------------------------------ one picture


def _components(count: int, links: Links, lengths: Points, room: Points) -> Points:
    """Every connected part by itself, the largest first, packed in rows to about a square."""
    parts, part_of = connected_components(_matrix(count, links, lengths), directed=False)
    sizes = np.bincount(part_of)
    pictures = []
    for part in np.lexsort([np.arange(parts), -sizes]):
        members = np.flatnonzero(part_of == part)
        index_of = np.zeros(count, dtype=np.int64)
        index_of[members] = np.arange(len(members))
        mine = part_of[links[:, 0]] == part
        places = separate(_connected(len(members), index_of[links[mine]], lengths[mine]), room[members])
        low = places.min(axis=0) - SPACING / 2
        pictures.append((members, places - low, places.max(axis=0) + SPACING / 2 - low))
    across = max(
        max(float(size[0]) for *_, size in pictures), np.sqrt(sum(float(size.prod()) for *_, size in pictures))
    )
    points = np.zeros((count, 2))
    top = left = row_height = 0.0
    for members, places, size in pictures:
        if left and left + size[0] > across:
            top, left, row_height = top + row_height, 0.0, 0.0
        points[members] = places + np.array([left, top])
        left, row_height = left + float(size[0]), max(row_height, float(size[1]))
    return points - (points.min(axis=0) + points.max(axis=0)) / 2


def _connected(count: int, links: Links, lengths: Points) -> Points:
    """One connected graph, its longer side lying flat and its first node on the left."""
    if count == 1:
        return np.zeros((1, 2))
    if count <= SMALL:
        points = _stress(count, links, lengths)
    else:
        drawn = _sfdp(count, links)
        points = _forces(_pivots(count, links, lengths), links, lengths) if drawn is None else drawn
    points = points - points.mean(axis=0)
    axes = np.linalg.svd(points, full_matrices=False)[2]
    points = points @ axes.T
    for axis in range(2):
        lead = points[np.flatnonzero(np.abs(points[:, axis]) > 1e-9)[:1], axis]
        if len(lead) and lead[0] > 0:
            points[:, axis] *= -1
    width, height = np.ptp(points, axis=0)
    points[:, 1] *= min(max(width / max(float(height), 1e-9), 1.0), MAX_STRETCH)
    ends = links[:, 0], links[:, 1]
    long = np.median(np.hypot(*(points[ends[0]] - points[ends[1]]).T) / lengths)
    return points * (1.45 * SPACING / max(float(long), 1e-9))


def _matrix(count: int, links: Links, lengths: Points) -> csr_array[Any, Any]:
    """Links as a symmetric matrix, the shortest of parallel ones kept."""
    a, b = np.concatenate([links, links[:, ::-1]]).T
    both = np.concatenate([lengths, lengths])
    order = np.lexsort([both, b, a])
    a, b, both = a[order], b[order], both[order]
    first = np.ones(len(a), dtype=bool)
    first[1:] = (a[1:] != a[:-1]) | (b[1:] != b[:-1])
    return csr_array(coo_array((both[first], (a[first], b[first])), shape=(count, count)))


def _stress(count: int, links: Links, lengths: Points) -> Points:
    """Stress majorisation: every distance on the page as near as can be to the distance in the graph.

    First with far distances counted more, then as usual: the whole is settled before the neighbourhoods are, and a graph
    that grows by a node settles as it did before.
    """
    wanted = dijkstra(_matrix(count, links, lengths), directed=False)
    np.fill_diagonal(wanted, 1.0)
    points = _scaled(wanted)
    for power, rounds in ((-1.0, 60), (-2.0, 300)):
        points = _majorised(points, wanted, wanted**power, rounds)
    return points


def _majorised(points: Points, wanted: Points, weight: Points, rounds: int) -> Points:
    np.fill_diagonal(weight, 0.0)
    laplacian = np.diag(weight.sum(axis=1)) - weight
    factor = cho_factor(laplacian[1:, 1:])
    pull = weight * wanted
    before = np.inf
    for _ in range(rounds):
        apart = np.hypot(*(points[:, None, :] - points[None, :, :]).transpose(2, 0, 1))
        stress = float((weight * (apart - wanted) ** 2).sum())
        if before - stress < 1e-5 * stress:
            break
        before = stress
        np.fill_diagonal(apart, 1.0)
        ratio = pull / np.maximum(apart, 1e-9)
        np.fill_diagonal(ratio, 0.0)
        right = ratio.sum(axis=1)[:, None] * points - ratio @ points
        points = np.vstack([np.zeros((1, 2)), cho_solve(factor, right[1:])])
    return points


def _scaled(wanted: Points) -> Points:
    """Classical scaling of a distance matrix, with a spiral's breath of noise so that no two points coincide."""
    count = len(wanted)
    squares = wanted**2
    np.fill_diagonal(squares, 0.0)
    centre = squares - squares.mean(axis=0) - squares.mean(axis=1)[:, None] + squares.mean()
    eigenvalues, vectors = np.linalg.eigh(-centre / 2)
    points = vectors[:, -2:] * np.sqrt(np.maximum(eigenvalues[-2:], 1e-9)) if count > 1 else np.zeros((count, 2))
    return _signed(points) + _spiral(count) * 1e-2 * float(wanted.max())


def _pivots(count: int, links: Links, lengths: Points, pivots: int = 60) -> Points:
    """Pivot MDS: classical scaling from the distances to a few nodes far from one another."""
    matrix = _matrix(count, links, lengths)
    nearest = np.full(count, np.inf)
    next_one, columns = 0, []
    for _ in range(min(pivots, count)):
        distance = dijkstra(matrix, directed=False, indices=next_one)
        columns.append(distance)
        nearest = np.minimum(nearest, distance)
        next_one = int(nearest.argmax())
    squares = np.array(columns).T ** 2
    centre = squares - squares.mean(axis=0) - squares.mean(axis=1)[:, None] + squares.mean()
    vectors = np.linalg.eigh(centre.T @ centre)[1][:, -2:]
    points = -centre @ vectors
    points = _signed(points)
    return points / (np.abs(points).max() + 1e-9) * np.sqrt(count) + _spiral(count) * 1e-2


def _forces(points: Points, links: Links, lengths: Points, rounds: int = 80) -> Points:
    """Local forces: links pull to their length, near nodes push."""
    points = points.copy()
    degree = np.bincount(links.ravel(), minlength=len(points))[:, None] + 1.0
    for step in range(rounds):
        heat = 0.4 * (1 - step / rounds)
        move = np.zeros_like(points)
        apart = points[links[:, 1]] - points[links[:, 0]]
        distance = np.maximum(np.hypot(*apart.T), 1e-9)
        pull = apart * ((distance - lengths) / distance)[:, None]
        np.add.at(move, links[:, 0], pull)
        np.add.at(move, links[:, 1], -pull)
        move /= degree
        near = cKDTree(points).query(points, k=min(9, len(points)))[1][:, 1:]
        away = points[:, None, :] - points[near]
        squared = np.maximum((away**2).sum(axis=2, keepdims=True), 1e-2)
        move += 0.3 * (away / squared).sum(axis=1)
        size = np.maximum(np.hypot(*move.T), 1e-9)[:, None]
        points += move / size * np.minimum(size, 2.0) * heat
    return points


def _sfdp(count: int, links: Links) -> Points | None:
    """Graphviz's layout for large graphs; None where it is not installed or fails."""
    program = shutil.which("sfdp")
    if program is None:
        return None
    graph = "graph {\n" + "".join(f"{a};\n" for a in range(count)) + "".join(f"{a}--{b};\n" for a, b in links) + "}"
    command = [program, "-Gstart=1", "-Goverlap=true", "-Gsplines=none", "-Tplain"]
    done = subprocess.run(command, input=graph, capture_output=True, text=True, check=False)
    rows = [line.split() for line in done.stdout.splitlines() if line.startswith("node ")]
    if done.returncode or len(rows) != count:
        return None
    points = np.zeros((count, 2))
    for row in rows:
        points[int(row[1])] = float(row[2]), float(row[3])
    return points


def _signed(points: Points) -> Points:
    """Eigenvectors have no sign of their own: the largest entry of each is made positive."""
    largest = points[np.abs(points).argmax(axis=0), np.arange(points.shape[1])]
    return points * np.where(largest < 0, -1.0, 1.0)


def _spiral(count: int) -> Points:
    steps = np.arange(count)
    radius = np.sqrt((steps + 0.5) / max(count, 1))
    return np.column_stack([radius * np.cos(steps * GOLDEN_ANGLE), radius * np.sin(steps * GOLDEN_ANGLE)])


# ------------------------------------------------------------------------------------------------ around the picture


def _place_around(points: Points, links: Links, room: Points) -> None:
    """Give every node that hangs on one with a place a place beside it, without moving those that have one."""
    fixed = ~np.isnan(points[:, 0])
    step = float(np.median(room)) if len(room) else SPACING
    while True:
        placed = ~np.isnan(points[:, 0])
        both = np.concatenate([links, links[:, ::-1]])
        both = both[placed[both[:, 0]] & ~placed[both[:, 1]]]
        if not len(both):
            break
        beside = np.unique(both[:, 1])
        total = np.zeros_like(points)
        np.add.at(total, both[:, 1], points[both[:, 0]])
        neighbour_counts = np.bincount(both[:, 1], minlength=len(points))[beside]
        angle = beside * GOLDEN_ANGLE
        turn = np.column_stack([np.cos(angle), np.sin(angle)])
        anchor = total[beside] / neighbour_counts[:, None]
        points[beside] = anchor + turn * (1.6 * step * _ring(anchor))[:, None]
    placed = ~np.isnan(points[:, 0])
    if placed.any() and not fixed[placed].all():
        points[placed] = separate(points[placed], room[placed], movable=~fixed[placed])


def _ring(anchors: Points) -> Points:
    """How far out each point stands that is put beside a place: where many are beside the same one, they form a spiral."""
    _, alike, counts = np.unique(np.round(anchors), axis=0, return_inverse=True, return_counts=True)
    alike = alike.ravel()
    order = np.argsort(alike, kind="stable")
    nth = np.empty(len(alike))
    nth[order] = np.arange(len(alike)) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.where(counts[alike] > ONE_RING, np.sqrt(1 + nth / 2), 1.0)


def _place_beneath(points: Points, links: Links, lengths: Points, room: Points) -> None:
    """Give what hangs together with nothing that has a place its own picture beneath."""
    unplaced = np.flatnonzero(np.isnan(points[:, 0]))
    if not len(unplaced):
        return
    index_of = np.full(len(points), -1)
    index_of[unplaced] = np.arange(len(unplaced))
    inside = (index_of[links] >= 0).all(axis=1) & (links[:, 0] != links[:, 1])
    below = _components(len(unplaced), index_of[links[inside]], lengths[inside], room[unplaced])
    placed = points[~np.isnan(points[:, 0])]
    if len(placed):
        below += [placed[:, 0].mean() - below[:, 0].mean(), placed[:, 1].max() + 2 * SPACING - below[:, 1].min()]
    points[unplaced] = below

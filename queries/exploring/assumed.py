"""What is assumed on a page as a case, and a case as what a page can assume."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from ...graph.lists import join
from ...graph.what_if import DROPPED


def supposed(coded: Any, steps: Mapping[str, str]) -> Any:
    """The case with what is assumed of its positions, as ``change`` and ``drop`` make it.

    Parameters
    ----------
    coded : PositionGraph
        The case as it was coded.
    steps : mapping of str to str
        By the id of a position how firm it is assumed to be, or ``dropped``.

    Examples
    --------
    >>> import zopa
    >>> from zopa.queries.exploring.assumed import supposed
    >>> case = supposed(zopa.load("river-basin", quiet=True), {"sel-filling": "aim", "sel-monitoring-gorge": "dropped"})
    >>> case.changes[["change", "position"]].values.tolist()
    [['dropped', 'sel-monitoring-gorge'], ['changed', 'sel-filling']]
    """
    positions: dict[str, list[str]] = defaultdict(list)
    for position, word in steps.items():
        positions[word].append(position)
    case = coded
    if dropped := positions.pop(DROPPED, []):
        case = case.drop(dropped)
    for word, ids in positions.items():
        case = case.change(ids, firmness=word or None)
    return case


def steps_to(coded: Any, case: Any) -> dict[str, str]:
    """What has to be assumed of a case to make another one of it: the other way round of :func:`supposed`.

    Raises
    ------
    ValueError
        When the two differ in something else than how firm positions are, and which of them are left out.

    Examples
    --------
    >>> import zopa
    >>> from zopa.queries.exploring.assumed import steps_to
    >>> case = zopa.load("river-basin", quiet=True)
    >>> steps_to(case, case.change("sel-filling", firmness="aim").drop("tor-filling"))
    {'tor-filling': 'dropped', 'sel-filling': 'aim'}
    """
    if not isinstance(case, type(coded)):
        raise ValueError(f"A view shows a case that change or drop made of '{coded.id}', and not {case!r}.")
    firmness, other = (
        dict(zip(frame["id"], frame["firmness"].fillna(""), strict=True))
        for frame in (graph.tables["positions"] for graph in (coded, case))
    )
    steps = {
        position: other.get(position, DROPPED) for position in firmness if other.get(position) != firmness[position]
    }
    if len(steps) < len(firmness):
        tables = supposed(coded, steps).tables
        differ = [name for name, frame in case.tables.items() if not frame.equals(tables[name])]
        if not differ:
            return steps
        where = f"its {join(differ, 'and')} differ in more than that"
    else:
        where = "this one has none of its positions"
    raise ValueError(
        f"The page shows how firm positions are, and which are left out, of the case '{coded.id}'; {where}. "
        "Show that case on a page of its own: case.explore()"
    )

"""Obstacles: what they block, and what would be free without them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..graph.lists import join
from ..graph.ontology import OPTION_SEPARATOR
from .asking.scope import whole
from .asking.selection import Names, find, listed
from .asking.wording import JOIN, Wording, cell_list
from .clashes import clashes

if TYPE_CHECKING:
    from ..graph.store import Store

COLUMNS = ("obstacle", "name", "kind", "blocks", "frees", "parties", "clashes", "remedy", "evidence", "why")


@whole
def obstacles(
    graph: Store,
    *,
    parties: Names = None,
    issues: Names = None,
    regions: Names = None,
    as_of: str | None = None,
    roll_up: bool = True,
) -> pd.DataFrame:
    """What stands in the way of what, those first whose removal would free the most?

    Parameters
    ----------
    graph : PositionGraph
    parties : str or iterable of str, optional
        Only obstacles that involve one of them.
    issues : str or iterable of str, optional
        Only obstacles to one of these issues or its options.
    regions, as_of, roll_up
        Which clashes are counted; as for :func:`zopa.queries.clashes`.

    Returns
    -------
    DataFrame
        One row an obstacle: those first that alone block the most, then those that block the most, then those with the
        most clashes, with the columns ``obstacle``, ``name``, ``kind``; ``blocks``: issues, options (``issue/option``) and
        proposals, separated by ``|``; ``frees``: those of them that nothing else blocks; ``parties``; ``clashes``: how
        many pairs of positions clash on the issues that it blocks; ``remedy``; ``evidence``; ``why`` in a sentence.

    Raises
    ------
    UnknownNameError
        When a party, issue or region is not known.

    See Also
    --------
    standoffs : Conditions that wait for one another.
    zones : Issues on which the red lines rule out every settlement.

    Examples
    --------
    >>> import zopa
    >>> zopa.load("ukraine-2025").obstacles()["obstacle"].is_unique
    True
    """
    parties, issues = listed(parties), listed(issues)
    rows, wording = graph.tables["obstacles"], Wording(graph)
    blockers: dict[str, set[str]] = defaultdict(set)
    for obstacle, cell in zip(rows["id"], rows["blocks"], strict=True):
        for blocked_id in cell_list(cell):
            blockers[blocked_id].add(obstacle)
    of_issue = clashes(graph, regions=regions, as_of=as_of, roll_up=roll_up, why=False)["issue"].value_counts()
    principal = graph.columns.principal if roll_up else np.arange(len(graph.columns.parties))
    code = {str(party): index for index, party in enumerate(graph.columns.parties)}
    named_parties = {int(principal[row]) for row in find(graph, "parties", parties)}
    issue_ids = {graph.tables["issues"]["id"].iat[row] for row in find(graph, "issues", issues)}
    obstacle_rows = []
    for row in rows.itertuples():
        blocks, involved = cell_list(row.blocks), cell_list(row.parties)
        touched = dict.fromkeys(blocked_id.split(OPTION_SEPARATOR)[0] for blocked_id in blocks)
        if parties is not None and not named_parties & {int(principal[code[party]]) for party in involved}:
            continue
        if issues is not None and not issue_ids & set(touched):
            continue
        frees = [blocked_id for blocked_id in blocks if blockers[blocked_id] == {row.id}]
        counted = int(sum(of_issue.get(issue, 0) for issue in touched))
        remedy = row.remedy if isinstance(row.remedy, str) else ""
        obstacle_rows.append(
            (
                row.id,
                row.name,
                row.kind,
                JOIN.join(blocks),
                JOIN.join(frees),
                JOIN.join(involved),
                counted,
                remedy,
                JOIN.join(cell_list(row.evidence)),
                _sentence(wording, str(row.name), blocks, frees, counted, remedy),
            )
        )
    obstacle_rows.sort(key=lambda entry: (-len(cell_list(entry[4])), -len(cell_list(entry[3])), -entry[6]))
    frame = pd.DataFrame(obstacle_rows, columns=pd.Index(COLUMNS))
    return frame.astype({name: "int64" if name == "clashes" else "str" for name in COLUMNS})


def _sentence(wording: Wording, name: str, blocks: list[str], frees: list[str], counted: int, remedy: str) -> str:
    sentence = (
        f"{name}: in the way of {join((wording.item(blocked_id) for blocked_id in blocks), 'and')}" if blocks else name
    )
    if frees and len(frees) == len(blocks):
        sentence += "; the only obstacle coded there"
    elif frees:
        sentence += f"; the only obstacle coded for {join((wording.item(blocked_id) for blocked_id in frees), 'and')}"
    if counted:
        sentence += (
            f"; {counted} pair{'s' if counted > 1 else ''} of positions clash{'' if counted > 1 else 'es'} there"
        )
    return sentence + "." + (f" What would ease it: {remedy.rstrip('.')}." if remedy else "")

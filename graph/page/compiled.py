"""The positions as the page's own rule computes with them: compiled columns, and what ties options together."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from ..asked import date_asked
from ..columns import LEVELS
from ..dates import ALWAYS, FOREVER
from ..edges import listed
from ..existence import condition_days
from ..ontology import OPTION_SEPARATOR
from .cells import cell
from .deciding import decisions, worth

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from ..columns import Columns
    from ..store import Store

#: Larger whole numbers than this are no longer exact in JavaScript: masks that can be larger are written as text.
EXACT = 2**53


def compiled(store: Store) -> dict[str, Any]:
    """The columns of a case for ``rule.js``, which names them as :class:`zopa.graph.columns.Columns` does.

    Parameters
    ----------
    store : Store

    Returns
    -------
    dict
        ``day``: the day on which a package is agreed where no other date is asked about, null where none is coded;
        ``issues``: for each its ``options`` or the ends of its scale, and whether it is ``ordered`` and settled per
        ``regional``; ``leaves``: how many smallest regions there are; ``regions``: for each the runs of them that it is
        made of; ``positions``: columns with one value a position, in the order of the table, ``where`` being numbers into
        ``places``, lists of runs, and those that name no value in ``nothing``; ``conditions``, ``constraints`` and
        ``budgets``: what ties options and values together; ``proposals``: the package of each, by its id, as ``check.js``
        reads it; ``worth`` and ``decisions``: see :mod:`zopa.graph.page.deciding`. An end that is open is null, an option
        is the number of its issue and its mask.

    Examples
    --------
    >>> import pandas as pd, zopa
    >>> from zopa.graph.page.compiled import compiled
    >>> case = zopa.load({"positions": pd.DataFrame({
    ...     "party": ["A", "B"], "issue": "seat", "option": ["Geneva", "Oslo"]})}, quiet=True)
    >>> compiled(case)["issues"], compiled(case)["positions"]["named"]
    ([{'options': ['Geneva', 'Oslo', 'other']}], [1, 2])
    """
    columns = store.columns
    wide = max((len(options) for options in columns.options), default=0) > EXACT.bit_length() - 1
    places, where = _places(columns)
    option = _Options(columns, wide)
    asked = date_asked(store, None)
    return {
        "day": None if asked.last == FOREVER else asked.last,
        "issues": [_issue(columns, issue) for issue in range(len(columns.issues))],
        "leaves": len(columns.regions.smallest),
        "regions": [_runs(columns, [row]) for row in range(1, len(columns.regions.ids))],
        "places": places,
        "principal": columns.principal.tolist(),
        "positions": {
            "party": columns.party.tolist(),
            "issue": columns.issue.tolist(),
            "stance": columns.stance.tolist(),
            "firmness": columns.firmness.tolist(),
            "contested": np.flatnonzero(columns.contested).tolist(),
            "nothing": np.flatnonzero(columns.is_number[columns.issue] & (columns.low > columns.high)).tolist(),
            "named": [option.mask(int(mask)) for mask in columns.named],
            "low": _ends(columns.low, columns),
            "high": _ends(columns.high, columns),
            "start": _days(columns.start),
            "end": _days(columns.end),
            "where": where,
        },
        "conditions": _conditions(store, option),
        "constraints": [
            {
                "id": str(row.id),
                "option": option.named(row.option),
                "relation": row.relation,
                "other": option.named(row.other),
            }
            for row in store.tables["constraints"].itertuples()
        ],
        "budgets": _budgets(store, option),
        "proposals": _proposals(store),
        "worth": worth(store),
        "decisions": decisions(store),
    }


class _Options:
    """Options as an issue and a mask."""

    def __init__(self, columns: Columns, wide: bool) -> None:
        self._wide = wide
        self.code = {str(issue): index for index, issue in enumerate(columns.issues)}
        self._bits = [{name: bit for bit, name in enumerate(options)} for options in columns.options]

    def mask(self, mask: int) -> int | str:
        """A mask as JSON takes it."""
        return str(mask) if self._wide else mask

    def named(self, word: str) -> list[Any]:
        """The issue and the mask of ``issue/option``."""
        issue, _, option = word.partition(OPTION_SEPARATOR)
        return [self.code[issue], self.mask(1 << self._bits[self.code[issue]][option])]


def _issue(columns: Columns, issue: int) -> dict[str, Any]:
    about: dict[str, Any] = {}
    if columns.is_number[issue]:
        about = {"low": _number(columns.scale_low[issue]), "high": _number(columns.scale_high[issue])}
    else:
        about = {"options": columns.options[issue]}
    return (
        about
        | ({"ordered": True} if columns.is_ordered[issue] else {})
        | ({"regional": True} if columns.per_region[issue] else {})
    )


def _runs(columns: Columns, regions: Iterable[int]) -> list[list[int]]:
    """The smallest regions of some regions, as runs of their numbers, first and last."""
    tree = columns.regions
    rank = {leaf: number for number, leaf in enumerate(tree.smallest)}
    numbers = sorted({rank[leaf] for region in regions for leaf in tree.leaves(region)})
    runs = [list(run) for _, run in groupby(enumerate(numbers), key=lambda entry: entry[1] - entry[0])]
    return [[run[0][1], run[-1][1]] for run in runs]


def _places(columns: Columns) -> tuple[list[list[list[int]]], list[int]]:
    """The places in which positions hold, each once, and the number of that of each position; -1 for everywhere."""
    borders = np.searchsorted(columns.row_position, np.arange(len(columns) + 1))
    number_of: dict[tuple[int, ...], int] = {}
    where = []
    for position in range(len(columns)):
        nodes = tuple(columns.row_region[borders[position] : borders[position + 1]].tolist())
        is_everywhere = nodes == (0,) or not columns.per_region[columns.issue[position]]
        where.append(-1 if is_everywhere else number_of.setdefault(nodes, len(number_of)))
    return [_runs(columns, nodes) for nodes in number_of], where


def _ends(ends: NDArray[np.float64], columns: Columns) -> list[Any]:
    """The ends of ranges; on an issue of options there are none."""
    numeric = columns.is_number[columns.issue]
    return [_number(end) if counts else 0 for end, counts in zip(ends, numeric, strict=True)]


def _number(end: float) -> Any:
    return cell(end) if np.isfinite(end) else None


def _days(days: NDArray[np.int32]) -> list[int | None]:
    return [None if day in (ALWAYS, FOREVER) else day for day in days.tolist()]


def _conditions(store: Store, option: _Options) -> list[dict[str, Any]]:
    conditions: pd.DataFrame = store.tables["conditions"]
    position_of = {str(name): number for number, name in enumerate(store.columns.ids)}
    party_of = {str(name): number for number, name in enumerate(store.columns.parties)}
    days = zip(*(bounds.tolist() for bounds in condition_days(store.tables)), strict=True)
    return [
        {
            "id": str(row.id),
            "relation": row.relation,
            "requires": [option.named(word) for word in listed(row.requires)],
            **({"what": option.named(row.what)} if OPTION_SEPARATOR in row.what else {"of": position_of[row.what]}),
            **({"party": party_of[row.party]} if isinstance(row.party, str) else {}),
            "firmness": LEVELS.index(row.firmness) if isinstance(row.firmness, str) else 0,
            "start": None if start == ALWAYS else start,
            "end": None if end == FOREVER else end,
        }
        for row, (start, end) in zip(conditions.itertuples(), days, strict=True)
    ]


def _budgets(store: Store, option: _Options) -> list[dict[str, Any]]:
    shares = store.tables["shares"]
    return [
        {
            "id": str(row.id),
            "low": _number(row.at_least),
            "high": _number(row.at_most),
            "shares": [
                [option.code[issue], 1 if np.isnan(factor) else cell(factor)]
                for issue, factor in shares.loc[shares["budget"] == row.id, ["issue", "factor"]].itertuples(index=False)
            ],
        }
        for row in store.tables["budgets"].itertuples()
    ]


def _proposals(store: Store) -> dict[str, dict[str, dict[str, Any]]]:
    """What each proposal settles, by issue and region; options as ids with | between them, or a list of ranges."""
    terms: pd.DataFrame = store.tables["terms"]
    packages: dict[str, dict[str, dict[str, Any]]] = {}
    for row in terms.itertuples():
        options, ends = listed(row.option), [_number(row.low), _number(row.high)]
        if not options and ends == [None, None]:
            continue
        by_region = packages.setdefault(str(row.proposal), {}).setdefault(str(row.issue), {})
        for region in listed(row.regions) or [""]:
            if options:
                by_region[region] = "|".join(dict.fromkeys([*listed(by_region.get(region)), *options]))
            else:
                by_region.setdefault(region, []).append(ends)
    return packages

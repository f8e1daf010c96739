"""A package as it is written down: what its terms say, in ids alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from ...graph.regions import EVERYWHERE, bits
from ..asking.wording import JOIN
from .terms import Term

if TYPE_CHECKING:
    from ...graph.store import Store


def package_from(graph: Store, terms: Iterable[Term]) -> dict[str, object]:
    """A package of ids alone that says what these terms say: JSON can hold it, and :func:`terms_from` reads it again.

    Examples
    --------
    >>> import zopa
    >>> from zopa.queries.packages.terms import terms_from
    >>> from zopa.queries.packages.written import package_from
    >>> case = zopa.load("river-basin", quiet=True)
    >>> package_from(case, terms_from(case, {"Filling of the dam": "Five years"}))
    {'filling': 'five-years'}
    """
    columns = graph.columns
    settled: dict[str, dict[str, list[object]]] = defaultdict(lambda: defaultdict(list))
    for term in terms:
        own = settled[str(columns.issues[term.issue])]
        for region in term.regions or (EVERYWHERE,):
            place = "" if region == EVERYWHERE else str(columns.regions.ids[region])
            if term.options:
                own[place] += [columns.options[term.issue][bit] for bit in bits(term.options)]
            else:
                ends = [end if np.isfinite(end) else None for end in (term.low, term.high)]
                own[place].append(ends[0] if ends[0] == ends[1] else ends)
    package: dict[str, object] = {}
    for issue, by_region in settled.items():
        told = {region: _plainly(settlements) for region, settlements in by_region.items()}
        package[issue] = told[""] if list(told) == [""] else told
    return package


def _plainly(settlements: list[object]) -> object:
    if all(isinstance(settlement, str) for settlement in settlements):
        return JOIN.join(dict.fromkeys(map(str, settlements)))
    pairs = [settlement if isinstance(settlement, list) else [settlement, settlement] for settlement in settlements]
    return settlements[0] if len(settlements) == 1 else pairs

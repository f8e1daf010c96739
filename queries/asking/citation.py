"""How an answer is cited: of which case in which state, what was asked, of which date, and with which version of zopa."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ...graph.asked import date_words
from ...graph.lists import join
from ...graph.provenance import case_cited, day_of_making, version_of_zopa
from ...graph.state import DIGITS, short_state, state_of
from .registry import CITATIONS
from .works import DATA, Work, authors_of, bibtex, csl, key_of, licence_of, plain

if TYPE_CHECKING:
    from ...graph.store import Store


def citation_of(
    case: Store, query: str, asked: Mapping[str, Any], as_of: str, state: str = "", form: str = "sentence"
) -> str:
    """Where an answer comes from, so that somebody else gets the same.

    Parameters
    ----------
    case : Store
    query : str
        Name of the query.
    asked : dict
        What it was asked with.
    as_of : str
        The date that was meant; empty where the answer does not know it any more.
    state : str
        The state of the case where it is at hand.
    form : str
        ``sentence``, ``bibtex`` or ``csl`` (CSL-JSON, which Zotero and Pandoc read).

    Returns
    -------
    str
        Coders, title, id and state of the case, the query with what it was asked, the date that was meant, the version of
        zopa, and the day of citing.

    Raises
    ------
    ValueError
        When there is no such form.

    Examples
    --------
    >>> import zopa
    >>> from zopa.queries.asking.citation import citation_of
    >>> print(citation_of(zopa.load("river-basin"), "clashes", {"severity": "deadlock"}, "2024-06-30"))
    zopa. The river Irva: an invented basin of three states (case river-basin, state ...). Answer of
    clashes(severity='deadlock'). As of 2024-06-30. zopa 0.1.0, ....
    """
    if form not in CITATIONS:
        raise ValueError(f"'{form}' is no form of a citation: use {join(CITATIONS, 'or')}.")
    state = state or state_of(case)
    arguments = ", ".join(f"{name}={_literal(argument)}" for name, argument in asked.items() if argument is not None)
    told = [
        f"Answer of {query}({arguments}).",
        *([date_words(as_of)] if as_of else []),
        f"zopa {version_of_zopa()}, {day_of_making()}.",
    ]
    if form == "sentence":
        return " ".join([case_cited(case, state), *told])
    digest = hashlib.sha256(f"{state} {told[:-1]}".encode()).hexdigest()
    work = Work(
        key=f"{key_of(case.id)}-{key_of(query)}-{digest[:6]}",
        kind=DATA,
        title=f"{plain(case.title)}: {query}({arguments})",
        authors=authors_of(case),
        publisher="",
        date=day_of_making(),
        url="",
        licence=licence_of(case),
        version=state[:DIGITS],
        note=" ".join([case_cited(case, state), *told]),
    )
    return bibtex(work) if form == "bibtex" else json.dumps([csl(work)], ensure_ascii=False, indent=1) + "\n"


def _literal(argument: Any) -> str:
    """An argument as Python writes it, a case or a function by its name; whatever else has several words as a list."""
    if hasattr(argument, "tables"):
        return f"<case {argument.id}, state {short_state(argument)}>"
    if callable(argument):
        return str(getattr(argument, "__name__", type(argument).__name__))
    if hasattr(argument, "tolist"):
        argument = argument.tolist()
    if isinstance(argument, Mapping):
        return f"{{{', '.join(f'{_literal(name)}: {_literal(part)}' for name, part in argument.items())}}}"
    if isinstance(argument, (list, tuple)):
        parts = ", ".join(map(_literal, argument))
        return f"[{parts}]" if isinstance(argument, list) else f"({parts}{',' if len(argument) == 1 else ''})"
    if isinstance(argument, Iterable) and not isinstance(argument, (str, bytes)):
        return repr(sorted(map(str, argument)))
    return repr(argument)

"""How an answer is cited: of which case in which state, what was asked, of which date, and with which version of zopa."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ...graph.asked import date_words
from ...graph.provenance import coders_of, version_of_zopa
from ...graph.state import state_of
from ...graph.what_if import NOT_CODED, changes_of

if TYPE_CHECKING:
    from ...graph.store import Store

#: So many digits of a state tell all states of a case apart.
DIGITS = 12


def citation_of(case: Store, query: str, asked: Mapping[str, Any], as_of: str, state: str = "") -> str:
    """One line that says where an answer comes from, so that somebody else gets the same.

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

    Returns
    -------
    str
        Coders, title, id and state of the case, the query with what it was asked, the date, the version of zopa.

    Examples
    --------
    >>> import zopa
    >>> from zopa.queries.asking.citation import citation_of
    >>> print(citation_of(zopa.load("river-basin"), "clashes", {"severity": "deadlock"}, "2024-06-30"))
    zopa. The river Irva: an invented basin of three states (case river-basin, state ...). Answer of
    clashes(severity='deadlock'). As of 2024-06-30. zopa 0.1.0.
    """
    coders = "; ".join(coders_of(case.meta))
    arguments = ", ".join(f"{name}={_literal(argument)}" for name, argument in asked.items() if argument is not None)
    sentences = [
        f"{coders}." if coders else "",
        f"{case.title.rstrip('.')} (case {case.id}, state {(state or state_of(case))[:DIGITS]}).",
        f"{NOT_CODED}." if changes_of(case.meta) else "",
        f"Answer of {query}({arguments}).",
        date_words(as_of) if as_of else "",
        f"zopa {version_of_zopa()}.",
    ]
    return " ".join(filter(None, sentences))


def _literal(argument: Any) -> str:
    """An argument as it is written in Python; what is no list of words or a number is written as a list."""
    if isinstance(argument, Iterable) and not isinstance(argument, (str, bytes, Mapping, list, tuple)):
        argument = sorted(map(str, argument))
    return repr(argument)

"""Where a case comes from: who coded it, from which sources, under which licence, and when its page was made with what."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

import pandas as pd

from .edges import listed
from .lists import join
from .state import DIGITS, state_of
from .what_if import NOT_CODED, changes_of, told

if TYPE_CHECKING:
    from .store import Store


def provenance(store: Store) -> dict[str, Any]:
    """Where a case comes from.

    Parameters
    ----------
    store : Store

    Returns
    -------
    dict
        ``short``: one line, to stand below whatever is taken out of a page; ``long``: sentences, the description of the
        case among them. Only what the case says is told; the day of making is that of ``SOURCE_DATE_EPOCH`` where it is set.
        ``cited``: how the case is cited. Where sources have a feed also ``feeds``: of each the ``name`` of the source, the
        address and the ``day`` on which it was last looked at, empty where it never was.

    Examples
    --------
    >>> import zopa
    >>> from zopa.graph.provenance import provenance
    >>> provenance(zopa.load("ukraine-2025"))["long"][1]
    'All 120 pieces of evidence come from one source: Zelenskyy renews call for Putin meeting as Russian strikes kill child.'
    """
    coders = coders_of(store.meta)
    licence = str(store.meta.get("licence") or "")
    cited = _cited(store)
    day = day_of_making()
    short, sentences = [], []
    if what_if := told(store.meta):
        short.append(f"{NOT_CODED[0].lower()}{NOT_CODED[1:]}")
        sentences.append(what_if)
    if coders:
        names = join(coders, "and")
        short.append(f"coded by {names}")
        sentences.append(f"The case was coded by {names}.")
    if len(cited):
        count = int(cited.sum())
        pieces = f"{count:,} {'piece' if count == 1 else 'pieces'} of evidence"
        title = str(cited.index[0]).rstrip(".")
        if len(cited) == 1:
            short.append(f"{pieces} from one source")
            sentences.append(
                f"All {pieces} come from one source: {title}." if count > 1 else f"The only evidence is from {title}."
            )
        else:
            short.append(f"{pieces} from {len(cited):,} sources")
            sentences.append(
                f"The {pieces} come from {len(cited):,} sources; {int(cited.iloc[0]):,} of them from {title}."
            )
    if description := " ".join(str(store.meta.get("description") or "").split()):
        sentences.append(description)
    if licence:
        short.append(licence)
        sentences.append(f"The licence of the coding is {licence}.")
    short.append(f"made on {day} with zopa {version_of_zopa()}")
    sentences.append(f"The page was made on {day} with zopa {version_of_zopa()}.")
    line = " · ".join(short)
    feeds = _feeds(store)
    told_of_all = {"short": line[0].upper() + line[1:], "long": sentences, "cited": case_cited(store)}
    return {**told_of_all, "feeds": feeds} if feeds else told_of_all


def coders_of(meta: Mapping[str, Any]) -> list[str]:
    """Who coded a case, by what it says of itself: one name or several.

    >>> from zopa.graph.provenance import coders_of
    >>> coders_of({"coders": "Ann"}), coders_of({})
    (['Ann'], [])
    """
    coders = meta.get("coders") or []
    return [coders] if isinstance(coders, str) else [str(coder) for coder in coders]


def case_cited(store: Store, state: str = "") -> str:
    """How a case is cited in a text: by whom, its title, its id and its state, and that it is a what-if where it is one.

    Parameters
    ----------
    store : Store
    state : str
        Its state where it is at hand.

    Examples
    --------
    >>> import zopa
    >>> from zopa.graph.provenance import case_cited
    >>> case_cited(zopa.load("river-basin"))
    'zopa. The river Irva: an invented basin of three states (case river-basin, state ...).'
    """
    sentences = [
        "; ".join(coders_of(store.meta)).rstrip("."),
        f"{store.title.rstrip('.')} (case {store.id}, state {(state or state_of(store))[:DIGITS]})",
        NOT_CODED if changes_of(store.meta) else "",
    ]
    return " ".join(f"{sentence}." for sentence in sentences if sentence)


def _feeds(store: Store) -> list[dict[str, str]]:
    """The sources that have a feed, and when each was looked at last."""
    sources = store.tables["sources"]
    sources = sources[sources["feed"].notna()]
    return [
        {"name": str(name), "feed": str(feed), "day": store.feeds_looked_at.get(str(feed), "")}
        for name, feed in zip(sources["title"].fillna(sources["id"]), sources["feed"], strict=True)
    ]


def _cited(store: Store) -> pd.Series:
    """How many pieces of accepted evidence each source has, the most first, by its title."""
    evidence = store.tables["evidence"]
    evidence = evidence[evidence["status"].fillna("accepted") == "accepted"]
    sources = store.tables["sources"]
    titles = dict(zip(sources["id"], sources["title"].fillna(sources["id"]), strict=True))
    cited_titles = [titles[source] for cell in evidence["source"] for source in listed(cell) if source in titles]
    return pd.Series(cited_titles, dtype="str").value_counts()


#: The day that everything is said to be made on, where it is given.
_GIVEN_DAY: ContextVar[str] = ContextVar("_GIVEN_DAY", default="")


@contextmanager
def made_on(day: str) -> Iterator[None]:
    """Whatever is written meanwhile is said to be made on this day.

    >>> from zopa.graph.provenance import day_of_making, made_on
    >>> with made_on("2025-08-15"):
    ...     day_of_making()
    '2025-08-15'
    """
    token = _GIVEN_DAY.set(day)
    try:
        yield
    finally:
        _GIVEN_DAY.reset(token)


def day_of_making() -> str:
    """The day on which something is made: the one that is given, that of ``SOURCE_DATE_EPOCH``, or today.

    >>> from zopa.graph.provenance import day_of_making
    >>> len(day_of_making())
    10
    """
    if day := _GIVEN_DAY.get():
        return day
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else datetime.now().astimezone()
    return moment.date().isoformat()


def version_of_zopa() -> str:
    """The version of zopa that is at work.

    >>> from zopa.graph.provenance import version_of_zopa
    >>> bool(version_of_zopa())
    True
    """
    try:
        return version("zopa")
    except PackageNotFoundError:  # the folder is used as it is, without an installation
        return "(not installed)"

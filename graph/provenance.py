"""Where a case comes from: who coded it, from which sources, under which licence, and when its page was made with what."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

import pandas as pd

from .edges import listed
from .lists import join
from .what_if import NOT_CODED, told

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
    day = _day()
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
    short.append(f"made on {day} with zopa {_version()}")
    sentences.append(f"The page was made on {day} with zopa {_version()}.")
    line = " · ".join(short)
    return {"short": line[0].upper() + line[1:], "long": sentences}


def coders_of(meta: Mapping[str, Any]) -> list[str]:
    """Who coded a case, by what it says of itself: one name or several.

    >>> from zopa.graph.provenance import coders_of
    >>> coders_of({"coders": "Ann"}), coders_of({})
    (['Ann'], [])
    """
    coders = meta.get("coders") or []
    return [coders] if isinstance(coders, str) else [str(coder) for coder in coders]


def _cited(store: Store) -> pd.Series:
    """How many pieces of accepted evidence each source has, the most first, by its title."""
    evidence = store.tables["evidence"]
    evidence = evidence[evidence["status"].fillna("accepted") == "accepted"]
    sources = store.tables["sources"]
    titles = dict(zip(sources["id"], sources["title"].fillna(sources["id"]), strict=True))
    cited_titles = [titles[source] for cell in evidence["source"] for source in listed(cell) if source in titles]
    return pd.Series(cited_titles, dtype="str").value_counts()


def _day() -> str:
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else datetime.now().astimezone()
    return moment.date().isoformat()


def _version() -> str:
    try:
        return version("zopa")
    except PackageNotFoundError:  # the folder is used as it is, without an installation
        return "(not installed)"

"""What a page says of itself to search engines and catalogues, in the words of schema.org."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..edges import label_by_id
from ..linked.terms import TYPES, licence_of
from ..provenance import coders_of

if TYPE_CHECKING:
    from ..store import Store

#: Letters of the description, and parties, that are told.
MAX_LETTERS, MAX_PARTIES = 400, 8


def described(store: Store, title: str | None = None) -> dict[str, Any]:
    """A case as a data set of schema.org, in a few hundred bytes: title, description, date, licence, coders, parties.

    Parameters
    ----------
    store : Store
    title : str, optional
        The heading of the page; by default the title of the case.

    Returns
    -------
    dict
        JSON-LD. What the case does not say is not in it.

    Examples
    --------
    >>> import zopa
    >>> from zopa.graph.page.described import described
    >>> described(zopa.load("river-basin"))["license"]
    'https://creativecommons.org/licenses/by/4.0/'
    """
    description = " ".join(str(store.meta.get("description") or "").split())
    if len(description) > MAX_LETTERS:
        description = f"{description[:MAX_LETTERS].rpartition(' ')[0]} ..."
    parties = store.tables["parties"]
    parties = parties[parties["speaks_for"].isna() & parties["id"].isin(store.tables["positions"]["party"])]
    labels = label_by_id(parties)
    kinds = parties["kind"].fillna("").tolist()
    about = [
        {"@type": TYPES["Party"].get(kind, "Thing"), "name": labels[id]}
        for id, kind in zip(parties["id"], kinds, strict=True)
    ]
    licence = str(store.meta.get("licence") or "")
    cells = {
        "name": title or store.title,
        "description": description,
        "temporalCoverage": store.as_of,
        "license": licence_of(licence),
        "creator": [{"@type": "Thing", "name": coder} for coder in coders_of(store.meta)],
        "about": about[:MAX_PARTIES],
    }
    return {"@context": "https://schema.org", "@type": "Dataset"} | {name: cell for name, cell in cells.items() if cell}

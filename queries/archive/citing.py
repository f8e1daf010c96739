"""Citations of a case and of its sources: CITATION.cff, BibTeX and CSL-JSON."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from ...graph.lists import join
from ...graph.provenance import day_of_making
from ...graph.state import short_state
from ..asking.works import (
    ANONYMOUS,
    DATA,
    LICENCES,
    Coder,
    Work,
    authors_of,
    bibtex,
    coders,
    csl,
    key_of,
    licence_of,
    plain,
)

if TYPE_CHECKING:
    from ...graph.store import Store

FORMS = ("cff", "bibtex", "csl")
#: What each kind of source is in CITATION.cff, BibTeX and CSL.
KINDS = {
    "document": ("legal-rule", "misc", "document"),
    "statement": ("generic", "misc", "speech"),
    "article": ("article", "article", "article-newspaper"),
    "outlet": ("website", "misc", "webpage"),
    "dataset": ("data", "misc", "dataset"),
    "report": ("report", "techreport", "report"),
    "interview": ("generic", "misc", "interview"),
}
OTHER_KIND = ("generic", "misc", "document")


def citation(case: Store, form: str = "bibtex") -> str:
    """How a case and its sources are cited.

    Parameters
    ----------
    case : Store
    form : str
        ``cff`` (the text of a ``CITATION.cff``), ``bibtex`` or ``csl`` (CSL-JSON, which Zotero and Pandoc read).

    Raises
    ------
    ValueError
        When there is no such form.

    Examples
    --------
    >>> import zopa
    >>> from zopa.queries.archive.citing import citation
    >>> print(citation(zopa.load("river-basin"))[:19])
    @misc{river-basin,
    """
    if form not in FORMS:
        raise ValueError(f"'{form}' is no form of a citation: use {join(FORMS, 'or')}.")
    own, sources = _own(case), _sources(case)
    if form == "cff":
        return _cff(case, own, sources)
    if form == "bibtex":
        return "\n".join(map(bibtex, [own, *sources]))
    return json.dumps([csl(work) for work in (own, *sources)], ensure_ascii=False, indent=1) + "\n"


def _own(case: Store) -> Work:
    version, title = short_state(case), plain(case.title)
    return Work(key_of(case.id), DATA, title, authors_of(case), "", day_of_making(), "", licence_of(case), version)


def _sources(case: Store) -> list[Work]:
    works, keys = [], {key_of(case.id)}
    for row in case.tables["sources"].to_dict("records"):
        key = key_of(row["id"])
        while key in keys:
            key += "-source"
        keys.add(key)
        kind = KINDS.get(row["kind"], OTHER_KIND)
        publisher = plain(row["publisher"])
        works.append(
            Work(
                key,
                kind,
                plain(row["title"]) or plain(row["id"]),
                (publisher,) if publisher else (),
                publisher,
                plain(row["date"]),
                plain(row["url"]),
                plain(row["licence"]),
                "",
            )
        )
    return works


# ------------------------------------------------------------------------------------------------ forms


def _cff(case: Store, own: Work, sources: list[Work]) -> str:
    """CITATION.cff 1.2.0 in YAML, every text written as JSON writes it, which is YAML as well."""
    lines = [
        "cff-version: 1.2.0",
        f"message: {_quoted('Cite the case as below, and the sources that you use.')}",
        "type: dataset",
        f"title: {_quoted(own.title)}",
        "authors:",
    ]
    for coder in coders(case) or [Coder(ANONYMOUS, "")]:
        lines.append(f"  - name: {_quoted(coder.name)}")
        lines += [f"    orcid: {_quoted(coder.orcid)}"] if coder.orcid else []
    lines += [f"version: {_quoted(own.version)}", f"date-released: {_quoted(own.date)}"]
    if own.licence in LICENCES:
        lines.append(f"license: {own.licence}")
    lines += ["references:"] if sources else []
    for work in sources:
        lines += [f"  - type: {work.kind[0]}", f"    title: {_quoted(work.title)}", "    authors:"]
        lines += [f"      - name: {_quoted(author)}" for author in work.authors or (ANONYMOUS,)]
        parts = [int(part) for part in work.date.split("-") if part]
        if len(parts) == 3:
            lines.append(f"    date-published: {_quoted(work.date)}")
        elif parts:
            lines += [f"    year: {parts[0]}", *([f"    month: {parts[1]}"] if len(parts) > 1 else [])]
        lines += [f"    url: {_quoted(work.url)}"] if _is_address(work.url) else []
    return "\n".join(lines) + "\n"


def _is_address(url: str) -> bool:
    return bool(re.fullmatch(r"(?:https?|ftp)://[^\s<>\"{}|\\^`]+", url))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)

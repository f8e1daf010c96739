"""Citations of a case and of its sources: CITATION.cff, BibTeX and CSL-JSON."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import TYPE_CHECKING, Any, NamedTuple

from ...graph.characters import one_line, pictured
from ...graph.lists import join
from ...graph.provenance import coders_of, day_of_making
from ...graph.state import state_of
from ..asking.citation import DIGITS

if TYPE_CHECKING:
    from ...graph.store import Store

FORMS = ("cff", "bibtex", "csl")
ANONYMOUS = "anonymous"
_ORCID = re.compile(
    r"[\s(<\[]*(?:https?://orcid\.org/|orcid:?\s*)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])[)>\]\s]*", re.IGNORECASE
)
#: Licences by the names that SPDX gives them, in the spelling that CITATION.cff takes.
LICENCES = (
    *("CC0-1.0", "CC-BY-3.0", "CC-BY-4.0", "CC-BY-SA-3.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC-BY-NC-SA-4.0"),
    *("CC-BY-ND-4.0", "CC-BY-NC-ND-4.0", "ODbL-1.0", "ODC-By-1.0", "PDDL-1.0", "MIT", "Apache-2.0"),
)
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


class Coder(NamedTuple):
    """Who coded a case; ``orcid`` is the address at ORCID, empty where none is coded."""

    name: str
    orcid: str


class Work(NamedTuple):
    """Something that is cited."""

    key: str
    kind: tuple[str, str, str]
    title: str
    authors: tuple[str, ...]
    publisher: str
    date: str
    url: str
    licence: str
    version: str


def coders(case: Store) -> list[Coder]:
    """Who coded a case, each with the ORCID that stands behind the name where there is a valid one.

    >>> import zopa
    >>> from zopa.queries.archive.citing import coders
    >>> rows = [{"party": "A", "issue": "seat", "option": "x"}]
    >>> dossier = {"coders": ["Josiah Carberry (0000-0002-1825-0097)", "B. Coder"]}
    >>> [coder.orcid for coder in coders(zopa.load({"positions": rows, "dossier": dossier}, quiet=True))]
    ['https://orcid.org/0000-0002-1825-0097', '']
    """
    people = []
    for text in map(_plain, coders_of(case.meta)):
        match = _ORCID.search(text)
        if match and _is_orcid(match[1].upper()):
            name = (text[: match.start()] + " " + text[match.end() :]).strip(" ,;")
            people.append(Coder(name or match[1].upper(), f"https://orcid.org/{match[1].upper()}"))
        elif text:
            people.append(Coder(text, ""))
    return people


def _is_orcid(text: str) -> bool:
    """Whether the last digit checks the others (ISO 7064, MOD 11-2)."""
    total = 0
    for digit in text.replace("-", "")[:-1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return text[-1] == ("X" if check == 10 else str(check))


def licence_of(case: Store) -> str:
    """The licence by its name at SPDX where it is one of the usual ones, else as it is written."""
    text = _plain(case.meta.get("licence") or "")
    by_name = {name.casefold(): name for name in LICENCES}
    return by_name.get(text.casefold().replace(" ", "-"), text)


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
        return "\n".join(map(_bibtex, [own, *sources]))
    return json.dumps([_csl(work) for work in (own, *sources)], ensure_ascii=False, indent=1) + "\n"


def _plain(text: object) -> str:
    return " ".join(pictured(one_line(str(text))).split()) if isinstance(text, str) else ""


def _own(case: Store) -> Work:
    authors = tuple(coder.name for coder in coders(case)) or (ANONYMOUS,)
    version = state_of(case)[:DIGITS]
    kind = ("dataset", "misc", "dataset")
    return Work(_key(case.id), kind, _plain(case.title), authors, "", day_of_making(), "", licence_of(case), version)


def _sources(case: Store) -> list[Work]:
    works, keys = [], {_key(case.id)}
    for row in case.tables["sources"].to_dict("records"):
        key = _key(row["id"])
        while key in keys:
            key += "-source"
        keys.add(key)
        kind = KINDS.get(row["kind"], OTHER_KIND)
        publisher = _plain(row["publisher"])
        works.append(
            Work(
                key,
                kind,
                _plain(row["title"]) or _plain(row["id"]),
                (publisher,) if publisher else (),
                publisher,
                _plain(row["date"]),
                _plain(row["url"]),
                _plain(row["licence"]),
                "",
            )
        )
    return works


def _key(text: str) -> str:
    """A key that BibTeX takes: plain letters, digits and dashes."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", bare).strip("-") or f"source-{text.encode().hex()[:12]}"


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


def _bibtex(work: Work) -> str:
    # Braces keep capitals, and keep a group of authors from being read as a family name and a given one.
    parts = {
        "author": " and ".join(f"{{{_tex(author)}}}" for author in work.authors),
        "title": f"{{{_tex(work.title)}}}",
        "publisher": _tex(work.publisher),
        "year": work.date[:4],
        "date": work.date,
        "url": re.sub(r"[{}\\]", "", work.url),
        "version": work.version,
        "copyright": _tex(work.licence),
        "howpublished": "Data set" if work.version else "",
    }
    rows = ",\n".join(f"  {name} = {{{text}}}" for name, text in parts.items() if text)
    return f"@{work.kind[1]}{{{work.key},\n{rows}\n}}\n"


def _tex(text: str) -> str:
    """A text of which TeX obeys nothing."""
    special = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    return "".join(special.get(letter, f"\\{letter}" if letter in "&%$#_" else letter) for letter in text)


def _csl(work: Work) -> dict[str, Any]:
    parts = [int(part) for part in work.date.split("-") if part]
    entry: dict[str, Any] = {
        "id": work.key,
        "type": work.kind[2],
        "title": work.title,
        "author": [{"literal": author} for author in work.authors],
        "publisher": work.publisher,
        "issued": {"date-parts": [parts]} if parts else None,
        "URL": work.url,
        "version": work.version,
        "license": work.licence,
    }
    return {name: value for name, value in entry.items() if value}

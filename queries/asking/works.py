"""What is cited, a case, a source or an answer, as BibTeX and CSL-JSON write it, and who coded a case."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any, NamedTuple

from ...graph.characters import one_line, pictured
from ...graph.provenance import coders_of

if TYPE_CHECKING:
    from ...graph.store import Store

ANONYMOUS = "anonymous"
_ORCID = re.compile(
    r"[\s(<\[]*(?:https?://orcid\.org/|orcid:?\s*)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])[)>\]\s]*", re.IGNORECASE
)
#: Licences by the names that SPDX gives them, in the spelling that CITATION.cff takes.
LICENCES = (
    *("CC0-1.0", "CC-BY-3.0", "CC-BY-4.0", "CC-BY-SA-3.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC-BY-NC-SA-4.0"),
    *("CC-BY-ND-4.0", "CC-BY-NC-ND-4.0", "ODbL-1.0", "ODC-By-1.0", "PDDL-1.0", "MIT", "Apache-2.0"),
)
#: What a case, or something that follows from one, is in CITATION.cff, BibTeX and CSL.
DATA = ("dataset", "misc", "dataset")


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
    note: str = ""


def coders(case: Store) -> list[Coder]:
    """Who coded a case, each with the ORCID that stands behind the name where there is a valid one.

    >>> import zopa
    >>> from zopa.queries.asking.works import coders
    >>> rows = [{"party": "A", "issue": "seat", "option": "x"}]
    >>> dossier = {"coders": ["Josiah Carberry (0000-0002-1825-0097)", "B. Coder"]}
    >>> [coder.orcid for coder in coders(zopa.load({"positions": rows, "dossier": dossier}, quiet=True))]
    ['https://orcid.org/0000-0002-1825-0097', '']
    """
    people = []
    for text in map(plain, coders_of(case.meta)):
        match = _ORCID.search(text)
        if match and _is_orcid(match[1].upper()):
            name = (text[: match.start()] + " " + text[match.end() :]).strip(" ,;")
            people.append(Coder(name or match[1].upper(), f"https://orcid.org/{match[1].upper()}"))
        elif text:
            people.append(Coder(text, ""))
    return people


def authors_of(case: Store) -> tuple[str, ...]:
    """The names of those who coded a case, one that says so where nobody is named."""
    return tuple(coder.name for coder in coders(case)) or (ANONYMOUS,)


def _is_orcid(text: str) -> bool:
    """Whether the last digit checks the others (ISO 7064, MOD 11-2)."""
    total = 0
    for digit in text.replace("-", "")[:-1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return text[-1] == ("X" if check == 10 else str(check))


def licence_of(case: Store) -> str:
    """The licence by its name at SPDX where it is one of the usual ones, else as it is written."""
    text = plain(case.meta.get("licence") or "")
    by_name = {name.casefold(): name for name in LICENCES}
    return by_name.get(text.casefold().replace(" ", "-"), text)


def plain(text: object) -> str:
    """A cell as one line without signs that cannot be seen; empty where it is no text."""
    return " ".join(pictured(one_line(str(text))).split()) if isinstance(text, str) else ""


def key_of(text: str) -> str:
    """A key that BibTeX takes: plain letters, digits and dashes."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", bare).strip("-") or f"source-{text.encode().hex()[:12]}"


def bibtex(work: Work) -> str:
    """An entry of a BibTeX file."""
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
        "note": _tex(work.note),
    }
    rows = ",\n".join(f"  {name} = {{{text}}}" for name, text in parts.items() if text)
    return f"@{work.kind[1]}{{{work.key},\n{rows}\n}}\n"


def _tex(text: str) -> str:
    """A text of which TeX obeys nothing."""
    special = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    return "".join(special.get(letter, f"\\{letter}" if letter in "&%$#_" else letter) for letter in text)


def csl(work: Work) -> dict[str, Any]:
    """An entry of CSL-JSON, which Zotero and Pandoc read."""
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
        "note": work.note,
    }
    return {name: value for name, value in entry.items() if value}

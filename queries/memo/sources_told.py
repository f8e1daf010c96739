"""The notes and the sources of a document: where each sentence comes from, and what is read to keep the case current."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ...graph.lists import join
from ...graph.redaction import letters
from ..asking.wording import JOIN, Wording, cell_list
from .content import Cited, Notes, Table

if TYPE_CHECKING:
    from ...graph.store import Store

NO_EVIDENCE = "No evidence is coded for this."
WITHHELD = "The evidence of this is left out here."
#: Quotes of one party that are given on one issue.
MAX_QUOTES = 2
#: Sources that are listed.
MAX_SOURCES = 40


def text_or(cell: Any, otherwise: str = "") -> str:
    """A cell as one line of text; what is empty is told otherwise."""
    return " ".join(cell.split()) if isinstance(cell, str) and cell.strip() else otherwise


class Quote(NamedTuple):
    """The words of a source, and the id of the evidence that quotes them."""

    words: str
    evidence: str


class Citations:
    """Gives evidence its notes, and remembers which sources were cited."""

    def __init__(self, case: Store, wording: Wording) -> None:
        self.notes = Notes()
        self._case, self._wording = case, wording
        evidence = case.tables["evidence"]
        evidence = evidence[evidence["status"].fillna("accepted") == "accepted"]
        self._evidence = {row["id"]: row for row in evidence.to_dict("records")}
        self._sources = {row["id"]: row for row in case.tables["sources"].to_dict("records")}
        self._letters: dict[str, str] = {}

    def __call__(self, text: str, evidence: object = "", by_query: str = "") -> Cited:
        """A sentence with the notes of its evidence; of one that a query counted, with the note that says so."""
        if by_query:
            return Cited(text, (self.notes.number(by_query),))
        known = [name for name in dict.fromkeys(cell_list(evidence)) if name in self._evidence]
        return Cited(text, tuple(dict.fromkeys(self._number(name) for name in known or [""])))

    def of_positions(self, text: str, positions: Iterable[int]) -> Cited:
        """A sentence with the notes of the evidence of positions."""
        return self(text, self._wording.evidence_of(positions))

    def quotes(self, evidence: object) -> list[Quote]:
        """The words of sources that evidence quotes, each once."""
        by_words = {
            words: name
            for name in reversed(cell_list(evidence))
            if (words := text_or(self._evidence.get(name, {}).get("quote")))
        }
        return [Quote(words, name) for words, name in reversed(by_words.items())]

    def _number(self, name: str) -> int:
        if not name:
            return self.notes.number(NO_EVIDENCE)
        row = self._evidence[name]
        place = [self._source(row["source"]), text_or(row["locator"])]
        who = ", ".join(filter(None, (text_or(row["speaker"]), text_or(row["date"]))))
        words = f"“{quote}”" if (quote := text_or(row["quote"])) else text_or(row["paraphrase"])
        described = ", ".join(filter(None, place))
        if not described and not words:
            return self.notes.number(WITHHELD)
        marks = {"inferred": "inferred by the coder", "reported": "reported by others"}
        mark = marks.get(text_or(row["attribution"]), "")
        text = f"{described or 'A source that is left out'}{f' ({who})' if who else ''}{f': {words}' if words else ''}"
        return self.notes.number(f"{text}{f' ({mark})' if mark else ''}{'' if text.endswith(('.', '!', '?')) else '.'}")

    def _source(self, source: object) -> str:
        if not isinstance(source, str) or source not in self._sources:
            return ""
        return f"Source {self._letters.setdefault(source, letters(len(self._letters)))}"

    def sources(self) -> Table | None:
        """The sources that were cited, then those of the case that have a feed; None where there is none."""
        rest = [
            name
            for name, row in self._sources.items()
            if name not in self._letters and isinstance(row["feed"], str) and row["feed"]
        ]
        names = [*self._letters, *rest]
        rows = [self._source_row(name) for name in names[:MAX_SOURCES]]
        if len(names) > MAX_SOURCES:
            rows.append(("", f"{len(names) - MAX_SOURCES:,} more sources are in the case.", "", ""))
        if not rows:
            return None
        watched = any(row[3] for row in rows)
        caption = "Sources that are cited, by their letters."
        if rest:
            caption = "Sources that are cited, by their letters, and sources of which a feed is read."
        headers = ("Letter", "Source", "Published", *(("Feed, and the last look at it",) if watched else ()))
        cells = tuple(tuple((Cited(text),) if text else () for text in row[: len(headers)]) for row in rows)
        return Table(caption, headers, cells, (3, 18, 12, 12)[: len(headers)])

    def outlets(self) -> str:
        """The outlets that the case names and no row of the sources tells of, in a sentence; empty where there is none."""
        names = [
            text_or(row["title"], name)
            for name, row in self._sources.items()
            if name not in self._letters and row["kind"] == "outlet" and not isinstance(row["feed"], str)
        ]
        return (
            f"The case also names {'these outlets' if len(names) > 1 else 'this outlet'}: {join(names, 'and')}."
            if names
            else ""
        )

    def _source_row(self, name: str) -> tuple[str, str, str, str]:
        row = self._sources[name]
        title = text_or(row["title"], name)
        kind = text_or(row["kind"])
        publisher = text_or(row["publisher"])
        published = ", ".join(
            filter(None, (publisher if publisher != title else "", text_or(row["date"]), text_or(row["url"])))
        )
        feed = text_or(row["feed"])
        looked = self._case.feeds_looked_at.get(feed, "")
        seen = f"{feed} (last looked at on {looked})" if looked else f"{feed} (never looked at)" if feed else ""
        return self._letters.get(name, ""), f"{title}{f' ({kind})' if kind else ''}", published, seen


def joined(cells: Sequence[object]) -> str:
    """Ids in several cells, each once."""
    return JOIN.join(dict.fromkeys(name for cell in cells for name in cell_list(cell)))

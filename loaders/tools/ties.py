"""Parties, places and events from a graph of typed things, and the ties between them that a case has."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...graph.ontology import LIST_SEPARATOR
from ..names.places import short_code
from .context import Context

if TYPE_CHECKING:
    from ..brought import Brought

#: Tables of things by the words that data sets have for their types, and what kind of a party each is.
_TYPES = {
    "parties": {
        "state": "state country nation government",
        "organisation": "company organisation organization publicbody institution ngo business corporation party-political "
        "legalentity agency ministry",
        "alliance": "alliance bloc coalition",
        "armed group": "armed-group armedgroup militia",
        "people": "people population community",
        "": "party actor person individual stakeholder group player human agent leader",
    },
    "regions": {"": "region place location city district province territory area"},
    "events": {"other": "event happening incident", "talks": "meeting talks negotiation"},
    "issues": {"choice": "issue topic question concept theme"},
}
_TABLE_OF = {
    word: (table, kind) for table, kinds in _TYPES.items() for kind, words in kinds.items() for word in words.split()
}
#: What ties say, by the words that data sets have for them.
SPEAKS_FOR, PART_OF, TAKES_PART, LIES_IN = "speaks for", "part of", "takes part in", "in"
_TIES = {
    SPEAKS_FOR: "speaks_for speaks-for represents representation agent-of represented spokesperson-of delegate-of envoy-of",
    PART_OF: "part_of part-of member-of member membership belongs-to affiliated-with subsidiary-of directorship director-of "
    "employment works-for",
    TAKES_PART: "takes-part-in involved-in participates-in participated-in participant attended signed",
    LIES_IN: "in located-in lies-in based-in happened-in concerns",
}
_TIE_OF = {word: tie for tie, words in _TIES.items() for word in words.split()}


def _word(text: str) -> str:
    return "-".join(text.replace("_", " ").split()).casefold()


def table_of(kind: str) -> tuple[str, str]:
    """The table of a type, and the kind of its rows; empty where the type is none that a case has.

    >>> from zopa.loaders.tools.ties import table_of
    >>> table_of("PublicBody"), table_of("Person"), table_of("Vessel")
    (('parties', 'organisation'), ('parties', ''), ('', ''))
    """
    return _TABLE_OF.get(_word(kind), ("", ""))


def tie_of(kind: str) -> str:
    """What a tie says; empty where it is none that a case has.

    >>> from zopa.loaders.tools.ties import tie_of
    >>> tie_of("Member of"), tie_of("MEMBERSHIP"), tie_of("likes")
    ('part of', 'part of', '')
    """
    return _TIE_OF.get(_word(kind), _TIE_OF.get(kind.casefold(), ""))


@dataclass
class Things:
    """Things by the ids that a data set gives them, and ties between them.

    Attributes
    ----------
    brought : Brought
    file : str
    """

    brought: Brought
    file: str
    _ids: dict[str, tuple[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.context = Context(self.brought)

    def add(self, key: str, type_name: str, name: str, aliases: list[str], note: str, **cells: Any) -> bool:
        """Add a thing; False where its type is none that a case has, or its id was there before."""
        table, kind = table_of(type_name)
        name = " ".join(name.split()) or key
        if not table or key in self._ids:
            return False
        id = self.context.slug(table, name)
        if self.context.has(table, id):
            id = self.context.slug(table, f"{name} {key}")
        kept = {"kind": kind} if table != "regions" else {}
        self.context.row(table, id, name=name, note=note, **kept, **cells)
        if table in ("parties", "regions"):
            for alias in aliases:
                self.context.alias(table, id, " ".join(alias.split()))
        else:
            self.context.note(table, id, f"Also called {'; '.join(aliases)}." if aliases else "")
        self._ids[key] = table, id
        return True

    def call(self, name: str, key: str) -> None:
        """Another word by which ties mean a thing, unless it means one already."""
        self._ids.setdefault(name, self._ids[key])

    def tie(self, source: str, target: str, tie: str, row: int | None, content: Any, note: str = "") -> None:
        """Tie two things; set aside where a case has no such tie between such things, with what was said of it."""
        if source not in self._ids or target not in self._ids:
            self.brought.leave(self.file, row, content, "An end of the tie is no party, place or event.")
            return
        (table, id), (other_table, other) = self._ids[source], self._ids[target]
        column = self._column(table, other_table, tie)
        if column and (table, other_table) == ("parties", "events"):
            table, id, other = "events", other, id
        if not column:
            self.brought.leave(self.file, row, content, "A case has no such tie between such things.")
        elif not self._put(table, id, column, other):
            self.brought.leave(self.file, row, content, "The tie would go in a circle, or is the second of its kind.")
        else:
            self.context.note(table, id, note)

    @staticmethod
    def _column(table: str, other: str, tie: str) -> str:
        if (table, other) == ("parties", "parties"):
            return {SPEAKS_FOR: "speaks_for", PART_OF: "part_of"}.get(tie, "")
        if (table, other) == ("events", "parties") and tie == TAKES_PART:
            return "parties"
        if (table, other) == ("events", "regions") and tie == LIES_IN:
            return "regions"
        if table == other and table in ("regions", "events"):
            return "part_of" if tie == PART_OF or (tie == LIES_IN and table == "regions") else ""
        return "parties" if (table, other, tie) == ("parties", "events", TAKES_PART) else ""

    def _put(self, table: str, id: str, column: str, other: str) -> bool:
        row = self.context.row(table, id)
        present = row[column].split(LIST_SEPARATOR) if row.get(column) else []
        if other in present:
            return True
        if column == "speaks_for" and present:
            return False
        if column in ("part_of", "speaks_for") and self._leads(table, column, other, id):
            return False
        row[column] = LIST_SEPARATOR.join([*present, other])
        return True

    def _leads(self, table: str, column: str, start: str, end: str) -> bool:
        """Whether one thing leads to another by a column, over any number of steps."""
        seen, waiting = set(), [start]
        while waiting:
            id = waiting.pop()
            if id == end:
                return True
            if id not in seen:
                seen.add(id)
                waiting += filter(None, self.context.row(table, id).get(column, "").split(LIST_SEPARATOR))
        return False


def countries_told(codes: list[str]) -> str:
    """Countries by their codes, for a note."""
    known = [short_code(code) or code for code in codes]
    return f"Countries: {', '.join(dict.fromkeys(known))}." if known else ""

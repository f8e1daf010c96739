"""The things that cells refer to: their ids, and the names, aliases and codes that the tables list for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from ...graph.names import difference, folded, look
from ...graph.ontology import OPTION_SEPARATOR
from ..rows import Rows, parts

_TERMS = ("name", "title", "aliases", "code")
#: Kinds that cells may call by a name. Positions and evidence have none, and a source is read by title where it is cited.
_WITH_TERMS = frozenset(
    [
        "Party",
        "Issue",
        "Region",
        "Obstacle",
        "Proposal",
        "Event",
        "Figure",
        "Effect",
        "Scenario",
        "Programme",
        "Instrument",
    ]
)


class Meant(NamedTuple):
    """The id that a word means, and why; the reason is empty where the word is the id."""

    id: str
    why: str = ""


class Known:
    """The things that a word can mean: their ids, and the names, aliases and codes that are listed for them."""

    def __init__(self, ids: Iterable[str] = ()) -> None:
        self.ids: dict[str, None] = {}
        self._forms: dict[str, dict[str, None]] = defaultdict(dict)
        self._looks: dict[str, dict[str, None]] = defaultdict(dict)
        self._terms: dict[str, dict[str, str]] = defaultdict(dict)
        self._waiting: list[str] = []
        for id in ids:
            self.add(id)

    def add(self, id: str) -> None:
        """One more thing."""
        if id not in self.ids:
            self.ids[id] = None
            self._waiting.append(id)

    def add_term(self, term: str, id: str, sort: str) -> None:
        """Another name of a thing; ``sort`` says which sort."""
        if form := folded(term):
            self._terms[form].setdefault(id, sort)

    def meant(self, word: str) -> Meant | None:
        """The meaning of a word; None where it has no known meaning, or more than one."""
        if word in self.ids:
            return Meant(word)
        self._index()
        form = folded(word)
        for known, why in (
            (self._forms.get(form), self._spelling),
            (self._terms.get(form), self._term),
            (self._looks.get(look(word)), self._look),
        ):
            if form and known:
                if len(known) > 1:
                    return None
                id = next(iter(known))
                return Meant(id, why(word, id))
        return None

    def _index(self) -> None:
        # Most ids are never asked for in another form than their own: the forms are made when one is.
        for id in self._waiting:
            self._forms[folded(id)][id] = None
            self._looks[look(id)][id] = None
        self._waiting = []

    def _spelling(self, word: str, id: str) -> str:
        return f"they differ in {difference(word, id)}"

    def _term(self, word: str, id: str) -> str:
        return f"it is its {self._terms[folded(word)][id]}"

    def _look(self, word: str, id: str) -> str:
        return f"they look the same ({difference(word, id)})"


class Things:
    """Everything that cells refer to, by kind; options by issue."""

    def __init__(self, tables: dict[str, Rows]) -> None:
        self.of_kind = {
            rows.table.node: _known(rows) for rows in tables.values() if rows.table.node and rows.table.node != "Option"
        }
        self.options: dict[str, Known] = defaultdict(Known)

    def take_options(self, tables: dict[str, Rows]) -> None:
        """Learn the options that are listed, once the issues that they name have been read."""
        options = tables["options"]
        for issue, option, name in zip(options["issue"], options["option"], options["name"], strict=True):
            if issue and option:
                self.options[issue].add(option)
                self.options[issue].add_term(name, option, "name")

    def meant(self, word: str, kinds: Iterable[str]) -> Meant | None:
        """The meaning of a word among these kinds, the first that has it; an id goes before any other name."""
        fallback: Meant | None = None
        for kind in kinds:
            meant = self._option(word) if kind == "Option" else self.of_kind[kind].meant(word)
            if meant and not meant.why:
                return meant
            fallback = fallback or meant
        return fallback

    def _option(self, word: str) -> Meant | None:
        issue, separator, option = word.partition(OPTION_SEPARATOR)
        if not separator:
            return None
        meant_issue = self.of_kind["Issue"].meant(issue.strip())
        if meant_issue is None or meant_issue.id not in self.options:
            return None
        meant = self.options[meant_issue.id].meant(option.strip())
        return meant and Meant(f"{meant_issue.id}{OPTION_SEPARATOR}{meant.id}", meant_issue.why or meant.why)


def _known(rows: Rows) -> Known:
    known = Known(id for id in rows.text("id").known if id)
    for name in _TERMS:
        if name not in rows.table.columns or rows.table.node not in _WITH_TERMS:
            continue
        codes, words = rows.coded(name)
        for index in np.flatnonzero((words != "")[codes] if len(words) else []):
            word = words[codes[index]]
            for term in parts(word) if name == "aliases" else [word]:
                if rows["id"][index]:
                    known.add_term(term, rows["id"][index], "alias" if name == "aliases" else name)
    return known

"""Answers to statements in JSON: files that belong together, or one object with parties, statements and answers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...graph.names import folded
from ..findings import shortened
from .answer_words import level_of
from .answers import stated
from .survey import Given, Respondent, Statement, Survey
from .survey_fields import (
    ABOUT,
    ANSWER_TEXT,
    ANSWERS,
    CANDIDATES,
    CATEGORIES,
    COMMENTS,
    FIRST,
    KEYS,
    LAST,
    PARTIES,
    PERSONS,
    SCALE,
    STATEMENTS,
    Fields,
    bare,
    is_answer,
    role_of,
)

if TYPE_CHECKING:
    from ..brought import Brought

_MISSING = object()


@dataclass
class SurveyReader:
    """Makes one survey of the parts of it.

    Attributes
    ----------
    parts : dict of str to list of (str, object)
        What holds parties, candidates, statements, answers and so on, each with the name of its file.
    """

    parts: dict[str, list[tuple[str, Any]]]
    brought: Brought
    survey: Survey = field(default_factory=Survey)
    _parties: dict[str, str] = field(default_factory=dict)
    _statements: dict[str, str] = field(default_factory=dict)
    _comments: dict[str, str] = field(default_factory=dict)
    _later: list[tuple[str, int, Any, str, str]] = field(default_factory=list)

    def read(self) -> Survey:
        """The survey."""
        self._read_about()
        categories = self._read_words(CATEGORIES, KEYS["name"])
        self._comments = self._read_words(COMMENTS, ("text", "comment", "message"))
        self._read_statements(categories)
        self._read_people()
        for file, content in self.parts.get(ANSWERS, []):
            self._later.append((file, 0, content, "", ""))
        for where, row, answers, party, statement in self._later:
            self._read_answers(where, row, answers, party, statement)
        return self.survey

    # -------------------------------------------------------------------------------------------- what was asked, of whom

    def _read_about(self) -> None:
        for _, content in self.parts.get(SCALE, []):
            self.survey.labels |= labels_of(content)
        for file, content in self.parts.get(ABOUT, []):
            if isinstance(content, Mapping):
                fields = Fields(content)
                self.survey.meta["title"] = fields.text("name") or file
                for key, cell in list(fields.left.items()):
                    if bare(key) in ("scale", "answerscale"):
                        self.survey.labels |= labels_of(fields.left.pop(key))
                    elif (
                        isinstance(cell, str)
                        and cell.startswith(("http://", "https://"))
                        and "url" not in self.survey.source
                    ):
                        self.survey.source["url"] = fields.left.pop(key)
                self.survey.meta["description"] = fields.note(file, None, self.brought)
            else:
                self.brought.leave(file, None, json.dumps(content, ensure_ascii=False), "It is no object.")

    def _objects(self, role: str) -> Iterator[tuple[str, int, str, Mapping[str, Any]]]:
        """The objects of a role, with their file, number and key; of two with one id the second is set aside."""
        ids = set()
        for file, content in self.parts.get(role, []):
            for row, key, cell in _objects(content):
                id = _given(Fields(cell).take("id", _MISSING), key)
                if id in ids:
                    text = json.dumps(cell, ensure_ascii=False)
                    self.brought.leave(file, row, text, f"Another entry of the {role} has the id '{shortened(id)}'.")
                    continue
                ids.add(id)
                yield file, row, key, cell

    def _read_words(self, role: str, names: tuple[str, ...]) -> dict[str, str]:
        """Texts by their ids."""
        words = {}
        for file, row, key, cell in self._objects(role):
            fields = Fields(cell)
            id = str(fields.take("id", key))
            words[id] = fields.text(names)
            if rest := fields.note(file, row, self.brought):
                self.brought.leave(file, row, f"{words[id]}; {rest}", "Only the text is kept.")
        return words

    def _read_statements(self, categories: dict[str, str]) -> None:
        for file, row, key, cell in self._objects(STATEMENTS):
            fields = Fields(cell)
            id = _given(fields.take("id", _MISSING), key)
            inside = fields.left.pop(_key_of(fields.left, ANSWERS), None)
            if codes := codebook(inside):
                self.survey.labels, inside = self.survey.labels | codes, None
            text = fields.text("text")
            name = fields.text("name")
            category = fields.left.get("category")
            if category is not None and str(category) in categories:
                fields.left["category"] = categories[str(category)]
            note = fields.note(file, row, self.brought)
            if name or text:
                note = "; ".join(filter(None, [note, f"id in the file: {id}" if id not in (name, text) else ""]))
            self.survey.statements.append(Statement(id, name or text or id, text, note))
            for word in (id, name, text):
                self._statements.setdefault(folded(word), id)
            if inside is not None:
                self._later.append((file, row, inside, "", id))

    def _read_people(self) -> None:
        """Organisations, persons and candidates; a candidate that is an organisation's own list is that organisation."""
        known: dict[str, Respondent] = {}
        for role in (PARTIES, PERSONS):
            for respondent, _ in self._respondents(role):
                known[respondent.key] = respondent
        candidates = self._respondents(CANDIDATES)
        lists = [_references(fields, known) for _, fields in candidates]
        for (candidate, fields), references in zip(candidates, lists, strict=True):
            file = self.parts[CANDIDATES][0][0]
            alone = len(references) == 1 and sum(references == other for other in lists) == 1
            if alone and (candidate.name in ("", candidate.key) or known[references[0]].name == candidate.name):
                self._know(candidate.key, references[0])
                respondent = known[references[0]]
                note = fields.note(file, None, self.brought)
                respondent.note = "; ".join(
                    filter(None, [respondent.note, f"id as a candidate: {candidate.key}", note])
                )
                continue
            candidate.note = "; ".join(filter(None, [candidate.note, fields.note(file, None, self.brought)]))
            candidate.belongs_to = references
            if candidate.name in ("", candidate.key) and references:
                candidate.name = known[references[0]].name
            id = candidate.key
            if id in known:
                candidate.key = f"candidate {id}"
            known[candidate.key] = candidate
            self._know(id, candidate.key)
        self.survey.respondents = list(known.values())
        for respondent in self.survey.respondents:
            for word in (respondent.key, respondent.name, *respondent.other_names):
                self._know(word, respondent.key)

    def _know(self, word: str, key: str) -> None:
        self._parties.setdefault(folded(word), key)

    def _respondents(self, role: str) -> list[tuple[Respondent, Fields]]:
        respondents = []
        for file, row, key, cell in self._objects(role):
            fields = Fields(cell)
            id = _given(fields.take("id", _MISSING), key)
            inside = fields.left.pop(_key_of(fields.left, ANSWERS), None)
            person = " ".join(filter(None, (fields.text(FIRST), fields.text(LAST))))
            name = person or fields.text("name")
            others = []
            while other := fields.text("other"):
                others.append(other)
            respondent = Respondent(id, name or (others[0] if others else id), others)
            if role != CANDIDATES:
                sort = fields.note(file, row, self.brought)
                respondent.note = "; ".join(filter(None, [sort, f"id in the file: {id}" if id != name else ""]))
            respondents.append((respondent, fields))
            if inside is not None:
                self._later.append((file, row, inside, id, ""))
        return respondents

    # -------------------------------------------------------------------------------------------- answers

    def _read_answers(self, file: str, row: int, content: Any, party: str, statement: str) -> None:
        """Answers in any nesting: an object by party or statement, or a list of answers or of their cells."""
        if isinstance(content, Mapping) and not self._is_cell(content, party, statement):
            for name, inner in content.items():
                if not party and (
                    statement or folded(str(name)) in self._parties or folded(str(name)) not in self._statements
                ):
                    self._read_answers(file, row, inner, str(name), statement)
                else:
                    self._read_answers(file, row, inner, party, str(name))
        elif isinstance(content, list):
            for place, inner in enumerate(content):
                if isinstance(inner, (Mapping, list)):
                    self._read_answers(file, row or place + 1, inner, party, statement)
                elif party and place < len(self.survey.statements):
                    self._read_answers(file, row, inner, party, self.survey.statements[place].key)
                elif statement and place < len(self.survey.respondents):
                    self._read_answers(file, row, inner, self.survey.respondents[place].key, statement)
                else:
                    self.brought.leave(file, row or place + 1, inner, "The answer is of no party, or to no statement.")
        elif isinstance(content, Mapping):
            self._read_answer(file, row, content, party, statement)
        elif party and statement:
            self._give(Given(party, statement, content, file=file, row=row or None))
        elif content is not None:
            self.brought.leave(file, row or None, content, "The answer is of no party, or to no statement.")

    def _is_cell(self, content: Mapping[str, Any], party: str, statement: str) -> bool:
        """Whether an object is one answer, not answers by name."""
        names = {bare(name) for name in content}
        parts = [part for part, given in (("party", party), ("asked", statement)) if not given]
        return all(not names.isdisjoint(KEYS[part]) for part in (*parts, "answer"))

    def _read_answer(self, file: str, row: int, content: Mapping[str, Any], party: str, statement: str) -> None:
        fields = Fields(content)
        party = party or str(_inner(fields.take("party", "")))
        statement = statement or str(_inner(fields.take("asked", "")))
        answer = fields.take("answer", None)
        comment = fields.take("comment", None)
        text = "" if comment is None else self._comments.get(str(comment), str(comment))
        if isinstance(answer, (Mapping, list)):
            fields.left["answer"], answer = answer, None
            self.brought.leave(
                file, row or None, json.dumps(dict(content), ensure_ascii=False), "The answer is an object."
            )
            return
        note = fields.note(file, row or None, self.brought)
        self._give(Given(party, statement, answer, text, note, file, row or None))

    def _give(self, given: Given) -> None:
        given.party = self._parties.get(folded(given.party), given.party)
        given.statement = self._statements.get(folded(given.statement), given.statement)
        self.survey.answers.append(given)


def _objects(content: Any) -> Iterator[tuple[int, str, Mapping[str, Any]]]:
    """The objects of a list, or of an object by their keys, with the number and the key of each."""
    items = content.items() if isinstance(content, Mapping) else enumerate(content) if isinstance(content, list) else ()
    for row, (key, cell) in enumerate(items, start=1):
        if isinstance(cell, Mapping):
            yield row, str(key), cell
        elif isinstance(content, Mapping):
            yield row, str(key), {"id": str(key), "name": cell}
        else:
            yield row, str(key), {"name": "" if cell is None else str(cell)}


def _given(id: Any, key: str) -> str:
    return key if id is _MISSING or id is None else str(id)


def _inner(cell: Any) -> Any:
    """The id of an object that stands where its id is expected."""
    return Fields(cell).take("id", "") if isinstance(cell, Mapping) else "" if cell is None else cell


def _key_of(row: Mapping[str, Any], role: str) -> str:
    """The name under which an object has a list or an object of a role."""
    names = (name for name, cell in row.items() if isinstance(cell, (dict, list)))
    return next((name for name in names if role_of(name) == role or bare(name) in ("positions",)), "")


def _references(fields: Fields, known: Mapping[str, Respondent]) -> list[str]:
    """Whom a candidate belongs to, by keys that are known."""
    keys = []
    for name in list(fields.left):
        cell = fields.left[name]
        cells = cell if isinstance(cell, list) else [cell]
        ids = [
            str(_inner(part)) for part in cells if isinstance(part, (str, int, Mapping)) and not isinstance(part, bool)
        ]
        if ids and len(ids) == len(cells) and all(id in known for id in ids):
            keys += ids
            del fields.left[name]
    return list(dict.fromkeys(keys))


def codebook(content: Any) -> dict[str, str]:
    """Words of answers by their codes, where a list holds these and no answers; nothing else."""
    if (
        not isinstance(content, list)
        or not content
        or any(is_answer(row) or not isinstance(row, Mapping) for row in content)
    ):
        return {}
    labels = {}
    for row in content:
        fields = Fields(row)
        id, text = fields.take("id", None), fields.under(ANSWER_TEXT, None)
        if id is None or not isinstance(text, str) or level_of(text) is None:
            return {}
        labels[str(id)] = text
    return labels


def labels_of(content: Any) -> dict[str, str]:
    """What a scale says that its numbers mean."""
    if isinstance(content, str):
        return stated(content)
    if isinstance(content, list):
        rows = [Fields(row) for row in content if isinstance(row, Mapping)]
        return {str(row.under(("value", "id", "key", "answer"))): str(row.under(ANSWER_TEXT)) for row in rows}
    if isinstance(content, Mapping):
        ends = {bare(name): cell for name, cell in content.items()}
        labels = {}
        for end in ("min", "max"):
            text = ends.get(f"{end}label", ends.get(f"{end}text"))
            if end in ends and isinstance(text, str):
                labels[str(ends[end])] = text
        return labels or {str(name): cell for name, cell in content.items() if isinstance(cell, str)}
    return {}

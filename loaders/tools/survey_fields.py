"""What files and cells of voting-advice applications in JSON are called, and the cells of one of their objects."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .survey import note_of

if TYPE_CHECKING:
    from ..brought import Brought

PARTIES, CANDIDATES, PERSONS, STATEMENTS, ANSWERS = "parties", "candidates", "persons", "statements", "answers"
COMMENTS, ABOUT, SCALE, CATEGORIES = "comments", "about", "scale", "categories"
#: Names of files, and of lists in one file, by what they hold, without the signs between their words.
_ROLES = {
    PARTIES: "party parties partei parteien partis partidos partiti organization organizations organisation organisations",
    CANDIDATES: "candidate candidates kandidaten candidats candidatos respondents",
    PERSONS: "person persons people",
    STATEMENTS: "statement statements question questions thesis theses these thesen proposition propositions frage fragen "
    "preguntas otazky kysymykset",
    ANSWERS: "answer answers opinion opinions response responses antworten reponses respuestas candidatesanswers "
    "candidateanswers partyanswers partiesanswers organizationsanswers stances votes",
    COMMENTS: "comment comments reason reasons explanations justifications",
    ABOUT: "overview about meta metadata election calculator info",
    SCALE: "scale answeroptions answerscale legend labels",
    CATEGORIES: "category categories topic topics tag tags",
}
_ROLE_OF = {name: role for role, names in _ROLES.items() for name in names.split()}


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


#: Names of cells by what they say, the surer one first.
KEYS = {
    "id": ("id", "_id", "uuid", "key", "code", "number"),
    "name": ("name", "displayname", "title", "label", "fullname", "topic", "shortname"),
    "other": ("shortname", "longname", "abbreviation", "short", "acronym", "alias", "fullname", "code"),
    "text": ("statement", "question", "text", "thesis", "these", "proposition", "body", "description"),
    "party": _words(
        "party partyid candidate candidateid organization organizationid organisation organisationid respondentid partei "
        "parteiid person personid actor list"
    ),
    "asked": _words(
        "statement statementid question questionid thesis thesisid these theseid proposition propositionid frage frageid "
        "item itemid"
    ),
    "answer": _words("answer value opinion response position stance vote choice score antwort"),
    "comment": _words("comment comments explanation reason justification rationale kommentar begruendung text"),
}
FIRST, LAST = ("firstname", "givenname", "vorname"), ("lastname", "familyname", "surname", "nachname")
ANSWER_TEXT = ("message", "text", "label", "name", "title", "answer", "meaning")


def role_of(name: str) -> str | None:
    """What a file or list of this name holds.

    >>> from zopa.loaders.tools.survey_fields import role_of
    >>> role_of("candidates-answers"), role_of("Thesen"), role_of("colours")
    ('answers', 'statements', None)
    """
    return _ROLE_OF.get(bare(name))


def is_answer(row: Any) -> bool:
    """Whether an object is one answer of a party to a statement."""
    if not isinstance(row, Mapping):
        return False
    names = {bare(name) for name in row}
    return all(not names.isdisjoint(KEYS[part]) for part in ("party", "asked", "answer"))


def bare(name: Any) -> str:
    return "".join(letter for letter in str(name).casefold() if letter.isalnum())


class Fields:
    """The cells of one object, each taken once; what nobody took is left for the note."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        self.left = dict(row)

    def take(self, part: str, default: Any = "") -> Any:
        """The cell under the first name of a part that is there."""
        return self.under(KEYS[part], default)

    def under(self, names: tuple[str, ...], default: Any = "") -> Any:
        """The cell under the first of these names that is there."""
        written = {bare(name): name for name in reversed(list(self.left))}
        name = next(
            (written[name] for name in names if name in written and not isinstance(self.left[written[name]], list)),
            None,
        )
        return default if name is None else self.left.pop(name)

    def text(self, names: str | tuple[str, ...]) -> str:
        """The text under the first of these names that is there; of texts in several languages the first one."""
        cell = self.under(KEYS[names] if isinstance(names, str) else names)
        if isinstance(cell, Mapping):
            texts = [(language, text) for language, text in cell.items() if isinstance(text, str) and text]
            if len(texts) < len(cell):
                self.left["texts"] = cell
            self.left |= {f"in {language}": text for language, text in texts[1:]}
            return texts[0][1] if texts else ""
        return " ".join(str(cell).split()) if isinstance(cell, (str, int, float)) else ""

    def note(self, file: str, row: int | None, brought: Brought) -> str:
        """What was not taken: texts and lists of texts as a note; objects are set aside."""
        plain: dict[str, Any] = {}
        for name, cell in self.left.items():
            if isinstance(cell, list) and all(isinstance(part, (str, int, float, bool)) for part in cell):
                plain[name] = ", ".join(map(str, cell))
            elif isinstance(cell, (dict, list)):
                brought.leave(
                    file,
                    row,
                    f"{name}: {json.dumps(cell, ensure_ascii=False)}",
                    "Objects inside of an entry are not read.",
                )
            else:
                plain[name] = cell
        return note_of(plain)

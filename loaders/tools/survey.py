"""Answers of parties or candidates to statements as a case: a statement is an issue with a yes and a no."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...graph.ontology import LIST_SEPARATOR
from ..findings import Problem, shortened
from .answers import NO_OPTION, YES_OPTION, Scale
from .roster import Roster

if TYPE_CHECKING:
    from ..brought import Brought
    from ..findings import Findings

_OPTIONS = {YES_OPTION: "Yes", NO_OPTION: "No"}
#: The source of all answers.
SOURCE = "answers"
#: Letters of a short name.
SHORT = 12


@dataclass
class Respondent:
    """Who answers, or a list or an organisation that others answer for."""

    key: str
    name: str
    other_names: list[str] = field(default_factory=list)
    belongs_to: list[str] = field(default_factory=list)
    note: str = ""

    @property
    def short(self) -> str:
        """The first of its names that is short enough for an id."""
        return next((name for name in self.other_names if len(name) <= SHORT), "")


@dataclass
class Statement:
    """What was asked."""

    key: str
    name: str
    text: str = ""
    note: str = ""


@dataclass
class Given:
    """One answer, and where it stands; parties and statements as the file calls them."""

    party: str
    statement: str
    answer: Any
    comment: str = ""
    note: str = ""
    file: str = ""
    row: int | None = None

    @property
    def content(self) -> dict[str, Any]:
        """What is shown of it where it is set aside."""
        answer = "no answer" if self.answer is None else self.answer
        parts = {"party": self.party, "statement": self.statement, "answer": answer}
        return parts | {"comment": self.comment, "note": self.note}


@dataclass
class Survey:
    """All that a voting-advice application has of an election.

    Attributes
    ----------
    respondents, statements, answers : list
    labels : dict of str to str
        Words for answers that are numbers.
    meta : dict
        As in ``dossier.toml``.
    source : dict
        Cells of the row of the source of all answers.
    """

    respondents: list[Respondent] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    answers: list[Given] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    meta: dict[str, Any] = field(default_factory=dict)
    source: dict[str, Any] = field(default_factory=dict)

    def put(self, brought: Brought, file: str, findings: Findings) -> bool:
        """Make a case of it; False where the answers cannot be read, which the findings say."""
        scale = Scale((given.answer for given in self.answers), self.labels)
        if scale.trouble:
            problem = Problem(
                f"{scale.trouble}.",
                "a scale that says what they mean, such as 1 = strongly disagree, 5 = strongly agree",
            )
            findings.add(problem, file)
            return False
        brought.meta |= self.meta
        parties, issues = self._parties(brought), self._issues(brought)
        brought.add("sources", id=SOURCE, **({"title": f"Answers in {file}", "kind": "dataset"} | self.source))
        pairs = Counter((given.party, given.statement) for given in self.answers)
        for given in self.answers:
            problem_of = self._trouble(given, parties, issues)
            answer = None if problem_of else scale.of(given.answer)
            if answer is None:
                problem_of = problem_of or f"'{shortened(str(given.answer))}' is no answer that is known."
                brought.leave(given.file, given.row, given.content, problem_of)
                continue
            brought.add(
                "positions",
                party=parties[given.party],
                issue=issues[given.statement],
                stance=answer.stance,
                option=answer.option,
                satisfaction=answer.satisfaction,
                source=SOURCE,
                quote=given.comment,
                note=given.note,
            )
        if several := sum(count > 1 for count in pairs.values()):
            message = f"{several} statement{'s were' if several > 1 else ' was'} answered more than once by one party."
            findings.add(Problem(message, "one answer to each statement", level="warning"), file)
        if scale.words:
            brought.understand(file, "scale of the answers", scale.words)
        return True

    @staticmethod
    def _trouble(given: Given, parties: Roster, issues: Roster) -> str:
        if given.party not in parties:
            return f"There is no party '{shortened(given.party)}'."
        if given.statement not in issues:
            return f"There is no statement '{shortened(given.statement)}'."
        return ""

    def _parties(self, brought: Brought) -> Roster:
        roster = Roster()
        rows = [
            (respondent, *roster.add(respondent.key, respondent.name, respondent.short))
            for respondent in self.respondents
        ]
        used = Counter(name.casefold() for respondent in self.respondents for name in _names(respondent))
        for respondent, id, name in rows:
            # A short name that two share would mean neither.
            own = [text for text in _names(respondent)[1:] if used[text.casefold()] == 1 and text != name]
            others = [text for text in _names(respondent)[1:] if text not in own and text != name]
            brought.add(
                "parties",
                id=id,
                name=name,
                aliases=LIST_SEPARATOR.join(text.replace(LIST_SEPARATOR, "/") for text in own),
                part_of=LIST_SEPARATOR.join(
                    dict.fromkeys(
                        roster[key] for key in respondent.belongs_to if key in roster and key != respondent.key
                    )
                ),
                note=joined(
                    [respondent.note, *(f"also called: {text}" for text in others)]
                    + [f"belongs to: {key}" for key in respondent.belongs_to if key not in roster]
                ),
            )
        return roster

    def _issues(self, brought: Brought) -> Roster:
        roster = Roster()
        for statement in self.statements:
            id, name = roster.add(statement.key, statement.name or statement.text)
            text = statement.text if statement.text != name else ""
            brought.add("issues", id=id, name=name, question=text, kind="choice", closed="yes", note=statement.note)
            for option, words in _OPTIONS.items():
                brought.add("options", issue=id, option=option, name=words)
        return roster


def _names(respondent: Respondent) -> list[str]:
    return list(dict.fromkeys(filter(None, [respondent.name, *respondent.other_names])))


def joined(parts: Iterable[str]) -> str:
    """Notes in a row."""
    return "; ".join(filter(None, parts))


def note_of(cells: Mapping[str, Any]) -> str:
    """Cells that are for nothing known, each behind its name."""
    return joined(f"{name}: {' '.join(str(cell).split())}" for name, cell in cells.items() if cell not in (None, ""))

"""Answers to statements in a table, in one of the three ways in which such tables are laid out."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...graph.ontology import ontology
from ..findings import Problem
from ..formats.csv_files import SEPARATORS
from ..formats.encodings import decoded
from ..formats.folder import read_file
from ..meanings import words_of
from ..sizes import HEADER_ROWS, TABLE_BYTES, too_many_cells
from .answer_words import RATHER, RATHER_NOT, STRONGLY, STRONGLY_NOT, level_of
from .answers import stated
from .survey import SHORT, Given, Respondent, Statement, Survey, joined, note_of

if TYPE_CHECKING:
    from pathlib import Path

    from ..brought import Brought
    from ..findings import Findings
    from ..formats.glance import Glance

DELIMITED = (".csv", ".tsv", ".txt", ".tab")
PARTY = (
    "party",
    "candidate",
    "list",
    "organisation",
    "organization",
    "partei",
    "parti",
    "partido",
    "partito",
    "respondent",
)
ASKED = ("statement", "question", "thesis", "proposition", "these", "frage", "pregunta", "item", "issue statement")
ANSWER = ("answer", "response", "opinion", "position", "antwort", "reponse", "respuesta", "stance")
COMMENT = ("comment", "explanation", "justification", "reason", "rationale", "kommentar", "begrundung", "begründung")
FIRST, LAST = ("firstname", "first name", "vorname", "prenom"), ("lastname", "last name", "nachname", "nom", "surname")
NAME = ("name", "candidate", "full name", "fullname", "display name")
KEY = ("id", "id candidate", "candidate id", "candidateid", "id_candidate")
#: Columns that hold the answers to one statement each, and those with the comments on them.
_COLUMN = re.compile(r"(?:answer|antwort|reponse|response)[_ .-]?(\w+)", re.IGNORECASE)
_COLUMN_COMMENT = re.compile(r"(?:comment|kommentar|commentaire)[_ .-]?(\w+)", re.IGNORECASE)
#: Behind the text of a statement, the column with the comments on it; and how a statement is numbered.
_BEHIND = re.compile(
    r"(.+?)[\s_:(-]+(?:comment|explanation|kommentar|commentaire|perustelu|motivering)\)?", re.IGNORECASE
)
_NUMBERED = re.compile(r"(?:q|question|statement|thesis|these|frage|fråga|kysymys)[_ .-]?\d+", re.IGNORECASE)
#: Answers that are given to statements only, where a yes or no could be a vote as well.
_GRADED = frozenset({STRONGLY, RATHER, RATHER_NOT, STRONGLY_NOT})
#: The least statements, or parties, that stand in columns.
_LEAST_COLUMNS = 2
_NUMBERS = re.compile(r"-?\d{1,3}(?:\.0+)?")
LONG, BY_RESPONDENT, BY_STATEMENT = "a row an answer", "a row a respondent", "a row a statement"


def is_table_of_answers(glance: Glance) -> bool:
    """Whether a file of text is a table of answers."""
    if glance.suffix not in DELIMITED or not glance.text:
        return False
    return _laid_out(glance.text.splitlines()[: HEADER_ROWS * 4]) is not None


def read_table(path: Path, brought: Brought, findings: Findings) -> Survey | None:
    """The survey of a table; None where it cannot be read, which the findings say."""
    content = read_file(path, TABLE_BYTES, findings)
    if content is None:
        return None
    lines = decoded(content, path.name, findings).splitlines()
    found = _laid_out(lines)
    if found is None:
        problem = Problem(
            "The table has no columns for parties, statements and answers.", "party, statement and answer"
        )
        findings.add(problem, path.name)
        return None
    layout, separator, at = found
    rows = [[cell.strip() for cell in row] for row in csv.reader(lines[at:], delimiter=separator)]
    problem_of_size = too_many_cells(len(rows), len(rows[0]))
    if problem_of_size:
        findings.add(problem_of_size, path.name)
        return None
    survey = Survey()
    for line in lines[:at]:
        survey.labels |= stated(line)
    if above := joined(line.strip(' #,;\t"') for line in lines[:at]):
        survey.meta["description"] = above
    reader = {LONG: _read_long, BY_RESPONDENT: _read_by_respondent, BY_STATEMENT: _read_by_statement}[layout]
    numbered = [(line, row) for line, row in enumerate(rows[1:], start=at + 2) if any(row)]
    reader(survey, path.name, rows[0], numbered, brought)
    return survey


def _laid_out(lines: list[str]) -> tuple[str, str, int] | None:
    """The layout, the separator, and the number of lines above the header."""
    for at, line in enumerate(lines[:HEADER_ROWS]):
        for separator in SEPARATORS:
            if separator not in line:
                continue
            header, *rows = csv.reader(lines[at : at + HEADER_ROWS * 3], delimiter=separator)
            header = [cell.strip() for cell in header]
            if any(set(header) <= table.columns.keys() for table in ontology().tables.values()):
                return None
            if layout := _layout(header, [row for row in rows if any(row)]):
                return layout, separator, at
    return None


def _layout(header: list[str], rows: list[list[str]]) -> str | None:
    party, asked, answer = (_place(header, names) for names in (PARTY, ASKED, ANSWER))
    if party is not None and asked is not None and answer is not None:
        return LONG if _are_answers(rows, [answer]) else None
    if answer is None and len(_asked_columns(header, rows)) >= _LEAST_COLUMNS:
        return BY_RESPONDENT
    if asked is not None and party is None and answer is None:
        columns = _answer_columns(header, rows, asked)
        return BY_STATEMENT if len(columns) >= _LEAST_COLUMNS else None
    return None


def _asked_columns(header: list[str], rows: list[list[str]]) -> dict[int, str]:
    """The columns with the answers to one statement each, and the key of that statement.

    They are numbered; or they are called by what was asked, and hold answers in words.
    """
    columns = {place: match[1] for place, name in enumerate(header) if (match := _COLUMN.fullmatch(name))}
    columns = columns or {place: name for place, name in enumerate(header) if _NUMBERED.fullmatch(name)}
    if all(_place(header, names) is None for names in (PARTY, NAME, LAST)):
        return {}
    if columns:
        return columns if _are_answers(rows, list(columns)) else {}
    columns = {place: name for place, name in enumerate(header) if name and _are_answers(rows, [place], numbers=False)}
    levels = {level_of(row[place]) for row in rows for place in columns if place < len(row)}
    is_asked = not levels.isdisjoint(_GRADED) or any(name.endswith("?") for name in columns.values())
    return columns if is_asked and _place(header, ASKED) is None else {}


def _place(header: Sequence[str], names: Sequence[str]) -> int | None:
    words = [words_of(name) for name in header]
    return next((words.index(name) for name in names if name in words), None)


def _are_answers(rows: list[list[str]], places: Sequence[int], numbers: bool = True) -> bool:
    """Whether every cell of some columns is an answer, or a number, and one is there."""
    cells = [row[place].strip() for row in rows for place in places if place < len(row)]
    cells = [cell for cell in cells if cell]
    known = [cell for cell in cells if level_of(cell) or (numbers and _NUMBERS.fullmatch(cell))]
    return bool(cells) and len(known) >= 0.9 * len(cells)


def _answer_columns(header: list[str], rows: list[list[str]], asked: int) -> list[int]:
    return [
        place
        for place, name in enumerate(header)
        if place != asked and name and words_of(name) not in KEY and _are_answers(rows, [place], numbers=False)
    ]


def _cell(row: list[str], place: int | None) -> str:
    return row[place] if place is not None and place < len(row) else ""


def _rest(header: list[str], row: list[str], used: set[int | None]) -> dict[str, str]:
    """The cells of a row that are for nothing known, cells beyond the header among them."""
    names = header + [f"column {place + 1}" for place in range(len(header), len(row))]
    return {names[place] or f"column {place + 1}": cell for place, cell in enumerate(row) if place not in used and cell}


def _read_long(
    survey: Survey, file: str, header: list[str], rows: list[tuple[int, list[str]]], brought: Brought
) -> None:
    places = [_place(header, names) for names in (PARTY, ASKED, ANSWER, COMMENT)]
    party, asked, answer, comment = places
    parties: dict[str, None] = {}
    statements: dict[str, None] = {}
    for line, row in rows:
        given = Given(
            _cell(row, party), _cell(row, asked), _cell(row, answer), _cell(row, comment), file=file, row=line
        )
        given.note = note_of(_rest(header, row, set(places)))
        if not given.party or not given.statement:
            brought.leave(file, line, given.content, "The answer is of no party, or to no statement.")
            continue
        parties[given.party] = statements[given.statement] = None
        survey.answers.append(given)
    survey.respondents = [Respondent(name, name) for name in parties]
    survey.statements = [Statement(name, name) for name in statements]
    meanings = ("the party", "the issue, with the options yes and no", "the position of the party", "a quote")
    _understand(survey, file, header, rows, dict(zip(places, meanings, strict=True)), brought)


def _read_by_respondent(
    survey: Survey, file: str, header: list[str], rows: list[tuple[int, list[str]]], brought: Brought
) -> None:
    asked = _asked_columns(header, [row for _, row in rows])
    comments = {
        match[1]: place
        for place, name in enumerate(header)
        if place not in asked
        and (match := _COLUMN_COMMENT.fullmatch(name) or _BEHIND.fullmatch(name))
        and match[1] in asked.values()
    }
    survey.statements = [Statement(key, f"Statement {key}" if len(key) < SHORT else key) for key in asked.values()]
    first, last, named, party, key = (_place(header, names) for names in (FIRST, LAST, NAME, PARTY, KEY))
    named = None if named == party else named
    parties: dict[str, str] = {}
    for line, row in rows:
        list_name = _cell(row, party)
        name = " ".join(filter(None, (_cell(row, first), _cell(row, last)))) or _cell(row, named)
        own_key = f"row {line}"
        used = {first, last, named, party, *asked, *comments.values()}
        note = note_of(_rest(header, row, used))
        person = Respondent(own_key, name or list_name or _cell(row, key), note=note)
        if not person.name:
            brought.leave(file, line, "; ".join(filter(None, row)), "The row names nobody who answers.")
            continue
        if name and list_name:
            if list_name not in parties:
                parties[list_name] = f"list {list_name}"
                survey.respondents.append(Respondent(parties[list_name], list_name))
            person.belongs_to = [parties[list_name]]
        survey.respondents.append(person)
        for place, statement in asked.items():
            comment = _cell(row, comments.get(statement))
            survey.answers.append(Given(own_key, statement, _cell(row, place), comment, file=file, row=line))
    meanings: dict[int | None, str] = {
        first: "the name of the respondent",
        last: "the name of the respondent",
        named: "the name of the respondent",
    }
    meanings |= {party: "the party, or the list that the respondent belongs to"}
    meanings.update(dict.fromkeys(asked, "the answer to a statement"))
    meanings.update(dict.fromkeys(comments.values(), "a quote"))
    _understand(survey, file, header, rows, meanings, brought)


def _read_by_statement(
    survey: Survey, file: str, header: list[str], rows: list[tuple[int, list[str]]], brought: Brought
) -> None:
    asked = _place(header, ASKED)
    columns = _answer_columns(header, [row for _, row in rows], asked or 0)
    keys = {place: f"column {place + 1}" for place in columns}
    survey.respondents = [Respondent(key, header[place]) for place, key in keys.items()]
    for line, row in rows:
        statement = Statement(f"row {line}", _cell(row, asked), note=note_of(_rest(header, row, {asked, *columns})))
        if not statement.name:
            brought.leave(file, line, "; ".join(filter(None, row)), "The row names no statement.")
            continue
        survey.statements.append(statement)
        for place, key in keys.items():
            survey.answers.append(Given(key, statement.key, _cell(row, place), file=file, row=line))
    meanings: dict[int | None, str] = {asked: "the issue, with the options yes and no"}
    _understand(survey, file, header, rows, meanings | dict.fromkeys(columns, "the answers of a party"), brought)


def _understand(
    survey: Survey,
    file: str,
    header: list[str],
    rows: list[tuple[int, list[str]]],
    meanings: dict[int | None, str],
    brought: Brought,
) -> None:
    for place, name in enumerate(header):
        cells = [_cell(row, place) for _, row in rows]
        if name or any(cells):
            brought.understand(file, name or f"column {place + 1}", meanings.get(place, "a note"), cells)
    survey.meta.setdefault("title", file.rpartition(".")[0])

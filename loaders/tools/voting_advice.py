"""Answers of parties or candidates to the statements of a voting-advice application.

They stand in JSON files of one folder that belong together by their ids, in one JSON file, or in a table: a row an answer, a
row a respondent with a column a statement, or a row a statement with a column a party.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ..brought import Brought
from ..findings import Findings, Problem, listing
from ..formats.folder import read_file
from ..formats.json_files import parsed, report_twice
from ..formats.sheets import alike
from ..sizes import TABLE_BYTES
from .survey_fields import (
    ABOUT,
    ANSWERS,
    CANDIDATES,
    KEYS,
    PARTIES,
    PERSONS,
    SCALE,
    STATEMENTS,
    Fields,
    bare,
    is_answer,
    role_of,
)
from .survey_json import SurveyReader, codebook
from .survey_nested import counts_of_votes, parts_of_nested
from .survey_table import is_table_of_answers, read_table

if TYPE_CHECKING:
    from pathlib import Path

    from ..formats.glance import Glance

FORM = "Answers to statements, as voting-advice applications have them"
JSON = ".json"
#: The largest file that is read whole to see what it holds, in bytes.
LOOKED_AT = 64 << 20
#: JSON files of a folder that are read at most.
MAX_FILES = 200
_NAME = re.compile(r'"([^"\\]{1,40})"\s*:')
#: Names of files and lists that are tables of a dossier.
_DOSSIER = frozenset({"positions", "issues", "dossier"})
Parts = dict[str, list[tuple[str, Any]]]


def recognises(glance: Glance) -> bool:
    """Whether statements and answers to them are there."""
    if glance.path.is_dir():
        return _is_folder({name for name in glance.names if "/" not in name})
    if glance.suffix == JSON:
        if role_of(glance.path.stem) and _is_folder(_beside(glance.path)):
            return True
        return _may_be_survey(glance) and bool(_parts_of_file(glance.path, Findings()))
    return is_table_of_answers(glance)


def bring(path: Path, findings: Findings) -> Brought | None:
    """Read respondents as parties, statements as issues with a yes and a no, and answers as positions."""
    brought = Brought(FORM)
    if path.suffix.lower() != JSON and not path.is_dir():
        survey = read_table(path, brought, findings)
    else:
        report = Findings()
        parts = None if path.is_dir() else _parts_of_file(path, report)
        if parts is not None or not (path.is_dir() or _is_folder(_beside(path))):
            findings.take(report)
        else:
            parts = _parts_of_folder(path if path.is_dir() else path.parent, brought, findings)
        counted = next(filter(None, (counts_of_votes(held) for of in (parts or {}).values() for _, held in of)), None)
        if counted is not None:
            words = listing(map(repr, counted), "and")
            message = (
                f"The answers count votes ({words}), and say of nobody how it voted: no position can be made of them."
            )
            findings.add(Problem(message, "one answer of each party to each statement"), path.name)
            return None
        survey = None if parts is None else SurveyReader(parts, brought).read()
        if parts is not None:
            _understand(parts, brought)
    if survey is None and not findings.errors:
        findings.add(Problem("The file has no statements and answers to them.", "statements and answers"), path.name)
    if survey is None or not survey.put(brought, path.name, findings):
        return None
    return brought


# ------------------------------------------------------------------------------------------------ a folder


def _beside(path: Path) -> set[str]:
    try:
        return {file.name for file in path.parent.iterdir() if file.suffix.lower() == JSON}
    except OSError:
        return set()


def _is_folder(names: set[str]) -> bool:
    stems = {name[: -len(JSON)] for name in names if name.lower().endswith(JSON)}
    roles = {role_of(stem) for stem in stems}
    return {STATEMENTS, ANSWERS} <= roles and not any(alike(stem) in _DOSSIER for stem in stems)


def _parts_of_folder(folder: Path, brought: Brought, findings: Findings) -> Parts | None:
    """What the JSON files of a folder hold, by what that is."""
    parts: Parts = {}
    errors = findings.errors
    files = sorted(file for file in folder.iterdir() if file.suffix.lower() == JSON and file.is_file())
    if len(files) > MAX_FILES:
        findings.add(Problem(f"The folder has {len(files):,} JSON files.", f"at most {MAX_FILES}"), folder.name)
        return None
    for file in files:
        role = role_of(file.stem)
        if role is None:
            brought.leave(file.name, None, file.name, "The name of the file does not say what it holds.")
            continue
        content = read_file(file, TABLE_BYTES, findings)
        records = None if content is None else parsed(content, file.name, findings)
        if records is not None:
            report_twice(records, file.name, findings)
            parts.setdefault(SCALE if codebook(records) else role, []).append((file.name, records))
    if findings.errors > errors:
        return None
    for role, words in ((STATEMENTS, "statements"), (ANSWERS, "answers")):
        if role not in parts:
            findings.add(Problem(f"The folder has no file with {words}.", f"a file such as {words}.json"), folder.name)
    return parts if findings.errors == errors else None


# ------------------------------------------------------------------------------------------------ one file


def _may_be_survey(glance: Glance) -> bool:
    """Whether names at the beginning of a file are those of statements, answers and parties."""
    names = set(_NAME.findall(glance.text))
    roles = {role_of(name) for name in names} & _OWN
    holds_answers = roles == {STATEMENTS} and any(bare(name) in KEYS["answer"] for name in names)
    return is_answer(dict.fromkeys(names)) or len(roles) > 1 or holds_answers


_OWN = {PARTIES, CANDIDATES, PERSONS, STATEMENTS, ANSWERS}


def _parts_of_file(path: Path, findings: Findings) -> Parts | None:
    """What one file holds, by what that is; None where it holds no whole survey."""
    content = read_file(path, LOOKED_AT, findings)
    records = None if content is None else parsed(content, path.name, findings)
    report_twice(records, path.name, findings)
    if isinstance(records, list) and records and all(is_answer(row) for row in records):
        return _parts_of_answers(path.name, records)
    if isinstance(records, list) and records and (nested := parts_of_nested(path.name, records)):
        return nested
    if not isinstance(records, dict) or any(alike(name) in _DOSSIER for name in records):
        return None
    # Some wrap all of it in one more object.
    if len(records) == 1 and isinstance(inner := next(iter(records.values())), dict):
        records = inner
    parts: Parts = {}
    about: dict[str, Any] = {}
    for name, cell in records.items():
        role = role_of(name)
        if role is None or not isinstance(cell, (dict, list, str)) or (isinstance(cell, str) and role != SCALE):
            about[name] = cell
        elif role == ABOUT and isinstance(cell, dict):
            about |= cell
        else:
            parts.setdefault(SCALE if codebook(cell) else role, []).append((path.name, cell))
    if about:
        parts[ABOUT] = [(path.name, about)]
    has_answers = ANSWERS in parts or any(
        _holds_answers(cell)
        for role in (PARTIES, CANDIDATES, STATEMENTS)
        for _, cells in parts.get(role, [])
        for cell in cells
    )
    return parts if has_answers and STATEMENTS in parts else None


def _holds_answers(cell: Any) -> bool:
    names = [name for name, inner in cell.items() if isinstance(inner, (dict, list))] if isinstance(cell, dict) else []
    return any(role_of(name) == ANSWERS or alike(name) == "positions" for name in names)


def _parts_of_answers(file: str, records: list[Any]) -> Parts:
    """A list of answers alone: its parties and statements are those that it names."""
    parts: Parts = {ANSWERS: [(file, records)]}
    for role, part in ((PARTIES, "party"), (STATEMENTS, "asked")):
        names = dict.fromkeys(str(name) for row in records if (name := Fields(row).take(part, None)) is not None)
        parts[role] = [(file, [{"id": name} for name in names])]
    return parts


def _understand(parts: Parts, brought: Brought) -> None:
    meanings = {
        PARTIES: "parties",
        CANDIDATES: "those who answer",
        PERSONS: "parties",
        STATEMENTS: "issues, each with the options yes and no",
        ANSWERS: "positions: true demands the yes, false the no; null is no answer",
        "comments": "quotes",
        ABOUT: "the title of the case and its description",
        SCALE: "the meaning of the answers",
        "categories": "notes of the issues",
    }
    for role, contents in parts.items():
        for file, content in contents:
            words = f"{len(content):,} entries" if isinstance(content, (dict, list)) else str(content)
            brought.understand(file, role, meanings[role], [words])

"""Answers in JSON inside of the statement that they answer, with the party beside each, or inside of the party."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .answer_words import level_of
from .survey_fields import ANSWERS, CANDIDATES, KEYS, PARTIES, PERSONS, STATEMENTS, bare, role_of

#: Names of the numbers of those who voted in a way.
_FOR = frozenset({"for", "yes", "ja", "pour", "aye", "ayes", "infavour", "infavor"})
_AGAINST = frozenset({"against", "no", "nein", "contre", "noes", "nay", "nays"})
#: So deep an object is looked into.
_MAX_DEPTH = 8


def counts_of_votes(content: Any, depth: int = 0) -> list[str] | None:
    """The names under which JSON counts how many voted for and against; None where it does not.

    >>> from zopa.loaders.tools.survey_nested import counts_of_votes
    >>> counts_of_votes([{"party": "A", "results": {"for": 12, "against": 3, "absent": 0}}])
    ['for', 'against', 'absent']
    """
    if depth > _MAX_DEPTH:
        return None
    if isinstance(content, Mapping):
        names = {bare(name) for name in content}
        numbers = [cell for cell in content.values() if isinstance(cell, int) and not isinstance(cell, bool)]
        if names & _FOR and names & _AGAINST and any(number > 1 for number in numbers) and len(numbers) == len(content):
            return list(content)
    inner = content.values() if isinstance(content, Mapping) else content if isinstance(content, list) else ()
    return next((found for cell in inner if (found := counts_of_votes(cell, depth + 1)) is not None), None)


def parts_of_nested(file: str, records: list[Any]) -> dict[str, list[tuple[str, Any]]]:
    """Statements that hold the answers of parties, or parties that hold those to statements; empty for anything else.

    >>> from zopa.loaders.tools.survey_nested import parts_of_nested
    >>> tax = {"title": "Tax", "parties": [{"name": "A", "position": "pro"}, {"name": "B", "position": "contra"}]}
    >>> [name for name in parts_of_nested("x.json", [tax])]
    ['answers', 'parties', 'statements']
    """
    if not all(isinstance(row, Mapping) for row in records):
        return {}
    inside = {name for row in records for name, cell in row.items() if _is_list_of_answers(name, cell)}
    if len(inside) != 1:
        return {}
    key = inside.pop()
    by_party = role_of(key) == STATEMENTS
    answers: list[dict[str, Any]] = []
    outer: list[dict[str, Any]] = []
    others: dict[str, None] = {}
    answer = _answer_key(records, key)
    for place, row in enumerate(records):
        rest = {name: cell for name, cell in row.items() if name != key}
        own = str(_named(rest) or place + 1)
        outer.append({"id": own, **rest} if "id" not in rest else rest)
        for inner in row.get(key) or ():
            other = str(_named(inner))
            others.setdefault(other)
            said = {name: cell for name, cell in inner.items() if name != answer and cell != _named(inner)}
            said = {_comment(name): cell for name, cell in said.items()}
            party, asked = (own, other) if by_party else (other, own)
            answers.append({"party": party, "statement": asked, "answer": inner.get(answer), **said})
    further = [{"id": name} for name in others]
    parties, statements = (outer, further) if by_party else (further, outer)
    return {ANSWERS: [(file, answers)], PARTIES: [(file, parties)], STATEMENTS: [(file, statements)]}


def _is_list_of_answers(name: str, cell: Any) -> bool:
    if role_of(name) not in (PARTIES, CANDIDATES, PERSONS, STATEMENTS, ANSWERS):
        return False
    if not isinstance(cell, list) or not cell:
        return False
    return all(isinstance(inner, Mapping) and _named(inner) and _answer_keys(inner) for inner in cell)


def _named(row: Mapping[str, Any]) -> Any:
    """What an object is called."""
    written = {bare(name): name for name in reversed(list(row))}
    names = (*KEYS["name"], *KEYS["party"], *KEYS["asked"], *KEYS["id"])
    return next((row[written[name]] for name in names if name in written and _is_name(row[written[name]])), "")


def _is_name(cell: Any) -> bool:
    return isinstance(cell, (str, int)) and not isinstance(cell, bool) and cell != ""


def _answer_keys(row: Mapping[str, Any]) -> list[str]:
    return [name for name in row if bare(name) in KEYS["answer"]]


def _answer_key(records: list[Any], key: str) -> str:
    """The name of the answers: of several that could be, the one with most words that are answers."""
    inner = [cell for row in records for cell in row.get(key) or ()]
    names = dict.fromkeys(name for cell in inner for name in _answer_keys(cell))
    return max(names, key=lambda name: sum(level_of(str(cell.get(name))) is not None for cell in inner))


def _comment(name: str) -> str:
    """An opinion beside the answer is what the party says of it."""
    return "comment" if bare(name) in KEYS["answer"] else name

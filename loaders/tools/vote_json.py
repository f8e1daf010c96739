"""Votes of persons in JSON, as the interfaces of parliaments give them: a list of votes, and around it what they are about.

Read are votings of the Sejm, ballots of openparliament.ca, roll calls of HowTheyVote, ProPublica, GovTrack, the Riksdag and
the Câmara dos Deputados, ballots of the Assemblée nationale, and others of their shape: each is a table with a row a vote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from ..findings import Findings
from ..formats.folder import read_file
from ..formats.json_files import SUFFIXES, parsed, paths
from ..meanings import words_of
from ..sizes import TABLE_BYTES, too_many_cells
from ..text import Text
from .grids import Grid, Words, roles_of
from .vote_words import NONE, VALID, vote_of

if TYPE_CHECKING:
    from pathlib import Path

    from ..formats.glance import Glance

#: Fields that hold how somebody voted, and those that name who did.
_VOTES = (
    *("vote", "ballot", "vote position", "vote cast", "voto", "tipo voto", "rost", "position"),
    *("option value", "option key", "vote value"),
)
_VOTERS = frozenset(
    {
        *("name", "first name", "firstname", "last name", "lastname", "full name", "mp", "politician url", "voter"),
        *("nome", "namn", "person name", "acteur ref", "member", "politician", "deputy", "senator"),
    }
)
#: Objects that hold what is said of a person: their names say nothing that the fields in them do not.
_PERSONS = frozenset(
    {"member", "person", "mp", "politician", "deputado", "person role", "voter", "legislator", "deputy"}
)
#: Fields that are the name of the object that they stand in.
_LABELS = ("label", "value", "text")
#: Lists whose names say how those in them voted, where nothing in them does.
_SIDES = {"pours": "pour", "contres": "contre", "abstentions": "abstention", "non votants": "absent"}
#: What stands beside the votes and is about the file.
_ENVELOPE = frozenset({"pagination", "links", "meta", "status", "copyright"})
#: Addresses that end in the name of what they are of.
_ADDRESSES = {"politician url": "politician", "vote url": "vote id"}
#: The least share of the objects of a list that are votes.
_MOST = 0.6
_HINT = re.compile(
    r'"(?:vote|ballot|vote_position|votePosition|voto|tipoVoto|rost|position|value|pours|listVotes)"\s*:'
)
_TITLES = ("display title", "title", "titre", "titel", "question", "description", "subject")
#: Beside the title of what is on the agenda, what of it was voted on.
_PARTS = ("topic",)
#: Named by its place in the list of what could be chosen, where one vote is on several things.
_LIST, _CHOICES = "listVotes", "votingOptions"
#: The column of what was voted on, where no field says it but the title, or the name of the file.
_OF_FILE = "motion of the file"
#: Fields that are titles rather than keys of what was voted on.
_TITLED = ("title", "question", "item", "proposal")


@dataclass
class Records:
    """Votes as flat records, and what stands beside them that is about none.

    Attributes
    ----------
    votes : list of dict of str
    beside : dict of str
    """

    votes: list[dict[str, str]] = field(default_factory=list)
    beside: dict[str, str] = field(default_factory=dict)


def holds_votes(glance: Glance) -> bool:
    """Whether a file of JSON has votes of persons inside of other objects."""
    if glance.suffix not in SUFFIXES or not _HINT.search(glance.text):
        return False
    return bool(_read(glance.path, Findings()).votes)


def grids_of_json(path: Path, words: Words, findings: Findings) -> tuple[list[Grid], dict[str, str]]:
    """The votes as one table, with what is beside them and about none; no table where the file has none."""
    records = _read(path, findings)
    header = list(dict.fromkeys(name for vote in records.votes for name in vote))
    if "motion" in roles_of([name for name in header if name not in (_OF_FILE, *_TITLED)], words):
        header.remove(_OF_FILE)
    if problem := too_many_cells(len(records.votes), len(header)):
        findings.add(problem, path.name)
        return [], {}
    if not records.votes:
        return [], {}
    texts = [Text.of(np.array([vote.get(name, "") for vote in records.votes], dtype=object)) for name in header]
    return [Grid(path.name, header, texts, range(1, len(records.votes) + 1), roles_of(header, words))], records.beside


def _read(path: Path, findings: Findings) -> Records:
    content = read_file(path, TABLE_BYTES, findings)
    whole = parsed(content, path.name, findings) if content is not None else None
    records = Records()
    # A list of flat records is a table as it is.
    is_nested = isinstance(whole, dict) or (isinstance(whole, list) and any(_inside(entry) for entry in whole))
    if is_nested:
        for votes, above in _lists(whole):
            is_list = any(isinstance(vote.get(_LIST), dict) for vote in votes)
            for vote in votes:
                records.votes.extend(_records(vote, above, path.stem, is_list))
        if isinstance(whole, dict):
            beside = {name: cell for name, cell in whole.items() if words_of(name) in _ENVELOPE}
            records.beside = {name: cell for name, cell in paths(beside).items() if cell}
    return records


def _inside(entry: Any) -> bool:
    return isinstance(entry, dict) and any(isinstance(cell, (dict, list)) for cell in entry.values())


def _lists(whole: Any) -> Iterator[tuple[list[dict[str, Any]], dict[str, Any]]]:
    """Each list of votes, with what the objects around it say."""
    marked = _with_votes(whole)
    stack: list[tuple[Any, dict[str, Any]]] = [(whole, {})]
    while stack:
        inner, around = stack.pop()
        if isinstance(inner, list):
            objects = [part for part in inner if isinstance(part, dict)]
            if objects and sum(map(_is_vote, objects)) >= len(objects) * _MOST:
                yield objects, around
            else:
                stack.extend((part, around) for part in reversed(objects))
        elif isinstance(inner, dict) and _is_vote(inner):
            yield [inner], around
        elif isinstance(inner, dict):
            sides = _sides(inner)
            own = {
                name: cell
                for name, cell in inner.items()
                if id(cell) not in marked and name not in sides and words_of(name) not in _ENVELOPE
            }
            around = {**around, **own}
            for name, cell in reversed(inner.items()):
                if name in sides:
                    yield [{"vote": sides[name], **vote} for vote in _objects(cell)], around
                elif isinstance(cell, (dict, list)) and name not in own:
                    stack.append((cell, around))


def _with_votes(whole: Any) -> frozenset[int]:
    """The identities of the lists and objects in which votes stand somewhere; each is looked at once."""
    marked: set[int] = set()
    stack: list[tuple[Any, bool]] = [(whole, False)]
    while stack:
        inner, is_done = stack.pop()
        cells = list(inner.values()) if isinstance(inner, dict) else inner if isinstance(inner, list) else []
        parts = [cell for cell in cells if isinstance(cell, (dict, list))]
        if not is_done:
            stack.append((inner, True))
            stack.extend((part, False) for part in parts)
        elif any(id(part) in marked for part in parts) or (
            isinstance(inner, dict) and (_is_vote(inner) or _sides(inner))
        ):
            marked.add(id(inner))
    return frozenset(marked)


def _sides(entry: dict[str, Any]) -> dict[str, str]:
    """The lists in an object whose names say how those in them voted."""
    return {name: side for name, cell in entry.items() if (side := _SIDES.get(words_of(name))) and _objects(cell)}


def _objects(cell: Any) -> list[dict[str, Any]]:
    """The objects in a list, or in an object of one list or object, as files that were XML have them."""
    if isinstance(cell, dict) and len(cell) == 1:
        cell = next(iter(cell.values()))
    entries = cell if isinstance(cell, list) else [cell]
    return [entry for entry in entries if isinstance(entry, dict)]


def _is_vote(entry: dict[str, Any]) -> bool:
    flat = _flat({name: _without_lists(cell) for name, cell in entry.items() if not isinstance(cell, list)})
    return _vote_field(flat) is not None and bool(_VOTERS & set(map(words_of, flat)))


def _without_lists(cell: Any) -> Any:
    """An object as far as it can say who voted and how: without lists, and objects in its objects."""
    if not isinstance(cell, dict):
        return cell
    return {
        name: {key: text for key, text in part.items() if not isinstance(text, (dict, list))}
        if isinstance(part, dict)
        else part
        for name, part in cell.items()
        if not isinstance(part, list)
    }


def _vote_field(flat: dict[str, str]) -> str | None:
    names = {words_of(name): name for name in flat}
    fields = (names[name] for name in _VOTES if name in names)
    return next((name for name in fields if flat[name] == VALID or vote_of(flat[name]) not in (None, NONE)), None)


def _flat(entry: dict[str, Any]) -> dict[str, str]:
    """The fields of an object by short names: those of a person are called by themselves, and a label by what it is of."""
    flat: dict[str, str] = {}
    for path, cell in paths(entry).items():
        parts = path.split(".")
        if len(parts) > 1 and words_of(parts[0]).strip(" _") in _PERSONS and parts[1] not in ("id", *_LABELS):
            parts = parts[1:]
        if len(parts) > 1 and parts[-1] in _LABELS and words_of(" ".join(parts)) not in _VOTES:
            parts = parts[:-1]
        name = " ".join(parts)
        flat[name if name not in flat else path] = cell
    return flat


def _records(vote: dict[str, Any], above: dict[str, Any], title: str, is_list: bool) -> Iterator[dict[str, str]]:
    """The rows of one vote: one, or one for each of the things that it chose among."""
    choices = vote.get(_LIST)
    own = _flat({name: cell for name, cell in vote.items() if name != _LIST or not isinstance(choices, dict)})
    used = _vote_field(own) or next((name for name in own if words_of(name) in _VOTES), None)
    row = {"vote": own.pop(used) if used else ""}
    for name, cell in own.items():
        called = _ADDRESSES.get(words_of(name))
        if called and (tail := cell.strip("/").partition("/")[2]):
            row[called] = tail
    row |= own
    options = above.get(_CHOICES) if is_list else None
    named = _flat({name: cell for name, cell in above.items() if cell is not options})
    for name, cell in named.items():
        row[name if name not in row else f"of the vote: {name}"] = cell
    words = {words_of(name): name for name in named}
    parts = [named[words[name]] for name in _PARTS if name in words and named[words[name]]]
    titles = [named[words[name]] for name in _TITLES if name in words and named[words[name]]]
    if titles and parts:
        row[next(words[name] for name in _TITLES if name in words)] = f"{titles[0]}: {parts[0]}"
    row[_OF_FILE] = named.get("id") or named.get("uid") or " ".join(titles[:1]) or title
    by_number = {
        str(option.get("optionIndex")): str(option.get("option") or option.get("description") or "")
        for option in options or ()
        if isinstance(option, dict)
    }
    if not isinstance(choices, dict):
        # Who took no part in a vote on a list took none in any vote on it.
        choices = dict.fromkeys(by_number, row["vote"])
    if not choices:
        yield row
    for number, cell in choices.items():
        option = by_number.get(number) or f"option {number}"
        chosen = {"vote": str(cell), _OF_FILE: f"{row[_OF_FILE]}: {option}"}
        chosen |= {name: f"{row[name]} / {number}" for name in ("votingNumber",) if row.get(name)}
        chosen |= {name: f"{row[name]}: {option}" for name in ("title",) if row.get(name)}
        yield row | chosen

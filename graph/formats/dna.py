"""The positions of a case as coded statements in a database of Discourse Network Analyzer 3 (Leifeld).

An actor agrees with a concept or does not: a position that demands or accepts an option agrees with it, one that rejects it
does not. Dates count seconds since 1970, and the ends of passages count characters as Java does, one beyond the basic plane
as two.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from ..columns import NO_SIDE, principals
from ..dates import period
from ..edges import label_by_id, listed, range_label, row_ids
from ..files import write_bytes
from ..ontology import OPTION_SEPARATOR, ontology
from .dna_tables import KEPT_PASSWORD, LONGEST, PASSWORD, VERSION, schema
from .passages import NO_QUOTE, Passage, answers_of, clean, distinct, passages, text_of

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from ..store import Store

_EPOCH, _SECONDS_OF_A_DAY = date(1970, 1, 1).toordinal(), 24 * 60 * 60
#: The number of the only type of statements.
_STATEMENT = 1
#: The variables of a statement by their numbers, and of which kind each is; the last two are none of the program's own.
_VARIABLES = {
    "person": (1, "short text"),
    "organization": (2, "short text"),
    "concept": (3, "short text"),
    "agreement": (4, "boolean"),
    "stance": (5, "short text"),
    "firmness": (6, "short text"),
}
_WORDS = [name for name, (_, kind) in _VARIABLES.items() if kind == "short text"]
#: What is told of an actor or a concept beside its name; the type of a concept is its issue.
_DESCRIBED, _ATTRIBUTES = ("person", "organization", "concept"), ("Type", "Alias")
_ADMIN, _NO_CODER, _NO_SOURCE = "Admin", "Not known", "No source is coded"


class _Statement(NamedTuple):
    """A passage with the words of its variables, when it was said, and what is told of its actor and its concept."""

    passage: Passage
    when: str
    words: dict[str, str]
    agrees: bool
    attributes: dict[str, dict[str, str]]


def write(case: Store, path: Path) -> list[str]:
    """Write each position on each piece of evidence as a statement, in a document for each source and day."""
    statements = list(_Statements(case).rows())
    told = [
        f"Discourse Network Analyzer asks for a password: it is '{PASSWORD}' for every coder.",
        "The file holds who agrees with which option or does not, with sources and coders, and nothing else of the case.",
        *_lost(case, statements),
    ]
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("PRAGMA page_size = 4096")
        connection.execute("BEGIN")
        for command in schema().split("\n"):
            connection.execute(command)
        _Database(case, connection, statements).fill()
        connection.execute("COMMIT")
        content = connection.serialize()
    write_bytes(path, content)
    return told


def _lost(case: Store, statements: list[_Statement]) -> Iterator[str]:
    """What of the positions the program cannot hold, or only in its own way."""
    if takes_none := int(case.tables["positions"]["stance"].isin(NO_SIDE).sum()):
        verbs = ("takes", "is") if takes_none == 1 else ("take", "are")
        yield f"{_count(takes_none, 'position')} that {verbs[0]} no side {verbs[1]} not in the file."
    if bare := len({statement.passage.place for statement in statements if not statement.passage.is_quote}):
        yield f"{_count(bare, 'passage')} {'has' if bare == 1 else 'have'} no quote in the case. {NO_QUOTE}"
    dates = [statement.when for statement in statements]
    if undated := dates.count(""):
        yield (
            f"{_count(undated, 'statement')} {'has' if undated == 1 else 'have'} no date, and the program needs one: "
            "1 January 1970 stands there."
        )
    if broad := sum(bool(text) and text.count("-") < 2 for text in dates):
        yield (
            f"{_count(broad, 'statement')} {'is' if broad == 1 else 'are'} dated by a month or a year: its first day "
            "stands there."
        )


def _count(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


class _Statements:
    """What the positions of a case are in the words of the program."""

    def __init__(self, case: Store) -> None:
        tables = case.tables
        self.case = case
        self.issue_names = distinct(_cleaned(label_by_id(tables["issues"])))
        self.regions = label_by_id(tables["regions"])
        self.units = dict(zip(tables["issues"]["id"], tables["issues"]["unit"], strict=True))
        options = tables["options"]
        keys = row_ids(ontology().tables["options"], options)
        labels = options["name"].fillna(options["option"])
        self.option_names = {key: clean(name) for key, name in zip(keys, labels, strict=True)}
        self.answers = answers_of(options)
        self.actors = _actors(tables["parties"])
        self.described = {
            id: {"Type": clean(kind), "Alias": "; ".join(listed(clean(aliases)))}
            for id, kind, aliases in tables["parties"][["id", "kind", "aliases"]].itertuples(index=False)
        }

    def rows(self) -> Iterator[_Statement]:
        """The statements in the order of the positions."""
        positions = self.case.tables["positions"].to_dict("records")
        for passage in passages(self.case):
            position = positions[passage.row]
            if position["stance"] in NO_SIDE:
                continue
            organization, person = self.actors[position["party"]]
            described = {"person" if person else "organization": self.described[position["party"]]}
            described["concept"] = {"Type": self.issue_names[position["issue"]]}
            for concept, agrees in self._concepts(position):
                words = {
                    "person": person or passage.speaker,
                    "organization": organization,
                    "concept": concept,
                    "stance": position["stance"],
                    "firmness": clean(position["firmness"]),
                }
                when = passage.date or clean(position["start"])
                yield _Statement(passage, when, words, agrees, described)

    def _concepts(self, position: dict[str, Any]) -> Iterator[tuple[str, bool]]:
        """What a position says something of, and whether it agrees."""
        issue, agrees = position["issue"], position["stance"] != "rejects"
        name = self.issue_names[issue]
        if places := [self.regions[region] for region in listed(position["regions"])]:
            # What a party wants in one place does not contradict what it wants in another.
            name = f"{name} ({', '.join(places)})"
        chosen = listed(position["option"])
        if not chosen:
            low, ideal, high = (position[column] for column in ("low", "ideal", "high"))
            yield f"{name}: {range_label(low, ideal, high, clean(self.units[issue]))}", agrees
        for option in chosen:
            agreed, refused = self.answers.get(issue, ("", ""))
            if option == agreed or (option == refused and agrees):
                yield name, agrees if option == agreed else False
            else:
                label = self.option_names.get(f"{issue}{OPTION_SEPARATOR}{option}", option)
                yield f"{name}: {label}", agrees


def _actors(parties: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """The organisation and the person that each party is: who speaks for another is a person of it."""
    ids, names = parties["id"].tolist(), distinct(_cleaned(label_by_id(parties)))
    actors = {}
    for id, kind, place in zip(ids, parties["kind"], principals(parties), strict=True):
        alone = ("", names[id]) if kind == "leader" else (names[id], "")
        actors[id] = alone if ids[place] == id else (names[ids[place]], names[id])
    return actors


def _cleaned(names: dict[str, str]) -> dict[str, str]:
    return {key: " ".join(clean(name).split()) for key, name in names.items()}


class _Database:
    """Fills the tables of an empty database."""

    def __init__(self, case: Store, connection: sqlite3.Connection, statements: list[_Statement]) -> None:
        self.case, self.connection, self.statements = case, connection, statements
        names = dict.fromkeys(statement.passage.coder or _NO_CODER for statement in statements)
        self.coders = {name: number for number, name in enumerate(names, start=2)}

    def fill(self) -> None:
        """Write all rows."""
        self._put("SETTINGS", "Property, Value", [("version", VERSION), ("date", "2022-06-10")])
        self._coders()
        self._put("STATEMENTTYPES", "ID, Label, Red, Green, Blue", [(_STATEMENT, "DNA Statement", 239, 208, 51)])
        variables = [(number, name, kind, _STATEMENT) for name, (number, kind) in _VARIABLES.items()]
        self._put("VARIABLES", "ID, Variable, DataType, StatementTypeId", variables)
        self._data(self._entities())
        self._documents()

    def _put(self, table: str, columns: str, rows: list[tuple[Any, ...]]) -> None:
        marks = ", ".join("?" * (columns.count(",") + 1))
        self.connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)

    def _coders(self) -> None:
        """The administrator and the coders, of whom everyone sees and may change what the others coded."""
        names = distinct({name: name for name in self.coders}, LONGEST, taken=[_ADMIN])
        coders = [(1, _ADMIN, KEPT_PASSWORD)]
        coders += [(number, names[name], KEPT_PASSWORD) for name, number in self.coders.items()]
        self._put("CODERS", "ID, Name, Password", coders)
        pairs = [(coder, other) for coder, *_ in coders for other, *_ in coders if coder != other]
        self._put("CODERRELATIONS", "Coder, OtherCoder", pairs)

    def _entities(self) -> dict[tuple[str, str], int]:
        """The words of each variable, an empty one among them, with their attributes; their numbers."""
        numbers: dict[tuple[str, str], int] = {}
        rows = []
        for variable in _WORDS:
            used = dict.fromkeys(["", *(statement.words[variable] for statement in self.statements)])
            for word, name in distinct({word: word for word in used}, LONGEST).items():
                numbers[variable, word] = len(numbers) + 1
                rows.append((len(numbers), _VARIABLES[variable][0], name, 0, 0, 0))
        self._put("ENTITIES", "ID, VariableId, Value, Red, Green, Blue", rows)
        pairs = [(variable, attribute) for variable in _DESCRIBED for attribute in _ATTRIBUTES]
        attributes = {pair: number for number, pair in enumerate(pairs, start=1)}
        variables = [(number, _VARIABLES[variable][0], name) for (variable, name), number in attributes.items()]
        self._put("ATTRIBUTEVARIABLES", "ID, VariableId, AttributeVariable", variables)
        told: dict[tuple[str, str], dict[str, str]] = {}
        for statement in self.statements:
            for variable, cells in statement.attributes.items():
                told[variable, statement.words[variable]] = cells
        values = [
            (number, attributes[variable, name], _shortened(told.get((variable, word), {}).get(name, "")))
            for (variable, word), number in numbers.items()
            for name in _ATTRIBUTES
            if variable in _DESCRIBED
        ]
        self._put("ATTRIBUTEVALUES", "EntityId, AttributeVariableId, AttributeValue", values)
        return numbers

    def _documents(self) -> None:
        """A document for each source and day, and the statements in it."""
        of_document: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for number, statement in enumerate(self.statements):
            of_document[statement.passage.source, statement.when].append(number)
        sources = self.case.tables["sources"].set_index("id").to_dict("index")
        documents, statements = [], []
        for document, ((source, when), numbers) in enumerate(of_document.items(), start=1):
            cells = {name: clean(cell) for name, cell in sources.get(source, {}).items()}
            text = text_of(self.statements[number].passage for number in numbers)
            has_own_words = all(self.statements[number].passage.is_quote for number in numbers)
            title = cells.get("title") or source or _NO_SOURCE
            notes = "\n".join(filter(None, [cells.get("url"), "" if has_own_words else NO_QUOTE]))
            documents.append(
                (
                    document,
                    _shortened(title),
                    text.content,
                    1,
                    _shortened(cells.get("publisher", "")),
                    cells.get("kind", ""),
                    notes,
                    _seconds(when),
                )
            )
            units = _Units(text.content)
            for number in numbers:
                passage = self.statements[number].passage
                start, end = text.spans[passage.place]
                coder = self.coders[passage.coder or _NO_CODER]
                statements.append((number + 1, _STATEMENT, document, units.at(start), units.at(end), coder))
        self._put("DOCUMENTS", "ID, Title, Text, Coder, Source, Type, Notes, Date", documents)
        self._put("STATEMENTS", "ID, StatementTypeId, DocumentId, Start, Stop, Coder", sorted(statements))

    def _data(self, entities: dict[tuple[str, str], int]) -> None:
        """The values of the variables of each statement."""
        agreement = _VARIABLES["agreement"][0]
        answers = [(number, agreement, row.agrees) for number, row in enumerate(self.statements, start=1)]
        self._put("DATABOOLEAN", "StatementId, VariableId, Value", answers)
        words = [
            (number, _VARIABLES[variable][0], entities[variable, row.words[variable]])
            for number, row in enumerate(self.statements, start=1)
            for variable in _WORDS
        ]
        self._put("DATASHORTTEXT", "StatementId, VariableId, Entity", words)


def _seconds(text: str) -> int:
    """The first second of a date; that of 1970 where there is none."""
    return (period(text)[0] - _EPOCH) * _SECONDS_OF_A_DAY if text else 0


def _shortened(text: str) -> str:
    return distinct({"": text}, LONGEST)[""]


class _Units:
    """Places in a text as Java counts them."""

    def __init__(self, text: str) -> None:
        self.beyond = [place for place, letter in enumerate(text) if letter > "\uffff"]

    def at(self, place: int) -> int:
        """The place in units of UTF-16."""
        return place + bisect_left(self.beyond, place)

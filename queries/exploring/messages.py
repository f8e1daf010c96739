"""What a page in a notebook and Python say to one another, and how what comes from the page is checked.

A message is a dict with ``say``. What comes from the page is input: it has the parts that are listed here and no others, it
names what the case has, and nothing of it is ever executed. From the page come

- ``opened``: the page stands and knows nothing yet. Python answers with ``state``.
- ``state`` with ``n`` and one or more of the parts of :data:`STATE`: what is otherwise than it was told last. Python answers
  with ``taken``, or with ``refused`` and ``why``, and tells ``state`` to other views of the same page.
- ``ask`` with ``n``, a ``question`` of :data:`QUESTIONS`, and ``as_of``, a date or None for the case's own date. Python
  answers with ``answer``, or with ``refused`` and ``why``.

``n`` is what the page calls a message, and every answer has it. From Python comes ``state`` as well, at any time: ``by`` is
then the ``n`` of the message that it follows from, empty where it was set in Python. The parts of a state are

- ``deal``: a package, as ``check_deal`` takes it;
- ``what_if``: pairs of the id of a position and how firm it is assumed to be, or ``dropped``;
- ``selection``: names of nodes, as the graph has them: ``position:p1``, ``party:a``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ...graph.columns import LEVELS
from ...graph.edges import node_name, nodes
from ...graph.errors import ZopaError
from ...graph.lists import join
from ...graph.ontology import ontology
from ...graph.what_if import DROPPED

if TYPE_CHECKING:
    from ...graph.store import Store

OPENED, STATE_SAID, ASK = "opened", "state", "ask"
#: The parts of a state.
STATE = ("deal", "what_if", "selection")
#: Which part each trait of a view is told as.
TRAITS = {"deal": "deal", "case": "what_if", "selection": "selection"}
#: What a page can ask Python, as it has no room for the search.
QUESTIONS = ("deals", "count", "openings", "contradictions")
#: A message that names more things than this is no message of a page.
MAX_NAMED = 30_000

_PARTS = {OPENED: {"say"}, STATE_SAID: {"say", "n", *STATE}, ASK: {"say", "n", "question", "as_of"}}
_NUMBER = re.compile(r"[A-Za-z0-9.-]{1,40}")
#: Stances of which the firmness matters; of others a page can only assume that they are dropped.
_INSISTS = ("demands", "rejects")

#: Ids by the name of the table that they are in.
Selection = dict[str, tuple[str, ...]]


class MessageError(ZopaError, ValueError):
    """A page said something that it cannot say of this case."""


@dataclass(frozen=True)
class Message:
    """A message of a page that has the parts that it should have; what they say is looked at where it is needed."""

    say: str
    n: str
    parts: Mapping[str, Any]


def read(content: object) -> Message:
    """The message that a page sent.

    Raises
    ------
    MessageError
        When it is none, or has other parts than it should have.

    Examples
    --------
    >>> from zopa.queries.exploring.messages import read
    >>> read({"say": "ask", "n": "1", "question": "deals", "as_of": None}).parts["question"]
    'deals'
    """
    if not isinstance(content, Mapping) or not isinstance(content.get("say"), str) or content["say"] not in _PARTS:
        raise MessageError(f"The page sent no message that is known: {short(content)}.")
    say, number = content["say"], content.get("n", "")
    if more := sorted(map(str, set(content) - _PARTS[say])):
        raise MessageError(f"The page sent '{say}' with a part that is not known: {short(more[0])}.")
    if say != OPENED and not (isinstance(number, str) and _NUMBER.fullmatch(number)):
        raise MessageError(f"The page sent '{say}' without a number to answer it by.")
    parts = {name: part for name, part in content.items() if name not in ("say", "n")}
    if say == ASK and parts.get("question") not in QUESTIONS:
        raise MessageError(f"The page asked what it cannot ask: {short(parts.get('question'))}.")
    if say == ASK and not isinstance(parts.get("as_of"), str | None):
        raise MessageError(f"The page asked for a date that is none: {short(parts['as_of'])}.")
    return Message(say, str(number), parts)


def number_of(content: object) -> str:
    """The number to answer a message by that could not be read; empty where it has none."""
    number = content.get("n") if isinstance(content, Mapping) else None
    return number if isinstance(number, str) and _NUMBER.fullmatch(number) else ""


def steps_of(store: Store, content: object) -> dict[str, str]:
    """What is assumed, by the id of the position: the last word on each, where it is not what was coded.

    Raises
    ------
    MessageError
        When a position is not in the case, or cannot be assumed to be so.
    """
    positions = store.tables["positions"]
    stance = dict(zip(positions["id"], positions["stance"], strict=True))
    coded = dict(zip(positions["id"], positions["firmness"].fillna(""), strict=True))
    steps: dict[str, str] = {}
    for step in _listed("what_if", content):
        if not isinstance(step, list | tuple) or len(step) != 2 or not all(isinstance(word, str) for word in step):
            raise MessageError(f"The page sent a what-if that is no pair of a position and a word: {short(step)}.")
        position, word = step
        if position not in stance:
            raise MessageError(f"The page sent a what-if of a position that the case does not have: {short(position)}.")
        legal = {DROPPED, coded[position], *(LEVELS[1:] if stance[position] in _INSISTS else ())}
        if word not in legal:
            assumed = f"'{word[:60]}'" if word else "of unknown firmness"
            raise MessageError(f"The page cannot assume of the position '{position}' that it is {assumed}.")
        steps.pop(position, None)
        if word != coded[position]:
            steps[position] = word
    return steps


def nodes_of(store: Store) -> dict[str, tuple[str, str]]:
    """The table and the id of every node of a case, by its name."""
    rows = nodes(store.tables)
    return dict(zip(rows["name"], zip(rows["table"], rows["id"], strict=True), strict=True))


def selection_of(known: Mapping[str, tuple[str, str]], content: object) -> Selection:
    """What is selected, from the names of nodes: ids by table, in the order in which they were named.

    Raises
    ------
    MessageError
        When the case has no such node.
    """
    selection: dict[str, dict[str, None]] = {}
    for name in _listed("selection", content):
        if not isinstance(name, str) or name not in known:
            raise MessageError(f"The case has nothing called {short(name)} that could be selected.")
        table, row_id = known[name]
        selection.setdefault(table, {})[row_id] = None
    return {table: tuple(ids) for table, ids in selection.items()}


def names_of(selection: object) -> list[str]:
    """The names of nodes of what is selected, from ids by table.

    Raises
    ------
    MessageError
        When it is no such dict, or a table has no nodes.
    """
    kinds = {name: table.node for name, table in ontology().tables.items() if table.node}
    if not isinstance(selection, Mapping):
        raise MessageError(
            f"A selection is a dict of ids by table, such as {{'positions': ['p1']}}: {short(selection)}."
        )
    names = []
    for table, ids in selection.items():
        if table not in kinds:
            known = join(kinds, "or")
            raise MessageError(f"A selection has ids of the tables {known}, and not of {short(table)}.")
        names += [node_name(kinds[table], row_id) for row_id in ([ids] if isinstance(ids, str) else ids)]
    return names


def package(content: object) -> Mapping[str, object]:
    """A package that has the form of one; whether the case has what it names is looked at where it is read.

    Raises
    ------
    MessageError
        When it has not.
    """
    if not isinstance(content, Mapping) or not all(isinstance(name, str) for name in content):
        raise MessageError(f"A deal is a dict of settlements by issue, such as {{'seat': 'geneva'}}: {short(content)}.")
    for name, settled in content.items():
        by_region = settled if isinstance(settled, Mapping) else {"": settled}
        for region, settlement in by_region.items():
            if not isinstance(region, str) or not _is_settlement(settlement):
                raise MessageError(f"On {name!r} the deal has no settlement that can be read: {short(settled)}.")
    return content


def _is_settlement(content: object, depth: int = 0) -> bool:
    """An option or a value; on the second level also the open end of a range, in a list also another list."""
    if isinstance(content, list | tuple | set | frozenset):
        return depth < 2 and 0 < len(content) <= MAX_NAMED and all(_is_settlement(part, depth + 1) for part in content)
    if content is None:
        return depth > 0
    return isinstance(content, str | int | float | np.number) and not isinstance(content, bool)


def _listed(part: str, content: object) -> Iterator[object]:
    if not isinstance(content, list | tuple):
        raise MessageError(f"The page sent no list as '{part}': {short(content)}.")
    if len(content) > MAX_NAMED:
        raise MessageError(f"The page sent {len(content):,} things as '{part}', and at most {MAX_NAMED:,} are read.")
    yield from content


def short(content: object) -> str:
    """What was sent, as much of it as a sentence can hold."""
    text = repr(content)
    return text if len(text) <= 60 else f"{text[:57]}..."

"""The words of the field, from ``words.toml``: what columns are called, and which side a cell takes."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from ...graph.names import folded
from ..meanings import words_of

BRACKETS = re.compile(r"[(\[（［][^)\]）］]*[)\]）］]")  # noqa: RUF001
_PARTS = re.compile(r"\s*:\s+")
#: A field of a record in a record, as JSON is flattened.
_PATH = re.compile(r"(?P<of>[^\s.]{2,}(?:\.[^\s.]{2,})*)\.(?P<field>[^\s.]{2,})")
_ENDS = " \t:;?？*#%.!"  # noqa: RUF001
#: Longer cells are sentences, not words that take a side.
MAX_ANSWER = 60


@cache
def words() -> dict[str, Any]:
    """The file of words as it stands."""
    return tomllib.loads((files(__package__) / "words.toml").read_text(encoding="utf-8"))


@cache
def _columns() -> dict[str, str]:
    roles: dict[str, str] = {}
    for role, names in words()["columns"].items():
        for name in names:
            roles.setdefault(folded(name), role)
    return roles


@cache
def _answers() -> dict[str, str]:
    return {folded(word): side for side, said_so in words()["answers"].items() for word in said_so}


@cache
def part(name: str) -> frozenset[str]:
    """Parts of headers of one sort."""
    return frozenset(folded(word) for word in words()["parts"][name])


def plain(header: str) -> str:
    """A header as it is compared: small letters, blanks for underscores, without what stands in brackets.

    >>> from zopa.loaders.mapping.words import plain
    >>> plain("Country_Name (ISO)"), plain("memberState")
    ('country name', 'member state')
    """
    bare = BRACKETS.sub(" ", header)
    return folded(words_of(bare)).strip(_ENDS)


def role_of(header: str) -> str | None:
    """As what a column is read, by its header alone; None where no word of the field is in it.

    >>> from zopa.loaders.mapping.words import role_of
    >>> role_of("Country"), role_of("country_name"), role_of("date_veto"), role_of("Страна"), role_of("Nuclear weapons")
    ('party', 'party', 'start', 'party', None)
    >>> role_of("Partei: Name"), role_of("These: Nr."), role_of("Position: Position")
    ('party', 'note', 'stance')
    >>> role_of("claim.topic"), role_of("claim.position"), role_of("speaker.name"), role_of("speaker.type")
    ('issue', 'stance', 'party', 'note')
    """
    text = plain(header)
    roles = _columns()
    if text in roles:
        return roles[text]
    path = _PATH.fullmatch(header.strip())
    parts = [path["of"].rpartition(".")[2], path["field"]] if path else _PARTS.split(header.strip())
    if len(parts) == 2 and all(map(plain, parts)):
        # Of what, and what of it: the party's name, the thesis' title, the number of the thesis.
        of_what, field = parts
        says_nothing = set(plain(field).split()) <= part("empty") or plain(field) == plain(of_what)
        return role_of(of_what) if says_nothing else role_of(field) or ("note" if role_of(of_what) else None)
    tokens = text.split()
    while len(tokens) > 1 and tokens[-1] in part("empty"):
        tokens.pop()
    if not 1 <= len(tokens) <= 4:
        return None
    if " ".join(tokens) in roles:
        return roles[" ".join(tokens)]
    if len(tokens) > 1 and tokens[-1] in part("veto") | part("empty") and tokens[0] in roles:
        return roles[tokens[0]]
    # The last words say what it is, and the words before which: the date of the vote, the statement's text.
    for start in range(1, len(tokens)):
        role = roles.get(" ".join(tokens[start:]))
        if role is not None and role != "issue":
            return role
    return None


@lru_cache(maxsize=4096)
def answer(cell: str) -> str | None:
    """Which side a cell takes: yes, accepts, no, abstains, mixed, no answer or conditional; None for other texts.

    >>> from zopa.loaders.mapping.words import answer
    >>> [answer(cell) for cell in ("For", "ENTHALTUNG", "против", "Geneva")]
    ['yes', 'abstains', 'no', None]
    """
    if len(cell) > MAX_ANSWER:
        return None
    known = _answers()
    text = folded(cell)
    return known.get(text) or known.get(text.strip(" .!*'()[]")) or None


def tells_nothing(label: str) -> bool:
    """Whether the label of a code says that nothing is known.

    >>> from zopa.loaders.mapping.words import tells_nothing
    >>> tells_nothing("No data"), tells_nothing("Plan not submitted"), tells_nothing("No plan")
    (True, True, False)
    """
    text = BRACKETS.sub(" ", folded(label))
    return answer(text) == "no answer" or any(
        phrase in text for phrase in ("not submitted", "no data", "not yet included", "don't know", "no answer")
    )


@cache
def grades() -> tuple[dict[str, int], ...]:
    """Words in an order, each with its rank."""
    return tuple({folded(word): rank for rank, word in enumerate(order)} for order in words()["grades"]["orders"])


def graded(cells: list[str]) -> list[str] | None:
    """Cells in the order of a known scale of words; None where they are of none, or only take sides.

    >>> from zopa.loaders.mapping.words import graded
    >>> graded(["Agree", "Strongly agree", "Disagree"])
    ['Disagree', 'Agree', 'Strongly agree']
    """
    forms = {cell: folded(cell) for cell in cells}
    if all(answer(cell) for cell in cells):
        return None
    for order in grades():
        if len(set(forms.values())) > 1 and set(forms.values()) <= set(order):
            return sorted(cells, key=lambda cell: order[forms[cell]])
    return None

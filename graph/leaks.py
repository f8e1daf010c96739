"""Which texts give away what a level of redaction leaves out: quotes, sources, or who the parties are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from .edges import listed
from .ontology import REDACTIONS, Redaction
from .provenance import coders_of
from .repeats import repeats_of
from .spellings import has_case, plain, words_of
from .traces import names_of, traces_of

if TYPE_CHECKING:
    from .store import Store

#: A label that repeats so many letters of a quote, blanks left out, is a quote; other texts are with fewer.
_LABEL_RUN = 40
#: A name with so many letters is nothing else, wherever it stands; and so is a place in a source, such as a heading.
_LONG = 12
_ADDRESS = re.compile(
    r"(?i)\bhttps?:|\bwww\.|\bdoi\b|\b10\.\d{4,}/|[\w.+-]@[\w-]+\.\w|\b[\w-]+\.(?:com|org|net|gov|edu|int|info|io)\b"
)

Withheld = Callable[[str], bool]


class Leaks(NamedTuple):
    """Whether a text, and whether a label, gives away what is left out."""

    of_text: Withheld
    of_label: Withheld

    def __or__(self, other: Leaks) -> Leaks:
        return Leaks(_either(self.of_text, other.of_text), _either(self.of_label, other.of_label))


def leaks(store: Store, level: Redaction) -> Leaks:
    """What gives away what a level of redaction leaves out.

    >>> import zopa
    >>> from zopa.graph.leaks import leaks
    >>> gives_away = leaks(zopa.load("ukraine-2025"), "names").of_label
    >>> gives_away("The plan of Kyiv"), gives_away("Ceasefire")
    (True, False)
    """
    store = store.cut_from or store
    found = Leaks(lambda text: False, lambda text: False)
    if level != "none":
        found |= _of_quotes(store)
    if REDACTIONS.index(level) >= REDACTIONS.index("sources"):
        found |= _of_sources(store)
    if level == "names":
        found |= _of_names(store)
    return found


def _either(first: Withheld, second: Withheld) -> Withheld:
    return lambda text: first(text) or second(text)


def _of_quotes(store: Store) -> Leaks:
    """Texts that repeat a part of a quote or a paraphrase."""
    evidence, positions = store.tables["evidence"], store.tables["positions"]
    cells = (evidence["quote"], evidence["paraphrase"], positions["quote"])
    quotes = [str(words) for column in cells for words in column.dropna()]
    long = [words for words in quotes if len(words) >= _LABEL_RUN]
    return Leaks(repeats_of(quotes), repeats_of(long, run=_LABEL_RUN))


def _of_sources(store: Store) -> Leaks:
    """Texts with an address in them, and those that name a source, a publisher, a speaker or a coder."""
    sources, evidence = store.tables["sources"], store.tables["evidence"]
    coders = [*coders_of(store.meta), *evidence["coder"].dropna().unique()]
    parties = {plain(name) for name in (*names_of(store.tables["parties"]), *store.tables["parties"]["id"])}
    said_by = (
        name for table, column in ((sources, "publisher"), (evidence, "speaker")) for name in table[column].dropna()
    )
    names = [*sources["title"].dropna(), *coders, *(name for name in said_by if plain(name) not in parties)]
    is_named = _named_by(names)
    is_placed = _named_by([place for place in evidence["locator"].dropna().unique() if len(place) >= _LONG])
    return Leaks(
        lambda text: bool(_ADDRESS.search(text)) or is_named(text) or is_placed(text),
        lambda text: bool(_ADDRESS.search(text)) or is_named(text),
    )


def _named_by(names: Iterable[str]) -> Withheld:
    """Whether a text has one of some names in it, or a part of a long one; a short one only as words of their own."""
    names = dict.fromkeys(names)
    is_repeated = repeats_of([name for name in names if len(name) >= _LONG or not has_case(name)])
    short = {f" {_as_words(name)} " for name in names if len(name) < _LONG} - {"  "}
    return lambda text: is_repeated(text) or any(name in f" {_as_words(text)} " for name in short)


def _as_words(text: str) -> str:
    return " ".join(words_of(plain(text)))


def _of_names(store: Store) -> Leaks:
    """Texts with a trace of a party, of who spoke or coded, or with the name of a publisher."""
    evidence, sources = store.tables["evidence"], store.tables["sources"]
    cells = [*evidence["speaker"].dropna(), *evidence["coder"].dropna(), *coders_of(store.meta)]
    is_trace = traces_of(store.tables["parties"], dict.fromkeys(name for cell in cells for name in listed(cell)))
    is_publisher = _named_by(sources["publisher"].dropna())
    return Leaks(_either(is_trace, is_publisher), _either(is_trace, is_publisher))

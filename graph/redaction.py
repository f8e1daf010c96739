"""A case without what may not be passed on: its quotes, its sources, or who its parties are."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from .columns import OTHER
from .edges import listed, row_ids
from .ontology import LIST_SEPARATOR, OPTION_SEPARATOR, Column, Table, ontology
from .provenance import coders_of
from .repeats import repeats_of
from .traces import SHORT, traces_of
from .what_if import without_names

if TYPE_CHECKING:
    from .store import Store

#: How much is left out, each level with what the ones before leave out.
LEVELS = ("none", "quotes", "sources", "names")

_QUOTES = ("quote", "paraphrase")
_SOURCES = ("note", "source", "locator", "speaker", "coder", "url", "feed", "licence", "publisher")
#: The texts that say what a row is. They stay where they give nothing away, and else another name stands in their place.
_LABELS = ("name", "title", "question")
#: Short texts beside a number, which stay or are left out.
_UNITS = ("unit", "per")
#: The issue of which an issue is an option.
_WHOLE = "whole"
#: A label that repeats so many letters of a quote, blanks left out, is a quote; other texts are with fewer.
_LABEL_RUN = 40
#: A name of a source or a place in it with so many letters is nothing else.
_LONG_NAME = 12
_ADDRESS = re.compile(
    r"(?i)\bhttps?:|\bwww\.|\bdoi\b|\b10\.\d{4,}/|[\w.+-]@[\w-]+\.\w|\b[\w-]+\.(?:com|org|net|gov|edu|int|info|io)\b"
)

_NEUTRAL = re.compile(r"Party [A-Z]+|[A-Z][a-z]+ \d+(, option \d+)?")

Withheld = Callable[[str], bool]


def redacted(store: Store, level: str) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """The tables of a case and what it says of itself, without what a level leaves out.

    Nothing is cut out of a text: a text that gives something away is left out whole, and a label is replaced whole by a
    neutral one (``Issue 3, option 2``). So no text says what nobody coded.

    Parameters
    ----------
    store : Store
    level : str
        ``none``; ``quotes``: without quotes and paraphrases, the texts that repeat a part of one, and columns that zopa
        does not know; ``sources``: also without sources, locators, speakers, coders, notes, web addresses, the texts that
        name one of these, and the ids of evidence; ``names``: also every party is a letter, every id a number, no text is
        left but labels and units, and of these only the ones without a trace of a party
        (:func:`zopa.graph.traces.traces_of`).

    Returns
    -------
    tables : dict of DataFrame
    meta : dict

    Raises
    ------
    ValueError
        When there is no such level.

    Examples
    --------
    >>> import zopa
    >>> from zopa.graph.redaction import redacted
    >>> tables, meta = redacted(zopa.load("ukraine-2025"), "names")
    >>> tables["parties"]["name"].tolist()[:2], tables["issues"]["name"].tolist()[2:4], meta["title"]
    (['Party A', 'Party B'], ['Issue 3', 'Ceasefire'], 'A case without names')
    """
    if level not in LEVELS:
        raise ValueError(_no_such(level))
    depth = LEVELS.index(level)
    if not depth:
        return dict(store.tables.items()), store.meta
    model = ontology()
    tables = {name: store.tables[name][list(table.columns)].copy() for name, table in model.tables.items()}
    meta: dict[str, Any] = {
        name: store.meta[name]
        for name in ("id", "title", "as_of", "licence", "coders", "description")
        if name in store.meta
    }
    what_if = without_names(store.meta)
    is_withheld, is_withheld_label = _gives_quotes_away(store.tables["evidence"])
    if "description" in meta and is_withheld(str(meta["description"])):
        del meta["description"]
    for name, table in model.tables.items():
        # Words about a piece of evidence give it away as well.
        gone = {*_QUOTES, *(["note"] if name == "evidence" else [])} | set(_SOURCES if depth > 1 else ())
        for column in gone & set(table.columns):
            tables[name][column] = _empty(tables[name])
    if depth > 1:
        tables["sources"] = tables["sources"].iloc[:0]
        meta = {name: meta[name] for name in ("id", "title", "as_of") if name in meta}
        of_sources, of_sources_in_labels = _gives_sources_away(store)
        is_withheld = _either(is_withheld, of_sources)
        is_withheld_label = _either(is_withheld_label, of_sources_in_labels)
        tables = _renumbered(tables, ("Evidence",))
    if depth > 2:
        is_withheld_label = _either(is_withheld_label, traces_of(store.tables["parties"]))
        meta = {"id": "case", "title": "A case without names"} | ({"as_of": meta["as_of"]} if "as_of" in meta else {})
    tables = {
        name: _without(table, tables[name], is_withheld, is_withheld_label, depth)
        for name, table in model.tables.items()
    }
    if depth > 2:
        tables = _renumbered(tables, tuple(kind for kind in model.nodes if kind != "Evidence"))
    return tables, {**meta, **what_if}


def texts_that_stay(tables: Mapping[str, pd.DataFrame], meta: Mapping[str, Any]) -> list[str]:
    """Every text that somebody wrote and that stays in a redacted case, each once, for a person to read.

    >>> import zopa
    >>> from zopa.graph.redaction import redacted, texts_that_stay
    >>> texts_that_stay(*redacted(zopa.load("river-basin"), "names"))[:3]
    ['A case without names', 'Filling of the dam', 'Sharing of river data']
    """
    texts = [str(meta[name]) for name in ("title", "description", "licence") if meta.get(name)]
    texts += coders_of(meta)
    for name, table in ontology().tables.items():
        for column in table.columns.values():
            if column.type in ("text", "url"):
                texts += tables[name][column.name].dropna().tolist()
    return [text for text in dict.fromkeys(texts) if not _NEUTRAL.fullmatch(text)]


def _gives_quotes_away(evidence: pd.DataFrame) -> tuple[Withheld, Withheld]:
    """Whether a text, and whether a label, repeats a part of a quote or a paraphrase."""
    quotes = [str(words) for column in _QUOTES for words in evidence[column].dropna()]
    return repeats_of(quotes), repeats_of([words for words in quotes if len(words) >= _LABEL_RUN], run=_LABEL_RUN)


def _gives_sources_away(store: Store) -> tuple[Withheld, Withheld]:
    """Whether a text, and whether a label, has an address in it, or names a source, a publisher, a speaker or a coder."""
    sources, evidence = store.tables["sources"], store.tables["evidence"]
    coders = [*coders_of(store.meta), *evidence["coder"].dropna().unique()]
    parties = set(store.tables["parties"]["name"])
    said_by = (
        name for table, column in ((sources, "publisher"), (evidence, "speaker")) for name in table[column].dropna()
    )
    names = [*sources["title"].dropna(), *dict.fromkeys(name for name in said_by if name not in parties)]
    places = [place for place in evidence["locator"].dropna().unique() if len(place) >= _LONG_NAME]
    everywhere = repeats_of([name for name in (*names, *places, *coders) if len(name) > SHORT])
    in_labels = repeats_of(
        [name for name in (*names, *coders) if len(name) >= _LONG_NAME or (name in coders and len(name) > SHORT)]
    )
    return (
        lambda text: bool(_ADDRESS.search(text)) or everywhere(text),
        lambda text: bool(_ADDRESS.search(text)) or in_labels(text),
    )


def _either(first: Withheld, second: Withheld) -> Withheld:
    return lambda text: first(text) or second(text)


def _without(
    table: Table, frame: pd.DataFrame, is_withheld: Withheld, is_withheld_label: Withheld, depth: int
) -> pd.DataFrame:
    """The rows of a table without the texts that give something away, and with other names where labels do."""
    frame = frame.copy()
    label = next((column for column in _LABELS if column in frame), None) if table.node is not None else None
    for column in table.columns.values():
        if column.type not in ("text", "url") or column.name == label:
            continue
        if depth == LEVELS.index("names") and column.name == _WHOLE:
            # Which issues are options of one issue says nothing of anybody, and tells how much each weighs.
            frame[column.name] = frame[column.name].map(_numbered(frame[column.name].dropna())).astype("str")
        elif depth == LEVELS.index("names") and column.name not in _UNITS:
            frame[column.name] = _empty(frame)
        else:
            is_gone = is_withheld_label if column.name in _UNITS else is_withheld
            frame[column.name] = frame[column.name].mask(_where(frame[column.name], is_gone))
    if table.name == "parties" and depth == LEVELS.index("names"):
        names = [f"Party {letters(index)}" for index in range(len(frame))]
        return frame.assign(name=pd.Series(names, index=frame.index, dtype="str"))
    if label is None or table.name in ("parties", "evidence"):
        return frame
    if depth < LEVELS.index("names"):
        gone = _where(frame[label], is_withheld_label)
    else:
        frame[label] = frame[label].fillna(frame[table.key[-1]])  # a row without a name is shown by its id
        # A question is free text, which does not stay where names do not.
        gone = frame[label].notna() if label == "question" else _where(frame[label], is_withheld_label)
    frame[label] = frame[label].mask(gone, pd.Series(_neutral_labels(table, frame), index=frame.index, dtype="str"))
    if table.name == "regions" and depth == LEVELS.index("names"):
        # A place on a map says where it is as plainly as its name does.
        for place in ("lat", "lon", "shape"):
            frame[place] = frame[place].mask(gone)
    return frame


def _numbered(words: pd.Series) -> dict[str, str]:
    return {word: f"Whole {index}" for index, word in enumerate(dict.fromkeys(words), 1)}


def _where(cells: pd.Series, is_gone: Withheld) -> pd.Series:
    return pd.Series([isinstance(cell, str) and is_gone(cell) for cell in cells], index=cells.index, dtype=bool)


def _neutral_labels(table: Table, frame: pd.DataFrame) -> list[str]:
    if table.node != "Option":
        return [f"{table.node} {index}" for index in range(1, len(frame) + 1)]
    issues = {issue: index for index, issue in enumerate(dict.fromkeys(frame["issue"]), 1)}
    nth = frame.groupby("issue").cumcount() + 1
    return [f"Issue {issues[issue]}, option {index}" for issue, index in zip(frame["issue"], nth, strict=True)]


def letters(index: int) -> str:
    """A, B .. Z, AA, AB ..

    >>> from zopa.graph.redaction import letters
    >>> letters(0), letters(27)
    ('A', 'AB')
    """
    return (letters(index // 26 - 1) if index >= 26 else "") + chr(ord("A") + index % 26)


def _no_such(level: str) -> str:
    from rapidfuzz import process

    near = process.extractOne(str(level).casefold(), LEVELS, score_cutoff=60)
    hint = f" Did you mean '{near[0]}'?" if near else ""
    return f"'{level}' is no level of redaction: {', '.join(LEVELS[:-1])} or {LEVELS[-1]}.{hint}"


def _empty(frame: pd.DataFrame) -> pd.Series:
    return pd.Series(pd.NA, index=frame.index, dtype="str")


# ------------------------------------------------------------------------------------------------ ids


def _renumbered(tables: dict[str, pd.DataFrame], kinds: tuple[str, ...]) -> dict[str, pd.DataFrame]:
    """Rows of these kinds with ids that say nothing, and every reference to them."""
    new: dict[str, dict[str, str]] = {}
    for kind, table in ((kind, ontology().table_of(kind)) for kind in kinds):
        names = row_ids(table, tables[table.name])
        if table.key == ("id",):
            new[kind] = {name: f"{kind.lower()}-{index}" for index, name in enumerate(names, 1)}
    if "Option" in kinds:
        options = tables["options"]
        nth = options.groupby("issue").cumcount() + 1
        new["Option"] = {
            f"{issue}{OPTION_SEPARATOR}{option}": f"{new['Issue'][issue]}{OPTION_SEPARATOR}option-{index}"
            for issue, option, index in zip(options["issue"], options["option"], nth, strict=True)
        }
    known = {kind: set(row_ids(table, tables[table.name])) for kind, table in _tables_of_nodes()}
    return {name: _with_new_ids(table, tables[name], new, known) for name, table in ontology().tables.items()}


def _tables_of_nodes() -> list[tuple[str, Table]]:
    return [(table.node, table) for table in ontology().tables.values() if table.node is not None]


def _with_new_ids(
    table: Table, frame: pd.DataFrame, new: dict[str, dict[str, str]], known: dict[str, set[str]]
) -> pd.DataFrame:
    renamed = frame.copy()
    for column in table.columns.values():
        if column.is_reference:
            whole = frame[column.within] if column.within else [""] * len(frame)
            cells = [
                _cell(cell, column, str(issue), new, known)
                for cell, issue in zip(frame[column.name], whole, strict=True)
            ]
            renamed[column.name] = pd.Series(cells, index=frame.index, dtype="str")
    if table.node == "Option" and "Option" in new:
        names = row_ids(table, frame).map(new["Option"])
        renamed["option"] = names.str.split(OPTION_SEPARATOR).str[-1].astype("str")
    elif table.node in new and "id" in frame:
        renamed["id"] = frame["id"].map(new[str(table.node)]).astype("str")
    elif table.node is None and len(new) > 1 and "id" in frame:
        renamed["id"] = pd.Series(
            [f"{table.name}-{n}" for n in range(1, len(frame) + 1)], index=frame.index, dtype="str"
        )
    return renamed


def _cell(cell: Any, column: Column, issue: str, new: dict[str, dict[str, str]], known: dict[str, set[str]]) -> Any:
    words = [_word(word, column, issue, new, known) for word in listed(cell)]
    remaining = [word for word in words if word]
    return LIST_SEPARATOR.join(remaining) if remaining else pd.NA


def _word(word: str, column: Column, issue: str, new: dict[str, dict[str, str]], known: dict[str, set[str]]) -> str:
    """The new id of what a word refers to: of several kinds the first one that has it; empty where it is gone."""
    name = f"{issue}{OPTION_SEPARATOR}{word}" if column.within else word
    for kind in column.of:
        if name in known[kind]:
            id = new.get(kind, {}).get(name, name)
            return id.rpartition(OPTION_SEPARATOR)[2] if column.within else id
    return word if column.within and word == OTHER else ""

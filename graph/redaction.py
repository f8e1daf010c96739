"""A case without what may not be passed on: its words, its sources, or who its parties are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from .columns import OTHER
from .edges import listed, row_ids
from .ontology import LIST_SEPARATOR, OPTION_SEPARATOR, Column, Table, ontology
from .pseudonyms import letters, without_names

if TYPE_CHECKING:
    from .store import Store

#: How much is left out, each level with what the ones before leave out.
LEVELS = ("none", "quotes", "sources", "names")

_QUOTES = ("quote", "paraphrase")
_SOURCES = ("note", "source", "locator", "coder", "url", "licence", "publisher")
#: The texts that say what a row is; with names left out, every other text is too.
_LABELS = ("name", "title", "question", "unit", "per")


def redacted(store: Store, level: str) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """The tables of a case and what it says of itself, without what a level leaves out.

    Parameters
    ----------
    store : Store
    level : str
        ``none``; ``quotes``: without quotes and paraphrases, the texts that repeat one, and columns that zopa
        does not know; ``sources``: also
        without sources, locators, coders, notes, web addresses and the ids of evidence; ``names``: also every party
        is a letter, in every name and title and in every id, and texts that are no names or titles are left out.

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
    >>> tables["parties"]["name"].tolist()[:2], meta["title"]
    (['Party A', 'Party B'], 'Party A and Party B: positions on a meeting of the presidents, 2025')
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
    for name, table in model.tables.items():
        # Words about a piece of evidence give it away as well.
        gone = {*_QUOTES, *(["note"] if name == "evidence" else [])} | set(_SOURCES if depth > 1 else ())
        for column in gone & set(table.columns):
            tables[name][column] = _empty(tables[name])
    _unquote(tables, store.tables["evidence"])
    if depth > 1:
        tables["sources"] = tables["sources"].iloc[:0]
        meta = {name: meta[name] for name in ("id", "title", "as_of") if name in meta}
        tables = _renumbered(tables, ("Evidence",))
    if depth > 2:
        hide = without_names(store.tables["parties"], _texts(store))
        tables = _renumbered(_with_letters(tables, hide), tuple(kind for kind in model.nodes if kind != "Evidence"))
        meta = {"id": "case", "title": hide(store.title)} | ({"as_of": meta["as_of"]} if "as_of" in meta else {})
    return tables, meta


def _unquote(tables: dict[str, pd.DataFrame], evidence: pd.DataFrame) -> None:
    """Leave out the texts, other than names and titles, that repeat a quote or a paraphrase."""
    said = {str(words).casefold() for column in _QUOTES for words in evidence[column].dropna()}
    for name, table in ontology().tables.items():
        for column in table.columns.values():
            if column.type == "text" and column.name not in (*_LABELS, *_QUOTES):
                cells = tables[name][column.name]
                repeats = {cell for cell in cells.dropna().unique() if any(words in cell.casefold() for words in said)}
                tables[name][column.name] = cells.mask(cells.isin(repeats))


def _texts(store: Store) -> Iterator[str]:
    """All that is written in a case or in the ontology, names of parties left out."""
    for name, table in ontology().tables.items():
        yield from (column.meaning for column in table.columns.values())
        for column in table.columns.values():
            if column.type == "text" and column.name not in (
                ("name", "aliases") if name == "parties" else ("aliases",)
            ):
                yield from store.tables[name][column.name].dropna()


def _no_such(level: str) -> str:
    from rapidfuzz import process

    near = process.extractOne(str(level).casefold(), LEVELS, score_cutoff=60)
    hint = f" Did you mean '{near[0]}'?" if near else ""
    return f"'{level}' is no level of redaction: {', '.join(LEVELS[:-1])} or {LEVELS[-1]}.{hint}"


def _empty(frame: pd.DataFrame) -> pd.Series:
    return pd.Series(pd.NA, index=frame.index, dtype="str")


def _with_letters(tables: dict[str, pd.DataFrame], hide: Callable[[str], str]) -> dict[str, pd.DataFrame]:
    """Every party a letter, every label without the names of parties, every other text gone."""
    made = {}
    for name, table in ontology().tables.items():
        frame = tables[name].copy()
        label = next((column for column in ("name", "title", "question") if column in frame), None)
        if label is not None and table.node is not None:
            frame[label] = frame[label].fillna(frame[table.key[-1]])  # what has no name is shown by its id
        for column in table.columns.values():
            if column.type == "text":
                kept = column.name in _LABELS
                hidden = frame[column.name].map(hide, na_action="ignore").astype("str")
                frame[column.name] = hidden if kept else _empty(frame)
        made[name] = frame
    made["parties"]["name"] = [f"Party {letters(number)}" for number in range(len(made["parties"]))]
    return made


# ------------------------------------------------------------------------------------------------ ids


def _renumbered(tables: dict[str, pd.DataFrame], kinds: tuple[str, ...]) -> dict[str, pd.DataFrame]:
    """Rows of these kinds with ids that say nothing, and every reference to them."""
    new: dict[str, dict[str, str]] = {}
    for kind, table in ((kind, ontology().table_of(kind)) for kind in kinds):
        names = row_ids(table, tables[table.name])
        if table.key == ("id",):
            new[kind] = {name: f"{kind.lower()}-{number}" for number, name in enumerate(names, 1)}
    if "Option" in kinds:
        options = tables["options"]
        nth = options.groupby("issue").cumcount() + 1
        new["Option"] = {
            f"{issue}{OPTION_SEPARATOR}{option}": f"{new['Issue'][issue]}{OPTION_SEPARATOR}option-{number}"
            for issue, option, number in zip(options["issue"], options["option"], nth, strict=True)
        }
    known = {kind: set(row_ids(table, tables[table.name])) for kind, table in _tables_of_nodes()}
    return {name: _with_new_ids(table, tables[name], new, known) for name, table in ontology().tables.items()}


def _tables_of_nodes() -> list[tuple[str, Table]]:
    return [(table.node, table) for table in ontology().tables.values() if table.node is not None]


def _with_new_ids(
    table: Table, frame: pd.DataFrame, new: dict[str, dict[str, str]], known: dict[str, set[str]]
) -> pd.DataFrame:
    made = frame.copy()
    for column in table.columns.values():
        if column.is_reference:
            whole = frame[column.within] if column.within else [""] * len(frame)
            cells = [
                _cell(cell, column, str(issue), new, known)
                for cell, issue in zip(frame[column.name], whole, strict=True)
            ]
            made[column.name] = pd.Series(cells, index=frame.index, dtype="str")
    if table.node == "Option" and "Option" in new:
        names = row_ids(table, frame).map(new["Option"])
        made["option"] = names.str.split(OPTION_SEPARATOR).str[-1].astype("str")
    elif table.node in new and "id" in frame:
        made["id"] = frame["id"].map(new[str(table.node)]).astype("str")
    elif table.node is None and len(new) > 1 and "id" in frame:
        made["id"] = pd.Series([f"{table.name}-{n}" for n in range(1, len(frame) + 1)], index=frame.index, dtype="str")
    return made


def _cell(cell: Any, column: Column, issue: str, new: dict[str, dict[str, str]], known: dict[str, set[str]]) -> Any:
    words = [_word(word, column, issue, new, known) for word in listed(cell)]
    there = [word for word in words if word]
    return LIST_SEPARATOR.join(there) if there else pd.NA


def _word(word: str, column: Column, issue: str, new: dict[str, dict[str, str]], known: dict[str, set[str]]) -> str:
    """The new id of what a word refers to: of several kinds the first one that has it; empty where it is gone."""
    name = f"{issue}{OPTION_SEPARATOR}{word}" if column.within else word
    for kind in column.of:
        if name in known[kind]:
            id = new.get(kind, {}).get(name, name)
            return id.rpartition(OPTION_SEPARATOR)[2] if column.within else id
    return word if column.within and word == OTHER else ""

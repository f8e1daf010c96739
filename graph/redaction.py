"""A case without what may not be passed on: its quotes, its sources, or who its parties are.

What stays is named in the ontology (``stays``), column by column: a column that is not named there is withheld. This is the
one door through which a case leaves the house: whatever is written of a redacted case, be it a page, a memo or a graph, is
made of the tables that :func:`redacted` gives, and of nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from numbers import Real
from typing import TYPE_CHECKING, Any, cast

import pandas as pd

from .columns import IN, OTHER, OUT
from .dates import period
from .edges import listed
from .leaks import Leaks, Withheld, leaks
from .names import did_you_mean
from .ontology import REDACTIONS, Column, Redaction, Table, ontology
from .provenance import coders_of
from .renumbering import renumbered
from .weighing import WEIGHT, with_weights
from .what_if import without_names

if TYPE_CHECKING:
    from .store import Store

#: How much is left out, each level with what the ones before leave out.
LEVELS = REDACTIONS
#: The texts that say what a row is. Where one gives something away, another name stands in its place.
_LABELS = ("name", "title", "question")
#: Texts that only tell which rows belong together: a number says as much.
_TIES = {("issues", "whole"): "Whole", ("issues", "stretch_of"): "Stretches"}
#: What a case may say of itself at a level.
_META = {
    "quotes": ("id", "title", "as_of", "licence", "coders", "description"),
    "sources": ("id", "title", "as_of"),
    "names": ("as_of",),
}
#: Under this key a redacted case says how much was left out of it.
REDACTED = "redacted"
_WITHOUT_NAMES = "A case without names"
_WORDS = "|".join([*ontology().nodes, *_TIES.values()])
#: Names that stand in the place of others. They say nothing of the case.
_NEUTRAL = re.compile(rf"Party [A-Z]+|(?:{_WORDS}) \d+(?:, option \d+)?|{WEIGHT} \d+")
#: The same of ids.
_NEW_ID = re.compile(
    rf"(?:{'|'.join(node.lower() for node in ontology().nodes)}|{'|'.join(ontology().tables)})-\d+|{IN}|{OUT}|{OTHER}|case"
)
#: Words that could be taken for one.
_LIKE_NEUTRAL = re.compile(rf"\bParty [A-Z]{{1,3}}\b|\b(?i:{_WORDS}|{WEIGHT}) \d+\b")


def redacted(store: Store, level: str) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """The tables of a case and what it says of itself, without what a level leaves out.

    Only columns stay that the ontology names for the level, and of these the cells that are what the column is made for:
    words of its closed list, dates, numbers, ids. Nothing is cut out of a text: a text that gives something away is left out
    whole, and a label is replaced whole by a neutral one (``Issue 3, option 2``). So no text says what nobody coded.

    Parameters
    ----------
    store : Store
    level : str
        ``none``; ``quotes``: without quotes, paraphrases, notes, summaries and remedies, columns that zopa does not know,
        and other texts that repeat a part of a quote; ``sources``: also without sources, locators, speakers, coders, the
        description of the case, the texts that name one of these or have a web address in them, and the ids of evidence;
        ``names``: also every party is a letter, every id a number, no place is on the map, and no text is left but labels
        and units without a trace of a party (:func:`zopa.graph.traces.traces_of`).

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
    chosen = _level(level)
    if chosen == "none":
        return dict(store.tables.items()), store.meta
    given_away = leaks(store, chosen)
    if chosen == "names" or any(map(given_away.of_label, _labels(store))):
        # A label that could be taken for the neutral name of another row goes as well.
        given_away |= Leaks(_is_like_neutral, _is_like_neutral)
    model = ontology()
    tables = {name: _kept(table, store.tables[name], chosen, given_away) for name, table in model.tables.items()}
    with_weights(tables, store.tables, chosen, given_away.of_label)
    return renumbered(tables, _to_renumber(store, chosen, given_away)), _meta(store, chosen, given_away)


def gives_away(store: Store, level: str, text: str) -> bool:
    """Whether a text that somebody chose for a redacted case, such as a title, gives away what the level leaves out.

    >>> import zopa
    >>> from zopa.graph.redaction import gives_away
    >>> basin = zopa.load("river-basin")
    >>> gives_away(basin, "names", "The plan of Torvia"), gives_away(basin, "quotes", "The plan of Torvia")
    (True, False)
    """
    return leaks(store, _level(level)).of_label(text)


def to_pass_on(
    case: Any, level: str, what: str, *, title: str | None, before: Callable[[Any], None] | None = None
) -> Any:
    """The case that something is made of that leaves the house, as :meth:`zopa.PositionGraph.redacted` gives it.

    Parameters
    ----------
    case : PositionGraph
    level : str
    what : str
        What is made of it, such as ``page``.
    title : str or None
        The title that somebody chose for it.
    before : callable, optional
        Called with the redacted case before anything is made of it: what it raises stops that.

    Raises
    ------
    ValueError
        When there is no such level, or the title gives away what it leaves out.

    Examples
    --------
    >>> import zopa
    >>> from zopa.graph.redaction import to_pass_on
    >>> to_pass_on(zopa.load("river-basin"), "names", "page", title="The plan of Torvia")
    Traceback (most recent call last):
    ...
    ValueError: The title 'The plan of Torvia' gives away what is left out of the page (names): use another title.
    """
    shown = case.redacted(level)
    if title and gives_away(case, level, title):
        raise ValueError(f"The title '{title}' gives away what is left out of the {what} ({level}): use another title.")
    if before is not None:
        before(shown)
    return shown


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
        texts += [column for column in tables[name].columns if column not in table.columns]
    return [text for text in dict.fromkeys(texts) if not is_neutral(text)]


def ids_that_stay(tables: Mapping[str, pd.DataFrame], meta: Mapping[str, Any]) -> list[str]:
    """Every id that somebody chose and that stays in a redacted case, each once: none where names are left out.

    >>> import zopa
    >>> from zopa.graph.redaction import ids_that_stay, redacted
    >>> basin = zopa.load("river-basin")
    >>> ids_that_stay(*redacted(basin, "names")), ids_that_stay(*redacted(basin, "sources"))[:3]
    ([], ['river-basin', 'torvia', 'medara'])
    """
    ids = [str(meta["id"])] if "id" in meta else []
    for name, table in ontology().tables.items():
        ids += tables[name][table.key[-1]].dropna().tolist()
    return [id for id in dict.fromkeys(ids) if not _NEW_ID.fullmatch(id)]


def is_neutral(text: str) -> bool:
    """Whether a text is a name or an id that stands in the place of another one.

    >>> from zopa.graph.redaction import is_neutral
    >>> is_neutral("Issue 3, option 2"), is_neutral("Resolution 2202")
    (True, False)
    """
    return bool(_NEUTRAL.fullmatch(text))


def _is_like_neutral(text: str) -> bool:
    return bool(_LIKE_NEUTRAL.search(text))


def _labels(store: Store) -> Iterator[str]:
    for name, table in ontology().tables.items():
        if (label := _label(table)) and name != "parties":
            yield from store.tables[name][label].dropna()


def _label(table: Table) -> str | None:
    """The column with the text that says what a row is; none where its other cells say it."""
    if table.node in (None, "Evidence"):
        return None
    return next((column for column in _LABELS if column in table.columns), None)


def _to_renumber(store: Store, level: Redaction, given_away: Leaks) -> list[str]:
    """The tables whose ids do not stay: by the ontology, or because one of them gives something away."""
    return [
        table.name
        for table in ontology().tables.values()
        if (id := table.columns[table.key[-1]])
        and (not id.stays_at(level) or _where(store.tables[table.name][id.name], given_away.of_label).any())
    ]


def _kept(table: Table, rows: pd.DataFrame, level: Redaction, given_away: Leaks) -> pd.DataFrame:
    """The rows of a table with the cells that stay, and with other names where labels do not."""
    frame = rows[list(table.columns)]
    if not len(frame) or not any(column.stays_at(level) for column in table.columns.values()):
        return frame.iloc[:0]
    label = _label(table)
    for column in table.columns.values():
        cells = frame[column.name]
        if (table.name, column.name) in _TIES:
            frame[column.name] = cells.map(_numbered(cells.dropna(), _TIES[table.name, column.name])).astype("str")
        elif column.name == label:
            is_gone = given_away.of_label if column.stays_at(level) else _always
            frame[label] = _named(table, frame, level, is_gone)
        elif column.type != "id" and cells.notna().any():
            frame[column.name] = cells.where(_stay(column, cells, level, given_away))
    return frame


def _always(text: str) -> bool:
    return True


def _stay(column: Column, cells: pd.Series, level: Redaction, given_away: Leaks) -> pd.Series:
    """Which cells of a column that stays hold what it is made for, and are no text that gives something away."""
    if not column.stays_at(level):
        return pd.Series(False, index=cells.index)
    if column.type in ("text", "url"):
        return ~_where(cells, given_away.of_label if column.stays == "names" else given_away.of_text)
    if column.values:
        return cells.map(lambda cell: {*listed(cell)} <= {*column.values}).astype(bool)
    if column.type == "yesno":
        return cells.isin(["yes", "no"])
    if column.type == "date":
        return cells.map(_is_date).astype(bool)
    if column.type == "number":
        return cells.map(lambda cell: isinstance(cell, Real)).astype(bool)
    return pd.Series(True, index=cells.index)


def _is_date(cell: Any) -> bool:
    try:
        return isinstance(cell, str) and bool(period(cell))
    except ValueError:
        return False


def _named(table: Table, frame: pd.DataFrame, level: Redaction, is_gone: Withheld) -> pd.Series:
    """The labels of rows: as they are, or neutral ones."""
    label = str(_label(table))
    cells = frame[label]
    if level == "names":
        if table.name == "parties":
            names = [f"Party {letters(index)}" for index in range(len(frame))]
            return pd.Series(names, index=frame.index, dtype="str")
        cells = cells.fillna(frame[table.key[-1]])  # a row without a name is shown by its id
    elif table.name == "parties":
        return cells
    neutral = pd.Series(_neutral_labels(table, frame), index=frame.index, dtype="str")
    return cells.mask(_where(cells, is_gone), neutral)


def _numbered(words: pd.Series, word: str) -> dict[str, str]:
    return {tie: f"{word} {index}" for index, tie in enumerate(dict.fromkeys(words), 1)}


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


def _meta(store: Store, level: Redaction, given_away: Leaks) -> dict[str, Any]:
    """What a case may say of itself. Of a what-if it says what kinds of changes were made."""
    meta = {name: store.meta[name] for name in _META[level] if store.meta.get(name)}
    if not _is_date(meta.get("as_of", "")):
        meta.pop("as_of", None)
    for name in ("title", "id", "licence"):
        if name in meta and given_away.of_label(str(meta[name])):
            del meta[name]
    if "description" in meta and given_away.of_text(str(meta["description"])):
        del meta["description"]
    if level == "names":
        meta["title"] = _WITHOUT_NAMES
    most = max(level, left_out_of(store.meta), key=LEVELS.index)
    return {"id": "case", **meta, REDACTED: most, **without_names(store.meta)}


def left_out_of(meta: Mapping[str, Any]) -> Redaction:
    """How much was left out of a case, by what it says of itself: ``none`` where it is whole.

    >>> import zopa
    >>> from zopa.graph.redaction import left_out_of
    >>> basin = zopa.load("river-basin")
    >>> left_out_of(basin.meta), left_out_of(basin.redacted("sources").meta)
    ('none', 'sources')
    """
    return _level(meta.get(REDACTED) or "none")


def _level(level: str) -> Redaction:
    if level in LEVELS:
        return cast("Redaction", level)
    hint = did_you_mean(str(level), LEVELS)
    raise ValueError(f"'{level}' is no level of redaction: {', '.join(LEVELS[:-1])} or {LEVELS[-1]}.{hint}")

"""A case in which something is otherwise than it was coded: a new case, checked as any case that is loaded."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from ..graph.asked import ALL, date_asked
from ..graph.dates import as_text, last_days
from ..graph.edges import listed
from ..graph.ontology import LIST_SEPARATOR, Table, ontology
from ..graph.store import DOSSIER, Store
from ..graph.what_if import ADDED, CHANGED, DROPPED, FOLLOWS, WHAT_IF
from .changes import MADE, Ledger
from .findings import ERROR, DossierError, DossierWarning, listing, nearest
from .load import QUOTED, read
from .several import OF
from .what_if_parts import cell_of, in_stretches, on_options

S = TypeVar("S", bound=Store)
Ids = str | Iterable[str]


def change(store: S, positions: Ids, cells: Mapping[str, Any]) -> S:
    """The case with other cells in some positions.

    Parameters
    ----------
    store : Store
        It stays as it is.
    positions : str or iterable of str
        Ids, also several in one text separated by ``|``.
    cells : mapping
        By the name of a column of the positions what stands in it: a text, a number, a list; None for an empty cell.

    Returns
    -------
    Store
        A case of the same kind, whose ``meta["what_if"]`` says what is otherwise than it was coded.

    Raises
    ------
    DossierError
        When a position, a column or a value is not known. Nothing is changed then.

    Examples
    --------
    >>> from zopa.loaders import load
    >>> from zopa.loaders.what_if import change
    >>> case = load({"positions": [{"id": "p", "party": "A", "issue": "seat", "option": "Geneva"}]}, quiet=True)
    >>> change(case, "p", {"firmness": "aim"}).tables["positions"]["firmness"].tolist()
    ['aim']
    """
    frame = store.tables["positions"]
    ids = _ids(store, positions)
    if not cells:
        raise DossierError('Nothing was changed, as no column was named: write firmness="aim", for instance.')
    for name in cells:
        _known_column(name, frame)
    is_meant = frame["id"].isin(ids)
    for name, cell in cells.items():
        column = frame[name].astype(object)
        column[is_meant] = cell_of(cell)
        frame[name] = column
    return _made(store, {**store.tables, "positions": frame}, CHANGED, cells)


def drop(store: S, positions: Ids) -> S:
    """The case without some positions, and without what is said of them; what they replaced still ends when it did.

    Parameters and errors are those of :func:`change`.

    Examples
    --------
    >>> from zopa.loaders import load
    >>> from zopa.loaders.what_if import drop
    >>> rows = [{"id": name, "party": name, "issue": "seat", "option": "Geneva"} for name in "pq"]
    >>> case = load({"positions": rows}, quiet=True)
    >>> drop(case, "p").tables["positions"]["id"].tolist()
    ['q']
    """
    gone, tables = set(_ids(store, positions)), dict(store.tables.items())
    frame = tables["positions"]
    if gone == set(frame["id"]):
        raise DossierError("Nothing was changed: a case without any position has nothing to ask.")
    columns = store.columns
    is_gone = frame["id"].isin(gone)
    replaced = {word for cell in frame.loc[is_gone, "replaces"] for word in listed(cell)} - gone
    is_replaced = frame["id"].isin(replaced).to_numpy() & (last_days(frame["end"]) != columns.end)
    frame.loc[is_replaced, "end"] = [as_text(int(day)) or None for day in columns.end[is_replaced]]
    tables["positions"] = frame[~is_gone].reset_index(drop=True)
    follows = []
    for name, table in ontology().tables.items():
        tables[name], count = _without(table, tables[name], gone)
        if count:
            why = f"{count:,} {'row' if count == 1 else 'rows'} of the table '{name}' that named what is left out "
            follows.append(
                {"change": FOLLOWS, "column": name, "why": f"{why}{'is' if count == 1 else 'are'} left out."}
            )
    return _made(store, tables, DROPPED, follows=follows)


def add(store: S, cells: Mapping[str, Any]) -> S:
    """The case with one more position.

    On an issue of which the options can be combined it becomes one position for each option that is named, and on one whose
    options come and go one for each stretch of days in which it holds and names what is on the table, as it does when a case
    is read. Other parameters and errors are those of :func:`change`.

    Examples
    --------
    >>> from zopa.loaders import load
    >>> from zopa.loaders.what_if import add
    >>> case = load({"positions": [{"id": "p", "party": "A", "issue": "seat", "option": "Geneva"}]}, quiet=True)
    >>> more = add(case, {"party": "A", "issue": "seat", "stance": "accepts", "option": "Geneva"})
    >>> more.tables["positions"]["id"].tolist()
    ['p', 'what-if-1']
    """
    frame = store.tables["positions"]
    for name in cells:
        if name != "id":
            _known_column(name, frame)
    if missing := [name for name in ("party", "issue", "stance") if not cells.get(name)]:
        raise DossierError(f"Nothing was added: a position needs {listing(map(repr, missing), 'and')}.")
    rows = [
        {name: cell_of(cell) for name, cell in row.items()}
        for row_on_option in on_options(store, dict(cells))
        for row in in_stretches(store, row_on_option)
    ]
    used = set(frame["id"])
    if cells.get("id") in used:
        raise DossierError(
            f"Nothing was added: there is a position '{cells['id']}' already. Change it, or name another id."
        )
    for row in rows:
        if not row.get("id"):
            row["id"] = next(id for n in range(1, len(used) + 2) if (id := f"what-if-{n}") not in used)
        used.add(row["id"])
    added = pd.DataFrame(rows, columns=frame.columns, dtype=object)
    together = pd.concat([frame.astype(object), added], ignore_index=True)
    changed = _made(store, {**store.tables, "positions": together}, ADDED)
    if not {row["id"] for row in rows} <= set(changed.tables["positions"]["id"]):
        raise DossierError("Nothing was added: the party holds a position that says the same already.")
    return changed


# ------------------------------------------------------------------------------------------------ what is named


def _ids(store: Store, positions: Ids) -> list[str]:
    """Ids of the positions that are named; one that was taken apart stands for all of its parts."""
    frame, issues = store.tables["positions"], store.tables["issues"]
    is_part = issues["whole"].notna() | issues["stretch_of"].notna()
    parts = frame["issue"].isin(issues.loc[is_part, "id"]) & frame["id"].str.contains(OF, regex=False)
    part_of: dict[str, list[str]] = {}
    for id in frame.loc[parts, "id"]:
        part_of.setdefault(id.partition(OF)[0], []).append(id)
    known = set(frame["id"])
    named = [positions] if isinstance(positions, str) else [str(name) for name in positions]
    ids: list[str] = []
    for name in [part.strip() for text in named for part in text.split(LIST_SEPARATOR)]:
        if name not in known and name not in part_of:
            near = nearest([name], [*known, *part_of]).get(name)
            hint = f" Did you mean '{near}'?" if near else ""
            raise DossierError(f"Nothing was changed: the case has no position '{name}'.{hint}")
        ids += [name] if name in known else part_of[name]
    if not ids:
        raise DossierError("Nothing was changed, as no position was named: give the id of one, or several.")
    return list(dict.fromkeys(ids))


def _known_column(name: str, frame: pd.DataFrame) -> None:
    legal = [column for column in frame.columns if column not in ("id", *MADE)]
    if name in legal:
        return
    if name in MADE:
        raise DossierError(f"Nothing was changed: '{name}' is not coded, it is made when a case is read.")
    if name == "id":
        raise DossierError("Nothing was changed: the id of a position stays. Drop the position and add another.")
    near = nearest([name], legal).get(name)
    hint = f"Did you mean '{near}'?" if near else f"They have {listing(legal, 'and')}."
    raise DossierError(f"Nothing was changed: positions have no column '{name}'. {hint}")


def _without(table: Table, frame: pd.DataFrame, gone: set[str]) -> tuple[pd.DataFrame, int]:
    """A table without what it says of positions that are gone, and how many of its rows fell away."""
    stays = np.ones(len(frame), dtype=bool)
    for column in table.columns.values():
        if "Position" not in column.of:
            continue
        words = [listed(cell) for cell in frame[column.name]]
        staying = [[word for word in cell if word not in gone] for cell in words]
        if column.is_list:
            cells = [LIST_SEPARATOR.join(cell) or None for cell in staying]
            frame = frame.assign(**{column.name: pd.Series(cells, index=frame.index, dtype="str")})
        whole = column.is_list and not column.required
        keeps = [whole or not cell or bool(kept_words) for cell, kept_words in zip(words, staying, strict=True)]
        stays &= np.array(keeps, dtype=bool)
    return frame[stays].reset_index(drop=True), int((~stays).sum())


# ------------------------------------------------------------------------------------------------ the new case


def _made(
    store: S, tables: Mapping[str, Any], kind: str, asked: Iterable[str] = (), follows: Iterable[dict[str, str]] = ()
) -> S:
    """The changed tables as a case that says what was changed in it."""
    meta = dict(store.meta)
    date = date_asked(store, None).text
    if store.as_of is None and date != ALL:
        # A position that is added or left out would move the date that is asked about where none is named.
        meta["as_of"] = date
    reading = read({**tables, DOSSIER: meta})
    if reading.errors:
        errors = reading.findings[reading.findings["level"] == ERROR]
        more = f" ... and {len(errors) - QUOTED:,} more." if len(errors) > QUOTED else ""
        raise DossierError(f"Nothing was changed: {' '.join(errors['message'].head(QUOTED))}{more}", reading.findings)
    ledger = Ledger(store, reading.tables, kind, set(asked))
    changes = ledger.changes(follows)
    meta = {name: said for name, said in reading.meta.items() if name != WHAT_IF}
    if changes:
        meta[WHAT_IF] = changes
    changed = type(store)(reading.tables, meta, _findings(store, reading.findings))
    changed.feeds_looked_at = store.feeds_looked_at
    changed.understood, changed.set_aside = store.understood, store.set_aside
    return changed


def _findings(store: Store, findings: pd.DataFrame) -> pd.DataFrame:
    """What was odd about the case before, and what is odd since it was changed, of which is warned."""
    before = read({**store.tables}).findings if store.findings is None else store.findings
    new = findings[~findings["message"].isin(before["message"])]
    if len(new):
        told = " ".join(new["message"].drop_duplicates().head(QUOTED))
        warnings.warn(f"Since the change: {told}", DossierWarning, stacklevel=5)
    return pd.concat([before, new], ignore_index=True)

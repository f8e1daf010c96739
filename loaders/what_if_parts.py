"""A position that is added to a case, as the positions that it becomes on an issue that was taken apart."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ..graph.columns import IN, OTHER
from ..graph.dates import ALWAYS, FOREVER, period
from ..graph.edges import listed
from ..graph.names import folded
from ..graph.ontology import LIST_SEPARATOR
from ..graph.store import Store
from .findings import DossierError, listing, nearest
from .several import OF
from .stretches import dates_of_stretch


def cell_of(value: Any) -> Any:
    """A cell as a table has it: several words in one text, None where it is empty."""
    if isinstance(value, (list, tuple, set, frozenset)):
        words = sorted(value) if isinstance(value, (set, frozenset)) else value
        return LIST_SEPARATOR.join(str(word) for word in words) or None
    return None if value is None or value == "" or value is pd.NA else value


def on_options(store: Store, cells: dict[str, Any]) -> list[dict[str, Any]]:
    """The positions that one on an issue that was taken apart stands for; else itself."""
    issues, options = store.tables["issues"], store.tables["options"]
    parts = issues.loc[issues["whole"].notna() & (issues["whole"] == cells["issue"]), "id"].tolist()
    if not parts or cells["issue"] in set(issues["id"]):
        return [cells]
    inside = options[options["issue"].isin(parts) & (options["option"] == IN)]
    part_of = {folded(name): part for part, name in zip(inside["issue"], inside["name"], strict=True)}
    part_of |= {folded(part.partition(OF)[2]): part for part in parts}
    named = listed(cell_of(cells.get("option")) or "")
    for word in named:
        if folded(word) not in part_of:
            raise _no_option(cells["issue"], word, [part.partition(OF)[2] for part in parts])
    chosen = [part_of[folded(word)] for word in named] or parts
    stem = cells.get("id")
    return [
        {
            **cells,
            "id": f"{stem}{OF}{part.partition(OF)[2]}" if stem and len(chosen) > 1 else stem,
            "issue": part,
            "option": IN if named else None,
        }
        for part in dict.fromkeys(chosen)
    ]


def in_stretches(store: Store, cells: dict[str, Any]) -> list[dict[str, Any]]:
    """The positions that one on an issue whose options come and go stands for, one a stretch of days; else itself.

    Raises
    ------
    DossierError
        When the issue has no such option, or none that it names is on the table while the position holds.
    """
    issues, options = store.tables["issues"], store.tables["options"]
    stretches = issues[issues["stretch_of"] == cells["issue"]]
    if not len(stretches) or cells["issue"] in set(issues["id"]):
        return [cells]
    tabled = {id: options.loc[options["issue"] == id, "option"].tolist() for id in stretches["id"]}
    named = listed(cell_of(cells.get("option")) or "")
    _check_known(cells["issue"], named, [option for listed_then in tabled.values() for option in listed_then])
    start, end = str(cells.get("start") or ""), str(cells.get("end") or "")
    first, last = _first(start), _last(end)
    rows: list[dict[str, Any]] = []
    for id in stretches["id"]:
        opens, closes = dates_of_stretch(id)
        kept = [option for option in named if option in (*tabled[id], OTHER)]
        if first > _last(closes) or last < _first(opens) or (named and not kept):
            continue
        days = {"start": opens if _first(opens) > first else start, "end": closes if _last(closes) < last else end}
        rows.append({**cells, **days, "issue": id, "option": kept})
    if not rows:
        raise DossierError(
            f"Nothing was added: {listing(map(repr, named), 'and')} is not on the table on a day on which the position "
            f"holds. {_when(tabled)}"
        )
    if (stem := cells.get("id")) and len(rows) > 1:
        rows = [row | {"id": f"{stem}{OF}{row['issue'].rpartition(OF)[2]}"} for row in rows]
    return rows


def _check_known(issue: str, named: list[str], known: list[str]) -> None:
    for word in named:
        if word not in (*known, OTHER):
            raise _no_option(issue, word, known)


def _no_option(issue: str, word: str, known: list[str]) -> DossierError:
    near = nearest([word], known).get(word)
    hint = f"Did you mean '{near}'?" if near else f"It has {listing(dict.fromkeys(known), 'and')}."
    return DossierError(f"Nothing was added: the issue '{issue}' has no option '{word}'. {hint}")


def _when(tabled: dict[str, list[str]]) -> str:
    """What is on the table in each stretch of days."""
    spans = (
        f"{issue.rpartition(OF)[2].replace('-to-', ' to ').replace('from-', 'from ').replace('until-', 'until ')}: "
        f"{listing(options, 'and')}"
        for issue, options in tabled.items()
    )
    return f"On the table are, {'; '.join(spans)}."


def _first(date: str) -> int:
    return _day(date, 0) if date else ALWAYS


def _last(date: str) -> int:
    return _day(date, 1) if date else FOREVER


def _day(date: str, end: int) -> int:
    try:
        return period(date)[end]
    except ValueError as error:
        raise DossierError(f"Nothing was added: {error}.") from None

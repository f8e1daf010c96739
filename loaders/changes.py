"""What was changed in a what-if, counted from what was coded: one entry a position and column, none for what is back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from ..graph.edges import label_by_id, position_labels
from ..graph.what_if import ADDED, CHANGED, DROPPED, FOLLOWS, UNITED, changes_of

if TYPE_CHECKING:
    import pandas as pd

    from ..graph.store import Store

#: Columns that are made when a case is read, and columns that tell on what a position rests rather than what it says.
MADE = ("contested", "support")
RESTS_ON = ("evidence", "source", "quote")

Entry = dict[str, str]


class Ledger:
    """The changes of a case and those that were made in it before.

    Parameters
    ----------
    store : Store
        The case before the change; it may be a what-if itself.
    tables : mapping of DataFrame
        After it.
    kind : str
        What was done: ``changed``, ``added`` or ``dropped``.
    asked : set of str
        The columns that were named.
    """

    def __init__(self, store: Store, tables: Mapping[str, pd.DataFrame], kind: str, asked: set[str]) -> None:
        self._before, self._after = (frames["positions"].set_index("id") for frames in (store.tables, tables))
        self._said, self._says = (
            dict(zip(frames["positions"]["id"], position_labels(frames), strict=True))
            for frames in (store.tables, tables)
        )
        self._issues = label_by_id(tables["issues"])
        self._kind, self._asked = kind, asked
        earlier = changes_of(store.meta)
        self._entries = {(entry.get("position", ""), entry.get("column", "")): entry for entry in earlier}
        #: Of positions that were changed before, as they were coded; and those that were not coded.
        self._coded = {entry["position"]: entry for entry in earlier if entry["change"] not in (ADDED, FOLLOWS)}
        self._was_added = {entry["position"] for entry in earlier if entry["change"] == ADDED}

    def changes(self, follows: Iterable[Entry]) -> list[Entry]:
        """All of them, those that were made first before the others; ``follows`` are changes in other tables."""
        for id in self._before.index.difference(self._after.index, sort=False):
            self._leave_out(id)
        for id in self._after.index.intersection(self._before.index, sort=False):
            if id not in self._was_added:
                self._compare(id)
        for id in self._after.index:
            if id in self._was_added or id not in self._before.index:
                self._add(id)
        entries = list(self._entries.values())
        return [*entries, *(entry for entry in follows if entry not in entries)]

    def _leave_out(self, id: str) -> None:
        for key in [key for key in self._entries if key[0] == id]:
            del self._entries[key]
        if id in self._was_added:
            return
        if self._kind == DROPPED:
            self._enter(DROPPED, id, "is left out.")
        else:
            self._enter(UNITED, id, "says the same as another position now, and the two are read as one.")

    def _compare(self, id: str) -> None:
        for name in self._after.columns:
            if name in MADE or (name in RESTS_ON and name not in self._asked):
                continue
            was, now = (_text(frame.at[id, name]) if name in frame else "" for frame in (self._before, self._after))
            if was == now:
                continue
            coded = self._entries.get((id, name), {}).get("coded", was)
            if coded == now:
                del self._entries[id, name]
            elif self._kind == CHANGED:
                self._enter(CHANGED, id, _cell_words(name, coded, now), column=name, coded=coded, what_if=now)
            else:
                why = f"still ends on {now}, although what replaced it is left out."
                if name != "end":
                    why = "replaces less, as a position that it replaced is left out."
                self._enter(FOLLOWS, id, why, column=name, coded=coded, what_if=now)

    def _add(self, id: str) -> None:
        firmness = _text(self._after.at[id, "firmness"])
        self._entries[id, ""] = {
            **self._about(id, self._after),
            "change": ADDED,
            "says": self._says[id],
            "what_if": self._says[id],
            "why": f"{self._subject(id, self._says[id])}{f' ({firmness})' if firmness else ''} is added.",
        }

    def _enter(self, kind: str, id: str, why: str, **cells: str) -> None:
        before = self._coded.get(id, {})
        says = before.get("says") or self._said[id]
        self._entries[id, cells.get("column", "")] = {
            **self._about(id, self._before),
            "change": kind,
            "says": says,
            **cells,
            "firmness": before.get("firmness", "") if before else _text(self._before.at[id, "firmness"]),
            "why": f"{self._subject(id, says)} {why}",
        }

    def _about(self, id: str, frame: pd.DataFrame) -> Entry:
        return {"position": id, "party": str(frame.at[id, "party"]), "issue": str(frame.at[id, "issue"])}

    def _subject(self, id: str, says: str) -> str:
        frame = self._before if id in self._before.index else self._after
        issue = str(frame.at[id, "issue"])
        return f"'{says}' on {self._issues.get(issue, issue)}"


def _text(cell: Any) -> str:
    if isinstance(cell, str):
        return cell
    return "" if cell is None or np.isnan(cell) else f"{cell:.15g}"


def _cell_words(name: str, coded: str, now: str) -> str:
    if not coded:
        return f"has the {name} '{now}', where none was coded."
    return f"has the {name} '{now}' in place of '{coded}'." if now else f"has no {name}, where '{coded}' was coded."

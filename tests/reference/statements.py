"""Statements read as positions once more: statement by statement, pair by pair, with no thought of speed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from .rule import LAST, Reference, divided, first_day, last_day

CONTENT = ("party", "issue", "stance", "option", "low", "ideal", "high", "firmness", "regions")
Row = dict[str, Any]


def content(row: Row) -> tuple[Any, ...]:
    """What two rows must say alike to be one position."""
    sets = {name: frozenset((row.get(name) or "").split("|")) for name in ("option", "regions")}
    return (*(sets.get(name, row.get(name)) for name in CONTENT), row.get("once"))


def derived(dossier: dict[str, list[Row]], statements: list[Row], latest: bool) -> set[tuple[Any, ...]]:
    """The positions that statements, and positions coded beside them, come to.

    Each with its content, the days on which it begins and ends (None without bound), its support and the statements that
    are evidence of it.
    """
    coded: list[Row] = [
        {"row": row, "begin": day(row.get("start"), 0), "end": None, "said": []} for row in dossier["positions"]
    ]
    for position in coded:
        position["end"] = last_day(position["row"]["end"]) if position["row"].get("end") else None
    made: list[Row] = []
    undated: list[Row] = []
    for statement in sorted(statements, key=lambda row: (day(begins(row), 0) or dt.date.min, row["id"])):
        for position in coded:
            if joins(statement, position):
                position["said"].append(statement["id"])
                break
        else:
            end = ends(dossier, statement, statements, latest)
            if begins(statement) is None and end is None:
                undated.append(statement)
                continue
            group = statement["start"], end
            for position in made:
                if content(statement) == content(position["row"]) and group == position["group"]:
                    position["said"].append(statement["id"])
                    break
            else:
                begin = day(begins(statement), 0)
                made.append({"row": statement, "group": group, "begin": begin, "end": end, "said": [statement["id"]]})
    for statement in undated:
        same = [p for p in made if content(p["row"]) == content(statement) and not p["row"]["end"]]
        if same:
            min(same, key=lambda position: position["begin"] or dt.date.min)["said"].append(statement["id"])
        else:
            made.append({"row": statement, "begin": None, "end": None, "said": [statement["id"]]})
    together: dict[tuple[Any, ...], set[str]] = {}
    for position in made:
        together.setdefault((content(position["row"]), position["begin"], position["end"]), set()).update(
            position["said"]
        )
    return {(*key, len(said), frozenset(said)) for key, said in together.items()} | {
        (content(p["row"]), p["begin"], p["end"], 1 + len(p["said"]), frozenset(p["said"])) for p in coded
    }


def day(text: str | None, end: int) -> Any:
    return (last_day if end else first_day)(text) if text else None


def begins(statement: Row) -> Any:
    return statement["start"] or statement["date"]


def joins(statement: Row, position: Row) -> bool:
    """Whether a statement is evidence of a position that was coded."""
    row = position["row"]
    if content(statement) != content(row):
        return False
    if any(statement[name] not in (None, row.get(name)) for name in ("start", "end")):
        return False
    if begins(statement) is None:
        return True
    first, last = day(begins(statement), 0), day(begins(statement), 1)
    return (position["begin"] or dt.date.min) <= first and last <= (position["end"] or LAST)


def ends(dossier: dict[str, list[Row]], statement: Row, statements: list[Row], latest: bool) -> Any:
    """The last day on which what was said holds."""
    stated = day(statement["end"], 1)
    if statement["once"]:
        return day(begins(statement), 1)
    if not latest or begins(statement) is None:
        return stated
    later = [
        day(begins(other), 0)
        for other in statements
        if begins(other)
        and not other["once"]
        and (other["party"], other["issue"]) == (statement["party"], statement["issue"])
        and day(begins(other), 0) > day(begins(statement), 1)
        and cannot_both_hold(dossier, statement, other)
    ]
    before = min(later) - dt.timedelta(days=1) if later else None
    return min((end for end in (stated, before) if end), default=None)


def cannot_both_hold(dossier: dict[str, list[Row]], earlier: Row, later: Row) -> bool:
    """Whether the later contradicts the earlier, about every place that the earlier is about."""
    rows = [{name: row.get(name) for name in CONTENT} | {"id": id} for id, row in (("a", earlier), ("b", later))]
    reference = Reference({**dossier, "positions": rows})
    places = reference.places(earlier["issue"])
    about_all = all(reference.holds("b", place, LAST) for place in places if reference.holds("a", place, LAST))
    return about_all and divided(reference) == {"a", "b"}

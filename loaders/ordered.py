"""Issues of kind ``ordered``: ``low``, ``ideal`` and ``high`` name options there, and become options.

A range stands for the options from its lower to its upper end, in the order in which they are listed; an ideal is the one
that is preferred (``prefers``). A bare ideal accepts that option and rules nothing out, as a bare ideal number does.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..graph.columns import ACCEPTS, NO_SIDE, ORDERED, REJECTS, STANCES
from ..graph.names import folded
from ..graph.ontology import LIST_SEPARATOR
from .complete import NUMBERS
from .findings import WARNING, Findings, Problem, listing, nearest, shortened
from .rows import Rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: A number as codebooks write one.
_CODE = re.compile(r"[+-]?\d{1,9}(\.\d{1,6})?", re.ASCII)
_ACCEPTS, _REJECTS = STANCES[ACCEPTS], STANCES[REJECTS]


class _Order(NamedTuple):
    """The options of an issue from the first to the last, and the place of each by its names."""

    options: list[str]
    place: dict[str, int]


def read_ordered(tables: dict[str, Rows], findings: Findings) -> None:
    """Read the ranges and ideals on ordered issues as options, those of terms too. The cells are those that were read."""
    orders = _orders(tables)
    for rows in tables.values() if orders else ():
        if {"issue", "option", "low", "high"} <= set(rows.table.columns):
            _read_rows(rows, orders, findings)


def _read_rows(rows: Rows, orders: dict[str, _Order], findings: Findings) -> None:
    given = [name for name in NUMBERS if name in rows.columns_given]
    codes, words = rows.coded("issue")
    order_of = [orders.get(folded(word)) for word in words]
    ranges = [index for index in range(len(rows)) if any(rows[name][index].strip() for name in given)]
    written = [name for name in (*given, "option", "prefers") if name in rows.table.columns]
    changed = {name: rows[name].copy() for name in written}
    unread = {name: np.zeros(len(rows), dtype=bool) for name in given}
    is_changed = False
    for index in ranges:
        order = order_of[codes[index]]
        if order is None:
            continue
        is_changed = True
        places = {}
        for name in given:
            word = str(changed[name][index])
            changed[name][index] = ""
            if not word.strip():
                continue
            place = order.place.get(_key(word))
            if place is None:
                unread[name][index] = True
                _report_unknown(rows, index, name, word, order, findings)
            else:
                places[name] = place
        is_read = not any(cells[index] for cells in unread.values())
        if is_read and not _write(rows, index, places, order, changed, findings):
            for name in given:
                unread[name][index] = True
    if not is_changed:
        return
    for name, cells in changed.items():
        rows[name] = cells
    for name, cells in unread.items():
        rows.mark_unread(name, cells | rows.unread(name))
    rows.columns_given |= set(written) - set(NUMBERS)


def _key(word: str) -> str:
    """The form in which options are compared: a code of a codebook is one however it is written, 2 or 2.0."""
    text = word.strip()
    return f"{float(text):.15g}" if _CODE.fullmatch(text) else folded(word)


def _orders(tables: dict[str, Rows]) -> dict[str, _Order]:
    """The order of the options of each ordered issue, by its id and by its name."""
    issues, options = tables["issues"], tables["options"]
    orders: dict[str, _Order] = {}
    for id, name, kind in zip(issues["id"], issues["name"], issues["kind"], strict=True):
        if folded(kind) != ORDERED:
            continue
        order = _Order([], {})
        for word in {folded(id), folded(name)} - {""}:
            orders[word] = order
    if not orders:
        return orders
    for issue, option, name in zip(options["issue"], options["option"], options["name"], strict=True):
        own_order = orders.get(folded(issue))
        if own_order is not None and option:
            own_order.place.setdefault(_key(name or option), len(own_order.options))
            own_order.place[_key(option)] = len(own_order.options)
            own_order.options.append(option)
    return orders


def _write(
    rows: Rows, index: int, places: dict[str, int], order: _Order, changed: dict[str, NDArray[Any]], findings: Findings
) -> bool:
    """Write what a position names as options, and tell whether it can be."""
    first, ideal, last = (places.get(name) for name in NUMBERS)
    line = rows.lines[index]
    bare = first is None and last is None
    if not bare and changed["option"][index]:
        problem = Problem("The row names options and a range.", "either options, or low and high")
        findings.add(problem, rows.file, line, "option", changed["option"][index])
        return False
    first, last = first if first is not None else 0, last if last is not None else len(order.options) - 1
    if first > last:
        problem = Problem(
            f"'low' ('{order.options[first]}') comes after 'high' ('{order.options[last]}') in the order of the options.",
            "an option that does not come after 'high'",
        )
        findings.add(problem, rows.file, line, "low", order.options[first])
        return False
    if ideal is not None and folded(rows["stance"][index]) in (_REJECTS, *NO_SIDE):
        problem = Problem("An ideal is a preference: who rejects, or takes no side, has none.", "low or high")
        findings.add(problem, rows.file, line, "ideal", order.options[ideal])
        return False
    if not bare:
        if ideal is not None and not first <= ideal <= last:
            ends = f"'{order.options[first]}' to '{order.options[last]}'"
            problem = Problem(f"'ideal' ('{order.options[ideal]}') lies outside {ends}.", ends)
            findings.add(problem, rows.file, line, "ideal", order.options[ideal])
            return False
        changed["option"][index] = LIST_SEPARATOR.join(order.options[first : last + 1])
    if ideal is not None:
        changed["prefers"][index] = order.options[ideal]
    return True


def read_bare_ideals(positions: Rows, findings: Findings) -> None:
    """Let a position that says no more than what it prefers accept that option. Its stances are filled in."""
    if positions.is_empty("prefers"):
        return
    takes_side = ~positions.where("stance", _REJECTS, *NO_SIDE)
    bare = positions.filled("prefers") & ~positions.filled("option") & takes_side
    if not bare.any():
        return
    changed = {name: positions[name].copy() for name in ("option", "stance", "firmness")}
    firm = np.flatnonzero(bare & positions.filled("firmness"))
    for index in firm:
        problem = Problem(
            "An ideal without limits rules nothing out, so it has no firmness: it was read without one.",
            "low or high, or no firmness",
            level=WARNING,
        )
        findings.add(problem, positions.file, positions.lines[index], "firmness", positions["firmness"][index])
    changed["option"][bare], changed["stance"][bare], changed["firmness"][bare] = (
        positions["prefers"][bare],
        _ACCEPTS,
        "",
    )
    for name, cells in changed.items():
        positions[name] = cells


def _report_unknown(rows: Rows, index: int, name: str, word: str, order: _Order, findings: Findings) -> None:
    near = nearest([word], order.options, things=True).get(word, "")
    problem = Problem(
        f"'{shortened(word)}' is no option of the issue: on an ordered issue '{name}' names an option.",
        listing(order.options) or "options of the issue in the table 'options'",
        near,
    )
    findings.add(problem, rows.file, rows.lines[index], name, word)

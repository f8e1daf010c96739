"""A table of events with flags: what happened in each, 0 or 1. They are context: nobody's answer to anything."""

from __future__ import annotations

from .. import dossier_toml as about
from ..brought import Brought
from ..days import Days
from .codes import Codebook, number
from .grids import Table
from .ids import Ids
from .row_names import is_text
from .statements import listed
from .words import part, plain, role_of

#: Fewer columns of noughts and ones can be answers as well.
_FEWEST = 2
_FLAG = "a flag of the event, in its note: no position, as it says what happened and not what anybody wants"


def flags_of_events(table: Table, codebook: Codebook) -> list[str]:
    """The columns of flags of a table whose rows are events; none where its rows are no events.

    >>> from zopa.loaders.mapping.codes import Codebook
    >>> from zopa.loaders.mapping.grids import Table
    >>> header = ["incident", "actor", "year", "ceasefire", "talks"]
    >>> rows = [["1", "Rebels", "2019", "0", "1"], ["2", "Army", "2020", "1", "0"]]
    >>> flags_of_events(Table("x.csv", header, [2, 3], rows), Codebook())
    ['ceasefire', 'talks']
    """
    flags = [
        name
        for name in table.header
        if {number(cell) for cell in table.counts(name)} in ({"0"}, {"1"}, {"0", "1"})
        and not codebook.of(name)
        and not role_of(name)
    ]
    others = [name for name in table.header if name not in flags]
    are_events = any(set(plain(name).split()) & part("happenings") for name in others)
    roles = {role_of(name) for name in others}
    is_dated = any(role_of(name) in ("start", "end") for name in others)
    return flags if are_events and is_dated and "stance" not in roles and len(flags) >= _FEWEST else []


def events_in(table: Table, flags: list[str], title: str) -> Brought:
    """A case of events, with who took part in each, and all else of its row in a note."""
    brought = Brought("A table with a row an event", meta=about.with_comments({}, {table.file: table.above}))
    brought.meta.setdefault("title", title)
    parties = [name for name in table.header if role_of(name) == "party" and is_text(table, name)]
    dated = {role: next((name for name in table.header if role_of(name) == role), None) for role in ("start", "end")}
    days = {role: Days(table.cells(name)) for role, name in dated.items() if name}
    party_ids, event_ids = Ids(), Ids()
    key = next((name for name in table.header if len(table.counts(name)) == len(table.rows)), None)
    key = key if key not in flags and key not in parties and key not in dated.values() else None
    for line, row in zip(table.lines, table.rows, strict=True):
        cells = dict(zip(table.header, row, strict=True))
        who = [party_ids.of(text) for name in parties for text in listed(cells[name])]
        when = {role: days[role].read(cells[name]) for role, name in dated.items() if name}
        named = cells[key] if key else str(line)
        used = {*parties, *(name for role, name in dated.items() if name and when[role])}
        happened = [name for name in flags if number(cells[name]) == "1"]
        brought.add(
            "events",
            id=event_ids.of(f"event {named}"),
            name=f"{', '.join(happened) or 'Event'} ({named})",
            kind="other",
            **when,
            parties="|".join(dict.fromkeys(who)),
            note="; ".join(f"{name}: {cell}" for name, cell in cells.items() if cell and name not in used),
        )
    for party, name in party_ids.names.items():
        brought.add("parties", id=party, name=name if name != party else "")
    for name in table.header:
        role = next(
            (f"the {'first' if role == 'start' else 'last'} day" for role, at in dated.items() if at == name), ""
        )
        read_as = (
            _FLAG if name in flags else "who took part" if name in parties else role or "kept in the note of the event"
        )
        brought.understand(table.file, name, read_as, table.counts(name))
    return brought

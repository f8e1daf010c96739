"""Who voted and what was voted on: what a table of votes says of them beside the votes, and what files beside it say."""

from __future__ import annotations

import glob
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from ...graph.ontology import LIST_SEPARATOR
from ..days import days
from ..findings import Findings
from ..text import Text, joined, pairs, settles
from .ballots import Ballots, with_note
from .country_names import country_name, is_country
from .grids import Grid, dates_of, grids_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from ..brought import Brought

#: Columns that say what a motion is called, the first one first.
_TITLES = (
    "casename",
    "display_title",
    "title",
    "short",
    "vote_desc",
    "dtl_desc",
    "descr",
    "description",
    "subject",
    "topic",
    "milestone",
    "motion",
    "titel",
    "titre",
    "objet",
    "vote_question",
    "question",
    "bill",
)
#: Columns that say under which symbol a motion is filed.
_SYMBOLS = ("resolution", "unres", "bill_number", "draft", "beteckning")
#: What stands in place of a bloc where a member belongs to none.
_NO_BLOC = (
    "fraktionslos",
    "non-attached",
    "non attached",
    "ni",
    "non-inscrits",
    "none",
    "n/a",
    "independent",
    "niez.",
    "niezrzeszeni",
    "позафракційні",
    "позафракційний",
    "внефракционный",
    "внефракционные",
    "sem partido",
    "partilös",
    "-",
)
_NAMES = ("bioname", "name", "full_name")
#: The parties of the United States by the codes of Voteview.
_US_PARTIES = {"100": "Democratic Party", "200": "Republican Party", "328": "Independent"}
_VOTES_FILE = re.compile(r"(?:.*[_-])?(?:member_)?votes\.(?:csv|tsv)", re.IGNORECASE)
_OF_MEMBERS, _OF_MOTIONS = ("member",), ("rollcall", "roll_call", "motion", "resolution", "votes")


@dataclass
class Cast:
    """Votes of one table.

    Attributes
    ----------
    votes : dict of Text
        ``member``, ``motion``, ``word``; ``cell`` is filled where a row of the table is several votes.
    rows : int array
        The row of the table that each vote stands in.
    places : frozenset of int
        Places of the columns that hold votes.
    read_as : dict of str
        As what further columns were read, by their names.
    """

    votes: dict[str, Text]
    rows: NDArray[np.int64]
    places: frozenset[int] = frozenset()
    read_as: dict[str, str] = field(default_factory=dict)


def voting_file(folder: Path) -> str | None:
    """The file with the votes in a folder that has members or roll calls beside it; None in any other folder."""
    try:
        names = [file.name for file in folder.iterdir() if file.is_file()]
    except OSError:
        return None
    votes = sorted(
        (name for name in names if _VOTES_FILE.fullmatch(name)), key=lambda name: ("member_" not in name, name)
    )
    beside = [name for name in names if re.search(r"members\.|rollcalls\.", name.casefold())]
    return votes[0] if votes and beside else None


def united(several: list[Ballots]) -> Ballots:
    """The votes of several tables as one."""
    first, *others = several
    for other in others:
        first.votes = {
            name: Text(np.concatenate([text.cells, other.votes[name].cells])) for name, text in first.votes.items()
        }
        first.members = other.members | first.members
        first.motions = other.motions | first.motions
        first.blocs |= other.blocs
        first.bloc_aliases |= other.bloc_aliases
    return first


def ballots_of(brought: Brought, grid: Grid, cast: Cast, path: Path, findings: Findings) -> Ballots:
    """Votes with all that the table, and the files beside it, say of who voted and on what."""
    votes, rows = cast.votes, cast.rows
    dates = dates_of(grid, findings, "its votes have no day")
    day = _at(grid.text("date"), rows).mapped(lambda text: dates.get(text, ""))
    ballots = Ballots({**votes, "date": day, "note": Text.alike("", len(rows))})
    members, motions = _beside(path, findings)
    dates_beside = _of_motions(brought, ballots, grid, rows, motions)
    if dates_beside:
        beside = votes["motion"].mapped(lambda motion: dates_beside.get(motion, ""))
        ballots.votes["date"] = joined(day, beside, lambda own, beside: own or beside)
    _of_members(brought, ballots, grid, rows, members)
    further = [place for place in grid.extra if place not in cast.places]
    named = _name_motions(ballots, grid, cast, further, rows)
    for place in [place for place in further if place not in named]:
        _note_column(ballots, grid, cast, place, rows)
    return ballots


# ------------------------------------------------------------------------------------------------ beside


@dataclass
class _Beside:
    """A file that says more of members or of motions."""

    file: str = ""
    rows: list[dict[str, str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(self.rows[0] if self.rows else ())

    def tell(self, brought: Brought, what: str, keys: list[str], used: set[tuple[str, ...]]) -> None:
        """Say as what the file was read, and which of its rows no vote is about."""
        if not self.rows:
            return
        for name in sorted(self.columns):
            read_as = "not read: an estimate of a model" if _is_model(name) else f"a note of the {what}"
            brought.understand(self.file, name, read_as, (row[name] for row in self.rows[:100]))
        for line, row in zip(self.lines, self.rows, strict=True):
            if tuple(row.get(key, "") for key in keys) not in used:
                brought.leave(self.file, line, row, "No vote of the file is about it.")


def _beside(path: Path, findings: Findings) -> tuple[_Beside, _Beside]:
    """What files beside the votes say of members and of motions."""
    members, motions = _Beside(), _Beside()
    if not _VOTES_FILE.fullmatch(path.name):
        return members, motions
    stem = re.sub(r"(?:member_)?votes$", "", path.stem, flags=re.IGNORECASE)
    for file in sorted(path.parent.glob(f"{glob.escape(stem)}*")):
        kind = file.stem.casefold().removeprefix(stem.casefold())
        if file == path or file.suffix.lower() not in (".csv", ".tsv") or not file.is_file():
            continue
        if kind.startswith(_OF_MEMBERS):
            members = _read_beside(file, findings)
        elif kind.startswith(_OF_MOTIONS):
            motions = _read_beside(file, findings)
    return members, motions


def _read_beside(path: Path, findings: Findings) -> _Beside:
    # The names of columns by which rows are joined are all that a header is known by.
    names = ("icpsr", "id", "congress", "chamber", "rollnumber", *_NAMES, *_TITLES)
    grids = grids_of(path, {name: (name.replace("_", " "),) for name in names}, findings)
    if not grids:
        return _Beside(path.name)
    header = [name.casefold() for name in grids[0].header]
    rows = [dict(zip(header, cells, strict=True)) for cells in zip(*grids[0].columns, strict=True)]
    return _Beside(path.name, rows, list(grids[0].lines))


def _keys(grid: Grid, beside: _Beside, roles: Iterable[str]) -> list[str]:
    """The columns of a file beside by which its rows belong to the votes: those of the same names, or its ``id``."""
    shared = [grid.header[grid.roles[role]].casefold() for role in roles if role in grid.roles]
    if set(shared) <= beside.columns:
        return shared
    return ["id"] if len(shared) == 1 and "id" in beside.columns else []


def _of_motions(
    brought: Brought, ballots: Ballots, grid: Grid, rows: NDArray[np.int64], beside: _Beside
) -> dict[str, str]:
    """Say of each motion what its roll call says; the days of roll calls are given back."""
    roles = [role for role in ("session", "sitting", "motion") if role in grid.roles]
    keys = _keys(grid, beside, roles)
    calls = {tuple(row[key] for key in keys): row for row in beside.rows} if keys else {}
    cells = [grid.text(role) for role in roles]
    used: set[tuple[str, ...]] = set()
    found: dict[str, str] = {}
    votes = ballots.votes
    for motion, row in _with_first_rows(votes["motion"], rows):
        key = tuple(text.word(row) for text in cells)
        used.add(key)
        call = calls.get(key, {})
        title = next((call[name] for name in _TITLES if call.get(name)), "")
        name = f"{title} ({call.get('bill_number') or motion})" if title else ""
        shown = (
            f"{column}: {cell}"
            for column, cell in call.items()
            if cell and cell != title and not _is_model(column) and column not in keys
        )
        ballots.motions[motion] = {"name": name} if name else {}
        ballots.motions[motion]["note"] = "; ".join(shown)
        day = next((call[name] for name in ("date", "timestamp", "vote_date") if call.get(name)), "")
        if day:
            found[motion] = day
        if "needed" in grid.roles:
            ballots.motions[motion]["needed"] = grid.text("needed").word(row)
    beside.tell(brought, "issue", keys, used)
    read = days(found.values())
    return {motion: read[day] for motion, day in found.items() if read[day]}


def _is_model(name: str) -> bool:
    """Whether a column is an estimate of a model: no fact of the vote."""
    return name.startswith(("nominate_", "nokken_", "prob", "log_", "number_of_"))


def _of_members(brought: Brought, ballots: Ballots, grid: Grid, rows: NDArray[np.int64], beside: _Beside) -> None:
    """Say of each member its name, its code and the blocs that it belongs to."""
    votes = ballots.votes
    in_rows = "member" not in _sides_in_columns(votes)
    keys = _keys(grid, beside, ["code"])
    known = {row[keys[0]]: row for row in beside.rows} if keys else {}
    codes = grid.text("code")
    blocs = _blocs(ballots, grid, rows) if in_rows else {}
    used: set[tuple[str, ...]] = set()
    for member, row in _with_first_rows(votes["member"], rows):
        code = codes.word(row) if in_rows else ""
        used.add((code,))
        of_member = known.get(code, {}) if code else {}
        name = next((of_member[name] for name in _NAMES if of_member.get(name)), "")
        name = name or " ".join(filter(None, (of_member.get("first_name"), of_member.get("last_name"))))
        party = of_member.get("party_name") or _US_PARTIES.get(code_of := of_member.get("party_code", ""), code_of)
        of_blocs = dict.fromkeys(filter(None, (*blocs.get(member, ()), party)))
        ballots.blocs |= dict.fromkeys(of_blocs, "alliance")
        cells = {"blocs": LIST_SEPARATOR.join(of_blocs), "name": name}
        if not name and is_country(member):
            cells |= {"name": country_name(member), "kind": "state"}
        note = f"{grid.header[grid.roles['code']]}: {code}" if code and (name or code != member) else ""
        shown = (
            f"{column}: {cell}"
            for column, cell in of_member.items()
            if cell
            and not _is_model(column)
            and column not in (*_NAMES, *keys, "party_code", "first_name", "last_name")
        )
        cells["note"] = "; ".join(filter(None, (note, *shown)))
        ballots.members[member] = {key: cell for key, cell in cells.items() if cell}
    beside.tell(brought, "party", keys, used)


def _blocs(ballots: Ballots, grid: Grid, rows: NDArray[np.int64]) -> dict[str, list[str]]:
    """The blocs that each member belongs to; a bloc with a name and a code is one."""
    blocs: dict[str, list[str]] = {}
    for role in ("bloc", "bloc code", "group"):
        if role not in grid.roles or (role == "bloc code" and "bloc" in grid.roles):
            continue
        members, blocs_named = ballots.votes["member"], _at(grid.text(role), rows)
        for member, bloc in _word_pairs(members, blocs_named):
            if bloc and bloc.casefold() not in _NO_BLOC:
                blocs.setdefault(member, []).append(bloc)
    if {"bloc", "bloc code"} <= grid.roles.keys():
        names = _word_pairs(_at(grid.text("bloc"), rows), _at(grid.text("bloc code"), rows))
        ballots.bloc_aliases = {name: code for name, code in names if name and code and name != code}
    return blocs


def _word_pairs(first: Text, second: Text) -> Iterator[tuple[str, str]]:
    """The different pairs of words in the rows of two columns."""
    _, at, at_other = pairs(first, second)
    return zip(first.coded()[1][at].tolist(), second.coded()[1][at_other].tolist(), strict=True)


def _with_first_rows(words: Text, rows: NDArray[np.int64]) -> Iterator[tuple[str, int]]:
    """Each word of a column of votes, with the row of the table that has it first."""
    return zip(words.coded()[1].tolist(), rows[words.first_rows()].tolist(), strict=True)


def _at(cells: Text, rows: NDArray[np.int64]) -> Text:
    """The cells of some rows of a table, which most often are all rows in their order."""
    is_whole = len(rows) == len(cells) and bool((rows[1:] > rows[:-1]).all())
    return cells if is_whole else cells.at(rows)


def _sides_in_columns(votes: dict[str, Text]) -> tuple[str, ...]:
    """Which side stands in the names of columns rather than in rows."""
    return ("member",) if "motion" in votes["cell"].known else ()


def _name_motions(ballots: Ballots, grid: Grid, cast: Cast, places: list[int], rows: NDArray[np.int64]) -> set[int]:
    """Call each motion by its title and its symbol; the places of the columns that hold them are given back."""
    motions = ballots.votes["motion"]
    used: dict[str, int] = {}
    for kind, names in (("title", _TITLES), ("symbol", _SYMBOLS)):
        by_name = {grid.header[place].casefold().replace(" ", "_"): place for place in places}
        for place in [by_name[name] for name in names if name in by_name]:
            if kind not in used and len(rows) and settles(motions, _at(grid.texts[place], rows)):
                used[kind] = place
                cast.read_as[grid.header[place]] = "the name of the issue"
    for motion, row in _with_first_rows(motions, rows):
        title, symbol = (grid.texts[used[kind]].word(row) if kind in used else "" for kind in ("title", "symbol"))
        of_motion = ballots.motions.setdefault(motion, {})
        if title or symbol:
            of_motion.setdefault("name", f"{title} ({symbol or motion})" if title else f"{symbol} ({motion})")
        elif motion[-1:].isdigit() and "motion" in grid.roles:
            # A bare number says nothing: the name of its column says what is numbered.
            parts = [role for role in ("session", "sitting", "motion") if role in grid.roles]
            named_parts = (f"{grid.header[grid.roles[role]]} {grid.text(role).word(row)}" for role in parts)
            of_motion.setdefault("name", ", ".join(named_parts) if motion.replace(" / ", "").isdigit() else motion)
    return set(used.values())


def _note_column(ballots: Ballots, grid: Grid, cast: Cast, place: int, rows: NDArray[np.int64]) -> None:
    """A column of something else: a note of the motions, of the members or of the votes, whichever it is the same for."""
    votes = ballots.votes
    cells = _at(grid.texts[place], rows)
    name = grid.header[place] or f"column {place + 1}"
    if _is_model(name.casefold()):
        cast.read_as[name] = "not read: an estimate of a model"
        return
    if not any(cells.known):
        cast.read_as[name] = "empty"
        return
    for side, notes, what in (("motion", ballots.motions, "issue"), ("member", ballots.members, "party")):
        keys = votes[side]
        if settles(keys, cells):
            cast.read_as[name] = f"a note of the {what}"
            for key, cell in _word_pairs(keys, cells):
                if cell and f"{name}: {cell}" not in notes.get(key, {}).get("note", ""):
                    of_side = notes.setdefault(key, {})
                    of_side["note"] = "; ".join(filter(None, (of_side.get("note", ""), f"{name}: {cell}")))
            return
    cast.read_as[name] = "a note of the position"
    added = cells.mapped(lambda cell: f"{name}: {cell}" if cell else "")
    ballots.votes["note"] = with_note(votes["note"], added)

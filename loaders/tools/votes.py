"""Roll calls: who voted how on what, a row a vote, a column a motion, a column a member, or a column a choice.

Read are tables as the United Nations General Assembly (rcid, ccode, country, vote), Voteview (with its files of members and
roll calls beside), the European Parliament and the Bundestag have them, and those that are made by hand. Codes are read only
where a codebook states them: above the header, in the name of the column, in a sheet or file called codebook, or in what
Voteview and the General Assembly's data set say of theirs.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from ..brought import Brought
from ..findings import WARNING, Findings, Problem, listing
from ..formats.glance import Glance
from ..meanings import words_of
from ..text import Text, joined, pairs
from .ballots import JUDGMENT, MOTION, NOTHING, STANCES, count, meant
from .grids import Grid, grids_of, headers, roles_of
from .roll_calls import Cast, ballots_of, united, voting_file
from .vote_json import grids_of_json, holds_votes
from .vote_shapes import CHOICE, LONG, NAMED, OF_PERSONS, PERSONS, SHAPES, STATES, WHO, of_persons, wide_shape
from .vote_words import (
    COURT_CODES,
    COURT_COLUMNS,
    COURT_WORDS,
    NONE,
    PUBLIC_WHIP_CODES,
    PUBLIC_WHIP_COLUMNS,
    UN_CODES,
    UN_COLUMN,
    UN_COLUMNS,
    VALID,
    VOTEVIEW_CODES,
    codebook_beside,
    published_codes,
    stated,
    vote_of,
    votes_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

FORM = "Votes, by name"
#: The longest code of a vote.
CODE_LENGTH = 3
_VOTERS = frozenset({"member", "last name", "code"})
#: The longest line above a table that is its title.
_TITLE_LENGTH = 160
#: Columns of votes that say what stands in a cell.
COLUMNS = ("member", "motion", "word")
#: How the codes of the General Assembly are told.
#: Columns by which data sets are known that state their codes, with these, and what the codes mean.
_OF_UN = "the UN General Assembly's voting data: 1 for, 2 abstained, 3 against, 8 absent, 9 not a member"
_PUBLISHED = (
    (
        {"icpsr", "cast_code"},
        VOTEVIEW_CODES,
        "Voteview: 1 to 3 for, 4 to 6 against, 7 and 8 present, 9 not voting, 0 not a member",
    ),
    ({UN_COLUMN}, UN_CODES, _OF_UN),
    *((columns, UN_CODES, _OF_UN) for columns in UN_COLUMNS),
    (
        COURT_COLUMNS,
        COURT_CODES,
        "the Supreme Court Database: 1 and 3 to 5 with the judgment, 2, 6 and 7 in dissent; 8, of a court that was equally "
        "divided, says no side",
    ),
    (
        PUBLIC_WHIP_COLUMNS,
        PUBLIC_WHIP_CODES,
        "Public Whip: 1 and 2 for, 3 both, which is to abstain, 4 and 5 against, -9 absent",
    ),
)


def recognises(glance: Glance) -> bool:
    """Whether a header names who voted, on what and how, or the cells below one are votes."""
    if glance.path.is_dir():
        return voting_file(glance.path) is not None
    if any(_shape_of(header) for header in headers(glance)) or of_persons(glance) or holds_votes(glance):
        return True
    return wide_shape(glance, codebook_beside(glance.path)) is not None


def is_header(header: Sequence[str]) -> bool:
    """Whether these names of columns are of a data set whose codes are known."""
    names = {name.casefold() for name in header}
    return bool(_shape_of(list(header))) and any(columns <= names for columns, _, _ in _PUBLISHED)


def _shape_of(header: list[str]) -> str:
    """Which of the shapes with known columns a header has; empty for none."""
    for name, shape in SHAPES.items():
        roles = roles_of(header, shape.words)
        if shape.required <= roles.keys() and not (shape.any_of and not shape.any_of & roles.keys()):
            return name
    return ""


def bring(path: Path, findings: Findings) -> Brought | None:
    """Read members as parties, motions as issues and votes as acts."""
    if path.is_dir():
        file = voting_file(path)
        if file is None:
            message = "The folder has no file of votes with one of members or roll calls beside it."
            findings.add(Problem(message, "files such as S119_votes.csv and S119_members.csv"), path.name)
            return None
        path = path / file
    glance = Glance(path)
    is_json = holds_votes(glance)
    shape = LONG if is_json else next(filter(None, map(_shape_of, headers(glance))), "")
    if not shape and of_persons(glance):
        shape = OF_PERSONS
    codes = codebook_beside(path)
    wide = None if shape else wide_shape(glance, codes)
    if wide is None and not shape:
        message = "No columns say who voted, on what and how, and the cells are no votes."
        findings.add(Problem(message, "columns such as member, motion, vote"), path.name)
        return None
    known = {**SHAPES, OF_PERSONS: PERSONS}.get(shape)
    words = known.words if known else wide.words if wide else {}
    beside: dict[str, str] = {}
    if is_json:
        grids, beside = grids_of_json(path, words, findings)
    else:
        grids = grids_of(path, words, findings, wide.header if wide else ())
    codes = stated(cell for grid in grids for cell in [*grid.above, *_codebook_cells(grid)]) | codes
    brought = Brought(FORM, meta={"title": path.stem, "description": " ".join(t for grid in grids for t in grid.above)})
    tables = [grid for grid in grids if not _is_codebook(grid) and len(grid)]
    for grid in tables:
        _settle_who(grid, wide is not None and wide.side == "member")
    needed = known.required if known else {"motion"} if wide and wide.side == "motion" else frozenset()
    any_of = known.any_of if known else frozenset() if needed else WHO
    voting = [grid for grid in tables if needed <= grid.roles.keys() and (not any_of or any_of & grid.roles.keys())]
    for grid in tables:
        if grid not in voting:
            for index, line in enumerate(grid.lines):
                brought.leave(
                    grid.file, line, grid.row(index), "The sheet has no columns of members, motions and votes."
                )
    casts = [(grid, _cast(grid, shape, _title(grid, path), wide.side if wide else "", codes)) for grid in voting]
    if not casts:
        findings.add(Problem("The file has no votes.", "columns such as member, motion, vote"), path.name)
        return None
    for grid, cast in casts:
        _read_votes(brought, grid, cast, codes, findings)
    is_court = all(
        names_of(grid) >= COURT_COLUMNS or COURT_WORDS & set(map(str.casefold, cast.votes["word"].known))
        for grid, cast in casts
    )
    count(
        brought,
        united([ballots_of(brought, grid, cast, path, findings) for grid, cast in casts]),
        JUDGMENT if is_court else MOTION,
    )
    for grid, cast in casts:
        _say(brought, grid, cast)
    if beside:
        brought.leave(path.name, None, beside, "It is about the file, and about no vote.")
    return brought


def _settle_who(grid: Grid, is_wide: bool) -> None:
    """Where persons vote, the column of states says where each is from; where nobody else does, a party or group votes.

    A party that stands in several rows of a table with a row a voter is that of members whom the table does not name.
    """
    member = grid.roles.get("member")
    if "last name" in grid.roles and member is not None and words_of(grid.header[member]) in STATES:
        del grid.roles["member"]
    if member is not None and "code" in grid.roles and set(grid.texts[member].known) <= {"0", "1", ""}:
        # A flag says who was a member, and not who it was.
        del grid.roles["member"]
    if member is not None and "member" in grid.roles and _are_numbers(grid, member) and "last name" in grid.roles:
        del grid.roles["member"]
        grid.roles["code"] = member
    if member is not None and "member" in grid.roles and _are_numbers(grid, member):
        # Numbers of persons are their codes, where another column has their names.
        named = [
            place for place in grid.extra if words_of(grid.header[place]) in NAMED and not _are_numbers(grid, place)
        ]
        if named:
            grid.roles["member"] = named[0]
            grid.roles.setdefault("code", member)
    for role in ("group", "bloc"):
        if not grid.roles.keys() & _VOTERS and role in grid.roles:
            cells = [cell for cell in grid.column(role) if cell]
            if not is_wide or len(set(cells)) == len(cells):
                grid.roles["member"] = grid.roles.pop(role)


def names_of(grid: Grid) -> set[str]:
    """The names of columns as data sets are known by them."""
    return {name.casefold() for name in grid.header}


def _are_numbers(grid: Grid, place: int) -> bool:
    return all(word.isdigit() for word in grid.texts[place].known if word)


def _is_codebook(grid: Grid) -> bool:
    return "codebook" in grid.file.rpartition(":")[2].casefold()


def _codebook_cells(grid: Grid) -> list[str]:
    """What a grid says of its codes: all cells of a codebook, and the names of the columns of any other."""
    if not _is_codebook(grid):
        return grid.header
    rows = zip(*grid.columns, strict=True)
    return [", ".join(filter(None, row)) for row in [grid.header, *rows]]


def _title(grid: Grid, path: Path) -> str:
    """What the one motion of a table is called: by a line above its header, without a colon if there is one, or the file."""
    short = [line for line in grid.above if len(line) <= _TITLE_LENGTH]
    return next((line for line in short if ":" not in line and "=" not in line), next(iter(short), path.stem))


def _cast(grid: Grid, shape: str, title: str, side: str, codes: dict[str, str]) -> Cast:
    """The votes of a grid, a row each, whatever its shape."""
    if shape == CHOICE:
        return _choices(grid, title)
    return _long(grid, title) if shape else _wide(grid, side, codes)


def _long(grid: Grid, title: str) -> Cast:
    motion = _motions(grid) if "motion" in grid.roles else Text.alike(title, len(grid))
    columns = {"member": _members(grid), "motion": motion, "word": grid.text("vote"), "cell": Text.alike("", len(grid))}
    return Cast(columns, np.arange(len(grid)))


def _motions(grid: Grid) -> Text:
    """What was voted on: a motion behind its session and sitting, in which motions are numbered anew."""
    motion = grid.text("motion")
    for role in ("sitting", "session"):
        motion = joined(grid.text(role), motion, lambda part, motion: " / ".join(filter(None, (part, motion))))
    return motion


def _members(grid: Grid) -> Text:
    """Names of members: a name, first and last names together, or a code where there is no name."""
    first, last, codes = (grid.text(role) for role in ("first name", "last name", "code"))
    names = grid.text("member")
    is_name = "member" in grid.roles and grid.header[grid.roles["member"]].casefold() == "name"
    is_last_name = is_name and not {"first name", "last name"} <= grid.roles.keys()
    if "member" not in grid.roles or ("first name" in grid.roles and is_last_name):
        last = names if is_last_name else last
        names = joined(first, last, _in_full)
    elif "last name" in grid.roles and "first name" not in grid.roles and is_last_name:
        # Beside a surname, a name is a first name.
        names = joined(names, last, _in_full)
    names = joined(names, codes, lambda name, code: name or code)
    # Two members of one name are told apart by their codes.
    codes_of = Counter(names.coded()[1][pairs(names, codes)[1]].tolist())
    return joined(names, codes, lambda name, code: f"{name} ({code})" if codes_of[name] > 1 else name)


def _in_full(name: str, further: str) -> str:
    return " ".join(filter(None, (name, further)))


def _choices(grid: Grid, title: str) -> Cast:
    """A column a choice, with 1 in that which the member took."""
    cast = _long(grid, title)
    chosen: NDArray[np.object_] = np.full(len(grid), "", dtype=object)
    marked = np.zeros(len(grid), dtype=int)
    for role in SHAPES[CHOICE].choices:
        if role in grid.roles:
            is_marked = np.isin(grid.column(role), ("1", "1.0", "x", "X", "True", "true"))
            chosen[is_marked] = role
            marked += is_marked
    chosen[marked > 1] = "several choices"
    cast.votes["word"] = Text(chosen)
    return cast


def _wide(grid: Grid, side: str, codes: dict[str, str]) -> Cast:
    """A column a motion or a member: each cell is a vote."""
    other = "member" if side == "motion" else "motion"
    names = (_members(grid) if side == "member" else _motions(grid)).cells
    if side == "member" and not grid.roles.keys() & _VOTERS:
        named = grid.column("group" if "group" in grid.roles else "bloc")
        lines = zip(named, grid.lines, strict=True)
        names = np.array([f"{party}, row {line}" if party else "" for party, line in lines], dtype=object)
    known = published_codes(grid.header) | codes
    places = [place for place in grid.extra if grid.header[place] and _are_votes(grid.columns[place], known)]
    count = len(grid) * len(places)
    columns = np.repeat(np.arange(len(places)), len(grid))
    words = [grid.columns[place] for place in places] or [np.zeros(0, dtype=object)]
    votes = {
        side: Text(np.tile(names, len(places))),
        other: Text.of_codes(columns, [grid.header[place] for place in places]),
        "word": Text(np.concatenate(words)),
        "cell": Text.alike(side, count),
    }
    return Cast(votes, np.tile(np.arange(len(grid)), len(places)), frozenset(places))


def _are_votes(cells: NDArray[np.object_], codes: dict[str, str]) -> bool:
    """Whether most cells of a column are votes, or codes beside one: a column of something else is of another kind."""
    filled = [cell for cell in cells if cell]
    if not any(cell in codes or vote_of(cell) not in (None, NONE) for cell in filled):
        return False
    return sum(vote_of(cell) is not None or len(cell) <= CODE_LENGTH for cell in filled) * 2 > len(filled)


def _read_votes(brought: Brought, grid: Grid, cast: Cast, codes: dict[str, str], findings: Findings) -> None:
    """Read the words of the votes; rows that say none, or name no member or motion, are set aside."""
    _leave_empty_rows(brought, grid, cast)
    votes = cast.votes
    words = votes["word"].coded()[1]
    meanings = votes_of(words, codes)
    unread = [word for word, meaning in meanings.items() if meaning is None]
    if unread and all(word.lstrip("-").isdigit() for word in unread):
        names = names_of(grid)
        published = next(((known, of) for columns, known, of in _PUBLISHED if columns <= names), None)
        if published:
            meanings |= {word: published[0].get(word) for word in unread}
            message = f"The codes were read as those of {published[1]}."
            findings.add(Problem(message, "a codebook", level=WARNING), grid.file)
        else:
            message = (
                f"The votes are codes ({listing(sorted(unread), 'and')}), and nothing says what they mean: write it "
                "above the header, or into a file codebook.csv beside this one."
            )
            findings.add(Problem(message, "1 = yes, 2 = abstain, 3 = no"), grid.file)
    votes["vote"] = meant(votes["word"], meanings.__getitem__)
    reasons = {
        "The row names no member.": ~votes["member"].filled(),
        "The row names no motion.": ~votes["motion"].filled(),
        "A valid vote was cast, and the file does not say for what.": votes["word"].among((VALID,)),
        "It is not known what this vote means.": votes["vote"].among((NOTHING,)),
        "It was not a member then.": ~votes["vote"].among((*STANCES, NOTHING)),
    }
    is_sound = np.ones(len(cast.rows), dtype=bool)
    for why, holds in reasons.items():
        for index in np.flatnonzero(holds & is_sound).tolist():
            row = int(cast.rows[index])
            is_cell = bool(votes["cell"].cells[index])
            content = {name: votes[name].cells[index] for name in COLUMNS} if is_cell else grid.row(row)
            brought.leave(grid.file, grid.lines[row], content, why)
        is_sound &= ~holds
    if not is_sound.all():
        cast.votes, cast.rows = {name: text.at(is_sound) for name, text in votes.items()}, cast.rows[is_sound]


def _leave_empty_rows(brought: Brought, grid: Grid, cast: Cast) -> None:
    """Set aside the rows of a wide table in which nobody voted, such as headings and footnotes."""
    if not cast.places:
        return
    empty = ~np.isin(cast.rows, cast.rows[cast.votes["word"].filled()])
    for row in np.unique(cast.rows[empty]).tolist():
        why = "The row has no vote: it is a heading, or of one who never voted."
        brought.leave(grid.file, grid.lines[row], grid.row(row), why)
    if empty.any():
        cast.votes, cast.rows = {name: text.at(~empty) for name, text in cast.votes.items()}, cast.rows[~empty]


def _say(brought: Brought, grid: Grid, cast: Cast) -> None:
    for place, name in enumerate(grid.header):
        cells = grid.texts[place]
        if not name and not any(cells.known):
            continue
        role = next((role for role, at in grid.roles.items() if at == place), "")
        if place in cast.places:
            read_as = "votes"
        elif not any(cells.known):
            read_as = "empty"
        else:
            read_as = cast.read_as.get(name) or _MEANING.get(role, "how the member voted")
        rest = "A word for no bloc, such as fraktionslos, is no bloc." if role in ("bloc", "group") else ""
        brought.understand(grid.file, name, read_as, cells.at(slice(1000)).cells, rest)


_MEANING = {
    "member": "the party",
    "first name": "the name of the party",
    "last name": "the name of the party",
    "motion": "the issue",
    "session": "the issue",
    "sitting": "the issue",
    "vote": "the stance: for demands the motion, against rejects it, to abstain takes no side, absent is no answer",
    "date": "the day of the vote: it counts on this day only",
    "code": "a note of the party; the party itself where no name is known",
    "needed": "the votes that are needed to adopt the issue",
    "bloc": "a bloc that the party is part of",
    "bloc code": "another name of the bloc",
    "group": "a bloc that the party is part of",
}

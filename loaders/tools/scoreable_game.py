"""Scoreable games: a folder with a list of the parties and, for each, a sheet of its scores.

``config.txt`` has a line a party: its name, its file in ``scores_files``, its role in the game, and more that matters to
players only. A sheet has a line an issue with the score of each option, and in its last line the minimum below which the
party prefers no deal.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from ..brought import Brought
from ..findings import Findings, Problem, shortened
from ..formats.encodings import decoded
from ..formats.folder import read_file
from ..sizes import MIB
from .roster import Roster
from .survey import joined
from .utilities import Utility, exact, plain

if TYPE_CHECKING:
    from ..formats.glance import Glance

FORM = "A scoreable game: score sheets with a minimum for each party"
CONFIG, SHEETS, TEXT = "config.txt", "scores_files", "global_instructions.txt"
#: Roles in a game without which nothing is decided.
VETOES = ("p1", "p2")
SOURCE = "score-sheets"
DESCRIPTION = (
    "Every party can live with every option; its scores say how well. Whether it agrees to a package depends on the sum of "
    "the scores and on its minimum."
)
#: Parties and issues of the largest game.
MAX_PARTIES, MAX_ISSUES = 1_000, 1_000
_ISSUE = re.compile(r'issue\s+([A-Z]{1,2})\s*[:.]\s*"?([^"]+)"?\s*', re.IGNORECASE)
_OPTION = re.compile(r'([A-Z]{1,2}\d{1,3})\b\s*[:.]?\s*(?:"([^"]+)"\s*[:.]?\s*)?(.*)')


def recognises(glance: Glance) -> bool:
    """Whether the list of parties and the sheets are there, in the folder or beside the list."""
    if not glance.path.is_dir():
        folder = _folder(glance.path)
        return (glance.path.name == CONFIG or folder != glance.path.parent) and (folder / SHEETS).is_dir()
    return CONFIG in glance.names and any(name.startswith(f"{SHEETS}/") for name in glance.names)


def _folder(path: Path) -> Path:
    """The folder of a game, by itself, its list of parties or one of its sheets."""
    if path.is_dir():
        return path
    above = path.parent.parent
    return above if path.parent.name == SHEETS and (above / CONFIG).is_file() else path.parent


@dataclass
class Player:
    """A party of a game."""

    name: str
    sheet: str
    role: str = ""
    rest: list[str] = field(default_factory=list)
    scores: list[list[Fraction]] = field(default_factory=list)
    minimum: Fraction | None = None


def bring(path: Path, findings: Findings) -> Brought | None:
    """Read players as parties, scores as saliences and satisfactions, minima as values to walk away at."""
    folder = _folder(path)
    if not (folder / SHEETS).is_dir():
        message = f"The folder has no folder {SHEETS} with score sheets."
        findings.add(Problem(message, f"{CONFIG} and {SHEETS}"), folder.resolve().name)
        return None
    brought = Brought(FORM, meta={"title": f"Scoreable game '{folder.resolve().name}'", "description": DESCRIPTION})
    errors = findings.errors
    players = _players(folder, brought, findings)
    for player in players:
        _read_sheet(folder, player, findings)
    players = [player for player in players if player.scores]
    if findings.errors == errors:
        _expect_alike(players, findings)
    if findings.errors > errors:
        return None
    names = _names(folder, brought, findings)
    letters = [_letters(index) for index in range(len(players[0].scores))]
    for letter, scores in zip(letters, players[0].scores, strict=True):
        name, meaning = names.get(letter, (f"Issue {letter}", ""))
        brought.add("issues", id=letter, name=name, kind="choice", closed="yes", note=meaning)
        for option in _options(letter, scores):
            name, meaning = names.get(option, (option, ""))
            brought.add("options", issue=letter, option=option, name=name, meaning=meaning)
    brought.add("sources", id=SOURCE, title=f"Score sheets in {folder.resolve().name}/{SHEETS}", kind="document")
    roster = Roster()
    for player in players:
        _put(player, letters, roster, brought, findings)
    _leave_others(folder, players, brought)
    brought.understand(CONFIG, "name", "the party", [player.name for player in players])
    brought.understand(CONFIG, "file", "its score sheet", [player.sheet for player in players])
    brought.understand(CONFIG, "role", "a note; p1 and p2 have a veto", [player.role for player in players])
    brought.understand(CONFIG, "further columns", "a note", [joined(player.rest) for player in players])
    brought.understand(SHEETS, "scores", "salience of the issue, and satisfaction with each option as a share of it")
    brought.understand(SHEETS, "last line", "the minimum, as a share of the most that the party can get")
    return brought


def _put(player: Player, letters: list[str], roster: Roster, brought: Brought, findings: Findings) -> None:
    """The rows of one party."""
    party, name = roster.add(player.sheet, player.name)
    utility = Utility(party)
    for letter, scores in zip(letters, player.scores, strict=True):
        worths = dict(zip(_options(letter, scores), scores, strict=True))
        utility.put(brought, letter, worths, "points", source=SOURCE)
    minimum = player.minimum if player.minimum is not None else Fraction(0)
    share = utility.walk_away(minimum)
    if minimum > utility.most:
        message = (
            f"The minimum of '{shortened(name)}' is {plain(minimum)}, and it can get {plain(utility.most)} at most."
        )
        findings.add(Problem(message, "a minimum that a package reaches", level="warning"), f"{player.sheet}.txt")
    note = joined(
        [
            f"minimum {plain(minimum)} of {plain(utility.most)} points",
            f"role in the game: {player.role}" if player.role else "",
            "nothing is decided without it" if player.role in VETOES else "",
            *player.rest,
        ]
    )
    brought.add("parties", id=party, name=name, roles="disputant", walk_away=share, note=note)


def _letters(index: int) -> str:
    """A, B ... Z, AA, AB ..."""
    return (_letters(index // 26 - 1) if index >= 26 else "") + chr(ord("A") + index % 26)


def _options(letter: str, scores: list[Fraction]) -> list[str]:
    return [f"{letter}{place}" for place in range(1, len(scores) + 1)]


# ------------------------------------------------------------------------------------------------ the files


def _rows(folder: Path, name: str, findings: Findings) -> list[tuple[int, list[str]]]:
    """The lines of a file that are not empty, cut at commas."""
    content = read_file(folder / name, MIB, findings)
    lines = [] if content is None else decoded(content, name, findings).splitlines()
    rows = [(number, [cell.strip() for cell in next(csv.reader([line]), [])]) for number, line in enumerate(lines, 1)]
    return [(number, row) for number, row in rows if any(row)]


def _players(folder: Path, brought: Brought, findings: Findings) -> list[Player]:
    """The parties in the list that have a sheet."""
    sheets = {file.stem.casefold(): file.stem for file in sorted((folder / SHEETS).iterdir()) if file.suffix == ".txt"}
    players: dict[str, Player] = {}
    rows = _rows(folder, CONFIG, findings)
    if len(rows) > MAX_PARTIES:
        findings.add(Problem(f"The game has {len(rows):,} parties.", f"at most {MAX_PARTIES:,}"), CONFIG)
        return []
    for line, row in rows:
        if len(row) < 2 or not row[0] or not row[1]:
            problem = Problem("The line has no name and file of a party.", "Mayor,mayor,player")
            findings.add(problem, CONFIG, line, value=",".join(row))
            continue
        sheet = sheets.get(row[1].removesuffix(".txt").casefold())
        if sheet is None:
            problem = Problem(f"There is no score sheet '{shortened(row[1])}'.", f"a file in {SHEETS}")
            findings.add(problem, CONFIG, line, "file", row[1])
        elif sheet in players:
            findings.add(
                Problem(f"Two parties have the score sheet '{sheet}'.", "one each"), CONFIG, line, "file", row[1]
            )
        else:
            players[sheet] = Player(row[0], sheet, row[2] if len(row) > 2 else "", row[3:])
    if not rows:
        findings.add(Problem("The list of parties is empty.", "Mayor,mayor,player"), CONFIG)
    return list(players.values())


def _read_sheet(folder: Path, player: Player, findings: Findings) -> None:
    """The scores and the minimum of a party."""
    file = f"{player.sheet}.txt"
    rows = _rows(folder / SHEETS, file, findings)
    if len(rows) < 2 or len(rows) > MAX_ISSUES + 1:
        findings.add(Problem("The sheet has no issue and minimum.", "a line an issue, then the minimum"), file)
        return
    for line, row in rows:
        while len(row) > 1 and not row[-1]:
            row.pop()
        numbers = [exact(cell) for cell in row]
        for place, (cell, number) in enumerate(zip(row, numbers, strict=True), start=1):
            if number is None:
                findings.add(
                    Problem(f"'{shortened(cell)}' is no score.", "a number"), file, line, f"score {place}", cell
                )
        known = [number for number in numbers if number is not None]
        if line != rows[-1][0]:
            player.scores.append(known)
        elif len(known) == 1:
            player.minimum = known[0]
        else:
            problem = Problem("The last line is not one number, the minimum.", "one number")
            findings.add(problem, file, line, value=",".join(row))


def _expect_alike(players: list[Player], findings: Findings) -> None:
    """The sheets of a game have the same issues with the same options."""
    shape = [len(scores) for scores in players[0].scores]
    for player in players[1:]:
        own = [len(scores) for scores in player.scores]
        if own != shape:
            message = f"The sheet has {own} options, issue by issue, and '{players[0].sheet}' has {shape}."
            findings.add(Problem(message, "the same issues and options in all sheets"), f"{player.sheet}.txt")


def _names(folder: Path, brought: Brought, findings: Findings) -> dict[str, tuple[str, str]]:
    """Names and meanings of issues and options, where the instructions to all players have them."""
    names: dict[str, tuple[str, str]] = {}
    if not (folder / TEXT).is_file():
        return names
    content = read_file(folder / TEXT, MIB, findings)
    for line in [] if content is None else decoded(content, TEXT, findings).splitlines():
        if match := _ISSUE.fullmatch(line.strip()):
            names.setdefault(match[1].upper(), (match[2].strip(), ""))
        elif (match := _OPTION.fullmatch(line.strip())) and (match[2] or match[3]):
            name, meaning = (match[2], match[3]) if match[2] else (match[3].rstrip(" ."), "")
            names.setdefault(match[1], (f"{match[1]}: {' '.join(name.split())}", " ".join(meaning.split())))
    if names:
        brought.understand(TEXT, "issues and options", "their names", [name for name, _ in names.values()])
    brought.leave(TEXT, None, TEXT, "Of the instructions, only names of issues and options are read.")
    return names


def _leave_others(folder: Path, players: list[Player], brought: Brought) -> None:
    """Files of the game that hold nothing for a case."""
    used = {f"{player.sheet}.txt" for player in players}
    for file in sorted((folder / SHEETS).iterdir()):
        if file.name not in used:
            brought.leave(f"{SHEETS}/{file.name}", None, file.name, f"No party in {CONFIG} has this sheet.")
    for other in sorted(folder.iterdir()):
        if other.name not in (CONFIG, SHEETS, TEXT) and not other.name.startswith("."):
            brought.leave(other.name, None, other.name, "It is no part of the scores.")

"""Swissvotes: what parties, associations and the federal authorities recommended before each popular vote in Switzerland.

The codes are those of its codebook: 1 yes, 2 no, 3 no recommendation, 4 an empty ballot, 5 a free vote, 8 for the
counter-proposal and 9 for the initiative (where both are on the ballot), 66 neutral, 9999 for no such organisation;
a dot is unknown.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..brought import Brought
from ..findings import WARNING, Findings, Problem, listing
from .grids import Grid, grids_of, headers
from .slugs import Slugs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ..formats.glance import Glance

FORM = "Recommendations before popular votes, of Swissvotes"
#: Columns of recommendations: of an organisation, of a section of it in a canton, and of the authorities.
_ORGANISATION, _SECTION = re.compile(r"p-(?!others_)(.+)"), re.compile(r"pdev-([^_]+)_(.+)")
_AUTHORITIES = {
    "br-pos": "Federal Council",
    "bv-pos": "Federal Assembly",
    "nr-pos": "National Council",
    "sr-pos": "Council of States",
}
_OTHERS = re.compile(r"p-others_.+")
_TITLES = ("titel_kurz_e", "titel_kurz_d", "titel_kurz_f", "titel_off_d", "titel_off_f", "stichwort")
#: What stays in the note of a vote.
_KEPT = (
    *("titel_off_d", "titel_off_f", "stichwort", "swissvoteslink", "rechtsform", "anzahl", "annahme", "volk", "stand"),
    *("bet", "volkja-proz", "kt-ja", "kt-nein", "ktjaproz"),
)
_YES, _NO, _COUNTER, _INITIATIVE = "yes", "no", "counter-proposal", "initiative"
_STANCES = {
    "1": ("demands", _YES, ""),
    "2": ("demands", _NO, ""),
    "3": ("abstains", "", "It decided to recommend nothing."),
    "4": ("abstains", "", "It recommended an empty ballot."),
    "5": ("abstains", "", "It left the vote free."),
    "66": ("abstains", "", "Neutral"),
    "8": ("demands", _COUNTER, ""),
    "9": ("demands", _INITIATIVE, ""),
    ".": ("no answer", "", ""),
}
_NOT_THERE = "9999"
_NAMES = {_YES: "Yes", _NO: "No", _COUNTER: "The counter-proposal", _INITIATIVE: "The initiative"}
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


def recognises(glance: Glance) -> bool:
    """Whether a header has the number of a vote and recommendations of organisations."""
    return any(map(is_header, headers(glance)))


def is_header(header: Sequence[str]) -> bool:
    """Whether these names of columns are of the data set."""
    names = set(header)
    return {"anr", "datum"} <= names and sum(bool(_ORGANISATION.fullmatch(name)) for name in names) >= 2


def bring(path: Path, findings: Findings) -> Brought | None:
    """Read each popular vote as an issue and each recommendation as a position on its day."""
    words = {"number": ("anr",), "day": ("datum",)}
    grids = [grid for grid in grids_of(path, words, findings) if is_header(grid.header) and len(grid)]
    if not grids:
        message = "No columns are recommendations of parties before a popular vote."
        findings.add(Problem(message, "columns such as anr, datum, p-fdp, p-sps"), path.name)
        return None
    brought = Brought(FORM, meta={"title": path.stem})
    parties, issues = Slugs(), Slugs()
    for grid in grids:
        who = _who(grid.header)
        for name, of in who.values():
            if name not in parties:
                brought.add("parties", id=parties.of(name), name=name, part_of=parties.of(of) if of else "")
        unknown: set[str] = set()
        for index, line in enumerate(grid.lines):
            unknown |= _read_vote(brought, grid, index, line, who, parties, issues)
        if unknown:
            message = f"The codebook has no code {listing(sorted(unknown), 'or')}: the cells were set aside."
            findings.add(Problem(message, "1 to 5, 8, 9, 66 or 9999", level=WARNING), grid.file)
        _say(brought, grid, who)
    return brought


def _who(header: list[str]) -> dict[int, tuple[str, str]]:
    """By the place of a column who recommends in it, and what that is a section of."""
    who: dict[int, tuple[str, str]] = {}
    for place, name in enumerate(header):
        if name in _AUTHORITIES:
            who[place] = (_AUTHORITIES[name], "")
        elif match := _ORGANISATION.fullmatch(name):
            who[place] = (_called(match[1]), "")
        elif match := _SECTION.fullmatch(name):
            parent = _called(match[1])
            who[place] = (f"{parent} {match[2]}", parent if f"p-{match[1]}" in header else "")
    return who


def _called(code: str) -> str:
    return code.upper() if len(code) <= 4 else code.capitalize()


def _read_vote(
    brought: Brought, grid: Grid, index: int, line: int, who: dict[int, tuple[str, str]], parties: Slugs, issues: Slugs
) -> set[str]:
    """Read the recommendations of one row; the codes that are not known are given back."""
    cells = {name: text.cells[index] for name, text in zip(grid.header, grid.texts, strict=True)}
    titles = [cells[name] for name in _TITLES if cells.get(name)]
    number, day = cells["anr"], _DAY.fullmatch(cells["datum"])
    issue = issues.of(f"vote {number or line}")
    noted = [f"{name}: {cells[name]}" for name in (*_KEPT, *filter(_OTHERS.fullmatch, grid.header)) if cells.get(name)]
    name = (
        f"{titles[0]} ({number})" if titles and number else "".join(titles[:1]) or f"Vote {number or f'in row {line}'}"
    )
    codes = {cells[grid.header[place]] for place in who}
    brought.add("issues", id=issue, name=name, kind="choice", closed="yes", note="; ".join(noted))
    for option in (_COUNTER, _INITIATIVE) if codes & {"8", "9"} else (_YES, _NO):
        brought.add("options", issue=issue, option=option, name=_NAMES[option])
    if codes & {"8", "9"} and codes & {"1", "2"}:
        for option in (_YES, _NO):
            brought.add("options", issue=issue, option=option, name=_NAMES[option])
    date = f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}" if day else cells["datum"]
    absent, unknown = [], []
    for place, (party, _) in who.items():
        cell = cells[grid.header[place]].removesuffix(".0")
        if cell in _STANCES:
            stance, option, note = _STANCES[cell]
            brought.add(
                "positions",
                party=parties.of(party),
                issue=issue,
                stance=stance,
                option=option,
                start=date,
                once="yes" if date else "",
                note=note,
            )
        elif cell == _NOT_THERE:
            absent.append(grid.header[place])
        elif cell:
            unknown.append(f"{grid.header[place]}: {cell}")
    if absent:
        brought.leave(grid.file, line, "; ".join(absent), "There was no such organisation then (9999).")
    if unknown:
        brought.leave(grid.file, line, "; ".join(unknown), "The codebook has no such code.")
    used = {grid.header[place] for place in who} | {"anr", "datum", *_TITLES, *_KEPT}
    rest = {name: cell for name, cell in cells.items() if cell and name not in used and not _OTHERS.fullmatch(name)}
    if rest:
        brought.leave(grid.file, line, rest, "It is about the vote, and no recommendation.")
    return {text.rpartition(": ")[2] for text in unknown}


def _say(brought: Brought, grid: Grid, who: dict[int, tuple[str, str]]) -> None:
    for place, name in enumerate(grid.header):
        if place in who:
            read_as = f"what {who[place][0]} recommends"
        elif name in _TITLES or name == "anr":
            read_as = "the issue"
        elif name == "datum":
            read_as = "the day of the vote: a recommendation counts on this day only"
        else:
            is_kept = name in _KEPT or _OTHERS.fullmatch(name)
            read_as = "a note of the issue" if is_kept else "set aside: it is about the vote, and no recommendation"
        rest = (
            "3, 4, 5 and 66 take no side; 9999 is no organisation; an empty cell is no position."
            if place in who
            else ""
        )
        brought.understand(grid.file, name, read_as, grid.texts[place].known[:100], rest)

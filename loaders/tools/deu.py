"""Issues in rows, and of each actor two columns: where it stands on the issue, and how much the issue matters to it.

So the data sets on decision-making in the European Union (DEU) are laid out: every issue has a scale from 0 to 100 of
its own, a reference point and an outcome. The columns of an actor are called by its name behind or before a word for the
position and one for the salience: ``pos_DE`` and ``sal_DE``, or ``DE_pos`` and ``DE_sal``.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from ..brought import Brought
from ..checks.guesses import probable_number
from ..findings import WARNING, Findings, Problem, listing
from ..formats.glance import Glance
from ..meanings import words_of
from .country_names import country_name, is_country
from .grids import Grid, grids_of, headers
from .slugs import Slugs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

FORM = "Issues in rows, actors' positions and saliences in columns, as the DEU data sets have them"
SCALE = (0, 100)
_WORDS = {"position": ("position", "pos", "pstn", "ideal"), "salience": ("salience", "saliency", "sal", "importance")}
_SORTS = {word: sort for sort, words in _WORDS.items() for word in words}
_ONE_OF = "|".join(sorted(_SORTS, key=len, reverse=True))
#: A word before the actor, with a sign between them or a capital that begins the name; or behind it.
_BEFORE = re.compile(rf"(?P<word>{_ONE_OF})(?:[\s_.\-]+(?P<actor>\S.*)|(?=[A-Z0-9])(?P<close>.+))", re.IGNORECASE)
_BEHIND = re.compile(rf"(?P<actor>.*\S)[\s_.\-]+(?P<word>{_ONE_OF})", re.IGNORECASE)
_ISSUES = (
    *("issue", "issue name", "issue label", "issue title", "isname", "issuename", "controversy"),
    *("isnr", "issue id", "issueid", "issue nr", "issue no", "issue number", "issnr"),
)
_PROPOSALS = (
    *("proposal", "proposal name", "proposal title", "prname", "dossier", "act", "celex", "reference", "cod"),
    *("prnr", "proposal id", "proposalid", "proposal nr", "proposal number"),
)
_REFERENCE = ("rp", "reference point", "referencepoint", "refpoint", "ref point", "status quo", "sq", "statusquo")
_OUTCOME = ("outcome", "out", "decision outcome", "final outcome", "decision")
_ACTORS = {"com": "European Commission", "ep": "European Parliament", "commission": "European Commission"}
_MISSING = frozenset({"", ".", "na", "n/a", "nan", "-99", "-999", "999", "-9", "99999", "-"})
#: So many actors with a position and a salience make such a table.
_FEWEST = 2


class Actor(NamedTuple):
    """An actor as its columns name it, with the places of the two."""

    name: str
    position: int
    salience: int


def recognises(glance: Glance) -> bool:
    """Whether a header names issues and, of two actors or more, a position and a salience each."""
    return any(map(is_header, headers(glance)))


def is_header(header: Sequence[str]) -> bool:
    """Whether these names of columns are of such a table."""
    return bool(_actors(header) and _labels(header))


def bring(path: Path, findings: Findings) -> Brought | None:
    """Read actors as parties, each row as an issue, positions as ideals from 0 to 100, and saliences."""
    names = {"issue": _ISSUES, "proposal": _PROPOSALS, "reference": _REFERENCE, "outcome": _OUTCOME}
    known = next(filter(is_header, headers(Glance(path))), [])
    grids = [grid for grid in grids_of(path, names, findings, known) if _actors(grid.header) and len(grid)]
    if not grids:
        message = "No columns are positions and saliences of actors."
        findings.add(Problem(message, "columns such as issue, pos_DE, sal_DE, pos_FR, sal_FR"), path.name)
        return None
    brought = Brought(FORM, meta={"title": path.stem, "description": " ".join(t for grid in grids for t in grid.above)})
    parties, issues = Slugs(), Slugs()
    for grid in grids:
        _read(brought, grid, parties, issues, findings)
    return brought


def _split(name: str) -> Iterator[tuple[str, str, str]]:
    """The ways in which a header names an actor: where the word stands, which of the two it is, and the actor."""
    for side, pattern in (("before", _BEFORE), ("behind", _BEHIND)):
        if match := pattern.fullmatch(name.strip()):
            groups = match.groupdict()
            yield side, _SORTS[groups["word"].casefold()], (groups["actor"] or groups.get("close") or "").strip()


def _actors(header: Sequence[str]) -> list[Actor]:
    """The actors of whom a header has both columns, with all words on one side; none where they are too few."""
    places: dict[tuple[str, str], dict[str, int]] = {}
    for place, name in enumerate(header):
        for side, sort, actor in _split(name):
            places.setdefault((side, actor.casefold()), {}).setdefault(sort, place)
    for side in ("before", "behind"):
        actors = []
        for (of_side, _), of in places.items():
            if of_side == side and "position" in of:
                name = next(actor for on, _, actor in _split(header[of["position"]]) if on == side)
                actors.append(Actor(name, of["position"], of.get("salience", -1)))
        if sum(actor.salience >= 0 for actor in actors) >= _FEWEST:
            return actors
    return []


def _labels(header: Sequence[str]) -> list[int]:
    """Places of the columns that name issues or proposals; none where a row is an actor, whose columns are issues."""
    words = [words_of(name) for name in header]
    if any(word in ("actor", "party", "country", "member state", "stakeholder", "state") for word in words):
        return []
    return [place for place, word in enumerate(words) if word in (*_ISSUES, *_PROPOSALS)]


def _read(brought: Brought, grid: Grid, parties: Slugs, issues: Slugs, findings: Findings) -> None:
    actors = _actors(grid.header)
    labels = _labels(grid.header)
    used = {place for actor in actors for place in (actor.position, actor.salience)} - {-1}
    facts: dict[str, int] = {role: grid.roles[role] for role in ("reference", "outcome") if role in grid.roles}
    known = set(map(str.casefold, (row["id"] for row in brought.tables.get("parties", []))))
    for actor in actors:
        party = parties.of(actor.name)
        if party not in known:
            body = _ACTORS.get(actor.name.casefold(), "")
            state = country_name(actor.name) if is_country(actor.name) and not body else ""
            name = body or state or actor.name
            aliases = actor.name if name != actor.name else ""
            brought.add("parties", id=party, name=name, kind="state" if state else "", aliases=aliases)
    names = _issue_names(grid, labels)
    for index, line in enumerate(grid.lines):
        cells = [text.cells[index] for text in grid.texts]
        if not any(cells[place] for place in used):
            brought.leave(grid.file, line, grid.row(index), "The row has no position of an actor.")
            continue
        named = {role: cells[place] for role, place in facts.items() if cells[place].casefold() not in _MISSING}
        scaled = [_number(cells[actor.position]) for actor in actors]
        outside = [text for text in [*scaled, *map(_number, named.values())] if text and not _on_scale(text)]
        rest = [place for place in range(len(cells)) if place not in used and place not in labels]
        noted = [f"{grid.header[place]}: {cells[place]}" for place in [*labels, *rest] if cells[place]]
        issue = issues.of(names[index])
        low, high = ("", "") if outside else SCALE
        brought.add(
            "issues",
            id=issue,
            name=names[index],
            kind="number",
            unit="" if outside else "of 100",
            scale_low=low,
            scale_high=high,
            note="; ".join(noted),
        )
        if outside:
            message = f"{listing(outside, 'and')} is not on a scale from 0 to 100: the issue has no ends of a scale."
            findings.add(Problem(message, "0 to 100", level=WARNING), grid.file, line)
        for actor in actors:
            _read_actor(brought, grid, line, cells, actor, parties.of(actor.name), issue)
    _say(brought, grid, actors, labels, facts)


def _issue_names(grid: Grid, labels: list[int]) -> list[str]:
    """What the issue of each row is called: by its own name, with more of the row where two would be alike."""
    words = [words_of(grid.header[place]) for place in labels]
    order = sorted(range(len(labels)), key=lambda at: (*_ISSUES, *_PROPOSALS).index(words[at]))
    names = [""] * len(grid)
    for at in order:
        counts = Counter(names)
        if counts.most_common(1)[0][1] == 1 and "" not in counts:
            break
        cells = grid.columns[labels[at]]
        for index, cell in enumerate(cells):
            if (cell and counts[names[index]] > 1) or not names[index]:
                says = cell if not cell.isdecimal() else f"{grid.header[labels[at]]} {cell}"
                names[index] = f"{names[index]} ({says})" if names[index] and says else names[index] or says
    counts = Counter(names)
    return [
        name if name and counts[name] == 1 else " ".join(filter(None, (name, f"row {line}")))
        for name, line in zip(names, grid.lines, strict=True)
    ]


def _read_actor(
    brought: Brought, grid: Grid, line: int, cells: list[str], actor: Actor, party: str, issue: str
) -> None:
    position, salience = (cells[place] if place >= 0 else "" for place in (actor.position, actor.salience))
    ideal, weight = _number(position), _number(salience)
    for cell, read, name in ((position, ideal, actor.position), (salience, weight, actor.salience)):
        if cell and not read and cell.casefold() not in _MISSING:
            brought.leave(grid.file, line, {grid.header[name]: cell}, "The cell is no number.")
    if ideal:
        brought.add("positions", party=party, issue=issue, stance="demands", ideal=ideal)
    if weight and float(weight) >= 0:
        brought.add("saliences", party=party, issue=issue, salience=weight)


def _number(cell: str) -> str:
    return "" if cell.casefold() in _MISSING else str(probable_number(cell) or "")


def _on_scale(text: str) -> bool:
    return SCALE[0] <= float(text) <= SCALE[1]


def _say(brought: Brought, grid: Grid, actors: list[Actor], labels: list[int], facts: dict[str, int]) -> None:
    read_as: dict[int, str] = {}
    for actor in actors:
        read_as[actor.position] = f"what '{actor.name}' would like best, from 0 to 100"
        read_as[actor.salience] = f"how much the issue matters to '{actor.name}'"
    read_as |= dict.fromkeys(labels, "the issue")
    of_facts = {"reference": "the reference point", "outcome": "the outcome"}
    read_as |= {
        place: f"{of_facts[role]}, in the note of the issue: nobody's position" for role, place in facts.items()
    }
    for place, name in enumerate(grid.header):
        if name or any(grid.texts[place].known):
            remark = "An empty cell is no position; 0 is one." if place in {actor.position for actor in actors} else ""
            brought.understand(
                grid.file, name, read_as.get(place, "a note of the issue"), grid.texts[place].known[:100], remark
            )

"""The main data set of the Manifesto Project: what share of a party's programme speaks of what.

Such a share is an emphasis and no position: it is read as a salience. Positions are read of two things only. ``rile`` is a
scale from left (-100) to right (100) that the project itself computes. And some categories stand in pairs, one for a thing
and one against it: where a programme speaks of a pair, its side is the ratio (for - against) / (for + against), from -1 to 1
(Kim and Fording 2002). The other categories say how much a party speaks of a thing, and nothing of what it wants.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ...graph.dates import as_text, period
from ..brought import Brought
from ..checks.guesses import probable_number
from ..findings import WARNING, Findings, Problem
from .grids import Grid, grids_of, headers
from .slugs import Slugs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ..formats.glance import Glance

FORM = "Programmes of parties, of the Manifesto Project"
_NEEDED = frozenset({"party", "partyname", "rile"})
_CATEGORY = re.compile(r"per\d{3,4}(?:_\d)?")
_RILE = ("rile", "Left and right (rile)", "-100", "100")
_RATIO = ("-1", "1")


class Pair(NamedTuple):
    """Two categories of which one is for a thing, and the other against it."""

    issue: str
    name: str
    favour: str
    against: str


PAIRS = (
    Pair("special-relations", "Foreign special relationships", "per101", "per102"),
    Pair("military", "Military strength", "per104", "per105"),
    Pair("internationalism", "Internationalism", "per107", "per109"),
    Pair("europe", "European Community or Union", "per108", "per110"),
    Pair("constitution", "Constitutionalism", "per203", "per204"),
    Pair("decentralisation", "Decentralisation", "per301", "per302"),
    Pair("protectionism", "Protectionism", "per406", "per407"),
    Pair("welfare", "Expansion of the welfare state", "per504", "per505"),
    Pair("education", "Expansion of education", "per506", "per507"),
    Pair("national-way-of-life", "National way of life", "per601", "per602"),
    Pair("traditional-morality", "Traditional morality", "per603", "per604"),
    Pair("multiculturalism", "Multiculturalism", "per607", "per608"),
    Pair("labour", "Labour groups", "per701", "per702"),
)
#: Categories that speak of a thing from one side only.
_ALONE = {
    "per103": "Anti-imperialism",
    "per106": "Peace",
    "per201": "Freedom and human rights",
    "per202": "Democracy",
    "per303": "Governmental and administrative efficiency",
    "per304": "Political corruption",
    "per305": "Political authority",
    "per401": "Free market economy",
    "per402": "Incentives",
    "per403": "Market regulation",
    "per404": "Economic planning",
    "per405": "Corporatism, mixed economy",
    "per408": "Economic goals",
    "per409": "Keynesian demand management",
    "per410": "Economic growth",
    "per411": "Technology and infrastructure",
    "per412": "Controlled economy",
    "per413": "Nationalisation",
    "per414": "Economic orthodoxy",
    "per415": "Marxist analysis",
    "per416": "Anti-growth economy, sustainability",
    "per501": "Environmental protection",
    "per502": "Culture",
    "per503": "Equality",
    "per605": "Law and order",
    "per606": "Civic mindedness",
    "per703": "Agriculture and farmers",
    "per704": "Middle class and professional groups",
    "per705": "Underprivileged minority groups",
    "per706": "Non-economic demographic groups",
}
_OF_PARTY = ("countryname", "country", "parfam")
#: As what columns are read that are no shares.
_MEANINGS = {
    "party": "the party",
    "partyname": "the name of the party",
    "partyabbrev": "another name of the party",
    "edate": "the day of the election, from which the programme holds until the next one",
    "date": "the month of the election",
    "rile": "the position between left (-100) and right (100)",
    "absseat": "the power of the party: its seats after its last election",
    "pervote": "a note of the position",
    **dict.fromkeys(("countryname", "country", "parfam"), "a note of the party"),
}
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_MISSING = frozenset({"", "na", "nan", "."})


def recognises(glance: Glance) -> bool:
    """Whether a header has parties, their place between left and right, and shares of categories."""
    return any(map(is_header, headers(glance)))


def is_header(header: Sequence[str]) -> bool:
    """Whether these names of columns are of the data set."""
    return set(header) >= _NEEDED and sum(bool(_CATEGORY.fullmatch(name)) for name in header) >= 2


class _Programme(NamedTuple):
    line: int
    cells: dict[str, str]
    start: str


def bring(path: Path, findings: Findings) -> Brought | None:
    """Read each party of a country as a party, its programmes as dated positions, and shares as saliences."""
    grids = [grid for grid in grids_of(path, {"party": ("party",)}, findings) if is_header(grid.header)]
    if not grids:
        message = "No columns are shares of categories in programmes of parties."
        findings.add(Problem(message, "columns such as party, partyname, edate, per101, per104, rile"), path.name)
        return None
    brought = Brought(FORM, meta={"title": path.stem})
    used = {"rile": False, **dict.fromkeys((pair.issue for pair in PAIRS), False)}
    parties = Slugs()
    categories: dict[str, str] = {}
    of_party: dict[str, list[_Programme]] = {}
    for grid in grids:
        for name in grid.header:
            if _CATEGORY.fullmatch(name):
                categories[name] = _ALONE.get(name, name)
        _collect(brought, grid, of_party)
    paired = {name for pair in PAIRS for name in (pair.favour, pair.against)}
    alone = {name: title for name, title in categories.items() if name not in paired}
    for programmes in of_party.values():
        _read_party(brought, programmes, parties, used, alone)
    _add_issues(brought, used, alone)
    for grid in grids:
        _say(brought, grid)
    message = (
        "Shares of a programme are emphasis, and were read as saliences, those of the last programme of each party. "
        "Positions are 'rile' and the ratio of the categories for and against one thing, which zopa computed."
    )
    findings.add(Problem(message, level=WARNING), path.name)
    return brought


def _collect(brought: Brought, grid: Grid, of_party: dict[str, list[_Programme]]) -> None:
    for index, line in enumerate(grid.lines):
        cells = {name: text.cells[index] for name, text in zip(grid.header, grid.texts, strict=True)}
        cells = {name: cell for name, cell in cells.items() if cell.casefold() not in _MISSING}
        if "party" not in cells:
            brought.leave(grid.file, line, cells, "The row names no party.")
            continue
        if rest := {
            name: cell for name, cell in cells.items() if name not in _MEANINGS and not _CATEGORY.fullmatch(name)
        }:
            brought.leave(grid.file, line, rest, "It is about the programme or its coding.")
        of_party.setdefault(cells["party"], []).append(_Programme(line, cells, _start(cells)))


def _start(cells: dict[str, str]) -> str:
    """The day of the election, which ``edate`` writes with the day first; else its month of ``date``."""
    date, month = cells.get("edate", ""), cells.get("date", "")
    if _ISO.fullmatch(date[:10]):
        return date[:10]
    if match := _DAY.fullmatch(date):
        return f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}"
    return f"{month[:4]}-{month[4:6]}" if len(month) == 6 and month.isdecimal() else ""


def _read_party(
    brought: Brought, programmes: list[_Programme], parties: Slugs, used: dict[str, bool], alone: dict[str, str]
) -> None:
    programmes = sorted(programmes, key=lambda programme: programme.start)
    last = programmes[-1].cells
    party = parties.of(last["party"])
    brought.add(
        "parties",
        id=party,
        name=_name(last),
        aliases=last.get("partyabbrev", ""),
        power=_number(last.get("absseat", "")),
        note="; ".join(f"{name}: {last[name]}" for name in _OF_PARTY if name in last),
    )
    for programme, following in zip(programmes, [*programmes[1:], None], strict=True):
        end = as_text(period(following.start)[0] - 1) if following and programme.start < following.start else ""
        cells = {"party": party, "stance": "demands", "start": programme.start, "end": end}
        note = f"pervote: {programme.cells['pervote']}" if "pervote" in programme.cells else ""
        if rile := _number(programme.cells.get("rile", "")):
            used["rile"] = True
            brought.add("positions", issue="rile", ideal=rile, note=note, **cells)
        for pair in PAIRS:
            shares = [_number(programme.cells.get(name, "")) for name in (pair.favour, pair.against)]
            favour, against = (float(share or 0) for share in shares)
            if not all(shares) or favour + against <= 0:
                continue
            used[pair.issue] = True
            ratio = f"{(favour - against) / (favour + against):.6g}"
            said = f"{pair.favour}: {shares[0]}; {pair.against}: {shares[1]}"
            brought.add("positions", issue=pair.issue, ideal=ratio, note=said, **cells)
    weights = {pair.issue: [last.get(pair.favour, ""), last.get(pair.against, "")] for pair in PAIRS}
    weights |= {name: [last.get(name, "")] for name in alone}
    for issue, texts in weights.items():
        shares = [_number(text) for text in texts]
        if all(shares) and (issue in alone or sum(map(float, shares)) > 0):
            used[issue] = True
            salience = f"{sum(map(float, shares)):.6g}"
            brought.add("saliences", party=party, issue=issue, salience=salience, note="percent of the programme")


def _name(cells: dict[str, str]) -> str:
    name = cells.get("partyname") or cells.get("partyabbrev") or cells["party"]
    country = cells.get("countryname", "")
    return f"{name} ({country})" if country else name


def _number(text: str) -> str:
    return str(probable_number(text) or "") if text else ""


def _add_issues(brought: Brought, used: dict[str, bool], alone: dict[str, str]) -> None:
    if used["rile"]:
        issue, name, low, high = _RILE
        brought.add("issues", id=issue, name=name, kind="number", scale_low=low, scale_high=high)
    for pair in PAIRS:
        if used[pair.issue]:
            note = f"({pair.favour} - {pair.against}) / ({pair.favour} + {pair.against}): 1 for it, -1 against it"
            low, high = _RATIO
            brought.add(
                "issues", id=pair.issue, name=pair.name, kind="number", scale_low=low, scale_high=high, note=note
            )
    for name, title in alone.items():
        if used.get(name):
            note = "It is known how much parties speak of it, and not what they want."
            brought.add("issues", id=name, name=title, kind="number", note=note)


def _say(brought: Brought, grid: Grid) -> None:
    pairs = {pair.favour: f"for '{pair.name}'" for pair in PAIRS} | {
        pair.against: f"against '{pair.name}'" for pair in PAIRS
    }
    for name, text in zip(grid.header, grid.texts, strict=True):
        read_as = _MEANINGS.get(name, "")
        if name in pairs:
            read_as = f"a share of the programme that is {pairs[name]}: a salience, and with its pair a position"
        elif _CATEGORY.fullmatch(name):
            read_as = "a share of the programme: a salience, and no position"
        brought.understand(
            grid.file, name, read_as or "set aside: it is about the programme or its coding", text.known[:100]
        )

"""Vetoes: a row an act by which a member of a body kept it from deciding, with its day and what it was about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from ...graph.ontology import LIST_SEPARATOR
from ..brought import Brought
from ..findings import Findings, Problem
from ..text import Text
from .ballots import Ballots, count
from .country_names import country_name
from .grids import Grid, dates_of, grids_of, headers, roles_of
from .vote_words import AGAINST

if TYPE_CHECKING:
    from pathlib import Path

    from ..formats.glance import Glance

FORM = "Vetoes in a body that decides together"
#: Columns of the acts.
_COLUMNS = ("member", "motion", "vote", "date", "note", "source")
_WORDS = {
    "date": ("date veto", "veto date", "date of veto", "date", "year"),
    "member": (
        "ms veto",
        "veto ms",
        "vetoing member",
        "vetoing member state",
        "vetoing state",
        "vetoing country",
        "vetoing members",
        "veto by",
        "vetoed by",
        "vetoer",
        "permanent member casting negative vote",
        "permanent member casting veto",
        "permanent member",
        "permanent members",
        "member state",
        "country",
        "member",
    ),
    "veto": ("veto", "vetoes", "vetoed"),
    "draft": ("draft", "draft resolution", "draft symbol", "resolution", "proposal"),
    "issue": ("issue", "agenda item", "agenda", "subject", "topic", "policy", "title"),
    "issue country": ("issue country", "country concerned", "target country", "target", "third country"),
    "source": ("source", "url", "link", "written record", "record", "meeting record", "reference"),
    "note": ("note", "notes", "comment", "comments", "description"),
}
_MEANING = {
    "date": "the day of the act: it counts on this day only",
    "member": "the party that rejects the decision",
    "veto": "whether there was a veto",
    "draft": "the issue",
    "issue": "the issue, with the country that it is about",
    "issue country": "the country that the issue is about",
    "source": "the source of the position",
    "note": "a note of the position",
}
#: The European Union's members are states by their codes; the body of the permanent members is the Security Council.
_UNION, _COUNCIL = "European Union", "United Nations Security Council"
_YES, _NO = ("yes", "y", "1", "true", "x"), ("no", "n", "0", "false", "")
_SEVERAL = re.compile(r"\s*(?:[;|\n/]|,| and | & )\s*")
_BETWEEN_SOURCES = re.compile(r"\s+(?=https?://)|\s*[|\n]\s*")


def recognises(glance: Glance) -> bool:
    """Whether a header has a column of who vetoed, or of the day of a veto, and one of what it was about."""
    for header in headers(glance):
        roles = roles_of(header, _WORDS)
        names = " ".join(header).casefold()
        is_veto = "veto" in names or "permanent member" in names
        if is_veto and "date" in roles and roles.keys() & {"member", "veto"} and roles.keys() & {"issue", "draft"}:
            return True
    return False


def bring(path: Path, findings: Findings) -> Brought | None:
    """Read each veto as a position that rejects a decision on its day."""
    grid = next((grid for grid in grids_of(path, _WORDS, findings) if grid.roles.keys() & {"member", "veto"}), None)
    if grid is not None and not _is_flag(grid):
        # A column of that name holds who vetoed, unless it says yes or no.
        grid.roles["member"] = grid.roles.pop("veto", grid.roles.get("member", 0))
    if grid is None or "member" not in grid.roles:
        findings.add(Problem("No column says who vetoed.", "columns such as date, member, issue"), path.name)
        return None
    brought = Brought(FORM, meta={"title": path.stem, "description": " ".join(grid.above)})
    body = _body(grid)
    ballots = Ballots(_votes(brought, grid, findings))
    for member in ballots.votes["member"].coded()[1].tolist():
        ballots.members[member] = {"name": country_name(member), "kind": "state", "blocs": body}
        if ballots.members[member]["name"] != member:
            ballots.members[member]["aliases"] = member
    if body:
        ballots.blocs[body] = "alliance"
    for motion, (name, note) in _motions(grid).items():
        ballots.motions[motion] = {"name": name, "note": note}
    count(brought, ballots)
    for place, name in enumerate(grid.header):
        if name or any(grid.columns[place]):
            role = next((role for role, at in grid.roles.items() if at == place), "")
            read_as = _MEANING.get(role, "a note of the position") if any(grid.columns[place]) else "empty"
            brought.understand(grid.file, name, read_as, grid.columns[place])
    return brought


def _is_flag(grid: Grid) -> bool:
    return "veto" in grid.roles and all(word.casefold() in (*_YES, *_NO) for word in grid.column("veto"))


def _body(grid: Grid) -> str:
    """The body that the vetoing members belong to, where the names of the columns say it."""
    names = " ".join(grid.header).casefold()
    if "permanent member" in names:
        return _COUNCIL
    return _UNION if re.search(r"\bms_veto\b|\bveto_ms\b", names) else ""


def _key(draft: str, issue: str, country: str) -> str:
    return draft or " ".join(filter(None, (issue, country)))


def _motions(grid: Grid) -> dict[str, tuple[str, str]]:
    """The name of each issue, and a note."""
    motions: dict[str, tuple[str, str]] = {}
    drafts, issues, countries = (grid.column(role) for role in ("draft", "issue", "issue country"))
    for draft, issue, country in zip(drafts, issues, countries, strict=True):
        about = " ".join(country.split())
        subject = " ".join((issue[:1].upper() + issue[1:]).split())
        name = f"{subject}: {_countries(about)}" if subject and about else subject or _countries(about)
        if draft:
            motions.setdefault(draft, (f"{draft}: {name}" if name else draft, ""))
        else:
            motions.setdefault(_key("", issue, country), (name, ""))
    return motions


def _countries(codes: str) -> str:
    return ", ".join(country_name(code) for code in re.split(r"[\s,;|]+", codes)) if codes.isupper() else codes


def _votes(brought: Brought, grid: Grid, findings: Findings) -> dict[str, Text]:
    dates = dates_of(grid, findings, "the acts have no day")
    columns = {role: grid.column(role) for role in _WORDS}
    rows = []
    for index, line in enumerate(grid.lines):
        cells = {role: column[index] for role, column in columns.items()}
        motion = _key(cells["draft"], cells["issue"], cells["issue country"])
        members = [name for name in _SEVERAL.split(cells["member"]) if name]
        if cells["veto"].casefold() in _NO and "veto" in grid.roles:
            brought.leave(grid.file, line, grid.row(index), "The row says that there was no veto.")
            continue
        if not members or not motion:
            why = "The row does not say who vetoed." if motion else "The row does not say what was vetoed."
            brought.leave(grid.file, line, grid.row(index), why)
            continue
        day = dates.get(cells["date"], "")
        undated = f"Date: {cells['date']}" if cells["date"] and not day else ""
        note = "; ".join(filter(None, (undated, cells["note"], grid.notes(index, grid.extra))))
        source = LIST_SEPARATOR.join(filter(None, _BETWEEN_SOURCES.split(cells["source"])))
        rows += [(member, motion, AGAINST, day, note, source) for member in members]
    acts = np.array(rows, dtype=object).reshape(-1, len(_COLUMNS))
    return {name: Text(acts[:, place]) for place, name in enumerate(_COLUMNS)}

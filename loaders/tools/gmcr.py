"""Graph models for conflict resolution, in the files of GMCR-py: who controls which option, and what cannot be.

Each option of a decision maker is an issue with a yes and a no, on which it decides alone. Two answers that cannot be
together exclude one another. The preferences are over whole states: they stand in the note of the party in words, and are
set aside as they are.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...graph.ontology import LIST_SEPARATOR
from ..brought import Brought
from ..findings import Findings, Problem
from ..formats.folder import read_file
from ..formats.json_files import parsed, report_twice
from ..sizes import MIB
from .answers import NO_OPTION, YES_OPTION
from .roster import Roster
from .survey import joined

if TYPE_CHECKING:
    from pathlib import Path

    from ..formats.glance import Glance

FORM = "A graph model for conflict resolution, as GMCR-py has it"
SUFFIX, JSON = ".gmcr", ".json"
FILE_BYTES = 16 * MIB
MAKERS, OPTIONS, INFEASIBLE = "decisionMakers", "options", "infeasibles"
_SIGNS = {"y": YES_OPTION, "n": NO_OPTION, "yes": YES_OPTION, "no": NO_OPTION, "1": YES_OPTION, "0": NO_OPTION}
_MOVES = {"fwd": "once it is taken it cannot be undone", "back": "once it is dropped it cannot be taken again"}
#: Names of cells that say how an option can be changed, and of the orders of states.
_DIRECTION = ("permittedDirection", "reversibility")
_ORDERS = ("preferenceVector", "preferenceRanking", "perceived", "misperceived")
_TITLES, _DESCRIPTIONS, _MADE_WITH = ("title", "name"), ("description", "notes"), ("program", "version")
#: Preferences that are told in a note.
_MAX_TOLD = 20


def recognises(glance: Glance) -> bool:
    """Whether decision makers and infeasible states are there."""
    if glance.suffix == SUFFIX:
        return True
    return glance.suffix == JSON and all(f'"{name}"' in glance.text for name in (MAKERS, INFEASIBLE))


@dataclass
class _Model:
    """The options of a file by their places and names."""

    file: str
    brought: Brought
    issues: Roster = field(default_factory=Roster)
    places: dict[str, int] = field(default_factory=dict)

    def key(self, reference: Any) -> str | None:
        """The key of an option, given by its place, its name or itself."""
        if isinstance(reference, Mapping):
            reference = reference.get("name")
        if isinstance(reference, str) and reference in self.places:
            reference = self.places[reference]
        key = str(reference)
        return key if not isinstance(reference, bool) and key in self.issues else None

    def literal(self, cell: Any) -> tuple[str, str] | None:
        """An option and its answer, as an infeasible state has them."""
        if not isinstance(cell, list) or len(cell) != 2:
            return None
        key, sign = self.key(cell[0]), _SIGNS.get(str(cell[1]).casefold())
        return None if key is None or sign is None else (key, sign)

    def words(self, statement: Any) -> str:
        """A preference in words."""
        if isinstance(statement, Mapping) and isinstance(statement.get("members"), list):
            return " or ".join(self.words(member) for member in statement["members"])
        literals = [self.literal(cell) for cell in statement] if isinstance(statement, list) else []
        if not literals or None in literals:
            return json.dumps(statement, ensure_ascii=False)
        return " and ".join(f"'{self.issues.name(key)}' {sign}" for key, sign in filter(None, literals))


def bring(path: Path, findings: Findings) -> Brought | None:
    """Read decision makers as parties that decide on their options alone, and infeasible pairs as constraints."""
    content = read_file(path, FILE_BYTES, findings)
    before = findings.errors
    records = None if content is None else parsed(content, path.name, findings)
    report_twice(records, path.name, findings)
    if findings.errors > before:
        return None
    if not isinstance(records, Mapping) or not all(isinstance(records.get(name), list) for name in (MAKERS, OPTIONS)):
        problem = Problem("The file has no lists of decision makers and options.", f"'{MAKERS}' and '{OPTIONS}'")
        findings.add(problem, path.name)
        return None
    brought = Brought(FORM, meta=_about(records, path))
    model = _Model(path.name, brought)
    _read_options(records, model)
    _read_makers(records[MAKERS], model)
    _read_infeasible(records.get(INFEASIBLE), model)
    known = {MAKERS, OPTIONS, INFEASIBLE, *_TITLES, *_DESCRIPTIONS, *_MADE_WITH}
    for name, cell in records.items():
        if name not in known:
            brought.leave(
                path.name, None, f"{name}: {json.dumps(cell, ensure_ascii=False)}", "No table has a place for it."
            )
    brought.understand(path.name, MAKERS, "parties", map(_name_of, records[MAKERS]))
    brought.understand(path.name, OPTIONS, "issues, each with the options yes and no", map(_name_of, records[OPTIONS]))
    brought.understand(
        path.name, INFEASIBLE, "constraints, where two answers exclude one another", rest="Others are set aside."
    )
    brought.understand(path.name, "preferences", "a note of the party", rest="No positions are made of them.")
    return brought


def _about(records: Mapping[str, Any], path: Path) -> dict[str, Any]:
    texts = [
        next((cell for name in names if isinstance(cell := records.get(name), str) and cell), "")
        for names in (_TITLES, _DESCRIPTIONS)
    ]
    made_with = " ".join(str(records[name]) for name in _MADE_WITH if isinstance(records.get(name), (str, int, float)))
    description = joined([texts[1], f"made with {made_with}" if made_with else ""])
    return {"title": texts[0] or path.stem, "description": description}


def _name_of(cell: Any) -> str:
    name = cell.get("name") if isinstance(cell, Mapping) else cell
    return " ".join(str(name).split()) if isinstance(name, (str, int, float)) else ""


def _read_options(records: Mapping[str, Any], model: _Model) -> None:
    """Each option of a decision maker as an issue; two of one name are told apart by who controls them."""
    owners: dict[int, str] = {}
    for maker in records[MAKERS]:
        for reference in _listed(maker, OPTIONS):
            if isinstance(reference, int) and not isinstance(reference, bool):
                owners.setdefault(reference, _name_of(maker))
    names = [_name_of(cell) for cell in records[OPTIONS]]
    counts = Counter(names)
    for place, (cell, name) in enumerate(zip(records[OPTIONS], names, strict=True)):
        owner = owners.get(place, "")
        shown = f"{name} ({owner})" if counts[name] > 1 and owner else name
        issue, shown = model.issues.add(str(place), shown or f"Option {place + 1}")
        if counts[name] == 1:
            model.places[name] = place
        cells = cell if isinstance(cell, Mapping) else {}
        direction = next((str(cells[key]) for key in _DIRECTION if key in cells), "")
        rest = {key: part for key, part in cells.items() if key not in ("name", *_DIRECTION)}
        note = joined(
            [
                f"controlled by {owner}" if owner else "controlled by nobody that is named",
                _MOVES.get(direction, "" if direction in ("", "both") else f"direction: {direction}"),
                *(f"{key}: {json.dumps(part, ensure_ascii=False)}" for key, part in rest.items()),
            ]
        )
        model.brought.add("issues", id=issue, name=shown, kind="choice", closed="yes", note=note)
        for option, words in ((YES_OPTION, "Yes"), (NO_OPTION, "No")):
            model.brought.add("options", issue=issue, option=option, name=words)


def _listed(cell: Any, name: str) -> list[Any]:
    inner = cell.get(name) if isinstance(cell, Mapping) else None
    return inner if isinstance(inner, list) else []


def _read_makers(makers: list[Any], model: _Model) -> None:
    """Each decision maker as a party, what it controls and prefers in its note."""
    roster, brought = Roster(), model.brought
    for place, maker in enumerate(makers):
        name = _name_of(maker)
        if not name:
            brought.leave(model.file, None, json.dumps(maker, ensure_ascii=False), "The decision maker has no name.")
            continue
        party, name = roster.add(str(place), name)
        controls, decides = [], []
        for reference in _listed(maker, OPTIONS):
            key = model.key(reference)
            if key is None:
                content = f"{name}: {json.dumps(reference, ensure_ascii=False)}"
                brought.leave(model.file, None, content, "There is no such option.")
            else:
                controls.append(f"'{model.issues.name(key)}'")
                decides.append(model.issues[key])
        preferences = _listed(maker, "preferences")
        told = [f"{rank}. {model.words(statement)}" for rank, statement in enumerate(preferences[:_MAX_TOLD], start=1)]
        note = joined(
            [
                f"controls {', '.join(controls)}" if controls else "controls no option",
                f"prefers, the most important first: {', '.join(told)}" if told else "",
            ]
        )
        brought.add("parties", id=party, name=name, roles="disputant", note=note)
        if decides:
            issues = LIST_SEPARATOR.join(dict.fromkeys(decides))
            brought.add("decisions", id=party, name=f"What {name} controls", issues=issues, rule="all", parties=party)
        rest = maker if isinstance(maker, Mapping) else {}
        for key, cell in rest.items():
            if key in ("name", OPTIONS) or (
                key == "preferences" and len(preferences) <= _MAX_TOLD and isinstance(cell, list)
            ):
                continue
            why = "No table holds an order of states." if key in _ORDERS else "No table has a place for it."
            if cell not in ([], {}, None, ""):
                brought.leave(model.file, None, f"{name}: {key}: {json.dumps(cell, ensure_ascii=False)}", why)


def _read_infeasible(states: Any, model: _Model) -> None:
    """Pairs of answers that cannot be together as constraints; all other states are set aside."""
    for row, state in enumerate(states if isinstance(states, list) else [] if states is None else [states], start=1):
        literals = [model.literal(cell) for cell in state] if isinstance(state, list) else []
        known = list(dict.fromkeys(filter(None, literals)))
        if len(literals) == len(known) == 2 and known[0][0] != known[1][0]:
            first, second = (f"{model.issues[key]}/{sign}" for key, sign in known)
            model.brought.add("constraints", option=first, relation="excludes", other=second)
            continue
        is_whole = bool(literals) and None not in literals
        content = model.words(state) if is_whole else json.dumps(state, ensure_ascii=False)
        why = (
            "A constraint holds two options, no more and no less." if is_whole else "It names no option that is there."
        )
        model.brought.leave(f"{model.file}:{INFEASIBLE}", row, content, why)

"""Four-column documents of the European Union's trilogues: a row a clause, a column a text that an institution put forward.

Each clause is an issue and each different text an option, which the institutions demand whose text it is. What is agreed is
a proposal that settles the clauses that it has a text for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ...graph.names import folded
from ..brought import Brought
from ..findings import Findings, Problem
from .grids import Grid, grids_of, headers
from .slugs import Slugs

if TYPE_CHECKING:
    from pathlib import Path

    from ..formats.glance import Glance

FORM = "Texts of the institutions, clause by clause"
#: The institutions by a short name, with the name of each and the words by which its column is known.
_INSTITUTIONS = {
    "commission": ("European Commission", r"\b(commission|kommission|com)\b"),
    "parliament": ("European Parliament", r"\b(parliament|parlament|parlement|ep)\b"),
    "council": ("Council of the European Union", r"\b(council|rat|conseil|general approach)\b"),
}
_SHORT = {"commission": "the Commission", "parliament": "the Parliament", "council": "the Council"}
_AGREEMENT, _AGREED = "agreement", "Provisional agreement"
_AGREEMENT_WORDS = r"\b(agreement|agreed|compromise|accord|einigung|kompromiss|outcome|final text)\b"
#: Words that stand in place of a text: the one of the Commission, or none.
_UNCHANGED = (
    "idem",
    "unchanged",
    "no change",
    "[no change]",
    "same",
    "same as commission",
    "identical",
    "no amendment",
    '"',
)
_DELETED = ("deleted", "[deleted]", "delete", "deletion", "gestrichen", "supprimé")
_NONE = ("-", "\u2013", "\u2014", "n/a", "[empty]", "empty")


def recognises(glance: Glance) -> bool:
    """Whether a header names the three institutions, or two of them and what was agreed, and texts stand below it."""
    rows = list(headers(glance))
    for at, header in enumerate(rows):
        if _is_header(header):
            places = _columns(header).values()
            cells = [row[place] for row in rows[at + 1 :] if len(row) == len(header) for place in places if row[place]]
            if sum(" " in cell for cell in cells) * 2 > len(cells):
                return True
    return False


def _is_header(header: list[str]) -> bool:
    columns = _columns(header)
    # A cell of a header is short; a text that names an institution is not.
    return len(columns) >= 3 and len(columns.keys() - {_AGREEMENT}) >= 2 and all(len(name) < 80 for name in header)


def _columns(header: list[str]) -> dict[str, int]:
    """The places of the columns with the text of each institution, and with what was agreed."""
    columns: dict[str, int] = {}
    patterns = {_AGREEMENT: _AGREEMENT_WORDS} | {key: words for key, (_, words) in _INSTITUTIONS.items()}
    for place, name in enumerate(header):
        words = folded(name.replace("_", " "))
        known = next((key for key, pattern in patterns.items() if re.search(pattern, words)), None)
        if known and known not in columns:
            columns[known] = place
    return columns


def bring(path: Path, findings: Findings) -> Brought | None:
    """Read clauses as issues, their different texts as options, and institutions as the parties that demand them."""
    from ..formats.glance import Glance

    names = next((header for header in headers(Glance(path)) if _is_header(header)), [])
    grids = [grid for grid in grids_of(path, {}, findings, names) if len(grid)]
    if not any(_is_header(grid.header) for grid in grids):
        message = "No header names the texts of the Commission, the Parliament and the Council."
        findings.add(Problem(message, "Commission proposal, EP mandate, Council mandate"), path.name)
        return None
    above = " ".join(text for grid in grids for text in grid.above)
    brought = Brought(FORM, meta={"title": path.stem, "description": above})
    texts = [grid for grid in grids if _is_header(grid.header)]
    institutions = {key for grid in texts for key in _columns(grid.header)} - {_AGREEMENT}
    for key, (name, _) in _INSTITUTIONS.items():
        if key in institutions:
            brought.add("parties", id=key, name=name, kind="organisation")
    brought.add("sources", id="table", title=path.name, kind="document")
    issues = Slugs()
    for grid in grids:
        if grid in texts:
            _read(brought, grid, issues)
        else:
            for index, line in enumerate(grid.lines):
                brought.leave(grid.file, line, grid.row(index), "The sheet has no columns of the institutions' texts.")
    if brought.tables.get("terms"):
        brought.add("proposals", id=_AGREEMENT, name=_AGREED, authors="|".join(sorted(institutions)), status="agreed")
    return brought


def _read(brought: Brought, grid: Grid, issues: Slugs) -> None:
    columns = _columns(grid.header)
    labels = [place for place in range(len(grid.header)) if place not in columns.values()]
    label_places = [place for place in labels if any(grid.columns[place])][:2]
    used: set[str] = set()
    for index, line in enumerate(grid.lines):
        texts = {key: " ".join(grid.columns[place][index].split()) for key, place in columns.items()}
        if not any(texts.values()):
            brought.leave(grid.file, line, grid.row(index), "The row has no text of an institution.")
            continue
        words = list(filter(None, (_label(grid, place, index) for place in label_places)))
        # The number of a row says less than what it is about.
        words.sort(
            key=lambda word: (
                word[-1].isdigit() and word.partition(" ")[0].casefold() in ("row", "no", "nr", "line", "#")
            )
        )
        label = f"{words[0]} ({words[1]})" if len(words) > 1 else words[0] if words else f"Row {line}"
        if label in used:
            label = f"{label}, row {line}"
        used.add(label)
        issue = issues.of(f"{grid.file}|{label}" if label in issues else label)
        notes = grid.notes(index, (place for place in labels if place not in label_places))
        brought.add("issues", id=issue, name=label, kind="choice", closed="no", note=notes)
        _add_texts(brought, issue, texts, f"row {line}" + (f" of {grid.file}" if ":" in grid.file else ""), line)
    for place, name in enumerate(grid.header):
        key = next((key for key, at in columns.items() if at == place), "")
        read_as = f"the text that {_SHORT[key]} demands" if key in _SHORT else "a note of the issue"
        if key == _AGREEMENT:
            read_as = "the text that was agreed: a proposal"
        elif place in label_places:
            read_as = "the issue"
        rest = "An empty cell is no position; 'unchanged' is the Commission's text." if key in _SHORT else ""
        if name or any(grid.columns[place]):
            brought.understand(grid.file, name, read_as, (cell[:60] for cell in grid.columns[place]), rest)


def _label(grid: Grid, place: int, index: int) -> str:
    cell = " ".join(grid.columns[place][index].split())
    return f"{grid.header[place]} {cell}" if cell.isdigit() and grid.header[place] else cell


def _add_texts(brought: Brought, issue: str, texts: dict[str, str], where: str, line: int) -> None:
    """The options of a clause, one a different text, and who demands each."""
    meant = {key: _meant(text, texts.get("commission", "")) for key, text in texts.items()}
    whose: dict[str, list[str]] = {}
    for key in (*_INSTITUTIONS, _AGREEMENT):
        if meant.get(key):
            whose.setdefault(folded(meant[key]), []).append(key)
    for keys in whose.values():
        option, text = keys[0], meant[keys[0]]
        owners = [_SHORT[key] for key in keys if key in _SHORT]
        name = f"Text of {' and '.join(owners)}" if owners else "Agreed text"
        if text == _DELETED[0]:
            name = "Deleted"
        brought.add("options", issue=issue, option=option, name=name, meaning=text)
        for key in keys:
            if key == _AGREEMENT:
                brought.add("terms", proposal=_AGREEMENT, issue=issue, option=option)
                continue
            evidence = f"row-{line}-{issue}-{key}"
            written = texts[key] if texts[key] != text else ""
            note = f"Written: {written}" if written else ""
            brought.add("evidence", id=evidence, source="table", locator=where, quote=text, note=note)
            brought.add(
                "positions",
                id=f"{key}-{issue}",
                party=key,
                issue=issue,
                stance="demands",
                option=option,
                evidence=evidence,
            )


def _meant(text: str, of_commission: str) -> str:
    """The text that a cell stands for; empty where it says none."""
    word = folded(text)
    if word in _UNCHANGED:
        return of_commission
    if word in _DELETED:
        return _DELETED[0]
    return "" if word in _NONE else text

"""Tables of support and opposition: a row says that one supports or opposes another, or a proposal, or what that is about.

Whom or what somebody supports is an issue with the options yes and no: support says yes, opposition says no. To speak on
behalf of somebody is kept as a note: on whose behalf somebody speaks can differ from case to case.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from ...graph.names import folded
from ..brought import Brought
from ..findings import Findings, Problem
from .grids import Grid, dates_of, grids_of, headers, roles_of
from .slugs import Slugs
from .statements import MIXED, NO, YES, Codebook, Statement, Traits, tell

if TYPE_CHECKING:
    from pathlib import Path

    from ..formats.glance import Glance

FORM = "Table of support and opposition"
_WORDS = {
    "actor": (
        "entity a",
        "actor a",
        "party a",
        "entity 1",
        "actor 1",
        "country 1",
        "country1",
        "actor1",
        "source",
        "from",
    ),
    "about": (
        "entity b",
        "actor b",
        "party b",
        "entity 2",
        "actor 2",
        "country 2",
        "country2",
        "actor2",
        "target",
        "to",
    ),
    "relation": ("type", "relation", "interaction", "relationship", "edge type", "tie"),
    "topic": ("topic", "issue", "agenda item", "subject", "theme"),
    "date": ("date", "day", "year"),
    "document": ("document", "url", "reference", "link", "report", "source document"),
    "quote": ("quote", "text", "statement", "sentence", "excerpt"),
    "coder": ("coder",),
}
_MEANING = {
    "actor": "the party",
    "about": "the issue, with the options yes and no: whom or what the party supports or opposes",
    "relation": "support says yes, opposition no; what is about something else is a note of the issue",
    "topic": "the issue, with whom or what the party supports",
    "date": "when it was said: the position holds from the first of its statements",
    "document": "the source",
    "quote": "the quote of the evidence",
    "coder": "who coded it",
}
_ABOUT, _SPEAKS_FOR = "about", "speaks for"
_RELATIONS = {
    YES: "support; supports; supported; supporting; agree; agrees; agreement; endorse; endorses; in favour; for; "
    "pro; positive; +; +1; befürwortet; unterstützt; soutient",
    NO: "oppose; opposes; opposed; opposition; opposing; disagree; disagrees; disagreement; reject; rejects; against; "
    "contra; con; negative; -; -1; lehnt ab; s'oppose",
    MIXED: "mixed; neutral; ambivalent; partly",
    _ABOUT: "about; concerns; regards; relates to; on; of",
    _SPEAKS_FOR: "on behalf of; speaks for; spoke for; speaking for; for the group; delegate of",
}
_MEANT = {folded(word.strip()): relation for relation, words in _RELATIONS.items() for word in words.split(";")}


def recognises(glance: Glance) -> bool:
    """Whether a header has two sides and a relation, and the relations below it are support or opposition."""
    rows = list(headers(glance))
    for at, header in enumerate(rows):
        roles = roles_of(header, _WORDS)
        if not {"actor", "about", "relation"} <= roles.keys():
            continue
        body = [row for row in rows[at + 1 :] if len(row) == len(header)]
        relations = [relation for row in body if (relation := _relation(row[roles["relation"]]))]
        if len(relations) * 2 > len(body) and {YES, NO} & set(relations):
            return True
    return False


def _relation(word: str) -> str:
    return _MEANT.get(folded(word.replace("_", " ")), "")


def bring(path: Path, findings: Findings) -> Brought | None:
    """Read who supports or opposes as parties, and whom or what as issues."""
    needed = {"actor", "about", "relation"}
    grid = next((grid for grid in grids_of(path, _WORDS, findings) if needed <= grid.roles.keys()), None)
    if grid is None:
        findings.add(Problem("No columns say who supports or opposes what.", "entity_a, entity_b, type"), path.name)
        return None
    brought = Brought(FORM, meta={"title": path.stem, "description": " ".join(grid.above)})
    statements, codebook = _statements(brought, grid, findings)
    tell(brought, grid.file, statements, codebook)
    for place, name in enumerate(grid.header):
        if name or any(grid.columns[place]):
            role = next((role for role, at in grid.roles.items() if at == place), "")
            brought.understand(grid.file, name, _MEANING.get(role, "a note of the evidence"), grid.columns[place])
    return brought


def _statements(brought: Brought, grid: Grid, findings: Findings) -> tuple[list[Statement], Codebook]:
    dates = dates_of(grid, findings, "its rows have none")
    columns = {role: grid.column(role) for role in _WORDS}
    relations = [_relation(word) for word in columns["relation"]]
    actors = {
        actor for actor, relation in zip(columns["actor"], relations, strict=True) if relation in (YES, NO, MIXED)
    }
    source_ids = Slugs()
    sources: dict[str, str] = {}
    statements = []
    notes: dict[str, Counter[str]] = defaultdict(Counter)
    noted: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for index, line in enumerate(grid.lines):
        cells = {role: column[index] for role, column in columns.items()}
        relation = relations[index]
        if relation in (_ABOUT, _SPEAKS_FOR) and cells["actor"] and cells["about"]:
            said_of = "About" if relation == _ABOUT else "Spoke on behalf of"
            notes[cells["actor"]][f"{said_of}: {cells['about']}"] += 1
            noted[cells["actor"]].append((index, line))
            continue
        if not relation or not cells["about"]:
            why = "The row does not say whom or what." if relation else "It is not known what this relation means."
            brought.leave(grid.file, line, grid.row(index), why)
            continue
        document = cells["document"] or grid.file
        if document not in sources:
            sources[document] = source_ids.of(document)
            is_address = document.startswith(("http://", "https://"))
            brought.add("sources", id=sources[document], title=document, url=document if is_address else "")
        day = dates.get(cells["date"], "")
        undated = f"Date: {cells['date']}" if cells["date"] and not day else ""
        about = f"Position of {cells['about']}" if cells["about"] in actors else cells["about"]
        concept = f"{cells['topic']}: {about}" if cells["topic"] else about
        statements.append(
            Statement(
                f"row-{line}",
                line,
                organisation=cells["actor"],
                concept=concept,
                agreement=relation,
                source=sources[document],
                date=day,
                locator=f"row {line} of {grid.file}",
                quote=cells["quote"],
                coder=cells["coder"],
                note="; ".join(filter(None, (undated, grid.notes(index, grid.extra)))),
            )
        )
    return statements, _codebook(brought, grid, statements, notes, noted)


def _codebook(
    brought: Brought,
    grid: Grid,
    statements: list[Statement],
    notes: dict[str, Counter[str]],
    noted: dict[str, list[tuple[int, int]]],
) -> Codebook:
    """What rows say of parties and issues beside support and opposition; what nothing else is said of is set aside."""
    codebook = Codebook()
    parties = {statement.party for statement in statements}
    concepts = {statement.concept for statement in statements}
    for name, counts in notes.items():
        note = "; ".join(f"{text} ({count} times)" if count > 1 else text for text, count in counts.items())
        if name not in parties | concepts:
            for index, line in noted[name]:
                brought.leave(grid.file, line, grid.row(index), "Nobody in the table supports or opposes it.")
        if name in parties:
            codebook.parties[name] = Traits(note=note)
        if name in concepts:
            codebook.concepts[name] = Traits(note=note)
    return codebook

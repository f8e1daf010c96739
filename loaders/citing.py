"""Evidence that stands in the rows that it is for: the source and quote of a position, and every statement."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..graph.ontology import LIST_SEPARATOR
from .checks.cells import YES
from .findings import ERROR, WARNING, Findings, Problem, nearest, shortened
from .rows import Rows, parts, unused
from .text import Text

#: What a statement says of itself as a piece of evidence.
_OF_STATEMENTS = ("speaker", "date", "locator", "quote", "coder", "weight", "note")


class _Sources:
    """The sources of a case by id and title; what is neither becomes one more."""

    def __init__(self, tables: dict[str, Rows]) -> None:
        self._rows = tables["sources"]
        self.were_listed = len(self._rows) > 0
        ids = {str(word): str(word) for word in self._rows["id"]}
        titles = {
            str(title): str(word) for title, word in zip(self._rows["title"], self._rows["id"], strict=True) if title
        }
        self._known = titles | ids
        self._used = set(ids)
        self.new: list[dict[str, Any]] = []

    def id_of(self, title: str, **more: str) -> str:
        """The id of a source that is cited by its id or title."""
        if title not in self._known:
            self._known[title] = unused(title.replace("|", "/"), self._used)
            self.new.append({"id": self._known[title], "title": title, **more})
        return self._known[title]

    def report(self, citing: list[Rows], findings: Findings) -> None:
        """Tell of sources that are in no list, where there is one."""
        if not self.were_listed:
            return
        cited = [row["title"] for row in self.new if "kind" not in row]
        near = nearest(cited, self._known.keys() - set(cited), things=True) if cited else {}
        for title in cited:
            problem = Problem(
                f"'{shortened(title)}' is neither id nor title of a source: a source was made of it.",
                "the id or title of a source",
                near.get(title, ""),
                WARNING,
            )
            for rows in citing:
                findings.add_cells(rows, "source", np.flatnonzero(rows["source"] == title), title, problem)


def make_evidence(tables: dict[str, Rows], findings: Findings) -> None:
    """Make evidence of the ``source`` and ``quote`` of positions and of statements, and sources of what is cited only."""
    positions, statements, evidence = tables["positions"], tables["statements"], tables["evidence"]
    sources = _Sources(tables)
    if not sources.were_listed:
        for word in dict.fromkeys(word for cell in evidence.coded("source")[1] for word in parts(cell)):
            sources.id_of(word)
    citing = np.flatnonzero(positions.filled("source") | positions.filled("quote"))
    if len(citing):
        _cite(positions, evidence, citing, sources, findings)
    if len(statements):
        _take_statements(statements, evidence, sources, findings)
    sources.report([positions, statements], findings)
    tables["sources"].append(sources.new)
    if len(citing):
        # What stood in line stands in the evidence now, and must not be read a second time from a saved case.
        for name in ("source", "quote"):
            positions[name] = Text.alike("", len(positions))


def _cite(positions: Rows, evidence: Rows, citing: Any, known: _Sources, findings: Findings) -> None:
    used_ids = set(evidence["id"])
    cited = positions["evidence"].copy()
    sources, quotes, ids = positions["source"], positions["quote"], positions["id"]
    new_evidence = []
    for index in citing:
        title = sources[index].strip()
        if not title:
            problem = Problem("The quote has no source.", "the id or title of a source", level=ERROR)
            findings.add(problem, positions.file, positions.lines[index], "source", quotes[index])
            continue
        evidence_id = unused(f"{ids[index]}-evidence", used_ids)
        new_evidence.append({"id": evidence_id, "source": known.id_of(title), "quote": quotes[index]})
        cited[index] = "|".join(filter(None, (cited[index], evidence_id)))
    evidence.append(new_evidence)
    positions["evidence"] = cited


def _take_statements(statements: Rows, evidence: Rows, known: _Sources, findings: Findings) -> None:
    """Every statement is a piece of evidence of its own, with all that it says of itself."""
    own_columns = [name for name in statements.columns if name not in statements.table.columns]
    for name in own_columns:
        if name not in evidence.columns:
            evidence[name] = np.full(len(evidence), "", dtype=object)
    used_ids = set(evidence["id"])
    cited = statements["evidence"].copy()
    said = [(name, statements[name]) for name in (*_OF_STATEMENTS, *own_columns)]
    taken = {id: row for row, id in enumerate(evidence["id"])}
    new_evidence = []
    without = 0
    for index, (title, statement_id) in enumerate(zip(statements["source"], statements["id"], strict=True)):
        at = taken.get(statement_id) if statement_id in parts(cited[index]) else None
        if at is not None and all(_same(evidence[name][at], cells[index]) for name, cells in said):
            # It was made evidence of before the case was saved.
            continue
        evidence_id = unused(statement_id, used_ids)
        if title.strip():
            source = known.id_of(title.strip())
        else:
            source = known.id_of(statements.file, kind="dataset")
            without += 1
        new_evidence.append({"id": evidence_id, "source": source} | {name: cells[index] for name, cells in said})
        cited[index] = LIST_SEPARATOR.join(filter(None, (evidence_id, cited[index])))
    evidence.append(new_evidence)
    statements["evidence"] = cited
    if without:
        problem = Problem(
            f"{without:,} of {len(statements):,} statements name no source: this table was taken as their source.",
            "the id or title of a source",
            level=WARNING,
        )
        findings.add(problem, statements.file, None, "source")
    # An act, and what says when it ends, begins on its date where it does not say when.
    begins = ~statements.filled("start") & (statements.filled("end") | (statements["once"] == YES))
    statements["start"] = np.where(begins, statements["date"], statements["start"]).astype(object)


def _same(cell: Any, other: Any) -> bool:
    """Whether two cells hold the same; numbers that are missing do."""
    return bool(cell == other or (cell != cell and other != other))

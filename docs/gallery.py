"""Writes ``tests/gallery/``: what every query says of the built-in cases, for people to read: ``python -m docs``.

A test compares them, so a change of wording, of an order or of a picture is a change of these files.
"""

from __future__ import annotations

import tempfile
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import zopa
from zopa.graph.forms.markdown import markdown
from zopa.graph.notes import date_told
from zopa.queries.asking.answer import caption_of
from zopa.queries.asking.registry import QUERIES

GALLERY = Path(zopa.__file__).parent / "tests" / "gallery"
#: Cases of which every answer is stored, and whether with its pictures.
CASES = {"river-basin": True, "ukraine-2025": True, "ukraine-plans": False}
#: Rows shown of an answer.
MAX_ROWS = 12

#: A table with one of each mistake that people make most.
MISTAKES = """party,issue,option,stance,firmness,low,start,source
Upland,seat,Geneva,demand,red line,,2025,The press
Upland,seat,Geneva / Oslo,demands,red lines,,2025-13,The press
Lowland,seat,,rejects,aim,,2025-02-30,
,seat,Oslo,demands,aim,,2025,
Lowland,dues,,demands,red line,2.4 million,12/03/2025,The press
Lowland,dues,30,accepts,bottomline,30,2025,The press
"""


def pages(case: str) -> dict[str, str]:
    """The files of one case, by their path in the gallery.

    Parameters
    ----------
    case : str
        A built-in case.

    Returns
    -------
    dict of str to str
        ``<case>.md``, and ``<case>/<query>.svg`` where its pictures are stored.
    """
    graph, files = zopa.load(case, quiet=True), dict[str, str]()
    lines = [f"# {graph.title}", "", graph.summary(), ""]
    for name, query in QUERIES.items():
        if not query.is_command:
            continue
        words: dict[str, Any] = {}
        if name == "check_deal":
            proposals = graph.tables["proposals"]
            if proposals.empty:
                continue
            words["deal"] = proposals["id"].iat[0]
        if name == "what_next":
            # The others try every party on every issue, which takes seconds.
            words["kind"] = ["firmness", "divided"]
        answer = getattr(graph, name)(**words)
        lines += [f"## {name}", "", query.question, ""]
        lines += _answer(answer, name)
        if query.drawing is not None and CASES[case]:
            files[f"{case}/{name}.svg"] = str(answer.picture())
            caption = caption_of(name, answer)
            lines += [f"![{name}]({case}/{name}.svg)", "", caption, ""]
    lines += ["## ask", "", QUERIES["ask"].question, ""]
    for question in graph.tables["questions"]["question"]:
        lines += [f"**{question}**", "", str(graph.ask(question)), ""]
    files[f"{case}.md"] = "\n".join(lines)
    return files


def _answer(answer: Any, name: str) -> list[str]:
    """The first rows of an answer, its date and its note."""
    frame = getattr(answer, "table", answer)
    if frame.empty:
        lines = [QUERIES[name].empty, ""]
    else:
        shown = [column for pattern in QUERIES[name].shown for column in frame.columns if fnmatch(column, pattern)]
        lines = [markdown(frame[shown].head(MAX_ROWS))]
        if len(frame) > MAX_ROWS:
            lines += [f"And {len(frame) - MAX_ROWS:,} more.", ""]
    notes = [text for text in (date_told(frame), frame.attrs.get("note")) if text]
    return [*lines, *([" ".join(notes), ""] if notes else [])]


def findings() -> str:
    """The findings of the check on a table with mistakes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mistakes.csv"
        path.write_text(MISTAKES, encoding="utf-8")
        found_rows = zopa.check(path)
    lines = ["# What the check says", "", "Of this table:", "", "```text", MISTAKES.rstrip(), "```", ""]
    return "\n".join([*lines, markdown(found_rows[["level", "row", "column", "value", "nearest", "message"]])])


def write() -> None:
    """Write the gallery anew."""
    files = {"findings.md": findings()}
    for case in CASES:
        files |= pages(case)
    for path in (path for path in GALLERY.rglob("*") if path.is_file()):
        path.unlink()
    for name, text in files.items():
        (GALLERY / name).parent.mkdir(parents=True, exist_ok=True)
        (GALLERY / name).write_text(text, encoding="utf-8")

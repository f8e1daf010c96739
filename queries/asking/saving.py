"""An answer in a file: its rows with names and lists as they are asked for, and what is said of it beside them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from ...graph.asked import ALL
from ...graph.files import check_place, write_bytes
from ...graph.forms import as_bytes
from ...graph.forms.content import Content
from ...graph.notes import notes_of
from ...graph.suffixes import FORMS, PICTURES, form_of, suffixes
from .naming import exploded, heads, with_names
from .registry import DRAWINGS, QUERIES

if TYPE_CHECKING:
    import os

    from ...graph.store import Store

#: What no rows mean where a case holds context only.
NO_POSITIONS = "No position is coded in this case, so the question cannot be answered from it."
#: What an asker narrows an answer down with.
NARROWING = {"parties", "issues", "regions", "as_of", "severity", "kind", "status"}


def save(
    answer: Any,
    path: str | os.PathLike[str],
    names: bool | None = None,
    explode: str | Iterable[str] | None = None,
    graph: Store | None = None,
) -> Path:
    """Write an answer to a file in the form that its suffix names; see :meth:`zopa.queries.Answer.save`."""
    path, name = Path(path), answer._query_name
    pictured = _draws(answer)
    if not path.suffix:
        raise ValueError(f"'{path}' has no suffix that names a form: {suffixes(pictured)}.")
    form = form_of(path, None, pictured, name or "these rows")
    check_place(path)
    if form in PICTURES:
        refuse_of_a_picture(form, names, explode)
        return write_bytes(path, picture_of(answer, form, graph))
    return write_bytes(path, as_bytes(content_of(answer, form, names, explode, graph), form))


def content_of(
    answer: Any,
    form: str,
    names: bool | None = None,
    explode: str | Iterable[str] | None = None,
    graph: Store | None = None,
) -> Content:
    """The content of an answer's table in a form: by default with names beside ids in the forms that people read."""
    frame, name = table_of(answer), answer._query_name
    case = graph if graph is not None else answer._graph
    if names and case is None:
        raise ValueError(
            "These rows do not know which case they are of, so they have no names: save(path, graph=case)."
        )
    query = QUERIES.get(name)
    columns = () if query is None else query.counted if answer._asked.get("count_only") else query.shown
    if answer._given_columns != tuple(frame.columns):
        # Somebody chose these columns, and all of them are meant.
        columns = ()
    if explode:
        frame = exploded(frame, [explode] if isinstance(explode, str) else explode)
    words: dict[str, str] = {}
    if case is not None and (FORMS[form].for_people if names is None else names):
        named = with_names(frame, name, case)
        words = heads(frame, name, case) if FORMS[form].for_people else {}
        beside = set(named.columns) - set(frame.columns)
        pairs = [(column, f"{column}_name") for column in columns]
        columns = tuple(part for pair in pairs for part in pair if part == pair[0] or part in beside)
        frame = named
    return Content(
        frame=frame,
        name=name or "answer",
        title="" if query is None else query.question,
        notes=notes_of(frame),
        nothing=nothing_found(answer, case),
        shown=columns,
        words=words,
    )


def table_of(answer: Any) -> pd.DataFrame:
    """The rows of an answer; what names the rows of a matrix is a column of it."""
    table = answer if isinstance(answer, pd.DataFrame) else answer.table
    rows = pd.DataFrame(table)
    rows.attrs = table.attrs
    named = [name for name in rows.index.names if name is not None]
    return rows.reset_index() if named else rows


def picture_of(answer: Any, form: str, graph: Store | None = None) -> bytes:
    """The picture of an answer as a file."""
    if form == "svg":
        return bytes(answer.picture(graph=graph).encode())
    return bytes(answer.png(graph=graph) if form == "png" else answer.pdf(graph=graph))


def refuse_of_a_picture(form: str, names: bool | None, explode: Any) -> None:
    """Refuse what only rows can have."""
    if names is not None or explode:
        asked = "Names beside ids" if names is not None else "Lists on rows of their own"
        raise ValueError(f"{asked} are for tables, and {form} is a picture: name a file with another suffix.")


def nothing_found(answer: Any, case: Store | None) -> str:
    """The meaning of an answer without rows, of the whole case or of the part that was asked about."""
    attrs, asked, query = table_of(answer).attrs, answer._asked, QUERIES.get(answer._query_name)
    is_whole = attrs.get("complete", True) and not attrs.get("more")
    if not is_whole:
        if asked.get("limit") == 0:
            return "No row was asked for, as the limit is 0."
        return "Nothing was found before the search ended."
    if query is None or not query.empty:
        return "Nothing found."
    if len(table_of(answer)) == 0 and case is not None and query.about_positions and not len(case.tables["positions"]):
        return NO_POSITIONS
    narrowed = any(asked[word] not in (None, ALL) for word in NARROWING & asked.keys())
    return f"In the part that was asked about: {query.empty[0].lower()}{query.empty[1:]}" if narrowed else query.empty


def _draws(answer: Any) -> bool:
    return answer._query_name in DRAWINGS and hasattr(answer, "picture")

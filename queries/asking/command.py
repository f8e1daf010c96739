"""The command that asks a query: its options are what the query takes, its answer is written as a table or a picture."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from enum import StrEnum
from inspect import Parameter, Signature, getdoc, signature
from io import StringIO
from pathlib import Path
from typing import Annotated, Any

import typer

from ...graph.asked import ALL
from ...graph.files import check_place, write_bytes, write_text
from ...graph.suffixes import form_of
from ...graph.terminal import as_text, echo, tell_notes, workbook, write, write_raw
from .registry import QUERIES

#: Loads a case by the word that a command line has for it.
Opened = Callable[[str], Any]


class Format(StrEnum):
    """How a table is written."""

    table = "table"
    csv = "csv"
    json = "json"
    md = "md"
    xlsx = "xlsx"


class FormatOrPicture(StrEnum):
    """How a table of which there is a picture is written."""

    table = "table"
    csv = "csv"
    json = "json"
    md = "md"
    xlsx = "xlsx"
    svg = "svg"
    png = "png"


Case = Annotated[
    str,
    typer.Argument(
        help="A built-in case, a folder of CSV files, an .xlsx, one CSV or JSON file, or neo4j:CASE in a database."
    ),
]
FORM = "table, csv, json, md or xlsx; by default the form that the suffix of the file names."
FORM_OR_PICTURE = (
    "table, csv, json, md or xlsx, or svg or png for a picture; by default the form that the suffix of the file names."
)
OutputOfFile = Annotated[Format | None, typer.Option("--format", help=FORM)]
OutputOrPicture = Annotated[FormatOrPicture | None, typer.Option("--format", help=FORM_OR_PICTURE)]
File = Annotated[
    Path | None, typer.Option("-o", "--output", help="Write to this file instead, in the form that its suffix names.")
]

#: What a query takes and no word on a command line can say.
NOT_SAID = {"why", "disagreement"}

#: An option is given once for each name.
SINGULAR = {"parties": "party", "issues": "issue", "regions": "region", "coders": "coder", "sources": "source"}
#: Words of a command line that Python has other uses for.
SAID = {"then": "and"}
#: The annotation of a second case.
SECOND_CASE = "Store | None"

#: What no rows mean where a case holds context only.
NO_POSITIONS = "No position is coded in this case, so the question cannot be answered from it."

#: What an asker narrows an answer down with.
NARROWING = {"parties", "issues", "regions", "as_of", "severity", "kind", "status"}


def write_binary(content: bytes, file: Path | None) -> None:
    """Write a picture or a workbook to a file, or to a pipe."""
    if file:
        write_bytes(file, content)
        echo(f"Wrote {file}.", err=True)
    else:
        write_raw(content)


def nothing_found(name: str, narrowed: bool, complete: bool, has_positions: bool = True) -> str:
    """The meaning of an answer without rows, of the whole case or of the part that was asked about."""
    if not complete:
        return "Nothing was found before the search ended."
    if not has_positions and QUERIES[name].about_positions:
        return NO_POSITIONS
    sentence = QUERIES[name].empty
    return f"In the part that was asked about: {sentence[0].lower()}{sentence[1:]}" if narrowed else sentence


def run_query(
    name: str, opened: Opened, case: str, output: str | None, file: Path | None, arguments: dict[str, Any]
) -> None:
    """Ask a query and write its table, or its picture where there is one."""
    query = QUERIES[name]
    form = form_of(file, output, query.drawing is not None, name)
    if file:
        check_place(file)
    graph = opened(case)
    answer = getattr(graph, name)(**arguments)
    frame = getattr(answer, "table", answer)
    if form in ("svg", "png"):
        write_binary(answer.picture().encode() if form == "svg" else answer.png(), file)
        return
    if form == "xlsx":
        write_binary(workbook(frame, name), file)
        tell_notes(frame)
        return
    columns = query.counted if arguments.get("count_only") else query.shown
    if query.table and form == "table" and len(frame):
        frame, columns = getattr(graph, query.table)(**arguments).reset_index(), ()
    narrowed = any(arguments[word] != ALL for word in NARROWING & arguments.keys())
    has_positions = len(frame) > 0 or len(graph.tables["positions"]) > 0
    is_whole = frame.attrs.get("complete", True) and not frame.attrs.get("more")
    nothing = nothing_found(name, narrowed, is_whole, has_positions)
    if arguments.get("limit") == 0 and not is_whole:
        nothing = "No row was asked for, as --limit is 0."
    if file:
        text = as_text(frame, form, columns, nothing, file=StringIO())
        write_text(file, text.encode("utf-8", "replace").decode())
        tell_notes(frame)
    else:
        write(frame, form, columns, nothing)


def described(query: Any) -> dict[str, str]:
    """The text that the docstring of a query has on each of its parameters, in the words of a command line."""
    text = re.search(r"^Parameters\n-+\n(.*?)\n\n", f"{getdoc(query)}\n\n", re.DOTALL | re.MULTILINE)
    help_of: dict[str, str] = {}
    for entry in re.split(r"\n(?=\S)", text[1]) if text else []:
        names, _, paragraphs = entry.partition("\n")
        if elsewhere := re.search(r"As for :func:`(?:[\w.]*\.)?(\w+)`", paragraphs):
            help_of |= described(query_called(elsewhere[1]))
            continue
        sentences = re.split(r"(?<=[.?]) (?=[A-Z])", " ".join(paragraphs.split()))
        help_text = " ".join(sentence for sentence in sentences if not re.search(r"attrs|:func:|DataFrame", sentence))
        help_of |= dict.fromkeys(names.partition(" :")[0].split(", "), help_text.replace("``", "").replace("`", "'"))
    return help_of


def option(parameter: Parameter, help_text: str) -> Parameter:
    """The option, or where a query cannot do without it the argument, of a command that says what a query takes."""
    name, default = SINGULAR.get(parameter.name, parameter.name), parameter.default
    if parameter.annotation == "Names":
        kind: Any = list[str] | None
        default = None
    else:
        plain = {"bool": bool, "int": int, "float": float}.get(parameter.annotation.removesuffix(" | None"), str)
        kind = plain | None if default is None else plain
    annotation: Any = typer.Argument(help=help_text)
    if default is not Parameter.empty and parameter.annotation != SECOND_CASE:
        # With a name of its own a yes has no no beside it.
        said = f"--{SAID.get(name, name).replace('_', '-')}"
        annotation = typer.Option(*([] if default is True else [said]), help=help_text)
    return Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, annotation])


def query_called(name: str) -> Any:
    """A query, imported when it is needed."""
    return getattr(importlib.import_module("...queries", __package__), name)


def query_command(name: str, opened: Opened) -> Any:
    """The command that asks a query of the case that ``opened`` gives: its options are what the query takes."""
    plural = {singular: word for word, singular in SINGULAR.items()}

    def run(case: str, output: str | None = None, file: Path | None = None, **options: Any) -> None:
        arguments = {plural.get(key, key): chosen for key, chosen in options.items() if chosen not in (None, [])}
        arguments |= {name: opened(arguments[name]) for name in second_cases if name in arguments}
        run_query(name, opened, case, output, file, arguments)

    query = query_called(name)
    help_of = described(query)
    second_cases = [
        name for name, parameter in signature(query).parameters.items() if parameter.annotation == SECOND_CASE
    ]
    parameters = [
        option(parameter, help_of.get(parameter.name, ""))
        for parameter in signature(query).parameters.values()
        if parameter.name not in {"graph", *NOT_SAID}
        and (parameter.name != "count_only" or QUERIES[name].counted)
        and parameter.kind is not Parameter.VAR_KEYWORD
    ]
    written = OutputOrPicture if QUERIES[name].drawing else OutputOfFile
    run.__signature__ = Signature(  # type: ignore[attr-defined]
        [
            Parameter("case", Parameter.KEYWORD_ONLY, annotation=Case),
            *parameters,
            Parameter("output", Parameter.KEYWORD_ONLY, default=None, annotation=written),
            Parameter("file", Parameter.KEYWORD_ONLY, default=None, annotation=File),
        ]
    )
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    alone.command(name.replace("_", "-"), help=QUERIES[name].question)(run)
    return typer.main.get_command(alone)

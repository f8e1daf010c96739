"""The command that asks a query: its options are what the query takes, its answer is written as a table or a picture."""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Callable
from inspect import Parameter, Signature, getdoc, signature
from pathlib import Path
from typing import Annotated, Any

import typer

from ...graph.characters import visible
from ...graph.files import check_place, write_bytes
from ...graph.forms import as_bytes
from ...graph.forms.comma_separated import bare
from ...graph.forms.content import Content
from ...graph.lists import join
from ...graph.suffixes import FORMS, PICTURES, form_of, forms_of
from ...graph.terminal import echo, table, tell_notes, write_raw
from .registry import CITATIONS, QUERIES

#: Loads a case by the word that a command line has for it.
Opened = Callable[[str], Any]


Case = Annotated[
    str,
    typer.Argument(
        help="A built-in case, a folder of CSV files, an .xlsx, one CSV or JSON file, or neo4j:CASE in a database."
    ),
]


def form_option(pictured: bool, usual: str = "") -> Any:
    """``--format``, with the words of :mod:`zopa.graph.suffixes`."""
    words = forms_of(pictured)
    listed = f"{', '.join(words[:-1])} or {words[-1]}"

    def known_form(word: str | None) -> str | None:
        if word is not None and word not in words:
            raise typer.BadParameter(f"'{word}' is no form: use {listed}.")
        return word

    text = f"{listed}; by default {usual or 'the form that the suffix of the file names'}."
    return typer.Option("--format", callback=known_form, help=text, show_default=False, metavar="FORM")


def known_citation(word: str | None) -> str | None:
    """A form of a citation, refused before anything is worked out where there is none such."""
    if word is not None and word not in CITATIONS:
        raise typer.BadParameter(f"'{word}' is no form of a citation: use {join(CITATIONS, 'or')}.")
    return word


OutputOfFile = Annotated[str | None, form_option(pictured=False)]
OutputOrPicture = Annotated[str | None, form_option(pictured=True)]
Output = Annotated[str, form_option(pictured=False, usual="table")]
File = Annotated[
    Path | None, typer.Option("-o", "--output", help="Write to this file instead, in the form that its suffix names.")
]
WithNames = Annotated[
    bool | None,
    typer.Option(
        "--names/--no-names",
        help="Names beside ids; by default in the forms that people read: "
        f"{', '.join(word for word, form in FORMS.items() if form.for_people)}.",
        show_default=False,
    ),
]
Exploded = Annotated[
    list[str] | None,
    typer.Option(
        "--explode", help="Each member of the lists in this column on a row of its own; can be given several times."
    ),
]

Cited = Annotated[
    str | None,
    typer.Option(
        "--cite",
        callback=known_citation,
        metavar="FORM",
        help=f"Say how the answer is cited: {join(CITATIONS, 'or')}. Without -o this stands in the place of the answer.",
        show_default=False,
    ),
]

#: What a query takes and no word on a command line can say.
NOT_SAID = {"why", "disagreement"}

#: An option is given once for each name.
SINGULAR = {"parties": "party", "issues": "issue", "regions": "region", "coders": "coder", "sources": "source"}
#: Words of a command line that Python has other uses for.
SAID = {"then": "and"}
#: The annotation of a second case.
SECOND_CASE = "Store | None"


def run_query(
    name: str,
    opened: Opened,
    case: str,
    arguments: dict[str, Any],
    *,
    output: str | None = None,
    file: Path | None = None,
    names: bool | None = None,
    explode: list[str] | None = None,
    cite: str | None = None,
) -> None:
    """Ask a query and write its table, or its picture where there is one; or how it is cited, or both."""
    query = QUERIES[name]
    expect_a_place(cite, file, output, names, explode)
    form = form_of(file, output, query.drawing is not None, name)
    if form in PICTURES:
        saving().refuse_of_a_picture(form, names, explode)
    if file:
        check_place(file)
    graph = opened(case)
    answer = getattr(graph, name)(**arguments)
    if file or not cite:
        write_answer(answer, graph, form, file, names, explode)
    if cite:
        echo(answer.citation(cite).rstrip())


def expect_a_place(cite: str | None, file: Path | None, *forms: Any) -> None:
    """Refuse a form of an answer in the place of which its citation stands."""
    if cite and not file and any(form not in (None, []) for form in forms):
        raise ValueError("With --cite the answer itself goes to a file: name one with -o, or leave its form out.")


def write_answer(
    answer: Any, graph: Any, form: str, file: Path | None, names: bool | None = None, explode: list[str] | None = None
) -> None:
    """Write an answer to a file or to standard output."""
    query = QUERIES[answer._query_name]
    if form in PICTURES:
        picture = saving().picture_of(answer, form)
        if file is None:
            write_raw(picture)
            return
        write_bytes(file, picture)
    else:
        is_plain = form == "table" and not explode and names is None
        if query.table and is_plain and len(answer):
            answer = getattr(graph, query.table)(**answer._asked)
        content = saving().content_of(answer, form, names, explode, graph)
        if file is None:
            write(content, form)
            return
        write_bytes(file, as_bytes(content, form))
        tell_notes(content.frame)
    if form in PICTURES or not FORMS[form].text:
        echo(f"Wrote {file}.", err=True)


def write(content: Content, form: str) -> None:
    """Write a table to standard output in the form asked for, and beside it what the query says of it."""
    if form == "table":
        rows = content.narrow
        sys.stdout.write(table(rows) if len(rows) else f"{visible(content.nothing)}\n")
    elif not FORMS[form].text:
        write_raw(as_bytes(content, form))
    else:
        # A program that reads from a pipe takes the first characters of a file for a name, and apostrophes for text.
        text = bare(content) if form == "csv" else as_bytes(content, form).decode()
        sys.stdout.write(visible(text) if sys.stdout.isatty() else text)
    tell_notes(content.frame)


def saving() -> Any:
    """The module that makes files of answers, imported when there is one."""
    return importlib.import_module(".saving", __package__)


def described(query: Any) -> dict[str, str]:
    """The text that the docstring of a query has on each of its parameters, in the words of a command line."""
    text = re.search(r"^Parameters\n-+\n(.*?)(?=\n\n\w+\n-+\n|\Z)", getdoc(query) or "", re.DOTALL | re.MULTILINE)
    help_of: dict[str, str] = {}
    for entry in re.split(r"\n(?=\S)", text[1]) if text else []:
        heading, _, paragraphs = entry.partition("\n")
        names = heading.partition(" :")[0].split(", ")
        if elsewhere := re.search(r"As for :func:`(?:[\w.]*\.)?(\w+)`", paragraphs):
            of_the_other = described(query_called(elsewhere[1]))
            help_of |= {name: of_the_other.get(name, "") for name in names}
        else:
            help_of |= {name: _in_words_of_commands(paragraphs, name) for name in names}
    return help_of


def _in_words_of_commands(paragraphs: str, name: str) -> str:
    """What a docstring says of a parameter, without what only Python knows."""
    listed = re.sub(r"^ *- ", "", paragraphs, flags=re.MULTILINE)
    sentences = re.split(r"(?<=[.?]) (?=[A-Z`])", " ".join(listed.split()))
    sentences = [re.sub(r", which ``attrs\[[^]]*\]`` says", "", sentence) for sentence in sentences]
    text = " ".join(sentence for sentence in sentences if not re.search(r"attrs|DataFrame", sentence))
    text = re.sub(r":func:`(?:[\w.]*\.)?(\w+)`", lambda found: f"zopa {found[1].replace('_', '-')}", text)
    text = re.sub(r"``(\w+_\w+)``", lambda found: f"--{found[1].replace('_', '-')}", text)
    if name != "regions":
        text = text.replace("; a region stands for all regions inside it", "")
    return text.replace("``", "").replace("`", "'")


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

    def run(case: str, **options: Any) -> None:
        written = {key: options.pop(key) for key in ("output", "file", "names", "explode", "cite")}
        arguments = {plural.get(key, key): chosen for key, chosen in options.items() if chosen not in (None, [])}
        arguments |= {name: opened(arguments[name]) for name in second_cases if name in arguments}
        run_query(name, opened, case, arguments, **written)

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
    form = OutputOrPicture if QUERIES[name].drawing else OutputOfFile
    run.__signature__ = Signature(  # type: ignore[attr-defined]
        [
            Parameter("case", Parameter.KEYWORD_ONLY, annotation=Case),
            *parameters,
            Parameter("output", Parameter.KEYWORD_ONLY, default=None, annotation=form),
            Parameter("file", Parameter.KEYWORD_ONLY, default=None, annotation=File),
            Parameter("names", Parameter.KEYWORD_ONLY, default=None, annotation=WithNames),
            Parameter("explode", Parameter.KEYWORD_ONLY, default=None, annotation=Exploded),
            Parameter("cite", Parameter.KEYWORD_ONLY, default=None, annotation=Cited),
        ]
    )
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    alone.command(name.replace("_", "-"), help=QUERIES[name].question)(run)
    return typer.main.get_command(alone)

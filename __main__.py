"""The command line: what :class:`zopa.PositionGraph` does, without Python."""

from __future__ import annotations

import logging
import os
import re
import sys
import warnings
from enum import StrEnum
from inspect import Parameter, Signature, getdoc, signature
from io import StringIO
from pathlib import Path
from shlex import quote
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

import zopa
from zopa.graph.asked import ALL
from zopa.graph.characters import one_line
from zopa.graph.files import check_place, tame_name, write_bytes, write_text
from zopa.graph.terminal import (
    as_text,
    date_told,
    echo,
    prepare_streams,
    show,
    tell_notes,
    tell_warning,
    workbook,
    write,
    write_raw,
)
from zopa.queries.asking.registry import QUERIES


class Commands(TyperGroup):
    """The commands, of which one that asks a query learns what it takes when it is run.

    So ``zopa --help`` imports no query.
    """

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, command, remaining = super().resolve_command(ctx, args)
        query = QUERIES.get((name or "").replace("-", "_"))
        return name, query_command((name or "").replace("-", "_")) if query and query.is_command else command, remaining


app = typer.Typer(
    cls=Commands,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Where do red lines clash, where do they overlap, and what would have to move?",
)


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
Strict = Annotated[bool, typer.Option("--strict", help="A party that contradicts itself is an error.")]
Party = Annotated[list[str] | None, typer.Option("--party", help="Only this party; can be given several times.")]
Issue = Annotated[list[str] | None, typer.Option("--issue", help="Only this issue; can be given several times.")]
Region = Annotated[list[str] | None, typer.Option("--region", help="Only this region and what lies in it.")]
DATE = "The date that is asked about: 2025, 2025-08 or 2025-08-15, or all for all dates"
AsOf = Annotated[str, typer.Option("--as-of", help=f"{DATE}.")]
InDatabase = Annotated[str, typer.Argument(help="The id of a case in the database.")]
Files = Annotated[str, typer.Argument(help="A built-in case, a folder of CSV files, an .xlsx, one CSV or JSON file.")]
Uri = Annotated[str | None, typer.Option("--uri", help="The server: neo4j://host; by default NEO4J_URI.")]
Database = Annotated[str | None, typer.Option("--database", help="By default NEO4J_DATABASE.")]
Output = Annotated[Format, typer.Option("--format", help="How to write the table.")]
FORM = "table, csv, json, md or xlsx; by default the form that the suffix of the file names."
FORM_OR_PICTURE = (
    "table, csv, json, md or xlsx, or svg or png for a picture; by default the form that the suffix of the file names."
)
OutputOfFile = Annotated[Format | None, typer.Option("--format", help=FORM)]
OutputOrPicture = Annotated[FormatOrPicture | None, typer.Option("--format", help=FORM_OR_PICTURE)]
File = Annotated[
    Path | None, typer.Option("-o", "--output", help="Write to this file instead, in the form that its suffix names.")
]

#: The form that the suffix of a file names.
SUFFIXES = {".txt": "table", ".csv": "csv", ".json": "json", ".md": "md", ".xlsx": "xlsx", ".svg": "svg", ".png": "png"}

#: What the check says of a value that has one reading.
ONE_READING = r"^(?:The column )?'.*' was read as '.*'\.$"

#: What a query takes and no word on a command line can say.
NOT_SAID = {"count_only", "why", "disagreement"}

#: An option is given once for each name.
SINGULAR = {"parties": "party", "issues": "issue", "regions": "region"}

#: In the folder of a case, how the table was read that it was made from.
MAPPING = "mapping.toml"

#: Columns that are read alike that a terminal shows.
MAX_ALIKE = 3

#: Rows set aside that a terminal shows.
MAX_SHOWN_ASIDE = 12

#: What no rows mean where a case holds context only.
NO_POSITIONS = "No position is coded in this case, so the question cannot be answered from it."

#: What an asker narrows an answer down with.
NARROWING = {"parties", "issues", "regions", "as_of", "severity", "kind", "status"}

# ------------------------------------------------------------------------------------------------ writing


def counted(count: int, word: str) -> str:
    """``1 error``, ``2 errors``."""
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def opened(case: str) -> zopa.PositionGraph | zopa.SharedGraph:
    """Load a case, or connect to it; warnings are for ``zopa check`` to tell in full."""
    if case.partition(":")[0].startswith(("neo4j", "bolt")):
        from zopa.graph.neo4j.address import is_address

        if is_address(case):
            return zopa.connect(case)
    graph = zopa.load(case, quiet=True)
    if graph.understood is not None and graph.understood.attrs["is_proposal"]:
        echo(f"How {case} is read is a proposal: see zopa load {case}, and confirm it with --save-mapping.", err=True)
    if graph.findings is not None:
        # What has one reading was told by the check, and needs no telling with every answer.
        warnings = int((~graph.findings["message"].str.contains(ONE_READING)).sum())
        if warnings:
            echo(f"{counted(warnings, 'warning')}: see zopa check {case}", err=True)
    return graph


def in_memory(graph: zopa.PositionGraph | zopa.SharedGraph) -> zopa.PositionGraph:
    """The case itself, read from the database where it is in one."""
    return graph.pull() if isinstance(graph, zopa.SharedGraph) else graph


def form_of(file: Path | None, wanted: str | None, pictured: bool, name: str) -> str:
    """The form in which an answer is written: the one asked for, or the one that the suffix of the file names."""
    if file is None or not file.suffix or (not file.is_file() and file.exists()):
        return wanted or "table"
    named = SUFFIXES.get(file.suffix.lower())
    if named in ("svg", "png") and not pictured:
        raise ValueError(f"There is no picture of {name}: {suffixes(pictured)}.")
    if named is None:
        raise ValueError(f"No form goes with the suffix of '{file}': {suffixes(pictured)}.")
    if wanted not in (None, named):
        raise ValueError(
            f"'{file}' names {named}, but --format says {wanted}: leave out --format, or name another file."
        )
    return named


def suffixes(pictured: bool) -> str:
    """The suffixes that a file can have, in words."""
    fit = [suffix for suffix, form in SUFFIXES.items() if pictured or form not in ("svg", "png")]
    return f"use {', '.join(fit[:-1])} or {fit[-1]}"


def refuse_suffix(path: Path, *fit: str) -> None:
    """Refuse a path whose suffix names another form than those that can be written."""
    suffix = path.suffix.lower()
    if suffix and suffix not in fit and not suffix[1:].isdigit() and not path.exists():
        raise ValueError(f"'{path}' cannot be written as {suffix}: use {' or '.join(fit)}.")


def write_binary(content: bytes, file: Path | None) -> None:
    """Write a picture or a workbook to a file, or to a pipe."""
    if file:
        write_bytes(file, content)
        echo(f"Wrote {file}.", err=True)
    else:
        write_raw(content)


# ------------------------------------------------------------------------------------------------ commands


@app.command()
def demo(
    output: Annotated[Path, typer.Option("-o", "--output", help="Where to write the page.")] = Path(
        "ukraine-2025.html"
    ),
) -> None:
    """Show what zopa does on a built-in case: the summary, the deadlocks, the common ground and the page."""
    graph = opened("ukraine-2025")
    echo(graph.summary() + "\n")
    deadlocks, shared = graph.clashes(severity="deadlock"), graph.overlaps()
    show(deadlocks[["party_a", "party_b", "why"]], f"Deadlocks: red line against red line. {date_told(deadlocks)}")
    echo()
    show(shared[["parties", "why"]], f"Common ground: what two or more parties accept. {date_told(shared)}")
    echo(f"\nThe page is at {graph.page(output)}: open it in a browser.")


@app.command()
def cases(output: Output = Format.table) -> None:
    """List the built-in cases."""
    write(zopa.cases(), output)


@app.command()
def check(case: Files, strict: Strict = False, output: Output = Format.table) -> None:
    """Report everything that is wrong with a case, in one pass; exit status 1 where there are errors."""
    reading = zopa.loaders.read(case, strict=strict)
    findings = reading.findings
    if output is Format.table and len(findings):
        for row in findings.itertuples():
            place = ":".join(
                str(part) for part in (row.file, row.row, row.column) if part == part and part not in (None, "")
            )
            echo(one_line(f"{row.level}: {place}: {row.message}"))
    else:
        write(findings, output, nothing="No findings.")
    if output is Format.table and len(findings):
        echo(f"{counted(reading.errors, 'error')}, {counted(reading.warnings, 'warning')}.")
    raise typer.Exit(1 if reading.errors else 0)


@app.command("show")
def show_case(case: Case) -> None:
    """Show a case: its summary, and who clashes with whom how often."""
    graph = opened(case)
    echo(graph.summary() + "\n")
    matrix = graph.clash_matrix()
    if len(matrix):
        show(matrix.reset_index(), f"Clashing pairs of positions. {date_told(matrix)}")


@app.command("load")
def load_file(
    case: Files,
    form: Annotated[
        str | None, typer.Option("--form", help="Read it as this form; by default the one it shows.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write the case to this folder or .xlsx as well.")
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(
            "--column",
            help="As what a column is read: Country=party, Vote=stance, or *=issue for the others; several times.",
        ),
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option("--mapping", help="Read the columns as this mapping.toml says.")
    ] = None,
    save_mapping: Annotated[
        bool,
        typer.Option(
            "--save-mapping",
            "--confirm",
            help="Confirm the reading: write it to FILE's mapping.toml, which is read from then on.",
        ),
    ] = False,
) -> None:
    """Read any table, or a file of another tool, and say as what each part of it was read and what is in no table."""
    if output is not None:
        refuse_suffix(output, "a folder", ".xlsx")
    graph = zopa.load(case, quiet=True, form=form, columns=columns_said(column, mapping))
    if graph.understood is None or graph.set_aside is None:
        echo(f"{case} is a dossier in zopa's own form.")
    else:
        echo(f"{case} was read as: {graph.understood.attrs['form']}.\n")
        show(fold_alike(graph.understood), "As what each part was read.")
        if len(graph.set_aside):
            show(graph.set_aside.head(MAX_SHOWN_ASIDE), f"{counted(len(graph.set_aside), 'row')} set aside.")
        tell_proposal(graph, case, save_mapping)
    reading = "" if graph.understood is None else graph.understood.attrs["mapping"]
    if save_mapping and not reading:
        raise ValueError(
            f"There is no mapping of '{case}' to save: it is a dossier, or in a form that is read as it is."
        )
    echo(f"\n{graph.summary()}")
    if output is not None:
        place = zopa.save(graph, output)
        echo(f"Wrote {place}.")
        if graph.set_aside is not None and len(graph.set_aside):
            beside = place.with_name(f"{place.stem}.set-aside.csv")
            write_text(beside, graph.set_aside.to_csv(index=False, lineterminator="\n"))
            echo(f"Wrote {beside}: what is in no table.")
        if reading and place.is_dir():
            kept = place / MAPPING
            write_text(kept, reading)
            echo(f"Wrote {kept}: how {Path(case).name} was read.")


def fold_alike(understood: Any) -> Any:
    """What was understood, of columns that are read alike the first ones and how many more there are."""
    kind = understood["file"] + understood["read_as"].str.replace(r"'[^']*'", "", regex=True) + understood["rest"]
    place, count = kind.groupby(kind).cumcount(), kind.groupby(kind).transform("size")
    shown = understood[(place < MAX_ALIKE) | (count <= MAX_ALIKE + 1)].copy()
    last = (place == MAX_ALIKE - 1) & (count > MAX_ALIKE + 1)
    more = "\n(and " + (count - MAX_ALIKE).astype(str) + " more columns)"
    shown["read_as"] += more.where(last, "").reindex(shown.index)
    return shown


def columns_said(pairs: list[str] | None, mapping: Path | None) -> Any:
    """As what columns are read, of ``--column NAME=ROLE`` or ``--mapping FILE``; None where neither says it."""
    if pairs and mapping:
        raise ValueError("Columns are said by --column or by --mapping: give one of the two.")
    if mapping is not None and not mapping.is_file():
        raise ValueError(f"There is no mapping '{mapping}'.")
    columns = {}
    for pair in pairs or ():
        # The name of a column may have a = in it, a role has none.
        name, equals, role = pair.rpartition("=")
        if not equals or not name:
            raise ValueError(f"'{pair}' does not say as what a column is read: write --column Country=party.")
        columns[name] = role
    return mapping or columns or None


def tell_proposal(graph: zopa.PositionGraph, case: str, confirm: bool) -> None:
    """Keep the mapping of a table where it is confirmed; say of a proposal that it is one, and how it is confirmed."""
    assert graph.understood is not None
    reading = graph.understood.attrs["mapping"]
    if confirm and reading:
        from zopa.loaders.mapping.mapping_toml import path_beside

        kept = path_beside(Path(case))
        write_text(kept, reading)
        echo(f"\nWrote {kept}: {Path(case).name} is read so from now on.")
    elif graph.understood.attrs["is_proposal"]:
        load = f"zopa load {quote(case)}"
        echo(
            f"\nThis reading is a proposal. If it is right, confirm it: {load} --save-mapping. If a column is read wrongly, "
            f"say what it is: {load} --column 'NAME OF COLUMN=party', and the same for each column that matters (party, "
            "issue, stance, note and so on; '*=issue' for all others). Or confirm it, and correct the file that is written: "
            f"{Path(case).stem}.mapping.toml."
        )


@app.command("import")
def import_file(
    form: Annotated[str, typer.Argument(help="The form of the file, such as ktab.")],
    file: Annotated[str, typer.Argument(help="A file or folder of another tool.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="A folder, or a file that ends in .xlsx.")],
) -> None:
    """Make a case of a file of another tool, in a form that is named."""
    load_file(file, form, output)


def nothing_found(name: str, narrowed: bool, complete: bool, has_positions: bool = True) -> str:
    """The meaning of an answer without rows, of the whole case or of the part that was asked about."""
    if not complete:
        return "Nothing was found before the search ended."
    if not has_positions and QUERIES[name].about_positions:
        return NO_POSITIONS
    sentence = QUERIES[name].empty
    return f"In the part that was asked about: {sentence[0].lower()}{sentence[1:]}" if narrowed else sentence


def run_query(name: str, case: str, output: str | None, file: Path | None, arguments: dict[str, Any]) -> None:
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
    columns = query.shown
    if query.table and form == "table" and len(frame):
        frame, columns = getattr(graph, query.table)(**arguments).reset_index(), ()
    narrowed = any(arguments[word] != ALL for word in NARROWING & arguments.keys())
    has_positions = len(frame) > 0 or len(graph.tables["positions"]) > 0
    nothing = nothing_found(name, narrowed, frame.attrs.get("complete", True), has_positions)
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
            help_of |= described(getattr(zopa.queries, elsewhere[1]))
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
    if default is not Parameter.empty:
        # With a name of its own a yes has no no beside it.
        annotation = typer.Option(*([] if default is True else [f"--{name.replace('_', '-')}"]), help=help_text)
    return Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, annotation])


def query_command(name: str) -> Any:
    """The command that asks a query: its options are what the query takes."""
    plural = {singular: word for word, singular in SINGULAR.items()}

    def run(case: str, output: str | None = None, file: Path | None = None, **options: Any) -> None:
        arguments = {plural.get(key, key): chosen for key, chosen in options.items() if chosen not in (None, [])}
        run_query(name, case, output, file, arguments)

    query = getattr(zopa.queries, name)
    help_of = described(query)
    parameters = [
        option(parameter, help_of.get(parameter.name, ""))
        for parameter in signature(query).parameters.values()
        if parameter.name not in {"graph", *NOT_SAID} and parameter.kind is not Parameter.VAR_KEYWORD
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


def asked_when_run() -> None:
    """Stands in the list of commands for one that asks a query."""


for _name, _query in QUERIES.items():
    if _query.is_command:
        dashed = _name.replace("_", "-")
        app.command(dashed, help=_query.question)(asked_when_run)
        if dashed != _name:
            # As it was called before.
            app.command(_name, hidden=True)(asked_when_run)


@app.command()
def ask(
    case: Case,
    question: Annotated[list[str], typer.Argument(help="A question in the words of the case.")],
    output: Output = Format.table,
) -> None:
    """Answer a question about the case in at most five sentences, each with its citations."""
    answer = opened(case).ask(" ".join(question))
    if output is Format.table:
        echo(str(answer))
    else:
        write(answer.table, output)


@app.command()
def page(
    case: Case,
    party: Party = None,
    issue: Issue = None,
    region: Region = None,
    as_of: AsOf = ALL,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Where to; by default the case's name.")] = None,
    title: Annotated[str | None, typer.Option(help="Heading of the page.")] = None,
    redact: Annotated[
        str, typer.Option(help="What to leave out: none, quotes, sources or names (each with those before).")
    ] = "none",
    embed: Annotated[
        bool, typer.Option("--embed", help="A compact page for a slide or a blog, and the element that shows it.")
    ] = False,
    pictures: Annotated[
        bool, typer.Option(help="With the answers as pictures, which take some seconds to draw.")
    ] = True,
) -> None:
    """Write the case as one interactive HTML page that opens anywhere, offline; of a part of it, if one is named."""
    graph = opened(case)
    if party or issue or region or as_of != ALL:
        graph = graph.select(parties=party, issues=issue, regions=region, as_of=as_of)
    # The name of a case may name its parties.
    path = output or Path("case.html" if redact == "names" else tame_name(graph.id, ".html"))
    refuse_suffix(path, ".html", ".htm")
    echo(f"Wrote {graph.page(path, title=title, redact=redact, embed=embed, pictures=pictures)}.")
    if redact != "none":
        from zopa.graph.redaction import redacted, texts_that_stay

        whole = in_memory(graph)
        texts = texts_that_stay(*redacted(whole, redact))
        echo(f"Texts that stay in the page: {len(texts):,}. Read them before you pass it on.")
        for text in texts:
            echo(f"  {one_line(text)}")
    if embed:
        from zopa.graph.page.html import frame

        echo(frame(path.name, title or ("Positions" if redact == "names" else graph.title)))


@app.command()
def push(
    case: Case,
    uri: Uri = None,
    database: Database = None,
    replace: Annotated[bool, typer.Option("--replace", help="Remove from the database what the case has not.")] = False,
    derive: Annotated[
        bool, typer.Option("--derive", help="Write clashes and overlaps as relationships as well.")
    ] = False,
) -> None:
    """Write a case to a Neo4j database; user and password are NEO4J_USERNAME and NEO4J_PASSWORD."""
    graph = opened(case)
    whole = in_memory(graph)
    with zopa.connect(uri, database=database) as shared:
        done = shared.push(whole, replace=replace, derive=derive)
        echo(f"{done} It is at {f'{shared.connection.uri}#' if uri else 'neo4j:'}{whole.id}.")


@app.command()
def pull(
    case: InDatabase,
    output: Annotated[Path, typer.Argument(help="A folder, or a file that ends in .xlsx.")],
    uri: Uri = None,
    database: Database = None,
    replace: Annotated[bool, typer.Option("--replace", help="Write over what stands there.")] = False,
) -> None:
    """Write a case of a Neo4j database to a folder of CSV files or to a workbook."""
    refuse_suffix(output, "a folder", ".xlsx")
    if output.exists() and not replace:
        raise ValueError(f"'{output}' is there already: name another place, or write over it with --replace.")
    with zopa.connect(uri, case=case.removeprefix("neo4j:"), database=database) as shared:
        echo(f"Wrote {zopa.save(shared.pull(), output, replace=replace)}.")


@app.command()
def remove(case: InDatabase, uri: Uri = None, database: Database = None) -> None:
    """Remove a case from a Neo4j database; the other cases stay."""
    with zopa.connect(uri, case=case.removeprefix("neo4j:"), database=database) as shared:
        echo(f"Removed {shared.remove():,} rows of {shared.id}.")


@app.command()
def export(
    case: Case,
    output: Annotated[Path, typer.Argument(help="A folder for bulk import, or a file that ends in .cypher.")],
) -> None:
    """Write a case as a Cypher script, or as CSV files for neo4j-admin's bulk import."""
    graph = opened(case)
    whole = in_memory(graph)
    echo(f"Wrote {zopa.export(whole, output)}.")


@app.command()
def new(
    path: Annotated[Path, typer.Argument(help="A folder, or a file with --xlsx.")],
    xlsx: Annotated[bool, typer.Option("--xlsx", help="One workbook with drop-down lists.")] = False,
) -> None:
    """Write a commented template for a case of your own."""
    refuse_suffix(path, "a folder", ".xlsx")
    written = zopa.new(path, xlsx=xlsx or path.suffix.lower() == ".xlsx")
    echo(f"Wrote {written}: a small invented case to write over. Then: zopa check {written}")


def main() -> None:
    """Run a command; what goes wrong is one sentence and a hint, never a traceback."""
    prepare_streams()
    warnings.showwarning = tell_warning
    # Where a home cannot be written to, matplotlib says at length where else it keeps its caches.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    try:
        try:
            app()
        finally:
            # Here, or a full disk would be told of when Python ends, where nothing can catch it.
            sys.stdout.flush()
    except BrokenPipeError:
        # The reader of a pipe, such as head, has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None
    except (OSError, ValueError) as error:
        # The system's words on a stream come with a number and without a name.
        bare = error.strerror if isinstance(error, OSError) and not error.filename else None
        echo(f"zopa: {one_line(f'{bare}.' if bare else str(error))}", err=True)
        leave_unwritten()
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        echo("zopa: stopped.", err=True)
        raise SystemExit(130) from None


def leave_unwritten() -> None:
    """Let go what standard output could not take: Python would try again when it ends."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()

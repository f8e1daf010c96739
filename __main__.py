"""The command line: what :class:`zopa.PositionGraph` does, without Python."""

from __future__ import annotations

import logging
import os
import sys
import warnings
from enum import StrEnum
from pathlib import Path
from shlex import quote
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

import zopa
from zopa.graph.asked import ALL
from zopa.graph.characters import one_line
from zopa.graph.files import check_place, tame_name, write_text
from zopa.graph.forms.content import Content
from zopa.graph.notes import date_told
from zopa.graph.suffixes import form_of, refuse_suffix
from zopa.graph.terminal import echo, prepare_streams, show, tell_warning
from zopa.queries.asking.command import (
    Case,
    Cited,
    Exploded,
    File,
    Output,
    OutputOfFile,
    WithNames,
    expect_a_place,
    query_command,
    write,
    write_answer,
)
from zopa.queries.asking.registry import QUERIES


class Commands(TyperGroup):
    """The commands, of which one that asks a query learns what it takes when it is run.

    So ``zopa --help`` imports no query.
    """

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, command, remaining = super().resolve_command(ctx, args)
        query = (name or "").replace("-", "_")
        is_query = query in QUERIES and QUERIES[query].is_command
        return name, query_command(query, opened) if is_query else command, remaining


app = typer.Typer(
    cls=Commands,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Where do red lines clash, where do they overlap, and what would have to move?",
)


class Form(StrEnum):
    """How much of a case a template has."""

    full = "full"
    small = "small"


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
Redact = Annotated[
    str, typer.Option(help="What to leave out: none, quotes, sources or names (each with those before).")
]
Yes = Annotated[
    bool, typer.Option("--yes", help="With --redact: write without asking. The texts that stay are listed first.")
]

#: What the check says of a value that has one reading.
ONE_READING = r"^(?:The column )?'.*' was read as '.*'\.$"

#: In the folder of a case, how the table was read that it was made from.
MAPPING = "mapping.toml"

#: Columns that are read alike that a terminal shows.
MAX_ALIKE = 3

#: Rows set aside that a terminal shows.
MAX_SHOWN_ASIDE = 12

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


def is_asked() -> bool:
    """Whether there is somebody at the keyboard."""
    return sys.stdin.isatty()


def agreed(shown: zopa.PositionGraph, path: Path, title: str | None, yes: bool) -> None:
    """List what stays in a redacted case for a person to read, and go on only where somebody says so."""
    from zopa.graph.redaction import ids_that_stay, texts_that_stay

    texts = list(dict.fromkeys([*([title] if title else []), *texts_that_stay(shown.tables, shown.meta)]))
    echo(f"Texts that stay in the file: {len(texts):,}. Read them before you pass it on.")
    for text in texts:
        echo(f"  {one_line(text)}")
    if ids := ids_that_stay(shown.tables, shown.meta):
        echo(f"Ids that stay in the file: {len(ids):,}: {one_line(', '.join(ids))}.")
    echo(f"The file is called {path.name}.")
    if yes:
        return
    if not is_asked():
        echo("Nothing was written: nobody can be asked here. Read the list, then run the command with --yes.", err=True)
        raise typer.Exit(1)
    if not typer.confirm("May all of this be passed on?"):
        echo("Nothing was written.", err=True)
        raise typer.Exit(1)


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
def cases(output: Output = "table") -> None:
    """List the built-in cases."""
    write(Content(zopa.cases(), name="cases"), output)


@app.command()
def check(
    case: Files,
    strict: Strict = False,
    output: Output = "table",
    fix: Annotated[
        bool, typer.Option("--fix", help="Write a copy in which what has exactly one reading is corrected; needs -o.")
    ] = False,
    copy: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", help="Where the corrected copy goes; a list of the changes is written beside it."
        ),
    ] = None,
    xlsx: Annotated[
        Path | None,
        typer.Option(
            "--xlsx", help="Write a copy of the workbook in which cells with findings are coloured and say why."
        ),
    ] = None,
) -> None:
    """Report everything that is wrong with a case, in one pass; exit status 1 where there are errors."""
    if fix != (copy is not None):
        raise ValueError("A corrected copy is asked for with --fix, and -o says where it goes: give both or neither.")
    reading: Any = None
    if xlsx is not None:
        reading = marked = zopa.mark(case, xlsx, strict=strict)
        echo(f"Wrote {marked.path}: {counted(marked.cells, 'cell')} marked.{not_kept(marked.not_kept)}", err=True)
    if copy is not None:
        reading = zopa.fix(case, copy, strict=strict)
    elif reading is None:
        reading = zopa.loaders.read(case, strict=strict)
    findings = reading.findings
    if copy is not None:
        tell_changes(reading, output)
    if output == "table" and len(findings):
        for row in findings.itertuples():
            place = ":".join(
                str(part) for part in (row.file, row.row, row.column) if part == part and part not in (None, "")
            )
            echo(one_line(f"{row.level}: {place}: {row.message}"))
    else:
        write(Content(findings, name="findings", nothing="No findings."), output)
    if output == "table" and len(findings):
        echo(f"{counted(reading.errors, 'error')}, {counted(reading.warnings, 'warning')}.")
    raise typer.Exit(1 if reading.errors else 0)


def tell_changes(fixed: Any, output: str) -> None:
    """The cells that were corrected, where a table is written, and where the copy is."""
    if output == "table" and len(fixed.changes):
        show(fixed.changes, "Corrected, as there is one reading.")
    changed = counted(len(fixed.changes), "cell")
    echo(
        f"Wrote {fixed.path} ({changed} corrected) and {fixed.changes_path} (which ones).{not_kept(fixed.not_kept)}",
        err=output != "table",
    )


def not_kept(parts: list[str]) -> str:
    """A sentence on what the copy of a workbook does not hold."""
    return f" The copy does not hold: {', '.join(parts)}." if parts else ""


@app.command("show")
def show_case(case: Case, cite: Cited = None) -> None:
    """Show a case: its summary, and who clashes with whom how often."""
    graph = opened(case)
    if cite:
        summary: Any = graph.summary()
        echo(summary.citation(cite).rstrip())
        return
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
    codes: Annotated[
        list[str] | None,
        typer.Option(
            "--codes",
            help="What the codes in a column mean: 'Vote=1=demands,0=rejects,9=no answer'; without a name, in all columns.",
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
    said = columns_said(column, mapping)
    graph = zopa.load(case, quiet=True, form=form, columns=said, codes=codes_said(codes))
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


def codes_said(texts: list[str] | None) -> dict[str, dict[str, str]] | None:
    """What codes mean, of ``--codes NAME=CODE=MEANING,...``; None where nothing is said of any."""
    from zopa.loaders.mapping.said import codes_in

    codes: dict[str, dict[str, str]] = {}
    for text in texts or ():
        name, labels = codes_in(text)
        codes.setdefault(name, {}).update(labels)
    return codes or None


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


def asked_when_run() -> None:
    """Stands in the list of commands for one that asks a query."""


for _name, _query in QUERIES.items():
    if _query.is_command:
        dashed = _name.replace("_", "-")
        app.command(dashed, help=_query.question)(asked_when_run)
        if dashed != _name:
            # As the query is called in Python.
            app.command(_name, hidden=True)(asked_when_run)


@app.command()
def ask(
    case: Case,
    question: Annotated[list[str], typer.Argument(help="A question in the words of the case.")],
    output: OutputOfFile = None,
    file: File = None,
    names: WithNames = None,
    explode: Exploded = None,
    cite: Cited = None,
) -> None:
    """Answer a question about the case in at most five sentences, each with its citations."""
    expect_a_place(cite, file, output, names, explode)
    form = form_of(file, output, False, "ask")
    if file:
        check_place(file)
    graph = opened(case)
    answer = graph.ask(" ".join(question))
    if form == "table" and file:
        write_text(file, f"{answer}\n")
    elif file or form != "table":
        write_answer(answer, graph, form, file, names, explode)
    elif not cite:
        echo(str(answer))
    if cite:
        echo(answer.citation(cite).rstrip())


@app.command()
def page(
    case: Case,
    party: Party = None,
    issue: Issue = None,
    region: Region = None,
    as_of: AsOf = ALL,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Where to; by default the case's name.")] = None,
    title: Annotated[str | None, typer.Option(help="Heading of the page.")] = None,
    redact: Redact = "none",
    embed: Annotated[
        bool, typer.Option("--embed", help="A compact page for a slide or a blog, and the element that shows it.")
    ] = False,
    pictures: Annotated[
        bool, typer.Option(help="With the answers as pictures, which take some seconds to draw.")
    ] = True,
    yes: Yes = False,
) -> None:
    """Write the case as one interactive HTML page that opens anywhere, offline; of a part of it, if one is named."""
    graph = opened(case)
    if party or issue or region or as_of != ALL:
        graph = graph.select(parties=party, issues=issue, regions=region, as_of=as_of)
    # The name of a case may name its parties.
    path = output or Path("case.html" if redact == "names" else tame_name(graph.id, ".html"))
    refuse_suffix(path, ".html", ".htm")
    from zopa.queries.page import write as write_page

    written = write_page(
        in_memory(graph),
        path,
        title=title,
        redact=redact,
        embed=embed,
        pictures=pictures,
        before=None if redact == "none" else lambda shown: agreed(shown, path, title, yes),
    )
    echo(f"Wrote {written.path}.")
    if embed:
        from zopa.graph.page.html import frame

        echo(frame(path.name, title or written.case.title))


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
    case: Annotated[str | None, typer.Argument(help="A case, as for all commands; none for --to ontology.")] = None,
    target: Annotated[Path | None, typer.Argument(metavar="[OUTPUT]", help="The same as -o.")] = None,
    to: Annotated[str | None, typer.Option("--to", metavar="FORMAT", help="By default what the suffix names.")] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="A file, or a folder for bulk import.")] = None,
    redact: Redact = "none",
    base: Annotated[
        str | None, typer.Option(help="In linked data, what names begin with: https://example.org/case/.")
    ] = None,
    yes: Yes = False,
) -> None:
    """Write a case for Gephi, yEd, Kumu, Cytoscape, Neo4j and other programs, or as linked data."""
    if (output is None) == (target is None):
        raise ValueError("Name one file or folder to write to, with -o.")
    path = output or target or Path()
    whole = None if case is None else in_memory(opened(case)).redacted(redact)
    if whole is not None and redact != "none":
        agreed(whole, path, None, yes)
    echo(f"Wrote {zopa.export(whole, path, to=to, base=base)}.")


@app.command()
def new(
    path: Annotated[Path, typer.Argument(help="A folder, or a file with --xlsx.")],
    xlsx: Annotated[bool, typer.Option("--xlsx", help="One workbook with drop-down lists.")] = False,
    form: Annotated[
        Form, typer.Option("--form", help="full: every table; small: a workbook of five sheets for beginners.")
    ] = Form.full,
) -> None:
    """Write a commented template for a case of your own."""
    refuse_suffix(path, "a folder", ".xlsx")
    written = zopa.new(path, xlsx=xlsx or path.suffix.lower() == ".xlsx", form=form.value)
    echo(f"Wrote {written}: a small invented case to write over. Then: zopa check {written}")


@app.command()
def watch(
    case: Files,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Where candidates are listed; by default inbox.csv in the case."),
    ] = None,
    local: Annotated[
        bool, typer.Option("--local", help="Read feeds in a private network and on this machine as well.")
    ] = False,
    timeout: Annotated[float, typer.Option("--timeout", help="Seconds that a server may take for one answer.")] = 20.0,
) -> None:
    """Read the feeds of a case's sources, and list new items that name its parties or issues as candidates to code."""
    watched = zopa.watch(case, output, local=local, timeout=timeout)
    for row in watched.feeds.itertuples():
        if row.message:
            echo(one_line(f"{row.source} ({row.feed}): {row.message}"), err=True)
    if len(watched.candidates):
        show(watched.candidates[["published", "title", "parties", "issues"]], "New candidates to code.")
    new, listed = int(watched.feeds["new"].sum()), len(watched.candidates)
    failed = int((watched.feeds["status"] == "failed").sum())
    echo(
        f"{counted(len(watched.feeds), 'feed')}, {failed:,} of them failed; {counted(new, 'new item')}, {listed:,} of them "
        f"listed in {watched.inbox}."
    )
    raise typer.Exit(1 if failed else 0)


@app.command()
def memo(
    case: Case,
    output: Annotated[Path, typer.Option("-o", "--output", help="A file that ends in .docx, .html, .md or .pdf.")],
    issue: Annotated[str | None, typer.Option("--issue", help="The paper on this one issue instead.")] = None,
    sheet: Annotated[
        str | None, typer.Option("--sheet", help="A filled sheet instead: islands, iceberg, 'red lines' or influence.")
    ] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help=f"{DATE}; by default the case's own.")] = None,
    title: Annotated[str | None, typer.Option(help="Title of the document.")] = None,
    redact: Redact = "none",
    template: Annotated[
        Path | None, typer.Option("--template", help="A .docx whose styles, headers and page are taken.")
    ] = None,
    yes: Yes = False,
) -> None:
    """Write a memo to hand round: what is stuck, what is shared, what would open it, what is unknown, with its sources."""
    from zopa.queries.memo.writing import write as write_memo

    written = write_memo(
        in_memory(opened(case)),
        output,
        issue=issue,
        sheet=sheet,
        as_of=as_of,
        title=title,
        redact=redact,
        template=template,
        before=None if redact == "none" else lambda shown: agreed(shown, output, title, yes),
    )
    echo(f"Wrote {written}.")


@app.command()
def archive(
    case: Case,
    output: Annotated[Path, typer.Option("-o", "--output", help="A file that ends in .zip, or a new folder.")],
    date: Annotated[str | None, typer.Option("--date", help="The day of publication; by default today.")] = None,
    pictures: Annotated[bool, typer.Option(help="With the answers as pictures in the page.")] = True,
) -> None:
    """Write the case as a research package (RO-Crate): tables, answers, page, memo, citations, and what is unknown."""
    written = in_memory(opened(case)).archive(output, date=date, pictures=pictures)
    echo(f"Wrote {written}.")


@app.command()
def cite(
    case: Case,
    form: Annotated[str, typer.Option("--form", help="bibtex, csl or cff.")] = "bibtex",
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Write it to this file.")] = None,
) -> None:
    """Say how the case and its sources are cited."""
    text = in_memory(opened(case)).cite(form)
    if output is None:
        echo(text.rstrip("\n"))
    else:
        echo(f"Wrote {write_text(output, text)}.")


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

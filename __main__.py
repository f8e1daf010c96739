"""The command line: what :class:`zopa.PositionGraph` does, without Python."""

from __future__ import annotations

import logging
import os
import sys
import warnings
from enum import StrEnum
from functools import wraps
from inspect import Parameter, signature
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

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

if TYPE_CHECKING:
    from collections.abc import Callable


app = typer.Typer(
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
DATE = "The date that is asked about: 2025, 2025-08 or 2025-08-15"
AsOf = Annotated[
    str | None, typer.Option("--as-of", help=f"{DATE}, or all for all dates. The case's own date where not given.")
]
OnDay = Annotated[
    str | None,
    typer.Option("--as-of", help=f"{DATE}, of which the last day is meant. The case's own date where not given."),
]
OnDayOfDeal = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        help=f"{DATE}, of which the last day is meant. Where not given, the date of a proposal that has one, and else the "
        "case's own date.",
    ),
]
When = Annotated[str, typer.Option("--as-of", help=f"{DATE}, or all for all dates.")]
RollUp = Annotated[bool, typer.Option(help="Count a delegate's position as its principal's.")]
Severity = Annotated[list[str] | None, typer.Option("--severity", help="deadlock, hard, soft or unknown.")]
Kind = Annotated[list[str] | None, typer.Option("--kind", help="Only rows of this kind.")]
Level = Annotated[str, typer.Option("--level", help="red line, bottom line or aim.")]
Status = Annotated[list[str] | None, typer.Option("--status", help="agreed, open or closed.")]
LevelAndAbove = Annotated[
    str, typer.Option("--level", help="red line, bottom line (with the red lines) or aim (with all).")
]
Possible = Annotated[bool, typer.Option("--possible", help="Count positions of unknown firmness as well.")]
Keep = Annotated[
    list[str] | None, typer.Option("--keep", help="A party that does not move; can be given several times.")
]
By = Annotated[str, typer.Option("--by", help="count, or weight (salience times power).")]
Limit = Annotated[int, typer.Option("--limit", help="At most so many.")]
Seconds = Annotated[float | None, typer.Option("--seconds", help="Stop after so long.")]
Query = Annotated[
    str | None, typer.Option("--query", help="clashes (where nothing is named), contradictions, overlaps or zones.")
]
Deal = Annotated[str | None, typer.Option("--deal", help="A proposal of the case, or a package as JSON.")]
Drop = Annotated[list[str] | None, typer.Option("--drop", help="inferred, reported, single-source, source or coder.")]
Cap = Annotated[int | None, typer.Option("--cap", help="At most so many points while the frontier is built.")]
Grid = Annotated[float, typer.Option("--grid", help="Round satisfaction to this step, to keep large frontiers small.")]
AlsoUnknown = Annotated[bool, typer.Option(help="Count conditions of unknown firmness.")]
Done = Annotated[list[str] | None, typer.Option("--done", help="A step, issue/option, that has been taken.")]
OnlyIf = Annotated[str, typer.Option("--only-if", help="How 'only if' is read: in order, or in one package.")]
InDatabase = Annotated[str, typer.Argument(help="The id of a case in the database.")]
Files = Annotated[str, typer.Argument(help="A built-in case, a folder of CSV files, an .xlsx, one CSV or JSON file.")]
Uri = Annotated[str | None, typer.Option("--uri", help="The server: neo4j://host; NEO4J_URI where not given.")]
Database = Annotated[str | None, typer.Option("--database", help="NEO4J_DATABASE where not given.")]
Output = Annotated[Format, typer.Option("--format", help="How to write the table.")]
FORM = "table, csv, json, md or xlsx; by the suffix of the file where not given."
FORM_OR_PICTURE = (
    "table, csv, json, md or xlsx, or svg or png for a picture; by the suffix of the file where not given."
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

#: Queries of which there is a picture.
DRAWN = {"clashes", "zones", "territory", "history", "shifts", "contradictions", "openings", "frontier", "standoffs"}

#: Columns that a terminal shows; every other format has them all.
SHOWN = {
    "clashes": ("severity", "party_a", "party_b", "why"),
    "zones": ("status", "certain", "why"),
    "overlaps": ("parties", "why"),
    "territory": ("region", "party", "accepts", "firmness", "extent", "contested"),
    "history": ("party", "start", "end", "why"),
    "shifts": ("date", "party", "kind", "why"),
    "obstacles": ("name", "clashes", "why"),
    "contradictions": ("size", "parties", "certain", "why"),
    "openings": ("component", "rank", "cost", "parties", "why"),
    "pivots": ("party", "opens", "steps", "why"),
    "deals": ("rank", "unknowns", "total", "settlements"),
    "check_deal": ("party", "issue", "verdict", "why"),
    "frontier": ("rank", "settlements", "low_*", "total"),
    "solutions": ("solution", "settlements", "low_*", "why"),
    "trades": ("party_a", "party_b", "a_gives", "b_gives", "gain_a", "gain_b", "why"),
    "standoffs": ("kind", "parties", "waive", "why"),
    "sequence": ("stage", "step", "after", "why"),
    "islands": ("cell", "item", "parties", "why"),
    "robustness": ("party", "party_a", "party_b", "parties", "issue", "verdict", "survives", "rests_on", "support"),
    "check": ("level", "file", "row", "column", "message"),
}

#: What it means that a query has no rows.
EMPTY = {
    "clashes": "No two positions clash.",
    "zones": "On no issue do two or more parties hold a position at the same time and place.",
    "overlaps": "No two parties accept the same settlement.",
    "territory": "No position is about a region.",
    "history": "No position is coded.",
    "shifts": "No party changed what it holds.",
    "obstacles": "No obstacle is coded.",
    "contradictions": "No positions contradict one another.",
    "openings": "Nothing has to move: no positions contradict one another.",
    "pivots": "No single position would open or enlarge a zone if it were softened.",
    "deals": "There is no deal: every package crosses a line or breaks a rule.",
    "check_deal": "The deal settles no issue on which a party holds a position.",
    "frontier": "There is no deal, and so no frontier.",
    "solutions": "There is no deal that a rule of fairness could pick.",
    "trades": "No two parties value two issues so differently that an exchange would surely help both.",
    "standoffs": "No steps wait for one another in a loop.",
    "sequence": "No condition says what has to come first.",
    "islands": "No fact and no norm is agreed on or contested between parties.",
    "robustness": "There is nothing to test: the query has no rows.",
}
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
    if graph.findings is not None:
        # What has one reading was told by the check, and needs no telling with every answer.
        warnings = int((~graph.findings["message"].str.contains(ONE_READING)).sum())
        if warnings:
            echo(f"{counted(warnings, 'warning')}: see zopa check {case}", err=True)
    return graph


def in_memory(graph: zopa.PositionGraph | zopa.SharedGraph) -> zopa.PositionGraph:
    """The case itself, read from the database where it is in one."""
    return graph.pull() if isinstance(graph, zopa.SharedGraph) else graph


def form_of(file: Path | None, asked: str | None, pictured: bool, name: str) -> str:
    """The form in which an answer is written: the one asked for, or the one that the suffix of the file names."""
    if file is None or not file.suffix or (not file.is_file() and file.exists()):
        return asked or "table"
    named = SUFFIXES.get(file.suffix.lower())
    if named in ("svg", "png") and not pictured:
        raise ValueError(f"There is no picture of {name}: {suffixes(pictured)}.")
    if named is None:
        raise ValueError(f"No form goes with the suffix of '{file}': {suffixes(pictured)}.")
    if asked not in (None, named):
        raise ValueError(
            f"'{file}' names {named}, but --format says {asked}: leave out --format, or name another file."
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


def nothing_found(name: str, narrowed: bool, complete: bool) -> str:
    """What it means that a query has no rows, of the whole case or of the part that was asked about."""
    if not complete:
        return "Nothing was found before the search ended."
    said = EMPTY[name]
    return f"In the part that was asked about: {said[0].lower()}{said[1:]}" if narrowed else said


def query(name: str) -> Callable[[Callable[..., Any]], Callable[..., None]]:
    """A command that asks the query of the same name and writes its table, or its picture where there is one."""

    def command(options: Callable[..., Any]) -> Callable[..., None]:
        @wraps(options)
        def run(case: str, output: str | None = None, file: Path | None = None, **asked: Any) -> None:
            renamed = {"party": "parties", "issue": "issues", "region": "regions"}
            given = {renamed.get(key, key): value for key, value in asked.items() if value not in (None, [])}
            form = form_of(file, output, name in DRAWN, name)
            if file:
                check_place(file)
            graph = opened(case)
            answer = getattr(graph, name)(**given)
            frame = getattr(answer, "table", answer)
            if form in ("svg", "png"):
                write_binary(answer.picture().encode() if form == "svg" else answer.png(), file)
                return
            columns = SHOWN[name]
            if form == "xlsx":
                write_binary(workbook(frame, name), file)
                tell_notes(frame)
                return
            if name == "territory" and form == "table" and len(frame):
                frame, columns = graph.territory_matrix(**given).reset_index(), ()
            nothing = nothing_found(
                name,
                narrowed=any(given[word] != ALL for word in NARROWING & given.keys()),
                complete=frame.attrs.get("complete", True),
            )
            if file:
                text = as_text(frame, form, columns, nothing, file=StringIO())
                write_text(file, text.encode("utf-8", "replace").decode())
                tell_notes(frame)
            else:
                write(frame, form, columns, nothing)

        asks = signature(options, eval_str=True)
        written = OutputOrPicture if name in DRAWN else OutputOfFile
        takes = [
            one.replace(annotation=written, default=None) if one.name == "output" else one
            for one in asks.parameters.values()
        ]
        takes.append(Parameter("file", Parameter.KEYWORD_ONLY, default=None, annotation=File))
        run.__signature__ = asks.replace(parameters=takes)  # type: ignore[attr-defined]
        dashed = name.replace("_", "-")
        if dashed != name:
            # As it was called before.
            app.command(name, hidden=True)(run)
        return app.command(dashed)(run)

    return command


@query("clashes")
def clashes(
    case: Case,
    party: Party = None,
    issue: Issue = None,
    region: Region = None,
    as_of: AsOf = None,
    roll_up: RollUp = True,
    severity: Severity = None,
    kind: Kind = None,
    output: Output = Format.table,
) -> None:
    """List the positions of different parties that no settlement can honour together."""


@query("zones")
def zones(
    case: Case,
    party: Party = None,
    issue: Issue = None,
    region: Region = None,
    as_of: AsOf = None,
    roll_up: RollUp = True,
    level: Level = "red line",
    status: Status = None,
    output: Output = Format.table,
) -> None:
    """Tell for each issue, region and date whether there is a zone of possible agreement, and who closes it."""


@query("overlaps")
def overlaps(
    case: Case,
    party: Party = None,
    issue: Issue = None,
    region: Region = None,
    as_of: AsOf = None,
    roll_up: RollUp = True,
    level: Level = "red line",
    output: Output = Format.table,
) -> None:
    """List the common ground: settlements that two or more parties accept, adversaries first."""


@query("territory")
def territory(
    case: Case,
    party: Party = None,
    issue: Issue = None,
    region: Region = None,
    as_of: AsOf = None,
    roll_up: RollUp = True,
    output: Output = Format.table,
) -> None:
    """Show what each party wants in each region."""


@query("history")
def history(
    case: Case,
    party: Party = None,
    issue: Issue = None,
    region: Region = None,
    as_of: When = ALL,
    roll_up: RollUp = True,
    output: Output = Format.table,
) -> None:
    """Show what each party held, where and when."""


@query("shifts")
def shifts(
    case: Case,
    party: Party = None,
    issue: Issue = None,
    region: Region = None,
    as_of: When = ALL,
    roll_up: RollUp = True,
    kind: Kind = None,
    output: Output = Format.table,
) -> None:
    """List what moved: concessions, hardenings, red lines crossed."""


@query("obstacles")
def obstacles(
    case: Case,
    party: Party = None,
    issue: Issue = None,
    region: Region = None,
    as_of: AsOf = None,
    roll_up: RollUp = True,
    output: Output = Format.table,
) -> None:
    """List what stands in the way, those first whose removal would free the most."""


@query("contradictions")
def contradictions(
    case: Case,
    party: Party = None,
    issue: Issue = None,
    region: Region = None,
    as_of: OnDay = None,
    roll_up: RollUp = True,
    level: LevelAndAbove = "red line",
    possible: Possible = False,
    limit: Limit = 10_000,
    seconds: Seconds = None,
    output: Output = Format.table,
) -> None:
    """List every smallest set of positions that cannot all hold, over one issue or several."""


@query("openings")
def openings(
    case: Case,
    party: Party = None,
    issue: Issue = None,
    region: Region = None,
    as_of: OnDay = None,
    roll_up: RollUp = True,
    level: LevelAndAbove = "red line",
    possible: Possible = False,
    keep: Keep = None,
    by: By = "count",
    limit: Limit = 5,
    seconds: Seconds = None,
    output: Output = Format.table,
) -> None:
    """List the smallest sets of positions to soften so that a deal exists, and whose they are."""


@query("pivots")
def pivots(
    case: Case,
    party: Party = None,
    issue: Issue = None,
    region: Region = None,
    as_of: OnDay = None,
    roll_up: RollUp = True,
    level: Level = "red line",
    output: Output = Format.table,
) -> None:
    """List the single positions that would open or enlarge a zone most, were they softened one step."""


@query("deals")
def deals(
    case: Case,
    party: Party = None,
    issue: Issue = None,
    region: Region = None,
    as_of: OnDay = None,
    roll_up: RollUp = True,
    level: Level = "red line",
    possible: Possible = False,
    limit: Limit = 20,
    seconds: Seconds = None,
    output: Output = Format.table,
) -> None:
    """List the packages that cross no red line and break no rule, best first."""


@query("check_deal")
def check_deal(
    case: Case,
    deal: Annotated[str, typer.Argument(help="A proposal of the case, or a package as JSON.")],
    party: Party = None,
    as_of: OnDayOfDeal = None,
    roll_up: RollUp = True,
    seconds: Seconds = None,
    output: Output = Format.table,
) -> None:
    """Tell for each party which red line, bottom line or aim a proposal meets or crosses."""


@query("frontier")
def frontier(
    case: Case,
    party: Party = None,
    issue: Issue = None,
    region: Region = None,
    as_of: OnDay = None,
    roll_up: RollUp = True,
    level: Level = "red line",
    possible: Possible = False,
    cap: Cap = None,
    grid: Grid = 0.0,
    seconds: Seconds = None,
    output: Output = Format.table,
) -> None:
    """List the deals that cannot be bettered for one party without being worse for another."""


@query("solutions")
def solutions(
    case: Case,
    party: Party = None,
    issue: Issue = None,
    region: Region = None,
    as_of: OnDay = None,
    roll_up: RollUp = True,
    level: Level = "red line",
    possible: Possible = False,
    cap: Cap = None,
    seconds: Seconds = None,
    output: Output = Format.table,
) -> None:
    """List the bargaining solutions: Nash, Kalai-Smorodinsky, egalitarian, utilitarian."""


@query("trades")
def trades(
    case: Case,
    party: Party = None,
    issue: Issue = None,
    region: Region = None,
    as_of: OnDay = None,
    roll_up: RollUp = True,
    level: Level = "red line",
    possible: Possible = False,
    limit: Limit = 20,
    seconds: Seconds = None,
    output: Output = Format.table,
) -> None:
    """List the exchanges that two parties could make, each giving way on what matters less to it."""


@query("standoffs")
def standoffs(
    case: Case,
    party: Party = None,
    issue: Issue = None,
    as_of: OnDay = None,
    roll_up: RollUp = True,
    level: LevelAndAbove = "aim",
    possible: AlsoUnknown = True,
    done: Done = None,
    only_if: OnlyIf = "in order",
    limit: Limit = 100,
    seconds: Seconds = None,
    output: Output = Format.table,
) -> None:
    """List the loops of conditions in which each waits for the other, and what would free them."""


@query("sequence")
def sequence(
    case: Case,
    party: Party = None,
    as_of: OnDay = None,
    roll_up: RollUp = True,
    level: LevelAndAbove = "aim",
    possible: AlsoUnknown = True,
    done: Done = None,
    only_if: OnlyIf = "in order",
    output: Output = Format.table,
) -> None:
    """Give an order of steps that honours every condition, or what forbids it."""


@query("islands")
def islands(
    case: Case,
    party: Party = None,
    issue: Issue = None,
    region: Region = None,
    as_of: OnDay = None,
    roll_up: RollUp = True,
    output: Output = Format.table,
) -> None:
    """Draw up the island of agreements: contested and agreed facts, convergent and divergent norms."""


@query("robustness")
def robustness(
    case: Case, query: Query = None, deal: Deal = None, drop: Drop = None, output: Output = Format.table
) -> None:
    """Tell which answers, or what of a deal, survives when weak evidence, one source or one coder is left out."""


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
    as_of: When = ALL,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Where to; the case's name where not given.")
    ] = None,
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
    made = zopa.new(path, xlsx=xlsx or path.suffix.lower() == ".xlsx")
    echo(f"Wrote {made}: a small invented case to write over. Then: zopa check {made}")


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
